"""Where the names, dates and communes of the measured registers come from.

With INSEE's frequency files (folder given by the user, never part of the repository) names are drawn with
their real weights, first names by year of birth. Without them a phonotactic generator makes French-sounding
names with Zipf weights, so that the measurements run from the repository alone.
"""

from __future__ import annotations

import csv
import io
import itertools
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np

FIRST_YEAR, LAST_YEAR = 2006, 2012


def fold(text: str) -> str:
    """Upper case without accents nor ligatures, as registers of the old school print names."""
    text = text.upper().replace("Œ", "OE").replace("Æ", "AE")
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def draw(rng: np.random.Generator, cumulative: np.ndarray, size: int) -> np.ndarray:
    """Indices drawn with the weights whose running sum is given."""
    return np.minimum(np.searchsorted(cumulative, rng.random(size) * cumulative[-1]), len(cumulative) - 1)


@dataclass
class Pool:
    """Names and the running sum of their weights."""

    names: np.ndarray
    cumulative: np.ndarray

    @staticmethod
    def of(names: list[str], weights) -> Pool:
        array = np.empty(len(names), dtype=object)
        array[:] = names
        return Pool(array, np.cumsum(np.asarray(weights, dtype=float)))

    def draw(self, rng: np.random.Generator, size: int) -> np.ndarray:
        return self.names[draw(rng, self.cumulative, size)]


@dataclass
class Names:
    """Surnames, first names by (sex, birth year), and first names of the grandparents' generation by sex."""

    surnames: Pool
    first: dict[tuple[str, int], Pool]
    old: dict[str, Pool]


# --- made-up names -------------------------------------------------------------------------------------

ONSETS = "b c ch d f g gr h j l m n p pr qu r s t tr v br cl fl gu pl bl dr".split()
VOWELS = "a e i o u ou ai au eu oi an en on in ie".split()
CODAS = ["", "", "", "r", "l", "n", "t", "s", "x", "rd", "nt", "c"]
SURNAME_ENDINGS = "eau et ier ard in on el ot ez aud y oux ais ois ens er ane ski".split()
GIRL_ENDINGS = "a ie ine elle ée ane ette ise lia na".split()
BOY_ENDINGS = "o an is el éo en ien ys in as".split()


def coin(rng: np.random.Generator, count: int, endings: list[str], longest: int) -> list[str]:
    """`count` different pronounceable names, likeliest (shortest) first."""
    seen: dict[str, None] = {}
    while len(seen) < count:
        syllables = rng.integers(1, longest + 1)
        stem = "".join(ONSETS[rng.integers(len(ONSETS))] + VOWELS[rng.integers(len(VOWELS))] for _ in range(syllables))
        onset, coda = ONSETS[rng.integers(len(ONSETS))], CODAS[rng.integers(len(CODAS))]
        ending = endings[rng.integers(len(endings))]
        name = stem + (coda if coda and rng.random() < 0.3 else "") + onset + ending
        if 3 <= len(name) <= 14:
            seen.setdefault(name.upper())
    return list(seen)


def accented(rng: np.random.Generator, names: list[str]) -> list[str]:
    """One surname in seven with an E gets an accent, for good: the file's spelling of that family."""
    out = []
    for name in names:
        spots = [i for i, c in enumerate(name) if c == "E" and i + 1 < len(name)]
        if spots and rng.random() < 0.14:
            spot = spots[rng.integers(len(spots))]
            name = name[:spot] + ("É" if rng.random() < 0.6 else "È") + name[spot + 1 :]
        out.append(name)
    return out


def with_particles(rng: np.random.Generator, names: list[str]) -> list[str]:
    """A few families carry a particle, a few write their name in two parts."""
    particles = ["DE ", "DU ", "D'", "DE LA ", "LE ", "EL ", "BEN ", "VAN ", "DA ", "DOS "]
    vowels = set("AEIOUÉÈH")
    out = []
    for name in names:
        chance = rng.random()
        if chance < 0.02 and " " not in name and "-" not in name:
            particle = particles[rng.integers(len(particles))]
            if particle == "D'" and name[0] not in vowels:
                particle = "DE "
            name = particle + name
        elif chance < 0.024 and " " not in name:
            name = "SAINT-" + name
        out.append(name)
    return out


def built_in(rng: np.random.Generator) -> Names:
    """Names from the generator alone."""
    surnames = coin(rng, 150_000, SURNAME_ENDINGS, 2)
    surnames = with_particles(rng, accented(rng, surnames))
    zipf = lambda n, s, head=8.0: 1.0 / (np.arange(1, n + 1) + head) ** s
    first: dict[tuple[str, int], Pool] = {}
    old: dict[str, Pool] = {}
    for sex, endings in (("M", BOY_ENDINGS), ("F", GIRL_ENDINGS)):
        modern = coin(rng, 4_000, endings, 2)
        modern = modern[:3_900] + [f"{modern[i]}-{modern[i + 7]}" for i in range(100)]
        weights = zipf(len(modern), 0.95)
        for year in range(FIRST_YEAR, LAST_YEAR + 1):
            fashion = np.exp(rng.normal(0, 0.35, len(modern)))
            first[sex, year] = Pool.of(modern, weights * fashion)
        ancient = coin(rng, 800, endings, 2)
        old[sex] = Pool.of(ancient, zipf(len(ancient), 1.05))
    return Names(Pool.of(surnames, zipf(len(surnames), 0.83, 30.0)), first, old)


# --- INSEE's frequencies -------------------------------------------------------------------------------


def insee(rng: np.random.Generator, folder: Path) -> Names:
    """Names with INSEE's weights from `noms.zip` and `nat.zip`; its 'other names' become made-up rare ones."""
    surnames, weights, others = [], [], 0.0
    for line in _lines(folder / "noms.zip", "\t"):
        weight = float(line[-1]) + float(line[-2])
        if line[0] == "AUTRES NOMS":
            others = weight
        elif weight > 0 and line[0].isascii():
            surnames.append(line[0])
            weights.append(weight)
    rare = coin(rng, 150_000, SURNAME_ENDINGS, 2)
    share = min(others, 0.12 * sum(weights)) / len(rare)
    surnames = with_particles(rng, accented(rng, surnames)) + rare
    weights += [share] * len(rare)

    counts: dict[tuple[str, int], tuple[list[str], list[float]]] = {}
    elders: dict[str, dict[str, float]] = {"M": {}, "F": {}}
    for code, name, year, number in _lines(folder / "nat.zip", ";"):
        sex = "M" if code == "1" else "F"
        if not year.isdigit():
            continue
        if FIRST_YEAR <= int(year) <= LAST_YEAR:
            names, numbers = counts.setdefault((sex, int(year)), ([], []))
            names.append(name)
            numbers.append(float(number))
        elif 1935 <= int(year) <= 1980 and not name.startswith("_"):
            elders[sex][name] = elders[sex].get(name, 0.0) + float(number)
    first = {}
    for (sex, year), (names, numbers) in counts.items():
        place = names.index("_PRENOMS_RARES")
        rare_share = numbers[place]
        del names[place], numbers[place]
        rare = coin(rng, 12_000, GIRL_ENDINGS if sex == "F" else BOY_ENDINGS, 2)
        first[sex, year] = Pool.of(names + rare, numbers + [rare_share / len(rare)] * len(rare))
    old = {sex: Pool.of(list(table), list(table.values())) for sex, table in elders.items()}
    return Names(Pool.of(surnames, weights), first, old)


def _lines(archive: Path, delimiter: str):
    with zipfile.ZipFile(archive) as zipped:
        member = zipped.namelist()[0]
        with io.TextIOWrapper(zipped.open(member), encoding="utf-8") as text:
            rows = csv.reader(text, delimiter=delimiter, quoting=csv.QUOTE_NONE)
            next(rows)
            yield from rows


# --- places --------------------------------------------------------------------------------------------


@dataclass
class Places:
    """Communes of birth: maternities weigh most; countries (99xxx) for those born abroad."""

    codes: np.ndarray
    cumulative: np.ndarray
    neighbour: np.ndarray
    merged: dict[str, str]
    countries: Pool


def places(rng: np.random.Generator) -> Places:
    """About 2,500 communes in 100 départements; births concentrate in a few towns of each."""
    departments = [f"{n:02d}" for n in range(1, 96) if n != 20] + ["2A", "2B", "971", "972", "973", "974", "976"]
    codes, weights, starts, merged = [], [], [], {}
    sizes = np.exp(rng.normal(0, 0.75, len(departments)))
    for department, size in zip(departments, sizes, strict=True):
        starts.append(len(codes))
        towns = {"75": 20, "13": 24, "69": 20}.get(department, int(rng.integers(14, 32)))
        numbers = rng.choice(np.arange(1, 100 if len(department) == 3 else 700), towns, replace=False)
        weight = 1.0 / (np.arange(1, towns + 1) ** 1.1)
        if department == "75":
            numbers, weight = np.arange(101, 121), np.exp(rng.normal(0, 0.6, 20))
        for number, share in zip(numbers, weight / weight.sum(), strict=True):
            code = department + f"{number:0{5 - len(department)}d}"
            codes.append(code)
            weights.append(size * share)
        if department != "75":
            for place in rng.choice(towns, 3, replace=False):
                if place:
                    merged[codes[starts[-1] + place]] = codes[starts[-1]]
    neighbour = np.empty(len(codes), dtype=np.int64)
    bounds = [*starts, len(codes)]
    for start, end in itertools.pairwise(bounds):
        neighbour[start:end] = np.roll(np.arange(start, end), 1)
    array = np.empty(len(codes), dtype=object)
    array[:] = codes
    countries = rng.choice(np.arange(101, 517), 90, replace=False)
    return Places(
        array,
        np.cumsum(weights),
        neighbour,
        merged,
        Pool.of([f"99{code}" for code in countries], 1.0 / (np.arange(90) + 2.0)),
    )
