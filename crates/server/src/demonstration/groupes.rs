//! The group of the demonstration: a session of the MLDS that began three weeks ago, its register noted day after day, and yesterday's
//! sheet that waits.

use chrono::{DateTime, Datelike as _, Days, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use raccroche_domain::{
    droits::{GenreOrganisation as Genre, Role},
    groupe::{EtatPresence, GenrePeriode, Groupe, Periode, Seance},
    parcours::{Creneau, DemiJournee},
};
use raccroche_store::{
    StoreError,
    groupe::{self, Notee, NouveauGroupe},
};
use uuid::Uuid;

use super::{Hasard, Lieux, Temps, au_travail};
use crate::etat::App;

/// The dispositif of the group, which its parcours are in.
pub(super) const DISPOSITIF: &str = "paps";
/// How many days ago it opened.
const IL_Y_A: u64 = 26;
/// How many days it lasts from today.
const RESTE: u64 = 52;
const QUI: Role = Role::CoordonnateurMlds;

/// A group that is told.
#[derive(Debug)]
pub(super) struct Recit {
    hasard: Hasard,
    aujourd_hui: NaiveDate,
    groupe: Option<Uuid>,
    ecrites: u64,
}

impl Recit {
    pub(super) fn new(graine: u64, aujourd_hui: NaiveDate) -> Self {
        Self { hasard: Hasard(graine ^ 0x6772_6F75_7065), aujourd_hui, groupe: None, ecrites: 0 }
    }

    /// How many entries were written so far.
    pub(super) fn ecrites(&self) -> u64 {
        self.ecrites
    }

    /// What is done at the end of a day of work: the group opens on the first one, then who came is noted.
    pub(super) async fn raconter(
        &mut self,
        app: &App,
        temps: &Temps,
        lieux: &Lieux,
        jour: NaiveDate,
    ) -> Result<(), StoreError> {
        let Some(perimetre) = au_travail(app.store(), QUI, jour).await? else { return Ok(()) };
        let Some(ouvre) = self.aujourd_hui.checked_sub_days(Days::new(IL_Y_A)) else { return Ok(()) };
        if jour < ouvre {
            return Ok(());
        }
        let writer = {
            let soir = jour.and_time(NaiveTime::from_hms_opt(16, 30, 0).unwrap_or_default()).and_utc();
            let soir: DateTime<Utc> = if self.groupe.is_none() { soir - TimeDelta::hours(9) } else { soir };
            temps.arreter(soir);
            app.store().write(soir).await?
        };
        let Some(id) = self.groupe else {
            let fin = self.aujourd_hui.checked_add_days(Days::new(RESTE)).unwrap_or(jour);
            let ecole = lieux.0.get(&Genre::Etablissement);
            let nouveau = session(jour, fin, ecole.map(|ecole| (ecole.id, ecole.nom.as_str())));
            self.groupe = Some(groupe::creer(&writer, &perimetre, &nouveau).await?);
            self.ecrites += 1;
            return writer.commit().await;
        };
        // The last day on which the group met is still to be noted.
        let suivantes = jour.iter_days().skip(1).take_while(|suivant| *suivant < self.aujourd_hui);
        let Some(lu) = groupe::lire(&writer, &perimetre, id).await? else { return Ok(()) };
        if suivantes.into_iter().all(|suivant| lu.groupe.attendues(suivant).is_empty()) {
            return Ok(());
        }
        let membres = groupe::membres(&writer, &perimetre, id).await?;
        let mut notees = Vec::new();
        for (rang, membre) in membres.iter().enumerate().filter(|(_, membre)| membre.est_la(jour)) {
            for moment in lu.groupe.attendues(jour) {
                let etat = self.etat(rang, jour);
                notees.push(Notee { parcours: membre.parcours, moment, etat });
            }
        }
        if !notees.is_empty() {
            self.ecrites += u64::from(groupe::noter(&writer, &perimetre, id, jour, &notees, None).await?);
            writer.commit().await?;
        }
        Ok(())
    }

    /// Most come; the second of the list no longer does since some days.
    fn etat(&mut self, rang: usize, jour: NaiveDate) -> EtatPresence {
        let depuis = self.aujourd_hui.checked_sub_days(Days::new(9)).unwrap_or(jour);
        if rang == 1 && jour >= depuis {
            return EtatPresence::Absent;
        }
        match self.hasard.sous(12) {
            0 => EtatPresence::AbsentExcuse,
            1 => EtatPresence::Absent,
            _ => EtatPresence::Present,
        }
    }
}

fn session(du: NaiveDate, au: NaiveDate, ecole: Option<(Uuid, &str)>) -> NouveauGroupe {
    let heure = |heures, minutes| NaiveTime::from_hms_opt(heures, minutes, 0).unwrap_or_default();
    let seance = |quand, (de, a), activite: &str, lieu: &str| Seance {
        creneau: Creneau {
            quand,
            activite: activite.to_owned(),
            lieu: lieu.to_owned(),
            tuteur: String::new(),
        },
        de,
        a,
    };
    let (matin, apres_midi) = ((heure(9, 0), heure(12, 0)), (heure(13, 30), heure(16, 0)));
    // A fortnight in companies, from a Monday.
    let lundi = (14..21)
        .filter_map(|jours| au.checked_sub_days(Days::new(jours + 14)))
        .find(|jour| jour.weekday() == Weekday::Mon)
        .unwrap_or(au);
    let fin_de_stage = lundi.checked_add_days(Days::new(11)).unwrap_or(au).min(au);
    NouveauGroupe {
        dispositif: DISPOSITIF.to_owned(),
        etablissement: ecole.map(|(id, _)| id),
        groupe: Groupe {
            nom: "Session Rebond".to_owned(),
            lieu: ecole.map_or_else(|| "Salle de la MLDS".to_owned(), |(_, nom)| format!("{nom}, salle 12")),
            du,
            au,
            places: 12,
            semaine: vec![
                seance(DemiJournee::LundiMatin, matin, "Français", ""),
                seance(DemiJournee::LundiApresMidi, apres_midi, "Atelier projet", "Médiathèque"),
                seance(DemiJournee::MardiMatin, matin, "Mathématiques", ""),
                seance(DemiJournee::MardiApresMidi, apres_midi, "Numérique", ""),
                seance(DemiJournee::JeudiMatin, matin, "Orientation, visites d’entreprises", ""),
                seance(DemiJournee::JeudiApresMidi, apres_midi, "Sport et santé", "Gymnase"),
                seance(DemiJournee::VendrediMatin, matin, "Bilan de la semaine", ""),
            ],
            periodes: vec![Periode { genre: GenrePeriode::Stage, du: lundi, au: fin_de_stage }],
            vacances: vec![],
        },
    }
}
