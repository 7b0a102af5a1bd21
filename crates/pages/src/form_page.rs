//! Pages that hold one form: a step of signing in, a signal, a choice to confirm.

use askama::Template;

use crate::components::{Alert, Fact, Tone};
use crate::form::{Choice, Field, Form, Kind};
use crate::fr;
use crate::layout::{Layout, Link, Page};

/// A page that holds one form.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "form_page.html")]
pub struct FormPage {
    /// The public layout, or the usual one within the account.
    pub layout: Layout,
    /// Title of the page.
    pub titre: String,
    /// What to do, in one or two sentences.
    pub texte: String,
    /// Said before the form.
    pub alert: Option<Alert>,
    /// The form.
    pub form: Form,
    /// Other ways on: another factor, signing out.
    pub autres: Vec<Link>,
    /// The pages above this one; empty before signing in.
    pub crumbs: Vec<Link>,
    /// What to have in sight while filling in.
    pub faits: Vec<Fact>,
}

impl FormPage {
    /// The code of the second factor; posts `code`, `suite`.
    pub fn code(layout: Layout, action: &str, suite: &str) -> Self {
        Self {
            layout,
            titre: "Second facteur".into(),
            texte: "Ouvrez votre application d’authentification et recopiez le code à six chiffres.".into(),
            alert: None,
            form: Form::new("second-facteur", action, "Continuer")
                .with("suite", suite)
                .field(Field::text("code", "Code à six chiffres").autocomplete("one-time-code"))
                .primary(),
            autres: vec![Link::new("Utiliser un code de secours", "/connexion/secours")],
            crumbs: vec![],
            faits: vec![],
        }
    }

    /// A recovery code; posts `code`, `suite`.
    pub fn secours(layout: Layout, action: &str, suite: &str) -> Self {
        Self {
            layout,
            titre: "Code de secours".into(),
            texte: "Saisissez l’un des codes que vous avez gardés. Chacun ne sert qu’une fois.".into(),
            alert: None,
            form: Form::new("secours", action, "Continuer")
                .with("suite", suite)
                .field(
                    Field::text("code", "Code de secours")
                        .hint("Par exemple\u{a0}: k7pd-m2wq")
                        .autocomplete("off"),
                )
                .primary(),
            autres: vec![Link::new("Revenir au code à six chiffres", "/connexion/code")],
            crumbs: vec![],
            faits: vec![],
        }
    }

    /// A password to change; posts `actuel` (not at an invitation), `nouveau`, `confirmation`.
    pub fn mot_de_passe(layout: Layout, action: &str, ask_current: bool) -> Self {
        let mut form = Form::new("mot-de-passe", action, "Enregistrer le mot de passe").primary();
        if ask_current {
            form = form.field(
                Field::new(Kind::Password, "actuel", "Mot de passe actuel").autocomplete("current-password"),
            );
        }
        Self {
            layout,
            titre: "Choisir un mot de passe".into(),
            texte: "Une phrase que vous retiendrez vaut mieux qu’un mot compliqué.".into(),
            alert: None,
            form: form
                .field(
                    Field::new(Kind::Password, "nouveau", "Nouveau mot de passe")
                        .hint("Au moins douze caractères. Ni votre nom, ni un mot de passe déjà publié par des pirates.")
                        .autocomplete("new-password"),
                )
                .field(Field::new(Kind::Password, "confirmation", "Le même, encore une fois").autocomplete("new-password")),
            autres: vec![],
            crumbs: vec![],
            faits: vec![],
        }
    }

    /// Signals a leaver, any day; posts `nom`, `prenom`, `naissance`, `sexe` (facultatif), `ine` (facultatif), `code_postal`,
    /// `commune`, `telephone` (facultatif), `etablissement` (not from a school, which signals its own), `classe`, `sorti_le`. A
    /// school says first whether the pupil has left (`situation`), and `sorti_le` then only when so.
    pub fn signalement(layout: Layout, action: &str, from_school: bool) -> Self {
        let mut form = Form::new(
            "signalement",
            action,
            if from_school { "Ouvrir le dossier" } else { "Signaler ce départ" },
        );
        if from_school {
            let situations = vec![
                Choice::new("sorti", fr("Il ne vient plus : signaler son départ")),
                Choice::new(
                    "scolarise",
                    fr("Il est encore inscrit et risque de décrocher : ouvrir un suivi de prévention"),
                ),
            ];
            form = form.field(Field::radios("situation", "Ce jeune", situations).value("sorti").hint(fr(
                "En prévention, seul votre établissement voit le dossier, et aucun délai de contact ne court tant que l’élève est là.",
            )));
        }
        form = form
            .field(Field::text("nom", "Nom de famille").autocomplete("off"))
            .field(Field::text("prenom", "Prénom").autocomplete("off"))
            .field(Field::date("naissance", "Date de naissance"))
            .field(
                Field::radios(
                    "sexe",
                    "Sexe au registre",
                    Choice::list(&[("feminin", "Féminin"), ("masculin", "Masculin")]),
                )
                .optional(),
            )
            .field(
                Field::text("ine", "INE")
                    .hint("Onze caractères, sur le certificat de scolarité. Avec lui, aucun doublon.")
                    .optional()
                    .autocomplete("off"),
            )
            .field(Field::text("code_postal", "Code postal").autocomplete("off"))
            .field(
                Field::text("commune", "Commune de résidence")
                    .hint("Elle décide de la PSAD à qui le dossier est confié.")
                    .autocomplete("off"),
            )
            .field(Field::new(Kind::Line("tel"), "telephone", "Téléphone").optional().autocomplete("off"));
        if !from_school {
            form = form.field(Field::text("etablissement", "Établissement quitté").autocomplete("off"));
        }
        Self {
            layout,
            titre: if from_school { "Signaler un jeune" } else { "Signaler un départ" }.into(),
            texte: fr(if from_school {
                "Un jeune part sans diplôme ni projet connu, ou risque de le faire ? Un dossier s’ouvre aussitôt ; la prochaine campagne le complétera, sans doublon."
            } else {
                "Un jeune quitte son établissement sans diplôme ni projet connu ? Un dossier s’ouvre aussitôt ; la prochaine campagne le complétera, sans doublon."
            }),
            alert: None,
            form: form
                .field(
                    Field::text(
                        "classe",
                        if from_school { "Classe ou formation" } else { "Classe ou formation quittée" },
                    )
                    .hint("Par exemple\u{a0}: CAP cuisine, première année"),
                )
                .field(if from_school {
                    Field::date("sorti_le", "Dernier jour de présence")
                        .hint(fr("Si le jeune ne vient plus."))
                        .optional()
                } else {
                    Field::date("sorti_le", "Dernier jour de présence")
                })
                .primary(),
            autres: vec![],
            crumbs: vec![Link::new("Jeunes", "/jeunes")],
            faits: vec![],
        }
    }

    /// What the columns of a table of results hold; posts `nom-0`, `colonne-0`, `nom-1`… and `titre`. `colonnes`: their names, each
    /// with what is proposed; `sens`: what one may hold, in groups.
    pub fn colonnes_de_resultats(
        layout: Layout,
        action: &str,
        phrase: &str,
        colonnes: &[(String, String)],
        sens: &[(String, Vec<Choice>)],
    ) -> Self {
        let mut form = Form::new("colonnes", action, "Garder ces colonnes").primary().cancel("/resultats");
        for (rang, (nom, propose)) in colonnes.iter().enumerate() {
            let champ = Field::groups(format!("colonne-{rang}"), nom.clone(), sens.to_vec());
            form = form.with(&format!("nom-{rang}"), nom).field(champ.value(propose.clone()));
        }
        Self {
            layout,
            titre: "Dire les colonnes de ce fichier".into(),
            texte: fr(
                "Rien n’a été lu, et le fichier est effacé. Dites ce que contient chaque colonne : les prochains fichiers de votre structure qui les ont seront lus d’eux-mêmes.",
            ),
            alert: Some(Alert::new(Tone::Warning, phrase)),
            form: form.field(
                Field::text("titre", "Nom de ce tableau")
                    .value("Tableau des résultats")
                    .hint(fr("Un tableau du même nom est remplacé. Par exemple : relevé du jury, bac pro"))
                    .autocomplete("off"),
            ),
            autres: vec![],
            crumbs: vec![Link::new("Résultats", "/resultats")],
            faits: vec![],
        }
    }

    /// How decisions may be contested; posts `texte`, which may be empty. `dit`: what is printed today.
    pub fn recours(layout: Layout, action: &str, dit: Option<&str>) -> Self {
        let champ = Field::new(Kind::Lines(8), "texte", "Voies et délais de recours")
            .hint(fr(
                "Devant qui, comment et jusqu’à quand une décision se conteste. Vide, les décisions laissent des lignes à remplir.",
            ))
            .optional();
        Self {
            layout,
            titre: "Voies de recours".into(),
            texte: fr(
                "Ce texte est celui de votre académie : il s’imprime à la fin de chaque décision d’affectation ou de validation établie ensuite. Aucun texte n’est proposé ici : faites-le relire par votre service juridique.",
            ),
            alert: None,
            form: Form::new("recours", action, "Enregistrer")
                .field(match dit {
                    Some(dit) => champ.value(dit),
                    None => champ,
                })
                .primary(),
            autres: vec![],
            crumbs: vec![],
            faits: vec![],
        }
    }

    /// Somebody asks to come back into training; posts `nom`, `prenom`, `naissance`, `code_postal`, `commune`, `telephone` or
    /// `courriel`, `classe` (facultatif). `avant` is the last day for an interview, in words.
    pub fn demande(layout: Layout, action: &str, avant: Option<&str>) -> Self {
        let delai = avant.map_or_else(String::new, |avant| {
            format!(
                " Un entretien vous est proposé avant le {avant} (article D122-3-3 du code de l’éducation)."
            )
        });
        let form = Form::new("demande", action, "Envoyer ma demande")
            .field(Field::text("prenom", "Prénom").autocomplete("given-name"))
            .field(Field::text("nom", "Nom de famille").autocomplete("family-name"))
            .field(Field::date("naissance", "Date de naissance").autocomplete("bday"))
            .field(Field::text("code_postal", "Code postal").autocomplete("postal-code"))
            .field(Field::text("commune", "Commune").autocomplete("address-level2"))
            .field(
                Field::new(Kind::Line("tel"), "telephone", "Téléphone")
                    .hint("Un téléphone ou un courriel suffit")
                    .optional()
                    .autocomplete("tel"),
            )
            .field(Field::new(Kind::Line("email"), "courriel", "Courriel").optional().autocomplete("email"))
            .field(
                Field::text("classe", "Dernière classe ou formation")
                    .hint(fr("Par exemple : seconde professionnelle"))
                    .optional()
                    .autocomplete("off"),
            )
            .primary();
        Self {
            layout,
            titre: "Revenir en formation".into(),
            texte: fr(&format!(
                "De 16 à 25 ans, si vous êtes sorti ou sortie de l’école sans diplôme, vous avez le droit d’y revenir. Écrivez-nous : une personne de votre secteur vous répond.{delai}"
            )),
            alert: None,
            form,
            autres: vec![
                Link::new("Ce que dit ce droit, étape par étape", "/dispositifs/droit_retour"),
                Link::new("Ce qui est fait de ces informations", "/donnees-personnelles"),
            ],
            crumbs: vec![],
            faits: vec![],
        }
    }

    /// The three of signing in, a signal.
    pub fn samples() -> [(&'static str, Self); 8] {
        let public = Layout::public_sample;
        let mut a_changer = Self::mot_de_passe(public(), "/compte/mot-de-passe", true);
        a_changer.alert = Some(Alert::new(
            Tone::Info,
            "C’est votre première connexion\u{a0}: choisissez un mot de passe que vous serez seul ou seule à connaître.",
        ));
        [
            ("connexion_code", Self::code(public(), "/connexion/code", "/")),
            ("connexion_secours", Self::secours(public(), "/connexion/secours", "/")),
            ("mot_de_passe", a_changer),
            ("demande", Self::demande(public(), "/revenir-en-formation", Some("7 décembre 2026"))),
            ("signalement", Self::signalement(Layout::sample(), "/signaler", false)),
            (
                "colonnes-resultats",
                Self::colonnes_de_resultats(
                    Layout::sample(),
                    "/resultats/colonnes",
                    &fr("Il manque dans ce fichier : la décision du jury."),
                    &[
                        ("Candidat".to_owned(), "nom_famille".to_owned()),
                        ("Verdict".to_owned(), "ignorer".to_owned()),
                    ],
                    &[(
                        "La personne".to_owned(),
                        Choice::list(&[("ignorer", "Ne pas lire"), ("nom_famille", "Nom de famille")]),
                    )],
                ),
            ),
            ("recours", Self::recours(Layout::sample(), "/recours", None)),
            ("signalement-ecole", Self::signalement(Layout::sample(), "/signaler", true)),
        ]
    }
}

impl Page for FormPage {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn title(&self) -> String {
        self.titre.clone()
    }

    fn crumbs(&self) -> Vec<Link> {
        self.crumbs.clone()
    }
}
