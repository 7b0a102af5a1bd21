//! People first: a household, its children in the registers, their names, births and addresses.
//!
//! A household is a pure function of the seed and its number, so nothing has to be kept in memory: whoever writes a
//! line makes its household again. Siblings share names and address; twins the birth date too; homonyms copy the
//! name (sometimes the birth date) of a child of another household.

use chrono::{Datelike, NaiveDate};

use crate::{
    formations::{Classe, FICHES, Formation},
    names::Origine,
    rng::{Purpose, Rng},
    territoire::Lieu,
    world::World,
};

/// Most children of one household in the registers; numbers of persons are spaced by it.
pub(crate) const ENFANTS_MAX: u32 = 4;

/// An address.
#[derive(Debug, Clone)]
pub(crate) struct Domicile {
    /// Street line.
    pub(crate) ligne: String,
    /// Index of the commune.
    pub(crate) commune: u16,
}

/// A parent.
#[derive(Debug, Clone)]
pub(crate) struct Parent {
    /// Family name.
    pub(crate) nom: String,
    /// First name.
    pub(crate) prenom: String,
    /// Whether it is the mother.
    pub(crate) mere: bool,
    /// Mobile number, in the range set aside for fiction.
    pub(crate) telephone: String,
    /// Address at an example domain.
    pub(crate) courriel: String,
    /// Lives elsewhere than the children.
    pub(crate) separe: bool,
}

/// A child of the registers, as it truly is.
#[expect(clippy::struct_excessive_bools, reason = "independent traits of a person, not states of one")]
#[derive(Debug, Clone)]
pub(crate) struct Personne {
    /// Unique number: the household's and the rank.
    pub(crate) cle: u64,
    /// Birth name.
    pub(crate) nom: String,
    /// Name used in daily life, when it is another.
    pub(crate) nom_usage: Option<String>,
    /// Name of the parent that the child does not bear.
    pub(crate) autre_nom: String,
    /// First names, in the order of the civil register.
    pub(crate) prenoms: Vec<String>,
    /// Which one is used: not always the first.
    pub(crate) usuel: usize,
    /// Sex.
    pub(crate) fille: bool,
    /// Birth date.
    pub(crate) naissance: NaiveDate,
    /// Birth place.
    pub(crate) lieu: Lieu,
    /// Last year's class, or the class of arrival of somebody new.
    pub(crate) formation: Formation,
    /// Was in no register of last year.
    pub(crate) nouveau: bool,
    /// Born the same day as a sibling.
    pub(crate) jumeau: bool,
    /// Shares first and last name with a child of another household on purpose.
    pub(crate) homonyme: bool,
    /// Mobile number, in the range set aside for fiction.
    pub(crate) telephone: Option<String>,
}

/// A household.
#[derive(Debug, Clone)]
pub(crate) struct Foyer {
    /// Where the children lived last year.
    pub(crate) domicile: Domicile,
    /// Where they live this year, when they moved.
    pub(crate) demenagement: Option<Domicile>,
    /// One or two parents.
    pub(crate) parents: Vec<Parent>,
    /// Children of the registers.
    pub(crate) enfants: Vec<Personne>,
}

/// What is drawn first and can be copied by a homonym.
struct Souche {
    origine: Origine,
    nom: String,
    prenom: String,
    fille: bool,
    naissance: NaiveDate,
    formation: Formation,
}

impl Foyer {
    /// The household of a number.
    pub(crate) fn new(world: &World, numero: u32) -> Self {
        let mut rng = Rng::new(world.seed, Purpose::Foyer, &[u64::from(numero)]);
        let homonyme = numero > 50 && rng.chance(0.006);
        let model = homonyme.then(|| {
            let other = u32::try_from(rng.below(numero as usize)).unwrap_or(0);
            souche(world, &mut Rng::new(world.seed, Purpose::Foyer, &[u64::from(other), 1]))
        });
        let own = souche(world, &mut Rng::new(world.seed, Purpose::Foyer, &[u64::from(numero), 1]));
        let eldest = match model {
            Some(model) if rng.chance(0.15) => model,
            Some(model) => Souche { naissance: own.naissance, formation: own.formation, ..model },
            None => own,
        };
        let origine = eldest.origine;
        let domicile = domicile(world, &mut rng, None);
        let demenagement = rng.chance(0.07).then(|| {
            let near = rng.chance(0.65).then_some(domicile.commune);
            self::domicile(world, &mut rng, near)
        });
        let nom_pere = eldest.nom.clone();
        let other_origin = if rng.chance(0.7) { origine } else { world.names.origine(&mut rng) };
        let nom_mere = world.names.nom(&mut rng, other_origin);
        let parents = parents(world, &mut rng, &nom_pere, &nom_mere);
        let naming = Naming::draw(&mut rng, nom_pere, nom_mere, homonyme);
        let mut foyer = Self { domicile, demenagement, parents, enfants: Vec::new() };
        foyer.add_children(world, &mut rng, numero, &naming, eldest, origine, homonyme);
        foyer
    }

    #[expect(clippy::too_many_arguments, reason = "the household's drawing, in one pass")]
    fn add_children(
        &mut self,
        world: &World,
        rng: &mut Rng,
        numero: u32,
        naming: &Naming,
        eldest: Souche,
        origine: Origine,
        homonyme: bool,
    ) {
        let wanted = 1 + usize::from(rng.chance(0.24)) + usize::from(rng.chance(0.05));
        let twins = rng.chance(0.016);
        let abroad = birth_abroad(origine);
        let first = self.child(world, rng, numero, naming, eldest, abroad);
        self.enfants.push(Personne { homonyme, jumeau: twins, ..first });
        if twins {
            let elder = &self.enfants[0];
            let fille = if rng.chance(0.7) { elder.fille } else { !elder.fille };
            let prenom = twin_first_name(world, rng, origine, elder, fille);
            let formation =
                if rng.chance(0.8) { elder.formation } else { Formation::any(rng, elder.formation.classe) };
            let souche =
                Souche { origine, nom: String::new(), prenom, fille, naissance: elder.naissance, formation };
            let lieu = elder.lieu.clone();
            let nouveau = elder.nouveau;
            let twin = self.child(world, rng, numero, naming, souche, abroad);
            self.enfants.push(Personne { lieu, nouveau, jumeau: true, ..twin });
        }
        while self.enfants.len() < wanted.min(ENFANTS_MAX as usize) {
            let fille = rng.chance(0.49);
            let formation = formation(world, rng);
            let naissance = naissance(world, rng, formation.classe, abroad);
            let spaced = self.enfants.iter().all(|e| (e.naissance - naissance).num_days().abs() > 300);
            let prenom = world.names.prenom(rng, origine, fille, naissance.year());
            if !spaced || self.enfants.iter().any(|e| e.prenoms[0] == prenom) {
                break;
            }
            let souche = Souche { origine, nom: String::new(), prenom, fille, naissance, formation };
            let child = self.child(world, rng, numero, naming, souche, abroad);
            self.enfants.push(child);
        }
    }

    fn child(
        &self,
        world: &World,
        rng: &mut Rng,
        numero: u32,
        naming: &Naming,
        souche: Souche,
        abroad: f64,
    ) -> Personne {
        let rank = u64::try_from(self.enfants.len()).unwrap_or(0);
        let mut prenoms = vec![souche.prenom];
        for p in [0.55, 0.45] {
            if rng.chance(p) {
                let next = if rng.chance(0.6) {
                    world.names.prenom_ancien(rng, souche.fille)
                } else {
                    world.names.prenom(rng, Origine::Francais, souche.fille, 2000)
                };
                if !prenoms.contains(&next) {
                    prenoms.push(next);
                }
            }
        }
        let usuel = usize::from(prenoms.len() > 1 && rng.chance(0.03));
        Personne {
            cle: u64::from(numero) * u64::from(ENFANTS_MAX) + rank,
            nom: naming.nom.clone(),
            nom_usage: naming.usage.clone(),
            autre_nom: naming.autre.clone(),
            prenoms,
            usuel,
            fille: souche.fille,
            naissance: souche.naissance,
            lieu: world.territoire.naissance(rng, self.domicile.commune, abroad),
            formation: souche.formation,
            nouveau: rng.chance(0.045),
            jumeau: false,
            homonyme: false,
            telephone: rng.chance(0.6).then(|| mobile(rng)),
        }
    }
}

/// How the children of a household are called.
struct Naming {
    nom: String,
    usage: Option<String>,
    autre: String,
}

impl Naming {
    fn draw(rng: &mut Rng, pere: String, mere: String, homonyme: bool) -> Self {
        let separator = if rng.chance(0.5) { "-" } else { " " };
        match rng.unit() {
            _ if homonyme || pere == mere => Self { nom: pere, usage: None, autre: mere },
            u if u < 0.07 => Self { nom: mere, usage: None, autre: pere },
            u if u < 0.17 => Self { nom: format!("{pere}{separator}{mere}"), usage: None, autre: mere },
            u if u < 0.20 => Self { nom: format!("{mere}{separator}{pere}"), usage: None, autre: pere },
            u if u < 0.235 => {
                let usage = Some(format!("{pere}{separator}{mere}"));
                Self { nom: pere, usage, autre: mere }
            }
            u if u < 0.26 => Self { nom: pere, usage: Some(mere.clone()), autre: mere },
            _ => Self { nom: pere, usage: None, autre: mere },
        }
    }
}

fn souche(world: &World, rng: &mut Rng) -> Souche {
    let origine = world.names.origine(rng);
    let fille = rng.chance(0.49);
    let formation = formation(world, rng);
    let naissance = naissance(world, rng, formation.classe, birth_abroad(origine));
    let prenom = world.names.prenom(rng, origine, fille, naissance.year());
    Souche { origine, nom: world.names.nom(rng, origine), prenom, fille, naissance, formation }
}

fn birth_abroad(origine: Origine) -> f64 {
    match origine {
        Origine::Africain | Origine::TurcEst => 0.45,
        Origine::Maghrebin | Origine::Asiatique => 0.2,
        Origine::Portugais | Origine::Italien => 0.1,
        _ => 0.015,
    }
}

fn formation(world: &World, rng: &mut Rng) -> Formation {
    let classe = FICHES[rng.weighted(&world.parts)].classe;
    Formation::any(rng, classe)
}

/// A birth date that fits the class last year: some a year late, a few more, a few early.
fn naissance(world: &World, rng: &mut Rng, classe: Classe, abroad: f64) -> NaiveDate {
    let fiche = classe.fiche();
    let late = match rng.unit() {
        u if u < 0.02 => -1,
        u if u < 0.80 => 0,
        u if u < 0.95 => 1,
        u if u < 0.99 => 2,
        _ => 3,
    };
    let apprentice_spread = match fiche.registre {
        crate::formations::Registre::Sifa if rng.chance(0.4) => rng.between(1, 3),
        _ => 0,
    };
    let late = late + i32::try_from(apprentice_spread).unwrap_or(0);
    let year = world.annee - 1 - fiche.age - late;
    // Some civil registers abroad only know the year.
    if abroad > 0.15 && rng.chance(0.05) {
        return day(year, 1, 1);
    }
    let days = if day(year, 12, 31).ordinal() == 366 { 366 } else { 365 };
    day(year, 1, 1) + chrono::Days::new(u64::try_from(rng.between(0, days - 1)).unwrap_or(0))
}

/// A date that exists by construction; the epoch otherwise.
pub(crate) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

/// Twins' names often resemble each other.
fn twin_first_name(world: &World, rng: &mut Rng, origine: Origine, elder: &Personne, fille: bool) -> String {
    let year = elder.naissance.year();
    let alike = rng.chance(0.4);
    let initial = elder.prenoms[0].chars().next();
    let mut prenom = world.names.prenom(rng, origine, fille, year);
    for _ in 0..20 {
        if prenom != elder.prenoms[0] && (!alike || prenom.chars().next() == initial) {
            break;
        }
        prenom = world.names.prenom(rng, origine, fille, year);
    }
    if prenom == elder.prenoms[0] { format!("{prenom}-Marie") } else { prenom }
}

fn domicile(world: &World, rng: &mut Rng, near: Option<u16>) -> Domicile {
    let commune = match near {
        Some(commune) => world.territoire.neighbour(rng, commune),
        None => world.territoire.commune(rng),
    };
    let bis = if rng.chance(0.04) { " bis" } else { "" };
    Domicile { ligne: format!("{}{bis} {}", rng.between(1, 180), rng.pick(&world.voies)), commune }
}

/// A number of the mobile range that the regulator sets aside for fiction (06 39 98 xx xx).
fn mobile(rng: &mut Rng) -> String {
    format!("063998{:04}", rng.between(0, 9999))
}

fn parents(world: &World, rng: &mut Rng, pere: &str, mere: &str) -> Vec<Parent> {
    let separe = rng.chance(0.28);
    let mut make = |nom: &str, mere: bool, separe: bool| {
        let prenom = world.names.prenom_ancien(rng, mere);
        let courriel = format!("{}.{}{}@example.org", slug(&prenom), slug(nom), rng.between(1, 999));
        Parent { nom: nom.to_owned(), prenom, mere, telephone: mobile(rng), courriel, separe }
    };
    let mother = make(mere, true, false);
    let father = make(pere, false, separe);
    match rng.unit() {
        u if u < 0.74 => vec![mother, father],
        u if u < 0.95 => vec![mother],
        _ => vec![father],
    }
}

/// Lower-case ASCII letters of a name.
fn slug(text: &str) -> String {
    crate::noise::fold(text).chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase()
}
