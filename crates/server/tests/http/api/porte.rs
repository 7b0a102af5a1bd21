//! The door: tokens, scopes, rates, and the contract that says so.

use std::collections::BTreeSet;

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use chrono::TimeDelta;
use raccroche_domain::{EtendueJeton, droits::Role};
use raccroche_server::{
    garde::{Acces, Par},
    routes,
};
use raccroche_store::{appartenance, jeton_api, utilisateur};
use serde_json::json;

use super::{PSAD, lire};
use crate::app::{Personne, TestApp, jour};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cookie_alone_never_opens_the_api_nor_a_token_a_page() {
    let app = TestApp::new().await;
    let cookie = app.connecter(app.compte(PSAD)).await;
    let reponse = app.envoyer(Some(&cookie), Method::GET, "/api/v1/dossiers", &[]).await;
    assert_eq!(reponse.statut, StatusCode::UNAUTHORIZED);
    assert_eq!(reponse.entete("content-type"), "application/problem+json");
    let jeton = app.jeton(app.compte(PSAD), EtendueJeton::TOUS).await;
    let page = lire(&app, &jeton, "/jeunes").await;
    assert_eq!(page.statut, StatusCode::SEE_OTHER, "sent to sign in");
    // The token as a cookie, or after another scheme, is none.
    let volee = format!("session={jeton}");
    assert_eq!(
        app.envoyer(Some(&volee), Method::GET, "/api/v1/moi", &[]).await.statut,
        StatusCode::UNAUTHORIZED
    );
    let request = Request::get("/api/v1/moi").header(header::AUTHORIZATION, format!("Basic {jeton}"));
    assert_eq!(app.brut(request.body(Body::empty()).unwrap()).await.statut, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_address_asks_for_its_scope_and_no_other_will_do() {
    let app = TestApp::new().await;
    let mut essais = 0;
    for route in routes() {
        let Par::Jeton(Some(etendue)) = route.par else { continue };
        // Registers are of those who conduct a group.
        let role = [PSAD, Role::CoordonnateurMlds].into_iter().find(|role| route.acces.admet(*role)).unwrap();
        let compte = app.compte(role);
        let chemin = crate::droits::remplir(&app, route.chemin, &app.ici.dossier);
        let autres: Vec<_> = EtendueJeton::TOUS.iter().copied().filter(|autre| *autre != etendue).collect();
        let jeton = app.jeton(compte, &autres).await;
        let corps = (route.methode == Method::POST).then(|| json!({}));
        let reponse = app.appeler(Some(&jeton), route.methode.clone(), &chemin, corps.as_ref()).await;
        assert_eq!(reponse.statut, StatusCode::FORBIDDEN, "{route:?}");
        let probleme = reponse.json();
        assert_eq!(probleme["type"], "/aide/api#etendue");
        assert!(probleme["detail"].as_str().unwrap().contains(etendue.code()), "{probleme}");
        let jeton = app.jeton(compte, &[etendue]).await;
        let reponse = app.appeler(Some(&jeton), route.methode.clone(), &chemin, corps.as_ref()).await;
        assert_ne!(reponse.statut, StatusCode::FORBIDDEN, "{route:?}");
        essais += 1;
    }
    assert!(essais >= 16, "{essais}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_ends_with_its_day_its_owner_and_its_second_factor() {
    let app = TestApp::new().await;
    let compte = app.compte(PSAD);
    let store = app.app.store();
    let statut = async |jeton: &str| lire(&app, jeton, "/api/v1/moi").await.statut;
    let jeton = app.jeton(compte, &[EtendueJeton::DossiersLire]).await;
    assert_eq!(statut(&jeton).await, StatusCode::OK);
    assert_eq!(statut(&format!("rac_{}", "0".repeat(64))).await, StatusCode::UNAUTHORIZED);
    // Taken back.
    let ecrire = async || store.write(app.app.horloge().maintenant()).await.unwrap();
    let garde = jeton_api::lister(store.read(), compte.utilisateur).await.unwrap().remove(0);
    assert!(garde.vu_le.is_some(), "its use is noted");
    let writer = ecrire().await;
    jeton_api::revoquer(&writer, compte.utilisateur, garde.id).await.unwrap();
    writer.commit().await.unwrap();
    let refus = lire(&app, &jeton, "/api/v1/moi").await;
    assert_eq!(refus.statut, StatusCode::UNAUTHORIZED);
    assert!(refus.entete("www-authenticate").contains("invalid_token"));
    // The second factor was set up since: what was made without is worth nothing.
    let jeton = app.jeton(compte, &[EtendueJeton::DossiersLire]).await;
    app.avancer(TimeDelta::minutes(1));
    let writer = ecrire().await;
    utilisateur::prepare_totp(&writer, compte.utilisateur, b"12345678901234567890").await.unwrap();
    utilisateur::activate_totp(&writer, compte.utilisateur, 1).await.unwrap();
    writer.commit().await.unwrap();
    assert_eq!(statut(&jeton).await, StatusCode::UNAUTHORIZED);
    let writer = ecrire().await;
    utilisateur::remove_totp(&writer, compte.utilisateur).await.unwrap();
    writer.commit().await.unwrap();
    // Its day has come.
    let jeton = app.jeton(compte, &[EtendueJeton::DossiersLire]).await;
    assert_eq!(statut(&jeton).await, StatusCode::OK);
    app.avancer(TimeDelta::days(30));
    assert_eq!(statut(&jeton).await, StatusCode::UNAUTHORIZED);
    // The membership is over; then the account is closed.
    let jeton = app.jeton(compte, &[EtendueJeton::DossiersLire]).await;
    let writer = ecrire().await;
    appartenance::end(&writer, compte.appartenance, jour()).await.unwrap();
    writer.commit().await.unwrap();
    assert_eq!(statut(&jeton).await, StatusCode::UNAUTHORIZED);
    // Whoever manages accounts closes everything of somebody's at once.
    let douteux = app.compte(Role::CoordonnateurMlds);
    let jeton = app.jeton(douteux, &[EtendueJeton::DossiersLire]).await;
    let chemin = format!("/comptes/{}/sessions", douteux.utilisateur);
    assert_eq!(app.post(Role::Administrateur, &chemin, &[]).await.statut, StatusCode::SEE_OTHER);
    assert_eq!(statut(&jeton).await, StatusCode::UNAUTHORIZED);
    let autre = app.compte(Role::PsyEn);
    let jeton = app.jeton(autre, &[EtendueJeton::DossiersLire]).await;
    let writer = ecrire().await;
    utilisateur::set_active(&writer, autre.utilisateur, false).await.unwrap();
    writer.commit().await.unwrap();
    assert_eq!(statut(&jeton).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_a_second_factor_is_the_rule_a_token_without_is_worth_nothing() {
    let app = TestApp::avec(|config| config.second_facteur_obligatoire = true).await;
    let jeton = app.jeton(app.compte(PSAD), EtendueJeton::TOUS).await;
    assert_eq!(lire(&app, &jeton, "/api/v1/moi").await.statut, StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_goes_too_fast_is_asked_to_wait() {
    let app = TestApp::avec(|config| config.limites_a_blanc = false).await;
    let jeton = app.jeton(app.compte(PSAD), &[EtendueJeton::DossiersLire]).await;
    let mut dernier = lire(&app, &jeton, "/api/v1/moi").await;
    for _ in 0..1_300 {
        if dernier.statut != StatusCode::OK {
            break;
        }
        dernier = lire(&app, &jeton, "/api/v1/moi").await;
    }
    assert_eq!(dernier.statut, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(dernier.entete("retry-after"), "60");
    // Another token goes on.
    let autre = app.jeton(app.compte(PSAD), &[EtendueJeton::DossiersLire]).await;
    assert_eq!(lire(&app, &autre, "/api/v1/moi").await.statut, StatusCode::OK);
    // Whoever tries tokens is slowed down too.
    let mut refus = StatusCode::UNAUTHORIZED;
    for essai in 0..70 {
        let faux = format!("rac_f{essai:063x}");
        refus = lire(&app, &faux, "/api/v1/moi").await.statut;
    }
    assert_eq!(refus, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_that_leads_nowhere_says_so_in_json() {
    let app = TestApp::new().await;
    let nulle_part = app.get(Personne::Visiteur, "/api/v1/nulle-part").await;
    assert_eq!(nulle_part.statut, StatusCode::NOT_FOUND);
    assert_eq!(nulle_part.json()["type"], "/aide/api#introuvable");
    let verbe = app.appeler(None, Method::DELETE, "/api/v1/dossiers", None).await;
    assert_eq!((verbe.statut, verbe.entete("allow")), (StatusCode::METHOD_NOT_ALLOWED, "GET,HEAD"));
    let jeton = app.jeton(app.compte(PSAD), EtendueJeton::TOUS).await;
    let pas_un_numero = lire(&app, &jeton, "/api/v1/dossiers/pas-un-numero").await;
    assert_eq!(pas_un_numero.statut, StatusCode::NOT_FOUND);
}
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_contract_and_the_table_of_routes_are_the_same() {
    let app = TestApp::new().await;
    let reponse = app.get(Personne::Visiteur, "/api/v1/openapi.json").await;
    let contrat = reponse.json();
    assert!(contrat["openapi"].as_str().unwrap().starts_with("3.1"), "{}", contrat["openapi"]);
    let mut annoncees = BTreeSet::new();
    for (chemin, operations) in contrat["paths"].as_object().unwrap() {
        for (verbe, operation) in operations.as_object().unwrap() {
            let etendues: Vec<String> = operation["security"][0]["jeton"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|etendue| etendue.as_str().unwrap().to_owned())
                .collect();
            let ferme = operation["security"][0].get("jeton").is_some();
            annoncees.insert((verbe.to_uppercase(), chemin.clone(), ferme, etendues));
            assert!(operation["summary"].is_string() && operation["operationId"].is_string(), "{chemin}");
        }
    }
    let table: BTreeSet<_> = routes()
        .into_iter()
        .filter(|route| route.chemin.starts_with("/api/"))
        .map(|route| {
            let etendues = match route.par {
                Par::Jeton(etendue) => etendue.into_iter().map(|etendue| etendue.code().to_owned()).collect(),
                Par::Session => Vec::new(),
            };
            let ferme = route.acces != Acces::Public;
            (route.methode.to_string(), route.chemin.to_owned(), ferme, etendues)
        })
        .collect();
    assert_eq!(annoncees, table);
    // Every reference leads somewhere.
    let texte = reponse.corps;
    for reference in texte.split("\"$ref\":\"#").skip(1).filter_map(|reste| reste.split('"').next()) {
        assert!(contrat.pointer(reference).is_some(), "{reference}");
    }
}
