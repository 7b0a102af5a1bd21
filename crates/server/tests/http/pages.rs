//! The pages of a document as pictures: who sees them, that they are those of the very file, and what the access log keeps.

use std::{collections::BTreeSet, sync::Arc};

use axum::http::{Method, StatusCode};
use raccroche_documents::Apercu;
use raccroche_domain::droits::Role;
use raccroche_store::{acces, parcours};
use uuid::Uuid;

use crate::{
    app::{Personne, Reponse, TestApp},
    signatures::Scene,
};

const REFERENT: Role = Role::ReferentDecrochage;

/// Pixels across and down, as a PNG says them itself.
fn taille(image: &Reponse) -> (u32, u32) {
    assert_eq!(
        (image.statut, image.entete("content-type")),
        (StatusCode::OK, "image/png"),
        "{}",
        image.corps
    );
    assert!(image.octets.starts_with(b"\x89PNG\r\n\x1a\n"));
    assert!(image.entete("cache-control").contains("no-store"), "nothing of it stays on a shared computer");
    let cote = |debut: usize| u32::from_be_bytes(image.octets[debut..debut + 4].try_into().unwrap());
    (cote(16), cote(20))
}

/// How many pages a page shows, each with its words and its place.
fn pages(page: &str, base: &str) -> usize {
    let nombre = page.matches("<img src=").count();
    for numero in 1..=nombre {
        let src = format!(
            "<a href=\"{base}/{numero}\"><img src=\"{base}/{numero}\" width=\"1240\" height=\"1754\""
        );
        assert!(page.contains(&src), "{src} in {page}");
        assert!(page.contains(&format!("alt=\"Page {numero} sur {nombre}\"")), "{page}");
    }
    assert_eq!(page.matches("loading=\"lazy\"").count(), nombre.saturating_sub(1), "only the first at once");
    nombre
}

/// What the access log keeps of documents that somebody opened.
async fn lectures(app: &TestApp, qui: Uuid) -> usize {
    let lues = acces::of_dossier(app.app.store().read(), app.ici.dossier.id, 200).await.unwrap();
    lues.iter().filter(|lue| lue.utilisateur == qui && lue.action == "document").count()
}

/// Makes a document; gives the address of its parcours and its number.
async fn etablir(app: &TestApp, modele: &str) -> (String, Uuid) {
    let parcours = format!("/parcours/{}", app.ici.dossier.parcours);
    let fait = app.post(REFERENT, &format!("{parcours}/documents"), &[("modele", modele)]).await;
    assert_eq!(fait.statut, StatusCode::SEE_OTHER, "{}", fait.corps);
    let perimetre = app.perimetre(REFERENT).await;
    let lu = parcours::lire(app.app.store().read(), &perimetre, app.ici.dossier.parcours).await.unwrap();
    (parcours, lu.unwrap().suivi.etat.documents.last().unwrap().id)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_account_reads_the_pages_of_the_file_itself_and_that_is_one_reading() {
    let app = TestApp::new().await;
    let (parcours, document) = etablir(&app, "pafi_contrat").await;
    let base = format!("{parcours}/pages/{document}");
    assert!(app.get(REFERENT, &parcours).await.corps.contains(&format!("href=\"{base}\"")));
    let page = app.get(REFERENT, &base).await;
    assert_eq!(page.statut, StatusCode::OK, "{}", page.corps);
    let nombre = pages(&page.corps, &base);
    assert!(nombre >= 2, "a contract has several pages: {}", page.corps);
    assert!(page.corps.contains(&format!("href=\"{parcours}/documents/{document}\"")), "the PDF is beside");
    assert!(
        page.corps.contains("PDF accessible") && page.corps.contains("lecteur d’écran"),
        "{}",
        page.corps
    );
    let mut vues = Vec::new();
    for numero in 1..=nombre {
        let image = app.get(REFERENT, &format!("{base}/{numero}")).await;
        assert_eq!(taille(&image), (1240, 1754));
        vues.push(image.octets);
    }
    assert_eq!(vues.iter().collect::<BTreeSet<_>>().len(), nombre, "each page is another picture");
    for (faux, statut) in [
        ("99", StatusCode::NOT_FOUND),
        ("0", StatusCode::NOT_FOUND),
        ("x", StatusCode::NOT_FOUND),
        ("-1", StatusCode::NOT_FOUND),
    ] {
        let absente = app.get(REFERENT, &format!("{base}/{faux}")).await;
        assert_eq!(absente.statut, statut, "page {faux}");
    }
    let qui = app.compte(REFERENT).utilisateur;
    assert_eq!(lectures(&app, qui).await, 1, "the page and its pictures are one reading");
    let pdf = app.get(REFERENT, &format!("{parcours}/documents/{document}")).await;
    assert_eq!(lectures(&app, qui).await, 2, "the file is another");
    let fichier = Apercu::lire(Arc::new(pdf.octets), 1240).unwrap();
    for (numero, vue) in (1..).zip(&vues) {
        assert_eq!(fichier.dessiner(numero).unwrap().png, *vue, "page {numero} is that of the file");
    }
    // A picture asked for without its page leaves its trace, and once.
    for numero in [1, 2, 1] {
        taille(&app.get(Role::IenIo, &format!("{base}/{numero}")).await);
    }
    assert_eq!(lectures(&app, app.compte(Role::IenIo).utilisateur).await, 1);
    app.avancer(chrono::TimeDelta::minutes(61));
    taille(&app.get(Role::IenIo, &format!("{base}/1")).await);
    assert_eq!(
        lectures(&app, app.compte(Role::IenIo).utilisateur).await,
        2,
        "an hour later it is another reading"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_of_somebody_else_has_no_pages() {
    let app = TestApp::new().await;
    let (parcours, document) = etablir(&app, "pafi_diagnostic").await;
    let autre = Uuid::from_u128(7);
    for chemin in [format!("{parcours}/pages/{document}"), format!("{parcours}/pages/{document}/1")] {
        let refus = app.get(Personne::Ailleurs(REFERENT), &chemin).await;
        assert_eq!(refus.statut, StatusCode::NOT_FOUND, "{chemin}");
        let vers = app.demander(Personne::Visiteur, Method::GET, &chemin, &[]).await;
        assert!(vers.vers().starts_with("/connexion"), "{chemin}");
    }
    for chemin in [format!("{parcours}/pages/{autre}"), format!("{parcours}/pages/{autre}/1")] {
        assert_eq!(app.get(REFERENT, &chemin).await.statut, StatusCode::NOT_FOUND, "{chemin}");
    }
    assert_eq!(lectures(&app, app.compte(REFERENT).utilisateur).await, 0, "nothing was read");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_signs_by_a_link_sees_the_pages_until_the_last_signature_and_after() {
    let scene = Scene::new().await;
    let inconnu = scene.inviter(scene.tuteur).await;
    let image = inconnu.demander(Method::GET, &format!("{}/pages/1", inconnu.base), &[]).await;
    assert_eq!(image.vers(), inconnu.base, "nothing before the code");
    drop(inconnu);
    let tuteur = scene.faire_entrer(scene.tuteur).await;
    let page = tuteur.page().await.corps;
    let base = format!("{}/pages", tuteur.base);
    let nombre = pages(&page, &base);
    assert!(nombre >= 1 && page.contains("Lire le document (PDF)") && page.contains("Je signe"), "{page}");
    let mut avant = Vec::new();
    for numero in 1..=nombre {
        let image = tuteur.demander(Method::GET, &format!("{base}/{numero}"), &[]).await;
        assert_eq!(taille(&image), (1240, 1754));
        avant.push(image.octets);
    }
    assert_eq!(lectures(&scene.app, scene.tuteur).await, 1);
    // Another's proof opens nothing here.
    let mut ailleurs = scene.app.envoyer(None, Method::GET, &format!("{base}/1"), &[]).await;
    assert_eq!(ailleurs.vers(), tuteur.base);
    let fausse = Some("signature=abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQ");
    ailleurs = scene.app.envoyer(fausse, Method::GET, &format!("{base}/1"), &[]).await;
    assert_eq!(ailleurs.vers(), tuteur.base);

    tuteur.repondre(&[("reponse", "signer")]).await;
    let mut apres = Vec::new();
    for numero in 1..=nombre {
        apres.push(tuteur.demander(Method::GET, &format!("{base}/{numero}"), &[]).await.octets);
    }
    assert_ne!(avant, apres, "a signature is seen at once");
    let enseignant = scene.faire_entrer(scene.enseignant).await;
    enseignant.repondre(&[("reponse", "signer")]).await;
    let pdf = tuteur.pdf().await.octets;
    assert_eq!(
        Some(parcours::empreinte(&pdf)),
        scene.etat().await.documents[0].scelle.clone().map(|(_, e)| e)
    );
    let scelle = Apercu::lire(Arc::new(pdf), 1240).unwrap();
    for numero in 1..=scelle.tailles().len() {
        let image = tuteur.demander(Method::GET, &format!("{base}/{numero}"), &[]).await;
        assert_eq!(image.octets, scelle.dessiner(numero).unwrap().png, "what is seen is what was sealed");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_that_closes_shows_no_page_any_more() {
    let scene = Scene::new().await;
    let tuteur = scene.faire_entrer(scene.tuteur).await;
    let chemin = format!("{}/pages/1", tuteur.base);
    taille(&tuteur.demander(Method::GET, &chemin, &[]).await);
    scene.remplacer().await;
    assert_eq!(tuteur.demander(Method::GET, &chemin, &[]).await.vers(), tuteur.base);
}
