//! Who read what: of one dossier, for the young person, and of all for whoever oversees data protection.

use axum::http::StatusCode;
use raccroche_domain::droits::Role;
use raccroche_store::acces::{self, Filtre};

use crate::app::TestApp;

const QUI: Role = Role::ResponsablePsad;

/// Two people read the first dossier.
async fn lire(app: &TestApp) {
    for (role, onglet) in [(QUI, "chronologie"), (QUI, "contacts"), (Role::PsyEn, "scolarite")] {
        let page = app.get(role, &format!("/dossiers/{}?onglet={onglet}", app.ici.dossier.id)).await;
        assert_eq!(page.statut, StatusCode::OK);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_leads_sees_who_read_as_what_and_why_and_is_in_the_list_too() {
    let app = TestApp::new().await;
    lire(&app).await;
    let adresse = format!("/dossiers/{}/consultations", app.ici.dossier.id);
    let page = app.get(QUI, &adresse).await.corps;
    for dit in [
        "Psychologue de l’Éducation nationale (CIO), CIO 33",
        "Le jeune habite le district de son CIO",
        "Sa structure est responsable du dossier",
        "Les coordonnées et les proches",
        "La liste des lectures",
        "/consultations/rapport",
    ] {
        assert!(page.contains(dit), "{dit}: {page}");
    }
    for role in [Role::PsyEn, Role::ConseillerMissionLocale, Role::IenIo] {
        assert_eq!(app.get(role, &adresse).await.statut, StatusCode::FORBIDDEN, "{role:?}");
    }
    assert_eq!(app.get(Role::Dpo, &adresse).await.statut, StatusCode::NOT_FOUND, "no dossier is theirs");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_readings_are_in_pages() {
    let app = TestApp::new().await;
    let writer = app.app.store().write(app.app.horloge().maintenant()).await.unwrap();
    let perimetre = app.perimetre(QUI).await;
    for _ in 0..120 {
        acces::record(&writer, &perimetre, Some(app.ici.dossier.id), "contacts", "responsable")
            .await
            .unwrap();
    }
    writer.commit().await.unwrap();
    let adresse = format!("/dossiers/{}/consultations", app.ici.dossier.id);
    let lignes = |corps: &str| corps.matches("<th scope=\"row\">").count();
    let premiere = app.get(QUI, &adresse).await.corps;
    assert!(lignes(&premiere) == 50 && premiere.contains("?page=2"), "{}", lignes(&premiere));
    let derniere = app.get(QUI, &format!("{adresse}?page=3")).await.corps;
    // Each page shown is a reading more.
    assert_eq!(lignes(&derniere), 22);
    assert!(!derniere.contains("?page=4") && derniere.contains("?page=2"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_report_addresses_the_young_person_and_leaves_no_reading_out() {
    let app = TestApp::new().await;
    lire(&app).await;
    let page = app.get(QUI, &format!("/dossiers/{}/consultations/rapport", app.ici.dossier.id)).await.corps;
    for dit in [
        "Vous habitez le district de son CIO",
        "Sa structure est responsable de votre suivi",
        "4\u{a0}lectures par 2\u{a0}personnes",
        "Le déroulé du suivi, les coordonnées et les proches, le rapport d’accès (3\u{a0}lectures)",
        "dpd@academie.example",
        "CNIL",
        "Inès DUVAL",
    ] {
        assert!(page.contains(dit), "{dit}: {page}");
    }
    let refus =
        app.get(Role::PsyEn, &format!("/dossiers/{}/consultations/rapport", app.ici.dossier.id)).await;
    assert_eq!(refus.statut, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_dpo_searches_the_whole_log_sees_no_name_of_a_young_person_and_is_written_down() {
    let app = TestApp::new().await;
    lire(&app).await;
    let journee = app.get(Role::Dpo, "/").await.corps;
    assert!(journee.contains("href=\"/consultations\""), "{journee}");
    let page = app.get(Role::Dpo, "/consultations").await;
    assert_eq!(page.statut, StatusCode::OK);
    let id = app.ici.dossier.id;
    assert!(page.corps.contains(&format!("dossier={id}")) && !page.corps.contains("DUVAL"), "{}", page.corps);
    assert!(!page.corps.contains(&format!("/dossiers/{id}")), "no way in");
    // By the organisation, in words; then by who read there.
    let form = [("organisation", "cio 33"), ("du", "2026-11-01"), ("au", "2026-11-12")];
    let vers = app.post(Role::Dpo, "/consultations", &form).await;
    assert_eq!(vers.statut, StatusCode::SEE_OTHER, "{}", vers.corps);
    assert!(vers.vers().starts_with("/consultations?organisation=") && !vers.vers().contains("cio"));
    let page = app.get(Role::Dpo, vers.vers()).await.corps;
    assert!(page.contains("pour CIO 33") && page.contains("La scolarité"), "{page}");
    assert!(!page.contains("Les coordonnées et les proches"));
    let psy = app.compte(Role::PsyEn).utilisateur;
    assert!(page.contains(&format!("qui={psy}")), "{page}");
    let hier =
        app.get(Role::Dpo, &format!("/consultations?qui={psy}&du=2026-11-01&au=2026-11-11")).await.corps;
    assert!(hier.contains("Aucune lecture ne correspond"), "{hier}");
    for (champ, valeur, mot) in [
        ("personne", "Zzyzx", "Aucun nom ne correspond"),
        ("dossier", "DUVAL", "pas un numéro de dossier"),
        ("du", "2027-01-01", "avant le premier"),
        ("du", "hier", "Cette date n’existe pas"),
    ] {
        let refus = app.post(Role::Dpo, "/consultations", &[(champ, valeur)]).await;
        assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY, "{champ}");
        assert!(
            refus.corps.contains(mot) && refus.corps.contains(&format!("value=\"{valeur}\"")),
            "{mot}: {}",
            refus.corps
        );
    }
    let csv = app.get(Role::Dpo, &format!("/consultations/export?dossier={id}")).await;
    assert!(csv.entete("content-disposition").contains("consultations.csv"));
    assert_eq!(csv.corps.lines().count(), 4, "{}", csv.corps);
    assert!(csv.corps.contains(&id.to_string()) && !csv.corps.contains("DUVAL"));

    // Each search and each file is in the log.
    let dpo = app.compte(Role::Dpo).utilisateur;
    let sien = Filtre { utilisateurs: Some(vec![dpo]), ..Filtre::default() };
    let lues = acces::search(app.app.store().read(), &sien, 0, 100).await.unwrap();
    assert!(lues.iter().all(|lue| lue.action == "journal" && lue.dossier.is_none()), "{lues:?}");
    assert!(
        lues[0].motif.starts_with("export du journal, du ") && lues[0].motif.contains(&id.to_string()),
        "{}",
        lues[0].motif
    );
    assert!(lues.iter().any(|lue| lue.motif.contains(&format!("personne {psy}"))));
    // The administrator, the coordination and those who follow do not search it.
    for role in [Role::Administrateur, Role::Saio, QUI, Role::ChefEtablissement] {
        for chemin in ["/consultations", "/consultations/export"] {
            assert_eq!(app.get(role, chemin).await.statut, StatusCode::FORBIDDEN, "{role:?}");
        }
    }
}
