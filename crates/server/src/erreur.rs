//! What goes wrong, as people and logs see it.
//!
//! A page says what happened and what to do next, and never what is inside. What is our fault is logged once, here, without
//! personal data; what is the person's is not logged. What does not exist and what may not be seen answer alike, so that
//! an address tells nothing of what it would have led to.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use raccroche_domain::suivi::Refus;
use raccroche_store::StoreError;

/// Why a request is not answered as asked.
#[derive(Debug)]
pub enum Erreur {
    /// The form cannot be understood; the sentence says what to do.
    Demande(String),
    /// More was sent than a form holds; the limit, in words.
    TropLong(&'static str),
    /// The role does not allow it.
    Interdit,
    /// Not there, or not for this person.
    Introuvable,
    /// Somebody else changed it meanwhile.
    Conflit,
    /// The rules of the field refuse.
    Refus(Refus),
    /// Too many attempts.
    TropDEssais,
    /// The database is away; nothing was lost.
    Indisponible,
    /// The disk is full; nothing was lost.
    Pleine,
    /// A fault of ours.
    Interne,
}

impl From<StoreError> for Erreur {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflit { .. } => Self::Conflit,
            StoreError::Absent { .. } => Self::Introuvable,
            StoreError::Refus(refus) => Self::Refus(refus),
            StoreError::RefusPresence(refus) => {
                Self::Demande(raccroche_domain::francais::majuscule(&format!("{refus}.")))
            }
            StoreError::RefusParcours(refus) => {
                Self::Demande(raccroche_domain::francais::majuscule(&format!("{refus}.")))
            }
            StoreError::Indisponible(_) => {
                tracing::error!(%error, "database away");
                Self::Indisponible
            }
            StoreError::Pleine => {
                tracing::error!(%error, "no space left");
                Self::Pleine
            }
            error => {
                tracing::error!(%error, "database");
                Self::Interne
            }
        }
    }
}

impl From<Refus> for Erreur {
    fn from(refus: Refus) -> Self {
        Self::Refus(refus)
    }
}

impl Erreur {
    /// Status, title and sentence.
    fn mots(&self) -> (StatusCode, &'static str, String) {
        match self {
            Self::Demande(phrase) => (StatusCode::UNPROCESSABLE_ENTITY, "Demande incomplète", phrase.clone()),
            Self::TropLong(limite) => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "Envoi trop long",
                raccroche_domain::francais::ponctuer(&format!(
                    "Ce formulaire dépasse {limite} : rien n’a été enregistré. Revenez en arrière dans votre navigateur, \
                     raccourcissez le texte, puis envoyez-le de nouveau."
                )),
            ),
            Self::Interdit => (
                StatusCode::FORBIDDEN,
                "Accès refusé",
                "Votre rôle actuel ne permet pas cette action. Si vous exercez plusieurs rôles, changez de rôle en haut de \
                 la page."
                    .to_owned(),
            ),
            Self::Introuvable => (
                StatusCode::NOT_FOUND,
                "Page introuvable",
                "Cette page n’existe pas, ou elle ne fait pas partie de votre territoire.".to_owned(),
            ),
            Self::Conflit => (
                StatusCode::CONFLICT,
                "Quelqu’un vient de modifier ce dossier",
                "Votre saisie n’a pas été enregistrée, pour ne pas effacer la sienne. Revenez au dossier pour lire ce qui \
                 a changé, puis recommencez si c’est encore utile."
                    .to_owned(),
            ),
            Self::Refus(refus) => {
                (StatusCode::UNPROCESSABLE_ENTITY, "Action impossible", raccroche_domain::francais::majuscule(&format!("{refus}.")))
            }
            Self::TropDEssais => (
                StatusCode::TOO_MANY_REQUESTS,
                "Trop d’essais",
                "Par sécurité, attendez quelques minutes avant de recommencer.".to_owned(),
            ),
            Self::Indisponible => (
                StatusCode::SERVICE_UNAVAILABLE,
                "Service momentanément indisponible",
                "Rien n’a été perdu, mais rien n’a été enregistré non plus. Réessayez dans quelques instants.".to_owned(),
            ),
            Self::Pleine => (
                StatusCode::SERVICE_UNAVAILABLE,
                "Le service n’a plus de place",
                "Rien n’a été perdu, mais rien de nouveau ne peut être enregistré. Prévenez l’équipe qui administre le service : \
                 son disque est plein."
                    .to_owned(),
            ),
            Self::Interne => (
                StatusCode::INTERNAL_SERVER_ERROR,
                "Une erreur est survenue",
                "L’équipe technique en est informée. Rien n’a été enregistré ; vous pouvez recommencer.".to_owned(),
            ),
        }
    }
}

impl IntoResponse for Erreur {
    fn into_response(self) -> Response {
        let (statut, titre, phrase) = self.mots();
        (statut, crate::rendu::page_d_erreur(statut.as_u16(), titre, &phrase)).into_response()
    }
}
