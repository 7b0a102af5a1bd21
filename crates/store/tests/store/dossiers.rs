//! Dossiers on both databases: what a journal promises, whoever writes in it.

use proptest::test_runner::{Config as Runs, RngAlgorithm, TestRng, TestRunner};
use proptest::{prelude::*, strategy::ValueTree as _};
use raccroche_domain::{
    droits::MotifPortee,
    suivi::{
        Canal, EtatDossier, EtatVerification, Evenement, GenreEcheance, GenreTache, IssueContact, MotifRefus,
        MotifRelais, Refus, Responsable, Seuils, Structure,
    },
};
use raccroche_store::{
    Perimetre, StoreError, doctor,
    dossier::{self, Filtre, Page, Tri},
    jeune,
    organisation::{GenreOrganisation, Organisation},
};
use sea_orm::{ConnectionTrait as _, Database};
use uuid::Uuid;

use crate::{
    bases::{Base, after, november, now, on_both},
    territoires::{confided, nouveau, perimeter, register},
};

on_both!(
    an_entry_is_written_with_state_deadlines_and_chain_or_not_at_all,
    a_note_is_sealed_and_opens_for_those_who_may_read_it,
    two_people_who_decide_the_same_thing_are_told,
    a_hand_off_moves_the_responsibility_and_the_territory,
    who_handed_a_dossier_over_reads_it_for_a_while_and_writes_no_more,
    a_cancelled_entry_stays_in_the_journal_and_leaves_the_state,
    lists_keep_what_they_say_and_count_what_they_show,
    a_journal_changed_behind_our_back_shows,
    whatever_people_do_somebody_is_responsible_and_the_journal_replays,
);

const TOUT: Page = Page { depuis: 0, taille: 100 };

fn tentative(issue: IssueContact) -> Evenement {
    Evenement::Tentative { canal: Canal::Telephone, issue, rappeler_le: None }
}

/// A PSAD, somebody of it, and a dossier that it answers for.
async fn psad_and_dossier(base: &Base, code: &str) -> (Organisation, Perimetre, Uuid) {
    let psad = register(&base.store, GenreOrganisation::Psad, code, "33").await;
    let perimetre = perimeter(&base.store, &psad).await;
    let writer = base.store.write(now()).await.unwrap();
    let made = jeune::create(&writer, &nouveau("DUVAL", &["Inès"], "33063")).await.unwrap();
    let id = confided(&writer, made.id, &psad, vec![(psad.id, MotifPortee::Psad)]).await;
    writer.commit().await.unwrap();
    (psad, perimetre, id)
}

async fn inscrire(
    base: &Base,
    perimetre: &Perimetre,
    id: Uuid,
    evenement: Evenement,
) -> Result<u32, StoreError> {
    let writer = base.store.write(after(5)).await.unwrap();
    let rang = dossier::inscrire(&writer, perimetre, id, None, evenement, None, &Seuils::default()).await?;
    writer.commit().await.unwrap();
    Ok(rang)
}

async fn an_entry_is_written_with_state_deadlines_and_chain_or_not_at_all(base: &Base) {
    let (_, perimetre, id) = psad_and_dossier(base, "1").await;
    let reader = base.store.read();
    let dues = dossier::echeances_dues(reader, &perimetre, None, november(30)).await.unwrap();
    assert_eq!(dues.len(), 1);
    assert_eq!(dues[0].genre, GenreEcheance::PremierContact.code());
    assert_eq!(inscrire(base, &perimetre, id, tentative(IssueContact::JeuneJoint)).await.unwrap(), 2);
    let lu = dossier::lire(reader, &perimetre, id).await.unwrap().unwrap();
    assert_eq!(lu.etat.tentatives.len(), 1);
    assert!(dossier::echeances_dues(reader, &perimetre, None, november(30)).await.unwrap().is_empty());
    // Written, then not committed.
    let writer = base.store.write(after(6)).await.unwrap();
    dossier::inscrire(&writer, &perimetre, id, None, Evenement::Note, None, &Seuils::default())
        .await
        .unwrap();
    drop(writer);
    let journal = dossier::journal(reader, &perimetre, id, None).await.unwrap();
    assert_eq!(journal.iter().map(|e| e.entree.rang).collect::<Vec<_>>(), [2, 1]);
    // Refused by the rules.
    let refus = inscrire(base, &perimetre, id, Evenement::Rouvert).await;
    assert!(matches!(refus, Err(StoreError::Refus(_))), "{refus:?}");
    assert_eq!(dossier::journaux_rompus(reader).await.unwrap(), []);
    // One open dossier a person.
    let writer = base.store.write(after(7)).await.unwrap();
    let psad = perimetre.organisation().clone();
    let deuxieme = dossier::ouvert_du_jeune(&writer, lu.jeune).await.unwrap();
    assert_eq!(deuxieme, Some(id));
    drop((writer, psad));
}

async fn a_note_is_sealed_and_opens_for_those_who_may_read_it(base: &Base) {
    let (_, perimetre, id) = psad_and_dossier(base, "1").await;
    let writer = base.store.write(after(5)).await.unwrap();
    let texte = "souhaite un CAP cuisine";
    dossier::inscrire(&writer, &perimetre, id, None, Evenement::Note, Some(texte), &Seuils::default())
        .await
        .unwrap();
    writer.commit().await.unwrap();
    let reader = base.store.read();
    let sans = dossier::journal(reader, &perimetre, id, None).await.unwrap();
    assert_eq!(sans[0].note, None);
    let avec = dossier::journal(reader, &perimetre, id, Some(base.store.keyring())).await.unwrap();
    assert_eq!(avec[0].note.as_deref(), Some(texte));
    let raw = Database::connect(&base.config.url).await.unwrap();
    let rows = raw
        .query_all_raw(sea_orm::Statement::from_string(raw.get_database_backend(), "SELECT * FROM entree"))
        .await;
    assert!(!format!("{rows:?}").contains("cuisine"), "in clear in the database");
    raw.close().await.unwrap();
}

async fn two_people_who_decide_the_same_thing_are_told(base: &Base) {
    let (psad, perimetre, id) = psad_and_dossier(base, "1").await;
    let autre = perimeter(&base.store, &psad).await;
    let verifie = |etat| Evenement::Verifie { etat, ou: None, depuis: None };
    let essai = async |qui: &Perimetre, vu, evenement| {
        let writer = base.store.write(after(5)).await.unwrap();
        let ecrit = dossier::inscrire(&writer, qui, id, Some(vu), evenement, None, &Seuils::default()).await;
        if ecrit.is_ok() {
            writer.commit().await.unwrap();
        }
        ecrit
    };
    essai(&perimetre, 1, verifie(EtatVerification::Confirmee)).await.unwrap();
    let conflit = essai(&autre, 1, verifie(EtatVerification::RetrouveScolaire)).await;
    assert!(matches!(conflit, Err(StoreError::Conflit { .. })), "{conflit:?}");
    // What adds up does not conflict, and whoever has read the other decision may change it.
    essai(&autre, 1, tentative(IssueContact::Message)).await.unwrap();
    essai(&autre, 3, verifie(EtatVerification::RetrouveScolaire)).await.unwrap();
}

async fn a_hand_off_moves_the_responsibility_and_the_territory(base: &Base) {
    let (psad, perimetre, id) = psad_and_dossier(base, "1").await;
    let ml = register(&base.store, GenreOrganisation::MissionLocale, "1", "33").await;
    let chez_elle = perimeter(&base.store, &ml).await;
    let reader = base.store.read();
    assert!(dossier::lire(reader, &chez_elle, id).await.unwrap().is_none());
    let relais = Uuid::from_u128(7);
    let vers = Structure { id: ml.id, nom: ml.nom.clone() };
    let propose = Evenement::RelaisPropose { id: relais, vers: vers.clone(), motif: MotifRelais::Obligation };
    inscrire(base, &perimetre, id, propose.clone()).await.unwrap();
    let motifs = dossier::pourquoi(reader, &chez_elle, id).await.unwrap();
    assert_eq!(motifs, [MotifPortee::RelaisPropose]);
    let recus = Filtre { relais_recus: true, ..Filtre::default() };
    assert_eq!(dossier::compter(reader, &chez_elle, &recus).await.unwrap(), 1);
    let refuse = Evenement::RelaisRefuse { id: relais, motif: MotifRefus::Capacite };
    inscrire(base, &chez_elle, id, refuse).await.unwrap();
    assert!(
        dossier::lire(reader, &chez_elle, id).await.unwrap().is_none(),
        "a refused proposal shows nothing more"
    );
    inscrire(base, &perimetre, id, propose).await.unwrap();
    let responsable = Responsable { structure: vers, agent: None };
    inscrire(base, &chez_elle, id, Evenement::RelaisAccepte { id: relais, responsable }).await.unwrap();
    assert_eq!(dossier::pourquoi(reader, &chez_elle, id).await.unwrap(), [MotifPortee::Responsable]);
    let siens = Filtre { ma_structure: true, ..Filtre::default() };
    assert_eq!(dossier::compter(reader, &chez_elle, &siens).await.unwrap(), 1);
    assert_eq!(dossier::compter(reader, &perimetre, &siens).await.unwrap(), 0);
    let restes = dossier::pourquoi(reader, &perimetre, id).await.unwrap();
    assert!(
        restes.contains(&MotifPortee::AncienResponsable) && restes.contains(&MotifPortee::Psad),
        "{}",
        psad.nom
    );
}

async fn who_handed_a_dossier_over_reads_it_for_a_while_and_writes_no_more(base: &Base) {
    let (psad, perimetre, id) = psad_and_dossier(base, "1").await;
    let [ml, cio] = [
        register(&base.store, GenreOrganisation::MissionLocale, "1", "33").await,
        register(&base.store, GenreOrganisation::Cio, "1", "33").await,
    ];
    let [a_la_mission, au_cio] = [perimeter(&base.store, &ml).await, perimeter(&base.store, &cio).await];
    let passer = async |de: &Perimetre, vers: &Organisation, chez: &Perimetre, numero| {
        let relais = Uuid::from_u128(numero);
        let vers = Structure { id: vers.id, nom: vers.nom.clone() };
        let propose =
            Evenement::RelaisPropose { id: relais, vers: vers.clone(), motif: MotifRelais::Obligation };
        inscrire(base, de, id, propose).await.unwrap();
        let responsable = Responsable { structure: vers, agent: None };
        inscrire(base, chez, id, Evenement::RelaisAccepte { id: relais, responsable }).await.unwrap();
    };
    passer(&perimetre, &ml, &a_la_mission, 7).await;
    passer(&a_la_mission, &cio, &au_cio, 8).await;
    let reader = base.store.read();
    assert_eq!(dossier::pourquoi(reader, &a_la_mission, id).await.unwrap(), [MotifPortee::AncienResponsable]);
    assert!(dossier::lire(reader, &a_la_mission, id).await.unwrap().is_some(), "still reads");
    let ecrit = inscrire(base, &a_la_mission, id, tentative(IssueContact::Message)).await;
    assert!(matches!(ecrit, Err(StoreError::Refus(Refus::LectureSeule))), "{ecrit:?}");
    // The PSAD of the young person's zone keeps more than its former responsibility.
    assert!(psad.id != ml.id);
    inscrire(base, &perimetre, id, tentative(IssueContact::Message)).await.unwrap();
}

async fn a_cancelled_entry_stays_in_the_journal_and_leaves_the_state(base: &Base) {
    let (psad, perimetre, id) = psad_and_dossier(base, "1").await;
    let rang = inscrire(base, &perimetre, id, tentative(IssueContact::Refus)).await.unwrap();
    let autre = perimeter(&base.store, &psad).await;
    for (qui, permis) in [(&autre, false), (&perimetre, true), (&perimetre, false)] {
        let writer = base.store.write(after(6)).await.unwrap();
        let annule = dossier::annuler(&writer, qui, id, rang, &Seuils::default()).await;
        assert_eq!(annule.is_ok(), permis, "{annule:?}");
        if permis {
            writer.commit().await.unwrap();
        }
    }
    let reader = base.store.read();
    let lu = dossier::lire(reader, &perimetre, id).await.unwrap().unwrap();
    assert!(lu.etat.tentatives.is_empty());
    let journal = dossier::journal(reader, &perimetre, id, None).await.unwrap();
    assert_eq!(journal.len(), 3);
    assert!(journal.iter().any(|e| e.annulee && e.entree.rang == rang));
    assert_eq!(dossier::journaux_rompus(reader).await.unwrap(), []);
}

async fn lists_keep_what_they_say_and_count_what_they_show(base: &Base) {
    let (psad, perimetre, premier) = psad_and_dossier(base, "1").await;
    let writer = base.store.write(now()).await.unwrap();
    for nom in ["ABADI", "MARTIN", "ZOLA"] {
        let made = jeune::create(&writer, &nouveau(nom, &["Léo"], "33063")).await.unwrap();
        confided(&writer, made.id, &psad, vec![]).await;
    }
    writer.commit().await.unwrap();
    inscrire(base, &perimetre, premier, tentative(IssueContact::JeuneJoint)).await.unwrap();
    let tache =
        Evenement::TacheAjoutee { id: Uuid::from_u128(1), genre: GenreTache::Appeler, pour_le: november(3) };
    inscrire(base, &perimetre, premier, tache).await.unwrap();
    let reader = base.store.read();
    let filtres = [
        (Filtre::default(), 4),
        (Filtre { contact: Some(raccroche_domain::suivi::EtatContact::Joint), ..Filtre::default() }, 1),
        (Filtre { contact: Some(raccroche_domain::suivi::EtatContact::AContacter), ..Filtre::default() }, 3),
        (
            Filtre {
                echeance: Some(GenreEcheance::Tache),
                echeance_avant: Some(november(3)),
                ..Filtre::default()
            },
            1,
        ),
        (Filtre { echeance_avant: Some(november(2)), ..Filtre::default() }, 0),
        (Filtre { mineurs: true, ..Filtre::default() }, 4),
        (Filtre { clos: true, ..Filtre::default() }, 0),
        (Filtre { sans_solution: Some(false), ..Filtre::default() }, 0),
    ];
    for (filtre, attendu) in filtres {
        assert_eq!(dossier::compter(reader, &perimetre, &filtre).await.unwrap(), attendu, "{filtre:?}");
        for tri in [Tri::Urgence, Tri::Nom, Tri::Echeance, Tri::Recent] {
            let lues = dossier::lister(reader, &perimetre, &filtre, tri, TOUT).await.unwrap();
            assert_eq!(lues.len() as u64, attendu, "{filtre:?}");
        }
    }
    let noms = dossier::lister(reader, &perimetre, &Filtre::default(), Tri::Nom, TOUT).await.unwrap();
    let noms: Vec<&str> = noms.iter().map(|ligne| ligne.nom_famille.as_str()).collect();
    assert_eq!(noms, ["ABADI", "DUVAL", "MARTIN", "ZOLA"]);
    // A page of more rows asks no more questions.
    let avant = base.store.statements();
    dossier::lister(reader, &perimetre, &Filtre::default(), Tri::Urgence, Page { depuis: 0, taille: 1 })
        .await
        .unwrap();
    let une = base.store.statements() - avant;
    dossier::lister(reader, &perimetre, &Filtre::default(), Tri::Urgence, TOUT).await.unwrap();
    assert_eq!(base.store.statements() - avant - une, une);
}

async fn a_journal_changed_behind_our_back_shows(base: &Base) {
    let (_, perimetre, id) = psad_and_dossier(base, "1").await;
    inscrire(base, &perimetre, id, tentative(IssueContact::Message)).await.unwrap();
    assert_eq!(doctor::examine(&base.store).await.unwrap(), []);
    let raw = Database::connect(&base.config.url).await.unwrap();
    let changer = "UPDATE entree SET auteur_nom = 'Quelqu’un d’autre' WHERE rang = 2";
    assert!(raw.execute_unprepared(changer).await.is_err(), "the table only grows");
    // Whoever owns the database can still take the guard away; the chain tells.
    let garde = match raw.get_database_backend() {
        sea_orm::DbBackend::Sqlite => "DROP TRIGGER entree_ajout_seul_UPDATE",
        _ => "ALTER TABLE entree DISABLE TRIGGER ALL",
    };
    raw.execute_unprepared(garde).await.unwrap();
    raw.execute_unprepared(changer).await.unwrap();
    raw.close().await.unwrap();
    assert_eq!(dossier::journaux_rompus(base.store.read()).await.unwrap(), [(id, 2)]);
    let constats = doctor::examine(&base.store).await.unwrap();
    assert!(constats.iter().any(|constat| constat.phrase.contains("rompu à l’entrée 2")), "{constats:?}");
}

async fn whatever_people_do_somebody_is_responsible_and_the_journal_replays(base: &Base) {
    let (psad, perimetre, id) = psad_and_dossier(base, "1").await;
    let ml = register(&base.store, GenreOrganisation::MissionLocale, "1", "33").await;
    let autre = perimeter(&base.store, &ml).await;
    let structures = [&psad, &ml].map(|o| Structure { id: o.id, nom: o.nom.clone() });
    let relais = Uuid::from_u128(3);
    let gestes = prop::collection::vec((0_usize..8, any::<bool>()), 12..30);
    let mut runner =
        TestRunner::new_with_rng(Runs::default(), TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    for _ in 0..6 {
        for (geste, premier) in gestes.new_tree(&mut runner).unwrap().current() {
            let qui = if premier { &perimetre } else { &autre };
            let vers = structures[usize::from(premier)].clone();
            let sien = Responsable { structure: structures[usize::from(!premier)].clone(), agent: None };
            let evenement = match geste {
                0 => tentative(IssueContact::Message),
                1 => Evenement::RelaisPropose { id: relais, vers, motif: MotifRelais::Accompagnement },
                2 => Evenement::RelaisAccepte { id: relais, responsable: sien },
                3 => Evenement::RelaisRefuse { id: relais, motif: MotifRefus::HorsPublic },
                4 => Evenement::ResponsableDesigne { responsable: sien },
                5 => Evenement::Verifie { etat: EtatVerification::RetrouveScolaire, ou: None, depuis: None },
                6 => Evenement::Rouvert,
                _ => Evenement::Note,
            };
            match inscrire(base, qui, id, evenement).await {
                Ok(_) | Err(StoreError::Refus(_) | StoreError::Absent { .. }) => {}
                Err(error) => panic!("{error:?}"),
            }
        }
        // Both see it at times; one always does, and it is the one who answers for it.
        let mut vus = Vec::new();
        for qui in [&perimetre, &autre] {
            // Lists, which read copies, hold what the dossier itself says.
            let mut listes = Vec::new();
            for clos in [false, true] {
                let filtre = Filtre { clos, ..Filtre::default() };
                listes.extend(
                    dossier::lister(base.store.read(), qui, &filtre, Tri::Urgence, TOUT).await.unwrap(),
                );
            }
            let attendu = dossier::lire(base.store.read(), qui, id).await.unwrap();
            assert_eq!(
                listes.iter().map(|ligne| ligne.clos_le).collect::<Vec<_>>(),
                attendu.map(|lu| lu.etat.cloture.map(|cloture| cloture.le)).into_iter().collect::<Vec<_>>()
            );
            if let Some(lu) = dossier::lire(base.store.read(), qui, id).await.unwrap() {
                let motifs = dossier::pourquoi(base.store.read(), qui, id).await.unwrap();
                let responsable = lu.etat.responsable.structure.id == qui.organisation().id;
                assert_eq!(motifs.contains(&MotifPortee::Responsable), responsable);
                let journal = dossier::journal(base.store.read(), qui, id, None).await.unwrap();
                let entrees: Vec<_> = journal.into_iter().rev().map(|e| e.entree).collect();
                assert_eq!(EtatDossier::rejouer(&entrees).unwrap(), lu.etat);
                vus.push(responsable);
            }
        }
        assert_eq!(vus.iter().filter(|responsable| **responsable).count(), 1);
        assert_eq!(dossier::journaux_rompus(base.store.read()).await.unwrap(), []);
    }
}
