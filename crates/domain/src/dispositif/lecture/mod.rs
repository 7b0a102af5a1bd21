//! Reading the files of the catalogue: every defect at once, each with its line, its column and a sentence that says what
//! to write instead. A key that nobody knows is a defect, because a misspelt condition that is ignored in silence would
//! let everybody in.

mod coherence;
mod condition;
mod etape;
mod fichier;
#[cfg(test)]
mod guide;
mod surcouche;
mod syntaxe;

use std::fmt;

use crate::francais::ponctuer;
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use syntaxe::Suite;

pub(super) use fichier::{Lu, lire_dispositif, nom_sans_extension};
pub(super) use surcouche::{appliquer, lire_surcouche};

/// Something wrong in a file of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Defaut {
    /// The file, as it was named to the reader.
    pub fichier: String,
    /// From 1.
    pub ligne: usize,
    /// From 1, in characters.
    pub colonne: usize,
    /// What is wrong and what to write, in French.
    pub phrase: String,
}

impl Defaut {
    /// Of the file as a whole.
    pub fn en_tete(fichier: &str, phrase: &str) -> Self {
        Self { fichier: fichier.to_owned(), ligne: 1, colonne: 1, phrase: ponctuer(phrase) }
    }
}

/// The text of a file of the catalogue.
///
/// # Errors
/// A defect with the first line that is not UTF-8, and what to do about it.
pub fn texte_du_fichier(fichier: &str, octets: Vec<u8>) -> Result<String, Defaut> {
    // Each letter of a plain text has a zero beside it there.
    let deux = octets.first().zip(octets.get(1));
    if matches!(deux, Some((0xFF, 0xFE) | (0xFE, 0xFF) | (0, 1..) | (1.., 0))) {
        let phrase =
            "ce fichier n’est pas du texte en UTF-8 (il ressemble à de l’UTF-16) : enregistrez-le en UTF-8.";
        return Err(Defaut::en_tete(fichier, phrase));
    }
    String::from_utf8(octets).map_err(|erreur| {
        let lisible = erreur.utf8_error().valid_up_to();
        let octets = erreur.as_bytes();
        let avant = String::from_utf8_lossy(octets.get(..lisible).unwrap_or_default()).into_owned();
        let mut lecteur = Lecteur::nouveau(fichier, &avant);
        let signe = octets.get(lisible).map_or(' ', |octet| char::from(*octet));
        let signe = if signe.is_control() { String::new() } else { format!(" (« {signe} » ?)") };
        lecteur.defaut(
            lisible,
            format!(
                "cette ligne a un caractère{signe} qui n’est pas en UTF-8 : enregistrez le fichier en UTF-8."
            ),
        );
        lecteur.defauts.remove(0)
    })
}

impl fmt::Display for Defaut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.fichier, self.ligne, self.colonne, self.phrase)
    }
}

/// A place in a file: where its bytes begin.
pub(super) type Place = usize;

/// One file being read, and what was found wrong so far.
pub(super) struct Lecteur<'t> {
    fichier: &'t str,
    texte: &'t str,
    pub(super) defauts: Vec<Defaut>,
}

impl<'t> Lecteur<'t> {
    pub(super) fn nouveau(fichier: &'t str, texte: &'t str) -> Self {
        Self { fichier, texte, defauts: Vec::new() }
    }

    pub(super) fn defaut(&mut self, place: Place, phrase: impl Into<String>) {
        let avant = self.texte.get(..place).unwrap_or(self.texte);
        let ligne = avant.matches('\n').count() + 1;
        let colonne = avant.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        self.defauts.push(Defaut {
            fichier: self.fichier.to_owned(),
            ligne,
            colonne,
            phrase: ponctuer(&phrase.into()),
        });
    }

    /// The whole file as a table; `None` with its defects when it is not TOML. What was read of such a file is left
    /// alone: a bracket that is not closed makes everything after it look wrong.
    pub(super) fn document(&mut self) -> Option<DeTable<'t>> {
        let (table, mut erreurs) = DeTable::parse_recoverable(self.texte);
        erreurs.sort_by_key(|erreur| erreur.span().unwrap_or_default().start);
        if erreurs.is_empty() {
            return Some(table.into_inner());
        }
        for erreur in erreurs {
            let (place, phrase, suite) =
                syntaxe::en_francais(erreur.message(), self.texte, erreur.span().unwrap_or_default());
            // A block that is there twice has all its keys twice.
            if suite == Suite::Consequence && !self.defauts.is_empty() {
                continue;
            }
            self.defaut(place, phrase);
            // What is not closed swallows the lines that follow.
            if suite == Suite::Avale {
                break;
            }
        }
        // The first mistake of a line explains the others.
        self.defauts.sort();
        self.defauts.dedup_by_key(|defaut| defaut.ligne);
        None
    }

    /// Keys that nobody knows are defects; the nearest known one is proposed.
    pub(super) fn cles(&mut self, table: &DeTable<'_>, connues: &[&str]) {
        let inconnues: Vec<_> =
            table.keys().filter(|cle| !connues.contains(&cle.get_ref().as_ref())).collect();
        for cle in inconnues {
            let phrase = format!(
                "la clé « {} » n’est pas connue ici ; {}.",
                cle.get_ref(),
                proposition(cle.get_ref(), connues)
            );
            self.defaut(cle.span().start, phrase);
        }
    }

    pub(super) fn texte(&mut self, table: &DeTable<'_>, cle: &str) -> Option<String> {
        let valeur = table.get(cle)?;
        match valeur.get_ref() {
            DeValue::String(texte) if !texte.trim().is_empty() => Some(ponctuer(texte.trim())),
            DeValue::String(_) => {
                self.defaut(valeur.span().start, format!("« {cle} » est vide : écrivez-y un texte."));
                None
            }
            _ => {
                self.defaut(
                    valeur.span().start,
                    format!("« {cle} » est un texte : écrivez-le entre guillemets droits."),
                );
                None
            }
        }
    }

    /// A text that must be there; `place` is where the table begins, for when it is not.
    pub(super) fn requis(&mut self, table: &DeTable<'_>, place: Place, cle: &str) -> Option<String> {
        if table.get(cle).is_none() {
            self.defaut(place, format!("la clé « {cle} » manque ici."));
        }
        self.texte(table, cle)
    }

    pub(super) fn nombre(&mut self, table: &DeTable<'_>, cle: &str) -> Option<u32> {
        let valeur = table.get(cle)?;
        let lu = valeur.get_ref().as_integer().and_then(|n| u32::from_str_radix(n.as_str(), n.radix()).ok());
        if lu.is_none() {
            self.defaut(
                valeur.span().start,
                format!("« {cle} » est un nombre entier positif, sans guillemets."),
            );
        }
        lu
    }

    pub(super) fn oui_non(&mut self, table: &DeTable<'_>, cle: &str) -> Option<bool> {
        let valeur = table.get(cle)?;
        let lu = valeur.get_ref().as_bool();
        if lu.is_none() {
            self.defaut(valeur.span().start, format!("« {cle} » vaut true ou false, sans guillemets."));
        }
        lu
    }

    /// The items of a list; anything else than a list is a defect.
    pub(super) fn liste<'v, 'i>(
        &mut self,
        table: &'v DeTable<'i>,
        cle: &str,
    ) -> Vec<&'v Spanned<DeValue<'i>>> {
        let Some(valeur) = table.get(cle) else { return Vec::new() };
        if let Some(items) = valeur.get_ref().as_array() {
            return items.iter().collect();
        }
        let phrase = if valeur.get_ref().is_table() {
            format!("« {cle} » s’écrit avec deux crochets, autant de fois qu’il y a de blocs : [[{cle}]].")
        } else {
            format!("« {cle} » est une liste : écrivez-la entre crochets.")
        };
        self.defaut(valeur.span().start, phrase);
        Vec::new()
    }

    pub(super) fn textes(&mut self, table: &DeTable<'_>, cle: &str) -> Vec<String> {
        let mut lus = Vec::new();
        for item in self.liste(table, cle) {
            match item.get_ref().as_str().map(str::trim) {
                Some(texte) if !texte.is_empty() => lus.push(ponctuer(texte)),
                _ => self.defaut(
                    item.span().start,
                    format!("chaque élément de « {cle} » est un texte entre guillemets droits."),
                ),
            }
        }
        lus
    }

    /// Texts of which none is written twice.
    pub(super) fn textes_distincts(&mut self, table: &DeTable<'_>, cle: &str) -> Vec<String> {
        let lus = self.textes(table, cle);
        self.distincts(table, cle);
        lus
    }

    fn distincts(&mut self, table: &DeTable<'_>, cle: &str) {
        let items = table.get(cle).and_then(|valeur| valeur.get_ref().as_array());
        let items: Vec<_> = items.into_iter().flat_map(|items| items.iter()).collect();
        for (rang, item) in items.iter().enumerate() {
            if let Some(texte) = item.get_ref().as_str()
                && items[..rang]
                    .iter()
                    .any(|autre| autre.get_ref().as_str().map(str::trim) == Some(texte.trim()))
            {
                self.defaut(item.span().start, format!("« {texte} » est écrit deux fois dans « {cle} »."));
            }
        }
    }

    /// A list of tables; items that are no table are defects.
    pub(super) fn tables<'v, 'i>(
        &mut self,
        table: &'v DeTable<'i>,
        cle: &str,
    ) -> Vec<(Place, &'v DeTable<'i>)> {
        let mut lues = Vec::new();
        for item in self.liste(table, cle) {
            lues.extend(self.table_de(item, cle));
        }
        lues
    }

    pub(super) fn table_de<'v, 'i>(
        &mut self,
        valeur: &'v Spanned<DeValue<'i>>,
        cle: &str,
    ) -> Option<(Place, &'v DeTable<'i>)> {
        let lue = valeur.get_ref().as_table().map(|table| (valeur.span().start, table));
        if lue.is_none() {
            let blocs = valeur.get_ref().as_array().and_then(|blocs| blocs.iter().next());
            let phrase = if blocs.is_some_and(|bloc| bloc.get_ref().is_table()) {
                format!("« {cle} » n’est là qu’une fois et s’écrit avec un seul crochet : [{cle}].")
            } else {
                format!("« {cle} » attend un bloc de clés et de valeurs.")
            };
            self.defaut(valeur.span().start, phrase);
        }
        lue
    }

    /// A word of a closed list.
    pub(super) fn mot<T: Copy>(
        &mut self,
        table: &DeTable<'_>,
        cle: &str,
        tous: &[T],
        code: fn(T) -> &'static str,
    ) -> Option<T> {
        let place = table.get(cle)?.span().start;
        let texte = self.texte(table, cle)?;
        self.mot_lu(place, &texte, cle, tous, code)
    }

    /// Words of a closed list.
    pub(super) fn mots<T: Copy>(
        &mut self,
        table: &DeTable<'_>,
        cle: &str,
        tous: &[T],
        code: fn(T) -> &'static str,
    ) -> Vec<T> {
        let mut lus = Vec::new();
        self.distincts(table, cle);
        for item in self.liste(table, cle) {
            match item.get_ref().as_str() {
                Some(texte) => lus.extend(self.mot_lu(item.span().start, texte, cle, tous, code)),
                None => self
                    .defaut(item.span().start, format!("« {cle} » est une liste de mots entre guillemets.")),
            }
        }
        lus
    }

    fn mot_lu<T: Copy>(
        &mut self,
        place: Place,
        texte: &str,
        cle: &str,
        tous: &[T],
        code: fn(T) -> &'static str,
    ) -> Option<T> {
        let lu = tous.iter().copied().find(|membre| code(*membre) == texte);
        if lu.is_none() {
            let codes: Vec<&str> = tous.iter().map(|membre| code(*membre)).collect();
            let phrase =
                format!("« {texte} » n’est pas une valeur de « {cle} » ; {}.", proposition(texte, &codes));
            self.defaut(place, phrase);
        }
        lu
    }
}

/// Where the value of a key begins, or where its table does.
pub(super) fn place_de(table: &DeTable<'_>, cle: &str, sinon: Place) -> Place {
    table.get(cle).map_or(sinon, |valeur| valeur.span().start)
}

/// `vouliez-vous dire « x » ?`, or the words that are known.
pub(super) fn proposition(lu: &str, connus: &[&str]) -> String {
    let proche = connus
        .iter()
        .map(|mot| (ecart(lu, mot), *mot))
        .min()
        .filter(|(ecart, mot)| *ecart <= mot.chars().count().max(lu.chars().count()) / 2);
    match proche {
        Some((_, mot)) => format!("le plus proche est « {mot} »"),
        None => format!("sont possibles : {}", connus.join(", ")),
    }
}

/// Letters to add, drop or change to go from one word to the other.
fn ecart(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut rangee: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonale = rangee[0];
        rangee[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let change = diagonale + usize::from(ca != *cb);
            diagonale = rangee[j + 1];
            rangee[j + 1] = change.min(diagonale + 1).min(rangee[j] + 1);
        }
    }
    rangee[b.len()]
}
