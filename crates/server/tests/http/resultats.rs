//! Results of exams: sent, read, tied to people, told to families; and everything that must not happen on the way.

use axum::http::StatusCode;
use chrono::TimeDelta;
use raccroche_domain::droits::{GenreOrganisation, Role};
use raccroche_server::resultats::ranger;
use raccroche_store::{dossier, identifiant, jeune, resultat, scolarite};
use uuid::Uuid;

use crate::app::{Personne, Reponse, TestApp, jour};

const CHEF: Role = Role::ChefEtablissement;
const SAIO: Role = Role::Saio;
const ICI: &str = "/resultats";
const ENTETE: &str = "INE;Nom;Prénom;Date de naissance;Examen;Spécialité;Décision du jury;UAI;Note maths\n";

async fn envoyer(app: &TestApp, qui: impl Into<Personne>, nom: &str, texte: &str) -> Reponse {
    let champs = [("resultats_le", "2026-07-07")];
    app.envoyer_fichier(qui, ICI, ("fichier", nom, texte.as_bytes()), &champs).await
}

fn fichier(lignes: &str) -> String {
    format!("{ENTETE}{lignes}")
}

const ROY: &str = "060123457AC;ROY;Sacha;03/11/2008;Bac pro;Commerce;Ajourné;0330001X;8\n";

/// What can be chosen on the page of a session.
fn choix(page: &Reponse) -> Vec<String> {
    let parties = page.corps.split("name=\"resultat\" value=\"").skip(1);
    parties.map(|reste| reste.split('"').next().unwrap().to_owned()).collect()
}

/// The first address that begins so on a page.
fn adresse(page: &Reponse, debut: &str) -> String {
    let place =
        page.corps.find(&format!("href=\"{debut}")).unwrap_or_else(|| panic!("{debut}: {}", page.corps));
    page.corps[place + 6..].split('"').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_the_file_to_the_family_and_to_what_the_young_person_has_a_right_to() {
    let app = TestApp::new().await;
    let texte = fichier(&format!(
        "{ROY}060123458AD;ADMISE;Lina;03/10/2008;Bac pro;Commerce;Admise;0330001X;15\n\
         060123459AE;VOISIN;Léo;03/10/2008;CAP;Cuisine;Ajourné;0400001J;9\n"
    ));
    let fait = envoyer(&app, CHEF, "résultats juillet.csv", &texte).await;
    assert_eq!(fait.statut, StatusCode::SEE_OTHER, "{}", fait.corps);
    let rapport = app.get(CHEF, fait.vers()).await;
    for dit in ["Sans le diplôme", "autre établissement", "écartée", "Note maths"] {
        assert_eq!(rapport.corps.contains(dit), dit != "Note maths", "{dit}: {}", rapport.corps);
    }
    assert!(!rapport.corps.contains("ADMISE") && !rapport.corps.contains("VOISIN"), "no name in a report");
    let csv = app.get(CHEF, &format!("{}/remarques.csv", fait.vers())).await;
    assert!(csv.corps.contains("écartée") && !csv.corps.contains("VOISIN"), "{}", csv.corps);
    let depose = app.dossier_de_donnees.path().join("resultats");
    assert_eq!(std::fs::read_dir(depose).unwrap().count(), 0, "the file itself does not stay");

    let accueil = app.get(CHEF, "/").await.corps;
    assert!(accueil.contains("famille à informer après l’examen"), "{accueil}");
    let session = app.get(CHEF, "/resultats/2026").await;
    assert!(session.corps.contains("ROY Sacha") && !session.corps.contains("ADMISE"), "{}", session.corps);
    assert!(session.corps.contains("famille à informer"));
    let choisis = choix(&session);
    assert_eq!(choisis.len(), 1);
    let champs = [("action", "choisis"), ("resultat", choisis[0].as_str())];
    let fait = app.post(CHEF, "/resultats/2026/informer", &champs).await;
    assert_eq!((fait.statut, fait.vers()), (StatusCode::SEE_OTHER, "/resultats/2026"), "{}", fait.corps);

    let session = app.get(CHEF, "/resultats/2026").await;
    assert!(session.corps.contains("famille informée") && choix(&session).is_empty(), "{}", session.corps);
    let parcours = adresse(&session, "/parcours/7");
    let vu = app.get(CHEF, &parcours).await;
    for dit in ["Droit au maintien", "7\u{a0}juillet\u{a0}2026", "Lettre"] {
        assert!(vu.corps.contains(dit), "{dit}: {}", vu.corps);
    }
    let lettre = app.get(CHEF, &adresse(&vu, &format!("{parcours}/documents/"))).await;
    assert!(lettre.octets.starts_with(b"%PDF"), "{}", lettre.statut);
    let dossier = adresse(&vu, "/dossiers/");
    let possibles = app.get(CHEF, &format!("{}/eligibilite", dossier.split('?').next().unwrap())).await;
    let titre = |titre: &str| {
        let suite = possibles.corps.split(titre).nth(1).unwrap_or_else(|| panic!("{}", possibles.corps));
        suite.split("<h2").next().unwrap()
    };
    // The parcours that the letter opened is known; whether there is a mark to keep is asked.
    assert!(titre("Déjà en cours").contains("/dispositifs/droit_maintien"), "{}", possibles.corps);
    let droits = titre("Il manque des informations");
    assert!(droits.contains("/dispositifs/conservation_notes"), "{droits}");
    assert!(possibles.corps.contains("name=\"notes_gardees\""), "{}", possibles.corps);
    assert!(droits.contains("résultats d’examen (Commerce\u{a0}: ajourné)"), "the fact is there: {droits}");
    assert!(!app.get(CHEF, "/").await.corps.contains("famille à informer"), "nothing is left to do");

    // Need to know: nobody else sees somebody who merely failed an exam.
    let psad = app.get(Role::ResponsablePsad, "/jeunes").await;
    assert!(!psad.corps.contains("ROY"), "{}", psad.corps);
    let feuille = app.get(CHEF, "/verification").await;
    assert!(!feuille.corps.contains("ROY"), "no leaver to verify: {}", feuille.corps);
    let export = app.get(CHEF, "/resultats/2026/export").await;
    assert!(
        export.corps.contains("ROY;Sacha") && export.corps.contains("famille informée"),
        "{}",
        export.corps
    );
    let journal = app.get(Role::Dpo, "/consultations").await.corps;
    for trace in ["les résultats d’examens", "un export de liste"] {
        assert!(journal.to_lowercase().contains(trace), "{trace}: {journal}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_results_file_comes_back_with_what_to_do() {
    let app = TestApp::new().await;
    for (nom, texte, dit) in [
        ("vide.csv", String::new(), "vide"),
        ("autre.csv", "Nom;Prénom;Ville\nROY;Sacha;Pau\n".to_owned(), "Il manque dans ce fichier"),
        ("entete.csv", ENTETE.to_owned(), "aucune ligne"),
        ("photo.xlsx", "\u{fffd}PNG".to_owned(), "Fichier"),
    ] {
        let refus = envoyer(&app, CHEF, nom, &texte).await;
        assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY, "{nom}");
        assert!(refus.corps.contains(dit), "{nom}: {}", refus.corps);
        // An unknown table asks for its columns instead.
        assert!(nom == "autre.csv" || refus.corps.contains("2026-07-07"), "what was typed stays");
    }
    let sans = app.envoyer_fichier(CHEF, ICI, ("fichier", "", b""), &[("resultats_le", "2026-12-24")]).await;
    assert_eq!(sans.statut, StatusCode::UNPROCESSABLE_ENTITY);
    for dit in ["Choisissez un fichier", "ne peut pas être à venir"] {
        assert!(sans.corps.contains(dit), "{dit}: {}", sans.corps);
    }
    // A school whose number is no UAI cannot vouch for its candidates.
    let refus = envoyer(&app, Personne::Ailleurs(CHEF), "r.csv", &fichier(ROY)).await;
    assert!(refus.statut == StatusCode::UNPROCESSABLE_ENTITY && refus.corps.contains("mal écrit"));

    assert_eq!(envoyer(&app, CHEF, "r.csv", &fichier(ROY)).await.statut, StatusCode::SEE_OTHER);
    let deux = envoyer(&app, CHEF, "r (1).csv", &fichier(ROY)).await;
    assert!(deux.corps.contains("Ce fichier a déjà été lu"), "{}", deux.corps);
    for champs in [&[][..], &[("action", "choisis")], &[("action", "autre"), ("resultat", "x")]] {
        let refus = app.post(CHEF, "/resultats/2026/informer", champs).await;
        assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY, "{champs:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_later_file_brings_up_to_date_and_whoever_passed_since_leaves_the_list() {
    let app = TestApp::new().await;
    let premier = fichier(&format!(
        "{ROY}060123458AD;NOUR;Lina;03/10/2008;Bac général;;Passe le second groupe;0330001X;9\n\
         060123460AF;PETIT;Jean;01/02/2008;Bac général;;Second groupe;0330001X;9\n"
    ));
    envoyer(&app, CHEF, "juillet.csv", &premier).await;
    let session = app.get(CHEF, "/resultats/2026").await;
    assert!(session.corps.contains("second groupe en attente"));
    assert_eq!(choix(&session).len(), 1, "nobody is told before the jury has decided");
    let second = fichier(
        "060123458AD;NOUR;Lina;03/10/2008;Bac général;;Admise;0330001X;9\n\
         060123460AF;PETIT;Jean;01/02/2008;Bac général;;Ajourné;0330001X;9\n",
    );
    let fait = envoyer(&app, CHEF, "second groupe.csv", &second).await;
    let rapport = app.get(CHEF, fait.vers()).await.corps;
    assert!(
        rapport.contains("Admis depuis, retirés de la liste") && rapport.contains("Déjà connus"),
        "{rapport}"
    );
    let session = app.get(CHEF, "/resultats/2026").await;
    assert!(!session.corps.contains("NOUR") && session.corps.contains("PETIT"), "{}", session.corps);
    let toutes = app.post(CHEF, "/resultats/2026/informer", &[("action", "toutes")]).await;
    assert_eq!(toutes.statut, StatusCode::SEE_OTHER, "{}", toutes.corps);
    let session = app.get(CHEF, "/resultats/2026").await;
    assert_eq!(session.corps.matches("famille informée").count(), 2, "{}", session.corps);
    // Both letters in one file, for who leads the school.
    let lots = app.get(CHEF, "/parcours/lots").await.corps.replace('\u{a0}', " ");
    assert!(lots.contains("Lettre : 2 parcours"), "{lots}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_resemblance_ties_nobody_until_the_académie_says_who_it_is() {
    let app = TestApp::new().await;
    // Somebody followed here, whose name a school merely writes; and somebody whose birth was mistyped.
    let texte = fichier(
        ";DUVAL;Inès;04/05/2009;CAP;Cuisine;Ajournée;0330001X;\n;MARTINEAU;Lucas;05/04/2009;CAP;Cuisine;Ajourné;0330001X;\n",
    );
    let fait = envoyer(&app, CHEF, "r.csv", &texte).await;
    let rapport = app.get(CHEF, fait.vers()).await.corps;
    assert!(rapport.contains("Identité à confirmer par l’académie"), "{rapport}");
    let session = app.get(CHEF, "/resultats/2026").await;
    assert_eq!(session.corps.matches("identité à confirmer").count(), 2, "{}", session.corps);
    assert!(choix(&session).is_empty());
    assert!(!session.corps.contains(&app.ici.dossier.id.to_string()), "no way to somebody's dossier");
    let perimetre = app.perimetre(CHEF).await;
    let toutes = app.post(CHEF, "/resultats/2026/informer", &[("action", "toutes")]).await;
    assert_eq!(toutes.statut, StatusCode::SEE_OTHER);
    assert!(
        dossier::lire(app.app.store().read(), &perimetre, app.ailleurs.dossier.id).await.unwrap().is_none()
    );

    assert_eq!(app.get(CHEF, "/resultats/doutes").await.statut, StatusCode::FORBIDDEN);
    let accueil = app.get(SAIO, ICI).await.corps.replace('\u{a0}', " ");
    assert!(accueil.contains("2 lignes ressemblent à quelqu’un de connu"), "{accueil}");
    let doutes = app.get(SAIO, "/resultats/doutes").await;
    for dit in ["jamais inscrit dans cet établissement", "Jour et mois inversés"] {
        assert!(doutes.corps.to_lowercase().contains(&dit.to_lowercase()), "{dit}: {}", doutes.corps);
    }
    let actes: Vec<String> = doutes
        .corps
        .split("action=\"/resultats/doutes/")
        .skip(1)
        .map(|reste| reste.split('"').next().unwrap().to_owned())
        .collect();
    let (ines, lucas) =
        (format!("/resultats/doutes/{}", actes[0]), format!("/resultats/doutes/{}", actes[2]));
    // Somebody whom the line does not resemble is no answer.
    let autre = app.ailleurs.dossier.jeune.to_string();
    assert_eq!(app.post(SAIO, &ines, &[("jeune", &autre)]).await.statut, StatusCode::NOT_FOUND);
    assert_eq!(app.post(SAIO, &ines, &[]).await.statut, StatusCode::UNPROCESSABLE_ENTITY);
    let elle = app.ici.dossier.jeune.to_string();
    assert_eq!(app.post(SAIO, &ines, &[("jeune", &elle)]).await.statut, StatusCode::SEE_OTHER);
    assert_eq!(app.post(SAIO, &ines, &[("jeune", &elle)]).await.statut, StatusCode::NOT_FOUND, "said once");
    assert_eq!(app.post(SAIO, &lucas, &[("jeune", "autre")]).await.statut, StatusCode::SEE_OTHER);
    assert!(app.get(SAIO, "/resultats/doutes").await.corps.contains("Chacun est reconnu"));

    // Her dossier is followed elsewhere: the parcours opens in it, and her new failure says what she has a right to.
    let session = app.get(CHEF, "/resultats/2026").await;
    assert_eq!(choix(&session).len(), 2, "{}", session.corps);
    app.post(CHEF, "/resultats/2026/informer", &[("action", "toutes")]).await;
    let elle = dossier::lire(app.app.store().read(), &perimetre, app.ici.dossier.id).await.unwrap().unwrap();
    assert!(elle.etat.parcours.iter().any(|parcours| parcours.etat.dispositif == "droit_maintien"));
    let autre = jeune::namesakes(app.app.store().read(), "MARTINEAU", "Lucas", "2009-04-05".parse().unwrap());
    assert_ne!(autre.await.unwrap()[0].id, app.ailleurs.dossier.jeune, "somebody else, and new");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_sees_the_candidates_of_their_schools_alone() {
    let app = TestApp::new().await;
    let texte = fichier(&format!("{ROY}060123459AE;VOISIN;Léo;03/10/2008;CAP;Cuisine;Ajourné;0400001J;9\n"));
    let fait = envoyer(&app, SAIO, "académie.csv", &texte).await;
    assert_eq!(fait.statut, StatusCode::SEE_OTHER, "{}", fait.corps);
    for (qui, oui, non) in [
        (Personne::Ici(CHEF), "ROY Sacha", "VOISIN"),
        (Personne::Ici(Role::ReferentDecrochage), "ROY Sacha", "VOISIN"),
        (Personne::Ici(Role::IenIo), "0330001X", "ROY"),
        (Personne::Ailleurs(Role::IenIo), "0400001J", "VOISIN"),
        (Personne::Ici(SAIO), "0400001J", "VOISIN"),
    ] {
        let page = app.get(qui, "/resultats/2026").await;
        assert!(page.corps.contains(oui) && !page.corps.contains(non), "{qui:?}: {}", page.corps);
    }
    let ailleurs = app.get(Personne::Ailleurs(CHEF), "/resultats/2026").await;
    assert!(ailleurs.corps.contains("Personne pour cette session"), "{}", ailleurs.corps);
    let ien = app.get(Role::IenIo, "/resultats/2026?uai=0330001X").await;
    assert!(ien.corps.contains("ROY Sacha") && choix(&ien).is_empty(), "sees, and tells nobody");
    assert!(!app.get(Role::IenIo, "/resultats/2026?uai=0400001J").await.corps.contains("VOISIN"));
    assert!(!app.get(SAIO, "/resultats/2026?uai=0330001X").await.corps.contains("ROY"), "figures alone");
    // A number is no key: another school's candidate, another's file.
    let choisis = choix(&app.get(CHEF, "/resultats/2026").await);
    let champs = [("action", "choisis"), ("resultat", choisis[0].as_str())];
    let refus = app.post(Personne::Ailleurs(CHEF), "/resultats/2026/informer", &champs).await;
    assert_eq!(refus.statut, StatusCode::NOT_FOUND);
    assert_eq!(app.get(CHEF, fait.vers()).await.statut, StatusCode::NOT_FOUND);
    assert_eq!(app.get(SAIO, fait.vers()).await.statut, StatusCode::OK);
    assert!(app.get(SAIO, "/resultats/2026/export").await.statut == StatusCode::FORBIDDEN);
    // The académie's file names somebody followed by another territory: known by the enrolment that it states from now on.
    let roy =
        identifiant::owner(app.app.store().read(), identifiant::GenreIdentifiant::IneRnie, "060123457AC");
    let roy = roy.await.unwrap().unwrap();
    assert!(scolarite::was_at(app.app.store().read(), roy, "0330001X").await.unwrap());
    let ecole = &app.ici.organisations[&GenreOrganisation::Etablissement];
    assert_eq!(ecole.code, "0330001X");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn results_are_forgotten_in_time_and_with_them_whom_nothing_else_knows() {
    let app = TestApp::new().await;
    let texte = fichier(&format!("{ROY}060123460AF;PETIT;Jean;01/02/2008;Bac général;;Ajourné;0330001X;9\n"));
    envoyer(&app, CHEF, "juillet.csv", &texte).await;
    let session = app.get(CHEF, "/resultats/2026").await;
    let petit = choix(&session)[0].clone();
    app.post(CHEF, "/resultats/2026/informer", &[("action", "choisis"), ("resultat", &petit)]).await;
    assert_eq!(ranger(&app.app).await.unwrap(), 0, "a few months after");
    app.avancer(TimeDelta::days(300));
    assert_eq!(ranger(&app.app).await.unwrap(), 1, "a year after, who has no dossier");
    let reader = app.app.store().read();
    let perimetre = app.perimetre(CHEF).await;
    let restent =
        resultat::lister(reader, app.app.store().keyring(), &perimetre, 2026, None, "droit_maintien")
            .await
            .unwrap();
    assert_eq!(restent.iter().map(|lu| lu.id.to_string()).collect::<Vec<_>>(), [petit]);
    let oublie = jeune::namesakes(reader, "ROY", "Sacha", "2008-11-03".parse().unwrap()).await.unwrap();
    assert!(oublie.is_empty(), "nothing else knew this person");
    app.avancer(TimeDelta::days(1_700));
    assert_eq!(ranger(&app.app).await.unwrap(), 1, "five years after, the others");
    let connu = jeune::namesakes(reader, "PETIT", "Jean", "2008-02-01".parse().unwrap()).await.unwrap();
    assert_eq!(connu.len(), 1, "the dossier stays as long as dossiers do");
    let _: (Uuid, _) = (connu[0].id, jour());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_columns_of_an_unknown_table_are_said_once_and_only_for_who_said_them() {
    let app = TestApp::new().await;
    let table = "Candidat;Petit nom;Né le;Diplôme visé;Verdict\nROY;Sacha;03/11/2008;Bac pro;Ajourné\n";
    let demande = envoyer(&app, CHEF, "jury.csv", table).await;
    assert_eq!(demande.statut, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(demande.corps.contains("Dire les colonnes de ce fichier"), "{}", demande.corps);
    assert!(demande.corps.contains("name=\"nom-4\" value=\"Verdict\""), "{}", demande.corps);
    assert!(!demande.corps.contains("Sacha"), "the file is gone, and none of its values is shown");
    let noms = ["Candidat", "Petit nom", "Né le", "Diplôme visé", "Verdict"];
    let dire = |sens: [&str; 5], titre: &str| {
        let mut champs = vec![("titre".to_owned(), titre.to_owned())];
        for (rang, (nom, dit)) in noms.iter().zip(sens).enumerate() {
            champs.push((format!("nom-{rang}"), (*nom).to_owned()));
            champs.push((format!("colonne-{rang}"), dit.to_owned()));
        }
        champs
    };
    let poster = async |champs: Vec<(String, String)>| {
        let champs: Vec<(&str, &str)> = champs.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        app.post(CHEF, "/resultats/colonnes", &champs).await
    };
    for (sens, dit) in [
        (["nom_famille", "prenoms", "date_naissance", "diplome_libelle", "ignorer"], "la décision du jury"),
        (["nom_famille", "nom_famille", "date_naissance", "ignorer", "diplome_obtenu"], "contient déjà cela"),
        (["telephone", "prenoms", "ine", "ignorer", "diplome_obtenu"], "le nom de famille"),
    ] {
        let refus = poster(dire(sens, "Jury")).await;
        assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY, "{sens:?}");
        assert!(refus.corps.contains(dit), "{dit}: {}", refus.corps);
    }
    let sens = ["nom_famille", "prenoms", "date_naissance", "diplome_libelle", "diplome_obtenu"];
    assert_eq!(poster(dire(sens, "Jury")).await.vers(), ICI);
    let lu = envoyer(&app, CHEF, "jury.csv", table).await;
    assert_eq!(lu.statut, StatusCode::SEE_OTHER, "{}", lu.corps);
    assert!(app.get(CHEF, &format!("{ICI}/2026")).await.corps.contains("Sacha"));
    // What one school says of its files is not read into those of another.
    let academie = envoyer(&app, SAIO, "jury.csv", table).await;
    assert!(academie.corps.contains("le nom de famille, le prénom"), "{}", academie.corps);
    assert_eq!(app.post(Role::PsyEn, "/resultats/colonnes", &[]).await.statut, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_file_of_results_too_large_lost_the_page() {
    let app = TestApp::new().await;
    let octets = vec![b' '; 33 * 1024 * 1024];
    let refus = app.envoyer_fichier(CHEF, ICI, ("fichier", "r.csv", &octets), &[]).await;
    assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refus.corps.contains("name=\"fichier\"") && refus.corps.contains("32\u{a0}Mo"),
        "{}",
        refus.corps
    );
    assert!(!refus.corps.contains("Choisissez un fichier."), "said once: {}", refus.corps);
}

#[tokio::test]
async fn a_session_of_another_age_was_an_empty_list() {
    let app = TestApp::new().await;
    for adresse in ["/resultats/99999", "/resultats/0", "/resultats/-1", "/resultats/pas-un-nombre"] {
        let page = app.get(CHEF, adresse).await;
        assert_eq!(page.statut, StatusCode::NOT_FOUND, "{adresse}");
        assert!(page.corps.contains("Page introuvable"), "{adresse}: {}", page.corps);
    }
    assert_eq!(app.get(CHEF, "/resultats/2026").await.statut, StatusCode::OK);
}
