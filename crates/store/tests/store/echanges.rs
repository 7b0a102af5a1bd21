//! Tokens of the API and webhooks, on both databases.

use chrono::TimeDelta;
use raccroche_domain::{
    EtendueJeton, SujetWebhook,
    droits::{MotifPortee, Role},
    suivi::{Canal, Evenement, IssueContact, MotifRelais, Responsable, Seuils, Structure},
};
use raccroche_store::{
    Perimetre, StoreError, acces,
    appartenance::{self, NouvelleAppartenance},
    doctor, dossier,
    jeton_api::{self, NouveauJeton},
    jeune,
    organisation::{GenreOrganisation, Organisation},
    utilisateur,
    webhook::{self, Echec, EtatEnvoi, NouveauWebhook, Restes},
};
use uuid::Uuid;

use crate::{
    bases::{Base, after, november, now, on_both},
    comptes,
    territoires::{confided, nouveau, perimeter, register},
};

on_both!(
    a_token_serves_as_long_as_its_membership,
    a_token_ends_when_it_is_taken_back_or_the_account_closes,
    what_happens_is_told_to_those_who_have_the_dossier,
    what_is_undone_is_told_to_nobody,
    a_delivery_is_sent_until_it_is_received,
    a_sender_that_died_is_replaced,
    secrets_of_webhooks_are_sealed,
    the_reason_of_each_reading_is_kept,
);

const JETON: &[u8] = b"un jeton de l'API";

fn new(jours: i64) -> NouveauJeton {
    NouveauJeton {
        nom: "Logiciel de la mission locale".into(),
        etendues: vec![EtendueJeton::DossiersLire, EtendueJeton::RelaisEcrire],
        second_facteur: true,
        expire_le: now() + TimeDelta::days(jours),
    }
}

async fn a_token_serves_as_long_as_its_membership(base: &Base) {
    let store = &base.store;
    let psad = register(store, GenreOrganisation::Psad, "1", "33").await;
    let who = comptes::create(store, "a@exemple.fr").await;
    let writer = store.write(now()).await.unwrap();
    let other = NouvelleAppartenance { role: Role::PsyEn.code().into(), ..grant(who.id, &psad) };
    appartenance::grant(&writer, other).await.unwrap();
    let held = appartenance::grant(&writer, grant(who.id, &psad)).await.unwrap();
    let perimetre = Perimetre::of(&writer, who.id, held.id, november(2)).await.unwrap().unwrap();
    let kept = jeton_api::creer(&writer, &perimetre, JETON, new(30)).await.unwrap();
    writer.commit().await.unwrap();
    let writer = store.write(now()).await.unwrap();
    let dead = jeton_api::creer(&writer, &perimetre, b"autre", new(0)).await;
    assert!(matches!(dead, Err(StoreError::Invalide(_))), "{dead:?}");
    writer.rollback().await.unwrap();

    let db = store.read();
    let porteur = jeton_api::trouver(db, JETON, now(), november(2)).await.unwrap().unwrap();
    assert_eq!((&porteur.jeton, porteur.utilisateur.id), (&kept, who.id));
    assert_eq!(porteur.perimetre, Some(perimetre), "of that very membership, not of another");
    assert_ne!(kept.empreinte, JETON, "the token itself is not kept");
    let etendues: Vec<_> = porteur.jeton.etendues().collect();
    assert_eq!(etendues, [EtendueJeton::DossiersLire, EtendueJeton::RelaisEcrire]);
    assert_eq!(jeton_api::trouver(db, b"un autre", now(), november(2)).await.unwrap(), None);
    // The membership is over: the token is known and lets nothing be seen.
    let later = now() + TimeDelta::days(9);
    let porteur = jeton_api::trouver(db, JETON, later, november(11)).await.unwrap().unwrap();
    assert_eq!(porteur.perimetre, None);
    let end = now() + TimeDelta::days(30);
    assert_eq!(jeton_api::trouver(db, JETON, end, november(2)).await.unwrap(), None, "expired");
}

fn grant(who: Uuid, place: &Organisation) -> NouvelleAppartenance {
    NouvelleAppartenance {
        utilisateur: who,
        organisation: place.id,
        role: Role::ResponsablePsad.code().into(),
        du: november(1),
        au: Some(november(10)),
    }
}

async fn a_token_ends_when_it_is_taken_back_or_the_account_closes(base: &Base) {
    let store = &base.store;
    let psad = register(store, GenreOrganisation::Psad, "1", "33").await;
    let (ours, theirs) = (perimeter(store, &psad).await, perimeter(store, &psad).await);
    let writer = store.write(now()).await.unwrap();
    let kept = jeton_api::creer(&writer, &ours, JETON, new(30)).await.unwrap();
    jeton_api::creer(&writer, &ours, b"second", new(30)).await.unwrap();
    writer.commit().await.unwrap();
    let writer = store.write(now()).await.unwrap();
    let taken = jeton_api::creer(&writer, &theirs, b"second", new(30)).await;
    assert!(matches!(taken, Err(StoreError::Existe(_))), "{taken:?}");
    writer.rollback().await.unwrap();

    let writer = store.write(after(1)).await.unwrap();
    let foreign = jeton_api::revoquer(&writer, theirs.utilisateur(), kept.id).await;
    assert!(matches!(foreign, Err(StoreError::Absent { quoi: "jeton_api" })), "{foreign:?}");
    jeton_api::marquer(&writer, kept.id).await.unwrap();
    jeton_api::revoquer(&writer, ours.utilisateur(), kept.id).await.unwrap();
    let again = jeton_api::revoquer(&writer, ours.utilisateur(), kept.id).await;
    assert!(matches!(again, Err(StoreError::Absent { .. })), "{again:?}");
    writer.commit().await.unwrap();
    let db = store.read();
    assert_eq!(jeton_api::trouver(db, JETON, after(2), november(2)).await.unwrap(), None);
    let all = jeton_api::lister(db, ours.utilisateur()).await.unwrap();
    let seen = all.iter().find(|jeton| jeton.id == kept.id).unwrap();
    assert_eq!((all.len(), seen.vu_le.is_some(), seen.sert(after(2))), (2, true, false));
    assert_eq!(jeton_api::compter(db, ours.utilisateur(), after(2)).await.unwrap(), 1);
    assert_eq!(jeton_api::lister(db, theirs.utilisateur()).await.unwrap(), []);

    // Opening the account again opens no old door.
    for actif in [false, true] {
        let writer = store.write(after(3)).await.unwrap();
        utilisateur::set_active(&writer, ours.utilisateur(), actif).await.unwrap();
        writer.commit().await.unwrap();
        assert_eq!(jeton_api::trouver(db, b"second", after(4), november(2)).await.unwrap(), None);
    }
}

/// A PSAD that has a dossier, a mission locale that has none, a webhook of each that is told of everything.
async fn two_who_listen(base: &Base) -> (Uuid, [Organisation; 2], [Perimetre; 2], [Uuid; 2]) {
    let store = &base.store;
    let psad = register(store, GenreOrganisation::Psad, "1", "33").await;
    let ml = register(store, GenreOrganisation::MissionLocale, "1", "33").await;
    let perimetres = [perimeter(store, &psad).await, perimeter(store, &ml).await];
    let writer = store.write(now()).await.unwrap();
    let mut webhooks = Vec::new();
    for place in [&psad, &ml] {
        let new = NouveauWebhook {
            organisation: place.id,
            url: "https://logiciel.example/raccroche".into(),
            sujets: SujetWebhook::TOUS.to_vec(),
        };
        let made = webhook::creer(&writer, perimetres[0].utilisateur(), new, b"secret").await.unwrap();
        webhooks.push(made.id);
    }
    let made = jeune::create(&writer, &nouveau("DUVAL", &["Inès"], "33063")).await.unwrap();
    let id = confided(&writer, made.id, &psad, vec![(psad.id, MotifPortee::Psad)]).await;
    writer.commit().await.unwrap();
    (id, [psad, ml], perimetres, [webhooks[0], webhooks[1]])
}

async fn told(base: &Base, webhook: Uuid) -> Vec<String> {
    let mut sent = webhook::envois(base.store.read(), webhook, 50).await.unwrap();
    sent.reverse();
    sent.into_iter().map(|envoi| envoi.sujet).collect()
}

async fn what_happens_is_told_to_those_who_have_the_dossier(base: &Base) {
    let (id, [_, ml], [ours, theirs], [of_psad, of_ml]) = two_who_listen(base).await;
    let store = &base.store;
    assert_eq!((told(base, of_psad).await, told(base, of_ml).await), (vec!["dossier.ouvert".into()], vec![]));
    let seuils = Seuils::default();
    let attempt =
        Evenement::Tentative { canal: Canal::Telephone, issue: IssueContact::SansReponse, rappeler_le: None };
    let structure = |place: &Organisation| Structure { id: place.id, nom: place.nom.clone() };
    let [first, second] = [Uuid::from_u128(1), Uuid::from_u128(2)];
    let proposed =
        |id| Evenement::RelaisPropose { id, vers: structure(&ml), motif: MotifRelais::Accompagnement };
    let acts = [
        (&ours, attempt),
        (&ours, Evenement::Note),
        (&ours, proposed(first)),
        // Loses the dossier with the proposal, and learns why.
        (&ours, Evenement::RelaisRetire { id: first }),
        (&ours, proposed(second)),
        (
            &theirs,
            Evenement::RelaisAccepte {
                id: second,
                responsable: Responsable { structure: structure(&ml), agent: None },
            },
        ),
    ];
    for (minute, (who, act)) in (1..).zip(acts) {
        let writer = store.write(after(minute)).await.unwrap();
        dossier::inscrire(&writer, who, id, None, act, None, &seuils).await.unwrap();
        writer.commit().await.unwrap();
    }
    let handed = ["relais.propose", "relais.retire", "relais.propose", "relais.accepte"];
    assert_eq!(told(base, of_ml).await, handed);
    // Notes are told to nobody; the former referent reads on for a while, and is told as long.
    assert_eq!(told(base, of_psad).await, [&["dossier.ouvert", "contact.tente"][..], &handed].concat());
    let sent = webhook::envois(store.read(), of_psad, 50).await.unwrap();
    assert!(sent.iter().all(|envoi| envoi.dossier == Some(id)));

    // Of what it did not ask for, an address is not told; nor of anything when it is switched off.
    let writer = store.write(after(20)).await.unwrap();
    let chosen = NouveauWebhook {
        organisation: ml.id,
        url: "https://logiciel.example/choix".into(),
        sujets: vec![SujetWebhook::SolutionOuverte],
    };
    let chosen = webhook::creer(&writer, theirs.utilisateur(), chosen, b"secret").await.unwrap();
    webhook::activer(&writer, of_ml, false).await.unwrap();
    let attempt =
        Evenement::Tentative { canal: Canal::Sms, issue: IssueContact::JeuneJoint, rappeler_le: None };
    dossier::inscrire(&writer, &theirs, id, None, attempt, None, &seuils).await.unwrap();
    writer.commit().await.unwrap();
    assert_eq!(told(base, chosen.id).await, Vec::<String>::new());
    assert_eq!(told(base, of_ml).await.len(), 4);
    assert_eq!(told(base, of_psad).await.len(), 7);
}

async fn what_is_undone_is_told_to_nobody(base: &Base) {
    let (id, _, [ours, _], [of_psad, _]) = two_who_listen(base).await;
    let writer = base.store.write(after(1)).await.unwrap();
    let seuils = Seuils::default();
    let corrected = Evenement::CoordonneesCorrigees;
    dossier::inscrire(&writer, &ours, id, None, corrected, None, &seuils).await.unwrap();
    writer.rollback().await.unwrap();
    assert_eq!(told(base, of_psad).await, ["dossier.ouvert"]);
    // What is taken back in the journal is told as such.
    let writer = base.store.write(after(2)).await.unwrap();
    let attempt = Evenement::Tentative { canal: Canal::Sms, issue: IssueContact::Message, rappeler_le: None };
    let rang = dossier::inscrire(&writer, &ours, id, None, attempt, None, &seuils).await.unwrap();
    writer.commit().await.unwrap();
    let writer = base.store.write(after(3)).await.unwrap();
    dossier::annuler(&writer, &ours, id, rang, &seuils).await.unwrap();
    writer.commit().await.unwrap();
    assert_eq!(told(base, of_psad).await, ["dossier.ouvert", "contact.tente", "entree.annulee"]);
}

async fn a_delivery_is_sent_until_it_is_received(base: &Base) {
    let (_, _, _, [of_psad, _]) = two_who_listen(base).await;
    let store = &base.store;
    let lease = TimeDelta::minutes(2);
    let writer = store.write(after(1)).await.unwrap();
    webhook::essayer(&writer, of_psad).await.unwrap();
    let (first, by) = webhook::prendre(&writer, lease).await.unwrap().unwrap();
    assert_eq!((first.essais, by.id, first.sujet.as_str()), (1, of_psad, "dossier.ouvert"));
    let echec =
        Echec { reponse: Some(503), attente: Some(TimeDelta::minutes(10)), repos: TimeDelta::minutes(5) };
    webhook::echouer(&writer, &first, echec).await.unwrap();
    // The address rests: the second delivery does not go either.
    assert!(!webhook::attend(&writer, after(1)).await.unwrap());
    assert_eq!(webhook::prendre(&writer, lease).await.unwrap(), None);
    writer.commit().await.unwrap();
    assert!(!webhook::attend(store.read(), after(5)).await.unwrap());
    assert!(webhook::attend(store.read(), after(6)).await.unwrap());

    let writer = store.write(after(7)).await.unwrap();
    let (second, by) = webhook::prendre(&writer, lease).await.unwrap().unwrap();
    assert_eq!((second.sujet.as_str(), by.echecs), (webhook::ESSAI, 1));
    webhook::remettre(&writer, &second, 204).await.unwrap();
    writer.commit().await.unwrap();
    let writer = store.write(after(12)).await.unwrap();
    let (again, by) = webhook::prendre(&writer, lease).await.unwrap().unwrap();
    assert_eq!((again.id, again.essais, again.reponse, by.echecs), (first.id, 2, Some(503), 0));
    let echec = Echec { reponse: None, attente: None, repos: TimeDelta::minutes(5) };
    webhook::echouer(&writer, &again, echec).await.unwrap();
    assert_eq!(webhook::prendre(&writer, lease).await.unwrap(), None);
    writer.commit().await.unwrap();
    let counts = webhook::restes(store.read()).await.unwrap();
    assert_eq!(counts[&of_psad], Restes { en_attente: 0, remis: 1, abandonnes: 1 });
    let sent = webhook::envois(store.read(), of_psad, 10).await.unwrap();
    assert_eq!(sent[0].etat, EtatEnvoi::Remis);
    let writer = store.write(after(20)).await.unwrap();
    assert_eq!(webhook::purger(&writer, after(10)).await.unwrap(), 1);
    assert_eq!(webhook::purger(&writer, after(20)).await.unwrap(), 1);
    writer.commit().await.unwrap();
}

async fn a_sender_that_died_is_replaced(base: &Base) {
    let (_, _, _, [of_psad, _]) = two_who_listen(base).await;
    let store = &base.store;
    let lease = TimeDelta::minutes(2);
    let take = async |minute| {
        let writer = store.write(after(minute)).await.unwrap();
        let taken = webhook::prendre(&writer, lease).await.unwrap();
        writer.commit().await.unwrap();
        taken.map(|(envoi, _)| envoi)
    };
    let first = take(1).await.unwrap();
    assert_eq!(take(2).await, None, "taken");
    let second = take(3).await.unwrap();
    assert_eq!((second.id, second.essais), (first.id, 2), "told under the same number");
    // The first was only slow: what it says no longer counts.
    let writer = store.write(after(4)).await.unwrap();
    let echec = Echec { reponse: None, attente: None, repos: TimeDelta::zero() };
    webhook::echouer(&writer, &first, echec).await.unwrap();
    webhook::remettre(&writer, &second, 200).await.unwrap();
    writer.commit().await.unwrap();
    let sent = webhook::envois(store.read(), of_psad, 10).await.unwrap();
    assert_eq!(sent[0].etat, EtatEnvoi::Remis);
    let writer = store.write(after(5)).await.unwrap();
    webhook::supprimer(&writer, of_psad).await.unwrap();
    let gone = webhook::supprimer(&writer, of_psad).await;
    assert!(matches!(gone, Err(StoreError::Absent { quoi: "webhook" })), "{gone:?}");
    assert_eq!(webhook::envois(&writer, of_psad, 10).await.unwrap(), [], "gone with it");
    writer.commit().await.unwrap();
}

async fn secrets_of_webhooks_are_sealed(base: &Base) {
    let (_, _, _, [of_psad, of_ml]) = two_who_listen(base).await;
    let store = &base.store;
    let found = webhook::trouver(store.read(), of_psad).await.unwrap().unwrap();
    assert_eq!(**found.secret(store.keyring()).unwrap(), *b"secret");
    assert!(!found.secret.as_bytes().windows(6).any(|part| part == b"secret"));
    let writer = store.write(after(1)).await.unwrap();
    webhook::changer_secret(&writer, of_psad, b"autre secret").await.unwrap();
    assert_eq!(webhook::renew_secrets(&writer).await.unwrap(), 0, "no newer key");
    writer.commit().await.unwrap();
    let changed = webhook::trouver(store.read(), of_psad).await.unwrap().unwrap();
    assert_eq!(**changed.secret(store.keyring()).unwrap(), *b"autre secret");
    assert_eq!(doctor::examine(store).await.unwrap(), []);
    // A secret moved to another row does not open, and the doctor says so.
    let other = webhook::trouver(store.read(), of_ml).await.unwrap().unwrap();
    let moved = webhook::Webhook { secret: other.secret, ..changed };
    assert!(moved.secret(store.keyring()).is_err());
}

async fn the_reason_of_each_reading_is_kept(base: &Base) {
    let store = &base.store;
    let psad = register(store, GenreOrganisation::Psad, "1", "33").await;
    let other = register(store, GenreOrganisation::Psad, "2", "33").await;
    let (ours, theirs) = (perimeter(store, &psad).await, perimeter(store, &other).await);
    let writer = store.write(now()).await.unwrap();
    let mut ids = Vec::new();
    let mut people = Vec::new();
    for (prenom, portees) in [
        ("Inès", vec![]),
        ("Léo", vec![(psad.id, MotifPortee::Psad)]),
        ("Nour", vec![(other.id, MotifPortee::Psad)]),
    ] {
        let made = jeune::create(&writer, &nouveau("DUVAL", &[prenom], "33063")).await.unwrap();
        let place = if prenom == "Inès" { &psad } else { &other };
        ids.push(confided(&writer, made.id, place, portees).await);
        people.push(made.id);
    }
    let motifs = dossier::motifs(&writer, &ours, &ids).await.unwrap();
    assert_eq!(motifs.len(), 2);
    assert_eq!((motifs[&ids[0]], motifs[&ids[1]]), (MotifPortee::Responsable, MotifPortee::Psad));
    assert_eq!(
        dossier::motifs(&writer, &theirs, &ids[1..]).await.unwrap()[&ids[2]],
        MotifPortee::Responsable
    );
    let read: Vec<_> = ids[..2].iter().map(|id| (*id, motifs[id])).collect();
    acces::record_each(&writer, &ours, &read, "liste").await.unwrap();
    acces::record_each(&writer, &ours, &[], "liste").await.unwrap();
    let mut seen = dossier::des_jeunes(&writer, &ours, &people).await.unwrap();
    seen.sort();
    let mut expected: Vec<_> = people.iter().copied().zip(ids.iter().copied()).take(2).collect();
    expected.sort();
    assert_eq!(seen, expected);
    writer.commit().await.unwrap();
    let logged = acces::of_dossier(store.read(), ids[1], 10).await.unwrap();
    assert_eq!((logged.len(), logged[0].motif.as_str()), (1, "psad"));
}
