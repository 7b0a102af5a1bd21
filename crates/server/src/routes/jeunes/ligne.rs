//! A row of a list, in words.

use std::collections::HashMap;

use chrono::NaiveDate;
use raccroche_domain::{
    AGE_MAJORITE, Sexe, age_au,
    francais::{self, accorder, date_longue, majuscule, ponctuer},
    suivi::{EtatContact, EtatVerification, GenreEcheance, NatureSolution},
};
use raccroche_pages::{
    components::{Badge, Tone},
    jeunes_table::{Due, JeuneRow},
};
use raccroche_store::dossier::LigneDossier;
use uuid::Uuid;

use crate::rendu::jour_en_mots;

/// The day for which rows are written.
pub(crate) type AujourdHui = NaiveDate;

/// The sex, of its code in the store.
pub(crate) fn sexe(code: Option<&str>) -> Option<Sexe> {
    match code {
        Some("feminin") => Some(Sexe::Feminin),
        Some("masculin") => Some(Sexe::Masculin),
        _ => None,
    }
}

/// `DUVAL Inès`: as lists are sorted.
pub(crate) fn nom_de_liste(nom: &str, usage: Option<&str>, prenoms: &str) -> String {
    let prenom = francais::prenom(prenoms.split([',', ' ']).next().unwrap_or_default());
    match usage {
        Some(usage) if usage != nom => format!("{nom} ({usage}) {prenom}"),
        _ => format!("{nom} {prenom}"),
    }
}

/// `17 ans`, and `mineure` when so.
pub(crate) fn age(
    naissance: Option<NaiveDate>,
    sexe: Option<Sexe>,
    jour: AujourdHui,
) -> (String, Option<String>) {
    let Some(ans) = naissance.and_then(|naissance| age_au(naissance, jour)) else {
        return ("âge inconnu".to_owned(), None);
    };
    (format!("{ans}\u{a0}ans"), (ans < AGE_MAJORITE).then(|| accorder(sexe, "mineur", "mineure")))
}

pub(crate) fn badge_verification(code: &str) -> Badge {
    let etat = EtatVerification::de_code(code).unwrap_or(EtatVerification::AVerifier);
    let tone = match etat {
        EtatVerification::AVerifier => Tone::Warning,
        EtatVerification::Confirmee => Tone::Info,
        _ => Tone::Success,
    };
    // Lists are narrow: the page of the dossier says where.
    let mot = match etat {
        EtatVerification::Confirmee => "Confirmée",
        _ if etat.code().starts_with("retrouve_") => "Retrouvé",
        autre => return Badge::new(majuscule(autre.libelle()), tone),
    };
    Badge::new(mot, tone)
}

pub(crate) fn badge_contact(code: &str) -> Badge {
    let etat = EtatContact::de_code(code).unwrap_or(EtatContact::AContacter);
    let tone = match etat {
        EtatContact::AContacter => Tone::Warning,
        EtatContact::EnCours => Tone::Info,
        EtatContact::Joint => Tone::Success,
        EtatContact::Injoignable | EtatContact::Refus => Tone::Error,
    };
    Badge::new(majuscule(etat.libelle()), tone)
}

/// Where contact stands with a pupil whom the school still has: nobody looks for them.
pub(crate) fn sans_objet() -> Badge {
    Badge::new("Sans objet", Tone::Neutral)
}

pub(crate) fn badge_solution(code: Option<&str>) -> Badge {
    match code.and_then(NatureSolution::de_code) {
        Some(nature) => Badge::new(majuscule(nature.libelle()), Tone::Success),
        None => Badge::new("Aucune", Tone::Neutral),
    }
}

/// `reste 9 jours`, `dépassé de 2 jours`.
pub(crate) fn delai(le: NaiveDate, jour: AujourdHui) -> (String, Tone) {
    let jours = (le - jour).num_days();
    let s = |n: i64| if n.abs() > 1 { "s" } else { "" };
    match jours {
        0 => ("aujourd’hui".to_owned(), Tone::Warning),
        n if n < 0 => (format!("dépassé de {}\u{a0}jour{}", -n, s(n)), Tone::Error),
        n if n <= 7 => (format!("reste {n}\u{a0}jour{}", s(n)), Tone::Warning),
        n => (format!("reste {n}\u{a0}jours"), Tone::Info),
    }
}

/// A row; `noms` gives the names of organisations and people by their number.
pub(crate) fn ligne(lue: &LigneDossier, noms: &HashMap<Uuid, String>, jour: AujourdHui) -> JeuneRow {
    let sexe = sexe(lue.sexe.as_deref());
    let (age, mineur) = age(lue.naissance, sexe, jour);
    let structure = noms.get(&lue.responsable_organisation).cloned();
    let responsable = match (lue.responsable_agent.and_then(|id| noms.get(&id)), structure) {
        (Some(agent), Some(structure)) => Some(format!("{agent}, {structure}")),
        (None, structure) => structure,
        (Some(agent), None) => Some(agent.clone()),
    };
    let echeance = lue.prochaine_echeance.zip(lue.prochain_genre.as_deref().and_then(GenreEcheance::de_code));
    JeuneRow {
        reference: lue.id.to_string(),
        href: format!("/dossiers/{}", lue.id),
        nom: nom_de_liste(&lue.nom_famille, lue.nom_usage.as_deref(), &lue.prenoms),
        age,
        mineur,
        commune: lue.ville.clone().unwrap_or_default(),
        etablissement: lue.dernier_etablissement.clone(),
        formation: lue.derniere_formation.clone(),
        depuis: lue.sans_solution_depuis().map(date_longue).unwrap_or_default(),
        responsable,
        situation: badge_verification(&lue.verification),
        contact: if lue.encore_scolarise() { sans_objet() } else { badge_contact(&lue.contact) },
        solution: badge_solution(lue.solution.as_deref()),
        echeance: echeance.map(|(le, genre)| {
            let (delai, tone) = delai(le, jour);
            let texte = format!("{} : {}", genre.libelle(), jour_en_mots(le, jour));
            Due { text: ponctuer(&texte), delay: Some(delai), tone }
        }),
    }
}
