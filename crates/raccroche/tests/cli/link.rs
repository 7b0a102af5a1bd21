//! `link`, `dedupe` and `explain`: the files other programs rely on, and what bad input gets.

use std::{fmt::Write, fs};

use serde_json::Value;

use crate::atelier::Atelier;

const LEFT: &str = "\
id,nom,nom_usage,prenoms,sexe,date_naissance,commune_naissance,ine
a1,Etcheverry,Laborde,Maïté,F,2007-05-14,64102,
a2,Le Tortorec,,Alvin Jean,M,2007-10-31,56121,123456789AB
a3,Darrigade,,Noé,M,2006-11-02,40192,987654321ZZ
";
const RIGHT: &str = "\
id,nom,nom_usage,prenoms,sexe,date_naissance,commune_naissance,ine
b1,LABORDE,,MAITE,F,2007-05-14,64102,
b2,LE TORTOREC,,ALVIN,M,2007-10-31,56121,123456789AB
b4,URRUTY,,ANA,F,2008-01-01,64065,
";

/// A crowd around the three people, so that there is something to learn from.
fn crowd(lines: &str, prefix: char, loud: bool) -> String {
    const NOMS: [&str; 12] = [
        "Martin", "Bernard", "Dubois", "Thomas", "Robert", "Petit", "Durand", "Leroy", "Moreau", "Simon",
        "Garcia", "Fournier",
    ];
    const PRENOMS: [&str; 10] =
        ["Emma", "Louise", "Jade", "Alice", "Chloé", "Gabriel", "Louis", "Raphaël", "Jules", "Adam"];
    let mut text = lines.to_owned();
    for n in 0_u32..300 {
        let dice = n.wrapping_mul(2_654_435_761) >> 8;
        let mut nom = format!(
            "{}{}",
            NOMS[(dice % 12) as usize],
            ["", "eau", "ier", "ot", "ard"][(dice / 12 % 5) as usize]
        );
        let mut prenom = PRENOMS[(dice / 60 % 10) as usize].to_owned();
        if loud {
            (nom, prenom) = (nom.to_uppercase(), prenom.to_uppercase());
        }
        let sexe = if dice / 60 % 10 < 5 { 'F' } else { 'M' };
        let _ = writeln!(
            text,
            "{prefix}x{n},{nom},,{prenom},{sexe},{}-{:02}-{:02},33{:03},{:09}CD",
            2006 + dice / 7 % 4,
            dice / 28 % 12 + 1,
            dice / 336 % 28 + 1,
            dice / 9 % 150,
            dice
        );
    }
    text
}

fn two_files() -> Atelier {
    let atelier = Atelier::new();
    atelier.write("a.csv", &crowd(LEFT, 'a', false));
    atelier.write("b.csv", &crowd(RIGHT, 'b', true));
    atelier
}

fn column(text: &str, column: usize) -> Vec<&str> {
    text.lines().skip(1).filter_map(|line| line.split(',').nth(column)).collect()
}

#[test]
fn the_contract_of_link() {
    let atelier = two_files();
    atelier.raccroche(&["link", "a.csv", "b.csv", "--out", "out"]).accepted();
    let links = atelier.read("out/links.csv");
    assert!(links.starts_with("left_id,right_id,weight,probability,decision,rule\n"));
    assert!(links.lines().any(|line| line.starts_with("a1,b1,") && line.contains(",link,")), "{links}");
    assert!(links.lines().any(|line| line.starts_with("a2,b2,") && line.contains(",link,")));
    assert!(column(&links, 4).iter().all(|decision| ["link", "review"].contains(decision)));
    assert!(column(&links, 3).iter().all(|p| (0.0..=1.0).contains(&p.parse::<f64>().unwrap())));
    assert_eq!(atelier.read("out/unmatched_left.csv"), "id\na3\n");
    assert_eq!(atelier.read("out/unmatched_right.csv"), "id\nb4\n");
    let report: Value = serde_json::from_str(&atelier.read("out/report.json")).unwrap();
    assert_eq!(report["left_rows"], 303);
    assert!(report["phases"].as_array().unwrap().iter().any(|phase| phase["phase"] == "read"));
    assert!(report["rules"].as_array().unwrap().iter().all(|rule| rule["pairs"].is_u64()));
    assert!(atelier.read("out/spec.toml").contains("kind = \"surname\""));
    assert!(atelier.leftovers().is_empty());
}

#[test]
fn the_guessed_specification_and_the_model_given_back_change_nothing() {
    let atelier = two_files();
    atelier.raccroche(&["link", "a.csv", "b.csv", "--out", "out"]).accepted();
    let arguments =
        ["link", "a.csv", "b.csv", "--spec", "out/spec.toml", "--model", "out/model.json", "--out", "again"];
    atelier.raccroche(&arguments).accepted();
    assert_eq!(atelier.read("out/links.csv"), atelier.read("again/links.csv"));
    assert_eq!(atelier.read("out/unmatched_left.csv"), atelier.read("again/unmatched_left.csv"));
}

#[test]
fn any_number_of_threads_gives_the_same_files() {
    let atelier = two_files();
    for threads in ["1", "2", "5"] {
        atelier.raccroche(&["link", "a.csv", "b.csv", "--threads", threads, "--out", threads]).accepted();
    }
    for name in ["links.csv", "model.json", "unmatched_left.csv", "unmatched_right.csv"] {
        let first = atelier.read(&format!("1/{name}"));
        assert_eq!(first, atelier.read(&format!("2/{name}")), "{name}");
        assert_eq!(first, atelier.read(&format!("5/{name}")), "{name}");
    }
}

#[test]
fn other_delimiters_encodings_and_headers_are_recognised() {
    let atelier = two_files();
    let text = crowd(LEFT, 'a', false)
        .replace(',', ";")
        .replace(
            "id;nom;nom_usage;prenoms;sexe;date_naissance",
            "ID;NOM_DE_FAMILLE;NOM_USAGE;PRENOMS;SEXE;DATE_NAISS",
        )
        .replace("2007-05-14", "14/05/2007");
    let latin: Vec<u8> = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect();
    fs::write(atelier.path("latin.csv"), latin).unwrap();
    let utf16: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(crowd(RIGHT, 'b', true).encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    fs::write(atelier.path("utf16.csv"), utf16).unwrap();
    atelier.raccroche(&["link", "latin.csv", "utf16.csv", "--out", "out"]).accepted();
    assert_eq!(atelier.read("out/unmatched_left.csv"), "id\na3\n");
}

#[test]
fn quoted_cells_may_hold_delimiters_and_line_ends() {
    let atelier = two_files();
    let text = crowd(LEFT, 'a', false).replace("a1,Etcheverry,", "\"a,1\",\"Etche\nverry\",");
    atelier.write("quoted.csv", &text);
    atelier.raccroche(&["link", "quoted.csv", "b.csv", "--out", "out"]).accepted();
    assert!(atelier.read("out/links.csv").contains("\"a,1\",b1,"));
}

#[test]
fn labels_give_precision_and_recall_with_their_intervals() {
    let atelier = two_files();
    atelier.write("labels.csv", "left_id,right_id\na1,b1\na2,b2\nax1,bx1\nax2,bx2\n");
    atelier.raccroche(&["link", "a.csv", "b.csv", "--labels", "labels.csv", "--out", "out"]).accepted();
    let report: Value = serde_json::from_str(&atelier.read("out/report.json")).unwrap();
    assert_eq!(report["labels"]["labelled_pairs"], 4);
    let recall = &report["labels"]["recall"];
    assert!(recall["low"].as_f64() <= recall["value"].as_f64());
}

#[test]
fn many_to_one_lets_rows_share_a_partner() {
    let atelier = two_files();
    atelier.raccroche(&["link", "a.csv", "b.csv", "--out", "out"]).accepted();
    let spec = atelier.read("out/spec.toml").replace("one_to_one", "many_to_one");
    atelier.write("many.toml", &spec);
    atelier.raccroche(&["link", "a.csv", "b.csv", "--spec", "many.toml", "--out", "many"]).accepted();
    let links = atelier.read("many/links.csv");
    let mut lefts = column(&links, 0);
    let count = lefts.len();
    lefts.dedup();
    assert_eq!(lefts.len(), count, "a left row has one partner");
}

#[test]
fn the_waterfall_adds_up_to_the_weight_that_was_written() {
    let atelier = two_files();
    atelier.raccroche(&["link", "a.csv", "b.csv", "--out", "out"]).accepted();
    let links = atelier.read("out/links.csv");
    let weight: f64 =
        links.lines().find(|l| l.starts_with("a1,b1,")).unwrap().split(',').nth(2).unwrap().parse().unwrap();
    let told = atelier.raccroche(&["explain", "out", "a1", "b1"]);
    told.accepted();
    assert!(told.stdout.contains("other name of the person"), "{}", told.stdout);
    let sum: f64 = told.stdout.lines().last().unwrap().split_whitespace().next().unwrap().parse().unwrap();
    assert!((sum - weight).abs() < 0.02, "{sum} {weight}");
    atelier.raccroche(&["explain", "out", "a1", "nobody"]).refused(&["b.csv", "nobody"]);
    atelier.raccroche(&["explain", "elsewhere", "a1", "b1"]).refused(&["elsewhere"]);
}

#[test]
fn the_contract_of_dedupe() {
    let atelier = Atelier::new();
    let twice = format!("{}a9,ETCHEVERY,,MAITE,F,2007-05-14,64102,\n", crowd(LEFT, 'a', false));
    atelier.write("a.csv", &twice);
    atelier.raccroche(&["dedupe", "a.csv", "--out", "out"]).accepted();
    let clusters = atelier.read("out/clusters.csv");
    assert!(clusters.starts_with("id,cluster\n"));
    assert_eq!(clusters.lines().count(), 305);
    let of = |id: &str| {
        clusters.lines().find_map(|line| line.strip_prefix(&format!("{id},"))).map(str::to_owned).unwrap()
    };
    assert_eq!(of("a1"), of("a9"));
    assert_ne!(of("a1"), of("a2"));
    atelier.raccroche(&["explain", "out", "a1", "a9"]).accepted();
}

#[test]
fn bad_files_are_refused_with_file_line_and_remedy() {
    let atelier = two_files();
    atelier.write("empty.csv", "");
    atelier.write("twice.csv", "id,nom,nom\n1,a,b\n");
    atelier.write("short.csv", &format!("{LEFT}a7,too,short\n"));
    atelier.write("nothing.csv", "x,y\n1,2\n");
    atelier.write("picture.parquet", "PAR1 is how it begins, and that is all");
    let link = |left: &str| atelier.raccroche(&["link", left, "b.csv", "--out", "out"]);
    link("absent.csv").refused(&["absent.csv"]);
    link("empty.csv").refused(&["empty.csv", "empty"]);
    link("twice.csv").refused(&["twice.csv", "`nom`", "rename"]);
    link("short.csv").refused(&["short.csv", "line 5", "delimiter"]);
    link("nothing.csv").refused(&["specification", "[[compare]]"]);
    link("picture.parquet").refused(&["picture.parquet", "Parquet"]);
    assert!(!atelier.path("out/links.csv").exists());
    assert!(atelier.leftovers().is_empty());
}

#[test]
fn bad_specifications_are_refused_with_line_and_remedy() {
    let atelier = two_files();
    let link = |spec: &str| {
        atelier.write("spec.toml", spec);
        atelier.raccroche(&["link", "a.csv", "b.csv", "--spec", "spec.toml", "--out", "out"])
    };
    link("[[compare]]\ncolumn = \"nom\"\nkind = \"surname\"\nterm_frequncy = true\n").refused(&[
        "spec.toml",
        "line 4",
        "term_frequncy",
    ]);
    link("[[compare]]\ncolumn = \"name\"\nkind = \"surname\"\n").refused(&["`name`", "nom_usage"]);
    link("[[compare]]\ncolumn = \"nom\"\nkind = \"surname\"\n[[block]]\non = [\"prenoms\"]\n")
        .refused(&["[[block]]", "prenoms"]);
    link("[[compare]]\ncolumn = \"nom\"\nkind = \"surname\"\n[decide]\nlink = 0.2\nreview = 0.4\n")
        .refused(&["[decide]"]);
    atelier.write("model.json", "{}");
    atelier
        .raccroche(&["link", "a.csv", "b.csv", "--model", "model.json", "--out", "out"])
        .refused(&["model.json", "--model"]);
}

#[test]
fn a_full_disk_leaves_what_was_there() {
    let atelier = two_files();
    atelier.raccroche(&["link", "a.csv", "b.csv", "--out", "out"]).accepted();
    let before = atelier.read("out/links.csv");
    atelier.with_files_up_to(2, &["link", "a.csv", "b.csv", "--out", "out"]).refused(&["links.csv", "space"]);
    assert_eq!(atelier.read("out/links.csv"), before);
    let names = fs::read_dir(atelier.path("out")).unwrap().count();
    assert_eq!(names, 6, "nothing is left aside");
}
