//! All the dispositifs: those that come with the program, or those of a folder.

use std::{collections::BTreeMap, sync::LazyLock};

use super::{
    Academie, Condition, Critere, Defaut, Dispositif,
    lecture::{Lecteur, Lu, appliquer, lire_dispositif, lire_surcouche, nom_sans_extension, proposition},
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
        let (lus, mut defauts) = lire_fichiers(fichiers);
        // Another file with a defect is not a reason to say that what it describes does not exist.
        if defauts.is_empty() {
            let codes: Vec<&str> = lus.iter().map(|(_, _, lu)| lu.dispositif.code.as_str()).collect();
            defauts.extend(renvois(&lus, &codes));
        }
        let mut dispositifs: Vec<Dispositif> = lus.into_iter().map(|(_, _, lu)| lu.dispositif).collect();
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
        nommer_les_prealables(&mut dispositifs);
        dispositifs.sort_by(|a, b| {
            (a.phase, crate::francais::plier(&a.nom)).cmp(&(b.phase, crate::francais::plier(&b.nom)))
        });
        Ok(Self { dispositifs, academie })
    }

    /// Every defect of files and overlays given by themselves: what they name and do not describe is looked for among the
    /// dispositifs that come with the program, of which a file of the same code takes the place.
    pub fn verifier(fichiers: &[(&str, &str)], surcouches: &[(&str, &str)]) -> Vec<Defaut> {
        let (lus, mut defauts) = lire_fichiers(fichiers);
        let siens: Vec<&str> = lus.iter().map(|(_, _, lu)| lu.dispositif.code.as_str()).collect();
        // A file that could not be read describes its dispositif still.
        let nommes: Vec<&str> = fichiers.iter().map(|(fichier, _)| nom_sans_extension(fichier)).collect();
        let livres = Self::livre().dispositifs.iter().filter(|d| !siens.contains(&d.code.as_str()));
        let livres: Vec<Dispositif> = livres.cloned().collect();
        let mut connus = siens.clone();
        connus.extend(nommes);
        connus.extend(livres.iter().map(|d| d.code.as_str()));
        defauts.extend(renvois(&lus, &connus));
        let tous: Vec<Dispositif> =
            lus.iter().map(|(_, _, lu)| lu.dispositif.clone()).chain(livres).collect();
        let entiers = lus.len() == fichiers.len();
        for (fichier, texte) in surcouches {
            match lire_surcouche(fichier, texte) {
                // What it changes is known once every fiche is right.
                Ok((_, ajustements)) if entiers => {
                    defauts.extend(appliquer(fichier, texte, ajustements, &mut tous.clone()));
                }
                Ok(_) => {}
                Err(trouves) => defauts.extend(trouves),
            }
        }
        defauts
    }

    /// The dispositifs that come with the program.
    pub fn livre() -> &'static Self {
        &LIVRE
    }

    /// The dispositifs that come with the program, as this académie runs them; without an overlay, as everywhere.
    pub fn pour_academie(academie: Academie) -> Self {
        Self::avec(&[], &[], Some(academie)).unwrap_or_else(|_| Self::livre().clone())
    }

    /// The dispositifs that come with the program and those of other files, as an académie runs them: a file or an overlay takes
    /// the place of the one of its name.
    ///
    /// # Errors
    /// Every defect of the files and overlays given.
    pub fn avec(
        fichiers: &[(&str, &str)],
        surcouches: &[(&str, &str)],
        academie: Option<Academie>,
    ) -> Result<Self, Vec<Defaut>> {
        let defauts = Self::verifier(fichiers, surcouches);
        if !defauts.is_empty() {
            return Err(defauts);
        }
        let siens: Vec<&str> = fichiers.iter().map(|(fichier, _)| nom_sans_extension(fichier)).collect();
        let livres = FICHIERS_LIVRES.iter().filter(|(livre, _)| !siens.contains(&nom_sans_extension(livre)));
        let tous: Vec<(&str, &str)> = livres.chain(fichiers).copied().collect();
        let sienne = academie.and_then(|academie| {
            let mut connues = surcouches.iter().chain(SURCOUCHES_LIVREES);
            connues.find(|(fichier, _)| nom_sans_extension(fichier) == academie.code())
        });
        Ok(Self { academie, ..Self::lire(&tous, sienne.copied())? })
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

/// A file, its text and what it says.
type FichierLu<'f> = (&'f str, &'f str, Lu);

/// The files that have no defect of their own, and the defects of the others.
fn lire_fichiers<'f>(fichiers: &[(&'f str, &'f str)]) -> (Vec<FichierLu<'f>>, Vec<Defaut>) {
    let mut lus: Vec<FichierLu<'f>> = Vec::new();
    let mut defauts = Vec::new();
    for (fichier, texte) in fichiers {
        match lire_dispositif(fichier, texte) {
            Ok(lu) => {
                let code = &lu.dispositif.code;
                match lus.iter().find(|(_, _, autre)| autre.dispositif.code == *code) {
                    Some((autre, ..)) => defauts.push(Defaut::en_tete(
                        fichier,
                        &format!("le dispositif « {code} » est déjà décrit par {autre}."),
                    )),
                    None => lus.push((fichier, texte, lu)),
                }
            }
            Err(trouves) => defauts.extend(trouves),
        }
    }
    (lus, defauts)
}

/// Gives each dispositif that a condition asks for the name that its own file gives it.
fn nommer_les_prealables(dispositifs: &mut [Dispositif]) {
    fn nommer(conditions: &mut [Condition], noms: &BTreeMap<String, String>) {
        for condition in conditions {
            match &mut condition.critere {
                Critere::DispositifPrealable { code, nom } => {
                    if let Some(connu) = noms.get(code) {
                        nom.clone_from(connu);
                    }
                }
                Critere::UnDe(cas) => cas.iter_mut().for_each(|conditions| nommer(conditions, noms)),
                _ => {}
            }
        }
    }
    let noms: BTreeMap<String, String> =
        dispositifs.iter().map(|d| (d.code.clone(), d.nom.clone())).collect();
    for dispositif in dispositifs {
        nommer(&mut dispositif.public, &noms);
    }
}

/// Conditions that name a dispositif that nothing describes.
fn renvois(lus: &[FichierLu<'_>], connus: &[&str]) -> Vec<Defaut> {
    let mut defauts = Vec::new();
    for (fichier, texte, lu) in lus {
        let mut lecteur = Lecteur::nouveau(fichier, texte);
        for (place, code) in &lu.prealables {
            if !connus.contains(&code.as_str()) {
                let phrase = format!(
                    "aucun fichier ne décrit le dispositif « {code} », demandé avant celui-ci ; {}.",
                    proposition(code, connus)
                );
                lecteur.defaut(*place, phrase);
            }
        }
        defauts.extend(lecteur.defauts);
    }
    defauts
}
