//! What must hold of the engine whatever the rows: symmetry, one-to-one, accounting, the same answer on any number of
//! threads, and an explanation that adds up.

#![expect(clippy::unwrap_used, reason = "a test that cannot build its tables should fail")]

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use raccroche_linkage::{Decision, Linkage, Model, Options, Spec, Table, TableBuilder, dedupe, link};

const COLUMNS: [&str; 6] = ["id", "nom", "prenoms", "sexe", "ne", "ine"];

fn spec() -> Spec {
    Spec::from_toml(
        r#"
        [input]
        id = "id"
        [[compare]]
        column = "ine"
        kind = "identifier"
        [[compare]]
        column = "nom"
        kind = "surname"
        term_frequency = true
        [[compare]]
        column = "prenoms"
        kind = "given_names"
        term_frequency = true
        [[compare]]
        column = "ne"
        kind = "date"
        [[compare]]
        column = "sexe"
        kind = "sex"
        "#,
    )
    .unwrap()
}

type Row = [String; 5];

fn table(rows: &[Row]) -> Table {
    let mut builder = TableBuilder::new(&spec(), &COLUMNS).unwrap();
    for (number, [nom, prenoms, sexe, ne, ine]) in rows.iter().enumerate() {
        builder.push_row(0, &[&number.to_string(), nom, prenoms, sexe, ne, ine]).unwrap();
    }
    builder.finish()
}

/// People of few names and dates, so that homonyms, twins and duplicates abound.
fn row() -> impl Strategy<Value = Row> {
    let nom = prop::sample::select(vec![
        "MARTIN",
        "Duval",
        "DE LA TOUR",
        "Etcheverry",
        "Saint-Jean",
        "DUPONT-MARTIN",
        "",
    ]);
    let prenoms = prop::sample::select(vec!["Inès", "LEA Marie", "Jean-Pierre", "Jean", "Léo", "M", ""]);
    let ne = (2006_u32..2010, 1_u32..5, 1_u32..4).prop_map(|(y, m, d)| format!("{y}-{m:02}-{d:02}"));
    let ine = prop_oneof![Just(String::new()), (0_u32..60).prop_map(|n| format!("{n:09}AB"))];
    (nom, prenoms, prop::sample::select(vec!["1", "2", ""]), ne, ine).prop_map(
        |(nom, prenoms, sexe, ne, ine)| [nom.to_owned(), prenoms.to_owned(), sexe.to_owned(), ne, ine],
    )
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    prop::collection::vec(row(), 1..60)
}

fn run(left: &[Row], right: &[Row], model: Option<&Model>) -> Linkage {
    link(&spec(), table(left), table(right), &Options { model, ..Options::default() }).unwrap()
}

/// Everything that a caller can see of the decisions.
fn visible(linkage: &Linkage) -> String {
    format!(
        "{:?} {:?} {:?} {:?} {:?}",
        linkage.links,
        linkage.near_misses,
        linkage.unmatched_left,
        linkage.unmatched_right,
        linkage.left_clusters
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_person_has_at_most_one_partner(left in rows(), right in rows()) {
        let linkage = run(&left, &right, None);
        let mut partners: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        let mut owners: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        for link in linkage.links.iter().filter(|link| link.decision == Decision::Link) {
            let person = linkage.left_clusters[link.left as usize];
            let partner = linkage.right_clusters[link.right as usize];
            partners.entry(person).or_default().insert(partner);
            owners.entry(partner).or_default().insert(person);
        }
        prop_assert!(partners.values().chain(owners.values()).all(|set| set.len() == 1));
    }

    #[test]
    fn every_row_is_linked_reviewed_or_unmatched_and_never_two_of_them(left in rows(), right in rows()) {
        let linkage = run(&left, &right, None);
        for (count, rows, unmatched) in [
            (left.len(), linkage.links.iter().map(|l| l.left).collect::<BTreeSet<u32>>(), &linkage.unmatched_left),
            (right.len(), linkage.links.iter().map(|l| l.right).collect(), &linkage.unmatched_right),
        ] {
            let unmatched: BTreeSet<u32> = unmatched.iter().copied().collect();
            prop_assert!(rows.is_disjoint(&unmatched));
            prop_assert_eq!(rows.len() + unmatched.len(), count);
        }
        let pairs: BTreeSet<(u32, u32)> = linkage.links.iter().map(|l| (l.left, l.right)).collect();
        prop_assert_eq!(pairs.len(), linkage.links.len());
    }

    #[test]
    fn all_rows_of_two_linked_persons_are_linked(left in rows(), right in rows()) {
        let linkage = run(&left, &right, None);
        let pairs: BTreeSet<(u32, u32)> = linkage.links.iter().map(|l| (l.left, l.right)).collect();
        for link in &linkage.links {
            for (a, _) in linkage.left_clusters.iter().enumerate().filter(|(_, p)| **p == linkage.left_clusters[link.left as usize]) {
                for (b, _) in linkage.right_clusters.iter().enumerate().filter(|(_, p)| **p == linkage.right_clusters[link.right as usize]) {
                    prop_assert!(pairs.contains(&(u32::try_from(a).unwrap(), u32::try_from(b).unwrap())));
                }
            }
        }
    }

    #[test]
    fn the_explanation_adds_up_to_the_weight(left in rows(), right in rows()) {
        let linkage = run(&left, &right, None);
        for link in &linkage.links {
            let explanation = linkage.explain(link.left, link.right);
            prop_assert!((explanation.weight - f64::from(link.weight)).abs() < 1e-3, "{explanation}");
        }
    }

    #[test]
    fn weights_do_not_depend_on_which_file_is_left(left in rows(), right in rows()) {
        let forth = run(&left, &right, None);
        let back = run(&right, &left, Some(&forth.model));
        let again = run(&left, &right, Some(&forth.model));
        for (a, b) in (0..left.len()).flat_map(|a| (0..right.len()).map(move |b| (a, b))) {
            let (a, b) = (u32::try_from(a).unwrap(), u32::try_from(b).unwrap());
            let (there, here) = (again.explain(a, b).weight, back.explain(b, a).weight);
            prop_assert!((there - here).abs() < 1e-3, "{there} {here}\n{}\n{}", again.explain(a, b), back.explain(b, a));
        }
    }

    #[test]
    fn the_number_of_threads_changes_nothing(left in rows(), right in rows()) {
        let on = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| visible(&run(&left, &right, None)))
        };
        prop_assert_eq!(on(1), on(3));
    }

    #[test]
    fn a_saved_model_reads_back(left in rows(), right in rows()) {
        let linkage = run(&left, &right, None);
        let again = Model::from_json(&linkage.model.to_json(), &spec()).unwrap();
        prop_assert_eq!(&again, &linkage.model);
    }

    #[test]
    fn clusters_are_numbered_by_their_first_row(rows in rows()) {
        let result = dedupe(&spec(), table(&rows), &Options::default()).unwrap();
        prop_assert_eq!(result.clusters.len(), rows.len());
        for (row, &cluster) in result.clusters.iter().enumerate() {
            prop_assert!(cluster as usize <= row);
            prop_assert_eq!(result.clusters[cluster as usize], cluster);
        }
    }
}
