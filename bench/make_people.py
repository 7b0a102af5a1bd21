#!/usr/bin/env python3
"""An English register of "historical figures" to deduplicate: many rows a person, heavily damaged.

Written in the shape of the data set Splink's documentation deduplicates (unique_id, cluster, full_name,
first_and_surname, first_name, surname, dob, birth_place, postcode_fake, gender, occupation), with invented
people. The `cluster` column is the truth; `truth.csv` repeats it as id,cluster.
"""

from __future__ import annotations

import argparse
import csv
import datetime as dt
import random
from pathlib import Path

NICKNAMES = {
    "thomas": "tom tommy thos", "william": "will bill billy wm", "john": "jack johnny jon", "robert": "bob rob robin",
    "richard": "dick rick", "james": "jim jimmy jas", "edward": "ed ned ted", "george": "geo", "henry": "harry hal",
    "charles": "charlie chas", "joseph": "joe jos", "samuel": "sam saml", "francis": "frank", "alexander": "alec sandy",
    "frederick": "fred freddie", "arthur": "art", "benjamin": "ben", "daniel": "dan danl", "andrew": "andy drew",
    "david": "dave davy", "michael": "mike mick", "nicholas": "nick", "peter": "pete", "philip": "phil",
    "stephen": "steve", "walter": "wat walt", "anthony": "tony", "matthew": "matt", "patrick": "pat paddy",
    "albert": "bert al", "alfred": "alf fred", "ernest": "ernie", "herbert": "bert herb", "hugh": "hughie",
    "lawrence": "larry", "leonard": "len", "nathaniel": "nat", "oliver": "noll", "percy": "perce", "ralph": "rafe",
    "simon": "sim", "timothy": "tim", "archibald": "archie", "augustus": "gus", "christopher": "chris kit",
    "edmund": "ed ned", "gilbert": "gil", "reginald": "reg reggie", "sidney": "sid", "theodore": "theo ted",
    "roger": "hodge", "isaac": "ike", "jacob": "jake", "jonathan": "jon", "luke": "", "mark": "", "adam": "",
    "bernard": "bernie", "clement": "clem", "cuthbert": "bert", "horace": "", "julian": "", "lionel": "", "miles": "",
    "rupert": "", "silas": "", "vincent": "vin", "wilfred": "wilf", "claude": "", "noel": "", "cecil": "",
}  # fmt: skip
WOMEN = {
    "elizabeth": "eliza betty bess lizzie", "mary": "molly polly", "margaret": "maggie peggy meg", "anne": "nan annie",
    "catherine": "kate kitty cathy", "sarah": "sally", "jane": "jenny janie", "martha": "patty mattie", "ellen": "nell",
    "frances": "fanny", "dorothy": "dolly dot", "charlotte": "lottie", "harriet": "hattie", "emily": "emmy em",
    "susan": "sue suky", "caroline": "carrie", "isabella": "bella", "louisa": "lou", "alice": "ally", "emma": "",
    "florence": "flo flossie", "edith": "edie", "helen": "nell", "lucy": "", "matilda": "tilly", "rebecca": "becky",
    "victoria": "vicky", "agnes": "aggie", "beatrice": "bea", "constance": "connie", "eleanor": "nora nell", "grace": "",
    "josephine": "jo josie", "katharine": "kate", "rosamund": "rose", "theresa": "tess", "winifred": "winnie", "vera": "",
}  # fmt: skip
SURNAME_HEADS = (
    "ash beck bram brad bur carl cliff col cran dal den dun elm fair farn gar gold hal har hart haw hol hunt kel "
    "king lang law lin lock mar mel mil nor oak pem pen red rock row sand sher stan stock strat sut thorn wal wat "
    "wel west whit wind win wood york"
).split()
SURNAME_TAILS = (
    "ford ton ley ham well worth field wood by bury land shaw stead wick ridge more combe er man son".split()
)
COMMON = (
    "smith jones taylor brown williams wilson johnson davies robinson wright thompson evans walker white roberts "
    "green hall wood jackson clarke clark harris lewis turner hill cooper ward morris moore martin king baker "
    "harrison morgan allen cook bell parker murray scott stewart campbell young mitchell reid ross fraser grant"
).split()
TOWNS = {
    "london": "ec1 wc2 se1 sw1 w1 nw1 e1 n1", "devon": "ex1 ex4 tq13 pl6", "exeter": "ex1 ex2 ex4", "york": "yo1 yo10 yo24",
    "bath": "ba1 ba2", "bristol": "bs1 bs6 bs8", "oxford": "ox1 ox2 ox4", "cambridge": "cb1 cb2 cb4", "norwich": "nr1 nr2 nr3",
    "leeds": "ls1 ls6 ls8", "liverpool": "l1 l8 l17", "manchester": "m1 m13 m20", "birmingham": "b1 b13 b17",
    "newcastle upon tyne": "ne1 ne2 ne4", "durham": "dh1 dh7", "carlisle": "ca1 ca2", "lancaster": "la1 la2",
    "chester": "ch1 ch2", "shrewsbury": "sy1 sy2 sy3", "worcester": "wr1 wr2", "gloucester": "gl1 gl2", "hereford": "hr1 hr2",
    "salisbury": "sp1 sp2", "winchester": "so22 so23", "southampton": "so14 so15", "portsmouth": "po1 po4", "brighton": "bn1 bn2",
    "canterbury": "ct1 ct2", "dover": "ct16 ct17", "ipswich": "ip1 ip4", "colchester": "co1 co2", "lincoln": "ln1 ln2",
    "nottingham": "ng1 ng7", "derby": "de1 de22", "leicester": "le1 le2", "northampton": "nn1 nn2", "bedford": "mk40 mk41",
    "plymouth": "pl1 pl4", "truro": "tr1 tr2", "cornwall": "tr1 pl14 tr15", "kent": "me1 ct1 tn1", "edinburgh": "eh1 eh3 eh10",
    "glasgow": "g1 g12 g41", "aberdeen": "ab10 ab24", "dundee": "dd1 dd2", "perth": "ph1 ph2", "inverness": "iv1 iv2",
    "cardiff": "cf10 cf24", "swansea": "sa1 sa2", "hull": "hu1 hu5", "sheffield": "s1 s7 s10", "bradford": "bd1 bd8",
    "halifax": "hx1 hx3", "wakefield": "wf1 wf2", "preston": "pr1 pr2", "bolton": "bl1 bl3", "coventry": "cv1 cv5",
    "reading": "rg1 rg4", "windsor": "sl4", "guildford": "gu1 gu2", "dorchester": "dt1 dt2", "taunton": "ta1 ta2",
}  # fmt: skip
TRADES = (
    "politician writer painter poet clergyman engineer architect botanist lawyer journalist actor physician soldier "
    "naval_officer merchant composer historian cricketer explorer astronomer mathematician printmaker banker judge "
    "playwright sculptor photographer geologist missionary publisher"
).split()
HONOURS = ["1st baron", "2nd baron", "3rd earl", "1st viscount", "4th duke", "5th earl", "1st earl", "2nd marquess"]
FIELDS = (
    "unique_id cluster full_name first_and_surname first_name surname dob birth_place postcode_fake gender occupation"
).split()


def typo(text: str, luck: random.Random) -> str:
    """One letter dropped, added, changed, doubled or swapped."""
    if len(text) < 3:
        return text
    at, letter = luck.randrange(len(text)), luck.choice("abcdefghiklmnoprstuwy")
    return luck.choice(
        [
            text[:at] + text[at + 1 :],
            text[:at] + letter + text[at:],
            text[:at] + letter + text[at + 1 :],
            text[:at] + text[at] + text[at:],
            text[: at - 1] + text[at] + text[at - 1] + text[at + 1 :] if at else text,
        ]
    )


class Person:
    """What is true of one person, and how rows about them come to differ."""

    def __init__(self, luck: random.Random, surnames: list[str]):
        self.luck = luck
        self.woman = luck.random() < 0.17
        table = WOMEN if self.woman else NICKNAMES
        names = list(table)
        self.first = names[min(int(luck.expovariate(1 / 12)), len(names) - 1)]
        self.middle = luck.choice(names) if luck.random() < 0.4 else ""
        self.nicknames = table[self.first].split()
        self.surname = luck.choice(COMMON) if luck.random() < 0.3 else luck.choice(surnames)
        self.married = luck.choice(surnames) if self.woman and luck.random() < 0.5 else ""
        self.seat = luck.choice(surnames) if luck.random() < 0.16 else ""
        self.honour = luck.choice(HONOURS) if self.seat else ""
        self.knight = not self.seat and not self.woman and luck.random() < 0.12
        self.born = dt.date(1600, 1, 1) + dt.timedelta(days=luck.randrange(120_000))
        if luck.random() < 0.12:  # only the year is known
            self.born = self.born.replace(month=1, day=1)
        self.place = luck.choice(list(TOWNS))
        self.postcode = self.new_postcode()
        self.trades = luck.sample(TRADES, 2)

    def new_postcode(self) -> str:
        """A made-up postcode of the person's place."""
        luck = self.luck
        district = luck.choice(TOWNS[self.place].split())
        return f"{district} {luck.randrange(1, 10)}{luck.choice('abdefghjlnpqrstuwxyz')}{luck.choice('abdefghjlnpqrstuwxyz')}"

    def full_name(self, first: str, surname: str) -> str:
        """One of the ways a source writes the whole name."""
        luck, kind = self.luck, self.luck.random()
        if self.seat:
            plain = f"{first} {surname}"
            return luck.choice(
                [f"{plain}, {self.honour} {self.seat}", f"{first} {self.honour} {self.seat}", f"{first} of {self.seat}",
                 f"{plain}, {self.honour} {surname} of {self.seat}", plain, f"{first} {self.honour.split()[0]} {self.seat}"]
            )  # fmt: skip
        if self.knight and kind < 0.6:
            return luck.choice(
                [f"sir {first} {surname}", f"sir {first} {surname}, 1st baronet", f"{first} {surname} kt"]
            )
        if self.middle and kind < 0.5:
            return luck.choice([f"{first} {self.middle} {surname}", f"{first} {self.middle[0]} {surname}"])
        return f"{first} {surname}"

    def row(self, damage: float) -> dict[str, str]:
        """One row; each kind of damage strikes with a probability that grows with `damage` (about 0 to 1.3)."""
        luck = self.luck
        hit = lambda rate: luck.random() < rate * damage
        first, surname = self.first, self.surname
        if self.nicknames and hit(0.35):
            first = luck.choice(self.nicknames)
        elif self.middle and hit(0.12):
            first = self.middle
        elif hit(0.05):
            first = first[0]
        if self.seat and luck.random() < 0.55:
            surname = self.seat
        elif self.married and luck.random() < 0.4:
            surname = self.married
        if hit(0.14):
            first = typo(first, luck)
        if hit(0.20):
            surname = typo(surname, luck)
        if hit(0.04):
            surname = typo(typo(surname, luck), luck)
        full = self.full_name(first, surname)
        if hit(0.03):
            first, surname = surname, first
        place, postcode = self.place, self.postcode
        if hit(0.25):
            postcode = self.new_postcode()
        elif hit(0.10):
            postcode = typo(postcode, luck)
        if hit(0.12):
            place = typo(place, luck)
        elif hit(0.08):
            place = luck.choice(list(TOWNS))
        trade = self.trades[1] if hit(0.25) else self.trades[0]
        gender = "female" if self.woman else "male"
        row = {
            "full_name": full, "first_and_surname": f"{first} {surname}", "first_name": first, "surname": surname,
            "dob": self.dob(hit), "birth_place": place, "postcode_fake": postcode, "gender": gender, "occupation": trade,
        }  # fmt: skip
        missing = {"gender": 0.50, "occupation": 0.50, "birth_place": 0.30, "postcode_fake": 0.35, "dob": 0.22}
        for field, rate in missing.items():
            if hit(rate):
                row[field] = ""
        if hit(0.05):
            row["first_name"], row["first_and_surname"] = "", row["surname"]
        return row

    def dob(self, hit) -> str:
        """The birth date, perhaps damaged; always the shape of a date."""
        luck, born = self.luck, self.born
        if hit(0.10):
            return f"{born.year:04d}-01-01"
        if hit(0.08) and born.day <= 12:
            return f"{born.year:04d}-{born.day:02d}-{born.month:02d}"
        if hit(0.12):
            return (born + dt.timedelta(days=luck.choice([-1, 1, -30, 31, -7, 10]))).isoformat()
        if hit(0.08):
            return f"{born.year + luck.choice([-1, 1, -10, 10]):04d}-{born.month:02d}-{min(born.day, 28):02d}"
        if hit(0.05):
            text = f"{born.year:04d}"
            return f"{text[0]}{text[1]}{text[3]}{text[2]}-{born.month:02d}-{min(born.day, 28):02d}"
        return born.isoformat()


def main() -> None:
    """Writes `hist50k.csv` and its truth."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clusters", type=int, default=5_150)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True, help="the CSV to write; the truth goes beside it")
    args = parser.parse_args()
    luck = random.Random(args.seed)
    surnames = sorted({head + tail for head in SURNAME_HEADS for tail in SURNAME_TAILS})
    rows = []
    for number in range(args.clusters):
        person, cluster = Person(luck, surnames), f"Q{1_000_000 + number * 7}"
        count = luck.choice([1, 2, 3, 4, 5, *range(3, 21), *range(6, 18)])
        for rank in range(count):  # the first row is clean, the later ones are the worse for it
            damage = 0.0 if rank == 0 else 0.5 + 0.65 * luck.random() + 0.01 * rank
            rows.append({"unique_id": f"{cluster}-{rank + 1}", "cluster": cluster, **person.row(damage)})
    luck.shuffle(rows)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    with args.out.open("w", newline="", encoding="utf-8") as out:
        writer = csv.DictWriter(out, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    with args.out.with_suffix(".truth.csv").open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["id", "cluster"])
        writer.writerows((row["unique_id"], row["cluster"]) for row in rows)
    blind = args.out.with_name(f"{args.out.stem}-blind.csv")
    with blind.open("w", newline="", encoding="utf-8") as out:  # what a tool is given: no truth inside
        writer = csv.DictWriter(out, [f for f in FIELDS if f != "cluster"], lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{args.out}: {len(rows)} rows of {args.clusters} people")


if __name__ == "__main__":
    main()
