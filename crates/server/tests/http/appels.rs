//! A session of calls: the queue, the outcome in one key, what follows it, a pause, the end.

use axum::http::StatusCode;
use raccroche_domain::{
    droits::Role,
    suivi::{Evenement, FinSolution, IssueContact, Seuils},
};
use raccroche_store::{
    contact::{self, EtatCoordonnee},
    dossier,
};

use crate::app::{Personne, TestApp, jour};

const QUI: Role = Role::ResponsablePsad;

/// The young person has no solution any more: there is somebody to call.
async fn sans_solution() -> TestApp {
    let app = TestApp::new().await;
    let perimetre = app.perimetre(QUI).await;
    let writer = app.app.store().write(app.app.horloge().maintenant()).await.unwrap();
    let fin =
        Evenement::SolutionFinie { id: app.ici.dossier.solution, le: jour(), fin: FinSolution::Rupture };
    let seuils = Seuils::default();
    dossier::inscrire(&writer, &perimetre, app.ici.dossier.id, None, fin, None, &seuils).await.unwrap();
    writer.commit().await.unwrap();
    app
}

fn ecran(app: &TestApp) -> String {
    format!("/appels/jamais/{}", app.ici.dossier.id)
}

async fn commencer(app: &TestApp) {
    let debut = app.post(QUI, "/appels", &[("file", "jamais"), ("nombre", "40")]).await;
    assert_eq!((debut.statut, debut.vers()), (StatusCode::SEE_OTHER, ecran(app).as_str()));
}

async fn etat(app: &TestApp) -> raccroche_domain::suivi::EtatDossier {
    let perimetre = app.perimetre(QUI).await;
    dossier::lire(app.app.store().read(), &perimetre, app.ici.dossier.id).await.unwrap().unwrap().etat
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_to_call_is_said_calmly() {
    let app = TestApp::new().await;
    let page = app.get(QUI, "/appels").await;
    assert_eq!(page.statut, StatusCode::OK);
    assert!(page.corps.contains("Personne à appeler"));
    let vide = app.post(QUI, "/appels", &[("file", "jamais")]).await;
    assert_eq!(vide.statut, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_number_is_one_key_and_the_session_ends() {
    let app = sans_solution().await;
    assert!(app.get(QUI, "/appels").await.corps.contains("Jamais contactés (1)"));
    commencer(&app).await;
    let page = app.get(QUI, &ecran(&app)).await;
    assert_eq!(page.statut, StatusCode::OK);
    assert!(page.corps.contains("Inès DUVAL"));
    assert!(
        page.corps.contains("0 appel sur 1") || page.corps.contains("0\u{a0}appel sur 1"),
        "{}",
        page.corps
    );
    for touche in 1..=6 {
        assert!(page.corps.contains(&format!("data-touche=\"{touche}\"")));
    }
    let perimetre = app.perimetre(QUI).await;
    let reader = app.app.store().read();
    let numeros = contact::of_jeune(reader, &perimetre, app.ici.dossier.jeune).await.unwrap();
    let numero = numeros.iter().find(|n| n.valeur.starts_with("06")).unwrap().id.to_string();
    let champs = [("issue", "mauvais_numero"), ("numero", numero.as_str())];
    let reponse = app.post(QUI, &ecran(&app), &champs).await;
    assert_eq!((reponse.statut, reponse.vers()), (StatusCode::SEE_OTHER, "/appels?finie=oui"));
    assert_eq!(etat(&app).await.tentatives.last().unwrap().issue, IssueContact::MauvaisNumero);
    let numeros = contact::of_jeune(reader, &perimetre, app.ici.dossier.jeune).await.unwrap();
    let eprouve = numeros.iter().find(|n| n.id.to_string() == numero).unwrap();
    assert_eq!(eprouve.etat, EtatCoordonnee::Faux);
    // The session is over: its screen leads back to the choice.
    assert_eq!(app.get(QUI, &ecran(&app)).await.vers(), "/appels");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_reached_is_asked_what_follows() {
    let app = sans_solution().await;
    commencer(&app).await;
    let choisie = app.post(QUI, &ecran(&app), &[("issue", "jeune_joint")]).await;
    let suite = format!("{}?issue=jeune_joint", ecran(&app));
    assert_eq!(choisie.vers(), suite);
    assert!(etat(&app).await.tentatives.is_empty(), "nothing is written before what follows");
    assert!(app.get(QUI, &suite).await.corps.contains("Enregistrer et passer au suivant"));
    let rendez_vous = [
        ("etape", "suite"),
        ("issue", "jeune_joint"),
        ("rappeler_le", "2026-11-20"),
        ("rendez_vous", "2026-11-24T14:00"),
        ("note", "Préfère l’après-midi."),
    ];
    let sans_lieu = app.post(QUI, &ecran(&app), &rendez_vous).await;
    assert_eq!(sans_lieu.statut, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(sans_lieu.corps.contains("Préfère l’après-midi."), "what was typed is kept");
    assert!(etat(&app).await.tentatives.is_empty(), "all or nothing");
    let passe = [("etape", "suite"), ("issue", "jeune_joint"), ("rappeler_le", "2026-11-02")];
    assert_eq!(app.post(QUI, &ecran(&app), &passe).await.statut, StatusCode::UNPROCESSABLE_ENTITY);
    let complet = [&rendez_vous[..], &[("lieu", "CIO, 2e étage")]].concat();
    let reponse = app.post(QUI, &ecran(&app), &complet).await;
    assert_eq!(reponse.statut, StatusCode::SEE_OTHER);
    let etat = etat(&app).await;
    assert_eq!(etat.tentatives.len(), 1);
    assert_eq!(etat.rappeler_le, "2026-11-20".parse().ok());
    assert!(etat.entretiens.iter().any(|entretien| entretien.lieu == "CIO, 2e étage"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pause_keeps_the_place_and_one_may_be_passed_over() {
    let app = sans_solution().await;
    commencer(&app).await;
    let pause = app.post(QUI, &format!("{}/pause", ecran(&app)), &[]).await;
    assert_eq!(pause.vers(), "/appels");
    assert!(app.get(QUI, "/appels").await.corps.contains("Une session vous attend"));
    // Another role of another organisation does not see it.
    assert!(!app.get(Role::PsyEn, "/appels").await.corps.contains("Une session vous attend"));
    assert_eq!(app.post(QUI, "/appels/jamais/reprendre", &[]).await.vers(), ecran(&app));
    let passe = app.post(QUI, &format!("{}/passer", ecran(&app)), &[]).await;
    assert_eq!(passe.vers(), "/appels?finie=oui");
    assert!(app.get(QUI, passe.vers()).await.corps.contains("Session terminée"));
    assert!(etat(&app).await.tentatives.is_empty());
    assert_eq!(app.post(QUI, "/appels/jamais/reprendre", &[]).await.statut, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_those_who_call_and_only_their_territory() {
    let app = sans_solution().await;
    commencer(&app).await;
    for chemin in [String::new(), "/passer".to_owned(), "/pause".to_owned()] {
        let chemin = format!("{}{chemin}", ecran(&app));
        let ailleurs = app.post(Personne::Ailleurs(QUI), &chemin, &[("issue", "sans_reponse")]).await;
        assert_eq!(ailleurs.statut, StatusCode::NOT_FOUND, "{chemin}");
        for role in [Role::IenIo, Role::Saio, Role::ResponsableFoquale] {
            let refus = app.post(role, &chemin, &[("issue", "sans_reponse")]).await;
            assert_eq!(refus.statut, StatusCode::FORBIDDEN, "{role:?} {chemin}");
        }
    }
    assert_eq!(app.get(Personne::Ailleurs(QUI), &ecran(&app)).await.statut, StatusCode::NOT_FOUND);
    assert_eq!(app.get(QUI, &ecran(&app).replace("jamais", "autre")).await.statut, StatusCode::NOT_FOUND);
    // The number of somebody else is not touched, and nothing is written.
    let perimetre = app.perimetre(Personne::Ailleurs(QUI)).await;
    let reader = app.app.store().read();
    let autres = contact::of_jeune(reader, &perimetre, app.ailleurs.dossier.jeune).await.unwrap();
    let numero = autres[0].id.to_string();
    let champs = [("issue", "mauvais_numero"), ("numero", numero.as_str())];
    assert_eq!(app.post(QUI, &ecran(&app), &champs).await.statut, StatusCode::NOT_FOUND);
    assert!(etat(&app).await.tentatives.is_empty());
}
