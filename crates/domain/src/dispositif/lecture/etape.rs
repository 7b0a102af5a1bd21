//! `[[etapes]]` and `[[indicateurs]]`: who acts, what must be there, by when, what may follow, what is counted.

use toml::de::DeTable;

use super::{Lecteur, Place, condition::UNITES, place_de, proposition};
use crate::dispositif::{
    Acteur, Besoin, Compte, DateNommee, Delai, Etape, Indicateur, Issue, ModeleDocument, Passage,
    REMIS_ET_RECU, REMIS_SANS_REPONSE, Repere,
};

/// The kinds of needs: the key that says which, and the keys that go with it.
pub(super) const BESOINS: &[(&str, &[&str])] = &[
    ("document", &[]),
    ("signatures", &["parties"]),
    ("engagements", &[]),
    ("decision", &[]),
    ("reunion", &[]),
    ("date", &[]),
    ("champ", &["titre", "valeurs", "plusieurs", "facultatif"]),
    ("texte", &["titre", "long", "facultatif"]),
    ("nombre", &["titre", "max", "facultatif"]),
    ("groupe", &["titre", "facultatif"]),
    ("semaine", &["titre", "facultatif"]),
    ("marche", &["titre"]),
    ("remise", &["titre", "modele", "a"]),
];

/// What an indicator may count.
pub(super) const COMPTES: &[&str] = &["ouverts", "issue", "etape", "champ", "partagee"];

/// A step with the places of what cross-checks may find wrong.
pub(in crate::dispositif) struct EtapeLue {
    pub(in crate::dispositif) etape: Etape,
    pub(in crate::dispositif) place: Place,
    pub(in crate::dispositif) place_suivantes: Place,
    pub(in crate::dispositif) place_delai: Place,
    /// One a need, in their order.
    pub(in crate::dispositif) places_besoins: Vec<Place>,
    /// One a way on that depends on an answer, in their order.
    pub(in crate::dispositif) places_passages: Vec<Place>,
}

impl Lecteur<'_> {
    pub(super) fn etape(&mut self, place: Place, bloc: &DeTable<'_>) -> Option<EtapeLue> {
        self.cles(bloc, &["code", "titre", "acteurs", "besoins", "delai", "suivantes", "seulement", "fin"]);
        let code = self.code(bloc, place, "code");
        let titre = self.requis(bloc, place, "titre");
        let acteurs = self.mots(bloc, "acteurs", Acteur::TOUS, Acteur::code);
        if bloc.get("acteurs").is_none_or(|v| v.get_ref().as_array().is_some_and(|a| a.is_empty())) {
            self.defaut(place, "« acteurs » manque : qui peut dire que l’étape est faite ?");
        }
        let blocs = self.tables(bloc, "besoins");
        let (places_besoins, besoins) = blocs
            .into_iter()
            .filter_map(|(place, besoin)| Some((place, self.besoin(place, besoin)?)))
            .unzip();
        let delai = bloc.get("delai").and_then(|valeur| {
            let (place, delai) = self.table_de(valeur, "delai")?;
            self.delai(place, delai)
        });
        let suivantes = self.textes_distincts(bloc, "suivantes");
        let blocs = self.tables(bloc, "seulement");
        let (places_passages, seulement) = blocs
            .into_iter()
            .filter_map(|(place, passage)| Some((place, self.passage(place, passage, &suivantes)?)))
            .unzip();
        let fin = self.mot(bloc, "fin", Issue::TOUS, Issue::code);
        if fin.is_some() && !suivantes.is_empty() {
            self.defaut(
                place_de(bloc, "fin", place),
                "une étape qui termine le parcours n’a pas de « suivantes ».",
            );
        }
        if bloc.get("fin").is_none()
            && suivantes.is_empty()
            && bloc.get("suivantes").is_none_or(|v| v.get_ref().is_array())
        {
            self.defaut(
                place,
                "l’étape ne mène nulle part : écrivez « suivantes », ou « fin » si elle termine le parcours.",
            );
        }
        Some(EtapeLue {
            etape: Etape { code: code?, titre: titre?, acteurs, besoins, delai, suivantes, seulement, fin },
            place,
            place_suivantes: place_de(bloc, "suivantes", place),
            place_delai: place_de(bloc, "delai", place),
            places_besoins,
            places_passages,
        })
    }

    /// `{ vers = "affectation", si = "statut", parmi = ["scolaire"] }`
    fn passage(&mut self, place: Place, bloc: &DeTable<'_>, suivantes: &[String]) -> Option<Passage> {
        self.cles(bloc, &["vers", "si", "parmi"]);
        let (vers, champ) = (self.requis(bloc, place, "vers"), self.requis(bloc, place, "si"));
        let avant = self.defauts.len();
        let parmi = self.textes_distincts(bloc, "parmi");
        if parmi.is_empty() && self.defauts.len() == avant {
            let place = place_de(bloc, "parmi", place);
            self.defaut(place, "« parmi » manque ou ne nomme rien : quelles réponses ouvrent ce passage ?");
        }
        let vers = vers?;
        if !suivantes.contains(&vers) {
            let codes: Vec<&str> = suivantes.iter().map(String::as_str).collect();
            let phrase = format!(
                "« {vers} » n’est pas parmi les « suivantes » de l’étape ; {}.",
                proposition(&vers, &codes)
            );
            self.defaut(place_de(bloc, "vers", place), phrase);
        }
        Some(Passage { vers, champ: champ?, parmi })
    }

    /// A code: lower case, digits and `_`.
    pub(super) fn code(&mut self, bloc: &DeTable<'_>, place: Place, cle: &str) -> Option<String> {
        let code = self.requis(bloc, place, cle)?;
        if code.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_') {
            return Some(code);
        }
        self.defaut(
            place_de(bloc, cle, place),
            format!(
                "« {code} » ne peut pas être un code : des minuscules sans accent, des chiffres et « _ », sans espace."
            ),
        );
        None
    }

    fn besoin(&mut self, place: Place, bloc: &DeTable<'_>) -> Option<Besoin> {
        let presents: Vec<_> = BESOINS.iter().filter(|(genre, _)| bloc.get(*genre).is_some()).collect();
        let [(genre, propres)] = presents.as_slice() else {
            let genres: Vec<&str> = BESOINS.iter().map(|(genre, _)| *genre).collect();
            let avant = self.defauts.len();
            self.cles(bloc, &BESOINS.iter().flat_map(|(g, p)| [&[*g], *p].concat()).collect::<Vec<_>>());
            // A misspelt need was told already.
            if self.defauts.len() == avant || !presents.is_empty() {
                self.defaut(place, format!("un besoin dit une seule chose parmi : {}.", genres.join(", ")));
            }
            return None;
        };
        let mut connues = vec![*genre];
        connues.extend(*propres);
        self.cles(bloc, &connues);
        match *genre {
            "document" => {
                let modele = self.mot(bloc, "document", ModeleDocument::TOUS, ModeleDocument::code)?;
                Some(Besoin::Document { modele })
            }
            "signatures" => {
                let modele = self.mot(bloc, "signatures", ModeleDocument::TOUS, ModeleDocument::code);
                let parties = self.mots(bloc, "parties", Acteur::TOUS, Acteur::code);
                if bloc.get("parties").is_none_or(|v| v.get_ref().as_array().is_some_and(|a| a.is_empty())) {
                    self.defaut(place, "« parties » manque : qui signe, dans quel ordre ?");
                }
                Some(Besoin::Signatures { modele: modele?, parties })
            }
            "engagements" => {
                let modele = self.mot(bloc, "engagements", ModeleDocument::TOUS, ModeleDocument::code)?;
                Some(Besoin::Engagements { modele })
            }
            "decision" => {
                let par = self.mot(bloc, "decision", Acteur::TOUS, Acteur::code)?;
                self.peut_decider(place_de(bloc, "decision", place), par);
                Some(Besoin::Decision { par })
            }
            "reunion" => {
                let avec = self.mots(bloc, "reunion", Acteur::TOUS, Acteur::code);
                if bloc.get("reunion").is_some_and(|v| v.get_ref().as_array().is_some_and(|a| a.is_empty())) {
                    self.defaut(
                        place_de(bloc, "reunion", place),
                        "une rencontre sans personne : nommez qui y vient.",
                    );
                }
                Some(Besoin::Reunion { avec })
            }
            "remise" => self.remise(place, bloc),
            "marche" => {
                let (code, titre) = (self.code(bloc, place, genre), self.requis(bloc, place, "titre"));
                Some(Besoin::Marche { code: code?, titre: titre? })
            }
            "date" => Some(Besoin::Date { nom: self.mot(bloc, "date", DateNommee::TOUS, DateNommee::code)? }),
            _ => self.saisie(place, bloc, genre),
        }
    }

    fn remise(&mut self, place: Place, bloc: &DeTable<'_>) -> Option<Besoin> {
        let (code, titre) = (self.code(bloc, place, "remise"), self.requis(bloc, place, "titre"));
        for (cle, question) in [("modele", "quel document est remis ?"), ("a", "à qui est-il remis ?")] {
            if bloc.get(cle).is_none() {
                self.defaut(place, format!("« {cle} » manque : {question}"));
            }
        }
        let modele = self.mot(bloc, "modele", ModeleDocument::TOUS, ModeleDocument::code);
        let a = self.mot(bloc, "a", Acteur::TOUS, Acteur::code);
        let valeurs = [REMIS_ET_RECU, REMIS_SANS_REPONSE].map(str::to_owned).to_vec();
        Some(Besoin::Remise { code: code?, titre: titre?, modele: modele?, a: a?, valeurs })
    }

    fn saisie(&mut self, place: Place, bloc: &DeTable<'_>, genre: &str) -> Option<Besoin> {
        let code = self.code(bloc, place, genre);
        let titre = self.requis(bloc, place, "titre");
        let facultatif = self.oui_non(bloc, "facultatif").unwrap_or(false);
        match genre {
            "champ" => {
                let avant = self.defauts.len();
                let valeurs = self.textes_distincts(bloc, "valeurs");
                if valeurs.len() < 2 && self.defauts.len() == avant {
                    self.defaut(
                        place_de(bloc, "valeurs", place),
                        "un champ a au moins deux « valeurs » entre lesquelles choisir.",
                    );
                }
                let plusieurs = self.oui_non(bloc, "plusieurs").unwrap_or(false);
                Some(Besoin::Champ { code: code?, titre: titre?, valeurs, plusieurs, facultatif })
            }
            "nombre" => {
                let max = self.nombre(bloc, "max").unwrap_or(9_999);
                if max == 0 {
                    self.defaut(place_de(bloc, "max", place), "un nombre qui vaut au plus 0 ne dit rien.");
                }
                Some(Besoin::Nombre { code: code?, titre: titre?, max, facultatif })
            }
            "groupe" => Some(Besoin::Groupe { code: code?, titre: titre?, facultatif }),
            "semaine" => Some(Besoin::Semaine { code: code?, titre: titre?, facultatif }),
            _ => {
                let long = self.oui_non(bloc, "long").unwrap_or(false);
                Some(Besoin::Texte { code: code?, titre: titre?, long, facultatif })
            }
        }
    }

    fn delai(&mut self, place: Place, bloc: &DeTable<'_>) -> Option<Delai> {
        self.cles(bloc, &["jours", "semaines", "mois", "depuis", "texte"]);
        let duree = if UNITES.iter().any(|unite| bloc.get(*unite).is_some()) {
            self.duree_du_bloc(place, bloc)
        } else {
            self.defaut(place, "le délai n’a pas de durée : écrivez « jours », « semaines » ou « mois ».");
            None
        };
        if bloc.get("depuis").is_none() {
            self.defaut(
                place,
                "« depuis » manque : le délai court depuis quelle date nommée, ou quelle étape ?",
            );
        }
        let depuis = self.texte(bloc, "depuis")?;
        let depuis = DateNommee::de_code(&depuis).map_or(Repere::Etape(depuis), Repere::Date);
        Some(Delai { duree: duree?, depuis, texte: self.texte(bloc, "texte") })
    }

    pub(super) fn indicateur(&mut self, place: Place, bloc: &DeTable<'_>) -> Option<(Place, Indicateur)> {
        let compte = self.mot(bloc, "compte", COMPTES, |code| code);
        let mut connues = vec!["code", "titre", "compte"];
        match compte {
            Some("ouverts" | "partagee") => {}
            Some("champ") => connues.extend(["champ", "valeurs"]),
            Some(autre) => connues.push(autre),
            // Which keys go with it is not known.
            None => connues.extend(["issue", "etape", "champ", "valeurs"]),
        }
        self.cles(bloc, &connues);
        let code = self.code(bloc, place, "code");
        let titre = self.requis(bloc, place, "titre");
        if bloc.get("compte").is_none() {
            self.defaut(place, format!("« compte » manque : {}.", COMPTES.join(", ")));
        }
        let compte = match compte? {
            "ouverts" => Compte::Ouverts,
            "partagee" => Compte::Partagee,
            "issue" => {
                if bloc.get("issue").is_none() {
                    self.defaut(place, "« issue » manque : quelle fin est comptée ?");
                }
                Compte::Issue(self.mot(bloc, "issue", Issue::TOUS, Issue::code)?)
            }
            "etape" => Compte::Etape(self.requis(bloc, place, "etape")?),
            _ => {
                let (champ, avant) = (self.requis(bloc, place, "champ"), self.defauts.len());
                let valeurs = self.textes_distincts(bloc, "valeurs");
                if valeurs.is_empty() && self.defauts.len() == avant {
                    self.defaut(
                        place_de(bloc, "valeurs", place),
                        "« valeurs » manque ou ne nomme rien : quelles valeurs du champ sont comptées ?",
                    );
                }
                Compte::Champ { code: champ?, valeurs }
            }
        };
        Some((place, Indicateur { code: code?, titre: titre?, compte }))
    }
}
