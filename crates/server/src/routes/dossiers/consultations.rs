//! Who read a dossier, when, as what and why: for those who lead.

use axum::{
    extract::{Path, Query},
    response::Response,
};
use raccroche_domain::francais::{self, date_longue, majuscule};
use raccroche_pages::{
    components::Pagination,
    consultations::{Consultation, QuiAConsulte},
    layout::Link,
};
use raccroche_store::{
    Perimetre, Reader,
    acces::{self, Filtre},
    dossier::{self, DossierLu},
    jeune::{self, Jeune},
    reunion,
};
use serde::Deserialize;
use uuid::Uuid;

use crate::{
    erreur::Erreur,
    etat::App,
    rendu,
    routes::consultations::{Lecteur, pourquoi, qui as nom, quoi, titre},
    visite::Visite,
};

/// Readings of a page.
const TAILLE: u64 = 50;

#[derive(Debug, Deserialize)]
pub(super) struct Demande {
    page: Option<u64>,
}

pub(super) async fn voir(
    Visite { app, qui, headers }: Visite,
    Path(id): Path<Uuid>,
    Query(demande): Query<Demande>,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let reader = app.store().read();
    let (lu, personne) = lire(reader, perimetre, id).await?;
    consigner(&app, perimetre, id, "consultations").await?;
    let filtre = lectures(reader, id).await?;
    let total = acces::count(reader, &filtre).await?;
    let numero = demande.page.filter(|page| (1..100_000).contains(page)).unwrap_or(1);
    let depuis = (numero - 1).saturating_mul(TAILLE).min(total);
    let lues = acces::search(reader, &filtre, depuis, TAILLE).await?;
    let jusqu_a = depuis + lues.len() as u64;
    let vers = |page: u64| format!("/dossiers/{id}/consultations?page={page}");
    rendu::page(&QuiAConsulte {
        layout: rendu::autour(&app, &qui, &headers, "/jeunes"),
        dossier: Link::new(prenom_et_nom(&personne), format!("/dossiers/{id}")),
        periode: format!("depuis l’ouverture du dossier, le {}", date_longue(lu.etat.ouvert_le)),
        consultations: lues
            .iter()
            .map(|lue| Consultation {
                quand: rendu::moment_en_mots(app.horloge().local(lue.le)),
                qui: nom(lue),
                role: titre(lue),
                motif: pourquoi(&lue.motif, Lecteur::Collegue),
                quoi: majuscule(&quoi(&lue.action)),
            })
            .collect(),
        pagination: (total > TAILLE).then(|| Pagination {
            from: (depuis + 1).min(total),
            to: jusqu_a,
            total,
            previous: (depuis > 0).then(|| vers(numero - 1)),
            next: (jusqu_a < total).then(|| vers(numero + 1)),
        }),
        rapport: Link::new("Imprimer pour le jeune", format!("/dossiers/{id}/consultations/rapport")),
    })
}

/// The dossier of the perimeter, and whose it is.
pub(super) async fn lire(
    reader: &Reader,
    perimetre: &Perimetre,
    id: Uuid,
) -> Result<(DossierLu, Jeune), Erreur> {
    let lu = dossier::lire(reader, perimetre, id).await?.ok_or(Erreur::Introuvable)?;
    let personne = jeune::find(reader, perimetre, lu.jeune).await?.ok_or(Erreur::Introuvable)?;
    Ok((lu, personne))
}

/// The readings of a dossier and of those that go on in it: they are one person's.
pub(super) async fn lectures(reader: &Reader, id: Uuid) -> Result<Filtre, Erreur> {
    let dossiers = reunion::dossiers(reader, id).await?;
    Ok(Filtre { dossiers: Some(dossiers), ..Filtre::default() })
}

/// Who reads the list of readings is in it.
pub(super) async fn consigner(app: &App, perimetre: &Perimetre, id: Uuid, quoi: &str) -> Result<(), Erreur> {
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let motifs = dossier::pourquoi(&writer, perimetre, id).await?;
    let motif = motifs.first().ok_or(Erreur::Introuvable)?;
    acces::record(&writer, perimetre, Some(id), quoi, motif.code()).await?;
    Ok(writer.commit().await?)
}

/// `Inès DUVAL`.
pub(super) fn prenom_et_nom(personne: &Jeune) -> String {
    let identite = &personne.identite;
    let prenom = identite.prenoms.first().map(|lu| francais::prenom(lu)).unwrap_or_default();
    format!("{prenom} {}", identite.nom_famille).trim().to_owned()
}
