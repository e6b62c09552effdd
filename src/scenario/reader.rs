//! Reading one parsed file without stopping: each function takes what it can, notes what is
//! wrong, and goes on.

use crate::scenario::legible;
use crate::scenario::names;
use crate::scenario::slip;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::model::observe::M;
use crate::scenario::diagnostic::{Diagnostic, Location, Text};
use crate::scenario::source::Source;

/// A value and its position in the file.
pub(crate) type Value<'i> = Spanned<DeValue<'i>>;

/// Most characters of a text that a message repeats.
const LONGEST_QUOTE: usize = 40;

/// Texts of several lines.
const PROSE: &[&str] = &["because", "note", "claim", "finding", "untestable"];

/// Most characters of such a text: a page. It is drawn, printed and repeated in tables.
const LONGEST_PROSE: usize = 4_000;

/// Most characters of any other text, such as a title, which is to fit in a line or two.
const LONGEST_LINE: usize = 300;

/// One file being read, and what is wrong with it so far.
pub(crate) struct Reader<'a> {
    pub(crate) text: &'a Text,
    found: Vec<Diagnostic>,
}

/// Keys of a table that were misspelt, by the name they were meant to be.
pub(crate) type Misspelt = BTreeSet<String>;

impl<'a> Reader<'a> {
    /// A reader of a file of whose forms this is said already.
    pub(crate) fn new(text: &'a Text, found: Vec<Diagnostic>) -> Self {
        Self { text, found }
    }

    /// Whether nothing was wrong so far.
    pub(crate) fn is_content(&self) -> bool {
        self.found.is_empty()
    }

    pub(crate) fn finish(self) -> Vec<Diagnostic> {
        self.found
    }

    pub(crate) fn place(&self, span: Range<usize>) -> Location {
        self.text.place(span)
    }

    pub(crate) fn push(&mut self, found: Diagnostic) {
        self.found.push(found);
    }

    /// Notes that something is missing.
    pub(crate) fn missing(&mut self, span: Option<Range<usize>>, path: &str, allowed: String) {
        let place = span.map_or_else(|| self.text.whole(), |span| self.text.place(span));
        let message = format!("missing `{path}`");
        self.push(Diagnostic::error(place, message).about(path).allowed(allowed));
    }

    /// Notes a value of the wrong type.
    pub(crate) fn wrong_type(&mut self, value: &Value<'_>, path: &str, allowed: &str) {
        self.push(
            Diagnostic::error(self.place(value.span()), format!("`{path}` is of the wrong type"))
                .about(path)
                .found(describe(value.get_ref()))
                .allowed(allowed),
        );
    }

    /// Notes a value that is no number, and the number that is probably meant by a text.
    pub(crate) fn no_number(&mut self, value: &Value<'_>, path: &str, allowed: &str) {
        self.wrong_type(value, path, allowed);
        let meant = value.get_ref().as_str().and_then(slip::number);
        self.found.last_mut().expect("what was just noted").nearest = meant;
    }

    /// Notes the keys of a table that are not among the known ones.
    pub(crate) fn unknown_keys(&mut self, table: &DeTable<'_>, known: &[&str]) -> Misspelt {
        let mut misspelt = Misspelt::new();
        for key in table.keys().filter(|key| !known.contains(&key.get_ref().as_ref())) {
            let nearest = names::nearest(key.get_ref(), known.iter().copied());
            misspelt.extend(nearest.clone());
            let allowed = known.iter().map(|k| format!("`{k}`")).collect::<Vec<_>>().join(", ");
            self.unknown(key, key.get_ref(), Some(allowed), nearest);
        }
        misspelt
    }

    /// Notes an unknown key.
    pub(crate) fn unknown(
        &mut self,
        key: &Spanned<std::borrow::Cow<'_, str>>,
        path: &str,
        allowed: Option<String>,
        nearest: Option<String>,
    ) {
        let message = format!("unknown key `{}`", short(path));
        let unknown = Diagnostic::error(self.place(key.span()), message).about(path);
        self.push(Diagnostic { allowed, nearest, ..unknown });
    }

    /// A finite number.
    pub(crate) fn number(&mut self, value: &Value<'_>, path: &str) -> Option<f64> {
        let number = match value.get_ref() {
            DeValue::Integer(integer) => {
                let (digits, radix) = (integer.as_str(), integer.radix());
                i64::from_str_radix(digits, radix)
                    .map(|whole| whole as f64)
                    .ok()
                    .or_else(|| (radix == 10).then(|| digits.parse().ok()).flatten())
            }
            DeValue::Float(float) => float.as_str().parse().ok(),
            _ => {
                self.no_number(value, path, "a number");
                return None;
            }
        };
        let number = number.filter(|number: &f64| number.is_finite());
        if number.is_none() {
            let message = format!("`{path}` is not a finite number");
            self.push(
                Diagnostic::error(self.place(value.span()), message)
                    .about(path)
                    .found(describe(value.get_ref()))
                    .allowed("a finite number"),
            );
        }
        // Adding zero turns a negative zero, which has bits of its own, into zero.
        number.map(|number| number + 0.0)
    }

    /// Text that says something and can be shown: not too long, and without characters that steer
    /// what it is shown on.
    pub(crate) fn text(&mut self, value: &Value<'_>, path: &str) -> Option<String> {
        let Some(text) = value.get_ref().as_str() else {
            self.wrong_type(value, path, "text in quotes");
            return None;
        };
        if text.trim().is_empty() {
            let message = format!("`{path}` is empty");
            let place = self.place(value.span());
            self.push(Diagnostic::error(place, message).about(path).allowed("some text"));
            return None;
        }
        let prose = PROSE.contains(&path);
        self.legible(text, prose, value.span(), path).then(|| text.to_owned())
    }

    /// Whether a text can be shown.
    fn legible(&mut self, text: &str, prose: bool, at: Range<usize>, path: &str) -> bool {
        let most = if prose { LONGEST_PROSE } else { LONGEST_LINE };
        let count = text.chars().count();
        let error = |message: String| Diagnostic::error(self.place(at), message).about(path);
        let wrong = if count > most {
            error(format!("`{path}` is too long"))
                .found(format!("{count} characters"))
                .allowed(format!("at most {most}"))
        } else {
            let steering = if prose { legible::steering_in_lines } else { legible::steering };
            let Some(found) = steering(text) else { return true };
            let allowed = if prose { "text that can be read" } else { "one line of text" };
            error(format!("`{path}` cannot be shown")).found(found).allowed(allowed)
        };
        self.push(wrong);
        false
    }

    /// A metric, by its name.
    pub(crate) fn metric(&mut self, value: &Value<'_>, path: &str) -> Option<M> {
        let name = self.text(value, path)?;
        let metric = M::ALL.iter().find(|metric| metric.metric().name == name);
        if metric.is_none() {
            let known = M::ALL.iter().map(|metric| metric.metric().name);
            self.push(
                Diagnostic::error(self.place(value.span()), format!("unknown metric `{name}`"))
                    .about(path)
                    .allowed("a metric that `dictionary.csv` of any result lists")
                    .nearest(names::nearest(&name, known)),
            );
        }
        metric.copied()
    }

    /// Text that has to be there.
    pub(crate) fn required_text(
        &mut self,
        table: &DeTable<'_>,
        key: &str,
        at: Option<Range<usize>>,
        misspelt: &Misspelt,
        about: &str,
    ) -> Option<String> {
        let Some(value) = table.get(key) else {
            if !misspelt.contains(key) {
                self.missing(at, key, about.to_owned());
            }
            return None;
        };
        self.text(value, key)
    }

    /// Text that may be left out.
    pub(crate) fn optional_text(&mut self, table: &DeTable<'_>, key: &str) -> Option<String> {
        table.get(key).and_then(|value| self.text(value, key))
    }

    /// A table.
    pub(crate) fn table<'t, 'i>(
        &mut self,
        value: &'t Value<'i>,
        path: &str,
    ) -> Option<&'t DeTable<'i>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.wrong_type(value, path, "a table");
        }
        table
    }

    /// The sources a file names.
    pub(crate) fn sources(&mut self, root: &DeTable<'_>) -> BTreeMap<String, (Source, Location)> {
        let mut sources = BTreeMap::new();
        let Some(table) = root.get("sources").and_then(|value| self.table(value, "sources")) else {
            return sources;
        };
        for (id, value) in table {
            let path = format!("sources.{}", id.get_ref());
            let Some(fields) = self.table(value, &path) else { continue };
            if !self.legible(id.get_ref(), false, id.span(), "sources") {
                continue;
            }
            let source = self.source(fields, id.span());
            sources.insert(id.get_ref().to_string(), (source, self.place(id.span())));
        }
        sources
    }

    fn source(&mut self, fields: &DeTable<'_>, at: Range<usize>) -> Source {
        let misspelt = self.unknown_keys(fields, &["title", "year", "link", "note"]);
        let title = self.required_text(fields, "title", Some(at.clone()), &misspelt, "a title");
        let year = match fields.get("year") {
            Some(value) => self.year(value),
            None if misspelt.contains("year") => None,
            None => {
                self.missing(Some(at), "year", "a year, such as 2024".into());
                None
            }
        };
        let link = self.optional_text(fields, "link");
        if let (Some(link), Some(value)) = (&link, fields.get("link"))
            && !(link.starts_with("https://") || link.starts_with("http://"))
        {
            self.push(
                Diagnostic::error(self.place(value.span()), "`link` is not the address of a page")
                    .about("link")
                    .found(format!("text \"{}\"", short(link)))
                    .allowed("an address that begins with https:// or http://"),
            );
        }
        let note = self.optional_text(fields, "note");
        Source { title: title.unwrap_or_default(), year: year.unwrap_or_default(), link, note }
    }

    fn year(&mut self, value: &Value<'_>) -> Option<i32> {
        let number = self.number(value, "year")?;
        if (1800.0..=2100.0).contains(&number) && number.fract() == 0.0 {
            return Some(number as i32);
        }
        self.push(
            Diagnostic::error(self.place(value.span()), "`year` is not a year")
                .about("year")
                .found(number.to_string())
                .allowed("a whole number from 1800 to 2100"),
        );
        None
    }
}

/// A value as a message names it.
pub(crate) fn describe(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => format!("text \"{}\"", short(text)),
        DeValue::Integer(integer) => short(&integer.to_string()),
        DeValue::Float(float) => short(float.as_str()),
        DeValue::Boolean(truth) => truth.to_string(),
        DeValue::Datetime(_) => "a date or time".to_owned(),
        DeValue::Array(_) => "an array".to_owned(),
        DeValue::Table(_) => "a table".to_owned(),
    }
}

/// A text cut to a length that fits a message.
pub(crate) fn short(text: &str) -> String {
    if text.chars().count() <= LONGEST_QUOTE {
        return text.to_owned();
    }
    text.chars().take(LONGEST_QUOTE).chain("...".chars()).collect()
}

/// A path with one more part.
pub(crate) fn join(prefix: &str, key: &str) -> String {
    if prefix.is_empty() { key.to_owned() } else { format!("{prefix}.{key}") }
}
