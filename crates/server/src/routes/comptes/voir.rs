//! One account: what is known of it, its roles with their dates, and what can be done to it.

use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode},
    response::{AppendHeaders, IntoResponse as _, Redirect, Response},
};
use raccroche_domain::{
    droits::{Action, Agregat, Role, peut},
    francais::{date_longue, ponctuer},
};
use raccroche_pages::{
    administration::{CompteAdministre, RoleTenu},
    components::{Action as Bouton, Alert, Fact, Tone},
    form::Answers,
    layout::Link,
};
use raccroche_store::{
    StoreError,
    appartenance::{self, Appartenance, NouvelleAppartenance},
    dossier, jeton_api,
    organisation::Organisation,
    session,
    utilisateur::{self, Utilisateur},
};
use uuid::Uuid;

use super::{ICI, consigner, lister, organisations, role_et_organisation, roles};
use crate::{auth::session::Qui, erreur::Erreur, etat::App, rendu, saisie::Saisie, visite::Visite};

pub(super) async fn voir(
    Visite { app, qui, headers }: Visite,
    Path(id): Path<Uuid>,
) -> Result<Response, Erreur> {
    montrer(&app, &qui, &headers, id, Refus::Aucun).await
}

/// Why the page is shown again.
enum Refus {
    Aucun,
    /// What was typed to give a role.
    Role(Answers),
    /// What cannot be done.
    Acte(&'static str),
}

async fn montrer(
    app: &App,
    qui: &Qui,
    headers: &HeaderMap,
    id: Uuid,
    refus: Refus,
) -> Result<Response, Erreur> {
    let reader = app.store().read();
    let compte = utilisateur::find(reader, id).await?.ok_or(Erreur::Introuvable)?;
    let tenus = appartenance::all_of(reader, id).await?;
    let vu = session::last_seen(reader, &[id]).await?.remove(&id);
    let dossiers = dossier::confies_a(reader, id).await?.len();
    let modifiable = peut(qui.perimetre()?.role(), Agregat::Compte, Action::Ecrire);
    let mut ajouter = None;
    if modifiable && compte.actif {
        let adresse = format!("{ICI}/{id}/roles");
        let mut tiroir = CompteAdministre::role_form(&adresse, roles(), organisations(app).await?);
        if let Refus::Role(reponses) = &refus {
            tiroir.form = tiroir.form.after(reponses);
            tiroir.open = true;
        }
        ajouter = Some(tiroir);
    }
    let alert = match &refus {
        Refus::Acte(phrase) => Some(Alert::new(Tone::Error, ponctuer(phrase))),
        _ => None,
    };
    let page = CompteAdministre {
        layout: rendu::autour(app, qui, headers, ICI),
        nom: format!("{} {}", compte.prenom, compte.nom),
        faits: vec![
            Fact::new("Identifiant", compte.courriel.clone()),
            Fact::new("État", lister::etat(&compte, app).text),
            Fact::new(
                "Second facteur",
                compte.totp_depuis.map_or("pas encore activé".to_owned(), |le| {
                    format!("actif depuis le {}", date_longue(app.horloge().local(le).date()))
                }),
            ),
            Fact::new(
                "Dernière session",
                vu.map_or("aucune session gardée".to_owned(), |le| {
                    rendu::moment_en_mots(app.horloge().local(le))
                }),
            ),
            Fact::new("Dossiers confiés", dossiers.to_string()),
        ],
        roles: tenus.iter().map(|tenu| role_tenu(app, id, tenu, modifiable)).collect(),
        alert,
        ajouter,
        actions: if modifiable { actions(&compte, dossiers) } else { Vec::new() },
        depart: (modifiable && compte.actif)
            .then(|| Link::new("Préparer son départ", format!("{ICI}/{id}/depart"))),
        sans_role: Some(
            "Aucun rôle : cette personne peut se connecter mais ne voit rien.".replace(" :", "\u{a0}:"),
        ),
    };
    let statut =
        if matches!(refus, Refus::Aucun) { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    rendu::page_avec(statut, &page)
}

fn role_tenu(
    app: &App,
    id: Uuid,
    (tenu, organisation): &(Appartenance, Organisation),
    modifiable: bool,
) -> RoleTenu {
    let jour = app.horloge().aujourd_hui();
    let libelle = Role::de_code(&tenu.role).map_or("", Role::libelle);
    let dates = match tenu.au {
        Some(au) => format!("du {} au {}", date_longue(tenu.du), date_longue(au)),
        None if tenu.du > jour => format!("à partir du {}", date_longue(tenu.du)),
        None => format!("depuis le {}", date_longue(tenu.du)),
    };
    // What is over is over; what ends later may end sooner.
    let terminable = modifiable && tenu.is_valid_on(jour) && tenu.au != Some(jour);
    RoleTenu {
        role: libelle.to_owned(),
        organisation: organisation.nom.clone(),
        dates,
        terminer: terminable.then(|| Bouton {
            about: Some(format!("« {libelle} »")),
            ..Bouton::new("Terminer ce rôle aujourd’hui", format!("{ICI}/{id}/roles/{}/terminer", tenu.id))
        }),
    }
}

fn actions(compte: &Utilisateur, dossiers: usize) -> Vec<Bouton> {
    let bouton = |label: &str, acte: &str| Bouton::new(label, format!("{ICI}/{}/{acte}", compte.id));
    if !compte.actif {
        return vec![bouton("Rouvrir le compte", "rouvrir")];
    }
    let mut actions = Vec::new();
    if compte.totp_depuis.is_some() {
        actions.push(bouton("Remettre à zéro le second facteur", "second-facteur"));
    }
    actions.push(bouton("Fermer ses sessions et révoquer ses jetons", "sessions"));
    // With dossiers there is one way out: the departure, which hands each of them on.
    if dossiers == 0 {
        actions.push(bouton("Fermer le compte", "fermer"));
    }
    actions
}

fn revenir(id: Uuid, annonce: &str) -> Response {
    let vers = format!("{ICI}/{id}");
    (AppendHeaders([rendu::annoncer(annonce, Uuid::nil(), 0)]), Redirect::to(&vers)).into_response()
}

pub(super) async fn donner_role(
    Visite { app, qui, headers }: Visite,
    Path(id): Path<Uuid>,
    mut saisie: Saisie,
) -> Result<Response, Erreur> {
    utilisateur::find(app.store().read(), id).await?.filter(|c| c.actif).ok_or(Erreur::Introuvable)?;
    let choisi = role_et_organisation(&app, &mut saisie).await?;
    let du = saisie.jour_requis("debut");
    let au = saisie.jour("fin");
    if du.zip(au).is_some_and(|(du, au)| au < du) {
        saisie.erreur("fin", "La fin est avant le début.");
    }
    let (Some((role, organisation)), Some(du), None) = (choisi, du, saisie.en_erreur()) else {
        return montrer(&app, &qui, &headers, id, Refus::Role(saisie.reponses(None))).await;
    };
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let nouvelle = NouvelleAppartenance {
        utilisateur: id,
        organisation: organisation.id,
        role: role.code().to_owned(),
        du,
        au,
    };
    match appartenance::grant(&writer, nouvelle).await {
        Ok(_) => {}
        Err(StoreError::Existe { .. }) => {
            drop(writer);
            saisie.erreur("debut", "Cette personne a déjà ce rôle à partir de ce jour.");
            return montrer(&app, &qui, &headers, id, Refus::Role(saisie.reponses(None))).await;
        }
        Err(error) => return Err(error.into()),
    }
    consigner(
        &writer,
        qui.perimetre()?,
        &format!("rôle donné à {id} : {}, {}", role.code(), organisation.id),
    )
    .await?;
    writer.commit().await?;
    Ok(revenir(id, "role_donne"))
}

pub(super) async fn terminer_role(
    Visite { app, qui, headers }: Visite,
    Path((id, role)): Path<(Uuid, Uuid)>,
) -> Result<Response, Erreur> {
    let jour = app.horloge().aujourd_hui();
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let tenus = appartenance::all_of(&writer, id).await?;
    let (tenu, _) = tenus.iter().find(|(tenu, _)| tenu.id == role).ok_or(Erreur::Introuvable)?;
    if !tenu.is_valid_on(jour) {
        return Err(Erreur::Introuvable);
    }
    let refus = if qui.perimetre()?.appartenance() == role {
        // Nobody would be left to give it back.
        Some("C’est le rôle avec lequel vous travaillez : un collègue doit le terminer.")
    } else {
        let encore = tenus.iter().any(|(autre, _)| {
            autre.id != role
                && autre.organisation == tenu.organisation
                && autre.is_valid_on(jour)
                && autre.au.is_none()
        });
        let confies = dossier::confies_a(&writer, id).await?;
        let seul = !encore && confies.iter().any(|(_, organisation)| *organisation == tenu.organisation);
        seul.then_some(
            "Cette personne est responsable de dossiers dans cette structure : préparez son départ, qui les confie à quelqu’un.",
        )
    };
    if let Some(phrase) = refus {
        drop(writer);
        return montrer(&app, &qui, &headers, id, Refus::Acte(phrase)).await;
    }
    appartenance::end(&writer, role, jour).await?;
    consigner(&writer, qui.perimetre()?, &format!("rôle terminé pour {id} : {}", tenu.role)).await?;
    writer.commit().await?;
    Ok(revenir(id, "role_termine"))
}

pub(super) async fn oublier_second_facteur(
    Visite { app, qui, .. }: Visite,
    Path(id): Path<Uuid>,
) -> Result<Response, Erreur> {
    let writer = app.store().write(app.horloge().maintenant()).await?;
    utilisateur::remove_totp(&writer, id).await?;
    // Whoever is in goes out, and sets a new one up on coming back.
    session::revoke_all(&writer, id, None).await?;
    jeton_api::revoquer_tous(&writer, id).await?;
    consigner(&writer, qui.perimetre()?, &format!("second facteur remis à zéro pour {id}")).await?;
    writer.commit().await?;
    Ok(revenir(id, "compte_modifie"))
}

pub(super) async fn fermer_sessions(
    Visite { app, qui, .. }: Visite,
    Path(id): Path<Uuid>,
) -> Result<Response, Erreur> {
    let writer = app.store().write(app.horloge().maintenant()).await?;
    utilisateur::find(&writer, id).await?.ok_or(Erreur::Introuvable)?;
    session::revoke_all(&writer, id, None).await?;
    // Done in doubt: what programs hold in that name ends too.
    jeton_api::revoquer_tous(&writer, id).await?;
    consigner(&writer, qui.perimetre()?, &format!("sessions fermées et jetons révoqués pour {id}")).await?;
    writer.commit().await?;
    Ok(revenir(id, "compte_modifie"))
}

pub(super) async fn fermer(
    Visite { app, qui, headers }: Visite,
    Path(id): Path<Uuid>,
) -> Result<Response, Erreur> {
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let refus = if qui.utilisateur.id == id {
        Some("C’est votre compte : un collègue doit le fermer.")
    } else if dossier::confies_a(&writer, id).await?.is_empty() {
        None
    } else {
        Some("Cette personne est responsable de dossiers : préparez son départ, qui les confie à quelqu’un.")
    };
    if let Some(phrase) = refus {
        drop(writer);
        return montrer(&app, &qui, &headers, id, Refus::Acte(phrase)).await;
    }
    utilisateur::set_active(&writer, id, false).await?;
    consigner(&writer, qui.perimetre()?, &format!("compte fermé : {id}")).await?;
    writer.commit().await?;
    Ok(revenir(id, "compte_modifie"))
}

pub(super) async fn rouvrir(
    Visite { app, qui, .. }: Visite,
    Path(id): Path<Uuid>,
) -> Result<Response, Erreur> {
    let writer = app.store().write(app.horloge().maintenant()).await?;
    utilisateur::set_active(&writer, id, true).await?;
    consigner(&writer, qui.perimetre()?, &format!("compte rouvert : {id}")).await?;
    writer.commit().await?;
    Ok(revenir(id, "compte_modifie"))
}
