//! Zonings: which territory (PSAD, ZAP, mission locale, CIO district) a commune belongs to.
//!
//! The zonings of the field do not nest, so each is a table of communes. One CSV may hold several, one column each:
//! `commune;nom_commune;code_postal;psad;zap;mission_locale;cio`. `commune` is the INSEE code; `nom_commune` and
//! `code_postal` let people be placed of whom a register gives only the postal address.

use std::{
    collections::{BTreeMap, HashMap},
    path::Path,
};

use raccroche_domain::{CodeCommune, francais::plier};

use crate::{
    error::{ReadError, ReadErrorKind},
    fields::some,
    reference::Reference,
};

/// One zoning.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Zonage {
    /// Territory of each commune.
    pub communes: BTreeMap<CodeCommune, String>,
    /// Commune of a postal code and a folded name, when there is only one.
    places: HashMap<(String, String), Option<CodeCommune>>,
    /// Lines set aside: no commune code, or a commune that an earlier line gives to another territory.
    pub set_aside: Vec<u64>,
    /// Communes without a territory in this column.
    pub without: Vec<CodeCommune>,
}

impl Zonage {
    /// Reads the zoning of one `column` (`psad`, `zap`, `mission_locale`, `cio`). A file with only one column beside
    /// those of the commune may call it as it likes.
    ///
    /// # Errors
    /// [`ReadError`] when the file cannot be read, or has not the column of the commune or of the territory.
    pub fn load(path: &Path, column: &str) -> Result<Self, ReadError> {
        let mut table = Reference::open(path)?;
        let missing = |name: &str| {
            ReadErrorKind::MissingColumn { column: name.to_owned(), nearest: table.nearest(name) }
                .in_file(&table.file)
                .at_line(1)
        };
        let commune = table
            .column(&["commune", "code_commune", "code_insee", "insee", "codgeo"])
            .ok_or_else(|| missing("commune"))?;
        let nom = table.column(&["nom_commune", "libelle_commune", "libgeo", "nom"]);
        let postal = table.column(&["code_postal", "cp"]);
        let territory = table.column(&[column]).or_else(|| {
            let others = |i: &usize| *i != commune && Some(*i) != nom && Some(*i) != postal;
            let mut free = (0..table.width()).filter(others);
            free.next().filter(|_| free.next().is_none())
        });
        let territory = territory.ok_or_else(|| missing(column))?;
        let mut zonage = Self::default();
        while let Some((line, row)) = table.next_row()? {
            let cell = |column: usize| row.get(column).and_then(some);
            let code = cell(commune).map(|code| if code.len() == 4 { format!("0{code}") } else { code });
            let Some(code) = code.and_then(|code| code.parse::<CodeCommune>().ok()) else {
                zonage.set_aside.push(line);
                continue;
            };
            if let (Some(nom), Some(postal)) = (nom.and_then(cell), postal.and_then(cell)) {
                zonage.add_place(&postal, &nom, code);
            }
            let Some(name) = cell(territory) else {
                zonage.without.push(code);
                continue;
            };
            match zonage.communes.get(&code) {
                // A commune has several postal codes, hence several lines.
                Some(known) if *known == name => {}
                Some(_) => zonage.set_aside.push(line),
                None => {
                    zonage.communes.insert(code, name);
                }
            }
        }
        if zonage.communes.is_empty() {
            return Err(ReadErrorKind::Empty.in_file(&table.file));
        }
        Ok(zonage)
    }

    fn add_place(&mut self, postal: &str, nom: &str, code: CodeCommune) {
        let place = self.places.entry((postal.to_owned(), plier(nom))).or_insert(Some(code));
        if *place != Some(code) {
            *place = None;
        }
    }

    /// The territory of a commune.
    pub fn get(&self, commune: CodeCommune) -> Option<&str> {
        self.communes.get(&commune).map(String::as_str)
    }

    /// Postal code, folded name and commune, for each pair of the first two that designates one commune alone; in no order.
    pub fn places(&self) -> impl Iterator<Item = (&str, &str, CodeCommune)> {
        self.places.iter().filter_map(|((postal, nom), code)| Some((postal.as_str(), nom.as_str(), (*code)?)))
    }

    /// The commune that a postal code and the name of a town designate, when they designate one alone.
    pub fn commune_of(&self, code_postal: &str, ville: &str) -> Option<CodeCommune> {
        self.places.get(&(code_postal.trim().to_owned(), plier(ville))).copied().flatten()
    }
}
