//! The dossier of one young person: what is known, what is due, what was done, and the forms that write in its journal.

mod actes;
mod agenda;
mod consultations;
pub(crate) mod depart;
mod eligibilite;
mod formulaires;
mod liens;
mod onglets;
mod rapport;
mod reunion;
mod voir;

pub(crate) use actes::d_une_ecole;
pub(crate) use formulaires::RAPPEL;
pub(crate) use onglets::numero;
pub(crate) use voir::destinataires;

use raccroche_domain::droits::{Action, Agregat};

use crate::garde::{Acces, Route, acte, page};

pub(crate) fn routes() -> Vec<Route> {
    let ecrire = |agregat| Acces::Droit(agregat, Action::Ecrire);
    let decider = |agregat| Acces::Droit(agregat, Action::Decider);
    vec![
        page("/dossiers/{id}", Acces::Droit(Agregat::Dossier, Action::Lire), voir::voir),
        page(
            "/dossiers/{id}/consultations",
            Acces::Droit(Agregat::Consultation, Action::Lire),
            consultations::voir,
        ),
        page(
            "/dossiers/{id}/consultations/rapport",
            Acces::Droit(Agregat::Consultation, Action::Lire),
            rapport::voir,
        ),
        page("/dossiers/{id}/eligibilite", Acces::Droit(Agregat::Dossier, Action::Lire), eligibilite::voir),
        acte(
            "/dossiers/{id}/eligibilite",
            Acces::Droit(Agregat::Dossier, Action::Lire),
            eligibilite::repondre,
        ),
        page("/dossiers/{id}/reunir", decider(Agregat::Dossier), reunion::voir),
        acte("/dossiers/{id}/reunir", decider(Agregat::Dossier), reunion::reunir),
        acte("/dossiers/{id}/reunir/chercher", decider(Agregat::Dossier), reunion::chercher),
        acte("/dossiers/{id}/separer", decider(Agregat::Dossier), actes::separer),
        acte("/dossiers/{id}/contacts", ecrire(Agregat::Contact), actes::contact),
        acte("/dossiers/{id}/entretiens", ecrire(Agregat::Entretien), actes::entretien),
        acte("/dossiers/{id}/entretiens/{objet}/issue", ecrire(Agregat::Entretien), actes::issue_entretien),
        page(
            "/dossiers/{id}/entretiens/{objet}/agenda.ics",
            Acces::Droit(Agregat::Entretien, Action::Lire),
            agenda::telecharger,
        ),
        acte("/dossiers/{id}/solutions", ecrire(Agregat::Solution), actes::solution),
        acte("/dossiers/{id}/solutions/{objet}/etat", ecrire(Agregat::Solution), actes::etat_solution),
        acte("/dossiers/{id}/parcours", decider(Agregat::Parcours), actes::parcours),
        acte("/dossiers/{id}/notes", ecrire(Agregat::Note), actes::note),
        acte("/dossiers/{id}/taches", ecrire(Agregat::Tache), actes::tache),
        acte("/dossiers/{id}/taches/{objet}/faite", ecrire(Agregat::Tache), actes::tache_faite),
        acte("/dossiers/{id}/relais", ecrire(Agregat::Relais), actes::relais),
        acte("/dossiers/{id}/relais/{objet}/retirer", ecrire(Agregat::Relais), actes::retirer_relais),
        acte("/dossiers/{id}/responsable", decider(Agregat::Relais), actes::responsable),
        acte("/dossiers/{id}/verification", ecrire(Agregat::Contact), actes::verification),
        acte("/dossiers/{id}/obligation", ecrire(Agregat::Obligation), actes::obligation),
        acte("/dossiers/{id}/cloture", decider(Agregat::Dossier), actes::cloture),
        acte("/dossiers/{id}/rouvrir", decider(Agregat::Dossier), actes::rouvrir),
        acte("/dossiers/{id}/annuler", ecrire(Agregat::Contact), actes::annuler),
        acte("/dossiers/{id}/liens", ecrire(Agregat::Contact), liens::envoyer),
        acte("/dossiers/{id}/coordonnees", ecrire(Agregat::Dossier), actes::coordonnee),
    ]
}
