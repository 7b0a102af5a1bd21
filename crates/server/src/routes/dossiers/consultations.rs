//! Who read a dossier, when, as what and why: for those who lead, and to print for the young person who asks.

use axum::{extract::Path, response::Response};
use raccroche_domain::{
    droits::MotifPortee,
    francais::{self, date_longue, majuscule},
};
use raccroche_pages::{
    consultations::{Consultation, QuiAConsulte},
    layout::Link,
};
use raccroche_store::{acces, dossier, jeune};
use uuid::Uuid;

use crate::{erreur::Erreur, rendu, visite::Visite};

/// Readings shown at most.
const AU_PLUS: u64 = 500;

pub(super) async fn voir(
    Visite { app, qui, headers }: Visite,
    Path(id): Path<Uuid>,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let reader = app.store().read();
    let lu = dossier::lire(reader, perimetre, id).await?.ok_or(Erreur::Introuvable)?;
    let personne = jeune::find(reader, perimetre, lu.jeune).await?.ok_or(Erreur::Introuvable)?;
    let lectures = acces::of_dossier(reader, id, AU_PLUS).await?;
    let noms = app.noms_de(lectures.iter().map(|lecture| lecture.utilisateur)).await?;
    let consultations = lectures
        .iter()
        .map(|lecture| Consultation {
            quand: rendu::moment_en_mots(app.horloge().local(lecture.le)),
            qui: noms.get(&lecture.utilisateur).cloned().unwrap_or_default(),
            role: String::new(),
            motif: MotifPortee::de_code(&lecture.motif)
                .map_or(lecture.motif.clone(), |m| m.libelle().to_owned()),
            quoi: majuscule(&lecture.action),
        })
        .collect();
    let identite = &personne.identite;
    let prenom = identite.prenoms.first().map(|lu| francais::prenom(lu)).unwrap_or_default();
    rendu::page(&QuiAConsulte {
        layout: rendu::autour(&app, &qui, &headers, "/jeunes"),
        dossier: Link::new(format!("{prenom} {}", identite.nom_famille), format!("/dossiers/{id}")),
        periode: format!("depuis l’ouverture du dossier, le {}", date_longue(lu.etat.ouvert_le)),
        consultations,
        pagination: None,
    })
}
