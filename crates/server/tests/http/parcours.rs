//! A parcours from its first step to its sealed contract, by each who acts; and who does not see it.

use axum::http::StatusCode;
use raccroche_domain::{
    droits::{GenreOrganisation, Role},
    parcours::Saisi,
};
use raccroche_store::parcours;

use crate::app::{Personne, TestApp};

const REFERENT: Role = Role::ReferentDecrochage;

/// Posts a form of the parcours that must be accepted.
async fn faire(app: &TestApp, qui: Role, fin: &str, champs: &[(&str, &str)]) {
    let chemin = format!("/parcours/{}/{fin}", app.ici.dossier.parcours);
    let reponse = app.post(qui, &chemin, champs).await;
    assert_eq!(reponse.statut, StatusCode::SEE_OTHER, "{chemin} {champs:?}: {}", phrase(&reponse.corps));
}

/// Posts a form that must come back; gives the page.
async fn refuse(app: &TestApp, qui: Role, fin: &str, champs: &[(&str, &str)]) -> String {
    let chemin = format!("/parcours/{}/{fin}", app.ici.dossier.parcours);
    let reponse = app.post(qui, &chemin, champs).await;
    assert_eq!(reponse.statut, StatusCode::UNPROCESSABLE_ENTITY, "{chemin} {champs:?}");
    reponse.corps
}

/// What an alert of the page says, for whoever reads a failure.
fn phrase(corps: &str) -> String {
    let messages = corps.split("fr-message").skip(1).chain(corps.split("fr-alert").skip(1));
    messages.map(|m| m.chars().take(300).collect::<String>()).collect::<Vec<_>>().join(" | ")
}

async fn etat(app: &TestApp, qui: Role) -> raccroche_domain::parcours::EtatParcours {
    let perimetre = app.perimetre(qui).await;
    let lu = parcours::lire(app.app.store().read(), &perimetre, app.ici.dossier.parcours).await.unwrap();
    lu.unwrap().suivi.etat
}

async fn associer(app: &TestApp, acteur: &str, nom: &str, organisation: &str) {
    let champs = [("acteur", acteur), ("nom", nom), ("organisation", organisation)];
    faire(app, REFERENT, "parties", &champs).await;
}

/// The version of the parcours that a page was made of.
fn version_de(page: &str) -> &str {
    page.split("name=\"version\" value=\"").nth(1).unwrap().split('"').next().unwrap()
}

/// Two who have the same page open: the second is told, sees what the first wrote, and has not lost what they typed.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_somebody_else_wrote_meanwhile_is_shown_beside_what_was_typed() {
    let app = TestApp::new().await;
    let chemin = format!("/parcours/{}", app.ici.dossier.parcours);
    let vue = app.get(REFERENT, &chemin).await.corps;
    let version = version_de(&vue);
    let champs = |le| [("version", version), ("code", "demande"), ("le", le)];
    faire(&app, REFERENT, "dates", &champs("2026-11-10")).await;
    let tard = app.post(Role::ChefEtablissement, &format!("{chemin}/dates"), &champs("2026-11-03")).await;
    assert_eq!(tard.statut, StatusCode::CONFLICT);
    let tiroir = tard.corps.split("id=\"date-demande\"").nth(1).unwrap().split("</form>").next().unwrap();
    assert!(tiroir.contains("entre-temps") && tiroir.contains("2026-11-03"), "{tiroir}");
    assert!(tard.corps.replace('\u{a0}', " ").contains("10 novembre 2026"), "what stands is on the page");
    let version = version_de(tiroir);
    let encore = [("version", version), ("code", "demande"), ("le", "2026-11-03")];
    faire(&app, Role::ChefEtablissement, "dates", &encore).await;
}

/// Four have signed: who makes another version knows it, or makes none.
async fn rien_sans_savoir(app: &TestApp, contrat: uuid::Uuid) {
    let encore = refuse(app, REFERENT, "documents", &[("modele", "pafi_contrat")]).await;
    for nom in ["Inès", "Claire", "Garage et Sacha"] {
        assert!(encore.contains(nom), "{}", phrase(&encore));
    }
    assert!(encore.contains("name=\"remplacer\""), "the box to tick is in the form");
    assert_eq!(etat(app, REFERENT).await.documents.last().unwrap().id, contrat, "nothing changed");
}

/// Whoever notes that somebody takes their signature back says why, which the list of signatures shows.
async fn retirer_en_disant_pourquoi(app: &TestApp, signer: &str, retrait: [(&str, &str); 2]) {
    let sans = refuse(app, REFERENT, signer, &retrait).await;
    assert!(sans.contains("Choisissez la raison du retrait."), "{}", phrase(&sans));
    faire(app, REFERENT, signer, &[("motif", "avis"), retrait[0], retrait[1]]).await;
    let page = app.get(REFERENT, &format!("/parcours/{}", app.ici.dossier.parcours)).await.corps;
    assert!(page.contains("Signature retirée le"), "{page}");
    assert!(page.contains("a changé d’avis."), "the list of signatures says why");
}

/// Whoever conducts may prepare the paper of a step that is not theirs: its own people may hold no dossier to fill it from.
async fn preparer_pour_autrui(app: &TestApp) {
    let page = app.get(REFERENT, &format!("/parcours/{}", app.ici.dossier.parcours)).await.corps;
    assert!(page.contains("id=\"document-decision_validation\""), "{page}");
    faire(app, REFERENT, "documents", &[("modele", "decision_validation")]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pafi_goes_from_the_gpds_to_a_sealed_contract_and_its_validation() {
    let app = TestApp::new().await;
    let page = app.get(REFERENT, &format!("/parcours/{}", app.ici.dossier.parcours)).await.corps;
    assert!(page.contains("Repérer et faire le diagnostic en GPDS"), "the step of the fiche is on the page");

    // Whoever may be associated is offered: one's own structure, a school that receives.
    let psad = app.get(Role::ResponsablePsad, &format!("/parcours/{}", app.ici.dossier.parcours)).await.corps;
    for genre in [GenreOrganisation::Etablissement, GenreOrganisation::Psad] {
        let option = format!("<option value=\"{}\"", app.ici.organisations[&genre].id);
        assert!(psad.contains(&option), "{genre:?}");
    }

    // The step is the school's: somebody of the PSAD reads it and is told whose it is.
    let dit =
        refuse(&app, Role::ResponsablePsad, "dates", &[("code", "demande"), ("le", "2026-11-10")]).await;
    assert!(dit.contains("Cette étape revient à"), "{}", phrase(&dit));

    // What is missing holds the step back, and says so.
    let dit = refuse(&app, REFERENT, "etapes", &[("vers", "elaboration")]).await;
    assert!(dit.contains("Il manque"), "{}", phrase(&dit));
    faire(&app, REFERENT, "dates", &[("code", "demande"), ("le", "2026-11-10")]).await;
    faire(&app, REFERENT, "reunions", &[("le", "2026-11-12")]).await;
    faire(&app, REFERENT, "documents", &[("modele", "pafi_diagnostic")]).await;
    faire(&app, REFERENT, "etapes", &[("vers", "elaboration")]).await;

    // A year at most, with the sum shown; what was typed comes back.
    faire(&app, REFERENT, "dates", &[("code", "debut"), ("le", "2026-11-23")]).await;
    let dit = refuse(&app, REFERENT, "dates", &[("code", "fin"), ("le", "2028-01-10")]).await;
    assert!(dit.contains("de trop") && dit.contains("2028-01-10"), "{}", phrase(&dit));
    faire(&app, REFERENT, "dates", &[("code", "fin"), ("le", "2027-02-05")]).await;
    faire(&app, REFERENT, "dates", &[("code", "retour"), ("le", "2027-02-08")]).await;
    let dit =
        refuse(&app, REFERENT, "saisies", &[("code", "semaine_type"), ("lundi_matin_lieu", "Garage")]).await;
    assert!(dit.contains("ce qui est fait"), "{}", phrase(&dit));
    let semaine = [
        ("code", "semaine_type"),
        ("lundi_matin_activite", "Stage"),
        ("lundi_matin_lieu", "Garage du Centre"),
    ];
    faire(&app, REFERENT, "saisies", &semaine).await;
    faire(&app, REFERENT, "saisies", &[("code", "activites"), ("valeur", "stage en entreprise")]).await;
    faire(&app, REFERENT, "saisies", &[("code", "lieux"), ("valeur", "Garage du Centre")]).await;
    faire(&app, REFERENT, "saisies", &[("code", "assurance"), ("valeur", "attestation vérifiée")]).await;
    faire(&app, REFERENT, "saisies", &[("code", "tuteur_nom"), ("valeur", "Sacha Roy")]).await;
    faire(&app, REFERENT, "etapes", &[("vers", "contrat")]).await;

    // A minor: the legal representative signs, in the order of the fiche; the head signs last, from their own account.
    let ecole = app.ici.organisations[&GenreOrganisation::Etablissement].id.to_string();
    for (acteur, nom) in
        [("jeune", "Inès"), ("representant_legal", "Claire"), ("partenaire", "Garage"), ("tuteur", "Sacha")]
    {
        associer(&app, acteur, nom, "").await;
    }
    associer(&app, "chef_etablissement", "Dominique Lame", &ecole).await;
    faire(&app, REFERENT, "documents", &[("modele", "pafi_contrat")]).await;
    let avant = etat(&app, REFERENT).await;
    let contrat = avant.documents.last().unwrap().id;
    let signer = format!("documents/{contrat}/signatures");
    let partie = |nom: &str| avant.presents().find(|p| p.nom == nom).unwrap().id.to_string();
    let dit = refuse(&app, REFERENT, &signer, &[("partie", &partie("Claire")), ("reponse", "papier")]).await;
    assert!(dit.contains("Inès signe d’abord"), "{}", phrase(&dit));
    for nom in ["Inès", "Claire", "Garage", "Sacha"] {
        faire(&app, REFERENT, &signer, &[("partie", &partie(nom)), ("reponse", "papier")]).await;
    }
    rien_sans_savoir(&app, contrat).await;
    let chef = [("partie", partie("Dominique Lame")), ("reponse", "session".to_owned())];
    let chef: Vec<(&str, &str)> = chef.iter().map(|(c, v)| (*c, v.as_str())).collect();
    let chemin = format!("/parcours/{}/{signer}", app.ici.dossier.parcours);
    assert_eq!(
        app.post(REFERENT, &chemin, &chef).await.statut,
        StatusCode::FORBIDDEN,
        "nobody signs for the head"
    );
    // What the first four wrote may be taken back while the head is awaited; nobody else may.
    let garage = partie("Garage");
    let retrait = [("partie", garage.as_str()), ("reponse", "retrait")];
    assert_eq!(app.post(Role::IenIo, &chemin, &retrait).await.statut, StatusCode::FORBIDDEN);
    let page = app.get(REFERENT, &format!("/parcours/{}", app.ici.dossier.parcours)).await.corps;
    assert!(page.contains(&format!("id=\"retrait-{garage}\"")), "whoever noted it may take it back");
    retirer_en_disant_pourquoi(&app, &signer, retrait).await;
    let dit = refuse(&app, Role::ChefEtablissement, &signer, &chef).await;
    assert!(dit.contains("Garage signe d’abord"), "{}", phrase(&dit));
    faire(&app, REFERENT, &signer, &[("partie", &garage), ("reponse", "papier")]).await;
    faire(&app, Role::ChefEtablissement, &signer, &chef).await;
    let tard = refuse(&app, REFERENT, &signer, &[("motif", "avis"), retrait[0], retrait[1]]).await;
    assert!(tard.contains("scellé"), "{}", phrase(&tard));

    let scelle = etat(&app, REFERENT).await;
    let document = scelle.documents.iter().find(|document| document.id == contrat).unwrap();
    let (_, empreinte) = document.scelle.clone().expect("the last signature seals");
    let chemin = format!("/parcours/{}/documents/{contrat}", app.ici.dossier.parcours);
    let pdf = app.get(REFERENT, &chemin).await.octets;
    assert!(pdf.starts_with(b"%PDF-"));
    assert_eq!(parcours::empreinte(&pdf), empreinte, "the file is the one that the journal names");
    let dit = refuse(&app, REFERENT, "documents", &[("modele", "pafi_contrat")]).await;
    assert!(dit.contains("scellé"), "{}", phrase(&dit));

    faire(&app, REFERENT, "etapes", &[("vers", "validation")]).await;
    faire(&app, Role::IenIo, "decisions", &[("par", "ien_io"), ("favorable", "oui")]).await;
    faire(&app, Role::IenIo, "documents", &[("modele", "decision_validation")]).await;
    preparer_pour_autrui(&app).await;
    let decision = etat(&app, Role::IenIo).await.documents.last().unwrap().id;
    let chemin = format!("/parcours/{}/documents/{decision}", app.ici.dossier.parcours);
    let (texte, _) = crate::papiers::lu(&app.get(Role::IenIo, &chemin).await);
    for attendu in ["DSDEN 33", "Contrat Contrat de parcours aménagé, version 1", "☒ Le parcours est validé"]
    {
        assert!(texte.contains(attendu), "no « {attendu} » in {texte}");
    }
    let journal = app.get(REFERENT, &format!("/dossiers/{}", app.ici.dossier.id)).await.corps;
    assert!(
        journal.contains("a scellé") && journal.contains("décision favorable"),
        "the dossier tells all of it"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_takes_part_sees_the_parcours_and_nothing_else_and_loses_it_at_once() {
    let app = TestApp::new().await;
    let voisin = Personne::Ailleurs(Role::ConseillerMissionLocale);
    let (parcours, dossier) = (app.ici.dossier.parcours, app.ici.dossier.id);
    let page = format!("/parcours/{parcours}");
    assert_eq!(app.get(voisin, &page).await.statut, StatusCode::NOT_FOUND);
    let mission = app.ailleurs.organisations[&GenreOrganisation::MissionLocale].id.to_string();
    associer(&app, "partenaire", "Mission locale voisine", &mission).await;
    let vue = app.get(voisin, &page).await;
    assert_eq!(vue.statut, StatusCode::OK);
    assert!(!vue.corps.contains(&dossier.to_string()), "no way from the parcours to the dossier");
    assert!(app.get(voisin, "/parcours").await.corps.contains(&parcours.to_string()));
    assert_eq!(app.get(voisin, &format!("/dossiers/{dossier}")).await.statut, StatusCode::NOT_FOUND);
    let associe = app.post(voisin, &format!("{page}/parties"), &[("acteur", "tuteur"), ("nom", "Ami")]).await;
    assert_eq!(associe.statut, StatusCode::FORBIDDEN, "only whoever holds the dossier says who takes part");
    let partie = etat(&app, REFERENT).await.parties[0].id.to_string();
    faire(&app, REFERENT, "parties/retirer", &[("partie", &partie)]).await;
    assert_eq!(app.get(voisin, &page).await.statut, StatusCode::NOT_FOUND);
    assert!(!app.get(voisin, "/parcours").await.corps.contains(&parcours.to_string()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_parcours_is_opened_from_the_dossier_once_and_can_always_stop() {
    let app = TestApp::new().await;
    let chemin = format!("/dossiers/{}/parcours", app.ici.dossier.id);
    let psad = Role::ResponsablePsad;
    assert_eq!(app.post(psad, &chemin, &[]).await.statut, StatusCode::UNPROCESSABLE_ENTITY);
    let encore = app.post(psad, &chemin, &[("dispositif", "pafi")]).await;
    assert_eq!(encore.statut, StatusCode::UNPROCESSABLE_ENTITY, "one at a time in a dispositif");
    let ouvert = app.post(psad, &chemin, &[("dispositif", "micro_lycee"), ("motif", "place gardée")]).await;
    assert_eq!(ouvert.statut, StatusCode::SEE_OTHER, "{}", phrase(&ouvert.corps));
    let page = ouvert.vers().to_owned();
    assert_eq!(app.get(psad, &page).await.statut, StatusCode::OK);
    let arret = app.post(psad, &format!("{page}/arreter"), &[("issue", "abandonne")]).await;
    assert_eq!(arret.statut, StatusCode::SEE_OTHER);
    let note = app.post(psad, &format!("{page}/arreter"), &[("issue", "sans_suite")]).await;
    assert_eq!(note.statut, StatusCode::UNPROCESSABLE_ENTITY, "over is over");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_step_left_by_a_slip_is_taken_up_again_from_the_page() {
    let app = TestApp::new().await;
    let chemin = format!("/parcours/{}", app.ici.dossier.parcours);
    let debut = etat(&app, REFERENT).await.etape;
    assert!(
        !app.get(REFERENT, &chemin).await.corps.contains("Revenir à"),
        "nothing is behind the first step"
    );
    faire(&app, REFERENT, "etapes", &[("vers", "sans_suite")]).await;
    let page = app.get(REFERENT, &chemin).await.corps;
    assert!(page.contains("Revenir à") && page.contains(&format!("value=\"{debut}\"")), "{page}");
    assert_eq!(
        refuse(&app, REFERENT, "etapes", &[("vers", "contrat")]).await.matches("Revenir à").count(),
        1
    );
    faire(&app, REFERENT, "etapes", &[("vers", &debut)]).await;
    assert_eq!(etat(&app, REFERENT).await.etape, debut);
    let journal = app.get(REFERENT, &format!("/dossiers/{}", app.ici.dossier.id)).await.corps;
    assert!(journal.contains("reprend l’étape"), "{journal}");
}

/// Micro-lycées take leavers after six months, and this one left in June.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_not_enter_a_dispositif_enters_only_with_a_reason_that_the_journal_keeps() {
    let app = TestApp::new().await;
    let (dossier, psad) = (format!("/dossiers/{}", app.ici.dossier.id), Role::ResponsablePsad);
    let chemin = format!("{dossier}/parcours");
    assert!(
        !app.get(psad, &format!("{dossier}?onglet=parcours")).await.corps.contains("Pourquoi quand même")
    );
    for sans in [&[("dispositif", "micro_lycee")][..], &[("dispositif", "micro_lycee"), ("motif", "  ")]] {
        let refus = app.post(psad, &chemin, sans).await;
        assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY);
        let corps = refus.corps.replace('\u{a0}', " ");
        assert!(
            corps.contains("Condition non remplie : être sorti de formation depuis au moins 6 mois"),
            "{corps}"
        );
        assert!(
            corps.contains("Pourquoi quand même") && corps.contains("name=\"motif\""),
            "where to say why"
        );
    }
    let raison = "Dérogation du proviseur, place gardée";
    let ouvert = app.post(psad, &chemin, &[("dispositif", "micro_lycee"), ("motif", raison)]).await;
    assert_eq!(ouvert.statut, StatusCode::SEE_OTHER, "{}", phrase(&ouvert.corps));
    let journal = app.get(psad, &dossier).await.corps.replace('\u{a0}', " ");
    assert!(
        journal.contains(raison) && journal.contains("non rempli ce jour-là : être sorti de formation"),
        "{journal}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_figure_of_the_year_opens_exactly_its_list() {
    let app = TestApp::new().await;
    let psad = Role::ResponsablePsad;
    let parcours = app.ici.dossier.parcours;
    let chiffre = |page: &str, indicateur: &str| -> String {
        let lien = format!("/parcours/bilan/pafi/{indicateur}?annee=2026\"><strong>");
        let reste = page.split(&lien).nth(1).unwrap_or_else(|| panic!("{indicateur}: {}", phrase(page)));
        reste.split('<').next().unwrap().to_owned()
    };
    let bilan = app.get(psad, "/parcours/bilan").await;
    assert_eq!(bilan.statut, StatusCode::OK);
    let concernes = chiffre(&bilan.corps, "concernes");
    assert_ne!(concernes, "0");
    assert_eq!(chiffre(&bilan.corps, "poursuivent"), "0", "nothing was said of what follows");
    let liste = app.get(psad, "/parcours/bilan/pafi/concernes?annee=2026").await.corps;
    assert!(liste.contains(&format!("/parcours/{parcours}\"")), "{liste}");
    assert_eq!(liste.matches("<strong>").count().to_string(), concernes, "{}", phrase(&liste));
    let vide = app.get(psad, "/parcours/bilan/pafi/poursuivent?annee=2026").await.corps;
    assert!(!vide.contains(&parcours.to_string()), "{vide}");
    // Another year, another territory: not theirs.
    assert!(!app.get(psad, "/parcours/bilan?annee=2025").await.corps.contains("/parcours/bilan/pafi"));
    let ailleurs = Personne::Ailleurs(psad);
    let chez_eux = app.get(ailleurs, "/parcours/bilan/pafi/concernes?annee=2026").await.corps;
    assert!(!chez_eux.contains(&parcours.to_string()));
    for faux in
        ["/parcours/bilan?annee=99999", "/parcours/bilan/pafi/inconnu", "/parcours/bilan/inconnu/concernes"]
    {
        assert_eq!(app.get(psad, faux).await.statut, StatusCode::NOT_FOUND, "{faux}");
    }
    let csv = app.get(psad, "/parcours/bilan.csv?annee=2026").await;
    assert_eq!(csv.statut, StatusCode::OK);
    assert!(csv.corps.contains("2026-2027;pafi;concernes;"), "{}", csv.corps);
    // Who was shown is written down.
    let lectures = app.get(psad, &format!("/dossiers/{}/consultations", app.ici.dossier.id)).await.corps;
    assert!(lectures.contains("Bilan des parcours du territoire"), "{}", phrase(&lectures));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_long_answer_is_kept_whole_and_one_that_is_too_long_is_refused_at_its_field() {
    let app = TestApp::new().await;
    let page = app.get(REFERENT, &format!("/parcours/{}", app.ici.dossier.parcours)).await.corps;
    let champ = page.split("id=\"saisie-observations\"").nth(1).unwrap().split("</form>").next().unwrap();
    assert!(champ.contains("<textarea"), "{champ}");
    // Each end of a line is one sign, whatever the browser sends.
    let ligne = "é".repeat(99);
    let long = vec![ligne.as_str(); 40].join("\r\n");
    faire(&app, REFERENT, "saisies", &[("code", "observations"), ("valeur", &long)]).await;
    let garde = etat(&app, REFERENT).await.saisies["observations"].clone();
    assert_eq!(garde, Saisi::Texte(long.replace("\r\n", "\n")));
    let trop = format!("{long}ééé");
    let dit = refuse(&app, REFERENT, "saisies", &[("code", "observations"), ("valeur", &trop)]).await;
    let champ = dit.split("id=\"saisie-observations\"").nth(1).unwrap().split("</form>").next().unwrap();
    assert!(champ.contains("4\u{202f}000\u{a0}caractères au plus"), "{champ}");
    assert!(champ.contains("ééé</textarea>"), "what was typed is kept: {champ}");
    faire(&app, REFERENT, "documents", &[("modele", "pafi_diagnostic")]).await;
    let document = etat(&app, REFERENT).await.documents.last().unwrap().id;
    let chemin = format!("/parcours/{}/documents/{document}", app.ici.dossier.parcours);
    let (texte, _) = crate::papiers::lu(&app.get(REFERENT, &chemin).await);
    assert!(texte.matches('é').count() >= 99 * 40, "the whole of it is in the document");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_young_person_takes_part_under_the_name_of_the_dossier_and_nobody_is_without_a_name() {
    let app = TestApp::new().await;
    faire(&app, REFERENT, "parties", &[("acteur", "jeune")]).await;
    let partie = etat(&app, REFERENT).await.parties.last().unwrap().clone();
    assert_eq!(partie.nom, "Inès DUVAL");
    let dit = refuse(&app, REFERENT, "parties", &[("acteur", "tuteur")]).await;
    assert!(dit.contains("Indiquez le prénom et le nom."), "{}", phrase(&dit));
}
