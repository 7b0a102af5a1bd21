//! Files that can be read and may be the wrong ones: a campaign run on them ends with calm figures.
//!
//! Last year's register given for this year's finds everybody again; an empty one finds nobody. Neither shows in a list. What
//! leaves nothing to conclude is refused; what a human may have meant is told beside the figures.

use chrono::{Datelike, NaiveDate};
use raccroche_domain::{RoleRegistre, francais::date_longue};

use crate::{Campaign, CampaignError, people::Source};

/// Refuses a campaign that looks for nobody, or that could find nobody.
pub(crate) fn check(campaign: &Campaign, sources: &[Source]) -> Result<(), CampaignError> {
    let holds_somebody = |source: &&Source| !source.lines.is_empty();
    let refused = |role: RoleRegistre, message: &str| {
        let path =
            campaign.sources.iter().find(|source| source.role == role).map(|source| source.path.clone());
        Err(CampaignError::input(path.unwrap_or_default(), None, message))
    };
    let of = |role: RoleRegistre| sources.iter().filter(move |source| source.registre.role == role);
    if !of(RoleRegistre::Precedent).any(|source| holds_somebody(&source)) {
        return refused(
            RoleRegistre::Precedent,
            "aucun jeune de 16 ans ou plus n’a été lu dans les registres de départ (role = \"previous\") : il n’y aurait \
             personne à chercher. Vérifiez que ce fichier est le bon et qu’il contient des lignes.",
        );
    }
    let mut current = of(RoleRegistre::Actuel).peekable();
    if current.peek().is_some()
        && current.all(|source| source.quality.counts.kept + source.quality.counts.under_16 == 0)
    {
        return refused(
            RoleRegistre::Actuel,
            "aucune inscription n’a été lue dans les registres de l’année (role = \"current\") : tous passeraient pour perdus \
             de vue. Vérifiez que ces fichiers sont les bons et qu’ils contiennent des lignes.",
        );
    }
    Ok(())
}

/// What looks like a wrong file or a wrong date, in French, one sentence each.
pub(crate) fn remarks(sources: &[Source], as_of: NaiveDate) -> Vec<String> {
    sources.iter().flat_map(|source| of_source(source, as_of)).collect()
}

fn of_source(source: &Source, as_of: NaiveDate) -> Vec<String> {
    let (nom, date, counts) = (&source.registre.nom, source.registre.date, &source.quality.counts);
    let mut told = Vec::new();
    if counts.rows_read == 0 {
        told.push(format!(
            "Aucune ligne n’a été lue dans {nom} : ceux qui devraient y figurer passent pour introuvables. Vérifiez que ce \
             fichier est le bon et qu’il est complet."
        ));
    } else if counts.rows_read == counts.set_aside {
        told.push(format!(
            "Aucune des lignes de {nom} n’a pu être gardée (dossier qualite) : ceux qui devraient y figurer passent pour \
             introuvables."
        ));
    }
    if date > as_of {
        told.push(format!(
            "La source {nom} est datée du {}, après le jour de la campagne ({}) : vérifiez ces deux dates.",
            date_longue(date),
            date_longue(as_of)
        ));
    }
    let years = source.quality.files.iter().filter_map(|file| file.annee_scolaire);
    if let Some(year) = years.min().filter(|year| is_over(i32::from(*year), source.registre.role, date)) {
        told.push(format!(
            "La source {nom} contient un fichier de l’année scolaire {year}-{}, alors qu’elle est datée du {} : s’il n’est pas \
             le bon, les verdicts ne valent rien. Donnez le fichier de la bonne année, ou corrigez la date.",
            year + 1,
            date_longue(date)
        ));
    }
    told
}

/// Whether a register of the school year that begins in `year` is too old to picture that day. It is left as it is until
/// autumn, or until the end of the year for whoever starts from it.
fn is_over(year: i32, role: RoleRegistre, date: NaiveDate) -> bool {
    let last_month = if role == RoleRegistre::Precedent { 12 } else { 9 };
    (date.year(), date.month()) > (year + 1, last_month)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_register_pictures_its_own_year() {
        for (year, role, date, expected) in [
            (2026, RoleRegistre::Actuel, "2027-03-10", false),
            (2026, RoleRegistre::Actuel, "2027-09-02", false),
            (2025, RoleRegistre::Actuel, "2027-03-10", true),
            (2025, RoleRegistre::Actuel, "2026-10-10", true),
            (2025, RoleRegistre::Precedent, "2026-06-30", false),
            (2025, RoleRegistre::Precedent, "2026-10-10", false),
            (2025, RoleRegistre::Precedent, "2027-03-10", true),
        ] {
            assert_eq!(is_over(year, role, date.parse().unwrap()), expected, "{year} {role:?} {date}");
        }
    }
}
