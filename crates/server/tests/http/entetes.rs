//! What stands on every answer, and what no page holds.

use axum::{
    body::Body,
    http::{Method, Request, StatusCode, header},
};
use raccroche_domain::droits::Role;
use raccroche_server::{garde::Acces, routes};

use crate::{
    app::{ORIGINE, Personne, Reponse, TestApp},
    droits::remplir,
};

fn verifier(reponse: &Reponse, quoi: &str) {
    assert_eq!(reponse.entete("content-security-policy"), raccroche_pages::CONTENT_SECURITY_POLICY, "{quoi}");
    for (nom, valeur) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(reponse.entete(nom), valeur, "{quoi}: {nom}");
    }
    assert!(["same-origin", "no-referrer"].contains(&reponse.entete("referrer-policy")), "{quoi}");
    assert!(!reponse.entete("permissions-policy").is_empty(), "{quoi}");
    assert!(!reponse.entete("cache-control").is_empty(), "{quoi}");
}

/// What the policy would block, or would have to be loosened for.
fn sans_code_en_ligne(html: &str, quoi: &str) {
    for balise in html.split('<').skip(1).filter_map(|reste| reste.split('>').next()) {
        let nom = balise.split_whitespace().next().unwrap_or_default().to_ascii_lowercase();
        assert!(nom != "style", "{quoi}: <{balise}>");
        assert!(nom != "script" || balise.contains(" src=\"/assets/"), "{quoi}: <{balise}>");
        for attribut in balise.split_whitespace().skip(1).filter_map(|paire| paire.split('=').next()) {
            let attribut = attribut.to_ascii_lowercase();
            let gestionnaire = attribut.starts_with("on") && attribut.chars().all(char::is_alphabetic);
            // Words of a text in an attribute (`on`, `one`) are no handlers: those are longer and are followed by a sign.
            let pose = balise.contains(&format!(" {attribut}=\""));
            assert!(!(gestionnaire && pose), "{quoi}: <{balise}>");
            assert!(attribut != "style", "{quoi}: <{balise}>");
        }
        assert!(!balise.to_ascii_lowercase().contains("javascript:"), "{quoi}: <{balise}>");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_answer_has_its_headers_and_no_page_holds_code() {
    let app = TestApp::new().await;
    for role in [Role::ResponsablePsad, Role::Administrateur, Role::Saio, Role::ReferentDecrochage, Role::Dpo]
    {
        for route in routes() {
            let chemin = remplir(&app, route.chemin, app.dossier_de(role));
            // Passwords are slow to check, and the page is the same.
            if route.methode == Method::POST && chemin.starts_with("/connexion") {
                continue;
            }
            let reponse = app.demander(Personne::Ici(role), route.methode.clone(), &chemin, &[]).await;
            let quoi = format!("{route:?} as {role:?}");
            verifier(&reponse, &quoi);
            if reponse.entete("content-type").starts_with("text/html") {
                sans_code_en_ligne(&reponse.corps, &quoi);
                assert_eq!(
                    reponse.entete("cache-control"),
                    "no-store",
                    "{quoi}: personal data stays in no cache"
                );
            }
        }
    }
    for onglet in ["chronologie", "scolarite", "contacts", "parcours"] {
        let chemin = format!("/dossiers/{}?onglet={onglet}", app.ici.dossier.id);
        let reponse = app.get(Role::ResponsablePsad, &chemin).await;
        assert_eq!(reponse.statut, StatusCode::OK);
        sans_code_en_ligne(&reponse.corps, onglet);
    }
    let absente = app.get(Personne::Visiteur, "/nulle-part").await;
    assert_eq!(absente.statut, StatusCode::NOT_FOUND);
    verifier(&absente, "an address that leads nowhere");
}

#[test]
#[should_panic(expected = "onclick")]
fn a_handler_in_a_page_is_seen() {
    sans_code_en_ligne("<p>Bonjour</p><button type=\"button\" onclick=\"f()\">", "sample");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_of_another_site_is_refused() {
    let app = TestApp::new().await;
    let cookie = app.connecter(app.compte(Role::ResponsablePsad)).await;
    for route in routes().into_iter().filter(|route| route.methode == Method::POST) {
        let chemin = remplir(&app, route.chemin, &app.ici.dossier);
        for (origine, site) in [("https://ailleurs.example", "cross-site"), ("null", "cross-site")] {
            let request = Request::post(&chemin)
                .header(header::HOST, "raccroche.example")
                .header(header::COOKIE, &cookie)
                .header(header::ORIGIN, origine)
                .header("sec-fetch-site", site)
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(Body::from("note=x"))
                .unwrap();
            let reponse = app.brut(request).await;
            assert_eq!(reponse.statut, StatusCode::FORBIDDEN, "{route:?} from {origine}");
            verifier(&reponse, "a refusal");
        }
        // Browsers of before Sec-Fetch-Site say where the form was.
        let request = Request::post(&chemin)
            .header(header::HOST, "raccroche.example")
            .header(header::COOKIE, &cookie)
            .header(header::ORIGIN, "https://ailleurs.example")
            .body(Body::empty())
            .unwrap();
        assert_eq!(app.brut(request).await.statut, StatusCode::FORBIDDEN, "{route:?}, old browser");
    }
    let propre = app.post(Role::ResponsablePsad, "/deconnexion", &[]).await;
    assert_eq!(
        (propre.statut, propre.vers()),
        (StatusCode::SEE_OTHER, "/connexion"),
        "of our own site, from {ORIGINE}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_an_encrypted_connection_cookies_are_for_it_alone() {
    let app = TestApp::avec(|config| config.origine = "https://raccroche.example".to_owned()).await;
    let page = app.get(Personne::Visiteur, "/connexion").await;
    assert!(page.entete("strict-transport-security").contains("max-age="));
    let cookie = app.connecter(app.compte(Role::ResponsablePsad)).await;
    // The cookie of an unencrypted service is worth nothing here.
    assert_eq!(app.envoyer(Some(&cookie), Method::GET, "/", &[]).await.statut, StatusCode::SEE_OTHER);
    let cookie = format!("__Host-{cookie}");
    assert_eq!(app.envoyer(Some(&cookie), Method::GET, "/", &[]).await.statut, StatusCode::OK);
    let sortie = app.envoyer(Some(&cookie), Method::POST, "/deconnexion", &[]).await;
    let pose = sortie.entete("set-cookie");
    for mot in ["__Host-session=", "Secure", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=0"] {
        assert!(pose.contains(mot), "{pose}");
    }
    assert_eq!(
        app.envoyer(Some(&cookie), Method::GET, "/", &[]).await.statut,
        StatusCode::SEE_OTHER,
        "ended"
    );
    assert!(routes().iter().any(|route| route.acces == Acces::MotDePasseDonne));
}

/// What is too long is refused before it is read: a form, a note, anything but a register.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_is_bounded() {
    let app = TestApp::new().await;
    let chemin = format!("/dossiers/{}/notes", app.ici.dossier.id);
    for longueur in [300 * 1024, 2 * 1024 * 1024] {
        let note = "a".repeat(longueur);
        let reponse = app.post(Role::ResponsablePsad, &chemin, &[("note", &note)]).await;
        assert_eq!(reponse.statut, StatusCode::PAYLOAD_TOO_LARGE, "{longueur}");
    }
    let courte = app.post(Role::ResponsablePsad, &chemin, &[("note", "Vu hier.")]).await;
    assert_eq!(courte.statut, StatusCode::SEE_OTHER);
}
