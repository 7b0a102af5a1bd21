//! Files with everything wrong: each defect with its line, its column and what to write.

use proptest::prelude::*;

use super::super::*;

fn tutorat() -> &'static str {
    FICHIERS_LIVRES.iter().find(|(nom, _)| nom.ends_with("/tutorat.toml")).unwrap().1
}

/// Defects of the file of the tutorat after a replacement, as `line:column: sentence`.
fn apres(remplacer: &str, par: &str) -> Vec<String> {
    assert!(tutorat().contains(remplacer), "{remplacer}");
    let texte = tutorat().replacen(remplacer, par, 1);
    let lu = Catalogue::lire(&[("tutorat.toml", &texte)], None);
    lu.err().unwrap_or_default().iter().map(ToString::to_string).collect()
}

/// The line on which `texte` first stands in the file.
fn ligne(texte: &str) -> usize {
    let avant = &tutorat()[..tutorat().find(texte).unwrap()];
    avant.matches('\n').count() + 1
}

#[test]
fn each_mistake_is_told_where_it_is_with_what_to_write() {
    assert_eq!(apres("code", "code"), Vec::<String>::new(), "the file itself has no defect");
    for (remplacer, par, ou, dit) in [
        (
            "nom = ",
            "nomm = ",
            "nom = ",
            "la clé «\u{a0}nomm\u{a0}» n’est pas connue ici\u{202f}; le plus proche est «\u{a0}nom\u{a0}»",
        ),
        ("\"prevention\"", "\"preventoin\"", "phase = ", "le plus proche est «\u{a0}prevention\u{a0}»"),
        (
            "\"scolarise\"",
            "\"scolarisé\"",
            "condition = \"scolarise\"",
            "le plus proche est «\u{a0}scolarise\u{a0}»",
        ),
        (
            "\"volontaire\"",
            "\"astrologie\"",
            "condition = \"volontaire\"",
            "sont possibles\u{a0}: age, scolarise",
        ),
        (
            "suivantes = [\"accord\"",
            "suivantes = [\"acord\"",
            "suivantes = [\"accord\"",
            "l’étape «\u{a0}acord\u{a0}» n’existe pas\u{202f}; le plus proche est «\u{a0}accord\u{a0}»",
        ),
        (
            "suivantes = [\"bilan\", \"interruption\"]",
            "suivantes = [\"bilan\"]",
            "[[etapes]]\ncode = \"interruption\"",
            "aucune étape ne mène à «\u{a0}interruption\u{a0}»",
        ),
        (
            "phase = ",
            "charte = \"charte_deontologie\"\nphase = ",
            "phase = ",
            "n’est établie par aucune étape",
        ),
        (
            "{ document = \"suivi_tuteur\" }",
            "{ engagements = \"suivi_tuteur\" }",
            "[[etapes]]\ncode = \"deroulement\"",
            "n’est pas la charte du dispositif",
        ),
        ("\"tuteur\", ", "\"tutteur\", ", "acteurs = ", "le plus proche est «\u{a0}tuteur\u{a0}»"),
        (
            "\"suivi_tuteur\"",
            "\"fiche_libre\"",
            "document = \"suivi_tuteur\"",
            "n’est pas une valeur de «\u{a0}document\u{a0}»",
        ),
        (
            "code = \"tutorat\"",
            "code = \"tuteurs\"",
            "code = \"tutorat\"",
            "son code est «\u{a0}tutorat\u{a0}»",
        ),
        (
            "compte = \"ouverts\"",
            "compte = \"etape\"\netape = \"rentree\"",
            "[[indicateurs]]",
            "l’étape «\u{a0}rentree\u{a0}» n’existe pas",
        ),
        ("evaluation = ", "evaluations = ", "evaluation = ", "le plus proche est «\u{a0}evaluation\u{a0}»"),
        ("nom = \"", "nom = 3 #\"", "nom = ", "est un texte"),
        (
            "fin = \"acheve\"",
            "fin = \"acheve\"\nsuivantes = [\"accord\"]",
            "fin = \"acheve\"",
            "une étape qui termine le parcours n’a pas de «\u{a0}suivantes\u{a0}»",
        ),
    ] {
        let defauts = apres(remplacer, par);
        let attendu = format!("tutorat.toml:{}:", ligne(ou));
        assert!(
            defauts.iter().any(|defaut| defaut.starts_with(&attendu) && defaut.contains(dit)),
            "{par}: expected {attendu} … {dit}, got {defauts:#?}"
        );
    }
}

#[test]
fn all_defects_come_at_once_in_the_order_of_the_lines() {
    let texte = tutorat()
        .replacen("nom = ", "nomm = ", 1)
        .replacen("\"volontaire\"", "\"volontare\"", 1)
        .replacen("\"suivi_tuteur\"", "\"suivi\"", 1);
    let defauts = Catalogue::lire(&[("tutorat.toml", &texte)], None).err().unwrap();
    assert_eq!(defauts.len(), 4, "{defauts:#?}");
    assert!(defauts.is_sorted_by_key(|defaut| (defaut.ligne, defaut.colonne)));
}

#[test]
fn a_step_from_which_no_end_is_reached_is_a_defect() {
    let defauts = apres("suivantes = [\"bilan\", \"interruption\"]", "suivantes = [\"deroulement\"]");
    assert!(
        defauts.iter().any(|d| d.contains("depuis «\u{a0}deroulement\u{a0}», aucun chemin")),
        "{defauts:#?}"
    );
}

#[test]
fn what_is_no_toml_is_told_with_its_line() {
    let defauts = apres("nom = \"Tutorat\"", "nom = \"Tutorat");
    assert!(defauts.iter().any(|d| d.starts_with("tutorat.toml:2:")), "{defauts:#?}");
    let deux_fois = apres("nom = \"Tutorat\"", "nom = \"Tutorat\"\nnom = \"Tutorat\"");
    assert!(
        deux_fois.iter().any(|d| d.starts_with("tutorat.toml:3:") && d.contains("deux fois")),
        "{deux_fois:#?}"
    );
}

#[test]
fn an_overlay_changes_something_that_exists() {
    for (texte, dit) in [
        (
            "academie = \"bordeaux\"\n[[ajustements]]\ndispositif = \"pafy\"\netape = \"validation\"\ndecision = \"dasen\"\nsource = \"x\"\n",
            "overlay.toml",
        ),
        ("academie = \"bordeau\"\n", "le plus proche est «\u{a0}bordeaux\u{a0}»"),
        (
            "academie = \"bordeaux\"\n[[ajustements]]\ndispositif = \"pafi\"\netape = \"bilan\"\ndecision = \"dasen\"\nsource = \"x\"\n",
            "rien à changer ainsi",
        ),
        (
            "academie = \"bordeaux\"\n[[ajustements]]\ndispositif = \"pafy\"\netape = \"validation\"\ndecision = \"dasen\"\nsource = \"x\"\n",
            "le dispositif «\u{a0}pafy\u{a0}» n’existe pas",
        ),
        (
            "academie = \"bordeaux\"\n[[ajustements]]\ndispositif = \"pafi\"\ncondition = \"age\"\nde = 20\na = 16\nsource = \"x\"\n",
            "dans l’ordre",
        ),
    ] {
        let nom = if dit == "overlay.toml" { "overlay.toml" } else { "academies/bordeaux.toml" };
        let defauts = Catalogue::lire(FICHIERS_LIVRES, Some((nom, texte))).err().unwrap_or_default();
        assert!(defauts.iter().any(|d| d.to_string().contains(dit)), "{dit}: {defauts:#?}");
    }
}

#[test]
fn a_dispositif_asked_for_before_another_exists() {
    let relais = FICHIERS_LIVRES.iter().find(|(nom, _)| nom.ends_with("/clause_sociale.toml")).unwrap();
    let defauts = Catalogue::lire(&[*relais], None).err().unwrap_or_default();
    assert!(
        defauts.iter().any(|d| d.phrase.contains("aucun fichier ne décrit") && d.ligne > 10),
        "{defauts:#?}"
    );
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(texte in "\\PC{0,200}", debut in 0_usize..3000, fin in 0_usize..3000) {
        let _ = Catalogue::lire(&[("x.toml", &texte)], Some(("academies/y.toml", &texte)));
        // A real file, cut or with a piece gone.
        let entier: Vec<char> = tutorat().chars().collect();
        let (debut, fin) = (debut.min(entier.len()), fin.min(entier.len()));
        let coupe: String = entier[..debut].iter().chain(&entier[fin..]).collect();
        if let Err(defauts) = Catalogue::lire(&[("tutorat.toml", &coupe)], None) {
            prop_assert!(!defauts.is_empty());
            let lignes = coupe.matches('\n').count() + 1;
            prop_assert!(defauts.iter().all(|d| d.ligne >= 1 && d.ligne <= lignes && d.colonne >= 1));
        }
    }
}

/// Defects of the file of the clause sociale after a replacement.
fn clause(remplacer: &str, par: &str) -> Vec<String> {
    let livre = FICHIERS_LIVRES.iter().find(|(nom, _)| nom.ends_with("/clause_sociale.toml")).unwrap().1;
    assert!(livre.contains(remplacer), "{remplacer}");
    let lu = Catalogue::lire(&[("clause_sociale.toml", &livre.replacen(remplacer, par, 1))], None);
    let defauts = lu.err().unwrap_or_default();
    // The file alone names another dispositif: what is not about it.
    defauts.iter().map(ToString::to_string).filter(|dit| !dit.contains("paps")).collect()
}

#[test]
fn a_contract_is_asked_once_and_what_is_handed_over_was_signed() {
    assert_eq!(clause("code", "code"), Vec::<String>::new(), "the file itself has no defect");
    for (remplacer, par, dit) in [
        ("{ marche = \"marche\", titre = \"Marché\" }", "{ marche = \"marche\" }", "titre"),
        (
            "{ date = \"demande\" },",
            "{ marche = \"autre\", titre = \"Autre marché\" },",
            "un dispositif demande un seul marché",
        ),
        (
            "modele = \"bilan_croise\", a",
            "modele = \"fiche_entreprise\", a",
            "aucune étape ne le fait signer",
        ),
        (", a = \"acheteur\"", "", "à qui est-il remis"),
        ("a = \"acheteur\"", "a = \"acheteurs\"", "le plus proche est «\u{a0}acheteur\u{a0}»"),
    ] {
        let defauts = clause(remplacer, par);
        assert!(defauts.iter().any(|defaut| defaut.contains(dit)), "{dit}: {defauts:?}");
    }
}
