//! A parcours by programs: the same steps, the same refusals, the same journal as on its page.

use axum::http::StatusCode;
use raccroche_domain::{
    EtendueJeton,
    droits::{GenreOrganisation, Role},
};
use raccroche_store::{acces, dossier, parcours};
use serde_json::{Value, json};

use super::{PSAD, lire, poster};
use crate::app::{Personne, Reponse, TestApp};

const REFERENT: Role = Role::ReferentDecrochage;

/// A program of somebody, in the parcours of the harness.
struct Programme<'a> {
    app: &'a TestApp,
    jeton: String,
    base: String,
}

impl<'a> Programme<'a> {
    async fn de(app: &'a TestApp, qui: impl Into<Personne>) -> Self {
        let jeton = app.jeton(app.compte(qui), EtendueJeton::TOUS).await;
        Self { app, jeton, base: format!("/api/v1/parcours/{}", app.ici.dossier.parcours) }
    }

    async fn voir(&self) -> Value {
        let vu = lire(self.app, &self.jeton, &self.base).await;
        assert_eq!(vu.statut, StatusCode::OK, "{}", vu.corps);
        vu.json()
    }

    /// Sends a body, with the version that is there when it asks for one.
    async fn envoyer(&self, fin: &str, mut corps: Value, versionne: bool) -> Reponse {
        if versionne {
            corps["version"] = self.voir().await["version"].clone();
        }
        poster(self.app, &self.jeton, &format!("{}/{fin}", self.base), &corps).await
    }

    async fn faire(&self, fin: &str, corps: Value, versionne: bool) -> Value {
        let reponse = self.envoyer(fin, corps, versionne).await;
        assert_eq!(reponse.statut, StatusCode::CREATED, "{fin}: {}", reponse.corps);
        reponse.json()
    }

    /// What the rules answer when they refuse.
    async fn refus(&self, fin: &str, corps: Value, versionne: bool) -> String {
        let reponse = self.envoyer(fin, corps, versionne).await;
        assert_eq!(reponse.statut, StatusCode::UNPROCESSABLE_ENTITY, "{fin}: {}", reponse.corps);
        assert_eq!(reponse.json()["type"], "/aide/api#refus", "{}", reponse.corps);
        reponse.json()["detail"].as_str().unwrap().to_owned()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_leads_a_parcours_as_its_page_does() {
    let app = TestApp::new().await;
    let ecole = Programme::de(&app, REFERENT).await;
    let vu = ecole.voir().await;
    assert_eq!(vu["dispositif"], "pafi");
    assert_eq!(vu["etape"]["code"], "diagnostic");
    assert_eq!((vu["etape"]["a_vous"].as_bool(), vu["modifiable"].as_bool()), (Some(true), Some(true)));
    assert_eq!(vu["dossier"], app.ici.dossier.id.to_string());
    assert!(vu["etape"]["besoins"].as_array().unwrap().iter().all(|besoin| besoin["fait"] == false));

    // The step is the school's; what is missing holds it back.
    let psad = Programme::de(&app, PSAD).await;
    let dit = psad.refus("dates", json!({"nom": "demande", "le": "2026-11-10"}), true).await;
    assert!(dit.contains("Cette étape revient à"), "{dit}");
    let dit = ecole.refus("etapes", json!({"vers": "elaboration"}), true).await;
    assert!(dit.contains("Il manque"), "{dit}");
    ecole.faire("dates", json!({"nom": "demande", "le": "2026-11-10"}), true).await;
    ecole.faire("reunions", json!({"le": "2026-11-12"}), false).await;
    let dit = ecole.refus("reunions", json!({"le": "2026-11-13"}), false).await;
    assert!(dit.contains("pas encore eu lieu"), "{dit}");
    let fait = ecole.faire("documents", json!({"modele": "pafi_diagnostic"}), false).await;
    let chemin = format!("{}/documents/{}", ecole.base, fait["objet"].as_str().unwrap());
    let pdf = lire(&app, &ecole.jeton, &chemin).await;
    assert_eq!((pdf.statut, pdf.entete("content-type")), (StatusCode::OK, "application/pdf"));
    assert!(pdf.octets.starts_with(b"%PDF-"));
    let ecrit = ecole.faire("etapes", json!({"vers": "elaboration"}), true).await;
    assert_eq!(ecrit["version"], ecole.voir().await["version"]);

    // Each kind of value; what the fiche does not ask, or not so, is refused.
    for (code, valeur) in [
        (
            "semaine_type",
            json!({"semaine": [{"quand": "lundi_matin", "activite": "Stage", "lieu": "Garage"}]}),
        ),
        ("activites", json!({"choix": ["stage en entreprise"]})),
        ("lieux", json!({"texte": "Garage du Centre"})),
    ] {
        ecole.faire("saisies", json!({"code": code, "valeur": valeur}), true).await;
    }
    let dit = ecole.refus("saisies", json!({"code": "lieux", "valeur": {"nombre": 3}}), true).await;
    assert!(dit.contains("Ce champ n’existe pas"), "{dit}");
    for corps in [
        json!({"code": "inconnu", "valeur": {"texte": "Rien"}}),
        json!({"code": "lieux", "valeur": {"texte": "\u{0}"}}),
        json!({"code": "lieux", "valeur": {"autre": "Garage"}}),
    ] {
        let reponse = ecole.envoyer("saisies", corps.clone(), true).await;
        assert_eq!(reponse.statut, StatusCode::UNPROCESSABLE_ENTITY, "{corps}");
        assert_eq!(reponse.json()["type"], "/aide/api#demande", "{corps}: {}", reponse.corps);
    }

    // A decision of an old reading changes nothing.
    ecole.faire("dates", json!({"nom": "debut", "le": "2026-11-23"}), true).await;
    for version in [2_u32, u32::MAX] {
        let autre = json!({"version": version, "nom": "debut", "le": "2026-11-30"});
        assert_eq!(ecole.envoyer("dates", autre, false).await.statut, StatusCode::CONFLICT, "{version}");
    }
    assert_eq!(ecole.voir().await["dates"].as_array().unwrap().last().unwrap()["le"], "2026-11-23");

    // Stopped by whoever holds the dossier; over is over.
    psad.faire("fin", json!({"issue": "interrompu"}), true).await;
    let vu = ecole.voir().await;
    assert_eq!((vu["fin"]["issue"].as_str(), vu.get("etape")), (Some("interrompu"), None));
    let dit = ecole.refus("fin", json!({"issue": "acheve"}), true).await;
    assert!(dit.contains("terminé") || dit.contains("ne mène pas"), "{dit}");
    let store = app.app.store();
    assert_eq!(dossier::journaux_rompus(store.read()).await.unwrap(), []);
    let lectures = acces::of_dossier(store.read(), app.ici.dossier.id, 200).await.unwrap();
    for quoi in ["parcours, par l’API", "document d’un parcours, par l’API"] {
        assert!(lectures.iter().any(|lecture| lecture.action == quoi), "{quoi}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_signed_on_paper_is_noted_and_nobody_signs_by_a_program() {
    let app = TestApp::new().await;
    let ecole = Programme::de(&app, REFERENT).await;
    // The model of a later step may be made ahead: who signs it is the same.
    let contrat = ecole.faire("documents", json!({"modele": "pafi_contrat"}), false).await["objet"].clone();
    let signer = format!("documents/{}/signatures", contrat.as_str().unwrap());
    let lieu = &app.ici.organisations[&GenreOrganisation::Etablissement];
    let associer = async |acteur: &str, nom: &str, organisation: Option<uuid::Uuid>| {
        let mut corps = json!({"acteur": acteur, "nom": nom});
        if let Some(organisation) = organisation {
            corps["organisation"] = json!(organisation);
        }
        ecole.faire("parties", corps, false).await["objet"].clone()
    };
    let jeune = associer("jeune", "Inès", None).await;
    let mere = associer("representant_legal", "Claire", None).await;
    let chef = associer("chef_etablissement", "Dominique Lame", Some(lieu.id)).await;
    let dit = ecole.refus(&signer, json!({"partie": mere}), false).await;
    assert!(dit.contains("Inès signe d’abord"), "{dit}");
    ecole.faire(&signer, json!({"partie": jeune}), false).await;
    ecole.faire(&signer, json!({"partie": mere, "refus": "dates"}), false).await;
    // Inès has signed: another version is made by who says that they know it.
    let dit = ecole.refus("documents", json!({"modele": "pafi_contrat"}), false).await;
    assert!(dit.contains("seront à redonner") && dit.contains("Inès"), "{dit}");
    let vu = ecole.voir().await;
    assert_eq!(vu["documents"].as_array().unwrap().len(), 1, "nothing changed");
    let signatures = &vu["documents"][0]["signatures"];
    assert_eq!(
        (signatures[0]["moyen"].as_str(), signatures[1]["refus"].as_str()),
        (Some("papier"), Some("dates"))
    );
    // Neither the head's own program nor anybody's signs for the head.
    for qui in [REFERENT, Role::ChefEtablissement] {
        let programme = Programme::de(&app, qui).await;
        let reponse = programme.envoyer(&signer, json!({"partie": chef}), false).await;
        assert_eq!(reponse.statut, StatusCode::FORBIDDEN, "{qui:?}: {}", reponse.corps);
    }
    let sciemment = json!({"modele": "pafi_contrat", "remplacer_signatures": true});
    ecole.faire("documents", sciemment, false).await;
    let dit = ecole.envoyer("decisions", json!({"par": "ien_io", "favorable": true}), true).await;
    assert_eq!(dit.statut, StatusCode::FORBIDDEN, "nobody decides in another's place");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_takes_part_lists_it_sees_it_without_its_dossier_and_loses_it() {
    let app = TestApp::new().await;
    let qui = Personne::Ailleurs(Role::ConseillerMissionLocale);
    let (ecole, voisin) = (Programme::de(&app, REFERENT).await, Programme::de(&app, qui).await);
    let vide = lire(&app, &voisin.jeton, "/api/v1/parcours").await.json();
    assert_eq!(vide["elements"], json!([]));
    assert_eq!(lire(&app, &voisin.jeton, &voisin.base).await.statut, StatusCode::NOT_FOUND);
    let mission = app.ailleurs.organisations[&GenreOrganisation::MissionLocale].id;
    let corps = json!({"acteur": "partenaire", "nom": "Mission locale voisine", "organisation": mission});
    let partie = ecole.faire("parties", corps, false).await["objet"].clone();
    let liste = lire(&app, &voisin.jeton, "/api/v1/parcours").await.json();
    assert_eq!(liste["elements"][0]["id"], app.ici.dossier.parcours.to_string());
    assert_eq!(liste["elements"][0]["jeune"]["nom_famille"], "DUVAL");
    let vu = voisin.voir().await;
    assert!(!vu.to_string().contains(&app.ici.dossier.id.to_string()), "no way to the dossier: {vu}");
    assert_eq!(vu["etape"]["a_vous"], false);
    let corps = json!({"acteur": "tuteur", "nom": "Ami"});
    assert_eq!(voisin.envoyer("parties", corps, false).await.statut, StatusCode::FORBIDDEN);
    let lectures = acces::of_dossier(app.app.store().read(), app.ici.dossier.id, 9).await.unwrap();
    assert!(
        lectures.iter().any(|lue| lue.motif == parcours::PARTICIPE && lue.action == "parcours, par l’API")
    );
    ecole.faire(&format!("parties/{}/retrait", partie.as_str().unwrap()), json!({}), false).await;
    assert_eq!(lire(&app, &voisin.jeton, &voisin.base).await.statut, StatusCode::NOT_FOUND);
    assert_eq!(lire(&app, &voisin.jeton, "/api/v1/parcours").await.json()["elements"], json!([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_parcours_is_opened_once_in_a_dispositif() {
    let app = TestApp::new().await;
    let psad = Programme::de(&app, PSAD).await;
    let chemin = format!("/api/v1/dossiers/{}/parcours", app.ici.dossier.id);
    let ouvrir = async |code: &str| poster(&app, &psad.jeton, &chemin, &json!({"dispositif": code})).await;
    assert_eq!(ouvrir("inconnu").await.json()["erreurs"][0]["champ"], "dispositif");
    assert_eq!(ouvrir("pafi").await.statut, StatusCode::UNPROCESSABLE_ENTITY, "one is under way");
    let refus = ouvrir("micro_lycee").await;
    assert_eq!(
        (refus.statut, &refus.json()["erreurs"][0]["champ"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("motif"))
    );
    let quand_meme = json!({"dispositif": "micro_lycee", "motif": "Dérogation du proviseur"});
    let ouvert = poster(&app, &psad.jeton, &chemin, &quand_meme).await;
    assert_eq!(ouvert.statut, StatusCode::CREATED, "{}", ouvert.corps);
    let id = ouvert.json()["parcours"].as_str().unwrap().to_owned();
    assert_eq!(ouvert.entete("location"), format!("/api/v1/parcours/{id}"));
    let vu = lire(&app, &psad.jeton, &format!("/api/v1/parcours/{id}")).await.json();
    assert_eq!(
        (vu["etape"]["code"].as_str(), &vu["version"]),
        (Some("candidature"), &ouvert.json()["version"])
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_fiche_counts_is_read_for_one_parcours_and_for_a_school_year() {
    let app = TestApp::new().await;
    let ecole = Programme::de(&app, REFERENT).await;
    let evaluation = lire(&app, &ecole.jeton, &format!("{}/evaluation", ecole.base)).await;
    assert_eq!(evaluation.statut, StatusCode::OK, "{}", evaluation.corps);
    let evaluation = evaluation.json();
    assert_eq!(
        (evaluation["dispositif"].as_str(), evaluation["fini"].as_bool()),
        (Some("pafi"), Some(false))
    );
    let indicateurs = evaluation["indicateurs"].as_array().unwrap();
    let compte = |code: &str| indicateurs.iter().find(|i| i["code"] == code).map(|i| i["compte"].clone());
    assert_eq!(compte("concernes"), Some(json!(true)));
    assert!(
        indicateurs.iter().any(|i| i.get("compte").is_none()),
        "what people evaluate together: {evaluation}"
    );
    let lectures = acces::of_dossier(app.app.store().read(), app.ici.dossier.id, 50).await.unwrap();
    assert!(lectures.iter().any(|acces| acces.action.starts_with("évaluation d’un parcours")));

    // The same figure as the page of the year, and nobody's name.
    let bilan = lire(&app, &ecole.jeton, "/api/v1/bilan").await;
    let lu = bilan.json();
    assert_eq!((lu["annee"].as_str(), lu["du"].as_str()), (Some("2026-2027"), Some("2026-09-01")));
    let pafi = lu["dispositifs"].as_array().unwrap().iter().find(|d| d["dispositif"] == "pafi").unwrap();
    let concernes =
        pafi["indicateurs"].as_array().unwrap().iter().find(|i| i["code"] == "concernes").unwrap();
    assert_eq!(concernes["parcours"], 1, "{lu}");
    assert!(!bilan.corps.contains("DUVAL"), "{}", bilan.corps);
    let avant = lire(&app, &ecole.jeton, "/api/v1/bilan?annee=2020").await.json();
    assert_eq!(avant["dispositifs"], json!([]));
    for faux in ["?annee=99999", "?annee=hier", "?mois=3"] {
        let refus = lire(&app, &ecole.jeton, &format!("/api/v1/bilan{faux}")).await.statut;
        assert!(
            refus == StatusCode::BAD_REQUEST || refus == StatusCode::UNPROCESSABLE_ENTITY,
            "{faux}: {refus}"
        );
    }
    // From another territory there is no such parcours; a token without the scope reads neither.
    let ailleurs = Programme::de(&app, Personne::Ailleurs(REFERENT)).await;
    for fin in ["evaluation", "informations"] {
        let refus = lire(&app, &ailleurs.jeton, &format!("{}/{fin}", ecole.base)).await;
        assert_eq!(refus.statut, StatusCode::NOT_FOUND, "{fin}");
    }
    let borne = app.jeton(app.compte(REFERENT), &[EtendueJeton::DossiersLire]).await;
    assert_eq!(lire(&app, &borne, "/api/v1/bilan").await.statut, StatusCode::FORBIDDEN);
}
