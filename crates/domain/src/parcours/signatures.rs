//! Who signs what, in which order: several parties, one version, nothing valid for a minor without a legal representative.

use chrono::{NaiveDate, NaiveDateTime};
use uuid::Uuid;

use super::{
    DocumentParcours, EtatParcours, MotifRefusSignature, Partie, Personne, RefusParcours, ReponseSignature,
    Signature,
};
use crate::dispositif::{Acteur, Besoin, Dispositif, ModeleDocument};

/// Where a document stands for one of those who sign it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attente {
    /// It waits for them; with why they refused before, when they did.
    ASigner(Option<MotifRefusSignature>),
    /// They signed at that time, local, and others are awaited: they may still take it back.
    Signee(NaiveDateTime),
    /// They signed, all have, and it was sealed on that day.
    Scellee(NaiveDate),
    /// It was sealed without them.
    ScelleeSansElle,
    /// Others sign before.
    PasEncore,
    /// A newer version took its place.
    Remplace,
    /// They take part no more, or do not sign it any more.
    Retiree,
    /// The parcours is over.
    Fini,
}

impl EtatParcours {
    /// The last version of a model, when there is one.
    pub fn document_en_vigueur(&self, modele: ModeleDocument) -> Option<&DocumentParcours> {
        self.documents.iter().rev().find(|document| document.modele == modele)
    }

    /// Whose signatures a new version of a model takes away: those on the version in force, unless it is sealed, which stays.
    pub fn signatures_perdues(&self, modele: ModeleDocument) -> Vec<&str> {
        let en_vigueur = self.document_en_vigueur(modele).filter(|document| document.scelle.is_none());
        let signees = en_vigueur.into_iter().flat_map(|document| &document.signatures);
        signees
            .filter(|signature| matches!(signature.reponse, ReponseSignature::Signee(_)))
            .filter_map(|signature| self.parties.iter().find(|partie| partie.id == signature.partie))
            .map(|partie| partie.nom.as_str())
            .collect()
    }

    /// Whether a new version of a model may be made: knowingly, when signatures fall with the one before.
    ///
    /// # Errors
    /// [`RefusParcours::SignaturesPerdues`] names those whose signatures fall, when nobody said that they know it.
    pub fn remplacer_sciemment(&self, modele: ModeleDocument, sciemment: bool) -> Result<(), RefusParcours> {
        let perdues = self.signatures_perdues(modele);
        if sciemment || perdues.is_empty() {
            return Ok(());
        }
        let noms: Vec<String> = perdues.into_iter().map(str::to_owned).collect();
        Err(RefusParcours::SignaturesPerdues(crate::francais::enumerer(&noms)))
    }

    /// As what those sign who sign a model, in the order of the fiche; empty for a model that nobody signs. A minor's legal
    /// representative always signs, right after the young person; that of an adult never does.
    pub fn signataires(fiche: &Dispositif, modele: ModeleDocument, mineur: bool) -> Vec<Acteur> {
        let mut ordre: Vec<Acteur> = fiche
            .etapes
            .iter()
            .flat_map(|etape| &etape.besoins)
            .find_map(|besoin| match besoin {
                Besoin::Signatures { modele: signe, parties } if *signe == modele => Some(parties.clone()),
                _ => None,
            })
            .unwrap_or_default();
        ordre.retain(|acteur| mineur || *acteur != Acteur::RepresentantLegal);
        let du_jeune = ordre.iter().position(|acteur| *acteur == Acteur::Jeune);
        if let Some(rang) = du_jeune.filter(|_| mineur && !ordre.contains(&Acteur::RepresentantLegal)) {
            ordre.insert(rang + 1, Acteur::RepresentantLegal);
        }
        ordre
    }

    /// Those whose signature a document still waits for, in order; somebody whom the fiche awaits and for whom nobody takes
    /// part is there without a name.
    pub fn attendus(
        &self,
        fiche: &Dispositif,
        document: &DocumentParcours,
        le: NaiveDate,
        personne: Personne,
    ) -> Vec<(Acteur, Option<&Partie>)> {
        let mut attendus = Vec::new();
        for acteur in Self::signataires(fiche, document.modele, personne.mineur(le)) {
            let tenants: Vec<&Partie> = self.presents().filter(|partie| partie.acteur == acteur).collect();
            if tenants.is_empty() {
                attendus.push((acteur, None));
            }
            let restent = tenants.into_iter().filter(|partie| !document.est_signe_par(partie.id));
            attendus.extend(restent.map(|partie| (acteur, Some(partie))));
        }
        attendus
    }

    /// Where a document stands for one of those who sign it.
    pub fn attente(
        &self,
        document: Uuid,
        partie: Uuid,
        fiche: &Dispositif,
        le: NaiveDate,
        personne: Personne,
    ) -> Attente {
        if self.partie(partie).is_err() {
            return Attente::Retiree;
        }
        let Ok(connu) = self.document(document) else { return Attente::Remplace };
        let reponse = connu.signatures.iter().find(|signature| signature.partie == partie);
        let signee = connu.est_signe_par(partie);
        if let Some((scelle_le, _)) = connu.scelle {
            return if signee { Attente::Scellee(scelle_le) } else { Attente::ScelleeSansElle };
        }
        match (self.a_signer(document), reponse) {
            (Err(_), _) => Attente::Remplace,
            (Ok(_), _) if self.fin.is_some() => Attente::Fini,
            (Ok(_), Some(Signature { quand, reponse: ReponseSignature::Signee(_), .. })) => {
                Attente::Signee(*quand)
            }
            (Ok(_), reponse) => match self.admettre_signature(document, partie, fiche, le, personne) {
                Err(RefusParcours::Tour(_)) => Attente::PasEncore,
                Err(_) => Attente::Retiree,
                Ok(()) => Attente::ASigner(reponse.and_then(|donnee| match donnee.reponse {
                    ReponseSignature::Refusee(motif) => Some(motif),
                    ReponseSignature::Signee(_) => None,
                })),
            },
        }
    }

    pub(super) fn admettre_document(
        &self,
        modele: ModeleDocument,
        version: u32,
        fiche: &Dispositif,
    ) -> Result<(), RefusParcours> {
        if !fiche.documents().contains(&modele) {
            return Err(RefusParcours::Introuvable("ce modèle de document"));
        }
        let precedent = self.document_en_vigueur(modele);
        // What is sealed is never written again, unless its step has come round again: an amendment follows another.
        if self.document_de_l_etape(modele).is_some_and(|document| document.scelle.is_some()) {
            return Err(RefusParcours::Scelle);
        }
        if precedent.map_or(0, |document| document.version) + 1 == version {
            Ok(())
        } else {
            Err(RefusParcours::Remplace)
        }
    }

    pub(super) fn admettre_signature(
        &self,
        document: Uuid,
        partie: Uuid,
        fiche: &Dispositif,
        le: NaiveDate,
        personne: Personne,
    ) -> Result<(), RefusParcours> {
        let document = self.a_signer(document)?;
        let partie = self.signataire(document, partie, fiche, le, personne)?;
        // Those who sign as the same sign in any order; those before them have all signed.
        match self.attendus(fiche, document, le, personne).first() {
            Some((acteur, premier)) if *acteur != partie.acteur => {
                Err(RefusParcours::Tour(nommer(*acteur, *premier)))
            }
            _ => Ok(()),
        }
    }

    pub(super) fn admettre_refus(
        &self,
        document: Uuid,
        partie: Uuid,
        fiche: &Dispositif,
        le: NaiveDate,
        personne: Personne,
    ) -> Result<(), RefusParcours> {
        let document = self.a_signer(document)?;
        self.signataire(document, partie, fiche, le, personne).map(|_| ())
    }

    pub(super) fn admettre_retrait(&self, document: Uuid, partie: Uuid) -> Result<(), RefusParcours> {
        if self.a_signer(document)?.est_signe_par(partie) {
            Ok(())
        } else {
            Err(RefusParcours::Introuvable("cette signature"))
        }
    }

    pub(super) fn admettre_sceau(
        &self,
        document: Uuid,
        fiche: &Dispositif,
        le: NaiveDate,
        personne: Personne,
    ) -> Result<(), RefusParcours> {
        let document = self.a_signer(document)?;
        match self.attendus(fiche, document, le, personne).first() {
            Some((Acteur::RepresentantLegal, _)) => Err(RefusParcours::Mineur),
            Some((acteur, partie)) => Err(RefusParcours::Tour(nommer(*acteur, *partie))),
            None if document.signatures.is_empty() => Err(RefusParcours::Manque("une signature".to_owned())),
            None => Ok(()),
        }
    }

    pub(super) fn repondre(&mut self, document: Uuid, signature: Signature) {
        self.retirer_signature(document, signature.partie);
        if let Some(document) = self.document_mut(document) {
            document.signatures.push(signature);
        }
    }

    pub(super) fn retirer_signature(&mut self, document: Uuid, partie: Uuid) {
        if let Some(document) = self.document_mut(document) {
            document.signatures.retain(|signature| signature.partie != partie);
            document.numerisations.retain(|jointe| jointe.partie != partie);
        }
    }

    pub(super) fn sceller(&mut self, document: Uuid, le: NaiveDate, empreinte: &str) {
        if let Some(document) = self.document_mut(document) {
            document.scelle = Some((le, empreinte.to_owned()));
        }
    }

    pub(super) fn document_mut(&mut self, id: Uuid) -> Option<&mut DocumentParcours> {
        self.documents.iter_mut().find(|document| document.id == id)
    }

    pub(super) fn document(&self, id: Uuid) -> Result<&DocumentParcours, RefusParcours> {
        let connu = self.documents.iter().find(|document| document.id == id);
        connu.ok_or(RefusParcours::Introuvable("ce document"))
    }

    /// A version that may still be signed: the last of its model, not sealed.
    pub(super) fn a_signer(&self, id: Uuid) -> Result<&DocumentParcours, RefusParcours> {
        let document = self.document(id)?;
        if document.scelle.is_some() {
            return Err(RefusParcours::Scelle);
        }
        let en_vigueur = self.document_en_vigueur(document.modele).is_some_and(|dernier| dernier.id == id);
        if !en_vigueur {
            return Err(RefusParcours::Remplace);
        }
        if self.est_perime(document) { Err(RefusParcours::Perime) } else { Ok(document) }
    }

    fn signataire(
        &self,
        document: &DocumentParcours,
        partie: Uuid,
        fiche: &Dispositif,
        le: NaiveDate,
        personne: Personne,
    ) -> Result<&Partie, RefusParcours> {
        let partie = self.partie(partie)?;
        if !Self::signataires(fiche, document.modele, personne.mineur(le)).contains(&partie.acteur) {
            return Err(RefusParcours::NeSignePas);
        }
        if document.est_signe_par(partie.id) { Err(RefusParcours::DejaRepondu) } else { Ok(partie) }
    }
}

fn nommer(acteur: Acteur, partie: Option<&Partie>) -> String {
    partie.map_or_else(|| acteur.libelle().to_owned(), |partie| partie.nom.clone())
}
