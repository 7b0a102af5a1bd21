//! What a request of the API brings to its handler, and what every handler does with it: note who read what and why,
//! write one entry in a journal.

use axum::{
    Json,
    extract::FromRequestParts,
    http::{StatusCode, header, request::Parts},
    response::{IntoResponse as _, Response},
};
use raccroche_domain::{
    EtendueJeton,
    droits::{Action, Agregat, MotifPortee, peut},
    suivi::{Evenement, Seuils},
};
use raccroche_store::{Keyring, Perimetre, Writer, acces, dossier};
use uuid::Uuid;

use super::{modeles::Ecrit, porte::Porteur, probleme::Cause};
use crate::etat::App;

/// A request of a program with a token.
#[derive(Debug, Clone)]
pub(crate) struct Appel {
    /// The application.
    pub(crate) app: App,
    /// Who asks.
    pub(crate) porteur: Porteur,
}

impl FromRequestParts<App> for Appel {
    type Rejection = Cause;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Cause> {
        // Only the door puts somebody in a request.
        let porteur = parts.extensions.get::<Porteur>().cloned().ok_or(Cause::JetonAbsent)?;
        Ok(Self { app: app.clone(), porteur })
    }
}

impl Appel {
    /// What may be seen.
    pub(crate) fn perimetre(&self) -> &Perimetre {
        &self.porteur.perimetre
    }

    /// The numbers that the académie set.
    pub(crate) fn seuils(&self) -> &Seuils {
        &self.app.config().seuils
    }

    /// The keys that open notes, for a token that may read them in the name of somebody who may.
    pub(crate) fn cles_des_notes(&self) -> Option<&Keyring> {
        let etendue = self.porteur.jeton.etendues().any(|etendue| etendue == EtendueJeton::NotesLire);
        (etendue && peut(self.perimetre().role(), Agregat::Note, Action::Lire))
            .then(|| self.app.store().keyring())
    }

    /// A transaction of this moment.
    pub(crate) async fn ecrire(&self) -> Result<Writer, Cause> {
        Ok(self.app.store().write(self.app.horloge().maintenant()).await?)
    }

    /// The strongest reason to see a dossier; nothing leads to one that there is no reason to see.
    pub(crate) async fn motif(&self, id: Uuid) -> Result<MotifPortee, Cause> {
        let motifs = dossier::pourquoi(self.app.store().read(), self.perimetre(), id).await?;
        motifs.first().copied().ok_or(Cause::Introuvable)
    }

    /// Notes that dossiers were read, each with its reason, before anything of them leaves.
    pub(crate) async fn consigner(&self, lus: &[(Uuid, MotifPortee)], quoi: &str) -> Result<(), Cause> {
        if lus.is_empty() {
            return Ok(());
        }
        let writer = self.ecrire().await?;
        acces::record_each(&writer, self.perimetre(), lus, quoi).await?;
        Ok(writer.commit().await?)
    }

    /// The same for a page of a list, whose reasons are looked up together.
    pub(crate) async fn consigner_tous(&self, ids: &[Uuid], quoi: &str) -> Result<(), Cause> {
        let motifs = dossier::motifs(self.app.store().read(), self.perimetre(), ids).await?;
        let lus: Vec<(Uuid, MotifPortee)> =
            ids.iter().filter_map(|id| Some((*id, *motifs.get(id)?))).collect();
        self.consigner(&lus, quoi).await
    }

    /// Writes one entry in the journal of a dossier, ends the transaction and says which entry it was.
    pub(crate) async fn inscrire(
        &self,
        writer: Writer,
        id: Uuid,
        version: Option<u32>,
        evenement: Evenement,
        note: Option<&str>,
    ) -> Result<Response, Cause> {
        let (perimetre, seuils) = (self.perimetre(), self.seuils());
        let rang = dossier::inscrire(&writer, perimetre, id, version, evenement, note, seuils).await?;
        writer.commit().await?;
        let ou = [(header::LOCATION, format!("/api/v1/dossiers/{id}/journal"))];
        Ok((StatusCode::CREATED, ou, Json(Ecrit { dossier: id, rang })).into_response())
    }
}
