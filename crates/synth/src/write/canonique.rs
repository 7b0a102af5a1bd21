//! The registers without a public layout (agriculture, exams, missions locales, other situations), in Raccroche's own
//! documented columns: UTF-8, `;`, one heading line, ISO dates.

use std::{fmt::Write as _, path::Path};

use chrono::NaiveDate;
use raccroche_domain::NatureSituation;

use super::{Entry, TextFile, annee, source_name};
use crate::{
    SynthError,
    formations::Registre,
    foyer::{Foyer, Personne},
    noise::Alterations,
    parcours::Parcours,
    rng::{Purpose, Rng},
    territoire::Lieu,
    truth::person_id,
    vue::{Bureau, Vue},
    world::World,
};

/// Columns of who somebody is, in every file.
const IDENTITE: &str = "id_local;ine;nom_famille;nom_usage;prenoms;sexe;date_naissance;commune_naissance;pays_naissance;ville_naissance";
const REPRESENTANTS: &str = "rep1_nom;rep1_prenom;rep1_parente;rep1_legal;rep1_telephone;rep1_courriel;\
                             rep2_nom;rep2_prenom;rep2_parente;rep2_legal;rep2_telephone;rep2_courriel";
const ADRESSE: &str = "adresse;code_postal;ville;commune;telephone";

fn iso(date: Option<NaiveDate>) -> String {
    date.map_or_else(String::new, |d| d.to_string())
}

/// Fields joined by `;`, each free of separators.
fn row(fields: &[String]) -> String {
    let clean: Vec<String> = fields.iter().map(|f| f.replace([';', '"', '\n'], " ")).collect();
    clean.join(";")
}

fn identite(vue: &Vue, id: &str) -> Vec<String> {
    let (commune, pays, ville) = match &vue.lieu {
        Some(Lieu::France(code)) => ((*code).to_owned(), String::new(), String::new()),
        Some(Lieu::Etranger(code, ville)) => (String::new(), code[2..].to_owned(), (*ville).to_owned()),
        None => (String::new(), String::new(), String::new()),
    };
    vec![
        id.to_owned(),
        vue.ine.clone().unwrap_or_default(),
        vue.nom.clone(),
        vue.nom_usage.clone().unwrap_or_default(),
        vue.prenoms.join(","),
        vue.fille.map_or_else(String::new, |f| if f { "F" } else { "M" }.to_owned()),
        iso(vue.naissance),
        commune,
        pays,
        ville,
    ]
}

fn adresse(world: &World, foyer: &Foyer, personne: &Personne, recent: bool) -> Vec<String> {
    let domicile = foyer.demenagement.as_ref().filter(|_| recent).unwrap_or(&foyer.domicile);
    let commune = world.territoire.of(domicile.commune);
    vec![
        domicile.ligne.clone(),
        commune.code_postal.to_owned(),
        commune.nom.to_owned(),
        commune.code.to_owned(),
        personne.telephone.clone().unwrap_or_default(),
    ]
}

fn representants(foyer: &Foyer) -> Vec<String> {
    let mut fields = Vec::with_capacity(12);
    for parent in foyer.parents.iter().map(Some).chain([None, None]).take(2) {
        let Some(parent) = parent else {
            fields.extend([const { String::new() }; 6]);
            continue;
        };
        let parente = if parent.mere { "10" } else { "20" };
        let texts = [&parent.nom, &parent.prenom, parente, "oui", &parent.telephone, &parent.courriel];
        fields.extend(texts.map(str::to_owned));
    }
    fields
}

/// One year's agricultural register: one file for all establishments.
pub(super) struct Agricole {
    file: TextFile,
    lines: u64,
}

impl Agricole {
    pub(super) fn create(world: &World, dir: &Path, courante: bool) -> Result<Self, SynthError> {
        let mut file = TextFile::create(dir, &format!("agricole/agricole_{}.csv", annee(world, courante)))?;
        file.push(&format!(
            "{IDENTITE};uai;etablissement;mef;formation;division;statut;debut;fin;{ADRESSE};{REPRESENTANTS}"
        ))?;
        Ok(Self { file, lines: 1 })
    }

    /// Appends an establishment's lines; gives its truth with line numbers in the whole file.
    pub(super) fn append(&mut self, text: &str, truth: &str) -> Result<String, SynthError> {
        self.file.text(text)?;
        let mut numbered = String::with_capacity(truth.len() + 16);
        for line in truth.lines() {
            self.lines += 1;
            numbered.push_str(&line.replacen(";@;", &format!(";{};", self.lines), 1));
            numbered.push('\n');
        }
        Ok(numbered)
    }

    pub(super) fn finish(self) -> Result<(), SynthError> {
        self.file.finish()
    }
}

/// The lines of one agricultural establishment, and their truth with `@` for the line number.
pub(super) fn agricole(world: &World, entries: &[Entry]) -> (String, String) {
    let (mut text, mut truth) = (String::new(), String::new());
    for entry in entries {
        let (foyer, parcours) = entry.make(world);
        let personne = &foyer.enfants[usize::from(entry.rang)];
        let Some(inscription) = parcours.inscriptions.get(usize::from(entry.inscription)) else { continue };
        let typed = u32::from(entry.etablissement) + if inscription.double { 100_000 } else { 0 };
        let vue = Vue::new(world, &foyer, personne, Bureau::Agricole(typed));
        let id = format!("{}-{}", entry.etablissement, entry.number * 2 + u32::from(inscription.double));
        let school = world.etablissements.of(entry.etablissement);
        let mut fields = identite(&vue, &id);
        fields.extend([
            school.uai.to_string(),
            school.nom.clone(),
            inscription.formation.mef(),
            inscription.formation.libelle(),
            inscription.formation.classe.fiche().sigle.to_owned(),
            "scolaire".to_owned(),
            iso(Some(inscription.debut)),
            iso(inscription.fin),
        ]);
        fields.extend(adresse(world, &foyer, personne, entry.courante));
        fields.extend(representants(&foyer));
        text.push_str(&row(&fields));
        text.push('\n');
        let year = annee(world, entry.courante);
        let source = source_name(world, Registre::Agricole, entry.courante);
        let person = person_id(entry.number);
        let _ = writeln!(truth, "{source};agricole_{year}.csv;@;{id};{person};{}", vue.alterations);
    }
    (text, truth)
}

/// The files by person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flat {
    /// Exams of the session that ended this many years before this year's rentrée.
    Examens(i32),
    MissionsLocales,
    Autres,
}

pub(super) const FLATS: [Flat; 5] =
    [Flat::Examens(0), Flat::Examens(1), Flat::Examens(2), Flat::MissionsLocales, Flat::Autres];

impl Flat {
    /// Its name in the campaign, and its file.
    pub(super) fn names(self, world: &World) -> (String, String) {
        match self {
            Self::Examens(ago) => {
                let session = world.annee - ago;
                (format!("Examens {session}"), format!("examens/resultats_{session}.csv"))
            }
            Self::MissionsLocales => {
                ("Missions locales".to_owned(), "missions_locales/jeunes_accompagnes.csv".to_owned())
            }
            Self::Autres => ("Autres situations".to_owned(), "autres/situations.csv".to_owned()),
        }
    }

    fn heading(self) -> String {
        match self {
            Self::Examens(_) => {
                format!("{IDENTITE};diplome_niveau;diplome_code;diplome_libelle;diplome_date;diplome_obtenu")
            }
            Self::MissionsLocales => {
                format!("{IDENTITE};situation;organisme;situation_debut;situation_fin;{ADRESSE}")
            }
            Self::Autres => format!("{IDENTITE};situation;organisme;situation_debut;situation_fin"),
        }
    }
}

/// What a lot of people adds to each file.
#[derive(Debug, Default)]
pub(super) struct Part {
    texts: [String; 5],
    rows: [Vec<(u32, String, Alterations)>; 5],
}

impl Part {
    /// Adds the lines of one person.
    pub(super) fn add(
        &mut self,
        world: &World,
        number: u32,
        foyer: &Foyer,
        personne: &Personne,
        parcours: &Parcours,
    ) {
        for epreuve in &parcours.epreuves {
            let ago = world.annee - chrono::Datelike::year(&epreuve.date);
            let Some(flat) = FLATS.iter().position(|f| *f == Flat::Examens(ago)) else { continue };
            let vue = Vue::new(world, foyer, personne, Bureau::Examens).in_plain_capitals();
            let id = format!("C{:08}", (u64::from(number) * 7_654_321 + 11) % 99_999_989);
            let mut fields = identite(&vue, &id);
            fields.extend([
                niveau(epreuve.examen.niveau()).to_owned(),
                epreuve.formation.code_diplome(epreuve.examen),
                epreuve.formation.libelle_diplome(epreuve.examen),
                iso(Some(epreuve.date)),
                if epreuve.obtenu { "oui" } else { "non" }.to_owned(),
            ]);
            self.push(flat, number, id, &fields, vue.alterations);
        }
        for declaration in &parcours.declarations {
            let followed = declaration.nature == NatureSituation::Accompagnement;
            let (flat, bureau) = if followed { (3, Bureau::MissionLocale) } else { (4, Bureau::Autres) };
            let vue = Vue::new(world, foyer, personne, bureau);
            let id = format!(
                "{}{:08}",
                if followed { "ML" } else { "AS" },
                (u64::from(number) * 5_432_123 + 7) % 99_999_989
            );
            let home = foyer.demenagement.as_ref().unwrap_or(&foyer.domicile);
            let mut fields = identite(&vue, &id);
            let mut rng = Rng::new(world.seed, Purpose::Fichier, &[personne.cle, 9]);
            let organisme = match declaration.nature {
                NatureSituation::Accompagnement => world.territoire.zones(home.commune).mission_locale,
                NatureSituation::Emploi => {
                    rng.pick(&["Conserverie du Port", "Transports Lande", "Mairie"]).to_owned()
                }
                NatureSituation::ServiceCivique => "Agence du service civique".to_owned(),
                NatureSituation::FormationProfessionnelle => "Organisme de formation".to_owned(),
                _ => String::new(),
            };
            fields.extend([
                declaration.nature.code().to_owned(),
                organisme,
                iso(Some(declaration.debut)),
                iso(declaration.fin),
            ]);
            if followed {
                fields.extend(adresse(world, foyer, personne, true));
            }
            self.push(flat, number, id, &fields, vue.alterations);
        }
    }

    fn push(&mut self, flat: usize, number: u32, id: String, fields: &[String], alterations: Alterations) {
        self.texts[flat].push_str(&row(fields));
        self.texts[flat].push('\n');
        self.rows[flat].push((number, id, alterations));
    }
}

fn niveau(niveau: u8) -> &'static str {
    match niveau {
        0 => "dnb",
        3 => "niveau3",
        4 => "niveau4",
        _ => "niveau5_et_plus",
    }
}

/// The five files, open.
pub(super) struct Flats {
    files: Vec<(String, String, TextFile, u64)>,
}

impl Flats {
    pub(super) fn create(world: &World, dir: &Path) -> Result<Self, SynthError> {
        let mut files = Vec::new();
        for flat in FLATS {
            let (source, name) = flat.names(world);
            let mut file = TextFile::create(dir, &name)?;
            file.push(&flat.heading())?;
            let shown = name.split_once('/').map_or(name.clone(), |(_, file)| file.to_owned());
            files.push((source, shown, file, 1));
        }
        Ok(Self { files })
    }

    /// Appends a lot; gives how many lines it had.
    pub(super) fn append(&mut self, part: Part, truth: &mut TextFile) -> Result<u64, SynthError> {
        let mut count = 0;
        for ((source, shown, file, lines), (text, rows)) in
            self.files.iter_mut().zip(part.texts.into_iter().zip(part.rows))
        {
            file.text(&text)?;
            for (number, id, alterations) in rows {
                *lines += 1;
                count += 1;
                let person = person_id(number);
                truth.push(&format!("{source};{shown};{lines};{id};{person};{alterations}"))?;
            }
        }
        Ok(count)
    }

    pub(super) fn finish(self) -> Result<(), SynthError> {
        self.files.into_iter().try_for_each(|(_, _, file, _)| file.finish())
    }
}
