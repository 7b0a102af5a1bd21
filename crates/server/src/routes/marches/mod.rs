//! Public contracts with a clause sociale: written down once, then chosen in the parcours of each young person who is proposed.
//!
//! Whoever reads a contract reads its hours; names are those of the parcours that they may open, and each is logged.

mod ecrire;
mod exporter;
mod lister;
mod voir;

use std::collections::HashMap;

use raccroche_domain::{
    dispositif::Issue,
    droits::{Action, Agregat},
    francais::{compter, date_longue},
    parcours::{AttenteRemise, EtatParcours, HeuresMarche},
};
use raccroche_pages::components::{Badge, Tone};
use raccroche_store::{
    ConnectionTrait, StoreError,
    marche::{self, Marche, ParcoursDuMarche},
};
use uuid::Uuid;

use crate::{
    etat::App,
    garde::{Acces, Route, acte, page},
};

const ICI: &str = "/marches";
/// Contracts of a list at most.
pub(crate) const AU_PLUS: u64 = 500;

pub(crate) fn routes() -> Vec<Route> {
    let lire = Acces::Droit(Agregat::Marche, Action::Lire);
    let ecrire = Acces::Droit(Agregat::Marche, Action::Ecrire);
    let sortir = Acces::Droits(&[(Agregat::Marche, Action::Lire), (Agregat::Export, Action::Lire)]);
    vec![
        page(ICI, lire, lister::lister),
        acte(ICI, ecrire, ecrire::creer),
        page("/marches.csv", lire, exporter::liste),
        page("/marches/nouveau", ecrire, ecrire::nouveau),
        page("/marches/{id}", lire, voir::voir),
        page("/marches/{id}/modifier", ecrire, ecrire::corriger),
        acte("/marches/{id}/modifier", ecrire, ecrire::modifier),
        page("/marches/{id}/jeunes.csv", sortir, exporter::jeunes),
    ]
}

/// The parcours of these contracts, each contract with its own.
pub(crate) async fn parcours(
    db: &impl ConnectionTrait,
    marches: &[Marche],
) -> Result<HashMap<Uuid, Vec<ParcoursDuMarche>>, StoreError> {
    let ids: Vec<Uuid> = marches.iter().map(|marche| marche.id).collect();
    marche::parcours_de(db, &ids).await
}

/// Hours over the parcours of one contract.
pub(crate) fn heures(parcours: &[ParcoursDuMarche]) -> HeuresMarche {
    HeuresMarche::additionner(parcours.iter().map(|parcours| &parcours.etat))
}

/// The step under way, or how it ended.
fn etape(app: &App, etat: &EtatParcours) -> String {
    if let Some((le, issue)) = etat.fin {
        return format!("{} le {}", issue.libelle(), date_longue(le));
    }
    let fiche = app.catalogue().get(&etat.dispositif);
    let titre =
        fiche.and_then(|fiche| fiche.etape(&etat.etape)).map_or(etat.etape.as_str(), |e| e.titre.as_str());
    format!("{titre}, depuis le {}", date_longue(etat.etape_depuis))
}

/// Where the proof stands for the buyer.
fn bilan(app: &App, etat: &EtatParcours) -> (String, Tone) {
    let Some(fiche) = app.catalogue().get(&etat.dispositif) else { return (String::new(), Tone::Neutral) };
    match etat.attente_remise(fiche) {
        AttenteRemise::SansObjet => ("sans objet".to_owned(), Tone::Neutral),
        AttenteRemise::PasEncore => ("à venir".to_owned(), Tone::Neutral),
        AttenteRemise::ARemettre => ("signé, à remettre".to_owned(), Tone::Warning),
        AttenteRemise::Envoyee(le) => {
            (format!("remis le {}, réception attendue", date_longue(le)), Tone::Info)
        }
        AttenteRemise::SansReponse => ("remis, sans réponse".to_owned(), Tone::Info),
        AttenteRemise::Recue(Some(quand)) => {
            (format!("reçu le {}", date_longue(quand.date())), Tone::Success)
        }
        AttenteRemise::Recue(None) => ("reçu".to_owned(), Tone::Success),
    }
}

/// `70 prévues, 35 faites`; empty before anything is planned.
fn heures_en_mots(etat: &EtatParcours) -> String {
    let prevues = etat.heures_prevues().map(|heures| format!("{heures} prévues"));
    let faites = etat.heures_faites().map(|heures| format!("{heures} faites"));
    prevues.into_iter().chain(faites).collect::<Vec<_>>().join(", ")
}

fn etat_en_mots(marche: &Marche) -> Badge {
    match marche.clos_le {
        Some(_) => Badge::new("clos", Tone::Neutral),
        None => Badge::new("en cours", Tone::Info),
    }
}

/// How many young people come under it, those proposed without success left out.
fn jeunes_en_mots(parcours: &[ParcoursDuMarche]) -> String {
    let sans_suite =
        |parcours: &&ParcoursDuMarche| parcours.etat.fin.is_some_and(|(_, issue)| issue == Issue::SansSuite);
    compter((parcours.len() - parcours.iter().filter(sans_suite).count()) as u64, "jeune")
}
