//! The catalogue that comes with the program, its bounds, and files with everything wrong.

mod bornes;
mod defauts;
mod limites;
mod phrases;
mod surcouches;

use std::{collections::BTreeSet, fs, path::Path};

use super::*;

pub(super) fn d(texte: &str) -> chrono::NaiveDate {
    texte.parse().unwrap()
}

#[test]
fn the_catalogue_that_is_shipped_has_no_defect() {
    let lu = Catalogue::lire(FICHIERS_LIVRES, None);
    let defauts = lu.err().unwrap_or_default().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    assert_eq!(defauts, "");
    assert_eq!(Catalogue::livre().tous().len(), FICHIERS_LIVRES.len());
    for surcouche in SURCOUCHES_LIVREES {
        let lu = Catalogue::lire(FICHIERS_LIVRES, Some(*surcouche));
        assert!(lu.is_ok(), "{:?}", lu.err());
    }
}

#[test]
fn every_file_of_the_folder_is_shipped_and_nothing_else() {
    let racine = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for (dossier, livres) in [("dispositifs", FICHIERS_LIVRES), ("dispositifs/academies", SURCOUCHES_LIVREES)]
    {
        let dans_le_dossier: BTreeSet<String> = fs::read_dir(racine.join(dossier))
            .unwrap()
            .map(|entree| entree.unwrap().path())
            .filter(|chemin| chemin.extension().is_some_and(|suffixe| suffixe == "toml"))
            .map(|chemin| chemin.file_name().unwrap().to_str().unwrap().to_owned())
            .map(|nom| format!("{dossier}/{nom}"))
            .collect();
        let livres: BTreeSet<String> = livres.iter().map(|(nom, _)| (*nom).to_owned()).collect();
        assert_eq!(livres, dans_le_dossier);
    }
}

#[test]
fn two_académies_differ_where_their_guides_do() {
    let valide_par = |catalogue: &Catalogue| {
        let etape = catalogue.get("pafi").and_then(|pafi| pafi.etape("validation")).unwrap();
        assert_eq!(etape.acteurs.len(), 1);
        etape
            .besoins
            .iter()
            .find_map(|besoin| match besoin {
                Besoin::Decision { par } => Some(*par),
                _ => None,
            })
            .unwrap()
    };
    let (bordeaux, limoges, ailleurs) = (
        Catalogue::pour_academie(Academie::Bordeaux),
        Catalogue::pour_academie(Academie::Limoges),
        Catalogue::pour_academie(Academie::Paris),
    );
    assert_eq!(valide_par(&bordeaux), Acteur::Dasen);
    assert_eq!(valide_par(&limoges), Acteur::IenIo);
    assert_eq!(valide_par(&ailleurs), Acteur::IenIo);
    assert_eq!(bordeaux.academie(), Some(Academie::Bordeaux));
    let ages = |catalogue: &Catalogue| catalogue.get("micro_lycee").unwrap().public[0].critere.clone();
    assert_eq!(ages(&bordeaux), Critere::Age { de: Some(17), a: Some(25) });
    assert_eq!(ages(&limoges), Critere::Age { de: Some(16), a: Some(25) });
    let pafi = |catalogue: &Catalogue| catalogue.get("pafi").unwrap().public[0].critere.clone();
    assert_eq!(pafi(&bordeaux), Critere::Age { de: Some(15), a: None });
    assert_eq!(pafi(&ailleurs), Critere::Age { de: Some(15), a: Some(18) });
}

#[test]
fn what_the_guides_say_is_in_the_files() {
    let livre = Catalogue::livre();
    let limites = |code: &str| &livre.get(code).unwrap().limites;
    assert_eq!(limites("pafi").duree_max, Some(Duree::Mois(12)));
    assert!(limites("pafi").retour_obligatoire && limites("tdo").retour_obligatoire);
    assert_eq!(limites("ambition_emploi").duree_max, Some(Duree::Mois(4)));
    assert_eq!(limites("ambition_emploi").stages_part_max, Part::lire("2/3"));
    assert_eq!(limites("dipa").heures_semaine, Some(24));
    assert_eq!(limites("droit_retour").droit_jusqu_a, Some(25));
    let retour = livre.get("droit_retour").unwrap();
    let entretien = retour.etape("entretien").unwrap();
    let delai = entretien.delai.as_ref().unwrap();
    assert_eq!(delai.texte.as_deref(), Some("D122-3-3"));
    let jour_de = |repere: &Repere| (*repere == Repere::Date(DateNommee::Demande)).then(|| d("2026-12-20"));
    assert_eq!(delai.echeance(jour_de), Some(d("2027-01-04")));
    assert!(delai.en_mots(retour).contains("15\u{a0}jours au plus"));
}

#[test]
fn a_deadline_that_counts_from_a_step_says_its_title_and_never_its_code() {
    for dispositif in Catalogue::livre().tous() {
        for delai in dispositif.etapes.iter().filter_map(|etape| etape.delai.as_ref()) {
            let Repere::Etape(code) = &delai.depuis else { continue };
            let dit = delai.en_mots(dispositif);
            assert!(dit.contains(&dispositif.etape(code).unwrap().titre), "{}: {dit}", dispositif.code);
            assert!(!dit.contains(&format!("\u{a0}{code}\u{a0}")), "{}: {dit}", dispositif.code);
        }
    }
}

#[test]
fn every_text_of_the_catalogue_is_typeset() {
    for dispositif in Catalogue::livre().tous() {
        let fiche = &dispositif.fiche;
        let textes = [&fiche.objectifs, &fiche.public_vise, &fiche.modalites, &fiche.evaluation]
            .into_iter()
            .flatten()
            .chain([&dispositif.nom, &dispositif.resume])
            .chain(dispositif.etapes.iter().map(|etape| &etape.titre));
        for texte in textes {
            let droit =
                texte.contains('\'') || texte.contains(" :") || texte.contains(" ;") || texte.contains("« ");
            assert!(!droit, "{}: {texte}", dispositif.code);
        }
        assert!(dispositif.resume.ends_with('.'), "{}", dispositif.code);
    }
}

#[test]
fn a_minor_signs_with_a_legal_representative_everywhere() {
    for dispositif in Catalogue::livre().tous() {
        for etape in &dispositif.etapes {
            for besoin in &etape.besoins {
                let Besoin::Signatures { parties, .. } = besoin else { continue };
                let jeune = parties.iter().position(|p| *p == Acteur::Jeune);
                let representant = parties.iter().position(|p| *p == Acteur::RepresentantLegal);
                assert_eq!(jeune.is_some(), representant.is_some(), "{}/{}", dispositif.code, etape.code);
            }
        }
    }
}

/// D122-3-2 and D122-3-3: the interview defines objectives and status, and says who takes care until the start.
#[test]
fn what_the_recapitulatif_of_the_right_to_return_says_is_asked_before_it_is_made() {
    let fiche = Catalogue::livre().get("droit_retour").unwrap();
    let jusque_la = fiche.etapes.iter().take_while(|etape| etape.code != "choix");
    let besoins: Vec<&Besoin> = jusque_la.flat_map(|etape| &etape.besoins).collect();
    for code in ["objectifs", "statut", "evaluation_acquis", "referent_unique", "etablissement_attente"] {
        assert!(besoins.iter().any(|besoin| besoin.code_saisi() == Some(code)), "{code}");
    }
    assert!(besoins.iter().any(|besoin| matches!(besoin, Besoin::Date { nom: DateNommee::Demande })));
}
