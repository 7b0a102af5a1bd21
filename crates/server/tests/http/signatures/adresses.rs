//! To whom a link is sent: an address that is known is chosen, masked, and never typed again.

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_known_address_is_chosen_masked_and_what_was_not_offered_is_not_sent_to() {
    let scene = Scene::new().await;
    let (perimetre, writer) = Scene::ecrire(&scene.app).await;
    let seuils = &scene.app.app.config().seuils;
    let eleve = writer.new_id();
    let nom = "Inès DUVAL".to_owned();
    let ajoutee =
        EvenementParcours::PartieAjoutee { id: eleve, acteur: Acteur::Jeune, nom, organisation: None };
    parcours::inscrire(&writer, &perimetre, scene.parcours, None, ajoutee, fiche(), seuils).await.unwrap();
    let contenu = serde_json::to_vec(&PafiContrat::default().remplir(&Cadre::default())).unwrap();
    let modele = ModeleDocument::ConventionStage;
    let convention =
        parcours::etablir(&writer, &perimetre, scene.parcours, modele, &contenu, fiche(), seuils)
            .await
            .unwrap();
    writer.commit().await.unwrap();
    let page = scene.app.get(REFERENT, &format!("/parcours/{}", scene.parcours)).await.corps;
    assert!(
        page.contains("Par courriel, à j…@courriel.example") && page.contains("À une autre adresse"),
        "{page}"
    );
    assert!(!page.contains("jeune@courriel.example"), "masked");
    let reader = scene.app.app.store().read();
    let connues = contact::of_jeune(reader, &perimetre, scene.app.ici.dossier.jeune).await.unwrap();
    let connue = connues.iter().find(|c| c.valeur == "jeune@courriel.example").unwrap().id.to_string();
    let eleve = eleve.to_string();
    let liens = format!("documents/{convention}/liens");
    // The address of the young person is not one of the tutor's.
    let tuteur = scene.tuteur.to_string();
    let refus = scene.post(&liens, &[("partie", &tuteur), ("par", &connue)]).await;
    assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY);
    let refus = scene.post(&liens, &[("partie", &eleve), ("par", "autre"), ("adresse", "")]).await;
    assert!(refus.corps.contains("Indiquez une adresse"), "{}", refus.corps);
    let envoi = scene.post(&liens, &[("partie", &eleve), ("par", &connue)]).await;
    assert_eq!(envoi.statut, StatusCode::SEE_OTHER, "{}", envoi.corps);
    assert!(scene.dernier_courriel().contains("jeune@courriel.example"));
}
