//! What is read before and during a call.

use chrono::NaiveDate;
use raccroche_domain::{
    Identite, Sexe,
    francais::{accorder, date_longue, majuscule, ponctuer},
    suivi::{EtatContact, EtatDossier, GenreEcheance, IssueContact, Seuils},
};
use raccroche_pages::form::Choice;
use raccroche_store::Perimetre;

use crate::{rendu::jour_en_mots, routes::jeunes::delai};

/// Why we call, in one sentence: since when nothing, what was tried, what is due.
pub(super) fn pourquoi(etat: &EtatDossier, identite: &Identite, jour: NaiveDate, seuils: &Seuils) -> String {
    let sexe = identite.sexe;
    let mut parties = Vec::new();
    if let Some(depuis) = etat.sans_solution_depuis() {
        parties.push(format!("sans solution depuis le {}", date_longue(depuis)));
    }
    let tentatives = etat.tentatives.len();
    parties.push(match (etat.contact(seuils), etat.tentatives.last()) {
        (EtatContact::Joint, Some(derniere)) => {
            format!("{} le {}", accorder(sexe, "joint", "jointe"), jour_en_mots(derniere.le, jour))
        }
        (_, None) => accorder(sexe, "jamais contacté", "jamais contactée"),
        (_, Some(derniere)) if tentatives == 1 => {
            format!("une tentative, le {}", jour_en_mots(derniere.le, jour))
        }
        (_, Some(derniere)) => {
            format!("{tentatives} tentatives, la dernière le {}", jour_en_mots(derniere.le, jour))
        }
    });
    let phrase = majuscule(&parties.join(", "));
    let dues = etat.echeances(identite.date_naissance, seuils);
    let legale = dues.iter().find(|due| due.genre.article().is_some());
    let suite = legale.or_else(|| dues.first()).and_then(|due| {
        let le = jour_en_mots(due.le, jour);
        match due.genre {
            GenreEcheance::Rappel => Some(format!("rappel promis pour le {le}")),
            GenreEcheance::Entretien => Some(format!("un entretien est prévu le {le}")),
            GenreEcheance::ReponseJeune => Some("a répondu à votre lien".to_owned()),
            genre if genre.article().is_some() => {
                Some(format!("{} avant le {le} ({})", minuscule(genre.libelle()), delai(due.le, jour).0))
            }
            // The rest is no reason to call.
            _ => None,
        }
    });
    let suite = suite.map(|suite| format!(" ; {suite}")).unwrap_or_default();
    ponctuer(&format!("{phrase}{suite}."))
}

fn minuscule(texte: &str) -> String {
    let mut lettres = texte.chars();
    lettres.next().map_or_else(String::new, |premiere| premiere.to_lowercase().chain(lettres).collect())
}

/// What to say, paragraph by paragraph.
pub(super) fn script(perimetre: &Perimetre, prenom: &str) -> Vec<String> {
    [
        format!(
            "Bonjour, je suis {}, {}. Est-ce que je peux parler à {prenom} ?",
            perimetre.nom(),
            perimetre.organisation().nom
        ),
        "Je n’appelle pas pour vous reprocher quoi que ce soit : nous aidons les jeunes à trouver une formation qui leur \
         plaît."
            .to_owned(),
        "Où en êtes-vous aujourd’hui ? Qu’est-ce qui vous tenterait ?".to_owned(),
        "Si ce n’est pas le moment : quel jour et à quelle heure puis-je vous rappeler ?".to_owned(),
    ]
    .iter()
    .map(|paragraphe| ponctuer(paragraphe))
    .collect()
}

/// The outcomes, in the order of their keys.
pub(super) fn issues(sexe: Option<Sexe>) -> Vec<Choice> {
    IssueContact::TOUS
        .iter()
        .map(|issue| {
            let label = match issue {
                IssueContact::JeuneJoint => accorder(sexe, "Joint", "Jointe"),
                IssueContact::MauvaisNumero => "Mauvais numéro".to_owned(),
                IssueContact::Refus => "Refus".to_owned(),
                autre => majuscule(autre.libelle()),
            };
            Choice::new(issue.code(), label)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use raccroche_domain::suivi::{Canal, Entree, Evenement, Origine, Responsable, Structure};
    use uuid::Uuid;

    use super::*;

    #[test]
    fn one_sentence_says_why_we_call() {
        let jour = |texte: &str| texte.parse::<NaiveDate>().unwrap();
        let entree = |rang, le, evenement| Entree { rang, le: jour(le), evenement };
        let structure = Structure { id: Uuid::from_u128(1), nom: "PSAD".to_owned() };
        let ouvert = Evenement::Ouvert {
            origine: Origine::Campagne,
            campagne: None,
            signale_le: Some(jour("2026-11-02")),
            sans_formation_depuis: Some(jour("2026-06-30")),
            responsable: Responsable { structure, agent: None },
        };
        let mut etat = EtatDossier::ouvrir(&entree(1, "2026-11-02", ouvert)).unwrap();
        let identite = Identite {
            sexe: Some(Sexe::Feminin),
            date_naissance: Some(jour("2009-11-03")),
            ..Identite::default()
        };
        let phrase = |etat: &EtatDossier| {
            pourquoi(etat, &identite, jour("2026-11-12"), &Seuils::default())
                .replace(['\u{a0}', '\u{202f}'], " ")
        };
        assert_eq!(
            phrase(&etat),
            "Sans solution depuis le 30 juin 2026, jamais contactée ; entretien de réorientation à tenir avant le \
             mardi 2 février 2027 (reste 82 jours)."
        );
        for rang in [2, 3] {
            let tentative = Evenement::Tentative {
                canal: Canal::Telephone,
                issue: IssueContact::SansReponse,
                rappeler_le: None,
            };
            etat.appliquer(&entree(rang, "2026-11-10", tentative));
        }
        assert!(
            phrase(&etat).contains("2 tentatives, la dernière le mardi 10 novembre"),
            "{}",
            phrase(&etat)
        );
    }
}
