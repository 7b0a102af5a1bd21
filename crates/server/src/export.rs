//! Lists as files: XLSX for people, CSV for programs. A cell that a spreadsheet would take for a formula is made text.

use raccroche_registers::output::safe_cell;
use rust_xlsxwriter::{Format, Workbook};

/// The file of a list; nothing when it cannot be made.
pub(crate) fn liste(entetes: &[&str], lignes: &[Vec<String>], csv: bool) -> Option<Vec<u8>> {
    if csv { texte(entetes, lignes) } else { classeur(entetes, lignes) }
}

fn texte(entetes: &[&str], lignes: &[Vec<String>]) -> Option<Vec<u8>> {
    // The mark by which spreadsheets recognise UTF-8.
    let mut writer = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(entetes).ok()?;
    for ligne in lignes {
        writer.write_record(ligne.iter().map(|cellule| safe_cell(cellule).into_owned())).ok()?;
    }
    writer.into_inner().ok()
}

fn classeur(entetes: &[&str], lignes: &[Vec<String>]) -> Option<Vec<u8>> {
    let mut classeur = Workbook::new();
    let feuille = classeur.add_worksheet_with_constant_memory().ok()?;
    let gras = Format::new().set_bold();
    for (colonne, entete) in (0_u16..).zip(entetes) {
        feuille.set_column_width(colonne, 22).ok()?;
        feuille.write_string_with_format(0, colonne, *entete, &gras).ok()?;
    }
    for (rang, ligne) in (1_u32..).zip(lignes) {
        for (colonne, cellule) in (0_u16..).zip(ligne) {
            feuille.write_string(rang, colonne, cellule.as_str()).ok()?;
        }
    }
    feuille.set_freeze_panes(1, 0).ok()?;
    classeur.save_to_buffer().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_files_hold_every_row_and_a_formula_is_text() {
        let lignes = vec![vec!["=1+1".to_owned(), "Inès".to_owned()]];
        let texte = String::from_utf8(liste(&["Nom", "Prénom"], &lignes, true).unwrap()).unwrap();
        assert!(
            texte.starts_with("\u{feff}Nom;Prénom\r\n") && texte.contains("Inès") && !texte.contains("\n=1"),
            "{texte}"
        );
        assert!(liste(&["Nom", "Prénom"], &lignes, false).unwrap().starts_with(b"PK"));
    }
}
