//! Groups: the sessions of a territory with their free places, one of them with who is in it, and the sheet on which it is noted who
//! came.

use askama::Template;

use crate::components::{Action, Alert, Badge, EmptyState, Fact, Tone, Weight};
use crate::form::{Cell, Choice, Drawer, Field, Form, GridRow, Kind};
use crate::fr;
use crate::layout::{Layout, Link, Page};

/// A group of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LigneGroupe {
    /// Its name; a link for those who see all of it.
    pub nom: Link,
    /// Whether that link leads somewhere.
    pub ouvrable: bool,
    /// In which dispositif.
    pub dispositif: String,
    /// Where, from when to when.
    pub detail: String,
    /// Free places.
    pub places: Badge,
    /// What its register adds up to; empty for those who see only its places.
    pub presence: String,
    /// The sheet to fill in, or when the group meets next.
    pub a_noter: Option<(Link, Badge)>,
    /// When it meets next.
    pub prochaine: String,
}

/// The groups of a territory.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "groupes.html")]
pub struct Groupes {
    /// What stands around.
    pub layout: Layout,
    /// Opens one; for who may.
    pub nouveau: Option<Link>,
    /// Those that one's own organisation conducts or receives.
    pub miens: Vec<LigneGroupe>,
    /// The others of the département: their places.
    pub autres: Vec<LigneGroupe>,
    /// Said when there is none.
    pub vide: EmptyState,
}

/// Somebody of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MembreVu {
    /// Name; the parcours for those who see it.
    pub nom: Link,
    /// Whether that link leads somewhere.
    pub ouvrable: bool,
    /// In the group from when to when.
    pub sejour: String,
    /// What the register says of them.
    pub presence: String,
    /// Missing in a row without excuse.
    pub alerte: Option<Badge>,
    /// Takes them out of the group.
    pub sortir: Option<Action>,
}

/// A half-day of the week of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreneauVu {
    /// Which.
    pub quand: String,
    /// From when to when.
    pub heures: String,
    /// What, where, with whom.
    pub activite: String,
}

/// A day of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JourVu {
    /// Opens its sheet.
    pub lien: Link,
    /// Noted, or to note.
    pub etat: Badge,
}

/// One group.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "groupe.html")]
pub struct Groupe {
    /// What stands around.
    pub layout: Layout,
    /// Its name.
    pub nom: String,
    /// The public page of the dispositif.
    pub dispositif: Link,
    /// Why who asks sees it.
    pub pourquoi: String,
    /// The sheet that waits, if any.
    pub a_noter: Option<Link>,
    /// What worries: somebody who no longer comes.
    pub alertes: Vec<Alert>,
    /// Where, from when to when, places, hours, attendance.
    pub faits: Vec<Fact>,
    /// Who is in it, then who was; `None` for those who see only its places: they see neither names nor the register.
    pub membres: Option<Vec<MembreVu>>,
    /// Its week.
    pub semaine: Vec<CreneauVu>,
    /// When nobody is expected.
    pub periodes: Vec<String>,
    /// Days of the register, the last first.
    pub jours: Vec<JourVu>,
    /// Changes it, takes the register away as a file.
    pub liens: Vec<Link>,
}

/// One choice of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseVue {
    /// Name under which it is posted.
    pub nom: String,
    /// Of whom and when, for those who hear the page.
    pub libelle: String,
    /// What is noted; empty when nothing is.
    pub choisi: String,
    /// Who noted it, what stood before.
    pub note: String,
}

/// Somebody of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LigneFeuille {
    /// Name.
    pub nom: String,
    /// One a half-day.
    pub cases: Vec<CaseVue>,
}

/// The sheet of a day.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "presences.html")]
pub struct Feuille {
    /// What stands around.
    pub layout: Layout,
    /// The group.
    pub groupe: Link,
    /// The day.
    pub jour: String,
    /// Where it posts.
    pub action: String,
    /// What was read: how many notes the day had.
    pub version: u64,
    /// `Matin`, `Après-midi`, those in which the group is expected.
    pub moments: Vec<String>,
    /// What may be noted.
    pub etats: Vec<Choice>,
    /// Who was in the group.
    pub lignes: Vec<LigneFeuille>,
    /// Whether who looks may note.
    pub modifiable: bool,
    /// Why nothing was kept; why nobody is expected.
    pub alertes: Vec<Alert>,
    /// The days before and after.
    pub voisins: Vec<Link>,
}

/// The page on which a group is opened or changed.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "groupe_formulaire.html")]
pub struct GroupeFormulaire {
    /// What stands around.
    pub layout: Layout,
    /// `Ouvrir un groupe`.
    pub titre: String,
    /// What it is for.
    pub texte: String,
    /// The form ([`Groupe::formulaire`]).
    pub form: Form,
    /// The pages above this one.
    pub crumbs: Vec<Link>,
}

/// What a group is filled with when its form is shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ValeursGroupe {
    /// Its name.
    pub nom: String,
    /// Where it meets.
    pub lieu: String,
    /// The school that receives it.
    pub etablissement: String,
    /// First day, `2026-11-02`.
    pub du: String,
    /// Last day.
    pub au: String,
    /// Places.
    pub places: String,
}

impl Groupes {
    /// Said when there is no group.
    pub fn rien() -> EmptyState {
        EmptyState {
            title: "Aucun groupe dans votre département".into(),
            text: fr(
                "Un groupe réunit les jeunes d’une même session : son emploi du temps et ses présences se notent une fois pour tous.",
            ),
            link: None,
        }
    }

    /// Two groups of one's own, one elsewhere.
    pub fn sample() -> Self {
        let ligne = |nom: &str, libres, a_noter| LigneGroupe {
            nom: Link::new(nom, "/groupes/g1"),
            ouvrable: true,
            dispositif: "PAPS".into(),
            detail: fr("Lycée des Tilleuls, du 2 novembre au 18 décembre 2026"),
            places: libres,
            presence: fr("214\u{a0}demi-journées sur 240 (89\u{a0}%)"),
            a_noter,
            prochaine: "lundi 23\u{a0}novembre".into(),
        };
        let a_noter = (
            Link::new("Noter jeudi 19\u{a0}novembre", "/groupes/g1/presences/2026-11-19"),
            Badge::new("à noter", Tone::Warning),
        );
        Self {
            layout: Layout::sample().at("/groupes"),
            nouveau: Some(Link::new("Ouvrir un groupe", "/groupes/nouveau")),
            miens: vec![
                ligne("Session d’automne", Badge::new("3 places libres", Tone::Success), Some(a_noter)),
                ligne("Session d’hiver", Badge::new("complet", Tone::Neutral), None),
            ],
            autres: vec![LigneGroupe {
                ouvrable: false,
                presence: String::new(),
                ..ligne("DIPA de Libourne", Badge::new("1 place libre", Tone::Success), None)
            }],
            vide: Self::rien(),
        }
    }

    /// No group, for who only reads.
    pub fn empty_sample() -> Self {
        Self { nouveau: None, miens: vec![], autres: vec![], ..Self::sample() }
    }
}

impl Groupe {
    /// The form of a group; posts `nom`, `lieu`, `etablissement`, `du`, `au`, `places`, the cells of the week and of the periods, and
    /// `dispositif` when it is new (`dispositifs` is not empty).
    pub fn formulaire(
        action: &str,
        version: Option<u32>,
        dispositifs: Vec<Choice>,
        etablissements: Vec<Choice>,
        valeurs: &ValeursGroupe,
        semaine: Vec<GridRow>,
        periodes: Vec<GridRow>,
    ) -> Form {
        let bouton = if version.is_some() { "Enregistrer" } else { "Ouvrir le groupe" };
        let mut form = Form::new("groupe", action, bouton);
        if let Some(version) = version {
            form = form.with("version", version);
        }
        if !dispositifs.is_empty() {
            form = form.field(Field::select("dispositif", "Dispositif", dispositifs));
        }
        let texte = |nom: &str, libelle: &str, valeur: &str| {
            Field::text(nom, libelle).value(valeur).autocomplete("off")
        };
        form.field(texte("nom", "Nom de la session ou du groupe", &valeurs.nom).hint("Par exemple : Session d’automne."))
            .field(texte("lieu", "Lieu", &valeurs.lieu).hint("Établissement et salle, comme on le dit aux familles."))
            .field(
                Field::select("etablissement", "Établissement d’accueil", etablissements)
                    .hint("Ses membres verront le groupe et ses présences, sans les modifier.")
                    .optional()
                    .value(&valeurs.etablissement),
            )
            .field(Field::date("du", "Premier jour").value(&valeurs.du))
            .field(Field::date("au", "Dernier jour").value(&valeurs.au))
            .field(Field::new(Kind::Line("number"), "places", "Nombre de places").value(&valeurs.places))
            .field(
                Field::new(Kind::Grid("Demi-journée", semaine), "semaine", "Emploi du temps de la semaine")
                    .hint("Laissez vides les demi-journées libres."),
            )
            .field(
                Field::new(Kind::Grid("Période", periodes), "periodes", "Stages de tout le groupe, fermetures")
                    .hint("Personne n’est attendu en classe pendant ces périodes, ni pendant les vacances du calendrier scolaire, qui s’ajoutent d’elles-mêmes. Le stage d’un seul jeune se note dans son parcours.")
                    .optional(),
            )
            .cancel("/groupes")
            .typographed()
            .primary()
    }

    /// A group in which somebody no longer comes.
    pub fn sample() -> Self {
        let membre = |nom: &str, presence: &str| MembreVu {
            nom: Link::new(nom, "/parcours/p1"),
            ouvrable: true,
            sejour: fr("depuis le 2 novembre 2026"),
            presence: presence.into(),
            alerte: None,
            sortir: Some(Action {
                about: Some(nom.into()),
                ..Action::new("Sortir du groupe", "/groupes/g1/sorties").weight(Weight::Tertiary)
            }),
        };
        Self {
            layout: Layout::sample().at("/groupes"),
            nom: "Session d’automne".into(),
            dispositif: Link::new("Pôle d’accompagnement à la persévérance scolaire", "/dispositifs/paps"),
            pourquoi: "Vous voyez ce groupe parce que votre structure le conduit.".into(),
            a_noter: Some(Link::new(
                "Noter les présences de jeudi 19\u{a0}novembre",
                "/groupes/g1/presences/2026-11-19",
            )),
            alertes: vec![Alert::new(
                Tone::Warning,
                fr(
                    "Sacha LEROY : 5 demi-journées de suite sans excuse, la dernière jeudi 12 novembre. Prenez contact sans attendre.",
                ),
            )],
            faits: vec![
                Fact::new("Lieu", "Lycée des Tilleuls, salle 12"),
                Fact::new("Dates", fr("du 2 novembre au 18 décembre 2026")),
                Fact::new("Places", "9 prises sur 12, 3 libres"),
                Fact::new("Heures par semaine", "20\u{a0}h"),
                Fact::new("Présence", fr("214\u{a0}demi-journées sur 240 (89\u{a0}%)")),
            ],
            membres: Some(vec![
                membre("Inès DUVAL", "24\u{a0}demi-journées sur 26 (92\u{a0}%)"),
                MembreVu {
                    alerte: Some(Badge::new("5 demi-journées de suite", Tone::Warning)),
                    ..membre("Sacha LEROY", "12\u{a0}demi-journées sur 26 (46\u{a0}%)")
                },
                MembreVu {
                    sejour: fr("du 2 novembre au 9 novembre 2026"),
                    ouvrable: false,
                    sortir: None,
                    ..membre("Nour BRUNET", "6\u{a0}demi-journées sur 6 (100\u{a0}%)")
                },
            ]),
            semaine: vec![
                CreneauVu {
                    quand: "Lundi matin".into(),
                    heures: "9 h à 12 h".into(),
                    activite: "Français".into(),
                },
                CreneauVu {
                    quand: "Lundi après-midi".into(),
                    heures: "13 h 30 à 16 h".into(),
                    activite: "Projet, médiathèque".into(),
                },
            ],
            periodes: vec![fr("stage, du 23 novembre au 4 décembre 2026")],
            jours: vec![
                JourVu {
                    lien: Link::new("Jeudi 19\u{a0}novembre", "/groupes/g1/presences/2026-11-19"),
                    etat: Badge::new("à noter", Tone::Warning),
                },
                JourVu {
                    lien: Link::new("Lundi 16\u{a0}novembre", "/groupes/g1/presences/2026-11-16"),
                    etat: Badge::new("noté", Tone::Success),
                },
            ],
            liens: vec![
                Link::new("Modifier le groupe", "/groupes/g1/modifier"),
                Link::new("Télécharger le registre (CSV)", "/groupes/g1/presences.csv"),
            ],
        }
    }

    /// For a school that receives it, before anybody is in it.
    pub fn empty_sample() -> Self {
        Self {
            pourquoi: "Vous voyez ce groupe parce que votre établissement l’accueille.".into(),
            a_noter: None,
            alertes: vec![],
            membres: Some(vec![]),
            periodes: vec![],
            jours: vec![],
            liens: vec![],
            ..Self::sample()
        }
    }

    /// For those who see only its places.
    pub fn places_sample() -> Self {
        Self {
            pourquoi: "Vous voyez ce groupe et ses places parce qu’il est de votre département.".into(),
            membres: None,
            ..Self::empty_sample()
        }
    }

    /// Who leaves; posts `parcours`.
    pub fn sortie(base: &str, nom: &str, parcours: impl std::fmt::Display) -> Action {
        Action {
            about: Some(nom.to_owned()),
            ..Action::new("Sortir du groupe", format!("{base}/sorties"))
                .with("parcours", parcours)
                .weight(Weight::Tertiary)
        }
    }

    /// Chooses a group where a fiche asks for one; posts `valeur`.
    pub fn choisir(base: &str, version: i64, code: &str, groupes: Vec<Choice>, deja: bool) -> Drawer {
        let form = Form::new(format!("saisie-{code}"), format!("{base}/saisies"), "Inscrire dans ce groupe")
            .with("version", version)
            .with("code", code)
            .field(Field::radios("valeur", "Groupe", groupes));
        let mut drawer = Drawer::new(if deja { "Changer de groupe" } else { "Choisir un groupe" }, form);
        drawer.intro = Some(fr(
            "L’emploi du temps du groupe devient celui du jeune. Seuls les groupes qui ont une place libre sont proposés.",
        ));
        drawer
    }
}

impl GroupeFormulaire {
    /// A group whose grid is not long enough.
    pub fn sample() -> Self {
        let demi = |code: &str, label: &str, de: &str| GridRow {
            label: label.into(),
            cells: vec![
                Cell::line("time", format!("{code}_de"), "de", de),
                Cell::line("time", format!("{code}_a"), "à", ""),
                Cell::line("text", format!("{code}_activite"), "activité", ""),
            ],
        };
        let periode = GridRow {
            label: "Période 1".into(),
            cells: vec![
                Cell::select("periode_1_genre", "nature", Choice::list(&[("stage", "stage")]), "stage"),
                Cell::line("date", "periode_1_du", "premier jour", "2026-11-23"),
                Cell::line("date", "periode_1_au", "dernier jour", "2026-12-04"),
            ],
        };
        let valeurs =
            ValeursGroupe { nom: "DIPA d’automne".into(), places: "12".into(), ..ValeursGroupe::default() };
        let semaine = vec![
            demi("lundi_matin", "Lundi matin", "09:00"),
            demi("lundi_apres_midi", "Lundi après-midi", ""),
        ];
        let dispositifs = Choice::list(&[("paps", "PAPS"), ("dipa", "DIPA")]);
        let mut form =
            Groupe::formulaire("/groupes", None, dispositifs, vec![], &valeurs, semaine, vec![periode]);
        for field in &mut form.fields {
            if let Kind::Grid(_, rows) = &mut field.kind
                && field.name == "semaine"
            {
                field.error = Some(fr("20\u{a0}h par semaine sont prévues ; le dispositif en demande 24."));
                rows[0].cells[1].error = Some("Indiquez une heure.".into());
            }
        }
        Self {
            layout: Layout::sample().at("/groupes"),
            titre: "Ouvrir un groupe".into(),
            texte: "Ses jeunes y entreront depuis leur parcours.".into(),
            form,
            crumbs: vec![Link::new("Groupes", "/groupes")],
        }
    }
}

impl Page for GroupeFormulaire {
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

impl Feuille {
    /// A sheet half filled in.
    pub fn sample() -> Self {
        let case = |qui: &str, n: u32, moment: &str, choisi: &str| CaseVue {
            nom: format!("p{n}_{moment}"),
            libelle: format!("{qui}, {moment}"),
            choisi: choisi.into(),
            note: String::new(),
        };
        let ligne = |nom: &str, n, choisi: [&str; 2]| LigneFeuille {
            nom: nom.into(),
            cases: vec![case(nom, n, "matin", choisi[0]), case(nom, n, "apres_midi", choisi[1])],
        };
        let mut page = Self {
            layout: Layout::sample().at("/groupes"),
            groupe: Link::new("Session d’automne", "/groupes/g1"),
            jour: "lundi 16\u{a0}novembre 2026".into(),
            action: "/groupes/g1/presences/2026-11-16".into(),
            version: 2,
            moments: vec!["Matin".into(), "Après-midi".into()],
            etats: Choice::list(&[
                ("present", "présent"),
                ("absent_excuse", "absent excusé"),
                ("absent", "absent"),
                ("en_stage", "en stage"),
            ]),
            lignes: vec![
                ligne("Inès DUVAL", 1, ["present", ""]),
                ligne("Sacha LEROY", 2, ["absent", ""]),
                ligne("Nour BRUNET", 3, ["", ""]),
            ],
            modifiable: true,
            alertes: vec![],
            voisins: vec![
                Link::new("Jeudi 12\u{a0}novembre", "/groupes/g1/presences/2026-11-12"),
                Link::new("Jeudi 19\u{a0}novembre", "/groupes/g1/presences/2026-11-19"),
            ],
        };
        page.lignes[1].cases[0].note = fr("Noté par Claire Roux le 16 novembre 2026 ; auparavant : présent.");
        page
    }

    /// A sheet that one reads.
    pub fn read_sample() -> Self {
        Self { modifiable: false, ..Self::sample() }
    }

    /// The words of what is noted.
    fn en_mots(&self, code: &str) -> &str {
        self.etats.iter().find(|etat| etat.code == code).map_or("rien de noté", |etat| etat.label.as_str())
    }
}

impl Page for Groupes {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn title(&self) -> String {
        "Groupes".into()
    }
}

impl Page for Groupe {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn title(&self) -> String {
        self.nom.clone()
    }

    fn crumbs(&self) -> Vec<Link> {
        vec![Link::new("Groupes", "/groupes")]
    }
}

impl Page for Feuille {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn title(&self) -> String {
        format!("Présences de {}", self.jour)
    }

    fn crumbs(&self) -> Vec<Link> {
        vec![Link::new("Groupes", "/groupes"), self.groupe.clone()]
    }
}
