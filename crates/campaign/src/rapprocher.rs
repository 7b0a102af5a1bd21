//! Who a few lines are, among people already known: the campaign's engine, for what comes between two campaigns.
//!
//! Nothing is decided here. A pair that the engine would link and one that it doubts are told alike, with what speaks for
//! and against: whoever asks links by numbers and exact identities alone, and shows the rest to a human.

use std::sync::atomic::AtomicBool;

use raccroche_domain::Enregistrement;

use crate::{CampaignError, identity::Identity, people::Tie, suivi::Raison};

/// A line that resembles somebody known.
#[derive(Debug, Clone, PartialEq)]
pub struct Ressemblance {
    /// Rank of the line, from 0.
    pub ligne: usize,
    /// Rank of the person, from 0.
    pub connu: usize,
    /// How likely it is that both are one person, 0 to 1.
    pub probabilite: f64,
    /// What differs, in French; empty when nothing that is known of both does.
    pub differences: String,
    /// The comparisons that weigh, in French; empty when the engine has no doubt.
    pub raisons: Vec<Raison>,
}

/// The people whom these lines resemble, most alike first. Lines or people without a name resemble nobody.
///
/// # Errors
/// When the engine refuses what it is given.
pub fn ressemblances(
    lignes: &[Enregistrement],
    connus: &[Enregistrement],
) -> Result<Vec<Ressemblance>, CampaignError> {
    if lignes.is_empty() || connus.is_empty() {
        return Ok(Vec::new());
    }
    let jamais = AtomicBool::new(false);
    let (lignes, connus): (Vec<_>, Vec<_>) = (lignes.iter().collect(), connus.iter().collect());
    let mut moteur = Identity::new(&jamais)?;
    moteur.explain_all = true;
    let trouves = moteur.link(&lignes, &connus)?;
    let mut paires: Vec<Ressemblance> = trouves
        .pairs
        .into_iter()
        .filter(|paire| matches!(paire.tie, Tie::Link | Tie::Review))
        .map(|paire| Ressemblance {
            ligne: paire.left as usize,
            connu: paire.right as usize,
            probabilite: paire.probability,
            differences: paire.differences,
            raisons: paire.reasons,
        })
        .collect();
    paires.sort_by(|a, b| {
        (a.ligne, b.probabilite, a.connu)
            .partial_cmp(&(b.ligne, a.probabilite, b.connu))
            .unwrap_or(std::cmp::Ordering::Equal)
    });
    Ok(paires)
}

#[cfg(test)]
mod tests {
    use raccroche_domain::Identite;

    use super::*;

    fn ligne(nom: &str, prenom: &str, naissance: &str) -> Enregistrement {
        Enregistrement {
            identite: Identite {
                nom_famille: nom.to_owned(),
                prenoms: vec![prenom.to_owned()],
                date_naissance: naissance.parse().ok(),
                ..Identite::default()
            },
            ..Enregistrement::default()
        }
    }

    #[test]
    fn a_slip_of_the_pen_resembles_and_a_stranger_does_not() {
        let connus = [
            ligne("DUVAL", "Inès", "2008-05-04"),
            ligne("D’ALMÉIDA-ROY", "Zoé", "2008-11-03"),
            ligne("MARTINEAU", "Lucas", "2007-01-20"),
        ];
        let lignes = [ligne("ALMEIDA ROY", "Zoe", "2008-03-11"), ligne("KHELIFI", "Sacha", "2008-07-30")];
        let trouves = ressemblances(&lignes, &connus).unwrap();
        assert_eq!(trouves.iter().map(|r| (r.ligne, r.connu)).collect::<Vec<_>>(), [(0, 1)], "{trouves:?}");
        assert!(
            trouves[0].differences.contains("jour et mois inversés"),
            "said even where the engine is sure"
        );
        assert!(ressemblances(&lignes, &[]).unwrap().is_empty());
    }
}
