//! The API: a token and nothing else opens it, it sees what its owner sees and no more, and what it reads and writes is
//! written down as what people read and write.

mod dossiers;
mod groupes;
mod parcours;
mod porte;
mod relais;

use axum::http::Method;
use raccroche_domain::droits::Role;
use serde_json::Value;

use crate::app::{Reponse, TestApp};

const PSAD: Role = Role::ResponsablePsad;

pub(crate) async fn lire(app: &TestApp, jeton: &str, chemin: &str) -> Reponse {
    app.appeler(Some(jeton), Method::GET, chemin, None).await
}

async fn poster(app: &TestApp, jeton: &str, chemin: &str, corps: &Value) -> Reponse {
    app.appeler(Some(jeton), Method::POST, chemin, Some(corps)).await
}
