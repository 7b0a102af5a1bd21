//! The lines of the files that `link` and `dedupe` write.

use std::io::Write;

use raccroche_linkage::Link;

/// The id of a row, as its file gives it.
pub(crate) type IdOf<'a> = dyn Fn(u32) -> &'a str + Sync + 'a;

/// Header of `links.csv`.
pub(crate) const LINK_HEADER: &str = "left_id,right_id,weight,probability,decision,rule\n";
/// Header of `unmatched_*.csv`.
pub(crate) const ID_HEADER: &str = "id\n";
/// Header of `clusters.csv`.
pub(crate) const CLUSTER_HEADER: &str = "id,cluster\n";

/// Appends lines of `links.csv`.
pub(crate) fn push_links(text: &mut Vec<u8>, links: &[Link], left: &IdOf<'_>, right: &IdOf<'_>) {
    // The right rows of links lie all over memory: their ids are met once beforehand, many at a time, so that the lines
    // need not wait for each.
    let met = links.iter().fold(0, |met, link| met ^ right(link.right).bytes().next().unwrap_or(0));
    std::hint::black_box(met);
    for link in links {
        push_cell(text, left(link.left));
        text.push(b',');
        push_cell(text, right(link.right));
        text.push(b',');
        push_fixed::<3>(text, f64::from(link.weight));
        text.push(b',');
        push_fixed::<6>(text, link.probability());
        text.push(b',');
        text.extend_from_slice(link.decision.as_str().as_bytes());
        text.push(b',');
        push_digits(text, u32::from(link.rule), 1);
        text.push(b'\n');
    }
}

/// Appends a line of `unmatched_*.csv`.
pub(crate) fn push_id(text: &mut Vec<u8>, id: &str) {
    push_cell(text, id);
    text.push(b'\n');
}

/// Appends a line of `clusters.csv`.
pub(crate) fn push_cluster(text: &mut Vec<u8>, id: &str, cluster: u32) {
    push_cell(text, id);
    text.push(b',');
    push_digits(text, cluster, 1);
    text.push(b'\n');
}

/// Appends an id as a CSV cell.
fn push_cell(text: &mut Vec<u8>, id: &str) {
    if id.bytes().any(|c| matches!(c, b',' | b'"' | b'\n' | b'\r')) {
        text.push(b'"');
        text.extend_from_slice(id.replace('"', "\"\"").as_bytes());
        text.push(b'"');
    } else {
        text.extend_from_slice(id.as_bytes());
    }
}

/// Appends a number with so many decimals, as `{:.decimals$}` does at ten times the cost: these are most of the bytes
/// that a linkage writes.
fn push_fixed<const DECIMALS: u32>(text: &mut Vec<u8>, value: f64) {
    let scaled = value * f64::from(10_u32.pow(DECIMALS));
    let decimals = DECIMALS as usize;
    if value.is_sign_positive() && scaled < 1e9 {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 10^9")]
        let whole = scaled as u32;
        let part = scaled - f64::from(whole);
        // Near a half, the product does not say on which side the number is.
        if (part - 0.5).abs() > 1e-6 {
            push_digits(text, whole + u32::from(part > 0.5), decimals + 1);
            text.insert(text.len() - decimals, b'.');
            return;
        }
    }
    // A sign or a size that is rare here is not worth code of its own. Writing to memory cannot fail.
    let _ = write!(text, "{value:.decimals$}");
}

/// Appends a whole number, in `least` digits or more.
fn push_digits(text: &mut Vec<u8>, mut rest: u32, least: usize) {
    let mut digits = [b'0'; 12];
    let mut at = digits.len();
    while rest > 0 {
        at -= 1;
        digits[at] = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
    }
    text.extend_from_slice(&digits[at.min(digits.len() - least)..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_standard_library_writes_them() {
        let halves = [0.0, -0.0, 0.0005, 0.0015, 0.0625, 2.5, 999.9995, 1e12, -3.25, f64::NAN, f64::INFINITY];
        let many = (0..20_000_u32).map(|n| f64::from(f32::from_bits(0x3a00_0000 + n * 12_345)));
        for value in halves.into_iter().chain(many) {
            let (mut three, mut six) = (Vec::new(), Vec::new());
            push_fixed::<3>(&mut three, value);
            push_fixed::<6>(&mut six, value);
            assert_eq!(String::from_utf8_lossy(&three), format!("{value:.3}"));
            assert_eq!(String::from_utf8_lossy(&six), format!("{value:.6}"));
        }
    }

    #[test]
    fn an_id_with_a_delimiter_is_quoted() {
        let mut text = Vec::new();
        push_id(&mut text, "a,\"b\"");
        assert_eq!(text, b"\"a,\"\"b\"\"\"\n");
    }
}
