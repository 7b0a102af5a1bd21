//! What the documents of an organisation bear.

use raccroche_store::{
    StoreError,
    entete::{self, NouvelEntete},
    organisation::GenreOrganisation,
};

use crate::{
    bases::{Base, after, now, on_both},
    territoires,
};

on_both!(a_header_is_of_one_organisation_and_the_last_word_holds);

async fn a_header_is_of_one_organisation_and_the_last_word_holds(base: &Base) {
    let store = &base.store;
    let (ecole, voisine) = (
        territoires::register(store, GenreOrganisation::Etablissement, "0330001X", "33").await,
        territoires::register(store, GenreOrganisation::Etablissement, "0330002Y", "33").await,
    );
    let perimetre = territoires::perimeter(store, &ecole).await;
    assert_eq!(entete::find(store.read(), ecole.id).await.unwrap(), None);
    let png = b"\x89PNG\r\n\x1a\n and so on".to_vec();
    let dit = NouvelEntete {
        lignes: "1 rue des Tilleuls\n33000 Bordeaux".to_owned(),
        signataire_nom: "Dominique Lame".to_owned(),
        signataire_qualite: "Proviseure".to_owned(),
        logo: Some((png.clone(), "Blason du lycée".to_owned())),
    };
    let writer = store.write(now()).await.unwrap();
    entete::keep(&writer, &perimetre, ecole.id, dit.clone()).await.unwrap();
    writer.commit().await.unwrap();
    let garde = entete::find(store.read(), ecole.id).await.unwrap().unwrap();
    assert_eq!((garde.lignes.as_str(), garde.logo), (dit.lignes.as_str(), Some(png.clone())));
    assert_eq!(garde.modifie_par, Some(perimetre.utilisateur()));
    assert_eq!(entete::find(store.read(), voisine.id).await.unwrap(), None, "each has its own");

    let writer = store.write(after(1)).await.unwrap();
    let muet = NouvelEntete { logo: Some((png, "  ".to_owned())), ..NouvelEntete::default() };
    let refus = entete::keep(&writer, &perimetre, ecole.id, muet).await;
    assert!(matches!(refus, Err(StoreError::Invalide(_))), "{refus:?}");
    let sans_logo = NouvelEntete { signataire_nom: "Sacha Roy".to_owned(), ..NouvelEntete::default() };
    entete::keep(&writer, &perimetre, ecole.id, sans_logo).await.unwrap();
    writer.commit().await.unwrap();
    let garde = entete::find(store.read(), ecole.id).await.unwrap().unwrap();
    assert_eq!(
        (garde.signataire_nom.as_str(), garde.logo, garde.logo_description.as_str()),
        ("Sacha Roy", None, "")
    );
    assert_eq!(garde.lignes, "", "said anew as a whole");
}
