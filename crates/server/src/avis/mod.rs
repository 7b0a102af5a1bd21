//! What people are told by mail: the summary that they chose, what a publication brought, appointments the day before.
//!
//! Every minute somebody looks at what is due ([`prevoir`]) and asks for it, mail by mail; each is then composed, reserved and
//! sent ([`un_courriel`]), so that the figures and the access are those of the moment at which it leaves: whoever lost their
//! access meanwhile gets nothing. A mail is reserved before it is given to the mail server and freed when the server did
//! not take it: it is then tried again, later and later. Whoever dies between the two leaves a reserved mail that is never
//! sent again: people would rather miss one than have it twice, and the next one says the same.

mod calendrier;
mod composition;

use std::time::Duration;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use raccroche_domain::{
    droits::{Action, Agregat, GenreOrganisation, Role, peut},
    suivi::EtatVerification,
};
use raccroche_store::{
    Perimetre, StoreError, Writer, agenda, appartenance,
    avis::{self, Chiffres, Frequence},
    campagne,
    dossier::{self, Filtre},
    feuilles::RAPPEL,
    organisation,
    travail::{self, NouveauTravail, Travail},
    utilisateur::{self, Utilisateur},
    verification,
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub(crate) use composition::JOURS;

use crate::{courriel::Lettre, etat::App, routes::feuilles::REPONDENT};

/// The kind of this work.
const GENRE: &str = "avis";
/// How often a mail is tried before it is asked for anew.
const ESSAIS: i32 = 6;
/// Longer than any mail takes to leave.
const BAIL: TimeDelta = TimeDelta::minutes(2);
/// Before a mail that did not leave is tried again; doubled with each try.
const ATTENTE: TimeDelta = TimeDelta::minutes(5);
/// Before somebody who could not be reminded is looked at again: an address may be given, a role come back.
const PLUS_TARD: TimeDelta = TimeDelta::hours(1);
/// Between two looks at what is due.
const TOUR: TimeDelta = TimeDelta::minutes(1);
/// Between two looks at what is asked for.
const REPOS: Duration = Duration::from_secs(1);
/// Mails asked for in one transaction: others write meanwhile.
const LOT: usize = 200;
/// For how long it is known that a mail was sent.
const MEMOIRE: TimeDelta = TimeDelta::days(400);
/// For how long the work done is kept.
const TRACES: TimeDelta = TimeDelta::days(30);

/// A mail to compose and send. Identifiers and days alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "quoi", rename_all = "snake_case")]
enum Avis {
    /// The summary of a day.
    Resume { utilisateur: Uuid, jour: NaiveDate },
    /// What a campaign brought to the PSADs that somebody leads, on the day of its publication.
    Publication { utilisateur: Uuid, campagne: Uuid, jour: NaiveDate },
    /// An appointment, to who meets the young person.
    Rappel { utilisateur: Uuid, dossier: Uuid, entretien: Uuid },
    /// Lines of a school's sheet that wait, to somebody of the school.
    Feuille { etablissement: Uuid, utilisateur: Uuid, jour: NaiveDate },
    /// An appointment, to the young person.
    RappelDuJeune { dossier: Uuid, entretien: Uuid },
}

impl Avis {
    /// Under which it is reserved.
    fn cle(&self) -> String {
        match self {
            Self::Resume { utilisateur, jour } => format!("resume/{utilisateur}/{jour}"),
            Self::Publication { utilisateur, campagne, .. } => {
                format!("publication/{campagne}/{utilisateur}")
            }
            Self::Rappel { utilisateur, entretien, .. } => format!("rappel/{entretien}/{utilisateur}"),
            Self::Feuille { etablissement, utilisateur, jour } => {
                format!("{RAPPEL}{etablissement}/{utilisateur}/{jour}")
            }
            Self::RappelDuJeune { entretien, .. } => format!("rappel/{entretien}/jeune"),
        }
    }
}

/// What came of composing a mail.
enum Compose {
    /// To be sent.
    Lettre(Lettre),
    /// Nobody is to have it.
    Rien,
    /// Nobody can have it for now.
    PlusTard,
}

impl From<Option<Lettre>> for Compose {
    fn from(lettre: Option<Lettre>) -> Self {
        lettre.map_or(Self::Rien, Self::Lettre)
    }
}

/// Tells people what is due until it is dropped.
pub(crate) async fn travailler(app: App) {
    let mut prochain: Option<DateTime<Utc>> = None;
    let mut range: Option<NaiveDate> = None;
    loop {
        let maintenant = app.horloge().maintenant();
        let aujourd_hui = app.horloge().aujourd_hui();
        if prochain.is_none_or(|prochain| maintenant >= prochain) {
            prochain = Some(maintenant + TOUR);
            if let Err(error) = prevoir(&app).await {
                tracing::error!(%error, "what is to be told by mail");
            }
        }
        if range != Some(aujourd_hui) {
            range = Some(aujourd_hui);
            if let Err(error) = ranger(&app).await {
                tracing::error!(%error, "what was told by mail");
            }
        }
        match un_courriel(&app).await {
            Ok(true) => {}
            Ok(false) => tokio::time::sleep(REPOS).await,
            Err(error) => {
                tracing::error!(%error, "mail");
                tokio::time::sleep(REPOS * 10).await;
            }
        }
    }
}

/// Looks at what is due now and asks for it. Gives how many mails were asked for; those that wait already are counted again.
///
/// # Errors
/// When the store does not answer.
pub async fn prevoir(app: &App) -> Result<usize, StoreError> {
    let reader = app.store().read();
    let maintenant = app.horloge().local(app.horloge().maintenant());
    let mut dus = Vec::new();
    for abonne in avis::abonnes(reader, maintenant.date()).await? {
        let choix = calendrier::Choix {
            frequence: abonne.frequence,
            jour: abonne.jour,
            depuis: app.horloge().local(abonne.choisi_le),
            dernier: abonne.dernier_le,
        };
        if let Some(jour) = calendrier::resume_du(maintenant, &choix) {
            dus.push(Avis::Resume { utilisateur: abonne.utilisateur, jour });
        }
    }
    let demain = maintenant.date().checked_add_days(Days::new(1)).unwrap_or(maintenant.date());
    for rappel in agenda::a_rappeler(reader, maintenant.date(), demain).await? {
        if calendrier::rappel_du(maintenant, rappel.entretien.le) {
            let (dossier, entretien) = (rappel.dossier, rappel.entretien.id);
            let agents = rappel.agents.into_iter();
            dus.extend(agents.map(|utilisateur| Avis::Rappel { utilisateur, dossier, entretien }));
            dus.push(Avis::RappelDuJeune { dossier, entretien });
        }
    }
    let cles: Vec<String> = dus.iter().map(Avis::cle).collect();
    let partis = avis::reserves(reader, &cles).await?;
    let dus: Vec<Avis> =
        dus.into_iter().zip(&cles).filter(|(_, cle)| !partis.contains(*cle)).map(|(du, _)| du).collect();
    for lot in dus.chunks(LOT) {
        let writer = app.store().write(app.horloge().maintenant()).await?;
        for du in lot {
            demander(&writer, du, None).await?;
        }
        writer.commit().await?;
    }
    Ok(dus.len())
}

/// Asks that those who lead a PSAD be told what a campaign brought them, in the transaction that publishes it.
pub(crate) async fn annoncer_publication(
    writer: &Writer,
    campagne: Uuid,
    jour: NaiveDate,
) -> Result<(), StoreError> {
    let psads = organisation::list(writer, GenreOrganisation::Psad.into()).await?;
    let psads: Vec<Uuid> = psads.into_iter().map(|psad| psad.id).collect();
    let mut responsables: Vec<Uuid> = appartenance::members_of(writer, &psads, jour)
        .await?
        .into_iter()
        .filter(|(appartenance, _)| appartenance.role == Role::ResponsablePsad.code())
        .map(|(_, compte)| compte.id)
        .collect();
    responsables.sort_unstable();
    responsables.dedup();
    for utilisateur in responsables {
        demander(writer, &Avis::Publication { utilisateur, campagne, jour }, None).await?;
    }
    Ok(())
}

/// Asks that those who answer for these schools' sheets be reminded of the lines that wait.
pub(crate) async fn rappeler_feuilles(
    writer: &Writer,
    etablissements: &[Uuid],
    jour: NaiveDate,
) -> Result<(), StoreError> {
    for (tenue, compte) in appartenance::members_of(writer, etablissements, jour).await? {
        if Role::de_code(&tenue.role).is_some_and(|role| REPONDENT.contains(&role)) {
            let (etablissement, utilisateur) = (tenue.organisation, compte.id);
            demander(writer, &Avis::Feuille { etablissement, utilisateur, jour }, None).await?;
        }
    }
    Ok(())
}

async fn demander(writer: &Writer, avis: &Avis, pret_le: Option<DateTime<Utc>>) -> Result<(), StoreError> {
    let charge = serde_json::to_value(avis).map_err(|error| StoreError::Invalide(error.to_string()))?;
    let nouveau = NouveauTravail {
        genre: GENRE.to_owned(),
        cle: Some(avis.cle()),
        charge,
        essais_max: ESSAIS,
        pret_le,
        demande_par: None,
    };
    travail::enqueue(writer, nouveau).await.map(drop)
}

/// Sends one mail that is asked for, or finds that nobody is to have it; `false` when none waits.
///
/// # Errors
/// When the store does not answer; the mail is then taken again later, unless it may have left.
pub async fn un_courriel(app: &App) -> Result<bool, StoreError> {
    if !travail::waits(app.store().read(), &[GENRE], app.horloge().maintenant()).await? {
        return Ok(false);
    }
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let pris = travail::lease(&writer, &[GENRE], BAIL).await?;
    writer.commit().await?;
    let Some(pris) = pris else { return Ok(false) };
    let Ok(avis) = serde_json::from_value::<Avis>(pris.charge.clone()) else {
        // Asked for by another version of the program: nobody here knows what it was.
        let writer = app.store().write(app.horloge().maintenant()).await?;
        let sans_suite = Travail { essais: pris.essais_max, ..pris };
        travail::fail(&writer, &sans_suite, "demandé par une autre version", ATTENTE).await?;
        writer.commit().await?;
        return Ok(true);
    };
    let lettre = match composer(app, &avis).await? {
        Compose::Lettre(lettre) => lettre,
        Compose::Rien => {
            finir(app, &avis, &pris).await?;
            return Ok(true);
        }
        Compose::PlusTard => {
            let maintenant = app.horloge().maintenant();
            let writer = app.store().write(maintenant).await?;
            if travail::finish(&writer, &pris).await? {
                demander(&writer, &avis, Some(maintenant + PLUS_TARD)).await?;
            }
            writer.commit().await?;
            return Ok(true);
        }
    };
    let cle = avis.cle();
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let a_nous = avis::reserver(&writer, &cle).await?;
    writer.commit().await?;
    if a_nous && app.poster(lettre).await.is_err() {
        let writer = app.store().write(app.horloge().maintenant()).await?;
        avis::liberer(&writer, &cle).await?;
        travail::fail(&writer, &pris, "le courriel n’est pas parti", ATTENTE).await?;
        writer.commit().await?;
        return Ok(true);
    }
    finir(app, &avis, &pris).await?;
    Ok(true)
}

async fn finir(app: &App, avis: &Avis, pris: &Travail) -> Result<(), StoreError> {
    let writer = app.store().write(app.horloge().maintenant()).await?;
    if let Avis::Resume { utilisateur, jour } = avis {
        avis::noter(&writer, *utilisateur, *jour).await?;
    }
    travail::finish(&writer, pris).await?;
    writer.commit().await
}

/// Forgets what was sent long ago.
async fn ranger(app: &App) -> Result<(), StoreError> {
    let maintenant = app.horloge().maintenant();
    let writer = app.store().write(maintenant).await?;
    avis::oublier(&writer, maintenant - MEMOIRE).await?;
    travail::purge_of(&writer, &[GENRE], maintenant - TRACES).await?;
    writer.commit().await
}

async fn composer(app: &App, avis: &Avis) -> Result<Compose, StoreError> {
    match *avis {
        Avis::Resume { utilisateur, .. } => match ouvert(app, utilisateur).await? {
            Some(compte) => Ok(resume(app, &compte).await?.into()),
            None => Ok(Compose::Rien),
        },
        Avis::Publication { utilisateur, campagne, jour } => {
            Ok(publication(app, utilisateur, campagne, jour).await?.into())
        }
        Avis::Rappel { utilisateur, dossier, entretien } => {
            rappel(app, utilisateur, dossier, entretien).await
        }
        Avis::Feuille { etablissement, utilisateur, .. } => {
            Ok(feuille(app, etablissement, utilisateur).await?.into())
        }
        Avis::RappelDuJeune { dossier, entretien } => rappel_du_jeune(app, dossier, entretien).await,
    }
}

async fn ouvert(app: &App, utilisateur: Uuid) -> Result<Option<Utilisateur>, StoreError> {
    Ok(utilisateur::find(app.store().read(), utilisateur).await?.filter(|compte| compte.actif))
}

/// What somebody may see today: a perimeter for each membership that lets dossiers be read.
pub(crate) async fn perimetres(app: &App, compte: &Utilisateur) -> Result<Vec<Perimetre>, StoreError> {
    let aujourd_hui = app.horloge().aujourd_hui();
    let tenues = appartenance::valid_on(app.store().read(), compte.id, aujourd_hui).await?;
    Ok(tenues
        .iter()
        .filter_map(|(tenue, organisation)| {
            Perimetre::of_membership(compte, tenue, organisation, aujourd_hui)
        })
        .filter(|perimetre| peut(perimetre.role(), Agregat::Dossier, Action::Lire))
        .collect())
}

/// The summary of somebody now; nothing when there is nothing to say, or no membership that holds.
pub(crate) async fn resume(app: &App, compte: &Utilisateur) -> Result<Option<Lettre>, StoreError> {
    let reader = app.store().read();
    let choix = avis::preference(reader, compte.id).await?;
    let rythme = choix.as_ref().map_or((Frequence::Hebdomadaire, 1), |choix| (choix.frequence, choix.jour));
    let aujourd_hui = app.horloge().aujourd_hui();
    let il_y_a_une_semaine = aujourd_hui.checked_sub_days(Days::new(7)).unwrap_or(aujourd_hui);
    let depuis = choix
        .and_then(|choix| choix.dernier_le)
        // What came since a summary of long ago is not news any more.
        .filter(|dernier| *dernier > il_y_a_une_semaine && *dernier < aujourd_hui)
        .unwrap_or(il_y_a_une_semaine);
    let mut appartenances: Vec<(Perimetre, Chiffres)> = Vec::new();
    for perimetre in perimetres(app, compte).await? {
        let chiffres = avis::chiffres(reader, &perimetre, depuis).await?;
        appartenances.push((perimetre, chiffres));
    }
    Ok(composition::resume(app.config(), compte.courriel.clone(), &appartenances, rythme))
}

async fn publication(
    app: &App,
    utilisateur: Uuid,
    campagne: Uuid,
    jour: NaiveDate,
) -> Result<Option<Lettre>, StoreError> {
    let reader = app.store().read();
    let Some(compte) = ouvert(app, utilisateur).await? else { return Ok(None) };
    let choix = avis::preference(reader, utilisateur).await?;
    if choix.is_some_and(|choix| choix.frequence == Frequence::Aucune) {
        return Ok(None);
    }
    let Some(campagne) = campagne::find(reader, campagne).await? else { return Ok(None) };
    let mut nouveaux = Vec::new();
    for perimetre in perimetres(app, &compte).await? {
        if perimetre.role() == Role::ResponsablePsad {
            let ouverts = Filtre { ouverts_depuis: Some(jour), ..Filtre::default() };
            let nombre = dossier::compter(reader, &perimetre, &ouverts).await?;
            nouveaux.push((perimetre, nombre));
        }
    }
    Ok(composition::publication(app.config(), compte.courriel, &campagne.nom, jour, &nouveaux))
}

/// The reminder of a sheet; nothing when all is answered meanwhile, or the person answers for the school no more.
async fn feuille(app: &App, etablissement: Uuid, utilisateur: Uuid) -> Result<Option<Lettre>, StoreError> {
    let reader = app.store().read();
    let Some(compte) = ouvert(app, utilisateur).await? else { return Ok(None) };
    let jour = app.horloge().aujourd_hui();
    for perimetre in perimetres(app, &compte).await? {
        if perimetre.organisation().id == etablissement && REPONDENT.contains(&perimetre.role()) {
            // Of today on: the lines without an answer, and no other.
            let lignes = verification::feuille(reader, &perimetre, jour).await?;
            let attendent =
                lignes.iter().filter(|ligne| ligne.etat.verification == EtatVerification::AVerifier).count();
            return Ok(composition::feuille(app.config(), compte.courriel, &perimetre, attendent));
        }
    }
    Ok(None)
}

async fn rappel(app: &App, utilisateur: Uuid, dossier: Uuid, entretien: Uuid) -> Result<Compose, StoreError> {
    let reader = app.store().read();
    let maintenant = app.horloge().local(app.horloge().maintenant());
    let attendu = agenda::attendu(reader, dossier, entretien).await?;
    let du = attendu.filter(|attendu| {
        calendrier::rappel_du(maintenant, attendu.entretien.le) && attendu.agents.contains(&utilisateur)
    });
    let Some(attendu) = du else { return Ok(Compose::Rien) };
    let Some(compte) = ouvert(app, utilisateur).await? else { return Ok(Compose::PlusTard) };
    for perimetre in perimetres(app, &compte).await? {
        if !dossier::pourquoi(reader, &perimetre, dossier).await?.is_empty() {
            let jour = maintenant.date();
            let lettre =
                composition::rappel(app.config(), compte.courriel, dossier, &attendu.entretien, jour);
            return Ok(Compose::Lettre(lettre));
        }
    }
    Ok(Compose::PlusTard)
}

async fn rappel_du_jeune(app: &App, dossier: Uuid, entretien: Uuid) -> Result<Compose, StoreError> {
    let reader = app.store().read();
    let maintenant = app.horloge().local(app.horloge().maintenant());
    let attendu = agenda::attendu(reader, dossier, entretien).await?;
    let Some(attendu) = attendu.filter(|a| calendrier::rappel_du(maintenant, a.entretien.le)) else {
        return Ok(Compose::Rien);
    };
    let Some(joignable) = agenda::joignable(reader, dossier, &app.config().seuils).await? else {
        return Ok(Compose::PlusTard);
    };
    let (structure, jour) = (&attendu.structure, maintenant.date());
    let lettre = composition::rappel_du_jeune(app.config(), joignable, &attendu.entretien, structure, jour);
    Ok(Compose::Lettre(lettre))
}
