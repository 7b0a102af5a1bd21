//! What an académie does otherwise: what it does not name stays, and what it rests on is kept.

use super::super::*;

fn ajustement(corps: &str) -> Result<Catalogue, Vec<Defaut>> {
    let texte = format!("academie = \"paris\"\n\n[[ajustements]]\nsource = \"note de rentrée\"\n{corps}");
    Catalogue::lire(FICHIERS_LIVRES, Some(("academies/paris.toml", &texte)))
}

fn public(catalogue: &Catalogue, code: &str) -> Vec<Condition> {
    catalogue.get(code).unwrap().public.clone()
}

#[test]
fn an_overlay_dropped_the_bound_that_it_did_not_name() {
    let lu = ajustement("dispositif = \"micro_lycee\"\ncondition = \"age\"\nde = 18\n").unwrap();
    let age = public(&lu, "micro_lycee").remove(0);
    assert_eq!(age.critere, Critere::Age { de: Some(18), a: Some(25) });
    assert_eq!(age.texte.as_deref(), Some("note de rentrée"));
    let lu = ajustement("dispositif = \"micro_lycee\"\ncondition = \"age\"\nsans = [\"a\"]\n").unwrap();
    assert_eq!(public(&lu, "micro_lycee")[0].critere, Critere::Age { de: Some(16), a: None });
    let lu =
        ajustement("dispositif = \"micro_lycee\"\ncondition = \"sorti_depuis\"\nmoins_de = { mois = 24 }\n")
            .unwrap();
    let bornes = Anciennete { au_moins: Some(Duree::Mois(6)), moins_de: Some(Duree::Mois(24)) };
    assert_eq!(public(&lu, "micro_lycee")[1].critere, Critere::SortiDepuis(bornes));
}

#[test]
fn an_overlay_did_not_reach_a_bound_among_alternatives() {
    let lu = ajustement("dispositif = \"paps\"\ncondition = \"age\"\na = 20\n").unwrap();
    let cas = public(&lu, "paps").remove(1);
    assert!(cas.phrase.is_none() && cas.texte.as_deref() == Some("note de rentrée"), "{cas:?}");
    assert!(cas.exigence(None).contains("avoir 20\u{a0}ans au plus"), "{}", cas.exigence(None));
    // Each bound is changed where it stands.
    let lu = ajustement("dispositif = \"paps\"\ncondition = \"age\"\nde = 17\na = 20\n").unwrap();
    assert_eq!(public(&lu, "paps")[0].critere, Critere::Age { de: Some(17), a: None });
    assert!(public(&lu, "paps")[1].exigence(None).contains("avoir 20\u{a0}ans au plus"));
    let lu = ajustement(
        "dispositif = \"entretien_situation\"\ncondition = \"sorti_depuis\"\nmoins_de = { mois = 24 }\n",
    );
    assert!(public(&lu.unwrap(), "entretien_situation")[1].exigence(None).contains("moins de 2\u{a0}ans"));
}

#[test]
fn what_an_académie_rests_on_takes_the_place_of_the_setting() {
    let references = |catalogue: &Catalogue, code: &str| -> Vec<(String, SureteTexte)> {
        let textes = &catalogue.get(code).unwrap().textes;
        textes.iter().map(|texte| (texte.reference.clone(), texte.surete)).collect()
    };
    let bordeaux = Catalogue::pour_academie(Academie::Bordeaux);
    for (code, source) in [("pafi", "validation par le DASEN"), ("micro_lycee", "17 à 25 ans")] {
        let ici = references(&bordeaux, code);
        assert!(ici.iter().any(|(r, s)| r.contains(source) && *s == SureteTexte::Guide), "{code}: {ici:?}");
        assert!(!ici.iter().any(|(_, surete)| *surete == SureteTexte::Parametre), "{code}: {ici:?}");
        let ailleurs = references(Catalogue::livre(), code);
        assert!(ailleurs.iter().any(|(_, s)| *s == SureteTexte::Parametre), "{code}: {ailleurs:?}");
    }
}

#[test]
fn an_overlay_that_changes_nothing_or_too_much_is_a_defect() {
    for (corps, dit) in [
        ("dispositif = \"micro_lycee\"\ncondition = \"age\"\n", "au moins une borne"),
        ("dispositif = \"micro_lycee\"\ncondition = \"age\"\nde = 150\n", "150 ans"),
        ("dispositif = \"micro_lycee\"\ncondition = \"age\"\nde = 26\n", "de 26 à 25"),
        ("dispositif = \"micro_lycee\"\ncondition = \"age\"\nsans = [\"de\", \"a\"]\n", "aucune borne"),
        ("dispositif = \"micro_lycee\"\ncondition = \"sorti_depuis\"\n", "il faut «\u{a0}au_moins\u{a0}»"),
        (
            "dispositif = \"micro_lycee\"\ncondition = \"sorti_depuis\"\nau_moins = { mois = 12 }\nmoins_de = { mois = 3 }\n",
            "au moins 1\u{a0}an et moins de 3\u{a0}mois",
        ),
        (
            "dispositif = \"micro_lycee\"\ncondition = \"sorti_depuis\"\nmoins_de = { mois = 3 }\n",
            "avec ce que dit la fiche",
        ),
        ("dispositif = \"tdo\"\ncondition = \"age\"\nde = 15\n", "n’a pas de condition «\u{a0}age\u{a0}»"),
        ("dispositif = \"pafi\"\netape = \"validation\"\ndecision = \"jeune\"\n", "ne décide pas"),
        (
            "dispositif = \"pafi\"\netape = \"validatoin\"\ndecision = \"dasen\"\n",
            "le plus proche est «\u{a0}validation",
        ),
        (
            "dispositif = \"pafi\"\netape = \"validation\"\ndecision = \"dasen\"\nde = 16\n",
            "la clé «\u{a0}de\u{a0}»",
        ),
        (
            "dispositif = \"pafi\"\ncondition = \"age\"\nde = 15\n[[ajustements]]\nsource = \"s\"\ndispositif = \"pafi\"\ncondition = \"age\"\nde = 16\n",
            "déjà ajusté",
        ),
    ] {
        let defauts = ajustement(corps).err().unwrap_or_default();
        assert_eq!(defauts.len(), 1, "{corps}: {defauts:#?}");
        assert!(defauts[0].phrase.contains(dit), "{corps}: {defauts:#?}");
        assert!(defauts[0].ligne > 2, "{corps}: {defauts:#?}");
    }
    for texte in ["academie = \"paris\"\n", "academie = \"paris\"\najustements = []\n"] {
        let defauts = Catalogue::verifier(&[], &[("academies/paris.toml", texte)]);
        assert!(
            defauts.len() == 1 && defauts[0].phrase.contains("aucun bloc [[ajustements]]"),
            "{defauts:#?}"
        );
    }
    let texte = "academie = \"paris\"\n[[ajustements]]\ndispositif = \"pafi\"\n";
    let defauts = Catalogue::verifier(&[("paris.toml", texte)], &[]);
    assert!(defauts.len() == 1 && defauts[0].phrase.contains("academies/paris.toml"), "{defauts:#?}");
    let defauts = Catalogue::verifier(&[], &[("academies/tutorat.toml", FICHIERS_LIVRES[0].1)]);
    assert!(defauts.len() == 1 && defauts[0].phrase.contains("hors du dossier"), "{defauts:#?}");
}

#[test]
fn two_conditions_of_one_kind_are_not_changed_at_random() {
    let pafi = FICHIERS_LIVRES.iter().find(|(nom, _)| nom.ends_with("/paps.toml")).unwrap().1;
    let deux = pafi.replacen(
        "[{ condition = \"scolarise\" }, { condition = \"en_risque\" }]",
        "[{ condition = \"scolarise\" }, { condition = \"age\", a = 17 }]",
        1,
    );
    let texte = "academie = \"paris\"\n[[ajustements]]\ndispositif = \"paps\"\ncondition = \"age\"\na = 20\nsource = \"s\"\n";
    let defauts = Catalogue::verifier(&[("paps.toml", &deux)], &[("academies/paris.toml", texte)]);
    assert!(
        defauts.len() == 1
            && defauts[0].phrase.contains("a 3 conditions «\u{a0}age\u{a0}», dont 2 avec «\u{a0}a\u{a0}»"),
        "{defauts:#?}"
    );
}
