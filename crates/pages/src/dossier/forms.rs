//! The forms of a dossier. Every one carries `version`, against two people writing at once.

use crate::form::{Choice, Drawer, Field, Form, Kind};
use crate::fr;

/// Makes the forms of one dossier: where they post and which version of the dossier the page shows.
///
/// Each posts to its own address under the dossier's: `/dossiers/<référence>/contacts`, and so on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forms {
    /// `/dossiers/<référence>`.
    pub base: String,
    /// Of the dossier, as read.
    pub version: i64,
}

impl Forms {
    fn form(&self, id: &str, path: &str, submit: &str) -> Form {
        Form::new(id, format!("{}/{path}", self.base), submit).with("version", self.version)
    }

    /// « + Contact »: POST `contacts` with `canal`, `numero` (facultatif), `interlocuteur`, `issue`, `rappeler_le` (facultatif),
    /// `note` (facultatif).
    pub fn contact(
        &self,
        canaux: Vec<Choice>,
        numeros: Vec<Choice>,
        interlocuteurs: Vec<Choice>,
        issues: Vec<Choice>,
    ) -> Drawer {
        let mut form = self
            .form("contact", "contacts", "Enregistrer le contact")
            .field(Field::radios("canal", "Par quel moyen", canaux))
            .field(Field::radios("issue", "Résultat", issues));
        if !numeros.is_empty() {
            form = form.field(Field::select("numero", "Numéro ou adresse", numeros).optional());
        }
        if !interlocuteurs.is_empty() {
            form = form.field(Field::select("interlocuteur", "Qui", interlocuteurs).optional());
        }
        Drawer::new(
            "Contact",
            form.field(Field::new(Kind::Line("datetime-local"), "rappeler_le", "Rappeler le").optional())
                .field(Field::note("note", "Note").optional()),
        )
    }

    /// « + Entretien »: POST `entretiens` with `nature`, `debut`, `lieu`, `invites` (several), `note` (facultatif).
    pub fn entretien(&self, natures: Vec<Choice>, invites: Vec<Choice>) -> Drawer {
        let mut form = self
            .form("entretien", "entretiens", "Planifier l’entretien")
            .field(Field::select("nature", "Nature", natures))
            .field(Field::new(Kind::Line("datetime-local"), "debut", "Jour et heure"))
            .field(Field::text("lieu", "Lieu"));
        if !invites.is_empty() {
            form = form.field(Field::boxes("invites", "Qui est invité", invites).optional());
        }
        Drawer::new("Entretien", form.field(Field::note("note", "Note").optional()))
    }

    /// What came of an entretien: POST `entretiens/<id>/issue` with `issue`, `conclusions` (several), `suite`, `note` (facultatif).
    pub fn issue_entretien(
        &self,
        entretien: &str,
        issues: Vec<Choice>,
        conclusions: Vec<Choice>,
        suites: Vec<Choice>,
    ) -> Drawer {
        Drawer::new(
            "Dire ce qu’a donné l’entretien",
            self.form(&format!("issue-{entretien}"), &format!("entretiens/{entretien}/issue"), "Enregistrer")
                .field(Field::radios("issue", "L’entretien", issues))
                .field(Field::boxes("conclusions", "Conclusions", conclusions).optional())
                .field(Field::select("suite", "Et ensuite", suites).optional())
                .field(Field::note("note", "Note").optional()),
        )
    }

    /// « + Solution »: POST `solutions` with `nature`, `structure`, `debut`, `fin` (facultatif).
    pub fn solution(&self, natures: Vec<Choice>) -> Drawer {
        Drawer::new(
            "Solution",
            self.form("solution", "solutions", "Enregistrer la solution")
                .field(Field::select("nature", "Quelle solution", natures))
                .field(
                    Field::text("structure", "Établissement ou organisme")
                        .hint("Nom, et commune s’il y en a plusieurs."),
                )
                .field(Field::date("debut", "Début"))
                .field(Field::date("fin", "Fin prévue").optional()),
        )
    }

    /// How a solution ended or held: POST `solutions/<id>/etat` with `etat`, `date`.
    pub fn etat_solution(&self, solution: &str, etats: Vec<Choice>) -> Drawer {
        Drawer::new(
            "Dire où en est la solution",
            self.form(&format!("etat-{solution}"), &format!("solutions/{solution}/etat"), "Enregistrer")
                .field(Field::radios("etat", "La solution", etats))
                .field(Field::date("date", "Depuis le")),
        )
    }

    /// « + Note »: POST `notes` with `note`.
    pub fn note(&self) -> Drawer {
        Drawer::new(
            "Note",
            self.form("note", "notes", "Enregistrer la note").field(Field::note("note", "Note")),
        )
    }

    /// « + Tâche »: POST `taches` with `texte`, `echeance`, `pour`.
    pub fn tache(&self, pour: Vec<Choice>) -> Drawer {
        Drawer::new(
            "Tâche",
            self.form("tache", "taches", "Ajouter la tâche")
                .field(
                    Field::text("texte", "Quoi faire")
                        .hint("Sans donnée sensible\u{a0}: cette ligne paraît dans les listes."),
                )
                .field(Field::date("echeance", "Avant le"))
                .field(Field::select("pour", "Qui s’en charge", pour)),
        )
    }

    /// « Passer le relais », to organisations in groups, the nearest first: POST `relais` with `destinataire`, `motif`, `message` (facultatif).
    pub fn relais(&self, destinataires: Vec<(String, Vec<Choice>)>, motifs: Vec<Choice>) -> Drawer {
        Drawer {
            intro: Some("Vous restez responsable tant que le relais n’est pas accepté.".into()),
            ..Drawer::new(
                "Passer le relais",
                self.form("relais", "relais", "Proposer le relais")
                    .field(Field::groups("destinataire", "À quelle structure", destinataires))
                    .field(Field::select("motif", "Pourquoi", motifs))
                    .field(Field::note("message", "Ce qu’il faut savoir pour reprendre").optional()),
            )
        }
    }

    /// The next step of the obligation de formation: POST `obligation` with `etape`, `date`, `motif` (facultatif).
    pub fn obligation(&self, etapes: Vec<Choice>, motifs: Vec<Choice>) -> Drawer {
        let mut form = self
            .form("obligation", "obligation", "Enregistrer l’étape")
            .field(Field::radios("etape", "Ce qui a été fait", etapes))
            .field(Field::date("date", "Le"));
        if !motifs.is_empty() {
            form = form.field(Field::select("motif", "Motif", motifs).optional());
        }
        Drawer::new("Étape suivante", form)
    }

    /// An exemption from the obligation: POST `obligation/exemption` with `debut`, `fin`. Only that a certificate exists, and its
    /// dates (R114-3): never what it says.
    pub fn exemption(&self) -> Drawer {
        Drawer {
            intro: Some(
                "Seules l’existence du certificat et ses dates sont conservées, jamais son contenu (R114-3)."
                    .into(),
            ),
            ..Drawer::new(
                "Exemption",
                self.form("exemption", "obligation/exemption", "Enregistrer l’exemption")
                    .field(Field::date("debut", "Du"))
                    .field(Field::date("fin", "Au")),
            )
        }
    }

    /// A signed link for the young person: POST `liens` with `canal`, `adresse` (an entry of the known ones).
    pub fn lien(&self, canaux: Vec<Choice>, adresses: Vec<Choice>) -> Drawer {
        Drawer {
            intro: Some("Le jeune répond sans compte, depuis son téléphone. Le lien ne montre que son prénom et expire.".into()),
            ..Drawer::new(
                "Envoyer un lien pour répondre",
                self.form("lien", "liens", "Envoyer le lien")
                    .field(Field::radios("canal", "Par quel moyen", canaux))
                    .field(Field::select("adresse", "À quelle adresse", adresses).optional()),
            )
        }
    }

    /// A number or an address to add or correct: POST `coordonnees` with `de`, `nature`, `valeur`.
    pub fn coordonnee(&self, de: Vec<Choice>, natures: Vec<Choice>) -> Drawer {
        Drawer::new(
            "Ajouter ou corriger une coordonnée",
            self.form("coordonnee", "coordonnees", "Enregistrer")
                .field(Field::select("de", "De qui", de))
                .field(Field::radios("nature", "Laquelle", natures))
                .field(Field::text("valeur", "Numéro ou adresse").autocomplete("off")),
        )
    }

    /// Opens a parcours; posts `dispositif`, and `motif` when the young person was found not to meet a condition.
    pub fn dispositif(&self, groupes: Vec<(String, Vec<Choice>)>, avec_motif: bool) -> Drawer {
        let mut form = self.form("dispositif", "parcours", "Ouvrir le parcours").field(
            Field::groups("dispositif", "Dispositif", groupes)
                .hint(fr("Ce qui convient à ce jeune est expliqué dans « À quoi a-t-il droit ? »")),
        );
        if avec_motif {
            let hint = fr(
                "Une dérogation accordée, une situation qui a changé… Laissez vide si vous choisissez un autre dispositif.",
            );
            form = form.field(Field::note("motif", "Pourquoi quand même").hint(hint).optional());
        }
        Drawer::new("Ouvrir un parcours", form)
    }

    /// Closing a dossier: POST `cloture` with `motif`, `note` (facultatif).
    pub fn cloture(&self, motifs: Vec<Choice>) -> Drawer {
        Drawer::new(
            "Clore le dossier",
            self.form("cloture", "cloture", "Clore le dossier")
                .field(Field::select("motif", "Pourquoi", motifs))
                .field(Field::note("note", "Note").optional()),
        )
    }
}
