//! Work in the background: campaigns run and are published while people go on with theirs.
//!
//! A piece of work is leased, says again and again that it goes on, and is begun anew by another process when it falls
//! silent. A campaign writes its folder whole or not at all, and a publication is one transaction: doing either twice does
//! no harm.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use chrono::TimeDelta;
use raccroche_campaign::{CampaignError, Fiche, Progress, RunOptions, read_bilan, read_verdicts, to_follow};
use raccroche_store::{
    StoreError,
    campagne::{self, Campagne, EtatCampagne, NouveauVerdict},
    organisation::{self, GenreOrganisation},
    sortis,
    travail::{self, NouveauTravail, Travail},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{
    avis,
    campagnes::{dossier, plan, resultats},
    etat::App,
    publication::{self, Parution, Prevision},
    territoires::Zonages,
};

/// Runs the registers of a campaign.
pub(crate) const CALCUL: &str = "campagne_calcul";
/// Publishes what it found.
pub(crate) const PUBLICATION: &str = "campagne_publication";
/// How often a campaign is begun before it is given up: crashes of the machine, not faults of the files.
const ESSAIS: i32 = 3;
/// Without a word for that long, a campaign is begun again.
const BAIL: TimeDelta = TimeDelta::seconds(90);
/// A publication holds the only way to write to a SQLite file: it says nothing until it ends.
const BAIL_PUBLICATION: TimeDelta = TimeDelta::minutes(60);
/// Between two words.
const POULS: Duration = Duration::from_secs(2);
/// Between two looks at what is to be done.
const REPOS: Duration = Duration::from_secs(1);
/// Where the figures of the dry run are, in the folder of a campaign.
const PREVISION: &str = "prevision.json";

#[derive(Debug, Serialize, Deserialize)]
struct Charge {
    campagne: Uuid,
}

/// Asks for a campaign to be run or published.
///
/// # Errors
/// When the store refuses.
pub(crate) async fn demander(
    writer: &raccroche_store::Writer,
    genre: &str,
    campagne: Uuid,
    par: Uuid,
) -> Result<Uuid, StoreError> {
    let charge = serde_json::json!({ "campagne": campagne });
    let nouveau = NouveauTravail {
        genre: genre.to_owned(),
        cle: Some(campagne.to_string()),
        charge,
        essais_max: ESSAIS,
        pret_le: None,
        demande_par: Some(par),
    };
    travail::enqueue(writer, nouveau).await
}

/// The last work asked for on a campaign.
///
/// # Errors
/// When the store does not answer.
pub(crate) async fn dernier(app: &App, campagne: Uuid) -> Result<Option<Travail>, StoreError> {
    let mut derniers = Vec::new();
    for genre in [CALCUL, PUBLICATION] {
        let connus = travail::of_cle(app.store().read(), genre, &campagne.to_string(), 1).await?;
        derniers.extend(connus);
    }
    Ok(derniers.into_iter().max_by_key(|travail| (travail.cree_le, travail.id)))
}

/// What the dry run of a campaign told.
pub(crate) fn prevision(app: &App, campagne: &Campagne) -> Option<Prevision> {
    let texte = std::fs::read(dossier(app, campagne).join(PREVISION)).ok()?;
    serde_json::from_slice(&texte).ok()
}

/// Does what is to be done, one piece after the other, until it is dropped.
pub(crate) async fn travailler(app: App) {
    loop {
        match un_travail(&app).await {
            Ok(true) => {}
            Ok(false) => tokio::time::sleep(REPOS).await,
            Err(error) => {
                tracing::error!(%error, "background work");
                tokio::time::sleep(REPOS * 10).await;
            }
        }
    }
}

/// Does one piece of work; `false` when there is none.
///
/// # Errors
/// When the store does not answer; the work is then taken again later.
pub async fn un_travail(app: &App) -> Result<bool, StoreError> {
    let prendre = async |genre: &str, duree: TimeDelta| -> Result<Option<Travail>, StoreError> {
        let writer = app.store().write(app.horloge().maintenant()).await?;
        let pris = travail::lease(&writer, &[genre], duree).await?;
        writer.commit().await?;
        Ok(pris)
    };
    let (pris, fait) = if let Some(pris) = prendre(CALCUL, BAIL).await? {
        let fait = calculer(app, &pris).await;
        (pris, fait)
    } else if let Some(pris) = prendre(PUBLICATION, BAIL_PUBLICATION).await? {
        let fait = publier(app, &pris).await;
        (pris, fait)
    } else {
        return Ok(false);
    };
    match fait {
        Ok(()) | Err(Echec::Interrompu) => Ok(true),
        Err(Echec::Store(error)) => {
            tracing::warn!(%error, travail = %pris.id, "work to be tried again");
            echouer(app, &pris, "La base de données n’a pas répondu.").await?;
            Ok(true)
        }
        Err(Echec::Phrase(phrase)) => {
            // Files do not get better by being read again: a person must look.
            let sans_suite = Travail { essais: pris.essais_max, ..pris };
            echouer(app, &sans_suite, &phrase).await?;
            Ok(true)
        }
    }
}

/// Why work is not done.
enum Echec {
    /// Nobody wants it any more, or somebody else has it.
    Interrompu,
    /// The store does not answer: it is tried again.
    Store(StoreError),
    /// A sentence for whoever asked.
    Phrase(String),
}

impl From<StoreError> for Echec {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<CampaignError> for Echec {
    fn from(error: CampaignError) -> Self {
        match error {
            CampaignError::Interrupted => Self::Interrompu,
            error => Self::Phrase(error.phrase()),
        }
    }
}

impl From<plan::PlanError> for Echec {
    fn from(error: plan::PlanError) -> Self {
        match error {
            plan::PlanError::Manque(phrase) => Self::Phrase(raccroche_domain::francais::majuscule(
                &raccroche_domain::francais::ponctuer(&phrase),
            )),
            plan::PlanError::Store(error) => Self::Store(error),
        }
    }
}

impl From<publication::PublicationError> for Echec {
    fn from(error: publication::PublicationError) -> Self {
        match error {
            publication::PublicationError::Campagne(error) => error.into(),
            publication::PublicationError::Store(error) => Self::Store(error),
        }
    }
}

async fn echouer(app: &App, pris: &Travail, phrase: &str) -> Result<(), StoreError> {
    let writer = app.store().write(app.horloge().maintenant()).await?;
    travail::fail(&writer, pris, phrase, TimeDelta::seconds(10)).await?;
    writer.commit().await
}

async fn visee(app: &App, pris: &Travail) -> Result<Campagne, Echec> {
    let charge: Charge = serde_json::from_value(pris.charge.clone())
        .map_err(|_| Echec::Phrase("Ce travail a été demandé par une autre version.".to_owned()))?;
    let trouvee = campagne::find(app.store().read(), charge.campagne).await?;
    trouvee.ok_or_else(|| Echec::Phrase("Cette campagne n’existe plus.".to_owned()))
}

/// Stops the run when what waits for it is dropped: a server that stops must not wait for a campaign.
struct Arret(Arc<AtomicBool>);

impl Drop for Arret {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

async fn calculer(app: &App, pris: &Travail) -> Result<(), Echec> {
    let campagne = visee(app, pris).await?;
    if !matches!(campagne.etat, EtatCampagne::Brouillon | EtatCampagne::Calculee) {
        return Err(Echec::Phrase("Cette campagne est déjà publiée ou abandonnée.".to_owned()));
    }
    let plan = plan::plan(app, &campagne).await?;
    let sortie = dossier(app, &campagne).join("resultats");
    let cancel = Arc::new(AtomicBool::new(false));
    let ou_en_est = Arc::new(Mutex::new(Avancement::new(plan.sources.len())));
    let _arret = Arret(Arc::clone(&cancel));
    let options = RunOptions {
        on_progress: Some({
            let ou_en_est = Arc::clone(&ou_en_est);
            Arc::new(move |progress| {
                ou_en_est.lock().unwrap_or_else(PoisonError::into_inner).suivre(&progress);
            })
        }),
        cancel: Arc::clone(&cancel),
    };
    let vers = sortie.clone();
    let mut calcul = tokio::task::spawn_blocking(move || raccroche_campaign::run(&plan, &vers, &options));
    let mut perdu = false;
    let fini = loop {
        tokio::select! {
            fini = &mut calcul => break fini,
            () = tokio::time::sleep(POULS) => {
                let (milliemes, etape) = ou_en_est.lock().unwrap_or_else(PoisonError::into_inner).dire();
                match battre(app, pris, milliemes, &etape).await {
                    Ok(true) => {}
                    Ok(false) => {
                        perdu = true;
                        cancel.store(true, Ordering::Relaxed);
                    }
                    // The lease holds for a while: the database may come back before it ends.
                    Err(error) => tracing::warn!(%error, "no heartbeat"),
                }
            }
        }
    };
    if perdu {
        return Err(Echec::Interrompu);
    }
    fini.map_err(|_| {
        Echec::Phrase("Le rapprochement s’est interrompu : défaut du programme, voyez le journal.".to_owned())
    })??;

    let fiches = lire_fiches(sortie.clone()).await?;
    let prevision = publication::prevoir(app.store().read(), fiches.into_iter().map(Ok)).await?;
    let ecrite =
        serde_json::to_vec(&prevision).map_err(|_| Echec::Phrase("Prévision illisible.".to_owned()))?;
    tokio::fs::write(dossier(app, &campagne).join(PREVISION), ecrite)
        .await
        .map_err(|error| Echec::Phrase(format!("Le disque refuse d’écrire ({error}).")))?;
    let bilan = tokio::fs::read(sortie.join("bilan.json")).await.unwrap_or_default();
    let empreinte = format!("{:x}", Sha256::digest(&bilan));

    let writer = app.store().write(app.horloge().maintenant()).await?;
    campagne::mark_computed(&writer, campagne.id, &empreinte).await?;
    if travail::finish(&writer, pris).await? {
        writer.commit().await?;
        Ok(())
    } else {
        Err(Echec::Interrompu)
    }
}

async fn battre(app: &App, pris: &Travail, milliemes: i32, etape: &str) -> Result<bool, StoreError> {
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let tenu = travail::heartbeat(&writer, pris, BAIL, milliemes, Some(etape)).await?;
    writer.commit().await?;
    Ok(tenu)
}

async fn lire_fiches(dossier: std::path::PathBuf) -> Result<Vec<Fiche>, Echec> {
    let lues = tokio::task::spawn_blocking(move || to_follow(&dossier)?.collect::<Result<Vec<_>, _>>()).await;
    Ok(lues.map_err(|_| Echec::Phrase("La lecture des résultats s’est interrompue.".to_owned()))??)
}

/// What the campaign says of those who are followed and whom it found: it closes nothing by itself, people decide.
async fn retrouves(app: &App, campagne: &Campagne) -> Result<Vec<NouveauVerdict>, Echec> {
    let numeros: HashMap<String, Uuid> =
        sortis::numeros_suivis(app.store().read()).await?.into_iter().collect();
    if numeros.is_empty() {
        return Ok(Vec::new());
    }
    let dossier = resultats(app, campagne);
    let lus = tokio::task::spawn_blocking(move || {
        let bilan = read_bilan(&dossier)?;
        Ok::<_, CampaignError>((
            read_verdicts(&dossier, |numero| numeros.contains_key(numero))?,
            bilan,
            numeros,
        ))
    });
    let (rendus, bilan, numeros) =
        lus.await.map_err(|_| Echec::Phrase("La lecture des verdicts s’est interrompue.".to_owned()))??;
    Ok(publication::retrouves(rendus, &bilan, &numeros))
}

async fn publier(app: &App, pris: &Travail) -> Result<(), Echec> {
    let campagne = visee(app, pris).await?;
    let fiches = lire_fiches(resultats(app, &campagne)).await?;
    let retrouves = retrouves(app, &campagne).await?;
    let plan = plan::registres(app, &campagne).await?;
    let zonages = tokio::task::spawn_blocking(move || Zonages::lire(&plan.zonings)).await;
    let zonages =
        zonages.map_err(|_| Echec::Phrase("La lecture des zonages s’est interrompue.".to_owned()))??;
    let academie = organisation::list(app.store().read(), GenreOrganisation::Academie).await?;
    let parution = Parution {
        nom: campagne.nom.clone(),
        as_of: campagne.as_of,
        definition: plan::definition(&campagne.definition)
            .ok_or_else(|| Echec::Phrase("La définition de cette campagne est inconnue.".to_owned()))?,
        dossier: campagne.dossier.clone(),
        jour: app.horloge().aujourd_hui(),
        academie: academie
            .into_iter()
            .next()
            .map_or_else(|| app.config().marque.entite.clone(), |academie| academie.nom),
        campagne: Some(campagne.id),
    };
    let writer = app.store().write(app.horloge().maintenant()).await?;
    zonages.appliquer(&writer).await?;
    campagne::record_verdicts(&writer, campagne.id, &retrouves).await?;
    let seuils = &app.config().seuils;
    match publication::publish(&writer, &parution, fiches.into_iter().map(Ok), seuils).await {
        Err(publication::PublicationError::Store(StoreError::Conflit { .. })) => {
            return Err(Echec::Phrase("Cette campagne n’est plus à publier.".to_owned()));
        }
        publiee => publiee?,
    };
    avis::annoncer_publication(&writer, campagne.id, parution.jour).await?;
    if travail::finish(&writer, pris).await? {
        writer.commit().await?;
        Ok(())
    } else {
        Err(Echec::Interrompu)
    }
}

/// How far a run is: registers are read for most of the time, what follows is told step by step.
struct Avancement {
    sources: usize,
    lues: usize,
    phase: String,
    milliemes: i32,
}

/// The share of reading, in thousandths.
const LECTURE: i32 = 500;
/// What each later step adds.
const PAS: i32 = 40;

impl Avancement {
    fn new(sources: usize) -> Self {
        Self { sources: sources.max(1), lues: 0, phase: String::new(), milliemes: 0 }
    }

    fn suivre(&mut self, progress: &Progress) {
        let lecture = progress.phase.starts_with("Lecture de ");
        let nouvelle = progress.phase != self.phase;
        if nouvelle {
            self.phase.clone_from(&progress.phase);
            self.lues += usize::from(lecture);
        }
        let part = |fait: u64, tout: u64| fait.min(tout) as f64 / tout.max(1) as f64;
        if lecture {
            let avant = self.lues.saturating_sub(1) as f64;
            let faite = progress.done.map_or(0.0, |(fait, tout)| part(fait, tout));
            #[expect(clippy::cast_possible_truncation, reason = "between 0 and 500")]
            let lu = (f64::from(LECTURE) * (avant + faite) / self.sources as f64) as i32;
            self.milliemes = self.milliemes.max(lu.min(LECTURE));
        } else if nouvelle {
            self.milliemes = (self.milliemes.max(LECTURE) + PAS).min(980);
        }
    }

    fn dire(&self) -> (i32, String) {
        (self.milliemes, self.phase.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_never_goes_back_and_never_says_done() {
        let mut avancement = Avancement::new(2);
        let mut vus = Vec::new();
        let phases = [
            ("Lecture de A", Some((1, 2))),
            ("Lecture de A", Some((2, 2))),
            ("Lecture de B", None),
            ("Lecture de B", Some((9, 9))),
            ("Verdicts", None),
            ("Bilan", None),
        ];
        for (phase, done) in phases {
            avancement.suivre(&Progress { phase: phase.to_owned(), done });
            vus.push(avancement.dire().0);
        }
        assert_eq!(vus, [125, 250, 250, 500, 540, 580]);
    }
}
