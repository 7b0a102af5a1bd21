//! The queues: whom one would call, and in which order.

use raccroche_domain::{
    droits::Role,
    suivi::{EtatContact, GenreEcheance},
};
use raccroche_store::{
    Perimetre, Reader,
    dossier::{self, Filtre, Page, Tri},
};
use uuid::Uuid;

use crate::{erreur::Erreur, routes::dossiers::d_une_ecole};

/// Longest queue: more than two days of calls.
pub(super) const AU_PLUS: usize = 200;

/// A queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum File {
    /// Legal deadlines, then promised calls, then those never contacted.
    Urgence,
    /// Calls promised for today or before.
    Rappels,
    /// Those whom nobody has tried to contact.
    Jamais,
}

impl File {
    pub(super) const TOUS: [Self; 3] = [Self::Urgence, Self::Rappels, Self::Jamais];

    pub(super) fn code(self) -> &'static str {
        match self {
            Self::Urgence => "urgence",
            Self::Rappels => "rappels",
            Self::Jamais => "jamais",
        }
    }

    pub(super) fn de_code(code: &str) -> Option<Self> {
        Self::TOUS.into_iter().find(|file| file.code() == code)
    }

    pub(super) fn libelle(self) -> &'static str {
        match self {
            Self::Urgence => "Tous, du plus pressant au moins pressant",
            Self::Rappels => "Les rappels promis",
            Self::Jamais => "Jamais contactés",
        }
    }

    pub(super) fn explication(self) -> &'static str {
        match self {
            Self::Urgence => "Délais légaux d’abord, puis rappels promis, puis jamais contactés.",
            Self::Rappels => "Ceux qu’on a dit qu’on rappellerait aujourd’hui ou avant.",
            Self::Jamais => "Les mineurs d’abord, puis ceux qui attendent depuis le plus longtemps.",
        }
    }

    /// The lists that make the queue, one after the other.
    fn parties(self, perimetre: &Perimetre) -> Vec<(Filtre, Tri)> {
        let jour = perimetre.le();
        let siens = siens(perimetre);
        // A legal deadline presses a month ahead: an interview takes time to arrange.
        let legale = |genre| Filtre {
            echeance: Some(genre),
            echeance_avant: jour.checked_add_days(chrono::Days::new(31)),
            ..siens.clone()
        };
        let rappels =
            Filtre { echeance: Some(GenreEcheance::Rappel), echeance_avant: Some(jour), ..siens.clone() };
        let jamais = Filtre { contact: Some(EtatContact::AContacter), ..siens.clone() };
        match self {
            Self::Urgence => vec![
                (legale(GenreEcheance::EntretienReorientation), Tri::Echeance),
                (legale(GenreEcheance::TransmissionDepartement), Tri::Echeance),
                (rappels, Tri::Echeance),
                (jamais, Tri::Urgence),
            ],
            Self::Rappels => vec![(rappels, Tri::Echeance)],
            Self::Jamais => vec![(jamais, Tri::Urgence)],
        }
    }

    /// The dossiers of the queue, in the order of the calls, [`AU_PLUS`] at most.
    pub(super) async fn composer(self, reader: &Reader, perimetre: &Perimetre) -> Result<Vec<Uuid>, Erreur> {
        self.parmi(reader, perimetre, None).await
    }

    /// The same, among these dossiers alone when some are given.
    pub(super) async fn parmi(
        self,
        reader: &Reader,
        perimetre: &Perimetre,
        dossiers: Option<&[Uuid]>,
    ) -> Result<Vec<Uuid>, Erreur> {
        let page = Page { depuis: 0, taille: AU_PLUS as u64 };
        let mut ordre: Vec<Uuid> = Vec::new();
        for (mut filtre, tri) in self.parties(perimetre) {
            filtre.dossiers = dossiers.map(<[Uuid]>::to_vec);
            for ligne in dossier::lister(reader, perimetre, &filtre, tri, page).await? {
                // Whoever asked not to be contacted is not called.
                let refus = ligne.contact == EtatContact::Refus.code();
                if !refus && !ordre.contains(&ligne.id) {
                    ordre.push(ligne.id);
                }
            }
        }
        ordre.truncate(AU_PLUS);
        Ok(ordre)
    }
}

/// Whom somebody in that role calls: those their organisation answers for; a school and a MLDS, which answer for few, those
/// of their territory. Nobody who has a solution.
fn siens(perimetre: &Perimetre) -> Filtre {
    let territoire = d_une_ecole(perimetre.role()) || perimetre.role() == Role::CoordonnateurMlds;
    Filtre { sans_solution: Some(true), ma_structure: !territoire, ..Filtre::default() }
}

/// `38`, or `200 au plus` when the queue is full.
pub(super) fn nombre(longueur: usize) -> String {
    if longueur >= AU_PLUS { format!("les {AU_PLUS} premiers") } else { longueur.to_string() }
}
