//! The school calendar: who keeps it, what it closes, and where deadlines fall.

use axum::http::StatusCode;
use raccroche_domain::{EtendueJeton, Vacances, droits::Role};
use raccroche_store::{groupe, vacances};

use crate::app::{Reponse, TestApp};

const ICI: &str = "/vacances";
const ADMIN: Role = Role::Administrateur;
const CALENDRIER: &str = "description;population;start_date;end_date;location;zones;annee_scolaire\n\
    Vacances de Noël;-;2026-12-18T23:00:00+00:00;2027-01-03T23:00:00+00:00;Bordeaux;Zone A;2026-2027\n\
    Pont;-;2026-11-11T23:00:00+00:00;2026-11-15T23:00:00+00:00;Bordeaux;Zone A;2026-2027\n\
    Vacances de Noël;-;2020-12-18T23:00:00+00:00;2021-01-03T23:00:00+00:00;Bordeaux;Zone A;2020-2021\n\
    Vacances d'Hiver;-;2027-02-05T23:00:00+00:00;2027-02-21T23:00:00+00:00;Paris;Zone C;2026-2027\n";

async fn envoyer(app: &TestApp, texte: &str, academie: &str) -> Reponse {
    let fichier = ("fichier", "fr-en-calendrier-scolaire.csv", texte.as_bytes());
    app.envoyer_fichier(ADMIN, "/vacances/fichier", fichier, &[("academie", academie)]).await
}

async fn calendrier(app: &TestApp) -> Vec<Vacances> {
    let lues = vacances::lister(app.app.store().read()).await.unwrap();
    lues.into_iter().map(|lues| lues.vacances).collect()
}

#[tokio::test]
async fn the_calendar_closes_groups_and_no_register_is_asked_for() {
    let app = TestApp::new().await;
    let mlds = Role::CoordonnateurMlds;
    let adresse = format!("/groupes/{}", app.ici.dossier.groupe);
    // Thursday the 12th of November: the group of the harness meets.
    let perimetre = app.perimetre(mlds).await;
    let attendues = async || {
        let lu = groupe::lire(app.app.store().read(), &perimetre, app.ici.dossier.groupe).await.unwrap();
        lu.unwrap().groupe.attendues(crate::app::jour()).len()
    };
    assert_eq!(attendues().await, 2);
    assert_eq!(envoyer(&app, CALENDRIER, "bordeaux").await.vers(), ICI);
    assert_eq!(calendrier(&app).await.len(), 2, "neither another place nor years gone by");
    assert_eq!(attendues().await, 0);
    let page = app.get(mlds, &adresse).await.corps;
    let pont = "Pont, du 12\u{a0}novembre\u{a0}2026 au 15\u{a0}novembre\u{a0}2026 (calendrier scolaire)";
    assert!(page.contains(pont) && !page.contains("Noël"), "what falls into the session alone: {page}");
    let feuille = app.get(mlds, &format!("{adresse}/presences/2026-11-12")).await.corps;
    assert!(feuille.contains("pont jusqu’au 15\u{a0}novembre\u{a0}2026"), "{feuille}");
    let noter = app.post(mlds, &format!("{adresse}/presences/2026-11-12"), &[("autres", "present")]).await;
    assert_eq!(noter.statut, StatusCode::UNPROCESSABLE_ENTITY, "nobody is expected");
    // Taken back, the day is asked for again.
    let id = vacances::lister(app.app.store().read()).await.unwrap()[0].id.to_string();
    assert_eq!(app.post(ADMIN, "/vacances/retirer", &[("periode", &id)]).await.vers(), ICI);
    assert_eq!(attendues().await, 2);
    let encore = app.post(ADMIN, "/vacances/retirer", &[("periode", &id)]).await;
    assert_eq!(encore.statut, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn who_administers_types_what_no_file_says_and_everybody_reads() {
    let app = TestApp::new().await;
    for (champs, faute) in [
        (vec![("nom", ""), ("du", "2026-12-19"), ("au", "2027-01-03")], "Donnez un nom"),
        (vec![("nom", "Noël"), ("du", "2026-12-19"), ("au", "2026-12-18")], "est avant le premier"),
        (vec![("nom", "Noël"), ("du", ""), ("au", "2026-12-18")], "error"),
    ] {
        let refus = app.post(ADMIN, ICI, &champs).await;
        assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY, "{champs:?}");
        assert!(refus.corps.contains(faute), "{faute}: {}", refus.corps);
    }
    let noel = [("nom", "Vacances de Noël"), ("du", "2026-12-19"), ("au", "2027-01-03")];
    assert_eq!(app.post(ADMIN, ICI, &noel).await.vers(), ICI);
    let deux_fois = app.post(ADMIN, ICI, &noel).await;
    assert!(deux_fois.corps.contains("déjà des vacances à ces dates"), "{}", deux_fois.corps);
    let lue = app.get(Role::PsyEn, ICI).await;
    assert!(lue.corps.contains("Vacances de Noël") && !lue.corps.contains("Retirer"), "{}", lue.corps);
    let csv = app.get(Role::PsyEn, "/vacances.csv").await.corps;
    assert!(csv.contains("Vacances de Noël;2026-12-19;2027-01-03;saisie"), "{csv}");
    assert_eq!(app.post(Role::Saio, ICI, &noel).await.statut, StatusCode::FORBIDDEN);
    let jeton = app.jeton(app.compte(Role::PsyEn), &[EtendueJeton::ParcoursLire]).await;
    let api = app.appeler(Some(&jeton), axum::http::Method::GET, "/api/v1/vacances", None).await;
    assert!(api.corps.contains("\"au\":\"2027-01-03\""), "{}", api.corps);
}

#[tokio::test]
async fn a_file_that_says_nothing_of_the_académie_says_of_whom_it_speaks() {
    let app = TestApp::new().await;
    let refus = envoyer(&app, CALENDRIER, "Corse").await;
    assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refus.corps.contains("Bordeaux et Paris"), "{}", refus.corps);
    let faux = envoyer(&app, "nom;debut\nNoël;hier\n", "Bordeaux").await;
    assert!(faux.corps.contains("description"), "{}", faux.corps);
    assert!(calendrier(&app).await.is_empty(), "all or nothing");
}

#[tokio::test]
async fn a_deadline_that_falls_into_the_holidays_says_so_and_does_not_move() {
    let app = TestApp::new().await;
    let adresse = format!("/dossiers/{}", app.ici.dossier.id);
    let psad = Role::ResponsablePsad;
    let tache = [("texte", "ecrire"), ("echeance", "2026-11-13")];
    assert_eq!(app.post(psad, &format!("{adresse}/taches"), &tache).await.statut, StatusCode::SEE_OTHER);
    assert!(!app.get(psad, &adresse).await.corps.contains("pendant"));
    envoyer(&app, &CALENDRIER.replace("Pont;", "Vacances d'Automne;"), "Bordeaux").await;
    let page = app.get(psad, &adresse).await.corps;
    assert!(page.contains("(pendant les vacances d’automne)"), "{page}");
}

#[tokio::test]
async fn holidays_were_added_over_others_without_a_word() {
    let app = TestApp::new().await;
    let dire = async |nom: &str, du: &str, au: &str| {
        app.post(ADMIN, ICI, &[("nom", nom), ("du", du), ("au", au)]).await
    };
    assert_eq!(dire("Vacances de Noël", "2026-12-19", "2027-01-03").await.statut, StatusCode::SEE_OTHER);
    let refus = dire("Pont du Nouvel An", "2027-01-02", "2027-01-05").await;
    assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY);
    let page = refus.corps.replace(['\u{a0}', '\u{202f}'], " ");
    for dit in [
        "« Pont du Nouvel An » (du 2",
        "« Vacances de Noël » (du 19 décembre 2026 au 3 janvier 2027)",
        "value=\"2027-01-05\"",
    ] {
        assert!(page.contains(dit), "{dit}: {page}");
    }
    assert_eq!(calendrier(&app).await.len(), 1);
    assert_eq!(dire("Pont du Nouvel An", "2027-01-04", "2027-01-05").await.statut, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn another_file_was_refused_with_a_word_that_the_page_does_not_know() {
    let app = TestApp::new().await;
    let refus = envoyer(&app, "nom;prenom\nROY;Tom\n", "Bordeaux").await;
    assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refus.corps.contains("n’est pas le calendrier scolaire du ministère"), "{}", refus.corps);
    assert!(!refus.corps.contains("profil"), "{}", refus.corps);
}
