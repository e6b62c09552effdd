//! What is wrong with a scenario, said so that it can be put right: where, what was found, what
//! is allowed, and the nearest right name. A diagnostic carries the one line it is about, so it
//! can be shown after the file has gone, and long files cost nothing.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::{
    AnnotationKind, Group, Level, Origin, Renderer, Snippet, normalize_untrusted_str,
};

/// Whether a scenario can be used in spite of what was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gravity {
    /// The scenario is refused.
    Error,
    /// The scenario is used; somebody should look.
    Warning,
}

/// A position in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Position {
    /// Bytes of the file, from its first character on.
    pub span: Range<usize>,
    /// Line, from 1.
    pub line: usize,
    /// Character in the line, from 1.
    pub column: usize,
    /// The line and the bytes of it that are meant; nothing when the line is too long to show.
    excerpt: Option<(Arc<str>, Range<usize>)>,
}

/// A file, and where in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The file as the user named it.
    pub file: Arc<str>,
    /// Where in the file, unless the whole file is meant.
    pub position: Option<Position>,
}

impl Location {
    /// A whole file.
    pub(crate) fn whole(file: &Arc<str>) -> Self {
        Self { file: Arc::clone(file), position: None }
    }

    /// A part of a line of a file that is read as it goes by: the number of the line, from 1, the byte it begins at,
    /// what it says, and the bytes of that which are meant.
    pub(crate) fn in_line(
        file: &Arc<str>,
        (line, byte): (usize, usize),
        text: &str,
        part: Range<usize>,
    ) -> Self {
        let whole = text.is_char_boundary(part.start) && text.is_char_boundary(part.end);
        let column = if whole { text[..part.start].chars().count() + 1 } else { part.start + 1 };
        let excerpt = (whole && text.len() <= LONGEST_LINE).then(|| (text.into(), part.clone()));
        let span = byte + part.start..byte + part.end;
        let position = Position { span, line, column, excerpt };
        Self { file: Arc::clone(file), position: Some(position) }
    }
}

/// One thing that is wrong, or doubtful, in a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Whether the scenario is refused for it.
    pub severity: Gravity,
    /// The file, and where in it.
    pub place: Location,
    /// The path of the parameter or key, where there is one.
    pub path: Option<String>,
    /// What is wrong, in lower case.
    pub message: String,
    /// What was found.
    pub found: Option<String>,
    /// What is allowed; for a warning, what is expected.
    pub allowed: Option<String>,
    /// The nearest right name.
    pub nearest: Option<String>,
}

impl Diagnostic {
    /// An error at a place.
    pub(crate) fn error(place: Location, message: impl Into<String>) -> Self {
        Self {
            severity: Gravity::Error,
            place,
            path: None,
            message: message.into(),
            found: None,
            allowed: None,
            nearest: None,
        }
    }

    /// A warning at a place.
    pub(crate) fn warning(place: Location, message: impl Into<String>) -> Self {
        Self { severity: Gravity::Warning, ..Self::error(place, message) }
    }

    pub(crate) fn about(self, path: impl Into<String>) -> Self {
        Self { path: Some(path.into()), ..self }
    }

    pub(crate) fn found(self, found: impl Into<String>) -> Self {
        Self { found: Some(found.into()), ..self }
    }

    pub(crate) fn allowed(self, allowed: impl Into<String>) -> Self {
        Self { allowed: Some(allowed.into()), ..self }
    }

    pub(crate) fn nearest(self, nearest: Option<String>) -> Self {
        Self { nearest, ..self }
    }

    /// Order of a report: by file, then from top to bottom.
    fn order(&self) -> (&str, usize, usize, Gravity, &str) {
        let (start, end) =
            self.place.position.as_ref().map_or((0, 0), |at| (at.span.start, at.span.end));
        (&self.place.file, start, end, self.severity, &self.message)
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = match self.severity {
            Gravity::Error => Level::ERROR,
            Gravity::Warning => Level::WARNING,
        };
        let title = level.primary_title(clean(&self.message));
        let found = self.found.as_deref().map(clean);
        let file = clean(&self.place.file);
        let mut group: Group<'_> = match &self.place.position {
            Some(Position { excerpt: Some((text, span)), line, .. }) => {
                let label = found.map(|found| format!("found {found}"));
                let mark = AnnotationKind::Primary.span(span.clone()).label(label);
                let line = Snippet::source(text.as_ref()).line_start(*line).path(file);
                title.element(line.annotation(mark))
            }
            position => {
                let origin = Origin::path(file);
                let group = title.element(match position {
                    Some(at) => origin.line(at.line).char_column(at.column),
                    None => origin,
                });
                let found = found.map(|found| format!("found: {found}"));
                group.elements(found.map(|found| Level::NOTE.no_name().message(found)))
            }
        };
        if let Some(allowed) = &self.allowed {
            let text = match self.severity {
                Gravity::Error => format!("allowed: {}", clean(allowed)),
                Gravity::Warning => format!("expected: {}", clean(allowed)),
            };
            group = group.element(Level::NOTE.no_name().message(text));
        }
        if let Some(nearest) = &self.nearest {
            let text = format!("did you mean `{}`?", clean(nearest));
            group = group.element(Level::HELP.no_name().message(text));
        }
        f.write_str(&Renderer::plain().render(&[group]))
    }
}

/// Text of a user's file without what could steer a terminal.
fn clean(text: &str) -> String {
    normalize_untrusted_str(text)
}

/// Everything found in a scenario and the files it extends, by file and from top to bottom.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// What was found, in the order of a report; the same thing is said once.
    #[must_use]
    pub fn new(mut found: Vec<Diagnostic>) -> Self {
        found.sort_by(|a, b| a.order().cmp(&b.order()));
        found.dedup();
        Self(found)
    }

    /// Each diagnostic, in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }

    /// How many of one severity there are.
    #[must_use]
    pub fn count(&self, severity: Gravity) -> usize {
        self.0.iter().filter(|found| found.severity == severity).count()
    }

    /// The diagnostics as a list.
    #[must_use]
    pub fn into_vec(self) -> Vec<Diagnostic> {
        self.0
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Most diagnostics that are shown of a report: more are not read.
const MOST_SHOWN: usize = 50;

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = self.0.len();
        let of = |severity| self.0.iter().filter(move |found| found.severity == severity);
        // Where not all are shown, no warning takes the place of an error.
        let shown: Vec<&Diagnostic> = if all > MOST_SHOWN {
            of(Gravity::Error).chain(of(Gravity::Warning)).take(MOST_SHOWN).collect()
        } else {
            self.0.iter().collect()
        };
        for (index, found) in shown.into_iter().enumerate() {
            if index > 0 {
                f.write_str("\n\n")?;
            }
            found.fmt(f)?;
        }
        if all > MOST_SHOWN {
            let counted = |severity, noun: &str| {
                let count = self.count(severity);
                format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
            };
            let errors = counted(Gravity::Error, "error");
            let warnings = counted(Gravity::Warning, "warning");
            write!(f, "\n\nShown are {MOST_SHOWN} of {errors} and {warnings}.")?;
        }
        Ok(())
    }
}

impl std::error::Error for Diagnostics {}

/// Longest line that is shown, in bytes; longer ones are named by number only.
const LONGEST_LINE: usize = 500;

/// The text of one file, and where its lines begin.
#[derive(Debug)]
pub(crate) struct Text {
    /// The file as the user named it.
    pub(crate) file: Arc<str>,
    /// The file's name without its ending.
    pub(crate) stem: String,
    /// What the file says, without a byte order mark.
    pub(crate) body: String,
    starts: Vec<usize>,
}

impl Text {
    pub(crate) fn new(file: &str, stem: String, body: String) -> Self {
        let starts = std::iter::once(0)
            .chain(body.bytes().enumerate().filter(|&(_, b)| b == b'\n').map(|(at, _)| at + 1))
            .collect();
        Self { file: file.into(), stem, body, starts }
    }

    /// The line a byte is in, from 0.
    pub(crate) fn line(&self, byte: usize) -> usize {
        self.starts.partition_point(|&start| start <= byte).saturating_sub(1)
    }

    /// The whole file.
    pub(crate) fn whole(&self) -> Location {
        Location { file: Arc::clone(&self.file), position: None }
    }

    /// A stretch of the file, cut at the end of its first line.
    pub(crate) fn place(&self, span: Range<usize>) -> Location {
        let begin = span.start.min(self.body.len());
        let line = self.line(begin);
        let start = self.starts[line];
        let end = self.starts.get(line + 1).map_or(self.body.len(), |&next| next - 1);
        let text = self.body[start..end].trim_end_matches('\r');
        let short = text.len() <= LONGEST_LINE;
        let from = (begin - start).min(text.len());
        let until = span.end.saturating_sub(start).clamp(from, text.len());
        let whole_characters = text.is_char_boundary(from) && text.is_char_boundary(until);
        let column =
            if short && whole_characters { text[..from].chars().count() + 1 } else { from + 1 };
        let excerpt = (short && whole_characters).then(|| (text.into(), from..until));
        let position = Position { span, line: line + 1, column, excerpt };
        Location { file: Arc::clone(&self.file), position: Some(position) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_counts_characters_and_stops_at_the_end_of_its_line() {
        let text = Text::new("a.toml", "a".into(), "é = 1\r\nb = 22\n".into());
        let first = text.place(3..20).position.expect("a position");
        assert_eq!((first.line, first.column), (1, 3));
        let second = text.place(12..14).position.expect("a position");
        assert_eq!((second.line, second.column), (2, 5));
        let past = text.place(900..901).position.expect("a position");
        assert_eq!((past.line, past.column), (3, 1));
    }

    #[test]
    fn a_report_goes_by_file_and_then_downwards() {
        let one = Text::new("b.toml", "b".into(), "x = 1\ny = 2\n".into());
        let other = Text::new("a.toml", "a".into(), "x = 1\n".into());
        let report = Diagnostics::new(vec![
            Diagnostic::error(one.place(6..7), "second"),
            Diagnostic::error(one.place(0..1), "first"),
            Diagnostic::warning(other.whole(), "before"),
            Diagnostic::error(one.place(0..1), "first"),
        ]);
        let said: Vec<_> = report.iter().map(|found| found.message.as_str()).collect();
        assert_eq!(said, ["before", "first", "second"]);
    }
}
