//! Files that can be read and are the wrong ones: a campaign run on them would end with calm figures.
//!
//! Last year's register given for this year's finds everybody again; an empty one finds nobody. Neither shows in a list.

use chrono::{Datelike, NaiveDate};
use raccroche_domain::{RoleRegistre, francais::date_longue};

use crate::{Campaign, CampaignError, SourceFile, people::Source};

/// Refuses a source that holds nobody, or that says to be of another school year than its date.
pub(crate) fn check_source(file: &SourceFile, source: &Source) -> Result<(), CampaignError> {
    let refused = |message: String| Err(CampaignError::input(&file.path, None, message));
    let counts = &source.quality.counts;
    if counts.rows_read == 0 {
        let then = match source.registre.role {
            RoleRegistre::Precedent => "il n’y aurait personne à chercher",
            _ => "tous ceux qui devraient y figurer passeraient pour introuvables",
        };
        return refused(format!(
            "aucune ligne n’a été lue dans {} : {then}. Vérifiez que ce fichier est le bon et qu’il est complet ; si la source \
             est vraiment vide, retirez-la de la campagne.",
            source.registre.nom
        ));
    }
    let first = source.quality.files.iter().find_map(|read| Some((read, read.set_aside.first()?)));
    if let Some((read, finding)) = first.filter(|_| counts.rows_read == counts.set_aside) {
        return refused(format!(
            "aucune des {} lignes de {} n’a pu être gardée. La première ({}, ligne {}, {}) : {}. Vérifiez que ce fichier est le \
             bon.",
            counts.rows_read,
            source.registre.nom,
            read.file,
            finding.line,
            finding.field,
            finding.problem.reason()
        ));
    }
    let date = source.registre.date;
    for (read, year) in source.quality.files.iter().filter_map(|f| Some((f, f.annee_scolaire?))) {
        if !pictures(i32::from(year), source.registre.role, date) {
            return refused(format!(
                "le fichier {} est de l’année scolaire {year}-{}, alors que la source {} est datée du {}. Donnez le fichier de \
                 la bonne année, ou corrigez la clé « date ».",
                read.file,
                year + 1,
                source.registre.nom,
                date_longue(date)
            ));
        }
    }
    Ok(())
}

/// Whether a register of the school year that begins in `year` can picture that day. It is prepared from June on, and left
/// as it is until autumn, or until the end of the year for whoever starts from it.
fn pictures(year: i32, role: RoleRegistre, date: NaiveDate) -> bool {
    let last_month = if role == RoleRegistre::Precedent { 12 } else { 9 };
    let month = (date.year(), date.month());
    ((year, 6)..=(year + 1, last_month)).contains(&month)
}

/// A campaign that looks for nobody would end with calm figures; it is the sign of a wrong file.
pub(crate) fn somebody_to_look_for(campaign: &Campaign, sources: &[Source]) -> Result<(), CampaignError> {
    let is_previous = |source: &&Source| source.registre.role == RoleRegistre::Precedent;
    if sources.iter().filter(is_previous).any(|source| !source.lines.is_empty()) {
        return Ok(());
    }
    let path = campaign.sources.iter().find(|source| source.role == RoleRegistre::Precedent);
    Err(CampaignError::Input {
        path: path.map(|source| source.path.clone()).unwrap_or_default(),
        line: None,
        message: "aucun jeune de 16 ans ou plus n’a été lu dans les registres de départ (role = \"previous\") : il n’y \
                  aurait personne à chercher. Vérifiez que ce fichier est le bon et qu’il contient des lignes."
            .to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_register_pictures_its_own_year() {
        for (year, role, date, expected) in [
            (2026, RoleRegistre::Actuel, "2027-03-10", true),
            (2026, RoleRegistre::Actuel, "2026-06-20", true),
            (2026, RoleRegistre::Actuel, "2027-09-02", true),
            (2025, RoleRegistre::Actuel, "2027-03-10", false),
            (2025, RoleRegistre::Actuel, "2026-10-10", false),
            (2027, RoleRegistre::Actuel, "2027-03-10", false),
            (2025, RoleRegistre::Precedent, "2026-06-30", true),
            (2025, RoleRegistre::Precedent, "2026-10-10", true),
            (2025, RoleRegistre::Precedent, "2027-03-10", false),
            (2026, RoleRegistre::Precedent, "2026-10-15", true),
        ] {
            assert_eq!(pictures(year, role, date.parse().unwrap()), expected, "{year} {role:?} {date}");
        }
    }
}
