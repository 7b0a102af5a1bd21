//! Lists kept under a name: filters, order and columns of closed lists, of one account.

use axum::http::StatusCode;
use raccroche_domain::droits::Role;
use raccroche_store::vue;

use crate::app::TestApp;

const QUI: Role = Role::ResponsablePsad;
const REQUETE: &str = "contact=en_cours&tri=nom&colonnes=commune";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_is_kept_opened_renamed_and_forgotten() {
    let app = TestApp::new().await;
    let liste = app.get(QUI, &format!("/jeunes?{REQUETE}")).await.corps;
    assert!(
        liste.contains("action=\"/jeunes/vues\"") && liste.contains("contact=en_cours&#38;tri=nom"),
        "{liste}"
    );
    assert!(!app.get(QUI, "/jeunes").await.corps.contains("Garder cette vue"), "nothing to keep");
    let champs = [("nom", "À rappeler"), ("requete", REQUETE)];
    let gardee = app.post(QUI, "/jeunes/vues", &champs).await;
    assert_eq!(
        (gardee.statut, gardee.vers()),
        (StatusCode::SEE_OTHER, format!("/jeunes?{REQUETE}").as_str())
    );
    let liste = app.get(QUI, gardee.vers()).await.corps;
    assert!(liste.contains("aria-current=\"page\">À rappeler"), "{liste}");
    assert!(!liste.contains("Garder cette vue"), "kept already");
    // Somebody else has none, in the same role too.
    assert!(!app.get(Role::PsyEn, "/jeunes").await.corps.contains("À rappeler"));

    let perimetre = app.perimetre(QUI).await;
    let vues = vue::of_utilisateur(app.app.store().read(), perimetre.utilisateur()).await.unwrap();
    assert_eq!(vues[0].requete, REQUETE);
    let id = vues[0].id;
    for (autre, attendu) in [(Role::PsyEn, StatusCode::NOT_FOUND), (Role::Dpo, StatusCode::FORBIDDEN)] {
        for verbe in ["renommer", "retirer"] {
            let vole = app.post(autre, &format!("/jeunes/vues/{id}/{verbe}"), &[("nom", "Volée")]).await;
            assert_eq!(vole.statut, attendu, "{autre:?} {verbe}");
        }
    }
    let sans_nom = app.post(QUI, &format!("/jeunes/vues/{id}/renommer"), &[("nom", " ")]).await;
    assert_eq!(sans_nom.statut, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(sans_nom.corps.contains("Donnez un nom à cette vue"));
    app.post(QUI, &format!("/jeunes/vues/{id}/renommer"), &[("nom", "En cours")]).await;
    let page = app.get(QUI, "/jeunes/vues").await.corps;
    assert!(
        page.contains("En cours")
            && page.contains("Contact\u{a0}: en cours")
            && page.contains("Trié par nom"),
        "{page}"
    );
    let retiree = app.post(QUI, &format!("/jeunes/vues/{id}/retirer"), &[]).await;
    assert_eq!((retiree.statut, retiree.vers()), (StatusCode::SEE_OTHER, "/jeunes/vues"));
    assert!(app.get(QUI, "/jeunes/vues").await.corps.contains("Aucune vue gardée"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_view_holds_nobody() {
    let app = TestApp::new().await;
    for (nom, requete, mot) in [
        ("Vide", "", "Choisissez d’abord un filtre"),
        ("Nom cherché", "q=DUVAL&contact=DUVAL&dossier=1", "Choisissez d’abord un filtre"),
        ("0612345678", REQUETE, "ni numéro"),
        ("ines@courriel.example", REQUETE, "ni adresse"),
        ("Un nom de vue si long que personne ne le lirait dans un onglet", REQUETE, "plus court"),
    ] {
        let refus = app.post(QUI, "/jeunes/vues", &[("nom", nom), ("requete", requete)]).await;
        assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY, "{nom}");
        assert!(refus.corps.contains(mot), "{nom}: {}", refus.corps);
    }
    let melange = [("nom", "Joints"), ("requete", "contact=joint&nature=In%C3%A8s&jeune=DUVAL")];
    assert_eq!(app.post(QUI, "/jeunes/vues", &melange).await.vers(), "/jeunes?contact=joint");
    let deux = app.post(QUI, "/jeunes/vues", &[("nom", "Joints"), ("requete", REQUETE)]).await;
    assert_eq!(deux.statut, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        deux.corps.contains("Vous avez déjà une vue de ce nom") && deux.corps.contains("value=\"Joints\"")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_shows_the_columns_that_were_chosen_and_forms_lose_nothing_of_it() {
    let app = TestApp::new().await;
    let entetes = |corps: &str| -> Vec<String> {
        let tete = corps.split("<thead>").nth(1).unwrap().split("</thead>").next().unwrap();
        ["Âge", "Commune", "Responsable", "Contact"]
            .map(str::to_owned)
            .into_iter()
            .filter(|mot| tete.contains(mot))
            .collect()
    };
    let liste =
        app.get(QUI, "/jeunes?responsable=structure&tri=nom&colonnes=contact&colonnes=commune").await.corps;
    assert_eq!(entetes(&liste), ["Commune", "Contact"]);
    assert!(liste.contains("Saint-Essai"));
    assert_eq!(entetes(&app.get(QUI, "/jeunes").await.corps), ["Âge", "Responsable", "Contact"]);
    // Filtering further keeps order and columns; choosing columns keeps filters and order.
    let formulaire = |id: &str| {
        let debut = format!("<form id=\"{id}\"");
        liste.split(&debut).nth(1).unwrap().split("</form>").next().unwrap().to_owned()
    };
    let cache = |nom: &str, valeur: &str| format!("type=\"hidden\" name=\"{nom}\" value=\"{valeur}\"");
    let filtres = formulaire("filtres");
    assert!(
        filtres.contains(&cache("tri", "nom")) && filtres.contains(&cache("colonnes", "commune")),
        "{filtres}"
    );
    assert!(filtres.contains("value=\"structure\" selected"));
    let colonnes = formulaire("colonnes");
    assert!(colonnes.contains(&cache("responsable", "structure")) && colonnes.contains(&cache("tri", "nom")));
}
