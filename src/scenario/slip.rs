//! Slips that are so common that they deserve a sentence of their own: numbers as people and
//! spreadsheets write them (`48,000`, `40%`, `0,5`, `£20`), and quotes that a word processor has
//! turned.

use crate::scenario::diagnostic::{Diagnostic, Text};

/// Quotes that are none in TOML.
const TURNED: &[char] = &['“', '”', '„', '‟', '‘', '’', '‚', '‛', '«', '»'];

/// The number that is probably meant by a text that is none, as files write it.
pub(crate) fn number(text: &str) -> Option<String> {
    let text = text.trim().trim_end_matches([';', ',']);
    let (text, percent) = match text.strip_suffix('%') {
        Some(text) => (text, true),
        None => (text, false),
    };
    let gap = |c: char| c.is_whitespace() || matches!(c, '_' | '\'' | '’');
    let text: String =
        text.trim().trim_start_matches(['£', '€', '$']).chars().filter(|&c| !gap(c)).collect();
    let plain = match (text.rfind(','), text.rfind('.')) {
        // The last of the two is before the decimals.
        (Some(comma), Some(point)) if comma > point => text.replace('.', "").replace(',', "."),
        (Some(_), None) if !thousands(&text) => match text.matches(',').count() {
            1 => text.replace(',', "."),
            _ => return None,
        },
        _ => text.replace(',', ""),
    };
    let digits = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+');
    let number: f64 = plain.parse().ok().filter(|_| plain.chars().all(digits))?;
    // Via the shortest text of what was written: 7% is 0.07, not 0.07 and a rest of the division.
    let meant = if percent { format!("{plain}e-2").parse().ok()? } else { number };
    Some(meant.to_string())
}

/// Whether the commas of a text stand between thousands.
fn thousands(text: &str) -> bool {
    let mut groups = text.trim_start_matches(['-', '+']).split(',');
    let first = groups.next().unwrap_or_default();
    (1..=3).contains(&first.len()) && first != "0" && groups.all(|group| group.len() == 3)
}

/// The first slip in the line of a syntax error at this byte, if there is one.
pub(crate) fn of_line(text: &Text, at: usize) -> Option<Diagnostic> {
    let at = at.min(text.body.len());
    let start = text.body[..at].rfind('\n').map_or(0, |end| end + 1);
    let line = text.body[start..].lines().next().unwrap_or_default();
    let bare = without_texts(line);
    if let Some(turned) = bare.find(TURNED) {
        let quote = bare[turned..].chars().next().unwrap_or_default();
        let place = text.place(start + turned..start + turned + quote.len_utf8());
        return Some(
            Diagnostic::error(place, "not TOML: a curly quote, as word processors make them")
                .found(format!("`{quote}`"))
                .allowed("straight quotes: `\"`"),
        );
    }
    let (from, said, meant) = bare.match_indices('=').find_map(|(equals, _)| {
        // A value goes on as long as a number might.
        let goes_on = |c: char| c.is_ascii_digit() || " \u{a0}\u{202f}\t,.;%_-+'’£€$".contains(c);
        let rest = &bare[equals + 1..];
        let run = &rest[..rest.find(|c| !goes_on(c)).unwrap_or(rest.len())];
        let said = run.trim().trim_end_matches(',').trim_end();
        let meant = number(said).filter(|_| !is_number(said))?;
        Some((start + equals + 1 + run.find(said)?, said, meant))
    })?;
    Some(
        Diagnostic::error(
            text.place(from..from + said.len()),
            "not TOML: a number is written with digits and a point, and nothing else",
        )
        .found(format!("`{said}`"))
        .nearest(Some(meant)),
    )
}

/// Whether TOML takes a text for a number.
fn is_number(text: &str) -> bool {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let unsigned = text.trim_start_matches(['+', '-']);
    let bounded = digit(unsigned.chars().next()) && digit(unsigned.chars().next_back());
    bounded && text.replace('_', "").parse::<f64>().is_ok()
}

/// A line with blanks for its texts and its comment, byte for byte.
fn without_texts(line: &str) -> String {
    let mut quote = None;
    let mut bare = String::with_capacity(line.len());
    for c in line.chars() {
        let blank = quote.is_some() || matches!(c, '"' | '\'' | '#');
        match (quote, c) {
            (None, '"' | '\'' | '#') => quote = Some(c),
            (Some(open), c) if open == c && c != '#' => quote = None,
            _ => {}
        }
        if blank {
            bare.extend(std::iter::repeat_n('\0', c.len_utf8()));
        } else {
            bare.push(c);
        }
    }
    bare
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_people_write_them_are_understood() {
        for (said, meant) in [
            ("48,000", "48000"),
            ("1,234,567.5", "1234567.5"),
            ("0,5", "0.5"),
            ("1.234,5", "1234.5"),
            ("40%", "0.4"),
            ("7 %", "0.07"),
            ("£20", "20"),
            ("1 000", "1000"),
            ("48000;", "48000"),
            ("-2,5", "-2.5"),
            (".5", "0.5"),
        ] {
            assert_eq!(number(said).as_deref(), Some(meant), "{said}");
        }
        for none in ["", "many", "1,2,3", "1-2", "inf", "nan", "1e5x", ",", "%"] {
            assert_eq!(number(none), None, "{none}");
        }
    }

    #[test]
    fn a_slip_is_seen_outside_of_texts_and_comments_only() {
        let text = |line: &str| Text::new("a.toml", "a".into(), format!("x = 1\n{line}\n"));
        let of = |line: &str| {
            let found = of_line(&text(line), 6)?;
            Some((found.place.position?.column, found.nearest, found.found?))
        };
        let number = |column, said: &str, meant: &str| {
            Some((column, Some(meant.to_owned()), format!("`{said}`")))
        };
        assert_eq!(of("a = 48,000 # 1"), number(5, "48,000", "48000"));
        assert_eq!(of("a = { value = 1.50, unit = +2, of = 1_000"), None);
        assert_eq!(of("a = { b = 1, c = 48,000, d = \"e\" }"), number(18, "48,000", "48000"));
        assert_eq!(of("a = .5"), number(5, ".5", "0.5"));
        assert_eq!(of("a = 40% "), number(5, "40%", "0.4"));
        assert_eq!(of("a = “b”"), Some((5, None, "`“`".to_owned())));
        assert_eq!(of("a = \"it’s “b”\" c"), None);
        assert_eq!(of("a = # 48,000"), None);
        assert_eq!(of("a = 5"), None);
        assert_eq!(of("a = [1,200"), None);
    }
}
