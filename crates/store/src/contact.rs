//! How to reach a young person and who is responsible for them, with where it was read and whether it proved right.
//!
//! What somebody found out by calling is worth more than what a register repeats: a number said to be wrong stays so
//! when the register comes again with it.

use std::collections::HashSet;

use raccroche_domain::Representant as Lu;
use raccroche_linkage::normalise::fold;
use sea_orm::{
    ActiveModelTrait as _,
    ActiveValue::{NotSet, Set},
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, IntoActiveModel as _, QueryFilter as _,
    QueryOrder as _,
};
use uuid::Uuid;

pub use crate::entite::{
    coordonnee::{EtatCoordonnee, GenreCoordonnee, Model as Coordonnee},
    representant::Model as Representant,
};
use crate::{
    Perimetre, Writer,
    entite::{coordonnee, representant},
    error::{Result, StoreError},
    reunion,
    utilisateur::fold_courriel,
};

/// The form in which phone numbers are compared: digits, a French number in its ten.
pub fn fold_telephone(telephone: &str) -> String {
    let international = telephone.trim_start().starts_with('+');
    let digits: String = telephone.chars().filter(char::is_ascii_digit).collect();
    let abroad = if international { Some(digits.as_str()) } else { digits.strip_prefix("00") };
    match abroad.and_then(|number| number.strip_prefix("33")) {
        // "+33 (0)6…" is written too.
        Some(national) => format!("0{}", national.strip_prefix('0').unwrap_or(national)),
        None => digits,
    }
}

/// Notes that a register, or somebody, gave a way to reach a young person (or their representative). Gives its
/// identifier; `None` when nothing of it can be used.
///
/// # Errors
/// When the database refuses, or the representative is not of this young person.
pub async fn see(
    writer: &Writer,
    jeune: Uuid,
    representant: Option<Uuid>,
    genre: GenreCoordonnee,
    valeur: &str,
    source: &str,
) -> Result<Option<Uuid>> {
    let cle = match genre {
        GenreCoordonnee::Telephone => fold_telephone(valeur),
        GenreCoordonnee::Courriel => fold_courriel(valeur),
    };
    if cle.is_empty() {
        return Ok(None);
    }
    let whose = match representant {
        Some(id) => coordonnee::Column::Representant.eq(id),
        None => coordonnee::Column::Representant.is_null(),
    };
    let known = coordonnee::Entity::find()
        .filter(coordonnee::Column::Jeune.eq(jeune))
        .filter(whose)
        .filter(coordonnee::Column::Genre.eq(genre))
        .filter(coordonnee::Column::Cle.eq(&cle))
        .one(writer)
        .await?;
    if let Some(known) = known {
        let change = coordonnee::ActiveModel {
            source: Set(source.to_owned()),
            vu_le: Set(writer.le()),
            ..Default::default()
        };
        let seen = coordonnee::Entity::update_many().set(change).filter(coordonnee::Column::Id.eq(known.id));
        seen.exec(writer).await?;
        return Ok(Some(known.id));
    }
    let row = Coordonnee {
        id: writer.new_id(),
        jeune,
        representant,
        genre,
        valeur: valeur.trim().to_owned(),
        cle,
        source: source.to_owned(),
        etat: EtatCoordonnee::Inconnu,
        vu_le: writer.le(),
        corrigee_le: None,
    };
    let id = row.id;
    coordonnee::Entity::insert(row.into_active_model()).exec_without_returning(writer).await?;
    Ok(Some(id))
}

/// Says whether a phone number or address reaches the person. Gives whose it is.
///
/// # Errors
/// [`StoreError::Absent`] when the perimeter holds none such.
pub async fn correct(writer: &Writer, perimetre: &Perimetre, id: Uuid, etat: EtatCoordonnee) -> Result<Uuid> {
    let found = coordonnee::Entity::find_by_id(id).filter(perimetre.holds(coordonnee::Column::Jeune));
    let found = found.one(writer).await?.ok_or(StoreError::Absent { quoi: "coordonnee" })?;
    let change = coordonnee::ActiveModel {
        etat: Set(etat),
        corrigee_le: Set(Some(writer.le())),
        ..Default::default()
    };
    coordonnee::Entity::update_many().set(change).filter(coordonnee::Column::Id.eq(id)).exec(writer).await?;
    Ok(found.jeune)
}

/// Ways to reach somebody within the perimeter and their representatives: those that proved right first, wrong ones last.
/// Those of whoever goes on as them are theirs too.
///
/// # Errors
/// When the database does not answer.
pub async fn of_jeune(
    db: &impl ConnectionTrait,
    perimetre: &Perimetre,
    jeune: Uuid,
) -> Result<Vec<Coordonnee>> {
    let membres = reunion::membres(db, jeune).await?;
    let query = coordonnee::Entity::find()
        .filter(coordonnee::Column::Jeune.is_in(membres))
        .filter(perimetre.holds(coordonnee::Column::Jeune))
        .order_by_desc(coordonnee::Column::VuLe)
        .order_by_asc(coordonnee::Column::Id);
    let mut found = query.all(db).await?;
    found.sort_by_key(|coordonnee| match coordonnee.etat {
        EtatCoordonnee::Valide => 0,
        EtatCoordonnee::Inconnu => 1,
        EtatCoordonnee::Faux => 2,
    });
    // Known twice, somebody has one number twice: what was found out about it counts.
    let mut seen = HashSet::new();
    found.retain(|c| c.representant.is_some() || seen.insert((c.genre, c.cle.clone())));
    Ok(found)
}

/// Notes somebody responsible for a young person, with the ways to reach them, as a register states it. Known under the
/// same name, they are brought up to date. Gives their identifier.
///
/// # Errors
/// When the database refuses.
pub async fn see_representant(writer: &Writer, jeune: Uuid, lu: &Lu, source: &str) -> Result<Uuid> {
    let folded = |nom: &str, prenom: Option<&str>| (fold(nom), fold(prenom.unwrap_or_default()));
    let all = representant::Entity::find().filter(representant::Column::Jeune.eq(jeune)).all(writer).await?;
    let name = folded(&lu.nom, lu.prenom.as_deref());
    let known = all.into_iter().find(|known| folded(&known.nom, known.prenom.as_deref()) == name);
    let row = Representant {
        id: known.as_ref().map_or_else(|| writer.new_id(), |known| known.id),
        jeune,
        nom: lu.nom.clone(),
        prenom: lu.prenom.clone(),
        parente: lu.parente.clone(),
        legal: lu.legal,
        source: source.to_owned(),
        vu_le: writer.le(),
    };
    let id = row.id;
    let change = row.into_active_model();
    if known.is_some() {
        let change = representant::ActiveModel { id: NotSet, ..change.reset_all() };
        let query = representant::Entity::update_many().set(change).filter(representant::Column::Id.eq(id));
        query.exec(writer).await?;
    } else {
        representant::Entity::insert(change).exec_without_returning(writer).await?;
    }
    let telephones = lu.coordonnees.telephones.iter().map(|valeur| (GenreCoordonnee::Telephone, valeur));
    let courriels = lu.coordonnees.courriels.iter().map(|valeur| (GenreCoordonnee::Courriel, valeur));
    for (genre, valeur) in telephones.chain(courriels) {
        see(writer, jeune, Some(id), genre, valeur, source).await?;
    }
    Ok(id)
}

/// Who is responsible for somebody within the perimeter, legal representatives first; for whoever goes on as them too.
///
/// # Errors
/// When the database does not answer.
pub async fn representants(
    db: &impl ConnectionTrait,
    perimetre: &Perimetre,
    jeune: Uuid,
) -> Result<Vec<Representant>> {
    let membres = reunion::membres(db, jeune).await?;
    let query = representant::Entity::find()
        .filter(representant::Column::Jeune.is_in(membres))
        .filter(perimetre.holds(representant::Column::Jeune))
        .order_by_desc(representant::Column::Legal)
        .order_by_asc(representant::Column::Nom)
        .order_by_asc(representant::Column::Id);
    Ok(query.all(db).await?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_form_of_a_number_is_its_own_form(text in "[+0-9 ().-]{0,20}") {
            // But for what begins with an international prefix twice over, which no number does.
            let once = fold_telephone(&text);
            prop_assume!(!once.starts_with("00"));
            prop_assert_eq!(fold_telephone(&once), once);
        }
    }

    #[test]
    fn one_number_has_one_form() {
        for text in [
            "0612345678",
            "06 12 34 56 78",
            "+33 6 12 34 56 78",
            "+33 (0)6 12 34 56 78",
            "0033612345678",
            "06.12.34.56.78",
        ] {
            assert_eq!(fold_telephone(text), "0612345678", "{text}");
        }
        assert_eq!(fold_telephone("+32 470 12 34 56"), "32470123456");
        assert_eq!(fold_telephone("liste rouge"), "");
    }
}
