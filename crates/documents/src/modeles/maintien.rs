//! The right to stay after a failed exam (D331-42): a contract with the pupil and the family, and the marks that are kept.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Cadre, Modele, Personne, Remplir, SujetJeune, jour};
use crate::feuille::{Bloc, Feuille, Section, Tableau, Ton};

/// The contract of a pupil who prepares the exam again.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct ContratMaintien {
    /// The pupil.
    pub jeune: SujetJeune,
    /// The exam and its session.
    pub examen: String,
    /// From what rentrée on.
    pub rentree: Option<NaiveDate>,
    /// The class in which the exam is prepared again.
    pub classe: String,
    /// Who follows.
    pub referent: Personne,
    /// What the pupil chose for the marks as a whole, once asked.
    pub choix: String,
    /// Marks: the paper, the mark, whether it is kept and until when, in words.
    pub notes: Vec<[String; 3]>,
    /// What is arranged: lessons followed, support, placement…
    pub amenagements: Vec<String>,
    /// How and when one looks at how it goes.
    pub suivi: String,
}

impl Remplir for ContratMaintien {
    const MODELE: Modele = Modele::ContratMaintien;

    fn remplir(&self, cadre: &Cadre) -> Feuille {
        let mut notes: Vec<Vec<String>> = self.notes.iter().map(|ligne| ligne.to_vec()).collect();
        if notes.is_empty() {
            notes = vec![vec![String::new(); 3]; 5];
        }
        let mut des_notes = Vec::new();
        if !self.choix.trim().is_empty() {
            des_notes.push(Bloc::champs([("Conservation des notes", self.choix.clone())]));
        }
        des_notes.push(Bloc::Tableau(Tableau {
            legende: "Notes obtenues, et choix de l’élève".to_owned(),
            entetes: ["Épreuve", "Note", "Choix"].map(str::to_owned).to_vec(),
            lignes: notes,
        }));
        des_notes.push(Bloc::encart(
            Ton::Attention,
            "Renoncer à une note gardée est définitif : seule la nouvelle note comptera. Avec des notes gardées, le \
             baccalauréat général est donné sans mention.",
        ));
        let mut eleve = self.jeune.blocs(cadre.date);
        eleve.push(Bloc::champs([("La personne qui suit l’élève", self.referent.ligne())]));
        let sections = vec![
            Section::new("L’élève", eleve),
            Section::new(
                "La nouvelle préparation",
                vec![Bloc::champs([
                    ("Examen à repasser", self.examen.clone()),
                    ("À partir de la rentrée du", jour(self.rentree)),
                    ("Classe", self.classe.clone()),
                ])],
            ),
            Section::new("Les notes", des_notes),
            Section::new(
                "Ce qui est aménagé",
                vec![
                    if self.amenagements.is_empty() {
                        Bloc::zone("", "", 3)
                    } else {
                        Bloc::liste(self.amenagements.clone())
                    },
                    Bloc::zone("Comment et quand on fait le point", &*self.suivi, 3),
                ],
            ),
            Section::new(
                "Ce que chacun promet",
                vec![Bloc::liste([
                    "L’élève : suivre les cours prévus et se présenter à l’examen.",
                    "L’établissement : accueillir l’élève, aménager son emploi du temps, faire le point avec lui ou elle.",
                ])],
            ),
        ];
        let mut signatures = self.jeune.signatures(cadre.date, "L’élève");
        signatures.push(cadre.signataire("Le chef d’établissement"));
        cadre.feuille(
            Self::MODELE,
            self.jeune.sous_titre(),
            "Vous n’avez pas obtenu votre examen. Vous avez le droit de le préparer de nouveau dans votre établissement.",
            sections,
            signatures,
        )
    }
}
