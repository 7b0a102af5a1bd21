//! The catalogue for everybody, and what is possible for somebody, explained.

use axum::http::StatusCode;
use raccroche_domain::{
    EtendueJeton,
    dispositif::{Academie, Catalogue},
    droits::Role,
};
use raccroche_store::acces;

use crate::{
    api::lire,
    app::{Personne, TestApp},
};

const QUI: Role = Role::ResponsablePsad;

/// At Bordeaux, as its overlay has it.
async fn a_bordeaux() -> TestApp {
    TestApp::avec(|config| config.marque.academie = Some(Academie::Bordeaux)).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everybody_reads_the_catalogue_as_the_académie_runs_it() {
    let app = a_bordeaux().await;
    let liste = app.get(Personne::Visiteur, "/dispositifs").await;
    assert_eq!(liste.statut, StatusCode::OK);
    assert!(liste.corps.contains("l’académie de Bordeaux"), "{}", liste.corps);
    for dispositif in Catalogue::livre().tous() {
        let adresse = format!("/dispositifs/{}", dispositif.code);
        assert!(liste.corps.contains(&format!("href=\"{adresse}\"")), "{adresse}");
        let fiche = app.get(Personne::Visiteur, &adresse).await;
        assert_eq!(fiche.statut, StatusCode::OK, "{adresse}");
        for titre in ["Ce que c’est", "Pour qui", "Avec qui", "Comment", "Combien", "Sur quoi cela repose"]
        {
            assert!(fiche.corps.contains(&format!("<h2>{titre}</h2>")), "{adresse}: {titre}");
        }
    }
    let pafi = app.get(Personne::Visiteur, "/dispositifs/pafi").await.corps;
    assert!(pafi.contains("Le DASEN") && !pafi.contains("IEN-IO</p>"), "{pafi}");
    let ailleurs = TestApp::new().await.get(Personne::Visiteur, "/dispositifs/pafi").await.corps;
    assert!(ailleurs.contains("L’inspecteur IEN-IO"), "{ailleurs}");
    assert_eq!(app.get(Personne::Visiteur, "/dispositifs/inconnu").await.statut, StatusCode::NOT_FOUND);
    // From the foot of every page.
    assert!(app.get(Personne::Visiteur, "/connexion").await.corps.contains("href=\"/dispositifs\""));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_answer_shows_the_condition_the_fact_and_the_day() {
    let app = a_bordeaux().await;
    let adresse = format!("/dossiers/{}/eligibilite", app.ici.dossier.id);
    let dossier = app.get(QUI, &format!("/dossiers/{}", app.ici.dossier.id)).await.corps;
    assert!(dossier.contains(&format!("href=\"{adresse}\"")), "{dossier}");
    let page = app.get(QUI, &adresse).await;
    assert_eq!(page.statut, StatusCode::OK);
    for dit in [
        "Ce qui est possible pour Inès DUVAL",
        "17\u{a0}ans, naissance le 4\u{a0}mai\u{a0}2009 (identité du dossier)",
        "solution du dossier\u{a0}: micro-lycée",
        "Il manque des informations",
        "D122-3-1",
    ] {
        assert!(page.corps.contains(dit), "{dit}: {}", page.corps);
    }
    // Before the micro-lycée began, six months had not passed: on which day they have is said.
    let avant = app.post(QUI, &adresse, &[("le", "2026-11-01")]).await;
    assert_eq!(avant.statut, StatusCode::OK);
    for dit in [
        "1er\u{a0}novembre\u{a0}2026",
        "À partir du 30\u{a0}décembre\u{a0}2026",
        "Sorti de formation le 30\u{a0}juin\u{a0}2026 (croisement des registres",
    ] {
        assert!(avant.corps.contains(dit), "{dit}: {}", avant.corps);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_serve_the_page_and_are_kept_nowhere() {
    let app = a_bordeaux().await;
    let adresse = format!("/dossiers/{}/eligibilite", app.ici.dossier.id);
    let reponses = [
        ("le", "2027-01-04"),
        ("scolarise", "non"),
        ("sortie", "2026-06-30"),
        ("niveau_seconde", "oui"),
        ("volontaire", "oui"),
        ("diplome", "dnb"),
        ("demande_du_jeune", "oui"),
    ];
    let page = app.post(QUI, &adresse, &reponses).await.corps;
    let possibles = page.split("Pas possible à cette date").next().unwrap();
    let possibles = possibles.split("Possible à cette date").nth(1).unwrap();
    let possibles = possibles.split("Il manque des informations").next().unwrap();
    for code in ["micro_lycee", "droit_retour"] {
        assert!(possibles.contains(&format!("/dispositifs/{code}")), "{code}: {possibles}");
    }
    assert!(page.contains("réponse donnée sur cette page"), "{page}");
    // The right lasts until the eve of the 26th birthday.
    assert!(possibles.contains("Possible jusqu’au 3\u{a0}mai\u{a0}2035"), "{possibles}");
    // Before the micro-lycée began, nothing in the dossier met the obligation de formation: it is asked, and answered.
    let rien = [("le", "2026-11-01"), ("activite", "rien")];
    let page = app.post(QUI, &adresse, &rien).await.corps;
    assert!(page.contains("Obligation de formation\u{a0}: non satisfaite"), "{page}");
    assert!(page.contains("name=\"activite\""), "{page}");
    let apres = app.get(QUI, &adresse).await.corps;
    assert!(!apres.contains("réponse donnée sur cette page"), "nothing is kept");
    let faux = app.post(QUI, &adresse, &[("le", "2026-02-30"), ("examen", "bac_pro")]).await;
    assert_eq!(faux.statut, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(faux.corps.contains("Cette date n’existe pas"), "{}", faux.corps);
    assert!(faux.corps.contains("Indiquez le jour des résultats"), "{}", faux.corps);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_looks_is_written_down_and_elsewhere_there_is_nothing() {
    let app = TestApp::new().await;
    let id = app.ici.dossier.id;
    let adresse = format!("/dossiers/{id}/eligibilite");
    app.get(QUI, &adresse).await;
    let lectures = acces::of_dossier(app.app.store().read(), id, 20).await.unwrap();
    assert!(lectures.iter().any(|l| l.action == "eligibilite" && l.motif == "responsable"), "{lectures:?}");
    assert_eq!(app.get(Personne::Ailleurs(QUI), &adresse).await.statut, StatusCode::NOT_FOUND);
    assert_eq!(app.get(Role::Saio, &adresse).await.statut, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn programs_read_the_same_answers() {
    let app = a_bordeaux().await;
    let id = app.ici.dossier.id;
    let jeton = app.jeton(app.compte(QUI), EtendueJeton::TOUS).await;
    let catalogue = lire(&app, &jeton, "/api/v1/dispositifs").await.json();
    assert_eq!(catalogue["academie"], "bordeaux");
    let elements = catalogue["elements"].as_array().unwrap();
    assert_eq!(elements.len(), Catalogue::livre().tous().len());
    let pafi = elements.iter().find(|element| element["code"] == "pafi").unwrap();
    let validation = pafi["etapes"].as_array().unwrap().iter().find(|e| e["code"] == "validation").unwrap();
    assert_eq!(validation["acteurs"], serde_json::json!(["dasen"]));

    let lu = lire(&app, &jeton, &format!("/api/v1/dossiers/{id}/eligibilite?le=2026-11-01")).await.json();
    assert_eq!(lu["le"], "2026-11-01");
    let micro = lu["elements"].as_array().unwrap().iter().find(|e| e["dispositif"] == "micro_lycee").unwrap();
    assert_eq!((&micro["reponse"], &micro["possible_le"]), (&"non".into(), &"2026-12-30".into()));
    let sortie = micro["conditions"].as_array().unwrap().iter().find(|c| c["tenue"] == "non").unwrap();
    assert_eq!(sortie["devient_vraie_le"], "2026-12-30");
    let lectures = acces::of_dossier(app.app.store().read(), id, 20).await.unwrap();
    assert!(lectures.iter().any(|l| l.action == "dispositifs possibles, par l’API"), "{lectures:?}");
    let loin = lire(&app, &jeton, &format!("/api/v1/dossiers/{id}/eligibilite?le=0001-01-01")).await;
    assert_eq!(loin.statut, StatusCode::UNPROCESSABLE_ENTITY);
    let ailleurs = app.jeton(app.compte(Personne::Ailleurs(QUI)), EtendueJeton::TOUS).await;
    let rien = lire(&app, &ailleurs, &format!("/api/v1/dossiers/{id}/eligibilite")).await;
    assert_eq!(rien.statut, StatusCode::NOT_FOUND);
}
