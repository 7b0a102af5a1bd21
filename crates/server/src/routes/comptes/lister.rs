//! The list of accounts, and the invitations that wait for an answer.

use std::collections::HashMap;

use axum::{
    extract::Query,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use raccroche_domain::{
    droits::{Action, Agregat, Role, peut},
    francais::date_longue,
};
use raccroche_pages::{
    administration::{CompteLigne, Comptes},
    components::{Badge, EmptyState, Pagination, Tone},
    form::{Answers, Field, Form},
    layout::Link,
};
use raccroche_store::{
    appartenance, invitation, organisation, session,
    utilisateur::{self, Filtre, Utilisateur},
};
use serde::Deserialize;
use uuid::Uuid;

use super::{ICI, organisations, roles};
use crate::{auth::jeton::hexadecimal, auth::session::Qui, erreur::Erreur, etat::App, rendu, visite::Visite};

/// Rows of a page.
const TAILLE: u64 = 50;
/// Invitations shown before the accounts.
const INVITATIONS: u64 = 100;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Demande {
    q: Option<String>,
    role: Option<String>,
    page: Option<u64>,
}

pub(super) async fn lister(
    Visite { app, qui, headers }: Visite,
    Query(demande): Query<Demande>,
) -> Result<Response, Erreur> {
    montrer(&app, &qui, &headers, &demande, None).await
}

/// The list, with the invitation that was refused, if any; 422 then.
pub(super) async fn montrer(
    app: &App,
    qui: &Qui,
    headers: &HeaderMap,
    demande: &Demande,
    refuse: Option<&Answers>,
) -> Result<Response, Erreur> {
    let reader = app.store().read();
    let jour = app.horloge().aujourd_hui();
    let role = demande.role.as_deref().and_then(Role::de_code);
    let filtre = Filtre { texte: demande.q.clone(), role: role.map(|role| (role.code().to_owned(), jour)) };
    let numero = demande.page.unwrap_or(1).max(1);
    let depuis = (numero - 1).saturating_mul(TAILLE);
    let (lus, total) = utilisateur::search(reader, &filtre, depuis, TAILLE).await?;
    let ids: Vec<Uuid> = lus.iter().map(|compte| compte.id).collect();
    let mut tenus: HashMap<Uuid, Vec<String>> = HashMap::new();
    for (appartenance, organisation) in appartenance::valid_of(reader, &ids, jour).await? {
        let libelle = Role::de_code(&appartenance.role).map_or("", Role::libelle);
        tenus.entry(appartenance.utilisateur).or_default().push(format!("{libelle}, {}", organisation.nom));
    }
    let vus = session::last_seen(reader, &ids).await?;
    let filtree = filtre != Filtre::default() || numero > 1;
    let mut comptes = if filtree { Vec::new() } else { invites(app).await? };
    let depuis_affiche = if lus.is_empty() { 0 } else { depuis + 1 };
    let jusqu_a = depuis + lus.len() as u64;
    comptes.extend(lus.into_iter().map(|compte| {
        let derniere = vus.get(&compte.id).map(|le| date_longue(app.horloge().local(*le).date()));
        CompteLigne {
            nom: Link::new(format!("{} {}", compte.nom, compte.prenom), format!("{ICI}/{}", compte.id)),
            etat: etat(&compte, app),
            roles: tenus.remove(&compte.id).unwrap_or_default(),
            derniere_connexion: derniere.unwrap_or_else(|| "aucune session gardée".to_owned()),
            identifiant: compte.courriel,
        }
    }));
    let mut inviter = None;
    if peut(qui.perimetre()?.role(), Agregat::Compte, Action::Ecrire) {
        let mut tiroir = Comptes::invitation("/comptes/invitations", roles(), organisations(app).await?);
        if let Some(reponses) = refuse {
            tiroir.form = tiroir.form.after(reponses);
            tiroir.open = true;
        }
        inviter = Some(tiroir);
    }
    let vers = |page: u64| {
        let paires = [
            ("q", demande.q.clone().unwrap_or_default()),
            ("role", role.map_or("", Role::code).to_owned()),
            ("page", page.to_string()),
        ];
        let gardees: Vec<_> = paires.iter().filter(|(_, valeur)| !valeur.is_empty()).collect();
        format!("{ICI}?{}", serde_urlencoded::to_string(gardees).unwrap_or_default())
    };
    let page = Comptes {
        layout: rendu::autour(app, qui, headers, ICI),
        filtres: Form { get: true, ..Form::new("filtres", ICI, "Filtrer") }
            .field(Field::text("q", "Nom ou adresse").optional().value(demande.q.clone().unwrap_or_default()))
            .field(Field::select("role", "Rôle", roles()).optional().value(role.map_or("", Role::code))),
        inviter,
        comptes,
        pagination: Pagination {
            from: depuis_affiche,
            to: jusqu_a,
            total,
            previous: (numero > 1).then(|| vers(numero - 1)),
            next: (jusqu_a < total).then(|| vers(numero + 1)),
        },
        vide: EmptyState {
            title: "Aucun compte".to_owned(),
            text: "Personne ne répond à ces filtres.".to_owned(),
            link: Some(Link::new("Voir tous les comptes", ICI)),
        },
    };
    let statut = if refuse.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    rendu::page_avec(statut, &page)
}

/// Where an account stands.
pub(super) fn etat(compte: &Utilisateur, app: &App) -> Badge {
    if !compte.actif {
        Badge::new("Fermé", Tone::Neutral)
    } else if compte.is_locked(app.horloge().maintenant()) {
        Badge::new("Bloqué quelques minutes", Tone::Warning)
    } else {
        Badge::new("Actif", Tone::Success)
    }
}

async fn invites(app: &App) -> Result<Vec<CompteLigne>, Erreur> {
    let reader = app.store().read();
    let lues = invitation::all_pending(reader, app.horloge().maintenant(), INVITATIONS).await?;
    let noms = organisation::names(reader, lues.iter().map(|lue| lue.organisation)).await?;
    Ok(lues
        .into_iter()
        .map(|lue| {
            let libelle = Role::de_code(&lue.role).map_or("", Role::libelle);
            let organisation = noms.get(&lue.organisation).cloned().unwrap_or_default();
            let fin = date_longue(app.horloge().local(lue.expire_le).date());
            CompteLigne {
                nom: Link::new(
                    lue.courriel.clone(),
                    format!("{ICI}/invitations/{}", hexadecimal(&lue.empreinte)),
                ),
                identifiant: format!("invitation valable jusqu’au {fin}"),
                roles: vec![format!("{libelle}, {organisation}")],
                etat: Badge::new("Invitation envoyée", Tone::Info),
                derniere_connexion: "jamais".to_owned(),
            }
        })
        .collect())
}
