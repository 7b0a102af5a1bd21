//! A first profile from the headers of a table: what a person then corrects instead of typing it all.

use raccroche_domain::francais::plier;

use super::profile::{ColumnMapping, MappingProfile};
use crate::tabular::place;

/// What people call our columns, folded. The first that matches a header wins, in this order.
const SYNONYMS: [(&str, &[&str]); 31] = [
    (
        "id_local",
        &["identifiant", "id", "numero", "numero dossier", "numero de dossier", "id jeune", "no dossier"],
    ),
    ("ine", &["ine", "ine rnie", "numero ine", "identifiant national", "id national", "numero national"]),
    (
        "nom_famille",
        &[
            "nom de famille",
            "nom de naissance",
            "nom naissance",
            "nom famille",
            "nom patronymique",
            "nom",
            "nom eleve",
        ],
    ),
    ("nom_usage", &["nom d usage", "nom usage", "nom marital", "nom d epouse", "nom usuel"]),
    ("prenoms", &["prenoms", "prenom", "prenom usuel", "prenom 1", "prenom1", "prenom eleve"]),
    ("prenom_2", &["prenom 2", "prenom2", "deuxieme prenom"]),
    ("prenom_3", &["prenom 3", "prenom3", "troisieme prenom"]),
    ("sexe", &["sexe", "genre", "civilite", "code sexe"]),
    (
        "date_naissance",
        &[
            "date de naissance",
            "date naissance",
            "ne e le",
            "ne le",
            "nee le",
            "naissance",
            "ddn",
            "date naiss",
        ],
    ),
    (
        "commune_naissance",
        &[
            "code commune naissance",
            "commune naissance",
            "code insee naissance",
            "insee naissance",
            "lieu nais",
        ],
    ),
    ("ville_naissance", &["ville de naissance", "ville naissance", "lieu de naissance"]),
    ("pays_naissance", &["pays de naissance", "pays naissance"]),
    ("departement_naissance", &["departement de naissance", "departement naissance"]),
    (
        "uai",
        &[
            "uai",
            "rne",
            "code uai",
            "code rne",
            "numero uai",
            "uai etablissement",
            "uai origine",
            "uai d origine",
            "uai etablissement d origine",
            "rne etablissement",
        ],
    ),
    (
        "etablissement",
        &[
            "etablissement",
            "nom etablissement",
            "nom de l etablissement",
            "libelle etablissement",
            "etablissement d origine",
        ],
    ),
    ("mef", &["mef", "code mef"]),
    (
        "formation",
        &[
            "formation",
            "libelle formation",
            "intitule formation",
            "libelle mef",
            "specialite",
            "serie",
            "serie specialite",
        ],
    ),
    ("division", &["division", "classe"]),
    ("debut", &["date debut", "date de debut", "date entree", "date d entree", "entree le"]),
    ("fin", &["date fin", "date de fin", "date sortie", "date de sortie", "sortie le"]),
    ("motif_sortie", &["motif sortie", "motif de sortie"]),
    ("diplome_libelle", &["diplome", "libelle diplome", "examen"]),
    ("diplome_niveau", &["niveau diplome", "niveau de diplome", "niveau"]),
    (
        "diplome_obtenu",
        &[
            "resultat",
            "decision",
            "obtenu",
            "admission",
            "decision du jury",
            "decision jury",
            "resultat final",
        ],
    ),
    (
        "diplome_date",
        &[
            "date diplome",
            "date obtention",
            "date d obtention",
            "date jury",
            "date du jury",
            "date resultats",
            "date des resultats",
        ],
    ),
    ("adresse", &["adresse", "adresse 1", "adresse1", "adresse ligne 1", "rue"]),
    ("code_postal", &["code postal", "cp"]),
    ("ville", &["ville", "commune", "localite", "commune de residence", "nom commune"]),
    ("commune", &["code commune", "code insee", "insee", "code commune insee", "code commune residence"]),
    (
        "telephone",
        &["telephone", "tel", "portable", "telephone portable", "tel portable", "mobile", "tel jeune"],
    ),
    ("courriel", &["courriel", "mail", "email", "e mail", "adresse mail", "adresse electronique"]),
];

/// Guesses a profile from the names of the columns. Headers that are ours already map to themselves; what is not
/// recognised is left out. The result is a start: a person must read it.
pub fn guess_profile(headers: &[String]) -> MappingProfile {
    let mut profile = MappingProfile::default();
    let mut free: Vec<&String> = headers.iter().filter(|header| !header.trim().is_empty()).collect();
    free.retain(|header| {
        let ours = plier(header).replace(' ', "_");
        let known = place(&ours).is_some()
            && !SYNONYMS.iter().any(|(_, names)| names.contains(&plier(header).as_str()));
        if known {
            profile.columns.insert(ours, ColumnMapping::Column(header.trim().to_owned()));
        }
        !known
    });
    for (ours, names) in SYNONYMS {
        if profile.columns.contains_key(ours) {
            continue;
        }
        let found = names.iter().find_map(|name| free.iter().position(|header| plier(header) == *name));
        if let Some(position) = found {
            let header = free.remove(position);
            profile.columns.insert(ours.to_owned(), ColumnMapping::Column(header.trim().to_owned()));
        }
    }
    profile
}
