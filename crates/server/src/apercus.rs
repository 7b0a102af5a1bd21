//! What the pictures of documents share: so few drawn at a time, those just drawn kept for a few minutes, one line of the access
//! log for a reading of many pages.
//!
//! What is kept stays in memory, is let go after ten minutes and holds sixteen megabytes at most: nothing more is written on a
//! disk. It is found under the fingerprint of what it shows, and only by who was let in to read that.

use std::{
    collections::{HashMap, VecDeque},
    future::Future,
    num::NonZeroUsize,
    sync::{Arc, Mutex, PoisonError},
    thread,
};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Semaphore;
use uuid::Uuid;

/// Bytes kept at most.
const OCTETS: usize = 16 * 1024 * 1024;
/// For how long something is kept.
const DUREE: TimeDelta = TimeDelta::minutes(10);
/// For how long pages looked at one after the other are one reading.
const LECTURE: TimeDelta = TimeDelta::hours(1);

/// What is kept: the fingerprint of the document, and which of its pages; none for the PDF itself.
pub(crate) type Cle = (String, Option<NonZeroUsize>);

struct Garde {
    cle: Cle,
    le: DateTime<Utc>,
    octets: Arc<Vec<u8>>,
}

/// The pictures that all requests share.
pub(crate) struct Apercus {
    /// Documents rendered and pages drawn at a time: a core is always left for what is short.
    places: Arc<Semaphore>,
    gardes: Mutex<VecDeque<Garde>>,
    /// Who read which document, and when that was logged.
    lus: tokio::sync::Mutex<HashMap<(Uuid, Uuid), DateTime<Utc>>>,
}

impl std::fmt::Debug for Apercus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Apercus").field("places", &self.places).finish_non_exhaustive()
    }
}

impl Apercus {
    /// Nothing kept.
    pub(crate) fn new() -> Self {
        let coeurs = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        Self {
            places: Arc::new(Semaphore::new(coeurs.saturating_sub(1).max(1))),
            gardes: Mutex::default(),
            lus: tokio::sync::Mutex::default(),
        }
    }

    /// What is kept under a key, else what `faire` makes, away from those who wait for pages and a few at a time; `None` when it
    /// panics. What it refuses is not kept.
    pub(crate) async fn prendre<E: Send + 'static>(
        &self,
        cle: Cle,
        maintenant: DateTime<Utc>,
        faire: impl FnOnce() -> Result<Vec<u8>, E> + Send + 'static,
    ) -> Option<Result<Arc<Vec<u8>>, E>> {
        if let Some(connu) = self.garde(&cle, maintenant) {
            return Some(Ok(connu));
        }
        let place = self.places.clone().acquire_owned().await.ok()?;
        // Somebody else may have made it while this waited.
        if let Some(connu) = self.garde(&cle, maintenant) {
            return Some(Ok(connu));
        }
        let fait = tokio::task::spawn_blocking(move || {
            let fait = faire();
            // Held until the end, even when whoever asked is gone.
            drop(place);
            fait
        });
        let octets = match fait.await.ok()? {
            Ok(octets) => Arc::new(octets),
            Err(error) => return Some(Err(error)),
        };
        let mut gardes = self.gardes.lock().unwrap_or_else(PoisonError::into_inner);
        gardes.push_back(Garde { cle, le: maintenant, octets: octets.clone() });
        let mut somme: usize = gardes.iter().map(|garde| garde.octets.len()).sum();
        while somme > OCTETS {
            somme -= gardes.pop_front().map_or(somme, |parti| parti.octets.len());
        }
        Some(Ok(octets))
    }

    fn garde(&self, cle: &Cle, maintenant: DateTime<Utc>) -> Option<Arc<Vec<u8>>> {
        let gardes = self.gardes.lock().unwrap_or_else(PoisonError::into_inner);
        let frais = |garde: &&Garde| garde.cle == *cle && maintenant - garde.le < DUREE;
        gardes.iter().find(frais).map(|garde| garde.octets.clone())
    }

    /// Logs that somebody reads a document by `noter`, unless that was done within the hour. Nothing is to be shown when it
    /// fails.
    pub(crate) async fn une_lecture<E>(
        &self,
        qui: Uuid,
        document: Uuid,
        maintenant: DateTime<Utc>,
        noter: impl Future<Output = Result<(), E>>,
    ) -> Result<(), E> {
        // Held meanwhile: the pages of a document are asked for at the same moment, and make one line.
        let mut lus = self.lus.lock().await;
        if lus.get(&(qui, document)).is_some_and(|le| maintenant - *le < LECTURE) {
            return Ok(());
        }
        noter.await?;
        lus.insert((qui, document), maintenant);
        Ok(())
    }

    /// Lets go what is too old.
    pub(crate) fn oublier(&self, maintenant: DateTime<Utc>) {
        let mut gardes = self.gardes.lock().unwrap_or_else(PoisonError::into_inner);
        gardes.retain(|garde| maintenant - garde.le < DUREE);
        // Somebody reads at this very moment: the next time will do.
        if let Ok(mut lus) = self.lus.try_lock() {
            lus.retain(|_, le| maintenant - *le < LECTURE);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        convert::Infallible,
        sync::atomic::{AtomicUsize, Ordering},
    };

    use super::*;

    fn a(minute: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(minute)
    }

    /// Takes `taille` bytes under that name; says whether they had to be made.
    async fn prendre(apercus: &Apercus, nom: &str, minute: i64, taille: usize) -> bool {
        let fois = Arc::new(AtomicUsize::new(0));
        let compte = fois.clone();
        let faire = move || {
            compte.fetch_add(1, Ordering::Relaxed);
            Ok::<_, Infallible>(vec![0; taille])
        };
        let pris = apercus.prendre((nom.to_owned(), None), a(minute), faire).await;
        assert_eq!(pris.unwrap().unwrap().len(), taille);
        fois.load(Ordering::Relaxed) == 1
    }

    #[tokio::test]
    async fn what_was_just_drawn_is_not_drawn_again_and_old_or_too_much_is_let_go() {
        let apercus = Apercus::new();
        assert!(prendre(&apercus, "un", 0, 10).await);
        assert!(!prendre(&apercus, "un", 9, 10).await);
        assert!(prendre(&apercus, "deux", 9, 10).await, "another document is another picture");
        assert!(prendre(&apercus, "un", 10, 10).await, "ten minutes are over");
        for rang in 0..4 {
            assert!(prendre(&apercus, &format!("grand {rang}"), 11, OCTETS / 3).await);
        }
        assert!(prendre(&apercus, "grand 0", 11, OCTETS / 3).await, "the first made room");
        assert!(!prendre(&apercus, "grand 3", 11, OCTETS / 3).await);
        apercus.oublier(a(60));
        assert!(apercus.gardes.lock().unwrap().is_empty());
        // What fails or panics keeps its place for nobody.
        let rate = apercus.prendre(("rate".to_owned(), None), a(60), || Err::<Vec<u8>, _>("non")).await;
        assert_eq!(rate, Some(Err("non")));
        let faute = apercus.prendre(("faute".to_owned(), None), a(60), || {
            assert!(a(0) > a(1), "on purpose");
            Ok::<_, Infallible>(Vec::new())
        });
        assert!(faute.await.is_none());
        let places = thread::available_parallelism().map_or(1, NonZeroUsize::get).saturating_sub(1).max(1);
        assert_eq!(apercus.places.available_permits(), places);
    }

    #[tokio::test]
    async fn one_reading_is_one_line_and_a_line_that_fails_lets_nobody_read() {
        let apercus = Apercus::new();
        let (qui, document) = (Uuid::from_u128(1), Uuid::from_u128(2));
        let lignes = AtomicUsize::new(0);
        let noter = || async {
            lignes.fetch_add(1, Ordering::Relaxed);
            Ok::<_, &str>(())
        };
        assert_eq!(apercus.une_lecture(qui, document, a(0), async { Err("plein") }).await, Err("plein"));
        for (minute, attendues) in [(0, 1), (59, 1), (60, 2)] {
            apercus.une_lecture(qui, document, a(minute), noter()).await.unwrap();
            assert_eq!(lignes.load(Ordering::Relaxed), attendues, "minute {minute}");
        }
        apercus.une_lecture(document, qui, a(60), noter()).await.unwrap();
        assert_eq!(lignes.load(Ordering::Relaxed), 3, "somebody else is somebody else");
    }
}
