//! Webhooks, for who manages accounts: which program is told of what happens in whose territory.
//!
//! Who manages them sees no young person, and neither does what is told: a kind, a dossier's number, a moment.

use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode},
    response::{AppendHeaders, IntoResponse as _, Redirect, Response},
};
use raccroche_domain::{
    SujetWebhook,
    droits::{Action as Geste, Agregat},
    francais::{majuscule, nombre, ponctuer},
};
use raccroche_pages::{
    components::{Action, Badge, EmptyState, Tone},
    echanges::{SecretUneFois, WebhookLigne, Webhooks},
    form::{Answers, Choice},
    layout::Link,
};
use raccroche_store::{
    acces, organisation,
    webhook::{self, NouveauWebhook, Restes, Webhook},
};
use uuid::Uuid;

use super::comptes::organisations;
use crate::{
    auth::{jeton, session::Qui},
    erreur::Erreur,
    etat::App,
    garde::{Acces, Route, acte, page},
    rendu,
    saisie::Saisie,
    visite::Visite,
    webhooks::{Cible, ecrire_secret},
};

const ICI: &str = "/administration/webhooks";
/// Length of a secret, in bytes: that of the hash.
const SECRET: usize = 32;

pub(crate) fn routes() -> Vec<Route> {
    let ecrire = Acces::Droit(Agregat::Compte, Geste::Ecrire);
    vec![
        page(ICI, ecrire, afficher),
        acte(ICI, ecrire, creer),
        acte("/administration/webhooks/{id}/essai", ecrire, essayer),
        acte("/administration/webhooks/{id}/suspendre", ecrire, suspendre),
        acte("/administration/webhooks/{id}/reprendre", ecrire, reprendre),
        acte("/administration/webhooks/{id}/secret", ecrire, changer_secret),
        acte("/administration/webhooks/{id}/supprimer", ecrire, supprimer),
    ]
}

async fn afficher(Visite { app, qui, headers }: Visite) -> Result<Response, Erreur> {
    montrer(&app, &qui, &headers, None).await
}

/// The list, with the form that was refused, if any; 422 then.
async fn montrer(
    app: &App,
    qui: &Qui,
    headers: &HeaderMap,
    refuse: Option<&Answers>,
) -> Result<Response, Erreur> {
    let reader = app.store().read();
    let connus = webhook::lister(reader).await?;
    let restes = webhook::restes(reader).await?;
    let noms = organisation::names(reader, connus.iter().map(|connu| connu.organisation)).await?;
    let lignes = connus.into_iter().map(|connu| {
        let organisation = noms.get(&connu.organisation).cloned().unwrap_or_default();
        let restes = restes.get(&connu.id).copied().unwrap_or_default();
        ligne(app, connu, organisation, restes)
    });
    let mut creer = Webhooks::creation(ICI, organisations(app).await?, sujets());
    if let Some(reponses) = refuse {
        creer.form = creer.form.after(reponses);
    }
    let page = Webhooks {
        layout: rendu::autour(app, qui, headers, ICI),
        alert: None,
        creer,
        webhooks: lignes.collect(),
        vide: EmptyState {
            title: "Aucun webhook".to_owned(),
            text: "Un webhook prévient un autre logiciel dès que quelque chose arrive à un dossier de son territoire."
                .to_owned(),
            link: Some(Link::new("Ce qu’il envoie et comment le vérifier", "/aide/api#webhooks")),
        },
    };
    let statut = if refuse.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    rendu::page_avec(statut, &page)
}

fn sujets() -> Vec<Choice> {
    let sujets = SujetWebhook::TOUS.iter().map(|sujet| Choice {
        hint: Some(sujet.code().to_owned()),
        ..Choice::new(sujet.code(), majuscule(sujet.libelle()))
    });
    sujets.collect()
}

fn ligne(app: &App, connu: Webhook, organisation: String, restes: Restes) -> WebhookLigne {
    let etat = if !connu.actif {
        Badge::new("Suspendu", Tone::Neutral)
    } else if connu.echecs > 0 {
        Badge::new("Ne répond pas", Tone::Warning)
    } else {
        Badge::new("Actif", Tone::Success)
    };
    let s = |n: u64| if n > 1 { "s" } else { "" };
    let mut bilan = format!(
        "{} envoi{} remis, {} en attente, {} abandonné{}.",
        nombre(restes.remis),
        s(restes.remis),
        nombre(restes.en_attente),
        nombre(restes.abandonnes),
        s(restes.abandonnes)
    );
    if let Some(repos) = connu.repos_jusqu_au.filter(|_| connu.actif) {
        let quand = rendu::moment_en_mots(app.horloge().local(repos));
        bilan = format!(
            "{bilan} {} échec{} de suite, prochain essai après le {quand}.",
            connu.echecs,
            s(u64::from(connu.echecs.unsigned_abs()))
        );
    }
    let action = |label: &str, verbe: &str| Action {
        about: Some(format!("pour {}", connu.url)),
        ..Action::new(label, format!("{ICI}/{}/{verbe}", connu.id))
    };
    let mut actions = Vec::new();
    if connu.actif {
        actions.push(action("Essayer", "essai"));
        actions.push(action("Suspendre", "suspendre"));
    } else {
        actions.push(action("Reprendre", "reprendre"));
    }
    actions.push(action("Changer le secret", "secret"));
    if !connu.actif {
        actions.push(action("Supprimer", "supprimer"));
    }
    WebhookLigne {
        organisation,
        etat,
        sujets: connu.sujets().map(|sujet| sujet.code().to_owned()).collect(),
        bilan: ponctuer(&bilan),
        actions,
        url: connu.url,
    }
}

async fn creer(Visite { app, qui, headers }: Visite, mut saisie: Saisie) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let lue = match saisie.id("organisation") {
        Some(id) => organisation::find(app.store().read(), id).await?,
        None => None,
    };
    if lue.is_none() {
        saisie.erreur("organisation", "Choisissez une organisation dans la liste.");
    }
    let url = saisie.requis("url", "Indiquez l’adresse à prévenir.");
    if !url.is_empty()
        && let Err(phrase) = Cible::lire(&url, app.config().webhooks_internes)
    {
        saisie.erreur("url", &ponctuer(phrase));
    }
    let sujets: Vec<SujetWebhook> = saisie.plusieurs("sujets").filter_map(SujetWebhook::de_code).collect();
    if sujets.is_empty() {
        saisie.erreur("sujets", "Cochez ce dont cette adresse doit être prévenue.");
    }
    let (Some(lue), None) = (lue, saisie.en_erreur()) else {
        return montrer(&app, &qui, &headers, Some(&saisie.reponses(None))).await;
    };
    let secret = jeton::octets::<SECRET>().ok_or(Erreur::Interne)?;
    let trace = ponctuer(&format!("ajout d’un webhook pour {}", lue.nom));
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let nouveau = NouveauWebhook { organisation: lue.id, url, sujets };
    webhook::creer(&writer, perimetre.utilisateur(), nouveau, &secret).await?;
    acces::record(&writer, perimetre, None, "webhook", &trace).await?;
    writer.commit().await?;
    montrer_secret(&app, &qui, &headers, &secret)
}

fn montrer_secret(app: &App, qui: &Qui, headers: &HeaderMap, secret: &[u8]) -> Result<Response, Erreur> {
    rendu::page(&SecretUneFois {
        layout: rendu::autour(app, qui, headers, ICI),
        titre: "Le secret du webhook".to_owned(),
        texte: ponctuer(
            "Copiez-le maintenant dans le logiciel prévenu, qui vérifiera ainsi d’où viennent les envois : il ne sera plus jamais \
             affiché.",
        ),
        secret: ecrire_secret(secret),
        suite: Link::new("J’ai copié le secret", ICI),
        crumbs: vec![Link::new("Webhooks", ICI)],
    })
}

async fn essayer(visite: Visite, Path(id): Path<Uuid>) -> Result<Response, Erreur> {
    let app = &visite.app;
    let connu = webhook::trouver(app.store().read(), id).await?;
    connu.filter(|connu| connu.actif).ok_or(Erreur::Introuvable)?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    // Tried at once, whatever it failed before.
    webhook::activer(&writer, id, true).await?;
    webhook::essayer(&writer, id).await?;
    writer.commit().await?;
    Ok(revenir("webhook_essai"))
}

async fn suspendre(visite: Visite, Path(id): Path<Uuid>) -> Result<Response, Erreur> {
    activer(&visite, id, false).await
}

async fn reprendre(visite: Visite, Path(id): Path<Uuid>) -> Result<Response, Erreur> {
    activer(&visite, id, true).await
}

async fn activer(Visite { app, qui, .. }: &Visite, id: Uuid, actif: bool) -> Result<Response, Erreur> {
    let writer = app.store().write(app.horloge().maintenant()).await?;
    webhook::activer(&writer, id, actif).await?;
    let trace = if actif { "reprise d’un webhook" } else { "suspension d’un webhook" };
    acces::record(&writer, qui.perimetre()?, None, "webhook", trace).await?;
    writer.commit().await?;
    Ok(revenir("webhook_modifie"))
}

async fn changer_secret(
    Visite { app, qui, headers }: Visite,
    Path(id): Path<Uuid>,
) -> Result<Response, Erreur> {
    let secret = jeton::octets::<SECRET>().ok_or(Erreur::Interne)?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    webhook::changer_secret(&writer, id, &secret).await?;
    acces::record(&writer, qui.perimetre()?, None, "webhook", "changement du secret d’un webhook").await?;
    writer.commit().await?;
    montrer_secret(&app, &qui, &headers, &secret)
}

/// Removes one that is suspended: what cannot be undone takes two steps.
async fn supprimer(Visite { app, qui, .. }: Visite, Path(id): Path<Uuid>) -> Result<Response, Erreur> {
    let connu = webhook::trouver(app.store().read(), id).await?;
    connu.filter(|connu| !connu.actif).ok_or(Erreur::Introuvable)?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    webhook::supprimer(&writer, id).await?;
    acces::record(&writer, qui.perimetre()?, None, "webhook", "suppression d’un webhook").await?;
    writer.commit().await?;
    Ok(revenir("webhook_modifie"))
}

fn revenir(annonce: &str) -> Response {
    (AppendHeaders([rendu::annoncer(annonce, Uuid::nil(), 0)]), Redirect::to(ICI)).into_response()
}
