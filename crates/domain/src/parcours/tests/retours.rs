//! Ways back, and what a paper says once what it said has changed.

use super::*;

/// A PAFI at the signature of its contract, with its first version.
fn au_contrat(fiche: &Dispositif) -> (Recit<'_>, Uuid) {
    let mut recit = Recit::ouvrir(fiche, MINEUR);
    for vers in ["elaboration", "contrat"] {
        recit.satisfaire();
        aller(&mut recit, vers).expect("everything is done");
    }
    let document = recit.etablir(ModeleDocument::PafiContrat);
    (recit, document)
}

fn aller(recit: &mut Recit<'_>, vers: &str) -> Result<(), RefusParcours> {
    let etape = recit.fiche.etape(vers).expect("a step of the fiche");
    let passage = recit.etat.passage(recit.fiche, etape, le(), recit.personne);
    recit.dire(passage)
}

fn date(recit: &mut Recit<'_>, nom: DateNommee, dans: i64) -> Result<(), RefusParcours> {
    recit.dire(EvenementParcours::DateFixee { nom, le: le() + chrono::TimeDelta::days(dans) })
}

fn reprises(recit: &Recit<'_>) -> Vec<String> {
    recit.etat.reprises(recit.fiche).iter().map(|etape| etape.code.clone()).collect()
}

#[test]
fn a_step_left_too_soon_is_taken_up_again_with_what_was_done_in_it() {
    let pafi = fiche("pafi");
    let mut recit = Recit::ouvrir(&pafi, MINEUR);
    assert!(reprises(&recit).is_empty(), "nothing is behind the first step");
    recit.satisfaire();
    aller(&mut recit, "sans_suite").expect("the way out is open");
    assert_eq!(reprises(&recit), ["diagnostic"]);
    aller(&mut recit, "diagnostic").expect("a slip of the finger");
    assert!(recit.etat.manques(&pafi, le(), MINEUR).is_empty(), "nothing is to be typed again");
    assert!(recit.etat.franchies.is_empty(), "the way back is no step done");
    aller(&mut recit, "elaboration").expect("on again");
    // Back is one step, and never a way to jump forward.
    recit.satisfaire();
    aller(&mut recit, "contrat").expect("done");
    aller(&mut recit, "elaboration").expect("one step back");
    assert_eq!(reprises(&recit), ["diagnostic"]);
    assert!(aller(&mut recit, "validation").is_err());
}

#[test]
fn a_refused_contract_leads_back_to_what_was_refused() {
    let pafi = fiche("pafi");
    let (mut recit, document) = au_contrat(&pafi);
    assert_eq!(reprises(&recit), ["elaboration"]);
    let jeune = recit.ajouter(Acteur::Jeune);
    recit
        .dire(EvenementParcours::SignatureRefusee {
            document,
            modele: ModeleDocument::PafiContrat,
            partie: jeune,
            nom: String::new(),
            quand: le().into(),
            motif: MotifRefusSignature::TOUS[0],
            moyen: Some(MoyenSignature::Session),
        })
        .expect("no");
    assert_eq!(reprises(&recit), ["elaboration", "diagnostic"], "whatever was refused may be behind");
    aller(&mut recit, "elaboration").expect("the path is drawn otherwise");
    recit.satisfaire();
    aller(&mut recit, "contrat").expect("and proposed again");
    assert!(recit.etat.document_de_l_etape(ModeleDocument::PafiContrat).is_none(), "in another version");
    assert_eq!(EtatParcours::rejouer(&recit.journal, &pafi, MINEUR), Ok(recit.etat));
}

#[test]
fn an_amendment_begun_by_a_slip_could_not_be_left_for_what_it_amends() {
    let pafi = fiche("pafi");
    let mut recit = Recit::ouvrir(&pafi, MINEUR);
    for vers in ["elaboration", "contrat", "validation", "deroulement"] {
        recit.satisfaire();
        aller(&mut recit, vers).expect("everything is done");
    }
    recit.satisfaire();
    let suivi = recit.etat.document_de_l_etape(ModeleDocument::SuiviTuteur).map(|document| document.id);
    assert!(suivi.is_some());
    aller(&mut recit, "avenant").expect("a slip");
    // The fiche goes on to the same step: as nothing is signed, it is a way back, and the tutor's sheet still stands.
    aller(&mut recit, "deroulement").expect("back");
    assert_eq!(recit.etat.document_de_l_etape(ModeleDocument::SuiviTuteur).map(|d| d.id), suivi);
    aller(&mut recit, "avenant").expect("this time it is meant");
    recit.satisfaire();
    aller(&mut recit, "deroulement").expect("signed");
    assert!(recit.etat.document_de_l_etape(ModeleDocument::SuiviTuteur).is_none(), "it is followed anew");
}

#[test]
fn an_unfavourable_decision_leads_back_or_out_and_its_paper_says_what_was_decided() {
    let retour = fiche("droit_retour");
    let mut recit = Recit::ouvrir(&retour, MINEUR);
    while !recit
        .etat
        .etape_en_cours(&retour)
        .unwrap()
        .besoins
        .iter()
        .any(|b| matches!(b, Besoin::Decision { .. }))
    {
        recit.satisfaire();
        let ici = recit.etat.etape_en_cours(&retour).unwrap().clone();
        let vers =
            ici.suivantes.iter().find(|code| *code == "affectation").unwrap_or(&ici.suivantes[0]).clone();
        aller(&mut recit, &vers).expect("done");
    }
    let ici = recit.etat.etape.clone();
    let decider = |recit: &mut Recit<'_>, favorable| {
        recit.dire(EvenementParcours::Decision { etape: ici.clone(), par: Acteur::Dasen, favorable })
    };
    recit.satisfaire();
    assert!(recit.etat.manques(&retour, le(), MINEUR).is_empty());
    // Decided otherwise once the paper is made: the paper is made again.
    decider(&mut recit, false).expect("no");
    assert!(
        recit.etat.manques(&retour, le(), MINEUR).iter().any(|manque| manque.contains("nouvelle version"))
    );
    let retours = reprises(&recit);
    assert!(retours.contains(&"choix".to_owned()), "{retours:?}");
    aller(&mut recit, "choix").expect("another status is chosen");
    assert_eq!(recit.etat.etape, "choix");
}

#[test]
fn nobody_signs_what_the_parcours_no_longer_says() {
    let maintien = fiche("droit_maintien");
    let mut recit = Recit::ouvrir(&maintien, MINEUR);
    let modele = loop {
        let etape = recit.etat.etape_en_cours(&maintien).unwrap().clone();
        let signe = etape.besoins.iter().find_map(|besoin| match besoin {
            Besoin::Signatures { modele, .. } => Some(*modele),
            _ => None,
        });
        if let Some(modele) = signe {
            break modele;
        }
        recit.satisfaire();
        aller(&mut recit, &etape.suivantes[0]).expect("done");
    };
    date(&mut recit, DateNommee::Debut, 10).expect("a start");
    let document = recit.etablir(modele);
    let jeune = recit.ajouter(Acteur::Jeune);
    recit.signer(document, jeune).expect("their turn");
    date(&mut recit, DateNommee::Debut, 10).expect("the same day is no change");
    assert!(!recit.etat.est_perime(recit.etat.document(document).unwrap()));
    date(&mut recit, DateNommee::Debut, 40).expect("another day");
    let parent = recit.ajouter(Acteur::RepresentantLegal);
    assert_eq!(recit.signer(document, parent), Err(RefusParcours::Perime));
    assert_eq!(recit.etat.attente(document, parent, &maintien, le(), MINEUR), Attente::Remplace);
    let suivant = recit.etablir(modele);
    recit.signer(suivant, jeune).expect("what is so now");
}

#[test]
fn a_second_year_has_its_days_though_the_first_has_others() {
    let retour = fiche("droit_retour");
    let mut recit = Recit::ouvrir(&retour, MAJEUR).dans("parcours");
    date(&mut recit, DateNommee::Debut, 30).expect("a first year");
    date(&mut recit, DateNommee::Fin, 240).expect("to July");
    date(&mut recit, DateNommee::Debut, 330).expect("the next year begins after the first has ended");
    assert!(!recit.etat.dates.contains_key(&DateNommee::Fin), "its end is asked for again");
    date(&mut recit, DateNommee::Fin, 600).expect("to the July after");
    assert!(date(&mut recit, DateNommee::Fin, 900).is_err(), "a year at most");
}

#[test]
fn days_that_cannot_be_are_refused() {
    let retour = fiche("droit_retour");
    let mut recit = Recit::ouvrir(&retour, MAJEUR);
    for (nom, dans) in [
        (DateNommee::Demande, 1),
        (DateNommee::Demande, -9_900),
        (DateNommee::PremierContact, 2),
        (DateNommee::Resultats, 30),
        (DateNommee::Debut, 3_000),
    ] {
        assert!(date(&mut recit, nom, dans).is_err(), "{nom:?} in {dans} days");
    }
    date(&mut recit, DateNommee::Demande, -3).expect("received three days ago");
    assert!(date(&mut recit, DateNommee::PremierContact, -4).is_err(), "nobody answers before");
    date(&mut recit, DateNommee::PremierContact, -3).expect("the same day");
    let pafi = fiche("pafi");
    let mut recit = Recit::ouvrir(&pafi, MINEUR).dans("elaboration");
    date(&mut recit, DateNommee::Debut, 1).expect("tomorrow");
    date(&mut recit, DateNommee::Fin, 90).expect("three months");
    assert!(date(&mut recit, DateNommee::Retour, 1_500).is_err(), "the return follows the end");
    date(&mut recit, DateNommee::Retour, 91).expect("the day after");
    assert!(date(&mut recit, DateNommee::Effet, 200).is_err(), "an amendment takes effect during the path");
    let mut recit = recit.dans("diagnostic");
    let rencontre = |dans| {
        let le = le() + chrono::TimeDelta::days(dans);
        EvenementParcours::ReunionTenue { etape: "diagnostic".to_owned(), le }
    };
    assert!(recit.dire(rencontre(-13_000)).is_err() && recit.dire(rencontre(1)).is_err());
    recit.dire(rencontre(-10)).expect("held ten days ago");
}
