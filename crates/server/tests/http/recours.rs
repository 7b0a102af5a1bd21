//! How decisions may be contested: the académie's own text, printed once it is said and nowhere before.

use axum::http::StatusCode;
use raccroche_domain::droits::Role;
use raccroche_store::reglage::{self, TexteRegle};

use crate::app::TestApp;

const ADMIN: Role = Role::Administrateur;

#[tokio::test]
async fn the_text_is_said_once_changed_and_taken_back() {
    let app = TestApp::new().await;
    let lu = async || reglage::lire(app.app.store().read(), TexteRegle::VoiesDeRecours).await.unwrap();
    assert_eq!(lu().await, None, "none is ours");
    let page = app.get(ADMIN, "/recours").await.corps;
    assert!(page.contains("Aucun texte n’est proposé ici"), "{page}");
    for texte in ["Recours gracieux d’essai.", "Recours d’essai,\nen deux lignes."] {
        let garde = app.post(ADMIN, "/recours", &[("texte", texte)]).await;
        assert_eq!(garde.vers(), "/recours", "{}", garde.corps);
        assert_eq!(lu().await.as_deref(), Some(texte));
    }
    assert!(app.get(ADMIN, "/recours").await.corps.contains("en deux lignes."));
    let refus = app.post(ADMIN, "/recours", &[("texte", &"é".repeat(1_501))]).await;
    assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(lu().await.is_some(), "what was said stays");
    for autre in [Role::IenIo, Role::Saio, Role::ChefEtablissement] {
        assert_eq!(app.post(autre, "/recours", &[("texte", "x")]).await.statut, StatusCode::FORBIDDEN);
    }
    app.post(ADMIN, "/recours", &[("texte", " ")]).await;
    assert_eq!(lu().await, None);
}

/// From 256 Ko on the answer was an empty page; from 1 Mo on, another page without the form.
#[tokio::test]
async fn a_text_far_too_long_came_back_as_an_empty_page() {
    let app = TestApp::new().await;
    app.post(ADMIN, "/recours", &[("texte", "Recours d’essai.")]).await;
    for longueur in [300 * 1024, 2 * 1024 * 1024] {
        let refus = app.post(ADMIN, "/recours", &[("texte", &"a".repeat(longueur))]).await;
        assert_eq!(refus.statut, StatusCode::PAYLOAD_TOO_LARGE);
        let page = refus.corps.replace(['\u{a0}', '\u{202f}'], " ");
        assert!(page.contains("1 500 caractères au plus") && page.contains("Recours d’essai."), "{page}");
        assert!(page.contains("name=\"texte\"") && page.contains("fr-error-text"), "{page}");
    }
    // A form that has no such page of its own still says what happened and how much it takes.
    let page = app.post(ADMIN, "/vacances", &[("nom", &"a".repeat(300 * 1024))]).await;
    assert_eq!(page.statut, StatusCode::PAYLOAD_TOO_LARGE);
    assert!(page.corps.contains("256\u{a0}Ko") && page.corps.contains("<h1"), "{}", page.corps);
}
