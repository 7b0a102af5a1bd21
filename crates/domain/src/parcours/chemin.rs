//! From one step to the next, and back.
//!
//! The fiche says what may follow. Going back is the same for all: to the step before, which a slip of the finger may have left
//! too soon; and, once somebody said no, to any before it, so that what they refused can be made otherwise. A step that is taken
//! up again keeps what was done in it; those after it are done again.

use chrono::NaiveDate;

use super::{
    EtatParcours, EvenementParcours, Personne, RefusParcours, ReponseSignature, Saisi, regles::trouver,
};
use crate::dispositif::{Besoin, Dispositif, Etape, Issue};

impl EtatParcours {
    /// Steps behind the one under way that may be taken up again, the nearest first.
    pub fn reprises<'f>(&self, fiche: &'f Dispositif) -> Vec<&'f Etape> {
        let mut derriere: Vec<&Etape> = Vec::new();
        for (code, _) in self.franchies.iter().rev() {
            let autre = *code != self.etape && derriere.iter().all(|etape| etape.code != *code);
            derriere.extend(fiche.etape(code).filter(|_| autre));
        }
        let refusee = self.etape_en_cours(fiche).is_ok_and(|etape| self.est_refusee(etape));
        if self.fin.is_some() {
            derriere.clear();
        } else if !refusee {
            derriere.truncate(1);
        }
        derriere
    }

    /// Those of [`Self::reprises`] that the same choice would not lead on to on that day.
    pub fn retours<'f>(&self, fiche: &'f Dispositif, le: NaiveDate, personne: Personne) -> Vec<&'f Etape> {
        let mut retours = self.reprises(fiche);
        retours.retain(|etape| {
            matches!(self.passage(fiche, etape, le, personne), EvenementParcours::EtapeReprise { .. })
        });
        retours
    }

    /// The entry that leads from the step under way to another, on that day: on, where the fiche goes and nothing is missing;
    /// else back, to one behind.
    pub fn passage(
        &self,
        fiche: &Dispositif,
        vers: &Etape,
        le: NaiveDate,
        personne: Personne,
    ) -> EvenementParcours {
        let (de, titre) = (self.etape.clone(), vers.titre.clone());
        let code = vers.code.clone();
        let suite =
            EvenementParcours::EtapeFranchie { de: de.clone(), vers: code.clone(), titre: titre.clone() };
        let derriere = self.reprises(fiche).iter().any(|etape| etape.code == code);
        if derriere && self.admettre(&suite, fiche, le, personne).is_err() {
            EvenementParcours::EtapeReprise { de, vers: code, titre }
        } else {
            suite
        }
    }

    /// Whether somebody said no in the step under way: a decision, or a signature on a document of it.
    fn est_refusee(&self, etape: &Etape) -> bool {
        etape.besoins.iter().any(|besoin| match besoin {
            Besoin::Decision { par } => {
                self.decision(&etape.code, *par).is_some_and(|decision| !decision.favorable)
            }
            Besoin::Signatures { modele, .. } => self.document_de_l_etape(*modele).is_some_and(|document| {
                let non = |reponse| matches!(reponse, ReponseSignature::Refusee(_));
                document.signatures.iter().any(|signature| non(signature.reponse))
            }),
            _ => false,
        })
    }

    pub(super) fn admettre_reprise(
        &self,
        de: &str,
        vers: &str,
        fiche: &Dispositif,
    ) -> Result<(), RefusParcours> {
        let etape = self.dans_l_etape(fiche, de)?;
        let reprise = trouver(fiche, vers)?;
        if self.reprises(fiche).iter().any(|etape| etape.code == vers) {
            return Ok(());
        }
        Err(RefusParcours::Chemin { depuis: etape.titre.clone(), vers: reprise.titre.clone() })
    }

    pub(super) fn admettre_passage(
        &self,
        de: &str,
        vers: &str,
        fiche: &Dispositif,
        le: NaiveDate,
        personne: Personne,
    ) -> Result<(), RefusParcours> {
        let etape = self.dans_l_etape(fiche, de)?;
        let suite = trouver(fiche, vers)?;
        if !fiche.peut_suivre(de, vers) {
            return Err(RefusParcours::Chemin { depuis: etape.titre.clone(), vers: suite.titre.clone() });
        }
        let sortie = suite.fin.is_some_and(|issue| issue != Issue::Acheve);
        let refusee = etape.besoins.iter().any(|besoin| {
            matches!(besoin, Besoin::Decision { par }
                if self.decision(de, *par).is_some_and(|decision| !decision.favorable))
        });
        let decide = etape.besoins.iter().any(|besoin| matches!(besoin, Besoin::Decision { .. }));
        if suite.fin == Some(Issue::Refuse) && !refusee && decide {
            let phrase = "aucune décision défavorable n’a été rendue à cette étape";
            return Err(RefusParcours::Impossible(phrase.to_owned()));
        }
        // The ways out stay open, whatever is missing, but for the answer that the fiche asks for.
        if refusee && !sortie {
            return Err(RefusParcours::Defavorable);
        }
        if !sortie {
            self.rien_ne_manque(fiche, le, personne)?;
        }
        if self.est_ouvert(etape, vers) {
            return Ok(());
        }
        let conditions = fiche.conditions_de(etape, vers).join(" et ");
        Err(RefusParcours::Seulement { vers: suite.titre.clone(), conditions })
    }

    /// Whether what was answered opens this way on.
    fn est_ouvert(&self, etape: &Etape, vers: &str) -> bool {
        etape.seulement.iter().filter(|passage| passage.vers == vers).all(|passage| {
            matches!(self.saisies.get(&passage.champ),
                Some(Saisi::Choix(choix)) if choix.iter().any(|valeur| passage.parmi.contains(valeur)))
        })
    }

    pub(super) fn avancer(&mut self, de: &str, vers: &str, le: NaiveDate, rang: u32) {
        self.franchies.push((de.to_owned(), le));
        self.debuts.insert(vers.to_owned(), rang);
        self.commencer_etape(vers, le, rang);
    }

    pub(super) fn reprendre_etape(&mut self, vers: &str, le: NaiveDate, rang: u32) {
        if let Some(place) = self.franchies.iter().rposition(|(code, _)| code == vers) {
            self.franchies.truncate(place);
        }
        self.commencer_etape(vers, le, self.debuts.get(vers).copied().unwrap_or(rang));
    }

    fn commencer_etape(&mut self, etape: &str, le: NaiveDate, rang: u32) {
        etape.clone_into(&mut self.etape);
        self.etape_depuis = le;
        self.etape_rang = rang;
    }
}
