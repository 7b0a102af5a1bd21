//! What reading a file gave: counted, and line by line what is to be corrected where the data are born.

use axum::{
    extract::Path,
    http::header,
    response::{IntoResponse as _, Response},
};
use raccroche_domain::francais::{majuscule, nombre, ponctuer};
use raccroche_pages::{
    campagnes::Remarque as Montree,
    components::{Badge, Fact, Tone},
    layout::Link,
    resultats::RapportResultats,
};
use raccroche_store::resultat::{self, Comptes, Envoi, Remarque};
use uuid::Uuid;

use super::ICI;
use crate::{erreur::Erreur, etat::App, rendu, visite::Visite};

/// Remarks shown; the file holds all.
const AU_PLUS: usize = 200;

async fn lu(
    app: &App,
    qui: &crate::auth::session::Qui,
    id: Uuid,
) -> Result<(Envoi, Comptes, Vec<Remarque>), Erreur> {
    let envoi =
        resultat::envoi(app.store().read(), qui.perimetre()?, id).await?.ok_or(Erreur::Introuvable)?;
    let comptes = serde_json::from_value(envoi.comptes.clone()).map_err(|_| Erreur::Interne)?;
    let remarques = serde_json::from_value(envoi.rapport.clone()).map_err(|_| Erreur::Interne)?;
    Ok((envoi, comptes, remarques))
}

fn sort(remarque: &Remarque) -> &'static str {
    if remarque.ecartee { "écartée" } else { "gardée" }
}

pub(super) async fn afficher(
    Visite { app, qui, headers }: Visite,
    Path(id): Path<Uuid>,
) -> Result<Response, Erreur> {
    let (envoi, comptes, remarques) = lu(&app, &qui, id).await?;
    let le = rendu::moment_en_mots(app.horloge().local(envoi.le));
    let reste = remarques.len().saturating_sub(AU_PLUS) as u64;
    let montrer = |remarque: &Remarque| Montree {
        ligne: nombre(remarque.ligne),
        champ: remarque.champ.clone(),
        valeur: remarque.valeur.clone(),
        raison: remarque.raison.clone(),
        sort: Badge::new(sort(remarque), if remarque.ecartee { Tone::Error } else { Tone::Warning }),
    };
    rendu::page(&RapportResultats {
        layout: rendu::autour(&app, &qui, &headers, ICI),
        fichier: envoi.fichier,
        cadre: ponctuer(&format!("Envoyé le {le} par {}.", envoi.par_nom)),
        faits: faits(&comptes),
        remarques: remarques.iter().take(AU_PLUS).map(montrer).collect(),
        reste: if reste > 0 {
            ponctuer(&format!("{} autres remarques sont dans le fichier à télécharger.", nombre(reste)))
        } else {
            String::new()
        },
        telecharger: Link::new("Télécharger les remarques (CSV)", format!("{ICI}/envois/{id}/remarques.csv")),
        suite: Link::new(
            format!("Voir les candidats de la session {}", envoi.session),
            format!("{ICI}/{}", envoi.session),
        ),
    })
}

fn faits(comptes: &Comptes) -> Vec<Fact> {
    let mut faits = vec![
        Fact::new("Lignes lues", nombre(comptes.lus)),
        Fact::new("Admis, comptés et oubliés", nombre(comptes.admis)),
        Fact::new("Sans le diplôme", nombre(comptes.echecs)),
        Fact::new("Second groupe en attente", nombre(comptes.en_attente)),
        Fact::new("Écartées", nombre(comptes.ecartes)),
        Fact::new("Moins de 16 ans, hors champ par la loi", nombre(comptes.moins_de_16)),
    ];
    for (mot, compte) in [
        ("Autres examens (brevet…), comptés et oubliés", comptes.autres),
        ("Déjà connus d’un autre fichier", comptes.deja),
        ("Admis depuis, retirés de la liste", comptes.admis_depuis),
        ("Inconnus jusqu’ici", comptes.nouveaux),
        ("Identité à confirmer par l’académie", comptes.douteux),
    ] {
        if compte > 0 {
            faits.push(Fact::new(mot, nombre(compte)));
        }
    }
    faits
}

pub(super) async fn telecharger(
    Visite { app, qui, .. }: Visite,
    Path(id): Path<Uuid>,
) -> Result<Response, Erreur> {
    let (_, _, remarques) = lu(&app, &qui, id).await?;
    let lignes: Vec<Vec<String>> = remarques
        .into_iter()
        .map(|remarque| {
            let sort = sort(&remarque).to_owned();
            let ligne = remarque.ligne.to_string();
            vec![ligne, remarque.champ, remarque.valeur, majuscule(&remarque.raison), sort]
        })
        .collect();
    let entetes = ["Ligne", "Champ", "Valeur", "Motif", "La ligne est"];
    let fichier = crate::export::liste(&entetes, &lignes, true).ok_or(Erreur::Interne)?;
    let entetes = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"remarques-resultats.csv\""),
    ];
    Ok((entetes, fichier).into_response())
}
