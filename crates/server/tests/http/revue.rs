//! Review of doubtful matches: decided, taken back, asked again of somebody else; in one's territory alone.

use axum::http::StatusCode;
use raccroche_campaign::{Fiche, Proche, Raison};
use raccroche_domain::{
    GenreRegistre, Identite, RoleRegistre,
    droits::Role,
    suivi::{EtatDossier, EtatVerification},
};
use raccroche_store::{dossier, relecture};
use uuid::Uuid;

use crate::{
    app::{Personne, TestApp},
    fiches::{fiche, publier},
};

const PSAD: Role = Role::ResponsablePsad;

/// A record that nearly is that of the young person, enrolled in a CFA now.
fn proche(nom: &str, en_cours: bool) -> Proche {
    Proche {
        registre: "SIFA 2026".to_owned(),
        fichier: "sifa_2026.csv".to_owned(),
        ligne: 12,
        identite: Identite {
            nom_famille: nom.to_owned(),
            prenoms: vec!["Maelis".to_owned()],
            date_naissance: "2008-02-14".parse().ok(),
            ..Identite::default()
        },
        ine: vec!["1906A04567B".parse().unwrap()],
        etablissement: Some("CFA de Blanquefort".to_owned()),
        formation: Some("CAP coiffure".to_owned()),
        probabilite: 0.62,
        a_trancher: true,
        differences: "prénom : orthographe proche".to_owned(),
        en_cours,
        role: RoleRegistre::Actuel,
        genre: GenreRegistre::Sifa,
        raisons: vec![
            Raison { texte: "naissance : identique".to_owned(), poids: 9.1 },
            Raison { texte: "nom : différent".to_owned(), poids: -6.4 },
        ],
    }
}

/// Somebody of a territory with a doubtful record; SIEI numbers follow the territory.
fn incertaine(psad: &str, en_cours: bool) -> Fiche {
    let mut fiche =
        fiche(&format!("J0000000000{psad}"), &format!("LE GOFF-MENDÈS {psad}"), "Maëlys", "2008-02-14");
    fiche.identite.sexe = None;
    psad.clone_into(&mut fiche.psad);
    "a_verifier".clone_into(&mut fiche.verdict);
    fiche.proches = vec![proche("LEGOFF MENDES", en_cours)];
    fiche
}

/// The small académie after a campaign that asks about somebody in each territory.
async fn a_revoir(en_cours: bool) -> TestApp {
    let app = TestApp::new().await;
    publier(&app, "SIEI novembre 2026", vec![incertaine("33", en_cours), incertaine("40", en_cours)]).await;
    app
}

async fn paire(app: &TestApp, qui: Personne) -> relecture::Relecture {
    let perimetre = app.perimetre(qui).await;
    relecture::next(app.app.store().read(), &perimetre).await.unwrap().unwrap()
}

async fn etat(app: &TestApp, jeune: Uuid) -> Option<EtatDossier> {
    let perimetre = app.perimetre(PSAD).await;
    let reader = app.app.store().read();
    let ouvert = dossier::ouvert_du_jeune(reader, jeune).await.unwrap()?;
    Some(dossier::lire(reader, &perimetre, ouvert).await.unwrap().unwrap().etat)
}

async fn decider(
    app: &TestApp,
    qui: impl Into<Personne>,
    id: Uuid,
    version: &str,
    decision: &str,
) -> StatusCode {
    let champs = [("decision", decision), ("version", version)];
    app.post(qui, &format!("/revue/{id}"), &champs).await.statut
}

#[tokio::test]
async fn the_same_person_is_found_and_can_be_taken_back() {
    let app = a_revoir(true).await;
    let page = app.get(PSAD, "/revue").await;
    assert_eq!(page.statut, StatusCode::OK);
    for attendu in [
        "LE<mark>",
        "CFA de Blanquefort",
        "est en apprentissage au CFA de Blanquefort et sort de la liste",
        "+9,1",
        "−6,4",
        "data-touche=\"3\"",
        "0 paire revue sur 1",
    ] {
        assert!(page.corps.contains(attendu), "{attendu}: {}", page.corps);
    }
    assert!(!page.corps.contains("MENDÈS 40"));

    let cette_paire = paire(&app, PSAD.into()).await;
    assert_eq!(decider(&app, PSAD, cette_paire.id, "1", "meme").await, StatusCode::SEE_OTHER);
    assert_eq!(etat(&app, cette_paire.jeune).await, None, "found: the follow-up ends");
    assert!(app.get(PSAD, "/revue").await.corps.contains("Tout est revu"));

    // Decided on an old page: nothing changes.
    assert_eq!(decider(&app, PSAD, cette_paire.id, "1", "differentes").await, StatusCode::CONFLICT);

    let reprise = app.post(PSAD, "/revue/annuler", &[("paire", &cette_paire.id.to_string())]).await;
    assert_eq!(reprise.vers(), format!("/revue/{}", cette_paire.id));
    let rouvert = etat(&app, cette_paire.jeune).await.unwrap();
    assert_eq!(rouvert.verification, EtatVerification::AVerifier);
    assert_eq!(paire(&app, PSAD.into()).await.id, cette_paire.id);
}

#[tokio::test]
async fn a_record_of_the_past_decides_nothing_today_but_the_next_campaign_knows() {
    let app = a_revoir(false).await;
    assert!(app.get(PSAD, "/revue").await.corps.contains("la prochaine campagne tiendra compte"));
    let cette_paire = paire(&app, PSAD.into()).await;
    assert_eq!(decider(&app, PSAD, cette_paire.id, "1", "meme").await, StatusCode::SEE_OTHER);
    let etat = etat(&app, cette_paire.jeune).await.unwrap();
    assert_eq!(etat.verification, EtatVerification::AVerifier);

    let csv = app.get(PSAD, "/revue/corrections.csv").await;
    let lignes: Vec<&str> = csv.corps.trim().lines().collect();
    assert_eq!(lignes.len(), 2, "{}", csv.corps);
    assert!(lignes[0].contains("jeune;decision;etablissement;autre_ine"));
    assert!(
        lignes[1].starts_with("J000000000033;meme_personne;;1906A04567B;LEGOFF MENDES;Maelis;2008-02-14;")
    );
    // The other territory has decided nothing; the académie has every decision.
    let ailleurs = app.get(Personne::Ailleurs(PSAD), "/revue/corrections.csv").await;
    assert_eq!(ailleurs.corps.trim().lines().count(), 1);
    let academie = app.get(Role::Saio, "/revue/corrections.csv").await;
    assert_eq!(academie.corps.trim().lines().count(), 2);
}

#[tokio::test]
async fn whoever_cannot_tell_leaves_it_to_somebody_else() {
    let app = a_revoir(true).await;
    let cette_paire = paire(&app, PSAD.into()).await;
    assert_eq!(decider(&app, PSAD, cette_paire.id, "1", "ne_sait_pas").await, StatusCode::SEE_OTHER);
    assert!(app.get(PSAD, "/revue").await.corps.contains("Tout est revu"));
    assert_eq!(decider(&app, PSAD, cette_paire.id, "2", "meme").await, StatusCode::CONFLICT);

    // A colleague of the same PSAD sees the first opinion, and decides.
    let cookie = app.connecter(&app.de_passage).await;
    let page = app.envoyer(Some(&cookie), axum::http::Method::GET, "/revue", &[]).await;
    assert!(page.corps.contains("je ne sais pas") && page.corps.contains("data-touche=\"1\""));
    let champs = [("decision", "differentes"), ("version", "2")];
    let chemin = format!("/revue/{}", cette_paire.id);
    let reponse = app.envoyer(Some(&cookie), axum::http::Method::POST, &chemin, &champs).await;
    assert_eq!(reponse.statut, StatusCode::SEE_OTHER, "{}", reponse.corps);
    let csv = app.get(PSAD, "/revue/corrections.csv").await;
    assert!(csv.corps.contains("personnes_differentes"));
    // The first, who did not decide, takes nothing back.
    let reprise = app.post(PSAD, "/revue/annuler", &[("paire", &cette_paire.id.to_string())]).await;
    assert_eq!(reprise.statut, StatusCode::CONFLICT);
}

#[tokio::test]
async fn pairs_of_another_territory_and_other_roles_are_refused() {
    let app = a_revoir(true).await;
    let ailleurs = paire(&app, Personne::Ailleurs(PSAD)).await;
    let chemin = format!("/revue/{}", ailleurs.id);
    assert_eq!(app.get(PSAD, &chemin).await.statut, StatusCode::NOT_FOUND);
    assert_eq!(decider(&app, PSAD, ailleurs.id, "1", "meme").await, StatusCode::NOT_FOUND);
    let reprise = app.post(PSAD, "/revue/annuler", &[("paire", &ailleurs.id.to_string())]).await;
    assert_eq!(reprise.statut, StatusCode::NOT_FOUND);
    for role in [Role::ReferentDecrochage, Role::ConseillerMissionLocale, Role::Dpo, Role::IenIo] {
        assert_eq!(app.get(role, "/revue").await.statut, StatusCode::FORBIDDEN);
        assert_eq!(app.get(role, "/revue/corrections.csv").await.statut, StatusCode::FORBIDDEN);
        assert_eq!(decider(&app, role, ailleurs.id, "1", "meme").await, StatusCode::FORBIDDEN);
    }
    assert_eq!(paire(&app, Personne::Ailleurs(PSAD)).await, ailleurs);
}
