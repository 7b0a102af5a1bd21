//! Somebody is found within the territory, and what was typed stays out of addresses.

use axum::http::{Method, StatusCode};
use raccroche_domain::droits::Role;

use crate::app::{Personne, TestApp};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_result_opens_at_once() {
    let app = TestApp::new().await;
    let dossier = format!("/dossiers/{}", app.ici.dossier.id);
    for texte in ["duval ines", "04/05/2009 duval", "Duvale"] {
        let reponse = app.post(Role::ResponsablePsad, "/recherche", &[("q", texte)]).await;
        // The young person whom the académie answers for lives in no territory.
        assert_eq!((reponse.statut, reponse.vers()), (StatusCode::SEE_OTHER, dossier.as_str()), "{texte}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_searched_comes_back_sealed_for_whoever_searched() {
    let app = TestApp::new().await;
    let session = app.connecter(app.compte(Role::ResponsablePsad)).await;
    let champs = [("q", "Zzyzx inconnu")];
    let reponse = app.envoyer(Some(&session), Method::POST, "/recherche", &champs).await;
    assert_eq!((reponse.statut, reponse.vers()), (StatusCode::SEE_OTHER, "/recherche"));
    let pose = reponse.entete("set-cookie").to_owned();
    assert!(!pose.to_lowercase().contains("zzyzx"), "{pose}");
    let retenu = pose.split(';').next().unwrap();
    let page = app.envoyer(Some(&format!("{session}; {retenu}")), Method::GET, "/recherche", &[]).await;
    assert!(page.corps.contains("value=\"Zzyzx inconnu\""), "{}", page.corps);
    assert!(page.corps.contains("Personne ne correspond dans votre territoire"));
    // Somebody else, with the same cookie on the same computer, starts from nothing; so does who altered it.
    let autre = app.connecter(app.compte(Role::PsyEn)).await;
    for cookie in
        [format!("{autre}; {retenu}"), format!("{session}; {retenu}00"), format!("{session}; recherche=zz")]
    {
        let page = app.envoyer(Some(&cookie), Method::GET, "/recherche", &[]).await;
        assert_eq!(page.statut, StatusCode::OK);
        assert!(!page.corps.contains("Zzyzx"), "{cookie}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn addresses_search_nothing_and_forms_post() {
    let app = TestApp::new().await;
    let page = app.get(Role::ResponsablePsad, "/recherche?q=DUVAL").await;
    assert_eq!(page.statut, StatusCode::OK);
    assert!(!page.corps.contains("DUVAL"));
    for page in ["/", "/jeunes", "/recherche"] {
        let corps = app.get(Role::ResponsablePsad, page).await.corps;
        for formulaire in corps.split("<form ").skip(1).filter_map(|reste| reste.split("</form>").next()) {
            let cherche = formulaire.contains("name=\"q\"");
            assert!(!cherche || formulaire.contains("method=\"post\""), "{page}: {formulaire}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_territory_bounds_the_search() {
    let app = TestApp::new().await;
    let ailleurs = app.post(Personne::Ailleurs(Role::ResponsablePsad), "/recherche", &[("q", "duval")]).await;
    assert_eq!(ailleurs.vers(), "/recherche", "nobody found, nothing opened");
    for role in [Role::Saio, Role::Dpo, Role::Administrateur] {
        let refus = app.post(role, "/recherche", &[("q", "duval")]).await;
        assert_eq!(refus.statut, StatusCode::FORBIDDEN, "{role:?}");
        assert_eq!(app.get(role, "/recherche").await.statut, StatusCode::FORBIDDEN, "{role:?}");
    }
}
