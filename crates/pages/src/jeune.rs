//! What a young person sees behind a signed link: a page of a few kilobytes, on any telephone, in words of a twelve-year-old.
//!
//! No DSFR and no script here. Nothing personal but the first name: whoever finds the link learns nothing. « Tu » by default,
//! « vous » by [`Adresse`]; the server also takes `?vous=oui`.

use askama::Template;

use crate::form::{Field, Form, Kind};
use crate::fr;
use crate::layout::{Brand, Layout, Link, Page};

/// How one speaks to the young person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Adresse {
    /// « Tu », as the young are spoken to here.
    #[default]
    Tu,
    /// « Vous », one click away.
    Vous,
}

impl Adresse {
    /// The words for this form of address, with their typography.
    pub(crate) fn say(self, tu: &str, vous: &str) -> String {
        fr(match self {
            Self::Tu => tu,
            Self::Vous => vous,
        })
    }
}

/// One of the large answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reponse {
    /// Posted as `reponse`, or the page that asks the rest (`?reponse=`).
    pub code: String,
    /// What is read: `J’ai besoin d’aide`.
    pub label: String,
    /// The same in small: `On te rappelle.`
    pub detail: String,
}

/// What stands around the pages of a young person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayoutJeune {
    /// Under whose name.
    pub brand: Brand,
    /// How one speaks.
    pub adresse: Adresse,
    /// The same page with the other form of address.
    pub autre_adresse: String,
    /// Who writes: name, function, structure.
    pub qui_ecrit: String,
    /// A number that a person answers: as read. Empty when the operator has given none.
    pub telephone: String,
    /// The same for the telephone: `tel:+33556000000`.
    pub telephone_href: String,
    /// Why they have the address: `Ton lycée nous a donné ton numéro, comme la loi le prévoit (L313-7).`
    pub pourquoi: String,
}

impl LayoutJeune {
    /// An invented PSAD.
    pub fn sample() -> Self {
        Self {
            brand: Brand::default(),
            adresse: Adresse::Tu,
            autre_adresse: "/r/abc?vous=oui".into(),
            qui_ecrit: fr("M. Petit, conseiller au CIO de Bordeaux Sud"),
            telephone: "05 56 00 00 00".into(),
            telephone_href: "tel:+33556000000".into(),
            pourquoi: fr(
                "Ton dernier lycée nous a donné ton numéro : la loi lui demande de prévenir quand un jeune part sans diplôme (article L313-7 du code de l’éducation).",
            ),
        }
    }
}

/// The page of the link: four large answers, and the way to be left alone.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "jeune.html")]
pub struct Jeune {
    /// What stands around.
    pub layout: LayoutJeune,
    /// First name, the only personal thing shown.
    pub prenom: String,
    /// `depuis juin`.
    pub depuis: String,
    /// Where the answers go: GET with `reponse`.
    pub action: String,
    /// The four of them.
    pub reponses: Vec<Reponse>,
    /// Asks not to be contacted any more: the same page with this `reponse`.
    pub stop: Reponse,
    /// Asks to say that it is not the right person.
    pub pas_moi: Reponse,
}

impl Jeune {
    /// The answers, in the words of the form of address: `formation`, `rappel`, `aide`, `autre`, then `stop` and `pas_moi`.
    pub fn reponses(adresse: Adresse) -> (Vec<Reponse>, Reponse, Reponse) {
        let reponse = |code: &str, label: &str, detail: &str| Reponse {
            code: code.into(),
            label: fr(label),
            detail: fr(detail),
        };
        (
            vec![
                reponse("formation", "Je suis déjà en formation", "Au lycée, en apprentissage, ailleurs…"),
                reponse(
                    "rappel",
                    "Rappelez-moi",
                    &adresse.say("Tu choisis le jour et l’heure.", "Vous choisissez le jour et l’heure."),
                ),
                reponse(
                    "aide",
                    "J’ai besoin d’aide",
                    &adresse.say(
                        "Pour trouver une formation, ou autre chose. On te répond vite.",
                        "Pour trouver une formation, ou autre chose. On vous répond vite.",
                    ),
                ),
                reponse(
                    "autre",
                    "Je fais autre chose",
                    "Je travaille, je m’occupe de ma famille, je fais une pause…",
                ),
            ],
            reponse("stop", "Ne me contactez plus", ""),
            reponse("pas_moi", "Ce n’est pas moi", ""),
        )
    }

    /// The page of Inès.
    pub fn sample() -> Self {
        let (reponses, stop, pas_moi) = Self::reponses(Adresse::Tu);
        Self {
            layout: LayoutJeune::sample(),
            prenom: "Inès".into(),
            depuis: "depuis juin".into(),
            action: "/r/abc".into(),
            reponses,
            stop,
            pas_moi,
        }
    }

    /// The same, with « vous ».
    pub fn vous_sample() -> Self {
        let (reponses, stop, pas_moi) = Self::reponses(Adresse::Vous);
        let mut page = Self { reponses, stop, pas_moi, ..Self::sample() };
        page.layout.adresse = Adresse::Vous;
        page.layout.autre_adresse = "/r/abc".into();
        page.layout.pourquoi = fr(
            "Votre dernier lycée nous a donné votre numéro : la loi lui demande de prévenir quand un jeune part sans diplôme (article L313-7 du code de l’éducation).",
        );
        page
    }
}

/// What follows an answer: one or two questions, then « Envoyer ».
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "jeune_suite.html")]
pub struct JeuneSuite {
    /// What stands around.
    pub layout: LayoutJeune,
    /// `Tu es déjà en formation`.
    pub titre: String,
    /// One sentence.
    pub texte: String,
    /// [`JeuneSuite::form`].
    pub form: Form,
    /// Back to the four answers.
    pub retour: String,
}

impl JeuneSuite {
    /// POST with `reponse` and, for `formation`: `ou`, `depuis` (facultatif); for `rappel`: `jour`, `moment`, `telephone` (facultatif); for
    /// `aide` and `autre`: `message` (facultatif); for `stop` and `pas_moi`: nothing more.
    pub fn form(action: &str, reponse: &str, adresse: Adresse) -> Form {
        let form = Form::new("suite", action, "Envoyer").with("reponse", reponse).primary();
        match reponse {
            "formation" => form
                .field(Field::text("ou", "Où ?").hint("Le nom du lycée, du CFA, de l’école, et la ville."))
                .field(
                    Field::text("depuis", adresse.say("Depuis quand\u{202f}?", "Depuis quand\u{202f}?"))
                        .optional(),
                ),
            "rappel" => form
                .field(Field::date("jour", "Quel jour ?"))
                .field(Field::radios(
                    "moment",
                    "À quel moment ?",
                    crate::form::Choice::list(&[
                        ("matin", "Le matin"),
                        ("midi", "Le midi"),
                        ("apres_midi", "L’après-midi"),
                        ("soir", "Après 17 h"),
                    ]),
                ))
                .field(
                    Field::new(Kind::Line("tel"), "telephone", "À quel numéro ?")
                        .optional()
                        .autocomplete("tel"),
                ),
            "aide" | "autre" => form.field(
                Field::new(
                    Kind::Lines(3),
                    "message",
                    adresse.say("Un mot pour nous, si tu veux", "Un mot pour nous, si vous voulez"),
                )
                .optional(),
            ),
            _ => form,
        }
        .typographed()
    }

    /// After « rappelez-moi ».
    pub fn sample() -> Self {
        Self {
            layout: LayoutJeune::sample(),
            titre: "On te rappelle".into(),
            texte: fr("Choisis un jour et un moment. C’est M. Petit qui appellera."),
            form: Self::form("/r/abc", "rappel", Adresse::Tu),
            retour: "/r/abc".into(),
        }
    }
}

/// A page that only says something: thanks, expired link, link already used.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "jeune_message.html")]
pub struct JeuneMessage {
    /// What stands around.
    pub layout: LayoutJeune,
    /// `Merci, Inès`.
    pub titre: String,
    /// What happens now, a paragraph each.
    pub paragraphes: Vec<String>,
}

impl JeuneMessage {
    /// After an answer: what happens now.
    pub fn merci(layout: LayoutJeune, prenom: &str, suite: &str) -> Self {
        let second = layout.adresse.say(
            "Tu peux fermer cette page. Ce lien ne sert qu’une fois.",
            "Vous pouvez fermer cette page. Ce lien ne sert qu’une fois.",
        );
        Self { titre: format!("Merci, {prenom}"), paragraphes: vec![suite.to_owned(), second], layout }
    }

    /// The link has expired, or was never one.
    pub fn expire(layout: LayoutJeune) -> Self {
        let text = layout.adresse.say(
            "Ce lien ne marche pas, ou plus : il avait une date de fin. Si tu as besoin de nous, préviens la personne qui t’a écrit.",
            "Ce lien ne fonctionne pas, ou plus : il avait une date de fin. Si vous avez besoin de nous, prévenez la personne qui vous a écrit.",
        );
        Self { titre: "Ce lien a expiré".into(), paragraphes: vec![text], layout }
    }

    /// The answer came already, perhaps from somebody else: nothing of it is shown.
    pub fn deja(layout: LayoutJeune) -> Self {
        let text = layout.adresse.say(
            "Ce lien a déjà servi à répondre. Si ce n’était pas toi, ou si quelque chose a changé, préviens la personne qui t’a écrit.",
            "Ce lien a déjà servi à répondre. Si ce n’était pas vous, ou si quelque chose a changé, prévenez la personne qui vous a écrit.",
        );
        Self { titre: "Réponse déjà reçue".into(), paragraphes: vec![text], layout }
    }

    /// After an answer, expired, used.
    pub fn samples() -> [(&'static str, Self); 3] {
        [
            (
                "jeune_merci",
                Self::merci(
                    LayoutJeune::sample(),
                    "Inès",
                    &fr("C’est noté : M. Petit t’appelle mardi après 17 h."),
                ),
            ),
            ("jeune_expire", Self::expire(LayoutJeune::sample())),
            ("jeune_deja", Self::deja(LayoutJeune::sample())),
        ]
    }
}

/// A letter to print, sign and post, or to give by hand: the link in full and as a code that a telephone reads. Also where a
/// message to copy is found, for who writes from their own telephone.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "lettre_lien.html")]
pub struct LettreLien {
    /// What stands around; left out of the print.
    pub layout: Layout,
    /// Back to the dossier.
    pub dossier: Link,
    /// To whom, a line each: name, street, town.
    pub destinataire: Vec<String>,
    /// Under whose name, a line each.
    pub expediteur: Vec<String>,
    /// `12 novembre 2026`.
    pub date: String,
    /// `Bonjour Inès,`, then what is written, a paragraph each.
    pub paragraphes: Vec<String>,
    /// The link in full.
    pub adresse: String,
    /// The code, as the address of a picture: it holds the picture itself (`data:`), as it is shown once.
    pub qr: String,
    /// What to copy into a text message.
    pub message: String,
    /// Who signs.
    pub signature: String,
}

impl LettreLien {
    /// To Inès.
    pub fn sample() -> Self {
        Self {
            layout: Layout::sample().at("/jeunes"),
            dossier: Link::new("Inès DUVAL", "/dossiers/r1"),
            destinataire: vec!["Inès DUVAL".into(), "3 rue de l’Exemple".into(), "33000 Bordeaux".into()],
            expediteur: vec!["CIO Bordeaux Sud".into(), "Académie de Bordeaux".into()],
            date: "12 novembre 2026".into(),
            paragraphes: vec![
                "Bonjour Inès,".into(),
                fr("Nous n’avons pas de nouvelles de toi. Comment ça va ?"),
            ],
            adresse: "https://raccroche.exemple.example/r/abc".into(),
            qr: crate::asset_url("favicon.svg"),
            message: fr(
                "Bonjour Inès, comment ça va ? Réponds ici : https://raccroche.exemple.example/r/abc",
            ),
            signature: "Mme Arrieta, Psy-EN".into(),
        }
    }
}

impl Page for LettreLien {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn title(&self) -> String {
        "Lettre avec un lien de réponse".into()
    }

    fn crumbs(&self) -> Vec<Link> {
        vec![Link::new("Jeunes", "/jeunes"), self.dossier.clone()]
    }
}
