//! The scan of a sheet signed by hand: joined with the signature or after it, read by those who are in the parcours, refused when it
//! is not what it should be.

use axum::http::{Method, StatusCode};
use raccroche_domain::{droits::Role, parcours::FormatNumerisation};
use raccroche_store::{acces, parcours};
use uuid::Uuid;

use crate::{
    app::{Personne, Reponse, TestApp},
    signatures::Scene,
};

const REFERENT: Role = Role::ReferentDecrochage;
const PDF: &[u8] = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n";
const JPEG: &[u8] = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00 une photo \xff\xd9";

async fn noter(scene: &Scene, partie: Uuid, reponse: &str, fichier: &[u8]) -> Reponse {
    let partie = partie.to_string();
    let champs = [("partie", partie.as_str()), ("reponse", reponse)];
    let chemin = format!("{}/papier", scene.document());
    // Named otherwise than it is: only what it holds is believed.
    let fichier = ("fichier", if fichier.is_empty() { "" } else { "feuille.txt" }, fichier);
    scene.app.envoyer_fichier(REFERENT, &chemin, fichier, &champs).await
}

async fn joindre(scene: &Scene, qui: impl Into<Personne>, partie: Uuid, fichier: &[u8]) -> Reponse {
    let partie = partie.to_string();
    let chemin = format!("{}/numerisations", scene.document());
    scene.app.envoyer_fichier(qui, &chemin, ("fichier", "feuille.pdf", fichier), &[("partie", &partie)]).await
}

/// What a form that comes back says; nothing of what was sent stays on the disk.
fn refuse(scene: &Scene, reponse: &Reponse, phrase: &str) {
    assert_eq!(reponse.statut, StatusCode::UNPROCESSABLE_ENTITY, "{}", reponse.corps);
    assert!(reponse.corps.replace('\u{a0}', " ").contains(phrase), "{phrase} in {}", reponse.corps);
    rien_sur_le_disque(&scene.app);
}

fn rien_sur_le_disque(app: &TestApp) {
    let dossier = app.dossier_de_donnees.path().join("numerisations");
    let restent = std::fs::read_dir(dossier).map_or(0, Iterator::count);
    assert_eq!(restent, 0, "no file of a person stays");
}

async fn page(scene: &Scene) -> String {
    scene.app.get(REFERENT, &scene.page()).await.corps.replace('\u{a0}', " ")
}

/// Where the page says that a scan is.
fn lien(page: &str) -> String {
    let debut = page.find("/numerisations/").expect("a scan to read");
    let href = page[..debut].rfind("href=\"").expect("a link") + 6;
    page[href..].split('"').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sheet_is_noted_with_its_scan_and_read_by_who_is_in_the_parcours() {
    let scene = Scene::new().await;
    let fait = noter(&scene, scene.tuteur, "papier", JPEG).await;
    assert_eq!(fait.statut, StatusCode::SEE_OTHER, "{}", fait.corps);
    rien_sur_le_disque(&scene.app);
    let vue = page(&scene).await;
    assert!(vue.contains("Sur papier, numérisé le 12 novembre 2026"), "{vue}");
    let etat = scene.etat().await;
    let jointe = etat.documents[0].numerisation_de(scene.tuteur).expect("it is in the journal").clone();
    assert_eq!((jointe.format, jointe.empreinte), (FormatNumerisation::Jpeg, parcours::empreinte(JPEG)));
    let chemin = lien(&vue);
    let lue = scene.app.get(REFERENT, &chemin).await;
    assert_eq!((lue.statut, lue.octets.as_slice()), (StatusCode::OK, JPEG));
    for (entete, attendu) in [
        ("content-type", "image/jpeg"),
        ("content-disposition", "attachment; filename=\"feuille-signee.jpeg\""),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "private, no-store"),
    ] {
        assert_eq!(lue.entete(entete), attendu);
    }
    let traces = acces::of_dossier(scene.app.app.store().read(), scene.app.ici.dossier.id, 50).await.unwrap();
    assert_eq!(
        traces.iter().filter(|trace| trace.action == "numerisation").count(),
        1,
        "the reading is logged"
    );
    let journal = scene.journal().await;
    assert!(journal.iter().any(|(_, phrase)| phrase.contains("a joint la numérisation")), "{journal:#?}");
    // Neither a stranger nor who signs by a link.
    for qui in [Personne::Ailleurs(REFERENT), Personne::Ailleurs(Role::ResponsablePsad)] {
        assert_eq!(scene.app.get(qui, &chemin).await.statut, StatusCode::NOT_FOUND, "{qui:?}");
    }
    let visiteur = scene.app.demander(Personne::Visiteur, Method::GET, &chemin, &[]).await;
    assert!(visiteur.vers().starts_with("/connexion"));
    let absente =
        scene.app.get(REFERENT, &format!("{}/numerisations/{}", scene.page(), Uuid::from_u128(7))).await;
    assert_eq!(absente.statut, StatusCode::NOT_FOUND);

    // The last one, with their sheet: the file that is sealed says how each signed.
    let fait = noter(&scene, scene.enseignant, "papier", &[]).await;
    assert_eq!(fait.statut, StatusCode::SEE_OTHER, "a scan may be missing: {}", fait.corps);
    let vue = page(&scene).await;
    assert!(vue.contains("Sur papier, sans numérisation jointe"), "{vue}");
    let (texte, _) = crate::papiers::lu(&scene.app.get(REFERENT, &scene.document()).await);
    assert!(texte.contains("sur papier numérisé") && texte.contains("sans numérisation jointe"), "{texte}");
    // Sealed: nothing is joined any more, and what was stays.
    assert!(!vue.contains("Joindre la feuille"), "{vue}");
    let tard = joindre(&scene, REFERENT, scene.enseignant, PDF).await;
    refuse(&scene, &tard, "Ce document est scellé");
    assert_eq!(scene.app.get(REFERENT, &chemin).await.octets, JPEG);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_scan_comes_later_once_and_goes_with_its_signature() {
    let scene = Scene::new().await;
    noter(&scene, scene.tuteur, "papier", &[]).await;
    assert!(page(&scene).await.contains("Joindre la feuille numérisée"));
    let fait = joindre(&scene, REFERENT, scene.tuteur, PDF).await;
    assert_eq!(fait.statut, StatusCode::SEE_OTHER, "{}", fait.corps);
    let vue = page(&scene).await;
    assert!(vue.contains("numérisé le 12 novembre 2026") && !vue.contains("Joindre la feuille"), "{vue}");
    let chemin = lien(&vue);
    assert_eq!(scene.app.get(REFERENT, &chemin).await.entete("content-type"), "application/pdf");
    refuse(&scene, &joindre(&scene, REFERENT, scene.tuteur, JPEG).await, "déjà jointe");
    // Who has signed nothing by hand has no sheet.
    refuse(&scene, &joindre(&scene, REFERENT, scene.enseignant, PDF).await, "signature sur papier");
    let partie = scene.tuteur.to_string();
    let retrait = [("partie", partie.as_str()), ("reponse", "retrait"), ("motif", "meprise")];
    let fait = scene.app.post(REFERENT, &format!("{}/signatures", scene.document()), &retrait).await;
    assert_eq!(fait.statut, StatusCode::SEE_OTHER, "{}", fait.corps);
    assert_eq!(scene.app.get(REFERENT, &chemin).await.statut, StatusCode::NOT_FOUND, "erased");
    noter(&scene, scene.tuteur, "papier", PDF).await;
    assert!(page(&scene).await.contains("numérisé le"), "noted anew, with another sheet");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_sheet_is_refused_beside_its_field_and_writes_nothing() {
    let scene = Scene::new().await;
    let grand = [PDF, &vec![b' '; 10_000_001]].concat();
    let avant = scene.etat().await;
    for (fichier, phrase) in [
        (b"MZ\x90\x00 programme".as_slice(), "ni un PDF, ni une image JPEG ou PNG"),
        (b"<svg onload=alert(1)>", "ni un PDF"),
        (b" %PDF-1.4", "ni un PDF"),
        (&grand, "pèse plus de 10 Mo"),
    ] {
        refuse(&scene, &noter(&scene, scene.tuteur, "papier", fichier).await, phrase);
    }
    refuse(&scene, &noter(&scene, scene.tuteur, "contenu", PDF).await, "pas à une autre réponse");
    refuse(&scene, &noter(&scene, scene.tuteur, "", PDF).await, "Choisissez la réponse");
    assert_eq!(scene.etat().await, avant, "nothing was written");
    noter(&scene, scene.tuteur, "papier", &[]).await;
    refuse(&scene, &joindre(&scene, REFERENT, scene.tuteur, &[]).await, "Le fichier est vide");
    let partie = scene.tuteur.to_string();
    let chemin = format!("{}/numerisations", scene.document());
    let sans =
        scene.app.envoyer_fichier(REFERENT, &chemin, ("fichier", "", &[]), &[("partie", &partie)]).await;
    refuse(&scene, &sans, "Choisissez le fichier");
    // Too large for the route itself, and what is no form.
    let trop = vec![b' '; 33 * 1024 * 1024];
    let coupe = joindre(&scene, REFERENT, scene.tuteur, &trop).await;
    assert!(
        coupe.corps.contains("10\u{a0}Mo") && coupe.statut == StatusCode::UNPROCESSABLE_ENTITY,
        "{}",
        coupe.corps
    );
    assert!(
        coupe.corps.contains("Documents") && !coupe.corps.contains("Demande incomplète"),
        "the page stays"
    );
    rien_sur_le_disque(&scene.app);
    // Nobody joins anything for somebody else's parcours, nor for a party that is none.
    let refus = joindre(&scene, Personne::Ailleurs(REFERENT), scene.tuteur, PDF).await;
    assert_eq!(refus.statut, StatusCode::NOT_FOUND);
    let refus = joindre(&scene, REFERENT, Uuid::from_u128(7), PDF).await;
    assert_eq!(refus.statut, StatusCode::NOT_FOUND);
    assert_eq!(scene.etat().await.documents[0].numerisations, []);
}
