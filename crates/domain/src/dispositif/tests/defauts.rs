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
        ("academie = \"bordeau\"\najustements = []\n", "le plus proche est «\u{a0}bordeaux\u{a0}»"),
        (
            "academie = \"bordeaux\"\n[[ajustements]]\ndispositif = \"pafi\"\netape = \"bilan\"\ndecision = \"dasen\"\nsource = \"x\"\n",
            "une décision est prise à\u{a0}: validation",
        ),
        (
            "academie = \"bordeaux\"\n[[ajustements]]\ndispositif = \"pafy\"\netape = \"validation\"\ndecision = \"dasen\"\nsource = \"x\"\n",
            "le dispositif «\u{a0}pafy\u{a0}» n’existe pas",
        ),
        (
            "academie = \"bordeaux\"\n[[ajustements]]\ndispositif = \"pafi\"\ncondition = \"age\"\nde = 20\na = 16\nsource = \"x\"\n",
            "l’âge va de 20 à 16",
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
            "aucune étape jusque-là ne le fait signer",
        ),
        (", a = \"acheteur\"", "", "à qui est-il remis"),
        ("a = \"acheteur\"", "a = \"acheteurs\"", "le plus proche est «\u{a0}acheteur\u{a0}»"),
    ] {
        let defauts = clause(remplacer, par);
        assert!(defauts.iter().any(|defaut| defaut.contains(dit)), "{dit}: {defauts:?}");
    }
}

/// A whole file of a dispositif, of which each place may be changed.
const ENTIER: &str = r#"code = "essai"
nom = "Essai"
phase = "remediation"
resume = "Un essai."
charte = "charte_deontologie"

[fiche]
objectifs = ["a"]
public_vise = ["a"]
personnes_engagees = ["a"]
modalites = ["a"]
zone_application = ["a"]
evaluation = ["a"]

[[textes]]
reference = "Réglage"
surete = "parametre"
regle = "age"

[[public]]
condition = "age"
de = 16
a = 25

[[public]]
condition = "sorti_depuis"
au_moins = { mois = 6 }

[[public]]
un_de = [[{ condition = "en_risque" }], [{ condition = "volontaire" }, { condition = "accord_famille" }]]

[[etapes]]
code = "un"
titre = "Un"
acteurs = ["psy_en", "dasen"]
besoins = [
  { date = "demande" },
  { date = "retour" },
  { reunion = ["jeune"] },
  { decision = "dasen" },
  { document = "charte_deontologie" },
  { engagements = "charte_deontologie" },
  { document = "bilan_croise" },
  { champ = "suite", titre = "Suite", valeurs = ["x", "y"] },
  { nombre = "heures", titre = "Heures", max = 9 },
]
delai = { jours = 15, depuis = "demande" }
suivantes = ["un", "deux"]
seulement = [{ vers = "deux", si = "suite", parmi = ["x"] }]

[[etapes]]
code = "deux"
titre = "Deux"
acteurs = ["jeune"]
besoins = [
  { signatures = "bilan_croise", parties = ["jeune", "acheteur"] },
  { remise = "remise", titre = "Remise", modele = "bilan_croise", a = "acheteur" },
]
delai = { mois = 1, depuis = "un" }
fin = "acheve"

[limites]
retour_obligatoire = true
stages_part_max = "2/3"
heures_semaine = 24
droit_jusqu_a = 25

[[indicateurs]]
code = "fin"
titre = "Menés à leur terme"
compte = "issue"
issue = "acheve"

[[indicateurs]]
code = "suites"
titre = "Suites"
compte = "champ"
champ = "suite"
valeurs = ["x"]
"#;

/// Defects of the whole file after a replacement, and the line where the replacement begins.
fn entier(remplacer: &str, par: &str) -> (usize, Vec<String>) {
    let place = ENTIER.find(remplacer).unwrap_or_else(|| panic!("{remplacer}"));
    let texte = ENTIER.replacen(remplacer, par, 1);
    let defauts = Catalogue::verifier(&[("essai.toml", &texte)], &[]);
    (ENTIER[..place].matches('\n').count() + 1, defauts.iter().map(ToString::to_string).collect())
}

#[test]
fn what_cannot_run_was_said_to_be_without_defect() {
    assert_eq!(entier("code", "code").1, Vec::<String>::new(), "the file itself has no defect");
    for (remplacer, par, dit) in [
        ("de = 16", "de = 26", "personne n’y entrerait"),
        ("de = 16", "de = 150", "150 ans"),
        (
            "a = 25\n",
            "a = 25\n\n[[public]]\ncondition = \"age\"\nde = 26\n",
            "avoir au moins 26 ans et 25 ans au plus",
        ),
        (
            "au_moins = { mois = 6 }",
            "moins_de = { mois = 6 }\nau_moins = { mois = 6 }",
            "personne n’y entrerait",
        ),
        (
            "condition = \"en_risque\" }",
            "condition = \"scolarise\" }",
            "être scolarisé et être sorti de formation",
        ),
        ("condition = \"en_risque\" }", "condition = \"age\", de = 26 }", "personne ne remplit"),
        (
            "condition = \"en_risque\" }",
            "condition = \"dispositif_prealable\", code = \"essai\" }",
            "se demander lui-même",
        ),
        (
            "acteurs = [\"psy_en\", \"dasen\"]",
            "acteurs = [\"entreprise\", \"dasen\"]",
            "quelqu’un qui a un compte",
        ),
        ("reunion = [\"jeune\"]", "reunion = []", "nommez qui y vient"),
        ("decision = \"dasen\"", "decision = \"jeune\"", "ne décide pas d’un parcours"),
        ("  { document = \"charte_deontologie\" },\n", "", "établie par aucune étape"),
        ("  { document = \"bilan_croise\" },\n", "", "aucune étape jusque-là ne l’établit"),
        ("[\"x\", \"y\"]", "[\"x\", \"y\", \"x\"]", "écrit deux fois dans «\u{a0}valeurs\u{a0}»"),
        ("max = 9", "max = 0", "au plus 0"),
        ("depuis = \"demande\"", "depuis = \"resultats\"", "qu’aucune étape jusque-là ne demande"),
        ("depuis = \"demande\"", "depuis = \"deux\"", "n’est pas faite avant celle-ci"),
        ("depuis = \"un\"", "depuis = \"deux\"", "n’est pas faite avant celle-ci"),
        ("[\"un\", \"deux\"]", "[\"deux\", \"deux\"]", "écrit deux fois dans «\u{a0}suivantes\u{a0}»"),
        ("vers = \"deux\"", "vers = \"deuxx\"", "le plus proche est «\u{a0}deux\u{a0}»"),
        ("si = \"suite\"", "si = \"heures\"", "n’est pas un «\u{a0}champ\u{a0}» que demande cette étape"),
        ("parmi = [\"x\"] }]\n", "parmi = [\"z\"] }]\n", "n’est pas une valeur de «\u{a0}suite\u{a0}»"),
        ("parmi = [\"x\"] }]\n", "parmi = [] }]\n", "quelles réponses ouvrent ce passage"),
        ("[\"x\", \"y\"] }", "[\"x\", \"y\"], facultatif = true }", "ce passage resterait fermé"),
        ("[\"un\", \"deux\"]", "[\"deux\"]", "quand «\u{a0}suite\u{a0}» dit «\u{a0}y\u{a0}», aucune étape"),
        ("  { date = \"retour\" },\n", "", "date de retour est obligatoire"),
        ("\"2/3\"", "\"0/3\"", "plus que zéro"),
        ("heures_semaine = 24", "heures_semaine = 200", "200 heures par semaine"),
        ("droit_jusqu_a = 25", "droit_jusqu_a = 5", "va de 10 à 99"),
        ("droit_jusqu_a = 25", "droit_jusqu_a = 15", "on entre à 16 ans"),
        ("issue = \"acheve\"", "issue = \"refuse\"", "aucune étape ne finit par"),
        ("issue = \"acheve\"", "issue = \"acheve\"\netape = \"un\"", "n’est pas connue ici"),
        ("valeurs = [\"x\"]\n", "", "quelles valeurs du champ sont comptées"),
        ("regle = \"age\"", "regle = \"agee\"", "le plus proche est «\u{a0}age\u{a0}»"),
        ("[\"jeune\", \"acheteur\"]", "[\"jeune\", \"jeune\"]", "écrit deux fois dans «\u{a0}parties\u{a0}»"),
    ] {
        let (_, defauts) = entier(remplacer, par);
        assert_eq!(defauts.len(), 1, "{par}: {defauts:#?}");
        assert!(defauts[0].contains(dit), "{par}: {defauts:#?}");
    }
    let debut = ENTIER.find("[[public]]").unwrap();
    let fin = ENTIER.find("[[etapes]]").unwrap();
    let texte = format!("{}{}", &ENTIER[..debut], &ENTIER[fin..]).replace("regle = \"age\"\n", "");
    let defauts = Catalogue::verifier(&[("essai.toml", &texte)], &[]);
    assert!(defauts.len() == 1 && defauts[0].phrase.contains("aucun bloc [[public]]"), "{defauts:#?}");
}

#[test]
fn one_mistake_is_told_once_and_in_french() {
    for (remplacer, par, ecart, dit) in [
        ("nom = \"Essai\"", "nom = «Essai»", 0, "n’ouvre pas un texte"),
        ("nom = \"Essai\"", "nom = “Essai”", 0, "le guillemet “ n’ouvre pas un texte"),
        ("nom = \"Essai\"", "nom = \"Essai”", 0, "le guillemet ” ne ferme pas"),
        ("nom = \"Essai\"", "nom = \"Essai", 0, "n’est pas refermé"),
        ("nom = \"Essai\"", "nom = Essai", 0, "un texte est entre guillemets droits"),
        ("nom = \"Essai\"", "nom =", 0, "n’a pas de valeur"),
        ("nom = \"Essai\"", "nom : \"Essai\"", 0, "on écrit «\u{a0}=\u{a0}»"),
        ("nom = \"Essai\"", "// un mot\nnom = \"Essai\"", 0, "un commentaire commence par"),
        ("nom = \"Essai\"", "nom = 'l'essai'", 0, "contient une apostrophe"),
        ("nom = \"Essai\"", "nom = \"Essai\"\nnom = \"Essai\"", 1, "écrit deux fois"),
        ("modalites", "modalités", 0, "s’écrit sans accent"),
        ("zone_application", "zone application", 0, "s’écrit sans espace"),
        ("[fiche]", "[fiche", 0, "l’en-tête d’un bloc"),
        ("[fiche]", "[[fiche]]", 0, "un seul crochet\u{a0}: [fiche]"),
        ("objectifs = [\"a\"]", "objectifs = [\"a\"", 0, "il manque ici «\u{a0}]\u{a0}»"),
        ("[\"psy_en\", \"dasen\"]", "[\"psy_en\" \"dasen\"]", 0, "il manque une virgule"),
        ("{ mois = 6 }", "{ mois = 6", 0, "il manque ici «\u{a0}}\u{a0}»"),
        ("retour_obligatoire = true", "retour_obligatoire = True", 0, "true et false"),
        ("de = 16", "de = \"16\"", 0, "sans guillemets"),
        ("de = 16", "de = 016", 0, "ne commence pas par zéro"),
        ("{ mois = 6 }", "{ ans = 1 }", 0, "la clé «\u{a0}ans\u{a0}» n’est pas connue"),
        ("{ mois = 6 }", "6", 0, "dites son unité"),
        ("{ mois = 6 }", "{ mois = \"6\" }", 0, "est un nombre entier"),
        ("condition = \"age\"", "condition = \"agee\"", 0, "le plus proche est «\u{a0}age\u{a0}»"),
        ("{ date = \"retour\" }", "{ dates = \"retour\" }", 0, "le plus proche est «\u{a0}date\u{a0}»"),
    ] {
        let (ligne, defauts) = entier(remplacer, par);
        assert_eq!(defauts.len(), 1, "{par}: {defauts:#?}");
        assert!(defauts[0].contains(dit), "{par}: {defauts:#?}");
        assert!(defauts[0].starts_with(&format!("essai.toml:{}:", ligne + ecart)), "{par}: {defauts:#?}");
    }
    let texte = ENTIER.replace("[[textes]]", "[textes]");
    let defauts = Catalogue::verifier(&[("essai.toml", &texte)], &[]);
    assert!(defauts.len() == 1 && defauts[0].phrase.contains(": [[textes]]"), "{defauts:#?}");
    let vide = Catalogue::verifier(&[("essai.toml", "\n")], &[]);
    assert!(vide.len() == 1 && vide[0].phrase.contains("vide"), "{vide:#?}");
}

#[test]
fn a_file_that_is_not_utf_8_says_on_which_line() {
    let latin: Vec<u8> = ENTIER.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect();
    let defaut = texte_du_fichier("essai.toml", latin).err().unwrap();
    let ligne = ENTIER[..ENTIER.find('é').unwrap()].matches('\n').count() + 1;
    assert!(defaut.to_string().starts_with(&format!("essai.toml:{ligne}:")), "{defaut}");
    assert!(
        defaut.phrase.contains("enregistrez le fichier en UTF-8") && defaut.phrase.contains('é'),
        "{defaut}"
    );
    for debut in [vec![0xFF, 0xFE], vec![0xFE, 0xFF], vec![]] {
        let seize: Vec<u8> =
            debut.into_iter().chain(ENTIER.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let defaut = texte_du_fichier("essai.toml", seize).err().unwrap();
        assert!(defaut.phrase.contains("UTF-16"), "{defaut}");
    }
    let marque = format!("\u{feff}{ENTIER}");
    let lu = texte_du_fichier("essai.toml", marque.into_bytes()).unwrap();
    assert_eq!(Catalogue::verifier(&[("essai.toml", &lu)], &[]), []);
}

#[test]
fn a_file_checked_alone_is_completed_by_what_comes_with_the_program() {
    let clause = FICHIERS_LIVRES.iter().find(|(nom, _)| nom.ends_with("/clause_sociale.toml")).unwrap();
    assert_eq!(Catalogue::verifier(&[*clause], &[]), []);
    let bordeaux = SURCOUCHES_LIVREES[0];
    assert_eq!(Catalogue::verifier(&[("essai.toml", ENTIER)], &[bordeaux]), []);
    // The file of the same code takes the place of the one that is shipped.
    let micro = FICHIERS_LIVRES.iter().find(|(nom, _)| nom.ends_with("/micro_lycee.toml")).unwrap();
    let sans_age = micro.1.replacen("condition = \"age\"\nde = 16\na = 25", "condition = \"en_risque\"", 1);
    let sans_age = sans_age.replace("regle = \"age\"\n", "");
    let defauts = Catalogue::verifier(&[("micro_lycee.toml", &sans_age)], &[bordeaux]);
    assert!(defauts.len() == 1 && defauts[0].phrase.contains("n’a pas de condition"), "{defauts:#?}");
    let perdu = clause.1.replacen("\"paps\"", "\"papss\"", 1);
    let defauts = Catalogue::verifier(&[("clause_sociale.toml", &perdu)], &[]);
    assert!(
        defauts.len() == 1 && defauts[0].phrase.contains("le plus proche est «\u{a0}paps\u{a0}»"),
        "{defauts:#?}"
    );
    assert!(defauts[0].colonne >= 1 && defauts[0].ligne > 10, "{defauts:#?}");
}

#[test]
fn a_question_comes_again_only_in_a_later_step_and_in_the_same_words() {
    let ici = "besoins = [{ date = \"demande\" }, { texte = \"tuteur_nom\", titre = \"Tuteur\" }]";
    let deux = |titre: &str| {
        let encore = format!(
            "{{ texte = \"tuteur_nom\", titre = \"{titre}\" }},\n  {{ document = \"suivi_tuteur\" }}"
        );
        apres("{ document = \"suivi_tuteur\" }", &encore)
    };
    assert_eq!(deux("Tuteur"), Vec::<String>::new());
    assert!(deux("Autre chose").join(" ").contains("demandé deux fois"), "{:?}", deux("Autre chose"));
    let ensemble = ici.replace("}]", "}, { texte = \"tuteur_nom\", titre = \"Tuteur\" }]");
    assert!(apres(ici, &ensemble).join(" ").contains("demandé deux fois"));
}
