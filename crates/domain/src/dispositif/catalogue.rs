//! All the dispositifs: those that come with the program, or those of a folder.

use std::sync::LazyLock;

use super::{
    Academie, Condition, Critere, Defaut, Dispositif,
    lecture::{appliquer, lire_dispositif, lire_surcouche},
};

/// Includes files of `dispositifs/` by name; a test holds the lists against the folder.
macro_rules! livrer {
    ($dossier:literal: $($nom:literal),+ $(,)?) => {
        &[$((
            concat!($dossier, $nom, ".toml"),
            include_str!(concat!("../../../../", $dossier, $nom, ".toml")),
        )),+]
    };
}

/// The files that come with the program, by name and text.
pub const FICHIERS_LIVRES: &[(&str, &str)] = livrer!["dispositifs/":
    "accompagnement_educatif",
    "accompagnement_ml",
    "accompagnement_personnalise",
    "alliance_educative",
    "ambition_emploi",
    "apprentissage",
    "bilan_positionnement",
    "clause_sociale",
    "conservation_notes",
    "contrat_objectif",
    "dipa",
    "droit_maintien",
    "droit_retour",
    "e2c",
    "ecole_ouverte",
    "entretien_orientation",
    "entretien_situation",
    "epide",
    "ers",
    "gpds",
    "greta",
    "micro_lycee",
    "pafi",
    "paps",
    "ppre",
    "referent_decrochage",
    "relais",
    "segpa_erea",
    "service_civique",
    "stage_passerelle",
    "stage_remise_niveau",
    "structure_retour",
    "tdo",
    "tutorat",
];

/// The overlays that come with the program.
pub const SURCOUCHES_LIVREES: &[(&str, &str)] = livrer!["dispositifs/academies/": "bordeaux", "limoges"];

static LIVRE: LazyLock<Catalogue> =
    LazyLock::new(|| Catalogue::lire(FICHIERS_LIVRES, None).unwrap_or_default());

/// Dispositifs, sorted by phase then name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Catalogue {
    dispositifs: Vec<Dispositif>,
    academie: Option<Academie>,
}

impl Catalogue {
    /// Reads files (name and text) and, when given, the overlay of an académie.
    ///
    /// # Errors
    /// Every defect of every file, in the order of files and lines.
    pub fn lire(fichiers: &[(&str, &str)], surcouche: Option<(&str, &str)>) -> Result<Self, Vec<Defaut>> {
        let mut dispositifs: Vec<Dispositif> = Vec::new();
        let mut defauts = Vec::new();
        for (fichier, texte) in fichiers {
            match lire_dispositif(fichier, texte) {
                Ok(lu) if dispositifs.iter().any(|d| d.code == lu.code) => defauts.push(Defaut {
                    fichier: (*fichier).to_owned(),
                    ligne: 1,
                    colonne: 1,
                    phrase: format!(
                        "le dispositif «\u{a0}{}\u{a0}» est déjà décrit par un autre fichier.",
                        lu.code
                    ),
                }),
                Ok(lu) => dispositifs.push(lu),
                Err(trouves) => defauts.extend(trouves),
            }
        }
        // Another file with a defect is not a reason to say that what it describes does not exist.
        if defauts.is_empty() {
            defauts.extend(renvois(fichiers, &dispositifs));
        }
        let mut academie = None;
        if let Some((fichier, texte)) = surcouche {
            match lire_surcouche(fichier, texte) {
                Ok((de, ajustements)) => {
                    academie = Some(de);
                    if defauts.is_empty() {
                        defauts.extend(appliquer(fichier, texte, ajustements, &mut dispositifs));
                    }
                }
                Err(trouves) => defauts.extend(trouves),
            }
        }
        if !defauts.is_empty() {
            return Err(defauts);
        }
        dispositifs.sort_by(|a, b| {
            (a.phase, crate::francais::plier(&a.nom)).cmp(&(b.phase, crate::francais::plier(&b.nom)))
        });
        Ok(Self { dispositifs, academie })
    }

    /// The dispositifs that come with the program.
    pub fn livre() -> &'static Self {
        &LIVRE
    }

    /// The dispositifs that come with the program, as this académie runs them; without an overlay, as everywhere.
    pub fn pour_academie(academie: Academie) -> Self {
        let sienne = SURCOUCHES_LIVREES
            .iter()
            .find(|(fichier, _)| fichier.ends_with(&format!("/{}.toml", academie.code())));
        let lu = sienne.and_then(|surcouche| Self::lire(FICHIERS_LIVRES, Some(*surcouche)).ok());
        Self { academie: Some(academie), ..lu.unwrap_or_else(|| Self::livre().clone()) }
    }

    /// All of them, by phase then name.
    pub fn tous(&self) -> &[Dispositif] {
        &self.dispositifs
    }

    /// The one of this code.
    pub fn get(&self, code: &str) -> Option<&Dispositif> {
        self.dispositifs.iter().find(|dispositif| dispositif.code == code)
    }

    /// The académie that runs it so, when one was asked for.
    pub fn academie(&self) -> Option<Academie> {
        self.academie
    }
}

/// Conditions that name a dispositif that no file describes.
fn renvois(fichiers: &[(&str, &str)], dispositifs: &[Dispositif]) -> Vec<Defaut> {
    let mut defauts = Vec::new();
    // Each file gave one dispositif, in order: none had a defect.
    for ((fichier, texte), dispositif) in fichiers.iter().zip(dispositifs) {
        for code in prealables(&dispositif.public) {
            if dispositifs.iter().any(|d| d.code == code) {
                continue;
            }
            let ligne = texte.lines().position(|l| l.contains(&format!("\"{code}\""))).unwrap_or(0) + 1;
            defauts.push(Defaut {
                fichier: (*fichier).to_owned(),
                ligne,
                colonne: 1,
                phrase: format!(
                    "aucun fichier ne décrit le dispositif «\u{a0}{code}\u{a0}», demandé avant celui-ci."
                ),
            });
        }
    }
    defauts
}

fn prealables(conditions: &[Condition]) -> Vec<&str> {
    conditions
        .iter()
        .flat_map(|condition| match &condition.critere {
            Critere::DispositifPrealable(code) => vec![code.as_str()],
            Critere::UnDe(alternatives) => {
                alternatives.iter().flat_map(|toutes| prealables(toutes)).collect()
            }
            _ => Vec::new(),
        })
        .collect()
}
