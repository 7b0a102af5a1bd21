//! QR codes as SVG pictures: for authentication applications and for the letters that bear a link.

use qrcode::{EcLevel, QrCode, render::svg};

/// The picture of a text; nothing when it is too long for a code.
pub(crate) fn svg(texte: &str) -> Option<String> {
    let code = QrCode::with_error_correction_level(texte, EcLevel::M).ok()?;
    Some(code.render::<svg::Color<'_>>().min_dimensions(200, 200).quiet_zone(true).build())
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_picture_is_made_and_too_long_a_text_is_refused() {
        assert!(super::svg("https://raccroche.example/l/abc").unwrap().contains("<svg"));
        assert_eq!(super::svg(&"x".repeat(10_000)), None);
    }
}
