//! What stands behind each tab of a dossier.

use crate::components::{Action, Badge, Event, Fact, Tone};
use crate::form::Drawer;
use crate::layout::Link;

/// The tab that is shown, with what it shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Onglet {
    /// The journal and the tasks.
    Chronologie(Chronologie),
    /// Where she was, from every source.
    Scolarite(Scolarite),
    /// How to reach her, and the people around.
    Contacts(ContactsEtProches),
    /// Obligation de formation, entretiens, solutions, as a line of steps.
    Parcours(Parcours),
    /// Papers.
    Documents(Vec<Document>),
}

/// A task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tache {
    /// What is to do.
    pub texte: String,
    /// `avant vendredi 13 novembre`.
    pub echeance: Option<String>,
    /// Who does it.
    pub pour: String,
    /// How pressing.
    pub tone: Tone,
    /// Present for who may say that it is done.
    pub faire: Option<Action>,
}

/// The journal, newest first, and the tasks still open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chronologie {
    /// Open tasks.
    pub taches: Vec<Tache>,
    /// The journal.
    pub evenements: Vec<Event>,
    /// Older entries.
    pub suite: Option<Link>,
}

/// One period of schooling, as one source has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Periode {
    /// `de septembre 2025 à juin 2026`.
    pub dates: String,
    /// School.
    pub etablissement: String,
    /// `CAP cuisine, 1re année, sous statut scolaire`.
    pub formation: String,
    /// Which register says so, and of which day.
    pub source: String,
}

/// Schooling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scolarite {
    /// Newest first.
    pub periodes: Vec<Periode>,
    /// Diplomas and exams, each with its source.
    pub diplomes: Vec<Fact>,
    /// `Cherchée dans 5 registres, aucune correspondance`, and the way to see how.
    pub recherche: Option<(String, Link)>,
}

/// Whether a number or an address works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numero {
    /// The number or the address, as read aloud.
    pub valeur: String,
    /// What a telephone dials: `tel:+33612345678`, or `mailto:…`.
    pub href: String,
    /// Whose, from where: `portable de la mère, SIECLE 2025`.
    pub origine: String,
    /// `a répondu le 14 novembre`, `faux numéro`.
    pub etat: Badge,
}

/// A person around, or the young person herself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contactable {
    /// Name.
    pub nom: String,
    /// `mère, représentante légale`.
    pub lien: String,
    /// `Répond le plus souvent`.
    pub remarque: Option<String>,
    /// How to reach them.
    pub numeros: Vec<Numero>,
    /// Postal address.
    pub adresse: Option<String>,
}

/// A professional around.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Personne {
    /// `Mme Arrieta`.
    pub nom: String,
    /// `Psy-EN, CIO Bordeaux Sud`.
    pub fonction: String,
    /// How to reach them, if they said so.
    pub contact: Option<Link>,
}

/// Contacts and people around.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactsEtProches {
    /// The young person first, then legal representatives.
    pub proches: Vec<Contactable>,
    /// Référent, Psy-EN, conseiller, tuteur.
    pub professionnels: Vec<Personne>,
    /// Signed links sent: channel, date, whether answered.
    pub liens_envoyes: Vec<Fact>,
    /// Sends a signed link; correct or add a number; add a person.
    pub tiroirs: Vec<Drawer>,
}

/// Where a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EtatEtape {
    /// Behind.
    Faite,
    /// The one to take now.
    EnCours,
    /// Ahead.
    AVenir,
    /// Not needed any more.
    SansObjet,
}

impl EtatEtape {
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Faite => "fait",
            Self::EnCours => "en cours",
            Self::AVenir => "à venir",
            Self::SansObjet => "sans objet",
        }
    }

    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Faite => "faite",
            Self::EnCours => "en-cours",
            Self::AVenir => "a-venir",
            Self::SansObjet => "sans-objet",
        }
    }
}

/// One step of a parcours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Etape {
    /// `Entretien avec la mission locale`.
    pub titre: String,
    /// Where it stands.
    pub etat: EtatEtape,
    /// When, who acts, which text.
    pub detail: String,
    /// What is filled in at this step, in place.
    pub tiroir: Option<Drawer>,
    /// Where it leads: a file for one's own calendar.
    pub lien: Option<Link>,
}

/// A line of steps under its title: obligation de formation, entretien de réorientation, solution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parcours {
    /// One or several lines, each with its title, why it applies, its steps.
    pub lignes: Vec<(String, String, Vec<Etape>)>,
    /// In which dispositifs: the page of each, its step, where it stands; the latest first.
    pub dispositifs: Vec<(Link, String, Badge)>,
    /// Present and past solutions, each with its dates, structure and checks.
    pub solutions: Vec<Fact>,
    /// What can be added: exemption, solution.
    pub tiroirs: Vec<Drawer>,
}

/// A paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// `Compte rendu de l’entretien du 14 novembre`.
    pub nom: String,
    /// Where it is.
    pub href: String,
    /// Kind, size, who made it, when.
    pub detail: String,
}
