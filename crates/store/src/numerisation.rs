//! Scans of sheets signed by hand, joined to a signature that was noted from paper: the file, sealed, under the hash that the
//! journal names.
//!
//! Who may read one is who may read the parcours ([`parcours::entrer`]). It goes with its signature when that is taken back, and
//! with its document.

use raccroche_domain::{
    dispositif::Dispositif,
    parcours::{EvenementParcours, FormatNumerisation, Numerisation},
    suivi::Seuils,
};
use sea_orm::{ColumnTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _, QueryFilter as _};
use uuid::Uuid;

use crate::{
    Keyring, Perimetre, Place, StoreError, Writer,
    entite::parcours::numerisation::{Column, Entity, Model},
    error::Result,
    parcours::{self, ParcoursLu, empreinte},
};

fn place(row: Uuid) -> Place {
    Place { table: "parcours_numerisation", column: "fichier", row }
}

/// Joins the scan of what a party signed on paper, and says so in the journal; gives its number.
///
/// # Errors
/// As [`parcours::inscrire`]; [`StoreError::RefusParcours`] when the party did not sign that version on paper, its scan is already
/// there, or the document is sealed or was replaced.
pub async fn joindre(
    writer: &Writer,
    perimetre: &Perimetre,
    id: Uuid,
    (document, partie): (Uuid, Uuid),
    (format, fichier): (FormatNumerisation, &[u8]),
    fiche: &Dispositif,
    seuils: &Seuils,
) -> Result<Uuid> {
    let absent = || StoreError::Absent { quoi: "document" };
    let lu = parcours::lire(writer, perimetre, id).await?.ok_or_else(absent)?;
    let etat = &lu.suivi.etat;
    let modele = etat.documents.iter().find(|connu| connu.id == document).ok_or_else(absent)?.modele;
    let nom = etat.parties.iter().find(|connue| connue.id == partie).ok_or_else(absent)?.nom.clone();
    let numero = writer.new_id();
    let empreinte = empreinte(fichier);
    let evenement = EvenementParcours::NumerisationJointe {
        id: numero,
        document,
        modele,
        partie,
        nom,
        format,
        empreinte: empreinte.clone(),
    };
    parcours::inscrire(writer, perimetre, id, None, evenement, fiche, seuils).await?;
    let fichier = writer.keyring().seal(place(numero), fichier)?;
    let ligne = Model { id: numero, document, partie, empreinte, fichier };
    Entity::insert(ligne.into_active_model()).exec_without_returning(writer).await?;
    Ok(numero)
}

/// The scan of a parcours that was read, and what is known of it; nothing when the parcours has none of that number.
///
/// # Errors
/// When the database does not answer, or what is kept does not open or is not what the journal says.
pub async fn lire(
    db: &impl ConnectionTrait,
    cles: &Keyring,
    lu: &ParcoursLu,
    numero: Uuid,
) -> Result<Option<(Numerisation, Vec<u8>)>> {
    let Some((document, connue)) = lu.suivi.etat.numerisation(numero) else { return Ok(None) };
    let ligne = Entity::find_by_id(numero).filter(Column::Document.eq(document.id)).one(db).await?;
    let Some(ligne) = ligne else { return Ok(None) };
    let fichier = cles.open(place(numero), &ligne.fichier)?.to_vec();
    if empreinte(&fichier) != connue.empreinte {
        return Err(StoreError::Invalide("a scan is not the one that its journal names".to_owned()));
    }
    Ok(Some((connue.clone(), fichier)))
}

/// Erases the scan of a signature that was given anew or taken back.
pub(crate) async fn effacer(writer: &Writer, document: Uuid, partie: Uuid) -> Result<()> {
    let siennes = Entity::delete_many().filter(Column::Document.eq(document));
    siennes.filter(Column::Partie.eq(partie)).exec(writer).await?;
    Ok(())
}
