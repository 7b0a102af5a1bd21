//! From the files that people gave to the campaign that the engine runs.

use std::{
    fs,
    io::Read as _,
    path::{Path, PathBuf},
};

use raccroche_campaign::{Campaign, SourceFile, Zonings};
use raccroche_domain::{Definition, RoleRegistre, francais::plier};
use raccroche_registers::{SourceKind, output::write_csv};
use raccroche_store::{
    StoreError,
    campagne::{self, Campagne, EtatCampagne},
    relecture, source, verification,
};
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::{decisions, dossier, fichiers, resultats};
use crate::etat::App;

/// What a file can be beside a register: a table commune → territory.
pub(crate) const ZONAGE: &str = "zonage";
/// The annuaire de l'éducation, for the names of establishments.
pub(crate) const ANNUAIRE: &str = "annuaire";
/// What the decisions of the application are called among the sources.
const DECISIONS: &str = "Décisions prises dans l’application";

/// Why there is no plan.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PlanError {
    /// Something is missing: a sentence in French.
    #[error("{0}")]
    Manque(String),
    /// The store does not answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A word of a campaign file as the value it stands for.
pub(crate) fn mot<T: DeserializeOwned>(code: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(code.to_owned())).ok()
}

/// The definition of this name.
pub(crate) fn definition(nom: &str) -> Option<Definition> {
    mot(nom)
}

/// The campaign that the engine is to run, checked; without what people decided, which [`plan`] adds.
///
/// # Errors
/// [`PlanError`] with a sentence for the person who asks.
pub(crate) async fn registres(app: &App, campagne: &Campagne) -> Result<Campaign, PlanError> {
    let mut plan = Campaign {
        name: campagne.nom.clone(),
        as_of: campagne.as_of,
        definition: definition(&campagne.definition)
            .ok_or_else(|| PlanError::Manque("la définition de cette campagne est inconnue.".to_owned()))?,
        sources: Vec::new(),
        zonings: Zonings::default(),
        annuaire: None,
        previous_campaign: precedente(app, campagne).await?,
        cycles: Vec::new(),
    };
    for source in source::of_campagne(app.store().read(), campagne.id).await? {
        let path = app.config().donnees.join(&source.chemin);
        match source.role.as_str() {
            ZONAGE => zoner(&mut plan.zonings, &path),
            ANNUAIRE => plan.annuaire = Some(path),
            role => {
                let role: RoleRegistre = mot(role).ok_or_else(|| {
                    PlanError::Manque(format!("la source « {} » a un rôle inconnu : retirez-la.", source.nom))
                })?;
                let kind = source.genre.as_deref().and_then(mot::<SourceKind>);
                let tableau = matches!(kind, Some(SourceKind::Csv | SourceKind::Xlsx));
                if tableau && source.profil.is_none() {
                    return Err(PlanError::Manque(format!(
                        "dites d’abord ce que contiennent les colonnes de la source « {} ».",
                        source.nom
                    )));
                }
                plan.sources.push(SourceFile {
                    role,
                    kind,
                    path,
                    date: source.photographie_le,
                    name: Some(source.nom),
                    profile: tableau.then(|| fichier_du_profil(app, campagne, source.id)),
                });
            }
        }
    }
    if plan.sources.is_empty() {
        let phrase = "aucun registre n’est encore déposé : ajoutez au moins celui de l’année précédente.";
        return Err(PlanError::Manque(phrase.to_owned()));
    }
    plan.check().map_err(PlanError::Manque)?;
    Ok(plan)
}

/// Where the profile of a table is written for the engine.
fn fichier_du_profil(app: &App, campagne: &Campagne, source: Uuid) -> PathBuf {
    dossier(app, campagne).join("profils").join(format!("{}.toml", source.simple()))
}

/// Writes what was said of the columns of each table where the engine reads it.
async fn ecrire_les_profils(app: &App, campagne: &Campagne) -> Result<(), PlanError> {
    let dits: Vec<(PathBuf, String)> = source::of_campagne(app.store().read(), campagne.id)
        .await?
        .into_iter()
        .filter_map(|source| Some((fichier_du_profil(app, campagne, source.id), source.profil?)))
        .collect();
    if dits.is_empty() {
        return Ok(());
    }
    let dossier = dossier(app, campagne).join("profils");
    let ecrire = move || -> std::io::Result<()> {
        fichiers::dossier_prive(&dossier)?;
        dits.iter().try_for_each(|(fichier, texte)| fs::write(fichier, texte))
    };
    let ecrits = tokio::task::spawn_blocking(ecrire).await;
    match ecrits {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => {
            tracing::error!(%error, "mapping profiles of a campaign");
            Err(PlanError::Manque(
                "les profils de lecture n’ont pas pu être écrits sur le disque.".to_owned(),
            ))
        }
        Err(_) => Err(PlanError::Manque("l’écriture des profils de lecture s’est interrompue.".to_owned())),
    }
}

/// The same with a file of corrections of everything that people decided in the application.
///
/// # Errors
/// [`PlanError`].
pub(crate) async fn plan(app: &App, campagne: &Campagne) -> Result<Campaign, PlanError> {
    let mut plan = registres(app, campagne).await?;
    ecrire_les_profils(app, campagne).await?;
    let reader = app.store().read();
    let paires = relecture::decided(reader, None).await?;
    let constats = verification::constats(reader).await?;
    let mut lignes: Vec<Vec<String>> = paires.iter().filter_map(decisions::paire).collect();
    lignes.extend(constats.iter().filter_map(decisions::constat));
    if !lignes.is_empty() {
        let path = dossier(app, campagne).join("decisions.csv");
        let fichier = path.clone();
        tokio::task::spawn_blocking(move || write_csv(&fichier, &decisions::COLONNES, lignes))
            .await
            .map_err(|_| PlanError::Manque("l’écriture des décisions s’est interrompue.".to_owned()))?
            .map_err(|error| PlanError::Manque(error.phrase()))?;
        plan.sources.push(SourceFile {
            role: RoleRegistre::Corrections,
            kind: None,
            path,
            date: Some(plan.as_of),
            name: Some(DECISIONS.to_owned()),
            profile: None,
        });
    }
    Ok(plan)
}

/// The results of the last campaign that was published before this one, when they are still there.
async fn precedente(app: &App, campagne: &Campagne) -> Result<Option<PathBuf>, StoreError> {
    let toutes = campagne::list(app.store().read()).await?;
    let avant = toutes.into_iter().find(|autre| {
        autre.id != campagne.id && autre.etat == EtatCampagne::Publiee && autre.as_of <= campagne.as_of
    });
    Ok(avant.map(|avant| resultats(app, &avant)).filter(|dossier| dossier.join("verdicts.csv").exists()))
}

/// Reads in a table which territories it gives.
fn zoner(zonings: &mut Zonings, path: &Path) {
    let mut debut = Vec::new();
    let lu = fs::File::open(path).and_then(|fichier| fichier.take(4096).read_to_end(&mut debut));
    let entete = String::from_utf8_lossy(&debut);
    let entete = entete.lines().next().unwrap_or_default().trim_start_matches('\u{feff}');
    let colonnes: Vec<String> =
        entete.split([';', ',', '\t']).map(|nom| plier(nom).replace(' ', "_")).collect();
    let places = [
        ("zap", &mut zonings.zap),
        ("mission_locale", &mut zonings.mission_locale),
        ("cio", &mut zonings.cio),
        ("psad", &mut zonings.psad),
    ];
    let mut trouve = false;
    for (nom, place) in places {
        // A table of one territory may call it as it likes: it is then that of the PSAD.
        if colonnes.iter().any(|colonne| colonne == nom) || (nom == "psad" && !trouve) {
            *place = Some(path.to_owned());
            trouve = true;
        }
    }
    if lu.is_err() {
        // The run says which file cannot be read, and why.
        zonings.psad = Some(path.to_owned());
    }
}
