//! A campaign closes nothing by itself: those whom it found although they are followed wait, with the evidence, for somebody to
//! decide; what is decided stands in the journal and is taken back.

use axum::http::{Method, StatusCode};
use raccroche_domain::{
    droits::{GenreOrganisation, Role},
    suivi::{EtatVerification, Evenement},
};
use raccroche_server::jobs;
use raccroche_store::{
    Perimetre,
    appartenance::{self, NouvelleAppartenance},
    dossier, jeune, organisation,
};
use uuid::Uuid;

use crate::{
    app::{Compte, TestApp},
    campagnes::{envoyer, ouvrir, registre},
};

const ICI: &str = "/jeunes/retrouves";

/// A file, its bytes, and the fields sent with it.
type Registre<'a> = (&'a str, &'a [u8], &'a [(&'a str, &'a str)]);

/// Runs and publishes a campaign whose current register has Tom Garnier, or has not.
async fn publier(app: &TestApp, nom: &str, avec_tom: bool) {
    let id = ouvrir(app, nom).await;
    let mut actuel = String::from_utf8(registre("siecle_2026.csv")).unwrap();
    if avec_tom {
        let ligne = actuel.lines().find(|ligne| ligne.starts_with("jumeau_reste;")).unwrap();
        let mut cellules: Vec<&str> = ligne.split(';').collect();
        (cellules[0], cellules[1], cellules[2], cellules[4]) = ("tom", "110015838CM", "GARNIER", "Tom");
        (cellules[6], cellules[7]) = ("2008-11-20", "33522");
        let tom = cellules.join(";");
        actuel = format!("{}\n{tom}\n", actuel.trim_end());
    }
    let precedent = registre("siecle_2025.csv");
    let zonage = registre("zonage_psad.csv");
    let registres: [Registre<'_>; 3] = [
        (
            "siecle_2025.csv",
            &precedent,
            &[("nom", "SIECLE 2025"), ("role", "previous"), ("format", "canonique"), ("date", "2026-06-30")],
        ),
        (
            "siecle_2026.csv",
            actuel.as_bytes(),
            &[("nom", "SIECLE 2026"), ("role", "current"), ("format", "canonique"), ("date", "2026-11-05")],
        ),
        ("zonage_psad.csv", &zonage, &[("role", "zonage")]),
    ];
    for (fichier, octets, champs) in registres {
        let reponse = envoyer(app, Role::Saio, id, (fichier, octets), champs).await;
        assert_eq!(reponse.statut, StatusCode::SEE_OTHER, "{}", reponse.corps);
    }
    for (chemin, champs) in [("lancer", &[][..]), ("publier", &[("confirmer", "oui")][..])] {
        let reponse = app.post(Role::Saio, &format!("/campagnes/{id}/{chemin}"), champs).await;
        assert_eq!(reponse.statut, StatusCode::SEE_OTHER, "{chemin}: {}", reponse.corps);
        assert!(jobs::un_travail(&app.app).await.unwrap());
    }
}

/// Whoever leads the PSAD that the zonings gave Tom.
async fn responsable(app: &TestApp) -> Compte {
    let maintenant = app.app.horloge().maintenant();
    let writer = app.app.store().write(maintenant).await.unwrap();
    let graves = organisation::find_by_code(&writer, GenreOrganisation::Psad.into(), "psad-graves").await;
    let nouvelle = NouvelleAppartenance {
        utilisateur: app.compte(Role::ResponsablePsad).utilisateur,
        organisation: graves.unwrap().unwrap().id,
        role: Role::ResponsablePsad.code().to_owned(),
        du: app.app.horloge().aujourd_hui(),
        au: None,
    };
    let tenue = appartenance::grant(&writer, nouvelle).await.unwrap();
    writer.commit().await.unwrap();
    Compte { utilisateur: tenue.utilisateur, appartenance: tenue.id }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_followed_and_found_waits_for_a_decision_that_is_written_and_taken_back() {
    let app = TestApp::new().await;
    publier(&app, "SIEI novembre 2026", false).await;
    let compte = responsable(&app).await;
    let cookie = app.connecter(&compte).await;
    let page = async || app.envoyer(Some(&cookie), Method::GET, ICI, &[]).await;
    let poster = async |chemin: &str, champs: &[(&str, &str)]| {
        app.envoyer(Some(&cookie), Method::POST, chemin, champs).await
    };
    assert!(
        page().await.corps.contains("Personne à décider"),
        "the first campaign found nobody of whom it opened"
    );

    publier(&app, "SIEI décembre 2026", true).await;
    let reader = app.app.store().read();
    let tom = jeune::namesakes(reader, "GARNIER", "Tom", "2008-11-20".parse().unwrap()).await.unwrap();
    let suivi: Uuid =
        dossier::ouvert_du_jeune(reader, tom[0].id).await.unwrap().expect("nothing closes by itself");
    let id = suivi.to_string();
    let journee = app.envoyer(Some(&cookie), Method::GET, "/", &[]).await;
    assert!(journee.corps.contains("href=\"/jeunes/retrouves\""), "{}", journee.corps);
    let vue = page().await;
    assert!(vue.corps.contains("GARNIER Tom") && vue.corps.contains(&id), "{}", vue.corps);
    assert!(vue.corps.contains("Lycée professionnel des Graves"), "with the evidence: {}", vue.corps);
    assert!(vue.corps.contains("Retrouvé dans un établissement scolaire"));

    // Nobody of another territory sees or decides.
    assert!(!app.get(Role::ResponsablePsad, ICI).await.corps.contains(&id));
    let ailleurs = app.post(Role::ResponsablePsad, ICI, &[("dossier", &id), ("action", "clore")]).await;
    assert_eq!(ailleurs.statut, StatusCode::NOT_FOUND);
    for champs in [&[("action", "clore")][..], &[("dossier", &id)], &[("dossier", &id), ("action", "autre")]]
    {
        assert_eq!(poster(ICI, champs).await.statut, StatusCode::UNPROCESSABLE_ENTITY, "{champs:?}");
    }

    let jour = app.app.horloge().aujourd_hui();
    let perimetre =
        Perimetre::of(reader, compte.utilisateur, compte.appartenance, jour).await.unwrap().unwrap();
    let lu = async || dossier::lire(reader, &perimetre, suivi).await.unwrap().unwrap().etat;
    let dernier = async || {
        let journal = dossier::journal(reader, &perimetre, suivi, None).await.unwrap();
        journal.into_iter().max_by_key(|entree| entree.entree.rang).unwrap().entree
    };
    // Followed all the same: it is not asked again, unless that is taken back.
    let garde = poster(ICI, &[("dossier", &id), ("action", "garder")]).await;
    assert_eq!((garde.statut, garde.vers()), (StatusCode::SEE_OTHER, ICI));
    assert!(
        matches!(dernier().await.evenement, Evenement::Maintenu { campagne } if campagne.contains("décembre"))
    );
    assert!(page().await.corps.contains("Personne à décider"));
    assert!(lu().await.cloture.is_none());
    let entree = format!("{}-{}", suivi.simple(), dernier().await.rang);
    assert_eq!(poster("/jeunes/actions/annuler", &[("entree", &entree)]).await.statut, StatusCode::SEE_OTHER);
    assert!(page().await.corps.contains(&id));

    // Closed as found, and taken back.
    assert_eq!(poster(ICI, &[("dossier", &id), ("action", "clore")]).await.statut, StatusCode::SEE_OTHER);
    let clos = lu().await;
    assert_eq!(clos.verification, EtatVerification::RetrouveScolaire);
    assert!(clos.cloture.is_some() && !page().await.corps.contains(&id));
    // Twice is once.
    let rang = dernier().await.rang;
    assert_eq!(poster(ICI, &[("dossier", &id), ("action", "clore")]).await.statut, StatusCode::SEE_OTHER);
    assert_eq!(dernier().await.rang, rang);
    let entree = format!("{}-{rang}", suivi.simple());
    assert_eq!(poster("/jeunes/actions/annuler", &[("entree", &entree)]).await.statut, StatusCode::SEE_OTHER);
    assert!(lu().await.cloture.is_none() && page().await.corps.contains(&id));
}
