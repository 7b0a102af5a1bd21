//! The pages of a document as pictures: the page on which an account reads one, and the pictures, for an account or for who holds
//! a link whose code was given.
//!
//! A picture is drawn from the very file that would be downloaded, and opens to those who may download it. Its pages are one
//! reading of the access log.

use std::{num::NonZeroUsize, sync::Arc};

use axum::{
    extract::{FromRequestParts, Path},
    http::{header, request::Parts},
    response::{IntoResponse as _, Response},
};
use chrono::NaiveDate;
use raccroche_documents::{Apercu as Fichier, ErreurApercu, rendre};
use raccroche_pages::{
    apercu::{Apercu, DocumentLu},
    layout::Link,
};
use raccroche_store::{
    Perimetre, acces,
    parcours::{self, MotifParcours, ParcoursLu},
};
use uuid::Uuid;

use super::{
    Contenu, contenu, fiche,
    porteur::{self, Porteur},
    voir,
};
use crate::{
    erreur::Erreur, etat::App, limites::Essai, rendu as page_rendue, routes::parcours::charte, visite::Visite,
};

/// Pixels across a picture: sharp on a telephone, and legible once enlarged.
const LARGEUR: u16 = 1240;
/// What a link to the PDF says.
pub(super) const PDF: &str = "Lire le document (PDF)";

/// The file of a document, and its fingerprint; what is not sealed is rendered, once for all its pages.
async fn fichier(
    app: &App,
    lu: &ParcoursLu,
    numero: Uuid,
    jour: NaiveDate,
) -> Result<(String, Arc<Vec<u8>>), Erreur> {
    match contenu(app, lu, numero, jour).await?.ok_or(Erreur::Introuvable)? {
        Contenu::Scelle(octets) => Ok((parcours::empreinte(&octets), Arc::new(octets))),
        Contenu::ARendre(feuille) => {
            // With the signatures so far: one more is another picture.
            let ecrite = serde_json::to_vec(&feuille).map_err(|_| Erreur::Interne)?;
            let empreinte = parcours::empreinte(&ecrite);
            let faire = move || rendre(&feuille).map(|pdf| pdf.octets);
            let maintenant = app.horloge().maintenant();
            match app.apercus().prendre((empreinte.clone(), None), maintenant, faire).await {
                Some(Ok(octets)) => Ok((empreinte, octets)),
                Some(Err(error)) => {
                    tracing::error!(%error, "document");
                    Err(Erreur::Interne)
                }
                None => Err(Erreur::Interne),
            }
        }
    }
}

/// The pages of a document, whose pictures stand under `base`. A document that cannot be drawn still has its PDF.
pub(super) async fn apercu(
    app: &App,
    lu: &ParcoursLu,
    numero: Uuid,
    jour: NaiveDate,
    pdf: Link,
    base: &str,
) -> Result<Apercu, Erreur> {
    let (_, octets) = fichier(app, lu, numero, jour).await?;
    let tailles = match Fichier::lire(octets, LARGEUR) {
        Ok(fichier) => fichier.tailles(),
        Err(error) => {
            tracing::error!(%error, "pages of a document");
            Vec::new()
        }
    };
    Ok(Apercu::new(pdf, base, &tailles))
}

/// One page, drawn.
async fn dessin(
    app: &App,
    lu: &ParcoursLu,
    numero: Uuid,
    jour: NaiveDate,
    page: NonZeroUsize,
) -> Result<Response, Erreur> {
    let (empreinte, octets) = fichier(app, lu, numero, jour).await?;
    let faire = move || Fichier::lire(octets, LARGEUR)?.dessiner(page.get()).map(|image| image.png);
    let png = match app.apercus().prendre((empreinte, Some(page)), app.horloge().maintenant(), faire).await {
        Some(Ok(png)) => png,
        Some(Err(ErreurApercu::Page(_))) => return Err(Erreur::Introuvable),
        Some(Err(error)) => {
            tracing::error!(%error, "page of a document");
            return Err(Erreur::Interne);
        }
        None => return Err(Erreur::Interne),
    };
    let entetes = [
        (header::CONTENT_TYPE, "image/png"),
        (header::CACHE_CONTROL, "private, no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    Ok((entetes, Vec::clone(&png)).into_response())
}

/// A parcours of which an account may read this document, and whether the charter is all they may; nothing is logged yet.
async fn a_voir(
    app: &App,
    perimetre: &Perimetre,
    id: Uuid,
    numero: Uuid,
) -> Result<(ParcoursLu, bool), Erreur> {
    match parcours::entrer(app.store().read(), perimetre, app.catalogue(), id).await? {
        Some((lu, _)) if lu.suivi.etat.documents.iter().any(|connu| connu.id == numero) => Ok((lu, false)),
        Some(_) => Err(Erreur::Introuvable),
        None => Ok((charte::a_signer_seule(app, perimetre, id, numero).await?, true)),
    }
}

/// Logs the reading of a document by an account, once for all its pages.
async fn noter(
    app: &App,
    perimetre: &Perimetre,
    lu: &ParcoursLu,
    numero: Uuid,
    charte_seule: bool,
) -> Result<(), Erreur> {
    let maintenant = app.horloge().maintenant();
    let quoi = if charte_seule { "charte" } else { "document" };
    let ecrire = async {
        let writer = app.store().write(maintenant).await?;
        acces::record(&writer, perimetre, Some(lu.dossier), quoi, lu.motif.code()).await?;
        Ok(writer.commit().await?)
    };
    app.apercus().une_lecture(perimetre.appartenance(), numero, maintenant, ecrire).await
}

/// The page on which an account reads a document.
pub(super) async fn lire(
    Visite { app, qui, headers }: Visite,
    Path((id, numero)): Path<(Uuid, Uuid)>,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let (lu, charte_seule) = a_voir(&app, perimetre, id, numero).await?;
    let fiche = fiche(&app, &lu.suivi.etat.dispositif)?;
    let mut document =
        voir::un_document(&app, perimetre, &lu, fiche, numero).await?.ok_or(Erreur::Introuvable)?;
    document.pages = None;
    if charte_seule {
        // Who else commits is told once one has.
        document.signatures = Vec::new();
    }
    noter(&app, perimetre, &lu, numero, charte_seule).await?;
    let pdf = Link::new("Ouvrir le PDF accessible", document.lien.href.clone());
    let base = format!("/parcours/{id}/pages/{numero}");
    let tenu = matches!(lu.motif, MotifParcours::Dossier(_));
    let page = DocumentLu {
        layout: page_rendue::autour(&app, &qui, &headers, if tenu { "/jeunes" } else { "/parcours" }),
        parcours: Link::new(
            raccroche_domain::francais::ponctuer(&format!(
                "{} : {}",
                fiche.court(),
                voir::nommer(&lu.identite)
            )),
            format!("/parcours/{id}"),
        ),
        apercu: apercu(&app, &lu, numero, perimetre.le(), pdf, &base).await?,
        document,
    };
    page_rendue::page(&page)
}

/// A page of a document, for an account.
pub(super) async fn image(
    Visite { app, qui, .. }: Visite,
    Path((id, numero, page)): Path<(Uuid, Uuid, NonZeroUsize)>,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    if !app.limites().admet(Essai::Image, &perimetre.appartenance().to_string()) {
        return Err(Erreur::TropDEssais);
    }
    let (lu, charte_seule) = a_voir(&app, perimetre, id, numero).await?;
    noter(&app, perimetre, &lu, numero, charte_seule).await?;
    dessin(&app, &lu, numero, perimetre.le(), page).await
}

/// Who holds a link, and the page they ask for.
pub(super) struct PorteurDeImage {
    porteur: Porteur,
    page: NonZeroUsize,
}

impl FromRequestParts<App> for PorteurDeImage {
    type Rejection = Erreur;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Erreur> {
        let Path((ecrit, page)) = Path::<(String, NonZeroUsize)>::from_request_parts(parts, app)
            .await
            .map_err(|_| Erreur::Introuvable)?;
        Ok(Self { porteur: Porteur::de_image(parts, app, &ecrit).await?, page })
    }
}

/// A page of the document of a link, for who gave its code; anybody else is sent to give it.
pub(super) async fn image_du_lien(
    PorteurDeImage { porteur, page }: PorteurDeImage,
) -> Result<Response, Erreur> {
    let Some(tenu) = porteur.tenu().await? else { return Ok(porteur.retour()) };
    let app = &porteur.app;
    let lu = parcours::lire(app.store().read(), &tenu, tenu.parcours()).await?.ok_or(Erreur::Introuvable)?;
    let noter = porteur::noter(app, &tenu, &lu, "document");
    let maintenant = app.horloge().maintenant();
    app.apercus().une_lecture(tenu.partie(), tenu.document(), maintenant, noter).await?;
    let image = dessin(app, &lu, tenu.document(), tenu.le(), page).await?;
    Ok((porteur::discretion(), image).into_response())
}
