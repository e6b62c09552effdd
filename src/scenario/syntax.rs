//! What the parser would let pass and this project does not: forms that only TOML 1.1 knows, which
//! other readers refuse, and keys of so many parts that reading them could exhaust the stack.

use std::ops::Range;

use toml_parser::parser::{Event, EventKind, RecursionGuard};
use toml_parser::{ParseError, Source};

/// Most parts a dotted key can have.
const MOST_PARTS: usize = 16;

/// Deepest nesting of arrays and inline tables.
const DEEPEST: u32 = 80;

/// A complaint about syntax.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Complaint {
    pub(crate) span: Range<usize>,
    pub(crate) message: &'static str,
    pub(crate) allowed: &'static str,
    pub(crate) then: Then,
}

/// Whether a file can be parsed in spite of a complaint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Then {
    Parse,
    Stop,
}

/// Looks through a text for forms that are not to be used.
pub(crate) fn complaints(text: &str) -> Vec<Complaint> {
    let source = Source::new(text);
    let tokens = source.lex().into_vec();
    let mut events: Vec<Event> = Vec::with_capacity(tokens.len());
    let mut errors: Vec<ParseError> = Vec::new();
    let mut guarded = RecursionGuard::new(&mut events, DEEPEST);
    toml_parser::parser::parse_document(&tokens, &mut guarded, &mut errors);

    // What is open, and whether a line end inside it is still to be complained of.
    let mut open: Vec<(EventKind, bool)> = Vec::new();
    let mut parts = 0;
    let mut comma = false;
    let mut found = Vec::new();
    for event in &events {
        let span = event.span().start()..event.span().end();
        let mut complain = |message, allowed, then| {
            found.push(Complaint { span: span.clone(), message, allowed, then });
        };
        match event.kind() {
            kind @ (EventKind::InlineTableOpen | EventKind::ArrayOpen) => {
                open.push((kind, kind == EventKind::InlineTableOpen));
            }
            EventKind::InlineTableClose | EventKind::ArrayClose => {
                if comma && event.kind() == EventKind::InlineTableClose {
                    complain(
                        "a comma before the end of an inline table is TOML 1.1",
                        "TOML 1.0: no comma after the last value",
                        Then::Parse,
                    );
                }
                open.pop();
            }
            EventKind::Newline => {
                if let Some((_, fresh @ true)) = open.last_mut() {
                    *fresh = false;
                    complain(
                        "an inline table over several lines is TOML 1.1",
                        "TOML 1.0: an inline table on one line",
                        Then::Parse,
                    );
                }
            }
            EventKind::SimpleKey => {
                parts += 1;
                if parts == MOST_PARTS + 1 {
                    complain("a key of too many parts", "at most 16 parts", Then::Stop);
                }
            }
            EventKind::Scalar if new_escape(&text[span.clone()]) => complain(
                "the escapes `\\e` and `\\x` are TOML 1.1",
                "TOML 1.0: `\\u001B` for a character by its number",
                Then::Parse,
            ),
            _ => {}
        }
        if !matches!(event.kind(), EventKind::SimpleKey | EventKind::KeySep | EventKind::Whitespace)
        {
            parts = 0;
        }
        if !matches!(event.kind(), EventKind::Whitespace | EventKind::Newline | EventKind::Comment)
        {
            comma = event.kind() == EventKind::ValueSep;
        }
    }
    found
}

/// Whether a basic string, quotes and all, uses an escape that is new in TOML 1.1.
fn new_escape(raw: &str) -> bool {
    let mut escaped = false;
    raw.starts_with('"')
        && raw.bytes().any(|byte| {
            let new = escaped && matches!(byte, b'e' | b'x');
            escaped = !escaped && byte == b'\\';
            new
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_toml_1_0_allows_passes() {
        let text = "a.b = { c = [1,\n 2,\n], d = \"\\u0041 \\\\e\" } # note\n[[x]]\ny = '\\e'\n";
        assert_eq!(complaints(text), []);
    }

    #[test]
    fn what_only_toml_1_1_allows_is_named() {
        let text = "a = { b = 1,\n c = 2, }\nd = \"\\e\"\n";
        let said: Vec<_> = complaints(text).into_iter().map(|c| c.span.start).collect();
        assert_eq!(said, [12, 21, 27]);
    }

    #[test]
    fn a_key_of_a_hundred_thousand_parts_stops_the_parser() {
        let text = format!("{}a = 1\n", "a.".repeat(100_000));
        assert!(complaints(&text).iter().any(|c| c.then == Then::Stop));
        let header = format!("[{}a]\n", "a.".repeat(100_000));
        assert!(complaints(&header).iter().any(|c| c.then == Then::Stop));
    }
}
