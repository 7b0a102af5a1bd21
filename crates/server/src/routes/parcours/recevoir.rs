//! The pages behind a link to receive: a buyer reads the sealed proof of a clause sociale, and acknowledges it.
//!
//! What concerns them, and no more: their contract, its hours, the days of the placement, the company. Of the young person the
//! page says nothing; the document says what all have signed. Each opening after the code is logged.

use std::collections::HashMap;

use axum::{http::StatusCode, response::Response};
use raccroche_domain::{
    dispositif::DateNommee,
    francais::{compter, date_longue, majuscule, ponctuer},
    parcours::{EvenementParcours, HeuresMarche},
};
use raccroche_pages::{
    layout::Link,
    marche::DocumentRemis,
    signature::{Fermee, SignatureMessage},
};
use raccroche_store::{
    ConnectionTrait, StoreError, marche,
    parcours::{self, ParcoursLu},
    signature_lien::{Etat, Lien, LienTenu, Reception},
};

use super::{
    fiche, pages,
    porteur::{self, Porteur, rendre},
};
use crate::{
    erreur::Erreur,
    etat::App,
    garde::{Acces, Route, acte, page as route},
    rendu::moment_en_mots,
};

pub(super) fn routes() -> Vec<Route> {
    vec![
        route("/recevoir/{jeton}", Acces::Public, lire),
        route("/recevoir/{jeton}/document", Acces::Public, porteur::ouvrir),
        route("/recevoir/{jeton}/pages/{page}", Acces::Public, pages::image_du_lien),
        acte("/recevoir/{jeton}", Acces::Public, accuser),
        acte("/recevoir/{jeton}/code", Acces::Public, porteur::envoyer_un_code),
        acte("/recevoir/{jeton}/preuve", Acces::Public, porteur::donner_le_code),
    ]
}

/// The link, when it opens; else the page that says why not.
pub(super) async fn ouvert(
    porteur: &Porteur,
    db: &impl ConnectionTrait,
) -> Result<Result<Lien<Reception>, Response>, Erreur> {
    let (statut, fermee, lien) = match porteur.a_recevoir(db).await? {
        Etat::Absent => (StatusCode::NOT_FOUND, Fermee::RemiseExpire, None),
        Etat::Bloque => (StatusCode::GONE, Fermee::Bloque, None),
        Etat::Lien(lien) => match lien.attente {
            Reception::ARecevoir | Reception::Recue(_) => return Ok(Ok(lien)),
            Reception::Remplace => (StatusCode::GONE, Fermee::RemiseRemplacee, Some(lien)),
            Reception::Retiree => (StatusCode::GONE, Fermee::RemiseRetiree, Some(lien)),
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
    let Some(tenu) = &lien.tenu else { return porteur.page_du_code(&lien, None) };
    let lu = parcours::lire(reader, tenu, tenu.parcours()).await?.ok_or(Erreur::Introuvable)?;
    porteur::noter(&porteur.app, tenu, &lu, "remise").await?;
    rendre(StatusCode::OK, &page(&porteur, &lien, tenu, &lu).await?)
}

async fn page(
    porteur: &Porteur,
    lien: &Lien<Reception>,
    tenu: &LienTenu,
    lu: &ParcoursLu,
) -> Result<DocumentRemis, Erreur> {
    let connu = porteur::document(lu, tenu)?;
    let (base, titre) = (porteur.base(), majuscule(connu.modele.libelle()));
    let pdf = Link::new(pages::PDF, format!("{base}/document"));
    let images = format!("{base}/pages");
    let recu = match lien.attente {
        Reception::Recue(quand) => Some(quand),
        _ => None,
    };
    Ok(DocumentRemis {
        layout: porteur.autour(Some(lien)),
        etat: recu
            .map(|quand| ponctuer(&format!("Vous avez accusé réception le {}.", moment_en_mots(quand)))),
        faits: faits(&porteur.app, lu).await?,
        apercu: pages::apercu(&porteur.app, lu, connu.id, tenu.le(), pdf, &images).await?,
        accuser: recu.is_none().then(|| DocumentRemis::accuser(&base)),
        titre,
    })
}

/// The contract, its hours over all its parcours, the days and hours of this placement. Nobody's name.
async fn faits(app: &App, lu: &ParcoursLu) -> Result<Vec<(String, String)>, Erreur> {
    let (etat, reader) = (&lu.suivi.etat, app.store().read());
    let mut faits = Vec::new();
    let mut dire = |nom: &str, valeur: String| {
        if !valeur.is_empty() {
            faits.push((nom.to_owned(), ponctuer(&valeur)));
        }
    };
    let marche = marche::du_parcours(reader, lu).await?;
    if let Some(marche) = &marche {
        dire("Marché", marche.objet.clone());
        dire("Numéro", marche.reference.clone());
        dire("Acheteur", marche.acheteur.clone());
        dire("Entreprise", marche.entreprise.clone());
    }
    let jour = |nom| etat.dates.get(&nom).copied().map(date_longue);
    if let (Some(debut), Some(fin)) = (jour(DateNommee::Debut), jour(DateNommee::Fin)) {
        dire("Stage", format!("du {debut} au {fin}"));
    }
    if let Some(faites) = etat.heures_faites() {
        dire("Heures faites pendant ce stage", compter(faites.into(), "heure"));
    }
    if let Some(marche) = &marche {
        let tous: HashMap<_, _> = marche::parcours_de(reader, &[marche.id]).await?;
        let tous = tous.into_values().flatten().map(|parcours| parcours.etat).collect::<Vec<_>>();
        let faites = HeuresMarche::additionner(&tous).faites;
        dire("Heures du marché", format!("{} dues, {faites} faites", marche.heures()));
    }
    Ok(faits)
}

async fn accuser(porteur: Porteur) -> Result<Response, Erreur> {
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
    let connu = porteur::document(&lu, tenu)?;
    let remise = fiche.remise(connu.modele).ok_or(Erreur::Introuvable)?;
    let evenement = EvenementParcours::Recu {
        code: remise.code.to_owned(),
        document: connu.id,
        modele: connu.modele,
        partie: tenu.partie(),
        nom: tenu.nom().to_owned(),
        quand: app.horloge().local(app.horloge().maintenant()),
    };
    let seuils = &app.config().seuils;
    match parcours::inscrire(&writer, tenu, tenu.parcours(), None, evenement, fiche, seuils).await {
        Ok(()) => writer.commit().await?,
        // Acknowledged twice, or taken back meanwhile: the page tells where it stands now.
        Err(StoreError::RefusParcours(_) | StoreError::Refus(_) | StoreError::Absent { .. }) => {}
        Err(error) => return Err(error.into()),
    }
    Ok(porteur.retour())
}
