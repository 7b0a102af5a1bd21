//! Where a request comes from, to count attempts by: never kept, never in a log.
//!
//! The server listens on the loopback behind a reverse proxy that holds the certificate: the proxy's own address would be
//! everybody's. What the proxy says is believed when the connection comes from this very machine, and then only the last
//! address, which the proxy wrote itself.

use std::{convert::Infallible, net::SocketAddr};

use axum::{
    extract::{ConnectInfo, FromRequestParts},
    http::{HeaderMap, request::Parts},
};

/// The address of who asks, as a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Appelant(pub(crate) String);

impl<S: Send + Sync> FromRequestParts<S> for Appelant {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let pair = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(pair)| *pair);
        Ok(Self(adresse(pair, &parts.headers)))
    }
}

fn adresse(pair: Option<SocketAddr>, headers: &HeaderMap) -> String {
    let Some(pair) = pair else { return String::new() };
    let dite = headers
        .get_all("x-forwarded-for")
        .iter()
        .next_back()
        .and_then(|valeur| valeur.to_str().ok())
        .and_then(|valeur| valeur.rsplit(',').next())
        .map(str::trim)
        .filter(|valeur| pair.ip().is_loopback() && valeur.parse::<std::net::IpAddr>().is_ok());
    dite.map_or_else(|| pair.ip().to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn only_a_proxy_of_this_machine_is_believed_and_only_its_own_word() {
        let dit = |texte: &'static str| {
            HeaderMap::from_iter([(
                axum::http::HeaderName::from_static("x-forwarded-for"),
                HeaderValue::from_static(texte),
            )])
        };
        let [local, ailleurs]: [SocketAddr; 2] =
            ["127.0.0.1:5000".parse().unwrap(), "192.0.2.7:5000".parse().unwrap()];
        for (pair, headers, attendu) in [
            (local, HeaderMap::new(), "127.0.0.1"),
            (local, dit("198.51.100.4"), "198.51.100.4"),
            // Whoever asks may write the first ones.
            (local, dit("203.0.113.9, 198.51.100.4"), "198.51.100.4"),
            (local, dit("n'importe quoi"), "127.0.0.1"),
            (ailleurs, dit("198.51.100.4"), "192.0.2.7"),
        ] {
            assert_eq!(adresse(Some(pair), &headers), attendu);
        }
    }
}
