//! The signature of a delivery, as the *Standard Webhooks* specification has it, so that its verification libraries serve:
//! HMAC-SHA256 over number, moment and body, each after a full stop.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hmac::{Hmac, Mac as _};
use hyper::header::HeaderName;
use sha2::Sha256;

/// What every secret begins with.
const PREFIXE: &str = "whsec_";

/// A secret as people copy it.
pub(crate) fn ecrire_secret(secret: &[u8]) -> String {
    format!("{PREFIXE}{}", STANDARD.encode(secret))
}

/// The headers of a delivery: its number, the moment in seconds since 1970, its signature.
pub(super) fn entetes(secret: &[u8], id: &str, horodatage: i64, corps: &[u8]) -> [(HeaderName, String); 3] {
    [
        (HeaderName::from_static("webhook-id"), id.to_owned()),
        (HeaderName::from_static("webhook-timestamp"), horodatage.to_string()),
        (HeaderName::from_static("webhook-signature"), signer(secret, id, horodatage, corps)),
    ]
}

fn signer(secret: &[u8], id: &str, horodatage: i64, corps: &[u8]) -> String {
    // A key of HMAC may have any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else { return String::new() };
    mac.update(format!("{id}.{horodatage}.").as_bytes());
    mac.update(corps);
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An example that the libraries of the specification are tested with.
    #[test]
    fn the_example_of_the_specification_has_its_signature() {
        let secret = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
        let corps = br#"{"test": 2432232314}"#;
        let signature = signer(&secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330, corps);
        assert_eq!(signature, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
        assert_ne!(signature, signer(&secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_331, corps));
        assert_eq!(ecrire_secret(&secret), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    }

    /// RFC 4231, case 2: the code itself.
    #[test]
    fn the_vector_of_the_rfc_holds() {
        let mut mac = Hmac::<Sha256>::new_from_slice(b"Jefe").unwrap();
        mac.update(b"what do ya want for nothing?");
        let code = crate::auth::jeton::hexadecimal(&mac.finalize().into_bytes());
        assert_eq!(code, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }
}
