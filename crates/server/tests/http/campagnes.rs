//! A campaign from the screen: files in, run in the background, looked at, published; and by nobody else.

use std::{fs, path::Path};

use axum::http::StatusCode;
use raccroche_domain::{
    droits::{GenreOrganisation, Role},
    suivi::{EtatVerification, Evenement},
};
use raccroche_server::{avis, jobs};
use raccroche_store::{
    Auteur, Perimetre,
    appartenance::{self, NouvelleAppartenance},
    avis as choix,
    campagne::{self, EtatCampagne},
    dossier::{self, Filtre},
    jeune,
    organisation::{self, NouvelleOrganisation},
};
use uuid::Uuid;

use crate::app::{Reponse, TestApp};

/// A register of the hand-written set of the campaign's own tests.
pub(crate) fn registre(nom: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../campaign/tests/golden/registres").join(nom))
        .unwrap()
}

/// Opens a campaign; gives its number.
pub(crate) async fn ouvrir(app: &TestApp, nom: &str) -> Uuid {
    let champs = [("nom", nom), ("date", "2026-11-12"), ("definition", "D313-59")];
    let reponse = app.post(Role::Saio, "/campagnes", &champs).await;
    assert_eq!(reponse.statut, StatusCode::SEE_OTHER, "{}", reponse.corps);
    reponse.vers().strip_prefix("/campagnes/").unwrap().parse().unwrap()
}

/// Sends a file as a browser does.
pub(crate) async fn envoyer(
    app: &TestApp,
    role: Role,
    campagne: Uuid,
    (nom, octets): (&str, &[u8]),
    champs: &[(&str, &str)],
) -> Reponse {
    let chemin = format!("/campagnes/{campagne}/sources");
    app.envoyer_fichier(role, &chemin, ("fichier", nom, octets), champs).await
}

/// The registers of the year before and of this year, and the zoning.
pub(crate) async fn deposer(app: &TestApp, id: Uuid) {
    let precedent = registre("siecle_2025.csv");
    let champs =
        [("nom", "SIECLE 2025"), ("role", "previous"), ("format", "canonique"), ("date", "2026-06-30")];
    let reponse = envoyer(app, Role::Saio, id, ("../siecle 2025.csv", &precedent), &champs).await;
    assert_eq!(reponse.statut, StatusCode::SEE_OTHER, "{}", reponse.corps);
    let zonage = registre("zonage_psad.csv");
    let reponse = envoyer(app, Role::Saio, id, ("zonage_psad.csv", &zonage), &[("role", "zonage")]).await;
    assert_eq!(reponse.statut, StatusCode::SEE_OTHER, "{}", reponse.corps);

    let depot = app.dossier_de_donnees.path().join("depot");
    fs::create_dir_all(&depot).unwrap();
    fs::write(depot.join("siecle_2026.csv"), registre("siecle_2026.csv")).unwrap();
    let champs = [
        ("fichier", "siecle_2026.csv"),
        ("nom", "SIECLE 2026"),
        ("role", "current"),
        ("format", "canonique"),
        ("date", "2026-11-05"),
    ];
    let reponse = app.post(Role::Saio, &format!("/campagnes/{id}/depot"), &champs).await;
    assert_eq!(reponse.statut, StatusCode::SEE_OTHER, "{}", reponse.corps);
}

async fn etat(app: &TestApp, id: Uuid) -> EtatCampagne {
    campagne::find(app.app.store().read(), id).await.unwrap().unwrap().etat
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_campaign_is_gathered_run_looked_at_and_published() {
    let app = TestApp::new().await;
    let id = ouvrir(&app, "SIEI novembre 2026").await;
    let ici = format!("/campagnes/{id}");
    deposer(&app, id).await;
    let page = app.get(Role::Saio, &ici).await;
    assert!(page.corps.contains("SIECLE 2025") && page.corps.contains("zonage psad"), "{}", page.corps);

    let lancee = app.post(Role::Saio, &format!("{ici}/lancer"), &[]).await;
    assert_eq!(lancee.statut, StatusCode::SEE_OTHER, "{}", lancee.corps);
    let page = app.get(Role::Saio, &ici).await;
    assert!(
        page.corps.contains("http-equiv=\"refresh\" content=\"2\"") && page.corps.contains("Interrompre")
    );
    assert!(jobs::un_travail(&app.app).await.unwrap());
    assert_eq!(etat(&app, id).await, EtatCampagne::Calculee);

    // What was read, and what publishing would do, before anything is published.
    let page = app.get(Role::Saio, &ici).await;
    assert!(!page.corps.contains("http-equiv=\"refresh\""));
    assert!(
        page.corps.contains("Rapport de qualité") && page.corps.contains("dossiers s’ouvrent"),
        "{}",
        page.corps
    );
    let qualite = app.get(Role::Saio, &format!("{ici}/qualite/0")).await;
    assert_eq!(qualite.statut, StatusCode::OK);
    assert!(qualite.corps.contains("Qualité de SIECLE 2025"));
    let csv = app.get(Role::Saio, &format!("{ici}/qualite/0/remarques.csv")).await;
    assert!(csv.corps.contains("Fichier;Ligne;Champ"), "{}", csv.corps);
    assert_eq!(app.get(Role::Saio, &format!("{ici}/qualite/99")).await.statut, StatusCode::NOT_FOUND);
    let bordeaux = || {
        organisation::find_by_code(app.app.store().read(), GenreOrganisation::Psad.into(), "psad-bordeaux")
    };
    assert!(bordeaux().await.unwrap().is_none(), "a dry run writes nothing");

    let sans_lire = app.post(Role::Saio, &format!("{ici}/publier"), &[]).await;
    assert_eq!(sans_lire.statut, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(sans_lire.corps.contains("Cochez la case"));
    let publiee = app.post(Role::Saio, &format!("{ici}/publier"), &[("confirmer", "oui")]).await;
    assert_eq!(publiee.statut, StatusCode::SEE_OTHER);
    assert!(jobs::un_travail(&app.app).await.unwrap());
    assert!(!jobs::un_travail(&app.app).await.unwrap());
    assert_eq!(etat(&app, id).await, EtatCampagne::Publiee);
    let bordeaux = bordeaux().await.unwrap().unwrap();
    let communes = organisation::communes(app.app.store().read(), bordeaux.id).await.unwrap();
    assert!(communes.contains(&"33063".to_owned()), "{communes:?}");
    let page = app.get(Role::Saio, &ici).await;
    assert!(page.corps.contains("Campagne publiée le") && !page.corps.contains("Refaire le rapprochement"));

    // The next one starts from it: who is new, and what people decided.
    let seuils = app.app.config().seuils;
    let writer = app.app.store().write(app.app.horloge().maintenant()).await.unwrap();
    let tom = jeune::namesakes(&writer, "GARNIER", "Tom", "2008-11-20".parse().unwrap()).await.unwrap();
    let ouvert = dossier::ouvert_du_jeune(&writer, tom[0].id).await.unwrap().unwrap();
    let erreur = Evenement::Verifie { etat: EtatVerification::Erreur, ou: None, depuis: None };
    let (auteur, jour) = (Auteur::sans_compte("Essai"), app.app.horloge().aujourd_hui());
    dossier::inscrire_du_systeme(&writer, &auteur, jour, ouvert, erreur, &seuils).await.unwrap();
    writer.commit().await.unwrap();
    let suivante = ouvrir(&app, "SIEI décembre 2026").await;
    deposer(&app, suivante).await;
    app.post(Role::Saio, &format!("/campagnes/{suivante}/lancer"), &[]).await;
    assert!(jobs::un_travail(&app.app).await.unwrap());
    let page = app.get(Role::Saio, &format!("/campagnes/{suivante}")).await;
    assert!(page.corps.contains("Par rapport à la campagne précédente"), "{}", page.corps);
    let campagne = campagne::find(app.app.store().read(), suivante).await.unwrap().unwrap();
    let resultats = app.dossier_de_donnees.path().join(campagne.dossier).join("resultats");
    let bilan = raccroche_campaign::read_bilan(&resultats).unwrap();
    let appliquees = bilan.corrections_par_etat.get(&raccroche_campaign::CorrectionState::Appliquee);
    assert_eq!(appliquees, Some(&1), "{:?}", bilan.corrections);
    assert!(
        page.corps.contains("0 dossier s’ouvre") || page.corps.contains("0\u{a0}dossier"),
        "{}",
        page.corps
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_that_fails_says_why_and_one_that_is_stopped_leaves_nothing() {
    let app = TestApp::new().await;
    let id = ouvrir(&app, "Essai").await;
    let ici = format!("/campagnes/{id}");
    let rien = app.post(Role::Saio, &format!("{ici}/lancer"), &[]).await;
    assert_eq!(rien.statut, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(rien.corps.contains("aucun registre") || rien.corps.contains("Aucun registre"), "{}", rien.corps);

    let champs =
        [("nom", "SIECLE 2025"), ("role", "previous"), ("format", "canonique"), ("date", "2026-06-30")];
    envoyer(&app, Role::Saio, id, ("vide.csv", b"ceci;n'est;pas\nun;registre;du tout\n"), &champs).await;
    app.post(Role::Saio, &format!("{ici}/lancer"), &[]).await;
    assert!(jobs::un_travail(&app.app).await.unwrap());
    let page = app.get(Role::Saio, &ici).await;
    assert!(page.corps.contains("Le calcul s’est arrêté"), "{}", page.corps);
    assert!(!page.corps.contains("http-equiv=\"refresh\""));
    assert_eq!(etat(&app, id).await, EtatCampagne::Brouillon);

    app.post(Role::Saio, &format!("{ici}/lancer"), &[]).await;
    app.post(Role::Saio, &format!("{ici}/interrompre"), &[]).await;
    assert!(!jobs::un_travail(&app.app).await.unwrap(), "nobody wants it any more");
    assert!(!app.dossier_de_donnees.path().join("campagnes").join("resultats").exists());

    app.post(Role::Saio, &format!("{ici}/abandonner"), &[]).await;
    assert_eq!(etat(&app, id).await, EtatCampagne::Annulee);
    let apres = app.post(Role::Saio, &format!("{ici}/lancer"), &[]).await;
    assert_eq!(apres.statut, StatusCode::CONFLICT);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_run_whose_process_died_is_begun_again_once() {
    let app = TestApp::new().await;
    let id = ouvrir(&app, "Essai").await;
    deposer(&app, id).await;
    app.post(Role::Saio, &format!("/campagnes/{id}/lancer"), &[]).await;
    // Somebody takes it, and is never heard of again.
    let writer = app.app.store().write(app.app.horloge().maintenant()).await.unwrap();
    let duree = chrono::TimeDelta::seconds(90);
    raccroche_store::travail::lease(&writer, &["campagne_calcul"], duree).await.unwrap().unwrap();
    writer.commit().await.unwrap();
    assert!(!jobs::un_travail(&app.app).await.unwrap());
    app.avancer(chrono::TimeDelta::seconds(91));
    assert!(jobs::un_travail(&app.app).await.unwrap());
    assert_eq!(etat(&app, id).await, EtatCampagne::Calculee);
    assert!(!jobs::un_travail(&app.app).await.unwrap());
}

#[tokio::test]
async fn no_path_comes_from_a_request() {
    let app = TestApp::new().await;
    let id = ouvrir(&app, "Essai").await;
    fs::create_dir_all(app.dossier_de_donnees.path().join("depot")).unwrap();
    fs::write(app.dossier_de_donnees.path().join("depot/vrai.csv"), "x").unwrap();
    for nom in ["../cles", "/etc/passwd", "vrai.csv/../../cles", "..", ""] {
        let champs = [("fichier", nom), ("role", "zonage")];
        let reponse = app.post(Role::Saio, &format!("/campagnes/{id}/depot"), &champs).await;
        assert_eq!(reponse.statut, StatusCode::UNPROCESSABLE_ENTITY, "{nom:?}");
        assert!(reponse.corps.contains("Choisissez un fichier de la liste."));
    }
    // A file that is refused does not stay on the disk.
    let reponse = envoyer(&app, Role::Saio, id, ("x.csv", b"a;b"), &[("role", "previous")]).await;
    assert_eq!(reponse.statut, StatusCode::UNPROCESSABLE_ENTITY);
    let campagne = campagne::find(app.app.store().read(), id).await.unwrap().unwrap();
    let sources = app.dossier_de_donnees.path().join(campagne.dossier).join("sources");
    assert_eq!(fs::read_dir(sources).unwrap().count(), 0);
}

#[tokio::test]
async fn the_académie_alone_conducts_and_others_see_figures_or_nothing() {
    let app = TestApp::new().await;
    let id = ouvrir(&app, "Essai").await;
    let ici = format!("/campagnes/{id}");
    for role in [Role::ResponsablePsad, Role::IenIo, Role::Dpo] {
        let page = app.get(role, &ici).await;
        assert_eq!(page.statut, StatusCode::OK);
        assert!(!page.corps.contains("Lancer le rapprochement") && !page.corps.contains("name=\"fichier\""));
        for geste in ["lancer", "interrompre", "abandonner", "publier", "depot"] {
            let reponse = app.post(role, &format!("{ici}/{geste}"), &[]).await;
            assert_eq!(reponse.statut, StatusCode::FORBIDDEN, "{role:?} {geste}");
        }
        let envoi = envoyer(&app, role, id, ("x.csv", b"a;b"), &[("role", "zonage")]).await;
        assert_eq!(envoi.statut, StatusCode::FORBIDDEN);
    }
    for role in [Role::ReferentDecrochage, Role::ConseillerMissionLocale, Role::Administrateur] {
        assert_eq!(app.get(role, "/campagnes").await.statut, StatusCode::FORBIDDEN);
        assert_eq!(app.get(role, &ici).await.statut, StatusCode::FORBIDDEN);
    }
    assert_eq!(etat(&app, id).await, EtatCampagne::Brouillon);
}

#[tokio::test]
async fn whom_a_mission_locale_follows_already_is_not_kept() {
    use raccroche_campaign::Section;

    let app = TestApp::new().await;
    let suivi = raccroche_campaign::Fiche {
        rubrique: Section::Followed,
        ..crate::fiches::fiche("autre", "ROUSSEL", "Tom", "2008-05-04")
    };
    let a_contacter = crate::fiches::fiche("perdu", "GIRARD", "Noé", "2008-03-02");
    let resultat = crate::fiches::publier(&app, "Novembre", vec![suivi, a_contacter]).await;
    assert_eq!((resultat.suivis, resultat.ouverts), (1, 1));
    let reader = app.app.store().read();
    let connus = async |nom, prenom, naissance: &str| {
        jeune::namesakes(reader, nom, prenom, naissance.parse().unwrap()).await.unwrap().len()
    };
    assert_eq!(connus("GIRARD", "Noé", "2008-03-02").await, 1);
    assert_eq!(connus("ROUSSEL", "Tom", "2008-05-04").await, 0, "no dossier, so nothing is kept");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_publication_tells_each_psad_what_is_new() {
    let app = TestApp::new().await;
    let writer = app.app.store().write(app.app.horloge().maintenant()).await.unwrap();
    let bordeaux = NouvelleOrganisation {
        genre: GenreOrganisation::Psad.into(),
        code: "psad-bordeaux".to_owned(),
        nom: "PSAD Bordeaux".to_owned(),
        departement: "33".to_owned(),
    };
    let bordeaux = organisation::register(&writer, bordeaux).await.unwrap();
    for (qui, role) in [
        (app.compte(Role::ResponsablePsad), Role::ResponsablePsad),
        (&app.de_passage, Role::ResponsablePsad),
        (app.compte(Role::PsyEn), Role::PsyEn),
    ] {
        let nouvelle = NouvelleAppartenance {
            utilisateur: qui.utilisateur,
            organisation: bordeaux.id,
            role: role.code().to_owned(),
            du: app.app.horloge().aujourd_hui(),
            au: None,
        };
        appartenance::grant(&writer, nouvelle).await.unwrap();
    }
    choix::choisir(&writer, app.de_passage.utilisateur, choix::Frequence::Aucune, 1).await.unwrap();
    writer.commit().await.unwrap();

    let id = ouvrir(&app, "SIEI novembre 2026").await;
    deposer(&app, id).await;
    app.post(Role::Saio, &format!("/campagnes/{id}/lancer"), &[]).await;
    assert!(jobs::un_travail(&app.app).await.unwrap());
    assert!(!avis::un_courriel(&app.app).await.unwrap(), "nothing is told before it is published");
    app.post(Role::Saio, &format!("/campagnes/{id}/publier"), &[("confirmer", "oui")]).await;
    assert!(jobs::un_travail(&app.app).await.unwrap());
    while avis::un_courriel(&app.app).await.unwrap() {}
    let courriels = app.courriels();
    assert_eq!(
        courriels.len(),
        1,
        "who leads a PSAD that has new young people, and wants mails: {courriels:#?}"
    );
    let courriel = &courriels[0];
    assert!(courriel.contains("To: responsable_psad.33@"), "{courriel}");
    let perimetre = app.perimetre(Role::ResponsablePsad).await;
    let appartenances =
        appartenance::valid_on(app.app.store().read(), perimetre.utilisateur(), perimetre.le())
            .await
            .unwrap();
    let (tenue, _) = appartenances.iter().find(|(_, organisation)| organisation.id == bordeaux.id).unwrap();
    let reader = app.app.store().read();
    let la = Perimetre::of(reader, perimetre.utilisateur(), tenue.id, perimetre.le()).await.unwrap().unwrap();
    let nombre = dossier::compter(reader, &la, &Filtre::default()).await.unwrap();
    assert!(nombre > 1);
    let texte = courriel.replace("=\r\n", "");
    assert!(texte.contains(&format!("{nombre} jeunes ajout=C3=A9s")), "{nombre} in {texte}");
    assert!(texte.contains("/jeunes?ouverts=3D2026-11-12"), "{texte}");
    for nom in ["GARNIER", "Tom"] {
        assert!(!texte.contains(nom), "{nom}");
    }
}
