//! What `raccroche serve --config FILE` reads.

use std::{net::IpAddr, path::PathBuf};

use raccroche_domain::{
    dispositif::{Academie, Catalogue},
    suivi::Seuils,
};
use serde::Deserialize;

use crate::horloge::Fuseau;

/// The configuration of a server. Unknown keys are errors: a typing error must not silently weaken a setting.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Database: `sqlite:` and a file, or `postgres:` and the rest of the address.
    pub base: String,
    /// The file of encryption keys, outside the database; made by `raccroche cles`.
    pub cles: PathBuf,
    /// Address to listen on; the loopback by default, as a reverse proxy holds the certificate.
    #[serde(default = "boucle_locale")]
    pub adresse: IpAddr,
    /// Port to listen on.
    #[serde(default = "port")]
    pub port: u16,
    /// The address people type, `https://raccroche.ac-exemple.fr`: links in mails begin with it, and its scheme says
    /// whether cookies are for encrypted connections alone.
    pub origine: String,
    /// Where files live (uploads, registers, exports).
    pub donnees: PathBuf,
    /// How mail leaves.
    #[serde(default)]
    pub courriel: Courriel,
    /// How text messages leave, when they do.
    #[serde(default)]
    pub sms: Sms,
    /// Name and looks.
    #[serde(default)]
    pub marque: Marque,
    /// Where local days come from.
    #[serde(default)]
    pub fuseau: Fuseau,
    /// A folder of files of dispositifs, with its own `academies/`: each takes the place of the file of that name that comes with
    /// the program, or is one more.
    #[serde(default)]
    pub dispositifs: Option<PathBuf>,
    /// What that folder says, once read; none: what comes with the program.
    #[serde(skip)]
    pub catalogue: Option<Catalogue>,
    /// Numbers that the académie may set.
    #[serde(default)]
    pub seuils: Seuils,
    /// Whether staff must have a second factor.
    #[serde(default = "oui")]
    pub second_facteur_obligatoire: bool,
    /// Whether limits only report what they would have refused.
    #[serde(default)]
    pub limites_a_blanc: bool,
    /// Whether webhooks may go to addresses of the internal network, and unencrypted: only when the programs that are told
    /// are there.
    #[serde(default)]
    pub webhooks_internes: bool,
    /// A file of certificate authorities (PEM) that webhooks trust beside those that browsers trust: an académie's own.
    #[serde(default)]
    pub webhooks_autorites: Option<PathBuf>,
    /// Demonstration: fictitious people, accounts listed on the sign-in page. Never with real data.
    #[serde(skip)]
    pub demonstration: Vec<CompteDemo>,
}

/// How mail leaves.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Courriel {
    /// SMTP server, `smtps://host` with its account before an `@`, or `smtp://host:port`; none: mails are written in a folder of the data.
    #[serde(default)]
    pub smtp: Option<String>,
    /// The sender, who can be answered.
    #[serde(default)]
    pub expediteur: Option<String>,
}

/// How text messages leave: through a program of the académie, as each has its own provider.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sms {
    /// The program, by its whole path, run without a shell nor arguments: it reads one line of JSON on its standard input,
    /// `{"numero": "0639980000", "texte": "…"}`, and ends with 0 once the message is accepted. None: nothing is sent, people
    /// copy the text.
    pub commande: Option<PathBuf>,
    /// Seconds after which it is stopped, and the message said not to have left.
    pub delai: u64,
}

impl Default for Sms {
    fn default() -> Self {
        Self { commande: None, delai: 10 }
    }
}

/// Name and looks. Neutral unless set: the State's mark is for the State.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Marque {
    /// The service's name.
    pub nom: String,
    /// Whose it is, `Académie de Bordeaux`.
    pub entite: String,
    /// Phone number that a young person may call.
    pub telephone: Option<String>,
    /// Address of the délégué à la protection des données.
    pub dpo: Option<String>,
    /// Address that a person reads: questions, accessibility, faults of security.
    pub contact: Option<String>,
    /// The académie whose catalogue of dispositifs is applied; none: as the national texts have it.
    pub academie: Option<Academie>,
    /// What the legal pages say of who runs the service.
    pub mentions: Mentions,
}

/// What the law asks a public service to say of itself (loi n° 2004-575, article 1-1; RGPD, article 13). What is not given is
/// shown as missing: a service is not opened so.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mentions {
    /// Postal address of the publisher.
    pub adresse: Option<String>,
    /// Phone number of the publisher.
    pub telephone: Option<String>,
    /// Name and function of the director of publication.
    pub directeur: Option<String>,
    /// Name of the host.
    pub hebergeur: Option<String>,
    /// Postal address of the host.
    pub hebergeur_adresse: Option<String>,
    /// Phone number of the host.
    pub hebergeur_telephone: Option<String>,
    /// Where the source code can be read.
    pub code_source: Option<String>,
    /// Who is responsible for the processing: `la rectrice de l’académie de Bordeaux`.
    pub responsable: Option<String>,
    /// For how long each kind of data is kept, as the register of processing has it.
    pub durees: Vec<Conservation>,
}

/// For how long a kind of data is kept.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Conservation {
    /// What is kept.
    pub donnees: String,
    /// Why.
    pub finalite: String,
    /// For how long, then what becomes of it.
    pub duree: String,
}

impl Default for Marque {
    fn default() -> Self {
        Self {
            nom: "Raccroche".to_owned(),
            entite: "Académie".to_owned(),
            telephone: None,
            dpo: None,
            contact: None,
            academie: None,
            mentions: Mentions::default(),
        }
    }
}

/// An account of the demonstration, as the sign-in page lists it and `comptes.json` holds it.
#[derive(Debug, Clone, serde::Serialize)]
pub struct CompteDemo {
    /// What to type first.
    pub login: String,
    /// What to type next.
    pub password: String,
    /// Code of the role.
    pub role: String,
    /// Its label.
    pub libelle: String,
    /// Name of the organisation.
    pub organisation: String,
    /// First name and name.
    pub nom: String,
}

fn boucle_locale() -> IpAddr {
    IpAddr::from([127, 0, 0, 1])
}

fn port() -> u16 {
    8080
}

fn oui() -> bool {
    true
}
