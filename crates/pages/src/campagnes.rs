//! Campaigns: the list, one campaign step by step, the quality report of a source, the confirmation before publishing.

mod sample;

use askama::Template;

use crate::components::{Action, Alert, Badge, EmptyState, Fact, Pagination, Progress, Tone};
use crate::dossier::EtatEtape;
use crate::form::{Choice, Drawer, Field, Form, Kind};
use crate::layout::{Layout, Link, Page, impl_page};

/// A campaign in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CampagneLigne {
    /// `SIEI novembre 2026`, and its page.
    pub nom: Link,
    /// `registres au 5 novembre 2026`.
    pub date: String,
    /// In preparation, published, cancelled.
    pub etat: Badge,
    /// `412 jeunes perdus de vue sur 8 204 cherchés`.
    pub resume: String,
}

/// All campaigns.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "campagnes.html")]
pub struct Campagnes {
    /// What stands around.
    pub layout: Layout,
    /// Newest first.
    pub campagnes: Vec<CampagneLigne>,
    /// Opens a campaign: [`Campagnes::form`]. `None` for those who may not.
    pub ouvrir: Option<Drawer>,
    /// What is said when there is none.
    pub vide: EmptyState,
}

impl Campagnes {
    /// `nom`, `date` (of the picture), `definition`.
    pub fn form(action: &str, definitions: Vec<Choice>) -> Drawer {
        Drawer::new(
            "Nouvelle campagne",
            Form::new("campagne", action, "Ouvrir la campagne")
                .field(Field::text("nom", "Nom").hint("Par exemple\u{a0}: SIEI mars 2027"))
                .field(Field::date("date", "Situation des jeunes au"))
                .field(Field::radios("definition", "Définition du décrochage", definitions)),
        )
    }
}

/// Where a step of the campaign stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pas {
    /// `Sources`, `Contrôle`, `Rapprochement`, `Revue`, `Publication`.
    pub nom: String,
    /// Its part of the page.
    pub href: String,
    /// Whether it is behind, now or ahead.
    pub etat: EtatEtape,
}

/// A register read or to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// `SIECLE 2025-2026, voie professionnelle`.
    pub nom: String,
    /// What it is crossed for: `année précédente`.
    pub role: String,
    /// Read, being read, in error, stale.
    pub etat: Badge,
    /// Rows read, set aside, freshness, coverage.
    pub faits: Vec<Fact>,
    /// While it is being read.
    pub avancement: Option<Progress>,
    /// What its columns mean, for a table that is none of the known formats.
    pub colonnes: Option<Link>,
    /// The quality report.
    pub rapport: Option<Link>,
    /// Read again, stop, resume, remove.
    pub actions: Vec<Action>,
}

/// A part of a whole, for the bar of a difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// `nouveaux`.
    pub nom: String,
    /// How many.
    pub nombre: u64,
    /// In per cent of the bar, from 0 to 100; the parts sum to 100 at most.
    pub pourcent: u8,
    /// The list it counts.
    pub href: Option<String>,
}

/// One row of the table of false positives, or of coverage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taux {
    /// Source, or département.
    pub nom: String,
    /// `12 sur 140`.
    pub compte: String,
    /// `8,6 %`, or `moins de 5 lignes vérifiées` where it would tell of one person.
    pub taux: String,
    /// In per cent, for the bar; `None` where the rate is hidden.
    pub pourcent: Option<u8>,
}

/// One campaign.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "campagne.html")]
pub struct Campagne {
    /// What stands around.
    pub layout: Layout,
    /// `SIEI novembre 2026`.
    pub nom: String,
    /// Date and definition.
    pub cadre: String,
    /// The steps.
    pub pas: Vec<Pas>,
    /// Said before the rest.
    pub alerts: Vec<Alert>,
    /// Its registers.
    pub sources: Vec<Source>,
    /// Adds one: [`Campagne::source_form`], [`Campagne::depot_form`].
    pub ajouter: Vec<Drawer>,
    /// The run, when it is under way.
    pub avancement: Option<Progress>,
    /// Where the page reads itself again while the run is under way.
    pub adresse: String,
    /// Starts, stops, resumes.
    pub actions: Vec<Action>,
    /// Pairs to review: how many, and the way there.
    pub revue: Option<(String, Link)>,
    /// The difference with the previous campaign, in one sentence.
    pub difference: Option<String>,
    /// The same as a bar.
    pub parts: Vec<Part>,
    /// Where the schools' sheets stand, and the way there.
    pub feuilles: Option<(String, Link)>,
    /// Of which campaign the rates are, when this one has none yet.
    pub faux_positifs_de: Option<String>,
    /// False positives for each source, from the verifications.
    pub faux_positifs: Vec<Taux>,
    /// How much of each département the sources cover.
    pub couverture: Vec<Taux>,
    /// To the confirmation, once everything before is done.
    pub publier: Option<Link>,
    /// What the campaign found, each leading to its list.
    pub bilan: Vec<crate::components::CountedLine>,
}

impl Campagne {
    /// Whether the publication is still to come.
    fn publication_ahead(&self) -> bool {
        self.pas.iter().any(|pas| pas.href == "#publication" && pas.etat == EtatEtape::AVenir)
    }

    /// The parts of the bar, each with where it begins, in per cent.
    fn bars(&self) -> Vec<(u32, &Part)> {
        let mut start = 0;
        let mut bars = Vec::new();
        for part in &self.parts {
            bars.push((start, part));
            start += u32::from(part.pourcent);
        }
        bars
    }

    /// `fichier`, then as [`Campagne::depot_form`].
    pub fn source_form(action: &str, roles: Vec<Choice>, formats: Vec<Choice>) -> Drawer {
        let fichier = Field::new(Kind::File(".xml,.zip,.csv,.txt,.tsv,.xlsx,.parquet"), "fichier", "Fichier")
            .hint("SIECLE, SIFA, liste d’une mission locale… XML, CSV, classeur ou archive, 512 Mo au plus.");
        let form = Form::new("source", action, "Déposer le fichier").field(fichier);
        Drawer::new("Déposer un fichier", Self::described(form, roles, formats))
    }

    /// `fichier` (an entry of the list), `nom` (facultatif), `role`, `format` (facultatif), `date` (facultatif).
    pub fn depot_form(
        action: &str,
        fichiers: Vec<Choice>,
        roles: Vec<Choice>,
        formats: Vec<Choice>,
    ) -> Drawer {
        let form = Form::new("depot", action, "Prendre ce fichier").field(
            Field::select("fichier", "Fichier ou dossier", fichiers)
                .hint("Ceux que l’exploitant a placés dans le dossier de dépôt du serveur."),
        );
        Drawer::new("Prendre dans le dossier de dépôt", Self::described(form, roles, formats))
    }

    fn described(form: Form, roles: Vec<Choice>, formats: Vec<Choice>) -> Form {
        form.field(
            Field::text("nom", "Nom de la source")
                .hint("Celui que porteront les phrases\u{a0}: SIECLE 2026. Sans nom, celui du fichier.")
                .optional()
                .autocomplete("off"),
        )
        .field(Field::select("role", "Ce que dit ce fichier", roles))
        .field(Field::select("format", "Format", formats).hint("Pour un registre seulement.").optional())
        .field(
            Field::date("date", "Image du registre au")
                .hint("Le jour que le fichier photographie.")
                .optional(),
        )
    }
}

/// One remark of a quality report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remarque {
    /// In the file, from 1.
    pub ligne: String,
    /// `DATE_NAISS`.
    pub champ: String,
    /// What was read, shortened, without anything that names a person.
    pub valeur: String,
    /// Why it was set aside, or kept with a remark.
    pub raison: String,
    /// `écartée`, `gardée`.
    pub sort: Badge,
}

/// The quality report of a source: what to correct where the data are born.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "rapport_qualite.html")]
pub struct RapportQualite {
    /// What stands around.
    pub layout: Layout,
    /// Back to the campaign.
    pub campagne: Link,
    /// Name of the source.
    pub source: String,
    /// Read, kept, set aside, kept out by law; encoding, separator, fingerprint.
    pub faits: Vec<Fact>,
    /// The remarks of this page.
    pub remarques: Vec<Remarque>,
    /// Where one stands.
    pub pagination: Pagination,
    /// The same as a file for whoever corrects.
    pub telecharger: Link,
}

/// The last look before publishing: what will happen to whom.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "publication.html")]
pub struct Publication {
    /// What stands around.
    pub layout: Layout,
    /// Back to the campaign.
    pub campagne: Link,
    /// What will happen, a sentence a line.
    pub effets: Vec<String>,
    /// What is not as it should be, and that one publishes nevertheless.
    pub reserves: Vec<Alert>,
    /// Posts `confirmer`, `version`.
    pub form: Form,
}

impl Publication {
    /// `confirmer` (ticked), `version`.
    pub fn form(action: &str, version: i64, back: &str) -> Form {
        Form::new("publication", action, "Publier la campagne")
            .with("version", version)
            .field(Field::new(Kind::Tick, "confirmer", "J’ai lu ce qui va se passer, et je publie"))
            .primary()
            .cancel(back)
    }
}

impl_page! { Campagnes => "Campagnes", []; }

impl Page for Campagne {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn title(&self) -> String {
        self.nom.clone()
    }

    fn crumbs(&self) -> Vec<Link> {
        vec![Link::new("Campagnes", "/campagnes")]
    }
}

impl Page for RapportQualite {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn title(&self) -> String {
        format!("Qualité de {}", self.source)
    }

    fn crumbs(&self) -> Vec<Link> {
        vec![Link::new("Campagnes", "/campagnes"), self.campagne.clone()]
    }
}

impl Page for Publication {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn title(&self) -> String {
        format!("Publier {}", self.campagne.label)
    }

    fn crumbs(&self) -> Vec<Link> {
        vec![Link::new("Campagnes", "/campagnes"), self.campagne.clone()]
    }
}
