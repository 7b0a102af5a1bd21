//! What several parcours do together for one public contract: the hours of the clause, and the proof handed to its buyer.
//!
//! A document is handed over once all have signed it, as the fiche says ([`Besoin::Remise`]). Its receiver may acknowledge it,
//! even after the parcours is over: a receipt changes no step.

use chrono::{NaiveDate, NaiveDateTime};
use uuid::Uuid;

use super::{DocumentParcours, EtatParcours, RefusParcours, RemiseFaite, Saisi};
use crate::{
    dispositif::{Acteur, Besoin, Dispositif, Issue, ModeleDocument, REMIS_ET_RECU, REMIS_SANS_REPONSE},
    francais::guillemets,
};

/// Code under which a fiche asks for the hours planned.
const HEURES_PREVUES: &str = "heures_prevues";
/// Code under which a fiche asks for the hours done.
const HEURES_FAITES: &str = "heures_faites";

/// What a fiche has handed over: the need, taken apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Remise<'f> {
    /// The field that says how it went.
    pub code: &'f str,
    /// Which document.
    pub modele: ModeleDocument,
    /// To whom.
    pub a: Acteur,
}

impl Dispositif {
    /// What is handed over of this model, when its steps say so.
    pub fn remise(&self, modele: ModeleDocument) -> Option<Remise<'_>> {
        self.remises().find(|remise| remise.modele == modele)
    }

    /// All that is handed over, in the order of the steps.
    pub fn remises(&self) -> impl Iterator<Item = Remise<'_>> {
        self.etapes.iter().flat_map(|etape| &etape.besoins).filter_map(|besoin| match besoin {
            Besoin::Remise { code, modele, a, .. } => Some(Remise { code, modele: *modele, a: *a }),
            _ => None,
        })
    }
}

/// Where the proof that a parcours owes stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttenteRemise {
    /// The fiche has nothing handed over, or the parcours stopped before there was anything to hand.
    SansObjet,
    /// Not signed by all yet.
    PasEncore,
    /// Sealed; nobody was handed it.
    ARemettre,
    /// A link left on that day.
    Envoyee(NaiveDate),
    /// Handed over, and somebody noted that nobody answered.
    SansReponse,
    /// Received: at that time when the receiver said so themselves.
    Recue(Option<NaiveDateTime>),
}

/// Hours of a public contract over its parcours, in whole hours.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct HeuresMarche {
    /// Planned: of a parcours that stopped, what was done remains.
    pub prevues: u32,
    /// Done.
    pub faites: u32,
}

impl HeuresMarche {
    /// The sums over the parcours of one contract.
    pub fn additionner<'e>(parcours: impl IntoIterator<Item = &'e EtatParcours>) -> Self {
        parcours.into_iter().fold(Self::default(), |somme, etat| {
            let faites = etat.heures_faites().unwrap_or(0);
            let arrete = etat.fin.is_some_and(|(_, issue)| issue != Issue::Acheve);
            let prevues = if arrete { faites } else { etat.heures_prevues().unwrap_or(0).max(faites) };
            Self {
                prevues: somme.prevues.saturating_add(prevues),
                faites: somme.faites.saturating_add(faites),
            }
        })
    }
}

impl EtatParcours {
    /// The public contract that was chosen: its number, and its name on that day.
    pub fn marche(&self) -> Option<(Uuid, &str)> {
        self.saisies.values().find_map(|saisi| match saisi {
            Saisi::Marche { id, nom } => Some((*id, nom.as_str())),
            _ => None,
        })
    }

    /// Hours planned with the company, once said.
    pub fn heures_prevues(&self) -> Option<u32> {
        self.nombre(HEURES_PREVUES)
    }

    /// Hours done, once said.
    pub fn heures_faites(&self) -> Option<u32> {
        self.nombre(HEURES_FAITES)
    }

    fn nombre(&self, code: &str) -> Option<u32> {
        match self.saisies.get(code) {
            Some(Saisi::Nombre(nombre)) => Some(*nombre),
            _ => None,
        }
    }

    /// Where the proof stands that the fiche has handed over.
    pub fn attente_remise(&self, fiche: &Dispositif) -> AttenteRemise {
        let Some(remise) = fiche.remises().next() else { return AttenteRemise::SansObjet };
        let note = match self.saisies.get(remise.code) {
            Some(Saisi::Choix(choix)) => choix.first().map(String::as_str),
            _ => None,
        };
        let document = self.document_en_vigueur(remise.modele).filter(|document| document.scelle.is_some());
        let faite =
            document.and_then(|document| self.remises.iter().rev().find(|r| r.document == document.id));
        match (faite, note) {
            (Some(RemiseFaite { recu: Some(quand), .. }), _) => AttenteRemise::Recue(Some(*quand)),
            (_, Some(REMIS_ET_RECU)) => AttenteRemise::Recue(None),
            (_, Some(REMIS_SANS_REPONSE)) => AttenteRemise::SansReponse,
            (Some(faite), _) => AttenteRemise::Envoyee(faite.le),
            (None, _) if document.is_some() => AttenteRemise::ARemettre,
            (None, _) if self.fin.is_some() => AttenteRemise::SansObjet,
            (None, _) => AttenteRemise::PasEncore,
        }
    }

    /// Where a document stands for whoever was handed it by a link: acknowledged at that time, or not yet.
    ///
    /// # Errors
    /// [`RefusParcours`] when they are handed nothing any more: they take part no more, or a newer version took its place.
    pub fn remise_a(
        &self,
        document: Uuid,
        partie: Uuid,
        fiche: &Dispositif,
    ) -> Result<Option<NaiveDateTime>, RefusParcours> {
        self.admettre_remise(document, partie, fiche)?;
        Ok(self.remises.iter().find(|r| (r.document, r.partie) == (document, partie)).and_then(|r| r.recu))
    }

    /// The need under which this document may be handed to this party.
    pub(super) fn admettre_remise<'f>(
        &self,
        document: Uuid,
        partie: Uuid,
        fiche: &'f Dispositif,
    ) -> Result<Remise<'f>, RefusParcours> {
        let connu = self.document(document)?;
        let titre = || guillemets(connu.modele.libelle());
        let remise = fiche.remise(connu.modele).ok_or_else(|| {
            RefusParcours::Impossible(format!("la fiche ne fait remettre {} à personne", titre()))
        })?;
        let en_vigueur: Option<&DocumentParcours> = self.document_en_vigueur(connu.modele);
        if en_vigueur.is_none_or(|dernier| dernier.id != document) {
            return Err(RefusParcours::Remplace);
        }
        if connu.scelle.is_none() {
            let phrase = format!("{} n’est pas encore signé par tous, il ne peut pas être remis", titre());
            return Err(RefusParcours::Impossible(phrase));
        }
        if self.partie(partie)?.acteur != remise.a {
            let phrase = format!("{} est remis à : {}", titre(), remise.a.libelle());
            return Err(RefusParcours::Impossible(phrase));
        }
        Ok(remise)
    }

    pub(super) fn admettre_recu(
        &self,
        code: &str,
        document: Uuid,
        partie: Uuid,
        fiche: &Dispositif,
    ) -> Result<(), RefusParcours> {
        let remise = self.admettre_remise(document, partie, fiche)?;
        if remise.code != code {
            return Err(RefusParcours::Introuvable("ce champ"));
        }
        let faite = self.remises.iter().find(|r| (r.document, r.partie) == (document, partie));
        match faite {
            None => Err(RefusParcours::Introuvable("cette remise")),
            Some(RemiseFaite { recu: Some(_), .. }) => Err(RefusParcours::DejaRepondu),
            Some(_) => Ok(()),
        }
    }

    pub(super) fn remettre(&mut self, document: Uuid, partie: Uuid, le: NaiveDate) {
        match self.remises.iter_mut().find(|r| (r.document, r.partie) == (document, partie)) {
            Some(faite) => faite.le = le,
            None => self.remises.push(RemiseFaite { document, partie, le, recu: None }),
        }
    }

    /// What was acknowledged stays so.
    pub(super) fn reprendre(&mut self, document: Uuid, partie: Uuid) {
        self.remises.retain(|r| (r.document, r.partie) != (document, partie) || r.recu.is_some());
    }

    pub(super) fn recevoir(&mut self, code: &str, document: Uuid, partie: Uuid, quand: NaiveDateTime) {
        if let Some(faite) = self.remises.iter_mut().find(|r| (r.document, r.partie) == (document, partie)) {
            faite.recu = Some(quand);
        }
        self.saisies.insert(code.to_owned(), Saisi::Choix(vec![REMIS_ET_RECU.to_owned()]));
    }
}
