//! Answers to a document: signs, refuses, takes a signature back, notes what was done on paper.

use super::Parcours;
use crate::{
    form::{Choice, Drawer, Field, Form, Kind},
    fr,
};

impl Parcours {
    /// Signs for oneself.
    pub fn signer(base: &str, document: &str, partie: &str) -> Drawer {
        let form = Form::new(
            format!("signer-{partie}"),
            format!("{base}/documents/{document}/signatures"),
            "Je signe",
        )
        .with("partie", partie)
        .with("reponse", "session")
        .primary();
        let mut drawer = Drawer::new("Signer", form);
        drawer.intro = Some(fr(
            "Vous signez cette version, en votre nom et dans votre fonction. Vous pourrez retirer votre signature tant que d’autres sont attendues.",
        ));
        drawer
    }

    /// Refuses for oneself, with a reason; posts `reponse`.
    pub fn refuser(base: &str, document: &str, partie: &str, motifs: Vec<Choice>) -> Drawer {
        let form = Form::new(
            format!("refus-{partie}"),
            format!("{base}/documents/{document}/signatures"),
            "Enregistrer mon refus",
        )
        .with("partie", partie)
        .field(Field::radios("reponse", "Pourquoi", motifs));
        let mut drawer = Drawer::new("Je ne signe pas", form);
        drawer.intro = Some(fr(
            "Tous ceux qui suivent ce parcours le verront. Vous pourrez signer ensuite, si vous changez d’avis.",
        ));
        drawer
    }

    /// Takes back what was signed, while others are awaited; posts `motif`, which only one's own signature may leave out.
    pub fn retirer_signature(
        base: &str,
        document: &str,
        partie: &str,
        motifs: Vec<Choice>,
        la_sienne: bool,
    ) -> Drawer {
        let motif = Field::radios("motif", "Pourquoi", motifs);
        let form = Form::new(
            format!("retrait-{partie}"),
            format!("{base}/documents/{document}/signatures"),
            "Retirer cette signature",
        )
        .with("partie", partie)
        .with("reponse", "retrait")
        .field(if la_sienne { motif.optional() } else { motif });
        let mut drawer = Drawer::new("Retirer la signature", form);
        drawer.intro = Some(fr(
            "Le document attendra de nouveau cette signature. Le journal garde la trace du retrait. Une fois le document signé par tous, plus personne ne peut se retirer.",
        ));
        drawer
    }

    /// What a scan weighs at most, in words.
    pub const NUMERISATION_AU_PLUS: &str = "10\u{a0}Mo";

    /// The scan of a sheet; posts `fichier`.
    fn feuille_numerisee() -> Field {
        Field::new(Kind::File(".pdf,.jpg,.jpeg,.png"), "fichier", "La feuille signée, numérisée").hint(fr(
            &format!("PDF, JPEG ou PNG, {} au plus. Une photo nette suffit.", Self::NUMERISATION_AU_PLUS),
        ))
    }

    /// Joins the scan of what somebody signed by hand; posts `fichier`.
    pub fn numerisation(base: &str, document: &str, partie: &str) -> Drawer {
        let form = Form::new(
            format!("numerisation-{partie}"),
            format!("{base}/documents/{document}/numerisations"),
            "Joindre la feuille",
        )
        .with("partie", partie)
        .field(Self::feuille_numerisee());
        let mut drawer = Drawer::new("Joindre la feuille numérisée", form);
        drawer.intro = Some(fr(
            "La feuille est conservée chiffrée avec le document, et lue par ceux qui suivent ce parcours. Elle se joint jusqu’à la dernière signature.",
        ));
        drawer
    }

    /// Notes what somebody without an account did on paper; posts `reponse`, and `fichier` when the sheet was scanned.
    pub fn papier(base: &str, document: &str, partie: &str, motifs: Vec<Choice>) -> Drawer {
        let mut choix = vec![Choice {
            hint: Some(fr("Gardez la feuille signée dans l’établissement, même numérisée.")),
            ..Choice::new("papier", "A signé sur papier")
        }];
        choix.extend(motifs);
        let form = Form::new(
            format!("papier-{partie}"),
            format!("{base}/documents/{document}/papier"),
            "Enregistrer la réponse",
        )
        .with("partie", partie)
        .field(Field::radios("reponse", "Sa réponse", choix))
        .field(Self::feuille_numerisee().optional());
        Drawer::new("Noter la réponse", form)
    }
}
