//! What never changes or knows nobody: style sheets and scripts, health.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse as _, Response},
};

use crate::{
    erreur::Erreur,
    etat::App,
    garde::{Acces, Route, page},
};

pub(crate) fn routes() -> Vec<Route> {
    vec![
        page("/assets/{*chemin}", Acces::Public, fichier),
        page("/healthz", Acces::Public, vivant),
        page("/readyz", Acces::Public, pret),
    ]
}

async fn fichier(Path(chemin): Path<String>, headers: HeaderMap) -> Result<Response, Erreur> {
    let fichier = raccroche_pages::asset(&chemin).ok_or(Erreur::Introuvable)?;
    let accepte =
        headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let commun = [
        (header::CONTENT_TYPE, fichier.content_type),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::VARY, "Accept-Encoding"),
    ];
    Ok(match fichier.gzip.filter(|_| accepte.contains("gzip")) {
        Some(gzip) => (commun, [(header::CONTENT_ENCODING, "gzip")], gzip).into_response(),
        None => (commun, fichier.bytes).into_response(),
    })
}

/// The program runs.
async fn vivant() -> &'static str {
    "ok"
}

/// The program can answer: its database does.
async fn pret(State(app): State<App>) -> Response {
    match app.store().ping().await {
        Ok(()) => "ok".into_response(),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "base de données indisponible").into_response()
        }
    }
}
