//! Finding somebody by whatever is at hand: a name as heard, a birth date, an INE, a phone number, an e-mail address.
//!
//! A name is looked up by its words, folded (case, accents, particles do not count) and by their beginnings; when that
//! finds too few, by how the words sound in French. Both stand in `jeune_cle`, indexed, so that nothing scans a million
//! names, and work alike on both databases; PostgreSQL's trigrams would have been another engine, with other results.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use raccroche_domain::{Identite, Ine};
use raccroche_linkage::normalise::{fold, phonetic, tokens};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _,
    QuerySelect as _, QueryTrait as _,
    sea_query::{Expr, ExprTrait as _, Query, SelectStatement},
};
use uuid::Uuid;

use crate::{
    Perimetre,
    contact::fold_telephone,
    entite::{
        coordonnee, identifiant, jeune,
        jeune_cle::{self, GenreCle},
    },
    error::Result,
    jeune::Jeune,
    utilisateur::fold_courriel,
};

/// A beginning shorter than this would be half the people: such a word is looked up whole.
const SHORTEST_PREFIX: usize = 3;

/// Digits of a French phone number.
const TELEPHONE: usize = 10;

/// What somebody typed, understood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Demande {
    mots: Vec<String>,
    date_naissance: Option<NaiveDate>,
    ine: Option<Ine>,
    coordonnee: Option<String>,
}

/// Young people within the perimeter whom this text may mean, `limit` at most: those whose names have the words first,
/// then those whose names sound like them, by name in each part. A text that says nothing finds nobody.
///
/// # Errors
/// When the database does not answer.
pub async fn search(
    db: &impl ConnectionTrait,
    perimetre: &Perimetre,
    text: &str,
    limit: u64,
) -> Result<Vec<Jeune>> {
    let demande = understand(text);
    if demande == Demande::default() {
        return Ok(Vec::new());
    }
    let by_words = demande.mots.iter().map(|mot| named(mot)).fold(demande.facts(), Condition::add);
    let mut found = run(db, perimetre, by_words, limit).await?;
    let left = limit.saturating_sub(found.len() as u64);
    if left == 0 || demande.mots.is_empty() {
        return Ok(found);
    }
    let known: Vec<Uuid> = found.iter().map(|jeune| jeune.id).collect();
    let by_sounds = demande.mots.iter().map(|mot| sounding(mot)).fold(demande.facts(), Condition::add);
    let by_sounds = by_sounds.add(jeune::Column::Id.is_not_in(known));
    found.extend(run(db, perimetre, by_sounds, left).await?);
    Ok(found)
}

impl Demande {
    /// What must hold whatever the names.
    fn facts(&self) -> Condition {
        let mut facts = Condition::all();
        if let Some(date) = self.date_naissance {
            facts = facts.add(jeune::Column::DateNaissance.eq(date));
        }
        if let Some(ine) = &self.ine {
            let whose = identifiant::Entity::find()
                .select_only()
                .column(identifiant::Column::Jeune)
                .filter(identifiant::Column::Valeur.eq(ine.as_str()));
            facts = facts.add(jeune::Column::Id.in_subquery(whose.into_query()));
        }
        if let Some(cle) = &self.coordonnee {
            let whose = coordonnee::Entity::find()
                .select_only()
                .column(coordonnee::Column::Jeune)
                .filter(coordonnee::Column::Cle.eq(cle));
            facts = facts.add(jeune::Column::Id.in_subquery(whose.into_query()));
        }
        facts
    }
}

async fn run(
    db: &impl ConnectionTrait,
    perimetre: &Perimetre,
    condition: Condition,
    limit: u64,
) -> Result<Vec<Jeune>> {
    let rows = jeune::Entity::find()
        .filter(condition)
        .filter(perimetre.of_jeunes())
        .order_by_asc(jeune::Column::NomPlie)
        .order_by_asc(jeune::Column::PrenomsPlie)
        .order_by_asc(jeune::Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    rows.into_iter().map(Jeune::try_from).collect()
}

/// A name has this word, or one that begins so.
fn named(mot: &str) -> Expr {
    let whose = match next_prefix(mot).filter(|_| mot.len() >= SHORTEST_PREFIX) {
        Some(next) => keyed(GenreCle::Mot)
            .and_where(jeune_cle::Column::Cle.gte(mot))
            .and_where(jeune_cle::Column::Cle.lt(next))
            .take(),
        None => keyed(GenreCle::Mot).and_where(jeune_cle::Column::Cle.eq(mot)).take(),
    };
    jeune::Column::Id.in_subquery(whose)
}

/// A name has a word that sounds like this one.
fn sounding(mot: &str) -> Expr {
    jeune::Column::Id
        .in_subquery(keyed(GenreCle::Son).and_where(jeune_cle::Column::Cle.eq(sound(mot))).take())
}

fn keyed(genre: GenreCle) -> SelectStatement {
    Query::select()
        .column((jeune_cle::Entity, jeune_cle::Column::Jeune))
        .from(jeune_cle::Entity)
        .and_where(jeune_cle::Column::Genre.eq(genre))
        .take()
}

/// The first text after all those that begin with this one, which is of ASCII capitals and digits.
fn next_prefix(prefix: &str) -> Option<String> {
    let (last, before) = prefix.as_bytes().split_last()?;
    let mut next = String::from_utf8(before.to_vec()).ok()?;
    next.push(char::from(last + 1));
    Some(next)
}

fn sound(mot: &str) -> String {
    let mut key = Vec::new();
    phonetic(mot, &mut key);
    String::from_utf8(key).unwrap_or_default()
}

/// The keys under which somebody is found: the words of each name, each name glued (DE LA TOUR, DELATOUR), and how all
/// that sounds.
pub(crate) fn keys(id: Uuid, identite: &Identite) -> Vec<jeune_cle::Model> {
    let mut words = BTreeSet::new();
    let names = [Some(&identite.nom_famille), identite.nom_usage.as_ref()].into_iter().flatten();
    for name in names.chain(&identite.prenoms) {
        let folded = fold(name);
        words.extend(tokens(&folded).map(str::to_owned));
        words.insert(folded.replace(' ', ""));
    }
    words.remove("");
    let sounds: BTreeSet<String> =
        words.iter().map(|word| sound(word)).filter(|key| !key.is_empty()).collect();
    let key = |genre, cle| jeune_cle::Model { genre, cle, jeune: id };
    let words = words.into_iter().map(|word| key(GenreCle::Mot, word));
    words.chain(sounds.into_iter().map(|sound| key(GenreCle::Son, sound))).collect()
}

/// Those who come after somebody in the order of names.
pub(crate) fn sorted_after(last: &Jeune) -> Condition {
    let (nom, prenoms) = (fold(&last.identite.nom_famille), fold(&last.identite.prenoms.join(" ")));
    let columns = [jeune::Column::NomPlie, jeune::Column::PrenomsPlie, jeune::Column::Id];
    let columns = columns.map(|column| Expr::col((jeune::Entity, column)));
    let values = [Expr::value(nom), Expr::value(prenoms), Expr::value(last.id)];
    Condition::all().add(Expr::tuple(columns).gt(Expr::tuple(values)))
}

/// Reads what somebody typed: the shape of each part says what it is.
fn understand(text: &str) -> Demande {
    let mut demande = Demande::default();
    let mut names = String::new();
    let mut digits = String::new();
    for part in text.split_whitespace() {
        if part.contains('@') {
            demande.coordonnee = Some(fold_courriel(part));
        } else if let Some(date) = date(part) {
            demande.date_naissance = Some(date);
        } else if let Ok(ine) = part.parse::<Ine>() {
            demande.ine = Some(ine);
        } else if part.bytes().all(|byte| byte.is_ascii_digit() || b"+.-/()".contains(&byte)) {
            // A phone number may be typed in pairs.
            digits.push_str(part);
        } else {
            names.push_str(part);
            names.push(' ');
        }
    }
    if !digits.is_empty() {
        let telephone = fold_telephone(&digits);
        if telephone.len() >= TELEPHONE {
            demande.coordonnee = Some(telephone);
        } else {
            // Part of a number: no name has digits, so this finds nobody rather than everybody.
            names.push_str(&digits);
        }
    }
    demande.mots = tokens(&fold(&names)).map(str::to_owned).collect();
    demande
}

/// `5/3/2008`, `05-03-2008`, `05.03.2008`, `05032008` or `2008-03-05`.
fn date(part: &str) -> Option<NaiveDate> {
    if part.len() == 8 && part.bytes().all(|byte| byte.is_ascii_digit()) {
        return NaiveDate::parse_from_str(part, "%d%m%Y").ok();
    }
    let part = part.replace(['-', '.'], "/");
    let read = |format| NaiveDate::parse_from_str(&part, format).ok();
    if part.find('/') == Some(4) { read("%Y/%m/%d") } else { read("%d/%m/%Y") }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_is_typed_is_understood_by_its_shape() {
        let words = |text: &str| understand(text).mots;
        assert_eq!(words("de La Tour, Zoé"), ["TOUR", "ZOE"]);
        assert_eq!(understand("  "), Demande::default());
        let march = NaiveDate::from_ymd_opt(2008, 3, 5);
        for text in ["5/3/2008", "05-03-2008", "05.03.2008", "05032008", "2008-03-05"] {
            assert_eq!(understand(text).date_naissance, march, "{text}");
        }
        for text in ["06 12 34 56 78", "0612345678", "+33 6 12 34 56 78", "06.12.34.56.78"] {
            assert_eq!(understand(text).coordonnee.as_deref(), Some("0612345678"), "{text}");
        }
        assert_eq!(understand("Zoe@Exemple.fr").coordonnee.as_deref(), Some("zoe@exemple.fr"));
        let both = understand("dupont 123456789ab 31/02/2008");
        assert_eq!(both.ine.map(String::from).as_deref(), Some("123456789AB"));
        assert_eq!(both.date_naissance, None, "no such day");
        assert_eq!(words("06 12"), ["0612"]);
    }

    #[test]
    fn a_beginning_is_a_range() {
        assert_eq!(next_prefix("MAR").as_deref(), Some("MAS"));
        assert_eq!(next_prefix("Z9").as_deref(), Some("Z:"));
        assert_eq!(next_prefix("Z"), Some("[".to_owned()));
        assert_eq!(next_prefix(""), None);
    }

    #[test]
    fn somebody_is_found_by_each_name_and_its_sound() {
        let identite = Identite {
            nom_famille: "de La Tour".into(),
            nom_usage: Some("Gauthier".into()),
            prenoms: vec!["Marie-Lou".into()],
            ..Identite::default()
        };
        let keys = keys(Uuid::nil(), &identite);
        let of = |genre| {
            keys.iter().filter(|key| key.genre == genre).map(|key| key.cle.as_str()).collect::<Vec<_>>()
        };
        assert_eq!(of(GenreCle::Mot), ["DELATOUR", "GAUTHIER", "LOU", "MARIE", "MARIELOU", "TOUR"]);
        assert!(of(GenreCle::Son).contains(&sound("GOTIER").as_str()));
    }

    proptest! {
        #[test]
        fn whatever_is_typed_is_understood_somehow(text in "\\PC{0,40}") {
            let demande = understand(&text);
            prop_assert!(demande.mots.iter().all(|mot| !mot.is_empty() && !mot.contains(' ')));
            prop_assert!(demande.coordonnee.is_none_or(|cle| !cle.is_empty()));
        }

        #[test]
        fn whoever_is_known_is_found_by_each_word_of_their_name(nom in "\\PC{0,24}") {
            let identite = Identite { nom_famille: nom.clone(), ..Identite::default() };
            let keys = keys(Uuid::nil(), &identite);
            for mot in tokens(&fold(&nom)) {
                prop_assert!(keys.iter().any(|key| key.genre == GenreCle::Mot && key.cle == mot));
            }
        }
    }
}
