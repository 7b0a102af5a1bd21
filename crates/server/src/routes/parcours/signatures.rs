//! Signing: for oneself, signed in; for somebody without an account, by noting what they did on paper ([`super::signer`] is
//! what they do themselves). The last signature seals the document; until then one may be taken back.

use axum::{
    extract::Path,
    response::{IntoResponse as _, Redirect, Response},
};
use chrono::NaiveDateTime;
use raccroche_domain::{
    dispositif::Acteur,
    parcours::{EvenementParcours, MotifRefusSignature, MotifRetraitSignature, MoyenSignature, Partie},
};
use raccroche_store::{
    Perimetre, StoreError, numerisation,
    parcours::{self, ParcoursLu},
};
use uuid::Uuid;

use super::{actes::en_phrase, conduit, numerisations::Numerisee, papiers, qualites, voir};
use crate::{erreur::Erreur, saisie::Saisie, visite::Visite};

/// Whether who is signed in is this party: their organisation takes part as such, or they hold the role it names and no
/// organisation was said.
pub(super) fn pour_soi(perimetre: &Perimetre, qualites: &[Acteur], partie: &Partie) -> bool {
    let la_leur = match partie.organisation {
        Some(organisation) => organisation == perimetre.organisation().id,
        None => !voir::SANS_COMPTE.contains(&partie.acteur),
    };
    la_leur && qualites.contains(&partie.acteur)
}

/// Whether whoever conducts the parcours may note what this party did on paper: they have no account here.
pub(super) fn pour_autrui(perimetre: &Perimetre, lu: &ParcoursLu, partie: &Partie) -> bool {
    conduit(perimetre, lu) && partie.organisation.is_none() && voir::SANS_COMPTE.contains(&partie.acteur)
}

/// What a party may answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reponse {
    /// Signs, from their own account.
    Session,
    /// Signed on paper, which somebody else notes.
    Papier,
    /// Does not sign.
    Refus(MotifRefusSignature),
    /// Takes back what they signed, and why.
    Retrait(Option<MotifRetraitSignature>),
}

/// The entry that an answer makes.
///
/// # Errors
/// [`Erreur::Introuvable`] without that document or that party, [`Erreur::Interdit`] when who asks may not answer so for
/// this party.
pub(crate) fn evenement(
    perimetre: &Perimetre,
    lu: &ParcoursLu,
    document: Uuid,
    partie: Uuid,
    reponse: Reponse,
    quand: NaiveDateTime,
) -> Result<EvenementParcours, Erreur> {
    let etat = &lu.suivi.etat;
    let connu = etat.documents.iter().find(|connu| connu.id == document).ok_or(Erreur::Introuvable)?;
    let signataire = etat.presents().find(|connue| connue.id == partie).ok_or(Erreur::Introuvable)?;
    let soi = pour_soi(perimetre, &qualites(perimetre, lu), signataire);
    let autrui = pour_autrui(perimetre, lu, signataire);
    let permis = match reponse {
        Reponse::Session => soi,
        Reponse::Papier => autrui,
        Reponse::Refus(_) | Reponse::Retrait(_) => soi || autrui,
    };
    if !permis {
        return Err(Erreur::Interdit);
    }
    let (modele, nom) = (connu.modele, signataire.nom.clone());
    let moyen = if soi { MoyenSignature::Session } else { MoyenSignature::Papier };
    Ok(match reponse {
        Reponse::Session | Reponse::Papier => {
            let moyen =
                if reponse == Reponse::Session { MoyenSignature::Session } else { MoyenSignature::Papier };
            EvenementParcours::Signe { document, modele, partie, nom, quand, moyen }
        }
        Reponse::Refus(motif) => {
            let moyen = Some(moyen);
            EvenementParcours::SignatureRefusee { document, modele, partie, nom, quand, motif, moyen }
        }
        Reponse::Retrait(motif) => {
            let moyen = Some(moyen);
            EvenementParcours::SignatureRetiree { document, modele, partie, nom, moyen, motif }
        }
    })
}

/// Writes the answer of a party; seals the document when nobody else is awaited.
pub(super) async fn repondre(
    visite: Visite,
    Path(lieu): Path<(Uuid, Uuid)>,
    saisie: Saisie,
) -> Result<Response, Erreur> {
    noter(visite, lieu, saisie, None).await
}

/// As [`repondre`], with the scan of the sheet when it came with a signature on paper. The scan is joined before the document may be
/// sealed.
pub(super) async fn noter(
    Visite { app, qui, headers }: Visite,
    (id, document): (Uuid, Uuid),
    mut saisie: Saisie,
    numerisee: Option<Numerisee>,
) -> Result<Response, Erreur> {
    let perimetre = qui.perimetre()?;
    let writer = app.store().write(app.horloge().maintenant()).await?;
    let entree = parcours::entrer(&writer, perimetre, app.catalogue(), id).await?;
    let (lu, fiche) = entree.ok_or(Erreur::Introuvable)?;
    let etat = &lu.suivi.etat;
    let qui_signe = saisie.id("partie").ok_or(Erreur::Introuvable)?;
    let partie = etat.presents().find(|partie| partie.id == qui_signe).ok_or(Erreur::Introuvable)?;
    let quand = app.horloge().local(app.horloge().maintenant());
    let soi = pour_soi(perimetre, &qualites(perimetre, &lu), partie);
    let autrui = pour_autrui(perimetre, &lu, partie);
    let reponse = saisie.texte("reponse").unwrap_or_default().to_owned();
    let lue = match (reponse.as_str(), MotifRefusSignature::de_code(&reponse)) {
        ("session", _) => Some(Reponse::Session),
        ("papier", _) => Some(Reponse::Papier),
        ("retrait", _) => {
            Some(Reponse::Retrait(saisie.texte("motif").and_then(MotifRetraitSignature::de_code)))
        }
        (_, Some(motif)) => Some(Reponse::Refus(motif)),
        ("", None) if soi || autrui => None,
        _ => return Err(Erreur::Interdit),
    };
    let evenement = match lue {
        Some(lue) => Some(evenement(perimetre, &lu, document, qui_signe, lue, quand)?),
        None => None,
    };
    let formulaire = match reponse.as_str() {
        "session" => format!("signer-{qui_signe}"),
        "retrait" => format!("retrait-{qui_signe}"),
        _ if soi => format!("refus-{qui_signe}"),
        _ => format!("papier-{qui_signe}"),
    };
    // Whoever notes what somebody else said notes why too; one's own signature is taken back without a reason.
    let sans_motif = lue == Some(Reponse::Retrait(None)) && !soi;
    if sans_motif {
        saisie.erreur("motif", "Choisissez la raison du retrait.");
    } else if lue.is_none() {
        saisie.erreur("reponse", "Choisissez la réponse.");
    } else if lue != Some(Reponse::Papier) && numerisee.is_some() {
        saisie.erreur("fichier", "Une feuille se joint à une signature sur papier, pas à une autre réponse.");
    }
    let (Some(evenement), None) = (evenement, saisie.en_erreur()) else {
        drop(writer);
        let refuse = (formulaire, saisie.reponses(None));
        return voir::montrer(&app, &qui, &headers, id, Some(&refuse)).await;
    };
    let seuils = &app.config().seuils;
    match parcours::inscrire(&writer, perimetre, id, None, evenement, fiche, seuils).await {
        Ok(()) => {}
        Err(StoreError::RefusParcours(refus)) => {
            drop(writer);
            let refuse = (formulaire, saisie.reponses(Some(en_phrase(&refus.to_string()))));
            return voir::montrer(&app, &qui, &headers, id, Some(&refuse)).await;
        }
        Err(error) => return Err(error.into()),
    }
    if let Some(Numerisee { format, octets }) = numerisee {
        let (quoi, fichier) = ((document, qui_signe), (format, octets.as_slice()));
        numerisation::joindre(&writer, perimetre, id, quoi, fichier, fiche, seuils).await?;
    }
    papiers::sceller_si_complet(&app, &writer, perimetre, id, document, fiche).await?;
    writer.commit().await?;
    Ok(Redirect::to(&format!("/parcours/{id}")).into_response())
}
