//! What a jury decides of a candidate, and what becomes of those who failed: from the results to the right to stay
//! (D331-42: whoever failed may prepare the exam again in the school they come from).

use chrono::NaiveDate;

use crate::{dispositif::ExamenPasse, francais::plier, liste::liste_fermee, parcours::EtatParcours};

liste_fermee! {
    /// What the jury of an exam decides of a candidate.
    DecisionExamen {
        /// Passed.
        Admis = "admis" => "admis",
        /// Failed.
        Ajourne = "ajourne" => "ajourné",
        /// May sit the second group of papers in the days that follow: nothing is decided yet.
        SecondGroupe = "second_groupe" => "autorisé au second groupe d’épreuves",
        /// Did not come.
        Absent = "absent" => "absent",
        /// Refused or struck out by the jury.
        Refuse = "refuse" => "refusé",
    }
}

impl DecisionExamen {
    /// What a results file says in its own words: `ADMIS MENTION BIEN`, `2nd groupe`, `non`. `None` for a word that is none.
    pub fn lire(texte: &str) -> Option<Self> {
        let plie = plier(texte);
        let premier = plie.split(' ').next().unwrap_or_default();
        let second = [
            "second groupe",
            "2nd groupe",
            "2eme groupe",
            "deuxieme groupe",
            "rattrapage",
            "oral de controle",
        ];
        if second.iter().any(|mots| plie.contains(mots)) {
            return Some(Self::SecondGroupe);
        }
        if plie == "non admis" || plie == "non admise" {
            return Some(Self::Ajourne);
        }
        Some(match premier {
            "oui" | "o" | "1" | "true" | "vrai" | "admis" | "admise" | "recu" | "recue" | "obtenu" => {
                Self::Admis
            }
            "non" | "n" | "0" | "false" | "faux" | "ajourne" | "ajournee" | "echec" | "echoue"
            | "echouee" => Self::Ajourne,
            "absent" | "absente" | "abs" => Self::Absent,
            "refuse" | "refusee" | "elimine" | "eliminee" => Self::Refuse,
            _ => return None,
        })
    }

    /// Whether the candidate leaves the session without the diploma. Who was absent does too: the session gave them nothing.
    pub fn en_echec(self) -> bool {
        matches!(self, Self::Ajourne | Self::Absent | Self::Refuse)
    }
}

impl ExamenPasse {
    /// Which exam a label names: `BAC PRO COMMERCE`, `Baccalauréat technologique`, `CAP Cuisine`. `None` for another one.
    pub fn de_libelle(texte: &str) -> Option<Self> {
        let plie = plier(texte);
        let mots: Vec<&str> = plie.split(' ').collect();
        let dit = |debuts: &[&str]| mots.iter().any(|mot| debuts.iter().any(|debut| mot.starts_with(debut)));
        let premier = *mots.first()?;
        match premier {
            "cap" | "capa" => Some(Self::Cap),
            "bts" | "btsa" => Some(Self::Bts),
            "bcp" | "bacpro" => Some(Self::BacPro),
            "bcg" => Some(Self::BacGeneral),
            "btn" => Some(Self::BacTechno),
            "certificat" if dit(&["aptitude"]) => Some(Self::Cap),
            "brevet" if dit(&["superieur"]) => Some(Self::Bts),
            "bac" | "baccalaureat" if dit(&["pro"]) => Some(Self::BacPro),
            "bac" | "baccalaureat" if dit(&["techno"]) => Some(Self::BacTechno),
            "bac" | "baccalaureat" if dit(&["gen"]) => Some(Self::BacGeneral),
            _ => Self::de_code(&plie.replace(' ', "_")),
        }
    }
}

liste_fermee! {
    /// What was done, since the results, for somebody who failed.
    SuiteEchec {
        /// The second group of papers decides in a few days.
        EnAttente = "en_attente" => "second groupe en attente",
        /// The person resembles somebody known: the académie says who it is.
        IdentiteAConfirmer = "identite_a_confirmer" => "identité à confirmer",
        /// Nobody has told the family.
        AInformer = "a_informer" => "famille à informer",
        /// The letter is made: the family knows of the right to stay and of the marks that are kept.
        Informe = "informe" => "famille informée",
        /// The request has come; a place is looked for.
        Demande = "demande" => "demande reçue",
        /// There is a place; the contract waits for its signatures.
        Place = "place" => "place trouvée",
        /// The contract is signed.
        Maintenu = "maintenu" => "maintenu en formation",
        /// Goes elsewhere or stops, without the diploma.
        SansSuite = "sans_suite" => "parti sans diplôme",
    }
}

impl SuiteEchec {
    /// Where it stands: the parcours *droit au maintien* that follows these results, when there is one.
    pub fn de(decision: DecisionExamen, reconnu: bool, parcours: Option<&EtatParcours>) -> Self {
        use crate::dispositif::{Issue, ModeleDocument};
        let Some(etat) = parcours else {
            return match (decision, reconnu) {
                (DecisionExamen::SecondGroupe, _) => Self::EnAttente,
                (_, false) => Self::IdentiteAConfirmer,
                (_, true) => Self::AInformer,
            };
        };
        let passe = |etape: &str| etat.franchies.iter().any(|(code, _)| code == etape);
        match etat.fin {
            Some((_, Issue::Acheve)) => Self::Maintenu,
            Some(_) => Self::SansSuite,
            None if passe("contrat") => Self::Maintenu,
            None if passe("place") => Self::Place,
            None if passe("demande") => Self::Demande,
            None if passe("information") || etat.document_en_vigueur(ModeleDocument::Lettre).is_some() => {
                Self::Informe
            }
            None => Self::AInformer,
        }
    }

    /// Whether the family has been told.
    pub fn informe(self) -> bool {
        matches!(self, Self::Informe | Self::Demande | Self::Place | Self::Maintenu | Self::SansSuite)
    }

    /// Whether they asked to stay.
    pub fn demande(self) -> bool {
        matches!(self, Self::Demande | Self::Place | Self::Maintenu)
    }
}

/// The session of an exam: the year of its results. The September session of replacement counts with that of June.
pub fn session_de(resultats: NaiveDate) -> i32 {
    use chrono::Datelike as _;
    resultats.year()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn juries_decide_in_many_words() {
        use DecisionExamen as D;
        for (texte, attendu) in [
            ("ADMIS", Some(D::Admis)),
            ("Admise mention assez bien", Some(D::Admis)),
            ("oui", Some(D::Admis)),
            ("Ajourné", Some(D::Ajourne)),
            ("non admis", Some(D::Ajourne)),
            ("Passe le 2nd groupe", Some(D::SecondGroupe)),
            ("Autorisée au second groupe", Some(D::SecondGroupe)),
            ("ABSENTE", Some(D::Absent)),
            ("Éliminé", Some(D::Refuse)),
            ("AB", None),
            ("", None),
        ] {
            assert_eq!(D::lire(texte), attendu, "{texte:?}");
        }
        for decision in D::TOUS {
            if *decision != D::SecondGroupe {
                assert_eq!(D::lire(decision.code()), Some(*decision), "what we write, we read");
            }
        }
        assert_eq!(D::lire("second_groupe"), Some(D::SecondGroupe));
        assert!(!D::SecondGroupe.en_echec() && !D::Admis.en_echec() && D::Absent.en_echec());
    }

    #[test]
    fn exams_are_named_in_many_ways() {
        use ExamenPasse as E;
        for (texte, attendu) in [
            ("Baccalauréat professionnel Commerce", Some(E::BacPro)),
            ("BAC PRO MELEC", Some(E::BacPro)),
            ("BCP", Some(E::BacPro)),
            ("Bac technologique STMG", Some(E::BacTechno)),
            ("BTN", Some(E::BacTechno)),
            ("Baccalauréat général", Some(E::BacGeneral)),
            ("CAP Cuisine", Some(E::Cap)),
            ("Certificat d’aptitude professionnelle", Some(E::Cap)),
            ("BTS Tourisme", Some(E::Bts)),
            ("bac_general", Some(E::BacGeneral)),
            ("Diplôme national du brevet", None),
            ("Brevet professionnel", None),
            ("", None),
        ] {
            assert_eq!(E::de_libelle(texte), attendu, "{texte:?}");
        }
    }

    #[test]
    fn nobody_is_told_before_the_jury_has_decided_and_the_person_is_known() {
        use DecisionExamen as D;
        assert_eq!(SuiteEchec::de(D::SecondGroupe, true, None), SuiteEchec::EnAttente);
        assert_eq!(SuiteEchec::de(D::Ajourne, false, None), SuiteEchec::IdentiteAConfirmer);
        assert_eq!(SuiteEchec::de(D::Absent, true, None), SuiteEchec::AInformer);
        assert!(!SuiteEchec::AInformer.informe() && SuiteEchec::SansSuite.informe());
        assert!(SuiteEchec::Maintenu.demande() && !SuiteEchec::SansSuite.demande());
    }
}
