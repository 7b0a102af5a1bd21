//! One request, one status: no redirection is followed, no answer is read, nothing is kept open.

use std::{net::SocketAddr, path::Path, pin::pin, sync::Arc, time::Duration};

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
    rustls::{
        ClientConfig, RootCertStore,
        crypto::ring,
        pki_types::{CertificateDer, ServerName, pem::PemObject as _},
    },
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
    /// A client that trusts the authorities that browsers trust, and those of a file, when there is one (certificates in
    /// PEM).
    pub(crate) fn new(autorites: Option<&Path>) -> Self {
        let config = configurer(autorites).inspect_err(|error| {
            // Plain http goes on; nothing is sent to an address in https that could not be trusted as configured.
            tracing::error!(error, "webhooks in https cannot leave");
        });
        Self { tls: config.ok().map(|config| TlsConnector::from(Arc::new(config))) }
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

fn configurer(autorites: Option<&Path>) -> Result<ClientConfig, String> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    if let Some(fichier) = autorites {
        let illisible = |error: &dyn std::fmt::Display| format!("{}: {error}", fichier.display());
        let lues = CertificateDer::pem_file_iter(fichier).map_err(|error| illisible(&error))?;
        for autorite in lues {
            let autorite = autorite.map_err(|error| illisible(&error))?;
            roots.add(autorite).map_err(|error| illisible(&error))?;
        }
    }
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authorities_that_cannot_be_read_send_nothing_rather_than_trust_others() {
        assert!(configurer(None).is_ok());
        let dossier = tempfile::tempdir().unwrap();
        let fichier = dossier.path().join("autorites.pem");
        assert!(configurer(Some(&fichier)).unwrap_err().contains("autorites.pem"));
        let faux = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        std::fs::write(&fichier, faux).unwrap();
        assert!(configurer(Some(&fichier)).is_err());
        assert!(Client::new(Some(&fichier)).tls.is_none());
    }

    #[tokio::test]
    async fn nothing_leaves_unencrypted_for_an_encrypted_address() {
        let ecoute = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = ecoute.local_addr().unwrap().port();
        let recu = tokio::spawn(async move {
            let (flux, _) = ecoute.accept().await.unwrap();
            let mut octets = [0; 1];
            flux.readable().await.unwrap();
            flux.try_read(&mut octets).map(|_| octets[0])
        });
        let cible = Cible::lire(&format!("https://127.0.0.1:{port}/"), true).unwrap();
        let client = Client::new(None);
        let envoi = client.envoyer(&cible, true, &[], "{}".to_owned());
        let (recu, _) = tokio::join!(recu, tokio::time::timeout(Duration::from_secs(2), envoi));
        // The first byte of a TLS handshake, not of a request.
        assert_eq!(recu.unwrap().unwrap(), 22);
    }
}
