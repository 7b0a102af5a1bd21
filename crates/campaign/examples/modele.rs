//! Learns again the model that comes with the program, on a synthetic académie, and writes it in its place.
//!
//! To be run when the engine's levels change: `cargo run --release -p raccroche-campaign --example modele`.

use std::{error::Error, fs, ops::ControlFlow, path::Path};

use raccroche_campaign::{Campaign, RunOptions, learn_model};
use raccroche_synth::{Parametres, generate};

fn main() -> Result<(), Box<dyn Error>> {
    let home = tempfile::tempdir()?;
    let data = home.path().join("donnees");
    let parametres = Parametres { jeunes: 100_000, graine: 2_026, ..Parametres::default() };
    generate(&parametres, &data, &|_, _| ControlFlow::Continue(()))?;
    let campaign = Campaign::load(&data.join("campagne.toml"))?;
    let model = learn_model(&campaign, &RunOptions::default())?;
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/modele.json");
    fs::write(path, model)?;
    Ok(())
}
