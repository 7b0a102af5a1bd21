//! The calculator of kept marks: what each choice gives, what is refused, nothing kept.

use axum::http::StatusCode;

use crate::app::{Personne, TestApp};

const ICI: &str = "/dispositifs/conservation_notes/calculer";

fn general(autres: &[(&'static str, &'static str)]) -> Vec<(&'static str, &'static str)> {
    let mut champs = vec![
        ("voie", "generale_technologique"),
        ("premiere", "2026"),
        ("session", "2027-06-14"),
        ("epreuve_1", "Philosophie"),
        ("note_1", "14"),
        ("coefficient_1", "4"),
        ("choix_1", "garder"),
        ("epreuve_2", "Histoire"),
        ("note_2", "6,5"),
        ("coefficient_2", "4"),
        ("choix_2", "garder"),
    ];
    champs.retain(|(nom, _)| autres.iter().all(|(autre, _)| autre != nom));
    champs.extend(autres);
    champs
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_choice_is_shown_with_what_it_costs() {
    let app = TestApp::new().await;
    let fiche = app.get(Personne::Visiteur, "/dispositifs/conservation_notes").await.corps;
    assert!(fiche.contains(&format!("href=\"{ICI}\"")), "{fiche}");
    assert_eq!(app.get(Personne::Visiteur, ICI).await.statut, StatusCode::OK);

    let vue = app.post(Personne::Visiteur, ICI, &general(&[])).await;
    assert_eq!(vue.statut, StatusCode::OK, "{}", vue.corps);
    // 14 kept of two equal papers: six is enough in the other.
    assert!(
        vue.corps.contains("6/20 de moyenne") && vue.corps.contains("jusqu’à la session 2031"),
        "{}",
        vue.corps
    );
    assert!(vue.corps.contains("moins de 10") && vue.corps.contains("aucune mention ne peut être attribuée"));
    assert!(vue.corps.contains("10/20 de moyenne"), "all sat again: ten everywhere");
    assert!(vue.corps.contains("value=\"Philosophie\""), "what was typed stays");

    let renonce = app
        .post(
            Personne::Visiteur,
            ICI,
            &general(&[("choix_1", "repasser"), ("espere_1", "9"), ("espere_2", "12")]),
        )
        .await;
    assert!(renonce.corps.contains("Renoncer à 14/20"), "{}", renonce.corps);
    assert!(renonce.corps.contains("10,5/20"), "the mean of nine and twelve");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_sessions_for_one_exam_five_years_for_the_other() {
    let app = TestApp::new().await;
    for (session, dit) in
        [("2031-06-14", "jusqu’à la session 2031"), ("2032-06-14", "plus depuis la session 2031")]
    {
        let vue = app.post(Personne::Visiteur, ICI, &general(&[("session", session)])).await.corps;
        assert!(vue.contains(dit), "{session}: {vue}");
    }
    for (session, dit) in [
        ("2031-07-05", "jusqu’au 5\u{a0}juillet\u{a0}2031"),
        ("2031-07-06", "plus depuis le 5\u{a0}juillet\u{a0}2031"),
    ] {
        let pro = general(&[("voie", "professionnelle"), ("resultats", "2026-07-05"), ("session", session)]);
        let vue = app.post(Personne::Visiteur, ICI, &pro).await.corps;
        assert!(vue.contains(dit), "{session}: {vue}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_mark_is_said_beside_its_cell_and_nothing_is_lost() {
    let app = TestApp::new().await;
    for (faux, cellule) in [
        (("note_1", "25"), "note_1-erreur"),
        (("note_1", "<script>"), "note_1-erreur"),
        (("coefficient_2", "0"), "coefficient_2-erreur"),
        (("espere_2", "20,001"), "espere_2-erreur"),
        (("session", "2025-06-14"), "session-erreur"),
        (("session", "demain"), "session-erreur"),
        (("premiere", "99999999999"), "premiere-erreur"),
        (("voie", "professionnelle"), "resultats-erreur"),
    ] {
        let vue = app.post(Personne::Visiteur, ICI, &general(&[faux])).await;
        assert_eq!(vue.statut, StatusCode::UNPROCESSABLE_ENTITY, "{faux:?}");
        assert!(vue.corps.contains(&format!("id=\"{cellule}\"")), "{faux:?}: {}", vue.corps);
        assert!(!vue.corps.contains("<script>"), "{faux:?}");
        assert!(vue.corps.contains("value=\"Histoire\""), "{faux:?}");
    }
    let rien = app.post(Personne::Visiteur, ICI, &[]).await;
    assert_eq!(rien.statut, StatusCode::UNPROCESSABLE_ENTITY);
}
