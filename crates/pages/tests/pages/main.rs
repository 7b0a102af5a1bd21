//! What holds of every page: it renders, is well formed, safe under the strict policy, usable and rightly spelt.

mod html;

use std::collections::HashSet;

use html::{Node, attribute, balanced, parse};
use raccroche_pages::gallery::{Specimen, gallery};
use raccroche_pages::{CONTENT_SECURITY_POLICY, asset, asset_names, asset_url};

/// Asks the same of every page, and tells all that is wrong at once.
fn every_page(check: impl Fn(&Specimen, &[Node], &mut Vec<String>)) {
    let mut findings = Vec::new();
    let pages = gallery();
    assert!(pages.len() > 60, "the gallery lost pages: {}", pages.len());
    for page in &pages {
        let nodes = parse(&page.html).unwrap_or_else(|error| panic!("{}: {error}", page.name));
        let mut found = Vec::new();
        check(page, &nodes, &mut found);
        findings.extend(found.into_iter().map(|finding| format!("{}: {finding}", page.name)));
    }
    assert!(findings.is_empty(), "\n{}", findings.join("\n"));
}

fn opens(nodes: &[Node]) -> impl Iterator<Item = (&str, &[(String, String)])> {
    nodes.iter().filter_map(|node| match node {
        Node::Open(name, attributes) => Some((name.as_str(), attributes.as_slice())),
        _ => None,
    })
}

#[test]
fn names_are_unique() {
    let mut seen = HashSet::new();
    for page in gallery() {
        assert!(seen.insert(page.name.clone()), "{} twice", page.name);
    }
}

#[test]
fn elements_are_closed_in_order() {
    every_page(|_, nodes, findings| findings.extend(balanced(nodes).err()));
}

#[test]
fn nothing_is_inline() {
    every_page(|_, nodes, findings| {
        for (rank, node) in nodes.iter().enumerate() {
            let Node::Open(name, attributes) = node else { continue };
            if name == "style" {
                findings.push("a <style> element".into());
            }
            if name == "script" {
                if attribute(attributes, "src").is_none() {
                    findings.push("a <script> without src".into());
                }
                if !matches!(nodes.get(rank + 1), Some(Node::Close(_))) {
                    findings.push("a <script> with content".into());
                }
            }
            for (key, value) in attributes {
                if key == "style"
                    || key.starts_with("on")
                    || key.starts_with("data-hx-on")
                    || key.starts_with("hx-")
                {
                    findings.push(format!("<{name} {key}>"));
                }
                if value.trim_start().starts_with("javascript:") || value.trim_start().starts_with("js:") {
                    findings.push(format!("<{name} {key}={value:?}>"));
                }
            }
        }
    });
}

#[test]
fn what_a_page_loads_exists() {
    every_page(|_, nodes, findings| {
        for (_, attributes) in opens(nodes) {
            for (key, value) in attributes {
                if ["href", "src"].contains(&key.as_str()) && value.starts_with("/assets/") {
                    if asset(value.trim_start_matches("/assets/")).is_none() {
                        findings.push(format!("no {value}"));
                    }
                } else if key == "src" {
                    findings.push(format!("{value} is not ours"));
                }
            }
        }
    });
}

#[test]
fn identifiers_are_unique_and_references_lead_somewhere() {
    every_page(|_, nodes, findings| {
        let mut ids = HashSet::new();
        for (name, attributes) in opens(nodes) {
            if let Some(id) = attribute(attributes, "id")
                && (id.is_empty() || id.contains(char::is_whitespace) || !ids.insert(id))
            {
                findings.push(format!("<{name} id={id:?}> is not a unique identifier"));
            }
        }
        for (name, attributes) in opens(nodes) {
            for (key, value) in attributes {
                let targets: Vec<&str> = match key.as_str() {
                    "for" | "form" | "aria-labelledby" | "aria-describedby" | "aria-controls" => {
                        value.split(' ').collect()
                    }
                    "href" => value.strip_prefix('#').into_iter().collect(),
                    _ => vec![],
                };
                for target in targets {
                    if !ids.contains(target) {
                        findings.push(format!("<{name} {key}={value:?}> leads nowhere"));
                    }
                }
            }
        }
    });
}

#[test]
fn every_field_has_a_label_and_every_button_a_name() {
    every_page(|_, nodes, findings| {
        let labelled: HashSet<&str> = opens(nodes)
            .filter(|(name, _)| *name == "label")
            .filter_map(|(_, a)| attribute(a, "for"))
            .collect();
        for (name, attributes) in opens(nodes) {
            let hidden = attribute(attributes, "type") == Some("hidden");
            let field = ["input", "select", "textarea"].contains(&name) && !hidden;
            let named = attribute(attributes, "aria-label").is_some()
                || attribute(attributes, "id").is_some_and(|id| labelled.contains(id));
            if field && !named {
                findings.push(format!("<{name} {attributes:?}> has no label"));
            }
            if field && attribute(attributes, "name").is_none() {
                findings.push(format!("<{name} {attributes:?}> posts nothing"));
            }
            if name == "img" && attribute(attributes, "alt").is_none() {
                findings.push("an image without alternative".into());
            }
        }
        for (rank, node) in nodes.iter().enumerate() {
            let Node::Open(name, attributes) = node else { continue };
            if !["a", "button", "summary"].contains(&name.as_str())
                || attribute(attributes, "hidden").is_some()
            {
                continue;
            }
            let text: String = nodes[rank + 1..]
                .iter()
                .take_while(|node| !matches!(node, Node::Close(close) if close == name))
                .filter_map(|node| if let Node::Text(text) = node { Some(text.as_str()) } else { None })
                .collect();
            if text.trim().is_empty() {
                findings.push(format!("<{name} {attributes:?}> says nothing"));
            }
        }
    });
}

#[test]
fn forms_that_change_something_post() {
    every_page(|_, nodes, findings| {
        for (name, attributes) in opens(nodes) {
            if name == "form" && attribute(attributes, "action").is_none_or(|action| !action.starts_with('/'))
            {
                findings.push(format!("<form {attributes:?}> has no address of ours"));
            }
            if name == "form" && !matches!(attribute(attributes, "method"), Some("post" | "get")) {
                findings.push(format!("<form {attributes:?}> does not say how it is sent"));
            }
        }
    });
}

#[test]
fn one_title_and_no_heading_skipped() {
    every_page(|_, nodes, findings| {
        let levels: Vec<u32> = opens(nodes)
            .filter_map(|(name, _)| name.strip_prefix('h')?.parse().ok())
            .filter(|level| (1..=6).contains(level))
            .collect();
        if levels.iter().filter(|level| **level == 1).count() != 1 {
            findings.push(format!("not exactly one h1: {levels:?}"));
        }
        if levels.first() != Some(&1) {
            findings.push(format!("h1 is not the first heading: {levels:?}"));
        }
        if levels.windows(2).any(|pair| pair[1] > pair[0] + 1) {
            findings.push(format!("a heading is skipped: {levels:?}"));
        }
    });
}

#[test]
fn one_primary_button_a_page() {
    every_page(|_, nodes, findings| {
        let main =
            nodes.iter().position(|node| matches!(node, Node::Open(name, _) if name == "main")).unwrap_or(0);
        let end = nodes
            .iter()
            .position(|node| matches!(node, Node::Close(name) if name == "main"))
            .unwrap_or(nodes.len());
        let primary = opens(&nodes[main..end])
            .filter_map(|(_, attributes)| attribute(attributes, "class"))
            .filter(|class| class.split(' ').any(|name| name == "fr-btn"))
            .filter(|class| !class.contains("fr-btn--secondary") && !class.contains("fr-btn--tertiary"))
            .count();
        if primary > 1 {
            findings.push(format!("{primary} primary buttons"));
        }
    });
}

#[test]
fn french_typography() {
    // Attributes that are read out or shown count as text.
    let shown = ["title", "alt", "placeholder", "aria-label"];
    every_page(|_, nodes, findings| {
        let mut code = 0_u8;
        for node in nodes {
            match node {
                Node::Open(name, _) if ["code", "script"].contains(&name.as_str()) => code += 1,
                Node::Close(name) if ["code", "script"].contains(&name.as_str()) => code -= 1,
                _ => {}
            }
            let texts: Vec<&str> = match node {
                Node::Text(text) if code == 0 => vec![text],
                Node::Open(_, attributes) => {
                    shown.iter().filter_map(|name| attribute(attributes, name)).collect()
                }
                _ => vec![],
            };
            for text in texts {
                findings.extend(misspelt(text).map(|why| format!("{why}: {:?}", text.trim())));
            }
        }
    });
}

fn misspelt(text: &str) -> Option<&'static str> {
    let text = text.split_whitespace_ascii();
    if text.contains(['\'', '"']) || text.contains("&#39;") || text.contains("&#34;") {
        return Some("a straight apostrophe or quote");
    }
    if [" ;", " ?", " !", " :", " »", "« ", " %"].iter().any(|plain| text.contains(plain)) {
        return Some("a breaking space before double punctuation");
    }
    if text.contains("...") {
        return Some("three dots instead of an ellipsis");
    }
    let letters: Vec<char> = text.chars().collect();
    let glued =
        letters.windows(2).any(|pair| pair[0].is_alphabetic() && matches!(pair[1], '?' | '!' | ';' | '»'));
    glued.then_some("no space before double punctuation")
}

trait Collapse {
    fn split_whitespace_ascii(&self) -> String;
}

impl Collapse for str {
    /// Runs of breaking spaces and line ends as one space, as a browser shows them.
    fn split_whitespace_ascii(&self) -> String {
        let mut out = String::new();
        for c in self.chars() {
            match c {
                ' ' | '\n' | '\t' if out.ends_with(' ') => {}
                ' ' | '\n' | '\t' => out.push(' '),
                c => out.push(c),
            }
        }
        out
    }
}

#[test]
fn the_typography_test_finds_faults() {
    for wrong in ["l'élève", "Pourquoi ?", "Pourquoi?", "« oui »", "Note : rien", "Attendre..."] {
        assert!(misspelt(wrong).is_some(), "{wrong}");
    }
    for right in ["l’élève", "Pourquoi\u{202f}?", "«\u{a0}oui\u{a0}»", "Note\u{a0}: rien", "10\u{a0}% à 14 h"]
    {
        assert!(misspelt(right).is_none(), "{right}");
    }
}

#[test]
fn a_page_for_a_young_person_is_light() {
    const LIMIT: usize = 50_000;
    let mut seen = 0;
    let of_a_link = |name: &str| name.starts_with("jeune") || name.starts_with("signature");
    for page in gallery().iter().filter(|page| of_a_link(&page.name)) {
        let nodes = parse(&page.html).unwrap();
        let mut weight = page.html.len();
        for (name, attributes) in opens(&nodes) {
            assert_ne!(name, "script", "{}: no script there", page.name);
            let loaded =
                if name == "link" { attribute(attributes, "href") } else { attribute(attributes, "src") };
            if let Some(url) = loaded {
                weight += asset(url.trim_start_matches("/assets/")).unwrap().bytes.len();
            }
        }
        assert!(weight < LIMIT, "{}: {weight} bytes", page.name);
        seen += 1;
    }
    assert!(seen >= 16);
}

#[test]
fn a_page_for_a_young_person_says_nothing_of_her() {
    // Of a document to sign, as much is said before the code is given.
    let silent = |name: &str| {
        name.starts_with("jeune")
            || (name.starts_with("signature") && !["signature_document", "signature_faite"].contains(&name))
    };
    for page in gallery().iter().filter(|page| silent(&page.name)) {
        for personal in ["DUVAL", "Duval", "2009", "06 39", "Bègles", "Menuts"] {
            assert!(!page.html.contains(personal), "{}: {personal}", page.name);
        }
    }
}

#[test]
fn assets_are_found_under_their_fingerprint_alone() {
    for name in asset_names() {
        let url = asset_url(name);
        let found = asset(url.strip_prefix("/assets/").unwrap()).unwrap();
        assert!(!found.bytes.is_empty(), "{name}");
        assert!(
            found.gzip.is_none_or(|gzip| gzip.len() < found.bytes.len() && gzip.starts_with(&[0x1f, 0x8b]))
        );
    }
    assert!(asset("dsfr.css").is_none());
    assert!(asset("000000000000/dsfr.css").is_none());
    let version = asset_url("");
    assert!(asset(&format!("{}../Cargo.toml", version.trim_start_matches("/assets/"))).is_none());
}

#[test]
fn style_sheets_stay_within_the_policy_and_the_brand() {
    for name in asset_names().filter(|name| name.rsplit_once('.').is_some_and(|(_, kind)| kind == "css")) {
        let url = asset_url(name);
        let text = std::str::from_utf8(asset(url.trim_start_matches("/assets/")).unwrap().bytes).unwrap();
        assert!(!text.contains("@import"), "{name} loads another sheet");
        assert!(!text.contains("@font-face") && !text.contains("Marianne"), "{name} brings the State's font");
        assert!(
            !text.contains("viewBox='0 0 44 18'") && !text.contains("viewBox='0 0 252 180'"),
            "{name} draws the State's logo"
        );
        for address in text.split("url(").skip(1) {
            let address = address.trim_start_matches(['"', '\'']);
            let path: String = address.chars().take_while(|c| !['"', '\'', ')'].contains(c)).collect();
            assert!(
                address.starts_with("data:image/svg+xml")
                    || asset(asset_url(&path).trim_start_matches("/assets/")).is_some(),
                "{name} asks for {path}, which is not embedded"
            );
        }
    }
    assert!(!CONTENT_SECURITY_POLICY.contains("unsafe"));
}

#[test]
fn templates_escape_everything() {
    fn walk(folder: &std::path::Path, seen: &mut usize) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, seen);
            } else {
                let text = std::fs::read_to_string(&path).unwrap();
                assert!(!text.contains("|safe") && !text.contains("| safe"), "{}", path.display());
                *seen += 1;
            }
        }
    }
    let mut seen = 0;
    walk(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates"), &mut seen);
    assert!(seen > 40);
}
