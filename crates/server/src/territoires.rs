//! Whose a young person is: territories from the zonings, and who answers there.
//!
//! The zonings of the last campaign are kept in the store, so that a dossier opened between two campaigns goes where the
//! campaign would have sent it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use raccroche_campaign::{CampaignError, Zonings};
use raccroche_domain::{
    CodeCommune,
    droits::{MotifPortee, Role},
    francais::plier,
    suivi::Structure,
};
use raccroche_registers::Zonage;
use raccroche_store::{
    StoreError, Writer, appartenance, commune,
    organisation::{self, GenreOrganisation, NouvelleOrganisation, Organisation},
};
use uuid::Uuid;

use crate::erreur::Erreur;

/// Zonings as read, each with the kind of organisations it is about.
#[derive(Debug, Default)]
pub struct Zonages(Vec<(GenreOrganisation, Zonage)>);

impl Zonages {
    /// Reads the files of a campaign; blocks.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn lire(zonings: &Zonings) -> Result<Self, CampaignError> {
        let fichiers = [
            (GenreOrganisation::Psad, "psad", &zonings.psad),
            (GenreOrganisation::Zap, "zap", &zonings.zap),
            (GenreOrganisation::MissionLocale, "mission_locale", &zonings.mission_locale),
            (GenreOrganisation::Cio, "cio", &zonings.cio),
        ];
        let mut lus = Vec::new();
        for (genre, colonne, fichier) in fichiers {
            if let Some(fichier) = fichier {
                lus.push((genre, zonings.read(fichier, colonne)?));
            }
        }
        Ok(Self(lus))
    }

    /// Puts them in the store: organisations that it does not know yet, their communes, the names of communes.
    ///
    /// # Errors
    /// When the store refuses.
    pub async fn appliquer(&self, writer: &Writer) -> Result<(), StoreError> {
        for (genre, zonage) in &self.0 {
            let mut territoires: BTreeMap<&str, Vec<&CodeCommune>> = BTreeMap::new();
            for (commune, territoire) in &zonage.communes {
                territoires.entry(territoire).or_default().push(commune);
            }
            for (nom, communes) in territoires {
                let departement = communes.first().map(|code| code.departement()).unwrap_or_default();
                let organisation = connue(writer, *genre, &code(nom), nom, departement).await?;
                let communes: Vec<&str> = communes.iter().map(|code| code.as_str()).collect();
                organisation::assign_communes(writer, &organisation, &communes).await?;
            }
            let noms: Vec<(String, String, String)> = zonage
                .places()
                .map(|(postal, nom, code)| (postal.to_owned(), nom.to_owned(), code.to_string()))
                .collect();
            commune::register(writer, &noms).await?;
        }
        Ok(())
    }
}

/// The code of an organisation that zonings know by its name.
pub(crate) fn code(nom: &str) -> String {
    plier(nom).replace(' ', "-")
}

/// The organisation of this kind and code, made known when it is not.
///
/// # Errors
/// When the store refuses.
pub(crate) async fn connue(
    writer: &Writer,
    genre: GenreOrganisation,
    code: &str,
    nom: &str,
    departement: &str,
) -> Result<Organisation, StoreError> {
    if let Some(connue) = organisation::find_by_code(writer, genre, code).await? {
        return Ok(connue);
    }
    let (code, nom, departement) = (code.to_owned(), nom.to_owned(), departement.to_owned());
    organisation::register(writer, NouvelleOrganisation { genre, code, nom, departement }).await
}

/// In whose territory somebody who lives in a commune is, and why.
///
/// # Errors
/// When the store refuses.
pub(crate) async fn de_commune(
    writer: &Writer,
    commune: CodeCommune,
) -> Result<Vec<(Organisation, MotifPortee)>, StoreError> {
    let genres = [
        (GenreOrganisation::Psad, MotifPortee::Psad),
        (GenreOrganisation::Zap, MotifPortee::Zap),
        (GenreOrganisation::MissionLocale, MotifPortee::MissionLocale),
        (GenreOrganisation::Cio, MotifPortee::Cio),
    ];
    let mut portees = Vec::new();
    for (genre, motif) in genres {
        if let Some(trouvee) = organisation::of_commune(writer, genre, commune.as_str()).await? {
            portees.push((trouvee, motif));
        }
    }
    if !commune.is_etranger() {
        portees.push((dsden(writer, commune.departement()).await?, MotifPortee::Departement));
    }
    Ok(portees)
}

/// The DSDEN of a département.
///
/// # Errors
/// When the store refuses.
pub(crate) async fn dsden(writer: &Writer, departement: &str) -> Result<Organisation, StoreError> {
    let nom = format!("DSDEN {departement}");
    connue(writer, GenreOrganisation::Dsden, &code(&nom), &nom, departement).await
}

/// Whose somebody of this commune is, and who answers: the PSAD; else the académie, until somebody hands the dossier over.
/// Nobody vanishes.
pub(crate) async fn a_qui(
    writer: &Writer,
    commune: Option<CodeCommune>,
) -> Result<(Vec<(Organisation, MotifPortee)>, Structure), Erreur> {
    let portees = match commune {
        Some(commune) => de_commune(writer, commune).await?,
        None => Vec::new(),
    };
    let psad = portees.iter().find(|(_, motif)| *motif == MotifPortee::Psad).map(|(o, _)| o.clone());
    let academie = || organisation::list(writer, GenreOrganisation::Academie);
    let structure = match psad {
        Some(psad) => psad,
        None => academie().await?.into_iter().next().ok_or_else(|| {
            Erreur::Demande(
                "Aucune structure ne couvre cette commune. Prévenez l’administrateur : il manque l’académie."
                    .to_owned(),
            )
        })?,
    };
    Ok((portees, Structure { id: structure.id, nom: structure.nom }))
}

/// Who leads the organisation, when there is one: dossiers are theirs until they confide them.
///
/// # Errors
/// When the store does not answer.
pub(crate) async fn chef(
    writer: &Writer,
    organisation: Uuid,
    jour: NaiveDate,
) -> Result<Option<Structure>, StoreError> {
    let membres = appartenance::members(writer, organisation, jour).await?;
    let chef =
        membres.into_iter().find(|(appartenance, _)| appartenance.role == Role::ResponsablePsad.code());
    Ok(chef.map(|(_, u)| Structure { id: u.id, nom: format!("{} {}", u.prenom, u.nom) }))
}
