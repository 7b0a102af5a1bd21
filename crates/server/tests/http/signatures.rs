//! Signing by a link: what leaves, what the link says before the code, what it opens after, and all that closes it.

mod adresses;

use std::fmt::Write as _;

use axum::http::{Method, StatusCode};
use chrono::TimeDelta;
use raccroche_documents::modeles::{Cadre, PafiContrat, Remplir as _};
use raccroche_domain::{
    dispositif::{Acteur, Catalogue, Dispositif, ModeleDocument},
    droits::Role,
    parcours::{EtatParcours, EvenementParcours, MoyenSignature, ReponseSignature},
};
use raccroche_store::{Perimetre, Writer, acces, contact, dossier, parcours};
use uuid::Uuid;

use crate::app::{Personne, Reponse, TestApp};

const REFERENT: Role = Role::ReferentDecrochage;
/// Signed by two people without an account, and by nobody else.
const MODELE: ModeleDocument = ModeleDocument::BilanCroise;

fn fiche() -> &'static Dispositif {
    Catalogue::livre().get("clause_sociale").unwrap()
}

/// A document that waits for a tutor, then for somebody who teaches.
pub(crate) struct Scene {
    pub(crate) app: TestApp,
    parcours: Uuid,
    document: Uuid,
    pub(crate) tuteur: Uuid,
    pub(crate) enseignant: Uuid,
}

/// Somebody who opened their link, with the cookies of their browser.
pub(crate) struct Porteur<'a> {
    scene: &'a Scene,
    pub(crate) base: String,
    cookie: Option<String>,
}

impl Scene {
    pub(crate) async fn new() -> Self {
        Self::avec(TestApp::new().await).await
    }

    async fn avec(app: TestApp) -> Self {
        let (perimetre, writer) = Self::ecrire(&app).await;
        let seuils = &app.app.config().seuils;
        let parcours =
            parcours::ouvrir(&writer, &perimetre, app.ici.dossier.id, fiche(), seuils).await.unwrap();
        let [tuteur, enseignant] = [writer.new_id(), writer.new_id()];
        for (id, acteur, nom) in
            [(tuteur, Acteur::Tuteur, "Sacha ROY"), (enseignant, Acteur::ReferentPedagogique, "Claire PETIT")]
        {
            let nom = nom.to_owned();
            let ajoutee = EvenementParcours::PartieAjoutee { id, acteur, nom, organisation: None };
            parcours::inscrire(&writer, &perimetre, parcours, None, ajoutee, fiche(), seuils).await.unwrap();
        }
        let document = etablir(&app, &writer, &perimetre, parcours).await;
        writer.commit().await.unwrap();
        Self { app, parcours, document, tuteur, enseignant }
    }

    /// The page of the parcours.
    pub(crate) fn page(&self) -> String {
        format!("/parcours/{}", self.parcours)
    }

    /// The PDF of the document.
    pub(crate) fn document(&self) -> String {
        format!("{}/documents/{}", self.page(), self.document)
    }

    async fn ecrire(app: &TestApp) -> (Perimetre, Writer) {
        let perimetre = app.perimetre(REFERENT).await;
        (perimetre, app.app.store().write(app.app.horloge().maintenant()).await.unwrap())
    }

    /// A newer version takes the place of the document.
    pub(crate) async fn remplacer(&self) {
        let (perimetre, writer) = Self::ecrire(&self.app).await;
        etablir(&self.app, &writer, &perimetre, self.parcours).await;
        writer.commit().await.unwrap();
    }

    async fn post(&self, fin: &str, champs: &[(&str, &str)]) -> Reponse {
        self.app.post(REFERENT, &format!("/parcours/{}/{fin}", self.parcours), champs).await
    }

    async fn demander(&self, partie: Uuid, adresse: &str) -> Reponse {
        let champs = [("partie", partie.to_string()), ("adresse", adresse.to_owned())];
        let champs: Vec<(&str, &str)> = champs.iter().map(|(nom, valeur)| (*nom, valeur.as_str())).collect();
        self.post(&format!("documents/{}/liens", self.document), &champs).await
    }

    /// Has a link sent, and opens it from the mail.
    pub(crate) async fn inviter(&self, partie: Uuid) -> Porteur<'_> {
        let reponse = self.demander(partie, "claire.petit@courriel.example").await;
        assert_eq!(reponse.statut, StatusCode::SEE_OTHER, "{}", reponse.corps);
        let courriel = self.dernier_courriel();
        let jeton: String = courriel
            .split("/signer/")
            .nth(1)
            .unwrap()
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || *c == '-')
            .collect();
        Porteur { scene: self, base: format!("/signer/{jeton}"), cookie: None }
    }

    /// Has a link sent, and gives its code.
    pub(crate) async fn faire_entrer(&self, partie: Uuid) -> Porteur<'_> {
        let mut porteur = self.inviter(partie).await;
        porteur.demander_un_code().await;
        let code = self.code();
        assert_eq!(porteur.donner(&code).await.statut, StatusCode::SEE_OTHER);
        porteur
    }

    /// The mail that left last: names of files are random, and each mail was read before the next one.
    fn dernier_courriel(&self) -> String {
        let courriels = self.app.courriels();
        let dossier = self.app.dossier_de_donnees.path().join("courriels");
        for fichier in std::fs::read_dir(dossier).unwrap() {
            let fichier = fichier.unwrap().path();
            if fichier.extension().is_some_and(|fin| fin == "eml") {
                std::fs::rename(&fichier, fichier.with_extension("lu")).unwrap();
            }
        }
        assert_eq!(courriels.len(), 1, "one mail at a time");
        lisible(&courriels[0])
    }

    fn code(&self) -> String {
        let courriel = self.dernier_courriel();
        let apres = courriel.split("pour signer\u{a0}: ").nth(1).unwrap();
        let code: String = apres.chars().take_while(char::is_ascii_digit).collect();
        assert_eq!(code.len(), 6, "{courriel}");
        code
    }

    pub(crate) async fn etat(&self) -> EtatParcours {
        let perimetre = self.app.perimetre(REFERENT).await;
        let lu = parcours::lire(self.app.app.store().read(), &perimetre, self.parcours).await.unwrap();
        lu.unwrap().suivi.etat
    }

    /// How a party answered, when it did.
    async fn reponse_de(&self, partie: Uuid) -> Option<ReponseSignature> {
        let etat = self.etat().await;
        let document = etat.documents.iter().find(|document| document.id == self.document).unwrap();
        document.signatures.iter().find(|signature| signature.partie == partie).map(|s| s.reponse)
    }

    pub(crate) async fn journal(&self) -> Vec<(String, String)> {
        let perimetre = self.app.perimetre(REFERENT).await;
        let reader = self.app.app.store().read();
        let journal = dossier::journal(reader, &perimetre, self.app.ici.dossier.id, None).await.unwrap();
        journal.into_iter().map(|lue| (lue.auteur_nom.clone(), lue.entree.evenement.phrase())).collect()
    }
}

impl Porteur<'_> {
    pub(crate) async fn demander(&self, methode: Method, chemin: &str, champs: &[(&str, &str)]) -> Reponse {
        let reponse = self.scene.app.envoyer(self.cookie.as_deref(), methode, chemin, champs).await;
        assert_eq!(reponse.entete("referrer-policy"), referent(&reponse), "{chemin}");
        reponse
    }

    pub(crate) async fn page(&self) -> Reponse {
        self.demander(Method::GET, &self.base, &[]).await
    }

    pub(crate) async fn pdf(&self) -> Reponse {
        self.demander(Method::GET, &format!("{}/document", self.base), &[]).await
    }

    async fn demander_un_code(&self) {
        let reponse = self.demander(Method::POST, &format!("{}/code", self.base), &[]).await;
        assert_eq!((reponse.statut, reponse.vers()), (StatusCode::SEE_OTHER, self.base.as_str()));
    }

    async fn donner(&mut self, code: &str) -> Reponse {
        let chemin = format!("{}/preuve", self.base);
        let reponse = self.demander(Method::POST, &chemin, &[("code", code)]).await;
        if let Some(cookie) = reponse.entete("set-cookie").split(';').next().filter(|c| !c.is_empty()) {
            self.cookie = Some(cookie.to_owned());
        }
        reponse
    }

    pub(crate) async fn repondre(&self, champs: &[(&str, &str)]) -> Reponse {
        self.demander(Method::POST, &self.base, champs).await
    }
}

/// Pages behind a link tell nobody where they are; what only sends elsewhere keeps the ordinary header.
fn referent(reponse: &Reponse) -> &'static str {
    if reponse.statut == StatusCode::SEE_OTHER { "same-origin" } else { "no-referrer" }
}

async fn etablir(app: &TestApp, writer: &Writer, perimetre: &Perimetre, parcours: Uuid) -> Uuid {
    let contenu = serde_json::to_vec(&PafiContrat::default().remplir(&Cadre::default())).unwrap();
    let seuils = &app.app.config().seuils;
    parcours::etablir(writer, perimetre, parcours, MODELE, &contenu, fiche(), seuils).await.unwrap()
}

/// A mail in which lines are whole and letters are themselves (quoted-printable undone).
pub(crate) fn lisible(courriel: &str) -> String {
    let plein = courriel.replace("=\r\n", "");
    let mut octets = Vec::new();
    let mut reste = plein.as_bytes();
    while let [premier, suite @ ..] = reste {
        let code = (*premier == b'=')
            .then(|| suite.get(..2).and_then(|deux| std::str::from_utf8(deux).ok()))
            .flatten()
            .and_then(|deux| u8::from_str_radix(deux, 16).ok());
        reste = if let Some(octet) = code {
            octets.push(octet);
            &suite[2..]
        } else {
            octets.push(*premier);
            suite
        };
    }
    String::from_utf8_lossy(&octets).into_owned()
}

fn autre(code: &str) -> String {
    let mut chiffres: Vec<char> = code.chars().collect();
    chiffres[0] = if chiffres[0] == '9' { '0' } else { '9' };
    chiffres.into_iter().collect()
}

/// What a link says to whoever finds it.
fn discret(page: &Reponse) {
    for secret in ["DUVAL", "Inès", "Sacha", "ROY", "PETIT", "Claire", "courriel.example", "ilan"] {
        assert!(!page.corps.contains(secret), "{secret}: {}", page.corps);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_people_without_an_account_sign_and_the_last_one_seals() {
    let scene = Scene::new().await;
    let tot = scene.demander(scene.enseignant, "claire@courriel.example").await;
    assert_eq!(tot.statut, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(tot.corps.contains("Sacha ROY signe d’abord"), "nobody is asked before their turn");
    assert!(scene.app.courriels().is_empty());

    let mut tuteur = scene.inviter(scene.tuteur).await;
    let page = tuteur.page().await;
    assert_eq!((page.statut, page.entete("x-robots-tag")), (StatusCode::OK, "noindex, nofollow"));
    assert!(page.corps.contains("Recevoir mon code"), "{}", page.corps);
    discret(&page);
    assert_eq!(tuteur.pdf().await.vers(), tuteur.base, "no document without the code");
    tuteur.demander_un_code().await;
    let code = scene.code();
    let page = tuteur.page().await;
    assert!(page.corps.contains("Votre code") && page.corps.contains("one-time-code"));
    discret(&page);
    let court = tuteur.donner("12").await;
    assert!(court.corps.contains("six chiffres"), "{}", court.corps);
    let faux = tuteur.donner(&autre(&code)).await;
    assert_eq!(faux.statut, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(faux.corps.contains("Il vous reste 4 essais"), "a slip of the finger is no try: {}", faux.corps);
    discret(&faux);
    let juste = tuteur.donner(&format!("{} {}", &code[..3], &code[3..])).await;
    let pose = juste.entete("set-cookie");
    for mot in ["signature=", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=1800"] {
        assert!(pose.contains(mot), "{pose}");
    }
    let page = tuteur.page().await;
    for mot in ["Inès DUVAL", "Sacha ROY, le tuteur", "Je signe", "Je ne signe pas", "Lire le document (PDF)"]
    {
        assert!(page.corps.contains(mot), "{mot} in {}", page.corps);
    }
    let empreinte = scene.etat().await.documents[0].empreinte.clone();
    assert!(page.corps.contains(&format!("{}…", &empreinte[..16])), "what is signed is said");
    let pdf = tuteur.pdf().await;
    assert!(pdf.octets.starts_with(b"%PDF-") && pdf.entete("cache-control").contains("no-store"));
    assert_eq!(tuteur.repondre(&[("reponse", "signer")]).await.statut, StatusCode::SEE_OTHER);
    let signee = Some(ReponseSignature::Signee(MoyenSignature::Lien));
    assert_eq!(scene.reponse_de(scene.tuteur).await, signee);
    // The proof is this browser's alone, and a code serves once.
    let mut ailleurs = Porteur { scene: &scene, base: tuteur.base.clone(), cookie: None };
    discret(&ailleurs.page().await);
    assert!(ailleurs.donner(&code).await.corps.contains("demandez-en un autre"));

    // Until the last one signs, a signature may be taken back.
    let page = tuteur.page().await;
    assert!(
        page.corps.contains("Vous avez signé le 12\u{a0}novembre")
            && page.corps.contains("Retirer ma signature")
    );
    tuteur.repondre(&[("reponse", "retirer")]).await;
    assert_eq!(scene.reponse_de(scene.tuteur).await, None);
    tuteur.repondre(&[("reponse", "signer")]).await;
    assert_eq!(scene.reponse_de(scene.tuteur).await, signee);

    let enseignant = scene.faire_entrer(scene.enseignant).await;
    enseignant.repondre(&[("reponse", "signer")]).await;
    let etat = scene.etat().await;
    let (_, scelle) = etat.documents[0].scelle.clone().expect("the last signature seals");
    let page = enseignant.page().await.corps;
    assert!(page.contains("Tout le monde a signé") && !page.contains("Je signe<"), "{page}");
    let copie = enseignant.pdf().await;
    assert_eq!(parcours::empreinte(&copie.octets), scelle, "each has a copy of what was sealed");
    // The referent sees it in the journal, the access log says who read.
    let journal = scene.journal().await;
    let dit =
        |auteur: &str, debut: &str| journal.iter().any(|(a, phrase)| a == auteur && phrase.contains(debut));
    assert!(dit("Sacha ROY", "a signé") && dit("Sacha ROY", "retire sa signature"), "{journal:#?}");
    assert!(dit("Claire PETIT", "a scellé"), "{journal:#?}");
    assert!(dit("Camille Nom-referent_decrochage.33", "un lien pour signer"), "{journal:#?}");
    let reader = scene.app.app.store().read();
    let traces = acces::search(reader, &acces::Filtre::default(), 0, 50).await.unwrap();
    let lues: Vec<_> = traces.iter().filter(|trace| trace.motif == "lien_de_signature").collect();
    assert_eq!(lues.len(), 2);
    assert!(lues.iter().any(|trace| trace.nom.as_deref() == Some("Sacha ROY") && trace.action == "document"));
    let vues = scene
        .app
        .get(Role::ResponsablePsad, &format!("/dossiers/{}/consultations", scene.app.ici.dossier.id))
        .await;
    assert!(
        vues.corps.contains("Sacha ROY") && vues.corps.contains("Sans compte, par un lien"),
        "{}",
        vues.corps
    );
    assert_eq!(dossier::journaux_rompus(reader).await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_wrong_codes_close_the_link_even_to_the_right_one() {
    let scene = Scene::new().await;
    let mut tuteur = scene.inviter(scene.tuteur).await;
    tuteur.demander_un_code().await;
    let mut code = scene.code();
    for restent in [4, 3] {
        let faux = tuteur.donner(&autre(&code)).await;
        assert!(faux.corps.contains(&format!("reste {restent} essai")), "{}", faux.corps);
    }
    // Another code is no way to have more tries.
    tuteur.demander_un_code().await;
    code = scene.code();
    for restent in [2, 1] {
        assert!(tuteur.donner(&autre(&code)).await.corps.contains(&format!("reste {restent} essai")));
    }
    let bloque = tuteur.donner(&autre(&code)).await;
    assert_eq!(bloque.statut, StatusCode::GONE);
    assert!(bloque.corps.contains("Ce lien est bloqué"), "{}", bloque.corps);
    let tard = tuteur.donner(&code).await;
    assert_eq!(tard.statut, StatusCode::GONE);
    assert_eq!(tuteur.cookie, None);
    assert_eq!(tuteur.page().await.statut, StatusCode::GONE);
    let demande = tuteur.demander(Method::POST, &format!("{}/code", tuteur.base), &[]).await;
    assert_eq!(demande.statut, StatusCode::GONE);
    let page = scene.app.get(REFERENT, &format!("/parcours/{}", scene.parcours)).await.corps;
    assert!(page.contains("trop de codes faux"), "whoever sent it is told");
    // Another link makes up for it.
    let tuteur = scene.faire_entrer(scene.tuteur).await;
    assert!(tuteur.page().await.corps.contains("Je signe"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn codes_and_proofs_grow_old() {
    let scene = Scene::new().await;
    let mut tuteur = scene.inviter(scene.tuteur).await;
    tuteur.demander_un_code().await;
    let code = scene.code();
    scene.app.avancer(TimeDelta::minutes(15));
    let vieux = tuteur.donner(&code).await;
    assert_eq!(vieux.statut, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(vieux.corps.contains("demandez-en un autre") && vieux.corps.contains("Recevoir mon code"));
    tuteur.demander_un_code().await;
    assert_eq!(tuteur.donner(&scene.code()).await.statut, StatusCode::SEE_OTHER);
    scene.app.avancer(TimeDelta::minutes(30));
    assert_eq!(tuteur.pdf().await.vers(), tuteur.base);
    assert_eq!(tuteur.repondre(&[("reponse", "signer")]).await.vers(), tuteur.base);
    assert_eq!(scene.reponse_de(scene.tuteur).await, None, "an old proof signs nothing");
    discret(&tuteur.page().await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_refuses_says_why_and_may_change_their_mind() {
    let scene = Scene::new().await;
    let tuteur = scene.faire_entrer(scene.tuteur).await;
    let sans = tuteur.repondre(&[("reponse", "refuser")]).await;
    assert_eq!(sans.statut, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(sans.corps.contains("Choisissez une réponse dans la liste"));
    assert!(sans.corps.contains("Je ne suis pas la personne concernée"), "in their own words");
    assert_eq!(
        tuteur.repondre(&[("reponse", "refuser"), ("motif", "dates")]).await.statut,
        StatusCode::SEE_OTHER
    );
    let page = tuteur.page().await.corps;
    assert!(page.contains("les dates ne conviennent pas") && page.contains("Je signe"), "{page}");
    let chez_le_referent = scene.app.get(REFERENT, &format!("/parcours/{}", scene.parcours)).await.corps;
    assert!(chez_le_referent.contains("refus\u{a0}: les dates ne conviennent pas"), "{chez_le_referent}");
    let journal = scene.journal().await;
    assert!(journal[0].1.starts_with("ne signe pas"), "{journal:?}");
    assert_eq!(journal[0].0, "Sacha ROY");
    tuteur.repondre(&[("reponse", "signer")]).await;
    assert_eq!(scene.reponse_de(scene.tuteur).await, Some(ReponseSignature::Signee(MoyenSignature::Lien)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_signs_from_an_account_may_refuse_there_too_and_say_why() {
    let scene = Scene::new().await;
    let ecole = scene.app.perimetre(REFERENT).await.organisation().id.to_string();
    let champs = [("acteur", "tuteur"), ("nom", "Alex MARTIN"), ("organisation", ecole.as_str())];
    assert_eq!(scene.post("parties", &champs).await.statut, StatusCode::SEE_OTHER);
    let chemin = format!("/parcours/{}", scene.parcours);
    let page = scene.app.get(REFERENT, &chemin).await.corps;
    let partie: String =
        page.split("id=\"refus-").nth(1).expect("a way to refuse").chars().take(36).collect();
    let signatures = format!("documents/{}/signatures", scene.document);
    let sans = scene.post(&signatures, &[("partie", &partie)]).await;
    assert_eq!(sans.statut, StatusCode::UNPROCESSABLE_ENTITY);
    let tiroir = sans.corps.split("id=\"refus-").nth(1).unwrap().split("</form>").next().unwrap();
    assert!(tiroir.contains("Choisissez la réponse"), "beside its own field: {tiroir}");
    let refus = scene.post(&signatures, &[("partie", &partie), ("reponse", "dates")]).await;
    assert_eq!(refus.statut, StatusCode::SEE_OTHER);
    let page = scene.app.get(REFERENT, &chemin).await.corps;
    assert!(page.contains("refus\u{a0}: les dates ne conviennent pas"), "{page}");
    assert!(page.contains(&format!("id=\"signer-{partie}\"")), "they may change their mind");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_that_closes_a_link_is_told_and_signs_nothing() {
    let scene = Scene::new().await;
    let (signer, signatures) = ([("reponse", "signer")], format!("documents/{}/signatures", scene.document));
    let papier = |partie: Uuid, reponse: &str| {
        [("partie", partie.to_string()), ("reponse", reponse.to_owned()), ("motif", "avis".to_owned())]
    };
    let noter = async |partie: Uuid, reponse: &str| {
        let champs = papier(partie, reponse);
        let champs: Vec<(&str, &str)> = champs.iter().map(|(nom, valeur)| (*nom, valeur.as_str())).collect();
        let reponse = scene.post(&signatures, &champs).await;
        assert_eq!(reponse.statut, StatusCode::SEE_OTHER, "{}", reponse.corps);
    };
    noter(scene.tuteur, "papier").await;
    let porteur = scene.faire_entrer(scene.enseignant).await;

    // Not their turn any more: the one before takes the signature back.
    let page = scene.app.get(REFERENT, &format!("/parcours/{}", scene.parcours)).await.corps;
    assert!(page.contains("Retirer cette signature"), "{page}");
    noter(scene.tuteur, "retrait").await;
    let page = porteur.page().await;
    assert_eq!(page.statut, StatusCode::OK);
    assert!(page.corps.contains("pas encore votre tour"), "{}", page.corps);
    discret(&page);
    assert!(porteur.repondre(&signer).await.corps.contains("pas encore votre tour"));
    assert!(porteur.pdf().await.corps.contains("pas encore votre tour"));
    noter(scene.tuteur, "papier").await;
    assert!(porteur.page().await.corps.contains("Je signe"), "it opens again");

    // Taken back.
    let champs = [("partie", scene.enseignant.to_string())];
    let champs: Vec<(&str, &str)> = champs.iter().map(|(nom, valeur)| (*nom, valeur.as_str())).collect();
    let retrait = format!("documents/{}/liens/retirer", scene.document);
    assert_eq!(scene.post(&retrait, &champs).await.statut, StatusCode::SEE_OTHER);
    let page = porteur.repondre(&signer).await;
    assert_eq!(page.statut, StatusCode::NOT_FOUND);
    assert!(page.corps.contains("Ce lien ne s’ouvre plus"), "{}", page.corps);
    let journal = scene.journal().await;
    assert!(journal[0].1.starts_with("a retiré le lien donné à Claire PETIT"), "{journal:?}");
    scene.post(&retrait, &champs).await;
    assert_eq!(scene.journal().await.len(), journal.len(), "nothing to take back: nothing is written");

    // Another link takes the place of the one before.
    let premier = scene.faire_entrer(scene.enseignant).await;
    let second = scene.faire_entrer(scene.enseignant).await;
    assert_eq!(premier.page().await.statut, StatusCode::NOT_FOUND);

    // Replaced.
    scene.remplacer().await;
    let page = second.repondre(&signer).await;
    assert_eq!(page.statut, StatusCode::GONE);
    assert!(page.corps.contains("Ce document a été remplacé"), "{}", page.corps);
    discret(&page);
    assert!(second.pdf().await.corps.contains("remplacé"), "nor is the old version read");

    // Removed.
    scene.post("parties/retirer", &champs).await;
    let page = second.page().await;
    assert_eq!(page.statut, StatusCode::GONE);
    assert!(page.corps.contains("Votre signature n’est plus demandée"), "{}", page.corps);
    assert_eq!(scene.reponse_de(scene.enseignant).await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sealed_without_them_or_over_there_is_nothing_to_sign() {
    let scene = Scene::new().await;
    let tuteur = scene.faire_entrer(scene.tuteur).await;
    scene.post("arreter", &[("issue", "abandonne")]).await;
    let page = tuteur.repondre(&[("reponse", "signer")]).await;
    assert_eq!(page.statut, StatusCode::GONE);
    assert!(page.corps.contains("Ce parcours est terminé"), "{}", page.corps);

    let scene = Scene::new().await;
    let tuteur = scene.faire_entrer(scene.tuteur).await;
    // The dossier is closed meanwhile: nothing is written in it.
    let (perimetre, writer) = Scene::ecrire(&scene.app).await;
    let motif = raccroche_domain::suivi::MotifCloture::LimiteAge;
    let clos = raccroche_domain::suivi::Evenement::Clos { motif, avec: None };
    let (dossier, seuils) = (scene.app.ici.dossier.id, &scene.app.app.config().seuils);
    dossier::inscrire(&writer, &perimetre, dossier, None, clos, None, seuils).await.unwrap();
    writer.commit().await.unwrap();
    assert!(tuteur.repondre(&[("reponse", "signer")]).await.corps.contains("Ce parcours est terminé"));
    assert_eq!(scene.reponse_de(scene.tuteur).await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tokens_that_lead_nowhere_all_say_the_same() {
    let scene = Scene::new().await;
    let tuteur = scene.inviter(scene.tuteur).await;
    let mut pages = Vec::new();
    for jeton in ["efefe-fefef-efefe-fefef", "abc", &scene.app.lien, "%C3%A9", &scene.document.to_string()] {
        let page = scene.app.get(Personne::Visiteur, &format!("/signer/{jeton}")).await;
        assert_eq!(page.statut, StatusCode::NOT_FOUND, "{jeton}");
        discret(&page);
        for fin in ["", "/code", "/preuve"] {
            let chemin = format!("/signer/{jeton}{fin}");
            let post = scene.app.post(Personne::Visiteur, &chemin, &[("code", "123456")]).await;
            assert_eq!(post.statut, StatusCode::NOT_FOUND, "{chemin}");
        }
        pages.push(page.corps);
    }
    scene.app.avancer(TimeDelta::days(7) - TimeDelta::seconds(1));
    assert_eq!(tuteur.page().await.statut, StatusCode::OK);
    scene.app.avancer(TimeDelta::seconds(1));
    let expire = tuteur.page().await;
    assert_eq!(expire.statut, StatusCode::NOT_FOUND);
    pages.push(expire.corps);
    assert!(pages.windows(2).all(|deux| deux[0] == deux[1]));
    assert!(scene.app.courriels().is_empty(), "no code left for any of them");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_leaves_says_a_first_name_and_the_form_wants_an_address() {
    let scene = Scene::new().await;
    for (adresse, mot) in
        [("", "Indiquez une adresse"), ("claire", "forme attendue"), ("0639981234", "forme attendue")]
    {
        let refus = scene.demander(scene.tuteur, adresse).await;
        assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY, "{adresse}");
        assert!(refus.corps.contains(mot), "{adresse}: {}", refus.corps);
    }
    let avant = scene.journal().await.len();
    let lien = scene.inviter(scene.tuteur).await;
    assert_eq!(scene.journal().await.len(), avant + 1);
    let envoi = scene.demander(scene.tuteur, "sacha@courriel.example").await;
    assert_eq!(envoi.statut, StatusCode::SEE_OTHER);
    let courriel = scene.dernier_courriel();
    assert!(courriel.contains("To: sacha@courriel.example"), "{courriel}");
    for mot in ["Il concerne Inès.", "19\u{a0}novembre\u{a0}2026", "Camille Nom-referent", "05 56 00 00 00"]
    {
        assert!(courriel.contains(mot), "{mot} in {courriel}");
    }
    for secret in ["DUVAL", "Sacha", "ROY", "ilan", "2009"] {
        assert!(!courriel.contains(secret), "{secret}: {courriel}");
    }
    let page = scene.app.get(REFERENT, &format!("/parcours/{}", scene.parcours)).await.corps;
    assert!(
        page.contains("Lien envoyé par courriel le 12\u{a0}novembre\u{a0}2026, valable jusqu’au 19"),
        "{page}"
    );
    assert!(
        !page.contains("courriel.example") && !page.contains(&lien.base),
        "neither address nor token is shown"
    );
    // A colleague of the PSAD holds the dossier too; whoever only takes part gives no link.
    let champs = [("partie", scene.tuteur.to_string()), ("adresse", "x@courriel.example".to_owned())];
    let champs: Vec<(&str, &str)> = champs.iter().map(|(nom, valeur)| (*nom, valeur.as_str())).collect();
    let chemin = format!("/parcours/{}/documents/{}/liens", scene.parcours, scene.document);
    let ailleurs = Personne::Ailleurs(Role::ConseillerMissionLocale);
    assert_eq!(scene.app.post(ailleurs, &chemin, &champs).await.statut, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_that_does_not_leave_is_nowhere() {
    let app = TestApp::avec(|config| config.courriel.smtp = Some("smtp://127.0.0.1:1".to_owned())).await;
    let scene = Scene::avec(app).await;
    let avant = scene.journal().await;
    let refus = scene.demander(scene.tuteur, "sacha@courriel.example").await;
    assert_eq!(refus.statut, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refus.corps.contains("Le courriel n’est pas parti"), "{}", refus.corps);
    assert!(refus.corps.contains("sacha@courriel.example"), "what was typed comes back");
    assert_eq!(scene.journal().await, avant);
    let page = scene.app.get(REFERENT, &format!("/parcours/{}", scene.parcours)).await.corps;
    assert!(!page.contains("Lien envoyé"));
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn by_text_message_the_link_and_the_code_go_to_the_number() {
    use std::os::unix::fs::PermissionsExt as _;

    let dossier = tempfile::tempdir().unwrap();
    let (programme, recu) = (dossier.path().join("sms"), dossier.path().join("recu"));
    std::fs::write(&programme, format!("#!/bin/sh\ncat >> {}\n", recu.display())).unwrap();
    std::fs::set_permissions(&programme, std::fs::Permissions::from_mode(0o700)).unwrap();
    let app = TestApp::avec(|config| config.sms.commande = Some(programme)).await;
    let scene = Scene::avec(app).await;
    let refus = scene.demander(scene.tuteur, "05 56 00 00 00").await;
    assert!(refus.corps.contains("ni une adresse de courriel ni un numéro"), "{}", refus.corps);
    assert_eq!(scene.demander(scene.tuteur, "06 39 98 00 00").await.statut, StatusCode::SEE_OTHER);
    let lus = || -> Vec<serde_json::Value> {
        let texte = std::fs::read_to_string(&recu).unwrap();
        texte.lines().map(|ligne| serde_json::from_str(ligne).unwrap()).collect()
    };
    let lien = lus().pop().unwrap();
    assert_eq!(lien["numero"], "0639980000");
    let texte = lien["texte"].as_str().unwrap().to_owned();
    let mut porteur = Porteur {
        scene: &scene,
        base: format!("/signer/{}", texte.split("/signer/").nth(1).unwrap().trim()),
        cookie: None,
    };
    porteur.demander_un_code().await;
    let code = lus().pop().unwrap();
    let texte = code["texte"].as_str().unwrap();
    assert!(texte.chars().count() <= 160, "one message: {texte}");
    let code: String = texte.split("signer\u{a0}: ").nth(1).unwrap().chars().take(6).collect();
    assert_eq!(porteur.donner(&code).await.statut, StatusCode::SEE_OTHER);
    assert!(porteur.page().await.corps.contains("Je signe"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_tries_tokens_or_fills_a_mailbox_is_slowed_down() {
    let app = TestApp::avec(|config| config.limites_a_blanc = false).await;
    let chemin = format!("/signer/{}", app.signature);
    for _ in 0..5 {
        let envoi = app.post(Personne::Visiteur, &format!("{chemin}/code"), &[]).await;
        assert_eq!(envoi.statut, StatusCode::SEE_OTHER);
    }
    let refus = app.post(Personne::Visiteur, &format!("{chemin}/code"), &[]).await;
    assert_eq!(refus.statut, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(app.courriels().len(), 5);
    for _ in 0..30 {
        app.get(Personne::Visiteur, "/signer/abc").await;
    }
    assert_eq!(app.get(Personne::Visiteur, &chemin).await.statut, StatusCode::TOO_MANY_REQUESTS);
}

/// Two answers at once by the same link: one is written, and what is sealed is sealed once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_answers_at_once_one_counts() {
    let scene = Scene::new().await;
    let porteur = scene.faire_entrer(scene.tuteur).await;
    let (une, autre) =
        tokio::join!(porteur.repondre(&[("reponse", "signer")]), porteur.repondre(&[("reponse", "signer")]),);
    assert_eq!([une.statut, autre.statut], [StatusCode::SEE_OTHER; 2]);
    let signe = scene.journal().await.iter().filter(|(auteur, _)| auteur == "Sacha ROY").count();
    assert_eq!(signe, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_an_encrypted_connection_the_proof_is_for_this_host_alone() {
    let app = TestApp::avec(|config| config.origine = "https://raccroche.example".to_owned()).await;
    let scene = Scene::avec(app).await;
    let (perimetre, _) = Scene::ecrire(&scene.app).await;
    assert_eq!(perimetre.role(), REFERENT);
    let mut dit = String::new();
    let session = scene.app.connecter(scene.app.compte(REFERENT)).await;
    let chemin = format!("/parcours/{}/documents/{}/liens", scene.parcours, scene.document);
    let partie = scene.tuteur.to_string();
    let champs = [("partie", partie.as_str()), ("adresse", "sacha@courriel.example")];
    write!(dit, "__Host-{session}").unwrap();
    let envoi = scene.app.envoyer(Some(&dit), Method::POST, &chemin, &champs).await;
    assert_eq!(envoi.statut, StatusCode::SEE_OTHER);
    let courriel = scene.dernier_courriel();
    let jeton: String = courriel.split("/signer/").nth(1).unwrap().chars().take(23).collect();
    let mut porteur = Porteur { scene: &scene, base: format!("/signer/{jeton}"), cookie: None };
    porteur.demander_un_code().await;
    let entre = porteur.donner(&scene.code()).await;
    let pose = entre.entete("set-cookie");
    assert!(pose.starts_with("__Host-signature=") && pose.ends_with("; Secure"), "{pose}");
    assert!(porteur.page().await.corps.contains("Je signe"));
}
