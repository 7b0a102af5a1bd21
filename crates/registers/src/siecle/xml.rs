//! A thin cursor over quick-xml: events, leaf texts and skips, with errors that name file, line and remedy.

use std::io::{BufRead, Read};

use quick_xml::{
    Reader,
    errors::{Error, IllFormedError, SyntaxError},
    escape::{resolve_predefined_entity, unescape},
    events::{BytesRef, BytesStart, Event},
};

use crate::{
    error::{ReadError, ReadErrorKind},
    input::{Utf8Source, io_error},
};

/// Elements nested deeper than this are no register: SIECLE has eight levels.
const DEPTH: usize = 64;

/// A cursor on one XML file.
pub(crate) struct Xml<R> {
    reader: Reader<Utf8Source<R>>,
    buf: Vec<u8>,
    file: String,
}

/// What a document is made of, once comments and the like are gone.
pub(crate) enum Node<'a> {
    /// `<name …>`
    Start(BytesStart<'a>),
    /// `<name …/>`
    Empty(BytesStart<'a>),
    /// Text between tags, blanks included.
    Text,
    /// `</name>`
    End,
    /// Nothing more.
    Eof,
}

impl<R: Read> Xml<R> {
    pub(crate) fn new(source: Utf8Source<R>, file: &str) -> Self {
        let mut reader = Reader::from_reader(source);
        // Keyed by hand, `&` alone happens in names of schools.
        reader.config_mut().allow_dangling_amp = true;
        Self { reader, buf: Vec::with_capacity(1024), file: file.to_owned() }
    }

    /// The underlying text.
    pub(crate) fn source(&mut self) -> &mut Utf8Source<R> {
        self.reader.get_mut()
    }

    /// Line of the next byte.
    pub(crate) fn line(&mut self) -> u64 {
        self.reader.get_mut().line()
    }

    #[inline]
    fn event(&mut self) -> Result<Event<'_>, ReadError> {
        self.buf.clear();
        self.reader.get_mut().mark();
        match self.reader.read_event_into(&mut self.buf) {
            Ok(event) => Ok(event),
            Err(error) => Err(xml_error(error, &self.file, self.reader.get_mut())),
        }
    }

    /// Takes the next element when it is a plain leaf, `<NAME>text</NAME>` or `<NAME/>`, that stands whole in the
    /// buffer: most of a register is. The parser never sees it, which saves it three events out of three; anything
    /// else (attributes, references, comments, nested elements, the end of a block) is left to it. Returns whether
    /// there was one.
    #[inline]
    pub(crate) fn take_leaf(&mut self, take: impl FnOnce(&str, &str)) -> Result<bool, ReadError> {
        let source = self.reader.get_mut();
        source.mark();
        let available = match source.skip_blanks().and_then(|()| source.fill_buf()) {
            Ok(available) => available,
            Err(error) => return Err(xml_error(error.into(), &self.file, self.reader.get_mut())),
        };
        let Some(leaf) = Leaf::at_start_of(available) else { return Ok(false) };
        let whole = leaf.whole;
        take(leaf.name, leaf.text);
        source.consume(whole);
        Ok(true)
    }

    /// The next start, end or text.
    #[inline]
    pub(crate) fn next(&mut self) -> Result<Node<'_>, ReadError> {
        self.reader.get_mut().mark();
        if let Err(error) = self.reader.get_mut().skip_blanks() {
            return Err(xml_error(error.into(), &self.file, self.reader.get_mut()));
        }
        Ok(match self.event()? {
            Event::Start(start) => Node::Start(start),
            Event::Empty(start) => Node::Empty(start),
            Event::End(_) => Node::End,
            Event::Eof => Node::Eof,
            _ => Node::Text,
        })
    }

    /// Appends the text of the element just started to `into`, up to its end tag. Elements inside are passed over.
    #[inline]
    pub(crate) fn text_into(&mut self, element: &'static str, into: &mut String) -> Result<(), ReadError> {
        loop {
            match self.event()? {
                Event::Text(text) => into.push_str(&text),
                Event::CData(text) => into.push_str(&text),
                Event::GeneralRef(reference) => {
                    push_reference(&reference, into).map_err(|detail| self.ill_formed(detail))?;
                }
                Event::Start(_) => self.skip(element)?,
                Event::End(_) => return Ok(()),
                Event::Eof => return Err(self.truncated(element)),
                _ => {}
            }
        }
    }

    /// Passes over the element just started; `within` names what is being read, should the file stop.
    pub(crate) fn skip(&mut self, within: &'static str) -> Result<(), ReadError> {
        let mut depth = 1;
        loop {
            match self.event()? {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                Event::Eof => return Err(self.truncated(within)),
                _ => {}
            }
            if depth == 0 {
                return Ok(());
            }
            if depth > DEPTH {
                return Err(self.ill_formed(format!("plus de {DEPTH} niveaux")));
            }
        }
    }

    fn ill_formed(&mut self, detail: String) -> ReadError {
        let line = self.line();
        ReadErrorKind::XmlSyntax { detail }.in_file(&self.file).at_line(line)
    }

    /// The file stops within `element`.
    pub(crate) fn truncated(&mut self, element: &str) -> ReadError {
        let line = self.line();
        ReadErrorKind::XmlTruncated { open: element.to_owned() }.in_file(&self.file).at_line(line)
    }
}

/// A leaf element at the start of a buffer.
#[derive(Debug, PartialEq, Eq)]
struct Leaf<'a> {
    name: &'a str,
    text: &'a str,
    /// Length in bytes, tags included.
    whole: usize,
}

impl<'a> Leaf<'a> {
    /// Recognises a plain leaf; whatever is not surely one is none.
    #[inline]
    fn at_start_of(bytes: &'a [u8]) -> Option<Self> {
        let inside = bytes.strip_prefix(b"<")?;
        let name_end = inside.iter().position(|b| !(b.is_ascii_alphanumeric() || *b == b'_'))?;
        let (name, rest) = inside.split_at(name_end);
        if name.is_empty() {
            return None;
        }
        let name = std::str::from_utf8(name).ok()?;
        if rest.starts_with(b"/>") {
            return Some(Self { name, text: "", whole: 1 + name_end + 2 });
        }
        let content = rest.strip_prefix(b">")?;
        let text_end = memchr::memchr2(b'<', b'&', content)?;
        let closing = &content[text_end..];
        let closes = closing.starts_with(b"</")
            && closing.get(2..2 + name_end) == Some(name.as_bytes())
            && closing.get(2 + name_end) == Some(&b'>');
        if !closes {
            return None;
        }
        let text = std::str::from_utf8(&content[..text_end]).ok()?;
        Some(Self { name, text, whole: 1 + name_end + 1 + text_end + 2 + name_end + 1 })
    }
}

/// The value of an attribute, if there.
pub(crate) fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    start
        .attributes()
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.as_ref() == name)
        .map(|attribute| unescape(&attribute.value).map_or_else(|_| attribute.value.to_string(), Into::into))
}

/// Adds what a reference stands for, or says that it stands for nothing that this reader knows. Declarations of entities
/// are not read, since they serve attacks alone here, and a name must not be made of what they leave: `&lol2;`.
fn push_reference(reference: &BytesRef<'_>, into: &mut String) -> Result<(), String> {
    let named = |c: char| c.is_alphanumeric() || matches!(c, '_' | ':' | '.' | '-' | '#');
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        into.push(character);
    } else if let Some(text) = resolve_predefined_entity(reference) {
        into.push_str(text);
    } else if !reference.is_empty() && reference.chars().all(named) {
        return Err(format!("« &{}; » n’y est pas défini", &**reference));
    } else {
        // `&` keyed by hand, and a semicolon further on: both are text.
        into.push('&');
        into.push_str(reference);
        into.push(';');
    }
    Ok(())
}

#[cold]
fn xml_error<R: Read>(error: Error, file: &str, source: &mut Utf8Source<R>) -> ReadError {
    let line = source.line();
    let kind = match error {
        Error::Io(error) => io_error(&error),
        Error::Syntax(SyntaxError::InvalidBangMarkup) => {
            ReadErrorKind::XmlSyntax { detail: "balise « <! » inconnue".into() }
        }
        // Every other syntax error of quick-xml is an end of file inside a markup.
        Error::Syntax(_) => ReadErrorKind::XmlTruncated { open: "<".into() },
        Error::IllFormed(IllFormedError::MismatchedEndTag { expected, found }) => ReadErrorKind::XmlSyntax {
            detail: format!("« </{expected}> » attendu, « </{found}> » trouvé"),
        },
        Error::IllFormed(IllFormedError::UnmatchedEndTag(found)) => {
            ReadErrorKind::XmlSyntax { detail: format!("« </{found}> » ne ferme rien") }
        }
        other => ReadErrorKind::XmlSyntax { detail: format!("syntaxe : {other}") },
    };
    kind.in_file(file).at_line(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_leaves_alone_are_taken() {
        let leaf =
            |xml: &'static str| Leaf::at_start_of(xml.as_bytes()).map(|l| (l.name, l.text, &xml[l.whole..]));
        assert_eq!(leaf("<NOM>É A</NOM><B/>"), Some(("NOM", "É A", "<B/>")));
        assert_eq!(leaf("<NOM></NOM>"), Some(("NOM", "", "")));
        assert_eq!(leaf("<NOM/>\n"), Some(("NOM", "", "\n")));
        for other in [
            "",
            "<",
            "<>",
            "</NOM>",
            "<NOM",
            "<NOM>",
            "<NOM>A",
            "<NOM>A</NO",
            "<NOM>A</NOM",
            "<NOM>A</NOMS>",
            "<NOM>A</NOM >",
            "<NOM>A &amp; B</NOM>",
            "<NOM>A<B/></NOM>",
            "<NOM a='1'>A</NOM>",
            "<NOM>A<!-- --></NOM>",
            "<!-- x -->",
            "<?x?>",
            " <NOM/>",
        ] {
            assert_eq!(leaf(other), None, "{other}");
        }
    }
}
