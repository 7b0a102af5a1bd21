//! The closed lists of follow-up. The codes are ours: no official nomenclature of RIO-Suivi is public.

use crate::liste::liste_fermee;

liste_fermee! {
    /// Through what somebody was contacted.
    Canal {
        /// Phone.
        Telephone = "telephone" => "téléphone",
        /// Text message.
        Sms = "sms" => "SMS",
        /// E-mail.
        Courriel = "courriel" => "courriel",
        /// Letter.
        Courrier = "courrier" => "courrier",
        /// At home.
        Visite = "visite" => "visite à domicile",
        /// Through somebody else.
        Autre = "autre" => "autre moyen",
    }
}

liste_fermee! {
    /// What came of an attempt.
    IssueContact {
        /// Spoke with the young person.
        JeuneJoint = "jeune_joint" => "jeune joint",
        /// Spoke with the family.
        FamilleJointe = "famille_jointe" => "famille jointe",
        /// Left a message, or sent one.
        Message = "message" => "message laissé",
        /// Nobody.
        SansReponse = "sans_reponse" => "pas de réponse",
        /// The number or address is wrong.
        MauvaisNumero = "mauvais_numero" => "mauvais numéro ou adresse",
        /// Does not want to be contacted.
        Refus = "refus" => "refus d’être contacté",
    }
}

liste_fermee! {
    /// Where contact stands; derived from the attempts, never entered.
    EtatContact {
        /// No attempt.
        AContacter = "a_contacter" => "à contacter",
        /// Attempts, nobody reached.
        EnCours = "en_cours" => "en cours",
        /// Young person or family reached.
        Joint = "joint" => "joint",
        /// Enough attempts on enough channels, nobody reached.
        Injoignable = "injoignable" => "injoignable",
        /// Refuses to be contacted.
        Refus = "refus" => "refus",
    }
}

liste_fermee! {
    /// Where the verification of the listing stands.
    EtatVerification {
        /// Nobody has confirmed.
        AVerifier = "a_verifier" => "à vérifier",
        /// The school or the person confirms: without a solution.
        Confirmee = "confirmee" => "confirmée, sans solution",
        /// Still enrolled: followed so as not to drop out (PAFI, PPRE, tutorat, maintien…). Nobody is looked for.
        Scolarise = "scolarise" => "encore scolarisé",
        /// In a school.
        RetrouveScolaire = "retrouve_scolaire" => "retrouvé dans un établissement scolaire",
        /// In agricultural education.
        RetrouveAgricole = "retrouve_agricole" => "retrouvé dans l’enseignement agricole",
        /// Apprentice.
        RetrouveApprentissage = "retrouve_apprentissage" => "retrouvé en apprentissage",
        /// In higher education.
        RetrouveSuperieur = "retrouve_superieur" => "retrouvé dans l’enseignement supérieur",
        /// Training of the Région, E2C, EPIDE…
        RetrouveFormation = "retrouve_formation" => "retrouvé en formation professionnelle",
        /// Has a job or a service civique.
        RetrouveEmploi = "retrouve_emploi" => "en emploi ou en service civique",
        /// Accompanied by another structure.
        RetrouveAccompagne = "retrouve_accompagne" => "déjà accompagné par une autre structure",
        /// Holds the diploma.
        DiplomeObtenu = "diplome_obtenu" => "diplôme obtenu",
        /// Listed twice.
        Doublon = "doublon" => "doublon",
        /// Went abroad.
        DepartEtranger = "depart_etranger" => "parti à l’étranger",
        /// Died.
        Decede = "decede" => "décédé",
        /// Should not have been listed.
        Erreur = "erreur" => "erreur de liste",
    }
}

impl EtatVerification {
    /// Whether it ends the follow-up: nothing is to be looked for any more.
    pub fn met_fin_au_suivi(self) -> bool {
        !matches!(self, Self::AVerifier | Self::Confirmee | Self::Scolarise)
    }
}

liste_fermee! {
    /// Kinds of solutions.
    NatureSolution {
        /// Back in a lycée.
        RetourLycee = "retour_lycee" => "retour en lycée",
        /// Back in a lycée professionnel.
        RetourLyceePro = "retour_lycee_pro" => "retour en lycée professionnel",
        /// Micro-lycée or structure de retour à l'école.
        MicroLycee = "micro_lycee" => "micro-lycée ou structure de retour à l’école",
        /// Action of the MLDS.
        ActionMlds = "action_mlds" => "action MLDS",
        /// Same class again after failing the exam.
        Maintien = "maintien" => "droit au maintien",
        /// Apprenticeship.
        Apprentissage = "apprentissage" => "apprentissage",
        /// Contrat de professionnalisation.
        ContratPro = "contrat_pro" => "contrat de professionnalisation",
        /// Training of the Région.
        FormationRegion = "formation_region" => "formation de la Région",
        /// GRETA.
        Greta = "greta" => "formation au GRETA",
        /// École de la deuxième chance.
        E2c = "e2c" => "École de la deuxième chance",
        /// EPIDE.
        Epide = "epide" => "EPIDE",
        /// Service militaire volontaire.
        Smv = "smv" => "service militaire volontaire",
        /// Service civique.
        ServiceCivique = "service_civique" => "service civique",
        /// Job.
        Emploi = "emploi" => "emploi",
        /// Accompanied by the mission locale.
        AccompagnementMl = "accompagnement_ml" => "accompagnement par la mission locale",
        /// Social or medico-social accompaniment.
        AccompagnementSocial = "accompagnement_social" => "accompagnement social ou médico-social",
        /// Something else that trains or employs.
        Autre = "autre" => "autre solution",
    }
}

liste_fermee! {
    /// Why a solution ended.
    FinSolution {
        /// As planned, with the diploma.
        Diplome = "diplome" => "diplôme obtenu",
        /// As planned.
        Terme = "terme" => "arrivée à son terme",
        /// Broken by the young person.
        Abandon = "abandon" => "abandon",
        /// Broken by the structure or the employer.
        Rupture = "rupture" => "rupture par la structure ou l’employeur",
        /// Never began.
        JamaisCommencee = "jamais_commencee" => "jamais commencée",
    }
}

liste_fermee! {
    /// What came of an appointment.
    IssueEntretien {
        /// Took place.
        Tenu = "tenu" => "entretien tenu",
        /// Absent, excused.
        AbsenceExcusee = "absence_excusee" => "absence excusée",
        /// Absent, no word.
        Absence = "absence" => "absence sans excuse",
        /// Cancelled by the structure.
        Annule = "annule" => "annulé par la structure",
    }
}

liste_fermee! {
    /// What an interview is for.
    GenreEntretien {
        /// Within three months of the school's signal, with the legal representative (L313-8).
        Reorientation = "reorientation" => "entretien de réorientation (L313-8)",
        /// With a Psy-EN.
        Situation = "situation" => "entretien de situation",
        /// Of the obligation de formation (R114-6).
        Obligation = "obligation" => "entretien de l’obligation de formation (R114-6)",
        /// Anything else.
        Suivi = "suivi" => "entretien de suivi",
    }
}

liste_fermee! {
    /// What an interview concludes.
    Conclusion {
        /// Wants to come back to school.
        RetourFormation = "retour_formation" => "souhaite reprendre une formation",
        /// Wants an apprenticeship.
        Apprentissage = "apprentissage" => "cherche un apprentissage",
        /// Wants a job.
        Emploi = "emploi" => "cherche un emploi",
        /// Wants to discover trades.
        Projet = "projet" => "construit son projet",
        /// Already has something.
        SolutionTrouvee = "solution_trouvee" => "a trouvé une solution",
        /// Needs time.
        Reflexion = "reflexion" => "a besoin de temps",
        /// Needs other help first.
        AutreAide = "autre_aide" => "a d’abord besoin d’une autre aide",
        /// Wants none.
        Refus = "refus" => "ne souhaite pas d’accompagnement",
    }
}

liste_fermee! {
    /// Why a dossier is handed over.
    MotifRelais {
        /// Moved.
        Demenagement = "demenagement" => "déménagement",
        /// The other is better placed to accompany.
        Accompagnement = "accompagnement" => "accompagnement plus adapté",
        /// Obligation de formation: mission locale (L114-1).
        Obligation = "obligation" => "obligation de formation",
        /// Back to school: CIO.
        RetourFormation = "retour_formation" => "retour en formation",
        /// The colleague leaves.
        DepartAgent = "depart_agent" => "départ d’un collègue",
    }
}

liste_fermee! {
    /// Why a hand-off is refused.
    MotifRefus {
        /// Not of the territory.
        HorsTerritoire = "hors_territoire" => "hors de notre territoire",
        /// Not of the public.
        HorsPublic = "hors_public" => "hors de notre public",
        /// No capacity.
        Capacite = "capacite" => "plus de place actuellement",
        /// The person refuses.
        RefusJeune = "refus_jeune" => "refus du jeune",
        /// Incomplete.
        Incomplet = "incomplet" => "informations insuffisantes",
    }
}

liste_fermee! {
    /// Things to do that no rule derives.
    GenreTache {
        /// Call.
        Appeler = "appeler" => "appeler",
        /// Write.
        Ecrire = "ecrire" => "écrire",
        /// Ask a structure about a place.
        ChercherPlace = "chercher_place" => "chercher une place",
        /// Ask for a paper.
        Document = "document" => "obtenir un document",
        /// Speak about it in the committee.
        Comite = "comite" => "présenter en comité technique",
        /// Handle what the young person answered by the signed link.
        Reponse = "reponse" => "traiter la réponse du jeune",
        /// Something else.
        Autre = "autre" => "autre",
    }
}

liste_fermee! {
    /// Steps of the obligation de formation, 16–18 (R114-1 to R114-7).
    EtapeObligation {
        /// Listed as a minor without activity.
        Repere = "repere" => "repéré",
        /// Invited to the interview (R114-6).
        Invite = "invite" => "invité à l’entretien",
        /// The interview took place.
        EntretienTenu = "entretien_tenu" => "entretien tenu",
        /// Convoked with the legal representative (R114-7): two months run.
        Convoque = "convoque" => "convoqué avec son représentant légal",
        /// Passed on to the président du conseil départemental (R114-7).
        Transmis = "transmis" => "transmis au président du conseil départemental",
        /// Exempt on a certificate (R114-3): only its existence and its end are kept.
        Exempte = "exempte" => "exempté sur certificat médical",
        /// Met.
        Satisfaite = "satisfaite" => "obligation satisfaite",
    }
}

liste_fermee! {
    /// Why somebody is convoked (R114-7).
    MotifConvocation {
        /// Absent at the interview without a reason (1°).
        Absence = "absence" => "absence injustifiée à l’entretien (R114-7, 1°)",
        /// Left the path early (2°).
        Abandon = "abandon" => "abandon du parcours d’accompagnement (R114-7, 2°)",
        /// No longer answers (3°).
        SansReponse = "sans_reponse" => "ne répond plus aux sollicitations (R114-7, 3°)",
    }
}

liste_fermee! {
    /// What the young person answers by the signed link.
    ReponseJeune {
        /// Already in training.
        EnFormation = "en_formation" => "je suis déjà en formation ou en emploi",
        /// Call me.
        Rappel = "rappel" => "rappelez-moi",
        /// I need help.
        Aide = "aide" => "j’ai besoin d’aide",
        /// Does something else: works, looks after somebody, waits.
        Autre = "autre" => "je fais autre chose",
        /// Wrong person.
        PasMoi = "pas_moi" => "ce n’est pas moi",
        /// No more contact.
        PlusDeContact = "plus_de_contact" => "ne me contactez plus",
    }
}

liste_fermee! {
    /// Where a dossier comes from.
    Origine {
        /// A campaign's list.
        Campagne = "campagne" => "liste SIEI",
        /// A school's signal between campaigns.
        Signalement = "signalement" => "signalement d’un établissement",
        /// Came by himself or herself.
        Spontane = "spontane" => "venue spontanée",
        /// Failed an exam: the school of origin informs the family (D331-42).
        Examen = "examen" => "échec à un examen",
        /// The school follows a pupil who risks dropping out.
        Prevention = "prevention" => "prévention en établissement",
    }
}

impl Origine {
    /// What the listing is worth on the first day: whom a school follows, or who failed an exam, has not left.
    pub fn verification(self) -> EtatVerification {
        match self {
            Self::Campagne | Self::Signalement | Self::Spontane => EtatVerification::AVerifier,
            Self::Examen | Self::Prevention => EtatVerification::Scolarise,
        }
    }
}

liste_fermee! {
    /// Why a dossier is closed.
    MotifCloture {
        /// The verification found the person.
        Retrouve = "retrouve" => "situation connue",
        /// The solution lasted six months or led to a diploma.
        SolutionDurable = "solution_durable" => "solution durable",
        /// Turned 26.
        LimiteAge = "limite_age" => "26 ans révolus",
        /// Does not want to be contacted any more.
        Refus = "refus" => "refus d’être accompagné",
        /// Listed twice: the other dossier goes on.
        Fusion = "fusion" => "fusionné avec un autre dossier",
        /// Listed by mistake.
        Erreur = "erreur" => "erreur de liste",
    }
}

liste_fermee! {
    /// Why the rules propose a situation to the comité technique, the most particular reason first.
    RaisonComite {
        /// Somebody asked for it ([`GenreTache::Comite`]).
        Demande = "demande" => "demandé par un membre",
        /// A hand-off was refused, and nothing came of it.
        RelaisRefuse = "relais_refuse" => "relais refusé",
        /// A hand-off waits longer than it should.
        RelaisSansReponse = "relais_sans_reponse" => "relais sans réponse",
        /// Something is long overdue.
        Retard = "retard" => "échéance dépassée",
        /// Without a solution for months.
        SansSolution = "sans_solution" => "sans solution depuis longtemps",
    }
}

liste_fermee! {
    /// What the comité technique decides for somebody: a task of the dossier, or a hand-off.
    DecisionComite {
        /// Call again.
        Appeler = "appeler" => "reprendre contact",
        /// Write.
        Ecrire = "ecrire" => "écrire",
        /// Ask a structure about a place.
        ChercherPlace = "chercher_place" => "chercher une place",
        /// Ask for a paper.
        Document = "document" => "obtenir un document",
        /// Hand over to the organisation of whoever is in charge.
        Relais = "relais" => "passer le relais à la structure de cette personne",
        /// Something else.
        Autre = "autre" => "autre action",
    }
}

impl DecisionComite {
    /// The task that carries it; none for a hand-off.
    pub fn tache(self) -> Option<GenreTache> {
        match self {
            Self::Appeler => Some(GenreTache::Appeler),
            Self::Ecrire => Some(GenreTache::Ecrire),
            Self::ChercherPlace => Some(GenreTache::ChercherPlace),
            Self::Document => Some(GenreTache::Document),
            Self::Autre => Some(GenreTache::Autre),
            Self::Relais => None,
        }
    }
}
