//! Signalling a leaver: a dossier at once, nobody twice, and nothing told about somebody followed elsewhere.

use axum::http::StatusCode;
use raccroche_domain::{
    Sexe,
    droits::{GenreOrganisation, Role},
    suivi::{EtatVerification, Origine},
};
use raccroche_store::{
    commune,
    dossier::{self, Filtre, Page, Tri},
    organisation,
};

use crate::{
    app::{Personne, TestApp},
    fiches::{fiche, publier},
};

const ECOLE: Role = Role::ReferentDecrochage;

/// The form of a leaver who lives in the first territory, with some fields changed.
fn champs<'a>(autres: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut champs = vec![
        ("nom", "LEFÈVRE-ROY"),
        ("prenom", "Tom"),
        ("naissance", "2009-01-20"),
        ("sexe", "masculin"),
        ("ine", "123456789AB"),
        ("code_postal", "33400"),
        ("commune", "Talence"),
        ("telephone", "06 39 98 44 55"),
        ("classe", "Première MELEC"),
        ("sorti_le", "2026-11-06"),
    ];
    for (nom, valeur) in autres {
        champs.retain(|(connu, _)| connu != nom);
        champs.push((nom, valeur));
    }
    champs
}

/// The small académie with its zonings: Talence is of the first territory, Mont-de-Marsan of the other.
pub(crate) async fn zonee() -> TestApp {
    let app = TestApp::new().await;
    let writer = app.app.store().write(app.app.horloge().maintenant()).await.unwrap();
    for (territoire, insee, postal, nom) in
        [(&app.ici, "33522", "33400", "Talence"), (&app.ailleurs, "40192", "40000", "Mont-de-Marsan")]
    {
        let psad = &territoire.organisations[&GenreOrganisation::Psad];
        organisation::assign_communes(&writer, psad, &[insee]).await.unwrap();
        let noms = [(postal.to_owned(), nom.to_owned(), insee.to_owned())];
        commune::register(&writer, &noms).await.unwrap();
    }
    writer.commit().await.unwrap();
    app
}

async fn ouverts(app: &TestApp, qui: Personne) -> Vec<dossier::LigneDossier> {
    let perimetre = app.perimetre(qui).await;
    let page = Page { depuis: 0, taille: 50 };
    let filtre = Filtre::default();
    dossier::lister(app.app.store().read(), &perimetre, &filtre, Tri::Nom, page).await.unwrap()
}

#[tokio::test]
async fn a_dossier_opens_at_once_with_the_psad_of_the_commune() {
    let app = zonee().await;
    let reponse = app.post(ECOLE, "/signaler", &champs(&[])).await;
    assert_eq!(reponse.statut, StatusCode::SEE_OTHER, "{}", reponse.corps);
    let id = reponse.vers().strip_prefix("/dossiers/").unwrap().parse().unwrap();
    let perimetre = app.perimetre(Role::ResponsablePsad).await;
    let lu = dossier::lire(app.app.store().read(), &perimetre, id).await.unwrap().unwrap();
    assert_eq!(lu.etat.origine, Origine::Signalement);
    assert_eq!(lu.etat.signale_le, Some(app.app.horloge().aujourd_hui()));
    assert_eq!(lu.etat.verification, EtatVerification::Confirmee);
    let psad = &app.ici.organisations[&GenreOrganisation::Psad];
    assert_eq!(lu.etat.responsable.structure.id, psad.id);
    assert_eq!(lu.derniere_formation, "Première MELEC");
    assert!(ouverts(&app, Personne::Ailleurs(Role::ResponsablePsad)).await.iter().all(|l| l.id != id));

    // Sent twice, spelt otherwise: one dossier.
    let encore = app.post(ECOLE, "/signaler", &champs(&[("nom", "Lefevre Roy"), ("ine", "")])).await;
    assert_eq!(encore.vers(), reponse.vers());
    assert_eq!(ouverts(&app, Personne::Ici(ECOLE)).await.len(), 2);
}

#[tokio::test]
async fn somebody_followed_elsewhere_is_joined_and_nothing_is_told() {
    let app = zonee().await;
    // Lucas MARTINEAU, born on 4 May 2009, is followed in the other territory.
    let inconnu = [("nom", "Martineau"), ("prenom", "LUCAS"), ("naissance", "2009-05-04"), ("sexe", "")];
    for ine in ["", "123456789AB", "123456789AB"] {
        let mut form = inconnu.to_vec();
        form.push(("ine", ine));
        let reponse = app.post(ECOLE, "/signaler", &champs(&form)).await;
        // An INE that somebody typed proves nothing the next time either.
        assert_eq!(reponse.vers(), "/signaler?recu=1");
    }
    assert_eq!(ouverts(&app, Personne::Ici(ECOLE)).await.len(), 1);
    let perimetre = app.perimetre(Personne::Ailleurs(Role::ResponsablePsad)).await;
    let lu =
        dossier::lire(app.app.store().read(), &perimetre, app.ailleurs.dossier.id).await.unwrap().unwrap();
    assert_eq!(lu.etat.verification, EtatVerification::Confirmee);
    assert!(lu.etat.taches.len() > 1, "who answers for the dossier is told to look");
    let page = app.get(ECOLE, "/signaler?recu=1").await;
    assert!(page.corps.contains("Signalement enregistré") && !page.corps.contains("MARTINEAU"));
}

#[tokio::test]
async fn an_ine_of_somebody_else_is_not_believed() {
    let app = zonee().await;
    app.post(ECOLE, "/signaler", &champs(&[])).await;
    let autre = champs(&[("nom", "GARNIER"), ("prenom", "Zoé"), ("naissance", "2008-03-03")]);
    let reponse = app.post(ECOLE, "/signaler", &autre).await;
    assert_eq!(reponse.statut, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reponse.corps.contains("Cet INE ne va pas avec ce nom"));
}

#[tokio::test]
async fn the_next_campaign_recognises_whom_a_school_signalled() {
    let app = zonee().await;
    app.post(ECOLE, "/signaler", &champs(&[])).await;
    let connu = fiche("J000000000001", "LEFEVRE ROY", "TOM", "2009-01-20");
    // Same name and day, another sex and no commune in common: another person.
    let mut autre = fiche("J000000000002", "Lefèvre-Roy", "Tom", "2009-01-20");
    autre.identite.sexe = Some(Sexe::Feminin);
    // Same name, day and sex, another INE of the same kind: another person too.
    let mut jumeau = fiche("J000000000003", "Lefèvre-Roy", "Tom", "2009-01-20");
    jumeau.ine = vec!["987654321ZZ".parse().unwrap()];
    let resultat = publier(&app, "SIEI décembre 2026", vec![connu, autre, jumeau]).await;
    assert_eq!((resultat.revus, resultat.ouverts), (1, 2));
}

#[tokio::test]
async fn without_a_territory_the_académie_answers() {
    let app = zonee().await;
    let loin = [("code_postal", "75010"), ("commune", "Paris"), ("etablissement", "LP d’ailleurs")];
    let reponse = app.post(Role::ResponsablePsad, "/signaler", &champs(&loin)).await;
    assert_eq!(reponse.vers(), "/signaler?recu=1", "{}", reponse.corps);
    // A commune mistyped is not sent to the académie in silence.
    let faute = champs(&[("commune", "Tallance")]);
    let reponse = app.post(ECOLE, "/signaler", &faute).await;
    assert_eq!(reponse.statut, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(reponse.corps.contains("les communes connues sont"), "{}", reponse.corps);
}

#[tokio::test]
async fn ages_out_of_the_law_and_roles_out_of_the_table_are_refused() {
    let app = zonee().await;
    let avant = ouverts(&app, Personne::Ici(ECOLE)).await.len();
    for (naissance, article) in [("2010-11-13", "L131-1"), ("2000-11-12", "D122-3-1")] {
        let reponse = app.post(ECOLE, "/signaler", &champs(&[("naissance", naissance)])).await;
        assert_eq!(reponse.statut, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(reponse.corps.contains(article) && reponse.corps.contains("value=\"LEFÈVRE-ROY\""));
    }
    let demain = champs(&[("sorti_le", "2026-11-13")]);
    assert_eq!(app.post(ECOLE, "/signaler", &demain).await.statut, StatusCode::UNPROCESSABLE_ENTITY);
    for role in [Role::Saio, Role::Dpo, Role::Administrateur, Role::IenIo] {
        assert_eq!(app.get(role, "/signaler").await.statut, StatusCode::FORBIDDEN);
        assert_eq!(app.post(role, "/signaler", &champs(&[])).await.statut, StatusCode::FORBIDDEN);
    }
    assert_eq!(ouverts(&app, Personne::Ici(ECOLE)).await.len(), avant);
}
