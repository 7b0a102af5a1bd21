//! The quality report as French text.

use std::fmt::Write as _;

use raccroche_domain::francais::{compter, date_courte, nombre, ponctuer};

use super::{DateRange, FileReport, QualityReport};

/// Files detailed in the text; the JSON report details all.
const FILES_DETAILED: usize = 40;
/// Lines set aside that are shown for each file; the CSV holds all.
const LINES_SHOWN: usize = 5;

pub(super) fn render(report: &QualityReport) -> String {
    let mut out = String::new();
    let counts = &report.counts;
    // Writing to a String cannot fail.
    let _ =
        writeln!(out, "Lecture de « {} » ({})", report.source, compter(report.files.len() as u64, "fichier"));
    let _ = writeln!(out, "  {}", compter(counts.rows_read, "ligne lue"));
    let _ = writeln!(
        out,
        "  {} dont {} avec une remarque",
        compter(counts.kept, "ligne gardée"),
        nombre(counts.with_remark)
    );
    let _ = writeln!(out, "  {}", compter(counts.set_aside, "ligne écartée"));
    let _ = writeln!(
        out,
        "  {} de moins de 16 ans au {} : comptées puis oubliées",
        compter(counts.under_16, "ligne"),
        date_courte(report.as_of)
    );
    for file in report.files.iter().take(FILES_DETAILED) {
        render_file(&mut out, file);
    }
    if report.files.len() > FILES_DETAILED {
        let _ = writeln!(
            out,
            "\n… et {} (voir le rapport JSON)",
            compter((report.files.len() - FILES_DETAILED) as u64, "autre fichier")
        );
    }
    if !report.ignored.is_empty() {
        let _ = writeln!(out, "\nFichiers laissés de côté");
        for ignored in &report.ignored {
            let _ = writeln!(out, "  {} : {}", ignored.file, ignored.reason);
        }
    }
    ponctuer(&out)
}

fn render_file(out: &mut String, file: &FileReport) {
    let counts = &file.counts;
    let _ = writeln!(out, "\n{} — {}", file.file, file.format);
    if let Some(uai) = &file.uai {
        let _ = writeln!(out, "  établissement {uai}");
    }
    if let Some(line) = file.truncated_at {
        let _ = writeln!(out, "  fichier tronqué à la ligne {line} : lu jusque-là, à refaire");
    }
    if counts.rows_read > 0 {
        let _ = writeln!(
            out,
            "  lues {}, gardées {}, écartées {}, moins de 16 ans {}",
            nombre(counts.rows_read),
            nombre(counts.kept),
            nombre(counts.set_aside),
            nombre(counts.under_16)
        );
    }
    if !file.encodings_read.is_empty() {
        let declared =
            file.encoding_declared.as_ref().map_or_else(String::new, |name| format!(" (annoncé : {name})"));
        let _ = writeln!(out, "  encodage {}{declared}", file.encodings_read.join(", "));
    }
    let missing = &file.missing;
    let absent = [
        ("INE", missing.ine),
        ("date de naissance", missing.birth_date),
        ("sexe", missing.sexe),
        ("lieu de naissance", missing.birth_place),
        ("commune de résidence", missing.commune),
        ("téléphone ou courriel", missing.contact),
    ];
    let absent: Vec<String> =
        absent.iter().filter(|(_, n)| *n > 0).map(|(what, n)| format!("{what} {}", nombre(*n))).collect();
    if !absent.is_empty() {
        let _ = writeln!(out, "  absents : {}", absent.join(", "));
    }
    for (what, range) in [("naissances", file.births), ("entrées", file.entries), ("sorties", file.exits)] {
        if let Some(DateRange { first, last }) = range {
            let _ = writeln!(out, "  {what} du {} au {}", date_courte(first), date_courte(last));
        }
    }
    for (problem, count) in &file.remark_counts {
        let _ = writeln!(out, "  remarque : {} ({})", problem.reason(), nombre(*count));
    }
    for finding in file.set_aside.iter().take(LINES_SHOWN) {
        let _ = writeln!(
            out,
            "  écartée, ligne {}, {} ({}) : {} ; {}",
            finding.line,
            finding.field,
            finding.value_class,
            finding.problem.reason(),
            finding.problem.remedy()
        );
    }
    if file.set_aside.len() > LINES_SHOWN {
        let _ = writeln!(
            out,
            "  … et {}",
            compter((file.set_aside.len() - LINES_SHOWN) as u64, "autre ligne écartée")
        );
    }
    if !file.unknown.is_empty() {
        let names: Vec<&str> = file.unknown.keys().map(String::as_str).collect();
        let _ = writeln!(out, "  non lus : {}", names.join(", "));
    }
}
