//! What the columns of a table mean: each with a few of its values and a list to choose from, proposed from its name or from a
//! profile said before.

use askama::Template;

use crate::components::{Action, Alert, Tone};
use crate::form::{Choice, Field, Form};
use crate::fr;
use crate::layout::{Layout, Link, Page};

/// A profile kept under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfilGarde {
    /// Its name.
    pub nom: String,
    /// `9 colonnes, dit le 12 novembre 2026`.
    pub detail: String,
    /// Forgets it.
    pub retirer: Action,
}

/// The columns of a source.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "colonnes.html")]
pub struct Colonnes {
    /// What stands around.
    pub layout: Layout,
    /// Back to the campaign.
    pub campagne: Link,
    /// Name of the source.
    pub source: String,
    /// What is proposed, and from where.
    pub texte: String,
    /// Why the file cannot be read so.
    pub alert: Option<Alert>,
    /// How the table is cut, and from which profile to start: [`Colonnes::decoupe`].
    pub decoupe: Form,
    /// One field a column: [`Colonnes::form`]; `None` when the file cannot be read.
    pub form: Option<Form>,
    /// The profiles that are kept.
    pub profils: Vec<ProfilGarde>,
}

impl Colonnes {
    /// `feuille` (workbooks), `ligne`, `profil` (where some are kept); read again with GET.
    pub fn decoupe(action: &str, feuilles: Vec<Choice>, ligne: u64, profils: Vec<Choice>) -> Form {
        let mut form = Form::new("decoupe", action, "Relire le fichier");
        form.get = true;
        if feuilles.len() > 1 {
            form = form.field(Field::select("feuille", "Feuille", feuilles).optional());
        }
        form = form.field(
            Field::new(crate::form::Kind::Line("number"), "ligne", "Ligne des noms de colonnes")
                .value(ligne.to_string()),
        );
        if !profils.is_empty() {
            form = form.field(Field::select("profil", "Partir du profil", profils).optional());
        }
        form
    }

    /// `colonne-0`, `colonne-1`… (of the `colonnes`: name, examples, choice), `situation`, `organisme`, `dates` (all three
    /// facultatifs), `nom`.
    pub fn form(
        action: &str,
        colonnes: &[(String, Vec<String>, String)],
        sens: &[(String, Vec<Choice>)],
        situations: Vec<Choice>,
        dates: Vec<Choice>,
        back: &str,
    ) -> Form {
        let mut form = Form::new("colonnes", action, "Enregistrer et lire ainsi").primary().cancel(back);
        for (rang, (nom, exemples, choisi)) in colonnes.iter().enumerate() {
            let hint = if exemples.is_empty() {
                fr("Vide dans les premières lignes.")
            } else {
                exemples.join(" · ")
            };
            let champ = Field::groups(format!("colonne-{rang}"), nom.clone(), sens.to_vec());
            form = form.field(champ.hint(hint).value(choisi.clone()));
        }
        form.field(
            Field::select("situation", "Ce que le fichier dit de chacun", situations)
                .hint("Quand aucune colonne ne le dit.")
                .optional(),
        )
        .field(
            Field::text("organisme", "Structure qui a fait ce fichier")
                .hint(fr("Par exemple : Mission locale des Deux Rives"))
                .optional()
                .autocomplete("off"),
        )
        .field(Field::select("dates", "Écriture des dates", dates).hint("Sans réponse, elle est reconnue.").optional())
        .field(
            Field::text("nom", "Nom du profil")
                .hint(fr("La prochaine fois, il sera proposé pour les fichiers qui ont ces colonnes. Un profil du même nom est remplacé."))
                .autocomplete("off"),
        )
    }

    /// The table of a mission locale.
    pub fn sample() -> Self {
        let sens = [
            ("À laisser".to_owned(), Choice::list(&[("ignorer", "Ne pas lire")])),
            (
                "La personne".to_owned(),
                Choice::list(&[
                    ("nom_famille", "Nom de famille"),
                    ("prenoms", "Prénoms"),
                    ("date_naissance", "Date de naissance"),
                ]),
            ),
        ];
        let colonne = |nom: &str, exemples: &[&str], choisi: &str| {
            (nom.to_owned(), exemples.iter().map(|e| (*e).to_owned()).collect(), choisi.to_owned())
        };
        let colonnes = [
            colonne("N° dossier", &["ML0012", "ML0013", "ML0014"], "ignorer"),
            colonne("Nom de naissance", &["EXEMPLE", "MODÈLE", "ESSAI"], "nom_famille"),
            colonne("Prénom", &["Luciole", "Zéphyr"], "prenoms"),
            colonne("Né(e) le", &["31/12/2008", "04/05/2009", "11/11/2009"], "date_naissance"),
            colonne("Observations", &[], "ignorer"),
        ];
        let dates = Choice::list(&[("JJ/MM/AAAA", "31/12/2008")]);
        let situations = Choice::list(&[("accompagnement", "Accompagné par la structure")]);
        Self {
            layout: Layout::sample().at("/campagnes"),
            campagne: Link::new("SIEI novembre 2026", "/campagnes/c1"),
            source: "Mission locale des Deux Rives".into(),
            texte: fr(
                "Trois colonnes sont reconnues à leur nom : vérifiez-les, puis dites ce que contiennent les autres.",
            ),
            alert: None,
            decoupe: Self::decoupe(
                "/campagnes/c1/sources/s1/colonnes",
                Choice::list(&[("Jeunes", "Jeunes"), ("Légende", "Légende")]),
                1,
                Choice::list(&[("p1", "Mission locale de Bordeaux")]),
            ),
            form: Some(Self::form(
                "/campagnes/c1/sources/s1/colonnes",
                &colonnes,
                &sens,
                situations,
                dates,
                "/campagnes/c1#sources",
            )),
            profils: vec![ProfilGarde {
                nom: "Mission locale de Bordeaux".into(),
                detail: fr("9 colonnes, dit le 12 mars 2026"),
                retirer: Action {
                    about: Some("le profil Mission locale de Bordeaux".into()),
                    ..Action::new("Oublier", "/campagnes/profils/p1/retirer")
                },
            }],
        }
    }

    /// A file that cannot be read so.
    pub fn error_sample() -> Self {
        Self {
            alert: Some(Alert::new(Tone::Error, fr("Fichier « ml.csv » : le fichier est vide."))),
            form: None,
            profils: vec![],
            ..Self::sample()
        }
    }
}

impl Page for Colonnes {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn title(&self) -> String {
        format!("Colonnes de {}", self.source)
    }

    fn crumbs(&self) -> Vec<Link> {
        vec![Link::new("Campagnes", "/campagnes"), self.campagne.clone()]
    }
}
