//! Sessions of calls, committees, and lists of hand-offs: what two databases must agree upon.

use chrono::{NaiveDate, NaiveDateTime};
use raccroche_domain::{
    Identite,
    droits::MotifPortee,
    suivi::{
        DecisionComite, Evenement, MotifRefus, MotifRelais, NatureSolution, Origine, RaisonComite,
        Responsable, Seuils, Structure,
    },
};
use raccroche_store::{
    Auteur, Perimetre, Store, StoreError, appartenance,
    appartenance::NouvelleAppartenance,
    appels,
    comite::{self, Decision, Point},
    dossier::{self, Filtre, Nouveau, Page, Tri},
    jeune::{self, NouveauJeune},
    organisation::{GenreOrganisation, Organisation},
};
use uuid::Uuid;

use crate::{
    bases::{Base, after, november, now, on_both},
    comptes,
    territoires::register,
};

on_both!(
    a_session_of_calls_goes_forward_and_is_of_one_membership,
    a_committee_is_seen_by_partners_and_ends_once,
    a_refused_hand_off_is_listed_until_something_comes_of_it,
    what_many_dossiers_hold_is_read_at_once,
);

async fn agent(store: &Store, organisation: &Organisation, role: &str) -> Perimetre {
    let who = comptes::create(store, &format!("{}@exemple.fr", Uuid::new_v4().simple())).await;
    let writer = store.write(now()).await.unwrap();
    let nouvelle = NouvelleAppartenance {
        utilisateur: who.id,
        organisation: organisation.id,
        role: role.into(),
        du: november(1),
        au: None,
    };
    let held = appartenance::grant(&writer, nouvelle).await.unwrap();
    writer.commit().await.unwrap();
    Perimetre::of(store.read(), who.id, held.id, november(2)).await.unwrap().unwrap()
}

fn structure(organisation: &Organisation) -> Structure {
    Structure { id: organisation.id, nom: organisation.nom.clone() }
}

async fn ouvrir(store: &Store, nom: &str, organisation: &Organisation, sorti_le: NaiveDate) -> Uuid {
    let writer = store.write(now()).await.unwrap();
    let identite = Identite { nom_famille: nom.into(), prenoms: vec!["Zoé".into()], ..Identite::default() };
    let jeune = jeune::create(&writer, &NouveauJeune { identite, ..NouveauJeune::default() }).await.unwrap();
    let nouveau = Nouveau {
        jeune: jeune.id,
        naissance: None,
        evenement: Evenement::Ouvert {
            origine: Origine::Campagne,
            campagne: None,
            signale_le: None,
            sans_formation_depuis: Some(sorti_le),
            responsable: Responsable { structure: structure(organisation), agent: None },
        },
        portees: vec![(organisation.id, MotifPortee::Psad)],
        dernier_etablissement: String::new(),
        derniere_formation: String::new(),
    };
    let auteur = Auteur::sans_compte("SIEI");
    let id = dossier::ouvrir(&writer, &auteur, november(1), &nouveau, &Seuils::default()).await.unwrap();
    writer.commit().await.unwrap();
    id
}

async fn inscrire(store: &Store, qui: &Perimetre, id: Uuid, evenement: Evenement, note: Option<&str>) -> u32 {
    let writer = store.write(after(5)).await.unwrap();
    let rang = dossier::inscrire(&writer, qui, id, None, evenement, note, &Seuils::default()).await.unwrap();
    writer.commit().await.unwrap();
    rang
}

async fn lister(store: &Store, qui: &Perimetre, filtre: Filtre) -> Vec<Uuid> {
    let page = Page { depuis: 0, taille: 50 };
    let lignes = dossier::lister(store.read(), qui, &filtre, Tri::Nom, page).await.unwrap();
    assert_eq!(dossier::compter(store.read(), qui, &filtre).await.unwrap(), lignes.len() as u64);
    lignes.iter().map(|ligne| ligne.id).collect()
}

async fn a_session_of_calls_goes_forward_and_is_of_one_membership(base: &Base) {
    let store = &base.store;
    let psad = register(store, GenreOrganisation::Psad, "1", "33").await;
    let (moi, autre) =
        (agent(store, &psad, "responsable_psad").await, agent(store, &psad, "responsable_psad").await);
    let dossiers = [1, 2, 3].map(Uuid::from_u128);
    let avancer = async |minutes, position| {
        let writer = store.write(after(minutes)).await.unwrap();
        appels::avancer(&writer, &moi, "jamais", position).await.unwrap();
        writer.commit().await.unwrap();
        appels::en_cours(store.read(), &moi, "jamais").await.unwrap().unwrap()
    };
    let writer = store.write(now()).await.unwrap();
    appels::commencer(&writer, &moi, "jamais", &dossiers).await.unwrap();
    writer.commit().await.unwrap();
    assert_eq!(avancer(1, 2).await.restants(), &dossiers[2..]);
    assert_eq!(avancer(2, 1).await.position, 2, "never back");
    assert!(avancer(3, 9).await.restants().is_empty());
    assert_eq!(appels::en_cours(store.read(), &autre, "jamais").await.unwrap(), None);
    assert_eq!(appels::en_pause(store.read(), &autre).await.unwrap(), None);
    // Begun again, it is another.
    let writer = store.write(after(4)).await.unwrap();
    appels::commencer(&writer, &moi, "jamais", &dossiers[1..]).await.unwrap();
    writer.commit().await.unwrap();
    let session = appels::en_pause(store.read(), &moi).await.unwrap().unwrap();
    assert_eq!((session.restants(), session.rang(dossiers[0])), (&dossiers[1..], None));
    let writer = store.write(after(5)).await.unwrap();
    appels::finir(&writer, &moi, "jamais").await.unwrap();
    writer.commit().await.unwrap();
    assert_eq!(appels::en_pause(store.read(), &moi).await.unwrap(), None);
}

async fn a_committee_is_seen_by_partners_and_ends_once(base: &Base) {
    let store = &base.store;
    let psad = register(store, GenreOrganisation::Psad, "1", "33").await;
    let moi = agent(store, &psad, "responsable_psad").await;
    let dossier = ouvrir(store, "ABADI", &psad, november(1)).await;
    let debut: NaiveDateTime = "2026-11-17T14:00:00".parse().unwrap();
    let writer = store.write(now()).await.unwrap();
    let id = comite::convoquer(&writer, &moi, debut, " CIO ").await.unwrap();
    writer.commit().await.unwrap();
    let seance = comite::lire(store.read(), &moi, id).await.unwrap().unwrap();
    assert_eq!((seance.debut, seance.lieu.as_str(), seance.clos_le), (debut, "CIO", None));

    let partenaire = register(store, GenreOrganisation::MissionLocale, "1", "33").await;
    let voisine = register(store, GenreOrganisation::Psad, "2", "33").await;
    let lointaine = register(store, GenreOrganisation::MissionLocale, "2", "40").await;
    for (organisation, role, vue) in [
        (&partenaire, "conseiller_mission_locale", true),
        (&voisine, "responsable_psad", false),
        (&lointaine, "conseiller_mission_locale", false),
    ] {
        let qui = agent(store, organisation, role).await;
        let nom = &organisation.nom;
        assert_eq!(comite::lire(store.read(), &qui, id).await.unwrap().is_some(), vue, "{nom}");
        assert_eq!(!comite::lister(store.read(), &qui, 10).await.unwrap().is_empty(), vue, "{nom}");
    }

    let point = Point { dossier, raison: RaisonComite::Retard, retire: true };
    let decision = Decision {
        dossier,
        decision: DecisionComite::Appeler,
        responsable: Structure { id: moi.utilisateur(), nom: "Mme Lopez".into() },
        structure: structure(&psad),
        pour_le: november(20),
        objet: Uuid::from_u128(9),
        rang: 2,
    };
    let writer = store.write(after(1)).await.unwrap();
    comite::inscrire(&writer, &seance, &[point]).await.unwrap();
    comite::decider(&writer, &seance, &decision).await.unwrap();
    writer.commit().await.unwrap();
    assert_eq!(comite::points(store.read(), &seance).await.unwrap(), [point]);
    assert_eq!(comite::comptes(store.read(), &[id]).await.unwrap()[&id], (0, 1), "taken off, not counted");
    let retenu = Point { retire: false, raison: RaisonComite::SansSolution, ..point };
    let writer = store.write(after(2)).await.unwrap();
    comite::clore(&writer, &seance, &[retenu]).await.unwrap();
    writer.commit().await.unwrap();
    assert_eq!(comite::points(store.read(), &seance).await.unwrap(), [retenu]);
    assert_eq!(comite::decisions(store.read(), &seance).await.unwrap(), std::slice::from_ref(&decision));
    assert_eq!(comite::comptes(store.read(), &[id]).await.unwrap()[&id], (1, 1));
    let writer = store.write(after(3)).await.unwrap();
    assert!(matches!(comite::clore(&writer, &seance, &[]).await, Err(StoreError::Conflit { .. })));
    assert!(matches!(comite::decider(&writer, &seance, &decision).await, Err(StoreError::Conflit { .. })));
    let suivante =
        comite::convoquer(&writer, &moi, debut + chrono::TimeDelta::days(30), "CIO").await.unwrap();
    writer.commit().await.unwrap();
    let suivante = comite::lire(store.read(), &moi, suivante).await.unwrap().unwrap();
    assert_eq!(comite::precedent(store.read(), &suivante).await.unwrap().map(|seance| seance.id), Some(id));
    assert_eq!(comite::precedent(store.read(), &seance).await.unwrap(), None);
}

async fn a_refused_hand_off_is_listed_until_something_comes_of_it(base: &Base) {
    let store = &base.store;
    let psad = register(store, GenreOrganisation::Psad, "1", "33").await;
    let locale = register(store, GenreOrganisation::MissionLocale, "1", "33").await;
    let (moi, eux) = (
        agent(store, &psad, "responsable_psad").await,
        agent(store, &locale, "conseiller_mission_locale").await,
    );
    let id = ouvrir(store, "ABADI", &psad, november(1)).await;
    let _autre = ouvrir(store, "BRUNET", &psad, november(1)).await;
    let refuse = || Filtre { relais_refuse: true, ..Filtre::default() };
    let envoyes = || Filtre { relais_envoyes: true, ..Filtre::default() };
    let propose = |n| Evenement::RelaisPropose {
        id: Uuid::from_u128(n),
        vers: structure(&locale),
        motif: MotifRelais::Accompagnement,
    };
    let refus = |n| Evenement::RelaisRefuse { id: Uuid::from_u128(n), motif: MotifRefus::Capacite };
    inscrire(store, &moi, id, propose(1), None).await;
    assert_eq!(lister(store, &moi, envoyes()).await, [id]);
    assert!(lister(store, &moi, refuse()).await.is_empty());
    inscrire(store, &eux, id, refus(1), None).await;
    assert!(lister(store, &moi, envoyes()).await.is_empty());
    assert_eq!(lister(store, &moi, refuse()).await, [id]);
    inscrire(store, &moi, id, propose(2), None).await;
    assert!(lister(store, &moi, refuse()).await.is_empty(), "another was asked");
    inscrire(store, &eux, id, refus(2), None).await;
    assert_eq!(lister(store, &moi, refuse()).await, [id]);
    let solution = Evenement::SolutionOuverte {
        id: Uuid::from_u128(3),
        nature: NatureSolution::Emploi,
        structure: "Boulangerie".into(),
        debut: november(2),
        fin_prevue: None,
    };
    inscrire(store, &moi, id, solution, None).await;
    assert!(lister(store, &moi, refuse()).await.is_empty(), "a solution began");
}

async fn what_many_dossiers_hold_is_read_at_once(base: &Base) {
    let store = &base.store;
    let psad = register(store, GenreOrganisation::Psad, "1", "33").await;
    let voisine = register(store, GenreOrganisation::Psad, "2", "33").await;
    let moi = agent(store, &psad, "responsable_psad").await;
    let ancien = ouvrir(store, "ABADI", &psad, NaiveDate::from_ymd_opt(2026, 5, 30).unwrap()).await;
    let recent = ouvrir(store, "BRUNET", &psad, november(1)).await;
    let ailleurs = ouvrir(store, "CORREIA", &voisine, november(1)).await;
    let depuis =
        Filtre { sans_solution_depuis: Some(november(1) - chrono::Days::new(90)), ..Filtre::default() };
    assert_eq!(lister(store, &moi, depuis).await, [ancien]);
    let choisis = Filtre { dossiers: Some(vec![recent, ailleurs]), ..Filtre::default() };
    assert_eq!(lister(store, &moi, choisis).await, [recent]);

    inscrire(store, &moi, ancien, Evenement::Note, Some("La première.")).await;
    let rang = inscrire(store, &moi, ancien, Evenement::Note, Some("La seconde.")).await;
    let ids = [ancien, recent, ailleurs];
    let etats = dossier::etats(store.read(), &moi, &ids).await.unwrap();
    assert_eq!(etats.len(), 2, "not the one of the neighbours");
    let notes = dossier::dernieres(store.read(), &moi, &ids, "note", Some(store.keyring())).await.unwrap();
    assert_eq!(notes.len(), 1);
    assert_eq!(notes[&ancien].note.as_deref(), Some("La seconde."));
    assert!(dossier::annulees(store.read(), &ids).await.unwrap().is_empty());
    let writer = store.write(after(9)).await.unwrap();
    dossier::annuler(&writer, &moi, ancien, rang, &Seuils::default()).await.unwrap();
    writer.commit().await.unwrap();
    let annulees = dossier::annulees(store.read(), &ids).await.unwrap();
    assert_eq!(annulees.into_iter().collect::<Vec<_>>(), [(ancien, rang)]);
    let membres = appartenance::members_of(store.read(), &[psad.id, voisine.id], november(2)).await.unwrap();
    assert_eq!(membres.iter().map(|(_, m)| m.id).collect::<Vec<_>>(), [moi.utilisateur()]);
}
