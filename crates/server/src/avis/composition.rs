//! What mails say: plain French, counts and addresses of the site. No name, no number of a young person but for the reminder
//! that the young person receives, which holds a first name.

use chrono::{NaiveDate, NaiveDateTime};
use raccroche_domain::{
    francais::{date_longue, ponctuer},
    suivi::Entretien,
};
use raccroche_pages::components::CountedLine;
use raccroche_store::{
    Perimetre,
    agenda::Joignable,
    avis::{Chiffres, Frequence},
};

use crate::{config::Config, courriel::Lettre, journee::Lignes, rendu::jour_en_mots};

/// The days of the week, from Monday.
pub(crate) const JOURS: [&str; 7] = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];

/// `chaque matin, du lundi au vendredi`.
fn rythme(frequence: Frequence, jour: i32) -> String {
    match frequence {
        Frequence::Aucune => "à votre demande".to_owned(),
        Frequence::Quotidienne => "chaque matin, du lundi au vendredi".to_owned(),
        Frequence::Hebdomadaire => {
            let nom = usize::try_from(jour - 1).ok().and_then(|rang| JOURS.get(rang)).unwrap_or(&JOURS[0]);
            format!("une fois par semaine, le {nom}")
        }
    }
}

fn role(perimetre: &Perimetre) -> String {
    format!("{}, {}", perimetre.role().libelle(), perimetre.organisation().nom)
}

/// Counted lines under their heading; nothing when there are none.
fn rubrique(config: &Config, titre: &str, lignes: &[CountedLine]) -> String {
    if lignes.is_empty() {
        return String::new();
    }
    let lignes = lignes.iter().map(|ligne| {
        let detail = ligne.detail.as_ref().map(|detail| format!("\n  {detail}")).unwrap_or_default();
        format!("- {} {}{detail}\n  {}{}\n", ligne.count, ligne.text, config.origine, ligne.href)
    });
    format!("{titre}\n{}\n", lignes.collect::<String>())
}

/// What stands at the foot of every mail to somebody who works here.
fn pied(config: &Config, pourquoi: &str) -> String {
    ponctuer(&format!(
        "Ce message ne contient aucun nom : les liens demandent de vous connecter.\n{pourquoi}\n"
    )) + &format!("{}/compte\n", config.origine)
}

/// The summary of somebody's memberships; nothing when there is nothing to say.
pub(super) fn resume(
    config: &Config,
    a: String,
    appartenances: &[(Perimetre, Chiffres)],
    (frequence, jour): (Frequence, i32),
) -> Option<Lettre> {
    let seuils = &config.seuils;
    let dits: Vec<(&Perimetre, &Chiffres, Lignes)> = appartenances
        .iter()
        .map(|(perimetre, chiffres)| (perimetre, chiffres, Lignes::des(chiffres, seuils)))
        .filter(|(_, _, lignes)| !lignes.est_vide())
        .collect();
    let le = dits.first()?.1.jour;
    let mut texte = ponctuer(&format!("Bonjour,\n\nCe qui vous attend au {} :\n\n", date_longue(le)));
    if appartenances.len() > 1 {
        texte +=
            "Vous avez plusieurs rôles : avant d’ouvrir un lien, choisissez le bon en haut de la page.\n\n"
                .replace(" :", "\u{a0}:")
                .as_str();
    }
    for (perimetre, chiffres, lignes) in dits {
        let titre = role(perimetre);
        let souligne = "-".repeat(titre.chars().count());
        texte.extend([&titre, "\n", &souligne, "\n\n"]);
        let reponses: Vec<CountedLine> = lignes.reponses.into_iter().collect();
        texte += &rubrique(config, "À faire", &lignes.a_faire);
        texte += &rubrique(config, "Réponses reçues", &reponses);
        let depuis = format!("Nouveau depuis le {}", date_longue(chiffres.depuis));
        texte += &rubrique(config, &depuis, &lignes.nouveau);
        texte += &rubrique(config, "Passages de relais", &lignes.en_attente);
    }
    let pourquoi =
        format!("Vous le recevez {}. Pour changer, ou ne plus le recevoir :", rythme(frequence, jour));
    texte += &pied(config, &pourquoi);
    let objet = format!("{} : votre résumé du {}", config.marque.nom, date_longue(le));
    Some(Lettre { a, objet: ponctuer(&objet), texte })
}

/// What a publication brought to the PSADs that somebody leads; nothing when it brought nothing.
pub(super) fn publication(
    config: &Config,
    a: String,
    campagne: &str,
    depuis: NaiveDate,
    nouveaux: &[(Perimetre, u64)],
) -> Option<Lettre> {
    let nouveaux: Vec<_> = nouveaux.iter().filter(|(_, nombre)| *nombre > 0).collect();
    if nouveaux.is_empty() {
        return None;
    }
    let mut texte = ponctuer(&format!("Bonjour,\n\nLa campagne « {campagne} » est publiée.\n\n"));
    for (perimetre, nombre) in nouveaux {
        let s = if *nombre > 1 { "s" } else { "" };
        texte += &ponctuer(&format!(
            "{} : {nombre} jeune{s} ajouté{s} à votre liste.\n",
            perimetre.organisation().nom
        ));
        let adresse = format!("{}/jeunes?ouverts={depuis}\n\n", config.origine);
        texte += &adresse;
    }
    texte += &pied(
        config,
        "Vous le recevez parce que vous êtes responsable de cette plate-forme. Pour régler vos courriels :",
    );
    let objet = format!("{} : de nouveaux jeunes à suivre", config.marque.nom);
    Some(Lettre { a, objet: ponctuer(&objet), texte })
}

/// The reminder of a school's sheet; nothing when no line waits.
pub(super) fn feuille(config: &Config, a: String, perimetre: &Perimetre, attendent: usize) -> Option<Lettre> {
    if attendent == 0 {
        return None;
    }
    let (s, nt) = if attendent > 1 { ("s", "ent") } else { ("", "") };
    let texte = ponctuer(&format!(
        "Bonjour,\n\n{attendent} ligne{s} de la feuille de vérification de votre établissement attend{nt} une réponse : \
         {}.\n\nDites de chaque jeune s’il est scolarisé ailleurs, en apprentissage, en emploi, ou bien sans solution. \
         Comptez quelques secondes par ligne.\n",
        perimetre.organisation().nom,
    )) + &format!("{}/verification\n\n", config.origine)
        + &pied(config, "Vous le recevez parce que vous répondez de cette feuille. Vos autres courriels :");
    let objet = format!("{} : des lignes attendent votre réponse", config.marque.nom);
    Some(Lettre { a, objet: ponctuer(&objet), texte })
}

/// `demain, vendredi 13 novembre, à 10 h 30`.
fn quand(rendez_vous: NaiveDateTime, aujourd_hui: NaiveDate) -> String {
    let jour = rendez_vous.date();
    let heure = heure(rendez_vous);
    let en_mots = jour_en_mots(jour, aujourd_hui);
    if jour == aujourd_hui {
        format!("aujourd’hui, {en_mots}, à {heure}")
    } else if Some(jour) == aujourd_hui.succ_opt() {
        format!("demain, {en_mots}, à {heure}")
    } else {
        format!("{en_mots} à {heure}")
    }
}

/// `10 h 30`, `9 h`.
fn heure(moment: NaiveDateTime) -> String {
    moment.format("%-H\u{a0}h\u{a0}%M").to_string().trim_end_matches("\u{a0}00").to_owned()
}

/// What sort of place it is. The place itself is typed freely and may tell where somebody lives: it stays on the site.
fn sorte_de_lieu(lieu: &str) -> &'static str {
    let mots = raccroche_domain::francais::plier(lieu);
    let parle_de =
        |debuts: &[&str]| mots.split(' ').any(|mot| debuts.iter().any(|debut| mot.starts_with(debut)));
    if parle_de(&["tel", "appel"]) {
        "par téléphone"
    } else if parle_de(&["visio"]) {
        "en visioconférence"
    } else if parle_de(&["domicile", "chez"]) {
        "à domicile"
    } else {
        "sur place"
    }
}

/// The reminder of who meets the young person.
pub(super) fn rappel(
    config: &Config,
    a: String,
    dossier: uuid::Uuid,
    entretien: &Entretien,
    aujourd_hui: NaiveDate,
) -> Lettre {
    let quand = quand(entretien.le, aujourd_hui);
    let texte = ponctuer(&format!(
        "Bonjour,\n\nVous avez un rendez-vous {quand}, {} : {}.\n\nAvec qui, où exactement, et ce qui est noté :\n",
        sorte_de_lieu(&entretien.lieu),
        entretien.genre.libelle(),
    )) + &format!("{}/dossiers/{dossier}\n\n", config.origine)
        + &pied(config, "Les rappels de vos rendez-vous vous sont toujours envoyés. Vos autres courriels :");
    Lettre { a, objet: ponctuer(&format!("Rappel : un rendez-vous {quand}")), texte }
}

/// The reminder of the young person: « tu », as in the other mails they receive, and nothing of the dossier.
pub(super) fn rappel_du_jeune(
    config: &Config,
    joignable: Joignable,
    entretien: &Entretien,
    structure: &str,
    aujourd_hui: NaiveDate,
) -> Lettre {
    let bonjour = format!("Bonjour {}", joignable.prenom);
    let telephone = match &config.marque.telephone {
        Some(numero) => format!("Tu as un empêchement ? Préviens-nous au {numero}.\n\n"),
        None => String::new(),
    };
    let representant =
        if entretien.representant { "Ton représentant légal est invité aussi.\n" } else { "" };
    let quand = quand(entretien.le, aujourd_hui);
    // What somebody typed is said as it was typed.
    let texte = ponctuer(&format!("{},\n\nNous avons rendez-vous {quand}.\nLieu : ", bonjour.trim_end()))
        + &entretien.lieu
        + &ponctuer(&format!(
            "\n{representant}\n{telephone}À bientôt,\n{structure}\n{}\n",
            config.marque.entite
        ));
    Lettre { a: joignable.courriel, objet: ponctuer(&format!("Rappel : notre rendez-vous {quand}")), texte }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reminder_says_when_as_people_do_and_where_without_saying_where() {
        let jour: NaiveDate = "2026-11-12".parse().unwrap();
        for (le, attendu) in [
            ("2026-11-13T10:30:00", "demain, vendredi 13\u{a0}novembre, à 10\u{a0}h\u{a0}30"),
            ("2026-11-12T09:00:00", "aujourd’hui, jeudi 12\u{a0}novembre, à 9\u{a0}h"),
            ("2026-11-16T14:05:00", "lundi 16\u{a0}novembre à 14\u{a0}h\u{a0}05"),
        ] {
            assert_eq!(quand(le.parse().unwrap(), jour), attendu);
        }
        for (lieu, attendu) in [
            ("CIO Bordeaux Sud, 12 rue des Menuts", "sur place"),
            ("au téléphone", "par téléphone"),
            ("Appel du matin", "par téléphone"),
            ("Visio", "en visioconférence"),
            ("Chez lui, 3 impasse des Lilas", "à domicile"),
            ("Hôtel de ville", "sur place"),
        ] {
            assert_eq!(sorte_de_lieu(lieu), attendu, "{lieu}");
        }
    }
}
