//! Reading back the folder of a campaign: its accounting and the quality reports of its sources.

use std::{collections::HashSet, fs, path::Path};

use raccroche_registers::QualityReport;
use serde::de::DeserializeOwned;

use crate::{Bilan, CampaignError};

/// The accounting of the campaign that wrote this folder.
///
/// # Errors
/// When the folder is not that of a campaign, or was written by another version.
pub fn read_bilan(dir: &Path) -> Result<Bilan, CampaignError> {
    read_json(&dir.join("bilan.json"))
}

/// The quality report of a source of the campaign, by its position among those of the accounting; `None` when there are not
/// so many.
///
/// # Errors
/// As [`read_bilan`].
pub fn read_quality(
    dir: &Path,
    bilan: &Bilan,
    position: usize,
) -> Result<Option<QualityReport>, CampaignError> {
    let mut used = HashSet::new();
    let slugs = bilan.sources.iter().map(|source| crate::zoning::unused_slug(&source.nom, &mut used));
    let slugs: Vec<String> = slugs.collect();
    let Some(slug) = slugs.get(position) else { return Ok(None) };
    read_json(&dir.join("qualite").join(format!("{slug}.json"))).map(Some)
}

fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T, CampaignError> {
    let text = fs::read(path).map_err(|error| CampaignError::unreadable(path, &error))?;
    serde_json::from_slice(&text).map_err(|error| {
        let line = u64::try_from(error.line()).ok();
        CampaignError::input(
            path,
            line,
            "ce fichier n’est pas celui d’une campagne de cette version. Relancez-la.",
        )
    })
}
