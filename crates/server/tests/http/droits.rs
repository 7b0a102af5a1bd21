//! Every route with every role: in exactly when the table of rights says so.

use axum::http::{Method, StatusCode};
use raccroche_domain::droits::Role;
use raccroche_server::{
    garde::{Acces, Par, Route},
    routes,
};

use uuid::Uuid;

use crate::app::{Dossier, Personne, TestApp};

/// The address of a route with its parts filled in: numbers of things that exist, in `dossier` where they are of a dossier.
///
/// A route with a part that is not known here fails the tests: say what stands for it.
pub(crate) fn remplir(app: &TestApp, chemin: &str, dossier: &Dossier) -> String {
    let parties: Vec<String> = chemin
        .split('/')
        .scan(String::new(), |avant, partie| {
            let rempli = match (avant.as_str(), partie) {
                (_, fixe) if !fixe.starts_with('{') => fixe.to_owned(),
                ("assets", _) => {
                    raccroche_pages::asset_url("favicon.svg").trim_start_matches("/assets/").to_owned()
                }
                ("dispositifs" | "bilan", "{code}") => "pafi".to_owned(),
                ("{code}", "{indicateur}") => "concernes".to_owned(),
                ("aide", "{rubrique}") => "psad".to_owned(),
                ("comptes", "{id}") => app.de_passage.utilisateur.to_string(),
                ("roles", "{role}") => app.de_passage.appartenance.to_string(),
                ("invitation", "{jeton}") => app.invitation.clone(),
                ("invitations", "{empreinte}") => empreinte(&app.invitation),
                ("r", "{jeton}") => app.lien.clone(),
                ("signer", "{jeton}") => app.signature.clone(),
                ("recevoir", "{jeton}") => app.remise.clone(),
                ("agenda", "{jeton}") => format!("{}.ics", app.agenda),
                ("dossiers" | "verification", "{id}") | ("relais" | "{file}", "{dossier}") => {
                    dossier.id.to_string()
                }
                // None of these is in the harness: the door is what is tried here, their own tests open them.
                ("marches" | "comites" | "campagnes" | "revue" | "jetons" | "webhooks", "{id}")
                | (
                    "sources" | "vues" | "profils" | "documents" | "pages" | "numerisations" | "lots"
                    | "parties" | "envois" | "doutes" | "informations",
                    "{objet}",
                ) => Uuid::nil().to_string(),
                ("pages" | "{objet}", "{page}") => "1".to_owned(),
                ("qualite", "{position}") => "0".to_owned(),
                ("resultats", "{session}") => "2026".to_owned(),
                ("appels", "{file}") => "urgence".to_owned(),
                ("jeunes", "{id}") => dossier.jeune.to_string(),
                ("parcours", "{id}") => dossier.parcours.to_string(),
                ("groupes", "{id}") => dossier.groupe.to_string(),
                // A day on which the group of the harness meets.
                ("presences", "{jour}") => crate::app::jour().to_string(),
                ("entretiens", "{objet}") => dossier.entretien.to_string(),
                ("solutions", "{objet}") => dossier.solution.to_string(),
                ("taches", "{objet}") => dossier.tache.to_string(),
                ("relais", "{objet}") => dossier.relais.to_string(),
                (avant, partie) => {
                    panic!("say in `remplir` what stands for {partie} after {avant} in {chemin}")
                }
            };
            partie.clone_into(avant);
            Some(rempli)
        })
        .collect();
    parties.join("/")
}

/// What an invitation is kept under, in hexadecimal.
pub(crate) fn empreinte(jeton: &str) -> String {
    let hash = raccroche_store::session::hash(jeton.as_bytes());
    hash.iter()
        .flat_map(|octet| [octet >> 4, octet & 15])
        .filter_map(|c| char::from_digit(c.into(), 16))
        .collect()
}

/// The routes that do not open to everybody.
fn fermees() -> impl Iterator<Item = Route> {
    routes().into_iter().filter(|route| route.acces != Acces::Public)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_comes_in_exactly_where_the_table_lets_it() {
    let app = TestApp::new().await;
    let mut fautes = Vec::new();
    for route in fermees() {
        for role in Role::TOUS {
            let chemin = remplir(&app, route.chemin, app.dossier_de(*role));
            let reponse = app.demander(Personne::Ici(*role), route.methode.clone(), &chemin, &[]).await;
            let statut = reponse.statut;
            let juste = match (route.acces.admet(*role), &route.methode) {
                (false, _) => statut == StatusCode::FORBIDDEN,
                (true, &Method::GET) => {
                    let absent = chemin.contains(&Uuid::nil().to_string()) && statut == StatusCode::NOT_FOUND;
                    statut == StatusCode::OK || statut == StatusCode::SEE_OTHER || absent
                }
                // An empty form is refused by what it lacks, never by the door.
                (true, _) => statut != StatusCode::FORBIDDEN && !statut.is_server_error(),
            };
            // Somebody signed in is not sent to sign in again, unless that is what was asked.
            let sort = ["/deconnexion", "/compte/sessions/fermer-toutes"].contains(&route.chemin);
            let renvoye =
                !sort && (reponse.vers() == "/connexion" || reponse.vers().starts_with("/connexion?"));
            if !juste || renvoye {
                fautes.push(format!("{route:?} as {role:?}: {statut} {}", reponse.vers()));
            }
        }
    }
    assert!(fautes.is_empty(), "{fautes:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_not_signed_in_is_sent_to_sign_in() {
    let app = TestApp::new().await;
    for route in fermees() {
        let chemin = remplir(&app, route.chemin, &app.ici.dossier);
        let reponse = app.demander(Personne::Visiteur, route.methode.clone(), &chemin, &[]).await;
        // A program cannot sign in: it is told that its token is missing.
        if route.par != Par::Session {
            assert_eq!(reponse.statut, StatusCode::UNAUTHORIZED, "{route:?}");
            assert_eq!(reponse.entete("www-authenticate"), "Bearer realm=\"raccroche\"");
            continue;
        }
        assert_eq!(reponse.statut, StatusCode::SEE_OTHER, "{route:?}");
        assert!(reponse.vers().starts_with("/connexion"), "{route:?}: {}", reponse.vers());
        // Where they were going is kept for after, for pages alone.
        if route.methode == Method::GET && chemin != "/" {
            assert!(reponse.vers().contains("retour="), "{route:?}: {}", reponse.vers());
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn public_pages_open_to_everybody() {
    let app = TestApp::new().await;
    for route in routes().into_iter().filter(|route| route.acces == Acces::Public) {
        let chemin = remplir(&app, route.chemin, &app.ici.dossier);
        for qui in [Personne::Visiteur, Personne::Ici(Role::ResponsablePsad)] {
            let reponse = app.demander(qui, route.methode.clone(), &chemin, &[]).await;
            let statut = reponse.statut;
            let juste = match route.methode {
                Method::GET => statut == StatusCode::OK || statut == StatusCode::SEE_OTHER,
                _ => statut != StatusCode::FORBIDDEN && !statut.is_server_error(),
            };
            assert!(juste, "{route:?} as {qui:?}: {statut}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_whose_last_role_has_ended_sees_nothing() {
    let app = TestApp::new().await;
    let compte = app.compte(Role::ResponsablePsad);
    let writer = app.app.store().write(app.app.horloge().maintenant()).await.unwrap();
    let hier = crate::app::jour();
    raccroche_store::appartenance::end(&writer, compte.appartenance, hier).await.unwrap();
    writer.commit().await.unwrap();
    app.avancer(chrono::TimeDelta::days(1));
    for route in fermees().filter(|route| matches!(route.acces, Acces::Droit(..) | Acces::Droits(_))) {
        let chemin = remplir(&app, route.chemin, &app.ici.dossier);
        let reponse =
            app.demander(Personne::Ici(Role::ResponsablePsad), route.methode.clone(), &chemin, &[]).await;
        // A token ends with the role it was made for.
        let refus = if route.par == Par::Session { StatusCode::FORBIDDEN } else { StatusCode::UNAUTHORIZED };
        assert_eq!(reponse.statut, refus, "{route:?}");
        assert!(!reponse.corps.contains("DUVAL"), "{route:?}");
    }
}
