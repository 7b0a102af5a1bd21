//! Any bytes as a canonique source end in lines that are all accounted for, or in an error that speaks.
#![no_main]

use libfuzzer_sys::fuzz_target;
use raccroche_registers::{ReadOptions, SourceKind, read_bytes};

fuzz_target!(|bytes: &[u8]| {
    let Some(as_of) = chrono::NaiveDate::from_ymd_opt(2026, 11, 21) else { return };
    // The first byte chooses between strict and lenient, so that both are explored.
    let lenient = bytes.first().is_some_and(|byte| byte % 2 == 1);
    let options = ReadOptions { lenient, ..ReadOptions::new(as_of) };
    match read_bytes(SourceKind::Canonique, "c.csv", bytes, &options) {
        Ok(content) => {
            assert!(content.quality.counts.balances());
            assert_eq!(content.quality.counts.kept, content.enregistrements.len() as u64);
        }
        Err(error) => assert!(!error.phrase().is_empty()),
    }
});
