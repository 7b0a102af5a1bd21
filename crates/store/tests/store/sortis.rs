//! Those who are followed and whom a later campaign found.

use raccroche_domain::{
    StatutObligation, Verdict,
    droits::MotifPortee,
    suivi::{EtatVerification, Evenement, Origine, Responsable, Seuils, Structure},
};
use raccroche_store::{
    Auteur, Store, campagne,
    campagne::{NouveauVerdict, NouvelleCampagne},
    dossier::{self, Nouveau},
    identifiant::{self, GenreIdentifiant},
    jeune,
    organisation::GenreOrganisation,
    sortis,
};
use serde_json::json;
use uuid::Uuid;

use crate::{
    bases::{Base, after, november, now, on_both},
    territoires::{nouveau, perimeter, register},
};

on_both!(who_was_found_waits_until_somebody_decides);

/// Publishes a campaign that says this of these people.
async fn publier(store: &Store, nom: &str, minutes: i64, verdicts: &[(Uuid, Verdict)]) {
    let writer = store.write(after(minutes)).await.unwrap();
    let nouvelle = NouvelleCampagne {
        nom: nom.into(),
        as_of: november(2),
        definition: raccroche_domain::Definition::D31359,
        dossier: nom.into(),
    };
    let id = campagne::create(&writer, nouvelle).await.unwrap().id;
    let rendus: Vec<NouveauVerdict> = verdicts
        .iter()
        .map(|(jeune, verdict)| NouveauVerdict {
            jeune: *jeune,
            verdict: *verdict,
            motif: "inscription_en_cours".into(),
            pourquoi: "Inscrit au lycée.".into(),
            obligation: StatutObligation::Inconnue,
            preuves: Some(json!({ "registre": "SIECLE", "genre": "siecle" })),
        })
        .collect();
    campagne::record_verdicts(&writer, id, &rendus).await.unwrap();
    campagne::mark_computed(&writer, id, "x").await.unwrap();
    campagne::publish(&writer, id).await.unwrap();
    writer.commit().await.unwrap();
}

async fn who_was_found_waits_until_somebody_decides(base: &Base) {
    let store = &base.store;
    let psad = register(store, GenreOrganisation::Psad, "p1", "33").await;
    let ailleurs = register(store, GenreOrganisation::Psad, "p2", "40").await;
    let perimetre = perimeter(store, &psad).await;
    let (auteur, seuils) = (Auteur::sans_compte("Campagne"), Seuils::default());
    let mut suivis: Vec<(Uuid, Uuid)> = Vec::new();
    for (nom, zone) in [("ALBERT", &psad), ("BERNARD", &psad), ("CLAUDE", &psad), ("DENIS", &ailleurs)] {
        let writer = store.write(now()).await.unwrap();
        let jeune = jeune::create(&writer, &nouveau(nom, &["Camille"], "33063")).await.unwrap().id;
        identifiant::attach(&writer, jeune, GenreIdentifiant::SieiCampagne, &format!("J-{nom}"), "SIEI")
            .await
            .unwrap();
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
            portees: vec![(zone.id, MotifPortee::Psad)],
            dernier_etablissement: String::new(),
            derniere_formation: String::new(),
        };
        let id = dossier::ouvrir(&writer, &auteur, november(2), &nouveau, &seuils).await.unwrap();
        writer.commit().await.unwrap();
        suivis.push((jeune, id));
    }
    let [albert, bernard, claude, denis] = suivis[..] else { panic!("four") };
    let mut numeros = sortis::numeros_suivis(store.read()).await.unwrap();
    numeros.sort();
    assert_eq!(numeros[0], ("J-ALBERT".to_owned(), albert.0));
    assert_eq!(numeros.len(), 4);

    assert_eq!(sortis::derniere_publiee(store.read()).await.unwrap(), None);
    assert_eq!(sortis::compter(store.read(), &perimetre).await.unwrap(), 0);
    let lost = Verdict::PerduDeVue;
    publier(store, "novembre", 1, &[(albert.0, lost), (bernard.0, Verdict::Retrouve)]).await;
    let tous = [
        (albert.0, Verdict::Retrouve),
        (bernard.0, Verdict::Diplome),
        (claude.0, lost),
        (denis.0, Verdict::Retrouve),
    ];
    publier(store, "décembre", 2, &tous).await;
    let derniere = sortis::derniere_publiee(store.read()).await.unwrap().unwrap();
    assert_eq!(derniere.nom, "décembre");
    let noms = async || -> Vec<String> {
        let lus = sortis::lister(store.read(), &perimetre, &derniere).await.unwrap();
        assert_eq!(lus.len() as u64, sortis::compter(store.read(), &perimetre).await.unwrap());
        lus.into_iter().map(|sorti| sorti.nom_famille).collect()
    };
    assert_eq!(
        noms().await,
        ["ALBERT", "BERNARD"],
        "of the territory, of the last campaign, and not those it lists"
    );

    // Each decision takes one off the list; taken back, it is there again.
    let writer = store.write(after(3)).await.unwrap();
    let garde = Evenement::Maintenu { campagne: "décembre".into() };
    let rang = dossier::inscrire(&writer, &perimetre, albert.1, None, garde, None, &seuils).await.unwrap();
    let clos = Evenement::Verifie { etat: EtatVerification::DiplomeObtenu, ou: None, depuis: None };
    dossier::inscrire(&writer, &perimetre, bernard.1, None, clos, None, &seuils).await.unwrap();
    writer.commit().await.unwrap();
    assert!(noms().await.is_empty());
    let writer = store.write(after(4)).await.unwrap();
    dossier::annuler(&writer, &perimetre, albert.1, rang, &seuils).await.unwrap();
    writer.commit().await.unwrap();
    assert_eq!(noms().await, ["ALBERT"]);
    assert_eq!(
        sortis::numeros_suivis(store.read()).await.unwrap().len(),
        3,
        "whose follow-up ended is looked for no more"
    );
}
