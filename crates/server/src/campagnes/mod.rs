//! Campaigns run in the application: where their files are, what the engine is given, what it is told of people's decisions.

pub(crate) mod decisions;
pub(crate) mod fichiers;
pub(crate) mod plan;
pub(crate) mod profil;

use std::path::PathBuf;

use raccroche_store::campagne::Campagne;

use crate::etat::App;

/// The folder of a campaign: what was given to it, what it wrote.
pub(crate) fn dossier(app: &App, campagne: &Campagne) -> PathBuf {
    app.config().donnees.join(&campagne.dossier)
}

/// Where its results are. A campaign run by the command line and published has its results for folder.
pub(crate) fn resultats(app: &App, campagne: &Campagne) -> PathBuf {
    let dossier = dossier(app, campagne);
    if dossier.join("bilan.json").exists() { dossier } else { dossier.join("resultats") }
}
