//! `serve`: the web application. `doctor` and `backup`: what an administrator runs beside it.

use std::{
    fs,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, anyhow, bail};
use clap::Args;
use raccroche_server::{App, Config, Horloge, ouvrir, serve};
use raccroche_store::{Sauvegarde, Store, StoreError, doctor};

use super::{dispositif, output::say};

/// Arguments of `serve`.
#[derive(Debug, Args)]
pub(crate) struct ServeArgs {
    /// The configuration, a TOML file: database, keys, address, mail, name. See docs/guide/exploiter.md.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
}

/// Arguments of `doctor`.
#[derive(Debug, Args)]
pub(crate) struct DoctorArgs {
    /// The configuration that `serve` uses.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
}

/// Arguments of `backup`.
#[derive(Debug, Args)]
pub(crate) struct BackupArgs {
    /// The configuration that `serve` uses.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// The file to write; it must not exist.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

fn read(path: &Path) -> Result<Config> {
    let text = fs::read_to_string(path).with_context(|| format!("{}: cannot be read", path.display()))?;
    let mut config: Config = toml::from_str(&text).map_err(|error| anyhow!("{}: {error}", path.display()))?;
    config.origine = config.origine.trim_end_matches('/').to_owned();
    if !config.origine.starts_with("https://") && !config.origine.starts_with("http://") {
        bail!(
            "{}: origine must begin with https:// (or http:// behind nothing but this machine)",
            path.display()
        );
    }
    if let Some(folder) = &config.dispositifs {
        let catalogue = dispositif::du_dossier(folder, config.marque.academie);
        config.catalogue = Some(catalogue.with_context(|| format!("{}: dispositifs", path.display()))?);
    }
    if let Some(command) = config.sms.commande.as_ref().filter(|command| !command.is_file()) {
        bail!("{}: sms.commande: {} is not a file; give its whole path", path.display(), command.display());
    }
    Ok(config)
}

fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().context("the runtime cannot start")
}

/// A failure of the store as a sentence with its remedy.
#[expect(clippy::needless_pass_by_value, reason = "given to map_err")]
pub(crate) fn explained(error: StoreError) -> anyhow::Error {
    let remedy = match &error {
        StoreError::Indisponible(_) => "check that it runs and that the address is right",
        StoreError::Pleine => "free some space and start again: nothing was lost",
        StoreError::Schema(_) => "use the version of raccroche that last ran on it, or a newer one",
        StoreError::Chiffrement(_) => {
            "check `cles`: the key file must be readable by this user alone, and be the one of this database"
        }
        _ => "see the message above",
    };
    anyhow!("{error}; {remedy}")
}

/// Runs `serve`.
pub(crate) fn run(args: &ServeArgs) -> Result<()> {
    let config = read(&args.config)?;
    log();
    let socket = bind(SocketAddr::new(config.adresse, config.port))?;
    runtime()?.block_on(async {
        let store =
            ouvrir(&config.base, &config.cles, raccroche_server::identifiants()).await.map_err(explained)?;
        let clock = Horloge::du_systeme(config.fuseau);
        listen(App::new(store, config, clock), socket).await
    })
}

/// Structured logs on standard error; `RUST_LOG` chooses how much.
pub(crate) fn log() {
    let filter = tracing_subscriber::EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info,sqlx=warn,sea_orm=warn"));
    // A second subscriber cannot be installed (tests): the first then serves.
    let _ = tracing_subscriber::fmt().json().with_env_filter(filter).with_writer(std::io::stderr).try_init();
}

/// Takes the port, before any long work: that it is taken is said at once.
pub(crate) fn bind(address: SocketAddr) -> Result<TcpListener> {
    let socket = TcpListener::bind(address)
        .with_context(|| format!("{address}: cannot be listened on; choose another port"))?;
    socket.set_nonblocking(true).with_context(|| format!("{address}: cannot be listened on"))?;
    Ok(socket)
}

/// Serves until Ctrl-C or termination.
pub(crate) async fn listen(app: App, socket: TcpListener) -> Result<()> {
    let socket = tokio::net::TcpListener::from_std(socket).context("the port cannot be used")?;
    // Those who are served do not lose their server because nobody reads this.
    let _unheard = say(&format!("raccroche: {} (Ctrl-C to stop)", app.config().origine));
    serve(app, socket, stopped()).await.context("the server stopped")
}

async fn stopped() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let terminated = async {
            if let Ok(mut signal) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())
            {
                signal.recv().await;
            } else {
                std::future::pending::<()>().await;
            }
        };
        tokio::select! {
            _ = interrupted => {}
            () = terminated => {}
        }
    }
    #[cfg(not(unix))]
    {
        let _ = interrupted.await;
    }
}

/// Runs `doctor`: schema, integrity, keys, and the chain of every journal.
pub(crate) fn run_doctor(args: &DoctorArgs) -> Result<()> {
    let config = read(&args.config)?;
    runtime()?.block_on(async {
        let store = Store::open(
            &raccroche_store::Config::new(config.base.clone(), config.cles.clone()),
            raccroche_server::identifiants(),
        )
        .await
        .map_err(explained)?;
        let findings = doctor::examine(&store).await.map_err(explained)?;
        let mut faults = 0;
        for finding in &findings {
            say(&finding.phrase)?;
            faults += usize::from(finding.gravite == doctor::Gravite::Erreur);
        }
        if faults > 0 {
            bail!("{faults} faults found");
        }
        say("no fault found")?;
        Ok(())
    })
}

/// Runs `backup`.
pub(crate) fn run_backup(args: &BackupArgs) -> Result<()> {
    let config = read(&args.config)?;
    runtime()?.block_on(async {
        let store = Store::open(
            &raccroche_store::Config::new(config.base.clone(), config.cles.clone()),
            raccroche_server::identifiants(),
        )
        .await
        .map_err(explained)?;
        match store.backup(&args.out).await.map_err(explained)? {
            Sauvegarde::Faite(path) => say(&format!("{}: written", path.display()))?,
            Sauvegarde::Commande(command) => say(&format!("PostgreSQL has its own tool; run: {command}"))?,
        }
        Ok(())
    })
}
