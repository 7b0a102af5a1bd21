//! What the documents of a parcours bear and say, read back from their PDF as a screen reader does.

use axum::http::StatusCode;
use raccroche_domain::droits::{GenreOrganisation, Role};
use raccroche_store::{acces, parcours};

use crate::{
    app::{Personne, Reponse, TestApp, debut},
    arbre,
};

/// A PNG of one white pixel.
const PNG: [u8; 67] = [
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0,
    1, 8, 0, 0, 0, 0, 0x3a, 0x7e, 0x9b, 0x55, 0, 0, 0, 10, b'I', b'D', b'A', b'T', 0x78, 0x9c, 0x63, 0xf8,
    0x0f, 0, 1, 1, 1, 0, 0xb1, 0x38, 0xf6, 0x14, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];
const CHEF: Role = Role::ChefEtablissement;
const REFERENT: Role = Role::ReferentDecrochage;

/// The text of a PDF with single plain spaces, and the words that replace its pictures.
pub(crate) fn lu(pdf: &Reponse) -> (String, Vec<String>) {
    assert_eq!(pdf.statut, StatusCode::OK, "{}", pdf.corps);
    let racine = arbre::lire(&pdf.octets).racine;
    let texte = racine.lire().replace('\u{200b}', "").replace(['\u{a0}', '\u{202f}'], " ");
    let texte = texte.replace('☒', "☒ ").replace('☐', "☐ ");
    let alt = |alt: &String| alt.replace(['\u{a0}', '\u{202f}'], " ");
    let images = racine.tous().iter().filter_map(|element| element.alt.as_ref().map(alt)).collect();
    (texte.split_whitespace().collect::<Vec<_>>().join(" "), images)
}

/// Makes a document of the parcours; gives what its PDF says.
async fn etablir(app: &TestApp, qui: Role, modele: &str) -> (String, Vec<String>) {
    let page = format!("/parcours/{}", app.ici.dossier.parcours);
    let fait = app.post(qui, &format!("{page}/documents"), &[("modele", modele)]).await;
    assert_eq!(fait.statut, StatusCode::SEE_OTHER, "{}", fait.corps);
    let perimetre = app.perimetre(qui).await;
    let lu_ = parcours::lire(app.app.store().read(), &perimetre, app.ici.dossier.parcours).await.unwrap();
    let dernier = lu_.unwrap().suivi.etat.documents.last().unwrap().id;
    lu(&app.get(qui, &format!("{page}/documents/{dernier}")).await)
}

async fn dire(app: &TestApp, qui: impl Into<Personne>, logo: &[u8], champs: &[(&str, &str)]) -> Reponse {
    app.envoyer_fichier(qui, "/entete", ("logo", "logo.png", logo), champs).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_school_says_once_what_its_documents_bear() {
    let app = TestApp::new().await;
    let dit = [
        ("lignes", "1 rue des Tilleuls\r\n\r\n33000 Saint-Essai\r\n05 39 98 00 00"),
        ("signataire_nom", "Dominique Lame"),
        ("signataire_qualite", "Proviseure"),
        ("logo_description", "Blason : un tilleul"),
    ];
    let fait = dire(&app, CHEF, &PNG, &dit).await;
    assert_eq!(fait.statut, StatusCode::SEE_OTHER, "{}", fait.corps);
    let page = app.get(CHEF, "/entete").await.corps;
    for garde in
        ["33000 Saint-Essai", "Dominique Lame", "Proviseure", "Blason : un tilleul", "Retirer le logo"]
    {
        assert!(page.replace('\u{a0}', " ").contains(garde), "{garde}");
    }
    let (texte, images) = lu(&app.get(CHEF, "/entete/apercu").await);
    for attendu in ["1 rue des Tilleuls", "05 39 98 00 00", "Proviseure", "Dominique Lame"] {
        assert!(texte.contains(attendu), "{attendu} in {texte}");
    }
    assert_eq!(images, ["Blason : un tilleul"], "whoever does not see it is told");

    // Said anew without a file, the logo stays; taken off, it goes.
    let fait = dire(&app, CHEF, &[], &[("lignes", "2 rue Neuve"), ("logo_description", "Un tilleul")]).await;
    assert_eq!(fait.statut, StatusCode::SEE_OTHER, "{}", fait.corps);
    let (texte, images) = lu(&app.get(CHEF, "/entete/apercu").await);
    assert!(
        texte.contains("2 rue Neuve") && !texte.contains("Tilleuls") && images == ["Un tilleul"],
        "{texte}"
    );
    dire(&app, CHEF, &[], &[("sans_logo", "oui")]).await;
    assert_eq!(lu(&app.get(CHEF, "/entete/apercu").await).1, Vec::<String>::new());

    let chef = app.compte(CHEF).utilisateur;
    let traces = acces::of_utilisateur(app.app.store().read(), chef, debut(), 100).await.unwrap();
    let changements = traces.iter().filter(|trace| trace.action == "entete").count();
    assert_eq!(changements, 3, "each change is in the access log");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_small_png_is_refused_with_what_was_typed() {
    let app = TestApp::new().await;
    let champs = [("signataire_nom", "Dominique Lame"), ("logo_description", "Blason")];
    let mut lourd = PNG.to_vec();
    lourd.resize(200_001, 0);
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><rect width='1' height='1'/></svg>";
    let mut immense = PNG;
    immense[16..20].copy_from_slice(&40_000_u32.to_be_bytes());
    for (octets, phrase) in [
        (&lourd[..], "plus de 200"),
        (svg, "pas une image PNG"),
        (b"GIF89a", "pas une image PNG"),
        (&PNG[..50], "ne peut pas"),
        (&immense, "40000"),
    ] {
        let refus = dire(&app, CHEF, octets, &champs).await;
        assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY, "{phrase}");
        assert!(
            refus.corps.contains(phrase) && refus.corps.contains("Dominique Lame"),
            "{phrase}: {}",
            refus.corps
        );
    }
    let muet = dire(&app, CHEF, &PNG, &[("signataire_nom", "Dominique Lame")]).await;
    assert_eq!(muet.statut, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(muet.corps.contains("Décrivez le logo"));
    let enorme = dire(&app, CHEF, &vec![0; 3 * 1024 * 1024], &champs).await;
    assert_eq!(enorme.statut, StatusCode::UNPROCESSABLE_ENTITY, "{}", enorme.corps);
    assert!(!app.get(CHEF, "/entete").await.corps.contains("Dominique Lame"), "nothing was kept");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_speaks_for_another_organisation_but_an_administrator() {
    let app = TestApp::new().await;
    let ecole = app.ici.organisations[&GenreOrganisation::Etablissement].id;
    let de = format!("/entete?de={ecole}");
    let dit = ("logo", "", &b""[..]);
    for role in [Role::ResponsablePsad, Role::IenIo] {
        assert_eq!(app.get(role, &de).await.statut, StatusCode::NOT_FOUND, "{role:?}");
        let essai = app.envoyer_fichier(role, &de, dit, &[("lignes", "Ailleurs")]).await;
        assert_eq!(essai.statut, StatusCode::NOT_FOUND, "{role:?}");
    }
    let ailleurs = app.get(Personne::Ailleurs(CHEF), &de).await;
    assert_eq!(ailleurs.statut, StatusCode::NOT_FOUND);
    let trouve = app.get(Role::Administrateur, "/entete?q=0330001X").await.corps;
    assert!(trouve.contains(&ecole.to_string()), "{trouve}");
    let fait = app.envoyer_fichier(Role::Administrateur, &de, dit, &[("lignes", "3 rue Dite")]).await;
    assert_eq!(fait.statut, StatusCode::SEE_OTHER, "{}", fait.corps);
    assert!(app.get(CHEF, "/entete").await.corps.contains("3 rue Dite"));
    assert!(
        !app.get(Role::Administrateur, "/entete").await.corps.contains("3 rue Dite"),
        "their own is another"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_bears_the_header_of_the_school_that_takes_part_else_of_who_answers() {
    let app = TestApp::new().await;
    dire(&app, CHEF, &[], &[("lignes", "1 rue de l’École")]).await;
    dire(&app, Role::ResponsablePsad, &[], &[("lignes", "2 rue de la Plate-forme")]).await;
    let (texte, _) = etablir(&app, REFERENT, "pafi_diagnostic").await;
    assert!(texte.contains("2 rue de la Plate-forme") && !texte.contains("1 rue de l’École"), "{texte}");
    let ecole = app.ici.organisations[&GenreOrganisation::Etablissement].id.to_string();
    let champs =
        [("acteur", "chef_etablissement"), ("nom", "Dominique Lame"), ("organisation", ecole.as_str())];
    let chemin = format!("/parcours/{}/parties", app.ici.dossier.parcours);
    assert_eq!(app.post(REFERENT, &chemin, &champs).await.statut, StatusCode::SEE_OTHER);
    let (texte, _) = etablir(&app, REFERENT, "pafi_diagnostic").await;
    assert!(texte.contains("1 rue de l’École") && !texte.contains("Plate-forme"), "{texte}");
}

/// Beyond 1 Mo the page was lost, and what was typed in it.
#[tokio::test]
async fn a_logo_far_too_large_lost_the_page() {
    let app = TestApp::new().await;
    for octets in [2 * 1024 * 1024, 33 * 1024 * 1024] {
        let champs = [("lignes", "33000 Saint-Essai"), ("logo_description", "Blason")];
        let refus = dire(&app, CHEF, &vec![b' '; octets], &champs).await;
        assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            refus.corps.contains("name=\"logo\"") && refus.corps.contains("200\u{a0}Ko"),
            "{}",
            refus.corps
        );
        assert!(octets > 32 * 1024 * 1024 || refus.corps.contains("33000 Saint-Essai"), "kept what was read");
    }
}
