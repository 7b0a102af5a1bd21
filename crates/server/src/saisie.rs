//! What a form posted: fields by name, several values a name, and what was wrong with them.
//!
//! A handler asks for fields one by one; what is missing or unreadable is gathered, so that the page comes back once, with
//! every sentence beside its field and everything that was typed.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::StatusCode,
    response::IntoResponse as _,
};
use chrono::{NaiveDate, NaiveDateTime};
use raccroche_domain::{
    BornesJour, francais::ponctuer, libelle_plausible, nom_plausible, telephone_plausible,
};
use raccroche_pages::form::Answers;
use uuid::Uuid;

use crate::erreur::Erreur;

/// Longest form: long notes included, nothing like a file.
const TAILLE: usize = 256 * 1024;
/// The same, in words.
const TAILLE_EN_MOTS: &str = "256\u{a0}Ko";

/// A posted form.
#[derive(Debug, Clone, Default)]
pub(crate) struct Saisie {
    champs: Vec<(String, String)>,
    erreurs: Vec<(String, String)>,
}

impl<S: Send + Sync> FromRequest<S> for Saisie {
    type Rejection = Erreur;

    async fn from_request(request: Request, state: &S) -> Result<Self, Erreur> {
        let trop = || Erreur::TropLong(TAILLE_EN_MOTS);
        let illisible = || Erreur::Demande("L’envoi a été coupé, ou ne se lit pas. Recommencez.".to_owned());
        let octets = Bytes::from_request(request, state).await.map_err(|refus| {
            let trop_long = refus.into_response().status() == StatusCode::PAYLOAD_TOO_LARGE;
            if trop_long { trop() } else { illisible() }
        })?;
        if octets.len() > TAILLE {
            return Err(trop());
        }
        let champs = serde_urlencoded::from_bytes(&octets).map_err(|_| illisible())?;
        Ok(Self { champs, erreurs: Vec::new() })
    }
}

impl Saisie {
    /// Fields that came otherwise, beside a file.
    pub(crate) fn de_champs(champs: Vec<(String, String)>) -> Self {
        Self { champs, erreurs: Vec::new() }
    }

    /// What was typed, without the spaces around; nothing when empty.
    pub(crate) fn texte(&self, nom: &str) -> Option<&str> {
        let valeur = self.champs.iter().find(|(cle, _)| cle == nom).map(|(_, valeur)| valeur.trim());
        valeur.filter(|valeur| !valeur.is_empty())
    }

    /// As typed: for passwords.
    pub(crate) fn brut(&self, nom: &str) -> &str {
        self.champs.iter().find(|(cle, _)| cle == nom).map_or("", |(_, valeur)| valeur)
    }

    /// Every value of that name.
    pub(crate) fn plusieurs<'a>(&'a self, nom: &'a str) -> impl Iterator<Item = &'a str> {
        self.champs
            .iter()
            .filter(move |(cle, valeur)| cle == nom && !valeur.is_empty())
            .map(|(_, valeur)| valeur.as_str())
    }

    /// Notes what is wrong with a field.
    pub(crate) fn erreur(&mut self, nom: &str, phrase: &str) {
        self.erreurs.push((nom.to_owned(), phrase.to_owned()));
    }

    /// Whether something wrong was noted with a field already.
    pub(crate) fn refuse(&self, nom: &str) -> bool {
        self.erreurs.iter().any(|(connu, _)| connu == nom)
    }

    /// A text that must be there.
    pub(crate) fn requis(&mut self, nom: &str, phrase: &str) -> String {
        if let Some(texte) = self.texte(nom) {
            return texte.to_owned();
        }
        self.erreur(nom, phrase);
        String::new()
    }

    /// The file of the form, which must be there; what was wrong with one that did not arrive is said already.
    pub(crate) fn fichier_requis<T>(&mut self, fichier: Option<T>) -> Option<T> {
        if fichier.is_none() && !self.refuse("fichier") {
            self.erreur("fichier", "Choisissez un fichier.");
        }
        fichier
    }

    /// A member of a closed list, which must be chosen.
    pub(crate) fn choix<T>(&mut self, nom: &str, de_code: impl Fn(&str) -> Option<T>) -> Option<T> {
        let choisi = self.texte(nom).and_then(de_code);
        if choisi.is_none() {
            self.erreur(nom, "Choisissez une réponse dans la liste.");
        }
        choisi
    }

    /// A day, when one is given.
    pub(crate) fn jour(&mut self, nom: &str) -> Option<NaiveDate> {
        let texte = self.texte(nom)?.to_owned();
        // A moment is a day for whom only the day counts.
        let jour = texte.get(..10).unwrap_or(&texte);
        let lu = NaiveDate::parse_from_str(jour, "%Y-%m-%d")
            .or_else(|_| NaiveDate::parse_from_str(jour, "%d/%m/%Y"));
        let lu = lu.ok().filter(|jour| (1900..2200).contains(&chrono::Datelike::year(jour)));
        if lu.is_none() {
            self.erreur(nom, "Cette date n’existe pas. Exemple de date juste : 21/11/2026.");
        }
        lu
    }

    /// A day that must be given.
    pub(crate) fn jour_requis(&mut self, nom: &str) -> Option<NaiveDate> {
        if self.texte(nom).is_none() {
            self.erreur(nom, "Indiquez une date.");
        }
        self.jour(nom)
    }

    /// Refuses a day that cannot be, beside its field.
    pub(crate) fn entre(&mut self, nom: &str, le: Option<NaiveDate>, bornes: &BornesJour) {
        if let Some(phrase) = le.and_then(|le| bornes.defaut(le)) {
            self.erreur(nom, &ponctuer(&phrase));
        }
    }

    /// The name or first name of somebody, which must be given.
    pub(crate) fn nom_de_personne(&mut self, nom: &str, phrase: &str) -> String {
        let lu = self.requis(nom, phrase);
        if !lu.is_empty() && !nom_plausible(&lu) {
            self.erreur(
                nom,
                "Écrivez un nom en lettres, sans chiffre ni autre signe que tiret, apostrophe ou espace.",
            );
        }
        lu
    }

    /// A few words that name something, which must be given.
    pub(crate) fn libelle(&mut self, nom: &str, phrase: &str) -> String {
        let lu = self.requis(nom, phrase);
        if !lu.is_empty() && !libelle_plausible(&lu) {
            self.erreur(
                nom,
                &ponctuer("Écrivez-le en quelques mots : au moins une lettre, 200 caractères au plus."),
            );
        }
        lu
    }

    /// A phone number, when one is given.
    pub(crate) fn telephone(&mut self, nom: &str) -> Option<String> {
        let lu = self.texte(nom)?.to_owned();
        if !telephone_plausible(&lu) {
            let phrase = "Un numéro de téléphone a dix chiffres. Exemple : 06 39 98 00 00. Pour un numéro d’un autre pays, \
                          commencez par + et son indicatif.";
            self.erreur(nom, &ponctuer(phrase));
        }
        Some(lu)
    }

    /// An e-mail address, when one is given.
    pub(crate) fn courriel(&mut self, nom: &str) -> Option<String> {
        let lu = self.texte(nom)?.to_owned();
        if lu.parse::<lettre::Address>().is_err() {
            let phrase = "Cette adresse n’a pas la forme attendue. Exemple : prenom.nom@exemple.fr.";
            self.erreur(nom, &ponctuer(phrase));
        }
        Some(lu)
    }

    /// A day and an hour that must be given.
    pub(crate) fn moment_requis(&mut self, nom: &str) -> Option<NaiveDateTime> {
        let texte = self.texte(nom).unwrap_or_default();
        let lu = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M"]
            .into_iter()
            .find_map(|forme| NaiveDateTime::parse_from_str(texte, forme).ok());
        if lu.is_none() {
            self.erreur(nom, "Indiquez le jour et l’heure.");
        }
        lu
    }

    /// A number of ours.
    pub(crate) fn id(&self, nom: &str) -> Option<Uuid> {
        self.texte(nom)?.parse().ok()
    }

    /// The version that the page showed.
    pub(crate) fn version(&self) -> Option<u32> {
        self.texte("version")?.parse().ok()
    }

    /// Nothing when all is right; else what the page shows again.
    pub(crate) fn en_erreur(&self) -> Option<Answers> {
        (!self.erreurs.is_empty()).then(|| self.reponses(None))
    }

    /// What was typed, with a sentence about the whole.
    pub(crate) fn reponses(&self, probleme: Option<String>) -> Answers {
        Answers { values: self.champs.clone(), errors: self.erreurs.clone(), problem: probleme }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_wrong_is_told_at_once_and_everything_typed_is_kept() {
        let champs = [("jour", "2026-02-30"), ("motifs", "a"), ("motifs", "b"), ("nom", "  ")];
        let mut saisie =
            Saisie { champs: champs.map(|(k, v)| (k.to_owned(), v.to_owned())).to_vec(), erreurs: vec![] };
        assert_eq!(saisie.jour("jour"), None);
        assert_eq!(saisie.requis("nom", "Indiquez un nom."), "");
        assert_eq!(saisie.plusieurs("motifs").collect::<Vec<_>>(), ["a", "b"]);
        let reponses = saisie.en_erreur().unwrap();
        assert_eq!(reponses.errors.len(), 2);
        assert_eq!(reponses.values.len(), 4);
    }
}
