//! Sessions of calls: a queue is chosen, then one young person at a time fills the screen, and six keys say what came of it.
//!
//! The queue is decided when the session begins and kept in the store, so that a pause lasts a minute or a night. Whoever
//! was meanwhile called by a colleague, found a solution or left the territory is passed over.

mod file;
mod mots;
mod session;

use axum::{
    extract::{Path, Query},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Redirect, Response},
};
use raccroche_domain::{
    droits::{Action, Agregat},
    francais::{compter, ponctuer},
};
use raccroche_pages::{
    appels::Appels,
    components::{Action as Bouton, EmptyState, Progress, Weight},
    form::{Answers, Choice},
    layout::{Flash, Link},
};
use raccroche_store::appels;
use serde::Deserialize;

use self::file::File;
use crate::{
    auth::session::Qui,
    erreur::Erreur,
    etat::App,
    garde::{Acces, Route, acte, page},
    rendu,
    saisie::Saisie,
    visite::Visite,
};

const ICI: &str = "/appels";
/// Calls of a session unless asked otherwise: a morning.
const PAR_DEFAUT: usize = 40;

pub(crate) fn routes() -> Vec<Route> {
    let ecrire = Acces::Droit(Agregat::Contact, Action::Ecrire);
    vec![
        page(ICI, ecrire, choisir),
        acte(ICI, ecrire, commencer),
        acte("/appels/{file}/reprendre", ecrire, reprendre),
        page("/appels/{file}/{dossier}", ecrire, session::voir),
        acte("/appels/{file}/{dossier}", ecrire, session::noter),
        acte("/appels/{file}/{dossier}/passer", ecrire, session::passer),
        acte("/appels/{file}/{dossier}/pause", ecrire, session::pause),
    ]
}

#[derive(Debug, Deserialize)]
struct Arrivee {
    finie: Option<String>,
}

async fn choisir(
    Visite { app, qui, headers }: Visite,
    Query(arrivee): Query<Arrivee>,
) -> Result<Response, Erreur> {
    montrer(&app, &qui, &headers, arrivee.finie.is_some(), None).await
}

async fn montrer(
    app: &App,
    qui: &Qui,
    headers: &HeaderMap,
    finie: bool,
    refuse: Option<&Answers>,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let reader = app.store().read();
    let mut choix = Vec::new();
    for file in File::TOUS {
        let nombre = file.composer(reader, perimetre).await?.len();
        if nombre > 0 {
            let label = format!("{} ({})", file.libelle(), file::nombre(nombre));
            choix.push(Choice {
                hint: Some(ponctuer(file.explication())),
                ..Choice::new(file.code(), ponctuer(&label))
            });
        }
    }
    let en_pause = appels::en_pause(reader, perimetre)
        .await?
        .filter(|session| !session.restants().is_empty())
        .and_then(|session| File::de_code(&session.file).map(|file| (file, session)))
        .map(|(file, session)| {
            let avancement = avancement(session.position, session.dossiers.len());
            let reprendre = Bouton::new("Reprendre", format!("{ICI}/{}/reprendre", file.code()));
            (avancement, reprendre.weight(Weight::Primary))
        });
    let mut layout = rendu::autour(app, qui, headers, ICI);
    if finie {
        layout
            .flashes
            .push(Flash::success("Session terminée\u{a0}: il n’y a plus personne dans cette file."));
    }
    let vide = choix.is_empty().then(|| EmptyState {
        title: "Personne à appeler".to_owned(),
        text: ponctuer(
            "Aucun délai ne presse, aucun rappel n’est promis pour aujourd’hui, et chacun a déjà été contacté.",
        ),
        link: Some(Link::new("Voir tous les jeunes", "/jeunes")),
    });
    let premiere = choix.first().map(|choix| choix.code.clone()).unwrap_or_default();
    let mut commencer = Appels::form(ICI, choix);
    if let Some(field) = commencer.fields.iter_mut().find(|field| field.name == "file") {
        field.values = vec![premiere];
    }
    if let Some(reponses) = refuse {
        commencer = commencer.after(reponses);
    }
    if en_pause.is_some() {
        // One primary button a page: the session that waits.
        commencer.weight = Weight::Secondary;
    }
    let statut = if refuse.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    rendu::page_avec(statut, &Appels { layout, commencer, en_pause, vide })
}

/// `12 appels sur 40`.
fn avancement(faits: usize, total: usize) -> Progress {
    let words = format!("{} sur {total}", compter(faits as u64, "appel"));
    Progress { done: faits as u64, total: total as u64, words }
}

async fn commencer(Visite { app, qui, headers }: Visite, mut saisie: Saisie) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let file = saisie.choix("file", File::de_code);
    let nombre = match saisie.texte("nombre").map(str::parse) {
        None => PAR_DEFAUT,
        Some(Ok(nombre)) if (1..=file::AU_PLUS).contains(&nombre) => nombre,
        Some(_) => {
            saisie.erreur("nombre", &format!("Indiquez un nombre entre 1 et {}.", file::AU_PLUS));
            0
        }
    };
    if let (Some(file), None) = (file, saisie.en_erreur()) {
        let mut dossiers = file.composer(app.store().read(), perimetre).await?;
        dossiers.truncate(nombre);
        if let Some(premier) = dossiers.first() {
            let writer = app.store().write(app.horloge().maintenant()).await?;
            appels::commencer(&writer, perimetre, file.code(), &dossiers).await?;
            writer.commit().await?;
            return Ok(Redirect::to(&session::adresse(file, *premier)).into_response());
        }
        saisie.erreur("file", "Il n’y a plus personne à appeler dans cette file.");
    }
    montrer(&app, &qui, &headers, false, Some(&saisie.reponses(None))).await
}

async fn reprendre(Visite { app, qui, .. }: Visite, Path(file): Path<String>) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let file = File::de_code(&file).ok_or(Erreur::Introuvable)?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let session = appels::en_cours(&writer, perimetre, file.code()).await?.ok_or(Erreur::Introuvable)?;
    let vers = session::continuer(&app, &writer, perimetre, file, &session, session.position).await?;
    writer.commit().await?;
    Ok(Redirect::to(&vers).into_response())
}
