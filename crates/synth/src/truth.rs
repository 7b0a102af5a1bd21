//! What is true, beside what the registers say.
//!
//! `truth.csv`: one row per line of a register: `source;fichier;ligne;id_local;personne;alterations`.
//! `verite_personnes.csv`: one row per person of last year's registers: who it is, what is true
//! (`situation`, `angle_mort`), and the verdict that a reader who mistakes nobody would give under each definition
//! (`attendu_d313_59`, `attendu_diplome_terminal`).
//!
//! The expected verdict is not a second opinion on the law: it is the product's own rule applied to the facts that
//! the files really hold about the person, without the noise. So a difference between it and a campaign's verdict is
//! an error of reading or of matching; and a difference between it and `situation` is a blind spot of the registers.

use std::fmt::Write as _;

use chrono::NaiveDate;
use raccroche_domain::{
    AutreSituation, Definition, Diplome, Dossier, Enregistrement, Formation, GenreRegistre, NatureSituation,
    NiveauDiplome, Registre, Regle, RoleRegistre, Scolarite, Sexe, Surete, TableCycles, Temoignage, Verdict,
    juger,
};

use crate::{
    formations,
    foyer::{Foyer, Personne, day},
    parcours::Parcours,
    situation::AngleMort,
    world::World,
    write::{siecle::export_date, sifa::picture},
};

/// Heading of `truth.csv`.
pub const ENTETE_LIGNES: &str = "source;fichier;ligne;id_local;personne;alterations";

/// Heading of `verite_personnes.csv`.
pub const ENTETE_PERSONNES: &str = "personne;nom;prenom;sexe;date_naissance;situation;angle_mort;attendu_d313_59;\
                                    attendu_diplome_terminal;psad;particularites";

/// The identifier of a person in the truth files.
pub(crate) fn person_id(number: u32) -> String {
    format!("P{number:07}")
}

/// The registers of the synthetic académie, as a campaign declares them, to judge facts by.
#[derive(Debug)]
pub(crate) struct Registres {
    siecle: [Registre; 2],
    sifa: [Registre; 2],
    agricole: [Registre; 2],
    diplomes: Registre,
    mission_locale: Registre,
    autres: Registre,
    cycles: TableCycles,
}

impl Registres {
    /// With the dates of that world.
    pub(crate) fn new(world: &World) -> Self {
        let registre = |nom: &str, role, genre, date| Registre { nom: nom.to_owned(), role, genre, date };
        let by_year = |nom: &str, genre, date: fn(&World, bool) -> NaiveDate| {
            [
                registre(nom, RoleRegistre::Precedent, genre, date(world, false)),
                registre(nom, RoleRegistre::Actuel, genre, date(world, true)),
            ]
        };
        let recent = world.as_of();
        let other = |nom, role| registre(nom, role, GenreRegistre::Autre, recent);
        Self {
            siecle: by_year("SIECLE", GenreRegistre::Siecle, export_date),
            sifa: by_year("SIFA", GenreRegistre::Sifa, picture),
            agricole: by_year("Agriculture", GenreRegistre::Autre, export_date),
            diplomes: registre(
                "Examens",
                RoleRegistre::Diplomes,
                GenreRegistre::Autre,
                day(world.annee, 7, 15),
            ),
            mission_locale: other("Missions locales", RoleRegistre::SuiviMissionLocale),
            autres: other("Autres situations", RoleRegistre::AutreActivite),
            cycles: TableCycles::default(),
        }
    }

    /// The verdict that follows from the facts the registers hold, if every line were read and matched without error.
    pub(crate) fn attendu(
        &self,
        world: &World,
        personne: &Personne,
        parcours: &Parcours,
        definition: Definition,
    ) -> Verdict {
        let facts: Vec<(&Registre, Enregistrement)> = self.facts(world, parcours);
        let temoignages = facts
            .iter()
            .map(|(registre, ligne)| Temoignage { registre, ligne, surete: Surete::Certaine })
            .collect();
        let dossier = Dossier {
            sexe: Some(if personne.fille { Sexe::Feminin } else { Sexe::Masculin }),
            naissance: Some(personne.naissance),
            sans_nom: false,
            temoignages,
            decision: None,
        };
        juger(&dossier, &Regle { date: world.as_of(), definition, cycles: &self.cycles }).verdict
    }

    fn facts(&self, world: &World, parcours: &Parcours) -> Vec<(&Registre, Enregistrement)> {
        let mut facts = Vec::new();
        for inscription in parcours.inscriptions.iter().filter(|i| i.visible) {
            let by_year = match inscription.formation.classe.fiche().registre {
                formations::Registre::Siecle => &self.siecle,
                formations::Registre::Sifa => &self.sifa,
                formations::Registre::Agricole => &self.agricole,
            };
            let registre = &by_year[usize::from(inscription.courante)];
            let scolarite = Scolarite {
                formation: Formation { mef: Some(inscription.formation.mef()), ..Formation::default() },
                debut: Some(inscription.debut),
                // A picture does not know what ended after it.
                fin: inscription.fin.filter(|fin| *fin <= registre.date),
                ..Scolarite::default()
            };
            facts
                .push((registre, Enregistrement { scolarite: Some(scolarite), ..Enregistrement::default() }));
            if inscription.formation.classe.fiche().registre == formations::Registre::Sifa {
                facts.extend(sifa_diploma(parcours, inscription.debut).map(|line| (registre, line)));
            }
        }
        for epreuve in &parcours.epreuves {
            let diplome = Diplome {
                niveau: niveau(epreuve.examen),
                code: None,
                libelle: None,
                date: Some(epreuve.date),
                obtenu: epreuve.obtenu,
                decision: None,
            };
            // Three sessions are in the files: none of the synthetic diplomas is older.
            let line = Enregistrement { diplome: Some(diplome), ..Enregistrement::default() };
            facts.push((&self.diplomes, line));
        }
        for declaration in &parcours.declarations {
            let registre = match declaration.nature {
                NatureSituation::Accompagnement => &self.mission_locale,
                _ => &self.autres,
            };
            let autre = AutreSituation {
                nature: declaration.nature,
                organisme: None,
                debut: Some(declaration.debut),
                fin: declaration.fin,
            };
            facts.push((registre, Enregistrement { autre: Some(autre), ..Enregistrement::default() }));
        }
        debug_assert!(parcours.inscriptions.iter().all(|i| i.debut <= day(world.annee + 1, 3, 31)));
        facts
    }
}

/// The diploma that a SIFA line states its apprentice to hold.
fn sifa_diploma(parcours: &Parcours, debut: NaiveDate) -> Option<Enregistrement> {
    let best =
        parcours.epreuves.iter().filter(|e| e.obtenu && e.date < debut).max_by_key(|e| e.examen.niveau())?;
    let diplome = Diplome {
        niveau: niveau(best.examen),
        code: None,
        libelle: None,
        date: None,
        obtenu: true,
        decision: None,
    };
    Some(Enregistrement { diplome: Some(diplome), ..Enregistrement::default() })
}

fn niveau(examen: formations::Examen) -> NiveauDiplome {
    match examen.niveau() {
        0 => NiveauDiplome::Dnb,
        3 => NiveauDiplome::Niveau3,
        4 => NiveauDiplome::Niveau4,
        _ => NiveauDiplome::Niveau5EtPlus,
    }
}

/// The row of `verite_personnes.csv` of somebody in last year's registers.
pub(crate) fn person_row(
    out: &mut String,
    world: &World,
    registres: &Registres,
    number: u32,
    (foyer, personne, parcours): (&Foyer, &Personne, &Parcours),
) {
    let attendu = |definition| registres.attendu(world, personne, parcours, definition).code();
    let home = foyer.demenagement.as_ref().unwrap_or(&foyer.domicile);
    let mut particularites = Vec::new();
    for (is, name) in [
        (personne.jumeau, "jumeau"),
        (personne.homonyme, "homonyme"),
        (personne.nom_usage.is_some(), "nom_usage"),
        (foyer.demenagement.is_some(), "demenagement"),
        (parcours.inscriptions.iter().filter(|i| !i.courante).count() > 1, "deux_inscriptions_precedentes"),
        (parcours.inscriptions.iter().any(|i| !i.courante && i.fin.is_some()), "sortie_en_cours_d_annee"),
    ] {
        if is {
            particularites.push(name);
        }
    }
    // Writing to a String cannot fail.
    let _ = writeln!(
        out,
        "{};{};{};{};{};{};{};{};{};{};{}",
        person_id(number),
        personne.nom,
        personne.prenoms[0],
        if personne.fille { "F" } else { "M" },
        personne.naissance,
        parcours.situation.code(),
        parcours.angle_mort.map_or("", AngleMort::code),
        attendu(Definition::D31359),
        attendu(Definition::DiplomeTerminal),
        world.territoire.zones(home.commune).psad,
        particularites.join("+"),
    );
}
