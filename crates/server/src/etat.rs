//! What every request shares.

use std::{collections::HashMap, sync::Arc};

use raccroche_store::{Store, dossier::LigneDossier, organisation, utilisateur};
use uuid::Uuid;

use crate::{config::Config, erreur::Erreur, horloge::Horloge, limites::Limites};

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

    /// Names of the organisations and people that rows of a list name.
    pub(crate) async fn noms(&self, lues: &[LigneDossier]) -> Result<HashMap<Uuid, String>, Erreur> {
        let organisations = lues.iter().map(|lue| lue.responsable_organisation);
        let mut noms = organisation::names(self.store().read(), organisations).await?;
        noms.extend(self.noms_de(lues.iter().filter_map(|lue| lue.responsable_agent)).await?);
        Ok(noms)
    }

    /// Names of people with an account.
    pub(crate) async fn noms_de(
        &self,
        ids: impl Iterator<Item = Uuid>,
    ) -> Result<HashMap<Uuid, String>, Erreur> {
        Ok(utilisateur::names(self.store().read(), ids).await?)
    }

    pub(crate) fn limites(&self) -> &Limites {
        &self.0.limites
    }

    /// Whether people come by an encrypted connection: then cookies are for those alone.
    pub(crate) fn chiffre(&self) -> bool {
        self.config().origine.starts_with("https://")
    }
}
