//! One's own account: what is known of it, the second factor, where one is signed in.

use axum::{
    http::{HeaderMap, StatusCode, header},
    response::{AppendHeaders, IntoResponse as _, Redirect, Response},
};
use chrono::{DateTime, Utc};
use raccroche_domain::{
    droits::{self, Agregat, Role, peut},
    francais::{date_longue, nombre},
};
use raccroche_pages::{
    components::{Action, Fact},
    connexion::{CodesDeSecours, Compte, SessionOuverte},
    form::{Answers, Field, Form, Kind},
    form_page::FormPage,
    layout::Link,
};
use raccroche_store::{code_secours, session, utilisateur};
use uuid::Uuid;

use super::avis;
use crate::{
    auth::session::{Qui, cookie},
    auth::{jeton, mot_de_passe},
    erreur::Erreur,
    etat::App,
    garde::{Acces, Route, acte, page},
    limites::Essai,
    rendu,
    saisie::Saisie,
    visite::Visite,
};

pub(super) const ICI: &str = "/compte";
const SECOND_FACTEUR: &str = "/compte/second-facteur";

pub(crate) fn routes() -> Vec<Route> {
    vec![
        page(ICI, Acces::Connecte, afficher),
        acte("/compte/sessions/fermer", Acces::Connecte, fermer),
        acte("/compte/sessions/fermer-toutes", Acces::Connecte, fermer_toutes),
        page(SECOND_FACTEUR, Acces::Connecte, proposer_remplacement),
        acte(SECOND_FACTEUR, Acces::Connecte, remplacer),
        acte("/compte/secours", Acces::Connecte, refaire_codes),
    ]
}

async fn afficher(Visite { app, qui, headers }: Visite) -> Result<Response, Erreur> {
    montrer(&app, &qui, &headers, None).await
}

/// The page; a form that was refused is shown again, with what was typed.
pub(super) async fn montrer(
    app: &App,
    qui: &Qui,
    headers: &HeaderMap,
    refuse: Option<&Answers>,
) -> Result<Response, Erreur> {
    let avis::Reglages { courriel, exemple, agenda } = avis::reglages(app, qui).await?;
    let courriel = match refuse {
        Some(reponses) => courriel.map(|courriel| courriel.after(reponses)),
        None => courriel,
    };
    let reader = app.store().read();
    let maintenant = app.horloge().maintenant();
    let ouvertes = session::list(reader, qui.utilisateur.id, maintenant).await?;
    let codes = code_secours::remaining(reader, qui.utilisateur.id).await?;
    let moment = |le: DateTime<Utc>| rendu::moment_en_mots(app.horloge().local(le));
    let mut sessions: Vec<SessionOuverte> = ouvertes
        .iter()
        .map(|ouverte| SessionOuverte {
            appareil: ouverte.agent.clone(),
            derniere_activite: format!("le {}", moment(ouverte.vu_le)),
            ouverte: format!("ouverte le {}", moment(ouverte.cree_le)),
            celle_ci: ouverte.id == qui.session.id,
            fermer: Action {
                about: Some(format!("sur {}", ouverte.agent)),
                ..Action::new("Fermer cette session", "/compte/sessions/fermer")
                    .with("session", jeton::hexadecimal(&ouverte.id))
            },
        })
        .collect();
    sessions.sort_by_key(|ouverte| !ouverte.celle_ci);
    let statut = if refuse.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let page = Compte {
        layout: rendu::autour(app, qui, headers, ICI),
        faits: faits(app, qui, codes),
        liens: liens(qui),
        actions: actions(qui),
        courriel,
        exemple,
        agenda,
        sessions,
        partout: Action::new("Me déconnecter partout", "/compte/sessions/fermer-toutes"),
    };
    rendu::page_avec(statut, &page)
}

fn faits(app: &App, qui: &Qui, codes: u64) -> Vec<Fact> {
    let compte = &qui.utilisateur;
    let second_facteur = match compte.totp_depuis {
        None => "pas encore activé".to_owned(),
        Some(depuis) => {
            let jour = date_longue(app.horloge().local(depuis).date());
            let reste = match codes {
                0 => "plus aucun code de secours".to_owned(),
                1 => "1 code de secours restant".to_owned(),
                n => format!("{} codes de secours restants", nombre(n)),
            };
            format!("actif depuis le {jour}, {reste}")
        }
    };
    let mut faits = vec![
        Fact::new("Nom", format!("{} {}", compte.prenom, compte.nom)),
        Fact::new("Identifiant", compte.courriel.clone()),
        Fact::new("Second facteur", second_facteur),
    ];
    faits.extend(qui.appartenances.iter().map(|(appartenance, organisation)| {
        let role = Role::de_code(&appartenance.role).map_or("", Role::libelle);
        let fin = appartenance.au.map(|au| format!(", jusqu’au {}", date_longue(au))).unwrap_or_default();
        Fact::new(
            "Rôle",
            format!("{role}, {}, depuis le {}{fin}", organisation.nom, date_longue(appartenance.du)),
        )
    }));
    faits
}

fn liens(qui: &Qui) -> Vec<Link> {
    let second_facteur = if qui.utilisateur.totp_depuis.is_some() {
        Link::new("Remplacer l’application d’authentification", SECOND_FACTEUR)
    } else {
        Link::new("Activer le second facteur", "/connexion/second-facteur")
    };
    let mut liens = vec![
        Link::new("Changer de mot de passe", "/mot-de-passe"),
        second_facteur,
        Link::new("Jetons de l’API, pour relier un autre logiciel", "/compte/jetons"),
    ];
    let signe = |perimetre: &raccroche_store::Perimetre| {
        peut(perimetre.role(), Agregat::Entete, droits::Action::Ecrire)
    };
    if qui.perimetre.as_ref().is_some_and(signe) {
        liens.push(Link::new("En-tête, logo et signataire de nos documents", "/entete"));
    }
    liens
}

fn actions(qui: &Qui) -> Vec<Action> {
    let actif = qui.utilisateur.totp_depuis.is_some();
    actif.then(|| Action::new("Refaire des codes de secours", "/compte/secours")).into_iter().collect()
}

/// Closes one session. The page names it by what the database keeps of its token, which opens nothing.
async fn fermer(Visite { app, qui, .. }: Visite, saisie: Saisie) -> Result<Response, Erreur> {
    let nom = saisie.texte("session").ok_or(Erreur::Introuvable)?;
    let maintenant = app.horloge().maintenant();
    // Among one's own alone: the name of another's session leads nowhere.
    let siennes = session::list(app.store().read(), qui.utilisateur.id, maintenant).await?;
    let choisie = siennes.iter().find(|s| jeton::hexadecimal(&s.id) == nom).ok_or(Erreur::Introuvable)?;
    let writer = app.store().write(maintenant).await?;
    session::revoke(&writer, qui.utilisateur.id, &choisie.id).await?;
    writer.commit().await?;
    let annonce = rendu::annoncer("session_fermee", Uuid::nil(), 0);
    Ok((AppendHeaders([annonce]), Redirect::to(ICI)).into_response())
}

async fn fermer_toutes(Visite { app, qui, .. }: Visite) -> Result<Response, Erreur> {
    let writer = app.store().write(app.horloge().maintenant()).await?;
    session::revoke_all(&writer, qui.utilisateur.id, None).await?;
    writer.commit().await?;
    Ok((AppendHeaders([(header::SET_COOKIE, cookie(&app, ""))]), Redirect::to("/connexion")).into_response())
}

fn page_de_remplacement(app: &App, qui: &Qui, headers: &HeaderMap) -> FormPage {
    FormPage {
        layout: rendu::autour(app, qui, headers, ICI),
        titre: "Remplacer l’application d’authentification".to_owned(),
        texte: "L’application actuelle et les codes de secours cesseront de servir ; vous en activerez une autre aussitôt."
            .replace(" ;", "\u{202f};"),
        alert: None,
        form: Form::new("remplacer", SECOND_FACTEUR, "Remplacer l’application")
            .field(
                Field::new(Kind::Password, "actuel", "Votre mot de passe").autocomplete("current-password"),
            )
            .primary()
            .cancel(ICI),
        autres: Vec::new(),
        crumbs: vec![Link::new("Mon compte", ICI)],
        faits: Vec::new(),
    }
}

async fn proposer_remplacement(Visite { app, qui, headers }: Visite) -> Result<Response, Erreur> {
    if qui.utilisateur.totp_depuis.is_none() {
        return Ok(Redirect::to("/connexion/second-facteur").into_response());
    }
    rendu::page(&page_de_remplacement(&app, &qui, &headers))
}

/// A session left open is not enough to change what protects the account: the password is asked again.
async fn remplacer(Visite { app, qui, headers }: Visite, mut saisie: Saisie) -> Result<Response, Erreur> {
    let compte = &qui.utilisateur;
    if compte.totp_depuis.is_none() {
        return Ok(Redirect::to("/connexion/second-facteur").into_response());
    }
    if !app.limites().admet(Essai::ConnexionCompte, &compte.courriel) {
        return Err(Erreur::TropDEssais);
    }
    let chaine = compte.mot_de_passe.as_ref().map(|empreinte| empreinte.0.clone());
    if !mot_de_passe::verifier(saisie.brut("actuel").to_owned(), chaine).await {
        saisie.erreur("actuel", "Ce n’est pas votre mot de passe.");
    }
    if let Some(reponses) = saisie.en_erreur() {
        let mut page = page_de_remplacement(&app, &qui, &headers);
        page.form = page.form.after(&reponses);
        return rendu::page_avec(StatusCode::UNPROCESSABLE_ENTITY, &page);
    }
    let writer = app.store().write(app.horloge().maintenant()).await?;
    utilisateur::remove_totp(&writer, compte.id).await?;
    super::connexion::preparer_totp(&writer, compte.id).await?;
    // The other sessions were opened with the application that is replaced.
    session::revoke_all(&writer, compte.id, Some(&qui.session.id)).await?;
    writer.commit().await?;
    Ok(Redirect::to("/connexion/second-facteur").into_response())
}

/// Recovery codes to keep, drawn anew.
pub(super) fn codes_de_secours() -> Result<Vec<String>, Erreur> {
    (0..8)
        .map(|_| {
            let hasard = jeton::nouveau().ok_or(Erreur::Interne)?;
            // 80 bits, in four groups that can be copied by hand.
            let groupes: Vec<&str> = (0..4).filter_map(|rang| hasard.get(rang * 5..rang * 5 + 5)).collect();
            Ok(groupes.join("-"))
        })
        .collect()
}

async fn refaire_codes(Visite { app, qui, headers }: Visite) -> Result<Response, Erreur> {
    if qui.utilisateur.totp_depuis.is_none() {
        return Err(Erreur::Introuvable);
    }
    let codes = codes_de_secours()?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    code_secours::replace(&writer, qui.utilisateur.id, &codes).await?;
    writer.commit().await?;
    rendu::page(&CodesDeSecours {
        layout: rendu::autour(&app, &qui, &headers, ICI),
        codes,
        suite: Link::new("J’ai gardé mes codes, revenir à mon compte", ICI),
    })
}
