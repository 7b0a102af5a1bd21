//! `CAMPAIGN.toml`: which registers, at which date, under which definition.
//!
//! The file is read strictly: an unknown key is an error with its line, because a misspelt `previous_campaign` that
//! is ignored in silence would bring back everybody a human has already found. Paths are relative to the file.

mod complaint;

use std::{
    fmt, fs,
    path::{Path, PathBuf},
};

use chrono::NaiveDate;
use raccroche_domain::{Definition, GenreRegistre, RegleCycle, RoleRegistre, francais::date_longue};
use raccroche_registers::{SourceKind, Zonage};
use serde::{Deserialize, Deserializer, de};

use crate::{CampaignError, previous::Accounts};

/// A campaign as its file declares it; every path is usable as it is.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Campaign {
    /// Its name, which every output carries.
    pub name: String,
    /// The day at which ages and facts are looked at.
    #[serde(deserialize_with = "date")]
    pub as_of: NaiveDate,
    /// Who counts as a décrocheur.
    pub definition: Definition,
    /// The registers.
    #[serde(rename = "source", default)]
    pub sources: Vec<SourceFile>,
    /// Tables commune → territory.
    #[serde(default)]
    pub zonings: Zonings,
    /// The annuaire de l'éducation, for the names of establishments.
    pub annuaire: Option<PathBuf>,
    /// Folder that the previous campaign wrote.
    pub previous_campaign: Option<PathBuf>,
    /// The campaign's own lines of the table of cycles.
    #[serde(rename = "cycle", default)]
    pub cycles: Vec<RegleCycle>,
}

/// One register as the campaign declares it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceFile {
    /// What it is crossed for.
    pub role: RoleRegistre,
    /// How it is read; corrections need none.
    #[serde(default)]
    pub kind: Option<SourceKind>,
    /// File or folder.
    pub path: PathBuf,
    /// The day it pictures.
    #[serde(default, deserialize_with = "optional_date")]
    pub date: Option<NaiveDate>,
    /// The name people know it by; the file's name when absent.
    #[serde(default)]
    pub name: Option<String>,
    /// Mapping profile of a `csv` or `xlsx` source.
    #[serde(default)]
    pub profile: Option<PathBuf>,
}

/// Tables commune → territory, each a CSV.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Zonings {
    /// To the PSAD, which decides who receives whom.
    pub psad: Option<PathBuf>,
    /// To the ZAP.
    pub zap: Option<PathBuf>,
    /// To the mission locale.
    pub mission_locale: Option<PathBuf>,
    /// To the CIO.
    pub cio: Option<PathBuf>,
}

impl Zonings {
    /// Reads one of these files for one of its columns (`psad`, `zap`, `mission_locale`, `cio`).
    ///
    /// # Errors
    /// [`CampaignError::Read`] when it cannot be read or has not the columns.
    pub fn read(&self, path: &Path, column: &str) -> Result<Zonage, CampaignError> {
        Zonage::load(path, column).map_err(|error| CampaignError::reference(path, error))
    }
}

impl SourceFile {
    /// The name people know it by.
    pub fn label(&self) -> String {
        self.name.clone().unwrap_or_else(|| {
            self.path
                .file_stem()
                .map_or_else(|| "source".to_owned(), |stem| stem.to_string_lossy().into_owned())
        })
    }

    /// Whose students, as far as the kind says.
    pub fn genre(&self) -> GenreRegistre {
        match self.kind {
            Some(SourceKind::Siecle) => GenreRegistre::Siecle,
            Some(SourceKind::Sifa) => GenreRegistre::Sifa,
            _ => GenreRegistre::Autre,
        }
    }
}

impl Campaign {
    /// Reads and checks the file.
    ///
    /// # Errors
    /// [`CampaignError::Config`] with the line and, in French, what to correct.
    pub fn load(path: &Path) -> Result<Self, CampaignError> {
        let bytes = fs::read(path).map_err(|error| CampaignError::unreadable(path, &error))?;
        let text = str::from_utf8(&bytes).map_err(|error| {
            let message = "ce caractère n’est pas en UTF-8 ; enregistrez le fichier en UTF-8, puis relancez.";
            refusal(path, Some((&bytes, error.valid_up_to())), message.to_owned())
        })?;
        let base = path.parent().unwrap_or(Path::new(""));
        let campaign = Self::parse(text, path, base)?;
        campaign.check_previous().map_err(|message| refusal(path, None, message))?;
        Ok(campaign)
    }

    /// Parses and checks `text`; `path` is for messages, relative paths start from `base`.
    ///
    /// # Errors
    /// As [`Campaign::load`].
    pub fn parse(text: &str, path: &Path, base: &Path) -> Result<Self, CampaignError> {
        let mut campaign: Self = toml::from_str(text).map_err(|error| {
            let place = error.span().map(|span| (text.as_bytes(), span.start));
            refusal(path, place, complaint::translate(error.message()))
        })?;
        campaign.resolve(base);
        campaign.check().map_err(|message| refusal(path, None, message))?;
        Ok(campaign)
    }

    /// Whether it can be run: a name, somebody to look for, each register once, and for each how it is read and when it was
    /// made.
    ///
    /// # Errors
    /// In French: what is missing and what to do.
    pub fn check(&self) -> Result<(), String> {
        if self.name.trim().is_empty() {
            return Err("la campagne n’a pas de nom ; remplissez la clé « name ».".to_owned());
        }
        if !self.sources.iter().any(|s| s.role == RoleRegistre::Precedent) {
            return Err(
                "aucune source n’a le rôle « previous » ; sans registre de départ, il n’y a personne à \
                        chercher. Ajoutez un bloc [[source]] avec role = \"previous\"."
                    .to_owned(),
            );
        }
        for source in &self.sources {
            let label = source.label();
            if source.role == RoleRegistre::Corrections {
                continue;
            }
            if source.kind.is_none() {
                return Err(format!(
                    "la source « {label} » ne dit pas comment la lire ; ajoutez kind = \"siecle\", \"sifa\", \
                     \"canonique\", \"csv\" ou \"xlsx\"."
                ));
            }
            if source.date.is_none() {
                return Err(format!(
                    "la source « {label} » n’a pas de date ; indiquez le jour que le fichier photographie, par \
                     exemple date = 2026-12-31."
                ));
            }
        }
        // One workbook read under two profiles is two sheets; a folder may hold registers of two kinds; one register may serve
        // in two roles.
        let same = |a: &SourceFile, b: &SourceFile| {
            (a.role, a.kind, &a.path, &a.profile) == (b.role, b.kind, &b.path, &b.profile)
        };
        for (i, source) in self.sources.iter().enumerate() {
            if let Some(twice) = self.sources[..i].iter().find(|other| same(other, source)) {
                return Err(format!(
                    "les sources « {} » et « {} » lisent le même fichier dans le même rôle ; retirez l’une des deux.",
                    twice.label(),
                    source.label()
                ));
            }
        }
        let mut labels: Vec<_> = self.sources.iter().map(SourceFile::label).collect();
        labels.sort();
        if let Some(twice) = labels.iter().zip(labels.iter().skip(1)).find(|(a, b)| a == b) {
            return Err(format!(
                "deux sources s’appellent « {} » ; donnez à chacune un nom différent avec la clé « name ».",
                twice.0
            ));
        }
        Ok(())
    }

    /// Whether the previous campaign comes before. A folder that cannot be read is told when its verdicts are.
    fn check_previous(&self) -> Result<(), String> {
        let Some(folder) = &self.previous_campaign else { return Ok(()) };
        match Accounts::read(folder) {
            Ok(then) if then.date > self.as_of => Err(format!(
                "la campagne précédente ({}) est datée du {}, après celle-ci, du {} ; corrigez « previous_campaign » ou \
                 « as_of ».",
                folder.display(),
                date_longue(then.date),
                date_longue(self.as_of)
            )),
            _ => Ok(()),
        }
    }

    fn resolve(&mut self, base: &Path) {
        let join = |path: &mut PathBuf| *path = base.join(&*path);
        for source in &mut self.sources {
            join(&mut source.path);
            source.profile.iter_mut().for_each(join);
        }
        let zonings = &mut self.zonings;
        [&mut zonings.psad, &mut zonings.zap, &mut zonings.mission_locale, &mut zonings.cio]
            .into_iter()
            .flatten()
            .for_each(join);
        self.annuaire.iter_mut().for_each(join);
        self.previous_campaign.iter_mut().for_each(join);
    }
}

/// The error of a campaign file; `place` is its text and the byte where it is wrong.
fn refusal(path: &Path, place: Option<(&[u8], usize)>, message: String) -> CampaignError {
    let before = place.map(|(text, offset)| &text[..offset.min(text.len())]);
    CampaignError::Config {
        path: path.to_owned(),
        line: before.map(|before| before.split(|b| *b == b'\n').count()),
        column: before.map(|before| {
            let line = before.rsplit(|b| *b == b'\n').next().unwrap_or_default();
            String::from_utf8_lossy(line).chars().count() + 1
        }),
        message,
    }
}

fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    struct Visitor;

    impl<'de> de::Visitor<'de> for Visitor {
        type Value = NaiveDate;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a date such as 2027-03-15")
        }

        fn visit_str<E: de::Error>(self, text: &str) -> Result<NaiveDate, E> {
            text.parse().map_err(|_| E::custom(format!("bad date: {text}")))
        }

        // A bare TOML date comes as a map of one private key, which only the toml crate's own type reads.
        fn visit_map<A: de::MapAccess<'de>>(self, map: A) -> Result<NaiveDate, A::Error> {
            let value = toml::value::Datetime::deserialize(de::value::MapAccessDeserializer::new(map))?;
            let text = value.to_string();
            if value.time.is_some() {
                return Err(de::Error::custom(format!("bad date: {text}")));
            }
            self.visit_str(&text)
        }
    }

    deserializer.deserialize_any(Visitor)
}

fn optional_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NaiveDate>, D::Error> {
    date(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINIMAL: &str = r#"
name = "Hiver 2027"
as_of = 2027-03-15
definition = "D313-59"
[[source]]
role = "previous"
kind = "siecle"
path = "2025"
date = "2026-06-30"
"#;

    fn parse(text: &str) -> Result<Campaign, CampaignError> {
        Campaign::parse(text, Path::new("CAMPAIGN.toml"), Path::new("/base"))
    }

    #[test]
    fn a_minimal_file() {
        let campaign = parse(MINIMAL).unwrap();
        assert_eq!(campaign.as_of.to_string(), "2027-03-15");
        assert_eq!(campaign.sources[0].date.unwrap().to_string(), "2026-06-30");
        assert_eq!(campaign.sources[0].path, Path::new("/base/2025"));
        assert_eq!(campaign.sources[0].label(), "2025");
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        let source = |extra: &str| format!("{MINIMAL}{extra}\n");
        for (text, line, said) in [
            (source("previous_campain = \"x\""), Some(10), "la clé « previous_campain » est inconnue"),
            (MINIMAL.replace("D313-59", "D313"), Some(4), "la valeur « D313 » n’est pas acceptée"),
            (MINIMAL.replace("2027-03-15", "2027-02-30"), Some(3), "cette date n’existe pas"),
            (MINIMAL.replace("2027-03-15", "\"mars\""), Some(3), "« mars » n’est pas une date"),
            (MINIMAL.replace("name = \"Hiver 2027\"", ""), None, "il manque la clé « name »"),
            (MINIMAL.replace("\"previous\"", "\"current\""), None, "aucune source n’a le rôle"),
            (MINIMAL.replace("date = \"2026-06-30\"", ""), None, "n’a pas de date"),
            (MINIMAL.replace("kind = \"siecle\"", ""), None, "ne dit pas comment la lire"),
            ("name = [".to_owned(), Some(1), "n’est pas fermé"),
        ] {
            let error = parse(&text).unwrap_err();
            let CampaignError::Config { line: found, message, .. } = &error else { panic!("{error}") };
            assert!(message.contains(said), "{message}");
            if line.is_some() {
                assert_eq!(*found, line, "{message}");
            }
        }
    }

    /// The complaint about a file, as people read it, with ordinary spaces.
    fn told(text: &str) -> String {
        parse(text).unwrap_err().phrase().replace(['\u{a0}', '\u{202f}'], " ")
    }

    #[test]
    fn what_is_no_toml_is_said_in_french_with_its_line_and_column() {
        for (from, to, said) in [
            ("2027-03-15", "2027-02-30", "ligne 3, colonne 9 : cette date n’existe pas"),
            ("2027-03-15", "2027-3-15", "ligne 3, colonne 9 : cette date n’existe pas"),
            ("2027-03-15", "15/03/2027", "ligne 3, colonne 9 : cette valeur n’est pas lisible"),
            ("2027-03-15", "20270315", "ligne 3, colonne 9 : une date est attendue"),
            ("\"Hiver 2027\"", "“Hiver 2027”", "ligne 2, colonne 8 : cette valeur n’est pas lisible"),
            ("\"Hiver 2027\"", "\"Hiver 2027", "ce texte n’est pas fermé"),
            ("\"Hiver 2027\"", "3", "un texte est attendu"),
            ("name =", "nom de la campagne =", "ligne 2, colonne 5 : cette clé n’a pas de valeur"),
            ("[[source]]", "[[source]", "n’est pas fermé"),
            ("[[source]]", "[source]", "doubles crochets"),
            ("path = \"2025\"", "path = \"c:\\users\"", "écrivez les chemins avec « / »"),
            ("path = \"2025\"", "path = \"c:\\siecle\"", "écrivez les chemins avec « / »"),
            ("role = \"previous\"", "role = [\"previous\"]", "un mot entre guillemets droits"),
        ] {
            let told = told(&MINIMAL.replace(from, to));
            assert!(told.contains(said) && told.contains("CAMPAIGN.toml, ligne "), "{to}: {told}");
            assert!(!told.contains("expected") && !told.contains("invalid"), "{told}");
        }
    }

    #[test]
    fn one_register_given_twice_is_refused() {
        let again = |role: &str, more: &str| {
            format!(
                "{MINIMAL}[[source]]\nname = \"bis\"\nrole = \"{role}\"\nkind = \"siecle\"\npath = \"./2025\"\n\
                     date = 2026-06-30\n{more}"
            )
        };
        let told = told(&again("previous", ""));
        assert!(told.contains("« 2025 » et « bis » lisent le même fichier dans le même rôle"), "{told}");
        // The register of the year in both roles; two sheets of a workbook.
        parse(&again("current", "")).unwrap();
        parse(&again("previous", "").replace(
            "role = \"previous\"\nkind = \"siecle\"\npath = \"./2025\"",
            "role = \"previous\"\nkind = \"sifa\"\npath = \"./2025\"",
        ))
        .unwrap();
        parse(&again("previous", "profile = \"feuille2.toml\"")).unwrap();
    }
}
