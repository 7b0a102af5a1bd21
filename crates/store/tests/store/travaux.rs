//! Background work is done once, whatever dies on the way.

use chrono::TimeDelta;
use raccroche_store::{
    Store, StoreError,
    travail::{self, EtatTravail, NouveauTravail, Travail},
};
use serde_json::json;
use uuid::Uuid;

use crate::bases::{Base, after, now, on_both};

on_both!(
    the_same_work_is_asked_for_once_at_a_time,
    work_is_taken_in_its_order_and_not_before_its_time,
    two_takers_never_get_the_same_work,
    an_expired_lease_is_taken_again_once,
    work_that_kills_its_process_is_given_up,
    failing_work_is_tried_again_later_and_later,
    cancelled_work_stops_at_its_next_heartbeat,
    a_process_that_dies_leaves_nothing_half_done,
);

const LEASE: TimeDelta = TimeDelta::minutes(10);

fn nouveau(genre: &str, cle: Option<&str>) -> NouveauTravail {
    NouveauTravail {
        genre: genre.into(),
        cle: cle.map(str::to_owned),
        charge: json!({ "campagne": 7 }),
        essais_max: 3,
        pret_le: None,
        demande_par: None,
    }
}

async fn enqueue(store: &Store, minutes: i64, nouveau: NouveauTravail) -> Uuid {
    let writer = store.write(after(minutes)).await.unwrap();
    let id = travail::enqueue(&writer, nouveau).await.unwrap();
    writer.commit().await.unwrap();
    id
}

async fn lease(store: &Store, minutes: i64) -> Option<Travail> {
    let writer = store.write(after(minutes)).await.unwrap();
    let taken = travail::lease(&writer, &["import"], LEASE).await.unwrap();
    writer.commit().await.unwrap();
    taken
}

async fn the_same_work_is_asked_for_once_at_a_time(base: &Base) {
    let store = &base.store;
    let first = enqueue(store, 0, nouveau("import", Some("7"))).await;
    assert_eq!(enqueue(store, 1, nouveau("import", Some("7"))).await, first);
    assert_ne!(enqueue(store, 1, nouveau("export", Some("7"))).await, first);
    assert_ne!(enqueue(store, 1, nouveau("import", Some("8"))).await, first);
    assert_ne!(
        enqueue(store, 1, nouveau("import", None)).await,
        enqueue(store, 1, nouveau("import", None)).await
    );
    let taken = lease(store, 2).await.unwrap();
    assert_eq!((taken.id, taken.charge.clone()), (first, json!({ "campagne": 7 })));
    assert_eq!(enqueue(store, 3, nouveau("import", Some("7"))).await, first, "it is being done");
    let writer = store.write(after(4)).await.unwrap();
    assert!(travail::finish(&writer, &taken).await.unwrap());
    assert!(!travail::finish(&writer, &taken).await.unwrap(), "it is done");
    let again = travail::enqueue(&writer, nouveau("import", Some("7"))).await.unwrap();
    assert_ne!(again, first, "done, it may be asked for again");
    let done = travail::find(&writer, first).await.unwrap().unwrap();
    assert_eq!((done.etat, done.avancement, done.fini_le), (EtatTravail::Fini, 1_000, Some(writer.le())));
    assert_eq!(travail::purge(&writer, after(4)).await.unwrap(), 0);
    assert_eq!(travail::purge(&writer, after(5)).await.unwrap(), 1);
    assert_eq!(travail::list(&writer, "import", 10).await.unwrap().len(), 4);
    let never = travail::enqueue(&writer, NouveauTravail { essais_max: 0, ..nouveau("import", None) }).await;
    assert!(matches!(never, Err(StoreError::Invalide(_))));
}

async fn work_is_taken_in_its_order_and_not_before_its_time(base: &Base) {
    let store = &base.store;
    let later = NouveauTravail { pret_le: Some(after(30)), ..nouveau("import", None) };
    let later = enqueue(store, 0, later).await;
    let second = enqueue(store, 2, nouveau("import", None)).await;
    let first = enqueue(store, 1, nouveau("import", None)).await;
    enqueue(store, 0, nouveau("export", None)).await;
    assert_eq!(lease(store, 0).await, None);
    for (minutes, waits) in [(0, false), (1, true)] {
        assert_eq!(travail::waits(store.read(), &["import"], after(minutes)).await.unwrap(), waits);
    }
    let taken = lease(store, 5).await.unwrap();
    assert_eq!((taken.id, taken.essais), (first, 1));
    assert_eq!(
        taken.bail_jusqu_au,
        Some(travail::find(store.read(), first).await.unwrap().unwrap().bail_jusqu_au.unwrap())
    );
    assert_eq!(lease(store, 5).await.unwrap().id, second);
    assert_eq!(lease(store, 5).await, None);
    assert!(!travail::waits(store.read(), &["import"], after(5)).await.unwrap());
    assert!(travail::waits(store.read(), &["import"], after(16)).await.unwrap(), "its holder is silent");
    // The first two are silent by then, but the third has waited since before their leases… and comes in its order.
    let taken: Vec<Uuid> = [lease(store, 31).await, lease(store, 31).await, lease(store, 31).await]
        .into_iter()
        .map(|taken| taken.unwrap().id)
        .collect();
    assert_eq!(taken, [first, second, later]);
}

async fn two_takers_never_get_the_same_work(base: &Base) {
    for _ in 0..12 {
        enqueue(&base.store, 0, nouveau("import", None)).await;
    }
    let (one, other) = (base.another().await, base.another().await);
    let take_all = async |store: &Store| {
        let mut taken = Vec::new();
        while let Some(held) = lease(store, 1).await {
            taken.push(held.id);
        }
        taken
    };
    let (a, b, c) = tokio::join!(take_all(&one), take_all(&other), take_all(&base.store));
    let mut all = [a, b, c].concat();
    all.sort_unstable();
    let taken = all.len();
    all.dedup();
    assert_eq!((taken, all.len()), (12, 12));

    // The same while a first taker has not committed yet: PostgreSQL passes over what it holds.
    if base.store.backend() == sea_orm::DbBackend::Postgres {
        enqueue(&base.store, 2, nouveau("import", None)).await;
        let held = one.write(after(3)).await.unwrap();
        assert!(travail::lease(&held, &["import"], LEASE).await.unwrap().is_some());
        assert_eq!(lease(&other, 3).await, None);
        held.commit().await.unwrap();
    }
    one.close().await.unwrap();
    other.close().await.unwrap();
}

async fn an_expired_lease_is_taken_again_once(base: &Base) {
    let store = &base.store;
    enqueue(store, 0, nouveau("import", None)).await;
    let first = lease(store, 0).await.unwrap();
    assert_eq!(lease(store, 9).await, None, "held");
    let writer = store.write(after(5)).await.unwrap();
    assert!(travail::heartbeat(&writer, &first, LEASE, 250, Some("lecture")).await.unwrap());
    writer.commit().await.unwrap();
    let seen = travail::find(store.read(), first.id).await.unwrap().unwrap();
    assert_eq!((seen.avancement, seen.etape.as_deref()), (250, Some("lecture")));
    assert_eq!(lease(store, 14).await, None, "held, as the heartbeat said");
    let second = lease(store, 15).await.unwrap();
    assert_eq!((second.id, second.essais, second.avancement), (first.id, 2, 0));
    assert_eq!(lease(store, 15).await, None, "taken again once");
    // The first holder was only slow: it learns that it holds nothing.
    let writer = store.write(after(16)).await.unwrap();
    assert!(!travail::heartbeat(&writer, &first, LEASE, 500, None).await.unwrap());
    assert!(!travail::finish(&writer, &first).await.unwrap());
    assert_eq!(travail::fail(&writer, &first, "x", LEASE).await.unwrap(), None);
    assert!(travail::finish(&writer, &second).await.unwrap());
}

async fn work_that_kills_its_process_is_given_up(base: &Base) {
    let store = &base.store;
    let id = enqueue(store, 0, nouveau("import", None)).await;
    for essai in 1..=3 {
        assert_eq!(lease(store, essai * 10).await.unwrap().essais, i32::try_from(essai).unwrap());
    }
    assert_eq!(lease(store, 100).await, None);
    let given_up = travail::find(store.read(), id).await.unwrap().unwrap();
    assert_eq!(given_up.etat, EtatTravail::Echoue);
    assert!(given_up.erreur.is_some() && given_up.bail.is_none());
    let writer = store.write(after(101)).await.unwrap();
    assert!(travail::retry(&writer, id).await.unwrap());
    assert!(!travail::retry(&writer, id).await.unwrap());
    writer.commit().await.unwrap();
    assert_eq!(lease(store, 102).await.unwrap().essais, 1);
}

async fn failing_work_is_tried_again_later_and_later(base: &Base) {
    let store = &base.store;
    let id = enqueue(store, 0, nouveau("import", None)).await;
    let fail = async |held: &Travail, minutes: i64| {
        let writer = store.write(after(minutes)).await.unwrap();
        let stands = travail::fail(&writer, held, "le fichier manque", TimeDelta::minutes(2)).await.unwrap();
        writer.commit().await.unwrap();
        stands
    };
    let held = lease(store, 0).await.unwrap();
    assert_eq!(fail(&held, 0).await, Some(EtatTravail::EnAttente));
    assert_eq!(lease(store, 1).await, None);
    let held = lease(store, 2).await.unwrap();
    assert_eq!(held.erreur.as_deref(), Some("le fichier manque"));
    assert_eq!(fail(&held, 2).await, Some(EtatTravail::EnAttente));
    assert_eq!(lease(store, 5).await, None);
    let held = lease(store, 6).await.unwrap();
    assert_eq!(fail(&held, 6).await, Some(EtatTravail::Echoue));
    assert_eq!(lease(store, 1_000).await, None);
    assert_eq!(travail::find(store.read(), id).await.unwrap().unwrap().etat, EtatTravail::Echoue);
}

async fn cancelled_work_stops_at_its_next_heartbeat(base: &Base) {
    let store = &base.store;
    let id = enqueue(store, 0, nouveau("import", Some("7"))).await;
    let held = lease(store, 0).await.unwrap();
    let writer = store.write(after(1)).await.unwrap();
    assert!(travail::cancel(&writer, id).await.unwrap());
    assert!(!travail::cancel(&writer, id).await.unwrap());
    assert!(!travail::heartbeat(&writer, &held, LEASE, 10, None).await.unwrap());
    let anew = travail::enqueue(&writer, nouveau("import", Some("7"))).await.unwrap();
    assert_ne!(anew, id);
    writer.commit().await.unwrap();
    let writer = store.write(after(2)).await.unwrap();
    let twice = travail::retry(&writer, id).await;
    assert!(matches!(twice, Err(StoreError::Existe(_))), "the same was asked for anew");
}

async fn a_process_that_dies_leaves_nothing_half_done(base: &Base) {
    enqueue(&base.store, 0, nouveau("import", None)).await;
    let dying = base.another().await;
    let writer = dying.write(now()).await.unwrap();
    assert!(travail::lease(&writer, &["import"], LEASE).await.unwrap().is_some());
    // Neither committed nor rolled back: its connections are gone, as after a kill.
    drop(writer);
    drop(dying);
    // The server takes a moment to notice, and passes over the row until then.
    let taken = loop {
        if let Some(taken) = lease(&base.store, 1).await {
            break taken;
        }
        tokio::task::yield_now().await;
    };
    assert_eq!(taken.essais, 1);
}
