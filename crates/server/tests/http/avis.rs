//! What people are told by mail, what their calendars read, and text messages: who gets what, and who gets nothing.

use std::{os::unix::fs::PermissionsExt as _, path::Path};

use axum::http::StatusCode;
use chrono::TimeDelta;
use raccroche_domain::{
    droits::Role,
    suivi::{Canal, Evenement, IssueContact, IssueEntretien},
};
use raccroche_server::{Sms, avis};
use raccroche_store::{
    acces, appartenance,
    avis::{self as choix, Frequence},
    dossier, lien, utilisateur,
};
use uuid::Uuid;

use crate::app::{Personne, TestApp, jour};

/// What no mail to somebody who works here may hold, nor any address.
const SECRETS: [&str; 7] =
    ["DUVAL", "Duval", "Inès", "MARTINEAU", "0639981234", "06 39 98 12 34", "Saint-Essai"];

/// Everything that is due now leaves; gives the mails, decoded.
async fn relever(app: &TestApp) -> Vec<String> {
    avis::prevoir(&app.app).await.unwrap();
    while avis::un_courriel(&app.app).await.unwrap() {}
    app.courriels().iter().map(|brut| decoder(brut)).collect()
}

/// A mail as its reader sees it: quoted-printable undone.
fn decoder(brut: &str) -> String {
    let (tete, corps) = brut.split_once("\r\n\r\n").unwrap();
    let corps = corps.replace("=\r\n", "");
    let mut octets = Vec::new();
    let mut reste = corps.bytes();
    while let Some(octet) = reste.next() {
        let quotient = (octet == b'=' && tete.contains("quoted-printable")).then(|| {
            let hexa = [reste.next().unwrap(), reste.next().unwrap()];
            u8::from_str_radix(std::str::from_utf8(&hexa).unwrap(), 16).unwrap()
        });
        octets.push(quotient.unwrap_or(octet));
    }
    format!("{tete}\n\n{}", String::from_utf8(octets).unwrap())
}

fn pour<'a>(courriels: &'a [String], qui: &str) -> Vec<&'a String> {
    courriels.iter().filter(|courriel| courriel.contains(&format!("To: {qui}@"))).collect()
}

async fn choisir(app: &TestApp, qui: impl Into<Personne>, frequence: Frequence) {
    let writer = app.app.store().write(app.app.horloge().maintenant()).await.unwrap();
    choix::choisir(&writer, app.compte(qui).utilisateur, frequence, 1).await.unwrap();
    writer.commit().await.unwrap();
}

/// Tests begin on a Thursday at ten: this is the next day of the week at that hour.
fn jusqu_a_lundi() -> TimeDelta {
    TimeDelta::days(4)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_summary_counts_what_the_page_counts_and_names_nobody() {
    let app = TestApp::new().await;
    assert_eq!(relever(&app).await, Vec::<String>::new(), "nothing is due on a Thursday");
    app.avancer(jusqu_a_lundi());
    let courriels = relever(&app).await;
    let psad = pour(&courriels, "responsable_psad.33");
    assert_eq!(psad.len(), 1, "{courriels:#?}");
    let resume = psad[0];
    for mot in [
        "Content-Type: text/plain; charset=utf-8",
        "Auto-Submitted: auto-generated",
        "Responsable de PSAD, PSAD 33",
        "16\u{a0}novembre\u{a0}2026",
        "- 1 entretien prévu ou à renseigner",
        "http://raccroche.example/jeunes?echeance=entretien.2026-11-23",
        "une fois par semaine, le lundi",
        "http://raccroche.example/compte",
    ] {
        assert!(resume.contains(mot), "{mot} in {resume}");
    }
    for courriel in &courriels {
        for secret in SECRETS {
            assert!(!courriel.contains(secret), "{secret} in {courriel}");
        }
        assert!(!courriel.contains("/dossiers/"), "a summary leads to lists: {courriel}");
    }
    // Every figure is on the page too, with the same address, which opens exactly as many.
    let cookie = app.connecter(app.compte(Role::ResponsablePsad)).await;
    let page = app.envoyer(Some(&cookie), axum::http::Method::GET, "/", &[]).await.corps;
    let adresses = resume.lines().filter_map(|ligne| ligne.trim().strip_prefix("http://raccroche.example"));
    let listes: Vec<&str> = adresses.filter(|adresse| adresse.starts_with("/jeunes?")).collect();
    assert!(listes.len() >= 3, "{resume}");
    for liste in listes {
        assert!(liste.contains("reponse_jeune") || page.contains(&format!("href=\"{liste}\"")), "{liste}");
        let ouverte = app.envoyer(Some(&cookie), axum::http::Method::GET, liste, &[]).await;
        assert!(ouverte.corps.contains("Inès") && ouverte.corps.contains("1 jeune"), "{liste}");
    }
    // Those who read no dossier have nothing to be told.
    for role in [Role::Saio, Role::Dpo, Role::Administrateur] {
        assert!(pour(&courriels, role.code()).is_empty(), "{role:?}");
    }
    let encore = relever(&app).await;
    assert_eq!(encore.len(), courriels.len(), "once");
    app.avancer(TimeDelta::days(1));
    assert_eq!(relever(&app).await.len(), courriels.len(), "once a week");
    app.avancer(TimeDelta::days(6));
    assert!(relever(&app).await.len() > courriels.len(), "the next Monday");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_gets_what_one_chose() {
    let app = TestApp::new().await;
    choisir(&app, Role::ResponsablePsad, Frequence::Quotidienne).await;
    choisir(&app, Personne::Ailleurs(Role::ResponsablePsad), Frequence::Aucune).await;
    let mut comptes = Vec::new();
    for _ in 0..5 {
        // Friday, Saturday, Sunday, Monday, Tuesday.
        app.avancer(TimeDelta::days(1));
        let courriels = relever(&app).await;
        comptes.push(pour(&courriels, "responsable_psad.33").len());
        assert!(pour(&courriels, "responsable_psad.40").is_empty());
    }
    assert_eq!(comptes, [1, 1, 1, 2, 3], "working days alone");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_lost_access_gets_nothing_even_when_it_was_asked_for() {
    let app = TestApp::new().await;
    app.avancer(jusqu_a_lundi());
    // Asked for while the roles hold, sent after they ended.
    avis::prevoir(&app.app).await.unwrap();
    let writer = app.app.store().write(app.app.horloge().maintenant()).await.unwrap();
    let parti = app.compte(Role::ResponsablePsad);
    appartenance::end(&writer, parti.appartenance, jour()).await.unwrap();
    let ferme = app.compte(Role::ConseillerMissionLocale);
    utilisateur::set_active(&writer, ferme.utilisateur, false).await.unwrap();
    writer.commit().await.unwrap();
    let courriels = relever(&app).await;
    assert!(pour(&courriels, "responsable_psad.33").is_empty(), "{courriels:#?}");
    assert!(pour(&courriels, "conseiller_mission_locale.33").is_empty());
    assert_eq!(pour(&courriels, "responsable_psad.40").len(), 1, "the others do");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_that_did_not_leave_leaves_later_and_once() {
    let app = TestApp::new().await;
    app.avancer(jusqu_a_lundi());
    // The folder of mails is away, as a mail server may be.
    let dossier = app.dossier_de_donnees.path().join("courriels");
    std::fs::remove_dir_all(&dossier).unwrap();
    avis::prevoir(&app.app).await.unwrap();
    while avis::un_courriel(&app.app).await.unwrap() {}
    std::fs::create_dir_all(&dossier).unwrap();
    assert_eq!(relever(&app).await, Vec::<String>::new(), "not before a while");
    app.avancer(TimeDelta::minutes(6));
    let courriels = relever(&app).await;
    assert_eq!(pour(&courriels, "responsable_psad.33").len(), 1);
    app.avancer(TimeDelta::hours(2));
    assert_eq!(relever(&app).await.len(), courriels.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_servers_and_a_crash_never_send_twice() {
    let app = TestApp::new().await;
    app.avancer(jusqu_a_lundi());
    // Both look, both ask, both send.
    let (une, autre) = tokio::join!(avis::prevoir(&app.app), avis::prevoir(&app.app));
    une.unwrap();
    autre.unwrap();
    let envoyer = async || while avis::un_courriel(&app.app).await.unwrap() {};
    tokio::join!(envoyer(), envoyer());
    let courriels = relever(&app).await;
    assert_eq!(pour(&courriels, "responsable_psad.33").len(), 1);
    let mut destinataires: Vec<&str> =
        courriels.iter().filter_map(|c| c.lines().find(|l| l.starts_with("To: "))).collect();
    let tous = destinataires.len();
    destinataires.sort_unstable();
    destinataires.dedup();
    assert_eq!(destinataires.len(), tous);

    // A server that died between reserving a mail and noting that it left: nobody can tell, so nobody sends it again.
    app.avancer(TimeDelta::days(7));
    avis::prevoir(&app.app).await.unwrap();
    let psad = app.compte(Role::ResponsablePsad).utilisateur;
    let writer = app.app.store().write(app.app.horloge().maintenant()).await.unwrap();
    assert!(choix::reserver(&writer, &format!("resume/{psad}/2026-11-23")).await.unwrap());
    writer.commit().await.unwrap();
    let apres = relever(&app).await;
    assert_eq!(pour(&apres, "responsable_psad.33").len(), 1);
    assert_eq!(pour(&apres, "responsable_psad.40").len(), 2, "the others had theirs");
    app.avancer(TimeDelta::days(7));
    assert_eq!(pour(&relever(&app).await, "responsable_psad.33").len(), 2, "the next one comes");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_silent_hand_off_is_told_to_its_two_sides_and_above() {
    let app = TestApp::new().await;
    for role in [Role::ResponsablePsad, Role::ConseillerMissionLocale, Role::IenIo, Role::CoordonnateurMlds] {
        choisir(&app, role, Frequence::Quotidienne).await;
    }
    // Proposed on the 11th: seven days later it is due, on the 19th it is late.
    app.avancer(TimeDelta::days(6));
    let retard = "depuis plus de 7\u{a0}jours";
    assert!(relever(&app).await.iter().all(|courriel| !courriel.contains(retard)));
    app.avancer(TimeDelta::days(1));
    let courriels = relever(&app).await;
    let dernier = |qui: &str| {
        courriels
            .iter()
            .find(|c| c.contains(&format!("To: {qui}@")) && c.contains("19\u{a0}novembre"))
            .cloned()
            .unwrap_or_default()
    };
    assert!(dernier("responsable_psad.33").contains(&format!("- 1 relais proposé sans réponse {retard}")));
    let recu = dernier("conseiller_mission_locale.33");
    assert!(recu.contains(&format!("- 1 relais reçu sans votre réponse {retard}")), "{recu}");
    let au_dessus = dernier("ien_io.33");
    assert!(
        au_dessus.contains(&format!("- 1 relais sans réponse {retard} entre deux structures")),
        "{au_dessus}"
    );
    assert!(!dernier("coordonnateur_mlds.33").contains(retard), "a bystander of the territory is not told");
    // What the line opens is what it counts.
    for (role, liste) in [
        (Role::ResponsablePsad, "envoyes_en_retard"),
        (Role::ConseillerMissionLocale, "recus_en_retard"),
        (Role::IenIo, "autres_en_retard"),
    ] {
        let adresse = format!("/jeunes?relais={liste}");
        let page = app.get(role, &adresse).await;
        assert!(page.corps.contains("Inès") && page.corps.contains("réponse en retard"), "{role:?}");
        assert!(app.get(role, "/").await.corps.contains(&adresse), "{role:?}: on the page too");
        assert!(!app.get(Personne::Ailleurs(role), &adresse).await.corps.contains("Inès"));
    }
}

/// Plans an interview in the first dossier, as who leads the PSAD.
async fn planifier(app: &TestApp, le: &str, lieu: &str) {
    let form = [("nature", "suivi"), ("debut", le), ("lieu", lieu), ("invites", "representant")];
    let chemin = format!("/dossiers/{}/entretiens", app.ici.dossier.id);
    let planifie = app.post(Role::ResponsablePsad, &chemin, &form).await;
    assert_eq!(planifie.statut, StatusCode::SEE_OTHER, "{}", planifie.corps);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_appointment_is_recalled_the_day_before_to_both() {
    let app = TestApp::new().await;
    planifier(&app, "2026-11-18T10:30", "CIO, bureau 12, chez Mme Arrieta").await;
    app.avancer(TimeDelta::days(4));
    assert!(relever(&app).await.iter().all(|c| !c.contains("Rappel")), "two days before");
    app.avancer(TimeDelta::hours(23));
    let courriels = relever(&app).await;
    let quand = "demain, mercredi 18\u{a0}novembre, à 10\u{a0}h\u{a0}30";
    let dits: Vec<&String> = courriels.iter().filter(|c| c.contains(quand)).collect();
    assert_eq!(dits.len(), 2, "{courriels:#?}");
    let agent = pour(&courriels, "responsable_psad.33").into_iter().find(|c| c.contains(quand)).unwrap();
    assert!(agent.contains(&format!("/dossiers/{}", app.ici.dossier.id)) && agent.contains("à domicile"));
    for secret in SECRETS.iter().chain(&["Arrieta", "bureau"]) {
        assert!(!agent.contains(secret), "{secret}: {agent}");
    }
    let jeune = pour(&courriels, "jeune")[0];
    for mot in ["Bonjour Inès", "bureau 12", "représentant légal est invité", "05 56 00 00 00", "PSAD 33"]
    {
        assert!(jeune.contains(mot), "{mot}: {jeune}");
    }
    for secret in ["DUVAL", "Saint-Essai", "/dossiers/", "suivi", "décroch"] {
        assert!(!jeune.contains(secret), "{secret}: {jeune}");
    }
    app.avancer(TimeDelta::hours(20));
    assert_eq!(relever(&app).await.len(), courriels.len(), "once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_is_reminded_who_refused_lost_access_or_whose_appointment_fell() {
    let app = TestApp::new().await;
    planifier(&app, "2026-11-13T10:30", "CIO").await;
    // Both are asked for, and meanwhile…
    assert_eq!(avis::prevoir(&app.app).await.unwrap(), 2);
    let perimetre = app.perimetre(Role::ResponsablePsad).await;
    let writer = app.app.store().write(app.app.horloge().maintenant()).await.unwrap();
    let refus =
        Evenement::Tentative { canal: Canal::Telephone, issue: IssueContact::Refus, rappeler_le: None };
    let (id, seuils) = (app.ici.dossier.id, &app.app.config().seuils);
    dossier::inscrire(&writer, &perimetre, id, None, refus, None, seuils).await.unwrap();
    utilisateur::set_active(&writer, app.compte(Role::ResponsablePsad).utilisateur, false).await.unwrap();
    writer.commit().await.unwrap();
    assert_eq!(relever(&app).await, Vec::<String>::new());
    // …and looked at again an hour later, not every minute.
    avis::prevoir(&app.app).await.unwrap();
    assert!(!avis::un_courriel(&app.app).await.unwrap());
    let writer = app.app.store().write(app.app.horloge().maintenant()).await.unwrap();
    utilisateur::set_active(&writer, app.compte(Role::ResponsablePsad).utilisateur, true).await.unwrap();
    writer.commit().await.unwrap();
    app.avancer(TimeDelta::minutes(61));
    let courriels = relever(&app).await;
    assert_eq!(courriels.len(), 1, "who came back is reminded, who refused is not: {courriels:#?}");
    assert!(courriels[0].contains("To: responsable_psad.33@"));

    let app = TestApp::new().await;
    planifier(&app, "2026-11-13T10:30", "CIO").await;
    let perimetre = app.perimetre(Role::ResponsablePsad).await;
    let lu = dossier::lire(app.app.store().read(), &perimetre, app.ici.dossier.id).await.unwrap().unwrap();
    let pris = lu.etat.entretiens.last().unwrap().id;
    let writer = app.app.store().write(app.app.horloge().maintenant()).await.unwrap();
    let annule = Evenement::EntretienConclu { id: pris, issue: IssueEntretien::Annule, conclusions: vec![] };
    dossier::inscrire(&writer, &perimetre, app.ici.dossier.id, None, annule, None, seuils).await.unwrap();
    writer.commit().await.unwrap();
    assert_eq!(relever(&app).await, Vec::<String>::new(), "it fell");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn settings_of_the_account_are_kept_and_an_example_is_sent() {
    let app = TestApp::new().await;
    let page = app.get(Role::ResponsablePsad, "/compte").await.corps;
    assert!(page.contains("Recevoir un résumé par courriel") && page.contains("Une fois par semaine"));
    let sans = app.get(Role::Administrateur, "/compte").await.corps;
    assert!(!sans.contains("Recevoir un résumé") && !sans.contains("mon agenda"), "no dossier, no summary");
    for (rythme, jour, statut) in [
        ("quotidienne", "1", StatusCode::SEE_OTHER),
        ("hebdomadaire", "5", StatusCode::SEE_OTHER),
        ("hebdomadaire", "8", StatusCode::UNPROCESSABLE_ENTITY),
        ("toujours", "1", StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let form = [("rythme", rythme), ("jour", jour)];
        let reponse = app.post(Role::ResponsablePsad, "/compte/courriel", &form).await;
        assert_eq!(reponse.statut, statut, "{rythme} {jour}");
    }
    let compte = app.compte(Role::ResponsablePsad).utilisateur;
    let garde = choix::preference(app.app.store().read(), compte).await.unwrap().unwrap();
    assert_eq!((garde.frequence, garde.jour), (Frequence::Hebdomadaire, 5));
    let page = app.get(Role::ResponsablePsad, "/compte").await.corps;
    assert!(page.contains("value=\"hebdomadaire\" checked") && page.contains("value=\"5\" selected"));

    let envoi = app.post(Role::ResponsablePsad, "/compte/courriel/maintenant", &[]).await;
    assert_eq!((envoi.statut, envoi.vers()), (StatusCode::SEE_OTHER, "/compte"));
    assert_eq!(app.courriels().len(), 1);
    let garde = choix::preference(app.app.store().read(), compte).await.unwrap().unwrap();
    assert_eq!(garde.dernier_le, None, "it is not that of the day");
    std::fs::remove_dir_all(app.dossier_de_donnees.path().join("courriels")).unwrap();
    let refus = app.post(Role::ResponsablePsad, "/compte/courriel/maintenant", &[]).await;
    assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refus.corps.contains("n’est pas parti") && refus.corps.contains("value=\"5\" selected"));
    let rien = app.post(Role::Administrateur, "/compte/courriel/maintenant", &[]).await;
    assert_eq!(rien.statut, StatusCode::UNPROCESSABLE_ENTITY);
}

/// The lines of a calendar, unfolded.
fn lignes(texte: &str) -> Vec<String> {
    texte.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_calendar_reads_its_owners_appointments_by_a_private_address() {
    let app = TestApp::new().await;
    planifier(&app, "2026-11-13T10:30", "CIO ; salle « A »,\r\nBEGIN:VALARM").await;
    let chemin = format!("/agenda/{}.ics", app.agenda);
    let lu = app.get(Personne::Visiteur, &chemin).await;
    assert_eq!((lu.statut, lu.entete("content-type")), (StatusCode::OK, "text/calendar; charset=utf-8"));
    assert_eq!(lu.entete("cache-control"), "no-store");
    let contenu = lignes(&lu.corps);
    let contient = |ligne: &str| contenu.iter().any(|lue| lue == ligne);
    assert!(contient("DTSTART:20261113T093000Z"), "Paris is an hour ahead: {contenu:#?}");
    assert!(contient("SUMMARY:Entretien de suivi\u{a0}: Inès D."), "{contenu:#?}");
    assert!(contenu.iter().any(|l| l.starts_with("LOCATION:CIO \\; salle « A »\\,\\n")), "{contenu:#?}");
    assert_eq!(contenu.iter().filter(|l| *l == "BEGIN:VEVENT").count(), 2, "and that of the harness, past");
    assert!(!lu.corps.contains("DUVAL") && !contient("BEGIN:VALARM"));
    assert!(lu.corps.contains(&format!("/dossiers/{}", app.ici.dossier.id)));
    let encore = app.get(Personne::Visiteur, &chemin).await;
    assert_eq!(encore.corps, lu.corps, "what has not changed reads the same");
    // Noted once, however often the calendar looks.
    let traces = acces::of_dossier(app.app.store().read(), app.ici.dossier.id, 50).await.unwrap();
    let lectures: Vec<_> = traces.iter().filter(|trace| trace.action == "agenda").collect();
    assert_eq!(lectures.len(), 1);
    assert_eq!(lectures[0].utilisateur, app.compte(Role::ResponsablePsad).utilisateur);
    app.avancer(TimeDelta::days(1));
    app.get(Personne::Visiteur, &chemin).await;
    let traces = acces::of_dossier(app.app.store().read(), app.ici.dossier.id, 50).await.unwrap();
    assert_eq!(traces.iter().filter(|trace| trace.action == "agenda").count(), 2, "once a day");

    for faux in ["abc", &"0".repeat(64), &format!("{}.ics", "0".repeat(64)), &app.agenda] {
        let rien = app.get(Personne::Visiteur, &format!("/agenda/{faux}")).await;
        assert_eq!(rien.statut, StatusCode::NOT_FOUND, "{faux}");
    }
    let writer = app.app.store().write(app.app.horloge().maintenant()).await.unwrap();
    appartenance::end(&writer, app.compte(Role::ResponsablePsad).appartenance, jour()).await.unwrap();
    writer.commit().await.unwrap();
    let perdu = app.get(Personne::Visiteur, &chemin).await;
    assert_eq!(perdu.statut, StatusCode::NOT_FOUND);
    assert!(!perdu.corps.contains("Inès"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_address_of_a_calendar_is_shown_once_changed_and_closed() {
    let app = TestApp::new().await;
    let creee = app.post(Role::PsyEn, "/compte/agenda", &[]).await;
    assert_eq!(creee.statut, StatusCode::OK);
    let extraire = |corps: &str| {
        let debut = corps.split("http://raccroche.example/agenda/").nth(1).unwrap();
        format!("/agenda/{}", debut.split('<').next().unwrap())
    };
    let adresse = extraire(&creee.corps);
    assert_eq!(app.get(Personne::Visiteur, &adresse).await.statut, StatusCode::OK);
    let compte = app.get(Role::PsyEn, "/compte").await.corps;
    assert!(compte.contains("Une adresse est ouverte") && !compte.contains(adresse.trim_end_matches(".ics")));
    let autre = extraire(&app.post(Role::PsyEn, "/compte/agenda", &[]).await.corps);
    assert_eq!(app.get(Personne::Visiteur, &adresse).await.statut, StatusCode::NOT_FOUND, "replaced");
    assert_eq!(app.get(Personne::Visiteur, &autre).await.statut, StatusCode::OK);
    let ferme = app.post(Role::PsyEn, "/compte/agenda/fermer", &[]).await;
    assert_eq!((ferme.statut, ferme.vers()), (StatusCode::SEE_OTHER, "/compte"));
    assert_eq!(app.get(Personne::Visiteur, &autre).await.statut, StatusCode::NOT_FOUND);
    assert_eq!(app.post(Role::Administrateur, "/compte/agenda", &[]).await.statut, StatusCode::NOT_FOUND);
    let essais = TestApp::avec(|config| config.limites_a_blanc = false).await;
    for _ in 0..30 {
        essais.get(Personne::Visiteur, &format!("/agenda/{}.ics", "0".repeat(64))).await;
    }
    let faux = essais.get(Personne::Visiteur, &format!("/agenda/{}.ics", "0".repeat(64))).await;
    assert_eq!(faux.statut, StatusCode::TOO_MANY_REQUESTS);
    let bon = essais.get(Personne::Visiteur, &format!("/agenda/{}.ics", essais.agenda)).await;
    assert_eq!(bon.statut, StatusCode::OK, "who holds an address is not slowed down by who tries some");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_appointment_is_a_file() {
    let app = TestApp::new().await;
    let dossier = &app.ici.dossier;
    let chemin = format!("/dossiers/{}/entretiens/{}/agenda.ics", dossier.id, dossier.entretien);
    let page = app.get(Role::ResponsablePsad, &format!("/dossiers/{}?onglet=parcours", dossier.id)).await;
    assert!(page.corps.contains(&format!("href=\"{chemin}\"")), "{}", page.corps);
    let fichier = app.get(Role::PsyEn, &chemin).await;
    assert_eq!(fichier.statut, StatusCode::OK);
    assert_eq!(fichier.entete("content-disposition"), "attachment; filename=\"rendez-vous.ics\"");
    assert!(fichier.corps.contains("SUMMARY:Entretien de situation") && !fichier.corps.contains("DUVAL"));
    let traces = acces::of_dossier(app.app.store().read(), dossier.id, 50).await.unwrap();
    assert_eq!(traces[0].action, "agenda");
    let autre = chemin.replace(&dossier.entretien.to_string(), &Uuid::nil().to_string());
    assert_eq!(app.get(Role::PsyEn, &autre).await.statut, StatusCode::NOT_FOUND);
}

/// A program that keeps what it is told beside itself, and ends as it is told to.
fn passerelle(dossier: &Path, suite: &str) -> Sms {
    let commande = dossier.join("passerelle");
    let recu = dossier.join("sms");
    let texte = format!("#!/bin/sh\necho \"args=$#\" >> {0}\ncat >> {0}\n{suite}\n", recu.display());
    std::fs::write(&commande, texte).unwrap();
    std::fs::set_permissions(&commande, std::fs::Permissions::from_mode(0o700)).unwrap();
    Sms { commande: Some(commande), delai: 2 }
}

/// The value of the choice that begins with these words.
fn choix_du_formulaire(corps: &str, mots: &str) -> Option<String> {
    let avant = corps.split(mots).next().filter(|avant| avant.len() < corps.len())?;
    avant.rsplit("value=\"").next()?.split('"').next().map(str::to_owned)
}

async fn envoyes(app: &TestApp) -> usize {
    let perimetre = app.perimetre(Role::ResponsablePsad).await;
    let reader = app.app.store().read();
    let journal = dossier::journal(reader, &perimetre, app.ici.dossier.id, None).await.unwrap();
    journal.iter().filter(|e| matches!(e.entree.evenement, Evenement::LienEnvoye { .. })).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_text_message_leaves_by_the_program_of_the_académie() {
    let scripts = tempfile::tempdir().unwrap();
    let sms = passerelle(scripts.path(), "exit 0");
    let app = TestApp::avec(|config| config.sms = sms).await;
    let base = format!("/dossiers/{}", app.ici.dossier.id);
    let onglet = app.get(Role::ResponsablePsad, &format!("{base}?onglet=contacts")).await.corps;
    assert!(!onglet.contains("à copier"), "it is sent, not copied");
    let par = choix_du_formulaire(&onglet, "Par SMS, au 06 39 98 12 34").unwrap();
    let envoi = app.post(Role::ResponsablePsad, &format!("{base}/liens"), &[("par", &par)]).await;
    assert_eq!(
        (envoi.statut, envoi.vers()),
        (StatusCode::SEE_OTHER, format!("{base}?onglet=contacts").as_str())
    );
    let recu = std::fs::read_to_string(scripts.path().join("sms")).unwrap();
    let (args, json) = recu.split_once('\n').unwrap();
    assert_eq!(args, "args=0", "nothing that a list of processes would show");
    let message: serde_json::Value = serde_json::from_str(json).unwrap();
    assert_eq!(message["numero"], "0639981234");
    let texte = message["texte"].as_str().unwrap();
    assert!(texte.starts_with("Bonjour Inès, ici PSAD 33") && !texte.contains("DUVAL"), "{texte}");
    let jeton = texte.rsplit("/r/").next().unwrap();
    assert_eq!(app.get(Personne::Visiteur, &format!("/r/{jeton}")).await.statut, StatusCode::OK);
    assert_eq!(envoyes(&app).await, 1);
    let apres = app.get(Role::ResponsablePsad, &format!("{base}?onglet=contacts")).await.corps;
    assert!(apres.contains("SMS, le 12\u{a0}novembre"), "{apres}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_that_does_not_leave_is_said_and_nothing_is_written() {
    for suite in ["exit 3", "sleep 30", "absent"] {
        let scripts = tempfile::tempdir().unwrap();
        let mut sms = passerelle(scripts.path(), suite);
        if suite == "absent" {
            sms.commande = Some(scripts.path().join("absent"));
        }
        let app = TestApp::avec(|config| config.sms = sms).await;
        let base = format!("/dossiers/{}", app.ici.dossier.id);
        let onglet = app.get(Role::ResponsablePsad, &format!("{base}?onglet=contacts")).await.corps;
        let par = choix_du_formulaire(&onglet, "Par SMS, au 06 39 98 12 34").unwrap();
        let refus = app.post(Role::ResponsablePsad, &format!("{base}/liens"), &[("par", &par)]).await;
        assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY, "{suite}");
        assert!(refus.corps.contains("Le SMS n’est pas parti, et rien n’a été noté"), "{suite}");
        assert_eq!(envoyes(&app).await, 0, "{suite}");
        let perimetre = app.perimetre(Role::ResponsablePsad).await;
        let liens = lien::of_dossier(app.app.store().read(), &perimetre, app.ici.dossier.id).await.unwrap();
        assert_eq!(liens.len(), 1, "{suite}: that of the harness alone");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_that_does_not_leave_writes_nothing_either() {
    let app = TestApp::new().await;
    let base = format!("/dossiers/{}", app.ici.dossier.id);
    let onglet = app.get(Role::ResponsablePsad, &format!("{base}?onglet=contacts")).await.corps;
    assert!(onglet.contains("Par un SMS, à copier"), "no program: the text is copied");
    let par = choix_du_formulaire(&onglet, "Par courriel, à jeune@courriel.example").unwrap();
    std::fs::remove_dir_all(app.dossier_de_donnees.path().join("courriels")).unwrap();
    let refus = app.post(Role::ResponsablePsad, &format!("{base}/liens"), &[("par", &par)]).await;
    assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refus.corps.contains("Le courriel n’est pas parti, et rien n’a été noté"));
    assert_eq!(envoyes(&app).await, 0);
    // The id of another's address is none of the choices.
    let ailleurs = app
        .get(
            Personne::Ailleurs(Role::ResponsablePsad),
            &format!("/dossiers/{}?onglet=contacts", app.ailleurs.dossier.id),
        )
        .await
        .corps;
    let autre = choix_du_formulaire(&ailleurs, "Par courriel, à jeune@courriel.example").unwrap();
    let refus = app.post(Role::ResponsablePsad, &format!("{base}/liens"), &[("par", &autre)]).await;
    assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!app.dossier_de_donnees.path().join("courriels").exists());
}
