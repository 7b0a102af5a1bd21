//! Names: a head of well-known ones by origin, and a long tail made of syllables.
//!
//! Record linkage lives or dies by how names are distributed. In France the ten commonest surnames cover about 2 %
//! of people, the hundred commonest 8 %, the thousand commonest a quarter, and about half of all people bear a
//! name shared by fewer than 1 in 70,000 (cumulated shares of INSEE's *fichier des noms*, rounded). Origins keep
//! surname and first name together: a Basque surname comes with Basque first names more often than others.

mod rare;

use crate::rng::{Rng, cumulative};

/// Where a family's names come from. It is never written to any file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origine {
    /// Everyday French.
    Francais,
    /// Gascony, Béarn, Périgord.
    Gascon,
    /// Basque country.
    Basque,
    /// Brittany.
    Breton,
    /// Names with particles.
    Particule,
    /// Portugal.
    Portugais,
    /// Spain.
    Espagnol,
    /// Italy.
    Italien,
    /// Maghreb.
    Maghrebin,
    /// Africa south of the Sahara and the Indian Ocean.
    Africain,
    /// Asia.
    Asiatique,
    /// Turkey, the Caucasus, Afghanistan, eastern Europe.
    TurcEst,
}

use Origine::{
    Africain, Asiatique, Basque, Breton, Espagnol, Francais, Gascon, Italien, Maghrebin, Particule,
    Portugais, TurcEst,
};

/// Origin, paragraph of noms.txt, paragraph of prenoms.txt, share of families, share of the head in the origin,
/// chance that a child's first name is of the same paragraph rather than an everyday French one.
const ORIGINES: [(Origine, &str, &str, f64, f64, f64); 12] = [
    (Francais, "francais", "francais", 0.60, 0.20, 1.0),
    (Gascon, "gascon", "basque_gascon", 0.11, 0.22, 0.06),
    (Basque, "basque", "basque_gascon", 0.045, 0.35, 0.45),
    (Breton, "breton", "francais", 0.015, 0.6, 1.0),
    (Particule, "particule", "francais", 0.012, 0.25, 1.0),
    (Portugais, "portugais", "portugais", 0.05, 0.85, 0.35),
    (Espagnol, "espagnol", "espagnol", 0.038, 0.75, 0.25),
    (Italien, "italien", "italien", 0.01, 0.5, 0.3),
    (Maghrebin, "maghrebin", "maghrebin", 0.068, 0.3, 0.9),
    (Africain, "africain", "africain", 0.032, 0.7, 0.85),
    (Asiatique, "asiatique", "asiatique", 0.01, 0.9, 0.5),
    (TurcEst, "turc_est", "turc_est", 0.014, 0.5, 0.85),
];

/// One weighted list.
#[derive(Debug, Default)]
struct Liste {
    noms: Vec<String>,
    /// Weights of somebody born in 2000.
    debut: Vec<f64>,
    /// Weights of somebody born in 2012.
    fin: Vec<f64>,
}

impl Liste {
    fn draw(&self, rng: &mut Rng, share_fin: f64) -> &str {
        let table = if rng.chance(share_fin) { &self.fin } else { &self.debut };
        self.noms.get(rng.weighted(table)).map_or("Martin", String::as_str)
    }
}

/// All names.
#[derive(Debug)]
pub(crate) struct Names {
    parts: Vec<f64>,
    noms: Vec<Liste>,
    garcons: Vec<Liste>,
    filles: Vec<Liste>,
    anciens: [Liste; 2],
    seed: u64,
}

/// The lines of one paragraph, comments and blanks aside.
fn paragraph<'a>(text: &'a str, title: &str) -> impl Iterator<Item = &'a str> {
    let heading = format!("[{title}]");
    text.lines()
        .skip_while(move |line| *line != heading)
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Names separated by blanks, weighed by rank.
fn ranked(text: &str, title: &str, shift: f64) -> Liste {
    let noms: Vec<String> =
        paragraph(text, title).flat_map(str::split_whitespace).map(|t| t.replace('_', " ")).collect();
    let weights = cumulative((0..noms.len()).map(|rank| 1.0 / (rank as f64 + shift)));
    Liste { noms, debut: weights.clone(), fin: weights }
}

/// `name weight weight` lines.
fn dated(text: &str, title: &str) -> Liste {
    let mut liste = Liste::default();
    let (mut debut, mut fin) = (Vec::new(), Vec::new());
    for line in paragraph(text, title) {
        let mut parts = line.split_whitespace();
        let Some(nom) = parts.next() else { continue };
        let mut weight = || parts.next().and_then(|w| w.parse::<f64>().ok()).unwrap_or(1.0);
        debut.push(weight());
        fin.push(weight());
        liste.noms.push(nom.to_owned());
    }
    liste.debut = cumulative(debut);
    liste.fin = cumulative(fin);
    liste
}

impl Names {
    /// Reads the built-in lists. `seed` fixes the invented rare names.
    pub(crate) fn new(seed: u64) -> Self {
        let (noms, prenoms) = (include_str!("../../data/noms.txt"), include_str!("../../data/prenoms.txt"));
        let of_sex = |sexe: char| {
            let list = |groupe: &str| {
                let title = format!("{groupe} {sexe}");
                if groupe == "francais" { dated(prenoms, &title) } else { ranked(prenoms, &title, 4.0) }
            };
            ORIGINES.iter().map(|o| list(o.2)).collect()
        };
        Self {
            parts: cumulative(ORIGINES.iter().map(|o| o.3)),
            noms: ORIGINES.iter().map(|o| ranked(noms, o.1, 12.0)).collect(),
            garcons: of_sex('m'),
            filles: of_sex('f'),
            anciens: [ranked(prenoms, "ancien m", 6.0), ranked(prenoms, "ancien f", 6.0)],
            seed,
        }
    }

    /// An origin, by its share.
    pub(crate) fn origine(&self, rng: &mut Rng) -> Origine {
        ORIGINES[rng.weighted(&self.parts)].0
    }

    /// A surname of that origin.
    pub(crate) fn nom(&self, rng: &mut Rng, origine: Origine) -> String {
        let index = origine as usize;
        if rng.chance(ORIGINES[index].4) {
            self.noms[index].draw(rng, 0.0).to_owned()
        } else {
            rare::nom(rng, origine, self.seed)
        }
    }

    /// A first name for somebody born that year.
    pub(crate) fn prenom(&self, rng: &mut Rng, origine: Origine, fille: bool, annee: i32) -> String {
        let index = origine as usize;
        let listes = if fille { &self.filles } else { &self.garcons };
        let chosen = if rng.chance(ORIGINES[index].5) { index } else { Francais as usize };
        listes[chosen].draw(rng, f64::from(annee - 2000) / 12.0).to_owned()
    }

    /// A first name of the parents' or grandparents' generation.
    pub(crate) fn prenom_ancien(&self, rng: &mut Rng, femme: bool) -> String {
        self.anciens[usize::from(femme)].draw(rng, 0.0).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::rng::Purpose;

    #[test]
    fn every_paragraph_is_there_and_in_the_order_of_the_enum() {
        for (index, o) in ORIGINES.iter().enumerate() {
            assert_eq!(o.0 as usize, index);
        }
        let names = Names::new(1);
        for (index, liste) in names.noms.iter().enumerate() {
            assert!(liste.noms.len() > 10, "{:?}", ORIGINES[index].0);
        }
        for liste in names.garcons.iter().chain(&names.filles).chain(&names.anciens) {
            assert!(liste.noms.len() > 10, "{liste:?}");
            assert_eq!(liste.noms.len(), liste.debut.len());
        }
        assert!(names.noms[Breton as usize].noms.contains(&"Le Gall".to_owned()));
    }

    /// The shape that linkage depends on: a head as in France, and a long tail.
    #[test]
    fn surnames_have_a_head_and_a_long_tail() {
        let names = Names::new(1);
        let mut rng = Rng::new(1, Purpose::Foyer, &[]);
        let people = 200_000_u32;
        let mut counts: HashMap<String, u32> = HashMap::new();
        for _ in 0..people {
            let origine = names.origine(&mut rng);
            *counts.entry(names.nom(&mut rng, origine)).or_default() += 1;
        }
        println!("{} surnames", counts.len());
        let mut sizes: Vec<u32> = counts.values().copied().collect();
        sizes.sort_unstable_by(|a, b| b.cmp(a));
        let share = |n: usize| f64::from(sizes[..n].iter().sum::<u32>()) / f64::from(people);
        assert!((0.012..0.035).contains(&share(10)), "top 10 {}", share(10));
        assert!((0.06..0.13).contains(&share(100)), "top 100 {}", share(100));
        assert!((0.2..0.36).contains(&share(1000)), "top 1000 {}", share(1000));
        assert!((0.42..0.62).contains(&share(10_000)), "top 10000 {}", share(10_000));
        println!("{:.3} {:.3} {:.3} {:.3}", share(10), share(100), share(1000), share(10_000));
        let rare: u32 = sizes.iter().filter(|n| **n < people / 20_000).sum();
        assert!((0.4..0.75).contains(&(f64::from(rare) / f64::from(people))), "rare {rare}");
    }

    #[test]
    fn first_names_follow_the_cohort() {
        let names = Names::new(1);
        let mut rng = Rng::new(1, Purpose::Foyer, &[1]);
        let mut count = |annee: i32, wanted: &str| {
            (0..20_000).filter(|_| names.prenom(&mut rng, Francais, false, annee) == wanted).count()
        };
        assert!(count(2000, "Quentin") > 2 * count(2012, "Quentin"));
        assert!(count(2012, "Gabriel") > 2 * count(2000, "Gabriel"));
    }
}
