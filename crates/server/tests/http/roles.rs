//! Somebody in several roles: which one they act in is said on every page, changed at once, and no other's is theirs.

use axum::http::{Method, StatusCode};
use raccroche_domain::droits::{GenreOrganisation, Role};
use raccroche_store::{
    appartenance::{self, NouvelleAppartenance},
    commune, organisation,
};

use crate::app::{Personne, TestApp, jour};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_is_changed_at_once_is_seen_and_is_ones_own() {
    let app = TestApp::new().await;
    let compte = app.compte(Role::ResponsablePsad).clone();
    let writer = app.app.store().write(app.app.horloge().maintenant()).await.unwrap();
    let nouvelle = NouvelleAppartenance {
        utilisateur: compte.utilisateur,
        organisation: app.ailleurs.organisations[&GenreOrganisation::Cio].id,
        role: Role::PsyEn.code().to_owned(),
        du: jour(),
        au: Some(jour()),
    };
    let autre = appartenance::grant(&writer, nouvelle).await.unwrap().id.to_string();
    writer.commit().await.unwrap();
    let cookie = app.connecter(&compte).await;
    let page = async |chemin: &str| app.envoyer(Some(&cookie), Method::GET, chemin, &[]).await;
    let changer =
        async |vers: &str| app.envoyer(Some(&cookie), Method::POST, "/role", &[("affectation", vers)]).await;
    let (ici, ailleurs) =
        (format!("/dossiers/{}", app.ici.dossier.id), format!("/dossiers/{}", app.ailleurs.dossier.id));

    let avant = page("/").await.corps;
    assert!(avant.contains("Responsable de PSAD") && avant.contains(&autre), "the other role is at hand");
    assert_eq!(page(&ici).await.statut, StatusCode::OK);
    assert_eq!(page(&ailleurs).await.statut, StatusCode::NOT_FOUND);

    let change = changer(&autre).await;
    assert_eq!((change.statut, change.vers()), (StatusCode::SEE_OTHER, "/"));
    let apres = page("/").await.corps;
    assert!(apres.contains("Psychologue de l’Éducation nationale (CIO)"), "{apres}");
    assert_eq!(page(&ici).await.statut, StatusCode::NOT_FOUND, "one territory at a time");
    assert_eq!(page(&ailleurs).await.statut, StatusCode::OK);
    assert_eq!(page("/feuilles").await.statut, StatusCode::FORBIDDEN);

    // Nobody takes the role of another.
    let celui_d_un_autre = app.compte(Personne::Ailleurs(Role::ResponsablePsad)).appartenance.to_string();
    for vers in [celui_d_un_autre.as_str(), "n’importe quoi", ""] {
        assert_eq!(changer(vers).await.statut, StatusCode::NOT_FOUND, "{vers}");
    }
    assert_eq!(page(&ailleurs).await.statut, StatusCode::OK);

    // The day after its last, it is over, and the other is there.
    app.avancer(chrono::TimeDelta::days(1));
    let cookie = app.connecter(&compte).await;
    let lendemain = app.envoyer(Some(&cookie), Method::GET, "/", &[]).await;
    assert!(!lendemain.corps.contains(&autre) && lendemain.corps.contains("Responsable de PSAD"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_new_is_what_came_since_the_last_day_of_work() {
    let app = TestApp::new().await;
    let titre = async || {
        let page = app.get(Role::ResponsablePsad, "/").await.corps;
        page.split("id=\"nouveau\">")
            .nth(1)
            .and_then(|reste| reste.split('<').next())
            .unwrap_or_default()
            .to_owned()
    };
    let signal = [
        ("nom", "LEFÈVRE"),
        ("prenom", "Tom"),
        ("naissance", "2009-01-20"),
        ("code_postal", "33400"),
        ("commune", "Talence"),
        ("etablissement", "LP d’essai"),
        ("classe", "Première MELEC"),
        ("sorti_le", "2026-11-06"),
    ];
    let writer = app.app.store().write(app.app.horloge().maintenant()).await.unwrap();
    let psad = &app.ici.organisations[&GenreOrganisation::Psad];
    organisation::assign_communes(&writer, psad, &["33522"]).await.unwrap();
    commune::register(&writer, &[("33400".to_owned(), "Talence".to_owned(), "33522".to_owned())])
        .await
        .unwrap();
    writer.commit().await.unwrap();
    let ouvert = app.post(Role::PsyEn, "/signaler", &signal).await;
    assert_eq!(ouvert.statut, StatusCode::SEE_OTHER, "{}", ouvert.corps);
    // A Thursday, for the first time: a week.
    assert_eq!(titre().await, "Nouveau depuis jeudi 5\u{a0}novembre");
    app.get(Role::ResponsablePsad, &format!("/dossiers/{}", app.ici.dossier.id)).await;
    assert_eq!(titre().await, "Nouveau depuis jeudi 5\u{a0}novembre", "today's work moves nothing");
    app.avancer(chrono::TimeDelta::days(4));
    assert_eq!(titre().await, "Nouveau depuis jeudi 12\u{a0}novembre");
    app.avancer(chrono::TimeDelta::days(60));
    assert_eq!(titre().await, "", "after long, the last week alone, in which nobody came");
}
