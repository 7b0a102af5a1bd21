//! The school calendar as the ministry's open data gives it (`fr-en-calendrier-scolaire`): a line for each académie and each
//! holidays, as CSV.
//!
//! Its two dates are moments: midnight of the first day, and midnight of the day on which classes begin again, both told in
//! universal time, so that the eve stands in the file. Local days are made of them by whoever knows the clock of the place.

use std::path::Path;

use chrono::{DateTime, Days, NaiveDate, NaiveDateTime, Utc};
use raccroche_domain::{Vacances, francais::plier};

use crate::{
    error::{ReadError, ReadErrorKind},
    fields::some,
    reference::Reference,
};

/// Holidays of one académie, read from a calendar.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendrier {
    /// Each once, in order.
    pub vacances: Vec<Vacances>,
    /// Lines of the académie that are no holidays of pupils: of teachers alone, without an end, unreadable.
    pub ecartees: Vec<u64>,
    /// The places that the file speaks of, each once, in order: what to say when none is the one asked for.
    pub lieux: Vec<String>,
}

impl Calendrier {
    /// Reads the lines of an académie, whose name is compared without case nor accents; `local` gives the local time of a moment.
    ///
    /// # Errors
    /// [`ReadError`] when the file cannot be read or lacks `description`, `start_date`, `end_date` or `location`.
    pub fn lire(
        path: &Path,
        academie: &str,
        local: impl Fn(DateTime<Utc>) -> NaiveDateTime,
    ) -> Result<Self, ReadError> {
        let mut table = Reference::open(path)?;
        let missing = |name: &str| {
            ReadErrorKind::MissingColumn { column: name.to_owned(), nearest: table.nearest(name) }
                .in_file(&table.file)
                .at_line(1)
        };
        let column = |name: &'static str| table.column(&[name]).ok_or_else(|| missing(name));
        let (description, debut, fin, lieu) =
            (column("description")?, column("start_date")?, column("end_date")?, column("location")?);
        let population = table.column(&["population"]);
        let mut lu = Self::default();
        let voulu = plier(academie);
        while let Some((line, row)) = table.next_row()? {
            let cell = |column: usize| row.get(column).and_then(some);
            let Some(ici) = cell(lieu) else { continue };
            if plier(&ici) != voulu {
                if !lu.lieux.contains(&ici) {
                    lu.lieux.push(ici);
                }
                continue;
            }
            let des_eleves =
                population.and_then(cell).is_none_or(|qui| !plier(&qui).starts_with("enseignant"));
            let jour = |column: usize| cell(column).and_then(|texte| jour(&texte, &local));
            let vacances =
                cell(description).zip(jour(debut)).zip(jour(fin)).and_then(|((nom, du), reprise)| {
                    Some(Vacances { nom, du, au: reprise.checked_sub_days(Days::new(1))? })
                });
            match vacances.filter(|vacances| des_eleves && vacances.defaut().is_none()) {
                Some(vacances) if !lu.vacances.contains(&vacances) => lu.vacances.push(vacances),
                Some(_) => {}
                None => lu.ecartees.push(line),
            }
        }
        lu.vacances.sort();
        lu.lieux.sort();
        Ok(lu)
    }
}

/// `2027-02-12T23:00:00+00:00`, `2027-02-13T00:00:00+01:00` or `2027-02-13`: the local day.
fn jour(texte: &str, local: &impl Fn(DateTime<Utc>) -> NaiveDateTime) -> Option<NaiveDate> {
    match DateTime::parse_from_rfc3339(texte) {
        Ok(moment) => Some(local(moment.to_utc()).date()),
        Err(_) => texte.parse().ok(),
    }
}
