//! Hand-offs between programs; campaigns and verdicts.

use axum::http::StatusCode;
use raccroche_domain::{
    EtendueJeton,
    droits::{GenreOrganisation, Role},
};
use raccroche_store::acces;
use serde_json::json;

use super::{PSAD, lire, poster};
use crate::app::{TestApp, jour};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hand_off_goes_from_one_program_to_another() {
    let app = TestApp::new().await;
    let (id, relais) = (app.ici.dossier.id, app.ici.dossier.relais);
    let [psad, ml] = [PSAD, Role::ConseillerMissionLocale].map(|role| app.compte(role).clone());
    let [psad, ml] = [app.jeton(&psad, EtendueJeton::TOUS).await, app.jeton(&ml, EtendueJeton::TOUS).await];
    let recus = lire(&app, &ml, "/api/v1/relais").await.json();
    assert_eq!(recus["elements"][0]["dossier"], id.to_string());
    assert_eq!(recus["elements"][0]["relais"]["id"], relais.to_string());
    assert_eq!(lire(&app, &ml, "/api/v1/relais?sens=envoyes").await.json()["total"], 0);
    assert_eq!(lire(&app, &psad, "/api/v1/relais?sens=envoyes").await.json()["total"], 1);
    // Only whom it was proposed to answers it, and only the one that was read.
    let accepter = format!("/api/v1/relais/{id}/acceptation");
    let celui = json!({ "relais": relais });
    assert_eq!(poster(&app, &psad, &accepter, &celui).await.statut, StatusCode::NOT_FOUND);
    let autre = poster(&app, &ml, &accepter, &json!({ "relais": id })).await;
    assert_eq!(
        (autre.statut, autre.json()["type"].as_str()),
        (StatusCode::CONFLICT, Some("/aide/api#conflit"))
    );
    let retrait = poster(&app, &psad, &format!("/api/v1/relais/{id}/retrait"), &celui).await;
    assert_eq!(retrait.statut, StatusCode::CREATED, "{}", retrait.corps);
    assert_eq!(poster(&app, &ml, &accepter, &celui).await.statut, StatusCode::NOT_FOUND);
    // Proposed again, by a version that is read; by an old one it is a conflict.
    let destinataires = lire(&app, &psad, "/api/v1/destinataires").await.json();
    let vers = destinataires["elements"].as_array().unwrap();
    let vers = vers.iter().find(|d| d["genre"] == "mission_locale" && d["departement"] == "33").unwrap();
    let proposer = |version: u64| {
        json!({
            "dossier": id, "version": version, "destinataire": vers["id"], "motif": "obligation",
            "message": "Seize ans en mai."
        })
    };
    let refus = poster(&app, &psad, "/api/v1/relais", &proposer(1)).await;
    assert_eq!(refus.statut, StatusCode::CONFLICT, "{}", refus.corps);
    let version =
        lire(&app, &psad, &format!("/api/v1/dossiers/{id}")).await.json()["version"].as_u64().unwrap();
    let propose = poster(&app, &psad, "/api/v1/relais", &proposer(version)).await;
    assert_eq!(propose.statut, StatusCode::CREATED, "{}", propose.corps);
    let deux = poster(&app, &psad, "/api/v1/relais", &proposer(version + 1)).await;
    assert_eq!(
        (deux.statut, deux.json()["type"].as_str()),
        (StatusCode::UNPROCESSABLE_ENTITY, Some("/aide/api#refus"))
    );
    let recu = lire(&app, &ml, "/api/v1/relais").await.json()["elements"][0].clone();
    assert_eq!(recu["message"], "Seize ans en mai.");
    let refuser = format!("/api/v1/relais/{id}/refus");
    let sans_motif = poster(&app, &ml, &refuser, &json!({"relais": recu["relais"]["id"]})).await;
    assert_eq!(sans_motif.statut, StatusCode::UNPROCESSABLE_ENTITY);
    let corps = json!({"relais": recu["relais"]["id"], "motif": "capacite", "precision": "En janvier."});
    assert_eq!(poster(&app, &ml, &refuser, &corps).await.statut, StatusCode::CREATED);
    // A third time, and accepted: whoever the token belongs to is responsible.
    let encore = poster(&app, &psad, "/api/v1/relais", &proposer(version + 2)).await;
    assert_eq!(encore.statut, StatusCode::CREATED, "{}", encore.corps);
    let recu = lire(&app, &ml, "/api/v1/relais").await.json()["elements"][0].clone();
    let accepte = poster(&app, &ml, &accepter, &json!({"relais": recu["relais"]["id"]})).await;
    assert_eq!(accepte.statut, StatusCode::CREATED, "{}", accepte.corps);
    let vu = lire(&app, &ml, &format!("/api/v1/dossiers/{id}")).await.json();
    let agent = app.compte(Role::ConseillerMissionLocale).utilisateur;
    assert_eq!(vu["responsable"]["agent"]["id"], agent.to_string());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dossier_of_elsewhere_in_a_body_does_not_exist_either() {
    let app = TestApp::new().await;
    let jeton = app.jeton(app.compte(PSAD), EtendueJeton::TOUS).await;
    let ml = &app.ici.organisations[&GenreOrganisation::MissionLocale];
    let corps = json!({
        "dossier": app.ailleurs.dossier.id, "version": 1, "destinataire": ml.id, "motif": "demenagement"
    });
    let reponse = poster(&app, &jeton, "/api/v1/relais", &corps).await;
    assert_eq!(reponse.statut, StatusCode::NOT_FOUND);
    // An organisation that takes nobody over is no recipient.
    let dsden = &app.ici.organisations[&GenreOrganisation::Dsden];
    let corps = json!({
        "dossier": app.ici.dossier.id, "version": 6, "destinataire": dsden.id, "motif": "demenagement"
    });
    let reponse = poster(&app, &jeton, "/api/v1/relais", &corps).await;
    assert_eq!(reponse.json()["erreurs"][0]["champ"], "destinataire", "{}", reponse.corps);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn verdicts_are_those_of_a_published_campaign_on_ones_own() {
    use raccroche_domain::{Definition, StatutObligation, Verdict};
    use raccroche_store::campagne::{self, NouveauVerdict, NouvelleCampagne};
    let app = TestApp::new().await;
    let store = app.app.store();
    let writer = store.write(app.app.horloge().maintenant()).await.unwrap();
    let nouvelle = NouvelleCampagne {
        nom: "Automne".to_owned(),
        as_of: jour(),
        definition: Definition::D31359,
        dossier: "automne".to_owned(),
    };
    let faite = campagne::create(&writer, nouvelle).await.unwrap();
    let verdict = |jeune, verdict| NouveauVerdict {
        jeune,
        verdict,
        motif: "aucune_trace".to_owned(),
        pourquoi: "Dans aucun registre.".to_owned(),
        obligation: StatutObligation::NonSatisfaite,
        preuves: Some(json!({"proches": ["quelqu’un d’autre"]})),
    };
    let rendus = [
        verdict(app.ici.dossier.jeune, Verdict::PerduDeVue),
        verdict(app.ailleurs.dossier.jeune, Verdict::PerduDeVue),
    ];
    campagne::record_verdicts(&writer, faite.id, &rendus).await.unwrap();
    campagne::mark_computed(&writer, faite.id, "00").await.unwrap();
    writer.commit().await.unwrap();
    let jeton = app.jeton(app.compte(PSAD), EtendueJeton::TOUS).await;
    let chemin = format!("/api/v1/campagnes/{}/verdicts", faite.id);
    assert_eq!(lire(&app, &jeton, &chemin).await.statut, StatusCode::NOT_FOUND, "not published yet");
    let writer = store.write(app.app.horloge().maintenant()).await.unwrap();
    campagne::publish(&writer, faite.id).await.unwrap();
    writer.commit().await.unwrap();
    let vus = lire(&app, &jeton, &chemin).await;
    assert_eq!(
        vus.json()["elements"],
        json!([{
            "jeune": app.ici.dossier.jeune, "dossiers": [app.ici.dossier.id], "categorie": "perdu_de_vue",
            "motif": "aucune_trace", "pourquoi": "Dans aucun registre.", "obligation": "non_satisfaite"
        }])
    );
    assert_eq!(lire(&app, &jeton, &format!("{chemin}?verdict=retrouve")).await.json()["elements"], json!([]));
    let suite = lire(&app, &jeton, &format!("{chemin}?taille=1")).await.json()["suite"].clone();
    assert_eq!(suite, json!(app.ici.dossier.jeune));
    let apres = format!("{chemin}?taille=1&apres={}", app.ici.dossier.jeune);
    assert_eq!(lire(&app, &jeton, &apres).await.json(), json!({"campagne": faite.id, "elements": []}));
    let lectures = acces::of_dossier(store.read(), app.ici.dossier.id, 9).await.unwrap();
    assert_eq!(lectures.iter().filter(|lecture| lecture.action == "verdicts, par l’API").count(), 2);
    // The académie leads campaigns and sees nobody.
    let saio = app.jeton(app.compte(Role::Saio), EtendueJeton::TOUS).await;
    assert_eq!(lire(&app, &saio, &chemin).await.statut, StatusCode::FORBIDDEN);
    assert_eq!(lire(&app, &saio, "/api/v1/campagnes").await.json()["elements"][0]["nom"], "Automne");
    let vue = lire(&app, &saio, &format!("/api/v1/campagnes/{}", faite.id)).await.json();
    assert_eq!((vue["etat"].as_str(), vue.get("bilan")), (Some("publiee"), None));
}
