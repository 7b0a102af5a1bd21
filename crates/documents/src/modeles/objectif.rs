//! The contract « objectif formation-emploi » that a réseau FOQUALE proposes, with a tutor of the Éducation nationale.

use serde::{Deserialize, Serialize};

use super::{Cadre, Etablissement, Modele, Periode, Personne, Remplir, SujetJeune};
use crate::feuille::{Bloc, Feuille, Section, Tableau};

/// A contract « objectif formation-emploi ».
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ContratObjectif {
    /// The young person.
    pub jeune: SujetJeune,
    /// The tutor.
    pub tuteur: Personne,
    /// The responsible of the network.
    pub responsable: Personne,
    /// The training or qualification aimed at, and the trade.
    pub objectif: String,
    /// Where.
    pub accueil: Etablissement,
    /// From when to when.
    pub periode: Periode,
    /// Steps: what, who helps, until when.
    pub etapes: Vec<[String; 3]>,
    /// How often tutor and young person meet.
    pub rencontres: String,
}

impl Remplir for ContratObjectif {
    const MODELE: Modele = Modele::ContratObjectif;

    fn remplir(&self, cadre: &Cadre) -> Feuille {
        let mut etapes: Vec<Vec<String>> = self.etapes.iter().map(|ligne| ligne.to_vec()).collect();
        if etapes.is_empty() {
            etapes = vec![vec![String::new(); 3]; 5];
        }
        let sections = vec![
            Section::new("Vous", self.jeune.blocs(cadre.date)),
            Section::new(
                "Votre objectif",
                vec![
                    Bloc::zone("Formation, qualification et métier visés", &*self.objectif, 3),
                    Bloc::champs([
                        ("Où", self.accueil.nom.clone()),
                        ("Adresse", self.accueil.adresse.clone()),
                        ("Quand", self.periode.en_mots()),
                    ]),
                ],
            ),
            Section::new(
                "Les étapes",
                vec![Bloc::Tableau(Tableau {
                    legende: String::new(),
                    entetes: ["Étape", "Qui vous aide", "Avant le"].map(str::to_owned).to_vec(),
                    lignes: etapes,
                })],
            ),
            Section::new(
                "Votre tuteur",
                vec![
                    Bloc::champs([
                        ("Tuteur ou tutrice", self.tuteur.ligne()),
                        ("Vous vous rencontrez", self.rencontres.clone()),
                    ]),
                    Bloc::liste([
                        "Votre tuteur vous suit du début à la fin du contrat.",
                        "Vous pouvez l’appeler dès que quelque chose ne va pas.",
                    ]),
                ],
            ),
        ];
        let mut signatures = self.jeune.signatures(cadre.date, "Le ou la jeune");
        signatures.push(self.tuteur.signe("Le tuteur ou la tutrice"));
        signatures.push(self.responsable.signe("Le responsable du réseau FOQUALE"));
        cadre.feuille(
            Self::MODELE,
            self.jeune.sous_titre(),
            "Ce contrat dit quelle formation vous préparez, par quelles étapes, et qui vous aide.",
            sections,
            signatures,
        )
    }
}
