//! One's own account: sessions and second factor.

use axum::http::{Method, StatusCode};
use raccroche_domain::droits::Role;
use raccroche_store::{code_secours, utilisateur};

use crate::app::TestApp;

/// The names of the sessions that the page offers to close.
fn noms(corps: &str) -> Vec<String> {
    corps
        .split("name=\"session\" value=\"")
        .skip(1)
        .filter_map(|reste| reste.split('"').next().map(str::to_owned))
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_closes_ones_own_sessions_and_nobody_elses() {
    let app = TestApp::new().await;
    let compte = app.compte(Role::PsyEn).clone();
    let [celle_ci, autre] = [app.connecter(&compte).await, app.connecter(&compte).await];
    let etrangere = app.connecter(app.compte(Role::IenIo)).await;
    let page = app.envoyer(Some(&celle_ci), Method::GET, "/compte", &[]).await;
    assert_eq!(page.statut, StatusCode::OK);
    assert!(page.corps.contains("celle-ci") && page.corps.contains("Firefox sur Linux"));
    // The session of this page cannot be closed by mistake: only the other one is offered.
    let noms_offerts = noms(&page.corps);
    assert_eq!(noms_offerts.len(), 1, "{noms_offerts:?}");

    let chez_l_autre = app.envoyer(Some(&etrangere), Method::GET, "/compte", &[]).await;
    assert!(!chez_l_autre.corps.contains(&noms_offerts[0]));
    let fermer = [("session", noms_offerts[0].as_str())];
    let refus = app.envoyer(Some(&etrangere), Method::POST, "/compte/sessions/fermer", &fermer).await;
    assert_eq!(refus.statut, StatusCode::NOT_FOUND);
    assert_eq!(app.envoyer(Some(&autre), Method::GET, "/", &[]).await.statut, StatusCode::OK);

    let ferme = app.envoyer(Some(&celle_ci), Method::POST, "/compte/sessions/fermer", &fermer).await;
    assert_eq!((ferme.statut, ferme.vers()), (StatusCode::SEE_OTHER, "/compte"));
    assert_eq!(app.envoyer(Some(&autre), Method::GET, "/", &[]).await.statut, StatusCode::SEE_OTHER);
    assert_eq!(app.envoyer(Some(&celle_ci), Method::GET, "/", &[]).await.statut, StatusCode::OK);

    let troisieme = app.connecter(&compte).await;
    let partout = app.envoyer(Some(&celle_ci), Method::POST, "/compte/sessions/fermer-toutes", &[]).await;
    assert!(partout.entete("set-cookie").contains("Max-Age=0"));
    for cookie in [&celle_ci, &troisieme] {
        assert_eq!(app.envoyer(Some(cookie), Method::GET, "/", &[]).await.statut, StatusCode::SEE_OTHER);
    }
    assert_eq!(app.envoyer(Some(&etrangere), Method::GET, "/", &[]).await.statut, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn recovery_codes_are_made_anew_and_shown_once() {
    let app = TestApp::new().await;
    let compte = app.compte(Role::PsyEn).clone();
    // Without a second factor there is nothing to recover.
    assert_eq!(app.post(Role::PsyEn, "/compte/secours", &[]).await.statut, StatusCode::NOT_FOUND);
    let writer = app.app.store().write(app.app.horloge().maintenant()).await.unwrap();
    utilisateur::prepare_totp(&writer, compte.utilisateur, &[7; 20]).await.unwrap();
    utilisateur::activate_totp(&writer, compte.utilisateur, 1).await.unwrap();
    writer.commit().await.unwrap();
    // A session without its second factor goes no further than the code.
    let sans = app.post(Role::PsyEn, "/compte/secours", &[]).await;
    assert_eq!((sans.statut, sans.vers()), (StatusCode::SEE_OTHER, "/connexion/code"));

    let cookie = app.connecter_avec(&compte, true).await;
    let page = app.envoyer(Some(&cookie), Method::POST, "/compte/secours", &[]).await;
    assert_eq!(page.statut, StatusCode::OK);
    let codes: Vec<&str> = page
        .corps
        .split(['<', '>', ' ', '\n'])
        .filter(|mot| mot.len() == 23 && mot.chars().all(|c| c.is_ascii_hexdigit() || c == '-'))
        .collect();
    assert_eq!(codes.len(), 8, "{}", page.corps);
    let reader = app.app.store().read();
    assert_eq!(code_secours::remaining(reader, compte.utilisateur).await.unwrap(), 8);
    let faits = app.envoyer(Some(&cookie), Method::GET, "/compte", &[]).await.corps;
    assert!(faits.contains("8 codes de secours restants"), "{faits}");
    assert!(codes.iter().all(|code| !faits.contains(code)));

    // The page that shows a new one is for those who have none.
    let page = app.envoyer(Some(&cookie), Method::GET, "/connexion/second-facteur", &[]).await;
    assert_eq!((page.statut, page.vers()), (StatusCode::SEE_OTHER, "/compte/second-facteur"));

    // Replacing the application takes the password, which this account has not.
    let refus =
        app.envoyer(Some(&cookie), Method::POST, "/compte/second-facteur", &[("actuel", "rien")]).await;
    assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY);
    let encore = utilisateur::find(reader, compte.utilisateur).await.unwrap().unwrap();
    assert!(encore.totp_depuis.is_some());
}

#[tokio::test]
async fn looking_at_the_second_factor_to_come_writes_nothing() {
    let app = TestApp::new().await;
    let compte = app.compte(Role::PsyEn).clone();
    let secret = async || {
        let lu = utilisateur::find(app.app.store().read(), compte.utilisateur).await.unwrap().unwrap();
        lu.totp_secret(app.app.store().keyring()).unwrap().map(|secret| secret.to_vec())
    };
    let prepare = secret().await;
    assert!(prepare.is_some(), "signing in prepares one");
    for _ in ["shown", "and again"] {
        let page = app.get(Role::PsyEn, "/connexion/second-facteur").await;
        assert_eq!(page.statut, StatusCode::OK);
        assert_eq!(secret().await, prepare, "the code on the phone stays the right one");
    }
}
