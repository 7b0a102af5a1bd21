//! Where a delivery may go.
//!
//! An address is chosen by a person, and asked for by this server from inside its network: it must not become a way to
//! reach what only this machine or its neighbours can. Names are resolved at each delivery and every address they give
//! must be public; the connection then goes to the very address that was looked at. An académie whose programs are on its
//! own network says so in its configuration (`webhooks_internes`).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use axum::http::{Uri, uri::Scheme};

/// Longest address, in bytes.
const LONGUEUR: usize = 500;

/// An address that deliveries may be sent to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cible {
    /// Name or number, without brackets.
    pub(super) hote: String,
    /// Port.
    pub(super) port: u16,
    /// Whether encrypted.
    pub(super) tls: bool,
    /// As the `Host` header has it.
    pub(super) autorite: String,
    /// Path and query.
    pub(super) chemin: String,
}

impl Cible {
    /// The address that somebody typed.
    ///
    /// # Errors
    /// A sentence that says why it cannot be used.
    pub(crate) fn lire(texte: &str, internes: bool) -> Result<Self, &'static str> {
        let illisible = "Cette adresse ne se lit pas. Exemple : https://logiciel.exemple.fr/raccroche.";
        if texte.len() > LONGUEUR {
            return Err("Cette adresse dépasse 500 caractères.");
        }
        let uri: Uri = texte.parse().map_err(|_| illisible)?;
        let tls = match uri.scheme() {
            Some(scheme) if *scheme == Scheme::HTTPS => true,
            Some(scheme) if *scheme == Scheme::HTTP && internes => false,
            Some(_) => {
                return Err("L’adresse doit commencer par https:// : ce qui est envoyé doit être chiffré.");
            }
            None => return Err(illisible),
        };
        let autorite = uri.authority().ok_or(illisible)?;
        if autorite.as_str().contains('@') {
            return Err("Une adresse ne porte ni identifiant ni mot de passe : la signature suffit.");
        }
        let hote = autorite.host().trim_start_matches('[').trim_end_matches(']').to_owned();
        if hote.is_empty() {
            return Err(illisible);
        }
        let numero: Option<IpAddr> = hote.parse().ok();
        if !internes && (numero.is_some_and(|ip| !publique(ip)) || hote.eq_ignore_ascii_case("localhost")) {
            return Err(INTERNE);
        }
        Ok(Self {
            port: autorite.port_u16().unwrap_or(if tls { 443 } else { 80 }),
            tls,
            autorite: autorite.as_str().to_owned(),
            chemin: uri.path_and_query().map_or_else(|| "/".to_owned(), |chemin| chemin.as_str().to_owned()),
            hote,
        })
    }

    /// The numbers behind the name, all of which may be connected to.
    pub(super) async fn resoudre(&self, internes: bool) -> Result<Vec<SocketAddr>, &'static str> {
        let trouvees = tokio::net::lookup_host((self.hote.as_str(), self.port)).await;
        let trouvees: Vec<SocketAddr> = trouvees.map_err(|_| "the name is not known")?.collect();
        // One that is not public among several: whoever holds the name could choose which is used.
        if !internes && trouvees.iter().any(|adresse| !publique(adresse.ip())) {
            return Err("the name leads into a private network");
        }
        if trouvees.is_empty() { Err("the name has no address") } else { Ok(trouvees) }
    }
}

/// What is said of an address of the inside.
const INTERNE: &str =
    "Cette adresse est interne : elle n’est admise que si la configuration du service le dit.";

/// Whether an address is of the Internet at large, and of nothing particular (registries of special addresses of the
/// IANA, RFC 6890).
fn publique(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => publique_v4(ip),
        IpAddr::V6(ip) => publique_v6(ip),
    }
}

fn publique_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let particuliere = ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_documentation()
        || ip.is_multicast()
        || a == 0
        || a >= 240
        // Shared by operators, protocol assignments, relays of 6to4, benchmarks.
        || (a == 100 && (64..128).contains(&b))
        || (a == 192 && b == 0 && c == 0)
        || (a == 192 && b == 88 && c == 99)
        || (a == 198 && (18..20).contains(&b));
    !particuliere
}

fn publique_v6(ip: Ipv6Addr) -> bool {
    let [a, b, ..] = ip.segments();
    // Only 2000::/3 is given out; within it, protocol assignments, documentation and 6to4 lead elsewhere.
    (a & 0xe000) == 0x2000
        && !(a == 0x2001 && b < 0x0200)
        && !(a == 0x2001 && b == 0x0db8)
        && a != 0x2002
        && !(a == 0x3fff && b < 0x1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_encrypted_public_addresses_are_admitted() {
        let lue = Cible::lire("https://logiciel.exemple.fr:8443/a/b?c=d", false).unwrap();
        assert_eq!((lue.hote.as_str(), lue.port, lue.tls), ("logiciel.exemple.fr", 8443, true));
        assert_eq!((lue.autorite.as_str(), lue.chemin.as_str()), ("logiciel.exemple.fr:8443", "/a/b?c=d"));
        assert_eq!(Cible::lire("https://logiciel.exemple.fr", false).unwrap().chemin, "/");
        let refusees = [
            "http://logiciel.exemple.fr/",
            "ftp://logiciel.exemple.fr/",
            "logiciel.exemple.fr",
            "/chemin",
            "https://",
            "https://a:b@logiciel.exemple.fr/",
            "https://127.0.0.1/",
            "https://localhost/",
            "https://LOCALHOST:8080/",
            "https://[::1]/",
            "https://169.254.169.254/latest",
            "https://exemple.fr/\u{e9} ",
        ];
        for refusee in refusees {
            assert!(Cible::lire(refusee, false).is_err(), "{refusee}");
        }
        assert!(Cible::lire(&format!("https://exemple.fr/{}", "a".repeat(LONGUEUR)), false).is_err());
        assert!(!Cible::lire("http://127.0.0.1:9/", true).unwrap().tls);
        assert_eq!(Cible::lire("http://[::1]:9/", true).unwrap().hote, "::1");
    }

    #[test]
    fn special_addresses_are_not_public() {
        for (ip, attendu) in [
            ("8.8.8.8", true),
            ("192.0.2.1", false),
            ("10.0.0.1", false),
            ("172.31.0.1", false),
            ("172.32.0.1", true),
            ("192.168.1.1", false),
            ("100.64.0.1", false),
            ("100.128.0.1", true),
            ("169.254.169.254", false),
            ("198.19.0.1", false),
            ("0.0.0.0", false),
            ("224.0.0.1", false),
            ("255.255.255.255", false),
            ("2a00:1450:4007::1", true),
            ("::1", false),
            ("::", false),
            ("::ffff:10.0.0.1", false),
            ("::ffff:8.8.8.8", false),
            ("64:ff9b::a00:1", false),
            ("fe80::1", false),
            ("fd00::1", false),
            ("ff02::1", false),
            ("2001:db8::1", false),
            ("2002:a00:1::", false),
        ] {
            assert_eq!(publique(ip.parse().unwrap()), attendu, "{ip}");
        }
    }

    #[tokio::test]
    async fn a_name_that_leads_inside_is_not_connected_to() {
        let inside = Cible {
            hote: "localhost".into(),
            port: 9,
            tls: true,
            autorite: String::new(),
            chemin: "/".into(),
        };
        assert!(inside.resoudre(false).await.is_err());
        assert!(!inside.resoudre(true).await.unwrap().is_empty());
    }
}
