//! What a form posted: fields by name, several values a name, and what was wrong with them.
//!
//! A handler asks for fields one by one; what is missing or unreadable is gathered, so that the page comes back once, with
//! every sentence beside its field and everything that was typed.

use axum::{
    body::Bytes,
    extract::{FromRequest, Request},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chrono::{NaiveDate, NaiveDateTime};
use raccroche_pages::form::Answers;
use uuid::Uuid;

/// Longest form: long notes included, nothing like a file.
const TAILLE: usize = 256 * 1024;

/// A posted form.
#[derive(Debug, Clone, Default)]
pub(crate) struct Saisie {
    champs: Vec<(String, String)>,
    erreurs: Vec<(String, String)>,
}

impl<S: Send + Sync> FromRequest<S> for Saisie {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let octets = Bytes::from_request(request, state).await.map_err(IntoResponse::into_response)?;
        if octets.len() > TAILLE {
            return Err(StatusCode::PAYLOAD_TOO_LARGE.into_response());
        }
        let champs = serde_urlencoded::from_bytes(&octets)
            .map_err(|_| StatusCode::UNPROCESSABLE_ENTITY.into_response())?;
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

    /// A text that must be there.
    pub(crate) fn requis(&mut self, nom: &str, phrase: &str) -> String {
        if let Some(texte) = self.texte(nom) {
            return texte.to_owned();
        }
        self.erreur(nom, phrase);
        String::new()
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
