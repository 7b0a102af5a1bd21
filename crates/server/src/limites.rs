//! Rates: how often the same caller may try what is worth attacking.
//!
//! Each kind of attempt has its quota by key (address, account, link). With `limites_a_blanc` nothing is refused and what
//! would have been is logged, so that a quota can be tried on real traffic first. Keys are hashed: no address is kept.

use std::{hash::BuildHasher as _, num::NonZeroU32, time::Duration};

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Essai {
    /// Sign-in, by address.
    ConnexionAdresse,
    /// Sign-in, by account.
    ConnexionCompte,
    /// Signed links, by address.
    Lien,
    /// Pictures of pages: by account, and by address for who comes by a link.
    Image,
    /// Codes sent to who signs by a link, by link.
    CodeSignature,
    /// Requests to come back, by address.
    Demande,
    /// Exports, by account.
    Export,
    /// Requests of the API, by token.
    Api,
    /// Tokens of the API that are none, by address.
    JetonInconnu,
}

/// The counters.
pub(crate) struct Limites {
    connexion_adresse: DefaultKeyedRateLimiter<u64>,
    connexion_compte: DefaultKeyedRateLimiter<u64>,
    lien: DefaultKeyedRateLimiter<u64>,
    image: DefaultKeyedRateLimiter<u64>,
    code_signature: DefaultKeyedRateLimiter<u64>,
    demande: DefaultKeyedRateLimiter<u64>,
    export: DefaultKeyedRateLimiter<u64>,
    api: DefaultKeyedRateLimiter<u64>,
    jeton_inconnu: DefaultKeyedRateLimiter<u64>,
    graine: foldhash::fast::RandomState,
    a_blanc: bool,
}

impl std::fmt::Debug for Limites {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Limites").field("a_blanc", &self.a_blanc).finish_non_exhaustive()
    }
}

fn quota(nombre: u32, par: Duration) -> Quota {
    let nombre = NonZeroU32::new(nombre).unwrap_or(NonZeroU32::MIN);
    let un = par / nombre.get();
    Quota::with_period(un).unwrap_or(Quota::per_minute(nombre)).allow_burst(nombre)
}

impl Limites {
    /// Counters at zero. A school's computers often share one address: its quota is generous, the account's is not.
    pub(crate) fn new(a_blanc: bool) -> Self {
        let minutes = |n: u64| Duration::from_secs(60 * n);
        Self {
            connexion_adresse: RateLimiter::keyed(quota(60, minutes(5))),
            connexion_compte: RateLimiter::keyed(quota(10, minutes(10))),
            lien: RateLimiter::keyed(quota(30, minutes(5))),
            image: RateLimiter::keyed(quota(300, minutes(5))),
            code_signature: RateLimiter::keyed(quota(5, minutes(30))),
            demande: RateLimiter::keyed(quota(20, minutes(60))),
            export: RateLimiter::keyed(quota(20, minutes(10))),
            api: RateLimiter::keyed(quota(1_200, minutes(1))),
            jeton_inconnu: RateLimiter::keyed(quota(60, minutes(5))),
            graine: foldhash::fast::RandomState::default(),
            a_blanc,
        }
    }

    /// Whether one more attempt is let through.
    pub(crate) fn admet(&self, essai: Essai, cle: &str) -> bool {
        let compteur = match essai {
            Essai::ConnexionAdresse => &self.connexion_adresse,
            Essai::ConnexionCompte => &self.connexion_compte,
            Essai::Lien => &self.lien,
            Essai::Image => &self.image,
            Essai::CodeSignature => &self.code_signature,
            Essai::Demande => &self.demande,
            Essai::Export => &self.export,
            Essai::Api => &self.api,
            Essai::JetonInconnu => &self.jeton_inconnu,
        };
        let admis = compteur.check_key(&self.graine.hash_one(cle)).is_ok();
        if !admis {
            tracing::warn!(?essai, a_blanc = self.a_blanc, "rate limit reached");
        }
        admis || self.a_blanc
    }

    /// Forgets the callers that have been quiet.
    pub(crate) fn oublier(&self) {
        let pages = [&self.connexion_adresse, &self.connexion_compte, &self.lien, &self.export];
        for compteur in
            pages.into_iter().chain([&self.image, &self.code_signature, &self.api, &self.jeton_inconnu])
        {
            compteur.retain_recent();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_caller_is_stopped_without_the_others_and_shadow_mode_stops_nobody() {
        let (limites, a_blanc) = (Limites::new(false), Limites::new(true));
        for _ in 0..10 {
            assert!(limites.admet(Essai::ConnexionCompte, "a@b.example"));
        }
        assert!(!limites.admet(Essai::ConnexionCompte, "a@b.example"));
        assert!(limites.admet(Essai::ConnexionCompte, "c@d.example"));
        assert!(limites.admet(Essai::ConnexionAdresse, "a@b.example"));
        // The pictures of a document take nothing from those who open their link.
        assert!((0..300).all(|_| limites.admet(Essai::Image, "1")) && !limites.admet(Essai::Image, "1"));
        assert!(limites.admet(Essai::Lien, "1"));
        assert!((0..50).all(|_| a_blanc.admet(Essai::ConnexionCompte, "a@b.example")));
    }
}
