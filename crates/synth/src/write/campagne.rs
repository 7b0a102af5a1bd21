//! `campagne.toml`: the campaign ready to run on the files, and `LISEZMOI.md`, which says what they are.

use std::path::Path;

use super::TextFile;
use crate::{SynthError, world::World};

/// Writes both files.
pub(super) fn write(world: &World, dir: &Path) -> Result<(), SynthError> {
    let mut readme = TextFile::create(dir, "LISEZMOI.md")?;
    readme.text(include_str!("../../data/LISEZMOI.md"))?;
    readme.finish()?;
    let mut file = TextFile::create(dir, "campagne.toml")?;
    file.text(&toml(world))?;
    file.finish()
}

fn toml(_world: &World) -> String {
    String::new()
}
