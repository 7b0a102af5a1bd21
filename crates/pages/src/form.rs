//! Forms: declared once, so that every field has its label, its hint and its error beside it, and keeps what was typed.
//!
//! A page holds a [`Form`]; the server gives its address, its closed lists as [`Choice`]s, and after an error the
//! [`Answers`] that came, with what was wrong. Names of fields are French words without accents, the same in the form, in
//! the handler and in the journal.

use std::fmt::Display;

use askama::Template;
use askama::filters::HtmlSafe;

use crate::components::Weight;
use crate::layout::Link;

/// One entry of a closed list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What is posted.
    pub code: String,
    /// What is read.
    pub label: String,
    /// One sentence under it, for radio buttons and boxes.
    pub hint: Option<String>,
}

impl Choice {
    /// An entry, from its code and its words.
    pub fn new(code: impl Into<String>, label: impl Into<String>) -> Self {
        Self { code: code.into(), label: label.into(), hint: None }
    }

    /// Entries, from pairs of code and words.
    pub fn list(pairs: &[(&str, &str)]) -> Vec<Self> {
        pairs.iter().map(|(code, label)| Self::new(*code, *label)).collect()
    }
}

/// How a field is filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// One line: the `type` of the input (`text`, `email`, `tel`, `date`, `time`, `datetime-local`, `number`, `search`).
    Line(&'static str),
    /// A password, hidden as it is typed.
    Password,
    /// Several lines, as many as this.
    Lines(u8),
    /// One of a list, unfolded by a click. The first, empty line says to choose.
    Select(Vec<Choice>),
    /// The same, in groups under their headings; a group without an entry is left out.
    Groups(Vec<(String, Vec<Choice>)>),
    /// One of a few, all in sight.
    Radios(Vec<Choice>),
    /// Several of a few: posted once for each that is ticked.
    Boxes(Vec<Choice>),
    /// One box; posts `oui`.
    Tick,
    /// A file; the value says which kinds are accepted (`.csv,.xml`).
    File(&'static str),
    /// A table that is filled in, row by row; its field posts under the names of its cells. The first word heads the rows.
    Grid(&'static str, Vec<GridRow>),
}

/// A row of a table that is filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridRow {
    /// What is read before it.
    pub label: String,
    /// One a column, the same in every row.
    pub cells: Vec<Cell>,
}

/// A cell that is filled in; it may stay empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// Name under which it is posted.
    pub name: String,
    /// What heads its column.
    pub label: String,
    /// The `type` of its input.
    pub kind: &'static str,
    /// What may be chosen, when it is one of a list; the input is then a list.
    pub choices: Vec<Choice>,
    /// What it holds.
    pub value: String,
    /// What was wrong with it, and what to do.
    pub error: Option<String>,
}

impl Cell {
    /// An input of that type.
    pub fn line(
        kind: &'static str,
        name: impl Into<String>,
        label: impl Into<String>,
        value: impl Into<String>,
    ) -> Self {
        let (name, label, value) = (name.into(), label.into(), value.into());
        Self { name, label, kind, choices: Vec::new(), value, error: None }
    }

    /// One of a list.
    pub fn select(
        name: impl Into<String>,
        label: impl Into<String>,
        choices: Vec<Choice>,
        value: impl Into<String>,
    ) -> Self {
        Self { choices, ..Self::line("", name, label, value) }
    }
}

/// One field: its label, its hint, what was typed, what was wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Name under which it is posted.
    pub name: String,
    /// What is read beside it.
    pub label: String,
    /// What to know before filling it in.
    pub hint: Option<String>,
    /// How it is filled in.
    pub kind: Kind,
    /// Whether it may stay empty; said after the label.
    pub optional: bool,
    /// What it holds. Several for [`Kind::Boxes`].
    pub values: Vec<String>,
    /// What was wrong with it, and what to do.
    pub error: Option<String>,
    /// The `autocomplete` of the browser: `current-password`, `one-time-code`, `off`.
    pub autocomplete: Option<&'static str>,
    /// The first and the last day that it takes, as the browser wants them: what it may refuse before sending.
    pub between: Option<(String, String)>,
}

impl Field {
    /// A field that must be filled in.
    pub fn new(kind: Kind, name: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            hint: None,
            kind,
            optional: false,
            values: Vec::new(),
            error: None,
            autocomplete: None,
            between: None,
        }
    }

    /// A line of text.
    pub fn text(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(Kind::Line("text"), name, label)
    }

    /// A day.
    pub fn date(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(Kind::Line("date"), name, label)
    }

    /// An entry of a list.
    pub fn select(name: impl Into<String>, label: impl Into<String>, choices: Vec<Choice>) -> Self {
        Self::new(Kind::Select(choices), name, label)
    }

    /// An entry of a list in groups. One group alone needs no heading.
    pub fn groups(
        name: impl Into<String>,
        label: impl Into<String>,
        groups: Vec<(String, Vec<Choice>)>,
    ) -> Self {
        let mut groups: Vec<_> = groups.into_iter().filter(|(_, choices)| !choices.is_empty()).collect();
        let kind = if groups.len() > 1 {
            Kind::Groups(groups)
        } else {
            Kind::Select(groups.pop().map(|(_, choices)| choices).unwrap_or_default())
        };
        Self::new(kind, name, label)
    }

    /// One of a few.
    pub fn radios(name: impl Into<String>, label: impl Into<String>, choices: Vec<Choice>) -> Self {
        Self::new(Kind::Radios(choices), name, label)
    }

    /// Several of a few.
    pub fn boxes(name: impl Into<String>, label: impl Into<String>, choices: Vec<Choice>) -> Self {
        Self::new(Kind::Boxes(choices), name, label)
    }

    /// A few lines of free text, with the warning that stands beside each.
    pub fn note(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(Kind::Lines(3), name, label).hint(
            "Ni santé, ni infraction, ni situation sociale\u{a0}: la personne peut lire ce que vous écrivez.",
        )
    }

    /// The same, with a hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same, which may stay empty.
    #[must_use]
    pub fn optional(mut self) -> Self {
        self.optional = true;
        self
    }

    /// The same, already holding a value.
    #[must_use]
    pub fn value(mut self, value: impl Into<String>) -> Self {
        self.values.push(value.into());
        self
    }

    /// The same, which the browser may help to fill in.
    #[must_use]
    pub fn autocomplete(mut self, token: &'static str) -> Self {
        self.autocomplete = Some(token);
        self
    }

    fn cells_mut(&mut self) -> impl Iterator<Item = &mut Cell> {
        let rows = match &mut self.kind {
            Kind::Grid(_, rows) => rows.as_mut_slice(),
            _ => &mut [],
        };
        rows.iter_mut().flat_map(|row| &mut row.cells)
    }

    fn first(&self) -> &str {
        self.values.first().map_or("", String::as_str)
    }

    pub(crate) fn holds(&self, code: &str) -> bool {
        self.values.iter().any(|value| value == code)
    }

    /// The state of the group, as the DSFR names it.
    fn state(&self, group: &str) -> String {
        if self.error.is_some() { format!(" {group}--error") } else { String::new() }
    }
}

/// A form that posts.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "components/form.html")]
pub struct Form {
    /// Unique in the page; the identifiers of its fields begin with it.
    pub id: String,
    /// Where it posts.
    pub action: String,
    /// Hidden fields, name and value; `version` among them where two people may edit.
    pub hidden: Vec<(String, String)>,
    /// What is filled in, from top to bottom.
    pub fields: Vec<Field>,
    /// What is read on its button.
    pub submit: String,
    /// How much the button asks to be pressed.
    pub weight: Weight,
    /// The way out without saving.
    pub cancel: Option<Link>,
    /// What was wrong with the whole, beyond a single field.
    pub problem: Option<String>,
    /// GET instead of POST, for searches.
    pub get: bool,
}

impl Form {
    /// A form without field.
    pub fn new(id: impl Into<String>, action: impl Into<String>, submit: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            action: action.into(),
            hidden: Vec::new(),
            fields: Vec::new(),
            submit: submit.into(),
            weight: Weight::Secondary,
            cancel: None,
            problem: None,
            get: false,
        }
    }

    /// The same, with one field more.
    #[must_use]
    pub fn field(mut self, field: Field) -> Self {
        self.fields.push(field);
        self
    }

    /// The same, with one hidden field more.
    #[must_use]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "numbers and texts alike, written without an ampersand"
    )]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.hidden.push((name.into(), value.to_string()));
        self
    }

    /// The same, in which the day of a field is between two, both included; a field that the form does not have is left out.
    #[must_use]
    pub fn within<D: Display + Copy>(mut self, name: &str, (from, to): (D, D)) -> Self {
        for field in self.fields.iter_mut().filter(|field| field.name == name) {
            let hours = field.kind == Kind::Line("datetime-local");
            let (first, last) = if hours { ("T00:00", "T23:59") } else { ("", "") };
            field.between = Some((format!("{from}{first}"), format!("{to}{last}")));
        }
        self
    }

    /// The same, as the action of its page.
    #[must_use]
    pub fn primary(mut self) -> Self {
        self.weight = Weight::Primary;
        self
    }

    /// The same, with a way out.
    #[must_use]
    pub fn cancel(mut self, href: impl Into<String>) -> Self {
        self.cancel = Some(Link::new("Annuler", href));
        self
    }

    /// The same after an attempt: what was typed is kept (passwords and files excepted), what was wrong stands beside
    /// its field. An error about a field that the form does not have goes to the top rather than being lost.
    #[must_use]
    pub fn after(mut self, answers: &Answers) -> Self {
        for field in &mut self.fields {
            let typed: Vec<String> = answers
                .values
                .iter()
                .filter(|(name, _)| *name == field.name)
                .map(|(_, value)| value.clone())
                .collect();
            if !matches!(field.kind, Kind::Password | Kind::File(_)) {
                field.values = typed;
            }
            for cell in field.cells_mut() {
                let typed = answers.values.iter().find(|(name, _)| *name == cell.name);
                cell.value = typed.map(|(_, value)| value.clone()).unwrap_or_default();
            }
        }
        self.problem.clone_from(&answers.problem);
        for (name, error) in &answers.errors {
            if let Some(field) = self.fields.iter_mut().find(|field| field.name == *name) {
                // What is wrong with a table may be several things.
                let said = field.error.take().filter(|_| matches!(field.kind, Kind::Grid(..)));
                field.error = Some(said.map_or_else(|| error.clone(), |said| format!("{said} {error}")));
                continue;
            }
            if let Some(cell) =
                self.fields.iter_mut().flat_map(Field::cells_mut).find(|cell| cell.name == *name)
            {
                cell.error = Some(error.clone());
                continue;
            }
            let problem = self.problem.get_or_insert_with(String::new);
            if !problem.is_empty() {
                problem.push(' ');
            }
            problem.push_str(error);
        }
        self
    }

    /// The same with French typography in its labels and hints.
    #[must_use]
    pub(crate) fn typographed(mut self) -> Self {
        for field in &mut self.fields {
            field.label = crate::fr(&field.label);
            field.hint = field.hint.as_deref().map(crate::fr);
        }
        self
    }

    /// Whether something was wrong: the drawer that holds the form then stays open.
    pub fn failed(&self) -> bool {
        self.problem.is_some() || !self.errors().is_empty()
    }

    fn uploads(&self) -> bool {
        self.fields.iter().any(|field| matches!(field.kind, Kind::File(_)))
    }

    /// Name, label and sentence of what was wrong, from top to bottom.
    fn errors(&self) -> Vec<(&str, String, &str)> {
        let mut errors = Vec::new();
        for field in &self.fields {
            if let Some(error) = field.error.as_deref() {
                errors.push((field.name.as_str(), field.label.clone(), error));
            }
            let Kind::Grid(_, rows) = &field.kind else { continue };
            for (row, cell) in rows.iter().flat_map(|row| row.cells.iter().map(move |cell| (row, cell))) {
                if let Some(error) = cell.error.as_deref() {
                    errors.push((cell.name.as_str(), format!("{}, {}", row.label, cell.label), error));
                }
            }
        }
        errors
    }
}

impl HtmlSafe for Form {}

/// What came back from a form and was refused.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answers {
    /// Name and value of every field, as posted.
    pub values: Vec<(String, String)>,
    /// Name of a field and what was wrong with it: what happened, what to do.
    pub errors: Vec<(String, String)>,
    /// What was wrong with the whole.
    pub problem: Option<String>,
}

/// A form folded behind its button: opens in place, without JavaScript.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "components/drawer.html")]
pub struct Drawer {
    /// `Contact`, after a plus sign drawn by the style sheet.
    pub label: String,
    /// One sentence above the form.
    pub intro: Option<String>,
    /// The form.
    pub form: Form,
    /// Whether it is open when the page arrives (it is, whatever this says, after an error).
    pub open: bool,
}

impl Drawer {
    /// A closed drawer.
    pub fn new(label: impl Into<String>, form: Form) -> Self {
        Self { label: label.into(), intro: None, form, open: false }
    }
}

impl HtmlSafe for Drawer {}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> Form {
        Form::new("essai", "/essai", "Enregistrer")
            .field(Field::text("nom", "Nom").value("avant"))
            .field(Field::new(Kind::Password, "secret", "Mot de passe"))
            .field(Field::boxes("motifs", "Motifs", Choice::list(&[("a", "A"), ("b", "B")])))
    }

    #[test]
    fn what_was_typed_is_kept_and_the_error_is_beside_it() {
        let answers = Answers {
            values: vec![
                ("nom".into(), "<Zoé>".into()),
                ("secret".into(), "ne doit pas revenir".into()),
                ("motifs".into(), "a".into()),
                ("motifs".into(), "b".into()),
            ],
            errors: vec![("nom".into(), "Trop court.".into()), ("ailleurs".into(), "Champ inconnu.".into())],
            problem: None,
        };
        let html = form().after(&answers).render().unwrap();
        assert!(html.contains("value=\"&#60;Zoé&#62;\""), "{html}");
        assert!(!html.contains("ne doit pas revenir"));
        assert!(html.contains("aria-describedby=\"essai-nom-erreur\""));
        assert!(html.contains("Trop court."));
        assert!(html.contains("Champ inconnu."), "an error about no field of the form is still shown");
        assert_eq!(html.matches(" checked").count(), 2);
    }

    #[test]
    fn a_list_has_headings_where_it_has_several_groups() {
        let group = |name: &str, code: &str| (name.to_owned(), Choice::list(&[(code, code)]));
        let html = |groups| {
            Form::new("essai", "/essai", "Ok")
                .field(Field::groups("ou", "Où", groups).value("b"))
                .render()
                .unwrap()
        };
        let two = html(vec![group("Ici", "a"), ("Vide".into(), vec![]), group("Ailleurs", "b")]);
        assert_eq!(two.matches("<optgroup").count(), 2, "{two}");
        assert!(two.contains("<optgroup label=\"Ici\">") && two.contains("value=\"b\" selected"), "{two}");
        let one = html(vec![group("Ici", "a"), ("Vide".into(), vec![])]);
        assert!(!one.contains("<optgroup") && one.contains("value=\"a\""), "{one}");
    }

    #[test]
    fn a_table_keeps_its_cells_and_says_which_is_wrong() {
        let row = |code: &str, label: &str| GridRow {
            label: label.into(),
            cells: vec![
                Cell::line("time", format!("{code}_de"), "de", "09:00"),
                Cell::select(format!("{code}_genre"), "genre", Choice::list(&[("s", "stage")]), ""),
            ],
        };
        let kind = Kind::Grid("Demi-journée", vec![row("lundi", "Lundi"), row("mardi", "Mardi")]);
        let form = Form::new("essai", "/essai", "Ok").field(Field::new(kind, "semaine", "Semaine"));
        let answers = Answers {
            values: vec![("lundi_de".into(), "midi".into()), ("mardi_genre".into(), "s".into())],
            errors: vec![
                ("lundi_de".into(), "Une heure.".into()),
                ("semaine".into(), "Trop court.".into()),
                ("semaine".into(), "Deux fois.".into()),
            ],
            problem: None,
        };
        let html = form.after(&answers).render().unwrap();
        assert!(html.contains("id=\"essai-lundi_de\" name=\"lundi_de\" value=\"midi\""), "{html}");
        assert!(
            html.contains("aria-label=\"Lundi, de\"") && html.contains("href=\"#essai-lundi_de\""),
            "{html}"
        );
        assert!(html.contains("Trop court. Deux fois."), "{html}");
        assert_eq!(html.matches(" selected").count(), 1);
        assert!(!html.contains("09:00"), "what was emptied stays empty");
    }

    #[test]
    fn a_box_left_empty_stays_empty_after_an_error() {
        let answers = Answers { problem: Some("Non.".into()), ..Answers::default() };
        let html = form().after(&answers).render().unwrap();
        assert!(!html.contains("avant"));
        assert!(form().after(&answers).failed());
        assert!(!form().failed());
    }
}
