//! What a parcours under way awaits from one person: what their own list shows, and nothing that waits for others.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{Attente, EtatParcours, Personne};
use crate::dispositif::{Acteur, Besoin, Dispositif, Etape, ModeleDocument};

/// Something that a parcours awaits from somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attendu<'f> {
    /// Their commitment to the charter in force.
    Charte(ModeleDocument),
    /// Their signature on a document, now that it is their turn.
    Signature(ModeleDocument, Uuid),
    /// A decision that is theirs, in the step under way.
    Decision(&'f Etape),
    /// The step under way, which they can bring further.
    Etape(&'f Etape),
}

impl EtatParcours {
    /// What is awaited from whoever acts as `qualites`, and is these parties in person: the most formal first. Empty when everything
    /// waits for others, and once the parcours is over.
    pub fn attendus_de<'f>(
        &self,
        fiche: &'f Dispositif,
        qualites: &[Acteur],
        parties: &[Uuid],
        le: NaiveDate,
        personne: Personne,
    ) -> Vec<Attendu<'f>> {
        if self.fin.is_some() {
            return Vec::new();
        }
        let mut attendus: Vec<Attendu<'f>> = self.charte_attendue(fiche, parties).into_iter().collect();
        attendus.extend(self.documents.iter().filter_map(|document| {
            let a_signer = |partie: &Uuid| {
                matches!(self.attente(document.id, *partie, fiche, le, personne), Attente::ASigner(_))
            };
            parties.iter().any(a_signer).then_some(Attendu::Signature(document.modele, document.id))
        }));
        let Ok(etape) = self.etape_en_cours(fiche) else { return attendus };
        let restent: Vec<&Besoin> = etape
            .besoins
            .iter()
            .filter(|besoin| self.manque(fiche, etape, besoin, le, personne).is_some())
            .collect();
        // A decision that was rendered, even against, is not awaited again.
        let a_decider = restent.iter().any(|besoin| match besoin {
            Besoin::Decision { par } => qualites.contains(par) && self.decision(&etape.code, *par).is_none(),
            _ => false,
        });
        if a_decider {
            attendus.push(Attendu::Decision(etape));
        }
        let a_eux = self.appartient_a(fiche, qualites).is_ok();
        let avance = restent.is_empty()
            || restent.iter().any(|besoin| self.avance_par_l_etape(etape, besoin, fiche, le, personne));
        if a_eux && avance && !a_decider {
            attendus.push(Attendu::Etape(etape));
        }
        attendus
    }

    fn charte_attendue<'f>(&self, fiche: &Dispositif, parties: &[Uuid]) -> Option<Attendu<'f>> {
        let modele = fiche.charte?;
        let document = self.document_en_vigueur(modele)?;
        let due = self
            .membres()
            .any(|membre| parties.contains(&membre.id) && self.engagement(document.id, membre.id).is_none());
        due.then_some(Attendu::Charte(modele))
    }

    /// Whether those to whom the step belongs can meet this need. What only others can give, from an account of theirs, is awaited
    /// from them; what has to be gathered from somebody who has none is work of the step.
    fn avance_par_l_etape(
        &self,
        etape: &Etape,
        besoin: &Besoin,
        fiche: &Dispositif,
        le: NaiveDate,
        personne: Personne,
    ) -> bool {
        match besoin {
            // Once rendered against, the step goes another way: whoever leads it says which.
            Besoin::Decision { par } => self.decision(&etape.code, *par).is_some(),
            Besoin::Engagements { modele } => self.document_en_vigueur(*modele).is_none_or(|document| {
                let sans_compte = self.membres().any(|membre| {
                    membre.organisation.is_none() && self.engagement(document.id, membre.id).is_none()
                });
                sans_compte || self.membres().next().is_none()
            }),
            Besoin::Signatures { modele, .. } => {
                let Some(document) = self.document_de_l_etape(*modele) else { return true };
                let attendus = self.attendus(fiche, document, le, personne);
                let Some((tour, _)) = attendus.first() else { return true };
                // Of those whose turn it is, somebody is not there yet, or signs on paper or by a link.
                attendus.iter().filter(|(acteur, _)| acteur == tour).any(|(acteur, partie)| {
                    partie.is_none_or(|partie| partie.organisation.is_none() && acteur.role().is_none())
                })
            }
            _ => true,
        }
    }
}
