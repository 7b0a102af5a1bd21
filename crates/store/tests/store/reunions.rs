//! Two dossiers of one person, on both databases: what a reunion promises, and that it can be taken back.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use proptest::test_runner::{Config as Runs, RngAlgorithm, TestRng, TestRunner};
use proptest::{prelude::*, strategy::ValueTree as _};
use raccroche_domain::{
    Scolarite,
    droits::MotifPortee,
    suivi::{
        Canal, EtatDossier, Evenement, GenreTache, MotifCloture, MotifRelais, Refus, Responsable, Seuils,
        Structure,
    },
};
use raccroche_store::{
    Auteur, Perimetre, Store, StoreError,
    contact::{self, GenreCoordonnee},
    dossier::{self, Filtre, Page, Tri},
    identifiant::{self, GenreIdentifiant},
    jeune,
    lien::{self, Etat},
    organisation::{GenreOrganisation, Organisation},
    reunion::{self, Ressemblance},
    scolarite,
};
use uuid::Uuid;

use crate::{
    bases::{Base, after, november, now, on_both},
    territoires::{confided, nouveau, perimeter, register},
};

on_both!(
    two_dossiers_become_one_and_two_again,
    a_reunion_is_refused_where_it_would_lose_or_show_something,
    who_may_be_the_same_is_proposed_and_twins_come_last,
    whatever_is_reunited_and_separated_the_journals_replay_and_nothing_shows_outside,
);

fn id_tache() -> Uuid {
    Uuid::from_u128(0xAB)
}

/// A dossier of somebody of this name, in the territory of these organisations; the first answers for it.
async fn dossier_de(store: &Store, nom: &str, prenom: &str, organisations: &[&Organisation]) -> (Uuid, Uuid) {
    let writer = store.write(now()).await.unwrap();
    let made = jeune::create(&writer, &nouveau(nom, &[prenom], "33063")).await.unwrap();
    let portees = organisations.iter().map(|o| (o.id, MotifPortee::Psad)).collect();
    let id = confided(&writer, made.id, organisations[0], portees).await;
    writer.commit().await.unwrap();
    (made.id, id)
}

async fn reunir(store: &Store, qui: &Perimetre, garde: Uuid, clos: Uuid) -> Result<u32, StoreError> {
    let writer = store.write(after(5)).await.unwrap();
    let rang = dossier::reunir(&writer, qui, garde, None, clos, &Seuils::default()).await?;
    writer.commit().await.unwrap();
    Ok(rang)
}

async fn separer(store: &Store, qui: &Perimetre, clos: Uuid) -> Result<u32, StoreError> {
    let writer = store.write(after(6)).await.unwrap();
    let rang = dossier::separer(&writer, qui, clos, None, &Seuils::default()).await?;
    writer.commit().await.unwrap();
    Ok(rang)
}

async fn inscrire(store: &Store, qui: &Perimetre, id: Uuid, evenement: Evenement) -> Result<u32, StoreError> {
    let writer = store.write(after(4)).await.unwrap();
    let rang = dossier::inscrire(&writer, qui, id, None, evenement, None, &Seuils::default()).await?;
    writer.commit().await.unwrap();
    Ok(rang)
}

async fn two_dossiers_become_one_and_two_again(base: &Base) {
    let store = &base.store;
    let psad = register(store, GenreOrganisation::Psad, "1", "33").await;
    let [cio, ml] = [
        register(store, GenreOrganisation::Cio, "1", "33").await,
        register(store, GenreOrganisation::MissionLocale, "1", "33").await,
    ];
    let qui = perimeter(store, &psad).await;
    let (au_cio, a_la_ml) = (perimeter(store, &cio).await, perimeter(store, &ml).await);
    let (jeune_garde, garde) = dossier_de(store, "DUVAL", "Inès", &[&psad, &cio]).await;
    let (jeune_clos, clos) = dossier_de(store, "DUVAL-ROY", "Inès", &[&psad, &ml]).await;
    let ine = (GenreIdentifiant::IneRnie, "123456789AB");
    let writer = store.write(after(1)).await.unwrap();
    for (jeune, telephone) in
        [(jeune_garde, "0600000001"), (jeune_clos, "0600000002"), (jeune_clos, "0600000001")]
    {
        contact::see(&writer, jeune, None, GenreCoordonnee::Telephone, telephone, "siecle").await.unwrap();
        scolarite::replace(&writer, jeune, "siecle", november(1), &[Scolarite::default()]).await.unwrap();
    }
    identifiant::attach(&writer, jeune_clos, ine.0, ine.1, "siecle").await.unwrap();
    lien::creer(&writer, &qui, clos, b"jeton", Canal::Courrier, after(60)).await.unwrap();
    writer.commit().await.unwrap();
    let tache = Evenement::TacheAjoutee { id: id_tache(), genre: GenreTache::Appeler, pour_le: november(20) };
    inscrire(store, &qui, clos, tache).await.unwrap();
    let db = store.read();
    let avant = [garde, clos].map(|id| (id, dossier::lire(db, &qui, id)));
    let mut etats = Vec::new();
    for (_, lecture) in avant {
        etats.push(lecture.await.unwrap().unwrap().etat);
    }
    let vu_par = async |perimetre: &Perimetre| -> Vec<Uuid> {
        let mut vus = Vec::new();
        for id in [garde, clos] {
            vus.extend(dossier::lire(db, perimetre, id).await.unwrap().map(|lu| lu.id));
        }
        vus
    };
    assert_eq!((vu_par(&au_cio).await, vu_par(&a_la_ml).await), (vec![garde], vec![clos]));

    assert_eq!(reunir(store, &qui, garde, clos).await.unwrap(), 2);
    for perimetre in [&qui, &au_cio, &a_la_ml] {
        assert_eq!(vu_par(perimetre).await, [garde, clos], "{}", perimetre.organisation().nom);
        let numeros = contact::of_jeune(db, perimetre, jeune_garde).await.unwrap();
        let mut numeros: Vec<&str> = numeros.iter().map(|c| c.cle.as_str()).collect();
        numeros.sort_unstable();
        assert_eq!(numeros, ["0600000001", "0600000002"], "each number once");
        assert_eq!(identifiant::of_jeune(db, perimetre, jeune_garde).await.unwrap().len(), 1);
        assert_eq!(scolarite::of_jeune(db, perimetre, jeune_garde).await.unwrap().len(), 2);
        let (filtre, page) = (Filtre::default(), Page { depuis: 0, taille: 9 });
        let ouverts = dossier::lister(db, perimetre, &filtre, Tri::Nom, page).await.unwrap();
        assert_eq!(ouverts.iter().map(|l| l.id).collect::<Vec<_>>(), [garde]);
    }
    assert_eq!(dossier::pourquoi(db, &au_cio, clos).await.unwrap(), [MotifPortee::Reunion]);
    let etat = dossier::lire(db, &qui, garde).await.unwrap().unwrap().etat;
    assert_eq!(etat.taches.len(), 1, "what was to do is to do here");
    // Whoever meets the other meets this one.
    assert_eq!(reunion::retenu(db, jeune_clos).await.unwrap(), jeune_garde);
    assert_eq!(reunion::dossier_retenu(db, clos).await.unwrap(), garde);
    assert_eq!(dossier::ouvert_du_jeune(db, jeune_clos).await.unwrap(), Some(garde));
    assert_eq!(identifiant::ines(db, jeune_garde).await.unwrap(), [(ine.0, ine.1.to_owned())]);
    let Etat::Ouvert(ouvert) = lien::trouver(db, b"jeton", after(7)).await.unwrap() else {
        panic!("no answer")
    };
    assert_eq!(ouvert.dossier, garde, "an answer by a former link is not lost");
    let writer = store.write(after(7)).await.unwrap();
    identifiant::attach(&writer, jeune_garde, ine.0, ine.1, "siecle 2").await.unwrap();
    drop(writer);
    // Whoever takes over reads the other too; a proposal that waits shows nothing of it.
    let relais = Uuid::from_u128(8);
    let autre_psad = register(store, GenreOrganisation::Psad, "2", "33").await;
    let ailleurs = perimeter(store, &autre_psad).await;
    let vers = Structure { id: autre_psad.id, nom: autre_psad.nom.clone() };
    let propose =
        Evenement::RelaisPropose { id: relais, vers: vers.clone(), motif: MotifRelais::Demenagement };
    inscrire(store, &qui, garde, propose).await.unwrap();
    assert_eq!(vu_par(&ailleurs).await, [garde]);
    let accepte =
        Evenement::RelaisAccepte { id: relais, responsable: Responsable { structure: vers, agent: None } };
    inscrire(store, &ailleurs, garde, accepte).await.unwrap();
    assert_eq!(vu_par(&ailleurs).await, [garde, clos]);

    separer(store, &qui, clos).await.unwrap();
    assert_eq!((vu_par(&au_cio).await, vu_par(&a_la_ml).await), (vec![garde], vec![clos]));
    assert_eq!((vu_par(&qui).await, vu_par(&ailleurs).await), (vec![garde, clos], vec![garde]));
    assert_eq!(reunion::retenu(db, jeune_clos).await.unwrap(), jeune_clos);
    assert_eq!(contact::of_jeune(db, &qui, jeune_garde).await.unwrap().len(), 1);
    let lu = dossier::lire(db, &qui, clos).await.unwrap().unwrap().etat;
    assert_eq!(lu, EtatDossier { rang: lu.rang, mis_a_jour_le: lu.mis_a_jour_le, ..etats[1].clone() });
    assert_eq!(dossier::lire(db, &qui, garde).await.unwrap().unwrap().etat.taches, []);
    assert_eq!(dossier::journaux_rompus(db).await.unwrap(), []);
    let refus = separer(store, &qui, clos).await;
    assert!(matches!(refus, Err(StoreError::Refus(Refus::Introuvable(_)))), "{refus:?}");
}

async fn a_reunion_is_refused_where_it_would_lose_or_show_something(base: &Base) {
    let store = &base.store;
    let [psad, autre_psad] = [
        register(store, GenreOrganisation::Psad, "1", "33").await,
        register(store, GenreOrganisation::Psad, "2", "33").await,
    ];
    let qui = perimeter(store, &psad).await;
    let (_, garde) = dossier_de(store, "DUVAL", "Inès", &[&psad]).await;
    let (_, clos) = dossier_de(store, "DUVAL", "Inès", &[&psad]).await;
    let (_, ailleurs) = dossier_de(store, "DUVAL", "Inès", &[&autre_psad]).await;
    for (un, autre) in [(garde, ailleurs), (ailleurs, garde), (garde, Uuid::nil())] {
        let refus = reunir(store, &qui, un, autre).await;
        assert!(matches!(refus, Err(StoreError::Absent { quoi: "dossier" })), "{refus:?}");
    }
    let refus = reunir(store, &qui, garde, garde).await;
    assert!(matches!(refus, Err(StoreError::Refus(_))), "{refus:?}");
    // Somebody waits for an answer.
    let relais = Uuid::from_u128(8);
    let vers = Structure { id: autre_psad.id, nom: autre_psad.nom.clone() };
    let propose = Evenement::RelaisPropose { id: relais, vers, motif: MotifRelais::Demenagement };
    inscrire(store, &qui, clos, propose).await.unwrap();
    let refus = reunir(store, &qui, garde, clos).await;
    assert!(matches!(refus, Err(StoreError::Refus(Refus::DejaEnCours(_)))), "{refus:?}");
    // Whoever sees one by the proposal does not see the other.
    let refus = reunir(store, &perimeter(store, &autre_psad).await, ailleurs, garde).await;
    assert!(matches!(refus, Err(StoreError::Absent { .. })), "{refus:?}");
    inscrire(store, &qui, clos, Evenement::RelaisRetire { id: relais }).await.unwrap();
    // One journal alone never says it.
    for evenement in [
        Evenement::Clos { motif: MotifCloture::Fusion, avec: Some(garde) },
        Evenement::Reuni { avec: garde, reprise: Box::default() },
        Evenement::Separe { avec: garde },
    ] {
        let refus = inscrire(store, &qui, clos, evenement).await;
        assert!(matches!(refus, Err(StoreError::Invalide(_))), "{refus:?}");
    }
    reunir(store, &qui, garde, clos).await.unwrap();
    for evenement in [Evenement::Note, Evenement::Rouvert] {
        let refus = inscrire(store, &qui, clos, evenement).await;
        assert!(matches!(refus, Err(StoreError::Refus(Refus::Reuni))), "{refus:?}");
    }
    let writer = store.write(after(8)).await.unwrap();
    let refus = dossier::annuler(&writer, &qui, clos, 2, &Seuils::default()).await;
    assert!(matches!(refus, Err(StoreError::Refus(Refus::Reuni))), "{refus:?}");
    drop(writer);
    let refus = reunir(store, &qui, garde, clos).await;
    assert!(matches!(refus, Err(StoreError::Refus(_))), "{refus:?}");
    // Read before somebody else decided.
    let (_, troisieme) = dossier_de(store, "DUVAL", "Inès", &[&psad]).await;
    let writer = store.write(after(9)).await.unwrap();
    let conflit = dossier::reunir(&writer, &qui, garde, Some(1), troisieme, &Seuils::default()).await;
    assert!(matches!(conflit, Err(StoreError::Conflit { .. })), "{conflit:?}");
    drop(writer);
    // The former closed dossier of somebody who goes on as another opens no second one.
    let writer = store.write(after(10)).await.unwrap();
    let jeune = dossier::lire(&writer, &qui, clos).await.unwrap().unwrap().jeune;
    assert_eq!(dossier::ouvert_du_jeune(&writer, jeune).await.unwrap(), Some(garde));
}

async fn who_may_be_the_same_is_proposed_and_twins_come_last(base: &Base) {
    let store = &base.store;
    let psad = register(store, GenreOrganisation::Psad, "1", "33").await;
    let autre_psad = register(store, GenreOrganisation::Psad, "2", "33").await;
    let qui = perimeter(store, &psad).await;
    let ne_le = |jour: &str| jour.parse::<NaiveDate>().ok();
    let mut ids = BTreeMap::new();
    for (cle, nom, usage, prenom, naissance, ou) in [
        ("lui", "Gauthier", None, "Léo", "2008-03-05", &psad),
        ("entendu", "GAUTIER", None, "Leo", "2008-03-05", &psad),
        ("inverse", "GAUTHIER", None, "Léo", "2008-05-03", &psad),
        ("chiffre", "GAUTHIER", None, "Léo", "2008-03-06", &psad),
        ("usage", "PETIT", Some("Gauthier"), "Léo", "2008-03-05", &psad),
        ("autre nom", "MARTIN", None, "Léo", "2008-03-05", &psad),
        ("jumelle", "GAUTHIER", None, "Zoé", "2008-03-05", &psad),
        ("sans date", "GAUTHIER", None, "Léo", "", &psad),
        ("homonyme", "GAUTHIER", None, "Léo", "2006-11-30", &psad),
        ("voisin", "DURAND", None, "Ali", "2008-03-05", &psad),
        ("ailleurs", "GAUTHIER", None, "Léo", "2008-03-05", &autre_psad),
    ] {
        let writer = store.write(now()).await.unwrap();
        let mut neuf = nouveau(nom, &[prenom], "33063");
        neuf.identite.nom_usage = usage.map(str::to_owned);
        neuf.identite.date_naissance = ne_le(naissance);
        let made = jeune::create(&writer, &neuf).await.unwrap();
        confided(&writer, made.id, ou, vec![(ou.id, MotifPortee::Psad)]).await;
        writer.commit().await.unwrap();
        ids.insert(cle, made.id);
    }
    let lui = jeune::find(store.read(), &qui, ids["lui"]).await.unwrap().unwrap();
    let proposes = reunion::candidats(store.read(), &qui, &lui).await.unwrap();
    let proposes: Vec<(&str, Ressemblance)> = proposes
        .iter()
        .map(|(jeune, r)| (*ids.iter().find(|(_, id)| **id == jeune.id).unwrap().0, *r))
        .collect();
    let attendus = [
        (Ressemblance::Memes, vec!["entendu", "usage"]),
        (Ressemblance::DateProche, vec!["chiffre", "inverse", "sans date"]),
        (Ressemblance::AutreNom, vec!["autre nom"]),
        (Ressemblance::Jumeaux, vec!["jumelle"]),
    ];
    let mut reste = proposes.as_slice();
    for (ressemblance, qui) in attendus {
        let (ceux_ci, suite) = reste.split_at(qui.len());
        let mut noms: Vec<&str> = ceux_ci.iter().map(|(nom, _)| *nom).collect();
        noms.sort_unstable();
        assert_eq!(noms, qui, "{ressemblance:?} in {proposes:?}");
        assert!(ceux_ci.iter().all(|(_, r)| *r == ressemblance), "{proposes:?}");
        reste = suite;
    }
    assert_eq!(reste, [], "nobody else");
}

/// What is known of the world without the tables of reunions: whose each dossier is, and in whom it goes on.
#[derive(Default)]
struct Modele {
    /// Jeune, dossier, organisations that see it by themselves, who answers for it.
    dossiers: Vec<(Uuid, Uuid, BTreeSet<Uuid>, Uuid)>,
    /// Who answered for a dossier and still reads it: that one, and no other.
    anciens: BTreeSet<(usize, Uuid)>,
    vers: BTreeMap<usize, usize>,
    clos: BTreeSet<usize>,
}

impl Modele {
    fn racine(&self, mut n: usize) -> usize {
        while let Some(suivant) = self.vers.get(&n) {
            n = *suivant;
        }
        n
    }

    /// Who acts in a dossier: those who see one of the same person by themselves.
    fn agissent(&self, n: usize) -> BTreeSet<Uuid> {
        let memes = (0..self.dossiers.len()).filter(|autre| self.racine(*autre) == self.racine(n));
        memes
            .flat_map(|autre| self.dossiers[autre].2.iter().copied().chain([self.dossiers[autre].3]))
            .collect()
    }

    fn agit(&self, organisation: Uuid, n: usize) -> bool {
        self.agissent(n).contains(&organisation)
    }

    fn voit(&self, organisation: Uuid, n: usize) -> bool {
        self.agit(organisation, n) || self.anciens.contains(&(n, organisation))
    }

    /// A dossier and those that go on in it.
    fn membres(&self, n: usize) -> Vec<usize> {
        let mene = |mut ici: usize| loop {
            match self.vers.get(&ici) {
                _ if ici == n => return true,
                Some(suivant) => ici = *suivant,
                None => return false,
            }
        };
        (0..self.dossiers.len()).filter(|autre| mene(*autre)).collect()
    }
}

async fn whatever_is_reunited_and_separated_the_journals_replay_and_nothing_shows_outside(base: &Base) {
    let store = &base.store;
    let mut organisations = Vec::new();
    let mut perimetres = Vec::new();
    for code in ["1", "2", "3"] {
        organisations.push(register(store, GenreOrganisation::Psad, code, "33").await);
    }
    for organisation in &organisations {
        perimetres.push(perimeter(store, organisation).await);
    }
    // Who sees what at first: two share the first, one alone sees the last.
    let vues: [&[usize]; 5] = [&[0, 1], &[0], &[1], &[1, 2], &[2]];
    let mut modele = Modele::default();
    for vue in vues {
        let qui: Vec<&Organisation> = vue.iter().map(|n| &organisations[*n]).collect();
        let (jeune, id) = dossier_de(store, "DUVAL", "Inès", &qui).await;
        let writer = store.write(after(1)).await.unwrap();
        let telephone = format!("06000000{:02}", modele.dossiers.len());
        contact::see(&writer, jeune, None, GenreCoordonnee::Telephone, &telephone, "siecle").await.unwrap();
        writer.commit().await.unwrap();
        modele.dossiers.push((jeune, id, qui.iter().map(|o| o.id).collect(), qui[0].id));
    }
    let gestes = prop::collection::vec((0_usize..11, 0_usize..5, 0_usize..5, 0_usize..3), 20..30);
    let mut runner =
        TestRunner::new_with_rng(Runs::default(), TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let mut faits = [0; 11];
    for _ in 0..16 {
        for (geste, n, autre, qui) in gestes.new_tree(&mut runner).unwrap().current() {
            let fait = modele.essayer(store, geste, (n, autre), &perimetres[qui]).await;
            faits[geste] += usize::from(fait);
        }
        verifier(store, &modele, &organisations, &perimetres).await;
    }
    let [reunions, separations, relais] =
        [0..3, 3..6, 6..7].map(|gestes| faits[gestes].iter().sum::<usize>());
    assert!(reunions > 9 && separations > 5 && relais > 1, "{faits:?}");
}

impl Modele {
    /// Tries something, and keeps what came of it; whether it was done is as the model says.
    async fn essayer(
        &mut self,
        store: &Store,
        geste: usize,
        (n, autre): (usize, usize),
        perimetre: &Perimetre,
    ) -> bool {
        let (id, avec) = (self.dossiers[n].1, self.dossiers[autre].1);
        let organisation = perimetre.organisation();
        let agit = self.agit(organisation.id, n);
        let fait = match geste {
            0..3 => {
                let ouverts = [n, autre].iter().all(|n| !self.clos.contains(n));
                let possible = n != autre && ouverts && agit && self.agit(organisation.id, autre);
                let fait = reunir(store, perimetre, id, avec).await;
                assert_eq!(fait.is_ok(), possible, "{fait:?}");
                if possible {
                    self.vers.insert(autre, n);
                    self.clos.insert(autre);
                }
                fait
            }
            3..6 => {
                let libre = self.vers.get(&n).is_some_and(|vers| !self.vers.contains_key(vers));
                let fait = separer(store, perimetre, id).await;
                assert_eq!(fait.is_ok(), agit && libre, "{fait:?}");
                if agit && libre {
                    self.vers.remove(&n);
                    self.clos.remove(&n);
                }
                fait
            }
            6 => {
                // A hand-off, proposed by whoever answers for the dossier and accepted at once by who tries.
                let relais = Uuid::new_v4();
                let vers = Structure { id: organisation.id, nom: organisation.nom.clone() };
                let responsable = Responsable { structure: vers.clone(), agent: None };
                let motif = MotifRelais::Accompagnement;
                let auteur = Auteur::sans_compte("Comité");
                let writer = store.write(after(7)).await.unwrap();
                let mut fait = Ok(0);
                for evenement in [
                    Evenement::RelaisPropose { id: relais, vers, motif },
                    Evenement::RelaisAccepte { id: relais, responsable },
                ] {
                    let seuils = Seuils::default();
                    fait =
                        dossier::inscrire_du_systeme(&writer, &auteur, november(2), id, evenement, &seuils)
                            .await;
                    if fait.is_err() {
                        break;
                    }
                }
                let ancien = self.dossiers[n].3;
                assert_eq!(fait.is_ok(), !self.clos.contains(&n) && ancien != organisation.id, "{fait:?}");
                if fait.is_ok() {
                    writer.commit().await.unwrap();
                    self.anciens.insert((n, ancien));
                    self.dossiers[n].3 = organisation.id;
                }
                fait
            }
            // Closing and opening again, as any other dossier.
            7..10 => {
                let clot = geste == 7;
                let evenement = if clot {
                    Evenement::Clos { motif: MotifCloture::Refus, avec: None }
                } else {
                    Evenement::Rouvert
                };
                let fait = inscrire(store, perimetre, id, evenement).await;
                let possible = agit && !self.vers.contains_key(&n) && clot != self.clos.contains(&n);
                assert_eq!(fait.is_ok(), possible, "{fait:?}");
                if fait.is_ok() && !self.clos.remove(&n) {
                    self.clos.insert(n);
                }
                fait
            }
            _ => {
                let genre = GenreTache::Appeler;
                let tache = Evenement::TacheAjoutee { id: Uuid::new_v4(), genre, pour_le: november(20) };
                inscrire(store, perimetre, id, tache).await
            }
        };
        match &fait {
            Ok(_) | Err(StoreError::Refus(_) | StoreError::Absent { .. }) => fait.is_ok(),
            Err(error) => panic!("{error:?}"),
        }
    }
}

async fn verifier(store: &Store, modele: &Modele, organisations: &[Organisation], perimetres: &[Perimetre]) {
    let db = store.read();
    assert_eq!(dossier::journaux_rompus(db).await.unwrap(), []);
    for (organisation, perimetre) in organisations.iter().zip(perimetres) {
        let mut listes = BTreeSet::new();
        for clos in [false, true] {
            let filtre = Filtre { clos, ..Filtre::default() };
            let page = Page { depuis: 0, taille: 100 };
            let lignes = dossier::lister(db, perimetre, &filtre, Tri::Urgence, page).await.unwrap();
            listes.extend(lignes.iter().map(|ligne| (ligne.id, clos)));
        }
        let mut attendus = BTreeSet::new();
        for (n, (jeune, id, ..)) in modele.dossiers.iter().enumerate() {
            let voit = modele.voit(organisation.id, n);
            let lu = dossier::lire(db, perimetre, *id).await.unwrap();
            assert_eq!(lu.is_some(), voit, "dossier {n} by {}", organisation.nom);
            assert_eq!(!dossier::pourquoi(db, perimetre, *id).await.unwrap().is_empty(), voit);
            assert_eq!(jeune::find(db, perimetre, *jeune).await.unwrap().is_some(), voit);
            let memes = modele.membres(n).into_iter().filter(|membre| modele.voit(organisation.id, *membre));
            let numeros = contact::of_jeune(db, perimetre, *jeune).await.unwrap().len();
            assert_eq!(numeros, memes.count(), "{n} by {}", organisation.nom);
            let Some(lu) = lu else { continue };
            attendus.insert((*id, modele.clos.contains(&n)));
            assert_eq!(lu.etat.cloture.is_some(), modele.clos.contains(&n), "dossier {n}");
            assert_eq!(lu.etat.continue_dans(), modele.vers.get(&n).map(|vers| modele.dossiers[*vers].1));
            // One organisation answers for it, whatever happened.
            assert_eq!(lu.etat.responsable.structure.id, modele.dossiers[n].3);
            let responsables: Vec<Uuid> = dossier::portees(db, perimetre, *id)
                .await
                .unwrap()
                .into_iter()
                .filter(|(_, motif)| *motif == MotifPortee::Responsable)
                .map(|(organisation, _)| organisation)
                .collect();
            assert_eq!(responsables, [modele.dossiers[n].3]);
            let ouvert = dossier::ouvert_du_jeune(db, *jeune).await.unwrap();
            let racine = modele.racine(n);
            assert_eq!(ouvert, (!modele.clos.contains(&racine)).then(|| modele.dossiers[racine].1));
        }
        assert_eq!(listes, attendus, "{}", organisation.nom);
    }
}
