//! A [`Feuille`] as the template reads it: texts made printable, dates in words, columns measured.
//!
//! All that is decided is decided here, in Rust, where it is tested; the template only places what it is given. Data goes
//! over as JSON, which Typst turns into values: a text stays a text, whatever it holds.

use chrono::{Datelike, NaiveDateTime, Timelike};
use raccroche_domain::francais::{INSECABLE, compter, date_longue, guillemets};
use serde_json::{Value, json};

use crate::{
    feuille::{Bloc, EtatSignature, Feuille, Grille, Section, Signature, Tableau},
    monde::avance,
    texte::imprimable,
};

/// Longest text, in bytes, of a row that stays whole on one page; a longer one may be cut.
const INSECABLE_AU_PLUS: usize = 300;
/// Characters of the narrowest and of the widest column when the width is shared.
const COLONNE: (usize, usize) = (8, 40);
/// Between the margins, in ems of the text: 166 mm at 11 pt.
const PAGE: f64 = 42.7;
/// What the margins of a cell take, in ems.
const BORDS: f64 = 1.3;
/// Where a title, a value beside its label, or a paragraph goes: the narrowest of them.
const LARGE: f64 = 24.0;
/// Label of a value, 36 % of the page.
const LIBELLE: f64 = 0.36 * PAGE - BORDS;
/// The two columns of the signatures.
const SIGNATURES: (f64, f64) = (PAGE / 2.25 - BORDS, PAGE * 1.25 / 2.25 - BORDS);
/// A part of the day in a grid is this many times as wide as the name of the day.
const PLAGE: f64 = 2.6;

/// What the template reads as `feuille.json`.
pub(crate) fn vue(feuille: &Feuille) -> Value {
    let entete = &feuille.entete;
    json!({
        "titre": titre(feuille),
        "sous_titre": une_ligne(&feuille.sous_titre, LARGE),
        "reference": reference(feuille),
        "date": date_longue(feuille.date),
        "jour": [feuille.date.year(), feuille.date.month(), feuille.date.day()],
        "etat": etat(feuille),
        "academie": une_ligne(&entete.academie, LARGE),
        "etablissement": une_ligne(&entete.etablissement, LARGE),
        "adresse": large(&entete.adresse).lines().map(str::trim).filter(|ligne| !ligne.is_empty()).collect::<Vec<_>>(),
        "logo": entete.logo.as_ref().map(|logo| json!({
            "fichier": match logo.format() {
                crate::logo::FormatLogo::Png => "logo.png",
                crate::logo::FormatLogo::Svg => "logo.svg",
            },
            "description": une_ligne(logo.description(), LARGE),
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
    let titre = une_ligne(&feuille.titre, LARGE);
    if titre.is_empty() { feuille.modele.titre().to_owned() } else { titre }
}

fn large(texte: &str) -> String {
    imprimable(texte, LARGE, avance)
}

/// A text that goes on one line, which may be broken where it is too long.
fn une_ligne(texte: &str, place: f64) -> String {
    imprimable(texte, place, avance).replace('\n', " ")
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
    let numero = une_ligne(&reference.numero, LARGE);
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
        "titre": une_ligne(&section.titre, LARGE),
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
            "champs": champs.iter().map(|champ| json!([une_ligne(&champ.libelle, LIBELLE), large(&champ.valeur)])).collect::<Vec<_>>(),
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
            "cases": cases.iter().map(|case| json!([case.cochee, une_ligne(&case.libelle, LARGE)])).collect::<Vec<_>>(),
        }),
        Bloc::Zone(zone) => json!({
            "sorte": "zone",
            "libelle": une_ligne(&zone.libelle, LARGE),
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
    // Shares of the width after the longest text of each column: no second layout to measure, and never too wide.
    let parts: Vec<usize> = (0..colonnes)
        .map(|rang| {
            let lignes = tableau.lignes.iter().chain([&tableau.entetes]);
            let plus_long =
                lignes.filter_map(|ligne| ligne.get(rang)).map(|texte| texte.chars().count()).max();
            plus_long.unwrap_or_default().clamp(COLONNE.0, COLONNE.1)
        })
        .collect();
    let total = parts.iter().sum::<usize>() as f64;
    let rangee = |cellules: &[String]| -> Vec<String> {
        let place = |part: usize| PAGE * part as f64 / total - BORDS;
        let texte = |rang: usize| cellules.get(rang).map_or("", String::as_str);
        parts.iter().enumerate().map(|(rang, part)| imprimable(texte(rang), place(*part), avance)).collect()
    };
    Some(json!({
        "sorte": "tableau",
        "legende": une_ligne(&tableau.legende, LARGE),
        "entetes": rangee(&tableau.entetes).iter().map(|texte| texte.replace('\n', " ")).collect::<Vec<_>>(),
        "lignes": tableau.lignes.iter().map(|ligne| rangee(ligne)).collect::<Vec<_>>(),
        "largeurs": parts,
    }))
}

fn grille_vue(grille: &Grille) -> Option<Value> {
    let plages = grille.jours.iter().map(|jour| jour.plages.len()).chain([grille.plages.len()]).max()?;
    if plages == 0 || grille.jours.is_empty() {
        return None;
    }
    let part = PAGE / (1.0 + PLAGE * plages as f64);
    let (nom, case) = (part - BORDS, part * PLAGE - BORDS);
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
                                une_ligne(&creneau.horaire, case),
                                une_ligne(&creneau.activite, case),
                                une_ligne(&creneau.lieu, case),
                                une_ligne(&creneau.tuteur, case)
                            ])
                        })
                        .collect()
                })
                .collect();
            let creneaux = jour.plages.iter().flatten();
            let longueur: usize = creneaux.map(|c| c.horaire.len() + c.activite.len() + c.lieu.len() + c.tuteur.len()).sum();
            json!({ "nom": une_ligne(&jour.nom, nom), "cases": cases, "secable": longueur > INSECABLE_AU_PLUS })
        })
        .collect();
    Some(json!({
        "sorte": "grille",
        "legende": une_ligne(&grille.legende, LARGE),
        "plages": (0..plages)
            .map(|rang| une_ligne(grille.plages.get(rang).map_or("", String::as_str), case))
            .collect::<Vec<_>>(),
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
        "qualite": une_ligne(&signature.qualite, SIGNATURES.0),
        "nom": une_ligne(&signature.nom, SIGNATURES.0),
        "etat": imprimable(&etat, SIGNATURES.1, avance),
        "faite": signe,
        "secable": longueur > INSECABLE_AU_PLUS,
    })
}
