//! One file, one dispositif; then what the file says against itself: steps that lead nowhere, indicators of a field that
//! no step fills.

use std::collections::{BTreeMap, BTreeSet};

use toml::de::DeTable;

use super::{
    Defaut, Lecteur, Place,
    condition::{self, ConditionLue},
    etape::EtapeLue,
    place_de, proposition,
    surcouche::genre_reglable,
};
use crate::dispositif::{
    Besoin, Compte, Critere, Dispositif, Fiche, Indicateur, Limites, ModeleDocument, Part, Phase, Repere,
    SureteTexte, Texte,
};

/// Keys at the head of a file.
pub(super) const CLES: &[&str] = &[
    "code",
    "nom",
    "sigle",
    "phase",
    "resume",
    "charte",
    "fiche",
    "textes",
    "public",
    "etapes",
    "limites",
    "indicateurs",
];

/// The six headings.
pub(super) const RUBRIQUES: &[&str] =
    &["objectifs", "public_vise", "personnes_engagees", "modalites", "zone_application", "evaluation"];

/// Keys of the bounds.
pub(super) const LIMITES: &[&str] = &[
    "duree_max",
    "retour_obligatoire",
    "stages_part_max",
    "heures_semaine",
    "renouvelable",
    "droit_jusqu_a",
    "texte",
];

/// A file that has no defect of its own.
pub(in crate::dispositif) struct Lu {
    pub(in crate::dispositif) dispositif: Dispositif,
    /// Codes of the dispositifs that it names, and where.
    pub(in crate::dispositif) prealables: Vec<(Place, String)>,
}

/// Reads one file; its defects, in the order of its lines, when it has any.
pub(in crate::dispositif) fn lire_dispositif(fichier: &str, texte: &str) -> Result<Lu, Vec<Defaut>> {
    let mut lecteur = Lecteur::nouveau(fichier, texte);
    let lu = lecteur.document().and_then(|table| lecteur.dispositif(&table));
    if lecteur.defauts.is_empty()
        && let Some(lu) = lu
    {
        return Ok(lu);
    }
    lecteur.defauts.sort();
    lecteur.defauts.dedup();
    Err(lecteur.defauts)
}

impl Lecteur<'_> {
    fn dispositif(&mut self, table: &DeTable<'_>) -> Option<Lu> {
        if table.get("ajustements").is_some() && table.get("etapes").is_none() {
            let nom = table.get("academie").and_then(|a| a.get_ref().as_str()).unwrap_or("bordeaux");
            let phrase = format!(
                "ce fichier dit ce qu’une académie fait autrement : rangez-le dans un dossier « academies », sous le nom academies/{nom}.toml."
            );
            self.defaut(place_de(table, "academie", 0), phrase);
            return None;
        }
        if table.is_empty() {
            self.defaut(0, "ce fichier est vide.");
            return None;
        }
        self.cles(table, CLES);
        let code = self.code(table, 0, "code");
        let attendu = nom_sans_extension(self.fichier).to_owned();
        if let Some(code) = &code
            && *code != attendu
        {
            let phrase = format!(
                "le fichier s’appelle « {attendu}.toml » : son code est « {attendu} », pas « {code} »."
            );
            self.defaut(place_de(table, "code", 0), phrase);
        }
        let nom = self.requis(table, 0, "nom");
        let sigle = self.texte(table, "sigle");
        let resume = self.requis(table, 0, "resume");
        if table.get("phase").is_none() {
            self.defaut(0, "la clé « phase » manque ici.");
        }
        let phase = self.mot(table, "phase", Phase::TOUS, Phase::code);
        let charte = self.mot(table, "charte", ModeleDocument::TOUS, ModeleDocument::code);
        let fiche = self.fiche(table);
        let textes = self.references(table);
        let public = self.conditions(table, "public");
        let blocs = self.tables(table, "etapes");
        let etapes: Vec<EtapeLue> =
            blocs.into_iter().filter_map(|(place, bloc)| self.etape(place, bloc)).collect();
        if table.get("etapes").is_none() {
            self.defaut(0, "aucune étape : écrivez au moins un bloc [[etapes]].");
        }
        let limites = self.limites(table);
        let blocs = self.tables(table, "indicateurs");
        let indicateurs: Vec<_> =
            blocs.into_iter().filter_map(|(place, bloc)| self.indicateur(place, bloc)).collect();
        // A step that could not be read would make every other one look unreachable.
        if self.defauts.is_empty() {
            self.reglages(table, &textes, &public, &etapes);
            self.public_possible(&public);
            self.droit_possible(table, &public, &limites);
            self.enchainement(&etapes);
            self.comptes(&etapes, &indicateurs);
            self.engagements(place_de(table, "charte", 0), charte, &etapes);
            let place = table.get("limites").and_then(|valeur| valeur.get_ref().as_table());
            let place = place.map_or(0, |bloc| place_de(bloc, "retour_obligatoire", 0));
            self.etapes_possibles(&etapes, &limites, place);
        }
        let code = code?;
        let mut prealables = Vec::new();
        for lue in public.iter().flat_map(ConditionLue::toutes) {
            if let Critere::DispositifPrealable { code: prealable, .. } = &lue.condition.critere {
                if *prealable == code {
                    self.defaut(
                        lue.place,
                        format!("« {code} » ne peut pas se demander lui-même avant d’entrer."),
                    );
                }
                prealables.push((lue.place, prealable.clone()));
            }
        }
        let dispositif = Dispositif {
            code,
            nom: nom?,
            sigle,
            phase: phase?,
            resume: resume?,
            charte,
            fiche,
            textes,
            public: public.into_iter().map(|lue| lue.condition).collect(),
            etapes: etapes.into_iter().map(|lue| lue.etape).collect(),
            limites,
            indicateurs: indicateurs.into_iter().map(|(_, indicateur)| indicateur).collect(),
        };
        Some(Lu { dispositif, prealables })
    }

    /// The right lasts at least until people may enter.
    fn droit_possible(&mut self, table: &DeTable<'_>, public: &[ConditionLue], limites: &Limites) {
        let ages = public.iter().filter_map(|lue| match lue.condition.critere {
            Critere::Age { de, .. } => de,
            _ => None,
        });
        if let (Some(de), Some(jusqu_a)) = (ages.max(), limites.droit_jusqu_a)
            && jusqu_a < de
            && self.defauts.is_empty()
            && let Some(bloc) = table.get("limites").and_then(|valeur| valeur.get_ref().as_table())
        {
            let phrase = format!("le droit s’arrête à {jusqu_a} ans, mais on entre à {de} ans au plus tôt.");
            self.defaut(place_de(bloc, "droit_jusqu_a", 0), phrase);
        }
    }

    fn fiche(&mut self, table: &DeTable<'_>) -> Fiche {
        let Some(valeur) = table.get("fiche") else {
            self.defaut(0, "le bloc [fiche] manque, avec ses six rubriques.");
            return Fiche::default();
        };
        let Some((place, bloc)) = self.table_de(valeur, "fiche") else { return Fiche::default() };
        self.cles(bloc, RUBRIQUES);
        let mut rubrique = |cle: &str| {
            let items = self.textes(bloc, cle);
            if items.is_empty() {
                self.defaut(
                    place_de(bloc, cle, place),
                    format!("la rubrique « {cle} » de la fiche manque ou est vide."),
                );
            }
            items
        };
        Fiche {
            objectifs: rubrique("objectifs"),
            public_vise: rubrique("public_vise"),
            personnes_engagees: rubrique("personnes_engagees"),
            modalites: rubrique("modalites"),
            zone_application: rubrique("zone_application"),
            evaluation: rubrique("evaluation"),
        }
    }

    fn references(&mut self, table: &DeTable<'_>) -> Vec<Texte> {
        let blocs = self.tables(table, "textes");
        if blocs.is_empty() && table.get("textes").is_none_or(|v| v.get_ref().is_array()) {
            self.defaut(0, "aucun bloc [[textes]] : dites sur quoi le dispositif repose, même si c’est un simple réglage.");
        }
        let mut lus = Vec::new();
        for (place, bloc) in blocs {
            self.cles(bloc, &["reference", "surete", "regle"]);
            let reference = self.requis(bloc, place, "reference");
            if bloc.get("surete").is_none() {
                self.defaut(place, "la clé « surete » manque ici.");
            }
            let surete = self.mot(bloc, "surete", SureteTexte::TOUS, SureteTexte::code);
            let regle = self.texte(bloc, "regle");
            lus.extend(reference.zip(surete).map(|(reference, surete)| Texte { reference, surete, regle }));
        }
        lus
    }

    /// A text that settles something says what, as the file names it.
    fn reglages(
        &mut self,
        table: &DeTable<'_>,
        textes: &[Texte],
        public: &[ConditionLue],
        etapes: &[EtapeLue],
    ) {
        let conditions = public.iter().flat_map(ConditionLue::toutes);
        let mut connus: Vec<&str> =
            conditions.filter_map(|lue| genre_reglable(&lue.condition.critere)).collect();
        connus.extend(etapes.iter().map(|lue| lue.etape.code.as_str()));
        for (texte, (_, bloc)) in textes.iter().zip(self.tables(table, "textes")) {
            if let Some(regle) = texte.regle.as_deref().filter(|regle| !connus.contains(regle)) {
                let phrase = format!(
                    "« {regle} » n’est ni une condition réglable ni une étape de ce fichier ; {}.",
                    proposition(regle, &connus)
                );
                self.defaut(place_de(bloc, "regle", 0), phrase);
            }
        }
    }

    fn limites(&mut self, table: &DeTable<'_>) -> Limites {
        let lu = table.get("limites").and_then(|valeur| self.table_de(valeur, "limites"));
        let Some((place, bloc)) = lu else { return Limites::default() };
        self.cles(bloc, LIMITES);
        let stages_part_max = self.texte(bloc, "stages_part_max").and_then(|texte| {
            let part = Part::lire(&texte);
            if part.is_none_or(|part| part.numerateur == 0) {
                self.defaut(
                    place_de(bloc, "stages_part_max", place),
                    "une part s’écrit « 2/3 » : plus que zéro, un au plus.",
                );
            }
            part
        });
        for (cle, bornes, quoi) in [
            ("heures_semaine", 1..=60, "heures par semaine"),
            ("droit_jusqu_a", 10..=condition::AGE_MAX, "ans"),
        ] {
            let lu = bloc.get(cle).and_then(|valeur| valeur.get_ref().as_integer());
            let lu = lu.and_then(|n| u32::from_str_radix(n.as_str(), n.radix()).ok());
            if let Some(lu) = lu.filter(|lu| !bornes.contains(lu)) {
                let (bas, haut) = (bornes.start(), bornes.end());
                let phrase = format!("{lu} {quoi} ? « {cle} » va de {bas} à {haut}.");
                self.defaut(place_de(bloc, cle, place), phrase);
            }
        }
        Limites {
            duree_max: self.duree(bloc, "duree_max"),
            retour_obligatoire: self.oui_non(bloc, "retour_obligatoire").unwrap_or(false),
            stages_part_max,
            heures_semaine: self.nombre(bloc, "heures_semaine"),
            renouvelable: self.oui_non(bloc, "renouvelable").unwrap_or(false),
            droit_jusqu_a: self.nombre(bloc, "droit_jusqu_a"),
            texte: self.texte(bloc, "texte"),
        }
    }

    /// Every step that follows exists, every step is reached, an end is reached from every step, codes are there once,
    /// deadlines count from something.
    fn enchainement(&mut self, etapes: &[EtapeLue]) {
        let codes: Vec<&str> = etapes.iter().map(|lue| lue.etape.code.as_str()).collect();
        let mut saisis: BTreeMap<&str, (usize, &Besoin)> = BTreeMap::new();
        let mut groupe = false;
        for (rang, lue) in etapes.iter().enumerate() {
            let code = &lue.etape.code;
            if codes[..rang].contains(&code.as_str()) {
                self.defaut(lue.place, format!("deux étapes ont le code « {code} »."));
            }
            for suivante in &lue.etape.suivantes {
                if !codes.contains(&suivante.as_str()) {
                    let phrase =
                        format!("l’étape « {suivante} » n’existe pas ; {}.", proposition(suivante, &codes));
                    self.defaut(lue.place_suivantes, phrase);
                }
            }
            if let Some(Repere::Etape(depuis)) = lue.etape.delai.as_ref().map(|delai| &delai.depuis)
                && !codes.contains(&depuis.as_str())
            {
                let phrase = format!(
                    "le délai court depuis « {depuis} », qui n’est ni une date nommée ni une étape ; {}.",
                    proposition(depuis, &codes)
                );
                self.defaut(lue.place_delai, phrase);
            }
            for _ in lue.etape.besoins.iter().filter(|besoin| matches!(besoin, Besoin::Groupe { .. })) {
                if std::mem::replace(&mut groupe, true) {
                    self.defaut(lue.place, "un dispositif demande un seul groupe.");
                }
            }
            // A later step may ask again what an earlier one let be, in the same words.
            for besoin in &lue.etape.besoins {
                let Some(saisi) = besoin.code_saisi() else { continue };
                let deja = saisis.insert(saisi, (rang, besoin));
                if deja.is_some_and(|(avant, connu)| avant == rang || !besoin.meme_question(connu)) {
                    self.defaut(
                        lue.place,
                        format!("le champ « {saisi} » est demandé deux fois dans le dispositif."),
                    );
                }
            }
        }
        self.un_seul_marche(etapes);
        if !self.defauts.is_empty() {
            return;
        }
        let atteintes = atteindre(codes.first().copied(), |code| {
            etapes
                .iter()
                .filter(|lue| lue.etape.code == code)
                .flat_map(|lue| &lue.etape.suivantes)
                .map(String::as_str)
                .collect()
        });
        let finissent = atteindre(
            etapes.iter().filter(|lue| lue.etape.fin.is_some()).map(|lue| lue.etape.code.as_str()),
            |code| {
                etapes
                    .iter()
                    .filter(|lue| lue.etape.suivantes.iter().any(|suivante| suivante == code))
                    .map(|lue| lue.etape.code.as_str())
                    .collect()
            },
        );
        for lue in etapes {
            let code = lue.etape.code.as_str();
            if !atteintes.contains(code) {
                self.defaut(lue.place, format!("aucune étape ne mène à « {code} »."));
            }
            if !finissent.contains(code) {
                self.defaut(
                    lue.place,
                    format!("depuis « {code} », aucun chemin ne mène à la fin du parcours."),
                );
            }
        }
    }

    /// A parcours is under one marché.
    fn un_seul_marche(&mut self, etapes: &[EtapeLue]) {
        let tous = etapes.iter().flat_map(|lue| lue.etape.besoins.iter().map(move |besoin| (lue, besoin)));
        for (lue, _) in tous.filter(|(_, besoin)| matches!(besoin, Besoin::Marche { .. })).skip(1) {
            self.defaut(lue.place, "un dispositif demande un seul marché.");
        }
    }

    /// A charter is made by one of the steps, and it is what members commit to.
    fn engagements(&mut self, place: Place, charte: Option<ModeleDocument>, etapes: &[EtapeLue]) {
        let besoins =
            || etapes.iter().flat_map(|lue| lue.etape.besoins.iter().map(move |besoin| (lue, besoin)));
        if let Some(charte) = charte
            && !besoins().any(|(_, b)| matches!(b, Besoin::Document { modele } if *modele == charte))
        {
            let code = charte.code();
            self.defaut(
                place,
                format!(
                    "la charte « {code} » n’est établie par aucune étape : écrivez le besoin {{ document = \"{code}\" }}."
                ),
            );
        }
        for (lue, besoin) in besoins() {
            if let Besoin::Engagements { modele } = besoin
                && charte != Some(*modele)
            {
                let code = modele.code();
                self.defaut(
                    lue.place,
                    format!(
                        "« {code} » n’est pas la charte du dispositif : écrivez charte = \"{code}\" en tête du fichier."
                    ),
                );
            }
        }
    }

    /// An indicator counts something that exists.
    fn comptes(&mut self, etapes: &[EtapeLue], indicateurs: &[(usize, Indicateur)]) {
        let codes: Vec<&str> = etapes.iter().map(|lue| lue.etape.code.as_str()).collect();
        let champs: Vec<(&str, &[String])> = etapes
            .iter()
            .flat_map(|lue| &lue.etape.besoins)
            .filter_map(|besoin| match besoin {
                Besoin::Champ { code, valeurs, .. } | Besoin::Remise { code, valeurs, .. } => {
                    Some((code.as_str(), valeurs.as_slice()))
                }
                _ => None,
            })
            .collect();
        for (rang, (place, indicateur)) in indicateurs.iter().enumerate() {
            if indicateurs[..rang].iter().any(|(_, autre)| autre.code == indicateur.code) {
                self.defaut(*place, format!("deux indicateurs ont le code « {} ».", indicateur.code));
            }
            match &indicateur.compte {
                Compte::Etape(code) if !codes.contains(&code.as_str()) => {
                    self.defaut(
                        *place,
                        format!("l’étape « {code} » n’existe pas ; {}.", proposition(code, &codes)),
                    );
                }
                Compte::Issue(issue) if !etapes.iter().any(|lue| lue.etape.fin == Some(*issue)) => {
                    let code = issue.code();
                    let phrase = format!(
                        "aucune étape ne finit par « {code} » : écrivez fin = \"{code}\" à l’une d’elles."
                    );
                    self.defaut(*place, phrase);
                }
                Compte::Champ { code, valeurs } => {
                    let Some((_, possibles)) = champs.iter().find(|(champ, _)| champ == code) else {
                        let connus: Vec<&str> = champs.iter().map(|(champ, _)| *champ).collect();
                        let phrase = format!(
                            "aucune étape ne remplit le champ « {code} » ; {}.",
                            proposition(code, &connus)
                        );
                        self.defaut(*place, phrase);
                        continue;
                    };
                    for valeur in valeurs.iter().filter(|valeur| !possibles.contains(valeur)) {
                        let connus: Vec<&str> = possibles.iter().map(String::as_str).collect();
                        let phrase = format!(
                            "le champ « {code} » n’a pas la valeur « {valeur} » ; {}.",
                            proposition(valeur, &connus)
                        );
                        self.defaut(*place, phrase);
                    }
                }
                _ => {}
            }
        }
    }
}

/// `dispositifs/pafi.toml` → `pafi`.
pub(in crate::dispositif) fn nom_sans_extension(fichier: &str) -> &str {
    let nom = fichier.rsplit(['/', '\\']).next().unwrap_or(fichier);
    nom.rsplit_once('.')
        .filter(|(_, suffixe)| suffixe.eq_ignore_ascii_case("toml"))
        .map_or(nom, |(tronc, _)| tronc)
}

/// Everything reached from the first ones.
pub(super) fn atteindre<'e>(
    depart: impl IntoIterator<Item = &'e str>,
    voisines: impl Fn(&str) -> Vec<&'e str>,
) -> BTreeSet<&'e str> {
    let mut vues: BTreeSet<&str> = depart.into_iter().collect();
    let mut a_voir: Vec<&str> = vues.iter().copied().collect();
    while let Some(code) = a_voir.pop() {
        for voisine in voisines(code) {
            if vues.insert(voisine) {
                a_voir.push(voisine);
            }
        }
    }
    vues
}
