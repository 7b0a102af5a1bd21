//! What the page asks and what whoever looks answers: closed choices and days, kept nowhere.
//!
//! What is of the person is asked once, in one form; what is of one dispositif (a place, the will to enter it) stands beside it, under
//! a name that says of which. An answer that serves nothing (yes without its day, a day to come) is told beside its field.

use chrono::NaiveDate;
use raccroche_domain::{
    NiveauDiplome, StatutObligation,
    dispositif::{
        Catalogue, Condition, Constat, Critere, Dispositif, Echec, ExamenPasse, Fait, Faits,
        MaitriseFrancais, NiveauScolaire, Provenance,
    },
    francais::{accordee, ponctuer},
};
use raccroche_pages::form::{Choice, Field, Form};

use crate::saisie::Saisie;

/// Code, words, level, and whether it leads to no trade when that is certain (D122-3-6).
const DIPLOMES: &[(&str, &str, NiveauDiplome, Option<bool>)] = &[
    ("aucun", "Aucun diplôme", NiveauDiplome::Aucun, None),
    ("cfg", "CFG", NiveauDiplome::Cfg, None),
    ("dnb", "Brevet (DNB)", NiveauDiplome::Dnb, None),
    ("niveau_3", "CAP ou équivalent (niveau 3)", NiveauDiplome::Niveau3, Some(false)),
    ("bac_general", "Baccalauréat général", NiveauDiplome::Niveau4, Some(true)),
    ("bac_pro", "Baccalauréat professionnel, BP ou équivalent", NiveauDiplome::Niveau4, Some(false)),
    ("niveau_4", "Autre diplôme de niveau 4, ou sans le savoir", NiveauDiplome::Niveau4, None),
    ("niveau_5", "Diplôme du supérieur", NiveauDiplome::Niveau5EtPlus, None),
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
pub(crate) fn completer(
    faits: &mut Faits,
    catalogue: &Catalogue,
    saisie: &mut Saisie,
    aujourd_hui: NaiveDate,
) {
    let reponse = || Provenance::nouvelle("réponse donnée sur cette page", Some(aujourd_hui));
    let oui_ou_non = |faits: &mut Faits, saisie: &Saisie, dispositif: &str, quoi: Constat| {
        if let Some(oui) = oui_non(saisie, &champ(dispositif, quoi)) {
            faits.constater(dispositif, quoi, Fait::nouveau(oui, reponse()));
        }
    };
    for quoi in Constat::TOUS.iter().filter(|quoi| !quoi.d_un_dispositif()) {
        oui_ou_non(faits, saisie, "", *quoi);
    }
    for dispositif in catalogue.tous() {
        for quoi in Constat::TOUS.iter().filter(|quoi| quoi.d_un_dispositif()) {
            oui_ou_non(faits, saisie, &dispositif.code, *quoi);
        }
        if let Some(oui) = oui_non(saisie, &champ_suivi(&dispositif.code)) {
            faits.dispositifs.insert(dispositif.code.clone(), Fait::nouveau(oui, reponse()));
        }
    }
    dates(faits, saisie, aujourd_hui, &reponse);
    let diplome = saisie.texte("diplome").and_then(|code| DIPLOMES.iter().find(|(c, ..)| *c == code));
    if let Some((.., niveau, general)) = diplome {
        faits.diplome = Some(Fait::nouveau(*niveau, reponse()));
        if let Some(general) = general {
            faits.constats.insert(Constat::DiplomeGeneral, Fait::nouveau(*general, reponse()));
        }
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
}

/// Answers that need a day, and days that need an answer.
fn dates(faits: &mut Faits, saisie: &mut Saisie, aujourd_hui: NaiveDate, reponse: &impl Fn() -> Provenance) {
    let naissance = faits.naissance.as_ref().map(|fait| fait.valeur);
    let passe = |saisie: &mut Saisie, nom: &str| {
        let jour = saisie.jour(nom)?;
        let faux = if jour > aujourd_hui {
            "Ce jour est à venir : indiquez un jour passé."
        } else if naissance.is_some_and(|naissance| jour < naissance) {
            "Ce jour est avant la naissance."
        } else {
            return Some(jour);
        };
        saisie.erreur(nom, &ponctuer(faux));
        None
    };
    let scolarise = oui_non(saisie, "scolarise");
    if let Some(oui) = scolarise {
        faits.scolarise = Some(Fait::nouveau(oui, reponse()));
    }
    if let Some(jour) = passe(saisie, "sortie") {
        if scolarise == Some(true) {
            let phrase = "Vous répondez que la scolarité continue : effacez ce jour, ou répondez « Non ».";
            saisie.erreur("sortie", &ponctuer(phrase));
        }
        faits.sortie = Some(Fait::nouveau(jour, reponse()));
    }
    let evenement = |saisie: &mut Saisie, nom: &str, champ_jour: &str, sans: &str| {
        let dit = oui_non(saisie, nom);
        let sans_jour = saisie.texte(champ_jour).is_none();
        match (dit, passe(saisie, champ_jour)) {
            (Some(false), Some(_)) => {
                saisie.erreur(
                    champ_jour,
                    &ponctuer("Vous répondez « Non » : effacez ce jour, ou répondez « Oui »."),
                );
                None
            }
            (_, Some(jour)) => Some(Fait::nouveau(Some(jour), reponse())),
            (Some(false), None) if sans_jour => Some(Fait::nouveau(None, reponse())),
            (Some(true), None) if sans_jour => {
                saisie.erreur(champ_jour, sans);
                None
            }
            _ => None,
        }
    };
    if let Some(fait) = evenement(saisie, "rupture", "rupture_le", "Indiquez le jour de la rupture.") {
        faits.rupture_contrat = Some(fait);
    }
    if let Some(fait) = evenement(saisie, "arrivee", "arrivee_le", "Indiquez le jour de l’arrivée.") {
        faits.arrivee = Some(fait);
    }
    let examen = saisie.texte("examen").map(str::to_owned);
    let sans_jour = saisie.texte("resultats").is_none();
    match (examen.as_deref(), passe(saisie, "resultats")) {
        (None | Some("aucun"), Some(_)) => {
            saisie.erreur("examen", &ponctuer("Vous indiquez un jour de résultats : choisissez l’examen."));
        }
        (Some("aucun"), None) if sans_jour => faits.echecs = Some(Fait::nouveau(Vec::new(), reponse())),
        (Some(code), Some(resultats)) => {
            if let Some(examen) = ExamenPasse::de_code(code) {
                faits.echecs = Some(Fait::nouveau(vec![Echec { examen, resultats }], reponse()));
            }
        }
        (Some(_), None) if sans_jour => saisie.erreur("resultats", "Indiquez le jour des résultats."),
        _ => {}
    }
}

/// The field that asks whether a dispositif was followed.
fn champ_suivi(code: &str) -> String {
    format!("suivi_{code}")
}

/// The field of a statement: of the person, or of this dispositif.
fn champ(dispositif: &str, quoi: Constat) -> String {
    if quoi.d_un_dispositif() { format!("{dispositif}-{}", quoi.code()) } else { quoi.code().to_owned() }
}

fn oui_non(saisie: &Saisie, nom: &str) -> Option<bool> {
    match saisie.texte(nom)? {
        "oui" => Some(true),
        "non" => Some(false),
        _ => None,
    }
}

fn oui_ou_non(nom: impl Into<String>, question: &str) -> Field {
    Field::radios(nom, ponctuer(question), Choice::list(&[("oui", "Oui"), ("non", "Non")])).optional()
}

/// What is asked beside a dispositif: what is of it alone and nobody has said.
pub(crate) fn questions_de(dispositif: &Dispositif, connus: &Faits, saisie: &Saisie) -> Vec<Field> {
    let mut demandees: Vec<Field> = Vec::new();
    for condition in aplatir(&dispositif.public) {
        let Critere::Constat { quoi, .. } = &condition.critere else { continue };
        let nom = champ(&dispositif.code, *quoi);
        if !quoi.d_un_dispositif()
            || connus.constat(&dispositif.code, *quoi).is_some()
            || demandees.iter().any(|field| field.name == nom)
        {
            continue;
        }
        let mut field = oui_ou_non(nom, &condition.question(connus.sexe));
        field.values.extend(saisie.texte(&field.name).map(str::to_owned));
        demandees.push(field);
    }
    demandees
}

/// The questions about the person that these dispositifs ask and that nobody has answered, each once, in a form.
pub(crate) fn questions(
    mut form: Form,
    catalogue: &Catalogue,
    dispositifs: &[&Dispositif],
    faits: &Faits,
) -> Form {
    let conditions: Vec<&Condition> =
        dispositifs.iter().flat_map(|dispositif| aplatir(&dispositif.public)).collect();
    let demande = |voulu: fn(&Critere) -> bool| conditions.iter().any(|c| voulu(&c.critere));
    let dire = |texte: &str| ponctuer(&accordee(texte, faits.sexe));
    if faits.scolarise.is_none() && demande(|c| matches!(c, Critere::Scolarise(_) | Critere::SortiDepuis(_)))
    {
        let question = dire("Est-{il|elle} {scolarisé|scolarisée} aujourd’hui ?");
        form = form.field(oui_ou_non("scolarise", &question));
    }
    let sorti = faits.scolarise.as_ref().is_none_or(|fait| !fait.valeur);
    if faits.sortie.is_none() && sorti && demande(|c| matches!(c, Critere::SortiDepuis(_))) {
        form = form.field(Field::date("sortie", "Dernier jour en formation").optional());
    }
    if faits.obligation.is_none() && demande(|c| matches!(c, Critere::ObligationNonSatisfaite)) {
        let choix = ACTIVITES.iter().map(|(code, libelle, _)| Choice::new(*code, *libelle)).collect();
        form =
            form.field(Field::select("activite", dire("Que fait-{il|elle} aujourd’hui ?"), choix).optional());
    }
    if faits.diplome.is_none()
        && demande(|c| matches!(c, Critere::DiplomeAuPlus(_) | Critere::DiplomeAuMoins(_)))
    {
        let choix = DIPLOMES.iter().map(|(code, libelle, ..)| Choice::new(*code, *libelle)).collect();
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
            .field(Field::select("examen", "Examen où il y a eu un échec", choix).optional())
            .field(Field::date("resultats", "Jour des résultats de cet examen").optional());
    }
    if faits.rupture_contrat.is_none() && demande(|c| matches!(c, Critere::RuptureContratDepuis(_))) {
        form = form
            .field(oui_ou_non("rupture", &dire("A-t-{il|elle} rompu un contrat d’apprentissage ?")))
            .field(Field::date("rupture_le", "Jour de la rupture").optional());
    }
    if faits.arrivee.is_none() && demande(|c| matches!(c, Critere::ArriveeDepuis(_))) {
        let question = dire("Est-{il|elle} nouvellement {arrivé|arrivée} en France ?");
        form = form
            .field(oui_ou_non("arrivee", &question))
            .field(Field::date("arrivee_le", "Jour de l’arrivée").optional());
    }
    if faits.francais.is_none() && demande(|c| matches!(c, Critere::Francais(_))) {
        let choix = MaitriseFrancais::TOUS.iter().map(|m| Choice::new(m.code(), m.libelle())).collect();
        form = form.field(Field::select("francais", "Maîtrise du français", choix).optional());
    }
    constats(form, catalogue, &conditions, faits)
}

/// Dispositifs followed before, and what people state of the person.
fn constats(mut form: Form, catalogue: &Catalogue, conditions: &[&Condition], faits: &Faits) -> Form {
    for dispositif in catalogue.tous() {
        let code = &dispositif.code;
        let trouvee = conditions
            .iter()
            .find(|c| matches!(&c.critere, Critere::DispositifPrealable { code: lu, .. } if lu == code));
        if let Some(condition) = trouvee
            && !faits.dispositifs.contains_key(code)
        {
            form = form.field(oui_ou_non(champ_suivi(code), &condition.question(faits.sexe)));
        }
    }
    for quoi in Constat::TOUS.iter().filter(|quoi| !quoi.d_un_dispositif()) {
        let demande =
            conditions.iter().any(|c| matches!(&c.critere, Critere::Constat { quoi: lu, .. } if lu == quoi));
        if demande && !faits.constats.contains_key(quoi) {
            form = form.field(oui_ou_non(quoi.code(), &quoi.question(faits.sexe)));
        }
    }
    form
}

/// Every condition that is no list of cases, those of cases too.
fn aplatir(conditions: &[Condition]) -> Vec<&Condition> {
    conditions
        .iter()
        .flat_map(|condition| match &condition.critere {
            Critere::UnDe(cas) => cas.iter().flat_map(|toutes| aplatir(toutes)).collect(),
            _ => vec![condition],
        })
        .collect()
}
