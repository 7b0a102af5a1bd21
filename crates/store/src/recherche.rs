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
    ActiveEnum as _, ColumnTrait, Condition, ConnectionTrait, EntityTrait as _, QueryFilter as _,
    QueryOrder as _, QuerySelect as _, QueryTrait as _,
    sea_query::{Asterisk, Expr, ExprTrait as _, IntoIden, Query},
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

/// Keys looked at by one statement.
const PAGE: usize = 200;

/// Beyond this a word is common, and how common does not matter.
const MANY: u64 = 2_000;

/// The table of keys, a second time in one statement.
const AUTRE: &str = "autre";

/// What somebody typed, understood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Demande {
    mots: Vec<String>,
    date_naissance: Option<NaiveDate>,
    ine: Option<Ine>,
    coordonnee: Option<String>,
}

/// Young people within the perimeter whom this text may mean, `limit` at most: those whose names have all its words
/// first, then those whose names have them or sound like them; by name in each part. A text that says nothing finds
/// nobody; one that many answer to finds those whose names come nearest to it in the alphabet.
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
    let mut found =
        Found { perimetre, limit: usize::try_from(limit).unwrap_or(usize::MAX), parts: Vec::new() };
    if demande.has_facts() {
        found.by_facts(db, &demande, Sense::Written).await?;
        found.by_facts(db, &demande, Sense::Heard).await?;
    } else if let Some((driver, others)) = rarest(db, &demande.mots).await? {
        for (by, others_by) in
            [(Sense::Written, Sense::Written), (Sense::Written, Sense::Heard), (Sense::Heard, Sense::Heard)]
        {
            found.by_word(db, &driver, by, &others, others_by).await?;
        }
    }
    found.people(db).await
}

/// How a word is compared with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sense {
    /// The name has it, or a word that begins so.
    Written,
    /// Or one that sounds like it.
    Heard,
}

/// People found so far, best part first.
struct Found<'a> {
    perimetre: &'a Perimetre,
    limit: usize,
    parts: Vec<Vec<Uuid>>,
}

impl Found<'_> {
    fn left(&self) -> usize {
        self.limit - self.parts.iter().map(Vec::len).sum::<usize>()
    }

    fn has(&self, id: Uuid) -> bool {
        self.parts.iter().flatten().any(|known| *known == id)
    }

    /// A date or a number leaves few people: words are checked on those.
    async fn by_facts(&mut self, db: &impl ConnectionTrait, demande: &Demande, by: Sense) -> Result<()> {
        let words = demande.mots.iter().map(|mot| has_word(jeune::Column::Id, mot, by));
        let ids: Vec<Uuid> = jeune::Entity::find()
            .select_only()
            .column(jeune::Column::Id)
            .filter(words.fold(demande.facts(), Condition::add))
            .filter(self.perimetre.of_jeunes())
            .order_by_asc(jeune::Column::NomPlie)
            .order_by_asc(jeune::Column::PrenomsPlie)
            .order_by_asc(jeune::Column::Id)
            .limit(self.limit as u64)
            .into_tuple()
            .all(db)
            .await?;
        let mut new: Vec<Uuid> = ids.into_iter().filter(|id| !self.has(*id)).collect();
        new.truncate(self.left());
        self.parts.push(new);
        Ok(())
    }

    /// Walks the keys of one word in their order and stops as soon as there are enough people, so that three letters
    /// that thirty thousand names begin with cost no more than a rare name. (Asking for all matches and sorting them
    /// took 165 ms among 200 000 people.)
    async fn by_word(
        &mut self,
        db: &impl ConnectionTrait,
        driver: &str,
        by: Sense,
        others: &[&str],
        others_by: Sense,
    ) -> Result<()> {
        let keys = match by {
            Sense::Written => written(jeune_cle::Entity, driver),
            Sense::Heard => heard(jeune_cle::Entity, driver),
        };
        let others = others.iter().map(|mot| has_word(jeune_cle::Column::Jeune, mot, others_by));
        let condition = others.fold(keys, Condition::add).add(self.perimetre.holds(jeune_cle::Column::Jeune));
        let mut new: Vec<Uuid> = Vec::new();
        let mut last: Option<(String, Uuid)> = None;
        while new.len() < self.left() {
            let mut page = jeune_cle::Entity::find()
                .select_only()
                .columns([jeune_cle::Column::Cle, jeune_cle::Column::Jeune])
                .filter(condition.clone())
                .order_by_asc(jeune_cle::Column::Cle)
                .order_by_asc(jeune_cle::Column::Jeune)
                .limit(PAGE as u64);
            if let Some((cle, jeune)) = last.take() {
                let at = [jeune_cle::Column::Cle, jeune_cle::Column::Jeune]
                    .map(|column| Expr::col((jeune_cle::Entity, column)));
                page = page.filter(Expr::tuple(at).gt(Expr::tuple([Expr::value(cle), Expr::value(jeune)])));
            }
            let rows: Vec<(String, Uuid)> = page.into_tuple().all(db).await?;
            let complete = rows.len() < PAGE;
            last = rows.last().cloned();
            for (_, id) in rows {
                // Two words of one name may begin alike.
                if !new.contains(&id) && !self.has(id) {
                    new.push(id);
                }
            }
            if complete {
                break;
            }
        }
        new.truncate(self.left());
        self.parts.push(new);
        Ok(())
    }

    /// The people themselves, by name within each part.
    async fn people(self, db: &impl ConnectionTrait) -> Result<Vec<Jeune>> {
        let mut people = Vec::new();
        for part in self.parts.iter().filter(|part| !part.is_empty()) {
            people.extend(crate::jeune::find_many(db, self.perimetre, part).await?);
        }
        Ok(people)
    }
}

/// The word that fewest names begin with, to be walked, and the others, to be checked. `None` without any word.
async fn rarest<'a>(db: &impl ConnectionTrait, mots: &'a [String]) -> Result<Option<(String, Vec<&'a str>)>> {
    let mut best = 0;
    let mut fewest = u64::MAX;
    for (index, mot) in mots.iter().enumerate().filter(|_| mots.len() > 1) {
        let some = jeune_cle::Entity::find()
            .select_only()
            .column(jeune_cle::Column::Jeune)
            .filter(written(jeune_cle::Entity, mot))
            .limit(MANY)
            .into_query();
        let counted =
            Query::select().expr(Expr::col(Asterisk).count()).from_subquery(some, "quelques").take();
        let row = db.query_one(&counted).await?;
        let count: i64 = row.map(|row| row.try_get_by_index(0)).transpose()?.unwrap_or_default();
        // A word that no name has may be a misspelling: walk another one, or its sound alone would find anybody.
        if count > 0 && count.unsigned_abs() < fewest {
            (best, fewest) = (index, count.unsigned_abs());
        }
    }
    let others = mots.iter().enumerate().filter(|(index, _)| *index != best).map(|(_, mot)| mot.as_str());
    Ok(mots.get(best).map(|driver| (driver.clone(), others.collect())))
}

impl Demande {
    fn has_facts(&self) -> bool {
        self.date_naissance.is_some() || self.ine.is_some() || self.coordonnee.is_some()
    }

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

/// The person of this column has a name with this word.
fn has_word(whose: impl ColumnTrait, mot: &str, by: Sense) -> Expr {
    let keys = match by {
        Sense::Written => written(AUTRE, mot),
        Sense::Heard => Condition::any().add(written(AUTRE, mot)).add(heard(AUTRE, mot)),
    };
    let key = Query::select()
        .expr(Expr::value(1))
        .from_as(jeune_cle::Entity, AUTRE)
        .and_where(Expr::col((AUTRE, jeune_cle::Column::Jeune)).eq(Expr::col(whose.as_column_ref())))
        .cond_where(keys)
        .take();
    Expr::exists(key)
}

/// Keys that are this word or, when it is long enough, begin with it.
fn written(table: impl IntoIden + Clone, mot: &str) -> Condition {
    let cle = Expr::col((table.clone(), jeune_cle::Column::Cle));
    let keys = of_genre(table, GenreCle::Mot);
    match next_prefix(mot).filter(|_| mot.len() >= SHORTEST_PREFIX) {
        Some(next) => keys.add(cle.clone().gte(mot)).add(cle.lt(next)),
        None => keys.add(cle.eq(mot)),
    }
}

/// Keys that sound like this word.
fn heard(table: impl IntoIden + Clone, mot: &str) -> Condition {
    let cle = Expr::col((table.clone(), jeune_cle::Column::Cle));
    of_genre(table, GenreCle::Son).add(cle.eq(sound(mot)))
}

fn of_genre(table: impl IntoIden, genre: GenreCle) -> Condition {
    Condition::all().add(Expr::col((table, jeune_cle::Column::Genre)).eq(genre.to_value()))
}

/// The first text after all those that begin with this one, which is of ASCII capitals and digits.
fn next_prefix(prefix: &str) -> Option<String> {
    let (last, before) = prefix.as_bytes().split_last()?;
    let mut next = String::from_utf8(before.to_vec()).ok()?;
    next.push(char::from(last + 1));
    Some(next)
}

/// How a folded word sounds in French; empty when it makes none.
pub(crate) fn sound(mot: &str) -> String {
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
