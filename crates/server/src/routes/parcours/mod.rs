//! Parcours: one young person in one dispositif. The page shows what the step under way needs; each form writes one entry.
//!
//! Whoever holds the dossier sees its parcours; an organisation that takes part sees the parcours and nothing else. Who may
//! act on a step is said by the fiche, not here.

mod actes;
mod lots;
mod modeles;
mod papiers;
mod signatures;
mod voir;

pub(crate) use papiers::{Contenu, contenu, rendu};

use raccroche_domain::{
    dispositif::{Acteur, Dispositif},
    droits::{Action, Agregat, Role},
};
use raccroche_store::{Perimetre, parcours::ParcoursLu};

use crate::{
    erreur::Erreur,
    etat::App,
    garde::{Acces, Route, acte, page},
};

pub(crate) fn routes() -> Vec<Route> {
    let lire = Acces::Droit(Agregat::Parcours, Action::Lire);
    let ecrire = Acces::Droit(Agregat::Parcours, Action::Ecrire);
    let lots_lus = Acces::Droit(Agregat::LotDocuments, Action::Lire);
    let lots_faits = Acces::Droit(Agregat::LotDocuments, Action::Ecrire);
    vec![
        page("/parcours", lire, voir::lister),
        page("/parcours/lots", lots_lus, lots::afficher),
        acte("/parcours/lots", lots_faits, lots::demander),
        page("/parcours/lots/{objet}", lots_lus, lots::telecharger),
        acte("/parcours/lots/{objet}/interrompre", lots_faits, lots::interrompre),
        page("/parcours/{id}", lire, voir::voir),
        page("/parcours/{id}/documents/{objet}", lire, papiers::ouvrir),
        acte("/parcours/{id}/dates", ecrire, actes::date),
        acte("/parcours/{id}/saisies", ecrire, actes::saisie),
        acte("/parcours/{id}/reunions", ecrire, actes::reunion),
        acte("/parcours/{id}/decisions", ecrire, actes::decision),
        acte("/parcours/{id}/etapes", ecrire, actes::etape),
        acte("/parcours/{id}/arreter", ecrire, actes::arreter),
        acte("/parcours/{id}/parties", ecrire, actes::associer),
        acte("/parcours/{id}/parties/retirer", ecrire, actes::retirer),
        acte("/parcours/{id}/documents", ecrire, papiers::etablir),
        acte("/parcours/{id}/documents/{objet}/signatures", ecrire, signatures::repondre),
    ]
}

/// The fiche of a dispositif.
fn fiche<'a>(app: &'a App, code: &str) -> Result<&'a Dispositif, Erreur> {
    app.catalogue().get(code).ok_or(Erreur::Introuvable)
}

/// As what somebody acts in a parcours: their role, what their organisation is in it, and for the département's inspector
/// the DASEN, whose decisions that desk writes down. What is a role is held by those who have it, not by their colleagues.
fn qualites(perimetre: &Perimetre, lu: &ParcoursLu) -> Vec<Acteur> {
    let mut qualites: Vec<Acteur> = Acteur::de_code(perimetre.role().code()).into_iter().collect();
    if perimetre.role() == Role::IenIo {
        qualites.push(Acteur::Dasen);
    }
    qualites.extend(lu.parties.iter().filter(|acteur| acteur.role().is_none() && **acteur != Acteur::Dasen));
    qualites
}
