//! The pages behind a link to sign: the document, an answer. For somebody without an account ([`super::porteur`] is the door).
//!
//! Where the document stands is read anew each time, and under the dossier's lock when an answer is written.

use axum::{http::StatusCode, response::Response};
use raccroche_domain::{
    francais::{date_longue, majuscule, ponctuer},
    parcours::{Attente, EvenementParcours, MotifRefusSignature, MotifRetraitSignature, MoyenSignature},
};
use raccroche_pages::{
    form::{Answers, Choice},
    layout::Link,
    signature::{Fermee, SignatureDocument, SignatureMessage},
};
use raccroche_store::{
    ConnectionTrait, StoreError, parcours,
    signature_lien::{Etat, Lien, LienTenu},
};

use super::{
    fiche, pages, papiers,
    porteur::{self, Porteur, rendre},
    voir,
};
use crate::{
    erreur::Erreur,
    garde::{Acces, Route, acte, page as route},
    rendu::moment_en_mots,
    saisie::Saisie,
};

/// Signs of a hash that people compare by eye.
const EMPREINTE: usize = 16;

pub(super) fn routes() -> Vec<Route> {
    vec![
        route("/signer/{jeton}", Acces::Public, lire),
        route("/signer/{jeton}/document", Acces::Public, porteur::ouvrir),
        route("/signer/{jeton}/pages/{page}", Acces::Public, pages::image_du_lien),
        acte("/signer/{jeton}", Acces::Public, repondre),
        acte("/signer/{jeton}/code", Acces::Public, porteur::envoyer_un_code),
        acte("/signer/{jeton}/preuve", Acces::Public, porteur::donner_le_code),
    ]
}

/// The link, when it opens; else the page that says why not.
pub(super) async fn ouvert(
    porteur: &Porteur,
    db: &impl ConnectionTrait,
) -> Result<Result<Lien, Response>, Erreur> {
    let (statut, fermee, lien) = match porteur.a_signer(db).await? {
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
    let page = SignatureMessage::fermee(porteur.autour(lien.as_ref()), fermee);
    Ok(Err(rendre(statut, &page)?))
}

async fn lire(porteur: Porteur) -> Result<Response, Erreur> {
    let reader = porteur.app.store().read();
    let lien = match ouvert(&porteur, reader).await? {
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
    let connu = porteur::document(&lu, tenu)?;
    let base = porteur.base();
    let fait = |nom: &str, valeur: String| (nom.to_owned(), ponctuer(&valeur));
    let empreinte: String = connu.empreinte.chars().take(EMPREINTE).collect();
    let etat = match lien.attente {
        Attente::ASigner(Some(motif)) => Some(format!(
            "Vous avez répondu que vous ne signez pas : « {} ». Vous pouvez changer d’avis.",
            motif.en_personne()
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
    let pdf = Link::new(pages::PDF, format!("{base}/document"));
    let images = format!("{base}/pages");
    let apercu = pages::apercu(&porteur.app, &lu, connu.id, tenu.le(), pdf, &images).await?;
    let a_signer = matches!(lien.attente, Attente::ASigner(_));
    let motifs = MotifRefusSignature::TOUS.iter();
    let motifs = motifs.map(|motif| Choice::new(motif.code(), majuscule(motif.en_personne()))).collect();
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
        apercu,
        signer: a_signer.then(|| SignatureDocument::signer(&base)),
        refuser: a_signer.then_some(refuser),
        retirer: matches!(lien.attente, Attente::Signee(_)).then(|| {
            let motifs = MotifRetraitSignature::TOUS.iter();
            let motifs = motifs.map(|motif| Choice::new(motif.code(), majuscule(motif.en_personne())));
            SignatureDocument::retirer(&base, motifs.collect())
        }),
    })
}

async fn repondre(porteur: Porteur, mut saisie: Saisie) -> Result<Response, Erreur> {
    let app = &porteur.app;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let lien = match ouvert(&porteur, &writer).await? {
        Ok(lien) => lien,
        Err(page) => return Ok(page),
    };
    // The proof is too old: the page asks for another code.
    let Some(tenu) = &lien.tenu else { return Ok(porteur.retour()) };
    let lu = parcours::lire(&writer, tenu, tenu.parcours()).await?.ok_or(Erreur::Introuvable)?;
    let fiche = fiche(app, &lu.suivi.etat.dispositif)?;
    let (document, modele) = (tenu.document(), porteur::document(&lu, tenu)?.modele);
    let (partie, nom, moyen) = (tenu.partie(), tenu.nom().to_owned(), MoyenSignature::Lien);
    let quand = app.horloge().local(app.horloge().maintenant());
    let evenement = match saisie.texte("reponse") {
        Some("signer") => EvenementParcours::Signe { document, modele, partie, nom, quand, moyen },
        Some("retirer") => {
            let motif = saisie.texte("motif").and_then(MotifRetraitSignature::de_code);
            let moyen = Some(moyen);
            EvenementParcours::SignatureRetiree { document, modele, partie, nom, moyen, motif }
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
