//! The names of our columns.

use raccroche_domain::francais::plier;

/// A table of column names and, for each, the constant that is its position.
macro_rules! columns {
    ($(#[$doc:meta])* $table:ident: $($constant:ident = $name:literal),+ $(,)?) => {
        $(#[$doc])*
        pub(crate) const $table: [&str; <[&str]>::len(&[$($name),+])] = [$($name),+];
        columns!(@number 0_usize; $($constant)+);
    };
    (@number $n:expr; $first:ident $($rest:ident)*) => {
        pub(crate) const $first: usize = $n;
        columns!(@number $n + 1; $($rest)*);
    };
    (@number $n:expr;) => {};
}

columns! {
    /// Columns that a line has once, in the order in which we write them.
    SINGLE:
    ID_LOCAL = "id_local",
    INE_BRUT = "ine_brut",
    NOM_FAMILLE = "nom_famille",
    NOM_USAGE = "nom_usage",
    PRENOMS = "prenoms",
    SEXE = "sexe",
    DATE_NAISSANCE = "date_naissance",
    COMMUNE_NAISSANCE = "commune_naissance",
    DEPARTEMENT_NAISSANCE = "departement_naissance",
    PAYS_NAISSANCE = "pays_naissance",
    VILLE_NAISSANCE = "ville_naissance",
    UAI = "uai",
    UAI_BRUT = "uai_brut",
    ETABLISSEMENT = "etablissement",
    MEF = "mef",
    DIPLOME_PREPARE = "diplome_prepare",
    FORMATION = "formation",
    ANNEE_FORMATION = "annee_formation",
    DIVISION = "division",
    STATUT = "statut",
    DEBUT = "debut",
    FIN = "fin",
    MOTIF_SORTIE = "motif_sortie",
    SITUATION_ANTERIEURE = "situation_anterieure",
    UAI_ANTERIEUR = "uai_anterieur",
    ETABLISSEMENT_ANTERIEUR = "etablissement_anterieur",
    DIPLOME_NIVEAU = "diplome_niveau",
    DIPLOME_CODE = "diplome_code",
    DIPLOME_LIBELLE = "diplome_libelle",
    DIPLOME_DATE = "diplome_date",
    DIPLOME_OBTENU = "diplome_obtenu",
    SITUATION = "situation",
    ORGANISME = "organisme",
    SITUATION_DEBUT = "situation_debut",
    SITUATION_FIN = "situation_fin",
    ADRESSE = "adresse",
    CODE_POSTAL = "code_postal",
    VILLE = "ville",
    COMMUNE = "commune",
}

/// Columns that may come again with a number: `telephone`, `telephone_2`…
pub(crate) mod multiple {
    columns! {
        /// The table.
        MULTIPLE:
        INE = "ine",
        PRENOM = "prenom",
        TELEPHONE = "telephone",
        COURRIEL = "courriel",
    }
}
pub(crate) use multiple::MULTIPLE;

/// Columns of a representative, after `rep1_`, `rep2_`…
pub(crate) mod representant {
    columns! {
        /// What a representative has once.
        REPRESENTANT_SINGLE:
        NOM = "nom",
        PRENOM = "prenom",
        PARENTE = "parente",
        LEGAL = "legal",
        ADRESSE = "adresse",
        CODE_POSTAL = "code_postal",
        VILLE = "ville",
        COMMUNE = "commune",
    }
    /// What a representative may have again with a number.
    pub(crate) const REPRESENTANT_MULTIPLE: [&str; 2] = ["telephone", "courriel"];
}
pub(crate) use representant::{REPRESENTANT_MULTIPLE, REPRESENTANT_SINGLE};

/// Most representatives of a line, and most repetitions of a column.
pub(crate) const MOST: usize = 20;

/// Names that we once wrote or that people write.
const ALIASES: [(&str, &str); 6] = [
    ("id", "id_local"),
    ("date_debut", "debut"),
    ("date_fin", "fin"),
    ("situation_nature", "situation"),
    ("situation_organisme", "organisme"),
    ("email", "courriel"),
];

/// Which column a name designates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Place {
    /// Position in [`SINGLE`].
    Single(usize),
    /// Position in [`MULTIPLE`], and number from 0.
    Multiple(usize, usize),
    /// Representative from 0, position in [`REPRESENTANT_SINGLE`].
    Representant(usize, usize),
    /// Representative from 0, position in [`REPRESENTANT_MULTIPLE`], number from 0.
    RepresentantMultiple(usize, usize, usize),
}

/// The column that a header designates, whatever its case, accents and blanks.
pub(crate) fn place(header: &str) -> Option<Place> {
    let name = plier(header).replace(' ', "_");
    let name = ALIASES.iter().find(|(alias, _)| *alias == name).map_or(name.as_str(), |(_, name)| name);
    if let Some(position) = SINGLE.iter().position(|single| *single == name) {
        return Some(Place::Single(position));
    }
    if let Some(rest) = name.strip_prefix("rep")
        && let Some((number, rest)) = rest.split_once('_')
        && let Some(representant) = ordinal(number)
    {
        if let Some(position) = REPRESENTANT_SINGLE.iter().position(|single| *single == rest) {
            return Some(Place::Representant(representant, position));
        }
        return numbered(rest, &REPRESENTANT_MULTIPLE)
            .map(|(position, number)| Place::RepresentantMultiple(representant, position, number));
    }
    numbered(name, &MULTIPLE).map(|(position, number)| Place::Multiple(position, number))
}

/// `telephone` and `telephone_1` are the first, `telephone_2` the second.
fn numbered(name: &str, table: &[&str]) -> Option<(usize, usize)> {
    let at = |base: &str| table.iter().position(|known| *known == base);
    if let Some(position) = at(name) {
        return Some((position, 0));
    }
    let (base, number) = name.rsplit_once('_')?;
    Some((at(base)?, ordinal(number)?))
}

/// `1` is 0; within the bound, without leading zero.
fn ordinal(text: &str) -> Option<usize> {
    let number: usize = text.parse().ok()?;
    ((1..=MOST).contains(&number) && number.to_string() == text).then(|| number - 1)
}

/// Every name, without its number but for the first representative, for messages and guesses.
pub(crate) fn known_names() -> impl Iterator<Item = String> {
    let representant =
        REPRESENTANT_SINGLE.iter().chain(&REPRESENTANT_MULTIPLE).map(|name| format!("rep1_{name}"));
    SINGLE.iter().chain(&MULTIPLE).map(|name| (*name).to_owned()).chain(representant)
}

/// The candidate that resembles a name most, unless none does.
pub(crate) fn nearest(name: &str, candidates: impl IntoIterator<Item = String>) -> Option<String> {
    let folded: Vec<char> = plier(name).chars().take(100).collect();
    let scored = candidates.into_iter().map(|candidate| {
        let other: Vec<char> = plier(&candidate).chars().take(100).collect();
        (distance(&folded, &other), candidate)
    });
    let (distance, candidate) = scored.min_by_key(|(distance, _)| *distance)?;
    // Half the letters wrong is another word.
    (distance * 2 <= folded.len().max(1)).then_some(candidate)
}

/// Levenshtein's distance, one row at a time.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_recognised_however_typed() {
        assert_eq!(place("Date de naissance"), None);
        assert_eq!(place(" Date_Naissance "), place("date_naissance"));
        assert_eq!(place("Prénoms"), Some(Place::Single(4)));
        assert_eq!(place("id"), place("id_local"));
        assert_eq!(place("telephone_1"), place("telephone"));
        assert_eq!(place("telephone_3"), Some(Place::Multiple(2, 2)));
        assert_eq!(place("rep2_legal"), Some(Place::Representant(1, 3)));
        assert_eq!(place("rep1_telephone_2"), Some(Place::RepresentantMultiple(0, 0, 1)));
        for unknown in ["", "rep0_nom", "rep_nom", "rep999_nom", "telephone_0", "telephone_02", "nom"] {
            assert_eq!(place(unknown), None, "{unknown}");
        }
        for name in known_names() {
            assert!(place(&name).is_some(), "{name}");
        }
    }

    #[test]
    fn the_nearest_name_is_a_near_one() {
        let names = || known_names();
        assert_eq!(nearest("nom_famile", names()).as_deref(), Some("nom_famille"));
        assert_eq!(nearest("xyzzy quux", names()), None);
    }
}
