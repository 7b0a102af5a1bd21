//! The parcours that the demonstration tells: in which dispositif, who opens it, on which days it goes on, where it stands.
//!
//! Days are counted back from today, so that what is due soon, or overdue, is so whenever the demonstration is made.

use raccroche_domain::{
    dispositif::{Acteur, DateNommee},
    droits::Role,
    suivi::NatureSolution,
};

/// One parcours.
#[derive(Debug)]
pub(super) struct Histoire {
    /// Code of the dispositif.
    pub(super) dispositif: &'static str,
    /// Who opens it, in a dossier that they hold.
    pub(super) ouvre: Role,
    /// Who must hold the dossier too: documents are filled by those who do.
    pub(super) avec: &'static [Role],
    /// How many days ago it opens.
    pub(super) il_y_a: u64,
    /// The way back to school that the dossier notes first, for a dispositif of pupils.
    pub(super) retour: Option<NatureSolution>,
    /// Who takes part from the first day.
    pub(super) parties: &'static [Acteur],
    /// The days that it names, counted from today.
    pub(super) dates: &'static [(DateNommee, i64)],
    /// What is typed where more than one answer would do.
    pub(super) saisies: &'static [(&'static str, &'static str)],
    /// What is done next, earliest first.
    pub(super) pas: &'static [Pas],
}

/// What is done on a day.
#[derive(Debug)]
pub(super) struct Pas {
    /// How many days ago.
    pub(super) il_y_a: u64,
    /// How far.
    pub(super) jusque: Jusque,
}

/// How far a step is brought on a day.
#[derive(Debug)]
pub(super) enum Jusque {
    /// Everything that it needs is there, and this one follows.
    Etape(&'static str),
    /// So many of the things that it needs are there.
    Besoins(usize),
    /// Its document is made, and so many have signed.
    Signatures(usize),
    /// Somebody in that role shares, under a theme, a few lines with the other members.
    Partage(Role, &'static str, &'static str),
}

pub(super) const fn pas(il_y_a: u64, jusque: Jusque) -> Pas {
    Pas { il_y_a, jusque }
}

use Acteur as A;
use DateNommee as D;
use Jusque::{Besoins, Etape, Partage, Signatures};

/// Those who sign for a pupil at school.
const D_UN_ELEVE: &[Acteur] =
    &[A::Jeune, A::RepresentantLegal, A::Partenaire, A::Tuteur, A::ChefEtablissement, A::Dasen];
/// Those who sign to prepare an exam again.
pub(super) const D_UN_MAINTIEN: &[Acteur] = &[A::Jeune, A::RepresentantLegal, A::ChefEtablissement];
/// Those of an alliance: the family takes part, and does not read what members share.
const D_UNE_ALLIANCE: &[Acteur] =
    &[A::Jeune, A::RepresentantLegal, A::PsyEn, A::CoordonnateurMlds, A::Partenaire];
/// Those around somebody who asks to come back.
const D_UN_RETOUR: &[Acteur] =
    &[A::Jeune, A::RepresentantLegal, A::PsyEn, A::ConseillerMissionLocale, A::ReferentPedagogique];
/// Who enters the session of the MLDS, opened so many days ago.
const fn a_la_session(il_y_a: u64, dates: &'static [(DateNommee, i64)], pas: &'static [Pas]) -> Histoire {
    Histoire {
        dispositif: super::groupes::DISPOSITIF,
        // The PSAD knows them all; the MLDS is called in, and acts.
        ouvre: Role::ResponsablePsad,
        avec: &[],
        il_y_a,
        retour: Some(NatureSolution::RetourLyceePro),
        parties: &[A::Jeune, A::RepresentantLegal, A::CoordonnateurMlds, A::ChefEtablissement],
        dates,
        saisies: &[("origine", "scolarisé, en risque"), ("accord", "accord")],
        pas,
    }
}
/// Those of a placement under a public contract.
const D_UNE_CLAUSE: &[Acteur] =
    &[A::Jeune, A::RepresentantLegal, A::Entreprise, A::Tuteur, A::ReferentPedagogique, A::ChefEtablissement];
const ECOLE: Role = Role::ReferentDecrochage;

/// All of them. In a small territory, those for which nobody is eligible are left out.
pub(super) const HISTOIRES: &[Histoire] = &[
    // A contract that waits for the family.
    Histoire {
        dispositif: "pafi",
        ouvre: ECOLE,
        avec: &[Role::ChefEtablissement],
        il_y_a: 13,
        retour: Some(NatureSolution::RetourLyceePro),
        parties: D_UN_ELEVE,
        dates: &[(D::Demande, -13), (D::Debut, 5), (D::Fin, 60), (D::Retour, 61)],
        saisies: &[("assurance", "attestation vérifiée"), ("activites", "stage en entreprise")],
        pas: &[pas(12, Etape("elaboration")), pas(8, Etape("contrat")), pas(4, Signatures(1))],
    },
    // Signed by all, sealed; the DASEN decides.
    Histoire {
        dispositif: "pafi",
        ouvre: ECOLE,
        avec: &[Role::ChefEtablissement, Role::IenIo],
        il_y_a: 19,
        retour: Some(NatureSolution::RetourLyceePro),
        parties: D_UN_ELEVE,
        dates: &[(D::Demande, -19), (D::Debut, 4), (D::Fin, 46), (D::Retour, 47)],
        saisies: &[("assurance", "attestation vérifiée"), ("activites", "engagement associatif")],
        pas: &[pas(18, Etape("elaboration")), pas(13, Etape("contrat")), pas(8, Etape("validation"))],
    },
    // Back in class: the bilan is due.
    Histoire {
        dispositif: "pafi",
        ouvre: ECOLE,
        avec: &[Role::ChefEtablissement, Role::IenIo],
        il_y_a: 27,
        retour: Some(NatureSolution::RetourLycee),
        parties: D_UN_ELEVE,
        dates: &[(D::Demande, -27), (D::Debut, -19), (D::Fin, -5), (D::Retour, -4)],
        saisies: &[("assurance", "attestation vérifiée"), ("activites", "stage en entreprise")],
        pas: &[
            pas(26, Etape("elaboration")),
            pas(25, Etape("contrat")),
            pas(22, Etape("validation")),
            pas(20, Etape("deroulement")),
            pas(6, Besoins(1)),
            pas(3, Etape("bilan")),
        ],
    },
    // Asked six days ago: the interview is due within fifteen.
    Histoire {
        dispositif: "droit_retour",
        ouvre: Role::PsyEn,
        avec: &[],
        il_y_a: 6,
        retour: None,
        parties: D_UN_RETOUR,
        dates: &[(D::Demande, -6), (D::PremierContact, -5)],
        saisies: &[("canal", "formulaire public")],
        pas: &[pas(5, Etape("entretien"))],
    },
    // Asked more than three weeks ago, and not yet received: the law is not kept.
    Histoire {
        dispositif: "droit_retour",
        ouvre: Role::PsyEn,
        avec: &[],
        il_y_a: 23,
        retour: None,
        parties: D_UN_RETOUR,
        dates: &[(D::Demande, -23), (D::PremierContact, -21)],
        saisies: &[("canal", "téléphone")],
        pas: &[pas(21, Etape("entretien"))],
    },
    // Proposed by the PSAD; the commission meets.
    Histoire {
        dispositif: "micro_lycee",
        ouvre: Role::ResponsablePsad,
        avec: &[],
        il_y_a: 16,
        retour: None,
        parties: &[
            A::Jeune,
            A::RepresentantLegal,
            A::ResponsablePsad,
            A::CoordonnateurMlds,
            A::ChefEtablissement,
        ],
        dates: &[(D::Demande, -16)],
        saisies: &[],
        pas: &[pas(14, Etape("proposition")), pas(12, Etape("commission"))],
    },
    // With the partner, for a time that is said.
    Histoire {
        dispositif: "tdo",
        ouvre: ECOLE,
        avec: &[Role::ChefEtablissement],
        il_y_a: 20,
        retour: Some(NatureSolution::RetourLyceePro),
        parties: D_UN_ELEVE,
        dates: &[(D::Demande, -20), (D::Debut, -13), (D::Fin, 10), (D::Retour, 11)],
        saisies: &[("partenaire_genre", "association")],
        pas: &[pas(19, Etape("montage")), pas(17, Etape("convention")), pas(14, Etape("deroulement"))],
    },
    // A stage is being organised.
    Histoire {
        dispositif: "ambition_emploi",
        ouvre: ECOLE,
        avec: &[Role::ChefEtablissement],
        il_y_a: 17,
        retour: None,
        parties: &[A::Jeune, A::RepresentantLegal, A::Entreprise, A::Tuteur, A::ChefEtablissement],
        dates: &[(D::Demande, -17), (D::Debut, -13), (D::Fin, 80), (D::DebutStage, 6), (D::FinStage, 26)],
        saisies: &[("resultat_examen", "ajourné")],
        pas: &[
            pas(15, Etape("admission")),
            pas(13, Etape("deroulement")),
            pas(6, Etape("stage")),
            pas(3, Besoins(3)),
        ],
    },
    // A placement under a public contract: both signed the proof, its buyer waits for it.
    Histoire {
        dispositif: "clause_sociale",
        ouvre: Role::CoordonnateurMlds,
        avec: &[],
        il_y_a: 26,
        retour: None,
        parties: D_UNE_CLAUSE,
        dates: &[(D::Demande, -26), (D::Debut, -15), (D::Fin, -4)],
        saisies: &[("heures_prevues", "70"), ("heures_faites", "70"), ("referent_nom", "Bernard Lalanne")],
        pas: &[
            pas(25, Etape("fiche_entreprise")),
            pas(24, Etape("profils")),
            pas(22, Etape("presentation")),
            pas(19, Etape("convention")),
            pas(16, Etape("stage")),
            pas(3, Etape("bilan_croise")),
            pas(2, Etape("remise")),
        ],
    },
    // Proposed to the same company: the meeting is to come.
    Histoire {
        dispositif: "clause_sociale",
        ouvre: Role::CoordonnateurMlds,
        avec: &[],
        il_y_a: 9,
        retour: None,
        parties: D_UNE_CLAUSE,
        dates: &[(D::Demande, -9)],
        saisies: &[("referent_nom", "Bernard Lalanne")],
        pas: &[pas(8, Etape("fiche_entreprise")), pas(7, Etape("profils")), pas(4, Etape("presentation"))],
    },
    // The generic way, with a tutor.
    Histoire {
        dispositif: "tutorat",
        ouvre: ECOLE,
        avec: &[],
        il_y_a: 15,
        retour: Some(NatureSolution::RetourLyceePro),
        parties: &[A::Jeune, A::RepresentantLegal, A::Tuteur, A::ChefEtablissement],
        dates: &[(D::Demande, -15), (D::Debut, -10), (D::Fin, 90)],
        saisies: &[("accord", "accord")],
        pas: &[pas(13, Etape("accord")), pas(11, Etape("deroulement")), pas(2, Besoins(3))],
    },
    // An alliance whose members have signed the charter, and share what each needs.
    Histoire {
        dispositif: "alliance_educative",
        ouvre: ECOLE,
        avec: &[Role::ChefEtablissement],
        il_y_a: 24,
        retour: Some(NatureSolution::RetourLyceePro),
        parties: D_UNE_ALLIANCE,
        dates: &[(D::Demande, -24), (D::Debut, -9)],
        saisies: &[
            ("themes", "coéducation et lien avec la famille"),
            ("reponses", "accompagnement par un partenaire"),
            ("accord", "accord"),
        ],
        pas: &[
            pas(23, Etape("charte")),
            pas(20, Etape("diagnostic")),
            pas(
                18,
                Partage(
                    Role::PsyEn,
                    "coéducation et lien avec la famille",
                    "La famille préfère être appelée le soir, après 18 heures. Elle soutient le projet de reprendre en mécanique.",
                ),
            ),
            pas(
                17,
                Partage(
                    ECOLE,
                    "scolarité et remédiation",
                    "Très présent en atelier ; décroche en mathématiques depuis la Toussaint. Les professeurs proposent deux heures de soutien.",
                ),
            ),
            pas(13, Etape("proposition")),
            pas(9, Etape("suivi")),
        ],
    },
    // A group of the MLDS fills up; one waits for the family's agreement.
    a_la_session(
        25,
        &[(D::Demande, -25), (D::Debut, -23), (D::Fin, 45)],
        &[pas(24, Etape("inscription")), pas(23, Etape("session"))],
    ),
    a_la_session(
        25,
        &[(D::Demande, -25), (D::Debut, -23), (D::Fin, 45)],
        &[pas(24, Etape("inscription")), pas(23, Etape("session"))],
    ),
    a_la_session(
        24,
        &[(D::Demande, -24), (D::Debut, -22), (D::Fin, 45)],
        &[pas(23, Etape("inscription")), pas(22, Etape("session"))],
    ),
    a_la_session(
        23,
        &[(D::Demande, -23), (D::Debut, -20), (D::Fin, 45)],
        &[pas(21, Etape("inscription")), pas(20, Etape("session"))],
    ),
    a_la_session(
        19,
        &[(D::Demande, -19), (D::Debut, -16), (D::Fin, 45)],
        &[pas(18, Etape("inscription")), pas(16, Etape("session"))],
    ),
    a_la_session(
        6,
        &[(D::Demande, -6), (D::Debut, 3), (D::Fin, 45)],
        &[pas(5, Etape("inscription")), pas(2, Besoins(1))],
    ),
];
