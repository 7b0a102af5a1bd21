//! The guide of those who write files (`docs/guide/dispositifs.md`) held against what the reader knows: its lists are those
//! of the code, its examples have no defect.

use std::collections::BTreeSet;

use super::{condition, etape, fichier, surcouche};
use crate::{
    NiveauDiplome,
    dispositif::{
        Academie, Acteur, Besoin, Catalogue, Constat, DateNommee, ExamenPasse, Issue, MaitriseFrancais,
        ModeleDocument, NiveauScolaire, Phase, SureteTexte,
    },
};

const GUIDE: &str = include_str!("../../../../../docs/guide/dispositifs.md");

fn liste(codes: &[&str]) -> String {
    codes.iter().map(|code| format!("`{code}`")).collect::<Vec<_>>().join(", ")
}

fn tableau(tete: &str, lignes: impl Iterator<Item = (&'static str, String)>) -> String {
    let lignes: Vec<String> = lignes.map(|(code, dit)| format!("| `{code}` | {dit} |\n")).collect();
    format!("| {tete} | |\n|---|---|\n{}\n", lignes.concat())
}

#[test]
fn the_guide_lists_what_the_reader_knows_and_nothing_else() {
    let compte = |acteur: &Acteur| if acteur.role().is_some() { " (a un compte)" } else { "" };
    let diplomes = condition::NIVEAUX
        .iter()
        .map(|(code, niveau): &(&'static str, NiveauDiplome)| (*code, niveau.libelle().to_owned()));
    let conditions: Vec<&str> = condition::GENRES.to_vec();
    let besoins = etape::BESOINS.iter().map(|(genre, cles)| (*genre, liste(cles)));
    let reglables = surcouche::REGLABLES.iter().map(|(genre, bornes)| (*genre, liste(bornes)));
    for attendu in [
        tableau("acteur", Acteur::TOUS.iter().map(|a| (a.code(), format!("{}{}", a.libelle(), compte(a))))),
        tableau("document", ModeleDocument::TOUS.iter().map(|m| (m.code(), m.libelle().to_owned()))),
        tableau("date", DateNommee::TOUS.iter().map(|d| (d.code(), d.libelle().to_owned()))),
        tableau("fin", Issue::TOUS.iter().map(|i| (i.code(), i.libelle().to_owned()))),
        tableau("diplôme", diplomes),
        tableau("niveau scolaire", NiveauScolaire::TOUS.iter().map(|n| (n.code(), n.libelle().to_owned()))),
        tableau("examen", ExamenPasse::TOUS.iter().map(|e| (e.code(), e.libelle().to_owned()))),
        tableau("français", MaitriseFrancais::TOUS.iter().map(|m| (m.code(), m.libelle().to_owned()))),
        tableau("constat", Constat::TOUS.iter().map(|c| (c.code(), c.libelle().to_owned()))),
        tableau("sûreté", SureteTexte::TOUS.iter().map(|s| (s.code(), s.libelle().to_owned()))),
        tableau("phase", Phase::TOUS.iter().map(|p| (p.code(), p.libelle().to_owned()))),
        tableau("besoin, et ses clés", besoins),
        tableau("condition réglable, et ses bornes", reglables),
        format!(
            "Les académies\u{a0}: {}.",
            liste(&Academie::TOUS.iter().map(|a| a.code()).collect::<Vec<_>>())
        ),
        format!("Les conditions\u{a0}: {}.", liste(&conditions)),
        format!("Les clés de la tête\u{a0}: {}.", liste(fichier::CLES)),
        format!("Les rubriques de `[fiche]`\u{a0}: {}.", liste(fichier::RUBRIQUES)),
        format!("Les clés de `[limites]`\u{a0}: {}.", liste(fichier::LIMITES)),
        format!("Ce qu’un indicateur compte\u{a0}: {}.", liste(etape::COMPTES)),
        format!("Les clés d’un ajustement\u{a0}: {}.", liste(surcouche::CLES)),
    ] {
        assert!(GUIDE.contains(&attendu), "docs/guide/dispositifs.md does not hold:\n{attendu}");
    }
}

#[test]
fn the_examples_of_the_guide_have_no_defect() {
    let blocs: Vec<&str> =
        GUIDE.split("```toml\n").skip(1).filter_map(|bloc| bloc.split("```").next()).collect();
    let [fiche, surcouche] = blocs.as_slice() else { panic!("two examples: {}", blocs.len()) };
    assert_eq!(
        Catalogue::verifier(&[("atelier_matin.toml", fiche)], &[("academies/poitiers.toml", surcouche)]),
        []
    );
    // Without its fiche the overlay would speak of nothing.
    assert_eq!(Catalogue::verifier(&[], &[("academies/poitiers.toml", surcouche)]).len(), 2);
}

#[test]
fn fields_that_fill_documents_are_named() {
    let section = GUIDE.split("## Les champs qui remplissent les documents").nth(1).unwrap_or_default();
    let section = section.split("\n## ").next().unwrap_or_default();
    let nommes: BTreeSet<&str> = section.split('`').skip(1).step_by(2).collect();
    let livres = Catalogue::livre().tous();
    let besoins: Vec<&Besoin> =
        livres.iter().flat_map(|d| &d.etapes).flat_map(|etape| &etape.besoins).collect();
    // A field that a step may be left without is there for a document.
    for code in besoins.iter().filter(|b| b.facultatif()).filter_map(|b| b.code_saisi()) {
        assert!(nommes.contains(code), "{code} is not in the guide");
    }
    let saisis: BTreeSet<&str> = besoins.iter().filter_map(|b| b.code_saisi()).collect();
    let modeles: BTreeSet<&str> = ModeleDocument::TOUS.iter().map(|modele| modele.code()).collect();
    for code in nommes {
        assert!(saisis.contains(code) || modeles.contains(code), "no fiche asks for {code}");
    }
}
