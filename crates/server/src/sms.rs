//! Text messages: through a program that the académie provides, as each has its own contract with its own provider.
//!
//! The program is run without a shell and without arguments, so that neither a number nor a text is ever seen in a list of
//! processes or read as a command. What it prints is thrown away: it may repeat the number.

use std::{process::Stdio, time::Duration};

use raccroche_store::contact::{Coordonnee, EtatCoordonnee, GenreCoordonnee, fold_telephone};
use serde::Serialize;
use tokio::{io::AsyncWriteExt as _, process::Command};

use crate::{courriel::NonParti, etat::App};

/// A message to send, in the form in which the program reads it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Message {
    /// The number, digits alone: ten for a French one, or `+` and the code of the country.
    pub(crate) numero: String,
    /// What is said.
    pub(crate) texte: String,
}

impl App {
    /// Whether text messages leave by themselves.
    pub(crate) fn envoie_des_sms(&self) -> bool {
        self.config().sms.commande.is_some()
    }

    /// Sends a text message.
    pub(crate) async fn envoyer_sms(&self, message: &Message) -> Result<(), NonParti> {
        let Some(commande) = &self.config().sms.commande else { return Err(NonParti) };
        let mut ligne = serde_json::to_vec(message).map_err(|_| NonParti)?;
        ligne.push(b'\n');
        let lance = Command::new(commande)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn();
        let mut enfant = lance.map_err(|error| {
            tracing::error!(%error, "the program that sends text messages cannot be run");
            NonParti
        })?;
        let mut entree = enfant.stdin.take();
        let faire = async {
            if let Some(entree) = &mut entree {
                // A program may end well without having read everything: its word is its status.
                let _ = entree.write_all(&ligne).await;
            }
            drop(entree);
            enfant.wait().await
        };
        match tokio::time::timeout(Duration::from_secs(self.config().sms.delai), faire).await {
            Ok(Ok(statut)) if statut.success() => Ok(()),
            Ok(Ok(statut)) => {
                tracing::error!(code = statut.code(), "the program that sends text messages refused one");
                Err(NonParti)
            }
            Ok(Err(error)) => {
                tracing::error!(%error, "the program that sends text messages was lost");
                Err(NonParti)
            }
            Err(_) => {
                tracing::error!("the program that sends text messages took too long");
                Err(NonParti)
            }
        }
    }
}

/// The number to which a text message may be sent: a mobile one of France, or one from abroad; nothing for a land line, a wrong
/// one, an address, or one of the family, who would answer instead.
pub(crate) fn numero(coordonnee: &Coordonnee) -> Option<String> {
    let du_jeune = coordonnee.genre == GenreCoordonnee::Telephone
        && coordonnee.representant.is_none()
        && coordonnee.etat != EtatCoordonnee::Faux;
    if !du_jeune {
        return None;
    }
    composer(&coordonnee.valeur, &coordonnee.cle)
}

/// The number that somebody typed, when a text message may be sent to it.
pub(crate) fn mobile(texte: &str) -> Option<String> {
    composer(texte, &fold_telephone(texte))
}

/// A number as it is dialled, from what was written and its digits.
fn composer(ecrit: &str, chiffres: &str) -> Option<String> {
    if let Some(etranger) = chiffres.strip_prefix("00") {
        return Some(format!("+{etranger}"));
    }
    let francais = chiffres.len() == 10 && (chiffres.starts_with("06") || chiffres.starts_with("07"));
    let etranger = !chiffres.is_empty() && !chiffres.starts_with('0') && ecrit.trim_start().starts_with('+');
    match (francais, etranger) {
        (true, _) => Some(chiffres.to_owned()),
        (_, true) => Some(format!("+{chiffres}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn only_a_mobile_of_the_young_person_takes_a_message() {
        let avec = |valeur: &str| Coordonnee {
            id: Uuid::nil(),
            jeune: Uuid::nil(),
            representant: None,
            genre: GenreCoordonnee::Telephone,
            valeur: valeur.to_owned(),
            cle: fold_telephone(valeur),
            source: String::new(),
            etat: EtatCoordonnee::Inconnu,
            vu_le: DateTime::UNIX_EPOCH,
            corrigee_le: None,
        };
        for (valeur, attendu) in [
            ("06 39 98 00 00", Some("0639980000")),
            ("+33 (0)7 00 00 00 00", Some("0700000000")),
            ("05 56 00 00 00", None),
            ("+32 470 12 34 56", Some("+32470123456")),
            ("0032 470 12 34 56", Some("+32470123456")),
            ("06 39", None),
            ("liste rouge", None),
        ] {
            assert_eq!(numero(&avec(valeur)).as_deref(), attendu, "{valeur}");
            assert_eq!(mobile(valeur).as_deref(), attendu, "{valeur}");
        }
        let mobile = avec("06 39 98 00 00");
        assert_eq!(numero(&Coordonnee { etat: EtatCoordonnee::Faux, ..mobile.clone() }), None);
        assert_eq!(numero(&Coordonnee { representant: Some(Uuid::nil()), ..mobile.clone() }), None);
        assert_eq!(numero(&Coordonnee { genre: GenreCoordonnee::Courriel, ..mobile }), None);
    }
}
