//! Ways on that are open for some answers only.

use super::*;

#[test]
fn an_answer_opens_a_way_and_every_other_answer_closes_it() {
    let mut fermes = 0;
    for fiche in Catalogue::livre().tous() {
        for de in &fiche.etapes {
            for passage in &de.seulement {
                let mut recit = Recit::ouvrir(fiche, MINEUR).dans(&de.code);
                let vers = fiche.etape(&passage.vers).expect("a step");
                recit.satisfaire();
                let besoins = || fiche.etapes.iter().flat_map(|etape| &etape.besoins);
                let valeurs = besoins().find_map(|besoin| match besoin {
                    Besoin::Champ { code, valeurs, .. } if *code == passage.champ => Some(valeurs),
                    _ => None,
                });
                for valeur in valeurs.expect("a list") {
                    recit.repondre(&passage.champ, valeur);
                    let suite = recit.etat.passage(fiche, vers, le(), MINEUR);
                    let refus = recit.etat.admettre(&suite, fiche, le(), MINEUR);
                    let nom = format!("{} {} -> {}, {valeur}: {refus:?}", fiche.code, de.code, vers.code);
                    if passage.parmi.contains(valeur) {
                        assert!(!matches!(refus, Err(RefusParcours::Seulement { .. })), "{nom}");
                    } else {
                        fermes += 1;
                        let Err(refus) = refus else { panic!("{nom}") };
                        assert!(
                            matches!(refus, RefusParcours::Seulement { .. } | RefusParcours::Manque(_)),
                            "{nom}"
                        );
                    }
                }
            }
        }
    }
    assert!(fermes > 40, "{fermes} ways closed: is the catalogue there?");
}

#[test]
fn a_family_that_refuses_is_not_enrolled() {
    let tutorat = fiche("tutorat");
    let mut recit = Recit::ouvrir(&tutorat, MINEUR).dans("accord");
    recit.satisfaire();
    recit.repondre("accord", "refus");
    let vers = tutorat.etape("deroulement").expect("a step");
    let refus = recit.dire(recit.etat.passage(&tutorat, vers, le(), MINEUR)).expect_err("they said no");
    let phrase = refus.to_string().replace('\u{a0}', " ");
    assert_eq!(
        phrase,
        "« Suivre le déroulement » suit seulement quand « Accord du jeune et, s’il est mineur, de son représentant légal » dit « accord »"
    );
    let sortie = tutorat.etape("sans_suite").expect("a step");
    recit.dire(recit.etat.passage(&tutorat, sortie, le(), MINEUR)).expect("the way out is open");
}
