//! Opening a dossier and writing in its journal.

use chrono::{Days, NaiveDate};
use raccroche_domain::{
    SujetWebhook,
    droits::MotifPortee,
    suivi::{Entree, EtatDossier, Evenement, Refus, Responsable, Seuils, Structure},
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait as _, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, Set,
};
use uuid::Uuid;

use super::{
    chaine, lire,
    reunion::{est_reuni, unir},
    territoire::projeter,
};
use crate::{
    Auteur, Perimetre, Place, Result, Sealed, StoreError, Writer, appartenance,
    entite::suivi::{dossier, echeance, entree, portee},
    reunion, webhook,
};

/// Days for which an organisation that handed a dossier over may still read it.
const JOURS_ANCIEN_RESPONSABLE: u64 = 90;

/// What a new dossier is made of.
#[derive(Debug, Clone)]
pub struct Nouveau {
    /// Whose.
    pub jeune: Uuid,
    /// Birth date, copied for the order of lists.
    pub naissance: Option<NaiveDate>,
    /// Its first entry, [`Evenement::Ouvert`].
    pub evenement: Evenement,
    /// In whose territory it is, and why; who answers for it is added.
    pub portees: Vec<(Uuid, MotifPortee)>,
    /// Last school, as people say it; empty when unknown.
    pub dernier_etablissement: String,
    /// Last formation; empty when unknown.
    pub derniere_formation: String,
}

/// Opens a dossier; gives its number.
///
/// # Errors
/// When the first entry is no opening, the young person has an open dossier already, or the database refuses.
pub async fn ouvrir(
    writer: &Writer,
    auteur: &Auteur,
    jour: NaiveDate,
    nouveau: &Nouveau,
    seuils: &Seuils,
) -> Result<Uuid> {
    let premiere = Entree { rang: 1, le: jour, evenement: nouveau.evenement.clone() };
    let etat = EtatDossier::ouvrir(&premiere)?;
    let id = writer.new_id();
    // Whoever goes on as somebody else is followed there.
    let jeune = reunion::retenu(writer, nouveau.jeune).await?;
    let responsable = etat.responsable.structure.id;
    let mut ligne = dossier::ActiveModel {
        id: Set(id),
        jeune: Set(jeune),
        naissance: Set(nouveau.naissance),
        ouvert_le: Set(jour),
        dernier_etablissement: Set(nouveau.dernier_etablissement.clone()),
        derniere_formation: Set(nouveau.derniere_formation.clone()),
        ..Default::default()
    };
    refleter(&mut ligne, &etat, nouveau.naissance, seuils, writer)?;
    ligne.insert(writer).await?;
    for (organisation, motif) in
        nouveau.portees.iter().copied().chain([(responsable, MotifPortee::Responsable)])
    {
        poser_portee(writer, id, organisation, motif, None).await?;
    }
    projeter(writer, id).await?;
    chainer(writer, auteur, id, &premiere, None, String::new()).await?;
    ecrire_echeances(writer, id, &etat, nouveau.naissance, seuils).await?;
    webhook::annoncer(writer, id, SujetWebhook::DossierOuvert, jour, None).await?;
    Ok(id)
}

/// Writes one entry in the journal of a dossier of the perimeter; gives its rank.
///
/// `vu` is the rank up to which the person had read: when somebody else has meanwhile written an entry that this one would
/// silently override ([`Evenement::exclusif`]), nothing is written and both can be shown. `note` is free text, kept
/// sealed.
///
/// # Errors
/// [`StoreError::Absent`] outside the perimeter, [`StoreError::Refus`] when the domain refuses,
/// [`StoreError::Conflit`] as said above.
pub async fn inscrire(
    writer: &Writer,
    perimetre: &Perimetre,
    id: Uuid,
    vu: Option<u32>,
    evenement: Evenement,
    note: Option<&str>,
    seuils: &Seuils,
) -> Result<u32> {
    un_seul_journal(&evenement)?;
    let ligne = tenir(writer, Some(perimetre), id).await?;
    sans_conflit(writer, id, vu, &evenement).await?;
    ajouter(writer, &perimetre.auteur(), ligne, perimetre.le(), evenement, note, seuils).await
}

/// Whether nobody has decided the same thing since the entry of rank `vu`.
pub(crate) async fn sans_conflit(
    writer: &Writer,
    id: Uuid,
    vu: Option<u32>,
    evenement: &Evenement,
) -> Result<()> {
    let Some(vu) = vu.filter(|_| evenement.exclusif()) else { return Ok(()) };
    let depuis = entree::Entity::find()
        .filter(entree::Column::Dossier.eq(id))
        .filter(entree::Column::Rang.gt(rang(vu)))
        .filter(entree::Column::Genre.eq(evenement.genre()))
        .order_by_asc(entree::Column::Rang)
        .all(writer)
        .await?;
    let ecrites = lire::decoder(&depuis)?;
    if ecrites.iter().any(|ecrite| evenement.contredit(&ecrite.evenement)) {
        Err(StoreError::Conflit { quoi: "dossier" })
    } else {
        Ok(())
    }
}

/// What concerns two dossiers is written in both, by [`super::reunir`] and [`super::separer`] alone.
fn un_seul_journal(evenement: &Evenement) -> Result<()> {
    match evenement {
        Evenement::Clos { avec: Some(_), .. } | Evenement::Reuni { .. } | Evenement::Separe { .. } => {
            Err(StoreError::Invalide(format!("{} is written in two journals at once", evenement.genre())))
        }
        _ => Ok(()),
    }
}

/// Writes an entry that no signed-in person makes: the publication of a campaign, the answer of a young person by a
/// signed link. The caller has proved by other means that the entry belongs to this dossier.
///
/// # Errors
/// As [`inscrire`].
pub async fn inscrire_du_systeme(
    writer: &Writer,
    auteur: &Auteur,
    jour: NaiveDate,
    id: Uuid,
    evenement: Evenement,
    seuils: &Seuils,
) -> Result<u32> {
    un_seul_journal(&evenement)?;
    let ligne = tenir(writer, None, id).await?;
    ajouter(writer, auteur, ligne, jour, evenement, None, seuils).await
}

/// Writes what the young person answered by a signed link, with their own words sealed as notes are. The caller has used
/// the link up in the same transaction.
///
/// # Errors
/// As [`inscrire`].
pub async fn inscrire_du_jeune(
    writer: &Writer,
    jour: NaiveDate,
    id: Uuid,
    evenement: Evenement,
    mots: Option<&str>,
    seuils: &Seuils,
) -> Result<u32> {
    let ligne = tenir(writer, None, id).await?;
    ajouter(writer, &Auteur::sans_compte("Le jeune"), ligne, jour, evenement, mots, seuils).await
}

/// Cancels an entry that the same person wrote: the journal keeps both, the state is as if it had not been.
///
/// # Errors
/// [`StoreError::Refus`] when the entry is somebody else's, is of a kind that stands, or others rest upon it.
pub async fn annuler(
    writer: &Writer,
    perimetre: &Perimetre,
    id: Uuid,
    annulee: u32,
    seuils: &Seuils,
) -> Result<u32> {
    let ligne = tenir(writer, Some(perimetre), id).await?;
    if lire::etat(&ligne)?.continue_dans().is_some() {
        // The other dossier has taken over what would change here.
        return Err(Refus::Reuni.into());
    }
    let ecrites = lire::entrees(writer, id).await?;
    let cible = ecrites.iter().find(|e| e.rang == rang(annulee)).ok_or(Refus::NonAnnulable)?;
    let mut journal = lire::decoder(&ecrites)?;
    let deja = journal.iter().any(|e| e.evenement == Evenement::Annule { rang: annulee });
    let permise = journal.iter().any(|e| e.rang == annulee && e.evenement.annulable());
    if cible.auteur != Some(perimetre.utilisateur()) || !permise || deja {
        return Err(Refus::NonAnnulable.into());
    }
    let suivante = u32::try_from(ligne.rang).unwrap_or(0) + 1;
    let entree =
        Entree { rang: suivante, le: perimetre.le(), evenement: Evenement::Annule { rang: annulee } };
    journal.push(entree.clone());
    let etat = EtatDossier::rejouer(&journal)?;
    if cible.genre == "responsable_designe" {
        // Whoever answered for it before may have left since.
        let Responsable { structure, agent } = &etat.responsable;
        let membres = appartenance::members(writer, structure.id, perimetre.le()).await?;
        let present = |agent: &Structure| membres.iter().any(|(_, membre)| membre.id == agent.id);
        if !agent.as_ref().is_none_or(present) {
            return Err(Refus::NonAnnulable.into());
        }
    }
    // Hand-offs change the territory: taking a proposal back does so too.
    let retirees = ecrites.iter().filter(|e| e.rang == rang(annulee) && e.genre == "relais_propose").count();
    if retirees > 0 {
        retirer_portee(writer, id, MotifPortee::RelaisPropose).await?;
    }
    let demandee = lire::etat(&ligne)?.relais.map(|relais| relais.vers.id);
    let rang = ecrire_entree(writer, &perimetre.auteur(), ligne, &entree, &etat, None, seuils).await?;
    annoncer(writer, id, &entree, demandee).await?;
    Ok(rang)
}

/// The row of a dossier, held until the end of the transaction, so that two entries never take one rank.
pub(crate) async fn tenir(
    writer: &Writer,
    perimetre: Option<&Perimetre>,
    id: Uuid,
) -> Result<dossier::Model> {
    let absent = StoreError::Absent { quoi: "dossier" };
    let ligne = dossier::Entity::find_by_id(id).lock_exclusive().one(writer).await?;
    if let Some(perimetre) = perimetre {
        let motifs = lire::pourquoi(writer, perimetre, id).await?;
        if motifs.is_empty() {
            return Err(absent);
        }
        if !motifs.iter().any(|motif| motif.permet_d_ecrire()) {
            return Err(Refus::LectureSeule.into());
        }
    }
    ligne.ok_or(absent)
}

pub(crate) async fn ajouter(
    writer: &Writer,
    auteur: &Auteur,
    ligne: dossier::Model,
    jour: NaiveDate,
    evenement: Evenement,
    note: Option<&str>,
    seuils: &Seuils,
) -> Result<u32> {
    let mut etat = lire::etat(&ligne)?;
    etat.admettre(&evenement, jour)?;
    let entree = Entree { rang: etat.rang + 1, le: jour, evenement };
    let ancien = etat.responsable.structure.id;
    // Whoever was asked to take over loses the dossier with the proposal, and is still told that it was taken back.
    let demandee = etat.relais.as_ref().map(|relais| relais.vers.id);
    etat.appliquer(&entree);
    match &entree.evenement {
        Evenement::RelaisPropose { vers, .. } => {
            poser_portee(writer, ligne.id, vers.id, MotifPortee::RelaisPropose, None).await?;
        }
        Evenement::RelaisAccepte { responsable, .. } => {
            retirer_portee(writer, ligne.id, MotifPortee::RelaisPropose).await?;
            retirer_portee(writer, ligne.id, MotifPortee::Responsable).await?;
            let fin = jour.checked_add_days(Days::new(JOURS_ANCIEN_RESPONSABLE));
            poser_portee(writer, ligne.id, ancien, MotifPortee::AncienResponsable, fin).await?;
            poser_portee(writer, ligne.id, responsable.structure.id, MotifPortee::Responsable, None).await?;
            if est_reuni(writer, ligne.id).await? {
                // Whoever takes over reads the other dossiers of the same person too.
                unir(writer, ligne.id).await?;
            }
        }
        Evenement::RelaisRefuse { .. } | Evenement::RelaisRetire { .. } | Evenement::Clos { .. } => {
            retirer_portee(writer, ligne.id, MotifPortee::RelaisPropose).await?;
        }
        _ => {}
    }
    let id = ligne.id;
    let rang = ecrire_entree(writer, auteur, ligne, &entree, &etat, note, seuils).await?;
    annoncer(writer, id, &entree, demandee).await?;
    Ok(rang)
}

/// Tells the webhooks of those who have the dossier, and of the organisation that had been asked to take over.
async fn annoncer(writer: &Writer, id: Uuid, entree: &Entree, demandee: Option<Uuid>) -> Result<()> {
    match SujetWebhook::de(&entree.evenement) {
        Some(sujet) => webhook::annoncer(writer, id, sujet, entree.le, demandee).await,
        None => Ok(()),
    }
}

async fn ecrire_entree(
    writer: &Writer,
    auteur: &Auteur,
    ligne: dossier::Model,
    entree: &Entree,
    etat: &EtatDossier,
    note: Option<&str>,
    seuils: &Seuils,
) -> Result<u32> {
    let (id, naissance) = (ligne.id, ligne.naissance);
    let derniere = entree::Entity::find_by_id((id, ligne.rang))
        .one(writer)
        .await?
        .ok_or(StoreError::Absent { quoi: "entree" })?;
    let note = match note.map(str::trim).filter(|texte| !texte.is_empty()) {
        Some(texte) => {
            let place = place_note(id, entree.rang);
            Some(writer.keyring().seal(place, texte.as_bytes())?)
        }
        None => None,
    };
    chainer(writer, auteur, id, entree, note, derniere.empreinte).await?;
    let mut ligne: dossier::ActiveModel = ligne.into();
    refleter(&mut ligne, etat, naissance, seuils, writer)?;
    ligne.update(writer).await?;
    projeter(writer, id).await?;
    ecrire_echeances(writer, id, etat, naissance, seuils).await?;
    Ok(entree.rang)
}

/// Where the note of an entry is sealed for. An entry has no number of its own: its dossier's, moved by its rank, is as
/// unique.
pub(super) fn place_note(dossier: Uuid, rang: u32) -> Place {
    let row = Uuid::from_u128(dossier.as_u128().wrapping_add(u128::from(rang)));
    Place { table: "entree", column: "note", row }
}

async fn chainer(
    writer: &Writer,
    auteur: &Auteur,
    dossier: Uuid,
    entree: &Entree,
    note: Option<Sealed>,
    precedente: String,
) -> Result<()> {
    let mut ligne = entree::Model {
        dossier,
        rang: rang(entree.rang),
        le: writer.le(),
        jour: entree.le,
        auteur: auteur.utilisateur,
        auteur_nom: auteur.nom.clone(),
        organisation: auteur.organisation,
        genre: entree.evenement.genre().to_owned(),
        donnees: lire::encoder(&entree.evenement)?,
        note,
        precedente,
        empreinte: String::new(),
    };
    ligne.empreinte = chaine::empreinte(&ligne);
    entree::Entity::insert(entree::ActiveModel::from(ligne)).exec_without_returning(writer).await?;
    Ok(())
}

/// Writes the state into the columns that lists read.
fn refleter(
    ligne: &mut dossier::ActiveModel,
    etat: &EtatDossier,
    naissance: Option<NaiveDate>,
    seuils: &Seuils,
    writer: &Writer,
) -> Result<()> {
    let premiere = etat.echeances(naissance, seuils).into_iter().next();
    ligne.rang = Set(rang(etat.rang));
    ligne.etat = Set(lire::encoder(etat)?);
    ligne.clos_le = Set(etat.cloture.as_ref().map(|cloture| cloture.le));
    ligne.responsable_organisation = Set(etat.responsable.structure.id);
    ligne.responsable_agent = Set(etat.responsable.agent.as_ref().map(|agent| agent.id));
    ligne.verification = Set(etat.verification.code().to_owned());
    ligne.contact = Set(etat.contact(seuils).code().to_owned());
    ligne.solution = Set(etat.solution_en_cours().map(|solution| solution.nature.code().to_owned()));
    ligne.anciennete = Set(etat.anciennete());
    ligne.prochaine_echeance = Set(premiere.as_ref().map(|e| e.le));
    ligne.prochain_genre = Set(premiere.map(|e| e.genre.code().to_owned()));
    ligne.relais_vers = Set(etat.relais.as_ref().map(|relais| relais.vers.id));
    ligne.mis_a_jour_le = Set(writer.le());
    Ok(())
}

async fn ecrire_echeances(
    writer: &Writer,
    dossier: Uuid,
    etat: &EtatDossier,
    naissance: Option<NaiveDate>,
    seuils: &Seuils,
) -> Result<()> {
    echeance::Entity::delete_many().filter(echeance::Column::Dossier.eq(dossier)).exec(writer).await?;
    let dues = etat.echeances(naissance, seuils);
    let lignes = dues.into_iter().zip(0..).map(|(due, ordre)| echeance::ActiveModel {
        dossier: Set(dossier),
        ordre: Set(ordre),
        le: Set(due.le),
        genre: Set(due.genre.code().to_owned()),
        organisation: Set(etat.responsable.structure.id),
        agent: Set(etat.responsable.agent.as_ref().map(|agent| agent.id)),
    });
    echeance::Entity::insert_many(lignes).exec_without_returning(writer).await?;
    Ok(())
}

/// Puts a dossier in the territory of an organisation.
///
/// # Errors
/// When the organisation does not exist or the database refuses.
pub async fn etendre_portee(
    writer: &Writer,
    dossier: Uuid,
    organisation: Uuid,
    motif: MotifPortee,
    jusqu_au: Option<NaiveDate>,
) -> Result<()> {
    poser_portee(writer, dossier, organisation, motif, jusqu_au).await?;
    if est_reuni(writer, dossier).await? {
        unir(writer, dossier).await
    } else {
        projeter(writer, dossier).await
    }
}

pub(super) async fn poser_portee(
    writer: &Writer,
    dossier: Uuid,
    organisation: Uuid,
    motif: MotifPortee,
    jusqu_au: Option<NaiveDate>,
) -> Result<()> {
    let ligne = portee::ActiveModel {
        organisation: Set(organisation),
        dossier: Set(dossier),
        motif: Set(motif.code().to_owned()),
        jusqu_au: Set(jusqu_au),
    };
    let conflit = sea_orm::sea_query::OnConflict::columns([
        portee::Column::Organisation,
        portee::Column::Dossier,
        portee::Column::Motif,
    ])
    .update_column(portee::Column::JusquAu)
    .to_owned();
    portee::Entity::insert(ligne).on_conflict(conflit).exec_without_returning(writer).await?;
    Ok(())
}

pub(super) async fn retirer_portee(writer: &Writer, dossier: Uuid, motif: MotifPortee) -> Result<()> {
    portee::Entity::delete_many()
        .filter(portee::Column::Dossier.eq(dossier))
        .filter(portee::Column::Motif.eq(motif.code()))
        .exec(writer)
        .await?;
    Ok(())
}

/// A rank as the database holds it; a dossier of two thousand million entries does not exist.
fn rang(rang: u32) -> i32 {
    i32::try_from(rang).unwrap_or(i32::MAX)
}
