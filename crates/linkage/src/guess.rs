//! Recognising what columns hold, from their names and from what is in them.
//!
//! A file comes with `NOM_DE_FAMILLE`, `dob` or `date de naissance`; nobody should have to write a specification to
//! try. The guess is written out for the user to correct. Columns that nothing recommends are left out and named:
//! a class or a school changes every year and would only blur the comparison.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    date::{DateOrder, parse},
    normalise::fold,
    spec::{Compare, Decide, Input, Kind, Spec},
};

/// A file's columns and its first rows.
#[derive(Debug, Clone, Copy)]
pub struct Sample<'a> {
    /// Names of the columns, in order.
    pub headers: &'a [String],
    /// Rows with a value for each column.
    pub rows: &'a [Vec<String>],
}

/// What was recognised.
#[derive(Debug, Clone)]
pub struct Guess {
    /// The specification.
    pub spec: Spec,
    /// Columns that are not compared, each with the reason.
    pub ignored: Vec<(String, &'static str)>,
    /// Whether dates like 05/03/2008 have the month first (left file, right file).
    pub month_first: (bool, bool),
}

/// What a column is, before columns of one role are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Role {
    RowId,
    /// What may name the rows, where nothing is called so.
    RowNumber,
    Surname,
    UsageName,
    GivenNames,
    FurtherNames,
    Sex,
    BirthDate,
    BirthPlaceCode,
    BirthPlaceName,
    Identifier,
    PostCode,
    FullName,
    Text,
    Category,
    /// Recognised, and no part of a comparison.
    Ignored(&'static str),
}

/// Names of columns, folded, and what they hold. The first that equals the header, then the first whose words are all
/// in the header, decides.
const NAMES: &[(&str, Role)] = &[
    ("ID", Role::RowId),
    ("UNIQUE ID", Role::RowId),
    ("REC ID", Role::RowId),
    ("RECORD ID", Role::RowId),
    ("ROW ID", Role::RowId),
    ("IDENTIFIANT", Role::RowId),
    ("ELEVE ID", Role::RowId),
    ("CLUSTER", Role::Ignored("it looks like the answer")),
    ("CLUSTER ID", Role::Ignored("it looks like the answer")),
    ("ENTITY ID", Role::Ignored("it looks like the answer")),
    ("PERSON ID", Role::Ignored("it looks like the answer")),
    ("TRUE ID", Role::Ignored("it looks like the answer")),
    ("TRUTH", Role::Ignored("it looks like the answer")),
    ("LABEL", Role::Ignored("it looks like the answer")),
    ("NOM USAGE", Role::UsageName),
    ("NOMUSAGE", Role::UsageName),
    ("NOM MARITAL", Role::UsageName),
    ("NOM EPOUSE", Role::UsageName),
    ("USAGE NAME", Role::UsageName),
    ("MARRIED NAME", Role::UsageName),
    ("MAIDEN NAME", Role::UsageName),
    ("OTHER SURNAME", Role::UsageName),
    ("ALIAS SURNAME", Role::UsageName),
    ("NOM2", Role::UsageName),
    ("NOM FAMILLE", Role::Surname),
    ("NOM DE FAMILLE", Role::Surname),
    ("NOM NAISSANCE", Role::Surname),
    ("NOM PATRONYMIQUE", Role::Surname),
    ("NOM", Role::Surname),
    ("SURNAME", Role::Surname),
    ("LAST NAME", Role::Surname),
    ("LASTNAME", Role::Surname),
    ("FAMILY NAME", Role::Surname),
    ("FAMILYNAME", Role::Surname),
    ("BIRTH NAME", Role::Surname),
    ("LNAME", Role::Surname),
    ("PRENOM2", Role::FurtherNames),
    ("PRENOM3", Role::FurtherNames),
    ("PRENOM 2", Role::FurtherNames),
    ("PRENOM 3", Role::FurtherNames),
    ("AUTRES PRENOMS", Role::FurtherNames),
    ("MIDDLE NAME", Role::FurtherNames),
    ("MIDDLE NAMES", Role::FurtherNames),
    ("MIDDLENAME", Role::FurtherNames),
    ("SECOND NAME", Role::FurtherNames),
    ("PRENOM", Role::GivenNames),
    ("PRENOMS", Role::GivenNames),
    ("PRENOM1", Role::GivenNames),
    ("PRENOM 1", Role::GivenNames),
    ("GIVEN NAME", Role::GivenNames),
    ("GIVEN NAMES", Role::GivenNames),
    ("GIVENNAME", Role::GivenNames),
    ("FIRST NAME", Role::GivenNames),
    ("FIRST NAMES", Role::GivenNames),
    ("FIRSTNAME", Role::GivenNames),
    ("FORENAME", Role::GivenNames),
    ("FORENAMES", Role::GivenNames),
    ("FNAME", Role::GivenNames),
    ("SEXE", Role::Sex),
    ("SEX", Role::Sex),
    ("GENDER", Role::Sex),
    ("GENRE", Role::Sex),
    ("DATE NAISSANCE", Role::BirthDate),
    ("DATE DE NAISSANCE", Role::BirthDate),
    ("DATE NAISS", Role::BirthDate),
    ("DATENAISSANCE", Role::BirthDate),
    ("DATE NAIS", Role::BirthDate),
    ("NE LE", Role::BirthDate),
    ("NEE LE", Role::BirthDate),
    ("DDN", Role::BirthDate),
    ("DOB", Role::BirthDate),
    ("DATE OF BIRTH", Role::BirthDate),
    ("DATE BIRTH", Role::BirthDate),
    ("BIRTH DATE", Role::BirthDate),
    ("BIRTHDATE", Role::BirthDate),
    ("BIRTHDAY", Role::BirthDate),
    ("COMMUNE NAISSANCE", Role::BirthPlaceCode),
    ("CODE COMMUNE NAISSANCE", Role::BirthPlaceCode),
    ("CODE COMMUNE INSEE NAISS", Role::BirthPlaceCode),
    ("COMMUNE NAISS", Role::BirthPlaceCode),
    ("LIEU NAISSANCE", Role::BirthPlaceCode),
    ("LIEU DE NAISSANCE", Role::BirthPlaceCode),
    ("LIEU NAIS", Role::BirthPlaceCode),
    ("BIRTH PLACE", Role::BirthPlaceCode),
    ("BIRTHPLACE", Role::BirthPlaceCode),
    ("PLACE OF BIRTH", Role::BirthPlaceCode),
    ("VILLE NAISSANCE", Role::BirthPlaceCode),
    ("INE", Role::Identifier),
    ("INE RNIE", Role::Identifier),
    ("INE BEA", Role::Identifier),
    ("ID NATIONAL", Role::Identifier),
    ("NATIONAL ID", Role::Identifier),
    ("NIR", Role::Identifier),
    ("SOC SEC ID", Role::Identifier),
    ("SSN", Role::Identifier),
    ("SOCIAL SECURITY NUMBER", Role::Identifier),
    ("NHS NUMBER", Role::Identifier),
    ("PASSPORT", Role::Identifier),
    ("POSTCODE", Role::PostCode),
    ("POSTCODE FAKE", Role::PostCode),
    ("POSTAL CODE", Role::PostCode),
    ("CODE POSTAL", Role::PostCode),
    ("ZIP", Role::PostCode),
    ("ZIP CODE", Role::PostCode),
    ("FULL NAME", Role::FullName),
    ("FULLNAME", Role::FullName),
    ("FIRST AND SURNAME", Role::FullName),
    ("NAME", Role::FullName),
    ("NOM PRENOM", Role::FullName),
    ("NOM COMPLET", Role::FullName),
    ("STREET NUMBER", Role::Category),
    ("STATE", Role::Category),
    ("DEPARTEMENT", Role::Category),
    ("COUNTRY", Role::Category),
    ("PAYS", Role::Category),
    ("OCCUPATION", Role::Text),
    ("PROFESSION", Role::Text),
    ("ADDRESS", Role::Text),
    ("ADDRESS 1", Role::Text),
    ("ADDRESS 2", Role::Text),
    ("ADRESSE", Role::Text),
    ("STREET", Role::Text),
    ("SUBURB", Role::Text),
    ("CITY", Role::Text),
    ("TOWN", Role::Text),
    ("VILLE", Role::Text),
];

/// Recognises the columns of one file (`right` none) or of two, and proposes a specification.
///
/// # Errors
/// [`crate::Error::Spec`] when nothing can be compared: no name, date or identifier is recognised in both files.
pub fn guess(left: Sample<'_>, right: Option<Sample<'_>>) -> crate::Result<Guess> {
    let mut ignored = Vec::new();
    let roles = |sample: Sample<'_>, ignored: &mut Vec<(String, &'static str)>| {
        let found: Vec<Option<Role>> =
            sample.headers.iter().enumerate().map(|(column, header)| role(header, column, sample)).collect();
        // One column names the rows: the one that is called so, or the first that could be.
        let mut has_id = found.contains(&Some(Role::RowId));
        let mut roles = Vec::new();
        for (header, role) in sample.headers.iter().zip(found) {
            match role {
                Some(Role::RowNumber) if has_id => {
                    ignored.push((header.clone(), "another column names the rows"));
                }
                Some(Role::RowNumber) => {
                    has_id = true;
                    roles.push((Role::RowId, header.clone()));
                }
                Some(Role::Ignored(reason)) => ignored.push((header.clone(), reason)),
                Some(role) => roles.push((role, header.clone())),
                None => ignored.push((header.clone(), "neither its name nor its contents say what it holds")),
            }
        }
        roles
    };
    let mut mine = roles(left, &mut ignored);
    let mut input = Input::default();
    if let Some(right) = right {
        let theirs = roles(right, &mut ignored);
        pair_up(&mut mine, &theirs, &mut input, &mut ignored);
    }
    input.id = mine.iter().find(|(role, _)| *role == Role::RowId).map(|(_, name)| name.clone());
    let compare = comparisons(&mine, left, &mut ignored);
    let telling = |c: &Compare| !matches!(c.kind, Kind::Sex | Kind::Category);
    if !compare.iter().any(telling) {
        return Err(crate::Error::Spec(
            "no column of names, dates or identifiers is recognised in the input; write a specification with \
             [[compare]] sections"
                .into(),
        ));
    }
    ignored.sort();
    ignored.dedup();
    // In one file the clusters have the last word on a pair, so that an even chance is enough to ask them.
    let decide = if right.is_some() {
        Decide::default()
    } else {
        Decide { link: 0.5, review: 0.2, ..Decide::default() }
    };
    let spec = Spec { input, compare, block: Vec::new(), decide };
    let month_first = (is_month_first(left), right.is_some_and(is_month_first));
    Ok(Guess { spec: spec.with_blocks(), ignored, month_first })
}

/// Keeps what both files have. Columns of one name are one; the others are put together by role, in order.
fn pair_up(
    mine: &mut Vec<(Role, String)>,
    theirs: &[(Role, String)],
    input: &mut Input,
    ignored: &mut Vec<(String, &'static str)>,
) {
    let mut taken: BTreeSet<&str> = BTreeSet::new();
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for (_, name) in mine.iter() {
        if let Some((_, same)) = theirs.iter().find(|(_, other)| fold(other) == fold(name)) {
            taken.insert(same);
            names.insert(name.clone(), same.clone());
        }
    }
    for (role, name) in mine.iter() {
        if names.contains_key(name) {
            continue;
        }
        if let Some((_, other)) =
            theirs.iter().find(|(r, other)| r == role && !taken.contains(other.as_str()))
        {
            taken.insert(other);
            names.insert(name.clone(), other.clone());
        }
    }
    for (role, name) in std::mem::take(mine) {
        match names.get(&name) {
            // One file may have no usage name or no row number; the other's is still of use.
            None if matches!(role, Role::UsageName | Role::FurtherNames) => mine.push((role, name)),
            None if role == Role::RowId => {}
            None => ignored.push((name, "only one of the files has it")),
            Some(other) => {
                if *other != name {
                    if role == Role::RowId {
                        input.right_id = Some(other.clone());
                    } else {
                        input.right_columns.insert(name.clone(), other.clone());
                    }
                }
                mine.push((role, name));
            }
        }
    }
    for (role, name) in theirs.iter().filter(|(_, name)| !taken.contains(name.as_str())) {
        if matches!(role, Role::UsageName | Role::FurtherNames) {
            mine.push((*role, name.clone()));
        } else {
            ignored.push((name.clone(), "only one of the files has it"));
        }
    }
}

fn comparisons(
    roles: &[(Role, String)],
    sample: Sample<'_>,
    ignored: &mut Vec<(String, &'static str)>,
) -> Vec<Compare> {
    let of = |wanted: &[Role]| -> Vec<String> {
        wanted
            .iter()
            .flat_map(|wanted| {
                roles.iter().filter(move |(role, _)| role == wanted).map(|(_, name)| name.clone())
            })
            .collect()
    };
    let mut compare = Vec::new();
    let mut add = |columns: Vec<String>, kind: Kind, term_frequency: bool| {
        if !columns.is_empty() {
            compare.push(Compare { columns, kind, term_frequency });
        }
    };
    let numbers = of(&[Role::Identifier]);
    // INE-RNIE, INE-BEA: aliases of one number. Other identifiers stand for themselves.
    let (ine, others): (Vec<String>, Vec<String>) = numbers
        .into_iter()
        .partition(|name| fold(name).split(' ').any(|word| word == "INE") || fold(name) == "ID NATIONAL");
    add(ine, Kind::Identifier, false);
    for other in others {
        add(vec![other], Kind::Identifier, false);
    }
    // A usage name without the name, or further first names without the first, are no names to compare.
    let with =
        |first: Role, more: Role| if of(&[first]).is_empty() { Vec::new() } else { of(&[first, more]) };
    let surnames = with(Role::Surname, Role::UsageName);
    let given = with(Role::GivenNames, Role::FurtherNames);
    let full = of(&[Role::FullName]);
    let has_names = !surnames.is_empty() && !given.is_empty();
    if has_names {
        ignored.extend(full.into_iter().map(|name| (name, "its parts are compared")));
    } else {
        for name in full {
            add(vec![name], Kind::Text, true);
        }
    }
    add(surnames, Kind::Surname, true);
    add(given, Kind::GivenNames, true);
    add(of(&[Role::BirthDate]).into_iter().take(1).collect(), Kind::Date, true);
    add(of(&[Role::Sex]).into_iter().take(1).collect(), Kind::Sex, false);
    for role in [Role::BirthPlaceCode, Role::BirthPlaceName, Role::PostCode] {
        for name in of(&[role]) {
            let kind = if holds_codes(&name, sample) { Kind::Code } else { Kind::Text };
            add(vec![name], kind, true);
        }
    }
    for name in of(&[Role::Text]) {
        add(vec![name], Kind::Text, true);
    }
    for name in of(&[Role::Category]) {
        add(vec![name], Kind::Category, true);
    }
    compare
}

fn role(header: &str, column: usize, sample: Sample<'_>) -> Option<Role> {
    let folded = fold(&split_camel_case(header));
    let words: Vec<&str> = folded.split(' ').collect();
    let whole = NAMES.iter().find(|(name, _)| *name == folded);
    let parts = || {
        // `nom_de_famille_eleve`, `CODE_COMMUNE_INSEE_NAISS`: the longest known name that is within.
        NAMES
            .iter()
            .filter(|(name, role)| {
                !matches!(role, Role::RowId | Role::Ignored(_) | Role::FullName | Role::Category)
                    && name.split(' ').all(|word| words.contains(&word))
            })
            .max_by_key(|(name, _)| name.len())
    };
    match whole.or_else(parts).map(|(_, role)| *role) {
        Some(Role::BirthDate) if !holds_dates(column, sample) => None,
        // Codes and names of places cannot be compared with each other, whatever their columns are called.
        Some(Role::BirthPlaceCode) => Some(birth_place(header, sample)),
        Some(role) => Some(role),
        None if says_birth_place(&words) => Some(birth_place(header, sample)),
        None if !sample.rows.is_empty() && holds_dates(column, sample) && !mentions_another_date(&words) => {
            Some(Role::BirthDate)
        }
        None if words.iter().any(|word| ROW_NUMBER.contains(word)) && is_unique(column, sample) => {
            Some(Role::RowNumber)
        }
        None => None,
    }
}

/// Words by which people call the column that names the rows.
const ROW_NUMBER: &[&str] = &[
    "ID",
    "UID",
    "UUID",
    "IDENTIFIANT",
    "IDENTIFIER",
    "NUMERO",
    "NUM",
    "NO",
    "NDEG",
    "NUMBER",
    "MATRICULE",
    "CLE",
    "KEY",
    "REF",
    "REFERENCE",
    "LIGNE",
    "LINE",
    "ROW",
    "INDEX",
];

/// Whether no two rows have the same value, and none is without.
fn is_unique(column: usize, sample: Sample<'_>) -> bool {
    let known: BTreeSet<&str> = values(column, sample).collect();
    known.len() == sample.rows.len() && !known.is_empty()
}

/// `lieu_naiss_insee`, `cog_naissance`, `birth town`: a place, and a birth.
fn says_birth_place(words: &[&str]) -> bool {
    const PLACES: &[&str] = &["LIEU", "COMMUNE", "VILLE", "INSEE", "COG", "PLACE", "TOWN", "CITY"];
    const BIRTHS: &[&str] = &["NAISSANCE", "NAISS", "NAIS", "NE", "NEE", "BIRTH"];
    words.iter().any(|word| PLACES.contains(word)) && words.iter().any(|word| BIRTHS.contains(word))
}

fn birth_place(header: &str, sample: Sample<'_>) -> Role {
    let has_codes = sample.rows.is_empty() || holds_codes(header, sample);
    if has_codes { Role::BirthPlaceCode } else { Role::BirthPlaceName }
}

/// `dateOfBirth` is three words.
fn split_camel_case(header: &str) -> String {
    let mut out = String::with_capacity(header.len() + 4);
    let mut previous = ' ';
    for c in header.chars() {
        if c.is_uppercase() && previous.is_lowercase() {
            out.push(' ');
        }
        out.push(c);
        previous = c;
    }
    out
}

fn mentions_another_date(words: &[&str]) -> bool {
    const OTHERS: &[&str] = &[
        "ENTREE", "SORTIE", "DEBUT", "FIN", "START", "END", "EXPORT", "UPDATE", "MODIFIED", "CREATED", "MAJ",
        "DEATH", "DECES",
    ];
    words.iter().any(|word| OTHERS.contains(word))
}

fn values(column: usize, sample: Sample<'_>) -> impl Iterator<Item = &str> {
    sample
        .rows
        .iter()
        .filter_map(move |row| row.get(column))
        .map(String::as_str)
        .filter(|value| !value.is_empty())
}

/// Whether four values in five are dates; a header may lie, an empty sample does not contradict it.
fn holds_dates(column: usize, sample: Sample<'_>) -> bool {
    let (mut dates, mut all) = (0, 0);
    for value in values(column, sample) {
        let date = parse(value, DateOrder::DayFirst);
        all += 1;
        dates += usize::from(value.len() >= 4 && (1500..=2100).contains(&date.year()) && date.month() > 0);
    }
    dates * 5 >= all * 4 && (all > 0 || sample.rows.is_empty())
}

/// Whether values are short codes with a digit rather than words.
fn holds_codes(name: &str, sample: Sample<'_>) -> bool {
    let Some(column) = sample.headers.iter().position(|header| header == name) else { return false };
    let (mut codes, mut all) = (0, 0);
    for value in values(column, sample) {
        all += 1;
        codes += usize::from(value.len() <= 9 && value.bytes().any(|b| b.is_ascii_digit()));
    }
    codes * 5 >= all * 4
}

/// Whether a second number above 12, and never a first, says that months come first.
fn is_month_first(sample: Sample<'_>) -> bool {
    let (mut month_first, mut day_first) = (0, 0);
    for row in sample.rows {
        for value in row {
            let mut numbers = value.split(['/', '.', '-']);
            if let (Some(a), Some(b), Some(c), None) =
                (numbers.next(), numbers.next(), numbers.next(), numbers.next())
                && let (Ok(a), Ok(b), Ok(_)) = (a.parse::<u32>(), b.parse::<u32>(), c.parse::<u32>())
                && a <= 31
                && b <= 31
            {
                month_first += usize::from(b > 12);
                day_first += usize::from(a > 12);
            }
        }
    }
    month_first > 10 * day_first
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(headers: &[&str], row: &[&str]) -> Spec {
        let headers: Vec<String> = headers.iter().map(|&h| h.to_owned()).collect();
        let rows = vec![row.iter().map(|&v| v.to_owned()).collect::<Vec<String>>(); 3];
        guess(Sample { headers: &headers, rows: &rows }, None).unwrap().spec
    }

    fn kinds(spec: &Spec) -> Vec<(Kind, Vec<&str>)> {
        spec.compare.iter().map(|c| (c.kind, c.columns.iter().map(String::as_str).collect())).collect()
    }

    #[test]
    fn a_french_register() {
        let spec = guessed(
            &[
                "id",
                "NOM_DE_FAMILLE",
                "Nom d'usage",
                "Prénoms",
                "Sexe",
                "Date de naissance",
                "commune_naissance",
                "INE",
                "classe",
            ],
            &["1", "Duval", "", "Inès", "2", "05/03/2008", "33063", "123456789AB", "2B"],
        );
        assert_eq!(spec.input.id.as_deref(), Some("id"));
        assert_eq!(
            kinds(&spec),
            [
                (Kind::Identifier, vec!["INE"]),
                (Kind::Surname, vec!["NOM_DE_FAMILLE", "Nom d'usage"]),
                (Kind::GivenNames, vec!["Prénoms"]),
                (Kind::Date, vec!["Date de naissance"]),
                (Kind::Sex, vec!["Sexe"]),
                (Kind::Code, vec!["commune_naissance"]),
            ]
        );
        spec.check().unwrap();
    }

    #[test]
    fn an_english_register() {
        let spec = guessed(
            &[
                "rec_id",
                "given_name",
                "surname",
                "street_number",
                "address_1",
                "postcode",
                "date_of_birth",
                "soc_sec_id",
                "cluster",
            ],
            &["r1", "ann", "smith", "12", "high street", "2600", "19151111", "5304218", "7"],
        );
        let kinds = kinds(&spec);
        assert!(kinds.contains(&(Kind::Date, vec!["date_of_birth"])));
        assert!(kinds.contains(&(Kind::Code, vec!["postcode"])));
        assert!(kinds.contains(&(Kind::Category, vec!["street_number"])));
        assert!(!kinds.iter().any(|(_, columns)| columns.contains(&"cluster")));
    }

    #[test]
    fn columns_of_other_names_are_put_together() {
        let left = Sample { headers: &["nom".into(), "prenom".into(), "ddn".into()], rows: &[] };
        let right =
            Sample { headers: &["surname".into(), "givenName".into(), "dateOfBirth".into()], rows: &[] };
        let spec = guess(left, Some(right)).unwrap().spec;
        assert_eq!(spec.input.right_columns.get("nom").map(String::as_str), Some("surname"));
        assert_eq!(spec.input.right_columns.get("ddn").map(String::as_str), Some("dateOfBirth"));
    }

    /// The guess for two files of three rows.
    fn guessed_both(left: (&[&str], [&[&str]; 3]), right: (&[&str], [&[&str]; 3])) -> Guess {
        let texts = |texts: &[&str]| texts.iter().map(|&text| text.to_owned()).collect::<Vec<String>>();
        let files = [left, right].map(|(headers, rows)| (texts(headers), rows.map(texts)));
        let sample = |side: usize| Sample { headers: &files[side].0, rows: &files[side].1 };
        guess(sample(0), Some(sample(1))).unwrap()
    }

    #[test]
    fn a_column_that_nobody_calls_id_still_names_the_rows() {
        let spec = guessed_both(
            (
                &["Élève N°", "NOM", "PRENOM", "LIEU_NAISS_INSEE", "numero_tel"],
                [
                    &["L1", "Duval", "Inès", "33063", "0601"],
                    &["L2", "Petit", "Tom", "33063", "0602"],
                    &["L3", "Duval", "Léa", "33522", "0603"],
                ],
            ),
            (
                &["cle", "nom", "prenom", "cog_naissance", "numero"],
                [
                    &["R1", "Duval", "Inès", "33063", "7"],
                    &["R2", "Petit", "Tom", "33063", "7"],
                    &["R3", "Duval", "Léa", "33522", "8"],
                ],
            ),
        )
        .spec;
        assert_eq!(spec.input.id.as_deref(), Some("Élève N°"));
        assert_eq!(spec.input.right_id.as_deref(), Some("cle"));
        assert!(kinds(&spec).contains(&(Kind::Code, vec!["LIEU_NAISS_INSEE"])), "{spec:?}");
        assert_eq!(
            spec.input.right_columns.get("LIEU_NAISS_INSEE").map(String::as_str),
            Some("cog_naissance")
        );
    }

    #[test]
    fn a_town_of_birth_is_paired_with_a_town_and_never_with_a_code() {
        let town: [&[&str]; 3] =
            [&["Duval", "Inès", "Bordeaux"], &["Petit", "Tom", "Pau"], &["Roy", "Léa", "Dax"]];
        let code: [&[&str]; 3] =
            [&["Duval", "Inès", "33063"], &["Petit", "Tom", "64445"], &["Roy", "Léa", "40088"]];
        let left: &[&str] = &["nom", "prenom", "PLACE OF BIRTH"];
        let paired = guessed_both((left, town), (&["nom", "prenom", "Ville de naissance"], town)).spec;
        assert_eq!(
            paired.input.right_columns.get("PLACE OF BIRTH").map(String::as_str),
            Some("Ville de naissance")
        );
        let apart = guessed_both((left, town), (&["nom", "prenom", "commune_naissance"], code));
        assert!(apart.ignored.iter().any(|(name, _)| name == "PLACE OF BIRTH"), "{:?}", apart.ignored);
    }

    #[test]
    fn nothing_to_compare_is_said() {
        let sample = Sample { headers: &["x".into(), "y".into()], rows: &[] };
        assert!(guess(sample, None).is_err());
    }
}
