//! `dispositif`: the files of the catalogue, checked before anybody relies on them, and listed.

use std::{
    fs,
    io::{self, ErrorKind},
    path::{Path, PathBuf},
};

use anyhow::{Result, anyhow, bail};
use clap::{Args, Subcommand};
use raccroche_domain::{
    dispositif::{Academie, Catalogue, Defaut, FICHIERS_LIVRES, SURCOUCHES_LIVREES, texte_du_fichier},
    francais::compter,
};

use super::output::say;

/// What may be done with the catalogue.
#[derive(Debug, Subcommand)]
pub(crate) enum DispositifCommand {
    /// Check files: every defect with its file, line and column.
    Check(CheckArgs),
    /// List the dispositifs, as an académie runs them.
    Liste(ListeArgs),
}

/// Arguments of `dispositif check`.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Folder of dispositifs (its `academies` folder too), or files; what the program comes with when nothing is given.
    paths: Vec<PathBuf>,
    /// Check the overlay of this académie alone (`bordeaux`, `limoges`…); of all of them when not given.
    #[arg(long)]
    academie: Option<String>,
}

/// Arguments of `dispositif liste`.
#[derive(Debug, Args)]
pub(crate) struct ListeArgs {
    /// The académie (`bordeaux`, `limoges`…).
    #[arg(long)]
    academie: Option<String>,
}

/// Name and text of a file.
type Fichier = (String, String);

/// Runs the subcommand.
pub(crate) fn run(command: &DispositifCommand) -> Result<()> {
    match command {
        DispositifCommand::Check(args) => check(args),
        DispositifCommand::Liste(args) => liste(args),
    }
}

fn academie(code: Option<&str>) -> Result<Option<Academie>> {
    let Some(code) = code else { return Ok(None) };
    if let Some(academie) = Academie::de_code(code) {
        return Ok(Some(academie));
    }
    let codes: Vec<_> = Academie::TOUS.iter().map(|academie| academie.code()).collect();
    bail!("« {code} » n’est pas une académie ; sont possibles : {}.", codes.join(", "))
}

fn check(args: &CheckArgs) -> Result<()> {
    let seule = academie(args.academie.as_deref())?;
    let Lus { fichiers, mut surcouches, mut defauts } =
        if args.paths.is_empty() { livres() } else { lus(&args.paths)? };
    if let Some(academie) = seule {
        let nom = format!("{}.toml", academie.code());
        let sienne = |fichier: &str| Path::new(fichier).file_name().is_some_and(|f| f == nom.as_str());
        surcouches.retain(|(fichier, _)| sienne(fichier));
        // Files given without it are checked with the one that the program comes with.
        if surcouches.is_empty() {
            let livree = livres().surcouches.into_iter().find(|(fichier, _)| sienne(fichier));
            surcouches.extend(livree);
        }
        if surcouches.is_empty() && defauts.is_empty() {
            bail!("aucun fichier academies/{nom}\u{a0}: rien ne distingue cette académie.");
        }
    }
    defauts.extend(Catalogue::verifier(&empruntes(&fichiers), &empruntes(&surcouches)));
    if defauts.is_empty() {
        let comptes: Vec<String> = [(fichiers.len(), "dispositif"), (surcouches.len(), "académie")]
            .into_iter()
            .filter(|(n, _)| *n > 0)
            .map(|(n, quoi)| compter(n as u64, quoi))
            .collect();
        say(&format!("{} sans défaut.", comptes.join(", ")))?;
        return Ok(());
    }
    for defaut in &defauts {
        say(&defaut.to_string())?;
    }
    bail!("{} à corriger.", compter(defauts.len() as u64, "défaut"))
}

/// The catalogue that a server runs with the files of a folder.
///
/// # Errors
/// Every defect of every file: a server does not start on fiches that it would not run as they were meant.
pub(super) fn du_dossier(dossier: &Path, academie: Option<Academie>) -> Result<Catalogue> {
    let Lus { fichiers, surcouches, mut defauts } = lus(&[dossier.to_owned()])?;
    let lu = Catalogue::avec(&empruntes(&fichiers), &empruntes(&surcouches), academie);
    match lu {
        Ok(catalogue) if defauts.is_empty() => Ok(catalogue),
        Ok(_) => bail!("{}", en_lignes(&defauts)),
        Err(trouves) => {
            defauts.extend(trouves);
            bail!("{}", en_lignes(&defauts))
        }
    }
}

fn en_lignes(defauts: &[Defaut]) -> String {
    defauts.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

fn empruntes(fichiers: &[Fichier]) -> Vec<(&str, &str)> {
    fichiers.iter().map(|(nom, texte)| (nom.as_str(), texte.as_str())).collect()
}

/// What there is to check, and what is wrong with the files themselves.
#[derive(Default)]
struct Lus {
    fichiers: Vec<Fichier>,
    surcouches: Vec<Fichier>,
    defauts: Vec<Defaut>,
}

fn livres() -> Lus {
    let en_fichiers = |liste: &[(&str, &str)]| {
        liste.iter().map(|(nom, texte)| ((*nom).to_owned(), (*texte).to_owned())).collect()
    };
    Lus {
        fichiers: en_fichiers(FICHIERS_LIVRES),
        surcouches: en_fichiers(SURCOUCHES_LIVREES),
        defauts: Vec::new(),
    }
}

/// The files named, and those of the folders named; what stands in a folder `academies` is an overlay. A file that cannot
/// be read is a defect among others: the next ones are looked at still.
fn lus(chemins: &[PathBuf]) -> Result<Lus> {
    let mut trouves = Vec::new();
    for chemin in chemins {
        if chemin.is_dir() {
            let avant = trouves.len();
            for dossier in [chemin.clone(), chemin.join("academies")] {
                if dossier.is_dir() {
                    trouves.extend(toml_de(&dossier)?);
                }
            }
            if trouves.len() == avant {
                bail!("{}\u{a0}: aucun fichier .toml dans ce dossier.", chemin.display());
            }
        } else {
            trouves.push(chemin.clone());
        }
    }
    let mut lus = Lus::default();
    for chemin in trouves {
        let nom = chemin.display().to_string();
        let texte = match fs::read(&chemin) {
            Ok(octets) => texte_du_fichier(&nom, octets),
            Err(erreur) => Err(Defaut::en_tete(&nom, &illisible(&erreur))),
        };
        match texte {
            Err(defaut) => lus.defauts.push(defaut),
            Ok(texte) if d_une_academie(&chemin) => lus.surcouches.push((nom, texte)),
            Ok(texte) => lus.fichiers.push((nom, texte)),
        }
    }
    Ok(lus)
}

/// Whether the file stands in a folder `academies`, however it was named from here.
fn d_une_academie(chemin: &Path) -> bool {
    let entier = std::path::absolute(chemin).unwrap_or_else(|_| chemin.to_owned());
    entier.parent().and_then(Path::file_name).is_some_and(|dossier| dossier == "academies")
}

fn illisible(erreur: &io::Error) -> String {
    match erreur.kind() {
        ErrorKind::NotFound => "ce fichier n’existe pas : vérifiez son nom.".to_owned(),
        ErrorKind::IsADirectory => {
            "c’est un dossier, pas un fichier : renommez-le sans « .toml ».".to_owned()
        }
        ErrorKind::PermissionDenied => {
            "ce fichier ne peut pas être lu : vous n’en avez pas le droit.".to_owned()
        }
        _ => format!("ce fichier ne peut pas être lu ({erreur})."),
    }
}

fn toml_de(dossier: &Path) -> Result<Vec<PathBuf>> {
    let mut chemins = Vec::new();
    let refuse = |erreur: io::Error| {
        let pourquoi = match erreur.kind() {
            ErrorKind::PermissionDenied => "vous n’en avez pas le droit".to_owned(),
            _ => erreur.to_string(),
        };
        anyhow!("{}\u{a0}: ce dossier ne peut pas être lu\u{a0}: {pourquoi}.", dossier.display())
    };
    for entree in fs::read_dir(dossier).map_err(refuse)? {
        let chemin = entree.map_err(refuse)?.path();
        if chemin.extension().is_some_and(|suffixe| suffixe.eq_ignore_ascii_case("toml")) {
            chemins.push(chemin);
        }
    }
    chemins.sort();
    Ok(chemins)
}

fn liste(args: &ListeArgs) -> Result<()> {
    let catalogue = match academie(args.academie.as_deref())? {
        Some(academie) => Catalogue::pour_academie(academie),
        None => Catalogue::livre().clone(),
    };
    let mut phase = None;
    for dispositif in catalogue.tous() {
        if phase != Some(dispositif.phase) {
            phase = Some(dispositif.phase);
            say(&format!("\n{}", dispositif.phase.libelle()))?;
        }
        let sigle = dispositif.sigle.as_ref().map_or_else(String::new, |sigle| format!(" ({sigle})"));
        say(&format!("  {:<28} {}{sigle}", dispositif.code, dispositif.nom))?;
    }
    Ok(())
}
