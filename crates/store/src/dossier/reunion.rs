//! Reuniting two dossiers of one person, and separating them again: two journals written in one transaction.
//!
//! The territory of each holds the other too from then on, under a reason of its own, made anew from what holds each by
//! itself whenever that changes: so nothing is left behind when they are separated.

use std::collections::BTreeSet;

use raccroche_domain::{
    droits::MotifPortee,
    suivi::{Evenement, MotifCloture, Refus, Seuils},
};
use sea_orm::{ColumnTrait as _, Condition, EntityTrait as _, IntoActiveModel as _, QueryFilter as _};
use uuid::Uuid;

use super::{
    ecrire::{self, ajouter, poser_portee, retirer_portee, tenir},
    lire,
    territoire::projeter,
};
use crate::{
    Perimetre, Result, StoreError, Writer,
    entite::{
        jeune_reuni,
        suivi::{dossier, portee},
    },
    reunion,
};

/// Ends a dossier (`clos`), which goes on in another (`garde`) of the same person. Gives the rank of the entry in the one
/// that goes on.
///
/// `vu` is the rank up to which the person had read the one that goes on.
///
/// # Errors
/// [`StoreError::Absent`] when the perimeter does not hold both, [`StoreError::Refus`] when one of them is closed, only read,
/// or waits for the answer to a hand-off, [`StoreError::Conflit`] as [`super::inscrire`].
pub async fn reunir(
    writer: &Writer,
    perimetre: &Perimetre,
    garde: Uuid,
    vu: Option<u32>,
    clos: Uuid,
    seuils: &Seuils,
) -> Result<u32> {
    let (ligne_gardee, ligne_close) = tenir_deux(writer, perimetre, garde, clos).await?;
    if ligne_gardee.jeune == ligne_close.jeune {
        return Err(Refus::Introuvable("l’autre dossier").into());
    }
    let lien = jeune_reuni::Model {
        jeune: ligne_close.jeune,
        vers: ligne_gardee.jeune,
        dossier: clos,
        continue_dans: garde,
        depuis: writer.le(),
    };
    let reprise = Box::new(lire::etat(&ligne_close)?.reprise());
    let fin = Evenement::Clos { motif: MotifCloture::Fusion, avec: Some(garde) };
    let suite = Evenement::Reuni { avec: clos, reprise };
    ecrire::sans_conflit(writer, garde, vu, &suite).await?;
    let (auteur, jour) = (perimetre.auteur(), perimetre.le());
    ajouter(writer, &auteur, ligne_close, jour, fin, None, seuils).await?;
    let rang = ajouter(writer, &auteur, ligne_gardee, jour, suite, None, seuils).await?;
    jeune_reuni::Entity::insert(lien.into_active_model()).exec_without_returning(writer).await?;
    unir(writer, garde).await?;
    Ok(rang)
}

/// Takes a reunion back: the dossier that had ended (`clos`) goes on from where it stopped, the other without it. Gives the
/// rank of the entry in the one that had ended.
///
/// # Errors
/// [`StoreError::Absent`] when the perimeter does not hold both, [`StoreError::Refus`] when `clos` does not go on in another,
/// or the other has itself ended.
pub async fn separer(
    writer: &Writer,
    perimetre: &Perimetre,
    clos: Uuid,
    vu: Option<u32>,
    seuils: &Seuils,
) -> Result<u32> {
    let lu = lire(writer, perimetre, clos).await?.ok_or(StoreError::Absent { quoi: "dossier" })?;
    let garde = lu.etat.continue_dans().ok_or(Refus::Introuvable("cette réunion"))?;
    let (ligne_gardee, ligne_close) = tenir_deux(writer, perimetre, garde, clos).await?;
    let suite = Evenement::Separe { avec: garde };
    ecrire::sans_conflit(writer, clos, vu, &suite).await?;
    let (auteur, jour) = (perimetre.auteur(), perimetre.le());
    ajouter(writer, &auteur, ligne_gardee, jour, Evenement::Separe { avec: clos }, None, seuils).await?;
    let rang = ajouter(writer, &auteur, ligne_close, jour, suite, None, seuils).await?;
    jeune_reuni::Entity::delete_many().filter(jeune_reuni::Column::Dossier.eq(clos)).exec(writer).await?;
    unir(writer, garde).await?;
    unir(writer, clos).await?;
    Ok(rang)
}

/// The rows of two dossiers, in the order of the arguments; held in the order of their numbers, so that two people who
/// reunite the same two do not wait for one another.
async fn tenir_deux(
    writer: &Writer,
    perimetre: &Perimetre,
    un: Uuid,
    autre: Uuid,
) -> Result<(dossier::Model, dossier::Model)> {
    let premier = tenir(writer, Some(perimetre), un.min(autre)).await?;
    let second = tenir(writer, Some(perimetre), un.max(autre)).await?;
    Ok(if premier.id == un { (premier, second) } else { (second, premier) })
}

/// Gives each dossier of a tree of reunions the territory of all.
///
/// Reasons that last are shared. What was proposed to one organisation, or what one keeps for a while, stays where it is: a
/// refused proposal must show nothing more, a limited access must end.
pub(super) async fn unir(writer: &Writer, dossier: Uuid) -> Result<()> {
    let racine = reunion::dossier_retenu(writer, dossier).await?;
    let ensemble = reunion::dossiers(writer, racine).await?;
    let lignes = portee::Entity::find()
        .filter(portee::Column::Dossier.is_in(ensemble.iter().copied()))
        .all(writer)
        .await?;
    let a_soi = |id: Uuid| -> BTreeSet<Uuid> {
        let siennes = lignes.iter().filter(|ligne| ligne.dossier == id && durable(&ligne.motif));
        siennes.map(|ligne| ligne.organisation).collect()
    };
    for id in &ensemble {
        let siennes = a_soi(*id);
        let autres: BTreeSet<Uuid> =
            ensemble.iter().filter(|autre| *autre != id).flat_map(|autre| a_soi(*autre)).collect();
        retirer_portee(writer, *id, MotifPortee::Reunion).await?;
        for organisation in autres.difference(&siennes) {
            poser_portee(writer, *id, *organisation, MotifPortee::Reunion, None).await?;
        }
        projeter(writer, *id).await?;
    }
    Ok(())
}

/// Whether a dossier takes part in a reunion.
pub(super) async fn est_reuni(writer: &Writer, dossier: Uuid) -> Result<bool> {
    use jeune_reuni::Column as R;
    let lui = Condition::any().add(R::Dossier.eq(dossier)).add(R::ContinueDans.eq(dossier));
    let lien = jeune_reuni::Entity::find().filter(lui);
    Ok(lien.one(writer).await?.is_some())
}

fn durable(motif: &str) -> bool {
    let motif = MotifPortee::de_code(motif);
    motif.is_some_and(|motif| {
        !matches!(motif, MotifPortee::Reunion | MotifPortee::RelaisPropose | MotifPortee::AncienResponsable)
    })
}
