//! Signing in: password, then second factor; signing out; changing role.

use axum::{
    Extension,
    extract::{Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{AppendHeaders, IntoResponse as _, Redirect, Response},
};
use raccroche_pages::{
    components::{Alert, Tone},
    connexion::{CodesDeSecours, CompteDemo, Connexion, Enrolement},
    form_page::FormPage,
    layout::Link,
};
use raccroche_store::{Writer, code_secours, session, utilisateur};
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    appelant::Appelant,
    auth::session::{Qui, cookie, fin},
    auth::{jeton, mot_de_passe, totp},
    erreur::Erreur,
    etat::App,
    garde::{Acces, Route, acte, page, retour},
    limites::Essai,
    rendu,
    saisie::Saisie,
    visite::Visite,
};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        page("/connexion", Acces::Public, afficher),
        acte("/connexion", Acces::Public, entrer),
        page("/connexion/code", Acces::MotDePasseDonne, demander_code),
        acte("/connexion/code", Acces::MotDePasseDonne, verifier_code),
        page("/connexion/secours", Acces::MotDePasseDonne, demander_secours),
        acte("/connexion/secours", Acces::MotDePasseDonne, verifier_secours),
        page("/connexion/second-facteur", Acces::MotDePasseDonne, proposer_totp),
        page("/connexion/second-facteur.svg", Acces::MotDePasseDonne, code_qr),
        acte("/connexion/second-facteur", Acces::MotDePasseDonne, activer_totp),
        page("/mot-de-passe", Acces::MotDePasseDonne, proposer_mot_de_passe),
        acte("/mot-de-passe", Acces::MotDePasseDonne, changer_mot_de_passe),
        acte("/deconnexion", Acces::MotDePasseDonne, sortir),
        acte("/role", Acces::Connecte, changer_de_role),
    ]
}

#[derive(Debug, Deserialize)]
struct Retour {
    retour: Option<String>,
}

fn page_de_connexion(app: &App, suite: &str) -> Connexion {
    let comptes = &app.config().demonstration;
    Connexion {
        layout: rendu::autour_public(app),
        form: Connexion::form("/connexion", suite),
        alert: None,
        comptes: comptes
            .iter()
            .map(|compte| CompteDemo {
                identifiant: compte.login.clone(),
                mot_de_passe: compte.password.clone(),
                role: format!("{}, {}", compte.libelle, compte.organisation),
                pour: compte.nom.clone(),
            })
            .collect(),
        action: "/connexion".to_owned(),
        suite: suite.to_owned(),
        autres: Vec::new(),
    }
}

async fn afficher(
    State(app): State<App>,
    qui: Option<Extension<Qui>>,
    Query(Retour { retour: demande }): Query<Retour>,
) -> Result<Response, Erreur> {
    let suite = retour(demande.as_deref());
    if qui.is_some_and(|Extension(qui)| qui.second_facteur_passe(&app)) {
        return Ok(Redirect::to(&suite).into_response());
    }
    rendu::page(&page_de_connexion(&app, &suite))
}

async fn entrer(
    State(app): State<App>,
    Appelant(adresse): Appelant,
    headers: HeaderMap,
    saisie: Saisie,
) -> Result<Response, Erreur> {
    let suite = retour(saisie.texte("suite"));
    let identifiant = utilisateur::fold_courriel(saisie.texte("identifiant").unwrap_or_default());
    let limites = app.limites();
    if !limites.admet(Essai::ConnexionAdresse, &adresse)
        || !limites.admet(Essai::ConnexionCompte, &identifiant)
    {
        return Err(Erreur::TropDEssais);
    }
    let maintenant = app.horloge().maintenant();
    let compte = utilisateur::find_by_courriel(app.store().read(), &identifiant).await?;
    let utilisable = compte.as_ref().is_some_and(|compte| compte.actif && !compte.is_locked(maintenant));
    let chaine = compte.as_ref().and_then(|compte| compte.mot_de_passe.as_ref()).map(|e| e.0.clone());
    let juste = mot_de_passe::verifier(saisie.brut("mot_de_passe").to_owned(), chaine).await;
    let writer = app.store().write(maintenant).await?;
    let Some(compte) = compte.filter(|_| juste && utilisable) else {
        // The same words whatever was wrong: an address tells nothing of whether it has an account.
        if let Some(connu) =
            utilisateur::find_by_courriel(app.store().read(), &identifiant).await?.filter(|_| !juste)
        {
            utilisateur::record_failure(&writer, connu.id, utilisateur::Verrou::default()).await?;
            writer.commit().await?;
        }
        let phrase = "Identifiant ou mot de passe incorrect. Après plusieurs essais, le compte est bloqué quelques minutes.";
        let mut page = page_de_connexion(&app, &suite);
        page.form = page.form.after(&saisie.reponses(Some(phrase.to_owned())));
        return rendu::page_avec(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    utilisateur::record_success(&writer, compte.id).await?;
    if compte.totp_depuis.is_none() && compte.totp_secret(app.store().keyring())?.is_none() {
        preparer_totp(&writer, compte.id).await?;
    }
    let jeton = jeton::nouveau().ok_or(Erreur::Interne)?;
    let nouvelle = session::NouvelleSession {
        utilisateur: compte.id,
        appartenance: None,
        expire_le: fin(maintenant, maintenant),
        agent: agent(&headers),
        second_facteur: false,
    };
    session::open(&writer, jeton.as_bytes(), nouvelle).await?;
    writer.commit().await?;
    Ok((AppendHeaders([(header::SET_COOKIE, cookie(&app, &jeton))]), Redirect::to(&suite)).into_response())
}

/// Browser and system, as the list of sessions shows them; cut, since anybody can send anything.
fn agent(headers: &HeaderMap) -> String {
    let brut = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let navigateur = ["Firefox", "Edg", "Chrome", "Safari"].into_iter().find(|nom| brut.contains(nom));
    let systeme = ["Windows", "Android", "iPhone", "iPad", "Mac OS", "Linux"]
        .into_iter()
        .find(|nom| brut.contains(nom));
    match (navigateur, systeme) {
        (None, None) => "Appareil inconnu".to_owned(),
        (navigateur, systeme) => {
            let navigateur = navigateur.map_or("Navigateur", |nom| if nom == "Edg" { "Edge" } else { nom });
            format!("{navigateur} sur {}", systeme.unwrap_or("système inconnu"))
        }
    }
}

async fn sortir(Visite { app, qui, .. }: Visite) -> Result<Response, Erreur> {
    let writer = app.store().write(app.horloge().maintenant()).await?;
    session::revoke(&writer, qui.utilisateur.id, &qui.session.id).await?;
    writer.commit().await?;
    Ok((AppendHeaders([(header::SET_COOKIE, cookie(&app, ""))]), Redirect::to("/connexion")).into_response())
}

async fn changer_de_role(Visite { app, qui, .. }: Visite, saisie: Saisie) -> Result<Redirect, Erreur> {
    let voulue = saisie.id("affectation").ok_or(Erreur::Introuvable)?;
    // The list of the session is that of the memberships that hold today.
    if !qui.appartenances.iter().any(|(appartenance, _)| appartenance.id == voulue) {
        return Err(Erreur::Introuvable);
    }
    let writer = app.store().write(app.horloge().maintenant()).await?;
    session::act_as(&writer, &qui.session.id, voulue).await?;
    writer.commit().await?;
    Ok(Redirect::to("/"))
}

async fn demander_code(State(app): State<App>) -> Result<Response, Erreur> {
    rendu::page(&FormPage::code(rendu::autour_public(&app), "/connexion/code", "/"))
}

async fn demander_secours(State(app): State<App>) -> Result<Response, Erreur> {
    rendu::page(&FormPage::secours(rendu::autour_public(&app), "/connexion/secours", "/"))
}

/// The session goes on under another token, so that one stolen before the second factor is worth nothing after it.
async fn confirmer(app: &App, writer: Writer, qui: &Qui) -> Result<Response, Erreur> {
    let jeton = jeton::nouveau().ok_or(Erreur::Interne)?;
    session::confirm_second_factor(&writer, &qui.session.id, jeton.as_bytes()).await?;
    writer.commit().await?;
    Ok((AppendHeaders([(header::SET_COOKIE, cookie(app, &jeton))]), Redirect::to("/")).into_response())
}

fn seconde(app: &App) -> u64 {
    u64::try_from(app.horloge().maintenant().timestamp()).unwrap_or(0)
}

async fn verifier_code(Visite { app, qui, .. }: Visite, saisie: Saisie) -> Result<Response, Erreur> {
    if !app.limites().admet(Essai::ConnexionCompte, &qui.utilisateur.courriel) {
        return Err(Erreur::TropDEssais);
    }
    let secret = qui.utilisateur.totp_secret(app.store().keyring())?.ok_or(Erreur::Introuvable)?;
    let etape = totp::etape(&secret, saisie.texte("code").unwrap_or_default(), seconde(&app));
    let writer = app.store().write(app.horloge().maintenant()).await?;
    if let Some(pas) = etape.and_then(|pas| i64::try_from(pas).ok())
        && utilisateur::use_totp_step(&writer, qui.utilisateur.id, pas).await?
    {
        return confirmer(&app, writer, &qui).await;
    }
    let mut page = FormPage::code(rendu::autour_public(&app), "/connexion/code", "/");
    page.alert =
        Some(Alert::new(Tone::Error, "Ce code n’est pas le bon, ou il a déjà servi. Attendez le suivant."));
    rendu::page_avec(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

async fn verifier_secours(Visite { app, qui, .. }: Visite, saisie: Saisie) -> Result<Response, Erreur> {
    if !app.limites().admet(Essai::ConnexionCompte, &qui.utilisateur.courriel) {
        return Err(Erreur::TropDEssais);
    }
    let writer = app.store().write(app.horloge().maintenant()).await?;
    if code_secours::use_once(&writer, qui.utilisateur.id, saisie.texte("code").unwrap_or_default()).await? {
        return confirmer(&app, writer, &qui).await;
    }
    let mut page = FormPage::secours(rendu::autour_public(&app), "/connexion/secours", "/");
    page.alert = Some(Alert::new(Tone::Error, "Ce code n’est pas l’un des vôtres, ou il a déjà servi."));
    rendu::page_avec(StatusCode::UNPROCESSABLE_ENTITY, &page)
}

/// Prepares the secret of a second factor to come. It is kept until it is activated, so that reloading the page does not
/// change the code shown; and it is prepared when somebody signs in, so that showing it writes nothing.
pub(super) async fn preparer_totp(writer: &Writer, compte: Uuid) -> Result<(), Erreur> {
    let secret = jeton::octets::<{ totp::LONGUEUR }>().ok_or(Erreur::Interne)?;
    Ok(utilisateur::prepare_totp(writer, compte, &secret).await?)
}

fn enrolement(app: &App, secret: &[u8]) -> Enrolement {
    Enrolement {
        layout: rendu::autour_public(app),
        qr: "/connexion/second-facteur.svg".to_owned(),
        secret: totp::texte(secret),
        form: Enrolement::form("/connexion/second-facteur"),
    }
}

async fn proposer_totp(Visite { app, qui, .. }: Visite) -> Result<Response, Erreur> {
    // One in force is replaced from one's account, with the password.
    if qui.utilisateur.totp_depuis.is_some() {
        return Ok(Redirect::to("/compte/second-facteur").into_response());
    }
    let secret = qui.utilisateur.totp_secret(app.store().keyring())?.ok_or_else(|| {
        Erreur::Demande("Déconnectez-vous, puis reconnectez-vous pour activer le second facteur.".to_owned())
    })?;
    rendu::page(&enrolement(&app, &secret))
}

async fn code_qr(Visite { app, qui, .. }: Visite) -> Result<Response, Erreur> {
    if qui.utilisateur.totp_depuis.is_some() {
        return Err(Erreur::Introuvable);
    }
    let secret = qui.utilisateur.totp_secret(app.store().keyring())?.ok_or(Erreur::Introuvable)?;
    let adresse = totp::adresse(&secret, &qui.utilisateur.courriel).ok_or(Erreur::Interne)?;
    let svg = crate::qr::svg(&adresse).ok_or(Erreur::Interne)?;
    Ok(([(header::CONTENT_TYPE, "image/svg+xml")], svg).into_response())
}

async fn activer_totp(Visite { app, qui, .. }: Visite, saisie: Saisie) -> Result<Response, Erreur> {
    if qui.utilisateur.totp_depuis.is_some() {
        return Err(Erreur::Interdit);
    }
    let secret = qui.utilisateur.totp_secret(app.store().keyring())?.ok_or(Erreur::Introuvable)?;
    let pas = totp::etape(&secret, saisie.texte("code").unwrap_or_default(), seconde(&app));
    let Some(pas) = pas.and_then(|pas| i64::try_from(pas).ok()) else {
        let mut page = enrolement(&app, &secret);
        let phrase =
            "Ce code n’est pas le bon. Vérifiez l’heure de votre téléphone, puis recopiez le code affiché.";
        page.form = page.form.after(&saisie.reponses(Some(phrase.to_owned())));
        return rendu::page_avec(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    let codes = super::compte::codes_de_secours()?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    utilisateur::activate_totp(&writer, qui.utilisateur.id, pas).await?;
    code_secours::replace(&writer, qui.utilisateur.id, &codes).await?;
    let jeton = jeton::nouveau().ok_or(Erreur::Interne)?;
    session::confirm_second_factor(&writer, &qui.session.id, jeton.as_bytes()).await?;
    writer.commit().await?;
    let page = CodesDeSecours {
        layout: rendu::autour_public(&app),
        codes,
        suite: Link::new("J’ai gardé mes codes, continuer", "/"),
    };
    let mut response = rendu::page(&page)?;
    response.headers_mut().append(header::SET_COOKIE, cookie(&app, &jeton));
    Ok(response)
}

async fn proposer_mot_de_passe(Visite { app, qui, .. }: Visite) -> Result<Response, Erreur> {
    let mut page = FormPage::mot_de_passe(rendu::autour_public(&app), "/mot-de-passe", true);
    if qui.utilisateur.doit_changer_mot_de_passe {
        let phrase = "Choisissez un mot de passe que vous serez seul ou seule à connaître.";
        page.alert = Some(Alert::new(Tone::Info, phrase));
    }
    rendu::page(&page)
}

async fn changer_mot_de_passe(
    Visite { app, qui, .. }: Visite,
    mut saisie: Saisie,
) -> Result<Response, Erreur> {
    let compte = &qui.utilisateur;
    if !qui.second_facteur_passe(&app) {
        return Err(Erreur::Interdit);
    }
    let chaine = compte.mot_de_passe.as_ref().map(|e| e.0.clone());
    if !mot_de_passe::verifier(saisie.brut("actuel").to_owned(), chaine).await {
        saisie.erreur("actuel", "Ce n’est pas votre mot de passe actuel.");
    }
    let nouveau = saisie.brut("nouveau").to_owned();
    let nom = format!("{} {}", compte.prenom, compte.nom);
    if let Some(faiblesse) = mot_de_passe::faiblesse(&nouveau, &compte.courriel, &nom) {
        saisie.erreur("nouveau", faiblesse);
    } else if nouveau != saisie.brut("confirmation") {
        saisie.erreur("confirmation", "Les deux saisies diffèrent.");
    }
    if let Some(reponses) = saisie.en_erreur() {
        let mut page = FormPage::mot_de_passe(rendu::autour_public(&app), "/mot-de-passe", true);
        page.form = page.form.after(&reponses);
        return rendu::page_avec(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let chaine = mot_de_passe::hacher(nouveau).await.ok_or(Erreur::Interne)?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    utilisateur::set_password(&writer, compte.id, utilisateur::Empreinte(chaine), false).await?;
    // Whoever had taken the old password is put out.
    session::revoke_all(&writer, compte.id, Some(&qui.session.id)).await?;
    writer.commit().await?;
    Ok(Redirect::to("/").into_response())
}
