//! What every request shares.

use std::{collections::HashMap, sync::Arc};

use chrono::NaiveDate;
use raccroche_domain::dispositif::Catalogue;
use raccroche_store::{
    Store, StoreError,
    dossier::LigneDossier,
    organisation,
    statistique::{self, Publiques},
    utilisateur,
};
use tokio::sync::Mutex;
use uuid::Uuid;

use crate::{
    apercus::Apercus, config::Config, courriel::Poste, erreur::Erreur, horloge::Horloge, limites::Limites,
    webhooks::Client,
};

/// The application: cheap to clone, one for all requests.
#[derive(Clone, Debug)]
pub struct App(Arc<Interieur>);

#[derive(Debug)]
struct Interieur {
    store: Store,
    config: Config,
    horloge: Horloge,
    limites: Limites,
    apercus: Apercus,
    poste: Poste,
    client: Client,
    chiffres: Mutex<Option<(NaiveDate, Publiques)>>,
    catalogue: Catalogue,
}

impl App {
    /// Puts a store, a configuration and a clock together.
    pub fn new(store: Store, mut config: Config, horloge: Horloge) -> Self {
        let limites = Limites::new(config.limites_a_blanc);
        let poste = Poste::new(&config);
        let client = Client::new(config.webhooks_autorites.as_deref());
        let catalogue = config.catalogue.take().unwrap_or_else(|| {
            config.marque.academie.map_or_else(|| Catalogue::livre().clone(), Catalogue::pour_academie)
        });
        Self(Arc::new(Interieur {
            store,
            config,
            horloge,
            limites,
            apercus: Apercus::new(),
            poste,
            client,
            chiffres: Mutex::new(None),
            catalogue,
        }))
    }

    /// Closes the database, when nothing else holds the application.
    ///
    /// # Errors
    /// When the database cannot say goodbye.
    pub async fn fermer(self) -> Result<(), StoreError> {
        match Arc::into_inner(self.0) {
            Some(interieur) => interieur.store.close().await,
            None => Ok(()),
        }
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

    /// The public figures and their day. Counted once a day: whoever asks again and again learns no difference, and costs
    /// nothing.
    pub(crate) async fn chiffres(&self) -> Result<(NaiveDate, Publiques), Erreur> {
        let aujourd_hui = self.horloge().aujourd_hui();
        let mut gardes = self.0.chiffres.lock().await;
        if let Some(du_jour) = gardes.filter(|(jour, _)| *jour == aujourd_hui) {
            return Ok(du_jour);
        }
        let comptes = statistique::publiques(self.store().read()).await?;
        *gardes = Some((aujourd_hui, comptes));
        Ok((aujourd_hui, comptes))
    }

    /// The dispositifs, as the académie runs them.
    pub(crate) fn catalogue(&self) -> &Catalogue {
        &self.0.catalogue
    }

    pub(crate) fn poste(&self) -> &Poste {
        &self.0.poste
    }

    pub(crate) fn client(&self) -> &Client {
        &self.0.client
    }

    pub(crate) fn limites(&self) -> &Limites {
        &self.0.limites
    }

    pub(crate) fn apercus(&self) -> &Apercus {
        &self.0.apercus
    }

    /// Whether people come by an encrypted connection: then cookies are for those alone.
    pub(crate) fn chiffre(&self) -> bool {
        self.config().origine.starts_with("https://")
    }
}
