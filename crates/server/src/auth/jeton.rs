//! Random tokens: sessions, invitations, links. 256 bits, written in hexadecimal; only their SHA-256 is
//! kept, so that a stolen database opens no door.

use std::fmt::Write as _;

use rand::{TryRng as _, rngs::SysRng};
use sha2::{Digest as _, Sha256};

/// A new token; `None` when the system gives no randomness, which is then a reason to refuse.
pub(crate) fn nouveau() -> Option<String> {
    let mut octets = [0_u8; 32];
    SysRng.try_fill_bytes(&mut octets).ok()?;
    Some(hexadecimal(&octets))
}

/// Random bytes, for secrets of second factors.
pub(crate) fn octets<const N: usize>() -> Option<[u8; N]> {
    let mut octets = [0_u8; N];
    SysRng.try_fill_bytes(&mut octets).ok()?;
    Some(octets)
}

/// What is kept of a token.
pub(crate) fn empreinte(jeton: &str) -> String {
    hexadecimal(&Sha256::digest(jeton.as_bytes()))
}

fn hexadecimal(octets: &[u8]) -> String {
    let mut texte = String::with_capacity(octets.len() * 2);
    for octet in octets {
        // Writing into a string does not fail.
        let _ = write!(texte, "{octet:02x}");
    }
    texte
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_differ_and_only_their_hash_is_kept() {
        let (a, b) = (nouveau().unwrap(), nouveau().unwrap());
        assert_ne!(a, b);
        assert_eq!(a.len(), 64);
        assert_ne!(empreinte(&a), a);
        assert_eq!(empreinte("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
