//! One dossier: who it is about, who answers for it, where its three axes stand, what is due.

use chrono::{NaiveDate, NaiveDateTime};
use raccroche_domain::{
    droits::MotifPortee,
    suivi::{self, Seuils},
};
use raccroche_store::{dossier::DossierLu, identifiant::Identifiant, jeune};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Echeance, Responsable, relais::RelaisPropose};
use crate::api::listes;

/// Un dossier.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Dossier {
    /// Son numéro.
    pub(crate) id: Uuid,
    /// Sa version : le rang de sa dernière entrée. Elle se renvoie avec ce qui décide quelque chose, pour ne pas effacer la
    /// décision de quelqu’un d’autre.
    pub(crate) version: u32,
    /// Pourquoi ce dossier vous est visible, la raison la plus forte d’abord.
    pub(crate) pourquoi: Vec<listes::MotifAcces>,
    /// Si votre structure peut y écrire.
    pub(crate) modifiable: bool,
    /// De qui il s’agit.
    pub(crate) jeune: Jeune,
    /// Dernier établissement ; vide s’il est inconnu.
    pub(crate) dernier_etablissement: String,
    /// Dernière formation ; vide si elle est inconnue.
    pub(crate) derniere_formation: String,
    /// D’où vient le dossier.
    pub(crate) origine: listes::Origine,
    /// Son premier jour.
    pub(crate) ouvert_le: NaiveDate,
    /// Le jour de sa dernière entrée.
    pub(crate) mis_a_jour_le: NaiveDate,
    /// Le jour du signalement par l’établissement (L313-8).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) signale_le: Option<NaiveDate>,
    /// Sa fin, s’il est clos.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) cloture: Option<Cloture>,
    /// Qui en répond.
    pub(crate) responsable: Responsable,
    /// Premier axe : ce que vaut le signalement.
    pub(crate) situation: listes::Situation,
    /// Où la personne a été retrouvée.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ou: Option<String>,
    /// Deuxième axe : où en est le contact.
    pub(crate) contact: listes::EtatContact,
    /// Le jour où rappeler.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rappeler_le: Option<NaiveDate>,
    /// Troisième axe : les solutions, la plus ancienne d’abord.
    pub(crate) solutions: Vec<Solution>,
    /// Depuis quand il n’y a pas de solution, s’il n’y en a pas.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sans_solution_depuis: Option<NaiveDate>,
    /// Les entretiens, dans l’ordre où ils ont été fixés.
    pub(crate) entretiens: Vec<Entretien>,
    /// Le relais qui attend sa réponse, s’il y en a un.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) relais: Option<RelaisPropose>,
    /// Ce qui reste à faire.
    pub(crate) taches: Vec<Tache>,
    /// L’obligation de formation, dès que sa procédure a commencé.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) obligation: Option<Obligation>,
    /// Les échéances, la première d’abord.
    pub(crate) echeances: Vec<Echeance>,
}

/// La personne dont un dossier s’occupe.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Jeune {
    /// Son numéro.
    pub(crate) id: Uuid,
    /// Nom de famille (de naissance).
    pub(crate) nom_famille: String,
    /// Nom d’usage, s’il est connu.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) nom_usage: Option<String>,
    /// Prénoms, dans leur ordre.
    pub(crate) prenoms: Vec<String>,
    /// Sexe inscrit au registre.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sexe: Option<listes::Sexe>,
    /// Date de naissance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) naissance: Option<NaiveDate>,
    /// Ville de résidence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ville: Option<String>,
    /// Identifiants nationaux élève sous lesquels les registres la connaissent.
    pub(crate) ine: Vec<String>,
}

/// La fin d’un dossier.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Cloture {
    /// Le jour.
    pub(crate) le: NaiveDate,
    /// La raison.
    pub(crate) motif: listes::MotifCloture,
    /// En cas de fusion : le dossier qui continue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) avec: Option<Uuid>,
}

/// Une solution.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Solution {
    /// Son numéro.
    pub(crate) id: Uuid,
    /// Son genre.
    pub(crate) nature: listes::NatureSolution,
    /// L’établissement, l’organisme ou l’employeur.
    pub(crate) structure: String,
    /// Premier jour.
    pub(crate) debut: NaiveDate,
    /// Dernier jour prévu.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fin_prevue: Option<NaiveDate>,
    /// Les jours où l’on a vérifié qu’elle tient.
    pub(crate) controles: Vec<NaiveDate>,
    /// Dernier jour, si elle a pris fin.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) finie_le: Option<NaiveDate>,
    /// Pourquoi elle a pris fin.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fin: Option<listes::FinSolution>,
}

/// Un entretien.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Entretien {
    /// Son numéro.
    pub(crate) id: Uuid,
    /// Ce pour quoi il est fixé.
    pub(crate) genre: listes::GenreEntretien,
    /// Le jour et l’heure, à l’heure locale, sans décalage : `2026-11-20T10:00:00`.
    #[schema(value_type = String, pattern = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?$")]
    pub(crate) le: NaiveDateTime,
    /// Le lieu.
    pub(crate) lieu: String,
    /// Si le représentant légal est invité.
    pub(crate) representant: bool,
    /// Ce qu’il a donné ; absent tant que ce n’est pas dit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) issue: Option<listes::IssueEntretien>,
    /// Ce qu’il conclut.
    pub(crate) conclusions: Vec<listes::Conclusion>,
}

/// Quelque chose à faire.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Tache {
    /// Son numéro.
    pub(crate) id: Uuid,
    /// Quoi.
    pub(crate) genre: listes::GenreTache,
    /// Pour quand.
    pub(crate) pour_le: NaiveDate,
}

/// L’étape atteinte dans l’obligation de formation.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Obligation {
    /// Laquelle.
    pub(crate) etape: listes::EtapeObligation,
    /// Depuis quand.
    pub(crate) le: NaiveDate,
    /// Pour une exemption : jusqu’à quand.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) jusqu_au: Option<NaiveDate>,
}

impl Dossier {
    /// What was read, for those reasons.
    pub(crate) fn new(
        lu: DossierLu,
        personne: jeune::Jeune,
        identifiants: Vec<Identifiant>,
        motifs: &[MotifPortee],
        seuils: &Seuils,
    ) -> Self {
        let naissance = personne.identite.date_naissance;
        let etat = lu.etat;
        Self {
            id: lu.id,
            version: etat.rang,
            pourquoi: motifs.iter().copied().map(listes::MotifAcces).collect(),
            modifiable: motifs.iter().any(|motif| motif.permet_d_ecrire()),
            jeune: Jeune::new(personne, identifiants),
            dernier_etablissement: lu.dernier_etablissement,
            derniere_formation: lu.derniere_formation,
            origine: listes::Origine(etat.origine),
            ouvert_le: etat.ouvert_le,
            mis_a_jour_le: etat.mis_a_jour_le,
            signale_le: etat.signale_le,
            responsable: (&etat.responsable).into(),
            situation: listes::Situation(etat.verification),
            contact: listes::EtatContact(etat.contact(seuils)),
            rappeler_le: etat.rappeler_le,
            sans_solution_depuis: etat.sans_solution_depuis(),
            echeances: etat
                .echeances(naissance, seuils)
                .iter()
                .map(|e| Echeance::new(e.le, e.genre))
                .collect(),
            relais: etat.relais.as_ref().map(RelaisPropose::from),
            ou: etat.ou,
            cloture: etat.cloture.map(|cloture| Cloture {
                le: cloture.le,
                motif: listes::MotifCloture(cloture.motif),
                avec: cloture.avec,
            }),
            solutions: etat.solutions.into_iter().map(Solution::from).collect(),
            entretiens: etat.entretiens.into_iter().map(Entretien::from).collect(),
            taches: etat
                .taches
                .into_iter()
                .map(|tache| Tache {
                    id: tache.id,
                    genre: listes::GenreTache(tache.genre),
                    pour_le: tache.pour_le,
                })
                .collect(),
            obligation: etat.obligation.map(|suivi| Obligation {
                etape: listes::EtapeObligation(suivi.etape),
                le: suivi.le,
                jusqu_au: suivi.jusqu_au,
            }),
        }
    }
}

impl Jeune {
    fn new(personne: jeune::Jeune, identifiants: Vec<Identifiant>) -> Self {
        let identite = personne.identite;
        Self {
            id: personne.id,
            nom_famille: identite.nom_famille,
            nom_usage: identite.nom_usage,
            prenoms: identite.prenoms,
            sexe: identite.sexe.map(listes::Sexe),
            naissance: identite.date_naissance,
            ville: personne.adresse.ville,
            ine: identifiants.into_iter().filter(|i| i.genre.is_ine()).map(|i| i.valeur).collect(),
        }
    }
}

impl From<suivi::Solution> for Solution {
    fn from(solution: suivi::Solution) -> Self {
        Self {
            id: solution.id,
            nature: listes::NatureSolution(solution.nature),
            structure: solution.structure,
            debut: solution.debut,
            fin_prevue: solution.fin_prevue,
            controles: solution.controles,
            finie_le: solution.fin.map(|(le, _)| le),
            fin: solution.fin.map(|(_, fin)| listes::FinSolution(fin)),
        }
    }
}

impl From<suivi::Entretien> for Entretien {
    fn from(entretien: suivi::Entretien) -> Self {
        Self {
            id: entretien.id,
            genre: listes::GenreEntretien(entretien.genre),
            le: entretien.le,
            lieu: entretien.lieu,
            representant: entretien.representant,
            issue: entretien.issue.map(listes::IssueEntretien),
            conclusions: entretien.conclusions.into_iter().map(listes::Conclusion).collect(),
        }
    }
}
