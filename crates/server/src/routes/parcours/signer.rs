//! The pages behind a link to sign: a code, the document, an answer. For somebody without an account.
//!
//! Opening the link writes nothing and says nothing of anybody: programs that look at links in mails open them. A code is asked
//! for, goes where the link went, and once given back a cookie holds the proof for a short while, on this browser alone.
//! Where the document stands is read anew each time, and under the dossier's lock when an answer is written.

use axum::{
    extract::{FromRequestParts, Path},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts},
    response::{AppendHeaders, Html, IntoResponse as _, Redirect, Response},
};
use chrono::TimeDelta;
use raccroche_domain::{
    francais::{date_longue, majuscule, ponctuer},
    parcours::{Attente, EvenementParcours, MotifRefusSignature, MoyenSignature},
    suivi::Canal,
};
use raccroche_pages::{
    Template,
    form::{Answers, Choice},
    layout::{Brand, Link},
    signature::{Fermee, LayoutSignature, SignatureCode, SignatureDocument, SignatureMessage},
};
use raccroche_store::{
    ConnectionTrait, StoreError, acces,
    parcours::{self, ParcoursLu},
    signature_lien::{self, Essai, Etat, Lien, LienTenu},
};

use super::{fiche, liens::Destination, papiers, voir};
use crate::{
    appelant::Appelant,
    auth::{
        jeton::{self, lire_court},
        session::lire_cookie,
    },
    erreur::Erreur,
    etat::App,
    garde::{Acces, Route, acte, page as route},
    limites,
    rendu::moment_en_mots,
    routes::lien::a_composer,
    saisie::Saisie,
};

/// For how long a code may be given.
const DUREE_DU_CODE: TimeDelta = TimeDelta::minutes(15);
/// For how long the document may then be read and signed.
const DUREE_DE_LA_PREUVE: TimeDelta = TimeDelta::minutes(30);
/// Signs of a hash that people compare by eye.
const EMPREINTE: usize = 16;

pub(super) fn routes() -> Vec<Route> {
    vec![
        route("/signer/{jeton}", Acces::Public, lire),
        route("/signer/{jeton}/document", Acces::Public, ouvrir),
        acte("/signer/{jeton}", Acces::Public, repondre),
        acte("/signer/{jeton}/code", Acces::Public, envoyer_un_code),
        acte("/signer/{jeton}/preuve", Acces::Public, donner_le_code),
    ]
}

/// Somebody at the door, with their link.
struct Porteur {
    app: App,
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
        Self::new(app.clone(), &appelant, &ecrit, &parts.headers)
    }
}

impl Porteur {
    fn new(app: App, appelant: &Appelant, ecrit: &str, headers: &HeaderMap) -> Result<Self, Erreur> {
        if !app.limites().admet(limites::Essai::Lien, &appelant.0) {
            return Err(Erreur::TropDEssais);
        }
        let jeton = lire_court(ecrit);
        let ecrit = jeton.as_deref().map(jeton::en_groupes).unwrap_or_default();
        let preuve = lire_cookie(headers, nom_du_cookie(&app)).filter(|lu| jeton::est_un_jeton(lu));
        Ok(Self { preuve: preuve.map(str::to_owned), app, ecrit, jeton })
    }

    fn base(&self) -> String {
        format!("/signer/{}", self.ecrit)
    }

    fn retour(&self) -> Response {
        Redirect::to(&self.base()).into_response()
    }

    fn octets(&self) -> &[u8] {
        self.jeton.as_deref().unwrap_or_default().as_bytes()
    }

    async fn etat(&self, db: &impl ConnectionTrait) -> Result<Etat, StoreError> {
        if self.jeton.is_none() {
            return Ok(Etat::Absent);
        }
        let quand = (self.app.horloge().maintenant(), self.app.horloge().aujourd_hui());
        let preuve = self.preuve.as_deref().map(str::as_bytes);
        signature_lien::trouver(db, self.octets(), preuve, quand, |code| self.app.catalogue().get(code)).await
    }

    /// What stands around. Without a link, nothing is said that one could have told.
    fn autour(&self, lien: Option<&Lien>) -> LayoutSignature {
        let marque = &self.app.config().marque;
        let telephone = marque.telephone.clone().unwrap_or_default();
        LayoutSignature {
            brand: Brand { service: marque.nom.clone(), operator: marque.entite.clone(), ..Brand::default() },
            qui_ecrit: lien.map_or_else(|| marque.entite.clone(), |lien| lien.qui_ecrit.clone()),
            telephone_href: a_composer(&telephone),
            telephone,
        }
    }

    /// The link, when it opens; else the page that says why not.
    async fn ouvert(&self, db: &impl ConnectionTrait) -> Result<Result<Lien, Response>, Erreur> {
        let (statut, fermee, lien) = match self.etat(db).await? {
            Etat::Absent => (StatusCode::NOT_FOUND, Fermee::Expire, None),
            Etat::Bloque => (StatusCode::GONE, Fermee::Bloque, None),
            Etat::Lien(lien) => match lien.attente {
                Attente::ASigner(_) | Attente::Signee(_) | Attente::Scellee(_) => return Ok(Ok(lien)),
                Attente::PasEncore => (StatusCode::OK, Fermee::PasEncore, Some(lien)),
                Attente::Remplace => (StatusCode::GONE, Fermee::Remplace, Some(lien)),
                Attente::Retiree => (StatusCode::GONE, Fermee::Retiree, Some(lien)),
                Attente::ScelleeSansElle => (StatusCode::GONE, Fermee::Scelle, Some(lien)),
                Attente::Fini => (StatusCode::GONE, Fermee::Fini, Some(lien)),
            },
        };
        let page = SignatureMessage::fermee(self.autour(lien.as_ref()), fermee);
        Ok(Err(rendre(statut, &page)?))
    }

    /// The page that asks for a code, or takes it.
    fn page_du_code(&self, lien: &Lien, refuse: Option<&Answers>) -> Result<Response, Erreur> {
        let ou = if lien.canal == Canal::Sms { "par SMS" } else { "par courriel" };
        let (autour, base) = (self.autour(Some(lien)), self.base());
        let mut page = if lien.code_attendu {
            SignatureCode::donner(autour, &base, ou)
        } else {
            SignatureCode::demander(autour, &base, ou)
        };
        let Some(reponses) = refuse else { return rendre(StatusCode::OK, &page) };
        page.form = page.form.after(reponses);
        for champ in &mut page.form.fields {
            // A wrong code is typed anew.
            champ.values.clear();
        }
        rendre(StatusCode::UNPROCESSABLE_ENTITY, &page)
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
fn rendre<T: Template>(statut: StatusCode, page: &T) -> Result<Response, Erreur> {
    let html = page.render().map_err(|error| {
        tracing::error!(%error, "template");
        Erreur::Interne
    })?;
    Ok((statut, discretion(), Html(html)).into_response())
}

fn discretion() -> [(HeaderName, HeaderValue); 2] {
    [
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow")),
    ]
}

async fn lire(porteur: Porteur) -> Result<Response, Erreur> {
    let reader = porteur.app.store().read();
    let lien = match porteur.ouvert(reader).await? {
        Ok(lien) => lien,
        Err(page) => return Ok(page),
    };
    match &lien.tenu {
        Some(tenu) => rendre(StatusCode::OK, &document(&porteur, &lien, tenu, None).await?),
        None => porteur.page_du_code(&lien, None),
    }
}

/// The page of the document, for who gave the code.
async fn document(
    porteur: &Porteur,
    lien: &Lien,
    tenu: &LienTenu,
    refuse: Option<&Answers>,
) -> Result<SignatureDocument, Erreur> {
    let lu = parcours::lire(porteur.app.store().read(), tenu, tenu.parcours()).await?;
    let lu = lu.ok_or(Erreur::Introuvable)?;
    let connu = connu(&lu, tenu)?;
    let base = porteur.base();
    let fait = |nom: &str, valeur: String| (nom.to_owned(), ponctuer(&valeur));
    let empreinte: String = connu.empreinte.chars().take(EMPREINTE).collect();
    let etat = match lien.attente {
        Attente::ASigner(Some(motif)) => Some(format!(
            "Vous avez répondu que vous ne signez pas : {}. Vous pouvez changer d’avis.",
            motif.libelle()
        )),
        Attente::Signee(quand) => Some(format!(
            "Vous avez signé le {}. D’autres personnes doivent encore signer.",
            moment_en_mots(quand)
        )),
        Attente::Scellee(le) => {
            Some(format!("Tout le monde a signé : le document est scellé depuis le {}.", date_longue(le)))
        }
        _ => None,
    };
    let a_signer = matches!(lien.attente, Attente::ASigner(_));
    let motifs = MotifRefusSignature::TOUS.iter();
    let motifs = motifs.map(|motif| Choice::new(motif.code(), majuscule(motif.libelle()))).collect();
    let mut refuser = SignatureDocument::refuser(&base, motifs);
    if let Some(reponses) = refuse {
        refuser.form = refuser.form.after(reponses);
    }
    Ok(SignatureDocument {
        layout: porteur.autour(Some(lien)),
        titre: majuscule(connu.modele.libelle()),
        etat: etat.map(|phrase| ponctuer(&phrase)),
        faits: vec![
            fait("Pour", voir::nommer(&lu.identite)),
            fait("Vous signez en tant que", format!("{}, {}", tenu.nom(), tenu.acteur().libelle())),
            fait("Version", format!("{}, établie le {}", connu.version, date_longue(connu.le))),
            fait("Empreinte (SHA-256)", format!("{empreinte}…")),
        ],
        document: Link::new("Lire le document (PDF)", format!("{base}/document")),
        signer: a_signer.then(|| SignatureDocument::signer(&base)),
        refuser: a_signer.then_some(refuser),
        retirer: matches!(lien.attente, Attente::Signee(_)).then(|| SignatureDocument::retirer(&base)),
    })
}

fn connu<'a>(
    lu: &'a ParcoursLu,
    tenu: &LienTenu,
) -> Result<&'a raccroche_domain::parcours::DocumentParcours, Erreur> {
    lu.suivi.etat.documents.iter().find(|connu| connu.id == tenu.document()).ok_or(Erreur::Introuvable)
}

/// The PDF, for who gave the code; anybody else is sent to give it.
async fn ouvrir(porteur: Porteur) -> Result<Response, Erreur> {
    let reader = porteur.app.store().read();
    let tenu = match porteur.ouvert(reader).await? {
        Ok(Lien { tenu: Some(tenu), .. }) => tenu,
        Ok(_) => return Ok(porteur.retour()),
        Err(page) => return Ok(page),
    };
    let lu = parcours::lire(reader, &tenu, tenu.parcours()).await?.ok_or(Erreur::Introuvable)?;
    noter_la_lecture(&porteur.app, &tenu, &lu).await?;
    let pdf = papiers::pdf(&porteur.app, &lu, tenu.document(), tenu.le()).await?;
    Ok((discretion(), pdf).into_response())
}

/// The young person may be told that it was read.
async fn noter_la_lecture(app: &App, tenu: &LienTenu, lu: &ParcoursLu) -> Result<(), Erreur> {
    let writer = app.store().write(app.horloge().maintenant()).await?;
    acces::record_lien(&writer, tenu, lu.dossier, "document").await?;
    writer.commit().await?;
    Ok(())
}

async fn envoyer_un_code(porteur: Porteur) -> Result<Response, Erreur> {
    let app = &porteur.app;
    let lien = match porteur.ouvert(app.store().read()).await? {
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
    let envoi = Destination { canal, adresse }.envoyer(app, "Votre code pour signer", message(canal, &code));
    if envoi.await.is_err() {
        let phrase = "Le code n’est pas parti. Réessayez dans quelques minutes, ou prévenez la personne qui vous a écrit.";
        let reponses = Answers { problem: Some(phrase.to_owned()), ..Answers::default() };
        return porteur.page_du_code(&Lien { code_attendu: false, ..lien }, Some(&reponses));
    }
    Ok(porteur.retour())
}

fn message(canal: Canal, code: &str) -> String {
    let court = format!("Votre code pour signer : {code}. Il vaut quinze minutes. Ne le donnez à personne.");
    if canal == Canal::Sms {
        return ponctuer(&court);
    }
    ponctuer(&format!(
        "Bonjour,\n\n{court}\n\nSi vous n’avez rien demandé, ne faites rien : sans ce code, le lien n’ouvre pas le document.\n"
    ))
}

async fn donner_le_code(porteur: Porteur, mut saisie: Saisie) -> Result<Response, Erreur> {
    let app = &porteur.app;
    let lien = match porteur.ouvert(app.store().read()).await? {
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
            let page = SignatureMessage::fermee(porteur.autour(None), Fermee::Bloque);
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

async fn repondre(porteur: Porteur, mut saisie: Saisie) -> Result<Response, Erreur> {
    let app = &porteur.app;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let lien = match porteur.ouvert(&writer).await? {
        Ok(lien) => lien,
        Err(page) => return Ok(page),
    };
    // The proof is too old: the page asks for another code.
    let Some(tenu) = &lien.tenu else { return Ok(porteur.retour()) };
    let lu = parcours::lire(&writer, tenu, tenu.parcours()).await?.ok_or(Erreur::Introuvable)?;
    let fiche = fiche(app, &lu.suivi.etat.dispositif)?;
    let (document, modele) = (tenu.document(), connu(&lu, tenu)?.modele);
    let (partie, nom, moyen) = (tenu.partie(), tenu.nom().to_owned(), MoyenSignature::Lien);
    let quand = app.horloge().local(app.horloge().maintenant());
    let evenement = match saisie.texte("reponse") {
        Some("signer") => EvenementParcours::Signe { document, modele, partie, nom, quand, moyen },
        Some("retirer") => {
            EvenementParcours::SignatureRetiree { document, modele, partie, nom, moyen: Some(moyen) }
        }
        Some("refuser") => {
            let Some(motif) = saisie.choix("motif", MotifRefusSignature::de_code) else {
                drop(writer);
                let page = self::document(&porteur, &lien, tenu, Some(&saisie.reponses(None))).await?;
                return rendre(StatusCode::UNPROCESSABLE_ENTITY, &page);
            };
            let moyen = Some(moyen);
            EvenementParcours::SignatureRefusee { document, modele, partie, nom, quand, motif, moyen }
        }
        _ => return Ok(porteur.retour()),
    };
    let seuils = &app.config().seuils;
    match parcours::inscrire(&writer, tenu, tenu.parcours(), None, evenement, fiche, seuils).await {
        Ok(()) => {}
        // Somebody was quicker, or the link was taken back: the page tells where it stands now.
        Err(StoreError::RefusParcours(_) | StoreError::Refus(_) | StoreError::Absent { .. }) => {
            return Ok(porteur.retour());
        }
        Err(error) => return Err(error.into()),
    }
    papiers::sceller_si_complet(app, &writer, tenu, tenu.parcours(), document, fiche).await?;
    writer.commit().await?;
    Ok(porteur.retour())
}
