//! Where the schools' sheets stand.

use chrono::TimeDelta;
use raccroche_domain::{
    droits::MotifPortee,
    suivi::{EtatVerification, Evenement, Origine, Responsable, Seuils, Structure},
};
use raccroche_store::{
    Auteur, Perimetre, acces, avis,
    dossier::{self, Nouveau},
    feuilles::{self, Feuille, RAPPEL},
    jeune,
    organisation::GenreOrganisation,
    verification,
};

use crate::{
    bases::{Base, after, november, now, on_both},
    territoires::{nouveau, perimeter, register},
};

on_both!(a_sheet_says_what_its_school_did_to_whom_it_may_be_told);

async fn a_sheet_says_what_its_school_did_to_whom_it_may_be_told(base: &Base) {
    let store = &base.store;
    let psad = register(store, GenreOrganisation::Psad, "p1", "33").await;
    let ailleurs = register(store, GenreOrganisation::Psad, "p2", "40").await;
    let academie = register(store, GenreOrganisation::Academie, "04", "33").await;
    let menuts = register(store, GenreOrganisation::Etablissement, "0330001A", "33").await;
    let graves = register(store, GenreOrganisation::Etablissement, "0330002B", "33").await;
    let seuils = Seuils::default();
    let auteur = Auteur::sans_compte("Campagne");
    let mut dossiers = Vec::new();
    for (nom, ecole, zone) in [
        ("UN", &menuts, &psad),
        ("DEUX", &menuts, &psad),
        ("TROIS", &menuts, &ailleurs),
        ("QUATRE", &graves, &ailleurs),
    ] {
        let writer = store.write(now()).await.unwrap();
        let jeune = jeune::create(&writer, &nouveau(nom, &["Camille"], "33063")).await.unwrap().id;
        let structure = Structure { id: zone.id, nom: zone.nom.clone() };
        let nouveau = Nouveau {
            jeune,
            naissance: None,
            evenement: Evenement::Ouvert {
                origine: Origine::Campagne,
                campagne: Some("SIEI".into()),
                signale_le: None,
                sans_formation_depuis: None,
                responsable: Responsable { structure, agent: None },
            },
            portees: vec![(zone.id, MotifPortee::Psad), (ecole.id, MotifPortee::Etablissement)],
            dernier_etablissement: String::new(),
            derniere_formation: String::new(),
        };
        dossiers.push(dossier::ouvrir(&writer, &auteur, november(2), &nouveau, &seuils).await.unwrap());
        writer.commit().await.unwrap();
    }
    let perimetre = perimeter(store, &psad).await;
    let depuis = november(2);
    let suivre =
        async |perimetre: &Perimetre| feuilles::suivre(store.read(), perimetre, depuis).await.unwrap();
    let comptes = |feuilles: &[Feuille]| -> Vec<(String, u64, u64)> {
        feuilles.iter().map(|f| (f.etablissement.code.clone(), f.a_faire, f.faites())).collect()
    };
    assert_eq!(comptes(&suivre(&perimetre).await), [("0330001A".to_owned(), 2, 0)], "of the territory alone");
    let toutes = suivre(&perimeter(store, &academie).await).await;
    assert_eq!(comptes(&toutes), [("0330001A".to_owned(), 3, 0), ("0330002B".to_owned(), 1, 0)]);
    assert!(toutes.iter().all(|f| f.vue_le.is_none() && f.transmise_le.is_none() && f.rappelee_le.is_none()));

    // The school opens, answers, hands in; another is reminded.
    let ecole = perimeter(store, &menuts).await;
    let writer = store.write(after(60)).await.unwrap();
    acces::record(&writer, &ecole, None, "verification", "feuille").await.unwrap();
    let reponse = Evenement::Verifie { etat: EtatVerification::RetrouveEmploi, ou: None, depuis: None };
    dossier::inscrire_du_systeme(&writer, &auteur, november(3), dossiers[0], reponse, &seuils).await.unwrap();
    verification::transmettre(&writer, &ecole, 1, 2).await.unwrap();
    assert!(avis::reserver(&writer, &format!("{RAPPEL}{}/x/2026-11-13", graves.id)).await.unwrap());
    writer.commit().await.unwrap();
    let lue = suivre(&perimetre).await.remove(0);
    assert_eq!((lue.a_faire, lue.reponses.get(&EtatVerification::RetrouveEmploi)), (1, Some(&1)));
    assert!(lue.vue_le.is_some() && lue.vue_le == lue.transmise_le && lue.rappelee_le.is_none());
    let toutes = suivre(&perimeter(store, &academie).await).await;
    assert!(toutes[1].vue_le.is_none() && toutes[1].rappelee_le == lue.vue_le);

    // With the next campaign all that is of the one before.
    let plus_tard =
        feuilles::suivre(store.read(), &perimetre, november(2) + TimeDelta::days(20)).await.unwrap();
    assert_eq!(comptes(&plus_tard), [("0330001A".to_owned(), 1, 0)]);
    assert_eq!((plus_tard[0].vue_le, plus_tard[0].transmise_le), (None, None));
}
