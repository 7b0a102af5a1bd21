//! What may happen in a parcours: the entries of its journal.

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    ButLien, DemiJournee, FormatNumerisation, MotifRefusSignature, MotifRetraitSignature, MoyenSignature,
};
use crate::{
    dispositif::{Acteur, DateNommee, Issue, ModeleDocument},
    groupe::GroupeChoisi,
    suivi::Canal,
};

/// What somebody typed where the fiche asks for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Saisi {
    /// One of the values offered, or several.
    Choix(Vec<String>),
    /// A few words.
    Texte(String),
    /// A whole number.
    Nombre(u32),
    /// A week: what is done in each half-day that is not free.
    Semaine(Vec<Creneau>),
    /// A group, as it was on the day it was entered.
    Groupe(GroupeChoisi),
    /// A public contract.
    Marche {
        /// Which.
        id: Uuid,
        /// What it was called on that day.
        nom: String,
    },
}

/// Half a day of the week of a path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Creneau {
    /// Which.
    pub quand: DemiJournee,
    /// What is done; never empty.
    pub activite: String,
    /// Where; empty at the school.
    pub lieu: String,
    /// With whom; may be empty.
    pub tuteur: String,
}

/// One thing that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum EvenementParcours {
    /// The parcours begins. Always the first entry, never another.
    Ouvert {
        /// Code of the dispositif.
        dispositif: String,
        /// What people call it on that day.
        nom: String,
        /// Code of its first step.
        etape: String,
        /// Conditions of entry that did not hold on that day; why it begins all the same is the note of the entry.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        malgre: Vec<String>,
    },
    /// Somebody takes part from now on.
    PartieAjoutee {
        /// Its number.
        id: Uuid,
        /// As what.
        acteur: Acteur,
        /// The name on that day.
        nom: String,
        /// The organisation whose members see the parcours from now on; nobody for a family or a company, who come by links.
        organisation: Option<Uuid>,
    },
    /// Somebody no longer does, and sees nothing more.
    PartieRetiree {
        /// Which.
        id: Uuid,
        /// The name on that day.
        nom: String,
    },
    /// One of the dates that the fiche names is known, or moves.
    DateFixee {
        /// Which.
        nom: DateNommee,
        /// The day.
        le: NaiveDate,
    },
    /// What the fiche asks for is typed in, or typed anew.
    Saisi {
        /// Its code in the fiche.
        code: String,
        /// What people read beside it on that day.
        titre: String,
        /// What was typed.
        valeur: Saisi,
    },
    /// They are no longer in the group that they had entered.
    GroupeQuitte {
        /// Its code in the fiche.
        code: String,
        /// The group.
        groupe: Uuid,
        /// What it was called.
        nom: String,
    },
    /// A meeting that the step needs was held.
    ReunionTenue {
        /// In which step.
        etape: String,
        /// When.
        le: NaiveDate,
    },
    /// Whoever decides has decided.
    Decision {
        /// In which step.
        etape: String,
        /// As what.
        par: Acteur,
        /// Yes or no.
        favorable: bool,
    },
    /// A version of a document is ready: what it says is kept beside, sealed.
    DocumentEtabli {
        /// Its number.
        id: Uuid,
        /// Of which model.
        modele: ModeleDocument,
        /// 1 for the first of its model; a later one takes the place of those before.
        version: u32,
        /// SHA-256 of what is signed, in hexadecimal.
        empreinte: String,
    },
    /// Somebody signed.
    Signe {
        /// Which document.
        document: Uuid,
        /// Of which model.
        modele: ModeleDocument,
        /// Who.
        partie: Uuid,
        /// Their name on that day.
        nom: String,
        /// When, local time, to the minute.
        quand: NaiveDateTime,
        /// How.
        moyen: MoyenSignature,
    },
    /// The sheet that somebody signed by hand is joined: its scan is kept beside, sealed.
    NumerisationJointe {
        /// Its number.
        id: Uuid,
        /// Of which document.
        document: Uuid,
        /// Of which model.
        modele: ModeleDocument,
        /// Who signed.
        partie: Uuid,
        /// Their name on that day.
        nom: String,
        /// What file it is.
        format: FormatNumerisation,
        /// SHA-256 of the file, in hexadecimal.
        empreinte: String,
    },
    /// Somebody does not sign.
    SignatureRefusee {
        /// Which document.
        document: Uuid,
        /// Of which model.
        modele: ModeleDocument,
        /// Who.
        partie: Uuid,
        /// Their name on that day.
        nom: String,
        /// When, local time, to the minute.
        quand: NaiveDateTime,
        /// Why.
        motif: MotifRefusSignature,
        /// How they said it; nothing in entries of before it was kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        moyen: Option<MoyenSignature>,
    },
    /// Somebody takes their signature back, while others are awaited.
    SignatureRetiree {
        /// Which document.
        document: Uuid,
        /// Of which model.
        modele: ModeleDocument,
        /// Who.
        partie: Uuid,
        /// Their name on that day.
        nom: String,
        /// How they said it; nothing in entries of before it was kept.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        moyen: Option<MoyenSignature>,
        /// Why; nothing when they did not say.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        motif: Option<MotifRetraitSignature>,
    },
    /// A link by which somebody without an account signs or receives a document has left. Its address is not said: it is in
    /// no journal.
    LienEnvoye {
        /// For which document.
        document: Uuid,
        /// Of which model.
        modele: ModeleDocument,
        /// To whom.
        partie: Uuid,
        /// Their name on that day.
        nom: String,
        /// By mail or by text message.
        canal: Canal,
        /// The last day on which it opens.
        expire_le: NaiveDate,
        /// What for; to sign in entries of before links had several purposes.
        #[serde(default, skip_serializing_if = "ButLien::est_signer")]
        but: ButLien,
    },
    /// Such a link opens nothing any more.
    LienRetire {
        /// For which document.
        document: Uuid,
        /// Of which model.
        modele: ModeleDocument,
        /// Whose.
        partie: Uuid,
        /// Their name on that day.
        nom: String,
        /// What it was for.
        #[serde(default, skip_serializing_if = "ButLien::est_signer")]
        but: ButLien,
    },
    /// Whoever was handed a sealed document says that they have it.
    Recu {
        /// The field of the fiche that the acknowledgement fills.
        code: String,
        /// Which document.
        document: Uuid,
        /// Of which model.
        modele: ModeleDocument,
        /// Who.
        partie: Uuid,
        /// Their name on that day.
        nom: String,
        /// When, local time, to the minute.
        quand: NaiveDateTime,
    },
    /// All have signed: the file that says so is kept, and never written again.
    Scelle {
        /// Which document.
        document: Uuid,
        /// Of which model.
        modele: ModeleDocument,
        /// SHA-256 of the file, in hexadecimal.
        empreinte: String,
    },
    /// Somebody commits to the charter.
    CharteSignee {
        /// Which version of it.
        document: Uuid,
        /// The party because of which they take part; nobody for whoever holds the dossier and is none.
        partie: Option<Uuid>,
        /// Whether they are that party, and not a colleague of its organisation.
        en_personne: bool,
        /// Whose account; nobody when it was noted from paper.
        utilisateur: Option<Uuid>,
        /// Their name on that day.
        nom: String,
        /// When, local time, to the minute.
        quand: NaiveDateTime,
        /// How.
        moyen: MoyenSignature,
    },
    /// Something is shared with some of those who take part: its text is kept beside, sealed.
    InformationPartagee {
        /// Its number.
        id: Uuid,
        /// Under which of the themes of the fiche.
        theme: String,
        /// By whose account.
        auteur: Uuid,
        /// Their name on that day.
        nom: String,
        /// The parties who read it.
        lecteurs: Vec<Uuid>,
        /// Whether those who conduct the parcours read it too.
        conduite: bool,
    },
    /// What was shared is taken back by whoever wrote it: its text is no more.
    InformationRetiree {
        /// Which.
        id: Uuid,
    },
    /// A step is over, another begins.
    EtapeFranchie {
        /// Which.
        de: String,
        /// Which.
        vers: String,
        /// What is done in it, as the fiche said on that day.
        titre: String,
    },
    /// A step that was over is taken up again.
    EtapeReprise {
        /// From which.
        de: String,
        /// Which.
        vers: String,
        /// What is done in it, as the fiche said on that day.
        titre: String,
    },
    /// It is over.
    Termine {
        /// How.
        issue: Issue,
    },
    /// A note alone; its text is beside the entry, encrypted.
    Note,
}

impl EvenementParcours {
    /// The code of its kind, as in the JSON.
    pub fn genre(&self) -> &'static str {
        match self {
            Self::Ouvert { .. } => "ouvert",
            Self::PartieAjoutee { .. } => "partie_ajoutee",
            Self::PartieRetiree { .. } => "partie_retiree",
            Self::DateFixee { .. } => "date_fixee",
            Self::Saisi { .. } => "saisi",
            Self::GroupeQuitte { .. } => "groupe_quitte",
            Self::ReunionTenue { .. } => "reunion_tenue",
            Self::Decision { .. } => "decision",
            Self::DocumentEtabli { .. } => "document_etabli",
            Self::Signe { .. } => "signe",
            Self::NumerisationJointe { .. } => "numerisation_jointe",
            Self::SignatureRefusee { .. } => "signature_refusee",
            Self::SignatureRetiree { .. } => "signature_retiree",
            Self::LienEnvoye { .. } => "lien_envoye",
            Self::LienRetire { .. } => "lien_retire",
            Self::Recu { .. } => "recu",
            Self::Scelle { .. } => "scelle",
            Self::CharteSignee { .. } => "charte_signee",
            Self::InformationPartagee { .. } => "information_partagee",
            Self::InformationRetiree { .. } => "information_retiree",
            Self::EtapeFranchie { .. } => "etape_franchie",
            Self::EtapeReprise { .. } => "etape_reprise",
            Self::Termine { .. } => "termine",
            Self::Note => "note",
        }
    }

    /// Whether it decides something that somebody else may have decided otherwise in the meantime.
    pub fn exclusif(&self) -> bool {
        matches!(
            self,
            Self::DateFixee { .. }
                | Self::Saisi { .. }
                | Self::GroupeQuitte { .. }
                | Self::Decision { .. }
                | Self::DocumentEtabli { .. }
                | Self::Scelle { .. }
                | Self::EtapeFranchie { .. }
                | Self::EtapeReprise { .. }
                | Self::Termine { .. }
        )
    }

    /// Whether one of two entries of a parcours, each written without having read the other, would undo or ignore what the
    /// other decides: the same day, the same field, the same document. Going on to another step, or ending, ignores
    /// whatever else was decided meanwhile.
    pub fn contredit(&self, autre: &Self) -> bool {
        let avance = |e: &Self| {
            matches!(e, Self::EtapeFranchie { .. } | Self::EtapeReprise { .. } | Self::Termine { .. })
        };
        if !self.exclusif() || !autre.exclusif() {
            return false;
        }
        match (self, autre) {
            (Self::DateFixee { nom, .. }, Self::DateFixee { nom: lu, .. }) => nom == lu,
            (
                Self::Saisi { code, .. } | Self::GroupeQuitte { code, .. },
                Self::Saisi { code: lu, .. } | Self::GroupeQuitte { code: lu, .. },
            ) => code == lu,
            (Self::Decision { etape, par, .. }, Self::Decision { etape: lue, par: lu, .. }) => {
                (etape, par) == (lue, lu)
            }
            (Self::DocumentEtabli { modele, .. }, Self::DocumentEtabli { modele: lu, .. }) => modele == lu,
            (Self::Scelle { document, .. }, Self::Scelle { document: lu, .. }) => document == lu,
            _ => avance(self) || avance(autre),
        }
    }
}
