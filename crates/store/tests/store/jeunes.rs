//! What is known of a young person, from whom, and what people corrected.

use chrono::NaiveDate;
use raccroche_domain::{
    Adresse, Coordonnees, Formation, Identite, LieuNaissance, Representant, Scolarite, Sexe, Statut,
};
use raccroche_store::{
    StoreError,
    contact::{self, EtatCoordonnee, GenreCoordonnee},
    identifiant::{self, GenreIdentifiant},
    jeune::{self, NouveauJeune},
    organisation::GenreOrganisation,
    scolarite,
};

use crate::{
    bases::{Base, after, november, now, on_both},
    territoires::{everything, followed, nouveau, perimeter, register},
};

on_both!(
    somebody_comes_back_as_they_were_read,
    two_people_who_correct_one_person_are_told,
    a_list_goes_on_where_it_stopped,
    an_identifier_is_of_one_person,
    a_number_said_to_be_wrong_stays_so,
    a_representative_is_one_person_however_often_seen,
    a_register_replaces_what_it_said,
);

fn complete() -> NouveauJeune {
    NouveauJeune {
        identite: Identite {
            nom_famille: "d’Alméida-Roy".into(),
            nom_usage: Some("Roy".into()),
            prenoms: vec!["Zoé".into(), "Marie Anne".into()],
            date_naissance: NaiveDate::from_ymd_opt(2008, 11, 3),
            sexe: Some(Sexe::Feminin),
            naissance: Some(LieuNaissance::Etranger { pays: "109".into(), ville: Some("Köln".into()) }),
        },
        adresse: Adresse {
            lignes: "1 rue de l’Exemple".into(),
            code_postal: Some("33000".into()),
            ville: Some("Bordeaux".into()),
            commune: "33063".parse().ok(),
        },
    }
}

async fn somebody_comes_back_as_they_were_read(base: &Base) {
    let whole = everything(&base.store).await;
    let writer = base.store.write(now()).await.unwrap();
    let made = jeune::create(&writer, &complete()).await.unwrap();
    followed(&writer, &[made.id]).await;
    let places = [
        None,
        Some(LieuNaissance::Commune("2A004".parse().unwrap())),
        Some(LieuNaissance::Departement("974".into())),
    ];
    let mut others = Vec::new();
    for naissance in places {
        let mut bare = nouveau("X", &[], "");
        bare.identite.naissance = naissance;
        others.push(bare);
    }
    let ids = jeune::create_many(&writer, &others).await.unwrap();
    followed(&writer, &ids).await;
    writer.commit().await.unwrap();
    let db = base.store.read();
    let found = jeune::find(db, &whole, made.id).await.unwrap().unwrap();
    assert_eq!(found, made);
    assert_eq!((found.identite, found.adresse), (complete().identite, complete().adresse));
    for (id, read) in ids.iter().zip(others) {
        assert_eq!(jeune::find(db, &whole, *id).await.unwrap().unwrap().identite, read.identite);
    }
    let writer = base.store.write(now()).await.unwrap();
    let nameless = jeune::create(&writer, &NouveauJeune::default()).await;
    assert!(matches!(nameless, Err(StoreError::Invalide(_))));
}

async fn two_people_who_correct_one_person_are_told(base: &Base) {
    let whole = everything(&base.store).await;
    let elsewhere =
        perimeter(&base.store, &register(&base.store, GenreOrganisation::Psad, "9", "33").await).await;
    let writer = base.store.write(now()).await.unwrap();
    let made = jeune::create(&writer, &complete()).await.unwrap();
    followed(&writer, &[made.id]).await;
    writer.commit().await.unwrap();
    let writer = base.store.write(after(5)).await.unwrap();
    let corrected = NouveauJeune { adresse: Adresse::default(), ..complete() };
    let edited = jeune::edit(&writer, &whole, made.id, made.version, &corrected).await.unwrap();
    assert_eq!((edited.version, edited.cree_le, edited.modifie_le), (2, made.cree_le, writer.le()));
    let late = jeune::edit(&writer, &whole, made.id, made.version, &complete()).await;
    assert!(matches!(late, Err(StoreError::Conflit { quoi: "jeune" })));
    let outside = jeune::edit(&writer, &elsewhere, made.id, 2, &complete()).await;
    assert!(matches!(outside, Err(StoreError::Absent { quoi: "jeune" })));
    writer.commit().await.unwrap();
    assert_eq!(jeune::find(base.store.read(), &whole, made.id).await.unwrap(), Some(edited));
}

async fn a_list_goes_on_where_it_stopped(base: &Base) {
    let whole = everything(&base.store).await;
    let writer = base.store.write(now()).await.unwrap();
    // Namesakes and accents across the limits of pages, more rows than a statement holds.
    let everybody: Vec<NouveauJeune> = (0..1_203)
        .map(|number| nouveau(["Éluard", "ELUARD", "Élu", "Zola", "de Elu"][number % 5], &["Ana"], "33063"))
        .collect();
    let ids = jeune::create_many(&writer, &everybody).await.unwrap();
    followed(&writer, &ids).await;
    writer.commit().await.unwrap();
    let mut listed: Vec<jeune::Jeune> = Vec::new();
    loop {
        let page = jeune::list(base.store.read(), &whole, listed.last(), 100).await.unwrap();
        if page.is_empty() {
            break;
        }
        assert!(page.len() <= 100);
        listed.extend(page);
    }
    let mut seen: Vec<_> = listed.iter().map(|jeune| jeune.id).collect();
    assert_eq!((seen.len(), ids.len()), (1_203, 1_203));
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 1_203, "somebody is listed twice");
    // Accents and capitals do not count, particles do: "de Elu", "Élu", then ELUARD and Éluard together, then Zola.
    let mut names: Vec<&str> = listed.iter().map(|jeune| jeune.identite.nom_famille.as_str()).collect();
    names.dedup_by_key(|name| name.to_lowercase().replace('é', "e"));
    assert_eq!(names.len(), 4);
    assert_eq!((names[0], names[1], names[3]), ("de Elu", "Élu", "Zola"));
}

async fn an_identifier_is_of_one_person(base: &Base) {
    let whole = everything(&base.store).await;
    let writer = base.store.write(now()).await.unwrap();
    let one = jeune::create(&writer, &complete()).await.unwrap().id;
    followed(&writer, &[one]).await;
    let other = jeune::create(&writer, &complete()).await.unwrap().id;
    followed(&writer, &[other]).await;
    let (rnie, bea) = (GenreIdentifiant::IneRnie, GenreIdentifiant::IneBea);
    identifiant::attach(&writer, one, rnie, "123456789AB", "siecle").await.unwrap();
    identifiant::attach(&writer, one, bea, "0412345678K", "siecle").await.unwrap();
    writer.commit().await.unwrap();
    let writer = base.store.write(after(1)).await.unwrap();
    identifiant::attach(&writer, one, rnie, "123456789AB", "sifa").await.unwrap();
    let taken = identifiant::attach(&writer, other, rnie, "123456789AB", "sifa").await;
    assert!(matches!(taken, Err(StoreError::Existe(_))));
    assert_eq!(identifiant::owner(&writer, rnie, "123456789AB").await.unwrap(), Some(one));
    assert_eq!(identifiant::owner(&writer, bea, "123456789AB").await.unwrap(), None);
    let all = identifiant::of_jeune(&writer, &whole, one).await.unwrap();
    let sources: Vec<_> = all.iter().map(|found| (found.genre, found.source.as_str())).collect();
    assert_eq!(sources, [(bea, "siecle"), (rnie, "sifa")]);
    assert_eq!(all[1].vu_le, writer.le());
    assert_eq!(identifiant::of_jeune(&writer, &whole, other).await.unwrap(), []);
}

async fn a_number_said_to_be_wrong_stays_so(base: &Base) {
    let whole = everything(&base.store).await;
    let elsewhere =
        perimeter(&base.store, &register(&base.store, GenreOrganisation::Psad, "9", "33").await).await;
    let writer = base.store.write(now()).await.unwrap();
    let whose = jeune::create(&writer, &complete()).await.unwrap().id;
    followed(&writer, &[whose]).await;
    let phone = GenreCoordonnee::Telephone;
    let wrong = contact::see(&writer, whose, None, phone, "06 12 34 56 78", "siecle").await.unwrap().unwrap();
    let right = contact::see(&writer, whose, None, phone, "0612345679", "siecle").await.unwrap().unwrap();
    assert_eq!(contact::see(&writer, whose, None, phone, "liste rouge", "siecle").await.unwrap(), None);
    let outside = contact::correct(&writer, &elsewhere, wrong, EtatCoordonnee::Valide).await;
    assert!(matches!(outside, Err(StoreError::Absent { .. })));
    assert_eq!(contact::correct(&writer, &whole, wrong, EtatCoordonnee::Faux).await.unwrap(), whose);
    assert_eq!(contact::correct(&writer, &whole, right, EtatCoordonnee::Valide).await.unwrap(), whose);
    writer.commit().await.unwrap();

    let writer = base.store.write(after(60)).await.unwrap();
    let again = contact::see(&writer, whose, None, phone, "+33 6 12 34 56 78", "sifa").await.unwrap();
    assert_eq!(again, Some(wrong), "the same number, written otherwise");
    writer.commit().await.unwrap();
    let db = base.store.read();
    let all = contact::of_jeune(db, &whole, whose).await.unwrap();
    let known: Vec<_> =
        all.iter().map(|known| (known.valeur.as_str(), known.etat, known.source.as_str())).collect();
    assert_eq!(
        known,
        [("0612345679", EtatCoordonnee::Valide, "siecle"), ("06 12 34 56 78", EtatCoordonnee::Faux, "sifa"),]
    );
    assert_eq!(contact::of_jeune(db, &elsewhere, whose).await.unwrap(), []);
}

async fn a_representative_is_one_person_however_often_seen(base: &Base) {
    let whole = everything(&base.store).await;
    let writer = base.store.write(now()).await.unwrap();
    let whose = jeune::create(&writer, &complete()).await.unwrap().id;
    followed(&writer, &[whose]).await;
    let other = jeune::create(&writer, &complete()).await.unwrap().id;
    followed(&writer, &[other]).await;
    let mut lu = Representant {
        nom: "ALMEIDA".into(),
        prenom: Some("Inès".into()),
        parente: Some("10".into()),
        legal: false,
        coordonnees: Coordonnees { telephones: vec!["0556000001".into()], ..Coordonnees::default() },
    };
    let first = contact::see_representant(&writer, whose, &lu, "siecle").await.unwrap();
    (lu.nom, lu.legal) = ("Alméida".into(), true);
    lu.coordonnees.courriels.push("ines@exemple.fr".into());
    assert_eq!(contact::see_representant(&writer, whose, &lu, "sifa").await.unwrap(), first);
    assert_ne!(
        contact::see_representant(&writer, other, &lu, "sifa").await.unwrap(),
        first,
        "another's mother"
    );
    lu.prenom = Some("Paul".into());
    lu.legal = false;
    contact::see_representant(&writer, whose, &lu, "sifa").await.unwrap();
    let all = contact::representants(&writer, &whole, whose).await.unwrap();
    let known: Vec<_> = all.iter().map(|known| (known.prenom.as_deref(), known.legal)).collect();
    assert_eq!(known, [(Some("Inès"), true), (Some("Paul"), false)]);
    let theirs = contact::of_jeune(&writer, &whole, whose).await.unwrap();
    assert_eq!(theirs.iter().filter(|known| known.representant == Some(first)).count(), 2);
    // A way to reach a representative is of the same young person.
    let crossed =
        contact::see(&writer, other, Some(first), GenreCoordonnee::Telephone, "0556000002", "x").await;
    assert!(matches!(crossed, Err(StoreError::Reference(_))));
}

async fn a_register_replaces_what_it_said(base: &Base) {
    let whole = everything(&base.store).await;
    let writer = base.store.write(now()).await.unwrap();
    let whose = jeune::create(&writer, &complete()).await.unwrap().id;
    followed(&writer, &[whose]).await;
    let lue = |debut: Option<u32>| Scolarite {
        uai: "0330001X".parse().ok(),
        etablissement: Some("Lycée de l’Exemple".into()),
        formation: Formation {
            mef: Some("2412210511".into()),
            libelle: Some("CAP".into()),
            ..Formation::default()
        },
        division: Some("1CAP".into()),
        statut: Some(Statut::ContratPro),
        debut: debut.map(november),
        ..Scolarite::default()
    };
    scolarite::replace(&writer, whose, "siecle", november(1), &[lue(Some(1)), lue(None)]).await.unwrap();
    scolarite::replace(&writer, whose, "sifa", november(1), &[lue(Some(2))]).await.unwrap();
    scolarite::replace(&writer, whose, "siecle", november(5), &[lue(Some(3)), lue(None)]).await.unwrap();
    let all = scolarite::of_jeune(&writer, &whole, whose).await.unwrap();
    let known: Vec<_> = all.iter().map(|known| (known.source.as_str(), known.du, known.source_le)).collect();
    assert_eq!(
        known,
        [
            ("siecle", Some(november(3)), november(5)),
            ("sifa", Some(november(2)), november(1)),
            ("siecle", None, november(5)),
        ]
    );
    assert_eq!((all[0].uai.as_deref(), all[0].statut.as_deref()), (Some("0330001X"), Some("contrat_pro")));
    let backwards = Scolarite { debut: Some(november(3)), fin: Some(november(2)), ..Scolarite::default() };
    let refused = scolarite::replace(&writer, whose, "x", november(5), &[backwards]).await;
    assert!(matches!(refused, Err(StoreError::Invalide(_))));
}
