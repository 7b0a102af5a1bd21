//! Pages that everybody may open.

use axum::http::StatusCode;
use raccroche_domain::droits::{DROITS, Role};

use crate::app::{Personne, TestApp};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_guide_begins_with_the_pages_of_the_role() {
    let app = TestApp::new().await;
    let place = |corps: &str, rubrique: &str| corps.find(&format!("/aide/{rubrique}\"")).unwrap();
    let sommaire = app.get(Role::Saio, "/aide").await.corps;
    assert!(place(&sommaire, "campagne") < place(&sommaire, "etablissement"));
    let sommaire = app.get(Personne::Visiteur, "/aide").await.corps;
    assert!(place(&sommaire, "campagne") > place(&sommaire, "etablissement"));
    assert!(sommaire.contains("mailto:equipe@academie.example"));
    for rubrique in
        ["debuter", "etablissement", "psad", "mission-locale", "campagne", "administration", "clavier"]
    {
        let page = app.get(Personne::Visiteur, &format!("/aide/{rubrique}")).await;
        assert_eq!(page.statut, StatusCode::OK, "{rubrique}");
    }
    assert_eq!(app.get(Personne::Visiteur, "/aide/inconnue").await.statut, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_matrix_is_the_table_of_the_program() {
    let app = TestApp::new().await;
    let page = app.get(Personne::Visiteur, "/aide/droits").await.corps;
    let oui = page.matches("<strong>Oui</strong>").count();
    assert_eq!(oui, DROITS.iter().map(|droit| droit.roles.len()).sum::<usize>());
    for role in Role::TOUS {
        assert!(page.contains(role.libelle()), "{role:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn public_figures_hide_the_few() {
    let app = TestApp::new().await;
    let page = app.get(Personne::Visiteur, "/statistiques").await;
    assert_eq!(page.statut, StatusCode::OK);
    // Three dossiers in all: not one figure may be read.
    assert_eq!(page.corps.matches("<strong>moins de 5</strong>").count(), 4, "{}", page.corps);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_texts_say_who_answers() {
    let app = TestApp::avec(|config| {
        config.marque.mentions.directeur = Some("Mme Exemple, rectrice".to_owned());
        config.marque.mentions.durees = vec![raccroche_server::Conservation {
            donnees: "Dossier".to_owned(),
            finalite: "aider".to_owned(),
            duree: "un an après la clôture".to_owned(),
        }];
    })
    .await;
    for (chemin, mots) in [
        ("/accessibilite", ["Académie d’essai", "mailto:equipe@academie.example"]),
        ("/mentions-legales", ["Mme Exemple, rectrice", "à renseigner par l’exploitant"]),
        ("/donnees-personnelles", ["mailto:dpd@academie.example", "Un an après la clôture"]),
        (
            "/.well-known/security.txt",
            ["Contact: mailto:equipe@academie.example", "Expires: 2027-11-12T00:00:00Z"],
        ),
    ] {
        let corps = app.get(Personne::Visiteur, chemin).await.corps;
        for mot in mots {
            assert!(corps.contains(mot), "{chemin}: {mot} in {corps}");
        }
    }
    let sans_contact = TestApp::avec(|config| config.marque.contact = None).await;
    let reponse = sans_contact.get(Personne::Visiteur, "/.well-known/security.txt").await;
    assert_eq!(reponse.statut, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_follows_nobody_is_offered_no_search_and_told_what_waits() {
    let app = TestApp::new().await;
    for (role, recherche) in [
        (Role::Saio, false),
        (Role::Dpo, false),
        (Role::Administrateur, false),
        (Role::ResponsablePsad, true),
    ] {
        let page = app.get(role, "/").await.corps;
        assert_eq!(page.contains("action=\"/recherche\""), recherche, "{role:?}");
        assert!(!page.contains("Parcourir mes jeunes"), "{role:?} has work, or no young person");
    }
    let administration = app.get(Role::Administrateur, "/").await.corps;
    assert!(administration.contains("invitation sans réponse"), "{administration}");
    let champs = [("nom", "SIEI novembre 2026"), ("date", "2026-11-12"), ("definition", "D313-59")];
    app.post(Role::Saio, "/campagnes", &champs).await;
    let page = app.get(Role::Saio, "/").await.corps;
    assert!(page.contains("campagne en préparation") && page.contains("SIEI novembre 2026"), "{page}");
}
