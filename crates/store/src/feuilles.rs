//! Where the schools' sheets stand: what each has answered, opened, handed in, and when it was reminded. Counts, never a name.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Utc};
use raccroche_domain::{
    droits::{GenreOrganisation, MotifPortee},
    suivi::{EtatDossier, EtatVerification},
};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, FromQueryResult, JoinType,
    QueryFilter as _, QuerySelect as _, RelationDef,
};
use uuid::Uuid;

use crate::{
    Perimetre,
    dossier::du_territoire,
    entite::{
        acces, appartenance,
        avis::envoi,
        organisation,
        suivi::{dossier, portee},
        transmission,
    },
    error::{Result, StoreError},
    organisation::Organisation,
};

/// With what the keys of reminders begin; then come the school, a slash, and what else makes the mail one.
pub const RAPPEL: &str = "feuille/";

/// The sheet of a school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feuille {
    /// The school.
    pub etablissement: Organisation,
    /// Lines without an answer.
    pub a_faire: u64,
    /// Lines answered since the day asked for, by answer.
    pub reponses: BTreeMap<EtatVerification, u64>,
    /// When somebody of the school last opened it since.
    pub vue_le: Option<DateTime<Utc>>,
    /// When it was last handed in since.
    pub transmise_le: Option<DateTime<Utc>>,
    /// When the school was last reminded since.
    pub rappelee_le: Option<DateTime<Utc>>,
}

impl Feuille {
    fn de(etablissement: Organisation) -> Self {
        Self {
            etablissement,
            a_faire: 0,
            reponses: BTreeMap::new(),
            vue_le: None,
            transmise_le: None,
            rappelee_le: None,
        }
    }

    /// Lines with an answer.
    pub fn faites(&self) -> u64 {
        self.reponses.values().sum()
    }
}

#[derive(FromQueryResult)]
struct AFaire {
    organisation: Uuid,
    combien: i64,
}

#[derive(FromQueryResult)]
struct Faite {
    organisation: Uuid,
    etat: String,
}

#[derive(FromQueryResult)]
struct Moment {
    organisation: Uuid,
    dernier: DateTime<Utc>,
}

/// The sheets that have lines, by name of school: those whose leavers are in the perimeter's territory, or all of them for who
/// acts for the académie, whose campaigns made them.
///
/// # Errors
/// When the database does not answer.
pub async fn suivre(
    db: &impl ConnectionTrait,
    perimetre: &Perimetre,
    depuis: NaiveDate,
) -> Result<Vec<Feuille>> {
    use dossier::Column as D;
    let academie = perimetre.organisation().genre == GenreOrganisation::Academie.into();
    let territoire = || if academie { Condition::all() } else { du_territoire(perimetre) };
    let ecole = || {
        let porte = dossier::Entity::belongs_to(portee::Entity).from(D::Id).to(portee::Column::Dossier);
        dossier::Entity::find()
            .join(JoinType::InnerJoin, RelationDef::from(porte))
            .filter(portee::Column::Motif.eq(MotifPortee::Etablissement.code()))
            .filter(territoire())
            .select_only()
            .column(portee::Column::Organisation)
    };
    let a_verifier = EtatVerification::AVerifier.code();
    let a_faire = ecole()
        .column_as(D::Id.count(), "combien")
        .filter(D::Verification.eq(a_verifier))
        .filter(D::ClosLe.is_null())
        .group_by(portee::Column::Organisation)
        .into_model::<AFaire>()
        .all(db)
        .await?;
    // A day before: the moment is UTC, the day of an answer is local.
    let debut = depuis.and_time(NaiveTime::MIN).and_utc() - TimeDelta::days(1);
    let faites = ecole()
        .column(D::Etat)
        .filter(D::Verification.ne(a_verifier))
        .filter(D::MisAJourLe.gte(debut))
        .into_model::<Faite>()
        .all(db)
        .await?;
    let mut comptes: HashMap<Uuid, (u64, BTreeMap<EtatVerification, u64>)> = HashMap::new();
    for ligne in a_faire {
        comptes.entry(ligne.organisation).or_default().0 = ligne.combien.unsigned_abs();
    }
    for ligne in faites {
        let etat: EtatDossier =
            serde_json::from_str(&ligne.etat).map_err(|error| StoreError::Invalide(error.to_string()))?;
        // A pupil whom nobody listed was never verified, and has no day.
        if etat.verifie_le.is_some_and(|le| le >= depuis) {
            *comptes.entry(ligne.organisation).or_default().1.entry(etat.verification).or_default() += 1;
        }
    }
    let ecoles = organisation::Entity::find()
        .filter(organisation::Column::Genre.eq(organisation::GenreOrganisation::Etablissement))
        .all(db)
        .await?;
    let mut feuilles: Vec<Feuille> = ecoles
        .into_iter()
        .filter_map(|ecole| {
            let (a_faire, reponses) = comptes.remove(&ecole.id)?;
            Some(Feuille { a_faire, reponses, ..Feuille::de(ecole) })
        })
        .collect();
    feuilles.sort_by(|a, b| {
        (&a.etablissement.nom, a.etablissement.id).cmp(&(&b.etablissement.nom, b.etablissement.id))
    });
    let (vues, transmises, rappelees) =
        (vues(db, debut).await?, transmises(db, debut).await?, rappelees(db, debut).await?);
    for feuille in &mut feuilles {
        let ecole = feuille.etablissement.id;
        feuille.vue_le = vues.get(&ecole).copied();
        feuille.transmise_le = transmises.get(&ecole).copied();
        feuille.rappelee_le = rappelees.get(&ecole).copied();
    }
    Ok(feuilles)
}

fn par_ecole(moments: Vec<Moment>) -> HashMap<Uuid, DateTime<Utc>> {
    moments.into_iter().map(|moment| (moment.organisation, moment.dernier)).collect()
}

/// The log of accesses says who of the school opened the sheet.
async fn vues(db: &impl ConnectionTrait, debut: DateTime<Utc>) -> Result<HashMap<Uuid, DateTime<Utc>>> {
    let tenue = acces::Entity::belongs_to(appartenance::Entity)
        .from(acces::Column::Appartenance)
        .to(appartenance::Column::Id);
    let moments = acces::Entity::find()
        .join(JoinType::InnerJoin, RelationDef::from(tenue))
        .select_only()
        .column(appartenance::Column::Organisation)
        .column_as(acces::Column::Le.max(), "dernier")
        .filter(acces::Column::Action.eq("verification"))
        .filter(acces::Column::Le.gte(debut))
        .group_by(appartenance::Column::Organisation)
        .into_model::<Moment>()
        .all(db)
        .await?;
    Ok(par_ecole(moments))
}

async fn transmises(db: &impl ConnectionTrait, debut: DateTime<Utc>) -> Result<HashMap<Uuid, DateTime<Utc>>> {
    use transmission::Column as T;
    let moments = transmission::Entity::find()
        .select_only()
        .column(T::Organisation)
        .column_as(T::Le.max(), "dernier")
        .filter(T::Le.gte(debut))
        .group_by(T::Organisation)
        .into_model::<Moment>()
        .all(db)
        .await?;
    Ok(par_ecole(moments))
}

/// A mail that was reserved has left, or nobody can tell.
async fn rappelees(db: &impl ConnectionTrait, debut: DateTime<Utc>) -> Result<HashMap<Uuid, DateTime<Utc>>> {
    let envois = envoi::Entity::find()
        .filter(envoi::Column::Cle.starts_with(RAPPEL))
        .filter(envoi::Column::Le.gte(debut))
        .all(db)
        .await?;
    let mut derniers: HashMap<Uuid, DateTime<Utc>> = HashMap::new();
    for envoi in envois {
        let ecole = envoi.cle.strip_prefix(RAPPEL).and_then(|reste| reste.split('/').next());
        if let Some(ecole) = ecole.and_then(|ecole| ecole.parse().ok()) {
            let dernier = derniers.entry(ecole).or_insert(envoi.le);
            *dernier = envoi.le.max(*dernier);
        }
    }
    Ok(derniers)
}
