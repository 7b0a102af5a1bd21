//! Who left a session without the diploma, and what was done for them since.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use raccroche_domain::{
    DecisionExamen, Identite, SuiteEchec,
    dispositif::{Echec, ExamenPasse},
    parcours::EtatParcours,
};
use raccroche_linkage::normalise::fold;
use sea_orm::{
    ColumnTrait as _, ConnectionTrait, EntityTrait as _, QueryFilter as _, QueryOrder as _, QuerySelect as _,
};
use uuid::Uuid;

use super::{Envoi, LigneIdentite, Ressemblant, place, visible};
use crate::{
    Keyring, Perimetre, dossier,
    entite::{
        identifiant, jeune,
        resultat::{Column, Entity, Model, envoi},
        suivi,
    },
    error::{Result, StoreError},
    jeune::Jeune,
    mots, reunion,
};

/// Rows read by one statement: few enough for the parameters that SQLite admits.
const CHUNK: usize = 500;

/// Somebody who left a session without the diploma.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidat {
    /// Number of the line.
    pub id: Uuid,
    /// Who; nobody while it is doubtful.
    pub jeune: Option<Uuid>,
    /// Names and birth.
    pub identite: Identite,
    /// Which exam.
    pub examen: ExamenPasse,
    /// Specialty or series; empty when unknown.
    pub specialite: String,
    /// What the jury decided.
    pub decision: DecisionExamen,
    /// The day of the results.
    pub resultats_le: NaiveDate,
    /// The school of origin.
    pub uai: String,
    /// Its name.
    pub etablissement: String,
    /// What was done since.
    pub suite: SuiteEchec,
    /// The parcours that follows the results, with its dossier, when the perimeter holds it.
    pub parcours: Option<(Uuid, Uuid)>,
}

/// A session, and how many left it without the diploma.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLue {
    /// Its year.
    pub session: i32,
    /// How many lines the perimeter has.
    pub candidats: u64,
}

/// A line that resembles somebody known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Douteux {
    /// Number of the line.
    pub id: Uuid,
    /// What the line says of the person.
    pub ligne: LigneIdentite,
    /// Exam and specialty, school of origin.
    pub examen: ExamenPasse,
    /// Specialty or series; empty when unknown.
    pub specialite: String,
    /// The day of the results.
    pub resultats_le: NaiveDate,
    /// UAI and name of the school of origin.
    pub ecole: (String, String),
    /// Whom it resembles, with what is known of them; who is gone meanwhile is left out.
    pub candidats: Vec<(Ressemblant, Identite)>,
}

/// Somebody known, as far as the engine compares: references and identities for what runs without showing them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connu {
    /// Who.
    pub jeune: Uuid,
    /// Names, birth, sex.
    pub identite: Identite,
    /// Their INEs.
    pub ines: Vec<String>,
}

/// The file with the same bytes that the organisation of the perimeter sent before.
///
/// # Errors
/// When the database does not answer.
pub async fn deja_lu(
    db: &impl ConnectionTrait,
    perimetre: &Perimetre,
    empreinte: &str,
) -> Result<Option<Envoi>> {
    let query = envoi::Entity::find()
        .filter(envoi::Column::Organisation.eq(perimetre.organisation().id))
        .filter(envoi::Column::Empreinte.eq(empreinte));
    Ok(query.one(db).await?)
}

/// The files that the organisation of the perimeter sent, last first.
///
/// # Errors
/// When the database does not answer.
pub async fn envois(db: &impl ConnectionTrait, perimetre: &Perimetre) -> Result<Vec<Envoi>> {
    let query = envoi::Entity::find()
        .filter(envoi::Column::Organisation.eq(perimetre.organisation().id))
        .order_by_desc(envoi::Column::Le)
        .order_by_desc(envoi::Column::Id);
    Ok(query.all(db).await?)
}

/// One of them.
///
/// # Errors
/// When the database does not answer.
pub async fn envoi(db: &impl ConnectionTrait, perimetre: &Perimetre, id: Uuid) -> Result<Option<Envoi>> {
    let query =
        envoi::Entity::find_by_id(id).filter(envoi::Column::Organisation.eq(perimetre.organisation().id));
    Ok(query.one(db).await?)
}

/// The sessions of which the perimeter has candidates, last first.
///
/// # Errors
/// When the database does not answer.
pub async fn sessions(db: &impl ConnectionTrait, perimetre: &Perimetre) -> Result<Vec<SessionLue>> {
    let comptes: Vec<(i32, i64)> = Entity::find()
        .select_only()
        .column(Column::Session)
        .column_as(Column::Id.count(), "combien")
        .filter(visible(perimetre))
        .group_by(Column::Session)
        .order_by_desc(Column::Session)
        .into_tuple()
        .all(db)
        .await?;
    Ok(comptes
        .into_iter()
        .map(|(session, combien)| SessionLue { session, candidats: combien.unsigned_abs() })
        .collect())
}

/// Those of the perimeter who left this session without the diploma, by school then name: of one school when `uai` is given.
/// `dispositif` is the code of the fiche whose parcours says what was done since.
///
/// # Errors
/// When the database does not answer or what is sealed does not open.
pub async fn lister(
    db: &impl ConnectionTrait,
    cles: &Keyring,
    perimetre: &Perimetre,
    session: i32,
    uai: Option<&str>,
    dispositif: &str,
) -> Result<Vec<Candidat>> {
    let mut query = Entity::find().filter(visible(perimetre)).filter(Column::Session.eq(session));
    if let Some(uai) = uai {
        query = query.filter(Column::Uai.eq(uai));
    }
    let lignes = query.order_by_asc(Column::Id).all(db).await?;
    let connus: Vec<Uuid> = lignes.iter().filter_map(|ligne| ligne.jeune).collect();
    let retenus = reunion::retenus(db, &connus).await?;
    let retenu = |jeune: Uuid| retenus.get(&jeune).copied().unwrap_or(jeune);
    let personnes: Vec<Uuid> = connus.iter().map(|jeune| retenu(*jeune)).collect();
    let identites = identites(db, &personnes).await?;
    let suivis = suivis(db, &personnes, dispositif).await?;
    let dossiers: Vec<Uuid> = suivis.values().flatten().map(|(dossier, ..)| *dossier).collect();
    let mut tenus = HashMap::new();
    for dossiers in dossiers.chunks(CHUNK) {
        tenus.extend(dossier::motifs(db, perimetre, dossiers).await?);
    }
    let mut candidats = Vec::with_capacity(lignes.len());
    for ligne in lignes {
        let jeune = ligne.jeune.map(retenu);
        let identite = match jeune {
            Some(jeune) => identites.get(&jeune).cloned().unwrap_or_default(),
            None => ouvrir(cles, &ligne)?.identite,
        };
        let decision: DecisionExamen = mots::value(&ligne.decision)?;
        let suivi = jeune.and_then(|jeune| suivis.get(&jeune)).and_then(|siens| {
            // An earlier failure has its own parcours.
            siens.iter().rfind(|(_, _, etat)| etat.ouvert_le >= ligne.resultats_le)
        });
        candidats.push(Candidat {
            id: ligne.id,
            jeune,
            identite,
            examen: mots::value(&ligne.examen)?,
            specialite: ligne.specialite,
            decision,
            resultats_le: ligne.resultats_le,
            uai: ligne.uai,
            etablissement: ligne.etablissement,
            suite: SuiteEchec::de(decision, jeune.is_some(), suivi.map(|(_, _, etat)| etat)),
            parcours: suivi
                .filter(|(dossier, ..)| tenus.contains_key(dossier))
                .map(|(dossier, parcours, _)| (*parcours, *dossier)),
        });
    }
    candidats.sort_by_cached_key(|candidat| {
        let identite = &candidat.identite;
        (
            candidat.etablissement.clone(),
            candidat.uai.clone(),
            fold(&identite.nom_famille),
            fold(&identite.prenoms.join(" ")),
            candidat.id,
        )
    });
    Ok(candidats)
}

fn ouvrir(cles: &Keyring, ligne: &Model) -> Result<LigneIdentite> {
    let Some(scelle) = &ligne.identite else { return Ok(LigneIdentite::default()) };
    let clair = cles.open(place(ligne.id), scelle)?;
    serde_json::from_slice(&clair).map_err(|error| StoreError::Invalide(error.to_string()))
}

async fn identites(db: &impl ConnectionTrait, jeunes: &[Uuid]) -> Result<HashMap<Uuid, Identite>> {
    let mut lues = HashMap::with_capacity(jeunes.len());
    for jeunes in jeunes.chunks(CHUNK) {
        let lignes = jeune::Entity::find().filter(jeune::Column::Id.is_in(jeunes.iter().copied()));
        for ligne in lignes.all(db).await? {
            lues.insert(ligne.id, Jeune::try_from(ligne)?.identite);
        }
    }
    Ok(lues)
}

/// Dossier, parcours and state of the parcours in a dispositif, by person, oldest first.
type Suivis = HashMap<Uuid, Vec<(Uuid, Uuid, EtatParcours)>>;

async fn suivis(db: &impl ConnectionTrait, jeunes: &[Uuid], dispositif: &str) -> Result<Suivis> {
    let mut lus = Suivis::new();
    for jeunes in jeunes.chunks(CHUNK) {
        let dossiers = suivi::dossier::Entity::find()
            .filter(suivi::dossier::Column::Jeune.is_in(jeunes.iter().copied()))
            .order_by_asc(suivi::dossier::Column::OuvertLe)
            .order_by_asc(suivi::dossier::Column::Id);
        for tenu in dossiers.all(db).await? {
            let siens = lus.entry(tenu.jeune).or_default();
            for parcours in dossier::etat_de(&tenu)?.parcours {
                if parcours.etat.dispositif == dispositif {
                    siens.push((tenu.id, parcours.id, parcours.etat));
                }
            }
        }
    }
    for siens in lus.values_mut() {
        siens.sort_by_key(|(_, _, etat)| etat.ouvert_le);
    }
    Ok(lus)
}

/// The failed exams of somebody within the perimeter, and of whoever goes on as them, last first: each with the specialty and
/// what the jury decided.
///
/// # Errors
/// When the database does not answer.
pub async fn de_jeune(
    db: &impl ConnectionTrait,
    perimetre: &Perimetre,
    jeune: Uuid,
) -> Result<Vec<(Echec, String, DecisionExamen)>> {
    let query = Entity::find()
        .filter(Column::Jeune.is_in(reunion::membres(db, jeune).await?))
        .filter(perimetre.holds(Column::Jeune))
        .order_by_desc(Column::ResultatsLe)
        .order_by_asc(Column::Id);
    let mut echecs = Vec::new();
    for ligne in query.all(db).await? {
        let decision: DecisionExamen = mots::value(&ligne.decision)?;
        if decision.en_echec() {
            let echec = Echec { examen: mots::value(&ligne.examen)?, resultats: ligne.resultats_le };
            echecs.push((echec, ligne.specialite, decision));
        }
    }
    Ok(echecs)
}

/// The lines of the perimeter that resemble somebody known and are tied to nobody yet, oldest first, so many at most.
///
/// # Errors
/// When the database does not answer or what is sealed does not open.
pub async fn douteux(
    db: &impl ConnectionTrait,
    cles: &Keyring,
    perimetre: &Perimetre,
    au_plus: u64,
) -> Result<Vec<Douteux>> {
    let lignes = Entity::find()
        .filter(visible(perimetre))
        .filter(Column::Jeune.is_null())
        .order_by_asc(Column::Session)
        .order_by_asc(Column::Id)
        .limit(au_plus)
        .all(db)
        .await?;
    let mut lus = Vec::with_capacity(lignes.len());
    for ligne in lignes {
        let ressemblants: Vec<Ressemblant> = serde_json::from_value(ligne.candidats.clone())
            .map_err(|error| StoreError::Invalide(error.to_string()))?;
        let connus = identites(db, &ressemblants.iter().map(|r| r.jeune).collect::<Vec<_>>()).await?;
        lus.push(Douteux {
            id: ligne.id,
            ligne: ouvrir(cles, &ligne)?,
            examen: mots::value(&ligne.examen)?,
            specialite: ligne.specialite,
            resultats_le: ligne.resultats_le,
            ecole: (ligne.uai, ligne.etablissement),
            candidats: ressemblants
                .into_iter()
                .filter_map(|ressemblant| {
                    let identite = connus.get(&ressemblant.jeune)?.clone();
                    Some((ressemblant, identite))
                })
                .collect(),
        });
    }
    Ok(lus)
}

/// People who share a birth date or a family name with these, and whoever has one of these INEs. For what recognises somebody
/// without showing them: the engine compares, nobody reads.
///
/// # Errors
/// When the database does not answer.
pub async fn ressemblants(
    db: &impl ConnectionTrait,
    identites: &[&Identite],
    ines: &[&str],
) -> Result<Vec<Connu>> {
    let mut dates: Vec<NaiveDate> = identites.iter().filter_map(|i| i.date_naissance).collect();
    let mut noms: Vec<String> = identites.iter().map(|i| fold(&i.nom_famille)).collect();
    dates.sort_unstable();
    dates.dedup();
    noms.retain(|nom| !nom.is_empty());
    noms.sort_unstable();
    noms.dedup();
    let mut trouves: BTreeMap<Uuid, Identite> = BTreeMap::new();
    let mut garder = |lignes: Vec<jeune::Model>| -> Result<()> {
        for ligne in lignes {
            trouves.insert(ligne.id, Jeune::try_from(ligne)?.identite);
        }
        Ok(())
    };
    for dates in dates.chunks(CHUNK) {
        let query = jeune::Entity::find().filter(jeune::Column::DateNaissance.is_in(dates.iter().copied()));
        garder(query.all(db).await?)?;
    }
    for noms in noms.chunks(CHUNK) {
        let query =
            jeune::Entity::find().filter(jeune::Column::NomPlie.is_in(noms.iter().map(String::as_str)));
        garder(query.all(db).await?)?;
    }
    for ines in ines.chunks(CHUNK) {
        let porteurs: Vec<Uuid> = identifiant::Entity::find()
            .select_only()
            .column(identifiant::Column::Jeune)
            .filter(identifiant::Column::Valeur.is_in(ines.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        let query = jeune::Entity::find().filter(jeune::Column::Id.is_in(porteurs));
        garder(query.all(db).await?)?;
    }
    let ids: Vec<Uuid> = trouves.keys().copied().collect();
    let mut numeros: HashMap<Uuid, Vec<String>> = HashMap::new();
    for ids in ids.chunks(CHUNK) {
        let query = identifiant::Entity::find().filter(identifiant::Column::Jeune.is_in(ids.iter().copied()));
        for ligne in query.order_by_asc(identifiant::Column::Valeur).all(db).await? {
            if ligne.genre.is_ine() {
                numeros.entry(ligne.jeune).or_default().push(ligne.valeur);
            }
        }
    }
    Ok(trouves
        .into_iter()
        .map(|(jeune, identite)| Connu { jeune, identite, ines: numeros.remove(&jeune).unwrap_or_default() })
        .collect())
}
