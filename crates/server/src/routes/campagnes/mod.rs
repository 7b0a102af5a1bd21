//! Campaigns: gathered, run, looked at and published from the screen.

mod colonnes;
mod conduire;
mod lister;
mod qualite;
mod sources;
mod voir;

use raccroche_domain::droits::{Action, Agregat};
use raccroche_store::campagne::{self, Campagne};
use uuid::Uuid;

use crate::{
    erreur::Erreur,
    etat::App,
    garde::{Acces, Route, acte, depot, page},
};

pub(crate) fn routes() -> Vec<Route> {
    let lire = Acces::Droit(Agregat::Campagne, Action::Lire);
    let ecrire = Acces::Droit(Agregat::Campagne, Action::Ecrire);
    let decider = Acces::Droit(Agregat::Campagne, Action::Decider);
    vec![
        page("/campagnes", lire, lister::lister),
        acte("/campagnes", ecrire, lister::ouvrir),
        page("/campagnes/nouvelle", ecrire, lister::nouvelle),
        page("/campagnes/{id}", lire, voir::voir),
        depot("/campagnes/{id}/sources", ecrire, sources::deposer),
        acte("/campagnes/{id}/depot", ecrire, sources::prendre),
        acte("/campagnes/{id}/sources/{objet}/retirer", ecrire, sources::retirer),
        page("/campagnes/{id}/sources/{objet}/colonnes", ecrire, colonnes::voir),
        acte("/campagnes/{id}/sources/{objet}/colonnes", ecrire, colonnes::dire),
        acte("/campagnes/profils/{objet}/retirer", ecrire, colonnes::oublier),
        acte("/campagnes/{id}/lancer", ecrire, conduire::lancer),
        acte("/campagnes/{id}/interrompre", ecrire, conduire::interrompre),
        acte("/campagnes/{id}/abandonner", decider, conduire::abandonner),
        page("/campagnes/{id}/publier", decider, conduire::confirmer),
        acte("/campagnes/{id}/publier", decider, conduire::publier),
        page("/campagnes/{id}/qualite/{position}", lire, qualite::voir),
        page("/campagnes/{id}/qualite/{position}/remarques.csv", lire, qualite::telecharger),
    ]
}

async fn trouver(app: &App, id: Uuid) -> Result<Campagne, Erreur> {
    campagne::find(app.store().read(), id).await?.ok_or(Erreur::Introuvable)
}
