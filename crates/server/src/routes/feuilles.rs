//! Where the schools' sheets stand, for the PSAD that waits for their answers and the académie that asked for them; and the
//! reminder to those that have not answered. Counts of schools, never a young person.

use axum::response::{AppendHeaders, IntoResponse as _, Redirect, Response};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use raccroche_domain::{
    droits::{Action as Geste, Agregat, Role},
    francais::{compter, date_longue, majuscule, nombre, ponctuer},
    suivi::EtatVerification,
};
use raccroche_pages::{
    components::{Action, Badge, CountedLine, Progress, Tone, Weight},
    feuilles::{FeuilleLigne, Feuilles},
};
use raccroche_store::{
    Perimetre, appartenance,
    feuilles::{self, Feuille},
};
use std::collections::HashMap;
use uuid::Uuid;

use super::verification::depuis;
use crate::{
    avis,
    erreur::Erreur,
    etat::App,
    garde::{Acces, Route, acte, page},
    rendu,
    saisie::Saisie,
    visite::Visite,
};

const ICI: &str = "/feuilles";
/// A school is reminded once in so many days at most.
const ENTRE_DEUX: TimeDelta = TimeDelta::days(7);
/// Who of a school answers for its sheet.
pub(crate) const REPONDENT: [Role; 2] = [Role::ChefEtablissement, Role::ReferentDecrochage];

pub(crate) fn routes() -> Vec<Route> {
    let decider = Acces::Droit(Agregat::Verification, Geste::Decider);
    vec![page(ICI, decider, voir), acte("/feuilles/rappeler", decider, rappeler)]
}

/// Where a sheet stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Etape {
    PasOuverte,
    Ouverte,
    EnCours,
    Incomplete,
    Finie,
}

impl Etape {
    fn de(feuille: &Feuille) -> Self {
        match (feuille.a_faire, feuille.transmise_le, feuille.faites(), feuille.vue_le) {
            (0, ..) => Self::Finie,
            (_, Some(_), ..) => Self::Incomplete,
            (_, None, 1.., _) => Self::EnCours,
            (_, None, 0, Some(_)) => Self::Ouverte,
            (_, None, 0, None) => Self::PasOuverte,
        }
    }

    /// `feuilles pas encore ouvertes`.
    fn compte(self, combien: u64) -> &'static str {
        match (self, combien > 1) {
            (Self::PasOuverte, false) => "feuille pas encore ouverte",
            (Self::PasOuverte, true) => "feuilles pas encore ouvertes",
            (Self::Ouverte, false) => "feuille ouverte, sans réponse",
            (Self::Ouverte, true) => "feuilles ouvertes, sans réponse",
            (Self::EnCours, false) => "feuille en cours",
            (Self::EnCours, true) => "feuilles en cours",
            (Self::Incomplete, false) => "feuille transmise avec des lignes sans réponse",
            (Self::Incomplete, true) => "feuilles transmises avec des lignes sans réponse",
            (Self::Finie, false) => "feuille dont chaque ligne a sa réponse",
            (Self::Finie, true) => "feuilles dont chaque ligne a sa réponse",
        }
    }

    fn badge(self, transmise: bool) -> Badge {
        match self {
            Self::PasOuverte => Badge::new("Pas ouverte", Tone::Warning),
            Self::Ouverte => Badge::new("Ouverte", Tone::Info),
            Self::EnCours => Badge::new("En cours", Tone::Info),
            Self::Incomplete => Badge::new("Transmise en partie", Tone::Info),
            Self::Finie if transmise => Badge::new("Transmise", Tone::Success),
            Self::Finie => Badge::new("Tout est répondu", Tone::Success),
        }
    }

    fn ton(self) -> Tone {
        match self {
            Self::PasOuverte => Tone::Warning,
            Self::Ouverte | Self::EnCours | Self::Incomplete => Tone::Info,
            Self::Finie => Tone::Success,
        }
    }
}

/// A sheet, and how many people of the school may answer.
struct Suivie {
    feuille: Feuille,
    etape: Etape,
    repondants: usize,
}

impl Suivie {
    fn a_rappeler(&self, maintenant: DateTime<Utc>) -> bool {
        let recente = self.feuille.rappelee_le.is_some_and(|le| maintenant - le < ENTRE_DEUX);
        self.feuille.a_faire > 0 && self.repondants > 0 && !recente
    }
}

async fn suivies(app: &App, perimetre: &Perimetre, debut: NaiveDate) -> Result<Vec<Suivie>, Erreur> {
    let reader = app.store().read();
    let lues = feuilles::suivre(reader, perimetre, debut).await?;
    let ecoles: Vec<Uuid> = lues.iter().map(|feuille| feuille.etablissement.id).collect();
    let mut repondants: HashMap<Uuid, usize> = HashMap::new();
    for (tenue, _) in appartenance::members_of(reader, &ecoles, perimetre.le()).await? {
        if Role::de_code(&tenue.role).is_some_and(|role| REPONDENT.contains(&role)) {
            *repondants.entry(tenue.organisation).or_default() += 1;
        }
    }
    let mut suivies: Vec<Suivie> = lues
        .into_iter()
        .map(|feuille| Suivie {
            etape: Etape::de(&feuille),
            repondants: repondants.get(&feuille.etablissement.id).copied().unwrap_or(0),
            feuille,
        })
        .collect();
    suivies.sort_by_key(|suivie| suivie.etape);
    Ok(suivies)
}

async fn voir(Visite { app, qui, headers }: Visite) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let (debut, campagne) = depuis(&app, perimetre.le()).await?;
    let suivies = suivies(&app, perimetre, debut).await?;
    let maintenant = app.horloge().maintenant();
    let a_rappeler = suivies.iter().filter(|suivie| suivie.a_rappeler(maintenant)).count() as u64;
    let mut comptes: Vec<CountedLine> = Vec::new();
    for etape in [Etape::PasOuverte, Etape::Ouverte, Etape::EnCours, Etape::Incomplete, Etape::Finie] {
        let combien = suivies.iter().filter(|suivie| suivie.etape == etape).count() as u64;
        if combien > 0 {
            comptes.push(CountedLine {
                count: combien,
                text: etape.compte(combien).to_owned(),
                detail: None,
                href: String::new(),
                tone: etape.ton(),
            });
        }
    }
    let cadre = match campagne {
        Some(nom) => format!("Depuis la campagne « {nom} », publiée le {}.", date_longue(debut)),
        None => format!("Depuis le {}.", date_longue(debut)),
    };
    let page = Feuilles {
        layout: rendu::autour(&app, &qui, &headers, "/campagnes"),
        cadre: ponctuer(&format!(
            "{cadre} Chaque établissement dit de ses sortants où ils sont, ou qu’ils sont bien sans solution."
        )),
        comptes,
        rappeler: (a_rappeler > 0).then(|| {
            Action::new(
                ponctuer(&format!("Rappeler {}", compter(a_rappeler, "établissement"))),
                "/feuilles/rappeler",
            )
        }),
        rappel: ponctuer(
            "Le courriel part au chef d’établissement et au référent décrochage : il dit combien de lignes attendent, sans \
             aucun nom. Un établissement n’est pas rappelé deux fois la même semaine.",
        ),
        feuilles: suivies.iter().map(|suivie| ligne(&app, suivie, maintenant)).collect(),
        vide: Feuilles::rien(),
    };
    rendu::page(&page)
}

fn ligne(app: &App, suivie: &Suivie, maintenant: DateTime<Utc>) -> FeuilleLigne {
    let feuille = &suivie.feuille;
    let nom = &feuille.etablissement.nom;
    let (faites, total) = (feuille.faites(), feuille.faites() + feuille.a_faire);
    let s = if faites > 1 { "s" } else { "" };
    let reponses: Vec<String> = feuille
        .reponses
        .iter()
        .map(|(etat, combien)| format!("{} {}", nombre(*combien), mots(*etat)))
        .collect();
    let le = |moment: DateTime<Utc>| date_longue(app.horloge().local(moment).date());
    let mut dates: Vec<String> =
        [("ouverte", feuille.vue_le), ("transmise", feuille.transmise_le), ("rappelée", feuille.rappelee_le)]
            .into_iter()
            .filter_map(|(quoi, quand)| Some(format!("{quoi} le {}", le(quand?))))
            .collect();
    if suivie.repondants == 0 && feuille.a_faire > 0 {
        dates.push("personne n’y a de compte : appelez l’établissement".to_owned());
    }
    let mut rappeler = Action::new("Rappeler", "/feuilles/rappeler").weight(Weight::Tertiary);
    rappeler.about = Some(nom.clone());
    rappeler.hidden.push(("etablissement".to_owned(), feuille.etablissement.id.to_string()));
    FeuilleLigne {
        etablissement: nom.clone(),
        etat: suivie.etape.badge(feuille.transmise_le.is_some()),
        avancement: Progress {
            done: faites,
            total,
            words: ponctuer(&format!("{} ligne{s} répondue{s} sur {}", nombre(faites), nombre(total))),
        },
        reponses: ponctuer(&reponses.join(", ")),
        dates: majuscule(&ponctuer(&dates.join(", "))),
        rappeler: suivie.a_rappeler(maintenant).then_some(rappeler),
    }
}

/// An answer after its number.
fn mots(etat: EtatVerification) -> &'static str {
    match etat {
        EtatVerification::Confirmee => "bien sans solution",
        autre => autre.libelle(),
    }
}

/// Asks that one school be reminded, or all that can be.
async fn rappeler(Visite { app, qui, .. }: Visite, saisie: Saisie) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let (debut, _) = depuis(&app, perimetre.le()).await?;
    let maintenant = app.horloge().maintenant();
    let une = match saisie.texte("etablissement") {
        Some(id) => Some(id.parse::<Uuid>().map_err(|_| Erreur::Introuvable)?),
        None => None,
    };
    let suivies = suivies(&app, perimetre, debut).await?;
    if une.is_some_and(|une| !suivies.iter().any(|suivie| suivie.feuille.etablissement.id == une)) {
        return Err(Erreur::Introuvable);
    }
    let ecoles: Vec<Uuid> = suivies
        .iter()
        .filter(|suivie| suivie.a_rappeler(maintenant))
        .map(|suivie| suivie.feuille.etablissement.id)
        .filter(|ecole| une.is_none_or(|une| une == *ecole))
        .collect();
    let writer = app.store().write(maintenant).await?;
    avis::rappeler_feuilles(&writer, &ecoles, perimetre.le()).await?;
    writer.commit().await?;
    let rang = u32::try_from(ecoles.len()).unwrap_or(u32::MAX);
    let annonce =
        rendu::annoncer(if rang > 0 { "feuilles_rappelees" } else { "feuilles_deja" }, Uuid::nil(), rang);
    Ok((AppendHeaders([annonce]), Redirect::to(ICI)).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_has_words_for_one_and_for_several() {
        for etape in [Etape::PasOuverte, Etape::Ouverte, Etape::EnCours, Etape::Incomplete, Etape::Finie] {
            assert!(etape.compte(1).starts_with("feuille "), "{etape:?}");
            assert!(etape.compte(2).starts_with("feuilles "), "{etape:?}");
        }
        assert!(
            Etape::PasOuverte < Etape::EnCours && Etape::EnCours < Etape::Finie,
            "what waits comes first"
        );
    }
}
