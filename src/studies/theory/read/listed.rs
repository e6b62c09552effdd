//! The list of claims, `claims.csv`: each claim as a configuration of context, mechanism and outcome, in
//! words of ours, with its level, its settings, and who says it where.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::scenario::diagnostic::{Diagnostic, Location, Text};
use crate::scenario::file;
use crate::scenario::names;
use crate::scenario::origin::Origin;

/// At which level of the system a claim stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// One person, of whatever party.
    #[default]
    Individual,
    /// Between persons.
    Interpersonal,
    /// A practice, an employer of link workers, an organisation.
    Organisational,
    /// What is decided above them, and the state of the place.
    Policy,
}

impl Level {
    /// Every level, from the person outwards.
    pub const ALL: &[Self] =
        &[Self::Individual, Self::Interpersonal, Self::Organisational, Self::Policy];

    /// The word that files use.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Individual => "individual",
            Self::Interpersonal => "interpersonal",
            Self::Organisational => "organisational",
            Self::Policy => "policy",
        }
    }
}

/// In which setting somebody acts whom a claim is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Setting {
    /// General practice, with its navigators.
    Practice,
    /// Link work.
    LinkWorker,
    /// A voluntary or community organisation.
    Organisation,
    /// None of the three: the person alone.
    Person,
    /// None of the three: those who decide about them.
    System,
}

impl Setting {
    /// Every setting.
    pub const ALL: &[Self] =
        &[Self::Practice, Self::LinkWorker, Self::Organisation, Self::Person, Self::System];

    /// The word that files use.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Practice => "practice",
            Self::LinkWorker => "link_worker",
            Self::Organisation => "organisation",
            Self::Person => "person",
            Self::System => "system",
        }
    }

    /// The same for people.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::LinkWorker => "link worker",
            other => other.label(),
        }
    }
}

/// Whether a paper says a claim or it was read out of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// A paper says it.
    #[default]
    Stated,
    /// It was inferred from what a paper says.
    Inferred,
}

impl Basis {
    /// Both.
    pub const ALL: &[Self] = &[Self::Stated, Self::Inferred];

    /// The word that files use.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::Inferred => "inferred",
        }
    }
}

/// The papers that the theory is taken from.
pub const PAPERS: [&str; 4] =
    ["Tierney 2020", "Calderon-Larranaga 2021", "Turk 2024", "Tierney 2025"];

/// A paper and where in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cited {
    /// The paper, one of `PAPERS`.
    pub paper: &'static str,
    /// Its sections; nothing where the whole paper is meant.
    pub sections: String,
}

/// A claim as a configuration of context, mechanism and outcome.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Configuration {
    /// The sign of the outcome, with what limits it.
    pub direction: String,
    /// What is moved.
    pub lever: String,
    /// Under which circumstances the mechanism fires.
    pub context: String,
    /// What the lever sets going.
    pub mechanism: String,
    /// What follows.
    pub outcome: String,
    /// The level.
    pub level: Level,
    /// The settings.
    pub settings: Vec<Setting>,
    /// Whether a paper says it.
    pub basis: Basis,
    /// The papers, and where.
    pub cited: Vec<Cited>,
}

impl Configuration {
    /// The settings in words.
    #[must_use]
    pub fn settings_said(&self) -> String {
        self.settings.iter().map(|setting| setting.words()).collect::<Vec<_>>().join(", ")
    }

    /// The papers and sections in words.
    #[must_use]
    pub fn cited_said(&self) -> String {
        let one = |cited: &Cited| match cited.sections.as_str() {
            "" => cited.paper.to_owned(),
            sections => format!("{}: {sections}", cited.paper),
        };
        self.cited.iter().map(one).collect::<Vec<_>>().join("; ")
    }
}

/// What the list says of a claim.
#[derive(Clone, Debug, Default)]
pub struct Listed {
    /// Its group.
    pub group: String,
    /// Its configuration.
    pub configuration: Configuration,
}

/// The columns, in their order.
const COLUMNS: [&str; 12] = [
    "id",
    "group",
    "claim",
    "direction",
    "lever",
    "context",
    "mechanism",
    "outcome",
    "level",
    "setting",
    "basis",
    "source",
];

/// What the list says of each claim, with everything that is wrong in it.
pub(crate) fn listed(list: &Origin, found: &mut Vec<Diagnostic>) -> BTreeMap<String, Listed> {
    let whole = Location { file: list.to_string().into(), position: None };
    let text = match list.bytes() {
        Ok(bytes) => file::text(bytes, &whole),
        Err(error) => {
            let wrong = Diagnostic::error(whole, "the list of claims cannot be read");
            found.push(wrong.found(error.to_string()));
            return BTreeMap::new();
        }
    };
    match text {
        Ok(body) => List { text: Text::new(&list.to_string(), String::new(), body), found }.read(),
        Err(error) => {
            found.push(*error);
            BTreeMap::new()
        }
    }
}

struct List<'a> {
    text: Text,
    found: &'a mut Vec<Diagnostic>,
}

impl List<'_> {
    fn read(mut self) -> BTreeMap<String, Listed> {
        let body = self.text.body.clone();
        let mut rows = csv::ReaderBuilder::new();
        let mut rows = rows.has_headers(false).flexible(true).from_reader(body.as_bytes());
        let mut rows = rows.records();
        let mut listed: BTreeMap<String, Listed> = BTreeMap::new();
        let Some(Ok(header)) = rows.next() else {
            let wrong = Diagnostic::error(self.text.whole(), "the list of claims is empty");
            self.found.push(wrong.allowed(format!("a header: {}", COLUMNS.join(","))));
            return listed;
        };
        if !header.iter().eq(COLUMNS) {
            self.header(&header);
            return listed;
        }
        for row in rows {
            match row {
                Ok(row) if row.len() == COLUMNS.len() => {
                    let id = row[0].to_owned();
                    let one = self.row(&row);
                    if listed.insert(id.clone(), one).is_some() {
                        let message = format!("`{id}` is listed twice");
                        let wrong = Diagnostic::error(self.cell(&row, 0), message).about("id");
                        self.found.push(wrong.allowed("each claim once"));
                    }
                }
                Ok(row) => {
                    let message = "a row of another length than the header";
                    let wrong = Diagnostic::error(self.line(&row), message);
                    let wrong = wrong.found(row.len().to_string());
                    self.found.push(wrong.allowed(format!("{} cells", COLUMNS.len())));
                }
                Err(error) => {
                    let wrong = Diagnostic::error(self.text.whole(), "a row that cannot be read");
                    self.found.push(wrong.found(error.to_string()));
                }
            }
        }
        listed
    }

    /// Says what is wrong with the header: the first column that is not the one wanted there.
    fn header(&mut self, header: &csv::StringRecord) {
        let at = (0..COLUMNS.len()).find(|&at| header.get(at) != Some(COLUMNS[at]));
        let (said, wanted) = match at {
            Some(at) => (header.get(at), COLUMNS[at]),
            None => (header.get(COLUMNS.len()), "no further column"),
        };
        let place = self.cell(header, at.unwrap_or(COLUMNS.len()));
        let wrong = Diagnostic::error(place, "the columns of the list are others");
        let wrong = wrong.found(said.unwrap_or("nothing"));
        let allowed = format!("{wanted}, of {}", COLUMNS.join(","));
        self.found.push(wrong.allowed(allowed));
    }

    fn row(&mut self, row: &csv::StringRecord) -> Listed {
        for (at, column) in COLUMNS.iter().enumerate() {
            if row[at].trim().is_empty() {
                let wrong = Diagnostic::error(self.cell(row, at), format!("`{column}` is empty"));
                self.found.push(wrong.about(*column).allowed("some words"));
            }
        }
        let levels: Vec<&str> = Level::ALL.iter().map(|level| level.label()).collect();
        let known: Vec<&str> = Basis::ALL.iter().map(|basis| basis.label()).collect();
        let all: Vec<&str> = Setting::ALL.iter().map(|setting| setting.label()).collect();
        let level = self.word(row, 8, &row[8], &levels).map(|at| Level::ALL[at]);
        let mut settings = Vec::new();
        for said in row[9].split(';').map(str::trim) {
            let Some(setting) = self.word(row, 9, said, &all).map(|at| Setting::ALL[at]) else {
                continue;
            };
            if settings.contains(&setting) {
                let wrong = Diagnostic::error(self.cell(row, 9), format!("`{said}` comes twice"));
                self.found.push(wrong.about("setting").allowed("each setting once"));
            } else {
                settings.push(setting);
            }
        }
        let basis = self.word(row, 10, &row[10], &known).map(|at| Basis::ALL[at]);
        let text = |at: usize| row[at].trim().to_owned();
        let configuration = Configuration {
            direction: text(3),
            lever: text(4),
            context: text(5),
            mechanism: text(6),
            outcome: text(7),
            level: level.unwrap_or_default(),
            settings,
            basis: basis.unwrap_or_default(),
            cited: row[11].split(';').filter_map(|said| self.cited(row, said.trim())).collect(),
        };
        if !configuration.direction.is_empty()
            && !configuration.direction.starts_with(['+', '-', '0', '±'])
        {
            let wrong = Diagnostic::error(self.cell(row, 3), "unknown `direction`");
            let wrong = wrong.about("direction").found(configuration.direction.clone());
            self.found.push(wrong.allowed("`+`, `-`, `0` or `±`, and words after it"));
        }
        Listed { group: text(1), configuration }
    }

    /// A paper and its sections, as in `Turk 2024: Role definition, Balancing`.
    fn cited(&mut self, row: &csv::StringRecord, said: &str) -> Option<Cited> {
        let (paper, sections) = said.split_once(':').unwrap_or((said, ""));
        let at = self.word(row, 11, paper.trim(), &PAPERS)?;
        Some(Cited { paper: PAPERS[at], sections: sections.trim().to_owned() })
    }

    /// Which of the known words one is; noted if none.
    fn word(
        &mut self,
        row: &csv::StringRecord,
        at: usize,
        said: &str,
        known: &[&str],
    ) -> Option<usize> {
        let found = known.iter().position(|word| *word == said);
        // An empty cell has been noted.
        if found.is_none() && !row[at].trim().is_empty() {
            let column = COLUMNS[at];
            let wrong = Diagnostic::error(self.cell(row, at), format!("unknown `{column}`"));
            let allowed: Vec<String> = known.iter().map(|word| format!("`{word}`")).collect();
            let nearest = names::nearest(said, known.iter().copied());
            let wrong = wrong.about(column).found(format!("`{said}`")).nearest(nearest);
            self.found.push(wrong.allowed(allowed.join(", ")));
        }
        found
    }

    /// Where a row begins and ends.
    fn bytes(&self, row: &csv::StringRecord) -> std::ops::Range<usize> {
        let begin = row.position().map_or(0, |at| at.byte() as usize).min(self.text.body.len());
        let rest = &self.text.body[begins(&self.text.body, begin)..];
        let begin = self.text.body.len() - rest.trim_start().len();
        let length = self.text.body[begin..].find(['\r', '\n']);
        begin..length.map_or(self.text.body.len(), |length| begin + length)
    }

    fn line(&self, row: &csv::StringRecord) -> Location {
        self.text.place(self.bytes(row))
    }

    /// A cell of a row, or the whole row where it cannot be told apart.
    fn cell(&self, row: &csv::StringRecord, at: usize) -> Location {
        let line = self.bytes(row);
        let mut from = line.start;
        for cell in row.iter().take(at) {
            let Some(found) = self.text.body[from..line.end].find(cell) else {
                return self.text.place(line);
            };
            from += found + cell.len();
        }
        let cell = row.get(at).unwrap_or_default();
        match self.text.body[from..line.end].find(cell) {
            Some(found) if !cell.is_empty() => {
                self.text.place(from + found..from + found + cell.len())
            }
            _ => self.text.place(line),
        }
    }
}

/// The next byte at which a character begins.
fn begins(text: &str, at: usize) -> usize {
    (at..=text.len()).find(|&at| text.is_char_boundary(at)).unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn read(rows: &str) -> (BTreeMap<String, Listed>, Vec<String>) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("claims.csv");
        std::fs::write(&path, rows).expect("a list");
        let mut found = Vec::new();
        let listed = listed(&Origin::File(path), &mut found);
        let said = |wrong: &Diagnostic| {
            let line = wrong.place.position.as_ref().map_or(0, |at| at.line);
            format!("{line}: {}", wrong.message)
        };
        (listed, found.iter().map(said).collect())
    }

    fn with(rows: &str) -> String {
        format!("{}\n{rows}", COLUMNS.join(","))
    }

    #[test]
    fn a_row_is_a_configuration() {
        let (listed, wrong) = read(&with(
            "A100,A6,c,+,news,\"GPs, who see it\",belief,referrals,interpersonal,practice; link_worker,\
             stated,Tierney 2020: Concept 1; Turk 2024\n",
        ));
        assert_eq!(wrong, Vec::<String>::new());
        let Listed { group, configuration } = &listed["A100"];
        assert_eq!((group.as_str(), configuration.context.as_str()), ("A6", "GPs, who see it"));
        assert_eq!(configuration.settings_said(), "practice, link worker");
        assert_eq!(configuration.cited_said(), "Tierney 2020: Concept 1; Turk 2024");
        assert_eq!(configuration.level, Level::Interpersonal);
    }

    #[test]
    fn everything_wrong_is_said_at_once() {
        let (_, wrong) = read(&with(
            "A001,A1,c,up,l,c,m,o,policy,practise; practice; practice,told,Turk 2042: x\n\
             A001,A1,c,+,,c,m,o,individal,person,stated,Turk 2024\n\
             A002,A1,c\n",
        ));
        assert_eq!(
            wrong,
            [
                "2: unknown `setting`",
                "2: `practice` comes twice",
                "2: unknown `basis`",
                "2: unknown `source`",
                "2: unknown `direction`",
                "3: `lever` is empty",
                "3: unknown `level`",
                "3: `A001` is listed twice",
                "4: a row of another length than the header",
            ]
        );
    }

    #[test]
    fn other_columns_are_refused_by_name() {
        let (listed, wrong) = read("id,group,claim,direction\nA001,A1,c,+\n");
        assert!(listed.is_empty());
        assert_eq!(wrong, ["1: the columns of the list are others"]);
        assert_eq!(read("").1, ["0: the list of claims is empty"]);
    }

    #[test]
    fn the_shipped_list_is_sound() {
        let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/theory/claims.csv");
        let mut found = Vec::new();
        let listed = listed(&Origin::File(list), &mut found);
        assert!(found.is_empty(), "{}", found[0]);
        assert_eq!(listed.len(), 240);
    }
}
