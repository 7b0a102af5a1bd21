//! What every request shares.

use std::sync::Arc;

use raccroche_store::Store;

use crate::{config::Config, horloge::Horloge, limites::Limites};

/// The application: cheap to clone, one for all requests.
#[derive(Clone, Debug)]
pub struct App(Arc<Interieur>);

#[derive(Debug)]
struct Interieur {
    store: Store,
    config: Config,
    horloge: Horloge,
    limites: Limites,
}

impl App {
    /// Puts a store, a configuration and a clock together.
    pub fn new(store: Store, config: Config, horloge: Horloge) -> Self {
        let limites = Limites::new(config.limites_a_blanc);
        Self(Arc::new(Interieur { store, config, horloge, limites }))
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.0.store
    }

    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// The clock.
    pub fn horloge(&self) -> &Horloge {
        &self.0.horloge
    }

    pub(crate) fn limites(&self) -> &Limites {
        &self.0.limites
    }

    /// Whether people come by an encrypted connection: then cookies are for those alone.
    pub(crate) fn chiffre(&self) -> bool {
        self.config().origine.starts_with("https://")
    }
}
