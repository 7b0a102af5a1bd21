//! Signalling a leaver: a dossier at once, nobody twice, and nothing told about somebody followed elsewhere.

use axum::http::StatusCode;
use raccroche_domain::{
    Sexe,
    droits::{GenreOrganisation, Role},
    suivi::{EtatContact, EtatVerification, GenreEcheance, Origine},
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

#[tokio::test]
async fn a_pupil_still_enrolled_is_followed_by_the_school_alone_until_they_leave() {
    let app = zonee().await;
    let eleve = [("situation", "scolarise"), ("sorti_le", "")];
    let jeune = champs(&[eleve[0], eleve[1], ("naissance", "2012-01-20")]);
    let refus = app.post(ECOLE, "/signaler", &jeune).await;
    assert!(refus.corps.contains("à partir de 15 ans"), "{}", refus.corps);
    // Whoever is no school signals departures alone.
    let hors = app.post(Role::ResponsablePsad, "/signaler", &champs(&eleve)).await;
    assert_eq!(hors.statut, StatusCode::UNPROCESSABLE_ENTITY);

    let reponse = app.post(ECOLE, "/signaler", &champs(&eleve)).await;
    assert_eq!(reponse.statut, StatusCode::SEE_OTHER, "{}", reponse.corps);
    let adresse = reponse.vers().to_owned();
    let id: uuid::Uuid = adresse.strip_prefix("/dossiers/").unwrap().parse().unwrap();
    let reader = app.app.store().read();
    let ecole = app.perimetre(ECOLE).await;
    let lu = dossier::lire(reader, &ecole, id).await.unwrap().unwrap();
    assert_eq!((lu.etat.origine, lu.etat.verification), (Origine::Prevention, EtatVerification::Scolarise));
    assert_eq!(lu.etat.responsable.structure.id, ecole.organisation().id);
    let naissance = Some("2009-01-20".parse().unwrap());
    assert!(lu.etat.echeances(naissance, &app.app.config().seuils).is_empty());
    assert!(ouverts(&app, Personne::Ici(Role::ResponsablePsad)).await.iter().all(|l| l.id != id));
    // Neither to be called nor without a solution, in any list.
    for filtre in [
        Filtre { contact: Some(EtatContact::AContacter), ..Filtre::default() },
        Filtre { sans_solution: Some(true), ..Filtre::default() },
        Filtre { sans_solution_depuis: Some(ecole.le()), ..Filtre::default() },
    ] {
        let page = Page { depuis: 0, taille: 50 };
        let lignes = dossier::lister(reader, &ecole, &filtre, Tri::Nom, page).await.unwrap();
        assert!(lignes.iter().all(|l| l.id != id), "{filtre:?}");
    }
    let page = app.get(ECOLE, &adresse).await.corps;
    assert!(page.contains("Encore scolarisé") && page.contains("aucun délai de contact ne court"), "{page}");
    // Sent twice: one dossier.
    assert_eq!(app.post(ECOLE, "/signaler", &champs(&eleve)).await.vers(), adresse);

    // The day comes: the PSAD is told, the clocks run, and the school answers until it accepts.
    let parti = [("version", "1"), ("etat", "confirmee"), ("depuis", "2026-11-06")];
    let acte = app.post(ECOLE, &format!("{adresse}/verification"), &parti).await;
    assert_eq!(acte.statut, StatusCode::SEE_OTHER, "{}", acte.corps);
    let psad = app.perimetre(Role::ResponsablePsad).await;
    let lu = dossier::lire(reader, &psad, id).await.unwrap().expect("within the PSAD's territory now");
    assert_eq!(lu.etat.relais.as_ref().map(|relais| relais.vers.id), Some(psad.organisation().id));
    assert_eq!(lu.etat.responsable.structure.id, ecole.organisation().id);
    let genres: Vec<GenreEcheance> =
        lu.etat.echeances(naissance, &app.app.config().seuils).iter().map(|due| due.genre).collect();
    assert!(genres.contains(&GenreEcheance::PremierContact), "{genres:?}");
    assert!(genres.contains(&GenreEcheance::EntretienReorientation), "{genres:?}");
}

#[tokio::test]
async fn a_pupil_under_sixteen_has_not_left_and_the_form_says_whose_matter_it_is() {
    let app = zonee().await;
    let eleve = champs(&[("situation", "scolarise"), ("sorti_le", ""), ("naissance", "2011-01-20")]);
    let adresse = app.post(ECOLE, "/signaler", &eleve).await.vers().to_owned();
    let parti = [("version", "1"), ("etat", "confirmee"), ("depuis", "2026-11-06")];
    let reponse = app.post(ECOLE, &format!("{adresse}/verification"), &parti).await;
    assert_eq!(reponse.statut, StatusCode::UNPROCESSABLE_ENTITY);
    // In the dossier itself, with what was typed.
    assert!(reponse.corps.contains("L131-1") && reponse.corps.contains("LEFÈVRE-ROY"), "{}", reponse.corps);
    assert!(reponse.corps.contains("value=\"2026-11-06\""), "{}", reponse.corps);
    let page = app.get(ECOLE, &adresse).await.corps;
    assert!(page.contains("Encore scolarisé") && !page.contains("2026-11-06"), "nothing was written");
}

#[tokio::test]
async fn nobody_else_says_that_a_pupil_has_left_and_a_stranger_s_name_opens_nothing_of_theirs() {
    let app = zonee().await;
    // Lucas MARTINEAU is followed in the other territory: whoever says to have him as a pupil learns nothing of that.
    let inconnu = [
        ("nom", "Martineau"),
        ("prenom", "LUCAS"),
        ("naissance", "2009-05-04"),
        ("ine", ""),
        ("situation", "scolarise"),
    ];
    let reponse = app.post(ECOLE, "/signaler", &champs(&inconnu)).await;
    assert_eq!(reponse.vers(), "/signaler?recu=1", "{}", reponse.corps);
    // The school follows Tom; the PSAD, which does not see him, says that he left: the school looks.
    let eleve = champs(&[("situation", "scolarise"), ("sorti_le", "")]);
    let adresse = app.post(ECOLE, "/signaler", &eleve).await.vers().to_owned();
    let id: uuid::Uuid = adresse.strip_prefix("/dossiers/").unwrap().parse().unwrap();
    let signal = champs(&[("etablissement", "LP Ici"), ("ine", "")]);
    assert_eq!(app.post(Role::ResponsablePsad, "/signaler", &signal).await.vers(), "/signaler?recu=1");
    let lu = dossier::lire(app.app.store().read(), &app.perimetre(ECOLE).await, id).await.unwrap().unwrap();
    assert_eq!(lu.etat.verification, EtatVerification::Scolarise);
    assert_eq!(lu.etat.taches.len(), 1);
    // The school itself, by the same form: he has left.
    app.post(ECOLE, "/signaler", &champs(&[("situation", "sorti")])).await;
    let lu = dossier::lire(app.app.store().read(), &app.perimetre(ECOLE).await, id).await.unwrap().unwrap();
    assert_eq!(lu.etat.verification, EtatVerification::Confirmee);
    assert_eq!(lu.etat.sans_formation_depuis, Some("2026-11-06".parse().unwrap()));
    assert!(lu.etat.relais.is_some());
}

/// Each slip is told at its own field, and nothing of what was typed is lost.
#[tokio::test]
async fn what_nobody_can_be_or_have_was_taken_without_a_word() {
    let app = zonee().await;
    let avant = ouverts(&app, Personne::Ici(ECOLE)).await.len();
    for (champ, valeur, phrase) in [
        ("nom", "1234", "Écrivez un nom en lettres"),
        ("prenom", "...", "Écrivez un nom en lettres"),
        ("naissance", "2027-01-20", "Cette date de naissance est à venir"),
        ("naissance", "1909-01-20", "À 26 ans et plus"),
        ("telephone", "zéro six", "a dix chiffres"),
        ("telephone", "06 39 98 44", "a dix chiffres"),
        ("classe", "--", "au moins une lettre"),
        ("sorti_le", "2009-11-06", "avant les 10 ans du jeune"),
        ("sorti_le", "2026-12-06", "ne peut pas être à venir"),
    ] {
        let refus = app.post(ECOLE, "/signaler", &champs(&[(champ, valeur)])).await;
        assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY, "{champ} {valeur}");
        let pres =
            refus.corps.split(&format!("id=\"signalement-{champ}-erreur\"")).nth(1).unwrap_or_default();
        let pres = pres.split("</p>").next().unwrap_or_default();
        assert!(pres.contains(phrase), "{champ} {valeur}: {pres}");
        for garde in [valeur, "33400", "Talence"] {
            assert!(refus.corps.contains(&format!("value=\"{garde}\"")), "{champ}: {garde} was lost");
        }
    }
    assert_eq!(ouverts(&app, Personne::Ici(ECOLE)).await.len(), avant);
    let page = app.get(ECOLE, "/signaler").await.corps;
    assert!(page.contains("max=\"2026-11-12\""), "a birth is not to come: {page}");
}
