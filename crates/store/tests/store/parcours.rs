//! Parcours on both databases: who sees one, what two people at once may do, and documents that never change.

use raccroche_domain::{
    dispositif::{Acteur, Catalogue, DateNommee, Dispositif, ModeleDocument},
    droits::MotifPortee,
    parcours::{EvenementParcours, MoyenSignature, Personne, RefusParcours, Saisi},
    suivi::Seuils,
};
use raccroche_store::{
    Perimetre, Store, StoreError, dossier, jeune,
    organisation::{GenreOrganisation, Organisation},
    parcours::{self, MotifParcours, ParcoursLu},
};
use sea_orm::{ConnectionTrait as _, Statement};
use uuid::Uuid;

use crate::{
    bases::{Base, after, november, now, on_both},
    territoires::{confided, nouveau, perimeter, register},
};

on_both!(
    what_is_written_is_what_replaying_gives,
    whoever_takes_part_sees_it_and_loses_it_at_once,
    two_people_decide_the_same_thing_once,
    a_sealed_document_is_never_written_again,
    a_document_whose_bytes_were_altered_is_refused,
    parcours_follow_their_dossier_when_two_become_one,
);

const PAFI: &str = "pafi";

fn fiche(code: &str) -> &'static Dispositif {
    Catalogue::livre().get(code).unwrap()
}

/// Somebody of the PSAD with a dossier, and a parcours open in it.
struct Monde {
    psad: Organisation,
    qui: Perimetre,
    dossier: Uuid,
    parcours: Uuid,
}

impl Monde {
    async fn nouveau(store: &Store) -> Self {
        let psad = register(store, GenreOrganisation::Psad, "1", "33").await;
        let qui = perimeter(store, &psad).await;
        let dossier = dossier_de(store, "DUVAL", &psad).await;
        let parcours = ouvrir(store, &qui, dossier, PAFI).await.unwrap();
        Self { psad, qui, dossier, parcours }
    }

    async fn lire(&self, store: &Store) -> ParcoursLu {
        parcours::lire(store.read(), &self.qui, self.parcours).await.unwrap().unwrap()
    }

    async fn inscrire(&self, store: &Store, evenement: EvenementParcours) -> Result<(), StoreError> {
        inscrire(store, &self.qui, self.parcours, None, evenement).await
    }

    /// Adds somebody without an account.
    async fn associer(&self, store: &Store, acteur: Acteur, nom: &str) -> Uuid {
        let id = Uuid::new_v4();
        let partie = EvenementParcours::PartieAjoutee { id, acteur, nom: nom.into(), organisation: None };
        self.inscrire(store, partie).await.unwrap();
        id
    }

    async fn etablir(&self, store: &Store, contenu: &[u8]) -> Result<Uuid, StoreError> {
        let writer = store.write(after(20)).await.unwrap();
        let modele = ModeleDocument::PafiContrat;
        let seuils = Seuils::default();
        let id = parcours::etablir(&writer, &self.qui, self.parcours, modele, contenu, fiche(PAFI), &seuils)
            .await?;
        writer.commit().await.unwrap();
        Ok(id)
    }

    async fn sceller(&self, store: &Store, document: Uuid, fichier: &[u8]) -> Result<(), StoreError> {
        let writer = store.write(after(40)).await.unwrap();
        let seuils = Seuils::default();
        parcours::sceller(&writer, &self.qui, self.parcours, document, fichier, fiche(PAFI), &seuils).await?;
        writer.commit().await.unwrap();
        Ok(())
    }

    /// Makes a contract that all those whom the fiche names have signed on paper.
    async fn contrat_signe(&self, store: &Store, contenu: &[u8]) -> Uuid {
        let mut parties = Vec::new();
        for (acteur, nom) in [
            (Acteur::Jeune, "Inès"),
            (Acteur::RepresentantLegal, "Claire"),
            (Acteur::Partenaire, "Garage"),
            (Acteur::Tuteur, "Sacha"),
            (Acteur::ChefEtablissement, "Dominique"),
        ] {
            parties.push((self.associer(store, acteur, nom).await, nom));
        }
        let document = self.etablir(store, contenu).await.unwrap();
        for (partie, nom) in parties {
            self.inscrire(store, signature(document, partie, nom)).await.unwrap();
        }
        document
    }

    async fn document(&self, store: &Store, id: Uuid) -> Result<(Vec<u8>, Option<Vec<u8>>), StoreError> {
        let lu = self.lire(store).await;
        parcours::document(store.read(), store.keyring(), &lu.suivi, id).await.map(Option::unwrap)
    }
}

fn signature(document: Uuid, partie: Uuid, nom: &str) -> EvenementParcours {
    EvenementParcours::Signe {
        document,
        modele: ModeleDocument::PafiContrat,
        partie,
        nom: nom.into(),
        quand: now().naive_utc(),
        moyen: MoyenSignature::Papier,
    }
}

pub(crate) async fn dossier_de(store: &Store, nom: &str, psad: &Organisation) -> Uuid {
    let writer = store.write(now()).await.unwrap();
    let made = jeune::create(&writer, &nouveau(nom, &["Inès"], "33063")).await.unwrap();
    let id = confided(&writer, made.id, psad, vec![(psad.id, MotifPortee::Psad)]).await;
    writer.commit().await.unwrap();
    id
}

pub(crate) async fn ouvrir(
    store: &Store,
    qui: &Perimetre,
    dossier: Uuid,
    code: &str,
) -> Result<Uuid, StoreError> {
    let writer = store.write(after(1)).await.unwrap();
    let id = parcours::ouvrir(&writer, qui, dossier, fiche(code), &Seuils::default()).await?;
    writer.commit().await.unwrap();
    Ok(id)
}

pub(crate) async fn inscrire(
    store: &Store,
    qui: &Perimetre,
    id: Uuid,
    vu: Option<u32>,
    evenement: EvenementParcours,
) -> Result<(), StoreError> {
    let lu = parcours::lire(store.read(), qui, id).await.unwrap();
    let code = lu.map_or_else(|| PAFI.to_owned(), |lu| lu.suivi.etat.dispositif);
    let writer = store.write(after(5)).await.unwrap();
    parcours::inscrire(&writer, qui, id, vu, evenement, fiche(&code), &Seuils::default()).await?;
    writer.commit().await.unwrap();
    Ok(())
}

fn date(nom: DateNommee, jour: u32) -> EvenementParcours {
    EvenementParcours::DateFixee { nom, le: november(jour) }
}

async fn what_is_written_is_what_replaying_gives(base: &Base) {
    let store = &base.store;
    let monde = Monde::nouveau(store).await;
    assert!(ouvrir(store, &monde.qui, monde.dossier, PAFI).await.is_err(), "one at a time in a dispositif");
    ouvrir(store, &monde.qui, monde.dossier, "tutorat").await.unwrap();
    monde.inscrire(store, date(DateNommee::Demande, 1)).await.unwrap();
    monde.contrat_signe(store, b"version 1").await;
    let refus = monde.inscrire(store, date(DateNommee::Ouverture, 9)).await;
    assert!(matches!(refus, Err(StoreError::RefusParcours(RefusParcours::Impossible(_)))), "{refus:?}");
    let passe = EvenementParcours::EtapeFranchie {
        de: "diagnostic".into(),
        vers: "sans_suite".into(),
        titre: "Clore sans suite".into(),
    };
    monde.inscrire(store, passe).await.unwrap();
    // The chain holds, and every journal replays to the state that is kept.
    assert_eq!(dossier::journaux_rompus(store.read()).await.unwrap(), []);
    let lu = monde.lire(store).await;
    let journal = dossier::journal(store.read(), &monde.qui, monde.dossier, None).await.unwrap();
    assert_eq!(journal.len(), usize::try_from(lu.rang).unwrap());
    assert_eq!(lu.suivi.etat.etape, "sans_suite");
    assert_eq!(lu.suivi.etat.dates[&DateNommee::Demande], november(1));
    assert_eq!(lu.suivi.etat.documents[0].signatures.len(), 5);
}

async fn whoever_takes_part_sees_it_and_loses_it_at_once(base: &Base) {
    let store = &base.store;
    let monde = Monde::nouveau(store).await;
    let ailleurs = register(store, GenreOrganisation::MissionLocale, "9", "40").await;
    let voisin = perimeter(store, &ailleurs).await;
    let vu = async || parcours::lire(store.read(), &voisin, monde.parcours).await.unwrap();
    let liste =
        async || parcours::ou_je_participe(store.read(), &voisin, Catalogue::livre(), 9).await.unwrap();
    assert_eq!(vu().await, None);
    assert_eq!(liste().await, []);
    let refus = inscrire(store, &voisin, monde.parcours, None, date(DateNommee::Demande, 1)).await;
    assert!(matches!(refus, Err(StoreError::Absent { .. })), "{refus:?}");
    let id = Uuid::new_v4();
    let partie = EvenementParcours::PartieAjoutee {
        id,
        acteur: Acteur::Partenaire,
        nom: "Mission locale".into(),
        organisation: Some(ailleurs.id),
    };
    monde.inscrire(store, partie).await.unwrap();
    let lu = vu().await.unwrap();
    assert_eq!((lu.motif, lu.parties), (MotifParcours::Partie(Acteur::Partenaire), vec![Acteur::Partenaire]));
    let lignes = liste().await;
    assert_eq!(lignes.iter().map(|ligne| ligne.id).collect::<Vec<_>>(), [monde.parcours]);
    assert_eq!(lignes[0].identite.nom_famille, "DUVAL");
    // The parcours, and nothing else of the dossier.
    assert_eq!(dossier::lire(store.read(), &voisin, monde.dossier).await.unwrap(), None);
    inscrire(store, &voisin, monde.parcours, None, date(DateNommee::Demande, 1)).await.unwrap();
    monde
        .inscrire(store, EvenementParcours::PartieRetiree { id, nom: "Mission locale".into() })
        .await
        .unwrap();
    assert_eq!(vu().await, None);
    assert_eq!(liste().await, []);
    let refus = inscrire(store, &voisin, monde.parcours, None, date(DateNommee::Debut, 20)).await;
    assert!(matches!(refus, Err(StoreError::Absent { .. })), "{refus:?}");
}

async fn two_people_decide_the_same_thing_once(base: &Base) {
    let store = &base.store;
    let monde = Monde::nouveau(store).await;
    let collegue = perimeter(store, &monde.psad).await;
    let vu = Some(monde.lire(store).await.rang);
    let ecrire = async |qui: &Perimetre, evenement| inscrire(store, qui, monde.parcours, vu, evenement).await;
    ecrire(&monde.qui, date(DateNommee::Demande, 1)).await.unwrap();
    // Each read the same page; only what decides the same thing is in the way.
    let conflit = ecrire(&collegue, date(DateNommee::Demande, 2)).await;
    assert!(matches!(conflit, Err(StoreError::Conflit { .. })), "{conflit:?}");
    ecrire(&collegue, date(DateNommee::Debut, 20)).await.unwrap();
    let saisi = EvenementParcours::Saisi {
        code: "lieux".into(),
        titre: "Lieux".into(),
        valeur: Saisi::Texte("Garage".into()),
    };
    ecrire(&monde.qui, saisi.clone()).await.unwrap();
    let conflit = ecrire(&collegue, saisi).await;
    assert!(matches!(conflit, Err(StoreError::Conflit { .. })), "{conflit:?}");
    // Going on ignores what was decided meanwhile.
    let fin = EvenementParcours::Termine { issue: raccroche_domain::dispositif::Issue::Abandonne };
    let conflit = ecrire(&collegue, fin.clone()).await;
    assert!(matches!(conflit, Err(StoreError::Conflit { .. })), "{conflit:?}");
    // In another parcours of the same dossier nothing is in the way.
    let tutorat = ouvrir(store, &monde.qui, monde.dossier, "tutorat").await.unwrap();
    inscrire(store, &collegue, tutorat, vu, date(DateNommee::Demande, 2)).await.unwrap();
    assert_eq!(monde.lire(store).await.suivi.etat.dates[&DateNommee::Demande], november(1));
    // At the very same time, from two processes: one of them, whichever, is refused.
    let vu = Some(monde.lire(store).await.rang);
    let autre = base.another().await;
    let (un, deux) = tokio::join!(
        inscrire(store, &monde.qui, monde.parcours, vu, fin.clone()),
        inscrire(&autre, &collegue, monde.parcours, vu, fin),
    );
    assert_ne!(un.is_ok(), deux.is_ok(), "{un:?} {deux:?}");
    assert_eq!(dossier::journaux_rompus(store.read()).await.unwrap(), []);
}

async fn a_sealed_document_is_never_written_again(base: &Base) {
    let store = &base.store;
    let monde = Monde::nouveau(store).await;
    let premier = monde.etablir(store, b"brouillon").await.unwrap();
    let contrat = monde.contrat_signe(store, b"ce qui est signe").await;
    // Replaced before anybody signed: nobody signs nor seals it any more.
    let refus = monde.sceller(store, premier, b"fichier").await;
    assert!(matches!(refus, Err(StoreError::RefusParcours(RefusParcours::Remplace))), "{refus:?}");
    monde.sceller(store, contrat, b"le fichier").await.unwrap();
    let garde = (b"ce qui est signe".to_vec(), Some(b"le fichier".to_vec()));
    assert_eq!(monde.document(store, contrat).await.unwrap(), garde);
    let refus = monde.sceller(store, contrat, b"un autre fichier").await;
    assert!(matches!(refus, Err(StoreError::RefusParcours(RefusParcours::Scelle))), "{refus:?}");
    let refus = monde.etablir(store, b"une autre version").await;
    assert!(matches!(refus, Err(StoreError::RefusParcours(RefusParcours::Scelle))), "{refus:?}");
    assert_eq!(monde.document(store, contrat).await.unwrap(), garde);
    let lu = monde.lire(store).await;
    assert_eq!(lu.suivi.etat.documents[1].scelle.clone().unwrap().1, parcours::empreinte(b"le fichier"));
    // Taken away, it is missed: the journal says that it is sealed.
    let perdu = "UPDATE parcours_document SET fichier = NULL WHERE fichier IS NOT NULL";
    let writer = store.write(after(45)).await.unwrap();
    let fait = writer.execute_raw(Statement::from_string(store.backend(), perdu)).await.unwrap();
    assert_eq!(fait.rows_affected(), 1);
    writer.commit().await.unwrap();
    let refus = monde.document(store, contrat).await;
    assert!(matches!(refus, Err(StoreError::Invalide(_))), "{refus:?}");
    // The draft reads as it was, too.
    assert_eq!(monde.document(store, premier).await.unwrap(), (b"brouillon".to_vec(), None));
}

async fn a_document_whose_bytes_were_altered_is_refused(base: &Base) {
    let store = &base.store;
    let monde = Monde::nouveau(store).await;
    let un = monde.etablir(store, b"ce qui est dit").await.unwrap();
    let deux = monde.etablir(store, b"autre chose").await.unwrap();
    let alterer = async |sql: String| {
        let writer = store.write(after(50)).await.unwrap();
        let fait = writer.execute_raw(Statement::from_string(store.backend(), sql)).await.unwrap();
        assert_eq!(fait.rows_affected(), 1);
        writer.commit().await.unwrap();
    };
    let hex = |id: Uuid| id.simple().to_string();
    let egal = |id: Uuid| match store.backend() {
        sea_orm::DbBackend::Postgres => format!("id = '{id}'"),
        _ => format!("id = x'{}'", hex(id)),
    };
    // Whoever holds the database, without the keys, puts one document in the place of another.
    let (source, but) = (egal(un), egal(deux));
    alterer(format!(
        "UPDATE parcours_document SET contenu = (SELECT d.contenu FROM parcours_document d WHERE d.{source}) WHERE {but}"
    ))
    .await;
    assert!(monde.document(store, deux).await.is_err(), "another row's content does not open");
    assert_eq!(monde.document(store, un).await.unwrap().0, b"ce qui est dit");
    // Whoever changed the content and its hash beside it did not change the journal.
    let autre = parcours::empreinte(b"faux");
    alterer(format!("UPDATE parcours_document SET empreinte = '{autre}' WHERE {source}")).await;
    assert_eq!(monde.document(store, un).await.unwrap().0, b"ce qui est dit", "the journal says what it is");
}

async fn parcours_follow_their_dossier_when_two_become_one(base: &Base) {
    let store = &base.store;
    let monde = Monde::nouveau(store).await;
    monde.inscrire(store, date(DateNommee::Demande, 1)).await.unwrap();
    let garde = dossier_de(store, "DUVAL-ROY", &monde.psad).await;
    let sien = ouvrir(store, &monde.qui, garde, "tutorat").await.unwrap();
    let writer = store.write(after(60)).await.unwrap();
    dossier::reunir(&writer, &monde.qui, garde, None, monde.dossier, &Seuils::default()).await.unwrap();
    writer.commit().await.unwrap();
    let lu = monde.lire(store).await;
    assert_eq!(lu.dossier, garde, "it goes on where its dossier does");
    assert_eq!(lu.suivi.etat.dates[&DateNommee::Demande], november(1));
    monde.inscrire(store, date(DateNommee::Debut, 20)).await.unwrap();
    let etat = dossier::lire(store.read(), &monde.qui, garde).await.unwrap().unwrap().etat;
    let mut tenus: Vec<Uuid> = etat.parcours.iter().map(|suivi| suivi.id).collect();
    let mut attendus = vec![monde.parcours, sien];
    tenus.sort_unstable();
    attendus.sort_unstable();
    assert_eq!(tenus, attendus);
    assert_eq!(lu.personne, Personne { naissance: chrono::NaiveDate::from_ymd_opt(2009, 5, 14) });
    assert_eq!(dossier::journaux_rompus(store.read()).await.unwrap(), []);
}
