//! Days of a parcours: the bounds of the fiche, and what no day can be.
//!
//! A fiche bounds the days of its parcours between them. Beyond, a day that was or will be is one that somebody may have typed:
//! a wrong year moves a legal clock without a word, so what cannot be is refused where it is typed.

use chrono::{Months, NaiveDate};

use super::{EtatParcours, Personne, RefusParcours};
use crate::{
    dispositif::{Besoin, DateNommee, Dispositif, GenreManquement},
    francais::date_longue,
};

/// Days that follow each other: each is on or after those before it.
const SUITES: [&[DateNommee]; 2] = [
    &[DateNommee::Debut, DateNommee::Fin, DateNommee::Retour],
    &[DateNommee::DebutStage, DateNommee::FinStage],
];
/// What has already happened when it is noted.
const PASSEES: [DateNommee; 3] = [DateNommee::Demande, DateNommee::PremierContact, DateNommee::Resultats];
/// Months before and after today between which a day is no slip: marks are kept for five years, the longest parcours lasts three.
const MOIS_AVANT: Months = Months::new(96);
const MOIS_APRES: Months = Months::new(72);
/// Months between the last day of a path and the return in class: holidays at most.
const MOIS_AVANT_RETOUR: Months = Months::new(3);
/// Months before the opening in which a meeting may have been held.
const MOIS_DE_RENCONTRE: Months = Months::new(12);

fn impossible(phrase: String) -> RefusParcours {
    RefusParcours::Impossible(phrase)
}

impl EtatParcours {
    pub(super) fn admettre_date(
        &self,
        nom: DateNommee,
        jour: NaiveDate,
        fiche: &Dispositif,
        le: NaiveDate,
        personne: Personne,
    ) -> Result<(), RefusParcours> {
        if nom == DateNommee::Ouverture {
            let phrase = "le jour de l’ouverture est celui où le parcours a été ouvert";
            return Err(impossible(phrase.to_owned()));
        }
        self.plausible(nom, jour, le, personne)?;
        let mut apres = self.clone();
        apres.fixer(nom, jour, self.rang + 1);
        // A later day that no longer holds is given again, where the step under way asks for it.
        let demandee = |nom: DateNommee| {
            let demande = |besoin: &Besoin| matches!(besoin, Besoin::Date { nom: asked } if *asked == nom);
            self.etape_en_cours(fiche).is_ok_and(|etape| etape.besoins.iter().any(demande))
        };
        let perdue = self.dates.keys().find(|nom| !apres.dates.contains_key(nom) && !demandee(**nom));
        if let Some(perdue) = perdue {
            let quand = self.dates.get(perdue).copied().unwrap_or(jour);
            let phrase = format!("la date « {} », le {}, serait avant", perdue.libelle(), date_longue(quand));
            return Err(impossible(phrase));
        }
        apres.bornes_franchies(fiche, personne).next().map_or(Ok(()), |phrase| Err(impossible(phrase)))
    }

    /// Whether that can be a day of this kind at all.
    fn plausible(
        &self,
        nom: DateNommee,
        jour: NaiveDate,
        le: NaiveDate,
        personne: Personne,
    ) -> Result<(), RefusParcours> {
        let (tot, tard) = (le.checked_sub_months(MOIS_AVANT), le.checked_add_months(MOIS_APRES));
        if tot.is_some_and(|tot| jour < tot)
            || tard.is_some_and(|tard| jour > tard)
            || personne.naissance.is_some_and(|naissance| jour <= naissance)
        {
            return Err(impossible(format!("vérifiez l’année du {}", date_longue(jour))));
        }
        if PASSEES.contains(&nom) && jour > le {
            return Err(impossible(format!("le {} n’est pas encore venu", date_longue(jour))));
        }
        let connue = |nom: DateNommee| self.dates.get(&nom).copied();
        match nom {
            DateNommee::PremierContact => {
                if let Some(demande) = connue(DateNommee::Demande).filter(|demande| jour < *demande) {
                    let phrase =
                        format!("la demande est du {} : on n’y répond pas avant", date_longue(demande));
                    return Err(impossible(phrase));
                }
            }
            DateNommee::Retour => {
                let limite =
                    connue(DateNommee::Fin).and_then(|fin| fin.checked_add_months(MOIS_AVANT_RETOUR));
                if let Some(limite) = limite.filter(|limite| jour > *limite) {
                    let phrase = format!(
                        "le retour en classe suit la fin du parcours, vacances comprises : le {} au plus tard",
                        date_longue(limite)
                    );
                    return Err(impossible(phrase));
                }
            }
            DateNommee::Effet => {
                let avant = connue(DateNommee::Debut).is_some_and(|debut| jour < debut);
                let apres = connue(DateNommee::Fin).is_some_and(|fin| jour > fin);
                if avant || apres {
                    return Err(impossible("ce qui change prend effet pendant le parcours".to_owned()));
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// A meeting is noted once it was held, and not long before the parcours was opened.
    pub(super) fn admettre_rencontre(&self, jour: NaiveDate, le: NaiveDate) -> Result<(), RefusParcours> {
        if jour > le {
            return Err(impossible("cette rencontre n’a pas encore eu lieu".to_owned()));
        }
        if self.ouvert_le.checked_sub_months(MOIS_DE_RENCONTRE).is_some_and(|tot| jour < tot) {
            return Err(impossible(format!("vérifiez l’année du {}", date_longue(jour))));
        }
        Ok(())
    }

    /// Notes a day; those that follow it and are before it no longer hold.
    pub(super) fn fixer(&mut self, nom: DateNommee, jour: NaiveDate, rang: u32) {
        let avant = self.dates.insert(nom, jour);
        if avant.is_some_and(|avant| avant != jour) {
            self.change_rang = rang;
        }
        for suite in SUITES {
            let Some(place) = suite.iter().position(|autre| *autre == nom) else { continue };
            for autre in &suite[place + 1..] {
                if self.dates.get(autre).is_some_and(|quand| *quand < jour) {
                    self.dates.remove(autre);
                }
            }
        }
    }

    /// Bounds of the fiche that the days known so far break, each with its sum. A day of return that is not known yet is a
    /// need of the step that asks for it, and of no other.
    pub(super) fn bornes_franchies(
        &self,
        fiche: &Dispositif,
        personne: Personne,
    ) -> impl Iterator<Item = String> {
        let manquements = fiche.limites.verifier(&self.jours(personne)).into_iter();
        manquements
            .filter(|manquement| manquement.genre != GenreManquement::RetourAbsent)
            .map(|manquement| manquement.phrase)
    }
}
