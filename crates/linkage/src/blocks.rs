//! The blocking rules that a specification without any gets.
//!
//! From strict to loose, so that a pair bears the number of the strictest rule that finds it. Each loose rule survives
//! another kind of error: it asks for two or three things that the error leaves alone. Which rules earn their place
//! was measured on registers whose truth is known (docs/performance.md).

use crate::spec::{Block, Compare, Kind, Scope, Spec};

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
    let mut add = |scope: Scope, parts: &[String]| {
        let block = Block { on: parts.to_vec(), scope };
        if !blocks.contains(&block) {
            blocks.push(block);
        }
    };
    for identifier in &columns.identifiers {
        add(Scope::All, &[(*identifier).to_owned()]);
    }
    if let (Some(surname), Some(given), Some(date)) = (columns.surname, columns.given, columns.date) {
        add(Scope::All, &[surname.to_owned(), given.to_owned(), date.to_owned()]);
    }
    for (scope, parts) in loose(&columns) {
        add(scope, &parts);
    }
    if blocks.is_empty() {
        // Nothing that names or dates a person: agree on any one thing.
        blocks.extend(compare.iter().map(|c| Block { on: vec![c.name().to_owned()], scope: Scope::All }));
    }
    blocks
}

fn loose(columns: &Columns<'_>) -> Vec<(Scope, Vec<String>)> {
    let mut rules: Vec<(Scope, Vec<String>)> = Vec::new();
    let token = |column: &str| format!("{column}:token");
    let mut any = |parts: &[&str]| {
        rules.push((Scope::Unresolved, parts.iter().map(|&part| part.to_owned()).collect()));
    };
    let mut last: Vec<Vec<String>> = Vec::new();
    let mut both = |parts: &[&str]| last.push(parts.iter().map(|&part| part.to_owned()).collect());
    match (columns.surname, columns.given, columns.date) {
        (Some(surname), Some(given), Some(date)) => {
            let (surname_word, given_word) = (token(surname), token(given));
            let (year, month_day) = (format!("{date}:year"), format!("{date}:month_day"));
            // Day and month in either order.
            let date_either = format!("{date}:unordered");
            any(&[&surname_word, &date_either]);
            // Among all rows by the first of the first names alone, among those left open by any: many share a further one.
            any(&[&surname_word, given, &year]);
            both(&[&surname_word, &given_word, &year]);
            both(&[&surname_word, &given_word, &month_day]);
            for code in &columns.codes {
                both(&[&surname_word, &given_word, code]);
            }
            // Any word of the surname, or the first name: the surname changed, or stands in the first name's place. What only
            // further first names share is millions of pairs of strangers, and hardly a pair worth keeping.
            let either_name = format!("{surname}:token|{given}:phonetic");
            both(&[&either_name, &date_either]);
            for code in &columns.codes {
                both(&[date, code]);
                both(&[&either_name, code, &year]);
            }
            both(&[&surname_word, &format!("{given}:phonetic")]);
        }
        (Some(surname), Some(given), None) => {
            any(&[&token(surname), &token(given)]);
            for code in &columns.codes {
                any(&[&token(surname), code]);
                both(&[&token(given), code]);
            }
        }
        (Some(name), None, date) | (None, Some(name), date) => {
            match date {
                Some(date) => {
                    any(&[&token(name), &format!("{date}:unordered")]);
                    any(&[&token(name), &format!("{date}:year")]);
                }
                None => any(&[&token(name)]),
            }
            for code in &columns.codes {
                both(&[&token(name), code]);
            }
        }
        (None, None, Some(date)) => {
            for code in &columns.codes {
                any(&[date, code]);
            }
        }
        (None, None, None) => {}
    }
    for text in &columns.texts {
        for other in [columns.surname, columns.given].into_iter().flatten() {
            both(&[&token(text), &token(other)]);
        }
        match columns.date {
            Some(date) => both(&[&token(text), date]),
            None => both(&[text]),
        }
    }
    rules.extend(last.into_iter().map(|parts| (Scope::BothUnresolved, parts)));
    rules
}
