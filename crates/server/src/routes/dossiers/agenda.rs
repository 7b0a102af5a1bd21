//! One appointment as a file for one's own calendar.

use axum::{extract::Path, response::Response};
use raccroche_store::{acces, agenda, dossier};
use uuid::Uuid;

use crate::{
    courriel::hote,
    erreur::Erreur,
    ical,
    routes::agenda::{LECTURE, evenement, fichier_ics},
    visite::Visite,
};

pub(super) async fn telecharger(
    Visite { app, qui, .. }: Visite,
    Path((id, objet)): Path<(Uuid, Uuid)>,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let trouve = agenda::trouver(app.store().read(), perimetre, id, objet).await?;
    let rendez_vous = trouve.ok_or(Erreur::Introuvable)?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let motifs = dossier::pourquoi(&writer, perimetre, id).await?;
    let motif = motifs.first().ok_or(Erreur::Introuvable)?;
    acces::record(&writer, perimetre, Some(id), LECTURE, motif.code()).await?;
    writer.commit().await?;
    let nom = app.config().marque.nom.as_str();
    let contenu = ical::calendrier(nom, hote(app.config()), &[evenement(&app, &rendez_vous)]);
    Ok(fichier_ics(contenu, true))
}
