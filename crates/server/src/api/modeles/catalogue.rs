//! The catalogue of dispositifs, whole: what a file of `dispositifs/` says, as programs read it.

use raccroche_domain::{
    NiveauDiplome,
    dispositif::{self, Anciennete, Besoin, Compte, Critere, Repere},
    francais::ponctuer,
};
use serde::Serialize;
use utoipa::ToSchema;

/// Le catalogue des dispositifs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Dispositifs {
    /// L’académie dont les réglages s’appliquent, si le service en a une.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) academie: Option<&'static str>,
    /// Par phase, puis par nom.
    pub(crate) elements: Vec<Dispositif>,
}

/// Un dispositif.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Dispositif {
    /// Son code, qui ne change pas.
    code: String,
    /// Son nom.
    nom: String,
    /// Son sigle.
    #[serde(skip_serializing_if = "Option::is_none")]
    sigle: Option<String>,
    /// Quand il agit : `prevention`, `intervention`, `remediation`, `droit`, `insertion`.
    phase: &'static str,
    /// Ce que c’est, en une phrase.
    resume: String,
    /// Le modèle de la charte que chaque membre signe avant de voir quoi que ce soit.
    #[serde(skip_serializing_if = "Option::is_none")]
    charte: Option<&'static str>,
    /// Les rubriques de la fiche.
    fiche: FicheDispositif,
    /// Sur quoi il repose.
    textes: Vec<TexteCite>,
    /// Les conditions d’entrée : toutes doivent être remplies.
    conditions: Vec<ConditionEntree>,
    /// Ses étapes, la première d’abord.
    etapes: Vec<Etape>,
    /// Les bornes d’un parcours.
    limites: LimitesDispositif,
    /// Ce qui se compte.
    indicateurs: Vec<IndicateurDispositif>,
}

/// Les six rubriques d’une fiche, une idée par élément.
#[derive(Debug, Serialize, ToSchema)]
struct FicheDispositif {
    /// Pour quoi.
    objectifs: Vec<String>,
    /// Pour qui.
    public_vise: Vec<String>,
    /// Avec qui.
    personnes_engagees: Vec<String>,
    /// Comment.
    modalites: Vec<String>,
    /// Où.
    zone_application: Vec<String>,
    /// Comment on l’évalue.
    evaluation: Vec<String>,
}

/// Un texte de loi, une circulaire, un guide.
#[derive(Debug, Serialize, ToSchema)]
struct TexteCite {
    /// La référence.
    reference: String,
    /// `lu`, `rapporte`, `guide` ou `parametre` : à quel point elle est sûre.
    surete: &'static str,
}

/// Une durée du calendrier.
#[derive(Debug, Serialize, ToSchema)]
struct DureeCalendrier {
    /// Combien.
    nombre: u32,
    /// `jours`, `semaines` ou `mois`.
    unite: &'static str,
}

/// Une condition d’entrée.
#[derive(Debug, Default, Serialize, ToSchema)]
struct ConditionEntree {
    /// Ce qu’elle regarde : `age`, `scolarise`, `niveau_diplome`, `un_de`… ou un constat, `volontaire`, `place_disponible`…
    condition: &'static str,
    /// Ce qu’il faut, à lire après « Il faut ».
    phrase: String,
    /// Ce qui se demande quand personne ne le sait.
    question: String,
    /// Le texte.
    #[serde(skip_serializing_if = "Option::is_none")]
    texte: Option<String>,
    /// Âge : depuis cet anniversaire.
    #[serde(skip_serializing_if = "Option::is_none")]
    de: Option<u32>,
    /// Âge : jusqu’à la veille de l’anniversaire suivant celui-ci.
    #[serde(skip_serializing_if = "Option::is_none")]
    a: Option<u32>,
    /// Ancienneté : au moins cette durée.
    #[serde(skip_serializing_if = "Option::is_none")]
    au_moins: Option<DureeCalendrier>,
    /// Ancienneté : moins que cette durée.
    #[serde(skip_serializing_if = "Option::is_none")]
    moins_de: Option<DureeCalendrier>,
    /// Diplôme : au plus celui-ci.
    #[serde(skip_serializing_if = "Option::is_none")]
    diplome_au_plus: Option<&'static str>,
    /// Diplôme : au moins celui-ci.
    #[serde(skip_serializing_if = "Option::is_none")]
    diplome_au_moins: Option<&'static str>,
    /// Ce qui convient, parmi une liste.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parmi: Vec<&'static str>,
    /// La réponse attendue à un constat, ou sur la scolarité.
    #[serde(skip_serializing_if = "Option::is_none")]
    valeur: Option<bool>,
    /// Le dispositif suivi auparavant.
    #[serde(skip_serializing_if = "Option::is_none")]
    dispositif: Option<String>,
    /// Les cas dont un suffit, chacun avec ses conditions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(no_recursion)]
    un_de: Vec<Vec<ConditionEntree>>,
}

/// Une étape d’un dispositif.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Etape {
    /// Son code dans le dispositif.
    code: String,
    /// Ce qui s’y fait.
    titre: String,
    /// Qui peut la dire faite.
    acteurs: Vec<&'static str>,
    /// Ce qu’il faut avant de la dire faite.
    besoins: Vec<BesoinEtape>,
    /// Avant quand.
    #[serde(skip_serializing_if = "Option::is_none")]
    delai: Option<DelaiEtape>,
    /// Les codes des étapes qui peuvent suivre.
    suivantes: Vec<String>,
    /// Celles que seules certaines réponses ouvrent.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    seulement: Vec<PassageEtape>,
    /// Comment le parcours finit avec elle.
    #[serde(skip_serializing_if = "Option::is_none")]
    fin: Option<&'static str>,
}

/// Une suite que seules certaines réponses ouvrent.
#[derive(Debug, Serialize, ToSchema)]
struct PassageEtape {
    /// Le code de l’étape qui peut suivre.
    vers: String,
    /// Le code du champ qui en décide.
    si: String,
    /// Les réponses qui l’ouvrent.
    parmi: Vec<String>,
}

/// Ce qu’il faut à une étape.
#[derive(Debug, Default, Serialize, ToSchema)]
struct BesoinEtape {
    /// `document`, `signatures`, `engagements`, `decision`, `reunion`, `date`, `champ`, `texte`, `nombre`, `groupe`, `semaine`, `marche` ou `remise`.
    genre: &'static str,
    /// Ce que les pages en disent.
    phrase: String,
    /// Si l’étape peut s’en passer.
    facultatif: bool,
    /// Le code de ce qui est saisi.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    /// Le modèle de document.
    #[serde(skip_serializing_if = "Option::is_none")]
    modele: Option<&'static str>,
    /// Qui signe, dans cet ordre, ou qui est réuni.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parties: Vec<&'static str>,
    /// Qui décide.
    #[serde(skip_serializing_if = "Option::is_none")]
    par: Option<&'static str>,
    /// À qui le document est remis.
    #[serde(skip_serializing_if = "Option::is_none")]
    a: Option<&'static str>,
    /// Quelle date.
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<&'static str>,
    /// Ce qui peut être choisi.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    valeurs: Vec<String>,
    /// Si plusieurs valeurs peuvent l’être.
    #[serde(skip_serializing_if = "Option::is_none")]
    plusieurs: Option<bool>,
    /// Le plus grand nombre qui ait un sens.
    #[serde(skip_serializing_if = "Option::is_none")]
    max: Option<u32>,
}

/// Un délai.
#[derive(Debug, Serialize, ToSchema)]
struct DelaiEtape {
    /// Combien.
    nombre: u32,
    /// `jours`, `semaines` ou `mois`.
    unite: &'static str,
    /// La date nommée dont il part.
    #[serde(skip_serializing_if = "Option::is_none")]
    depuis_date: Option<&'static str>,
    /// L’étape dont la fin le fait partir.
    #[serde(skip_serializing_if = "Option::is_none")]
    depuis_etape: Option<String>,
    /// Le texte qui l’impose ; sans lui, c’est une règle de travail.
    #[serde(skip_serializing_if = "Option::is_none")]
    texte: Option<String>,
    /// Ce que les pages en disent.
    phrase: String,
}

/// Les bornes d’un parcours.
#[derive(Debug, Serialize, ToSchema)]
struct LimitesDispositif {
    /// Le parcours dure au plus cela.
    #[serde(skip_serializing_if = "Option::is_none")]
    duree_max: Option<DureeCalendrier>,
    /// Si une seconde période peut suivre.
    renouvelable: bool,
    /// Si le jour du retour est toujours connu avant le début.
    retour_obligatoire: bool,
    /// La part que les stages prennent au plus, `2/3`.
    #[serde(skip_serializing_if = "Option::is_none")]
    stages_part_max: Option<String>,
    /// Les heures de formation par semaine.
    #[serde(skip_serializing_if = "Option::is_none")]
    heures_semaine: Option<u32>,
    /// Le droit vaut jusqu’à cet âge révolu.
    #[serde(skip_serializing_if = "Option::is_none")]
    droit_jusqu_a: Option<u32>,
    /// Le texte.
    #[serde(skip_serializing_if = "Option::is_none")]
    texte: Option<String>,
}

/// Ce qui se compte sur les parcours.
#[derive(Debug, Serialize, ToSchema)]
struct IndicateurDispositif {
    /// Son code dans le dispositif.
    code: String,
    /// Comme la fiche le dit.
    titre: String,
    /// `ouverts`, `issue`, `etape`, `champ` ou `partagee` (rien ne se compte : on l’évalue ensemble).
    compte: &'static str,
    /// L’issue, l’étape ou le champ compté.
    #[serde(skip_serializing_if = "Option::is_none")]
    quoi: Option<String>,
    /// Les valeurs du champ.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    valeurs: Vec<String>,
}

impl From<&dispositif::Dispositif> for Dispositif {
    fn from(lu: &dispositif::Dispositif) -> Self {
        let fiche = lu.fiche.clone();
        Self {
            code: lu.code.clone(),
            nom: lu.nom.clone(),
            sigle: lu.sigle.clone(),
            phase: lu.phase.code(),
            resume: lu.resume.clone(),
            charte: lu.charte.map(dispositif::ModeleDocument::code),
            fiche: FicheDispositif {
                objectifs: fiche.objectifs,
                public_vise: fiche.public_vise,
                personnes_engagees: fiche.personnes_engagees,
                modalites: fiche.modalites,
                zone_application: fiche.zone_application,
                evaluation: fiche.evaluation,
            },
            textes: lu
                .textes
                .iter()
                .map(|texte| TexteCite { reference: texte.reference.clone(), surete: texte.surete.code() })
                .collect(),
            conditions: lu.public.iter().map(ConditionEntree::from).collect(),
            etapes: lu.etapes.iter().map(|etape| Etape::new(lu, etape)).collect(),
            limites: LimitesDispositif::from(&lu.limites),
            indicateurs: lu.indicateurs.iter().map(IndicateurDispositif::from).collect(),
        }
    }
}

impl From<dispositif::Duree> for DureeCalendrier {
    fn from(duree: dispositif::Duree) -> Self {
        let (nombre, unite) = match duree {
            dispositif::Duree::Jours(n) => (n, "jours"),
            dispositif::Duree::Semaines(n) => (n, "semaines"),
            dispositif::Duree::Mois(n) => (n, "mois"),
        };
        Self { nombre, unite }
    }
}

impl From<&dispositif::Condition> for ConditionEntree {
    fn from(lue: &dispositif::Condition) -> Self {
        let commune = Self {
            phrase: ponctuer(&lue.exigence(None)),
            question: ponctuer(&lue.question(None)),
            texte: lue.texte.clone(),
            ..Self::default()
        };
        let anciennete = |condition, depuis: &Anciennete, parmi| Self {
            condition,
            au_moins: depuis.au_moins.map(DureeCalendrier::from),
            moins_de: depuis.moins_de.map(DureeCalendrier::from),
            parmi,
            ..Self::default()
        };
        let propre = match &lue.critere {
            Critere::Age { de, a } => Self { condition: "age", de: *de, a: *a, ..Self::default() },
            Critere::Scolarise(oui) => Self { condition: "scolarise", valeur: Some(*oui), ..Self::default() },
            Critere::SortiDepuis(depuis) => anciennete("sorti_depuis", depuis, Vec::new()),
            Critere::RuptureContratDepuis(depuis) => anciennete("rupture_contrat_depuis", depuis, Vec::new()),
            Critere::ArriveeDepuis(depuis) => anciennete("arrivee_en_france", depuis, Vec::new()),
            Critere::EchecExamen { examens, depuis } => {
                anciennete("echec_examen", depuis, examens.iter().map(|examen| examen.code()).collect())
            }
            Critere::DiplomeAuPlus(niveau) => Self {
                condition: "niveau_diplome",
                diplome_au_plus: Some(diplome(*niveau)),
                ..Self::default()
            },
            Critere::DiplomeAuMoins(niveau) => Self {
                condition: "niveau_diplome",
                diplome_au_moins: Some(diplome(*niveau)),
                ..Self::default()
            },
            Critere::Francais(parmi) => {
                parmi_ceux("maitrise_francais", parmi.iter().map(|maitrise| maitrise.code()))
            }
            Critere::Territoire(parmi) => {
                parmi_ceux("territoire", parmi.iter().map(|academie| academie.code()))
            }
            Critere::Niveau(parmi) => parmi_ceux("niveau_scolaire", parmi.iter().map(|niveau| niveau.code())),
            Critere::ObligationNonSatisfaite => Self { condition: "obligation", ..Self::default() },
            Critere::DispositifPrealable { code, .. } => {
                Self { condition: "dispositif_prealable", dispositif: Some(code.clone()), ..Self::default() }
            }
            Critere::Constat { quoi, attendu } => {
                Self { condition: quoi.code(), valeur: Some(*attendu), ..Self::default() }
            }
            Critere::UnDe(cas) => Self {
                condition: "un_de",
                un_de: cas.iter().map(|toutes| toutes.iter().map(Self::from).collect()).collect(),
                ..Self::default()
            },
        };
        Self { phrase: commune.phrase, question: commune.question, texte: commune.texte, ..propre }
    }
}

fn parmi_ceux(condition: &'static str, parmi: impl Iterator<Item = &'static str>) -> ConditionEntree {
    ConditionEntree { condition, parmi: parmi.collect(), ..ConditionEntree::default() }
}

fn diplome(niveau: NiveauDiplome) -> &'static str {
    match niveau {
        NiveauDiplome::Aucun => "aucun",
        NiveauDiplome::Cfg => "cfg",
        NiveauDiplome::Dnb => "dnb",
        NiveauDiplome::Niveau3 => "niveau_3",
        NiveauDiplome::Niveau4 => "niveau_4",
        NiveauDiplome::Niveau5EtPlus => "niveau_5_et_plus",
    }
}

impl Etape {
    fn new(fiche: &dispositif::Dispositif, lue: &dispositif::Etape) -> Self {
        Self {
            code: lue.code.clone(),
            titre: lue.titre.clone(),
            acteurs: lue.acteurs.iter().map(|acteur| acteur.code()).collect(),
            besoins: lue.besoins.iter().map(BesoinEtape::from).collect(),
            delai: lue.delai.as_ref().map(|delai| DelaiEtape::new(fiche, delai)),
            suivantes: lue.suivantes.clone(),
            seulement: lue.seulement.iter().map(PassageEtape::from).collect(),
            fin: lue.fin.map(dispositif::Issue::code),
        }
    }
}

impl From<&dispositif::Passage> for PassageEtape {
    fn from(lu: &dispositif::Passage) -> Self {
        Self { vers: lu.vers.clone(), si: lu.champ.clone(), parmi: lu.parmi.clone() }
    }
}

impl DelaiEtape {
    fn new(fiche: &dispositif::Dispositif, lu: &dispositif::Delai) -> Self {
        let DureeCalendrier { nombre, unite } = lu.duree.into();
        let (depuis_date, depuis_etape) = match &lu.depuis {
            Repere::Date(nom) => (Some(nom.code()), None),
            Repere::Etape(code) => (None, Some(code.clone())),
        };
        Self { nombre, unite, depuis_date, depuis_etape, texte: lu.texte.clone(), phrase: lu.en_mots(fiche) }
    }
}

impl From<&Besoin> for BesoinEtape {
    fn from(lu: &Besoin) -> Self {
        let codes = |acteurs: &[dispositif::Acteur]| acteurs.iter().map(|acteur| acteur.code()).collect();
        let genre = |genre| Self { genre, ..Self::default() };
        let propre = match lu {
            Besoin::Document { modele } => Self { modele: Some(modele.code()), ..genre("document") },
            Besoin::Signatures { modele, parties } => {
                Self { modele: Some(modele.code()), parties: codes(parties), ..genre("signatures") }
            }
            Besoin::Engagements { modele } => Self { modele: Some(modele.code()), ..genre("engagements") },
            Besoin::Decision { par } => Self { par: Some(par.code()), ..genre("decision") },
            Besoin::Reunion { avec } => Self { parties: codes(avec), ..genre("reunion") },
            Besoin::Date { nom } => Self { date: Some(nom.code()), ..genre("date") },
            Besoin::Champ { valeurs, plusieurs, .. } => {
                Self { valeurs: valeurs.clone(), plusieurs: Some(*plusieurs), ..genre("champ") }
            }
            Besoin::Texte { .. } => genre("texte"),
            Besoin::Nombre { max, .. } => Self { max: Some(*max), ..genre("nombre") },
            Besoin::Groupe { .. } => genre("groupe"),
            Besoin::Semaine { .. } => genre("semaine"),
            Besoin::Marche { .. } => genre("marche"),
            Besoin::Remise { modele, a, valeurs, .. } => Self {
                modele: Some(modele.code()),
                a: Some(a.code()),
                valeurs: valeurs.clone(),
                ..genre("remise")
            },
        };
        Self {
            phrase: lu.en_mots(),
            facultatif: lu.facultatif(),
            code: lu.code_saisi().map(str::to_owned),
            ..propre
        }
    }
}

impl From<&dispositif::Limites> for LimitesDispositif {
    fn from(lues: &dispositif::Limites) -> Self {
        Self {
            duree_max: lues.duree_max.map(DureeCalendrier::from),
            renouvelable: lues.renouvelable,
            retour_obligatoire: lues.retour_obligatoire,
            stages_part_max: lues
                .stages_part_max
                .map(|part| format!("{}/{}", part.numerateur, part.denominateur)),
            heures_semaine: lues.heures_semaine,
            droit_jusqu_a: lues.droit_jusqu_a,
            texte: lues.texte.clone(),
        }
    }
}

impl From<&dispositif::Indicateur> for IndicateurDispositif {
    fn from(lu: &dispositif::Indicateur) -> Self {
        let (compte, quoi, valeurs) = match &lu.compte {
            Compte::Ouverts => ("ouverts", None, Vec::new()),
            Compte::Issue(issue) => ("issue", Some(issue.code().to_owned()), Vec::new()),
            Compte::Etape(code) => ("etape", Some(code.clone()), Vec::new()),
            Compte::Champ { code, valeurs } => ("champ", Some(code.clone()), valeurs.clone()),
            Compte::Partagee => ("partagee", None, Vec::new()),
        };
        Self { code: lu.code.clone(), titre: lu.titre.clone(), compte, quoi, valeurs }
    }
}
