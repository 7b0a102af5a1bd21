#!/usr/bin/env python3
"""The peer: Splink 5 on DuckDB links two registers, with the settings its documentation recommends.

Out-of-the-box comparisons for names and dates, term frequencies on names and commune, u by random sampling of 1e9
pairs ("at least 1e9 gives best results", says the function), m by two sessions of expectation maximisation as they are
by default, single best links as the one-to-one rule. One thing departs from the defaults, and spares Splink time: a
session learns from 1e7 pairs, since those of the second rule at 1,000,000 rows fill a disk of 30 GiB. Names are
folded (upper case, no accents) first, as its guide asks of the user.

With `--hurried` Splink is spared all that its documentation lets one spare: u from 1e8 pairs, the least of the two sizes
that it warns to use, and expectation maximisation without term frequencies, which it says changes the estimates slightly.

The clock runs from the start of the imports to the written files.
"""

from __future__ import annotations

from phases import Phases

phases = Phases()

import argparse
from pathlib import Path

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

PREPARE = r"""
create table {table} as
with tidy as (
    select
        id as unique_id,
        nullif(trim(regexp_replace(upper(strip_accents(nom)), '[^A-Z]+', ' ', 'g')), '') as nom,
        nullif(trim(regexp_replace(upper(strip_accents(prenoms)), '[^A-Z-]+', ' ', 'g')), '') as prenoms,
        sexe, date_naissance, commune_naissance as commune, ine
    from read_parquet('{path}')
)
select unique_id, nom, split_part(prenoms, ' ', 1) as prenom, prenoms, sexe,
       try_cast(date_naissance as date) as ddn, nullif(commune, '') as commune, nullif(ine, '') as ine
from tidy
"""

BLOCKING = [
    block_on("ine"),
    block_on("nom", "ddn"),
    block_on("prenom", "ddn"),
    block_on("nom", "prenom", "year(ddn)"),
    block_on("nom", "prenom", "commune"),
    block_on("ddn", "commune"),
]


def main() -> None:
    """Prepares, trains, predicts, keeps the single best links, writes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("left", type=Path)
    parser.add_argument("right", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--threshold", type=float, default=0.5)
    parser.add_argument("--hurried", action="store_true", help="spare all that the documentation lets one spare")
    args = parser.parse_args()
    phases.done("import")

    connection = duckdb.connect()
    for table, path in (("a", args.left), ("b", args.right)):
        connection.execute(PREPARE.format(table=table, path=path))
    api = DuckDBAPI(connection)
    tables = [api.register(name, dataset_display_name=name) for name in "ab"]
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            cl.NameComparison("nom").configure(term_frequency_adjustments=True),
            cl.NameComparison("prenom").configure(term_frequency_adjustments=True),
            cl.ExactMatch("sexe"),
            cl.DateOfBirthComparison("ddn", input_is_string=False),
            cl.ExactMatch("commune").configure(term_frequency_adjustments=True),
            cl.ExactMatch("ine"),
        ],
        blocking_rules_to_generate_predictions=BLOCKING,
        retain_matching_columns=False,
    )
    linker = Linker(tables, settings)
    phases.done("prepare")
    training = linker.training
    training.estimate_probability_two_random_records_match(
        [block_on("ine"), block_on("nom", "prenom", "ddn")], recall=0.9
    )
    training.estimate_u_using_random_sampling(max_pairs=1e8 if args.hurried else 1e9, seed=1)
    phases.done("u")
    for rule in (block_on("nom", "prenom"), block_on("ddn")):
        training.estimate_parameters_using_expectation_maximisation(
            rule, estimate_without_term_frequencies=args.hurried, max_pairs=1e7
        )
    phases.done("em")
    predictions = linker.inference.predict(threshold_match_probability=0.01)
    phases.done("predict")
    best = linker.clustering.cluster_using_single_best_links(
        predictions, duplicate_free_datasets=["a", "b"], threshold_match_probability=args.threshold
    )
    phases.done("one_to_one")
    args.out.mkdir(parents=True, exist_ok=True)
    connection.execute(f"""
        create table links as
        select l.unique_id as left_id, r.unique_id as right_id
        from {best.physical_name} l join {best.physical_name} r using (cluster_id)
        where l.source_dataset = 'a' and r.source_dataset = 'b'
    """)
    connection.execute(f"""
        copy (select left_id, right_id, match_weight as weight, match_probability as probability,
                     'link' as decision, match_key as rule
              from links join {predictions.physical_name} on left_id = unique_id_l and right_id = unique_id_r)
        to '{args.out}/links.csv' (header)
    """)
    connection.execute(f"""
        copy (select unique_id as id from a anti join links on unique_id = left_id)
        to '{args.out}/unmatched_left.csv' (header)
    """)
    phases.done("write")
    pairs = connection.execute(f"select count(*) from {predictions.physical_name}").fetchone()[0]
    phases.report(pairs_over_one_percent=pairs)


if __name__ == "__main__":
    main()
