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
        for titre in [
            "Ce que c’est",
            "Pour qui",
            "Avec qui",
            "Comment",
            "Combien",
            "Évaluation",
            "Sur quoi cela repose",
        ] {
            assert!(fiche.corps.contains(&format!("<h2>{titre}</h2>")), "{adresse}: {titre}");
        }
    }
    let pafi = app.get(Personne::Visiteur, "/dispositifs/pafi").await.corps;
    assert!(pafi.contains("Le DASEN") && !pafi.contains("IEN-IO</p>"), "{pafi}");
    // Which step may follow is said in words, and what the fiche says of its evaluation.
    let premiere = Catalogue::livre().get("pafi").unwrap().premiere().unwrap();
    let suite = Catalogue::livre().get("pafi").unwrap().etape(&premiere.suivantes[0]).unwrap();
    assert!(
        pafi.contains("Puis <a href=\"#etape-") && pafi.contains(&format!("(«\u{a0}{}\u{a0}»)", suite.titre)),
        "{pafi}"
    );
    assert!(pafi.contains("Un an au plus") || pafi.contains("1\u{a0}an au plus"), "{pafi}");
    let ers = app.get(Personne::Visiteur, "/dispositifs/ers").await.corps;
    let combien = ers.split("<h2>Combien</h2>").nth(1).unwrap().split("<h2>").next().unwrap();
    assert!(
        combien.contains("La prise en charge dure un an au moins.")
            && combien.contains("Dans la limite des places."),
        "{combien}"
    );
    let alliance = app.get(Personne::Visiteur, "/dispositifs/alliance_educative").await.corps;
    assert!(alliance.contains("Évaluation partagée des résultats"), "{alliance}");
    // What the answer of a family opens.
    let tutorat = app.get(Personne::Visiteur, "/dispositifs/tutorat").await.corps;
    assert!(tutorat.contains("représentant légal\u{a0}» dit «\u{a0}accord\u{a0}»"), "{tutorat}");
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
        // What nobody has said may stand in the way of that day too.
        "Au plus tôt le 30\u{a0}décembre\u{a0}2026",
        "Au plus tôt le 30\u{a0}décembre\u{a0}2026, si ceci est vrai aussi",
        "de formation le 30\u{a0}juin\u{a0}2026 (croisement des registres",
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
        ("micro_lycee-volontaire", "oui"),
        ("diplome", "dnb"),
        ("droit_retour-demande_du_jeune", "oui"),
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
    // Nothing of anybody is in it: no token is asked for.
    let catalogue = app.get(Personne::Visiteur, "/api/v1/dispositifs").await.json();
    assert_eq!(catalogue["academie"], "bordeaux");
    let elements = catalogue["elements"].as_array().unwrap();
    assert_eq!(elements.len(), Catalogue::livre().tous().len());
    let pafi = elements.iter().find(|element| element["code"] == "pafi").unwrap();
    let validation = pafi["etapes"].as_array().unwrap().iter().find(|e| e["code"] == "validation").unwrap();
    assert_eq!(validation["acteurs"], serde_json::json!(["dasen"]));

    let decide = validation["besoins"].as_array().unwrap().iter().find(|b| b["genre"] == "decision").unwrap();
    assert_eq!(decide["par"], "dasen");
    let retour = elements.iter().find(|element| element["code"] == "droit_retour").unwrap();
    let entretien = retour["etapes"].as_array().unwrap().iter().find(|e| e["code"] == "entretien").unwrap();
    let delai = &entretien["delai"];
    assert_eq!(
        (&delai["nombre"], &delai["unite"], &delai["depuis_date"], &delai["texte"]),
        (&15.into(), &"jours".into(), &"demande".into(), &"D122-3-3".into())
    );
    let age = &retour["conditions"][0];
    assert_eq!((&age["condition"], &age["de"], &age["a"]), (&"age".into(), &16.into(), &25.into()));
    assert_eq!((&age["phrase"], &age["texte"]), (&"avoir de 16 à 25\u{a0}ans".into(), &"D122-3-1".into()));
    assert_eq!(retour["limites"]["droit_jusqu_a"], 25);
    // Whole: no heading, need, indicator or text of a file is left out.
    for (dispositif, lu) in Catalogue::pour_academie(Academie::Bordeaux).tous().iter().zip(elements) {
        assert_eq!(
            lu["conditions"].as_array().unwrap().len(),
            dispositif.public.len(),
            "{}",
            dispositif.code
        );
        assert_eq!(lu["fiche"]["evaluation"], serde_json::json!(dispositif.fiche.evaluation));
        assert_eq!(lu["indicateurs"].as_array().unwrap().len(), dispositif.indicateurs.len());
        assert_eq!(lu["textes"].as_array().unwrap().len(), dispositif.textes.len());
        for (etape, dite) in dispositif.etapes.iter().zip(lu["etapes"].as_array().unwrap()) {
            assert_eq!(dite["code"], etape.code);
            assert_eq!(dite["besoins"].as_array().unwrap().len(), etape.besoins.len());
            assert_eq!(dite.get("delai").is_some(), etape.delai.is_some());
        }
    }

    let lu = lire(&app, &jeton, &format!("/api/v1/dossiers/{id}/eligibilite?le=2026-11-01")).await.json();
    assert_eq!(lu["le"], "2026-11-01");
    let micro = lu["elements"].as_array().unwrap().iter().find(|e| e["dispositif"] == "micro_lycee").unwrap();
    assert_eq!((&micro["reponse"], &micro["possible_le"]), (&"non".into(), &"2026-12-30".into()));
    let sortie = micro["conditions"].as_array().unwrap().iter().find(|c| c["tenue"] == "non").unwrap();
    assert_eq!(sortie["devient_vraie_le"], "2026-12-30");
    let lectures = acces::of_dossier(app.app.store().read(), id, 20).await.unwrap();
    assert!(lectures.iter().any(|l| l.action == "dispositifs possibles, par l’API"), "{lectures:?}");
    let faux = lire(&app, &jeton, &format!("/api/v1/dossiers/{id}/eligibilite?le=2026-13-01")).await;
    assert_eq!(faux.statut, StatusCode::BAD_REQUEST);
    assert_eq!(faux.json()["erreurs"][0]["champ"], "le");
    assert!(faux.corps.contains("AAAA-MM-JJ") && !faux.corps.contains("range"), "{}", faux.corps);
    let loin = lire(&app, &jeton, &format!("/api/v1/dossiers/{id}/eligibilite?le=0001-01-01")).await;
    assert_eq!(loin.statut, StatusCode::UNPROCESSABLE_ENTITY);
    let ailleurs = app.jeton(app.compte(Personne::Ailleurs(QUI)), EtendueJeton::TOUS).await;
    let rien = lire(&app, &ailleurs, &format!("/api/v1/dossiers/{id}/eligibilite")).await;
    assert_eq!(rien.statut, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whether_a_public_contract_has_a_clause_is_known_of_contracts_and_asked_of_nobody() {
    let app = a_bordeaux().await;
    let adresse = format!("/dossiers/{}/eligibilite", app.ici.dossier.id);
    let dit = async || app.get(QUI, &adresse).await.corps;
    let sans = dit().await;
    assert!(!sans.contains("name=\"marche_avec_clause\""), "asked of nobody: {sans}");
    assert!(sans.contains("aucun marché en cours n’est noté dans le département"), "{sans}");
    let marche =
        [("objet", "Rénovation de l’école"), ("acheteur", "Métropole d’Exemple"), ("heures_dues", "70")];
    let note = app.post(Role::CoordonnateurMlds, "/marches", &marche).await;
    assert_eq!(note.statut, StatusCode::SEE_OTHER, "{}", note.corps);
    let avec = dit().await;
    assert!(avec.contains("marché noté\u{a0}: Rénovation de l’école, Métropole d’Exemple"), "{avec}");
    assert!(!avec.contains("name=\"marche_avec_clause\""), "{avec}");
    let jeton = app.jeton(app.compte(QUI), EtendueJeton::TOUS).await;
    let lu = lire(&app, &jeton, &format!("/api/v1{adresse}")).await;
    assert!(lu.corps.contains("marché noté"), "{}", lu.corps);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_that_cannot_be_read_leads_nowhere_and_says_so_in_french() {
    let app = TestApp::new().await;
    for adresse in ["/dispositifs/%ff", "/d/%ff", "/assets/%ff"] {
        let reponse = app.get(Personne::Visiteur, adresse).await;
        assert_eq!(reponse.statut, StatusCode::NOT_FOUND, "{adresse}");
        assert!(!reponse.corps.contains("Invalid"), "{adresse}: {}", reponse.corps);
    }
    for adresse in ["/dossiers/pas-un-numero", "/dossiers/%ff", "/parcours/0/documents/x"] {
        let reponse = app.get(QUI, adresse).await;
        assert_eq!(reponse.statut, StatusCode::NOT_FOUND, "{adresse}");
        assert!(reponse.corps.contains("Page introuvable"), "{adresse}: {}", reponse.corps);
    }
}

/// The answer for a dispositif: what stands in its card.
fn carte<'a>(page: &'a str, code: &str) -> &'a str {
    let debut =
        page.find(&format!("href=\"/dispositifs/{code}\"")).unwrap_or_else(|| panic!("{code}: {page}"));
    page[debut..].split("<li class=\"rc-carte\">").next().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_parcours_of_the_dossier_is_a_fact_and_asks_nothing_that_it_has_answered() {
    let app = a_bordeaux().await;
    let id = app.ici.dossier.id;
    let adresse = format!("/dossiers/{id}/eligibilite");
    let ouvert = app
        .post(Role::CoordonnateurMlds, &format!("/dossiers/{id}/parcours"), &[("dispositif", "paps")])
        .await;
    assert_eq!(ouvert.statut, StatusCode::SEE_OTHER, "{}", ouvert.corps);
    let page = app.get(Role::CoordonnateurMlds, &adresse).await.corps;
    let en_cours = page.split("Déjà en cours").nth(1).unwrap_or_else(|| panic!("{page}"));
    assert!(en_cours.split("<h2").next().unwrap().contains("/dispositifs/paps"), "{en_cours}");
    let clause = carte(&page, "clause_sociale");
    assert!(clause.contains("parcours PAPS") && clause.contains("ouvert le"), "{clause}");
    assert!(!page.contains("name=\"suivi_paps\"") && !page.contains("dispositif «"), "{page}");
    // Whoever is in a PAFI was found at risk: the parcours says so, and nobody is asked.
    assert!(!page.contains("name=\"en_risque\""), "{page}");
    let alliance = carte(&page, "alliance_educative");
    assert!(
        alliance.contains("repérée en risque de décrochage (parcours")
            || alliance.contains("repéré en risque de décrochage (parcours"),
        "{alliance}"
    );
    let jeton = app.jeton(app.compte(Role::CoordonnateurMlds), EtendueJeton::TOUS).await;
    let lu = lire(&app, &jeton, &format!("/api/v1{adresse}")).await.corps;
    assert!(lu.contains("parcours PAPS") && !lu.contains("Il faudrait une place"), "{lu}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_of_one_dispositif_is_asked_beside_it_and_answers_for_it_alone() {
    let app = a_bordeaux().await;
    let adresse = format!("/dossiers/{}/eligibilite", app.ici.dossier.id);
    let reponses = [
        ("le", "2027-01-04"),
        ("scolarise", "non"),
        ("sortie", "2026-06-30"),
        ("diplome", "aucun"),
        ("greta-place_disponible", "oui"),
    ];
    let page = app.post(QUI, &adresse, &reponses).await.corps;
    assert!(page.contains("name=\"greta-place_disponible\""), "{page}");
    assert!(carte(&page, "greta").contains(">Possible"), "{}", carte(&page, "greta"));
    for autre in ["e2c", "service_civique"] {
        let carte = carte(&page, autre);
        assert!(
            carte.contains("À compléter") && carte.contains(&format!("{autre}-place_disponible")),
            "{carte}"
        );
    }
    assert!(!page.contains("name=\"place_disponible\"") && !page.contains("name=\"volontaire\""), "{page}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_without_its_day_or_with_a_day_to_come_is_told_beside_its_field() {
    let app = a_bordeaux().await;
    let adresse = format!("/dossiers/{}/eligibilite", app.ici.dossier.id);
    let champs = [
        ("le", "2026-11-01"),
        ("rupture", "oui"),
        ("arrivee", "oui"),
        ("arrivee_le", "2031-01-01"),
        ("sortie", "2001-01-01"),
        ("resultats", "2026-07-07"),
        ("diplome", "dnb"),
    ];
    let page = app.post(QUI, &adresse, &champs).await;
    assert_eq!(page.statut, StatusCode::UNPROCESSABLE_ENTITY);
    for dit in [
        "Indiquez le jour de la rupture.",
        "Ce jour est à venir\u{a0}: indiquez un jour passé.",
        "Ce jour est avant la naissance.",
        "choisissez l’examen",
        "value=\"2031-01-01\"",
    ] {
        assert!(page.corps.contains(dit), "{dit}: {}", page.corps);
    }
    let choisi = page.corps.split("value=\"dnb\"").nth(1).unwrap();
    assert!(choisi.starts_with(" selected"), "what was typed is kept: {choisi:.40}");
}
