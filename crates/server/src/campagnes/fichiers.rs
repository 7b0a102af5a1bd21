//! Files that people give: sent from their computer with a form, or put by the operator in the folder `depot`.
//!
//! No path comes from a request: a file sent takes a name of ours, a file of the folder is one that the folder lists.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use axum::{
    extract::{
        Multipart,
        multipart::{Field, MultipartError},
    },
    http::StatusCode,
};
use raccroche_domain::francais::ponctuer;
use tempfile::TempDir;
use tokio::{fs::File, io::AsyncWriteExt as _};

use crate::{erreur::Erreur, etat::App, saisie::Saisie};

/// How much the routes of registers let through: [`crate::garde::DEPOT`] in words.
pub(crate) const REGISTRE: &str = "512\u{a0}Mo";
/// How much the routes of a table let through, in bytes: exam results of an académie, the calendar of the country.
pub(crate) const TABLEAU: usize = 32 * 1024 * 1024;
/// The same, in words.
pub(crate) const TABLEAU_EN_MOTS: &str = "32\u{a0}Mo";
/// Longest field of a form beside its file, in bytes.
const CHAMP: usize = 1_000;

/// A file or folder put in the folder `depot`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Depose {
    /// Its name, without any folder.
    pub(crate) nom: String,
    /// Its size in bytes; 0 for a folder.
    pub(crate) octets: u64,
}

/// What the folder `depot` of the data directory holds, by name; nothing when there is no such folder.
///
/// # Errors
/// When it cannot be read.
pub(crate) fn deposes(donnees: &Path) -> io::Result<Vec<Depose>> {
    let entrees = match fs::read_dir(donnees.join("depot")) {
        Ok(entrees) => entrees,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut deposes = Vec::new();
    for entree in entrees {
        let entree = entree?;
        // A link could lead out of the data directory; a hidden file is half copied.
        let (genre, nom) = (entree.file_type()?, entree.file_name());
        let Some(nom) = nom.to_str().filter(|nom| !nom.starts_with('.')) else { continue };
        if genre.is_file() || genre.is_dir() {
            let octets = if genre.is_file() { entree.metadata()?.len() } else { 0 };
            deposes.push(Depose { nom: nom.to_owned(), octets });
        }
    }
    deposes.sort_by(|a, b| a.nom.cmp(&b.nom));
    Ok(deposes)
}

/// A name that any file system takes: letters, digits, dots, hyphens and underscores.
pub(crate) fn nom_sur(nom: &str) -> String {
    let nom = nom.rsplit(['/', '\\']).next().unwrap_or_default();
    let sur: String = nom
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' })
        .take(100)
        .collect();
    let sur = sur.trim_start_matches('.');
    if sur.is_empty() { "fichier".to_owned() } else { sur.to_owned() }
}

/// Makes a folder that its owner alone reads: registers name minors.
///
/// # Errors
/// When the system refuses.
pub(crate) fn dossier_prive(dossier: &Path) -> io::Result<()> {
    let mut constructeur = fs::DirBuilder::new();
    constructeur.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        constructeur.mode(0o700);
    }
    constructeur.create(dossier)
}

/// As [`dossier_prive`], for who answers a request.
///
/// # Errors
/// [`Erreur::Indisponible`] when the system refuses.
pub(crate) async fn preparer(dossier: &Path) -> Result<(), Erreur> {
    let dossier = dossier.to_owned();
    let fait = tokio::task::spawn_blocking(move || dossier_prive(&dossier)).await;
    fait.map_err(|_| Erreur::Interne)?.map_err(|error| disque(&error))
}

/// A folder of the data's `quoi` through which a file only passes: it is gone once it is let go, whatever came of it, even when
/// who sends hangs up midway.
///
/// # Errors
/// [`Erreur::Indisponible`] when the system refuses.
pub(crate) async fn de_passage(app: &App, quoi: &str) -> Result<TempDir, Erreur> {
    let parent = app.config().donnees.join(quoi);
    let fait = tokio::task::spawn_blocking(move || {
        dossier_prive(&parent)?;
        // Its owner alone reads it, too.
        tempfile::tempdir_in(parent)
    });
    fait.await.map_err(|_| Erreur::Interne)?.map_err(|error| disque(&error))
}

/// What people are told when the disk refuses.
pub(crate) fn disque(error: &io::Error) -> Erreur {
    tracing::error!(%error, "files sent");
    Erreur::Indisponible
}

/// A file that came with a form.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Recu {
    /// Its name, made safe.
    pub(crate) nom: String,
    /// Where it was put.
    pub(crate) chemin: PathBuf,
    /// Its size.
    pub(crate) octets: i64,
}

/// The fields of a form, and its file, put in `dossier`. `au_plus`: how much the route lets through, in words; `remede`: what to do
/// with a file too large, which is told beside its field with what came before it: there is then no file.
///
/// # Errors
/// [`Erreur::Demande`] when the form was cut on the way, or has two files; [`Erreur::Indisponible`] when the disk refuses.
pub(crate) async fn recevoir(
    mut formulaire: Multipart,
    dossier: &Path,
    (au_plus, remede): (&str, &str),
) -> Result<(Saisie, Option<Recu>), Erreur> {
    let trop = |champs: Vec<(String, String)>| {
        let mut saisie = Saisie::de_champs(champs);
        let phrase = format!("Le fichier n’est pas arrivé entier, ou dépasse {au_plus}. {remede}");
        saisie.erreur("fichier", &ponctuer(&phrase));
        Ok((saisie, None))
    };
    let trop_grand = |error: &MultipartError| error.status() == StatusCode::PAYLOAD_TOO_LARGE;
    let coupe = || Erreur::Demande("L’envoi a été coupé. Recommencez.".to_owned());
    let (mut champs, mut recu): (Vec<(String, String)>, Option<Recu>) = (Vec::new(), None);
    loop {
        let mut champ = match formulaire.next_field().await {
            Ok(Some(champ)) => champ,
            Ok(None) => break,
            Err(error) if trop_grand(&error) => return trop(champs),
            Err(_) => return Err(coupe()),
        };
        let code = champ.name().unwrap_or_default().to_owned();
        if code == "fichier" {
            let Some(nom) = champ.file_name().filter(|nom| !nom.is_empty()).map(nom_sur) else {
                continue;
            };
            if recu.is_some() {
                return Err(Erreur::Demande("Envoyez un fichier à la fois.".to_owned()));
            }
            let chemin = dossier.join(&nom);
            recu = match garder(&mut champ, &chemin).await {
                Ok(octets) => Some(Recu { nom, chemin, octets }),
                Err(Refus::Envoi) => return trop(champs),
                Err(Refus::Disque(error)) => return Err(disque(&error)),
            };
        } else {
            match valeur(&mut champ).await {
                Ok(valeur) => champs.push((code, valeur)),
                Err(Some(error)) if trop_grand(&error) => return trop(champs),
                Err(Some(_)) => return Err(coupe()),
                Err(None) => return Err(Erreur::Demande("Un champ est trop long.".to_owned())),
            }
        }
    }
    Ok((Saisie::de_champs(champs), recu))
}

/// What a field beside the file holds; the error is nothing when it is longer than such a field may be.
async fn valeur(champ: &mut Field<'_>) -> Result<String, Option<MultipartError>> {
    let mut valeur = Vec::new();
    while let Some(morceau) = champ.chunk().await.map_err(Some)? {
        valeur.extend_from_slice(&morceau);
        if valeur.len() > CHAMP {
            return Err(None);
        }
    }
    Ok(String::from_utf8_lossy(&valeur).into_owned())
}

/// Why a file sent is not kept.
enum Refus {
    /// Larger than what is let through, or cut on the way.
    Envoi,
    /// The disk refuses.
    Disque(io::Error),
}

/// Writes what is sent into a file, piece by piece; gives its size. What is half written is removed.
async fn garder(champ: &mut Field<'_>, fichier: &Path) -> Result<i64, Refus> {
    let ecrit = ecrire(champ, fichier).await;
    if ecrit.is_err() {
        // Best effort: what stays is in a folder that nothing reads.
        let _ = tokio::fs::remove_file(fichier).await;
    }
    ecrit
}

async fn ecrire(champ: &mut Field<'_>, fichier: &Path) -> Result<i64, Refus> {
    let mut sortie =
        File::options().write(true).create_new(true).open(fichier).await.map_err(Refus::Disque)?;
    let mut octets = 0_i64;
    while let Some(morceau) = champ.chunk().await.map_err(|_| Refus::Envoi)? {
        sortie.write_all(&morceau).await.map_err(Refus::Disque)?;
        octets = octets.saturating_add(i64::try_from(morceau.len()).unwrap_or(i64::MAX));
    }
    sortie.sync_all().await.map_err(Refus::Disque)?;
    Ok(octets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_never_leads_elsewhere() {
        for (nom, attendu) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\registres\\siècle 2026.zip", "si_cle_2026.zip"),
            ("..", "fichier"),
            ("", "fichier"),
            (".bashrc", "bashrc"),
        ] {
            assert_eq!(nom_sur(nom), attendu, "{nom:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn the_depot_lists_files_and_folders_but_no_link_nor_hidden_file() {
        let donnees = tempfile::tempdir().unwrap();
        assert_eq!(deposes(donnees.path()).unwrap(), []);
        let depot = donnees.path().join("depot");
        fs::create_dir_all(depot.join("siecle")).unwrap();
        fs::write(depot.join("sifa.csv"), "abc").unwrap();
        fs::write(depot.join(".sifa.csv.part"), "ab").unwrap();
        std::os::unix::fs::symlink("/etc", depot.join("lien")).unwrap();
        let noms: Vec<(String, u64)> =
            deposes(donnees.path()).unwrap().into_iter().map(|d| (d.nom, d.octets)).collect();
        assert_eq!(noms, [("siecle".to_owned(), 0), ("sifa.csv".to_owned(), 3)]);
    }
}
