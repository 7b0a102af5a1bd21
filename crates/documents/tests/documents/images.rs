//! Each model, filled and blank, as somebody who holds the sheet sees it: all its pages side by side, small, against the picture
//! kept in `tests/images`. Fonts, texts and days are ours and fixed, so a picture changes only when the layout does. To renew
//! them after a wanted change, and look at what changed before it is committed:
//!
//! ```sh
//! IMAGES=ecrire cargo nextest run -p raccroche-documents
//! ```

use std::{env, fs, io::Cursor, path::Path, sync::Arc};

use png::{BitDepth, ColorType, Compression, Decoder, Encoder};
use raccroche_documents::{Apercu, Bloc, rendre};

use crate::exemples;

/// Pixels across a page: small, and a line that moves by a third of a millimetre still shows.
const LARGEUR: u16 = 210;
/// Pixels between two pages.
const MARGE: usize = 6;
/// A picture knows sixteen shades: what rounding alone changes is one of them…
const NUANCE: u8 = 17;
/// …on one pixel in so many at most.
const RARE: usize = 2_000;

/// A picture: three bytes a pixel, row after row.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Image {
    largeur: usize,
    hauteur: usize,
    octets: Vec<u8>,
}

impl Image {
    /// The pages of a PDF, side by side.
    fn de(pdf: &[u8]) -> Self {
        let apercu = Apercu::lire(Arc::new(pdf.to_vec()), LARGEUR).expect("a PDF of ours");
        let pages = 1..=apercu.tailles().len();
        let pages: Vec<Self> =
            pages.map(|page| Self::lire(&apercu.dessiner(page).expect("a page").png)).collect();
        let largeur = pages.iter().map(|page| page.largeur + MARGE).sum::<usize>() - MARGE;
        let hauteur = pages.iter().map(|page| page.hauteur).max().expect("one page or more");
        let mut planche = Self { largeur, hauteur, octets: vec![NUANCE * 8; largeur * hauteur * 3] };
        let mut gauche = 0;
        for page in pages {
            for (rang, ligne) in page.octets.chunks_exact(page.largeur * 3).enumerate() {
                let debut = (rang * largeur + gauche) * 3;
                planche.octets[debut..debut + ligne.len()].copy_from_slice(ligne);
            }
            gauche += page.largeur + MARGE;
        }
        planche
    }

    /// From a PNG, whatever its colours.
    fn lire(png: &[u8]) -> Self {
        let mut lecteur = Decoder::new(Cursor::new(png));
        lecteur.set_transformations(png::Transformations::EXPAND);
        let mut lecteur = lecteur.read_info().expect("a PNG");
        let mut octets = vec![0; lecteur.output_buffer_size().expect("a size")];
        let info = lecteur.next_frame(&mut octets).expect("a picture");
        assert_eq!(info.color_type, ColorType::Rgb, "a picture of ours has colours and no transparency");
        octets.truncate(info.buffer_size());
        let (largeur, hauteur) = (info.width as usize, info.height as usize);
        Self { largeur, hauteur, octets }
    }

    fn ecrire(&self, fichier: &Path) {
        let cote = |pixels| u32::try_from(pixels).expect("a small picture");
        let mut palette: Vec<[u8; 3]> = self.pixels().collect();
        palette.sort_unstable();
        palette.dedup();
        let mut sortie = Vec::new();
        let mut image = Encoder::new(&mut sortie, cote(self.largeur), cote(self.hauteur));
        image.set_depth(BitDepth::Eight);
        image.set_compression(Compression::High);
        if palette.len() <= 256 {
            let rangs: Vec<u8> = self
                .pixels()
                .map(|pixel| palette.binary_search(&pixel).expect("a colour of the picture"))
                .map(|rang| u8::try_from(rang).expect("one of 256"))
                .collect();
            image.set_color(ColorType::Indexed);
            image.set_palette(palette.concat());
            image.write_header().expect("a PNG").write_image_data(&rangs).expect("a PNG");
        } else {
            image.set_color(ColorType::Rgb);
            image.write_header().expect("a PNG").write_image_data(&self.octets).expect("a PNG");
        }
        fs::write(fichier, sortie).expect("a file");
    }

    fn pixels(&self) -> impl Iterator<Item = [u8; 3]> {
        self.octets.chunks_exact(3).map(|pixel| [pixel[0], pixel[1], pixel[2]])
    }

    /// Why this is not the same picture, and one that shows where: what differs is red on what was expected, paled.
    fn ecart(&self, attendue: &Self) -> Option<(String, Self)> {
        if (self.largeur, self.hauteur) != (attendue.largeur, attendue.hauteur) {
            let tailles = [attendue.largeur, attendue.hauteur, self.largeur, self.hauteur];
            let [large, haut, autre_large, autre_haut] = tailles;
            return Some((
                format!(
                    "{autre_large} × {autre_haut} pixels and no longer {large} × {haut}: another number of pages"
                ),
                self.clone(),
            ));
        }
        let (mut autres, mut presque, mut carte) = (0, 0, attendue.clone());
        for (rang, (pixel, voulu)) in self.pixels().zip(attendue.pixels()).enumerate() {
            let plus_loin =
                (0..3).map(|couleur| pixel[couleur].abs_diff(voulu[couleur])).max().unwrap_or_default();
            presque += usize::from(plus_loin > 0);
            autres += usize::from(plus_loin > NUANCE);
            let marque = if plus_loin > 0 { [214, 0, 0] } else { voulu.map(|couleur| 170 + couleur / 3) };
            carte.octets[rang * 3..rang * 3 + 3].copy_from_slice(&marque);
        }
        let total = self.largeur * self.hauteur;
        let dit = if autres > 0 {
            format!("{autres} pixels of {total} are others")
        } else if presque * RARE > total {
            format!("{presque} pixels of {total} have another shade: more than rounding explains")
        } else {
            return None;
        };
        Some((dit, carte))
    }
}

/// The document looks as in its picture, or becomes its picture. Otherwise what it looks like now and where it differs are
/// written, to be looked at.
pub(crate) fn as_in_its_image(nom: &str, pdf: &[u8]) -> Result<(), String> {
    let dossier = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/images");
    let fichier = dossier.join(format!("{nom}.png"));
    let obtenue = Image::de(pdf);
    if env::var_os("IMAGES").is_some_and(|voulu| voulu == "ecrire") {
        fs::create_dir_all(&dossier).expect("a folder");
        obtenue.ecrire(&fichier);
        return Ok(());
    }
    let Ok(gardee) = fs::read(&fichier) else {
        return Err(format!("{} is missing: see the head of tests/documents/images.rs", fichier.display()));
    };
    let Some((dit, carte)) = obtenue.ecart(&Image::lire(&gardee)) else { return Ok(()) };
    let ici = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let [autre, ecart] = ["obtenu", "ecart"].map(|suite| ici.join(format!("{nom}-{suite}.png")));
    obtenue.ecrire(&autre);
    carte.ecrire(&ecart);
    Err(format!(
        "{nom} does not look any more as in {}: {dit}.\n  now:   {}\n  where: {}\n  If this is wanted: IMAGES=ecrire cargo nextest \
         run -p raccroche-documents",
        fichier.display(),
        autre.display(),
        ecart.display()
    ))
}

/// What [`as_in_its_image`] keeps of the letter, before anything happens to it.
fn lettre() -> Image {
    let lettre = exemples::complets().pop().expect("models");
    Image::de(&rendre(&lettre).expect("a PDF").octets)
}

#[test]
fn a_line_that_moves_a_word_that_changes_and_a_page_more_are_seen() {
    let gardee = lettre();
    assert_eq!(gardee.ecart(&gardee), None);
    // By one pixel: a third of a millimetre on paper.
    let mut bougee = gardee.clone();
    let ligne = gardee.largeur * 3;
    let (haut, bas) = (gardee.hauteur / 4 * ligne, gardee.hauteur / 2 * ligne);
    bougee.octets.copy_within(haut..bas, haut + ligne);
    let (dit, carte) = bougee.ecart(&gardee).expect("a line moved");
    assert!(dit.contains("are others"), "{dit}");
    assert!(carte.pixels().any(|pixel| pixel == [214, 0, 0]), "where it moved is shown");
    // By the composer itself: a word, a line, a page.
    let autre = |changer: &dyn Fn(&mut Vec<Bloc>)| {
        let mut lettre = exemples::complets().pop().expect("models");
        changer(&mut lettre.sections[0].blocs);
        Image::de(&rendre(&lettre).expect("a PDF").octets).ecart(&gardee)
    };
    assert_eq!(autre(&|_| {}), None, "the same document is the same picture");
    assert!(autre(&|blocs| blocs.insert(0, Bloc::paragraphe("Bonjour,"))).is_some());
    assert!(autre(&|blocs| blocs.push(Bloc::paragraphe("."))).is_some(), "a full stop is seen");
    let page =
        autre(&|blocs| blocs.push(Bloc::paragraphe("Un mot de plus. ".repeat(400)))).expect("a page more");
    assert!(page.0.contains("another number of pages"), "{}", page.0);
}

#[test]
fn rounding_is_no_difference_and_another_shade_everywhere_is_one() {
    let gardee = lettre();
    let nuancer = |tous_les: usize, de: u8| {
        let mut autre = gardee.clone();
        for pixel in autre.octets.chunks_exact_mut(3).step_by(tous_les) {
            for couleur in pixel {
                *couleur = couleur.checked_sub(de).unwrap_or_else(|| *couleur + de);
            }
        }
        autre.ecart(&gardee)
    };
    assert_eq!(nuancer(2 * RARE, NUANCE), None);
    assert!(nuancer(RARE / 2, NUANCE).is_some_and(|(dit, _)| dit.contains("another shade")));
    assert!(nuancer(RARE + 1, NUANCE + 1).is_some_and(|(dit, _)| dit.contains("are others")));
}
