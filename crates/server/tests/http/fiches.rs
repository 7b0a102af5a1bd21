//! People as a campaign writes them, for tests that publish.

use raccroche_campaign::{Fiche, Section};
use raccroche_domain::{Adresse, Definition, Identite, Sexe};
use raccroche_server::publication::{self, Parution, Resultat};

use crate::app::TestApp;

/// Somebody lost from view, of no territory.
pub(crate) fn fiche(numero: &str, nom: &str, prenom: &str, naissance: &str) -> Fiche {
    Fiche {
        jeune: numero.to_owned(),
        rubrique: Section::ToContact,
        identite: Identite {
            nom_famille: nom.to_owned(),
            prenoms: vec![prenom.to_owned()],
            date_naissance: naissance.parse().ok(),
            sexe: Some(Sexe::Masculin),
            ..Identite::default()
        },
        ine: Vec::new(),
        adresse: Adresse::default(),
        telephones: Vec::new(),
        courriels: Vec::new(),
        representants: Vec::new(),
        scolarites: Vec::new(),
        verdict: "perdu_de_vue".to_owned(),
        motif: "introuvable".to_owned(),
        pourquoi: "Nulle part.".to_owned(),
        obligation: "non_satisfaite".to_owned(),
        obligation_pourquoi: String::new(),
        sorti_depuis: None,
        dernier_uai: String::new(),
        dernier_etablissement: String::new(),
        derniere_formation: String::new(),
        psad: String::new(),
        zap: String::new(),
        mission_locale: String::new(),
        cio: String::new(),
        registres: Vec::new(),
        proches: Vec::new(),
    }
}

/// Publishes a campaign of these people.
pub(crate) async fn publier(app: &TestApp, nom: &str, fiches: Vec<Fiche>) -> Resultat {
    let parution = Parution {
        nom: nom.to_owned(),
        as_of: app.app.horloge().aujourd_hui(),
        definition: Definition::D31359,
        dossier: "campagnes/essai".to_owned(),
        jour: app.app.horloge().aujourd_hui(),
        academie: "Académie d’essai".to_owned(),
        campagne: None,
    };
    let writer = app.app.store().write(app.app.horloge().maintenant()).await.unwrap();
    let seuils = app.app.config().seuils;
    let resultat =
        publication::publish(&writer, &parution, fiches.into_iter().map(Ok), &seuils).await.unwrap();
    writer.commit().await.unwrap();
    resultat
}
