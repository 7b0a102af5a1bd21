//! The comité technique, monthly meeting of a PSAD: an agenda that the dossiers propose, decisions with somebody and a date,
//! minutes.
//!
//! A decision is no minute alone: it is a task or a hand-off in the journal of the dossier, so that it comes back by itself
//! on the day it is due. Each reader sees the situations of their own territory, whoever convoked the meeting.

mod agenda;
mod decisions;
mod seance;

use axum::{
    http::{HeaderMap, StatusCode},
    response::{AppendHeaders, IntoResponse as _, Redirect, Response},
};
use chrono::{NaiveDate, Timelike as _};
use raccroche_domain::{
    droits::{Action, Agregat, peut},
    francais::{compter, majuscule, ponctuer},
};
use raccroche_pages::{
    comite::{ComiteLigne, Comites},
    components::{Badge, EmptyState, Tone},
    form::{Answers, Drawer},
    layout::Link,
};
use raccroche_store::{
    Perimetre,
    comite::{self, Comite},
    organisation,
};

use crate::{
    auth::session::Qui,
    erreur::Erreur,
    etat::App,
    garde::{Acces, Route, acte, page},
    rendu::{self, jour_en_mots},
    saisie::Saisie,
    visite::Visite,
};

const ICI: &str = "/comites";
/// Meetings listed: four years of them.
const AU_PLUS: u64 = 48;

pub(crate) fn routes() -> Vec<Route> {
    let lire = Acces::Droit(Agregat::Comite, Action::Lire);
    let ecrire = Acces::Droit(Agregat::Comite, Action::Ecrire);
    vec![
        page(ICI, lire, lister),
        acte(ICI, ecrire, convoquer),
        page("/comites/{id}", lire, seance::voir),
        page("/comites/{id}/compte-rendu", lire, seance::compte_rendu),
        acte("/comites/{id}/decisions", ecrire, decisions::decider),
        acte("/comites/{id}/retirer", ecrire, seance::retirer),
        acte("/comites/{id}/clore", ecrire, seance::clore),
    ]
}

/// Whether this person may lead the meeting: their organisation convoked it.
fn dirige(perimetre: &Perimetre, comite: &Comite) -> bool {
    peut(perimetre.role(), Agregat::Comite, Action::Ecrire)
        && comite.organisation == perimetre.organisation().id
}

/// `mardi 17 novembre 2026`.
fn jour_de(comite: &Comite) -> String {
    jour_en_mots(comite.debut.date(), NaiveDate::MIN)
}

/// `14 h`, `14 h 30`.
fn heure_de(comite: &Comite) -> String {
    match comite.debut.minute() {
        0 => comite.debut.format("%-H\u{a0}h").to_string(),
        _ => comite.debut.format("%-H\u{a0}h\u{a0}%M").to_string(),
    }
}

async fn lister(Visite { app, qui, headers }: Visite) -> Result<Response, Erreur> {
    montrer(&app, &qui, &headers, None).await
}

async fn montrer(
    app: &App,
    qui: &Qui,
    headers: &HeaderMap,
    refuse: Option<&Answers>,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let reader = app.store().read();
    let seances = comite::lister(reader, perimetre, AU_PLUS).await?;
    let ids: Vec<_> = seances.iter().map(|seance| seance.id).collect();
    let comptes = comite::comptes(reader, &ids).await?;
    let noms = organisation::names(reader, seances.iter().map(|seance| seance.organisation)).await?;
    let aujourd_hui = perimetre.le();
    let lignes = seances.iter().map(|seance| {
        let (points, decisions) = comptes.get(&seance.id).copied().unwrap_or_default();
        let nom = noms.get(&seance.organisation).cloned().unwrap_or_default();
        let contenu = match seance.clos_le {
            Some(_) => format!("{}, {}", compter(points, "situation"), compter(decisions, "décision")),
            None if decisions > 0 => compter(decisions, "décision"),
            None => format!("à {}", heure_de(seance)),
        };
        ComiteLigne {
            seance: Link::new(majuscule(&jour_de(seance)), format!("{ICI}/{}", seance.id)),
            resume: ponctuer(&format!("{nom}, {contenu}")),
            etat: etat(seance, aujourd_hui),
        }
    });
    let convoquer = peut(perimetre.role(), Agregat::Comite, Action::Ecrire).then(|| {
        let tiroir = Comites::form(ICI);
        match refuse {
            Some(reponses) => Drawer { open: true, form: tiroir.form.clone().after(reponses), ..tiroir },
            None => tiroir,
        }
    });
    let page = Comites {
        layout: rendu::autour(app, qui, headers, ICI),
        seances: lignes.collect(),
        convoquer,
        vide: EmptyState {
            title: "Aucune séance".to_owned(),
            text: ponctuer(
                "Le comité réunit chaque mois les membres de la PSAD autour des situations qui n’avancent pas. Convoquez la \
                 prochaine séance : son ordre du jour se propose tout seul.",
            ),
            link: None,
        },
    };
    rendu::page_avec(if refuse.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK }, &page)
}

fn etat(seance: &Comite, aujourd_hui: NaiveDate) -> Badge {
    match seance.clos_le {
        Some(_) => Badge::new("Close", Tone::Success),
        None if seance.debut.date() > aujourd_hui => Badge::new("À venir", Tone::Info),
        None if seance.debut.date() == aujourd_hui => Badge::new("Aujourd’hui", Tone::Warning),
        None => Badge::new("À clore", Tone::Warning),
    }
}

async fn convoquer(Visite { app, qui, headers }: Visite, mut saisie: Saisie) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let debut = saisie.moment_requis("debut");
    let lieu = saisie.requis("lieu", "Indiquez le lieu.");
    if debut.is_some_and(|debut| debut.date() < perimetre.le()) {
        saisie.erreur("debut", "Ce jour est passé : une séance se convoque à l’avance.");
    }
    let (Some(debut), None) = (debut, saisie.en_erreur()) else {
        return montrer(&app, &qui, &headers, Some(&saisie.reponses(None))).await;
    };
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let id = comite::convoquer(&writer, perimetre, debut, &lieu).await?;
    writer.commit().await?;
    let annonce = AppendHeaders([rendu::annoncer("comite_convoque", id, 0)]);
    Ok((annonce, Redirect::to(&format!("{ICI}/{id}"))).into_response())
}
