//! `campagne.toml`: the campaign ready to run on the files, and `LISEZMOI.md`, which says what they are.

use std::{fmt::Write as _, path::Path};

use chrono::NaiveDate;

use super::{
    TextFile, annee,
    canonique::{FLATS, Flat},
    siecle, sifa, source_name,
};
use crate::{SynthError, formations::Registre, foyer::day, world::World};

/// Writes both files.
pub(super) fn write(world: &World, dir: &Path) -> Result<(), SynthError> {
    let mut readme = TextFile::create(dir, "LISEZMOI.md")?;
    readme.text(include_str!("../../data/LISEZMOI.md"))?;
    readme.finish()?;
    let mut file = TextFile::create(dir, "campagne.toml")?;
    file.text(&toml(world))?;
    file.finish()
}

fn toml(world: &World) -> String {
    let mut text = format!(
        "# Une campagne sur une académie qui n’existe pas : voir LISEZMOI.md.\n\
         # Lancer : raccroche campaign run campagne.toml --out resultats\n\
         name = \"Démonstration, mars {}\"\n\
         as_of = {}\n\
         # D313-59 (sans baccalauréat général ni diplôme professionnel de niveau 3 ou 4) ou diplome-terminal.\n\
         definition = \"D313-59\"\n\
         annuaire = \"referentiels/annuaire.csv\"\n\n\
         [zonings]\n",
        world.annee + 1,
        world.as_of(),
    );
    for zoning in ["psad", "zap", "mission_locale", "cio"] {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{zoning} = \"referentiels/zonages.csv\"");
    }
    for courante in [false, true] {
        let role = if courante { "current" } else { "previous" };
        let year = annee(world, courante);
        for (registre, kind, path, date) in [
            (Registre::Siecle, "siecle", format!("siecle/{year}"), siecle::export_date(world, courante)),
            (Registre::Sifa, "sifa", format!("sifa/{year}"), sifa::picture(world, courante)),
            (
                Registre::Agricole,
                "canonique",
                format!("agricole/agricole_{year}.csv"),
                siecle::export_date(world, courante),
            ),
        ] {
            source(&mut text, &source_name(world, registre, courante), role, kind, &path, date);
        }
    }
    for flat in FLATS {
        let (name, path) = flat.names(world);
        let (role, date) = match flat {
            Flat::Examens(ago) => ("diplomas", day(world.annee - ago, 7, 15)),
            Flat::MissionsLocales => ("followed_by_ml", world.as_of()),
            Flat::Autres => ("other_activity", world.as_of()),
        };
        source(&mut text, &name, role, "canonique", &path, date);
    }
    text
}

fn source(text: &mut String, name: &str, role: &str, kind: &str, path: &str, date: NaiveDate) {
    // Writing to a String cannot fail.
    let _ = write!(
        text,
        "\n[[source]]\nname = \"{name}\"\nrole = \"{role}\"\nkind = \"{kind}\"\npath = \"{path}\"\ndate = {date}\n"
    );
}
