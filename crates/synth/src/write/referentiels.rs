//! What the campaign joins on: the directory of establishments and the zonings of communes.

use std::path::Path;

use super::TextFile;
use crate::{
    SynthError,
    etablissements::{Etablissement, Nature},
    world::World,
};

/// Writes `referentiels/annuaire.csv` and `referentiels/zonages.csv`.
pub(super) fn write(world: &World, dir: &Path) -> Result<(), SynthError> {
    let mut annuaire = TextFile::create(dir, "referentiels/annuaire.csv")?;
    annuaire.push(ANNUAIRE)?;
    for etablissement in &world.etablissements.tous {
        annuaire.push(&annuaire_row(world, etablissement))?;
    }
    annuaire.finish()?;
    let mut zonages = TextFile::create(dir, "referentiels/zonages.csv")?;
    zonages.push("commune;nom_commune;code_postal;psad;zap;mission_locale;cio")?;
    for (index, commune) in world.territoire.communes.iter().enumerate() {
        let zones = world.territoire.zones(u16::try_from(index).unwrap_or(0));
        zonages.push(&format!(
            "{};{};{};{};{};{};{}",
            commune.code,
            commune.nom,
            commune.code_postal,
            zones.psad,
            zones.zap,
            zones.mission_locale,
            zones.cio
        ))?;
    }
    zonages.finish()
}

/// Columns of the open data of the same name.
const ANNUAIRE: &str = "identifiant_de_l_etablissement;nom_etablissement;type_etablissement;statut_public_prive;\
                        adresse_1;adresse_2;adresse_3;code_postal;code_commune;nom_commune;code_departement;\
                        code_academie;code_region;libelle_departement;libelle_academie;libelle_region;mail;telephone;\
                        code_nature;libelle_nature;etat;ministere_tutelle;voie_generale;voie_technologique;\
                        voie_professionnelle;apprentissage;segpa";

fn annuaire_row(world: &World, e: &Etablissement) -> String {
    let commune = world.territoire.of(e.commune);
    let (kind, code_nature, libelle_nature) = match e.nature {
        Nature::College => ("Collège", "340", "COLLEGE"),
        Nature::Lycee => ("Lycée", "302", "LYCEE D ENSEIGNEMENT GENERAL ET TECHNOLOGIQUE"),
        Nature::LyceePro => ("Lycée", "320", "LYCEE PROFESSIONNEL"),
        Nature::Agricole => ("Lycée", "307", "LYCEE ENS GENERAL TECHNO PROF AGRICOLE"),
        Nature::Cfa => ("Autre", "610", "CENTRE DE FORMATION D APPRENTIS"),
    };
    let departement = match commune.departement() {
        "24" => "Dordogne",
        "33" => "Gironde",
        "40" => "Landes",
        "47" => "Lot-et-Garonne",
        _ => "Pyrénées-Atlantiques",
    };
    let flag = |is: bool| if is { "1" } else { "0" };
    let number = e.uai.as_str();
    let fields: [&str; 27] = [
        number,
        &e.nom,
        kind,
        if e.prive { "Privé" } else { "Public" },
        &e.adresse,
        "",
        &format!("{} {}", commune.code_postal, commune.nom.to_uppercase()),
        commune.code_postal,
        commune.code,
        commune.nom,
        &format!("0{}", commune.departement()),
        "04",
        "75",
        departement,
        "Bordeaux",
        "Nouvelle-Aquitaine",
        &format!("ce.{}@example.org", number.to_lowercase()),
        &format!("053649{}", &number[3..7]),
        code_nature,
        libelle_nature,
        "OUVERT",
        if e.nature == Nature::Agricole {
            "MINISTERE DE L'AGRICULTURE"
        } else {
            "MINISTERE DE L'EDUCATION NATIONALE"
        },
        flag(e.nature == Nature::Lycee),
        flag(e.nature == Nature::Lycee),
        flag(matches!(e.nature, Nature::LyceePro | Nature::Agricole)),
        flag(e.nature == Nature::Cfa),
        flag(e.nature == Nature::College && number.as_bytes()[6].is_multiple_of(4)),
    ];
    fields.join(";")
}
