//! What the documents of an organisation bear: said once, by who signs for it.

use askama::Template;

use crate::form::{Field, Form, Kind};
use crate::fr;
use crate::layout::{Layout, Link, Page};

/// The header of one organisation.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "entete.html")]
pub struct Entete {
    /// What stands around.
    pub layout: Layout,
    /// Whose header.
    pub organisation: String,
    /// What is said of it.
    pub form: Form,
    /// A document that bears it.
    pub apercu: String,
    /// Who said so last, and when.
    pub modifie: Option<String>,
    /// To find another organisation, for whoever may speak for them.
    pub chercher: Option<Form>,
    /// Those found.
    pub trouvees: Vec<Link>,
    /// Whether a search found nobody.
    pub introuvable: bool,
}

impl Entete {
    /// The form; posts `lignes`, `signataire_nom`, `signataire_qualite`, `logo` (a file), `logo_description`, and `sans_logo`
    /// when there is one to take off. `valeurs` are the first three and the description.
    pub fn formulaire(action: &str, valeurs: [&str; 4], logo: bool, au_plus: &str) -> Form {
        let [lignes, nom, qualite, description] = valeurs;
        let indication = if logo {
            format!(
                "Un logo est déjà enregistré : un autre fichier le remplace. Une image PNG, {au_plus} au plus."
            )
        } else {
            format!("Une image PNG, {au_plus} au plus.")
        };
        let mut form = Form::new("entete", action, "Enregistrer l’en-tête")
            .field(
                Field::new(Kind::Lines(4), "lignes", "Lignes de l’en-tête")
                    .hint("Adresse, téléphone, courriel : une information par ligne. Le nom de l’organisme y est déjà.")
                    .optional()
                    .value(lignes)
                    .autocomplete("off"),
            )
            .field(Field::text("signataire_nom", "Qui signe").hint("Prénom et nom.").optional().value(nom).autocomplete("off"))
            .field(
                Field::text("signataire_qualite", "En quelle qualité")
                    .hint("Par exemple : proviseure, responsable de la PSAD.")
                    .optional()
                    .value(qualite)
                    .autocomplete("off"),
            )
            .field(Field::new(Kind::File(".png,image/png"), "logo", "Logo").hint(indication).optional())
            .field(
                Field::text("logo_description", "Le logo, en quelques mots")
                    .hint("Pour les personnes qui ne le voient pas. Obligatoire s’il y a un logo.")
                    .optional()
                    .value(description)
                    .autocomplete("off"),
            );
        if logo {
            form = form.field(Field::new(Kind::Tick, "sans_logo", "Retirer le logo").optional());
        }
        form.typographed().primary()
    }

    /// Looks for another organisation; sends `q`.
    pub fn recherche(action: &str, q: &str) -> Form {
        let mut form = Form::new("chercher", action, "Chercher")
            .field(Field::text("q", "Nom de l’organisme").value(q).autocomplete("off"));
        form.get = true;
        form
    }

    /// That of a school, with a logo.
    pub fn sample() -> Self {
        let valeurs = [
            "1 rue des Tilleuls\n33000 Bordeaux",
            "Dominique Lame",
            "Proviseure",
            "Blason du lycée : un chêne",
        ];
        Self {
            layout: Layout::sample(),
            organisation: "Lycée professionnel des Tilleuls".into(),
            form: Self::formulaire("/entete", valeurs, true, "200 Ko"),
            apercu: "/entete/apercu".into(),
            modifie: Some("Dit par Dominique Lame le 3 novembre 2026.".into()),
            chercher: None,
            trouvees: vec![],
            introuvable: false,
        }
    }

    /// That of the académie, nothing said yet, by whoever may speak for others.
    pub fn academie_sample() -> Self {
        Self {
            organisation: "Académie de Bordeaux".into(),
            form: Self::formulaire("/entete", [""; 4], false, "200 Ko"),
            modifie: None,
            chercher: Some(Self::recherche("/entete", "tilleuls")),
            trouvees: vec![Link::new("Lycée professionnel des Tilleuls", "/entete?de=o1")],
            ..Self::sample()
        }
    }
}

impl Page for Entete {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn title(&self) -> String {
        fr(&format!("En-tête des documents : {}", self.organisation))
    }

    fn crumbs(&self) -> Vec<Link> {
        vec![Link::new("Mon compte", "/compte")]
    }
}
