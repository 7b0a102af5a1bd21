//! The bare database: what a page needs, read through the store with no page, no session and no socket around it.

use std::time::{Duration, Instant};

use chrono::Utc;
use raccroche_store::{
    Perimetre, Store, acces, contact,
    dossier::{self, Filtre, Page, Tri},
    identifiant, jeune, recherche,
};
use uuid::Uuid;

use crate::{
    client::{Geste, Temps, geste},
    population::{De, Peuple},
};

/// Things read a second, eight at a time, and how long each took.
pub(crate) async fn debit(store: &Store, peuple: &Peuple, duree: Duration) -> (f64, Temps) {
    let debut = Instant::now();
    let tour = async |graine: u64| {
        let mut de = De(graine);
        let mut temps = Vec::new();
        while debut.elapsed() < duree {
            let depart = Instant::now();
            let agent = &peuple.agents[de.jeter(peuple.agents.len())];
            let geste = geste(&mut de);
            match geste {
                Geste::Dossier => {
                    let id = agent.dossiers[de.jeter(agent.dossiers.len())];
                    lire(store, &agent.perimetre, id).await;
                }
                Geste::Liste => {
                    lister(store, &agent.perimetre, &Filtre::default(), de.jeter(5) as u64).await;
                }
                Geste::Recherche => {
                    let nom = &peuple.noms[de.jeter(peuple.noms.len())];
                    recherche::search(store.read(), &agent.perimetre, nom, 50).await.unwrap();
                }
                Geste::Journee => {
                    let jour = agent.perimetre.le();
                    dossier::echeances_dues(store.read(), &agent.perimetre, None, jour).await.unwrap();
                    let semaine =
                        Filtre { echeance_avant: Some(jour), ma_structure: true, ..Filtre::default() };
                    lister(store, &agent.perimetre, &semaine, 0).await;
                }
            }
            temps.push((geste, depart.elapsed()));
        }
        temps
    };
    let [un, deux, trois, quatre, cinq, six, sept, huit] = std::array::from_fn(|i| tour(i as u64 + 1));
    let (un, deux, trois, quatre, cinq, six, sept, huit) =
        tokio::join!(un, deux, trois, quatre, cinq, six, sept, huit);
    let temps = Temps([un, deux, trois, quatre, cinq, six, sept, huit].concat());
    (temps.0.len() as f64 / debut.elapsed().as_secs_f64(), temps)
}

async fn lister(store: &Store, perimetre: &Perimetre, filtre: &Filtre, page: u64) {
    let reader = store.read();
    dossier::compter(reader, perimetre, filtre).await.unwrap();
    let page = Page { depuis: page * 25, taille: 25 };
    dossier::lister(reader, perimetre, filtre, Tri::Echeance, page).await.unwrap();
}

async fn lire(store: &Store, perimetre: &Perimetre, id: Uuid) {
    let reader = store.read();
    let lu = dossier::lire(reader, perimetre, id).await.unwrap().unwrap();
    jeune::find(reader, perimetre, lu.jeune).await.unwrap();
    contact::of_jeune(reader, perimetre, lu.jeune).await.unwrap();
    contact::representants(reader, perimetre, lu.jeune).await.unwrap();
    identifiant::of_jeune(reader, perimetre, lu.jeune).await.unwrap();
    dossier::journal(reader, perimetre, id, None).await.unwrap();
    let motifs = dossier::pourquoi(reader, perimetre, id).await.unwrap();
    let writer = store.write(Utc::now()).await.unwrap();
    acces::record(&writer, perimetre, Some(id), "chronologie", motifs[0].code()).await.unwrap();
    writer.commit().await.unwrap();
}
