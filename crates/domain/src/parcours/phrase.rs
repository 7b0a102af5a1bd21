//! What happened in a parcours, as people read it in the timeline of the dossier.

use super::{ButLien, EvenementParcours, MotifRetraitSignature, MoyenSignature, Saisi};
use crate::francais::{date_longue, de, guillemets};

impl EvenementParcours {
    /// What happened, as a clause that follows its author's name, not yet punctuated.
    pub(crate) fn phrase(&self) -> String {
        match self {
            Self::Ouvert { nom, malgre, .. } if malgre.is_empty() => format!("a ouvert un parcours : {nom}"),
            Self::Ouvert { nom, malgre, .. } => {
                format!("a ouvert un parcours : {nom} (non rempli ce jour-là : {})", malgre.join(" ; "))
            }
            Self::PartieAjoutee { acteur, nom, .. } => {
                format!("a associé au parcours {nom} ({})", acteur.libelle())
            }
            Self::PartieRetiree { nom, .. } => format!("a retiré {nom} du parcours"),
            Self::DateFixee { nom, le } => {
                format!("a noté la date : {}, {}", nom.libelle(), date_longue(*le))
            }
            Self::Saisi { valeur: Saisi::Groupe(groupe), .. } => {
                format!("note l’entrée dans le groupe {}", guillemets(&groupe.nom))
            }
            Self::GroupeQuitte { nom, .. } => format!("note la sortie du groupe {}", guillemets(nom)),
            Self::Saisi { titre, .. } => format!("a renseigné {}", guillemets(titre)),
            Self::ReunionTenue { le, .. } => format!("note une rencontre tenue le {}", date_longue(*le)),
            Self::Decision { par, favorable, .. } => {
                let sens = if *favorable { "favorable" } else { "défavorable" };
                format!("note une décision {sens} : {}", par.libelle())
            }
            Self::DocumentEtabli { modele, version, .. } => {
                format!("a établi {}, version {version}", guillemets(modele.libelle()))
            }
            // By a link, the author is the one who signs.
            Self::Signe { modele, moyen: moyen @ MoyenSignature::Lien, .. } => {
                format!("a signé {} ({})", guillemets(modele.libelle()), moyen.libelle())
            }
            Self::Signe { modele, nom, moyen, .. } => {
                format!(
                    "note la signature {} sur {} ({})",
                    de(nom),
                    guillemets(modele.libelle()),
                    moyen.libelle()
                )
            }
            Self::NumerisationJointe { modele, nom, .. } => {
                let modele = guillemets(modele.libelle());
                format!("a joint la numérisation de la signature {} sur {modele}", de(nom))
            }
            Self::SignatureRefusee { modele, motif, moyen: Some(moyen @ MoyenSignature::Lien), .. } => {
                let (modele, moyen) = (guillemets(modele.libelle()), moyen.libelle());
                format!("ne signe pas {modele} ({moyen}) : {}", motif.libelle())
            }
            Self::SignatureRefusee { modele, nom, motif, .. } => {
                format!("note que {nom} ne signe pas {} : {}", guillemets(modele.libelle()), motif.libelle())
            }
            Self::SignatureRetiree { modele, moyen: Some(moyen @ MoyenSignature::Lien), motif, .. } => {
                let (modele, moyen) = (guillemets(modele.libelle()), moyen.libelle());
                format!("retire sa signature de {modele} ({moyen}){}", pourquoi(*motif))
            }
            Self::SignatureRetiree { modele, nom, motif, .. } => {
                let modele = guillemets(modele.libelle());
                format!("note que {nom} retire sa signature de {modele}{}", pourquoi(*motif))
            }
            Self::LienEnvoye { modele, nom, canal, expire_le, but: ButLien::Remettre, .. } => {
                let (modele, canal) = (guillemets(modele.libelle()), canal.libelle());
                let jusqu_au = date_longue(*expire_le);
                format!("a remis {modele} à {nom} par un lien ({canal}), valable jusqu’au {jusqu_au}")
            }
            Self::LienRetire { modele, nom, but: ButLien::Remettre, .. } => {
                format!("a retiré le lien donné à {nom} pour recevoir {}", guillemets(modele.libelle()))
            }
            // The author is the one who received it.
            Self::Recu { modele, .. } => format!("accuse réception de {}", guillemets(modele.libelle())),
            Self::LienEnvoye { modele, nom, canal, expire_le, .. } => {
                let (modele, canal) = (guillemets(modele.libelle()), canal.libelle());
                let jusqu_au = date_longue(*expire_le);
                format!(
                    "a envoyé à {nom} un lien pour signer {modele} ({canal}), valable jusqu’au {jusqu_au}"
                )
            }
            Self::LienRetire { modele, nom, .. } => {
                format!("a retiré le lien donné à {nom} pour signer {}", guillemets(modele.libelle()))
            }
            Self::Scelle { modele, .. } => {
                format!("a scellé {}, signé par tous", guillemets(modele.libelle()))
            }
            Self::CharteSignee { utilisateur: Some(_), .. } => "s’engage à respecter la charte".to_owned(),
            Self::CharteSignee { nom, moyen, .. } => {
                format!("note l’engagement {} à respecter la charte ({})", de(nom), moyen.libelle())
            }
            // Neither the theme nor the readers: whoever reads the timeline is not always one of them.
            Self::InformationPartagee { .. } => "a partagé une information entre membres".to_owned(),
            Self::InformationRetiree { .. } => "a retiré une information partagée entre membres".to_owned(),
            Self::EtapeFranchie { titre, .. } => format!("fait avancer le parcours : {titre}"),
            Self::EtapeReprise { titre, .. } => format!("reprend l’étape {}", guillemets(titre)),
            Self::Termine { issue } => format!("note la fin du parcours : {}", issue.libelle()),
            Self::Note => "a laissé une note sur le parcours".to_owned(),
        }
    }
}

fn pourquoi(motif: Option<MotifRetraitSignature>) -> String {
    motif.map_or_else(String::new, |motif| format!(" : {}", motif.libelle()))
}
