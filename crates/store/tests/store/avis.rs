//! What people are told by mail and what their calendars read, on both databases.

use chrono::{NaiveDate, NaiveTime, TimeDelta};
use raccroche_domain::{
    droits::MotifPortee,
    suivi::{
        Canal, Evenement, GenreEntretien, IssueContact, IssueEntretien, MotifCloture, MotifRelais,
        Responsable, Seuils, Structure,
    },
};
use raccroche_store::{
    Auteur, Perimetre, Writer, agenda,
    appartenance::{self, NouvelleAppartenance},
    avis::{self, Frequence, RelaisEnRetard},
    contact::{self, EtatCoordonnee, GenreCoordonnee},
    dossier::{self, Filtre},
    jeune, lien,
    organisation::{GenreOrganisation, Organisation},
    travail::{self, NouveauTravail},
    utilisateur,
};
use uuid::Uuid;

use crate::{
    bases::{Base, after, november, now, on_both},
    comptes,
    territoires::{confided, nouveau, perimeter, register},
};

on_both!(
    who_wants_a_summary_is_found_and_nobody_who_lost_access,
    a_mail_is_reserved_once_whoever_tries,
    figures_are_those_of_the_lists_and_late_hand_offs_are_told_to_each_side,
    an_appointment_is_read_by_who_holds_it_and_nobody_else,
    appointments_of_a_day_name_nobody_and_a_refusal_is_respected,
    the_address_of_a_calendar_is_one_and_can_be_closed,
    a_link_that_could_not_be_given_opens_nothing,
);

async fn member(base: &Base, organisation: &Organisation, role: &str, au: Option<u32>) -> (Uuid, Uuid) {
    let who = comptes::create(&base.store, &format!("{}@exemple.fr", Uuid::new_v4().simple())).await;
    let writer = base.store.write(now()).await.unwrap();
    let nouvelle = NouvelleAppartenance {
        utilisateur: who.id,
        organisation: organisation.id,
        role: role.into(),
        du: november(1),
        au: au.map(november),
    };
    let held = appartenance::grant(&writer, nouvelle).await.unwrap();
    writer.commit().await.unwrap();
    (who.id, held.id)
}

async fn as_of(base: &Base, (who, held): (Uuid, Uuid), day: NaiveDate) -> Perimetre {
    Perimetre::of(base.store.read(), who, held, day).await.unwrap().unwrap()
}

async fn write(writer: &Writer, day: NaiveDate, id: Uuid, evenement: Evenement) {
    let auteur = Auteur::sans_compte("essai");
    dossier::inscrire_du_systeme(writer, &auteur, day, id, evenement, &Seuils::default()).await.unwrap();
}

fn structure(organisation: &Organisation) -> Structure {
    Structure { id: organisation.id, nom: organisation.nom.clone() }
}

fn entretien(id: Uuid, day: u32) -> Evenement {
    Evenement::EntretienPrevu {
        id,
        genre: GenreEntretien::Suivi,
        le: november(day).and_time(NaiveTime::from_hms_opt(10, 30, 0).unwrap()),
        lieu: "CIO".into(),
        representant: false,
    }
}

async fn who_wants_a_summary_is_found_and_nobody_who_lost_access(base: &Base) {
    let store = &base.store;
    let psad = register(store, GenreOrganisation::Psad, "1", "33").await;
    let (never_chose, _) = member(base, &psad, "responsable_psad", None).await;
    let (daily, _) = member(base, &psad, "responsable_psad", None).await;
    let (none, _) = member(base, &psad, "responsable_psad", None).await;
    let (leaving, _) = member(base, &psad, "responsable_psad", Some(10)).await;
    let (closed, _) = member(base, &psad, "responsable_psad", None).await;
    let without_a_role = comptes::create(store, "sans.role@exemple.fr").await;
    let writer = store.write(after(5)).await.unwrap();
    avis::choisir(&writer, daily, Frequence::Quotidienne, 1).await.unwrap();
    avis::choisir(&writer, none, Frequence::Aucune, 1).await.unwrap();
    avis::choisir(&writer, leaving, Frequence::Hebdomadaire, 3).await.unwrap();
    utilisateur::set_active(&writer, closed, false).await.unwrap();
    assert!(avis::choisir(&writer, daily, Frequence::Hebdomadaire, 8).await.is_err(), "no such day");
    writer.rollback().await.unwrap();
    let writer = store.write(after(5)).await.unwrap();
    avis::choisir(&writer, daily, Frequence::Quotidienne, 1).await.unwrap();
    avis::choisir(&writer, none, Frequence::Aucune, 1).await.unwrap();
    avis::choisir(&writer, leaving, Frequence::Hebdomadaire, 3).await.unwrap();
    utilisateur::set_active(&writer, closed, false).await.unwrap();
    writer.commit().await.unwrap();

    let found = async |day: u32| {
        let mut found: Vec<Uuid> = avis::abonnes(store.read(), november(day))
            .await
            .unwrap()
            .into_iter()
            .map(|abonne| abonne.utilisateur)
            .collect();
        found.sort_unstable();
        found
    };
    let sorted = |mut ids: Vec<Uuid>| {
        ids.sort_unstable();
        ids
    };
    assert_eq!(found(10).await, sorted(vec![never_chose, daily, leaving]));
    assert_eq!(found(11).await, sorted(vec![never_chose, daily]), "the role ended yesterday");
    assert!(!found(10).await.contains(&without_a_role.id));
    let abonnes = avis::abonnes(store.read(), november(10)).await.unwrap();
    let chosen = abonnes.iter().find(|abonne| abonne.utilisateur == leaving).unwrap();
    assert_eq!((chosen.frequence, chosen.jour), (Frequence::Hebdomadaire, 3));
    assert_eq!(chosen.choisi_le.timestamp(), after(5).timestamp());
    let default = abonnes.iter().find(|abonne| abonne.utilisateur == never_chose).unwrap();
    assert_eq!((default.frequence, default.jour, default.dernier_le), (Frequence::Hebdomadaire, 1, None));
    assert_eq!(default.choisi_le.timestamp(), now().timestamp(), "since the account was made");

    let writer = store.write(after(10)).await.unwrap();
    avis::noter(&writer, never_chose, november(10)).await.unwrap();
    avis::noter(&writer, daily, november(10)).await.unwrap();
    writer.commit().await.unwrap();
    assert_eq!(found(10).await, [leaving]);
    assert_eq!(found(11).await, sorted(vec![never_chose, daily]), "another day, another summary");
    let kept = avis::preference(store.read(), daily).await.unwrap().unwrap();
    assert_eq!((kept.frequence, kept.dernier_le), (Frequence::Quotidienne, Some(november(10))));
    let writer = store.write(after(20)).await.unwrap();
    avis::choisir(&writer, daily, Frequence::Hebdomadaire, 5).await.unwrap();
    writer.commit().await.unwrap();
    let kept = avis::preference(store.read(), daily).await.unwrap().unwrap();
    assert_eq!((kept.jour, kept.dernier_le), (5, Some(november(10))), "choosing anew forgets no mail");
}

async fn a_mail_is_reserved_once_whoever_tries(base: &Base) {
    let (one, other) = (base.another().await, base.another().await);
    let try_it = async |store: &raccroche_store::Store| {
        let writer = store.write(now()).await.unwrap();
        let got = avis::reserver(&writer, "resume/1/2026-11-02").await.unwrap();
        writer.commit().await.unwrap();
        got
    };
    let (a, b, c) = tokio::join!(try_it(&one), try_it(&other), try_it(&base.store));
    assert_eq!([a, b, c].into_iter().filter(|got| *got).count(), 1);
    let cles = ["resume/1/2026-11-02".to_owned(), "resume/1/2026-11-03".to_owned()];
    let known = avis::reserves(base.store.read(), &cles).await.unwrap();
    assert_eq!(known.into_iter().collect::<Vec<_>>(), [cles[0].clone()]);
    let writer = base.store.write(after(1)).await.unwrap();
    avis::liberer(&writer, &cles[0]).await.unwrap();
    assert!(avis::reserver(&writer, &cles[0]).await.unwrap(), "it did not leave: it may be tried again");
    assert!(!avis::reserver(&writer, &cles[0]).await.unwrap());
    assert_eq!(avis::oublier(&writer, after(1)).await.unwrap(), 0);
    assert_eq!(avis::oublier(&writer, after(2)).await.unwrap(), 1);
    // Finished work of one kind goes; that of others stays.
    for genre in ["avis", "import"] {
        let nouveau = NouveauTravail {
            genre: genre.into(),
            cle: None,
            charge: serde_json::Value::Null,
            essais_max: 1,
            pret_le: None,
            demande_par: None,
        };
        travail::enqueue(&writer, nouveau).await.unwrap();
        let held = travail::lease(&writer, &[genre], TimeDelta::minutes(1)).await.unwrap().unwrap();
        assert!(travail::finish(&writer, &held).await.unwrap());
    }
    assert_eq!(travail::purge_of(&writer, &["avis"], after(2)).await.unwrap(), 1);
    assert_eq!(travail::list(&writer, "import", 10).await.unwrap().len(), 1);
    writer.commit().await.unwrap();
    one.close().await.unwrap();
    other.close().await.unwrap();
}

async fn figures_are_those_of_the_lists_and_late_hand_offs_are_told_to_each_side(base: &Base) {
    let store = &base.store;
    let cio = register(store, GenreOrganisation::Cio, "1", "33").await;
    let ml = register(store, GenreOrganisation::MissionLocale, "1", "33").await;
    let psad = register(store, GenreOrganisation::Psad, "1", "33").await;
    let dsden = register(store, GenreOrganisation::Dsden, "33", "33").await;
    let elsewhere = register(store, GenreOrganisation::Psad, "2", "40").await;
    let writer = store.write(now()).await.unwrap();
    let portees = vec![(psad.id, MotifPortee::Psad), (dsden.id, MotifPortee::Departement)];
    for (nom, propose_le) in [("DUVAL", 2), ("MARTINEAU", 5)] {
        let made = jeune::create(&writer, &nouveau(nom, &["Inès"], "33063")).await.unwrap();
        let id = confided(&writer, made.id, &cio, portees.clone()).await;
        let relais = Evenement::RelaisPropose {
            id: Uuid::new_v4(),
            vers: structure(&ml),
            motif: MotifRelais::Accompagnement,
        };
        write(&writer, november(propose_le), id, relais).await;
    }
    writer.commit().await.unwrap();

    let people = [
        (member(base, &cio, "psy_en", None).await, "sender"),
        (member(base, &ml, "conseiller_mission_locale", None).await, "receiver"),
        (member(base, &psad, "responsable_psad", None).await, "above"),
        (member(base, &dsden, "ien_io", None).await, "above"),
        (member(base, &elsewhere, "responsable_psad", None).await, "stranger"),
    ];
    // Seven days are allowed: due on the 9th and the 12th.
    for (day, late) in [(9, 0), (10, 1), (12, 1), (13, 2)] {
        for (who, side) in people {
            let perimetre = as_of(base, who, november(day)).await;
            let chiffres = avis::chiffres(store.read(), &perimetre, november(2)).await.unwrap();
            let expected = match side {
                "sender" => RelaisEnRetard { envoyes: late, ..RelaisEnRetard::default() },
                "receiver" => RelaisEnRetard { recus: late, ..RelaisEnRetard::default() },
                "above" => RelaisEnRetard { entre_autres: late, ..RelaisEnRetard::default() },
                _ => RelaisEnRetard::default(),
            };
            assert_eq!(chiffres.en_retard, expected, "{side} on the {day}");
            let dues = dossier::echeances_dues(store.read(), &perimetre, None, chiffres.avant).await.unwrap();
            assert_eq!(chiffres.dues, dues);
            let nouveaux = Filtre { ouverts_depuis: Some(november(2)), ..Filtre::default() };
            assert_eq!(
                chiffres.nouveaux,
                dossier::compter(store.read(), &perimetre, &nouveaux).await.unwrap()
            );
            assert_eq!(chiffres.nouveaux, if side == "stranger" { 0 } else { 2 });
            assert_eq!(chiffres.relais_recus, if side == "receiver" { 2 } else { 0 });
        }
    }
}

async fn an_appointment_is_read_by_who_holds_it_and_nobody_else(base: &Base) {
    let store = &base.store;
    let psad = register(store, GenreOrganisation::Psad, "1", "33").await;
    let cio = register(store, GenreOrganisation::Cio, "1", "33").await;
    let elsewhere = register(store, GenreOrganisation::Psad, "2", "40").await;
    let agent = member(base, &psad, "responsable_psad", None).await;
    let colleague = member(base, &psad, "responsable_psad", None).await;
    let planner = member(base, &cio, "psy_en", None).await;
    let stranger = perimeter(store, &elsewhere).await;
    let writer = store.write(now()).await.unwrap();
    let made = jeune::create(&writer, &nouveau("DUVAL", &["Inès", "Maud"], "33063")).await.unwrap();
    let id = confided(&writer, made.id, &psad, vec![(cio.id, MotifPortee::Cio)]).await;
    let responsable = Responsable {
        structure: structure(&psad),
        agent: Some(Structure { id: agent.0, nom: "Zoé Béranger".into() }),
    };
    write(&writer, november(2), id, Evenement::ResponsableDesigne { responsable }).await;
    let [taken, held, past] = [Uuid::new_v4(), Uuid::new_v4(), Uuid::new_v4()];
    let as_planner = Perimetre::of(&writer, planner.0, planner.1, november(2)).await.unwrap().unwrap();
    let seuils = Seuils::default();
    dossier::inscrire(&writer, &as_planner, id, None, entretien(taken, 12), None, &seuils).await.unwrap();
    write(&writer, november(2), id, entretien(held, 13)).await;
    write(&writer, november(2), id, entretien(past, 4)).await;
    writer.commit().await.unwrap();

    let read = async |who: (Uuid, Uuid), since: u32| {
        let perimetre = as_of(base, who, november(5)).await;
        agenda::rendez_vous(store.read(), &perimetre, november(since)).await.unwrap()
    };
    let ids = |found: &[agenda::RendezVous]| found.iter().map(|r| r.entretien.id).collect::<Vec<_>>();
    let of_agent = read(agent, 5).await;
    assert_eq!(ids(&of_agent), [taken, held], "who answers has them all");
    assert_eq!((of_agent[0].prenom.as_str(), of_agent[0].initiale), ("Inès", Some('D')));
    assert_eq!((of_agent[0].dossier, of_agent[0].entretien.lieu.as_str()), (id, "CIO"));
    assert_eq!(ids(&read(agent, 4).await), [past, taken, held]);
    assert_eq!(ids(&read(planner, 5).await), [taken], "who made it has that one");
    assert!(read(colleague, 5).await.is_empty());
    assert!(agenda::rendez_vous(store.read(), &stranger, november(1)).await.unwrap().is_empty());
    let as_colleague = as_of(base, colleague, november(5)).await;
    let one = agenda::trouver(store.read(), &as_colleague, id, taken).await.unwrap();
    assert_eq!(one.unwrap().entretien.id, taken, "one by one, as the dossier shows them");
    assert_eq!(agenda::trouver(store.read(), &stranger, id, taken).await.unwrap(), None);
    assert_eq!(agenda::trouver(store.read(), &as_planner, id, Uuid::new_v4()).await.unwrap(), None);

    // Said to be held, or with the dossier, it leaves the calendar.
    let writer = store.write(after(5)).await.unwrap();
    let excuse =
        Evenement::EntretienConclu { id: taken, issue: IssueEntretien::AbsenceExcusee, conclusions: vec![] };
    write(&writer, november(5), id, excuse).await;
    writer.commit().await.unwrap();
    assert_eq!(ids(&read(agent, 5).await), [held]);
    assert!(read(planner, 5).await.is_empty());
    let writer = store.write(after(6)).await.unwrap();
    let clos = Evenement::Clos { motif: MotifCloture::LimiteAge, avec: None };
    write(&writer, november(5), id, clos).await;
    writer.commit().await.unwrap();
    assert!(read(agent, 5).await.is_empty());
}

async fn appointments_of_a_day_name_nobody_and_a_refusal_is_respected(base: &Base) {
    let store = &base.store;
    let psad = register(store, GenreOrganisation::Psad, "1", "33").await;
    let planner = member(base, &psad, "responsable_psad", None).await;
    let writer = store.write(now()).await.unwrap();
    let made = jeune::create(&writer, &nouveau("DUVAL", &["Inès"], "33063")).await.unwrap();
    let id = confided(&writer, made.id, &psad, vec![(psad.id, MotifPortee::Psad)]).await;
    let rendez_vous = Uuid::new_v4();
    let perimetre = Perimetre::of(&writer, planner.0, planner.1, november(2)).await.unwrap().unwrap();
    let seuils = Seuils::default();
    dossier::inscrire(&writer, &perimetre, id, None, entretien(rendez_vous, 12), None, &seuils)
        .await
        .unwrap();
    writer.commit().await.unwrap();
    let db = store.read();
    assert!(agenda::a_rappeler(db, november(10), november(11)).await.unwrap().is_empty());
    assert!(agenda::a_rappeler(db, november(13), november(14)).await.unwrap().is_empty());
    let found = agenda::a_rappeler(db, november(11), november(12)).await.unwrap();
    assert_eq!(found.len(), 1);
    let rappel = &found[0];
    assert_eq!((rappel.dossier, rappel.entretien.id, &rappel.agents), (id, rendez_vous, &vec![planner.0]));
    assert_eq!(rappel.structure, psad.nom);
    assert!(!format!("{rappel:?}").contains("DUVAL") && !format!("{rappel:?}").contains("Inès"));

    assert_eq!(agenda::attendu(db, id, rendez_vous).await.unwrap().as_ref(), Some(rappel));
    assert_eq!(agenda::attendu(db, id, Uuid::new_v4()).await.unwrap(), None);

    assert_eq!(agenda::joignable(db, id, &seuils).await.unwrap(), None, "no address");
    let writer = store.write(after(1)).await.unwrap();
    let mere = raccroche_domain::Representant { nom: "DUVAL".into(), ..Default::default() };
    let mere = contact::see_representant(&writer, made.id, &mere, "SIECLE").await.unwrap();
    let see = async |whose, adresse: &str| {
        let seen = contact::see(&writer, made.id, whose, GenreCoordonnee::Courriel, adresse, "SIECLE");
        seen.await.unwrap().unwrap()
    };
    see(Some(mere), "mere@exemple.fr").await;
    let wrong = see(None, "faux@exemple.fr").await;
    contact::correct(&writer, &perimetre, wrong, EtatCoordonnee::Faux).await.unwrap();
    writer.commit().await.unwrap();
    assert_eq!(agenda::joignable(db, id, &seuils).await.unwrap(), None, "the family's, and a wrong one");
    let writer = store.write(after(2)).await.unwrap();
    contact::see(&writer, made.id, None, GenreCoordonnee::Courriel, "ines@exemple.fr", "PSAD").await.unwrap();
    writer.commit().await.unwrap();
    let joignable = agenda::joignable(db, id, &seuils).await.unwrap().unwrap();
    assert_eq!((joignable.prenom.as_str(), joignable.courriel.as_str()), ("Inès", "ines@exemple.fr"));
    let writer = store.write(after(3)).await.unwrap();
    let refus =
        Evenement::Tentative { canal: Canal::Telephone, issue: IssueContact::Refus, rappeler_le: None };
    write(&writer, november(3), id, refus).await;
    writer.commit().await.unwrap();
    assert_eq!(agenda::joignable(db, id, &seuils).await.unwrap(), None, "left alone, as asked");
}

async fn the_address_of_a_calendar_is_one_and_can_be_closed(base: &Base) {
    let store = &base.store;
    let [a, b] = [comptes::create(store, "a@exemple.fr").await, comptes::create(store, "b@exemple.fr").await];
    let writer = store.write(now()).await.unwrap();
    agenda::ouvrir(&writer, a.id, b"un").await.unwrap();
    agenda::ouvrir(&writer, b.id, b"deux").await.unwrap();
    agenda::ouvrir(&writer, a.id, b"trois").await.unwrap();
    writer.commit().await.unwrap();
    let db = store.read();
    assert_eq!(agenda::de_qui(db, b"un").await.unwrap(), None, "replaced");
    assert_eq!(agenda::de_qui(db, b"trois").await.unwrap(), Some(a.id));
    assert_eq!(agenda::de_qui(db, b"deux").await.unwrap(), Some(b.id));
    assert!(agenda::ouvert_le(db, a.id).await.unwrap().is_some());
    let writer = store.write(after(1)).await.unwrap();
    assert!(agenda::ouvrir(&writer, b.id, b"trois").await.is_err(), "an address is somebody's alone");
    writer.rollback().await.unwrap();
    let writer = store.write(after(1)).await.unwrap();
    assert!(agenda::fermer(&writer, a.id).await.unwrap());
    assert!(!agenda::fermer(&writer, a.id).await.unwrap());
    writer.commit().await.unwrap();
    assert_eq!(agenda::de_qui(db, b"trois").await.unwrap(), None);
    assert_eq!(agenda::ouvert_le(db, a.id).await.unwrap(), None);
}

async fn a_link_that_could_not_be_given_opens_nothing(base: &Base) {
    let store = &base.store;
    let psad = register(store, GenreOrganisation::Psad, "1", "33").await;
    let perimetre = perimeter(store, &psad).await;
    let writer = store.write(now()).await.unwrap();
    let made = jeune::create(&writer, &nouveau("DUVAL", &["Inès"], "33063")).await.unwrap();
    let id = confided(&writer, made.id, &psad, vec![(psad.id, MotifPortee::Psad)]).await;
    lien::creer(&writer, &perimetre, id, b"perdu", Canal::Courriel, after(60)).await.unwrap();
    lien::creer(&writer, &perimetre, id, b"servi", Canal::Courriel, after(60)).await.unwrap();
    assert!(lien::utiliser(&writer, b"servi").await.unwrap());
    lien::retirer(&writer, b"perdu").await.unwrap();
    lien::retirer(&writer, b"servi").await.unwrap();
    writer.commit().await.unwrap();
    let db = store.read();
    assert_eq!(lien::trouver(db, b"perdu", after(1)).await.unwrap(), lien::Etat::Absent);
    assert_eq!(
        lien::trouver(db, b"servi", after(1)).await.unwrap(),
        lien::Etat::Utilise,
        "answered: it stays"
    );
}
