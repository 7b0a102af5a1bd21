//! Whether somebody may enter a dispositif on a day, and why: each condition with the fact behind it, what is missing,
//! and the day on which a no becomes a yes.
//!
//! What nobody knows is never a no: it is asked for. A no that only time stands behind has its day.

use std::fmt::Display;

use chrono::NaiveDate;

use super::{Anciennete, Condition, Constat, Critere, Dispositif, Fait, Faits, fenetre::Jours};
use crate::{
    AGE_MAJORITE, AGE_PLANCHER, StatutObligation, age_au, anniversaire,
    francais::{date_longue, enumerer, majuscule},
    liste::liste_fermee,
};

liste_fermee! {
    /// Whether a condition holds on the day.
    Tenue {
        /// It does.
        Oui = "oui" => "remplie",
        /// It does not.
        Non = "non" => "non remplie",
        /// Nobody knows.
        Inconnue = "inconnue" => "à renseigner",
    }
}

liste_fermee! {
    /// The answer for a dispositif.
    ReponseEligibilite {
        /// Every condition holds.
        Oui = "oui" => "Possible",
        /// At least one does not.
        Non = "non" => "Pas possible à cette date",
        /// None fails, some are unknown.
        Incertaine = "incertaine" => "À compléter",
    }
}

/// One condition, looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examen {
    /// What must hold, lower-case, without full stop.
    pub condition: String,
    /// Whether it does.
    pub tenue: Tenue,
    /// The fact behind the answer, with its source; what is to be asked when nobody knows.
    pub fait: String,
    /// What it rests on.
    pub texte: Option<String>,
    /// The first later day on which it holds, when it does not.
    pub devient_vraie_le: Option<NaiveDate>,
    /// The first later day on which it no longer holds, when it does.
    pub cesse_le: Option<NaiveDate>,
}

/// The answer for one dispositif.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Eligibilite {
    /// Yes, no, or missing information.
    pub reponse: ReponseEligibilite,
    /// Every condition, in the order of the file.
    pub examens: Vec<Examen>,
    /// The first later day on which no known condition fails, when one fails today. What nobody knows stays to be asked.
    pub possible_le: Option<NaiveDate>,
    /// The first later day on which the yes ends.
    pub cesse_le: Option<NaiveDate>,
    /// What to ask or what stands in the way, a sentence each.
    pub manque: Vec<String>,
}

/// A condition in the light of the facts: the days on which it holds, or that nobody knows.
struct Lecture {
    /// Days on which it may hold: all of them for what is unknown.
    possible: Jours,
    /// Days on which it surely holds.
    sure: Jours,
    fait: String,
}

impl Lecture {
    fn connue(jours: Jours, fait: String) -> Self {
        Self { possible: jours.clone(), sure: jours, fait }
    }

    fn inconnue(quoi: &str) -> Self {
        Self {
            possible: Jours::toujours(),
            sure: Jours::jamais(),
            fait: format!("À renseigner\u{a0}: {quoi}."),
        }
    }

    fn tenue(&self, le: NaiveDate) -> Tenue {
        if self.sure.contient(le) {
            Tenue::Oui
        } else if self.possible.contient(le) {
            Tenue::Inconnue
        } else {
            Tenue::Non
        }
    }
}

/// Whether somebody of whom `faits` are known may enter the dispositif on the day.
pub fn eligibilite(dispositif: &Dispositif, faits: &Faits, le: NaiveDate) -> Eligibilite {
    let lectures: Vec<Lecture> =
        dispositif.public.iter().map(|condition| lire(&condition.critere, faits, le)).collect();
    let examens: Vec<Examen> = dispositif
        .public
        .iter()
        .zip(&lectures)
        .map(|(condition, lecture)| examiner(condition, lecture, le))
        .collect();
    let mut possible = Jours::toujours();
    let mut sure = Jours::toujours();
    for lecture in &lectures {
        possible = possible.et(&lecture.possible);
        sure = sure.et(&lecture.sure);
    }
    let reponse = if examens.iter().any(|e| e.tenue == Tenue::Non) {
        ReponseEligibilite::Non
    } else if examens.iter().any(|e| e.tenue == Tenue::Inconnue) {
        ReponseEligibilite::Incertaine
    } else {
        ReponseEligibilite::Oui
    };
    let manque = examens
        .iter()
        .filter(|e| e.tenue != Tenue::Oui)
        .map(|e| match (e.tenue, e.devient_vraie_le) {
            (Tenue::Inconnue, _) => e.fait.clone(),
            (_, Some(jour)) => {
                format!("{}\u{a0}: à partir du {}.", majuscule(&e.condition), date_longue(jour))
            }
            (_, None) => format!("Il faudrait {}.", e.condition),
        })
        .collect();
    Eligibilite {
        reponse,
        possible_le: (reponse == ReponseEligibilite::Non).then(|| possible.commence_apres(le)).flatten(),
        cesse_le: sure.cesse_apres(le),
        examens,
        manque,
    }
}

fn examiner(condition: &Condition, lecture: &Lecture, le: NaiveDate) -> Examen {
    Examen {
        condition: condition.en_mots(),
        tenue: lecture.tenue(le),
        fait: lecture.fait.clone(),
        texte: condition.texte.clone(),
        devient_vraie_le: lecture.possible.commence_apres(le),
        cesse_le: lecture.sure.cesse_apres(le),
    }
}

/// A fact as a sentence with its source, or what is to be asked.
fn dire<T>(
    fait: Option<&Fait<T>>,
    question: &str,
    jours: impl FnOnce(&T) -> Jours,
    phrase: impl FnOnce(&T) -> String,
) -> Lecture {
    match fait {
        None => Lecture::inconnue(question),
        Some(fait) => Lecture::connue(
            jours(&fait.valeur),
            format!("{} ({}).", majuscule(&phrase(&fait.valeur)), fait.provenance.en_mots()),
        ),
    }
}

#[expect(clippy::too_many_lines, reason = "one arm a kind of condition, in one table")]
fn lire(critere: &Critere, faits: &Faits, le: NaiveDate) -> Lecture {
    match critere {
        Critere::Age { de, a } => dire(
            faits.naissance.as_ref(),
            "la date de naissance",
            |naissance| {
                Jours::entre(
                    de.map(|ans| anniversaire(*naissance, ans)),
                    a.map(|ans| anniversaire(*naissance, ans.saturating_add(1))),
                )
            },
            |naissance| age_en_mots(*naissance, le),
        ),
        Critere::Scolarise(attendu) => dire(
            faits.scolarise.as_ref(),
            "est-il scolarisé aujourd’hui",
            |scolarise| Jours::si(scolarise == attendu),
            |scolarise| (if *scolarise { "est scolarisé" } else { "n’est plus scolarisé" }).to_owned(),
        ),
        Critere::SortiDepuis(anciennete) => sorti(faits, *anciennete),
        Critere::RuptureContratDepuis(anciennete) => dire(
            faits.rupture_contrat.as_ref(),
            "a-t-il rompu un contrat d’apprentissage, et quand",
            |jour| depuis_facultatif(*jour, *anciennete),
            |jour| {
                jour.map_or_else(
                    || "aucun contrat rompu".to_owned(),
                    |jour| format!("contrat rompu le {}", date_longue(jour)),
                )
            },
        ),
        Critere::ArriveeDepuis(anciennete) => dire(
            faits.arrivee.as_ref(),
            "quand est-il arrivé en France",
            |jour| depuis_facultatif(*jour, *anciennete),
            |jour| {
                jour.map_or_else(
                    || "n’est pas nouvellement arrivé en France".to_owned(),
                    |jour| format!("arrivé en France le {}", date_longue(jour)),
                )
            },
        ),
        Critere::DiplomeAuPlus(niveau) => dire(
            faits.diplome.as_ref(),
            "le diplôme le plus élevé obtenu",
            |obtenu| Jours::si(obtenu <= niveau),
            |obtenu| format!("diplôme le plus élevé\u{a0}: {}", obtenu.libelle()),
        ),
        Critere::DiplomeAuMoins(niveau) => dire(
            faits.diplome.as_ref(),
            "le diplôme le plus élevé obtenu",
            |obtenu| Jours::si(obtenu >= niveau),
            |obtenu| format!("diplôme le plus élevé\u{a0}: {}", obtenu.libelle()),
        ),
        Critere::Francais(parmi) => dire(
            faits.francais.as_ref(),
            "la maîtrise du français",
            |maitrise| Jours::si(parmi.contains(maitrise)),
            |maitrise| maitrise.libelle().to_owned(),
        ),
        Critere::ObligationNonSatisfaite => obligation(faits),
        Critere::Territoire(academies) => dire(
            faits.academie.as_ref(),
            "l’académie qui suit le jeune",
            |academie| Jours::si(academies.contains(academie)),
            |academie| format!("académie\u{a0}: {}", academie.libelle()),
        ),
        Critere::DispositifPrealable(code) => dire(
            faits.dispositifs.get(code),
            &format!("est-il ou a-t-il été dans le dispositif demandé ({})", critere.en_mots()),
            |suivi| Jours::si(*suivi),
            |suivi| {
                (if *suivi {
                    "est ou a été dans le dispositif demandé"
                } else {
                    "n’est pas dans le dispositif demandé"
                })
                .to_owned()
            },
        ),
        Critere::EchecExamen { examens, depuis } => dire(
            faits.echecs.as_ref(),
            "a-t-il échoué à un examen, et quand",
            |echecs| {
                echecs
                    .iter()
                    .filter(|echec| examens.contains(&echec.examen))
                    .fold(Jours::jamais(), |jours, echec| jours.ou(&depuis_le(echec.resultats, *depuis)))
            },
            |echecs| {
                let mots: Vec<_> = echecs
                    .iter()
                    .map(|e| format!("échec au {} ({})", e.examen.libelle(), date_longue(e.resultats)))
                    .collect();
                if mots.is_empty() { "aucun échec à un examen".to_owned() } else { enumerer(&mots) }
            },
        ),
        Critere::Niveau(niveaux) => dire(
            faits.niveau.as_ref(),
            "le niveau de la dernière classe suivie",
            |niveau| Jours::si(niveaux.contains(niveau)),
            |niveau| format!("niveau\u{a0}: {}", niveau.libelle()),
        ),
        Critere::Constat { quoi, attendu } => constat(faits, *quoi, *attendu),
        Critere::UnDe(alternatives) => un_de(alternatives, faits, le),
    }
}

fn age_en_mots(naissance: NaiveDate, le: NaiveDate) -> String {
    let ne = date_longue(naissance);
    age_au(naissance, le)
        .map_or_else(|| format!("naissance le {ne}"), |age| format!("{age}\u{a0}ans, naissance le {ne}"))
}

/// Days that lie that long after `jour`. A bound past the end of the calendar is no bound above, and never below.
fn depuis_le(jour: NaiveDate, anciennete: Anciennete) -> Jours {
    let du = anciennete.au_moins.map_or(Some(jour), |duree| duree.apres(jour));
    let avant = anciennete.moins_de.and_then(|duree| duree.apres(jour));
    du.map_or_else(Jours::jamais, |du| Jours::entre(Some(du), avant))
}

fn depuis_facultatif(jour: Option<NaiveDate>, anciennete: Anciennete) -> Jours {
    jour.map_or_else(Jours::jamais, |jour| depuis_le(jour, anciennete))
}

/// Whoever is enrolled has not left, whatever day an older register says.
fn sorti(faits: &Faits, anciennete: Anciennete) -> Lecture {
    if faits.scolarise.as_ref().is_some_and(|fait| fait.valeur) {
        return dire(
            faits.scolarise.as_ref(),
            "",
            |_| Jours::jamais(),
            |_| "est encore scolarisé".to_owned(),
        );
    }
    dire(
        faits.sortie.as_ref(),
        "la date de sortie de formation",
        |jour| depuis_le(*jour, anciennete),
        |jour| format!("sorti de formation le {}", date_longue(*jour)),
    )
}

fn obligation(faits: &Faits) -> Lecture {
    let Some(naissance) = &faits.naissance else { return Lecture::inconnue("la date de naissance") };
    let ages = Jours::entre(
        Some(anniversaire(naissance.valeur, AGE_PLANCHER)),
        Some(anniversaire(naissance.valeur, AGE_MAJORITE)),
    );
    let bornes = format!(
        "de 16\u{a0}ans le {} à 18\u{a0}ans le {} ({})",
        date_longue(anniversaire(naissance.valeur, AGE_PLANCHER)),
        date_longue(anniversaire(naissance.valeur, AGE_MAJORITE)),
        naissance.provenance.en_mots()
    );
    let statut = faits.obligation.as_ref().filter(|fait| {
        // Out of the ages the register's answer says nothing more than the ages.
        !matches!(fait.valeur, StatutObligation::Inconnue | StatutObligation::SansObjet)
    });
    match statut {
        None => Lecture {
            possible: ages,
            sure: Jours::jamais(),
            fait: format!("À renseigner\u{a0}: que fait-il aujourd’hui\u{202f}? L’obligation vaut {bornes}."),
        },
        Some(fait) => Lecture::connue(
            if fait.valeur == StatutObligation::NonSatisfaite { ages } else { Jours::jamais() },
            format!(
                "Obligation de formation\u{a0}: {} ({}), {bornes}.",
                fait.valeur.libelle().to_lowercase(),
                fait.provenance.en_mots()
            ),
        ),
    }
}

fn constat(faits: &Faits, quoi: Constat, attendu: bool) -> Lecture {
    dire(
        faits.constats.get(&quoi),
        quoi.libelle(),
        |reponse| Jours::si(*reponse == attendu),
        |reponse| oui_ou_non(*reponse, quoi.libelle()),
    )
}

fn oui_ou_non(reponse: bool, quoi: impl Display) -> String {
    format!("{}\u{a0}: {quoi}", if reponse { "oui" } else { "non" })
}

/// At least one alternative. The facts shown are those of the alternative that decides: the first that holds, else the
/// first that may, else all of them.
fn un_de(alternatives: &[Vec<Condition>], faits: &Faits, le: NaiveDate) -> Lecture {
    let lues: Vec<Lecture> = alternatives
        .iter()
        .map(|toutes| {
            let lectures: Vec<Lecture> = toutes.iter().map(|c| lire(&c.critere, faits, le)).collect();
            let (mut possible, mut sure) = (Jours::toujours(), Jours::toujours());
            for lecture in &lectures {
                possible = possible.et(&lecture.possible);
                sure = sure.et(&lecture.sure);
            }
            let fait = lectures.iter().map(|l| l.fait.as_str()).collect::<Vec<_>>().join(" ");
            Lecture { possible, sure, fait }
        })
        .collect();
    let decisive = [Tenue::Oui, Tenue::Inconnue]
        .into_iter()
        .find_map(|tenue| lues.iter().find(|lecture| lecture.tenue(le) == tenue));
    let fait = decisive.map_or_else(
        || {
            let mut dits: Vec<&str> = Vec::new();
            for lecture in &lues {
                if !dits.contains(&lecture.fait.as_str()) {
                    dits.push(&lecture.fait);
                }
            }
            dits.join(" ")
        },
        |lecture| lecture.fait.clone(),
    );
    let (mut possible, mut sure) = (Jours::jamais(), Jours::jamais());
    for lecture in &lues {
        possible = possible.ou(&lecture.possible);
        sure = sure.ou(&lecture.sure);
    }
    Lecture { possible, sure, fait }
}
