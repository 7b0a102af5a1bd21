//! Scans of sheets signed by hand, on both databases: sealed, found by their parcours alone, erased with their signature and with their
//! document.

use raccroche_domain::{
    dispositif::{Acteur, Catalogue, Dispositif, ModeleDocument},
    parcours::{EvenementParcours, FormatNumerisation, MoyenSignature, RefusParcours},
    suivi::Seuils,
};
use raccroche_store::{
    Perimetre, Store, StoreError, dossier, numerisation,
    organisation::GenreOrganisation,
    parcours::{self, ParcoursLu},
};
use sea_orm::{ConnectionTrait as _, Statement};
use uuid::Uuid;

use crate::{
    bases::{Base, after, now, on_both},
    territoires::{established, perimeter, register},
};

on_both!(a_scan_is_sealed_and_goes_with_its_signature, a_scan_goes_with_its_document);

const MODELE: ModeleDocument = ModeleDocument::BilanCroise;
const FEUILLE: &[u8] = b"%PDF-1.4 la signature de Sacha";

fn fiche() -> &'static Dispositif {
    Catalogue::livre().get("clause_sociale").unwrap()
}

/// A document that a tutor signed by hand, and that waits for somebody else.
struct Monde {
    qui: Perimetre,
    voisin: Perimetre,
    parcours: Uuid,
    document: Uuid,
    tuteur: Uuid,
}

impl Monde {
    async fn nouveau(store: &Store) -> Self {
        let psad = register(store, GenreOrganisation::Psad, "1", "33").await;
        let ailleurs = register(store, GenreOrganisation::Psad, "9", "40").await;
        let (qui, voisin) = (perimeter(store, &psad).await, perimeter(store, &ailleurs).await);
        let [_, parcours, document] = established(store, (&qui, &psad), fiche(), MODELE).await;
        let monde = Self { qui, voisin, parcours, document, tuteur: Uuid::new_v4() };
        for (id, acteur) in [(monde.tuteur, Acteur::Tuteur), (Uuid::new_v4(), Acteur::ReferentPedagogique)] {
            let nom = acteur.code().to_owned();
            monde.dire(store, EvenementParcours::PartieAjoutee { id, acteur, nom, organisation: None }).await;
        }
        monde.signer(store).await;
        monde
    }

    async fn dire(&self, store: &Store, evenement: EvenementParcours) {
        let (writer, seuils) = (store.write(after(5)).await.unwrap(), Seuils::default());
        parcours::inscrire(&writer, &self.qui, self.parcours, None, evenement, fiche(), &seuils)
            .await
            .unwrap();
        writer.commit().await.unwrap();
    }

    async fn signer(&self, store: &Store) {
        let signe = EvenementParcours::Signe {
            document: self.document,
            modele: MODELE,
            partie: self.tuteur,
            nom: "Sacha".to_owned(),
            quand: now().naive_utc(),
            moyen: MoyenSignature::Papier,
        };
        self.dire(store, signe).await;
    }

    async fn joindre(&self, store: &Store, qui: &Perimetre) -> Result<Uuid, StoreError> {
        let (writer, seuils) = (store.write(after(6)).await.unwrap(), Seuils::default());
        let (quoi, fichier) = ((self.document, self.tuteur), (FormatNumerisation::Pdf, FEUILLE));
        let id = numerisation::joindre(&writer, qui, self.parcours, quoi, fichier, fiche(), &seuils).await?;
        writer.commit().await?;
        Ok(id)
    }

    async fn lu(&self, store: &Store) -> ParcoursLu {
        parcours::lire(store.read(), &self.qui, self.parcours).await.unwrap().unwrap()
    }

    async fn lire(&self, store: &Store, numero: Uuid) -> Option<Vec<u8>> {
        let lu = self.lu(store).await;
        let lue = numerisation::lire(store.read(), store.keyring(), &lu, numero).await.unwrap();
        lue.map(|(_, fichier)| fichier)
    }
}

/// Rows of the table, and whether any holds the sheet in clear.
async fn lignes(store: &Store) -> (usize, bool) {
    let requete = Statement::from_string(store.backend(), "SELECT fichier FROM parcours_numerisation");
    let lignes = store.read().query_all_raw(requete).await.unwrap();
    let clair = lignes.iter().any(|ligne| {
        let octets: Vec<u8> = ligne.try_get("", "fichier").unwrap();
        octets.windows(5).any(|cinq| cinq == b"Sacha")
    });
    (lignes.len(), clair)
}

async fn a_scan_is_sealed_and_goes_with_its_signature(base: &Base) {
    let store = &base.store;
    let monde = Monde::nouveau(store).await;
    let dehors = monde.joindre(store, &monde.voisin).await;
    assert!(matches!(dehors, Err(StoreError::Absent { .. })), "{dehors:?}");
    let numero = monde.joindre(store, &monde.qui).await.unwrap();
    assert_eq!(monde.lire(store, numero).await.as_deref(), Some(FEUILLE));
    assert_eq!(monde.lire(store, Uuid::new_v4()).await, None);
    assert_eq!(lignes(store).await, (1, false), "sealed");
    let deux = monde.joindre(store, &monde.qui).await;
    assert!(matches!(deux, Err(StoreError::RefusParcours(RefusParcours::Impossible(_)))), "{deux:?}");
    assert_eq!(lignes(store).await.0, 1, "what is refused writes nothing");
    let retiree = EvenementParcours::SignatureRetiree {
        document: monde.document,
        modele: MODELE,
        partie: monde.tuteur,
        nom: "Sacha".to_owned(),
        moyen: Some(MoyenSignature::Papier),
        motif: None,
    };
    monde.dire(store, retiree).await;
    assert_eq!((lignes(store).await.0, monde.lire(store, numero).await), (0, None), "erased");
    monde.signer(store).await;
    monde.joindre(store, &monde.qui).await.unwrap();
    assert_eq!(dossier::journaux_rompus(store.read()).await.unwrap(), []);
}

async fn a_scan_goes_with_its_document(base: &Base) {
    let store = &base.store;
    let monde = Monde::nouveau(store).await;
    let numero = monde.joindre(store, &monde.qui).await.unwrap();
    // Another file under the same number is not taken for it.
    let writer = store.write(after(7)).await.unwrap();
    writer
        .execute_unprepared(
            "UPDATE parcours_numerisation SET fichier = (SELECT contenu FROM parcours_document)",
        )
        .await
        .unwrap();
    writer.commit().await.unwrap();
    let lu = monde.lu(store).await;
    assert!(numerisation::lire(store.read(), store.keyring(), &lu, numero).await.is_err());
    let writer = store.write(after(8)).await.unwrap();
    writer.execute_unprepared("DELETE FROM parcours_document").await.unwrap();
    writer.commit().await.unwrap();
    assert_eq!(lignes(store).await.0, 0, "nothing is left behind");
}
