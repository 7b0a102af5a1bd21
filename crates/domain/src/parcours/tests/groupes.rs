//! The group that somebody is in.

use super::*;

#[test]
fn the_week_of_the_group_is_held_against_the_hours_of_the_fiche() {
    let dipa = fiche("dipa");
    let inscrit = |heures| {
        let mut recit = Recit::ouvrir(&dipa, MINEUR).dans("inscription");
        for (nom, apres) in [(DateNommee::Debut, 1), (DateNommee::Fin, 60)] {
            recit.dire(EvenementParcours::DateFixee { nom, le: le() + Days::new(apres) }).expect("a day");
        }
        let valeur = Saisi::Groupe(un_groupe(heures));
        recit
            .dire(EvenementParcours::Saisi { code: "groupe".to_owned(), titre: String::new(), valeur })
            .expect("a group");
        recit
    };
    let manques = inscrit(20).etat.manques(&dipa, le(), MINEUR);
    assert!(manques.iter().any(|dit| dit.contains("20\u{a0}h") && dit.contains("24")), "{manques:?}");
    let mut recit = inscrit(24);
    assert_eq!(recit.etat.manques(&dipa, le(), MINEUR), Vec::<String>::new());

    // Out of the group the step needs one again; nobody leaves a group that they are not in.
    let quitter = |groupe| EvenementParcours::GroupeQuitte {
        code: "groupe".to_owned(),
        groupe: Uuid::from_u128(groupe),
        nom: "Session d’automne".to_owned(),
    };
    assert_eq!(recit.dire(quitter(78)), Err(RefusParcours::Introuvable("ce groupe")));
    assert_eq!(recit.dire(quitter(77)), Ok(()));
    assert_eq!(recit.etat.groupe(), None);
    assert_ne!(recit.etat.manques(&dipa, le(), MINEUR), Vec::<String>::new());
}
