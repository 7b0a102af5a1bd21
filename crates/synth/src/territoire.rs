//! The five départements of the académie de Bordeaux: communes, where people are born, and the zonings.
//!
//! Codes, names, postal codes and populations are facts (see the headers of the data files). The zonings are
//! invented: built from arrondissements and intercommunalités so that, as in reality, they do not nest.

use std::collections::{BTreeMap, HashMap};

use crate::rng::{Rng, cumulative};

/// A commune of the five départements.
#[derive(Debug)]
pub(crate) struct Commune {
    /// INSEE code.
    pub(crate) code: &'static str,
    /// Name.
    pub(crate) nom: &'static str,
    /// First postal code.
    pub(crate) code_postal: &'static str,
    /// Inhabitants.
    pub(crate) population: u32,
    /// Name of its arrondissement.
    pub(crate) arrondissement: &'static str,
    /// Name of its intercommunalité.
    epci: &'static str,
}

impl Commune {
    /// `24`, `33`, `40`, `47` or `64`.
    pub(crate) fn departement(&self) -> &'static str {
        &self.code[..2]
    }
}

/// The four zones of a commune.
#[derive(Debug, Clone)]
pub(crate) struct Zones {
    /// Plate-forme de suivi et d'appui aux décrocheurs.
    pub(crate) psad: String,
    /// Zone d'animation pédagogique.
    pub(crate) zap: String,
    /// Mission locale.
    pub(crate) mission_locale: String,
    /// Centre d'information et d'orientation.
    pub(crate) cio: String,
}

/// Where somebody was born.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Lieu {
    /// INSEE code of a commune of France, as at birth.
    France(&'static str),
    /// `99` and the country's three digits, and a town.
    Etranger(&'static str, &'static str),
}

/// Everything about places.
#[derive(Debug)]
pub(crate) struct Territoire {
    /// All communes, by code.
    pub(crate) communes: Vec<Commune>,
    weights: Vec<f64>,
    by_arrondissement: BTreeMap<&'static str, Vec<u16>>,
    anciennes: HashMap<&'static str, Vec<&'static str>>,
    actuelle: HashMap<&'static str, &'static str>,
    cio_of_epci: HashMap<&'static str, &'static str>,
}

/// Towns with a maternity ward, elsewhere in France too: INSEE code and weight.
const MATERNITES: [(&str, f64); 46] = [
    ("33063", 240.0),
    ("33522", 70.0),
    ("33318", 40.0),
    ("33243", 55.0),
    ("33529", 40.0),
    ("33227", 22.0),
    ("24322", 45.0),
    ("24037", 30.0),
    ("24520", 9.0),
    ("40192", 38.0),
    ("40088", 36.0),
    ("47001", 48.0),
    ("47157", 16.0),
    ("47323", 20.0),
    ("64445", 90.0),
    ("64102", 85.0),
    ("64430", 7.0),
    ("64422", 8.0),
    ("64483", 3.0),
    ("33281", 20.0),
    ("33119", 6.0),
    ("33039", 5.0),
    ("75112", 9.0),
    ("75114", 8.0),
    ("75119", 8.0),
    ("75120", 7.0),
    ("75056", 2.0),
    ("93066", 4.0),
    ("94028", 3.0),
    ("92012", 3.0),
    ("95127", 3.0),
    ("91228", 2.0),
    ("31555", 16.0),
    ("69383", 5.0),
    ("69388", 3.0),
    ("13205", 4.0),
    ("13055", 2.0),
    ("59350", 6.0),
    ("44109", 6.0),
    ("35238", 4.0),
    ("67482", 3.0),
    ("34172", 4.0),
    ("06088", 3.0),
    ("97411", 5.0),
    ("97611", 7.0),
    ("97302", 4.0),
];

/// Countries of birth: code, a town, weight.
const PAYS: [(&str, &str, f64); 34] = [
    ("99350", "Casablanca", 14.0),
    ("99350", "Oujda", 4.0),
    ("99352", "Oran", 9.0),
    ("99352", "Alger", 7.0),
    ("99351", "Tunis", 5.0),
    ("99139", "Porto", 12.0),
    ("99139", "Braga", 6.0),
    ("99134", "Barcelona", 7.0),
    ("99134", "San Sebastián", 6.0),
    ("99127", "Napoli", 4.0),
    ("99109", "Berlin", 3.0),
    ("99132", "London", 5.0),
    ("99131", "Bruxelles", 3.0),
    ("99114", "Iași", 5.0),
    ("99111", "Sofia", 4.0),
    ("99341", "Dakar", 6.0),
    ("99335", "Bamako", 6.0),
    ("99326", "Abidjan", 6.0),
    ("99330", "Conakry", 7.0),
    ("99312", "Kinshasa", 5.0),
    ("99322", "Douala", 4.0),
    ("99397", "Moroni", 4.0),
    ("99333", "Antananarivo", 4.0),
    ("99212", "Kaboul", 7.0),
    ("99206", "Alep", 6.0),
    ("99208", "İzmir", 4.0),
    ("99155", "Kyiv", 5.0),
    ("99123", "Grozny", 3.0),
    ("99255", "Tbilissi", 4.0),
    ("99252", "Erevan", 3.0),
    ("99125", "Tirana", 4.0),
    ("99246", "Dhaka", 3.0),
    ("99243", "Hô-Chi-Minh-Ville", 2.0),
    ("99416", "São Paulo", 3.0),
];

const RIVE_DROITE: [&str; 9] = [
    "Bassens",
    "Lormont",
    "Cenon",
    "Floirac",
    "Carbon-Blanc",
    "Ambarès-et-Lagrave",
    "Artigues-près-Bordeaux",
    "Bouliac",
    "Saint-Louis-de-Montferrand",
];

/// The data lines of an embedded `;` table: comments and the heading line left out.
fn rows(text: &'static str) -> impl Iterator<Item = std::str::Split<'static, char>> {
    text.lines().filter(|line| !line.starts_with('#')).skip(1).map(|line| line.split(';'))
}

impl Territoire {
    /// Reads the built-in tables.
    pub(crate) fn new() -> Self {
        let communes: Vec<Commune> = rows(include_str!("../data/communes.csv"))
            .map(|mut f| {
                let mut next = || f.next().unwrap_or_default();
                Commune {
                    code: next(),
                    nom: next(),
                    code_postal: next(),
                    population: next().parse().unwrap_or(0),
                    arrondissement: next(),
                    epci: next(),
                }
            })
            .collect();
        let mut by_arrondissement: BTreeMap<&str, Vec<u16>> = BTreeMap::new();
        let mut seats: HashMap<&str, &Commune> = HashMap::new();
        for (index, commune) in communes.iter().enumerate() {
            by_arrondissement
                .entry(commune.arrondissement)
                .or_default()
                .push(u16::try_from(index).unwrap_or(u16::MAX));
            let seat = seats.entry(commune.epci).or_insert(commune);
            if commune.population > seat.population {
                *seat = commune;
            }
        }
        for list in by_arrondissement.values_mut() {
            list.sort_by_key(|i| std::cmp::Reverse(communes[usize::from(*i)].population));
        }
        let cio_of_epci = seats.iter().map(|(epci, seat)| (*epci, seat.arrondissement)).collect();
        let (mut anciennes, mut actuelle): (HashMap<_, Vec<_>>, HashMap<_, _>) =
            (HashMap::new(), HashMap::new());
        for mut f in rows(include_str!("../data/communes_anciennes.csv")) {
            if let (Some(code), Some(_), Some(now)) = (f.next(), f.next(), f.next()) {
                anciennes.entry(now).or_default().push(code);
                actuelle.insert(code, now);
            }
        }
        let weights = cumulative(communes.iter().map(|c| f64::from(c.population)));
        Self { communes, weights, by_arrondissement, anciennes, actuelle, cio_of_epci }
    }

    /// A commune, by its population.
    pub(crate) fn commune(&self, rng: &mut Rng) -> u16 {
        u16::try_from(rng.weighted(&self.weights)).unwrap_or(0)
    }

    /// The commune of an index given by this territory.
    pub(crate) fn of(&self, index: u16) -> &Commune {
        &self.communes[usize::from(index)]
    }

    /// Arrondissements with their communes, the most populous first.
    pub(crate) fn arrondissements(&self) -> impl Iterator<Item = (&'static str, &[u16])> {
        self.by_arrondissement.iter().map(|(nom, list)| (*nom, list.as_slice()))
    }

    /// Another commune of the same arrondissement.
    pub(crate) fn neighbour(&self, rng: &mut Rng, index: u16) -> u16 {
        let list = &self.by_arrondissement[self.of(index).arrondissement];
        // The smaller of two draws leans on the populous head of the list.
        list[rng.below(list.len()).min(rng.below(list.len()))]
    }

    /// A birth place for a family living in that commune; `abroad` is the chance of a birth abroad.
    pub(crate) fn naissance(&self, rng: &mut Rng, home: u16, abroad: f64) -> Lieu {
        if rng.chance(abroad) {
            let table = cumulative(PAYS.iter().map(|p| p.2));
            let (code, ville, _) = PAYS[rng.weighted(&table)];
            return Lieu::Etranger(code, ville);
        }
        let home = self.of(home);
        if rng.chance(0.03) {
            // At home, in a village: the only births in communes that were merged since.
            let merged = self.anciennes.get(home.code);
            return Lieu::France(merged.filter(|_| rng.chance(0.7)).map_or(home.code, |old| rng.pick(old)));
        }
        let near = MATERNITES.map(
            |(code, weight)| {
                if code.starts_with(home.departement()) { weight * 25.0 } else { weight }
            },
        );
        Lieu::France(MATERNITES[rng.weighted(&cumulative(near))].0)
    }

    /// The commune that took in a former one; the code itself when it was not merged.
    pub(crate) fn actuelle(&self, code: &'static str) -> &'static str {
        self.actuelle.get(code).copied().unwrap_or(match code {
            "75112" | "75114" | "75119" | "75120" => "75056",
            "69383" | "69388" => "69123",
            "13205" => "13055",
            other => other,
        })
    }

    /// The zones of a commune.
    pub(crate) fn zones(&self, index: u16) -> Zones {
        let c = self.of(index);
        let psad = match (c.arrondissement, c.epci) {
            ("Bordeaux", _) if c.nom == "Bordeaux" => "Bordeaux",
            ("Bordeaux", _) if RIVE_DROITE.contains(&c.nom) => "Rive droite",
            ("Bordeaux", "Bordeaux Métropole") => "Mérignac-Pessac",
            ("Bordeaux", _) => "Portes du Médoc et des Graves",
            ("Pau", "CC de Lacq-Orthez" | "CC du Béarn des Gaves") => "Orthez",
            (arrondissement, _) => arrondissement,
        };
        let zap = match c.arrondissement {
            "Bergerac" | "Sarlat-la-Canéda" => "Dordogne sud",
            "Périgueux" | "Nontron" => "Dordogne nord",
            "Bordeaux" if c.epci == "Bordeaux Métropole" => "Bordeaux Métropole",
            "Bordeaux" | "Lesparre-Médoc" => "Médoc et Graves",
            "Libourne" | "Blaye" => "Gironde est",
            "Langon" | "Arcachon" => "Gironde sud",
            "Dax" => "Landes ouest",
            "Mont-de-Marsan" => "Landes est",
            "Bayonne" => "Pays basque",
            "Pau" | "Oloron-Sainte-Marie" => "Béarn",
            _ => "Lot-et-Garonne",
        };
        let mission_locale = match (c.arrondissement, c.epci) {
            ("Nontron", _) => "Périgueux",
            ("Nérac", _) => "Agen",
            ("Oloron-Sainte-Marie", _) => "Pau",
            ("Bordeaux", "Bordeaux Métropole") if RIVE_DROITE.contains(&c.nom) => "Hauts de Garonne",
            ("Bordeaux", "Bordeaux Métropole") if c.nom != "Bordeaux" => "Graves et Médoc",
            (arrondissement, _) => arrondissement,
        };
        let cio = self.cio_of_epci.get(c.epci).copied().unwrap_or(c.arrondissement);
        Zones {
            psad: format!("PSAD {psad}"),
            zap: format!("ZAP {zap}"),
            mission_locale: format!("Mission locale {mission_locale}"),
            cio: format!("CIO {cio}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Purpose;

    #[test]
    fn tables_are_whole() {
        let t = Territoire::new();
        assert!(t.communes.len() > 2200);
        assert!(
            t.communes.iter().all(|c| c.code.len() == 5 && c.code_postal.len() == 5 && !c.nom.is_empty())
        );
        let bordeaux = t.communes.iter().find(|c| c.nom == "Bordeaux").unwrap();
        assert_eq!((bordeaux.code, bordeaux.arrondissement), ("33063", "Bordeaux"));
        assert_eq!(t.actuelle("24013"), "24053");
        assert_eq!(t.actuelle("33063"), "33063");
        for (code, _) in MATERNITES {
            let ours = ["24", "33", "40", "47", "64"].contains(&&code[..2]);
            assert!(!ours || t.communes.iter().any(|c| c.code == code), "{code}");
        }
    }

    #[test]
    fn zonings_do_not_nest() {
        let t = Territoire::new();
        let zones: Vec<Zones> = (0..t.communes.len()).map(|i| t.zones(u16::try_from(i).unwrap())).collect();
        let splits = |a: fn(&Zones) -> &str, b: fn(&Zones) -> &str| {
            let mut seen: HashMap<&str, &str> = HashMap::new();
            zones.iter().any(|z| *seen.entry(a(z)).or_insert(b(z)) != b(z))
        };
        assert!(splits(|z| &z.psad, |z| &z.cio) && splits(|z| &z.cio, |z| &z.psad));
        assert!(splits(|z| &z.mission_locale, |z| &z.zap) && splits(|z| &z.zap, |z| &z.mission_locale));
        let mut psads: Vec<&str> = zones.iter().map(|z| z.psad.as_str()).collect();
        psads.sort_unstable();
        psads.dedup();
        assert!((20..30).contains(&psads.len()), "{psads:?}");
    }

    #[test]
    fn births_are_mostly_near() {
        let t = Territoire::new();
        let mut rng = Rng::new(1, Purpose::Foyer, &[]);
        let home = u16::try_from(t.communes.iter().position(|c| c.nom == "Dax").unwrap()).unwrap();
        let near = (0..1000)
            .filter(
                |_| matches!(t.naissance(&mut rng, home, 0.05), Lieu::France(code) if code.starts_with("40")),
            )
            .count();
        assert!((600..950).contains(&near), "{near}");
    }
}
