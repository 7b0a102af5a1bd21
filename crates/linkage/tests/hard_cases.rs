//! One register against another, each hard case by its name.
//!
//! The cases stand in a crowd of ordinary people, so that the engine learns what agreement is worth as it does on a
//! real register; then each case is looked at alone.

#![expect(clippy::unwrap_used, reason = "a test that cannot build its tables should fail")]

use std::fmt::Write;

use raccroche_linkage::{Decision, Linkage, Options, Spec, Table, TableBuilder, explain, link};

const COLUMNS: [&str; 8] =
    ["id", "nom", "nom_usage", "prenoms", "sexe", "date_naissance", "commune_naissance", "ine"];

fn spec() -> Spec {
    Spec::from_toml(
        r#"
        [input]
        id = "id"
        [[compare]]
        columns = ["ine"]
        kind = "identifier"
        [[compare]]
        columns = ["nom", "nom_usage"]
        kind = "surname"
        term_frequency = true
        [[compare]]
        columns = ["prenoms"]
        kind = "given_names"
        term_frequency = true
        [[compare]]
        columns = ["date_naissance"]
        kind = "date"
        term_frequency = true
        [[compare]]
        columns = ["sexe"]
        kind = "sex"
        [[compare]]
        columns = ["commune_naissance"]
        kind = "code"
        term_frequency = true
        "#,
    )
    .unwrap()
}

const NOMS: [&str; 20] = [
    "MARTIN", "BERNARD", "DUBOIS", "THOMAS", "ROBERT", "RICHARD", "PETIT", "DURAND", "LEROY", "MOREAU",
    "SIMON", "LAURENT", "LEFEBVRE", "MICHEL", "GARCIA", "DAVID", "BERTRAND", "ROUX", "VINCENT", "FOURNIER",
];
const PRENOMS: [&str; 16] = [
    "Emma", "Louise", "Jade", "Alice", "Chloé", "Lina", "Rose", "Anna", "Gabriel", "Louis", "Raphaël",
    "Jules", "Adam", "Lucas", "Léo", "Hugo",
];

/// A fixed pseudo-random sequence.
fn dice(n: u32) -> u32 {
    let mut x = n.wrapping_mul(0x9E37_79B9) ^ 0x85EB_CA6B;
    x ^= x >> 16;
    x = x.wrapping_mul(0x7FEB_352D);
    x ^ (x >> 15)
}

/// Ordinary person number `n`; in the right file every third has no INE and every twentieth a slip in the name.
fn ordinary(n: u32, is_right: bool) -> [String; 8] {
    let pick = |salt: u32, size: usize| dice(n * 8 + salt) as usize % size;
    let first = pick(1, PRENOMS.len());
    let mut nom = format!("{}{}", NOMS[pick(0, NOMS.len())], ["", "IER", "EAU", "OT"][pick(5, 4)]);
    let mut ine = format!("{:09}AB", dice(n) % 1_000_000_000);
    if is_right {
        if n.is_multiple_of(3) {
            ine.clear();
        }
        if n.is_multiple_of(20) {
            nom.remove(2);
        }
    }
    let day = pick(2, 365 * 5);
    let date = format!("{}-{:02}-{:02}", 2006 + day / 365, day % 365 / 31 + 1, day % 28 + 1);
    let commune = format!("33{:03}", pick(3, 200));
    let sexe = if first < 8 { "2" } else { "1" };
    [n.to_string(), nom, String::new(), PRENOMS[first].to_owned(), sexe.to_owned(), date, commune, ine]
}

struct Case {
    name: &'static str,
    left: &'static [[&'static str; 8]],
    right: &'static [[&'static str; 8]],
    /// Pairs of ids that must be links; nothing else may link the rows of the case.
    links: &'static [(&'static str, &'static str)],
}

const CASES: &[Case] = &[
    Case {
        name: "the usage name in the place of the birth name",
        left: &[["L", "ETCHEVERRY", "LABORDE", "Maïté", "2", "2007-05-14", "64102", ""]],
        right: &[["R", "LABORDE", "", "MAITE", "2", "2007-05-14", "64102", ""]],
        links: &[("L", "R")],
    },
    Case {
        name: "surname and first name exchanged",
        left: &[["L", "LE TORTOREC", "", "Alvin", "1", "2007-10-31", "56121", ""]],
        right: &[["R", "ALVIN", "", "LE TORTOREC", "1", "2007-10-31", "56121", ""]],
        links: &[("L", "R")],
    },
    Case {
        name: "the twins, one of whom left",
        left: &[
            ["L1", "ARRAMENDY", "", "Inès", "2", "2007-03-03", "64024", "111111111AA"],
            ["L2", "ARRAMENDY", "", "Clara", "2", "2007-03-03", "64024", "222222222BB"],
        ],
        right: &[["R1", "ARRAMENDY", "", "INES", "2", "2007-03-03", "64024", ""]],
        links: &[("L1", "R1")],
    },
    Case {
        name: "the reissued INE",
        left: &[["L", "DARRIGADE", "", "Noé Jean", "1", "2006-11-02", "40192", "0406123456K"]],
        right: &[["R", "DARRIGADE", "", "NOE", "1", "2006-11-02", "40192", "987654321ZZ"]],
        links: &[("L", "R")],
    },
    Case {
        name: "somebody else's INE",
        left: &[["L", "SARTHOU", "", "Paul", "1", "2006-01-20", "33063", "555555555EE"]],
        right: &[["R", "VANDAMME", "", "Océane", "2", "2008-09-09", "59350", "555555555EE"]],
        links: &[],
    },
    Case {
        name: "the homonym born another day",
        left: &[["L", "MARTIN", "", "Emma", "2", "2006-02-17", "33063", "333333333CC"]],
        right: &[["R", "MARTIN", "", "EMMA", "2", "2008-10-05", "33281", "444444444DD"]],
        links: &[],
    },
    Case {
        name: "a person with two rows in the left file",
        left: &[
            ["L1", "HARISPE", "", "Xan", "1", "2007-07-07", "64065", "666666666FF"],
            ["L2", "HARIPSE", "", "Xan", "1", "2007-07-07", "64065", ""],
        ],
        right: &[["R", "HARISPE", "", "XAN", "1", "2007-07-07", "64065", "666666666FF"]],
        links: &[("L1", "R"), ("L2", "R")],
    },
    Case {
        name: "day and month exchanged, particle dropped, second first name lost",
        left: &[["L", "DE LA SALLE", "", "Jean-Pierre Marie", "1", "2006-08-05", "24322", ""]],
        right: &[["R", "LASALLE", "", "JEAN", "1", "2006-05-08", "24322", ""]],
        links: &[("L", "R")],
    },
    Case {
        name: "a double name cut to its second half",
        left: &[["L", "BORDENAVE-URRUTY", "", "Lucie", "2", "2008-01-30", "64445", ""]],
        right: &[["R", "URRUTY", "", "LUCIE", "2", "2008-01-30", "64445", ""]],
        links: &[("L", "R")],
    },
];

fn table(rows: &[[String; 8]]) -> Table {
    let mut builder = TableBuilder::new(&spec(), &COLUMNS).unwrap();
    for (number, row) in rows.iter().enumerate() {
        let values: Vec<&str> = row.iter().map(String::as_str).collect();
        builder.push_row(number as u64, &values).unwrap();
    }
    builder.finish()
}

fn crowd_with(case: &Case) -> Linkage {
    let owned = |row: &[&str; 8]| row.map(str::to_owned);
    let mut left: Vec<[String; 8]> = (0..1000).map(|n| ordinary(n, false)).collect();
    let mut right: Vec<[String; 8]> = (100..1100).map(|n| ordinary(n, true)).collect();
    left.extend(case.left.iter().map(owned));
    right.extend(case.right.iter().map(owned));
    link(&spec(), table(&left), table(&right), &Options::default()).unwrap()
}

#[test]
fn each_hard_case_is_decided_as_a_careful_clerk_would() {
    for case in CASES {
        let linkage = crowd_with(case);
        let of_the_case = |id: &str| id.starts_with(['L', 'R']);
        let mut found: Vec<(&str, &str)> = linkage
            .links
            .iter()
            .filter(|link| link.decision == Decision::Link)
            .map(|link| (linkage.left_id(link.left), linkage.right_id(link.right)))
            .filter(|(left, right)| of_the_case(left) || of_the_case(right))
            .collect();
        found.sort_unstable();
        let mut said = String::new();
        for a in (1000..).take(case.left.len()) {
            for b in (1000..).take(case.right.len()) {
                let _ = write!(said, "\n{}", linkage.explain(a, b));
            }
        }
        assert_eq!(found, case.links, "{}{said}", case.name);
    }
}

#[test]
fn in_the_crowd_those_who_left_are_the_unmatched() {
    let linkage = crowd_with(&CASES[0]);
    let left: Vec<&str> = linkage.unmatched_left.iter().map(|&row| linkage.left_id(row)).collect();
    let expected: Vec<String> = (0..100).map(|n| n.to_string()).collect();
    assert_eq!(left, expected);
}

#[test]
fn two_candidates_of_equal_weight_go_to_review() {
    let case = Case {
        name: "an initial that fits both twins",
        left: &[["L", "URRUTIBEHETY", "", "A", "2", "2007-06-01", "64102", ""]],
        right: &[
            ["R1", "URRUTIBEHETY", "", "ANNA", "2", "2007-06-01", "64102", "777777777GG"],
            ["R2", "URRUTIBEHETY", "", "ALICE", "2", "2007-06-01", "64102", "888888888HH"],
        ],
        links: &[],
    };
    let linkage = crowd_with(&case);
    let decisions: Vec<Decision> =
        linkage.links.iter().filter(|l| linkage.left_id(l.left) == "L").map(|l| l.decision).collect();
    assert!(!decisions.is_empty() && decisions.iter().all(|d| *d == Decision::Review), "{decisions:?}");
    assert!(linkage.unmatched_left.iter().all(|&row| linkage.left_id(row) != "L"));
}

#[test]
fn names_in_each_other_s_place_are_not_what_twins_share() {
    // Both comparisons state the one fact, so that training may give all of its weight to that of the surnames.
    let mut model = crowd_with(&CASES[0]).model;
    model.kin = model.prior;
    for (compared, odds) in [("nom", 1000.0), ("prenoms", 0.25)] {
        let comparison = model.comparisons.iter_mut().find(|c| c.name == compared).unwrap();
        let level =
            comparison.levels.iter_mut().find(|l| l.level == "surname and first name exchanged").unwrap();
        level.m = level.u * odds;
    }
    let row = |nom: &str, prenom: &str| {
        table(&[["1", nom, "", prenom, "1", "2007-10-31", "56121", ""].map(str::to_owned)])
    };
    let (left, right) = (row("LE TORTOREC", "Alvin"), row("ALVIN", "LE TORTOREC"));
    let explanation = explain(&spec(), &model, left, right, 0, 0).unwrap();
    assert!(explanation.relatives > -12.0, "{explanation}");
}
