//! Who receives whom: from the commune of residence to a territory.
//!
//! A person without a known commune, or whose commune is in no territory, is not dropped: two lists of their own
//! show them.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    path::Path,
};

use raccroche_domain::{Adresse, CodeCommune, francais::plier};
use raccroche_registers::Zonage;

use crate::CampaignError;

/// Where a person belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Zone {
    /// A territory of the zoning, by its position.
    Territory(usize),
    /// The commune is in no territory.
    Outside,
    /// The commune is not known.
    Unknown,
    /// No zoning was given.
    Everywhere,
}

/// The territories of one zoning.
#[derive(Debug, Default)]
pub(crate) struct Territories {
    names: Vec<String>,
    slugs: Vec<String>,
    by_commune: HashMap<CodeCommune, usize>,
    /// The table itself, which also places an address that bears no commune code.
    table: Zonage,
}

/// File name of the list of people whose commune is not known.
const UNKNOWN: &str = "commune-inconnue";
/// File name of the list of people whose commune is in no territory.
const OUTSIDE: &str = "hors-zonage";

impl Territories {
    /// Reads the zoning of the PSADs.
    pub(crate) fn read(path: &Path) -> Result<Self, CampaignError> {
        let table = Zonage::load(path, "psad").map_err(|error| CampaignError::reference(path, error))?;
        let mut territories =
            Self::new(table.communes.iter().map(|(commune, name)| (*commune, name.clone())));
        territories.table = table;
        Ok(territories)
    }

    /// Lines of the zoning that could not be used.
    pub(crate) fn set_aside(&self) -> u64 {
        self.table.set_aside.len() as u64
    }

    /// The commune of an address: its code, else the one that its postal code and town designate.
    pub(crate) fn commune(&self, adresse: &Adresse) -> Option<CodeCommune> {
        adresse.commune.or_else(|| {
            let (postal, town) = (adresse.code_postal.as_deref()?, adresse.ville.as_deref()?);
            self.table.commune_of(postal, town)
        })
    }

    /// From pairs commune, name of territory.
    pub(crate) fn new(pairs: impl IntoIterator<Item = (CodeCommune, String)>) -> Self {
        let mut named: BTreeMap<String, Vec<CodeCommune>> = BTreeMap::new();
        for (commune, name) in pairs {
            named.entry(name).or_default().push(commune);
        }
        let mut territories = Self::default();
        let mut used: HashSet<String> = [UNKNOWN.to_owned(), OUTSIDE.to_owned()].into();
        for (name, communes) in named {
            let position = territories.names.len();
            territories.by_commune.extend(communes.into_iter().map(|commune| (commune, position)));
            territories.slugs.push(unused_slug(&name, &mut used));
            territories.names.push(name);
        }
        territories
    }

    /// Without any zoning, everybody is in one list.
    pub(crate) fn zone(&self, commune: Option<CodeCommune>) -> Zone {
        if self.names.is_empty() {
            return Zone::Everywhere;
        }
        match commune {
            None => Zone::Unknown,
            Some(commune) => self.by_commune.get(&commune).map_or(Zone::Outside, |i| Zone::Territory(*i)),
        }
    }

    /// Every zone, the territories first.
    pub(crate) fn zones(&self) -> Vec<Zone> {
        if self.names.is_empty() {
            return vec![Zone::Everywhere];
        }
        (0..self.names.len()).map(Zone::Territory).chain([Zone::Outside, Zone::Unknown]).collect()
    }

    pub(crate) fn name(&self, zone: Zone) -> &str {
        match zone {
            Zone::Territory(i) => &self.names[i],
            Zone::Outside => "Hors zonage",
            Zone::Unknown => "Commune inconnue",
            Zone::Everywhere => "Ensemble",
        }
    }

    /// A name for a file.
    pub(crate) fn slug(&self, zone: Zone) -> &str {
        match zone {
            Zone::Territory(i) => &self.slugs[i],
            Zone::Outside => OUTSIDE,
            Zone::Unknown => UNKNOWN,
            Zone::Everywhere => "ensemble",
        }
    }
}

/// Letters, digits and hyphens, not yet used.
pub(crate) fn unused_slug(name: &str, used: &mut HashSet<String>) -> String {
    let folded: String =
        plier(name).chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).take(80).collect();
    let base = if folded.is_empty() { "territoire".to_owned() } else { folded };
    let mut slug = base.clone();
    let mut rank = 2;
    while !used.insert(slug.clone()) {
        slug = format!("{base}-{rank}");
        rank += 1;
    }
    slug
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_without_a_list() {
        let code = |text: &str| text.parse::<CodeCommune>().unwrap();
        let pairs = [
            (code("33063"), "PSAD Bordeaux – rive gauche".to_owned()),
            (code("33522"), "PSAD Bordeaux rive gauche".to_owned()),
            (code("40192"), "Hors zonage".to_owned()),
            (code("64445"), "../../etc/passwd".to_owned()),
        ];
        let territories = Territories::new(pairs);
        let slugs: Vec<_> = territories.zones().iter().map(|z| territories.slug(*z).to_owned()).collect();
        let distinct: HashSet<_> = slugs.iter().collect();
        assert_eq!(distinct.len(), slugs.len(), "{slugs:?}");
        assert!(slugs.iter().all(|s| s.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')), "{slugs:?}");
        assert_eq!(territories.zone(None), Zone::Unknown);
        assert_eq!(territories.zone(Some(code("75056"))), Zone::Outside);
        assert_eq!(territories.name(territories.zone(Some(code("33063")))), "PSAD Bordeaux – rive gauche");
    }
}
