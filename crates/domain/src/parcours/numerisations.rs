//! The scan of a sheet signed by hand: joined by whoever noted the signature, once, and before the document is sealed.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    DocumentParcours, EtatParcours, FormatNumerisation, MoyenSignature, RefusParcours, ReponseSignature,
};

/// A sheet that somebody signed by hand, scanned. The file is beside, sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Numerisation {
    /// Its number.
    pub id: Uuid,
    /// Who signed.
    pub partie: Uuid,
    /// When it was joined.
    pub le: NaiveDate,
    /// What file it is.
    pub format: FormatNumerisation,
    /// SHA-256 of the file, in hexadecimal.
    pub empreinte: String,
}

impl DocumentParcours {
    /// The scan of what somebody signed by hand, when it was joined.
    pub fn numerisation_de(&self, partie: Uuid) -> Option<&Numerisation> {
        self.numerisations.iter().find(|jointe| jointe.partie == partie)
    }

    /// Whether somebody signed it by hand.
    pub fn est_signe_sur_papier_par(&self, partie: Uuid) -> bool {
        self.signatures.iter().any(|signature| {
            signature.partie == partie
                && signature.reponse == ReponseSignature::Signee(MoyenSignature::Papier)
        })
    }
}

impl EtatParcours {
    /// A scan, with the document to which it is joined.
    pub fn numerisation(&self, id: Uuid) -> Option<(&DocumentParcours, &Numerisation)> {
        self.documents.iter().find_map(|document| {
            Some((document, document.numerisations.iter().find(|jointe| jointe.id == id)?))
        })
    }

    pub(super) fn admettre_numerisation(&self, document: Uuid, partie: Uuid) -> Result<(), RefusParcours> {
        let document = self.a_signer(document)?;
        if !document.est_signe_sur_papier_par(partie) {
            return Err(RefusParcours::Introuvable("cette signature sur papier"));
        }
        if document.numerisation_de(partie).is_some() {
            let phrase = "la numérisation de cette signature est déjà jointe";
            return Err(RefusParcours::Impossible(phrase.to_owned()));
        }
        Ok(())
    }

    pub(super) fn joindre(&mut self, document: Uuid, numerisation: Numerisation) {
        if let Some(document) = self.document_mut(document) {
            document.numerisations.push(numerisation);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        dispositif::{Acteur, Catalogue, Dispositif, ModeleDocument},
        parcours::{EntreeParcours, EvenementParcours, MotifRefusSignature, Personne},
    };

    const MODELE: ModeleDocument = ModeleDocument::BilanCroise;
    const PERSONNE: Personne = Personne { naissance: None };

    fn le() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 12).expect("a day")
    }

    struct Recit {
        fiche: &'static Dispositif,
        etat: EtatParcours,
        journal: Vec<EntreeParcours>,
    }

    impl Recit {
        /// A document that a tutor, then somebody who teaches sign.
        fn nouveau() -> (Self, Uuid, [Uuid; 2]) {
            let fiche = Catalogue::livre().get("clause_sociale").expect("a fiche");
            let etape = fiche.premiere().expect("a step").code.clone();
            let ouvert = EvenementParcours::Ouvert {
                dispositif: fiche.code.clone(),
                nom: String::new(),
                etape,
                malgre: Vec::new(),
            };
            let ouvert = EntreeParcours { rang: 1, le: le(), evenement: ouvert };
            let etat = EtatParcours::ouvrir(&ouvert, fiche).expect("a parcours");
            let mut recit = Self { fiche, etat, journal: vec![ouvert] };
            let parties = [(1, Acteur::Tuteur), (2, Acteur::ReferentPedagogique)].map(|(id, acteur)| {
                let (id, nom) = (Uuid::from_u128(id), acteur.code().to_owned());
                recit
                    .dire(EvenementParcours::PartieAjoutee { id, acteur, nom, organisation: None })
                    .expect("a party");
                id
            });
            let document = recit.etablir(3, 1);
            (recit, document, parties)
        }

        fn dire(&mut self, evenement: EvenementParcours) -> Result<(), RefusParcours> {
            self.etat.admettre(&evenement, self.fiche, le(), PERSONNE)?;
            let entree = EntreeParcours { rang: self.etat.rang + 1, le: le(), evenement };
            self.etat.appliquer(&entree);
            self.journal.push(entree);
            Ok(())
        }

        fn etablir(&mut self, id: u128, version: u32) -> Uuid {
            let (id, empreinte) = (Uuid::from_u128(id), String::new());
            self.dire(EvenementParcours::DocumentEtabli { id, modele: MODELE, version, empreinte })
                .expect("a version");
            id
        }

        fn signer(&mut self, document: Uuid, partie: Uuid, moyen: MoyenSignature) {
            let (nom, quand) = (String::new(), le().into());
            let signe = EvenementParcours::Signe { document, modele: MODELE, partie, nom, quand, moyen };
            self.dire(signe).expect("their turn");
        }

        fn joindre(&mut self, document: Uuid, partie: Uuid) -> Result<(), RefusParcours> {
            self.dire(EvenementParcours::NumerisationJointe {
                id: Uuid::from_u128(9),
                document,
                modele: MODELE,
                partie,
                nom: "Sacha Roy".to_owned(),
                format: FormatNumerisation::Jpeg,
                empreinte: "e".to_owned(),
            })
        }
    }

    fn introuvable(dit: &Result<(), RefusParcours>) {
        assert_eq!(*dit, Err(RefusParcours::Introuvable("cette signature sur papier")));
    }

    #[test]
    fn a_scan_is_joined_once_to_what_was_signed_by_hand() {
        let (mut recit, document, [tuteur, enseignant]) = Recit::nouveau();
        introuvable(&recit.joindre(document, tuteur));
        let refus = EvenementParcours::SignatureRefusee {
            document,
            modele: MODELE,
            partie: tuteur,
            nom: String::new(),
            quand: le().into(),
            motif: MotifRefusSignature::Dates,
            moyen: Some(MoyenSignature::Papier),
        };
        recit.dire(refus).expect("a refusal");
        introuvable(&recit.joindre(document, tuteur));
        recit.signer(document, tuteur, MoyenSignature::Papier);
        recit.joindre(document, tuteur).expect("a scan");
        let dit = recit.journal.last().expect("an entry").evenement.phrase();
        assert_eq!(
            dit,
            "a joint la numérisation de la signature de Sacha Roy sur «\u{a0}Bilan croisé\u{a0}»"
        );
        let (de, jointe) = recit.etat.numerisation(Uuid::from_u128(9)).expect("it is found");
        assert_eq!((de.id, jointe.partie, jointe.le), (document, tuteur, le()));
        assert!(matches!(recit.joindre(document, tuteur), Err(RefusParcours::Impossible(_))), "once");
        introuvable(&recit.joindre(document, enseignant));
        // Taken back, the signature takes its scan with it; signed by a link, there is no sheet.
        let nom = String::new();
        let retrait = EvenementParcours::SignatureRetiree {
            document,
            modele: MODELE,
            partie: tuteur,
            nom,
            moyen: None,
            motif: None,
        };
        recit.dire(retrait).expect("taken back");
        assert_eq!(recit.etat.numerisation(Uuid::from_u128(9)), None);
        recit.signer(document, tuteur, MoyenSignature::Lien);
        introuvable(&recit.joindre(document, tuteur));
        let etat = EtatParcours::rejouer(&recit.journal, recit.fiche, PERSONNE).expect("it replays");
        assert_eq!(etat, recit.etat);
    }

    #[test]
    fn nothing_is_joined_to_what_is_sealed_or_was_replaced() {
        let (mut recit, document, [tuteur, enseignant]) = Recit::nouveau();
        recit.signer(document, tuteur, MoyenSignature::Papier);
        recit.signer(document, enseignant, MoyenSignature::Papier);
        let mut remplace = Recit { etat: recit.etat.clone(), journal: recit.journal.clone(), ..recit };
        remplace.etablir(4, 2);
        assert_eq!(remplace.joindre(document, tuteur), Err(RefusParcours::Remplace));
        recit.joindre(document, tuteur).expect("still open");
        let empreinte = "s".to_owned();
        recit.dire(EvenementParcours::Scelle { document, modele: MODELE, empreinte }).expect("sealed");
        assert_eq!(recit.joindre(document, enseignant), Err(RefusParcours::Scelle));
        assert!(recit.etat.numerisation(Uuid::from_u128(9)).is_some(), "what was joined stays");
        // A state of before scans were kept is still read.
        let mut ecrit = serde_json::to_value(&recit.etat.documents[0]).expect("JSON");
        ecrit.as_object_mut().expect("an object").remove("numerisations");
        let lu: DocumentParcours = serde_json::from_value(ecrit).expect("a document");
        assert_eq!(lu.numerisations, []);
    }
}
