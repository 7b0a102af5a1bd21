//! An invented campaign, before its publication.

use super::{
    Campagne, CampagneLigne, Campagnes, Part, Pas, Publication, RapportQualite, Remarque, Source, Taux,
};
use crate::components::{Action, Alert, Badge, CountedLine, EmptyState, Fact, Pagination, Progress, Tone};
use crate::dossier::EtatEtape;
use crate::form::Choice;
use crate::fr;
use crate::layout::{Layout, Link};

fn layout() -> Layout {
    Layout::sample().at("/campagnes")
}

fn campagne() -> Link {
    Link::new("SIEI novembre 2026", "/campagnes/c1")
}

impl Campagnes {
    /// Two campaigns.
    pub fn sample() -> Self {
        Self {
            layout: layout(),
            campagnes: vec![
                CampagneLigne {
                    nom: campagne(),
                    date: "situation au 5 novembre 2026".into(),
                    etat: Badge::new("En préparation", Tone::Info),
                    resume: fr("5 registres lus, 40 paires à revoir"),
                },
                CampagneLigne {
                    nom: Link::new("SIEI mars 2026", "/campagnes/c0"),
                    date: "situation au 12 mars 2026".into(),
                    etat: Badge::new("Publiée", Tone::Success),
                    resume: fr("405 jeunes perdus de vue sur 8\u{202f}117 cherchés"),
                },
            ],
            ouvrir: Some(Self::form(
                "/campagnes",
                Choice::list(&[
                    ("D313-59", "Celle du code de l’éducation (D313-59)"),
                    ("diplome-terminal", "Diplôme terminal du cycle"),
                ]),
            )),
            vide: EmptyState {
                title: "Aucune campagne".into(),
                text: fr(
                    "Une campagne croise les registres de l’an dernier avec ceux de cette année, et dit qui n’est plus nulle part.",
                ),
                link: Some(Link::new("Lire comment préparer une campagne", "/aide/campagne")),
            },
        }
    }
}

impl Campagne {
    /// Read and crossed, in review.
    pub fn sample() -> Self {
        let pas = |nom: &str, ancre: &str, etat| Pas { nom: nom.into(), href: format!("#{ancre}"), etat };
        let part = |nom: &str, nombre, pourcent| Part {
            nom: nom.into(),
            nombre,
            pourcent,
            href: Some("/jeunes".into()),
        };
        let taux = |nom: &str, compte: &str, taux: &str, pourcent| Taux {
            nom: nom.into(),
            compte: fr(compte),
            taux: fr(taux),
            pourcent,
        };
        let line = |count, text: &str| CountedLine {
            count,
            text: fr(text),
            detail: None,
            href: "/jeunes".into(),
            tone: Tone::Neutral,
        };
        Self {
            layout: layout(),
            nom: "SIEI novembre 2026".into(),
            cadre: fr("Situation au 5 novembre 2026. Définition : D313-59 du code de l’éducation."),
            pas: vec![
                pas("Sources", "sources", EtatEtape::Faite),
                pas("Contrôle", "sources", EtatEtape::Faite),
                pas("Rapprochement", "rapprochement", EtatEtape::Faite),
                pas("Revue", "revue", EtatEtape::EnCours),
                pas("Publication", "publication", EtatEtape::AVenir),
            ],
            alerts: vec![],
            sources: sources(),
            ajouter: vec![Self::source_form(
                "/campagnes/c1/sources",
                Choice::list(&[
                    ("precedent", "Année précédente"),
                    ("courant", "Année en cours"),
                    ("diplomes", "Diplômes obtenus"),
                    ("mission_locale", "Suivis par une mission locale"),
                ]),
                Choice::list(&[("siecle", "SIECLE"), ("sifa", "SIFA")]),
            )],
            avancement: None,
            adresse: "/campagnes/c1".into(),
            actions: vec![Action::new("Refaire le rapprochement", "/campagnes/c1/calculer")],
            revue: Some((
                fr("23 paires restent à revoir, environ 12 minutes."),
                Link::new("Revoir les correspondances", "/revue?campagne=c1"),
            )),
            difference: Some(fr(
                "Par rapport à mars 2026 : 96 nouveaux jeunes perdus de vue, 89 retrouvés, 316 toujours perdus de vue.",
            )),
            parts: vec![
                part("nouveaux", 96, 19),
                part("retrouvés", 89, 18),
                part("toujours perdus de vue", 316, 63),
            ],
            feuilles: None,
            faux_positifs_de: Some("SIEI mars 2026".into()),
            faux_positifs: vec![
                taux("SIECLE 2025-2026", "12 sur 140 lignes vérifiées", "8,6 %", Some(9)),
                taux("SIFA 2025", "3 sur 9 lignes vérifiées", "33,3 %", Some(33)),
                taux("Liste MFR", "", "moins de 5 lignes vérifiées", None),
            ],
            couverture: vec![
                taux("Dordogne", "52 établissements sur 54", "96 %", Some(96)),
                taux("Gironde", "188 sur 190", "99 %", Some(99)),
                taux("Landes", "41 sur 47", "87 %", Some(87)),
                taux("Lot-et-Garonne", "44 sur 44", "100 %", Some(100)),
                taux("Pyrénées-Atlantiques", "92 sur 95", "97 %", Some(97)),
            ],
            publier: None,
            bilan: vec![
                line(7402, "retrouvés en formation"),
                line(214, "diplômés"),
                line(153, "suivis par une mission locale"),
                line(23, "à vérifier"),
                line(412, "perdus de vue"),
            ],
        }
    }
}

impl RapportQualite {
    /// Three remarks.
    pub fn sample() -> Self {
        let remarque = |ligne: &str, champ: &str, valeur: &str, raison: &str, sort: &str, tone| Remarque {
            ligne: ligne.into(),
            champ: champ.into(),
            valeur: valeur.into(),
            raison: fr(raison),
            sort: Badge::new(sort, tone),
        };
        Self {
            layout: layout(),
            campagne: campagne(),
            source: "SIECLE 2025-2026".into(),
            faits: vec![
                Fact::new("Lignes lues", fr("8\u{202f}204")),
                Fact::new("Gardées", fr("8\u{202f}080")),
                Fact::new("Écartées", "12"),
                Fact::new("Hors champ par la loi", "112 (moins de 16 ans)"),
                Fact::new("Fichier", "XML, ISO-8859-15, empreinte 3f2a90c1"),
            ],
            remarques: vec![
                remarque(
                    "412",
                    "DATE_NAISS",
                    "31/02/2009",
                    "ce jour n’existe pas : la ligne ne peut pas être rapprochée",
                    "écartée",
                    Tone::Error,
                ),
                remarque(
                    "980",
                    "INE_RNIE",
                    "06012345",
                    "huit caractères au lieu de onze : l’INE n’est pas pris en compte",
                    "gardée",
                    Tone::Warning,
                ),
                remarque(
                    "2 117",
                    "CODE_UAI",
                    "0330028Z",
                    "la lettre de contrôle devrait être F : l’établissement n’est pas reconnu",
                    "gardée",
                    Tone::Warning,
                ),
            ],
            pagination: Pagination { from: 1, to: 3, total: 3, previous: None, next: None },
            telecharger: Link::new(
                "Télécharger les 3 remarques (CSV)",
                "/campagnes/c1/sources/1/remarques.csv",
            ),
        }
    }
}

impl Publication {
    /// With one reserve.
    pub fn sample() -> Self {
        Self {
            layout: layout(),
            campagne: campagne(),
            effets: vec![
                fr("96 dossiers s’ouvrent et partent vers 12 PSAD selon la commune de résidence."),
                fr("316 dossiers sont mis à jour ; 89 sortent des listes parce que le jeune est retrouvé."),
                fr("47 établissements reçoivent une feuille de vérification, à rendre avant le 27 novembre."),
                fr("Chaque PSAD est prévenue par courriel, sans nom de jeune."),
            ],
            reserves: vec![Alert::new(
                Tone::Warning,
                fr(
                    "6 établissements des Landes manquent : leurs élèves de l’an dernier seront cherchés, mais pas trouvés s’ils y sont encore.",
                ),
            )],
            form: Self::form("/campagnes/c1/publier", 3, "/campagnes/c1"),
        }
    }
}

fn sources() -> Vec<Source> {
    vec![
        Source {
            nom: "SIECLE 2025-2026".into(),
            role: fr("année précédente : qui chercher"),
            etat: Badge::new("Lu", Tone::Success),
            faits: vec![
                Fact::new("Lignes lues", fr("8\u{202f}204")),
                Fact::new("Écartées", "12"),
                Fact::new("Image du registre", "15 juin 2026"),
                Fact::new("Couverture", "les 5 départements"),
            ],
            avancement: None,
            colonnes: None,
            rapport: Some(Link::new("Rapport de qualité", "/campagnes/c1/sources/1")),
            actions: vec![],
        },
        Source {
            nom: "SIFA 2026".into(),
            role: fr("année en cours : où chercher"),
            etat: Badge::new("Lecture en cours", Tone::Info),
            faits: vec![Fact::new("Image du registre", "31 octobre 2026")],
            avancement: Some(Progress {
                done: 61,
                total: 100,
                words: fr("61 % du fichier lu, encore une minute"),
            }),
            colonnes: Some(Link::new(
                "Dire ce que contiennent les colonnes",
                "/campagnes/c1/sources/2/colonnes",
            )),
            rapport: None,
            actions: vec![Action::new("Interrompre la lecture", "/campagnes/c1/sources/2/interrompre")],
        },
    ]
}
