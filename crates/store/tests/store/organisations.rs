//! Organisations and their territories.

use raccroche_store::{
    StoreError, Writer,
    organisation::{self, GenreOrganisation, NouvelleOrganisation, Organisation},
};

use crate::bases::{Base, now, on_both};

on_both!(
    an_organisation_is_known_by_its_kind_and_code,
    zonings_do_not_nest,
    a_commune_is_of_one_territory_of_each_kind,
    a_school_has_no_communes,
);

async fn register(writer: &Writer, genre: GenreOrganisation, code: &str, nom: &str) -> Organisation {
    let departement = "33".to_owned();
    let nouvelle = NouvelleOrganisation { genre, code: code.into(), nom: nom.into(), departement };
    organisation::register(writer, nouvelle).await.unwrap()
}

async fn an_organisation_is_known_by_its_kind_and_code(base: &Base) {
    use GenreOrganisation::{Cio, Etablissement, Psad};
    let writer = base.store.write(now()).await.unwrap();
    let first = register(&writer, Psad, "1", "PSAD Nord").await;
    let again = register(&writer, Psad, "1", "PSAD du Nord").await;
    let cio = register(&writer, Cio, "1", "CIO").await;
    writer.commit().await.unwrap();
    assert_eq!((first.id, again.nom.as_str()), (again.id, "PSAD du Nord"));
    assert_ne!(cio.id, first.id);
    let db = base.store.read();
    assert_eq!(organisation::list(db, Psad).await.unwrap(), std::slice::from_ref(&again));
    assert_eq!(organisation::find_by_code(db, Psad, "1").await.unwrap(), Some(again));
    assert_eq!(organisation::find_by_code(db, Etablissement, "1").await.unwrap(), None);
}

async fn zonings_do_not_nest(base: &Base) {
    use GenreOrganisation::{Cio, Psad, Zap};
    let writer = base.store.write(now()).await.unwrap();
    let psad = register(&writer, Psad, "1", "PSAD").await;
    let cio = register(&writer, Cio, "1", "CIO").await;
    let zap = register(&writer, Zap, "1", "ZAP").await;
    organisation::assign_communes(&writer, &psad, &["33063", "33281", "33063"]).await.unwrap();
    organisation::assign_communes(&writer, &cio, &["33063"]).await.unwrap();
    organisation::assign_etablissements(&writer, &zap, &["0330001X"]).await.unwrap();
    writer.commit().await.unwrap();
    let db = base.store.read();
    assert_eq!(organisation::of_commune(db, Psad, "33281").await.unwrap(), Some(psad.clone()));
    assert_eq!(organisation::of_commune(db, Cio, "33063").await.unwrap(), Some(cio));
    assert_eq!(organisation::of_commune(db, Cio, "33281").await.unwrap(), None);
    assert_eq!(organisation::of_etablissement(db, Zap, "0330001X").await.unwrap(), Some(zap));
    assert_eq!(organisation::of_etablissement(db, Psad, "0330001X").await.unwrap(), None);
    assert_eq!(organisation::communes(db, psad.id).await.unwrap(), ["33063", "33281"]);
}

async fn a_commune_is_of_one_territory_of_each_kind(base: &Base) {
    use GenreOrganisation::Psad;
    let writer = base.store.write(now()).await.unwrap();
    let north = register(&writer, Psad, "1", "PSAD Nord").await;
    let south = register(&writer, Psad, "2", "PSAD Sud").await;
    // More than one statement holds.
    let communes: Vec<String> = (0..2_500).map(|number| format!("{number:05}")).collect();
    let communes: Vec<&str> = communes.iter().map(String::as_str).collect();
    organisation::assign_communes(&writer, &north, &communes).await.unwrap();
    organisation::assign_communes(&writer, &south, &communes[..100]).await.unwrap();
    writer.commit().await.unwrap();
    let db = base.store.read();
    assert_eq!(organisation::communes(db, north.id).await.unwrap(), communes[100..]);
    assert_eq!(organisation::communes(db, south.id).await.unwrap(), communes[..100]);
}

async fn a_school_has_no_communes(base: &Base) {
    let writer = base.store.write(now()).await.unwrap();
    let school = register(&writer, GenreOrganisation::Etablissement, "0330001X", "Lycée").await;
    let refused = organisation::assign_communes(&writer, &school, &["33063"]).await;
    assert!(matches!(refused, Err(StoreError::Invalide(_))));
}
