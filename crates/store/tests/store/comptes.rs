//! Accounts: what proves who somebody is, sessions, memberships, invitations.

use chrono::TimeDelta;
use raccroche_domain::droits::Role;
use raccroche_store::{
    Perimetre, Store, StoreError,
    appartenance::{self, NouvelleAppartenance},
    code_secours,
    invitation::{self, NouvelleInvitation},
    organisation::{self, GenreOrganisation, NouvelleOrganisation, Organisation},
    session::{self, NouvelleSession},
    utilisateur::{self, Empreinte, NouvelUtilisateur, Utilisateur, Verrou},
};

use crate::bases::{Base, after, november, now, on_both};

on_both!(
    an_account_comes_back_as_it_was_made,
    one_address_has_one_account,
    two_people_who_edit_one_account_are_told,
    failures_close_an_account_for_a_time,
    two_failures_at_once_are_two,
    the_secret_of_the_second_factor_is_sealed,
    a_code_of_the_second_factor_serves_once,
    a_recovery_code_serves_once,
    a_session_lives_until_it_ends,
    a_session_changes_its_token_with_its_rights,
    sessions_end_one_by_one_or_all,
    memberships_hold_from_a_day_to_another,
    one_acts_in_the_name_of_ones_own_membership,
    a_perimeter_needs_a_membership_that_holds,
    an_invitation_serves_once,
);

pub(crate) async fn create(store: &Store, courriel: &str) -> Utilisateur {
    let writer = store.write(now()).await.unwrap();
    let made = utilisateur::create(&writer, nouvel(courriel)).await.unwrap();
    writer.commit().await.unwrap();
    made
}

fn nouvel(courriel: &str) -> NouvelUtilisateur {
    NouvelUtilisateur {
        courriel: courriel.into(),
        nom: "Béranger".into(),
        prenom: "Zoé".into(),
        mot_de_passe: Some(Empreinte("$argon2id$fictif".into())),
        doit_changer_mot_de_passe: true,
    }
}

async fn psad(store: &Store, code: &str) -> Organisation {
    let writer = store.write(now()).await.unwrap();
    let (genre, nom) = (GenreOrganisation::Psad, format!("PSAD {code}"));
    let nouvelle = NouvelleOrganisation { genre, code: code.into(), nom, departement: "33".into() };
    let made = organisation::register(&writer, nouvelle).await.unwrap();
    writer.commit().await.unwrap();
    made
}

async fn an_account_comes_back_as_it_was_made(base: &Base) {
    let made = create(&base.store, "  Zoe.Beranger@Exemple.FR ").await;
    assert_eq!(made.courriel, "zoe.beranger@exemple.fr");
    let db = base.store.read();
    assert_eq!(utilisateur::find(db, made.id).await.unwrap(), Some(made.clone()));
    let found = utilisateur::find_by_courriel(db, "ZOE.beranger@exemple.fr").await.unwrap();
    assert_eq!(found, Some(made.clone()));
    assert_eq!(utilisateur::find_by_courriel(db, "zoe@exemple.fr").await.unwrap(), None);
    assert_eq!(utilisateur::list(db, 0, 10).await.unwrap(), std::slice::from_ref(&made));
    assert!(!format!("{made:?}").contains("argon2"), "the hash shows in a debug line");
}

async fn one_address_has_one_account(base: &Base) {
    create(&base.store, "a@exemple.fr").await;
    let writer = base.store.write(now()).await.unwrap();
    let twice = utilisateur::create(&writer, nouvel("A@exemple.fr")).await;
    assert!(matches!(twice, Err(StoreError::Existe(_))));
    drop(writer);
    let writer = base.store.write(now()).await.unwrap();
    let no_address = utilisateur::create(&writer, nouvel("exemple")).await;
    assert!(matches!(no_address, Err(StoreError::Invalide(_))));
}

async fn two_people_who_edit_one_account_are_told(base: &Base) {
    let made = create(&base.store, "a@exemple.fr").await;
    let writer = base.store.write(now()).await.unwrap();
    let edited = utilisateur::edit(&writer, made.id, made.version, "b@exemple.fr", "B", "Z").await.unwrap();
    assert_eq!((edited.version, edited.courriel.as_str(), edited.nom.as_str()), (2, "b@exemple.fr", "B"));
    let late = utilisateur::edit(&writer, made.id, made.version, "c@exemple.fr", "C", "Z").await;
    assert!(matches!(late, Err(StoreError::Conflit { quoi: "utilisateur" })));
    let nobody = utilisateur::edit(&writer, writer.new_id(), 1, "d@exemple.fr", "D", "Z").await;
    assert!(matches!(nobody, Err(StoreError::Absent { .. })));
    writer.commit().await.unwrap();
    assert_eq!(utilisateur::find(base.store.read(), made.id).await.unwrap(), Some(edited));
}

async fn failures_close_an_account_for_a_time(base: &Base) {
    let made = create(&base.store, "a@exemple.fr").await;
    let writer = base.store.write(now()).await.unwrap();
    let verrou = Verrou { des: 3, duree: TimeDelta::minutes(1), au_plus: TimeDelta::minutes(3) };
    // After so many failures, closed for so many minutes.
    for (echecs, minutes) in [(1, 0), (2, 0), (3, 1), (4, 2), (5, 3), (6, 3)] {
        assert_eq!(utilisateur::record_failure(&writer, made.id, verrou).await.unwrap(), echecs);
        let found = utilisateur::find(&writer, made.id).await.unwrap().unwrap();
        assert!(!found.is_locked(writer.le() + TimeDelta::minutes(minutes)), "after {echecs}");
        assert_eq!(found.is_locked(writer.le() + TimeDelta::seconds(60 * minutes - 1)), minutes > 0);
    }
    utilisateur::record_success(&writer, made.id).await.unwrap();
    let found = utilisateur::find(&writer, made.id).await.unwrap().unwrap();
    assert_eq!((found.echecs, found.bloque_jusqu_au), (0, None));
    let nobody = utilisateur::record_failure(&writer, writer.new_id(), verrou).await;
    assert!(matches!(nobody, Err(StoreError::Absent { .. })));
}

async fn two_failures_at_once_are_two(base: &Base) {
    let made = create(&base.store, "a@exemple.fr").await;
    let fail = async || {
        let writer = base.store.write(now()).await.unwrap();
        utilisateur::record_failure(&writer, made.id, Verrou::default()).await.unwrap();
        writer.commit().await.unwrap();
    };
    tokio::join!(fail(), fail(), fail(), fail());
    let found = utilisateur::find(base.store.read(), made.id).await.unwrap().unwrap();
    assert_eq!(found.echecs, 4);
}

async fn the_secret_of_the_second_factor_is_sealed(base: &Base) {
    let made = create(&base.store, "a@exemple.fr").await;
    let other = create(&base.store, "b@exemple.fr").await;
    let writer = base.store.write(now()).await.unwrap();
    utilisateur::prepare_totp(&writer, made.id, b"secret").await.unwrap();
    let mut found = utilisateur::find(&writer, made.id).await.unwrap().unwrap();
    assert_eq!(found.totp_depuis, None);
    let stored = found.totp.clone().unwrap();
    assert!(!stored.as_bytes().windows(6).any(|window| window == b"secret"));
    assert_eq!(&**found.totp_secret(writer.keyring()).unwrap().unwrap(), b"secret");
    // Copied into another account it does not open.
    found.id = other.id;
    assert!(matches!(found.totp_secret(writer.keyring()), Err(StoreError::Chiffrement(_))));
    assert_eq!(utilisateur::renew_secrets(&writer).await.unwrap(), 0);
    writer.commit().await.unwrap();

    raccroche_store::Keyring::add_key(&base.config.cles).unwrap();
    let store = base.another().await;
    let writer = store.write(now()).await.unwrap();
    assert_eq!(utilisateur::renew_secrets(&writer).await.unwrap(), 1);
    let found = utilisateur::find(&writer, made.id).await.unwrap().unwrap();
    assert_eq!(found.totp.as_ref().unwrap().key(), Some(2));
    assert_eq!(&**found.totp_secret(writer.keyring()).unwrap().unwrap(), b"secret");
    writer.commit().await.unwrap();
    store.close().await.unwrap();
}

async fn a_code_of_the_second_factor_serves_once(base: &Base) {
    let made = create(&base.store, "a@exemple.fr").await;
    let writer = base.store.write(now()).await.unwrap();
    utilisateur::prepare_totp(&writer, made.id, b"secret").await.unwrap();
    utilisateur::activate_totp(&writer, made.id, 100).await.unwrap();
    for (pas, accepted) in [(100, false), (99, false), (101, true), (101, false), (105, true), (104, false)] {
        assert_eq!(utilisateur::use_totp_step(&writer, made.id, pas).await.unwrap(), accepted, "{pas}");
    }
    code_secours::replace(&writer, made.id, &["AAAA-1111".into()]).await.unwrap();
    utilisateur::remove_totp(&writer, made.id).await.unwrap();
    let found = utilisateur::find(&writer, made.id).await.unwrap().unwrap();
    assert_eq!((found.totp, found.totp_depuis, found.totp_pas), (None, None, None));
    assert_eq!(code_secours::remaining(&writer, made.id).await.unwrap(), 0);
    let nothing_prepared = utilisateur::activate_totp(&writer, made.id, 1).await;
    assert!(matches!(nothing_prepared, Err(StoreError::Invalide(_))));
}

async fn a_recovery_code_serves_once(base: &Base) {
    let (made, other) =
        (create(&base.store, "a@exemple.fr").await, create(&base.store, "b@exemple.fr").await);
    let writer = base.store.write(now()).await.unwrap();
    let codes = ["AAAA-1111".to_owned(), "BBBB-2222".to_owned()];
    code_secours::replace(&writer, made.id, &codes).await.unwrap();
    code_secours::replace(&writer, other.id, &codes).await.unwrap();
    for (code, accepted) in [("CCCC-3333", false), (" aaaa 1111", true), ("AAAA-1111", false)] {
        assert_eq!(code_secours::use_once(&writer, made.id, code).await.unwrap(), accepted, "{code}");
    }
    assert_eq!(code_secours::remaining(&writer, made.id).await.unwrap(), 1);
    assert_eq!(code_secours::remaining(&writer, other.id).await.unwrap(), 2);
    code_secours::replace(&writer, made.id, &["DDDD-4444".into()]).await.unwrap();
    assert!(
        !code_secours::use_once(&writer, made.id, "BBBB-2222").await.unwrap(),
        "a code that was replaced"
    );
}

async fn open(store: &Store, whose: &Utilisateur, jeton: &[u8]) -> session::Session {
    let writer = store.write(now()).await.unwrap();
    let opened = session::open(
        &writer,
        jeton,
        NouvelleSession {
            utilisateur: whose.id,
            appartenance: None,
            expire_le: after(60),
            agent: "Navigateur d’exemple".into(),
            second_facteur: false,
        },
    );
    let opened = opened.await.unwrap();
    writer.commit().await.unwrap();
    opened
}

async fn a_session_lives_until_it_ends(base: &Base) {
    let made = create(&base.store, "a@exemple.fr").await;
    let opened = open(&base.store, &made, b"jeton").await;
    assert_ne!(opened.id, b"jeton", "the token itself is kept");
    let db = base.store.read();
    let (found, whose) = session::find(db, b"jeton", after(59)).await.unwrap().unwrap();
    assert_eq!((found.expire_le.timestamp_subsec_nanos() % 1_000, whose), (0, made.clone()));
    assert!(session::find(db, b"jeton", after(60)).await.unwrap().is_none());
    assert!(session::find(db, b"autre", now()).await.unwrap().is_none());

    let writer = base.store.write(after(30)).await.unwrap();
    session::touch(&writer, &opened.id, after(90)).await.unwrap();
    writer.commit().await.unwrap();
    let (found, _) = session::find(db, b"jeton", after(89)).await.unwrap().unwrap();
    assert_eq!(found.vu_le, found.cree_le + TimeDelta::minutes(30));
    // Too late to be woken up.
    let writer = base.store.write(after(90)).await.unwrap();
    session::touch(&writer, &opened.id, after(200)).await.unwrap();
    assert_eq!(session::purge_expired(&writer).await.unwrap(), 1);
    drop(writer);

    let writer = base.store.write(after(31)).await.unwrap();
    assert_eq!(session::purge_expired(&writer).await.unwrap(), 0);
    utilisateur::set_active(&writer, made.id, false).await.unwrap();
    utilisateur::set_active(&writer, made.id, true).await.unwrap();
    writer.commit().await.unwrap();
    assert!(
        session::find(db, b"jeton", after(31)).await.unwrap().is_none(),
        "closing the account ends its sessions"
    );
}

async fn a_session_changes_its_token_with_its_rights(base: &Base) {
    let made = create(&base.store, "a@exemple.fr").await;
    let opened = open(&base.store, &made, b"jeton").await;
    let writer = base.store.write(after(1)).await.unwrap();
    session::confirm_second_factor(&writer, &opened.id, b"nouveau").await.unwrap();
    let again = session::confirm_second_factor(&writer, &opened.id, b"encore").await;
    assert!(matches!(again, Err(StoreError::Absent { .. })));
    writer.commit().await.unwrap();
    let db = base.store.read();
    assert!(session::find(db, b"jeton", after(1)).await.unwrap().is_none());
    let (found, _) = session::find(db, b"nouveau", after(1)).await.unwrap().unwrap();
    assert!(found.second_facteur && !opened.second_facteur);
}

async fn sessions_end_one_by_one_or_all(base: &Base) {
    let (made, other) =
        (create(&base.store, "a@exemple.fr").await, create(&base.store, "b@exemple.fr").await);
    let one = open(&base.store, &made, b"1").await;
    let two = open(&base.store, &made, b"2").await;
    open(&base.store, &made, b"3").await;
    let theirs = open(&base.store, &other, b"4").await;
    let writer = base.store.write(after(1)).await.unwrap();
    session::touch(&writer, &two.id, after(60)).await.unwrap();
    let listed = session::list(&writer, made.id, after(1)).await.unwrap();
    assert_eq!((listed.len(), &listed[0].id), (3, &two.id));
    assert!(session::revoke(&writer, made.id, &one.id).await.unwrap());
    assert!(!session::revoke(&writer, made.id, &one.id).await.unwrap());
    assert!(!session::revoke(&writer, made.id, &theirs.id).await.unwrap(), "somebody else's");
    assert_eq!(session::revoke_all(&writer, made.id, Some(&two.id)).await.unwrap(), 1);
    assert_eq!(session::list(&writer, made.id, after(1)).await.unwrap().len(), 1);
    assert_eq!(session::revoke_all(&writer, made.id, None).await.unwrap(), 1);
    assert_eq!(session::list(&writer, other.id, after(1)).await.unwrap(), [theirs]);
}

async fn grant(
    store: &Store,
    whose: &Utilisateur,
    organisation: &Organisation,
    role: &str,
) -> appartenance::Appartenance {
    let writer = store.write(now()).await.unwrap();
    let granted = appartenance::grant(
        &writer,
        NouvelleAppartenance {
            utilisateur: whose.id,
            organisation: organisation.id,
            role: role.into(),
            du: november(2),
            au: Some(november(20)),
        },
    );
    let granted = granted.await.unwrap();
    writer.commit().await.unwrap();
    granted
}

async fn memberships_hold_from_a_day_to_another(base: &Base) {
    let made = create(&base.store, "a@exemple.fr").await;
    let (north, south) = (psad(&base.store, "1").await, psad(&base.store, "2").await);
    let first = grant(&base.store, &made, &north, "psad").await;
    let second = grant(&base.store, &made, &south, "psad").await;
    let db = base.store.read();
    for (day, held) in [(1, 0), (2, 2), (20, 2), (21, 0)] {
        let valid = appartenance::valid_on(db, made.id, november(day)).await.unwrap();
        assert_eq!(valid.len(), held, "{day} November");
        assert_eq!(first.is_valid_on(november(day)), held > 0);
    }
    let writer = base.store.write(now()).await.unwrap();
    appartenance::end(&writer, first.id, november(10)).await.unwrap();
    let valid = appartenance::valid_on(&writer, made.id, november(11)).await.unwrap();
    assert_eq!(valid, [(second.clone(), south.clone())]);
    let members = appartenance::members(&writer, south.id, november(11)).await.unwrap();
    assert_eq!(members, [(second, made.clone())]);
    assert_eq!(appartenance::members(&writer, north.id, november(11)).await.unwrap(), []);
    utilisateur::set_active(&writer, made.id, false).await.unwrap();
    assert_eq!(appartenance::members(&writer, south.id, november(11)).await.unwrap(), []);
    let nowhere = appartenance::end(&writer, writer.new_id(), november(10)).await;
    assert!(matches!(nowhere, Err(StoreError::Absent { .. })));
    let backwards = appartenance::end(&writer, first.id, november(1)).await;
    assert!(matches!(backwards, Err(StoreError::Invalide(_))));
}

async fn one_acts_in_the_name_of_ones_own_membership(base: &Base) {
    let (made, other) =
        (create(&base.store, "a@exemple.fr").await, create(&base.store, "b@exemple.fr").await);
    let organisation = psad(&base.store, "1").await;
    let mine = grant(&base.store, &made, &organisation, "responsable_psad").await;
    let theirs = grant(&base.store, &other, &organisation, "responsable_psad").await;
    let opened = open(&base.store, &made, b"jeton").await;
    let writer = base.store.write(after(1)).await.unwrap();
    session::act_as(&writer, &opened.id, mine.id).await.unwrap();
    let refused = session::act_as(&writer, &opened.id, theirs.id).await;
    assert!(matches!(refused, Err(StoreError::Absent { quoi: "appartenance" })));
    appartenance::end(&writer, mine.id, november(2)).await.unwrap();
    writer.commit().await.unwrap();
    let (found, _) = session::find(base.store.read(), b"jeton", after(2)).await.unwrap().unwrap();
    assert_eq!(found.appartenance, Some(mine.id));
    // The day after its last day, in a session still open.
    let writer = base.store.write(after(24 * 60)).await.unwrap();
    session::touch(&writer, &opened.id, after(48 * 60)).await.unwrap();
    let refused = session::act_as(&writer, &opened.id, mine.id).await;
    assert!(matches!(refused, Err(StoreError::Absent { .. })));
}

async fn a_perimeter_needs_a_membership_that_holds(base: &Base) {
    let (made, other) =
        (create(&base.store, "a@exemple.fr").await, create(&base.store, "b@exemple.fr").await);
    let organisation = psad(&base.store, "1").await;
    let held = grant(&base.store, &made, &organisation, "responsable_psad").await;
    let writer = base.store.write(now()).await.unwrap();
    let found = Perimetre::of(&writer, made.id, held.id, november(2)).await.unwrap().unwrap();
    assert_eq!(
        (found.utilisateur(), found.role(), found.le()),
        (made.id, Role::ResponsablePsad, november(2))
    );
    assert_eq!(found.organisation(), &organisation);
    assert_eq!(
        Perimetre::of(&writer, other.id, held.id, november(2)).await.unwrap(),
        None,
        "somebody else's"
    );
    assert_eq!(Perimetre::of(&writer, made.id, held.id, november(21)).await.unwrap(), None, "over");
    utilisateur::set_active(&writer, made.id, false).await.unwrap();
    assert_eq!(Perimetre::of(&writer, made.id, held.id, november(2)).await.unwrap(), None, "closed");
}

async fn an_invitation_serves_once(base: &Base) {
    let made = create(&base.store, "a@exemple.fr").await;
    let organisation = psad(&base.store, "1").await;
    let writer = base.store.write(now()).await.unwrap();
    let nouvelle = NouvelleInvitation {
        courriel: "Nouveau@Exemple.fr".into(),
        organisation: organisation.id,
        role: "psad".into(),
        invite_par: made.id,
        expire_le: after(60),
    };
    let sent = invitation::create(&writer, b"jeton", nouvelle.clone()).await.unwrap();
    invitation::create(&writer, b"repris", nouvelle).await.unwrap();
    writer.commit().await.unwrap();
    let db = base.store.read();
    assert_eq!(
        invitation::find(db, b"jeton", after(59)).await.unwrap().map(|found| found.courriel),
        Some(sent.courriel)
    );
    assert_eq!(invitation::find(db, b"jeton", after(60)).await.unwrap(), None);
    assert_eq!(invitation::pending(db, organisation.id, after(1)).await.unwrap().len(), 2);

    let late = base.store.write(after(60)).await.unwrap();
    assert_eq!(invitation::consume(&late, b"jeton").await.unwrap(), None, "expired");
    drop(late);
    let writer = base.store.write(after(5)).await.unwrap();
    let used = invitation::consume(&writer, b"jeton").await.unwrap().unwrap();
    assert_eq!(used.utilisee_le, Some(writer.le()));
    assert_eq!(invitation::consume(&writer, b"jeton").await.unwrap(), None, "used");
    assert_eq!(invitation::consume(&writer, b"autre").await.unwrap(), None, "unknown");
    assert!(invitation::withdraw(&writer, &session::hash(b"repris")).await.unwrap());
    assert!(!invitation::withdraw(&writer, &session::hash(b"jeton")).await.unwrap(), "it was used");
    assert_eq!(invitation::consume(&writer, b"repris").await.unwrap(), None, "withdrawn");
}
