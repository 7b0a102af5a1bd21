//! The vocabulary of verdicts: category, reason, evidence, caution. The rule that gives them is [`crate::juger()`].

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{Definition, NatureSituation, NiveauDiplome, Obligation, Sexe, TableCycles, Temoignage};

/// The seven categories; everybody is in exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Enrolled now.
    Retrouve,
    /// Holds a diploma that suffices.
    Diplome,
    /// Followed by a mission locale.
    SuiviMissionLocale,
    /// In another known situation.
    AutreSituation,
    /// A human must look.
    AVerifier,
    /// Nowhere.
    PerduDeVue,
    /// Not of the public counted.
    HorsChamp,
}

impl Verdict {
    /// All of them, in the order of tables.
    pub const TOUS: [Self; 7] = [
        Self::Retrouve,
        Self::Diplome,
        Self::SuiviMissionLocale,
        Self::AutreSituation,
        Self::AVerifier,
        Self::PerduDeVue,
        Self::HorsChamp,
    ];

    /// The code that files carry.
    pub fn code(self) -> &'static str {
        match self {
            Self::Retrouve => "retrouve",
            Self::Diplome => "diplome",
            Self::SuiviMissionLocale => "suivi_mission_locale",
            Self::AutreSituation => "autre_situation",
            Self::AVerifier => "a_verifier",
            Self::PerduDeVue => "perdu_de_vue",
            Self::HorsChamp => "hors_champ",
        }
    }

    /// The verdict of a code.
    pub fn de_code(code: &str) -> Option<Self> {
        Self::TOUS.into_iter().find(|verdict| verdict.code() == code)
    }

    /// What people read.
    pub fn libelle(self) -> &'static str {
        match self {
            Self::Retrouve => "Retrouvé",
            Self::Diplome => "Diplômé",
            Self::SuiviMissionLocale => "Suivi par une mission locale",
            Self::AutreSituation => "Autre situation connue",
            Self::AVerifier => "À vérifier",
            Self::PerduDeVue => "Perdu de vue",
            Self::HorsChamp => "Hors champ",
        }
    }
}

/// Why the verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Motif {
    /// Enrolled.
    InscriptionEnCours,
    /// Diploma.
    DiplomeObtenu,
    /// Situation outside school, under way.
    Situation(NatureSituation),
    /// Under 16.
    MoinsDe16,
    /// 26 or over.
    PlusDe25,
    /// A human says the line should not have been there.
    ErreurSignalee,
    /// Only collège or another cycle that leads to no diploma counted.
    CycleSansQualification,
    /// Only higher education.
    CycleSuperieur,
    /// Two registers cannot both be right.
    FaitsContradictoires,
    /// The lines of departure may be those of two namesakes.
    IdentiteDouteuse,
    /// A fact that is perhaps about somebody else.
    RapprochementIncertain,
    /// An enrolment that begins after the date.
    InscriptionAVenir,
    /// No birth date, so the age cannot be checked.
    NaissanceInconnue,
    /// Neither surname nor first name, so nobody could have recognised the person in another register.
    NomAbsent,
    /// Enrolled again, then left before the date.
    Reparti,
    /// Nothing in any register.
    AucuneTrace,
    /// A human confirms that the person is nowhere.
    ConfirmePerduDeVue,
}

impl Motif {
    /// The code that files carry.
    pub fn code(self) -> &'static str {
        match self {
            Self::InscriptionEnCours => "inscription_en_cours",
            Self::DiplomeObtenu => "diplome_obtenu",
            Self::Situation(nature) => nature.code(),
            Self::MoinsDe16 => "moins_de_16_ans",
            Self::PlusDe25 => "plus_de_25_ans",
            Self::ErreurSignalee => "erreur_signalee",
            Self::CycleSansQualification => "cycle_sans_qualification",
            Self::CycleSuperieur => "cycle_superieur",
            Self::FaitsContradictoires => "faits_contradictoires",
            Self::IdentiteDouteuse => "identite_douteuse",
            Self::RapprochementIncertain => "rapprochement_incertain",
            Self::InscriptionAVenir => "inscription_a_venir",
            Self::NaissanceInconnue => "naissance_inconnue",
            Self::NomAbsent => "nom_absent",
            Self::Reparti => "reparti",
            Self::AucuneTrace => "aucune_trace",
            Self::ConfirmePerduDeVue => "confirme_perdu_de_vue",
        }
    }
}

impl NatureSituation {
    /// The code that files carry.
    pub fn code(self) -> &'static str {
        match self {
            Self::Accompagnement => "accompagnement",
            Self::Emploi => "emploi",
            Self::ServiceCivique => "service_civique",
            Self::FormationProfessionnelle => "formation_professionnelle",
            Self::Exemption => "exemption",
            Self::DepartEtranger => "depart_etranger",
            Self::Deces => "deces",
            Self::AutreInstruction => "autre_instruction",
        }
    }
}

/// A human decision that is not a fact of a register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NatureDecision {
    /// The person should not have been counted.
    Erreur,
    /// Checked: nowhere.
    ConfirmePerduDeVue,
    /// The lines are of one person; nothing is said of where the person is.
    IdentiteConfirmee,
}

/// Such a decision and its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionHumaine {
    /// What was decided.
    pub nature: NatureDecision,
    /// When.
    pub decide_le: NaiveDate,
}

/// What deserves a word beside the verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reserve {
    /// A human decision is set aside: a register shows the person in training after it.
    DecisionDepassee,
    /// A diploma is held that does not suffice under the definition.
    DiplomeInsuffisant(NiveauDiplome),
    /// The last cycle's aim is not in the table.
    CycleInconnu,
    /// Sat an exam without success.
    Ajourne,
    /// The register that proves the enrolment pictures a day more than three months before the date.
    PreuveAncienne(NaiveDate),
    /// Enrolled in several establishments.
    PlusieursInscriptions,
    /// The evidence was doubtful, and is taken for theirs because it names the school where they were.
    EcoleConcordante,
    /// The departure abroad and the enrolment do not fit.
    DepartContredit,
    /// SIFA pictures 31 December: later contracts are not in it.
    ImageSifa(NaiveDate),
    /// No register of apprentices was crossed.
    SansApprentis,
}

/// The last time the person was seen in training.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DernierePresence {
    /// The day.
    pub date: NaiveDate,
    /// `true` for an end stated by the register, `false` for the day of the picture.
    pub fin_declaree: bool,
    /// Position among the *témoignages*.
    pub temoignage: usize,
}

/// All that is known of one person.
#[derive(Debug, Clone)]
pub struct Dossier<'a> {
    /// Sex, for the agreement of sentences.
    pub sexe: Option<Sexe>,
    /// Birth date.
    pub naissance: Option<NaiveDate>,
    /// No line surely about the person gives a surname or a first name.
    pub sans_nom: bool,
    /// The lines about the person, surely or perhaps.
    pub temoignages: Vec<Temoignage<'a>>,
    /// A human decision.
    pub decision: Option<DecisionHumaine>,
}

/// Under what rule verdicts are given.
#[derive(Debug, Clone, Copy)]
pub struct Regle<'a> {
    /// The day.
    pub date: NaiveDate,
    /// The definition.
    pub definition: Definition,
    /// What cycles lead to.
    pub cycles: &'a TableCycles,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jugement {
    /// The category.
    pub verdict: Verdict,
    /// Why.
    pub motif: Motif,
    /// Position of the evidence among the *témoignages*.
    pub preuve: Option<usize>,
    /// Last time seen in training, whatever the verdict.
    pub derniere_presence: Option<DernierePresence>,
    /// The obligation de formation.
    pub obligation: Obligation,
    /// Words of caution.
    pub reserves: Vec<Reserve>,
}
