//! QR codes as SVG pictures: for authentication applications and for the letters that bear a link.

use std::fmt::Write as _;

use qrcode::{EcLevel, QrCode, render::svg};

/// The picture of a text; nothing when it is too long for a code.
pub(crate) fn svg(texte: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(texte, EcLevel::M).ok()?;
    Some(code.render::<svg::Color<'_>>().min_dimensions(200, 200).quiet_zone(true).build())
}

/// The same as an address that holds the picture, for a page that is shown once.
pub(crate) fn adresse(texte: &str) -> Option<String> {
    let svg = svg(texte)?;
    let mut adresse = String::from("data:image/svg+xml,");
    for octet in svg.bytes() {
        if octet.is_ascii_alphanumeric() || b"-._~".contains(&octet) {
            adresse.push(char::from(octet));
        } else {
            // Writing into a string does not fail.
            let _ = write!(adresse, "%{octet:02X}");
        }
    }
    Some(adresse)
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_picture_is_made_and_too_long_a_text_is_refused() {
        assert!(super::svg("https://raccroche.example/l/abc").unwrap().contains("<svg"));
        assert_eq!(super::svg(&"x".repeat(10_000)), None);
        let adresse = super::adresse("https://raccroche.example/r/abc").unwrap();
        assert!(
            adresse.starts_with("data:image/svg+xml,%3C%3Fxml") && !adresse.contains(['<', '"', ' ', '#'])
        );
    }
}
