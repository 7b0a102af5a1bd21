//! Links to sign, on both databases: what is kept, what closes them, and that tries are counted one by one.

use chrono::{NaiveTime, TimeDelta};
use raccroche_domain::{
    dispositif::{Acteur, Catalogue, Dispositif, ModeleDocument},
    droits::MotifPortee,
    parcours::{Attente, ButLien, EvenementParcours, MoyenSignature},
    suivi::{Canal, Seuils},
};
use raccroche_store::{
    Perimetre, Store, StoreError, Writer, acces, dossier, jeune,
    organisation::GenreOrganisation,
    parcours,
    signature_lien::{self, ESSAIS, Essai, Etat, Lien, LienTenu, NouveauLien},
};
use sea_orm::{ConnectionTrait as _, Statement};
use uuid::Uuid;

use crate::{
    bases::{Base, after, november, now, on_both},
    territoires::{confided, nouveau, perimeter, register},
};

on_both!(
    a_link_signs_its_document_and_nothing_else,
    a_link_is_worth_what_the_journal_says,
    tries_are_counted_one_by_one,
    neither_token_nor_code_nor_address_is_in_the_database,
);

const JETON: &[u8] = b"un jeton";
const PREUVE: &[u8] = b"une preuve";
const ADRESSE: &str = "sacha@courriel.example";

fn fiche() -> &'static Dispositif {
    Catalogue::livre().get("clause_sociale").unwrap()
}

/// A document that waits for a tutor, then for somebody who teaches.
struct Scene {
    ours: Perimetre,
    theirs: Perimetre,
    dossier: Uuid,
    parcours: Uuid,
    document: Uuid,
    tuteur: Uuid,
    enseignant: Uuid,
}

async fn scene(store: &Store) -> Scene {
    let psad = register(store, GenreOrganisation::Psad, "1", "33").await;
    let elsewhere = register(store, GenreOrganisation::Psad, "2", "33").await;
    let (ours, theirs) = (perimeter(store, &psad).await, perimeter(store, &elsewhere).await);
    let writer = store.write(now()).await.unwrap();
    let made = jeune::create(&writer, &nouveau("DUVAL", &["Inès"], "33063")).await.unwrap();
    let dossier = confided(&writer, made.id, &psad, vec![(psad.id, MotifPortee::Psad)]).await;
    let seuils = Seuils::default();
    let parcours = parcours::ouvrir(&writer, &ours, dossier, fiche(), &seuils).await.unwrap();
    let [tuteur, enseignant] = [writer.new_id(), writer.new_id()];
    for (id, acteur, nom) in
        [(tuteur, Acteur::Tuteur, "Sacha"), (enseignant, Acteur::ReferentPedagogique, "Claire")]
    {
        let ajoutee =
            EvenementParcours::PartieAjoutee { id, acteur, nom: nom.to_owned(), organisation: None };
        parcours::inscrire(&writer, &ours, parcours, None, ajoutee, fiche(), &seuils).await.unwrap();
    }
    let document = etablir(&writer, &ours, parcours).await;
    writer.commit().await.unwrap();
    Scene { ours, theirs, dossier, parcours, document, tuteur, enseignant }
}

async fn etablir(writer: &Writer, ours: &Perimetre, parcours: Uuid) -> Uuid {
    let (modele, seuils) = (ModeleDocument::BilanCroise, Seuils::default());
    parcours::etablir(writer, ours, parcours, modele, b"ce qui est dit", fiche(), &seuils).await.unwrap()
}

impl Scene {
    fn lien(&self, partie: Uuid) -> NouveauLien<'static> {
        NouveauLien {
            but: ButLien::Signer,
            parcours: self.parcours,
            document: self.document,
            partie,
            canal: Canal::Courriel,
            adresse: ADRESSE,
            expire_le: after(60),
        }
    }

    fn signe(&self, partie: Uuid) -> EvenementParcours {
        EvenementParcours::Signe {
            document: self.document,
            modele: ModeleDocument::BilanCroise,
            partie,
            nom: String::new(),
            quand: november(2).and_time(NaiveTime::MIN),
            moyen: MoyenSignature::Lien,
        }
    }
}

async fn etat(store: &Store, jeton: &[u8], preuve: Option<&[u8]>, minutes: i64) -> Etat {
    let quand = (after(minutes), november(2));
    let fiche = |code: &str| Catalogue::livre().get(code);
    signature_lien::trouver(store.read(), jeton, preuve, quand, fiche).await.unwrap()
}

async fn attente(store: &Store, minutes: i64) -> Attente {
    match etat(store, JETON, None, minutes).await {
        Etat::Lien(lien) => lien.attente,
        ferme => panic!("{ferme:?}"),
    }
}

/// The title that the right code gives.
async fn entrer(store: &Store, jeton: &[u8], minutes: i64) -> LienTenu {
    let writer = store.write(after(minutes)).await.unwrap();
    let pose = signature_lien::poser_code(&writer, jeton, "123456", after(minutes + 15)).await.unwrap();
    assert_eq!(pose, Some((Canal::Courriel, ADRESSE.to_owned())));
    let fin = after(minutes + 30);
    let essai = signature_lien::essayer(&writer, jeton, "123456", PREUVE, fin).await.unwrap();
    assert_eq!(essai, Essai::Juste);
    writer.commit().await.unwrap();
    match etat(store, jeton, Some(PREUVE), minutes).await {
        Etat::Lien(Lien { tenu: Some(tenu), .. }) => tenu,
        ferme => panic!("{ferme:?}"),
    }
}

async fn a_link_signs_its_document_and_nothing_else(base: &Base) {
    let (store, seuils) = (&base.store, Seuils::default());
    let scene = scene(store).await;
    let writer = store.write(now()).await.unwrap();
    let refused = signature_lien::creer(&writer, &scene.theirs, JETON, &scene.lien(scene.tuteur)).await;
    assert!(matches!(refused, Err(StoreError::Absent { .. })), "{refused:?}");
    signature_lien::creer(&writer, &scene.ours, JETON, &scene.lien(scene.tuteur)).await.unwrap();
    writer.commit().await.unwrap();
    assert_eq!(etat(store, b"un autre", None, 0).await, Etat::Absent);
    assert_eq!(etat(store, JETON, None, 60).await, Etat::Absent, "expired");

    let tenu = entrer(store, JETON, 1).await;
    assert_eq!((tenu.nom(), tenu.acteur(), tenu.document()), ("Sacha", Acteur::Tuteur, scene.document));
    let sans = [None, Some(b"une autre".as_slice())];
    for preuve in sans {
        assert!(matches!(etat(store, JETON, preuve, 1).await, Etat::Lien(Lien { tenu: None, .. })));
    }
    let lu = parcours::lire(store.read(), &tenu, scene.parcours).await.unwrap().unwrap();
    assert_eq!(lu.motif.code(), "lien_de_signature");
    assert_eq!(parcours::lire(store.read(), &tenu, Uuid::nil()).await.unwrap(), None);

    let writer = store.write(after(2)).await.unwrap();
    let autres = [
        scene.signe(scene.enseignant),
        EvenementParcours::PartieRetiree { id: scene.enseignant, nom: String::new() },
        EvenementParcours::Note,
    ];
    for evenement in autres {
        let refused =
            parcours::inscrire(&writer, &tenu, scene.parcours, None, evenement, fiche(), &seuils).await;
        assert!(matches!(refused, Err(StoreError::Absent { .. })), "{refused:?}");
    }
    let signe = scene.signe(scene.tuteur);
    parcours::inscrire(&writer, &tenu, scene.parcours, None, signe.clone(), fiche(), &seuils).await.unwrap();
    acces::record_lien(&writer, &tenu, scene.dossier, "document").await.unwrap();
    // Two wait for the same row: what was proved half an hour ago is no proof.
    writer.commit().await.unwrap();
    let writer = store.write(after(31)).await.unwrap();
    let retiree = EvenementParcours::SignatureRetiree {
        document: scene.document,
        modele: ModeleDocument::BilanCroise,
        partie: scene.tuteur,
        nom: String::new(),
        moyen: Some(MoyenSignature::Lien),
        motif: None,
    };
    let late = parcours::inscrire(&writer, &tenu, scene.parcours, None, retiree, fiche(), &seuils).await;
    assert!(matches!(late, Err(StoreError::Absent { .. })), "{late:?}");
    writer.rollback().await.unwrap();

    // The last one, by a link of their own, seals under the same title.
    let writer = store.write(after(32)).await.unwrap();
    signature_lien::creer(&writer, &scene.ours, b"le second", &scene.lien(scene.enseignant)).await.unwrap();
    writer.commit().await.unwrap();
    let seconde = entrer(store, b"le second", 33).await;
    let writer = store.write(after(34)).await.unwrap();
    let id = scene.parcours;
    let signe = scene.signe(scene.enseignant);
    parcours::inscrire(&writer, &seconde, id, None, signe, fiche(), &seuils).await.unwrap();
    parcours::sceller(&writer, &seconde, id, scene.document, b"%PDF", fiche(), &seuils).await.unwrap();
    writer.commit().await.unwrap();
    assert_eq!(attente(store, 35).await, Attente::Scellee(november(2)));
    let journal = dossier::journal(store.read(), &scene.ours, scene.dossier, None).await.unwrap();
    let derniers: Vec<_> = journal.iter().take(3).map(|l| (l.auteur, l.auteur_nom.as_str())).collect();
    assert_eq!(derniers, [(None, "Claire"), (None, "Claire"), (None, "Sacha")]);
    assert_eq!(dossier::journaux_rompus(store.read()).await.unwrap(), []);
    let traces = acces::search(store.read(), &acces::Filtre::default(), 0, 10).await.unwrap();
    assert_eq!(traces.iter().filter(|t| t.nom.as_deref() == Some("Sacha")).count(), 1);
    let lecteurs = acces::by_person(store.read(), &acces::Filtre::default(), 10).await.unwrap();
    assert!(lecteurs.iter().any(|l| (l.utilisateur, l.nom.as_deref()) == (scene.tuteur, Some("Sacha"))));
}

async fn a_link_is_worth_what_the_journal_says(base: &Base) {
    let (store, seuils) = (&base.store, Seuils::default());
    let scene = scene(store).await;
    let writer = store.write(now()).await.unwrap();
    signature_lien::creer(&writer, &scene.ours, JETON, &scene.lien(scene.tuteur)).await.unwrap();
    let plus_tard = NouveauLien { expire_le: after(90), ..scene.lien(scene.enseignant) };
    signature_lien::creer(&writer, &scene.ours, b"le second", &plus_tard).await.unwrap();
    writer.commit().await.unwrap();
    let tenu = entrer(store, JETON, 1).await;
    assert_eq!(attente(store, 1).await, Attente::ASigner(None));
    let second = etat(store, b"le second", None, 1).await;
    assert!(matches!(second, Etat::Lien(Lien { attente: Attente::PasEncore, .. })), "{second:?}");

    let lu = parcours::lire(store.read(), &scene.ours, scene.parcours).await.unwrap().unwrap();
    let donnes = signature_lien::of_parcours(store.read(), &lu, after(1)).await.unwrap();
    assert_eq!(donnes.len(), 2);
    assert_eq!(signature_lien::of_parcours(store.read(), &lu, after(60)).await.unwrap().len(), 1);

    // Taken back while somebody holds its title: nothing more is written with it.
    let writer = store.write(after(2)).await.unwrap();
    let others = signature_lien::retirer(&writer, scene.document, scene.tuteur, Some(JETON)).await.unwrap();
    assert_eq!(others, 0, "but for this one");
    assert_eq!(signature_lien::retirer(&writer, scene.document, scene.tuteur, None).await.unwrap(), 1);
    writer.commit().await.unwrap();
    assert_eq!(etat(store, JETON, Some(PREUVE), 2).await, Etat::Absent);
    let writer = store.write(after(3)).await.unwrap();
    let signe = scene.signe(scene.tuteur);
    let late = parcours::inscrire(&writer, &tenu, scene.parcours, None, signe, fiche(), &seuils).await;
    assert!(matches!(late, Err(StoreError::Absent { .. })), "{late:?}");
    writer.rollback().await.unwrap();

    let writer = store.write(after(4)).await.unwrap();
    signature_lien::creer(&writer, &scene.ours, JETON, &scene.lien(scene.tuteur)).await.unwrap();
    writer.commit().await.unwrap();
    entrer(store, JETON, 5).await;
    let writer = store.write(after(6)).await.unwrap();
    etablir(&writer, &scene.ours, scene.parcours).await;
    writer.commit().await.unwrap();
    assert_eq!(attente(store, 6).await, Attente::Remplace);
    let closed = etat(store, JETON, Some(PREUVE), 6).await;
    assert!(
        matches!(closed, Etat::Lien(Lien { tenu: None, .. })),
        "no title to what was replaced: {closed:?}"
    );
    let writer = store.write(after(7)).await.unwrap();
    let gone = EvenementParcours::PartieRetiree { id: scene.tuteur, nom: "Sacha".to_owned() };
    parcours::inscrire(&writer, &scene.ours, scene.parcours, None, gone, fiche(), &seuils).await.unwrap();
    writer.commit().await.unwrap();
    assert_eq!(attente(store, 7).await, Attente::Retiree);

    // What has expired goes, with its address, when another is made.
    let writer = store.write(after(61)).await.unwrap();
    let neuf = NouveauLien { expire_le: after(120), ..scene.lien(scene.enseignant) };
    signature_lien::creer(&writer, &scene.ours, b"le dernier", &neuf).await.unwrap();
    let compte =
        Statement::from_string(writer.get_database_backend(), "SELECT COUNT(*) AS n FROM signature_lien");
    let lignes: i64 = writer.query_one_raw(compte).await.unwrap().unwrap().try_get("", "n").unwrap();
    assert_eq!(lignes, 2, "the second one still opens");
    writer.rollback().await.unwrap();
}

async fn tries_are_counted_one_by_one(base: &Base) {
    let store = &base.store;
    let scene = scene(store).await;
    let writer = store.write(now()).await.unwrap();
    signature_lien::creer(&writer, &scene.ours, JETON, &scene.lien(scene.tuteur)).await.unwrap();
    writer.commit().await.unwrap();
    let essayer = async |code: &str, minutes: i64| {
        let writer = store.write(after(minutes)).await.unwrap();
        let fin = after(minutes + 30);
        let essai = signature_lien::essayer(&writer, JETON, code, PREUVE, fin).await.unwrap();
        writer.commit().await.unwrap();
        essai
    };
    let poser = async |minutes: i64| {
        let writer = store.write(after(minutes)).await.unwrap();
        let fin = after(minutes) + TimeDelta::minutes(15);
        let pose = signature_lien::poser_code(&writer, JETON, "123456", fin).await.unwrap();
        writer.commit().await.unwrap();
        pose.is_some()
    };
    assert_eq!(essayer("123456", 0).await, Essai::Perime, "none was sent");
    assert!(poser(0).await);
    assert!(matches!(etat(store, JETON, None, 14).await, Etat::Lien(Lien { code_attendu: true, .. })));
    assert!(matches!(etat(store, JETON, None, 15).await, Etat::Lien(Lien { code_attendu: false, .. })));
    assert_eq!(essayer("123456", 15).await, Essai::Perime);
    assert!(poser(16).await);
    assert_eq!(essayer("654321", 16).await, Essai::Faux(ESSAIS - 1));
    // A right one begins the count anew, and serves once.
    assert_eq!(essayer("123456", 16).await, Essai::Juste);
    assert_eq!(essayer("123456", 16).await, Essai::Perime);
    assert!(poser(17).await);
    // However many try at once.
    let ensemble = tokio::join!(
        essayer("000001", 17),
        essayer("000002", 17),
        essayer("000003", 17),
        essayer("000004", 17),
        essayer("000005", 17),
        essayer("000006", 17),
    );
    let mut restent = Vec::new();
    for essai in [ensemble.0, ensemble.1, ensemble.2, ensemble.3, ensemble.4, ensemble.5] {
        match essai {
            Essai::Faux(n) => restent.push(n),
            Essai::Bloque => restent.push(0),
            autre => panic!("{autre:?}"),
        }
    }
    restent.sort_unstable();
    assert_eq!(restent, [0, 0, 1, 2, 3, 4]);
    assert_eq!(essayer("123456", 18).await, Essai::Bloque, "even the right one");
    assert!(!poser(18).await);
    assert_eq!(etat(store, JETON, Some(PREUVE), 18).await, Etat::Bloque, "and the proof of before");
}

async fn neither_token_nor_code_nor_address_is_in_the_database(base: &Base) {
    let store = &base.store;
    let scene = scene(store).await;
    let jeton = b"k7pdm2wqx4nb99tcp2hh";
    let writer = store.write(now()).await.unwrap();
    signature_lien::creer(&writer, &scene.ours, jeton, &scene.lien(scene.tuteur)).await.unwrap();
    signature_lien::poser_code(&writer, jeton, "271828", after(15)).await.unwrap();
    let colonnes = ["empreinte", "adresse", "code"];
    let sql = format!("SELECT {} FROM signature_lien", colonnes.join(", "));
    let ligne = writer.query_one_raw(Statement::from_string(writer.get_database_backend(), sql)).await;
    let ligne = ligne.unwrap().unwrap();
    // What six digits alone would be hashed to is found by trying them all.
    let seul = raccroche_store::session::hash(b"271828");
    for colonne in colonnes {
        let octets: Vec<u8> = ligne.try_get("", colonne).unwrap();
        for secret in [jeton.as_slice(), ADRESSE.as_bytes(), b"271828", &seul] {
            assert!(!octets.windows(secret.len()).any(|part| part == secret), "{colonne}");
        }
    }
    writer.rollback().await.unwrap();
}
