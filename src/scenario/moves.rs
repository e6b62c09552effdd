//! Posts moved between networks.
//!
//! ```toml
//! [[move]]
//! posts = 1.5             # full-time posts for link workers
//! from = "harbour"
//! to = "hill"
//! from_week = "1 year"    # as timed changes are written
//! ```
//!
//! ```text
//! per_50k of a network   + or - posts x 50,000 / its people, from the week on, after every other change
//! posts of a network     people / 50,000 x per_50k: what one network has less, the other has more
//! ```
//!
//! `link_workers.deprivation_tilt` would give a network other posts than it says, by who happens to live there: posts can
//! be moved only where it is 0. A run of other sizes than the files say has its part of each move.

use toml::de::{DeTable, DeValue};

use crate::scenario::diagnostic::{Diagnostic, Location};
use crate::scenario::line::{FIFTY_THOUSAND, MOST_POSTS};
use crate::scenario::network::{listed, number, of_one};
use crate::scenario::overlay::{Action, Change};
use crate::scenario::reader::{Reader, Value, describe};
use crate::scenario::schedule::{Block, Times, time};
use crate::scenario::timeline::{self, Timeline};
use crate::scenario::{Scenario, names};

/// The name of the section.
pub(crate) const SECTION: &str = "move";

/// Keys of a move.
pub(crate) const KEYS: &[&str] = &["posts", "from", "to", "from_week"];

/// Posts that are nothing but the rounding of sums.
const NOTHING: f64 = 1e-9;

/// Posts that go from one network to another.
#[derive(Clone, Debug)]
pub(crate) struct Move {
    /// Full-time posts, for the people of this run.
    pub(crate) posts: f64,
    /// Name of the network that has fewer then, and where it is said.
    pub(crate) from: (String, Location),
    /// Name of the network that has more then.
    pub(crate) to: (String, Location),
    /// First week.
    pub(crate) week: i32,
    /// Where it stands.
    pub(crate) place: Location,
}

/// Reads the moves of an overlay.
pub(crate) fn read(reader: &mut Reader<'_>, root: &DeTable<'_>) -> Vec<Move> {
    let Some(value) = root.get(SECTION) else { return Vec::new() };
    let DeValue::Array(array) = value.get_ref() else {
        reader.wrong_type(value, SECTION, "entries under `[[move]]`");
        return Vec::new();
    };
    array.iter().filter_map(|entry| one(reader, entry)).collect()
}

fn one(reader: &mut Reader<'_>, entry: &Value<'_>) -> Option<Move> {
    let table = reader.table(entry, SECTION)?;
    let misspelt = reader.unknown_keys(table, KEYS);
    let network = "the name of a network, as in `[network.NAME]`";
    let says = [
        "full-time posts, above 0",
        network,
        network,
        "a week of the run, or text such as \"1 year\"",
    ];
    for (key, allowed) in KEYS.iter().zip(says) {
        if !table.contains_key(*key) && !misspelt.contains(*key) {
            reader.missing(Some(entry.span()), &format!("{SECTION}.{key}"), allowed.to_owned());
        }
    }
    let posts = table.get("posts").and_then(|value| posts(reader, value));
    let mut name = |key: &str| {
        let value = table.get(key)?;
        reader.text(value, key).map(|name| (name, reader.place(value.span())))
    };
    let (from, to) = (name("from"), name("to"));
    let week = table.get("from_week").and_then(|value| time(reader, value, "from_week", 0));
    let place = reader.place(entry.span());
    Some(Move { posts: posts?, from: from?, to: to?, week: week?, place })
}

fn posts(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<f64> {
    let number = reader.number(value, "posts")?;
    if number > 0.0 && number <= MOST_POSTS {
        return Some(number);
    }
    let error =
        Diagnostic::error(reader.place(value.span()), "`posts` is outside the possible range");
    let allowed = format!("full-time posts above 0, at most {MOST_POSTS}");
    reader.push(error.about("posts").found(describe(value.get_ref())).allowed(allowed));
    None
}

/// How a network's posts for 50,000 people change by a move.
#[derive(Clone, Copy, Debug)]
struct Step {
    week: i32,
    per_50k: f64,
}

impl Move {
    /// The step of a network, where it is one of the two.
    fn step(&self, network: &Scenario) -> Option<Step> {
        let per_50k = self.posts * FIFTY_THOUSAND / network.people();
        let sign = if self.from.0 == network.name {
            -1.0
        } else if self.to.0 == network.name {
            1.0
        } else {
            return None;
        };
        Some(Step { week: self.week, per_50k: sign * per_50k })
    }

    /// There is nothing between which it could be.
    pub(crate) fn without_networks(&self) -> Diagnostic {
        Diagnostic::error(self.place.clone(), "posts move between networks, and there is none")
            .about(SECTION)
            .allowed("two networks, each under `[network.NAME]`")
    }

    /// What is wrong with its names.
    fn names(&self, networks: &[Scenario]) -> Vec<Diagnostic> {
        let known = || networks.iter().map(|network| network.name.as_str());
        let unknown = |(key, (name, place)): (&str, &(String, Location))| {
            let wrong = !known().any(|known| known == name);
            wrong.then(|| {
                Diagnostic::error(place.clone(), format!("unknown network `{name}`"))
                    .about(key)
                    .allowed(listed(known()))
                    .nearest(names::nearest(name, known()))
            })
        };
        let mut found: Vec<_> =
            [("from", &self.from), ("to", &self.to)].into_iter().filter_map(unknown).collect();
        if self.from.0 == self.to.0 {
            let error = Diagnostic::error(self.to.1.clone(), "posts move from a network to itself");
            found.push(error.about("to").allowed("another network than `from`"));
        }
        found
    }

    /// What is wrong where a network has other posts than it says.
    fn tilted(&self, networks: &[Scenario]) -> Option<Diagnostic> {
        let path = "link_workers.deprivation_tilt";
        let ends = networks.iter().filter(|network| self.step(network).is_some());
        let mut tilts = ends.flat_map(|network| {
            let course = network.timeline.course(number(path));
            course.into_iter().map(|(_, tilt)| (network.name.as_str(), tilt))
        });
        let (name, tilt) = tilts.find(|(_, tilt)| tilt.abs() > 0.0)?;
        let message = "posts move only between networks that have as many as they say";
        Some(
            Diagnostic::error(self.place.clone(), message)
                .about(SECTION)
                .found(format!("`{path}` = {tilt} in `{name}`"))
                .allowed(format!(
                    "`{path}` = 0 in `[set]`: then a network has people / 50,000 x `link_workers.per_50k` posts"
                )),
        )
    }
}

/// Posts of a network in a week, without moves.
fn posts_in(timeline: &Timeline, people: f64, week: i32) -> f64 {
    timeline.at(week).parameters.link_workers.per_50k * people / FIFTY_THOUSAND
}

impl Scenario {
    /// Lays the moves under the networks, in place of what was laid before. Hands back what is wrong or doubtful.
    pub(crate) fn lay_moves(&mut self) -> Vec<Diagnostic> {
        let mut found: Vec<Diagnostic> = Vec::new();
        for moved in &self.moves {
            found.extend(moved.names(&self.networks));
            found.extend(moved.tilted(&self.networks));
        }
        if !found.is_empty() || self.moves.is_empty() {
            return found;
        }
        for network in &mut self.networks {
            network.take_moves(&self.moves, &mut found);
        }
        found
    }

    /// Lays the moves that begin or end in a network under it.
    fn take_moves(&mut self, moves: &[Move], found: &mut Vec<Diagnostic>) {
        let laid = |block: &Block| {
            let first = block.changes.first();
            first.is_some_and(|change| moves.iter().any(|moved| moved.place == change.place))
        };
        self.schedule.retain(|block| !laid(block));
        let start = self.values();
        let plausible = self.entries.iter().map(|entry| (entry.low, entry.high)).collect();
        let (without, _) = timeline::build(&start, &plausible, &self.schedule);
        let own: Vec<(&Move, Step)> =
            moves.iter().filter_map(|moved| Some((moved, moved.step(self)?))).collect();
        if let Some(error) = self.too_many(&own, &without) {
            found.push(error);
            return;
        }
        let parameter = number("link_workers.per_50k");
        let mut schedule = self.schedule.clone();
        let mut left = vec![0.0; own.len()];
        for (at, (moved, step)) in own.iter().enumerate() {
            // What rounding leaves of a network's last post is none.
            let there = own[..at].iter().zip(&left).fold(
                without.at(step.week).values[parameter],
                |there, ((_, earlier), by)| {
                    if earlier.week <= step.week { there + by } else { there }
                },
            );
            let last = (there + step.per_50k).abs() < NOTHING;
            left[at] = if last { -there } else { step.per_50k };
            let change = Change {
                parameter,
                action: Action::Add(left[at]),
                place: moved.place.clone(),
                basis: None,
                source: None,
                note: None,
            };
            let times = Times { from: step.week, over: 0, until: None };
            schedule.push(Block { times, changes: vec![change] });
        }
        let (timeline, wrong) = timeline::build(&start, &plausible, &schedule);
        let by_moves = |found: &Diagnostic| moves.iter().any(|moved| moved.place == found.place);
        found.extend(of_one(&self.name, &[], wrong.into_iter().filter(by_moves).collect()));
        (self.schedule, self.timeline) = (schedule, timeline);
    }

    /// A network that is to give more posts than it has in some week.
    fn too_many(&self, own: &[(&Move, Step)], without: &Timeline) -> Option<Diagnostic> {
        let people = self.people();
        let turns = without.epochs().iter().map(|epoch| epoch.from);
        let mut weeks: Vec<i32> = turns.chain(own.iter().map(|(_, step)| step.week)).collect();
        weeks.sort_unstable();
        for week in weeks {
            let so_far = || own.iter().filter(|(_, step)| step.week <= week);
            let moved: f64 = so_far().map(|(_, step)| step.per_50k).sum::<f64>() * people;
            let there = posts_in(without, people, week);
            if there + moved / FIFTY_THOUSAND < -NOTHING {
                let (last, _) = so_far().rfind(|(_, step)| step.per_50k < 0.0)?;
                let message = format!("`{}` has not that many posts", self.name);
                let given = -moved / FIFTY_THOUSAND;
                return Some(
                    Diagnostic::error(last.place.clone(), message)
                        .about(SECTION)
                        .found(format!("{given:.4} posts to go in all by week {}", week.max(0)))
                        .allowed(format!("at most the {there:.4} posts that it has then")),
                );
            }
        }
        None
    }

    /// Moves that the run does not see.
    pub(crate) fn moves_after(&self, weeks: i32) -> Vec<Diagnostic> {
        let late = self.moves.iter().filter(|moved| moved.week >= weeks);
        late.map(|moved| {
            Diagnostic::error(moved.place.clone(), "posts move only after the end of the run")
                .about("from_week")
                .found(format!("week {}", moved.week))
                .allowed(format!("a week before {weeks}, when the run ends"))
        })
        .collect()
    }
}
