//! `[[public]]`: one condition a block, its kind in `condition`, alternatives in `un_de`.

use toml::de::{DeTable, DeValue};

use super::{Lecteur, Place, place_de, proposition};
use crate::{
    NiveauDiplome,
    dispositif::{
        Academie, Anciennete, Condition, Constat, Critere, Duree, ExamenPasse, MaitriseFrancais,
        NiveauScolaire,
    },
};

const GENRES: &[&str] = &[
    "age",
    "scolarise",
    "sorti_depuis",
    "rupture_contrat_depuis",
    "arrivee_en_france",
    "niveau_diplome",
    "maitrise_francais",
    "obligation",
    "territoire",
    "dispositif_prealable",
    "echec_examen",
    "niveau_scolaire",
];

const NIVEAUX: &[(&str, NiveauDiplome)] = &[
    ("aucun", NiveauDiplome::Aucun),
    ("cfg", NiveauDiplome::Cfg),
    ("dnb", NiveauDiplome::Dnb),
    ("niveau_3", NiveauDiplome::Niveau3),
    ("niveau_4", NiveauDiplome::Niveau4),
];

impl Lecteur<'_> {
    pub(super) fn conditions(&mut self, table: &DeTable<'_>, cle: &str) -> Vec<Condition> {
        let blocs = self.tables(table, cle);
        blocs.into_iter().filter_map(|(place, bloc)| self.condition(place, bloc)).collect()
    }

    fn condition(&mut self, place: Place, bloc: &DeTable<'_>) -> Option<Condition> {
        let phrase = self.texte(bloc, "phrase");
        let texte = self.texte(bloc, "texte");
        let critere = if bloc.get("un_de").is_some() {
            self.cles(bloc, &["un_de", "phrase", "texte"]);
            self.alternatives(bloc)
        } else {
            let genre = self.requis(bloc, place, "condition")?;
            self.critere(place, bloc, &genre)
        };
        Some(Condition { critere: critere?, phrase, texte })
    }

    fn alternatives(&mut self, bloc: &DeTable<'_>) -> Option<Critere> {
        let mut alternatives = Vec::new();
        for item in self.liste(bloc, "un_de") {
            let DeValue::Array(toutes) = item.get_ref() else {
                self.defaut(
                    item.span().start,
                    "chaque cas de « un_de » est une liste de conditions : écrivez-la entre crochets.",
                );
                continue;
            };
            let mut lues = Vec::new();
            for valeur in toutes {
                if let Some((place, table)) = self.table_de(valeur, "un_de") {
                    lues.extend(self.condition(place, table));
                }
            }
            if toutes.is_empty() {
                self.defaut(
                    item.span().start,
                    "un cas de « un_de » sans condition laisserait entrer tout le monde.",
                );
            }
            alternatives.push(lues);
        }
        if alternatives.len() < 2 {
            self.defaut(place_de(bloc, "un_de", 0), "« un_de » attend au moins deux cas.");
            return None;
        }
        Some(Critere::UnDe(alternatives))
    }

    fn critere(&mut self, place: Place, bloc: &DeTable<'_>, genre: &str) -> Option<Critere> {
        let mut connues = vec!["condition", "phrase", "texte"];
        let propres: &[&str] = match genre {
            "age" => &["de", "a"],
            "sorti_depuis" | "rupture_contrat_depuis" | "arrivee_en_france" => &["au_moins", "moins_de"],
            "niveau_diplome" => &["au_plus", "au_moins"],
            "maitrise_francais" | "territoire" | "niveau_scolaire" => &["parmi"],
            "dispositif_prealable" => &["code"],
            "echec_examen" => &["parmi", "au_moins", "moins_de"],
            "obligation" => &[],
            _ => &["valeur"],
        };
        connues.extend(propres);
        self.cles(bloc, &connues);
        match genre {
            "age" => self.age(place, bloc),
            "scolarise" => Some(Critere::Scolarise(self.oui_non(bloc, "valeur").unwrap_or(true))),
            "sorti_depuis" => self.anciennete(place, bloc).map(Critere::SortiDepuis),
            "rupture_contrat_depuis" => self.anciennete(place, bloc).map(Critere::RuptureContratDepuis),
            "arrivee_en_france" => self.anciennete(place, bloc).map(Critere::ArriveeDepuis),
            "niveau_diplome" => self.diplome(place, bloc),
            "maitrise_francais" => {
                let parmi = self.mots(bloc, "parmi", MaitriseFrancais::TOUS, MaitriseFrancais::code);
                self.parmi(place, bloc, parmi).map(Critere::Francais)
            }
            "territoire" => {
                let parmi = self.mots(bloc, "parmi", Academie::TOUS, Academie::code);
                self.parmi(place, bloc, parmi).map(Critere::Territoire)
            }
            "niveau_scolaire" => {
                let parmi = self.mots(bloc, "parmi", NiveauScolaire::TOUS, NiveauScolaire::code);
                self.parmi(place, bloc, parmi).map(Critere::Niveau)
            }
            "echec_examen" => {
                let parmi = self.mots(bloc, "parmi", ExamenPasse::TOUS, ExamenPasse::code);
                let examens = self.parmi(place, bloc, parmi);
                let depuis = self.bornes(bloc);
                Some(Critere::EchecExamen { examens: examens?, depuis })
            }
            "obligation" => Some(Critere::ObligationNonSatisfaite),
            "dispositif_prealable" => self.requis(bloc, place, "code").map(Critere::DispositifPrealable),
            autre => self.constat(place_de(bloc, "condition", place), bloc, autre),
        }
    }

    fn constat(&mut self, place: Place, bloc: &DeTable<'_>, genre: &str) -> Option<Critere> {
        let Some(quoi) = Constat::de_code(genre) else {
            let mut connus = GENRES.to_vec();
            connus.extend(Constat::TOUS.iter().map(|constat| constat.code()));
            let phrase =
                format!("la condition « {genre} » n’est pas connue ; {}.", proposition(genre, &connus));
            self.defaut(place, phrase);
            return None;
        };
        Some(Critere::Constat { quoi, attendu: self.oui_non(bloc, "valeur").unwrap_or(true) })
    }

    fn age(&mut self, place: Place, bloc: &DeTable<'_>) -> Option<Critere> {
        let (de, a) = (self.nombre(bloc, "de"), self.nombre(bloc, "a"));
        match (de, a) {
            (None, None) => {
                self.defaut(place, "une condition d’âge a au moins une borne : « de », « a » ou les deux.");
                None
            }
            (Some(bas), Some(haut)) if bas > haut => {
                self.defaut(
                    place_de(bloc, "a", place),
                    format!("l’âge va de {bas} à {haut} : personne n’y entrerait."),
                );
                None
            }
            _ if de.into_iter().chain(a).any(|ans| ans > 99) => {
                self.defaut(place_de(bloc, "a", place), "un âge se compte en années, de 0 à 99.");
                None
            }
            _ => Some(Critere::Age { de, a }),
        }
    }

    fn diplome(&mut self, place: Place, bloc: &DeTable<'_>) -> Option<Critere> {
        let codes: Vec<usize> = (0..NIVEAUX.len()).collect();
        let code = |rang: usize| NIVEAUX.get(rang).map_or("", |(code, _)| *code);
        let niveau = |rang: usize| NIVEAUX.get(rang).map(|(_, niveau)| *niveau);
        let au_plus = self.mot(bloc, "au_plus", &codes, code).and_then(niveau);
        let au_moins = self.mot(bloc, "au_moins", &codes, code).and_then(niveau);
        match (au_plus, au_moins) {
            (Some(niveau), None) => Some(Critere::DiplomeAuPlus(niveau)),
            (None, Some(niveau)) => Some(Critere::DiplomeAuMoins(niveau)),
            (None, None) if bloc.get("au_plus").is_some() || bloc.get("au_moins").is_some() => None,
            _ => {
                self.defaut(
                    place,
                    "une condition de diplôme a une seule borne : « au_plus » ou « au_moins ».",
                );
                None
            }
        }
    }

    fn anciennete(&mut self, place: Place, bloc: &DeTable<'_>) -> Option<Anciennete> {
        let bornes = self.bornes(bloc);
        if bornes == Anciennete::default() {
            if bloc.get("au_moins").is_none() && bloc.get("moins_de").is_none() {
                self.defaut(
                    place,
                    "il faut « au_moins », « moins_de » ou les deux, par exemple { mois = 6 }.",
                );
            }
            return None;
        }
        Some(bornes)
    }

    fn bornes(&mut self, bloc: &DeTable<'_>) -> Anciennete {
        Anciennete { au_moins: self.duree(bloc, "au_moins"), moins_de: self.duree(bloc, "moins_de") }
    }

    fn parmi<T>(&mut self, place: Place, bloc: &DeTable<'_>, lus: Vec<T>) -> Option<Vec<T>> {
        if lus.is_empty() && self.liste(bloc, "parmi").is_empty() {
            self.defaut(place, "« parmi » manque ou ne nomme rien.");
        }
        (!lus.is_empty()).then_some(lus)
    }

    /// `{ jours = 15 }`, `{ semaines = 2 }`, `{ mois = 6 }`.
    pub(super) fn duree(&mut self, table: &DeTable<'_>, cle: &str) -> Option<Duree> {
        let (place, bloc) = self.table_de(table.get(cle)?, cle)?;
        self.cles(bloc, &["jours", "semaines", "mois"]);
        self.duree_du_bloc(place, bloc)
    }

    pub(super) fn duree_du_bloc(&mut self, place: Place, bloc: &DeTable<'_>) -> Option<Duree> {
        let (jours, semaines, mois) =
            (self.nombre(bloc, "jours"), self.nombre(bloc, "semaines"), self.nombre(bloc, "mois"));
        match (jours, semaines, mois) {
            (Some(n), None, None) if (1..=3_660).contains(&n) => Some(Duree::Jours(n)),
            (None, Some(n), None) if (1..=520).contains(&n) => Some(Duree::Semaines(n)),
            (None, None, Some(n)) if (1..=120).contains(&n) => Some(Duree::Mois(n)),
            _ => {
                self.defaut(
                    place,
                    "une durée a une seule unité, « jours », « semaines » ou « mois », d’un jour à dix ans.",
                );
                None
            }
        }
    }
}
