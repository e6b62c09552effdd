//! Networks in a scenario: several primary care networks that differ, run side by side. An overlay names each and says
//! what differs there.
//!
//! ```toml
//! [network.harbour]
//! title = "Harbour"
//! [network.harbour.set]
//! "run.people" = 42_000
//! "link_workers.per_50k" = 3.1
//! ```
//!
//! A network lives under what all files of the chain set for every network and what they set for it alone, file by file
//! from the base out, in each file its own after what holds for all. So the outermost file has the last word, and its
//! timed changes reach every network. Networks are numbered as they are first named; nothing crosses their borders.

use std::ops::Range;

use toml::de::DeTable;

use crate::model::parameters::Parameters;
use crate::scenario::diagnostic::{Diagnostic, Diagnostics, Location};
use crate::scenario::moves::Move;
use crate::scenario::names;
use crate::scenario::overlay::{self, Change, When};
use crate::scenario::reader::{Reader, Value, join, short};
use crate::scenario::schedule::Block;
use crate::scenario::{Basis, Scenario};

/// The name of the section.
pub(crate) const SECTION: &str = "network";

/// Most networks of a scenario. An integrated care board has some thirty on average, the largest fewer than a hundred
/// (1,250 networks in 42 boards; the largest is recalled). Each has sums of its own in every replicate that is kept.
pub(crate) const MOST: usize = 100;

/// Longest name: it stands in a column of tables and below pictures.
const LONGEST: usize = 40;

/// Keys of a network.
pub(crate) const KEYS: &[&str] = &["title", "set", "scale", "schedule"];

/// The size that each network has of its own.
pub(crate) const PEOPLE: &str = "run.people";

/// The size that is the number of networks.
pub(crate) const NEIGHBOURHOODS: &str = "run.neighbourhoods";

/// What one file says of one network.
#[derive(Clone, Debug)]
pub(crate) struct Own {
    pub(crate) name: String,
    pub(crate) title: Option<String>,
    pub(crate) place: Location,
    pub(crate) changes: Vec<Change>,
    pub(crate) schedule: Vec<Block>,
}

/// Reads what an overlay says of networks, in the order of its lines.
pub(crate) fn read(reader: &mut Reader<'_>, root: &DeTable<'_>) -> Vec<Own> {
    let Some(all) = root.get(SECTION).and_then(|value| reader.table(value, SECTION)) else {
        return Vec::new();
    };
    let mut found: Vec<(usize, Own)> = Vec::new();
    for (key, value) in all {
        let own = one(reader, key.get_ref(), key.span(), value);
        found.extend(own.map(|own| (key.span().start, own)));
    }
    // Tables are read in the order of their keys, not of their lines.
    found.sort_by_key(|(start, _)| *start);
    found.into_iter().map(|(_, own)| own).collect()
}

fn one(reader: &mut Reader<'_>, name: &str, at: Range<usize>, value: &Value<'_>) -> Option<Own> {
    let table = reader.table(value, &join(SECTION, &short(name)))?;
    let place = reader.place(at);
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let begins = name.starts_with(|c: char| c.is_ascii_alphanumeric());
    if !begins || name.len() > LONGEST || !name.chars().all(plain) {
        let error = Diagnostic::error(place, "this is no name of a network").about(SECTION);
        let allowed = format!(
            "letters of a to z, digits, `_` and `-`, a letter or digit first, at most {LONGEST}; people see its `title`"
        );
        reader.push(error.found(format!("`{}`", short(name))).allowed(allowed));
        return None;
    }
    reader.unknown_keys(table, KEYS);
    let title = reader.optional_text(table, "title");
    let changes = overlay::changes(reader, table, When::Always);
    for change in &changes {
        let path = Parameters::specs()[change.parameter].path.as_str();
        if names::section(path) == "run" && path != PEOPLE {
            let message = format!("`{path}` is the same for all networks");
            let error = Diagnostic::error(change.place.clone(), message).about(path);
            let allowed = format!("`{path}` in `[set]`; of sizes a network has `{PEOPLE}` alone");
            reader.push(error.found(format!("a value for `{name}` alone")).allowed(allowed));
        }
    }
    let schedule = table.get("schedule").map_or_else(Vec::new, |it| overlay::blocks(reader, it));
    Some(Own { name: name.to_owned(), title, place, changes, schedule })
}

/// A network by its name and title, and where it was first named.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) title: String,
    place: Location,
}

/// The networks that files name, the base's side first, with everything that is wrong with their number and titles.
pub(crate) fn named<'a>(
    files: impl IntoIterator<Item = &'a [Own]>,
    found: &mut Vec<Diagnostic>,
) -> Vec<Named> {
    let mut all: Vec<Named> = Vec::new();
    for own in files.into_iter().flatten() {
        let there = all.iter_mut().find(|named| named.name == own.name);
        match (there, &own.title) {
            (Some(there), Some(title)) => there.title.clone_from(title),
            (Some(_), None) => {}
            (None, title) => {
                if title.is_none() {
                    found.push(untitled(own, &all));
                }
                let title = title.clone().unwrap_or_else(|| own.name.clone());
                all.push(Named { name: own.name.clone(), title, place: own.place.clone() });
            }
        }
    }
    if let Some(beyond) = all.get(MOST) {
        found.push(
            Diagnostic::error(beyond.place.clone(), "a scenario has too many networks")
                .about(SECTION)
                .found(format!("{} networks", all.len()))
                .allowed(format!("1 to {MOST}")),
        );
        all.truncate(MOST);
    }
    all
}

/// Nobody gave it a title: it is one that is misspelt, or a new one.
fn untitled(own: &Own, there: &[Named]) -> Diagnostic {
    let others = || there.iter().map(|named| named.name.as_str());
    let allowed = match there {
        [] => "a `title` that people see".to_owned(),
        _ => format!("a `title`, which makes it one, or one that is there: {}", listed(others())),
    };
    Diagnostic::error(own.place.clone(), format!("the network `{}` has no title", own.name))
        .about(SECTION)
        .allowed(allowed)
        .nearest(names::nearest(&own.name, others()))
}

/// Names, as a message says them.
pub(crate) fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// What is wrong with a network alone, and was not said of the whole scenario before.
pub(crate) fn of_one(name: &str, said: &[Diagnostic], found: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let fresh = found.into_iter().filter(|found| !said.contains(found));
    let of_it = |found: Diagnostic| Diagnostic {
        message: format!("{}, in the network `{name}`", found.message),
        ..found
    };
    fresh.map(of_it).collect()
}

/// The number of a parameter that is there.
pub(crate) fn number(path: &str) -> usize {
    names::parameter(path).expect("a parameter that is declared")
}

impl Scenario {
    /// The worlds that a replicate has: its networks, or the scenario itself.
    #[must_use]
    pub fn worlds(&self) -> Vec<&Self> {
        if self.networks.is_empty() { vec![self] } else { self.networks.iter().collect() }
    }

    /// Registered people of a network.
    pub(crate) fn people(&self) -> f64 {
        self.entries[number(PEOPLE)].value
    }

    /// The same with these networks, which people, moves of posts and the number of neighbourhoods follow.
    pub(crate) fn with_networks(
        mut self,
        networks: Vec<Self>,
        moves: Vec<Move>,
        found: &mut Vec<Diagnostic>,
    ) -> Self {
        self.networks = networks;
        self.moves = moves;
        if self.networks.is_empty() {
            found.extend(self.moves.iter().map(Move::without_networks));
            return self;
        }
        if let Some(sum) = &self.budget {
            let message = "pounds are spent for one list, not for several networks";
            let error = Diagnostic::error(sum.place.clone(), message).about("budget");
            let allowed =
                "a scenario without `[network]`, or values of each network in place of `[budget]`";
            found.push(error.allowed(allowed));
        }
        let count = self.networks.len() as f64;
        let there = &self.entries[number(NEIGHBOURHOODS)];
        if there.overridden_by.is_some() && there.value.to_bits() != count.to_bits() {
            let place = Location { file: self.own_file().into(), position: None };
            found.push(wrong_count(place, there.value, self.networks.len()));
        }
        let mean = (self.networks.iter().map(Self::people).sum::<f64>() / count).round();
        let sizes = [(PEOPLE, mean, "Mean of the networks"), (NEIGHBOURHOODS, count, "Networks")];
        for (path, value, note) in sizes {
            let by = self.name.clone();
            let entry = &mut self.entries[number(path)];
            (entry.value, entry.basis) = (value, Basis::Derived);
            (entry.note, entry.overridden_by) = (Some(note.to_owned()), Some(by));
        }
        let held = sizes.map(|(path, value, _)| (number(path), value));
        self.timeline = self.timeline.holding(&held);
        found.extend(self.lay_moves());
        self
    }

    /// The file that was asked for, by its name.
    fn own_file(&self) -> String {
        self.files.last().map_or_else(String::new, ToString::to_string)
    }

    /// Gives networks a value of the command line: people as a mean, each network in the proportion that it has.
    pub(crate) fn networks_with(&mut self, path: &str, value: f64) -> Result<(), Diagnostics> {
        if path == NEIGHBOURHOODS && value.to_bits() != (self.networks.len() as f64).to_bits() {
            let place = Location { file: "command line".into(), position: None };
            return Err(Diagnostics::new(vec![wrong_count(place, value, self.networks.len())]));
        }
        let before: f64 = self.networks.iter().map(Self::people).sum();
        let factor = value * self.networks.len() as f64 / before;
        for network in &mut self.networks {
            match path {
                NEIGHBOURHOODS => {}
                PEOPLE => {
                    let people = (network.people() * factor).round().max(1.0);
                    network.with_value(path, people)?;
                }
                _ => network.with_value(path, value)?,
            }
        }
        let after: f64 = self.networks.iter().map(Self::people).sum();
        if path == PEOPLE {
            self.moves.iter_mut().for_each(|moved| moved.posts *= after / before);
        }
        let found = Diagnostics::new(self.lay_moves());
        if found.count(crate::scenario::Gravity::Error) > 0 { Err(found) } else { Ok(()) }
    }

    /// The same, if it has no networks.
    ///
    /// # Errors
    /// If it has some, with the commands that take them.
    pub(crate) fn without_networks(self) -> Result<Self, Diagnostics> {
        if self.networks.is_empty() {
            return Ok(self);
        }
        let place = Location { file: self.own_file().into(), position: None };
        let message = "this command takes no scenario of several networks";
        let error = Diagnostic::error(place, message).about(SECTION);
        let error =
            error.found(format!("{} in `[network]`", counted(self.networks.len()))).allowed(
                "`kith run` and `kith compare` run them; `kith check`, `kith diff`, `kith explain`, `kith report` and \
                 `kith reproduce` take them too",
            );
        Err(Diagnostics::new(vec![error]))
    }
}

fn counted(networks: usize) -> String {
    if networks == 1 { "1 network".to_owned() } else { format!("{networks} networks") }
}

/// A number of neighbourhoods that is not that of the networks.
fn wrong_count(place: Location, found: f64, networks: usize) -> Diagnostic {
    Diagnostic::error(place, format!("`{NEIGHBOURHOODS}` is not the number of networks"))
        .about(NEIGHBOURHOODS)
        .found(found.to_string())
        .allowed(format!("{networks}, which is what it is if nobody says it"))
}
