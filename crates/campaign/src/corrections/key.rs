//! Who a correction is about: keys that survive from one export to the next.
//!
//! Line numbers change with every export, so they only serve within one campaign; an identity does not. A key finds
//! lines, never guesses: it is exact but for case, accents and punctuation.

use std::collections::HashMap;

use chrono::NaiveDate;
use raccroche_domain::{Enregistrement, Ine, francais::plier};

use crate::people::{Place, Sources};

/// The cells that say who.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct Key {
    /// Number given by a campaign.
    pub(crate) jeune: String,
    pub(crate) ine: String,
    pub(crate) nom: String,
    pub(crate) prenoms: String,
    pub(crate) naissance: Option<NaiveDate>,
    /// Name of the source, for a line of one.
    pub(crate) source: String,
    pub(crate) fichier: String,
    pub(crate) ligne: Option<u64>,
}

impl Key {
    /// Whether the key says a name and a birth date.
    pub(crate) fn has_identity(&self) -> bool {
        !self.nom.is_empty() && self.naissance.is_some()
    }

    /// Whether two keys name the same person, as far as both say: by number, INE, identity, or line of one export.
    pub(crate) fn same_person(&self, other: &Self) -> bool {
        let equal = |a: &str, b: &str| !a.is_empty() && a == b;
        let line = equal(&self.fichier, &other.fichier)
            && (&self.source, self.ligne) == (&other.source, other.ligne)
            && !(self.has_identity() && other.has_identity());
        let identity = self.has_identity()
            && self.naissance == other.naissance
            && plier(&self.nom) == plier(&other.nom)
            && first_name(&self.prenoms) == first_name(&other.prenoms);
        self == other || equal(&self.jeune, &other.jeune) || equal(&self.ine, &other.ine) || identity || line
    }

    /// Completes the key with the identity of a line, so that it still means the same person next year.
    pub(crate) fn complete(&mut self, line: &Enregistrement) {
        let identite = &line.identite;
        if self.ine.is_empty() {
            self.ine = line.ine.first().map(|ine| ine.as_str().to_owned()).unwrap_or_default();
        }
        if self.nom.is_empty() {
            self.nom.clone_from(&identite.nom_famille);
            self.prenoms = identite.prenoms.join(" ");
        }
        self.naissance = self.naissance.or(identite.date_naissance);
    }

    /// Whether a line that bears the same INE is plausibly the same person: a shared digit is not a shared person.
    fn agrees(&self, line: &Enregistrement) -> bool {
        let birth = self.naissance.is_none() || self.naissance == line.identite.date_naissance;
        let name = self.nom.is_empty() || names(line).any(|name| name == plier(&self.nom));
        birth || name
    }
}

fn names(line: &Enregistrement) -> impl Iterator<Item = String> {
    let identite = &line.identite;
    std::iter::once(plier(&identite.nom_famille)).chain(identite.nom_usage.as_deref().map(plier))
}

/// First word of the first names: "Léa Marie" and "Léa" are one key.
fn first_name(text: &str) -> String {
    plier(text).split(' ').next().unwrap_or_default().to_owned()
}

/// Finds lines by key.
#[derive(Debug, Default)]
pub(crate) struct LineIndex {
    ines: HashMap<String, Vec<Place>>,
    identities: HashMap<(String, String, NaiveDate), Vec<Place>>,
    numbers: HashMap<(String, String, u64), Place>,
}

impl LineIndex {
    pub(crate) fn new(sources: &Sources) -> Self {
        let mut index = Self::default();
        for place in sources.places(|_| true) {
            let (source, line) = sources.at(place);
            for ine in &line.ine {
                index.ines.entry(ine.as_str().to_owned()).or_default().push(place);
            }
            if let Some(birth) = line.identite.date_naissance {
                let first = line.identite.prenoms.first().map(|p| first_name(p)).unwrap_or_default();
                for name in names(line) {
                    index.identities.entry((name, first.clone(), birth)).or_default().push(place);
                }
            }
            index.numbers.insert((source.registre.nom.clone(), line.fichier.clone(), line.ligne), place);
        }
        index
    }

    /// The lines that the key names, by its strongest part: the line itself, else the INE, else the identity.
    ///
    /// # Errors
    /// The reason, in French, when it names none.
    pub(crate) fn find(&self, key: &Key, sources: &Sources) -> Result<Vec<Place>, String> {
        let agreeing = |places: &[Place]| -> Vec<Place> {
            places.iter().copied().filter(|place| key.agrees(sources.line(*place))).collect()
        };
        let by_line = || {
            let place = self.numbers.get(&(key.source.clone(), key.fichier.clone(), key.ligne?))?;
            // The line number of an older export may now be somebody else's.
            Some(agreeing(&[*place]))
        };
        let by_ine = || {
            let ine = key.ine.parse::<Ine>().ok()?;
            Some(agreeing(self.ines.get(ine.as_str())?))
        };
        let by_identity = || {
            let identity = (plier(&key.nom), first_name(&key.prenoms), key.naissance?);
            self.identities.get(&identity).cloned()
        };
        let parts: [&dyn Fn() -> Option<Vec<Place>>; 3] = [&by_line, &by_ine, &by_identity];
        if let Some(places) = parts.iter().filter_map(|part| part()).find(|places| !places.is_empty()) {
            return Ok(places);
        }
        let usable = key.ine.parse::<Ine>().is_ok() || key.has_identity() || key.ligne.is_some();
        Err(if usable {
            "cette personne ne figure dans aucun fichier de la campagne".to_owned()
        } else {
            "la ligne ne dit pas assez de qui il s’agit ; donnez le numéro du jeune, un INE, ou le nom, le prénom et \
             la date de naissance"
                .to_owned()
        })
    }
}
