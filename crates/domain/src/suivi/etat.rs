//! The state of a dossier, as its journal makes it.
//!
//! [`EtatDossier::admettre`] says whether an entry may be written, and if not, why; [`EtatDossier::appliquer`] writes
//! it into the state. Both are pure: the same journal gives the same state, whoever replays it, whenever.

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};
use thiserror::Error;
use uuid::Uuid;

use crate::parcours::{EntreeParcours, EtatParcours, EvenementParcours};

use super::{
    Canal, Conclusion, EtapeObligation, EtatContact, EtatVerification, Evenement, FinSolution,
    GenreEntretien, GenreTache, IssueContact, IssueEntretien, MotifCloture, MotifRelais, NatureSolution,
    Origine, ReponseJeune, Responsable, Reunion, Structure,
};

/// What the académie may set; the defaults are working values, none is official.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Seuils {
    /// Attempts without reaching anybody after which somebody is `injoignable`.
    pub tentatives: usize,
    /// On at least that many channels.
    pub canaux: usize,
    /// Days within which the first attempt is due.
    pub jours_premier_contact: u64,
    /// Days within which a hand-off is answered, before it is escalated.
    pub jours_relais: u64,
    /// Months without anything new after which the dossier is shown again.
    pub mois_sans_nouvelles: u32,
    /// Months without a solution after which the committee is proposed to speak about somebody.
    pub mois_comite: u32,
    /// Days for which a link to sign a document of a parcours opens.
    pub jours_lien_signature: u64,
    /// Half-days of a group missed in a row without excuse after which its page says so; zero: it never does.
    pub absences_de_suite: usize,
}

impl Default for Seuils {
    fn default() -> Self {
        Self {
            tentatives: 4,
            canaux: 2,
            jours_premier_contact: 8,
            jours_relais: 7,
            mois_sans_nouvelles: 3,
            mois_comite: 4,
            jours_lien_signature: 7,
            absences_de_suite: 4,
        }
    }
}

/// An attempt at contact, in the state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TentativeFaite {
    /// Rank of the entry.
    pub rang: u32,
    /// When.
    pub le: NaiveDate,
    /// Through what.
    pub canal: Canal,
    /// With what result.
    pub issue: IssueContact,
}

/// An appointment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entretien {
    /// Its number.
    pub id: Uuid,
    /// For what.
    pub genre: GenreEntretien,
    /// When, local time.
    pub le: NaiveDateTime,
    /// Where.
    pub lieu: String,
    /// Whether the legal representative is invited.
    pub representant: bool,
    /// What came of it; `None` until said.
    pub issue: Option<IssueEntretien>,
    /// What it concludes.
    pub conclusions: Vec<Conclusion>,
}

/// A solution.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Solution {
    /// Its number.
    pub id: Uuid,
    /// Of what kind.
    pub nature: NatureSolution,
    /// Where.
    pub structure: String,
    /// First day.
    pub debut: NaiveDate,
    /// Last day, when planned.
    pub fin_prevue: Option<NaiveDate>,
    /// Days on which it was found to hold.
    pub controles: Vec<NaiveDate>,
    /// Last day and why, once it is over.
    pub fin: Option<(NaiveDate, FinSolution)>,
}

/// A hand-off that waits for its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Relais {
    /// Its number.
    pub id: Uuid,
    /// To whom.
    pub vers: Structure,
    /// Why.
    pub motif: MotifRelais,
    /// Since when.
    pub propose_le: NaiveDate,
}

/// Something to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tache {
    /// Its number.
    pub id: Uuid,
    /// What.
    pub genre: GenreTache,
    /// By when.
    pub pour_le: NaiveDate,
}

/// The step reached in the obligation de formation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuiviObligation {
    /// Which.
    pub etape: EtapeObligation,
    /// Since when.
    pub le: NaiveDate,
    /// For an exemption: valid until.
    pub jusqu_au: Option<NaiveDate>,
}

/// A parcours of the young person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParcoursSuivi {
    /// Its number.
    pub id: Uuid,
    /// The dispositif as people said it when the parcours was opened.
    pub nom: String,
    /// By when its step is to be done.
    pub pour_le: Option<NaiveDate>,
    /// Where it stands.
    pub etat: EtatParcours,
}

/// The end of a follow-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cloture {
    /// When.
    pub le: NaiveDate,
    /// Why.
    pub motif: MotifCloture,
    /// For a merge: the dossier that goes on.
    pub avec: Option<Uuid>,
}

/// An entry with its rank and day, as the journal holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entree {
    /// 1 for the first; consecutive.
    pub rang: u32,
    /// The day.
    pub le: NaiveDate,
    /// What happened.
    pub evenement: Evenement,
}

/// Why an entry is refused: a sentence for the person who tried.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum Refus {
    /// Closed.
    #[error("ce dossier est clos : rouvrez-le d’abord")]
    Clos,
    /// Already open.
    #[error("ce dossier est déjà ouvert")]
    DejaOuvert,
    /// Goes on in another.
    #[error("ce dossier continue dans un autre : agissez dans celui-là, ou séparez-les d’abord")]
    Reuni,
    /// The number names nothing, or something finished.
    #[error("{0} n’existe pas ou est déjà terminé : rechargez la page")]
    Introuvable(&'static str),
    /// One is under way.
    #[error("{0} est déjà en cours : terminez-le d’abord")]
    DejaEnCours(&'static str),
    /// A date that cannot be.
    #[error("{0}")]
    Date(&'static str),
    /// A step that the procedure does not allow from here.
    #[error("l’étape « {vers} » n’est pas possible après « {depuis} »")]
    Etape {
        /// From.
        depuis: &'static str,
        /// To.
        vers: &'static str,
    },
    /// Something is missing.
    #[error("{0}")]
    Manque(&'static str),
    /// To oneself.
    #[error("cette structure est déjà responsable du dossier")]
    MemeStructure,
    /// Only a hand-off changes the organisation.
    #[error("pour changer de structure, proposez un passage de relais")]
    AutreStructure,
    /// The organisation handed the dossier over, and reads it for a while.
    #[error("votre structure n’a plus qu’un accès en lecture à ce dossier")]
    LectureSeule,
    /// Cannot be cancelled.
    #[error("cette action ne peut pas être annulée")]
    NonAnnulable,
}

/// Where a dossier stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EtatDossier {
    /// Rank of the last entry.
    pub rang: u32,
    /// Where it comes from.
    pub origine: Origine,
    /// First day.
    pub ouvert_le: NaiveDate,
    /// Day of the last entry.
    pub mis_a_jour_le: NaiveDate,
    /// The day of the school's signal (L313-8).
    pub signale_le: Option<NaiveDate>,
    /// Last day in training, when known.
    pub sans_formation_depuis: Option<NaiveDate>,
    /// For whom was still enrolled when the dossier opened: the day on which it was known that they had left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub depart_connu_le: Option<NaiveDate>,
    /// The end, when it has come.
    pub cloture: Option<Cloture>,
    /// Who answers for it.
    pub responsable: Responsable,
    /// First axis: the listing.
    pub verification: EtatVerification,
    /// Since when.
    pub verifie_le: Option<NaiveDate>,
    /// Where the person was found.
    pub ou: Option<String>,
    /// Second axis: contact.
    pub tentatives: Vec<TentativeFaite>,
    /// To call again on that day.
    pub rappeler_le: Option<NaiveDate>,
    /// Answers by the signed link, with their day.
    pub reponses: Vec<(NaiveDate, ReponseJeune)>,
    /// Third axis: solutions, oldest first.
    pub solutions: Vec<Solution>,
    /// Appointments, in the order in which they were made.
    pub entretiens: Vec<Entretien>,
    /// A hand-off that waits.
    pub relais: Option<Relais>,
    /// Things to do.
    pub taches: Vec<Tache>,
    /// The obligation de formation, once its procedure has begun.
    pub obligation: Option<SuiviObligation>,
    /// Parcours, in the order in which they were opened.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parcours: Vec<ParcoursSuivi>,
    /// The last campaign that found the person somewhere, and in spite of which somebody goes on with the follow-up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maintenu: Option<String>,
    /// The dossiers of the same person that go on in this one, in the order in which they came.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reunis: Vec<Reunion>,
}

impl EtatDossier {
    /// The state after the first entry.
    ///
    /// # Errors
    /// [`Refus::Manque`] when the entry is not [`Evenement::Ouvert`].
    pub fn ouvrir(entree: &Entree) -> Result<Self, Refus> {
        let Evenement::Ouvert { origine, campagne: _, signale_le, sans_formation_depuis, responsable } =
            &entree.evenement
        else {
            return Err(Refus::Manque("un dossier commence par son ouverture"));
        };
        Ok(Self {
            rang: entree.rang,
            origine: *origine,
            ouvert_le: entree.le,
            mis_a_jour_le: entree.le,
            signale_le: *signale_le,
            sans_formation_depuis: *sans_formation_depuis,
            depart_connu_le: None,
            cloture: None,
            responsable: responsable.clone(),
            verification: origine.verification(),
            verifie_le: None,
            ou: None,
            tentatives: Vec::new(),
            rappeler_le: None,
            reponses: Vec::new(),
            solutions: Vec::new(),
            entretiens: Vec::new(),
            relais: None,
            taches: Vec::new(),
            obligation: None,
            parcours: Vec::new(),
            maintenu: None,
            reunis: Vec::new(),
        })
    }

    /// The state that a whole journal makes, without the entries that others cancel.
    ///
    /// # Errors
    /// [`Refus`] of the first entry that does not follow from those before it.
    pub fn rejouer(journal: &[Entree]) -> Result<Self, Refus> {
        let annulees: Vec<u32> = journal
            .iter()
            .filter_map(|entree| match entree.evenement {
                Evenement::Annule { rang } => Some(rang),
                _ => None,
            })
            .collect();
        let (premiere, suite) = journal.split_first().ok_or(Refus::Manque("le journal est vide"))?;
        let mut etat = Self::ouvrir(premiere)?;
        for entree in suite {
            if !annulees.contains(&entree.rang) && !matches!(entree.evenement, Evenement::Annule { .. }) {
                etat.admettre(&entree.evenement, entree.le)?;
                etat.appliquer(entree);
            }
            etat.rang = entree.rang;
            etat.mis_a_jour_le = entree.le;
        }
        Ok(etat)
    }

    /// Whether `evenement` may follow, on the day `le`.
    ///
    /// # Errors
    /// [`Refus`] says why not.
    pub fn admettre(&self, evenement: &Evenement, le: NaiveDate) -> Result<(), Refus> {
        use Evenement as E;
        if let E::Separe { avec } = evenement {
            return self.admettre_separation(*avec);
        }
        if self.continue_dans().is_some() {
            return Err(Refus::Reuni);
        }
        let rompt = matches!(evenement, E::SolutionFinie { .. });
        if self.cloture.is_some()
            && !rompt
            && !matches!(evenement, E::Rouvert | E::Note | E::RevuParCampagne { .. } | E::Parcours { .. })
        {
            return Err(Refus::Clos);
        }
        match evenement {
            E::Ouvert { .. } => Err(Refus::DejaOuvert),
            E::Annule { .. } => Err(Refus::NonAnnulable),
            E::Rouvert if self.cloture.is_none() => Err(Refus::DejaOuvert),
            E::Verifie { depuis: Some(depuis), .. } if *depuis > le => {
                Err(Refus::Date("la date depuis laquelle la personne est retrouvée ne peut pas être à venir"))
            }
            E::Tentative { rappeler_le: Some(jour), .. } if *jour < le => {
                Err(Refus::Date("la date de rappel est déjà passée"))
            }
            E::EntretienPrevu { lieu, .. } if lieu.trim().is_empty() => {
                Err(Refus::Manque("indiquez le lieu de l’entretien"))
            }
            E::EntretienConclu { id, issue, conclusions } => {
                self.admettre_conclusion(*id, *issue, conclusions, le)
            }
            E::SolutionOuverte { structure, debut, fin_prevue, .. } => {
                if self.solution_en_cours().is_some() {
                    Err(Refus::DejaEnCours("une solution"))
                } else if structure.trim().is_empty() {
                    Err(Refus::Manque("indiquez la structure ou l’employeur"))
                } else if fin_prevue.is_some_and(|fin| fin < *debut) {
                    Err(Refus::Date("la fin prévue est avant le début"))
                } else {
                    Ok(())
                }
            }
            E::SolutionControlee { id } => self.solution(*id).map(|_| ()),
            E::SolutionFinie { id, le: fin, fin: raison } => {
                let solution = self.solution(*id)?;
                if *raison != FinSolution::JamaisCommencee && *fin < solution.debut {
                    return Err(Refus::Date("la fin est avant le début de la solution"));
                }
                if *fin > le {
                    return Err(Refus::Date("une fin à venir se note le jour venu"));
                }
                Ok(())
            }
            E::RelaisPropose { vers, .. } => {
                if self.relais.is_some() {
                    Err(Refus::DejaEnCours("un passage de relais"))
                } else if vers.id == self.responsable.structure.id {
                    Err(Refus::MemeStructure)
                } else {
                    Ok(())
                }
            }
            E::RelaisAccepte { id, responsable } => {
                let relais = self.relais(*id)?;
                if responsable.structure.id == relais.vers.id { Ok(()) } else { Err(Refus::AutreStructure) }
            }
            E::RelaisRefuse { id, .. } | E::RelaisRetire { id } => self.relais(*id).map(|_| ()),
            E::ResponsableDesigne { responsable } => {
                if responsable.structure.id == self.responsable.structure.id {
                    Ok(())
                } else {
                    Err(Refus::AutreStructure)
                }
            }
            // Whoever was asked to take over would lose the proposal without a word.
            E::Clos { avec: Some(_), .. } if self.relais.is_some() => {
                Err(Refus::DejaEnCours("un passage de relais"))
            }
            E::Reuni { avec, .. } if self.reunis.iter().any(|reunion| reunion.avec == *avec) => {
                Err(Refus::DejaEnCours("cette réunion"))
            }
            E::TacheFaite { id } => {
                if self.taches.iter().any(|tache| tache.id == *id) {
                    Ok(())
                } else {
                    Err(Refus::Introuvable("cette tâche"))
                }
            }
            E::Parcours { id, evenement, .. } => self.admettre_parcours(*id, evenement),
            E::Obligation { etape, le: jour, motif, jusqu_au } => {
                super::obligation::admettre(self.obligation.as_ref(), *etape, *jour, *motif, *jusqu_au, le)
            }
            _ => Ok(()),
        }
    }

    /// Puts an admitted entry into the state.
    #[expect(
        clippy::too_many_lines,
        reason = "one arm a kind of entry: splitting it would hide that none is missing"
    )]
    pub fn appliquer(&mut self, entree: &Entree) {
        use Evenement as E;
        let le = entree.le;
        match &entree.evenement {
            E::Maintenu { campagne } => self.maintenu = Some(campagne.clone()),
            E::Verifie { etat, ou, depuis } => {
                if *etat == EtatVerification::Confirmee && self.verification == EtatVerification::Scolarise {
                    self.sans_formation_depuis = Some(depuis.unwrap_or(le));
                }
                self.constater(*etat, le);
                (self.verifie_le, self.ou) = (Some(le), ou.clone());
                // Whoever confirms that the young person left without a solution signals it: L313-8's months run from then.
                if *etat == EtatVerification::Confirmee {
                    self.signale_le.get_or_insert(le);
                }
                if etat.met_fin_au_suivi() {
                    let motif = match etat {
                        EtatVerification::Erreur => MotifCloture::Erreur,
                        EtatVerification::Doublon => MotifCloture::Fusion,
                        _ => MotifCloture::Retrouve,
                    };
                    self.cloture = Some(Cloture { le, motif, avec: None });
                }
            }
            E::Tentative { canal, issue, rappeler_le } => {
                self.tentatives.push(TentativeFaite { rang: entree.rang, le, canal: *canal, issue: *issue });
                self.rappeler_le = *rappeler_le;
            }
            E::EntretienPrevu { id, genre, le: quand, lieu, representant } => {
                self.entretiens.push(Entretien {
                    id: *id,
                    genre: *genre,
                    le: *quand,
                    lieu: lieu.clone(),
                    representant: *representant,
                    issue: None,
                    conclusions: Vec::new(),
                });
            }
            E::EntretienConclu { id, issue, conclusions } => {
                if let Some(entretien) = self.entretiens.iter_mut().find(|entretien| entretien.id == *id) {
                    entretien.issue = Some(*issue);
                    entretien.conclusions.clone_from(conclusions);
                }
            }
            E::SolutionOuverte { id, nature, structure, debut, fin_prevue } => {
                self.solutions.push(Solution {
                    id: *id,
                    nature: *nature,
                    structure: structure.clone(),
                    debut: *debut,
                    fin_prevue: *fin_prevue,
                    controles: Vec::new(),
                    fin: None,
                });
            }
            E::SolutionControlee { id } => {
                if let Some(solution) = self.solutions.iter_mut().find(|solution| solution.id == *id) {
                    solution.controles.push(le);
                }
            }
            E::SolutionFinie { id, le: jour, fin } => {
                if let Some(solution) = self.solutions.iter_mut().find(|solution| solution.id == *id) {
                    solution.fin = Some((*jour, *fin));
                }
                // A broken solution brings the person back: nobody vanishes behind a closed dossier.
                let rompue = !matches!(fin, FinSolution::Diplome | FinSolution::Terme);
                if rompue && self.cloture.as_ref().is_some_and(|c| c.motif == MotifCloture::SolutionDurable) {
                    self.cloture = None;
                }
            }
            E::RelaisPropose { id, vers, motif } => {
                self.relais = Some(Relais { id: *id, vers: vers.clone(), motif: *motif, propose_le: le });
            }
            E::RelaisAccepte { responsable, .. } => {
                self.relais = None;
                self.responsable = responsable.clone();
            }
            E::RelaisRefuse { .. } | E::RelaisRetire { .. } => self.relais = None,
            E::ResponsableDesigne { responsable } => self.responsable = responsable.clone(),
            E::TacheAjoutee { id, genre, pour_le } => {
                self.taches.push(Tache { id: *id, genre: *genre, pour_le: *pour_le });
            }
            E::TacheFaite { id } => self.taches.retain(|tache| tache.id != *id),
            E::Obligation { etape, le: jour, jusqu_au, .. } => {
                self.obligation = Some(SuiviObligation { etape: *etape, le: *jour, jusqu_au: *jusqu_au });
            }
            E::Parcours { id, pour_le, evenement } => {
                let entree = EntreeParcours { rang: entree.rang, le, evenement: evenement.clone() };
                self.avancer(*id, *pour_le, &entree);
            }
            E::ReponseRecue { reponse, rappeler_le } => {
                self.reponses.push((le, *reponse));
                if rappeler_le.is_some() {
                    self.rappeler_le = *rappeler_le;
                }
            }
            E::Clos { motif, avec } => {
                self.relais = None;
                self.cloture = Some(Cloture { le, motif: *motif, avec: *avec });
            }
            E::Rouvert => {
                self.cloture = None;
                if self.verification.met_fin_au_suivi() {
                    self.constater(EtatVerification::AVerifier, le);
                }
            }
            E::Reuni { avec, reprise } => self.reunir(*avec, entree.rang, reprise),
            E::Separe { avec } => self.separer(*avec),
            // The registers have them nowhere: somebody looks.
            E::RevuParCampagne { .. } if self.verification == EtatVerification::Scolarise => {
                self.constater(EtatVerification::AVerifier, le);
            }
            E::Ouvert { .. }
            | E::RevuParCampagne { .. }
            | E::CoordonneesCorrigees
            | E::Note
            | E::LienEnvoye { .. }
            | E::Annule { .. } => {}
        }
        self.rang = entree.rang;
        self.mis_a_jour_le = le;
    }

    /// Moves the first axis: a pupil who leaves is looked for from then on; for whoever is still there, nothing counts any more.
    pub(super) fn constater(&mut self, etat: EtatVerification, le: NaiveDate) {
        let partait = self.verification == EtatVerification::Scolarise;
        if partait && etat != EtatVerification::Scolarise {
            self.depart_connu_le = Some(le);
        } else if etat == EtatVerification::Scolarise {
            (self.depart_connu_le, self.sans_formation_depuis, self.signale_le) = (None, None, None);
        }
        self.verification = etat;
    }

    /// Whether the young person is looked for, neither in a solution nor still enrolled: what counts for a décrocheur counts.
    pub fn a_chercher(&self) -> bool {
        self.verification != EtatVerification::Scolarise && self.solution_en_cours().is_none()
    }

    /// Where contact stands: the last decisive attempt or answer, else the number of attempts.
    pub fn contact(&self, seuils: &Seuils) -> EtatContact {
        let tentatives = self.tentatives.iter().filter_map(|t| match t.issue {
            IssueContact::JeuneJoint | IssueContact::FamilleJointe => Some((t.le, EtatContact::Joint)),
            IssueContact::Refus => Some((t.le, EtatContact::Refus)),
            IssueContact::Message | IssueContact::SansReponse | IssueContact::MauvaisNumero => None,
        });
        let reponses = self.reponses.iter().filter_map(|(le, reponse)| match reponse {
            ReponseJeune::EnFormation | ReponseJeune::Rappel | ReponseJeune::Aide | ReponseJeune::Autre => {
                Some((*le, EtatContact::Joint))
            }
            ReponseJeune::PlusDeContact => Some((*le, EtatContact::Refus)),
            ReponseJeune::PasMoi => None,
        });
        if let Some((_, etat)) = tentatives.chain(reponses).max_by_key(|(le, _)| *le) {
            return etat;
        }
        let mut canaux: Vec<Canal> = self.tentatives.iter().map(|t| t.canal).collect();
        canaux.sort_unstable();
        canaux.dedup();
        match self.tentatives.len() {
            0 => EtatContact::AContacter,
            n if n >= seuils.tentatives && canaux.len() >= seuils.canaux => EtatContact::Injoignable,
            _ => EtatContact::EnCours,
        }
    }

    /// The solution under way or to come.
    pub fn solution_en_cours(&self) -> Option<&Solution> {
        self.solutions.iter().find(|solution| solution.fin.is_none())
    }

    /// Since when there is no solution: the end of the last one, else the last day in training, else the opening.
    /// `None` while there is one, and while still enrolled.
    pub fn sans_solution_depuis(&self) -> Option<NaiveDate> {
        if !self.a_chercher() {
            return None;
        }
        let derniere = self.solutions.iter().filter_map(|solution| solution.fin).map(|(le, _)| le).max();
        let depart = self.sans_formation_depuis.or(self.depart_connu_le);
        Some(derniere.or(depart).unwrap_or(self.ouvert_le))
    }

    /// A parcours of this number, when there is one.
    pub fn parcours(&self, id: Uuid) -> Option<&ParcoursSuivi> {
        self.parcours.iter().find(|parcours| parcours.id == id)
    }

    /// The journal knows which parcours there are; what may happen in one is asked of its fiche by whoever writes.
    fn admettre_parcours(&self, id: Uuid, evenement: &EvenementParcours) -> Result<(), Refus> {
        match (self.parcours(id), evenement) {
            (None, EvenementParcours::Ouvert { .. }) if self.cloture.is_some() => Err(Refus::Clos),
            (None, EvenementParcours::Ouvert { dispositif, .. }) => {
                let mut ouverts = self.parcours.iter().map(|p| &p.etat).filter(|etat| etat.fin.is_none());
                if ouverts.any(|etat| etat.dispositif == *dispositif) {
                    return Err(Refus::DejaEnCours("un parcours dans ce dispositif"));
                }
                Ok(())
            }
            (Some(_), EvenementParcours::Ouvert { .. }) => Err(Refus::DejaEnCours("ce parcours")),
            (
                Some(parcours),
                EvenementParcours::Note
                | EvenementParcours::Recu { .. }
                | EvenementParcours::InformationRetiree { .. },
            ) if parcours.etat.fin.is_some() => Ok(()),
            (Some(parcours), _) if parcours.etat.fin.is_none() => Ok(()),
            _ => Err(Refus::Introuvable("ce parcours")),
        }
    }

    fn avancer(&mut self, id: Uuid, pour_le: Option<NaiveDate>, entree: &EntreeParcours) {
        if let Some(parcours) = self.parcours.iter_mut().find(|parcours| parcours.id == id) {
            parcours.etat.appliquer(entree);
            parcours.pour_le = pour_le;
        } else if let EvenementParcours::Ouvert { nom, .. } = &entree.evenement
            && let Some(etat) = EtatParcours::commencer(entree)
        {
            self.parcours.push(ParcoursSuivi { id, nom: nom.clone(), pour_le, etat });
        }
    }

    fn solution(&self, id: Uuid) -> Result<&Solution, Refus> {
        let trouvee = self.solutions.iter().find(|solution| solution.id == id && solution.fin.is_none());
        trouvee.ok_or(Refus::Introuvable("cette solution"))
    }

    fn relais(&self, id: Uuid) -> Result<&Relais, Refus> {
        self.relais
            .as_ref()
            .filter(|relais| relais.id == id)
            .ok_or(Refus::Introuvable("ce passage de relais"))
    }

    fn admettre_conclusion(
        &self,
        id: Uuid,
        issue: IssueEntretien,
        conclusions: &[Conclusion],
        le: NaiveDate,
    ) -> Result<(), Refus> {
        let entretien =
            self.entretiens.iter().find(|entretien| entretien.id == id && entretien.issue.is_none());
        let entretien = entretien.ok_or(Refus::Introuvable("cet entretien"))?;
        match issue {
            IssueEntretien::Tenu | IssueEntretien::Absence if entretien.le.date() > le => {
                Err(Refus::Date("cet entretien n’a pas encore eu lieu"))
            }
            IssueEntretien::Tenu if conclusions.is_empty() => {
                Err(Refus::Manque("choisissez au moins une conclusion de l’entretien"))
            }
            _ => Ok(()),
        }
    }
}
