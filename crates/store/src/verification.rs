//! The sheet on which a school says what became of its leavers, and the receipts of the sheets handed in.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use raccroche_domain::{
    Verdict,
    suivi::{EtatDossier, EtatVerification},
};
use sea_orm::{
    ColumnTrait as _, Condition, ConnectionTrait, EntityTrait as _, FromQueryResult, IntoActiveModel as _,
    JoinType, QueryFilter as _, QueryOrder as _, QuerySelect as _, RelationDef,
};
use uuid::Uuid;

pub use crate::entite::transmission::Model as Transmission;
use crate::{
    Perimetre, Writer,
    dossier::{du_territoire, visible},
    entite::{coordonnee, jeune, suivi::dossier, transmission},
    error::{Result, StoreError},
    mots,
};

/// Rows read by one statement: few enough for the parameters that SQLite admits.
const CHUNK: usize = 1_000;

/// A leaver on the sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sortant {
    /// Number of the dossier.
    pub dossier: Uuid,
    /// Number of the person.
    pub jeune: Uuid,
    /// Birth name.
    pub nom_famille: String,
    /// Usage name.
    pub nom_usage: Option<String>,
    /// First names, joined by commas.
    pub prenoms: String,
    /// `masculin`, `feminin`.
    pub sexe: Option<String>,
    /// Birth date.
    pub naissance: Option<NaiveDate>,
    /// Last formation; empty when unknown.
    pub derniere_formation: String,
    /// Where the dossier stands.
    pub etat: EtatDossier,
    /// The person's own phone number that serves first: its identifier and value.
    pub telephone: Option<(Uuid, String)>,
}

#[derive(FromQueryResult)]
struct Ligne {
    id: Uuid,
    jeune: Uuid,
    etat: String,
    derniere_formation: String,
    nom_famille: String,
    nom_usage: Option<String>,
    prenoms: String,
    sexe: Option<String>,
    naissance: Option<NaiveDate>,
}

/// The leavers of the perimeter: open dossiers that nobody has verified, and those verified since a day; by name.
///
/// # Errors
/// When the database does not answer.
pub async fn feuille(
    db: &impl ConnectionTrait,
    perimetre: &Perimetre,
    depuis: NaiveDate,
) -> Result<Vec<Sortant>> {
    let a_verifier = EtatVerification::AVerifier.code();
    let a_faire = Condition::all()
        .add(dossier::Column::Verification.eq(a_verifier))
        .add(dossier::Column::ClosLe.is_null());
    let debut: DateTime<Utc> = depuis.and_time(chrono::NaiveTime::MIN).and_utc() - chrono::TimeDelta::days(1);
    let faits = Condition::all()
        .add(dossier::Column::Verification.ne(a_verifier))
        .add(dossier::Column::MisAJourLe.gte(debut));
    let lesquels = du_territoire(perimetre).add(Condition::any().add(a_faire).add(faits));
    lire(db, lesquels, Some(depuis)).await
}

/// One line of the sheet, when within the perimeter.
///
/// # Errors
/// When the database does not answer.
pub async fn sortant(db: &impl ConnectionTrait, perimetre: &Perimetre, id: Uuid) -> Result<Option<Sortant>> {
    Ok(lire(db, visible(perimetre).add(dossier::Column::Id.eq(id)), None).await?.pop())
}

async fn lire(
    db: &impl ConnectionTrait,
    lesquels: Condition,
    depuis: Option<NaiveDate>,
) -> Result<Vec<Sortant>> {
    use dossier::Column as D;
    use jeune::Column as J;
    let personne = dossier::Entity::belongs_to(jeune::Entity).from(D::Jeune).to(J::Id);
    let lignes = dossier::Entity::find()
        .filter(lesquels)
        .join(JoinType::InnerJoin, RelationDef::from(personne))
        .select_only()
        .columns([D::Id, D::Jeune, D::Etat, D::DerniereFormation, D::Naissance])
        .columns([J::NomFamille, J::NomUsage, J::Prenoms, J::Sexe])
        .order_by_asc(J::NomPlie)
        .order_by_asc(J::PrenomsPlie)
        .order_by_asc(D::Id)
        .into_model::<Ligne>()
        .all(db)
        .await?;
    let mut telephones = telephones(db, &lignes.iter().map(|ligne| ligne.jeune).collect::<Vec<_>>()).await?;
    let mut sortants = Vec::with_capacity(lignes.len());
    for ligne in lignes {
        let etat: EtatDossier =
            serde_json::from_str(&ligne.etat).map_err(|error| StoreError::Invalide(error.to_string()))?;
        // Whom the school still has was never a leaver to verify, unless it said so itself.
        let a_eux = etat.verification == EtatVerification::Scolarise && etat.verifie_le.is_none();
        if depuis.is_some() && a_eux {
            continue;
        }
        let verifie_avant = depuis.is_some_and(|depuis| etat.verifie_le.is_some_and(|le| le < depuis));
        if etat.verification != EtatVerification::AVerifier && verifie_avant {
            continue;
        }
        sortants.push(Sortant {
            dossier: ligne.id,
            jeune: ligne.jeune,
            nom_famille: ligne.nom_famille,
            nom_usage: ligne.nom_usage,
            prenoms: ligne.prenoms,
            sexe: ligne.sexe,
            naissance: ligne.naissance,
            derniere_formation: ligne.derniere_formation,
            etat,
            telephone: telephones.remove(&ligne.jeune),
        });
    }
    Ok(sortants)
}

/// The number of each that serves first: one that proved right, else the one seen last; never one known as wrong.
async fn telephones(db: &impl ConnectionTrait, jeunes: &[Uuid]) -> Result<HashMap<Uuid, (Uuid, String)>> {
    use coordonnee::{Column as C, EtatCoordonnee, GenreCoordonnee};
    let mut premiers: HashMap<Uuid, coordonnee::Model> = HashMap::new();
    for jeunes in jeunes.chunks(CHUNK) {
        let lues = coordonnee::Entity::find()
            .filter(C::Jeune.is_in(jeunes.iter().copied()))
            .filter(C::Representant.is_null())
            .filter(C::Genre.eq(GenreCoordonnee::Telephone))
            .filter(C::Etat.ne(EtatCoordonnee::Faux))
            .all(db)
            .await?;
        for lue in lues {
            let rang = |c: &coordonnee::Model| (c.etat == EtatCoordonnee::Valide, c.vu_le, c.id);
            let meilleur = premiers.get(&lue.jeune).is_none_or(|connue| rang(connue) < rang(&lue));
            if meilleur {
                premiers.insert(lue.jeune, lue);
            }
        }
    }
    Ok(premiers.into_iter().map(|(jeune, c)| (jeune, (c.id, c.valeur))).collect())
}

/// Writes the receipt of a sheet that the perimeter's organisation hands in.
///
/// # Errors
/// When the database refuses.
pub async fn transmettre(
    writer: &Writer,
    perimetre: &Perimetre,
    repondues: usize,
    sans_reponse: usize,
) -> Result<Transmission> {
    let compte = |nombre: usize| i32::try_from(nombre).unwrap_or(i32::MAX);
    let row = Transmission {
        id: writer.new_id(),
        organisation: perimetre.organisation().id,
        le: writer.le(),
        par: perimetre.utilisateur(),
        par_nom: perimetre.nom().to_owned(),
        repondues: compte(repondues),
        sans_reponse: compte(sans_reponse),
    };
    transmission::Entity::insert(row.clone().into_active_model()).exec_without_returning(writer).await?;
    Ok(row)
}

/// The receipt of the last sheet that an organisation handed in.
///
/// # Errors
/// When the database does not answer.
pub async fn derniere_transmission(
    db: &impl ConnectionTrait,
    organisation: Uuid,
) -> Result<Option<Transmission>> {
    let query = transmission::Entity::find()
        .filter(transmission::Column::Organisation.eq(organisation))
        .order_by_desc(transmission::Column::Le)
        .order_by_desc(transmission::Column::Id);
    Ok(query.one(db).await?)
}

/// What people found out of somebody whom a campaign listed, for the next campaign.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Constat {
    /// The number that campaigns know the person by.
    pub numero: String,
    /// What was found.
    pub etat: EtatVerification,
    /// Where the person is.
    pub ou: Option<String>,
    /// When it was found.
    pub le: NaiveDate,
}

#[derive(FromQueryResult)]
struct LigneConstat {
    etat: String,
    numero: String,
}

/// Everything that was found out of people whom campaigns listed. For what runs without anybody asking: the next campaign.
///
/// # Errors
/// When the database does not answer.
pub async fn constats(db: &impl ConnectionTrait) -> Result<Vec<Constat>> {
    use crate::entite::identifiant::{self, GenreIdentifiant};
    let numero = dossier::Entity::belongs_to(identifiant::Entity)
        .from(dossier::Column::Jeune)
        .to(identifiant::Column::Jeune);
    let lignes = dossier::Entity::find()
        .join(JoinType::InnerJoin, RelationDef::from(numero))
        .filter(identifiant::Column::Genre.eq(GenreIdentifiant::SieiCampagne))
        .filter(dossier::Column::Verification.ne(EtatVerification::AVerifier.code()))
        .select_only()
        .column(dossier::Column::Etat)
        .column_as(identifiant::Column::Valeur, "numero")
        .order_by_asc(identifiant::Column::Valeur)
        .order_by_asc(dossier::Column::OuvertLe)
        .into_model::<LigneConstat>()
        .all(db)
        .await?;
    let mut constats = Vec::with_capacity(lignes.len());
    for ligne in lignes {
        let etat: EtatDossier =
            serde_json::from_str(&ligne.etat).map_err(|error| StoreError::Invalide(error.to_string()))?;
        if let Some(le) = etat.verifie_le {
            constats.push(Constat { numero: ligne.numero, etat: etat.verification, ou: etat.ou, le });
        }
    }
    Ok(constats)
}

#[derive(FromQueryResult)]
struct Compte {
    source: String,
    verification: String,
    combien: i64,
}

/// How often the people whom a campaign lists proved to be somewhere after all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FauxPositifs {
    /// Listed and verified.
    pub verifies: u64,
    /// Of those, found, or listed by mistake.
    pub retrouves: u64,
}

/// False positives of a campaign by register that knew the person. Counts alone: no personal data.
///
/// # Errors
/// When the database does not answer.
pub async fn faux_positifs(
    db: &impl ConnectionTrait,
    campagne: Uuid,
) -> Result<std::collections::BTreeMap<String, FauxPositifs>> {
    use crate::entite::{scolarite, verdict};
    let rendu =
        dossier::Entity::belongs_to(verdict::Entity).from(dossier::Column::Jeune).to(verdict::Column::Jeune);
    let scolaire = dossier::Entity::belongs_to(scolarite::Entity)
        .from(dossier::Column::Jeune)
        .to(scolarite::Column::Jeune);
    let comptes = dossier::Entity::find()
        .join(JoinType::InnerJoin, RelationDef::from(rendu))
        .join(JoinType::InnerJoin, RelationDef::from(scolaire))
        .filter(verdict::Column::Campagne.eq(campagne))
        // Those whom it listed: of whom it found somewhere, nobody asks the school.
        .filter(
            verdict::Column::Verdict
                .is_in([mots::word(Verdict::PerduDeVue)?, mots::word(Verdict::AVerifier)?]),
        )
        .filter(dossier::Column::Verification.ne(EtatVerification::AVerifier.code()))
        .select_only()
        .column(scolarite::Column::Source)
        .column(dossier::Column::Verification)
        .column_as(
            sea_orm::sea_query::Expr::expr(sea_orm::sea_query::Func::count_distinct(
                sea_orm::sea_query::Expr::col((dossier::Entity, dossier::Column::Id)),
            )),
            "combien",
        )
        .group_by(scolarite::Column::Source)
        .group_by(dossier::Column::Verification)
        .into_model::<Compte>()
        .all(db)
        .await?;
    let mut par_source: std::collections::BTreeMap<String, FauxPositifs> = std::collections::BTreeMap::new();
    for compte in comptes {
        let source = par_source.entry(compte.source).or_default();
        let combien = u64::try_from(compte.combien).unwrap_or(0);
        source.verifies += combien;
        // Listed, and still enrolled: the follow-up goes on, and the list was wrong.
        let retrouve = EtatVerification::de_code(&compte.verification)
            .is_some_and(|etat| etat == EtatVerification::Scolarise || etat.met_fin_au_suivi());
        source.retrouves += if retrouve { combien } else { 0 };
    }
    Ok(par_source)
}
