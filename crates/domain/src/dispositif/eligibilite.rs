//! Whether somebody may enter a dispositif on a day, and why: each condition with the fact behind it, what is missing,
//! and the day on which a no becomes a yes.
//!
//! What nobody knows is never a no: it is asked for. A no that only time stands behind has its day.

use chrono::NaiveDate;

use super::{
    Anciennete, Condition, Constat, Critere, Dispositif, Duree, Echec, ExamenPasse, Fait, Faits,
    MaitriseFrancais,
    fenetre::Jours,
    phrases::{diplome, dit},
};
use crate::{
    AGE_MAJORITE, AGE_PLANCHER, StatutObligation, age_au, anniversaire,
    francais::{accordee, date_longue, enumerer, majuscule},
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
    /// What must hold, to read after `Il faut`: lower-case, without full stop.
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
    /// Whether that day hangs on a condition of which nobody knows: it is then the earliest, and no promise.
    pub sous_reserve: bool,
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

    fn inconnue(question: &str) -> Self {
        Self {
            possible: Jours::toujours(),
            sure: Jours::jamais(),
            fait: format!("À renseigner\u{a0}: {question}"),
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

/// In whose light conditions are looked at.
#[derive(Clone, Copy)]
struct Regard<'a> {
    /// Of which dispositif: some answers are of one alone.
    dispositif: &'a str,
    faits: &'a Faits,
    le: NaiveDate,
}

/// Whether somebody of whom `faits` are known may enter the dispositif on the day.
pub fn eligibilite(dispositif: &Dispositif, faits: &Faits, le: NaiveDate) -> Eligibilite {
    let regard = Regard { dispositif: &dispositif.code, faits, le };
    let lectures: Vec<Lecture> = dispositif.public.iter().map(|condition| lire(condition, regard)).collect();
    let examens: Vec<Examen> = dispositif
        .public
        .iter()
        .zip(&lectures)
        .map(|(condition, lecture)| examiner(condition, lecture, regard))
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
    let possible_le = (reponse == ReponseEligibilite::Non).then(|| possible.commence_apres(le)).flatten();
    let reserves: Vec<String> = possible_le.map_or_else(Vec::new, |jour| {
        let douteuses =
            lectures.iter().zip(&examens).filter(|(lecture, _)| lecture.tenue(jour) != Tenue::Oui);
        douteuses.map(|(_, examen)| examen.condition.clone()).collect()
    });
    Eligibilite {
        reponse,
        possible_le,
        sous_reserve: !reserves.is_empty(),
        cesse_le: sure.cesse_apres(le),
        manque: manque(reponse, &examens, possible_le, &reserves),
        examens,
    }
}

/// What stands in the way, and what is to be asked when nothing does. Of what is not possible nothing more is asked, but when a
/// day is told: then on what it hangs.
fn manque(
    reponse: ReponseEligibilite,
    examens: &[Examen],
    possible_le: Option<NaiveDate>,
    reserves: &[String],
) -> Vec<String> {
    let voulue = if reponse == ReponseEligibilite::Non { Tenue::Non } else { Tenue::Inconnue };
    let mut dits: Vec<String> = examens
        .iter()
        .filter(|examen| examen.tenue == voulue)
        .map(|examen| match (examen.tenue, examen.devient_vraie_le) {
            (Tenue::Inconnue, _) => examen.fait.clone(),
            (_, Some(jour)) => {
                format!("{}\u{a0}: à partir du {}.", majuscule(&examen.condition), date_longue(jour))
            }
            (_, None) => format!("Il faudrait {}.", examen.condition),
        })
        .collect();
    if let (Some(jour), false) = (possible_le, reserves.is_empty()) {
        let reserves = reserves.join("\u{202f}; ");
        dits.push(format!("Au plus tôt le {}, si ceci est vrai aussi\u{a0}: {reserves}.", date_longue(jour)));
    }
    dits
}

fn examiner(condition: &Condition, lecture: &Lecture, regard: Regard<'_>) -> Examen {
    Examen {
        condition: condition.exigence(regard.faits.sexe),
        tenue: lecture.tenue(regard.le),
        fait: lecture.fait.clone(),
        texte: condition.texte.clone(),
        devient_vraie_le: lecture.possible.commence_apres(regard.le),
        cesse_le: lecture.sure.cesse_apres(regard.le),
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
fn lire(condition: &Condition, regard: Regard<'_>) -> Lecture {
    let Regard { faits, le, .. } = regard;
    let sexe = faits.sexe;
    let question = &condition.question(sexe);
    let accorde = |texte: &str| accordee(texte, sexe);
    match &condition.critere {
        Critere::Age { de, a } => dire(
            faits.naissance.as_ref(),
            question,
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
            question,
            |scolarise| Jours::si(scolarise == attendu),
            |scolarise| {
                accorde(if *scolarise {
                    "est {scolarisé|scolarisée}"
                } else {
                    "n’est plus {scolarisé|scolarisée}"
                })
            },
        ),
        Critere::SortiDepuis(anciennete) => sorti(faits, *anciennete, question),
        Critere::RuptureContratDepuis(anciennete) => dire(
            faits.rupture_contrat.as_ref(),
            question,
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
            question,
            |jour| depuis_facultatif(*jour, *anciennete),
            |jour| {
                accorde(&jour.map_or_else(
                    || "n’est pas nouvellement {arrivé|arrivée} en France".to_owned(),
                    |jour| format!("{{arrivé|arrivée}} en France le {}", date_longue(jour)),
                ))
            },
        ),
        Critere::DiplomeAuPlus(niveau) => dire(
            faits.diplome.as_ref(),
            question,
            |obtenu| Jours::si(obtenu <= niveau),
            |obtenu| format!("diplôme le plus élevé\u{a0}: {}", diplome(*obtenu)),
        ),
        Critere::DiplomeAuMoins(niveau) => dire(
            faits.diplome.as_ref(),
            question,
            |obtenu| Jours::si(obtenu >= niveau),
            |obtenu| format!("diplôme le plus élevé\u{a0}: {}", diplome(*obtenu)),
        ),
        Critere::Francais(parmi) => dire(
            faits.francais.as_ref(),
            question,
            |maitrise| Jours::si(parmi.contains(maitrise)),
            |maitrise| MaitriseFrancais::libelle(*maitrise).to_owned(),
        ),
        Critere::ObligationNonSatisfaite => obligation(faits, question),
        Critere::Territoire(academies) => dire(
            faits.academie.as_ref(),
            question,
            |academie| Jours::si(academies.contains(academie)),
            |academie| format!("académie\u{a0}: {}", academie.libelle()),
        ),
        Critere::DispositifPrealable { code, nom } => dire(
            faits.dispositifs.get(code),
            question,
            |suivi| Jours::si(*suivi),
            |suivi| {
                if *suivi {
                    format!("suit ou a suivi\u{a0}: {nom}")
                } else {
                    format!("n’a pas suivi\u{a0}: {nom}")
                }
            },
        ),
        Critere::EchecExamen { examens, depuis } => dire(
            faits.echecs.as_ref(),
            question,
            |echecs| apres_echec(echecs, examens, *depuis),
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
            question,
            |niveau| Jours::si(niveaux.contains(niveau)),
            |niveau| format!("niveau\u{a0}: {}", niveau.libelle()),
        ),
        Critere::Constat { quoi, attendu } => constat(regard, *quoi, *attendu, question),
        Critere::UnDe(alternatives) => un_de(alternatives, regard),
    }
}

/// The days that failed exams open. What is offered for the next rentrée counts from each failure (D331-42), and marks of a
/// vocational exam from the day on which each was obtained (D337-69); what lasts several sessions of a general or technological
/// baccalauréat counts from the first one sat, whatever was failed since (D334-13).
fn apres_echec(echecs: &[Echec], examens: &[ExamenPasse], depuis: Anciennete) -> Jours {
    let plusieurs_sessions = depuis.moins_de.is_some_and(|duree| match duree {
        Duree::Jours(n) => n > 366,
        Duree::Semaines(n) => n > 53,
        Duree::Mois(n) => n > 12,
    });
    let compte = |echec: &Echec| {
        let par_sessions = matches!(echec.examen, ExamenPasse::BacGeneral | ExamenPasse::BacTechno);
        let premier = || {
            let siens = echecs.iter().filter(|autre| autre.examen == echec.examen);
            siens.map(|autre| autre.resultats).min() == Some(echec.resultats)
        };
        !(plusieurs_sessions && par_sessions) || premier()
    };
    echecs
        .iter()
        .filter(|echec| examens.contains(&echec.examen) && compte(echec))
        .fold(Jours::jamais(), |jours, echec| jours.ou(&depuis_le(echec.resultats, depuis)))
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
fn sorti(faits: &Faits, anciennete: Anciennete, question: &str) -> Lecture {
    if faits.scolarise.as_ref().is_some_and(|fait| fait.valeur) {
        return dire(
            faits.scolarise.as_ref(),
            "",
            |_| Jours::jamais(),
            |_| accordee("est encore {scolarisé|scolarisée}", faits.sexe),
        );
    }
    dire(
        faits.sortie.as_ref(),
        question,
        |jour| depuis_le(*jour, anciennete),
        |jour| accordee(&format!("{{sorti|sortie}} de formation le {}", date_longue(*jour)), faits.sexe),
    )
}

fn obligation(faits: &Faits, question: &str) -> Lecture {
    let Some(naissance) = &faits.naissance else {
        return Lecture::inconnue("Quelle est sa date de naissance\u{202f}?");
    };
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
            fait: format!("À renseigner (l’obligation vaut {bornes})\u{a0}: {question}"),
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

fn constat(regard: Regard<'_>, quoi: Constat, attendu: bool, question: &str) -> Lecture {
    let mots = dit(quoi);
    dire(
        regard.faits.constat(regard.dispositif, quoi),
        question,
        |reponse| Jours::si(*reponse == attendu),
        |reponse| accordee(if *reponse { mots.oui } else { mots.non }, regard.faits.sexe),
    )
}

/// At least one alternative. The facts shown are those of the alternative that decides: the first that holds, else the
/// first that may, else all of them.
fn un_de(alternatives: &[Vec<Condition>], regard: Regard<'_>) -> Lecture {
    let le = regard.le;
    let lues: Vec<Lecture> = alternatives
        .iter()
        .map(|toutes| {
            let lectures: Vec<Lecture> = toutes.iter().map(|c| lire(c, regard)).collect();
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
