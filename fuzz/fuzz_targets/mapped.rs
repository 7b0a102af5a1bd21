//! Any bytes as a profile (up to a zero byte) and a table end in lines that are all accounted for, or in an error
//! that speaks.
#![no_main]

use libfuzzer_sys::fuzz_target;
use raccroche_registers::{MappingProfile, ReadOptions, SourceKind, read_bytes};

fuzz_target!(|bytes: &[u8]| {
    let Some(as_of) = chrono::NaiveDate::from_ymd_opt(2026, 11, 21) else { return };
    let cut = bytes.iter().position(|byte| *byte == 0).unwrap_or(0);
    let profile =
        std::str::from_utf8(&bytes[..cut]).ok().and_then(|text| MappingProfile::from_toml(text).ok());
    // Most profiles of the fuzzer are none: a table is then read with this one.
    let profile = profile.or_else(|| {
        MappingProfile::from_toml(
            "date_format = \"JJ/MM/AA\"\n[columns]\nnom_famille = \"a\"\ndate_naissance = \"b\"\nuai = \"c\"\n\
             telephone = \"d\"\ndiplome_libelle = \"e\"\nadresse = [\"f\", \"g\"]\n",
        )
        .ok()
    });
    let options = ReadOptions { profile, ..ReadOptions::new(as_of) };
    let bytes = &bytes[cut..];
    match read_bytes(SourceKind::Csv, "m.csv", bytes, &options) {
        Ok(content) => {
            assert!(content.quality.counts.balances());
            assert_eq!(content.quality.counts.kept, content.enregistrements.len() as u64);
        }
        Err(error) => assert!(!error.phrase().is_empty()),
    }
});
