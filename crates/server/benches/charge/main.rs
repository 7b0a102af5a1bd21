//! How many pages a second the application answers, and how fast, when the database is as full as it will ever be:
//!
//! ```sh
//! cargo bench -p raccroche-server --bench charge -- --jeunes 1000000 --dossiers 200000 [--psad N] [--base postgres://…]
//! ```
//!
//! Real sockets, real sessions, the pages people open most (a dossier, their list, a search, "ma journée") mixed as they are
//! in a working day, by as many PSADs as there would be (`--psad N`). Three figures: the times of answers at a steady rate (counted from the moment a
//! request was due, so that a slow answer is not hidden by the next ones waiting), the most pages a second, and the most
//! the bare database gives when the same things are read without a page around them.
#![expect(clippy::disallowed_methods, reason = "what is measured runs on the real clock")]
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement stops where it fails, and prints"
)]

mod client;
mod nu;
mod population;

use std::{sync::Arc, time::Duration};

use chrono::Utc;
use raccroche_server::{App, Config, Courriel, Fuseau, Horloge, Marque, serve};
use raccroche_store::{Config as Base, Keyring, Store};
use uuid::Uuid;

/// What is asked for.
struct Demande {
    jeunes: usize,
    dossiers: usize,
    psads: usize,
    base: Option<String>,
    debit: u32,
    secondes: u64,
}

fn demande() -> Demande {
    let mots: Vec<String> = std::env::args().collect();
    let apres = |nom: &str| mots.iter().position(|mot| mot == nom).and_then(|i| mots.get(i + 1)).cloned();
    let nombre = |nom: &str, defaut: usize| apres(nom).map_or(defaut, |mot| mot.parse().unwrap());
    let base = apres("--base");
    let dossiers = nombre("--dossiers", 4_000);
    Demande {
        jeunes: nombre("--jeunes", 20_000),
        dossiers,
        // Some 380 in the country (Éducation nationale, 2024), for 200,000 dossiers.
        psads: nombre("--psad", (dossiers / 525).max(1)),
        debit: u32::try_from(nombre("--debit", if base.is_some() { 200 } else { 100 })).unwrap(),
        secondes: nombre("--secondes", 30) as u64,
        base,
    }
}

fn main() {
    let demande = demande();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(mesurer(demande));
}

async fn mesurer(demande: Demande) {
    let dossier = tempfile::tempdir().unwrap();
    let cles = dossier.path().join("cles");
    Keyring::create(&cles).unwrap();
    let base = demande
        .base
        .unwrap_or_else(|| format!("sqlite:{}", dossier.path().join("raccroche.sqlite").display()));
    let store = Store::open(&Base::new(&base, &cles), Arc::new(Uuid::new_v4)).await.unwrap();
    store.migrate().await.unwrap();
    let genre = format!("{:?}", store.backend());
    let peuple = population::peupler(&store, demande.jeunes, demande.dossiers, demande.psads).await;
    println!(
        "{genre}: {} people, {} dossiers of {} PSADs, written in {:.0?}",
        demande.jeunes, demande.dossiers, demande.psads, peuple.duree
    );

    let (nu, temps) =
        Box::pin(nu::debit(&store, &peuple, Duration::from_secs(demande.secondes.min(15)))).await;
    println!("{genre}: the bare database, same things read, 8 at a time: {nu:.0} a second");
    for ligne in temps.lignes() {
        println!("  {ligne}");
    }

    let ecoute = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let adresse = ecoute.local_addr().unwrap();
    let config = Config {
        base,
        cles,
        adresse: adresse.ip(),
        port: adresse.port(),
        origine: format!("http://{adresse}"),
        donnees: dossier.path().to_owned(),
        courriel: Courriel::default(),
        sms: raccroche_server::Sms::default(),
        webhooks_internes: false,
        webhooks_autorites: None,
        marque: Marque::default(),
        dispositifs: None,
        catalogue: None,
        fuseau: Fuseau::Metropole,
        seuils: raccroche_domain::suivi::Seuils::default(),
        second_facteur_obligatoire: false,
        limites_a_blanc: true,
        demonstration: Vec::new(),
    };
    let app = App::new(store, config, Horloge::autre(Fuseau::Metropole, Utc::now));
    let (arret, arrete) = tokio::sync::oneshot::channel::<()>();
    let serveur = tokio::spawn(serve(app, ecoute, async {
        let _ = arrete.await;
    }));

    let adresses = client::adresses(&peuple, adresse);
    // Caches and connections, as a server has at ten in the morning.
    client::au_plus(adresse, &adresses, 8, Duration::from_secs(5)).await;
    let regulier =
        client::regulier(adresse, &adresses, demande.debit, Duration::from_secs(demande.secondes)).await;
    println!("{genre}: {} pages a second for {} s", demande.debit, demande.secondes);
    for ligne in regulier.lignes() {
        println!("  {ligne}");
    }
    let plus = client::au_plus(adresse, &adresses, 8, Duration::from_secs(demande.secondes.min(15))).await;
    println!("{genre}: at most {plus:.0} pages a second, {:.0} % of the bare database", 100.0 * plus / nu);
    arret.send(()).unwrap();
    serveur.await.unwrap().unwrap();
}
