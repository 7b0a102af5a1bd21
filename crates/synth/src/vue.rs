//! What one register writes about one person: the true identity, seen through the errors of that register.

use chrono::{Datelike, NaiveDate};

use crate::{
    foyer::{Foyer, Personne, day},
    noise::{Alteration, Alterations, Severite, fold, halves, other_form, short_form, typo},
    rng::{Purpose, Rng},
    territoire::Lieu,
    world::World,
};

/// Which office typed the line, and when: a line transferred from another shares its key and so its errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bureau {
    /// SIECLE; the number tells apart the establishments that typed it again.
    Siecle(u32),
    /// A CFA's SIFA file.
    Sifa(u32),
    /// The agricultural ministry's.
    Agricole(u32),
    /// Exams of a session.
    Examens,
    /// A mission locale.
    MissionLocale,
    /// Other situations.
    Autres,
}

/// How a line looks before it is written in a format.
#[derive(Debug, Clone)]
pub(crate) struct Vue {
    /// Birth name.
    pub(crate) nom: String,
    /// Usage name.
    pub(crate) nom_usage: Option<String>,
    /// First names; the first is the usual one.
    pub(crate) prenoms: Vec<String>,
    /// Whether the line says a girl; `None` when it does not say.
    pub(crate) fille: Option<bool>,
    /// Birth date; `None` when missing.
    pub(crate) naissance: Option<NaiveDate>,
    /// Birth place; `None` when missing.
    pub(crate) lieu: Option<Lieu>,
    /// National number.
    pub(crate) ine: Option<String>,
    /// What differs from the truth.
    pub(crate) alterations: Alterations,
}

/// Rates of an office.
struct Habits {
    severite: Severite,
    /// Chances of: no INE, an older number, an apprentice's number, a wrong character.
    ine: [f64; 4],
    /// Chance of no birth place.
    lieu: f64,
}

impl Bureau {
    fn key(self) -> [u64; 2] {
        match self {
            Self::Siecle(n) => [1, u64::from(n)],
            Self::Sifa(n) => [2, u64::from(n)],
            Self::Agricole(n) => [3, u64::from(n)],
            Self::Examens => [4, 0],
            Self::MissionLocale => [5, 0],
            Self::Autres => [6, 0],
        }
    }

    fn habits(self) -> Habits {
        let (severite, ine, lieu) = match self {
            Self::Siecle(_) => (1.0, [0.05, 0.05, 0.0, 0.012], 0.02),
            Self::Sifa(_) => (1.4, [0.36, 0.05, 0.14, 0.02], 0.03),
            Self::Agricole(_) => (1.2, [0.33, 0.16, 0.0, 0.02], 0.08),
            Self::Examens => (0.5, [0.1, 0.08, 0.0, 0.015], 0.05),
            Self::MissionLocale => (1.9, [0.86, 0.02, 0.0, 0.01], 0.12),
            Self::Autres => (1.6, [0.93, 0.02, 0.0, 0.01], 0.3),
        };
        Habits { severite: Severite(severite), ine, lieu }
    }
}

impl Vue {
    /// The line of an office about a child of a household.
    pub(crate) fn new(world: &World, foyer: &Foyer, personne: &Personne, bureau: Bureau) -> Self {
        let [office, typed] = bureau.key();
        let mut rng = Rng::new(world.seed, Purpose::Vue, &[personne.cle, office, typed]);
        let habits = bureau.habits();
        let s = habits.severite.0;
        let mut alterations = Alterations::default();
        let mut vue = Self {
            nom: surname(&mut rng, personne, s, &mut alterations),
            nom_usage: None,
            prenoms: first_names(&mut rng, personne, s, &mut alterations),
            fille: Some(personne.fille),
            naissance: birth_date(&mut rng, personne, s, &mut alterations),
            lieu: birth_place(&mut rng, world, foyer, personne, habits.lieu, &mut alterations),
            ine: None,
            alterations,
        };
        if matches!(bureau, Bureau::Siecle(_) | Bureau::Sifa(_)) && rng.chance(0.7) {
            vue.nom_usage.clone_from(&personne.nom_usage);
        }
        if rng.chance(0.004 * s) {
            std::mem::swap(&mut vue.nom, &mut vue.prenoms[0]);
            vue.alterations.add(Alteration::NomPrenomInverses);
        }
        if rng.chance(0.003 * s) {
            vue.fille = Some(!personne.fille);
            vue.alterations.add(Alteration::SexeFaute);
        } else if s > 1.5 && rng.chance(0.03) {
            vue.fille = None;
        }
        vue.ine = ine(&mut rng, world, foyer, personne, habits.ine, &mut vue.alterations);
        vue
    }

    /// The line after the base replaced an older number by the present one, as half of the schools had done by this
    /// year.
    pub(crate) fn renumbered(mut self, world: &World, personne: &Personne) -> Self {
        let older = self.ine.as_deref().is_some_and(|ine| ine == ine_bea(world, personne.cle));
        if older && personne.cle.is_multiple_of(2) {
            self.ine = Some(ine_rnie(world, personne.cle, 9));
            self.alterations.remove(Alteration::IneAutre);
        }
        self
    }

    /// The names as SIFA and exam centres write them: capitals without accents or apostrophes.
    pub(crate) fn in_plain_capitals(mut self) -> Self {
        let plain = |text: &str| fold(text).to_uppercase().replace('\'', " ");
        self.nom = plain(&self.nom);
        self.nom_usage = self.nom_usage.map(|n| plain(&n));
        self.prenoms = self.prenoms.iter().map(|p| plain(p)).collect();
        self
    }
}

fn surname(rng: &mut Rng, p: &Personne, s: f64, alterations: &mut Alterations) -> String {
    if let Some(usage) = &p.nom_usage
        && rng.chance(0.13 * s)
    {
        alterations.add(Alteration::NomUsage);
        return usage.clone();
    }
    if rng.chance(0.008 * s) && p.autre_nom != p.nom {
        alterations.add(Alteration::NomUsage);
        return p.autre_nom.clone();
    }
    let mut nom = p.nom.clone();
    if let Some((left, right)) = halves(&p.nom) {
        match rng.unit() {
            u if u < 0.08 * s => {
                alterations.add(Alteration::NomTronque);
                if rng.chance(0.7) { left } else { right }.clone_into(&mut nom);
            }
            u if u < 0.11 * s => {
                alterations.add(Alteration::NomInverse);
                nom = format!("{right}-{left}");
            }
            _ => {}
        }
    }
    if rng.chance(0.1 * s)
        && let Some(form) = other_form(rng, &nom)
        && form != nom
    {
        alterations.add(Alteration::NomForme);
        nom = form;
    }
    if rng.chance(0.018 * s) {
        let changed = typo(rng, &nom);
        if changed != nom {
            alterations.add(Alteration::NomFaute);
            nom = changed;
        }
    }
    nom
}

fn first_names(rng: &mut Rng, p: &Personne, s: f64, alterations: &mut Alterations) -> Vec<String> {
    let mut prenoms = p.prenoms.clone();
    let swap = if p.usuel > 0 { 0.5 } else { 0.008 * s };
    if prenoms.len() > 1 && rng.chance(swap) {
        let first = if p.usuel > 0 { p.usuel } else { 1 };
        prenoms.swap(0, first);
        alterations.add(Alteration::PrenomAutre);
    }
    let (cut, wrong) = (rng.chance(0.1 * s), rng.chance(0.015 * s));
    if cut && let Some(short) = short_form(rng, &prenoms[0]) {
        alterations.add(Alteration::PrenomTronque);
        prenoms[0] = short;
    }
    if wrong {
        let changed = typo(rng, &prenoms[0]);
        if changed != prenoms[0] {
            alterations.add(Alteration::PrenomFaute);
            prenoms[0] = changed;
        }
    }
    // Further names are often left out; that alone is no error.
    if rng.chance(0.2 * s) {
        prenoms.truncate(1);
    }
    prenoms
}

fn birth_date(rng: &mut Rng, person: &Personne, s: f64, alterations: &mut Alterations) -> Option<NaiveDate> {
    let date = person.naissance;
    let abroad = matches!(person.lieu, Lieu::Etranger(..));
    if abroad && rng.chance(0.03 * s) {
        alterations.add(Alteration::DatePremierJanvier);
        return Some(day(date.year(), 1, 1));
    }
    let roll = rng.unit();
    if roll < 0.001 * s {
        alterations.add(Alteration::DateAbsente);
        return None;
    }
    let swappable = date.day() <= 12 && date.day() != date.month();
    let (alteration, changed) = if roll < 0.0055 * s && swappable {
        (Alteration::JourMois, NaiveDate::from_ymd_opt(date.year(), date.day(), date.month()))
    } else if roll < 0.0125 * s {
        (Alteration::DateFaute, one_digit(rng, date))
    } else {
        return Some(date);
    };
    if changed.is_some_and(|changed| changed != date) {
        alterations.add(alteration);
    }
    changed.or(Some(date))
}

/// The date with one digit changed, when that is a date.
fn one_digit(rng: &mut Rng, date: NaiveDate) -> Option<NaiveDate> {
    let (year, month, day) = (date.year(), date.month(), date.day());
    let step = if rng.chance(0.5) { 1 } else { -1 };
    match rng.below(16) {
        0 => NaiveDate::from_ymd_opt(year - 10, month, day),
        1..=3 => NaiveDate::from_ymd_opt(year + step, month, day),
        4..=6 => NaiveDate::from_ymd_opt(year, month.checked_add_signed(step)?, day),
        7..=9 => NaiveDate::from_ymd_opt(year, month, day.checked_add_signed(step * 10)?),
        _ => NaiveDate::from_ymd_opt(year, month, day.checked_add_signed(step)?),
    }
}

fn birth_place(
    rng: &mut Rng,
    world: &World,
    foyer: &Foyer,
    p: &Personne,
    missing: f64,
    alterations: &mut Alterations,
) -> Option<Lieu> {
    if rng.chance(missing) {
        alterations.add(Alteration::LieuAbsent);
        return None;
    }
    let Lieu::France(code) = &p.lieu else { return Some(p.lieu.clone()) };
    let home = world.territoire.of(foyer.domicile.commune).code;
    let other = match rng.unit() {
        // Half of the offices use the present code of a merged commune, or of a town with arrondissements.
        u if u < 0.4 => world.territoire.actuelle(code),
        u if u > 0.99 => home,
        _ => code,
    };
    if other != *code {
        alterations.add(Alteration::LieuAutre);
    }
    Some(Lieu::France(other))
}

fn ine(
    rng: &mut Rng,
    world: &World,
    foyer: &Foyer,
    p: &Personne,
    [missing, older, apprentice, wrong]: [f64; 4],
    alterations: &mut Alterations,
) -> Option<String> {
    let roll = rng.unit();
    if roll < missing {
        alterations.add(Alteration::IneAbsent);
        return None;
    }
    if roll < missing + older {
        alterations.add(Alteration::IneAutre);
        return Some(ine_bea(world, p.cle));
    }
    if roll < missing + older + apprentice {
        alterations.add(Alteration::IneAutre);
        return Some(ine_apprentissage(world, p.cle));
    }
    // Somebody registered twice has two numbers, and each office one of them.
    let twice = Rng::new(world.seed, Purpose::Vue, &[p.cle, 99]).chance(0.01);
    if twice && rng.chance(0.5) {
        alterations.add(Alteration::IneAutre);
        return Some(ine_rnie(world, p.cle, 8));
    }
    if foyer.enfants.len() > 1 && rng.chance(0.004) {
        let other = &foyer.enfants[rng.below(foyer.enfants.len())];
        if other.cle != p.cle {
            alterations.add(Alteration::IneFratrie);
            return Some(ine_rnie(world, other.cle, 9));
        }
    }
    let ine = ine_rnie(world, p.cle, 9);
    if rng.chance(wrong) {
        alterations.add(Alteration::IneFaute);
        let at = rng.below(9);
        let digit = char::from(b'0' + u8::try_from(rng.below(10)).unwrap_or(0));
        return Some(ine.chars().enumerate().map(|(i, c)| if i == at { digit } else { c }).collect());
    }
    Some(ine)
}

/// Letters of keys: no I, O, Q.
const LETTRES: &[u8; 23] = b"ABCDEFGHJKLMNPRSTUVWXYZ";

fn letter(n: u64) -> char {
    char::from(LETTRES[usize::try_from(n % 23).unwrap_or(0)])
}

/// Spreads numbers over a range without two falling together: the multiplier shares no factor with 10.
fn spread(cle: u64, modulus: u64) -> u64 {
    cle.wrapping_mul(7_919_381) % modulus
}

/// Nine digits and two letters. The 9 or 8 at the head is a year that no registration has.
fn ine_rnie(world: &World, cle: u64, head: u8) -> String {
    let order = spread(cle, 100_000_000);
    let letters = cle.wrapping_mul(31).wrapping_add(world.seed);
    format!("{head}{order:08}{}{}", letter(letters), letter(letters / 23))
}

/// The older number: académie, year, order, key letter.
fn ine_bea(world: &World, cle: u64) -> String {
    let number = format!("04{:02}{:06}", 10 + (cle / 1_000_000 + world.seed) % 10, spread(cle, 1_000_000));
    let key = number.parse::<u64>().unwrap_or(0);
    format!("{number}{}", letter(key))
}

/// The apprentices' number: as the older one with an `A` in fifth place.
fn ine_apprentissage(world: &World, cle: u64) -> String {
    format!("04{:02}A{:05}{}", 10 + (cle / 100_000) % 90, spread(cle, 100_000), letter(cle + world.seed))
}
