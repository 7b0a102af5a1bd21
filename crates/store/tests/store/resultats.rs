//! Results of exams on both databases: each candidate once, by school, and doubtful lines sealed.

use chrono::NaiveDate;
use raccroche_domain::{
    DecisionExamen, Identite, SuiteEchec,
    dispositif::{Catalogue, ExamenPasse},
    droits::MotifPortee,
    suivi::Seuils,
};
use raccroche_store::{
    Perimetre, Store, StoreError, jeune,
    organisation::GenreOrganisation,
    parcours,
    resultat::{
        self, Comptes, LigneIdentite, NouveauResultat, NouvelEnvoi, Pose, Qui, Remarque, Ressemblant,
    },
};
use sea_orm::ConnectionTrait as _;
use uuid::Uuid;

use crate::{
    bases::{Base, now, on_both},
    territoires::{confided, nouveau, perimeter, register},
};

on_both!(
    a_candidate_is_one_and_a_later_file_brings_up_to_date,
    each_school_has_its_own_and_a_doubtful_line_is_tied_to_nobody,
    results_go_in_time_and_what_was_done_says_where_it_stands,
);

const ICI: &str = "0330001X";
const LA_BAS: &str = "0400001J";
const FICHE: &str = "droit_maintien";

fn le(texte: &str) -> NaiveDate {
    texte.parse().unwrap()
}

/// A school, with somebody who acts in it.
async fn ecole(store: &Store, uai: &str, departement: &str) -> Perimetre {
    let ecole = register(store, GenreOrganisation::Etablissement, uai, departement).await;
    perimeter(store, &ecole).await
}

async fn academie(store: &Store) -> Perimetre {
    let academie = register(store, GenreOrganisation::Academie, "04", "33").await;
    perimeter(store, &academie).await
}

async fn personne(store: &Store, nom: &str) -> Uuid {
    let writer = store.write(now()).await.unwrap();
    let jeune = jeune::create(&writer, &nouveau(nom, &["Inès"], "33063")).await.unwrap();
    writer.commit().await.unwrap();
    jeune.id
}

fn resultat(cle: &str, qui: Qui, decision: DecisionExamen, uai: &str) -> NouveauResultat {
    NouveauResultat {
        examen: ExamenPasse::Cap,
        specialite: "Cuisine".into(),
        decision,
        resultats_le: le("2026-07-07"),
        uai: uai.parse().unwrap(),
        etablissement: Some("Lycée dit par le fichier".into()),
        cles: vec![cle.to_owned(), format!("{cle}-nom")],
        qui,
    }
}

fn connu(jeune: Uuid) -> Qui {
    Qui::Connu { jeune, nouveau: false }
}

/// Reads a file made of these candidates.
async fn envoyer(
    store: &Store,
    perimetre: &Perimetre,
    empreinte: &str,
    lignes: Vec<NouveauResultat>,
) -> Result<(Uuid, Vec<Pose>), StoreError> {
    let writer = store.write(now()).await.unwrap();
    let nouvel = NouvelEnvoi {
        session: 2026,
        resultats_le: le("2026-07-07"),
        fichier: "juillet.csv".into(),
        empreinte: empreinte.into(),
    };
    let envoi = resultat::recevoir(&writer, perimetre, nouvel).await?;
    let mut poses = Vec::new();
    for ligne in lignes {
        poses.push(resultat::poser(&writer, perimetre, (envoi, 2026), ligne).await?);
    }
    let remarque = Remarque {
        ligne: 3,
        champ: "uai".into(),
        valeur: "vide".into(),
        raison: "absent".into(),
        ecartee: true,
    };
    resultat::conclure(&writer, envoi, &Comptes { lus: 9, ..Comptes::default() }, &[remarque]).await?;
    writer.commit().await.unwrap();
    Ok((envoi, poses))
}

async fn lister(store: &Store, perimetre: &Perimetre) -> Vec<resultat::Candidat> {
    resultat::lister(store.read(), store.keyring(), perimetre, 2026, None, FICHE).await.unwrap()
}

async fn a_candidate_is_one_and_a_later_file_brings_up_to_date(base: &Base) {
    let store = &base.store;
    let (qui, tout) = (ecole(store, ICI, "33").await, academie(store).await);
    let ines = personne(store, "DUVAL").await;
    let attend = resultat("a", connu(ines), DecisionExamen::SecondGroupe, ICI);
    let (envoi, poses) = envoyer(store, &qui, "e1", vec![attend.clone()]).await.unwrap();
    assert_eq!(poses, [Pose::Nouvelle]);
    assert!(envoyer(store, &qui, "e1", vec![]).await.is_err(), "the same file twice");
    let lu = resultat::envoi(store.read(), &qui, envoi).await.unwrap().unwrap();
    let remarques: Vec<Remarque> = serde_json::from_value(lu.rapport).unwrap();
    assert_eq!((remarques.len(), lu.par_nom.as_str()), (1, qui.nom()));
    assert!(resultat::envoi(store.read(), &tout, envoi).await.unwrap().is_none(), "of who sent it");
    assert!(resultat::deja_lu(store.read(), &qui, "e1").await.unwrap().is_some());
    assert!(resultat::deja_lu(store.read(), &tout, "e1").await.unwrap().is_none());

    // The same candidate by another number, then by the person alone.
    let mut par_nom = resultat("x", connu(ines), DecisionExamen::Ajourne, ICI);
    par_nom.cles = vec!["a-nom".into()];
    let ailleurs = resultat("b", connu(ines), DecisionExamen::Ajourne, ICI);
    let (_, poses) = envoyer(store, &qui, "e2", vec![par_nom, ailleurs]).await.unwrap();
    assert_eq!(poses, [Pose::Deja, Pose::Deja], "the same person, whatever the key of the line");
    let lus = lister(store, &qui).await;
    assert!(lus.iter().any(|lu| lu.decision == DecisionExamen::Ajourne && lu.suite == SuiteEchec::AInformer));

    let writer = store.write(now()).await.unwrap();
    assert!(!resultat::retirer(&writer, &qui, &["autre".into()]).await.unwrap());
    assert!(resultat::retirer(&writer, &qui, &["a".into(), "a-nom".into()]).await.unwrap());
    let admis = resultat("c", connu(ines), DecisionExamen::Admis, ICI);
    let refus = resultat::poser(&writer, &qui, (envoi, 2026), admis).await;
    assert!(matches!(refus, Err(StoreError::Invalide(_))), "who passed is not kept: {refus:?}");
    let voisin = resultat("d", connu(ines), DecisionExamen::Ajourne, LA_BAS);
    let refus = resultat::poser(&writer, &qui, (envoi, 2026), voisin).await;
    assert!(matches!(refus, Err(StoreError::Invalide(_))), "a school speaks of its own: {refus:?}");
    writer.rollback().await.unwrap();
}

async fn each_school_has_its_own_and_a_doubtful_line_is_tied_to_nobody(base: &Base) {
    let store = &base.store;
    let (ici, la_bas, tout) =
        (ecole(store, ICI, "33").await, ecole(store, LA_BAS, "40").await, academie(store).await);
    let dsden = register(store, GenreOrganisation::Dsden, "dsden-33", "33").await;
    let dsden = perimeter(store, &dsden).await;
    let psad = register(store, GenreOrganisation::Psad, "1", "33").await;
    let psad = perimeter(store, &psad).await;
    let (ines, lucas) = (personne(store, "DUVAL").await, personne(store, "MARTINEAU").await);
    let ligne = LigneIdentite {
        identite: Identite {
            nom_famille: "MARTINOT".into(),
            prenoms: vec!["Inès".into()],
            ..Identite::default()
        },
        ine: Some("060123456AB".into()),
    };
    let candidats = vec![Ressemblant { jeune: lucas, pourquoi: "orthographe proche".into() }];
    let douteux = Qui::Douteux { ligne: ligne.clone(), candidats };
    let lignes = vec![
        resultat("a", connu(ines), DecisionExamen::Ajourne, ICI),
        resultat("b", douteux, DecisionExamen::Absent, LA_BAS),
    ];
    let (_, poses) = envoyer(store, &tout, "e1", lignes).await.unwrap();
    assert_eq!(poses, [Pose::Nouvelle, Pose::Nouvelle]);
    for (perimetre, combien) in [(&ici, 1), (&la_bas, 1), (&tout, 2), (&dsden, 1), (&psad, 0)] {
        assert_eq!(lister(store, perimetre).await.len(), combien, "{:?}", perimetre.organisation().genre);
        let sessions = resultat::sessions(store.read(), perimetre).await.unwrap();
        assert_eq!(sessions.iter().map(|lue| lue.candidats).sum::<u64>(), combien as u64);
    }
    assert_eq!(lister(store, &ici).await[0].etablissement, "Etablissement 0330001X", "as the store knows it");
    let seul = &lister(store, &la_bas).await[0];
    assert_eq!((seul.jeune, seul.suite), (None, SuiteEchec::IdentiteAConfirmer));
    assert_eq!(seul.identite.nom_famille, "MARTINOT", "what its own file says");
    let brut = store
        .read()
        .query_one_raw(sea_orm::Statement::from_string(
            store.backend(),
            "SELECT identite FROM resultat WHERE identite IS NOT NULL",
        ))
        .await
        .unwrap()
        .unwrap();
    let scelle: Vec<u8> = brut.try_get("", "identite").unwrap();
    assert!(!scelle.windows(8).any(|mot| mot == b"MARTINOT"), "nothing readable stays");

    assert!(resultat::douteux(store.read(), store.keyring(), &ici, 9).await.unwrap().is_empty());
    let lus = resultat::douteux(store.read(), store.keyring(), &tout, 9).await.unwrap();
    let [lu] = &lus[..] else { panic!("{lus:?}") };
    assert_eq!((&lu.ligne, lu.candidats[0].0.jeune), (&ligne, lucas));
    assert_eq!(lu.candidats[0].1.nom_famille, "MARTINEAU");
    let writer = store.write(now()).await.unwrap();
    let refus = resultat::trancher(&writer, &ici, lu.id, lucas, false).await;
    assert!(matches!(refus, Err(StoreError::Absent { .. })), "another school's: {refus:?}");
    resultat::trancher(&writer, &tout, lu.id, lucas, false).await.unwrap();
    writer.commit().await.unwrap();
    let dit = &lister(store, &la_bas).await[0];
    assert_eq!((dit.jeune, dit.suite), (Some(lucas), SuiteEchec::AInformer));
    assert_eq!(dit.identite.nom_famille, "MARTINEAU", "who it is, from now on");
}

async fn results_go_in_time_and_what_was_done_says_where_it_stands(base: &Base) {
    let store = &base.store;
    let qui = ecole(store, ICI, "33").await;
    let (suivie, seul) = (personne(store, "DUVAL").await, personne(store, "MARTINEAU").await);
    let lignes = vec![
        resultat("a", connu(suivie), DecisionExamen::Ajourne, ICI),
        resultat("b", Qui::Connu { jeune: seul, nouveau: true }, DecisionExamen::Refuse, ICI),
    ];
    envoyer(store, &qui, "e1", lignes).await.unwrap();
    let writer = store.write(now()).await.unwrap();
    let ecole = qui.organisation();
    confided(&writer, suivie, ecole, vec![(ecole.id, MotifPortee::Etablissement)]).await;
    writer.commit().await.unwrap();
    let lus = resultat::de_jeune(store.read(), &qui, suivie).await.unwrap();
    assert_eq!((lus.len(), lus[0].0.examen, lus[0].2), (1, ExamenPasse::Cap, DecisionExamen::Ajourne));
    assert!(
        resultat::de_jeune(store.read(), &qui, seul).await.unwrap().is_empty(),
        "no dossier, no fact for anybody"
    );

    let fiche = Catalogue::livre().get(FICHE).unwrap();
    let writer = store.write(now()).await.unwrap();
    let dossier = raccroche_store::dossier::ouvert_du_jeune(&writer, suivie).await.unwrap().unwrap();
    let id = parcours::ouvrir(&writer, &qui, dossier, fiche, &Seuils::default()).await.unwrap();
    writer.commit().await.unwrap();
    let lu = lister(store, &qui).await.into_iter().find(|lu| lu.jeune == Some(suivie)).unwrap();
    assert_eq!(lu.parcours, Some((id, dossier)));
    assert_eq!(lu.suite, SuiteEchec::AInformer, "opened, and no letter yet");

    let writer = store.write(now()).await.unwrap();
    assert_eq!(resultat::oublier(&writer, le("2027-07-07")).await.unwrap(), 0, "a year to the day");
    assert_eq!(resultat::oublier(&writer, le("2027-07-08")).await.unwrap(), 1);
    assert!(jeune::residence(&writer, seul).await.unwrap().is_none(), "whom nothing else knew is gone");
    assert_eq!(resultat::oublier(&writer, le("2031-07-07")).await.unwrap(), 0);
    assert_eq!(resultat::oublier(&writer, le("2031-07-08")).await.unwrap(), 1);
    assert!(jeune::find(&writer, &qui, suivie).await.unwrap().is_some(), "a dossier keeps who it is about");
    writer.rollback().await.unwrap();
}
