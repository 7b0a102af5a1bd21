//! A decision kept by the previous campaign and given again is one decision.
//!
//! The kept one wins: a row without a date would otherwise be dated anew at each campaign, and so outrank the registers
//! that have shown since that things changed.

use std::collections::HashMap;

use super::{Correction, Fact};

/// Each decision once, the first given of those that are the same.
pub(crate) fn once_each(corrections: Vec<Correction>) -> Vec<Correction> {
    let mut kept: Vec<Correction> = Vec::with_capacity(corrections.len());
    let mut alike: HashMap<(String, Fact), Vec<usize>> = HashMap::new();
    for correction in corrections {
        let known = alike.entry((correction.word.clone(), correction.fact.clone())).or_default();
        if known.iter().any(|&i| same(&kept[i], &correction)) {
            continue;
        }
        known.push(kept.len());
        kept.push(correction);
    }
    kept
}

/// Same word and fact being given: same person, same other, and not a later word on it.
fn same(kept: &Correction, new: &Correction) -> bool {
    let later = new.dated && new.decided_on != kept.decided_on;
    let unread = kept.fault.is_some() || new.fault.is_some();
    !later && !unread && kept.who.same_person(&new.who) && kept.other.same_person(&new.other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corrections::{Decision, Key};

    fn correction(ine: &str, nom: &str, decided_on: &str, dated: bool) -> Correction {
        Correction {
            file: "retour.csv".into(),
            line: 2,
            word: "parti_etranger".to_owned(),
            decision: Decision::Mistake,
            fault: None,
            who: Key {
                ine: ine.to_owned(),
                nom: nom.to_owned(),
                naissance: "2009-01-01".parse().ok(),
                ..Key::default()
            },
            other: Key::default(),
            fact: Fact::default(),
            decided_on: decided_on.parse().unwrap(),
            dated,
            decided_by: String::new(),
            outranked: None,
        }
    }

    #[test]
    fn a_row_without_a_date_is_not_dated_anew() {
        let kept = correction("123456789AB", "PETIT", "2026-10-12", true);
        let again = correction("", "Petit", "2027-03-15", false);
        let decided = once_each(vec![kept.clone(), again]);
        assert_eq!(decided.len(), 1);
        assert_eq!(decided[0].decided_on, kept.decided_on);
    }

    #[test]
    fn another_person_or_a_later_word_is_another_decision() {
        let kept = correction("", "PETIT", "2026-10-12", true);
        let other = correction("", "GRAND", "2026-10-12", true);
        let later = correction("", "PETIT", "2027-01-05", true);
        assert_eq!(once_each(vec![kept, other, later]).len(), 3);
    }
}
