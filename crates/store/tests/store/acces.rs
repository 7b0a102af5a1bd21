//! The access log, as it is searched.

use raccroche_store::{
    acces::{self, Comptes, Filtre},
    organisation::{self, GenreOrganisation},
    utilisateur,
};
use uuid::Uuid;

use crate::{
    bases::{Base, after, on_both},
    comptes,
    territoires::{perimeter, register},
};

on_both!(the_log_is_found_by_who_where_what_and_when, people_and_places_are_named_without_their_accents);

async fn the_log_is_found_by_who_where_what_and_when(base: &Base) {
    let store = &base.store;
    let (psad, cio) = (
        register(store, GenreOrganisation::Psad, "1", "33").await,
        register(store, GenreOrganisation::Cio, "1", "33").await,
    );
    let (une, autre) = (perimeter(store, &psad).await, perimeter(store, &cio).await);
    let [a, b] = [Uuid::from_u128(1), Uuid::from_u128(2)];
    for (minute, qui, dossier, action) in [
        (1, &une, Some(a), "chronologie"),
        (2, &une, Some(b), "contacts"),
        (3, &autre, Some(a), "chronologie"),
        (4, &une, None, "export"),
    ] {
        let writer = store.write(after(minute)).await.unwrap();
        acces::record(&writer, qui, dossier, action, "psad").await.unwrap();
        writer.commit().await.unwrap();
    }
    let db = store.read();
    let tout = Filtre::default();
    let comptes = Comptes { lectures: 4, personnes: 2, dossiers: 2 };
    assert_eq!(acces::counts(db, &tout).await.unwrap(), comptes);
    let lues = acces::search(db, &tout, 0, 10).await.unwrap();
    assert_eq!(
        lues.iter().map(|l| l.action.as_str()).collect::<Vec<_>>(),
        ["export", "chronologie", "contacts", "chronologie"]
    );
    assert_eq!(lues[1].organisation.as_deref(), Some(cio.nom.as_str()));
    assert_eq!((lues[1].role.as_deref(), lues[1].dossier), (Some("responsable_psad"), Some(a)));
    assert_eq!(acces::search(db, &tout, 3, 10).await.unwrap().len(), 1);
    for (filtre, attendu) in [
        (Filtre { utilisateurs: Some(vec![une.utilisateur()]), ..Filtre::default() }, 3),
        (Filtre { utilisateurs: Some(vec![]), ..Filtre::default() }, 0),
        (Filtre { organisations: Some(vec![cio.id]), ..Filtre::default() }, 1),
        (Filtre { dossiers: Some(vec![a]), ..Filtre::default() }, 2),
        (Filtre { depuis: Some(after(2)), avant: Some(after(4)), ..Filtre::default() }, 2),
        (Filtre { dossiers: Some(vec![a]), organisations: Some(vec![psad.id]), ..Filtre::default() }, 1),
    ] {
        assert_eq!(acces::count(db, &filtre).await.unwrap(), attendu, "{filtre:?}");
        assert_eq!(acces::search(db, &filtre, 0, 10).await.unwrap().len() as u64, attendu, "{filtre:?}");
    }
    let qui: Vec<(Uuid, i64, i64)> = acces::by_person(db, &tout, 5)
        .await
        .unwrap()
        .into_iter()
        .map(|p| (p.utilisateur, p.lectures, p.dossiers))
        .collect();
    assert_eq!(qui, [(une.utilisateur(), 3, 2), (autre.utilisateur(), 1, 1)]);
}

async fn people_and_places_are_named_without_their_accents(base: &Base) {
    let store = &base.store;
    let qui = comptes::create(store, "elodie.perez@exemple.fr").await;
    register(store, GenreOrganisation::Psad, "évreux", "27").await;
    let db = store.read();
    assert_eq!(utilisateur::named(db, "PÉREZ élo").await.unwrap(), [qui.id]);
    assert!(utilisateur::named(db, "  ").await.unwrap().is_empty());
    let trouvees = organisation::named(db, "EVREUX").await.unwrap();
    assert_eq!(trouvees.iter().map(|o| o.code.as_str()).collect::<Vec<_>>(), ["évreux"]);
}
