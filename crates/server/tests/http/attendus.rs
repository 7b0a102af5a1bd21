//! What parcours await from each: on the home page, in the list and in its file; and not from who only waits.

use axum::http::StatusCode;
use raccroche_domain::droits::{GenreOrganisation, Role};
use raccroche_store::{acces, parcours};

use crate::app::{Personne, TestApp};

const REFERENT: Role = Role::ReferentDecrochage;
const CHEF: Role = Role::ChefEtablissement;
const MISSION: Personne = Personne::Ailleurs(Role::ConseillerMissionLocale);
const TITRE: &str = "Parcours qui vous attendent";

async fn faire(app: &TestApp, qui: impl Into<Personne>, fin: &str, champs: &[(&str, &str)]) {
    let chemin = format!("/parcours/{}/{fin}", app.ici.dossier.parcours);
    let reponse = app.post(qui, &chemin, champs).await;
    assert_eq!(reponse.statut, StatusCode::SEE_OTHER, "{chemin} {champs:?}: {}", reponse.corps);
}

async fn lu(app: &TestApp, qui: impl Into<Personne>, chemin: &str) -> String {
    let page = app.get(qui, chemin).await;
    assert_eq!(page.statut, StatusCode::OK, "{chemin}");
    page.corps.replace(['\u{a0}', '\u{202f}'], " ")
}

/// What the home page says of parcours; nothing when it says nothing.
async fn accueil(app: &TestApp, qui: impl Into<Personne>) -> Option<String> {
    let page = lu(app, qui, "/").await;
    Some(page.split(TITRE).nth(1)?.split("</section>").next().unwrap().to_owned())
}

/// A contract ready to be signed by a partner of another territory, then by the head.
async fn contrat(app: &TestApp) -> (String, String) {
    faire(app, REFERENT, "dates", &[("code", "demande"), ("le", "2026-11-10")]).await;
    faire(app, REFERENT, "reunions", &[("le", "2026-11-12")]).await;
    faire(app, REFERENT, "documents", &[("modele", "pafi_diagnostic")]).await;
    faire(app, REFERENT, "etapes", &[("vers", "elaboration")]).await;
    for (code, le) in [("debut", "2026-11-23"), ("fin", "2027-02-05"), ("retour", "2027-02-08")] {
        faire(app, REFERENT, "dates", &[("code", code), ("le", le)]).await;
    }
    let semaine =
        [("code", "semaine_type"), ("lundi_matin_activite", "Stage"), ("lundi_matin_lieu", "Garage")];
    faire(app, REFERENT, "saisies", &semaine).await;
    for (code, valeur) in [
        ("activites", "stage en entreprise"),
        ("lieux", "Garage du Centre"),
        ("assurance", "attestation vérifiée"),
        ("tuteur_nom", "Sacha Roy"),
    ] {
        faire(app, REFERENT, "saisies", &[("code", code), ("valeur", valeur)]).await;
    }
    faire(app, REFERENT, "etapes", &[("vers", "contrat")]).await;
    let mission = app.perimetre(MISSION).await.organisation().id.to_string();
    let ecole = app.ici.organisations[&GenreOrganisation::Etablissement].id.to_string();
    for (acteur, nom, organisation) in [
        ("jeune", "Inès", ""),
        ("representant_legal", "Claire", ""),
        ("partenaire", "Garage", mission.as_str()),
        ("tuteur", "Sacha", mission.as_str()),
        ("chef_etablissement", "Dominique", ecole.as_str()),
    ] {
        let champs = [("acteur", acteur), ("nom", nom), ("organisation", organisation)];
        faire(app, REFERENT, "parties", &champs).await;
    }
    faire(app, REFERENT, "documents", &[("modele", "pafi_contrat")]).await;
    let perimetre = app.perimetre(REFERENT).await;
    let lu = parcours::lire(app.app.store().read(), &perimetre, app.ici.dossier.parcours).await.unwrap();
    let document = lu.unwrap().suivi.etat.documents.last().unwrap().id;
    (format!("documents/{document}/signatures"), document.to_string())
}

async fn signer(app: &TestApp, qui: impl Into<Personne>, fin: &str, nom: &str, reponse: &str) {
    let perimetre = app.perimetre(REFERENT).await;
    let lu = parcours::lire(app.app.store().read(), &perimetre, app.ici.dossier.parcours).await.unwrap();
    let etat = lu.unwrap().suivi.etat;
    let partie = etat.presents().find(|partie| partie.nom == nom).unwrap().id.to_string();
    faire(app, qui, fin, &[("partie", &partie), ("reponse", reponse)]).await;
}

/// The step is the school's: the référent finds it by name, with its link; who sees the dossier without having to act does not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_step_stood_in_nobodys_day_though_somebody_had_to_do_it() {
    let app = TestApp::new().await;
    let lien = format!("href=\"/parcours/{}\"", app.ici.dossier.parcours);
    for qui in [REFERENT, CHEF] {
        let journee = accueil(&app, qui).await.expect("the step is theirs");
        assert!(journee.contains(&lien), "{journee}");
        assert!(journee.contains("Faire l’étape : Repérer et faire le diagnostic en GPDS"), "{journee}");
        assert!(journee.contains("D. : PAFI") && !journee.contains("Duval"), "a short name: {journee}");
    }
    assert_eq!(accueil(&app, Role::ResponsablePsad).await, None, "they read it, and nothing awaits them");
    assert_eq!(accueil(&app, MISSION).await, None);
}

/// Each in turn: the school gathers what is signed on paper, then waits; the partner, then the head, sign from their account.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_to_sign_was_shown_to_none_of_those_who_sign_it() {
    let app = TestApp::new().await;
    let (fin, _) = contrat(&app).await;
    let signe = "Signer : contrat de parcours aménagé";
    assert!(accueil(&app, REFERENT).await.unwrap().contains("Faire l’étape : Signer le contrat"));
    assert_eq!(accueil(&app, MISSION).await, None, "the young person signs first");
    for nom in ["Inès", "Claire"] {
        signer(&app, REFERENT, &fin, nom, "papier").await;
    }
    let chez_eux = accueil(&app, MISSION).await.expect("their turn");
    assert!(chez_eux.to_lowercase().contains(&signe.to_lowercase()), "{chez_eux}");
    assert_eq!(accueil(&app, REFERENT).await, None, "the school has nothing to do but wait");
    signer(&app, MISSION, &fin, "Garage", "session").await;
    signer(&app, MISSION, &fin, "Sacha", "session").await;
    assert_eq!(accueil(&app, MISSION).await, None);
    let chef = accueil(&app, CHEF).await.expect("the head signs last");
    assert!(chef.to_lowercase().contains(&signe.to_lowercase()), "{chef}");
}

/// The list: what awaits, in each row; the filter and the file say the same; each reading is logged with its reason.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_left_out_whom_no_organisation_was_associated_with() {
    let app = TestApp::new().await;
    let lien = format!("href=\"/parcours/{}\"", app.ici.dossier.parcours);
    for chemin in ["/parcours", "/parcours?attend=moi"] {
        let liste = lu(&app, REFERENT, chemin).await;
        assert!(liste.contains(&lien) && liste.contains("Vous attend</strong> : Faire l’étape"), "{liste}");
    }
    let liste = lu(&app, REFERENT, "/parcours?attend=moi").await;
    assert_eq!(liste.matches("Repérer et faire le diagnostic").count(), 1, "the step is said once: {liste}");
    let fichier = lu(&app, REFERENT, "/parcours/liste.csv?attend=moi").await;
    assert!(fichier.contains("m_attend") && fichier.contains("faire l’étape : Repérer"), "{fichier}");
    let lus = acces::of_dossier(app.app.store().read(), app.ici.dossier.id, 50).await.unwrap();
    for action in ["liste de parcours", "export"] {
        assert!(lus.iter().any(|acces| acces.action == action), "{action}");
    }

    // Who takes part and for whom nothing waits stays in the list, and is not in what awaits them.
    let (_, _) = contrat(&app).await;
    let liste = lu(&app, MISSION, "/parcours").await;
    assert!(liste.contains(&lien) && !liste.contains("Vous attend<"), "{liste}");
    let miens = lu(&app, MISSION, "/parcours?attend=moi").await;
    assert!(!miens.contains(&lien) && miens.contains("Rien ne vous attend"), "{miens}");
}
