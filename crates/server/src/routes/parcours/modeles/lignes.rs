//! Lines to write on: kept where the fiche asks for what they say, left out where it never does.
//!
//! A model is a form that may be filled by hand, so each of its facts has a line. In a parcours, a blank line that no step of
//! the fiche asks about reads as something forgotten; nobody is to fill it.

use raccroche_documents::{Bloc, Feuille};
use raccroche_domain::dispositif::{Besoin, DateNommee, Dispositif};

/// What makes a blank line stand.
enum Si {
    /// Whatever the fiche: the law, or who reads it, needs the line.
    Toujours,
    /// One of these codes is asked for.
    Saisie(&'static [&'static str]),
    /// This day is asked for, or what is typed under one of these codes.
    Date(&'static [DateNommee]),
}

use DateNommee as D;
use Si::{Date, Saisie, Toujours};

/// What a public contract says, which nobody types then.
const DU_MARCHE: [&str; 6] =
    ["marche_objet", "acheteur_nom", "entreprise_nom", "entreprise_adresse", "siret", "missions"];

/// Under a label, or under the title of its section where a block has none. What is not here has no blank line.
const LIGNES: &[(&str, Si)] = &[
    ("Nom", Toujours),
    ("Prénom", Toujours),
    ("Date de naissance", Toujours),
    ("Élève", Toujours),
    ("Représentant légal", Toujours),
    ("Voies et délais de recours", Toujours),
    // Who acts is a party of the parcours, or still to be named by hand.
    ("Référent décrochage scolaire", Toujours),
    ("Tuteur dans l’établissement", Toujours),
    ("Tuteur dans l’organisme", Toujours),
    ("Tuteur dans l’entreprise", Toujours),
    ("Tuteur ou tutrice", Toujours),
    ("Référent pédagogique", Toujours),
    ("Référent unique", Toujours),
    ("La personne qui vous suit", Saisie(&["referent_unique"])),
    ("La personne qui suit l’élève", Toujours),
    ("Mené par", Toujours),
    ("Avec", Toujours),
    ("Entretien le", Toujours),
    ("Date", Toujours),
    ("Envoyée au CIO de", Toujours),
    ("Établissement d’accueil", Toujours),
    ("Organisme d’accueil", Toujours),
    ("Entreprise", Toujours),
    ("Acheteur", Toujours),
    ("Affectation", Toujours),
    ("Où", Toujours),
    ("Contrat modifié", Toujours),
    ("Ce qui change", Toujours),
    ("Ce que vise le parcours", Saisie(&["objectifs", "activites"])),
    ("Moyen de locomotion", Saisie(&["locomotion"])),
    ("Régime", Saisie(&["regime"])),
    ("Ce qui a été observé", Saisie(&["observations"])),
    ("Ce qu’en dit l’élève, ce qu’il ou elle souhaite", Saisie(&["parole"])),
    ("Ses points d’appui", Saisie(&["points_appui"])),
    ("Proposition du GPDS", Saisie(&["proposition"])),
    ("Durée du parcours", Date(&[D::Debut, D::Fin])),
    ("Durée réelle", Date(&[D::Debut, D::Fin])),
    ("Dates", Date(&[D::Debut, D::Fin, D::DebutStage, D::FinStage])),
    ("Quand", Date(&[D::Debut, D::Fin])),
    ("Bilan le", Date(&[D::Fin])),
    ("Retour en classe", Date(&[D::Retour])),
    ("Nouvelle date de retour en classe", Date(&[D::Retour])),
    ("À partir du", Date(&[D::Debut, D::Effet])),
    ("À partir de la rentrée du", Date(&[D::Debut])),
    ("Demande reçue le", Date(&[D::Demande])),
    ("Dernier jour en classe", Date(&[D::Sortie])),
    ("La semaine", Saisie(&["semaine_type"])),
    ("Les horaires", Saisie(&["semaine_stage"])),
    ("Assurance", Saisie(&["assurance", "assurance_stage"])),
    ("Suivi par le tuteur, information de la famille", Saisie(&["suivi"])),
    ("Comment et quand on fait le point", Saisie(&["suivi"])),
    ("Pourquoi", Saisie(&["raison_avenant"])),
    ("Les rencontres", Saisie(&["constat", "decision_suivi"])),
    ("Ce qu’il faut ajuster", Saisie(&["ajustements"])),
    ("Prochaine rencontre", Saisie(&["prochaine_rencontre"])),
    ("Ce qu’en dit l’élève", Saisie(&["parole_bilan"])),
    ("Ce qu’en dit le ou la jeune", Saisie(&["parole_bilan"])),
    ("Ce qu’en dit l’équipe", Saisie(&["avis_equipe"])),
    ("Les compétences", Saisie(&["competences", "socle"])),
    ("Ce qui est prévu, et qui accompagne", Saisie(&["suite", "projet"])),
    ("SIRET", Saisie(&["siret"])),
    ("Adresse", Saisie(&["entreprise_adresse"])),
    ("Durée par semaine", Saisie(&["heures_semaine"])),
    ("Activités confiées", Saisie(&["missions"])),
    ("Missions confiées", Saisie(&["missions"])),
    ("Missions", Saisie(&["missions"])),
    ("Repas, transport, équipement", Saisie(&["aides"])),
    ("Marché public", Saisie(&["marche_objet"])),
    ("Marché", Saisie(&["marche_objet"])),
    ("Acheteur public", Saisie(&["acheteur_nom"])),
    ("Heures dues", Saisie(&["heures_dues", "marche_objet"])),
    ("Heures prévues", Saisie(&["heures_prevues", "heures_dues"])),
    ("Heures faites", Saisie(&["heures_faites"])),
    ("Regards croisés", Saisie(&["assiduite_tuteur", "assiduite_referent"])),
    ("Retour en formation, apprentissage, emploi : ce qui est prévu", Saisie(&["suite_prevue", "suite"])),
    ("Formation, qualification et métier visés", Saisie(&["formation", "metier"])),
    ("Vous vous rencontrez", Saisie(&["rencontres"])),
    ("Vos objectifs", Saisie(&["objectifs"])),
    ("Bilan de vos connaissances et de vos compétences", Saisie(&["evaluation_acquis"])),
    ("Établissement qui vous accueille en attendant", Saisie(&["etablissement_attente"])),
    ("Formation et diplôme préparé", Saisie(&["formation"])),
    ("Ce qui est aménagé", Saisie(&["amenagements"])),
    ("Examen à repasser", Saisie(&["examen_vise"])),
    ("Classe", Saisie(&["classe_prevue"])),
    ("Les notes", Saisie(&["notes"])),
    ("Diplômes et examens", Saisie(&["diplomes"])),
    ("Ce que souhaite le ou la jeune", Saisie(&["souhait", "projet"])),
    ("Ce qui l’aide", Saisie(&["points_appui"])),
    ("Ce qui rend le retour en formation difficile", Saisie(&["obstacles"])),
    ("Ce qui est décidé", Saisie(&["conclusion", "suite"])),
    ("Ce que l’on sait de sa situation aujourd’hui", Saisie(&["situation"])),
    ("Ce qui a été proposé", Saisie(&["propositions"])),
    ("Classe ou formation", Saisie(&["diplome", "formation"])),
    ("Statut", Saisie(&["statut"])),
    ("MEF", Saisie(&["mef_dedie"])),
    ("Motif", Saisie(&["motif_decision"])),
    // A refusal says why (L211-2 of the code of relations between public and administration), by hand if need be.
    ("Motif du refus", Toujours),
];

/// Leaves out of a document the blank lines that its fiche never asks to fill.
pub(super) fn garder(feuille: &mut Feuille, fiche: &Dispositif) {
    for section in &mut feuille.sections {
        let titre = section.titre.clone();
        let reste = |libelle: &str| demandee(fiche, if libelle.is_empty() { &titre } else { libelle });
        section.blocs.retain_mut(|bloc| match bloc {
            Bloc::Champs(champs) => {
                champs.retain(|champ| !champ.valeur.trim().is_empty() || reste(&champ.libelle));
                !champs.is_empty()
            }
            Bloc::Zone(zone) => !zone.texte.trim().is_empty() || reste(&zone.libelle),
            Bloc::Liste(points) => !points.is_empty(),
            // The first cell may name what is to be filled beside it.
            Bloc::Tableau(tableau) => {
                tableau.lignes.iter().any(|ligne| ligne.iter().skip(1).any(|c| !c.trim().is_empty()))
                    || reste("")
            }
            Bloc::Grille(grille) => {
                grille.jours.iter().any(|jour| jour.plages.iter().any(|plage| !plage.is_empty())) || reste("")
            }
            Bloc::Paragraphe(texte) => !texte.trim().is_empty(),
            Bloc::Cases(_) | Bloc::Encart(_) => true,
        });
    }
    feuille.sections.retain(|section| !section.blocs.is_empty());
}

/// Whether a step of the fiche asks for what a line says.
fn demandee(fiche: &Dispositif, libelle: &str) -> bool {
    let besoins = || fiche.etapes.iter().flat_map(|etape| &etape.besoins);
    match LIGNES.iter().find(|(connu, _)| *connu == libelle) {
        None => false,
        Some((_, Toujours)) => true,
        Some((_, Saisie(codes))) => codes.iter().any(|code| {
            let marche = DU_MARCHE.contains(code) && besoins().any(|b| matches!(b, Besoin::Marche { .. }));
            marche || besoins().any(|besoin| besoin.code_saisi() == Some(code))
        }),
        Some((_, Date(noms))) => {
            besoins().any(|besoin| matches!(besoin, Besoin::Date { nom } if noms.contains(nom)))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use chrono::NaiveDate;
    use raccroche_documents::{
        Bloc,
        modeles::{
            BilanCroise, Cadre, ContratMaintien, ContratObjectif, ConventionStage, DecisionAffectation,
            DecisionValidation, Etablissement, FicheRecensement, FicheSyntheseBilan, PafiAvenant, PafiBilan,
            PafiContrat, PafiDiagnostic, PafiSuivi, Remplir, RetourParcours, RetourRecapitulatif,
        },
    };
    use raccroche_domain::dispositif::Catalogue;

    use super::{LIGNES, garder};

    fn vide<M: Remplir + Default>() -> raccroche_documents::Feuille {
        let date = NaiveDate::from_ymd_opt(2026, 3, 2).unwrap();
        M::default().remplir(&Cadre { date, ..Cadre::default() })
    }

    /// Labels, or the title of the section of blocks without one.
    fn libelles(feuille: &raccroche_documents::Feuille) -> BTreeSet<String> {
        let mut dits = BTreeSet::new();
        for section in &feuille.sections {
            for bloc in &section.blocs {
                match bloc {
                    Bloc::Champs(champs) => dits.extend(champs.iter().map(|c| c.libelle.clone())),
                    Bloc::Zone(zone) if !zone.libelle.is_empty() => {
                        dits.insert(zone.libelle.clone());
                    }
                    _ => {
                        dits.insert(section.titre.clone());
                    }
                }
            }
        }
        dits
    }

    #[test]
    fn each_line_of_the_table_is_a_line_of_a_model() {
        let contrat = PafiContrat { partenaires: vec![Etablissement::default()], ..PafiContrat::default() };
        let feuilles = [
            vide::<PafiDiagnostic>(),
            contrat.remplir(&Cadre::default()),
            vide::<PafiAvenant>(),
            vide::<PafiSuivi>(),
            vide::<PafiBilan>(),
            vide::<ConventionStage>(),
            vide::<BilanCroise>(),
            vide::<ContratObjectif>(),
            vide::<RetourRecapitulatif>(),
            vide::<RetourParcours>(),
            vide::<ContratMaintien>(),
            vide::<FicheSyntheseBilan>(),
            vide::<FicheRecensement>(),
            vide::<DecisionAffectation>(),
            vide::<DecisionValidation>(),
            DecisionValidation { valide: Some(false), ..DecisionValidation::default() }
                .remplir(&Cadre::default()),
        ];
        let connus: BTreeSet<String> = feuilles.iter().flat_map(libelles).collect();
        // Those of the sheet of a company, which has no model of its own.
        let entreprise = ["Marché", "Acheteur public", "Heures dues", "Missions"];
        let inconnus: Vec<&str> = LIGNES
            .iter()
            .map(|(libelle, _)| *libelle)
            .filter(|libelle| !connus.contains(*libelle) && !entreprise.contains(libelle))
            .collect();
        assert!(inconnus.is_empty(), "{inconnus:?}");
    }

    #[test]
    fn a_bilan_has_no_blank_table_of_competences_where_nobody_asks_for_them() {
        let vu = |dispositif: &str| {
            let mut feuille = vide::<PafiBilan>();
            garder(&mut feuille, Catalogue::livre().get(dispositif).unwrap());
            libelles(&feuille)
        };
        assert!(vu("pafi").contains("Les compétences"));
        let maintien = vu("droit_maintien");
        assert!(!maintien.contains("Les compétences"), "{maintien:?}");
        assert!(maintien.contains("Ce qu’en dit l’équipe"), "what the fiche asks keeps its line");
    }
}
