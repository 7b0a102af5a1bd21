//! The access report for the young person: who read the dossier, as what, when and why, in a letter to print.
//!
//! Who works on a dossier opens it many times: readings of one person on one day, under one right, make one line, so that
//! the letter can be read. None is left out, and how many there were is told.

use axum::{extract::Path, response::Response};
use chrono::NaiveDateTime;
use raccroche_domain::francais::{compter, date_longue, majuscule, ponctuer};
use raccroche_pages::{
    consultations::{Consultation, RapportAcces},
    layout::Link,
};
use raccroche_store::acces::{self, Lecture};
use uuid::Uuid;

use super::consultations::{consigner, lectures, lire, prenom_et_nom};
use crate::{
    erreur::Erreur,
    rendu,
    routes::consultations::{Lecteur, pourquoi, qui as nom, quoi, titre},
    visite::Visite,
};

/// More readings than any dossier has.
const TOUTES: u64 = 100_000;

pub(super) async fn voir(
    Visite { app, qui, headers }: Visite,
    Path(id): Path<Uuid>,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let reader = app.store().read();
    let (lu, personne) = lire(reader, perimetre, id).await?;
    consigner(&app, perimetre, id, "rapport").await?;
    let filtre = lectures(reader, id).await?;
    let comptes = acces::counts(reader, &filtre).await?;
    let mut lues = acces::search(reader, &filtre, 0, TOUTES).await?;
    lues.reverse();
    let lues: Vec<(NaiveDateTime, Lecture)> =
        lues.into_iter().map(|lue| (app.horloge().local(lue.le), lue)).collect();
    let marque = &app.config().marque;
    let dpo = match &marque.dpo {
        Some(adresse) => format!("la déléguée ou au délégué à la protection des données : {adresse}"),
        None => "la déléguée ou au délégué à la protection des données de l’académie".to_owned(),
    };
    let fois = compter(comptes.lectures.unsigned_abs(), "lecture");
    let personnes = compter(comptes.personnes.unsigned_abs(), "personne");
    rendu::page(&RapportAcces {
        layout: rendu::autour(&app, &qui, &headers, "/jeunes"),
        dossier: Link::new(prenom_et_nom(&personne), format!("/dossiers/{id}")),
        expediteur: [perimetre.organisation().nom.clone(), marque.entite.clone()]
            .into_iter()
            .filter(|ligne| !ligne.is_empty())
            .collect(),
        destinataire: prenom_et_nom(&personne),
        date: date_longue(perimetre.le()),
        paragraphes: [
            format!(
                "Vous avez demandé qui a lu votre dossier. Voici chaque lecture depuis son ouverture, le {} : qui, à quel \
                 titre, quand et pourquoi.",
                date_longue(lu.etat.ouvert_le)
            ),
            format!(
                "En tout, {fois} par {personnes}. Les lectures qu’une même personne a faites le même jour sont regroupées sur \
                 une ligne. Préparer cette lettre en est une : elle y figure."
            ),
        ]
        .map(|texte| ponctuer(&texte))
        .to_vec(),
        consultations: par_jour(&lues),
        droits: [
            format!("Une lecture vous étonne ? Vous pouvez demander pourquoi elle a eu lieu. Écrivez à {dpo}."),
            "Vous pouvez aussi demander à lire ce que contient votre dossier et à faire corriger ce qui est faux. Sans réponse \
             sous un mois, vous pouvez saisir la CNIL (cnil.fr)."
                .to_owned(),
        ]
        .map(|texte| ponctuer(&texte))
        .to_vec(),
    })
}

/// One line a person, day and right, in the order of the first reading of each.
fn par_jour(lues: &[(NaiveDateTime, Lecture)]) -> Vec<Consultation> {
    let mut groupes: Vec<Vec<&(NaiveDateTime, Lecture)>> = Vec::new();
    for lue in lues {
        let meme = groupes.iter_mut().rev().find(|groupe| {
            let (le, premiere) = groupe[0];
            le.date() == lue.0.date()
                && premiere.utilisateur == lue.1.utilisateur
                && (&premiere.role, &premiere.organisation, &premiere.motif)
                    == (&lue.1.role, &lue.1.organisation, &lue.1.motif)
        });
        match meme {
            Some(groupe) => groupe.push(lue),
            None => groupes.push(vec![lue]),
        }
    }
    groupes.iter().map(|groupe| ligne(groupe)).collect()
}

fn ligne(groupe: &[&(NaiveDateTime, Lecture)]) -> Consultation {
    let (le, lue) = groupe[0];
    let mut quoi_lu: Vec<String> = Vec::new();
    for (_, lecture) in groupe {
        let mots = quoi(&lecture.action);
        if !quoi_lu.contains(&mots) {
            quoi_lu.push(mots);
        }
    }
    let fois = match groupe.len() {
        1 => String::new(),
        n => format!(" ({n}\u{a0}lectures)"),
    };
    Consultation {
        quand: rendu::moment_en_mots(*le),
        qui: nom(lue),
        role: titre(lue),
        motif: pourquoi(&lue.motif, Lecteur::Jeune),
        quoi: format!("{}{fois}", majuscule(&quoi_lu.join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_of_one_person_on_one_day_are_one_line_and_none_is_lost() {
        let lecture = |jour: &str, qui: u128, action: &str, motif: &str| {
            let le: NaiveDateTime = jour.parse().unwrap();
            let lecture = Lecture {
                le: le.and_utc(),
                utilisateur: Uuid::from_u128(qui),
                prenom: Some("Claire".to_owned()),
                nom: None,
                role: Some("psy_en".to_owned()),
                organisation: Some("CIO".to_owned()),
                dossier: None,
                action: action.to_owned(),
                motif: motif.to_owned(),
            };
            (le, lecture)
        };
        let lues = [
            lecture("2026-11-12T09:00:00", 1, "chronologie", "cio"),
            lecture("2026-11-12T09:01:00", 2, "chronologie", "cio"),
            lecture("2026-11-12T09:05:00", 1, "contacts", "cio"),
            lecture("2026-11-12T09:06:00", 1, "contacts", "cio"),
            lecture("2026-11-12T10:00:00", 1, "contacts", "responsable"),
            lecture("2026-11-13T09:00:00", 1, "contacts", "cio"),
        ];
        let lignes = par_jour(&lues);
        assert_eq!(lignes.len(), 4);
        assert_eq!(lignes[0].quoi, "Le déroulé du suivi, les coordonnées et les proches (3\u{a0}lectures)");
        assert_eq!(lignes[0].motif, "Vous habitez le district de son CIO");
        assert_eq!(lignes[0].qui, "Claire");
        assert!(lignes[3].quand.starts_with("13"));
    }
}
