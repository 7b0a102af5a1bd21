//! A webhook: added by who manages accounts, told of what happens, signed, tried again after a failure.

use std::sync::{Arc, Mutex};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use chrono::TimeDelta;
use hmac::{Hmac, Mac as _};
use raccroche_domain::droits::{GenreOrganisation, Role};
use raccroche_server::webhooks::un_envoi;
use raccroche_store::{acces, webhook};
use serde_json::{Value, json};
use sha2::Sha256;

use crate::app::{Personne, TestApp};

const ADMIN: Role = Role::Administrateur;

/// Another program: it answers with these statuses, one after the other, and keeps what came.
#[derive(Clone, Default)]
struct Logiciel {
    statuts: Arc<Mutex<Vec<u16>>>,
    recus: Arc<Mutex<Vec<(HeaderMap, String)>>>,
}

impl Logiciel {
    /// Listens on this machine; gives its address.
    async fn ecouter(&self) -> String {
        let ecoute = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let adresse = format!("http://{}/raccroche?cle=1", ecoute.local_addr().unwrap());
        let routeur = Router::new().fallback(recevoir).with_state(self.clone());
        tokio::spawn(async move { axum::serve(ecoute, routeur).await.unwrap() });
        adresse
    }

    fn recus(&self) -> Vec<(HeaderMap, String)> {
        self.recus.lock().unwrap().clone()
    }
}

async fn recevoir(State(logiciel): State<Logiciel>, headers: HeaderMap, corps: Bytes) -> StatusCode {
    let corps = String::from_utf8(corps.to_vec()).unwrap();
    logiciel.recus.lock().unwrap().push((headers, corps));
    let mut statuts = logiciel.statuts.lock().unwrap();
    let statut = if statuts.is_empty() { 204 } else { statuts.remove(0) };
    StatusCode::from_u16(statut).unwrap()
}

/// Adds a webhook for an organisation by the form; gives the secret that the page shows.
async fn ajouter(app: &TestApp, organisation: GenreOrganisation, url: &str) -> String {
    let organisation = app.ici.organisations[&organisation].id.to_string();
    let champs = [
        ("organisation", organisation.as_str()),
        ("url", url),
        ("sujets", "contact.tente"),
        ("sujets", "relais.accepte"),
    ];
    let page = app.post(ADMIN, "/administration/webhooks", &champs).await;
    assert_eq!(page.statut, StatusCode::OK, "{}", page.corps);
    let debut = page.corps.find("whsec_").expect("the secret is shown");
    page.corps[debut..].split('<').next().unwrap().to_owned()
}

async fn tenter(app: &TestApp) {
    let chemin = format!("/dossiers/{}/contacts", app.ici.dossier.id);
    let champs = [("canal", "telephone"), ("issue", "message"), ("note", "Parler de la cuisine.")];
    let fait = app.post(Role::ResponsablePsad, &chemin, &champs).await;
    assert_eq!(fait.statut, StatusCode::SEE_OTHER, "{}", fait.corps);
}

/// As the help page says to verify.
fn est_authentique(secret: &str, headers: &HeaderMap, corps: &str) -> bool {
    let dit = |nom: &str| headers[nom].to_str().unwrap().to_owned();
    // The page writes some signs of base 64 as entities.
    let secret = secret.replace("&#43;", "+").replace("&#x2B;", "+");
    let cle = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
    let mut mac = Hmac::<Sha256>::new_from_slice(&cle).unwrap();
    mac.update(format!("{}.{}.{corps}", dit("webhook-id"), dit("webhook-timestamp")).as_bytes());
    dit("webhook-signature") == format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_happens_is_told_signed_and_tried_again_after_a_failure() {
    let app = TestApp::new().await;
    let logiciel = Logiciel::default();
    let secret = ajouter(&app, GenreOrganisation::Psad, &logiciel.ecouter().await).await;
    assert!(!un_envoi(&app.app).await.unwrap(), "nothing to tell");
    tenter(&app).await;
    *logiciel.statuts.lock().unwrap() = vec![503, 302];
    assert!(un_envoi(&app.app).await.unwrap());
    assert!(!un_envoi(&app.app).await.unwrap(), "left alone for a while");
    app.avancer(TimeDelta::seconds(31));
    // A redirection is no reception, and is not followed.
    assert!(un_envoi(&app.app).await.unwrap());
    app.avancer(TimeDelta::seconds(61));
    assert!(un_envoi(&app.app).await.unwrap());
    app.avancer(TimeDelta::hours(1));
    assert!(!un_envoi(&app.app).await.unwrap(), "received");

    let recus = logiciel.recus();
    assert_eq!(recus.len(), 3);
    for (headers, corps) in &recus {
        assert!(est_authentique(&secret, headers, corps), "{headers:?} {corps}");
        assert!(!est_authentique("whsec_AAAA", headers, corps));
        assert!(!est_authentique(&secret, headers, &corps.replace("contact", "relais")));
        assert_eq!(headers["content-type"], "application/json");
        assert_eq!(headers["webhook-id"], recus[0].0["webhook-id"], "the same number each time");
        assert_eq!(*corps, recus[0].1);
    }
    let dit: Value = serde_json::from_str(&recus[0].1).unwrap();
    assert_eq!((&dit["evenement"], &dit["dossier"]), (&json!("contact.tente"), &json!(app.ici.dossier.id)));
    for mot in ["DUVAL", "Inès", "cuisine", "telephone", "message"] {
        assert!(!recus[0].1.contains(mot), "{}", recus[0].1);
    }
    let page = app.get(ADMIN, "/administration/webhooks").await.corps;
    assert!(page.contains("1 envoi remis") && page.contains("Actif"), "{page}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_received_nowhere_is_given_up_after_three_days() {
    let app = TestApp::new().await;
    // A port that nobody listens on.
    let libre = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", libre.local_addr().unwrap());
    drop(libre);
    ajouter(&app, GenreOrganisation::Psad, &url).await;
    tenter(&app).await;
    let mut essais = 0;
    // A quarter of an hour at a time, for four days.
    for _ in 0..(4 * 24 * 4) {
        essais += usize::from(un_envoi(&app.app).await.unwrap());
        app.avancer(TimeDelta::minutes(15));
    }
    assert!((10..40).contains(&essais), "{essais}");
    let store = app.app.store();
    let connu = webhook::lister(store.read()).await.unwrap().remove(0);
    let restes = webhook::restes(store.read()).await.unwrap()[&connu.id];
    assert_eq!((restes.en_attente, restes.abandonnes), (0, 1));
    let page = app.get(ADMIN, "/administration/webhooks").await.corps;
    assert!(page.contains("Ne répond pas") && page.contains("1 abandonné."), "{page}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_manages_accounts_tries_suspends_and_removes_a_webhook() {
    let app = TestApp::new().await;
    let logiciel = Logiciel::default();
    let ancien = ajouter(&app, GenreOrganisation::Psad, &logiciel.ecouter().await).await;
    let store = app.app.store();
    let id = webhook::lister(store.read()).await.unwrap()[0].id;
    let faire =
        async |verbe: &str| app.post(ADMIN, &format!("/administration/webhooks/{id}/{verbe}"), &[]).await;
    assert_eq!(faire("essai").await.vers(), "/administration/webhooks");
    assert!(un_envoi(&app.app).await.unwrap());
    let dit: Value = serde_json::from_str(&logiciel.recus()[0].1).unwrap();
    assert_eq!((&dit["evenement"], &dit["dossier"]), (&json!("essai"), &Value::Null));
    // Another secret signs from now on.
    let page = faire("secret").await;
    assert!(page.corps.contains("whsec_") && !page.corps.contains(&ancien));
    faire("essai").await;
    assert!(un_envoi(&app.app).await.unwrap());
    let (headers, corps) = logiciel.recus().remove(1);
    assert!(!est_authentique(&ancien, &headers, &corps));

    faire("suspendre").await;
    assert_eq!(faire("essai").await.statut, StatusCode::NOT_FOUND, "nothing is tried while suspended");
    tenter(&app).await;
    assert!(!un_envoi(&app.app).await.unwrap());
    faire("reprendre").await;
    assert!(!un_envoi(&app.app).await.unwrap(), "what happened meanwhile was not kept for it");
    tenter(&app).await;
    assert!(un_envoi(&app.app).await.unwrap());
    assert_eq!(faire("supprimer").await.statut, StatusCode::NOT_FOUND, "suspended first");
    faire("suspendre").await;
    assert_eq!(faire("supprimer").await.statut, StatusCode::SEE_OTHER);
    assert_eq!(faire("supprimer").await.statut, StatusCode::NOT_FOUND);
    assert_eq!(webhook::lister(store.read()).await.unwrap(), []);
    let admin = app.compte(ADMIN).utilisateur;
    let traces = acces::of_utilisateur(store.read(), admin, crate::app::debut(), 20).await.unwrap();
    assert_eq!(traces.iter().filter(|trace| trace.action == "webhook").count(), 6);
    // Who may only look at accounts sees none of it.
    assert_eq!(app.get(Role::Dpo, "/administration/webhooks").await.statut, StatusCode::FORBIDDEN);
    assert_eq!(
        app.get(Personne::Ici(Role::ResponsablePsad), "/administration/webhooks").await.statut,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_of_the_inside_is_refused_unless_the_configuration_says_so() {
    let app = TestApp::avec(|config| config.webhooks_internes = false).await;
    let organisation = app.ici.organisations[&GenreOrganisation::Psad].id.to_string();
    for (url, phrase) in [
        ("http://logiciel.exemple.fr/", "https://"),
        ("https://127.0.0.1/", "interne"),
        ("https://[::1]:8080/", "interne"),
        ("https://10.1.2.3/", "interne"),
        ("https://a:b@logiciel.exemple.fr/", "identifiant"),
        ("pas une adresse", "ne se lit pas"),
        ("", "Indiquez"),
    ] {
        let champs = [("organisation", organisation.as_str()), ("url", url), ("sujets", "dossier.clos")];
        let refus = app.post(ADMIN, "/administration/webhooks", &champs).await;
        assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY, "{url}");
        assert!(refus.corps.contains(phrase), "{url}: {}", refus.corps);
    }
    // A public name that leads inside is not connected to either, at the moment of sending.
    let logiciel = Logiciel::default();
    let adresse = logiciel.ecouter().await;
    let port = adresse.split([':', '/']).nth(4).unwrap().to_owned();
    let writer = app.app.store().write(app.app.horloge().maintenant()).await.unwrap();
    let nouveau = webhook::NouveauWebhook {
        organisation: app.ici.organisations[&GenreOrganisation::Psad].id,
        url: format!("https://127.0.0.1:{port}/"),
        sujets: vec![raccroche_domain::SujetWebhook::ContactTente],
    };
    let admin = app.compte(ADMIN).utilisateur;
    let fait = webhook::creer(&writer, admin, nouveau, b"secret").await.unwrap();
    webhook::essayer(&writer, fait.id).await.unwrap();
    writer.commit().await.unwrap();
    assert!(un_envoi(&app.app).await.unwrap());
    assert!(logiciel.recus().is_empty());
    let manquants = [("organisation", "x"), ("url", "https://logiciel.exemple.fr/")];
    let refus = app.post(ADMIN, "/administration/webhooks", &manquants).await.corps;
    assert!(refus.contains("Choisissez une organisation") && refus.contains("Cochez"), "{refus}");
}
