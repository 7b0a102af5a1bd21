//! Dossiers, their journal, attempts and phone numbers.

use std::collections::BTreeSet;

use axum::{
    body::Body,
    http::{Request, StatusCode, header},
};
use raccroche_domain::{EtendueJeton, droits::Role};
use raccroche_store::{acces, dossier};
use serde_json::json;

use super::{PSAD, lire, poster};
use crate::app::{Personne, TestApp};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_read_is_of_the_territory_and_is_written_down() {
    let app = TestApp::new().await;
    let id = app.ici.dossier.id;
    let jeton = app.jeton(app.compte(PSAD), EtendueJeton::TOUS).await;
    let liste = lire(&app, &jeton, "/api/v1/dossiers").await.json();
    let noms: BTreeSet<&str> =
        liste["elements"].as_array().unwrap().iter().map(|lu| lu["nom_famille"].as_str().unwrap()).collect();
    // Hers, and the one that the académie hands over.
    assert_eq!((liste["total"].as_u64(), noms), (Some(2), BTreeSet::from(["BRUNET", "DUVAL"])));
    let vu = lire(&app, &jeton, &format!("/api/v1/dossiers/{id}")).await.json();
    assert_eq!(vu["jeune"]["prenoms"], json!(["Inès"]));
    assert_eq!(vu["pourquoi"], json!(["responsable", "psad"]));
    assert_eq!(vu["relais"]["id"], app.ici.dossier.relais.to_string());
    assert_eq!(vu["modifiable"], true);
    let journal = lire(&app, &jeton, &format!("/api/v1/dossiers/{id}/journal")).await.json();
    assert_eq!(journal["entrees"][0]["rang"], vu["version"]);
    assert_eq!(journal["entrees"][0]["evenement"]["type"], "relais_propose");
    let moyens = lire(&app, &jeton, &format!("/api/v1/dossiers/{id}/coordonnees")).await.json();
    let valeurs: BTreeSet<&str> =
        moyens["moyens"].as_array().unwrap().iter().map(|m| m["valeur"].as_str().unwrap()).collect();
    assert_eq!(valeurs, BTreeSet::from(["06 39 98 12 34", "jeune@courriel.example"]));
    lire(&app, &jeton, &format!("/api/v1/dossiers/{id}/contacts")).await.json();
    let lectures = acces::of_dossier(app.app.store().read(), id, 20).await.unwrap();
    let ecrites: BTreeSet<(&str, &str)> =
        lectures.iter().map(|lecture| (lecture.action.as_str(), lecture.motif.as_str())).collect();
    assert_eq!(
        ecrites,
        BTreeSet::from([
            ("liste, par l’API", "responsable"),
            ("dossier, par l’API", "responsable"),
            ("journal, par l’API", "responsable"),
            ("coordonnées, par l’API", "responsable"),
            ("tentatives de contact, par l’API", "responsable"),
        ])
    );
    assert!(lectures.iter().all(|lecture| lecture.utilisateur == app.compte(PSAD).utilisateur));
    // Another territory: as if it did not exist, and nothing is written down.
    let ailleurs = app.jeton(app.compte(Personne::Ailleurs(PSAD)), EtendueJeton::TOUS).await;
    for suite in ["", "/journal", "/contacts", "/coordonnees"] {
        let reponse = lire(&app, &ailleurs, &format!("/api/v1/dossiers/{id}{suite}")).await;
        assert_eq!(reponse.statut, StatusCode::NOT_FOUND);
        assert_eq!(reponse.json()["type"], "/aide/api#introuvable");
    }
    assert_eq!(acces::of_dossier(app.app.store().read(), id, 20).await.unwrap().len(), lectures.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_is_narrowed_by_its_parameters_and_refuses_those_it_does_not_know() {
    let app = TestApp::new().await;
    let jeton = app.jeton(app.compte(PSAD), EtendueJeton::TOUS).await;
    let total = async |requete: &str| {
        let reponse = lire(&app, &jeton, &format!("/api/v1/dossiers?{requete}")).await;
        if reponse.statut == StatusCode::OK { reponse.json()["total"].as_u64() } else { None }
    };
    for (requete, attendu) in [
        ("mineurs=true", Some(2)),
        ("clos=true", Some(0)),
        ("sans_solution=true", Some(0)),
        ("sans_solution=false&nature=micro_lycee", Some(2)),
        ("contact=joint", Some(0)),
        ("responsable=moi&tri=nom", Some(1)),
        ("modifies_depuis=2026-11-30T00:00:00Z", Some(0)),
        ("modifies_depuis=2026-10-01T00:00:00Z", Some(2)),
        ("page=2&taille=1", Some(2)),
        ("contact=perdu", None),
        ("page=0", None),
        ("taille=1000", None),
        ("ouverts_depuis=hier", None),
        ("inconnu=1", None),
        ("clos=true&clos=false", None),
    ] {
        assert_eq!(total(requete).await, attendu, "{requete}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_written_is_in_the_journal_under_the_name_of_the_owner() {
    let app = TestApp::new().await;
    let id = app.ici.dossier.id;
    let jeton = app.jeton(app.compte(PSAD), EtendueJeton::TOUS).await;
    let chemin = format!("/api/v1/dossiers/{id}/contacts");
    let corps = json!({"canal": "telephone", "issue": "message", "rappeler_le": "2026-11-20", "note": "Rappeler le soir."});
    let ecrit = poster(&app, &jeton, &chemin, &corps).await;
    assert_eq!(ecrit.statut, StatusCode::CREATED, "{}", ecrit.corps);
    assert_eq!(ecrit.entete("location"), format!("/api/v1/dossiers/{id}/journal"));
    let perimetre = app.perimetre(PSAD).await;
    let store = app.app.store();
    let journal = dossier::journal(store.read(), &perimetre, id, Some(store.keyring())).await.unwrap();
    assert_eq!(journal[0].auteur, Some(app.compte(PSAD).utilisateur));
    assert_eq!(journal[0].note.as_deref(), Some("Rappeler le soir."));
    assert_eq!(ecrit.json(), json!({"dossier": id, "rang": journal[0].entree.rang}));
    // The note is for those alone whose scope says so.
    let note = async |etendues: &[EtendueJeton]| {
        let jeton = app.jeton(app.compte(PSAD), etendues).await;
        let journal = lire(&app, &jeton, &format!("/api/v1/dossiers/{id}/journal")).await.json();
        journal["entrees"][0].get("note").cloned()
    };
    assert_eq!(note(&[EtendueJeton::DossiersLire]).await, None);
    assert_eq!(
        note(&[EtendueJeton::DossiersLire, EtendueJeton::NotesLire]).await,
        Some(json!("Rappeler le soir."))
    );
    // The role weighs more than the scope: an inspector reads no note.
    let inspecteur = app.jeton(app.compte(Role::IenIo), EtendueJeton::TOUS).await;
    let vu = lire(&app, &inspecteur, &format!("/api/v1/dossiers/{id}/journal")).await.json();
    assert!(vu["entrees"][0].get("note").is_none(), "{vu}");

    let refuses = [
        (json!({"canal": "pigeon", "issue": "message"}), StatusCode::UNPROCESSABLE_ENTITY),
        (json!({"canal": "telephone"}), StatusCode::UNPROCESSABLE_ENTITY),
        (json!({"canal": "telephone", "issue": "message", "autre": 1}), StatusCode::UNPROCESSABLE_ENTITY),
        // The rules of the field: a day that is past.
        (
            json!({"canal": "telephone", "issue": "message", "rappeler_le": "2026-01-01"}),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (
            json!({"canal": "telephone", "issue": "message", "rappeler_le": "9999-01-01"}),
            StatusCode::UNPROCESSABLE_ENTITY,
        ),
        (json!([]), StatusCode::UNPROCESSABLE_ENTITY),
    ];
    for (corps, attendu) in refuses {
        assert_eq!(poster(&app, &jeton, &chemin, &corps).await.statut, attendu, "{corps}");
    }
    let request = Request::post(&chemin)
        .header(header::AUTHORIZATION, format!("Bearer {jeton}"))
        .header(header::CONTENT_TYPE, "application/json");
    let illisible = app.brut(request.body(Body::from("{")).unwrap()).await;
    assert_eq!(
        (illisible.statut, illisible.json()["type"].as_str()),
        (StatusCode::BAD_REQUEST, Some("/aide/api#demande"))
    );
    assert_eq!(dossier::journaux_rompus(store.read()).await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_phone_number_is_added_without_being_told_in_the_journal() {
    let app = TestApp::new().await;
    let id = app.ici.dossier.id;
    let jeton = app.jeton(app.compte(PSAD), EtendueJeton::TOUS).await;
    let chemin = format!("/api/v1/dossiers/{id}/coordonnees");
    let ecrit =
        poster(&app, &jeton, &chemin, &json!({"genre": "telephone", "valeur": "06 39 98 76 54"})).await;
    assert_eq!(ecrit.statut, StatusCode::CREATED, "{}", ecrit.corps);
    let moyens = lire(&app, &jeton, &chemin).await.corps;
    assert!(moyens.contains("06 39 98 76 54"));
    let journal = lire(&app, &jeton, &format!("/api/v1/dossiers/{id}/journal")).await.corps;
    assert!(journal.contains("coordonnees_corrigees") && !journal.contains("76 54"), "{journal}");
    for corps in [
        json!({"genre": "telephone", "valeur": "liste rouge"}),
        json!({"genre": "telephone", "valeur": "06\u{0}"}),
        json!({"genre": "courriel", "valeur": "a".repeat(201)}),
        // Somebody else's parent.
        json!({"genre": "telephone", "valeur": "0600000000", "representant": app.ailleurs.dossier.jeune}),
    ] {
        assert_eq!(
            poster(&app, &jeton, &chemin, &corps).await.statut,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{corps}"
        );
    }
}
