//! Groups: sessions with places, and the register of who came. Who conducts one writes; the school that receives it reads; the others
//! of its département see how many places are free.

mod feuille;
mod formulaire;
mod lister;
mod voir;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use raccroche_domain::{
    dispositif::{Constat, Dispositif, Fait, Faits, Provenance},
    droits::{Action, Agregat, peut},
    francais::{compter, date_longue, majuscule, ponctuer},
    groupe::{Assiduite, EtatPresence, Moment, Seance, absences_de_suite},
};
use raccroche_pages::{
    components::{Alert, Badge, Tone},
    form::Choice,
    layout::Link,
    parcours::GroupeDuParcours,
};
use raccroche_store::{
    Perimetre,
    groupe::{self, GroupeLu, Presence, Regard},
    parcours::ParcoursLu,
};
use uuid::Uuid;

use crate::{
    erreur::Erreur,
    etat::App,
    garde::{Acces, Route, acte, page},
    rendu::jour_en_mots,
};

const ICI: &str = "/groupes";
/// Half-days missed that the page of a parcours shows.
const ABSENCES: usize = 8;

pub(crate) fn routes() -> Vec<Route> {
    let lire = Acces::Droit(Agregat::Groupe, Action::Lire);
    let ecrire = Acces::Droit(Agregat::Groupe, Action::Ecrire);
    let registre = Acces::Droit(Agregat::Presence, Action::Lire);
    let noter = Acces::Droit(Agregat::Presence, Action::Ecrire);
    vec![
        page(ICI, lire, lister::lister),
        page("/groupes/nouveau", ecrire, formulaire::nouveau),
        acte(ICI, ecrire, formulaire::ouvrir),
        page("/groupes/{id}", lire, voir::voir),
        page("/groupes/{id}/modifier", ecrire, formulaire::afficher),
        acte("/groupes/{id}/modifier", ecrire, formulaire::modifier),
        acte("/groupes/{id}/sorties", ecrire, voir::sortir),
        page("/groupes/{id}/presences.csv", registre, voir::exporter),
        page("/groupes/{id}/presences/{jour}", registre, feuille::afficher),
        acte("/groupes/{id}/presences/{jour}", noter, feuille::noter),
    ]
}

/// Whether who asks sees the names and the register of a group: their organisation does, and so does their role.
fn entier(perimetre: &Perimetre, lu: &GroupeLu) -> bool {
    lu.regard != Regard::Places && peut(perimetre.role(), Agregat::Presence, Action::Lire)
}

/// Whether who asks changes it and fills its register.
fn conduit(perimetre: &Perimetre, lu: &GroupeLu) -> bool {
    lu.regard == Regard::Conduit && peut(perimetre.role(), Agregat::Presence, Action::Ecrire)
}

/// The dispositifs whose young people are received in groups.
fn par_groupes(app: &App) -> impl Iterator<Item = &Dispositif> {
    app.catalogue().tous().iter().filter(|fiche| fiche.par_groupes())
}

/// What people call the dispositif of a group; a fiche that left the catalogue is called by its code.
fn nom_du_dispositif<'a>(app: &'a App, code: &'a str) -> &'a str {
    app.catalogue().get(code).map_or(code, Dispositif::court)
}

/// `3 places libres`, `complet`.
fn places(lu: &GroupeLu) -> Badge {
    match lu.libres() {
        0 => Badge::new("complet", Tone::Neutral),
        libres => {
            let s = if libres > 1 { "s" } else { "" };
            Badge::new(format!("{} libre{s}", compter(libres.into(), "place")), Tone::Success)
        }
    }
}

/// `Lycée des Tilleuls, du 2 novembre au 18 décembre 2026`.
fn ou_et_quand(lu: &GroupeLu) -> String {
    format!("{}, du {} au {}", lu.groupe.lieu, date_longue(lu.groupe.du), date_longue(lu.groupe.au))
}

/// A group that may be chosen.
pub(crate) fn choix(lu: &GroupeLu) -> Choice {
    let libres = places(lu).text;
    Choice {
        hint: Some(ponctuer(&format!("{}. {}.", ou_et_quand(lu), majuscule(&libres)))),
        ..Choice::new(lu.id.to_string(), lu.groupe.nom.clone())
    }
}

/// The address of the sheet of a day.
fn feuille_du(id: impl std::fmt::Display, jour: NaiveDate) -> String {
    format!("{ICI}/{id}/presences/{jour}")
}

/// `Noter jeudi 19 novembre`.
pub(crate) fn lien_a_noter(lu: &GroupeLu, jour: NaiveDate, aujourd_hui: NaiveDate) -> Link {
    Link::new(format!("Noter {}", jour_en_mots(jour, aujourd_hui)), feuille_du(lu.id, jour))
}

/// The half-days until `au` of which nothing is noted although somebody was in the group, earliest first.
pub(crate) fn a_noter(
    lu: &GroupeLu,
    bilan: Option<&groupe::Bilan>,
    au: NaiveDate,
) -> Vec<(NaiveDate, Moment)> {
    let Some(depuis) = lu.depuis else { return Vec::new() };
    let notees = bilan.map(|bilan| bilan.demi_journees.keys().copied().collect()).unwrap_or_default();
    lu.groupe.a_noter(&notees, depuis, au)
}

/// What groups say of each dispositif: how many places are free today in those of the département.
#[derive(Debug)]
pub(crate) struct PlacesLibres {
    le: NaiveDate,
    libres: BTreeMap<String, u32>,
}

impl PlacesLibres {
    pub(crate) async fn lire(app: &App, perimetre: &Perimetre) -> Result<Self, Erreur> {
        let mut libres: BTreeMap<String, u32> = BTreeMap::new();
        for lu in groupe::lister(app.store().read(), perimetre, perimetre.le()).await? {
            let places = lu.libres();
            *libres.entry(lu.dispositif).or_default() += places;
        }
        Ok(Self { le: perimetre.le(), libres })
    }

    /// Adds the place that a group of each dispositif has. That all are full is no answer: another may open, and whoever
    /// knows of a place says so.
    pub(crate) fn completer(&self, faits: &mut Faits) {
        for (code, libres) in self.libres.iter().filter(|(_, libres)| **libres > 0) {
            if faits.constat(code, Constat::PlaceDisponible).is_none() {
                let s = if *libres > 1 { "s" } else { "" };
                let source =
                    format!("groupes du département, {} libre{s}", compter((*libres).into(), "place"));
                let provenance = Provenance::nouvelle(source, Some(self.le));
                faits.constater(code, Constat::PlaceDisponible, Fait::nouveau(true, provenance));
            }
        }
    }
}

/// How many days of one's groups, before today, have a half-day of which nothing is noted; and where to begin: the sheet of the
/// only one, or the list.
pub(crate) async fn feuilles_en_retard(
    app: &App,
    perimetre: &Perimetre,
) -> Result<(u64, Option<String>), Erreur> {
    let reader = app.store().read();
    let miens: Vec<GroupeLu> =
        groupe::miens(reader, perimetre).await?.into_iter().filter(|lu| conduit(perimetre, lu)).collect();
    let ids: Vec<Uuid> = miens.iter().map(|lu| lu.id).collect();
    let bilans = groupe::bilans(reader, perimetre, &ids).await?;
    let hier = perimetre.le().pred_opt().unwrap_or(perimetre.le());
    let mut feuilles: Vec<String> = Vec::new();
    for lu in &miens {
        let jours: BTreeSet<NaiveDate> =
            a_noter(lu, bilans.get(&lu.id), hier).into_iter().map(|(jour, _)| jour).collect();
        feuilles.extend(jours.into_iter().map(|jour| feuille_du(lu.id, jour)));
    }
    let vers = if feuilles.len() > 1 { Some(ICI.to_owned()) } else { feuilles.first().cloned() };
    Ok((feuilles.len() as u64, vers))
}

/// `9 h à 12 h`, `13 h 30 à 16 h`.
fn heures(seance: &Seance) -> String {
    let heure = |heure: chrono::NaiveTime| {
        let minutes = heure.format("%M").to_string();
        let heures = heure.format("%-H").to_string();
        if minutes == "00" { format!("{heures}\u{a0}h") } else { format!("{heures}\u{a0}h\u{a0}{minutes}") }
    };
    format!("{} à {}", heure(seance.de), heure(seance.a))
}

/// What is done in a half-day, where, with whom.
fn activite(seance: &Seance) -> String {
    let creneau = &seance.creneau;
    let parties = [&creneau.activite, &creneau.lieu, &creneau.tuteur].into_iter();
    parties.filter(|partie| !partie.is_empty()).cloned().collect::<Vec<_>>().join(", ")
}

/// How many half-days in a row somebody has missed without excuse, when it is time to worry; with the last one.
fn alerte<'p>(
    presences: impl DoubleEndedIterator<Item = &'p Presence> + Clone,
    seuil: usize,
) -> Option<(usize, NaiveDate)> {
    let de_suite = absences_de_suite(presences.clone().map(|presence| presence.etat));
    let derniere = presences.rev().find(|presence| presence.etat == EtatPresence::Absent)?.jour;
    (seuil > 0 && de_suite >= seuil).then_some((de_suite, derniere))
}

/// `5 demi-journées de suite sans excuse, la dernière jeudi 12 novembre`.
fn alerte_en_mots((de_suite, derniere): (usize, NaiveDate), aujourd_hui: NaiveDate) -> String {
    let combien = compter(de_suite as u64, "demi-journée");
    format!("{combien} de suite sans excuse, la dernière {}", jour_en_mots(derniere, aujourd_hui))
}

/// What the page of a parcours says of its group: the week, and whether they come. The caller has logged the reading.
pub(crate) async fn du_parcours(
    app: &App,
    perimetre: &Perimetre,
    lu: &ParcoursLu,
) -> Result<Option<GroupeDuParcours>, Erreur> {
    let reader = app.store().read();
    let presences = groupe::de_parcours(reader, lu).await?;
    let choisi = lu.suivi.etat.groupe();
    if choisi.is_none() && presences.is_empty() {
        return Ok(None);
    }
    let aujourd_hui = perimetre.le();
    let connu = match choisi {
        Some(choisi) => groupe::trouver(reader, perimetre, choisi.id).await?,
        None => None,
    };
    // A grid that changed since is the one that holds.
    let semaine = connu.as_ref().map(|lu| &lu.groupe.semaine).or(choisi.map(|choisi| &choisi.semaine));
    let ligne = |seance: &Seance| {
        let quand = majuscule(seance.creneau.quand.libelle());
        ponctuer(&format!("{quand}, {} : {}", heures(seance), activite(seance)))
    };
    let somme: Assiduite = presences.iter().map(|presence| presence.etat).collect();
    let manquees = presences
        .iter()
        .rev()
        .filter(|presence| matches!(presence.etat, EtatPresence::Absent | EtatPresence::AbsentExcuse));
    let absences = manquees.take(ABSENCES).map(|presence| {
        let (jour, moment) = (jour_en_mots(presence.jour, aujourd_hui), presence.moment.libelle());
        ponctuer(&format!("{jour}, {moment} : {}", presence.etat.libelle()))
    });
    let dit = alerte(presences.iter(), app.config().seuils.absences_de_suite);
    let nom = connu.as_ref().map(|lu| lu.groupe.nom.clone()).or(choisi.map(|choisi| choisi.nom.clone()));
    Ok(Some(GroupeDuParcours {
        nom: Link::new(
            nom.unwrap_or_else(|| "Dans aucun groupe aujourd’hui".to_owned()),
            choisi.map(|choisi| format!("{ICI}/{}", choisi.id)).unwrap_or_default(),
        ),
        ouvrable: connu.is_some(),
        semaine: semaine.map(|semaine| semaine.iter().map(ligne).collect()).unwrap_or_default(),
        presence: somme.en_mots(),
        alerte: dit.map(|dit| {
            let phrase = format!("{}.", majuscule(&alerte_en_mots(dit, aujourd_hui)));
            Alert::new(Tone::Warning, ponctuer(&phrase))
        }),
        absences: absences.collect(),
    }))
}
