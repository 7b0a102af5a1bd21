//! What a signed-in person's request brings to a page: the application, who asks, and the headers that say how.
//!
//! Handlers behind a door ([`crate::garde`]) take one [`Visite`] rather than three extractors; a handler that has one cannot have
//! been reached by a stranger, since only the door puts somebody in a request.

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, request::Parts},
};

use crate::{auth::session::Qui, erreur::Erreur, etat::App};

/// A request of somebody signed in.
#[derive(Debug, Clone)]
pub(crate) struct Visite {
    /// The application.
    pub(crate) app: App,
    /// Who asks, and as what.
    pub(crate) qui: Qui,
    /// How: cookies of announcements, fragments asked for by htmx.
    pub(crate) headers: HeaderMap,
}

impl FromRequestParts<App> for Visite {
    type Rejection = Erreur;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Erreur> {
        let qui = parts.extensions.get::<Qui>().cloned().ok_or(Erreur::Interdit)?;
        Ok(Self { app: app.clone(), qui, headers: parts.headers.clone() })
    }
}
