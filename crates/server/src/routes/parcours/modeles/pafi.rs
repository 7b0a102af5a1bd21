//! The documents of a PAFI, some of which other dispositifs use too: diagnosis, contract, amendment, tutor's sheet, bilan.

use raccroche_documents::{
    Bloc, Feuille,
    modeles::{
        Cadre, Competence, Etablissement, PafiAvenant, PafiBilan, PafiContrat, PafiDiagnostic, PafiSuivi,
        Personne, PointDeSuivi, Remplir as _, Semaine,
    },
};
use raccroche_domain::{
    dispositif::{Acteur, DateNommee, ModeleDocument},
    francais::{majuscule, plier},
    parcours::Saisi,
};

use super::{Amende, Connu};

/// What annex 1 offers as first elements of explanation, as the fiche has them, in the order in which the sheet prints them.
const EXPLICATIONS: [&str; 5] = [
    "absences",
    "désinvestissement",
    "difficultés d’apprentissage",
    "orientation qui n’était pas celle souhaitée",
    "éléments personnels, sans les détailler",
];
/// What comes next, as fiches have it, and whether it is going on at school. What is not here is said and ticks nothing.
const SUITES: [(&str, bool); 9] = [
    ("poursuit sa scolarité", true),
    ("change d’établissement ou de voie", true),
    ("retour dans sa classe", true),
    ("continue la formation", true),
    ("poursuit la formation", true),
    ("formation scolaire", true),
    ("lycée général ou technologique", true),
    ("lycée professionnel", true),
    ("sans solution", false),
];

pub(super) fn diagnostic(cadre: &Cadre, connu: &Connu<'_>) -> Feuille {
    let explications = match connu.saisi("explications") {
        Some(Saisi::Choix(choisies)) => (0..EXPLICATIONS.len())
            .filter(|rang| choisies.iter().any(|choisie| choisie == EXPLICATIONS[*rang]))
            .collect(),
        _ => Vec::new(),
    };
    let referent = match connu.partie(&[Acteur::ReferentDecrochage]) {
        Some(_) => connu.personne(&[Acteur::ReferentDecrochage], ""),
        None if connu.role == raccroche_domain::droits::Role::ReferentDecrochage => connu.auteur.clone(),
        None => Personne::default(),
    };
    PafiDiagnostic {
        saisie: Some(cadre.date),
        referent,
        jeune: connu.jeune.clone(),
        locomotion: majuscule(&connu.texte("locomotion")),
        // The year under way is the first; before it, last year.
        scolarite_precedente: connu
            .annees
            .get(1)
            .map(|[annee, classe, ou]| {
                [ou, classe, annee]
                    .map(|dit| dit.trim())
                    .into_iter()
                    .filter(|dit| !dit.is_empty())
                    .collect::<Vec<_>>()
                    .join(", ")
            })
            .unwrap_or_default(),
        niveau: connu
            .annees
            .first()
            .map_or_else(|| connu.jeune.classe.clone(), |[_, classe, _]| classe.clone()),
        regime: majuscule(&connu.texte("regime")),
        explications,
        observations: connu.texte("observations"),
        parole_du_jeune: connu.texte("parole"),
        points_d_appui: connu.texte("points_appui"),
        proposition: connu.texte("proposition"),
    }
    .remplir(cadre)
}

pub(super) fn contrat(cadre: &Cadre, connu: &Connu<'_>) -> Feuille {
    let recoivent = [Acteur::Partenaire, Acteur::Entreprise];
    let mut partenaires: Vec<Etablissement> = connu
        .etat
        .presents()
        .filter(|partie| recoivent.contains(&partie.acteur))
        .map(|partie| {
            let de = partie.organisation.and_then(|id| connu.organisations.get(&id));
            Etablissement {
                nom: de.map_or_else(|| partie.nom.clone(), |de| de.nom.clone()),
                representant: Personne {
                    nom: de.map(|_| partie.nom.clone()).unwrap_or_default(),
                    ..Personne::default()
                },
                ..Etablissement::default()
            }
        })
        .collect();
    let lieux = connu.texte("lieux");
    // The place that was typed is most often the partner that signs: it is said once.
    match partenaires.as_mut_slice() {
        _ if lieux.is_empty() => {}
        [seul] if plier(&lieux).contains(&plier(&seul.nom)) => {
            if seul.nom != lieux {
                seul.adresse = lieux;
            }
        }
        _ => partenaires.push(Etablissement { nom: lieux, ..Etablissement::default() }),
    }
    PafiContrat {
        jeune: connu.jeune.clone(),
        tuteur: connu.tuteur(),
        periode: connu.periode(),
        retour: connu.jour(DateNommee::Retour),
        objectifs: connu.liste(&["objectifs", "activites"]),
        semaine: connu.semaine(&["semaine_avenant", "semaine_type"]),
        partenaires,
        assurance: majuscule(&connu.texte("assurance")),
        suivi: connu.texte("suivi"),
        validation: connu.personne(&[Acteur::IenIo, Acteur::Dasen], ""),
    }
    .remplir(cadre)
}

/// What an amendment changes is what the contract in force says otherwise than what is known now.
pub(super) fn avenant(cadre: &Cadre, connu: &Connu<'_>) -> Feuille {
    let avant = connu.amende.as_ref();
    let desormais = avant.map(|amende| match amende.modele {
        ModeleDocument::ConventionStage => super::stage::convention(cadre, connu),
        _ => contrat(cadre, connu),
    });
    let changements = match (avant, &desormais) {
        (Some(Amende { feuille, .. }), Some(desormais)) => ecarts(feuille, desormais),
        _ => Vec::new(),
    };
    let semaine = connu.semaine(&["semaine_avenant"]);
    PafiAvenant {
        jeune: connu.jeune.clone(),
        contrat: avant
            .map(|Amende { modele, version, .. }| {
                format!("{}, {}, version\u{a0}{version}", modele.libelle(), cadre.reference.numero)
            })
            .unwrap_or_default(),
        effet: connu.jour(DateNommee::Effet),
        raison: connu.texte("raison_avenant"),
        changements,
        semaine: (semaine != Semaine::default()).then_some(semaine),
        retour: connu.jour(DateNommee::Retour),
        tuteur: connu.tuteur(),
        validation: connu.personne(&[Acteur::IenIo, Acteur::Dasen], ""),
    }
    .remplir(cadre)
}

/// The facts that differ, by their label: what it was, what it becomes. Ages go by themselves, and are no change.
fn ecarts(avant: &Feuille, desormais: &Feuille) -> Vec<[String; 3]> {
    let faits = |feuille: &Feuille| -> Vec<(String, String)> {
        let blocs = feuille.sections.iter().flat_map(|section| &section.blocs);
        blocs
            .flat_map(|bloc| match bloc {
                Bloc::Champs(champs) => {
                    champs.iter().map(|champ| (champ.libelle.clone(), champ.valeur.clone())).collect()
                }
                Bloc::Zone(zone) => vec![(zone.libelle.clone(), zone.texte.clone())],
                _ => Vec::new(),
            })
            .filter(|(libelle, _)| libelle != "Âge")
            .collect()
    };
    let (avant, desormais) = (faits(avant), faits(desormais));
    // A line that nobody filled, then or now, changes nothing.
    let rempli = |libelle: &str| avant.iter().any(|(connu, valeur)| connu == libelle && !valeur.is_empty());
    let change = |(libelle, valeur): &(String, String)| !valeur.is_empty() || rempli(libelle);
    let nouveaux = desormais.iter().filter(|fait| !avant.contains(fait) && change(fait));
    nouveaux
        .map(|(libelle, valeur)| {
            let ancien = avant.iter().find(|(connu, _)| connu == libelle);
            [libelle.clone(), ancien.map(|(_, valeur)| valeur.clone()).unwrap_or_default(), valeur.clone()]
        })
        .collect()
}

pub(super) fn suivi(cadre: &Cadre, connu: &Connu<'_>) -> Feuille {
    let mut points: Vec<PointDeSuivi> = connu
        .etat
        .reunions
        .iter()
        .map(|tenue| PointDeSuivi { le: Some(tenue.le), ..PointDeSuivi::default() })
        .collect();
    let (constat, decision) = (connu.texte("constat"), connu.texte("decision_suivi"));
    if !(constat.is_empty() && decision.is_empty()) {
        points.push(PointDeSuivi { le: Some(cadre.date), constat, decision });
    }
    let mut feuille = PafiSuivi {
        jeune: connu.jeune.clone(),
        tuteur: connu.tuteur(),
        periode: connu.periode(),
        points,
        ajustements: connu.texte("ajustements"),
        prochain: None,
    }
    .remplir(cadre);
    // Said in words: people agree on « the first Monday of March » before they have a day.
    let prochaine = connu.texte("prochaine_rencontre");
    for bloc in feuille.sections.iter_mut().flat_map(|section| &mut section.blocs) {
        if let Bloc::Champs(champs) = bloc {
            for champ in champs.iter_mut().filter(|champ| champ.libelle == "Prochaine rencontre") {
                champ.valeur.clone_from(&prochaine);
            }
        }
    }
    feuille
}

pub(super) fn bilan(cadre: &Cadre, connu: &Connu<'_>) -> Feuille {
    let ou = connu.premier(&["lieux", "entreprise_nom", "partenaire_nom", "structure"]);
    let competences = connu.liste(&["competences", "socle"]).into_iter().map(|libelle| Competence {
        libelle,
        observee: ou.clone(),
        validee: true,
    });
    let competences = competences.collect();
    let suite = connu.premier(&["suite", "projet"]);
    let mut feuille = PafiBilan {
        jeune: connu.jeune.clone(),
        tuteur: connu.tuteur(),
        periode: connu.periode(),
        activites: connu.liste(&["activites", "reponses", "missions"]),
        parole_du_jeune: connu.texte("parole_bilan"),
        avis_de_l_equipe: connu.texte("avis_equipe"),
        competences,
        poursuite: SUITES.iter().find(|(dite, _)| *dite == suite).map(|(_, poursuit)| *poursuit),
        suite: majuscule(&suite),
    }
    .remplir(cadre);
    if connu.fiche.code != "pafi" {
        feuille.titre = format!("Bilan\u{a0}: {}", connu.fiche.nom);
    }
    feuille
}
