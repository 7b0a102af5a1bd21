//! One's own appointments, as a calendar reads them again and again by a private address.
//!
//! Whoever holds the address reads as its owner does at that moment: with the memberships of the day, in their territory. It is
//! a 404 like any other once the account is closed or no role is left. Each dossier that it shows is noted in the access
//! log once a day: a calendar looks every hour.

use std::collections::BTreeSet;

use axum::{
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse as _, Response},
};
use chrono::{Days, NaiveTime};
use raccroche_domain::{
    droits::{Action, Agregat, peut},
    francais::{majuscule, ponctuer},
};
use raccroche_store::{
    Perimetre, acces,
    agenda::{self, RendezVous},
    dossier, utilisateur,
};
use uuid::Uuid;

use crate::{
    appelant::Appelant,
    auth::jeton,
    avis,
    courriel::hote,
    erreur::Erreur,
    etat::App,
    garde::{Acces, Route, page},
    ical::{self, Evenement},
    limites::Essai,
};

/// What the access log calls it.
pub(super) const LECTURE: &str = "agenda";
/// For how many days an appointment whose issue nobody said stays in the calendar.
const PASSES: u64 = 30;
/// Readings of a day looked at, to note each dossier once.
const LECTURES: u64 = 2_000;

pub(crate) fn routes() -> Vec<Route> {
    vec![page("/agenda/{jeton}", Acces::Public, lire)]
}

async fn lire(
    State(app): State<App>,
    appelant: Appelant,
    Path(fichier): Path<String>,
) -> Result<Response, Erreur> {
    let jeton = fichier.strip_suffix(".ics").filter(|jeton| jeton::est_un_jeton(jeton));
    let proprietaire = match jeton {
        Some(jeton) => agenda::de_qui(app.store().read(), jeton.as_bytes()).await?,
        None => None,
    };
    let Some(proprietaire) = proprietaire else {
        // Counted for who tries tokens alone: the calendars of a whole rectorat may come from one address.
        let admis = app.limites().admet(Essai::Lien, &appelant.0);
        return Err(if admis { Erreur::Introuvable } else { Erreur::TropDEssais });
    };
    let compte = utilisateur::find(app.store().read(), proprietaire).await?.filter(|compte| compte.actif);
    let compte = compte.ok_or(Erreur::Introuvable)?;
    let aujourd_hui = app.horloge().aujourd_hui();
    let depuis = aujourd_hui.checked_sub_days(Days::new(PASSES)).unwrap_or(aujourd_hui);
    let mut perimetres = avis::perimetres(&app, &compte).await?;
    perimetres.retain(|perimetre| peut(perimetre.role(), Agregat::Entretien, Action::Lire));
    if perimetres.is_empty() {
        return Err(Erreur::Introuvable);
    }
    let mut vus = BTreeSet::new();
    let mut evenements = Vec::new();
    for perimetre in &perimetres {
        let mut trouves = agenda::rendez_vous(app.store().read(), perimetre, depuis).await?;
        // An appointment read in the name of one membership is not read again in that of another.
        trouves.retain(|rendez_vous| vus.insert(rendez_vous.entretien.id));
        consigner(&app, perimetre, &trouves).await?;
        evenements.extend(trouves.iter().map(|rendez_vous| evenement(&app, rendez_vous)));
    }
    evenements.sort_by_key(|evenement| (evenement.debut, evenement.id));
    let nom = ponctuer(&format!("{} : mes rendez-vous", app.config().marque.nom));
    Ok(fichier_ics(ical::calendrier(&nom, hote(app.config()), &evenements), false))
}

/// Notes once a day that somebody's calendar read these dossiers.
async fn consigner(app: &App, perimetre: &Perimetre, lus: &[RendezVous]) -> Result<(), Erreur> {
    let minuit = app.horloge().moment(perimetre.le().and_time(NaiveTime::MIN));
    let connus: BTreeSet<Uuid> =
        acces::of_utilisateur(app.store().read(), perimetre.utilisateur(), minuit, LECTURES)
            .await?
            .into_iter()
            .filter(|acces| acces.action == LECTURE)
            .filter_map(|acces| acces.dossier)
            .collect();
    let nouveaux: BTreeSet<Uuid> =
        lus.iter().map(|rendez_vous| rendez_vous.dossier).filter(|id| !connus.contains(id)).collect();
    if nouveaux.is_empty() {
        return Ok(());
    }
    let writer = app.store().write(app.horloge().maintenant()).await?;
    for id in nouveaux {
        let motifs = dossier::pourquoi(&writer, perimetre, id).await?;
        let motif = motifs.first().ok_or(Erreur::Introuvable)?;
        acces::record(&writer, perimetre, Some(id), LECTURE, motif.code()).await?;
    }
    writer.commit().await?;
    Ok(())
}

/// An appointment as a calendar shows it: a first name and an initial, no more.
pub(super) fn evenement(app: &App, rendez_vous: &RendezVous) -> Evenement {
    let entretien = &rendez_vous.entretien;
    let initiale = rendez_vous.initiale.map(|initiale| format!(" {initiale}.")).unwrap_or_default();
    let qui = format!("{}{initiale}", rendez_vous.prenom);
    let adresse = format!("{}/dossiers/{}", app.config().origine, rendez_vous.dossier);
    let representant = if entretien.representant { "Le représentant légal est invité.\n" } else { "" };
    let genre = majuscule(entretien.genre.libelle());
    Evenement {
        id: entretien.id,
        modifie_le: rendez_vous.mis_a_jour_le,
        debut: app.horloge().moment(entretien.le),
        resume: if qui.trim().is_empty() { genre } else { ponctuer(&format!("{genre} : {}", qui.trim())) },
        lieu: entretien.lieu.clone(),
        description: format!("{representant}{adresse}"),
        adresse,
    }
}

/// The file, to be opened by a calendar or kept.
pub(super) fn fichier_ics(contenu: String, telecharger: bool) -> Response {
    let disposition = if telecharger { "attachment; filename=\"rendez-vous.ics\"" } else { "inline" };
    let entetes = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, disposition),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    (StatusCode::OK, entetes, contenu).into_response()
}
