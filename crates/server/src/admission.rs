//! Who may enter a dispositif, asked before a parcours opens in a dossier.
//!
//! Only what is known to fail stands in the way: what nobody knows is for those who open to judge. And nothing stops them for
//! good: a rule of the field has its exceptions, which are made by people, said, and kept in the journal.

use raccroche_domain::{
    dispositif::{Dispositif, ReponseEligibilite, Tenue, eligibilite},
    francais::{guillemets, ponctuer},
};
use raccroche_store::{ConnectionTrait, Perimetre, dossier, jeune, parcours::Ouverture};
use uuid::Uuid;

use crate::{erreur::Erreur, etat::App, faits};

/// The conditions of a fiche that somebody does not meet on the day, by what is known of them; none for whoever may enter.
///
/// # Errors
/// [`Erreur::Introuvable`] outside the perimeter.
pub(crate) async fn obstacles(
    app: &App,
    db: &impl ConnectionTrait,
    perimetre: &Perimetre,
    id: Uuid,
    fiche: &Dispositif,
) -> Result<Vec<String>, Erreur> {
    let lu = dossier::lire(db, perimetre, id).await?.ok_or(Erreur::Introuvable)?;
    let personne = jeune::find(db, perimetre, lu.jeune).await?.ok_or(Erreur::Introuvable)?;
    let faits = faits::connus(app, perimetre, &lu, &personne, perimetre.le()).await?;
    let dit = eligibilite(fiche, &faits, perimetre.le());
    if dit.reponse != ReponseEligibilite::Non {
        return Ok(Vec::new());
    }
    let echouent = dit.examens.into_iter().filter(|examen| examen.tenue == Tenue::Non);
    Ok(echouent.map(|examen| examen.condition).collect())
}

/// What a parcours opens with, when nothing stands in the way or somebody says why it begins all the same; else what to tell them.
pub(crate) fn ouverture<'f>(
    fiche: &'f Dispositif,
    malgre: Vec<String>,
    motif: Option<&str>,
) -> Result<Ouverture<'f>, String> {
    match (malgre.is_empty(), motif) {
        (true, _) => Ok(Ouverture::from(fiche)),
        (false, Some(motif)) => Ok(Ouverture { fiche, malgre, motif: Some(motif.to_owned()) }),
        (false, None) => {
            let quoi = if malgre.len() > 1 { "Conditions non remplies" } else { "Condition non remplie" };
            Err(ponctuer(&format!(
                "D’après le dossier, ce jeune n’entre pas aujourd’hui dans {}. {quoi} : {}. Pour ouvrir quand même ce \
                 parcours, dites pourquoi : ce sera écrit au journal.",
                guillemets(&fiche.nom),
                malgre.join(" ; "),
            )))
        }
    }
}
