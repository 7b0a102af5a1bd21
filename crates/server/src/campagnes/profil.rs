//! From what somebody says of the columns of a table to the profile with which the engine reads it, and back.

use std::collections::BTreeMap;

use raccroche_domain::{RoleRegistre, francais::plier};
use raccroche_registers::{ColumnMapping, ColumnRule, MappingProfile};

/// What is posted for a column that is not read.
pub(crate) const IGNORER: &str = "ignorer";

/// What a column may mean, in groups: the codes are our columns, the words those of the screen.
pub(crate) const SENS: [(&str, &[(&str, &str)]); 6] = [
    (
        "La personne",
        &[
            ("nom_famille", "Nom de famille (de naissance)"),
            ("nom_usage", "Nom d’usage"),
            ("prenoms", "Prénoms"),
            ("prenom_2", "Deuxième prénom"),
            ("prenom_3", "Troisième prénom"),
            ("date_naissance", "Date de naissance"),
            ("sexe", "Sexe ou civilité"),
            ("ine", "INE"),
            ("id_local", "Numéro dans ce fichier"),
            ("commune_naissance", "Commune de naissance (code INSEE)"),
            ("departement_naissance", "Département de naissance"),
            ("pays_naissance", "Pays de naissance"),
            ("ville_naissance", "Ville de naissance"),
        ],
    ),
    (
        "La scolarité",
        &[
            ("uai", "UAI de l’établissement"),
            ("etablissement", "Nom de l’établissement"),
            ("formation", "Formation"),
            ("mef", "Code MEF"),
            ("division", "Classe"),
            ("statut", "Statut (scolaire, apprenti…)"),
            ("debut", "Date d’entrée"),
            ("fin", "Date de sortie"),
            ("motif_sortie", "Motif de sortie"),
        ],
    ),
    (
        "Le diplôme",
        &[
            ("diplome_libelle", "Intitulé du diplôme"),
            ("diplome_niveau", "Niveau du diplôme"),
            ("diplome_obtenu", "Résultat (admis, ajourné…)"),
            ("diplome_date", "Date du jury ou de la session"),
        ],
    ),
    (
        "La situation",
        &[
            ("situation", "Situation (emploi, service civique…)"),
            ("organisme", "Structure qui accompagne, emploie ou forme"),
            ("situation_debut", "Début de la situation"),
            ("situation_fin", "Fin de la situation"),
        ],
    ),
    (
        "Les coordonnées",
        &[
            ("adresse", "Adresse (rue)"),
            ("code_postal", "Code postal"),
            ("ville", "Ville"),
            ("commune", "Commune (code INSEE)"),
            ("telephone", "Téléphone"),
            ("courriel", "Courriel"),
        ],
    ),
    (
        "Le représentant",
        &[
            ("rep1_nom", "Nom du représentant"),
            ("rep1_prenom", "Prénom du représentant"),
            ("rep1_telephone", "Téléphone du représentant"),
            ("rep1_courriel", "Courriel du représentant"),
        ],
    ),
];

/// What a whole file may say of everybody in it.
pub(crate) const SITUATIONS: [(&str, &str); 7] = [
    ("accompagnement", "Accompagné par la structure"),
    ("emploi", "En emploi"),
    ("service_civique", "En service civique"),
    ("formation_professionnelle", "En formation professionnelle"),
    ("autre_instruction", "Instruit autrement (famille, à distance)"),
    ("depart_etranger", "Parti à l’étranger"),
    ("exemption", "Exempté de l’obligation de formation"),
];

/// How dates may be written, when it must be said.
pub(crate) const DATES: [(&str, &str); 4] = [
    ("JJ/MM/AAAA", "31/12/2008 (jour, mois, année)"),
    ("MM/JJ/AAAA", "12/31/2008 (mois, jour, année)"),
    ("AAAA-MM-JJ", "2008-12-31 (année, mois, jour)"),
    ("JJ/MM/AA", "31/12/08 (année à deux chiffres)"),
];

/// Columns that come again under a number.
const NUMEROTEES: [&str; 5] = ["ine", "telephone", "courriel", "rep1_telephone", "rep1_courriel"];
/// Columns whose parts are joined.
const JOINTES: [&str; 2] = ["adresse", "formation"];

/// With what a word begins of a column that nobody may keep: health, nationality, offences, social situation, religion, the number
/// of the social security.
const INTERDITS: [&str; 14] = [
    "allerg",
    "bours",
    "condamn",
    "diagnost",
    "handicap",
    "infraction",
    "judiciaire",
    "mdph",
    "medica",
    "nationalite",
    "religi",
    "revenu",
    "sante",
    "securite",
];
/// The same, as whole words.
const MOTS_INTERDITS: [&str; 4] = ["nir", "rsa", "aah", "ase"];

/// Whether a column's name says that it holds what nobody may keep: its values are neither shown nor read.
pub(crate) fn interdite(nom: &str) -> bool {
    plier(nom)
        .split(' ')
        .any(|mot| MOTS_INTERDITS.contains(&mot) || INTERDITS.iter().any(|debut| mot.starts_with(debut)))
}

/// Whether a column may mean that.
pub(crate) fn connu(code: &str) -> bool {
    SENS.iter().any(|(_, sens)| sens.iter().any(|(connu, _)| *connu == code))
}

/// What is said of a table as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Ensemble {
    /// Name of the profile.
    pub(crate) nom: String,
    /// The sheet, when not the first.
    pub(crate) feuille: Option<String>,
    /// The line of the names, when not the first one with text.
    pub(crate) ligne: Option<u64>,
    /// The situation of everybody in it.
    pub(crate) situation: Option<String>,
    /// The structure of everybody in it.
    pub(crate) organisme: Option<String>,
    /// How its dates are written.
    pub(crate) dates: Option<String>,
}

/// The profile that reads `colonnes` (name, and what it means), for a file crossed as `role`.
///
/// # Errors
/// The fields to correct, each with a sentence: `colonne-3`, `situation`, or the whole (an empty name).
pub(crate) fn composer(
    colonnes: &[(String, Option<String>)],
    ensemble: Ensemble,
    role: RoleRegistre,
) -> Result<MappingProfile, Vec<(String, String)>> {
    let mut columns: BTreeMap<String, ColumnMapping> = BTreeMap::new();
    let mut fautes = Vec::new();
    for (rang, (nom, sens)) in colonnes.iter().enumerate() {
        let Some(sens) = sens else { continue };
        if interdite(nom) {
            let phrase = "Une telle colonne ne se garde pas ici : laissez-la.";
            fautes.push((format!("colonne-{rang}"), phrase.to_owned()));
            continue;
        }
        let Some(dite) = columns.get_mut(sens) else {
            columns.insert(sens.clone(), lecture(sens, nom));
            continue;
        };
        if JOINTES.contains(&sens.as_str()) {
            let mut parties = theirs(dite);
            parties.push(nom.clone());
            *dite = ColumnMapping::Columns(parties);
        } else if let Some(libre) = numero_libre(&columns, sens) {
            columns.insert(libre, ColumnMapping::Column(nom.clone()));
        } else {
            let phrase =
                "Une autre colonne a déjà ce sens : choisissez-en un autre, ou ne lisez pas celle-ci.";
            fautes.push((format!("colonne-{rang}"), phrase.to_owned()));
        }
    }
    let mut constants = BTreeMap::new();
    let constantes = [("situation", ensemble.situation), ("organisme", ensemble.organisme)];
    for (notre, dit) in constantes {
        // A column says it line by line: the file as a whole says it no more.
        if let Some(dit) = dit.filter(|_| !columns.contains_key(notre)) {
            constants.insert(notre.to_owned(), dit);
        }
    }
    let dit = |codes: &[&str]| {
        codes.iter().any(|code| columns.contains_key(*code) || constants.contains_key(*code))
    };
    let mut manque = |champ: &str, phrase: &str| fautes.push((champ.to_owned(), phrase.to_owned()));
    if !dit(&["ine"]) {
        let identite: [(&[&str], &str); 3] = [
            (&["nom_famille", "nom_usage"], "Dites quelle colonne contient le nom de famille."),
            (&["prenoms"], "Dites quelle colonne contient le prénom."),
            (&["date_naissance"], "Dites quelle colonne contient la date de naissance."),
        ];
        identite.into_iter().filter(|(codes, _)| !dit(codes)).for_each(|(_, phrase)| manque("", phrase));
    }
    match role {
        RoleRegistre::Precedent | RoleRegistre::Actuel
            if !dit(&["uai", "etablissement", "formation", "mef", "division"]) =>
        {
            manque("", "Dites quelle colonne contient l’établissement, la formation ou la classe.");
        }
        RoleRegistre::Diplomes if !dit(&["diplome_niveau", "diplome_libelle"]) => {
            manque("", "Dites quelle colonne contient l’intitulé ou le niveau du diplôme.");
        }
        RoleRegistre::SuiviMissionLocale | RoleRegistre::AutreActivite if !dit(&["situation"]) => {
            manque(
                "situation",
                "Aucune colonne ne dit la situation : dites ce que le fichier dit de chacun.",
            );
        }
        _ => {}
    }
    if !fautes.is_empty() {
        return Err(fautes);
    }
    Ok(MappingProfile {
        name: Some(ensemble.nom),
        sheet: ensemble.feuille,
        header_row: ensemble.ligne,
        date_format: ensemble.dates,
        columns,
        constants,
        ..MappingProfile::default()
    })
}

/// How a column of that name is read.
fn lecture(sens: &str, nom: &str) -> ColumnMapping {
    if sens == "sexe" {
        // `M.` is a title, which no register of schools writes.
        let values = BTreeMap::from([("M.".to_owned(), "M".to_owned())]);
        return ColumnMapping::Rule(ColumnRule { column: nom.to_owned(), values, ..ColumnRule::default() });
    }
    ColumnMapping::Column(nom.to_owned())
}

/// `telephone_2` when `telephone` is taken; nothing for what comes once.
fn numero_libre(columns: &BTreeMap<String, ColumnMapping>, sens: &str) -> Option<String> {
    let candidats = (2..=5).map(|numero| format!("{sens}_{numero}"));
    candidats.into_iter().find(|nom| !columns.contains_key(nom)).filter(|_| NUMEROTEES.contains(&sens))
}

/// Their columns behind one of ours.
fn theirs(mapping: &ColumnMapping) -> Vec<String> {
    match mapping {
        ColumnMapping::Column(nom) => vec![nom.clone()],
        ColumnMapping::Columns(noms) => noms.clone(),
        ColumnMapping::Rule(rule) => vec![rule.column.clone()],
    }
}

/// What the profile says of each of these columns, in the codes of the screen.
pub(crate) fn proposer(profil: &MappingProfile, colonnes: &[String]) -> Vec<Option<String>> {
    let sens = |nom: &String| {
        let dite = profil.columns.iter().find(|(_, mapping)| {
            theirs(mapping).iter().any(|theirs| theirs.trim() == nom.trim() || plier(theirs) == plier(nom))
        });
        let notre = dite.map(|(notre, _)| notre.as_str())?;
        let sans_numero = notre.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('_');
        let code = if NUMEROTEES.contains(&sans_numero) { sans_numero } else { notre };
        connu(code).then(|| code.to_owned())
    };
    colonnes.iter().map(sens).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colonnes(dites: &[(&str, &str)]) -> Vec<(String, Option<String>)> {
        let sens = |code: &str| Some(code.to_owned()).filter(|code| !code.is_empty());
        dites.iter().map(|(nom, code)| ((*nom).to_owned(), sens(code))).collect()
    }

    const TABLE: [(&str, &str); 8] = [
        ("Nom", "nom_famille"),
        ("Prénom", "prenoms"),
        ("Né(e) le", "date_naissance"),
        ("Civilité", "sexe"),
        ("Rue", "adresse"),
        ("Bâtiment", "adresse"),
        ("Tél. 1", "telephone"),
        ("Tél. 2", "telephone"),
    ];

    fn accompagnement() -> Ensemble {
        Ensemble { situation: Some("accompagnement".into()), ..Ensemble::default() }
    }

    #[test]
    fn a_profile_said_on_screen_can_be_read_and_is_proposed_again_as_it_was_said() {
        let dites = colonnes(&TABLE);
        let profil = composer(&dites, accompagnement(), RoleRegistre::SuiviMissionLocale).unwrap();
        let noms: Vec<String> = dites.iter().map(|(nom, _)| nom.clone()).collect();
        profil.fits(&noms, "ml.csv").unwrap();
        assert!(profil.columns.contains_key("telephone_2"), "{profil:?}");
        assert_eq!(theirs(&profil.columns["adresse"]), ["Rue", "Bâtiment"]);
        let relu = MappingProfile::from_toml(&profil.to_toml()).unwrap();
        assert_eq!(relu, profil);
        let propose: Vec<(String, Option<String>)> =
            noms.iter().cloned().zip(proposer(&relu, &noms)).collect();
        assert_eq!(propose, dites);
    }

    #[test]
    fn what_is_missing_for_a_reading_is_said() {
        let fautes = |dites: &[(&str, &str)], role| {
            let composee = composer(&colonnes(dites), Ensemble::default(), role);
            composee.err().unwrap_or_default().into_iter().map(|(champ, _)| champ).collect::<Vec<_>>()
        };
        let identite = &TABLE[..3];
        assert_eq!(fautes(identite, RoleRegistre::SuiviMissionLocale), ["situation"]);
        assert_eq!(fautes(identite, RoleRegistre::Actuel), [""]);
        assert_eq!(fautes(identite, RoleRegistre::Diplomes), [""]);
        assert_eq!(fautes(&[("Classe", "division")], RoleRegistre::Actuel), ["", "", ""]);
        let deux = [TABLE[0], ("Autre nom", "nom_famille"), TABLE[1], TABLE[2], ("Classe", "division")];
        assert_eq!(fautes(&deux, RoleRegistre::Precedent), ["colonne-1"]);
        assert_eq!(fautes(&[("INE", "ine"), ("Classe", "division")], RoleRegistre::Actuel), [""; 0]);
    }

    #[test]
    fn what_nobody_may_keep_is_neither_shown_nor_read() {
        for nom in
            ["Nationalité", "N° de sécurité sociale", "NIR", "Suivi médical", "Allergies", "Élève boursier"]
        {
            assert!(interdite(nom), "{nom}");
        }
        for nom in ["Nom", "Date de naissance", "Commune", "Base", "Assiduité", "Réseau"] {
            assert!(!interdite(nom), "{nom}");
        }
        let dites = [TABLE[0], TABLE[1], TABLE[2], ("Nationalité", "ville_naissance")];
        let fautes =
            composer(&colonnes(&dites), accompagnement(), RoleRegistre::SuiviMissionLocale).unwrap_err();
        assert_eq!(fautes[0].0, "colonne-3");
    }

    #[test]
    fn every_meaning_of_the_screen_is_a_column_of_ours() {
        for (groupe, sens) in SENS {
            for (code, _) in sens {
                let columns = BTreeMap::from([((*code).to_owned(), ColumnMapping::Column("x".into()))]);
                let profil = MappingProfile { columns, ..MappingProfile::default() };
                assert!(MappingProfile::from_toml(&profil.to_toml()).is_ok(), "{groupe}: {code}");
            }
        }
        for (format, _) in DATES {
            let profil = MappingProfile { date_format: Some(format.to_owned()), ..MappingProfile::default() };
            assert!(MappingProfile::from_toml(&profil.to_toml()).is_ok(), "{format}");
        }
    }
}
