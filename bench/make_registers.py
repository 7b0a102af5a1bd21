#!/usr/bin/env python3
"""Two realistic French registers, last year's and this year's, with the truth about who is who.

`a.csv`, `b.csv` (and the same as Parquet) hold id, nom, nom_usage, prenoms, sexe, date_naissance,
commune_naissance, ine; `truth.csv` holds every true pair of rows (left_id, right_id). 88 % of A's people are
in B; the others are the leavers to be found. A few rows of each file are duplicates of another row.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pa_parquet
from errors import Errors, Register, make_ine, unaccented
from vocabulary import FIRST_YEAR, LAST_YEAR, Names, Places, built_in, draw, insee, places

KEPT = 0.88  # share of A's people who are in B
TWINS = 0.015  # share of births that are twin births
ABROAD = 0.08  # share born abroad

HEADERS = {
    "nom": ["id", "nom", "nom_usage", "prenoms", "sexe", "date_naissance", "commune_naissance", "ine"],
    "siecle": [
        "ELEVE_ID",
        "NOM_DE_FAMILLE",
        "NOM_USAGE",
        "PRENOMS",
        "CODE_SEXE",
        "DATE_NAISS",
        "CODE_COMMUNE_INSEE_NAISS",
        "INE_RNIE",
    ],
    "english": ["id", "surname", "usage_name", "given_names", "sex", "date_of_birth", "birth_place", "national_id"],
}


def people(rng: np.random.Generator, count: int, names: Names, where: Places) -> Register:
    """A population: families with siblings and twins, homonyms by the weight of names."""
    sizes = rng.choice([1, 2, 3], count, p=[0.62, 0.30, 0.08])
    family = np.repeat(np.arange(count), sizes)[:count]
    twice = np.where(rng.random(len(family)) < TWINS, 2, 1)
    birth = np.repeat(np.arange(len(family)), twice)[:count]  # one number per birth, twice for twins
    family = family[birth]
    families, births = int(family[-1]) + 1, int(birth[-1]) + 1

    surname = names.surnames.draw(rng, families)
    second = names.surnames.draw(rng, families)
    double = rng.random(families) < 0.04
    simple = np.fromiter((" " not in n and "-" not in n for n in surname), bool, families)
    other = np.fromiter((" " not in n and "-" not in n for n in second), bool, families)
    double &= simple & other
    for i in np.flatnonzero(double):
        surname[i] = f"{surname[i]}-{second[i]}"
    usage = np.full(families, "", dtype=object)
    for i in np.flatnonzero((rng.random(families) < 0.06) & ~double):
        usage[i] = second[i] if rng.random() < 0.5 else f"{surname[i]}-{second[i]}"

    span = (np.datetime64(f"{LAST_YEAR + 1}-01-01") - np.datetime64(f"{FIRST_YEAR}-01-01")).astype(int)
    start = rng.integers(0, span, families)
    rank = np.zeros(births, dtype=np.int64)
    family_of_birth = np.empty(births, dtype=np.int64)
    family_of_birth[birth] = family
    rank[1:] = np.where(family_of_birth[1:] == family_of_birth[:-1], 1, 0)
    rank[2:] += np.where(family_of_birth[2:] == family_of_birth[:-2], 1, 0)
    gap = rng.integers(420, 1100, births)
    day = (start[family_of_birth] + rank * gap) % span
    commune_index = draw(rng, where.cumulative, families)[family_of_birth]
    moved = rng.random(births) < 0.15
    commune_index[moved] = draw(rng, where.cumulative, int(moved.sum()))
    commune = where.codes[commune_index]
    abroad_family = rng.random(families) < ABROAD
    country = where.countries.draw(rng, families)
    abroad = abroad_family[family_of_birth]
    commune[abroad] = country[family_of_birth][abroad]

    dates = np.datetime64(f"{FIRST_YEAR}-01-01") + day[birth]
    year = dates.astype("datetime64[Y]").astype(int) + 1970
    month = dates.astype("datetime64[M]").astype(int) % 12 + 1
    dom = (dates - dates.astype("datetime64[M]")).astype(int) + 1
    presumed = abroad[birth] & (rng.random(count) < 0.03)  # civil status rebuilt: born on 1 January
    month[presumed], dom[presumed] = 1, 1

    sexe = np.where(rng.random(count) < 0.512, "M", "F").astype(object)
    twin = np.zeros(count, dtype=bool)
    twin[1:] = birth[1:] == birth[:-1]
    alike = np.flatnonzero(twin & (rng.random(count) < 0.65))
    sexe[alike] = sexe[alike - 1]
    p1, p2, p3 = (np.full(count, "", dtype=object) for _ in range(3))
    further = rng.choice([0, 1, 2], count, p=[0.42, 0.35, 0.23])
    for sex in "MF":
        for cohort in range(FIRST_YEAR, LAST_YEAR + 1):
            rows = np.flatnonzero((sexe == sex) & (year == cohort))
            p1[rows] = names.first[sex, cohort].draw(rng, len(rows))
            modern = rows[(further[rows] > 0) & (rng.random(len(rows)) < 0.4)]
            p2[modern] = names.first[sex, cohort].draw(rng, len(modern))
        rows = np.flatnonzero((sexe == sex) & (further > 0) & (p2 == ""))
        p2[rows] = names.old[sex].draw(rng, len(rows))
        rows = np.flatnonzero((sexe == sex) & (further > 1))
        p3[rows] = names.old[sex].draw(rng, len(rows))
    same = np.flatnonzero(twin)
    same = same[p1[same] == p1[same - 1]]
    p1[same] = np.where(p2[same] != "", p2[same], p1[same] + "E")
    p2[same] = ""
    columns = {
        "nom": surname[family], "nom_usage": usage[family], "double": double[family], "p1": p1, "p2": p2,
        "p3": p3, "sexe": sexe, "year": year, "month": month, "day": dom, "commune": commune[birth],
        "ine": make_ine(rng, count),
    }  # fmt: skip
    return Register(columns)


def write(register: Register, accents: bool, ids: np.ndarray, style: str, stem: Path) -> None:
    """One file, as CSV and as Parquet."""
    nom, usage = register["nom"], register["nom_usage"]
    p1, p2, p3 = register["p1"], register["p2"], register["p3"]
    if accents:
        case = lambda text: text.title() if text else text
        prenoms = [" ".join(case(p) for p in triple if p) for triple in zip(p1, p2, p3, strict=True)]
    else:
        nom, usage, p1, p2, p3 = (unaccented(column) for column in (nom, usage, p1, p2, p3))
        prenoms = [" ".join(p for p in triple if p) for triple in zip(p1, p2, p3, strict=True)]
    clerk = style == "siecle"
    date = "{2:02d}/{1:02d}/{0:04d}" if clerk else "{0:04d}-{1:02d}-{2:02d}"
    dates = [
        date.format(*ymd) if ymd[0] else ""
        for ymd in zip(register["year"], register["month"], register["day"], strict=True)
    ]
    sexe = register["sexe"]
    if clerk:
        prenoms = [text.replace(" ", ", ") for text in prenoms]
        sexe = np.where(sexe == "M", "1", np.where(sexe == "F", "2", "")).astype(object)
    values = [ids, nom, usage, prenoms, sexe, dates, register["commune"], register["ine"]]
    table = pa.table([pa.array(v, type=pa.string()) for v in values], names=HEADERS[style])
    write_csv(table, stem.with_suffix(".csv"), clerk)
    for i, column in enumerate(table.columns):  # in Parquet an empty cell is a null
        empty = pa.compute.equal(column, "")
        table = table.set_column(i, table.column_names[i], pa.compute.if_else(empty, None, column))
    pa_parquet.write_table(table, stem.with_suffix(".parquet"))


def write_csv(table: pa.Table, path: Path, clerk: bool = False) -> None:
    """A CSV without quotes: no value here holds the delimiter (Arrow would quote every text, or the header alone).

    As clerks get it: semicolons, ISO-8859-15.
    """
    if clerk:
        with path.open("w", encoding="iso-8859-15", errors="replace", newline="\r\n") as text:
            text.write(";".join(table.column_names) + "\n")
            text.writelines(";".join(row) + "\n" for row in zip(*(c.to_pylist() for c in table.columns), strict=True))
        return
    with path.open("wb") as out:
        out.write((",".join(table.column_names) + "\n").encode())
        pa_csv.write_csv(table, out, pa_csv.WriteOptions(include_header=False, quoting_style="none"))


def pairs(left: np.ndarray, right: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """All pairs of rows of the same person, given the person of each row (at most two rows a file)."""
    slots = []
    for person in (left, right):
        order = np.argsort(person, kind="stable")
        ordered = person[order]
        again = np.zeros(len(person), dtype=bool)
        again[1:] = ordered[1:] == ordered[:-1]
        table = np.full((2, count), -1)
        table[0, ordered[~again]] = order[~again]
        table[1, ordered[again]] = order[again]
        slots.append(table)
    out_left, out_right = [], []
    for a in slots[0]:
        for b in slots[1]:
            both = (a >= 0) & (b >= 0)
            out_left.append(a[both])
            out_right.append(b[both])
    return np.concatenate(out_left), np.concatenate(out_right)


def main() -> None:
    """Reads the arguments, makes the population, makes each file, writes the truth."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, required=True, help="rows in each file")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--names", type=Path, help="folder with INSEE's noms.zip and nat.zip")
    parser.add_argument("--duplicates", type=float, default=0.002, help="share of people with a second row in a file")
    parser.add_argument("--style", choices=list(HEADERS), default="nom", help="headers and dialect")
    args = parser.parse_args()
    began = time.perf_counter()
    rng = np.random.default_rng(args.seed)
    names = insee(rng, args.names) if args.names else built_in(rng)
    where = places(rng)
    in_a = round(args.rows / (1 + args.duplicates))
    kept = round(KEPT * in_a)
    population = people(rng, 2 * in_a - kept, names, where)
    mixed = rng.permutation(len(population))
    args.out.mkdir(parents=True, exist_ok=True)

    holders, idents = [], []
    for side, persons, share in (("a", mixed[:in_a], 0.3), ("b", mixed[in_a - kept :], 1.0)):
        rows = np.concatenate([persons, rng.choice(persons, args.rows - len(persons), replace=False)])
        rng.shuffle(rows)
        register = Register({name: column[rows].copy() for name, column in population.columns.items()})
        errors = Errors(rng, share)
        errors.names(register)
        errors.dates(register)
        errors.rest(register, where, population["ine"])
        ids = np.array([f"{side.upper()}{i:08d}" for i in range(args.rows)], dtype=object)
        write(register, side == "a", ids, args.style, args.out / side)
        holders.append(rows)
        idents.append(ids)
    left, right = pairs(holders[0], holders[1], len(population))
    order = np.argsort(left, kind="stable")
    truth = pa.table({"left_id": idents[0][left[order]], "right_id": idents[1][right[order]]})
    write_csv(truth, args.out / "truth.csv")
    print(f"{args.out}: 2 x {args.rows} rows, {len(left)} true pairs, {time.perf_counter() - began:.1f} s")


if __name__ == "__main__":
    main()
