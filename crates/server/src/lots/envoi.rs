//! The file of a batch: made as it is sent, from pieces that only the keys open, so that it is nowhere on the disk.

use std::{
    io::{self, Cursor, Read as _, Write},
    path::PathBuf,
    pin::Pin,
    task::{Context, Poll},
};

use axum::body::{Body, Bytes};
use hyper::body::Frame;
use raccroche_store::Sealed;
use tokio::sync::mpsc;
use uuid::Uuid;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::{LISTE, Liste, dossier, fichier, options, place};
use crate::etat::App;

/// Bytes that wait for a slow reader.
const TAMPON: usize = 64 * 1024;

/// The file of a batch that is ready, made as it is sent; nothing when a piece is missing.
///
/// # Errors
/// When the disk refuses.
pub(crate) async fn envoyer(app: &App, lot: Uuid) -> io::Result<Option<Body>> {
    let dossier = dossier(app, lot);
    let Ok(ecrite) = tokio::fs::read(dossier.join(LISTE)).await else { return Ok(None) };
    let Ok(liste) = serde_json::from_slice::<Liste>(&ecrite) else { return Ok(None) };
    let morceaux = liste.documents.len().div_ceil(liste.morceau.max(1));
    let morceaux: Vec<PathBuf> = (0..morceaux).map(|rang| fichier(&dossier, rang)).collect();
    for morceau in &morceaux {
        if !tokio::fs::try_exists(morceau).await? {
            return Ok(None);
        }
    }
    let (sortie, flux) = mpsc::channel(4);
    let coffre = app.clone();
    tokio::task::spawn_blocking(move || {
        let erreurs = sortie.clone();
        let fait = assembler(&morceaux, Envoi { sortie, tampon: Vec::with_capacity(TAMPON) }, |octets| {
            coffre.store().keyring().open(place(lot), &Sealed::from_bytes(octets)).map_err(io::Error::other)
        });
        if let Err(error) = fait
            && error.kind() != io::ErrorKind::BrokenPipe
        {
            tracing::error!(%error, "file of a batch");
            // The connection is cut: half a file must not look like a whole one.
            let _ = erreurs.blocking_send(Err(error));
        }
    });
    Ok(Some(Body::new(Flux(flux))))
}

fn assembler<O: AsRef<[u8]>>(
    morceaux: &[PathBuf],
    envoi: Envoi,
    ouvrir: impl Fn(Vec<u8>) -> io::Result<O>,
) -> io::Result<()> {
    let mut archive = ZipWriter::new_stream(envoi);
    for morceau in morceaux {
        let ouvert = ouvrir(std::fs::read(morceau)?)?;
        let mut lus = ZipArchive::new(Cursor::new(ouvert.as_ref())).map_err(io::Error::other)?;
        for rang in 0..lus.len() {
            let mut lu = lus.by_index(rang).map_err(io::Error::other)?;
            let nom = lu.name().map_err(io::Error::other)?.into_owned();
            let mut octets = Vec::with_capacity(usize::try_from(lu.size()).unwrap_or_default());
            lu.read_to_end(&mut octets)?;
            archive.start_file(nom, options(CompressionMethod::Deflated)).map_err(io::Error::other)?;
            archive.write_all(&octets)?;
        }
    }
    archive.finish().map_err(io::Error::other)?.into_inner().flush()
}

/// Writes towards whoever downloads; they may be slow, or gone.
struct Envoi {
    sortie: mpsc::Sender<io::Result<Bytes>>,
    tampon: Vec<u8>,
}

impl Write for Envoi {
    fn write(&mut self, octets: &[u8]) -> io::Result<usize> {
        self.tampon.extend_from_slice(octets);
        if self.tampon.len() >= TAMPON {
            self.flush()?;
        }
        Ok(octets.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.tampon.is_empty() {
            return Ok(());
        }
        let octets = Bytes::from(std::mem::replace(&mut self.tampon, Vec::with_capacity(TAMPON)));
        self.sortie.blocking_send(Ok(octets)).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}

/// What is written, as a body.
struct Flux(mpsc::Receiver<io::Result<Bytes>>);

impl hyper::body::Body for Flux {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        self.0.poll_recv(context).map(|recu| recu.map(|octets| octets.map(Frame::data)))
    }
}
