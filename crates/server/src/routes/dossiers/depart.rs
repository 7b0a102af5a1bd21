//! A pupil followed in prevention leaves: from that day the young person is looked for, and those of their territory know.
//!
//! Until then nobody but the school had the dossier. It goes on answering for it, so that nobody vanishes, until the PSAD
//! accepts the hand-off that is proposed here.

use raccroche_domain::{
    CodeCommune, TrancheAge,
    francais::ponctuer,
    suivi::{Evenement, MotifRelais, Seuils},
    tranche_au,
};
use raccroche_store::{Perimetre, Writer, dossier, jeune};
use uuid::Uuid;

use crate::{erreur::Erreur, territoires};

/// Why nobody under 16 is followed as a leaver.
pub(crate) const AVANT_16_ANS: &str = "Avant 16 ans, l’instruction est obligatoire (article L131-1 du code de l’éducation) : ce jeune relève de la \
     direction des services départementaux de l’éducation nationale, non du suivi des décrocheurs.";

/// Puts the dossier in the territories of the young person's commune, and proposes it to who answers there, when it was known
/// today that a pupil has left; else does nothing.
pub(crate) async fn suivre(
    writer: &Writer,
    perimetre: &Perimetre,
    id: Uuid,
    seuils: &Seuils,
) -> Result<(), Erreur> {
    let lu = dossier::lire(writer, perimetre, id).await?.ok_or(Erreur::Introuvable)?;
    if lu.etat.depart_connu_le != Some(perimetre.le()) {
        return Ok(());
    }
    let personne = jeune::find(writer, perimetre, lu.jeune).await?.ok_or(Erreur::Introuvable)?;
    let naissance = personne.identite.date_naissance;
    if naissance.is_some_and(|jour| tranche_au(jour, perimetre.le()) == TrancheAge::MoinsDe16) {
        return Err(Erreur::Demande(ponctuer(AVANT_16_ANS)));
    }
    let commune = jeune::residence(writer, lu.jeune).await?.and_then(|code| code.parse::<CodeCommune>().ok());
    let (portees, vers) = territoires::a_qui(writer, commune).await?;
    for (organisation, motif) in portees {
        dossier::etendre_portee(writer, id, organisation.id, motif, None).await?;
    }
    if lu.etat.relais.is_none() && lu.etat.responsable.structure.id != vers.id {
        let relais =
            Evenement::RelaisPropose { id: writer.new_id(), vers, motif: MotifRelais::Accompagnement };
        dossier::inscrire_du_systeme(writer, &perimetre.auteur(), perimetre.le(), id, relais, seuils).await?;
    }
    Ok(())
}
