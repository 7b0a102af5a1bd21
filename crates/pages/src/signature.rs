//! What somebody without an account sees who signs a document by a link: a few kilobytes, on any telephone, in plain words.
//!
//! As the pages of a young person ([`crate::jeune`]): no DSFR, no script. Before the code is given, nothing of anybody is said;
//! after it, who signs, what, and for whom.

use askama::Template;

use crate::apercu::Apercu;
use crate::components::Weight;
use crate::form::{Choice, Drawer, Field, Form};
use crate::fr;
use crate::layout::{Brand, Link};

/// What stands around.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayoutSignature {
    /// Under whose name.
    pub brand: Brand,
    /// Who asks: name, function, structure; the operator when the link leads nowhere.
    pub qui_ecrit: String,
    /// A number that a person answers: as read. Empty when the operator has given none.
    pub telephone: String,
    /// The same for the telephone: `tel:+33556000000`.
    pub telephone_href: String,
}

impl LayoutSignature {
    /// An invented school.
    pub fn sample() -> Self {
        Self {
            brand: Brand::default(),
            qui_ecrit: fr("Camille Roy, référente décrochage, LP de l’Exemple"),
            telephone: "05 56 00 00 00".into(),
            telephone_href: "tel:+33556000000".into(),
        }
    }
}

/// Before the document: asking for a code, then giving it.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "signature_code.html")]
pub struct SignatureCode {
    /// What stands around.
    pub layout: LayoutSignature,
    /// What the link is for.
    pub titre: String,
    /// A paragraph each.
    pub paragraphes: Vec<String>,
    /// Gives the code, or asks for one.
    pub form: Form,
    /// Asks for another one.
    pub autre: Option<Form>,
}

impl SignatureCode {
    /// Asks for a code. `base` is the address of the link; `ou` says where it goes: `par courriel`, `par SMS`.
    pub fn demander(layout: LayoutSignature, base: &str, ou: &str) -> Self {
        let form = Form::new("code", format!("{base}/code"), "Recevoir mon code").primary();
        Self {
            layout,
            titre: "Signer un document".to_owned(),
            paragraphes: [
                "Un document attend votre signature.".to_owned(),
                format!(
                    "Pour le lire, demandez un code : il part {ou}, là où vous avez reçu ce lien. Personne d’autre que \
                     vous ne doit le connaître."
                ),
            ]
            .map(|texte| fr(&texte))
            .to_vec(),
            form,
            autre: None,
        }
    }

    /// Gives the code; posts `code`.
    pub fn donner(layout: LayoutSignature, base: &str, ou: &str) -> Self {
        let champ = Field::text("code", "Votre code")
            .hint(fr("Six chiffres. Il vaut quinze minutes."))
            .autocomplete("one-time-code");
        Self {
            layout,
            titre: "Signer un document".to_owned(),
            paragraphes: vec![fr(&format!(
                "Un code vous a été envoyé {ou}, là où vous avez reçu le lien. Gardez cette page ouverte et recopiez-le ici."
            ))],
            form: Form::new("code", format!("{base}/preuve"), "Continuer").field(champ).primary(),
            autre: Some(Form::new("autre-code", format!("{base}/code"), "Recevoir un autre code")),
        }
    }

    /// The same, for a document that is handed over.
    #[must_use]
    pub fn pour_recevoir(mut self) -> Self {
        "Recevoir un document".clone_into(&mut self.titre);
        if self.autre.is_none()
            && let Some(premier) = self.paragraphes.first_mut()
        {
            "Un document vous est remis.".clone_into(premier);
        }
        self
    }

    /// Asked for, to give, given wrong; asked for by who receives.
    pub fn samples() -> [(&'static str, Self); 4] {
        let donner = || Self::donner(LayoutSignature::sample(), "/signer/abc", "par courriel");
        let mut faux = donner();
        faux.form.fields[0].error = Some(fr("Ce code n’est pas le bon. Il vous reste 3 essais."));
        [
            ("signature_demander", Self::demander(LayoutSignature::sample(), "/signer/abc", "par courriel")),
            ("signature_code", donner()),
            ("signature_code_faux", faux),
            (
                "remise_demander",
                Self::demander(LayoutSignature::sample(), "/recevoir/abc", "par courriel").pour_recevoir(),
            ),
        ]
    }
}

/// The document to sign.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "signature_document.html")]
pub struct SignatureDocument {
    /// What stands around.
    pub layout: LayoutSignature,
    /// `Contrat de parcours aménagé`.
    pub titre: String,
    /// Where it stands for who reads: signed, refused, sealed; nothing the first time.
    pub etat: Option<String>,
    /// What it is: name and value.
    pub faits: Vec<(String, String)>,
    /// Its pages, and the PDF.
    pub apercu: Apercu,
    /// Signs.
    pub signer: Option<Form>,
    /// Refuses, with a reason.
    pub refuser: Option<Drawer>,
    /// Takes the signature back.
    pub retirer: Option<Drawer>,
}

impl SignatureDocument {
    /// Signs; posts `reponse`: `signer`.
    pub fn signer(base: &str) -> Form {
        Form::new("signer", base, "Je signe").with("reponse", "signer").primary()
    }

    /// Refuses; posts `reponse`: `refuser`, and `motif`.
    pub fn refuser(base: &str, motifs: Vec<Choice>) -> Drawer {
        let form = Form::new("refuser", base, "Envoyer mon refus")
            .with("reponse", "refuser")
            .field(Field::radios("motif", "Pourquoi", motifs));
        let mut drawer = Drawer::new("Je ne signe pas", form);
        drawer.intro = Some(fr(
            "La personne qui vous a écrit le saura. Vous pourrez changer d’avis tant que ce lien s’ouvre.",
        ));
        drawer
    }

    /// Takes the signature back; posts `reponse`: `retirer`, and `motif` when they say why.
    pub fn retirer(base: &str, motifs: Vec<Choice>) -> Drawer {
        let form =
            Form { weight: Weight::Secondary, ..Form::new("retirer", base, "Oui, je retire ma signature") };
        let form = form.with("reponse", "retirer");
        let form = form.field(Field::radios("motif", "Pourquoi", motifs).optional());
        let mut drawer = Drawer::new("Retirer ma signature", form);
        drawer.intro = Some(fr("Vous pouvez la retirer tant que d’autres personnes n’ont pas encore signé."));
        drawer
    }

    /// To sign, signed.
    pub fn samples() -> [(&'static str, Self); 2] {
        let fait = |nom: &str, valeur: &str| (nom.to_owned(), valeur.to_owned());
        let a_signer = Self {
            layout: LayoutSignature::sample(),
            titre: "Contrat de parcours aménagé".into(),
            etat: None,
            faits: vec![
                fait("Pour", "Inès DUVAL"),
                fait("Vous signez en tant que", "Claire DUVAL, le représentant légal"),
                fait("Version", "1, établie le 12 octobre 2026"),
                fait("Empreinte (SHA-256)", "9f86d081884c7d65…"),
            ],
            apercu: Apercu::sample(Link::new("Lire le document (PDF)", "/signer/abc/document")),
            signer: Some(Self::signer("/signer/abc")),
            refuser: Some(Self::refuser(
                "/signer/abc",
                Choice::list(&[("contenu", "Le document contient une erreur"), ("autre", "Autre raison")]),
            )),
            retirer: None,
        };
        let signe = Self {
            etat: Some(fr(
                "Vous avez signé le 13 octobre 2026 à 9 h 40. D’autres personnes doivent encore signer.",
            )),
            signer: None,
            refuser: None,
            retirer: Some(Self::retirer(
                "/signer/abc",
                Choice::list(&[("avis", "J’ai changé d’avis"), ("autre", "Autre raison")]),
            )),
            ..a_signer.clone()
        };
        [("signature_document", a_signer), ("signature_faite", signe)]
    }
}

/// A page that only says something: why the link does not open, and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "signature_message.html")]
pub struct SignatureMessage {
    /// What stands around.
    pub layout: LayoutSignature,
    /// What happens.
    pub titre: String,
    /// What to do, a paragraph each.
    pub paragraphes: Vec<String>,
}

/// Why a link does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fermee {
    /// It expired, was taken back, or never was one.
    Expire,
    /// Too many wrong codes.
    Bloque,
    /// Others sign before.
    PasEncore,
    /// A newer version took the place of the document.
    Remplace,
    /// Who signs takes part no more.
    Retiree,
    /// All have signed.
    Scelle,
    /// The parcours is over.
    Fini,
    /// A link to receive expired, was taken back, or never was one.
    RemiseExpire,
    /// A newer version took the place of what was handed over.
    RemiseRemplacee,
    /// Who receives takes part no more.
    RemiseRetiree,
}

impl Fermee {
    const TOUTES: [(&'static str, Self); 10] = [
        ("signature_expire", Self::Expire),
        ("signature_bloque", Self::Bloque),
        ("signature_pas_encore", Self::PasEncore),
        ("signature_remplace", Self::Remplace),
        ("signature_retiree", Self::Retiree),
        ("signature_scelle", Self::Scelle),
        ("signature_fini", Self::Fini),
        ("remise_expire", Self::RemiseExpire),
        ("remise_remplacee", Self::RemiseRemplacee),
        ("remise_retiree", Self::RemiseRetiree),
    ];

    fn mots(self) -> (&'static str, &'static str) {
        match self {
            Self::Expire => (
                "Ce lien ne s’ouvre plus",
                "Un lien pour signer a une date de fin, et peut être retiré. Vérifiez que vous avez recopié toute l’adresse, \
                 ou demandez un nouveau lien à la personne qui vous a écrit.",
            ),
            Self::Bloque => (
                "Ce lien est bloqué",
                "Trop de codes faux ont été donnés. Pour votre sécurité, ce lien ne s’ouvre plus : demandez-en un nouveau à \
                 la personne qui vous a écrit.",
            ),
            Self::PasEncore => (
                "Ce n’est pas encore votre tour",
                "D’autres personnes signent avant vous. Gardez ce lien et revenez dans quelques jours : il s’ouvrira quand ce \
                 sera à vous.",
            ),
            Self::Remplace => (
                "Ce document a été remplacé",
                "Une version plus récente a été établie : c’est elle qui se signe. Demandez un nouveau lien à la personne qui \
                 vous a écrit.",
            ),
            Self::Retiree => (
                "Votre signature n’est plus demandée",
                "Vous n’avez rien à faire. Si vous pensez que c’est une erreur, prévenez la personne qui vous a écrit.",
            ),
            Self::Scelle => (
                "Ce document est déjà signé par tous",
                "Il ne change plus, et vous n’avez rien à faire. Si vous deviez le signer, prévenez la personne qui vous a \
                 écrit.",
            ),
            Self::Fini => (
                "Ce parcours est terminé",
                "Le document ne se signe plus, et vous n’avez rien à faire. Pour toute question, adressez-vous à la personne \
                 qui vous a écrit.",
            ),
            Self::RemiseExpire => (
                "Ce lien ne s’ouvre plus",
                "Un lien pour recevoir un document a une date de fin, et peut être retiré. Vérifiez que vous avez recopié toute \
                 l’adresse, ou demandez un nouveau lien à la personne qui vous a écrit.",
            ),
            Self::RemiseRemplacee => (
                "Ce document a été remplacé",
                "Une version plus récente est en préparation. Vous n’avez rien à faire : un nouveau lien vous sera envoyé.",
            ),
            Self::RemiseRetiree => (
                "Ce document ne vous est plus remis",
                "Vous n’avez rien à faire. Si vous pensez que c’est une erreur, prévenez la personne qui vous a écrit.",
            ),
        }
    }
}

impl SignatureMessage {
    /// The page that says why.
    pub fn fermee(layout: LayoutSignature, fermee: Fermee) -> Self {
        let (titre, texte) = fermee.mots();
        Self { layout, titre: titre.to_owned(), paragraphes: vec![fr(texte)] }
    }

    /// Each of them.
    pub fn samples() -> [(&'static str, Self); 10] {
        Fermee::TOUTES.map(|(nom, fermee)| (nom, Self::fermee(LayoutSignature::sample(), fermee)))
    }
}
