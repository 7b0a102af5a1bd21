//! The quality report of a register: what to correct where the data are born.

use axum::{
    extract::{Path, Query, State},
    http::header,
    response::{IntoResponse as _, Response},
};
use raccroche_domain::francais::{majuscule, nombre, ponctuer};
use raccroche_pages::{
    campagnes::{RapportQualite, Remarque},
    components::{Badge, Fact, Pagination, Tone},
    layout::Link,
};
use raccroche_registers::{QualityReport, quality::Finding};
use serde::Deserialize;
use uuid::Uuid;

use super::{trouver, voir};
use crate::{campagnes::resultats, erreur::Erreur, etat::App, rendu, visite::Visite};

/// Remarks of a page.
const TAILLE: usize = 50;

#[derive(Debug, Deserialize)]
pub(super) struct Suite {
    page: Option<usize>,
}

/// Name of the source in the campaign, and its report.
async fn lire(app: &App, id: Uuid, position: usize) -> Result<(String, String, QualityReport), Erreur> {
    let campagne = trouver(app, id).await?;
    let dossier = resultats(app, &campagne);
    let lu = tokio::task::spawn_blocking(move || {
        let bilan = raccroche_campaign::read_bilan(&dossier).ok()?;
        let nom = bilan.sources.get(position)?.nom.clone();
        Some((nom, raccroche_campaign::read_quality(&dossier, &bilan, position).ok()??))
    });
    let (source, rapport) = lu.await.map_err(|_| Erreur::Interne)?.ok_or(Erreur::Introuvable)?;
    Ok((campagne.nom, source, rapport))
}

/// Every remark with its file and whether the line is set aside, in the order of the files.
fn remarques(rapport: &QualityReport) -> Vec<(&str, &Finding, bool)> {
    let mut toutes = Vec::new();
    for fichier in &rapport.files {
        let ecartees = fichier.set_aside.iter().map(|finding| (fichier.file.as_str(), finding, true));
        let gardees = fichier.remarks.iter().map(|finding| (fichier.file.as_str(), finding, false));
        let mut siennes: Vec<_> = ecartees.chain(gardees).collect();
        siennes.sort_by_key(|(_, finding, _)| finding.line);
        toutes.extend(siennes);
    }
    toutes
}

pub(super) async fn voir(
    Visite { app, qui, headers }: Visite,
    Path((id, position)): Path<(Uuid, usize)>,
    Query(suite): Query<Suite>,
) -> Result<Response, Erreur> {
    let (campagne, source, rapport) = lire(&app, id, position).await?;
    let toutes = remarques(&rapport);
    let ici = format!("/campagnes/{id}/qualite/{position}");
    let debut = (suite.page.unwrap_or(1).max(1) - 1).saturating_mul(TAILLE).min(toutes.len());
    let montrees = &toutes[debut..toutes.len().min(debut + TAILLE)];
    let numero = debut / TAILLE + 1;
    let fin = debut + montrees.len();
    let page = RapportQualite {
        layout: rendu::autour(&app, &qui, &headers, "/campagnes"),
        campagne: Link::new(campagne, format!("/campagnes/{id}")),
        source,
        faits: faits(&rapport),
        remarques: montrees
            .iter()
            .map(|(fichier, finding, ecartee)| ligne(&rapport, fichier, finding, *ecartee))
            .collect(),
        pagination: Pagination {
            from: (debut as u64 + 1).min(toutes.len() as u64),
            to: fin as u64,
            total: toutes.len() as u64,
            previous: (debut > 0).then(|| format!("{ici}?page={}", numero - 1)),
            next: (fin < toutes.len()).then(|| format!("{ici}?page={}", numero + 1)),
        },
        telecharger: Link::new(
            ponctuer(&format!("Télécharger les {} remarques (CSV)", nombre(toutes.len() as u64))),
            format!("{ici}/remarques.csv"),
        ),
    };
    rendu::page(&page)
}

fn faits(rapport: &QualityReport) -> Vec<Fact> {
    let comptes = rapport.counts;
    let mut faits = vec![
        Fact::new("Lignes lues", nombre(comptes.rows_read)),
        Fact::new("Gardées", nombre(comptes.kept)),
        Fact::new("Gardées avec une remarque", nombre(comptes.with_remark)),
        Fact::new("Écartées", nombre(comptes.set_aside)),
        Fact::new("Hors champ par la loi (moins de 16 ans)", nombre(comptes.under_16)),
        Fact::new("Âges comptés au", voir::jour(rapport.as_of)),
    ];
    match &rapport.files[..] {
        [seul] => faits.push(Fact::new("Fichier", format!("{}, {}", seul.file, seul.format))),
        plusieurs => faits.push(Fact::new("Fichiers lus", nombre(plusieurs.len() as u64))),
    }
    if !rapport.ignored.is_empty() {
        let noms: Vec<String> = rapport
            .ignored
            .iter()
            .take(5)
            .map(|ignore| format!("{} ({})", ignore.file, ignore.reason))
            .collect();
        faits.push(Fact::new("Fichiers non lus", noms.join(" ; ")));
    }
    faits
}

fn ligne(rapport: &QualityReport, fichier: &str, finding: &Finding, ecartee: bool) -> Remarque {
    let numero = nombre(finding.line);
    Remarque {
        ligne: if rapport.files.len() > 1 { format!("{fichier}, {numero}") } else { numero },
        champ: finding.field.to_string(),
        valeur: finding.value_class.to_string(),
        raison: ponctuer(&format!("{} ; {}", finding.problem.reason(), finding.problem.remedy())),
        sort: if ecartee {
            Badge::new("écartée", Tone::Error)
        } else {
            Badge::new("gardée", Tone::Warning)
        },
    }
}

pub(super) async fn telecharger(
    State(app): State<App>,
    Path((id, position)): Path<(Uuid, usize)>,
) -> Result<Response, Erreur> {
    let (_, _, rapport) = lire(&app, id, position).await?;
    let lignes: Vec<Vec<String>> = remarques(&rapport)
        .into_iter()
        .map(|(fichier, finding, ecartee)| {
            vec![
                fichier.to_owned(),
                finding.line.to_string(),
                finding.field.to_string(),
                finding.value_class.to_string(),
                majuscule(finding.problem.reason()),
                majuscule(finding.problem.remedy()),
                if ecartee { "écartée" } else { "gardée" }.to_owned(),
            ]
        })
        .collect();
    let entetes = ["Fichier", "Ligne", "Champ", "Valeur", "Motif", "Remède", "La ligne est"];
    let fichier = crate::export::liste(&entetes, &lignes, true).ok_or(Erreur::Interne)?;
    let entetes = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"remarques.csv\"".to_owned()),
    ];
    Ok((entetes, fichier).into_response())
}
