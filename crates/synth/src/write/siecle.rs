//! SIECLE *Base élèves* by school: `ElevesAvecAdresses.xml`, `ResponsablesAvecAdresses.xml`, `Structures.xml`.
//!
//! Tags are those that schools' software reads (GEPI, TRIADE, Pix), encoding ISO-8859-15, one tag a line so that a
//! line number means something. Leavers stay, with `DATE_SORTIE`.

use std::{
    collections::{BTreeMap, BTreeSet, HashSet},
    fmt::{Display, Write as _},
};

use chrono::NaiveDate;
use raccroche_domain::Uai;

use super::{Entry, Row};
use crate::{
    etablissements::Etablissement,
    formations::Registre,
    foyer::{Domicile, Foyer, Parent, Personne, day},
    parcours::{Inscription, Parcours},
    rng::{Purpose, Rng},
    territoire::Lieu,
    vue::{Bureau, Vue},
    world::World,
};

/// The three files of one school and one year, and what each pupil's element is.
pub(super) struct Ecole {
    pub(super) eleves: String,
    pub(super) responsables: String,
    pub(super) structures: String,
    /// Line and number of each pupil, with the person.
    pub(super) rows: Vec<Row>,
}

/// Text being written, with its line number.
struct Xml {
    text: String,
    line: u64,
}

impl Xml {
    fn new(root: &str, version: &str, uai: Uai, annee: i32, export: NaiveDate) -> Self {
        let mut xml = Self { text: String::with_capacity(1 << 16), line: 1 };
        xml.push(r#"<?xml version="1.0" encoding="ISO-8859-15"?>"#);
        xml.push(&format!(r#"<{root} VERSION="{version}">"#));
        xml.push("<PARAMETRES>");
        xml.tag("UAJ", uai);
        xml.tag("ANNEE_SCOLAIRE", annee);
        xml.tag("DATE_EXPORT", french(export));
        xml.tag("HORODATAGE", format!("{} 08:15:00", french(export)));
        xml.push("</PARAMETRES>");
        xml.push("<DONNEES>");
        xml
    }

    fn push(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
        self.line += 1;
    }

    fn tag(&mut self, name: &str, value: impl Display) {
        // Writing to a String cannot fail.
        let _ = write!(self.text, "<{name}>");
        let start = self.text.len();
        let _ = write!(self.text, "{value}");
        escape(&mut self.text, start);
        let _ = writeln!(self.text, "</{name}>");
        self.line += 1;
    }

    fn optional<T: Display>(&mut self, name: &str, value: Option<T>) {
        match value {
            Some(value) => self.tag(name, value),
            None => self.push(&format!("<{name}/>")),
        }
    }

    fn end(mut self, root: &str) -> String {
        self.push("</DONNEES>");
        self.push(&format!("</{root}>"));
        self.text
    }
}

/// Escapes what was written since `start`.
fn escape(text: &mut String, start: usize) {
    if text[start..].contains(['&', '<', '>']) {
        let escaped = text[start..].replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        text.truncate(start);
        text.push_str(&escaped);
    }
}

fn french(date: NaiveDate) -> impl Display {
    date.format("%d/%m/%Y")
}

/// When a year's files were exported.
pub(crate) fn export_date(world: &World, courante: bool) -> NaiveDate {
    if courante { day(world.annee + 1, 3, 10) } else { day(world.annee, 6, 30) }
}

/// Writes one school's files of one year.
pub(super) fn ecole(world: &World, index: u16, courante: bool, entries: &[Entry]) -> Ecole {
    let school = world.etablissements.of(index);
    let annee = if courante { world.annee } else { world.annee - 1 };
    let export = export_date(world, courante);
    let mut eleves = Xml::new("BEE_ELEVES", "2.1", school.uai, annee, export);
    let mut contacts = Xml::new("BEE_RESPONSABLES", "2.1", school.uai, annee, export);
    let mut ecole = Ecole {
        eleves: String::new(),
        responsables: String::new(),
        structures: String::new(),
        rows: Vec::with_capacity(entries.len()),
    };
    let mut divisions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let with_codes = Rng::new(world.seed, Purpose::Fichier, &[u64::from(index), 5]).chance(0.9);
    let mut tails = Tails { with_codes, ..Tails::default() };
    eleves.push("<ELEVES>");
    for entry in entries {
        let (foyer, parcours) = entry.make(world);
        let personne = &foyer.enfants[usize::from(entry.rang)];
        let Some(inscription) = parcours.inscriptions.get(usize::from(entry.inscription)) else { continue };
        let pupil = Pupil { world, index, foyer: &foyer, personne, parcours: &parcours, inscription };
        let mut vue = Vue::new(world, &foyer, personne, pupil.bureau());
        if courante {
            vue = vue.renumbered(world, personne);
        }
        let id = pupil.id();
        ecole.rows.push(Row {
            line: eleves.line,
            id: id.to_string(),
            entry: *entry,
            vue: vue.alterations.clone(),
        });
        pupil.eleve(&mut eleves, &vue, id);
        let division = pupil.division();
        let mef = inscription.formation.mef();
        tails.add(&pupil, id, &division);
        divisions.entry(division).or_default().insert(mef);
    }
    eleves.push("</ELEVES>");
    tails.finish(&mut eleves, &mut contacts);
    ecole.eleves = eleves.end("BEE_ELEVES");
    ecole.responsables = contacts.end("BEE_RESPONSABLES");
    ecole.structures = structures(school.uai, annee, export, &divisions);
    ecole
}

fn structures(
    uai: Uai,
    annee: i32,
    export: NaiveDate,
    divisions: &BTreeMap<String, BTreeSet<String>>,
) -> String {
    let mut xml = Xml::new("BEE_STRUCTURES", "2.1", uai, annee, export);
    xml.push("<DIVISIONS>");
    for (division, mefs) in divisions {
        xml.push(&format!(r#"<DIVISION CODE_STRUCTURE="{division}">"#));
        xml.tag("LIBELLE_LONG", format!("DIVISION {division}"));
        xml.tag("CODE_RNE", uai);
        xml.push("<MEFS_APPARTENANCE>");
        for mef in mefs {
            xml.push("<MEF_APPARTENANCE>");
            xml.tag("CODE_MEF", mef);
            xml.push("</MEF_APPARTENANCE>");
        }
        xml.push("</MEFS_APPARTENANCE>");
        xml.push("</DIVISION>");
    }
    xml.push("</DIVISIONS>");
    xml.end("BEE_STRUCTURES")
}

/// A pupil in a school's file.
struct Pupil<'a> {
    world: &'a World,
    index: u16,
    foyer: &'a Foyer,
    personne: &'a Personne,
    parcours: &'a Parcours,
    inscription: &'a Inscription,
}

impl Pupil<'_> {
    /// Lines are transferred from school to school, errors and all; one in seven is typed again by the new school.
    fn bureau(&self) -> Bureau {
        let first = self.parcours.inscriptions.first().map(|i| i.etablissement);
        let again = Rng::new(self.world.seed, Purpose::Fichier, &[self.personne.cle, u64::from(self.index)])
            .chance(0.15);
        if self.inscription.double {
            Bureau::Siecle(200_000 + u32::from(self.index))
        } else if again && first != Some(self.index) {
            Bureau::Siecle(1 + u32::from(self.index))
        } else {
            Bureau::Siecle(0)
        }
    }

    /// The school's own number: the same in both years, unlike from school to school.
    fn id(&self) -> u64 {
        let spread = self.personne.cle * 48_271 + (u64::from(self.index) + 1) * 7_919_777;
        spread % 99_999_989 + if self.inscription.double { 200_000_000 } else { 0 }
    }

    fn division(&self) -> String {
        format!("{}{}", self.inscription.formation.classe.fiche().sigle, 1 + self.personne.cle % 4)
    }

    /// The address that the school knows: not all families tell that they moved.
    fn domicile(&self) -> &Domicile {
        let told = self.inscription.courante && !self.personne.cle.is_multiple_of(5);
        self.foyer.demenagement.as_ref().filter(|_| told).unwrap_or(&self.foyer.domicile)
    }

    fn eleve(&self, xml: &mut Xml, vue: &Vue, id: u64) {
        xml.push(&format!(r#"<ELEVE ELEVE_ID="{id}" ELENOET="{}">"#, id % 100_000));
        match &vue.ine {
            Some(ine) if ine.as_bytes()[9].is_ascii_digit() => xml.tag("INE_BEA", ine),
            Some(ine) if self.personne.cle.is_multiple_of(3) => xml.tag("INE_RNIE", ine),
            ine => xml.optional("ID_NATIONAL", ine.as_deref()),
        }
        xml.tag("NOM_DE_FAMILLE", vue.nom.to_uppercase());
        xml.optional("NOM_USAGE", vue.nom_usage.as_deref().map(str::to_uppercase));
        for (tag, prenom) in ["PRENOM", "PRENOM2", "PRENOM3"].into_iter().zip(&vue.prenoms) {
            xml.tag(tag, prenom);
        }
        xml.optional("DATE_NAISS", vue.naissance.map(french));
        xml.optional("CODE_SEXE", vue.fille.map(|f| if f { 2 } else { 1 }));
        birth_place(xml, vue.lieu.as_ref());
        xml.tag("CODE_MEF", self.inscription.formation.mef());
        xml.tag("CODE_STATUT", "ST");
        xml.tag("CODE_REGIME", [0, 2, 2, 3][usize::try_from(self.personne.cle % 4).unwrap_or(0)]);
        xml.tag("DATE_ENTREE", french(self.inscription.debut));
        xml.optional("DATE_SORTIE", self.inscription.fin.map(french));
        if self.inscription.fin.is_some() {
            xml.tag(
                "CODE_MOTIF_SORTIE",
                ["02", "04", "06", "09"][usize::try_from(self.personne.cle % 4).unwrap_or(0)],
            );
        }
        xml.optional("TEL_PORTABLE", self.personne.telephone.as_deref());
        xml.tag("ADRESSE_ID", format!("A{}", self.personne.cle / 4));
        self.an_dernier(xml);
        xml.push("</ELEVE>");
    }

    /// Where the pupil was last year, when the school took the trouble to keep it.
    fn an_dernier(&self, xml: &mut Xml) {
        let before = self.parcours.inscriptions.iter().rfind(|i| !i.courante);
        let Some(before) =
            before.filter(|_| self.inscription.courante && !self.personne.cle.is_multiple_of(6))
        else {
            return;
        };
        xml.push("<SCOLARITE_AN_DERNIER>");
        if before.formation.classe.fiche().registre == Registre::Siecle {
            let division = format!("{}{}", before.formation.classe.fiche().sigle, 1 + self.personne.cle % 4);
            xml.tag("CODE_STRUCTURE", division);
        }
        let school: &Etablissement = self.world.etablissements.of(before.etablissement);
        xml.tag("CODE_RNE", school.uai);
        xml.tag("DENOM_PRINC", &school.nom);
        xml.push("</SCOLARITE_AN_DERNIER>");
    }
}

fn birth_place(xml: &mut Xml, lieu: Option<&Lieu>) {
    match lieu {
        Some(Lieu::France(code)) => {
            xml.tag("CODE_PAYS", 100);
            let departement =
                if code.starts_with("97") { code[..3].to_owned() } else { format!("0{}", &code[..2]) };
            xml.tag("CODE_DEPARTEMENT_NAISS", departement);
            xml.tag("CODE_COMMUNE_INSEE_NAISS", code);
        }
        Some(Lieu::Etranger(code, ville)) => {
            xml.tag("CODE_PAYS", &code[2..]);
            xml.tag("VILLE_NAISS", ville);
        }
        None => xml.push("<CODE_PAYS/>"),
    }
}

/// What stands after the pupils: classes, addresses, and the other file of parents.
#[derive(Default)]
struct Tails {
    structures: Vec<(u64, String)>,
    adresses: Vec<(String, Domicile)>,
    known: HashSet<String>,
    personnes: Vec<(String, Parent, String)>,
    liens: Vec<(u64, String, &'static str, bool)>,
    autres_adresses: Vec<(String, Domicile)>,
    communes: BTreeMap<u16, (String, String, String)>,
    with_codes: bool,
}

impl Tails {
    fn add(&mut self, pupil: &Pupil<'_>, id: u64, division: &str) {
        self.structures.push((id, division.to_owned()));
        let foyer = pupil.personne.cle / 4;
        let domicile = pupil.domicile();
        let adresse = format!("A{foyer}");
        self.commune(pupil.world, domicile.commune);
        if self.known.insert(adresse.clone()) {
            self.adresses.push((adresse.clone(), domicile.clone()));
        }
        for (rank, parent) in pupil.foyer.parents.iter().enumerate() {
            let personne = format!("{}", foyer * 2 + rank as u64 + 1);
            if self.known.insert(personne.clone()) {
                let mut lives = adresse.clone();
                if parent.separe {
                    lives = format!("B{foyer}");
                    let other = pupil.world.territoire.of(domicile.commune);
                    let ligne = format!("{} rue des Écoles", 1 + foyer % 90);
                    self.autres_adresses.push((lives.clone(), Domicile { ligne, commune: domicile.commune }));
                    self.communes.entry(domicile.commune).or_insert_with(|| labels(other));
                } else if !self.autres_adresses.iter().any(|(known, _)| *known == adresse) {
                    self.autres_adresses.push((adresse.clone(), domicile.clone()));
                }
                self.personnes.push((personne.clone(), parent.clone(), lives));
            }
            self.liens.push((id, personne, if parent.mere { "10" } else { "20" }, rank == 0));
        }
    }

    fn commune(&mut self, world: &World, commune: u16) {
        self.communes.entry(commune).or_insert_with(|| labels(world.territoire.of(commune)));
    }

    fn finish(self, eleves: &mut Xml, contacts: &mut Xml) {
        eleves.push("<STRUCTURES>");
        for (id, division) in &self.structures {
            eleves.push(&format!(r#"<STRUCTURES_ELEVE ELEVE_ID="{id}">"#));
            eleves.push("<STRUCTURE>");
            eleves.tag("CODE_STRUCTURE", division);
            eleves.tag("TYPE_STRUCTURE", "D");
            eleves.push("</STRUCTURE>");
            eleves.push("</STRUCTURES_ELEVE>");
        }
        eleves.push("</STRUCTURES>");
        self.addresses(eleves, &self.adresses);
        contacts.push("<PERSONNES>");
        for (id, parent, adresse) in &self.personnes {
            contacts.push(&format!(r#"<PERSONNE PERSONNE_ID="{id}">"#));
            contacts.tag("NOM_DE_FAMILLE", parent.nom.to_uppercase());
            contacts.tag("PRENOM", &parent.prenom);
            contacts.tag("LC_CIVILITE", if parent.mere { "MME" } else { "M." });
            contacts.tag("TEL_PORTABLE", &parent.telephone);
            contacts.tag("MEL", &parent.courriel);
            contacts.tag("ACCEPTE_SMS", 1);
            contacts.tag("ADRESSE_ID", adresse);
            contacts.push("</PERSONNE>");
        }
        contacts.push("</PERSONNES>");
        contacts.push("<RESPONSABLES>");
        for (eleve, personne, parente, first) in &self.liens {
            contacts.push("<RESPONSABLE_ELEVE>");
            contacts.tag("ELEVE_ID", eleve);
            contacts.tag("PERSONNE_ID", personne);
            contacts.tag("CODE_PARENTE", parente);
            contacts.tag("NIVEAU_RESPONSABILITE", 1);
            contacts.tag("PERS_CONTACT", i32::from(*first));
            contacts.tag("A_CONTACTER_EN_PRIORITE", i32::from(*first));
            contacts.push("</RESPONSABLE_ELEVE>");
        }
        contacts.push("</RESPONSABLES>");
        self.addresses(contacts, &self.autres_adresses);
    }

    fn addresses(&self, xml: &mut Xml, adresses: &[(String, Domicile)]) {
        xml.push("<ADRESSES>");
        for (id, domicile) in adresses {
            let Some((code, code_postal, nom)) = self.communes.get(&domicile.commune) else { continue };
            xml.push(&format!(r#"<ADRESSE ADRESSE_ID="{id}">"#));
            xml.tag("LIGNE1_ADRESSE", &domicile.ligne);
            xml.tag("CODE_POSTAL", code_postal);
            xml.tag("LIBELLE_POSTAL", nom.to_uppercase());
            // Not every school's software writes the code; the label and the postal code then have to do.
            if self.with_codes {
                xml.tag("CODE_COMMUNE_INSEE", code);
            }
            xml.tag("LL_COMMUNE_INSEE", nom.to_uppercase());
            xml.tag("CODE_DEPARTEMENT", format!("0{}", &code[..2]));
            xml.tag("LL_PAYS", "FRANCE");
            xml.tag("CODE_PAYS", 100);
            xml.push("</ADRESSE>");
        }
        xml.push("</ADRESSES>");
    }
}

fn labels(commune: &crate::territoire::Commune) -> (String, String, String) {
    (commune.code.to_owned(), commune.code_postal.to_owned(), commune.nom.to_owned())
}
