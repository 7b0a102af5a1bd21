//! SIFA by CFA: 47 columns in their order, no heading, capitals without accents, dates `JJMMAAAA`.
//!
//! A picture at 31 December: a contract signed later is not in it, one broken later looks whole.

use chrono::NaiveDate;

use super::{Entry, Row};
use crate::{
    formations::Registre,
    foyer::{Foyer, Personne, day},
    noise::fold,
    parcours::{Inscription, Parcours},
    rng::{Purpose, Rng},
    territoire::Lieu,
    vue::{Bureau, Vue},
    world::World,
};

/// One CFA's file of one year.
pub(super) struct Fichier {
    pub(super) text: String,
    pub(super) rows: Vec<Row>,
}

/// The day that a year's files picture.
pub(crate) fn picture(world: &World, courante: bool) -> NaiveDate {
    day(if courante { world.annee } else { world.annee - 1 }, 12, 31)
}

/// Writes the file of one CFA.
pub(super) fn cfa(world: &World, index: u16, courante: bool, entries: &[Entry]) -> Fichier {
    let mut rng = Rng::new(world.seed, Purpose::Fichier, &[u64::from(index), 1]);
    let separator = if rng.chance(0.3) { "|" } else { ";" };
    let mut fichier = Fichier { text: String::new(), rows: Vec::with_capacity(entries.len()) };
    for entry in entries {
        let (foyer, parcours) = entry.make(world);
        let personne = &foyer.enfants[usize::from(entry.rang)];
        let Some(inscription) = parcours.inscriptions.get(usize::from(entry.inscription)) else { continue };
        let vue = Vue::new(world, &foyer, personne, Bureau::Sifa(u32::from(index))).in_plain_capitals();
        fichier.rows.push(Row {
            line: fichier.rows.len() as u64 + 1,
            id: String::new(),
            entry: *entry,
            vue: vue.alterations.clone(),
        });
        let columns = columns(world, courante, &foyer, personne, &parcours, inscription, &vue);
        // The separator cannot stand in a value: the format has no quotes.
        let clean: Vec<String> = columns.iter().map(|c| c.replace([';', '|', '\n'], " ")).collect();
        fichier.text.push_str(&clean.join(separator));
        fichier.text.push('\n');
    }
    fichier
}

fn sifa_date(date: Option<NaiveDate>) -> String {
    date.map_or_else(String::new, |d| d.format("%d%m%Y").to_string())
}

/// The 47 columns, in the order of the instructions of 31 December 2024.
fn columns(
    world: &World,
    courante: bool,
    foyer: &Foyer,
    personne: &Personne,
    parcours: &Parcours,
    inscription: &Inscription,
    vue: &Vue,
) -> [String; 47] {
    let cfa = world.etablissements.of(inscription.etablissement);
    let fiche = inscription.formation.classe.fiche();
    let told = courante && !personne.cle.is_multiple_of(5);
    let domicile = foyer.demenagement.as_ref().filter(|_| told).unwrap_or(&foyer.domicile);
    let commune = world.territoire.of(domicile.commune);
    let examen = inscription.formation.examen_du_cycle().map(|e| inscription.formation.code_diplome(e));
    let before = parcours.inscriptions.iter().rfind(|i| courante && !i.courante);
    let obtained = parcours
        .epreuves
        .iter()
        .filter(|e| e.obtenu && e.date < inscription.debut)
        .max_by_key(|e| e.examen.niveau())
        .map_or("01", |e| e.examen.sifa());
    let mut parents = foyer.parents.iter();
    let (first, second) = (parents.next(), parents.next());
    let prenom = |n: usize| vue.prenoms.get(n).cloned().unwrap_or_default();
    let text = |value: &str| value.to_owned();
    let lieu = match &vue.lieu {
        Some(Lieu::France(code) | Lieu::Etranger(code, _)) => text(code),
        None => String::new(),
    };
    let rupture = inscription.fin.filter(|fin| *fin <= picture(world, courante));
    let siret = format!("999{:011}", personne.cle * 7 % 100_000_000_000);
    [
        vue.ine.clone().unwrap_or_default(),
        cfa.uai.to_string(),
        text("01"),
        cfa.uai.to_string(),
        cfa.uai.to_string(),
        text("ASSO"),
        text("APP"),
        examen.unwrap_or_default(),
        String::new(),
        format!("{}", u32::from(fiche.annee.max(2)) * 12),
        text("024"),
        format!("{}A", fiche.annee),
        vue.nom.clone(),
        vue.nom_usage.clone().unwrap_or_default(),
        prenom(0),
        prenom(1),
        prenom(2),
        fold(&domicile.ligne).to_uppercase(),
        text(commune.code_postal),
        text(commune.code),
        personne.telephone.clone().unwrap_or_default(),
        first.map(|p| p.telephone.clone()).unwrap_or_default(),
        String::new(),
        second.map(|p| p.telephone.clone()).unwrap_or_default(),
        String::new(),
        String::new(),
        first.map(|p| p.courriel.clone()).unwrap_or_default(),
        second.map(|p| p.courriel.clone()).unwrap_or_default(),
        sifa_date(vue.naissance),
        lieu,
        vue.fille.map_or_else(String::new, |f| text(if f { "2" } else { "1" })),
        text(["E", "D", "I", "E"][usize::try_from(personne.cle % 4).unwrap_or(0)]),
        text("99"),
        // Health and nationality: the columns exist, and nothing is invented to put there.
        text("0"),
        text("1"),
        text(if before.is_some() { "11" } else { "99" }),
        text(obtained),
        text(before.map_or("9999", |b| b.formation.classe.fiche().sifa)),
        before.map_or_else(
            || format!("0{}", commune.departement()),
            |b| world.etablissements.of(b.etablissement).uai.to_string(),
        ),
        text("11"),
        sifa_date(Some(inscription.debut)),
        sifa_date(Some(inscription.debut)),
        sifa_date(rupture),
        text(world.territoire.of(cfa.commune).code),
        text("5610A"),
        format!("{}", 1 + personne.cle % 40),
        siret,
    ]
}

/// Whether an enrolment stands in the picture: begun by then, and not yet over at the start of the year.
pub(super) fn pictured(world: &World, inscription: &Inscription) -> bool {
    inscription.formation.classe.fiche().registre != Registre::Sifa
        || inscription.debut <= picture(world, inscription.courante)
}
