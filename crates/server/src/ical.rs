//! Appointments as calendars read them (RFC 5545): lines that end with CRLF, folded at 75 bytes, texts escaped, moments in
//! UTC so that no table of time zones is needed.
//!
//! Written here rather than by a crate: the form is six rules, and the crate that is kept up draws numbers and asks the time
//! by itself, and lets a carriage return through. The tests have it read by a program that knows nothing of this one.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

/// Longest line, in bytes, the line end aside.
const LARGEUR: usize = 75;
/// How long an appointment lasts in a calendar: forms do not ask for an end.
const DUREE: TimeDelta = TimeDelta::hours(1);

/// An appointment of a calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Evenement {
    /// Its number: the same appointment read again replaces itself.
    pub(crate) id: Uuid,
    /// When it was last changed.
    pub(crate) modifie_le: DateTime<Utc>,
    /// When it begins.
    pub(crate) debut: DateTime<Utc>,
    /// In a few words, without a family name.
    pub(crate) resume: String,
    /// Where.
    pub(crate) lieu: String,
    /// What else to know.
    pub(crate) description: String,
    /// Where to read more.
    pub(crate) adresse: String,
}

/// A calendar, `hote` making its numbers unlike those of other calendars.
pub(crate) fn calendrier(nom: &str, hote: &str, evenements: &[Evenement]) -> String {
    let mut lignes = Lignes::default();
    lignes.ajouter("BEGIN", "VCALENDAR");
    lignes.ajouter("VERSION", "2.0");
    lignes.ajouter("PRODID", "-//Raccroche//Rendez-vous//FR");
    lignes.ajouter("CALSCALE", "GREGORIAN");
    lignes.texte("NAME", nom);
    lignes.texte("X-WR-CALNAME", nom);
    // Calendars that heed it look again every hour.
    lignes.ajouter("REFRESH-INTERVAL;VALUE=DURATION", "PT1H");
    for evenement in evenements {
        lignes.ajouter("BEGIN", "VEVENT");
        lignes.texte("UID", &format!("{}@{hote}", evenement.id));
        lignes.ajouter("DTSTAMP", &moment(evenement.modifie_le));
        lignes.ajouter("DTSTART", &moment(evenement.debut));
        lignes.ajouter("DTEND", &moment(evenement.debut + DUREE));
        lignes.texte("SUMMARY", &evenement.resume);
        lignes.texte("LOCATION", &evenement.lieu);
        lignes.texte("DESCRIPTION", &evenement.description);
        lignes.ajouter("URL", &evenement.adresse);
        // A shared calendar shows colleagues that one is busy, not with whom.
        lignes.ajouter("CLASS", "PRIVATE");
        lignes.ajouter("END", "VEVENT");
    }
    lignes.ajouter("END", "VCALENDAR");
    lignes.0
}

fn moment(le: DateTime<Utc>) -> String {
    le.format("%Y%m%dT%H%M%SZ").to_string()
}

#[derive(Default)]
struct Lignes(String);

impl Lignes {
    /// A property whose value is a text.
    fn texte(&mut self, nom: &str, valeur: &str) {
        self.ajouter(nom, &echapper(valeur));
    }

    fn ajouter(&mut self, nom: &str, valeur: &str) {
        let mut reste = LARGEUR;
        // A control character would end the line, or be refused by whoever reads it.
        for c in nom.chars().chain([':']).chain(valeur.chars().filter(|c| !c.is_control())) {
            if c.len_utf8() > reste {
                self.0.push_str("\r\n ");
                // The space at the beginning counts.
                reste = LARGEUR - 1;
            }
            self.0.push(c);
            reste -= c.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

fn echapper(texte: &str) -> String {
    let mut echappe = String::with_capacity(texte.len());
    for c in texte.replace("\r\n", "\n").chars() {
        match c {
            '\\' | ';' | ',' => echappe.extend(['\\', c]),
            '\n' | '\r' => echappe.push_str("\\n"),
            c => echappe.push(c),
        }
    }
    echappe
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evenement(lieu: &str) -> Evenement {
        Evenement {
            id: Uuid::from_u128(7),
            modifie_le: "2026-11-12T09:00:00.5Z".parse().unwrap(),
            debut: "2026-11-13T09:30:00Z".parse().unwrap(),
            resume: "Entretien de suivi : Inès D.".to_owned(),
            lieu: lieu.to_owned(),
            description: String::new(),
            adresse: "https://raccroche.example/dossiers/7".to_owned(),
        }
    }

    /// What a reader makes of the lines: unfolded.
    fn lignes(texte: &str) -> Vec<String> {
        texte.replace("\r\n ", "").split_terminator("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn lines_are_short_end_as_they_must_and_lose_nothing() {
        let long = "Maison de l’emploi, 3ᵉ étage ; demander « l’accueil » \\ ".repeat(6);
        let texte = calendrier("Mes rendez-vous", "raccroche.example", &[evenement(&long)]);
        assert!(texte.ends_with("END:VCALENDAR\r\n") && texte.starts_with("BEGIN:VCALENDAR\r\n"));
        for ligne in texte.split_terminator("\r\n") {
            assert!(ligne.len() <= 75 && !ligne.contains(['\r', '\n']), "{ligne:?}");
        }
        assert!(texte.split("\r\n").any(|ligne| ligne.len() > 72), "folded no earlier than need be");
        let lieu = lignes(&texte).into_iter().find_map(|l| l.strip_prefix("LOCATION:").map(str::to_owned));
        assert_eq!(lieu.unwrap().replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\"), long);
        let lues = lignes(&texte);
        for attendue in [
            "DTSTART:20261113T093000Z",
            "DTEND:20261113T103000Z",
            "DTSTAMP:20261112T090000Z",
            "UID:00000000-0000-0000-0000-000000000007@raccroche.example",
        ] {
            assert!(lues.iter().any(|ligne| ligne == attendue), "{attendue}");
        }
    }

    #[test]
    fn what_somebody_typed_cannot_write_a_line_of_its_own() {
        for lieu in
            ["CIO\r\nEND:VEVENT\r\nBEGIN:VEVENT", "CIO\rSUMMARY:autre", "CIO\nX:1", "CIO\u{0}\u{85}fin"]
        {
            let texte = calendrier("Agenda", "h", &[evenement(lieu)]);
            let lues = lignes(&texte);
            assert_eq!(lues.iter().filter(|l| l.starts_with("BEGIN:VEVENT")).count(), 1, "{lieu:?}");
            assert_eq!(lues.iter().filter(|l| l.starts_with("SUMMARY")).count(), 1, "{lieu:?}");
            assert!(!lues.iter().any(|l| l.starts_with("X:")), "{lieu:?}");
            assert!(!texte.replace("\r\n", "").contains(char::is_control), "{lieu:?}");
        }
    }

    #[test]
    fn an_empty_calendar_is_one() {
        assert_eq!(lignes(&calendrier("Agenda", "h", &[])).last().unwrap(), "END:VCALENDAR");
    }
}
