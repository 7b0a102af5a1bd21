//! What a campaign in the application keeps: its files, the pairs people decide, the sheets schools hand in, communes.

use chrono::NaiveDate;
use raccroche_domain::{
    Sexe,
    droits::MotifPortee,
    suivi::{EtatVerification, Evenement, Origine, Responsable, Seuils, Structure},
};
use raccroche_store::{
    Auteur, Perimetre, Store, StoreError,
    campagne::{self, NouvelleCampagne},
    commune::{self, Lieu},
    contact::{self, EtatCoordonnee, GenreCoordonnee},
    dossier::{self, Nouveau},
    identifiant::{self, GenreIdentifiant},
    jeune,
    organisation::{GenreOrganisation, Organisation},
    profil,
    relecture::{self, Avis},
    source::{self, NouvelleSource},
    verification,
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    bases::{Base, after, november, now, on_both},
    territoires::{nouveau, perimeter, register},
};

on_both!(
    a_pair_is_decided_once_taken_back_and_seconded,
    the_sheet_of_a_school_is_its_own_and_forgets_what_is_old,
    the_files_of_a_campaign_close_with_it,
    a_commune_is_known_by_its_postal_code_and_name,
    namesakes_are_found_whatever_the_spelling,
);

/// Somebody with an open dossier confided to an organisation; gives the person and the dossier.
async fn suivi(store: &Store, nom: &str, chez: &Organisation) -> (Uuid, Uuid) {
    let writer = store.write(now()).await.unwrap();
    let jeune = jeune::create(&writer, &nouveau(nom, &["Zoé"], "33063")).await.unwrap().id;
    let structure = Structure { id: chez.id, nom: chez.nom.clone() };
    let ouvert = Nouveau {
        jeune,
        naissance: NaiveDate::from_ymd_opt(2008, 2, 14),
        evenement: Evenement::Ouvert {
            origine: Origine::Campagne,
            campagne: None,
            signale_le: None,
            sans_formation_depuis: None,
            responsable: Responsable { structure, agent: None },
        },
        portees: vec![(chez.id, MotifPortee::Etablissement)],
        dernier_etablissement: "LP d’essai".into(),
        derniere_formation: "CAP cuisine".into(),
    };
    let auteur = Auteur::sans_compte("Campagne");
    let id = dossier::ouvrir(&writer, &auteur, november(2), &ouvert, &Seuils::default()).await.unwrap();
    writer.commit().await.unwrap();
    (jeune, id)
}

async fn brouillon(store: &Store, nom: &str) -> Uuid {
    let writer = store.write(now()).await.unwrap();
    let nouvelle = NouvelleCampagne {
        nom: nom.into(),
        as_of: november(2),
        definition: raccroche_domain::Definition::D31359,
        dossier: format!("campagnes/{nom}"),
    };
    let faite = campagne::create(&writer, nouvelle).await.unwrap();
    writer.commit().await.unwrap();
    faite.id
}

async fn donner(
    store: &Store,
    perimetre: &Perimetre,
    id: Uuid,
    version: i32,
    avis: Avis,
) -> Result<(), StoreError> {
    let writer = store.write(after(1)).await.unwrap();
    relecture::decide(&writer, perimetre, id, version, avis, None).await?;
    writer.commit().await
}

async fn a_pair_is_decided_once_taken_back_and_seconded(base: &Base) {
    let store = &base.store;
    let psad = register(store, GenreOrganisation::Psad, "1", "33").await;
    let ailleurs = register(store, GenreOrganisation::Psad, "2", "33").await;
    let (premier, second) = (perimeter(store, &psad).await, perimeter(store, &psad).await);
    let etranger = perimeter(store, &ailleurs).await;
    let (jeune, ouvert) = suivi(store, "LE GOFF", &psad).await;
    let campagne = brouillon(store, "SIEI").await;
    let writer = store.write(now()).await.unwrap();
    identifiant::attach(&writer, jeune, GenreIdentifiant::SieiCampagne, "J1", "SIEI").await.unwrap();
    let paires = vec![(jeune, 0, json!({ "rang": 0 })), (jeune, 1, json!({ "rang": 1 }))];
    relecture::ask(&writer, campagne, paires).await.unwrap();
    writer.commit().await.unwrap();
    let reader = store.read();

    assert_eq!(relecture::count(reader, &premier).await.unwrap(), (2, 2));
    assert_eq!(relecture::count(reader, &etranger).await.unwrap(), (0, 0));
    let paire = relecture::next(reader, &premier).await.unwrap().unwrap();
    assert_eq!((paire.ordre, &paire.proche), (0, &json!({ "rang": 0 })));
    assert_eq!(relecture::others(reader, &premier, &paire).await.unwrap().len(), 1);
    assert!(relecture::find(reader, &etranger, paire.id).await.unwrap().is_none());
    let refuse = donner(store, &etranger, paire.id, 1, Avis::MemePersonne).await;
    assert!(matches!(refuse, Err(StoreError::Absent { .. })), "{refuse:?}");

    // Who cannot tell leaves it to somebody else, and to nobody twice.
    donner(store, &premier, paire.id, 1, Avis::NeSaitPas).await.unwrap();
    let encore = donner(store, &premier, paire.id, 2, Avis::MemePersonne).await;
    assert!(matches!(encore, Err(StoreError::Conflit { .. })), "{encore:?}");
    assert_eq!(relecture::count(reader, &premier).await.unwrap(), (1, 2));
    assert_eq!(relecture::count(reader, &second).await.unwrap(), (2, 2));
    assert_eq!(relecture::remaining(reader, campagne).await.unwrap(), 1);
    assert!(relecture::decided(reader, None).await.unwrap().is_empty());
    let perime = donner(store, &second, paire.id, 1, Avis::MemePersonne).await;
    assert!(matches!(perime, Err(StoreError::Conflit { .. })), "{perime:?}");
    donner(store, &second, paire.id, 2, Avis::MemePersonne).await.unwrap();
    let decidees = relecture::decided(reader, None).await.unwrap();
    assert_eq!(decidees.len(), 1);
    assert_eq!(decidees[0].numero.as_deref(), Some("J1"));
    assert_eq!(decidees[0].relecture.avis(), Some(Avis::MemePersonne));
    assert!(relecture::decided(reader, Some(&etranger)).await.unwrap().is_empty());

    // What stands is taken back by who gave it, step by step.
    let writer = store.write(after(2)).await.unwrap();
    let refuse = relecture::withdraw(&writer, &premier, paire.id).await;
    assert!(matches!(refuse, Err(StoreError::Conflit { .. })), "{refuse:?}");
    relecture::withdraw(&writer, &second, paire.id).await.unwrap();
    relecture::withdraw(&writer, &premier, paire.id).await.unwrap();
    relecture::decide(&writer, &premier, paire.id, 5, Avis::PersonnesDifferentes, Some((ouvert, 1)))
        .await
        .unwrap();
    writer.commit().await.unwrap();
    let reprise = relecture::find(reader, &premier, paire.id).await.unwrap().unwrap();
    assert_eq!(
        (reprise.avis(), reprise.dossier, reprise.entree),
        (Some(Avis::PersonnesDifferentes), Some(ouvert), Some(1))
    );
    assert_eq!(reprise.second_avis, None);
}

async fn the_sheet_of_a_school_is_its_own_and_forgets_what_is_old(base: &Base) {
    let store = &base.store;
    let ecole = register(store, GenreOrganisation::Etablissement, "0330001X", "33").await;
    let autre = register(store, GenreOrganisation::Etablissement, "0330002Y", "33").await;
    let perimetre = perimeter(store, &ecole).await;
    let (zoe, a_faire) = suivi(store, "ZADIG", &ecole).await;
    let (_, fait) = suivi(store, "ALBERT", &ecole).await;
    suivi(store, "VOISINE", &autre).await;
    let writer = store.write(after(1)).await.unwrap();
    let telephone = GenreCoordonnee::Telephone;
    let faux =
        contact::see(&writer, zoe, None, telephone, "06 39 98 00 01", "SIECLE").await.unwrap().unwrap();
    contact::see(&writer, zoe, None, telephone, "06 39 98 00 02", "SIECLE").await.unwrap();
    contact::correct(&writer, &perimetre, faux, EtatCoordonnee::Faux).await.unwrap();
    let retrouve = Evenement::Verifie {
        etat: EtatVerification::RetrouveScolaire,
        ou: Some("Lycée".into()),
        depuis: None,
    };
    dossier::inscrire(&writer, &perimetre, fait, None, retrouve, None, &Seuils::default()).await.unwrap();
    writer.commit().await.unwrap();

    let noms = async |depuis: NaiveDate| -> Vec<(String, bool, Option<String>)> {
        let lus = verification::feuille(store.read(), &perimetre, depuis).await.unwrap();
        lus.into_iter()
            .map(|lu| (lu.nom_famille, lu.etat.cloture.is_some(), lu.telephone.map(|(_, valeur)| valeur)))
            .collect()
    };
    let zadig = ("ZADIG".to_owned(), false, Some("06 39 98 00 02".to_owned()));
    assert_eq!(noms(november(1)).await, [("ALBERT".to_owned(), true, None), zadig.clone()]);
    assert_eq!(noms(november(3)).await, [zadig]);
    let reader = store.read();
    assert_eq!(verification::sortant(reader, &perimetre, a_faire).await.unwrap().unwrap().jeune, zoe);
    let etranger = perimeter(store, &autre).await;
    assert_eq!(verification::sortant(reader, &etranger, a_faire).await.unwrap(), None);

    assert_eq!(verification::derniere_transmission(reader, ecole.id).await.unwrap(), None);
    let writer = store.write(after(2)).await.unwrap();
    verification::transmettre(&writer, &perimetre, 1, 1).await.unwrap();
    writer.commit().await.unwrap();
    let recu = verification::derniere_transmission(reader, ecole.id).await.unwrap().unwrap();
    assert_eq!((recu.repondues, recu.sans_reponse, recu.par), (1, 1, perimetre.utilisateur()));
    assert_eq!(verification::derniere_transmission(reader, autre.id).await.unwrap(), None);
}

async fn the_files_of_a_campaign_close_with_it(base: &Base) {
    let store = &base.store;
    let academie = register(store, GenreOrganisation::Academie, "04", "33").await;
    let perimetre = perimeter(store, &academie).await;
    let campagne = brouillon(store, "SIEI").await;
    let nouvelle = NouvelleSource {
        nom: "SIECLE 2026".into(),
        role: "current".into(),
        genre: Some("siecle".into()),
        photographie_le: Some(november(1)),
        chemin: "depot/siecle".into(),
        octets: 0,
    };
    let writer = store.write(now()).await.unwrap();
    let faite = source::add(&writer, &perimetre, campagne, nouvelle.clone()).await.unwrap();
    writer.commit().await.unwrap();
    let writer = store.write(now()).await.unwrap();
    let deux_fois = source::add(&writer, &perimetre, campagne, nouvelle.clone()).await;
    assert!(matches!(deux_fois, Err(StoreError::Existe(_))), "{deux_fois:?}");
    drop(writer);
    assert_eq!(source::of_campagne(store.read(), campagne).await.unwrap(), std::slice::from_ref(&faite));

    // What the columns mean is said once in the file and kept apart for the next one.
    let writer = store.write(now()).await.unwrap();
    for (campagne, id) in [(Uuid::nil(), faite.id), (campagne, Uuid::nil())] {
        let absente = source::say_columns(&writer, campagne, id, "nom = 'x'").await;
        assert!(matches!(absente, Err(StoreError::Absent { .. })), "{absente:?}");
    }
    source::say_columns(&writer, campagne, faite.id, "premier").await.unwrap();
    profil::keep(&writer, &perimetre, "Mission locale", "premier").await.unwrap();
    writer.commit().await.unwrap();
    let writer = store.write(after(1)).await.unwrap();
    profil::keep(&writer, &perimetre, "Agriculture", "autre").await.unwrap();
    writer.commit().await.unwrap();
    let writer = store.write(after(2)).await.unwrap();
    profil::keep(&writer, &perimetre, "Mission locale", "second").await.unwrap();
    writer.commit().await.unwrap();
    let gardes = profil::list(store.read()).await.unwrap();
    let dits: Vec<(&str, &str)> = gardes.iter().map(|p| (p.nom.as_str(), p.contenu.as_str())).collect();
    assert_eq!(dits, [("Mission locale", "second"), ("Agriculture", "autre")]);
    let lues = source::of_campagne(store.read(), campagne).await.unwrap();
    assert_eq!(lues[0].profil.as_deref(), Some("premier"), "a reading keeps what it was made with");
    let writer = store.write(now()).await.unwrap();
    profil::remove(&writer, gardes[1].id).await.unwrap();
    let deux_fois = profil::remove(&writer, gardes[1].id).await;
    assert!(matches!(deux_fois, Err(StoreError::Absent { quoi: "profil" })), "{deux_fois:?}");
    writer.commit().await.unwrap();

    let writer = store.write(now()).await.unwrap();
    let autre = source::remove(&writer, Uuid::nil(), faite.id).await;
    assert!(matches!(autre, Err(StoreError::Absent { .. })), "{autre:?}");
    campagne::cancel(&writer, campagne).await.unwrap();
    let apres =
        source::add(&writer, &perimetre, campagne, NouvelleSource { nom: "Autre".into(), ..nouvelle }).await;
    assert!(matches!(apres, Err(StoreError::Conflit { .. })), "{apres:?}");
    let retiree = source::remove(&writer, campagne, faite.id).await;
    assert!(matches!(retiree, Err(StoreError::Conflit { .. })), "{retiree:?}");
}

async fn a_commune_is_known_by_its_postal_code_and_name(base: &Base) {
    let store = &base.store;
    let commune = |postal: &str, nom: &str, code: &str| (postal.to_owned(), nom.to_owned(), code.to_owned());
    let writer = store.write(now()).await.unwrap();
    let connues = [
        commune("33400", "Talence", "33522"),
        commune("33400", "TALENCE", "33522"),
        commune("33160", "Saint-Médard-en-Jalles", "33449"),
        commune("33160", "Saint-Aubin-de-Médoc", "33376"),
    ];
    commune::register(&writer, &connues).await.unwrap();
    commune::register(&writer, &connues).await.unwrap();
    writer.commit().await.unwrap();
    for (postal, nom, attendu) in [
        ("33400", "talence", Lieu::Connu("33522".into())),
        ("33160", "SAINT MEDARD EN JALLES", Lieu::Connu("33449".into())),
        ("33160", "Le Taillan", Lieu::Autre(vec!["ST AUBIN DE MEDOC".into(), "ST MEDARD EN JALLES".into()])),
        ("75010", "Paris", Lieu::Ailleurs),
    ] {
        assert_eq!(commune::of_address(store.read(), postal, nom).await.unwrap(), attendu, "{postal} {nom}");
    }
}

async fn namesakes_are_found_whatever_the_spelling(base: &Base) {
    let store = &base.store;
    let naissance = NaiveDate::from_ymd_opt(2008, 2, 14).unwrap();
    let writer = store.write(now()).await.unwrap();
    let mut connue = nouveau("LEFÈVRE-ROY", &["Inès", "Marie"], "33063");
    (connue.identite.date_naissance, connue.identite.sexe) = (Some(naissance), Some(Sexe::Feminin));
    let connue = jeune::create(&writer, &connue).await.unwrap();
    jeune::create(&writer, &nouveau("LEFÈVRE-ROY", &["Inès"], "33063")).await.unwrap();
    writer.commit().await.unwrap();
    let reader = store.read();
    let trouvees = jeune::namesakes(reader, "lefevre roy", "INES", naissance).await.unwrap();
    assert_eq!(trouvees.len(), 1);
    assert_eq!((trouvees[0].id, trouvees[0].sexe), (connue.id, Some(Sexe::Feminin)));
    assert_eq!(trouvees[0].commune.as_deref(), Some("33063"));
    for (nom, prenom, jour) in [
        ("Lefèvre", "Inès", naissance),
        ("Lefèvre-Roy", "Marie", naissance),
        ("Lefèvre-Roy", "Inès", november(1)),
        ("", "", naissance),
    ] {
        assert!(
            jeune::namesakes(reader, nom, prenom, jour).await.unwrap().is_empty(),
            "{nom} {prenom} {jour}"
        );
    }
    assert!(jeune::agrees(reader, connue.id, "Lefevre-Roy", november(1)).await.unwrap());
    assert!(jeune::agrees(reader, connue.id, "Autre", naissance).await.unwrap());
    assert!(!jeune::agrees(reader, connue.id, "Autre", november(1)).await.unwrap());
}
