//! Asking to come back, without an account: the clock of the law starts, and nothing is told of anybody.

use axum::http::StatusCode;
use raccroche_domain::{droits::Role, suivi::Origine};
use raccroche_store::dossier::{self, Filtre, Page, Tri};

use crate::{
    app::{Personne, TestApp},
    signalement::zonee,
};

const ICI: &str = "/revenir-en-formation";
const PSAD: Role = Role::ResponsablePsad;

fn champs<'a>(autres: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut champs = vec![
        ("prenom", "Lina"),
        ("nom", "Ferrand"),
        ("naissance", "2008-02-11"),
        ("code_postal", "33400"),
        ("commune", "Talence"),
        ("telephone", "06 39 98 44 55"),
        ("classe", "Seconde professionnelle"),
    ];
    for (nom, valeur) in autres {
        champs.retain(|(connu, _)| connu != nom);
        champs.push((nom, valeur));
    }
    champs
}

async fn dossiers(app: &TestApp) -> Vec<dossier::LigneDossier> {
    let perimetre = app.perimetre(PSAD).await;
    let page = Page { depuis: 0, taille: 200 };
    dossier::lister(app.app.store().read(), &perimetre, &Filtre::default(), Tri::Urgence, page).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_opens_the_dossier_and_the_clock_of_the_law() {
    let app = zonee().await;
    let avant = dossiers(&app).await.len();
    let page = app.get(Personne::Visiteur, ICI).await;
    assert_eq!(page.statut, StatusCode::OK);
    let recue = app.post(Personne::Visiteur, ICI, &champs(&[])).await;
    assert_eq!(recue.vers(), "/revenir-en-formation?recue=1", "{}", recue.corps);
    let dit = app.get(Personne::Visiteur, recue.vers()).await.corps;
    assert!(dit.contains("Votre demande est enregistrée"), "{dit}");
    let connus = dossiers(&app).await;
    assert_eq!(connus.len(), avant + 1, "in the list of the PSAD of the commune");
    let nouveau = connus.iter().find(|ligne| ligne.nom_famille == "Ferrand").unwrap();
    let perimetre = app.perimetre(PSAD).await;
    let lu = dossier::lire(app.app.store().read(), &perimetre, nouveau.id).await.unwrap().unwrap();
    assert_eq!(lu.etat.origine, Origine::Spontane);
    let parcours = lu.etat.parcours.iter().find(|p| p.etat.dispositif == "droit_retour").unwrap();
    assert_eq!(parcours.etat.dates[&raccroche_domain::dispositif::DateNommee::Demande], crate::app::jour());
    let vue = app.get(PSAD, &format!("/dossiers/{}?onglet=contacts", nouveau.id)).await.corps;
    assert!(vue.contains("Formulaire public, à vérifier"), "{vue}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_answer_is_the_same_for_somebody_known_and_nobody_is_there_twice() {
    let app = zonee().await;
    let avant = dossiers(&app).await.len();
    // Inès is known, with an open dossier.
    let ines = champs(&[("prenom", "Inès"), ("nom", "Duval"), ("naissance", "2009-05-04")]);
    let connue = app.post(Personne::Visiteur, ICI, &ines).await;
    let inconnue = app.post(Personne::Visiteur, ICI, &champs(&[])).await;
    assert_eq!(
        (connue.statut, connue.vers(), &connue.corps),
        (inconnue.statut, inconnue.vers(), &inconnue.corps)
    );
    app.post(Personne::Visiteur, ICI, &champs(&[])).await;
    assert_eq!(dossiers(&app).await.len(), avant + 1, "sent twice, opened once");
    let journal = app.get(PSAD, &format!("/dossiers/{}", app.ici.dossier.id)).await.corps;
    assert!(journal.contains("Formulaire public"), "{journal}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_missing_or_wrong_is_said_and_nothing_is_written() {
    let app = zonee().await;
    let avant = dossiers(&app).await.len();
    for (faux, dit) in [
        (("nom", ""), "nom de famille"),
        (("nom", "1234"), "un nom en lettres"),
        (("naissance", "2027-02-11"), "est à venir"),
        (("naissance", "2012-02-11"), "L131-1"),
        (("naissance", "1990-02-11"), "25 ans"),
        (("naissance", "2008-02-31"), "existe pas"),
        (("telephone", "12"), "dix chiffres"),
        (("telephone", ""), "un téléphone ou un courriel"),
        (("courriel", "lina"), "forme attendue"),
        (("code_postal", "3340"), "cinq chiffres"),
        (("commune", "Ailleurs"), "communes connues"),
    ] {
        let refus = app.post(Personne::Visiteur, ICI, &champs(&[faux])).await;
        assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY, "{faux:?}");
        assert!(refus.corps.contains(dit), "{faux:?}: {}", refus.corps);
        assert!(refus.corps.contains("value=\"Lina\""), "what was typed stays");
    }
    assert_eq!(dossiers(&app).await.len(), avant);
}
