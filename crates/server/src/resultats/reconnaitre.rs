//! Who a line speaks of: by their number, else by an identity that one person alone bears; else a human says.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use raccroche_campaign::{CampaignError, ressemblances};
use raccroche_domain::{Enregistrement, Identite, Ine, Sexe, francais::plier};
use raccroche_store::resultat::{Connu, Ressemblant};
use uuid::Uuid;

use super::Ligne;

/// Who it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reconnu {
    /// Somebody known, surely.
    Certain {
        /// Who.
        jeune: Uuid,
        /// By their number; else by their identity alone.
        par_ine: bool,
    },
    /// Perhaps one of these.
    Douteux(Vec<Ressemblant>),
    /// Nobody known.
    Inconnu,
}

/// The people whom lines may speak of, by number and by identity. Somebody known twice is one: the person as whom they go on.
#[derive(Debug, Default)]
pub(super) struct Annuaire {
    par_ine: HashMap<String, Uuid>,
    par_identite: HashMap<(String, String, NaiveDate), Vec<Uuid>>,
    fiches: HashMap<Uuid, Fiche>,
}

#[derive(Debug, Clone, Default)]
struct Fiche {
    noms: HashSet<String>,
    naissance: Option<NaiveDate>,
    sexe: Option<Sexe>,
    ines: Vec<Ine>,
}

fn cle(identite: &Identite) -> Option<(String, String, NaiveDate)> {
    let prenom = plier(identite.prenoms.first()?);
    Some((plier(&identite.nom_famille), prenom, identite.date_naissance?))
}

impl Annuaire {
    /// From what the store gives; `retenus` says who goes on as whom.
    pub(super) fn de(connus: &[Connu], retenus: &HashMap<Uuid, Uuid>) -> Self {
        let mut annuaire = Self::default();
        for connu in connus {
            let jeune = retenus.get(&connu.jeune).copied().unwrap_or(connu.jeune);
            let ines = connu.ines.iter().filter_map(|ine| ine.parse().ok());
            annuaire.ajouter(jeune, &connu.identite, ines);
        }
        annuaire
    }

    /// Adds somebody, whom later lines of the same file may speak of too.
    pub(super) fn ajouter(&mut self, jeune: Uuid, identite: &Identite, ines: impl IntoIterator<Item = Ine>) {
        let fiche = self.fiches.entry(jeune).or_default();
        fiche.noms.extend(
            [Some(&identite.nom_famille), identite.nom_usage.as_ref()]
                .into_iter()
                .flatten()
                .map(|n| plier(n)),
        );
        fiche.naissance = fiche.naissance.or(identite.date_naissance);
        fiche.sexe = fiche.sexe.or(identite.sexe);
        for ine in ines {
            self.par_ine.insert(ine.as_str().to_owned(), jeune);
            fiche.ines.push(ine);
        }
        if let Some(cle) = cle(identite) {
            let pareils = self.par_identite.entry(cle).or_default();
            if !pareils.contains(&jeune) {
                pareils.push(jeune);
            }
        }
    }

    /// Who a line speaks of, as far as numbers and identities say.
    pub(super) fn reconnaitre(&self, ligne: &Ligne) -> Reconnu {
        let identite = &ligne.identite;
        if let Some(jeune) = ligne.ine.as_ref().and_then(|ine| self.par_ine.get(ine.as_str())) {
            let fiche = self.fiches.get(jeune).cloned().unwrap_or_default();
            let nom = [Some(&identite.nom_famille), identite.nom_usage.as_ref()];
            let accord = nom.into_iter().flatten().any(|nom| fiche.noms.contains(&plier(nom)))
                || (identite.date_naissance.is_some() && fiche.naissance == identite.date_naissance);
            return if accord {
                Reconnu::Certain { jeune: *jeune, par_ine: true }
            } else {
                douter([*jeune], "même INE, mais ni le même nom ni la même naissance")
            };
        }
        let pareils: Vec<Uuid> = cle(identite)
            .and_then(|cle| self.par_identite.get(&cle))
            .into_iter()
            .flatten()
            .copied()
            .filter(|jeune| self.meme_sexe(*jeune, identite.sexe))
            .collect();
        match pareils[..] {
            [] => Reconnu::Inconnu,
            [seul] if self.autre_ine(seul, ligne.ine.as_ref()) => {
                douter([seul], "mêmes nom, prénom et naissance, mais un autre INE")
            }
            [seul] => Reconnu::Certain { jeune: seul, par_ine: false },
            _ => douter(pareils, "plusieurs personnes ont ce nom, ce prénom et cette naissance"),
        }
    }

    fn meme_sexe(&self, jeune: Uuid, sexe: Option<Sexe>) -> bool {
        let connu = self.fiches.get(&jeune).and_then(|fiche| fiche.sexe);
        connu.is_none() || sexe.is_none() || connu == sexe
    }

    /// Whether somebody has numbers of the same kind as this one, and all of them others.
    fn autre_ine(&self, jeune: Uuid, ine: Option<&Ine>) -> bool {
        let (Some(ine), Some(fiche)) = (ine, self.fiches.get(&jeune)) else { return false };
        let mut du_genre = fiche.ines.iter().filter(|connu| connu.forme() == ine.forme()).peekable();
        du_genre.peek().is_some() && du_genre.all(|connu| connu != ine)
    }
}

pub(super) fn douter(jeunes: impl IntoIterator<Item = Uuid>, pourquoi: &str) -> Reconnu {
    let pourquoi = raccroche_domain::francais::ponctuer(pourquoi);
    Reconnu::Douteux(
        jeunes.into_iter().map(|jeune| Ressemblant { jeune, pourquoi: pourquoi.clone() }).collect(),
    )
}

/// Whom those lines resemble that nothing sure ties to anybody, by rank of the line: the campaign's engine compares. Blocks.
///
/// # Errors
/// When the engine refuses what it is given.
pub(super) fn comparer(
    lignes: &[(usize, Ligne)],
    connus: &[Connu],
    retenus: &HashMap<Uuid, Uuid>,
) -> Result<BTreeMap<usize, Vec<Ressemblant>>, CampaignError> {
    let enregistrement = |identite: &Identite, ine: Vec<Ine>| Enregistrement {
        identite: identite.clone(),
        ine,
        ..Enregistrement::default()
    };
    let gauche: Vec<_> = lignes
        .iter()
        .map(|(_, ligne)| enregistrement(&ligne.identite, ligne.ine.iter().cloned().collect()))
        .collect();
    let droite: Vec<_> = connus
        .iter()
        .map(|connu| {
            enregistrement(&connu.identite, connu.ines.iter().filter_map(|ine| ine.parse().ok()).collect())
        })
        .collect();
    let mut trouves: BTreeMap<usize, Vec<Ressemblant>> = BTreeMap::new();
    for paire in ressemblances(&gauche, &droite)? {
        let jeune = connus[paire.connu].jeune;
        let jeune = retenus.get(&jeune).copied().unwrap_or(jeune);
        let siens = trouves.entry(lignes[paire.ligne].0).or_default();
        if !siens.iter().any(|connu| connu.jeune == jeune) {
            let pourquoi = if paire.differences.is_empty() {
                "une identité très proche".to_owned()
            } else {
                paire.differences
            };
            siens.push(Ressemblant { jeune, pourquoi: raccroche_domain::francais::ponctuer(&pourquoi) });
        }
    }
    Ok(trouves)
}

#[cfg(test)]
mod tests {
    use raccroche_domain::{DecisionExamen, dispositif::ExamenPasse};

    use super::*;

    fn identite(nom: &str, prenom: &str, naissance: &str) -> Identite {
        Identite {
            nom_famille: nom.to_owned(),
            prenoms: vec![prenom.to_owned()],
            date_naissance: naissance.parse().ok(),
            ..Identite::default()
        }
    }

    fn connu(numero: u128, identite: Identite, ines: &[&str]) -> Connu {
        Connu {
            jeune: Uuid::from_u128(numero),
            identite,
            ines: ines.iter().map(|ine| (*ine).to_owned()).collect(),
        }
    }

    fn ligne(identite: Identite, ine: &str) -> Ligne {
        Ligne {
            identite,
            ine: ine.parse().ok(),
            adresse: raccroche_domain::Adresse::default(),
            examen: ExamenPasse::Cap,
            specialite: String::new(),
            decision: DecisionExamen::Ajourne,
            resultats_le: NaiveDate::default(),
            uai: "0330001X".parse().unwrap(),
            etablissement: None,
        }
    }

    #[test]
    fn a_number_then_an_identity_and_never_a_resemblance() {
        let connus = [
            connu(1, identite("DUVAL", "Inès", "2007-05-04"), &["060123456AB"]),
            connu(2, identite("ROY", "Sacha", "2007-11-03"), &[]),
            connu(3, identite("PETIT", "Jean", "2007-01-01"), &[]),
            connu(4, identite("Petit", "JEAN", "2007-01-01"), &[]),
        ];
        let annuaire = Annuaire::de(&connus, &HashMap::new());
        let dit = |i: Identite, ine: &str| annuaire.reconnaitre(&ligne(i, ine));
        let certain = |numero, par_ine| Reconnu::Certain { jeune: Uuid::from_u128(numero), par_ine };
        assert_eq!(dit(identite("DUVAL", "Ines-Marie", "2007-05-04"), "060123456AB"), certain(1, true));
        assert_eq!(dit(identite("Roy", "SACHA", "2007-11-03"), ""), certain(2, false));
        assert_eq!(dit(identite("ROY", "Sacha", "2007-11-03"), "060123457AC"), certain(2, false));
        for (i, ine, pourquoi) in [
            (identite("KHELIFI", "Zoé", "2008-05-04"), "060123456AB", "même INE"),
            (identite("DUVAL", "Inès", "2007-05-04"), "060123499AZ", "un autre INE"),
            (identite("PETIT", "Jean", "2007-01-01"), "", "plusieurs personnes"),
        ] {
            let Reconnu::Douteux(qui) = dit(i, ine) else { panic!("{pourquoi}") };
            assert!(qui[0].pourquoi.contains(pourquoi), "{qui:?}");
        }
        assert_eq!(dit(identite("ROY", "Sacha", "2007-03-11"), ""), Reconnu::Inconnu, "left to the engine");
    }

    #[test]
    fn the_engine_shows_a_slip_to_a_human() {
        let connus = [
            connu(1, identite("DUVAL", "Inès", "2007-05-04"), &[]),
            connu(2, identite("ROY", "Sacha", "2007-11-03"), &[]),
        ];
        let lignes = [(7, ligne(identite("ROY", "Sacha", "2007-03-11"), ""))];
        let retenus = HashMap::from([(Uuid::from_u128(2), Uuid::from_u128(9))]);
        let trouves = comparer(&lignes, &connus, &retenus).unwrap();
        assert_eq!(trouves.keys().copied().collect::<Vec<_>>(), [7]);
        assert_eq!(trouves[&7][0].jeune, Uuid::from_u128(9), "as whom they go on");
        assert!(trouves[&7][0].pourquoi.contains("jour et mois inversés"), "{trouves:?}");
    }
}
