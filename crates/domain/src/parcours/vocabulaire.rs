//! The closed lists of parcours. The codes are ours.

use crate::liste::liste_fermee;

liste_fermee! {
    /// How somebody signed.
    MoyenSignature {
        /// Signed in to the application.
        Session = "session" => "depuis son compte",
        /// By a signed link, with a code sent to their mail or phone.
        Lien = "lien" => "par lien, avec un code",
        /// On paper; the scan of the sheet may be joined.
        Papier = "papier" => "sur papier",
    }
}

liste_fermee! {
    /// What a link lets somebody without an account do.
    ButLien {
        /// Sign a document, or say why not.
        Signer = "signer" => "signer",
        /// Receive a sealed document, and acknowledge it.
        Remettre = "remettre" => "recevoir",
    }
}

#[expect(clippy::derivable_impls, reason = "the macro of closed lists derives no default")]
impl Default for ButLien {
    fn default() -> Self {
        Self::Signer
    }
}

impl ButLien {
    /// Whether it is the one that entries do not say.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "what serde asks of skip_serializing_if")]
    pub(crate) fn est_signer(&self) -> bool {
        *self == Self::Signer
    }
}

liste_fermee! {
    /// Why somebody does not sign.
    MotifRefusSignature {
        /// What is written is not right.
        Contenu = "contenu" => "le document contient une erreur",
        /// Does not want the parcours.
        Desaccord = "desaccord" => "n’est pas d’accord avec le parcours",
        /// The dates do not suit.
        Dates = "dates" => "les dates ne conviennent pas",
        /// Is not the person concerned.
        PasConcerne = "pas_concerne" => "n’est pas la personne concernée",
        /// Anything else; said aloud, not written.
        Autre = "autre" => "autre raison",
    }
}

impl MotifRefusSignature {
    /// The same as whoever refuses says it of themselves.
    pub fn en_personne(self) -> &'static str {
        match self {
            Self::Desaccord => "je ne suis pas d’accord avec le parcours",
            Self::PasConcerne => "je ne suis pas la personne concernée",
            Self::Contenu | Self::Dates | Self::Autre => self.libelle(),
        }
    }
}

liste_fermee! {
    /// Why somebody takes their signature back.
    MotifRetraitSignature {
        /// What is written is not right.
        Contenu = "contenu" => "le document contient une erreur",
        /// Does not want the parcours any more.
        Avis = "avis" => "a changé d’avis",
        /// The parcours is no longer what was signed.
        Projet = "projet" => "le projet a changé",
        /// Was not to be given.
        Meprise = "meprise" => "signature donnée par erreur",
        /// Anything else; said aloud, not written.
        Autre = "autre" => "autre raison",
    }
}

impl MotifRetraitSignature {
    /// The same as whoever takes it back says it of themselves.
    pub fn en_personne(self) -> &'static str {
        match self {
            Self::Avis => "j’ai changé d’avis",
            Self::Meprise => "j’ai signé par erreur",
            Self::Contenu | Self::Projet | Self::Autre => self.libelle(),
        }
    }
}

liste_fermee! {
    /// Half a day of the week of a path.
    DemiJournee {
        /// Monday, before noon.
        LundiMatin = "lundi_matin" => "lundi matin",
        /// Monday, after noon.
        LundiApresMidi = "lundi_apres_midi" => "lundi après-midi",
        /// Tuesday, before noon.
        MardiMatin = "mardi_matin" => "mardi matin",
        /// Tuesday, after noon.
        MardiApresMidi = "mardi_apres_midi" => "mardi après-midi",
        /// Wednesday, before noon.
        MercrediMatin = "mercredi_matin" => "mercredi matin",
        /// Wednesday, after noon.
        MercrediApresMidi = "mercredi_apres_midi" => "mercredi après-midi",
        /// Thursday, before noon.
        JeudiMatin = "jeudi_matin" => "jeudi matin",
        /// Thursday, after noon.
        JeudiApresMidi = "jeudi_apres_midi" => "jeudi après-midi",
        /// Friday, before noon.
        VendrediMatin = "vendredi_matin" => "vendredi matin",
        /// Friday, after noon.
        VendrediApresMidi = "vendredi_apres_midi" => "vendredi après-midi",
        /// Saturday, before noon.
        SamediMatin = "samedi_matin" => "samedi matin",
    }
}

impl DemiJournee {
    /// Whether it is before noon.
    pub fn est_le_matin(self) -> bool {
        self.code().ends_with("_matin")
    }

    /// Whether it is the morning of the day of that afternoon.
    pub fn precede(self, autre: Self) -> bool {
        let jour = |demi: Self| demi.code().split_once('_').map(|(jour, _)| jour);
        self.est_le_matin() && !autre.est_le_matin() && jour(self) == jour(autre)
    }
}

liste_fermee! {
    /// What a scan is a file of.
    FormatNumerisation {
        /// Pages.
        Pdf = "pdf" => "PDF",
        /// A photograph.
        Jpeg = "jpeg" => "JPEG",
        /// A picture without loss.
        Png = "png" => "PNG",
    }
}
