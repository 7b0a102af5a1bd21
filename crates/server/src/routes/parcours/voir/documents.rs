//! The documents of a parcours, each with those who signed it, those it waits for, and what who looks may do for them.

use raccroche_domain::{
    dispositif::{Acteur, Dispositif},
    francais::{date_longue, majuscule, ponctuer},
    parcours::{
        DocumentParcours, EtatParcours, MotifRefusSignature, MotifRetraitSignature, MoyenSignature, Partie,
        ReponseSignature,
    },
};
use raccroche_pages::{
    components::{Action as Bouton, Badge, Tone},
    form::{Choice, Drawer},
    layout::Link,
    parcours::{DocumentVu, Parcours, SignatureVue},
};

use raccroche_store::{Perimetre, parcours::ParcoursLu};
use uuid::Uuid;

use super::{
    super::{
        liens::Donnes,
        remise::{self, SousMarche},
        signatures::{pour_autrui, pour_soi},
    },
    Autour, Vue,
};
use crate::{erreur::Erreur, etat::App};

/// One document of a parcours as its own page shows it; nothing when the parcours has none of that number.
pub(in super::super) async fn un_document(
    app: &App,
    perimetre: &Perimetre,
    lu: &ParcoursLu,
    fiche: &Dispositif,
    numero: Uuid,
) -> Result<Option<DocumentVu>, Erreur> {
    let Some(connu) = lu.suivi.etat.documents.iter().find(|connu| connu.id == numero) else {
        return Ok(None);
    };
    let autour = Autour {
        liens: Donnes::lire(app, perimetre, lu).await?,
        groupes: Vec::new(),
        sous: SousMarche::lire(app, perimetre, lu, fiche).await?,
    };
    Ok(Some(Vue::new(perimetre, lu, fiche, autour, None).document(connu)))
}

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
            pages: Some(Link::new("Lire ici, page par page", format!("{}/pages/{}", self.base, document.id))),
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
                let jointe = document.numerisation_de(partie.id);
                let numerisation = match (moyen, jointe) {
                    (_, Some(jointe)) => {
                        let nom = format!("Feuille signée par {} ({})", partie.nom, jointe.format.libelle());
                        let lien = Link::new(nom, format!("{}/numerisations/{}", self.base, jointe.id));
                        Some((format!("Sur papier, numérisé le {}.", date_longue(jointe.le)), Some(lien)))
                    }
                    (MoyenSignature::Papier, None) => {
                        Some(("Sur papier, sans numérisation jointe.".to_owned(), None))
                    }
                    _ => None,
                };
                let mut formulaires: Vec<Drawer> =
                    self.retrait(document, partie, en_vigueur).into_iter().collect();
                formulaires.extend(self.numerisation(document, partie, en_vigueur));
                Some(SignatureVue {
                    nom: partie.nom.clone(),
                    qualite: partie.acteur.libelle().to_owned(),
                    etat: Badge::new(format!("signé {} le {le}", moyen.libelle()), Tone::Success),
                    numerisation,
                    lien: None,
                    formulaires,
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
                    numerisation: None,
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
            let retrait = document.retraits.iter().rev().find(|retrait| retrait.partie == partie.id);
            let retrait = retrait.map(|retrait| {
                let (le, pourquoi) = (date_longue(retrait.le), retrait.motif.libelle());
                ponctuer(&format!("Signature retirée le {le} : {pourquoi}."))
            });
            let (lien, retirer) = self.lien(document, partie).unzip();
            vues.push(SignatureVue {
                nom: partie.nom.clone(),
                qualite: acteur.libelle().to_owned(),
                etat,
                numerisation: retrait.map(|phrase| (phrase, None)),
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
        let soi = pour_soi(self.perimetre, &self.qualites, partie);
        let dire = |motif: &MotifRetraitSignature| {
            Choice::new(motif.code(), majuscule(if soi { motif.en_personne() } else { motif.libelle() }))
        };
        let motifs = MotifRetraitSignature::TOUS.iter().map(dire).collect();
        self.tiroir(permis, Parcours::retirer_signature(&self.base, &document, &id, motifs, soi))
    }

    /// Joins the scan of what was signed on paper, until the document is sealed.
    fn numerisation(&self, document: &DocumentParcours, partie: &Partie, en_vigueur: bool) -> Option<Drawer> {
        let manque =
            document.est_signe_sur_papier_par(partie.id) && document.numerisation_de(partie.id).is_none();
        let permis = self.ecriture
            && manque
            && pour_autrui(self.perimetre, self.lu, partie)
            && en_vigueur
            && document.scelle.is_none();
        let (document, id) = (document.id.to_string(), partie.id.to_string());
        self.tiroir(permis, Parcours::numerisation(&self.base, &document, &id))
    }

    /// What who looks may answer for this party.
    fn reponses(&self, document: &DocumentParcours, partie: &Partie) -> Vec<Drawer> {
        let (document, id) = (document.id.to_string(), partie.id.to_string());
        let mut tiroirs = Vec::new();
        if pour_soi(self.perimetre, &self.qualites, partie) {
            let motifs = MotifRefusSignature::TOUS.iter();
            let motifs =
                motifs.map(|motif| Choice::new(motif.code(), majuscule(motif.en_personne()))).collect();
            tiroirs.extend(self.tiroir(self.ecriture, Parcours::signer(&self.base, &document, &id)));
            let refuser = Parcours::refuser(&self.base, &document, &id, motifs);
            tiroirs.extend(self.tiroir(self.ecriture, refuser));
        }
        if pour_autrui(self.perimetre, self.lu, partie) {
            let motifs = MotifRefusSignature::TOUS
                .iter()
                .map(|motif| Choice::new(motif.code(), format!("Ne signe pas : {}", motif.libelle())))
                .collect();
            let (jours, sms) = (self.liens.jours, self.liens.sms);
            let connues = self.liens.proches.choix(partie);
            let lien = Parcours::lien(&self.base, &document, &id, (jours, sms), connues);
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
