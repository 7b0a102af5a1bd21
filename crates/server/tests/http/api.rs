//! The API: a token and nothing else opens it, it sees what its owner sees and no more, and what it reads and writes is
//! written down as what people read and write.

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
use raccroche_store::{acces, appartenance, dossier, jeton_api, utilisateur};
use serde_json::{Value, json};

use crate::app::{Personne, TestApp, jour};

const PSAD: Role = Role::ResponsablePsad;

async fn lire(app: &TestApp, jeton: &str, chemin: &str) -> crate::app::Reponse {
    app.appeler(Some(jeton), Method::GET, chemin, None).await
}

async fn poster(app: &TestApp, jeton: &str, chemin: &str, corps: &Value) -> crate::app::Reponse {
    app.appeler(Some(jeton), Method::POST, chemin, Some(corps)).await
}

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
    let compte = app.compte(PSAD);
    let mut essais = 0;
    for route in routes() {
        let Par::Jeton(Some(etendue)) = route.par else { continue };
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
    let ml = &app.ici.organisations[&raccroche_domain::droits::GenreOrganisation::MissionLocale];
    let corps = json!({
        "dossier": app.ailleurs.dossier.id, "version": 1, "destinataire": ml.id, "motif": "demenagement"
    });
    let reponse = poster(&app, &jeton, "/api/v1/relais", &corps).await;
    assert_eq!(reponse.statut, StatusCode::NOT_FOUND);
    // An organisation that takes nobody over is no recipient.
    let dsden = &app.ici.organisations[&raccroche_domain::droits::GenreOrganisation::Dsden];
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
