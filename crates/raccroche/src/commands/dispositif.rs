//! `dispositif`: the files of the catalogue, checked before anybody relies on them, and listed.

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use raccroche_domain::{
    dispositif::{Academie, Catalogue, FICHIERS_LIVRES, SURCOUCHES_LIVREES},
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
    let (fichiers, mut surcouches) = if args.paths.is_empty() { livres() } else { lus(&args.paths)? };
    if let Some(academie) = seule {
        let nom = format!("{}.toml", academie.code());
        surcouches.retain(|(fichier, _)| Path::new(fichier).file_name().is_some_and(|f| f == nom.as_str()));
        if surcouches.is_empty() {
            bail!("aucun fichier academies/{nom} : rien ne distingue cette académie.");
        }
    }
    let textes: Vec<(&str, &str)> = fichiers.iter().map(|(f, t)| (f.as_str(), t.as_str())).collect();
    let mut defauts = Catalogue::lire(&textes, None).err().unwrap_or_default();
    // Overlays change what the files say: they are read once these are right.
    if defauts.is_empty() {
        for (fichier, texte) in &surcouches {
            defauts.extend(Catalogue::lire(&textes, Some((fichier, texte))).err().unwrap_or_default());
        }
    }
    if defauts.is_empty() {
        say(&format!(
            "{} sans défaut{}.",
            compter(fichiers.len() as u64, "dispositif"),
            if surcouches.is_empty() {
                String::new()
            } else {
                format!(", {}", compter(surcouches.len() as u64, "académie"))
            }
        ));
        return Ok(());
    }
    for defaut in &defauts {
        say(&defaut.to_string());
    }
    bail!("{} à corriger.", compter(defauts.len() as u64, "défaut"))
}

fn livres() -> (Vec<Fichier>, Vec<Fichier>) {
    let en_fichiers = |liste: &[(&str, &str)]| {
        liste.iter().map(|(nom, texte)| ((*nom).to_owned(), (*texte).to_owned())).collect()
    };
    (en_fichiers(FICHIERS_LIVRES), en_fichiers(SURCOUCHES_LIVREES))
}

/// The files named, and those of the folders named; what stands in a folder `academies` is an overlay.
fn lus(chemins: &[PathBuf]) -> Result<(Vec<Fichier>, Vec<Fichier>)> {
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
                bail!("{} : aucun fichier .toml dans ce dossier.", chemin.display());
            }
        } else {
            trouves.push(chemin.clone());
        }
    }
    let (mut fichiers, mut surcouches) = (Vec::new(), Vec::new());
    for chemin in trouves {
        let texte = fs::read_to_string(&chemin)
            .with_context(|| format!("{} : ce fichier ne peut pas être lu", chemin.display()))?;
        let surcouche =
            chemin.parent().and_then(Path::file_name).is_some_and(|dossier| dossier == "academies");
        let lu = (chemin.display().to_string(), texte);
        if surcouche { surcouches.push(lu) } else { fichiers.push(lu) }
    }
    // An overlay alone is checked against the catalogue of the program.
    if fichiers.is_empty() {
        fichiers = livres().0;
    }
    Ok((fichiers, surcouches))
}

fn toml_de(dossier: &Path) -> Result<Vec<PathBuf>> {
    let mut chemins = Vec::new();
    let illisible = || format!("{} : ce dossier ne peut pas être lu", dossier.display());
    for entree in fs::read_dir(dossier).with_context(illisible)? {
        let chemin = entree.with_context(illisible)?.path();
        if chemin.extension().is_some_and(|suffixe| suffixe == "toml") {
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
            say(&format!("\n{}", dispositif.phase.libelle()));
        }
        let sigle = dispositif.sigle.as_ref().map_or_else(String::new, |sigle| format!(" ({sigle})"));
        say(&format!("  {:<28} {}{sigle}", dispositif.code, dispositif.nom));
    }
    Ok(())
}
