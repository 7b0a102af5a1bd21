//! `demo`: registers of an académie that does not exist, a campaign on them, and the campaign against the truth.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::Result;
use clap::Args;
use raccroche_campaign::{Bilan, PsadBilan};
use raccroche_domain::{
    Verdict,
    francais::{date_longue, nombre, ponctuer},
};
use raccroche_synth::{AngleMort, Evaluation, evaluate};

use super::{
    application,
    campaign::run_campaign,
    output::say,
    serve::bind,
    synth::{self, PopulationArgs, in_french},
};

/// Arguments of `demo`.
#[derive(Debug, Args)]
pub(crate) struct DemoArgs {
    #[command(flatten)]
    population: PopulationArgs,
    /// Folder for the registers (donnees) and the results (resultats); earlier ones are replaced.
    #[arg(long, value_name = "DIR", default_value = "demo")]
    data: PathBuf,
    /// Port on which the application opens, on this machine alone.
    #[arg(long, value_name = "P", default_value_t = 8080)]
    port: u16,
    /// Stop once everything is written: do not open the application.
    #[arg(long)]
    no_serve: bool,
}

/// Runs `demo`.
pub(crate) fn run(args: &DemoArgs) -> Result<()> {
    let (data, results) = (args.data.join("donnees"), args.data.join("resultats"));
    application::check(&args.data)?;
    let here = SocketAddr::from(([127, 0, 0, 1], args.port));
    let socket = if args.no_serve { None } else { Some(bind(here)?) };
    let started = Instant::now();
    let parametres = args.population.parametres();
    synth::write(&parametres, &data)?;
    let written = started.elapsed();
    let bilan = run_campaign(&data.join("campagne.toml"), &results, None)?;
    let ran = started.elapsed().saturating_sub(written);
    let evaluation = evaluate(&data, &results.join("verdicts.csv")).map_err(in_french)?;
    for line in summary(&bilan, &evaluation, &results) {
        say(&line)?;
    }
    say(&ponctuer(&format!(
        "  Écrire les registres a pris {}, la campagne {}.",
        seconds(written),
        seconds(ran)
    )))?;
    application::open(&args.data, &results, &parametres, socket)
}

pub(super) fn seconds(duration: Duration) -> String {
    format!("{:.1} s", duration.as_secs_f64()).replace('.', ",")
}

fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    format!("{:.1} %", part as f64 * 100.0 / whole as f64).replace('.', ",")
}

/// The screen, line by line.
fn summary(bilan: &Bilan, evaluation: &Evaluation, results: &Path) -> Vec<String> {
    let mut lines = vec![
        String::new(),
        format!("Raccroche · {}", bilan.campagne),
        format!(
            "{} jeunes des registres de l’an dernier, cherchés dans {} sources, au {}",
            nombre(bilan.personnes),
            bilan.sources.len(),
            date_longue(bilan.date)
        ),
        "(une académie inventée : personne n’y existe).".to_owned(),
    ];
    lines.extend(wrapped(&format!("Définition {} : {}", bilan.definition, bilan.definition_phrase)));
    lines.push(String::new());
    lines.extend(verdict_table(bilan));
    lines.extend(truth(evaluation));
    lines.extend(lists(bilan, results));
    lines.iter().map(|line| ponctuer(line)).collect()
}

/// Columns that most terminals have.
const WIDTH: usize = 100;

/// The text on lines that a terminal shows whole, cut between words.
fn wrapped(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let last = lines.len() - 1;
        if !lines[last].is_empty() && lines[last].chars().count() + 1 + word.chars().count() > WIDTH {
            lines.push(word.to_owned());
        } else {
            if !lines[last].is_empty() {
                lines[last].push(' ');
            }
            lines[last].push_str(word);
        }
    }
    lines
}

fn verdict_table(bilan: &Bilan) -> Vec<String> {
    let largest = bilan.verdicts.values().copied().max().unwrap_or(1).max(1);
    let row = |label: &str, count: u64, bar: &str| {
        format!("  {label:<32}{:>10}{:>10}  {bar}", nombre(count), percent(count, bilan.personnes))
    };
    let mut rows: Vec<String> = Verdict::TOUS
        .into_iter()
        .map(|verdict| {
            let count = bilan.verdicts.get(verdict.code()).copied().unwrap_or(0);
            let width = usize::try_from(count * 24 / largest).unwrap_or(0);
            let bar = if count > 0 { "▇".repeat(width.max(1)) } else { String::new() };
            row(verdict.libelle(), count, &bar)
        })
        .collect();
    rows.push(row("Total", bilan.personnes, ""));
    rows.push(String::new());
    rows
}

/// Against the truth: errors of matching first, then what no matching could find.
fn truth(e: &Evaluation) -> Vec<String> {
    let mut lines = vec![
        "Face à la vérité, connue puisque tout est inventé :".to_owned(),
        format!(
            "  faux positifs  {:>7}  {} des {} listés « perdus de vue » : un registre montre où ils sont",
            percent(e.faux_positifs, e.listees),
            nombre(e.faux_positifs),
            nombre(e.listees)
        ),
    ];
    if !e.causes_faux_positifs.is_empty() {
        lines.push(format!("                          {}", causes(&e.causes_faux_positifs)));
    }
    lines.push(format!(
        "  faux négatifs  {:>7}  {} des {} qui ne sont nulle part ne sont pas listés ({} sont « à vérifier »)",
        percent(e.faux_negatifs, e.attendues),
        nombre(e.faux_negatifs),
        nombre(e.attendues),
        nombre(e.en_attente)
    ));
    if e.absentes_date_fausse > 0 {
        lines.push(format!(
            "  {} ont une date de naissance fausse dans le registre : écartés comme ayant moins de 16 ans",
            nombre(e.absentes_date_fausse)
        ));
    }
    if e.absentes > e.absentes_date_fausse {
        lines.push(format!(
            "  {} personnes ne sont dans aucun verdict",
            nombre(e.absentes - e.absentes_date_fausse)
        ));
    }
    if e.total_angles_morts() > 0 {
        lines.push(format!(
            "  Angles morts : {} listés n’ont pas décroché, mais aucun registre ne peut le dire :",
            nombre(e.total_angles_morts())
        ));
        for angle in AngleMort::TOUS {
            if let Some(count) = e.angles_morts.get(angle.code()) {
                lines.push(format!("  {:>8}  {}", nombre(*count), angle.libelle()));
            }
        }
    }
    lines.push(String::new());
    lines
}

/// The three commonest errors met on the lines concerned.
fn causes(causes: &BTreeMap<String, u64>) -> String {
    let mut sorted: Vec<(&String, &u64)> = causes.iter().collect();
    sorted.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    let shown: Vec<String> =
        sorted.iter().take(4).map(|(code, count)| format!("{} {count}", code.replace('_', " "))).collect();
    format!("sur leurs lignes : {}", shown.join(", "))
}

fn lists(bilan: &Bilan, results: &Path) -> Vec<String> {
    let longest: Option<&PsadBilan> = bilan.psad.iter().max_by_key(|psad| psad.a_contacter);
    let results = results.display();
    let mut lines = vec!["Où sont les listes :".to_owned()];
    if let Some(psad) = longest {
        lines.push(format!(
            "  {} listes, une par PSAD, à ouvrir dans un tableur ; la plus longue ({}, {} à contacter) :",
            bilan.psad.len(),
            psad.nom,
            nombre(psad.a_contacter)
        ));
        lines.push(format!("      {results}/listes/{}.xlsx", psad.fichier));
    }
    lines.push("  le bilan, à ouvrir dans un navigateur :".to_owned());
    lines.push(format!("      {results}/bilan.html"));
    lines.push(format!("  chaque verdict et sa raison : {results}/verdicts.csv"));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evaluation() -> Evaluation {
        Evaluation {
            listees: 2516,
            faux_positifs: 138,
            attendues: 2381,
            faux_negatifs: 1,
            en_attente: 2,
            absentes: 3,
            absentes_date_fausse: 2,
            causes_faux_positifs: [
                ("nom_usage", 67),
                ("ine_absent", 115),
                ("lieu_absent", 22),
                ("nom_faute", 1),
                ("ine_autre", 42),
            ]
            .map(|(code, count)| (code.to_owned(), count))
            .into(),
            angles_morts: [("sifa_retard".to_owned(), 53), ("autre_academie".to_owned(), 1247)].into(),
            ..Evaluation::default()
        }
    }

    #[test]
    fn the_truth_is_told_in_order_of_weight_and_fits_the_terminal() {
        let lines = truth(&evaluation());
        let text = lines.join("\n");
        assert!(text.contains("5,5 %  138 des 2\u{202f}516 listés"), "{text}");
        assert!(text.contains("ine absent 115, nom usage 67, ine autre 42, lieu absent 22"), "{text}");
        assert!(
            text.contains("2 ont une date de naissance fausse") && text.contains("1 personnes"),
            "{text}"
        );
        assert!(text.contains("1\u{202f}300 listés n’ont pas décroché"), "{text}");
        assert!(text.find("SIFA").unwrap() < text.find("une autre académie").unwrap(), "{text}");
        assert!(lines.iter().all(|line| line.chars().count() <= WIDTH + 6), "{text}");
    }

    #[test]
    fn nothing_is_said_of_what_did_not_happen() {
        let text = truth(&Evaluation::default()).join("\n");
        assert!(!text.contains("Angles morts") && !text.contains("verdict") && text.contains("–"), "{text}");
    }

    #[test]
    fn long_sentences_are_cut_between_words() {
        let text = "mot ".repeat(60);
        let lines = wrapped(text.trim());
        assert!(lines.len() > 2 && lines.iter().all(|line| line.chars().count() <= WIDTH));
        assert_eq!(lines.join(" "), text.trim());
    }
}
