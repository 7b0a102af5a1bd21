//! A [`Feuille`] as the template reads it: texts made printable, dates in words, columns measured.
//!
//! All that is decided is decided here, in Rust, where it is tested; the template only places what it is given. Data goes
//! over as JSON, which Typst turns into values: a text stays a text, whatever it holds.

use chrono::{Datelike, NaiveDateTime, Timelike};
use raccroche_domain::francais::{INSECABLE, compter, date_longue, guillemets};
use serde_json::{Value, json};

use crate::{
    feuille::{Bloc, EtatSignature, Feuille, Grille, Section, Signature, Tableau},
    monde::dessine,
    texte::{Place, imprimable},
};

/// Longest text, in characters, that must stay with its signature on one page; a longer one may be cut.
const INSECABLE_AU_PLUS: usize = 300;
/// Characters of the narrowest and of the widest column when the width is shared.
const COLONNE: (usize, usize) = (8, 40);

/// What the template reads as `feuille.json`.
pub(crate) fn vue(feuille: &Feuille) -> Value {
    let entete = &feuille.entete;
    json!({
        "titre": titre(feuille),
        "sous_titre": large(&feuille.sous_titre),
        "reference": reference(feuille),
        "date": date_longue(feuille.date),
        "jour": [feuille.date.year(), feuille.date.month(), feuille.date.day()],
        "etat": etat(feuille),
        "academie": large(&entete.academie),
        "etablissement": large(&entete.etablissement),
        "adresse": large(&entete.adresse),
        "logo": entete.logo.as_ref().map(|logo| json!({
            "fichier": match logo.format() {
                crate::logo::FormatLogo::Png => "logo.png",
                crate::logo::FormatLogo::Svg => "logo.svg",
            },
            "description": large(logo.description()),
        })),
        "avertissement": paragraphes(&feuille.avertissement),
        "sections": feuille.sections.iter().map(section).collect::<Vec<_>>(),
        "signatures": feuille.signatures.iter().map(signature).collect::<Vec<_>>(),
        "scelle": feuille.scelle.as_ref().map(|scelle| json!({
            "le": moment(scelle.le),
            "empreinte": large(&par_quatre(&scelle.empreinte)),
        })),
    })
}

/// The title, never empty: PDF/UA wants one.
pub(crate) fn titre(feuille: &Feuille) -> String {
    let titre = large(&feuille.titre).replace('\n', " ");
    if titre.is_empty() { feuille.modele.titre().to_owned() } else { titre }
}

fn large(texte: &str) -> String {
    imprimable(texte, Place::Large, dessine)
}

fn etroit(texte: &str) -> String {
    imprimable(texte, Place::Etroite, dessine)
}

/// A text cut where lines are left blank.
fn paragraphes(texte: &str) -> Vec<String> {
    large(texte)
        .split("\n\n")
        .map(|paragraphe| paragraphe.trim().to_owned())
        .filter(|paragraphe| !paragraphe.is_empty())
        .collect()
}

fn reference(feuille: &Feuille) -> String {
    let reference = &feuille.reference;
    let numero = large(&reference.numero).replace('\n', " ");
    match (numero.is_empty(), reference.version) {
        (true, 0) => String::new(),
        (true, version) => format!("Version{INSECABLE}{version}"),
        (false, 0) => format!("Référence {numero}"),
        (false, version) => format!("Référence {numero}, version{INSECABLE}{version}"),
    }
}

/// Where the document stands, for whoever finds it on a table.
fn etat(feuille: &Feuille) -> String {
    let signatures = &feuille.signatures;
    let signees = signatures.iter().filter(|s| matches!(s.etat, EtatSignature::Signee { .. })).count();
    if feuille.scelle.is_some() {
        "Signé par toutes les parties, et scellé".to_owned()
    } else if signatures.iter().any(|s| matches!(s.etat, EtatSignature::Refusee { .. })) {
        "Refusé par une partie".to_owned()
    } else if signatures.is_empty() || signees == 0 {
        String::new()
    } else if signees == signatures.len() {
        "Signé par toutes les parties".to_owned()
    } else {
        format!("{} sur {}", compter(signees as u64, "signature"), signatures.len())
    }
}

/// `3 mars 2026 à 14 h 05`.
fn moment(le: NaiveDateTime) -> String {
    format!("{} à {}{INSECABLE}h{INSECABLE}{:02}", date_longue(le.date()), le.hour(), le.minute())
}

/// A fingerprint as people compare it, four signs at a time.
fn par_quatre(empreinte: &str) -> String {
    let signes: Vec<char> = empreinte.chars().collect();
    signes.chunks(4).map(|quatre| quatre.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}

fn section(section: &Section) -> Value {
    json!({
        "titre": large(&section.titre).replace('\n', " "),
        "blocs": section.blocs.iter().filter_map(bloc).collect::<Vec<_>>(),
    })
}

/// A block, or nothing when there is nothing to print.
fn bloc(bloc: &Bloc) -> Option<Value> {
    Some(match bloc {
        Bloc::Paragraphe(texte) => {
            let textes = paragraphes(texte);
            if textes.is_empty() {
                return None;
            }
            json!({ "sorte": "paragraphe", "textes": textes })
        }
        Bloc::Champs(champs) if champs.is_empty() => return None,
        Bloc::Champs(champs) => json!({
            "sorte": "champs",
            "champs": champs.iter().map(|champ| json!([etroit(&champ.libelle), large(&champ.valeur)])).collect::<Vec<_>>(),
        }),
        Bloc::Liste(points) => {
            let points: Vec<String> =
                points.iter().map(|point| large(point)).filter(|point| !point.is_empty()).collect();
            if points.is_empty() {
                return None;
            }
            json!({ "sorte": "liste", "points": points })
        }
        Bloc::Tableau(tableau) => return tableau_vu(tableau),
        Bloc::Grille(grille) => return grille_vue(grille),
        Bloc::Cases(cases) if cases.is_empty() => return None,
        Bloc::Cases(cases) => json!({
            "sorte": "cases",
            "cases": cases.iter().map(|case| json!([case.cochee, large(&case.libelle)])).collect::<Vec<_>>(),
        }),
        Bloc::Zone(zone) => json!({
            "sorte": "zone",
            "libelle": large(&zone.libelle),
            "textes": paragraphes(&zone.texte),
            "lignes": zone.lignes,
        }),
        Bloc::Encart(encart) => {
            let textes = paragraphes(&encart.texte);
            if textes.is_empty() {
                return None;
            }
            json!({ "sorte": "encart", "mot": encart.ton.mot(), "textes": textes })
        }
    })
}

fn tableau_vu(tableau: &Tableau) -> Option<Value> {
    let colonnes = tableau
        .lignes
        .iter()
        .map(Vec::len)
        .chain([tableau.entetes.len()])
        .max()
        .filter(|colonnes| *colonnes > 0)?;
    let rangee = |cellules: &[String]| -> Vec<String> {
        (0..colonnes).map(|rang| cellules.get(rang).map(|texte| etroit(texte)).unwrap_or_default()).collect()
    };
    let entetes = rangee(&tableau.entetes);
    let lignes: Vec<Vec<String>> = tableau.lignes.iter().map(|ligne| rangee(ligne)).collect();
    // Shares of the width after the longest text of each column: no second layout to measure, and never too wide.
    let largeurs: Vec<usize> = (0..colonnes)
        .map(|rang| {
            let plus_long = lignes.iter().chain([&entetes]).map(|ligne| ligne[rang].chars().count()).max();
            plus_long.unwrap_or_default().clamp(COLONNE.0, COLONNE.1)
        })
        .collect();
    Some(json!({
        "sorte": "tableau",
        "legende": large(&tableau.legende).replace('\n', " "),
        "entetes": entetes,
        "lignes": lignes,
        "largeurs": largeurs,
    }))
}

fn grille_vue(grille: &Grille) -> Option<Value> {
    let plages = grille.jours.iter().map(|jour| jour.plages.len()).chain([grille.plages.len()]).max()?;
    if plages == 0 || grille.jours.is_empty() {
        return None;
    }
    let jours: Vec<Value> = grille
        .jours
        .iter()
        .map(|jour| {
            let cases: Vec<Value> = (0..plages)
                .map(|rang| {
                    let creneaux = jour.plages.get(rang).map(Vec::as_slice).unwrap_or_default();
                    creneaux
                        .iter()
                        .map(|creneau| {
                            json!([
                                etroit(&creneau.horaire),
                                etroit(&creneau.activite),
                                etroit(&creneau.lieu),
                                etroit(&creneau.tuteur)
                            ])
                        })
                        .collect()
                })
                .collect();
            json!({ "nom": etroit(&jour.nom), "cases": cases })
        })
        .collect();
    Some(json!({
        "sorte": "grille",
        "legende": large(&grille.legende).replace('\n', " "),
        "plages": (0..plages).map(|rang| grille.plages.get(rang).map(|nom| etroit(nom)).unwrap_or_default()).collect::<Vec<_>>(),
        "jours": jours,
    }))
}

fn signature(signature: &Signature) -> Value {
    let (signe, etat) = match &signature.etat {
        EtatSignature::Attendue => (false, String::new()),
        EtatSignature::Signee { le, moyen, version } => (
            true,
            format!("Signé le {}, {}. Version signée{INSECABLE}: {version}.", moment(*le), moyen.mots()),
        ),
        EtatSignature::Refusee { le, motif } if motif.trim().is_empty() => {
            (true, format!("Refusé le {}, sans motif donné.", moment(*le)))
        }
        EtatSignature::Refusee { le, motif } => {
            (true, format!("Refusé le {}. Motif{INSECABLE}: {}", moment(*le), guillemets(motif.trim())))
        }
    };
    let longueur = signature.qualite.len() + signature.nom.len() + etat.len();
    json!({
        "qualite": etroit(&signature.qualite),
        "nom": etroit(&signature.nom),
        "etat": etroit(&etat),
        "faite": signe,
        "secable": longueur > INSECABLE_AU_PLUS,
    })
}
