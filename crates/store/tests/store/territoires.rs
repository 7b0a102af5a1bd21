//! Who may see whom: a small académie with one person of each kind of organisation.

use raccroche_domain::{Adresse, Identite, Scolarite};
use raccroche_store::{
    Perimetre, Store,
    appartenance::{self, NouvelleAppartenance},
    jeune::{self, NouveauJeune},
    organisation::{self, GenreOrganisation, NouvelleOrganisation, Organisation},
    scolarite,
};
use uuid::Uuid;

use crate::{
    bases::{Base, november, now, on_both},
    comptes,
};

on_both!(each_sees_their_territory_and_nothing_else);

/// Makes an organisation known.
pub(crate) async fn register(
    store: &Store,
    genre: GenreOrganisation,
    code: &str,
    departement: &str,
) -> Organisation {
    let writer = store.write(now()).await.unwrap();
    let nouvelle = NouvelleOrganisation {
        genre,
        code: code.into(),
        nom: format!("{genre:?} {code}"),
        departement: departement.into(),
    };
    let made = organisation::register(&writer, nouvelle).await.unwrap();
    writer.commit().await.unwrap();
    made
}

/// The perimeter of somebody new who acts in this organisation.
pub(crate) async fn perimeter(store: &Store, organisation: &Organisation) -> Perimetre {
    let who = comptes::create(store, &format!("{}@exemple.fr", Uuid::new_v4().simple())).await;
    let writer = store.write(now()).await.unwrap();
    let nouvelle = NouvelleAppartenance {
        utilisateur: who.id,
        organisation: organisation.id,
        role: "role".into(),
        du: november(1),
        au: None,
    };
    let held = appartenance::grant(&writer, nouvelle).await.unwrap();
    writer.commit().await.unwrap();
    Perimetre::of(store.read(), who.id, held.id, november(2)).await.unwrap().unwrap()
}

/// Somebody who sees the whole académie.
pub(crate) async fn everything(store: &Store) -> Perimetre {
    let academie = register(store, GenreOrganisation::Academie, "04", "33").await;
    perimeter(store, &academie).await
}

/// Somebody of this name who lives in this commune.
pub(crate) fn nouveau(nom: &str, prenoms: &[&str], commune: &str) -> NouveauJeune {
    NouveauJeune {
        identite: Identite {
            nom_famille: nom.into(),
            prenoms: prenoms.iter().map(|prenom| (*prenom).to_owned()).collect(),
            ..Identite::default()
        },
        adresse: Adresse { commune: commune.parse().ok(), ..Adresse::default() },
    }
}

async fn each_sees_their_territory_and_nothing_else(base: &Base) {
    use GenreOrganisation::{Academie, Cio, Dsden, Etablissement, MissionLocale, Psad, Zap};
    let store = &base.store;
    let psad = register(store, Psad, "1", "33").await;
    let other_psad = register(store, Psad, "2", "33").await;
    let cio = register(store, Cio, "1", "33").await;
    let mission_locale = register(store, MissionLocale, "1", "33").await;
    let zap = register(store, Zap, "1", "33").await;
    let lycee = register(store, Etablissement, "0330001X", "33").await;
    let other_lycee = register(store, Etablissement, "0400001J", "40").await;
    let gironde = register(store, Dsden, "33", "33").await;
    let landes = register(store, Dsden, "40", "40").await;
    let academie = register(store, Academie, "04", "33").await;

    let writer = store.write(now()).await.unwrap();
    organisation::assign_communes(&writer, &psad, &["33063"]).await.unwrap();
    organisation::assign_communes(&writer, &other_psad, &["33281"]).await.unwrap();
    organisation::assign_communes(&writer, &cio, &["33281"]).await.unwrap();
    organisation::assign_communes(&writer, &mission_locale, &["33063", "33281"]).await.unwrap();
    organisation::assign_etablissements(&writer, &zap, &["0330001X"]).await.unwrap();
    let all = [
        // Lives in one département, went to school in another.
        (nouveau("BORDEAUX", &[], "33063"), Some("0400001J")),
        (nouveau("MERIGNAC", &[], "33281"), Some("0330001X")),
        (nouveau("LANDES", &[], "40192"), Some("0330001X")),
        (nouveau("NULLEPART", &[], ""), None),
    ];
    for (nouveau, uai) in all {
        let made = jeune::create(&writer, &nouveau).await.unwrap();
        let lue = Scolarite { uai: uai.map(|uai| uai.parse().unwrap()), ..Scolarite::default() };
        scolarite::replace(&writer, made.id, "siecle", november(1), &[lue]).await.unwrap();
    }
    writer.commit().await.unwrap();

    let whole = perimeter(store, &academie).await;
    let everybody = jeune::list(store.read(), &whole, None, 100).await.unwrap();
    for (organisation, seen) in [
        (&academie, vec!["BORDEAUX", "LANDES", "MERIGNAC", "NULLEPART"]),
        (&psad, vec!["BORDEAUX"]),
        (&other_psad, vec!["MERIGNAC"]),
        (&cio, vec!["MERIGNAC"]),
        (&mission_locale, vec!["BORDEAUX", "MERIGNAC"]),
        (&zap, vec!["LANDES", "MERIGNAC"]),
        (&lycee, vec!["LANDES", "MERIGNAC"]),
        (&other_lycee, vec!["BORDEAUX"]),
        (&gironde, vec!["BORDEAUX", "LANDES", "MERIGNAC"]),
        (&landes, vec!["BORDEAUX", "LANDES"]),
    ] {
        let perimetre = perimeter(store, organisation).await;
        let listed = jeune::list(store.read(), &perimetre, None, 100).await.unwrap();
        let names: Vec<&str> = listed.iter().map(|jeune| jeune.identite.nom_famille.as_str()).collect();
        assert_eq!(names, seen, "{}", organisation.nom);
        // Whatever the way in, the same people.
        let ids: Vec<Uuid> = everybody.iter().map(|jeune| jeune.id).collect();
        assert_eq!(jeune::find_many(store.read(), &perimetre, &ids).await.unwrap(), listed);
        for somebody in &everybody {
            let inside = listed.contains(somebody);
            let found = jeune::find(store.read(), &perimetre, somebody.id).await.unwrap();
            assert_eq!(found.is_some(), inside, "{} / {}", organisation.nom, somebody.identite.nom_famille);
            let enrolled = scolarite::of_jeune(store.read(), &perimetre, somebody.id).await.unwrap();
            assert_eq!(
                !enrolled.is_empty(),
                inside,
                "{} / {}",
                organisation.nom,
                somebody.identite.nom_famille
            );
        }
    }
}
