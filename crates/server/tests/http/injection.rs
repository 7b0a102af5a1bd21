//! What somebody types is text wherever it comes back: every text field of a dossier, of a signal, of a campaign and of an account
//! is given code, and every page is looked at by those who may see it.

use axum::http::{Method, StatusCode};
use raccroche_domain::droits::Role;
use raccroche_server::{garde::Par, routes};

use crate::{
    app::{Personne, TestApp},
    droits::remplir,
};

/// Breaks out of a text, of an attribute between either quotes, and of a text area.
const CODE: &str = "x\"'></textarea></title><script>alert(1)</script><img src=x onerror=alert(2)>";

/// Who fills a form in, where it posts, and what.
type Rempli = (Role, String, Vec<(&'static str, &'static str)>);

/// Every form with a text field that is kept, and who fills it in.
fn formulaires(dossier: &str) -> Vec<Rempli> {
    let d = |fin: &str| format!("/dossiers/{dossier}/{fin}");
    let psad = Role::ResponsablePsad;
    vec![
        (psad, d("contacts"), vec![("canal", "telephone"), ("issue", "sans_reponse"), ("note", CODE)]),
        (
            psad,
            d("entretiens"),
            vec![("nature", "suivi"), ("debut", "2026-11-20T10:00"), ("lieu", CODE), ("note", CODE)],
        ),
        (psad, d("notes"), vec![("note", CODE)]),
        (psad, d("taches"), vec![("texte", "appeler"), ("echeance", "2026-11-20"), ("note", CODE)]),
        (psad, d("coordonnees"), vec![("nature", "adresse"), ("valeur", CODE), ("de", "jeune")]),
        (psad, d("coordonnees"), vec![("nature", "courriel"), ("valeur", CODE), ("de", "jeune")]),
        (psad, d("verification"), vec![("etat", "confirmee"), ("ou", CODE), ("precision", CODE)]),
        (psad, "/comites".to_owned(), vec![("debut", "2026-11-25T10:00"), ("lieu", CODE)]),
        (psad, "/jeunes/vues".to_owned(), vec![("nom", CODE), ("requete", "contact=joint")]),
        (
            psad,
            "/signaler".to_owned(),
            vec![
                ("nom", CODE),
                ("prenom", CODE),
                ("naissance", "2009-03-03"),
                ("code_postal", "33000"),
                ("commune", CODE),
                ("telephone", CODE),
                ("etablissement", CODE),
                ("classe", CODE),
                ("sorti_le", "2026-11-02"),
            ],
        ),
        // Names and numbers have letters and digits alone: with those, what is free is kept.
        (
            psad,
            "/signaler".to_owned(),
            vec![
                ("nom", "ESSAI"),
                ("prenom", "Alizée"),
                ("naissance", "2009-03-03"),
                ("code_postal", "33000"),
                ("commune", CODE),
                ("etablissement", CODE),
                ("classe", CODE),
                ("sorti_le", "2026-11-02"),
            ],
        ),
        (
            Role::Saio,
            "/campagnes".to_owned(),
            vec![("nom", CODE), ("date", "2026-11-12"), ("definition", "D313-59")],
        ),
        (
            Role::ReferentDecrochage,
            format!("/verification/{dossier}"),
            vec![("reponse", "confirmee"), ("precision", CODE), ("telephone", CODE)],
        ),
        (Role::Administrateur, "/comptes/inviter".to_owned(), vec![("courriel", CODE), ("role", CODE)]),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_typed_is_text_wherever_it_comes_back() {
    let app = TestApp::new().await;
    let dossier = app.ici.dossier.id.to_string();
    let code = ["<script>alert(1)", "<img src=x", "x\"'>"];
    let mut gardes = 0;
    for (role, chemin, champs) in formulaires(&dossier) {
        let reponse = app.post(role, &chemin, &champs).await;
        assert!(!reponse.statut.is_server_error(), "{chemin}: {}", reponse.statut);
        gardes += usize::from(reponse.statut == StatusCode::SEE_OTHER);
        // Refused or not, what comes back is text.
        for mot in code {
            assert!(!reponse.corps.contains(mot), "{chemin} gives back {mot}");
        }
    }
    assert!(gardes >= 8, "{gardes} forms only were kept: the pages below would show nothing");

    let mut montrees = 0;
    for route in routes().into_iter().filter(|r| r.methode == Method::GET && r.par == Par::Session) {
        let chemin = remplir(&app, route.chemin, &app.ici.dossier);
        for role in
            [Role::ResponsablePsad, Role::ReferentDecrochage, Role::Saio, Role::Dpo, Role::Administrateur]
        {
            if !route.acces.admet(role) {
                continue;
            }
            for chemin in
                [chemin.clone(), format!("{chemin}?onglet=contacts"), format!("{chemin}?onglet=parcours")]
            {
                let page = app.get(Personne::Ici(role), &chemin).await;
                if !page.entete("content-type").starts_with("text/html") {
                    break;
                }
                montrees += usize::from(page.corps.contains("&#60;script&#62;alert(1)"));
                for mot in code {
                    assert!(!page.corps.contains(mot), "{chemin} as {role:?} runs {mot}");
                }
                if !route.chemin.starts_with("/dossiers/") {
                    break;
                }
            }
        }
    }
    assert!(montrees >= 4, "{montrees} pages only show what was typed: nothing was tried");
}
