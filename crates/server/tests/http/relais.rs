//! A hand-off goes from who proposes to who accepts, or comes back with a reason; nobody else answers it.

use axum::http::StatusCode;
use raccroche_domain::droits::{GenreOrganisation, Role};
use raccroche_store::dossier;

use crate::app::{Personne, TestApp};

const ACCEPTEUR: Role = Role::ConseillerMissionLocale;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_asked_sees_it_and_whoever_asked_waits_for_it() {
    let app = TestApp::new().await;
    let recus = app.get(ACCEPTEUR, "/relais").await;
    assert_eq!(recus.statut, StatusCode::OK);
    assert!(recus.corps.contains("Inès DUVAL"), "{}", recus.corps);
    assert!(recus.corps.contains(&format!("/relais/{}/accepter", app.ici.dossier.id)));
    let envoyes = app.get(Role::ResponsablePsad, "/relais?vue=envoyes").await;
    assert!(envoyes.corps.contains("Retirer la proposition"));
    // The other tab of each is empty, and says so.
    assert!(app.get(ACCEPTEUR, "/relais?vue=envoyes").await.corps.contains("Aucun relais en attente"));
    assert!(app.get(Role::PsyEn, "/relais").await.corps.contains("Aucun relais à accepter"));
    // What was read of the dossier is written down.
    let lectures =
        raccroche_store::acces::of_dossier(app.app.store().read(), app.ici.dossier.id, 10).await.unwrap();
    assert_eq!(lectures.iter().filter(|lecture| lecture.action == "relais").count(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_accepts_becomes_responsible_by_name() {
    let app = TestApp::new().await;
    let id = app.ici.dossier.id;
    let relais = app.ici.dossier.relais.to_string();
    let reponse = app.post(ACCEPTEUR, &format!("/relais/{id}/accepter"), &[("relais", &relais)]).await;
    assert_eq!((reponse.statut, reponse.vers()), (StatusCode::SEE_OTHER, format!("/dossiers/{id}").as_str()));
    let perimetre = app.perimetre(ACCEPTEUR).await;
    let etat = dossier::lire(app.app.store().read(), &perimetre, id).await.unwrap().unwrap().etat;
    assert_eq!(etat.responsable.structure.id, app.ici.organisations[&GenreOrganisation::MissionLocale].id);
    assert_eq!(etat.responsable.agent.unwrap().id, app.compte(ACCEPTEUR).utilisateur);
    assert_eq!(etat.relais, None);
    // A second time there is nothing to accept.
    let encore = app.post(ACCEPTEUR, &format!("/relais/{id}/accepter"), &[("relais", &relais)]).await;
    assert_eq!(encore.statut, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_says_why_and_leaves_the_sender_responsible() {
    let app = TestApp::new().await;
    let id = app.ici.dossier.id;
    let adresse = format!("/relais/{id}/refuser");
    let sans_motif = app.post(ACCEPTEUR, &adresse, &[("precision", "Habite ailleurs.")]).await;
    assert_eq!(sans_motif.statut, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(sans_motif.corps.contains("Habite ailleurs."), "what was typed is kept");
    let champs = [("motif", "hors_territoire"), ("precision", "Habite ailleurs.")];
    let reponse = app.post(ACCEPTEUR, &adresse, &champs).await;
    assert_eq!((reponse.statut, reponse.vers()), (StatusCode::SEE_OTHER, "/relais"));
    let perimetre = app.perimetre(Role::ResponsablePsad).await;
    let reader = app.app.store().read();
    let etat = dossier::lire(reader, &perimetre, id).await.unwrap().unwrap().etat;
    assert_eq!(etat.responsable.structure.id, app.ici.organisations[&GenreOrganisation::Psad].id);
    assert_eq!(etat.relais, None);
    let keyring = app.app.store().keyring();
    let journal = dossier::journal(reader, &perimetre, id, Some(keyring)).await.unwrap();
    assert_eq!(journal[0].note.as_deref(), Some("Habite ailleurs."));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_else_answers() {
    let app = TestApp::new().await;
    let id = app.ici.dossier.id;
    for (qui, attendu) in [
        // Sees the dossier, was not asked.
        (Personne::Ici(Role::PsyEn), StatusCode::NOT_FOUND),
        (Personne::Ici(Role::ResponsablePsad), StatusCode::NOT_FOUND),
        (Personne::Ailleurs(ACCEPTEUR), StatusCode::NOT_FOUND),
        (Personne::Ici(Role::IenIo), StatusCode::FORBIDDEN),
        (Personne::Ici(Role::Saio), StatusCode::FORBIDDEN),
    ] {
        for verbe in ["accepter", "refuser"] {
            let champs = [("motif", "capacite")];
            let reponse = app.post(qui, &format!("/relais/{id}/{verbe}"), &champs).await;
            assert_eq!(reponse.statut, attendu, "{qui:?} {verbe}");
        }
    }
    assert!(!app.get(Personne::Ailleurs(ACCEPTEUR), "/relais").await.corps.contains("DUVAL"));
    assert_eq!(app.get(Role::Dpo, "/relais").await.statut, StatusCode::FORBIDDEN);
    let autre = app.ici.dossier.tache.to_string();
    let reponse = app.post(ACCEPTEUR, &format!("/relais/{id}/accepter"), &[("relais", &autre)]).await;
    assert_eq!(reponse.statut, StatusCode::CONFLICT, "another hand-off than the one shown");
}
