//! What each line of a file may say and the whole cannot: conditions that nobody meets together, steps that wait for what
//! never comes, bounds on days that nobody is asked for.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};

use super::{Lecteur, Place, condition::ConditionLue, etape::EtapeLue, fichier::atteindre, proposition};
use crate::{
    AGE_MAJORITE, AGE_PLANCHER, NiveauDiplome,
    dispositif::{Acteur, Anciennete, Besoin, Critere, DateNommee, Etape, Limites, ModeleDocument, Repere},
};

/// Whether a day lies between the bounds, counted from one day or another of four years.
pub(super) fn laisse_des_jours(bornes: Anciennete) -> bool {
    let (Some(au_moins), Some(moins_de)) = (bornes.au_moins, bornes.moins_de) else { return true };
    let premier = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap_or_default();
    (0..1_461)
        .filter_map(|rang| premier.checked_add_days(Days::new(rang)))
        .any(|jour| au_moins.apres(jour).zip(moins_de.apres(jour)).is_none_or(|(du, avant)| du < avant))
}

impl Lecteur<'_> {
    /// Conditions that somebody meets: all of the first level together, and with each alternative.
    pub(super) fn public_possible(&mut self, conditions: &[ConditionLue]) {
        self.ensemble(&[], conditions);
    }

    fn ensemble(&mut self, avec: &[&Critere], conditions: &[ConditionLue]) {
        let simples = || conditions.iter().filter(|lue| lue.cas.is_empty());
        let mut requis: Vec<&Critere> = avec.to_vec();
        for lue in simples() {
            requis.push(&lue.condition.critere);
            if let Some(phrase) = contradiction(&requis) {
                self.defaut(lue.place, format!("personne ne remplit à la fois ces conditions : {phrase}."));
                return;
            }
        }
        for lue in conditions {
            for cas in &lue.cas {
                self.ensemble(&requis, cas);
            }
        }
    }

    /// What a step waits for may come: a document is made before it is signed, a day is asked for before a deadline counts
    /// from it, somebody with an account opens the parcours.
    pub(super) fn etapes_possibles(&mut self, etapes: &[EtapeLue], limites: &Limites, place_retour: Place) {
        if let Some(premiere) = etapes.first()
            && premiere.etape.acteurs.iter().all(|acteur| acteur.role().is_none())
        {
            self.defaut(
                premiere.place,
                "la première étape ouvre le parcours : parmi ses « acteurs », il faut quelqu’un qui a un compte (par exemple referent_decrochage, psy_en, coordonnateur_mlds).",
            );
        }
        let etabli_ailleurs = |voulu: &ModeleDocument| {
            let mut tous = etapes.iter().flat_map(|lue| &lue.etape.besoins);
            tous.any(|besoin| matches!(besoin, Besoin::Document { modele } if modele == voulu))
        };
        for lue in etapes {
            let avant: BTreeSet<&str> = avant(etapes, &lue.etape.code);
            // A step has its own needs at hand too.
            let jusque_la =
                || etapes.iter().filter(|e| e.place == lue.place || avant.contains(e.etape.code.as_str()));
            let besoins = || jusque_la().flat_map(|e| &e.etape.besoins);
            for (place, besoin) in lue.places_besoins.iter().zip(&lue.etape.besoins) {
                let etabli = |voulu: &ModeleDocument| {
                    besoins().any(|b| matches!(b, Besoin::Document { modele } if modele == voulu))
                };
                // A charter that no step at all makes is told where the file names it.
                let sans_charte =
                    matches!(besoin, Besoin::Engagements { modele } if !etabli_ailleurs(modele));
                match besoin {
                    Besoin::Signatures { modele, .. } | Besoin::Engagements { modele }
                        if !etabli(modele) && !sans_charte =>
                    {
                        let code = modele.code();
                        let phrase = format!(
                            "« {code} » est à signer ici, mais aucune étape jusque-là ne l’établit : écrivez le besoin {{ document = \"{code}\" }}."
                        );
                        self.defaut(*place, phrase);
                    }
                    Besoin::Remise { modele, .. }
                        if !besoins()
                            .any(|b| matches!(b, Besoin::Signatures { modele: m, .. } if m == modele)) =>
                    {
                        let phrase = format!(
                            "« {} » est remis, mais aucune étape jusque-là ne le fait signer.",
                            modele.code()
                        );
                        self.defaut(*place, phrase);
                    }
                    _ => {}
                }
            }
            match lue.etape.delai.as_ref().map(|delai| &delai.depuis) {
                Some(Repere::Date(nom))
                    if *nom != DateNommee::Ouverture
                        && !besoins().any(|b| matches!(b, Besoin::Date { nom: n } if n == nom)) =>
                {
                    let code = nom.code();
                    let phrase = format!(
                        "le délai court depuis la date « {code} », qu’aucune étape jusque-là ne demande : écrivez le besoin {{ date = \"{code}\" }}."
                    );
                    self.defaut(lue.place_delai, phrase);
                }
                Some(Repere::Etape(code))
                    if etapes.iter().any(|e| e.etape.code == *code) && !avant.contains(code.as_str()) =>
                {
                    let phrase = format!(
                        "le délai court depuis l’étape « {code} », qui n’est pas faite avant celle-ci."
                    );
                    self.defaut(lue.place_delai, phrase);
                }
                _ => {}
            }
        }
        self.passages_possibles(etapes);
        let mut besoins = etapes.iter().flat_map(|lue| &lue.etape.besoins);
        if limites.retour_obligatoire
            && !besoins.any(|besoin| matches!(besoin, Besoin::Date { nom: DateNommee::Retour }))
        {
            self.defaut(
                place_retour,
                "une date de retour est obligatoire, mais aucune étape ne la demande : écrivez le besoin { date = \"retour\" }.",
            );
        }
    }

    /// What a way on depends on is asked by then, and whatever is answered, some way is open.
    fn passages_possibles(&mut self, etapes: &[EtapeLue]) {
        for lue in etapes {
            let avant = avant(etapes, &lue.etape.code);
            let jusque_la =
                etapes.iter().filter(|e| e.place == lue.place || avant.contains(e.etape.code.as_str()));
            let champs: Vec<(&str, &[String], bool)> = jusque_la
                .flat_map(|e| &e.etape.besoins)
                .filter_map(|besoin| match besoin {
                    Besoin::Champ { code, valeurs, facultatif, .. } => {
                        Some((code.as_str(), valeurs.as_slice(), *facultatif))
                    }
                    _ => None,
                })
                .collect();
            for (place, passage) in lue.places_passages.iter().zip(&lue.etape.seulement) {
                let si = passage.champ.as_str();
                // Asked twice, the answer is there when one of the two steps asks for it.
                let demandes = || champs.iter().filter(|(code, ..)| *code == si);
                let Some((_, valeurs, facultatif)) = demandes().min_by_key(|(.., facultatif)| *facultatif)
                else {
                    let codes: Vec<&str> = champs.iter().map(|(code, ..)| *code).collect();
                    let propose = proposition(si, &codes);
                    self.defaut(
                        *place,
                        format!("« {si} » n’est pas un « champ » que demande cette étape ou une étape avant elle ; {propose}."),
                    );
                    continue;
                };
                if *facultatif {
                    self.defaut(
                        *place,
                        format!("« {si} » est facultatif : sans réponse, ce passage resterait fermé."),
                    );
                }
                let choix: Vec<&str> = valeurs.iter().map(String::as_str).collect();
                for valeur in passage.parmi.iter().filter(|valeur| !choix.contains(&valeur.as_str())) {
                    let propose = proposition(valeur, &choix);
                    self.defaut(
                        *place,
                        format!("« {valeur} » n’est pas une valeur de « {si} » ; {propose}."),
                    );
                }
            }
            self.jamais_sans_suite(lue, &champs);
        }
    }

    /// For each answer, a step that may follow.
    fn jamais_sans_suite(&mut self, lue: &EtapeLue, champs: &[(&str, &[String], bool)]) {
        let Etape { seulement, suivantes, .. } = &lue.etape;
        for (code, valeurs, _) in champs {
            for valeur in *valeurs {
                let ferme = |vers: &String| {
                    let mut passages = seulement.iter().filter(|p| p.vers == *vers && p.champ == *code);
                    passages.any(|passage| !passage.parmi.contains(valeur))
                };
                if !suivantes.is_empty() && suivantes.iter().all(ferme) {
                    let phrase = format!("quand « {code} » dit « {valeur} », aucune étape ne peut suivre.");
                    self.defaut(lue.place_suivantes, phrase);
                }
            }
        }
    }

    /// Who decides is somebody who may say yes or no to others.
    pub(super) fn peut_decider(&mut self, place: Place, par: Acteur) {
        let ailleurs = match par {
            Acteur::Jeune | Acteur::RepresentantLegal => {
                "son accord s’écrit comme un « champ », ou comme une signature"
            }
            Acteur::Tuteur | Acteur::Dpo | Acteur::Administrateur => {
                "nommez qui valide ou admet, par exemple chef_etablissement, ien_io ou dasen"
            }
            _ => return,
        };
        self.defaut(place, format!("« {} » ne décide pas d’un parcours ; {ailleurs}.", par.code()));
    }
}

/// Steps that may have been done before the one of this code; itself too when it comes round again.
fn avant<'e>(etapes: &'e [EtapeLue], code: &str) -> BTreeSet<&'e str> {
    let menent = |vers: &str| -> Vec<&'e str> {
        let suivie = |lue: &&EtapeLue| lue.etape.suivantes.iter().any(|suivante| suivante == vers);
        etapes.iter().filter(suivie).map(|lue| lue.etape.code.as_str()).collect()
    };
    atteindre(menent(code), menent)
}

/// Why nobody meets all of these, when nobody does.
fn contradiction(criteres: &[&Critere]) -> Option<String> {
    ages(criteres)
        .or_else(|| scolarite(criteres))
        .or_else(|| diplomes(criteres))
        .or_else(|| anciennetes(criteres))
        .or_else(|| listes(criteres))
}

fn ages(criteres: &[&Critere]) -> Option<String> {
    let (mut de, mut a) = (0, u32::MAX);
    for critere in criteres {
        let (bas, haut) = match critere {
            Critere::Age { de, a } => (*de, *a),
            Critere::ObligationNonSatisfaite => (Some(AGE_PLANCHER), Some(AGE_MAJORITE - 1)),
            _ => continue,
        };
        de = de.max(bas.unwrap_or(0));
        a = a.min(haut.unwrap_or(u32::MAX));
    }
    (de > a).then(|| format!("avoir au moins {de} ans et {a} ans au plus"))
}

fn scolarite(criteres: &[&Critere]) -> Option<String> {
    let a = |voulu: &dyn Fn(&Critere) -> bool| criteres.iter().any(|critere| voulu(critere));
    if a(&|c| *c == Critere::Scolarise(true)) {
        if a(&|c| *c == Critere::Scolarise(false)) {
            return Some("être scolarisé et ne pas l’être".to_owned());
        }
        if a(&|c| matches!(c, Critere::SortiDepuis(_))) {
            return Some("être scolarisé et être sorti de formation".to_owned());
        }
    }
    criteres.iter().find_map(|critere| match critere {
        Critere::Constat { quoi, attendu: true }
            if a(&|c| *c == Critere::Constat { quoi: *quoi, attendu: false }) =>
        {
            Some(format!("« {} » vrai et faux", quoi.code()))
        }
        _ => None,
    })
}

fn diplomes(criteres: &[&Critere]) -> Option<String> {
    let tous = |lire: fn(&Critere) -> Option<NiveauDiplome>| criteres.iter().filter_map(move |c| lire(c));
    let au_moins = tous(|c| if let Critere::DiplomeAuMoins(n) = c { Some(*n) } else { None }).max()?;
    let au_plus = tous(|c| if let Critere::DiplomeAuPlus(n) = c { Some(*n) } else { None }).min()?;
    (au_moins > au_plus).then(|| {
        format!("avoir un diplôme de {} au moins et de {} au plus", au_moins.libelle(), au_plus.libelle())
    })
}

/// Several bounds on the time since the same day.
fn anciennetes(criteres: &[&Critere]) -> Option<String> {
    for genre in [
        |c: &Critere| if let Critere::SortiDepuis(a) = c { Some(*a) } else { None },
        |c: &Critere| if let Critere::RuptureContratDepuis(a) = c { Some(*a) } else { None },
        |c: &Critere| if let Critere::ArriveeDepuis(a) = c { Some(*a) } else { None },
    ] {
        let bornes: Vec<Anciennete> = criteres.iter().filter_map(|critere| genre(critere)).collect();
        for au_moins in bornes.iter().filter_map(|borne| borne.au_moins) {
            for moins_de in bornes.iter().filter_map(|borne| borne.moins_de) {
                if !laisse_des_jours(Anciennete { au_moins: Some(au_moins), moins_de: Some(moins_de) }) {
                    let (bas, haut) = (au_moins.en_mots(), moins_de.en_mots());
                    return Some(format!("depuis au moins {bas} et depuis moins de {haut}"));
                }
            }
        }
    }
    None
}

/// Closed lists that have nothing in common.
fn listes(criteres: &[&Critere]) -> Option<String> {
    fn communs<'c>(listes: impl Iterator<Item = Vec<&'c str>>) -> Option<Vec<&'c str>> {
        listes.reduce(|a, b| a.into_iter().filter(|mot| b.contains(mot)).collect())
    }
    let lire = |genre: usize| {
        communs(criteres.iter().filter_map(move |critere| match (genre, critere) {
            (0, Critere::Francais(parmi)) => Some(parmi.iter().map(|m| m.code()).collect()),
            (1, Critere::Territoire(parmi)) => Some(parmi.iter().map(|m| m.code()).collect()),
            (2, Critere::Niveau(parmi)) => Some(parmi.iter().map(|m| m.code()).collect()),
            _ => None,
        }))
    };
    ["maitrise_francais", "territoire", "niveau_scolaire"].into_iter().enumerate().find_map(|(genre, nom)| {
        lire(genre)?.is_empty().then(|| format!("deux conditions « {nom} » n’ont rien en commun"))
    })
}
