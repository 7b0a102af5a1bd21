//! A file that was read, written in one transaction: who is known is tied, who is unknown becomes known, who is doubtful waits.

use std::collections::{BTreeMap, HashMap};

use raccroche_domain::{DecisionExamen, Formation, Identite, Ine, Scolarite};
use raccroche_store::{
    Perimetre, StoreError, Writer, identifiant,
    jeune::{self, NouveauJeune},
    organisation::GenreOrganisation,
    resultat::{self, LigneIdentite, NouveauResultat, NouvelEnvoi, Pose, Qui, Ressemblant},
    reunion, scolarite,
};
use uuid::Uuid;

use super::{
    Lecture, Ligne,
    reconnaitre::{Annuaire, Reconnu, comparer, douter},
};
use crate::erreur::Erreur;

/// Writes what a file says; gives its number. The caller commits.
///
/// # Errors
/// When the store refuses.
pub(crate) async fn enregistrer(
    writer: &Writer,
    perimetre: &Perimetre,
    nouveau: NouvelEnvoi,
    lecture: Lecture,
) -> Result<Uuid, Erreur> {
    let session = nouveau.session;
    let resultats_le = nouveau.resultats_le;
    let envoi = resultat::recevoir(writer, perimetre, nouveau).await?;
    let Lecture { lignes, admis, mut comptes, remarques } = lecture;
    for cles in &admis {
        comptes.admis_depuis += u64::from(resultat::retirer(writer, perimetre, cles).await?);
    }
    let reconnus = reconnaitre(writer, perimetre, &lignes).await?;
    let mut scolarites: BTreeMap<Uuid, Vec<Scolarite>> = BTreeMap::new();
    // Whom this very file made known: a second line of theirs speaks of the same person.
    let mut neufs = Annuaire::default();
    for (ligne, reconnu) in lignes.into_iter().zip(reconnus) {
        let reconnu = match reconnu {
            Reconnu::Inconnu => neufs.reconnaitre(&ligne),
            connu => connu,
        };
        let (qui, lie) = match reconnu {
            Reconnu::Certain { jeune, .. } => (Qui::Connu { jeune, nouveau: false }, Some(jeune)),
            Reconnu::Inconnu => {
                let connu = NouveauJeune { identite: ligne.identite.clone(), adresse: ligne.adresse.clone() };
                let jeune = jeune::create(writer, &connu).await?.id;
                neufs.ajouter(jeune, &ligne.identite, ligne.ine.clone());
                comptes.nouveaux += 1;
                (Qui::Connu { jeune, nouveau: true }, Some(jeune))
            }
            Reconnu::Douteux(candidats) => (Qui::Douteux { ligne: scellee(&ligne), candidats }, None),
        };
        if let Some(jeune) = lie {
            numeroter(writer, jeune, ligne.ine.as_ref(), session).await?;
            scolarites.entry(jeune).or_default().push(enseigne(&ligne));
        }
        let cles = ligne.cles(session);
        let nouveau = NouveauResultat {
            examen: ligne.examen,
            specialite: ligne.specialite,
            decision: ligne.decision,
            resultats_le: ligne.resultats_le,
            uai: ligne.uai,
            etablissement: ligne.etablissement,
            cles,
            qui,
        };
        match resultat::poser(writer, perimetre, (envoi, session), nouveau).await? {
            Pose::Deja => comptes.deja += 1,
            Pose::Nouvelle => comptes.douteux += u64::from(lie.is_none()),
        }
    }
    for (jeune, lues) in scolarites {
        scolarite::replace(writer, jeune, &resultat::source(session), resultats_le, &lues).await?;
    }
    resultat::conclure(writer, envoi, &comptes, &remarques).await?;
    Ok(envoi)
}

/// Who each line speaks of.
async fn reconnaitre(
    writer: &Writer,
    perimetre: &Perimetre,
    lignes: &[Ligne],
) -> Result<Vec<Reconnu>, Erreur> {
    let identites: Vec<&Identite> = lignes.iter().map(|ligne| &ligne.identite).collect();
    let ines: Vec<&str> = lignes.iter().filter_map(|ligne| ligne.ine.as_ref()).map(Ine::as_str).collect();
    let connus = resultat::ressemblants(writer, &identites, &ines).await?;
    let ids: Vec<Uuid> = connus.iter().map(|connu| connu.jeune).collect();
    let retenus: HashMap<Uuid, Uuid> = reunion::retenus(writer, &ids).await?;
    let annuaire = Annuaire::de(&connus, &retenus);
    let mut reconnus: Vec<Reconnu> = lignes.iter().map(|ligne| annuaire.reconnaitre(ligne)).collect();
    if perimetre.organisation().genre == GenreOrganisation::Etablissement {
        // A school may write the name of anybody in a file: a name alone ties nobody who was never its pupil.
        for (ligne, reconnu) in lignes.iter().zip(&mut reconnus) {
            if let Reconnu::Certain { jeune, par_ine: false } = *reconnu
                && !scolarite::was_at(writer, jeune, ligne.uai.as_str()).await?
            {
                let pourquoi = "mêmes nom, prénom et naissance, mais jamais inscrit dans cet établissement";
                *reconnu = douter([jeune], pourquoi);
            }
        }
    }
    let restent: Vec<(usize, Ligne)> = lignes
        .iter()
        .enumerate()
        .filter(|(rang, _)| reconnus[*rang] == Reconnu::Inconnu)
        .map(|(rang, ligne)| (rang, ligne.clone()))
        .collect();
    let compares = tokio::task::spawn_blocking(move || comparer(&restent, &connus, &retenus));
    let compares = compares.await.map_err(|_| Erreur::Interne)?.map_err(|error| {
        tracing::error!(%error, "comparison of results with people known");
        Erreur::Interne
    })?;
    for (rang, candidats) in compares {
        reconnus[rang] = Reconnu::Douteux(candidats);
    }
    Ok(reconnus)
}

fn scellee(ligne: &Ligne) -> LigneIdentite {
    LigneIdentite {
        identite: ligne.identite.clone(),
        ine: ligne.ine.as_ref().map(|ine| ine.as_str().to_owned()),
    }
}

/// Where the candidate prepared the exam.
fn enseigne(ligne: &Ligne) -> Scolarite {
    let libelle = if ligne.specialite.is_empty() { ligne.examen.libelle() } else { &ligne.specialite };
    Scolarite {
        uai: Some(ligne.uai),
        etablissement: ligne.etablissement.clone(),
        formation: Formation { libelle: Some(libelle.to_owned()), ..Formation::default() },
        ..Scolarite::default()
    }
}

async fn numeroter(writer: &Writer, jeune: Uuid, ine: Option<&Ine>, session: i32) -> Result<(), StoreError> {
    let Some(ine) = ine else { return Ok(()) };
    match identifiant::attach(writer, jeune, ine.into(), ine.as_str(), &resultat::source(session)).await {
        // Somebody else has it: the identity was the surer of the two.
        Ok(()) | Err(StoreError::Existe(_)) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Says who a doubtful line speaks of: one of those whom it resembles, or somebody new. The caller commits.
///
/// # Errors
/// [`Erreur::Introuvable`] when the perimeter holds no such line, or it does not resemble that person.
pub(crate) async fn trancher(
    writer: &Writer,
    perimetre: &Perimetre,
    id: Uuid,
    choisi: Option<Uuid>,
) -> Result<(), Erreur> {
    let toutes = resultat::douteux(writer, writer.keyring(), perimetre, u64::from(u32::MAX)).await?;
    let douteux = toutes.into_iter().find(|douteux| douteux.id == id).ok_or(Erreur::Introuvable)?;
    let session = raccroche_domain::session_de(douteux.resultats_le);
    let ine: Option<Ine> = douteux.ligne.ine.as_deref().and_then(|ine| ine.parse().ok());
    let jeune = if let Some(jeune) = choisi {
        let offert = douteux.candidats.iter().any(|(Ressemblant { jeune: connu, .. }, _)| *connu == jeune);
        if !offert {
            return Err(Erreur::Introuvable);
        }
        jeune
    } else {
        let connu = NouveauJeune { identite: douteux.ligne.identite.clone(), ..NouveauJeune::default() };
        jeune::create(writer, &connu).await?.id
    };
    numeroter(writer, jeune, ine.as_ref(), session).await?;
    let ligne = Ligne {
        identite: douteux.ligne.identite,
        ine,
        adresse: raccroche_domain::Adresse::default(),
        examen: douteux.examen,
        specialite: douteux.specialite,
        decision: DecisionExamen::Ajourne,
        resultats_le: douteux.resultats_le,
        uai: douteux.ecole.0.parse().map_err(|_| Erreur::Interne)?,
        etablissement: Some(douteux.ecole.1),
    };
    let source = resultat::source(session);
    scolarite::replace(writer, jeune, &source, ligne.resultats_le, &[enseigne(&ligne)]).await?;
    resultat::trancher(writer, perimetre, id, jeune, choisi.is_none()).await?;
    Ok(())
}
