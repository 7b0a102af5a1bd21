//! The closed lists of the catalogue: what a file under `dispositifs/` may name. A word that is not here is a defect of
//! the file, told with its line.

use crate::{droits::Role, liste::liste_fermee};

liste_fermee! {
    /// When in a path a dispositif acts.
    Phase {
        /// While the pupil is still at school.
        Prevention = "prevention" => "Prévenir",
        /// At the break: understanding, keeping the link.
        Intervention = "intervention" => "Intervenir",
        /// Coming back to training.
        Remediation = "remediation" => "Revenir en formation",
        /// A right that a text opens to whoever meets its conditions.
        Droit = "droit" => "Faire valoir un droit",
        /// Work, apprenticeship, service: out of school and towards a qualification.
        Insertion = "insertion" => "S’insérer",
    }
}

liste_fermee! {
    /// Who acts in a step: every role of the table of rights, and the parties who have no account.
    Acteur {
        /// The role of the same code.
        ChefEtablissement = "chef_etablissement" => "le chef d’établissement",
        /// The role of the same code.
        ReferentDecrochage = "referent_decrochage" => "le référent décrochage",
        /// The role of the same code.
        PsyEn = "psy_en" => "le psychologue de l’Éducation nationale",
        /// The role of the same code.
        CoordonnateurMlds = "coordonnateur_mlds" => "le coordonnateur MLDS",
        /// The role of the same code.
        ResponsableFoquale = "responsable_foquale" => "le responsable FOQUALE",
        /// The role of the same code.
        ResponsablePsad = "responsable_psad" => "le responsable de PSAD",
        /// The role of the same code.
        ConseillerMissionLocale = "conseiller_mission_locale" => "le conseiller de mission locale",
        /// The role of the same code.
        IenIo = "ien_io" => "l’inspecteur IEN-IO",
        /// The role of the same code.
        Saio = "saio" => "la coordination académique (SAIO)",
        /// The role of the same code.
        Dpo = "dpo" => "le délégué à la protection des données",
        /// The role of the same code.
        Administrateur = "administrateur" => "l’administrateur",
        /// The young person.
        Jeune = "jeune" => "le jeune",
        /// Without whom nothing binds a minor.
        RepresentantLegal = "representant_legal" => "le représentant légal",
        /// Follows the pupil where they are received.
        Tuteur = "tuteur" => "le tuteur",
        /// Follows the pupil for the school.
        ReferentPedagogique = "referent_pedagogique" => "le référent pédagogique",
        /// Receives for a stage or a path.
        Entreprise = "entreprise" => "l’entreprise d’accueil",
        /// Public buyer of a contract with a clause.
        Acheteur = "acheteur" => "l’acheteur public",
        /// Association, local authority, social or youth service.
        Partenaire = "partenaire" => "le partenaire",
        /// Directeur académique des services de l'Éducation nationale.
        Dasen = "dasen" => "le DASEN",
        /// The school that receives, when it is not the school of origin.
        EtablissementAccueil = "etablissement_accueil" => "l’établissement d’accueil",
    }
}

impl Acteur {
    /// The role of the table of rights, when the actor holds an account.
    pub fn role(self) -> Option<Role> {
        Role::de_code(self.code())
    }
}

liste_fermee! {
    /// Models of documents that a step may ask for. What no text gives as a model is Raccroche's own, never "official".
    ModeleDocument {
        /// Fields of annex 1 of the PAFI guide.
        PafiDiagnostic = "pafi_diagnostic" => "Fiche de repérage, d’accueil et de diagnostic",
        /// Between pupil, family, school and partners.
        PafiContrat = "pafi_contrat" => "Contrat de parcours aménagé",
        /// Changes a contract already signed.
        Avenant = "avenant" => "Avenant",
        /// Filled by the tutor as the path goes.
        SuiviTuteur = "suivi_tuteur" => "Fiche de suivi du tuteur",
        /// Ends a path.
        Bilan = "bilan" => "Bilan",
        /// With the company that receives.
        ConventionStage = "convention_stage" => "Convention de stage",
        /// Signed by the tutor and the référent pédagogique, handed to the buyer.
        BilanCroise = "bilan_croise" => "Bilan croisé",
        /// Of the FOQUALE networks.
        ContratObjectif = "contrat_objectif" => "Contrat « Objectif formation-emploi »",
        /// Handed after the information phase of the right to return.
        RecapitulatifRetour = "recapitulatif_retour" => "Récapitulatif du droit au retour",
        /// Signed by the young person, the référent and the head of the host school.
        ParcoursCosigne = "parcours_cosigne" => "Parcours personnalisé cosigné",
        /// After an entretien de situation.
        SyntheseBilan = "synthese_bilan" => "Fiche synthèse-bilan",
        /// Sent back to the CIO of the district.
        FicheRecensement = "fiche_recensement" => "Fiche individuelle de recensement",
        /// Signed by each member of an alliance before they see anything.
        CharteDeontologie = "charte_deontologie" => "Charte de déontologie",
        /// Pronounced by the DASEN.
        DecisionAffectation = "decision_affectation" => "Décision d’affectation",
        /// Of a path, by whoever validates in the académie.
        DecisionValidation = "decision_validation" => "Décision de validation",
        /// Of presence, of competences.
        Attestation = "attestation" => "Attestation",
        /// To the family or the young person.
        Lettre = "lettre" => "Lettre",
        /// With the pupil and the family.
        ContratMaintien = "contrat_maintien" => "Contrat de maintien en formation",
        /// Missions that the company can give.
        FicheEntreprise = "fiche_entreprise" => "Fiche entreprise",
    }
}

liste_fermee! {
    /// Days that a parcours names: deadlines count from them, limits are checked between them.
    DateNommee {
        /// The day the parcours was opened here.
        Ouverture = "ouverture" => "ouverture du parcours",
        /// The day the request was received.
        Demande = "demande" => "réception de la demande",
        /// The first exchange with the young person.
        PremierContact = "premier_contact" => "premier contact",
        /// First day of the path itself.
        Debut = "debut" => "début du parcours",
        /// Last day.
        Fin = "fin" => "fin du parcours",
        /// The day the pupil is back in class.
        Retour = "retour" => "retour en classe",
        /// The day from which an amendment holds.
        Effet = "effet" => "prise d’effet de l’avenant",
        /// First day of a stage.
        DebutStage = "debut_stage" => "début du stage",
        /// Last day of a stage.
        FinStage = "fin_stage" => "fin du stage",
        /// The day of the results of the exam.
        Resultats = "resultats" => "résultats de l’examen",
        /// The day the young person left school.
        Sortie = "sortie" => "sortie de formation",
    }
}

liste_fermee! {
    /// How a parcours ends.
    Issue {
        /// To its end, with its bilan.
        Acheve = "acheve" => "mené à son terme",
        /// Stopped by the young person or the family.
        Abandonne = "abandonne" => "abandonné",
        /// Stopped by the school, the host or the partner.
        Interrompu = "interrompu" => "interrompu",
        /// Not validated, not admitted.
        Refuse = "refuse" => "refusé",
        /// Another answer was found before it began.
        SansSuite = "sans_suite" => "sans suite",
    }
}

liste_fermee! {
    /// How sure a reference of law or of practice is.
    SureteTexte {
        /// The text itself was read.
        Lu = "lu" => "texte lu",
        /// Told by an institutional page or the press.
        Rapporte = "rapporte" => "texte cité par une source secondaire",
        /// Practice of an académie, as its guide tells it.
        Guide = "guide" => "guide académique",
        /// No text was found: a setting of the académie.
        Parametre = "parametre" => "réglage, sans texte connu",
    }
}

liste_fermee! {
    /// How well somebody has French, as far as a dispositif asks.
    MaitriseFrancais {
        /// None.
        NonFrancophone = "non_francophone" => "ne parle pas français",
        /// A little.
        Debutant = "debutant" => "débute en français",
        /// Enough to follow a class.
        Francophone = "francophone" => "suit un cours en français",
    }
}

liste_fermee! {
    /// Where a pupil is, or was last, in school.
    NiveauScolaire {
        /// Primary school.
        Ecole = "ecole" => "école",
        /// Lower secondary.
        College = "college" => "collège",
        /// General and technological.
        LyceeGt = "lycee_gt" => "lycée général et technologique",
        /// Vocational.
        LyceePro = "lycee_pro" => "lycée professionnel",
    }
}

liste_fermee! {
    /// Exams that a pupil may have failed.
    ExamenPasse {
        /// Baccalauréat général.
        BacGeneral = "bac_general" => "baccalauréat général",
        /// Baccalauréat technologique.
        BacTechno = "bac_techno" => "baccalauréat technologique",
        /// Baccalauréat professionnel.
        BacPro = "bac_pro" => "baccalauréat professionnel",
        /// CAP.
        Cap = "cap" => "CAP",
        /// Brevet de technicien supérieur.
        Bts = "bts" => "BTS",
    }
}

liste_fermee! {
    /// What a person states and no register knows: a question that is answered by yes or no.
    Constat {
        /// Signalled by the GPDS, a teacher, the family.
        EnRisque = "en_risque" => "repéré en risque de décrochage (GPDS)",
        /// Enrolled, and no longer coming or about to leave.
        RuptureScolaire = "rupture_scolaire" => "en situation de rupture scolaire",
        /// In no training, job, service or accompaniment.
        SansSolution = "sans_solution" => "sans solution de formation ni d’insertion",
        /// In the list of a PSAD, or met by one.
        ReperePsad = "repere_psad" => "repéré par une PSAD",
        /// Asked for it.
        DemandeDuJeune = "demande_du_jeune" => "le jeune en fait la demande",
        /// Wants it.
        Volontaire = "volontaire" => "le jeune est volontaire",
        /// The family agrees.
        AccordFamille = "accord_famille" => "la famille est d’accord",
        /// A place is free.
        PlaceDisponible = "place_disponible" => "une place est disponible",
        /// Went to the end of the cycle at the last session, whatever the result.
        FinDeCycle = "fin_de_cycle" => "a terminé le cycle à la dernière session",
        /// Neither in a job nor in training.
        NiEmploiNiFormation = "ni_emploi_ni_formation" => "ni en emploi ni en formation",
        /// Was taught in a UPE2A in France.
        Upe2a = "upe2a" => "a suivi un enseignement en UPE2A en France",
        /// Went to school in the country of origin.
        ScolariseAvantArrivee = "scolarise_avant_arrivee" => "a été scolarisé dans son pays d’origine",
        /// Reached seconde, première or terminale, or holds the DNB.
        NiveauSeconde = "niveau_seconde" => "titulaire du DNB ou d’un niveau de 2de, 1re ou terminale",
        /// Grave and lasting difficulties of learning, said by the commission that orients.
        DifficultesDurables = "difficultes_durables" => "difficultés d’apprentissage graves et durables, constatées par la commission d’orientation",
        /// May not master the socle.
        SocleFragile = "socle_fragile" => "risque de ne pas maîtriser le socle commun",
        /// Rejects school: repeated breaches, chronic absence.
        RejetEcole = "rejet_ecole" => "entré dans un processus de rejet de l’école",
        /// Wants to change of track.
        ChangementVoie = "changement_voie" => "souhaite changer de voie ou de série",
        /// Difficulties that a repeat year would otherwise answer.
        DifficultesPonctuelles = "difficultes_ponctuelles" => "rencontre des difficultés scolaires",
        /// The school takes part in the operation.
        EtablissementParticipant = "etablissement_participant" => "l’établissement propose ce dispositif",
        /// An employer is ready to sign.
        EmployeurTrouve = "employeur_trouve" => "un employeur est prêt à signer",
        /// Holds a diploma of level 4 that leads to no trade (D122-3-6).
        DiplomeGeneral = "diplome_general" => "diplôme sans finalité professionnelle (baccalauréat général)",
        /// Has a mark of ten or more that is still kept.
        NotesGardees = "notes_gardees" => "garde une note d’au moins 10 encore valable",
        /// A public contract holds a clause.
        MarcheAvecClause = "marche_avec_clause" => "un marché public prévoit la clause",
    }
}

impl Constat {
    /// Whether the answer is of one dispositif and not of the person: a place here says nothing of a place there, and whoever
    /// wants this may not want that.
    pub fn d_un_dispositif(self) -> bool {
        matches!(
            self,
            Self::DemandeDuJeune
                | Self::Volontaire
                | Self::AccordFamille
                | Self::PlaceDisponible
                | Self::EtablissementParticipant
                | Self::EmployeurTrouve
        )
    }

    /// Whether what was so on entering a dispositif is still so inside: a risk that was found has been found, but whoever has
    /// entered a training is no longer without one.
    pub fn demeure(self) -> bool {
        matches!(
            self,
            Self::EnRisque
                | Self::ReperePsad
                | Self::FinDeCycle
                | Self::Upe2a
                | Self::ScolariseAvantArrivee
                | Self::NiveauSeconde
                | Self::DifficultesDurables
                | Self::SocleFragile
                | Self::RejetEcole
        )
    }
}

liste_fermee! {
    /// The académies: whose overlay is read, and where a dispositif exists.
    Academie {
        /// Aix-Marseille.
        AixMarseille = "aix-marseille" => "Aix-Marseille",
        /// Amiens.
        Amiens = "amiens" => "Amiens",
        /// Besançon.
        Besancon = "besancon" => "Besançon",
        /// Bordeaux.
        Bordeaux = "bordeaux" => "Bordeaux",
        /// Clermont-Ferrand.
        Clermont = "clermont-ferrand" => "Clermont-Ferrand",
        /// Corse.
        Corse = "corse" => "Corse",
        /// Créteil.
        Creteil = "creteil" => "Créteil",
        /// Dijon.
        Dijon = "dijon" => "Dijon",
        /// Grenoble.
        Grenoble = "grenoble" => "Grenoble",
        /// Guadeloupe.
        Guadeloupe = "guadeloupe" => "Guadeloupe",
        /// Guyane.
        Guyane = "guyane" => "Guyane",
        /// Lille.
        Lille = "lille" => "Lille",
        /// Limoges.
        Limoges = "limoges" => "Limoges",
        /// Lyon.
        Lyon = "lyon" => "Lyon",
        /// Martinique.
        Martinique = "martinique" => "Martinique",
        /// Mayotte.
        Mayotte = "mayotte" => "Mayotte",
        /// Montpellier.
        Montpellier = "montpellier" => "Montpellier",
        /// Nancy-Metz.
        NancyMetz = "nancy-metz" => "Nancy-Metz",
        /// Nantes.
        Nantes = "nantes" => "Nantes",
        /// Nice.
        Nice = "nice" => "Nice",
        /// Normandie.
        Normandie = "normandie" => "Normandie",
        /// Orléans-Tours.
        OrleansTours = "orleans-tours" => "Orléans-Tours",
        /// Paris.
        Paris = "paris" => "Paris",
        /// Poitiers.
        Poitiers = "poitiers" => "Poitiers",
        /// Reims.
        Reims = "reims" => "Reims",
        /// Rennes.
        Rennes = "rennes" => "Rennes",
        /// La Réunion.
        Reunion = "la-reunion" => "La Réunion",
        /// Strasbourg.
        Strasbourg = "strasbourg" => "Strasbourg",
        /// Toulouse.
        Toulouse = "toulouse" => "Toulouse",
        /// Versailles.
        Versailles = "versailles" => "Versailles",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_is_an_actor() {
        for role in Role::TOUS {
            let acteur = Acteur::de_code(role.code());
            assert_eq!(acteur.and_then(Acteur::role), Some(*role), "{role:?}");
        }
        assert_eq!(Acteur::Jeune.role(), None);
    }
}
