//! Two decisions that cannot both hold: the later one does, and the other is reported with the reason.
//!
//! Silence about it would let whoever decided believe that it was followed.

use super::{Correction, Decision};

/// Marks the decisions about a pair that a later one, or one further down the same day's sheets, contradicts.
pub(crate) fn outrank_pairs(corrections: &mut [Correction]) {
    let opposite = |a: &Correction, b: &Correction| {
        matches!(
            (a.decision, b.decision),
            (Decision::SamePerson, Decision::DifferentPersons)
                | (Decision::DifferentPersons, Decision::SamePerson)
        )
    };
    let same_pair = |a: &Correction, b: &Correction| {
        (a.who.same_person(&b.who) && a.other.same_person(&b.other))
            || (a.who.same_person(&b.other) && a.other.same_person(&b.who))
    };
    let pairs: Vec<usize> = (0..corrections.len()).filter(|&i| corrections[i].is_about_a_pair()).collect();
    for &i in &pairs {
        let this = &corrections[i];
        let later = |&&j: &&usize| (corrections[j].decided_on, j) > (this.decided_on, i);
        let winner = pairs
            .iter()
            .filter(later)
            .map(|&j| &corrections[j])
            .find(|other| opposite(this, other) && same_pair(this, other));
        corrections[i].outranked = winner.map(Correction::cited);
    }
}

/// Marks, of the decisions about one person, positions among all, those that a later one contradicts. "Nowhere" and "listed
/// by mistake" contradict each other and whatever says where the person is; of the same day, what says where holds.
pub(crate) fn outrank_facts(corrections: &mut [Correction], of_person: &[usize]) {
    let places = |c: &Correction| matches!(c.decision, Decision::Found | Decision::Situation(_));
    let rank = |i: &usize| (corrections[*i].decided_on, places(&corrections[*i]), *i);
    let Some(&last) = of_person.iter().filter(|i| states(&corrections[**i])).max_by_key(|i| rank(i)) else {
        return;
    };
    let cited = corrections[last].cited();
    let last_places = places(&corrections[last]);
    for &i in of_person.iter().filter(|&&i| i != last) {
        let this = &corrections[i];
        // Two facts can both be true; two words of the same are one.
        let contradicts = !(last_places && places(this)) && this.decision != corrections[last].decision;
        if states(this) && contradicts {
            corrections[i].outranked = Some(cited.clone());
        }
    }
}

/// Whether a decision says where the person is, or is not. A diploma and a death are true whatever comes after.
fn states(correction: &Correction) -> bool {
    use raccroche_domain::NatureSituation::Deces;
    match correction.decision {
        Decision::Situation(nature) => nature != Deces,
        Decision::Found | Decision::Mistake | Decision::ConfirmedLost => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corrections::{Fact, Key};

    fn correction(decision: Decision, decided_on: &str, ines: [&str; 2]) -> Correction {
        let key = |ine: &str| Key { ine: ine.to_owned(), ..Key::default() };
        Correction {
            file: "retours/lycee.csv".into(),
            line: 4,
            word: "mot".to_owned(),
            decision,
            fault: None,
            who: key(ines[0]),
            other: key(ines[1]),
            fact: Fact::default(),
            decided_on: decided_on.parse().unwrap(),
            dated: true,
            decided_by: String::new(),
            outranked: None,
        }
    }

    fn outranked(corrections: &[Correction]) -> Vec<bool> {
        corrections.iter().map(|c| c.outranked.is_some()).collect()
    }

    #[test]
    fn of_two_words_on_one_pair_the_last_holds() {
        let (same, different) = (Decision::SamePerson, Decision::DifferentPersons);
        let mut decided = [
            correction(different, "2026-10-02", ["A", "B"]),
            correction(same, "2026-10-02", ["B", "A"]),
            correction(different, "2026-10-02", ["A", "C"]),
            correction(same, "2026-09-02", ["A", "C"]),
        ];
        outrank_pairs(&mut decided);
        assert_eq!(outranked(&decided), [true, false, false, true]);
        assert_eq!(decided[0].outranked.as_deref(), Some("mot du 02/10/2026 (lycee.csv, ligne 4)"));
    }

    #[test]
    fn of_what_is_said_of_one_person_what_contradicts_the_last_word_does_not_hold() {
        use raccroche_domain::{
            NatureSituation::{Deces, Emploi},
            NiveauDiplome::Niveau3,
        };
        let found = Decision::Found;
        let job = Decision::Situation(Emploi);
        for (decided, expected) in [
            (&[(found, "2026-10-01"), (Decision::ConfirmedLost, "2027-01-04")][..], &[true, false][..]),
            (&[(found, "2027-01-04"), (Decision::ConfirmedLost, "2026-10-01")], &[false, true]),
            (&[(Decision::ConfirmedLost, "2027-01-04"), (found, "2027-01-04")], &[true, false]),
            (&[(found, "2026-10-01"), (job, "2027-01-04")], &[false, false]),
            (&[(Decision::Mistake, "2026-10-01"), (Decision::ConfirmedLost, "2027-01-04")], &[true, false]),
            (
                &[(Decision::ConfirmedLost, "2026-10-01"), (Decision::ConfirmedLost, "2027-01-04")],
                &[false, false],
            ),
            (
                &[(Decision::Diploma(Niveau3), "2026-07-01"), (Decision::ConfirmedLost, "2027-01-04")],
                &[false, false],
            ),
            (
                &[(Decision::Situation(Deces), "2026-07-01"), (Decision::ConfirmedLost, "2027-01-04")],
                &[false, false],
            ),
        ] {
            let mut corrections: Vec<Correction> =
                decided.iter().map(|(decision, day)| correction(*decision, day, ["A", ""])).collect();
            let all: Vec<usize> = (0..corrections.len()).collect();
            outrank_facts(&mut corrections, &all);
            assert_eq!(outranked(&corrections), expected, "{decided:?}");
        }
    }
}
