//! `BEE_ELEVES`: the pupils of a school, those who left included.
//!
//! An `ELEVE` is judged as soon as it is read (an under-16 never stays in memory), and completed once the whole file
//! is, because divisions, schoolings and addresses follow the pupils.

use std::{collections::HashMap, hash::BuildHasher, io::Read};

use foldhash::{fast::RandomState, quality::FixedState};
use raccroche_domain::{
    CodeCommune, Enregistrement, Formation, Identite, LieuNaissance, Scolarite, ScolariteAnterieure, Statut,
    Uai,
};

use super::{
    adresses::{self, Adresses},
    fields::{Slots, slots},
    key::Key,
    sections,
    xml::{Node, Xml, attribute},
};
use crate::{
    error::ReadError,
    fields::{
        clean, commune_or_note, date_or_note, departement, note, push_ine, push_mail, push_phone,
        sexe_or_note, some,
    },
    quality::{Finding, Problem, Recorder},
};

slots! { ELEVE:
    ID_NATIONAL, INE_RNIE, INE_BEA, NOM_DE_FAMILLE, NOM, NOM_USAGE, PRENOM, PRENOM2, PRENOM3, DATE_NAISS, CODE_SEXE,
    CODE_PAYS, CODE_DEPARTEMENT_NAISS, CODE_COMMUNE_INSEE_NAISS, VILLE_NAISS, CODE_MEF, CODE_STATUT, DATE_ENTREE,
    DATE_SORTIE, CODE_MOTIF_SORTIE, MEL, TEL_PORTABLE, TEL_PERSONNEL, TEL_PROFESSIONNEL, TELEPHONE, ADRESSE_ID,
    SCOLARITE_AN_DERNIER, SCOLARITE_ACTIVE,
}
/// Nested elements share names with their parent: each has its own namespace.
mod an_dernier {
    use super::super::fields::slots;
    slots! { NAMES: CODE_STRUCTURE, CODE_RNE, SIGLE, DENOM_PRINC }
}
mod active {
    use super::super::fields::slots;
    slots! { NAMES: CODE_MEF, CODE_DIVISION }
}
mod structure {
    use super::super::fields::slots;
    slots! { NAMES: CODE_STRUCTURE, TYPE_STRUCTURE, CODE_MEF }
}

/// Known, and of no use to find people again: not worth a line in the report.
const UNUSED: [&str; 13] = [
    "ID_ELEVE_ETAB",
    "ELENOET",
    "DOUBLEMENT",
    "CODE_REGIME",
    "DATE_MODIFICATION",
    "CODE_PROVENANCE",
    "CODE_BOURSE",
    "TRANSPORT",
    "CODE_MOTIF_ENTREE",
    "ACCEPTE_SMS",
    "CODE_PROF_TUTEUR",
    "DATE_ENTREE_ETAB",
    "DATE_SORTIE_ETAB",
];

/// One pupil, judged but not complete.
pub(crate) struct Eleve {
    pub(crate) ligne: Enregistrement,
    pub(crate) notes: Vec<Finding>,
    /// `ELEVE_ID`, when there is one.
    pub(crate) key: Option<Key>,
    adresse: Option<Key>,
}

/// The pupils of one file: those that are [`Self::kept`] so far, and what completes them.
pub(crate) struct Eleves {
    pub(crate) kept: Vec<Eleve>,
    pub(crate) by_id: HashMap<Key, usize, RandomState>,
    /// Everybody who bears an `ELEVE_ID`, those who are not kept included: theirs may be the family of that number.
    pub(crate) bearers: HashMap<Key, Bearer, RandomState>,
    pub(crate) recorder: Recorder,
    adresses: Adresses,
    /// How many addresses the file held: the export with addresses says more than the one without.
    pub(crate) addresses_read: usize,
    places: HashMap<Key, Place, RandomState>,
    uai: Option<Uai>,
    uaj_brut: Option<String>,
    file: String,
}

/// Who bears an `ELEVE_ID`.
pub(crate) struct Bearer {
    pub(crate) person: Person,
    line: u64,
    /// The line of another person who bears the same.
    rival: Option<u64>,
}

/// Hashes of the names and of the birth date, if known: nothing else stays of a pupil who is not kept.
#[derive(Clone, Copy)]
pub(crate) struct Person {
    names: u64,
    birth: Option<u64>,
}

/// Where a pupil is, as `STRUCTURES` or `SCOLARITES` say.
#[derive(Default)]
struct Place {
    mef: Option<String>,
    division: Option<String>,
}

impl Eleves {
    /// For the file of an establishment, or of one whose number is wrong.
    pub(crate) fn new(file: &str, uai: Option<Uai>, uaj_brut: Option<String>, recorder: Recorder) -> Self {
        Self {
            kept: Vec::new(),
            by_id: HashMap::default(),
            bearers: HashMap::default(),
            recorder,
            adresses: Adresses::default(),
            addresses_read: 0,
            places: HashMap::default(),
            uai,
            uaj_brut,
            file: file.to_owned(),
        }
    }

    /// Reads one export.
    pub(crate) fn read<R: Read>(&mut self, xml: &mut Xml<R>) -> Result<(), ReadError> {
        sections(xml, |xml, section| match section {
            "ELEVES" => self.read_eleves(xml),
            "STRUCTURES" => self.read_places(xml, "STRUCTURES_ELEVE", "STRUCTURE"),
            "SCOLARITES" => self.read_places(xml, "SCOLARITE_ELEVE", "SCOLARITE"),
            "ADRESSES" => adresses::read(xml, &mut self.adresses),
            "OPTIONS" | "BOURSES" => xml.skip("DONNEES"),
            other => {
                self.recorder.unknown(other);
                xml.skip("DONNEES")
            }
        })
    }

    fn read_eleves<R: Read>(&mut self, xml: &mut Xml<R>) -> Result<(), ReadError> {
        let mut slots = Slots::new(&ELEVE);
        let mut dernier = Slots::new(&an_dernier::NAMES);
        let mut active = Slots::new(&active::NAMES);
        loop {
            match xml.next()? {
                Node::Start(start) if start.name().as_ref() == "ELEVE" => {
                    let id = attribute(&start, "ELEVE_ID");
                    let line = xml.line();
                    dernier.begin();
                    active.begin();
                    slots.begin();
                    let recorder = &mut self.recorder;
                    let mut unknown = |name: &str| {
                        if !UNUSED.contains(&name) {
                            recorder.unknown(name);
                        }
                    };
                    loop {
                        while xml.take_leaf(|name, text| slots.put(name, text, &mut unknown))? {}
                        match xml.next()? {
                            Node::Start(start) => match slots.find(start.name().as_ref()) {
                                Some(SCOLARITE_AN_DERNIER) => {
                                    dernier.fill(xml, "SCOLARITE_AN_DERNIER", |_| {})?;
                                }
                                Some(SCOLARITE_ACTIVE) => active.fill(xml, "SCOLARITE_ACTIVE", |_| {})?,
                                Some(slot) => slots.read_text(xml, slot)?,
                                None => {
                                    unknown(start.name().as_ref());
                                    xml.skip("ELEVE")?;
                                }
                            },
                            Node::End => break,
                            Node::Eof => return Err(xml.truncated("ELEVE")),
                            Node::Empty(_) | Node::Text => {}
                        }
                    }
                    self.add(line, id.as_deref(), &slots, &dernier, &active);
                }
                Node::Start(_) => xml.skip("ELEVES")?,
                Node::End => return Ok(()),
                Node::Eof => return Err(xml.truncated("ELEVES")),
                Node::Empty(_) | Node::Text => {}
            }
        }
    }

    fn add<const N: usize, const D: usize, const A: usize>(
        &mut self,
        line: u64,
        id: Option<&str>,
        slots: &Slots<N>,
        dernier: &Slots<D>,
        active: &Slots<A>,
    ) {
        let recorder = &mut self.recorder;
        recorder.begin_row();
        let mut ligne = Enregistrement {
            fichier: self.file.clone(),
            ligne: line,
            id_local: id.and_then(some),
            ..Enregistrement::default()
        };
        for slot in [ID_NATIONAL, INE_RNIE, INE_BEA] {
            let text = slots.get(slot);
            push_ine(recorder, line, ELEVE[slot], text, &mut ligne.ine, &mut ligne.ine_brut);
        }
        ligne.identite = identite(recorder, line, slots);
        ligne.scolarite = Some(self.scolarite(line, slots, active));
        ligne.anterieure = anterieure(dernier);
        let coordonnees = &mut ligne.coordonnees;
        for slot in [TEL_PORTABLE, TEL_PERSONNEL, TEL_PROFESSIONNEL, TELEPHONE] {
            push_phone(coordonnees, slots.get(slot));
        }
        push_mail(coordonnees, slots.get(MEL));
        // A whole school waits in memory for what completes it: lists of one value take the room of one.
        coordonnees.telephones.shrink_to_fit();
        coordonnees.courriels.shrink_to_fit();
        ligne.identite.prenoms.shrink_to_fit();
        ligne.ine.shrink_to_fit();
        let adresse = clean(slots.get(ADRESSE_ID));
        let adresse = (!adresse.is_empty()).then(|| Key::new(adresse));
        let key = ligne.id_local.as_deref().map(Key::new);
        if let Some(key) = key {
            self.bears(key, &ligne);
        }
        let Some((ligne, notes)) = self.recorder.screen(ligne, "DATE_NAISS") else {
            return;
        };
        self.push(Eleve { ligne, notes, key, adresse });
    }

    /// Writes down who bears an `ELEVE_ID`.
    fn bears(&mut self, key: Key, ligne: &Enregistrement) {
        let (person, line) = (Person::of(&ligne.identite), ligne.ligne);
        let first = self.bearers.entry(key).or_insert(Bearer { person, line, rival: None });
        if first.person.is_not(person) {
            first.rival.get_or_insert(line);
        }
    }

    /// Adds a pupil unless the same stands in the file already.
    fn push(&mut self, eleve: Eleve) {
        if let Some(key) = eleve.key {
            if let Some(&earlier) = self.by_id.get(&key) {
                let earlier = &self.kept[earlier];
                if eleve.same_facts(earlier) {
                    let class = format!("identique à la ligne {}", earlier.ligne.ligne);
                    self.recorder.set_aside(eleve.finding(class, Problem::ExactDuplicate));
                    return;
                }
            } else {
                self.by_id.insert(key, self.kept.len());
            }
        }
        self.kept.push(eleve);
    }

    fn scolarite<const N: usize, const A: usize>(
        &mut self,
        line: u64,
        slots: &Slots<N>,
        active: &Slots<A>,
    ) -> Scolarite {
        let recorder = &mut self.recorder;
        let statut = match clean(slots.get(CODE_STATUT)) {
            "" | "ST" => Some(Statut::Scolaire),
            "AP" => Some(Statut::Apprenti),
            other => {
                note(recorder, line, "CODE_STATUT", other, Problem::UnknownCode);
                None
            }
        };
        Scolarite {
            uai: self.uai,
            uai_brut: self.uaj_brut.clone(),
            formation: Formation {
                mef: some(active.get(active::CODE_MEF)).or_else(|| some(slots.get(CODE_MEF))),
                ..Formation::default()
            },
            division: some(active.get(active::CODE_DIVISION)),
            statut,
            debut: date_or_note(recorder, line, "DATE_ENTREE", slots.get(DATE_ENTREE)),
            fin: date_or_note(recorder, line, "DATE_SORTIE", slots.get(DATE_SORTIE)),
            motif_sortie: some(slots.get(CODE_MOTIF_SORTIE)),
            ..Scolarite::default()
        }
    }

    fn read_places<R: Read>(
        &mut self,
        xml: &mut Xml<R>,
        of_eleve: &'static str,
        element: &'static str,
    ) -> Result<(), ReadError> {
        let mut slots = Slots::new(&structure::NAMES);
        loop {
            let id = match xml.next()? {
                Node::Start(start) if start.name().as_ref() == of_eleve => attribute(&start, "ELEVE_ID"),
                Node::Start(_) => {
                    xml.skip(of_eleve)?;
                    continue;
                }
                Node::End => return Ok(()),
                Node::Eof => return Err(xml.truncated(of_eleve)),
                Node::Empty(_) | Node::Text => continue,
            };
            let place = self.places.entry(Key::new(id.as_deref().unwrap_or_default())).or_default();
            slots.each(xml, of_eleve, element, "", |_, slots| {
                // `G` is a group of pupils of several divisions.
                if !matches!(clean(slots.get(structure::TYPE_STRUCTURE)), "" | "D") {
                    return;
                }
                if place.division.is_none() {
                    place.division = some(slots.get(structure::CODE_STRUCTURE));
                }
                if place.mef.is_none() {
                    place.mef = some(slots.get(structure::CODE_MEF));
                }
            })?;
        }
    }

    /// Gives every pupil its division, MEF and address, now that the whole file is read.
    pub(crate) fn complete(&mut self) {
        for eleve in &mut self.kept {
            if let Some(key) = eleve.key
                && !self.bearers.get(&key).is_some_and(Bearer::is_shared)
                && let Some(place) = self.places.get(&key)
                && let Some(scolarite) = &mut eleve.ligne.scolarite
            {
                if scolarite.division.is_none() {
                    scolarite.division.clone_from(&place.division);
                }
                if scolarite.formation.mef.is_none() {
                    scolarite.formation.mef.clone_from(&place.mef);
                }
            }
            eleve.ligne.coordonnees.adresse = eleve.adresse.and_then(|id| self.adresses.get(&id)).cloned();
        }
        self.addresses_read = self.adresses.len();
        // A large school has as many addresses as pupils: they are not kept twice.
        self.adresses = Adresses::default();
        self.places = HashMap::default();
    }
}

impl Person {
    fn of(identite: &Identite) -> Self {
        // The same in every file of a school: they are compared.
        let hasher = FixedState::with_seed(1);
        Self {
            names: hasher.hash_one((&identite.nom_famille, &identite.prenoms)),
            birth: identite.date_naissance.map(|birth| hasher.hash_one(birth)),
        }
    }

    /// Whether these are two persons; a birth date that one file lacks makes none.
    pub(crate) fn is_not(self, other: Self) -> bool {
        self.names != other.names || self.birth.zip(other.birth).is_some_and(|(a, b)| a != b)
    }
}

impl Bearer {
    /// Whether two persons of the file bear the number.
    pub(crate) fn is_shared(&self) -> bool {
        self.rival.is_some()
    }

    /// Where the other person stands who bears the number of the pupil of this line.
    pub(crate) fn other_than(&self, line: u64) -> String {
        match self.rival {
            Some(rival) => {
                let other = if line == self.line { rival } else { self.line };
                format!("aussi à la ligne {other}")
            }
            None => "aussi dans un autre fichier de l’établissement".to_owned(),
        }
    }
}

impl Eleve {
    /// Something about the number of this pupil.
    pub(crate) fn finding(&self, class: String, problem: Problem) -> Finding {
        Finding {
            line: self.ligne.ligne,
            field: "ELEVE_ID".into(),
            value_class: class.into(),
            problem,
            suggestion: None,
        }
    }

    /// Whether two elements state the same facts, wherever they stand; an export without addresses repeats the one
    /// that has them.
    pub(crate) fn same_facts(&self, other: &Self) -> bool {
        let (a, b) = (&self.ligne, &other.ligne);
        a.id_local == b.id_local
            && a.ine == b.ine
            && a.ine_brut == b.ine_brut
            && a.identite == b.identite
            && a.scolarite == b.scolarite
            && a.anterieure == b.anterieure
    }
}

fn identite<const N: usize>(recorder: &mut Recorder, line: u64, slots: &Slots<N>) -> Identite {
    let date_naissance = date_or_note(recorder, line, "DATE_NAISS", slots.get(DATE_NAISS));
    let sexe = sexe_or_note(recorder, line, "CODE_SEXE", slots.get(CODE_SEXE));
    let nom = some(slots.get(NOM_DE_FAMILLE)).or_else(|| some(slots.get(NOM)));
    Identite {
        nom_famille: nom.unwrap_or_default(),
        nom_usage: some(slots.get(NOM_USAGE)),
        prenoms: [PRENOM, PRENOM2, PRENOM3].iter().filter_map(|slot| some(slots.get(*slot))).collect(),
        date_naissance,
        sexe,
        naissance: naissance(recorder, line, slots),
    }
}

/// The commune when given, else the country, else the département.
fn naissance<const N: usize>(recorder: &mut Recorder, line: u64, slots: &Slots<N>) -> Option<LieuNaissance> {
    let field = "CODE_COMMUNE_INSEE_NAISS";
    let commune: Option<CodeCommune> =
        commune_or_note(recorder, line, field, slots.get(CODE_COMMUNE_INSEE_NAISS));
    if let Some(commune) = commune {
        return Some(LieuNaissance::Commune(commune));
    }
    let pays = clean(slots.get(CODE_PAYS));
    // 100 is France; a birth abroad has département 099 and a town in clear.
    if !pays.is_empty() && pays != "100" {
        return Some(LieuNaissance::Etranger { pays: pays.to_owned(), ville: some(slots.get(VILLE_NAISS)) });
    }
    departement(slots.get(CODE_DEPARTEMENT_NAISS)).filter(|code| code != "99").map(LieuNaissance::Departement)
}

fn anterieure<const N: usize>(dernier: &Slots<N>) -> Option<ScolariteAnterieure> {
    let anterieure = ScolariteAnterieure {
        situation: some(dernier.get(an_dernier::CODE_STRUCTURE)),
        uai: clean(dernier.get(an_dernier::CODE_RNE)).parse().ok(),
        etablissement: some(dernier.get(an_dernier::DENOM_PRINC))
            .or_else(|| some(dernier.get(an_dernier::SIGLE))),
    };
    (anterieure != ScolariteAnterieure::default()).then_some(anterieure)
}
