//! The sheets of the schools, for those who wait for their answers: where each stands, and the reminder, which names nobody.

use axum::http::StatusCode;
use chrono::TimeDelta;
use raccroche_domain::droits::Role;
use raccroche_server::avis;

use crate::app::{Personne, TestApp};

const ECOLE: Role = Role::ReferentDecrochage;

async fn poster(app: &TestApp) {
    while avis::un_courriel(&app.app).await.unwrap() {}
}

#[tokio::test]
async fn a_school_that_has_not_answered_is_seen_and_reminded_without_a_name() {
    let app = TestApp::new().await;
    let page = app.get(Role::ResponsablePsad, "/feuilles").await;
    assert_eq!(page.statut, StatusCode::OK);
    assert!(page.corps.contains("0330001X") && !page.corps.contains("0400001X"), "of one's territory alone");
    assert!(
        page.corps.contains("Pas ouverte") && page.corps.contains("0\u{a0}ligne répondue sur 1")
            || page.corps.contains("0 ligne répondue sur 1"),
        "{}",
        page.corps
    );
    assert!(!page.corps.contains("DUVAL") && !page.corps.contains("Inès"));
    let toutes = app.get(Role::Saio, "/feuilles").await;
    assert!(toutes.corps.contains("0330001X") && toutes.corps.contains("0400001X"));

    app.get(ECOLE, "/verification").await;
    assert!(app.get(Role::ResponsablePsad, "/feuilles").await.corps.contains("Ouverte"));

    // Reminded once: who answers for the sheet, with a count, and nobody else.
    let rappel = app.post(Role::ResponsablePsad, "/feuilles/rappeler", &[]).await;
    assert_eq!((rappel.statut, rappel.vers()), (StatusCode::SEE_OTHER, "/feuilles"));
    poster(&app).await;
    let courriels = app.courriels();
    assert_eq!(courriels.len(), 2, "the head of the school and the référent: {courriels:#?}");
    for courriel in &courriels {
        assert!(courriel.contains("33@academie.example") && courriel.contains("/verification"), "{courriel}");
        for nom in ["DUVAL", "MARTINEAU", "Lucas"] {
            assert!(!courriel.contains(nom), "{courriel}");
        }
    }
    let page = app.get(Role::ResponsablePsad, "/feuilles").await;
    assert!(page.corps.contains("rappelée le") || page.corps.contains("Rappelée le"), "{}", page.corps);
    assert!(!page.corps.contains("action=\"/feuilles/rappeler\""), "not twice in a week");
    app.post(Role::ResponsablePsad, "/feuilles/rappeler", &[]).await;
    poster(&app).await;
    assert_eq!(app.courriels().len(), 2);

    // A week later, all is answered meanwhile: nothing leaves, even when it was asked for before.
    app.avancer(TimeDelta::days(8));
    let demande = app.post(Role::Saio, "/feuilles/rappeler", &[]).await;
    assert_eq!(demande.statut, StatusCode::SEE_OTHER);
    let ligne = format!("/verification/{}", app.ici.dossier.id);
    let perimetre = app.perimetre(Role::ResponsablePsad).await;
    let etat = raccroche_store::dossier::lire(app.app.store().read(), &perimetre, app.ici.dossier.id).await;
    let version = etat.unwrap().unwrap().etat.rang.to_string();
    app.post(ECOLE, &ligne, &[("version", &version), ("reponse", "confirmee")]).await;
    poster(&app).await;
    let courriels = app.courriels();
    assert_eq!(courriels.len(), 4, "the other school alone");
    let page = app.get(Role::ResponsablePsad, "/feuilles").await;
    assert!(
        page.corps.contains("Tout est répondu") && page.corps.contains("bien sans solution"),
        "{}",
        page.corps
    );
}

#[tokio::test]
async fn nobody_reminds_a_school_of_another_territory() {
    let app = TestApp::new().await;
    let ailleurs = app.ailleurs.organisations[&raccroche_domain::droits::GenreOrganisation::Etablissement]
        .id
        .to_string();
    for valeur in [ailleurs.as_str(), "n’importe quoi"] {
        let essai = app.post(Role::ResponsablePsad, "/feuilles/rappeler", &[("etablissement", valeur)]).await;
        assert_eq!(essai.statut, StatusCode::NOT_FOUND, "{valeur}");
    }
    let siens = app
        .post(
            Personne::Ailleurs(Role::ResponsablePsad),
            "/feuilles/rappeler",
            &[("etablissement", &ailleurs)],
        )
        .await;
    assert_eq!(siens.statut, StatusCode::SEE_OTHER);
    for role in [ECOLE, Role::PsyEn, Role::Dpo] {
        assert_eq!(app.get(role, "/feuilles").await.statut, StatusCode::FORBIDDEN, "{role:?}");
    }
}
