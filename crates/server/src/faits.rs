//! What a dossier knows of somebody that a condition of a dispositif may look at, each fact with its source; and what
//! whoever looks adds to it for the time of a page.
//!
//! Nothing is guessed: what no register, no entry of the journal and nobody has said stays unknown and is asked for.

use chrono::NaiveDate;
use raccroche_domain::{
    DecisionExamen, NiveauDiplome, StatutObligation,
    dispositif::{
        Academie, Catalogue, Condition, Constat, Critere, Dispositif, Echec, ExamenPasse, Fait, Faits,
        MaitriseFrancais, NiveauScolaire, Provenance,
    },
    francais::{majuscule, ponctuer},
    suivi::{EtapeObligation, EtatDossier, EtatVerification, NatureSolution, Origine},
};
use raccroche_pages::form::{Choice, Field, Form};
use raccroche_store::{dossier::DossierLu, jeune::Jeune};

use crate::saisie::Saisie;

/// What the dossier says on the day.
pub(crate) fn du_dossier(
    lu: &DossierLu,
    personne: &Jeune,
    academie: Option<Academie>,
    le: NaiveDate,
) -> Faits {
    let etat = &lu.etat;
    let mut faits = Faits {
        naissance: personne
            .identite
            .date_naissance
            .map(|jour| Fait::nouveau(jour, Provenance::nouvelle("identité du dossier", None))),
        academie: academie.map(|a| Fait::nouveau(a, Provenance::nouvelle("académie de ce service", None))),
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
    } else if let Some(sortie) = etat.sans_formation_depuis.filter(|jour| *jour <= le) {
        let source = match etat.origine {
            Origine::Campagne => "croisement des registres",
            Origine::Signalement => "signalement de l’établissement",
            Origine::Spontane => "ce que le jeune a dit",
            Origine::Examen => "résultats d’examen",
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
    faits
}

/// Adds the failed exams that results say, last first. Nobody in results is not a no: their exam may be of another académie.
pub(crate) fn echecs(faits: &mut Faits, lus: &[(Echec, String, DecisionExamen)]) {
    let Some((dernier, specialite, decision)) = lus.first() else { return };
    let quoi = if specialite.is_empty() { dernier.examen.libelle() } else { specialite };
    let source = format!("résultats d’examen ({quoi} : {})", decision.libelle());
    let provenance = Provenance::nouvelle(ponctuer(&source), Some(dernier.resultats));
    faits.echecs = Some(Fait::nouveau(lus.iter().map(|(echec, ..)| *echec).collect(), provenance));
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
    } else if etat.verification == EtatVerification::Confirmee && etat.origine != Origine::Examen {
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

const NIVEAUX_DIPLOME: &[(&str, &str, NiveauDiplome)] = &[
    ("aucun", "Aucun diplôme", NiveauDiplome::Aucun),
    ("cfg", "CFG", NiveauDiplome::Cfg),
    ("dnb", "Brevet (DNB)", NiveauDiplome::Dnb),
    ("niveau_3", "CAP ou équivalent (niveau 3)", NiveauDiplome::Niveau3),
    ("niveau_4", "Baccalauréat ou équivalent (niveau 4)", NiveauDiplome::Niveau4),
];

/// What somebody does today, and what that makes of the obligation de formation.
const ACTIVITES: &[(&str, &str, StatutObligation)] = &[
    ("rien", "Ni formation, ni emploi, ni accompagnement", StatutObligation::NonSatisfaite),
    (
        "activite",
        "Une formation, un emploi, un service civique ou un accompagnement",
        StatutObligation::Satisfaite,
    ),
    ("exempte", "Une exemption sur certificat médical", StatutObligation::Exemptee),
];

/// Adds what a form says to what is known. An answer replaces what the dossier says: whoever looks knows better today.
pub(crate) fn completer(faits: &mut Faits, catalogue: &Catalogue, saisie: &mut Saisie, le: NaiveDate) {
    let reponse = || Provenance::nouvelle("réponse donnée sur cette page", Some(le));
    for constat in Constat::TOUS {
        if let Some(oui) = oui_non(saisie, constat.code()) {
            constater(faits, *constat, oui, reponse());
        }
    }
    if let Some(oui) = oui_non(saisie, "scolarise") {
        faits.scolarise = Some(Fait::nouveau(oui, reponse()));
    }
    if let Some(jour) = saisie.jour("sortie") {
        faits.sortie = Some(Fait::nouveau(jour, reponse()));
    }
    if let Some(jour) = saisie.jour("rupture_le") {
        faits.rupture_contrat = Some(Fait::nouveau(Some(jour), reponse()));
    } else if oui_non(saisie, "rupture") == Some(false) {
        faits.rupture_contrat = Some(Fait::nouveau(None, reponse()));
    }
    if let Some(jour) = saisie.jour("arrivee_le") {
        faits.arrivee = Some(Fait::nouveau(Some(jour), reponse()));
    } else if oui_non(saisie, "arrivee") == Some(false) {
        faits.arrivee = Some(Fait::nouveau(None, reponse()));
    }
    let niveau = saisie.texte("diplome").and_then(|code| NIVEAUX_DIPLOME.iter().find(|(c, ..)| *c == code));
    if let Some((.., niveau)) = niveau {
        faits.diplome = Some(Fait::nouveau(*niveau, reponse()));
    }
    let activite = saisie.texte("activite").and_then(|code| ACTIVITES.iter().find(|(c, ..)| *c == code));
    if let Some((.., statut)) = activite {
        faits.obligation = Some(Fait::nouveau(*statut, reponse()));
    }
    if let Some(maitrise) = saisie.texte("francais").and_then(MaitriseFrancais::de_code) {
        faits.francais = Some(Fait::nouveau(maitrise, reponse()));
    }
    if let Some(niveau) = saisie.texte("niveau").and_then(NiveauScolaire::de_code) {
        faits.niveau = Some(Fait::nouveau(niveau, reponse()));
    }
    let examen = saisie.texte("examen").map(str::to_owned);
    let resultats = saisie.jour("resultats");
    match (examen.as_deref(), resultats) {
        (Some("aucun"), _) => faits.echecs = Some(Fait::nouveau(Vec::new(), reponse())),
        (Some(code), Some(resultats)) => {
            if let Some(examen) = ExamenPasse::de_code(code) {
                faits.echecs = Some(Fait::nouveau(vec![Echec { examen, resultats }], reponse()));
            }
        }
        (Some(_), None) => saisie.erreur("resultats", "Indiquez le jour des résultats."),
        _ => {}
    }
    for dispositif in catalogue.tous() {
        if let Some(oui) = oui_non(saisie, &champ_suivi(&dispositif.code)) {
            faits.dispositifs.insert(dispositif.code.clone(), Fait::nouveau(oui, reponse()));
        }
    }
}

/// The field that asks whether a dispositif was followed.
fn champ_suivi(code: &str) -> String {
    format!("suivi_{code}")
}

fn oui_non(saisie: &Saisie, nom: &str) -> Option<bool> {
    match saisie.texte(nom)? {
        "oui" => Some(true),
        "non" => Some(false),
        _ => None,
    }
}

/// The questions that these dispositifs ask and that nobody has answered, each once, in a form.
pub(crate) fn questions(
    mut form: Form,
    catalogue: &Catalogue,
    dispositifs: &[&Dispositif],
    faits: &Faits,
) -> Form {
    let mut criteres = Vec::new();
    for dispositif in dispositifs {
        aplatir(&dispositif.public, &mut criteres);
    }
    let demande = |voulu: fn(&Critere) -> bool| criteres.iter().any(|critere| voulu(critere));
    let oui_ou_non = || Choice::list(&[("oui", "Oui"), ("non", "Non")]);
    if faits.scolarise.is_none() && demande(|c| matches!(c, Critere::Scolarise(_) | Critere::SortiDepuis(_)))
    {
        form = form.field(
            Field::radios("scolarise", ponctuer("Est-il scolarisé aujourd’hui ?"), oui_ou_non()).optional(),
        );
    }
    let sorti = faits.scolarise.as_ref().is_none_or(|fait| !fait.valeur);
    if faits.sortie.is_none() && sorti && demande(|c| matches!(c, Critere::SortiDepuis(_))) {
        form = form.field(Field::date("sortie", "Dernier jour en formation").optional());
    }
    if faits.obligation.is_none() && demande(|c| matches!(c, Critere::ObligationNonSatisfaite)) {
        let choix = ACTIVITES.iter().map(|(code, libelle, _)| Choice::new(*code, *libelle)).collect();
        form = form.field(Field::select("activite", "Ce qu’il fait aujourd’hui", choix).optional());
    }
    if faits.diplome.is_none()
        && demande(|c| matches!(c, Critere::DiplomeAuPlus(_) | Critere::DiplomeAuMoins(_)))
    {
        let choix = NIVEAUX_DIPLOME.iter().map(|(code, libelle, _)| Choice::new(*code, *libelle)).collect();
        form = form.field(Field::select("diplome", "Diplôme le plus élevé", choix).optional());
    }
    if faits.niveau.is_none() && demande(|c| matches!(c, Critere::Niveau(_))) {
        let choix = NiveauScolaire::TOUS.iter().map(|n| Choice::new(n.code(), n.libelle())).collect();
        form = form.field(Field::select("niveau", "Dernière classe suivie", choix).optional());
    }
    if faits.echecs.is_none() && demande(|c| matches!(c, Critere::EchecExamen { .. })) {
        let mut choix = vec![Choice::new("aucun", "aucun échec")];
        choix.extend(ExamenPasse::TOUS.iter().map(|e| Choice::new(e.code(), e.libelle())));
        form = form
            .field(Field::select("examen", "A échoué à l’examen", choix).optional())
            .field(Field::date("resultats", "Jour des résultats de cet examen").optional());
    }
    if faits.rupture_contrat.is_none() && demande(|c| matches!(c, Critere::RuptureContratDepuis(_))) {
        form = form
            .field(Field::radios("rupture", "A rompu un contrat d’apprentissage", oui_ou_non()).optional())
            .field(Field::date("rupture_le", "Jour de la rupture").optional());
    }
    if faits.arrivee.is_none() && demande(|c| matches!(c, Critere::ArriveeDepuis(_))) {
        form = form
            .field(Field::radios("arrivee", "Est nouvellement arrivé en France", oui_ou_non()).optional())
            .field(Field::date("arrivee_le", "Jour de l’arrivée").optional());
    }
    if faits.francais.is_none() && demande(|c| matches!(c, Critere::Francais(_))) {
        let choix = MaitriseFrancais::TOUS.iter().map(|m| Choice::new(m.code(), m.libelle())).collect();
        form = form.field(Field::select("francais", "Français", choix).optional());
    }
    for dispositif in catalogue.tous() {
        let code = &dispositif.code;
        let demande = criteres.iter().any(|c| matches!(c, Critere::DispositifPrealable(lu) if lu == code));
        if demande && !faits.dispositifs.contains_key(code) {
            let question = format!("Est ou a été dans : {}", dispositif.nom);
            form = form.field(Field::radios(champ_suivi(code), ponctuer(&question), oui_ou_non()).optional());
        }
    }
    for constat in Constat::TOUS {
        let demande = criteres.iter().any(|c| matches!(c, Critere::Constat { quoi, .. } if quoi == constat));
        if demande && !faits.constats.contains_key(constat) {
            let question = majuscule(constat.libelle());
            form = form.field(Field::radios(constat.code(), question, oui_ou_non()).optional());
        }
    }
    form
}

/// Every criterion, those of alternatives too.
fn aplatir<'d>(conditions: &'d [Condition], criteres: &mut Vec<&'d Critere>) {
    for condition in conditions {
        match &condition.critere {
            Critere::UnDe(alternatives) => alternatives.iter().for_each(|toutes| aplatir(toutes, criteres)),
            critere => criteres.push(critere),
        }
    }
}
