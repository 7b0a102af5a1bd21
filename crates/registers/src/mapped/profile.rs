//! A mapping profile: which column of a foreign table means which of ours. A TOML file, readable and kept.
//!
//! ```toml
//! name = "Mission locale des Deux Rives"
//! date_format = "JJ/MM/AAAA"
//!
//! [columns]
//! nom_famille = "Nom de naissance"
//! prenoms = "Prénom"
//! date_naissance = "Né(e) le"
//! adresse = ["Adresse 1", "Adresse 2"]
//! sexe = { column = "Civilité", values = { "M." = "M", "Mme" = "F" } }
//!
//! [constants]
//! situation = "accompagnement"
//! ```

use std::{collections::BTreeMap, fs, path::Path};

use encoding_rs::Encoding;
use serde::{Deserialize, Serialize};

use crate::{
    error::{ReadError, ReadErrorKind},
    input::file_label,
    tabular::{DateFormat, Layout, Source, known_names, names_somebody, nearest, place},
};

/// What the columns of a table mean.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MappingProfile {
    /// Whose table it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Delimiter of a CSV; found out when not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<char>,
    /// Encoding of a CSV (`utf-8`, `windows-1252`, `iso-8859-15`, `utf-16le`); found out when not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// Sheet of a workbook; the first when not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Number, from 1, of the line that holds the names of the columns; the first line with text when not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header_row: Option<u64>,
    /// Format of every date (`JJ/MM/AAAA`); found out when not said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date_format: Option<String>,
    /// Our columns, and theirs.
    pub columns: BTreeMap<String, ColumnMapping>,
    /// Our columns that have the same text on every line.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub constants: BTreeMap<String, String>,
}

/// Which column of theirs, and how it is read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ColumnMapping {
    /// One column, as it is.
    Column(String),
    /// Several columns, joined by a comma.
    Columns(Vec<String>),
    /// One column with a format or a table of values.
    Rule(ColumnRule),
}

/// A column read by a rule.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnRule {
    /// Their column.
    pub column: String,
    /// Format of its dates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_format: Option<String>,
    /// Their value to ours, compared without case nor accents; a value without a line here is taken as it is.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, String>,
}

impl ColumnMapping {
    fn columns(&self) -> Vec<&str> {
        match self {
            Self::Column(name) => vec![name],
            Self::Columns(names) => names.iter().map(String::as_str).collect(),
            Self::Rule(rule) => vec![&rule.column],
        }
    }
}

impl MappingProfile {
    /// Reads a profile file.
    ///
    /// # Errors
    /// [`ReadErrorKind::Io`], or as [`Self::from_toml`].
    pub fn load(path: &Path) -> Result<Self, ReadError> {
        let label = file_label(path);
        let text = fs::read_to_string(path).map_err(|error| ReadErrorKind::Io(error).in_file(&label))?;
        Self::from_toml(&text).map_err(|mut error| {
            error.place.file = label;
            error
        })
    }

    /// Reads and checks the text of a profile.
    ///
    /// # Errors
    /// [`ReadErrorKind::Profile`] with the line and what is wrong.
    pub fn from_toml(text: &str) -> Result<Self, ReadError> {
        let profile: Self = toml::from_str(text).map_err(|error| {
            let line = error.span().map(|span| 1 + text[..span.start].matches('\n').count() as u64);
            let refused = profile_error(en_francais(error.message()));
            match line {
                Some(line) => refused.at_line(line),
                None => refused,
            }
        })?;
        profile.check()?;
        Ok(profile)
    }

    /// The text of the profile, to keep and edit.
    pub fn to_toml(&self) -> String {
        // Strings, maps of strings and numbers: nothing that TOML cannot write.
        toml::to_string_pretty(self).unwrap_or_default()
    }

    fn check(&self) -> Result<(), ReadError> {
        for name in self.columns.keys().chain(self.constants.keys()) {
            if place(name).is_none() {
                let hint =
                    nearest(name, known_names()).map_or_else(String::new, |near| format!(" (« {near} » ?)"));
                return Err(
                    profile_error(format!("« {name} » n’est pas une de nos colonnes{hint}")).at_field(name)
                );
            }
        }
        if let Some(twice) = self.columns.keys().find(|name| self.constants.contains_key(*name)) {
            return Err(profile_error(format!("« {twice} » est à la fois dans [columns] et [constants]")));
        }
        let rules = self.columns.values().filter_map(|mapping| match mapping {
            ColumnMapping::Rule(rule) => rule.date_format.as_ref(),
            _ => None,
        });
        for format in rules.chain(&self.date_format) {
            if DateFormat::parse(format).is_none() {
                let detail = format!("« {format} » n’est pas un format de date (exemple : JJ/MM/AAAA)");
                return Err(profile_error(detail).at_field("date_format"));
            }
        }
        if self
            .delimiter
            .is_some_and(|delimiter| !delimiter.is_ascii() || matches!(delimiter, '"' | '\n' | '\r'))
        {
            return Err(profile_error("ce séparateur n’est pas utilisable".into()).at_field("delimiter"));
        }
        self.encoding()?;
        Ok(())
    }

    /// Whether a table with these `headers`, that of `file`, can be read: it has every column that is named, each once, and one that names
    /// somebody.
    ///
    /// # Errors
    /// [`ReadErrorKind::MissingColumn`], [`ReadErrorKind::AmbiguousColumn`], [`ReadErrorKind::NoIdentityColumn`], or as
    /// [`Self::from_toml`].
    pub fn fits(&self, headers: &[String], file: &str) -> Result<(), ReadError> {
        self.check()?;
        let (layout, _) = self.layout(headers, file, self.header_row.unwrap_or(1))?;
        if names_somebody(&layout) { Ok(()) } else { Err(ReadErrorKind::NoIdentityColumn.in_file(file)) }
    }

    /// The encoding that the profile names.
    pub(crate) fn encoding(&self) -> Result<Option<&'static Encoding>, ReadError> {
        let Some(label) = &self.encoding else { return Ok(None) };
        Encoding::for_label(label.as_bytes()).map(Some).ok_or_else(|| {
            let detail = format!("l’encodage « {label} » n’est pas connu (exemple : windows-1252)");
            profile_error(detail).at_field("encoding")
        })
    }

    /// The layout of a table whose columns have these `headers`, and which of them the profile does not use.
    pub(crate) fn layout(
        &self,
        headers: &[String],
        file: &str,
        header_line: u64,
    ) -> Result<(Layout, Vec<String>), ReadError> {
        let mut used = vec![false; headers.len()];
        let mut sources = Vec::new();
        let general = self.date_format.as_deref().and_then(DateFormat::parse);
        for (ours, mapping) in &self.columns {
            let Some(place) = place(ours) else { continue };
            let mut positions = Vec::new();
            for theirs in mapping.columns() {
                let position =
                    find(headers, theirs).map_err(|kind| kind.in_file(file).at_line(header_line))?;
                used[position] = true;
                positions.push(position);
            }
            let source = match mapping {
                ColumnMapping::Column(_) => Source::column(positions[0]).with_dates(general.clone()),
                ColumnMapping::Columns(_) => Source::columns(positions),
                ColumnMapping::Rule(rule) => {
                    Source::column(positions[0]).translated(&rule.values).with_dates(
                        rule.date_format.as_deref().and_then(DateFormat::parse).or_else(|| general.clone()),
                    )
                }
            };
            sources.push((place, source));
        }
        for (ours, text) in &self.constants {
            if let Some(place) = place(ours) {
                sources.push((place, Source::constant(text)));
            }
        }
        let unused = headers
            .iter()
            .zip(&used)
            .filter(|(header, used)| !**used && !header.trim().is_empty())
            .map(|(header, _)| header.trim().to_owned())
            .collect();
        Ok((Layout::new(sources), unused))
    }
}

/// The position of a column, whatever its case, accents and blanks.
fn find(headers: &[String], wanted: &str) -> Result<usize, ReadErrorKind> {
    let exact: Vec<usize> = headers
        .iter()
        .enumerate()
        .filter(|(_, header)| header.trim() == wanted.trim())
        .map(|(i, _)| i)
        .collect();
    let folded = raccroche_domain::francais::plier(wanted);
    let found = if exact.is_empty() {
        let same = |header: &String| raccroche_domain::francais::plier(header) == folded;
        headers.iter().enumerate().filter(|(_, header)| same(header)).map(|(i, _)| i).collect()
    } else {
        exact
    };
    match found[..] {
        [position] => Ok(position),
        [] => Err(ReadErrorKind::MissingColumn {
            column: wanted.to_owned(),
            nearest: nearest(wanted, headers.iter().map(|header| header.trim().to_owned())),
        }),
        _ => Err(ReadErrorKind::AmbiguousColumn { column: wanted.to_owned() }),
    }
}

/// The usual complaints of the TOML reader in French; the others follow a French opening.
fn en_francais(message: &str) -> String {
    let message = message.lines().next().unwrap_or_default();
    let mut named = message.split('`').skip(1).step_by(2);
    if message.starts_with("unknown field") {
        let unknown = named.next().unwrap_or_default();
        return format!(
            "la clé « {unknown} » n’existe pas (clés : {})",
            named.collect::<Vec<_>>().join(", ")
        );
    }
    if message.starts_with("duplicate key") {
        return "cette clé est écrite deux fois, gardez-en une".into();
    }
    if message.starts_with("data did not match any variant") {
        return "une colonne s’écrit \"Nom\", [\"Adresse 1\", \"Adresse 2\"] ou { column = \"Nom\", date_format = …, \
                values = { … } }"
            .into();
    }
    format!("ce passage n’est pas lisible ({message})")
}

fn profile_error(detail: String) -> ReadError {
    ReadErrorKind::Profile { detail }.in_file("profil")
}
