//! The second factor: six digits that change every thirty seconds (RFC 6238), from an application of the person's choice.

use totp_rs::{Builder, Secret, Totp};

/// Length of a secret, in bytes: that of SHA-1, which every application knows.
pub(crate) const LONGUEUR: usize = 20;

fn totp(secret: &[u8], courriel: &str) -> Option<Totp> {
    Builder::new()
        .with_secret(Secret::from(secret))
        .with_account_name(courriel)
        .with_issuer(Some("Raccroche"))
        .build()
        .ok()
}

/// The step of the code when it is right at that moment, else nothing. One step before and after is let in, for clocks
/// that differ; the caller refuses a step that was already used.
pub(crate) fn etape(secret: &[u8], code: &str, unix: u64) -> Option<u64> {
    let chiffres: String = code.chars().filter(char::is_ascii_digit).collect();
    totp(secret, "compte")?.check(&chiffres, unix)
}

/// What an application reads: the `otpauth:` address.
pub(crate) fn adresse(secret: &[u8], courriel: &str) -> Option<String> {
    totp(secret, courriel)?.to_url().ok()
}

/// The secret as people type it: base 32 in groups of four.
pub(crate) fn texte(secret: &[u8]) -> String {
    let base32 = Secret::from(secret).to_base32();
    let lettres: Vec<char> = base32.chars().collect();
    lettres.chunks(4).map(|groupe| groupe.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Vectors of RFC 6238, appendix B, SHA-1, cut to six digits.
    #[test]
    fn the_vectors_of_the_rfc_open_and_others_do_not() {
        let secret = b"12345678901234567890";
        for (unix, code) in [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924")] {
            assert!(etape(secret, code, unix).is_some(), "{unix}");
            assert!(
                etape(secret, &format!("{} {}", &code[..3], &code[3..]), unix).is_some(),
                "spaces are let in"
            );
            assert_eq!(etape(secret, code, unix + 300), None);
        }
        assert_eq!(etape(secret, "", 59), None);
        assert!(adresse(secret, "a@b.example").unwrap().starts_with("otpauth://totp/Raccroche:"));
        assert_eq!(texte(secret), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
    }
}
