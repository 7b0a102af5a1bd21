//! How decisions may be contested: a text that the académie says once, and that its decisions print. The program has none of its
//! own; until it is said, whoever signs a decision writes it.

use axum::{
    http::{HeaderMap, StatusCode},
    response::{AppendHeaders, IntoResponse as _, Redirect, Response},
};
use raccroche_domain::{
    droits::{Action, Agregat},
    francais::{nombre, ponctuer},
};
use raccroche_pages::{form::Answers, form_page::FormPage};
use raccroche_store::{
    acces,
    reglage::{self, TexteRegle},
};
use uuid::Uuid;

use crate::{
    auth::session::Qui,
    erreur::Erreur,
    etat::App,
    garde::{Acces, Route, acte, page},
    rendu,
    saisie::Saisie,
    visite::Visite,
};

const ICI: &str = "/recours";
/// Letters at most: beyond, a decision would be about its own contestation.
const AU_PLUS: usize = 1_500;

pub(crate) fn routes() -> Vec<Route> {
    let ecrire = Acces::Droit(Agregat::Reglage, Action::Ecrire);
    vec![page(ICI, ecrire, afficher), acte(ICI, ecrire, garder)]
}

async fn afficher(Visite { app, qui, headers }: Visite) -> Result<Response, Erreur> {
    montrer(&app, &qui, &headers, None).await
}

/// The text as it stands, or the form that was refused; 422 then.
async fn montrer(
    app: &App,
    qui: &Qui,
    headers: &HeaderMap,
    refuse: Option<&Answers>,
) -> Result<Response, Erreur> {
    let dit = reglage::lire(app.store().read(), TexteRegle::VoiesDeRecours).await?;
    let mut page = FormPage::recours(rendu::autour(app, qui, headers, ICI), ICI, dit.as_deref());
    let statut = if let Some(reponses) = refuse {
        page.form = page.form.after(reponses);
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    rendu::page_avec(statut, &page)
}

fn trop_long() -> String {
    ponctuer(&format!("C’est trop long : {} caractères au plus.", nombre(AU_PLUS as u64)))
}

async fn garder(
    Visite { app, qui, headers }: Visite,
    saisie: Result<Saisie, Erreur>,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let mut saisie = match saisie {
        Ok(saisie) => saisie,
        // Too long to be read at all: the page comes back with what stands, and the limit beside its field.
        Err(Erreur::TropLong(_)) => {
            let dit = reglage::lire(app.store().read(), TexteRegle::VoiesDeRecours).await?;
            let champs = vec![("texte".to_owned(), dit.unwrap_or_default())];
            let mut refusee = Saisie::de_champs(champs);
            refusee.erreur("texte", &trop_long());
            let mut page = montrer(&app, &qui, &headers, refusee.en_erreur().as_ref()).await?;
            *page.status_mut() = StatusCode::PAYLOAD_TOO_LARGE;
            return Ok(page);
        }
        Err(erreur) => return Err(erreur),
    };
    let texte = saisie.texte("texte").unwrap_or_default().to_owned();
    if texte.chars().count() > AU_PLUS {
        saisie.erreur("texte", &trop_long());
    }
    if let Some(reponses) = saisie.en_erreur() {
        return montrer(&app, &qui, &headers, Some(&reponses)).await;
    }
    let writer = app.store().write(app.horloge().maintenant()).await?;
    reglage::garder(&writer, perimetre, TexteRegle::VoiesDeRecours, &texte).await?;
    acces::record(&writer, perimetre, None, "reglage", "voies de recours").await?;
    writer.commit().await?;
    let annonce = rendu::annoncer("recours_dits", Uuid::nil(), 0);
    Ok((AppendHeaders([annonce]), Redirect::to(ICI)).into_response())
}
