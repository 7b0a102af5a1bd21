//! A table that is none of the known formats: sent, its columns said, read with the same report as any register, and
//! recognised the next time.

use std::fs;

use axum::http::StatusCode;
use raccroche_domain::droits::Role;
use raccroche_registers::output::write_xlsx;
use raccroche_server::jobs;
use raccroche_store::{acces, campagne, profil, source};
use uuid::Uuid;

use crate::{
    app::{Reponse, TestApp, debut},
    campagnes::{deposer, envoyer, ouvrir},
};

const TABLE: &str = "Liste au 5 novembre;;;;;\n\
    Nom de naissance;Prénom;Né(e) le;Civilité;Remarques;Portable\n\
    GARNIER;Tom;20/11/2008;M.;<b>à rappeler</b>;06 00 00 00 01\n\
    EXEMPLE;Luciole;31/02/2008;Mme;;\n\
    SANS-TÉLÉPHONE\n";

/// Sends the table as the list of a mission locale; gives where it leads.
async fn envoyer_la_liste(app: &TestApp, id: Uuid, (fichier, octets): (&str, &[u8])) -> String {
    let champs = [
        ("nom", "Mission locale"),
        ("role", "followed_by_ml"),
        ("format", "tableau"),
        ("date", "2026-11-05"),
    ];
    let reponse = envoyer(app, Role::Saio, id, (fichier, octets), &champs).await;
    assert_eq!(reponse.statut, StatusCode::SEE_OTHER, "{}", reponse.corps);
    reponse.vers().to_owned()
}

/// What is chosen for a column, as the page shows it.
fn choisi(page: &Reponse, rang: usize) -> String {
    let debut = page.corps.split(&format!("name=\"colonne-{rang}\"")).nth(1).unwrap();
    let liste = debut.split("</select>").next().unwrap();
    let choisies: Vec<&str> = liste
        .split("<option value=\"")
        .filter(|option| option.split('>').next().is_some_and(|tete| tete.contains(" selected")))
        .collect();
    assert_eq!(choisies.len(), 1, "{liste}");
    choisies[0].split('"').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_table_is_read_once_somebody_has_said_its_columns_and_recognised_the_next_time() {
    let app = TestApp::new().await;
    let id = ouvrir(&app, "SIEI novembre 2026").await;
    let ici = format!("/campagnes/{id}");
    deposer(&app, id).await;
    let colonnes = envoyer_la_liste(&app, id, ("liste.csv", TABLE.as_bytes())).await;
    assert!(colonnes.ends_with("/colonnes"), "{colonnes}");

    // Nothing runs before it is known what the file says.
    let campagne = app.get(Role::Saio, &ici).await;
    assert!(campagne.corps.contains("Colonnes à dire") && campagne.corps.contains(&colonnes));
    let lancee = app.post(Role::Saio, &format!("{ici}/lancer"), &[]).await;
    assert_eq!(lancee.statut, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(lancee.corps.contains("Dites d’abord ce que contiennent les colonnes"), "{}", lancee.corps);

    // The first line is a title: with the second, names, examples and what is guessed.
    let page = app.get(Role::Saio, &colonnes).await;
    assert_eq!(page.statut, StatusCode::OK);
    let page = app.get(Role::Saio, &format!("{colonnes}?ligne=2")).await;
    assert!(
        page.corps.contains("Né(e) le") && page.corps.contains("20/11/2008 · 31/02/2008"),
        "{}",
        page.corps
    );
    assert!(page.corps.contains("&#60;b&#62;à rappeler") && !page.corps.contains("<b>à rappeler"));
    let devine: Vec<String> = (0..6).map(|rang| choisi(&page, rang)).collect();
    assert_eq!(devine, ["nom_famille", "prenoms", "date_naissance", "sexe", "ignorer", "telephone"]);
    assert!(page.corps.contains("value=\"accompagnement\" selected"), "what such a list says of everybody");

    // What is missing, or said twice, comes back beside its field with everything that was chosen.
    let dire = |sens: [&'static str; 6], nom: &'static str, ligne: &'static str| {
        let noms = ["colonne-0", "colonne-1", "colonne-2", "colonne-3", "colonne-4", "colonne-5"];
        let mut champs: Vec<(&str, &str)> = noms.into_iter().zip(sens).collect();
        champs.extend([("nom", nom), ("ligne", ligne), ("situation", "accompagnement")]);
        champs
    };
    let juste = ["nom_famille", "prenoms", "date_naissance", "sexe", "ignorer", "telephone"];
    for (sens, nom, phrase) in [
        (juste, "", "Donnez un nom à ce profil."),
        (
            ["nom_famille", "nom_famille", "date_naissance", "sexe", "ignorer", "telephone"],
            "ML",
            "a déjà ce sens",
        ),
        (["nom_famille", "prenoms", "ignorer", "sexe", "ignorer", "telephone"], "ML", "la date de naissance"),
        (
            ["../cles", "prenoms", "date_naissance", "sexe", "ignorer", "telephone"],
            "ML",
            "Choisissez une réponse",
        ),
    ] {
        let reponse = app.post(Role::Saio, &colonnes, &dire(sens, nom, "2")).await;
        assert_eq!(reponse.statut, StatusCode::UNPROCESSABLE_ENTITY, "{sens:?}");
        assert!(reponse.corps.contains(phrase), "{phrase}: {}", reponse.corps);
        assert_eq!(choisi(&reponse, 3), "sexe", "what was chosen is kept");
    }
    let app = &app;
    let source = |id: Uuid| async move {
        let sources = source::of_campagne(app.app.store().read(), id).await.unwrap();
        sources.into_iter().find(|source| source.nom == "Mission locale").unwrap()
    };
    assert_eq!(source(id).await.profil, None);
    let dite = app.post(Role::Saio, &colonnes, &dire(juste, "Mission locale d’essai", "2")).await;
    assert_eq!(dite.statut, StatusCode::SEE_OTHER, "{}", dite.corps);
    assert!(source(id).await.profil.unwrap().contains("Né(e) le"));

    // Read as any register, with the same report.
    app.post(Role::Saio, &format!("{ici}/lancer"), &[]).await;
    assert!(jobs::un_travail(&app.app).await.unwrap());
    let campagne = app.get(Role::Saio, &ici).await;
    assert!(!campagne.corps.contains("Le calcul s’est arrêté"), "{}", campagne.corps);
    let dossier = campagne::find(app.app.store().read(), id).await.unwrap().unwrap().dossier;
    let resultats = app.dossier_de_donnees.path().join(dossier).join("resultats");
    let bilan = raccroche_campaign::read_bilan(&resultats).unwrap();
    let rang = bilan.sources.iter().position(|lue| lue.nom == "Mission locale").unwrap();
    assert_eq!((bilan.sources[rang].lignes_lues, bilan.sources[rang].lignes_ecartees), (3, 1));
    let qualite = app.get(Role::Saio, &format!("{ici}/qualite/{rang}")).await;
    assert!(qualite.corps.contains("Mission locale d’essai") && qualite.corps.contains("date_naissance"));
    assert!(!qualite.corps.contains("31/02/2008"), "a report shows no value");

    // A workbook with the same columns is recognised, whatever it is called.
    let suivante = ouvrir(app, "SIEI décembre 2026").await;
    let classeur = app.dossier_de_donnees.path().join("x.xlsx");
    let lignes: Vec<Vec<&str>> = TABLE.lines().map(|ligne| ligne.split(';').collect()).collect();
    write_xlsx(&classeur, "Jeunes", &lignes[1], lignes[2..4].iter().cloned(), &[]).unwrap();
    let colonnes = envoyer_la_liste(app, suivante, ("Liste.XLSX", &fs::read(&classeur).unwrap())).await;
    let page = app.get(Role::Saio, &colonnes).await;
    assert!(page.corps.contains("a les colonnes du profil"), "{}", page.corps);
    assert_eq!(choisi(&page, 5), "telephone");
    let dite = app.post(Role::Saio, &colonnes, &dire(juste, "Mission locale d’essai", "1")).await;
    assert_eq!(dite.statut, StatusCode::SEE_OTHER, "{}", dite.corps);
    assert_eq!(source(suivante).await.genre.as_deref(), Some("xlsx"));
    let gardes = profil::list(app.app.store().read()).await.unwrap();
    assert_eq!(gardes.len(), 1, "the same name is the same profile");
    assert!(source(id).await.profil.unwrap().contains("header_row = 2"), "the reading of before stays");

    let oubli = format!("/campagnes/profils/{}/retirer", gardes[0].id);
    assert_eq!(app.post(Role::Saio, &oubli, &[]).await.statut, StatusCode::SEE_OTHER);
    assert_eq!(app.post(Role::Saio, &oubli, &[]).await.statut, StatusCode::NOT_FOUND);

    // Who looked at values of a register is known.
    let saio = app.compte(Role::Saio).utilisateur;
    let lues = acces::of_utilisateur(app.app.store().read(), saio, debut(), 100).await.unwrap();
    assert!(lues.iter().any(|lue| lue.action == "registre" && lue.motif.contains("Mission locale")));
}

#[tokio::test]
async fn a_file_that_is_no_table_says_why_and_other_formats_have_no_columns_to_say() {
    let app = TestApp::new().await;
    let id = ouvrir(&app, "Essai").await;
    deposer(&app, id).await;
    for (fichier, octets) in [("vide.csv", &b" \n"[..]), ("faux.xlsx", b"ceci n'est pas un classeur")] {
        let colonnes = envoyer_la_liste(&app, id, (fichier, octets)).await;
        let page = app.get(Role::Saio, &colonnes).await;
        assert_eq!(page.statut, StatusCode::UNPROCESSABLE_ENTITY, "{fichier}");
        assert!(
            page.corps.contains(fichier) && page.corps.contains("déposez un autre fichier"),
            "{}",
            page.corps
        );
        let dite = app.post(Role::Saio, &colonnes, &[("nom", "x")]).await;
        assert_eq!(dite.statut, StatusCode::UNPROCESSABLE_ENTITY, "{fichier}");
        let retirer = colonnes.replace("/colonnes", "/retirer");
        assert_eq!(app.post(Role::Saio, &retirer, &[]).await.statut, StatusCode::SEE_OTHER);
    }
    for connue in source::of_campagne(app.app.store().read(), id).await.unwrap() {
        let chemin = format!("/campagnes/{id}/sources/{}/colonnes", connue.id);
        assert_eq!(app.get(Role::Saio, &chemin).await.statut, StatusCode::NOT_FOUND, "{}", connue.nom);
    }
}
