//! One young person in one dispositif: where it stands, what the step needs, who takes part, what is signed.

mod signatures;

use askama::Template;

use crate::alliance::Partage;
use crate::components::{Action, Alert, Badge, Event, Fact, Tone};
use crate::dossier::{Etape, EtatEtape};
use crate::form::{Choice, Drawer, Field, Form, Kind};
use crate::fr;
use crate::layout::{Layout, Link, Page};

/// Something that the step needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Besoin {
    /// What.
    pub texte: String,
    /// Whether it is there.
    pub fait: bool,
    /// Whether the step may be left without it.
    pub facultatif: bool,
    /// What is there: the day, the choice; may be empty.
    pub detail: String,
    /// Gives it, or gives it anew; `None` for who may not.
    pub formulaire: Option<Drawer>,
}

/// The step under way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnCours {
    /// What is done.
    pub titre: String,
    /// Who may say that it is done.
    pub acteurs: String,
    /// By when, with what it rests on.
    pub delai: Option<Alert>,
    /// What it needs.
    pub besoins: Vec<Besoin>,
    /// Ways on; empty for who may not.
    pub suites: Vec<Action>,
    /// Why none is offered.
    pub attente: Option<String>,
}

/// Somebody who takes part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partie {
    /// Name.
    pub nom: String,
    /// As what.
    pub qualite: String,
    /// Since when, or gone since.
    pub detail: String,
    /// Ends it.
    pub retirer: Option<Action>,
}

/// A signature that is there, refused or awaited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureVue {
    /// Who.
    pub nom: String,
    /// As what.
    pub qualite: String,
    /// Where it stands.
    pub etat: Badge,
    /// Of what was signed by hand: whether it was scanned, in words, and the scan. Of what was taken back: when and why.
    pub numerisation: Option<(String, Option<Link>)>,
    /// The link that was given to sign, and until when it opens.
    pub lien: Option<String>,
    /// Signs, refuses, takes back, gives a link.
    pub formulaires: Vec<Drawer>,
    /// Takes the link back.
    pub retirer: Option<Action>,
}

/// A version of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentVu {
    /// Opens it, as a PDF.
    pub lien: Link,
    /// The page that shows its pages; nothing on that page itself.
    pub pages: Option<Link>,
    /// Version and day.
    pub detail: String,
    /// Draft, to sign, sealed, replaced.
    pub etat: Badge,
    /// Who signs, in order; empty when nobody does.
    pub signatures: Vec<SignatureVue>,
    /// What proves that it never changed, once sealed.
    pub empreinte: Option<String>,
    /// To whom it is handed over, once sealed, and where that stands.
    pub remise: Option<SignatureVue>,
}

/// The group in which somebody is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupeDuParcours {
    /// Its name; the group for those who see all of it.
    pub nom: Link,
    /// Whether that link leads somewhere.
    pub ouvrable: bool,
    /// Its week, a half-day a line.
    pub semaine: Vec<String>,
    /// What the register says.
    pub presence: String,
    /// Missing in a row without excuse.
    pub alerte: Option<Alert>,
    /// The last half-days missed, the last first.
    pub absences: Vec<String>,
}

/// The page of a parcours.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "parcours.html")]
pub struct Parcours {
    /// What stands around.
    pub layout: Layout,
    /// Who: a link to the dossier for those who hold it.
    pub jeune: Link,
    /// Whether that link leads somewhere.
    pub dossier_visible: bool,
    /// The dispositif, with its public page.
    pub dispositif: Link,
    /// What it is, in one sentence.
    pub resume: String,
    /// Why who asks sees it.
    pub pourquoi: String,
    /// All steps on the way so far, and the one under way.
    pub fil: Vec<Etape>,
    /// The group they are in, its week, and whether they come.
    pub groupe: Option<GroupeDuParcours>,
    /// `None` once it is over.
    pub en_cours: Option<EnCours>,
    /// How it ended; why what was typed is not kept.
    pub alertes: Vec<Alert>,
    /// Who takes part, and who did.
    pub parties: Vec<Partie>,
    /// Adds somebody.
    pub associer: Option<Drawer>,
    /// The public contract under which it is: its page, empty for who may not open it, and what it says.
    pub marche: Option<(Link, Vec<Fact>)>,
    /// Last versions first.
    pub documents: Vec<DocumentVu>,
    /// The charter and what its members share, where the fiche has one.
    pub partage: Option<Partage>,
    /// Stops before the end.
    pub arreter: Option<Drawer>,
    /// What happened, latest first.
    pub evenements: Vec<Event>,
}

impl Parcours {
    /// Adds somebody; posts `acteur`, `nom`, `organisation`.
    pub fn associer(
        base: &str,
        version: i64,
        acteurs: Vec<Choice>,
        organisations: Vec<(String, Vec<Choice>)>,
    ) -> Drawer {
        let form = Form::new("associer", format!("{base}/parties"), "Associer au parcours")
            .with("version", version)
            .field(Field::select("acteur", "En qualité de", acteurs))
            .field(
                Field::text("nom", "Prénom et nom")
                    .hint(fr("Le nom qui figurera sur les documents. Laissez vide pour reprendre du dossier celui du ou de la jeune, ou du seul représentant légal connu."))
                    .autocomplete("off")
                    .optional(),
            )
            .field(
                Field::groups("organisation", "Sa structure dans Raccroche", organisations)
                    .hint(fr("Ses membres verront ce parcours, et rien d’autre du dossier. Laissez vide pour la famille, un tuteur ou une entreprise."))
                    .optional(),
            );
        Drawer::new("Associer quelqu’un", form)
    }

    /// Gives a day that the step needs; posts `code` and `le`.
    pub fn date(base: &str, version: i64, code: &str, libelle: &str, connu: Option<&str>) -> Drawer {
        let mut champ = Field::date("le", libelle.to_owned());
        if let Some(connu) = connu {
            champ = champ.value(connu);
        }
        let form = Form::new(format!("date-{code}"), format!("{base}/dates"), "Enregistrer")
            .with("version", version)
            .with("code", code)
            .field(champ);
        Drawer::new(if connu.is_some() { "Changer la date" } else { "Donner la date" }, form)
    }

    /// Says that a meeting was held; posts `le`.
    pub fn reunion(base: &str, version: i64, jour: &str) -> Drawer {
        let form = Form::new("reunion", format!("{base}/reunions"), "Enregistrer")
            .with("version", version)
            .field(Field::date("le", "Jour de la rencontre").value(jour));
        Drawer::new("La rencontre a eu lieu", form)
    }

    /// A decision; posts `favorable`: `oui` or `non`.
    pub fn decision(base: &str, version: i64, par: &str) -> Drawer {
        let choix = Choice::list(&[("oui", "Favorable"), ("non", "Défavorable")]);
        let form =
            Form::new(format!("decision-{par}"), format!("{base}/decisions"), "Enregistrer la décision")
                .with("version", version)
                .with("par", par)
                .field(Field::radios("favorable", "Décision", choix));
        Drawer::new("Rendre la décision", form)
    }

    /// A field of the fiche; posts `valeur`.
    pub fn saisie(base: &str, version: i64, code: &str, champs: Vec<Field>, deja: bool) -> Drawer {
        let form = Form::new(format!("saisie-{code}"), format!("{base}/saisies"), "Enregistrer")
            .with("version", version)
            .with("code", code);
        let form = champs.into_iter().fold(form, Form::field);
        Drawer::new(if deja { "Modifier" } else { "Renseigner" }, form)
    }

    /// Makes a document, or its next version; posts `remplacer` when signatures fall, whose `perdues` names.
    pub fn document(base: &str, version: i64, modele: &str, deja: bool, perdues: Option<&str>) -> Drawer {
        let mot = if deja { "Établir une nouvelle version" } else { "Établir le document" };
        let mut form = Form::new(format!("document-{modele}"), format!("{base}/documents"), mot)
            .with("version", version)
            .with("modele", modele);
        if let Some(noms) = perdues {
            let su = format!("Je sais que ces signatures tombent, et seront à redonner : {noms}");
            let choix = vec![Choice::new("oui", fr(&su))];
            form = form.field(Field::boxes("remplacer", "Signatures déjà données", choix));
        }
        let mut drawer = Drawer::new(mot, form);
        drawer.intro = Some(fr(if deja {
            "La nouvelle version remplace la précédente : ceux qui avaient signé signeront celle-ci."
        } else {
            "Le document reprend ce qui est noté dans ce parcours. Relisez-le avant de le faire signer."
        }));
        drawer
    }

    /// Gives a link to sign; posts `adresse`. `sms`: a mobile number does too.
    pub fn lien(
        base: &str,
        document: &str,
        partie: &str,
        (jours, sms): (u64, bool),
        connues: Vec<Choice>,
    ) -> Drawer {
        let champ = if sms {
            Field::text("adresse", "Son adresse de courriel ou son numéro de mobile")
        } else {
            Field::new(Kind::Line("email"), "adresse", "Son adresse de courriel")
        };
        let mut form = Form::new(
            format!("lien-{partie}"),
            format!("{base}/documents/{document}/liens"),
            "Envoyer le lien",
        )
        .with("partie", partie);
        let champ = if connues.is_empty() {
            champ
        } else {
            let mut choix = connues;
            choix.push(Choice::new("autre", "À une autre adresse"));
            form = form.field(Field::radios("par", "Comment", choix).optional());
            champ.optional()
        };
        let form = form.field(
            champ.hint(fr("Celle que la personne lit elle-même : le code y part aussi.")).autocomplete("off"),
        );
        let mut drawer = Drawer::new("Faire signer par un lien", form);
        drawer.intro = Some(fr(&format!(
            "La personne reçoit un lien, valable {jours} jours. Elle l’ouvre sur son téléphone, reçoit un code à la même adresse, lit le document, puis signe ou refuse. Rien d’autre du dossier ne lui est montré."
        )));
        drawer
    }

    /// Chooses the public contract; posts `valeur`.
    pub fn marche(
        base: &str,
        version: i64,
        code: &str,
        titre: &str,
        marches: Vec<Choice>,
        choisi: Option<&str>,
    ) -> Drawer {
        let mut champ = Field::select("valeur", titre.to_owned(), marches);
        if let Some(choisi) = choisi {
            champ = champ.value(choisi);
        }
        let form = Form::new(format!("saisie-{code}"), format!("{base}/saisies"), "Enregistrer")
            .with("version", version)
            .with("code", code)
            .field(champ);
        let mut drawer =
            Drawer::new(if choisi.is_some() { "Changer de marché" } else { "Choisir le marché" }, form);
        drawer.intro = Some(fr(
            "Ceux de votre département. Un marché qui n’y est pas se note d’abord à la page « Marchés », à laquelle mène « Parcours ».",
        ));
        drawer
    }

    /// Hands a sealed document over; posts `nom`, `adresse`. `partie`: who receives, when they take part already.
    pub fn remettre(
        base: &str,
        document: &str,
        partie: Option<&str>,
        (nom, adresse): (&str, &str),
        jours: u64,
    ) -> Drawer {
        let form = Form::new(
            format!("remettre-{document}"),
            format!("{base}/documents/{document}/remise"),
            "Envoyer le lien",
        );
        let form = match partie {
            Some(partie) => form.with("partie", partie),
            None => form.field(
                Field::text("nom", "Qui le reçoit")
                    .hint(fr("Une personne ou un service, chez l’acheteur"))
                    .value(nom)
                    .autocomplete("off"),
            ),
        };
        let form = form.field(
            Field::new(Kind::Line("email"), "adresse", "Son adresse de courriel")
                .hint(fr("Le code y part aussi."))
                .value(adresse)
                .autocomplete("off"),
        );
        let mut drawer = Drawer::new(fr("Remettre à l’acheteur"), form);
        drawer.intro = Some(fr(&format!(
            "L’acheteur reçoit un lien, valable {jours} jours, et un code. Il lit le document scellé et les heures du marché, rien d’autre, et peut en accuser réception : vous le verrez ici."
        )));
        drawer
    }

    /// Stops before the end; posts `issue`.
    pub fn arreter(base: &str, version: i64, issues: Vec<Choice>) -> Drawer {
        let form = Form::new("arreter", format!("{base}/arreter"), "Arrêter ce parcours")
            .with("version", version)
            .field(Field::radios("issue", "Pourquoi il s’arrête", issues));
        let mut drawer = Drawer::new("Arrêter le parcours", form);
        drawer.intro = Some(fr(
            "Le parcours reste lisible dans le dossier, qui continue : le jeune n’est pas perdu de vue.",
        ));
        drawer
    }

    fn parties_sample(base: &str) -> Vec<Partie> {
        vec![
            Partie {
                nom: "Inès DUVAL".into(),
                qualite: "le jeune".into(),
                detail: "depuis le 5 octobre 2026".into(),
                retirer: None,
            },
            Partie {
                nom: "Claire DUVAL".into(),
                qualite: "le représentant légal".into(),
                detail: "depuis le 5 octobre 2026".into(),
                retirer: Some(Action::new("Retirer", format!("{base}/parties/1/retirer"))),
            },
        ]
    }

    pub(crate) fn document_sample(base: &str) -> DocumentVu {
        let motifs = Choice::list(&[("desaccord", "N’est pas d’accord avec le parcours")]);
        DocumentVu {
            lien: Link::new("Contrat de parcours aménagé", "/parcours/p1/documents/d1"),
            pages: Some(Link::new("Lire ici, page par page", "/parcours/p1/pages/d1")),
            detail: "version 1, établi le 12 octobre 2026".into(),
            etat: Badge::new("à signer", Tone::Info),
            signatures: vec![
                SignatureVue {
                    nom: "Inès DUVAL".into(),
                    qualite: "le jeune".into(),
                    etat: Badge::new("signé sur papier le 12 octobre 2026", Tone::Success),
                    numerisation: Some((
                        "Sur papier, numérisé le 13 octobre 2026.".into(),
                        Some(Link::new(
                            "Feuille signée par Inès DUVAL (PDF)",
                            format!("{base}/numerisations/n1"),
                        )),
                    )),
                    lien: None,
                    formulaires: vec![Self::retirer_signature(base, "d1", "1", motifs.clone(), false)],
                    retirer: None,
                },
                SignatureVue {
                    nom: "Claire DUVAL".into(),
                    qualite: "le représentant légal".into(),
                    etat: Badge::new("attendue", Tone::Warning),
                    numerisation: None,
                    lien: Some(fr(
                        "Lien envoyé par courriel le 12 octobre 2026, valable jusqu’au 19 octobre 2026.",
                    )),
                    formulaires: vec![
                        Self::signer(base, "d1", "2"),
                        Self::refuser(base, "d1", "2", motifs.clone()),
                        Self::papier(base, "d1", "3", motifs),
                        Self::lien(
                            base,
                            "d1",
                            "3",
                            (7, false),
                            vec![Choice::new("c1", "Par courriel, à c…@exemple.fr (Claire Duval)")],
                        ),
                    ],
                    retirer: Some(Action {
                        about: Some("pour Claire DUVAL".into()),
                        ..Action::new("Retirer le lien", format!("{base}/documents/d1/liens/retirer"))
                    }),
                },
            ],
            empreinte: None,
            remise: None,
        }
    }

    /// A proof that was handed to a buyer who has not answered.
    fn remise_sample(base: &str) -> DocumentVu {
        let acheteur =
            Self::remettre(base, "d2", None, ("Métropole d’Exemple", "clauses@metropole.example"), 14);
        DocumentVu {
            lien: Link::new("Bilan croisé", "/parcours/p1/documents/d2"),
            pages: Some(Link::new("Lire ici, page par page", "/parcours/p1/pages/d2")),
            detail: "version 1, établi le 9 octobre 2026".into(),
            etat: Badge::new("signé par tous, scellé le 12 octobre 2026", Tone::Success),
            signatures: vec![],
            empreinte: Some("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".into()),
            remise: Some(SignatureVue {
                nom: fr("Métropole d’Exemple"),
                qualite: fr("l’acheteur public"),
                etat: Badge::new("remis, réception attendue", Tone::Warning),
                numerisation: None,
                lien: Some(fr(
                    "Lien envoyé par courriel le 12 octobre 2026, valable jusqu’au 26 octobre 2026.",
                )),
                formulaires: vec![acheteur],
                retirer: Some(Action::new("Retirer le lien", format!("{base}/documents/d2/liens/retirer"))),
            }),
        }
    }

    /// A PAFI whose contract is being signed.
    pub fn sample() -> Self {
        let base = "/parcours/p1";
        let etape = |titre: &str, etat, detail: &str| Etape {
            titre: titre.into(),
            etat,
            detail: detail.into(),
            tiroir: None,
            lien: None,
        };
        Self {
            layout: Layout::sample().at("/jeunes"),
            jeune: Link::new("Inès DUVAL", "/dossiers/r1?onglet=parcours"),
            dossier_visible: true,
            dispositif: Link::new("Parcours aménagé de la formation initiale", "/dispositifs/pafi"),
            resume: fr(
                "Un élève qui risque de décrocher alterne du temps au lycée et une autre activité, puis revient en classe.",
            ),
            pourquoi: fr(
                "Vous voyez ce parcours parce que ce dossier est dans le territoire de votre structure.",
            ),
            fil: vec![
                etape("Repérer et faire le diagnostic en GPDS", EtatEtape::Faite, "le 5 octobre 2026"),
                etape("Signer le contrat", EtatEtape::EnCours, "depuis le 12 octobre 2026"),
            ],
            groupe: Some(GroupeDuParcours {
                nom: Link::new("Session d’automne", "/groupes/g1"),
                ouvrable: true,
                semaine: vec![
                    fr("Lundi matin, 9 h à 12 h : Français"),
                    fr("Jeudi matin, 9 h à 12 h : Projet"),
                ],
                presence: "24\u{a0}demi-journées sur 26 (92\u{a0}%)".into(),
                alerte: None,
                absences: vec![fr("jeudi 12 novembre, matin : absent excusé")],
            }),
            en_cours: Some(EnCours {
                titre: "Signer le contrat".into(),
                acteurs: fr("Cette étape revient à : le référent décrochage, le chef d’établissement."),
                delai: Some(Alert::new(Tone::Info, fr("À faire avant le 26 octobre 2026."))),
                besoins: vec![
                    Besoin {
                        texte: fr("Document : Contrat de parcours aménagé"),
                        fait: true,
                        facultatif: false,
                        detail: "version 1, le 12 octobre 2026".into(),
                        formulaire: Some(Self::document(base, 7, "pafi_contrat", true, Some("Inès DUVAL"))),
                    },
                    Besoin {
                        texte: fr("Date : début du parcours"),
                        fait: false,
                        facultatif: false,
                        detail: String::new(),
                        formulaire: Some(Self::date(base, 7, "debut", "Début du parcours", None)),
                    },
                    Besoin {
                        texte: "Ce que le parcours doit permettre".into(),
                        fait: false,
                        facultatif: true,
                        detail: String::new(),
                        formulaire: None,
                    },
                ],
                suites: vec![
                    Action::new(fr("Passer à : Valider le parcours"), format!("{base}/etapes"))
                        .with("vers", "validation"),
                ],
                attente: Some(fr("Il manque : la signature de Claire DUVAL.")),
            }),
            alertes: vec![],
            parties: Self::parties_sample(base),
            associer: Some(Self::associer(
                base,
                7,
                Choice::list(&[("tuteur", "le tuteur")]),
                vec![("CIO".into(), Choice::list(&[("o1", "CIO de Talence")]))],
            )),
            documents: vec![Self::document_sample(base), Self::remise_sample(base)],
            marche: Some((
                Link::new(fr("Rénovation de l’école Jules-Ferry, lot 3"), "/marches/m1"),
                vec![
                    Fact::new("Acheteur", fr("Métropole d’Exemple")),
                    Fact::new("Entreprise", "Menuiserie du Pont"),
                    Fact::new("Heures dues", "140"),
                ],
            )),
            partage: None,
            arreter: Some(Self::arreter(base, 7, Choice::list(&[("abandonne", "abandonné")]))),
            evenements: vec![Event {
                date: "lundi 5 octobre".into(),
                datetime: "2026-10-05".into(),
                text: "Camille Roy a ouvert un parcours".into(),
                note: None,
                links: vec![],
                undo: None,
            }],
        }
    }
}

impl Parcours {
    /// An alliance, whose members share under a charter.
    pub fn partage_sample() -> Self {
        Self { partage: Some(Partage::sample()), ..Self::sample() }
    }
}

impl Page for Parcours {
    fn layout(&self) -> &Layout {
        &self.layout
    }

    fn title(&self) -> String {
        fr(&format!("{} : {}", self.dispositif.label, self.jeune.label))
    }

    fn crumbs(&self) -> Vec<Link> {
        if self.dossier_visible {
            vec![Link::new("Jeunes", "/jeunes"), self.jeune.clone()]
        } else {
            vec![Link::new("Mes parcours", "/parcours")]
        }
    }
}
