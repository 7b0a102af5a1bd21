//! The annuaire de l'éducation (open data): from a UAI to a name, a commune, an academy and a way to write.

use std::{collections::HashMap, path::Path};

use raccroche_domain::{CodeCommune, Uai};
use serde::{Deserialize, Serialize};

use crate::{
    error::{ReadError, ReadErrorKind},
    fields::{clean, departement, some},
    reference::Reference,
};

/// What the annuaire says of one establishment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Etablissement {
    /// Its number.
    pub uai: Uai,
    /// Its name.
    pub nom: String,
    /// `Collège`, `Lycée`, `Information et orientation`…
    pub type_etablissement: Option<String>,
    /// `Public` or `Privé`.
    pub statut: Option<String>,
    /// Label of its nature (`LYCEE PROFESSIONNEL`).
    pub nature: Option<String>,
    /// Street lines, joined by a comma.
    pub adresse: Option<String>,
    /// Postal code.
    pub code_postal: Option<String>,
    /// INSEE code of its commune.
    pub code_commune: Option<CodeCommune>,
    /// Name of its commune.
    pub commune: Option<String>,
    /// Département: `33`, `2A`, `974`.
    pub departement: Option<String>,
    /// Name of its academy.
    pub academie: Option<String>,
    /// E-mail address.
    pub mail: Option<String>,
    /// Phone.
    pub telephone: Option<String>,
    /// Whether it is open; an annuaire without the column lists open ones alone.
    pub ouvert: bool,
}

/// Establishments by UAI, and the lines that could not be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Annuaire {
    by_uai: HashMap<Uai, Etablissement>,
    /// Lines whose UAI is not one.
    pub set_aside: Vec<u64>,
}

impl Annuaire {
    /// Reads the CSV of the open data, whatever the case of its headers and its delimiter.
    ///
    /// A UAI that comes twice is described by its open establishment, else by its first line.
    ///
    /// # Errors
    /// [`ReadError`] when the file cannot be read or has no column of UAI or of names.
    pub fn load(path: &Path) -> Result<Self, ReadError> {
        let mut table = Reference::open(path)?;
        let column = |names: &[&str]| table.column(names);
        let missing = |name: &str| {
            ReadErrorKind::MissingColumn { column: name.to_owned(), nearest: table.nearest(name) }
                .in_file(&table.file)
                .at_line(1)
        };
        let uai = column(&[
            "identifiant_de_l_etablissement",
            "uai",
            "numero_uai",
            "code_uai",
            "code_etablissement",
        ])
        .ok_or_else(|| missing("identifiant_de_l_etablissement"))?;
        let nom = column(&["nom_etablissement", "appellation_officielle", "nom"])
            .ok_or_else(|| missing("nom_etablissement"))?;
        let type_etablissement = column(&["type_etablissement"]);
        let statut = column(&["statut_public_prive", "secteur_public_prive_libe"]);
        let nature = column(&["libelle_nature", "nature_uai_libe"]);
        let adresses =
            [column(&["adresse_1", "adresse_uai"]), column(&["adresse_2"]), column(&["adresse_3"])];
        let code_postal = column(&["code_postal", "code_postal_uai"]);
        let code_commune = column(&["code_commune"]);
        let commune = column(&["nom_commune", "libelle_commune"]);
        let code_departement = column(&["code_departement"]);
        let academie = column(&["libelle_academie"]);
        let mail = column(&["mail"]);
        let telephone = column(&["telephone"]);
        let etat = column(&["etat", "etat_etablissement_libe"]);
        let mut annuaire = Self::default();
        while let Some((line, row)) = table.next_row()? {
            let get = |column: Option<usize>| column.and_then(|column| row.get(column)).and_then(some);
            let Ok(number) = row.get(uai).unwrap_or_default().parse::<Uai>() else {
                annuaire.set_aside.push(line);
                continue;
            };
            let lignes: Vec<String> = adresses.iter().filter_map(|column| get(*column)).collect();
            let etablissement = Etablissement {
                uai: number,
                nom: clean(row.get(nom).unwrap_or_default()).to_owned(),
                type_etablissement: get(type_etablissement),
                statut: get(statut),
                nature: get(nature),
                adresse: (!lignes.is_empty()).then(|| lignes.join(", ")),
                code_postal: get(code_postal),
                code_commune: get(code_commune).and_then(|code| code.parse().ok()),
                commune: get(commune),
                departement: get(code_departement).and_then(|code| departement(&code)),
                academie: get(academie),
                mail: get(mail),
                telephone: get(telephone),
                ouvert: get(etat).is_none_or(|etat| etat.to_uppercase().contains("OUVERT")),
            };
            let known = annuaire.by_uai.get(&number);
            if known.is_none_or(|known| !known.ouvert && etablissement.ouvert) {
                annuaire.by_uai.insert(number, etablissement);
            }
        }
        if annuaire.by_uai.is_empty() {
            return Err(ReadErrorKind::Empty.in_file(&table.file));
        }
        Ok(annuaire)
    }

    /// The establishment of a number.
    pub fn get(&self, uai: Uai) -> Option<&Etablissement> {
        self.by_uai.get(&uai)
    }

    /// How many establishments.
    pub fn len(&self) -> usize {
        self.by_uai.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.by_uai.is_empty()
    }

    /// Every establishment, in the order of the numbers.
    pub fn iter(&self) -> impl Iterator<Item = &Etablissement> {
        let mut all: Vec<_> = self.by_uai.values().collect();
        all.sort_by_key(|etablissement| etablissement.uai);
        all.into_iter()
    }
}
