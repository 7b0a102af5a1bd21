//! The facts that several models share. All may be missing: a missing fact is a line to fill by hand.

use chrono::{Datelike, NaiveDate};
use raccroche_domain::francais::date_longue;
use serde::{Deserialize, Serialize};

use super::jour;
use crate::feuille::{Bloc, Creneau, Grille, Jour, Signature};

/// Somebody who acts: tutor, référent, head, legal representative…
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Personne {
    /// First name and name.
    pub nom: String,
    /// In what quality, such as `Mère, représentante légale`.
    pub qualite: String,
    /// Phone.
    pub telephone: String,
    /// E-mail.
    pub courriel: String,
}

impl Personne {
    /// Name, quality, phone and mail in one value, those that are known.
    pub(crate) fn ligne(&self) -> String {
        joindre(&[&self.nom, &self.qualite, &self.telephone, &self.courriel])
    }

    /// Its signature, with the quality it has here.
    pub(crate) fn signe(&self, qualite: &str) -> Signature {
        Signature::attendue(qualite, self.nom.trim())
    }
}

/// A school, a company, an association, a service.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Etablissement {
    /// Its name.
    pub nom: String,
    /// UAI or SIRET, as read.
    pub identifiant: String,
    /// Postal address.
    pub adresse: String,
    /// Phone.
    pub telephone: String,
    /// E-mail.
    pub courriel: String,
    /// Who represents it.
    pub representant: Personne,
}

impl Etablissement {
    /// As facts of a form; `identifiant` is the label of the number.
    pub(crate) fn champs(&self, nom: &str, identifiant: &str) -> Bloc {
        Bloc::champs([
            (nom, self.nom.clone()),
            (identifiant, self.identifiant.clone()),
            ("Adresse", self.adresse.clone()),
            ("Téléphone et courriel", joindre(&[&self.telephone, &self.courriel])),
            ("Représenté par", self.representant.ligne()),
        ])
    }
}

/// From a day to another, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Periode {
    /// First day.
    pub debut: Option<NaiveDate>,
    /// Last day.
    pub fin: Option<NaiveDate>,
}

impl Periode {
    /// `Du 3 mars 2026 au 30 avril 2026`, or what is known of it.
    pub(crate) fn en_mots(self) -> String {
        match (self.debut, self.fin) {
            (Some(debut), Some(fin)) => format!("Du {} au {}", date_longue(debut), date_longue(fin)),
            (Some(debut), None) => format!("À partir du {}", date_longue(debut)),
            (None, Some(fin)) => format!("Jusqu’au {}", date_longue(fin)),
            (None, None) => String::new(),
        }
    }
}

/// Whom a document is about.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SujetJeune {
    /// Name.
    pub nom: String,
    /// First name.
    pub prenom: String,
    /// Day of birth.
    pub naissance: Option<NaiveDate>,
    /// `Féminin`, `Masculin`, as the register has it.
    pub sexe: String,
    /// Postal address.
    pub adresse: String,
    /// Phone.
    pub telephone: String,
    /// E-mail.
    pub courriel: String,
    /// The class, or the last one.
    pub classe: String,
    /// The establishment, or the last one.
    pub etablissement: String,
    /// The legal representatives.
    pub representants: Vec<Personne>,
}

impl SujetJeune {
    /// First name and name.
    pub(crate) fn nom_complet(&self) -> String {
        format!("{} {}", self.prenom.trim(), self.nom.trim()).trim().to_owned()
    }

    /// Name and birth, for under a title.
    pub(crate) fn sous_titre(&self) -> String {
        let nom = self.nom_complet();
        match self.naissance {
            Some(naissance) if !nom.is_empty() => format!("{nom}, naissance le {}", date_longue(naissance)),
            _ => nom,
        }
    }

    /// Completed years on that day.
    pub(crate) fn age(&self, le: NaiveDate) -> Option<u32> {
        le.years_since(self.naissance?)
    }

    /// Whether the law asks for a legal representative on that day. Without a day of birth, it does: the line may stay empty,
    /// it may not be missing.
    pub(crate) fn mineur(&self, le: NaiveDate) -> bool {
        self.age(le).is_none_or(|age| age < 18)
    }

    /// Who the young person is, in facts.
    pub(crate) fn champs(&self, le: NaiveDate) -> Bloc {
        let age = self.age(le).map(|ans| format!("{ans} ans le {}", date_longue(le))).unwrap_or_default();
        Bloc::champs([
            ("Nom", self.nom.clone()),
            ("Prénom", self.prenom.clone()),
            ("Date de naissance", jour(self.naissance)),
            ("Âge", age),
            ("Classe", self.classe.clone()),
            ("Établissement", self.etablissement.clone()),
            ("Téléphone et courriel", joindre(&[&self.telephone, &self.courriel])),
        ])
    }

    /// The legal representatives, in facts: one line at least while the young person is a minor.
    pub(crate) fn champs_representants(&self, le: NaiveDate) -> Option<Bloc> {
        let lignes: Vec<(&str, String)> = if self.representants.is_empty() && self.mineur(le) {
            vec![("Représentant légal", String::new())]
        } else {
            self.representants.iter().map(|personne| ("Représentant légal", personne.ligne())).collect()
        };
        (!lignes.is_empty()).then(|| Bloc::champs(lignes))
    }

    /// Who the young person is, and who represents them.
    pub(crate) fn blocs(&self, le: NaiveDate) -> Vec<Bloc> {
        std::iter::once(self.champs(le)).chain(self.champs_representants(le)).collect()
    }

    /// The signatures of the young person and, while a minor, of a legal representative: always there, known or not.
    pub(crate) fn signatures(&self, le: NaiveDate, qualite: &str) -> Vec<Signature> {
        let mut signatures = vec![Signature::attendue(qualite, self.nom_complet())];
        if self.mineur(le) {
            if self.representants.is_empty() {
                signatures.push(Signature::attendue("Représentant légal", ""));
            }
            signatures.extend(self.representants.iter().map(|personne| personne.signe("Représentant légal")));
        }
        signatures
    }
}

/// A week of a path.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Semaine {
    /// The days that have something.
    pub jours: Vec<SemaineJour>,
}

/// A day of a week: what is done in the morning and in the afternoon.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SemaineJour {
    /// `Lundi`…
    pub nom: String,
    /// In the morning.
    pub matin: Vec<Creneau>,
    /// In the afternoon.
    pub apres_midi: Vec<Creneau>,
}

impl Semaine {
    /// As a grid; the five days of an empty week when nothing is known yet.
    pub fn grille(&self, legende: &str) -> Bloc {
        let jours = if self.jours.is_empty() {
            ["Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi"]
                .map(|nom| Jour { nom: nom.to_owned(), plages: vec![Vec::new(), Vec::new()] })
                .to_vec()
        } else {
            self.jours
                .iter()
                .map(|jour| Jour {
                    nom: jour.nom.clone(),
                    plages: vec![jour.matin.clone(), jour.apres_midi.clone()],
                })
                .collect()
        };
        Bloc::Grille(Grille {
            legende: legende.to_owned(),
            plages: vec!["Matin".to_owned(), "Après-midi".to_owned()],
            jours,
        })
    }
}

/// The texts that are known, with commas.
pub(crate) fn joindre(textes: &[&str]) -> String {
    textes.iter().map(|texte| texte.trim()).filter(|texte| !texte.is_empty()).collect::<Vec<_>>().join(", ")
}

/// `2026-2027`: the school year of a day, from August on.
pub(crate) fn annee_scolaire(le: NaiveDate) -> String {
    let debut = if le.month() >= 8 { le.year() } else { le.year() - 1 };
    format!("{debut}-{}", debut + 1)
}
