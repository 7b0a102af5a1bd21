//! Groups by programs: the places, the register and its corrections, under the same rights as on the pages.

use axum::http::StatusCode;
use raccroche_domain::{EtendueJeton, droits::Role};
use serde_json::json;

use super::{PSAD, lire, poster};
use crate::{
    app::{Personne, TestApp, jour},
    groupes::{a_inscrire, entrer},
};

const MLDS: Role = Role::CoordonnateurMlds;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_notes_who_came_as_the_sheet_does() {
    let app = TestApp::new().await;
    let groupe = app.ici.dossier.groupe;
    let id = a_inscrire(&app).await;
    let jeton = app.jeton(app.compte(MLDS), EtendueJeton::TOUS).await;
    let places = lire(&app, &jeton, "/api/v1/groupes").await;
    assert_eq!(places.statut, StatusCode::OK, "{}", places.corps);
    let vu = &places.json()["elements"][0];
    assert_eq!((&vu["id"], &vu["libres"], &vu["a_vous"]), (&json!(groupe), &json!(1), &json!(true)));

    // A group is chosen by its number; that of another département is none.
    let parcours = format!("/api/v1/parcours/{id}");
    let version = lire(&app, &jeton, &parcours).await.json()["version"].clone();
    let choisir = |groupe| json!({"version": version, "code": "groupe", "valeur": {"groupe": groupe}});
    let saisies = format!("{parcours}/saisies");
    let loin = poster(&app, &jeton, &saisies, &choisir(app.ailleurs.dossier.groupe)).await;
    assert_eq!(loin.statut, StatusCode::UNPROCESSABLE_ENTITY, "{}", loin.corps);
    let fait = poster(&app, &jeton, &saisies, &choisir(groupe)).await;
    assert_eq!(fait.statut, StatusCode::CREATED, "{}", fait.corps);
    assert_eq!(lire(&app, &jeton, "/api/v1/groupes").await.json()["elements"][0]["libres"], 0);

    let registre = format!("/api/v1/groupes/{groupe}/presences");
    let noter = |etat: &str, le: &str| json!({"jour": le, "presences": [{"parcours": id, "moment": "matin", "etat": etat}]});
    let aujourd_hui = jour().to_string();
    for (etat, ecrites) in [("absent", 1), ("absent", 0), ("absent_excuse", 1)] {
        let note = poster(&app, &jeton, &registre, &noter(etat, &aujourd_hui)).await;
        assert_eq!(
            (note.statut, &note.json()["ecrites"]),
            (StatusCode::CREATED, &json!(ecrites)),
            "{}",
            note.corps
        );
    }
    let demain = poster(&app, &jeton, &registre, &noter("present", "2026-11-19")).await;
    assert_eq!(demain.statut, StatusCode::UNPROCESSABLE_ENTITY, "{}", demain.corps);
    let vide = poster(&app, &jeton, &registre, &json!({"jour": aujourd_hui, "presences": []})).await;
    assert_eq!(vide.statut, StatusCode::UNPROCESSABLE_ENTITY);
    let lu = lire(&app, &jeton, &registre).await.json();
    assert_eq!(lu["elements"].as_array().map(Vec::len), Some(1));
    let note = &lu["elements"][0];
    assert_eq!((&note["etat"], &note["corrections"]), (&json!("absent_excuse"), &json!(1)));
    let avant = lire(&app, &jeton, &format!("{registre}?au=2026-11-11")).await.json();
    assert_eq!(avant["elements"], json!([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_sees_no_more_of_a_group_than_its_owner() {
    let app = TestApp::new().await;
    let groupe = app.ici.dossier.groupe;
    let id = a_inscrire(&app).await;
    entrer(&app, id, groupe).await;
    let registre = format!("/api/v1/groupes/{groupe}/presences");
    for (qui, statut) in [
        (Personne::Ici(PSAD), StatusCode::FORBIDDEN),
        (Personne::Ici(Role::ChefEtablissement), StatusCode::OK),
        (Personne::Ailleurs(MLDS), StatusCode::NOT_FOUND),
    ] {
        let jeton = app.jeton(app.compte(qui), EtendueJeton::TOUS).await;
        assert_eq!(lire(&app, &jeton, &registre).await.statut, statut, "{qui:?}");
        let places = lire(&app, &jeton, "/api/v1/groupes").await;
        assert!(!places.corps.contains("DUVAL"));
        let corps =
            json!({"jour": jour(), "presences": [{"parcours": id, "moment": "matin", "etat": "present"}]});
        let note = poster(&app, &jeton, &registre, &corps).await;
        let refus = if statut == StatusCode::OK { StatusCode::FORBIDDEN } else { statut };
        assert_eq!(note.statut, refus, "{qui:?}: {}", note.corps);
    }
    // A scope that only reads writes nothing.
    let lecteur = app.jeton(app.compte(MLDS), &[EtendueJeton::ParcoursLire]).await;
    let corps =
        json!({"jour": jour(), "presences": [{"parcours": id, "moment": "matin", "etat": "present"}]});
    assert_eq!(poster(&app, &lecteur, &registre, &corps).await.statut, StatusCode::FORBIDDEN);
}
