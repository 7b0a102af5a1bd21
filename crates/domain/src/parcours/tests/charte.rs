//! The charter of an alliance, and who reads what its members share.

use super::*;

const ALICE: Uuid = Uuid::from_u128(1);
const BASILE: Uuid = Uuid::from_u128(2);
const THEME: &str = "mesure éducative";

impl Recit<'_> {
    /// Adds a member, and has all of them commit to the charter.
    pub(super) fn engager(&mut self, modele: ModeleDocument) {
        self.ajouter(Acteur::Partenaire);
        let document = self.etat.document_en_vigueur(modele).expect("a charter").id;
        let membres: Vec<Uuid> = self.etat.membres().map(|partie| partie.id).collect();
        for partie in membres {
            self.dire(papier(document, partie)).expect("a commitment");
        }
    }
}

/// A commitment noted from paper.
fn papier(document: Uuid, partie: Uuid) -> EvenementParcours {
    signee(document, Some(partie), true, None)
}

fn signee(
    document: Uuid,
    partie: Option<Uuid>,
    en_personne: bool,
    utilisateur: Option<Uuid>,
) -> EvenementParcours {
    let moyen = if utilisateur.is_some() { MoyenSignature::Session } else { MoyenSignature::Papier };
    let (nom, quand) = ("Sacha".to_owned(), le().into());
    EvenementParcours::CharteSignee { document, partie, en_personne, utilisateur, nom, quand, moyen }
}

fn partage(id: u128, auteur: Uuid, lecteurs: &[Uuid], conduite: bool) -> EvenementParcours {
    EvenementParcours::InformationPartagee {
        id: Uuid::from_u128(id),
        theme: THEME.to_owned(),
        auteur,
        nom: "Sacha".to_owned(),
        lecteurs: lecteurs.to_vec(),
        conduite,
    }
}

fn lues(etat: &EtatParcours, utilisateur: Uuid, parties: &[Uuid], conduit: bool) -> Vec<u128> {
    let lecteur = Lecteur { utilisateur, parties, conduit };
    etat.informations_de(lecteur).map(|information| information.id.as_u128()).collect()
}

/// An alliance at the step of its charter, which is made; a partner and a tutor take part.
fn alliance(fiche: &Dispositif) -> (Recit<'_>, Uuid, Uuid, Uuid) {
    let mut recit = Recit::ouvrir(fiche, MINEUR).dans("charte");
    let (partenaire, tuteur) = (recit.ajouter(Acteur::Partenaire), recit.ajouter(Acteur::Tuteur));
    let document = recit.etablir(ModeleDocument::CharteDeontologie);
    (recit, document, partenaire, tuteur)
}

#[test]
fn a_charter_binds_each_member_once_and_a_new_version_or_another_party_asks_again() {
    let fiche = fiche("alliance_educative");
    let mut recit = Recit::ouvrir(&fiche, MINEUR).dans("charte");
    let partenaire = recit.ajouter(Acteur::Partenaire);
    let due = |recit: &Recit<'_>, qui, parties: &[Uuid]| recit.etat.charte_due(&fiche, qui, parties);
    assert!(due(&recit, ALICE, &[partenaire]), "closed before there is a charter");
    let tot = recit.dire(signee(Uuid::nil(), Some(partenaire), true, Some(ALICE)));
    assert!(matches!(tot, Err(RefusParcours::Manque(_))), "{tot:?}");
    let document = recit.etablir(ModeleDocument::CharteDeontologie);
    recit.dire(signee(document, Some(partenaire), true, Some(ALICE))).expect("Alice");
    assert!(!due(&recit, ALICE, &[partenaire]));
    assert!(due(&recit, BASILE, &[partenaire]), "a colleague signs for themselves");
    assert!(due(&recit, ALICE, &[]), "what was said for a party says nothing elsewhere");
    let encore = recit.dire(signee(document, Some(partenaire), true, Some(ALICE)));
    assert_eq!(encore, Err(RefusParcours::DejaRepondu));
    assert_eq!(recit.dire(papier(document, partenaire)), Err(RefusParcours::DejaRepondu));
    // A colleague sees too, and is not the party.
    let tuteur = recit.ajouter(Acteur::Tuteur);
    recit.dire(signee(document, Some(tuteur), false, Some(BASILE))).expect("Basile");
    let manque = recit.etat.manques(&fiche, le(), MINEUR).join(" ; ");
    assert!(manque.contains("l’engagement du tuteur"), "{manque}");
    recit.dire(papier(document, tuteur)).expect("on paper");
    assert_eq!(recit.etat.manques(&fiche, le(), MINEUR), Vec::<String>::new());
    // The family is told, and signs nothing.
    for acteur in [Acteur::Jeune, Acteur::RepresentantLegal] {
        let partie = recit.ajouter(acteur);
        assert_eq!(recit.dire(papier(document, partie)), Err(RefusParcours::NeSignePas), "{acteur:?}");
    }
    assert_eq!(recit.etat.manques(&fiche, le(), MINEUR), Vec::<String>::new());
    // Removed and added again.
    recit.dire(EvenementParcours::PartieRetiree { id: partenaire, nom: String::new() }).expect("gone");
    let revenu = recit.ajouter(Acteur::Partenaire);
    assert!(due(&recit, ALICE, &[revenu]));
    assert!(matches!(
        recit.dire(signee(document, Some(partenaire), true, Some(ALICE))),
        Err(RefusParcours::Introuvable(_))
    ));
    recit.dire(signee(document, Some(revenu), true, Some(ALICE))).expect("again");
    // Another version.
    let nouvelle = recit.etablir(ModeleDocument::CharteDeontologie);
    assert!(due(&recit, ALICE, &[revenu]));
    let ancienne = recit.dire(signee(document, Some(revenu), true, Some(BASILE)));
    assert_eq!(ancienne, Err(RefusParcours::Remplace));
    recit.dire(signee(nouvelle, Some(revenu), true, Some(ALICE))).expect("the new one");
    assert!(!due(&recit, ALICE, &[revenu]));
}

#[test]
fn a_fiche_without_a_charter_closes_nothing_and_shares_nothing() {
    let fiche = fiche("pafi");
    let mut recit = Recit::ouvrir(&fiche, MINEUR);
    let partenaire = recit.ajouter(Acteur::Partenaire);
    assert!(!recit.etat.charte_due(&fiche, ALICE, &[partenaire]));
    assert!(fiche.themes().is_empty());
    for evenement in [papier(Uuid::nil(), partenaire), partage(9, ALICE, &[partenaire], true)] {
        assert!(matches!(recit.dire(evenement), Err(RefusParcours::Introuvable(_))));
    }
}

#[test]
fn an_information_is_for_its_author_and_its_readers_while_they_take_part() {
    let fiche = fiche("alliance_educative");
    let (mut recit, document, partenaire, tuteur) = alliance(&fiche);
    let jeune = recit.ajouter(Acteur::Jeune);
    assert_eq!(recit.dire(partage(1, ALICE, &[tuteur], false)), Err(RefusParcours::Charte));
    recit.dire(signee(document, Some(partenaire), true, Some(ALICE))).expect("Alice");
    recit.dire(partage(1, ALICE, &[tuteur], false)).expect("for the tutor");
    recit.dire(partage(2, ALICE, &[], true)).expect("for who conducts");
    let refus = [
        partage(3, ALICE, &[], false),
        partage(3, ALICE, &[jeune], true),
        partage(3, ALICE, &[Uuid::from_u128(77)], true),
        EvenementParcours::InformationPartagee {
            id: Uuid::from_u128(3),
            theme: "autre chose".to_owned(),
            auteur: ALICE,
            nom: String::new(),
            lecteurs: vec![tuteur],
            conduite: true,
        },
    ];
    for evenement in refus {
        assert!(recit.dire(evenement.clone()).is_err(), "{evenement:?}");
    }
    let etat = &recit.etat;
    assert_eq!(lues(etat, ALICE, &[partenaire], false), [1, 2]);
    assert_eq!(lues(etat, BASILE, &[tuteur], false), [1]);
    assert_eq!(lues(etat, BASILE, &[], true), [2]);
    assert_eq!(lues(etat, BASILE, &[partenaire], false), [0_u128; 0]);
    recit.dire(EvenementParcours::PartieRetiree { id: tuteur, nom: String::new() }).expect("gone");
    assert_eq!(lues(&recit.etat, BASILE, &[tuteur], false), [0_u128; 0]);
    // Taken back, even once all is over; then it is there for nobody.
    recit.dire(EvenementParcours::Termine { issue: Issue::Interrompu }).expect("the end");
    assert_eq!(recit.dire(partage(4, ALICE, &[], true)), Err(RefusParcours::Fini));
    let retrait = EvenementParcours::InformationRetiree { id: Uuid::from_u128(2) };
    recit.dire(retrait.clone()).expect("taken back");
    assert_eq!(lues(&recit.etat, ALICE, &[partenaire], true), [1]);
    assert!(matches!(recit.dire(retrait), Err(RefusParcours::Introuvable(_))));
}

#[test]
fn the_timeline_says_neither_theme_nor_readers() {
    let phrase = partage(1, ALICE, &[BASILE], true).phrase();
    assert!(!phrase.contains(THEME) && phrase.contains("a partagé"), "{phrase}");
    let papier = papier(Uuid::nil(), BASILE).phrase();
    assert!(papier.contains("note l’engagement de Sacha") && papier.contains("sur papier"), "{papier}");
}
