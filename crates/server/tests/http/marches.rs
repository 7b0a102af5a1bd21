//! A public contract, from what its buyer asks to the proof they acknowledge.

use axum::http::{Method, StatusCode};
use chrono::TimeDelta;
use raccroche_domain::{
    EtendueJeton,
    dispositif::{Acteur, Catalogue, Dispositif, ModeleDocument, REMIS_ET_RECU},
    droits::Role,
    parcours::{EtatParcours, EvenementParcours, Saisi},
};
use raccroche_store::{acces, dossier, parcours};
use uuid::Uuid;

use crate::{
    app::{Personne, Reponse, TestApp},
    papiers::lu,
    signatures::lisible,
};

const MLDS: Role = Role::CoordonnateurMlds;
const MARCHE: [(&str, &str); 10] = [
    ("objet", "Rénovation de l’école Jules-Ferry, lot 3"),
    ("reference", "2026-114"),
    ("acheteur", "Métropole d’Exemple"),
    ("contact", "Dominique Lame"),
    ("courriel", "clauses@metropole.example"),
    ("heures_dues", "140"),
    ("entreprise", "Menuiserie du Pont"),
    ("siret", "732 829 320 00074"),
    ("adresse", "1 rue du Pont, 33000 Saint-Essai"),
    ("missions", "Poncer et vernir\nPoser des plinthes"),
];

fn fiche() -> &'static Dispositif {
    Catalogue::livre().get("clause_sociale").unwrap()
}

/// The same form with another answer.
fn avec<'a>(nom: &str, valeur: &'a str) -> Vec<(&'a str, &'a str)>
where
    'static: 'a,
{
    MARCHE.iter().map(|(n, v)| if *n == nom { (*n, valeur) } else { (*n, *v) }).collect()
}

async fn noter(app: &TestApp) -> String {
    let reponse = app.post(MLDS, "/marches", &MARCHE).await;
    assert_eq!(reponse.statut, StatusCode::SEE_OTHER, "{}", reponse.corps);
    reponse.vers().trim_start_matches("/marches/").to_owned()
}

/// A parcours with everybody of a placement but the buyer.
async fn proposer(app: &TestApp) -> Uuid {
    let perimetre = app.perimetre(MLDS).await;
    let writer = app.app.store().write(app.app.horloge().maintenant()).await.unwrap();
    let seuils = &app.app.config().seuils;
    let id = parcours::ouvrir(&writer, &perimetre, app.ici.dossier.id, fiche(), seuils).await.unwrap();
    for (acteur, nom) in [(Acteur::Tuteur, "Sacha ROY"), (Acteur::ReferentPedagogique, "Claire PETIT")] {
        let (numero, nom) = (writer.new_id(), nom.to_owned());
        let ajoutee = EvenementParcours::PartieAjoutee { id: numero, acteur, nom, organisation: None };
        parcours::inscrire(&writer, &perimetre, id, None, ajoutee, fiche(), seuils).await.unwrap();
    }
    writer.commit().await.unwrap();
    id
}

async fn etat(app: &TestApp, id: Uuid) -> EtatParcours {
    let perimetre = app.perimetre(MLDS).await;
    parcours::lire(app.app.store().read(), &perimetre, id).await.unwrap().unwrap().suivi.etat
}

/// Types what the stage came to, in the place of the steps that lead there.
async fn saisir(app: &TestApp, id: Uuid, code: &str, heures: u32) {
    let perimetre = app.perimetre(MLDS).await;
    let writer = app.app.store().write(app.app.horloge().maintenant()).await.unwrap();
    let saisi = EvenementParcours::Saisi {
        code: code.to_owned(),
        titre: code.to_owned(),
        valeur: Saisi::Nombre(heures),
    };
    let seuils = &app.app.config().seuils;
    parcours::inscrire(&writer, &perimetre, id, None, saisi, fiche(), seuils).await.unwrap();
    writer.commit().await.unwrap();
}

/// The only mail that waits, which is then read.
fn courriel(app: &TestApp) -> String {
    let courriels = app.courriels();
    assert_eq!(courriels.len(), 1, "one mail at a time");
    for fichier in std::fs::read_dir(app.dossier_de_donnees.path().join("courriels")).unwrap() {
        std::fs::remove_file(fichier.unwrap().path()).unwrap();
    }
    lisible(&courriels[0])
}

/// Gives the code behind a link; the cookie of the browser.
async fn entrer(app: &TestApp, base: &str) -> String {
    let code = app.envoyer(None, Method::POST, &format!("{base}/code"), &[]).await;
    assert_eq!(code.statut, StatusCode::SEE_OTHER, "{}", code.corps);
    let mail = courriel(app);
    let apres = mail.split("le document\u{a0}: ").nth(1).unwrap_or_else(|| panic!("no code in {mail}"));
    let code: String = apres.chars().take_while(char::is_ascii_digit).collect();
    let donne = app.envoyer(None, Method::POST, &format!("{base}/preuve"), &[("code", &code)]).await;
    assert_eq!(donne.statut, StatusCode::SEE_OTHER, "{}", donne.corps);
    donne.entete("set-cookie").split(';').next().unwrap().to_owned()
}

/// Everybody who takes part signs a document, on paper.
async fn signer_sur_papier(app: &TestApp, page: &str, document: Uuid, etat: &EtatParcours) {
    for partie in etat.presents() {
        let partie = partie.id.to_string();
        let champs = [("partie", partie.as_str()), ("reponse", "papier")];
        let signe = app.post(MLDS, &format!("{page}/documents/{document}/signatures"), &champs).await;
        assert_eq!(signe.statut, StatusCode::SEE_OTHER, "{}", signe.corps);
    }
}

/// Whom the pages of a buyer must not name.
fn sans_nom(page: &Reponse) {
    for nom in ["DUVAL", "Inès", "Sacha", "PETIT"] {
        assert!(!page.corps.contains(nom), "{nom}: {}", page.corps);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_contract_is_told_from_its_buyer_to_the_proof_they_acknowledge() {
    let app = TestApp::new().await;
    let marche = noter(&app).await;
    let id = proposer(&app).await;
    let page = format!("/parcours/{id}");

    // Chosen once, typed nowhere else.
    let vue = app.get(MLDS, &page).await.corps;
    assert!(vue.contains("Choisir le marché") && vue.contains("lot 3, Métropole d’Exemple"), "{vue}");
    let rien = app.post(MLDS, &format!("{page}/saisies"), &[("code", "marche")]).await;
    assert_eq!(rien.statut, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(rien.corps.contains("Choisissez un marché dans la liste"), "{}", rien.corps);
    let choix = [("code", "marche"), ("valeur", marche.as_str())];
    let choisi = app.post(MLDS, &format!("{page}/saisies"), &choix).await;
    assert_eq!(choisi.statut, StatusCode::SEE_OTHER, "{}", choisi.corps);
    let vue = app.get(MLDS, &page).await.corps;
    for dit in ["Menuiserie du Pont", "73282932000074", "140\u{a0}heures", &format!("/marches/{marche}")] {
        assert!(vue.contains(dit), "{dit}: {vue}");
    }
    let fiche_entreprise = [("modele", "fiche_entreprise")];
    assert_eq!(
        app.post(MLDS, &format!("{page}/documents"), &fiche_entreprise).await.statut,
        StatusCode::SEE_OTHER
    );
    let document = etat(&app, id).await.documents[0].id;
    let (texte, _) = lu(&app.get(MLDS, &format!("{page}/documents/{document}")).await);
    for dit in ["Menuiserie du Pont", "Poser des plinthes", "Métropole d’Exemple", "140 heures"] {
        assert!(texte.contains(dit), "{dit}: {texte}");
    }

    saisir(&app, id, "heures_prevues", 70).await;
    let vu = app.get(MLDS, &format!("/marches/{marche}")).await.corps;
    for dit in ["Inès DUVAL", "70 prévues", "Il reste 70\u{a0}heures", "à venir"] {
        assert!(vu.contains(dit), "{dit}: {vu}");
    }
    saisir(&app, id, "heures_faites", 77).await;

    // Nothing is handed over before all have signed.
    let bilan = [("modele", "bilan_croise")];
    assert_eq!(app.post(MLDS, &format!("{page}/documents"), &bilan).await.statut, StatusCode::SEE_OTHER);
    let lu_avant = etat(&app, id).await;
    let document = lu_avant.document_en_vigueur(ModeleDocument::BilanCroise).unwrap().id;
    let remettre = format!("{page}/documents/{document}/remise");
    let champs = [("nom", "Dominique Lame"), ("adresse", "clauses@metropole.example")];
    let tot = app.post(MLDS, &remettre, &champs).await;
    assert_eq!(tot.statut, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(tot.corps.contains("pas encore signé par tous"), "{}", tot.corps);
    assert!(app.courriels().is_empty() && etat(&app, id).await.parties.len() == 2, "nothing happened");
    signer_sur_papier(&app, &page, document, &lu_avant).await;
    let vue = app.get(MLDS, &page).await.corps;
    assert!(
        vue.contains("Remettre à l’acheteur") && vue.contains("value=\"clauses@metropole.example\""),
        "{vue}"
    );
    let sans = app.post(MLDS, &remettre, &[("nom", "Dominique Lame"), ("adresse", "nulle part")]).await;
    assert_eq!(sans.statut, StatusCode::UNPROCESSABLE_ENTITY);
    let remis = app.post(MLDS, &remettre, &champs).await;
    assert_eq!(remis.statut, StatusCode::SEE_OTHER, "{}", remis.corps);
    let mail = courriel(&app);
    assert!(mail.contains("lot 3") && !mail.contains("Inès") && !mail.contains("DUVAL"), "{mail}");
    let jeton: String =
        mail.split("/recevoir/").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    let base = format!("/recevoir/{jeton}");

    // Before the code nothing is said; a link to receive signs nothing.
    let porte = app.envoyer(None, Method::GET, &base, &[]).await;
    assert_eq!(porte.statut, StatusCode::OK);
    assert!(
        porte.corps.contains("Recevoir un document") && !porte.corps.contains("Métropole"),
        "{}",
        porte.corps
    );
    let signer = app.envoyer(None, Method::GET, &format!("/signer/{jeton}"), &[]).await;
    assert_eq!(signer.statut, StatusCode::NOT_FOUND);
    let cookie = entrer(&app, &base).await;
    let recu = app.envoyer(Some(&cookie), Method::GET, &base, &[]).await;
    for dit in ["Rénovation", "2026-114", "140 dues, 77 faites", "77\u{a0}heures", "J’accuse réception"] {
        assert!(recu.corps.contains(dit), "{dit}: {}", recu.corps);
    }
    sans_nom(&recu);
    let pdf = app.envoyer(Some(&cookie), Method::GET, &format!("{base}/document"), &[]).await;
    let scelle = etat(&app, id).await.documents[1].scelle.clone().unwrap().1;
    assert_eq!(parcours::empreinte(&pdf.octets), scelle, "the sealed file itself");
    let vu = app.get(MLDS, &format!("/marches/{marche}")).await.corps;
    assert!(vu.contains("réception attendue"), "{vu}");
    for _ in 0..2 {
        let accuse = app.envoyer(Some(&cookie), Method::POST, &base, &[]).await;
        assert_eq!(accuse.statut, StatusCode::SEE_OTHER);
    }
    let recu = app.envoyer(Some(&cookie), Method::GET, &base, &[]).await;
    assert!(recu.corps.contains("Vous avez accusé réception le 12\u{a0}novembre"), "{}", recu.corps);
    let apres = etat(&app, id).await;
    assert_eq!(apres.saisies["remise"], Saisi::Choix(vec![REMIS_ET_RECU.to_owned()]));
    let vu = app.get(MLDS, &format!("/marches/{marche}")).await.corps;
    assert!(vu.contains("reçu le 12\u{a0}novembre"), "{vu}");

    consigne(&app).await;
}

/// The journal and the access log tell who.
async fn consigne(app: &TestApp) {
    let reader = app.app.store().read();
    let perimetre = app.perimetre(MLDS).await;
    let journal = dossier::journal(reader, &perimetre, app.ici.dossier.id, None).await.unwrap();
    let recus: Vec<_> =
        journal.iter().filter(|l| l.entree.evenement.phrase().contains("accuse réception")).collect();
    assert_eq!(recus.len(), 1, "once");
    assert_eq!(recus[0].auteur_nom, "Dominique Lame");
    let traces = acces::search(reader, &acces::Filtre::default(), 0, 100).await.unwrap();
    let lues = traces.iter().filter(|trace| trace.motif == "lien_de_remise");
    assert_eq!(lues.filter(|trace| trace.nom.as_deref() == Some("Dominique Lame")).count(), 3);
    assert!(
        traces.iter().any(|trace| trace.action == "marche"),
        "names on the page of the contract are logged"
    );
    assert_eq!(dossier::journaux_rompus(reader).await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_that_closes_a_link_to_receive_is_told() {
    let app = TestApp::new().await;
    let base = format!("/recevoir/{}", app.remise);
    assert_eq!(app.envoyer(None, Method::GET, &base, &[]).await.statut, StatusCode::OK);
    let pdf = app.envoyer(None, Method::GET, &format!("{base}/document"), &[]).await;
    assert_eq!(pdf.vers(), base, "no document without the code");
    let sans_code = app.envoyer(None, Method::POST, &base, &[]).await;
    assert_eq!(sans_code.vers(), base, "nor a receipt");
    let cookie = entrer(&app, &base).await;
    app.avancer(TimeDelta::minutes(31));
    let vieux = app.envoyer(Some(&cookie), Method::GET, &base, &[]).await;
    assert!(vieux.corps.contains("Recevoir"), "an old proof opens nothing: {}", vieux.corps);
    app.avancer(TimeDelta::days(8));
    let fini = app.envoyer(Some(&cookie), Method::GET, &base, &[]).await;
    assert_eq!(fini.statut, StatusCode::NOT_FOUND);
    assert!(fini.corps.contains("Un lien pour recevoir un document a une date de fin"), "{}", fini.corps);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_taken_back_opens_nothing_and_nothing_is_handed_over() {
    let app = TestApp::new().await;
    let marche = noter(&app).await;
    let id = proposer(&app).await;
    let page = format!("/parcours/{id}");
    app.post(MLDS, &format!("{page}/saisies"), &[("code", "marche"), ("valeur", &marche)]).await;
    app.post(MLDS, &format!("{page}/documents"), &[("modele", "bilan_croise")]).await;
    let avant = etat(&app, id).await;
    let document = avant.documents[0].id;
    signer_sur_papier(&app, &page, document, &avant).await;
    let champs = [("nom", "Dominique Lame"), ("adresse", "clauses@metropole.example")];
    app.post(MLDS, &format!("{page}/documents/{document}/remise"), &champs).await;
    let mail = courriel(&app);
    let jeton = mail.split("/recevoir/").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    let base = format!("/recevoir/{jeton}");
    let cookie = entrer(&app, &base).await;
    let apres = etat(&app, id).await;
    let acheteur = apres.presents().find(|p| p.acteur == Acteur::Acheteur).unwrap().id.to_string();
    let vue = app.get(MLDS, &page).await.corps;
    assert!(vue.contains("Retirer le lien") && vue.contains("remis le 12\u{a0}novembre"), "{vue}");
    let retire =
        app.post(MLDS, &format!("{page}/documents/{document}/liens/retirer"), &[("partie", &acheteur)]).await;
    assert_eq!(retire.statut, StatusCode::SEE_OTHER, "{}", retire.corps);
    for (methode, fin) in [(Method::GET, ""), (Method::POST, ""), (Method::GET, "/document")] {
        let ferme = app.envoyer(Some(&cookie), methode, &format!("{base}{fin}"), &[]).await;
        assert_eq!(ferme.statut, StatusCode::NOT_FOUND);
        sans_nom(&ferme);
    }
    assert!(etat(&app, id).await.remises.is_empty());
    // Handed over again, to the one who takes part already.
    let champs = [("partie", acheteur.as_str()), ("adresse", "clauses@metropole.example")];
    let encore = app.post(MLDS, &format!("{page}/documents/{document}/remise"), &champs).await;
    assert_eq!(encore.statut, StatusCode::SEE_OTHER, "{}", encore.corps);
    assert_eq!(etat(&app, id).await.parties.len(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_contract_is_of_its_département_and_changed_by_who_holds_it() {
    let app = TestApp::new().await;
    for (nom, valeur, phrase) in [
        ("objet", "", "Indiquez ce qui est acheté"),
        ("courriel", "nulle part", "n’a pas la forme attendue"),
        ("siret", "12", "quatorze chiffres"),
        ("siret", "732 829 320 00075", "comporte une erreur"),
        ("heures_dues", "beaucoup", "un nombre entier"),
    ] {
        let refuse = app.post(MLDS, "/marches", &avec(nom, valeur)).await;
        assert_eq!(refuse.statut, StatusCode::UNPROCESSABLE_ENTITY, "{nom}");
        assert!(
            refuse.corps.contains(phrase) && refuse.corps.contains("Poser des plinthes"),
            "{}",
            refuse.corps
        );
    }
    let marche = noter(&app).await;
    let id = proposer(&app).await;
    let choix = [("code", "marche"), ("valeur", marche.as_str())];
    app.post(MLDS, &format!("/parcours/{id}/saisies"), &choix).await;
    let page = format!("/marches/{marche}");

    // Known to partners, with the names of those they follow; changed by nobody else.
    let psad = app.get(Role::ResponsablePsad, &page).await.corps;
    assert!(psad.contains("Inès DUVAL") && !psad.contains("Modifier le marché"), "{psad}");
    assert_eq!(
        app.get(Role::ResponsablePsad, &format!("{page}/modifier")).await.statut,
        StatusCode::NOT_FOUND
    );
    let loin = Personne::Ailleurs(MLDS);
    for chemin in [page.clone(), format!("{page}/modifier"), format!("{page}/jeunes.csv")] {
        assert_eq!(app.get(loin, &chemin).await.statut, StatusCode::NOT_FOUND, "{chemin}");
    }
    assert!(!app.get(loin, "/marches").await.corps.contains("Jules-Ferry"));
    assert!(!app.get(loin, "/marches.csv").await.corps.contains("Jules-Ferry"));
    let mut corrige = avec("heures_dues", "210");
    corrige.push(("version", "1"));
    assert_eq!(app.post(loin, &format!("{page}/modifier"), &corrige).await.statut, StatusCode::NOT_FOUND);
    let formulaire = app.get(MLDS, &format!("{page}/modifier")).await.corps;
    assert!(formulaire.contains("value=\"73282932000074\"") && formulaire.contains("Poser des plinthes"));
    assert_eq!(app.post(MLDS, &format!("{page}/modifier"), &corrige).await.statut, StatusCode::SEE_OTHER);
    let tard = app.post(MLDS, &format!("{page}/modifier"), &corrige).await;
    assert_eq!(tard.statut, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(tard.corps.contains("modifié ce marché entre-temps"), "{}", tard.corps);

    // Out of the list to choose from once it is closed, but for who is under it.
    corrige.extend([("clos", "oui")]);
    corrige.iter_mut().filter(|(nom, _)| *nom == "version").for_each(|champ| champ.1 = "2");
    app.post(MLDS, &format!("{page}/modifier"), &corrige).await;
    let liste = app.get(MLDS, "/marches").await.corps;
    assert!(liste.contains("210 dues, 0 prévues, 0 faites") && liste.contains("clos"), "{liste}");
    assert!(app.get(MLDS, &page).await.corps.contains("Ce marché est clos"));

    let csv = app.get(MLDS, "/marches.csv").await.corps;
    assert!(
        csv.contains("2026-114;Métropole d’Exemple;Menuiserie du Pont;73282932000074;210;0;0;1"),
        "{csv}"
    );
    let jeunes = app.get(MLDS, &format!("{page}/jeunes.csv")).await.corps;
    assert!(jeunes.contains("Inès DUVAL"), "{jeunes}");
    let traces = acces::search(app.app.store().read(), &acces::Filtre::default(), 0, 100).await.unwrap();
    let exports: Vec<_> = traces.iter().filter(|trace| trace.action == "export").collect();
    assert!(exports.iter().any(|trace| trace.motif == "liste des marchés"));
    assert!(exports.iter().any(|trace| trace.dossier == Some(app.ici.dossier.id)), "each name is logged");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn programs_read_contracts_and_choose_one() {
    let app = TestApp::new().await;
    let marche = noter(&app).await;
    let id = proposer(&app).await;
    let etendues = [EtendueJeton::ParcoursLire, EtendueJeton::ParcoursEcrire];
    let jeton = app.jeton(app.compte(MLDS), &etendues).await;
    let version = {
        let perimetre = app.perimetre(MLDS).await;
        parcours::lire(app.app.store().read(), &perimetre, id).await.unwrap().unwrap().rang
    };
    let chemin = format!("/api/v1/parcours/{id}/saisies");
    let corps = |marche: &str| serde_json::json!({"version": version, "code": "marche", "valeur": {"marche": marche}});
    let nul = Uuid::nil().to_string();
    let refuse = app.appeler(Some(&jeton), Method::POST, &chemin, Some(&corps(&nul))).await;
    assert_eq!(refuse.statut, StatusCode::UNPROCESSABLE_ENTITY, "{}", refuse.corps);
    let choisi = app.appeler(Some(&jeton), Method::POST, &chemin, Some(&corps(&marche))).await;
    assert_eq!(choisi.statut, StatusCode::CREATED, "{}", choisi.corps);
    saisir(&app, id, "heures_prevues", 70).await;
    let lus = app.appeler(Some(&jeton), Method::GET, "/api/v1/marches", None).await.json();
    let lu = &lus["elements"][0];
    assert_eq!((lu["id"].as_str(), lu["heures_dues"].as_u64()), (Some(marche.as_str()), Some(140)));
    assert_eq!((lu["heures_prevues"].as_u64(), lu["parcours"].as_u64()), (Some(70), Some(1)));
    let loin = app.jeton(app.compte(Personne::Ailleurs(MLDS)), &etendues).await;
    let vide = app.appeler(Some(&loin), Method::GET, "/api/v1/marches", None).await.json();
    assert_eq!(vide["elements"].as_array().map(Vec::len), Some(0));
}
