//! What batches of documents look up: the last version, in parcours under way, in the territory.

use raccroche_domain::{
    dispositif::{Catalogue, ModeleDocument},
    droits::MotifPortee,
    parcours::EvenementParcours,
    suivi::Seuils,
};
use raccroche_store::{
    jeune,
    organisation::{GenreOrganisation, Organisation},
    parcours::{self, EnVigueur},
};
use uuid::Uuid;

use crate::{
    bases::{Base, now, on_both},
    territoires,
};

on_both!(the_documents_in_force_of_a_territory_are_found_and_counted);

/// Opens a parcours in a dossier of this PSAD, with so many versions of a letter; gives it with the last of them.
async fn parcours_de(base: &Base, psad: &Organisation, nom: &str, versions: usize) -> EnVigueur {
    let perimetre = territoires::perimeter(&base.store, psad).await;
    let fiche = Catalogue::livre().get("accompagnement_ml").unwrap();
    let writer = base.store.write(now()).await.unwrap();
    let qui = jeune::create(&writer, &territoires::nouveau(nom, &["Inès"], "33063")).await.unwrap();
    let portees = vec![(psad.id, MotifPortee::Psad)];
    let dossier = territoires::confided(&writer, qui.id, psad, portees).await;
    let seuils = Seuils::default();
    let parcours = parcours::ouvrir(&writer, &perimetre, dossier, fiche, &seuils).await.unwrap();
    let mut document = Uuid::nil();
    for version in 0..versions {
        let contenu = format!("version {version}").into_bytes();
        let modele = ModeleDocument::Lettre;
        document =
            parcours::etablir(&writer, &perimetre, parcours, modele, &contenu, fiche, &seuils).await.unwrap();
    }
    writer.commit().await.unwrap();
    EnVigueur { parcours, document }
}

async fn the_documents_in_force_of_a_territory_are_found_and_counted(base: &Base) {
    let store = &base.store;
    let (ici, ailleurs) = (
        territoires::register(store, GenreOrganisation::Psad, "1", "33").await,
        territoires::register(store, GenreOrganisation::Psad, "2", "33").await,
    );
    let mut attendus =
        vec![parcours_de(base, &ici, "DUVAL", 1).await, parcours_de(base, &ici, "MARIN", 3).await];
    let voisin = parcours_de(base, &ailleurs, "ROCHE", 1).await;
    parcours_de(base, &ici, "BLANC", 0).await;
    attendus.sort_by_key(|en_vigueur| en_vigueur.parcours);
    let perimetre = territoires::perimeter(store, &ici).await;
    let lettre = ModeleDocument::Lettre;
    assert_eq!(parcours::en_vigueur(store.read(), &perimetre, lettre).await.unwrap(), attendus);
    assert_eq!(parcours::modeles_en_vigueur(store.read(), &perimetre).await.unwrap(), [(lettre, 2)]);
    assert_eq!(parcours::en_vigueur(store.read(), &perimetre, ModeleDocument::Bilan).await.unwrap(), []);
    let autre = territoires::perimeter(store, &ailleurs).await;
    assert_eq!(parcours::en_vigueur(store.read(), &autre, lettre).await.unwrap(), [voisin]);

    // Over, it is no longer current.
    let fiche = Catalogue::livre().get("accompagnement_ml").unwrap();
    let fin = EvenementParcours::Termine { issue: raccroche_domain::dispositif::Issue::Abandonne };
    let writer = store.write(now()).await.unwrap();
    parcours::inscrire(&writer, &perimetre, attendus[0].parcours, None, fin, fiche, &Seuils::default())
        .await
        .unwrap();
    writer.commit().await.unwrap();
    assert_eq!(parcours::en_vigueur(store.read(), &perimetre, lettre).await.unwrap(), attendus[1..]);
}
