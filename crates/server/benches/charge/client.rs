//! Browsers: what they ask for, on connections kept open, at a steady rate or as fast as answers come.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use axum::{
    body::Bytes,
    http::{Method, Request, StatusCode, header},
};
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::{net::TcpStream, sync::mpsc};

use crate::population::{De, Peuple};

/// What people open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Geste {
    Dossier,
    Liste,
    Recherche,
    Journee,
}

/// A page out of a working day: dossiers most, then lists, the first page, searches.
pub(crate) fn geste(de: &mut De) -> Geste {
    match de.jeter(20) {
        0..8 => Geste::Dossier,
        8..13 => Geste::Liste,
        13..16 => Geste::Recherche,
        _ => Geste::Journee,
    }
}

/// Requests to draw from.
pub(crate) type Adresses = Arc<Vec<(Geste, Request<Full<Bytes>>)>>;

/// Enough requests that few are asked twice.
pub(crate) fn adresses(peuple: &Peuple, adresse: SocketAddr) -> Adresses {
    let mut de = De(42);
    let faire = |_| {
        let agent = &peuple.agents[de.jeter(peuple.agents.len())];
        let geste = geste(&mut de);
        let (methode, chemin, corps) = match geste {
            Geste::Dossier => {
                let id = agent.dossiers[de.jeter(agent.dossiers.len())];
                (Method::GET, format!("/dossiers/{id}"), String::new())
            }
            Geste::Liste => (Method::GET, format!("/jeunes?page={}", 1 + de.jeter(5)), String::new()),
            Geste::Recherche => {
                let nom = &peuple.noms[de.jeter(peuple.noms.len())];
                (Method::POST, "/recherche".to_owned(), format!("q={nom}"))
            }
            Geste::Journee => (Method::GET, "/".to_owned(), String::new()),
        };
        let mut requete = Request::builder()
            .method(methode)
            .uri(chemin)
            .header(header::HOST, adresse.to_string())
            .header(header::COOKIE, format!("session={}", agent.jeton));
        if geste == Geste::Recherche {
            requete = requete
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header(header::ORIGIN, format!("http://{adresse}"))
                // The answer itself, not the way to it.
                .header("hx-request", "true");
        }
        (geste, requete.body(Full::new(Bytes::from(corps))).unwrap())
    };
    Arc::new((0..20_000).map(faire).collect())
}

/// Times of answers, by kind of page.
#[derive(Debug, Default)]
pub(crate) struct Temps(pub(crate) Vec<(Geste, Duration)>);

impl Temps {
    /// One line a kind, and one for all.
    pub(crate) fn lignes(&self) -> Vec<String> {
        let genres =
            [Some(Geste::Dossier), Some(Geste::Liste), Some(Geste::Recherche), Some(Geste::Journee), None];
        let ligne = |genre: Option<Geste>| {
            let mut durees: Vec<Duration> = self
                .0
                .iter()
                .filter(|(g, _)| genre.is_none_or(|genre| genre == *g))
                .map(|(_, d)| *d)
                .collect();
            durees.sort();
            let rang =
                |part: usize| durees[(durees.len() * part / 1000).min(durees.len() - 1)].as_secs_f64() * 1e3;
            let nom = genre.map_or_else(|| "all".to_owned(), |genre| format!("{genre:?}").to_lowercase());
            format!(
                "{nom:10} {:6} answers, median {:.1} ms, p95 {:.1} ms, p99 {:.1} ms, slowest {:.0} ms",
                durees.len(),
                rang(500),
                rang(950),
                rang(990),
                rang(1000)
            )
        };
        genres.into_iter().map(ligne).collect()
    }
}

async fn connecter(adresse: SocketAddr) -> SendRequest<Full<Bytes>> {
    let socket = TcpStream::connect(adresse).await.unwrap();
    socket.set_nodelay(true).unwrap();
    let (envoi, connexion) = handshake(TokioIo::new(socket)).await.unwrap();
    tokio::spawn(connexion);
    envoi
}

async fn demander(envoi: &mut SendRequest<Full<Bytes>>, requete: Request<Full<Bytes>>) {
    envoi.ready().await.unwrap();
    let chemin = requete.uri().clone();
    let reponse = envoi.send_request(requete).await.unwrap();
    assert_eq!(reponse.status(), StatusCode::OK, "{chemin}");
    reponse.into_body().collect().await.unwrap();
}

/// Asks at a steady rate. Each time counts from the moment the request was due.
pub(crate) async fn regulier(adresse: SocketAddr, adresses: &Adresses, debit: u32, duree: Duration) -> Temps {
    let (rendre, mut libres) = mpsc::unbounded_channel();
    for _ in 0..64 {
        rendre.send(connecter(adresse).await).unwrap();
    }
    let temps = Arc::new(Mutex::new(Temps::default()));
    let debut = Instant::now();
    let nombre = u32::try_from(duree.as_secs()).unwrap() * debit;
    let mut taches = tokio::task::JoinSet::new();
    for numero in 0..nombre {
        let due = debut + Duration::from_secs(1) * numero / debit;
        tokio::time::sleep_until(due.into()).await;
        let (geste, requete) = adresses[numero as usize % adresses.len()].clone();
        let mut envoi = libres.recv().await.unwrap();
        let (rendre, temps) = (rendre.clone(), Arc::clone(&temps));
        taches.spawn(async move {
            demander(&mut envoi, requete).await;
            temps.lock().unwrap().0.push((geste, due.elapsed()));
            let _ = rendre.send(envoi);
        });
    }
    while let Some(fini) = taches.join_next().await {
        fini.unwrap();
    }
    std::mem::take(&mut *temps.lock().unwrap())
}

/// Asks as fast as answers come, so many at a time; gives answers a second.
pub(crate) async fn au_plus(
    adresse: SocketAddr,
    adresses: &Adresses,
    ensemble: usize,
    duree: Duration,
) -> f64 {
    let debut = Instant::now();
    let mut taches = tokio::task::JoinSet::new();
    for rang in 0..ensemble {
        let adresses = Arc::clone(adresses);
        taches.spawn(async move {
            let mut envoi = connecter(adresse).await;
            let mut faits = 0_u32;
            let mut numero = rang * adresses.len() / ensemble;
            while debut.elapsed() < duree {
                let (_, requete) = adresses[numero % adresses.len()].clone();
                demander(&mut envoi, requete).await;
                faits += 1;
                numero += 1;
            }
            faits
        });
    }
    let mut total = 0.0;
    while let Some(fini) = taches.join_next().await {
        total += f64::from(fini.unwrap());
    }
    total / debut.elapsed().as_secs_f64()
}
