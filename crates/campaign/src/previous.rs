//! The previous campaign: its persons keep their number, and what changed since is told.
//!
//! A person's number is a digest of the identity, so it is the same whoever computes it and says nothing by itself.
//! Identities get corrected (an accent, a usage name, a birth date): persons are therefore recognised in the previous
//! campaign's list first, by the same engine, and keep the number they had there.

use std::{
    collections::{HashMap, HashSet},
    fs::File,
    path::Path,
};

use raccroche_domain::{Enregistrement, Identite, LieuNaissance, Sexe, Verdict, francais::plier};
use sha2::{Digest, Sha256};

use crate::{
    CampaignError,
    identity::Identity,
    people::{Person, Sources, Tie},
};

/// A person as the previous campaign left it.
#[derive(Debug)]
pub(crate) struct Former {
    pub(crate) id: String,
    pub(crate) verdict: Verdict,
    pub(crate) psad: String,
    /// The identity, as a line that the engine can compare.
    pub(crate) line: Enregistrement,
}

/// Reads the verdicts of the previous campaign.
pub(crate) fn read(folder: &Path) -> Result<Vec<Former>, CampaignError> {
    let path = folder.join(crate::verdicts::CSV);
    if !folder.is_dir() {
        let message = "ce dossier n’existe pas ; vérifiez la clé « previous_campaign ».";
        return Err(CampaignError::input(folder, None, message));
    }
    let file = File::open(&path).map_err(|error| CampaignError::unreadable(&path, &error))?;
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_reader(file);
    let broken = |line: Option<u64>, detail: &str| {
        CampaignError::input(&path, line, format!("{detail} ; ce dossier est-il bien celui d’une campagne ?"))
    };
    let headers = reader.headers().map_err(|_| broken(Some(1), "cette ligne n’est pas lisible"))?.clone();
    let column = |name: &str| {
        headers
            .iter()
            .position(|h| h.trim_start_matches('\u{feff}') == name)
            .ok_or_else(|| broken(Some(1), &format!("il manque la colonne « {name} »")))
    };
    let [id, verdict, psad] = [column("jeune")?, column("verdict")?, column("psad")?];
    let [nom, usage, prenoms] = [column("nom_famille")?, column("nom_usage")?, column("prenoms")?];
    let [sexe, birth, commune, ine] =
        [column("sexe")?, column("date_naissance")?, column("commune_naissance")?, column("ine")?];
    let mut people = Vec::new();
    let mut record = csv::StringRecord::new();
    while reader
        .read_record(&mut record)
        .map_err(|error| broken(error.position().map(csv::Position::line), "cette ligne n’est pas lisible"))?
    {
        let line = record.position().map(csv::Position::line);
        let cell =
            |i: usize| record.get(i).map(|text| text.strip_prefix('\'').unwrap_or(text)).unwrap_or_default();
        let code = cell(verdict);
        let verdict = Verdict::de_code(code)
            .ok_or_else(|| broken(line, &format!("« {code} » n’est pas un verdict")))?;
        let text = |i: usize| (!cell(i).is_empty()).then(|| cell(i).to_owned());
        let identite = Identite {
            nom_famille: cell(nom).to_owned(),
            nom_usage: text(usage),
            prenoms: cell(prenoms).split(", ").filter(|p| !p.is_empty()).map(str::to_owned).collect(),
            date_naissance: cell(birth).parse().ok(),
            sexe: match cell(sexe) {
                "M" => Some(Sexe::Masculin),
                "F" => Some(Sexe::Feminin),
                _ => None,
            },
            naissance: cell(commune).parse().ok().map(LieuNaissance::Commune),
        };
        let ine = cell(ine).split(' ').filter_map(|text| text.parse().ok()).collect();
        people.push(Former {
            id: cell(id).to_owned(),
            verdict,
            psad: cell(psad).to_owned(),
            line: Enregistrement { identite, ine, ..Enregistrement::default() },
        });
    }
    Ok(people)
}

/// The number of an identity: `J` and twelve characters.
pub(crate) fn digest(line: &Enregistrement) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let identite = &line.identite;
    let birth = identite.date_naissance.map_or_else(String::new, |d| d.to_string());
    let first = identite.prenoms.first().map(|p| plier(p)).unwrap_or_default();
    let sexe = match identite.sexe {
        Some(Sexe::Masculin) => "M",
        Some(Sexe::Feminin) => "F",
        None => "",
    };
    let commune = match &identite.naissance {
        Some(LieuNaissance::Commune(code)) => code.as_str(),
        _ => "",
    };
    let text = format!("raccroche|{}|{first}|{birth}|{sexe}|{commune}", plier(&identite.nom_famille));
    let hash = Sha256::digest(text.as_bytes());
    // Sixty bits: among a million persons, two share a number with a chance of one in two million.
    let mut bits = hash[..8].iter().fold(0_u64, |n, byte| n << 8 | u64::from(*byte));
    let mut id = String::from("J");
    for _ in 0..12 {
        id.push(char::from(ALPHABET[(bits & 31) as usize]));
        bits >>= 5;
    }
    id
}

/// Numbers everybody: the previous campaign's number where the person is recognised, else a digest.
///
/// Returns, for each person, the position in `former`.
pub(crate) fn number(
    people: &mut [Person],
    sources: &Sources,
    former: &[Former],
    identity: &mut Identity<'_>,
) -> Result<Vec<Option<usize>>, CampaignError> {
    let digests: Vec<String> = people.iter().map(|person| digest(sources.line(person.places[0]))).collect();
    let mut known = recognise_same(people, sources, former, &digests);
    let taken: HashSet<usize> = known.iter().flatten().copied().collect();
    let left: Vec<usize> = (0..people.len()).filter(|i| known[*i].is_none()).collect();
    let right: Vec<usize> = (0..former.len()).filter(|i| !taken.contains(i)).collect();
    let left_lines: Vec<&Enregistrement> = left.iter().map(|&i| sources.line(people[i].places[0])).collect();
    let right_lines: Vec<&Enregistrement> = right.iter().map(|&i| &former[i].line).collect();
    if !left.is_empty() && !right.is_empty() {
        for pair in identity.link(&left_lines, &right_lines)?.pairs {
            if pair.tie == Tie::Link {
                known[left[pair.left as usize]].get_or_insert(right[pair.right as usize]);
            }
        }
    }
    let mut used: HashSet<String> = former.iter().map(|f| f.id.clone()).collect();
    let mut given: HashSet<usize> = HashSet::new();
    for (i, person) in people.iter_mut().enumerate() {
        known[i] = known[i].filter(|&f| given.insert(f));
        person.id = known[i].map_or_else(|| unused(&digests[i], &mut used), |f| former[f].id.clone());
    }
    Ok(known)
}

/// The digest, or the digest and a rank when a namesake has it.
pub(crate) fn unused(digest: &str, used: &mut HashSet<String>) -> String {
    let mut id = digest.to_owned();
    let mut rank = 2;
    while !used.insert(id.clone()) {
        id = format!("{digest}-{rank}");
        rank += 1;
    }
    id
}

/// Same digest on both sides, once on each, and no INE against it.
fn recognise_same(
    people: &[Person],
    sources: &Sources,
    former: &[Former],
    digests: &[String],
) -> Vec<Option<usize>> {
    let mut by_digest: HashMap<String, Vec<usize>> = HashMap::new();
    for (i, person) in former.iter().enumerate() {
        by_digest.entry(digest(&person.line)).or_default().push(i);
    }
    let mut times: HashMap<&str, usize> = HashMap::new();
    for digest in digests {
        *times.entry(digest).or_default() += 1;
    }
    people
        .iter()
        .zip(digests)
        .map(|(person, digest)| {
            let [candidate] = by_digest.get(digest)?.as_slice() else { return None };
            let (ours, theirs) = (&sources.line(person.places[0]).ine, &former[*candidate].line.ine);
            let against =
                !ours.is_empty() && !theirs.is_empty() && !ours.iter().any(|ine| theirs.contains(ine));
            (times[digest.as_str()] == 1 && !against).then_some(*candidate)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_depends_on_the_identity_alone() {
        let line = |nom: &str, prenom: &str| Enregistrement {
            identite: Identite {
                nom_famille: nom.to_owned(),
                prenoms: vec![prenom.to_owned(), "Marie".to_owned()],
                date_naissance: "2009-03-05".parse().ok(),
                ..Identite::default()
            },
            ..Enregistrement::default()
        };
        let id = digest(&line("LE GUEN", "Léa"));
        assert_eq!(id, digest(&line("Le Guen", "LEA")));
        assert_ne!(id, digest(&line("LE GUEN", "Zoé")));
        assert_eq!(id.len(), 13);
        let mut used = HashSet::new();
        assert_eq!(unused("J1", &mut used), "J1");
        assert_eq!(unused("J1", &mut used), "J1-2");
        assert_eq!(unused("J1", &mut used), "J1-3");
    }
}
