//! The journal as people read it: one French sentence an entry. The subject is the author's name, put before.

use super::{
    EtapeObligation, Evenement, FinSolution, IssueContact, IssueEntretien, MotifCloture, ReponseJeune,
    Responsable,
};
use crate::francais::{date_longue, enumerer, guillemets, ponctuer};

fn responsable(responsable: &Responsable) -> String {
    match &responsable.agent {
        Some(agent) => format!("{} ({})", agent.nom, responsable.structure.nom),
        None => responsable.structure.nom.clone(),
    }
}

impl Evenement {
    /// What happened, as a clause that follows its author's name: `a appelé : pas de réponse`.
    pub fn phrase(&self) -> String {
        ponctuer(&self.phrase_brute())
    }

    #[expect(
        clippy::too_many_lines,
        reason = "one arm a kind of entry: splitting it would hide that none is missing"
    )]
    fn phrase_brute(&self) -> String {
        match self {
            Self::Ouvert { origine, campagne, signale_le, responsable: qui, .. } => {
                let source = match (campagne, signale_le) {
                    (Some(campagne), _) => format!("{} {}", origine.libelle(), guillemets(campagne)),
                    (None, Some(jour)) => format!("{} du {}", origine.libelle(), date_longue(*jour)),
                    (None, None) => origine.libelle().to_owned(),
                };
                format!("a ouvert le dossier ({source}), confié à {}", responsable(qui))
            }
            Self::RevuParCampagne { campagne } => {
                format!("l’a retrouvé sur la liste {}", guillemets(campagne))
            }
            Self::Maintenu { campagne } => {
                format!("poursuit le suivi, que la campagne {} disait inutile", guillemets(campagne))
            }
            Self::Verifie { etat, ou, depuis } => {
                let ou = ou.as_ref().map(|ou| format!(", {ou}")).unwrap_or_default();
                let depuis =
                    depuis.map(|jour| format!(", depuis le {}", date_longue(jour))).unwrap_or_default();
                format!("a vérifié la situation : {}{ou}{depuis}", etat.libelle())
            }
            Self::Tentative { canal, issue, rappeler_le } => {
                let suite = rappeler_le
                    .map(|jour| format!(", à rappeler le {}", date_longue(jour)))
                    .unwrap_or_default();
                let canal = canal.libelle();
                match issue {
                    IssueContact::JeuneJoint => format!("a joint le jeune ({canal}){suite}"),
                    IssueContact::FamilleJointe => format!("a joint la famille ({canal}){suite}"),
                    IssueContact::Message => format!("a laissé un message ({canal}){suite}"),
                    IssueContact::SansReponse => {
                        format!("a cherché à le joindre ({canal}), sans réponse{suite}")
                    }
                    IssueContact::MauvaisNumero => {
                        format!("signale de mauvaises coordonnées ({canal}){suite}")
                    }
                    IssueContact::Refus => format!("note un refus d’être contacté ({canal})"),
                }
            }
            Self::CoordonneesCorrigees => "a corrigé les coordonnées".to_owned(),
            Self::EntretienPrevu { genre, le, lieu, representant, .. } => format!(
                "a fixé un {} le {} à {}, {lieu}{}",
                genre.libelle(),
                date_longue(le.date()),
                le.format("%H h %M"),
                if *representant { ", avec le représentant légal" } else { "" }
            ),
            Self::EntretienConclu { issue, conclusions, .. } => match issue {
                IssueEntretien::Tenu => {
                    let conclusions: Vec<String> =
                        conclusions.iter().map(|c| c.libelle().to_owned()).collect();
                    format!("a tenu l’entretien : {}", enumerer(&conclusions))
                }
                autre => format!("note pour l’entretien : {}", autre.libelle()),
            },
            Self::SolutionOuverte { nature, structure, debut, .. } => {
                format!(
                    "note une solution : {}, {structure}, à partir du {}",
                    nature.libelle(),
                    date_longue(*debut)
                )
            }
            Self::SolutionControlee { .. } => "a vérifié que la solution tient".to_owned(),
            Self::SolutionFinie { le, fin, .. } => match fin {
                FinSolution::JamaisCommencee => "note que la solution n’a jamais commencé".to_owned(),
                autre => format!("note la fin de la solution le {} : {}", date_longue(*le), autre.libelle()),
            },
            Self::RelaisPropose { vers, motif, .. } => {
                format!("propose de passer le relais à {} ({})", vers.nom, motif.libelle())
            }
            Self::RelaisAccepte { responsable: qui, .. } => {
                format!("accepte le relais ; responsable : {}", responsable(qui))
            }
            Self::RelaisRefuse { motif, .. } => format!("refuse le relais ({})", motif.libelle()),
            Self::RelaisRetire { .. } => "retire sa proposition de relais".to_owned(),
            Self::ResponsableDesigne { responsable: qui } => {
                format!("confie le dossier à {}", responsable(qui))
            }
            Self::TacheAjoutee { genre, pour_le, .. } => {
                format!("ajoute une tâche : {}, pour le {}", genre.libelle(), date_longue(*pour_le))
            }
            Self::TacheFaite { .. } => "a fait une tâche".to_owned(),
            Self::Note => "a laissé une note".to_owned(),
            Self::Obligation { etape, le, motif, jusqu_au } => {
                let precision = match (etape, motif, jusqu_au) {
                    (EtapeObligation::Convoque, Some(motif), _) => format!(", {}", motif.libelle()),
                    (EtapeObligation::Exempte, _, Some(fin)) => format!(", jusqu’au {}", date_longue(*fin)),
                    _ => String::new(),
                };
                format!("obligation de formation : {} le {}{precision}", etape.libelle(), date_longue(*le))
            }
            Self::LienEnvoye { canal, expire_le } => {
                format!(
                    "a préparé un lien de réponse ({}), valable jusqu’au {}",
                    canal.libelle(),
                    date_longue(*expire_le)
                )
            }
            Self::ReponseRecue { reponse, rappeler_le } => {
                let jour = match (reponse, rappeler_le) {
                    (ReponseJeune::Rappel, Some(jour)) => format!(" le {}", date_longue(*jour)),
                    _ => String::new(),
                };
                format!("a répondu : {}", guillemets(&format!("{}{jour}", reponse.libelle())))
            }
            Self::Parcours { evenement, .. } => evenement.phrase(),
            Self::Clos { avec: Some(_), .. } => {
                "a réuni ce dossier avec un autre du même jeune, qui continue".to_owned()
            }
            Self::Clos { motif, .. } if *motif == MotifCloture::Fusion => {
                "a fusionné ce dossier avec un autre".to_owned()
            }
            Self::Clos { motif, .. } => format!("a clos le dossier : {}", motif.libelle()),
            Self::Rouvert => "a rouvert le dossier".to_owned(),
            Self::Reuni { .. } => "a réuni à ce dossier un autre du même jeune, qui est clos".to_owned(),
            Self::Separe { .. } => "a séparé ce dossier de celui avec lequel il était réuni".to_owned(),
            Self::Annule { .. } => "a annulé une action".to_owned(),
        }
    }
}
