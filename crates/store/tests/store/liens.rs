//! Signed links and what administers accounts, on both databases.

use chrono::TimeDelta;
use raccroche_domain::{
    droits::{MotifPortee, Role},
    suivi::{Canal, EtatVerification, Evenement, MotifCloture, ReponseJeune, Responsable, Seuils, Structure},
};
use raccroche_store::{
    Auteur, StoreError,
    appartenance::{self, NouvelleAppartenance},
    dossier,
    invitation::{self, NouvelleInvitation},
    jeune,
    lien::{self, Etat, Ouvert},
    organisation::GenreOrganisation,
    session,
    statistique::{self, Publiques},
    utilisateur::{self, Filtre},
};

use crate::{
    bases::{Base, after, november, now, on_both},
    comptes,
    territoires::{confided, nouveau, perimeter, register},
};

on_both!(
    a_link_serves_once_until_its_day_and_gives_a_first_name,
    accounts_are_found_by_name_and_role_and_leave_dossiers_by_number_alone,
);

const JETON: &[u8] = b"un jeton";

async fn a_link_serves_once_until_its_day_and_gives_a_first_name(base: &Base) {
    let store = &base.store;
    let psad = register(store, GenreOrganisation::Psad, "1", "33").await;
    let elsewhere = register(store, GenreOrganisation::Psad, "2", "33").await;
    let (ours, theirs) = (perimeter(store, &psad).await, perimeter(store, &elsewhere).await);
    let writer = store.write(now()).await.unwrap();
    let made = jeune::create(&writer, &nouveau("DUVAL", &["Inès", "Maud"], "33063")).await.unwrap();
    let id = confided(&writer, made.id, &psad, vec![(psad.id, MotifPortee::Psad)]).await;
    let refused = lien::creer(&writer, &theirs, id, JETON, Canal::Courriel, after(60)).await;
    assert!(matches!(refused, Err(StoreError::Absent { quoi: "dossier" })), "{refused:?}");
    lien::creer(&writer, &ours, id, JETON, Canal::Courriel, after(60)).await.unwrap();
    writer.commit().await.unwrap();

    let db = store.read();
    let open = Etat::Ouvert(Ouvert {
        dossier: id,
        prenom: "Inès".into(),
        qui_ecrit: format!("{}, {}, {}", ours.nom(), ours.role().libelle(), psad.nom),
    });
    assert_eq!(lien::trouver(db, JETON, after(59)).await.unwrap(), open);
    assert_eq!(lien::trouver(db, JETON, after(60)).await.unwrap(), Etat::Absent, "expired");
    assert_eq!(lien::trouver(db, b"un autre", now()).await.unwrap(), Etat::Absent);
    assert_eq!(lien::of_dossier(db, &ours, id).await.unwrap().len(), 1);
    assert_eq!(lien::of_dossier(db, &theirs, id).await.unwrap(), []);

    let seuils = Seuils::default();
    let writer = store.write(after(61)).await.unwrap();
    assert!(!lien::utiliser(&writer, JETON).await.unwrap(), "expired");
    writer.rollback().await.unwrap();
    let writer = store.write(after(10)).await.unwrap();
    assert!(lien::utiliser(&writer, JETON).await.unwrap());
    assert!(!lien::utiliser(&writer, JETON).await.unwrap(), "once");
    let reponse = Evenement::ReponseRecue { reponse: ReponseJeune::Autre, rappeler_le: None };
    dossier::inscrire_du_jeune(&writer, november(2), id, reponse, Some("Je travaille."), &seuils)
        .await
        .unwrap();
    writer.commit().await.unwrap();
    assert_eq!(lien::trouver(db, JETON, after(11)).await.unwrap(), Etat::Utilise);
    let journal = dossier::journal(db, &ours, id, Some(store.keyring())).await.unwrap();
    assert_eq!(journal[0].note.as_deref(), Some("Je travaille."));
    assert_eq!((journal[0].auteur, journal[0].auteur_nom.as_str()), (None, "Le jeune"));

    // A dossier that closes takes its links with it.
    let writer = store.write(after(12)).await.unwrap();
    lien::creer(&writer, &ours, id, b"un second", Canal::Courrier, after(60)).await.unwrap();
    let clos = Evenement::Clos { motif: MotifCloture::LimiteAge, avec: None };
    dossier::inscrire(&writer, &ours, id, None, clos, None, &seuils).await.unwrap();
    writer.commit().await.unwrap();
    assert_eq!(lien::trouver(db, b"un second", after(13)).await.unwrap(), Etat::Absent);
    assert_eq!(dossier::journaux_rompus(db).await.unwrap(), []);
}

async fn accounts_are_found_by_name_and_role_and_leave_dossiers_by_number_alone(base: &Base) {
    let store = &base.store;
    let psad = register(store, GenreOrganisation::Psad, "1", "33").await;
    let [a, b] =
        [comptes::create(store, "a_b@exemple.fr").await, comptes::create(store, "axb@exemple.fr").await];
    let writer = store.write(now()).await.unwrap();
    for (account, du, au) in [(&a, 1, None), (&b, 1, Some(november(10)))] {
        let role = Role::ResponsablePsad.code().to_owned();
        let new = NouvelleAppartenance {
            utilisateur: account.id,
            organisation: psad.id,
            role,
            du: november(du),
            au,
        };
        appartenance::grant(&writer, new).await.unwrap();
    }
    let made = jeune::create(&writer, &nouveau("DUVAL", &["Inès"], "33063")).await.unwrap();
    let id = confided(&writer, made.id, &psad, vec![]).await;
    let structure = Structure { id: psad.id, nom: psad.nom.clone() };
    let agent = Some(Structure { id: a.id, nom: "A B".into() });
    let named = Evenement::ResponsableDesigne { responsable: Responsable { structure, agent } };
    let auteur = Auteur::sans_compte("essai");
    dossier::inscrire_du_systeme(&writer, &auteur, november(2), id, named, &Seuils::default()).await.unwrap();
    let invited = NouvelleInvitation {
        courriel: "c@exemple.fr".into(),
        organisation: psad.id,
        role: "psy_en".into(),
        invite_par: a.id,
        expire_le: now() + TimeDelta::days(7),
    };
    let kept = invitation::create(&writer, b"jeton", invited).await.unwrap();
    writer.commit().await.unwrap();

    let db = store.read();
    let search = async |texte: Option<&str>, role: Option<(&str, u32)>| {
        let filtre = Filtre {
            texte: texte.map(str::to_owned),
            role: role.map(|(role, day)| (role.to_owned(), november(day))),
        };
        let (found, total) = utilisateur::search(db, &filtre, 0, 10).await.unwrap();
        assert_eq!(found.len() as u64, total);
        found.into_iter().map(|account| account.courriel).collect::<Vec<_>>()
    };
    assert_eq!(search(None, None).await.len(), 2);
    // A sign of the pattern language is a letter like another.
    assert_eq!(search(Some("A_B"), None).await, ["a_b@exemple.fr"]);
    assert_eq!(search(Some("%"), None).await, Vec::<String>::new());
    assert_eq!(search(None, Some(("responsable_psad", 10))).await.len(), 2);
    assert_eq!(search(None, Some(("responsable_psad", 11))).await, ["a_b@exemple.fr"]);
    assert_eq!(search(Some("axb"), Some(("saio", 2))).await, Vec::<String>::new());

    let held = appartenance::valid_of(db, &[a.id, b.id], november(11)).await.unwrap();
    assert_eq!(held.iter().map(|(held, _)| held.utilisateur).collect::<Vec<_>>(), [a.id]);
    assert_eq!(appartenance::all_of(db, b.id).await.unwrap().len(), 1, "past ones too");
    assert_eq!(dossier::confies_a(db, a.id).await.unwrap(), [(id, psad.id)]);
    assert_eq!(dossier::confies_a(db, b.id).await.unwrap(), []);
    assert!(session::last_seen(db, &[a.id, b.id]).await.unwrap().is_empty());

    assert_eq!(invitation::all_pending(db, after(1), 10).await.unwrap(), std::slice::from_ref(&kept));
    assert!(invitation::find_kept(db, &kept.empreinte, after(1)).await.unwrap().is_some());
    let late = now() + TimeDelta::days(8);
    assert!(invitation::find_kept(db, &kept.empreinte, late).await.unwrap().is_none());
    assert_eq!(invitation::all_pending(db, late, 10).await.unwrap(), []);

    // A pupil whom a school still follows has not left: nobody counts them among those who have.
    let writer = store.write(now()).await.unwrap();
    let eleve = jeune::create(&writer, &nouveau("MOREL", &["Léa"], "33063")).await.unwrap();
    let suivi = confided(&writer, eleve.id, &psad, vec![]).await;
    let reste = Evenement::Verifie { etat: EtatVerification::Scolarise, ou: None, depuis: None };
    dossier::inscrire_du_systeme(&writer, &auteur, november(3), suivi, reste, &Seuils::default())
        .await
        .unwrap();
    writer.commit().await.unwrap();
    let counted = statistique::publiques(db).await.unwrap();
    assert_eq!(counted, Publiques { ouverts: 1, avec_agent: 1, ..Publiques::default() });
}
