//! A logo is taken only when it can be printed, and printed without surprise.

use raccroche_documents::{COTE_MAX, ErreurLogo, FormatLogo, Logo, TAILLE_MAX};

use crate::exemples::SVG;

/// A PNG of one white pixel.
const PNG: [u8; 67] = [
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, b'I', b'H', b'D', b'R', 0, 0, 0, 1, 0, 0, 0,
    1, 8, 0, 0, 0, 0, 0x3a, 0x7e, 0x9b, 0x55, 0, 0, 0, 10, b'I', b'D', b'A', b'T', 0x78, 0x9c, 0x63, 0xf8,
    0x0f, 0, 1, 1, 1, 0, 0xb1, 0x38, 0xf6, 0x14, 0, 0, 0, 0, b'I', b'E', b'N', b'D', 0xae, 0x42, 0x60, 0x82,
];

fn lire(octets: &[u8]) -> Result<Logo, ErreurLogo> {
    Logo::lire(octets.to_vec(), "Logo")
}

fn png() -> Vec<u8> {
    PNG.to_vec()
}

#[test]
fn a_png_and_an_svg_are_taken() {
    assert_eq!(lire(SVG.as_bytes()).expect("an SVG").format(), FormatLogo::Svg);
    let logo = lire(&PNG).expect("a PNG");
    assert_eq!((logo.format(), logo.description(), logo.octets()), (FormatLogo::Png, "Logo", &PNG[..]));
}

#[test]
fn what_could_surprise_is_refused() {
    assert_eq!(Logo::lire(png(), "  "), Err(ErreurLogo::SansDescription));
    assert_eq!(lire(&vec![0; TAILLE_MAX + 1]), Err(ErreurLogo::TropLourd(TAILLE_MAX + 1)));
    assert_eq!(lire(b"GIF89a"), Err(ErreurLogo::Format));
    assert_eq!(lire(b"\x89PNG\r\n\x1a\n"), Err(ErreurLogo::Format), "cut short");
    assert_eq!(lire(&PNG[..50]), Err(ErreurLogo::Illisible), "cut later");
    assert_eq!(lire(b"<svg xmlns='http://www.w3.org/2000/svg'><rect"), Err(ErreurLogo::Illisible));
    let mut immense = png();
    immense[16..20].copy_from_slice(&(COTE_MAX + 1).to_be_bytes());
    assert_eq!(lire(&immense), Err(ErreurLogo::Dimensions(COTE_MAX + 1, 1)));
    for contenu in [
        "<script>x</script>",
        "<svg:filter id='f'/>",
        "<image href='http://exemple.fr/x.png'/>",
        "<TEXT>x</TEXT>",
    ] {
        let svg = SVG.replace("</svg>", &format!("{contenu}</svg>"));
        assert!(matches!(lire(svg.as_bytes()), Err(ErreurLogo::Contenu(_))), "{contenu}");
    }
    let entites = format!("<!DOCTYPE svg [<!ENTITY a 'x'>]>{SVG}");
    assert_eq!(lire(entites.as_bytes()), Err(ErreurLogo::Contenu("!entity")));
}

#[test]
fn every_refusal_says_what_to_do() {
    for erreur in [
        ErreurLogo::TropLourd(TAILLE_MAX + 1),
        ErreurLogo::Format,
        ErreurLogo::Dimensions(0, 1),
        ErreurLogo::Illisible,
        ErreurLogo::Contenu("script"),
        ErreurLogo::SansDescription,
        ErreurLogo::Encodage,
    ] {
        assert!(erreur.phrase().ends_with('.'), "{}", erreur.phrase());
    }
}

#[test]
fn a_stored_logo_is_checked_again() {
    let logo = lire(&PNG).expect("a PNG");
    let ecrit = serde_json::to_string(&logo).expect("JSON");
    assert_eq!(serde_json::from_str::<Logo>(&ecrit).expect("the same"), logo);
    assert!(serde_json::from_str::<Logo>(&ecrit.replace("iVBOR", "AAAAA")).is_err());
    assert!(serde_json::from_str::<Logo>(&ecrit.replace("iVBOR", "*****")).is_err());
}
