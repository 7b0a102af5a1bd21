//! How each condition is said of somebody: as a question that is asked, as what must hold, as the fact that answers.
//!
//! | form | reads | example |
//! |---|---|---|
//! | question | alone, ends with `?` | `Est-elle volontaire ?` |
//! | requirement | after `Il faut` or `Il faudrait` | `être volontaire`, `que la famille soit d’accord` |
//! | fact | alone, without its full stop | `elle est volontaire`, `elle n’est pas volontaire` |
//!
//! `{il|elle}` in a sentence of this module is read by [`accordee`]. Whose sex no register says is spoken of as fiches do, in the masculine.

use super::{Anciennete, Condition, Constat, Critere, Duree, MaitriseFrancais, NiveauScolaire};
use crate::{
    NiveauDiplome, Sexe,
    francais::{accordee, alternative, majuscule},
};

/// The sentence of a file, which speaks of everybody, said of one person: `être inscrit dans…` of a girl is `être inscrite dans…`.
fn de_la_fiche(phrase: &str, sexe: Option<Sexe>) -> String {
    const ETRE: &str = "être ";
    if sexe != Some(Sexe::Feminin) {
        return phrase.to_owned();
    }
    let mut morceaux = phrase.split(ETRE);
    let mut dit = morceaux.next().unwrap_or_default().to_owned();
    for morceau in morceaux {
        let fin = morceau.find(|c: char| !c.is_alphabetic()).unwrap_or(morceau.len());
        let (mot, reste) = morceau.split_at(fin);
        let participe = mot.ends_with(['é', 'i', 'u']) || matches!(mot, "inscrit" | "admis" | "absent");
        dit.push_str(ETRE);
        dit.push_str(mot);
        dit.push_str(if participe { "e" } else { "" });
        dit.push_str(reste);
    }
    dit
}

/// What is said of a [`Constat`].
pub(super) struct Dit {
    question: &'static str,
    exigence: &'static str,
    /// The fact, answered by yes.
    pub(super) oui: &'static str,
    /// The fact, answered by no.
    pub(super) non: &'static str,
}

impl Dit {
    const fn new(
        question: &'static str,
        exigence: &'static str,
        oui: &'static str,
        non: &'static str,
    ) -> Self {
        Self { question, exigence, oui, non }
    }
}

/// The table.
#[expect(clippy::too_many_lines, reason = "one entry a statement, in one table")]
pub(super) fn dit(quoi: Constat) -> Dit {
    match quoi {
        Constat::EnRisque => Dit::new(
            "A-t-{il|elle} été {repéré|repérée} en risque de décrochage (GPDS)\u{202f}?",
            "être {repéré|repérée} en risque de décrochage (GPDS)",
            "{il|elle} est {repéré|repérée} en risque de décrochage",
            "{il|elle} n’est pas {repéré|repérée} en risque de décrochage",
        ),
        Constat::RuptureScolaire => Dit::new(
            "Est-{il|elle} en situation de rupture scolaire\u{202f}?",
            "être en situation de rupture scolaire",
            "{il|elle} est en situation de rupture scolaire",
            "{il|elle} n’est pas en situation de rupture scolaire",
        ),
        Constat::SansSolution => Dit::new(
            "Est-{il|elle} sans solution de formation ni d’insertion\u{202f}?",
            "être sans solution de formation ni d’insertion",
            "{il|elle} est sans solution de formation ni d’insertion",
            "{il|elle} a une solution de formation ou d’insertion",
        ),
        Constat::ReperePsad => Dit::new(
            "A-t-{il|elle} été {repéré|repérée} par une PSAD\u{202f}?",
            "être {repéré|repérée} par une PSAD",
            "{il|elle} est {repéré|repérée} par une PSAD",
            "{il|elle} n’est pas {repéré|repérée} par une PSAD",
        ),
        Constat::DemandeDuJeune => Dit::new(
            "En fait-{il|elle} la demande\u{202f}?",
            "que {le|la} jeune en fasse la demande",
            "{il|elle} en fait la demande",
            "{il|elle} n’en fait pas la demande",
        ),
        Constat::Volontaire => Dit::new(
            "Est-{il|elle} volontaire\u{202f}?",
            "être volontaire",
            "{il|elle} est volontaire",
            "{il|elle} n’est pas volontaire",
        ),
        Constat::AccordFamille => Dit::new(
            "La famille est-elle d’accord\u{202f}?",
            "que la famille soit d’accord",
            "la famille est d’accord",
            "la famille n’est pas d’accord",
        ),
        Constat::PlaceDisponible => Dit::new(
            "Une place est-elle disponible\u{202f}?",
            "qu’une place soit disponible",
            "une place est disponible",
            "aucune place n’est disponible",
        ),
        Constat::FinDeCycle => Dit::new(
            "A-t-{il|elle} terminé un cycle à la dernière session\u{202f}?",
            "avoir terminé un cycle à la dernière session",
            "{il|elle} a terminé un cycle à la dernière session",
            "{il|elle} n’a pas terminé de cycle à la dernière session",
        ),
        Constat::NiEmploiNiFormation => Dit::new(
            "Est-{il|elle} sans emploi ni formation\u{202f}?",
            "être sans emploi ni formation",
            "{il|elle} est sans emploi ni formation",
            "{il|elle} est en emploi ou en formation",
        ),
        Constat::Upe2a => Dit::new(
            "A-t-{il|elle} suivi un enseignement en UPE2A en France\u{202f}?",
            "avoir suivi un enseignement en UPE2A en France",
            "{il|elle} a suivi un enseignement en UPE2A en France",
            "{il|elle} n’a pas suivi d’enseignement en UPE2A en France",
        ),
        Constat::ScolariseAvantArrivee => Dit::new(
            "A-t-{il|elle} été {scolarisé|scolarisée} dans son pays d’origine\u{202f}?",
            "avoir été {scolarisé|scolarisée} dans son pays d’origine",
            "{il|elle} a été {scolarisé|scolarisée} dans son pays d’origine",
            "{il|elle} n’a pas été {scolarisé|scolarisée} dans son pays d’origine",
        ),
        Constat::NiveauSeconde => Dit::new(
            "A-t-{il|elle} le DNB, ou un niveau de 2de, de 1re ou de terminale\u{202f}?",
            "avoir le DNB, ou un niveau de 2de, de 1re ou de terminale",
            "{il|elle} a le DNB, ou un niveau de 2de, de 1re ou de terminale",
            "{il|elle} n’a ni le DNB ni un niveau de 2de, de 1re ou de terminale",
        ),
        Constat::DifficultesDurables => Dit::new(
            "La commission d’orientation a-t-elle constaté des difficultés d’apprentissage graves et durables\u{202f}?",
            "que la commission d’orientation ait constaté des difficultés d’apprentissage graves et durables",
            "la commission d’orientation a constaté des difficultés d’apprentissage graves et durables",
            "la commission d’orientation n’a pas constaté de difficultés d’apprentissage graves et durables",
        ),
        Constat::SocleFragile => Dit::new(
            "Risque-t-{il|elle} de ne pas maîtriser le socle commun\u{202f}?",
            "être en risque de ne pas maîtriser le socle commun",
            "{il|elle} risque de ne pas maîtriser le socle commun",
            "{il|elle} ne risque pas de manquer la maîtrise du socle commun",
        ),
        Constat::RejetEcole => Dit::new(
            "Est-{il|elle} {entré|entrée} dans un processus de rejet de l’école\u{202f}?",
            "être {entré|entrée} dans un processus de rejet de l’école",
            "{il|elle} est {entré|entrée} dans un processus de rejet de l’école",
            "{il|elle} n’est pas {entré|entrée} dans un processus de rejet de l’école",
        ),
        Constat::ChangementVoie => Dit::new(
            "Souhaite-t-{il|elle} changer de voie ou de série\u{202f}?",
            "souhaiter changer de voie ou de série",
            "{il|elle} souhaite changer de voie ou de série",
            "{il|elle} ne souhaite pas changer de voie ou de série",
        ),
        Constat::DifficultesPonctuelles => Dit::new(
            "Rencontre-t-{il|elle} des difficultés scolaires\u{202f}?",
            "rencontrer des difficultés scolaires",
            "{il|elle} rencontre des difficultés scolaires",
            "{il|elle} ne rencontre pas de difficultés scolaires",
        ),
        Constat::EtablissementParticipant => Dit::new(
            "L’établissement propose-t-il ce dispositif\u{202f}?",
            "que l’établissement propose ce dispositif",
            "l’établissement propose ce dispositif",
            "l’établissement ne propose pas ce dispositif",
        ),
        Constat::EmployeurTrouve => Dit::new(
            "Un employeur est-il prêt à signer\u{202f}?",
            "qu’un employeur soit prêt à signer",
            "un employeur est prêt à signer",
            "aucun employeur n’est prêt à signer",
        ),
        Constat::DiplomeGeneral => Dit::new(
            "Son diplôme est-il sans finalité professionnelle (un baccalauréat général, par exemple)\u{202f}?",
            "avoir un diplôme sans finalité professionnelle (un baccalauréat général, par exemple)",
            "son diplôme est sans finalité professionnelle",
            "son diplôme a une finalité professionnelle",
        ),
        Constat::NotesGardees => Dit::new(
            "A-t-{il|elle} une note d’au moins 10, encore valable\u{202f}?",
            "avoir une note d’au moins 10, encore valable",
            "{il|elle} a une note d’au moins 10, encore valable",
            "{il|elle} n’a aucune note d’au moins 10, encore valable",
        ),
        Constat::MarcheAvecClause => Dit::new(
            "Un marché public prévoit-il la clause\u{202f}?",
            "qu’un marché public prévoie la clause",
            "un marché public prévoit la clause",
            "aucun marché public ne prévoit la clause",
        ),
    }
}

impl Constat {
    /// A question that is answered by yes or no.
    pub fn question(self, sexe: Option<Sexe>) -> String {
        accordee(dit(self).question, sexe)
    }
}

impl Condition {
    /// What must hold, after `Il faut` or `Il faudrait`: lower-case, without full stop.
    pub fn exigence(&self, sexe: Option<Sexe>) -> String {
        self.phrase.as_deref().map_or_else(|| self.critere.exigence(sexe), |phrase| de_la_fiche(phrase, sexe))
    }

    /// What is asked when nobody knows: a sentence that ends with a question mark.
    pub fn question(&self, sexe: Option<Sexe>) -> String {
        match (&self.phrase, &self.critere) {
            // The words of the file are what is asked of whoever answers yes or no.
            (Some(_), Critere::Constat { .. } | Critere::DispositifPrealable { .. } | Critere::UnDe(_)) => {
                est_ce_le_cas(&self.exigence(sexe))
            }
            (_, critere) => critere.question(sexe),
        }
    }
}

fn est_ce_le_cas(exigence: &str) -> String {
    format!("{}\u{a0}: est-ce le cas\u{202f}?", majuscule(exigence))
}

impl Critere {
    /// What must hold, in the words of the rule, after `Il faut`.
    pub fn exigence(&self, sexe: Option<Sexe>) -> String {
        let texte = match self {
            Self::Age { de: Some(de), a: Some(a) } => format!("avoir de {de} à {a}\u{a0}ans"),
            Self::Age { de: Some(de), a: None } => format!("avoir au moins {de}\u{a0}ans"),
            Self::Age { de: None, a: Some(a) } => format!("avoir {a}\u{a0}ans au plus"),
            Self::Age { de: None, a: None } => "avoir une date de naissance connue".to_owned(),
            Self::Scolarise(true) => "être {scolarisé|scolarisée}".to_owned(),
            Self::Scolarise(false) => "ne plus être {scolarisé|scolarisée}".to_owned(),
            Self::SortiDepuis(a) => format!("être {{sorti|sortie}} de formation{}", a.en_mots()),
            Self::RuptureContratDepuis(a) => format!("avoir rompu un contrat d’apprentissage{}", a.en_mots()),
            Self::ArriveeDepuis(a) => format!("être {{arrivé|arrivée}} en France{}", a.en_mots()),
            Self::DiplomeAuPlus(niveau) => match niveau {
                NiveauDiplome::Aucun => "n’avoir aucun diplôme".to_owned(),
                NiveauDiplome::Cfg => "n’avoir aucun diplôme, ou le CFG seul".to_owned(),
                NiveauDiplome::Dnb => "n’avoir aucun diplôme, ou seulement le CFG ou le DNB".to_owned(),
                autre => format!("n’avoir aucun diplôme au-dessus de ce niveau\u{a0}: {}", diplome(*autre)),
            },
            Self::DiplomeAuMoins(NiveauDiplome::Aucun) => "avoir un diplôme ou non".to_owned(),
            Self::DiplomeAuMoins(niveau) => format!("avoir au moins ce diplôme\u{a0}: {}", diplome(*niveau)),
            Self::Francais(parmi) => ou(parmi.iter().map(|maitrise| match maitrise {
                MaitriseFrancais::NonFrancophone => "ne pas parler français",
                MaitriseFrancais::Debutant => "débuter en français",
                MaitriseFrancais::Francophone => "pouvoir suivre un cours en français",
            })),
            Self::ObligationNonSatisfaite => {
                "avoir 16 ou 17\u{a0}ans et ne remplir d’aucune façon l’obligation de formation".to_owned()
            }
            Self::Territoire(academies) => {
                format!("relever de l’académie de {}", ou(academies.iter().map(|a| a.libelle())))
            }
            Self::DispositifPrealable { nom, .. } => format!("suivre ou avoir suivi\u{a0}: {nom}"),
            Self::EchecExamen { examens, depuis } => format!(
                "avoir échoué à l’examen ({}){}",
                ou(examens.iter().map(|e| e.libelle())),
                depuis.en_mots()
            ),
            Self::Niveau(niveaux) => {
                format!("être ou avoir été {}", ou(niveaux.iter().map(|niveau| lieu(*niveau))))
            }
            Self::Constat { quoi, attendu } => sauf(*quoi, *attendu),
            Self::UnDe(alternatives) => {
                let parts: Vec<String> = alternatives
                    .iter()
                    .map(|toutes| {
                        let exigences: Vec<String> = toutes.iter().map(|c| c.exigence(sexe)).collect();
                        exigences.join(" et ")
                    })
                    .collect();
                format!("l’un de ces cas\u{a0}: {}", parts.join("\u{202f}; "))
            }
        };
        accordee(&texte, sexe)
    }

    /// What is asked when nobody knows.
    pub fn question(&self, sexe: Option<Sexe>) -> String {
        let texte = match self {
            Self::Age { .. } => "Quelle est sa date de naissance\u{202f}?",
            Self::Scolarise(_) => "Est-{il|elle} {scolarisé|scolarisée} aujourd’hui\u{202f}?",
            Self::SortiDepuis(_) => "Quel a été son dernier jour en formation\u{202f}?",
            Self::RuptureContratDepuis(_) => {
                "A-t-{il|elle} rompu un contrat d’apprentissage, et quel jour\u{202f}?"
            }
            Self::ArriveeDepuis(_) => {
                "Est-{il|elle} nouvellement {arrivé|arrivée} en France, et depuis quel jour\u{202f}?"
            }
            Self::DiplomeAuPlus(_) | Self::DiplomeAuMoins(_) => "Quel est son diplôme le plus élevé\u{202f}?",
            Self::Francais(_) => "Comment maîtrise-t-{il|elle} le français\u{202f}?",
            Self::ObligationNonSatisfaite => "Que fait-{il|elle} aujourd’hui\u{202f}?",
            Self::Territoire(_) => "Quelle académie {le|la} suit\u{202f}?",
            Self::DispositifPrealable { nom, .. } => {
                let question = format!("Suit-{{il|elle}} ou a-t-{{il|elle}} suivi\u{a0}: {nom}\u{202f}?");
                return accordee(&question, sexe);
            }
            Self::EchecExamen { .. } => "A-t-{il|elle} échoué à un examen, et quel jour\u{202f}?",
            Self::Niveau(_) => "Quelle est la dernière classe suivie\u{202f}?",
            Self::Constat { quoi, .. } => return quoi.question(sexe),
            Self::UnDe(_) => return est_ce_le_cas(&self.exigence(sexe)),
        };
        accordee(texte, sexe)
    }
}

/// The statement as a requirement; its contrary when the answer that is wanted is no.
fn sauf(quoi: Constat, attendu: bool) -> String {
    let dit = dit(quoi);
    if attendu {
        dit.exigence.to_owned()
    } else if dit.exigence.starts_with("qu") {
        format!("que ceci ne soit pas le cas\u{a0}: {}", dit.oui)
    } else {
        format!("ne pas {}", dit.exigence)
    }
}

/// A level of diploma, as people say it.
pub(super) fn diplome(niveau: NiveauDiplome) -> &'static str {
    match niveau {
        NiveauDiplome::Aucun => "aucun",
        NiveauDiplome::Cfg => "CFG",
        NiveauDiplome::Dnb => "brevet (DNB)",
        NiveauDiplome::Niveau3 => "CAP ou équivalent (niveau 3)",
        NiveauDiplome::Niveau4 => "baccalauréat ou équivalent (niveau 4)",
        NiveauDiplome::Niveau5EtPlus => "diplôme du supérieur (niveau 5 ou plus)",
    }
}

fn lieu(niveau: NiveauScolaire) -> &'static str {
    match niveau {
        NiveauScolaire::Ecole => "à l’école primaire",
        NiveauScolaire::College => "au collège",
        NiveauScolaire::LyceeGt => "au lycée général et technologique",
        NiveauScolaire::LyceePro => "au lycée professionnel",
    }
}

impl Anciennete {
    /// ` depuis au moins 6 mois et moins d’un an`; empty without bounds.
    fn en_mots(self) -> String {
        let au_moins = self.au_moins.map(|duree| format!("au moins {}", un(duree)));
        let moins_de = self.moins_de.map(|duree| {
            let dite = un(duree);
            let de = if dite.starts_with("un") { "d’" } else { "de " };
            format!("moins {de}{dite}")
        });
        let parts: Vec<String> = au_moins.into_iter().chain(moins_de).collect();
        if parts.is_empty() { String::new() } else { format!(" depuis {}", parts.join(" et ")) }
    }
}

/// A length of time within a sentence: `un an`, `6 mois`.
fn un(duree: Duree) -> String {
    match duree {
        Duree::Jours(1) => "un jour".to_owned(),
        Duree::Semaines(1) => "une semaine".to_owned(),
        Duree::Mois(1) => "un mois".to_owned(),
        Duree::Mois(12) => "un an".to_owned(),
        autre => autre.en_mots(),
    }
}

fn ou(mots: impl Iterator<Item = &'static str>) -> String {
    alternative(&mots.collect::<Vec<_>>())
}
