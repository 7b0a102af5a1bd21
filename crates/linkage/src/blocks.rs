//! The blocking rules that a specification without any gets.
//!
//! From strict to loose, so that a pair bears the number of the strictest rule that finds it. Each loose rule survives
//! another kind of error: it asks for two or three things that the error leaves alone. Which rules earn their place
//! was measured on registers whose truth is known (docs/performance.md).

use crate::spec::{Block, Compare, Kind, Spec};

impl Spec {
    /// The specification with its own blocking rules, or with rules derived from its comparisons.
    #[must_use]
    pub fn with_blocks(&self) -> Self {
        let mut spec = self.clone();
        if spec.block.is_empty() {
            spec.block = derive(&spec.compare);
        }
        spec
    }
}

/// Names of the columns by what they hold.
struct Columns<'a> {
    surname: Option<&'a str>,
    given: Option<&'a str>,
    date: Option<&'a str>,
    codes: Vec<&'a str>,
    identifiers: Vec<&'a str>,
    texts: Vec<&'a str>,
}

fn derive(compare: &[Compare]) -> Vec<Block> {
    let of = |kind: Kind| compare.iter().filter(move |c| c.kind == kind).map(Compare::name);
    let columns = Columns {
        surname: of(Kind::Surname).next(),
        given: of(Kind::GivenNames).next(),
        date: of(Kind::Date).next(),
        codes: of(Kind::Code).collect(),
        identifiers: of(Kind::Identifier).collect(),
        texts: of(Kind::Text).collect(),
    };
    let mut blocks = Vec::new();
    let mut add = |only_unresolved: bool, parts: &[String]| {
        let block = Block { on: parts.to_vec(), only_unresolved };
        if !blocks.contains(&block) {
            blocks.push(block);
        }
    };
    for identifier in &columns.identifiers {
        add(false, &[(*identifier).to_owned()]);
    }
    if let (Some(surname), Some(given), Some(date)) = (columns.surname, columns.given, columns.date) {
        add(false, &[surname.to_owned(), given.to_owned(), date.to_owned()]);
    }
    for parts in loose(&columns) {
        add(true, &parts);
    }
    if blocks.is_empty() {
        // Nothing that names or dates a person: agree on any one thing.
        blocks
            .extend(compare.iter().map(|c| Block { on: vec![c.name().to_owned()], only_unresolved: false }));
    }
    blocks
}

fn loose(columns: &Columns<'_>) -> Vec<Vec<String>> {
    let mut rules: Vec<Vec<String>> = Vec::new();
    let token = |column: &str| format!("{column}:token");
    match (columns.surname, columns.given, columns.date) {
        (Some(surname), Some(given), Some(date)) => {
            let (surname_word, given_word) = (token(surname), token(given));
            // Any word of the name with the date, day and month in either order: survives a changed, misspelt or
            // exchanged name.
            rules.push(vec![format!("{surname}|{given}:token"), format!("{date}:unordered")]);
            for code in &columns.codes {
                rules.push(vec![date.to_owned(), (*code).to_owned()]);
            }
            rules.push(vec![surname_word.clone(), given_word.clone(), format!("{date}:year")]);
            rules.push(vec![surname_word.clone(), given_word.clone(), format!("{date}:month_day")]);
            for code in &columns.codes {
                rules.push(vec![surname_word.clone(), given_word.clone(), (*code).to_owned()]);
                rules.push(vec![given_word.clone(), (*code).to_owned(), format!("{date}:year")]);
                rules.push(vec![surname_word.clone(), (*code).to_owned(), format!("{date}:year")]);
            }
            rules.push(vec![surname_word, given_word]);
        }
        (Some(surname), Some(given), None) => {
            rules.push(vec![token(surname), token(given)]);
            for code in &columns.codes {
                rules.push(vec![token(surname), (*code).to_owned()]);
                rules.push(vec![token(given), (*code).to_owned()]);
            }
        }
        (Some(name), None, date) | (None, Some(name), date) => {
            match date {
                Some(date) => {
                    rules.push(vec![token(name), format!("{date}:unordered")]);
                    rules.push(vec![token(name), format!("{date}:year")]);
                }
                None => rules.push(vec![token(name)]),
            }
            for code in &columns.codes {
                rules.push(vec![token(name), (*code).to_owned()]);
            }
        }
        (None, None, Some(date)) => {
            for code in &columns.codes {
                rules.push(vec![date.to_owned(), (*code).to_owned()]);
            }
        }
        (None, None, None) => {}
    }
    for text in &columns.texts {
        for other in [columns.surname, columns.given].into_iter().flatten() {
            rules.push(vec![token(text), token(other)]);
        }
        match columns.date {
            Some(date) => rules.push(vec![token(text), date.to_owned()]),
            None => rules.push(vec![(*text).to_owned()]),
        }
    }
    rules
}
