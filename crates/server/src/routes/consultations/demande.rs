//! A search of the log as an address: numbers and days. Names are posted, and become numbers before anything is shown, so
//! that no address holds one.

use chrono::{Days, NaiveDate};
use raccroche_domain::francais::{date_courte, date_longue, enumerer, ponctuer};
use raccroche_store::{acces::Filtre, organisation, utilisateur};
use uuid::Uuid;

use super::ICI;
use crate::{erreur::Erreur, etat::App};

/// Days shown when none is asked for.
const JOURS: u64 = 30;
/// People or organisations that one search holds at most.
pub(super) const AU_PLUS: usize = 20;

/// What is searched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Demande {
    pub(super) personnes: Vec<Uuid>,
    pub(super) organisations: Vec<Uuid>,
    pub(super) dossier: Option<Uuid>,
    pub(super) du: NaiveDate,
    pub(super) au: NaiveDate,
    pub(super) page: u64,
}

impl Demande {
    /// Everybody, in the last days.
    pub(super) fn derniers_jours(aujourd_hui: NaiveDate) -> Self {
        let du = aujourd_hui.checked_sub_days(Days::new(JOURS)).unwrap_or(aujourd_hui);
        Self { personnes: Vec::new(), organisations: Vec::new(), dossier: None, du, au: aujourd_hui, page: 1 }
    }

    /// From the pairs of an address; what cannot be read asks for nothing.
    pub(super) fn lire(paires: &[(String, String)], aujourd_hui: NaiveDate) -> Self {
        let valeurs = |nom: &'static str| {
            paires.iter().filter(move |(cle, _)| cle == nom).map(|(_, valeur)| valeur.trim())
        };
        let ids = |nom| valeurs(nom).filter_map(|valeur| valeur.parse().ok()).take(AU_PLUS).collect();
        let jour = |nom| valeurs(nom).next().and_then(|valeur| valeur.parse::<NaiveDate>().ok());
        let defaut = Self::derniers_jours(aujourd_hui);
        let page = valeurs("page").next().and_then(|page| page.parse().ok());
        Self {
            personnes: ids("qui"),
            organisations: ids("organisation"),
            dossier: valeurs("dossier").next().and_then(|valeur| valeur.parse().ok()),
            du: jour("du").unwrap_or(defaut.du),
            au: jour("au").unwrap_or(defaut.au),
            page: page.filter(|page| (1..1_000_000).contains(page)).unwrap_or(1),
        }
    }

    /// The criteria as pairs.
    fn paires(&self) -> Vec<(&'static str, String)> {
        let mut paires: Vec<(&'static str, String)> =
            self.personnes.iter().map(|id| ("qui", id.to_string())).collect();
        paires.extend(self.organisations.iter().map(|id| ("organisation", id.to_string())));
        paires.extend(self.dossier.map(|id| ("dossier", id.to_string())));
        paires.push(("du", self.du.to_string()));
        paires.push(("au", self.au.to_string()));
        paires
    }

    /// The criteria as the log keeps them: days and numbers, which the account and the dossier may outlive.
    pub(super) fn criteres(&self) -> String {
        let jours = format!("du {} au {}", date_courte(self.du), date_courte(self.au));
        let nombres = |mot: &str, ids: &[Uuid]| -> Option<String> {
            let ids: Vec<String> = ids.iter().map(Uuid::to_string).collect();
            (!ids.is_empty()).then(|| format!("{mot} {}", ids.join(" ")))
        };
        let parties = [
            Some(jours),
            nombres("personne", &self.personnes),
            nombres("structure", &self.organisations),
            nombres("dossier", self.dossier.as_slice()),
        ];
        parties.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    /// The address of the same search under a path, at a page.
    pub(super) fn adresse(&self, suite: &str, page: u64) -> String {
        let page = if page > 1 { format!("&page={page}") } else { String::new() };
        let criteres = serde_urlencoded::to_string(self.paires()).unwrap_or_default();
        format!("{ICI}{suite}?{criteres}{page}")
    }

    /// What the log is asked.
    pub(super) fn filtre(&self, app: &App) -> Filtre {
        let horloge = app.horloge();
        let lendemain = self.au.succ_opt().unwrap_or(self.au);
        let quelques = |ids: &[Uuid]| (!ids.is_empty()).then(|| ids.to_vec());
        Filtre {
            utilisateurs: quelques(&self.personnes),
            organisations: quelques(&self.organisations),
            dossiers: self.dossier.map(|id| vec![id]),
            depuis: Some(horloge.debut(self.du)),
            avant: Some(horloge.debut(lendemain)),
        }
    }

    /// Names of the people and organisations of the search.
    pub(super) async fn noms(&self, app: &App) -> Result<Noms, Erreur> {
        let reader = app.store().read();
        let mut personnes = utilisateur::names(reader, self.personnes.iter().copied()).await?;
        let mut organisations = organisation::names(reader, self.organisations.iter().copied()).await?;
        Ok(Noms {
            personnes: self.personnes.iter().filter_map(|id| personnes.remove(id)).collect(),
            organisations: self.organisations.iter().filter_map(|id| organisations.remove(id)).collect(),
        })
    }

    /// `Du 13 octobre au 12 novembre 2026, par Claire Marchetti`.
    pub(super) fn en_mots(&self, noms: &Noms) -> String {
        let jours = if self.du == self.au {
            format!("Le {}", date_longue(self.du))
        } else {
            format!("Du {} au {}", date_longue(self.du), date_longue(self.au))
        };
        let liste =
            |mot: &str, noms: &[String]| (!noms.is_empty()).then(|| format!("{mot} {}", enumerer(noms)));
        let parties = [
            Some(jours),
            liste("par", &noms.personnes),
            liste("pour", &noms.organisations),
            self.dossier.map(|id| format!("dossier {}", court(id))),
        ];
        let phrase = parties.into_iter().flatten().collect::<Vec<_>>().join(", ");
        ponctuer(&phrase)
    }
}

/// Names of what a search holds.
#[derive(Debug, Clone, Default)]
pub(super) struct Noms {
    pub(super) personnes: Vec<String>,
    pub(super) organisations: Vec<String>,
}

/// The end of a number, enough to recognise it in a page.
pub(super) fn court(id: Uuid) -> String {
    let simple = id.simple().to_string();
    format!("…{}", simple.get(simple.len() - 8..).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_holds_numbers_and_days_and_reads_back_the_same() {
        let jour: NaiveDate = "2026-11-12".parse().unwrap();
        let id = |n| Uuid::from_u128(n);
        let demande = Demande {
            personnes: vec![id(1), id(2)],
            organisations: vec![id(3)],
            dossier: Some(id(4)),
            du: "2026-11-01".parse().unwrap(),
            au: jour,
            page: 3,
        };
        let adresse = demande.adresse("", 3);
        let paires: Vec<(String, String)> =
            serde_urlencoded::from_str(adresse.split_once('?').unwrap().1).unwrap();
        assert_eq!(Demande::lire(&paires, jour), demande);
        let faux = [("qui", "Claire"), ("du", "hier"), ("page", "0"), ("dossier", "DUVAL")];
        let faux = faux.map(|(k, v)| (k.to_owned(), v.to_owned()));
        assert_eq!(Demande::lire(&faux, jour), Demande::derniers_jours(jour));
    }
}
