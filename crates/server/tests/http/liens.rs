//! The young person's link: what it says, what it never says, what it writes.

use std::{
    io::Write,
    sync::{Arc, Mutex},
};

use axum::http::{Method, StatusCode};
use chrono::TimeDelta;
use raccroche_domain::{
    droits::Role,
    suivi::{EtatContact, Evenement, GenreTache, ReponseJeune},
};
use raccroche_store::{Store, acces, dossier, lien};

use crate::app::{Personne, TestApp, jour};

fn chemin(app: &TestApp) -> String {
    format!("/r/{}", app.lien)
}

/// What nobody may learn from a link, whoever asks.
const SECRETS: [&str; 6] =
    ["DUVAL", "Saint-Essai", "LP d’essai", "CAP cuisine", "0639981234", "jeune@courriel"];

fn discret(corps: &str, quoi: &str) {
    for secret in SECRETS {
        assert!(!corps.contains(secret), "{quoi}: {secret}");
    }
    assert!(!corps.contains("2009"), "{quoi}: the birth date");
    assert!(corps.len() < 50_000, "{quoi}: {} bytes", corps.len());
}

async fn lu(app: &TestApp) -> dossier::DossierLu {
    let perimetre = app.perimetre(Role::ResponsablePsad).await;
    dossier::lire(app.app.store().read(), &perimetre, app.ici.dossier.id).await.unwrap().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_page_says_a_first_name_and_who_writes() {
    let app = TestApp::new().await;
    let page = app.get(Personne::Visiteur, &chemin(&app)).await;
    assert_eq!(page.statut, StatusCode::OK);
    for mot in [
        "Bonjour Inès",
        "PSAD 33",
        "05 56 00 00 00",
        "tel:+33556000000",
        "L313-7",
        "Ne me contactez plus",
        "Ce n’est pas moi",
    ] {
        assert!(page.corps.contains(mot), "{mot}");
    }
    discret(&page.corps, "the page");
    assert_eq!(page.entete("referrer-policy"), "no-referrer");
    assert_eq!(page.entete("x-robots-tag"), "noindex, nofollow");
    assert_eq!(page.entete("cache-control"), "no-store");
    assert_eq!(page.entete("set-cookie"), "");
    // Copied from paper by somebody who writes in capitals.
    let copie =
        app.get(Personne::Visiteur, &format!("/r/{}", app.lien.to_uppercase().replace('-', ""))).await;
    assert_eq!(copie.statut, StatusCode::OK);
    let vous = app.get(Personne::Visiteur, &format!("{}?vous=oui", chemin(&app))).await;
    assert!(
        vous.corps.contains("pas de nouvelles de vous") && page.corps.contains("pas de nouvelles de toi")
    );
    for reponse in ["formation", "rappel", "aide", "autre", "stop", "pas_moi"] {
        let suite = app.get(Personne::Visiteur, &format!("{}?reponse={reponse}", chemin(&app))).await;
        assert_eq!(suite.statut, StatusCode::OK);
        assert!(suite.corps.contains(&format!("value=\"{reponse}\"")), "{reponse}");
        discret(&suite.corps, reponse);
    }
    // Opening pages writes nothing: programs that look at links in mails open them.
    assert_eq!(lu(&app).await.etat.reponses, []);
    let etat = lien::trouver(
        app.app.store().read(),
        app.lien.replace('-', "").as_bytes(),
        app.app.horloge().maintenant(),
    )
    .await;
    assert!(matches!(etat, Ok(lien::Etat::Ouvert(_))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_is_an_entry_and_a_task_and_serves_once() {
    let app = TestApp::new().await;
    let form =
        [("reponse", "rappel"), ("jour", "2026-11-17"), ("moment", "soir"), ("telephone", "07 00 00 00 00")];
    for (champ, valeur, mot) in [
        ("jour", "2026-11-01", "déjà passé"),
        ("jour", "2027-11-01", "dans les deux mois"),
        ("jour", "", "Choisis un jour"),
        ("moment", "minuit", "Choisis un moment"),
    ] {
        let faux: Vec<_> =
            form.iter().map(|(nom, bon)| (*nom, if *nom == champ { valeur } else { *bon })).collect();
        let refus = app.post(Personne::Visiteur, &chemin(&app), &faux).await;
        assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY, "{champ} {valeur}");
        assert!(refus.corps.contains(mot), "{mot} in {}", refus.corps);
    }
    let rien = app.post(Personne::Visiteur, &chemin(&app), &[("reponse", "autre chose")]).await;
    assert_eq!((rien.statut, rien.vers()), (StatusCode::SEE_OTHER, chemin(&app).as_str()));

    let merci = app.post(Personne::Visiteur, &chemin(&app), &form).await;
    assert_eq!(merci.statut, StatusCode::OK);
    assert!(
        merci.corps.contains("Merci, Inès") && merci.corps.contains("mardi 17\u{a0}novembre"),
        "{}",
        merci.corps
    );
    discret(&merci.corps, "thanks");

    let lu = lu(&app).await;
    assert_eq!(lu.etat.reponses, [(jour(), ReponseJeune::Rappel)]);
    assert_eq!(lu.etat.rappeler_le, "2026-11-17".parse().ok());
    let tache = lu.etat.taches.iter().find(|tache| tache.genre == GenreTache::Reponse).unwrap();
    assert_eq!(Some(tache.pour_le), "2026-11-17".parse().ok());
    let perimetre = app.perimetre(Role::ResponsablePsad).await;
    let keyring = Some(app.app.store().keyring());
    let journal =
        dossier::journal(app.app.store().read(), &perimetre, app.ici.dossier.id, keyring).await.unwrap();
    let entree = &journal[1];
    assert!(matches!(entree.entree.evenement, Evenement::ReponseRecue { reponse: ReponseJeune::Rappel, .. }));
    assert_eq!((entree.auteur, entree.auteur_nom.as_str()), (None, "Le jeune"));
    assert_eq!(journal[0].auteur_nom, "Raccroche", "the task is nobody's own doing");
    let note = entree.note.as_deref().unwrap();
    assert!(note.contains("après 17") && note.contains("07 00 00 00 00"), "{note}");
    // The referent sees it on the first page and in the dossier.
    let dossier =
        app.get(Role::ResponsablePsad, &format!("/dossiers/{}?onglet=contacts", app.ici.dossier.id)).await;
    assert!(dossier.corps.contains("éponse reçue le 12\u{a0}novembre"), "{}", dossier.corps);

    let encore = app.post(Personne::Visiteur, &chemin(&app), &[("reponse", "stop")]).await;
    assert_eq!(encore.statut, StatusCode::GONE);
    let page = app.get(Personne::Visiteur, &chemin(&app)).await;
    assert_eq!(page.statut, StatusCode::GONE);
    assert!(!page.corps.contains("Inès") && !page.corps.contains("PSAD 33"), "used, it says nothing more");
    assert_eq!(self::lu(&app).await.etat.reponses.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_wants_to_be_left_alone_is() {
    let app = TestApp::new().await;
    let merci = app.post(Personne::Visiteur, &chemin(&app), &[("reponse", "stop"), ("vous", "oui")]).await;
    assert!(merci.corps.contains("nous ne vous écrirons plus"), "{}", merci.corps);
    let lu = lu(&app).await;
    assert_eq!(lu.etat.reponses, [(jour(), ReponseJeune::PlusDeContact)]);
    assert_eq!(lu.etat.contact(&app.app.config().seuils), EtatContact::Refus);
    assert!(lu.etat.taches.iter().any(|tache| tache.genre == GenreTache::Reponse));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tokens_that_lead_nowhere_all_say_the_same() {
    let app = TestApp::new().await;
    let inconnu = "ef".repeat(10);
    let mut pages = Vec::new();
    for jeton in [inconnu.as_str(), "abc", &"é".repeat(32), &app.invitation, &app.ici.dossier.id.to_string()]
    {
        let jeton: String = jeton.replace('é', "%C3%A9");
        let page = app.get(Personne::Visiteur, &format!("/r/{jeton}")).await;
        assert_eq!(page.statut, StatusCode::NOT_FOUND, "{jeton}");
        discret(&page.corps, &jeton);
        assert!(!page.corps.contains("Inès"));
        pages.push(page.corps.replace(&jeton, ""));
        let post = app.post(Personne::Visiteur, &format!("/r/{jeton}"), &[("reponse", "aide")]).await;
        assert_eq!(post.statut, StatusCode::NOT_FOUND, "{jeton}");
    }
    assert!(pages.windows(2).all(|deux| deux[0] == deux[1]));
    app.avancer(TimeDelta::days(30));
    let expire = app.get(Personne::Visiteur, &chemin(&app)).await;
    assert_eq!(
        (expire.statut, expire.corps.replace(&app.lien, "")),
        (StatusCode::NOT_FOUND, pages[0].clone())
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_closed_dossier_takes_no_answer() {
    let app = TestApp::new().await;
    let perimetre = app.perimetre(Role::ResponsablePsad).await;
    let writer = app.app.store().write(app.app.horloge().maintenant()).await.unwrap();
    let clos = Evenement::Clos { motif: raccroche_domain::suivi::MotifCloture::LimiteAge, avec: None };
    dossier::inscrire(&writer, &perimetre, app.ici.dossier.id, None, clos, None, &app.app.config().seuils)
        .await
        .unwrap();
    writer.commit().await.unwrap();
    assert_eq!(app.get(Personne::Visiteur, &chemin(&app)).await.statut, StatusCode::NOT_FOUND);
    let tard = app.post(Personne::Visiteur, &chemin(&app), &[("reponse", "aide")]).await;
    assert_eq!(tard.statut, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_is_mailed_or_printed_and_the_journal_says_so() {
    let app = TestApp::new().await;
    let base = format!("/dossiers/{}", app.ici.dossier.id);
    let onglet = app.get(Role::ResponsablePsad, &format!("{base}?onglet=contacts")).await.corps;
    let choix = onglet.split("Par courriel, à jeune@courriel.example").next().unwrap();
    let id = choix.rsplit("value=\"").next().unwrap().split('"').next().unwrap().to_owned();
    let refus = app.post(Role::ResponsablePsad, &format!("{base}/liens"), &[("par", "pigeon")]).await;
    assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refus.corps.contains("Choisissez une réponse dans la liste"), "the form is shown again, open");

    let envoi = app.post(Role::ResponsablePsad, &format!("{base}/liens"), &[("par", &id)]).await;
    assert_eq!(
        (envoi.statut, envoi.vers()),
        (StatusCode::SEE_OTHER, format!("{base}?onglet=contacts").as_str())
    );
    let courriels = app.courriels();
    assert_eq!(courriels.len(), 1);
    assert!(courriels[0].contains("To: jeune@courriel.example"));
    discret(&courriels[0].replace("To: jeune@courriel.example", ""), "the mail");
    let texte = courriels[0].replace("=\r\n", "");
    let jeton: String = texte
        .split("/r/")
        .nth(1)
        .unwrap()
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect();
    assert_eq!(app.get(Personne::Visiteur, &format!("/r/{jeton}")).await.statut, StatusCode::OK);

    let lettre = app.post(Role::ResponsablePsad, &format!("{base}/liens"), &[("par", "courrier")]).await;
    assert_eq!(lettre.statut, StatusCode::OK);
    assert!(
        lettre.corps.contains("data:image/svg+xml,")
            && lettre.corps.contains("Inès DUVAL")
            && lettre.corps.contains("Saint-Essai")
    );
    let jeton: String = lettre
        .corps
        .split("/r/")
        .nth(1)
        .unwrap()
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || *c == '-')
        .collect();
    assert_eq!(app.get(Personne::Visiteur, &format!("/r/{jeton}")).await.statut, StatusCode::OK);
    let apres = app.get(Role::ResponsablePsad, &format!("{base}?onglet=contacts")).await.corps;
    assert!(!apres.contains(&jeton), "shown once");
    assert!(apres.contains("valable jusqu’au 12\u{a0}décembre\u{a0}2026"), "{apres}");

    let perimetre = app.perimetre(Role::ResponsablePsad).await;
    let journal =
        dossier::journal(app.app.store().read(), &perimetre, app.ici.dossier.id, None).await.unwrap();
    let envoyes =
        journal.iter().filter(|e| matches!(e.entree.evenement, Evenement::LienEnvoye { .. })).count();
    assert_eq!(envoyes, 2);
    let traces = acces::of_dossier(app.app.store().read(), app.ici.dossier.id, 50).await.unwrap();
    assert_eq!(traces.iter().filter(|trace| trace.action == "lien").count(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_tries_tokens_is_slowed_down() {
    let app = TestApp::avec(|config| config.limites_a_blanc = false).await;
    for _ in 0..30 {
        app.get(Personne::Visiteur, "/r/abc").await;
    }
    let refus = app.get(Personne::Visiteur, &chemin(&app)).await;
    assert_eq!(refus.statut, StatusCode::TOO_MANY_REQUESTS);
    assert!(!refus.corps.contains("Inès"));
}

/// Everything that is logged, as a text.
#[derive(Clone, Default)]
struct Carnet(Arc<Mutex<Vec<u8>>>);

impl Write for Carnet {
    fn write(&mut self, octets: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(octets);
        Ok(octets.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

// One thread: what is logged anywhere is logged here.
#[tokio::test(flavor = "current_thread")]
async fn no_log_holds_a_token_or_a_name() {
    let carnet = Carnet::default();
    let vers = carnet.clone();
    let abonne = tracing_subscriber::fmt()
        // The finest level that a release writes (see `tracing` in the workspace's Cargo.toml).
        .with_max_level(tracing_subscriber::filter::LevelFilter::DEBUG)
        .with_ansi(false)
        .with_writer(move || vers.clone())
        .finish();
    let app = TestApp::new().await;
    let garde = tracing::subscriber::set_default(abonne);
    app.get(Personne::Visiteur, &chemin(&app)).await;
    app.post(Personne::Visiteur, &chemin(&app), &[("reponse", "aide"), ("message", "secret-du-jeune")]).await;
    app.get(Personne::Visiteur, &format!("/invitation/{}", app.invitation)).await;
    let signer = format!("/signer/{}", app.signature);
    app.get(Personne::Visiteur, &signer).await;
    app.post(Personne::Visiteur, &format!("{signer}/code"), &[]).await;
    app.post(Personne::Visiteur, &format!("{signer}/preuve"), &[("code", "271828")]).await;
    app.post(Personne::Visiteur, &format!("/recevoir/{}/code", app.remise), &[]).await;
    let cookie = app.connecter(app.compte(Role::ResponsablePsad)).await;
    app.envoyer(Some(&cookie), Method::GET, "/jeunes?q=DUVAL", &[]).await;
    app.envoyer(Some(&cookie), Method::GET, &format!("/dossiers/{}", app.ici.dossier.id), &[]).await;
    let porteur = app.jeton(app.compte(Role::ResponsablePsad), raccroche_domain::EtendueJeton::TOUS).await;
    let dossier = format!("/api/v1/dossiers/{}", app.ici.dossier.id);
    let lu = app.appeler(Some(&porteur), Method::GET, &dossier, None).await;
    assert_eq!(lu.statut, StatusCode::OK);
    drop(garde);
    let ecrit = String::from_utf8(carnet.0.lock().unwrap().clone()).unwrap();
    assert!(ecrit.contains("/r/{jeton}"), "requests are logged: {ecrit}");
    assert!(ecrit.contains("/signer/{jeton}/preuve"), "{ecrit}");
    let jeton = cookie.trim_start_matches("session=");
    let secrets =
        [app.lien.as_str(), &app.invitation, jeton, &porteur[4..], "secret-du-jeune", "DUVAL", "Inès"];
    let secrets = secrets.into_iter().chain([
        &app.signature,
        &app.remise,
        "nour@courriel",
        "clauses@metropole",
        "271828",
    ]);
    for secret in secrets {
        let dites: Vec<&str> = ecrit.lines().filter(|ligne| ligne.contains(secret)).collect();
        assert!(dites.is_empty(), "{secret}: {dites:#?}");
    }
}

/// Two answers at once by the same link: one is written.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_answers_at_once_one_counts() {
    let app = TestApp::new().await;
    let chemin = chemin(&app);
    let (une, autre) = tokio::join!(
        app.post(Personne::Visiteur, &chemin, &[("reponse", "aide")]),
        app.post(Personne::Visiteur, &chemin, &[("reponse", "stop")]),
    );
    let mut statuts = [une.statut, autre.statut];
    statuts.sort();
    assert_eq!(statuts, [StatusCode::OK, StatusCode::GONE]);
    assert_eq!(lu(&app).await.etat.reponses.len(), 1);
    let store: &Store = app.app.store();
    assert_eq!(dossier::journaux_rompus(store.read()).await.unwrap(), []);
}
