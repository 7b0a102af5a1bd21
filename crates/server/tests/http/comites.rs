//! A committee meets: its agenda comes from the dossiers, its decisions go into them, its minutes say both.

use axum::http::StatusCode;
use chrono::TimeDelta;
use raccroche_domain::{
    droits::{GenreOrganisation, Role},
    suivi::{Canal, Evenement, FinSolution, GenreTache, IssueContact, IssueEntretien, MotifRefus, Seuils},
};
use raccroche_store::dossier;

use crate::app::{Personne, TestApp, jour};

const QUI: Role = Role::ResponsablePsad;

async fn ecrire(app: &TestApp, qui: Role, evenement: Evenement) {
    let perimetre = app.perimetre(qui).await;
    let writer = app.app.store().write(app.app.horloge().maintenant()).await.unwrap();
    let seuils = Seuils::default();
    dossier::inscrire(&writer, &perimetre, app.ici.dossier.id, None, evenement, None, &seuils).await.unwrap();
    writer.commit().await.unwrap();
}

/// Ten days on: the hand-off of the harness has waited too long.
async fn plus_tard() -> TestApp {
    let app = TestApp::new().await;
    app.avancer(TimeDelta::days(10));
    app
}

/// Convokes a meeting for today; gives its address.
async fn convoquer(app: &TestApp) -> String {
    let champs = [("debut", "2026-11-22T14:00"), ("lieu", "CIO, salle 2")];
    let reponse = app.post(QUI, "/comites", &champs).await;
    assert_eq!(reponse.statut, StatusCode::SEE_OTHER, "{}", reponse.corps);
    reponse.vers().to_owned()
}

async fn etat(app: &TestApp) -> raccroche_domain::suivi::EtatDossier {
    let perimetre = app.perimetre(QUI).await;
    dossier::lire(app.app.store().read(), &perimetre, app.ici.dossier.id).await.unwrap().unwrap().etat
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_agenda_proposes_itself_under_the_most_particular_reason() {
    let app = plus_tard().await;
    let seance = convoquer(&app).await;
    let page = app.get(QUI, &seance).await;
    assert_eq!(page.statut, StatusCode::OK);
    assert!(page.corps.contains("Comité technique du dimanche 22\u{a0}novembre"), "{}", page.corps);
    // The hand-off of the harness has waited for long; refused, the refusal is the reason.
    assert!(page.corps.contains("Relais sans réponse"), "{}", page.corps);
    let refus = Evenement::RelaisRefuse { id: app.ici.dossier.relais, motif: MotifRefus::Capacite };
    ecrire(&app, Role::ConseillerMissionLocale, refus).await;
    let page = app.get(QUI, &seance).await.corps;
    assert!(page.contains("Relais refusés") && page.contains("plus de place actuellement"), "{page}");
    let demande = demander_le_comite(&app).await;
    ecrire(&app, QUI, demande).await;
    let page = app.get(QUI, &seance).await.corps;
    assert!(page.contains("Demandés par les membres") && !page.contains("Relais refusés"), "{page}");
    assert_eq!(page.matches("Inès DUVAL").count() > 0, page.contains(&app.ici.dossier.id.to_string()));
}

async fn demander_le_comite(app: &TestApp) -> Evenement {
    let writer = app.app.store().write(app.app.horloge().maintenant()).await.unwrap();
    Evenement::TacheAjoutee { id: writer.new_id(), genre: GenreTache::Comite, pour_le: jour() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_long_without_a_solution_is_proposed() {
    let app = plus_tard().await;
    let tentative =
        Evenement::Tentative { canal: Canal::Telephone, issue: IssueContact::SansReponse, rappeler_le: None };
    let dossier = app.ici.dossier.clone();
    for evenement in [
        Evenement::RelaisRetire { id: dossier.relais },
        Evenement::SolutionFinie { id: dossier.solution, le: jour(), fin: FinSolution::JamaisCommencee },
        Evenement::EntretienConclu {
            id: dossier.entretien,
            issue: IssueEntretien::AbsenceExcusee,
            conclusions: Vec::new(),
        },
        Evenement::TacheFaite { id: dossier.tache },
        tentative,
    ] {
        ecrire(&app, QUI, evenement).await;
    }
    let seance = convoquer(&app).await;
    assert!(!app.get(QUI, &seance).await.corps.contains("Inès DUVAL"), "all goes well");
    app.avancer(TimeDelta::days(150));
    assert!(app.get(QUI, &seance).await.corps.contains("Échéances dépassées depuis plus de quinze jours"));
    // Nothing is overdue any more, but there is still no solution.
    ecrire(&app, QUI, Evenement::Note).await;
    let page = app.get(QUI, &seance).await.corps;
    assert!(page.contains("Sans solution depuis plusieurs mois") && page.contains("Inès DUVAL"), "{page}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_decision_is_a_task_of_the_dossier_and_its_fate_is_read_there() {
    let app = plus_tard().await;
    let seance = convoquer(&app).await;
    let (dossier, adresse) = (app.ici.dossier.id.to_string(), format!("{seance}/decisions"));
    let conseiller = app.compte(Role::ConseillerMissionLocale).appartenance.to_string();
    let incomplet = [("dossier", dossier.as_str()), ("decision", "appeler"), ("echeance", "2026-11-30")];
    let refus = app.post(QUI, &adresse, &incomplet).await;
    assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refus.corps.contains("Choisissez qui s’en charge."));
    let avant = etat(&app).await.taches.len();
    let champs = [&incomplet[..], &[("responsable", conseiller.as_str())]].concat();
    let reponse = app.post(QUI, &adresse, &champs).await;
    assert_eq!((reponse.statut, reponse.vers()), (StatusCode::SEE_OTHER, seance.as_str()));
    let taches = etat(&app).await.taches;
    assert_eq!(taches.len(), avant + 1);
    let tache = taches.last().unwrap();
    assert_eq!((tache.genre, tache.pour_le.to_string().as_str()), (GenreTache::Appeler, "2026-11-30"));
    let perimetre = app.perimetre(QUI).await;
    let reader = app.app.store().read();
    let keyring = app.app.store().keyring();
    let journal = dossier::journal(reader, &perimetre, app.ici.dossier.id, Some(keyring)).await.unwrap();
    assert!(journal[0].note.as_deref().unwrap().contains("comité technique"), "{:?}", journal[0].note);

    let page = app.get(QUI, &seance).await.corps;
    assert!(page.contains("Reprendre contact") && page.contains("À tenir"), "{page}");
    let minutes = app.get(QUI, &format!("{seance}/compte-rendu")).await;
    assert_eq!(minutes.statut, StatusCode::OK);
    assert!(minutes.corps.contains("Inès DUVAL") && minutes.corps.contains("Reprendre contact"));
    // Done in the dossier, it is held in the minutes.
    ecrire(&app, QUI, Evenement::TacheFaite { id: tache.id }).await;
    assert!(app.get(QUI, &format!("{seance}/compte-rendu")).await.corps.contains("Tenue"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hand_off_may_be_decided_and_what_the_rules_refuse_is_said() {
    let app = plus_tard().await;
    let seance = convoquer(&app).await;
    let dossier = app.ici.dossier.id.to_string();
    let psy = app.compte(Role::PsyEn).appartenance.to_string();
    let champs = [
        ("dossier", dossier.as_str()),
        ("decision", "relais"),
        ("responsable", psy.as_str()),
        ("echeance", "2026-11-30"),
    ];
    let refus = app.post(QUI, &format!("{seance}/decisions"), &champs).await;
    assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY, "another hand-off waits");
    assert!(refus.corps.contains("est déjà en cours"), "{}", refus.corps);
    // A reason to speak about the young person is still there once the hand-off was refused.
    let sans = Evenement::RelaisRefuse { id: app.ici.dossier.relais, motif: MotifRefus::Capacite };
    ecrire(&app, Role::ConseillerMissionLocale, sans).await;
    let reponse = app.post(QUI, &format!("{seance}/decisions"), &champs).await;
    assert_eq!(reponse.statut, StatusCode::SEE_OTHER, "{}", reponse.corps);
    let vers = etat(&app).await.relais.unwrap().vers.id;
    assert_eq!(vers, app.ici.organisations[&GenreOrganisation::Cio].id);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_ended_meeting_no_longer_changes() {
    let app = plus_tard().await;
    let seance = convoquer(&app).await;
    let dossier = app.ici.dossier.id.to_string();
    let demande = demander_le_comite(&app).await;
    ecrire(&app, QUI, demande).await;
    let fin = app.post(QUI, &format!("{seance}/clore"), &[]).await;
    let taches = etat(&app).await.taches;
    assert!(
        !taches.iter().any(|tache| tache.genre == GenreTache::Comite),
        "spoken about, not asked for again"
    );
    assert_eq!(fin.vers(), format!("{seance}/compte-rendu"));
    // The reason goes away, the agenda of the day stays.
    ecrire(&app, QUI, Evenement::RelaisRetire { id: app.ici.dossier.relais }).await;
    assert!(app.get(QUI, &seance).await.corps.contains("Inès DUVAL"));
    let psy = app.compte(Role::PsyEn).appartenance.to_string();
    let champs = [
        ("dossier", dossier.as_str()),
        ("decision", "ecrire"),
        ("responsable", psy.as_str()),
        ("echeance", "2026-11-30"),
    ];
    let tard = app.post(QUI, &format!("{seance}/decisions"), &champs).await;
    assert_eq!(tard.statut, StatusCode::CONFLICT);
    assert!(
        !etat(&app).await.taches.iter().any(|tache| tache.genre == GenreTache::Ecrire),
        "nothing is written"
    );
    assert_eq!(app.post(QUI, &format!("{seance}/clore"), &[]).await.statut, StatusCode::CONFLICT);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_taken_off_stays_off() {
    let app = plus_tard().await;
    let seance = convoquer(&app).await;
    let dossier = app.ici.dossier.id.to_string();
    let retrait = app.post(QUI, &format!("{seance}/retirer"), &[("dossier", &dossier)]).await;
    assert_eq!(retrait.vers(), seance);
    assert!(!app.get(QUI, &seance).await.corps.contains("Inès DUVAL"));
    let encore = app.post(QUI, &format!("{seance}/retirer"), &[("dossier", &dossier)]).await;
    assert_eq!(encore.statut, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn partners_read_and_others_do_not() {
    let app = plus_tard().await;
    let seance = convoquer(&app).await;
    for role in [Role::PsyEn, Role::ConseillerMissionLocale, Role::IenIo, Role::ResponsableFoquale] {
        let page = app.get(role, &seance).await;
        assert_eq!(page.statut, StatusCode::OK, "{role:?}");
        assert!(page.corps.contains("Inès DUVAL"), "{role:?}");
        assert!(!page.corps.contains("Clore la séance"), "{role:?} does not lead it");
        assert!(app.get(role, "/comites").await.corps.contains(&seance), "{role:?}");
    }
    for role in [QUI, Role::PsyEn, Role::IenIo] {
        let ailleurs = Personne::Ailleurs(role);
        for chemin in [seance.clone(), format!("{seance}/compte-rendu")] {
            assert_eq!(app.get(ailleurs, &chemin).await.statut, StatusCode::NOT_FOUND, "{role:?} {chemin}");
        }
        assert!(!app.get(ailleurs, "/comites").await.corps.contains(&seance));
    }
    for acte in ["decisions", "retirer", "clore"] {
        let chemin = format!("{seance}/{acte}");
        let ailleurs = app.post(Personne::Ailleurs(QUI), &chemin, &[]).await;
        assert_eq!(ailleurs.statut, StatusCode::NOT_FOUND, "{acte}");
        let lecteur = app.post(Role::IenIo, &chemin, &[]).await;
        assert_eq!(lecteur.statut, StatusCode::FORBIDDEN, "{acte}");
    }
    // A partner who may write decides, but does not lead.
    assert_eq!(app.post(Role::PsyEn, &format!("{seance}/clore"), &[]).await.statut, StatusCode::NOT_FOUND);
    for role in [Role::Saio, Role::ReferentDecrochage] {
        assert_eq!(app.get(role, "/comites").await.statut, StatusCode::FORBIDDEN, "{role:?}");
    }
    let sans_lieu = app.post(QUI, "/comites", &[("debut", "2026-11-01T10:00")]).await;
    assert_eq!(sans_lieu.statut, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(sans_lieu.corps.contains("Ce jour est passé"), "{}", sans_lieu.corps);
}
