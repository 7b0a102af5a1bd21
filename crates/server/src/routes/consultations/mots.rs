//! The access log in plain French: what was read, under what right, as what. For colleagues, and for the young person, whom
//! words address.

use raccroche_domain::{
    droits::{MotifPortee, Role},
    francais::majuscule,
};
use raccroche_store::{acces::Lecture, groupe::Regard};

/// To whom it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lecteur {
    /// Colleagues.
    Collegue,
    /// The young person.
    Jeune,
}

/// Why somebody reads who signs by a link: what the store writes.
const PAR_LIEN: &str = "lien_de_signature";

/// Why somebody reads who was handed a document by a link: what the store writes.
const PAR_REMISE: &str = "lien_de_remise";

/// Who read; an account that is gone has no name left.
pub(crate) fn qui(lecture: &Lecture) -> String {
    let nom = [lecture.prenom.as_deref(), lecture.nom.as_deref()];
    let nom = nom.into_iter().flatten().collect::<Vec<_>>().join(" ");
    if nom.trim().is_empty() { "Compte supprimé".to_owned() } else { nom.trim().to_owned() }
}

/// As what, and where.
pub(crate) fn titre(lecture: &Lecture) -> String {
    if [PAR_LIEN, PAR_REMISE].contains(&lecture.motif.as_str()) {
        return "Sans compte, par un lien".to_owned();
    }
    let role = lecture.role.as_deref().and_then(Role::de_code).map(Role::libelle);
    let parties = [role, lecture.organisation.as_deref()];
    parties.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// What was read.
pub(crate) fn quoi(action: &str) -> String {
    match action {
        "chronologie" => "le déroulé du suivi".to_owned(),
        "scolarite" => "la scolarité".to_owned(),
        "contacts" => "les coordonnées et les proches".to_owned(),
        "parcours" => "le parcours".to_owned(),
        "relais" => "la proposition de passage de relais".to_owned(),
        "revue" => "la comparaison avec un registre".to_owned(),
        "reunion" => "la comparaison avec un autre dossier".to_owned(),
        "appel" => "la fiche d’appel".to_owned(),
        "lien" => "l’adresse, pour un lien de réponse".to_owned(),
        "comité technique" => "la situation, au comité technique".to_owned(),
        "verification" => "la feuille de vérification de l’établissement".to_owned(),
        "export" => "un export de liste".to_owned(),
        "consultations" => "la liste des lectures".to_owned(),
        "rapport" => "le rapport d’accès".to_owned(),
        "journal" => "le journal des consultations".to_owned(),
        "retrouves" => "la liste des jeunes retrouvés par une campagne".to_owned(),
        "resultats" => "les résultats d’examens".to_owned(),
        "registre" => "les premières lignes d’un registre".to_owned(),
        "dispositif" => "un parcours dans un dispositif".to_owned(),
        "liste de parcours" => "la liste des parcours de sa structure".to_owned(),
        "groupe" => "la liste d’un groupe et ses présences".to_owned(),
        "feuille de présence" => "une feuille de présence".to_owned(),
        "charte" => "la charte d’un parcours".to_owned(),
        "information" => "ce que les membres d’une alliance partagent".to_owned(),
        "document" => "un document d’un parcours".to_owned(),
        "numerisation" => "la feuille numérisée d’une signature".to_owned(),
        "remise" => "la remise d’un bilan à un acheteur".to_owned(),
        "marche" => "la liste des jeunes d’un marché".to_owned(),
        "vacances" => "le calendrier scolaire".to_owned(),
        "reglage" => "un texte de l’académie".to_owned(),
        "entete" => "l’en-tête des documents".to_owned(),
        "lot" => "un lot de documents".to_owned(),
        "eligibilite" => "les dispositifs possibles".to_owned(),
        "compte" => "un compte".to_owned(),
        autre => autre.to_owned(),
    }
}

/// Under what right; what is no right of a territory is told as it was written.
pub(crate) fn pourquoi(motif: &str, a_qui: Lecteur) -> String {
    if motif == raccroche_store::parcours::PARTICIPE {
        return match a_qui {
            Lecteur::Collegue => "Sa structure participe au parcours".to_owned(),
            Lecteur::Jeune => "Sa structure participe à votre parcours".to_owned(),
        };
    }
    if let Some((jeune, collegue)) = match motif {
        _ if motif == Regard::Conduit.code() => {
            Some(("Sa structure conduit un groupe dont vous êtes", "Sa structure conduit un groupe du jeune"))
        }
        _ if motif == Regard::Accueille.code() => Some((
            "Son établissement accueille un groupe dont vous êtes",
            "Son établissement accueille un groupe du jeune",
        )),
        _ => None,
    } {
        return (if a_qui == Lecteur::Jeune { jeune } else { collegue }).to_owned();
    }
    if motif == PAR_LIEN {
        return match a_qui {
            Lecteur::Jeune => "Cette personne signe un document de votre parcours".to_owned(),
            Lecteur::Collegue => "La personne signe un document du parcours".to_owned(),
        };
    }
    if motif == PAR_REMISE {
        return match a_qui {
            Lecteur::Jeune => "Le bilan de votre stage lui a été remis".to_owned(),
            Lecteur::Collegue => "Le bilan du stage lui a été remis".to_owned(),
        };
    }
    let Some(portee) = MotifPortee::de_code(motif) else { return majuscule(motif) };
    let (jeune, collegue) = match portee {
        MotifPortee::Psad => ("vous habitez la zone de sa PSAD", "le jeune habite la zone de sa PSAD"),
        MotifPortee::Etablissement => (
            "son établissement est le dernier que vous avez fréquenté",
            "son établissement est le dernier que le jeune a fréquenté",
        ),
        MotifPortee::Cio => ("vous habitez le district de son CIO", "le jeune habite le district de son CIO"),
        MotifPortee::MissionLocale => {
            ("vous habitez la zone de sa mission locale", "le jeune habite la zone de sa mission locale")
        }
        MotifPortee::Zap => (
            "vous habitez sa zone d’animation pédagogique (ZAP)",
            "le jeune habite sa zone d’animation pédagogique (ZAP)",
        ),
        MotifPortee::Departement => ("vous habitez son département", "le jeune habite son département"),
        MotifPortee::Responsable => {
            ("sa structure est responsable de votre suivi", "sa structure est responsable du dossier")
        }
        MotifPortee::RelaisPropose => (
            "il a été proposé à sa structure de prendre votre suivi",
            "un passage de relais était proposé à sa structure",
        ),
        MotifPortee::Reunion => (
            "sa structure suit un autre dossier à votre nom, réuni à celui-ci",
            "sa structure suit un autre dossier du même jeune, réuni à celui-ci",
        ),
        MotifPortee::AncienResponsable => (
            "sa structure était responsable de votre suivi peu avant",
            "sa structure en était responsable peu avant",
        ),
    };
    majuscule(if a_qui == Lecteur::Jeune { jeune } else { collegue })
}
