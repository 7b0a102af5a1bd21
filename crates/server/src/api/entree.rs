//! What comes in: numbers of the address, parameters, JSON. What cannot be read answers as a problem, never as a page.

use std::convert::Infallible;

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Path, Request},
    http::{header, request::Parts},
};
use chrono::{Datelike as _, NaiveDate};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::probleme::{Cause, Faute};

/// Longest body: a long message included, nothing like a file.
const TAILLE: usize = 64 * 1024;

/// A number in the address. What is none leads nowhere.
pub(crate) struct Numero(pub(crate) Uuid);

impl<S: Send + Sync> FromRequestParts<S> for Numero {
    type Rejection = Cause;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Cause> {
        let Path(id) = Path::from_request_parts(parts, state).await.map_err(|_| Cause::Introuvable)?;
        Ok(Self(id))
    }
}

/// Two numbers in the address: of something, and of something in it.
pub(crate) struct Deux(pub(crate) Uuid, pub(crate) Uuid);

impl<S: Send + Sync> FromRequestParts<S> for Deux {
    type Rejection = Cause;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Cause> {
        let lus = Path::<(Uuid, Uuid)>::from_request_parts(parts, state).await;
        let Path((id, objet)) = lus.map_err(|_| Cause::Introuvable)?;
        Ok(Self(id, objet))
    }
}

/// The parameters of the address.
pub(crate) struct Parametres<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Parametres<T> {
    type Rejection = Cause;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Cause> {
        let texte = parts.uri.query().unwrap_or_default();
        serde_urlencoded::from_str(texte).map(Self).map_err(|error| {
            let seul = |paire: &str| serde_urlencoded::from_str::<T>(paire).err().map(|e| e.to_string());
            Cause::Parametres(mal_lus(texte, seul, &error.to_string()))
        })
    }
}

/// Which parameters cannot be read, and what was expected: each is tried alone, as the reader does not name the one it stops at.
fn mal_lus(texte: &str, seul: impl Fn(&str) -> Option<String>, ensemble: &str) -> Vec<Faute> {
    let paires: Vec<(String, String)> = serde_urlencoded::from_str(texte).unwrap_or_default();
    let mut fautes = Vec::new();
    for (nom, valeur) in &paires {
        let paire = serde_urlencoded::to_string([(nom, valeur)]).unwrap_or_default();
        if let Some(erreur) = seul(&paire).filter(|erreur| !erreur.starts_with(MANQUE)) {
            fautes.push(Faute::new(nom, &attendu(&erreur)));
        }
    }
    if fautes.is_empty() {
        fautes.push(Faute::new(nomme(ensemble).unwrap_or_default(), &attendu(ensemble)));
    }
    fautes
}

/// How a reader says that something is not there.
const MANQUE: &str = "missing field";

/// The first name that a reader's sentence quotes.
fn nomme(erreur: &str) -> Option<&str> {
    erreur.contains(" field `").then(|| erreur.split('`').nth(1)).flatten()
}

/// What a reader's English says, in French: what was expected, with an example.
fn attendu(erreur: &str) -> String {
    const DATES: &[&str] =
        &["out of range", "premature end of input", "invalid characters", "trailing input", "a date"];
    let liste = || {
        let noms = erreur.split_once("expected").map_or("", |(_, suite)| suite);
        noms.split('`').skip(1).step_by(2).collect::<Vec<_>>().join(", ")
    };
    let dit = |mots: &[&str]| mots.iter().any(|mot| erreur.contains(mot));
    if erreur.contains(MANQUE) {
        "Ce champ manque.".to_owned()
    } else if dit(&["duplicate field"]) {
        "Ce champ est donné deux fois.".to_owned()
    } else if dit(&["unknown field"]) {
        format!("Ce champ n’existe pas ; ceux qui existent : {}.", liste())
    } else if dit(&["unknown variant"]) {
        format!("Cette valeur n’est pas dans la liste : {}.", liste())
    } else if dit(DATES) {
        "Une date s’écrit AAAA-MM-JJ, par exemple 2026-11-21.".to_owned()
    } else if dit(&["digit", "integer", "number too", "u32", "u64", "u8", "i32"]) {
        "Un nombre entier est attendu, par exemple 20.".to_owned()
    } else if dit(&["UUID", "uuid"]) {
        "Un numéro est attendu, par exemple 01932f5e-7c1a-7a3b-9d52-0c6f6f1d2e3a.".to_owned()
    } else if dit(&["`true` or `false`", "boolean"]) {
        "« true » ou « false » est attendu.".to_owned()
    } else {
        "Cette valeur n’est pas de la forme attendue.".to_owned()
    }
}

/// A JSON body, read once the dossier is known to be there: what is wrong with it must not tell whether the dossier is.
pub(crate) struct Corps<T>(Result<T, Cause>);

impl<T> Corps<T> {
    /// What was sent.
    pub(crate) fn lire(self) -> Result<T, Cause> {
        self.0
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Corps<T> {
    type Rejection = Infallible;

    async fn from_request(request: Request, state: &S) -> Result<Self, Infallible> {
        let genre = request.headers().get(header::CONTENT_TYPE).and_then(|valeur| valeur.to_str().ok());
        let json = genre
            .and_then(|genre| genre.split(';').next())
            .is_some_and(|genre| genre.trim().eq_ignore_ascii_case("application/json"));
        if !json {
            return Ok(Self(Err(Cause::PasDuJson)));
        }
        let lu = match Bytes::from_request(request, state).await {
            Ok(octets) if octets.len() <= TAILLE => serde_json::from_slice(&octets).map_err(|error| {
                let ou = format!("ligne {}, colonne {}", error.line(), error.column());
                if error.is_data() {
                    let dit = error.to_string();
                    let detail = format!("{} ({ou})", attendu(&dit));
                    Cause::Demande(vec![Faute::new(nomme(&dit).unwrap_or_default(), &detail)])
                } else {
                    Cause::Illisible(format!("JSON mal formé, {ou}"))
                }
            }),
            _ => Err(Cause::TropLong),
        };
        Ok(Self(lu))
    }
}

/// What is wrong with a body, gathered, so that it is told at once.
#[derive(Debug, Default)]
pub(crate) struct Fautes(Vec<Faute>);

impl Fautes {
    /// Notes what is wrong with a field.
    pub(crate) fn noter(&mut self, champ: &str, detail: &str) {
        self.0.push(Faute::new(champ, detail));
    }

    /// A day of our time.
    pub(crate) fn jour(&mut self, champ: &str, jour: Option<NaiveDate>) {
        if jour.is_some_and(|jour| !(1900..2200).contains(&jour.year())) {
            self.noter(champ, "Cette date n’est pas de notre temps.");
        }
    }

    /// A text that can be kept and shown: no longer than that, without signs that no keyboard types.
    pub(crate) fn texte(&mut self, champ: &str, texte: &str, au_plus: usize) {
        if texte.chars().count() > au_plus {
            self.noter(champ, &format!("Ce texte dépasse {au_plus} caractères."));
        }
        if texte.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            self.noter(champ, "Ce texte contient un caractère de commande.");
        }
    }

    /// All is right, or everything that is not.
    pub(crate) fn aucune(self) -> Result<(), Cause> {
        if self.0.is_empty() { Ok(()) } else { Err(Cause::Demande(self.0)) }
    }
}

#[cfg(test)]
mod tests {
    use axum::body::Body;

    use super::*;

    #[tokio::test]
    async fn what_is_no_json_is_told_apart_from_what_is_wrong_in_it() {
        for (genre, corps, attendu) in [
            (Some("application/json"), "[1]", "ok"),
            (Some("application/json; charset=utf-8"), "[]", "ok"),
            (Some("text/plain"), "[1]", "PasDuJson"),
            (None, "[1]", "PasDuJson"),
            (Some("application/json"), "[1", "Illisible"),
            (Some("application/json"), "", "Illisible"),
            (Some("application/json"), "[\"a\"]", "Demande"),
        ] {
            let mut request = Request::post("/");
            if let Some(genre) = genre {
                request = request.header(header::CONTENT_TYPE, genre);
            }
            let Ok(lu) = Corps::<Vec<u8>>::from_request(request.body(Body::from(corps)).unwrap(), &()).await;
            let dit = lu.lire().map_or_else(|cause| format!("{cause:?}"), |_| "ok".to_owned());
            assert!(dit.starts_with(attendu), "{genre:?} {corps}: {dit}");
        }
        let long = Request::post("/").header(header::CONTENT_TYPE, "application/json");
        let long = long.body(Body::from(format!("[{}1]", "1,".repeat(TAILLE)))).unwrap();
        let Ok(lu) = Corps::<Vec<u8>>::from_request(long, &()).await;
        assert!(matches!(lu.lire(), Err(Cause::TropLong)));
    }

    #[test]
    fn what_cannot_be_read_in_an_address_is_told_by_name_and_in_french() {
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Essai {
            #[expect(dead_code, reason = "only its reading is tried")]
            le: Option<NaiveDate>,
            #[expect(dead_code, reason = "only its reading is tried")]
            taille: Option<u32>,
        }
        let lire = |texte: &str| {
            let erreur = serde_urlencoded::from_str::<Essai>(texte).unwrap_err().to_string();
            let seul = |paire: &str| serde_urlencoded::from_str::<Essai>(paire).err().map(|e| e.to_string());
            let fautes = mal_lus(texte, seul, &erreur);
            fautes.into_iter().map(|faute| (faute.champ, faute.detail)).collect::<Vec<_>>()
        };
        for (texte, champ, dit) in [
            ("le=2026-13-01", "le", "AAAA-MM-JJ"),
            ("le=2026-1", "le", "AAAA-MM-JJ"),
            ("le=demain", "le", "AAAA-MM-JJ"),
            ("taille=beaucoup&le=2026-11-21", "taille", "nombre entier"),
            ("taille=-1", "taille", "nombre entier"),
            ("quand=2026-11-21", "quand", "ceux qui existent\u{a0}: le, taille."),
            ("le=2026-11-21&le=2026-11-22", "le", "deux fois"),
        ] {
            let fautes = lire(texte);
            assert_eq!(fautes.len(), 1, "{texte}: {fautes:?}");
            assert!(fautes[0].0 == champ && fautes[0].1.contains(dit), "{texte}: {fautes:?}");
        }
        assert_eq!(lire("le=x&taille=y").len(), 2);
    }

    #[test]
    fn everything_wrong_is_told_at_once() {
        let mut fautes = Fautes::default();
        fautes.jour("rappeler_le", NaiveDate::from_ymd_opt(2500, 1, 1));
        fautes.texte("message", "a\u{0}", 10);
        fautes.texte("valeur", "ligne\nsuivante", 20);
        let Err(Cause::Demande(fautes)) = fautes.aucune() else { panic!() };
        assert_eq!(
            fautes.iter().map(|faute| faute.champ.as_str()).collect::<Vec<_>>(),
            ["rappeler_le", "message"]
        );
        assert!(Fautes::default().aucune().is_ok());
    }
}
