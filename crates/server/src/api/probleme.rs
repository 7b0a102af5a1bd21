//! What the API answers when something is wrong (RFC 9457): a status, a code that programs compare, a French sentence.
//!
//! As on the pages, what does not exist and what may not be seen answer alike.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use raccroche_domain::{
    EtendueJeton,
    francais::{majuscule, ponctuer},
    parcours::RefusParcours,
    suivi::Refus,
};
use raccroche_store::StoreError;
use serde::Serialize;
use utoipa::ToSchema;

use crate::erreur::Erreur;

/// The media type of a problem.
const GENRE: &str = "application/problem+json";
/// What a program that went too fast is asked to wait, in seconds.
const ATTENTE: &str = "60";

/// Ce qui n’a pas pu être fait (RFC 9457).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(example = json!({
    "type": "/aide/api#introuvable",
    "title": "Introuvable",
    "status": 404,
    "detail": "Cette ressource n’existe pas, ou elle ne fait pas partie de votre territoire."
}))]
pub(crate) struct Probleme {
    /// L’adresse qui explique ce genre de problème : c’est ce que compare un programme.
    #[serde(rename = "type")]
    genre: String,
    /// Le genre de problème, en quelques mots.
    #[serde(rename = "title")]
    titre: &'static str,
    /// Le statut HTTP.
    #[serde(rename = "status")]
    statut: u16,
    /// Ce qui s’est passé, et que faire.
    detail: String,
    /// Ce qui n’allait pas, champ par champ.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    erreurs: Vec<Faute>,
}

/// Un champ à corriger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub(crate) struct Faute {
    /// Le nom du champ.
    pub(crate) champ: String,
    /// Ce qui n’allait pas, et que faire.
    pub(crate) detail: String,
}

impl Faute {
    pub(crate) fn new(champ: &str, detail: &str) -> Self {
        Self { champ: champ.to_owned(), detail: ponctuer(detail) }
    }
}

/// Why the API does not answer as asked.
#[derive(Debug)]
pub(crate) enum Cause {
    /// No token.
    JetonAbsent,
    /// A token that is unknown, has ended, or serves no more.
    JetonInvalide,
    /// The role does not allow it.
    Role,
    /// The token does not.
    Etendue(EtendueJeton),
    /// The organisation may only read this dossier.
    LectureSeule,
    /// Not there, or not for this person.
    Introuvable,
    /// Not by this verb.
    Methode,
    /// Somebody else changed it meanwhile.
    Conflit,
    /// Not JSON: where reading it stopped.
    Illisible(String),
    /// Parameters of the address that cannot be read, one by one.
    Parametres(Vec<Faute>),
    /// Too long.
    TropLong,
    /// Not announced as JSON.
    PasDuJson,
    /// Read, but wrong.
    Demande(Vec<Faute>),
    /// The rules of the field refuse.
    Refus(Refus),
    /// The fiche of a dispositif refuses.
    RefusParcours(RefusParcours),
    /// Too many requests.
    TropDeDemandes,
    /// The database is away.
    Indisponible,
    /// A fault of ours.
    Interne,
}

impl From<Erreur> for Cause {
    fn from(erreur: Erreur) -> Self {
        match erreur {
            Erreur::Demande(phrase) => Self::Demande(vec![Faute { champ: String::new(), detail: phrase }]),
            Erreur::Interdit => Self::Role,
            Erreur::Introuvable => Self::Introuvable,
            Erreur::Conflit => Self::Conflit,
            Erreur::Refus(Refus::LectureSeule) => Self::LectureSeule,
            Erreur::Refus(refus) => Self::Refus(refus),
            Erreur::TropDEssais => Self::TropDeDemandes,
            Erreur::TropLong(_) => Self::TropLong,
            Erreur::Indisponible | Erreur::Pleine => Self::Indisponible,
            Erreur::Interne => Self::Interne,
        }
    }
}

impl From<StoreError> for Cause {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::RefusParcours(refus) => Self::RefusParcours(refus),
            autre => Erreur::from(autre).into(),
        }
    }
}

impl Cause {
    /// One field is wrong.
    pub(crate) fn champ(champ: &str, detail: &str) -> Self {
        Self::Demande(vec![Faute::new(champ, detail)])
    }

    /// Status, anchor of the help page, title, sentence.
    fn mots(&self) -> (StatusCode, &'static str, &'static str, String) {
        use StatusCode as S;
        let (statut, ancre, titre, detail) = match self {
            Self::JetonAbsent => (
                S::UNAUTHORIZED,
                "jeton",
                "Jeton manquant",
                "Joignez un jeton : Authorization: Bearer rac_…. Un jeton se crée dans l’application, à la page « Mon compte ».",
            ),
            Self::JetonInvalide => (
                S::UNAUTHORIZED,
                "jeton",
                "Jeton refusé",
                "Ce jeton est inconnu, échu ou révoqué, ou le rôle au nom duquel il agit a pris fin. Créez-en un autre.",
            ),
            Self::Role => (
                S::FORBIDDEN,
                "role",
                "Rôle insuffisant",
                "Le rôle au nom duquel ce jeton agit ne permet pas cette action.",
            ),
            Self::Etendue(etendue) => {
                let detail =
                    format!("Ce jeton n’a pas l’étendue {} ({}).", etendue.code(), etendue.libelle());
                return (S::FORBIDDEN, "etendue", "Étendue insuffisante", detail);
            }
            Self::LectureSeule => (
                S::FORBIDDEN,
                "lecture-seule",
                "Dossier en lecture seule",
                "Votre structure n’a plus qu’un accès en lecture à ce dossier.",
            ),
            Self::Introuvable => (
                S::NOT_FOUND,
                "introuvable",
                "Introuvable",
                "Cette ressource n’existe pas, ou elle ne fait pas partie de votre territoire.",
            ),
            Self::Methode => (
                S::METHOD_NOT_ALLOWED,
                "introuvable",
                "Méthode refusée",
                "Cette adresse existe, mais pas pour cette méthode HTTP. L’en-tête Allow dit lesquelles.",
            ),
            Self::Conflit => (
                S::CONFLICT,
                "conflit",
                "Modifié entre-temps",
                "Quelqu’un a modifié ce dossier depuis que vous l’avez lu : rien n’a été enregistré. Lisez-le de nouveau.",
            ),
            Self::Illisible(precision) => {
                let detail = format!("La demande ne se lit pas ({precision}).");
                return (S::BAD_REQUEST, "demande", "Demande illisible", detail);
            }
            Self::Parametres(_) => (
                S::BAD_REQUEST,
                "demande",
                "Demande illisible",
                "Un paramètre de l’adresse ne se lit pas : voyez « erreurs ».",
            ),
            Self::TropLong => {
                (S::PAYLOAD_TOO_LARGE, "demande", "Demande trop longue", "Le corps dépasse 64 kibioctets.")
            }
            Self::PasDuJson => (
                S::UNSUPPORTED_MEDIA_TYPE,
                "demande",
                "Format refusé",
                "Envoyez du JSON, avec l’en-tête Content-Type: application/json.",
            ),
            Self::Demande(_) => (
                S::UNPROCESSABLE_ENTITY,
                "demande",
                "Demande refusée",
                "Une partie de la demande ne convient pas : voyez « erreurs ».",
            ),
            Self::Refus(refus) => return refusee(refus),
            Self::RefusParcours(refus) => return refusee(refus),
            Self::TropDeDemandes => (
                S::TOO_MANY_REQUESTS,
                "debit",
                "Trop de demandes",
                "Ralentissez : l’en-tête Retry-After dit combien de secondes attendre.",
            ),
            Self::Indisponible => (
                S::SERVICE_UNAVAILABLE,
                "indisponible",
                "Service momentanément indisponible",
                "Rien n’a été perdu ni enregistré. Réessayez dans quelques instants.",
            ),
            Self::Interne => (
                S::INTERNAL_SERVER_ERROR,
                "indisponible",
                "Erreur du service",
                "L’équipe technique en est informée. Rien n’a été enregistré.",
            ),
        };
        (statut, ancre, titre, detail.to_owned())
    }

    /// What is written.
    fn en_probleme(self) -> (StatusCode, Probleme) {
        let (statut, ancre, titre, detail) = self.mots();
        let erreurs =
            if let Self::Demande(fautes) | Self::Parametres(fautes) = self { fautes } else { Vec::new() };
        let genre = format!("/aide/api#{ancre}");
        (statut, Probleme { genre, titre, statut: statut.as_u16(), detail: ponctuer(&detail), erreurs })
    }
}

/// What the rules refuse, in their words.
fn refusee(refus: &impl std::fmt::Display) -> (StatusCode, &'static str, &'static str, String) {
    let phrase = majuscule(&format!("{refus}."));
    (StatusCode::UNPROCESSABLE_ENTITY, "refus", "Action impossible", phrase)
}

impl IntoResponse for Cause {
    fn into_response(self) -> Response {
        let sans_jeton = matches!(self, Self::JetonAbsent);
        let (statut, probleme) = self.en_probleme();
        let mut response = (statut, [(header::CONTENT_TYPE, GENRE)], Json(probleme)).into_response();
        let entetes = response.headers_mut();
        entetes.insert(header::CONTENT_TYPE, HeaderValue::from_static(GENRE));
        if statut == StatusCode::UNAUTHORIZED {
            // RFC 6750, section 3: without a token nothing is said of what was wrong with it.
            let defi = if sans_jeton {
                "Bearer realm=\"raccroche\""
            } else {
                "Bearer realm=\"raccroche\", error=\"invalid_token\""
            };
            entetes.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(defi));
        }
        if statut == StatusCode::TOO_MANY_REQUESTS {
            entetes.insert(header::RETRY_AFTER, HeaderValue::from_static(ATTENTE));
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_says_which_field_and_what_to_do() {
        let (statut, probleme) =
            Cause::champ("canal", "Choisissez un canal : téléphone, courriel…").en_probleme();
        let ecrit = serde_json::to_value(&probleme).unwrap();
        assert_eq!(statut, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(
            (ecrit["type"].as_str(), ecrit["status"].as_u64()),
            (Some("/aide/api#demande"), Some(422))
        );
        assert_eq!(ecrit["erreurs"][0]["champ"], "canal");
        let seule: Cause = StoreError::Refus(Refus::LectureSeule).into();
        assert_eq!(seule.en_probleme().0, StatusCode::FORBIDDEN);
        assert!(serde_json::to_value(Cause::Introuvable.en_probleme().1).unwrap().get("erreurs").is_none());
    }
}
