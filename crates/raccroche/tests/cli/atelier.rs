//! The workshop of the command-line tests: a folder of its own, the binary run in it, small registers written by hand.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    thread,
    time::Duration,
};

use tempfile::TempDir;

/// A folder that disappears with the test.
pub struct Atelier {
    folder: TempDir,
}

/// How a run ended.
pub struct Fin {
    pub stdout: String,
    pub stderr: String,
    pub code: Option<i32>,
}

impl Fin {
    fn of(output: &Output) -> Self {
        Self {
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            code: output.status.code(),
        }
    }

    /// It went well.
    #[track_caller]
    pub fn accepted(&self) -> &Self {
        assert_eq!(self.code, Some(0), "refused:\n{}\n{}", self.stdout, self.stderr);
        self
    }

    /// It was refused with a sentence that holds each of the words, and was no crash.
    #[track_caller]
    pub fn refused(&self, words: &[&str]) -> &Self {
        assert!(
            matches!(self.code, Some(1..=100)),
            "exit code {:?}\n{}\n{}",
            self.code,
            self.stdout,
            self.stderr
        );
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
        for word in words {
            assert!(self.stderr.contains(word), "the message does not say « {word} »:\n{}", self.stderr);
        }
        self
    }
}

impl Atelier {
    pub fn new() -> Self {
        Self { folder: TempDir::new().unwrap() }
    }

    pub fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub fn write_bytes(&self, name: &str, bytes: &[u8]) {
        self.write(name, "");
        fs::write(self.path(name), bytes).unwrap();
    }

    #[track_caller]
    pub fn read(&self, name: &str) -> String {
        let path = self.path(name);
        fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Runs the binary in the folder; no terminal, no colour.
    pub fn raccroche(&self, arguments: &[&str]) -> Fin {
        let output = Command::new(env!("CARGO_BIN_EXE_raccroche"))
            .args(arguments)
            .current_dir(self.folder.path())
            .env("NO_COLOR", "1")
            .output()
            .unwrap();
        Fin::of(&output)
    }

    /// The same with its words going elsewhere than to whoever runs it.
    pub fn raccroche_into(&self, stdout: impl Into<Stdio>, arguments: &[&str]) -> Fin {
        let output = Command::new(env!("CARGO_BIN_EXE_raccroche"))
            .args(arguments)
            .current_dir(self.folder.path())
            .stdout(stdout)
            .output()
            .unwrap();
        Fin::of(&output)
    }

    /// The same where no file may exceed so many kibibytes: the system then refuses to write, as on a full disk.
    pub fn with_files_up_to(&self, kibibytes: u32, arguments: &[&str]) -> Fin {
        let output = Command::new("sh")
            .arg("-c")
            .arg(format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" \"$@\"", kibibytes * 2))
            .arg(env!("CARGO_BIN_EXE_raccroche"))
            .args(arguments)
            .current_dir(self.folder.path())
            .output()
            .unwrap();
        Fin::of(&output)
    }

    /// Starts the binary, interrupts it as Ctrl-C does once `begun` has appeared, and gives the exit code.
    #[cfg(unix)]
    pub fn interrupted_once(&self, begun: &str, arguments: &[&str]) -> Option<i32> {
        let mut child = Command::new(env!("CARGO_BIN_EXE_raccroche"))
            .args(arguments)
            .current_dir(self.folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        while !self.path(begun).exists() {
            assert!(child.try_wait().unwrap().is_none(), "it ended before {begun} appeared");
            thread::sleep(Duration::from_millis(5));
        }
        Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
        child.wait().unwrap().code()
    }

    /// What lies in the folder under a name that begins with a dot or ends like a temporary file.
    pub fn leftovers(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(self.folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .filter(|name| {
                let extension = Path::new(name).extension();
                name.starts_with('.') || extension.is_some_and(|e| e == "tmp" || e == "partial")
            })
            .collect();
        names.sort();
        names
    }

    /// The text of all readable files under a folder, one after the other.
    pub fn everything_in(&self, folder: &str) -> String {
        let mut text = String::new();
        let mut folders = vec![self.path(folder)];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    text.push_str(&String::from_utf8_lossy(&fs::read(path).unwrap()));
                }
            }
        }
        text
    }
}

/// One pupil of a SIECLE export, in a class of CAP.
pub fn eleve(numero: u32, nom: &str, prenom: &str, naissance: &str) -> String {
    format!(
        "<ELEVE ELEVE_ID=\"{numero}\"><NOM_DE_FAMILLE>{nom}</NOM_DE_FAMILLE><PRENOM>{prenom}</PRENOM>\
         <DATE_NAISS>{naissance}</DATE_NAISS><CODE_SEXE>2</CODE_SEXE><CODE_PAYS>100</CODE_PAYS>\
         <CODE_COMMUNE_INSEE_NAISS>33063</CODE_COMMUNE_INSEE_NAISS><CODE_MEF>24121402210</CODE_MEF>\
         <DATE_ENTREE>01/09/2025</DATE_ENTREE></ELEVE>\n"
    )
}

/// A SIECLE export of a school, for the school year that begins in `rentree`.
pub fn siecle(rentree: i32, eleves: &[String]) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<BEE_ELEVES VERSION=\"2.1\">\n<PARAMETRES><UAJ>0750655E</UAJ>\
         <ANNEE_SCOLAIRE>{rentree}</ANNEE_SCOLAIRE><DATE_EXPORT>12/10/{rentree}</DATE_EXPORT></PARAMETRES>\n\
         <DONNEES><ELEVES>\n{}</ELEVES></DONNEES>\n</BEE_ELEVES>\n",
        eleves.concat()
    )
}

/// A zip archive of one entry, stored as it is, under any name, even one that a packer would refuse.
pub fn zip_of(name: &str, content: &[u8]) -> Vec<u8> {
    let crc = crc32(content);
    let size = u32::try_from(content.len()).unwrap().to_le_bytes();
    let name_length = u16::try_from(name.len()).unwrap().to_le_bytes();
    let mut entry = Vec::new();
    entry.extend([20, 0, 0, 0, 0, 0, 0, 0, 0, 0]); // version, flags, stored, time, date
    entry.extend(crc.to_le_bytes());
    entry.extend(size);
    entry.extend(size);
    entry.extend(name_length);
    entry.extend([0, 0]);

    let mut zip = b"PK\x03\x04".to_vec();
    zip.extend(&entry);
    zip.extend(name.as_bytes());
    zip.extend(content);
    let directory = u32::try_from(zip.len()).unwrap();
    zip.extend(b"PK\x01\x02\x14\x00");
    zip.extend(&entry);
    zip.extend([0; 14]); // comment, disk, attributes, offset 0
    zip.extend(name.as_bytes());
    let directory_size = u32::try_from(zip.len()).unwrap() - directory;
    zip.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    zip.extend(directory_size.to_le_bytes());
    zip.extend(directory.to_le_bytes());
    zip.extend([0, 0]);
    zip
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(
            crc ^ u32::from(*byte),
            |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 },
        )
    })
}
