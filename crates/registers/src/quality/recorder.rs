//! Keeps the accounts of one file while it is read.
//!
//! A reader fills an [`Enregistrement`], noting remarks on the way, then hands it over: the recorder decides whether
//! the line is kept, set aside or under 16, and only then counts its remarks. What was noted about someone under 16
//! is forgotten with the line.

use chrono::NaiveDate;
use raccroche_domain::{AGE_PLANCHER, Coordonnees, Enregistrement, Scolarite, anniversaire};

use super::{DateRange, FileReport, Finding, Problem};

/// Remarks of one kind that are listed one by one for one file; beyond, they are counted.
const LISTED_PER_KIND: u64 = 1000;
/// Names of columns or sub-trees passed over that are kept for one file.
const UNKNOWN_NAMES: usize = 200;
/// A birth date older than this is a keying error.
const CENTURY: u32 = 100;
/// An exit may be foreseen this many years ahead: a contract of apprenticeship lasts four at most.
const FORESEEN: u32 = 5;

/// Accounts of one file.
pub(crate) struct Recorder {
    pub(crate) report: FileReport,
    as_of: NaiveDate,
    pending: Vec<Finding>,
}

impl Recorder {
    pub(crate) fn new(file: &str, format: impl Into<String>, as_of: NaiveDate) -> Self {
        let report = FileReport { file: file.to_owned(), format: format.into(), ..FileReport::default() };
        Self { report, as_of, pending: Vec::new() }
    }

    pub(crate) fn as_of(&self) -> NaiveDate {
        self.as_of
    }

    /// Notes something about the line being read.
    pub(crate) fn note(&mut self, finding: Finding) {
        self.pending.push(finding);
    }

    /// Counts a column or sub-tree that is passed over. A hostile file may make up names without end: a few are kept.
    pub(crate) fn unknown(&mut self, name: &str) {
        let unknown = &mut self.report.unknown;
        if let Some(count) = unknown.get_mut(name) {
            *count += 1;
        } else if unknown.len() < UNKNOWN_NAMES {
            unknown.insert(name.chars().take(80).collect(), 1);
        }
    }

    /// What was noted since the last line is about the file itself.
    pub(crate) fn remark_on_file(&mut self) {
        let notes = std::mem::take(&mut self.pending);
        self.list(notes);
    }

    /// Some bytes were not of the announced encoding.
    pub(crate) fn mended_encoding(&mut self) {
        let read = self.report.encodings_read.join(" et ");
        self.note(Finding {
            line: 1,
            field: "encodage".into(),
            value_class: format!("lu comme {read}").into(),
            problem: Problem::MendedEncoding,
            suggestion: None,
        });
        self.remark_on_file();
    }

    /// The report of a register read to its end. One that describes nobody says so: it was sent by mistake, or its
    /// export failed, and whoever should be in it would pass for lost.
    pub(crate) fn into_report(mut self) -> FileReport {
        if self.report.counts.rows_read == 0 {
            self.note(Finding {
                line: 1,
                field: "fichier".into(),
                value_class: "vide".into(),
                problem: Problem::NoRow,
                suggestion: None,
            });
            self.remark_on_file();
        }
        self.report
    }

    /// Starts a line that speaks of a person.
    pub(crate) fn begin_row(&mut self) {
        self.report.counts.rows_read += 1;
        self.pending.clear();
    }

    /// Ends the line begun: it cannot be used.
    pub(crate) fn set_aside(&mut self, finding: Finding) {
        self.report.counts.set_aside += 1;
        self.report.set_aside.push(finding);
        self.pending.clear();
    }

    /// Ends the line begun: kept and counted, or not given back.
    pub(crate) fn admit(
        &mut self,
        line: Enregistrement,
        birth_field: &'static str,
    ) -> Option<Enregistrement> {
        let (line, notes) = self.screen(line, birth_field)?;
        self.keep(&line, notes);
        Some(line)
    }

    /// The first half of [`Self::admit`], for a reader that completes lines later: whether the line may be kept, with
    /// its remarks. The line must then go to [`Self::keep`] or, with [`Self::set_aside`], out. `birth_field` is the
    /// register's own name for the birth date.
    pub(crate) fn screen(
        &mut self,
        mut line: Enregistrement,
        birth_field: &'static str,
    ) -> Option<(Enregistrement, Vec<Finding>)> {
        let at = line.ligne;
        let finding = |field: &'static str, class: &'static str, problem| Finding {
            line: at,
            field: field.into(),
            value_class: class.into(),
            problem,
            suggestion: None,
        };
        let identite = &mut line.identite;
        let nameless = identite.nom_famille.is_empty() && identite.nom_usage.is_none();
        if nameless && line.ine.is_empty() && line.ine_brut.is_none() && line.id_local.is_none() {
            self.set_aside(finding("identité", "vide", Problem::NoIdentity));
            return None;
        }
        if nameless {
            self.note(finding("nom", "vide", Problem::MissingName));
        }
        match identite.date_naissance {
            Some(birth) if birth > self.as_of => {
                self.note(finding(birth_field, "date future", Problem::FutureDate));
                identite.date_naissance = None;
            }
            Some(birth) => {
                if anniversaire(birth, AGE_PLANCHER) > self.as_of {
                    self.report.counts.under_16 += 1;
                    self.pending.clear();
                    return None;
                }
                if anniversaire(birth, CENTURY) < self.as_of {
                    self.note(finding(birth_field, "plus de cent ans", Problem::ImplausibleDate));
                }
            }
            // When a text stood there, the reader has noted that it is impossible.
            None if !self.pending.iter().any(|f| f.field == birth_field) => {
                self.note(finding(birth_field, "vide", Problem::MissingBirthDate));
            }
            None => {}
        }
        let birth = identite.date_naissance;
        if let Some(scolarite) = &mut line.scolarite {
            self.drop_out_of_range(at, birth, scolarite);
        }
        if let Some(scolarite) = &line.scolarite
            && let (Some(debut), Some(fin)) = (scolarite.debut, scolarite.fin)
            && fin < debut
        {
            self.note(finding("dates d’entrée et de sortie", "dates inversées", Problem::ExitBeforeEntry));
        }
        Some((line, std::mem::take(&mut self.pending)))
    }

    /// An exit keyed `2206` is none: it is read as missing, as a date that no calendar holds is, and said.
    fn drop_out_of_range(&mut self, line: u64, birth: Option<NaiveDate>, scolarite: &mut Scolarite) {
        let last = anniversaire(self.as_of, FORESEEN);
        for (date, field) in [(&mut scolarite.debut, "date d’entrée"), (&mut scolarite.fin, "date de sortie")]
        {
            let early = birth.zip(*date).is_some_and(|(birth, date)| date < birth);
            if early || date.is_some_and(|date| date > last) {
                *date = None;
                self.note(Finding {
                    line,
                    field: field.into(),
                    value_class: if early { "avant la naissance" } else { "date lointaine" }.into(),
                    problem: Problem::DateOutOfRange,
                    suggestion: None,
                });
            }
        }
    }

    /// The second half of [`Self::admit`]: the line is complete and goes to the caller.
    pub(crate) fn keep(&mut self, line: &Enregistrement, notes: Vec<Finding>) {
        let report = &mut self.report;
        report.counts.kept += 1;
        let identite = &line.identite;
        let missing = &mut report.missing;
        missing.ine += u64::from(line.ine.is_empty());
        missing.birth_date += u64::from(identite.date_naissance.is_none());
        missing.sexe += u64::from(identite.sexe.is_none());
        missing.birth_place += u64::from(identite.naissance.is_none());
        let reachable = |c: &Coordonnees| !(c.telephones.is_empty() && c.courriels.is_empty());
        let located = |c: &Coordonnees| {
            c.adresse.as_ref().is_some_and(|adresse| adresse.commune.is_some() || adresse.ville.is_some())
        };
        let anybody = |test: &dyn Fn(&Coordonnees) -> bool| {
            test(&line.coordonnees) || line.representants.iter().any(|r| test(&r.coordonnees))
        };
        missing.commune += u64::from(!anybody(&located));
        missing.contact += u64::from(!anybody(&reachable));
        if let Some(date) = identite.date_naissance {
            DateRange::extend(&mut report.births, date);
        }
        if let Some(scolarite) = &line.scolarite {
            if let Some(date) = scolarite.debut {
                DateRange::extend(&mut report.entries, date);
            }
            if let Some(date) = scolarite.fin {
                DateRange::extend(&mut report.exits, date);
            }
        }
        report.counts.with_remark += u64::from(!notes.is_empty());
        self.list(notes);
    }

    fn list(&mut self, notes: Vec<Finding>) {
        let report = &mut self.report;
        for finding in notes {
            let count = report.remark_counts.entry(finding.problem).or_default();
            *count += 1;
            if *count <= LISTED_PER_KIND {
                report.remarks.push(finding);
            }
        }
    }
}
