//! Random tokens: sessions, invitations, links. 256 bits, written in hexadecimal. The store keeps
//! only their hash, so that a stolen database opens no door.

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
    fn tokens_are_long_and_differ() {
        let (a, b) = (nouveau().unwrap(), nouveau().unwrap());
        assert_ne!(a, b);
        assert_eq!(a.len(), 64);
    }
}
