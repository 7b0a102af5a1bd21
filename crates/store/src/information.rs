//! What members of a parcours share under its charter: the text, sealed, for the readers whom the journal names.
//!
//! Whoever reads is asked for twice: the parcours is open to them ([`parcours::entrer`]), and the journal names them as a reader of
//! the piece. The text is in no journal; taken back by its author, it is no more.

use std::collections::HashMap;

use raccroche_domain::{
    dispositif::Dispositif,
    parcours::{EvenementParcours, INFORMATION_AU_PLUS, Information, Lecteur, RefusParcours},
    suivi::Seuils,
};
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _, QueryFilter as _};
use uuid::Uuid;

use crate::{
    Keyring, Perimetre, Place, StoreError, Writer,
    entite::parcours::information::{Column, Entity, Model},
    error::Result,
    parcours::{self, ParcoursLu},
};

/// Something to share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NouvelleInformation {
    /// Under which of the themes of the fiche.
    pub theme: String,
    /// A few lines: [`INFORMATION_AU_PLUS`] letters at most.
    pub texte: String,
    /// The parties who read it.
    pub lecteurs: Vec<Uuid>,
    /// Whether those who conduct the parcours read it too.
    pub conduite: bool,
}

/// Something shared, as one of its readers is shown it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InformationLue {
    /// Theme, author, day and readers.
    pub information: Information,
    /// What it says.
    pub texte: String,
}

fn place(row: Uuid) -> Place {
    Place { table: "parcours_information", column: "texte", row }
}

/// Shares something in a parcours, and says so in the journal; gives its number.
///
/// # Errors
/// As [`parcours::inscrire`]; [`StoreError::RefusParcours`] for a text that is empty or too long.
pub async fn partager(
    writer: &Writer,
    perimetre: &Perimetre,
    id: Uuid,
    nouvelle: NouvelleInformation,
    fiche: &Dispositif,
    seuils: &Seuils,
) -> Result<Uuid> {
    let texte = nouvelle.texte.trim();
    if texte.is_empty() || texte.chars().count() > INFORMATION_AU_PLUS {
        let phrase = format!("écrivez quelques lignes, {INFORMATION_AU_PLUS} caractères au plus");
        return Err(RefusParcours::Impossible(phrase).into());
    }
    let numero = writer.new_id();
    let evenement = EvenementParcours::InformationPartagee {
        id: numero,
        theme: nouvelle.theme,
        auteur: perimetre.utilisateur(),
        nom: perimetre.nom().to_owned(),
        lecteurs: nouvelle.lecteurs,
        conduite: nouvelle.conduite,
    };
    parcours::inscrire(writer, perimetre, id, None, evenement, fiche, seuils).await?;
    let texte = writer.keyring().seal(place(numero), texte.as_bytes())?;
    let ligne = Model { id: numero, parcours: id, texte };
    Entity::insert(ligne.into_active_model()).exec_without_returning(writer).await?;
    Ok(numero)
}

/// Takes back what who asks shared: the text is erased, and the journal says that something was taken back.
///
/// # Errors
/// [`StoreError::Absent`] when there is no such information, or somebody else wrote it; else as [`parcours::inscrire`].
pub async fn retirer(
    writer: &Writer,
    perimetre: &Perimetre,
    id: Uuid,
    numero: Uuid,
    fiche: &Dispositif,
    seuils: &Seuils,
) -> Result<()> {
    let absent = || StoreError::Absent { quoi: "information" };
    let lu = parcours::lire(writer, perimetre, id).await?.ok_or_else(absent)?;
    let connues = &lu.suivi.etat.informations;
    let sienne = connues.iter().any(|i| i.id == numero && i.auteur == perimetre.utilisateur());
    if !sienne {
        return Err(absent());
    }
    let evenement = EvenementParcours::InformationRetiree { id: numero };
    parcours::inscrire(writer, perimetre, id, None, evenement, fiche, seuils).await?;
    Entity::delete_many().filter(Column::Id.eq(numero)).filter(Column::Parcours.eq(id)).exec(writer).await?;
    Ok(())
}

/// What is shared in a parcours with who asks, oldest first: nothing while the charter is not signed. `parties`: those that they
/// are in person; `conduit`: whether they conduct the parcours.
///
/// # Errors
/// When the database does not answer, or what is kept does not open.
pub async fn lire(
    db: &impl ConnectionTrait,
    cles: &Keyring,
    perimetre: &Perimetre,
    lu: &ParcoursLu,
    fiche: &Dispositif,
    (parties, conduit): (&[Uuid], bool),
) -> Result<Vec<InformationLue>> {
    let etat = &lu.suivi.etat;
    let mut toutes = lu.parties_de(perimetre);
    toutes.extend(parties);
    if fiche.charte.is_none() || etat.charte_due(fiche, perimetre.utilisateur(), &toutes) {
        return Ok(Vec::new());
    }
    let lecteur = Lecteur { utilisateur: perimetre.utilisateur(), parties, conduit };
    let siennes: Vec<&Information> = etat.informations_de(lecteur).collect();
    if siennes.is_empty() {
        return Ok(Vec::new());
    }
    let lignes = Entity::find()
        .filter(Column::Parcours.eq(lu.suivi.id))
        .filter(Column::Id.is_in(siennes.iter().map(|information| information.id)))
        .all(db)
        .await?;
    let mut textes = HashMap::new();
    for ligne in lignes {
        let clair = cles.open(place(ligne.id), &ligne.texte)?.to_vec();
        let texte = String::from_utf8(clair)
            .map_err(|_| StoreError::Invalide("a shared information is no text".to_owned()))?;
        textes.insert(ligne.id, texte);
    }
    let lues = siennes.into_iter().filter_map(|information| {
        let texte = textes.remove(&information.id)?;
        Some(InformationLue { information: information.clone(), texte })
    });
    Ok(lues.collect())
}
