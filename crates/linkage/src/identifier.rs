//! Numbers given to persons, packed so that equality is one comparison and a typing error still shows.

/// Longest identifier that is kept letter by letter; longer ones are hashed, and only equality is seen.
const MAX_PACKED: usize = 12;
const BASE: u64 = 37;
const HASHED: u64 = 1 << 63;
/// Half of the letters, and what the numbers of half of them are less than.
const HALF: usize = MAX_PACKED / 2;
const HALF_BASE: u64 = BASE.pow(6);

/// Packs the letters and digits of `text` (case ignored); 0 when there is none or they only fill a field
/// (`0000000000`, `XXXX`).
pub(crate) fn pack(text: &str) -> u64 {
    let mut packed = 0;
    let mut len = 0;
    let mut first = 0;
    let mut all_same = true;
    for b in text.bytes().filter(u8::is_ascii_alphanumeric) {
        let digit = match b {
            b'0'..=b'9' => u64::from(b - b'0') + 1,
            _ => u64::from(b.to_ascii_uppercase() - b'A') + 11,
        };
        if len == 0 {
            first = digit;
        }
        all_same &= digit == first;
        len += 1;
        if len <= MAX_PACKED {
            packed = packed * BASE + digit;
        }
    }
    if all_same && (len > 3 || first <= 1) {
        return 0;
    }
    if len > MAX_PACKED {
        let letters: Vec<u8> =
            text.bytes().filter(u8::is_ascii_alphanumeric).map(|b| b.to_ascii_uppercase()).collect();
        return crate::lexicon::hash_bytes(&letters) | HASHED;
    }
    packed
}

/// The letters of a packed identifier, last first, and their number; none for a hashed one.
fn unpack(packed: u64) -> ([u8; MAX_PACKED], usize) {
    let mut letters = [0; MAX_PACKED];
    if packed & HASHED == 0 {
        // Two halves side by side: the divisions of one need not wait for those of the other.
        let (mut last, mut first) = (packed % HALF_BASE, packed / HALF_BASE);
        let (ours, theirs) = letters.split_at_mut(HALF);
        for (low, high) in ours.iter_mut().zip(theirs) {
            *low = u8::try_from(last % BASE).unwrap_or(0);
            *high = u8::try_from(first % BASE).unwrap_or(0);
            (last, first) = (last / BASE, first / BASE);
        }
    }
    // No letter is zero.
    (letters, letters.iter().filter(|&&letter| letter > 0).count())
}

/// As text, for a waterfall.
pub(crate) fn show(packed: u64) -> String {
    if packed & HASHED != 0 {
        return format!("#{packed:016x}");
    }
    let (letters, len) = unpack(packed);
    letters[..len]
        .iter()
        .rev()
        .map(|&l| char::from(if l <= 10 { b'0' + l - 1 } else { b'A' + l - 11 }))
        .collect()
}

/// How two different identifiers look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Likeness {
    /// One letter typed wrong, dropped, added, or two neighbours swapped.
    OneSlip,
    /// Not the same sequence of letters and digits: another numbering, nothing to compare.
    OtherShape,
    /// Same shape, other number.
    Different,
}

/// Compares two different, present identifiers.
pub(crate) fn likeness(a: u64, b: u64) -> Likeness {
    if (a | b) & HASHED != 0 {
        return Likeness::Different;
    }
    let ((left, left_len), (right, right_len)) = (unpack(a), unpack(b));
    let (left, right) = (&left[..left_len], &right[..right_len]);
    if is_one_slip(left, right) {
        return Likeness::OneSlip;
    }
    let is_digit = |&l: &u8| l <= 10;
    if left.iter().map(is_digit).eq(right.iter().map(is_digit)) {
        Likeness::Different
    } else {
        Likeness::OtherShape
    }
}

fn is_one_slip(a: &[u8], b: &[u8]) -> bool {
    let prefix = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[prefix..], &b[prefix..]);
    let suffix = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    match (&a[..a.len() - suffix], &b[..b.len() - suffix]) {
        ([_], [_] | []) | ([], [_]) => true,
        ([x1, x2], [y1, y2]) => x1 == y2 && x2 == y1,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typing_errors_show() {
        let p = pack;
        assert_eq!(p("123456789ab"), p("123 456 789 AB"));
        assert_eq!(likeness(p("123456789AB"), p("123456788AB")), Likeness::OneSlip);
        assert_eq!(likeness(p("123456789AB"), p("213456789AB")), Likeness::OneSlip);
        assert_eq!(likeness(p("123456789AB"), p("12345678AB")), Likeness::OneSlip);
        assert_eq!(likeness(p("123456789AB"), p("987654321AB")), Likeness::Different);
        assert_eq!(likeness(p("123456789AB"), p("0412345678K")), Likeness::OtherShape);
        assert_eq!(show(p("0412345678K")), "0412345678K");
    }

    #[test]
    fn fillers_are_missing() {
        for text in ["", "00000000000", "XXXXXXXXXXX", "0", "-"] {
            assert_eq!(pack(text), 0, "{text}");
        }
        assert_ne!(pack("7"), 0);
        assert_ne!(pack("1234567890123456"), pack("1234567890123457"));
    }
}
