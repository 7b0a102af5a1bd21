//! Writes register lines in our own columns.
//!
//! A column is written when a line has something to put in it; the identity columns always are.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use arrow_array::{ArrayRef, Date32Array, RecordBatch, StringArray};
use arrow_schema::{DataType, Field, Schema};
use chrono::NaiveDate;
use parquet::{
    arrow::ArrowWriter,
    basic::{Compression, ZstdLevel},
    file::properties::WriterProperties,
};
use raccroche_domain::{
    Coordonnees, DecisionExamen, Diplome, Enregistrement, LieuNaissance, NatureSituation, NiveauDiplome,
    Sexe, Statut,
};

use crate::output::{WriteError, write_file};

/// Lines turned into columns at a time.
const BATCH: usize = 10_000;
/// Columns always written, in front.
const ALWAYS: [&str; 6] = ["id_local", "ine", "nom_famille", "prenoms", "sexe", "date_naissance"];

/// The cells of one line, by column name. Names sort so that numbered columns follow one another.
type Cells = BTreeMap<String, String>;

/// Writes lines as canonical CSV: UTF-8, `;`, ISO dates. What is written is read back the same.
///
/// This is a file for machines: cells are not altered, so do not open it in a spreadsheet from an untrusted source.
///
/// # Errors
/// [`WriteError`]; nothing then stands under `path` that did not before.
pub fn write_canonique_csv(path: &Path, lines: &[Enregistrement]) -> Result<(), WriteError> {
    let columns = columns_of(lines);
    write_file(path, |out| {
        let failed = |error: csv::Error| WriteError::Io { path: path.to_owned(), source: error.into() };
        let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(out);
        writer.write_record(&columns).map_err(failed)?;
        for line in lines {
            let cells = cells_of(line);
            let row = columns.iter().map(|name| cells.get(name).map_or("", String::as_str));
            writer.write_record(row).map_err(failed)?;
        }
        writer.flush().map_err(WriteError::io(path))
    })
}

/// Writes lines as canonical Parquet: texts, and dates as `DATE`, compressed with zstd.
///
/// # Errors
/// [`WriteError`]; nothing then stands under `path` that did not before.
pub fn write_canonique_parquet(path: &Path, lines: &[Enregistrement]) -> Result<(), WriteError> {
    let columns = columns_of(lines);
    let fields: Vec<Field> = columns
        .iter()
        .map(|name| Field::new(name, if is_date(name) { DataType::Date32 } else { DataType::Utf8 }, true))
        .collect();
    let schema = Arc::new(Schema::new(fields));
    let properties =
        WriterProperties::builder().set_compression(Compression::ZSTD(ZstdLevel::default())).build();
    write_file(path, |out| {
        let failed = |error: parquet::errors::ParquetError| WriteError::Io {
            path: path.to_owned(),
            source: std::io::Error::other(error),
        };
        let mut writer = ArrowWriter::try_new(out, Arc::clone(&schema), Some(properties)).map_err(failed)?;
        for lines in lines.chunks(BATCH) {
            let rows: Vec<Cells> = lines.iter().map(cells_of).collect();
            let arrays = columns.iter().map(|name| array_of(name, &rows)).collect();
            let batch = RecordBatch::try_new(Arc::clone(&schema), arrays)
                .map_err(|error| failed(parquet::errors::ParquetError::ArrowError(error.to_string())))?;
            writer.write(&batch).map_err(failed)?;
        }
        writer.close().map_err(failed)?;
        Ok(())
    })
}

fn is_date(name: &str) -> bool {
    matches!(name, "date_naissance" | "debut" | "fin" | "diplome_date" | "situation_debut" | "situation_fin")
}

fn array_of(name: &str, rows: &[Cells]) -> ArrayRef {
    let texts = rows.iter().map(|cells| cells.get(name).map(String::as_str));
    if is_date(name) {
        let days = texts.map(|text| {
            let date: NaiveDate = text?.parse().ok()?;
            i32::try_from(date.signed_duration_since(NaiveDate::default()).num_days()).ok()
        });
        Arc::new(days.collect::<Date32Array>())
    } else {
        Arc::new(texts.collect::<StringArray>())
    }
}

/// The columns that the lines need, identity first.
fn columns_of(lines: &[Enregistrement]) -> Vec<String> {
    let mut names: Vec<String> = ALWAYS.iter().map(|name| (*name).to_owned()).collect();
    let mut seen: std::collections::BTreeSet<String> = std::collections::BTreeSet::new();
    for line in lines {
        seen.extend(cells_of(line).into_keys());
    }
    names.extend(seen.into_iter().filter(|name| !ALWAYS.contains(&name.as_str())));
    names
}

fn cells_of(line: &Enregistrement) -> Cells {
    let mut cells = Cells::new();
    let mut put = |name: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            cells.insert(name.to_owned(), value);
        }
    };
    let text = |value: &Option<String>| value.clone();
    let date = |value: Option<NaiveDate>| value.map(|date| date.to_string());
    put("id_local", text(&line.id_local));
    for (number, ine) in line.ine.iter().enumerate() {
        put(&numbered("ine", number), Some(ine.to_string()));
    }
    put("ine_brut", text(&line.ine_brut));
    let identite = &line.identite;
    put("nom_famille", Some(identite.nom_famille.clone()));
    put("nom_usage", text(&identite.nom_usage));
    put("prenoms", Some(identite.prenoms.join(",")));
    put("sexe", identite.sexe.map(|sexe| if sexe == Sexe::Masculin { "M" } else { "F" }.to_owned()));
    put("date_naissance", date(identite.date_naissance));
    match &identite.naissance {
        Some(LieuNaissance::Commune(code)) => put("commune_naissance", Some(code.to_string())),
        Some(LieuNaissance::Departement(code)) => put("departement_naissance", Some(code.clone())),
        Some(LieuNaissance::Etranger { pays, ville }) => {
            put("pays_naissance", Some(pays.clone()));
            put("ville_naissance", text(ville));
        }
        None => {}
    }
    if let Some(scolarite) = &line.scolarite {
        put("uai", scolarite.uai.map(|uai| uai.to_string()));
        put("uai_brut", text(&scolarite.uai_brut));
        put("etablissement", text(&scolarite.etablissement));
        put("mef", text(&scolarite.formation.mef));
        put("diplome_prepare", text(&scolarite.formation.diplome));
        put("formation", text(&scolarite.formation.libelle));
        put("annee_formation", scolarite.formation.annee.map(|annee| annee.to_string()));
        put("division", text(&scolarite.division));
        put("statut", scolarite.statut.map(|statut| statut_code(statut).to_owned()));
        put("debut", date(scolarite.debut));
        put("fin", date(scolarite.fin));
        put("motif_sortie", text(&scolarite.motif_sortie));
    }
    if let Some(anterieure) = &line.anterieure {
        put("situation_anterieure", text(&anterieure.situation));
        put("uai_anterieur", anterieure.uai.map(|uai| uai.to_string()));
        put("etablissement_anterieur", text(&anterieure.etablissement));
    }
    if let Some(diplome) = &line.diplome {
        put("diplome_niveau", Some(niveau_code(diplome.niveau).to_owned()));
        put("diplome_code", text(&diplome.code));
        put("diplome_libelle", text(&diplome.libelle));
        put("diplome_date", date(diplome.date));
        put("diplome_obtenu", Some(obtenu(diplome).to_owned()));
    }
    if let Some(autre) = &line.autre {
        put("situation", Some(nature_code(autre.nature).to_owned()));
        put("organisme", text(&autre.organisme));
        put("situation_debut", date(autre.debut));
        put("situation_fin", date(autre.fin));
    }
    contacts("", &line.coordonnees, &mut put);
    for (number, representant) in line.representants.iter().enumerate() {
        let prefix = format!("rep{}_", number + 1);
        put(&format!("{prefix}nom"), Some(representant.nom.clone()));
        put(&format!("{prefix}prenom"), text(&representant.prenom));
        put(&format!("{prefix}parente"), text(&representant.parente));
        put(&format!("{prefix}legal"), Some(if representant.legal { "oui" } else { "non" }.to_owned()));
        contacts(&prefix, &representant.coordonnees, &mut put);
    }
    cells
}

fn contacts(prefix: &str, coordonnees: &Coordonnees, put: &mut impl FnMut(&str, Option<String>)) {
    if let Some(adresse) = &coordonnees.adresse {
        put(&format!("{prefix}adresse"), Some(adresse.lignes.clone()));
        put(&format!("{prefix}code_postal"), adresse.code_postal.clone());
        put(&format!("{prefix}ville"), adresse.ville.clone());
        put(&format!("{prefix}commune"), adresse.commune.map(|code| code.to_string()));
    }
    for (number, telephone) in coordonnees.telephones.iter().enumerate() {
        put(&format!("{prefix}{}", numbered("telephone", number)), Some(telephone.clone()));
    }
    for (number, courriel) in coordonnees.courriels.iter().enumerate() {
        put(&format!("{prefix}{}", numbered("courriel", number)), Some(courriel.clone()));
    }
}

fn numbered(name: &str, number: usize) -> String {
    if number == 0 { name.to_owned() } else { format!("{name}_{}", number + 1) }
}

fn statut_code(statut: Statut) -> &'static str {
    match statut {
        Statut::Scolaire => "scolaire",
        Statut::Apprenti => "apprenti",
        Statut::Stagiaire => "stagiaire",
        Statut::ContratPro => "contrat_pro",
        Statut::Etudiant => "etudiant",
    }
}

fn niveau_code(niveau: NiveauDiplome) -> &'static str {
    match niveau {
        NiveauDiplome::Aucun => "aucun",
        NiveauDiplome::Cfg => "cfg",
        NiveauDiplome::Dnb => "dnb",
        NiveauDiplome::Niveau3 => "niveau3",
        NiveauDiplome::Niveau4 => "niveau4",
        NiveauDiplome::Niveau5EtPlus => "niveau5_et_plus",
    }
}

fn nature_code(nature: NatureSituation) -> &'static str {
    match nature {
        NatureSituation::Accompagnement => "accompagnement",
        NatureSituation::Emploi => "emploi",
        NatureSituation::ServiceCivique => "service_civique",
        NatureSituation::FormationProfessionnelle => "formation_professionnelle",
        NatureSituation::Exemption => "exemption",
        NatureSituation::DepartEtranger => "depart_etranger",
        NatureSituation::Deces => "deces",
        NatureSituation::AutreInstruction => "autre_instruction",
    }
}

/// Yes, no, or what the jury said that is neither.
fn obtenu(diplome: &Diplome) -> &'static str {
    match diplome.decision {
        None | Some(DecisionExamen::Admis | DecisionExamen::Ajourne) if diplome.obtenu => "oui",
        None | Some(DecisionExamen::Admis | DecisionExamen::Ajourne) => "non",
        Some(decision) => decision.code(),
    }
}
