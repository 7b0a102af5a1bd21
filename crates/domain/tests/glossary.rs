//! Every public type of the crate has its line in `GLOSSARY.md`, and every line its type.

#![expect(clippy::unwrap_used, reason = "a helper that fails is a failed test")]

use std::{collections::BTreeSet, fs, path::Path};

/// The names with a capital among the `pub use` of `lib.rs` and of the public modules: what other rooms can name.
fn public_types(root: &Path) -> BTreeSet<String> {
    let source = [
        "src/lib.rs",
        "src/parcours/mod.rs",
        "src/groupe/mod.rs",
        "src/suivi/mod.rs",
        "src/dispositif/mod.rs",
    ]
    .map(|file| fs::read_to_string(root.join(file)).unwrap())
    .concat();
    let closed_lists = fs::read_to_string(root.join("src/droits.rs")).unwrap();
    let mut types: BTreeSet<String> = closed_lists
        .lines()
        .filter_map(|line| line.trim().strip_suffix(" {")?.rsplit(' ').next().map(str::to_owned))
        .filter(|name| {
            name.starts_with(char::is_uppercase) && closed_lists.contains(&format!("    {name} {{\n"))
        })
        .collect();
    types.extend(["Droit".to_owned()]);
    // A module that is public as it is, without a `pub use` for each type.
    let notes = fs::read_to_string(root.join("src/notes.rs")).unwrap();
    types.extend(notes.lines().filter_map(|line| {
        let declared = line.strip_prefix("pub struct ").or_else(|| line.strip_prefix("pub enum "))?;
        Some(declared.split(' ').next()?.to_owned())
    }));
    types.insert("VoieExamen".to_owned());
    types.extend(
        source
            .split("pub use ")
            .skip(1)
            .flat_map(|rest| rest.split(';').next().unwrap_or_default().split(['{', '}', ',', ':']))
            .map(str::trim)
            .filter(|name| name.chars().any(char::is_lowercase) && name.starts_with(char::is_uppercase))
            .map(str::to_owned),
    );
    types
}

/// The lines of the first table: name, meaning, source.
fn glossary(root: &Path) -> Vec<[String; 3]> {
    let text = fs::read_to_string(root.join("../../GLOSSARY.md")).unwrap();
    text.lines()
        .filter_map(|line| {
            let cells: Vec<_> = line.trim().trim_matches('|').split(" | ").map(str::trim).collect();
            let name = cells.first()?.strip_prefix('`')?.strip_suffix('`')?;
            Some([name.to_owned(), (*cells.get(1)?).to_owned(), (*cells.get(2)?).to_owned()])
        })
        .collect()
}

#[test]
fn the_glossary_and_the_public_types_are_the_same() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let types = public_types(root);
    assert!(types.len() > 30, "the reader of lib.rs found too little: {types:?}");
    let entries = glossary(root);
    let named: BTreeSet<_> = entries.iter().map(|[name, ..]| name.clone()).collect();
    assert_eq!(named.len(), entries.len(), "a term is there twice");
    let missing: Vec<_> = types.difference(&named).collect();
    let gone: Vec<_> = named.difference(&types).collect();
    assert!(
        missing.is_empty() && gone.is_empty(),
        "missing in GLOSSARY.md: {missing:?}; no such type: {gone:?}"
    );
    for [name, meaning, source] in &entries {
        assert!(meaning.len() > 10 && !source.is_empty(), "{name} has no meaning or no source");
    }
    assert!(entries.is_sorted_by_key(|[name, ..]| name.to_lowercase()), "keep the table sorted");
}
