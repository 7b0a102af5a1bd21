//! Documents in batches: of the territory alone, logged one by one, taken up where they stopped, erased in time.

use std::{
    collections::BTreeMap,
    fs,
    io::{Cursor, Read as _},
    path::PathBuf,
    time::Duration,
};

use axum::http::StatusCode;
use chrono::TimeDelta;
use raccroche_domain::{
    dispositif::{Catalogue, ModeleDocument},
    droits::{MotifPortee, Role},
    suivi::Seuils,
};
use raccroche_server::lots;
use raccroche_store::{
    acces, appartenance,
    dossier::{self, Filtre, Page, Tri},
    parcours,
    travail::{self, EtatTravail, Travail},
};
use uuid::Uuid;

use crate::{
    app::{Personne, Reponse, TestApp, debut},
    arbre,
};

const PSAD: Role = Role::ResponsablePsad;
const GENRE: &str = "documents_lot";
const ICI: &str = "/parcours/lots";

/// Opens a parcours and makes its letter for so many more young people; gives their dossiers.
async fn ecrire_a(app: &TestApp, nombre: usize) -> Vec<Uuid> {
    app.ajouter_ici(nombre).await;
    let perimetre = app.perimetre(PSAD).await;
    let fiche = Catalogue::livre().get("accompagnement_ml").unwrap();
    let page = Page { depuis: 0, taille: 50 };
    let tous = dossier::lister(app.app.store().read(), &perimetre, &Filtre::default(), Tri::Nom, page).await;
    let mut dossiers = Vec::new();
    for dossier in tous
        .unwrap()
        .into_iter()
        .map(|ligne| ligne.id)
        .filter(|id| ![app.ici.dossier.id, app.nulle_part.id].contains(id))
        .take(nombre)
    {
        let writer = app.app.store().write(app.app.horloge().maintenant()).await.unwrap();
        let id = parcours::ouvrir(&writer, &perimetre, dossier, fiche, &Seuils::default()).await.unwrap();
        writer.commit().await.unwrap();
        let champs = [("modele", "lettre")];
        let fait =
            app.post(Role::ConseillerMissionLocale, &format!("/parcours/{id}/documents"), &champs).await;
        assert_eq!(fait.statut, StatusCode::SEE_OTHER, "{}", fait.corps);
        dossiers.push(dossier);
    }
    dossiers
}

async fn dernier(app: &TestApp) -> Travail {
    travail::list(app.app.store().read(), GENRE, 1).await.unwrap().pop().unwrap()
}

async fn demander(app: &TestApp, modele: &str) -> Reponse {
    app.post(PSAD, ICI, &[("modele", modele)]).await
}

fn garde(app: &TestApp, lot: Uuid) -> PathBuf {
    app.dossier_de_donnees.path().join("lots").join(lot.simple().to_string())
}

/// The pieces of a batch, as they are on the disk.
fn morceaux(app: &TestApp, lot: Uuid) -> BTreeMap<String, Vec<u8>> {
    let Ok(entrees) = fs::read_dir(garde(app, lot)) else { return BTreeMap::new() };
    let chemins = entrees.map(|entree| entree.unwrap().path());
    chemins
        .filter(|chemin| chemin.extension().is_none())
        .map(|chemin| {
            (chemin.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&chemin).unwrap())
        })
        .collect()
}

/// The files of an archive, by their name.
fn ouvrir(octets: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(octets)).unwrap();
    (0..archive.len())
        .map(|rang| {
            let mut lu = archive.by_index(rang).unwrap();
            let mut octets = Vec::new();
            lu.read_to_end(&mut octets).unwrap();
            (lu.name().unwrap().into_owned(), octets)
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_documents_of_a_model_come_as_one_file_and_each_is_logged() {
    let app = TestApp::new().await;
    let rien = app.get(PSAD, ICI).await.corps;
    assert!(!rien.contains("value=\"lettre\""), "what nobody has cannot be asked for: {rien}");
    assert_eq!(demander(&app, "lettre").await.statut, StatusCode::UNPROCESSABLE_ENTITY);
    let dossiers = ecrire_a(&app, 3).await;
    let page = app.get(PSAD, ICI).await.corps;
    assert!(page.replace('\u{a0}', " ").contains("Lettre : 3 parcours"), "{page}");
    let fait = demander(&app, "lettre").await;
    assert_eq!((fait.statut, fait.vers()), (StatusCode::SEE_OTHER, ICI), "{}", fait.corps);
    demander(&app, "lettre").await;
    assert_eq!(travail::list(app.app.store().read(), GENRE, 9).await.unwrap().len(), 1, "asked for once");
    let lot = dernier(&app).await.id;
    let fichier = format!("{ICI}/{lot}");
    assert_eq!(app.get(PSAD, &fichier).await.statut, StatusCode::NOT_FOUND, "not before it is ready");

    assert!(lots::un_lot_par(&app.app, 2).await.unwrap());
    assert!(!lots::un_lot(&app.app).await.unwrap(), "nothing else waits");
    assert!(app.get(PSAD, ICI).await.corps.contains(&fichier), "the page gives the file");
    let zip = app.get(PSAD, &fichier).await;
    assert_eq!(zip.statut, StatusCode::OK);
    let fichiers = ouvrir(&zip.octets);
    assert_eq!(fichiers.len(), 3, "{:?}", fichiers.keys());
    for (nom, pdf) in &fichiers {
        assert!(
            nom.starts_with("DUVAL_")
                && nom.split('.').next_back() == Some("pdf")
                && nom.contains("_lettre_v1_"),
            "{nom}"
        );
        let texte = arbre::lire(pdf).racine.lire();
        assert!(texte.contains("Bonjour Camille"), "{nom}: {texte}");
    }
    for (nom, octets) in morceaux(&app, lot) {
        assert!(!octets.windows(4).any(|quatre| quatre == b"%PDF"), "{nom} can be read on the disk");
    }
    for dossier in dossiers {
        let traces = acces::of_dossier(app.app.store().read(), dossier, 50).await.unwrap();
        let lectures = traces
            .iter()
            .filter(|t| t.action == "document" && MotifPortee::de_code(&t.motif).is_some())
            .count();
        assert_eq!(lectures, 1, "the log of each dossier knows");
    }
    let moi = app.compte(PSAD).utilisateur;
    let traces = acces::of_utilisateur(app.app.store().read(), moi, debut(), 100).await.unwrap();
    assert!(traces.iter().filter(|t| t.action == "lot").count() >= 2, "asked for, taken away");

    // Nobody else takes it, not even the same work elsewhere.
    for autre in [Personne::Ici(Role::IenIo), Personne::Ailleurs(PSAD)] {
        assert_eq!(app.get(autre, &fichier).await.statut, StatusCode::NOT_FOUND, "{autre:?}");
    }
    let ailleurs = app.get(Personne::Ailleurs(PSAD), ICI).await.corps;
    assert!(!ailleurs.contains(&lot.to_string()) && !ailleurs.contains("value=\"lettre\""), "{ailleurs}");

    // A week later nothing of it is left.
    app.avancer(TimeDelta::days(6));
    lots::ranger(&app.app).await.unwrap();
    assert_eq!(app.get(PSAD, &fichier).await.statut, StatusCode::OK);
    app.avancer(TimeDelta::days(2));
    lots::ranger(&app.app).await.unwrap();
    assert!(!garde(&app, lot).exists());
    assert_eq!(app.get(PSAD, &fichier).await.statut, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_whose_process_died_goes_on_where_it_stopped() {
    let app = TestApp::new().await;
    ecrire_a(&app, 4).await;
    demander(&app, "lettre").await;
    let lot = dernier(&app).await.id;
    let autre = app.app.clone();
    let processus = tokio::spawn(async move { lots::un_lot_par(&autre, 1).await });
    while morceaux(&app, lot).is_empty() && !processus.is_finished() {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    processus.abort();
    let _ = processus.await;
    let avant = morceaux(&app, lot);
    assert!((1..4).contains(&avant.len()), "killed on its way: {:?}", avant.keys());
    assert_eq!(dernier(&app).await.etat, EtatTravail::EnCours);
    assert!(!lots::un_lot(&app.app).await.unwrap(), "the lease of the dead still holds");
    app.avancer(TimeDelta::minutes(2));
    // Whatever pieces the program makes today, this batch goes on in its own.
    assert!(lots::un_lot_par(&app.app, 3).await.unwrap());
    let apres = morceaux(&app, lot);
    assert_eq!(apres.len(), 4);
    for (nom, octets) in avant {
        assert_eq!(apres[&nom], octets, "{nom} was not rendered again: a seal is never twice the same");
    }
    let fichiers = ouvrir(&app.get(PSAD, &format!("{ICI}/{lot}")).await.octets);
    assert_eq!(fichiers.len(), 4);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_batch_that_nobody_wants_any_more_stops_and_is_erased() {
    let app = TestApp::new().await;
    ecrire_a(&app, 2).await;
    demander(&app, "lettre").await;
    let lot = dernier(&app).await.id;
    let arret = format!("{ICI}/{lot}/interrompre");
    assert_eq!(app.post(Personne::Ailleurs(PSAD), &arret, &[]).await.statut, StatusCode::NOT_FOUND);
    assert_eq!(app.post(PSAD, &arret, &[]).await.statut, StatusCode::SEE_OTHER);
    assert!(!lots::un_lot(&app.app).await.unwrap(), "nobody wants it");
    fs::create_dir_all(garde(&app, lot)).unwrap();
    lots::ranger(&app.app).await.unwrap();
    assert!(!garde(&app, lot).exists());

    // Somebody whose role has ended is given nothing.
    demander(&app, "lettre").await;
    let compte = app.compte(PSAD);
    let writer = app.app.store().write(app.app.horloge().maintenant()).await.unwrap();
    appartenance::end(&writer, compte.appartenance, crate::app::jour()).await.unwrap();
    writer.commit().await.unwrap();
    app.avancer(TimeDelta::days(1));
    assert!(lots::un_lot(&app.app).await.unwrap());
    let refuse = dernier(&app).await;
    assert_eq!(refuse.etat, EtatTravail::Echoue);
    assert!(refuse.erreur.unwrap().contains("a pris fin"));
    assert!(!garde(&app, refuse.id).exists(), "nothing was read for them");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_last_version_alone_of_parcours_under_way_is_in_a_batch() {
    let app = TestApp::new().await;
    let page = format!("/parcours/{}", app.ici.dossier.parcours);
    let referent = Role::ReferentDecrochage;
    for _ in 0..2 {
        let champs = [("modele", "pafi_diagnostic")];
        let fait = app.post(referent, &format!("{page}/documents"), &champs).await;
        assert_eq!(fait.statut, StatusCode::SEE_OTHER);
    }
    let perimetre = app.perimetre(PSAD).await;
    let reader = app.app.store().read();
    let modele = ModeleDocument::PafiDiagnostic;
    let trouves = parcours::en_vigueur(reader, &perimetre, modele).await.unwrap();
    let lu = parcours::lire(reader, &perimetre, app.ici.dossier.parcours).await.unwrap().unwrap();
    let dernier = lu.suivi.etat.documents.last().unwrap();
    assert_eq!((trouves.len(), trouves[0].document, dernier.version), (1, dernier.id, 2));
    let comptes = parcours::modeles_en_vigueur(reader, &perimetre).await.unwrap();
    assert!(comptes.contains(&(modele, 1)), "two versions, one parcours: {comptes:?}");
    let ailleurs = app.perimetre(Personne::Ailleurs(PSAD)).await;
    assert_eq!(parcours::en_vigueur(reader, &ailleurs, modele).await.unwrap(), []);
    app.post(referent, &format!("{page}/arreter"), &[("issue", "abandonne")]).await;
    assert_eq!(parcours::en_vigueur(reader, &perimetre, modele).await.unwrap(), [], "over");
}
