//! `[[public]]`: one condition a block, its kind in `condition`, alternatives in `un_de`.

use toml::de::{DeTable, DeValue};

use super::{Lecteur, Place, coherence, place_de, proposition};
use crate::{
    NiveauDiplome,
    dispositif::{
        Academie, Anciennete, Condition, Constat, Critere, Duree, ExamenPasse, MaitriseFrancais,
        NiveauScolaire,
    },
};

/// Nobody is older than this in a file.
pub(super) const AGE_MAX: u32 = 99;

/// In what a length of time is counted.
pub(super) const UNITES: &[&str] = &["jours", "semaines", "mois"];

/// Kinds of conditions, but what a person states.
pub(super) const GENRES: &[&str] = &[
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

/// Diplomas that a condition may name.
pub(super) const NIVEAUX: &[(&str, NiveauDiplome)] = &[
    ("aucun", NiveauDiplome::Aucun),
    ("cfg", NiveauDiplome::Cfg),
    ("dnb", NiveauDiplome::Dnb),
    ("niveau_3", NiveauDiplome::Niveau3),
    ("niveau_4", NiveauDiplome::Niveau4),
];

/// A condition with the places of what cross-checks may find wrong.
pub(super) struct ConditionLue {
    pub(super) condition: Condition,
    pub(super) place: Place,
    /// Those of `un_de`, each with its place.
    pub(super) cas: Vec<Vec<ConditionLue>>,
}

impl ConditionLue {
    /// Itself and those of its alternatives.
    pub(super) fn toutes(&self) -> Vec<&Self> {
        let dessous = self.cas.iter().flatten().flat_map(Self::toutes);
        std::iter::once(self).chain(dessous).collect()
    }
}

impl Lecteur<'_> {
    pub(super) fn conditions(&mut self, table: &DeTable<'_>, cle: &str) -> Vec<ConditionLue> {
        let blocs = self.tables(table, cle);
        if blocs.is_empty() && table.get(cle).is_none_or(|valeur| valeur.get_ref().is_array()) {
            self.defaut(
                place_de(table, cle, 0),
                format!("aucun bloc [[{cle}]] : dites qui peut entrer, sinon tout le monde le pourrait."),
            );
        }
        blocs.into_iter().filter_map(|(place, bloc)| self.condition(place, bloc)).collect()
    }

    fn condition(&mut self, place: Place, bloc: &DeTable<'_>) -> Option<ConditionLue> {
        let phrase = self.texte(bloc, "phrase");
        let texte = self.texte(bloc, "texte");
        let (critere, cas) = if bloc.get("un_de").is_some() {
            self.cles(bloc, &["un_de", "phrase", "texte"]);
            let cas = self.alternatives(bloc)?;
            let conditions =
                |toutes: &Vec<ConditionLue>| toutes.iter().map(|c| c.condition.clone()).collect();
            (Critere::UnDe(cas.iter().map(conditions).collect()), cas)
        } else {
            if bloc.get("condition").is_none() {
                self.defaut(place, "« condition » manque : dites laquelle, ou « un_de » pour plusieurs cas.");
                return None;
            }
            let genre = self.texte(bloc, "condition")?;
            (self.critere(place, bloc, &genre)?, Vec::new())
        };
        Some(ConditionLue { condition: Condition { critere, phrase, texte }, place, cas })
    }

    fn alternatives(&mut self, bloc: &DeTable<'_>) -> Option<Vec<Vec<ConditionLue>>> {
        let avant = self.defauts.len();
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
            // What is no case was told already.
            if self.defauts.len() == avant {
                self.defaut(place_de(bloc, "un_de", 0), "« un_de » attend au moins deux cas.");
            }
            return None;
        }
        Some(alternatives)
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
        // Which keys go with a condition that nobody knows is not known.
        if GENRES.contains(&genre) || Constat::de_code(genre).is_some() {
            self.cles(bloc, &connues);
        }
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
                self.personne_ne_tient(place_de(bloc, "moins_de", place), depuis);
                Some(Critere::EchecExamen { examens: examens?, depuis })
            }
            "obligation" => Some(Critere::ObligationNonSatisfaite),
            "dispositif_prealable" => {
                // Its name is known once every file is read.
                self.requis(bloc, place, "code")
                    .map(|code| Critere::DispositifPrealable { nom: code.clone(), code })
            }
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
        self.bornes_d_age(place, bloc).map(|(de, a)| Critere::Age { de, a })
    }

    /// Both bounds, in order, one at least; `None` with a defect when they are not.
    pub(super) fn bornes_d_age(
        &mut self,
        place: Place,
        bloc: &DeTable<'_>,
    ) -> Option<(Option<u32>, Option<u32>)> {
        if bloc.get("de").is_none() && bloc.get("a").is_none() {
            self.defaut(place, "une condition d’âge a au moins une borne : « de », « a » ou les deux.");
            return None;
        }
        let mut borne = |cle: &str| {
            let Some(ans) = self.nombre(bloc, cle) else { return bloc.get(cle).is_none().then_some(None) };
            if ans > AGE_MAX {
                let phrase = format!("{ans} ans ? Un âge se compte en années, de 0 à {AGE_MAX}.");
                self.defaut(place_de(bloc, cle, place), phrase);
                return None;
            }
            Some(Some(ans))
        };
        let (de, a) = (borne("de"), borne("a"));
        let (de, a) = (de?, a?);
        if let (Some(bas), Some(haut)) = (de, a)
            && bas > haut
        {
            let phrase = format!("l’âge va de {bas} à {haut} : personne n’y entrerait.");
            self.defaut(place_de(bloc, "a", place), phrase);
            return None;
        }
        Some((de, a))
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

    pub(super) fn anciennete(&mut self, place: Place, bloc: &DeTable<'_>) -> Option<Anciennete> {
        if bloc.get("au_moins").is_none() && bloc.get("moins_de").is_none() {
            self.defaut(place, "il faut « au_moins », « moins_de » ou les deux, par exemple { mois = 6 }.");
            return None;
        }
        let bornes = self.bornes(bloc);
        self.personne_ne_tient(place_de(bloc, "moins_de", place), bornes);
        (bornes != Anciennete::default()).then_some(bornes)
    }

    /// Bounds between which no day lies are a defect.
    pub(super) fn personne_ne_tient(&mut self, place: Place, bornes: Anciennete) {
        if let (Some(bas), Some(haut)) = (bornes.au_moins, bornes.moins_de)
            && !coherence::laisse_des_jours(bornes)
        {
            let (bas, haut) = (bas.en_mots(), haut.en_mots());
            self.defaut(place, format!("au moins {bas} et moins de {haut} : personne n’y entrerait."));
        }
    }

    fn bornes(&mut self, bloc: &DeTable<'_>) -> Anciennete {
        Anciennete { au_moins: self.duree(bloc, "au_moins"), moins_de: self.duree(bloc, "moins_de") }
    }

    fn parmi<T>(&mut self, place: Place, bloc: &DeTable<'_>, lus: Vec<T>) -> Option<Vec<T>> {
        let vide =
            |valeur: &toml::Spanned<DeValue<'_>>| valeur.get_ref().as_array().is_some_and(|v| v.is_empty());
        if bloc.get("parmi").is_none_or(vide) {
            self.defaut(place_de(bloc, "parmi", place), "« parmi » manque ou ne nomme rien.");
        }
        (!lus.is_empty()).then_some(lus)
    }

    /// `{ jours = 15 }`, `{ semaines = 2 }`, `{ mois = 6 }`.
    pub(super) fn duree(&mut self, table: &DeTable<'_>, cle: &str) -> Option<Duree> {
        let valeur = table.get(cle)?;
        if valeur.get_ref().is_integer() {
            let phrase = format!("« {cle} » est une durée : dites son unité, par exemple {{ mois = 6 }}.");
            self.defaut(valeur.span().start, phrase);
            return None;
        }
        let (place, bloc) = self.table_de(valeur, cle)?;
        let avant = self.defauts.len();
        self.cles(bloc, UNITES);
        if self.defauts.len() > avant {
            return None;
        }
        self.duree_du_bloc(place, bloc)
    }

    pub(super) fn duree_du_bloc(&mut self, place: Place, bloc: &DeTable<'_>) -> Option<Duree> {
        let avant = self.defauts.len();
        let (jours, semaines, mois) =
            (self.nombre(bloc, "jours"), self.nombre(bloc, "semaines"), self.nombre(bloc, "mois"));
        match (jours, semaines, mois) {
            (Some(n), None, None) if (1..=3_660).contains(&n) => Some(Duree::Jours(n)),
            (None, Some(n), None) if (1..=520).contains(&n) => Some(Duree::Semaines(n)),
            (None, None, Some(n)) if (1..=120).contains(&n) => Some(Duree::Mois(n)),
            // What is no number was told already.
            _ if self.defauts.len() > avant => None,
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
