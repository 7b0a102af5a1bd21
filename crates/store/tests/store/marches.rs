//! Public contracts: who knows and who changes them, which parcours are under them, and the link by which a buyer receives.

use chrono::NaiveTime;
use raccroche_domain::{
    dispositif::{Acteur, Catalogue, Dispositif, ModeleDocument},
    droits::MotifPortee,
    parcours::{ButLien, EvenementParcours, HeuresMarche, MoyenSignature, Saisi},
    suivi::{Canal, Seuils},
};
use raccroche_store::{
    Perimetre, Store, StoreError, Writer, jeune,
    marche::{self, NouveauMarche},
    organisation::GenreOrganisation,
    parcours,
    signature_lien::{self, Essai, Etat, Lien, LienTenu, NouveauLien, Reception},
};
use uuid::Uuid;

use crate::{
    bases::{Base, after, november, now, on_both},
    territoires::{confided, nouveau, perimeter, register},
};

on_both!(
    a_contract_is_known_in_its_département_and_changed_by_who_holds_it,
    parcours_come_under_a_contract_that_is_within_reach,
    a_buyer_receives_and_acknowledges_and_nothing_else,
);

const JETON: &[u8] = b"un jeton";
const PREUVE: &[u8] = b"une preuve";

fn fiche() -> &'static Dispositif {
    Catalogue::livre().get("clause_sociale").unwrap()
}

fn ecole() -> NouveauMarche {
    NouveauMarche {
        objet: "Rénovation de l’école Jules-Ferry, lot 3".to_owned(),
        acheteur: "Métropole d’Exemple".to_owned(),
        courriel: "clauses@metropole.example".to_owned(),
        heures_dues: 140,
        entreprise: "Menuiserie du Pont".to_owned(),
        ..NouveauMarche::default()
    }
}

async fn creer(store: &Store, perimetre: &Perimetre, dit: NouveauMarche) -> Uuid {
    let writer = store.write(now()).await.unwrap();
    let id = marche::creer(&writer, perimetre, dit).await.unwrap();
    writer.commit().await.unwrap();
    id
}

async fn a_contract_is_known_in_its_département_and_changed_by_who_holds_it(base: &Base) {
    let store = &base.store;
    let zap = register(store, GenreOrganisation::Zap, "1", "33").await;
    let voisine = register(store, GenreOrganisation::Psad, "2", "33").await;
    let loin = register(store, GenreOrganisation::Zap, "3", "40").await;
    let (ours, partner, far) =
        (perimeter(store, &zap).await, perimeter(store, &voisine).await, perimeter(store, &loin).await);
    let id = creer(store, &ours, ecole()).await;
    let clos = NouveauMarche { objet: "Ancien".to_owned(), clos_le: Some(november(1)), ..ecole() };
    creer(store, &ours, clos).await;
    for (perimetre, known) in [(&ours, true), (&partner, true), (&far, false)] {
        assert_eq!(marche::lire(store.read(), perimetre, id).await.unwrap().is_some(), known);
        let listed = marche::lister(store.read(), perimetre, 10).await.unwrap();
        let objets: Vec<&str> = listed.iter().map(|marche| marche.objet.as_str()).collect();
        let under_way_first = ["Rénovation de l’école Jules-Ferry, lot 3", "Ancien"];
        assert_eq!(objets, if known { under_way_first.as_slice() } else { &[] });
    }

    let writer = store.write(after(1)).await.unwrap();
    let refused = marche::modifier(&writer, &partner, id, 1, ecole()).await;
    assert!(matches!(refused, Err(StoreError::Absent { .. })), "{refused:?}");
    let dit = NouveauMarche { heures_dues: 210, siret: "12345678901234".to_owned(), ..ecole() };
    marche::modifier(&writer, &ours, id, 1, dit).await.unwrap();
    let late = marche::modifier(&writer, &ours, id, 1, ecole()).await;
    assert!(matches!(late, Err(StoreError::Conflit { .. })), "{late:?}");
    writer.commit().await.unwrap();
    let lu = marche::lire(store.read(), &partner, id).await.unwrap().unwrap();
    assert_eq!((lu.heures(), lu.siret.as_str(), lu.version), (210, "12345678901234", 2));
    assert!(marche::est_a(&ours, &lu) && !marche::est_a(&partner, &lu));
}

async fn dire(writer: &Writer, qui: &Perimetre, id: Uuid, evenement: EvenementParcours) {
    parcours::inscrire(writer, qui, id, None, evenement, fiche(), &Seuils::default()).await.unwrap();
}

fn choisi(id: Uuid) -> EvenementParcours {
    let valeur = Saisi::Marche { id, nom: "Rénovation".to_owned() };
    EvenementParcours::Saisi { code: "marche".to_owned(), titre: "Marché".to_owned(), valeur }
}

async fn ouvrir(writer: &Writer, ours: &Perimetre, nom: &str) -> Uuid {
    let made = jeune::create(writer, &nouveau(nom, &["Inès"], "33063")).await.unwrap();
    let psad = ours.organisation();
    let dossier = confided(writer, made.id, psad, vec![(psad.id, MotifPortee::Psad)]).await;
    parcours::ouvrir(writer, ours, dossier, fiche(), &Seuils::default()).await.unwrap()
}

async fn parcours_come_under_a_contract_that_is_within_reach(base: &Base) {
    let store = &base.store;
    let psad = register(store, GenreOrganisation::Psad, "1", "33").await;
    let loin = register(store, GenreOrganisation::Zap, "3", "40").await;
    let (ours, far) = (perimeter(store, &psad).await, perimeter(store, &loin).await);
    let (premier, second) = (creer(store, &ours, ecole()).await, creer(store, &ours, ecole()).await);
    let ailleurs = creer(store, &far, ecole()).await;
    let writer = store.write(now()).await.unwrap();
    let [ines, tom] = [ouvrir(&writer, &ours, "DUVAL").await, ouvrir(&writer, &ours, "FERREIRA").await];
    let seuils = Seuils::default();
    for autre in [ailleurs, Uuid::nil()] {
        let refused = parcours::inscrire(&writer, &ours, ines, None, choisi(autre), fiche(), &seuils).await;
        assert!(matches!(refused, Err(StoreError::Absent { quoi: "marche" })), "{refused:?}");
    }
    dire(&writer, &ours, ines, choisi(second)).await;
    dire(&writer, &ours, ines, choisi(premier)).await;
    dire(&writer, &ours, tom, choisi(premier)).await;
    let heures = EvenementParcours::Saisi {
        code: "heures_prevues".to_owned(),
        titre: "Heures prévues".to_owned(),
        valeur: Saisi::Nombre(70),
    };
    dire(&writer, &ours, ines, heures).await;
    writer.commit().await.unwrap();
    let sous = marche::parcours_de(store.read(), &[premier, second]).await.unwrap();
    assert!(!sous.contains_key(&second), "the last word holds");
    let (numeros, etats): (Vec<Uuid>, Vec<_>) = sous[&premier].iter().map(|p| (p.id, &p.etat)).unzip();
    assert!(numeros.len() == 2 && numeros.contains(&ines) && numeros.contains(&tom), "{numeros:?}");
    assert_eq!(HeuresMarche::additionner(etats), HeuresMarche { prevues: 70, faites: 0 });
    let lu = parcours::lire(store.read(), &ours, ines).await.unwrap().unwrap();
    assert_eq!(marche::du_parcours(store.read(), &lu).await.unwrap().unwrap().id, premier);
}

async fn reception(store: &Store, preuve: Option<&[u8]>, minutes: i64) -> Etat<Reception> {
    let quand = (after(minutes), november(2));
    let fiche = |code: &str| Catalogue::livre().get(code);
    signature_lien::trouver_remise(store.read(), JETON, preuve, quand, fiche).await.unwrap()
}

async fn entrer(store: &Store) -> LienTenu {
    let writer = store.write(after(1)).await.unwrap();
    signature_lien::poser_code(&writer, JETON, "123456", after(15)).await.unwrap();
    let essai = signature_lien::essayer(&writer, JETON, "123456", PREUVE, after(30)).await.unwrap();
    assert_eq!(essai, Essai::Juste);
    writer.commit().await.unwrap();
    match reception(store, Some(PREUVE), 1).await {
        Etat::Lien(Lien { tenu: Some(tenu), .. }) => tenu,
        ferme => panic!("{ferme:?}"),
    }
}

async fn a_buyer_receives_and_acknowledges_and_nothing_else(base: &Base) {
    let (store, seuils, modele) = (&base.store, Seuils::default(), ModeleDocument::BilanCroise);
    let psad = register(store, GenreOrganisation::Psad, "1", "33").await;
    let ours = perimeter(store, &psad).await;
    let writer = store.write(now()).await.unwrap();
    let id = ouvrir(&writer, &ours, "DUVAL").await;
    let [tuteur, referent, acheteur] = [writer.new_id(), writer.new_id(), writer.new_id()];
    for (id_partie, acteur) in
        [(tuteur, Acteur::Tuteur), (referent, Acteur::ReferentPedagogique), (acheteur, Acteur::Acheteur)]
    {
        let nom = acteur.libelle().to_owned();
        dire(
            &writer,
            &ours,
            id,
            EvenementParcours::PartieAjoutee { id: id_partie, acteur, nom, organisation: None },
        )
        .await;
    }
    let document =
        parcours::etablir(&writer, &ours, id, modele, b"ce qui est dit", fiche(), &seuils).await.unwrap();
    let quand = november(2).and_time(NaiveTime::MIN);
    let nouveau_lien = NouveauLien {
        but: ButLien::Remettre,
        parcours: id,
        document,
        partie: acheteur,
        canal: Canal::Courriel,
        adresse: "clauses@metropole.example",
        expire_le: after(60),
    };
    let envoye = EvenementParcours::LienEnvoye {
        document,
        modele,
        partie: acheteur,
        nom: "Métropole".to_owned(),
        canal: Canal::Courriel,
        expire_le: november(9),
        but: ButLien::Remettre,
    };
    let early = parcours::inscrire(&writer, &ours, id, None, envoye.clone(), fiche(), &seuils).await;
    assert!(matches!(early, Err(StoreError::RefusParcours(_))), "not signed: {early:?}");
    for partie in [tuteur, referent] {
        let moyen = MoyenSignature::Papier;
        let nom = String::new();
        dire(&writer, &ours, id, EvenementParcours::Signe { document, modele, partie, nom, quand, moyen })
            .await;
    }
    parcours::sceller(&writer, &ours, id, document, b"%PDF", fiche(), &seuils).await.unwrap();
    signature_lien::creer(&writer, &ours, JETON, &nouveau_lien).await.unwrap();
    dire(&writer, &ours, id, envoye).await;
    writer.commit().await.unwrap();

    // A token to receive signs nothing.
    let (quand_lu, fiches) = ((after(1), november(2)), |code: &str| Catalogue::livre().get(code));
    let signe = signature_lien::trouver(store.read(), JETON, None, quand_lu, fiches).await.unwrap();
    assert_eq!(signe, Etat::Absent);
    assert!(matches!(
        reception(store, None, 1).await,
        Etat::Lien(Lien { attente: Reception::ARecevoir, tenu: None, .. })
    ));
    let tenu = entrer(store).await;
    let lu = parcours::lire(store.read(), &tenu, id).await.unwrap().unwrap();
    assert_eq!(lu.motif.code(), "lien_de_remise");

    let writer = store.write(after(2)).await.unwrap();
    let moyen = MoyenSignature::Lien;
    let (code, nom) = ("remise".to_owned(), tenu.nom().to_owned());
    for autre in [
        EvenementParcours::Signe { document, modele, partie: acheteur, nom: nom.clone(), quand, moyen },
        EvenementParcours::Recu {
            code: code.clone(),
            document,
            modele,
            partie: tuteur,
            nom: nom.clone(),
            quand,
        },
        EvenementParcours::Note,
    ] {
        let refused = parcours::inscrire(&writer, &tenu, id, None, autre, fiche(), &seuils).await;
        assert!(matches!(refused, Err(StoreError::Absent { .. })), "{refused:?}");
    }
    let recu = EvenementParcours::Recu { code, document, modele, partie: acheteur, nom, quand };
    parcours::inscrire(&writer, &tenu, id, None, recu, fiche(), &seuils).await.unwrap();
    writer.commit().await.unwrap();
    let Etat::Lien(lien) = reception(store, Some(PREUVE), 3).await else { panic!("it still opens") };
    assert_eq!(lien.attente, Reception::Recue(quand));

    let writer = store.write(after(4)).await.unwrap();
    let nom = "Métropole".to_owned();
    dire(&writer, &ours, id, EvenementParcours::PartieRetiree { id: acheteur, nom }).await;
    writer.commit().await.unwrap();
    assert!(matches!(
        reception(store, Some(PREUVE), 5).await,
        Etat::Lien(Lien { attente: Reception::Retiree, tenu: None, .. })
    ));
    assert_eq!(reception(store, Some(PREUVE), 60).await, Etat::Absent, "expired");
}
