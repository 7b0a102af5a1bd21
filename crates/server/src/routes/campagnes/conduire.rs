//! Running a campaign, stopping it, giving it up, publishing it.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Redirect, Response},
};
use raccroche_domain::francais::{majuscule, ponctuer};
use raccroche_pages::{
    campagnes::Publication,
    components::{Alert, Tone},
    form::Answers,
    layout::Link,
};
use raccroche_store::{
    campagne::{self, Campagne, EtatCampagne},
    travail::{self, EtatTravail},
};
use uuid::Uuid;

use super::{trouver, voir};
use crate::{
    auth::session::Qui,
    campagnes::plan::{self, PlanError},
    campagnes::resultats,
    erreur::Erreur,
    etat::App,
    jobs, rendu,
    saisie::Saisie,
    visite::Visite,
};

/// Asks for the run, when nothing is missing for it.
pub(super) async fn lancer(
    Visite { app, qui, headers }: Visite,
    Path(id): Path<Uuid>,
) -> Result<Response, Erreur> {
    let campagne = trouver(&app, id).await?;
    ouverte(&campagne)?;
    match plan::registres(&app, &campagne).await {
        Ok(_) => {}
        Err(PlanError::Manque(phrase)) => {
            let alert = Alert::new(Tone::Error, majuscule(&ponctuer(&phrase)));
            let alert = Alert { title: Some("Il manque quelque chose".to_owned()), ..alert };
            let refuse = ("", Answers::default());
            return voir::montrer(&app, &qui, &headers, id, Some(&refuse), vec![alert]).await;
        }
        Err(PlanError::Store(error)) => return Err(error.into()),
    }
    demander(&app, &qui, jobs::CALCUL, id).await
}

fn ouverte(campagne: &Campagne) -> Result<(), Erreur> {
    match campagne.etat {
        EtatCampagne::Brouillon | EtatCampagne::Calculee => Ok(()),
        EtatCampagne::Publiee | EtatCampagne::Annulee => Err(Erreur::Conflit),
    }
}

async fn demander(app: &App, qui: &Qui, genre: &str, id: Uuid) -> Result<Response, Erreur> {
    let writer = app.store().write(app.horloge().maintenant()).await?;
    jobs::demander(&writer, genre, id, qui.perimetre()?.utilisateur()).await?;
    writer.commit().await?;
    Ok(Redirect::to(&format!("/campagnes/{id}#rapprochement")).into_response())
}

/// Stops the run under way: the folder of the campaign stays as it was.
pub(super) async fn interrompre(State(app): State<App>, Path(id): Path<Uuid>) -> Result<Response, Erreur> {
    trouver(&app, id).await?;
    if let Some(travail) = jobs::dernier(&app, id).await?.filter(|t| t.genre == jobs::CALCUL) {
        let writer = app.store().write(app.horloge().maintenant()).await?;
        travail::cancel(&writer, travail.id).await?;
        writer.commit().await?;
    }
    Ok(Redirect::to(&format!("/campagnes/{id}#rapprochement")).into_response())
}

/// Gives a campaign up that is not published.
pub(super) async fn abandonner(State(app): State<App>, Path(id): Path<Uuid>) -> Result<Response, Erreur> {
    trouver(&app, id).await?;
    let en_cours = jobs::dernier(&app, id).await?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    campagne::cancel(&writer, id).await?;
    if let Some(travail) = en_cours {
        travail::cancel(&writer, travail.id).await?;
    }
    writer.commit().await?;
    Ok(Redirect::to(&format!("/campagnes/{id}")).into_response())
}

/// The last look: what will happen to whom.
pub(super) async fn confirmer(
    Visite { app, qui, headers }: Visite,
    Path(id): Path<Uuid>,
) -> Result<Response, Erreur> {
    derniere_lecture(&app, &qui, &headers, id, None).await
}

async fn derniere_lecture(
    app: &App,
    qui: &Qui,
    headers: &HeaderMap,
    id: Uuid,
    refuse: Option<&Answers>,
) -> Result<Response, Erreur> {
    let campagne = trouver(app, id).await?;
    let calculee = campagne.etat == EtatCampagne::Calculee;
    let (prevision, reserves) = tokio::task::spawn_blocking({
        let (app, campagne) = (app.clone(), campagne.clone());
        move || {
            let bilan = raccroche_campaign::read_bilan(&resultats(&app, &campagne)).ok();
            let reserves = bilan.map(|bilan| bilan.reserves).unwrap_or_default();
            (jobs::prevision(&app, &campagne), reserves)
        }
    })
    .await
    .map_err(|_| Erreur::Interne)?;
    let (Some(prevision), true) = (prevision, calculee) else {
        return Err(Erreur::Demande(
            "Cette campagne n’est pas prête à être publiée : lancez d’abord le rapprochement.".to_owned(),
        ));
    };
    let ici = format!("/campagnes/{id}");
    let version = i64::try_from(prevision.ouverts).unwrap_or(i64::MAX);
    let mut form = Publication::form(&format!("{ici}/publier"), version, &ici);
    if let Some(reponses) = refuse {
        form = form.after(reponses);
    }
    let page = Publication {
        layout: rendu::autour(app, qui, headers, "/campagnes"),
        campagne: Link::new(campagne.nom, ici),
        effets: voir::effets(&prevision),
        reserves: reserves.into_iter().map(|reserve| Alert::new(Tone::Warning, reserve)).collect(),
        form,
    };
    let statut = if refuse.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    rendu::page_avec(statut, &page)
}

pub(super) async fn publier(
    Visite { app, qui, headers }: Visite,
    Path(id): Path<Uuid>,
    mut saisie: Saisie,
) -> Result<Response, Erreur> {
    let campagne = trouver(&app, id).await?;
    if campagne.etat != EtatCampagne::Calculee {
        return Err(Erreur::Conflit);
    }
    if saisie.texte("confirmer") != Some("oui") {
        saisie.erreur("confirmer", "Cochez la case pour publier.");
        return derniere_lecture(&app, &qui, &headers, id, saisie.en_erreur().as_ref()).await;
    }
    let calcul = jobs::dernier(&app, id).await?;
    if calcul.is_some_and(|t| matches!(t.etat, EtatTravail::EnAttente | EtatTravail::EnCours)) {
        return Err(Erreur::Conflit);
    }
    demander(&app, &qui, jobs::PUBLICATION, id).await
}
