//! Days on which something holds, as a sorted list of windows that do not touch: what lets "on which day does it become
//! possible?" be answered for any nesting of conditions.

use chrono::NaiveDate;

/// From a day to a day, both included. `NaiveDate::MIN` and `MAX` stand for no bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Fenetre {
    du: NaiveDate,
    au: NaiveDate,
}

/// A set of days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Jours(Vec<Fenetre>);

impl Jours {
    pub(super) fn jamais() -> Self {
        Self(Vec::new())
    }

    pub(super) fn toujours() -> Self {
        Self(vec![Fenetre { du: NaiveDate::MIN, au: NaiveDate::MAX }])
    }

    pub(super) fn si(vrai: bool) -> Self {
        if vrai { Self::toujours() } else { Self::jamais() }
    }

    /// From the day on, to the eve of `avant`.
    pub(super) fn entre(du: Option<NaiveDate>, avant: Option<NaiveDate>) -> Self {
        let du = du.unwrap_or(NaiveDate::MIN);
        let au = avant.map_or(Some(NaiveDate::MAX), |jour| jour.pred_opt());
        match au {
            Some(au) if du <= au => Self(vec![Fenetre { du, au }]),
            _ => Self::jamais(),
        }
    }

    pub(super) fn contient(&self, jour: NaiveDate) -> bool {
        self.0.iter().any(|f| f.du <= jour && jour <= f.au)
    }

    /// The first day after `jour` that is in the set when `jour` is not.
    pub(super) fn commence_apres(&self, jour: NaiveDate) -> Option<NaiveDate> {
        if self.contient(jour) {
            return None;
        }
        self.0.iter().map(|f| f.du).find(|du| *du > jour)
    }

    /// The first day after `jour` that is out of the set when `jour` is in it.
    pub(super) fn cesse_apres(&self, jour: NaiveDate) -> Option<NaiveDate> {
        self.0.iter().find(|f| f.du <= jour && jour <= f.au).and_then(|f| f.au.succ_opt())
    }

    pub(super) fn et(&self, autre: &Self) -> Self {
        let mut communs = Vec::new();
        for a in &self.0 {
            for b in &autre.0 {
                let (du, au) = (a.du.max(b.du), a.au.min(b.au));
                if du <= au {
                    communs.push(Fenetre { du, au });
                }
            }
        }
        communs.sort_unstable();
        Self(communs)
    }

    pub(super) fn ou(&self, autre: &Self) -> Self {
        let mut toutes: Vec<Fenetre> = self.0.iter().chain(&autre.0).copied().collect();
        toutes.sort_unstable();
        let mut reunies: Vec<Fenetre> = Vec::new();
        for fenetre in toutes {
            match reunies.last_mut() {
                // Windows that touch are one: nothing ceases between them.
                Some(derniere) if derniere.au.succ_opt().is_none_or(|suite| fenetre.du <= suite) => {
                    derniere.au = derniere.au.max(fenetre.au);
                }
                _ => reunies.push(fenetre),
            }
        }
        Self(reunies)
    }
}
