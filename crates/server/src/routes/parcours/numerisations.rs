//! What somebody without an account did on paper, noted with the scan of the sheet; a scan joined later; and reading one.
//!
//! A file passes by a folder of its own and is removed whatever comes of it: what is kept is sealed in the database. What it is
//! is read from its first bytes, never from its name, and it is only ever given back as a file to download.

use axum::{
    extract::{Multipart, Path, multipart::MultipartRejection},
    http::header,
    response::{IntoResponse as _, Redirect, Response},
};
use raccroche_domain::{francais::ponctuer, parcours::FormatNumerisation};
use raccroche_pages::parcours::Parcours;
use raccroche_store::{Perimetre, StoreError, acces, numerisation, parcours};
use uuid::Uuid;

use super::{
    actes::en_phrase,
    conduit,
    signatures::{self, pour_autrui},
    voir,
};
use crate::{
    campagnes::fichiers::{self, Recu},
    erreur::Erreur,
    etat::App,
    saisie::Saisie,
    visite::Visite,
};

/// Bytes of the largest scan: kept in the database.
const TAILLE: i64 = 10_000_000;
/// Bytes of a request at most: what is a little too large is told beside its field.
pub(super) const CORPS: usize = 32 * 1024 * 1024;

/// A scan that was sent.
pub(super) struct Numerisee {
    pub(super) format: FormatNumerisation,
    pub(super) octets: Vec<u8>,
}

/// What a file is, by how it begins.
fn reconnaitre(octets: &[u8]) -> Option<FormatNumerisation> {
    use FormatNumerisation as F;
    let debuts: [(&[u8], F); 3] =
        [(b"%PDF-", F::Pdf), (b"\xff\xd8\xff", F::Jpeg), (b"\x89PNG\r\n\x1a\n", F::Png)];
    debuts.into_iter().find(|(debut, _)| octets.starts_with(debut)).map(|(_, format)| format)
}

fn type_mime(format: FormatNumerisation) -> &'static str {
    match format {
        FormatNumerisation::Pdf => "application/pdf",
        FormatNumerisation::Jpeg => "image/jpeg",
        FormatNumerisation::Png => "image/png",
    }
}

/// A form with a file, which is read only once who sends it was let in.
type Envoi = Result<Multipart, MultipartRejection>;

/// The fields of a form and its scan, when there is one, for who conducts the parcours; what is wrong with it is noted beside its
/// field.
async fn lire(
    app: &App,
    perimetre: &Perimetre,
    (id, document): (Uuid, Uuid),
    envoi: Envoi,
) -> Result<(Saisie, Option<Numerisee>), Erreur> {
    let entree = parcours::entrer(app.store().read(), perimetre, app.catalogue(), id).await?;
    let (lu, _) = entree.ok_or(Erreur::Introuvable)?;
    if !lu.suivi.etat.documents.iter().any(|connu| connu.id == document) {
        return Err(Erreur::Introuvable);
    }
    if !conduit(perimetre, &lu) {
        return Err(Erreur::Interdit);
    }
    let formulaire = envoi.map_err(|_| Erreur::Demande("L’envoi a été coupé. Recommencez.".to_owned()))?;
    // A signature and a name: nothing of the file stays.
    let dossier = fichiers::de_passage(app, "numerisations").await?;
    let remede = "Numérisez la feuille en noir et blanc, ou prenez-la en photo.";
    let quoi = (Parcours::NUMERISATION_AU_PLUS, remede);
    let (mut saisie, recu) = fichiers::recevoir(formulaire, dossier.path(), quoi).await?;
    let Some(Recu { chemin, octets, .. }) = recu else { return Ok((saisie, None)) };
    if octets > TAILLE {
        let phrase = format!("Le fichier pèse plus de {}. {remede}", Parcours::NUMERISATION_AU_PLUS);
        saisie.erreur("fichier", &ponctuer(&phrase));
        return Ok((saisie, None));
    }
    let octets = tokio::fs::read(&chemin).await.map_err(|error| fichiers::disque(&error))?;
    if octets.is_empty() {
        saisie.erreur("fichier", "Le fichier est vide. Choisissez-en un autre.");
        return Ok((saisie, None));
    }
    let Some(format) = reconnaitre(&octets) else {
        saisie
            .erreur("fichier", "Ce n’est ni un PDF, ni une image JPEG ou PNG. Choisissez un autre fichier.");
        return Ok((saisie, None));
    };
    Ok((saisie, Some(Numerisee { format, octets })))
}

/// What was wrong with a file too large to be read to its end, when who it is about came after it: no form of the page is then the one
/// that was sent, and the sentence stands above them all.
fn sans_personne(saisie: &Saisie) -> Option<String> {
    let perdue = saisie.refuse("fichier") && saisie.texte("partie").is_none();
    let erreurs = saisie.en_erreur().filter(|_| perdue)?.errors;
    erreurs.into_iter().map(|(_, phrase)| phrase).next()
}

/// Notes what a party did on paper, with the scan of the sheet when there is one.
pub(super) async fn noter(
    visite: Visite,
    Path(lieu): Path<(Uuid, Uuid)>,
    envoi: Envoi,
) -> Result<Response, Erreur> {
    let (saisie, numerisee) = lire(&visite.app, visite.qui.perimetre()?, lieu, envoi).await?;
    if let Some(phrase) = sans_personne(&saisie) {
        let Visite { app, qui, headers } = &visite;
        let refuse = (String::new(), saisie.reponses(Some(phrase)));
        return voir::montrer(app, qui, headers, lieu.0, Some(&refuse)).await;
    }
    signatures::noter(visite, lieu, saisie, numerisee).await
}

/// Joins the scan of what was signed on paper before.
pub(super) async fn joindre(
    Visite { app, qui, headers }: Visite,
    Path((id, document)): Path<(Uuid, Uuid)>,
    envoi: Envoi,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let (mut saisie, numerisee) = lire(&app, perimetre, (id, document), envoi).await?;
    if let Some(phrase) = sans_personne(&saisie) {
        let refuse = (String::new(), saisie.reponses(Some(phrase)));
        return voir::montrer(&app, &qui, &headers, id, Some(&refuse)).await;
    }
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let entree = parcours::entrer(&writer, perimetre, app.catalogue(), id).await?;
    let (lu, fiche) = entree.ok_or(Erreur::Introuvable)?;
    let partie = saisie.id("partie").ok_or(Erreur::Introuvable)?;
    let connue = lu.suivi.etat.parties.iter().find(|connue| connue.id == partie);
    if !pour_autrui(perimetre, &lu, connue.ok_or(Erreur::Introuvable)?) {
        return Err(Erreur::Interdit);
    }
    if numerisee.is_none() && saisie.en_erreur().is_none() {
        saisie.erreur("fichier", "Choisissez le fichier de la feuille signée.");
    }
    let formulaire = format!("numerisation-{partie}");
    let Some(Numerisee { format, octets }) = numerisee else {
        drop(writer);
        let refuse = (formulaire, saisie.reponses(None));
        return voir::montrer(&app, &qui, &headers, id, Some(&refuse)).await;
    };
    let (quoi, seuils) = ((document, partie), &app.config().seuils);
    match numerisation::joindre(&writer, perimetre, id, quoi, (format, &octets), fiche, seuils).await {
        Ok(_) => writer.commit().await?,
        Err(StoreError::RefusParcours(refus)) => {
            drop(writer);
            let refuse = (formulaire, saisie.reponses(Some(en_phrase(&refus.to_string()))));
            return voir::montrer(&app, &qui, &headers, id, Some(&refuse)).await;
        }
        Err(error) => return Err(error.into()),
    }
    Ok(Redirect::to(&format!("/parcours/{id}")).into_response())
}

/// The scan, for those who are in the parcours: a file to download, whatever is in it.
pub(super) async fn telecharger(
    Visite { app, qui, .. }: Visite,
    Path((id, numero)): Path<(Uuid, Uuid)>,
) -> Result<Response, Erreur> {
    let (perimetre, reader) = (qui.perimetre()?, app.store().read());
    let entree = parcours::entrer(reader, perimetre, app.catalogue(), id).await?;
    let (lu, _) = entree.ok_or(Erreur::Introuvable)?;
    let lue = numerisation::lire(reader, app.store().keyring(), &lu, numero).await?;
    let (connue, octets) = lue.ok_or(Erreur::Introuvable)?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    acces::record(&writer, perimetre, Some(lu.dossier), "numerisation", lu.motif.code()).await?;
    writer.commit().await?;
    let nom = format!("attachment; filename=\"feuille-signee.{}\"", connue.format.code());
    let entetes = [
        (header::CONTENT_TYPE, type_mime(connue.format).to_owned()),
        (header::CONTENT_DISPOSITION, nom),
        (header::CACHE_CONTROL, "private, no-store".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    Ok((entetes, octets).into_response())
}
