//! Whatever the registers hold, everybody is accounted for, once.

use std::collections::{BTreeMap, BTreeSet};

use proptest::{prelude::*, sample::Index};

use crate::outils::{Terrain, rows};

/// A register with some lines gone and some twice.
fn shuffled(text: &str, gone: &[Index], twice: &[Index]) -> String {
    let (head, body) = text.split_once('\n').unwrap();
    let mut lines: Vec<&str> = body.lines().collect();
    for index in gone {
        if lines.len() > 1 {
            lines.remove(index.index(lines.len()));
        }
    }
    for index in twice {
        lines.push(lines[index.index(lines.len())]);
    }
    format!("{head}\n{}\n", lines.join("\n"))
}

proptest! {
    // A case is a whole campaign: few, each on other registers.
    #![proptest_config(ProptestConfig { cases: 6, max_shrink_iters: 0, ..ProptestConfig::default() })]

    #[test]
    fn each_line_of_the_previous_registers_is_one_person_s_and_each_person_has_one_verdict(
        changes in proptest::collection::vec(
            (proptest::collection::vec(any::<Index>(), 0..12), proptest::collection::vec(any::<Index>(), 0..6)),
            5,
        ),
    ) {
        let terrain = Terrain::new();
        let names = ["siecle_2025", "siecle_2026", "examens", "mission_locale", "situations"];
        for (name, (gone, twice)) in names.iter().zip(&changes) {
            terrain.edit(&format!("registres/{name}.csv"), |text| shuffled(&text, gone, twice));
        }
        let results = terrain.run("resultats");
        let bilan = &results.bilan;
        let verdicts = rows(&results.dir.join("verdicts.csv"));
        prop_assert_eq!(verdicts.len() as u64, bilan.personnes);
        prop_assert_eq!(bilan.verdicts.values().sum::<u64>(), bilan.personnes);
        let ids: BTreeSet<_> = verdicts.iter().map(|row| row["jeune"].clone()).collect();
        prop_assert_eq!(ids.len(), verdicts.len());
        let lines: Vec<_> = verdicts.iter().flat_map(|row| row["lignes_de_depart"].split(" | ").map(str::to_owned)).collect();
        let distinct: BTreeSet<_> = lines.iter().collect();
        prop_assert_eq!(distinct.len(), lines.len());
        prop_assert_eq!(lines.len() as u64, bilan.sources[0].lignes_gardees);
        let mut counted: BTreeMap<String, u64> = BTreeMap::new();
        for row in &verdicts {
            *counted.entry(row["verdict"].clone()).or_default() += 1;
            prop_assert!(!row["pourquoi"].is_empty());
        }
        for (verdict, count) in counted {
            prop_assert_eq!(bilan.verdicts[&verdict], count);
        }
        for psad in &bilan.psad {
            prop_assert_eq!(results.list(&psad.fichier).len() as u64, psad.total);
        }
    }
}
