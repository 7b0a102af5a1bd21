//! How many documents a second: a thousand conventions de stage in one batch, on all cores.
//!
//! ```sh
//! cargo bench -p raccroche-documents --profile demo [-- NUMBER]
//! ```
//!
//! Each convention is about somebody else, in another company, on other dates, so that nothing of one serves the next but
//! what all share. Prints documents a second, pages, bytes, what the first one takes alone, and the slowest model to open.
#![expect(clippy::print_stdout, reason = "a measurement prints")]

#[path = "../tests/documents/exemples.rs"]
#[expect(dead_code, reason = "the other models are for the tests")]
mod exemples;

use std::{
    env,
    ops::ControlFlow,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Instant,
};

use raccroche_documents::{
    Apercu, Feuille,
    modeles::{Cadre, Periode, Remplir},
    rendre, rendre_lot,
};

/// Pixels across the picture of a page, as the application asks for it.
const LARGEUR: u16 = 1240;

fn main() {
    let nombre = env::args().skip(1).find_map(|argument| argument.parse().ok()).unwrap_or(1_000_usize);
    let cadre = exemples::cadre("");
    let feuilles: Vec<Feuille> = (0..nombre).map(|rang| convention(&cadre, rang)).collect();

    let debut = Instant::now();
    let premiere = rendre(&feuilles[0]).expect("the convention renders");
    println!("first, with fonts and library: {} ms, {} pages", debut.elapsed().as_millis(), premiere.pages);
    let debut = Instant::now();
    let seules = feuilles.iter().skip(1).take(50).filter(|feuille| rendre(feuille).is_ok()).count();
    println!("one at a time: {:.1} ms each", debut.elapsed().as_secs_f64() * 1e3 / seules as f64);
    // What somebody waits for who opens a document: each model filled, the median of several, so that the slowest is known.
    let mut ouvertures: Vec<(f64, &str)> =
        exemples::complets().iter().map(|feuille| (ouvrir(feuille), feuille.modele.code())).collect();
    ouvertures.sort_by(|une, autre| autre.0.total_cmp(&une.0));
    let (lente, modele) = ouvertures[0];
    println!("of {} models, the slowest to open: {lente:.1} ms ({modele})", ouvertures.len());

    // What somebody waits for who looks at it in a page: each page of each model drawn, the median of several, the slowest told.
    let mut images: Vec<(f64, &str)> =
        exemples::complets().iter().map(|feuille| (dessiner(feuille), feuille.modele.code())).collect();
    images.sort_by(|une, autre| autre.0.total_cmp(&une.0));
    println!("the slowest page to draw, {LARGEUR} pixels wide: {:.1} ms ({})", images[0].0, images[0].1);

    let (pages, octets) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let debut = Instant::now();
    let faits = rendre_lot(&feuilles, |_, rendu| {
        let pdf = rendu.expect("each convention renders");
        pages.fetch_add(pdf.pages, Ordering::Relaxed);
        octets.fetch_add(pdf.octets.len(), Ordering::Relaxed);
        ControlFlow::Continue(())
    });
    let secondes = debut.elapsed().as_secs_f64();
    println!(
        "batch of {faits}: {:.1} documents a second on {} threads ({secondes:.1} s, {} pages, {} KiB each)",
        faits as f64 / secondes,
        rayon::current_num_threads(),
        pages.into_inner(),
        octets.into_inner() / 1024 / faits.max(1),
    );
}

/// Milliseconds to render a document, the median of nine.
fn ouvrir(feuille: &Feuille) -> f64 {
    let mut temps: Vec<f64> = (0..9)
        .map(|rang| {
            // Another number each time: nothing that was laid out serves again.
            let mut feuille = feuille.clone();
            feuille.reference.numero = format!("{}-{rang}", feuille.reference.numero);
            let debut = Instant::now();
            rendre(&feuille).expect("each model renders");
            debut.elapsed().as_secs_f64() * 1e3
        })
        .collect();
    temps.sort_by(f64::total_cmp);
    temps[temps.len() / 2]
}

/// Milliseconds to draw the slowest page of a document, each the median of five.
fn dessiner(feuille: &Feuille) -> f64 {
    let pdf = rendre(feuille).expect("each model renders");
    let apercu = Apercu::lire(Arc::new(pdf.octets), LARGEUR).expect("what was rendered can be read");
    let pages = (1..=pdf.pages).map(|page| {
        let mut temps: Vec<f64> = (0..5)
            .map(|_| {
                let debut = Instant::now();
                apercu.dessiner(page).expect("each page can be drawn");
                debut.elapsed().as_secs_f64() * 1e3
            })
            .collect();
        temps.sort_by(f64::total_cmp);
        temps[temps.len() / 2]
    });
    pages.fold(0.0, f64::max)
}

fn convention(cadre: &Cadre, rang: usize) -> Feuille {
    let mut convention = exemples::convention();
    convention.jeune.nom = format!("Nom{rang}");
    convention.jeune.courriel = format!("jeune{rang}@exemple.fr");
    convention.accueil.nom = format!("Entreprise {}", rang % 300);
    convention.accueil.adresse = format!("{rang} rue des Tilleuls, 99100 Villeneuve-d’Exemple");
    convention.tuteur.nom = format!("Tutrice {}", rang % 300);
    let debut = exemples::date(2027, 1, 4) + chrono::Days::new(u64::try_from(rang % 90).unwrap_or_default());
    convention.periode = Periode { debut: Some(debut), fin: debut.checked_add_days(chrono::Days::new(27)) };
    let mut cadre = cadre.clone();
    cadre.reference.numero = format!("STAGE-2027-{rang:04}");
    convention.remplir(&cadre)
}
