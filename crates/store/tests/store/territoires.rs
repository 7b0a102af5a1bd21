//! Who may see whom: a small académie with one person of each kind of organisation.

use chrono::NaiveDate;
use raccroche_domain::{
    Adresse, Identite, Scolarite,
    dispositif::{Dispositif, ModeleDocument},
    droits::MotifPortee,
    suivi::{Evenement, Origine, Responsable, Seuils, Structure},
};
use raccroche_store::{
    Auteur, Perimetre, Store, Writer,
    appartenance::{self, NouvelleAppartenance},
    dossier::{self, Filtre, Nouveau, Page, Tri},
    jeune::{self, NouveauJeune},
    organisation::{self, GenreOrganisation, NouvelleOrganisation, Organisation},
    parcours, scolarite,
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
        role: "responsable_psad".into(),
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
    use GenreOrganisation::{Academie, Cio, Etablissement, Psad};
    let store = &base.store;
    let psad = register(store, Psad, "1", "33").await;
    let other_psad = register(store, Psad, "2", "33").await;
    let cio = register(store, Cio, "1", "33").await;
    let lycee = register(store, Etablissement, "0330001X", "33").await;
    let academie = register(store, Academie, "04", "33").await;

    let writer = store.write(now()).await.unwrap();
    let all = [
        ("BEGLES", &psad, vec![(&cio, MotifPortee::Cio), (&lycee, MotifPortee::Etablissement)]),
        ("MERIGNAC", &other_psad, vec![(&cio, MotifPortee::Cio)]),
        ("NULLEPART", &academie, vec![]),
    ];
    for (nom, responsable, portees) in all {
        let made = jeune::create(&writer, &nouveau(nom, &[], "33063")).await.unwrap();
        scolarite::replace(&writer, made.id, "siecle", november(1), &[Scolarite::default()]).await.unwrap();
        let portees = portees.into_iter().map(|(organisation, motif)| (organisation.id, motif)).collect();
        confided(&writer, made.id, responsable, portees).await;
    }
    // Nobody follows her: nobody sees her.
    jeune::create(&writer, &nouveau("SANS DOSSIER", &[], "33063")).await.unwrap();
    writer.commit().await.unwrap();

    for (organisation, seen) in [
        (&psad, vec!["BEGLES"]),
        (&other_psad, vec!["MERIGNAC"]),
        (&cio, vec!["BEGLES", "MERIGNAC"]),
        (&lycee, vec!["BEGLES"]),
        (&academie, vec!["NULLEPART"]),
    ] {
        let perimetre = perimeter(store, organisation).await;
        let listed = jeune::list(store.read(), &perimetre, None, 100).await.unwrap();
        let names: Vec<&str> = listed.iter().map(|jeune| jeune.identite.nom_famille.as_str()).collect();
        assert_eq!(names, seen, "{}", organisation.nom);
        // Whatever the way in, the same people.
        let page = Page { depuis: 0, taille: 100 };
        let dossiers =
            dossier::lister(store.read(), &perimetre, &Filtre::default(), Tri::Nom, page).await.unwrap();
        assert_eq!(dossiers.iter().map(|d| d.nom_famille.as_str()).collect::<Vec<_>>(), seen);
        for ligne in &dossiers {
            assert!(jeune::find(store.read(), &perimetre, ligne.jeune).await.unwrap().is_some());
            assert_eq!(scolarite::of_jeune(store.read(), &perimetre, ligne.jeune).await.unwrap().len(), 1);
            for other in [&psad, &other_psad, &cio, &lycee, &academie] {
                let theirs = perimeter(store, other).await;
                let why = dossier::pourquoi(store.read(), &theirs, ligne.id).await.unwrap();
                let found = jeune::find(store.read(), &theirs, ligne.jeune).await.unwrap();
                assert_eq!(found.is_some(), !why.is_empty(), "{} / {}", other.nom, ligne.nom_famille);
                let read = dossier::lire(store.read(), &theirs, ligne.id).await.unwrap();
                assert_eq!(read.is_some(), !why.is_empty());
            }
        }
    }
}

/// Opens a dossier for which this organisation answers.
pub(crate) async fn confided(
    writer: &Writer,
    jeune: Uuid,
    organisation: &Organisation,
    portees: Vec<(Uuid, MotifPortee)>,
) -> Uuid {
    let structure = Structure { id: organisation.id, nom: organisation.nom.clone() };
    let nouveau = Nouveau {
        jeune,
        naissance: NaiveDate::from_ymd_opt(2009, 5, 14),
        evenement: Evenement::Ouvert {
            origine: Origine::Campagne,
            campagne: Some("SIEI novembre 2026".into()),
            signale_le: None,
            sans_formation_depuis: NaiveDate::from_ymd_opt(2026, 7, 4),
            responsable: Responsable { structure, agent: None },
        },
        portees,
        dernier_etablissement: "Lycée fictif".into(),
        derniere_formation: "CAP fictif".into(),
    };
    dossier::ouvrir(writer, &Auteur::sans_compte("SIEI"), november(2), &nouveau, &Seuils::default())
        .await
        .unwrap()
}

/// Opens a parcours for somebody new whom this PSAD follows, and establishes a document of it: gives the dossier, the parcours
/// and the document.
pub(crate) async fn established(
    store: &Store,
    (qui, psad): (&Perimetre, &Organisation),
    fiche: &Dispositif,
    modele: ModeleDocument,
) -> [Uuid; 3] {
    let writer = store.write(now()).await.unwrap();
    let made = jeune::create(&writer, &nouveau("DUVAL", &["Inès"], "33063")).await.unwrap();
    let dossier = confided(&writer, made.id, psad, vec![(psad.id, MotifPortee::Psad)]).await;
    let seuils = Seuils::default();
    let parcours = parcours::ouvrir(&writer, qui, dossier, fiche, &seuils).await.unwrap();
    let contenu = modele.code().as_bytes();
    let document = parcours::etablir(&writer, qui, parcours, modele, contenu, fiche, &seuils).await.unwrap();
    writer.commit().await.unwrap();
    [dossier, parcours, document]
}

/// Opens for each of these people a dossier that those of [`everything`] see.
pub(crate) async fn followed(writer: &Writer, jeunes: &[Uuid]) {
    let nouvelle = NouvelleOrganisation {
        genre: GenreOrganisation::Academie,
        code: "04".into(),
        nom: "Academie 04".into(),
        departement: "33".into(),
    };
    let academie = organisation::register(writer, nouvelle).await.unwrap();
    for jeune in jeunes {
        confided(writer, *jeune, &academie, vec![]).await;
    }
}
