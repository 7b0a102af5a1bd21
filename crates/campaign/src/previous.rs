//! The previous campaign: its persons keep their number, and what changed since is told.
//!
//! A person's number is a digest of the identity, so it is the same whoever computes it and says nothing by itself.
//! Identities get corrected (an accent, a usage name, a birth date): persons are therefore recognised in the previous
//! campaign's list first, by the same engine, and keep the number they had there.
//!
//! A folder that has lost rows would be read without a word, and those it forgets come back as new ones: its files are
//! counted against its own accounting first.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fs::{self, File},
    io,
    path::Path,
};

use chrono::NaiveDate;
use raccroche_domain::{
    Definition, Enregistrement, Identite, LieuNaissance, Sexe, Verdict,
    francais::{compter, nombre, plier},
};
use serde::Deserialize;
use sha2::{Digest, Sha256};

use crate::{
    CampaignError, CorrectionState, corrections,
    identity::Identity,
    people::{Person, Sources, Tie},
};

/// A person as the previous campaign left it.
#[derive(Debug)]
pub(crate) struct Former {
    pub(crate) id: String,
    pub(crate) verdict: Verdict,
    pub(crate) psad: String,
    /// The definition under which the verdict was given.
    pub(crate) definition: Definition,
    /// The identity, as a line that the engine can compare.
    pub(crate) line: Enregistrement,
}

/// What a campaign counted, as far as the next one has to know: the rest of it may be of another version.
#[derive(Debug, Deserialize)]
pub(crate) struct Accounts {
    /// The day at which it looked.
    pub(crate) date: NaiveDate,
    definition: Definition,
    personnes: u64,
    corrections_par_etat: BTreeMap<CorrectionState, u64>,
}

impl Accounts {
    /// Reads them in the folder of a campaign.
    pub(crate) fn read(folder: &Path) -> Result<Self, CampaignError> {
        let path = folder.join("bilan.json");
        let text = fs::read(&path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => damaged(&path, "ce fichier manque"),
            _ => CampaignError::unreadable(&path, &error),
        })?;
        serde_json::from_slice(&text).map_err(|_| damaged(&path, "ce fichier n’est pas un bilan de campagne"))
    }

    /// Whether what the folder holds is what was counted.
    fn check(&self, folder: &Path, people: u64) -> Result<(), CampaignError> {
        if people != self.personnes {
            let found = format!(
                "ce fichier a {}, et le bilan à côté de lui en compte {}",
                compter(people, "jeune"),
                nombre(self.personnes)
            );
            return Err(damaged(&folder.join(crate::verdicts::CSV), &found));
        }
        let path = folder.join(corrections::KEPT);
        let times = |state| self.corrections_par_etat.get(&state).copied().unwrap_or_default();
        // Of those that could not be applied, the unreadable are not kept: only of the others is the number known.
        let applied = times(CorrectionState::Appliquee) + times(CorrectionState::Depassee);
        if !path.exists() {
            return match applied + times(CorrectionState::NonApplicable) {
                0 => Ok(()),
                _ => Err(damaged(&path, "ce fichier, qui garde les décisions humaines, manque")),
            };
        }
        let kept = rows(&path)?;
        if kept < applied {
            let found = format!(
                "ce fichier a {}, et le bilan à côté de lui en a appliqué {} (une décision ne se retire pas d’ici : \
                 donnez-en une plus récente)",
                compter(kept, "décision"),
                nombre(applied)
            );
            return Err(damaged(&path, &found));
        }
        Ok(())
    }
}

fn damaged(path: &Path, found: &str) -> CampaignError {
    let message = format!(
        "{found}. Le dossier de la campagne précédente doit rester tel qu’elle l’a écrit : remettez-le entier depuis une \
         copie, ou relancez cette campagne."
    );
    CampaignError::input(path, None, message)
}

/// How many rows a list has under its header, whatever its delimiter and encoding.
fn rows(path: &Path) -> Result<u64, CampaignError> {
    let file = File::open(path).map_err(|error| CampaignError::unreadable(path, &error))?;
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').flexible(true).from_reader(file);
    // Whoever reads the list says what cannot be read in it.
    Ok(reader.byte_records().flatten().count() as u64)
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
    let accounts = Accounts::read(folder)?;
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
            definition: accounts.definition,
            line: Enregistrement { identite, ine, ..Enregistrement::default() },
        });
    }
    accounts.check(folder, people.len() as u64)?;
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
