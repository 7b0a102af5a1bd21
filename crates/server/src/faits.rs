//! What a dossier knows of somebody that a condition of a dispositif may look at, each fact with its source; and what
//! whoever looks adds to it for the time of a page ([`reponses`]).
//!
//! Nothing is guessed: what no register, no entry of the journal and nobody has said stays unknown and is asked for.

pub(crate) mod reponses;

use chrono::NaiveDate;
use raccroche_domain::{
    DecisionExamen, StatutObligation,
    dispositif::{Catalogue, Constat, Critere, Dispositif, Echec, Fait, Faits, Issue, Provenance},
    francais::{date_longue, ponctuer},
    parcours::Saisi,
    suivi::{EtapeObligation, EtatDossier, EtatVerification, NatureSolution, Origine, ParcoursSuivi},
};
use raccroche_store::{Perimetre, dossier::DossierLu, jeune::Jeune, marche, marche::Marche, resultat};

use crate::{erreur::Erreur, etat::App, routes::groupes::PlacesLibres};

/// The dispositif whose members find who is at risk: whoever it follows has been found.
const GPDS: &str = "gpds";

/// Everything that is known on the day: the dossier, results of exams, public contracts, free places of groups.
pub(crate) async fn connus(
    app: &App,
    perimetre: &Perimetre,
    lu: &DossierLu,
    personne: &Jeune,
    le: NaiveDate,
) -> Result<Faits, Erreur> {
    let (reader, catalogue) = (app.store().read(), app.catalogue());
    let mut faits = du_dossier(lu, personne, catalogue, le);
    echecs(&mut faits, &resultat::de_jeune(reader, perimetre, lu.jeune).await?);
    marches(&mut faits, &lu.etat, &marche::lister(reader, perimetre, 1).await?);
    PlacesLibres::lire(app, perimetre).await?.completer(&mut faits);
    Ok(faits)
}

/// What the dossier says on the day.
pub(crate) fn du_dossier(lu: &DossierLu, personne: &Jeune, catalogue: &Catalogue, le: NaiveDate) -> Faits {
    let etat = &lu.etat;
    let mut faits = Faits {
        sexe: personne.identite.sexe,
        naissance: personne
            .identite
            .date_naissance
            .map(|jour| Fait::nouveau(jour, Provenance::nouvelle("identité du dossier", None))),
        academie: catalogue
            .academie()
            .map(|a| Fait::nouveau(a, Provenance::nouvelle("académie de ce service", None))),
        ..Faits::default()
    };
    let verification = Provenance::nouvelle("vérification du dossier", etat.verifie_le);
    let en_cours = |jour: NaiveDate| {
        etat.solutions.iter().filter(move |s| s.debut <= jour && s.fin.is_none_or(|(fin, _)| fin >= jour))
    };
    let solution = en_cours(le).next();
    let a_l_ecole = en_cours(le).find(|s| sous_statut_scolaire(s.nature));
    if let Some(ecole) = a_l_ecole {
        let source = format!("solution du dossier : {}", ecole.nature.libelle());
        faits.scolarise = Some(Fait::nouveau(true, Provenance::nouvelle(source, Some(ecole.debut))));
    } else if matches!(
        etat.verification,
        EtatVerification::RetrouveScolaire | EtatVerification::RetrouveAgricole
    ) {
        faits.scolarise = Some(Fait::nouveau(true, verification.clone()));
    } else if etat.verification == EtatVerification::Scolarise {
        // Who failed an exam may have left since: that is asked.
        if etat.origine != Origine::Examen || etat.verifie_le.is_some() {
            let le = etat.verifie_le.or(Some(etat.ouvert_le));
            let source = "suivi de prévention de l’établissement";
            faits.scolarise = Some(Fait::nouveau(true, Provenance::nouvelle(source, le)));
        }
    } else if let Some(sortie) = etat.sans_formation_depuis.filter(|jour| *jour <= le) {
        let source = match etat.origine {
            Origine::Campagne => "croisement des registres",
            Origine::Signalement => "signalement de l’établissement",
            Origine::Spontane => "ce que le jeune a dit",
            Origine::Examen | Origine::Prevention => "départ dit par l’établissement",
        };
        let provenance = Provenance::nouvelle(source, Some(etat.ouvert_le));
        faits.scolarise = Some(Fait::nouveau(false, provenance.clone()));
        faits.sortie = Some(Fait::nouveau(sortie, provenance));
    }
    if etat.origine == Origine::Campagne {
        constater(
            &mut faits,
            Constat::ReperePsad,
            true,
            Provenance::nouvelle("liste SIEI", Some(etat.ouvert_le)),
        );
    }
    situation(&mut faits, etat, solution.map(|s| (s.nature, s.debut)), le, &verification);
    des_parcours(&mut faits, etat, catalogue, le);
    faits
}

/// The parcours that are open on the day.
pub(crate) fn ouverts(etat: &EtatDossier, le: NaiveDate) -> impl Iterator<Item = &ParcoursSuivi> {
    etat.parcours.iter().filter(move |parcours| {
        parcours.etat.ouvert_le <= le && parcours.etat.fin.is_none_or(|(fin, _)| fin > le)
    })
}

/// Adds what parcours say: in which dispositifs somebody is or was, and what was so on entering those that are open. One that was
/// refused or went no further was never entered.
fn des_parcours(faits: &mut Faits, etat: &EtatDossier, catalogue: &Catalogue, le: NaiveDate) {
    let finis = etat.parcours.iter().filter_map(|parcours| Some((parcours, parcours.etat.fin?)));
    for (parcours, (fin, issue)) in finis.filter(|(_, (fin, _))| *fin <= le) {
        if matches!(issue, Issue::Refuse | Issue::SansSuite) {
            continue;
        }
        let source = format!("parcours {} {} le {}", parcours.nom, issue.libelle(), date_longue(fin));
        let fait = Fait::nouveau(true, Provenance::nouvelle(source, None));
        faits.dispositifs.insert(parcours.etat.dispositif.clone(), fait);
    }
    for parcours in ouverts(etat, le) {
        let code = &parcours.etat.dispositif;
        let source = format!("parcours {} ouvert le {}", parcours.nom, date_longue(parcours.etat.ouvert_le));
        let provenance = Provenance::nouvelle(source, None);
        faits.dispositifs.insert(code.clone(), Fait::nouveau(true, provenance.clone()));
        if let Some(fiche) = catalogue.get(code) {
            a_l_entree(faits, fiche, &provenance);
        }
    }
}

/// What entering a dispositif has established; what a register or a person has said stays.
fn a_l_entree(faits: &mut Faits, fiche: &Dispositif, provenance: &Provenance) {
    for condition in &fiche.public {
        match &condition.critere {
            Critere::Scolarise(true) if faits.scolarise.is_none() => {
                faits.scolarise = Some(Fait::nouveau(true, provenance.clone()));
            }
            Critere::Constat { quoi, attendu }
                if (quoi.demeure() || quoi.d_un_dispositif())
                    && faits.constat(&fiche.code, *quoi).is_none() =>
            {
                faits.constater(&fiche.code, *quoi, Fait::nouveau(*attendu, provenance.clone()));
            }
            _ => {}
        }
    }
    if fiche.code == GPDS && faits.constat(GPDS, Constat::EnRisque).is_none() {
        constater(faits, Constat::EnRisque, true, provenance.clone());
    }
}

/// Adds the failed exams that results say, last first. Nobody in results is not a no: their exam may be of another académie.
fn echecs(faits: &mut Faits, lus: &[(Echec, String, DecisionExamen)]) {
    let Some((dernier, specialite, decision)) = lus.first() else { return };
    let quoi = if specialite.is_empty() { dernier.examen.libelle() } else { specialite };
    let source = format!("résultats d’examen ({quoi} : {})", decision.libelle());
    let provenance = Provenance::nouvelle(ponctuer(&source), Some(dernier.resultats));
    faits.echecs = Some(Fait::nouveau(lus.iter().map(|(echec, ..)| *echec).collect(), provenance));
}

/// Adds whether a public contract has a clause: the one chosen in a parcours, else those under way in the département. It is noted
/// once for everybody, and asked of nobody.
fn marches(faits: &mut Faits, etat: &EtatDossier, connus: &[Marche]) {
    let choisi = etat.parcours.iter().filter(|parcours| parcours.etat.fin.is_none()).find_map(|parcours| {
        parcours.etat.saisies.values().find_map(|saisi| match saisi {
            Saisi::Marche { nom, .. } => Some(nom),
            _ => None,
        })
    });
    let ouvert = || connus.iter().find(|marche| marche.clos_le.is_none()).map(Marche::nom);
    let (oui, source) = match choisi.cloned().or_else(ouvert) {
        Some(nom) => (true, format!("marché noté : {nom}")),
        None => (false, "aucun marché en cours n’est noté dans le département".to_owned()),
    };
    constater(faits, Constat::MarcheAvecClause, oui, Provenance::nouvelle(ponctuer(&source), None));
}

/// Whether something is under way, and what that makes of the obligation de formation.
fn situation(
    faits: &mut Faits,
    etat: &EtatDossier,
    solution: Option<(NatureSolution, NaiveDate)>,
    le: NaiveDate,
    verification: &Provenance,
) {
    let exempte = etat.obligation.as_ref().filter(|suivi| {
        suivi.etape == EtapeObligation::Exempte && suivi.jusqu_au.is_some_and(|jusqu_au| jusqu_au >= le)
    });
    if let Some(suivi) = exempte {
        let provenance = Provenance::nouvelle("obligation de formation du dossier", Some(suivi.le));
        faits.obligation = Some(Fait::nouveau(StatutObligation::Exemptee, provenance));
    }
    if let Some((nature, debut)) = solution {
        let provenance =
            Provenance::nouvelle(format!("solution du dossier : {}", nature.libelle()), Some(debut));
        faits
            .obligation
            .get_or_insert_with(|| Fait::nouveau(StatutObligation::Satisfaite, provenance.clone()));
        constater(faits, Constat::SansSolution, false, provenance.clone());
        constater(
            faits,
            Constat::NiEmploiNiFormation,
            nature == NatureSolution::AccompagnementSocial,
            provenance,
        );
    } else if etat.verification == EtatVerification::Confirmee {
        faits
            .obligation
            .get_or_insert_with(|| Fait::nouveau(StatutObligation::NonSatisfaite, verification.clone()));
        constater(faits, Constat::SansSolution, true, verification.clone());
        constater(faits, Constat::NiEmploiNiFormation, true, verification.clone());
    }
    // A solution that the journal does not have may have been: only what is there is a fact.
    for solution in &etat.solutions {
        if let Some(code) = dispositif_de(solution.nature) {
            let provenance = Provenance::nouvelle("solution du dossier", Some(solution.debut));
            faits.dispositifs.insert(code.to_owned(), Fait::nouveau(true, provenance));
        }
    }
}

fn constater(faits: &mut Faits, quoi: Constat, reponse: bool, provenance: Provenance) {
    faits.constats.insert(quoi, Fait::nouveau(reponse, provenance));
}

fn sous_statut_scolaire(nature: NatureSolution) -> bool {
    matches!(
        nature,
        NatureSolution::RetourLycee
            | NatureSolution::RetourLyceePro
            | NatureSolution::MicroLycee
            | NatureSolution::ActionMlds
            | NatureSolution::Maintien
    )
}

/// The dispositif that a solution of the dossier is, when it is exactly one.
fn dispositif_de(nature: NatureSolution) -> Option<&'static str> {
    match nature {
        NatureSolution::ActionMlds => Some("paps"),
        NatureSolution::MicroLycee => Some("micro_lycee"),
        NatureSolution::Maintien => Some("droit_maintien"),
        NatureSolution::Apprentissage => Some("apprentissage"),
        NatureSolution::Greta => Some("greta"),
        NatureSolution::E2c => Some("e2c"),
        NatureSolution::Epide => Some("epide"),
        NatureSolution::ServiceCivique => Some("service_civique"),
        NatureSolution::AccompagnementMl => Some("accompagnement_ml"),
        _ => None,
    }
}
