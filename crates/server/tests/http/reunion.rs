//! Two dossiers of one person: found, compared, reunited, recognised by what comes next, separated.

use axum::http::{Method, StatusCode};
use raccroche_domain::{
    Identite, Sexe,
    droits::{GenreOrganisation, MotifPortee, Role},
    suivi::{EtatDossier, Evenement, Origine, Responsable, Seuils, Structure},
};
use raccroche_store::{
    Auteur, acces,
    contact::{self, GenreCoordonnee},
    dossier,
    identifiant::{self, GenreIdentifiant},
    jeune::{self, NouveauJeune},
};
use uuid::Uuid;

use crate::{
    app::{Personne, TestApp, debut, jour},
    fiches::{fiche, publier},
};

const QUI: Role = Role::ResponsablePsad;

/// Another dossier of somebody of the first territory; gives the person and the dossier.
async fn dossier_de(
    app: &TestApp,
    nom: &str,
    prenom: &str,
    naissance: &str,
    portees: &[Uuid],
) -> (Uuid, Uuid) {
    let writer = app.app.store().write(debut()).await.unwrap();
    let nouveau = NouveauJeune {
        identite: Identite {
            nom_famille: nom.to_owned(),
            prenoms: vec![prenom.to_owned()],
            date_naissance: naissance.parse().ok(),
            sexe: Some(Sexe::Masculin),
            ..Identite::default()
        },
        ..NouveauJeune::default()
    };
    let jeune = jeune::create(&writer, &nouveau).await.unwrap().id;
    let psad = &app.ici.organisations[&GenreOrganisation::Psad];
    let structure = Structure { id: psad.id, nom: psad.nom.clone() };
    let nouveau = dossier::Nouveau {
        jeune,
        naissance: nouveau.identite.date_naissance,
        evenement: Evenement::Ouvert {
            origine: Origine::Campagne,
            campagne: None,
            signale_le: None,
            sans_formation_depuis: None,
            responsable: Responsable { structure, agent: None },
        },
        portees: portees.iter().map(|id| (*id, MotifPortee::Psad)).collect(),
        dernier_etablissement: "Lycée des Pins".to_owned(),
        derniere_formation: String::new(),
    };
    let auteur = Auteur::sans_compte("Campagne d’essai");
    let id = dossier::ouvrir(&writer, &auteur, jour(), &nouveau, &Seuils::default()).await.unwrap();
    writer.commit().await.unwrap();
    (jeune, id)
}

/// Two dossiers of Léo GAUTHIER, whom one register calls GAUTIER.
async fn deux(app: &TestApp) -> ((Uuid, Uuid), (Uuid, Uuid)) {
    let psad = app.ici.organisations[&GenreOrganisation::Psad].id;
    (
        dossier_de(app, "GAUTHIER", "Léo", "2008-03-05", &[psad]).await,
        dossier_de(app, "GAUTIER", "Léo", "2008-03-05", &[psad]).await,
    )
}

async fn etat(app: &TestApp, id: Uuid) -> EtatDossier {
    let perimetre = app.perimetre(QUI).await;
    dossier::lire(app.app.store().read(), &perimetre, id).await.unwrap().unwrap().etat
}

async fn reunir(app: &TestApp, garde: Uuid, clos: Uuid) {
    let autre = clos.to_string();
    let champs = [("autre", autre.as_str()), ("garder", "ici")];
    let fait = app.post(QUI, &format!("/dossiers/{garde}/reunir"), &champs).await;
    assert_eq!((fait.statut, fait.vers()), (StatusCode::SEE_OTHER, format!("/dossiers/{garde}").as_str()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_looks_alike_is_shown_side_by_side_and_who_read_it_is_written_down() {
    let app = TestApp::new().await;
    let ((_, garde), (_, autre)) = deux(&app).await;
    let psad = app.ici.organisations[&GenreOrganisation::Psad].id;
    dossier_de(&app, "MARTIN", "Zoé", "2007-01-01", &[psad]).await;
    let dossier = app.get(QUI, &format!("/dossiers/{garde}")).await.corps;
    assert!(dossier.contains(&format!("/dossiers/{garde}/reunir\"")), "{dossier}");
    let page = app.get(QUI, &format!("/dossiers/{garde}/reunir")).await;
    assert_eq!(page.statut, StatusCode::OK);
    assert!(page.corps.contains("Même nom et même date de naissance"), "{}", page.corps);
    assert!(page.corps.contains(&format!("/dossiers/{autre}\"")));
    assert!(page.corps.contains("GAUT<mark>H</mark>IER"), "what differs is marked: {}", page.corps);
    assert!(!page.corps.contains("MARTIN") && !page.corps.contains("DUVAL"));
    let lectures = acces::of_dossier(app.app.store().read(), autre, 5).await.unwrap();
    assert_eq!((lectures.len(), lectures[0].action.as_str()), (1, "reunion"));
    // Somebody whom nothing brings near is found by name, from a form that posts.
    let cherche = format!("/dossiers/{garde}/reunir/chercher");
    let trouve = app.post(QUI, &cherche, &[("q", "martin")]).await;
    assert!(trouve.corps.contains("MARTIN") && trouve.corps.contains("soyez sûr ou sûre de vous"));
    let rien = app.post(QUI, &cherche, &[("q", "MARTINEAU")]).await;
    assert!(!rien.corps.contains("Lucas"), "of another territory");
    assert!(rien.corps.contains("Aucun dossier ouvert ne correspond"));
    // Those who only follow do not decide.
    for role in [Role::PsyEn, Role::ConseillerMissionLocale, Role::ChefEtablissement, Role::Dpo] {
        let page = app.get(role, &format!("/dossiers/{}/reunir", app.ici.dossier.id)).await;
        assert_eq!(page.statut, StatusCode::FORBIDDEN, "{role:?}");
    }
    let lien = format!("/dossiers/{}/reunir\"", app.ici.dossier.id);
    let dossier = app.get(Role::PsyEn, &format!("/dossiers/{}", app.ici.dossier.id)).await;
    assert!(!dossier.corps.contains(&lien));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_dossiers_go_on_as_one_and_each_says_so_until_they_are_separated() {
    let app = TestApp::new().await;
    let ((jeune_garde, garde), (jeune_clos, clos)) = deux(&app).await;
    let writer = app.app.store().write(debut()).await.unwrap();
    contact::see(&writer, jeune_clos, None, GenreCoordonnee::Telephone, "0600000042", "SIFA").await.unwrap();
    writer.commit().await.unwrap();
    let champs = [("texte", "document"), ("echeance", "2026-11-20")];
    app.post(QUI, &format!("/dossiers/{clos}/taches"), &champs).await;
    reunir(&app, garde, clos).await;
    assert_eq!(etat(&app, garde).await.taches.len(), 1);
    assert_eq!(etat(&app, clos).await.continue_dans(), Some(garde));

    let page = app.get(QUI, &format!("/dossiers/{garde}?onglet=contacts")).await.corps;
    assert!(page.contains("06\u{a0}00\u{a0}00\u{a0}00\u{a0}42"), "{page}");
    assert!(page.contains("Voir l’autre dossier") && page.contains(&format!("/dossiers/{clos}\"")));
    let page = app.get(QUI, &format!("/dossiers/{clos}")).await.corps;
    assert!(
        page.contains("Ce dossier continue ici") && page.contains(&format!("/dossiers/{garde}\"")),
        "{page}"
    );
    assert!(
        page.contains(&format!("/dossiers/{clos}/separer")) && !page.contains(&format!("{clos}/rouvrir"))
    );
    // Found by either name, somebody is one.
    let trouve = app.post(QUI, "/recherche", &[("q", "gautier léo")]).await;
    assert_eq!(trouve.vers(), format!("/dossiers/{garde}"));
    // The one that ended takes nothing more, and says where to go.
    let refus = app.post(QUI, &format!("/dossiers/{clos}/rouvrir"), &[]).await;
    assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refus.corps.contains("ce dossier continue dans un autre")
            || refus.corps.contains("Ce dossier continue dans un autre")
    );
    assert_eq!(app.get(QUI, &format!("/dossiers/{clos}/reunir")).await.statut, StatusCode::SEE_OTHER);

    let session = app.connecter(app.compte(QUI)).await;
    let separe = app.envoyer(Some(&session), Method::POST, &format!("/dossiers/{clos}/separer"), &[]).await;
    assert_eq!((separe.statut, separe.vers()), (StatusCode::SEE_OTHER, format!("/dossiers/{clos}").as_str()));
    let annonce = separe.entete("set-cookie").split(';').next().unwrap().to_owned();
    let page =
        app.envoyer(Some(&format!("{session}; {annonce}")), Method::GET, separe.vers(), &[]).await.corps;
    assert!(page.contains("chacun continue de son côté") && page.contains("a séparé ce dossier"), "{page}");
    assert_eq!(etat(&app, clos).await.taches.len(), 1);
    assert_eq!(etat(&app, garde).await.taches, []);
    let perimetre = app.perimetre(QUI).await;
    let numeros = contact::of_jeune(app.app.store().read(), &perimetre, jeune_garde).await.unwrap();
    assert!(numeros.is_empty(), "{numeros:?}");
    // A second time there is nothing to separate.
    let encore = app.post(QUI, &format!("/dossiers/{clos}/separer"), &[]).await;
    assert_eq!(encore.statut, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(dossier::journaux_rompus(app.app.store().read()).await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_other_one_may_go_on_and_what_is_refused_is_told_beside_it() {
    let app = TestApp::new().await;
    let ((_, un), (_, autre)) = deux(&app).await;
    let adresse = format!("/dossiers/{un}/reunir");
    let (code, ici) = (autre.to_string(), app.ici.dossier.id.to_string());
    let personne = app.post(QUI, &adresse, &[]).await;
    assert_eq!(personne.statut, StatusCode::UNPROCESSABLE_ENTITY);
    // A hand-off waits in this one: it may go on, not end.
    let attend = app.post(QUI, &adresse, &[("autre", ici.as_str()), ("garder", "ici")]).await;
    assert_eq!(attend.statut, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(attend.corps.contains("Un passage de relais est déjà en cours"), "{}", attend.corps);
    assert!(attend.corps.contains("attend sa réponse"));
    // Somebody else's territory does not exist.
    let ailleurs = app.ailleurs.dossier.id.to_string();
    let absent = app.post(QUI, &adresse, &[("autre", ailleurs.as_str())]).await;
    assert_eq!(absent.statut, StatusCode::NOT_FOUND);
    let a_eux = format!("/dossiers/{ailleurs}/reunir");
    let absent = app.post(Personne::Ailleurs(QUI), &a_eux, &[("autre", code.as_str())]).await;
    assert_eq!(absent.statut, StatusCode::NOT_FOUND);
    assert!(etat(&app, un).await.cloture.is_none() && etat(&app, autre).await.cloture.is_none());
    // A dossier in double is not closed alone: what is under way would be lost.
    let seul = app.post(QUI, &format!("/dossiers/{un}/cloture"), &[("motif", "fusion")]).await;
    assert_eq!(seul.statut, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(seul.corps.contains("Réunir avec un autre dossier"));
    let champs = [("autre", code.as_str()), ("garder", "autre"), ("version", "1")];
    let fait = app.post(QUI, &adresse, &champs).await;
    assert_eq!(fait.vers(), format!("/dossiers/{autre}"));
    assert_eq!(etat(&app, un).await.continue_dans(), Some(autre));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_campaign_and_a_signal_recognise_the_person_as_one() {
    let app = TestApp::new().await;
    let ((jeune_garde, garde), (jeune_clos, clos)) = deux(&app).await;
    let writer = app.app.store().write(debut()).await.unwrap();
    for (jeune, genre, valeur) in [
        (jeune_garde, GenreIdentifiant::SieiCampagne, "A1"),
        (jeune_clos, GenreIdentifiant::SieiCampagne, "B1"),
        (jeune_clos, GenreIdentifiant::IneRnie, "123456789AB"),
    ] {
        identifiant::attach(&writer, jeune, genre, valeur, "SIEI").await.unwrap();
    }
    writer.commit().await.unwrap();
    reunir(&app, garde, clos).await;
    let entrees = etat(&app, garde).await.rang;
    // By the number of the one, by the INE of the one, by name alone.
    let par_numero = fiche("B1", "GAUTIER", "Léo", "2008-03-05");
    let mut par_ine = fiche("B2", "Gautier", "Léo", "2008-03-05");
    par_ine.ine = vec!["123456789AB".parse().unwrap()];
    let par_nom = fiche("B3", "GAUTIER", "LEO", "2008-03-05");
    for (n, fiche) in [par_numero, par_ine, par_nom].into_iter().enumerate() {
        let resultat = publier(&app, &format!("Campagne {n}"), vec![fiche]).await;
        assert_eq!((resultat.ouverts, resultat.revus), (0, 1), "campaign {n}");
    }
    assert_eq!(etat(&app, garde).await.rang, entrees + 3);
    assert!(etat(&app, clos).await.cloture.is_some());
    let champs = [
        ("nom", "Gautier"),
        ("prenom", "Léo"),
        ("naissance", "2008-03-05"),
        ("code_postal", "33000"),
        ("commune", "Bordeaux"),
        ("classe", "CAP"),
        ("sorti_le", "2026-10-01"),
        ("etablissement", "Lycée des Pins"),
        ("ine", "123456789AB"),
    ];
    let signal = app.post(QUI, "/signaler", &champs).await;
    assert_eq!(signal.vers(), format!("/dossiers/{garde}"), "{}", signal.corps);
    // Separated, each is somebody again.
    app.post(QUI, &format!("/dossiers/{clos}/separer"), &[]).await;
    let resultat = publier(&app, "Campagne 4", vec![fiche("B1", "GAUTIER", "Léo", "2008-03-05")]).await;
    assert_eq!((resultat.ouverts, resultat.revus), (0, 1));
    let perimetre = app.perimetre(QUI).await;
    let journal = dossier::journal(app.app.store().read(), &perimetre, clos, None).await.unwrap();
    assert!(matches!(journal[0].entree.evenement, Evenement::RevuParCampagne { .. }));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hand_off_is_proposed_to_the_nearest_first() {
    let app = TestApp::new().await;
    let psad = app.ici.organisations[&GenreOrganisation::Psad].id;
    let cio = app.ici.organisations[&GenreOrganisation::Cio].clone();
    let (_, id) = dossier_de(&app, "GAUTHIER", "Léo", "2008-03-05", &[psad, cio.id]).await;
    let page = app.get(QUI, &format!("/dossiers/{id}")).await.corps;
    let liste =
        page.split("name=\"destinataire\"").nth(1).and_then(|reste| reste.split("</select>").next()).unwrap();
    let groupes: Vec<&str> = liste.split("<optgroup label=\"").skip(1).collect();
    assert_eq!(groupes.len(), 3, "{liste}");
    assert!(groupes[0].starts_with("Sur le territoire du jeune") && groupes[0].contains(&cio.nom));
    assert!(groupes[1].starts_with("Dans le même département"));
    assert!(groupes[1].contains(&app.ici.organisations[&GenreOrganisation::MissionLocale].nom));
    assert!(groupes[2].starts_with("Ailleurs dans l’académie"));
    assert!(groupes[2].contains(&app.ailleurs.organisations[&GenreOrganisation::Psad].nom));
    assert!(!liste.contains(&psad.to_string()), "not to oneself");
}
