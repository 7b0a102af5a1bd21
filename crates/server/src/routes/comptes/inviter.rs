//! Inviting somebody: a link by mail that serves once, for a role in an organisation.

use axum::{
    extract::Path,
    http::HeaderMap,
    response::{AppendHeaders, IntoResponse as _, Redirect, Response},
};
use chrono::TimeDelta;
use raccroche_domain::{
    droits::{Action, Agregat, Role, peut},
    francais::{date_longue, ponctuer},
};
use raccroche_pages::{
    administration::CompteAdministre,
    components::{Action as Bouton, Fact},
};
use raccroche_store::{
    Perimetre,
    invitation::{self, Invitation, NouvelleInvitation},
    organisation, utilisateur,
};
use uuid::Uuid;

use super::{ICI, consigner, lister, role_et_organisation};
use crate::{
    auth::jeton, auth::session::Qui, courriel::Lettre, erreur::Erreur, etat::App, rendu, saisie::Saisie,
    visite::Visite,
};

/// For how long an invitation may be used.
const DUREE: TimeDelta = TimeDelta::days(7);

pub(super) async fn inviter(
    Visite { app, qui, headers }: Visite,
    mut saisie: Saisie,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let courriel = utilisateur::fold_courriel(&saisie.requis("courriel", "Indiquez une adresse."));
    if !courriel.is_empty() {
        if courriel.parse::<lettre::Address>().is_err() {
            saisie.erreur(
                "courriel",
                "Cette adresse n’a pas la forme attendue. Exemple : prenom.nom@ac-exemple.fr.",
            );
        } else if utilisateur::find_by_courriel(app.store().read(), &courriel).await?.is_some() {
            saisie.erreur("courriel", "Cette personne a déjà un compte : ouvrez-le pour lui donner un rôle.");
        }
    }
    let choisi = role_et_organisation(&app, &mut saisie).await?;
    let (Some((role, organisation)), None) = (choisi, saisie.en_erreur()) else {
        return refuser(&app, &qui, &headers, &saisie, None).await;
    };
    let nouvelle = NouvelleInvitation {
        courriel,
        organisation: organisation.id,
        role: role.code().to_owned(),
        invite_par: perimetre.utilisateur(),
        expire_le: app.horloge().maintenant() + DUREE,
    };
    if envoyer(&app, perimetre, nouvelle, None).await? {
        return Ok(revenir("invitation_envoyee"));
    }
    let phrase =
        "Le courriel n’est pas parti : l’invitation est gardée, renvoyez-la quand la messagerie répondra.";
    refuser(&app, &qui, &headers, &saisie, Some(ponctuer(phrase))).await
}

async fn refuser(
    app: &App,
    qui: &Qui,
    headers: &HeaderMap,
    saisie: &Saisie,
    probleme: Option<String>,
) -> Result<Response, Erreur> {
    let reponses = saisie.reponses(probleme);
    lister::montrer(app, qui, headers, &lister::Demande::default(), Some(&reponses)).await
}

fn revenir(annonce: &str) -> Response {
    (AppendHeaders([rendu::annoncer(annonce, Uuid::nil(), 0)]), Redirect::to(ICI)).into_response()
}

/// Keeps an invitation, in the place of another when one is given, and mails its link. `false` when the mail did not leave.
async fn envoyer(
    app: &App,
    perimetre: &Perimetre,
    nouvelle: NouvelleInvitation,
    a_la_place_de: Option<&[u8]>,
) -> Result<bool, Erreur> {
    let jeton = jeton::nouveau().ok_or(Erreur::Interne)?;
    let (a, fin) = (nouvelle.courriel.clone(), nouvelle.expire_le);
    let libelle = Role::de_code(&nouvelle.role).map_or("", Role::libelle);
    let nom = organisation::names(app.store().read(), [nouvelle.organisation]).await?;
    let nom = nom.get(&nouvelle.organisation).cloned().unwrap_or_default();
    let quoi = format!("invitation : {}, {}", nouvelle.role, nouvelle.organisation);
    let writer = app.store().write(app.horloge().maintenant()).await?;
    if let Some(empreinte) = a_la_place_de {
        invitation::withdraw(&writer, empreinte).await?;
    }
    invitation::create(&writer, jeton.as_bytes(), nouvelle).await?;
    consigner(&writer, perimetre, &quoi).await?;
    // The mail leaves after: no transaction waits for a mail server.
    writer.commit().await?;
    let config = app.config();
    let texte = format!(
        "Bonjour,\n\n{} vous invite à rejoindre {}, le service de suivi des jeunes en situation de décrochage ({}), avec \
         le rôle « {libelle} » ({nom}).\n\nOuvrez ce lien pour choisir votre mot de passe. Il sert une seule fois, jusqu’au {} :\n\n\
         {}/invitation/{jeton}\n\nVous n’attendiez pas ce message ? Ne faites rien : sans votre mot de passe, aucun compte \
         n’existe.\n",
        perimetre.nom(),
        config.marque.nom,
        config.marque.entite,
        date_longue(app.horloge().local(fin).date()),
        config.origine,
    );
    let objet = format!("Votre invitation à {}", config.marque.nom);
    Ok(app.poster(Lettre { a, objet, texte }).await.is_ok())
}

async fn lire(app: &App, empreinte: &str) -> Result<Invitation, Erreur> {
    let empreinte = jeton::octets_de(empreinte).ok_or(Erreur::Introuvable)?;
    let maintenant = app.horloge().maintenant();
    invitation::find_kept(app.store().read(), &empreinte, maintenant).await?.ok_or(Erreur::Introuvable)
}

pub(super) async fn voir(
    Visite { app, qui, headers }: Visite,
    Path(empreinte): Path<String>,
) -> Result<Response, Erreur> {
    let lue = lire(&app, &empreinte).await?;
    let jour = |le| date_longue(app.horloge().local(le).date());
    let noms = app.noms_de([lue.invite_par].into_iter()).await?;
    let organisations = organisation::names(app.store().read(), [lue.organisation]).await?;
    let modifiable = peut(qui.perimetre()?.role(), Agregat::Compte, Action::Ecrire);
    let bouton =
        |label: &str, acte: &str| Bouton::new(label, format!("{ICI}/invitations/{empreinte}/{acte}"));
    rendu::page(&CompteAdministre {
        layout: rendu::autour(&app, &qui, &headers, ICI),
        nom: lue.courriel.clone(),
        faits: vec![
            Fact::new("État", "invitation envoyée, pas encore acceptée"),
            Fact::new("Rôle proposé", Role::de_code(&lue.role).map_or("", Role::libelle)),
            Fact::new("Organisation", organisations.get(&lue.organisation).cloned().unwrap_or_default()),
            Fact::new("Invitée par", noms.get(&lue.invite_par).cloned().unwrap_or_default()),
            Fact::new("Envoyée le", jour(lue.cree_le)),
            Fact::new("Valable jusqu’au", jour(lue.expire_le)),
        ],
        roles: Vec::new(),
        alert: None,
        ajouter: None,
        actions: if modifiable {
            vec![bouton("Renvoyer l’invitation", "renvoyer"), bouton("Retirer l’invitation", "retirer")]
        } else {
            Vec::new()
        },
        depart: None,
        sans_role: None,
    })
}

pub(super) async fn retirer(
    Visite { app, qui, .. }: Visite,
    Path(empreinte): Path<String>,
) -> Result<Response, Erreur> {
    let lue = lire(&app, &empreinte).await?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    if !invitation::withdraw(&writer, &lue.empreinte).await? {
        return Err(Erreur::Introuvable);
    }
    consigner(&writer, qui.perimetre()?, &format!("invitation retirée : {}, {}", lue.role, lue.organisation))
        .await?;
    writer.commit().await?;
    Ok(revenir("invitation_retiree"))
}

/// Sends again under another link: the former one stops serving.
pub(super) async fn renvoyer(
    Visite { app, qui, .. }: Visite,
    Path(empreinte): Path<String>,
) -> Result<Response, Erreur> {
    let lue = lire(&app, &empreinte).await?;
    let perimetre = qui.perimetre()?;
    let nouvelle = NouvelleInvitation {
        courriel: lue.courriel,
        organisation: lue.organisation,
        role: lue.role,
        invite_par: perimetre.utilisateur(),
        expire_le: app.horloge().maintenant() + DUREE,
    };
    if envoyer(&app, perimetre, nouvelle, Some(&lue.empreinte)).await? {
        return Ok(revenir("invitation_envoyee"));
    }
    Err(Erreur::Indisponible)
}
