//! `dispositifs/academies/<nom>.toml`: what an académie does otherwise. It changes a bound or who decides, nothing else:
//! two académies run the same steps.

use super::{Defaut, Lecteur, Place, fichier::nom_sans_extension, place_de, proposition};
use crate::dispositif::{Academie, Acteur, Anciennete, Besoin, Critere, Dispositif};

/// One change.
pub(in crate::dispositif) struct Ajustement {
    dispositif: String,
    effet: Effet,
    place: Place,
}

/// What is changed.
pub(in crate::dispositif) enum Effet {
    /// Bounds of the condition of age.
    Age { de: Option<u32>, a: Option<u32> },
    /// Time since the young person left.
    SortiDepuis(Anciennete),
    /// Who decides in a step.
    Decision { etape: String, par: Acteur },
}

/// Reads an overlay: the académie, and what it changes.
pub(in crate::dispositif) fn lire_surcouche(
    fichier: &str,
    texte: &str,
) -> Result<(Academie, Vec<Ajustement>), Vec<Defaut>> {
    let mut lecteur = Lecteur::nouveau(fichier, texte);
    let table = lecteur.document();
    lecteur.cles(&table, &["academie", "ajustements"]);
    if table.get("academie").is_none() {
        lecteur.defaut(0, "la clé « academie » manque ici.");
    }
    let academie = lecteur.mot(&table, "academie", Academie::TOUS, Academie::code);
    let attendu = nom_sans_extension(fichier);
    if let Some(academie) = academie
        && academie.code() != attendu
    {
        let phrase = format!(
            "le fichier s’appelle « {attendu}.toml » : il ne peut pas parler de « {} ».",
            academie.code()
        );
        lecteur.defaut(place_de(&table, "academie", 0), phrase);
    }
    let mut ajustements = Vec::new();
    for (place, bloc) in lecteur.tables(&table, "ajustements") {
        lecteur.cles(
            bloc,
            &["dispositif", "condition", "de", "a", "au_moins", "moins_de", "etape", "decision", "source"],
        );
        lecteur.requis(bloc, place, "source");
        let dispositif = lecteur.requis(bloc, place, "dispositif");
        let effet = match (bloc.get("condition").is_some(), bloc.get("etape").is_some()) {
            (true, false) => match lecteur.mot(bloc, "condition", &["age", "sorti_depuis"], |code| code) {
                Some("age") => {
                    let (de, a) = (lecteur.nombre(bloc, "de"), lecteur.nombre(bloc, "a"));
                    if de.zip(a).is_some_and(|(bas, haut)| bas > haut) || (de.is_none() && a.is_none()) {
                        lecteur.defaut(place, "l’âge attend « de », « a » ou les deux, dans l’ordre.");
                    }
                    Some(Effet::Age { de, a })
                }
                Some(_) => Some(Effet::SortiDepuis(Anciennete {
                    au_moins: lecteur.duree(bloc, "au_moins"),
                    moins_de: lecteur.duree(bloc, "moins_de"),
                })),
                None => None,
            },
            (false, true) => {
                let etape = lecteur.requis(bloc, place, "etape");
                if bloc.get("decision").is_none() {
                    lecteur.defaut(place, "« decision » manque : qui décide dans cette académie ?");
                }
                let par = lecteur.mot(bloc, "decision", Acteur::TOUS, Acteur::code);
                etape.zip(par).map(|(etape, par)| Effet::Decision { etape, par })
            }
            _ => {
                lecteur
                    .defaut(place, "un ajustement change une « condition » ou la décision d’une « etape ».");
                None
            }
        };
        ajustements.extend(dispositif.zip(effet).map(|(dispositif, effet)| Ajustement {
            dispositif,
            effet,
            place,
        }));
    }
    match academie {
        Some(academie) if lecteur.defauts.is_empty() => Ok((academie, ajustements)),
        _ => {
            lecteur.defauts.sort();
            Err(lecteur.defauts)
        }
    }
}

/// Applies the changes; one that changes nothing is a defect, since it names something that is gone.
pub(in crate::dispositif) fn appliquer(
    fichier: &str,
    texte: &str,
    ajustements: Vec<Ajustement>,
    dispositifs: &mut [Dispositif],
) -> Vec<Defaut> {
    let mut lecteur = Lecteur::nouveau(fichier, texte);
    for Ajustement { dispositif: code, effet, place } in ajustements {
        let codes: Vec<String> = dispositifs.iter().map(|d| d.code.clone()).collect();
        let Some(dispositif) = dispositifs.iter_mut().find(|d| d.code == code) else {
            let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
            let phrase = format!("le dispositif « {code} » n’existe pas ; {}.", proposition(&code, &codes));
            lecteur.defaut(place, phrase);
            continue;
        };
        let change = match effet {
            Effet::Decision { etape, par } => changer_decision(dispositif, &etape, par),
            Effet::Age { de, a } => changer(dispositif, |critere| {
                matches!(critere, Critere::Age { .. }).then_some(Critere::Age { de, a })
            }),
            Effet::SortiDepuis(anciennete) => changer(dispositif, |critere| {
                matches!(critere, Critere::SortiDepuis(_)).then_some(Critere::SortiDepuis(anciennete))
            }),
        };
        if !change {
            lecteur.defaut(
                place,
                format!("rien à changer ainsi dans « {code} » : la condition ou l’étape n’y est pas."),
            );
        }
    }
    lecteur.defauts
}

/// Replaces the criteria that `par` answers for, at the first level. The file's own sentence goes with the old bound.
fn changer(dispositif: &mut Dispositif, par: impl Fn(&Critere) -> Option<Critere>) -> bool {
    let mut change = false;
    for condition in &mut dispositif.public {
        if let Some(critere) = par(&condition.critere) {
            condition.critere = critere;
            condition.phrase = None;
            change = true;
        }
    }
    change
}

fn changer_decision(dispositif: &mut Dispositif, code: &str, par: Acteur) -> bool {
    let Some(etape) = dispositif.etapes.iter_mut().find(|etape| etape.code == code) else { return false };
    let mut ancien = None;
    for besoin in &mut etape.besoins {
        if let Besoin::Decision { par: qui } = besoin {
            ancien = Some(std::mem::replace(qui, par));
        }
    }
    let Some(ancien) = ancien else { return false };
    etape.acteurs.retain(|acteur| *acteur != ancien && *acteur != par);
    etape.acteurs.insert(0, par);
    true
}
