//! From lines to persons, and from persons to the lines of the other sources.
//!
//! The engine links lines; a person may have several in the previous registers (two schools in a year, a school then
//! a CFA). Links are found on lines first and lifted to persons afterwards, so that a human's "same person" or "not
//! the same" regroups them without linking again.

use std::collections::{BTreeMap, HashMap};

use raccroche_domain::{Enregistrement, RoleRegistre};

use crate::{
    CampaignError,
    identity::{Identity, Pair},
    people::{Link, Person, Place, Source, Sources, Tie},
    progress::Course,
};

/// What the engine found, by lines.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// Lines of the previous registers, in order: the left side of every link.
    pub(crate) previous: Vec<Place>,
    /// Person of each: the position of its first line.
    pub(crate) persons: Vec<u32>,
    /// Pairs, with the line of their right side.
    pub(crate) pairs: Vec<(Place, Pair)>,
}

fn is_previous(source: &Source) -> bool {
    source.registre.role == RoleRegistre::Precedent
}

/// Links the previous registers with the other sources, those of a role together: somebody in two exam sessions, or
/// in a lycée then a CFA, has several lines on that side too. The largest role first: it teaches the model.
///
/// Diplomas, missions locales and other situations in one lot would save two linkages (a sixth of the whole time on
/// 300,000 people) but sent half as many people again to a human and missed twice as many: 0.17 % of those who are
/// nowhere against 0.09 %.
pub(crate) fn link_sources(
    sources: &Sources,
    identity: &mut Identity<'_>,
    course: &Course<'_>,
) -> Result<Found, CampaignError> {
    let previous = sources.places(is_previous);
    let left: Vec<&Enregistrement> = previous.iter().map(|place| sources.line(*place)).collect();
    let mut roles: Vec<(RoleRegistre, Vec<Place>)> = [
        RoleRegistre::Actuel,
        RoleRegistre::Diplomes,
        RoleRegistre::SuiviMissionLocale,
        RoleRegistre::AutreActivite,
    ]
    .into_iter()
    .map(|role| (role, sources.places(|source| source.registre.role == role)))
    .filter(|(_, places)| !places.is_empty())
    .collect();
    roles.sort_by_key(|(_, places)| std::cmp::Reverse(places.len()));
    let mut found = Found { previous, ..Found::default() };
    let count = roles.len() as u64;
    for (done, (role, places)) in (0_u64..).zip(roles) {
        course.phase(phase(role), Some((done, count)))?;
        let right: Vec<&Enregistrement> = places.iter().map(|place| sources.line(*place)).collect();
        let matches = identity.link(&left, &right)?;
        found.pairs.extend(matches.pairs.into_iter().map(|pair| (places[pair.right as usize], pair)));
        if found.persons.is_empty() {
            found.persons = matches.left_persons;
        }
    }
    if found.persons.is_empty() {
        course.phase("Recherche des doublons", None)?;
        found.persons = identity.persons(&left)?;
    }
    Ok(found)
}

fn phase(role: RoleRegistre) -> &'static str {
    match role {
        RoleRegistre::Diplomes => "Rapprochement avec les diplômes",
        RoleRegistre::SuiviMissionLocale => "Rapprochement avec les missions locales",
        RoleRegistre::AutreActivite => "Rapprochement avec les autres situations",
        RoleRegistre::Precedent | RoleRegistre::Actuel | RoleRegistre::Corrections => {
            "Rapprochement avec les inscriptions de l’année"
        }
    }
}

/// One person for each group of lines, in the order of their first line.
pub(crate) fn group(found: &Found) -> Vec<Person> {
    let mut groups: BTreeMap<u32, Vec<Place>> = BTreeMap::new();
    for (place, person) in found.previous.iter().zip(&found.persons) {
        groups.entry(*person).or_default().push(*place);
    }
    groups.into_values().map(|places| Person { places, ..Person::default() }).collect()
}

/// Gives each person the links of its lines.
///
/// A line of another source is surely of one person at most: should two claim it, the likelier keeps it and the
/// other has to be looked at.
pub(crate) fn attach(found: Found, people: &mut [Person]) {
    let owner: HashMap<Place, usize> =
        people.iter().enumerate().flat_map(|(i, p)| p.places.iter().map(move |place| (*place, i))).collect();
    for (place, pair) in found.pairs {
        let Some(&person) = owner.get(&found.previous[pair.left as usize]) else { continue };
        let link = Link {
            place,
            tie: pair.tie,
            probability: pair.probability,
            differences: pair.differences,
            reasons: pair.reasons,
        };
        people[person].links.push(link);
    }
    for person in &mut *people {
        keep_best(&mut person.links);
    }
    settle_claims(people);
    for person in people {
        drop_idle_near_misses(&mut person.links);
    }
}

/// Of several links to one line (by several lines of the person), the best; then best first.
fn keep_best(links: &mut Vec<Link>) {
    links.sort_by(|a, b| {
        (a.place, a.tie).cmp(&(b.place, b.tie)).then(b.probability.total_cmp(&a.probability))
    });
    links.dedup_by_key(|link| link.place);
    links.sort_by(|a, b| {
        a.tie.cmp(&b.tie).then(b.probability.total_cmp(&a.probability)).then(a.place.cmp(&b.place))
    });
}

fn settle_claims(people: &mut [Person]) {
    let mut best: HashMap<Place, (f64, usize)> = HashMap::new();
    for (i, person) in people.iter().enumerate() {
        for link in person.links.iter().filter(|link| link.tie == Tie::Link) {
            let claim = best.entry(link.place).or_insert((link.probability, i));
            if link.probability > claim.0 {
                *claim = (link.probability, i);
            }
        }
    }
    for (i, person) in people.iter_mut().enumerate() {
        for link in person.links.iter_mut().filter(|link| link.tie == Tie::Link) {
            if best.get(&link.place).is_some_and(|claim| claim.1 != i) {
                link.tie = Tie::Review;
                "une autre personne lui ressemble davantage".clone_into(&mut link.differences);
            }
        }
    }
}

/// A near miss in a source where the person was found says nothing more.
fn drop_idle_near_misses(links: &mut Vec<Link>) {
    let found: Vec<u32> =
        links.iter().filter(|link| link.tie <= Tie::Review).map(|link| link.place.source).collect();
    links.retain(|link| link.tie != Tie::NearMiss || !found.contains(&link.place.source));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(left: u32, right: u32, tie: Tie, probability: f64) -> (Place, Pair) {
        (
            Place { source: 1, line: right },
            Pair { left, right, tie, probability, differences: String::new(), reasons: Vec::new() },
        )
    }

    fn found(pairs: Vec<(Place, Pair)>) -> Found {
        let previous = (0..4).map(|line| Place { source: 0, line }).collect();
        Found { previous, persons: vec![0, 1, 0, 3], pairs }
    }

    #[test]
    fn links_of_any_line_are_the_person_s() {
        let found = found(vec![
            pair(2, 7, Tie::Link, 0.99),
            pair(0, 7, Tie::NearMiss, 0.1),
            pair(0, 8, Tie::NearMiss, 0.2),
        ]);
        let mut people = group(&found);
        assert_eq!(people.iter().map(|p| p.places.len()).collect::<Vec<_>>(), [2, 1, 1]);
        attach(found, &mut people);
        let links = &people[0].links;
        assert_eq!(links.len(), 1, "{links:?}");
        assert_eq!((links[0].place.line, links[0].tie), (7, Tie::Link));
    }

    #[test]
    fn a_line_is_surely_of_one_person_only() {
        let found = found(vec![pair(1, 7, Tie::Link, 0.9), pair(3, 7, Tie::Link, 0.95)]);
        let mut people = group(&found);
        attach(found, &mut people);
        assert_eq!(people[1].links[0].tie, Tie::Review);
        assert_eq!(people[2].links[0].tie, Tie::Link);
    }
}
