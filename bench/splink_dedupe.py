#!/usr/bin/env python3
"""The peer on one file: Splink 5 on DuckDB deduplicates the historical figures as its documentation's example does.

Same blocking rules, comparisons and training as that example; clusters at the probability it uses (0.95). Prints
seconds and memory; `--pairs` also prints what blocking found and the pair F1 at each probability.
"""

from __future__ import annotations

from phases import Phases

phases = Phases()

import argparse
from pathlib import Path

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

BLOCKING = [
    block_on("substr(first_name,1,3)", "substr(surname,1,4)"),
    block_on("surname", "dob"),
    block_on("first_name", "dob"),
    block_on("postcode_fake", "first_name"),
    block_on("postcode_fake", "surname"),
    block_on("dob", "birth_place"),
    block_on("substr(postcode_fake,1,3)", "dob"),
    block_on("substr(postcode_fake,1,3)", "first_name"),
    block_on("substr(postcode_fake,1,3)", "surname"),
    block_on("substr(first_name,1,2)", "substr(surname,1,2)", "substr(dob,1,4)"),
]


def main() -> None:
    """Trains, predicts, clusters, writes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--pairs", action="store_true", help="needs the column `cluster`, the truth")
    args = parser.parse_args()
    phases.done("import")
    connection = duckdb.connect()
    connection.execute(f"""
        create table people as
        select *, first_name || ' ' || surname as whole_name from read_csv('{args.file}', all_varchar=true)
    """)
    api = DuckDBAPI(connection)
    settings = SettingsCreator(
        link_type="dedupe_only",
        blocking_rules_to_generate_predictions=BLOCKING,
        comparisons=[
            cl.ForenameSurnameComparison("first_name", "surname", forename_surname_concat_col_name="whole_name"),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.PostcodeComparison("postcode_fake"),
            cl.ExactMatch("birth_place").configure(term_frequency_adjustments=True),
            cl.ExactMatch("occupation").configure(term_frequency_adjustments=True),
        ],
        retain_matching_columns=False,
    )
    linker = Linker(api.register("people"), settings)
    phases.done("prepare")
    training = linker.training
    training.estimate_probability_two_random_records_match(
        [
            block_on("first_name", "surname", "dob"),
            block_on("substr(first_name,1,2)", "surname", "substr(postcode_fake,1,2)"),
            block_on("dob", "postcode_fake"),
        ],
        recall=0.6,
    )
    training.estimate_u_using_random_sampling(max_pairs=1e7, seed=1)
    phases.done("u")
    for rule in (block_on("first_name", "surname"), block_on("dob")):
        training.estimate_parameters_using_expectation_maximisation(rule, estimate_without_term_frequencies=True)
    phases.done("em")
    predictions = linker.inference.predict()
    phases.done("predict")
    clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(
        predictions, threshold_match_probability=0.95
    )
    args.out.mkdir(parents=True, exist_ok=True)
    connection.execute(f"""
        copy (select unique_id as id, cluster_id as cluster from {clusters.physical_name})
        to '{args.out}/clusters.csv' (header)
    """)
    phases.done("cluster")
    phases.report()
    if args.pairs:
        judge(connection, predictions.physical_name)


def judge(connection: duckdb.DuckDBPyConnection, predictions: str) -> None:
    """Blocking recall, and pair precision, recall and F1 for thresholds on the probability."""
    true = connection.execute(
        "select sum(n * (n - 1) / 2) from (select count(*) as n from people group by cluster)"
    ).fetchone()[0]
    connection.execute(f"""
        create temp table judged as
        select match_probability as p, l.cluster = r.cluster as good from {predictions}
        join people l on l.unique_id = unique_id_l join people r on r.unique_id = unique_id_r
    """)
    for threshold in (0.0, 0.01, 0.1, 0.5, 0.9, 0.95, 0.99, 0.999, 0.9999):
        found, good = connection.execute(
            "select count(*), sum(good::int) from judged where p >= ?", [threshold]
        ).fetchone()
        precision, recall = good / found, good / true
        print(
            f"p >= {threshold}: precision {precision:.4f} recall {recall:.4f} F1 {2 * precision * recall / (precision + recall):.4f}"
        )


if __name__ == "__main__":
    main()
