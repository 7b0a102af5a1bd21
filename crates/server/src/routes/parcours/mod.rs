//! Parcours: one young person in one dispositif. The page shows what the step under way needs; each form writes one entry.
//!
//! Whoever holds the dossier sees its parcours; an organisation that takes part sees the parcours and nothing else. Who may
//! act on a step is said by the fiche, not here.

pub(crate) mod actes;
mod adresses;
pub(crate) mod attendus;
pub(crate) mod bilan;
mod champs;
pub(crate) mod charte;
mod liens;
pub(crate) mod lister;
mod lots;
mod modeles;
mod numerisations;
mod pages;
pub(crate) mod papiers;
mod porteur;
mod recevoir;
mod remise;
pub(crate) mod signatures;
mod signer;
mod voir;

pub(crate) use papiers::{Contenu, contenu, rendu};
pub(crate) use remise::{HEURES_DUES, faits};
pub(crate) use voir::{AU_PLUS, nommer};

use raccroche_domain::{
    dispositif::{Acteur, Dispositif},
    droits::{Action, Agregat, Role, peut},
};
use raccroche_store::{
    Perimetre,
    parcours::{MotifParcours, ParcoursLu},
};

use crate::{
    erreur::Erreur,
    etat::App,
    garde::{Acces, Route, acte, depot_de, page},
};

pub(crate) fn routes() -> Vec<Route> {
    let lire = Acces::Droit(Agregat::Parcours, Action::Lire);
    let ecrire = Acces::Droit(Agregat::Parcours, Action::Ecrire);
    let decider = Acces::Droit(Agregat::Parcours, Action::Decider);
    let lots_lus = Acces::Droit(Agregat::LotDocuments, Action::Lire);
    let lots_faits = Acces::Droit(Agregat::LotDocuments, Action::Ecrire);
    let mut routes = vec![
        page("/parcours", lire, lister::lister),
        page("/parcours/liste.csv", lire, lister::exporter),
        page("/parcours/bilan", lire, bilan::voir),
        page("/parcours/bilan.csv", lire, bilan::exporter),
        page("/parcours/bilan/{code}/{indicateur}", lire, bilan::lister),
        page("/parcours/lots", lots_lus, lots::afficher),
        acte("/parcours/lots", lots_faits, lots::demander),
        page("/parcours/lots/{objet}", lots_lus, lots::telecharger),
        acte("/parcours/lots/{objet}/interrompre", lots_faits, lots::interrompre),
        page("/parcours/{id}", lire, voir::voir),
        page("/parcours/{id}/documents/{objet}", lire, papiers::ouvrir),
        page("/parcours/{id}/pages/{objet}", lire, pages::lire),
        page("/parcours/{id}/pages/{objet}/{page}", lire, pages::image),
        acte("/parcours/{id}/dates", ecrire, actes::date),
        acte("/parcours/{id}/saisies", ecrire, actes::saisie),
        acte("/parcours/{id}/reunions", ecrire, actes::reunion),
        acte("/parcours/{id}/decisions", ecrire, actes::decision),
        acte("/parcours/{id}/etapes", ecrire, actes::etape),
        acte("/parcours/{id}/arreter", ecrire, actes::arreter),
        acte("/parcours/{id}/parties", decider, actes::associer),
        acte("/parcours/{id}/parties/retirer", decider, actes::retirer),
        acte("/parcours/{id}/documents", ecrire, papiers::etablir),
        acte("/parcours/{id}/documents/{objet}/signatures", ecrire, signatures::repondre),
        depot_de(
            "/parcours/{id}/documents/{objet}/papier",
            decider,
            numerisations::CORPS,
            numerisations::noter,
        ),
        depot_de(
            "/parcours/{id}/documents/{objet}/numerisations",
            decider,
            numerisations::CORPS,
            numerisations::joindre,
        ),
        page("/parcours/{id}/numerisations/{objet}", lire, numerisations::telecharger),
        acte("/parcours/{id}/charte", ecrire, charte::engager),
        acte("/parcours/{id}/informations", ecrire, charte::partager),
        acte("/parcours/{id}/informations/{objet}/retirer", ecrire, charte::retirer),
        acte("/parcours/{id}/documents/{objet}/liens", decider, liens::envoyer),
        acte("/parcours/{id}/documents/{objet}/liens/retirer", decider, liens::retirer),
        acte("/parcours/{id}/documents/{objet}/remise", decider, remise::remettre),
    ];
    routes.extend(signer::routes());
    routes.extend(recevoir::routes());
    routes
}

/// The fiche of a dispositif.
pub(crate) fn fiche<'a>(app: &'a App, code: &str) -> Result<&'a Dispositif, Erreur> {
    app.catalogue().get(code).ok_or(Erreur::Introuvable)
}

/// Whether who asks conducts the parcours: they hold its dossier, and their role follows young people.
fn conduit(perimetre: &Perimetre, lu: &ParcoursLu) -> bool {
    matches!(lu.motif, MotifParcours::Dossier(_))
        && peut(perimetre.role(), Agregat::Parcours, Action::Decider)
}

/// As what a role acts in any parcours.
fn qualites_du_role(role: Role) -> Vec<Acteur> {
    let mut qualites: Vec<Acteur> = Acteur::de_code(role.code()).into_iter().collect();
    if role == Role::IenIo {
        qualites.push(Acteur::Dasen);
    }
    qualites
}

/// As what somebody acts in a parcours: their role, what their organisation is in it, and for the département's inspector
/// the DASEN, whose decisions that desk writes down. What is a role is held by those who have it, not by their colleagues.
pub(crate) fn qualites(perimetre: &Perimetre, lu: &ParcoursLu) -> Vec<Acteur> {
    let mut qualites = qualites_du_role(perimetre.role());
    qualites.extend(lu.parties.iter().filter(|acteur| acteur.role().is_none() && **acteur != Acteur::Dasen));
    qualites
}
