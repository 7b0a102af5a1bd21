//! Free text and secrets are sealed with a key that the database does not hold.
//!
//! A stolen backup or a curious administrator of the database reads neither a note of an *entretien* nor the secret of
//! somebody's second factor. Each value is bound to its place (table, row, column): a sealed text copied into another
//! row does not open. The key file holds several keys by number; the last one seals, all of them open, so that a key is
//! changed without stopping the service and old values are sealed again little by little ([`Keyring::renew`]).
//!
//! XChaCha20-Poly1305, because its nonce of 24 bytes may be drawn at random for as many values as one likes.

use std::{
    fmt,
    fs::{File, OpenOptions},
    io::{Read as _, Write as _},
    path::{Path, PathBuf},
};

use chacha20poly1305::{
    Key, KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Generate as _, Payload},
};
use sea_orm::DeriveValueType;
use secrecy::{ExposeSecret as _, SecretBox, zeroize::Zeroizing};
use uuid::Uuid;

const LAYOUT: u8 = 1;
const KEY: usize = 32;
const NONCE: usize = 24;
const HEADER: usize = 1 + 4 + NONCE;

/// A text or a secret that cannot be sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum ChiffrementError {
    /// The key file cannot be read or written.
    #[error("key file {path}: {source}", path = path.display())]
    Fichier {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Others than its owner may read the key file.
    #[error("key file {path}: others may read it (mode {mode:o}); run chmod 600", path = path.display())]
    Droits {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// A line of the key file is not a number from 1 and 64 hexadecimal digits, or a number comes twice.
    #[error("key file {path}: line {line} is not a key", path = path.display())]
    Ligne {
        /// The file.
        path: PathBuf,
        /// The line, from 1; 0 when the file holds no key.
        line: usize,
    },
    /// The value was sealed with a key that the file does not hold (any more).
    #[error("key {0} is not in the key file")]
    Inconnue(u32),
    /// The value was altered, comes from another place, or is not a sealed value.
    #[error("a sealed value of {table}.{column} does not open: altered, or from another place")]
    Alteree {
        /// Table it was read from.
        table: &'static str,
        /// Column it was read from.
        column: &'static str,
    },
}

/// A sealed value as the database keeps it.
#[derive(Clone, PartialEq, Eq, DeriveValueType)]
pub struct Sealed(pub(crate) Vec<u8>);

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Sealed({} bytes)", self.0.len())
    }
}

impl Sealed {
    /// A sealed value that was kept elsewhere than in the database, from its bytes; opening it says whether it is one.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The bytes, as stored.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Number of the key it was sealed with, or `None` when it is no sealed value.
    pub fn key(&self) -> Option<u32> {
        let number = self.0.get(1..5)?.try_into().ok()?;
        (self.0.first() == Some(&LAYOUT) && self.0.len() > HEADER).then(|| u32::from_be_bytes(number))
    }
}

/// Where a sealed value stands; it opens nowhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Table.
    pub table: &'static str,
    /// Column.
    pub column: &'static str,
    /// Identifier of the row.
    pub row: Uuid,
}

impl Place {
    /// What is authenticated beside the text: lengths first, so that no two places read alike.
    fn associated(&self, key: u32) -> Vec<u8> {
        let mut bytes = vec![LAYOUT];
        bytes.extend(key.to_be_bytes());
        for part in [self.table, self.column] {
            bytes.extend((part.len() as u64).to_be_bytes());
            bytes.extend(part.as_bytes());
        }
        bytes.extend(self.row.as_bytes());
        bytes
    }
}

struct NumberedKey {
    number: u32,
    key: SecretBox<[u8; KEY]>,
}

/// The keys, read from a file outside the database.
pub struct Keyring {
    keys: Vec<NumberedKey>,
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.keys.iter().map(|key| key.number)).finish()
    }
}

impl Keyring {
    /// Reads the key file: a line for each key, its number and 64 hexadecimal digits; `#` begins a comment.
    ///
    /// # Errors
    /// When the file cannot be read, is open to others than its owner, or holds a line that is no key.
    pub fn read(path: &Path) -> Result<Self, ChiffrementError> {
        let failed = |source| ChiffrementError::Fichier { path: path.to_owned(), source };
        let mut file = File::open(path).map_err(failed)?;
        owner_alone(&file, path)?;
        let mut text = Zeroizing::new(String::new());
        file.read_to_string(&mut text).map_err(failed)?;
        let mut keys: Vec<NumberedKey> = Vec::new();
        for (index, line) in text.lines().enumerate() {
            let content = line.split('#').next().unwrap_or_default().trim();
            if content.is_empty() {
                continue;
            }
            let key = parse_line(content)
                .filter(|key| keys.iter().all(|other| other.number != key.number))
                .ok_or_else(|| ChiffrementError::Ligne { path: path.to_owned(), line: index + 1 })?;
            keys.push(key);
        }
        if keys.is_empty() {
            return Err(ChiffrementError::Ligne { path: path.to_owned(), line: 0 });
        }
        Ok(Self { keys })
    }

    /// Creates the key file with its first key; refuses to replace one, whose loss would close every text for ever.
    ///
    /// # Errors
    /// When the file is already there or cannot be written.
    pub fn create(path: &Path) -> Result<Self, ChiffrementError> {
        let failed = |source| ChiffrementError::Fichier { path: path.to_owned(), source };
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        owner_alone_options(&mut options);
        let mut file = options.open(path).map_err(failed)?;
        let text = Zeroizing::new(format!(
            "# Clés de chiffrement de Raccroche. À sauvegarder à part de la base, sous clé.\n\
             # Une ligne par clé : son numéro, puis 64 chiffres hexadécimaux. La dernière chiffre, toutes déchiffrent.\n\
             {}\n",
            *new_line(1)
        ));
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
        Self::read(path)
    }

    /// Adds a key to the file: from the next start on it seals, and the former ones still open.
    ///
    /// # Errors
    /// When the file cannot be read as by [`Keyring::read`] or written.
    pub fn add_key(path: &Path) -> Result<Self, ChiffrementError> {
        let known = Self::read(path)?;
        let failed = |source| ChiffrementError::Fichier { path: path.to_owned(), source };
        let number = known.keys.iter().map(|key| key.number).max().unwrap_or_default() + 1;
        let mut file = OpenOptions::new().append(true).open(path).map_err(failed)?;
        let line = Zeroizing::new(format!("\n{}\n", *new_line(number)));
        file.write_all(line.as_bytes()).and_then(|()| file.sync_all()).map_err(failed)?;
        Self::read(path)
    }

    /// Number of the key that seals.
    pub fn current(&self) -> u32 {
        self.keys.last().map(|key| key.number).unwrap_or_default()
    }

    /// Whether a key of this number can open.
    pub fn knows(&self, number: u32) -> bool {
        self.keys.iter().any(|key| key.number == number)
    }

    /// Seals a text for its place.
    ///
    /// The nonce is the one randomness of the house that is not a parameter: repeated, it would give the text away.
    ///
    /// # Errors
    /// When the text is too long for the cipher (256 GiB).
    pub fn seal(&self, place: Place, text: &[u8]) -> Result<Sealed, ChiffrementError> {
        let altered = ChiffrementError::Alteree { table: place.table, column: place.column };
        let number = self.current();
        let nonce = XNonce::generate();
        let payload = Payload { msg: text, aad: &place.associated(number) };
        let Ok(sealed) = self.cipher(number)?.encrypt(&nonce, payload) else { return Err(altered) };
        let mut bytes = Vec::with_capacity(HEADER + sealed.len());
        bytes.push(LAYOUT);
        bytes.extend(number.to_be_bytes());
        bytes.extend(nonce);
        bytes.extend(sealed);
        Ok(Sealed(bytes))
    }

    /// Opens a value sealed for this place.
    ///
    /// # Errors
    /// When its key is unknown, when it was altered, or when it was sealed for another place.
    pub fn open(&self, place: Place, sealed: &Sealed) -> Result<Zeroizing<Vec<u8>>, ChiffrementError> {
        let altered = || ChiffrementError::Alteree { table: place.table, column: place.column };
        let number = sealed.key().ok_or_else(altered)?;
        let nonce = XNonce::try_from(&sealed.0[HEADER - NONCE..HEADER]).map_err(|_| altered())?;
        let payload = Payload { msg: &sealed.0[HEADER..], aad: &place.associated(number) };
        self.cipher(number)?.decrypt(&nonce, payload).map(Zeroizing::new).map_err(|_| altered())
    }

    /// Seals again with the current key what a former one sealed; `None` when there is nothing to do.
    ///
    /// # Errors
    /// As [`Keyring::open`].
    pub fn renew(&self, place: Place, sealed: &Sealed) -> Result<Option<Sealed>, ChiffrementError> {
        if sealed.key() == Some(self.current()) {
            return Ok(None);
        }
        let text = self.open(place, sealed)?;
        self.seal(place, &text).map(Some)
    }

    fn cipher(&self, number: u32) -> Result<XChaCha20Poly1305, ChiffrementError> {
        let found = self.keys.iter().find(|key| key.number == number);
        let found = found.ok_or(ChiffrementError::Inconnue(number))?;
        Ok(XChaCha20Poly1305::new(&Key::from(*found.key.expose_secret())))
    }
}

fn parse_line(content: &str) -> Option<NumberedKey> {
    let (number, digits) = content.split_once(char::is_whitespace)?;
    let number: u32 = number.parse().ok().filter(|number| *number > 0)?;
    let digits = digits.trim();
    if digits.len() != 2 * KEY || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let mut key = SecretBox::new(Box::new([0; KEY]));
    let bytes = secrecy::ExposeSecretMut::expose_secret_mut(&mut key);
    for (byte, pair) in bytes.iter_mut().zip(0..) {
        *byte = u8::from_str_radix(&digits[2 * pair..2 * pair + 2], 16).ok()?;
    }
    Some(NumberedKey { number, key })
}

fn new_line(number: u32) -> Zeroizing<String> {
    use std::fmt::Write as _;
    let key = Key::generate();
    let mut line = Zeroizing::new(format!("{number} "));
    for byte in key {
        let _ = write!(line, "{byte:02x}");
    }
    line
}

#[cfg(unix)]
#[expect(clippy::verbose_bit_mask, reason = "permissions are read as octal digits")]
fn owner_alone(file: &File, path: &Path) -> Result<(), ChiffrementError> {
    use std::os::unix::fs::PermissionsExt as _;
    let meta =
        file.metadata().map_err(|source| ChiffrementError::Fichier { path: path.to_owned(), source })?;
    let mode = meta.permissions().mode() & 0o777;
    if mode & 0o077 == 0 { Ok(()) } else { Err(ChiffrementError::Droits { path: path.to_owned(), mode }) }
}

/// Elsewhere than on Unix the folder's own rights protect the file.
#[cfg(not(unix))]
fn owner_alone(_: &File, _: &Path) -> Result<(), ChiffrementError> {
    Ok(())
}

#[cfg(unix)]
fn owner_alone_options(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt as _;
    options.mode(0o600);
}

#[cfg(not(unix))]
fn owner_alone_options(_: &mut OpenOptions) {}

#[cfg(test)]
mod tests {
    use super::*;

    fn keyring() -> (tempfile::TempDir, PathBuf, Keyring) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cles");
        let keyring = Keyring::create(&path).unwrap();
        (folder, path, keyring)
    }

    fn place(row: u128) -> Place {
        Place { table: "entretien", column: "note", row: Uuid::from_u128(row) }
    }

    #[test]
    fn what_is_sealed_opens_at_its_place_alone() {
        let (_folder, _, keyring) = keyring();
        let sealed = keyring.seal(place(1), "a rappelé lundi".as_bytes()).unwrap();
        assert_eq!(&*keyring.open(place(1), &sealed).unwrap(), "a rappelé lundi".as_bytes());
        for elsewhere in [
            place(2),
            Place { table: "jeune", ..place(1) },
            Place { column: "conclusion", ..place(1) },
            Place { table: "entretienn", column: "ote", ..place(1) },
        ] {
            let refused = keyring.open(elsewhere, &sealed);
            assert!(matches!(refused, Err(ChiffrementError::Alteree { .. })), "{elsewhere:?}");
        }
    }

    #[test]
    fn no_byte_can_be_altered() {
        let (_folder, _, keyring) = keyring();
        let sealed = keyring.seal(place(1), b"note").unwrap();
        for index in 0..sealed.0.len() {
            let mut bytes = sealed.0.clone();
            bytes[index] ^= 1;
            assert!(keyring.open(place(1), &Sealed(bytes)).is_err(), "byte {index}");
        }
        for length in 0..sealed.0.len() {
            assert!(keyring.open(place(1), &Sealed(sealed.0[..length].to_vec())).is_err(), "{length} bytes");
        }
    }

    #[test]
    fn the_same_text_is_never_sealed_alike() {
        let (_folder, _, keyring) = keyring();
        let one = keyring.seal(place(1), b"note").unwrap();
        assert_ne!(one, keyring.seal(place(1), b"note").unwrap());
        assert!(!format!("{one:?} {keyring:?}").contains("note"));
    }

    #[test]
    fn a_new_key_seals_and_the_former_still_opens() {
        let (_folder, path, keyring) = keyring();
        let old = keyring.seal(place(1), b"note").unwrap();
        let both = Keyring::add_key(&path).unwrap();
        assert_eq!((both.current(), old.key()), (2, Some(1)));
        let new = both.renew(place(1), &old).unwrap().unwrap();
        assert_eq!(new.key(), Some(2));
        assert_eq!(&*both.open(place(1), &new).unwrap(), b"note");
        assert_eq!(both.renew(place(1), &new).unwrap(), None);
        assert!(matches!(keyring.open(place(1), &new), Err(ChiffrementError::Inconnue(2))));
    }

    #[test]
    fn a_key_file_is_its_owners_alone_and_never_replaced() {
        let (_folder, path, _) = keyring();
        assert!(matches!(Keyring::create(&path), Err(ChiffrementError::Fichier { .. })));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
            assert!(matches!(Keyring::read(&path), Err(ChiffrementError::Droits { mode: 0o640, .. })));
        }
    }

    #[test]
    fn a_key_file_holds_keys_and_nothing_else() {
        let (_folder, path, _) = keyring();
        let key = "ab".repeat(KEY);
        for (text, line) in [
            (String::new(), 0),
            (format!("# rien\n0 {key}"), 2),
            (format!("1 {key}\n1 {key}"), 2),
            (format!("1 {}", &key[1..]), 1),
            (format!("1 {}", "é".repeat(KEY)), 1),
            (key.clone(), 1),
        ] {
            std::fs::write(&path, &text).unwrap();
            let refused = Keyring::read(&path);
            assert!(matches!(refused, Err(ChiffrementError::Ligne { line: l, .. }) if l == line), "{text}");
        }
        std::fs::write(&path, format!("  7\t{}  # comment\n", key.to_uppercase())).unwrap();
        assert_eq!(Keyring::read(&path).unwrap().current(), 7);
    }
}
