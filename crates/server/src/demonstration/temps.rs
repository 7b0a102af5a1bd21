//! The clock of a demonstration: stopped on each day of the month that is played, then the system's.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use chrono::{DateTime, Utc};

use crate::horloge::{Fuseau, Horloge};

/// What no moment is: the clock goes.
const VA: i64 = i64::MIN;

/// Stops and starts the clock that it gives.
#[derive(Debug, Clone)]
pub struct Temps(Arc<AtomicI64>);

impl Default for Temps {
    fn default() -> Self {
        Self(Arc::new(AtomicI64::new(VA)))
    }
}

impl Temps {
    /// The clock.
    pub fn horloge(&self, fuseau: Fuseau) -> Horloge {
        let (arret, systeme) = (Arc::clone(&self.0), Horloge::du_systeme(fuseau));
        Horloge::autre(fuseau, move || {
            DateTime::from_timestamp(arret.load(Ordering::Relaxed), 0).unwrap_or_else(|| systeme.maintenant())
        })
    }

    /// It is that moment, until said otherwise.
    pub(super) fn arreter(&self, moment: DateTime<Utc>) {
        self.0.store(moment.timestamp(), Ordering::Relaxed);
    }

    /// The clock goes again.
    pub(super) fn reprendre(&self) {
        self.0.store(VA, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_stops_and_goes_again() {
        let temps = Temps::default();
        let horloge = temps.horloge(Fuseau::Metropole);
        let jadis: DateTime<Utc> = "2026-11-12T09:00:00Z".parse().unwrap();
        temps.arreter(jadis);
        assert_eq!(horloge.maintenant(), jadis);
        temps.reprendre();
        assert_ne!(horloge.maintenant(), jadis);
    }
}
