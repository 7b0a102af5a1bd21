//! A row of a table as a register line.

use chrono::NaiveDate;
use raccroche_domain::{
    Adresse, AutreSituation, Coordonnees, DecisionExamen, Diplome, Enregistrement, Formation, Identite,
    LieuNaissance, NatureSituation, NiveauDiplome, Representant, Scolarite, ScolariteAnterieure,
    francais::plier,
};

use super::{
    columns::{
        ADRESSE, ANNEE_FORMATION, CODE_POSTAL, COMMUNE, COMMUNE_NAISSANCE, DATE_NAISSANCE, DEBUT,
        DEPARTEMENT_NAISSANCE, DIPLOME_CODE, DIPLOME_DATE, DIPLOME_LIBELLE, DIPLOME_NIVEAU, DIPLOME_OBTENU,
        DIPLOME_PREPARE, DIVISION, ETABLISSEMENT, ETABLISSEMENT_ANTERIEUR, FIN, FORMATION, ID_LOCAL,
        INE_BRUT, MEF, MOTIF_SORTIE, NOM_FAMILLE, NOM_USAGE, ORGANISME, PAYS_NAISSANCE, PRENOMS, SEXE,
        SINGLE, SITUATION, SITUATION_ANTERIEURE, SITUATION_DEBUT, SITUATION_FIN, STATUT, UAI, UAI_ANTERIEUR,
        UAI_BRUT, VILLE, VILLE_NAISSANCE, multiple, representant,
    },
    layout::{Layout, RepresentantLayout, Source},
};
use crate::{
    fields::{
        self, address, clean, commune_or_note, departement, note, push_ine, push_mail, push_phone,
        sexe_or_note, some, uai_or_note,
    },
    quality::{Problem, Recorder},
};

/// The cells of one row, as text.
pub(crate) trait Row {
    /// A cell, empty when there is none.
    fn cell(&self, column: usize) -> &str;
    /// Cells of the row.
    fn width(&self) -> usize;
}

/// Reads the columns of one row.
struct Reading<'a> {
    layout: &'a Layout,
    situation: Option<NatureSituation>,
    row: &'a dyn Row,
    recorder: &'a mut Recorder,
    line: u64,
}

/// Makes a register line of a row, noting what cannot be read; `situation` is that of whoever the row states none of.
pub(crate) fn compose(
    recorder: &mut Recorder,
    file: &str,
    line: u64,
    (layout, situation): (&Layout, Option<NatureSituation>),
    row: &dyn Row,
) -> Enregistrement {
    let mut reading = Reading { layout, situation, row, recorder, line };
    let mut out = Enregistrement {
        fichier: file.to_owned(),
        ligne: line,
        id_local: reading.some(ID_LOCAL),
        ..Enregistrement::default()
    };
    for source in &layout.multiple[multiple::INE] {
        let text = source.text(row);
        push_ine(reading.recorder, line, "ine", &text, &mut out.ine, &mut out.ine_brut);
    }
    if out.ine_brut.is_none() {
        out.ine_brut = reading.some(INE_BRUT);
    }
    out.identite = reading.identite();
    out.scolarite = reading.scolarite();
    out.anterieure = reading.anterieure();
    out.diplome = reading.diplome();
    out.autre = reading.autre();
    let commune = commune_or_note(reading.recorder, line, "commune", &layout.get(COMMUNE, row));
    out.coordonnees = Coordonnees {
        adresse: address(Adresse {
            lignes: layout.get(ADRESSE, row).into_owned(),
            code_postal: reading.some(CODE_POSTAL),
            ville: reading.some(VILLE),
            commune,
        }),
        ..Coordonnees::default()
    };
    contacts(
        &mut out.coordonnees,
        &layout.multiple[multiple::TELEPHONE],
        &layout.multiple[multiple::COURRIEL],
        row,
    );
    out.representants =
        layout.representants.iter().filter_map(|sources| reading.representant(sources)).collect();
    out
}

impl Reading<'_> {
    fn some(&self, column: usize) -> Option<String> {
        some(&self.layout.get(column, self.row))
    }

    fn date(&mut self, column: usize) -> Option<NaiveDate> {
        let source = self.layout.single[column].as_ref()?;
        let text = source.text(self.row);
        if text.is_empty() {
            return None;
        }
        let read = match &source.dates {
            Some(format) => format.read(&text, self.recorder.as_of()),
            None => fields::date(&text),
        };
        if read.is_none() {
            note(self.recorder, self.line, SINGLE[column], &text, Problem::ImpossibleDate);
        }
        read
    }

    fn identite(&mut self) -> Identite {
        let first = self.layout.get(PRENOMS, self.row);
        // `Anne, Marie`: a space alone does not part first names, `Jean Marie` is one.
        let mut prenoms: Vec<String> = first.split([',', ';']).filter_map(some).collect();
        prenoms.extend(
            self.layout.multiple[multiple::PRENOM].iter().filter_map(|source| some(&source.text(self.row))),
        );
        let sexe = self.layout.get(SEXE, self.row);
        Identite {
            nom_famille: self.layout.get(NOM_FAMILLE, self.row).into_owned(),
            nom_usage: self.some(NOM_USAGE),
            prenoms,
            date_naissance: self.date(DATE_NAISSANCE),
            sexe: sexe_or_note(self.recorder, self.line, "sexe", &sexe),
            naissance: self.naissance(),
        }
    }

    fn naissance(&mut self) -> Option<LieuNaissance> {
        let commune = self.layout.get(COMMUNE_NAISSANCE, self.row);
        let commune = commune_or_note(self.recorder, self.line, "commune_naissance", &commune);
        if let Some(commune) = commune {
            return Some(LieuNaissance::Commune(commune));
        }
        if let Some(pays) = self.some(PAYS_NAISSANCE)
            && !matches!(plier(&pays).as_str(), "100" | "99100" | "france" | "fr" | "fra")
        {
            return Some(LieuNaissance::Etranger { pays, ville: self.some(VILLE_NAISSANCE) });
        }
        departement(&self.layout.get(DEPARTEMENT_NAISSANCE, self.row)).map(LieuNaissance::Departement)
    }

    fn scolarite(&mut self) -> Option<Scolarite> {
        let mut uai_brut = None;
        let uai = self.layout.get(UAI, self.row);
        let uai = uai_or_note(self.recorder, self.line, "uai", &uai, &mut uai_brut);
        let statut = self.layout.get(STATUT, self.row);
        let read = fields::statut(&statut);
        if read.is_none() && !statut.is_empty() {
            note(self.recorder, self.line, "statut", &statut, Problem::UnknownCode);
        }
        let annee = self.layout.get(ANNEE_FORMATION, self.row);
        let read_annee = annee.parse().ok();
        if read_annee.is_none() && !annee.is_empty() {
            note(self.recorder, self.line, "annee_formation", &annee, Problem::UnknownCode);
        }
        let scolarite = Scolarite {
            uai,
            uai_brut: uai_brut.or_else(|| self.some(UAI_BRUT)),
            etablissement: self.some(ETABLISSEMENT),
            formation: Formation {
                mef: self.some(MEF),
                diplome: self.some(DIPLOME_PREPARE),
                libelle: self.some(FORMATION),
                annee: read_annee,
            },
            division: self.some(DIVISION),
            statut: read,
            debut: self.date(DEBUT),
            fin: self.date(FIN),
            motif_sortie: self.some(MOTIF_SORTIE),
        };
        (scolarite != Scolarite::default()).then_some(scolarite)
    }

    fn anterieure(&mut self) -> Option<ScolariteAnterieure> {
        let uai = self.layout.get(UAI_ANTERIEUR, self.row);
        let anterieure = ScolariteAnterieure {
            situation: self.some(SITUATION_ANTERIEURE),
            uai: uai_or_note(self.recorder, self.line, "uai_anterieur", &uai, &mut None),
            etablissement: self.some(ETABLISSEMENT_ANTERIEUR),
        };
        (anterieure != ScolariteAnterieure::default()).then_some(anterieure)
    }

    fn diplome(&mut self) -> Option<Diplome> {
        let level = self.layout.get(DIPLOME_NIVEAU, self.row);
        let (code, libelle) = (self.some(DIPLOME_CODE), self.some(DIPLOME_LIBELLE));
        let obtained = self.layout.get(DIPLOME_OBTENU, self.row);
        if level.is_empty() && code.is_none() && libelle.is_none() {
            return None;
        }
        let date = self.date(DIPLOME_DATE);
        let niveau =
            if level.is_empty() { libelle.as_deref().and_then(level_of_label) } else { read_level(&level) };
        let Some(niveau) = niveau else {
            note(self.recorder, self.line, "diplome_niveau", &level, Problem::UnknownCode);
            return None;
        };
        let decision = DecisionExamen::lire(&obtained);
        if decision.is_none() && !obtained.is_empty() {
            // Taken as not obtained: nobody is struck off a list on a word that we cannot read.
            note(self.recorder, self.line, "diplome_obtenu", &obtained, Problem::UnknownCode);
        }
        let obtenu = decision.map_or(obtained.is_empty(), |decision| decision == DecisionExamen::Admis);
        Some(Diplome { niveau, code, libelle, date, obtenu, decision })
    }

    fn autre(&mut self) -> Option<AutreSituation> {
        let nature = self.layout.get(SITUATION, self.row);
        let organisme = self.some(ORGANISME);
        let implied = self.situation.filter(|_| nature.is_empty());
        if nature.is_empty() && organisme.is_none() && implied.is_none() {
            return None;
        }
        let (debut, fin) = (self.date(SITUATION_DEBUT), self.date(SITUATION_FIN));
        let Some(nature) = implied.or_else(|| read_nature(&nature)) else {
            note(self.recorder, self.line, "situation", &nature, Problem::UnknownCode);
            return None;
        };
        Some(AutreSituation { nature, organisme, debut, fin })
    }

    fn representant(&mut self, sources: &RepresentantLayout) -> Option<Representant> {
        let get = |column: usize| {
            sources.single[column].as_ref().map_or(String::new(), |source| source.text(self.row).into_owned())
        };
        let commune = get(representant::COMMUNE);
        let mut coordonnees = Coordonnees {
            adresse: address(Adresse {
                lignes: get(representant::ADRESSE),
                code_postal: some(&get(representant::CODE_POSTAL)),
                ville: some(&get(representant::VILLE)),
                commune: commune_or_note(self.recorder, self.line, "rep_commune", &commune),
            }),
            ..Coordonnees::default()
        };
        let [telephones, courriels] = &sources.multiple;
        contacts(&mut coordonnees, telephones, courriels, self.row);
        let found = Representant {
            nom: get(representant::NOM),
            prenom: some(&get(representant::PRENOM)),
            parente: some(&get(representant::PARENTE)),
            legal: matches!(plier(&get(representant::LEGAL)).as_str(), "oui" | "o" | "1" | "true" | "vrai"),
            coordonnees,
        };
        let nobody =
            found.nom.is_empty() && found.prenom.is_none() && found.coordonnees == Coordonnees::default();
        (!nobody).then_some(found)
    }
}

fn contacts(coordonnees: &mut Coordonnees, telephones: &[Source], courriels: &[Source], row: &dyn Row) {
    for source in telephones {
        push_phone(coordonnees, &source.text(row));
    }
    for source in courriels {
        push_mail(coordonnees, &source.text(row));
    }
}

/// Our codes, the levels of 2019 by their number, those of 1969 in Roman figures.
pub(crate) fn read_level(text: &str) -> Option<NiveauDiplome> {
    match plier(text).as_str() {
        "aucun" | "0" => Some(NiveauDiplome::Aucun),
        "cfg" => Some(NiveauDiplome::Cfg),
        "dnb" => Some(NiveauDiplome::Dnb),
        "niveau3" | "niveau 3" | "3" | "v" | "niveau v" => Some(NiveauDiplome::Niveau3),
        "niveau4" | "niveau 4" | "4" | "iv" | "niveau iv" => Some(NiveauDiplome::Niveau4),
        "niveau5 et plus" | "niveau5" | "niveau 5" | "5" | "6" | "7" | "8" | "iii" | "ii" | "i" => {
            Some(NiveauDiplome::Niveau5EtPlus)
        }
        other => level_of_label(other),
    }
}

/// The level that the first word of a label says.
fn level_of_label(label: &str) -> Option<NiveauDiplome> {
    let folded = plier(label);
    match folded.split(' ').next().unwrap_or_default() {
        "cfg" => Some(NiveauDiplome::Cfg),
        "dnb" => Some(NiveauDiplome::Dnb),
        "cap" | "capa" | "bep" | "bepa" => Some(NiveauDiplome::Niveau3),
        "bac" | "baccalaureat" | "bcg" | "btn" | "bcp" | "bp" | "bpa" | "bm" => Some(NiveauDiplome::Niveau4),
        "bts" | "btsa" | "but" | "dut" | "licence" | "master" => Some(NiveauDiplome::Niveau5EtPlus),
        _ => None,
    }
}

/// Our codes, and the words that people write.
fn read_nature(text: &str) -> Option<NatureSituation> {
    match plier(text).as_str() {
        "accompagnement" | "mission locale" | "suivi mission locale" => Some(NatureSituation::Accompagnement),
        "emploi" | "salarie" | "salariee" => Some(NatureSituation::Emploi),
        "service civique" => Some(NatureSituation::ServiceCivique),
        "formation professionnelle" => Some(NatureSituation::FormationProfessionnelle),
        "exemption" => Some(NatureSituation::Exemption),
        "depart etranger" | "depart a l etranger" => Some(NatureSituation::DepartEtranger),
        "deces" => Some(NatureSituation::Deces),
        "autre instruction" => Some(NatureSituation::AutreInstruction),
        _ => None,
    }
}

/// Whether a layout can tell who a row speaks of.
pub(crate) fn names_somebody(layout: &Layout) -> bool {
    [NOM_FAMILLE, NOM_USAGE, ID_LOCAL].iter().any(|c| layout.single[*c].is_some())
        || !layout.multiple[multiple::INE].is_empty()
}

impl Row for csv::StringRecord {
    fn cell(&self, column: usize) -> &str {
        self.get(column).unwrap_or_default()
    }

    fn width(&self) -> usize {
        // Cells that a spreadsheet left empty at the end of a line are none.
        let trailing = (0..self.len()).rev().take_while(|i| clean(self.cell(*i)).is_empty()).count();
        self.len() - trailing
    }
}

impl Row for Vec<String> {
    fn cell(&self, column: usize) -> &str {
        self.get(column).map_or("", String::as_str)
    }

    fn width(&self) -> usize {
        self.iter().rposition(|cell| !clean(cell).is_empty()).map_or(0, |last| last + 1)
    }
}
