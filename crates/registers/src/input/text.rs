//! Any text file as UTF-8, in one pass, without copying what is ASCII or UTF-8 already.
//!
//! What a file announces about its encoding is often false: exports declare ISO-8859-15 and hold UTF-8, declare
//! UTF-16 and hold bytes. So the bytes decide: UTF-16 is known by its mark or its zeros; elsewhere each run of valid
//! UTF-8 is taken as it is, and a byte that is not is read in the single-byte encoding announced (windows-1252 when
//! none is). A text in ISO-8859-15 that is also valid UTF-8 would read `Ã©`: no name does.
//!
//! The source also counts lines, and refuses a line or element beyond the bound, so that a file without line end
//! cannot fill the memory.

use std::io::{self, BufRead, Read};

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Read at once: large enough that a refill costs nothing, small enough for the second-level cache.
const BLOCK: usize = 128 * 1024;
/// How far an XML declaration or a pattern of zeros is looked for.
const HEAD: usize = 256;

/// What a source answers to the reader that asks for more than the bound without a mark.
#[derive(Debug, thiserror::Error)]
#[error("a line or element exceeds {limit} bytes")]
pub(crate) struct TooLong {
    pub(crate) limit: u64,
}

enum Mode {
    /// UTF-8 where valid, this encoding elsewhere: for each byte from 0x80 on, its character.
    Bytes(&'static Encoding, Box<[char; 128]>),
    Utf16(Box<Decoder>),
}

/// What the bytes were, beyond ASCII.
#[derive(Default)]
struct Seen {
    /// Characters of several bytes, in UTF-8.
    multibyte: bool,
    /// Bytes that are not UTF-8.
    fallback: bool,
}

/// A guarded UTF-8 view of a byte source.
pub(crate) struct Utf8Source<R> {
    inner: R,
    eof: bool,
    /// The UTF-16 decoder was told the end; it must not be called again.
    finished: bool,
    raw: Box<[u8]>,
    start: usize,
    end: usize,
    /// Bytes from `start` known to be valid UTF-8.
    valid: usize,
    /// Decoded text, served before the rest of `raw`.
    decoded: Vec<u8>,
    decoded_at: usize,
    mode: Mode,
    /// Newlines before `counted` in `raw` and `decoded_counted` in `decoded`: they are counted when somebody asks.
    lines: u64,
    counted: usize,
    decoded_counted: usize,
    since_mark: u64,
    limit: u64,
    declared: Option<String>,
    seen: Seen,
    /// Bytes of text given to a reader, and whether the last was a newline.
    given: u64,
    ends_line: bool,
}

impl<R: Read> Utf8Source<R> {
    /// Reads the first block and recognises the encoding. `forced` overrides recognition (a profile may say it).
    pub(crate) fn open(inner: R, limit: u64, forced: Option<&'static Encoding>) -> io::Result<Self> {
        let mut source = Self {
            inner,
            eof: false,
            finished: false,
            raw: vec![0; BLOCK].into_boxed_slice(),
            start: 0,
            end: 0,
            valid: 0,
            decoded: Vec::new(),
            decoded_at: 0,
            mode: single_byte(WINDOWS_1252),
            lines: 0,
            counted: 0,
            decoded_counted: 0,
            since_mark: 0,
            limit,
            declared: None,
            seen: Seen::default(),
            given: 0,
            ends_line: true,
        };
        source.refill()?;
        // A source may give its first bytes one by one.
        while source.end < HEAD && !source.eof {
            source.refill()?;
        }
        source.recognise(forced);
        Ok(source)
    }

    fn recognise(&mut self, forced: Option<&'static Encoding>) {
        let head = &self.raw[..self.end];
        self.declared = declared_encoding(&head[..head.len().min(HEAD)]);
        if let Some((encoding, bom)) = Encoding::for_bom(head) {
            self.start = bom;
            self.counted = bom;
            if encoding != UTF_8 {
                self.mode = Mode::Utf16(Box::new(encoding.new_decoder_without_bom_handling()));
            }
            return;
        }
        let announced = self.declared.as_ref().and_then(|label| Encoding::for_label(label.as_bytes()));
        let utf16 = forced.filter(|e| *e == UTF_16LE || *e == UTF_16BE).or_else(|| zeros_of_utf16(head));
        if let Some(encoding) = utf16 {
            self.mode = Mode::Utf16(Box::new(encoding.new_decoder_without_bom_handling()));
        } else if let Some(encoding) = forced.or(announced)
            && encoding.is_single_byte()
        {
            self.mode = single_byte(encoding);
        }
    }

    /// Moves what is left to the front and reads more.
    fn refill(&mut self) -> io::Result<()> {
        self.count_lines();
        self.raw.copy_within(self.start..self.end, 0);
        self.end -= self.start;
        self.start = 0;
        self.counted = 0;
        loop {
            match self.inner.read(&mut self.raw[self.end..]) {
                Ok(0) => {
                    self.eof = true;
                    return Ok(());
                }
                Ok(n) => {
                    self.end += n;
                    return Ok(());
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn count_lines(&mut self) {
        let newlines = |bytes: &[u8]| memchr::memchr_iter(b'\n', bytes).count() as u64;
        self.lines += newlines(&self.raw[self.counted..self.start]);
        self.counted = self.start;
        self.lines += newlines(&self.decoded[self.decoded_counted..self.decoded_at]);
        self.decoded_counted = self.decoded_at;
    }

    /// The first bytes, to guess a delimiter from: undecoded but in UTF-16.
    pub(crate) fn head(&mut self) -> io::Result<&[u8]> {
        match self.mode {
            Mode::Bytes(..) => Ok(&self.raw[self.start..self.end]),
            Mode::Utf16(_) => self.fill_buf(),
        }
    }

    /// The line, from 1, of the next byte.
    pub(crate) fn line(&mut self) -> u64 {
        self.count_lines();
        self.lines + 1
    }

    /// Bytes of text given through [`Read`] so far, and whether the last was a newline.
    pub(crate) fn given(&self) -> (u64, bool) {
        (self.given, self.ends_line)
    }

    /// Passes over blanks. What lies between two elements of a register says nothing, and a parser would make an event
    /// of it: a third of all events are such.
    #[inline]
    pub(crate) fn skip_blanks(&mut self) -> io::Result<()> {
        loop {
            let available = self.fill_buf()?;
            let blanks = available.iter().take_while(|b| b.is_ascii_whitespace()).count();
            let all = blanks > 0 && blanks == available.len();
            self.consume(blanks);
            if !all {
                return Ok(());
            }
        }
    }

    /// A record or element was read whole: the bound starts anew.
    pub(crate) fn mark(&mut self) {
        self.since_mark = 0;
    }

    /// The encoding announced by an XML declaration.
    pub(crate) fn declared(&self) -> Option<&str> {
        self.declared.as_deref()
    }

    /// The encodings met so far.
    pub(crate) fn encodings(&self) -> Vec<String> {
        match &self.mode {
            Mode::Utf16(decoder) => vec![decoder.encoding().name().to_owned()],
            Mode::Bytes(..) if !self.seen.multibyte && !self.seen.fallback => vec!["ASCII".to_owned()],
            Mode::Bytes(encoding, _) => {
                let mut names = Vec::new();
                if self.seen.multibyte {
                    names.push(UTF_8.name().to_owned());
                }
                if self.seen.fallback {
                    names.push(encoding.name().to_owned());
                }
                names
            }
        }
    }

    /// Whether bytes contradicted the announced encoding, or two encodings are mixed.
    pub(crate) fn mended(&self) -> bool {
        let announced_utf8 =
            self.declared.as_ref().is_some_and(|label| Encoding::for_label(label.as_bytes()) == Some(UTF_8));
        self.seen.fallback && (self.seen.multibyte || announced_utf8)
    }

    /// Decodes what `raw` holds, served from `decoded` in one piece: the parser meets no seam at each accent.
    fn decode_more(&mut self) {
        self.count_lines();
        self.decoded.clear();
        self.decoded_at = 0;
        self.decoded_counted = 0;
        let pending = &self.raw[self.start..self.end];
        let read = match &mut self.mode {
            Mode::Utf16(decoder) => {
                let needed = decoder.max_utf8_buffer_length(pending.len()).unwrap_or(BLOCK * 4);
                self.decoded.resize(needed, 0);
                let (result, read, written, _) = decoder.decode_to_utf8(pending, &mut self.decoded, self.eof);
                self.decoded.truncate(written);
                self.finished = self.eof && result == CoderResult::InputEmpty;
                read
            }
            Mode::Bytes(_, table) => mend(pending, self.eof, table, &mut self.decoded, &mut self.seen),
        };
        self.start += read;
        // Newlines are counted where they are served.
        self.counted = self.start;
    }

    /// Makes `valid` positive, or decodes something, or reaches the end.
    fn advance(&mut self) -> io::Result<()> {
        while self.valid == 0 && self.decoded_at == self.decoded.len() {
            if self.start == self.end {
                if self.eof {
                    if matches!(self.mode, Mode::Utf16(_)) && !self.finished {
                        self.decode_more();
                        continue;
                    }
                    return Ok(());
                }
                self.refill()?;
                continue;
            }
            if matches!(self.mode, Mode::Utf16(_)) {
                self.decode_more();
                continue;
            }
            let pending = &self.raw[self.start..self.end];
            let valid = Encoding::utf8_valid_up_to(pending);
            let rest = &pending[valid..];
            if rest.is_empty() || (!self.eof && is_prefix_of_utf8(rest)) {
                self.seen.multibyte |= Encoding::ascii_valid_up_to(pending) < valid;
                self.valid = valid;
                if valid == 0 {
                    self.refill()?;
                }
            } else {
                self.decode_more();
            }
        }
        Ok(())
    }
}

impl<R: Read> BufRead for Utf8Source<R> {
    #[inline]
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.since_mark > self.limit {
            return Err(io::Error::other(TooLong { limit: self.limit }));
        }
        if self.valid == 0 && self.decoded_at == self.decoded.len() {
            self.advance()?;
        }
        if self.decoded_at < self.decoded.len() {
            return Ok(&self.decoded[self.decoded_at..]);
        }
        Ok(&self.raw[self.start..self.start + self.valid])
    }

    #[inline]
    fn consume(&mut self, amount: usize) {
        self.since_mark += amount as u64;
        if self.decoded_at < self.decoded.len() {
            self.decoded_at += amount;
        } else {
            self.start += amount;
            self.valid -= amount;
        }
    }
}

impl<R: Read> Read for Utf8Source<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let n = available.len().min(out.len());
        out[..n].copy_from_slice(&available[..n]);
        self.consume(n);
        if let Some(last) = out[..n].last() {
            self.given += n as u64;
            self.ends_line = *last == b'\n';
        }
        Ok(n)
    }
}

/// Whether texts of the encoding that this label names can be read.
pub(crate) fn is_readable(label: &str) -> bool {
    let encoding = Encoding::for_label(label.as_bytes());
    encoding
        .is_some_and(|encoding| encoding.is_single_byte() || [UTF_8, UTF_16LE, UTF_16BE].contains(&encoding))
}

/// The mode of an encoding of one byte a character.
fn single_byte(encoding: &'static Encoding) -> Mode {
    let mut table = Box::new([char::REPLACEMENT_CHARACTER; 128]);
    for (byte, place) in (0x80_u8..=0xFF).zip(table.iter_mut()) {
        let bytes = [byte];
        let (text, _) = encoding.decode_without_bom_handling(&bytes);
        *place = text.chars().next().unwrap_or(char::REPLACEMENT_CHARACTER);
    }
    Mode::Bytes(encoding, table)
}

/// Copies runs of valid UTF-8 as they are and reads the other bytes by `table`. An incomplete character at the end is
/// left for the next block. Returns how many bytes were read.
fn mend(pending: &[u8], eof: bool, table: &[char; 128], out: &mut Vec<u8>, seen: &mut Seen) -> usize {
    let mut at = 0;
    while at < pending.len() {
        let run = Encoding::utf8_valid_up_to(&pending[at..]);
        let text = &pending[at..at + run];
        seen.multibyte |= Encoding::ascii_valid_up_to(text) < run;
        out.extend_from_slice(text);
        at += run;
        let rest = &pending[at..];
        let Some(byte) = rest.first() else { break };
        if !eof && is_prefix_of_utf8(rest) {
            break;
        }
        seen.fallback = true;
        let character = table[usize::from(byte & 0x7F)];
        out.extend_from_slice(character.encode_utf8(&mut [0; 4]).as_bytes());
        at += 1;
    }
    at
}

/// Whether more bytes could make a character of these.
fn is_prefix_of_utf8(bytes: &[u8]) -> bool {
    if bytes.len() > 3 {
        return false;
    }
    std::str::from_utf8(bytes).err().is_some_and(|error| error.error_len().is_none())
}

/// UTF-16 without a mark: in the head, every other byte of most pairs is zero, and no text in bytes holds a zero.
fn zeros_of_utf16(head: &[u8]) -> Option<&'static Encoding> {
    let head = &head[..head.len().min(HEAD)];
    let pairs = head.len() / 2;
    if pairs == 0 {
        return None;
    }
    let zeros_at = |offset: usize| head.iter().skip(offset).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros_at(0), zeros_at(1));
    if odd * 2 > pairs && even == 0 {
        Some(UTF_16LE)
    } else if even * 2 > pairs && odd == 0 {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// The encoding that an XML declaration announces, in whatever encoding it is itself written.
fn declared_encoding(head: &[u8]) -> Option<String> {
    let text: String = head.iter().filter(|b| **b != 0 && b.is_ascii()).map(|b| char::from(*b)).collect();
    let declaration = text.trim_start().strip_prefix("<?xml")?.split("?>").next()?;
    let value = declaration.split("encoding").nth(1)?.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split(quote).next().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn decode(bytes: &[u8], forced: Option<&'static Encoding>) -> (String, Vec<String>, u64) {
        let mut source = Utf8Source::open(bytes, 1 << 20, forced).unwrap();
        let mut text = String::new();
        source.read_to_string(&mut text).unwrap();
        let line = source.line();
        (text, source.encodings(), line)
    }

    fn utf16(text: &str, little: bool) -> Vec<u8> {
        text.encode_utf16().flat_map(|u| if little { u.to_le_bytes() } else { u.to_be_bytes() }).collect()
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        let text = "<?xml version=\"1.0\" encoding=\"ISO-8859-15\"?>\n<NOM>Œuvrard-Éléonore ½ Ÿ</NOM>\n";
        let latin9_text = text.replace('½', "");
        let (latin9, ..) = encoding_rs::ISO_8859_15.encode(&latin9_text);
        assert_eq!(decode(&latin9, None), (latin9_text.clone(), vec!["ISO-8859-15".into()], 3));
        assert_eq!(decode(text.as_bytes(), None), (text.into(), vec!["UTF-8".into()], 3));
        let with_bom = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
        assert_eq!(decode(&with_bom, None).0, text);
        for little in [true, false] {
            let plain = utf16(text, little);
            let marked = [utf16("\u{feff}", little), plain.clone()].concat();
            let name = if little { "UTF-16LE" } else { "UTF-16BE" };
            assert_eq!(decode(&plain, None), (text.into(), vec![name.into()], 3));
            assert_eq!(decode(&marked, None), (text.into(), vec![name.into()], 3));
        }
    }

    #[test]
    fn a_lying_declaration_is_not_believed() {
        let text = "<?xml version='1.0' encoding='UTF-16'?><A>é</A>";
        assert_eq!(decode(text.as_bytes(), None).0, text);
        let text = "<?xml version='1.0' encoding='UTF-8'?><A>é</A>";
        let (bytes, ..) = WINDOWS_1252.encode(text);
        let mut source = Utf8Source::open(&*bytes, 1 << 20, None).unwrap();
        let mut read = String::new();
        source.read_to_string(&mut read).unwrap();
        assert_eq!(read, text);
        assert!(source.mended());
    }

    #[test]
    fn an_endless_line_is_refused() {
        let bytes = vec![b'a'; 3000];
        let mut source = Utf8Source::open(&*bytes, 1000, None).unwrap();
        let error = source.read_to_end(&mut Vec::new()).unwrap_err();
        assert!(error.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<TooLong>));
    }

    /// Gives its bytes in pieces of `size`, so that characters are cut.
    struct Pieces<'a>(&'a [u8], usize);

    impl Read for Pieces<'_> {
        fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
            let n = self.1.min(self.0.len()).min(out.len());
            out[..n].copy_from_slice(&self.0[..n]);
            self.0 = &self.0[n..];
            Ok(n)
        }
    }

    proptest! {
        #[test]
        fn utf8_is_unchanged_however_it_is_cut(text in "\\PC{0,600}", size in 1_usize..40) {
            prop_assume!(zeros_of_utf16(text.as_bytes()).is_none() && !text.starts_with('\u{feff}'));
            let mut source = Utf8Source::open(Pieces(text.as_bytes(), size), 1 << 20, None).unwrap();
            let mut read = String::new();
            source.read_to_string(&mut read).unwrap();
            prop_assert_eq!(read, text);
        }

        #[test]
        fn any_bytes_give_valid_text(bytes in prop::collection::vec(any::<u8>(), 0..2000), size in 1_usize..40) {
            let mut source = Utf8Source::open(Pieces(&bytes, size), 1 << 20, None).unwrap();
            let mut read = Vec::new();
            source.read_to_end(&mut read).unwrap();
            prop_assert!(String::from_utf8(read).is_ok());
        }
    }
}
