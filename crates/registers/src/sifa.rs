//! SIFA: the apprentices of a CFA as they stood on 31 December, in 47 columns without header.
//!
//! The columns HANDI (34) and NATIO (35) are of the kinds that the law keeps out of this processing: they are cut
//! away where a line is split into columns, before anything else sees the line, so no structure, log or report can
//! hold them.
//!
//! SIFA is a picture of one day. Who entered a CFA after it, or in September before it, is not in it: a campaign must
//! know the date of the source.

use std::{io::Read, path::Path};

use raccroche_domain::{
    Adresse, Coordonnees, Diplome, Enregistrement, Formation, Identite, LieuNaissance, NiveauDiplome,
    Representant, Scolarite, ScolariteAnterieure, Statut,
};

use crate::{
    QualityReport, ReadOptions, SourceKind,
    delimited::{self, Records},
    error::{ReadError, ReadErrorKind},
    fields::{
        address, clean, commune_or_note, date_or_note, departement, note, push_ine, push_mail, push_phone,
        sexe_or_note, some, uai_or_note,
    },
    input::{Bundle, Member, file_label},
    quality::{FileReport, Finding, Problem, Recorder},
    repeats::Repeats,
    source::each_file,
};

/// Columns of the file, numbered from 0, in the order of the specification of 31/12/2024 (unchanged since 2023).
mod column {
    pub(super) const INE_RNIE: usize = 0;
    pub(super) const NUMERO_UAI: usize = 1;
    pub(super) const SIT_FORM: usize = 3;
    pub(super) const STATUT: usize = 6;
    pub(super) const DIPLOME: usize = 7;
    pub(super) const RNCP: usize = 8;
    pub(super) const AN_FORM: usize = 11;
    pub(super) const NOM: usize = 12;
    pub(super) const NOM2: usize = 13;
    pub(super) const PRENOM1: usize = 14;
    pub(super) const PRENOM2: usize = 15;
    pub(super) const PRENOM3: usize = 16;
    pub(super) const ADRESSE: usize = 17;
    pub(super) const COD_POST: usize = 18;
    pub(super) const COM_RESID: usize = 19;
    pub(super) const TEL_JEUNE: usize = 20;
    pub(super) const TEL_RESP1_PERSO: usize = 21;
    pub(super) const TEL_RESP1_PRO: usize = 22;
    pub(super) const TEL_RESP2_PERSO: usize = 23;
    pub(super) const TEL_RESP2_PRO: usize = 24;
    pub(super) const MAIL_JEUNE: usize = 25;
    pub(super) const MAIL_RESP1: usize = 26;
    pub(super) const MAIL_RESP2: usize = 27;
    pub(super) const DATE_NAIS: usize = 28;
    pub(super) const LIEU_NAIS: usize = 29;
    pub(super) const SEXE: usize = 30;
    pub(super) const HANDI: usize = 33;
    pub(super) const NATIO: usize = 34;
    pub(super) const DIP_OBT: usize = 36;
    pub(super) const SIT_N_1: usize = 37;
    pub(super) const ETAB_N_1: usize = 38;
    pub(super) const DATE_ENTREE_CFA: usize = 40;
    pub(super) const DATE_DEB_CONT: usize = 41;
    pub(super) const DATE_RUPT_CONT: usize = 42;
    pub(super) const COUNT: usize = 47;
}

/// The columns of one line, but HANDI and NATIO.
struct Columns<'a>([&'a str; column::COUNT]);

impl<'a> Columns<'a> {
    /// `None` when there are not 47. A delimiter at the end of the line makes a forty-eighth, empty, which is let
    /// pass.
    fn split(record: &'a csv::StringRecord) -> Option<Self> {
        let extra = record.len() == column::COUNT + 1 && record.get(column::COUNT).is_some_and(str::is_empty);
        if record.len() != column::COUNT && !extra {
            return None;
        }
        let mut columns = [""; column::COUNT];
        for (i, (place, text)) in columns.iter_mut().zip(record).enumerate() {
            if i != column::HANDI && i != column::NATIO {
                *place = clean(text);
            }
        }
        Some(Self(columns))
    }

    fn get(&self, column: usize) -> &'a str {
        self.0[column]
    }
}

/// Reads a file, folder or zip of SIFA files.
pub(crate) fn visit(
    path: &Path,
    options: &ReadOptions,
    visit: &mut dyn FnMut(Enregistrement),
) -> Result<QualityReport, ReadError> {
    let bundle = Bundle::open(path, &["txt", "csv"], &options.limits)?;
    visit_bundle(bundle, file_label(path), options, visit)
}

/// Reads the files of a bundle, named `label`.
pub(crate) fn visit_bundle(
    bundle: Bundle,
    label: String,
    options: &ReadOptions,
    visit: &mut dyn FnMut(Enregistrement),
) -> Result<QualityReport, ReadError> {
    let what = (SourceKind::Sifa, "un fichier SIFA, .txt ou .csv");
    each_file(bundle, label, what, options, |member, meter| {
        member.with_bytes(meter, |bytes| read(bytes, member, options, visit))
    })
}

fn read(
    bytes: &mut dyn Read,
    member: &Member,
    options: &ReadOptions,
    visit: &mut dyn FnMut(Enregistrement),
) -> Result<FileReport, ReadError> {
    let format = delimited::Format { quoted: false, delimiters: b";|", ..delimited::Format::default() };
    let mut records = Records::open(bytes, &member.name, &format, &options.limits)?;
    let mut recorder =
        Recorder::new(&member.name, format!("SIFA « {} »", records.delimiter_shown()), options.as_of);
    let mut repeats = Repeats::default();
    let mut first_width = None;
    let mut seen_one = false;
    while let Some((line, record)) = records.next()? {
        if record.iter().all(|text| clean(text).is_empty()) {
            continue;
        }
        first_width.get_or_insert(record.len());
        let Some(columns) = Columns::split(record) else {
            recorder.begin_row();
            recorder.set_aside(Finding {
                line,
                field: "ligne".into(),
                value_class: format!("{} colonnes au lieu de 47", record.len()).into(),
                problem: Problem::ColumnCount,
                suggestion: None,
            });
            continue;
        };
        // The specification has no header; some exports write one all the same.
        if !seen_one && columns.get(column::NUMERO_UAI).eq_ignore_ascii_case("NUMERO_UAI") {
            continue;
        }
        seen_one = true;
        recorder.begin_row();
        if let Some(first) = repeats.of_row(line, columns.0.iter().copied()) {
            recorder.set_aside(Repeats::finding(line, first));
            continue;
        }
        let enregistrement = compose(&mut recorder, &member.name, line, &columns);
        if let Some(enregistrement) = recorder.admit(enregistrement, "DATE_NAIS") {
            visit(enregistrement);
        }
    }
    records.close(&mut recorder);
    match first_width {
        None => Err(ReadErrorKind::Empty.in_file(&member.name)),
        // Not one line of 47: this is another kind of file, not a file with errors.
        Some(found) if !seen_one => Err(ReadErrorKind::NotSifa { found }.in_file(&member.name).at_line(1)),
        Some(_) => Ok(recorder.report),
    }
}

fn compose(recorder: &mut Recorder, file: &str, line: u64, columns: &Columns<'_>) -> Enregistrement {
    let get = |column| columns.get(column);
    let mut enregistrement =
        Enregistrement { fichier: file.to_owned(), ligne: line, ..Enregistrement::default() };
    push_ine(
        recorder,
        line,
        "INE_RNIE",
        get(column::INE_RNIE),
        &mut enregistrement.ine,
        &mut enregistrement.ine_brut,
    );
    enregistrement.identite = Identite {
        nom_famille: get(column::NOM).to_owned(),
        nom_usage: some(get(column::NOM2)),
        prenoms: [column::PRENOM1, column::PRENOM2, column::PRENOM3]
            .iter()
            .filter_map(|c| some(get(*c)))
            .collect(),
        date_naissance: date_or_note(recorder, line, "DATE_NAIS", get(column::DATE_NAIS)),
        sexe: sexe_or_note(recorder, line, "SEXE", get(column::SEXE)),
        naissance: commune_or_note(recorder, line, "LIEU_NAIS", get(column::LIEU_NAIS))
            .map(LieuNaissance::Commune),
    };
    enregistrement.scolarite = Some(scolarite(recorder, line, columns));
    enregistrement.anterieure = anterieure(columns);
    enregistrement.diplome = diplome(recorder, line, get(column::DIP_OBT));
    enregistrement.coordonnees = Coordonnees {
        adresse: address(Adresse {
            lignes: get(column::ADRESSE).to_owned(),
            code_postal: some(get(column::COD_POST)),
            ville: None,
            commune: commune_or_note(recorder, line, "COM_RESID", get(column::COM_RESID)),
        }),
        ..Coordonnees::default()
    };
    push_phone(&mut enregistrement.coordonnees, get(column::TEL_JEUNE));
    push_mail(&mut enregistrement.coordonnees, get(column::MAIL_JEUNE));
    for (perso, pro, mail) in [
        (column::TEL_RESP1_PERSO, column::TEL_RESP1_PRO, column::MAIL_RESP1),
        (column::TEL_RESP2_PERSO, column::TEL_RESP2_PRO, column::MAIL_RESP2),
    ] {
        // SIFA names nobody: the legal representative is known by a number or an address alone.
        let mut coordonnees = Coordonnees::default();
        push_phone(&mut coordonnees, get(perso));
        push_phone(&mut coordonnees, get(pro));
        push_mail(&mut coordonnees, get(mail));
        if coordonnees != Coordonnees::default() {
            enregistrement.representants.push(Representant {
                legal: true,
                coordonnees,
                ..Representant::default()
            });
        }
    }
    enregistrement
}

fn scolarite(recorder: &mut Recorder, line: u64, columns: &Columns<'_>) -> Scolarite {
    let get = |column| columns.get(column);
    let mut uai_brut = None;
    // The CFA answers for its apprentices; the place where they are taught stands in when its number is wrong.
    let uai = uai_or_note(recorder, line, "NUMERO_UAI", get(column::NUMERO_UAI), &mut uai_brut)
        .or_else(|| get(column::SIT_FORM).parse().ok());
    let statut = match get(column::STATUT) {
        "" => None,
        "APP" | "AP" => Some(Statut::Apprenti),
        other => {
            note(recorder, line, "STATUT", other, Problem::UnknownCode);
            None
        }
    };
    let entree = date_or_note(recorder, line, "DATE_ENTREE_CFA", get(column::DATE_ENTREE_CFA));
    let contrat = date_or_note(recorder, line, "DATE_DEB_CONT", get(column::DATE_DEB_CONT));
    Scolarite {
        uai,
        uai_brut,
        formation: Formation {
            diplome: some(get(column::DIPLOME)).or_else(|| some(get(column::RNCP))),
            // `1A`, `2P`: the digit is the year, `P` a prolonged contract.
            annee: get(column::AN_FORM).get(..1).and_then(|digit| digit.parse().ok()),
            ..Formation::default()
        },
        statut,
        debut: entree.or(contrat),
        fin: date_or_note(recorder, line, "DATE_RUPT_CONT", get(column::DATE_RUPT_CONT)),
        ..Scolarite::default()
    }
}

/// `ETAB_N_1` is a UAI, or a département when the school is not known.
fn anterieure(columns: &Columns<'_>) -> Option<ScolariteAnterieure> {
    let etablissement = columns.get(column::ETAB_N_1);
    let uai = etablissement.parse().ok();
    let anterieure = ScolariteAnterieure {
        situation: some(columns.get(column::SIT_N_1)),
        uai,
        etablissement: if uai.is_none() && etablissement.len() <= 3 {
            departement(etablissement).map(|code| format!("département {code}"))
        } else {
            None
        },
    };
    (anterieure != ScolariteAnterieure::default()).then_some(anterieure)
}

/// The highest diploma held on entering.
fn diplome(recorder: &mut Recorder, line: u64, code: &str) -> Option<Diplome> {
    let (niveau, libelle) = match code {
        "" | "99" => return None,
        "01" | "1" => (NiveauDiplome::Aucun, "aucun diplôme"),
        "02" | "2" => (NiveauDiplome::Cfg, "CFG"),
        "03" | "3" => (NiveauDiplome::Dnb, "DNB"),
        "04" | "4" => (NiveauDiplome::Niveau3, "CAP ou CAPA"),
        "05" | "5" => (NiveauDiplome::Niveau3, "BEP ou BEPA"),
        "06" | "6" => (NiveauDiplome::Niveau3, "autre diplôme de niveau 3"),
        "07" | "7" => (NiveauDiplome::Niveau4, "baccalauréat général ou technologique"),
        "08" | "8" => (NiveauDiplome::Niveau4, "baccalauréat professionnel"),
        "09" | "9" => (NiveauDiplome::Niveau4, "BP, BPA ou BM"),
        "10" => (NiveauDiplome::Niveau4, "autre diplôme de niveau 4"),
        "11" => (NiveauDiplome::Niveau5EtPlus, "BTS"),
        "12" => (NiveauDiplome::Niveau5EtPlus, "DUT"),
        "13" => (NiveauDiplome::Niveau5EtPlus, "autre diplôme de niveau 5"),
        "14" => (NiveauDiplome::Niveau5EtPlus, "diplôme de niveau 6 à 8"),
        "15" => (NiveauDiplome::Niveau5EtPlus, "BUT"),
        other => {
            note(recorder, line, "DIP_OBT", other, Problem::UnknownCode);
            return None;
        }
    };
    let obtenu = niveau != NiveauDiplome::Aucun;
    Some(Diplome {
        niveau,
        code: None,
        libelle: Some(libelle.to_owned()),
        date: None,
        obtenu,
        decision: None,
    })
}
