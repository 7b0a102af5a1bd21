//! Documents in batches: the conventions of a territory, prepared in the background, taken away as one file.
//!
//! A batch is work under a lease. It is done in pieces, each sealed with the keys of the database in a file of its own: what was
//! rendered before a process died is not rendered again, and nothing on the disk can be read without the keys. The one file is
//! made as it is sent. Whoever asked is who reads: their perimeter decides at each document, and the log of its dossier says so.

mod envoi;

use std::{
    io::{self, Cursor, Write as _},
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use chrono::TimeDelta;
pub(crate) use envoi::envoyer;
use raccroche_documents::{Feuille, rendre_lot};
use raccroche_domain::{
    dispositif::ModeleDocument,
    droits::{Action, Agregat, MotifPortee, peut},
    francais::{nombre, plier, ponctuer},
};
use raccroche_store::{
    Perimetre, Place, StoreError, Writer, acces,
    parcours::{self, EnVigueur, MotifParcours, ParcoursLu},
    travail::{self, EtatTravail, NouveauTravail, Travail},
};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::{
    campagnes::fichiers::{dossier_prive, nom_sur},
    erreur::Erreur,
    etat::App,
    routes::parcours::{Contenu, contenu},
};

/// The kind of this work.
pub(crate) const GENRE: &str = "documents_lot";
/// How long the file of a batch is kept.
pub(crate) const CONSERVATION: TimeDelta = TimeDelta::days(7);
/// The same, in words.
pub(crate) const CONSERVATION_EN_MOTS: &str = "sept jours";
/// Documents of a piece: a second of two cores, and what is lost when a process dies.
const MORCEAU: usize = 50;
/// How often a batch is begun before it is given up.
const ESSAIS: i32 = 5;
/// Without a word for that long, it is begun again: much more than a piece takes.
const BAIL: TimeDelta = TimeDelta::seconds(90);
/// Between two looks at what is to be done.
const REPOS: Duration = Duration::from_secs(1);
/// The name of the list of a batch, in its folder.
const LISTE: &str = "liste.json";

/// What is asked for.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Charge {
    /// In the name of which membership.
    pub(crate) appartenance: Uuid,
    /// Code of the model.
    pub(crate) modele: String,
}

impl Charge {
    /// What a batch is of, when this program wrote it.
    pub(crate) fn de(travail: &Travail) -> Option<Self> {
        serde_json::from_value(travail.charge.clone()).ok()
    }

    /// The model.
    pub(crate) fn modele(&self) -> Option<ModeleDocument> {
        ModeleDocument::de_code(&self.modele)
    }
}

/// Asks for a batch; the same one that is not done yet is not asked for twice.
///
/// # Errors
/// When the store refuses.
pub(crate) async fn demander(
    writer: &Writer,
    perimetre: &Perimetre,
    modele: ModeleDocument,
) -> Result<Uuid, StoreError> {
    let appartenance = perimetre.appartenance();
    let nouveau = NouveauTravail {
        genre: GENRE.to_owned(),
        cle: Some(format!("{}:{}", appartenance.simple(), modele.code())),
        charge: serde_json::json!({ "appartenance": appartenance, "modele": modele.code() }),
        essais_max: ESSAIS,
        pret_le: None,
        demande_par: Some(perimetre.utilisateur()),
    };
    travail::enqueue(writer, nouveau).await
}

/// Prepares what is asked for, one batch after the other, until it is dropped.
pub(crate) async fn travailler(app: App) {
    loop {
        match un_lot(&app).await {
            Ok(true) => {}
            Ok(false) => tokio::time::sleep(REPOS).await,
            Err(error) => {
                tracing::error!(%error, "batch of documents");
                tokio::time::sleep(REPOS * 10).await;
            }
        }
    }
}

/// Prepares one batch; `false` when none waits.
///
/// # Errors
/// When the store does not answer; the batch is then taken again later.
pub async fn un_lot(app: &App) -> Result<bool, StoreError> {
    un_lot_par(app, MORCEAU).await
}

/// The same, in pieces of so many documents.
///
/// # Errors
/// As [`un_lot`].
pub async fn un_lot_par(app: &App, morceau: usize) -> Result<bool, StoreError> {
    if !travail::waits(app.store().read(), &[GENRE], app.horloge().maintenant()).await? {
        return Ok(false);
    }
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let pris = travail::lease(&writer, &[GENRE], BAIL).await?;
    writer.commit().await?;
    let Some(pris) = pris else { return Ok(false) };
    let (pris, phrase) = match preparer(app, &pris, morceau.max(1)).await {
        Ok(()) | Err(Echec::Interrompu) => return Ok(true),
        Err(Echec::Passager(error)) => {
            tracing::warn!(%error, travail = %pris.id, "batch to be tried again");
            (pris, "Le service n’a pas pu préparer ce lot. Il recommencera.".to_owned())
        }
        Err(Echec::Phrase(phrase)) => (Travail { essais: pris.essais_max, ..pris }, phrase),
    };
    let writer = app.store().write(app.horloge().maintenant()).await?;
    travail::fail(&writer, &pris, &phrase, TimeDelta::seconds(10)).await?;
    writer.commit().await?;
    Ok(true)
}

/// Why a batch is not prepared.
enum Echec {
    /// Nobody wants it any more, or somebody else has it.
    Interrompu,
    /// It is tried again.
    Passager(String),
    /// A sentence for whoever asked.
    Phrase(String),
}

impl From<StoreError> for Echec {
    fn from(error: StoreError) -> Self {
        Self::Passager(error.to_string())
    }
}

impl From<io::Error> for Echec {
    fn from(error: io::Error) -> Self {
        Self::Passager(error.to_string())
    }
}

impl From<Erreur> for Echec {
    fn from(erreur: Erreur) -> Self {
        Self::Passager(format!("{erreur:?}"))
    }
}

/// Work that blocks, away from those who wait for pages.
async fn a_part<T: Send + 'static>(travail: impl FnOnce() -> T + Send + 'static) -> Result<T, Echec> {
    tokio::task::spawn_blocking(travail).await.map_err(|error| Echec::Passager(error.to_string()))
}

/// The folder of a batch.
fn dossier(app: &App, lot: Uuid) -> PathBuf {
    app.config().donnees.join("lots").join(lot.simple().to_string())
}

fn fichier(dossier: &Path, rang: usize) -> PathBuf {
    dossier.join(format!("{rang:05}"))
}

/// Where a piece stands: it opens nowhere else.
fn place(lot: Uuid) -> Place {
    Place { table: "travail", column: "lot", row: lot }
}

async fn preparer(app: &App, pris: &Travail, morceau: usize) -> Result<(), Echec> {
    let lue = Charge::de(pris).and_then(|charge| Some((charge.modele()?, charge.appartenance)));
    let (Some((modele, appartenance)), Some(demandeur)) = (lue, pris.demande_par) else {
        return Err(Echec::Phrase("Ce lot a été demandé par une autre version.".to_owned()));
    };
    let jour = app.horloge().aujourd_hui();
    // Asked for by somebody whose role has ended since, or changed, it is for nobody.
    let perimetre = Perimetre::of(app.store().read(), demandeur, appartenance, jour).await?;
    let permis = |perimetre: &Perimetre| peut(perimetre.role(), Agregat::LotDocuments, Action::Ecrire);
    let Some(perimetre) = perimetre.filter(permis) else {
        return Err(Echec::Phrase("Le rôle dans lequel ce lot a été demandé a pris fin.".to_owned()));
    };
    let dossier = dossier(app, pris.id);
    let liste = liste(app, &perimetre, modele, &dossier, morceau).await?;
    if liste.documents.is_empty() {
        return Err(Echec::Phrase("Aucun parcours en cours de votre territoire n’a ce document.".to_owned()));
    }
    let total = liste.documents.len();
    let mut reste = Vec::new();
    for (rang, documents) in liste.documents.chunks(liste.morceau.max(1)).enumerate() {
        // What was rendered before a process died is not rendered again.
        if !tokio::fs::try_exists(fichier(&dossier, rang)).await? {
            reste.push((rang, documents));
        }
    }
    let charger_le = async |numero: usize| match reste.get(numero) {
        Some((_, documents)) => charger(app, &perimetre, documents).await,
        None => Ok((Vec::new(), Vec::new())),
    };
    let mut charges = charger_le(0).await?;
    for (numero, (rang, documents)) in reste.iter().enumerate() {
        let faits = rang * liste.morceau;
        let writer = app.store().write(app.horloge().maintenant()).await?;
        if !battre(&writer, pris, faits, total).await? {
            return Err(Echec::Interrompu);
        }
        writer.commit().await?;
        let (pieces, lus) = charges;
        let (lot, coffre) = (pris.id, app.clone());
        let rendu = a_part(move || {
            let archive = archiver(rendre(pieces)).map_err(io::Error::other)?;
            coffre.store().keyring().seal(place(lot), &archive).map_err(io::Error::other)
        });
        // The database gives the next piece while the processors render this one.
        let (scelle, suite) = tokio::join!(rendu, charger_le(numero + 1));
        let scelle = scelle??;
        charges = suite?;
        let writer = app.store().write(app.horloge().maintenant()).await?;
        if !lus.is_empty() {
            acces::record_each(&writer, &perimetre, &lus, "document").await?;
        }
        if !battre(&writer, pris, faits + documents.len(), total).await? {
            return Err(Echec::Interrompu);
        }
        writer.commit().await?;
        ecrire(&fichier(&dossier, *rang), scelle.as_bytes()).await?;
    }
    let writer = app.store().write(app.horloge().maintenant()).await?;
    if travail::finish(&writer, pris).await? {
        writer.commit().await?;
        Ok(())
    } else {
        Err(Echec::Interrompu)
    }
}

async fn battre(writer: &Writer, pris: &Travail, faits: usize, total: usize) -> Result<bool, StoreError> {
    let milliemes = i32::try_from(faits.saturating_mul(1_000) / total.max(1)).unwrap_or(0);
    let etape = format!("{} documents sur {}", nombre(faits as u64), nombre(total as u64));
    travail::heartbeat(writer, pris, BAIL, milliemes.min(990), Some(&etape)).await
}

/// Whole or not at all: what is half written has another name.
async fn ecrire(fichier: &Path, octets: &[u8]) -> io::Result<()> {
    let provisoire = fichier.with_extension("part");
    tokio::fs::write(&provisoire, octets).await?;
    tokio::fs::rename(&provisoire, fichier).await
}

/// What a batch is made of, decided once: begun again, it is the same, in the same pieces. References, no name.
#[derive(Debug, Serialize, Deserialize)]
struct Liste {
    morceau: usize,
    documents: Vec<EnVigueur>,
}

async fn liste(
    app: &App,
    perimetre: &Perimetre,
    modele: ModeleDocument,
    dossier: &Path,
    morceau: usize,
) -> Result<Liste, Echec> {
    let prive = dossier.to_owned();
    a_part(move || dossier_prive(&prive)).await??;
    let ou = dossier.join(LISTE);
    match tokio::fs::read(&ou).await {
        Ok(ecrite) => serde_json::from_slice(&ecrite).map_err(|error| Echec::Passager(error.to_string())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let documents = parcours::en_vigueur(app.store().read(), perimetre, modele).await?;
            let liste = Liste { morceau, documents };
            let ecrite = serde_json::to_vec(&liste).map_err(|error| Echec::Passager(error.to_string()))?;
            ecrire(&ou, &ecrite).await?;
            Ok(liste)
        }
        Err(error) => Err(error.into()),
    }
}

/// A document and the name of its file.
struct Piece {
    nom: String,
    contenu: Contenu,
}

/// The documents that the perimeter holds, and the reason for each of their dossiers. What left it since is left out.
async fn charger(
    app: &App,
    perimetre: &Perimetre,
    documents: &[EnVigueur],
) -> Result<(Vec<Piece>, Vec<(Uuid, MotifPortee)>), Echec> {
    let (mut pieces, mut lus) = (Vec::with_capacity(documents.len()), Vec::new());
    for EnVigueur { parcours, document } in documents {
        let Some(lu) = parcours::lire(app.store().read(), perimetre, *parcours).await? else { continue };
        let MotifParcours::Dossier(motif) = lu.motif else { continue };
        let Some(contenu) = contenu(app, &lu, *document, perimetre.le()).await? else { continue };
        pieces.push(Piece { nom: nom(&lu, *document), contenu });
        lus.push((lu.dossier, motif));
    }
    Ok((pieces, lus))
}

/// `DUVAL_Ines_convention_stage_v2_3F2A91C0`: found by name, and unique.
fn nom(lu: &ParcoursLu, numero: Uuid) -> String {
    let prenom = lu.identite.prenoms.first().map_or("", String::as_str);
    let document = lu.suivi.etat.documents.iter().find(|document| document.id == numero);
    let (modele, version) =
        document.map_or(("document", 1), |document| (document.modele.code(), document.version));
    let entier = numero.simple().to_string();
    let fin = entier.get(24..).unwrap_or_default().to_uppercase();
    let qui = format!("{}_{}", plier(&lu.identite.nom_famille).to_uppercase(), plier(prenom));
    nom_sur(&format!("{qui}_{modele}_v{version}_{fin}"))
}

/// The files of a piece. A document that cannot be rendered stops nothing: its file says so.
fn rendre(pieces: Vec<Piece>) -> Vec<(String, Vec<u8>)> {
    let mut fichiers = Vec::with_capacity(pieces.len());
    let (mut noms, mut feuilles): (Vec<String>, Vec<Feuille>) = (Vec::new(), Vec::new());
    for piece in pieces {
        match piece.contenu {
            Contenu::Scelle(octets) => fichiers.push((format!("{}.pdf", piece.nom), octets)),
            Contenu::ARendre(feuille) => {
                noms.push(piece.nom);
                feuilles.push(*feuille);
            }
        }
    }
    let rendus = Mutex::new(Vec::with_capacity(feuilles.len()));
    rendre_lot(&feuilles, |avancement, rendu| {
        let fichier = match rendu {
            Ok(pdf) => (format!("{}.pdf", noms[avancement.rang]), pdf.octets),
            Err(error) => {
                tracing::error!(%error, "document of a batch");
                (format!("{}.txt", noms[avancement.rang]), ponctuer(&error.phrase()).into_bytes())
            }
        };
        rendus.lock().unwrap_or_else(PoisonError::into_inner).push(fichier);
        ControlFlow::Continue(())
    });
    fichiers.extend(rendus.into_inner().unwrap_or_else(PoisonError::into_inner));
    fichiers.sort_by(|un, autre| un.0.cmp(&autre.0));
    fichiers
}

fn options(methode: CompressionMethod) -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(methode).last_modified_time(zip::DateTime::default())
}

/// The files of a piece as one, before it is sealed.
fn archiver(fichiers: Vec<(String, Vec<u8>)>) -> zip::result::ZipResult<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (nom, octets) in fichiers {
        archive.start_file(nom, options(CompressionMethod::Stored))?;
        archive.write_all(&octets)?;
    }
    Ok(archive.finish()?.into_inner())
}

/// Erases the files of batches that are too old, given up, or that nothing knows any more.
///
/// # Errors
/// When the store does not answer; what the disk refuses is tried again later.
pub async fn ranger(app: &App) -> Result<(), StoreError> {
    let limite = app.horloge().maintenant() - CONSERVATION;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    travail::purge_of(&writer, &[GENRE], limite).await?;
    writer.commit().await?;
    let racine = app.config().donnees.join("lots");
    let Ok(mut entrees) = tokio::fs::read_dir(&racine).await else { return Ok(()) };
    while let Ok(Some(entree)) = entrees.next_entry().await {
        let lot = entree.file_name().to_str().and_then(|nom| nom.parse::<Uuid>().ok());
        let garde = match lot {
            Some(lot) => travail::find(app.store().read(), lot).await?.is_some_and(|connu| {
                matches!(connu.etat, EtatTravail::EnAttente | EtatTravail::EnCours | EtatTravail::Fini)
            }),
            None => false,
        };
        if !garde && let Err(error) = tokio::fs::remove_dir_all(entree.path()).await {
            tracing::warn!(%error, "folder of a batch");
        }
    }
    Ok(())
}
