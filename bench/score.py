#!/usr/bin/env python3
"""Compares the output folder of a linkage with the truth.

Two files: precision, recall and F1 of the links (decision `link`, every true row pair counted), then of the
leavers (rows of A with no row in B: `unmatched_left.csv`); rows with a pair in review count as neither, and their
share is given. One file: pairwise and cluster F1 of `clusters.csv`.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pandas as pd


def text(path: Path) -> pd.DataFrame:
    """A CSV whose cells are texts, blanks around them dropped."""
    return pd.read_csv(path, dtype=str, keep_default_na=False, skipinitialspace=True)


def rates(found: int, right: int, true: int) -> dict[str, float]:
    """Precision, recall and their harmonic mean; an empty answer is precise and recalls nothing."""
    precision = right / found if found else 1.0
    recall = right / true if true else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"precision": round(precision, 5), "recall": round(recall, 5), "f1": round(f1, 5)}


def linkage(folder: Path, truth_path: Path, left: Path | None) -> dict:
    """Links and leavers."""
    links, truth = text(folder / "links.csv"), text(truth_path)
    true_pairs = pd.MultiIndex.from_frame(truth[["left_id", "right_id"]])
    decided = links[links.decision == "link"]
    pairs = pd.MultiIndex.from_frame(decided[["left_id", "right_id"]])
    if pairs.has_duplicates:
        raise SystemExit(f"{folder}/links.csv: a pair is written twice")
    right = int(pairs.isin(true_pairs).sum())
    result = {"links": {**rates(len(pairs), right, len(true_pairs)), "found": len(pairs), "true": len(true_pairs)}}
    review = set(links[links.decision == "review"].left_id)
    unmatched = set(text(folder / "unmatched_left.csv").id)
    kept = set(truth.left_id)
    everyone = None
    if left is not None:
        ids = pd.read_parquet(left) if left.suffix == ".parquet" else text(left)
        everyone = set(ids.iloc[:, 0])
        lost = everyone - unmatched - review - set(decided.left_id)
        result["rows_in_no_output"] = len(lost)
        result["review_share_of_rows"] = round(len(review) / len(everyone), 5)
        leavers = everyone - kept
        judged_true = leavers - review
        result["leavers"] = {
            **rates(len(unmatched), len(unmatched & leavers), len(judged_true)),
            "found": len(unmatched), "true": len(leavers), "true_in_review": len(leavers & review),
        }  # fmt: skip
        # What a reader who distrusts the exclusion wants to know: leavers in review counted as missed.
        result["leavers"]["recall_review_as_missed"] = round(
            len(unmatched & leavers) / len(leavers) if leavers else 1.0, 5
        )
    return result


def deduplication(folder: Path, truth_path: Path) -> dict:
    """Pairs in the same cluster, and clusters that are exactly right."""
    truth = text(truth_path).set_index("id").cluster
    found = text(folder / "clusters.csv").set_index("id").cluster
    if found.index.has_duplicates:
        raise SystemExit(f"{folder}/clusters.csv: an id stands twice")
    table = pd.DataFrame({"true": truth})
    table["found"] = found.reindex(table.index)
    alone = table.found.isna()
    table.loc[alone, "found"] = "alone-" + table.index[alone].astype(str)
    choose2 = lambda sizes: int((sizes * (sizes - 1) // 2).sum())
    right = choose2(table.groupby(["true", "found"]).size())
    pairs = rates(choose2(table.groupby("found").size()), right, choose2(table.groupby("true").size()))
    true_sets = table.reset_index().groupby("true")["id"].agg(frozenset)
    found_sets = table.reset_index().groupby("found")["id"].agg(frozenset)
    exact = len(set(true_sets) & set(found_sets))
    return {"pairs": pairs, "clusters": {**rates(len(found_sets), exact, len(true_sets)), "found": len(found_sets)}}


def main() -> None:
    """Prints the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("truth", type=Path)
    parser.add_argument("--left", type=Path, help="file A, to judge leavers and rows that are nowhere")
    args = parser.parse_args()
    head = args.truth.open().readline().strip()
    result = (
        linkage(args.folder, args.truth, args.left)
        if head.startswith("left_id")
        else deduplication(args.folder, args.truth)
    )
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
