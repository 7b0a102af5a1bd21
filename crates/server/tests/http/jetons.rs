//! The page of one's tokens: made with one's password, shown once, taken back.

use argon2::{Argon2, PasswordHasher as _};
use axum::http::{Method, StatusCode};
use raccroche_domain::{EtendueJeton, droits::Role};
use raccroche_store::{acces, jeton_api, utilisateur};

use crate::app::{Personne, TestApp};

const MOT_DE_PASSE: &str = "une phrase que je retiens";

/// Somebody with a password, and a cookie of theirs.
async fn quelqu_un(app: &TestApp, role: Role) -> String {
    let compte = app.compte(role);
    let chaine = Argon2::default().hash_password(MOT_DE_PASSE.as_bytes()).unwrap().to_string();
    let empreinte = utilisateur::Empreinte(chaine);
    let writer = app.app.store().write(app.app.horloge().maintenant()).await.unwrap();
    utilisateur::set_password(&writer, compte.utilisateur, empreinte, false).await.unwrap();
    writer.commit().await.unwrap();
    app.connecter(compte).await
}

fn jeton_de(page: &str) -> &str {
    let debut = page.find("rac_").expect("the token is shown");
    &page[debut..debut + 68]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_is_made_shown_once_used_and_taken_back() {
    let app = TestApp::new().await;
    let cookie = quelqu_un(&app, Role::ResponsablePsad).await;
    let poster = async |champs: &[(&str, &str)]| {
        app.envoyer(Some(&cookie), Method::POST, "/compte/jetons", champs).await
    };
    let form = app.envoyer(Some(&cookie), Method::GET, "/compte/jetons", &[]).await;
    assert!(form.corps.contains("Aucun jeton") && form.corps.contains("dossiers:lire"));
    let juste = [
        ("nom", "Tableau de bord"),
        ("etendues", "dossiers:lire"),
        ("etendues", "contacts:lire"),
        ("duree", "30"),
        ("actuel", MOT_DE_PASSE),
    ];
    for (rang, phrase) in [
        (0, "Donnez un nom à ce jeton."),
        (3, "Choisissez une réponse"),
        (4, "Ce n’est pas votre mot de passe."),
    ] {
        let mut champs = juste.to_vec();
        champs.remove(rang);
        let refus = poster(&champs).await;
        assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY, "{phrase}");
        assert!(refus.corps.contains(phrase), "{phrase}: {}", refus.corps);
        assert!(!refus.corps.contains(MOT_DE_PASSE));
    }
    let sans_etendue = poster(&[juste[0], juste[3], juste[4]]).await;
    assert!(sans_etendue.corps.contains("Cochez ce que le logiciel pourra faire."));
    assert_eq!(
        jeton_api::lister(app.app.store().read(), app.compte(Role::ResponsablePsad).utilisateur)
            .await
            .unwrap(),
        []
    );

    let page = poster(&juste).await;
    assert_eq!(page.statut, StatusCode::OK, "{}", page.corps);
    let jeton = jeton_de(&page.corps).to_owned();
    assert_eq!(page.entete("cache-control"), "no-store");
    let moi = app.appeler(Some(&jeton), Method::GET, "/api/v1/moi", None).await.json();
    assert_eq!(moi["etendues"], serde_json::json!(["dossiers:lire", "contacts:lire"]));
    assert_eq!(
        (moi["role"].as_str(), moi["jeton"].as_str()),
        (Some("responsable_psad"), Some("Tableau de bord"))
    );
    let liste = app.envoyer(Some(&cookie), Method::GET, "/compte/jetons", &[]).await.corps;
    assert!(liste.contains("Tableau de bord") && !liste.contains(&jeton[4..]), "shown once");

    let compte = app.compte(Role::ResponsablePsad).utilisateur;
    let garde = jeton_api::lister(app.app.store().read(), compte).await.unwrap().remove(0);
    let revoquer = format!("/compte/jetons/{}/revoquer", garde.id);
    // Another's token leads nowhere.
    let etranger = app.post(Personne::Ici(Role::PsyEn), &revoquer, &[]).await;
    assert_eq!(etranger.statut, StatusCode::NOT_FOUND);
    let reponse = app.envoyer(Some(&cookie), Method::POST, &revoquer, &[]).await;
    assert_eq!((reponse.statut, reponse.vers()), (StatusCode::SEE_OTHER, "/compte/jetons"));
    let refus = app.appeler(Some(&jeton), Method::GET, "/api/v1/moi", None).await;
    assert_eq!(refus.statut, StatusCode::UNAUTHORIZED);
    // Both acts are in the access log, which the DPO reads.
    let traces = acces::of_utilisateur(app.app.store().read(), compte, crate::app::debut(), 9).await.unwrap();
    assert_eq!(traces.iter().filter(|trace| trace.action == "jeton").count(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_is_offered_what_serves_it_and_given_nothing_else() {
    let app = TestApp::new().await;
    let sans = app.get(Role::Administrateur, "/compte/jetons").await;
    assert!(!sans.corps.contains("Créer un jeton"), "the API gives administrators nothing");
    let cookie = quelqu_un(&app, Role::Saio).await;
    let page = app.envoyer(Some(&cookie), Method::GET, "/compte/jetons", &[]).await.corps;
    assert!(page.contains("campagnes:lire") && !page.contains("dossiers:lire"));
    // Whatever the form is made to say.
    let champs = [
        ("nom", "x"),
        ("etendues", "dossiers:lire"),
        ("etendues", "campagnes:lire"),
        ("duree", "30"),
        ("actuel", MOT_DE_PASSE),
    ];
    let refus = app.envoyer(Some(&cookie), Method::POST, "/compte/jetons", &champs).await;
    assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(EtendueJeton::de_role(Role::Saio).count(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_help_page_names_every_address_and_every_scope() {
    let app = TestApp::new().await;
    let page = app.get(Personne::Visiteur, "/aide/api").await.corps;
    for route in raccroche_server::routes().iter().filter(|route| route.chemin.starts_with("/api/")) {
        let ligne = format!("<code>{} {}</code>", route.methode, route.chemin);
        assert!(page.contains(&ligne), "{ligne}");
    }
    for etendue in EtendueJeton::TOUS {
        assert!(page.contains(&format!("<code>{}</code>", etendue.code())), "{etendue:?}");
    }
    // Each kind of problem has its place.
    for ancre in [
        "jeton",
        "role",
        "etendue",
        "lecture-seule",
        "introuvable",
        "conflit",
        "demande",
        "refus",
        "debit",
        "indisponible",
    ] {
        assert!(page.contains(&format!("id=\"{ancre}\"")), "{ancre}");
    }
}
