//! Inès Duval, invented, under each tab.

use super::{
    Chronologie, Contactable, ContactsEtProches, Document, Dossier, Etape, EtatEtape, Forms, Maintenant,
    Numero, Onglet, Parcours, Periode, Personne, Responsable, Scolarite, Tache,
};
use crate::components::{Action, Axis, Badge, Event, Fact, Tab, Tabs, Tone};
use crate::form::{Choice, Drawer};
use crate::fr;
use crate::layout::{Flash, Layout, Link, Undo};

const TABS: [(&str, &str); 5] = [
    ("chronologie", "Chronologie"),
    ("scolarite", "Scolarité"),
    ("contacts", "Contacts et proches"),
    ("parcours", "Parcours"),
    ("documents", "Documents"),
];

fn forms() -> Forms {
    Forms { base: "/dossiers/r1".into(), version: 7 }
}

impl Dossier {
    /// The dossier on its timeline.
    pub fn sample() -> Self {
        Self::with(Onglet::Chronologie(chronologie()), "chronologie")
    }

    /// The dossier under each tab, with the tab's code.
    pub fn samples() -> Vec<(&'static str, Self)> {
        vec![
            ("chronologie", Self::sample()),
            ("scolarite", Self::with(Onglet::Scolarite(scolarite()), "scolarite")),
            ("contacts", Self::with(Onglet::Contacts(contacts()), "contacts")),
            ("parcours", Self::with(Onglet::Parcours(parcours()), "parcours")),
            ("documents", Self::with(Onglet::Documents(documents()), "documents")),
        ]
    }

    fn with(onglet: Onglet, current: &str) -> Self {
        let axis = |name: &str, state: &str, tone, detail: &str| Axis {
            name: name.into(),
            state: Badge::new(state, tone),
            detail: fr(detail),
        };
        let mut layout = Layout::sample().at("/jeunes");
        layout.flashes.push(Flash {
            tone: Tone::Success,
            text: fr("Contact enregistré : Inès a été jointe par téléphone."),
            undo: Some(Undo {
                action: "/journal/annuler".into(),
                hidden: vec![("entree".into(), "e42".into())],
            }),
        });
        let forms = forms();
        Self {
            layout,
            nom: "Inès DUVAL".into(),
            age: "17 ans".into(),
            mineur: Some("mineure".into()),
            identite: vec!["née le 3 novembre 2009".into(), "Bègles".into(), fr("INE 061234567AB")],
            responsable: Responsable {
                nom: "M. Petit".into(),
                structure: "CIO Bordeaux Sud".into(),
                precision: Some("depuis le 12 novembre".into()),
            },
            pourquoi: "vous êtes membre de la PSAD Bordeaux, qui suit les jeunes de Bègles".into(),
            qui_a_consulte: Some(Link::new("Qui l’a consulté", "/dossiers/r1/consultations")),
            autres: vec![
                Link::new("Réunir avec un autre dossier", "/dossiers/r1/reunir"),
                Link::new("Imprimer le dossier", "/dossiers/r1/imprimer"),
                Link::new("Clore le dossier", "/dossiers/r1/cloture"),
            ],
            alerts: vec![],
            maintenant: vec![Maintenant {
                texte: "Entretien de réorientation avant le 3 mars".into(),
                delai: Some("reste 9 jours".into()),
                loi: Some(fr(
                    "article L313-8 du code de l’éducation : trois mois après le signalement, avec le représentant légal",
                )),
                tone: Tone::Warning,
                lien: Some(Link::new("Planifier", "#entretien")),
                action: None,
            }],
            axes: vec![
                axis("Situation", "Confirmée", Tone::Info, "le 12 novembre, par le LP Les Menuts"),
                axis("Contact", "Jointe", Tone::Success, "le 14 novembre, après 3 tentatives"),
                axis("Solution", "Aucune", Tone::Neutral, "sans solution depuis juin 2026"),
            ],
            onglets: Tabs {
                label: "Parties du dossier".into(),
                tabs: TABS
                    .iter()
                    .map(|(code, label)| Tab {
                        label: (*label).into(),
                        href: format!("/dossiers/r1?onglet={code}"),
                        current: *code == current,
                        count: (*code == "documents").then_some(2),
                    })
                    .collect(),
            },
            onglet,
            relais: Some(forms.relais(
                vec![
                    (
                        "Sur le territoire du jeune".into(),
                        Choice::list(&[
                            ("ml-graves", "Mission locale des Graves"),
                            ("cio-sud", "CIO Bordeaux Sud"),
                        ]),
                    ),
                    ("Dans le même département".into(), Choice::list(&[("psad-arcachon", "PSAD Arcachon")])),
                ],
                Choice::list(&[("territoire", "A déménagé"), ("competence", "Relève d’une autre structure")]),
            )),
            tiroirs: tiroirs(&forms),
        }
    }
}

fn tiroirs(forms: &Forms) -> Vec<Drawer> {
    vec![
        forms.contact(
            Choice::list(&[
                ("telephone", "Téléphone"),
                ("courriel", "Courriel"),
                ("sms", "SMS"),
                ("courrier", "Courrier"),
                ("visite", "Visite"),
            ]),
            Choice::list(&[("n1", "06 39 98 12 34"), ("n2", "06 39 98 45 67")]),
            Choice::list(&[("jeune", "Inès"), ("mere", "Sa mère")]),
            Choice::list(&[
                ("joint", "Jointe"),
                ("famille", "Famille jointe"),
                ("message", "Message laissé"),
                ("sans_reponse", "Pas de réponse"),
                ("mauvais_numero", "Mauvais numéro"),
                ("refus", "Refus"),
            ]),
        ),
        forms.entretien(
            Choice::list(&[
                ("reorientation", "Entretien de réorientation (L313-8)"),
                ("situation", "Entretien de situation"),
            ]),
            Choice::list(&[
                ("jeune", "Inès Duval"),
                ("mere", "Mme Duval, représentante légale"),
                ("psyen", "Mme Arrieta, Psy-EN"),
            ]),
        ),
        forms.solution(Choice::list(&[
            ("scolaire", "Retour en formation initiale"),
            ("apprentissage", "Apprentissage"),
            ("service_civique", "Service civique"),
            ("emploi", "Emploi"),
        ])),
        forms.tache(Choice::list(&[("moi", "Moi"), ("petit", "M. Petit")])),
        forms.note(),
    ]
}

fn chronologie() -> Chronologie {
    let event = |date: &str, datetime: &str, text: &str| Event {
        date: fr(date),
        datetime: datetime.into(),
        text: fr(text),
        note: None,
        links: vec![],
        undo: None,
    };
    Chronologie {
        taches: vec![Tache {
            texte: "Envoyer la liste des CAP cuisine avec places vacantes".into(),
            echeance: Some("avant vendredi 20 novembre".into()),
            pour: "Claire Marchetti".into(),
            tone: Tone::Info,
            faire: Some(Action {
                about: Some("Envoyer la liste des CAP cuisine".into()),
                ..Action::new("Fait", "/taches/t1/faire").with("version", 1)
            }),
        }],
        evenements: vec![
            Event {
                note: Some(fr("Intéressée par un CAP cuisine. Préfère être appelée après 17 h.")),
                undo: Some(Action::new("Annuler cette entrée", "/journal/annuler").with("entree", "e42")),
                ..event("14 novembre, 10 h 20", "2026-11-14T10:20", "M. Petit a joint Inès par téléphone.")
            },
            event(
                "12 novembre",
                "2026-11-12",
                "Le LP Les Menuts confirme : bien sans solution. Téléphone corrigé.",
            ),
            Event {
                links: vec![Link::new("Voir la recherche", "/dossiers/r1/recherche")],
                ..event(
                    "10 novembre",
                    "2026-11-10",
                    "Repérée par SIEI novembre 2026 : cherchée dans 5 registres, aucune correspondance.",
                )
            },
        ],
        suite: None,
    }
}

fn scolarite() -> Scolarite {
    let periode = |dates: &str, etablissement: &str, formation: &str, source: &str| Periode {
        dates: fr(dates),
        etablissement: etablissement.into(),
        formation: fr(formation),
        source: fr(source),
    };
    Scolarite {
        periodes: vec![
            periode(
                "de septembre 2025 à juin 2026",
                "LP Les Menuts, Bordeaux",
                "CAP cuisine, 1re année",
                "SIECLE, image du 15 juin 2026",
            ),
            periode(
                "de septembre 2021 à juillet 2025",
                "Collège Berthelot, Bègles",
                "de la 6e à la 3e",
                "SIECLE, image du 20 juin 2025",
            ),
        ],
        diplomes: vec![Fact::new("DNB", "obtenu en juillet 2025").seen("OCEAN, juillet 2025")],
        recherche: Some((
            fr("Cherchée dans 5 registres le 10 novembre : aucune correspondance."),
            Link::new("Voir la recherche", "/dossiers/r1/recherche"),
        )),
    }
}

fn contacts() -> ContactsEtProches {
    let numero = |valeur: &str, origine: &str, etat: &str, tone| Numero {
        valeur: valeur.into(),
        href: format!("tel:{}", valeur.replace(' ', "")),
        origine: fr(origine),
        etat: Badge::new(etat, tone),
    };
    let forms = forms();
    ContactsEtProches {
        proches: vec![
            Contactable {
                nom: "Inès Duval".into(),
                lien: "elle-même".into(),
                remarque: Some(fr("à appeler après 17 h")),
                numeros: vec![
                    numero(
                        "06 39 98 12 34",
                        "corrigé par le LP Les Menuts le 12 novembre",
                        "A répondu le 14 novembre",
                        Tone::Success,
                    ),
                    numero("06 39 98 99 00", "SIECLE, juin 2026", "Mauvais numéro", Tone::Error),
                ],
                adresse: Some("8 rue des Tilleuls, 33130 Bègles".into()),
            },
            Contactable {
                nom: "Sandrine Duval".into(),
                lien: "mère, représentante légale".into(),
                remarque: Some("répond le plus souvent".into()),
                numeros: vec![numero("06 39 98 45 67", "SIECLE, juin 2026", "Jamais essayé", Tone::Neutral)],
                adresse: None,
            },
        ],
        professionnels: vec![
            Personne {
                nom: "Mme Arrieta".into(),
                fonction: "Psy-EN, CIO Bordeaux Sud".into(),
                contact: Some(Link::new("lui écrire", "mailto:arrieta@exemple.example")),
            },
            Personne {
                nom: "Mme Marchetti".into(),
                fonction: "référente décrochage, LP Les Menuts".into(),
                contact: None,
            },
        ],
        liens_envoyes: vec![Fact::new("11 novembre", fr("par SMS : sans réponse, expire le 11 décembre"))],
        tiroirs: vec![
            forms.lien(
                Choice::list(&[
                    ("sms", "SMS"),
                    ("courriel", "Courriel"),
                    ("courrier", "Courrier, avec un code à photographier"),
                ]),
                Choice::list(&[("n1", "06 39 98 12 34")]),
            ),
            forms.coordonnee(
                Choice::list(&[("jeune", "Inès"), ("mere", "Sa mère")]),
                Choice::list(&[
                    ("telephone", "Téléphone"),
                    ("courriel", "Courriel"),
                    ("adresse", "Adresse postale"),
                ]),
            ),
        ],
    }
}

fn parcours() -> Parcours {
    let etape = |titre: &str, etat, detail: &str| Etape {
        titre: fr(titre),
        etat,
        detail: fr(detail),
        tiroir: None,
        lien: None,
    };
    let forms = forms();
    Parcours {
        lignes: vec![(
            "Obligation de formation".into(),
            fr("17 ans, dans aucun registre de formation : l’obligation n’est pas satisfaite (L114-1)."),
            vec![
                etape("Repérée", EtatEtape::Faite, "le 10 novembre 2026, par la campagne SIEI"),
                etape(
                    "Invitée par la mission locale",
                    EtatEtape::Faite,
                    "le 13 novembre 2026, par courrier (R114-6)",
                ),
                Etape {
                    tiroir: Some(forms.obligation(
                        Choice::list(&[
                            ("entretien_tenu", "L’entretien s’est tenu"),
                            ("absence_excusee", "Absence excusée"),
                            ("absence", "Absence sans excuse"),
                        ]),
                        vec![],
                    )),
                    ..etape(
                        "Entretien",
                        EtatEtape::EnCours,
                        "prévu le 24 novembre à 10 h, mission locale des Graves",
                    )
                },
                etape("Convocation", EtatEtape::AVenir, "seulement en cas d’absence sans excuse (R114-7)"),
                etape(
                    "Transmission au président du conseil départemental",
                    EtatEtape::AVenir,
                    "deux mois après la convocation, si rien n’a changé (R114-7)",
                ),
            ],
        )],
        dispositifs: vec![(
            Link::new("PAFI, ouvert le 5 octobre 2026", "/parcours/p1"),
            "Signer le contrat".into(),
            Badge::new("en cours", Tone::Info),
        )],
        solutions: vec![],
        tiroirs: vec![forms.exemption()],
    }
}

fn documents() -> Vec<Document> {
    vec![
        Document {
            nom: "Invitation de la mission locale".into(),
            href: "/documents/d1".into(),
            detail: fr("PDF, 48 ko, 13 novembre 2026, mission locale des Graves"),
        },
        Document {
            nom: "Compte rendu de l’entretien de situation".into(),
            href: "/documents/d2".into(),
            detail: fr("PDF, 31 ko, 4 juin 2026, LP Les Menuts"),
        },
    ]
}
