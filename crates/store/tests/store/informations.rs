//! What members of an alliance share, on both databases: sealed, for its readers alone, and gone when taken back.

use raccroche_domain::{
    dispositif::{Acteur, Catalogue, Dispositif, ModeleDocument},
    parcours::{EvenementParcours, MoyenSignature, RefusParcours},
    suivi::Seuils,
};
use raccroche_store::{
    Perimetre, Store, StoreError, dossier,
    information::{self, NouvelleInformation},
    organisation::GenreOrganisation,
    parcours::{self, ParcoursLu},
};
use sea_orm::{ConnectionTrait as _, Statement};
use uuid::Uuid;

use crate::{
    bases::{Base, after, now, on_both},
    territoires::{established, perimeter, register},
};

on_both!(
    a_charter_keeps_the_parcours_closed_to_who_has_not_signed_it,
    what_is_shared_is_sealed_for_its_readers_and_erased_by_its_author,
);

const THEME: &str = "mesure éducative";

fn fiche() -> &'static Dispositif {
    Catalogue::livre().get("alliance_educative").unwrap()
}

/// An alliance with its charter, and a mission locale of another territory in it.
struct Monde {
    qui: Perimetre,
    voisin: Perimetre,
    dossier: Uuid,
    parcours: Uuid,
    partie: Uuid,
    charte: Uuid,
}

impl Monde {
    async fn nouveau(store: &Store) -> Self {
        let psad = register(store, GenreOrganisation::Psad, "1", "33").await;
        let ailleurs = register(store, GenreOrganisation::MissionLocale, "9", "40").await;
        let (qui, voisin) = (perimeter(store, &psad).await, perimeter(store, &ailleurs).await);
        let modele = ModeleDocument::CharteDeontologie;
        let [dossier, parcours, charte] = established(store, (&qui, &psad), fiche(), modele).await;
        let partie = Uuid::new_v4();
        let monde = Self { qui, voisin, dossier, parcours, partie, charte };
        let associee = EvenementParcours::PartieAjoutee {
            id: partie,
            acteur: Acteur::Partenaire,
            nom: "Mission locale".into(),
            organisation: Some(ailleurs.id),
        };
        monde.inscrire(store, &monde.qui, associee).await.unwrap();
        monde
    }

    async fn inscrire(
        &self,
        store: &Store,
        qui: &Perimetre,
        evenement: EvenementParcours,
    ) -> Result<(), StoreError> {
        let writer = store.write(after(5)).await.unwrap();
        parcours::inscrire(&writer, qui, self.parcours, None, evenement, fiche(), &Seuils::default()).await?;
        writer.commit().await
    }

    async fn signer(&self, store: &Store, qui: &Perimetre, partie: Option<Uuid>) {
        let signee = EvenementParcours::CharteSignee {
            document: self.charte,
            partie,
            en_personne: partie.is_some(),
            utilisateur: Some(qui.utilisateur()),
            nom: qui.nom().to_owned(),
            quand: now().naive_utc(),
            moyen: MoyenSignature::Session,
        };
        self.inscrire(store, qui, signee).await.unwrap();
    }

    async fn entrer(&self, store: &Store, qui: &Perimetre) -> Option<ParcoursLu> {
        let entree = parcours::entrer(store.read(), qui, Catalogue::livre(), self.parcours).await.unwrap();
        entree.map(|(lu, _)| lu)
    }

    async fn partager(
        &self,
        store: &Store,
        qui: &Perimetre,
        texte: &str,
        lecteurs: &[Uuid],
    ) -> Result<Uuid, StoreError> {
        let writer = store.write(after(6)).await.unwrap();
        let nouvelle = NouvelleInformation {
            theme: THEME.to_owned(),
            texte: texte.to_owned(),
            lecteurs: lecteurs.to_vec(),
            conduite: lecteurs.is_empty(),
        };
        let seuils = Seuils::default();
        let id = information::partager(&writer, qui, self.parcours, nouvelle, fiche(), &seuils).await?;
        writer.commit().await?;
        Ok(id)
    }

    async fn textes(&self, store: &Store, qui: &Perimetre, parties: &[Uuid], conduit: bool) -> Vec<String> {
        let lu = parcours::lire(store.read(), qui, self.parcours).await.unwrap().unwrap();
        let (reader, cles) = (store.read(), store.keyring());
        let lues = information::lire(reader, cles, qui, &lu, fiche(), (parties, conduit)).await.unwrap();
        lues.into_iter().map(|lue| lue.texte).collect()
    }
}

async fn a_charter_keeps_the_parcours_closed_to_who_has_not_signed_it(base: &Base) {
    let store = &base.store;
    let monde = Monde::nouveau(store).await;
    assert!(monde.entrer(store, &monde.qui).await.is_some(), "who holds the dossier is not locked out");
    assert!(monde.entrer(store, &monde.voisin).await.is_none());
    let catalogue = Catalogue::livre();
    let liste = async || {
        parcours::ou_je_participe(store.read(), &monde.voisin, catalogue, 9).await.unwrap().remove(0)
    };
    let ligne = liste().await;
    assert_eq!((ligne.ferme, ligne.etape.as_str(), ligne.pour_le), (true, "", None));
    // No act either, by whichever door.
    let reunion =
        EvenementParcours::ReunionTenue { etape: "sollicitation".to_owned(), le: now().date_naive() };
    let refus = monde.inscrire(store, &monde.voisin, reunion.clone()).await;
    assert!(matches!(refus, Err(StoreError::Absent { .. })), "{refus:?}");
    monde.signer(store, &monde.voisin, Some(monde.partie)).await;
    assert!(monde.entrer(store, &monde.voisin).await.is_some());
    let ligne = liste().await;
    assert_eq!((ligne.ferme, ligne.etape.as_str()), (false, "sollicitation"));
    monde.inscrire(store, &monde.voisin, reunion).await.unwrap();
    assert_eq!(dossier::journaux_rompus(store.read()).await.unwrap(), []);
}

async fn what_is_shared_is_sealed_for_its_readers_and_erased_by_its_author(base: &Base) {
    let store = &base.store;
    let monde = Monde::nouveau(store).await;
    let refus = monde.partager(store, &monde.qui, "tôt", &[]).await;
    assert!(matches!(refus, Err(StoreError::RefusParcours(RefusParcours::Charte))), "{refus:?}");
    monde.signer(store, &monde.voisin, Some(monde.partie)).await;
    for texte in ["  ", &"é".repeat(501)] {
        let refus = monde.partager(store, &monde.voisin, texte, &[]).await;
        assert!(matches!(refus, Err(StoreError::RefusParcours(RefusParcours::Impossible(_)))), "{refus:?}");
    }
    let id = monde.partager(store, &monde.voisin, "pour l’équipe", &[]).await.unwrap();
    // Not before the charter is signed, not for a colleague who does not conduct.
    assert_eq!(monde.textes(store, &monde.qui, &[], true).await, [""; 0]);
    monde.signer(store, &monde.qui, None).await;
    assert_eq!(monde.textes(store, &monde.qui, &[], true).await, ["pour l’équipe"]);
    assert_eq!(monde.textes(store, &monde.qui, &[], false).await, [""; 0]);
    monde.partager(store, &monde.qui, "pour la mission locale", &[monde.partie]).await.unwrap();
    let attendues = ["pour l’équipe", "pour la mission locale"];
    assert_eq!(monde.textes(store, &monde.voisin, &[monde.partie], false).await, attendues);
    // What lies in the database is not the text, and opens in no other row.
    let comptees = async || {
        let sql = "SELECT texte FROM parcours_information";
        store.read().query_all_raw(Statement::from_string(store.backend(), sql)).await.unwrap()
    };
    for ligne in comptees().await {
        let octets: Vec<u8> = ligne.try_get("", "texte").unwrap();
        assert!(!octets.windows(4).any(|mot| mot == b"pour"));
    }
    assert_eq!(comptees().await.len(), 2);
    // Only its author takes it back; the row goes.
    let retirer = async |qui: &Perimetre| {
        let writer = store.write(after(9)).await.unwrap();
        information::retirer(&writer, qui, monde.parcours, id, fiche(), &Seuils::default()).await?;
        writer.commit().await
    };
    let refus = retirer(&monde.qui).await;
    assert!(matches!(refus, Err(StoreError::Absent { .. })), "{refus:?}");
    retirer(&monde.voisin).await.unwrap();
    assert_eq!(comptees().await.len(), 1);
    assert_eq!(monde.textes(store, &monde.qui, &[], true).await, ["pour la mission locale"]);
    let journal = dossier::journal(store.read(), &monde.qui, monde.dossier, None).await.unwrap();
    let dit = serde_json::to_string(&journal.iter().map(|lue| &lue.entree).collect::<Vec<_>>()).unwrap();
    assert!(!dit.contains("pour l’équipe"), "the text is in no journal");
    assert_eq!(dossier::journaux_rompus(store.read()).await.unwrap(), []);
}
