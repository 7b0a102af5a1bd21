//! The server itself: routes behind their doors, layers around them, and the socket.

use std::{net::SocketAddr, time::Duration};

use axum::{
    Router,
    extract::Request,
    http::{Method, StatusCode, Uri, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use tower_http::{csrf::CsrfLayer, trace::TraceLayer};

use crate::{
    api::{self, probleme::Cause},
    avis,
    erreur::Erreur,
    etat::App,
    jobs, lots, rendu, resultats,
    routes::routes,
    securite, webhooks,
};

/// Everything that answers.
pub fn router(app: App) -> Router {
    let mut router = Router::new();
    for route in routes() {
        let (chemin, service) = route.fermer(&app);
        router = router.route(chemin, service);
    }
    router
        .fallback(async |uri: Uri| ailleurs(&uri, Cause::Introuvable, Erreur::Introuvable))
        .method_not_allowed_fallback(async |uri: Uri| {
            ailleurs(&uri, Cause::Methode, StatusCode::METHOD_NOT_ALLOWED)
        })
        .layer(CsrfLayer::new())
        .layer(middleware::from_fn(en_francais))
        .layer(middleware::from_fn_with_state(app.clone(), securite::entetes))
        // Methods, paths without their numbers, statuses and durations: no query, no header, no name.
        .layer(TraceLayer::new_for_http().make_span_with(|request: &Request| {
            let chemin =
                request.extensions().get::<axum::extract::MatchedPath>().map_or("", |path| path.as_str());
            tracing::info_span!("request", methode = %request.method(), chemin)
        }))
        .with_state(app)
}

/// What leads nowhere, as who asked reads it: a program a problem, a person a page.
fn ailleurs(uri: &Uri, programme: Cause, personne: impl IntoResponse) -> Response {
    if uri.path().starts_with(api::RACINE) { programme.into_response() } else { personne.into_response() }
}

/// What the framework refuses by itself it refuses in English, as bare text: an address whose parts cannot be read, a body that is
/// none. It is said as everything else is.
async fn en_francais(request: Request, next: Next) -> Response {
    let (methode, uri) = (request.method().clone(), request.uri().clone());
    let reponse = next.run(request).await;
    let genre = reponse.headers().get(header::CONTENT_TYPE).and_then(|valeur| valeur.to_str().ok());
    let brute = genre.is_some_and(|genre| genre.starts_with("text/plain"));
    let statut = reponse.status();
    if !statut.is_client_error() || !brute {
        return reponse;
    }
    match statut {
        StatusCode::FORBIDDEN => ailleurs(&uri, Cause::Role, Erreur::Interdit),
        // Nothing is at an address that cannot be read.
        StatusCode::BAD_REQUEST if methode == Method::GET || methode == Method::HEAD => {
            ailleurs(&uri, Cause::Introuvable, Erreur::Introuvable)
        }
        StatusCode::PAYLOAD_TOO_LARGE => ailleurs(&uri, Cause::TropLong, illisible(statut)),
        _ => ailleurs(&uri, Cause::Illisible("corps ou adresse".to_owned()), illisible(statut)),
    }
}

fn illisible(statut: StatusCode) -> impl IntoResponse {
    let phrase = "Ce qui a été envoyé ne se lit pas, ou il y en a trop. Revenez à la page et recommencez.";
    (statut, rendu::page_d_erreur(statut.as_u16(), "Envoi illisible", phrase))
}

/// Listens until `arret` says to stop, then lets the requests under way end.
///
/// # Errors
/// When the address cannot be listened on.
pub async fn serve(
    app: App,
    ecoute: tokio::net::TcpListener,
    arret: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let nettoyage = app.clone();
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_mins(10)).await;
            nettoyage.limites().oublier();
            nettoyage.apercus().oublier(nettoyage.horloge().maintenant());
            if let Err(error) = lots::ranger(&nettoyage).await {
                tracing::warn!(%error, "old batches stay for now");
            }
            if let Err(error) = resultats::ranger(&nettoyage).await {
                tracing::warn!(%error, "old results stay for now");
            }
            if let Err(error) = webhooks::ranger(&nettoyage).await {
                tracing::warn!(%error, "old deliveries stay for now");
            }
        }
    });
    let travail = tokio::spawn(jobs::travailler(app.clone()));
    let lots = tokio::spawn(lots::travailler(app.clone()));
    let courrier = tokio::spawn(avis::travailler(app.clone()));
    let messages = tokio::spawn(webhooks::expedier(app.clone()));
    let service = router(app).into_make_service_with_connect_info::<SocketAddr>();
    let servi = axum::serve(ecoute, service).with_graceful_shutdown(arret).await;
    // What was under way is begun again by the next process.
    travail.abort();
    lots.abort();
    courrier.abort();
    messages.abort();
    servi
}
