//! Classes and formations: what is taught, under which codes, and how many follow it.
//!
//! Codes are invented but well shaped: a MEF starts with its real *dispositif de formation* (103 for a 3e, 241 for a
//! CAP in two years, 247 for a bac pro), a diploma code with its level. Shares and ages are orders of magnitude.

pub(crate) use crate::examens::Examen;
use crate::rng::Rng;

/// Which register states an enrolment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Registre {
    /// SIECLE, by school.
    Siecle,
    /// The agricultural ministry's.
    Agricole,
    /// SIFA, by CFA.
    Sifa,
}

/// A class, whatever the trade.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Classe {
    /// 6e.
    Sixieme,
    /// 5e.
    Cinquieme,
    /// 4e.
    Quatrieme,
    /// 3e.
    Troisieme,
    /// 3e SEGPA.
    TroisiemeSegpa,
    /// 2de générale et technologique.
    SecondeGt,
    /// 1re générale.
    PremiereG,
    /// 1re technologique.
    PremiereT,
    /// Terminale générale.
    TerminaleG,
    /// Terminale technologique.
    TerminaleT,
    /// First year of CAP at school.
    Cap1,
    /// Second year of CAP at school.
    Cap2,
    /// 2de professionnelle.
    SecondePro,
    /// 1re professionnelle.
    PremierePro,
    /// Terminale professionnelle.
    TerminalePro,
    /// First year of BTS at school.
    Bts1,
    /// Second year of BTS at school.
    Bts2,
    /// An action of the MLDS.
    Mlds,
    /// First year of CAP agricole.
    Capa1,
    /// Second year of CAP agricole.
    Capa2,
    /// 2de professionnelle agricole.
    SecondeAgri,
    /// 1re professionnelle agricole.
    PremiereAgri,
    /// Terminale professionnelle agricole.
    TerminaleAgri,
    /// First year of CAP, apprentice.
    CapApp1,
    /// Second year of CAP, apprentice.
    CapApp2,
    /// 1re of bac pro, apprentice.
    ProApp2,
    /// Terminale of bac pro, apprentice.
    ProApp3,
    /// First year of brevet professionnel, apprentice.
    BpApp1,
    /// Second year of brevet professionnel, apprentice.
    BpApp2,
    /// First year of BTS, apprentice.
    BtsApp1,
    /// Second year of BTS, apprentice.
    BtsApp2,
}

use Classe::{
    BpApp1, BpApp2, Bts1, Bts2, BtsApp1, BtsApp2, Cap1, Cap2, CapApp1, CapApp2, Capa1, Capa2, Cinquieme,
    Mlds, PremiereAgri, PremiereG, PremierePro, PremiereT, ProApp2, ProApp3, Quatrieme, SecondeAgri,
    SecondeGt, SecondePro, Sixieme, TerminaleAgri, TerminaleG, TerminalePro, TerminaleT, Troisieme,
    TroisiemeSegpa,
};

/// The facts of a class.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fiche {
    pub(crate) classe: Classe,
    pub(crate) registre: Registre,
    /// First three characters of its MEF.
    dispositif: &'static str,
    /// Years of the cycle, and which one.
    duree: u8,
    pub(crate) annee: u8,
    /// Age reached in the calendar year of the rentrée by somebody on time.
    pub(crate) age: i32,
    /// Per thousand of last year's registers.
    pub(crate) part: f64,
    pub(crate) examen: Option<Examen>,
    libelle: &'static str,
    /// Letter of its divisions.
    pub(crate) sigle: &'static str,
    /// SIFA's `SIT_N_1` for somebody who comes from it.
    pub(crate) sifa: &'static str,
}

#[expect(clippy::too_many_arguments, reason = "one line of the table below, in the order of its columns")]
const fn fiche(
    classe: Classe,
    registre: Registre,
    dispositif: &'static str,
    (annee, duree): (u8, u8),
    age: i32,
    part: f64,
    examen: Option<Examen>,
    (sigle, sifa, libelle): (&'static str, &'static str, &'static str),
) -> Fiche {
    Fiche { classe, registre, dispositif, duree, annee, age, part, examen, libelle, sigle, sifa }
}

use Registre::{Agricole, Siecle, Sifa};

/// All classes, in the order of [`Classe`].
pub(crate) const FICHES: [Fiche; 31] = [
    fiche(Sixieme, Siecle, "100", (1, 1), 11, 3.0, None, ("6", "1003", "6EME")),
    fiche(Cinquieme, Siecle, "101", (1, 1), 12, 4.0, None, ("5", "1005", "5EME")),
    fiche(Quatrieme, Siecle, "102", (1, 1), 13, 9.0, None, ("4", "1007", "4EME")),
    fiche(Troisieme, Siecle, "103", (1, 1), 14, 55.0, Some(Examen::Dnb), ("3", "1021", "3EME")),
    fiche(TroisiemeSegpa, Siecle, "169", (1, 1), 14, 8.0, None, ("3S", "1023", "3EME SEGPA")),
    fiche(SecondeGt, Siecle, "200", (1, 1), 15, 165.0, None, ("2", "2001", "2NDE GT")),
    fiche(PremiereG, Siecle, "201", (1, 1), 16, 115.0, None, ("1G", "2003", "PREMIERE GENERALE")),
    fiche(PremiereT, Siecle, "211", (1, 1), 16, 50.0, None, ("1T", "2003", "PREMIERE STMG")),
    fiche(
        TerminaleG,
        Siecle,
        "202",
        (1, 1),
        17,
        112.0,
        Some(Examen::BacGeneral),
        ("TG", "2005", "TERMINALE GENERALE"),
    ),
    fiche(
        TerminaleT,
        Siecle,
        "212",
        (1, 1),
        17,
        50.0,
        Some(Examen::BacTechnologique),
        ("TT", "2007", "TERMINALE STMG"),
    ),
    fiche(Cap1, Siecle, "241", (1, 2), 15, 35.0, None, ("1CAP", "3001", "1CAP2")),
    fiche(Cap2, Siecle, "241", (2, 2), 16, 32.0, Some(Examen::Cap), ("2CAP", "3003", "2CAP2")),
    fiche(SecondePro, Siecle, "247", (1, 3), 15, 78.0, None, ("2P", "3031", "2NDE PRO")),
    fiche(PremierePro, Siecle, "247", (2, 3), 16, 70.0, None, ("1P", "3032", "PREMIERE PRO")),
    fiche(
        TerminalePro,
        Siecle,
        "247",
        (3, 3),
        17,
        64.0,
        Some(Examen::BacPro),
        ("TP", "3033", "TERMINALE PRO"),
    ),
    fiche(Bts1, Siecle, "311", (1, 2), 18, 12.0, None, ("1BTS", "4001", "1BTS")),
    fiche(Bts2, Siecle, "311", (2, 2), 19, 10.0, Some(Examen::Bts), ("2BTS", "4001", "2BTS")),
    fiche(Mlds, Siecle, "290", (1, 1), 16, 6.0, None, ("MLDS", "5909", "MLDS REMOBILISATION")),
    fiche(Capa1, Agricole, "241", (1, 2), 15, 4.0, None, ("CAPA1", "3001", "CAP agricole 1")),
    fiche(Capa2, Agricole, "241", (2, 2), 16, 4.0, Some(Examen::Cap), ("CAPA2", "3003", "CAP agricole 2")),
    fiche(SecondeAgri, Agricole, "247", (1, 3), 15, 13.0, None, ("2PRO", "3031", "2NDE PRO agricole")),
    fiche(PremiereAgri, Agricole, "247", (2, 3), 16, 12.0, None, ("1PRO", "3032", "Bac pro agricole")),
    fiche(
        TerminaleAgri,
        Agricole,
        "247",
        (3, 3),
        17,
        11.0,
        Some(Examen::BacPro),
        ("TPRO", "3033", "Bac pro agricole"),
    ),
    fiche(CapApp1, Sifa, "241", (1, 2), 15, 20.0, None, ("CAP1", "3101", "CAP")),
    fiche(CapApp2, Sifa, "241", (2, 2), 16, 18.0, Some(Examen::Cap), ("CAP2", "3103", "CAP")),
    fiche(ProApp2, Sifa, "247", (2, 3), 16, 11.0, None, ("PRO2", "3132", "Bac pro")),
    fiche(ProApp3, Sifa, "247", (3, 3), 17, 9.0, Some(Examen::BacPro), ("PRO3", "3133", "Bac pro")),
    fiche(BpApp1, Sifa, "245", (1, 2), 17, 7.0, None, ("BP1", "3117", "BP")),
    fiche(BpApp2, Sifa, "245", (2, 2), 18, 6.0, Some(Examen::Bp), ("BP2", "3119", "BP")),
    fiche(BtsApp1, Sifa, "311", (1, 2), 18, 8.0, None, ("BTS1", "4101", "BTS")),
    fiche(BtsApp2, Sifa, "311", (2, 2), 19, 7.0, Some(Examen::Bts), ("BTS2", "4101", "BTS")),
];

/// Trades, for classes that have one: five characters of the MEF and the label.
const SPECIALITES: [(&str, &str); 24] = [
    ("22105", "CUISINE"),
    ("22106", "BOULANGERIE"),
    ("22107", "PATISSERIE"),
    ("31205", "COMMERCE ET VENTE"),
    ("33202", "ACCOMPAGNEMENT SOINS"),
    ("33403", "HOTELLERIE-RESTAURATION"),
    ("23204", "MACONNERIE"),
    ("23305", "PEINTURE"),
    ("23401", "MENUISERIE"),
    ("25501", "ELECTRICITE"),
    ("25202", "MAINTENANCE VEHICULES"),
    ("25403", "CHAUDRONNERIE"),
    ("33601", "COIFFURE"),
    ("33602", "ESTHETIQUE"),
    ("31101", "LOGISTIQUE"),
    ("32404", "GESTION-ADMINISTRATION"),
    ("24204", "METIERS DE LA MODE"),
    ("22708", "FROID ET CLIMATISATION"),
    ("25004", "MAINTENANCE DES EQUIPEMENTS"),
    ("34403", "METIERS DE LA SECURITE"),
    ("32205", "ARTS GRAPHIQUES"),
    ("33007", "ANIMATION"),
    ("31401", "COMPTABILITE"),
    ("25105", "USINAGE"),
];

const SPECIALITES_AGRI: [(&str, &str); 6] = [
    ("21005", "Productions horticoles"),
    ("21206", "Élevage"),
    ("21107", "Vigne et vin"),
    ("21301", "Forêt"),
    ("33003", "Services aux personnes"),
    ("21402", "Aménagements paysagers"),
];

/// A class with its trade.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Formation {
    /// The class.
    pub(crate) classe: Classe,
    specialite: u8,
}

impl Classe {
    /// Its facts.
    pub(crate) fn fiche(self) -> &'static Fiche {
        &FICHES[self as usize]
    }
}

impl Fiche {
    /// Whether the class leads to a vocational diploma, from which people go to a contract in mid-year.
    pub(crate) fn dispositif_pro(&self) -> bool {
        matches!(self.dispositif, "241" | "247")
    }
}

impl Formation {
    /// That class, in any trade.
    pub(crate) fn any(rng: &mut Rng, classe: Classe) -> Self {
        let n = if classe.fiche().registre == Agricole { SPECIALITES_AGRI.len() } else { SPECIALITES.len() };
        Self { classe, specialite: u8::try_from(rng.below(n)).unwrap_or(0) }
    }

    /// The following class in the same trade.
    pub(crate) fn then(self, classe: Classe) -> Self {
        let same = self.classe.fiche().registre == classe.fiche().registre
            || (self.classe.fiche().registre != Agricole && classe.fiche().registre != Agricole);
        Self { classe, specialite: if same { self.specialite } else { self.specialite % 6 } }
    }

    fn specialite(self) -> Option<(&'static str, &'static str)> {
        let fiche = self.classe.fiche();
        match fiche.registre {
            Agricole => SPECIALITES_AGRI.get(usize::from(self.specialite)).copied(),
            _ if fiche.duree > 1 => SPECIALITES.get(usize::from(self.specialite)).copied(),
            _ => None,
        }
    }

    /// MEF, eleven characters.
    pub(crate) fn mef(self) -> String {
        let fiche = self.classe.fiche();
        let specialite = self.specialite().map_or("10019", |s| s.0);
        format!("{}{specialite}{}{}1", fiche.dispositif, fiche.duree, fiche.annee)
    }

    /// Label of the class.
    pub(crate) fn libelle(self) -> String {
        let fiche = self.classe.fiche();
        self.specialite().map_or_else(|| fiche.libelle.to_owned(), |s| format!("{} {}", fiche.libelle, s.1))
    }

    /// The exam of the cycle's end, even when this class is not the last.
    pub(crate) fn examen_du_cycle(self) -> Option<Examen> {
        match self.classe {
            Sixieme | Cinquieme | Quatrieme | Troisieme | TroisiemeSegpa | Mlds => None,
            SecondeGt | PremiereG | TerminaleG => Some(Examen::BacGeneral),
            PremiereT | TerminaleT => Some(Examen::BacTechnologique),
            Cap1 | Cap2 | Capa1 | Capa2 | CapApp1 | CapApp2 => Some(Examen::Cap),
            SecondePro | PremierePro | TerminalePro | SecondeAgri | PremiereAgri | TerminaleAgri
            | ProApp2 | ProApp3 => Some(Examen::BacPro),
            BpApp1 | BpApp2 => Some(Examen::Bp),
            Bts1 | Bts2 | BtsApp1 | BtsApp2 => Some(Examen::Bts),
        }
    }

    /// Diploma code (CFD), eight characters, of an exam in this trade.
    pub(crate) fn code_diplome(self, examen: Examen) -> String {
        format!("{}{}", examen.code(), self.specialite().map_or("10019", |s| s.0))
    }

    /// Label of an exam in this trade.
    pub(crate) fn libelle_diplome(self, examen: Examen) -> String {
        match self.specialite() {
            Some((_, label)) if examen != Examen::Dnb => {
                format!("{} {}", examen.libelle(), label.to_lowercase())
            }
            _ => examen.libelle().to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use raccroche_domain as _;

    use super::*;
    use crate::rng::Purpose;

    #[test]
    fn table_and_enum_agree() {
        for (index, fiche) in FICHES.iter().enumerate() {
            assert_eq!(fiche.classe as usize, index);
        }
    }

    #[test]
    fn codes_are_well_shaped() {
        let mut rng = Rng::new(1, Purpose::Parcours, &[]);
        for fiche in FICHES {
            let formation = Formation::any(&mut rng, fiche.classe);
            assert_eq!(formation.mef().len(), 11, "{formation:?}");
            for examen in [Examen::Dnb, Examen::Cap, Examen::Bts] {
                assert_eq!(formation.code_diplome(examen).len(), 8);
            }
        }
        assert!(Formation::any(&mut rng, Troisieme).mef().starts_with("103"));
        let cap = Formation::any(&mut rng, Cap1);
        assert_eq!(cap.then(Cap2).libelle().split(' ').nth(1), cap.libelle().split(' ').nth(1));
    }
}
