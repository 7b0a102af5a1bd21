//! The application of the demonstration: a database with the campaign published a month ago, one account for each role,
//! a month of case work, and the site on this machine.

use std::{
    fs,
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    time::Instant,
};

use anyhow::{Context, Result};
use chrono::{DateTime, Days, NaiveTime, Utc};
use raccroche_campaign::{Campaign, Fiche, to_follow};
use raccroche_domain::{
    Definition,
    dispositif::Academie,
    francais::{nombre, ponctuer},
    suivi::Seuils,
};
use raccroche_registers::output;
use raccroche_server::{
    App, CompteDemo, Config, Fuseau, Horloge, Marque, demonstration, identifiants_semes, ouvrir, publication,
    territoires,
};
use raccroche_synth::Parametres;

use super::{
    output::say,
    serve::{explained, listen, log},
};

/// The académie that does not exist.
const ACADEMIE: &str = "Académie de démonstration";

fn folder(data: &Path) -> PathBuf {
    data.join("application")
}

/// Refuses, before any work, a folder that an application of ours did not write: it would be erased.
pub(super) fn check(data: &Path) -> Result<()> {
    Ok(output::check_replaceable(&folder(data))?)
}

/// Makes the database anew beside the registers and the results; serves it unless told not to.
pub(super) fn open(
    data: &Path,
    results: &Path,
    parametres: &Parametres,
    socket: Option<TcpListener>,
) -> Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .context("the runtime cannot start")?;
    log();
    runtime.block_on(async {
        let started = Instant::now();
        let base = folder(data);
        check(data)?;
        if base.exists() {
            fs::remove_dir_all(&base).with_context(|| format!("{}: cannot be replaced", base.display()))?;
        }
        fs::create_dir_all(&base).with_context(|| format!("{}: cannot be made", base.display()))?;
        let marker = base.join(output::MARKER);
        fs::write(&marker, "application\n")
            .with_context(|| format!("{}: cannot be written", marker.display()))?;
        let url = format!("sqlite:{}", base.join("raccroche.db").display());
        let keys = base.join("cles");
        let store = ouvrir(&url, &keys, identifiants_semes(parametres.graine)).await.map_err(explained)?;

        let clock = Horloge::du_systeme(Fuseau::Metropole);
        let today = clock.aujourd_hui();
        let opened_on = today.checked_sub_days(Days::new(32)).unwrap_or(today);
        let morning: DateTime<Utc> = opened_on.and_time(NaiveTime::default()).and_utc();
        let fiches: Vec<Fiche> = to_follow(results)?.collect::<Result<_, _>>()?;
        let places =
            demonstration::Lieux::choisir(&store, morning, &fiches, ACADEMIE).await.map_err(explained)?;
        let comptes = demonstration::comptes(&store, morning, &places, opened_on).await.map_err(explained)?;

        // The server looks for results from its own folder, wherever this one was named from.
        let results =
            results.canonicalize().with_context(|| format!("{}: cannot be read", results.display()))?;
        let parution = publication::Parution {
            nom: "Campagne de démonstration".to_owned(),
            as_of: opened_on,
            definition: Definition::D31359,
            dossier: results.display().to_string(),
            jour: opened_on,
            academie: ACADEMIE.to_owned(),
            campagne: None,
        };
        let seuils = Seuils::default();
        let campaign = Campaign::load(&data.join("donnees").join("campagne.toml"))?;
        let zonings = territoires::Zonages::lire(&campaign.zonings)?;
        let writer = store.write(morning).await.map_err(explained)?;
        zonings.appliquer(&writer).await.map_err(explained)?;
        let published = publication::publish(&writer, &parution, fiches.into_iter().map(Ok), &seuils).await?;
        writer.commit().await.map_err(explained)?;
        // Without a socket nobody comes: the address is only what links would begin with.
        let address = match &socket {
            Some(socket) => socket.local_addr().context("the port cannot be used")?,
            None => SocketAddr::from(([127, 0, 0, 1], 0)),
        };
        let time = demonstration::Temps::default();
        let config = configuration(url, keys, base, address, comptes.clone());
        let app = App::new(store, config, time.horloge(Fuseau::Metropole));
        let entries = demonstration::travailler(&app, &time, &places, today, parametres.graine)
            .await
            .map_err(explained)?;

        let listed = serde_json::to_string_pretty(&comptes)?;
        let accounts = data.join("comptes.json");
        fs::write(&accounts, listed).with_context(|| format!("{}: cannot be written", accounts.display()))?;
        say("")?;
        say(&ponctuer(&format!(
            "L’application : {} dossiers ouverts, {} actions au journal, {} comptes ({}), en {}.",
            nombre(published.ouverts),
            nombre(entries),
            comptes.len(),
            accounts.display(),
            super::demo::seconds(started.elapsed())
        )))?;
        let Some(socket) = socket else {
            app.fermer().await.map_err(explained)?;
            return Ok(());
        };
        listen(app, socket).await
    })
}

/// What the demonstration runs with.
fn configuration(
    url: String,
    keys: PathBuf,
    base: PathBuf,
    address: SocketAddr,
    accounts: Vec<CompteDemo>,
) -> Config {
    Config {
        base: url,
        cles: keys,
        adresse: address.ip(),
        port: address.port(),
        origine: format!("http://localhost:{}", address.port()),
        donnees: base,
        courriel: raccroche_server::Courriel::default(),
        sms: raccroche_server::Sms::default(),
        // Its communes are those of Bordeaux: so are its dispositifs.
        marque: Marque {
            entite: ACADEMIE.to_owned(),
            academie: Some(Academie::Bordeaux),
            ..Marque::default()
        },
        dispositifs: None,
        catalogue: None,
        fuseau: Fuseau::Metropole,
        seuils: Seuils::default(),
        // Demonstration accounts are on the sign-in page: a second factor would protect nothing.
        second_facteur_obligatoire: false,
        limites_a_blanc: false,
        // The programs that one tries it with are on this very machine.
        webhooks_internes: true,
        webhooks_autorites: None,
        demonstration: accounts,
    }
}
