//! One académie for all tests, and its truth as tables.

use std::{
    collections::BTreeMap,
    fs,
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use raccroche_synth::{Parametres, Resume, generate};
use tempfile::TempDir;

/// A table whose heading names the cells.
pub(crate) type Table = Vec<BTreeMap<String, String>>;

/// Files written once, and what was said of them.
pub(crate) struct Academie {
    folder: TempDir,
    pub(crate) resume: Resume,
}

pub(crate) const PARAMETRES: Parametres = Parametres { jeunes: 2500, graine: 7, annee: 2025 };

impl Academie {
    /// The one that all tests share: nobody changes it.
    pub(crate) fn shared() -> &'static Self {
        static SHARED: OnceLock<Academie> = OnceLock::new();
        SHARED.get_or_init(|| Self::new(&PARAMETRES))
    }

    pub(crate) fn new(parametres: &Parametres) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let resume = generate(parametres, &folder.path().join("donnees"), &go_on).unwrap();
        Self { folder, resume }
    }

    pub(crate) fn dir(&self) -> PathBuf {
        self.folder.path().join("donnees")
    }

    pub(crate) fn lines(&self) -> Table {
        table(&self.dir().join("truth.csv"))
    }

    pub(crate) fn people(&self) -> Table {
        table(&self.dir().join("verite_personnes.csv"))
    }
}

pub(crate) fn go_on(_: u64, _: u64) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

pub(crate) fn table(path: &Path) -> Table {
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_path(path).unwrap();
    let headers = reader.headers().unwrap().clone();
    let named = |record: csv::StringRecord| {
        headers.iter().map(str::to_owned).zip(record.iter().map(str::to_owned)).collect()
    };
    reader.records().map(|record| named(record.unwrap())).collect()
}

/// Every file under a folder with its bytes, by name.
pub(crate) fn contents(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(dir).unwrap().to_string_lossy().into_owned();
                all.insert(name, fs::read(path).unwrap());
            }
        }
    }
    all
}
