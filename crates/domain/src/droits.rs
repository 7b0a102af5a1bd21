//! Who may do what: one table, from which the server decides, the help page is made and the tests are walked.
//!
//! A right is a role, an aggregate and an action. *Where* it holds is another question: the territory, which
//! the store answers with the organisations of the person who asks. Both must say yes.

use crate::liste::liste_fermee;

liste_fermee! {
    /// What somebody is, in one organisation, between two dates.
    Role {
        /// Pilots the GPDS, signs, verifies the leavers twice a year.
        ChefEtablissement = "chef_etablissement" => "Chef d’établissement",
        /// Alerts, GPDS, follow-up of returns: référent décrochage, CPE, professeur principal.
        ReferentDecrochage = "referent_decrochage" => "Référent décrochage",
        /// Entretiens de situation; the director of a CIO co-leads the PSAD.
        PsyEn = "psy_en" => "Psychologue de l’Éducation nationale (CIO)",
        /// Actions of the MLDS in a ZAP.
        CoordonnateurMlds = "coordonnateur_mlds" => "Coordonnateur MLDS",
        /// Offers and vacant places of a FOQUALE network.
        ResponsableFoquale = "responsable_foquale" => "Responsable FOQUALE",
        /// Leads a PSAD: lists, dispatch, hand-offs.
        ResponsablePsad = "responsable_psad" => "Responsable de PSAD",
        /// Contacts, entretiens, solutions, obligation de formation.
        ConseillerMissionLocale = "conseiller_mission_locale" => "Conseiller de mission locale",
        /// Inspecteur chargé de l'information et de l'orientation, for the département.
        IenIo = "ien_io" => "Inspecteur IEN-IO (DSDEN)",
        /// Campaigns, indicators, for the académie.
        Saio = "saio" => "Coordination académique (SAIO)",
        /// Register of processing, retention, access journal.
        Dpo = "dpo" => "Délégué à la protection des données",
        /// Accounts, organisations, settings; sees no young person.
        Administrateur = "administrateur" => "Administrateur",
    }
}

liste_fermee! {
    /// Kinds of organisations; the kind says what its territory is made of.
    GenreOrganisation {
        /// A school: the pupils whose last school it is.
        Etablissement = "etablissement" => "Établissement",
        /// Communes of a CIO's district.
        Cio = "cio" => "CIO",
        /// Communes of a PSAD.
        Psad = "psad" => "PSAD",
        /// Communes of a mission locale.
        MissionLocale = "mission_locale" => "Mission locale",
        /// Communes of a ZAP, with its FOQUALE network.
        Zap = "zap" => "ZAP",
        /// A département.
        Dsden = "dsden" => "DSDEN",
        /// The whole académie.
        Academie = "academie" => "Académie",
    }
}

impl Role {
    /// In which kinds of organisations the role can be held.
    pub fn organisations(self) -> &'static [GenreOrganisation] {
        use GenreOrganisation as G;
        match self {
            Self::ChefEtablissement | Self::ReferentDecrochage => &[G::Etablissement],
            Self::PsyEn => &[G::Cio],
            Self::CoordonnateurMlds | Self::ResponsableFoquale => &[G::Zap],
            Self::ResponsablePsad => &[G::Psad],
            Self::ConseillerMissionLocale => &[G::MissionLocale],
            Self::IenIo => &[G::Dsden],
            Self::Saio | Self::Dpo | Self::Administrateur => &[G::Academie],
        }
    }
}

impl Role {
    /// Whether somebody in the role watches over what the organisations of the territory hand to one another: a hand-off
    /// that stays unanswered is told to them as to its two sides.
    pub fn veille_aux_relais(self) -> bool {
        matches!(self, Self::ResponsablePsad | Self::IenIo)
    }
}

liste_fermee! {
    /// What is acted upon.
    Agregat {
        /// Identity, axes, timeline of somebody followed.
        Dossier = "dossier" => "Dossier d’un jeune",
        /// Calls, messages, letters, visits.
        Contact = "contact" => "Tentatives de contact",
        /// Appointments and their conclusions.
        Entretien = "entretien" => "Entretiens",
        /// Encrypted short notes.
        Note = "note" => "Notes",
        /// Solutions and their checks.
        Solution = "solution" => "Solutions",
        /// Who is responsible, and hand-offs.
        Relais = "relais" => "Passages de relais",
        /// Procedure of the obligation de formation.
        Obligation = "obligation" => "Obligation de formation",
        /// What a young person does in a dispositif: steps, parties, documents, signatures.
        Parcours = "parcours" => "Parcours dans un dispositif",
        /// A session that several young people follow together: grid, places.
        Groupe = "groupe" => "Groupes et places",
        /// Who is in a group, and who came.
        Presence = "presence" => "Présences d’un groupe",
        /// Public contracts with a clause sociale: buyer, company, hours.
        Marche = "marche" => "Marchés avec clause sociale",
        /// Lines, logo and signatory that the documents of an organisation bear.
        Entete = "entete" => "En-tête des documents",
        /// What the académie says once for everybody: its school calendar, how its decisions may be contested.
        Reglage = "reglage" => "Réglages de l’académie",
        /// All current documents of one model in a territory, as one file.
        LotDocuments = "lot_documents" => "Documents en lot",
        /// Results of exams: files read, who failed, what was done since.
        Resultat = "resultat" => "Résultats d’examens",
        /// Telling families, after the results, of the right to stay and of the marks that are kept.
        InformationExamen = "information_examen" => "Information des familles après un examen",
        /// Things to do.
        Tache = "tache" => "Tâches",
        /// A school's sheet of leavers.
        Verification = "verification" => "Vérification par l’établissement",
        /// A leaver signalled between two campaigns.
        Signalement = "signalement" => "Signalement",
        /// Doubtful matches of a campaign.
        Revue = "revue" => "Revue des correspondances",
        /// Sources, run, publication.
        Campagne = "campagne" => "Campagnes",
        /// Files made of a list.
        Export = "export" => "Exports de listes",
        /// Meetings of the PSAD.
        Comite = "comite" => "Comité technique",
        /// Who read which dossier.
        Consultation = "consultation" => "Journal des consultations",
        /// The whole access log, searched by whoever oversees data protection: numbers of dossiers, never a name.
        JournalAcces = "journal_acces" => "Journal de toutes les consultations",
        /// Accounts, memberships, invitations.
        Compte = "compte" => "Comptes et rôles",
        /// Counts, never a name.
        Statistique = "statistique" => "Statistiques",
    }
}

liste_fermee! {
    /// What is done.
    Action {
        /// To see.
        Lire = "lire" => "consulter",
        /// To add or change.
        Ecrire = "ecrire" => "modifier",
        /// To decide for others: assign, publish, close, merge.
        Decider = "decider" => "décider",
    }
}

use Action::{Decider, Ecrire, Lire};
use Role::{
    Administrateur, ChefEtablissement, ConseillerMissionLocale, CoordonnateurMlds, Dpo, IenIo, PsyEn,
    ReferentDecrochage, ResponsableFoquale, ResponsablePsad, Saio,
};

/// Those who follow young people, day after day; the school too, which follows its leavers for a year (circular 2013-035).
const SUIVI_ET_ECOLE: &[Role] = &[
    ChefEtablissement,
    ReferentDecrochage,
    PsyEn,
    CoordonnateurMlds,
    ResponsablePsad,
    ConseillerMissionLocale,
];
/// Everybody who may see somebody's dossier in a territory.
const LECTEURS: &[Role] = &[
    ChefEtablissement,
    ReferentDecrochage,
    PsyEn,
    CoordonnateurMlds,
    ResponsableFoquale,
    ResponsablePsad,
    ConseillerMissionLocale,
    IenIo,
];

/// Those whom a fiche may name: the DASEN decides through the IEN-IO's desk, the FOQUALE network offers places.
const ACTEURS_DES_PARCOURS: &[Role] = LECTEURS;

/// One line of the table.
#[derive(Debug, Clone, Copy)]
pub struct Droit {
    /// On what.
    pub agregat: Agregat,
    /// To do what.
    pub action: Action,
    /// Who may.
    pub roles: &'static [Role],
}

const fn droit(agregat: Agregat, action: Action, roles: &'static [Role]) -> Droit {
    Droit { agregat, action, roles }
}

/// The table. What is not in it is refused.
pub const DROITS: &[Droit] = &[
    droit(Agregat::Dossier, Lire, LECTEURS),
    // Correct a phone number, an address.
    droit(Agregat::Dossier, Ecrire, SUIVI_ET_ECOLE),
    // Merge and un-merge, close, reopen.
    droit(Agregat::Dossier, Decider, &[ResponsablePsad]),
    droit(Agregat::Contact, Lire, LECTEURS),
    droit(Agregat::Contact, Ecrire, SUIVI_ET_ECOLE),
    droit(Agregat::Entretien, Lire, LECTEURS),
    droit(Agregat::Entretien, Ecrire, SUIVI_ET_ECOLE),
    droit(Agregat::Note, Lire, SUIVI_ET_ECOLE),
    droit(Agregat::Note, Ecrire, SUIVI_ET_ECOLE),
    droit(Agregat::Solution, Lire, LECTEURS),
    droit(Agregat::Solution, Ecrire, SUIVI_ET_ECOLE),
    droit(Agregat::Relais, Lire, LECTEURS),
    // Propose, accept, refuse.
    droit(Agregat::Relais, Ecrire, SUIVI_ET_ECOLE),
    // Name who is responsible inside the organisation.
    droit(Agregat::Relais, Decider, &[ChefEtablissement, PsyEn, ResponsablePsad]),
    droit(Agregat::Obligation, Lire, LECTEURS),
    // Control is by the missions locales (L114-1, R114-7), with the PSAD.
    droit(Agregat::Obligation, Ecrire, &[ResponsablePsad, ConseillerMissionLocale]),
    droit(Agregat::Parcours, Lire, ACTEURS_DES_PARCOURS),
    // A step belongs to those whom its fiche names; this says who may act at all.
    droit(Agregat::Parcours, Ecrire, ACTEURS_DES_PARCOURS),
    // Open one, say who takes part, stop it, note what was signed on paper.
    droit(Agregat::Parcours, Decider, SUIVI_ET_ECOLE),
    // Those whom the fiches of such dispositifs name, and who look for a place.
    droit(Agregat::Groupe, Lire, ACTEURS_DES_PARCOURS),
    droit(Agregat::Groupe, Ecrire, &[CoordonnateurMlds]),
    // The MLDS conducts its groups and answers for their register; the school that receives one reads it. Whoever looks for a
    // place needs neither names nor absences.
    droit(Agregat::Presence, Lire, &[ChefEtablissement, ReferentDecrochage, CoordonnateurMlds]),
    droit(Agregat::Presence, Ecrire, &[CoordonnateurMlds]),
    // The MLDS keeps them with buyers and companies; who leads the zone and the département follows the hours.
    droit(Agregat::Marche, Lire, &[CoordonnateurMlds, ResponsablePsad, IenIo]),
    droit(Agregat::Marche, Ecrire, &[CoordonnateurMlds, ResponsablePsad]),
    // Who signs for an organisation says how; the inspector's desk issues what the DASEN decides.
    droit(Agregat::Entete, Lire, &[ChefEtablissement, ResponsablePsad, IenIo, Administrateur]),
    droit(Agregat::Entete, Ecrire, &[ChefEtablissement, ResponsablePsad, IenIo, Administrateur]),
    // In the place of an organisation where nobody does.
    droit(Agregat::Entete, Decider, &[Administrateur]),
    // Who leads a territory, and reads the parcours of it.
    droit(Agregat::LotDocuments, Lire, &[ChefEtablissement, ResponsablePsad, IenIo]),
    droit(Agregat::LotDocuments, Ecrire, &[ChefEtablissement, ResponsablePsad, IenIo]),
    droit(Agregat::Resultat, Lire, &[ChefEtablissement, ReferentDecrochage, IenIo, Saio]),
    // A school reads its own file, the académie that of all.
    droit(Agregat::Resultat, Ecrire, &[ChefEtablissement, ReferentDecrochage, Saio]),
    // Who a doubtful line is: whoever decides sees people of every territory.
    droit(Agregat::Resultat, Decider, &[Saio]),
    // The school of origin keeps the place, so it tells (D331-42).
    droit(Agregat::InformationExamen, Lire, &[ChefEtablissement, ReferentDecrochage]),
    droit(Agregat::InformationExamen, Ecrire, &[ChefEtablissement, ReferentDecrochage]),
    droit(Agregat::Tache, Lire, SUIVI_ET_ECOLE),
    droit(Agregat::Tache, Ecrire, SUIVI_ET_ECOLE),
    droit(Agregat::Verification, Lire, &[ChefEtablissement, ReferentDecrochage, ResponsablePsad, Saio]),
    droit(Agregat::Verification, Ecrire, &[ChefEtablissement, ReferentDecrochage]),
    // Follow where the schools' sheets stand, and remind those that have not answered.
    droit(Agregat::Verification, Decider, &[ResponsablePsad, Saio]),
    droit(Agregat::Signalement, Ecrire, SUIVI_ET_ECOLE),
    droit(Agregat::Revue, Lire, &[ResponsablePsad, Saio]),
    droit(Agregat::Revue, Ecrire, &[ResponsablePsad, Saio]),
    droit(Agregat::Campagne, Lire, &[ResponsablePsad, IenIo, Saio, Dpo]),
    droit(Agregat::Campagne, Ecrire, &[Saio]),
    droit(Agregat::Campagne, Decider, &[Saio]),
    droit(
        Agregat::Export,
        Lire,
        &[ChefEtablissement, PsyEn, CoordonnateurMlds, ResponsablePsad, ConseillerMissionLocale, IenIo],
    ),
    droit(
        Agregat::Comite,
        Lire,
        &[PsyEn, CoordonnateurMlds, ResponsableFoquale, ResponsablePsad, ConseillerMissionLocale, IenIo],
    ),
    droit(Agregat::Comite, Ecrire, &[PsyEn, ResponsablePsad]),
    droit(Agregat::Consultation, Lire, &[ResponsablePsad, ChefEtablissement, Dpo]),
    droit(Agregat::JournalAcces, Lire, &[Dpo]),
    droit(Agregat::Compte, Lire, &[Administrateur, Dpo]),
    droit(Agregat::Compte, Ecrire, &[Administrateur]),
    droit(Agregat::Reglage, Lire, Role::TOUS),
    droit(Agregat::Reglage, Ecrire, &[Administrateur]),
    droit(Agregat::Statistique, Lire, Role::TOUS),
];

/// Whether the table lets the role do that.
pub fn peut(role: Role, agregat: Agregat, action: Action) -> bool {
    DROITS
        .iter()
        .any(|droit| droit.agregat == agregat && droit.action == action && droit.roles.contains(&role))
}

liste_fermee! {
    /// Why an organisation has a dossier in its territory: the reason shown on the page and written in the log.
    MotifPortee {
        /// The commune of residence is in the PSAD's zone.
        Psad = "psad" => "le jeune habite la zone de votre PSAD",
        /// The last school.
        Etablissement = "etablissement" => "votre établissement est le dernier qu’il a fréquenté",
        /// The commune is in the CIO's district.
        Cio = "cio" => "le jeune habite le district de votre CIO",
        /// The commune is in the mission locale's zone.
        MissionLocale = "mission_locale" => "le jeune habite la zone de votre mission locale",
        /// The commune is in the ZAP.
        Zap = "zap" => "le jeune habite votre ZAP",
        /// The commune is in the département.
        Departement = "departement" => "le jeune habite votre département",
        /// The organisation is responsible for the dossier.
        Responsable = "responsable" => "votre structure est responsable de son dossier",
        /// A hand-off waits for the organisation's answer.
        RelaisPropose = "relais_propose" => "un passage de relais vous est proposé",
        /// Another dossier of the same person, reunited with this one, is in its territory.
        Reunion = "reunion" => "un autre dossier du même jeune, réuni à celui-ci, est de votre territoire",
        /// It was responsible until a short while ago.
        AncienResponsable = "ancien_responsable" => "votre structure en était responsable (accès limité dans le temps)",
    }
}

impl MotifPortee {
    /// Whether the reason lets the organisation write in the dossier. Who was responsible until a short while ago reads,
    /// to answer the questions of who took over; what they would write nobody would follow.
    pub fn permet_d_ecrire(self) -> bool {
        self != Self::AncienResponsable
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_table_is_there_once_and_names_each_role_once() {
        for (i, a) in DROITS.iter().enumerate() {
            assert!(
                !DROITS[..i].iter().any(|b| (b.agregat, b.action) == (a.agregat, a.action)),
                "{a:?} twice"
            );
            for (j, role) in a.roles.iter().enumerate() {
                assert!(!a.roles[..j].contains(role), "{role:?} twice in {a:?}");
            }
        }
    }

    #[test]
    fn who_may_change_may_see() {
        for droit in DROITS.iter().filter(|d| d.action == Ecrire && d.agregat != Agregat::Signalement) {
            for role in droit.roles {
                assert!(
                    peut(*role, droit.agregat, Lire),
                    "{role:?} changes {:?} without seeing it",
                    droit.agregat
                );
            }
        }
    }

    #[test]
    fn administrators_and_the_académie_see_no_dossier() {
        for role in [Administrateur, Saio, Dpo] {
            assert!(!peut(role, Agregat::Dossier, Lire), "{role:?}");
            assert!(!peut(role, Agregat::Note, Lire), "{role:?}");
        }
    }

    #[test]
    fn every_role_can_be_held_somewhere() {
        for role in Role::TOUS {
            assert!(!role.organisations().is_empty());
            assert_eq!(Role::de_code(role.code()), Some(*role));
        }
    }
}
