//! The charter of an alliance éducative: what each member commits to before they see anything of a young person.

use serde::{Deserialize, Serialize};

use super::{Cadre, Modele, Personne, Remplir};
use crate::feuille::{Bloc, Feuille, Section};

/// The charter, and its members.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Charte {
    /// The name of the alliance, or of the establishment that leads it.
    pub alliance: String,
    /// What the alliance works on, such as `Aide sociale` or `Remédiation scolaire`.
    pub themes: Vec<String>,
    /// Commitments of this alliance, beside those of all.
    pub engagements: Vec<String>,
    /// The members.
    pub membres: Vec<Personne>,
}

impl Remplir for Charte {
    const MODELE: Modele = Modele::Charte;

    fn remplir(&self, cadre: &Cadre) -> Feuille {
        let mut sections = vec![
            Section::new(
                "Ce que nous partageons",
                vec![Bloc::liste([
                    "Nous partageons seulement ce qui est utile pour aider le ou la jeune.",
                    "Nous ne partageons ni diagnostic de santé, ni dossier de justice, ni vie privée de la famille.",
                    "Chaque information dit qui peut la lire. Nous ne la montrons à personne d’autre.",
                    "Nous restons tenus par le secret professionnel et la discrétion de nos métiers.",
                ])],
            ),
            Section::new(
                "Avec le ou la jeune, et sa famille",
                vec![Bloc::liste([
                    "Le ou la jeune et sa famille savent qui fait partie de l’alliance, et ce que nous partageons.",
                    "Ils donnent leur avis sur ce que nous proposons. Ils peuvent refuser.",
                    "Ils peuvent demander à voir ce qui est écrit, et à le faire corriger.",
                ])],
            ),
            Section::new(
                "Entre nous",
                vec![Bloc::liste([
                    "Nous cherchons ensemble une réponse, et chacun dit ce qu’il peut faire.",
                    "Nous faisons le point régulièrement, et nous informons l’équipe de l’établissement.",
                    "Qui quitte l’alliance n’a plus accès à rien, et reste tenu au silence.",
                ])],
            ),
        ];
        if !self.themes.is_empty() {
            sections.insert(
                0,
                Section::new("Ce sur quoi nous travaillons", vec![Bloc::liste(self.themes.clone())]),
            );
        }
        if !self.engagements.is_empty() {
            sections
                .push(Section::new("Nos engagements propres", vec![Bloc::liste(self.engagements.clone())]));
        }
        let mut signatures: Vec<_> = self
            .membres
            .iter()
            .map(|membre| {
                membre.signe(if membre.qualite.trim().is_empty() { "Membre" } else { &membre.qualite })
            })
            .collect();
        signatures.push(cadre.signataire("Le chef d’établissement"));
        cadre.feuille(
            Self::MODELE,
            self.alliance.clone(),
            "Chaque membre signe cette charte avant de voir la moindre information sur un ou une jeune.",
            sections,
            signatures,
        )
    }
}
