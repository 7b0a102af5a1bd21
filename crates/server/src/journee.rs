//! The counted lines of a day's work: what "Ma journée" shows and what a summary says by mail. Every figure comes with the
//! address of exactly the list that it counts, and none with a name.

use chrono::NaiveDate;
use raccroche_domain::{
    francais::{compter, majuscule, ponctuer},
    suivi::{GenreEcheance, Seuils},
};
use raccroche_pages::components::{CountedLine, Tone};
use raccroche_store::{avis::Chiffres, dossier::CompteEcheance};

use crate::rendu::jour_en_mots;

/// The lines, under their headings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lignes {
    /// Late or due within the week, most pressing first.
    pub(crate) a_faire: Vec<CountedLine>,
    /// Answers of young people: the page names them one by one instead.
    pub(crate) reponses: Option<CountedLine>,
    /// What is new.
    pub(crate) nouveau: Vec<CountedLine>,
    /// What waits for others; hand-offs beyond their days first.
    pub(crate) en_attente: Vec<CountedLine>,
}

impl Lignes {
    /// From the figures of a perimeter.
    pub(crate) fn des(chiffres: &Chiffres, seuils: &Seuils) -> Self {
        let mut a_faire: Vec<CountedLine> = chiffres
            .dues
            .iter()
            .filter_map(|compte| a_faire(compte, chiffres.jour, chiffres.avant))
            .collect();
        if chiffres.relais_recus > 0 {
            a_faire.push(CountedLine {
                count: chiffres.relais_recus,
                text: accorde(
                    chiffres.relais_recus,
                    "passage de relais à accepter",
                    "passages de relais à accepter",
                ),
                detail: Some("L’expéditeur reste responsable jusqu’à votre réponse.".to_owned()),
                href: "/relais".to_owned(),
                tone: Tone::Warning,
            });
        }
        if chiffres.retrouves > 0 {
            a_faire.push(CountedLine {
                count: chiffres.retrouves,
                text: accorde(
                    chiffres.retrouves,
                    "jeune suivi que la campagne a retrouvé : à décider",
                    "jeunes suivis que la campagne a retrouvés : à décider",
                ),
                detail: Some("Rien ne se clôt tout seul.".to_owned()),
                href: "/jeunes/retrouves".to_owned(),
                tone: Tone::Info,
            });
        }
        a_faire.sort_by_key(|ligne| match ligne.tone {
            Tone::Error => 0,
            Tone::Warning => 1,
            _ => 2,
        });
        Self {
            a_faire,
            reponses: reponses(chiffres),
            nouveau: nouveau(chiffres).into_iter().collect(),
            en_attente: en_attente(chiffres, seuils),
        }
    }

    /// Whether there is nothing to say.
    pub(crate) fn est_vide(&self) -> bool {
        self.a_faire.is_empty()
            && self.reponses.is_none()
            && self.nouveau.is_empty()
            && self.en_attente.is_empty()
    }
}

fn compte_de(chiffres: &Chiffres, genre: GenreEcheance) -> Option<u64> {
    let compte = chiffres.dues.iter().find(|compte| compte.genre == genre.code())?;
    u64::try_from(compte.dossiers).ok().filter(|nombre| *nombre > 0)
}

fn reponses(chiffres: &Chiffres) -> Option<CountedLine> {
    let genre = GenreEcheance::ReponseJeune;
    let nombre = compte_de(chiffres, genre)?;
    Some(CountedLine {
        count: nombre,
        text: ponctuer(&en_mots(genre, nombre)),
        detail: None,
        href: format!("/jeunes?echeance={}.{}", genre.code(), chiffres.avant),
        tone: Tone::Warning,
    })
}

fn nouveau(chiffres: &Chiffres) -> Option<CountedLine> {
    (chiffres.nouveaux > 0).then(|| CountedLine {
        count: chiffres.nouveaux,
        text: accorde(chiffres.nouveaux, "jeune ajouté à votre liste", "jeunes ajoutés à votre liste"),
        detail: None,
        href: format!("/jeunes?ouverts={}", chiffres.depuis),
        tone: Tone::Info,
    })
}

/// What waits for others. Beyond the days that the académie allows, a hand-off is told to its two sides and to who
/// watches over the territory.
fn en_attente(chiffres: &Chiffres, seuils: &Seuils) -> Vec<CountedLine> {
    let jours = compter(seuils.jours_relais, "jour");
    let retard = &chiffres.en_retard;
    let mut lignes = Vec::new();
    let mut en_retard = |nombre: u64, un: &str, plusieurs: &str, detail: &str, href: &str| {
        if nombre > 0 {
            lignes.push(CountedLine {
                count: nombre,
                text: accorde(nombre, un, plusieurs),
                detail: Some(ponctuer(detail)),
                href: href.to_owned(),
                tone: Tone::Warning,
            });
        }
    };
    en_retard(
        retard.recus,
        &format!("relais reçu sans votre réponse depuis plus de {jours}"),
        &format!("relais reçus sans votre réponse depuis plus de {jours}"),
        "Acceptez, ou refusez en disant pourquoi : le jeune attend.",
        "/jeunes?relais=recus_en_retard",
    );
    en_retard(
        retard.envoyes,
        &format!("relais proposé sans réponse depuis plus de {jours}"),
        &format!("relais proposés sans réponse depuis plus de {jours}"),
        "Vous en restez responsable : appelez la structure, ou retirez la proposition.",
        "/jeunes?relais=envoyes_en_retard",
    );
    en_retard(
        retard.entre_autres,
        &format!("relais sans réponse depuis plus de {jours} entre deux structures de votre territoire"),
        &format!("relais sans réponse depuis plus de {jours} entre structures de votre territoire"),
        "Leurs deux structures en sont averties aussi.",
        "/jeunes?relais=autres_en_retard",
    );
    if let Some(nombre) = compte_de(chiffres, GenreEcheance::ReponseRelais) {
        lignes.push(CountedLine {
            count: nombre,
            text: accorde(nombre, "relais proposé, sans réponse", "relais proposés, sans réponse"),
            detail: Some("Vous en restez responsable.".to_owned()),
            href: format!("/jeunes?echeance={}.{}", GenreEcheance::ReponseRelais.code(), chiffres.avant),
            tone: Tone::Neutral,
        });
    }
    lignes
}

fn accorde(nombre: u64, un: &str, plusieurs: &str) -> String {
    ponctuer(if nombre > 1 { plusieurs } else { un })
}

/// A line of "à faire", unless the kind is shown elsewhere on the page.
fn a_faire(compte: &CompteEcheance, aujourd_hui: NaiveDate, avant: NaiveDate) -> Option<CountedLine> {
    let genre = GenreEcheance::de_code(&compte.genre)?;
    if matches!(genre, GenreEcheance::ReponseRelais | GenreEcheance::ReponseJeune) {
        return None;
    }
    let nombre = u64::try_from(compte.dossiers).unwrap_or(0);
    let retard = compte.premiere < aujourd_hui;
    let tone = match (genre.article().is_some(), retard) {
        (true, true) => Tone::Error,
        (_, true) | (true, false) => Tone::Warning,
        (false, false) => Tone::Info,
    };
    let article = genre.article().map(|article| format!("article {article} du code de l’éducation ; "));
    let premiere = format!(
        "{}le plus ancien : {}",
        article.unwrap_or_default(),
        jour_en_mots(compte.premiere, aujourd_hui)
    );
    Some(CountedLine {
        count: nombre,
        text: ponctuer(&en_mots(genre, nombre)),
        detail: Some(ponctuer(&majuscule(&premiere))),
        href: format!("/jeunes?echeance={}.{avant}", genre.code()),
        tone,
    })
}

fn en_mots(genre: GenreEcheance, nombre: u64) -> String {
    let s = if nombre > 1 { "s" } else { "" };
    match genre {
        GenreEcheance::EntretienReorientation => format!("entretien{s} de réorientation à tenir"),
        GenreEcheance::TransmissionDepartement => {
            format!("transmission{s} au président du conseil départemental")
        }
        GenreEcheance::PremierContact => format!("jeune{s} à contacter pour la première fois"),
        GenreEcheance::Rappel => format!("jeune{s} à rappeler"),
        GenreEcheance::Entretien => format!("entretien{s} prévu{s} ou à renseigner"),
        GenreEcheance::Controle3Mois => format!("solution{s} à vérifier à 3 mois"),
        GenreEcheance::Controle6Mois => format!("solution{s} à vérifier à 6 mois"),
        GenreEcheance::FinSolution => {
            format!("solution{s} qui se termine{}", if nombre > 1 { "nt" } else { "" })
        }
        GenreEcheance::FinExemption => {
            format!("exemption{s} qui se termine{}", if nombre > 1 { "nt" } else { "" })
        }
        GenreEcheance::SansNouvelles => format!("dossier{s} sans nouvelles"),
        GenreEcheance::EtapeParcours => format!("étape{s} de parcours à faire"),
        GenreEcheance::Tache => format!("tâche{s} à faire"),
        GenreEcheance::ReponseRelais => "relais sans réponse".to_owned(),
        GenreEcheance::ReponseJeune => format!("réponse{s} de jeunes à traiter"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_legal_deadline_that_is_past_is_an_error_and_others_are_warnings() {
        let jour = |texte: &str| texte.parse::<NaiveDate>().unwrap();
        let ligne = |genre: GenreEcheance, premiere: &str| {
            let compte =
                CompteEcheance { genre: genre.code().to_owned(), dossiers: 2, premiere: jour(premiere) };
            a_faire(&compte, jour("2026-11-21"), jour("2026-11-28")).unwrap()
        };
        assert_eq!(ligne(GenreEcheance::EntretienReorientation, "2026-11-20").tone, Tone::Error);
        assert_eq!(ligne(GenreEcheance::EntretienReorientation, "2026-11-25").tone, Tone::Warning);
        assert_eq!(ligne(GenreEcheance::Rappel, "2026-11-20").tone, Tone::Warning);
        assert_eq!(ligne(GenreEcheance::Rappel, "2026-11-25").tone, Tone::Info);
        assert_eq!(ligne(GenreEcheance::Rappel, "2026-11-25").href, "/jeunes?echeance=rappel.2026-11-28");
    }
}
