//! « Ma journée », everyone's home: what to do now, what comes, what is new. Every line leads to exactly what it counts.

use askama::Template;

use crate::components::{Badge, CountedLine, EmptyState, Tone};
use crate::fr;
use crate::layout::{Layout, Link, Page};

/// A young person who answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reponse {
    /// `Inès D.`
    pub nom: String,
    /// What she said: `rappelez-moi mardi`.
    pub texte: String,
    /// `hier à 18 h 12`.
    pub quand: String,
    /// The dossier.
    pub href: String,
}

/// A parcours that awaits who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParcoursAttendu {
    /// `Inès D. : PAFI`.
    pub nom: String,
    /// `Signer : contrat de parcours aménagé`.
    pub quoi: Vec<String>,
    /// By when, when the fiche says so.
    pub badge: Option<Badge>,
    /// Its page.
    pub href: String,
}

/// Something at a time of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RendezVous {
    /// `10 h 30`; `None` for a deadline, which has no hour.
    pub heure: Option<String>,
    /// What and with whom.
    pub texte: String,
    /// The dossier, or the committee.
    pub href: String,
}

/// One day of the week to come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jour {
    /// `lundi 12`.
    pub nom: String,
    /// Whether it is today.
    pub aujourdhui: bool,
    /// In order.
    pub rendez_vous: Vec<RendezVous>,
}

/// Everyone's home.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "ma_journee.html")]
pub struct MaJournee {
    /// What stands around.
    pub layout: Layout,
    /// First name, for « Bonjour ».
    pub prenom: String,
    /// `jeudi 12 novembre 2026`.
    pub date: String,
    /// Late or due: what to do now, most pressing first.
    pub a_faire: Vec<CountedLine>,
    /// The parcours that await who is signed in, what is due first before the rest.
    pub parcours: Vec<ParcoursAttendu>,
    /// All of them, when more than those are shown.
    pub tous_les_parcours: Option<Link>,
    /// The days of the week, empty ones included.
    pub semaine: Vec<Jour>,
    /// Answers of young people not yet dealt with.
    pub reponses: Vec<Reponse>,
    /// Since when: `lundi`.
    pub depuis: String,
    /// What happened since the last visit.
    pub nouveau: Vec<CountedLine>,
    /// What waits for others.
    pub en_attente: Vec<CountedLine>,
    /// The way to feed the appointments into one's own calendar.
    pub agenda: Option<Link>,
    /// Whether young people are followed in this role: others have a day without them.
    pub suit_des_jeunes: bool,
}

impl ParcoursAttendu {
    fn samples() -> Vec<Self> {
        vec![
            Self {
                nom: fr("Inès D. : PAFI"),
                quoi: vec![fr("Signer : contrat de parcours aménagé")],
                badge: Some(Badge::new("en retard, à faire avant lundi", Tone::Error)),
                href: "/parcours/p1".into(),
            },
            Self {
                nom: fr("Lucas M. : DIPA"),
                quoi: vec![fr("Faire l’étape : suivre l’acquisition des connaissances")],
                badge: None,
                href: "/parcours/p2".into(),
            },
        ]
    }
}

impl MaJournee {
    fn rien(&self) -> EmptyState {
        if !self.suit_des_jeunes {
            return EmptyState {
                title: "Rien n’attend votre décision".into(),
                text: "Ce qui demandera quelque chose de vous apparaîtra ici.".into(),
                link: None,
            };
        }
        EmptyState {
            title: "Rien ne presse aujourd’hui".into(),
            text: "Aucune échéance en retard ni à tenir cette semaine. Les nouveaux jeunes et les réponses apparaîtront ici.".into(),
            link: Some(Link::new("Parcourir mes jeunes", "/jeunes")),
        }
    }

    /// A busy day of an invented person.
    pub fn sample() -> Self {
        let line = |count, text: &str, detail: Option<&str>, href: &str, tone| CountedLine {
            count,
            text: fr(text),
            detail: detail.map(fr),
            href: href.into(),
            tone,
        };
        let rdv = |heure: Option<&str>, texte: &str| RendezVous {
            heure: heure.map(str::to_owned),
            texte: fr(texte),
            href: "/dossiers/r1".into(),
        };
        let jour = |nom: &str, aujourdhui, rendez_vous| Jour { nom: nom.into(), aujourdhui, rendez_vous };
        Self {
            layout: Layout::sample().at("/"),
            prenom: "Claire".into(),
            date: "jeudi 12 novembre 2026".into(),
            a_faire: vec![
                line(
                    1,
                    "convocation dont le délai de deux mois est dépassé",
                    Some("R114-7 du code de l’éducation"),
                    "/jeunes?echeance=retard",
                    Tone::Error,
                ),
                line(
                    2,
                    "entretiens de réorientation à tenir avant vendredi",
                    Some("L313-8 du code de l’éducation"),
                    "/jeunes?echeance=semaine",
                    Tone::Warning,
                ),
                line(
                    1,
                    "passage de relais à accepter",
                    Some("de la mission locale de Bordeaux"),
                    "/relais",
                    Tone::Warning,
                ),
                line(5, "jeunes jamais contactés depuis 8 jours", None, "/jeunes?contact=jamais", Tone::Info),
            ],
            parcours: ParcoursAttendu::samples(),
            tous_les_parcours: Some(Link::new("Les 7 parcours qui vous attendent", "/parcours?attend=moi")),
            semaine: vec![
                jour("lundi 9", false, vec![]),
                jour("mardi 10", false, vec![]),
                jour("mercredi 11", false, vec![]),
                jour(
                    "jeudi 12",
                    true,
                    vec![
                        rdv(Some("10 h 30"), "Entretien avec Inès Duval et sa mère, CIO"),
                        rdv(Some("14 h"), "Appeler Lucas Martineau"),
                    ],
                ),
                jour("vendredi 13", false, vec![rdv(None, "Dernier jour : entretien de Yanis Abadi")]),
            ],
            reponses: vec![
                Reponse {
                    nom: "Inès D.".into(),
                    texte: "rappelez-moi mardi après 17 h".into(),
                    quand: "hier à 18 h 12".into(),
                    href: "/dossiers/r1".into(),
                },
                Reponse {
                    nom: "Lucas M.".into(),
                    texte: "je suis en CFA depuis septembre".into(),
                    quand: "mardi".into(),
                    href: "/dossiers/r2".into(),
                },
            ],
            depuis: "lundi".into(),
            nouveau: vec![
                line(
                    7,
                    "jeunes ajoutés par la campagne SIEI de novembre",
                    None,
                    "/jeunes?arrivee=novembre",
                    Tone::Info,
                ),
                line(
                    3,
                    "jeunes retrouvés en formation, sortis de la liste",
                    None,
                    "/jeunes?vue=retrouves",
                    Tone::Success,
                ),
            ],
            en_attente: vec![line(
                2,
                "passages de relais que la mission locale n’a pas encore acceptés",
                Some("le plus ancien : 6 jours"),
                "/relais?vue=envoyes",
                Tone::Neutral,
            )],
            agenda: Some(Link::new("S’abonner depuis mon agenda", "/compte/agenda")),
            suit_des_jeunes: true,
        }
    }

    /// A day with nothing to do.
    pub fn empty_sample() -> Self {
        Self {
            a_faire: vec![],
            parcours: vec![],
            tous_les_parcours: None,
            semaine: vec![],
            reponses: vec![],
            nouveau: vec![],
            en_attente: vec![],
            agenda: None,
            suit_des_jeunes: true,
            ..Self::sample()
        }
    }
}

impl Page for MaJournee {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn title(&self) -> String {
        "Ma journée".into()
    }
}
