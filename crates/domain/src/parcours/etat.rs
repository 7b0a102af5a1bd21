//! The state of a parcours, as its journal makes it.
//!
//! [`EtatParcours::admettre`] says whether an entry may be written, and if not, why; [`EtatParcours::appliquer`] writes it
//! into the state. Both are pure and read the fiche ([`crate::dispositif::Dispositif`]): what may follow is never in the code.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use uuid::Uuid;

use super::{
    EngagementCharte, EvenementParcours, Information, MotifRefusSignature, MotifRetraitSignature,
    MoyenSignature, Numerisation, Saisi,
};
use crate::dispositif::{Acteur, DateNommee, Issue, ModeleDocument};

/// Somebody who takes part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partie {
    /// Its number.
    pub id: Uuid,
    /// As what.
    pub acteur: Acteur,
    /// The name on the day it was added.
    pub nom: String,
    /// The organisation whose members see the parcours.
    pub organisation: Option<Uuid>,
    /// Since when.
    pub depuis: NaiveDate,
    /// Until when: whoever is gone sees nothing more.
    pub retiree_le: Option<NaiveDate>,
}

/// What somebody did with a document that waits for them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signature {
    /// Who.
    pub partie: Uuid,
    /// When, local time, to the minute.
    pub quand: NaiveDateTime,
    /// How, or why not.
    pub reponse: ReponseSignature,
}

/// Yes or no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReponseSignature {
    /// Signed, in that way.
    Signee(MoyenSignature),
    /// Refused, for that reason.
    Refusee(MotifRefusSignature),
}

/// Somebody took their signature back and said why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetraitSignature {
    /// Who.
    pub partie: Uuid,
    /// When.
    pub le: NaiveDate,
    /// Why.
    pub motif: MotifRetraitSignature,
}

/// A version of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentParcours {
    /// Its number.
    pub id: Uuid,
    /// Of which model.
    pub modele: ModeleDocument,
    /// 1 for the first of its model.
    pub version: u32,
    /// When.
    pub le: NaiveDate,
    /// Rank of the entry that made it.
    pub rang: u32,
    /// SHA-256 of what is signed, in hexadecimal.
    pub empreinte: String,
    /// Who answered.
    pub signatures: Vec<Signature>,
    /// Scans of what was signed by hand.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub numerisations: Vec<Numerisation>,
    /// Signatures taken back for a reason that was said, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub retraits: Vec<RetraitSignature>,
    /// Once all have signed: the day and the SHA-256 of the file.
    pub scelle: Option<(NaiveDate, String)>,
}

/// A sealed document handed to somebody by a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemiseFaite {
    /// Which document.
    pub document: Uuid,
    /// To whom.
    pub partie: Uuid,
    /// When the last link left.
    pub le: NaiveDate,
    /// When they acknowledged it, local time.
    pub recu: Option<NaiveDateTime>,
}

/// A decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionParcours {
    /// In which step.
    pub etape: String,
    /// As what.
    pub par: Acteur,
    /// Yes or no.
    pub favorable: bool,
    /// When.
    pub le: NaiveDate,
    /// Rank of the entry that says it.
    pub rang: u32,
}

/// A meeting that was held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReunionTenue {
    /// For which step.
    pub etape: String,
    /// When.
    pub le: NaiveDate,
    /// Rank of the entry that says it.
    pub rang: u32,
}

/// An entry with its rank and day, as the journal holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntreeParcours {
    /// 1 for the first; consecutive.
    pub rang: u32,
    /// The day.
    pub le: NaiveDate,
    /// What happened.
    pub evenement: EvenementParcours,
}

/// Why an entry is refused: a sentence for the person who tried.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RefusParcours {
    /// Over.
    #[error("ce parcours est terminé")]
    Fini,
    /// Already open.
    #[error("ce parcours est déjà ouvert")]
    DejaOuvert,
    /// The journal begins otherwise, or with another fiche.
    #[error("ce parcours ne correspond pas à cette fiche")]
    AutreFiche,
    /// The step left the fiche, or never was in it.
    #[error("l’étape « {0} » n’est pas dans la fiche")]
    EtapeInconnue(String),
    /// The fiche goes elsewhere from here.
    #[error("depuis « {depuis} », la fiche ne mène pas à « {vers} »")]
    Chemin {
        /// From.
        depuis: String,
        /// To.
        vers: String,
    },
    /// An answer leads elsewhere.
    #[error("« {vers} » suit seulement quand {conditions}")]
    Seulement {
        /// The step.
        vers: String,
        /// Questions, and the answers that open it.
        conditions: String,
    },
    /// Somebody else does that.
    #[error("cette étape revient à : {0}")]
    PasALui(String),
    /// Something is missing before the step is over.
    #[error("il manque : {0}")]
    Manque(String),
    /// The number names nothing.
    #[error("{0} n’existe pas dans ce parcours : rechargez la page")]
    Introuvable(&'static str),
    /// A newer version took its place.
    #[error("ce document a été remplacé par une version plus récente : signez celle-là")]
    Remplace,
    /// Nobody changes what is sealed.
    #[error("ce document est scellé : il ne change plus")]
    Scelle,
    /// Somebody signs before.
    #[error("ce n’est pas encore votre tour : {0} signe d’abord")]
    Tour(String),
    /// Not among those who sign it.
    #[error("cette personne ne signe pas ce document")]
    NeSignePas,
    /// Signed already.
    #[error("cette personne a déjà répondu")]
    DejaRepondu,
    /// A minor's parcours needs a legal representative.
    #[error("le jeune est mineur : rien ne vaut sans la signature d’un représentant légal")]
    Mineur,
    /// The decision was no.
    #[error("la décision est défavorable : le parcours peut reprendre une étape précédente ou s’arrêter")]
    Defavorable,
    /// A new version takes the place of one that some have signed, and nobody said that they know it.
    #[error("une nouvelle version fait tomber des signatures, qui seront à redonner : {0} ; confirmez-le")]
    SignaturesPerdues(String),
    /// What it says is no longer so.
    #[error("ce document ne dit plus ce que dit le parcours : établissez-en une nouvelle version")]
    Perime,
    /// Nobody reads nor writes what members share before they commit to its charter.
    #[error("signez d’abord la charte")]
    Charte,
    /// A day or a value that cannot be.
    #[error("{0}")]
    Impossible(String),
}

/// Where a parcours stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EtatParcours {
    /// Rank of the last entry.
    pub rang: u32,
    /// Code of the dispositif.
    pub dispositif: String,
    /// First day.
    pub ouvert_le: NaiveDate,
    /// Day of the last entry.
    pub mis_a_jour_le: NaiveDate,
    /// The step under way.
    pub etape: String,
    /// Since when.
    pub etape_depuis: NaiveDate,
    /// Rank of the entry that began it: what a step that comes round again needs is what came after, even on the same day.
    pub etape_rang: u32,
    /// Steps that are over, with their day, in the order in which they were: the way from the first to the one under way.
    pub franchies: Vec<(String, NaiveDate)>,
    /// Rank of the entry that last began each step: one that is taken up again keeps what was done in it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub debuts: BTreeMap<String, u32>,
    /// Rank of the last entry that said otherwise what was already said: what a document made before says is no longer so.
    #[serde(default)]
    pub change_rang: u32,
    /// Days that the fiche names.
    pub dates: BTreeMap<DateNommee, NaiveDate>,
    /// What was typed in, by its code in the fiche.
    pub saisies: BTreeMap<String, Saisi>,
    /// Who takes part, and who did.
    pub parties: Vec<Partie>,
    /// Meetings held, oldest first.
    pub reunions: Vec<ReunionTenue>,
    /// Decisions, oldest first.
    pub decisions: Vec<DecisionParcours>,
    /// Documents, all versions, oldest first.
    pub documents: Vec<DocumentParcours>,
    /// Sealed documents handed to somebody outside, oldest first.
    #[serde(default)]
    pub remises: Vec<RemiseFaite>,
    /// Who committed to the charter, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chartes: Vec<EngagementCharte>,
    /// What members share, oldest first, without its text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub informations: Vec<Information>,
    /// The end, when it has come.
    pub fin: Option<(NaiveDate, Issue)>,
}
