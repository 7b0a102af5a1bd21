//! Parcours: where one stands, and what programs write in it.

use chrono::{NaiveDate, NaiveDateTime};
use raccroche_domain::{
    dispositif::{Besoin, Dispositif},
    parcours::{self, DocumentParcours, EtatParcours, ReponseSignature, Saisi},
};
use raccroche_store::parcours::{LigneParcours, MotifParcours, ParcoursLu};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::api::listes;

/// Les parcours en cours auxquels votre structure participe.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MesParcours {
    /// Ce qui est dû d’abord vient d’abord ; deux cents au plus.
    pub(crate) elements: Vec<ResumeParcours>,
}

/// Un parcours, en une ligne.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ResumeParcours {
    /// Son numéro.
    pub(crate) id: Uuid,
    /// Le code du dispositif.
    pub(crate) dispositif: String,
    /// Le code de l’étape en cours.
    pub(crate) etape: String,
    /// Son premier jour.
    pub(crate) ouvert_le: NaiveDate,
    /// Le dernier jour pour l’étape en cours, si la fiche en donne un.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) pour_le: Option<NaiveDate>,
    /// De qui il s’agit.
    pub(crate) jeune: JeuneDuParcours,
}

impl From<LigneParcours> for ResumeParcours {
    fn from(ligne: LigneParcours) -> Self {
        Self {
            id: ligne.id,
            dispositif: ligne.dispositif,
            etape: ligne.etape,
            ouvert_le: ligne.ouvert_le,
            pour_le: ligne.pour_le,
            jeune: JeuneDuParcours {
                nom_famille: ligne.identite.nom_famille,
                prenoms: ligne.identite.prenoms,
            },
        }
    }
}

/// De qui il s’agit.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct JeuneDuParcours {
    /// Nom de famille.
    pub(crate) nom_famille: String,
    /// Prénoms.
    pub(crate) prenoms: Vec<String>,
}

/// Un jeune dans un dispositif.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Parcours {
    /// Son numéro.
    pub(crate) id: Uuid,
    /// Sa version : elle se renvoie avec ce qui décide quelque chose, pour ne pas effacer la décision de quelqu’un d’autre.
    pub(crate) version: u32,
    /// Le dossier, si votre structure le suit ; participer à un parcours ne l’ouvre pas.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) dossier: Option<Uuid>,
    /// De qui il s’agit.
    pub(crate) jeune: JeuneDuParcours,
    /// Le code du dispositif, l’un de `/api/v1/dispositifs`.
    pub(crate) dispositif: String,
    /// Son premier jour.
    pub(crate) ouvert_le: NaiveDate,
    /// Si votre structure peut y agir.
    pub(crate) modifiable: bool,
    /// L’étape en cours ; absente d’un parcours fini.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) etape: Option<EtapeEnCours>,
    /// Les étapes franchies, la première d’abord.
    pub(crate) franchies: Vec<EtapeFranchie>,
    /// Les dates notées.
    pub(crate) dates: Vec<DateNotee>,
    /// Ce qui a été saisi.
    pub(crate) saisies: Vec<Saisie>,
    /// Qui participe.
    pub(crate) parties: Vec<Partie>,
    /// Les documents, la première version d’abord.
    pub(crate) documents: Vec<Document>,
    /// Comment il s’est fini, s’il est fini.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fin: Option<FinParcours>,
}

/// L’étape en cours.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EtapeEnCours {
    /// Son code dans la fiche.
    pub(crate) code: String,
    /// Ce qui s’y fait.
    pub(crate) titre: String,
    /// À qui elle revient.
    pub(crate) acteurs: Vec<listes::Acteur>,
    /// Si elle revient à la personne au nom de qui le jeton agit.
    pub(crate) a_vous: bool,
    /// Depuis quand.
    pub(crate) depuis: NaiveDate,
    /// Le dernier jour, si la fiche en donne un.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) pour_le: Option<NaiveDate>,
    /// Ce qu’elle demande.
    pub(crate) besoins: Vec<BesoinDeLEtape>,
    /// Les codes des étapes qui peuvent suivre.
    pub(crate) suivantes: Vec<String>,
    /// Les codes des étapes déjà passées que l’on peut reprendre : la précédente ; après un refus, toutes.
    pub(crate) reprises: Vec<String>,
    /// L’issue du parcours, si cette étape le termine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) issue: Option<listes::IssueParcours>,
}

/// Ce qu’une étape demande.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BesoinDeLEtape {
    /// En mots.
    pub(crate) titre: String,
    /// Le code à donner avec la saisie, quand c’est une saisie.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) code: Option<String>,
    /// Ce qui peut être choisi, quand c’est un choix.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) valeurs: Vec<String>,
    /// S’il peut rester vide.
    pub(crate) facultatif: bool,
    /// Si c’est là.
    pub(crate) fait: bool,
}

/// Une étape franchie.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EtapeFranchie {
    /// Son code.
    pub(crate) code: String,
    /// Le jour où elle l’a été.
    pub(crate) le: NaiveDate,
}

/// Une date notée.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DateNotee {
    /// Laquelle.
    pub(crate) nom: listes::DateNommee,
    /// Le jour.
    pub(crate) le: NaiveDate,
}

/// Ce qui a été saisi.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Saisie {
    /// Le code dans la fiche.
    pub(crate) code: String,
    /// La valeur.
    pub(crate) valeur: Valeur,
}

/// Une valeur saisie, selon ce que la fiche demande.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Valeur {
    /// Une ou plusieurs des valeurs proposées.
    Choix(Vec<String>),
    /// Quelques mots. Jamais de santé, de justice ni de situation familiale.
    Texte(String),
    /// Un nombre entier.
    Nombre(u32),
    /// Une semaine : ce qui est fait dans chaque demi-journée occupée.
    Semaine(Vec<Creneau>),
    /// Le numéro d’un groupe du dispositif, qui a une place libre.
    Groupe(Uuid),
    /// Le numéro d’un marché, l’un de `/api/v1/marches`.
    Marche(Uuid),
}

/// Une demi-journée d’une semaine.
#[derive(Debug, Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Creneau {
    /// Laquelle.
    pub(crate) quand: listes::DemiJournee,
    /// Ce qui est fait.
    #[schema(min_length = 1, max_length = 200)]
    pub(crate) activite: String,
    /// Où ; vide dans l’établissement.
    #[serde(default)]
    #[schema(max_length = 200)]
    pub(crate) lieu: String,
    /// Avec qui.
    #[serde(default)]
    #[schema(max_length = 200)]
    pub(crate) tuteur: String,
}

/// Quelqu’un qui participe.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Partie {
    /// Son numéro.
    pub(crate) id: Uuid,
    /// En quelle qualité.
    pub(crate) acteur: listes::Acteur,
    /// Son nom.
    pub(crate) nom: String,
    /// Sa structure, dont les membres voient le parcours.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) organisation: Option<Uuid>,
    /// Depuis quand.
    pub(crate) depuis: NaiveDate,
    /// Le jour où elle a cessé de participer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) retiree_le: Option<NaiveDate>,
}

/// Une version d’un document.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Document {
    /// Son numéro : le PDF est à `/api/v1/parcours/{id}/documents/{objet}`.
    pub(crate) id: Uuid,
    /// Son modèle.
    pub(crate) modele: listes::ModeleDocument,
    /// Sa version, 1 pour la première.
    pub(crate) version: u32,
    /// Quand elle a été établie.
    pub(crate) le: NaiveDate,
    /// Qui a répondu.
    pub(crate) signatures: Vec<Signature>,
    /// L’empreinte SHA-256 du fichier scellé, une fois que tous ont signé.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) empreinte: Option<String>,
}

/// La réponse d’une partie.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Signature {
    /// La partie.
    pub(crate) partie: Uuid,
    /// Le jour et l’heure, à l’heure locale, sans décalage : `2026-11-20T10:00:00`.
    #[schema(value_type = String, pattern = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?$")]
    pub(crate) quand: NaiveDateTime,
    /// Comment elle a signé, si elle a signé.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) moyen: Option<listes::MoyenSignature>,
    /// Pourquoi elle ne signe pas, si elle a refusé.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) refus: Option<listes::MotifRefusSignature>,
}

/// La fin d’un parcours.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FinParcours {
    /// Quand.
    pub(crate) le: NaiveDate,
    /// Comment.
    pub(crate) issue: listes::IssueParcours,
}

impl Parcours {
    /// What `lu` shows to whoever reads it; `a_vous`: whether the step under way is theirs.
    pub(crate) fn new(id: Uuid, lu: &ParcoursLu, fiche: &Dispositif, a_vous: bool, le: NaiveDate) -> Self {
        let etat = &lu.suivi.etat;
        let etape = etat.etape_en_cours(fiche).ok().filter(|_| etat.fin.is_none()).map(|etape| {
            let besoin = |besoin: &Besoin| BesoinDeLEtape {
                titre: besoin.en_mots(),
                code: besoin.code_saisi().map(str::to_owned),
                valeurs: if let Besoin::Champ { valeurs, .. } | Besoin::Remise { valeurs, .. } = besoin {
                    valeurs.clone()
                } else {
                    Vec::new()
                },
                facultatif: besoin.facultatif(),
                fait: match besoin.code_saisi() {
                    Some(code) => etat.saisies.contains_key(code),
                    None => etat.manque(fiche, etape, besoin, le, lu.personne).is_none(),
                },
            };
            EtapeEnCours {
                code: etape.code.clone(),
                titre: etape.titre.clone(),
                acteurs: etape.acteurs.iter().map(|acteur| listes::Acteur(*acteur)).collect(),
                a_vous,
                depuis: etat.etape_depuis,
                pour_le: etat.echeance(fiche),
                besoins: etape.besoins.iter().map(besoin).collect(),
                suivantes: etape.suivantes.clone(),
                reprises: etat
                    .retours(fiche, le, lu.personne)
                    .iter()
                    .map(|etape| etape.code.clone())
                    .collect(),
                issue: etape.fin.map(listes::IssueParcours),
            }
        });
        Self {
            id,
            version: lu.rang,
            dossier: matches!(lu.motif, MotifParcours::Dossier(_)).then_some(lu.dossier),
            jeune: JeuneDuParcours {
                nom_famille: lu.identite.nom_famille.clone(),
                prenoms: lu.identite.prenoms.clone(),
            },
            dispositif: etat.dispositif.clone(),
            ouvert_le: etat.ouvert_le,
            modifiable: lu.ecriture && etat.fin.is_none(),
            etape,
            franchies: etat
                .franchies
                .iter()
                .map(|(code, le)| EtapeFranchie { code: code.clone(), le: *le })
                .collect(),
            dates: etat
                .dates
                .iter()
                .map(|(nom, le)| DateNotee { nom: listes::DateNommee(*nom), le: *le })
                .collect(),
            saisies: etat
                .saisies
                .iter()
                .map(|(code, saisi)| Saisie { code: code.clone(), valeur: saisi.into() })
                .collect(),
            parties: etat.parties.iter().map(Partie::from).collect(),
            documents: etat.documents.iter().map(Document::from).collect(),
            fin: etat.fin.map(|(le, issue)| FinParcours { le, issue: listes::IssueParcours(issue) }),
        }
    }

    /// Whether the step under way is that of somebody who acts as these.
    pub(crate) fn revient_a(
        etat: &EtatParcours,
        fiche: &Dispositif,
        acteurs: &[raccroche_domain::dispositif::Acteur],
    ) -> bool {
        etat.fin.is_none() && etat.appartient_a(fiche, acteurs).is_ok()
    }
}

impl From<&parcours::Partie> for Partie {
    fn from(partie: &parcours::Partie) -> Self {
        Self {
            id: partie.id,
            acteur: listes::Acteur(partie.acteur),
            nom: partie.nom.clone(),
            organisation: partie.organisation,
            depuis: partie.depuis,
            retiree_le: partie.retiree_le,
        }
    }
}

impl From<&DocumentParcours> for Document {
    fn from(document: &DocumentParcours) -> Self {
        let signatures = document.signatures.iter().map(|signature| Signature {
            partie: signature.partie,
            quand: signature.quand,
            moyen: match signature.reponse {
                ReponseSignature::Signee(moyen) => Some(listes::MoyenSignature(moyen)),
                ReponseSignature::Refusee(_) => None,
            },
            refus: match signature.reponse {
                ReponseSignature::Refusee(motif) => Some(listes::MotifRefusSignature(motif)),
                ReponseSignature::Signee(_) => None,
            },
        });
        Self {
            id: document.id,
            modele: listes::ModeleDocument(document.modele),
            version: document.version,
            le: document.le,
            signatures: signatures.collect(),
            empreinte: document.scelle.as_ref().map(|(_, empreinte)| empreinte.clone()),
        }
    }
}

impl From<&Saisi> for Valeur {
    fn from(saisi: &Saisi) -> Self {
        match saisi {
            Saisi::Choix(choix) => Self::Choix(choix.clone()),
            Saisi::Texte(texte) => Self::Texte(texte.clone()),
            Saisi::Nombre(nombre) => Self::Nombre(*nombre),
            Saisi::Groupe(groupe) => Self::Groupe(groupe.id),
            Saisi::Marche { id, .. } => Self::Marche(*id),
            Saisi::Semaine(creneaux) => Self::Semaine(
                creneaux
                    .iter()
                    .map(|creneau| Creneau {
                        quand: listes::DemiJournee(creneau.quand),
                        activite: creneau.activite.clone(),
                        lieu: creneau.lieu.clone(),
                        tuteur: creneau.tuteur.clone(),
                    })
                    .collect(),
            ),
        }
    }
}

/// What a program names by its number: what it is, only the store knows.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Designe {
    Groupe(Uuid),
    Marche(Uuid),
}

impl TryFrom<Valeur> for Saisi {
    type Error = Designe;

    fn try_from(valeur: Valeur) -> Result<Self, Designe> {
        Ok(match valeur {
            Valeur::Groupe(id) => return Err(Designe::Groupe(id)),
            Valeur::Marche(id) => return Err(Designe::Marche(id)),
            Valeur::Choix(choix) => Self::Choix(choix),
            Valeur::Texte(texte) => Self::Texte(texte),
            Valeur::Nombre(nombre) => Self::Nombre(nombre),
            Valeur::Semaine(creneaux) => Self::Semaine(
                creneaux
                    .into_iter()
                    .map(|creneau| parcours::Creneau {
                        quand: creneau.quand.0,
                        activite: creneau.activite,
                        lieu: creneau.lieu,
                        tuteur: creneau.tuteur,
                    })
                    .collect(),
            ),
        })
    }
}

impl Valeur {
    /// Every text in it.
    pub(crate) fn textes(&self) -> Vec<&str> {
        match self {
            Self::Choix(choix) => choix.iter().map(String::as_str).collect(),
            Self::Texte(texte) => vec![texte],
            Self::Nombre(_) | Self::Groupe(_) | Self::Marche(_) => Vec::new(),
            Self::Semaine(creneaux) => creneaux
                .iter()
                .flat_map(|creneau| [&creneau.activite, &creneau.lieu, &creneau.tuteur])
                .map(String::as_str)
                .collect(),
        }
    }
}

/// Ce qui vient d’être écrit dans un parcours.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EcritParcours {
    /// Le parcours.
    pub(crate) parcours: Uuid,
    /// Sa nouvelle version.
    pub(crate) version: u32,
    /// Le numéro de ce qui vient d’être créé : une partie, un document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) objet: Option<Uuid>,
}

/// Un parcours à ouvrir.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"dispositif": "tutorat"}))]
pub(crate) struct NouveauParcours {
    /// Le code du dispositif, l’un de `/api/v1/dispositifs`.
    pub(crate) dispositif: String,
    /// Pourquoi l’ouvrir quand même, si le jeune ne remplit pas une condition d’entrée ; écrit au journal.
    pub(crate) motif: Option<String>,
}

/// Une date à noter.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"version": 7, "nom": "demande", "le": "2026-11-10"}))]
pub(crate) struct NouvelleDate {
    /// La version que vous avez lue.
    pub(crate) version: u32,
    /// Laquelle.
    pub(crate) nom: listes::DateNommee,
    /// Le jour.
    pub(crate) le: NaiveDate,
}

/// Ce que la fiche demande de saisir.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"version": 7, "code": "tuteur_nom", "valeur": {"texte": "Nadia Haddad"}}))]
pub(crate) struct NouvelleSaisie {
    /// La version que vous avez lue.
    pub(crate) version: u32,
    /// Le code, tel que la fiche le donne.
    pub(crate) code: String,
    /// La valeur, du genre que la fiche demande.
    pub(crate) valeur: Valeur,
}

/// Une rencontre qui a eu lieu.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"le": "2026-11-12"}))]
pub(crate) struct NouvelleRencontre {
    /// Le jour, aujourd’hui ou avant.
    pub(crate) le: NaiveDate,
}

/// Une décision.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"version": 7, "par": "ien_io", "favorable": true}))]
pub(crate) struct NouvelleDecision {
    /// La version que vous avez lue.
    pub(crate) version: u32,
    /// En quelle qualité elle est rendue ; la vôtre.
    pub(crate) par: listes::Acteur,
    /// Oui ou non.
    pub(crate) favorable: bool,
}

/// L’étape qui suit.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"version": 7, "vers": "elaboration"}))]
pub(crate) struct NouvelleEtape {
    /// La version que vous avez lue.
    pub(crate) version: u32,
    /// Son code, l’un de ceux de `suivantes` ou de `reprises`.
    pub(crate) vers: String,
}

/// La fin d’un parcours.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"version": 7, "issue": "interrompu"}))]
pub(crate) struct NouvelleFin {
    /// La version que vous avez lue.
    pub(crate) version: u32,
    /// L’issue : celle de la dernière étape, ou l’arrêt d’un parcours qui n’y est pas.
    pub(crate) issue: listes::IssueParcours,
}

/// Quelqu’un à associer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"acteur": "tuteur", "nom": "Nadia Haddad"}))]
pub(crate) struct NouvellePartie {
    /// En quelle qualité.
    pub(crate) acteur: listes::Acteur,
    /// Le prénom et le nom qui figureront sur les documents.
    #[schema(min_length = 1, max_length = 200)]
    pub(crate) nom: String,
    /// Sa structure dans ce service : ses membres verront ce parcours, et rien d’autre du dossier.
    pub(crate) organisation: Option<Uuid>,
}

/// Quelqu’un à retirer : rien d’autre n’est à dire.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({}))]
pub(crate) struct RetraitPartie {}

/// Un document à établir.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"modele": "pafi_diagnostic"}))]
pub(crate) struct NouveauDocument {
    /// Son modèle, l’un de ceux que la fiche demande.
    pub(crate) modele: listes::ModeleDocument,
    /// Vrai quand la version en vigueur porte des signatures et qu’on sait qu’elles tombent. Sans lui, la demande est refusée,
    /// et le refus nomme ceux qui ont signé.
    #[serde(default)]
    pub(crate) remplacer_signatures: bool,
}

/// Ce que quelqu’un a répondu sur papier.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"partie": "5f0c1f0e-52f3-4a34-9f5e-0d1c3c7c2f10"}))]
pub(crate) struct NouvelleSignature {
    /// La partie, sans compte dans ce service.
    pub(crate) partie: Uuid,
    /// Pourquoi elle ne signe pas ; absent si elle a signé.
    pub(crate) refus: Option<listes::MotifRefusSignature>,
}
