//! The clock, as a parameter: the only place of the server that asks the time, and the local day that follows from it.
//!
//! Legal deadlines are counted in days of metropolitan France; a page shown at half past midnight in July is of the new
//! day although UTC is still on the old one. The rule of summer time is that of directive 2000/84/CE: from the last
//! Sunday of March to the last Sunday of October, at 01:00 UTC. An académie overseas sets its own offset.

use std::sync::Arc;

use chrono::{DateTime, Datelike as _, Duration, NaiveDate, NaiveDateTime, Utc, Weekday};
use serde::Deserialize;

/// Where local days come from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fuseau {
    /// Metropolitan France: UTC+1, UTC+2 in summer.
    #[default]
    Metropole,
    /// A fixed offset, in hours: −4 for Martinique, +4 for La Réunion…
    Fixe(i8),
}

impl Fuseau {
    /// Local date and time of a moment.
    pub fn local(self, moment: DateTime<Utc>) -> NaiveDateTime {
        let heures = match self {
            Self::Fixe(heures) => i64::from(heures),
            Self::Metropole => {
                let ete = bascule(moment.year(), 3) <= moment && moment < bascule(moment.year(), 10);
                if ete { 2 } else { 1 }
            }
        };
        (moment + Duration::hours(heures)).naive_utc()
    }

    /// The moment of a local date and time. The hour that autumn repeats is its first; the one that spring leaves out is
    /// told as clocks that nobody moved would: an hour later.
    pub fn moment(self, local: NaiveDateTime) -> DateTime<Utc> {
        match self {
            Self::Fixe(heures) => local.and_utc() - Duration::hours(i64::from(heures)),
            Self::Metropole => {
                let ete = local.and_utc() - Duration::hours(2);
                if self.local(ete) == local { ete } else { local.and_utc() - Duration::hours(1) }
            }
        }
    }
}

/// Last Sunday of that month, at 01:00 UTC.
fn bascule(annee: i32, mois: u32) -> DateTime<Utc> {
    let dernier = NaiveDate::from_ymd_opt(annee, mois, 31).unwrap_or(NaiveDate::MIN);
    let depuis_dimanche = i64::from(dernier.weekday().days_since(Weekday::Sun));
    let dimanche = dernier - Duration::days(depuis_dimanche);
    dimanche.and_hms_opt(1, 0, 0).unwrap_or_default().and_utc()
}

/// Tells the time; a test gives its own.
#[derive(Clone)]
pub struct Horloge {
    maintenant: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>,
    fuseau: Fuseau,
}

impl std::fmt::Debug for Horloge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Horloge").field("fuseau", &self.fuseau).finish_non_exhaustive()
    }
}

impl Horloge {
    /// The system's clock.
    #[expect(
        clippy::disallowed_methods,
        reason = "the edge of the server: everything else receives the time"
    )]
    pub fn du_systeme(fuseau: Fuseau) -> Self {
        Self { maintenant: Arc::new(Utc::now), fuseau }
    }

    /// Another clock: stopped, or moved by a test.
    pub fn autre(fuseau: Fuseau, maintenant: impl Fn() -> DateTime<Utc> + Send + Sync + 'static) -> Self {
        Self { maintenant: Arc::new(maintenant), fuseau }
    }

    /// Now.
    pub fn maintenant(&self) -> DateTime<Utc> {
        (self.maintenant)()
    }

    /// The local day and time of a moment.
    pub fn local(&self, moment: DateTime<Utc>) -> NaiveDateTime {
        self.fuseau.local(moment)
    }

    /// The moment of a local day and time.
    pub fn moment(&self, local: NaiveDateTime) -> DateTime<Utc> {
        self.fuseau.moment(local)
    }

    /// The moment at which a local day begins.
    pub fn debut(&self, jour: NaiveDate) -> DateTime<Utc> {
        self.moment(jour.and_time(chrono::NaiveTime::MIN))
    }

    /// Today, here.
    pub fn aujourd_hui(&self) -> NaiveDate {
        self.local(self.maintenant()).date()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_local_day_begins_at_its_midnight() {
        for fuseau in [Fuseau::Metropole, Fuseau::Fixe(-4), Fuseau::Fixe(4)] {
            let horloge = Horloge::autre(fuseau, || DateTime::UNIX_EPOCH);
            for jour in ["2026-03-28", "2026-03-29", "2026-03-30", "2026-10-25", "2026-10-26", "2027-01-01"] {
                let jour: NaiveDate = jour.parse().unwrap();
                assert_eq!(
                    horloge.local(horloge.debut(jour)),
                    jour.and_time(chrono::NaiveTime::MIN),
                    "{fuseau:?}"
                );
            }
        }
    }

    #[test]
    fn the_local_day_follows_summer_time() {
        for (utc, local) in [
            ("2026-07-14T22:30:00Z", "2026-07-15T00:30:00"),
            ("2026-12-31T23:00:00Z", "2027-01-01T00:00:00"),
            ("2026-03-29T00:59:59Z", "2026-03-29T01:59:59"),
            ("2026-03-29T01:00:00Z", "2026-03-29T03:00:00"),
            ("2026-10-25T00:59:59Z", "2026-10-25T02:59:59"),
            ("2026-10-25T01:00:00Z", "2026-10-25T02:00:00"),
        ] {
            let moment: DateTime<Utc> = utc.parse().unwrap();
            assert_eq!(Fuseau::Metropole.local(moment), local.parse().unwrap(), "{utc}");
        }
        let moment: DateTime<Utc> = "2026-07-14T22:30:00Z".parse().unwrap();
        assert_eq!(Fuseau::Fixe(-4).local(moment), "2026-07-14T18:30:00".parse().unwrap());
    }

    #[test]
    fn a_local_time_has_its_moment_in_every_season() {
        for (local, utc) in [
            ("2026-07-15T00:30:00", "2026-07-14T22:30:00Z"),
            ("2026-01-15T10:00:00", "2026-01-15T09:00:00Z"),
            // 02:30 comes twice that night: the first is still summer time.
            ("2026-10-25T02:30:00", "2026-10-25T00:30:00Z"),
            ("2026-10-25T03:00:00", "2026-10-25T02:00:00Z"),
            // 02:30 does not exist that night.
            ("2026-03-29T02:30:00", "2026-03-29T01:30:00Z"),
            ("2026-03-29T03:00:00", "2026-03-29T01:00:00Z"),
        ] {
            let attendu: DateTime<Utc> = utc.parse().unwrap();
            assert_eq!(Fuseau::Metropole.moment(local.parse().unwrap()), attendu, "{local}");
        }
        let local: NaiveDateTime = "2026-07-14T18:30:00".parse().unwrap();
        assert_eq!(Fuseau::Fixe(-4).local(Fuseau::Fixe(-4).moment(local)), local);
        // There and back, every hour of a year but the one that does not exist.
        let mut moment: DateTime<Utc> = "2026-01-01T00:00:00Z".parse().unwrap();
        while moment.year() == 2026 {
            let retour = Fuseau::Metropole.moment(Fuseau::Metropole.local(moment));
            assert!(retour == moment || retour == moment - Duration::hours(1), "{moment}");
            moment += Duration::hours(1);
        }
    }
}
