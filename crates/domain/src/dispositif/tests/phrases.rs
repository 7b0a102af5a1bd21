//! Every sentence of every condition, read at once: what is asked ends with a question mark, what must hold reads after `Il faudrait`.

use super::super::{phrases::dit, *};
use crate::{NiveauDiplome, Sexe};

const SEXES: [Option<Sexe>; 3] = [None, Some(Sexe::Masculin), Some(Sexe::Feminin)];

/// Every condition of the catalogue, with those of alternatives, and every criterion there is without a sentence of a file.
fn toutes() -> Vec<Condition> {
    fn deplier(conditions: &[Condition], toutes: &mut Vec<Condition>) {
        for condition in conditions {
            if let Critere::UnDe(alternatives) = &condition.critere {
                for cas in alternatives {
                    deplier(cas, toutes);
                }
            }
            toutes.push(condition.clone());
            toutes.push(Condition { phrase: None, ..condition.clone() });
        }
    }
    let mut toutes = Vec::new();
    for fiche in Catalogue::livre().tous() {
        deplier(&fiche.public, &mut toutes);
    }
    let depuis = Anciennete { au_moins: Some(Duree::Mois(6)), moins_de: Some(Duree::Mois(12)) };
    let mut criteres = vec![
        Critere::Age { de: None, a: Some(25) },
        Critere::Age { de: None, a: None },
        Critere::RuptureContratDepuis(depuis),
        Critere::ObligationNonSatisfaite,
    ];
    for niveau in [NiveauDiplome::Aucun, NiveauDiplome::Cfg, NiveauDiplome::Dnb, NiveauDiplome::Niveau3] {
        criteres.extend([Critere::DiplomeAuPlus(niveau), Critere::DiplomeAuMoins(niveau)]);
    }
    for quoi in Constat::TOUS {
        criteres.extend([true, false].map(|attendu| Critere::Constat { quoi: *quoi, attendu }));
    }
    toutes.extend(criteres.into_iter().map(|critere| Condition { critere, phrase: None, texte: None }));
    toutes
}

/// Words with which what reads after `Il faudrait` begins: an infinitive, `que`, or a case among several.
const DEBUTS: &[&str] = &[
    "avoir ",
    "être ",
    "ne ",
    "n’avoir ",
    "n’être ",
    "que ",
    "qu’",
    "l’un de ces cas",
    "souhaiter ",
    "rencontrer ",
    "relever ",
    "suivre ",
    "vouloir ",
    "débuter ",
    "pouvoir ",
];

#[test]
fn what_must_hold_reads_after_il_faudrait() {
    for condition in toutes() {
        for sexe in SEXES {
            let exigence = condition.exigence(sexe);
            assert!(DEBUTS.iter().any(|debut| exigence.starts_with(debut)), "Il faudrait {exigence}.");
            assert!(!exigence.ends_with(['.', '?']) && !exigence.contains("moins de 1"), "{exigence}");
            assert!(!exigence.contains(['{', '}', '_', '|']), "no code, no mark of ours: {exigence}");
        }
    }
}

#[test]
fn what_is_asked_is_a_question_and_agrees() {
    for condition in toutes() {
        for sexe in SEXES {
            let question = condition.question(sexe);
            assert!(question.ends_with("\u{202f}?"), "{question}");
            assert!(question.chars().next().is_some_and(char::is_uppercase), "{question}");
            assert!(!question.contains(['{', '}', '_', '|', '.']), "{question}");
            if sexe == Some(Sexe::Feminin) {
                for masculin in
                    ["-il ", "é aujourd’hui", "Être inscrit ", "Être motivé ", "arrivé ", "repéré "]
                {
                    let d_elle = !["Un ", "L’", "Son "].iter().any(|debut| question.starts_with(debut));
                    assert!(!(d_elle && question.contains(masculin)), "of a girl: {question}");
                }
            }
        }
    }
}

#[test]
fn a_fact_is_a_sentence_and_its_contrary_another() {
    for quoi in Constat::TOUS {
        let mots = dit(*quoi);
        assert_ne!(mots.oui, mots.non, "{quoi:?}");
        for fait in [mots.oui, mots.non] {
            assert!(!fait.ends_with(['.', '?']) && fait.contains(' '), "{fait}");
            assert_eq!(fait.matches('{').count(), fait.matches('|').count(), "{fait}");
        }
    }
}

/// As people read them: what an acceptance test found wrong, and its neighbours.
#[test]
fn sentences_that_were_wrong_read_right() {
    let une = Some(Sexe::Feminin);
    let constat = |quoi, sexe| {
        let condition =
            Condition { critere: Critere::Constat { quoi, attendu: true }, phrase: None, texte: None };
        (condition.question(sexe), format!("Il faudrait {}.", condition.exigence(sexe)))
    };
    for (quoi, sexe, question, exigence) in [
        (Constat::Volontaire, une, "Est-elle volontaire\u{202f}?", "Il faudrait être volontaire."),
        (
            Constat::PlaceDisponible,
            None,
            "Une place est-elle disponible\u{202f}?",
            "Il faudrait qu’une place soit disponible.",
        ),
        (
            Constat::AccordFamille,
            None,
            "La famille est-elle d’accord\u{202f}?",
            "Il faudrait que la famille soit d’accord.",
        ),
        (
            Constat::EnRisque,
            une,
            "A-t-elle été repérée en risque de décrochage (GPDS)\u{202f}?",
            "Il faudrait être repérée en risque de décrochage (GPDS).",
        ),
        (
            Constat::RejetEcole,
            None,
            "Est-il entré dans un processus de rejet de l’école\u{202f}?",
            "Il faudrait être entré dans un processus de rejet de l’école.",
        ),
        (
            Constat::ScolariseAvantArrivee,
            une,
            "A-t-elle été scolarisée dans son pays d’origine\u{202f}?",
            "Il faudrait avoir été scolarisée dans son pays d’origine.",
        ),
    ] {
        assert_eq!(constat(quoi, sexe), (question.to_owned(), exigence.to_owned()));
    }
    let public = |code: &str| &Catalogue::livre().get(code).unwrap().public;
    let dits = |code: &str| {
        let dits: Vec<String> = public(code).iter().map(|condition| condition.exigence(une)).collect();
        dits.join(" / ")
    };
    assert!(
        dits("clause_sociale").contains("être inscrite dans une action de la MLDS"),
        "{}",
        dits("clause_sociale")
    );
    assert!(dits("dipa").contains("être arrivée en France depuis moins d’un an"), "{}", dits("dipa"));
    assert!(dits("dipa").contains("ne pas parler français ou débuter en français"), "{}", dits("dipa"));
    assert!(dits("ers").contains("être ou avoir été au collège"), "{}", dits("ers"));
    assert!(dits("e2c").contains("n’avoir aucun diplôme, ou seulement le CFG ou le DNB"), "{}", dits("e2c"));
    // A dispositif is named as its own catalogue names it.
    let livres = FICHIERS_LIVRES.iter();
    let renommes: Vec<(&str, String)> = livres
        .map(|(fichier, texte)| (*fichier, texte.replace("nom = \"Pôle d’acc", "nom = \"Rebond, pôle d’acc")))
        .collect();
    let renommes: Vec<(&str, &str)> = renommes.iter().map(|(f, t)| (*f, t.as_str())).collect();
    let question = |catalogue: &Catalogue| {
        let public = &catalogue.get("clause_sociale").unwrap().public;
        let prealable = public.iter().find(|c| matches!(c.critere, Critere::DispositifPrealable { .. }));
        prealable.unwrap().critere.question(une)
    };
    let livre = question(Catalogue::livre());
    assert!(livre.contains(&Catalogue::livre().get("paps").unwrap().nom), "{livre}");
    assert!(question(&Catalogue::lire(&renommes, None).unwrap()).contains("Rebond, pôle d’acc"));
}
