//! The door behind a link given outside, whatever it is for: a code, then the proof that it was given.
//!
//! Opening the link writes nothing and says nothing of anybody: programs that look at links in mails open them. A code is asked
//! for, goes where the link went, and once given back a cookie holds the proof for a short while, on this browser alone.

use axum::{
    extract::{FromRequestParts, Path},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts},
    response::{AppendHeaders, Html, IntoResponse as _, Redirect, Response},
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use raccroche_domain::{
    francais::ponctuer,
    parcours::{ButLien, DocumentParcours},
    suivi::Canal,
};
use raccroche_pages::{
    Template,
    form::Answers,
    layout::Brand,
    signature::{Fermee, LayoutSignature, SignatureCode, SignatureMessage},
};
use raccroche_store::{
    ConnectionTrait, StoreError, acces,
    parcours::{self, ParcoursLu},
    signature_lien::{self, Essai, Etat, Lien, LienTenu, Reception},
};

use super::{liens::Destination, papiers, recevoir, signer};
use crate::{
    appelant::Appelant,
    auth::{
        jeton::{self, lire_court},
        session::lire_cookie,
    },
    erreur::Erreur,
    etat::App,
    limites,
    routes::lien::a_composer,
    saisie::Saisie,
};

/// For how long a code may be given.
const DUREE_DU_CODE: TimeDelta = TimeDelta::minutes(15);
/// For how long the document may then be read and answered.
const DUREE_DE_LA_PREUVE: TimeDelta = TimeDelta::minutes(30);
/// Under what links to receive are.
pub(super) const RECEVOIR: &str = "/recevoir/";

/// Somebody at the door, with their link.
pub(super) struct Porteur {
    pub(super) app: App,
    /// What the link of this address is for.
    but: ButLien,
    /// As the address has it, when it can be a token; it stands in the addresses of the page.
    ecrit: String,
    /// As it is kept.
    jeton: Option<String>,
    /// What the browser holds.
    preuve: Option<String>,
}

impl FromRequestParts<App> for Porteur {
    type Rejection = Erreur;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Erreur> {
        let Ok(appelant) = Appelant::from_request_parts(parts, app).await;
        let Path(ecrit) =
            Path::<String>::from_request_parts(parts, app).await.map_err(|_| Erreur::Introuvable)?;
        if !app.limites().admet(limites::Essai::Lien, &appelant.0) {
            return Err(Erreur::TropDEssais);
        }
        Ok(Self::new(app.clone(), but(parts), &ecrit, &parts.headers))
    }
}

/// What a link of this address is for.
fn but(parts: &Parts) -> ButLien {
    if parts.uri.path().starts_with(RECEVOIR) { ButLien::Remettre } else { ButLien::Signer }
}

impl Porteur {
    fn new(app: App, but: ButLien, ecrit: &str, headers: &HeaderMap) -> Self {
        let jeton = lire_court(ecrit);
        let ecrit = jeton.as_deref().map(jeton::en_groupes).unwrap_or_default();
        let preuve = lire_cookie(headers, nom_du_cookie(&app)).filter(|lu| jeton::est_un_jeton(lu));
        Self { preuve: preuve.map(str::to_owned), app, but, ecrit, jeton }
    }

    /// Somebody who asks for a picture: a page has several, which have a count of their own.
    pub(super) async fn de_image(parts: &mut Parts, app: &App, ecrit: &str) -> Result<Self, Erreur> {
        let Ok(appelant) = Appelant::from_request_parts(parts, app).await;
        if !app.limites().admet(limites::Essai::Image, &appelant.0) {
            return Err(Erreur::TropDEssais);
        }
        Ok(Self::new(app.clone(), but(parts), ecrit, &parts.headers))
    }

    /// The title that the link is, for who gave its code. Without a proof nothing is looked up: nobody tries tokens here.
    pub(super) async fn tenu(&self) -> Result<Option<LienTenu>, Erreur> {
        if self.preuve.is_none() {
            return Ok(None);
        }
        let reader = self.app.store().read();
        let tenu = match self.but {
            ButLien::Signer => match self.a_signer(reader).await? {
                Etat::Lien(lien) => lien.tenu,
                Etat::Bloque | Etat::Absent => None,
            },
            ButLien::Remettre => match self.a_recevoir(reader).await? {
                Etat::Lien(lien) => lien.tenu,
                Etat::Bloque | Etat::Absent => None,
            },
        };
        Ok(tenu)
    }

    /// The address of the link.
    pub(super) fn base(&self) -> String {
        match self.but {
            ButLien::Signer => format!("/signer/{}", self.ecrit),
            ButLien::Remettre => format!("{RECEVOIR}{}", self.ecrit),
        }
    }

    /// Back to the page of the link.
    pub(super) fn retour(&self) -> Response {
        Redirect::to(&self.base()).into_response()
    }

    fn octets(&self) -> &[u8] {
        self.jeton.as_deref().unwrap_or_default().as_bytes()
    }

    fn quand(&self) -> (DateTime<Utc>, NaiveDate) {
        (self.app.horloge().maintenant(), self.app.horloge().aujourd_hui())
    }

    /// What the token leads to as a link to sign.
    pub(super) async fn a_signer(&self, db: &impl ConnectionTrait) -> Result<Etat, StoreError> {
        if self.jeton.is_none() {
            return Ok(Etat::Absent);
        }
        let preuve = self.preuve.as_deref().map(str::as_bytes);
        let fiche = |code: &str| self.app.catalogue().get(code);
        signature_lien::trouver(db, self.octets(), preuve, self.quand(), fiche).await
    }

    /// What the token leads to as a link to receive.
    pub(super) async fn a_recevoir(&self, db: &impl ConnectionTrait) -> Result<Etat<Reception>, StoreError> {
        if self.jeton.is_none() {
            return Ok(Etat::Absent);
        }
        let preuve = self.preuve.as_deref().map(str::as_bytes);
        let fiche = |code: &str| self.app.catalogue().get(code);
        signature_lien::trouver_remise(db, self.octets(), preuve, self.quand(), fiche).await
    }

    /// The link, when it opens for what its address says; else the page that says why not.
    async fn entree(&self, db: &impl ConnectionTrait) -> Result<Result<Lien<()>, Response>, Erreur> {
        fn sans_attente<A>(lien: Lien<A>) -> Lien<()> {
            let Lien { qui_ecrit, canal, code_attendu, tenu, .. } = lien;
            Lien { qui_ecrit, canal, code_attendu, attente: (), tenu }
        }
        Ok(match self.but {
            ButLien::Signer => signer::ouvert(self, db).await?.map(sans_attente),
            ButLien::Remettre => recevoir::ouvert(self, db).await?.map(sans_attente),
        })
    }

    /// What stands around. Without a link, nothing is said that one could have told.
    pub(super) fn autour<A>(&self, lien: Option<&Lien<A>>) -> LayoutSignature {
        let marque = &self.app.config().marque;
        let telephone = marque.telephone.clone().unwrap_or_default();
        LayoutSignature {
            brand: Brand { service: marque.nom.clone(), operator: marque.entite.clone(), ..Brand::default() },
            qui_ecrit: lien.map_or_else(|| marque.entite.clone(), |lien| lien.qui_ecrit.clone()),
            telephone_href: a_composer(&telephone),
            telephone,
        }
    }

    /// The page that asks for a code, or takes it.
    pub(super) fn page_du_code<A>(
        &self,
        lien: &Lien<A>,
        refuse: Option<&Answers>,
    ) -> Result<Response, Erreur> {
        let ou = if lien.canal == Canal::Sms { "par SMS" } else { "par courriel" };
        let (autour, base) = (self.autour(Some(lien)), self.base());
        let mut page = if lien.code_attendu {
            SignatureCode::donner(autour, &base, ou)
        } else {
            SignatureCode::demander(autour, &base, ou)
        };
        if self.but == ButLien::Remettre {
            page = page.pour_recevoir();
        }
        let Some(reponses) = refuse else { return rendre(StatusCode::OK, &page) };
        page.form = page.form.after(reponses);
        for champ in &mut page.form.fields {
            // A wrong code is typed anew.
            champ.values.clear();
        }
        rendre(StatusCode::UNPROCESSABLE_ENTITY, &page)
    }

    fn objet_du_code(&self) -> &'static str {
        match self.but {
            ButLien::Signer => "Votre code pour signer",
            ButLien::Remettre => "Votre code pour recevoir le document",
        }
    }

    /// The header that gives the proof to the browser. The `__Host-` prefix makes it refuse it from another host.
    fn cookie(&self, preuve: &str) -> AppendHeaders<[(HeaderName, HeaderValue); 1]> {
        let chiffre = if self.app.chiffre() { "; Secure" } else { "" };
        let (nom, age) = (nom_du_cookie(&self.app), DUREE_DE_LA_PREUVE.num_seconds());
        let texte = format!("{nom}={preuve}; Path=/; HttpOnly; SameSite=Lax; Max-Age={age}{chiffre}");
        let valeur = HeaderValue::try_from(texte).unwrap_or(HeaderValue::from_static(""));
        AppendHeaders([(header::SET_COOKIE, valeur)])
    }
}

fn nom_du_cookie(app: &App) -> &'static str {
    if app.chiffre() { "__Host-signature" } else { "signature" }
}

/// A page whose address is told to nobody.
pub(super) fn rendre<T: Template>(statut: StatusCode, page: &T) -> Result<Response, Erreur> {
    let html = page.render().map_err(|error| {
        tracing::error!(%error, "template");
        Erreur::Interne
    })?;
    Ok((statut, discretion(), Html(html)).into_response())
}

pub(super) fn discretion() -> [(HeaderName, HeaderValue); 2] {
    [
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow")),
    ]
}

/// The document that a link is about.
pub(super) fn document<'a>(lu: &'a ParcoursLu, tenu: &LienTenu) -> Result<&'a DocumentParcours, Erreur> {
    lu.suivi.etat.documents.iter().find(|connu| connu.id == tenu.document()).ok_or(Erreur::Introuvable)
}

/// The young person may be told that it was read.
pub(super) async fn noter(app: &App, tenu: &LienTenu, lu: &ParcoursLu, quoi: &str) -> Result<(), Erreur> {
    let writer = app.store().write(app.horloge().maintenant()).await?;
    acces::record_lien(&writer, tenu, lu.dossier, quoi).await?;
    writer.commit().await?;
    Ok(())
}

/// The PDF, for who gave the code; anybody else is sent to give it.
pub(super) async fn ouvrir(porteur: Porteur) -> Result<Response, Erreur> {
    let reader = porteur.app.store().read();
    let tenu = match porteur.entree(reader).await? {
        Ok(Lien { tenu: Some(tenu), .. }) => tenu,
        Ok(_) => return Ok(porteur.retour()),
        Err(page) => return Ok(page),
    };
    let lu = parcours::lire(reader, &tenu, tenu.parcours()).await?.ok_or(Erreur::Introuvable)?;
    noter(&porteur.app, &tenu, &lu, "document").await?;
    let pdf = papiers::pdf(&porteur.app, &lu, tenu.document(), tenu.le()).await?;
    Ok((discretion(), pdf).into_response())
}

pub(super) async fn envoyer_un_code(porteur: Porteur) -> Result<Response, Erreur> {
    let app = &porteur.app;
    let lien = match porteur.entree(app.store().read()).await? {
        Ok(lien) => lien,
        Err(page) => return Ok(page),
    };
    // Whoever finds a link must not fill somebody's mailbox.
    if !app.limites().admet(limites::Essai::CodeSignature, porteur.jeton.as_deref().unwrap_or_default()) {
        return Err(Erreur::TropDEssais);
    }
    let code = jeton::code().ok_or(Erreur::Interne)?;
    let maintenant = app.horloge().maintenant();
    let writer = app.store().write(maintenant).await?;
    let pose =
        signature_lien::poser_code(&writer, porteur.octets(), &code, maintenant + DUREE_DU_CODE).await?;
    writer.commit().await?;
    // Blocked meanwhile: the page says so.
    let Some((canal, adresse)) = pose else { return Ok(porteur.retour()) };
    let envoi = Destination { canal, adresse }.envoyer(
        app,
        porteur.objet_du_code(),
        message(porteur.objet_du_code(), canal, &code),
    );
    if envoi.await.is_err() {
        let phrase = "Le code n’est pas parti. Réessayez dans quelques minutes, ou prévenez la personne qui vous a écrit.";
        let reponses = Answers { problem: Some(phrase.to_owned()), ..Answers::default() };
        return porteur.page_du_code(&Lien { code_attendu: false, ..lien }, Some(&reponses));
    }
    Ok(porteur.retour())
}

fn message(objet: &str, canal: Canal, code: &str) -> String {
    let court = format!("{objet} : {code}. Il vaut quinze minutes. Ne le donnez à personne.");
    if canal == Canal::Sms {
        return ponctuer(&court);
    }
    ponctuer(&format!(
        "Bonjour,\n\n{court}\n\nSi vous n’avez rien demandé, ne faites rien : sans ce code, le lien n’ouvre pas le document.\n"
    ))
}

pub(super) async fn donner_le_code(porteur: Porteur, mut saisie: Saisie) -> Result<Response, Erreur> {
    let app = &porteur.app;
    let lien = match porteur.entree(app.store().read()).await? {
        Ok(lien) => lien,
        Err(page) => return Ok(page),
    };
    let code: String =
        saisie.texte("code").unwrap_or_default().chars().filter(char::is_ascii_digit).collect();
    if code.len() != jeton::CODE {
        // A slip of the finger is no try.
        saisie.erreur("code", &ponctuer("Le code a six chiffres : recopiez-le en entier."));
        return porteur.page_du_code(&lien, Some(&saisie.reponses(None)));
    }
    let preuve = jeton::nouveau().ok_or(Erreur::Interne)?;
    let maintenant = app.horloge().maintenant();
    let writer = app.store().write(maintenant).await?;
    let (jeton, fin) = (porteur.octets(), maintenant + DUREE_DE_LA_PREUVE);
    let essai = signature_lien::essayer(&writer, jeton, &code, preuve.as_bytes(), fin).await?;
    writer.commit().await?;
    match essai {
        Essai::Juste => Ok((porteur.cookie(&preuve), porteur.retour()).into_response()),
        Essai::Bloque => {
            let page = SignatureMessage::fermee(porteur.autour::<()>(None), Fermee::Bloque);
            rendre(StatusCode::GONE, &page)
        }
        Essai::Faux(restent) => {
            let essais = if restent > 1 { "essais" } else { "essai" };
            let phrase = format!("Ce code n’est pas le bon. Il vous reste {restent} {essais}.");
            saisie.erreur("code", &ponctuer(&phrase));
            porteur.page_du_code(&lien, Some(&saisie.reponses(None)))
        }
        Essai::Perime => {
            let phrase = "Ce code ne vaut plus rien : demandez-en un autre.";
            let reponses = Answers { problem: Some(ponctuer(phrase)), ..Answers::default() };
            porteur.page_du_code(&Lien { code_attendu: false, ..lien }, Some(&reponses))
        }
    }
}
