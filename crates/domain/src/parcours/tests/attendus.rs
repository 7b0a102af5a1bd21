//! To whom a parcours looks next: told as the story of a contract that several sign.

use super::*;

const REFERENT: Acteur = Acteur::ReferentDecrochage;
const CHEF: Acteur = Acteur::ChefEtablissement;

fn attendus<'f>(recit: &Recit<'f>, qualites: &[Acteur], parties: &[Uuid]) -> Vec<Attendu<'f>> {
    recit.etat.attendus_de(recit.fiche, qualites, parties, le(), recit.personne)
}

fn ajouter(recit: &mut Recit<'_>, acteur: Acteur, organisation: Option<Uuid>) -> Uuid {
    let id = Uuid::from_u128(3000 + u128::from(recit.etat.rang));
    let nom = acteur.libelle().to_owned();
    recit.dire(EvenementParcours::PartieAjoutee { id, acteur, nom, organisation }).expect("a party");
    id
}

#[test]
fn a_step_awaits_those_to_whom_it_belongs_and_nobody_else() {
    let fiche = fiche("pafi");
    let recit = Recit::ouvrir(&fiche, MINEUR);
    let [Attendu::Etape(etape)] = attendus(&recit, &[REFERENT], &[])[..] else { panic!("the step") };
    assert_eq!(etape.code, recit.etat.etape);
    assert!(attendus(&recit, &[Acteur::IenIo], &[]).is_empty());
}

#[test]
fn a_contract_awaits_each_signature_in_turn_and_the_step_only_while_it_can_go_on() {
    let fiche = fiche("pafi");
    let mut recit = Recit::ouvrir(&fiche, MAJEUR).dans("contrat");
    let ecole = Some(Uuid::from_u128(1));
    let jeune = ajouter(&mut recit, Acteur::Jeune, None);
    let garage = ajouter(&mut recit, Acteur::Partenaire, Some(Uuid::from_u128(2)));
    let tuteur = ajouter(&mut recit, Acteur::Tuteur, Some(Uuid::from_u128(2)));
    let chef = ajouter(&mut recit, CHEF, ecole);
    assert!(matches!(attendus(&recit, &[REFERENT], &[])[..], [Attendu::Etape(_)]), "the contract is to make");
    let document = recit.etablir(ModeleDocument::PafiContrat);
    let signature = Attendu::Signature(ModeleDocument::PafiContrat, document);

    // The young person has no account: their signature is for the school to gather, and nobody's turn comes before.
    assert!(matches!(attendus(&recit, &[REFERENT], &[])[..], [Attendu::Etape(_)]));
    assert!(attendus(&recit, &[Acteur::Partenaire], &[garage]).is_empty());
    recit.signer(document, jeune).expect("their turn");

    // Now it is the partner's turn, from their own account: the school has nothing to do but wait.
    assert_eq!(attendus(&recit, &[Acteur::Partenaire], &[garage]), [signature]);
    assert!(attendus(&recit, &[REFERENT], &[]).is_empty());
    recit.signer(document, garage).expect("their turn");
    recit.signer(document, tuteur).expect("their turn");
    assert_eq!(
        attendus(&recit, &[CHEF], &[chef]),
        [signature],
        "the head signs, and has no other step to do"
    );
    recit.signer(document, chef).expect("their turn");
    assert!(attendus(&recit, &[Acteur::Partenaire], &[garage]).is_empty());
}

#[test]
fn a_decision_awaits_who_renders_it_and_once_rendered_the_step_goes_on() {
    let fiche = fiche("pafi");
    let mut recit = Recit::ouvrir(&fiche, MAJEUR).dans("validation");
    assert!(matches!(attendus(&recit, &[Acteur::IenIo], &[])[..], [Attendu::Decision(_)]));
    assert!(attendus(&recit, &[REFERENT], &[]).is_empty());
    let etape = "validation".to_owned();
    recit.dire(EvenementParcours::Decision { etape, par: Acteur::IenIo, favorable: false }).expect("a no");
    assert!(matches!(attendus(&recit, &[Acteur::IenIo], &[])[..], [Attendu::Etape(_)]), "where does it go?");
}

#[test]
fn a_parcours_that_is_over_awaits_nobody() {
    let fiche = fiche("pafi");
    let mut recit = Recit::ouvrir(&fiche, MAJEUR);
    recit.etat.fin = Some((le(), Issue::Abandonne));
    assert!(attendus(&recit, &[REFERENT, CHEF], &[]).is_empty());
}
