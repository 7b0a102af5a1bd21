//! The door: every route says who may come in before it can be declared.
//!
//! A [`Route`] cannot be built without its [`Acces`], and the only way to put a handler behind an address is a `Route`; so a
//! new page without a right does not compile, and the test that walks every route with every role reads the very table
//! the server runs on. Rights are roles × aggregates ([`raccroche_domain::droits`]); *whose* dossier is the store's business.

use std::{convert::Infallible, time::Duration};

use axum::{
    extract::{DefaultBodyLimit, Request, State},
    handler::Handler,
    http::{Method, StatusCode, Uri},
    middleware::{self, Next},
    response::{IntoResponse as _, Redirect, Response},
    routing::{MethodRouter, get, post},
};
use raccroche_domain::{
    EtendueJeton,
    droits::{Action, Agregat, Role, peut},
};
use tower_http::timeout::TimeoutLayer;

use crate::{api::porte, auth::session, erreur::Erreur, etat::App};

/// Who may come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Acces {
    /// Everybody: sign-in, help, legal pages, signed links.
    Public,
    /// Whoever gave a password, before the second factor and the choice of a new password.
    MotDePasseDonne,
    /// Whoever is signed in, in whatever role.
    Connecte,
    /// Whoever is signed in, in a role that the table of rights lets do this.
    Droit(Agregat, Action),
    /// Whoever is signed in, in a role that the table of rights lets do each of these.
    Droits(&'static [(Agregat, Action)]),
}

impl Acces {
    /// Whether somebody in that role may come in.
    pub fn admet(self, role: Role) -> bool {
        match self {
            Self::Droit(agregat, action) => peut(role, agregat, action),
            Self::Droits(droits) => droits.iter().all(|(agregat, action)| peut(role, *agregat, *action)),
            Self::Public | Self::MotDePasseDonne | Self::Connecte => true,
        }
    }
}

/// By what whoever comes is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Par {
    /// The cookie of a session: people, with a browser.
    Session,
    /// A token of the API, with that scope when there is one: programs.
    Jeton(Option<EtendueJeton>),
}

/// An address, a verb, a right and what answers.
pub struct Route {
    /// The verb: GET reads, POST writes.
    pub methode: Method,
    /// The address, with its `{parts}`.
    pub chemin: &'static str,
    /// Who may come in.
    pub acces: Acces,
    /// By what they are known.
    pub par: Par,
    service: MethodRouter<App>,
    /// Longest body, in bytes.
    corps: usize,
    /// Longest time before the answer.
    patience: Duration,
}

/// Longest ordinary request.
const CORPS: usize = 1024 * 1024;
/// No page takes longer; imports run apart.
const PATIENCE: Duration = Duration::from_secs(30);
/// Longest file: the registers of a large académie, compressed.
pub(crate) const DEPOT: usize = 512 * 1024 * 1024;
/// Time to send such a file from a slow place.
const PATIENCE_DEPOT: Duration = Duration::from_hours(1);

impl std::fmt::Debug for Route {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} {:?}", self.methode, self.chemin, self.acces)
    }
}

/// A page: reads, never writes.
pub(crate) fn page<H, T>(chemin: &'static str, acces: Acces, handler: H) -> Route
where
    H: Handler<T, App>,
    T: 'static,
{
    Route {
        methode: Method::GET,
        chemin,
        acces,
        par: Par::Session,
        service: get(handler),
        corps: CORPS,
        patience: PATIENCE,
    }
}

/// An act: what a form posts.
pub(crate) fn acte<H, T>(chemin: &'static str, acces: Acces, handler: H) -> Route
where
    H: Handler<T, App>,
    T: 'static,
{
    Route {
        methode: Method::POST,
        chemin,
        acces,
        par: Par::Session,
        service: post(handler),
        corps: CORPS,
        patience: PATIENCE,
    }
}

/// An act that comes with a file: its body may be large and its sending slow.
pub(crate) fn depot<H, T>(chemin: &'static str, acces: Acces, handler: H) -> Route
where
    H: Handler<T, App>,
    T: 'static,
{
    Route { corps: DEPOT, patience: PATIENCE_DEPOT, ..acte(chemin, acces, handler) }
}

/// The same, for a file that is not that large: `octets` for the whole body.
pub(crate) fn depot_de<H, T>(chemin: &'static str, acces: Acces, octets: usize, handler: H) -> Route
where
    H: Handler<T, App>,
    T: 'static,
{
    Route { corps: octets, ..depot(chemin, acces, handler) }
}

/// An address of the API that reads.
pub(crate) fn lecture<H, T>(
    chemin: &'static str,
    acces: Acces,
    etendue: Option<EtendueJeton>,
    handler: H,
) -> Route
where
    H: Handler<T, App>,
    T: 'static,
{
    Route { par: Par::Jeton(etendue), ..page(chemin, acces, handler) }
}

/// An address of the API that writes.
pub(crate) fn ecriture<H, T>(
    chemin: &'static str,
    acces: Acces,
    etendue: Option<EtendueJeton>,
    handler: H,
) -> Route
where
    H: Handler<T, App>,
    T: 'static,
{
    Route { par: Par::Jeton(etendue), ..acte(chemin, acces, handler) }
}

impl Route {
    /// The handler behind its door.
    pub(crate) fn fermer(self, app: &App) -> (&'static str, MethodRouter<App>) {
        let (acces, par) = (self.acces, self.par);
        let porte = middleware::from_fn_with_state(
            app.clone(),
            move |State(app): State<App>, request: Request, next: Next| async move {
                match par {
                    Par::Session => ouvrir(app, acces, request, next).await,
                    Par::Jeton(etendue) => porte::ouvrir(app, acces, etendue, request, next).await,
                }
            },
        );
        let service = self
            .service
            .route_layer(porte)
            .layer::<_, Infallible>(DefaultBodyLimit::max(self.corps))
            .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, self.patience));
        (self.chemin, service)
    }
}

async fn ouvrir(app: App, acces: Acces, mut request: Request, next: Next) -> Response {
    let qui = match session::reconnaitre(&app, request.headers()).await {
        Ok(qui) => qui,
        Err(erreur) => return erreur.into_response(),
    };
    let admis = match (&qui, acces) {
        (_, Acces::Public) | (Some(_), Acces::MotDePasseDonne) => Ok(()),
        (None, _) => Err(vers("/connexion", &request)),
        (Some(qui), _) if !qui.second_facteur_passe(&app) => Err(vers(qui.etape_suivante(), &request)),
        (Some(qui), _) if qui.utilisateur.doit_changer_mot_de_passe => Err(vers("/mot-de-passe", &request)),
        (Some(qui), acces) => match &qui.perimetre {
            Some(perimetre) if acces.admet(perimetre.role()) => Ok(()),
            // Signed in, but no membership holds today: nothing can be shown.
            None if acces == Acces::Connecte => Ok(()),
            _ => Err(Erreur::Interdit.into_response()),
        },
    };
    if let Err(refus) = admis {
        return refus;
    }
    if let Some(qui) = qui {
        request.extensions_mut().insert(qui);
    }
    next.run(request).await
}

/// To the page where it can be put right, then back to where the person was going.
fn vers(page: &str, request: &Request) -> Response {
    // Told to go elsewhere by a fragment, htmx would put the page in the middle of another: the whole page moves.
    if request.headers().contains_key("hx-request") {
        return (StatusCode::UNAUTHORIZED, [("hx-redirect", page.to_owned())]).into_response();
    }
    let retour = (request.method() == Method::GET).then(|| request.uri().path()).filter(|p| *p != "/");
    match retour {
        Some(retour) => Redirect::to(&format!("{page}?retour={}", encoder(retour))).into_response(),
        None => Redirect::to(page).into_response(),
    }
}

/// Only what a path of ours holds goes into an address; the rest is left out.
fn encoder(chemin: &str) -> String {
    chemin.chars().filter(|c| c.is_ascii_alphanumeric() || "/-_".contains(*c)).collect()
}

/// A path of this site to come back to; anything else leads home.
pub(crate) fn retour(demande: Option<&str>) -> String {
    demande
        .filter(|chemin| {
            chemin.starts_with('/') && !chemin.starts_with("//") && chemin.parse::<Uri>().is_ok()
        })
        .filter(|chemin| !chemin.contains(['\\', '\r', '\n']))
        .map_or_else(|| "/".to_owned(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_back_never_leaves_the_site() {
        for (demande, attendu) in [
            (Some("/dossiers/1"), "/dossiers/1"),
            (Some("//ailleurs.example"), "/"),
            (Some("https://ailleurs.example"), "/"),
            (Some("/\\ailleurs.example"), "/"),
            (Some("/a\r\nSet-Cookie: x"), "/"),
            (None, "/"),
        ] {
            assert_eq!(retour(demande), attendu, "{demande:?}");
        }
    }
}
