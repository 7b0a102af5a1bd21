//! What may happen to a dossier: the entries of its journal.
//!
//! A dossier *is* its journal. An entry says what somebody did, with the names as they were that day, so that it reads
//! the same years later; free text is not here but beside it, encrypted. The state of a dossier is the fold of
//! its entries ([`crate::suivi::EtatDossier::rejouer`]), and nothing else changes it.

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::parcours::EvenementParcours;

use super::{
    Canal, Conclusion, EtapeObligation, EtatVerification, FinSolution, GenreEntretien, GenreTache,
    IssueContact, IssueEntretien, MotifCloture, MotifConvocation, MotifRefus, MotifRelais, NatureSolution,
    Origine, ReponseJeune, Reprise,
};

/// An organisation, with its name on the day of the entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Structure {
    /// Its number.
    pub id: Uuid,
    /// Its name, as people say it.
    pub nom: String,
}

/// Who answers for a dossier: an organisation, and in it a person once one is named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Responsable {
    /// The organisation: there is always one.
    pub structure: Structure,
    /// The person; `None` until the organisation names one.
    pub agent: Option<Structure>,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Evenement {
    /// The dossier begins. Always the first entry, never another.
    Ouvert {
        /// Where it comes from.
        origine: Origine,
        /// The campaign, by its name.
        campagne: Option<String>,
        /// The day of the school's signal, from which L313-8's three months run.
        signale_le: Option<NaiveDate>,
        /// Last day in training, when known.
        sans_formation_depuis: Option<NaiveDate>,
        /// Who answers for it.
        responsable: Responsable,
    },
    /// Still on the list of a later campaign.
    RevuParCampagne {
        /// The campaign, by its name.
        campagne: String,
    },
    /// A later campaign found the person somewhere; somebody looked, and the follow-up goes on.
    Maintenu {
        /// The campaign, by its name.
        campagne: String,
    },
    /// Somebody says what the listing is worth.
    Verifie {
        /// What was found.
        etat: EtatVerification,
        /// Where the person is.
        ou: Option<String>,
        /// Since when.
        depuis: Option<NaiveDate>,
    },
    /// An attempt at contact.
    Tentative {
        /// Through what.
        canal: Canal,
        /// With what result.
        issue: IssueContact,
        /// To call again on that day.
        rappeler_le: Option<NaiveDate>,
    },
    /// A phone number, address or e-mail was corrected; the value is not in the journal.
    CoordonneesCorrigees,
    /// An appointment is made.
    EntretienPrevu {
        /// Its number.
        id: Uuid,
        /// For what.
        genre: GenreEntretien,
        /// When, local time.
        le: NaiveDateTime,
        /// Where.
        lieu: String,
        /// Whether the legal representative is invited too (L313-8, R114-7).
        representant: bool,
    },
    /// What came of it.
    EntretienConclu {
        /// Which.
        id: Uuid,
        /// What happened.
        issue: IssueEntretien,
        /// What it concludes; empty unless it took place.
        conclusions: Vec<Conclusion>,
    },
    /// A solution is found.
    SolutionOuverte {
        /// Its number.
        id: Uuid,
        /// Of what kind.
        nature: NatureSolution,
        /// Where.
        structure: String,
        /// First day.
        debut: NaiveDate,
        /// Last day, when planned.
        fin_prevue: Option<NaiveDate>,
    },
    /// Checked: it still holds.
    SolutionControlee {
        /// Which.
        id: Uuid,
    },
    /// It is over.
    SolutionFinie {
        /// Which.
        id: Uuid,
        /// Last day.
        le: NaiveDate,
        /// Why.
        fin: FinSolution,
    },
    /// Another organisation is asked to take over. The sender stays responsible.
    RelaisPropose {
        /// Its number.
        id: Uuid,
        /// To whom.
        vers: Structure,
        /// Why.
        motif: MotifRelais,
    },
    /// It takes over.
    RelaisAccepte {
        /// Which.
        id: Uuid,
        /// Who answers from now on.
        responsable: Responsable,
    },
    /// It does not.
    RelaisRefuse {
        /// Which.
        id: Uuid,
        /// Why.
        motif: MotifRefus,
    },
    /// The sender takes the proposal back.
    RelaisRetire {
        /// Which.
        id: Uuid,
    },
    /// Inside the organisation, somebody is named.
    ResponsableDesigne {
        /// Who answers from now on.
        responsable: Responsable,
    },
    /// Something to do.
    TacheAjoutee {
        /// Its number.
        id: Uuid,
        /// What.
        genre: GenreTache,
        /// By when.
        pour_le: NaiveDate,
    },
    /// Done.
    TacheFaite {
        /// Which.
        id: Uuid,
    },
    /// A note alone; its text is beside the entry, encrypted.
    Note,
    /// A step of the obligation de formation.
    Obligation {
        /// Reached.
        etape: EtapeObligation,
        /// On that day.
        le: NaiveDate,
        /// For a convocation: why.
        motif: Option<MotifConvocation>,
        /// For an exemption: valid until.
        jusqu_au: Option<NaiveDate>,
    },
    /// A signed link was given to the young person.
    LienEnvoye {
        /// Through what.
        canal: Canal,
        /// Last day it works.
        expire_le: NaiveDate,
    },
    /// The young person answered by the link.
    ReponseRecue {
        /// What.
        reponse: ReponseJeune,
        /// The day asked for.
        rappeler_le: Option<NaiveDate>,
    },
    /// Something happened in one of the young person's parcours.
    Parcours {
        /// Which.
        id: Uuid,
        /// By when its step is to be done, once this has happened.
        pour_le: Option<NaiveDate>,
        /// What.
        evenement: EvenementParcours,
    },
    /// The follow-up ends.
    Clos {
        /// Why.
        motif: MotifCloture,
        /// For a merge: the dossier that goes on.
        avec: Option<Uuid>,
    },
    /// It begins again.
    Rouvert,
    /// Another dossier of the same person ended, and goes on in this one.
    Reuni {
        /// The one that ended.
        avec: Uuid,
        /// What was under way there.
        reprise: Box<Reprise>,
    },
    /// Both were of two people after all: each goes on by itself. Written in both.
    Separe {
        /// The other.
        avec: Uuid,
    },
    /// An entry was a mistake: the state is as if it had not been written. The entry itself stays.
    Annule {
        /// The rank of that entry.
        rang: u32,
    },
}

impl Evenement {
    /// The code of its kind, as in the JSON.
    pub fn genre(&self) -> &'static str {
        match self {
            Self::Ouvert { .. } => "ouvert",
            Self::RevuParCampagne { .. } => "revu_par_campagne",
            Self::Maintenu { .. } => "maintenu",
            Self::Verifie { .. } => "verifie",
            Self::Tentative { .. } => "tentative",
            Self::CoordonneesCorrigees => "coordonnees_corrigees",
            Self::EntretienPrevu { .. } => "entretien_prevu",
            Self::EntretienConclu { .. } => "entretien_conclu",
            Self::SolutionOuverte { .. } => "solution_ouverte",
            Self::SolutionControlee { .. } => "solution_controlee",
            Self::SolutionFinie { .. } => "solution_finie",
            Self::RelaisPropose { .. } => "relais_propose",
            Self::RelaisAccepte { .. } => "relais_accepte",
            Self::RelaisRefuse { .. } => "relais_refuse",
            Self::RelaisRetire { .. } => "relais_retire",
            Self::ResponsableDesigne { .. } => "responsable_designe",
            Self::TacheAjoutee { .. } => "tache_ajoutee",
            Self::TacheFaite { .. } => "tache_faite",
            Self::Note => "note",
            Self::Obligation { .. } => "obligation",
            Self::LienEnvoye { .. } => "lien_envoye",
            Self::ReponseRecue { .. } => "reponse_recue",
            Self::Parcours { .. } => "parcours",
            Self::Clos { .. } => "clos",
            Self::Rouvert => "rouvert",
            Self::Reuni { .. } => "reuni",
            Self::Separe { .. } => "separe",
            Self::Annule { .. } => "annule",
        }
    }

    /// Whether it decides something that somebody else may have decided otherwise in the meantime: then whoever writes it
    /// must have read the other decision first. Attempts, notes, tasks and appointments simply add up.
    pub fn exclusif(&self) -> bool {
        if let Self::Parcours { evenement, .. } = self {
            return evenement.exclusif();
        }
        matches!(
            self,
            Self::Verifie { .. }
                | Self::SolutionOuverte { .. }
                | Self::SolutionFinie { .. }
                | Self::RelaisPropose { .. }
                | Self::ResponsableDesigne { .. }
                | Self::Obligation { .. }
                | Self::Clos { .. }
                | Self::Rouvert
                | Self::Reuni { .. }
                | Self::Separe { .. }
        )
    }

    /// Whether this entry, made without having read the other, would silently override it.
    pub fn contredit(&self, autre: &Self) -> bool {
        match (self, autre) {
            (Self::Parcours { id, evenement, .. }, Self::Parcours { id: autre, evenement: lu, .. }) => {
                id == autre && evenement.contredit(lu)
            }
            _ => self.exclusif() && self.genre() == autre.genre(),
        }
    }

    /// Whether its author may cancel it: what changed hands, was sent, or answered by somebody else stands. So does what is
    /// written in two journals at once, and what belongs to a parcours, which have their own ways back.
    pub fn annulable(&self) -> bool {
        !matches!(
            self,
            Self::Ouvert { .. }
                | Self::RevuParCampagne { .. }
                | Self::RelaisAccepte { .. }
                | Self::RelaisRefuse { .. }
                | Self::CoordonneesCorrigees
                | Self::LienEnvoye { .. }
                | Self::ReponseRecue { .. }
                | Self::Parcours { .. }
                | Self::Clos { avec: Some(_), .. }
                | Self::Reuni { .. }
                | Self::Separe { .. }
                | Self::Annule { .. }
        )
    }
}
