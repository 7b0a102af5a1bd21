//! What changed since the previous campaign: who is new, who has come onto the lists since, who is still there, who left
//! them and why, and who is in nobody's registers any more.
//!
//! "On the lists" means lost from view or to verify. Somebody listed last time who is not in this campaign's previous
//! registers is *non repris*: nothing is known of the person any more, which is said rather than passed over.
//!
//! Only the previous campaign is looked at. Of somebody whose situation it knew, nothing says whether an earlier list
//! named the person: "come since" is all that is true, whatever the code of such a change (`revenu`) once meant.

use std::{collections::BTreeMap, path::Path};

use raccroche_domain::{Definition, Verdict, francais::ponctuer};
use raccroche_registers::output::write_csv;
use serde::{Deserialize, Serialize};

use crate::{
    CampaignError,
    judge::{Case, Outcome},
    people::Person,
    previous::Former,
    sheet::day,
};

/// What changed, in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gaps {
    /// On the lists then.
    pub listes_avant: u64,
    /// On the lists now.
    pub listes_maintenant: u64,
    /// Listed now, and unknown or out of the field then.
    pub nouveaux: u64,
    /// Listed now, in a known situation then, whether or not an earlier campaign had listed them.
    pub revenus: u64,
    /// Listed then and now.
    pub toujours: u64,
    /// Listed then, not now, by verdict now.
    pub sortis: BTreeMap<String, u64>,
    /// Listed then, in none of the registers that this campaign starts from.
    pub non_repris: u64,
    /// The definition of the previous campaign when it is another: the changes then mix what happened to people with
    /// the change of rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub definition_avant: Option<Definition>,
}

/// One person's change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    New,
    Since,
    Still,
    Left,
    NotResumed,
}

impl Change {
    fn code(self) -> &'static str {
        match self {
            Self::New => "nouveau",
            Self::Since => "revenu",
            Self::Still => "toujours",
            Self::Left => "sorti",
            Self::NotResumed => "non_repris",
        }
    }
}

fn listed(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::PerduDeVue | Verdict::AVerifier)
}

/// What became of somebody between two campaigns; `None` when neither listed the person.
fn change(before: Option<Verdict>, now: Option<Verdict>) -> Option<Change> {
    match (before, now) {
        (Some(before), Some(now)) if listed(before) && listed(now) => Some(Change::Still),
        (Some(before), Some(_)) if listed(before) => Some(Change::Left),
        (Some(before), None) if listed(before) => Some(Change::NotResumed),
        (Some(before), Some(now)) if listed(now) && before != Verdict::HorsChamp => Some(Change::Since),
        (_, Some(now)) if listed(now) => Some(Change::New),
        _ => None,
    }
}

/// Counts the changes and writes `ecarts.csv`, one row a person concerned.
pub(crate) fn write(
    dir: &Path,
    case: &Case<'_>,
    people: &[Person],
    outcomes: &[Outcome],
    former: &[Former],
    known: &[Option<usize>],
) -> Result<Gaps, CampaignError> {
    let mut gaps = Gaps {
        definition_avant: former.first().map(|f| f.definition).filter(|then| *then != case.regle.definition),
        ..Gaps::default()
    };
    let other_rule = gaps.definition_avant.map_or_else(String::new, |then| {
        ponctuer(&format!(
            " La campagne précédente suivait une autre définition ({then}) : cet écart peut ne venir que de là."
        ))
    });
    let mut rows: Vec<[String; 8]> = Vec::new();
    let mut resumed = vec![false; former.len()];
    let mut add =
        |change: Change, line: &raccroche_domain::Enregistrement, id: &str, psad: &str, before, now, why| {
            rows.push([
                change.code().to_owned(),
                id.to_owned(),
                line.identite.nom_famille.clone(),
                line.identite.prenoms.join(", "),
                day(line.identite.date_naissance),
                psad.to_owned(),
                format!("{before} → {now}"),
                why,
            ]);
        };
    for ((person, outcome), known) in people.iter().zip(outcomes).zip(known) {
        let before = known.map(|i| former[i].verdict);
        if let Some(i) = *known {
            resumed[i] = true;
        }
        let now = outcome.jugement.verdict;
        gaps.listes_maintenant += u64::from(listed(now));
        let Some(change) = change(before, Some(now)) else { continue };
        match change {
            Change::New => gaps.nouveaux += 1,
            Change::Since => gaps.revenus += 1,
            Change::Still => gaps.toujours += 1,
            Change::Left | Change::NotResumed => {
                *gaps.sortis.entry(now.code().to_owned()).or_default() += 1;
            }
        }
        let mut why = crate::sheet::Sheet::new(case, person, outcome).why();
        if change != Change::Still {
            why += &other_rule;
        }
        let before = before.map_or("absent", Verdict::libelle);
        let psad = case.territories.name(outcome.zone);
        add(change, case.sources.line(outcome.main), &person.id, psad, before, now.libelle(), why);
    }
    for (person, resumed) in former.iter().zip(resumed) {
        gaps.listes_avant += u64::from(listed(person.verdict));
        if resumed {
            continue;
        }
        if let Some(change) = change(Some(person.verdict), None) {
            gaps.non_repris += 1;
            let why = "N’est plus dans les registres de départ de cette campagne ; la dernière liste reste valable.";
            let before = person.verdict.libelle();
            add(change, &person.line, &person.id, &person.psad, before, "absent", ponctuer(why));
        }
    }
    check(&gaps)?;
    let headers = [
        "ecart",
        "jeune",
        "nom_famille",
        "prenoms",
        "date_naissance",
        "psad",
        "avant_maintenant",
        "pourquoi",
    ];
    write_csv(&dir.join("ecarts.csv"), &headers, rows.iter().map(|row| row.iter()))?;
    Ok(gaps)
}

/// Who was listed is still listed, gone or not resumed; who is listed is new, come since or still there.
fn check(gaps: &Gaps) -> Result<(), CampaignError> {
    let after = gaps.toujours + gaps.sortis.values().sum::<u64>() + gaps.non_repris;
    let now = gaps.nouveaux + gaps.revenus + gaps.toujours;
    if after != gaps.listes_avant || now != gaps.listes_maintenant {
        return Err(CampaignError::Accounting(format!(
            "écarts : {} inscrits avant contre {after}, {} maintenant contre {now}",
            gaps.listes_avant, gaps.listes_maintenant
        )));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_of_verdicts_is_one_change_at_most() {
        use Verdict::{HorsChamp, PerduDeVue, Retrouve};
        for (before, now, expected) in [
            (None, Some(PerduDeVue), Some(Change::New)),
            (Some(HorsChamp), Some(PerduDeVue), Some(Change::New)),
            (Some(Retrouve), Some(PerduDeVue), Some(Change::Since)),
            (Some(PerduDeVue), Some(Verdict::AVerifier), Some(Change::Still)),
            (Some(PerduDeVue), Some(Retrouve), Some(Change::Left)),
            (Some(PerduDeVue), None, Some(Change::NotResumed)),
            (Some(Retrouve), Some(Retrouve), None),
            (Some(Retrouve), None, None),
            (None, Some(Retrouve), None),
        ] {
            assert_eq!(change(before, now), expected, "{before:?} then {now:?}");
        }
    }
}
