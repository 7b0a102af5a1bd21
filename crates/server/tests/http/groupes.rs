//! A session from its opening to its register: who enters it, who notes who came, who sees what; and hours that are not those of the
//! fiche.

use axum::http::StatusCode;
use chrono::NaiveTime;
use raccroche_domain::{
    dispositif::Catalogue,
    droits::{GenreOrganisation, Role},
    groupe::{EtatPresence, Groupe, Moment, Seance},
    parcours::{Creneau, DemiJournee},
};
use raccroche_store::{
    Perimetre, Store,
    groupe::{self, NouveauGroupe},
    parcours,
};
use uuid::Uuid;

use crate::app::{Compte, Personne, Reponse, Territoire, TestApp, debut, jour};

const MLDS: Role = Role::CoordonnateurMlds;
const CHEF: Role = Role::ChefEtablissement;

/// Opens the group of a territory: the whole of Thursday, the day on which tests begin; the school of the territory receives it.
pub(crate) async fn ouvrir(store: &Store, conduit: &Compte, territoire: &Territoire) -> Uuid {
    let writer = store.write(debut()).await.unwrap();
    let perimetre =
        Perimetre::of(&writer, conduit.utilisateur, conduit.appartenance, jour()).await.unwrap().unwrap();
    let seance = |quand, de, a| {
        let creneau =
            Creneau { quand, activite: "Français".into(), lieu: String::new(), tuteur: String::new() };
        let heure = |heure| NaiveTime::from_hms_opt(heure, 0, 0).unwrap();
        Seance { creneau, de: heure(de), a: heure(a) }
    };
    let nouveau = NouveauGroupe {
        dispositif: "paps".into(),
        etablissement: Some(territoire.organisations[&GenreOrganisation::Etablissement].id),
        groupe: Groupe {
            nom: "Session d’essai".into(),
            lieu: "Salle 12".into(),
            du: "2026-11-02".parse().unwrap(),
            au: "2026-12-18".parse().unwrap(),
            places: 1,
            semaine: vec![
                seance(DemiJournee::JeudiMatin, 9, 12),
                seance(DemiJournee::JeudiApresMidi, 13, 16),
            ],
            periodes: vec![],
            vacances: vec![],
        },
    };
    let id = groupe::creer(&writer, &perimetre, &nouveau).await.unwrap();
    writer.commit().await.unwrap();
    id
}

/// The form of a group with so many hours on each of four mornings.
fn formulaire(dispositif: &str, heures: u32) -> Vec<(String, String)> {
    let mut champs: Vec<(String, String)> = [
        ("dispositif", dispositif),
        ("nom", "Session d’hiver"),
        ("lieu", "Lycée d’essai"),
        ("du", "2026-11-16"),
        ("au", "2027-01-29"),
        ("places", "8"),
        ("periode_1_genre", "fermeture"),
        ("periode_1_du", "2026-12-19"),
        ("periode_1_au", "2027-01-03"),
    ]
    .map(|(nom, valeur)| (nom.to_owned(), valeur.to_owned()))
    .to_vec();
    for jour in ["lundi", "mardi", "jeudi", "vendredi"] {
        for (suffixe, valeur) in [
            ("de", "08:00".to_owned()),
            ("a", format!("{:02}:00", 8 + heures)),
            ("activite", "Cours".to_owned()),
        ] {
            champs.push((format!("{jour}_matin_{suffixe}"), valeur));
        }
    }
    champs
}

fn paires(champs: &[(String, String)]) -> Vec<(&str, &str)> {
    champs.iter().map(|(nom, valeur)| (nom.as_str(), valeur.as_str())).collect()
}

/// Opens a parcours in the first territory, for the coordonnateur.
async fn parcours_de(app: &TestApp, dispositif: &str) -> Uuid {
    let chemin = format!("/dossiers/{}/parcours", app.ici.dossier.id);
    let ouvert = app.post(MLDS, &chemin, &[("dispositif", dispositif)]).await;
    assert_eq!(ouvert.statut, StatusCode::SEE_OTHER, "{}", ouvert.corps);
    ouvert.vers().rsplit('/').next().unwrap().parse().unwrap()
}

/// The same, at the step that asks for a group.
pub(crate) async fn a_inscrire(app: &TestApp) -> Uuid {
    let id = parcours_de(app, "paps").await;
    for (fin, champs) in [
        ("dates", vec![("code", "demande"), ("le", "2026-11-10")]),
        ("reunions", vec![("le", "2026-11-11")]),
        ("saisies", vec![("code", "origine"), ("valeur", "scolarisé, en risque")]),
        ("etapes", vec![("vers", "inscription")]),
    ] {
        let reponse = app.post(MLDS, &format!("/parcours/{id}/{fin}"), &champs).await;
        assert_eq!(reponse.statut, StatusCode::SEE_OTHER, "{fin}: {}", reponse.corps);
    }
    id
}

pub(crate) async fn entrer(app: &TestApp, parcours: Uuid, groupe: Uuid) -> Reponse {
    let champs = [("code", "groupe"), ("valeur", &groupe.to_string())];
    app.post(MLDS, &format!("/parcours/{parcours}/saisies"), &champs).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_young_person_enters_a_session_and_the_register_is_kept() {
    let app = TestApp::new().await;
    let groupe = app.ici.dossier.groupe;
    let id = a_inscrire(&app).await;
    let page = app.get(MLDS, &format!("/parcours/{id}")).await.corps;
    assert!(page.contains("Session d’essai") && page.contains(&groupe.to_string()), "the group is offered");
    let loin = entrer(&app, id, app.ailleurs.dossier.groupe).await;
    assert_eq!(loin.statut, StatusCode::UNPROCESSABLE_ENTITY, "that of another département is none");
    let entre = entrer(&app, id, groupe).await;
    assert_eq!(entre.statut, StatusCode::SEE_OTHER, "{}", entre.corps);
    let page = app.get(MLDS, &format!("/parcours/{id}")).await.corps;
    assert!(
        page.contains("Jeudi matin, 9\u{a0}h à 12\u{a0}h") && page.contains("rien de noté"),
        "the week is shown"
    );
    assert!(!page.contains("Emploi du temps\u{a0}: cours"), "and typed nowhere else");
    let journal = app.get(MLDS, &format!("/dossiers/{}", app.ici.dossier.id)).await.corps;
    assert!(journal.contains("note l’entrée dans le groupe «\u{a0}Session d’essai\u{a0}»"), "{journal}");

    // Full: whoever looks for a place is told so.
    let liste = app.get(Role::ResponsablePsad, "/groupes").await.corps;
    assert!(liste.contains("Session d’essai") && liste.contains("complet"), "{liste}");
    assert!(!liste.contains("DUVAL"));

    // The sheet of the day: the list says that it waits; one gesture notes everybody present.
    let feuille = format!("/groupes/{groupe}/presences/{}", jour());
    let liste = app.get(MLDS, "/groupes").await.corps;
    assert!(liste.contains(&feuille) && liste.contains("à noter"), "{liste}");
    let vide = app.post(MLDS, &feuille, &[("vues", "0"), ("autres", "")]).await;
    assert_eq!(vide.statut, StatusCode::UNPROCESSABLE_ENTITY);
    let matin = format!("p{}_matin", id.simple());
    let note = app.post(MLDS, &feuille, &[("vues", "0"), (&matin, "absent"), ("autres", "present")]).await;
    assert_eq!(note.statut, StatusCode::SEE_OTHER, "{}", note.corps);
    let page = app.get(MLDS, &format!("/parcours/{id}")).await.corps;
    assert!(
        page.contains("1\u{a0}demi-journée sur 2 (50\u{a0}%)") && page.contains("matin\u{a0}: absent"),
        "{page}"
    );

    // Somebody else's sheet is older: nothing is lost, and what was chosen is still there.
    let tard = app.post(MLDS, &feuille, &[("vues", "0"), (&matin, "absent_excuse")]).await;
    assert_eq!(tard.statut, StatusCode::CONFLICT);
    assert!(
        tard.corps.contains(&format!("id=\"{matin}-absent_excuse\"")) && tard.corps.contains("entre-temps")
    );
    let corrige = app.post(MLDS, &feuille, &[("vues", "2"), (&matin, "absent_excuse")]).await;
    assert_eq!(corrige.statut, StatusCode::SEE_OTHER, "{}", corrige.corps);
    let relue = app.get(CHEF, &feuille).await.corps;
    assert!(
        relue.contains("auparavant\u{a0}: absent") && !relue.contains(&format!("name=\"{matin}\"")),
        "{relue}"
    );
    let demain = format!("/groupes/{groupe}/presences/2026-11-19");
    let avenir = app.post(MLDS, &demain, &[("autres", "present")]).await;
    assert_eq!(avenir.statut, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(avenir.corps.contains("n’a pas encore eu lieu"), "{}", avenir.corps);

    // The file says what stands; who took it away is in the log of the dossier.
    let csv = app.get(CHEF, &format!("/groupes/{groupe}/presences.csv")).await;
    assert_eq!(csv.statut, StatusCode::OK);
    assert!(csv.corps.contains("2026-11-12;matin;DUVAL;Inès;absent excusé;"), "{}", csv.corps);
    assert_eq!(csv.corps.lines().count(), 3);
    let lectures = app.get(CHEF, &format!("/dossiers/{}/consultations", app.ici.dossier.id)).await.corps;
    assert!(lectures.contains("accueille un groupe du jeune"), "{lectures}");

    // Out of the group: the place is free, the register stays.
    let sortie =
        app.post(MLDS, &format!("/groupes/{groupe}/sorties"), &[("parcours", &id.to_string())]).await;
    assert_eq!(sortie.statut, StatusCode::SEE_OTHER, "{}", sortie.corps);
    let page = app.get(MLDS, &format!("/groupes/{groupe}")).await.corps;
    assert!(page.contains("1 libre") && page.contains("Inès DUVAL") && page.contains("noté"), "{page}");
    let encore =
        app.post(MLDS, &format!("/groupes/{groupe}/sorties"), &[("parcours", &id.to_string())]).await;
    assert_eq!(encore.statut, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn absence_in_a_row_is_said_where_it_can_be_acted_upon() {
    let app = TestApp::avec(|config| config.seuils.absences_de_suite = 2).await;
    let groupe = app.ici.dossier.groupe;
    let id = a_inscrire(&app).await;
    entrer(&app, id, groupe).await;
    let feuille = format!("/groupes/{groupe}/presences/{}", jour());
    let note = app.post(MLDS, &feuille, &[("autres", "absent")]).await;
    assert_eq!(note.statut, StatusCode::SEE_OTHER, "{}", note.corps);
    for chemin in [format!("/groupes/{groupe}"), format!("/parcours/{id}")] {
        let page = app.get(MLDS, &chemin).await.corps;
        assert!(page.contains("2\u{a0}demi-journées de suite sans excuse"), "{chemin}: {page}");
    }
    let corrige = app.post(MLDS, &feuille, &[("autres", "absent_excuse")]).await;
    assert_eq!(corrige.statut, StatusCode::SEE_OTHER);
    let page = app.get(MLDS, &format!("/groupes/{groupe}")).await.corps;
    assert!(!page.contains("de suite sans excuse"), "{page}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_sees_what_of_a_group() {
    let app = TestApp::new().await;
    let groupe = app.ici.dossier.groupe;
    let id = a_inscrire(&app).await;
    entrer(&app, id, groupe).await;
    let feuille = format!("/groupes/{groupe}/presences/{}", jour());
    for (qui, page, sheet, nom) in [
        (MLDS, StatusCode::OK, StatusCode::OK, true),
        (CHEF, StatusCode::OK, StatusCode::OK, true),
        (Role::ReferentDecrochage, StatusCode::OK, StatusCode::OK, true),
        // Of the same ZAP, and yet not one who keeps the register.
        (Role::ResponsableFoquale, StatusCode::OK, StatusCode::FORBIDDEN, false),
        (Role::ResponsablePsad, StatusCode::OK, StatusCode::FORBIDDEN, false),
        (Role::Saio, StatusCode::FORBIDDEN, StatusCode::FORBIDDEN, false),
    ] {
        let vue = app.get(qui, &format!("/groupes/{groupe}")).await;
        assert_eq!((vue.statut, vue.corps.contains("DUVAL")), (page, nom), "{qui:?}");
        assert_eq!(app.get(qui, &feuille).await.statut, sheet, "{qui:?}");
    }
    assert_eq!(app.post(CHEF, &feuille, &[("autres", "present")]).await.statut, StatusCode::FORBIDDEN);
    let loin = Personne::Ailleurs(MLDS);
    for chemin in [format!("/groupes/{groupe}"), feuille.clone(), format!("/groupes/{groupe}/modifier")] {
        assert_eq!(app.get(loin, &chemin).await.statut, StatusCode::NOT_FOUND, "{chemin}");
    }
    assert_eq!(app.post(loin, &feuille, &[("autres", "present")]).await.statut, StatusCode::NOT_FOUND);
    assert!(!app.get(loin, "/groupes").await.corps.contains(&groupe.to_string()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_group_is_opened_with_the_hours_of_its_fiche_and_changed_once_at_a_time() {
    let app = TestApp::new().await;
    let page = app.get(MLDS, "/groupes/nouveau").await.corps;
    let offerts = Catalogue::livre().tous().iter().filter(|fiche| fiche.par_groupes());
    for fiche in offerts {
        assert!(page.contains(&format!("<option value=\"{}\"", fiche.code)), "{}", fiche.code);
    }
    assert!(!page.contains("<option value=\"pafi\""));
    // Four mornings of four hours are sixteen, and the fiche asks for twenty-four.
    let court = app.post(MLDS, "/groupes", &paires(&formulaire("dipa", 4))).await;
    assert_eq!(court.statut, StatusCode::UNPROCESSABLE_ENTITY);
    let somme = "4\u{a0}h + 4\u{a0}h + 4\u{a0}h + 4\u{a0}h = 16\u{a0}h";
    assert!(court.corps.contains(somme) && court.corps.contains("en demande 24"), "{}", court.corps);
    assert!(court.corps.contains("value=\"Session d’hiver\""), "what was typed is kept");
    let ouvert = app.post(MLDS, "/groupes", &paires(&formulaire("dipa", 6))).await;
    assert_eq!(ouvert.statut, StatusCode::SEE_OTHER, "{}", ouvert.corps);
    let groupe = ouvert.vers().to_owned();
    let page = app.get(MLDS, &groupe).await.corps;
    assert!(page.contains("24\u{a0}h") && page.contains("Vacances ou fermeture, du 19"), "{page}");

    // What cannot be read is told beside its field, all at once.
    let mut faux = formulaire("paps", 4);
    faux.extend(
        [("mercredi_matin_lieu", "Gymnase"), ("periode_2_genre", "stage")].map(|(n, v)| (n.into(), v.into())),
    );
    faux.retain(|(nom, _)| nom != "places");
    let refuse = app.post(MLDS, "/groupes", &paires(&faux)).await;
    assert_eq!(refuse.statut, StatusCode::UNPROCESSABLE_ENTITY);
    for champ in ["places", "mercredi_matin_activite", "mercredi_matin_de", "periode_2_du"] {
        assert!(refuse.corps.contains(&format!("href=\"#groupe-{champ}\"")), "{champ}: {}", refuse.corps);
    }

    // What cannot be in a day is told at its cell: the afternoon begins before the morning is over.
    let mut chevauche = formulaire("dipa", 6);
    chevauche.extend(
        [("lundi_apres_midi_de", "13:00"), ("lundi_apres_midi_a", "15:00")]
            .map(|(n, v)| (n.into(), v.into())),
    );
    chevauche.push(("lundi_apres_midi_activite".to_owned(), "Atelier".to_owned()));
    let refuse = app.post(MLDS, "/groupes", &paires(&chevauche)).await;
    assert_eq!(refuse.statut, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refuse.corps.contains("href=\"#groupe-lundi_apres_midi_de\""), "{}", refuse.corps);
    assert!(refuse.corps.contains("value=\"Atelier\""), "what was typed is kept");

    let modifier = format!("{groupe}/modifier");
    let mut change = formulaire("dipa", 6);
    change.push(("version".to_owned(), "1".to_owned()));
    let fait = app.post(MLDS, &modifier, &paires(&change)).await;
    assert_eq!(fait.statut, StatusCode::SEE_OTHER, "{}", fait.corps);
    let tard = app.post(MLDS, &modifier, &paires(&change)).await;
    assert_eq!(tard.statut, StatusCode::CONFLICT);
    assert!(tard.corps.contains("entre-temps") && tard.corps.contains("Session d’hiver"));
    assert!(tard.corps.contains("name=\"version\" value=\"2\""), "the next try is on what is there");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_rules_of_the_register_hold_from_the_store_to_the_parcours() {
    let app = TestApp::new().await;
    let groupe = app.ici.dossier.groupe;
    let id = a_inscrire(&app).await;
    entrer(&app, id, groupe).await;
    let feuille = format!("/groupes/{groupe}/presences/{}", jour());
    app.post(MLDS, &feuille, &[("autres", "present")]).await;
    let perimetre = app.perimetre(MLDS).await;
    let lu = parcours::lire(app.app.store().read(), &perimetre, id).await.unwrap().unwrap();
    let presences = groupe::de_parcours(app.app.store().read(), &lu).await.unwrap();
    let dites: Vec<_> = presences.iter().map(|p| (p.moment, p.etat)).collect();
    assert_eq!(dites, [(Moment::Matin, EtatPresence::Present), (Moment::ApresMidi, EtatPresence::Present)]);
    // The parcours goes to its end with what the fiche asks for, without a week typed anywhere.
    for (code, le) in [("debut", "2026-11-12"), ("fin", "2026-12-18")] {
        app.post(MLDS, &format!("/parcours/{id}/dates"), &[("code", code), ("le", le)]).await;
    }
    // The family says no: the way on is closed, and the page says what would open it.
    let accord = format!("/parcours/{id}/saisies");
    app.post(MLDS, &accord, &[("code", "accord"), ("valeur", "refus")]).await;
    let suite = app.post(MLDS, &format!("/parcours/{id}/etapes"), &[("vers", "session")]).await;
    assert_eq!(suite.statut, StatusCode::UNPROCESSABLE_ENTITY, "{}", suite.corps);
    let page = app.get(MLDS, &format!("/parcours/{id}")).await.corps;
    assert!(page.contains("suit seulement quand") && !page.contains("value=\"session\""), "{page}");
    app.post(MLDS, &accord, &[("code", "accord"), ("valeur", "accord")]).await;
    let suite = app.post(MLDS, &format!("/parcours/{id}/etapes"), &[("vers", "session")]).await;
    assert_eq!(suite.statut, StatusCode::SEE_OTHER, "{}", suite.corps);
    // Somebody who stops leaves the group.
    let arret = app.post(MLDS, &format!("/parcours/{id}/arreter"), &[("issue", "interrompu")]).await;
    assert_eq!(arret.statut, StatusCode::SEE_OTHER, "{}", arret.corps);
    let lu = groupe::lire(app.app.store().read(), &perimetre, groupe).await.unwrap().unwrap();
    assert_eq!(lu.libres(), 1);
}

/// The register of a session stayed outside when its first or last day was moved.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_was_moved_away_from_its_register() {
    let app = TestApp::new().await;
    let groupe = app.ici.dossier.groupe;
    let id = a_inscrire(&app).await;
    entrer(&app, id, groupe).await;
    let feuille = format!("/groupes/{groupe}/presences/{}", jour());
    let notee = app.post(MLDS, &feuille, &[("autres", "present")]).await;
    assert_eq!(notee.statut, StatusCode::SEE_OTHER, "{}", notee.corps);
    let modifier = format!("/groupes/{groupe}/modifier");
    let change = |du: &str, au: &str| {
        let mut champs = formulaire("paps", 4);
        champs.retain(|(nom, _)| !nom.starts_with("periode_") && nom != "du" && nom != "au");
        champs.extend([("version", "1"), ("du", du), ("au", au)].map(|(n, v)| (n.to_owned(), v.to_owned())));
        champs
    };
    for (du, au, champ) in [("2026-11-30", "2026-12-18", "du"), ("2026-11-02", "2026-11-10", "au")] {
        let refus = app.post(MLDS, &modifier, &paires(&change(du, au))).await;
        assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY, "{du} {au}");
        let page = refus.corps.replace(['\u{a0}', '\u{202f}'], " ");
        let pres = page.split(&format!("id=\"groupe-{champ}-erreur\"")).nth(1).unwrap_or_default();
        assert!(
            pres.split("</p>").next().unwrap().contains("Des présences sont notées au registre"),
            "{du} {au}"
        );
        assert!(page.contains(du) && page.contains(au), "what was typed stays");
    }
    let fait = app.post(MLDS, &modifier, &paires(&change("2026-11-10", "2026-12-18"))).await;
    assert_eq!(fait.statut, StatusCode::SEE_OTHER, "{}", fait.corps);
}
