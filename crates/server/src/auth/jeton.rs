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

/// Signs of a token that people may have to copy from paper: none looks like another (Crockford's base 32).
const SIGNES: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// How many of them: 100 bits, which nobody guesses within the life of a link.
const COURT: usize = 20;

/// A new token short enough to be copied by hand.
pub(crate) fn court() -> Option<String> {
    let hasard = octets::<COURT>()?;
    // 256 is a multiple of 32: each sign is as likely as another.
    Some(hasard.iter().map(|octet| char::from(SIGNES[usize::from(octet % 32)])).collect())
}

/// A short token as it is written: `k7pdm-2wqx4-nb99t-cp2hh`.
pub(crate) fn en_groupes(court: &str) -> String {
    let signes: Vec<char> = court.chars().collect();
    signes.chunks(5).map(|groupe| groupe.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// The short token that somebody typed, whatever the case and the hyphens; nothing when it cannot be one.
pub(crate) fn lire_court(texte: &str) -> Option<String> {
    // Longer than any way of writing one: not looked at.
    if texte.len() > 3 * COURT {
        return None;
    }
    let lu: Option<String> = texte
        .chars()
        .filter(|c| *c != '-')
        .map(|c| match c.to_ascii_lowercase() {
            'o' => Some('0'),
            'i' | 'l' => Some('1'),
            c => u8::try_from(c).ok().filter(|octet| SIGNES.contains(octet)).map(char::from),
        })
        .collect();
    lu.filter(|lu| lu.len() == COURT)
}

/// Digits of a code that is sent.
pub(crate) const CODE: usize = 6;

/// A new code of six digits: somebody types it within minutes, and tries are counted.
pub(crate) fn code() -> Option<String> {
    // Of 2^64 numbers, no code comes more often than another by more than one in ten thousand thousand million.
    let nombre = u64::from_le_bytes(octets::<8>()?) % 1_000_000;
    Some(format!("{nombre:0CODE$}"))
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
    fn a_short_token_is_read_as_people_write_it() {
        let (a, b) = (court().unwrap(), court().unwrap());
        assert_ne!(a, b);
        assert_eq!(lire_court(&a).as_ref(), Some(&a));
        assert_eq!(lire_court(&en_groupes(&a).to_uppercase()).as_ref(), Some(&a));
        assert_eq!(en_groupes(&a).len(), 23);
        assert_eq!(lire_court("OIL23-45678-9abcd-efghj").as_deref(), Some("01123456789abcdefghj"));
        for faux in ["", "abc", "u0000000000000000000", "é0000000000000000000", &a[1..], &"0".repeat(21)] {
            assert_eq!(lire_court(faux), None, "{faux}");
        }
    }

    #[test]
    fn a_code_has_its_digits_and_is_not_always_the_same() {
        let codes: Vec<String> = (0..20).map(|_| code().unwrap()).collect();
        assert!(codes.iter().all(|code| code.len() == CODE && code.bytes().all(|c| c.is_ascii_digit())));
        assert!(codes.iter().any(|code| *code != codes[0]));
    }

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
