//! An attestation and a letter: free texts in the header of the establishment.

use serde::{Deserialize, Serialize};

use super::{Cadre, Modele, Periode, Remplir, SujetJeune, ou};
use crate::feuille::{Bloc, Feuille, Section};

/// Somebody attests a fact about a young person.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Attestation {
    /// The young person.
    pub jeune: SujetJeune,
    /// What is attested, after « atteste que … ».
    pub fait: String,
    /// From when to when, when it lasts.
    pub periode: Periode,
    /// For whom or what.
    pub destination: String,
}

impl Remplir for Attestation {
    const MODELE: Modele = Modele::Attestation;

    fn remplir(&self, cadre: &Cadre) -> Feuille {
        let signataire = cadre.entete.signataire.clone().unwrap_or_default();
        let auteur = format!(
            "Je soussigné(e) {}, {}, atteste que {} :",
            ou(&signataire.nom, "(nom)"),
            ou(&signataire.qualite, "(fonction)"),
            ou(&self.jeune.nom_complet(), "(nom du ou de la jeune)"),
        );
        let mut blocs = vec![Bloc::paragraphe(auteur), Bloc::zone("", &*self.fait, 3)];
        if self.periode != Periode::default() {
            blocs.push(Bloc::champs([("Dates", self.periode.en_mots())]));
        }
        blocs.push(Bloc::paragraphe(if self.destination.trim().is_empty() {
            "Cette attestation est remise à la personne intéressée, pour servir à ce que de droit.".to_owned()
        } else {
            format!("Cette attestation est remise pour : {}.", self.destination.trim().trim_end_matches('.'))
        }));
        cadre.feuille(
            Self::MODELE,
            self.jeune.sous_titre(),
            "",
            vec![Section::new("", blocs)],
            vec![cadre.signataire("Le chef d’établissement")],
        )
    }
}

/// A letter.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Lettre {
    /// Name and address, one a line.
    pub destinataire: String,
    /// What it is about; the title of the letter.
    pub objet: String,
    /// `Bonjour Inès,`.
    pub formule: String,
    /// The text, paragraphs apart by a blank line.
    pub texte: String,
    /// What is joined.
    pub pieces: Vec<String>,
}

impl Remplir for Lettre {
    const MODELE: Modele = Modele::Lettre;

    fn remplir(&self, cadre: &Cadre) -> Feuille {
        let mut blocs = vec![
            Bloc::champs([("À", self.destinataire.clone())]),
            Bloc::paragraphe(self.formule.clone()),
            Bloc::zone("", &*self.texte, 10),
        ];
        if !self.pieces.is_empty() {
            blocs.push(Bloc::paragraphe("Avec cette lettre :"));
            blocs.push(Bloc::liste(self.pieces.clone()));
        }
        let mut feuille = cadre.feuille(
            Self::MODELE,
            String::new(),
            "",
            vec![Section::new("", blocs)],
            vec![cadre.signataire("Signature")],
        );
        if !self.objet.trim().is_empty() {
            feuille.titre.clone_from(&self.objet);
        }
        feuille
    }
}
