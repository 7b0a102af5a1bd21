//! What the fiche asks to be typed: its fields, filled with what is known, and what was typed in words.

use raccroche_domain::{
    dispositif::Besoin,
    francais::{self, majuscule, ponctuer},
    parcours::{DemiJournee, Saisi},
};
use raccroche_pages::form::{Choice, Field, Kind};

/// What was typed, as people read it.
pub(super) fn saisi_en_mots(saisi: &Saisi) -> String {
    match saisi {
        Saisi::Choix(choix) => choix.join(", "),
        Saisi::Texte(texte) => texte.clone(),
        Saisi::Nombre(nombre) => nombre.to_string(),
        Saisi::Groupe(groupe) => groupe.nom.clone(),
        Saisi::Marche { nom, .. } => nom.clone(),
        Saisi::Semaine(creneaux) => {
            let dits: Vec<String> = creneaux
                .iter()
                .map(|creneau| {
                    let mut parties = vec![creneau.activite.clone()];
                    parties.extend(
                        [&creneau.lieu, &creneau.tuteur].into_iter().filter(|t| !t.is_empty()).cloned(),
                    );
                    format!("{} : {}", creneau.quand.libelle(), parties.join(", "))
                })
                .collect();
            ponctuer(&dits.join(" ; "))
        }
    }
}

/// The fields that ask for something of the fiche, filled with what is known.
pub(super) fn champs(besoin: &Besoin, connu: Option<&Saisi>) -> Vec<Field> {
    match besoin {
        Besoin::Remise { titre, valeurs, .. } => {
            let choix = valeurs.iter().map(|valeur| Choice::new(valeur.clone(), majuscule(valeur))).collect();
            let mut champ = Field::radios("valeur", titre.clone(), choix);
            if let Some(Saisi::Choix(choisis)) = connu {
                champ.values.clone_from(choisis);
            }
            vec![champ]
        }
        Besoin::Champ { titre, valeurs, plusieurs, .. } => {
            let choix = valeurs.iter().map(|valeur| Choice::new(valeur.clone(), majuscule(valeur))).collect();
            let mut champ = if *plusieurs {
                Field::boxes("valeur", titre.clone(), choix)
            } else {
                Field::radios("valeur", titre.clone(), choix)
            };
            if let Some(Saisi::Choix(choisis)) = connu {
                champ.values.clone_from(choisis);
            }
            vec![champ]
        }
        Besoin::Nombre { titre, max, .. } => {
            let mut champ = Field::new(Kind::Line("number"), "valeur", titre.clone())
                .hint(ponctuer(&format!("Un nombre entier, {max} au plus")));
            if let Some(Saisi::Nombre(nombre)) = connu {
                champ = champ.value(nombre.to_string());
            }
            vec![champ]
        }
        Besoin::Semaine { .. } => {
            let connus = match connu {
                Some(Saisi::Semaine(creneaux)) => creneaux.as_slice(),
                _ => &[],
            };
            DemiJournee::TOUS
                .iter()
                .flat_map(|demi| {
                    let creneau = connus.iter().find(|creneau| creneau.quand == *demi);
                    let champ = |suffixe: &str, libelle: &str, valeur: Option<&String>| {
                        let nom = format!("{}_{suffixe}", demi.code());
                        let champ =
                            Field::text(nom, ponctuer(&format!("{} : {libelle}", majuscule(demi.libelle()))));
                        champ.optional().value(valeur.cloned().unwrap_or_default()).autocomplete("off")
                    };
                    [
                        champ("activite", "activité", creneau.map(|c| &c.activite)),
                        champ("lieu", "lieu", creneau.map(|c| &c.lieu)),
                        champ("tuteur", "avec qui", creneau.map(|c| &c.tuteur)),
                    ]
                })
                .collect()
        }
        _ => {
            let long = matches!(besoin, Besoin::Texte { long: true, .. });
            let genre = if long { Kind::Lines(6) } else { Kind::Line("text") };
            let au_plus = francais::compter(besoin.lettres_au_plus().unwrap_or_default() as u64, "caractère");
            let quoi = if long { format!("{au_plus} au plus") } else { "Quelques mots".to_owned() };
            let mut champ = Field::new(genre, "valeur", besoin.en_mots())
                .hint(ponctuer(&format!("{quoi}. Jamais de santé, de justice ni de situation familiale.")))
                .autocomplete("off");
            if let Some(Saisi::Texte(texte)) = connu {
                champ = champ.value(texte.clone());
            }
            vec![champ]
        }
    }
}
