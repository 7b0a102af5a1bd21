//! What an administrator does with accounts, and what must never happen on the way.

use axum::http::{Method, StatusCode};
use chrono::TimeDelta;
use raccroche_domain::droits::{GenreOrganisation, Role};
use raccroche_store::{acces, appartenance, dossier, utilisateur};

use crate::{
    app::{Personne, TestApp, debut},
    droits::empreinte,
};

const ADMIN: Role = Role::Administrateur;

/// The token of the link in a mail. Lines of mails are cut and signs written in code: quoted-printable is undone.
fn jeton(courriel: &str, avant: &str) -> String {
    let texte = courriel.replace("=\r\n", "").replace("=3D", "=");
    let suite = texte.split(avant).nth(1).unwrap_or_else(|| panic!("no {avant} in {texte}"));
    suite.chars().take_while(char::is_ascii_hexdigit).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_invited_makes_an_account_and_signs_in_once() {
    let app = TestApp::new().await;
    let cio = app.ici.organisations[&GenreOrganisation::Cio].id.to_string();
    let form =
        [("courriel", "Maud.Arrieta@Academie.example"), ("role", "psy_en"), ("organisation", cio.as_str())];
    let envoi = app.post(ADMIN, "/comptes/invitations", &form).await;
    assert_eq!((envoi.statut, envoi.vers()), (StatusCode::SEE_OTHER, "/comptes"), "{}", envoi.corps);
    let liste = app.get(ADMIN, "/comptes").await.corps;
    assert!(liste.contains("maud.arrieta@academie.example") && liste.contains("Invitation envoyée"));

    let courriels = app.courriels();
    assert_eq!(courriels.len(), 1);
    assert!(courriels[0].contains("To: maud.arrieta@academie.example"), "{}", courriels[0]);
    let jeton = jeton(&courriels[0], "/invitation/");
    assert_eq!(jeton.len(), 64);
    // The administrator's page names the invitation without being able to use it.
    assert!(!liste.contains(&jeton) && liste.contains(&empreinte(&jeton)));

    let chemin = format!("/invitation/{jeton}");
    let page = app.get(Personne::Visiteur, &chemin).await;
    assert!(page.corps.contains("maud.arrieta@academie.example") && page.corps.contains("CIO 33"));
    let faible = [("prenom", "Maud"), ("nom", "Arrieta"), ("nouveau", "court"), ("confirmation", "court")];
    let refus = app.post(Personne::Visiteur, &chemin, &faible).await;
    assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refus.corps.contains("value=\"Arrieta\"") && !refus.corps.contains("value=\"court\""));

    let phrase = "la pluie tombe sur le port";
    let bon = [("prenom", "Maud"), ("nom", "Arrieta"), ("nouveau", phrase), ("confirmation", phrase)];
    let fait = app.post(Personne::Visiteur, &chemin, &bon).await;
    assert_eq!((fait.statut, fait.vers()), (StatusCode::SEE_OTHER, "/connexion"));
    for encore in [
        app.get(Personne::Visiteur, &chemin).await,
        app.post(Personne::Visiteur, &chemin, &bon).await,
        app.get(Personne::Visiteur, &format!("/invitation/{}", "0".repeat(64))).await,
        app.get(Personne::Visiteur, "/invitation/rien").await,
    ] {
        assert_eq!(encore.statut, StatusCode::NOT_FOUND);
        assert!(encore.corps.contains("Cette invitation ne sert plus"));
    }
    let entree = [("identifiant", "maud.arrieta@academie.example"), ("mot_de_passe", phrase), ("suite", "/")];
    let entree = app.post(Personne::Visiteur, "/connexion", &entree).await;
    assert_eq!(entree.statut, StatusCode::SEE_OTHER);
    let cookie = entree.entete("set-cookie").split(';').next().unwrap().to_owned();
    let journee = app.envoyer(Some(&cookie), Method::GET, "/", &[]).await;
    assert!(journee.corps.contains("Maud") && journee.corps.contains("CIO 33"), "{}", journee.corps);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invitation_is_refused_withdrawn_sent_again_and_expires() {
    let app = TestApp::new().await;
    let psad = app.ici.organisations[&GenreOrganisation::Psad].id.to_string();
    for (courriel, role, mot) in [
        ("pas une adresse", "responsable_psad", "forme attendue"),
        ("quelqu.un@academie.example", "psy_en", "s’exerce dans"),
        ("quelqu.un@academie.example", "directeur", "Choisissez une réponse"),
        ("psy_en.33@academie.example", "responsable_psad", "a déjà un compte"),
    ] {
        let form = [("courriel", courriel), ("role", role), ("organisation", psad.as_str())];
        let refus = app.post(ADMIN, "/comptes/invitations", &form).await;
        assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY, "{courriel} {role}");
        assert!(refus.corps.contains(mot), "{mot}");
        assert!(refus.corps.contains(courriel), "what was typed is kept");
    }
    assert!(app.courriels().is_empty());

    let kept = empreinte(&app.invitation);
    let page = app.get(ADMIN, &format!("/comptes/invitations/{kept}")).await;
    assert!(page.corps.contains("invite@academie.example") && page.corps.contains("Retirer l’invitation"));
    let pour_le_dpo = app.get(Role::Dpo, &format!("/comptes/invitations/{kept}")).await;
    assert!(pour_le_dpo.statut == StatusCode::OK && !pour_le_dpo.corps.contains("Retirer l’invitation"));
    let renvoi = app.post(ADMIN, &format!("/comptes/invitations/{kept}/renvoyer"), &[]).await;
    assert_eq!(renvoi.statut, StatusCode::SEE_OTHER);
    let ancien = format!("/invitation/{}", app.invitation);
    assert_eq!(app.get(Personne::Visiteur, &ancien).await.statut, StatusCode::NOT_FOUND, "replaced");
    let nouveau = jeton(&app.courriels()[0], "/invitation/");
    let chemin = format!("/invitation/{nouveau}");
    assert_eq!(app.get(Personne::Visiteur, &chemin).await.statut, StatusCode::OK);
    app.avancer(TimeDelta::days(7) + TimeDelta::seconds(1));
    assert_eq!(app.get(Personne::Visiteur, &chemin).await.statut, StatusCode::NOT_FOUND, "expired");
    let retrait =
        app.post(ADMIN, &format!("/comptes/invitations/{}/retirer", empreinte(&nouveau)), &[]).await;
    assert_eq!(retrait.statut, StatusCode::NOT_FOUND, "nothing is left to withdraw");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_answers_for_dossiers_leaves_them_to_somebody_first() {
    let app = TestApp::new().await;
    let partant = app.compte(Role::ResponsablePsad).clone();
    let base = format!("/comptes/{}", partant.utilisateur);
    let seuls = [format!("{base}/fermer"), format!("{base}/roles/{}/terminer", partant.appartenance)];
    for chemin in &seuls {
        let refus = app.post(ADMIN, chemin, &[]).await;
        assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY, "{chemin}");
        assert!(refus.corps.contains("préparez son départ"), "{chemin}");
    }
    // Who manages accounts sees how many, never who.
    let page = app.get(ADMIN, &format!("{base}/depart")).await.corps;
    assert!(page.contains("1 dossier ouvert") && page.contains("PSAD 33") && page.contains("Nom-de.passage"));
    for mot in ["DUVAL", "Inès", &app.ici.dossier.id.to_string()] {
        assert!(!page.contains(mot), "{mot}");
    }
    let psad = app.ici.organisations[&GenreOrganisation::Psad].id;
    let champ = format!("repreneur-{psad}");
    let repreneur = app.de_passage.utilisateur.to_string();
    let etranger = app.compte(Personne::Ailleurs(Role::ResponsablePsad)).utilisateur.to_string();
    let soi = partant.utilisateur.to_string();
    for (qui, date, mot) in [
        ("", "2026-11-12", "aucun jeune ne reste sans responsable"),
        (etranger.as_str(), "2026-11-12", "aucun jeune ne reste sans responsable"),
        (soi.as_str(), "2026-11-12", "aucun jeune ne reste sans responsable"),
        (repreneur.as_str(), "2026-11-11", "déjà passé"),
        (repreneur.as_str(), "", "Indiquez le dernier jour"),
    ] {
        let refus = app.post(ADMIN, &format!("{base}/depart"), &[(&champ, qui), ("date", date)]).await;
        assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY, "{qui} {date}");
        assert!(refus.corps.contains(mot), "{mot}");
    }
    let avant = app.perimetre(Role::PsyEn).await;
    let form = [(champ.as_str(), repreneur.as_str()), ("date", "2026-11-12")];
    let fait = app.post(ADMIN, &format!("{base}/depart"), &form).await;
    assert_eq!((fait.statut, fait.vers()), (StatusCode::SEE_OTHER, base.as_str()), "{}", fait.corps);
    let reader = app.app.store().read();
    let lu = dossier::lire(reader, &avant, app.ici.dossier.id).await.unwrap().unwrap();
    assert_eq!(lu.etat.responsable.agent.unwrap().id, app.de_passage.utilisateur);
    assert_eq!(lu.etat.responsable.structure.id, psad);
    let journal = dossier::journal(reader, &avant, app.ici.dossier.id, None).await.unwrap();
    assert_eq!(journal[0].auteur, Some(app.compte(ADMIN).utilisateur), "the journal says who did it");
    let compte = utilisateur::find(reader, partant.utilisateur).await.unwrap().unwrap();
    assert!(!compte.actif);
    let roles = appartenance::all_of(reader, partant.utilisateur).await.unwrap();
    assert!(roles.iter().all(|(role, _)| role.au == Some(crate::app::jour())));
    let traces = acces::of_utilisateur(reader, app.compte(ADMIN).utilisateur, debut(), 10).await.unwrap();
    assert!(traces.iter().any(|trace| trace.motif.contains("départ")), "{traces:?}");
    let apres = app.get(Role::ResponsablePsad, "/").await;
    assert!(apres.vers().starts_with("/connexion"), "a closed account opens nothing");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_departure_may_be_announced_and_leave_the_dossiers_to_the_organisation() {
    let app = TestApp::new().await;
    let partant = app.compte(Role::ResponsablePsad).clone();
    let base = format!("/comptes/{}", partant.utilisateur);
    let champ = format!("repreneur-{}", app.ici.organisations[&GenreOrganisation::Psad].id);
    let form = [(champ.as_str(), "structure"), ("date", "2026-11-20")];
    let fait = app.post(ADMIN, &format!("{base}/depart"), &form).await;
    assert_eq!(fait.statut, StatusCode::SEE_OTHER);
    let vue = app.perimetre(Role::PsyEn).await;
    let lu = dossier::lire(app.app.store().read(), &vue, app.ici.dossier.id).await.unwrap().unwrap();
    assert_eq!(lu.etat.responsable.agent, None, "the organisation answers");
    // Until that day the person works on.
    assert_eq!(app.get(Role::ResponsablePsad, "/jeunes").await.statut, StatusCode::OK);
    app.avancer(TimeDelta::days(9));
    assert_eq!(app.get(Role::ResponsablePsad, "/jeunes").await.statut, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn roles_have_dates_and_nobody_closes_the_door_on_themselves() {
    let app = TestApp::new().await;
    let base = format!("/comptes/{}", app.de_passage.utilisateur);
    let cio = app.ici.organisations[&GenreOrganisation::Cio].id.to_string();
    let form =
        |role, debut, fin| [("role", role), ("organisation", cio.as_str()), ("debut", debut), ("fin", fin)];
    for (role, debut, fin, mot) in [
        ("saio", "2026-11-12", "", "s’exerce dans"),
        ("psy_en", "2026-11-12", "2026-11-01", "La fin est avant le début"),
        ("psy_en", "", "", "Indiquez une date"),
    ] {
        let refus = app.post(ADMIN, &format!("{base}/roles"), &form(role, debut, fin)).await;
        assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refus.corps.contains(mot), "{mot}");
    }
    let donne = app.post(ADMIN, &format!("{base}/roles"), &form("psy_en", "2026-11-12", "2027-08-31")).await;
    assert_eq!(donne.statut, StatusCode::SEE_OTHER);
    let deux_fois = app.post(ADMIN, &format!("{base}/roles"), &form("psy_en", "2026-11-12", "")).await;
    assert!(deux_fois.corps.contains("a déjà ce rôle"));
    let page = app.get(ADMIN, &base).await.corps;
    assert!(page.contains("31\u{a0}août\u{a0}2027"), "{page}");

    let moi = app.compte(ADMIN).clone();
    for acte in ["fermer".to_owned(), format!("roles/{}/terminer", moi.appartenance)] {
        let refus = app.post(ADMIN, &format!("/comptes/{}/{acte}", moi.utilisateur), &[]).await;
        assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY, "{acte}");
        assert!(refus.corps.contains("un collègue doit"), "{acte}");
    }
    let ferme = app.post(ADMIN, &format!("{base}/fermer"), &[]).await;
    assert_eq!(ferme.statut, StatusCode::SEE_OTHER);
    let compte =
        utilisateur::find(app.app.store().read(), app.de_passage.utilisateur).await.unwrap().unwrap();
    assert!(!compte.actif);
    // A list that is filtered holds those whom the filter names.
    let liste = app.get(ADMIN, "/comptes?q=de.passage").await.corps;
    assert!(liste.contains("Nom-de.passage") && liste.contains("Fermé") && !liste.contains("Nom-saio"));
    let liste = app.get(ADMIN, "/comptes?role=saio").await.corps;
    assert!(liste.contains("Nom-saio") && !liste.contains("Nom-psy_en"));
    let liste = app.get(ADMIN, "/comptes?q=100%25").await.corps;
    assert!(liste.contains("Aucun compte"), "a sign of the pattern language is a sign like another");
}
