//! What other programs may ask for in somebody's name, and what they are told of.
//!
//! A token never adds a right: its scope only narrows what the person's role allows ([`EtendueJeton::droit`]), so that a
//! program that reads contacts cannot accept a hand-off. A webhook says that something of a kind happened to a
//! dossier, never what: whoever is told comes and asks, with a right to.

use crate::{
    droits::{Action, Agregat, Role, peut},
    liste::liste_fermee,
    suivi::Evenement,
};

liste_fermee! {
    /// What a token of the API may be used for.
    EtendueJeton {
        /// Lists of dossiers, one dossier, its journal without the notes.
        DossiersLire = "dossiers:lire" => "consulter les dossiers et leur journal",
        /// Correct a phone number or an e-mail address.
        DossiersEcrire = "dossiers:ecrire" => "ajouter un numéro ou une adresse électronique",
        /// Attempts at contact, phone numbers, e-mail addresses, representatives.
        ContactsLire = "contacts:lire" => "consulter les coordonnées et les tentatives de contact",
        /// Note an attempt.
        ContactsEcrire = "contacts:ecrire" => "enregistrer une tentative de contact",
        /// Notes of the journal.
        NotesLire = "notes:lire" => "lire les notes du journal",
        /// Hand-offs received and sent.
        RelaisLire = "relais:lire" => "consulter les passages de relais",
        /// Propose, accept, refuse.
        RelaisEcrire = "relais:ecrire" => "proposer, accepter ou refuser un relais",
        /// Parcours: steps, parties, documents.
        ParcoursLire = "parcours:lire" => "consulter les parcours et leurs documents",
        /// Open one, and act in it.
        ParcoursEcrire = "parcours:ecrire" => "ouvrir un parcours et y agir",
        /// Campaigns and their verdicts.
        CampagnesLire = "campagnes:lire" => "consulter les campagnes et leurs verdicts",
    }
}

impl EtendueJeton {
    /// The right without which the scope opens nothing.
    pub fn droit(self) -> (Agregat, Action) {
        match self {
            Self::DossiersLire => (Agregat::Dossier, Action::Lire),
            Self::DossiersEcrire => (Agregat::Dossier, Action::Ecrire),
            Self::ContactsLire => (Agregat::Contact, Action::Lire),
            Self::ContactsEcrire => (Agregat::Contact, Action::Ecrire),
            Self::NotesLire => (Agregat::Note, Action::Lire),
            Self::RelaisLire => (Agregat::Relais, Action::Lire),
            Self::RelaisEcrire => (Agregat::Relais, Action::Ecrire),
            Self::ParcoursLire => (Agregat::Parcours, Action::Lire),
            Self::ParcoursEcrire => (Agregat::Parcours, Action::Ecrire),
            Self::CampagnesLire => (Agregat::Campagne, Action::Lire),
        }
    }

    /// Those that open something to a role: what it is offered.
    pub fn de_role(role: Role) -> impl Iterator<Item = Self> {
        Self::TOUS.iter().copied().filter(move |etendue| {
            let (agregat, action) = etendue.droit();
            peut(role, agregat, action)
        })
    }
}

liste_fermee! {
    /// What a webhook tells of: that it happened, to which dossier, when.
    SujetWebhook {
        /// A dossier begins in the territory.
        DossierOuvert = "dossier.ouvert" => "un dossier s’ouvre",
        /// It ends.
        DossierClos = "dossier.clos" => "un dossier est clos",
        /// It begins again.
        DossierRouvert = "dossier.rouvert" => "un dossier est rouvert",
        /// The listing was verified.
        SituationVerifiee = "situation.verifiee" => "la situation d’un jeune est vérifiée",
        /// An attempt at contact.
        ContactTente = "contact.tente" => "une tentative de contact est enregistrée",
        /// A number or address was corrected.
        CoordonneesCorrigees = "coordonnees.corrigees" => "des coordonnées sont corrigées",
        /// The young person answered the signed link.
        ReponseRecue = "reponse.recue" => "un jeune répond par son lien",
        /// An appointment is made.
        EntretienPrevu = "entretien.prevu" => "un entretien est fixé",
        /// What came of it is noted.
        EntretienConclu = "entretien.conclu" => "la suite d’un entretien est notée",
        /// A solution begins.
        SolutionOuverte = "solution.ouverte" => "une solution est trouvée",
        /// A solution ends.
        SolutionFinie = "solution.finie" => "une solution prend fin",
        /// A hand-off is proposed.
        RelaisPropose = "relais.propose" => "un relais est proposé",
        /// Accepted.
        RelaisAccepte = "relais.accepte" => "un relais est accepté",
        /// Refused.
        RelaisRefuse = "relais.refuse" => "un relais est refusé",
        /// Taken back.
        RelaisRetire = "relais.retire" => "un relais est retiré",
        /// Somebody is named responsible.
        ResponsableDesigne = "responsable.designe" => "un responsable est désigné",
        /// An entry was a mistake: what was told of it is not so.
        EntreeAnnulee = "entree.annulee" => "une entrée du journal est annulée",
    }
}

impl SujetWebhook {
    /// What is told of an entry of the journal; nothing for what stays inside: tasks, notes, links, the obligation de
    /// formation.
    pub fn de(evenement: &Evenement) -> Option<Self> {
        use Evenement as E;
        Some(match evenement {
            E::Ouvert { .. } => Self::DossierOuvert,
            E::Clos { .. } => Self::DossierClos,
            E::Rouvert => Self::DossierRouvert,
            E::Verifie { .. } => Self::SituationVerifiee,
            E::Tentative { .. } => Self::ContactTente,
            E::CoordonneesCorrigees => Self::CoordonneesCorrigees,
            E::ReponseRecue { .. } => Self::ReponseRecue,
            E::EntretienPrevu { .. } => Self::EntretienPrevu,
            E::EntretienConclu { .. } => Self::EntretienConclu,
            E::SolutionOuverte { .. } => Self::SolutionOuverte,
            E::SolutionFinie { .. } => Self::SolutionFinie,
            E::RelaisPropose { .. } => Self::RelaisPropose,
            E::RelaisAccepte { .. } => Self::RelaisAccepte,
            E::RelaisRefuse { .. } => Self::RelaisRefuse,
            E::RelaisRetire { .. } => Self::RelaisRetire,
            E::ResponsableDesigne { .. } => Self::ResponsableDesigne,
            E::Annule { .. } => Self::EntreeAnnulee,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_is_offered_to_those_alone_whom_it_serves() {
        let offertes = |role| EtendueJeton::de_role(role).collect::<Vec<_>>();
        assert_eq!(offertes(Role::Administrateur), []);
        assert_eq!(offertes(Role::Saio), [EtendueJeton::CampagnesLire]);
        assert_eq!(offertes(Role::ResponsablePsad), EtendueJeton::TOUS);
        assert!(!offertes(Role::IenIo).contains(&EtendueJeton::NotesLire));
    }

    #[test]
    fn what_stays_inside_is_told_to_nobody() {
        assert_eq!(SujetWebhook::de(&Evenement::Note), None);
        assert_eq!(SujetWebhook::de(&Evenement::Annule { rang: 2 }), Some(SujetWebhook::EntreeAnnulee));
        for sujet in SujetWebhook::TOUS {
            assert_eq!(SujetWebhook::de_code(sujet.code()), Some(*sujet));
            // Codes are joined by spaces where they are kept.
            assert!(!sujet.code().contains(' '));
        }
    }
}
