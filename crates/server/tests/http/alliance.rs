//! An alliance from inside: nobody sees anything before they sign the charter, and each reads what is shared with them and no more.

use axum::http::{Method, StatusCode};
use raccroche_domain::{droits::Role, parcours::EtatParcours};
use raccroche_server::routes;
use raccroche_store::{acces, parcours};
use uuid::Uuid;

use crate::{
    app::{Dossier, Personne, Reponse, TestApp},
    droits::remplir,
};

const REFERENT: Role = Role::ReferentDecrochage;
const MISSION: Personne = Personne::Ailleurs(Role::ConseillerMissionLocale);
const PSY: Personne = Personne::Ailleurs(Role::PsyEn);
/// Only the journal and those who were let in know the step under way.
const ETAPE: &str = "Faire signer la charte";
const SECRET: &str = "La mère est joignable le matin";
const THEME: &str = "coéducation et lien avec la famille";

/// An alliance that waits for its charter, and in which a mission locale and a psychologist of another territory take part.
struct Alliance {
    app: TestApp,
    id: Uuid,
    page: String,
}

impl Alliance {
    async fn nouvelle() -> Self {
        let app = TestApp::new().await;
        let chemin = format!("/dossiers/{}/parcours", app.ici.dossier.id);
        let ouvert = app.post(REFERENT, &chemin, &[("dispositif", "alliance_educative")]).await;
        assert_eq!(ouvert.statut, StatusCode::SEE_OTHER, "{}", ouvert.corps);
        let page = ouvert.vers().to_owned();
        let id = page.rsplit('/').next().unwrap().parse().unwrap();
        let alliance = Self { app, id, page };
        alliance.faire(REFERENT, "dates", &[("code", "demande"), ("le", "2026-11-10")]).await;
        alliance.faire(REFERENT, "reunions", &[("le", "2026-11-11")]).await;
        alliance.faire(REFERENT, "etapes", &[("vers", "charte")]).await;
        alliance.associer("partenaire", "Lola de la mission locale", MISSION).await;
        alliance.associer("psy_en", "Noé du CIO", PSY).await;
        alliance
    }

    /// The same, its charter made.
    async fn a_signer() -> Self {
        let alliance = Self::nouvelle().await;
        alliance.faire(REFERENT, "documents", &[("modele", "charte_deontologie")]).await;
        alliance
    }

    async fn associer(&self, acteur: &str, nom: &str, qui: Personne) {
        let organisation = self.app.perimetre(qui).await.organisation().id.to_string();
        let champs = [("acteur", acteur), ("nom", nom), ("organisation", organisation.as_str())];
        self.faire(REFERENT, "parties", &champs).await;
    }

    async fn poster(&self, qui: impl Into<Personne>, fin: &str, champs: &[(&str, &str)]) -> Reponse {
        self.app.post(qui, &format!("{}/{fin}", self.page), champs).await
    }

    async fn faire(&self, qui: impl Into<Personne>, fin: &str, champs: &[(&str, &str)]) {
        let reponse = self.poster(qui, fin, champs).await;
        assert_eq!(reponse.statut, StatusCode::SEE_OTHER, "{fin} {champs:?}: {}", reponse.corps);
    }

    async fn voir(&self, qui: impl Into<Personne>) -> String {
        let page = self.app.get(qui, &self.page).await;
        assert_eq!(page.statut, StatusCode::OK);
        page.corps
    }

    async fn etat(&self) -> EtatParcours {
        let perimetre = self.app.perimetre(REFERENT).await;
        parcours::lire(self.app.app.store().read(), &perimetre, self.id).await.unwrap().unwrap().suivi.etat
    }

    async fn partie(&self, nom: &str) -> String {
        let etat = self.etat().await;
        etat.presents().find(|partie| partie.nom.contains(nom)).unwrap().id.to_string()
    }

    async fn partager(&self, qui: impl Into<Personne>, texte: &str, lecteurs: &[&str]) -> Reponse {
        let mut champs = vec![("theme", THEME), ("texte", texte)];
        champs.extend(lecteurs.iter().map(|lecteur| ("lecteurs", *lecteur)));
        self.poster(qui, "informations", &champs).await
    }

    /// A dossier of the harness in which the parcours is this one: what stands for the parts of an address.
    fn dossier(&self) -> Dossier {
        Dossier { parcours: self.id, ..self.app.ici.dossier.clone() }
    }
}

/// Every route of a parcours, by the pages and by the API, tried by somebody whom the charter keeps out.
async fn rien_ne_s_ouvre(alliance: &Alliance, qui: Personne, role: Role) {
    let dossier = alliance.dossier();
    let avant = alliance.etat().await;
    let document = avant.documents.first().map(|document| document.id);
    let mut essayees = 0;
    for route in routes() {
        let du_parcours = route.chemin.contains("/parcours/{id}")
            && !route.chemin.ends_with("/charte")
            && route.acces.admet(role);
        if !du_parcours || route.chemin == "/parcours/{id}" {
            continue;
        }
        let mut chemin = remplir(&alliance.app, route.chemin, &dossier);
        if let Some(document) = document.filter(|_| route.methode == Method::POST) {
            chemin = chemin.replace(&Uuid::nil().to_string(), &document.to_string());
        }
        let formulaires: [&[(&str, &str)]; 2] = [
            &[],
            &[
                ("code", "demande"),
                ("le", "2026-11-10"),
                ("theme", THEME),
                ("texte", "x"),
                ("lecteurs", "conduite"),
            ],
        ];
        for form in formulaires {
            let reponse = alliance.app.demander(qui, route.methode.clone(), &chemin, form).await;
            assert_eq!(
                reponse.statut,
                StatusCode::NOT_FOUND,
                "{} {chemin} {form:?}: {}",
                route.methode,
                reponse.corps
            );
            essayees += 1;
        }
    }
    assert!(essayees > 30, "{essayees} requests only");
    assert_eq!(alliance.etat().await, avant, "nothing was written");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_member_sees_nothing_before_they_sign_and_the_parcours_once_they_have() {
    let alliance = Alliance::nouvelle().await;
    let page = alliance.voir(MISSION).await;
    assert!(page.contains("DUVAL") && page.contains("pas encore prête"), "{page}");
    alliance.faire(REFERENT, "documents", &[("modele", "charte_deontologie")]).await;
    alliance.faire(REFERENT, "documents", &[("modele", "bilan")]).await;
    let page = alliance.voir(MISSION).await;
    assert!(page.contains("Je m’engage"), "{page}");
    for tu in [ETAPE, "Noé du CIO", "Qui participe", "Bilan", "/documents\""] {
        assert!(!page.contains(tu), "« {tu} » is shown before the charter: {page}");
    }
    // Neither the step in the list, nor anything by the API.
    let liste = alliance.app.get(MISSION, "/parcours").await.corps;
    assert!(
        liste.contains(&alliance.page) && liste.contains("charte à signer") && !liste.contains(ETAPE),
        "{liste}"
    );
    let api = alliance.app.demander(MISSION, Method::GET, "/api/v1/parcours", &[]).await;
    assert!(!api.corps.contains(&alliance.id.to_string()), "{}", api.corps);
    let vu = alliance.app.demander(MISSION, Method::GET, &format!("/api/v1{}", alliance.page), &[]).await;
    assert_eq!(vu.statut, StatusCode::NOT_FOUND);
    // The charter opens, no other document does.
    let etat = alliance.etat().await;
    let (charte, bilan) = (etat.documents[0].id, etat.documents[1].id);
    let pdf = alliance.app.get(MISSION, &format!("{}/documents/{charte}", alliance.page)).await;
    assert!(pdf.octets.starts_with(b"%PDF-"), "{}", pdf.statut);
    let lue = alliance.app.get(MISSION, &format!("{}/pages/{charte}", alliance.page)).await;
    assert!(lue.corps.contains("Page 1 sur") && !lue.corps.contains("rc-signatures"), "{}", lue.corps);
    let image = alliance.app.get(MISSION, &format!("{}/pages/{charte}/1", alliance.page)).await;
    assert!(image.octets.starts_with(b"\x89PNG"), "{}", image.statut);
    for chemin in [
        format!("{}/documents/{bilan}", alliance.page),
        format!("{}/pages/{bilan}", alliance.page),
        format!("{}/pages/{bilan}/1", alliance.page),
        format!("/api/v1{}/documents/{charte}", alliance.page),
    ] {
        let refus = alliance.app.demander(MISSION, Method::GET, &chemin, &[]).await;
        assert_eq!(refus.statut, StatusCode::NOT_FOUND, "{chemin}");
    }
    rien_ne_s_ouvre(&alliance, MISSION, Role::ConseillerMissionLocale).await;

    alliance.faire(MISSION, "charte", &[]).await;
    let page = alliance.voir(MISSION).await;
    assert!(page.contains(ETAPE) && page.contains("Noé du CIO"), "{page}");
    assert!(alliance.app.get(MISSION, "/parcours").await.corps.contains(ETAPE));
    let vu = alliance.app.demander(MISSION, Method::GET, &format!("/api/v1{}", alliance.page), &[]).await;
    assert_eq!(vu.statut, StatusCode::OK);
    // Signing again changes nothing; the other member is still outside.
    let avant = alliance.etat().await;
    alliance.faire(MISSION, "charte", &[]).await;
    assert_eq!(alliance.etat().await, avant);
    assert!(!alliance.voir(PSY).await.contains(ETAPE));
    let dit = alliance.app.get(REFERENT, &format!("/dossiers/{}", alliance.app.ici.dossier.id)).await.corps;
    assert!(dit.contains("s’engage à respecter la charte"), "{dit}");
    let lectures =
        acces::of_dossier(alliance.app.app.store().read(), alliance.app.ici.dossier.id, 200).await.unwrap();
    assert!(lectures.iter().any(|acces| acces.action == "charte"), "what was seen of it is logged");

    // Removed, nothing is left; added again, the charter is signed again.
    let partie = alliance.partie("Lola").await;
    alliance.faire(REFERENT, "parties/retirer", &[("partie", &partie)]).await;
    assert_eq!(alliance.app.get(MISSION, &alliance.page).await.statut, StatusCode::NOT_FOUND);
    assert_eq!(alliance.poster(MISSION, "charte", &[]).await.statut, StatusCode::NOT_FOUND);
    alliance.associer("partenaire", "Lola, revenue", MISSION).await;
    let page = alliance.voir(MISSION).await;
    assert!(page.contains("Je m’engage") && !page.contains(ETAPE), "{page}");
    rien_ne_s_ouvre(&alliance, MISSION, Role::ConseillerMissionLocale).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_step_waits_for_each_member_and_paper_is_noted_by_who_conducts() {
    let alliance = Box::pin(Alliance::a_signer()).await;
    alliance.faire(REFERENT, "parties", &[("acteur", "tuteur"), ("nom", "Sacha Roy")]).await;
    alliance.faire(REFERENT, "parties", &[("acteur", "representant_legal"), ("nom", "Claire Duval")]).await;
    let (sacha, claire) = (alliance.partie("Sacha").await, alliance.partie("Claire").await);
    for qui in [MISSION, PSY] {
        alliance.faire(qui, "charte", &[]).await;
    }
    let attend = alliance.poster(REFERENT, "etapes", &[("vers", "diagnostic")]).await;
    assert_eq!(attend.statut, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(attend.corps.contains("l’engagement de Sacha Roy"), "{}", attend.corps);
    // Nobody signs for somebody else, but who conducts, for who has no account.
    let lola = alliance.partie("Lola").await;
    for (qui, partie) in [(MISSION, &sacha), (Personne::Ici(REFERENT), &lola)] {
        let refus = alliance.poster(qui, "charte", &[("partie", partie)]).await;
        assert_eq!(refus.statut, StatusCode::FORBIDDEN, "{qui:?}");
    }
    for partie in [claire.as_str(), "00000000-0000-4000-8000-000000000000", "x"] {
        let refus = alliance.poster(REFERENT, "charte", &[("partie", partie)]).await;
        assert_eq!(refus.statut, StatusCode::NOT_FOUND, "{partie}");
    }
    alliance.faire(REFERENT, "charte", &[("partie", &sacha)]).await;
    alliance.faire(REFERENT, "etapes", &[("vers", "diagnostic")]).await;
    let etat = alliance.etat().await;
    assert_eq!((etat.etape.as_str(), etat.chartes.len()), ("diagnostic", 3));
    let chemin = format!("{}/documents/{}", alliance.page, etat.documents[0].id);
    let (texte, _) = crate::papiers::lu(&alliance.app.get(REFERENT, &chemin).await);
    assert!(texte.contains("Sacha Roy") && texte.contains("sur papier"), "{texte}");
    // A dispositif without a charter has none to sign.
    let pafi = format!("/parcours/{}", alliance.app.ici.dossier.parcours);
    for fin in ["charte", "informations"] {
        let refus = alliance.app.post(REFERENT, &format!("{pafi}/{fin}"), &[]).await;
        assert_eq!(refus.statut, StatusCode::NOT_FOUND, "{fin}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_reads_what_is_shared_with_them_and_nothing_else() {
    let alliance = Box::pin(Alliance::a_signer()).await;
    for qui in [MISSION, PSY] {
        alliance.faire(qui, "charte", &[]).await;
    }
    alliance.faire(REFERENT, "parties", &[("acteur", "representant_legal"), ("nom", "Claire Duval")]).await;
    let (noe, claire) = (alliance.partie("Noé").await, alliance.partie("Claire").await);
    // What is wrong comes back with what was typed.
    for (texte, lecteurs, dit) in [
        ("", vec![noe.as_str()], "Écrivez ce que vous partagez"),
        (SECRET, vec![], "Cochez au moins une personne"),
        (&"x".repeat(501), vec![noe.as_str()], "C’est trop long"),
    ] {
        let refus = alliance.partager(MISSION, texte, &lecteurs).await;
        assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refus.corps.contains(dit), "{dit}: {}", refus.corps);
    }
    let famille = alliance.partager(MISSION, SECRET, &[&claire]).await;
    assert_eq!(famille.statut, StatusCode::NOT_FOUND, "the family is never offered");
    assert_eq!(alliance.partager(MISSION, SECRET, &[&noe]).await.statut, StatusCode::SEE_OTHER);

    let page = alliance.voir(MISSION).await;
    assert!(page.contains(SECRET) && page.contains("Retirer cette information"), "{page}");
    let page = alliance.voir(PSY).await;
    assert!(
        page.contains(SECRET) && page.contains("Lu par") && !page.contains("Retirer cette information"),
        "{page}"
    );
    // A program reads what its person reads, with the readers, and leaves the same trace.
    let partagees = format!("/api/v1{}/informations", alliance.page);
    let lues = alliance.app.demander(PSY, Method::GET, &partagees, &[]).await.json();
    assert_eq!(lues["elements"].as_array().map(Vec::len), Some(1), "{lues}");
    let lue = &lues["elements"][0];
    assert_eq!((lue["texte"].as_str(), lue["theme"].as_str()), (Some(SECRET), Some(THEME)));
    assert_eq!((lue["lecteurs"][0].as_str(), lue["conduite"].as_bool()), (Some(noe.as_str()), Some(false)));
    let conduite = alliance.app.demander(Personne::Ici(REFERENT), Method::GET, &partagees, &[]).await;
    assert_eq!(conduite.statut, StatusCode::OK, "{}", conduite.corps);
    assert_eq!(conduite.json()["elements"].as_array().map(Vec::len), Some(0), "{}", conduite.corps);
    // Whoever conducts was not ticked, has not signed, and reads neither text nor theme, here or in the journal.
    let titre = "Coéducation et lien avec la famille";
    for chemin in [alliance.page.clone(), format!("/dossiers/{}", alliance.app.ici.dossier.id)] {
        let page = alliance.app.get(REFERENT, &chemin).await.corps;
        assert!(!page.contains(SECRET) && !page.contains(&format!("<h3>{titre}")), "{chemin}: {page}");
    }
    for qui in [Personne::Ici(REFERENT), MISSION, PSY] {
        let api = alliance.app.demander(qui, Method::GET, &format!("/api/v1{}", alliance.page), &[]).await;
        assert!(api.statut == StatusCode::OK && !api.corps.contains(SECRET), "{qui:?}: {}", api.corps);
    }
    let journal = format!("/api/v1/dossiers/{}/journal", alliance.app.ici.dossier.id);
    let journal = alliance.app.demander(Personne::Ici(REFERENT), Method::GET, &journal, &[]).await.corps;
    assert!(journal.contains("information_partagee"), "{journal}");
    assert!(
        !journal.contains(THEME) && !journal.contains("lecteurs") && !journal.contains(SECRET),
        "{journal}"
    );
    // Signed, the team reads what is for the team, and only that.
    let refus = alliance.partager(REFERENT, "Pas encore", &["conduite"]).await;
    assert!(refus.corps.contains("Signez d’abord la charte"), "{}", refus.corps);
    let equipe = "<b>Rendez-vous</b> au CIO jeudi";
    assert_eq!(alliance.partager(PSY, equipe, &["conduite"]).await.statut, StatusCode::SEE_OTHER);
    assert!(!alliance.voir(REFERENT).await.contains("au CIO jeudi"));
    alliance.faire(REFERENT, "charte", &[]).await;
    let page = alliance.voir(REFERENT).await;
    assert!(
        page.contains("&#60;b&#62;Rendez-vous") && !page.contains("<b>Rendez-vous") && !page.contains(SECRET),
        "{page}"
    );
    assert!(!alliance.voir(MISSION).await.contains("au CIO jeudi"));
    let lectures =
        acces::of_dossier(alliance.app.app.store().read(), alliance.app.ici.dossier.id, 200).await.unwrap();
    assert!(lectures.iter().any(|acces| acces.action == "information"), "what was read is logged");

    // Only its author takes it back, and it is gone for all.
    let information = alliance.etat().await.informations[0].id;
    let retrait = format!("informations/{information}/retirer");
    for qui in [PSY, Personne::Ici(REFERENT), Personne::Ailleurs(Role::ReferentDecrochage)] {
        assert_eq!(alliance.poster(qui, &retrait, &[]).await.statut, StatusCode::NOT_FOUND, "{qui:?}");
    }
    let ailleurs = format!("/parcours/{}/{retrait}", alliance.app.ici.dossier.parcours);
    assert_eq!(alliance.app.post(MISSION, &ailleurs, &[]).await.statut, StatusCode::NOT_FOUND);
    // A reader who was removed reads no more, nor does one who comes back: they were ticked as they were.
    alliance.faire(REFERENT, "parties/retirer", &[("partie", &noe)]).await;
    alliance.associer("psy_en", "Noé, revenu", PSY).await;
    alliance.faire(PSY, "charte", &[]).await;
    let page = alliance.voir(PSY).await;
    assert!(page.contains(ETAPE) && !page.contains(SECRET), "{page}");
    alliance.faire(MISSION, &retrait, &[]).await;
    assert!(!alliance.voir(MISSION).await.contains(SECRET));
    assert_eq!(alliance.etat().await.informations.len(), 1);
}
