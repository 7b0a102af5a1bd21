//! No page asks the database more when it shows more: a list of fifty is as many statements as a list of five.

use axum::http::{Method, StatusCode};
use raccroche_domain::droits::Role;

use crate::app::TestApp;

/// Who opens what, and what they send.
type Page = (Role, Method, &'static str, &'static [(&'static str, &'static str)]);

#[tokio::test]
async fn a_page_with_more_rows_sends_no_more_statements() {
    let app = TestApp::new().await;
    let pages: [Page; 9] = [
        (Role::ResponsablePsad, Method::GET, "/", &[]),
        (Role::ResponsablePsad, Method::GET, "/jeunes", &[]),
        (Role::ResponsablePsad, Method::GET, "/jeunes?echeance=tache", &[]),
        (Role::ResponsablePsad, Method::GET, "/jeunes/export?format=csv", &[]),
        (Role::ResponsablePsad, Method::GET, "/appels", &[]),
        (Role::ResponsablePsad, Method::GET, "/relais?vue=envoyes", &[]),
        (Role::ConseillerMissionLocale, Method::GET, "/relais", &[]),
        (Role::ChefEtablissement, Method::GET, "/verification", &[]),
        (Role::ResponsablePsad, Method::POST, "/recherche", &[("q", "duval")]),
    ];
    app.ajouter_ici(4).await;
    let mut avant = Vec::new();
    for (role, methode, chemin, champs) in &pages {
        avant.push(statements(&app, *role, methode, chemin, champs).await);
    }
    app.ajouter_ici(16).await;
    for ((role, methode, chemin, champs), peu) in pages.iter().zip(avant) {
        let beaucoup = statements(&app, *role, methode, chemin, champs).await;
        assert!(beaucoup <= peu, "{methode} {chemin}: {peu} statements for 5 rows, {beaucoup} for 21");
    }
}

async fn statements(
    app: &TestApp,
    role: Role,
    methode: &Method,
    chemin: &str,
    champs: &[(&str, &str)],
) -> u64 {
    let cookie = app.connecter(app.compte(role)).await;
    let avant = app.app.store().statements();
    let reponse = app.envoyer(Some(&cookie), methode.clone(), chemin, champs).await;
    assert!(
        [StatusCode::OK, StatusCode::SEE_OTHER].contains(&reponse.statut),
        "{chemin}: {}",
        reponse.statut
    );
    app.app.store().statements() - avant
}
