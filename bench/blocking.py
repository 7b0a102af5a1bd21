#!/usr/bin/env python3
"""How many true pairs the blocking rules let through, whatever the weights say of them afterwards.

The engine lists no candidates: it would be the largest of its files. It is asked instead to link the same rows with
the answer in hand: both files get columns that hold the true person, compared but never blocked on, so that a pair
that meets is a link and a pair that never meets is not. Any link counts that a rule found; those that only follow
from duplicates of a row are counted apart.

Two figures: with the rules' scopes, as the engine runs (a rule of narrow scope only looks at rows that stricter ones
left open), and with every rule on every row, which is what the rules can find at all. Run on CSV files:

    bench/blocking.py a.csv b.csv truth.csv --spec out/spec.toml --program target/release/raccroche --work DIR
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import tomllib
from pathlib import Path

import pandas as pd
from score import text

# Several, so that they outweigh the disagreement of everything else.
ANSWERS = ["answer_1", "answer_2", "answer_3"]


def persons(truth: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """The person of each row that has a partner, by left and by right id; all rows of a person meet in the truth."""
    left = truth.groupby("left_id").right_id.min()
    right = truth.assign(person=truth.left_id.map(left)).groupby("right_id").person.min()
    return left, right


def with_answer(source: Path, target: Path, ids: str, person: pd.Series, side: str) -> None:
    """Copies a file with the person of each row; rows without partner get one of their own."""
    rows = text(source)
    names = rows[ids].map(person).fillna(side + rows[ids])
    # A digest: numbers in sequence would differ by one digit, which is nearly an agreement.
    answer = names.map(lambda name: hashlib.sha1(name.encode()).hexdigest()[:16])
    for column in ANSWERS:
        rows[column] = answer
    rows.to_csv(target, index=False)


def spec_with_answer(spec: str, scopes: bool) -> str:
    """The specification that compares the answer, and blocks as before."""
    lines = [line for line in spec.splitlines() if scopes or not line.startswith("scope")]
    compare = "".join(f'[[compare]]\ncolumns = ["{column}"]\nkind = "identifier"\n\n' for column in ANSWERS)
    at = lines.index("[[compare]]")
    return "\n".join(lines[:at]) + "\n" + compare + "\n".join(lines[at:]) + "\n"


def main() -> None:
    """Prints the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("left", type=Path)
    parser.add_argument("right", type=Path)
    parser.add_argument("truth", type=Path)
    parser.add_argument("--spec", type=Path, required=True, help="spec.toml of a run, whose rules are judged")
    parser.add_argument("--program", type=Path, default=Path("target/release/raccroche"))
    parser.add_argument("--work", type=Path, required=True, help="folder for copies and outputs")
    args = parser.parse_args()
    spec, truth = args.spec.read_text(), text(args.truth)
    if "[[block]]" not in spec:
        raise SystemExit(f"{args.spec}: no [[block]]; give the spec.toml that a run wrote")
    ids = tomllib.loads(spec)["input"]["id"]
    args.work.mkdir(parents=True, exist_ok=True)
    for side, source, person in zip("LR", (args.left, args.right), persons(truth), strict=True):
        with_answer(source, args.work / f"{side}.csv", ids, person, side)
    true_pairs = pd.MultiIndex.from_frame(truth[["left_id", "right_id"]])
    result: dict[str, dict] = {}
    for name, scopes in (("as_run", True), ("every_rule_on_every_row", False)):
        spec_path, out = args.work / f"{name}.toml", args.work / name
        spec_path.write_text(spec_with_answer(spec, scopes))
        files = [args.work / "L.csv", args.work / "R.csv"]
        subprocess.run(
            [args.program, "link", *files, "--spec", spec_path, "--out", out], check=True, capture_output=True
        )
        links = text(out / "links.csv")
        met = links[links.rule != "0"]
        met = pd.MultiIndex.from_frame(met[["left_id", "right_id"]])
        found = true_pairs.isin(met)
        by_duplicates = true_pairs.isin(pd.MultiIndex.from_frame(links[["left_id", "right_id"]])) & ~found
        truth[~(found | by_duplicates)].to_csv(args.work / f"{name}-missed.csv", index=False)
        result[name] = {
            "true_pairs": len(true_pairs),
            "candidates": int(found.sum()),
            "recall": round(found.mean(), 6),
            "recall_with_duplicates": round((found | by_duplicates).mean(), 6),
            "pairs_compared": json.loads((out / "report.json").read_text())["pairs_compared"],
        }
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
