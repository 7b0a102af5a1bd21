//! `raccroche serve` as a process: killed in the middle of writing, it has lost nothing that it had accepted, and the next one
//! goes on.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::TcpStream,
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicBool, AtomicUsize, Ordering},
    thread,
    time::{Duration, Instant},
};

use crate::atelier::Atelier;

/// A server, stopped with the test.
struct Serveur {
    processus: Child,
    port: u16,
}

impl Serveur {
    /// Starts the binary and waits until it says its address.
    fn demarrer(atelier: &Atelier, port: u16, arguments: &[&str]) -> Self {
        let mut processus = Command::new(env!("CARGO_BIN_EXE_raccroche"))
            .args(arguments)
            .current_dir(atelier.path(""))
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let sortie = BufReader::new(processus.stdout.take().unwrap());
        let dite = sortie.lines().map_while(Result::ok).any(|ligne| ligne.contains("http://localhost:"));
        assert!(dite, "it ended before it said its address");
        Self { processus, port }
    }

    /// Status and whole text of an answer.
    fn demander(&self, requete: &str) -> Option<(u16, String)> {
        demander(self.port, requete)
    }
}

impl Drop for Serveur {
    fn drop(&mut self) {
        // SIGKILL, on every system.
        let _ = self.processus.kill();
        let _ = self.processus.wait();
    }
}

fn demander(port: u16, requete: &str) -> Option<(u16, String)> {
    let mut socket = TcpStream::connect(("127.0.0.1", port)).ok()?;
    socket.set_read_timeout(Some(Duration::from_secs(30))).ok()?;
    socket.write_all(requete.as_bytes()).ok()?;
    let mut reponse = Vec::new();
    socket.read_to_end(&mut reponse).ok()?;
    let texte = String::from_utf8_lossy(&reponse).into_owned();
    let statut = texte.split(' ').nth(1)?.parse().ok()?;
    Some((statut, texte))
}

fn formulaire(port: u16, chemin: &str, cookie: &str, corps: &str) -> String {
    format!(
        "POST {chemin} HTTP/1.1\r\nHost: localhost:{port}\r\nOrigin: http://localhost:{port}\r\nConnection: close\r\n\
         Cookie: {cookie}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{corps}",
        corps.len()
    )
}

fn page(port: u16, chemin: &str, cookie: &str) -> String {
    format!(
        "GET {chemin} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\nCookie: {cookie}\r\n\r\n"
    )
}

/// A port that is free now.
fn port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[test]
fn killed_while_writing_it_loses_nothing_it_had_accepted() {
    let atelier = Atelier::new();
    let port = port();
    let texte = port.to_string();
    let arguments = ["demo", "--jeunes", "400", "--data", "essai", "--port", &texte];
    let serveur = Serveur::demarrer(&atelier, port, &arguments);
    let corps = "identifiant=psad%40demo.example&mot_de_passe=demonstration-2026&suite=%2F";
    let (statut, reponse) = serveur.demander(&formulaire(port, "/connexion", "", corps)).unwrap();
    assert_eq!(statut, 303, "{reponse}");
    let cookie = reponse.split("set-cookie: ").nth(1).unwrap().split(';').next().unwrap().to_owned();
    let (_, liste) = serveur.demander(&page(port, "/jeunes", &cookie)).unwrap();
    let dossier =
        liste.split("href=\"/dossiers/").nth(1).unwrap().split(['"', '?']).next().unwrap().to_owned();
    let chemin = format!("/dossiers/{dossier}");

    let (acceptees, fin) = (AtomicUsize::new(0), AtomicBool::new(false));
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                while !fin.load(Ordering::Relaxed) {
                    let note =
                        formulaire(port, &format!("{chemin}/notes"), &cookie, "note=Ecrite+avant+la+panne");
                    match demander(port, &note) {
                        Some((303, _)) => _ = acceptees.fetch_add(1, Ordering::Relaxed),
                        // Cut in the middle: nobody was told that it was written.
                        _ => break,
                    }
                }
            });
        }
        let debut = Instant::now();
        while acceptees.load(Ordering::Relaxed) < 20 {
            assert!(debut.elapsed() < Duration::from_mins(1), "nothing is written");
            thread::sleep(Duration::from_millis(5));
        }
        drop(serveur);
        fin.store(true, Ordering::Relaxed);
    });
    let acceptees = acceptees.into_inner();

    let base = atelier.path("essai/application");
    let config = format!(
        "base = \"sqlite:{0}/raccroche.db\"\ncles = \"{0}/cles\"\ndonnees = \"{0}\"\nport = {port}\n\
         origine = \"http://localhost:{port}\"\nsecond_facteur_obligatoire = false\n",
        base.display()
    );
    fs::write(atelier.path("raccroche.toml"), config).unwrap();
    atelier.raccroche(&["doctor", "--config", "raccroche.toml"]).accepted();

    let serveur = Serveur::demarrer(&atelier, port, &["serve", "--config", "raccroche.toml"]);
    // The session goes on, and every note accepted is told.
    let (statut, journal) = serveur.demander(&page(port, &chemin, &cookie)).unwrap();
    assert_eq!(statut, 200, "{journal}");
    let ecrites = journal.matches("Ecrite avant la panne").count();
    assert!(ecrites >= acceptees, "{ecrites} notes for {acceptees} accepted");
    let encore = formulaire(port, &format!("{chemin}/notes"), &cookie, "note=Ecrite+ensuite");
    assert_eq!(serveur.demander(&encore).unwrap().0, 303);
}

/// A fiche that people of the field wrote runs without another program: a file in a folder, named in the configuration.
#[test]
fn a_folder_of_fiches_is_run_beside_those_that_come_with_the_program() {
    let atelier = Atelier::new();
    let port = port();
    let tutorat = include_str!("../../../../dispositifs/tutorat.toml");
    let nom = tutorat.lines().find(|ligne| ligne.starts_with("nom = ")).unwrap();
    let pouce = tutorat.replacen("code = \"tutorat\"", "code = \"coup_de_pouce\"", 1).replacen(
        nom,
        "nom = \"Coup de pouce d’essai\"",
        1,
    );
    let fiche = atelier.path("fiches/coup_de_pouce.toml");
    fs::create_dir_all(fiche.parent().unwrap()).unwrap();
    fs::write(&fiche, &pouce).unwrap();
    let config = format!(
        "base = \"sqlite:{0}/r.db\"\ncles = \"{0}/cles\"\ndonnees = \"{0}\"\nport = {port}\n\
         origine = \"http://localhost:{port}\"\ndispositifs = \"{0}/fiches\"\n",
        atelier.path("").display()
    );
    fs::write(atelier.path("raccroche.toml"), config).unwrap();
    {
        let serveur = Serveur::demarrer(&atelier, port, &["serve", "--config", "raccroche.toml"]);
        for (adresse, dit) in
            [("/dispositifs/coup_de_pouce", "Coup de pouce d’essai"), ("/dispositifs/pafi", "PAFI")]
        {
            let (statut, corps) = serveur.demander(&page(port, adresse, "")).unwrap();
            assert!(statut == 200 && corps.contains(dit), "{statut} {corps}");
        }
    }
    // Nobody serves a fiche that would not run as it was meant.
    fs::write(&fiche, pouce.replacen("fin = \"acheve\"", "fin = \"gagne\"", 1)).unwrap();
    let reprise = atelier.raccroche(&["serve", "--config", "raccroche.toml"]);
    reprise.refused(&["raccroche.toml", "coup_de_pouce.toml:", "gagne"]);
}
