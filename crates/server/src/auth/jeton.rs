//! Random tokens: sessions, invitations, links. 256 bits, written in hexadecimal; the store keeps only their SHA-256, so that
//! a stolen database opens no door.

use std::fmt::Write as _;

use rand::{TryRng as _, rngs::SysRng};

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

/// Whether it has the form of a token: what has not is not looked up.
pub(crate) fn est_un_jeton(texte: &str) -> bool {
    texte.len() == 64 && texte.bytes().all(|octet| octet.is_ascii_hexdigit())
}

pub(crate) fn hexadecimal(octets: &[u8]) -> String {
    let mut texte = String::with_capacity(octets.len() * 2);
    for octet in octets {
        // Writing into a string does not fail.
        let _ = write!(texte, "{octet:02x}");
    }
    texte
}

/// The bytes that a text in hexadecimal writes; nothing when it is not one.
pub(crate) fn octets_de(texte: &str) -> Option<Vec<u8>> {
    if !texte.is_ascii() || !texte.len().is_multiple_of(2) {
        return None;
    }
    (0..texte.len()).step_by(2).map(|rang| u8::from_str_radix(texte.get(rang..rang + 2)?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_differ_and_have_their_form() {
        let (a, b) = (nouveau().unwrap(), nouveau().unwrap());
        assert_ne!(a, b);
        assert!(est_un_jeton(&a) && est_un_jeton(&b));
        assert!(!est_un_jeton("abc") && !est_un_jeton(&"g".repeat(64)) && !est_un_jeton(&"é".repeat(32)));
        assert_eq!(octets_de(&hexadecimal(&[0, 10, 255])), Some(vec![0, 10, 255]));
        assert_eq!(octets_de("0g"), None);
    }
}
