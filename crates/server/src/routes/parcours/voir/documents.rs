//! The documents of a parcours, each with those who signed it, those it waits for, and what who looks may do for them.

use raccroche_domain::dispositif::Acteur;
use raccroche_domain::{
    francais::{date_longue, majuscule, ponctuer},
    parcours::{DocumentParcours, EtatParcours, MotifRefusSignature, Partie, ReponseSignature},
};
use raccroche_pages::{
    components::{Action as Bouton, Badge, Tone},
    form::{Choice, Drawer},
    layout::Link,
    parcours::{DocumentVu, Parcours, SignatureVue},
};

use super::{
    super::{
        remise,
        signatures::{pour_autrui, pour_soi},
    },
    Vue,
};

impl Vue<'_> {
    pub(super) fn document(&self, document: &DocumentParcours) -> DocumentVu {
        let en_vigueur =
            self.etat.document_en_vigueur(document.modele).is_some_and(|dernier| dernier.id == document.id);
        let attendus = if en_vigueur {
            self.etat.attendus(self.fiche, document, self.jour, self.lu.personne)
        } else {
            Vec::new()
        };
        let se_signe =
            !EtatParcours::signataires(self.fiche, document.modele, self.lu.personne.mineur(self.jour))
                .is_empty();
        let etat = match (&document.scelle, en_vigueur, se_signe) {
            (Some((le, _)), _, _) => {
                Badge::new(format!("signé par tous, scellé le {}", date_longue(*le)), Tone::Success)
            }
            (None, false, _) => Badge::new("remplacé", Tone::Neutral),
            (None, true, true) => Badge::new("à signer", Tone::Warning),
            (None, true, false) => Badge::new("établi", Tone::Info),
        };
        DocumentVu {
            lien: Link::new(
                majuscule(document.modele.libelle()),
                format!("{}/documents/{}", self.base, document.id),
            ),
            detail: format!("version {}, établi le {}", document.version, date_longue(document.le)),
            etat,
            signatures: self.signatures(document, &attendus, en_vigueur),
            empreinte: document.scelle.as_ref().map(|(_, empreinte)| empreinte.clone()),
            remise: self.remise(document),
        }
    }

    /// To whom a sealed document is handed over, and where that stands.
    fn remise(&self, document: &DocumentParcours) -> Option<SignatureVue> {
        let (conduit, jours) = (self.ecriture && self.conduit, self.liens.jours);
        let (mut vue, tiroir, partie) =
            remise::vue(self.etat, self.fiche, document, &self.base, self.sous.marche.as_ref(), jours)?;
        vue.formulaires
            .extend(self.tiroir(conduit && partie.is_none_or(|p| p.organisation.is_none()), tiroir));
        if let Some(partie) = partie.filter(|_| conduit) {
            (vue.lien, vue.retirer) = self.liens.de(&self.base, document.id, partie).unzip();
        }
        Some(vue)
    }

    /// Those who answered, then those who are awaited, in order.
    fn signatures(
        &self,
        document: &DocumentParcours,
        attendus: &[(Acteur, Option<&Partie>)],
        en_vigueur: bool,
    ) -> Vec<SignatureVue> {
        let mut vues: Vec<SignatureVue> = document
            .signatures
            .iter()
            .filter_map(|signature| {
                let partie = self.etat.parties.iter().find(|partie| partie.id == signature.partie)?;
                let le = date_longue(signature.quand.date());
                let ReponseSignature::Signee(moyen) = signature.reponse else { return None };
                Some(SignatureVue {
                    nom: partie.nom.clone(),
                    qualite: partie.acteur.libelle().to_owned(),
                    etat: Badge::new(format!("signé {} le {le}", moyen.libelle()), Tone::Success),
                    lien: None,
                    formulaires: self.retrait(document, partie, en_vigueur).into_iter().collect(),
                    retirer: None,
                })
            })
            .collect();
        let tour = attendus.first().map(|(acteur, _)| *acteur);
        for (acteur, partie) in attendus {
            let Some(partie) = partie else {
                vues.push(SignatureVue {
                    nom: "À associer au parcours".to_owned(),
                    qualite: acteur.libelle().to_owned(),
                    etat: Badge::new("personne désignée manquante", Tone::Error),
                    lien: None,
                    formulaires: Vec::new(),
                    retirer: None,
                });
                continue;
            };
            let refus = document.signatures.iter().find_map(|signature| match signature.reponse {
                ReponseSignature::Refusee(motif) if signature.partie == partie.id => Some(motif),
                _ => None,
            });
            let etat = match refus {
                Some(motif) => Badge::new(ponctuer(&format!("refus : {}", motif.libelle())), Tone::Error),
                None if tour == Some(*acteur) => Badge::new("attendue", Tone::Warning),
                None => Badge::new("viendra à son tour", Tone::Neutral),
            };
            let formulaires =
                if tour == Some(*acteur) { self.reponses(document, partie) } else { Vec::new() };
            let (lien, retirer) = self.lien(document, partie).unzip();
            vues.push(SignatureVue {
                nom: partie.nom.clone(),
                qualite: acteur.libelle().to_owned(),
                etat,
                lien,
                formulaires,
                retirer,
            });
        }
        vues
    }

    /// Takes a signature back, while others are awaited.
    fn retrait(&self, document: &DocumentParcours, partie: &Partie, en_vigueur: bool) -> Option<Drawer> {
        let leur =
            pour_soi(self.perimetre, &self.qualites, partie) || pour_autrui(self.perimetre, self.lu, partie);
        let permis = self.ecriture && leur && en_vigueur && document.scelle.is_none();
        let (document, id) = (document.id.to_string(), partie.id.to_string());
        self.tiroir(permis, Parcours::retirer_signature(&self.base, &document, &id))
    }

    /// What who looks may answer for this party.
    fn reponses(&self, document: &DocumentParcours, partie: &Partie) -> Vec<Drawer> {
        let (document, id) = (document.id.to_string(), partie.id.to_string());
        let mut tiroirs = Vec::new();
        if pour_soi(self.perimetre, &self.qualites, partie) {
            tiroirs.extend(self.tiroir(self.ecriture, Parcours::signer(&self.base, &document, &id)));
        }
        if pour_autrui(self.perimetre, self.lu, partie) {
            let motifs = MotifRefusSignature::TOUS
                .iter()
                .map(|motif| Choice::new(motif.code(), format!("Ne signe pas : {}", motif.libelle())))
                .collect();
            let (jours, sms) = (self.liens.jours, self.liens.sms);
            let lien = Parcours::lien(&self.base, &document, &id, jours, sms);
            tiroirs.extend(self.tiroir(self.ecriture, lien));
            tiroirs.extend(self.tiroir(self.ecriture, Parcours::papier(&self.base, &document, &id, motifs)));
        }
        tiroirs
    }

    /// The link that this party was given for this version, and what takes it back; for who may give one.
    fn lien(&self, document: &DocumentParcours, partie: &Partie) -> Option<(String, Bouton)> {
        if !self.ecriture || !pour_autrui(self.perimetre, self.lu, partie) {
            return None;
        }
        self.liens.de(&self.base, document.id, partie)
    }
}
