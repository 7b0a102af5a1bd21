//! The proof handed to a buyer, the hours of a contract.

use super::*;
use crate::dispositif::REMIS_ET_RECU;

/// A clause sociale whose bilan croisé everybody signed, and the buyer who takes part.
fn bilan_scelle(fiche: &Dispositif) -> (Recit<'_>, Uuid, Uuid) {
    let mut recit = Recit::ouvrir(fiche, MAJEUR).dans("bilan_croise");
    recit.satisfaire();
    let document = recit.etat.document_en_vigueur(ModeleDocument::BilanCroise).expect("signed").id;
    let acheteur = Uuid::from_u128(4242);
    let (nom, acteur) = ("Métropole d’Exemple".to_owned(), Acteur::Acheteur);
    recit
        .dire(EvenementParcours::PartieAjoutee { id: acheteur, acteur, nom, organisation: None })
        .expect("a buyer");
    (recit, document, acheteur)
}

fn remise(document: Uuid, partie: Uuid) -> EvenementParcours {
    EvenementParcours::LienEnvoye {
        document,
        modele: ModeleDocument::BilanCroise,
        partie,
        nom: "Métropole d’Exemple".into(),
        canal: Canal::Courriel,
        expire_le: le() + Days::new(14),
        but: ButLien::Remettre,
    }
}

fn recu(code: &str, document: Uuid, partie: Uuid) -> EvenementParcours {
    EvenementParcours::Recu {
        code: code.into(),
        document,
        modele: ModeleDocument::BilanCroise,
        partie,
        nom: "Métropole d’Exemple".into(),
        quand: le().into(),
    }
}

#[test]
fn a_proof_is_handed_over_once_all_have_signed_and_to_the_buyer_alone() {
    let fiche = fiche("clause_sociale");
    let (mut recit, document, acheteur) = bilan_scelle(&fiche);
    let tuteur = recit.etat.presents().find(|p| p.acteur == Acteur::Tuteur).expect("a tutor").id;
    assert!(matches!(recit.dire(remise(document, tuteur)), Err(RefusParcours::Impossible(_))), "not to them");
    let mut ouvert = recit.dans("bilan_croise");
    let version = 2;
    ouvert
        .dire(EvenementParcours::DocumentEtabli {
            id: Uuid::from_u128(99),
            modele: ModeleDocument::BilanCroise,
            version,
            empreinte: "0".repeat(64),
        })
        .expect("another version");
    assert_eq!(ouvert.etat.attente_remise(&fiche), AttenteRemise::PasEncore);
    assert_eq!(ouvert.dire(remise(document, acheteur)), Err(RefusParcours::Remplace));
    let refus = ouvert.dire(remise(Uuid::from_u128(99), acheteur)).expect_err("nobody signed it");
    assert!(refus.to_string().contains("pas encore signé par tous"), "{refus}");

    assert_eq!(recit.etat.attente_remise(&fiche), AttenteRemise::ARemettre);
    let sans_lien = recit.dire(recu("remise", document, acheteur));
    assert_eq!(sans_lien, Err(RefusParcours::Introuvable("cette remise")), "nothing was handed over");
    recit.dire(remise(document, acheteur)).expect("sealed");
    assert_eq!(recit.etat.attente_remise(&fiche), AttenteRemise::Envoyee(le()));
    // The parcours ends before the buyer answers.
    recit.etat.fin = Some((le(), Issue::Acheve));
    assert_eq!(recit.dire(remise(document, acheteur)), Err(RefusParcours::Fini));
    assert!(recit.dire(recu("suite", document, acheteur)).is_err(), "it fills its own field alone");
    recit.dire(recu("remise", document, acheteur)).expect("a receipt changes no step");
    assert_eq!(recit.etat.attente_remise(&fiche), AttenteRemise::Recue(Some(le().into())));
    assert_eq!(recit.etat.saisies["remise"], Saisi::Choix(vec![REMIS_ET_RECU.to_owned()]));
    assert_eq!(recit.dire(recu("remise", document, acheteur)), Err(RefusParcours::DejaRepondu));
}

#[test]
fn a_link_taken_back_leaves_nothing_handed_over() {
    let fiche = fiche("clause_sociale");
    let (mut recit, document, acheteur) = bilan_scelle(&fiche);
    recit.dire(remise(document, acheteur)).expect("sealed");
    let (modele, nom) = (ModeleDocument::BilanCroise, "Métropole d’Exemple".to_owned());
    let retire =
        EvenementParcours::LienRetire { document, modele, partie: acheteur, nom, but: ButLien::Remettre };
    recit.dire(retire).expect("taken back");
    assert_eq!(recit.etat.attente_remise(&fiche), AttenteRemise::ARemettre);
    assert!(recit.dire(recu("remise", document, acheteur)).is_err());
}

#[test]
fn hours_add_up_and_a_placement_that_stopped_counts_for_what_was_done() {
    let fiche = fiche("clause_sociale");
    let avec = |prevues: Option<u32>, faites: Option<u32>, fin| {
        let mut etat = Recit::ouvrir(&fiche, MAJEUR).etat;
        for (code, heures) in [("heures_prevues", prevues), ("heures_faites", faites)] {
            etat.saisies.extend(heures.map(|n| (code.to_owned(), Saisi::Nombre(n))));
        }
        etat.fin = fin;
        etat
    };
    let parcours = [
        avec(None, None, None),
        avec(Some(70), None, None),
        avec(Some(70), Some(35), Some((le(), Issue::Interrompu))),
        avec(Some(70), Some(77), Some((le(), Issue::Acheve))),
        avec(Some(70), None, Some((le(), Issue::SansSuite))),
    ];
    assert_eq!(HeuresMarche::additionner(&parcours), HeuresMarche { prevues: 70 + 35 + 77, faites: 35 + 77 });
}

#[test]
fn entries_written_before_links_had_purposes_are_links_to_sign() {
    let json = serde_json::json!({
        "type": "lien_envoye", "document": Uuid::nil(), "modele": "pafi_contrat", "partie": Uuid::nil(), "nom": "Claire",
        "canal": "courriel", "expire_le": "2026-11-20"
    });
    let lu: EvenementParcours = serde_json::from_value(json.clone()).expect("an entry of before");
    assert!(matches!(lu, EvenementParcours::LienEnvoye { but: ButLien::Signer, .. }));
    assert_eq!(serde_json::to_value(&lu).expect("an entry"), json, "its hash does not change");
}
