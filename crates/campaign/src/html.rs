//! `bilan.html`: the accounting for people, on one page that prints.
//!
//! It names nobody, runs no script and takes its style from the `bilan.css` beside it, so it can be mailed, archived
//! and opened under the strictest content policy.

use std::{fs, path::Path};

use askama::Template;
use raccroche_domain::{
    RoleRegistre, Verdict,
    francais::{FINE, INSECABLE, date_longue, nombre, ponctuer},
};
use raccroche_registers::output::WriteError;

use crate::{Bilan, CampaignError, corrections::CorrectionState};

const CSS: &str = include_str!("../templates/bilan.css");
/// Corrections shown; `bilan.json` has them all.
const CORRECTIONS_SHOWN: usize = 200;
/// Unknown formations named.
const FORMATIONS_SHOWN: usize = 12;

#[derive(Template)]
#[template(path = "bilan.html")]
struct Page<'a> {
    b: &'a Bilan,
    date: String,
    resume: String,
    verdicts: Vec<VerdictRow>,
    total: String,
    all: String,
    obligation: Vec<Count>,
    psad: Vec<PsadRow<'a>>,
    schools: String,
    sources: Vec<SourceRow<'a>>,
    unknown: String,
    corrections: Vec<CorrectionRow<'a>>,
    more_corrections: usize,
    gaps: Vec<Count>,
}

struct VerdictRow {
    label: &'static str,
    meaning: &'static str,
    count: String,
    share: String,
}

struct Count {
    label: String,
    count: String,
}

struct PsadRow<'a> {
    name: &'a str,
    file: &'a str,
    counts: [String; 6],
}

struct SourceRow<'a> {
    name: &'a str,
    role: &'static str,
    date: String,
    counts: [String; 7],
}

struct CorrectionRow<'a> {
    place: String,
    decision: &'a str,
    jeune: &'a str,
    state: &'static str,
    why: String,
}

/// Writes `bilan.html` and `bilan.css`.
pub(crate) fn write(dir: &Path, bilan: &Bilan) -> Result<(), CampaignError> {
    let path = dir.join("bilan.html");
    let text = page(bilan)
        .render()
        .map_err(|error| WriteError::Io { path: path.clone(), source: std::io::Error::other(error) })?;
    fs::write(&path, text).map_err(WriteError::io(&path))?;
    let path = dir.join("bilan.css");
    fs::write(&path, CSS).map_err(WriteError::io(&path))?;
    Ok(())
}

fn page(bilan: &Bilan) -> Page<'_> {
    let date = date_longue(bilan.date);
    Page {
        b: bilan,
        resume: resume(bilan),
        verdicts: verdict_rows(bilan),
        total: nombre(bilan.personnes),
        all: share(bilan.personnes, bilan.personnes),
        obligation: obligation_rows(bilan),
        psad: psad_rows(bilan),
        schools: match bilan.ecoles {
            0 => "Aucune école n’a de liste à vérifier.".to_owned(),
            1 => "Une école a une liste à vérifier, dans le dossier ecoles.".to_owned(),
            n => format!("{} écoles ont une liste à vérifier, dans le dossier ecoles.", nombre(n)),
        },
        sources: source_rows(bilan),
        unknown: unknown(bilan),
        corrections: bilan.corrections.iter().take(CORRECTIONS_SHOWN).map(correction_row).collect(),
        more_corrections: bilan.corrections.len().saturating_sub(CORRECTIONS_SHOWN),
        gaps: gap_rows(bilan),
        date,
    }
}

fn of(bilan: &Bilan, verdict: Verdict) -> u64 {
    bilan.verdicts.get(verdict.code()).copied().unwrap_or_default()
}

fn resume(bilan: &Bilan) -> String {
    let lost = of(bilan, Verdict::PerduDeVue);
    let verify = of(bilan, Verdict::AVerifier);
    let unmet = bilan.obligation.get("non_satisfaite").copied().unwrap_or_default();
    format!(
        "Sur {} jeunes de 16{INSECABLE}ans et plus des registres de départ, {} sont introuvables et {} restent à vérifier. \
         {} mineurs ne remplissent pas leur obligation de formation, diplômés compris.",
        nombre(bilan.personnes),
        nombre(lost),
        nombre(verify),
        nombre(unmet)
    )
}

fn meaning(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Retrouve => "Inscription en cours dans un établissement ou un CFA",
        Verdict::Diplome => "Sans inscription, avec un diplôme qui suffit sous cette définition",
        Verdict::SuiviMissionLocale => "Sans inscription ni diplôme, accompagnement en cours",
        Verdict::AutreSituation => "Emploi, service civique, formation, exemption, départ à l’étranger",
        Verdict::AVerifier => "Un humain doit trancher : rapprochement incertain ou faits contradictoires",
        Verdict::PerduDeVue => "Introuvable dans tous les fichiers croisés",
        Verdict::HorsChamp => "Trop jeune, trop âgé, décédé, ou cycle qui ne compte pas",
    }
}

fn verdict_rows(bilan: &Bilan) -> Vec<VerdictRow> {
    Verdict::TOUS
        .into_iter()
        .map(|verdict| VerdictRow {
            label: verdict.libelle(),
            meaning: meaning(verdict),
            count: nombre(of(bilan, verdict)),
            share: share(of(bilan, verdict), bilan.personnes),
        })
        .collect()
}

/// `12,3 %`, in French.
fn share(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    let tenths = (part * 1000 + whole / 2) / whole;
    format!("{},{}{INSECABLE}%", tenths / 10, tenths % 10)
}

fn obligation_rows(bilan: &Bilan) -> Vec<Count> {
    [
        ("satisfaite", "Satisfaite"),
        ("non_satisfaite", "Non satisfaite"),
        ("exemptee", "Exemption (certificat médical)"),
        ("inconnue", "Inconnue"),
        ("sans_objet", "Sans objet (moins de 16 ans, majeurs, hors de France)"),
    ]
    .into_iter()
    .map(|(code, label)| Count {
        label: label.to_owned(),
        count: nombre(bilan.obligation.get(code).copied().unwrap_or_default()),
    })
    .collect()
}

fn psad_rows(bilan: &Bilan) -> Vec<PsadRow<'_>> {
    bilan
        .psad
        .iter()
        .map(|p| PsadRow {
            name: &p.nom,
            file: &p.fichier,
            counts: [p.a_contacter, p.a_verifier, p.obligation, p.deja_suivis, p.total, p.mineurs]
                .map(nombre),
        })
        .collect()
}

fn source_rows(bilan: &Bilan) -> Vec<SourceRow<'_>> {
    bilan
        .sources
        .iter()
        .map(|s| SourceRow {
            name: &s.nom,
            role: match s.role {
                RoleRegistre::Precedent => "Registre de départ",
                RoleRegistre::Actuel => "Inscriptions de l’année",
                RoleRegistre::Diplomes => "Diplômes",
                RoleRegistre::SuiviMissionLocale => "Suivis par une mission locale",
                RoleRegistre::AutreActivite => "Autres situations",
                RoleRegistre::Corrections => "Décisions humaines",
            },
            date: date_longue(s.date),
            counts: [
                s.lignes_lues,
                s.lignes_gardees,
                s.lignes_ecartees,
                s.moins_de_16_ans,
                s.lignes_rapprochees,
                s.lignes_a_verifier,
                s.personnes,
            ]
            .map(nombre),
        })
        .collect()
}

fn unknown(bilan: &Bilan) -> String {
    let mut formations: Vec<_> = bilan.cycles_inconnus.iter().collect();
    formations.sort_by_key(|(name, count)| (std::cmp::Reverse(**count), (*name).clone()));
    let more = formations.len().saturating_sub(FORMATIONS_SHOWN);
    let mut told: Vec<String> = formations
        .into_iter()
        .take(FORMATIONS_SHOWN)
        .map(|(name, count)| format!("{name} ({})", nombre(*count)))
        .collect();
    if more > 0 {
        told.push(format!("et {more} autres"));
    }
    told.join(", ")
}

fn correction_row(report: &crate::CorrectionReport) -> CorrectionRow<'_> {
    CorrectionRow {
        place: format!("{}, ligne{INSECABLE}{}", report.fichier, report.ligne),
        decision: &report.decision,
        jeune: report.jeune.as_deref().unwrap_or_default(),
        state: match report.etat {
            CorrectionState::Appliquee => "Appliquée",
            CorrectionState::Depassee => "Dépassée",
            CorrectionState::NonApplicable => "Non applicable",
            CorrectionState::SansReponse => "Sans réponse",
        },
        why: report.pourquoi.replace(" ;", &format!("{FINE};")),
    }
}

fn gap_rows(bilan: &Bilan) -> Vec<Count> {
    let Some(gaps) = &bilan.ecarts else { return Vec::new() };
    let row = |label: &str, count: u64| Count { label: ponctuer(label), count: nombre(count) };
    let mut rows = vec![
        row("Sur les listes à la campagne précédente", gaps.listes_avant),
        row("Toujours sur les listes", gaps.toujours),
    ];
    for (code, count) in &gaps.sortis {
        let label = Verdict::de_code(code).map_or("", Verdict::libelle);
        rows.push(row(&format!("N’y sont plus : {}", label.to_lowercase()), *count));
    }
    rows.push(row("Absents des registres de départ de cette campagne", gaps.non_repris));
    // Whether an earlier list named them, the previous campaign alone cannot tell.
    let since = "Arrivés sur les listes depuis : leur situation était connue à la campagne précédente";
    rows.push(row(since, gaps.revenus));
    rows.push(row("Nouveaux : absents de la campagne précédente, ou hors champ alors", gaps.nouveaux));
    rows.push(row("Sur les listes maintenant", gaps.listes_maintenant));
    rows
}
