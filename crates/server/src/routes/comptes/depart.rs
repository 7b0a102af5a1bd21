//! A colleague leaves: every dossier that was theirs is handed on, then their roles end. Nobody is left without somebody
//! who answers.

use std::collections::BTreeMap;

use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode},
    response::{AppendHeaders, IntoResponse as _, Redirect, Response},
};
use chrono::NaiveDate;
use raccroche_domain::{
    francais::{date_longue, nombre, ponctuer},
    suivi::{Evenement, Responsable, Structure},
};
use raccroche_pages::{
    administration::{AReprendre, Depart},
    form::Choice,
    layout::Link,
};
use raccroche_store::{
    appartenance, dossier, organisation, session,
    utilisateur::{self, Utilisateur},
};
use uuid::Uuid;

use super::{ICI, consigner};
use crate::{auth::session::Qui, erreur::Erreur, etat::App, rendu, saisie::Saisie, visite::Visite};

/// The choice of the organisation itself, in the place of a colleague.
const STRUCTURE: &str = "structure";
/// Dossiers handed on in one transaction: others write meanwhile, and what is done stays done.
const LOT: usize = 200;

/// What somebody answers for in one organisation, and who may take over.
struct ARemettre {
    structure: Structure,
    dossiers: Vec<Uuid>,
    collegues: Vec<Structure>,
}

async fn a_remettre(app: &App, id: Uuid, jour: NaiveDate) -> Result<Vec<ARemettre>, Erreur> {
    let reader = app.store().read();
    let mut par_organisation: BTreeMap<Uuid, Vec<Uuid>> = BTreeMap::new();
    for (dossier, organisation) in dossier::confies_a(reader, id).await? {
        par_organisation.entry(organisation).or_default().push(dossier);
    }
    let noms = organisation::names(reader, par_organisation.keys().copied()).await?;
    let mut groupes = Vec::new();
    for (organisation, dossiers) in par_organisation {
        // Whoever leaves on the same day takes nothing over.
        let lendemain = jour.succ_opt().unwrap_or(jour);
        let mut collegues: Vec<Structure> = appartenance::members(reader, organisation, lendemain)
            .await?
            .into_iter()
            .filter(|(_, membre)| membre.id != id)
            .map(|(_, membre)| Structure { id: membre.id, nom: format!("{} {}", membre.prenom, membre.nom) })
            .collect();
        // Somebody with two roles is one colleague.
        collegues.dedup_by_key(|collegue| collegue.id);
        let nom = noms.get(&organisation).cloned().unwrap_or_default();
        groupes.push(ARemettre { structure: Structure { id: organisation, nom }, dossiers, collegues });
    }
    Ok(groupes)
}

async fn lire(app: &App, id: Uuid) -> Result<Utilisateur, Erreur> {
    utilisateur::find(app.store().read(), id).await?.filter(|compte| compte.actif).ok_or(Erreur::Introuvable)
}

fn page(
    app: &App,
    qui: &Qui,
    headers: &HeaderMap,
    compte: &Utilisateur,
    groupes: &[ARemettre],
    saisie: &Saisie,
) -> Depart {
    let lignes = groupes.iter().map(|groupe| {
        let reference = groupe.structure.id.to_string();
        let mut repreneurs: Vec<Choice> = groupe
            .collegues
            .iter()
            .map(|collegue| Choice::new(collegue.id.to_string(), collegue.nom.clone()))
            .collect();
        repreneurs.push(Choice::new(STRUCTURE, "La structure, qui désignera quelqu’un"));
        let resume = match groupe.dossiers.len() {
            1 => "1 dossier ouvert".to_owned(),
            n => format!("{} dossiers ouverts", nombre(n as u64)),
        };
        let choisi = saisie.texte(&format!("repreneur-{reference}")).map(str::to_owned);
        AReprendre { reference, structure: groupe.structure.nom.clone(), resume, repreneurs, choisi }
    });
    Depart {
        layout: rendu::autour(app, qui, headers, ICI),
        compte: Link::new(format!("{} {}", compte.prenom, compte.nom), format!("{ICI}/{}", compte.id)),
        action: format!("{ICI}/{}/depart", compte.id),
        dossiers: lignes.collect(),
        date: saisie.texte("date").map_or_else(|| app.horloge().aujourd_hui().to_string(), str::to_owned),
        erreur: None,
    }
}

pub(super) async fn preparer(
    Visite { app, qui, headers }: Visite,
    Path(id): Path<Uuid>,
) -> Result<Response, Erreur> {
    let compte = lire(&app, id).await?;
    let groupes = a_remettre(&app, id, app.horloge().aujourd_hui()).await?;
    rendu::page(&page(&app, &qui, &headers, &compte, &groupes, &Saisie::default()))
}

pub(super) async fn enregistrer(
    Visite { app, qui, headers }: Visite,
    Path(id): Path<Uuid>,
    mut saisie: Saisie,
) -> Result<Response, Erreur> {
    let compte = lire(&app, id).await?;
    let aujourd_hui = app.horloge().aujourd_hui();
    let date = saisie.jour_requis("date");
    let groupes = a_remettre(&app, id, date.unwrap_or(aujourd_hui)).await?;
    let mut choix = Vec::new();
    for groupe in &groupes {
        let texte = saisie.texte(&format!("repreneur-{}", groupe.structure.id)).unwrap_or_default();
        let collegue = groupe.collegues.iter().find(|collegue| collegue.id.to_string() == texte);
        if texte == STRUCTURE || collegue.is_some() {
            let responsable = Responsable { structure: groupe.structure.clone(), agent: collegue.cloned() };
            choix.push((responsable, &groupe.dossiers));
        }
    }
    let erreur = if qui.utilisateur.id == id {
        Some("C’est votre compte : un collègue doit enregistrer votre départ.")
    } else if date.is_none() {
        Some("Indiquez le dernier jour.")
    } else if date.is_some_and(|date| date < aujourd_hui) {
        Some("Le dernier jour est déjà passé : indiquez aujourd’hui ou plus tard.")
    } else if choix.len() < groupes.len() {
        Some("Dites qui reprend les dossiers de chaque structure : aucun jeune ne reste sans responsable.")
    } else {
        None
    };
    let (Some(date), None) = (date, erreur) else {
        let mut page = page(&app, &qui, &headers, &compte, &groupes, &saisie);
        page.erreur = erreur.map(ponctuer);
        return rendu::page_avec(StatusCode::UNPROCESSABLE_ENTITY, &page);
    };
    for (responsable, dossiers) in choix {
        remettre(&app, &qui, id, &responsable, dossiers).await?;
    }
    partir(&app, &qui, id, date).await?;
    let vers = format!("{ICI}/{id}");
    Ok((AppendHeaders([rendu::annoncer("depart", Uuid::nil(), 0)]), Redirect::to(&vers)).into_response())
}

/// Hands dossiers on, in the name of who manages accounts: each journal says who answers from now on.
async fn remettre(
    app: &App,
    qui: &Qui,
    de: Uuid,
    responsable: &Responsable,
    dossiers: &[Uuid],
) -> Result<(), Erreur> {
    let perimetre = qui.perimetre()?;
    let (auteur, seuils) = (perimetre.auteur(), &app.config().seuils);
    for lot in dossiers.chunks(LOT) {
        let writer = app.store().write(app.horloge().maintenant()).await?;
        let encore = dossier::confies_a(&writer, de).await?;
        for id in lot {
            // Handed on meanwhile by somebody else: theirs no more.
            if !encore.contains(&(*id, responsable.structure.id)) {
                continue;
            }
            let evenement = Evenement::ResponsableDesigne { responsable: responsable.clone() };
            dossier::inscrire_du_systeme(&writer, &auteur, perimetre.le(), *id, evenement, seuils).await?;
        }
        writer.commit().await?;
    }
    Ok(())
}

/// Ends the roles, and the account when the last day is today. Whatever was confided meanwhile keeps the account open.
async fn partir(app: &App, qui: &Qui, id: Uuid, date: NaiveDate) -> Result<(), Erreur> {
    let perimetre = qui.perimetre()?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    if !dossier::confies_a(&writer, id).await?.is_empty() {
        return Err(Erreur::Conflit);
    }
    for (tenue, _) in appartenance::all_of(&writer, id).await? {
        let finit_apres = tenue.au.is_none_or(|au| au > date);
        if finit_apres {
            // One that has not begun yet lasts no day more than its first.
            appartenance::end(&writer, tenue.id, date.max(tenue.du)).await?;
        }
    }
    session::revoke_all(&writer, id, None).await?;
    if date <= app.horloge().aujourd_hui() {
        utilisateur::set_active(&writer, id, false).await?;
    }
    consigner(&writer, perimetre, &format!("départ de {id} le {}", date_longue(date))).await?;
    writer.commit().await?;
    Ok(())
}
