//! Finding somebody with whatever is at hand.

use chrono::NaiveDate;
use raccroche_store::{
    Perimetre, Store,
    contact::{self, GenreCoordonnee},
    identifiant::{self, GenreIdentifiant},
    jeune::{self, NouveauJeune},
    organisation::GenreOrganisation,
    recherche,
};

use crate::{
    bases::{Base, after, now, on_both},
    territoires::{confided, everything, followed, nouveau, perimeter, register},
};

on_both!(
    a_name_is_found_however_it_is_typed,
    a_date_or_a_number_finds_too,
    nobody_outside_the_perimeter_is_found,
    a_corrected_name_is_found_and_the_former_is_not,
);

/// What the text finds, as first names.
async fn found(store: &Store, perimetre: &Perimetre, text: &str) -> Vec<String> {
    let found = recherche::search(store.read(), perimetre, text, 10).await.unwrap();
    found.into_iter().map(|mut jeune| jeune.identite.prenoms.swap_remove(0)).collect()
}

async fn a_name_is_found_however_it_is_typed(base: &Base) {
    let whole = everything(&base.store).await;
    let writer = base.store.write(now()).await.unwrap();
    let mut everybody = vec![
        nouveau("D’Alméida-Roy", &["Zoé", "Anne"], "33063"),
        nouveau("de La Tour", &["Inès"], "33063"),
        nouveau("Gauthier", &["Léo"], "33063"),
        nouveau("Gautier", &["Ali"], "33063"),
        nouveau("Li", &["Mei"], "33063"),
        nouveau("Lignac", &["Tom"], "33063"),
    ];
    everybody[2].identite.nom_usage = Some("Petit".into());
    let ids = jeune::create_many(&writer, &everybody).await.unwrap();
    followed(&writer, &ids).await;
    writer.commit().await.unwrap();
    for (text, expected) in [
        ("almeida", vec!["Zoé"]),
        ("ROY zoe", vec!["Zoé"]),
        ("zoé d'almeida", vec!["Zoé"]),
        ("anne", vec!["Zoé"]),
        ("alm", vec!["Zoé"]),
        ("tour", vec!["Inès"]),
        ("de la tour", vec!["Inès"]),
        ("delatour ines", vec!["Inès"]),
        ("petit", vec!["Léo"]),
        // The spelling asked for first, then what sounds alike.
        ("gautier", vec!["Ali", "Léo"]),
        ("gauthier", vec!["Léo", "Ali"]),
        ("gotier", vec!["Léo", "Ali"]),
        ("gotier ali", vec!["Ali"]),
        // Too short to be a beginning: it is the whole word.
        ("li", vec!["Mei"]),
        ("lig", vec!["Tom"]),
        ("zoé gauthier", vec![]),
        ("", vec![]),
        (" - ", vec![]),
        ("%", vec![]),
        ("' OR 1=1", vec![]),
    ] {
        assert_eq!(found(&base.store, &whole, text).await, expected, "{text}");
    }
    let two = recherche::search(base.store.read(), &whole, "gautier", 1).await.unwrap();
    assert_eq!(two.len(), 1);
}

async fn a_date_or_a_number_finds_too(base: &Base) {
    let whole = everything(&base.store).await;
    let writer = base.store.write(now()).await.unwrap();
    let mut zoe = nouveau("Roy", &["Zoé"], "33063");
    zoe.identite.date_naissance = NaiveDate::from_ymd_opt(2008, 11, 3);
    let mut leo = nouveau("Roy", &["Léo"], "33063");
    leo.identite.date_naissance = NaiveDate::from_ymd_opt(2009, 11, 3);
    let ids = jeune::create_many(&writer, &[zoe, leo]).await.unwrap();
    followed(&writer, &ids).await;
    identifiant::attach(&writer, ids[0], GenreIdentifiant::IneRnie, "123456789AB", "siecle").await.unwrap();
    let mother = raccroche_domain::Representant { nom: "Roy".into(), ..Default::default() };
    let mother = contact::see_representant(&writer, ids[1], &mother, "siecle").await.unwrap();
    let (phone, mail) = (GenreCoordonnee::Telephone, GenreCoordonnee::Courriel);
    contact::see(&writer, ids[0], None, phone, "0612345678", "siecle").await.unwrap();
    contact::see(&writer, ids[1], Some(mother), phone, "0556000001", "siecle").await.unwrap();
    contact::see(&writer, ids[1], None, mail, "Leo@exemple.fr", "siecle").await.unwrap();
    writer.commit().await.unwrap();
    for (text, expected) in [
        ("roy", vec!["Léo", "Zoé"]),
        ("roy 3/11/2008", vec!["Zoé"]),
        ("2009-11-03", vec!["Léo"]),
        ("4/11/2009", vec![]),
        ("123456789ab", vec!["Zoé"]),
        ("123456789AC", vec![]),
        ("06 12 34 56 78", vec!["Zoé"]),
        ("+33 5 56 00 00 01", vec!["Léo"]),
        ("LEO@exemple.fr", vec!["Léo"]),
        ("leo@exemple.fr zoé", vec![]),
        ("06 12", vec![]),
    ] {
        assert_eq!(found(&base.store, &whole, text).await, expected, "{text}");
    }
}

async fn nobody_outside_the_perimeter_is_found(base: &Base) {
    let psad = register(&base.store, GenreOrganisation::Psad, "1", "33").await;
    let writer = base.store.write(now()).await.unwrap();
    let inside = nouveau("Roy", &["Zoé"], "33063");
    let outside = NouveauJeune { ..nouveau("Roy", &["Léo"], "33281") };
    let ids = jeune::create_many(&writer, &[inside, outside]).await.unwrap();
    confided(&writer, ids[0], &psad, vec![]).await;
    followed(&writer, &ids[1..]).await;
    contact::see(&writer, ids[1], None, GenreCoordonnee::Telephone, "0612345678", "siecle").await.unwrap();
    writer.commit().await.unwrap();
    let perimetre = perimeter(&base.store, &psad).await;
    assert_eq!(found(&base.store, &perimetre, "roy").await, ["Zoé"]);
    for text in ["leo", "roi leo", "0612345678"] {
        assert!(found(&base.store, &perimetre, text).await.is_empty(), "{text}");
    }
}

async fn a_corrected_name_is_found_and_the_former_is_not(base: &Base) {
    let whole = everything(&base.store).await;
    let writer = base.store.write(now()).await.unwrap();
    let made = jeune::create(&writer, &nouveau("Dupont", &["Zoé"], "33063")).await.unwrap();
    followed(&writer, &[made.id]).await;
    writer.commit().await.unwrap();
    let writer = base.store.write(after(1)).await.unwrap();
    let corrected = nouveau("Martin", &["Zoé"], "33063");
    jeune::edit(&writer, &whole, made.id, made.version, &corrected).await.unwrap();
    writer.commit().await.unwrap();
    assert_eq!(found(&base.store, &whole, "martin").await, ["Zoé"]);
    assert!(found(&base.store, &whole, "dupont").await.is_empty());
}
