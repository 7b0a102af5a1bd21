//! Public contracts with a clause sociale: the list, one of them with its young people, its form, and what the buyer receives.

use askama::Template;

use crate::apercu::Apercu;
use crate::components::{Alert, Badge, EmptyState, Fact, Tone};
use crate::form::{Field, Form, Kind};
use crate::form_page::FormPage;
use crate::fr;
use crate::layout::{Layout, Link, Page};
use crate::signature::LayoutSignature;

/// A contract in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarcheLigne {
    /// What is bought, with its page.
    pub marche: Link,
    /// Who buys, who receives.
    pub qui: String,
    /// `140 dues, 70 prévues, 35 faites`.
    pub heures: String,
    /// `2 jeunes`.
    pub jeunes: String,
    /// Where it stands.
    pub etat: Badge,
}

/// The contracts.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "marches.html")]
pub struct Marches {
    /// What stands around.
    pub layout: Layout,
    /// Writes one down. `None` for those who may not.
    pub nouveau: Option<Link>,
    /// The same as a file.
    pub export: Link,
    /// Under way first.
    pub lignes: Vec<MarcheLigne>,
    /// What is said when there is none.
    pub vide: EmptyState,
}

impl Marches {
    /// What is said when there is none.
    pub fn rien() -> EmptyState {
        EmptyState {
            title: "Aucun marché".to_owned(),
            text: fr(
                "Un acheteur public qui insère une clause sociale prend contact avec la MLDS. Notez ici le marché une fois : chaque \
                 jeune proposé à l’entreprise y sera rattaché, et les heures s’additionnent toutes seules.",
            ),
            link: None,
        }
    }

    /// Two, one of them closed.
    pub fn sample() -> Self {
        let ligne = |objet: &str, qui: &str, heures: &str, jeunes: &str, etat: &str, tone| MarcheLigne {
            marche: Link::new(fr(objet), "/marches/m1"),
            qui: fr(qui),
            heures: fr(heures),
            jeunes: jeunes.to_owned(),
            etat: Badge::new(etat, tone),
        };
        Self {
            layout: Layout::sample().at("/parcours"),
            nouveau: Some(Link::new("Noter un marché", "/marches/nouveau")),
            export: Link::new("Télécharger cette liste (CSV)", "/marches.csv"),
            lignes: vec![
                ligne(
                    "Rénovation de l’école Jules-Ferry, lot 3",
                    "Métropole d’Exemple ; Menuiserie du Pont",
                    "140 dues, 105 prévues, 35 faites",
                    "2 jeunes",
                    "en cours",
                    Tone::Info,
                ),
                ligne(
                    "Entretien des espaces verts",
                    "Département d’Exemple ; Jardins du Canal",
                    "70 dues, 70 prévues, 70 faites",
                    "1 jeune",
                    "clos",
                    Tone::Neutral,
                ),
            ],
            vide: Self::rien(),
        }
    }

    /// None yet.
    pub fn empty_sample() -> Self {
        Self { lignes: vec![], ..Self::sample() }
    }
}

/// A young person under a contract.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JeuneDuMarche {
    /// Their name, with their parcours.
    pub parcours: Link,
    /// The step under way, or how it ended.
    pub etape: String,
    /// `70 prévues, 35 faites`.
    pub heures: String,
    /// Where the proof stands for the buyer.
    pub bilan: Badge,
}

/// One contract.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "marche.html")]
pub struct Marche {
    /// What stands around.
    pub layout: Layout,
    /// What is bought.
    pub titre: String,
    /// `Métropole d’Exemple, marché 2026-114`.
    pub cadre: String,
    /// Why hours are lacking, or that nobody comes under it any more.
    pub alertes: Vec<Alert>,
    /// Hours due, planned, done.
    pub heures: Vec<Fact>,
    /// Buyer, company, missions.
    pub faits: Vec<Fact>,
    /// Those whose parcours who asks may open.
    pub jeunes: Vec<JeuneDuMarche>,
    /// `Et 2 jeunes suivis par d’autres structures, dont le bilan…`: those whom who asks may not see. Empty when there is none.
    pub ailleurs: String,
    /// Changes it. `None` for those who may not.
    pub modifier: Option<Link>,
    /// Its young people as a file. `None` for those who may not take lists out.
    pub export: Option<Link>,
}

impl Marche {
    /// Two young people: one whose placement goes on, one whose proof was received.
    pub fn sample() -> Self {
        let jeune = |nom: &str, etape: &str, heures: &str, bilan: &str, tone| JeuneDuMarche {
            parcours: Link::new(nom, "/parcours/p1"),
            etape: fr(etape),
            heures: heures.to_owned(),
            bilan: Badge::new(bilan, tone),
        };
        Self {
            layout: Layout::sample().at("/parcours"),
            titre: fr("Rénovation de l’école Jules-Ferry, lot 3"),
            cadre: fr("Métropole d’Exemple, marché 2026-114"),
            alertes: vec![Alert::new(
                Tone::Info,
                fr("Il reste 35 heures à prévoir pour que la clause soit exécutée."),
            )],
            heures: vec![Fact::new("Dues", "140"), Fact::new("Prévues", "105"), Fact::new("Faites", "35")],
            faits: vec![
                Fact::new("Acheteur", fr("Métropole d’Exemple")),
                Fact::new("Suivi de la clause", "Dominique Lame, clauses@metropole.example"),
                Fact::new("Entreprise", "Menuiserie du Pont"),
                Fact::new("Missions", fr("Poncer, vernir, poser des plinthes avec le tuteur")),
            ],
            jeunes: vec![
                jeune(
                    "Inès DUVAL",
                    "Suivre le stage, depuis le 2 novembre 2026",
                    "70 prévues",
                    "bilan à venir",
                    Tone::Neutral,
                ),
                jeune(
                    "Tom FERREIRA",
                    "Mené à son terme le 30 octobre 2026",
                    "35 prévues, 35 faites",
                    "reçu le 28 octobre 2026",
                    Tone::Success,
                ),
            ],
            ailleurs: fr("Et 1 jeune suivi par une autre structure."),
            modifier: Some(Link::new("Modifier le marché", "/marches/m1/modifier")),
            export: Some(Link::new("Télécharger la liste des jeunes (CSV)", "/marches/m1/jeunes.csv")),
        }
    }

    /// Nobody was proposed yet.
    pub fn empty_sample() -> Self {
        Self { jeunes: vec![], ailleurs: String::new(), export: None, ..Self::sample() }
    }

    /// The form; posts `objet`, `reference`, `acheteur`, `contact`, `courriel`, `heures_dues`, `entreprise`, `siret`, `adresse`,
    /// `missions`, and `clos` when there is one to close.
    pub fn formulaire(layout: Layout, action: &str, connu: Option<(&str, i32)>) -> FormPage {
        let texte = |nom, libelle: &str, indice: &str| {
            let champ = Field::text(nom, fr(libelle)).autocomplete("off");
            if indice.is_empty() { champ } else { champ.hint(fr(indice)) }
        };
        let mot = if connu.is_some() { "Enregistrer" } else { "Noter ce marché" };
        let mut form = Form::new("marche", action, mot)
            .field(texte("objet", "Marché", "Par exemple : Rénovation de l’école Jules-Ferry, lot 3"))
            .field(texte("reference", "Numéro du marché chez l’acheteur", "").optional())
            .field(texte("acheteur", "Acheteur public", "Par exemple : Métropole d’Exemple"))
            .field(
                texte("contact", "Qui suit la clause chez l’acheteur", "Prénom et nom, ou service")
                    .optional(),
            )
            .field(
                Field::new(Kind::Line("email"), "courriel", "Courriel de cette personne")
                    .hint(fr("Les bilans croisés y seront remis par un lien."))
                    .autocomplete("off")
                    .optional(),
            )
            .field(
                Field::new(Kind::Line("number"), "heures_dues", "Heures dues au titre de la clause")
                    .hint(fr("Un nombre entier")),
            )
            .field(texte("entreprise", "Entreprise titulaire, qui accueille", "").optional())
            .field(texte("siret", "SIRET", "14 chiffres").optional())
            .field(texte("adresse", "Adresse de l’entreprise", "").optional())
            .field(
                Field::new(Kind::Lines(4), "missions", "Missions qui peuvent être confiées")
                    .hint(fr("Elles figurent sur la fiche entreprise et sur la convention de stage."))
                    .optional(),
            )
            .primary();
        let mut crumbs = vec![Link::new("Parcours", "/parcours"), Link::new("Marchés", "/marches")];
        if let Some((nom, version)) = connu {
            form = form.with("version", version).field(Field {
                optional: true,
                ..Field::new(Kind::Tick, "clos", "Ce marché est clos")
                    .hint(fr("Plus aucun jeune n’y sera rattaché ; ceux qui y sont continuent."))
            });
            crumbs.push(Link::new(nom, action.trim_end_matches("/modifier").to_owned()));
        }
        let texte = if connu.is_some() {
            "Ce que vous corrigez ici vaut pour les prochains documents ; ceux qui sont établis ne changent pas."
        } else {
            "Noté une fois, le marché sert à tous les jeunes qui y sont proposés : rien n’est à retaper dans leur parcours."
        };
        FormPage {
            layout,
            titre: if connu.is_some() { "Modifier le marché" } else { "Noter un marché" }.to_owned(),
            texte: fr(texte),
            alert: None,
            form,
            autres: vec![],
            crumbs,
            faits: vec![],
        }
    }
}

impl Page for Marches {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn title(&self) -> String {
        "Marchés avec clause sociale".into()
    }

    fn crumbs(&self) -> Vec<Link> {
        vec![Link::new("Parcours", "/parcours")]
    }
}

impl Page for Marche {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn title(&self) -> String {
        self.titre.clone()
    }

    fn crumbs(&self) -> Vec<Link> {
        vec![Link::new("Parcours", "/parcours"), Link::new("Marchés", "/marches")]
    }
}

/// What a buyer is handed: the contract's figures, and the sealed document. It names nobody: the document says what it says.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "remise_document.html")]
pub struct DocumentRemis {
    /// What stands around.
    pub layout: LayoutSignature,
    /// `Bilan croisé`.
    pub titre: String,
    /// That it was acknowledged, and when; nothing before.
    pub etat: Option<String>,
    /// Contract, company, days, hours: name and value.
    pub faits: Vec<(String, String)>,
    /// Its pages, and the PDF.
    pub apercu: Apercu,
    /// Acknowledges.
    pub accuser: Option<Form>,
}

impl DocumentRemis {
    /// Acknowledges; posts nothing else.
    pub fn accuser(base: &str) -> Form {
        Form::new("accuser", base, "J’accuse réception").primary()
    }

    /// To acknowledge, acknowledged.
    pub fn samples() -> [(&'static str, Self); 2] {
        let fait = |nom: &str, valeur: &str| (nom.to_owned(), fr(valeur));
        let a_recevoir = Self {
            layout: LayoutSignature::sample(),
            titre: "Bilan croisé".into(),
            etat: None,
            faits: vec![
                fait("Marché", "Rénovation de l’école Jules-Ferry, lot 3"),
                fait("Acheteur", "Métropole d’Exemple"),
                fait("Entreprise", "Menuiserie du Pont"),
                fait("Stage", "du 2 novembre 2026 au 27 novembre 2026"),
                fait("Heures faites pendant ce stage", "70"),
                fait("Heures du marché", "140 dues, 105 faites"),
            ],
            apercu: Apercu::sample(Link::new("Lire le document (PDF)", "/recevoir/abc/document")),
            accuser: Some(Self::accuser("/recevoir/abc")),
        };
        let recu = Self {
            etat: Some(fr("Vous avez accusé réception le 30 novembre 2026 à 9 h 40.")),
            accuser: None,
            ..a_recevoir.clone()
        };
        [("remise_document", a_recevoir), ("remise_recue", recu)]
    }
}
