//! Running a campaign and reading back what it wrote.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use raccroche_campaign::{Bilan, Campaign, CampaignError, RunOptions, run};
use tempfile::TempDir;

/// The hand-written set.
pub(crate) fn golden_dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// A copy of the hand-written set that a test may change, and room for outputs.
pub(crate) struct Terrain {
    home: TempDir,
}

impl Terrain {
    pub(crate) fn new() -> Self {
        let home = tempfile::tempdir().unwrap();
        let registres = home.path().join("registres");
        fs::create_dir(&registres).unwrap();
        for entry in fs::read_dir(golden_dir().join("registres")).unwrap() {
            let entry = entry.unwrap();
            fs::copy(entry.path(), registres.join(entry.file_name())).unwrap();
        }
        fs::copy(golden_dir().join("CAMPAIGN.toml"), home.path().join("CAMPAIGN.toml")).unwrap();
        Self { home }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    /// Changes a file's text.
    pub(crate) fn edit(&self, name: &str, change: impl FnOnce(String) -> String) {
        let path = self.path(name);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, change(text)).unwrap();
    }

    /// Replaces a text that must be there.
    pub(crate) fn replace(&self, name: &str, from: &str, to: &str) {
        self.edit(name, |text| {
            assert!(text.contains(from), "{name} does not hold {from:?}");
            text.replace(from, to)
        });
    }

    pub(crate) fn try_run(&self, out: &str) -> Result<Bilan, CampaignError> {
        let campaign = Campaign::load(&self.path("CAMPAIGN.toml"))?;
        run(&campaign, &self.path(out), &RunOptions::default())
    }

    pub(crate) fn run(&self, out: &str) -> Results {
        let bilan = self.try_run(out).unwrap_or_else(|error| panic!("{}", error.phrase()));
        Results { bilan, dir: self.path(out), registres: self.path("registres") }
    }
}

/// A row by column name.
pub(crate) type Row = BTreeMap<String, String>;

/// What a campaign wrote.
pub(crate) struct Results {
    pub(crate) bilan: Bilan,
    pub(crate) dir: PathBuf,
    registres: PathBuf,
}

/// The rows of a list of ours.
pub(crate) fn rows(path: &Path) -> Vec<Row> {
    let text = fs::read_to_string(path).unwrap();
    let text = text.strip_prefix('\u{feff}').expect("lists open right in a spreadsheet");
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(text.as_bytes());
    let headers = reader.headers().unwrap().clone();
    reader
        .records()
        .map(|record| {
            headers.iter().map(str::to_owned).zip(record.unwrap().iter().map(str::to_owned)).collect()
        })
        .collect()
}

impl Results {
    /// The verdicts by the `id_local` of a line of the previous register.
    pub(crate) fn by_name(&self) -> BTreeMap<String, Row> {
        let register = fs::read_to_string(self.registres.join("siecle_2025.csv")).unwrap();
        let names: Vec<&str> = register.lines().map(|line| line.split(';').next().unwrap()).collect();
        let mut by_name = BTreeMap::new();
        for row in rows(&self.dir.join("verdicts.csv")) {
            for line in row["lignes_de_depart"].split(" | ") {
                let number: usize = line.rsplit(':').next().unwrap().parse().unwrap();
                by_name.insert(names[number - 1].to_owned(), row.clone());
            }
        }
        by_name
    }

    pub(crate) fn list(&self, slug: &str) -> Vec<Row> {
        rows(&self.dir.join(format!("listes/{slug}.csv")))
    }
}
