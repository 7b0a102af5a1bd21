//! Finds the slot of an element name quickly: exports write the same elements in the same order, pupil after pupil.

use std::io::Read;

use super::xml::{Node, Xml, attribute};
use crate::error::ReadError;

/// Names a table of elements and, for each, the constant that is its slot.
macro_rules! slots {
    ($table:ident: $($name:ident),+ $(,)?) => {
        pub(crate) const $table: [&str; slots!(@count $($name)+)] = [$(stringify!($name)),+];
        slots!(@number 0_usize; $($name)+);
    };
    (@count $($name:ident)+) => { <[()]>::len(&[$(slots!(@unit $name)),+]) };
    (@unit $name:ident) => { () };
    (@number $n:expr; $first:ident $($rest:ident)*) => {
        pub(crate) const $first: usize = $n;
        slots!(@number $n + 1; $($rest)*);
    };
    (@number $n:expr;) => {};
}
pub(crate) use slots;

/// One slot of text for each name of a table, reused from element to element.
pub(crate) struct Slots<const N: usize> {
    names: &'static [&'static str; N],
    texts: [String; N],
    /// Names met, in the order in which they come; `None` for one outside the table.
    memo: Vec<(Box<str>, Option<usize>)>,
    at: usize,
}

/// How many absent optional elements the memory looks past.
const AHEAD: usize = 6;
/// Beyond, the file has no order worth remembering.
const MEMO: usize = 256;

impl<const N: usize> Slots<N> {
    pub(crate) fn new(names: &'static [&'static str; N]) -> Self {
        Self { names, texts: std::array::from_fn(|_| String::new()), memo: Vec::new(), at: 0 }
    }

    /// A new element begins: every slot is empty.
    pub(crate) fn begin(&mut self) {
        self.at = 0;
        for text in &mut self.texts {
            text.clear();
        }
    }

    /// The slot of a name, if the table has it.
    #[inline]
    pub(crate) fn find(&mut self, name: &str) -> Option<usize> {
        for step in 0..AHEAD {
            match self.memo.get(self.at + step) {
                Some((known, slot)) if **known == *name => {
                    self.at += step + 1;
                    return *slot;
                }
                Some(_) => {}
                None => break,
            }
        }
        self.find_slowly(name)
    }

    #[cold]
    fn find_slowly(&mut self, name: &str) -> Option<usize> {
        let slot = self.names.iter().position(|known| *known == name);
        if self.memo.len() < MEMO && name.len() <= 64 {
            self.memo.insert(self.at.min(self.memo.len()), (name.into(), slot));
            self.at += 1;
        }
        slot
    }

    /// Reads the children of the element just started, up to its end, into the slots. An element that comes twice
    /// keeps its first text; one outside the table is named to `unknown` and passed over.
    #[inline]
    pub(crate) fn fill<R: Read>(
        &mut self,
        xml: &mut Xml<R>,
        element: &'static str,
        mut unknown: impl FnMut(&str),
    ) -> Result<(), ReadError> {
        self.begin();
        loop {
            while xml.take_leaf(|name, text| self.put(name, text, &mut unknown))? {}
            match xml.next()? {
                Node::Start(start) => {
                    if let Some(slot) = self.find(start.name().as_ref()) {
                        self.read_text(xml, slot)?;
                    } else {
                        unknown(start.name().as_ref());
                        xml.skip(element)?;
                    }
                }
                Node::End => return Ok(()),
                Node::Eof => return Err(xml.truncated(element)),
                Node::Empty(_) | Node::Text => {}
            }
        }
    }

    /// Reads the section just started, up to its end: the children of each `element` go into the slots, then to `read`
    /// with the element's attribute `id`, if it has one. Other elements are passed over.
    pub(crate) fn each<R: Read>(
        &mut self,
        xml: &mut Xml<R>,
        section: &'static str,
        element: &'static str,
        id: &str,
        mut read: impl FnMut(Option<&str>, &Self),
    ) -> Result<(), ReadError> {
        loop {
            match xml.next()? {
                Node::Start(start) if start.name().as_ref() == element => {
                    let id = attribute(&start, id);
                    self.fill(xml, element, |_| {})?;
                    read(id.as_deref(), self);
                }
                Node::Start(_) => xml.skip(section)?,
                Node::End => return Ok(()),
                Node::Eof => return Err(xml.truncated(section)),
                Node::Empty(_) | Node::Text => {}
            }
        }
    }

    /// Puts the text of a leaf into its slot, unless the slot has one.
    #[inline]
    pub(crate) fn put(&mut self, name: &str, text: &str, unknown: &mut impl FnMut(&str)) {
        match self.find(name) {
            Some(slot) if self.texts[slot].is_empty() => self.texts[slot].push_str(text),
            Some(_) => {}
            None => unknown(name),
        }
    }

    /// Reads the text of the element just started into its slot, unless the slot has one.
    #[inline]
    pub(crate) fn read_text<R: Read>(&mut self, xml: &mut Xml<R>, slot: usize) -> Result<(), ReadError> {
        let text = &mut self.texts[slot];
        if text.is_empty() { xml.text_into(self.names[slot], text) } else { xml.skip(self.names[slot]) }
    }

    /// The text of a slot, as read.
    #[inline]
    pub(crate) fn get(&self, slot: usize) -> &str {
        &self.texts[slot]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_order_finds_the_same_slots() {
        let mut slots = Slots::new(&["A", "B", "C"]);
        for order in [&["A", "X", "B"][..], &["B"], &["C", "B", "A"], &["X", "A", "B", "C", "Y"]] {
            slots.begin();
            for name in order {
                let expected = ["A", "B", "C"].iter().position(|known| known == name);
                assert_eq!(slots.find(name), expected, "{name} in {order:?}");
            }
        }
    }
}
