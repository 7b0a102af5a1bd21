//! The school calendar: what a file says, what is typed, and how it reaches groups.

use raccroche_domain::Vacances;
use raccroche_store::{StoreError, organisation::GenreOrganisation, vacances};

use crate::{
    bases::{Base, after, on_both},
    territoires,
};

on_both!(a_file_takes_the_place_of_the_one_before_and_leaves_what_was_typed);

fn dites(nom: &str, du: &str, au: &str) -> Vacances {
    Vacances { nom: nom.to_owned(), du: du.parse().unwrap(), au: au.parse().unwrap() }
}

async fn a_file_takes_the_place_of_the_one_before_and_leaves_what_was_typed(base: &Base) {
    let store = &base.store;
    let academie = territoires::register(store, GenreOrganisation::Academie, "bordeaux", "33").await;
    let qui = territoires::perimeter(store, &academie).await;
    let noms = async || -> Vec<String> {
        let connues = vacances::lister(store.read()).await.unwrap();
        connues.into_iter().map(|lues| format!("{} {}", lues.vacances.nom, lues.vacances.du)).collect()
    };
    let writer = store.write(after(1)).await.unwrap();
    let pont = dites("Pont", "2026-11-12", "2026-11-13");
    vacances::ajouter(&writer, &qui, &pont).await.unwrap();
    let encore = vacances::ajouter(&writer, &qui, &dites("Autre nom", "2026-11-12", "2026-11-13")).await;
    assert!(matches!(encore, Err(StoreError::Existe(_))), "{encore:?}");
    let noel = dites("Noël", "2026-12-19", "2027-01-03");
    let avant = [dites("Toussaint", "2025-10-18", "2025-11-02"), dites("Été", "2026-07-04", "2026-08-31")];
    assert_eq!(vacances::importer(&writer, &qui, &avant).await.unwrap(), 2);
    assert_eq!(vacances::importer(&writer, &qui, &[noel.clone(), pont.clone()]).await.unwrap(), 1);
    // The calendar of the year changes: of its time, what the former file said goes, what was typed stays.
    let change = [dites("Toussaint", "2026-10-17", "2026-11-01"), dites("Noël", "2026-12-20", "2027-01-04")];
    assert_eq!(vacances::importer(&writer, &qui, &change).await.unwrap(), 2);
    assert_eq!(vacances::importer(&writer, &qui, &change).await.unwrap(), 0, "the same file again");
    assert_eq!(vacances::importer(&writer, &qui, &[]).await.unwrap(), 0);
    writer.commit().await.unwrap();
    assert_eq!(
        noms().await,
        [
            "Toussaint 2025-10-18",
            "Été 2026-07-04",
            "Toussaint 2026-10-17",
            "Pont 2026-11-12",
            "Noël 2026-12-20"
        ]
    );
    let a_venir = vacances::a_partir_du(store.read(), "2027-01-04".parse().unwrap()).await.unwrap();
    assert_eq!(a_venir.len(), 1, "the last day is one of them");
    let id = vacances::lister(store.read()).await.unwrap()[0].id;
    let writer = store.write(after(2)).await.unwrap();
    assert!(vacances::retirer(&writer, id).await.unwrap());
    assert!(!vacances::retirer(&writer, id).await.unwrap());
    writer.commit().await.unwrap();
    assert_eq!(noms().await.len(), 4);
}
