//! Parsing a text, as far as TOML 1.0. What the parser would let pass and this project does not:
//! forms that only TOML 1.1 knows, which other readers refuse, and keys of this many parts that
//! reading them could exhaust the stack. A bracket that is not closed swallows the lines after it:
//! then only the bracket is named, not what follows from it.

use crate::scenario::slip;
use std::ops::Range;

use toml::Spanned;
use toml::de::DeTable;
use toml_parser::parser::{Event, EventKind, RecursionGuard};
use toml_parser::{ParseError, Source};

use crate::scenario::diagnostic::{Diagnostic, Text};

/// Most parts a dotted key can have.
const MOST_PARTS: usize = 16;

/// Deepest nesting of arrays and inline tables.
const DEEPEST: u32 = 80;

/// A parsed file, and the forms in it that are not to be used.
pub(crate) type Parsed<'t> = (Spanned<DeTable<'t>>, Vec<Diagnostic>);

/// Parses a file.
///
/// # Errors
/// Where the text is not TOML. Nothing is said of its meaning then: it has none yet.
pub(crate) fn parsed(text: &Text) -> Result<Parsed<'_>, Vec<Diagnostic>> {
    let Looked { complaints, open } = look(&text.body);
    let stop = complaints.iter().any(|complaint| complaint.then == Then::Stop);
    let complaint =
        |c: Complaint| Diagnostic::error(text.place(c.span), c.message).allowed(c.allowed);
    let complaints = complaints.into_iter().map(complaint).collect();
    if stop {
        return Err(complaints);
    }
    match DeTable::parse_recoverable(&text.body) {
        (root, wrong) if wrong.is_empty() => Ok((root, complaints)),
        (_, wrong) => Err(not_toml(text, &wrong, open)),
    }
}

/// What the parser says, without what follows from an open bracket.
fn not_toml(text: &Text, wrong: &[toml::de::Error], open: Option<Open>) -> Vec<Diagnostic> {
    let error = |wrong: &toml::de::Error| {
        let span = wrong.span().unwrap_or_default();
        slip::of_line(text, span.start).unwrap_or_else(|| complained(text, wrong))
    };
    let Some(Open { bracket, span }) = open else { return wrong.iter().map(error).collect() };
    let start = span.start;
    let end = start + text.body[start..].find('\n').unwrap_or(text.body.len() - start);
    let at = |wrong: &toml::de::Error| wrong.span().map_or(0, |span| span.start);
    let cause = |wrong: &&toml::de::Error| {
        let unclosed = ["unclosed inline table", "unclosed array,"];
        at(wrong) <= end && !unclosed.iter().any(|it| wrong.message().starts_with(it))
    };
    let causes: Vec<&toml::de::Error> = wrong.iter().filter(cause).collect();
    let mut errors: Vec<Diagnostic> = causes.iter().map(|wrong| error(wrong)).collect();
    if causes.iter().all(|wrong| at(wrong) < start) {
        let (message, allowed) = bracket.missing();
        errors.push(Diagnostic::error(text.place(span), message).allowed(allowed));
    }
    errors
}

/// An error of the parser, in the form of our own.
fn complained(text: &Text, error: &toml::de::Error) -> Diagnostic {
    let place = error.span().map_or_else(|| text.whole(), |span| text.place(span));
    let (message, allowed) = match error.message() {
        "duplicate key" => ("a key is given twice", Some("each key once in a table")),
        "string values must be quoted, expected literal string" => {
            ("text without quotes", Some("text in quotes: `\"`"))
        }
        "invalid basic string, expected `\"`" => {
            ("a text is not closed on its line", Some("`\"` at its end"))
        }
        message => match message.split_once(", expected ") {
            Some((message, "nothing")) => (message, None),
            Some((message, expected)) => (message, Some(expected)),
            None => (message, None),
        },
    };
    let error = Diagnostic::error(place, format!("not TOML: {message}"));
    Diagnostic { allowed: allowed.map(str::to_owned), ..error }
}

/// What was seen in a text before it was parsed.
struct Looked {
    complaints: Vec<Complaint>,
    open: Option<Open>,
}

/// A complaint about syntax.
#[derive(Debug, PartialEq, Eq)]
struct Complaint {
    span: Range<usize>,
    message: &'static str,
    allowed: &'static str,
    then: Then,
}

/// Whether a file can be parsed in spite of a complaint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Then {
    Parse,
    Stop,
}

/// A bracket whose end is not where it should be.
#[derive(Debug)]
struct Open {
    bracket: Bracket,
    span: Range<usize>,
}

/// In this order: a table ends in its line, so that an open one is the likelier cause.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Bracket {
    Table,
    Array,
}

impl Bracket {
    /// What is wrong if it stays open, and what is allowed.
    fn missing(self) -> (&'static str, &'static str) {
        match self {
            Self::Table => ("not TOML: `{` is not closed on its line", "`}` on the same line"),
            Self::Array => ("not TOML: `[` is never closed", "`]` after the last value"),
        }
    }
}

/// Looks through a text for forms that are not to be used, and for brackets that stay open.
fn look(text: &str) -> Looked {
    let source = Source::new(text);
    let tokens = source.lex().into_vec();
    let mut events: Vec<Event> = Vec::with_capacity(tokens.len());
    let mut errors: Vec<ParseError> = Vec::new();
    let mut guarded = RecursionGuard::new(&mut events, DEEPEST);
    toml_parser::parser::parse_document(&tokens, &mut guarded, &mut errors);

    // What is open, from where, and whether a line end inside it is still to be complained of.
    let mut open: Vec<(Bracket, Range<usize>, bool)> = Vec::new();
    // Tables with a line end in them, and what is open at the end of the text.
    let mut unclosed: Vec<Open> = Vec::new();
    let mut parts = 0;
    let mut comma = false;
    let mut found = Vec::new();
    for event in &events {
        let span = event.span().start()..event.span().end();
        let mut complain = |message, allowed, then| {
            found.push(Complaint { span: span.clone(), message, allowed, then });
        };
        match event.kind() {
            EventKind::InlineTableOpen => open.push((Bracket::Table, span, true)),
            EventKind::ArrayOpen => open.push((Bracket::Array, span, false)),
            EventKind::InlineTableClose | EventKind::ArrayClose => {
                if comma && event.kind() == EventKind::InlineTableClose {
                    complain(
                        "a comma before the end of an inline table is TOML 1.1",
                        "TOML 1.0: no comma after the last value",
                        Then::Parse,
                    );
                }
                // The parser closes what is open at the end of the text, where nothing stands.
                if let (Some((bracket, from, _)), true) = (open.pop(), span.is_empty()) {
                    unclosed.push(Open { bracket, span: from });
                }
            }
            EventKind::Newline => {
                if let Some((bracket, from, fresh @ true)) = open.last_mut() {
                    *fresh = false;
                    unclosed.push(Open { bracket: *bracket, span: from.clone() });
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
    let first = unclosed.into_iter().min_by_key(|open| (open.bracket, open.span.start));
    Looked { complaints: found, open: first }
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
        assert_eq!(look(text).complaints, []);
    }

    #[test]
    fn what_only_toml_1_1_allows_is_named() {
        let text = "a = { b = 1,\n c = 2, }\nd = \"\\e\"\n";
        let said: Vec<_> = look(text).complaints.iter().map(|c| c.span.start).collect();
        assert_eq!(said, [12, 21, 27]);
    }

    #[test]
    fn a_key_of_a_hundred_thousand_parts_stops_the_parser() {
        let text = format!("{}a = 1\n", "a.".repeat(100_000));
        assert!(look(&text).complaints.iter().any(|c| c.then == Then::Stop));
        let header = format!("[{}a]\n", "a.".repeat(100_000));
        assert!(look(&header).complaints.iter().any(|c| c.then == Then::Stop));
    }
}
