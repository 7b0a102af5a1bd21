//! `dispositifs/academies/<nom>.toml`: what an académie does otherwise. It changes a bound or who decides, nothing else:
//! two académies run the same steps. What a change does not name stays as the fiche says it.

use toml::de::DeTable;

use super::{
    Defaut, Lecteur, Place, coherence::laisse_des_jours, fichier::nom_sans_extension, place_de, proposition,
};
use crate::dispositif::{
    Academie, Acteur, Anciennete, Besoin, Condition, Critere, Dispositif, Duree, Etape, SureteTexte, Texte,
};

/// Conditions whose bounds an académie may change, and the bounds of each.
pub(super) const REGLABLES: &[(&str, &[&str])] = &[
    ("age", &["de", "a"]),
    ("sorti_depuis", &["au_moins", "moins_de"]),
    ("rupture_contrat_depuis", &["au_moins", "moins_de"]),
    ("arrivee_en_france", &["au_moins", "moins_de"]),
    ("echec_examen", &["au_moins", "moins_de"]),
];

/// All the keys of a change.
pub(super) const CLES: &[&str] =
    &["dispositif", "condition", "de", "a", "au_moins", "moins_de", "sans", "etape", "decision", "source"];

/// One change.
pub(in crate::dispositif) struct Ajustement {
    dispositif: String,
    effet: Effet,
    /// What the académie rests on.
    source: String,
    place: Place,
    place_dispositif: Place,
    /// Of the condition or of the step.
    place_effet: Place,
}

/// What is changed.
#[derive(Clone)]
enum Effet {
    /// Bounds of a condition, by name; those that are not named stay.
    Bornes { condition: &'static str, bornes: Vec<(&'static str, Borne)> },
    /// Who decides in a step.
    Decision { etape: String, par: Acteur },
}

/// What becomes of a bound.
#[derive(Clone, Copy)]
enum Borne {
    Ans(u32),
    Duree(Duree),
    Retiree,
}

/// Reads an overlay: the académie, and what it changes.
pub(in crate::dispositif) fn lire_surcouche(
    fichier: &str,
    texte: &str,
) -> Result<(Academie, Vec<Ajustement>), Vec<Defaut>> {
    let mut lecteur = Lecteur::nouveau(fichier, texte);
    let lue = lecteur.document().and_then(|table| lecteur.surcouche(&table));
    if lecteur.defauts.is_empty()
        && let Some(lue) = lue
    {
        return Ok(lue);
    }
    lecteur.defauts.sort();
    lecteur.defauts.dedup();
    Err(lecteur.defauts)
}

impl Lecteur<'_> {
    fn surcouche(&mut self, table: &DeTable<'_>) -> Option<(Academie, Vec<Ajustement>)> {
        if table.get("etapes").is_some() || table.get("fiche").is_some() {
            self.defaut(0, "ce fichier décrit un dispositif : rangez-le hors du dossier « academies ».");
            return None;
        }
        self.cles(table, &["academie", "ajustements"]);
        if table.get("academie").is_none() {
            self.defaut(0, "la clé « academie » manque ici.");
        }
        let academie = self.mot(table, "academie", Academie::TOUS, Academie::code);
        let attendu = nom_sans_extension(self.fichier);
        if let Some(academie) = academie
            && academie.code() != attendu
        {
            let phrase = format!(
                "le fichier s’appelle « {attendu}.toml » : il ne peut pas parler de « {} ».",
                academie.code()
            );
            self.defaut(place_de(table, "academie", 0), phrase);
        }
        let blocs = self.tables(table, "ajustements");
        if blocs.is_empty() && table.get("ajustements").is_none_or(|valeur| valeur.get_ref().is_array()) {
            self.defaut(
                place_de(table, "ajustements", 0),
                "aucun bloc [[ajustements]] : une académie qui ne change rien n’a pas de fichier.",
            );
        }
        let ajustements: Vec<Ajustement> =
            blocs.into_iter().filter_map(|(place, bloc)| self.ajustement(place, bloc)).collect();
        for (rang, ajustement) in ajustements.iter().enumerate() {
            if ajustements[..rang].iter().any(|autre| autre.meme_objet(ajustement)) {
                let phrase = format!("« {} » est déjà ajusté ainsi plus haut.", ajustement.dispositif);
                self.defaut(ajustement.place, phrase);
            }
        }
        Some((academie?, ajustements))
    }

    fn ajustement(&mut self, place: Place, bloc: &DeTable<'_>) -> Option<Ajustement> {
        let source = self.requis(bloc, place, "source");
        let dispositif = self.requis(bloc, place, "dispositif");
        let (effet, place_effet) = match (bloc.get("condition").is_some(), bloc.get("etape").is_some()) {
            (true, false) => (self.bornes_ajustees(place, bloc), place_de(bloc, "condition", place)),
            (false, true) => {
                self.cles(bloc, &["dispositif", "etape", "decision", "source"]);
                let etape = self.texte(bloc, "etape");
                if bloc.get("decision").is_none() {
                    self.defaut(place, "« decision » manque : qui décide dans cette académie ?");
                }
                let par = self.mot(bloc, "decision", Acteur::TOUS, Acteur::code);
                if let Some(par) = par {
                    self.peut_decider(place_de(bloc, "decision", place), par);
                }
                let effet = etape.zip(par).map(|(etape, par)| Effet::Decision { etape, par });
                (effet, place_de(bloc, "etape", place))
            }
            _ => {
                self.cles(bloc, CLES);
                self.defaut(
                    place,
                    "un ajustement change une « condition », ou la décision d’une « etape » : rien d’autre.",
                );
                (None, place)
            }
        };
        Some(Ajustement {
            place_dispositif: place_de(bloc, "dispositif", place),
            dispositif: dispositif?,
            effet: effet?,
            source: source?,
            place,
            place_effet,
        })
    }

    fn bornes_ajustees(&mut self, place: Place, bloc: &DeTable<'_>) -> Option<Effet> {
        let rangs: Vec<usize> = (0..REGLABLES.len()).collect();
        let nom = |rang: usize| REGLABLES.get(rang).map_or("", |(nom, _)| *nom);
        let lu = self.mot(bloc, "condition", &rangs, nom);
        let &(condition, siennes) = REGLABLES.get(lu?)?;
        let mut connues = vec!["dispositif", "condition", "sans", "source"];
        connues.extend(siennes);
        self.cles(bloc, &connues);
        let sans = self.mots(bloc, "sans", siennes, |borne| borne);
        for borne in &sans {
            if bloc.get(*borne).is_some() {
                let phrase = format!("« {borne} » est donné et retiré à la fois.");
                self.defaut(place_de(bloc, "sans", place), phrase);
            }
        }
        let mut bornes: Vec<_> = sans.iter().map(|borne| (*borne, Borne::Retiree)).collect();
        // To take a bound away is a change by itself.
        let seul = !sans.is_empty() && siennes.iter().all(|borne| bloc.get(*borne).is_none());
        if !seul && condition == "age" {
            let (de, a) = self.bornes_d_age(place, bloc)?;
            bornes.extend(de.map(|ans| ("de", Borne::Ans(ans))));
            bornes.extend(a.map(|ans| ("a", Borne::Ans(ans))));
        } else if !seul {
            let lues = self.anciennete(place, bloc)?;
            bornes.extend(lues.au_moins.map(|duree| ("au_moins", Borne::Duree(duree))));
            bornes.extend(lues.moins_de.map(|duree| ("moins_de", Borne::Duree(duree))));
        }
        Some(Effet::Bornes { condition, bornes })
    }
}

impl Ajustement {
    /// Whether both change the same condition, or the same step.
    fn meme_objet(&self, autre: &Self) -> bool {
        self.dispositif == autre.dispositif
            && match (&self.effet, &autre.effet) {
                (Effet::Bornes { condition, .. }, Effet::Bornes { condition: autre, .. }) => {
                    condition == autre
                }
                (Effet::Decision { etape, .. }, Effet::Decision { etape: autre, .. }) => etape == autre,
                _ => false,
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
    for ajustement in ajustements {
        let code = &ajustement.dispositif;
        let Some(rang) = dispositifs.iter().position(|d| d.code == *code) else {
            let codes: Vec<&str> = dispositifs.iter().map(|d| d.code.as_str()).collect();
            let phrase = format!("le dispositif « {code} » n’existe pas ; {}.", proposition(code, &codes));
            lecteur.defaut(ajustement.place_dispositif, phrase);
            continue;
        };
        let fait = match ajustement.effet.clone() {
            Effet::Decision { etape, par } => changer_decision(&mut dispositifs[rang], &etape, par),
            Effet::Bornes { condition, bornes } => {
                changer_bornes(&mut dispositifs[rang], condition, &bornes, &ajustement.source)
            }
        };
        match fait {
            Ok(()) => citer(&mut dispositifs[rang], &ajustement),
            Err(phrase) => lecteur.defaut(ajustement.place_effet, phrase),
        }
    }
    lecteur.defauts
}

/// What the académie rests on is among the texts of the dispositif, in the place of the setting that it gives a value to.
fn citer(dispositif: &mut Dispositif, ajustement: &Ajustement) {
    let objet = match &ajustement.effet {
        Effet::Bornes { condition, .. } => *condition,
        Effet::Decision { etape, .. } => etape.as_str(),
    };
    dispositif.textes.retain(|texte| texte.regle.as_deref() != Some(objet));
    dispositif.textes.push(Texte {
        reference: ajustement.source.clone(),
        surete: SureteTexte::Guide,
        regle: Some(objet.to_owned()),
    });
}

/// Changes bounds of the one condition of that kind, wherever it stands; when several are of that kind, of the one that
/// has the bound.
fn changer_bornes(
    dispositif: &mut Dispositif,
    genre: &'static str,
    bornes: &[(&'static str, Borne)],
    source: &str,
) -> Result<(), String> {
    let code = &dispositif.code;
    let du_genre = |critere: &Critere| genre_reglable(critere) == Some(genre);
    let toutes = compter(&dispositif.public, &du_genre);
    if toutes == 0 {
        return Err(format!("« {code} » n’a pas de condition « {genre} » : rien à changer."));
    }
    for (nom, borne) in bornes {
        let vise = |critere: &Critere| du_genre(critere) && (toutes == 1 || porte(critere, nom));
        let visees = compter(&dispositif.public, &vise);
        if visees != 1 {
            return Err(format!(
                "« {code} » a {toutes} conditions « {genre} », dont {visees} avec « {nom} » : on ne sait pas laquelle changer. Corrigez plutôt la fiche."
            ));
        }
        changer(&mut dispositif.public, &vise, nom, *borne, source);
    }
    let mut faux = None;
    parcourir(&dispositif.public, &mut |critere| {
        faux = faux.take().or_else(|| if du_genre(critere) { impossible(critere) } else { None });
    });
    faux.map_or(Ok(()), Err)
}

/// Every criterion but the alternatives themselves, in order.
fn parcourir(conditions: &[Condition], voir: &mut impl FnMut(&Critere)) {
    for condition in conditions {
        match &condition.critere {
            Critere::UnDe(cas) => cas.iter().for_each(|toutes| parcourir(toutes, voir)),
            critere => voir(critere),
        }
    }
}

fn compter(conditions: &[Condition], vise: &dyn Fn(&Critere) -> bool) -> usize {
    let mut nombre = 0;
    parcourir(conditions, &mut |critere| nombre += usize::from(vise(critere)));
    nombre
}

/// What an overlay calls this condition, when it may change its bounds.
pub(super) fn genre_reglable(critere: &Critere) -> Option<&'static str> {
    match critere {
        Critere::Age { .. } => Some("age"),
        Critere::SortiDepuis(_) => Some("sorti_depuis"),
        Critere::RuptureContratDepuis(_) => Some("rupture_contrat_depuis"),
        Critere::ArriveeDepuis(_) => Some("arrivee_en_france"),
        Critere::EchecExamen { .. } => Some("echec_examen"),
        _ => None,
    }
}

fn anciennete(critere: &Critere) -> Option<&Anciennete> {
    match critere {
        Critere::SortiDepuis(lue) | Critere::RuptureContratDepuis(lue) | Critere::ArriveeDepuis(lue) => {
            Some(lue)
        }
        Critere::EchecExamen { depuis, .. } => Some(depuis),
        _ => None,
    }
}

/// Whether the condition has this bound.
fn porte(critere: &Critere, borne: &str) -> bool {
    match (critere, borne) {
        (Critere::Age { de, .. }, "de") => de.is_some(),
        (Critere::Age { a, .. }, "a") => a.is_some(),
        (_, "au_moins") => anciennete(critere).is_some_and(|lue| lue.au_moins.is_some()),
        (_, "moins_de") => anciennete(critere).is_some_and(|lue| lue.moins_de.is_some()),
        _ => false,
    }
}

/// Changes a bound of the one that is looked for; whether it was there. The file's own sentence goes with the old bound,
/// and that of the alternatives above it.
fn changer(
    conditions: &mut [Condition],
    vise: &dyn Fn(&Critere) -> bool,
    nom: &str,
    borne: Borne,
    source: &str,
) -> bool {
    for condition in conditions {
        let change = match &mut condition.critere {
            Critere::UnDe(cas) => cas.iter_mut().any(|toutes| changer(toutes, vise, nom, borne, source)),
            critere => {
                let ici = vise(critere);
                if ici {
                    borner(critere, nom, borne);
                }
                ici
            }
        };
        if !change {
            continue;
        }
        condition.phrase = None;
        condition.texte = Some(match condition.texte.take() {
            // The alternatives beside it rest on what they rested on.
            Some(texte) if matches!(condition.critere, Critere::UnDe(_)) && !texte.ends_with(source) => {
                crate::francais::ponctuer(&format!("{texte} ; {source}"))
            }
            _ => source.to_owned(),
        });
        return true;
    }
    false
}

fn borner(critere: &mut Critere, nom: &str, borne: Borne) {
    let ans = if let Borne::Ans(ans) = borne { Some(ans) } else { None };
    let duree = if let Borne::Duree(duree) = borne { Some(duree) } else { None };
    match (critere, nom) {
        (Critere::Age { de, .. }, "de") => *de = ans,
        (Critere::Age { a, .. }, "a") => *a = ans,
        (
            Critere::SortiDepuis(lue)
            | Critere::RuptureContratDepuis(lue)
            | Critere::ArriveeDepuis(lue)
            | Critere::EchecExamen { depuis: lue, .. },
            _,
        ) => {
            if nom == "au_moins" {
                lue.au_moins = duree;
            } else {
                lue.moins_de = duree;
            }
        }
        _ => {}
    }
}

/// Why nobody, or everybody, would enter.
fn impossible(critere: &Critere) -> Option<String> {
    let personne = |quoi: &str| Some(format!("avec ce que dit la fiche, {quoi} : personne n’y entrerait."));
    match critere {
        Critere::Age { de: Some(de), a: Some(a) } if de > a => {
            personne(&format!("l’âge irait de {de} à {a}"))
        }
        Critere::Age { de: None, a: None } => {
            Some("il ne resterait aucune borne d’âge : tout le monde entrerait.".to_owned())
        }
        Critere::EchecExamen { .. } | Critere::Age { .. } => None,
        _ => match anciennete(critere)? {
            Anciennete { au_moins: None, moins_de: None } => {
                Some("il ne resterait aucune borne : tout le monde entrerait.".to_owned())
            }
            lue @ Anciennete { au_moins: Some(bas), moins_de: Some(haut) } if !laisse_des_jours(*lue) => {
                personne(&format!("il faudrait au moins {} et moins de {}", bas.en_mots(), haut.en_mots()))
            }
            _ => None,
        },
    }
}

fn changer_decision(dispositif: &mut Dispositif, code: &str, par: Acteur) -> Result<(), String> {
    let decide = |etape: &&Etape| etape.besoins.iter().any(|b| matches!(b, Besoin::Decision { .. }));
    let avec_decision: Vec<&str> =
        dispositif.etapes.iter().filter(decide).map(|etape| etape.code.as_str()).collect();
    let Some(etape) = dispositif.etapes.iter().find(|etape| etape.code == code) else {
        let toutes: Vec<&str> = dispositif.etapes.iter().map(|etape| etape.code.as_str()).collect();
        return Err(format!(
            "« {} » n’a pas d’étape « {code} » ; {}.",
            dispositif.code,
            proposition(code, &toutes)
        ));
    };
    if !decide(&etape) {
        let phrase = format!("personne ne décide à l’étape « {code} » de « {} »", dispositif.code);
        return Err(match avec_decision.as_slice() {
            [] => format!("{phrase}, ni à aucune autre."),
            autres => format!("{phrase} ; une décision est prise à : {}.", autres.join(", ")),
        });
    }
    let Some(etape) = dispositif.etapes.iter_mut().find(|etape| etape.code == code) else { return Ok(()) };
    for besoin in &mut etape.besoins {
        if let Besoin::Decision { par: qui } = besoin {
            let ancien = std::mem::replace(qui, par);
            etape.acteurs.retain(|acteur| *acteur != ancien && *acteur != par);
            etape.acteurs.insert(0, par);
        }
    }
    Ok(())
}
