//! Files of exam results: read, compared with the people already known, kept as far as they serve.
//!
//! What serves is who left the session without the diploma. Who passed is counted and forgotten as the file is read; marks,
//! phones and representatives have no column here; the file itself is removed once read. A line is tied to somebody by
//! their number or by an identity that only they bear; whoever merely resembles is left to a human, never tied in silence.

mod lecture;
mod recevoir;
mod reconnaitre;

pub(crate) use lecture::{Cadre, ColonnesInconnues, LUES, Refus, lire, manquantes};
pub(crate) use recevoir::{enregistrer, trancher};

use raccroche_domain::{
    Adresse, DecisionExamen, Identite, Ine, Uai, dispositif::ExamenPasse, francais::plier,
};
use raccroche_store::{
    StoreError,
    resultat::{self, Comptes, Remarque},
};
use sha2::{Digest as _, Sha256};

use crate::etat::App;

/// The fiche whose parcours follows a failed exam.
pub(crate) const DISPOSITIF: &str = "droit_maintien";

/// A candidate, as a line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ligne {
    pub(crate) identite: Identite,
    pub(crate) ine: Option<Ine>,
    pub(crate) adresse: Adresse,
    pub(crate) examen: ExamenPasse,
    /// Specialty or series; empty when unknown.
    pub(crate) specialite: String,
    pub(crate) decision: DecisionExamen,
    pub(crate) resultats_le: chrono::NaiveDate,
    pub(crate) uai: Uai,
    pub(crate) etablissement: Option<String>,
}

impl Ligne {
    /// Under what the candidate is one in a session: their number, then their identity, for a file that lacks numbers.
    pub(crate) fn cles(&self, session: i32) -> Vec<String> {
        let identite = &self.identite;
        let prenom = identite.prenoms.first().map(String::as_str).unwrap_or_default();
        let naissance = identite.date_naissance.map_or_else(String::new, |jour| jour.to_string());
        let nom = format!("{}|{}|{naissance}", plier(&identite.nom_famille), plier(prenom));
        let qui = self.ine.iter().map(|ine| format!("ine|{}", ine.as_str())).chain([format!("nom|{nom}")]);
        qui.map(|qui| {
            let quoi = format!("{session}|{}|{}|{qui}", self.examen.code(), plier(&self.specialite));
            format!("{:x}", Sha256::digest(quoi.as_bytes()))
        })
        .collect()
    }
}

/// What a file says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Lecture {
    /// Who left the session without the diploma, in the order of the file.
    pub(crate) lignes: Vec<Ligne>,
    /// The keys of who passed: a line of an earlier file may say otherwise.
    pub(crate) admis: Vec<Vec<String>>,
    /// What was counted so far.
    pub(crate) comptes: Comptes,
    /// What was noticed, in the order of the lines.
    pub(crate) remarques: Vec<Remarque>,
}

/// Forgets the results whose time is over.
///
/// # Errors
/// When the store refuses.
pub async fn ranger(app: &App) -> Result<u64, StoreError> {
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let oublies = resultat::oublier(&writer, app.horloge().aujourd_hui()).await?;
    writer.commit().await?;
    Ok(oublies)
}
