//! The parcours in which something may be awaited from who asks: their own list.
//!
//! Whose turn it is is a rule that reads the state and the fiche, so no copy is kept of it, which a change of the fiche would make
//! false. The columns that lists have choose the candidates; only those are opened, in as many queries for a hundred as for one.

use std::collections::HashMap;

use raccroche_domain::{
    dispositif::{Acteur, Besoin, Catalogue, Dispositif, ModeleDocument},
    droits::MotifPortee,
    parcours::Personne,
};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _,
    sea_query::{Expr, ExprTrait as _, Query},
};
use uuid::Uuid;

use super::{MotifParcours, ParcoursLu, en_cours, ou_participe};
use crate::{
    Perimetre, dossier,
    entite::{
        jeune,
        parcours::{self, Column, Entity, document, partie},
        suivi::{self, portee, territoire},
    },
    error::Result,
    jeune::Jeune,
    reunion,
};

/// The parcours under way in which the organisation of the perimeter takes part, and those of its territory that a step, a decision
/// or a signature may bring to one of these actors: what is due first before the rest. The caller says of each whether it awaits
/// them, and which their charter keeps closed.
///
/// # Errors
/// When the database does not answer.
pub async fn a_regarder(
    db: &impl ConnectionTrait,
    perimetre: &Perimetre,
    catalogue: &Catalogue,
    acteurs: &[Acteur],
    au_plus: u64,
) -> Result<Vec<ParcoursLu>> {
    let mut retenu = Condition::any().add(ou_participe(perimetre));
    let parts: Vec<Condition> =
        catalogue.tous().iter().filter_map(|fiche| candidats(fiche, acteurs)).collect();
    if !parts.is_empty() {
        let dossiers = territoire::Entity::find()
            .select_only()
            .column(territoire::Column::Dossier)
            .filter(perimetre.territory());
        let du_role = parts.into_iter().fold(Condition::any(), Condition::add);
        let siens = Column::Dossier.in_subquery(sea_orm::QueryTrait::into_query(dossiers));
        retenu = retenu.add(Condition::all().add(siens).add(du_role));
    }
    let lignes = en_cours(retenu).limit(au_plus).all(db).await?;
    ouvrir(db, perimetre, &lignes).await
}

/// Which parcours of a fiche may await one of these actors: those in a step that is theirs or that they decide, and those with a
/// document that they sign and that is not sealed. Nothing when the fiche knows none of them.
fn candidats(fiche: &Dispositif, acteurs: &[Acteur]) -> Option<Condition> {
    let decide = |besoin: &Besoin| matches!(besoin, Besoin::Decision { par } if acteurs.contains(par));
    let etapes: Vec<&str> = fiche
        .etapes
        .iter()
        .filter(|etape| {
            etape.acteurs.iter().any(|acteur| acteurs.contains(acteur)) || etape.besoins.iter().any(decide)
        })
        .map(|etape| etape.code.as_str())
        .collect();
    let signes: Vec<ModeleDocument> = fiche
        .etapes
        .iter()
        .flat_map(|etape| &etape.besoins)
        .filter_map(|besoin| match besoin {
            Besoin::Signatures { modele, parties } if parties.iter().any(|p| acteurs.contains(p)) => {
                Some(*modele)
            }
            _ => None,
        })
        .collect();
    if etapes.is_empty() && signes.is_empty() {
        return None;
    }
    let mut un = Condition::any();
    if !etapes.is_empty() {
        un = un.add(Column::Etape.is_in(etapes));
    }
    if !signes.is_empty() {
        let a_sceller = Query::select()
            .expr(Expr::value(1))
            .from(document::Entity)
            .and_where(Expr::col((document::Entity, document::Column::Parcours)).equals((Entity, Column::Id)))
            .and_where(document::Column::Modele.is_in(signes.iter().map(|modele| modele.code())))
            .and_where(document::Column::Fichier.is_null())
            .take();
        un = un.add(Expr::exists(a_sceller));
    }
    Some(Condition::all().add(Column::Dispositif.eq(fiche.code.as_str())).add(un))
}

/// These parcours as [`super::lire`] reads one; what cannot be read is left out.
async fn ouvrir(
    db: &impl ConnectionTrait,
    perimetre: &Perimetre,
    lignes: &[parcours::Model],
) -> Result<Vec<ParcoursLu>> {
    let dossiers: Vec<Uuid> = lignes.iter().map(|ligne| ligne.dossier).collect();
    let retenus = reunion::dossiers_retenus(db, &dossiers).await?;
    let retenu = |dossier: &Uuid| retenus.get(dossier).copied().unwrap_or(*dossier);
    let dossiers: Vec<Uuid> = dossiers.iter().map(retenu).collect();
    let mut motifs: HashMap<Uuid, Vec<MotifPortee>> = HashMap::new();
    let portees = portee::Entity::find()
        .filter(portee::Column::Dossier.is_in(dossiers.iter().copied()))
        .filter(perimetre.in_territory());
    for ligne in portees.all(db).await? {
        motifs.entry(ligne.dossier).or_default().extend(MotifPortee::de_code(&ligne.motif));
    }
    for siens in motifs.values_mut() {
        siens.sort_by_key(|motif| (*motif != MotifPortee::Responsable, *motif));
    }
    let mut parties: HashMap<Uuid, Vec<Acteur>> = HashMap::new();
    let parts = partie::Entity::find()
        .filter(partie::Column::Parcours.is_in(lignes.iter().map(|ligne| ligne.id)))
        .filter(partie::Column::Organisation.eq(perimetre.organisation().id))
        .filter(partie::Column::RetireeLe.is_null())
        .order_by_asc(partie::Column::Partie);
    for ligne in parts.all(db).await? {
        parties.entry(ligne.parcours).or_default().extend(Acteur::de_code(&ligne.acteur));
    }
    let tenus = suivi::dossier::Entity::find().filter(suivi::dossier::Column::Id.is_in(dossiers));
    let tenus: HashMap<Uuid, suivi::dossier::Model> =
        tenus.all(db).await?.into_iter().map(|tenu| (tenu.id, tenu)).collect();
    let personnes = jeune::Entity::find()
        .filter(jeune::Column::Id.is_in(tenus.values().map(|tenu| tenu.jeune)))
        .all(db)
        .await?;
    let mut identites = HashMap::new();
    for personne in personnes {
        identites.insert(personne.id, Jeune::try_from(personne)?.identite);
    }
    let mut lus = Vec::with_capacity(lignes.len());
    for ligne in lignes {
        let Some(tenu) = tenus.get(&retenu(&ligne.dossier)) else { continue };
        let etat = dossier::etat_de(tenu)?;
        let (Some(suivi), Some(identite)) = (etat.parcours(ligne.id), identites.get(&tenu.jeune)) else {
            continue;
        };
        let motifs = motifs.get(&tenu.id).map(Vec::as_slice).unwrap_or_default();
        let parties = parties.remove(&ligne.id).unwrap_or_default();
        let motif = match (motifs.first(), parties.first()) {
            (Some(motif), _) => MotifParcours::Dossier(*motif),
            (None, Some(acteur)) => MotifParcours::Partie(*acteur),
            (None, None) => continue,
        };
        lus.push(ParcoursLu {
            dossier: tenu.id,
            jeune: tenu.jeune,
            identite: identite.clone(),
            rang: etat.rang,
            personne: Personne { naissance: tenu.naissance },
            suivi: suivi.clone(),
            motif,
            ecriture: motifs.iter().any(|motif| motif.permet_d_ecrire()) || !parties.is_empty(),
            parties,
        });
    }
    Ok(lus)
}
