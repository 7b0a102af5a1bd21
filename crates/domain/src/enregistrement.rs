//! A register line, whatever register it comes from: the facts it states about one person, and where it stands.
//!
//! A register says: this person, enrolled there, from, to. Whether the person is a *décrocheur* is never in it:
//! verdicts are computed at a date from these facts. Health, nationality, offences and social situation have no
//! field here, so no reader can keep them.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::{CodeCommune, DecisionExamen, Ine, Uai, francais::plier};

/// Sex as registers code it (1 and 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sexe {
    /// Code 1.
    Masculin,
    /// Code 2.
    Feminin,
}

/// Where a person was born, as precisely as the register says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LieuNaissance {
    /// The commune's code at the time of birth (or `99xxx` for a country).
    Commune(CodeCommune),
    /// Only the département is known: `33`, `2A`, `974`.
    Departement(String),
    /// Born abroad: the register's country code (SIECLE `CODE_PAYS`, INSEE three digits) and the town when given.
    Etranger {
        /// Country code as read.
        pays: String,
        /// Town name as read.
        ville: Option<String>,
    },
}

/// Who the line speaks of. Names are kept as read; the engine normalises.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identite {
    /// *Nom de famille* (birth name).
    pub nom_famille: String,
    /// *Nom d'usage*, when the register gives one.
    pub nom_usage: Option<String>,
    /// First names in their order; the first is the usual one.
    pub prenoms: Vec<String>,
    /// Birth date, a plain calendar date. `None` when missing or impossible.
    pub date_naissance: Option<NaiveDate>,
    /// Sex, when given.
    pub sexe: Option<Sexe>,
    /// Place of birth.
    pub naissance: Option<LieuNaissance>,
}

impl Identite {
    /// Whether the line gives no name at all: neither surname, birth or usage, nor first name.
    pub fn sans_nom(&self) -> bool {
        let names = [Some(&self.nom_famille), self.nom_usage.as_ref()];
        names.into_iter().flatten().chain(&self.prenoms).all(|name| name.trim().is_empty())
    }

    /// Whether both give first names, and those of neither are all among the other's. Case, accents and hyphens aside.
    pub fn autres_prenoms(&self, other: &Self) -> bool {
        let words = |identite: &Self| -> BTreeSet<String> {
            let folded = identite.prenoms.iter().map(|prenom| plier(prenom));
            folded
                .flat_map(|prenom| prenom.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
                .collect()
        };
        let (left, right) = (words(self), words(other));
        !left.is_subset(&right) && !right.is_subset(&left)
    }
}

/// Under what status a person is in training.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Statut {
    /// *Statut scolaire*.
    Scolaire,
    /// Apprentice (contract).
    Apprenti,
    /// *Stagiaire de la formation professionnelle*.
    Stagiaire,
    /// *Contrat de professionnalisation*.
    ContratPro,
    /// Student of higher education.
    Etudiant,
}

/// Levels of the national framework of 2019 (décret 2019-14), for what a diploma is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NiveauDiplome {
    /// No diploma.
    Aucun,
    /// *Certificat de formation générale*.
    Cfg,
    /// *Diplôme national du brevet*: not a qualification for D313-59 nor D122-3-1.
    Dnb,
    /// Level 3 (ex V): CAP, BEP.
    Niveau3,
    /// Level 4 (ex IV): baccalauréat, BP.
    Niveau4,
    /// Level 5 and above.
    Niveau5EtPlus,
}

/// What is taught, by the register's own code.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Formation {
    /// MEF, 11 characters, not always digits.
    pub mef: Option<String>,
    /// Diploma code (CFD, 8 characters) or RNCP number prepared.
    pub diplome: Option<String>,
    /// Label as read or from the nomenclature.
    pub libelle: Option<String>,
    /// Year of the cycle when the register says it (SIFA `AN_FORM` 1 to 6).
    pub annee: Option<u8>,
}

/// An enrolment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scolarite {
    /// The establishment.
    pub uai: Option<Uai>,
    /// Text found where a UAI should stand, when its shape or key is wrong. Kept to be shown and corrected, never
    /// joined on.
    pub uai_brut: Option<String>,
    /// Name of the establishment or body when it has no UAI or the register gives it.
    pub etablissement: Option<String>,
    /// What is taught.
    pub formation: Formation,
    /// Class (division).
    pub division: Option<String>,
    /// Status.
    pub statut: Option<Statut>,
    /// First day.
    pub debut: Option<NaiveDate>,
    /// Last day; `None` while still present.
    pub fin: Option<NaiveDate>,
    /// Reason of leaving as coded by the register (no public table: opaque).
    pub motif_sortie: Option<String>,
}

/// Where the person was the year before, as this year's register declares it (SIFA `SIT_N_1` and `ETAB_N_1`,
/// SIECLE `SCOLARITE_AN_DERNIER`): a hint on the path, not an enrolment that the register vouches for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScolariteAnterieure {
    /// Code of the class or situation in the register's own nomenclature (SIFA `3103`: CAP terminale apprenti).
    pub situation: Option<String>,
    /// The establishment.
    pub uai: Option<Uai>,
    /// Its name, or its département when nothing else is known.
    pub etablissement: Option<String>,
}

/// A diploma obtained, or an exam sat without success.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diplome {
    /// Level.
    pub niveau: NiveauDiplome,
    /// Code (CFD) when given.
    pub code: Option<String>,
    /// Label as read.
    pub libelle: Option<String>,
    /// Date of the jury or of the session.
    pub date: Option<NaiveDate>,
    /// `false` for *ajourné*.
    pub obtenu: bool,
    /// What the jury decided, when the source says so; a source that lists diplomas alone says nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<DecisionExamen>,
}

/// Nature of a situation outside school (L114-1 lists what satisfies the obligation de formation).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NatureSituation {
    /// Followed by a mission locale (or another L114-1 accompaniment).
    Accompagnement,
    /// A job.
    Emploi,
    /// *Service civique*.
    ServiceCivique,
    /// Training outside initial education.
    FormationProfessionnelle,
    /// Health exemption: existence and dates of the certificate only (R114-3).
    Exemption,
    /// Left the country.
    DepartEtranger,
    /// Died.
    Deces,
    /// Taught at home, abroad, in a medico-social establishment or otherwise, as the source says.
    AutreInstruction,
}

/// A situation outside school.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AutreSituation {
    /// What it is.
    pub nature: NatureSituation,
    /// Name of the body.
    pub organisme: Option<String>,
    /// First day.
    pub debut: Option<NaiveDate>,
    /// Last day, `None` while it lasts.
    pub fin: Option<NaiveDate>,
}

/// A postal address as read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adresse {
    /// Street lines, joined by a comma.
    pub lignes: String,
    /// Postal code.
    pub code_postal: Option<String>,
    /// Town as read.
    pub ville: Option<String>,
    /// INSEE code of the commune, which decides the territory.
    pub commune: Option<CodeCommune>,
}

/// How to reach somebody.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coordonnees {
    /// Address.
    pub adresse: Option<Adresse>,
    /// Phone numbers, as read without blanks, mobile first.
    pub telephones: Vec<String>,
    /// E-mail addresses.
    pub courriels: Vec<String>,
}

/// A person responsible for the pupil.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Representant {
    /// Name.
    pub nom: String,
    /// First name.
    pub prenom: Option<String>,
    /// SIECLE `CODE_PARENTE` (10 mother, 20 father…), opaque elsewhere.
    pub parente: Option<String>,
    /// `true` for a legal representative (`NIVEAU_RESPONSABILITE` 1), whom L313-8 and R114-7 convoke.
    pub legal: bool,
    /// How to reach the person.
    pub coordonnees: Coordonnees,
}

/// One line of one register.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enregistrement {
    /// File the line stands in, relative to the source's folder (and `!entry` inside a zip).
    pub fichier: String,
    /// Line in that file, from 1.
    pub ligne: u64,
    /// The source's own number for the person (SIECLE `ELEVE_ID`, a local id), unique within `fichier` at best.
    pub id_local: Option<String>,
    /// National numbers of a known shape, most recent kind first.
    pub ine: Vec<Ine>,
    /// Text found where an INE should stand, when it has not the shape of one. Kept, compared, remarked on.
    pub ine_brut: Option<String>,
    /// Who.
    pub identite: Identite,
    /// Enrolment stated by the line.
    pub scolarite: Option<Scolarite>,
    /// Last year's situation as the line declares it.
    pub anterieure: Option<ScolariteAnterieure>,
    /// Diploma stated by the line.
    pub diplome: Option<Diplome>,
    /// Situation outside school stated by the line.
    pub autre: Option<AutreSituation>,
    /// How to reach the person.
    pub coordonnees: Coordonnees,
    /// Who is responsible for the person.
    pub representants: Vec<Representant>,
}
