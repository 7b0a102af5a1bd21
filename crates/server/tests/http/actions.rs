//! Several young people at once: each in its journal, what is refused counted, what was done taken back.

use axum::http::{Method, StatusCode};
use chrono::TimeDelta;
use raccroche_domain::{
    droits::Role,
    suivi::{EtatDossier, GenreTache},
};
use raccroche_store::{appartenance, dossier};

use crate::app::{TestApp, jour};

const QUI: Role = Role::ResponsablePsad;

async fn etat(app: &TestApp) -> EtatDossier {
    let perimetre = app.perimetre(QUI).await;
    dossier::lire(app.app.store().read(), &perimetre, app.ici.dossier.id).await.unwrap().unwrap().etat
}

fn au_comite(etat: &EtatDossier) -> usize {
    etat.taches.iter().filter(|tache| tache.genre == GenreTache::Comite).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_selection_goes_on_the_agenda_and_comes_off_it_again() {
    let app = TestApp::new().await;
    let liste = app.get(QUI, "/jeunes?age=mineur").await.corps;
    assert!(liste.contains("name=\"dossier\"") && liste.contains("action=\"/jeunes/actions\""), "{liste}");
    let (ici, nulle_part) = (app.ici.dossier.id.to_string(), app.nulle_part.id.to_string());
    let champs = [
        ("dossier", ici.as_str()),
        ("dossier", nulle_part.as_str()),
        ("action", "ordre_du_jour"),
        ("retour", "/jeunes?age=mineur"),
    ];
    let session = app.connecter(app.compte(QUI)).await;
    let reponse = app.envoyer(Some(&session), Method::POST, "/jeunes/actions", &champs).await;
    assert_eq!((reponse.statut, reponse.vers()), (StatusCode::SEE_OTHER, "/jeunes?age=mineur"));
    assert_eq!(au_comite(&etat(&app).await), 1);
    let annonce = reponse.entete("set-cookie").split(';').next().unwrap().to_owned();
    let page =
        app.envoyer(Some(&format!("{session}; {annonce}")), Method::GET, reponse.vers(), &[]).await.corps;
    assert!(page.contains("2\u{a0}jeunes mis à l’ordre du jour"), "{page}");
    let entrees: Vec<&str> =
        page.split("name=\"entree\" value=\"").skip(1).filter_map(|reste| reste.split('"').next()).collect();
    assert_eq!(entrees.len(), 2);
    let champs: Vec<(&str, &str)> = entrees.iter().map(|entree| ("entree", *entree)).collect();
    let retour = app.post(QUI, "/jeunes/actions/annuler", &champs).await;
    assert_eq!((retour.statut, retour.vers()), (StatusCode::SEE_OTHER, "/jeunes"));
    assert_eq!(au_comite(&etat(&app).await), 0);
    // Somebody else does not take it back.
    let autre = app.post(Role::PsyEn, "/jeunes/actions/annuler", &champs[..1]).await;
    assert!(autre.entete("set-cookie").contains("lot.annule.1."), "{}", autre.entete("set-cookie"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_selection_is_confided_to_a_colleague_where_one_answers_for_it() {
    let app = TestApp::new().await;
    let (ici, nulle_part) = (app.ici.dossier.id.to_string(), app.nulle_part.id.to_string());
    let collegue = app.de_passage.utilisateur.to_string();
    let avant = etat(&app).await.responsable;
    let champs = [
        ("dossier", ici.as_str()),
        // The académie answers for this one: only a hand-off changes that.
        ("dossier", nulle_part.as_str()),
        ("action", "attribuer"),
        ("responsable", collegue.as_str()),
    ];
    let reponse = app.post(QUI, "/jeunes/actions", &champs).await;
    assert_eq!((reponse.statut, reponse.vers()), (StatusCode::SEE_OTHER, "/jeunes"));
    assert!(reponse.entete("set-cookie").starts_with("annonce=lot.attribuer.1."));
    let confie = etat(&app).await;
    assert_eq!(confie.responsable.agent.unwrap().id, app.de_passage.utilisateur);
    // Taken back, the dossier is whose it was.
    let entree = format!("{}-{}", app.ici.dossier.id.simple(), confie.rang);
    let annule = app.post(QUI, "/jeunes/actions/annuler", &[("entree", &entree)]).await;
    assert!(annule.entete("set-cookie").starts_with("annonce=lot.annule.0."));
    assert_eq!(etat(&app).await.responsable, avant);
    let inconnu = app.compte(Role::PsyEn).utilisateur.to_string();
    let champs = [("dossier", ici.as_str()), ("action", "attribuer"), ("responsable", inconnu.as_str())];
    let reponse = app.post(QUI, "/jeunes/actions", &champs).await;
    assert_eq!(reponse.statut, StatusCode::UNPROCESSABLE_ENTITY, "not a colleague");
    // Who may not decide for others may not confide.
    let refus = app.post(Role::ConseillerMissionLocale, "/jeunes/actions", &champs).await;
    assert_eq!(refus.statut, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_given_back_to_somebody_who_has_left() {
    let app = TestApp::new().await;
    let ici = app.ici.dossier.id.to_string();
    let moi = app.compte(QUI).utilisateur.to_string();
    let confier = |a: String| {
        let (app, ici) = (&app, &ici);
        async move {
            let champs = [("dossier", ici.as_str()), ("action", "attribuer"), ("responsable", a.as_str())];
            assert_eq!(app.post(QUI, "/jeunes/actions", &champs).await.statut, StatusCode::SEE_OTHER);
        }
    };
    confier(app.de_passage.utilisateur.to_string()).await;
    confier(moi).await;
    let apres = etat(&app).await;
    // Their last day was that one; days have passed.
    app.avancer(TimeDelta::days(3));
    let store = app.app.store();
    let writer = store.write(app.app.horloge().maintenant()).await.unwrap();
    let structure = apres.responsable.structure.id;
    for (appartenance, membre) in appartenance::members(&writer, structure, jour()).await.unwrap() {
        if membre.id == app.de_passage.utilisateur {
            appartenance::end(&writer, appartenance.id, jour()).await.unwrap();
        }
    }
    writer.commit().await.unwrap();
    let entree = format!("{}-{}", app.ici.dossier.id.simple(), apres.rang);
    let annule = app.post(QUI, "/jeunes/actions/annuler", &[("entree", &entree)]).await;
    assert!(annule.entete("set-cookie").contains("lot.annule.1."), "{}", annule.entete("set-cookie"));
    assert_eq!(etat(&app).await.responsable, apres.responsable);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_dossier_of_another_territory_stops_all() {
    let app = TestApp::new().await;
    let (ici, ailleurs) = (app.ici.dossier.id.to_string(), app.ailleurs.dossier.id.to_string());
    let champs = [("dossier", ici.as_str()), ("dossier", ailleurs.as_str()), ("action", "ordre_du_jour")];
    assert_eq!(app.post(QUI, "/jeunes/actions", &champs).await.statut, StatusCode::NOT_FOUND);
    assert_eq!(au_comite(&etat(&app).await), 0, "nothing is written");
    let entree = format!("{}-1", app.ailleurs.dossier.id.simple());
    let annuler = app.post(QUI, "/jeunes/actions/annuler", &[("entree", entree.as_str())]).await;
    assert_eq!(annuler.statut, StatusCode::NOT_FOUND);
    let rien = app.post(QUI, "/jeunes/actions", &[("action", "ordre_du_jour")]).await;
    assert_eq!(rien.statut, StatusCode::UNPROCESSABLE_ENTITY);
    for role in [Role::IenIo, Role::Dpo, Role::ResponsableFoquale] {
        let refus = app.post(role, "/jeunes/actions", &champs[..1]).await;
        assert_eq!(refus.statut, StatusCode::FORBIDDEN, "{role:?}");
    }
    let retour =
        [("dossier", ici.as_str()), ("action", "ordre_du_jour"), ("retour", "https://ailleurs.example/")];
    assert_eq!(app.post(QUI, "/jeunes/actions", &retour).await.vers(), "/jeunes", "never off the site");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_call_is_planned_for_several_and_taken_back() {
    let app = TestApp::new().await;
    let ici = app.ici.dossier.id.to_string();
    let appels = async || {
        let taches = etat(&app).await.taches;
        taches.iter().filter(|tache| tache.pour_le.to_string() == "2026-11-23").count()
    };
    for quand in ["", "2026-11-11", "2026-02-31"] {
        let champs = [("dossier", ici.as_str()), ("action", "appeler"), ("appeler_le", quand)];
        let refus = app.post(QUI, "/jeunes/actions", &champs).await;
        assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY, "{quand}");
    }
    let champs = [("dossier", ici.as_str()), ("action", "appeler"), ("appeler_le", "2026-11-23")];
    let fait = app.post(QUI, "/jeunes/actions", &champs).await;
    assert_eq!((fait.statut, appels().await), (StatusCode::SEE_OTHER, 1));
    let entree = format!("{}-{}", app.ici.dossier.id.simple(), etat(&app).await.rang);
    let annule = app.post(QUI, "/jeunes/actions/annuler", &[("entree", &entree)]).await;
    assert_eq!((annule.statut, appels().await), (StatusCode::SEE_OTHER, 0));
}

/// Inès was born on 4 May 2009; tests begin on 12 November 2026. Each slip is told at its field, and what was typed stays.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_day_in_another_century_was_taken_without_a_word() {
    let app = TestApp::new().await;
    let dossier = &app.ici.dossier;
    let base = format!("/dossiers/{}", dossier.id);
    let contact = || vec![("canal", "telephone"), ("issue", "message")];
    let entretien = || vec![("nature", "situation"), ("lieu", "CIO")];
    let solution = || vec![("nature", "retour_lycee"), ("structure", "Lycée d’essai")];
    let tache = || vec![("texte", "appeler")];
    // The harness has a solution under way: it ends, with a day that may be, before another is opened.
    let etat = format!("solutions/{}/etat", dossier.solution);
    let fin = |le| [("etat", "abandon"), ("date", le)];
    let trop_tard = app.post(Role::ResponsablePsad, &format!("{base}/{etat}"), &fin("2126-11-20")).await;
    assert_eq!(trop_tard.statut, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(trop_tard.corps.contains("ne peut pas être à venir"), "{}", trop_tard.corps);
    let finie = app.post(Role::ResponsablePsad, &format!("{base}/{etat}"), &fin("2026-11-12")).await;
    assert_eq!(finie.statut, StatusCode::SEE_OTHER, "{}", finie.corps);
    let cas = [
        ("contacts", contact(), "rappeler_le", "2126-11-24", "dans plus de 2 ans"),
        ("contacts", contact(), "rappeler_le", "2026-11-01", "déjà passée"),
        ("entretiens", entretien(), "debut", "2126-11-24T10:00", "dans plus de 2 ans"),
        ("entretiens", entretien(), "debut", "2001-11-24T10:00", "avant la naissance du jeune"),
        ("taches", tache(), "echeance", "2126-11-24", "dans plus de 2 ans"),
        ("solutions", solution(), "debut", "2001-09-01", "avant la naissance du jeune"),
        ("solutions", solution(), "debut", "2126-09-01", "dans plus de 10 ans"),
        ("obligation", vec![("etape", "repere")], "date", "2126-09-01", "ne peut pas être à venir"),
        ("verification", vec![("etat", "confirmee")], "depuis", "2001-09-01", "avant la naissance du jeune"),
    ];
    for (fin, champs, champ, valeur, phrase) in cas {
        let envoyes: Vec<_> = champs.into_iter().chain([(champ, valeur)]).collect();
        let refus = app.post(Role::ResponsablePsad, &format!("{base}/{fin}"), &envoyes).await;
        assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY, "{fin} {valeur}");
        let page = refus.corps.replace(['\u{a0}', '\u{202f}'], " ");
        assert!(page.contains(phrase), "{fin} {champ} {valeur}: the sentence is not there");
    }
    let page = app.get(Role::ResponsablePsad, &base).await.corps;
    assert!(
        page.contains("name=\"echeance\"") && page.contains("min=\"2026-11-12\" max=\"2028-11-12\""),
        "{page}"
    );
}
