//! Every page with invented people, for the tests that render them all and for the folder that one looks at.

use askama::Template;

use crate::administration::{CompteAdministre, Comptes, Depart};
use crate::aide::{Aide, AideRubrique, Rubrique};
use crate::alliance::Charte;
use crate::apercu::DocumentLu;
use crate::appels::{Appels, SessionAppels};
use crate::bilan::{Bilan, BilanListe};
use crate::campagnes::{Campagne, Campagnes, Publication, RapportQualite};
use crate::colonnes::Colonnes;
use crate::comite::{Comite, Comites, CompteRendu};
use crate::connexion::{AdresseAgenda, CodesDeSecours, Compte, Connexion, Enrolement};
use crate::consultations::{JournalAcces, QuiAConsulte, RapportAcces};
use crate::dispositifs::{Dispositif, Dispositifs};
use crate::dossier::Dossier;
use crate::droits::Droits;
use crate::echanges::{Jetons, SecretUneFois, Webhooks};
use crate::eligibilite::Eligibilite;
use crate::entete::Entete;
use crate::erreur::Erreur;
use crate::feuilles::Feuilles;
use crate::form_page::FormPage;
use crate::groupes::{Feuille, Groupe, GroupeFormulaire, Groupes};
use crate::jeune::{Jeune, JeuneMessage, JeuneSuite, LettreLien};
use crate::layout::Layout;
use crate::liste::Liste;
use crate::lots::Lots;
use crate::ma_journee::MaJournee;
use crate::marche::{DocumentRemis, Marche, Marches};
use crate::mes_parcours::MesParcours;
use crate::notes::Notes;
use crate::parcours::Parcours;
use crate::recherche::Recherche;
use crate::relais::Relais;
use crate::resultats::{DoutesResultats, RapportResultats, Resultats, SessionResultats};
use crate::reunion::Reunion;
use crate::revue::{Revue, RevueFinie};
use crate::signature::{SignatureCode, SignatureDocument, SignatureMessage};
use crate::sortis::Sortis;
use crate::textes::{Accessibilite, DonneesPersonnelles, MentionsLegales, Statistiques};
use crate::vacances::Calendrier;
use crate::verification::Verification;
use crate::vues::Vues;

/// One page, rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Specimen {
    /// Name of its file, without extension.
    pub name: String,
    /// The whole page.
    pub html: String,
}

fn specimen(name: impl Into<String>, page: &impl Template) -> Specimen {
    let name = name.into();
    let html = page.render().unwrap_or_else(|error| format!("{name}: {error}"));
    Specimen { name, html }
}

/// All of them.
pub fn gallery() -> Vec<Specimen> {
    let mut all = vec![
        specimen("connexion", &Connexion::sample()),
        specimen("connexion_erreur", &Connexion::error_sample()),
        specimen("enrolement", &Enrolement::sample()),
        specimen("codes_de_secours", &CodesDeSecours::sample()),
        specimen("compte", &Compte::sample()),
        specimen("adresse_agenda", &AdresseAgenda::sample()),
        specimen("ma_journee", &MaJournee::sample()),
        specimen("ma_journee_calme", &MaJournee::empty_sample()),
        specimen("liste", &Liste::sample()),
        specimen("liste_vide", &Liste::empty_sample()),
        specimen("parcours", &Parcours::sample()),
        specimen("parcours_charte", &Charte::sample()),
        specimen("parcours_charte_attendue", &Charte::empty_sample()),
        specimen("parcours_partage", &Parcours::partage_sample()),
        specimen("entete", &Entete::sample()),
        specimen("entete_academie", &Entete::academie_sample()),
        specimen("lots", &Lots::sample()),
        specimen("lots_vide", &Lots::empty_sample()),
        specimen("mes_parcours", &MesParcours::sample()),
        specimen("mes_parcours_vide", &MesParcours::empty_sample()),
        specimen("vues", &Vues::sample()),
        specimen("vues_vide", &Vues::empty_sample()),
        specimen("sortis", &Sortis::sample()),
        specimen("sortis_vide", &Sortis::empty_sample()),
        specimen("reunion", &Reunion::sample()),
        specimen("reunion_vide", &Reunion::empty_sample()),
        specimen("qui_a_consulte", &QuiAConsulte::sample()),
        specimen("rapport_acces", &RapportAcces::sample()),
        specimen("journal_acces", &JournalAcces::sample()),
        specimen("journal_acces_vide", &JournalAcces::empty_sample()),
        specimen("recherche", &Recherche::sample()),
        specimen("recherche_vide", &Recherche::empty_sample()),
        specimen("appels", &Appels::sample()),
        specimen("session_appels", &SessionAppels::sample()),
        specimen("session_appels_suite", &SessionAppels::suite_sample()),
        specimen("relais", &Relais::sample()),
        specimen("relais_vide", &Relais::empty_sample()),
        specimen("revue", &Revue::sample()),
        specimen("revue_finie", &RevueFinie::sample()),
        specimen("verification", &Verification::sample()),
        specimen("verification_transmise", &Verification::sent_sample()),
        specimen("campagnes", &Campagnes::sample()),
        specimen("campagne", &Campagne::sample()),
        specimen("colonnes", &Colonnes::sample()),
        specimen("colonnes_erreur", &Colonnes::error_sample()),
        specimen("rapport_qualite", &RapportQualite::sample()),
        specimen("publication", &Publication::sample()),
        specimen("feuilles", &Feuilles::sample()),
        specimen("feuilles_vide", &Feuilles::empty_sample()),
        specimen("comites", &Comites::sample()),
        specimen("comite", &Comite::sample()),
        specimen("comite_compte_rendu", &CompteRendu::sample()),
        specimen("jeune", &Jeune::sample()),
        specimen("jeune_vous", &Jeune::vous_sample()),
        specimen("jeune_suite", &JeuneSuite::sample()),
        specimen("lettre_lien", &LettreLien::sample()),
        specimen("droits", &Droits::sample()),
        specimen("comptes", &Comptes::sample()),
        specimen("compte_administre", &CompteAdministre::sample()),
        specimen("depart", &Depart::sample()),
        specimen("jetons", &Jetons::sample()),
        specimen("secret", &SecretUneFois::sample()),
        specimen("webhooks", &Webhooks::sample()),
        specimen("aide", &Aide::sample()),
        specimen("dispositifs", &Dispositifs::sample()),
        specimen("dispositif", &Dispositif::sample()),
        specimen("notes", &Notes::sample()),
        specimen("bilan", &Bilan::sample()),
        specimen("bilan_vide", &Bilan::empty_sample()),
        specimen("bilan_liste", &BilanListe::sample()),
        specimen("notes_erreur", &Notes::error_sample()),
        specimen("eligibilite", &Eligibilite::sample()),
        specimen("eligibilite_vide", &Eligibilite::empty_sample()),
        specimen("accessibilite", &Accessibilite::sample()),
        specimen("mentions_legales", &MentionsLegales::sample()),
        specimen("donnees_personnelles", &DonneesPersonnelles::sample()),
        specimen("statistiques", &Statistiques::sample()),
    ];
    all.extend(around_parcours());
    all.extend(FormPage::samples().iter().map(|(name, page)| specimen(*name, page)));
    all.extend(Erreur::samples().iter().map(|(name, page)| specimen(*name, page)));
    all.extend(SignatureCode::samples().iter().map(|(name, page)| specimen(*name, page)));
    all.extend(SignatureDocument::samples().iter().map(|(name, page)| specimen(*name, page)));
    all.extend(DocumentLu::samples().iter().map(|(name, page)| specimen(*name, page)));
    all.extend(DocumentRemis::samples().iter().map(|(name, page)| specimen(*name, page)));
    all.extend(SignatureMessage::samples().iter().map(|(name, page)| specimen(*name, page)));
    all.extend(JeuneMessage::samples().iter().map(|(name, page)| specimen(*name, page)));
    all.extend(
        Rubrique::ALL
            .map(|rubrique| specimen(format!("aide_{}", rubrique.code()), &AideRubrique::sample(rubrique))),
    );
    all.extend(Dossier::samples().iter().map(|(tab, page)| specimen(format!("dossier_{tab}"), page)));
    all
}

/// What several parcours have in common: results that open some, groups, contracts.
fn around_parcours() -> Vec<Specimen> {
    vec![
        specimen("resultats", &Resultats::sample()),
        specimen("resultats_academie", &Resultats::academie_sample()),
        specimen("resultats_vide", &Resultats::empty_sample()),
        specimen("resultats_rapport", &RapportResultats::sample()),
        specimen("resultats_rapport_propre", &RapportResultats::clean_sample()),
        specimen("resultats_session", &SessionResultats::sample()),
        specimen("resultats_ecoles", &SessionResultats::ecoles_sample()),
        specimen("resultats_session_vide", &SessionResultats::empty_sample()),
        specimen("resultats_doutes", &DoutesResultats::sample()),
        specimen("resultats_doutes_vide", &DoutesResultats::empty_sample()),
        specimen("groupes", &Groupes::sample()),
        specimen("groupes_vide", &Groupes::empty_sample()),
        specimen("groupe", &Groupe::sample()),
        specimen("groupe_vide", &Groupe::empty_sample()),
        specimen("groupe_places", &Groupe::places_sample()),
        specimen("groupe_formulaire", &GroupeFormulaire::sample()),
        specimen("presences", &Feuille::sample()),
        specimen("presences_lues", &Feuille::read_sample()),
        specimen("vacances", &Calendrier::sample()),
        specimen("vacances_lecture", &Calendrier::empty_sample()),
        specimen("marches", &Marches::sample()),
        specimen("marches_vide", &Marches::empty_sample()),
        specimen("marche", &Marche::sample()),
        specimen("marche_vide", &Marche::empty_sample()),
        specimen("marche_nouveau", &Marche::formulaire(Layout::sample().at("/parcours"), "/marches", None)),
    ]
}
