//! A number is no key: every address that names something, tried from outside its territory, is as if it did not exist.

use axum::http::StatusCode;
use raccroche_domain::droits::{GenreOrganisation, Role};
use raccroche_server::{
    garde::{Acces, Route},
    routes,
};
use raccroche_store::dossier;

use crate::{
    app::{Personne, TestApp},
    droits::remplir,
};

/// Routes that name something of a territory.
fn numerotees() -> impl Iterator<Item = Route> {
    // The code of a fiche and of what it counts name nobody: whom their list shows is tried with the parcours.
    // The year of a session names nobody either: whom it shows is tried with the results.
    let du_catalogue = |route: &Route| {
        route.chemin.starts_with("/parcours/bilan/") || route.chemin.starts_with("/resultats/{session}")
    };
    routes().into_iter().filter(move |route| {
        route.acces != Acces::Public && route.chemin.contains('{') && !du_catalogue(route)
    })
}

/// A form that would do something were it let in: what is refused must be refused because of who asks.
fn formulaire(chemin: &str) -> &'static [(&'static str, &'static str)] {
    match chemin.rsplit('/').next().unwrap_or_default() {
        "coordonnees" if chemin.starts_with("/api/") => &[("genre", "telephone"), ("valeur", "0600000000")],
        "contacts" => &[("canal", "telephone"), ("issue", "jeune_joint")],
        "entretiens" => &[("nature", "suivi"), ("debut", "2026-11-20T10:00"), ("lieu", "CIO")],
        "issue" => &[("issue", "absence")],
        "solutions" => &[("nature", "emploi"), ("structure", "Boulangerie"), ("debut", "2026-11-01")],
        "etat" => &[("etat", "tient")],
        "notes" => &[("note", "Vu hier.")],
        "taches" => &[("texte", "appeler"), ("echeance", "2026-11-20")],
        "verification" => &[("etat", "confirmee")],
        "obligation" => &[("etape", "repere"), ("date", "2026-11-10")],
        "cloture" => &[("motif", "refus")],
        "liens" => &[("par", "courrier")],
        "coordonnees" => &[("nature", "telephone"), ("valeur", "0600000000"), ("de", "jeune")],
        "annuler" => &[("rang", "2")],
        // The hand-off of the dossier tried, as the harness numbers it; another would be a conflict, were it let in.
        "acceptation" | "retrait" => &[("relais", "72616363-0000-4000-8000-000000000000")],
        "refus" => &[("relais", "72616363-0000-4000-8000-000000000000"), ("motif", "capacite")],
        "chercher" => &[("q", "duval")],
        "dates" => &[("code", "debut"), ("le", "2026-11-25")],
        "reunions" => &[("le", "2026-11-10")],
        "parties" => &[("acteur", "tuteur"), ("nom", "Sacha Roy")],
        "arreter" => &[("issue", "abandonne")],
        "etapes" => &[("vers", "sans_suite")],
        "documents" | "lots" => &[("modele", "pafi_diagnostic")],
        "parcours" => &[("dispositif", "tutorat")],
        "modifier" => &[
            ("version", "1"),
            ("nom", "Session"),
            ("du", "2026-11-02"),
            ("au", "2026-12-18"),
            ("objet", "Lot 3"),
            ("acheteur", "Métropole"),
            ("heures_dues", "70"),
        ],
        "{jour}" => &[("autres", "present")],
        "sorties" => &[("parcours", "72616363-0000-4000-8000-000000000000")],
        "remise" => &[("nom", "Métropole"), ("adresse", "clauses@metropole.example")],
        "informations" => &[("theme", "mesure éducative"), ("texte", "Vu hier."), ("lecteurs", "conduite")],
        "renommer" => &[("nom", "À rappeler")],
        _ => &[],
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_of_another_territory_names_nothing() {
    let app = TestApp::new().await;
    let propre = app.perimetre(Role::ResponsablePsad).await;
    let avant = dossier::lire(app.app.store().read(), &propre, app.ici.dossier.id).await.unwrap().unwrap();
    let territoriaux = Role::TOUS.iter().filter(|role| role.organisations() != [GenreOrganisation::Academie]);
    let mut fautes = Vec::new();
    let mut essais = 0;
    for role in territoriaux {
        for route in numerotees() {
            let chemin = remplir(&app, route.chemin, &app.ici.dossier);
            let attendu =
                if route.acces.admet(*role) { StatusCode::NOT_FOUND } else { StatusCode::FORBIDDEN };
            for form in [&[], formulaire(route.chemin)] {
                let qui = Personne::Ailleurs(*role);
                let reponse = app.demander(qui, route.methode.clone(), &chemin, form).await;
                essais += 1;
                let dit = ["DUVAL", "Inès", "LP d’essai"].into_iter().find(|mot| reponse.corps.contains(mot));
                if reponse.statut != attendu || dit.is_some() {
                    fautes.push(format!("{route:?} as {role:?} {form:?}: {} {dit:?}", reponse.statut));
                }
            }
        }
    }
    assert!(fautes.is_empty(), "{fautes:#?}");
    assert!(essais > 100, "{essais} requests only");
    let apres = dossier::lire(app.app.store().read(), &propre, app.ici.dossier.id).await.unwrap().unwrap();
    assert_eq!(avant, apres, "nothing was written");
}

/// The académie's roles lead campaigns and accounts; no dossier of a territory is theirs.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_académie_opens_no_dossier_of_a_territory() {
    let app = TestApp::new().await;
    for role in [Role::Saio, Role::Dpo, Role::Administrateur] {
        for route in numerotees().filter(|route| route.chemin.starts_with("/dossiers/")) {
            let chemin = remplir(&app, route.chemin, &app.ici.dossier);
            let reponse = app
                .demander(Personne::Ici(role), route.methode.clone(), &chemin, formulaire(route.chemin))
                .await;
            assert!(
                [StatusCode::NOT_FOUND, StatusCode::FORBIDDEN].contains(&reponse.statut),
                "{route:?} as {role:?}: {}",
                reponse.statut
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn lists_hold_those_of_the_territory_alone() {
    let app = TestApp::new().await;
    let (ici, ailleurs) = (app.ici.dossier.id.to_string(), app.ailleurs.dossier.id.to_string());
    for role in [Role::ResponsablePsad, Role::PsyEn, Role::ReferentDecrochage, Role::IenIo] {
        for (qui, sien, autre) in
            [(Personne::Ici(role), &ici, &ailleurs), (Personne::Ailleurs(role), &ailleurs, &ici)]
        {
            let liste = app.get(qui, "/jeunes").await;
            assert!(liste.corps.contains(sien), "{qui:?}");
            for chemin in ["/", "/jeunes", "/jeunes?q=MARTINEAU", "/jeunes?q=DUVAL", "/jeunes?q=0639981234"] {
                assert!(!app.get(qui, chemin).await.corps.contains(autre), "{qui:?} {chemin}");
            }
        }
    }
    let export = app.get(Role::ResponsablePsad, "/jeunes/export?format=csv").await.corps;
    assert!(export.contains("DUVAL") && !export.contains("MARTINEAU"), "{export}");
    // Exactly what is on the screen.
    let choisies = "/jeunes/export?format=csv&colonnes=age&colonnes=contact";
    let export = app.get(Role::ResponsablePsad, choisies).await.corps;
    let entete = export.trim_start_matches('\u{feff}').lines().next().unwrap_or_default().trim();
    assert_eq!(entete.replace('"', ""), "Nom;Prénoms;Date de naissance;Âge;Mineur;Contact");
}

#[tokio::test]
async fn a_number_goes_to_nobody_of_another_family() {
    let app = TestApp::new().await;
    let chemin = format!("/dossiers/{}/coordonnees", app.ici.dossier.id);
    let autre = "00000000-0000-4000-8000-000000000000";
    for (de, statut) in [
        (autre, StatusCode::UNPROCESSABLE_ENTITY),
        ("personne", StatusCode::UNPROCESSABLE_ENTITY),
        ("jeune", StatusCode::SEE_OTHER),
    ] {
        let champs = [("nature", "telephone"), ("valeur", "06 00 00 00 12"), ("de", de)];
        let reponse = app.post(Role::ResponsablePsad, &chemin, &champs).await;
        assert_eq!(reponse.statut, statut, "{de}: {}", reponse.corps);
        if statut != StatusCode::SEE_OTHER {
            assert!(
                reponse.corps.contains("Choisissez le jeune, ou l’un de ses représentants"),
                "beside the field"
            );
        }
    }
}

#[tokio::test]
async fn a_form_left_empty_comes_back_with_what_is_missing() {
    let app = TestApp::new().await;
    let formulaires = [
        "contacts",
        "entretiens",
        "notes",
        "taches",
        "responsable",
        "verification",
        "obligation",
        "cloture",
        "liens",
        "coordonnees",
    ];
    for formulaire in formulaires {
        let chemin = format!("/dossiers/{}/{formulaire}", app.ailleurs.dossier.id);
        let reponse = app.post(Personne::Ailleurs(Role::ResponsablePsad), &chemin, &[]).await;
        assert_eq!(reponse.statut, StatusCode::UNPROCESSABLE_ENTITY, "{formulaire}");
        let form = reponse.corps.split("<form").find(|form| form.contains(&format!("{chemin}\"")));
        let form = form.and_then(|form| form.split("</form>").next());
        assert!(form.is_some_and(|form| form.contains("fr-error-text")), "{formulaire}: {form:?}");
    }
    // A solution is under way and a hand-off waits: neither form has a place in the dossier, but what was sent is answered.
    for formulaire in ["solutions", "relais"] {
        let chemin = format!("/dossiers/{}/{formulaire}", app.ailleurs.dossier.id);
        let reponse = app.post(Personne::Ailleurs(Role::ResponsablePsad), &chemin, &[]).await;
        assert_eq!(reponse.statut, StatusCode::UNPROCESSABLE_ENTITY, "{formulaire}");
        assert!(reponse.corps.contains("Votre saisie n’a pas été enregistrée"), "{formulaire}");
    }
}
