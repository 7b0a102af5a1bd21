//! Pages that say what went wrong, what is kept, and what to do. Nothing technical, never a blame.

use askama::Template;

use crate::fr;
use crate::layout::{Layout, Link, Page};

/// One field of a conflict: what is there now, what this person wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChampEnConflit {
    /// Label of the field.
    pub libelle: String,
    /// What the other wrote, which is saved.
    pub enregistre: String,
    /// What this person wrote, which is not.
    pub propose: String,
}

/// Two people wrote at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflit {
    /// `M. Petit, à 10 h 24`.
    pub par: String,
    /// Field by field.
    pub champs: Vec<ChampEnConflit>,
    /// Saves this person's version over the other: a form of hidden fields that posts again with the new `version`.
    pub imposer: Option<crate::components::Action>,
}

/// An error.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "erreur.html")]
pub struct Erreur {
    /// What stands around, as far as it is known.
    pub layout: Layout,
    /// Of HTTP: 400, 403, 404, 409, 413, 429, 500 or 503.
    pub code: u16,
    /// In a few words.
    pub titre: String,
    /// What happened and what is kept, a paragraph each.
    pub paragraphes: Vec<String>,
    /// What to do.
    pub liens: Vec<Link>,
    /// What to quote when calling for help.
    pub reference: Option<String>,
    /// Of a 409.
    pub conflit: Option<Conflit>,
}

impl Erreur {
    fn new(layout: Layout, code: u16, titre: &str, paragraphes: &[&str]) -> Self {
        Self {
            layout,
            code,
            titre: fr(titre),
            paragraphes: paragraphes.iter().map(|paragraphe| fr(paragraphe)).collect(),
            liens: vec![Link::new("Revenir à ma journée", "/")],
            reference: None,
            conflit: None,
        }
    }

    /// 400: the request makes no sense; `precision` says which part.
    pub fn incomprise(layout: Layout, precision: &str) -> Self {
        Self::new(
            layout,
            400,
            "Cette demande n’a pas été comprise",
            &[
                precision,
                "Rien n’a été enregistré. Revenez à la page précédente et recommencez ; si cela se répète, écrivez-nous.",
            ],
        )
    }

    /// 403: `raison` says which right is missing, and who may give it.
    pub fn interdite(layout: Layout, raison: &str) -> Self {
        let mut page = Self::new(
            layout,
            403,
            "Vous n’avez pas le droit d’ouvrir cette page",
            &[
                raison,
                "Si vous en avez besoin pour votre travail, la personne qui administre vos comptes peut vous donner le rôle qui convient.",
            ],
        );
        page.liens.push(Link::new("Voir qui peut faire quoi", "/aide/droits"));
        page
    }

    /// 404: also for what exists outside the territory, so that nothing is told of it.
    pub fn introuvable(layout: Layout) -> Self {
        let mut page = Self::new(
            layout,
            404,
            "Cette page n’existe pas",
            &["L’adresse est fausse, ou ce qu’elle montrait n’est pas dans votre territoire."],
        );
        page.liens.push(Link::new("Rechercher un jeune", "/recherche"));
        page
    }

    /// 409: two people wrote at once.
    pub fn conflit(layout: Layout, conflit: Conflit, retour: Link) -> Self {
        let par = fr(&format!(
            "{} a modifié la même chose pendant que vous écriviez. Votre texte n’est pas perdu : le voici à côté du sien.",
            conflit.par
        ));
        let mut page = Self::new(layout, 409, "Quelqu’un a écrit avant vous", &[]);
        page.paragraphes.push(par);
        page.liens = vec![retour];
        page.conflit = Some(conflit);
        page
    }

    /// 413: `limite` is `20 Mo`.
    pub fn trop_gros(layout: Layout, limite: &str) -> Self {
        Self::new(
            layout,
            413,
            "Ce fichier est trop gros",
            &[&format!(
                "La limite est de {limite}. Déposez une archive ZIP, ou coupez le fichier en deux ; rien n’a été enregistré."
            )],
        )
    }

    /// 429: `attente` is `une minute`.
    pub fn trop_de_demandes(layout: Layout, attente: &str) -> Self {
        Self::new(
            layout,
            429,
            "Trop de demandes en peu de temps",
            &[&format!(
                "Patientez {attente}, puis recommencez. C’est une protection contre les robots ; elle ne vous vise pas."
            )],
        )
    }

    /// 500: `reference` finds the trace.
    pub fn interne(layout: Layout, reference: &str) -> Self {
        let mut page = Self::new(
            layout,
            500,
            "Le service a rencontré un problème",
            &[
                "Ce n’est pas de votre fait. Ce que vous veniez d’envoyer n’a peut-être pas été enregistré : vérifiez avant de recommencer. Les personnes qui s’occupent du service ont été prévenues.",
            ],
        );
        page.reference = Some(reference.to_owned());
        page
    }

    /// 503: the database is away; nothing is lost.
    pub fn indisponible(layout: Layout) -> Self {
        Self::new(
            layout,
            503,
            "Le service revient dans un instant",
            &[
                "Il ne peut pas lire ses données pour le moment. Rien n’est perdu de ce qui était enregistré. Rechargez cette page dans une minute.",
            ],
        )
    }

    /// One of each.
    pub fn samples() -> Vec<(&'static str, Self)> {
        let champ = |libelle: &str, enregistre: &str, propose: &str| ChampEnConflit {
            libelle: libelle.into(),
            enregistre: fr(enregistre),
            propose: fr(propose),
        };
        let conflit = Conflit {
            par: "M. Petit".into(),
            champs: vec![
                champ("Téléphone", "06 39 98 12 34", "06 39 98 12 43"),
                champ("Note", "Préfère être appelée après 17 h.", "Rappeler mardi."),
            ],
            imposer: Some(
                crate::components::Action::new("Enregistrer ma version", "/dossiers/r1/contacts")
                    .with("version", 8),
            ),
        };
        vec![
            ("erreur_400", Self::incomprise(Layout::sample(), "La date « 31/02/2026 » n’existe pas.")),
            (
                "erreur_403",
                Self::interdite(
                    Layout::sample(),
                    "Votre rôle, référente décrochage au LP Les Menuts, ne permet pas de publier une campagne.",
                ),
            ),
            ("erreur_404", Self::introuvable(Layout::sample())),
            (
                "erreur_409",
                Self::conflit(
                    Layout::sample(),
                    conflit,
                    Link::new("Garder la version de M. Petit", "/dossiers/r1"),
                ),
            ),
            ("erreur_413", Self::trop_gros(Layout::sample(), "200 Mo")),
            ("erreur_429", Self::trop_de_demandes(Layout::public_sample(), "une minute")),
            ("erreur_500", Self::interne(Layout::public_sample(), "7f3a-91c2")),
            ("erreur_503", Self::indisponible(Layout::public_sample())),
        ]
    }
}

impl Page for Erreur {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn title(&self) -> String {
        self.titre.clone()
    }
}
