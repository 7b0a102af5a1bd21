//! The school's sheet: answered, corrected, handed in; and by nobody else.

use axum::http::StatusCode;
use chrono::TimeDelta;
use raccroche_domain::{
    droits::Role,
    suivi::{EtatDossier, EtatVerification},
};
use raccroche_store::{contact, dossier};

use crate::app::{Personne, TestApp};

const ECOLE: Role = Role::ReferentDecrochage;

async fn etat(app: &TestApp) -> EtatDossier {
    let perimetre = app.perimetre(Role::ResponsablePsad).await;
    dossier::lire(app.app.store().read(), &perimetre, app.ici.dossier.id).await.unwrap().unwrap().etat
}

fn adresse(app: &TestApp) -> String {
    format!("/verification/{}", app.ici.dossier.id)
}

async fn version(app: &TestApp) -> String {
    etat(app).await.rang.to_string()
}

#[tokio::test]
async fn a_line_is_answered_then_corrected_and_the_sheet_handed_in() {
    let app = TestApp::new().await;
    let feuille = app.get(ECOLE, "/verification").await;
    assert_eq!(feuille.statut, StatusCode::OK);
    assert!(feuille.corps.contains("DUVAL Inès") && !feuille.corps.contains("MARTINEAU"));
    assert!(!feuille.corps.contains("Terminer et transmettre"));

    let vu = version(&app).await;
    let champs = [
        ("version", vu.as_str()),
        ("reponse", "retrouve_apprentissage"),
        ("precision", "CFA de Blanquefort"),
        ("telephone", "06 39 98 77 66"),
    ];
    let reponse = app.post(ECOLE, &adresse(&app), &champs).await;
    assert_eq!((reponse.statut, reponse.vers()), (StatusCode::SEE_OTHER, "/verification"));
    let lu = etat(&app).await;
    assert_eq!(lu.verification, EtatVerification::RetrouveApprentissage);
    assert_eq!(lu.ou.as_deref(), Some("CFA de Blanquefort"));
    assert!(lu.cloture.is_some());
    let perimetre = app.perimetre(ECOLE).await;
    let numeros = contact::of_jeune(app.app.store().read(), &perimetre, app.ici.dossier.jeune).await.unwrap();
    let telephone = |valeur: &str| numeros.iter().find(|c| c.valeur == valeur).unwrap().etat;
    assert_eq!(telephone("06 39 98 12 34"), contact::EtatCoordonnee::Faux);
    assert_eq!(telephone("06 39 98 77 66"), contact::EtatCoordonnee::Inconnu);

    // It was an error after all: the line is still there, and says so.
    let vu = version(&app).await;
    let reponse = app.post(ECOLE, &adresse(&app), &[("version", &vu), ("reponse", "confirmee")]).await;
    assert_eq!(reponse.statut, StatusCode::SEE_OTHER);
    let lu = etat(&app).await;
    assert_eq!(lu.verification, EtatVerification::Confirmee);
    assert!(lu.cloture.is_none());
    assert_eq!(lu.signale_le, Some(app.app.horloge().aujourd_hui()));

    let feuille = app.get(ECOLE, "/verification").await;
    assert!(feuille.corps.contains("Terminer et transmettre"));
    let reponse = app.post(ECOLE, "/verification/transmettre", &[]).await;
    assert_eq!(reponse.statut, StatusCode::SEE_OTHER);
    let feuille = app.get(ECOLE, "/verification").await;
    assert!(feuille.corps.contains("1 ligne répondue."), "{}", feuille.corps);
    assert!(!feuille.corps.contains("Terminer et transmettre"));
}

#[tokio::test]
async fn the_same_answer_twice_is_written_once_and_an_old_page_overrides_nothing() {
    let app = TestApp::new().await;
    let vu = version(&app).await;
    let champs = [("version", vu.as_str()), ("reponse", "confirmee")];
    app.post(ECOLE, &adresse(&app), &champs).await;
    let une_fois = etat(&app).await.rang;
    app.post(ECOLE, &adresse(&app), &champs).await;
    assert_eq!(etat(&app).await.rang, une_fois);

    // The head of the school answers otherwise on a page read before.
    let autre = [("version", vu.as_str()), ("reponse", "erreur")];
    let reponse = app.post(Role::ChefEtablissement, &adresse(&app), &autre).await;
    assert_eq!(reponse.statut, StatusCode::CONFLICT);
    assert!(reponse.corps.contains("Quelqu’un vient de répondre"));
    assert_eq!(etat(&app).await.verification, EtatVerification::Confirmee);
}

#[tokio::test]
async fn an_answer_that_says_nothing_comes_back_with_what_was_typed() {
    let app = TestApp::new().await;
    let vu = version(&app).await;
    let avant = etat(&app).await;
    let champs = [("version", vu.as_str()), ("precision", "Bègles")];
    let reponse = app.post(ECOLE, &adresse(&app), &champs).await;
    assert_eq!(reponse.statut, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reponse.corps.contains("Choisissez une réponse.") && reponse.corps.contains("value=\"Bègles\""));
    let champs = [("version", vu.as_str()), ("reponse", "confirmee"), ("telephone", "0612")];
    let reponse = app.post(ECOLE, &adresse(&app), &champs).await;
    assert_eq!(reponse.statut, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reponse.corps.contains("Ce numéro est trop court"));
    assert_eq!(etat(&app).await, avant);
}

#[tokio::test]
async fn answers_leave_the_sheet_after_six_months_without_a_campaign() {
    let app = TestApp::new().await;
    let vu = version(&app).await;
    app.post(ECOLE, &adresse(&app), &[("version", &vu), ("reponse", "confirmee")]).await;
    assert!(app.get(ECOLE, "/verification").await.corps.contains("DUVAL Inès"));
    app.avancer(TimeDelta::days(200));
    assert!(app.get(ECOLE, "/verification").await.corps.contains("Aucun sortant à vérifier"));
}

#[tokio::test]
async fn only_the_school_answers_and_only_for_its_own() {
    let app = TestApp::new().await;
    let vu = version(&app).await;
    let champs = [("version", vu.as_str()), ("reponse", "confirmee")];
    let avant = etat(&app).await;
    for role in [Role::ConseillerMissionLocale, Role::ResponsablePsad, Role::Saio] {
        assert_eq!(app.post(role, &adresse(&app), &champs).await.statut, StatusCode::FORBIDDEN);
    }
    let ailleurs = app.post(Personne::Ailleurs(ECOLE), &adresse(&app), &champs).await;
    assert_eq!(ailleurs.statut, StatusCode::NOT_FOUND);
    assert_eq!(app.post(Personne::Visiteur, &adresse(&app), &champs).await.vers(), "/connexion");
    assert_eq!(etat(&app).await, avant);
}
