//! Mail: through the SMTP server of the configuration, or written in a folder of the data when there is none, so that a
//! demonstration and a first day need no mail server.
//!
//! What a mail says is plain text without personal data beyond the first name; addresses and contents are in no log.

use std::time::Duration;

use lettre::{
    AsyncFileTransport, AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    message::{
        Mailbox,
        header::{ContentType, Header, HeaderName, HeaderValue},
    },
};

use crate::{auth::jeton, config::Config, etat::App};

/// No page waits longer for a mail server.
const PATIENCE: Duration = Duration::from_secs(8);

/// A mail to send.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Lettre {
    /// Address.
    pub(crate) a: String,
    /// Subject.
    pub(crate) objet: String,
    /// Plain text.
    pub(crate) texte: String,
}

/// A mail did not leave. What was wrong is in the log, without the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NonParti;

/// Says that a program wrote the mail (RFC 3834), so that no other program answers that its reader is on holiday.
#[derive(Debug, Clone)]
struct EcritParUnProgramme;

impl Header for EcritParUnProgramme {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// By which way mail leaves.
#[derive(Debug)]
pub(crate) enum Poste {
    /// A mail server.
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    /// A folder: one `.eml` file a mail.
    Dossier(AsyncFileTransport<Tokio1Executor>),
    /// The configuration is no good; said when the server starts and at each mail.
    Aucune,
}

impl Poste {
    /// The way of the configuration.
    pub(crate) fn new(config: &Config) -> Self {
        if let Some(adresse) = &config.courriel.smtp {
            return match AsyncSmtpTransport::<Tokio1Executor>::from_url(adresse) {
                Ok(constructeur) => Self::Smtp(constructeur.timeout(Some(PATIENCE)).build()),
                Err(error) => {
                    // Not the address: it may hold a password.
                    tracing::error!(%error, "the address of the mail server cannot be used");
                    Self::Aucune
                }
            };
        }
        let dossier = config.donnees.join("courriels");
        match std::fs::create_dir_all(&dossier) {
            Ok(()) => Self::Dossier(AsyncFileTransport::new(dossier)),
            Err(error) => {
                tracing::error!(%error, "the folder of mails cannot be made");
                Self::Aucune
            }
        }
    }
}

impl App {
    /// Sends a mail.
    pub(crate) async fn poster(&self, lettre: Lettre) -> Result<(), NonParti> {
        let message = message(self.config(), lettre).map_err(|()| {
            tracing::error!("a mail has an address that cannot be used");
            NonParti
        })?;
        match self.poste() {
            Poste::Smtp(smtp) => smtp.send(message).await.map(drop).map_err(|error| {
                // Not what the server says: it often repeats the address.
                let code = error.status().map(u16::from);
                let panne = error.is_timeout() || code.is_none();
                tracing::error!(code, panne, "a mail did not leave");
                NonParti
            }),
            Poste::Dossier(dossier) => dossier.send(message).await.map(drop).map_err(|error| {
                tracing::error!(%error, "a mail did not leave");
                NonParti
            }),
            Poste::Aucune => Err(NonParti),
        }
    }
}

/// The name of the machine that people type.
pub(crate) fn hote(config: &Config) -> &str {
    let hote = config.origine.split("://").nth(1).and_then(|reste| reste.split([':', '/']).next());
    hote.unwrap_or("localhost")
}

fn message(config: &Config, lettre: Lettre) -> Result<Message, ()> {
    let hote = hote(config);
    let par_defaut = format!("ne-pas-repondre@{hote}");
    let adresse = config.courriel.expediteur.as_deref().unwrap_or(&par_defaut);
    let numero = jeton::octets::<16>().map(|octets| format!("<{}@{hote}>", jeton::hexadecimal(&octets)));
    let boite = |texte: &str| texte.parse::<Mailbox>().map_err(|_| ());
    let mut expediteur = boite(adresse)?;
    expediteur.name.get_or_insert_with(|| config.marque.nom.clone());
    Message::builder()
        .from(expediteur)
        .to(boite(&lettre.a)?)
        .subject(lettre.objet)
        .message_id(numero)
        .header(EcritParUnProgramme)
        .header(ContentType::TEXT_PLAIN)
        .body(lettre.texte)
        .map_err(|_| ())
}
