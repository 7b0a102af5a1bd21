//! Just enough of HTML to question a page that we wrote ourselves: tags in order, their attributes, the text between.
//!
//! Not a browser: it refuses what a browser would repair, which is what a test wants.

/// A piece of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    /// An opening tag, with its attributes in order; values are as written (entities not resolved).
    Open(String, Vec<(String, String)>),
    /// A closing tag.
    Close(String),
    /// What is read.
    Text(String),
}

/// Elements without content.
const VOID: [&str; 9] = ["br", "hr", "img", "input", "link", "meta", "rect", "source", "wbr"];

/// The pieces of a page, in order. Fails with where it stopped understanding.
pub(crate) fn parse(html: &str) -> Result<Vec<Node>, String> {
    let mut nodes = Vec::new();
    let mut rest = html.strip_prefix("<!DOCTYPE html>").ok_or("no doctype")?;
    while !rest.is_empty() {
        let Some(start) = rest.find('<') else {
            nodes.push(Node::Text(rest.to_owned()));
            break;
        };
        if start > 0 {
            nodes.push(Node::Text(rest[..start].to_owned()));
        }
        rest = &rest[start..];
        let end = tag_end(rest).ok_or_else(|| format!("a tag without end: {}", excerpt(rest)))?;
        let inside = &rest[1..end];
        rest = &rest[end + 1..];
        if let Some(name) = inside.strip_prefix('/') {
            nodes.push(Node::Close(name.trim().to_owned()));
        } else {
            nodes.push(open(inside)?);
        }
    }
    Ok(nodes)
}

/// Every element is closed, in order.
pub(crate) fn balanced(nodes: &[Node]) -> Result<(), String> {
    let mut stack: Vec<&str> = Vec::new();
    for node in nodes {
        match node {
            Node::Open(name, _) if !VOID.contains(&name.as_str()) => stack.push(name),
            Node::Close(name) if VOID.contains(&name.as_str()) => {}
            Node::Close(name) => match stack.pop() {
                Some(open) if open == name => {}
                open => return Err(format!("</{name}> closes {open:?}, under {stack:?}")),
            },
            _ => {}
        }
    }
    if stack.is_empty() { Ok(()) } else { Err(format!("never closed: {stack:?}")) }
}

/// Position of the `>` that ends a tag, quotes respected.
fn tag_end(text: &str) -> Option<usize> {
    let mut quote = None;
    for (position, c) in text.char_indices() {
        match (quote, c) {
            (None, '>') => return Some(position),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            _ => {}
        }
    }
    None
}

fn open(inside: &str) -> Result<Node, String> {
    let (name, mut rest) = inside.split_at(inside.find(char::is_whitespace).unwrap_or(inside.len()));
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric()) {
        return Err(format!("not a tag: <{}>", excerpt(inside)));
    }
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            break;
        }
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let key = rest[..end].to_owned();
        rest = &rest[end..];
        let value = if let Some(after) = rest.strip_prefix('=') {
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
            let quote = quote.ok_or_else(|| format!("a value without quotes: <{}>", excerpt(inside)))?;
            let close = after[1..]
                .find(quote)
                .ok_or_else(|| format!("a quote without end: <{}>", excerpt(inside)))?;
            rest = &after[close + 2..];
            after[1..=close].to_owned()
        } else {
            String::new()
        };
        if attributes.iter().any(|(known, _)| *known == key) {
            return Err(format!("{key} twice: <{}>", excerpt(inside)));
        }
        attributes.push((key, value));
    }
    Ok(Node::Open(name.to_owned(), attributes))
}

fn excerpt(text: &str) -> String {
    text.chars().take(80).collect()
}

/// The value of an attribute.
pub(crate) fn attribute<'a>(attributes: &'a [(String, String)], name: &str) -> Option<&'a str> {
    attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
}
