"""The errors clerks, forms and migrations make, on columns of a register.

Each error has a probability of its own and hits rows independently, so that several can meet on one row.
"""

from __future__ import annotations

import datetime as dt
import random

import numpy as np
from vocabulary import Places, fold

LETTERS = "AEIOURSNTLMDCPBGVHFJYKQXZW"
ALIKE = [
    ("PH", "F"), ("F", "PH"), ("I", "Y"), ("Y", "I"), ("TH", "T"), ("CK", "K"), ("K", "C"), ("C", "K"),
    ("S", "SS"), ("SS", "S"), ("NN", "N"), ("N", "NN"), ("LL", "L"), ("L", "LL"), ("TT", "T"), ("T", "TT"),
    ("EAU", "AU"), ("AU", "O"), ("Z", "S"), ("S", "Z"), ("X", "S"), ("EN", "AN"), ("OU", "U"), ("H", ""),
]  # fmt: skip
PARTICLES = ("DE LA ", "DOS ", "VAN ", "DE ", "DU ", "D'", "LE ", "LA ", "EL ", "BEN ", "DA ")

# Probability of each error on a row of file B; file A gets a fraction of them.
RATES = {
    "surname_typo": 0.013, "surname_two_typos": 0.0015, "usage_for_birth_name": 0.15, "double_swapped": 0.06,
    "double_truncated": 0.20, "particle_dropped": 0.15, "punctuation": 0.25, "surname_replaced": 0.0008,
    "first_typo": 0.011, "first_two_typos": 0.0012, "first_only": 0.12, "second_as_first": 0.006,
    "order_changed": 0.005, "initial": 0.0015, "shortened": 0.003, "compound_cut": 0.04, "inverted": 0.004,
    "usage_lost": 0.25, "day_month": 0.004, "date_digit": 0.006, "year_off": 0.0025, "decade": 0.0005,
    "first_january": 0.002, "date_missing": 0.002, "place_missing": 0.02, "place_neighbour": 0.012,
    "place_merged": 0.4, "place_other": 0.003, "country_other": 0.04, "sex_wrong": 0.005, "sex_missing": 0.005,
    "ine_missing": 1 / 3, "ine_typo": 0.008, "ine_of_another": 0.006, "ine_reissued": 0.006,
}  # fmt: skip


def typo(text: str, luck: random.Random) -> str:
    """One slip: a letter dropped, added, changed or swapped, or a spelling that sounds alike."""
    if len(text) < 2:
        return text
    kind = luck.random()
    if kind < 0.35:
        fits = [pair for pair in ALIKE if pair[0] in text]
        if fits:
            old, new = luck.choice(fits)
            place = luck.choice([i for i in range(len(text)) if text.startswith(old, i)])
            return text[:place] + new + text[place + len(old) :]
    place = luck.randrange(len(text))
    if kind < 0.55:
        return text[:place] + text[place + 1 :]
    if kind < 0.70:
        return text[:place] + luck.choice(LETTERS) + text[place:]
    if kind < 0.85 and place + 1 < len(text):
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return text[:place] + luck.choice(LETTERS) + text[place + 1 :]


def _cut_name(text: str, luck: random.Random) -> str:
    """A familiar form: the head of the name (ALEXANDRE → ALEX) or its tail (ELISABETH → BETH)."""
    if len(text) < 6 or "-" in text:
        return text
    return text[: luck.randrange(3, len(text) - 2)] if luck.random() < 0.8 else text[-4:]


def _punctuation(text: str, luck: random.Random) -> str:
    """A hyphen or apostrophe becomes a space or nothing; a space becomes a hyphen or nothing."""
    for mark in "-' ":
        if mark in text:
            return text.replace(mark, luck.choice(["", "-", "-"] if mark == " " else ["", " ", " "]))
    return text


def _drop_particle(text: str) -> str:
    for particle in PARTICLES:
        if text.startswith(particle):
            return text[len(particle) :]
    return text


class Register:
    """Columns of one file, row by row of the same length; dates as three number columns."""

    def __init__(self, columns: dict[str, np.ndarray]):
        self.columns = columns

    def __getitem__(self, name: str) -> np.ndarray:
        return self.columns[name]

    def __len__(self) -> int:
        return len(self.columns["nom"])


class Errors:
    """Applies the errors to a register in place."""

    def __init__(self, rng: np.random.Generator, share: float):
        self.rng = rng
        self.luck = random.Random(int(rng.integers(2**62)))
        self.share = share

    def hit(self, name: str, among: np.ndarray | None = None, size: int = 0) -> np.ndarray:
        """Row numbers this error strikes, among the rows it can strike (or all `size` rows)."""
        rate = RATES[name] * (1.0 if name.startswith("ine_") else self.share)
        if among is None:
            return np.flatnonzero(self.rng.random(size) < rate)
        return among[self.rng.random(len(among)) < rate]

    def names(self, reg: Register) -> None:
        nom, usage, p1, p2, p3 = (reg[c] for c in ("nom", "nom_usage", "p1", "p2", "p3"))
        luck, size = self.luck, len(reg)
        spaced = np.fromiter((" " in n or "-" in n or "'" in n for n in nom), bool, size)
        for i in self.hit("usage_for_birth_name", np.flatnonzero(usage != "")):
            nom[i] = usage[i]
            if luck.random() < 0.6:
                usage[i] = ""
        usage[self.hit("usage_lost", np.flatnonzero(usage != ""))] = ""
        double = np.flatnonzero(reg["double"])
        for i in self.hit("double_swapped", double):
            nom[i] = "-".join(reversed(nom[i].split("-")))
        for i in self.hit("double_truncated", double):
            nom[i] = nom[i].split("-")[0 if luck.random() < 0.75 else -1]
        for i in self.hit("particle_dropped", np.flatnonzero(spaced)):
            nom[i] = _drop_particle(nom[i])
        for i in self.hit("punctuation", np.flatnonzero(spaced)):
            nom[i] = _punctuation(nom[i], luck)
        for i in self.hit("surname_typo", size=size):
            nom[i] = typo(nom[i], luck)
        for i in self.hit("surname_two_typos", size=size):
            nom[i] = typo(typo(nom[i], luck), luck)
        replaced = self.hit("surname_replaced", size=size)
        nom[replaced] = nom[self.rng.integers(0, size, len(replaced))]
        for i in self.hit("first_typo", size=size):
            p1[i] = typo(p1[i], luck)
        for i in self.hit("first_two_typos", size=size):
            p1[i] = typo(typo(p1[i], luck), luck)
        further = np.flatnonzero(p2 != "")
        for i in self.hit("second_as_first", further):
            p1[i], p2[i] = p2[i], p3[i] if luck.random() < 0.3 else ""
            p3[i] = ""
        for i in self.hit("order_changed", np.flatnonzero(p2 != "")):
            p1[i], p2[i] = p2[i], p1[i]
        only = self.hit("first_only", further)
        p2[only], p3[only] = "", ""
        for i in self.hit("initial", size=size):
            p1[i] = p1[i][:1]
        for i in self.hit("shortened", size=size):
            p1[i] = _cut_name(p1[i], luck)
        compound = np.flatnonzero(np.fromiter(("-" in p for p in p1), bool, size))
        for i in self.hit("compound_cut", compound):
            p1[i] = luck.choice([p1[i].split("-")[0], p1[i].replace("-", " "), p1[i].replace("-", "")])
        for i in self.hit("inverted", size=size):
            nom[i], p1[i] = p1[i], nom[i]

    def dates(self, reg: Register) -> None:
        year, month, day = reg["year"], reg["month"], reg["day"]
        size, luck = len(reg), self.luck
        for i in self.hit("day_month", np.flatnonzero(day <= 12)):
            day[i], month[i] = month[i], day[i]
        for i in self.hit("date_digit", size=size):
            year[i], month[i], day[i] = _one_digit(int(year[i]), int(month[i]), int(day[i]), luck)
        off = self.hit("year_off", size=size)
        year[off] += self.rng.choice([-1, 1], len(off))
        slip = self.hit("decade", size=size)
        year[slip] += self.rng.choice([-10, 10], len(slip))
        first = self.hit("first_january", size=size)
        month[first], day[first] = 1, 1
        leap = (month == 2) & (day == 29) & (year % 4 != 0)
        day[leap] = 28
        year[self.hit("date_missing", size=size)] = 0

    def rest(self, reg: Register, where: Places, numbers: np.ndarray) -> None:
        place, sex, ine, size = reg["commune"], reg["sexe"], reg["ine"], len(reg)
        abroad = np.fromiter((p.startswith("99") for p in place), bool, size)
        home = np.flatnonzero(~abroad)
        position = {code: i for i, code in enumerate(where.codes)}
        for i in self.hit("place_neighbour", home):
            place[i] = where.codes[where.neighbour[position[place[i]]]]
        for i in self.hit("place_merged", home[[place[i] in where.merged for i in home]]):
            place[i] = where.merged.get(place[i], place[i])
        other = self.hit("place_other", home)
        place[other] = where.codes[self.rng.integers(0, len(where.codes), len(other))]
        foreign = self.hit("country_other", np.flatnonzero(abroad))
        place[foreign] = where.countries.draw(self.rng, len(foreign))
        place[self.hit("place_missing", size=size)] = ""
        wrong = self.hit("sex_wrong", size=size)
        sex[wrong] = np.where(sex[wrong] == "M", "F", "M")
        sex[self.hit("sex_missing", size=size)] = ""
        for i in self.hit("ine_typo", size=size):
            at = self.luck.randrange(9)
            ine[i] = ine[i][:at] + str((int(ine[i][at]) + self.luck.randrange(1, 10)) % 10) + ine[i][at + 1 :]
        another = self.hit("ine_of_another", size=size)
        ine[another] = numbers[self.rng.integers(0, len(numbers), len(another))]
        anew = self.hit("ine_reissued", size=size)
        ine[anew] = make_ine(self.rng, len(anew))
        ine[self.hit("ine_missing", size=size)] = ""


def _one_digit(year: int, month: int, day: int, luck: random.Random) -> tuple[int, int, int]:
    """The date with one digit changed that still is a date (a form checks that much)."""
    text = f"{year:04d}{month:02d}{day:02d}"
    for _ in range(20):
        at = luck.choice([3, 3, 5, 6, 7, 7])
        new = text[:at] + str(luck.randrange(10)) + text[at + 1 :]
        if new == text:
            continue
        try:
            date = dt.date(int(new[:4]), int(new[4:6]), int(new[6:]))
        except ValueError:
            continue
        return date.year, date.month, date.day
    return year, month, day


def make_ine(rng: np.random.Generator, size: int) -> np.ndarray:
    """Numbers of the RNIE shape: nine digits, two letters."""
    digits = rng.integers(0, 10**9, size)
    letters = np.frombuffer(b"ABCDEFGHJKLMNPRSTUVWXYZ", dtype="S1").astype(str)
    pair = rng.integers(0, len(letters), (size, 2))
    out = np.empty(size, dtype=object)
    out[:] = [f"{d:09d}{letters[a]}{letters[b]}" for d, (a, b) in zip(digits, pair, strict=True)]
    return out


def unaccented(column: np.ndarray) -> np.ndarray:
    """A column folded to upper case without accents, each spelling once."""
    seen: dict[str, str] = {}
    out = np.empty(len(column), dtype=object)
    for i, text in enumerate(column):
        plain = seen.get(text)
        if plain is None:
            plain = seen[text] = fold(text)
        out[i] = plain
    return out
