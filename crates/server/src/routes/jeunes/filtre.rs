//! From an address to what a list keeps, and back: a list *is* its address, so that it can be kept, sent and opened again.
//! Nothing in it names anybody: a name is searched by `/recherche`, which keeps it out of addresses.

use chrono::{Days, NaiveDate};
use raccroche_domain::{
    francais::{date_longue, ponctuer},
    suivi::{EtatContact, EtatVerification, GenreEcheance, NatureSolution},
};
use raccroche_pages::{components::Chip, jeunes_table::Column};
use raccroche_store::{
    Perimetre,
    dossier::{Filtre, Tri},
};

/// What an address asks for: the criteria it names, in the order of the address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Demande(Vec<(String, String)>);

/// Names that are criteria; others (page, order, columns) are about how the list is shown.
const CRITERES: [&str; 10] = [
    "ouverts",
    "age",
    "verification",
    "contact",
    "solution",
    "nature",
    "responsable",
    "echeance",
    "relais",
    "clos",
];

/// What a list is shown by.
const AFFICHAGE: [&str; 2] = ["tri", "colonnes"];

/// Whether a name and its value are of the closed lists: nothing else is ever taken from an address, kept or written again.
fn connu(nom: &str, valeur: &str) -> bool {
    match nom {
        "ouverts" => valeur == "semaine" || valeur.parse::<NaiveDate>().is_ok(),
        "age" => valeur == "mineur",
        "verification" => EtatVerification::de_code(valeur).is_some(),
        "contact" => EtatContact::de_code(valeur).is_some(),
        "solution" => ["sans", "avec"].contains(&valeur),
        "nature" => NatureSolution::de_code(valeur).is_some(),
        "responsable" => ["moi", "structure"].contains(&valeur),
        "echeance" => {
            let (genre, jour) = valeur.split_once('.').unwrap_or((valeur, "2000-01-01"));
            ["retard", "semaine"].contains(&valeur)
                || (GenreEcheance::de_code(genre).is_some() && jour.parse::<NaiveDate>().is_ok())
        }
        "relais" => ["recus", "recus_en_retard", "envoyes_en_retard", "autres_en_retard"].contains(&valeur),
        "clos" => valeur == "oui",
        "tri" => ["nom", "urgence", "echeance", "recent"].contains(&valeur),
        "colonnes" => Column::ALL.iter().any(|colonne| colonne.code() == valeur),
        "page" => valeur.parse::<u64>().is_ok(),
        _ => false,
    }
}

impl Demande {
    /// From the pairs of an address; what no closed list knows is left out.
    pub(crate) fn lire(paires: Vec<(String, String)>) -> Self {
        let propres = paires.into_iter().map(|(nom, valeur)| (nom, valeur.trim().to_owned()));
        Self(propres.filter(|(nom, valeur)| connu(nom, valeur)).collect())
    }

    /// The same list, as it is kept under a name: criteria, order, columns, always in one order.
    pub(crate) fn requete(&self) -> String {
        let noms = CRITERES.iter().chain(&AFFICHAGE);
        let paires: Vec<&(String, String)> =
            noms.flat_map(|nom| self.0.iter().filter(move |(cle, _)| cle == nom)).collect();
        serde_urlencoded::to_string(paires).unwrap_or_default()
    }

    /// From what [`Demande::requete`] wrote.
    pub(crate) fn de_requete(texte: &str) -> Self {
        Self::lire(serde_urlencoded::from_str(texte).unwrap_or_default())
    }

    /// The columns asked for, in the order in which they stand; `d_office` when none is.
    pub(crate) fn colonnes(&self, d_office: &[Column]) -> Vec<Column> {
        let demandee =
            |colonne: &Column| self.0.iter().any(|(nom, v)| nom == "colonnes" && v == colonne.code());
        let demandees: Vec<Column> = Column::ALL.into_iter().filter(demandee).collect();
        if demandees.is_empty() { d_office.to_vec() } else { demandees }
    }

    /// Everything but the page and these names, to be carried along by a form that asks for them.
    pub(crate) fn sauf(&self, noms: &[&str]) -> Vec<(String, String)> {
        let reste = self.0.iter().filter(|(nom, _)| nom != "page" && !noms.contains(&nom.as_str()));
        reste.cloned().collect()
    }

    /// The same with one more criterion.
    pub(crate) fn avec(mut self, nom: &str, valeur: &str) -> Self {
        self.0.push((nom.to_owned(), valeur.to_owned()));
        self
    }

    /// The value of a name.
    pub(crate) fn valeur(&self, nom: &str) -> Option<&str> {
        self.0.iter().find(|(cle, _)| cle == nom).map(|(_, valeur)| valeur.trim())
    }

    /// The criteria, to be carried along by a form.
    pub(crate) fn criteres(&self) -> Vec<(String, String)> {
        self.0.iter().filter(|(nom, _)| CRITERES.contains(&nom.as_str())).cloned().collect()
    }

    /// The address of the same list with a name set to a value, or without it; back to its first page.
    pub(crate) fn adresse(&self, chemin: &str, nom: &str, valeur: Option<&str>) -> String {
        let mut paires: Vec<(&str, &str)> = self
            .0
            .iter()
            .filter(|(cle, _)| cle != nom && cle != "page")
            .map(|(cle, valeur)| (cle.as_str(), valeur.as_str()))
            .collect();
        if let Some(valeur) = valeur {
            paires.push((nom, valeur));
        }
        match serde_urlencoded::to_string(&paires) {
            Ok(texte) if !texte.is_empty() => format!("{chemin}?{texte}"),
            _ => chemin.to_owned(),
        }
    }

    /// The page asked for, 1 for the first.
    pub(crate) fn page(&self) -> u64 {
        self.valeur("page")
            .and_then(|page| page.parse().ok())
            .filter(|page| (1..100_000).contains(page))
            .unwrap_or(1)
    }

    /// The order asked for.
    pub(crate) fn tri(&self) -> Tri {
        match self.valeur("tri") {
            Some("nom") => Tri::Nom,
            Some("echeance") => Tri::Echeance,
            Some("recent") => Tri::Recent,
            _ => Tri::Urgence,
        }
    }

    /// What the list keeps, for this person on this day. A word that no list knows keeps nothing out.
    pub(crate) fn filtre(&self, perimetre: &Perimetre) -> Filtre {
        let mut filtre = Filtre {
            clos: self.valeur("clos") == Some("oui"),
            verification: self.valeur("verification").and_then(EtatVerification::de_code),
            contact: self.valeur("contact").and_then(EtatContact::de_code),
            sans_solution: match self.valeur("solution") {
                Some("sans") => Some(true),
                Some("avec") => Some(false),
                _ => None,
            },
            nature: self.valeur("nature").and_then(NatureSolution::de_code),
            mineurs: self.valeur("age") == Some("mineur"),
            agent: (self.valeur("responsable") == Some("moi")).then(|| perimetre.utilisateur()),
            ma_structure: self.valeur("responsable") == Some("structure"),
            relais_recus: self.valeur("relais") == Some("recus"),
            // `semaine`, or since a day: what a counted line opens.
            ouverts_depuis: self.valeur("ouverts").and_then(|texte| {
                texte.parse().ok().or_else(|| perimetre.le().checked_sub_days(Days::new(7)))
            }),
            ..Filtre::default()
        };
        if let Some(relais) = self.valeur("relais").filter(|relais| relais.ends_with(EN_RETARD)) {
            filtre.relais_recus = relais == "recus_en_retard";
            filtre.relais_envoyes = relais == "envoyes_en_retard";
            filtre.relais_entre_autres = relais == "autres_en_retard";
            filtre.echeance = Some(GenreEcheance::ReponseRelais);
            filtre.echeance_avant = veille(perimetre.le());
        }
        match self.valeur("echeance") {
            Some("retard") => filtre.echeance_avant = veille(perimetre.le()),
            Some("semaine") => {
                filtre.echeance_apres = Some(perimetre.le());
                filtre.echeance_avant = perimetre.le().checked_add_days(Days::new(7));
            }
            Some(texte) => {
                // `genre` for all of them, `genre.du` for those due by that day: what a counted line opens.
                let (genre, avant) =
                    texte.split_once('.').map_or((texte, None), |(genre, jour)| (genre, jour.parse().ok()));
                filtre.echeance = GenreEcheance::de_code(genre);
                filtre.echeance_avant = filtre.echeance.and(avant);
                filtre.ma_structure |= filtre.echeance.is_some();
            }
            None => {}
        }
        filtre
    }

    /// The criteria in words, each with the way to take it off.
    pub(crate) fn chips(&self, chemin: &str) -> Vec<Chip> {
        self.criteres()
            .iter()
            .map(|(nom, valeur)| Chip {
                label: ponctuer(&en_mots(nom, valeur)),
                remove_href: self.adresse(chemin, nom, None),
            })
            .collect()
    }
}

/// End of the criteria that keep the hand-offs beyond their days.
const EN_RETARD: &str = "_en_retard";

/// How the list is shown, in words, where that was chosen.
pub(crate) fn affichage(demande: &Demande) -> Vec<String> {
    let tri = demande.valeur("tri").map(|tri| match tri {
        "nom" => "Trié par nom",
        "echeance" => "Trié par échéance",
        "recent" => "Les derniers modifiés d’abord",
        _ => "Les plus pressants d’abord",
    });
    let colonnes = match demande.colonnes(&[]).len() {
        0 => None,
        1 => Some("1\u{a0}colonne".to_owned()),
        n => Some(format!("{n}\u{a0}colonnes")),
    };
    tri.map(str::to_owned).into_iter().chain(colonnes).collect()
}

fn veille(jour: NaiveDate) -> Option<NaiveDate> {
    jour.checked_sub_days(Days::new(1))
}

fn en_mots(nom: &str, valeur: &str) -> String {
    match (nom, valeur) {
        ("age", _) => "Mineurs".to_owned(),
        ("verification", code) => {
            format!("Situation : {}", EtatVerification::de_code(code).map_or("", EtatVerification::libelle))
        }
        ("contact", code) => {
            format!("Contact : {}", EtatContact::de_code(code).map_or("", EtatContact::libelle))
        }
        ("solution", "sans") => "Sans solution".to_owned(),
        ("solution", _) => "Avec une solution".to_owned(),
        ("nature", code) => {
            format!("Solution : {}", NatureSolution::de_code(code).map_or("", NatureSolution::libelle))
        }
        ("responsable", "moi") => "Mes jeunes".to_owned(),
        ("responsable", _) => "Ma structure responsable".to_owned(),
        ("echeance", "retard") => "Échéance dépassée".to_owned(),
        ("echeance", "semaine") => "Échéance dans les 7 jours".to_owned(),
        ("echeance", texte) => {
            let genre = texte.split('.').next().unwrap_or(texte);
            GenreEcheance::de_code(genre).map_or("Échéance", GenreEcheance::libelle).to_owned()
        }
        ("relais", "recus_en_retard") => "Relais reçus, réponse en retard".to_owned(),
        ("relais", "envoyes_en_retard") => "Relais proposés, réponse en retard".to_owned(),
        ("relais", "autres_en_retard") => "Relais entre d’autres structures, réponse en retard".to_owned(),
        ("relais", _) => "Relais proposés à ma structure".to_owned(),
        ("ouverts", texte) => match texte.parse() {
            Ok(jour) => format!("Ajoutés depuis le {}", date_longue(jour)),
            Err(_) => "Ajoutés depuis une semaine".to_owned(),
        },
        ("clos", _) => "Dossiers clos".to_owned(),
        (_, autre) => autre.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_keeps_what_it_names_and_forgets_the_rest() {
        let paires =
            [("contact", "joint"), ("q", "DUVAL"), ("page", "3"), ("nature", " "), ("age", "mineur")];
        let demande = Demande::lire(paires.map(|(k, v)| (k.to_owned(), v.to_owned())).to_vec());
        assert_eq!(demande.page(), 3);
        assert_eq!(
            demande.adresse("/jeunes", "tri", Some("nom")),
            "/jeunes?contact=joint&age=mineur&tri=nom"
        );
        assert_eq!(demande.adresse("/jeunes", "contact", None), "/jeunes?age=mineur");
        let chips: Vec<_> = demande.chips("/jeunes").into_iter().map(|chip| chip.label).collect();
        assert_eq!(chips, ["Contact\u{a0}: joint", "Mineurs"]);
    }

    #[test]
    fn what_is_kept_is_of_closed_lists_alone_and_reads_back_the_same() {
        let paires = [
            ("tri", "echeance"),
            ("colonnes", "age"),
            ("contact", "DUVAL Inès"),
            ("echeance", "rappel.2026-11-20"),
            ("echeance", "rappel.DUVAL"),
            ("colonnes", "commune"),
            ("ouverts", "0612345678"),
            ("responsable", "moi"),
            ("page", "2"),
            ("vue", "Inès"),
        ];
        let demande = Demande::lire(paires.map(|(k, v)| (k.to_owned(), v.to_owned())).to_vec());
        let requete = demande.requete();
        assert_eq!(
            requete,
            "responsable=moi&echeance=rappel.2026-11-20&tri=echeance&colonnes=age&colonnes=commune"
        );
        assert_eq!(Demande::de_requete(&requete).requete(), requete);
        assert_eq!(demande.colonnes(&Column::ALL), [Column::Age, Column::Commune]);
        assert_eq!(Demande::default().colonnes(&Column::ALL), Column::ALL);
        assert_eq!(affichage(&demande), ["Trié par échéance", "2\u{a0}colonnes"]);
    }
}
