//! One request, one status: no redirection is followed, no answer is read, nothing is kept open.

use std::{net::SocketAddr, pin::pin, sync::Arc, time::Duration};

use http_body_util::Full;
use hyper::{
    Request,
    body::Bytes,
    client::conn::http1,
    header::{CONTENT_TYPE, HOST, HeaderName, USER_AGENT},
    rt::{Read, Write},
};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::ServerName},
};

use super::cible::Cible;

/// The whole of a delivery: whoever receives it puts it aside and answers.
const PATIENCE: Duration = Duration::from_secs(10);
/// Addresses of a name that are tried.
const ADRESSES: usize = 3;

/// Why nothing was answered: a few words for the log, without the address.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct NonRemis(&'static str);

/// Sends deliveries. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Client {
    tls: Option<TlsConnector>,
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("tls", &self.tls.is_some()).finish()
    }
}

impl Client {
    /// A client that trusts the authorities that browsers trust.
    pub(crate) fn new() -> Self {
        let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .inspect_err(|error| tracing::error!(%error, "TLS of webhooks"))
            .ok();
        let config = config.map(|builder| builder.with_root_certificates(roots).with_no_client_auth());
        Self { tls: config.map(|config| TlsConnector::from(Arc::new(config))) }
    }

    /// Posts a JSON body; gives the status of the answer.
    pub(super) async fn envoyer(
        &self,
        cible: &Cible,
        internes: bool,
        entetes: &[(HeaderName, String)],
        corps: String,
    ) -> Result<u16, NonRemis> {
        let essai = async {
            let adresses = cible.resoudre(internes).await.map_err(NonRemis)?;
            let flux = connecter(&adresses).await?;
            let mut request = Request::post(cible.chemin.as_str())
                .header(HOST, cible.autorite.as_str())
                .header(CONTENT_TYPE, "application/json")
                .header(USER_AGENT, "Raccroche");
            for (nom, valeur) in entetes {
                request = request.header(nom, valeur);
            }
            let request = request
                .body(Full::new(Bytes::from(corps)))
                .map_err(|_| NonRemis("the request cannot be written"))?;
            if !cible.tls {
                return poster(TokioIo::new(flux), request).await;
            }
            let nom = ServerName::try_from(cible.hote.clone()).map_err(|_| NonRemis("no name for TLS"))?;
            let tls = self.tls.as_ref().ok_or(NonRemis("TLS is not there"))?;
            let flux = tls.connect(nom, flux).await.map_err(|_| NonRemis("TLS is refused"))?;
            poster(TokioIo::new(flux), request).await
        };
        tokio::time::timeout(PATIENCE, essai).await.unwrap_or(Err(NonRemis("too slow")))
    }
}

async fn connecter(adresses: &[SocketAddr]) -> Result<TcpStream, NonRemis> {
    for adresse in adresses.iter().take(ADRESSES) {
        if let Ok(flux) = TcpStream::connect(adresse).await {
            return Ok(flux);
        }
    }
    Err(NonRemis("nobody listens"))
}

async fn poster<F>(flux: F, request: Request<Full<Bytes>>) -> Result<u16, NonRemis>
where
    F: Read + Write + Unpin + Send + 'static,
{
    let (mut sender, connection) =
        http1::handshake(flux).await.map_err(|_| NonRemis("the connection is no HTTP"))?;
    let (mut connection, mut reponse) = (pin!(connection), pin!(sender.send_request(request)));
    let mut ouverte = true;
    // Whoever answers may hang up at once: the answer is then there although the connection has ended.
    let reponse = loop {
        tokio::select! {
            reponse = &mut reponse => break reponse,
            _ = &mut connection, if ouverte => ouverte = false,
        }
    };
    Ok(reponse.map_err(|_| NonRemis("no answer"))?.status().as_u16())
}
