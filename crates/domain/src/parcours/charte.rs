//! The charter that a fiche asks for, and what those bound by it share.
//!
//! Whoever takes part commits to the charter before they see anything; a new version, or a party removed and added again, asks
//! again. Under it each piece of information has its readers, whom its author chose: nobody else learns more than that one exists.
//! The young person and their family are told in person, and are never among the readers: they have no account.

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{EtatParcours, EvenementParcours, MoyenSignature, Partie, RefusParcours};
use crate::{
    dispositif::{Acteur, Dispositif, ModeleDocument},
    francais::{enumerer, guillemets},
};

/// Letters that a shared information may hold.
pub const INFORMATION_AU_PLUS: usize = 500;

/// Somebody who committed to the charter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EngagementCharte {
    /// Which version of it.
    pub document: Uuid,
    /// The party because of which they take part; nobody for whoever holds the dossier and is none.
    pub partie: Option<Uuid>,
    /// Whether they are that party, and not a colleague of its organisation.
    pub en_personne: bool,
    /// Whose account; nobody when it was noted from paper.
    pub utilisateur: Option<Uuid>,
    /// Their name on that day.
    pub nom: String,
    /// When, local time, to the minute.
    pub quand: NaiveDateTime,
    /// How.
    pub moyen: MoyenSignature,
}

/// Something shared, without its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Information {
    /// Its number.
    pub id: Uuid,
    /// Under which of the themes of the fiche.
    pub theme: String,
    /// By whose account.
    pub auteur: Uuid,
    /// Their name on that day.
    pub nom: String,
    /// When.
    pub le: NaiveDate,
    /// The parties who read it.
    pub lecteurs: Vec<Uuid>,
    /// Whether those who conduct the parcours read it too.
    pub conduite: bool,
}

/// Somebody signed in, as far as what is shared asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lecteur<'a> {
    /// Their account.
    pub utilisateur: Uuid,
    /// The parties that they are, in person.
    pub parties: &'a [Uuid],
    /// Whether they conduct the parcours.
    pub conduit: bool,
}

impl Partie {
    /// Whether the charter binds them: all but the young person and the family.
    pub fn est_membre(&self) -> bool {
        !matches!(self.acteur, Acteur::Jeune | Acteur::RepresentantLegal)
    }
}

impl EtatParcours {
    /// Those whom the charter binds.
    pub fn membres(&self) -> impl Iterator<Item = &Partie> {
        self.presents().filter(|partie| partie.est_membre())
    }

    /// The commitment of a party to a version of the charter, given in person or noted from paper.
    pub fn engagement(&self, document: Uuid, partie: Uuid) -> Option<&EngagementCharte> {
        self.chartes.iter().find(|engagement| {
            engagement.document == document && engagement.partie == Some(partie) && engagement.en_personne
        })
    }

    /// Whether an account has yet to commit to the charter in force: somebody sees the parcours as `parties`, or as none. What
    /// was said for a party that is there no more does not count.
    pub fn charte_due(&self, fiche: &Dispositif, utilisateur: Uuid, parties: &[Uuid]) -> bool {
        let Some(modele) = fiche.charte else { return false };
        let Some(document) = self.document_en_vigueur(modele) else { return true };
        !self.chartes.iter().any(|engagement| {
            engagement.document == document.id
                && engagement.utilisateur == Some(utilisateur)
                && engagement.partie.is_none_or(|partie| parties.contains(&partie))
        })
    }

    /// What is shared that somebody may read, oldest first. The caller asks [`EtatParcours::charte_due`] before.
    pub fn informations_de(&self, lecteur: Lecteur<'_>) -> impl Iterator<Item = &Information> {
        self.informations.iter().filter(move |information| {
            information.auteur == lecteur.utilisateur
                || (information.conduite && lecteur.conduit)
                || information.lecteurs.iter().any(|partie| {
                    lecteur.parties.contains(partie) && self.presents().any(|present| present.id == *partie)
                })
        })
    }

    pub(super) fn engagements_manquants(&self, modele: ModeleDocument) -> Option<String> {
        let titre = guillemets(modele.libelle());
        let Some(document) = self.document_en_vigueur(modele) else {
            return Some(format!("le document {titre}"));
        };
        if self.membres().next().is_none() {
            return Some("au moins un membre, associé au parcours".to_owned());
        }
        let noms: Vec<String> = self
            .membres()
            .filter(|partie| self.engagement(document.id, partie.id).is_none())
            .map(|partie| crate::francais::de(&partie.nom))
            .collect();
        (!noms.is_empty()).then(|| format!("l’engagement {} sur {titre}", enumerer(&noms)))
    }

    /// Whether what members do under the charter may follow.
    pub(super) fn admettre_membre(
        &self,
        evenement: &EvenementParcours,
        fiche: &Dispositif,
    ) -> Result<(), RefusParcours> {
        use EvenementParcours as E;
        let modele = fiche.charte.ok_or(RefusParcours::Introuvable("cette charte"))?;
        match evenement {
            E::CharteSignee { document, partie, en_personne, utilisateur, .. } => {
                let en_vigueur = self.document_en_vigueur(modele).ok_or_else(|| {
                    RefusParcours::Manque(format!("le document {}", guillemets(modele.libelle())))
                })?;
                if en_vigueur.id != *document {
                    return Err(RefusParcours::Remplace);
                }
                if let Some(partie) = partie
                    && !self.partie(*partie)?.est_membre()
                {
                    return Err(RefusParcours::NeSignePas);
                }
                let deja = self.chartes.iter().any(|connu| {
                    (connu.document, connu.partie) == (*document, *partie)
                        && match utilisateur {
                            Some(_) => connu.utilisateur == *utilisateur && connu.en_personne == *en_personne,
                            None => connu.en_personne,
                        }
                });
                if deja { Err(RefusParcours::DejaRepondu) } else { Ok(()) }
            }
            E::InformationPartagee { theme, auteur, lecteurs, conduite, .. } => {
                let presents: Vec<Uuid> = self.presents().map(|partie| partie.id).collect();
                if self.charte_due(fiche, *auteur, &presents) {
                    return Err(RefusParcours::Charte);
                }
                if !fiche.themes().contains(theme) {
                    return Err(RefusParcours::Impossible("choisissez un thème de la fiche".to_owned()));
                }
                if lecteurs.is_empty() && !conduite {
                    return Err(RefusParcours::Impossible("choisissez qui lira".to_owned()));
                }
                for lecteur in lecteurs {
                    if !self.partie(*lecteur)?.est_membre() {
                        return Err(RefusParcours::Impossible(
                            "le jeune et sa famille ne sont pas des lecteurs : dites-le-leur en face"
                                .to_owned(),
                        ));
                    }
                }
                Ok(())
            }
            E::InformationRetiree { id } => {
                let connue = self.informations.iter().any(|information| information.id == *id);
                if connue { Ok(()) } else { Err(RefusParcours::Introuvable("cette information")) }
            }
            _ => Err(RefusParcours::Introuvable("cette charte")),
        }
    }

    /// Puts what members do into the state.
    pub(super) fn appliquer_membre(&mut self, evenement: &EvenementParcours, le: NaiveDate) {
        use EvenementParcours as E;
        match evenement.clone() {
            E::CharteSignee { document, partie, en_personne, utilisateur, nom, quand, moyen } => {
                let engagement =
                    EngagementCharte { document, partie, en_personne, utilisateur, nom, quand, moyen };
                self.chartes.push(engagement);
            }
            E::InformationPartagee { id, theme, auteur, nom, lecteurs, conduite } => {
                self.informations.push(Information { id, theme, auteur, nom, le, lecteurs, conduite });
            }
            E::InformationRetiree { id } => self.informations.retain(|information| information.id != id),
            _ => {}
        }
    }
}
