//! How a case is written: one line per register line.

use chrono::NaiveDate;
use raccroche_domain::{
    AutreSituation, DecisionHumaine, Definition, Diplome, Dossier, Enregistrement, Formation, GenreRegistre,
    Jugement, NatureDecision, NatureSituation, NiveauDiplome, Redaction, Registre, Regle, RoleRegistre,
    Scolarite, Sexe, Surete, TableCycles, Temoignage, juger,
};

pub(crate) const AS_OF: &str = "2027-03-15";

pub(crate) fn d(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn registre(role: RoleRegistre, genre: GenreRegistre, date: &str) -> Registre {
    Registre { nom: format!("{role:?}"), role, genre, date: d(date) }
}

pub(crate) fn previous() -> Registre {
    registre(RoleRegistre::Precedent, GenreRegistre::Siecle, "2026-06-30")
}

pub(crate) fn current() -> Registre {
    registre(RoleRegistre::Actuel, GenreRegistre::Siecle, "2027-03-10")
}

/// An enrolment: label, first day, last day (empty for none).
pub(crate) fn scolarite(libelle: &str, debut: &str, fin: &str) -> Enregistrement {
    let day = |text: &str| (!text.is_empty()).then(|| d(text));
    Enregistrement {
        ligne: 12,
        scolarite: Some(Scolarite {
            formation: Formation { libelle: Some(libelle.to_owned()), ..Formation::default() },
            debut: day(debut),
            fin: day(fin),
            ..Scolarite::default()
        }),
        ..Enregistrement::default()
    }
}

pub(crate) fn diplome(niveau: NiveauDiplome, date: &str) -> Enregistrement {
    Enregistrement {
        diplome: Some(Diplome {
            niveau,
            code: None,
            libelle: None,
            date: Some(d(date)),
            obtenu: true,
            decision: None,
        }),
        ..Enregistrement::default()
    }
}

pub(crate) fn situation(nature: NatureSituation, debut: &str, fin: &str) -> Enregistrement {
    let day = |text: &str| (!text.is_empty()).then(|| d(text));
    Enregistrement {
        autre: Some(AutreSituation { nature, organisme: None, debut: day(debut), fin: day(fin) }),
        ..Enregistrement::default()
    }
}

/// A case under construction: born, and the lines with their register.
#[derive(Clone)]
pub(crate) struct Cas {
    pub(crate) naissance: Option<NaiveDate>,
    pub(crate) lignes: Vec<(Registre, Enregistrement, Surete)>,
    pub(crate) decision: Option<DecisionHumaine>,
    pub(crate) sans_nom: bool,
    pub(crate) definition: Definition,
    pub(crate) date: NaiveDate,
}

/// One line a register line, so that a property's counter-example can be read.
impl std::fmt::Debug for Cas {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "born {:?}, on {}, {}, {:?}", self.naissance, self.date, self.definition, self.decision)?;
        for (registre, ligne, surete) in &self.lignes {
            write!(f, "  {:?} of {}, {surete:?}:", registre.role, registre.date)?;
            if let Some(s) = &ligne.scolarite {
                write!(f, " {:?} {:?}..{:?}", s.formation.libelle, s.debut, s.fin)?;
            }
            if let Some(a) = &ligne.autre {
                write!(f, " {:?} {:?}..{:?}", a.nature, a.debut, a.fin)?;
            }
            if let Some(diplome) = &ligne.diplome {
                write!(f, " {:?} {:?}", diplome.niveau, diplome.date)?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

impl Cas {
    /// Born that day, in a CAP last year.
    pub(crate) fn ne(naissance: &str) -> Self {
        Self::sans_scolarite(naissance).ligne(previous(), scolarite("CAP cuisine", "2025-09-01", ""))
    }

    pub(crate) fn sans_scolarite(naissance: &str) -> Self {
        Self {
            naissance: (!naissance.is_empty()).then(|| d(naissance)),
            lignes: Vec::new(),
            decision: None,
            sans_nom: false,
            definition: Definition::D31359,
            date: d(AS_OF),
        }
    }

    pub(crate) fn ligne(mut self, registre: Registre, ligne: Enregistrement) -> Self {
        self.lignes.push((registre, ligne, Surete::Certaine));
        self
    }

    pub(crate) fn peut_etre(mut self, registre: Registre, ligne: Enregistrement) -> Self {
        self.lignes.push((registre, ligne, Surete::AVerifier));
        self
    }

    pub(crate) fn sans_nom(mut self) -> Self {
        self.sans_nom = true;
        self
    }

    pub(crate) fn terminal(mut self) -> Self {
        self.definition = Definition::DiplomeTerminal;
        self
    }

    pub(crate) fn decide(mut self, nature: NatureDecision, le: &str) -> Self {
        self.decision = Some(DecisionHumaine { nature, decide_le: d(le) });
        self
    }

    pub(crate) fn juger(&self) -> Jugement {
        self.avec(juger)
    }

    pub(crate) fn phrase(&self) -> String {
        self.avec(|dossier, regle| {
            let croises = ["SIECLE 2026".to_owned(), "SIFA 2026".to_owned()];
            let redaction = Redaction { date: regle.date, croises: &croises, nom_etablissement: &|_| None };
            redaction.verdict(dossier, &juger(dossier, regle))
        })
    }

    pub(crate) fn avec<T>(&self, then: impl FnOnce(&Dossier<'_>, &Regle<'_>) -> T) -> T {
        let temoignages = self
            .lignes
            .iter()
            .map(|(registre, ligne, surete)| Temoignage { registre, ligne, surete: *surete })
            .collect();
        let dossier = Dossier {
            sexe: Some(Sexe::Feminin),
            naissance: self.naissance,
            sans_nom: self.sans_nom,
            temoignages,
            decision: self.decision,
        };
        let cycles = TableCycles::default();
        then(&dossier, &Regle { date: self.date, definition: self.definition, cycles: &cycles })
    }
}

/// 17 at the date of the campaign.
pub(crate) const MINEUR: &str = "2009-06-01";
/// 19 at the date of the campaign.
pub(crate) const MAJEUR: &str = "2007-06-01";

pub(crate) fn ml() -> Registre {
    registre(RoleRegistre::SuiviMissionLocale, GenreRegistre::Autre, "2027-03-01")
}

pub(crate) fn other() -> Registre {
    registre(RoleRegistre::AutreActivite, GenreRegistre::Autre, "2027-03-01")
}

pub(crate) fn corrections(decide_le: &str) -> Registre {
    registre(RoleRegistre::Corrections, GenreRegistre::Autre, decide_le)
}

pub(crate) fn diplomas() -> Registre {
    registre(RoleRegistre::Diplomes, GenreRegistre::Autre, "2026-07-10")
}
