//! When the machine fails: a full disk, a database that goes away and comes back. People read what happened, nothing is lost, and
//! nobody has to start the program again.

use std::{sync::Arc, time::Duration};

use axum::http::{Method, StatusCode};
use raccroche_domain::droits::Role;
use raccroche_store::dossier;
use sea_orm::{ConnectionTrait as _, Database};
use tokio::{
    net::{TcpListener, UnixStream},
    sync::watch,
};
use uuid::Uuid;

use crate::{app::TestApp, serveur::server};

async fn notes(app: &TestApp) -> usize {
    let perimetre = app.perimetre(Role::ResponsablePsad).await;
    let journal =
        dossier::journal(app.app.store().read(), &perimetre, app.ici.dossier.id, None).await.unwrap();
    journal.iter().filter(|entree| entree.entree.evenement.genre() == "note").count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_refuses_with_a_clear_page_and_loses_nothing() {
    let app = TestApp::new().await;
    let chemin = format!("/dossiers/{}/notes", app.ici.dossier.id);
    let cookie = app.connecter(app.compte(Role::ResponsablePsad)).await;
    let noter =
        async |texte: &str| app.envoyer(Some(&cookie), Method::POST, &chemin, &[("note", texte)]).await;
    assert_eq!(noter("Avant.").await.statut, StatusCode::SEE_OTHER);

    // What SQLite is told when it may not grow is what it is told when the disk is full.
    let limite = async |pages: &str| {
        let writer = app.app.store().write(app.app.horloge().maintenant()).await.unwrap();
        writer.execute_unprepared(&format!("PRAGMA max_page_count = {pages}")).await.unwrap();
        writer.commit().await.unwrap();
    };
    limite("1").await;
    let longue = "Il dit vouloir reprendre. ".repeat(400);
    let mut refus = None;
    let mut ecrites = 1;
    for _ in 0..40 {
        let reponse = noter(&longue).await;
        if reponse.statut == StatusCode::SEE_OTHER {
            // Pages already given to the file still had room.
            ecrites += 1;
        } else {
            refus = Some(reponse);
            break;
        }
    }
    let refus = refus.expect("the file is full at last");
    assert_eq!(refus.statut, StatusCode::SERVICE_UNAVAILABLE, "{}", refus.corps);
    assert!(refus.corps.contains("n’a plus de place"), "{}", refus.corps);
    assert!(!refus.corps.contains("SQLITE") && !refus.corps.contains("database"), "nothing of the inside");
    assert_eq!(notes(&app).await, ecrites, "what was accepted is there, what was refused is not");

    limite("1073741823").await;
    assert_eq!(noter("Après.").await.statut, StatusCode::SEE_OTHER, "without starting again");
    assert_eq!(notes(&app).await, ecrites + 1);
    assert_eq!(dossier::journaux_rompus(app.app.store().read()).await.unwrap(), []);
}

/// A way to the shared server that can be cut.
struct Passage {
    port: u16,
    ouvert: watch::Sender<bool>,
}

impl Passage {
    async fn vers(socket: String) -> Self {
        let ecoute = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = ecoute.local_addr().unwrap().port();
        let (ouvert, etat) = watch::channel(true);
        tokio::spawn(async move {
            while let Ok((mut entree, _)) = ecoute.accept().await {
                let (socket, mut etat) = (socket.clone(), etat.clone());
                tokio::spawn(async move {
                    if !*etat.borrow() {
                        return;
                    }
                    let Ok(mut sortie) = UnixStream::connect(&socket).await else { return };
                    tokio::select! {
                        _ = tokio::io::copy_bidirectional(&mut entree, &mut sortie) => {}
                        _ = etat.wait_for(|ouvert| !ouvert) => {}
                    }
                });
            }
        });
        Self { port, ouvert }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_goes_away_and_comes_back_needs_nobody() {
    let adresse = server();
    let nom = format!("t_{}", Uuid::new_v4().simple());
    let connexion = Database::connect(adresse).await.unwrap();
    connexion.execute_unprepared(&format!("CREATE DATABASE {nom}")).await.unwrap();
    let socket = format!("{}/.s.PGSQL.5432", adresse.split("host=").nth(1).unwrap());
    let passage = Arc::new(Passage::vers(socket).await);
    let base = format!("postgres://postgres@127.0.0.1:{}/{nom}", passage.port);
    let app = TestApp::avec(|config| config.base = base).await;

    let chemin = format!("/dossiers/{}/notes", app.ici.dossier.id);
    let cookie = app.connecter(app.compte(Role::ResponsablePsad)).await;
    let demander = async |methode, chemin: &str, champs: &[(&str, &str)]| {
        app.envoyer(Some(&cookie), methode, chemin, champs).await
    };
    assert_eq!(demander(Method::POST, &chemin, &[("note", "Avant.")]).await.statut, StatusCode::SEE_OTHER);

    passage.ouvert.send(false).unwrap();
    for (methode, chemin, champs) in
        [(Method::GET, "/jeunes", vec![]), (Method::POST, chemin.as_str(), vec![("note", "Pendant.")])]
    {
        let reponse = demander(methode, chemin, &champs).await;
        assert_eq!(reponse.statut, StatusCode::SERVICE_UNAVAILABLE, "{chemin}: {}", reponse.corps);
        assert!(reponse.corps.contains("Service momentanément indisponible"), "{}", reponse.corps);
        assert!(!reponse.corps.contains("postgres"), "nothing of the inside");
    }
    let pret = app.get(crate::app::Personne::Visiteur, "/readyz").await;
    assert_eq!(pret.statut, StatusCode::SERVICE_UNAVAILABLE);
    let vivant = app.get(crate::app::Personne::Visiteur, "/healthz").await;
    assert_eq!(vivant.statut, StatusCode::OK);

    passage.ouvert.send(true).unwrap();
    // A pool may have to notice that more than one of its connections is dead.
    let mut revenu = false;
    for _ in 0..20 {
        if demander(Method::GET, "/jeunes", &[]).await.statut == StatusCode::OK {
            revenu = true;
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(revenu, "without starting again");
    assert_eq!(demander(Method::POST, &chemin, &[("note", "Après.")]).await.statut, StatusCode::SEE_OTHER);
    assert_eq!(notes(&app).await, 2, "the note refused is not there");

    connexion.execute_unprepared(&format!("DROP DATABASE {nom} WITH (FORCE)")).await.unwrap();
}
