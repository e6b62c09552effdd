//! From a path to a checked scenario: the chain of files is read to its base, each file is judged
//! as a whole, and the overlays are applied from the base out. Everything that is wrong in any
//! file is said at once.

use crate::scenario::base;
use crate::scenario::budget;
use crate::scenario::economics;
use crate::scenario::economics::{Economics, Given, TERMS, Wanted};
use crate::scenario::effect;
use crate::scenario::moves::Move;
use crate::scenario::names;
use crate::scenario::network::{self, Named, Own};
use crate::scenario::overlay;
use crate::scenario::timeline;
use std::collections::BTreeMap;

use toml::de::DeTable;

use crate::model::parameters::Parameters;
use crate::scenario::base::{BaseEntry, impossible, is_whole, possible};
use crate::scenario::chain::{Shelf, Visited};
use crate::scenario::diagnostic::{Diagnostic, Diagnostics, Gravity, Location, Text};
use crate::scenario::kind::Kind;
use crate::scenario::origin::Origin;
use crate::scenario::overlay::{Action, Change, Overlay};
use crate::scenario::reader::Reader;
use crate::scenario::source::{Basis, Source};
use crate::scenario::timeline::plausible_range;
use crate::scenario::{Entry, Scenario};

/// One file of a chain, read.
#[derive(Clone, Debug)]
struct Part {
    origin: Origin,
    stem: String,
    title: String,
    because: String,
    sources: BTreeMap<String, (Source, Location)>,
    economics: Option<Vec<Given>>,
    budget: Option<budget::Sum>,
    content: Content,
}

#[derive(Clone, Debug)]
enum Content {
    Base(Vec<Option<BaseEntry>>),
    Overlay(Overlay),
    /// The text could not be parsed at all.
    Nothing,
}

/// Reads a scenario and those it extends, from a shelf.
///
/// # Errors
/// Everything that is wrong in any of the texts.
pub(crate) fn from(origin: Origin, shelf: &Shelf<'_>) -> Result<Scenario, Diagnostics> {
    let mut found = Vec::new();
    let parts = chain(origin, shelf, &mut found);
    let names = network::named(parts.iter().map(Part::networks), &mut found);
    let mut networks = Vec::new();
    for named in names {
        let own = parts.iter().map(|part| part.of_network(&named.name)).collect();
        networks.push((named, own));
    }
    let moves = parts.iter().flat_map(Part::moves).cloned().collect();
    let scenario = Assembly::new().finish(parts, &mut found);
    let scenario = scenario.map(|scenario| with_networks(scenario, (networks, moves), &mut found));
    let found = Diagnostics::new(found);
    match scenario {
        Some(scenario) if found.count(Gravity::Error) == 0 => {
            Ok(Scenario { warnings: found.into_vec(), ..scenario })
        }
        _ => Err(found),
    }
}

/// A scenario with its networks, each put together as the scenario is, with what files say of it alone.
fn with_networks(
    scenario: Scenario,
    (networks, moves): (Vec<(Named, Vec<Part>)>, Vec<Move>),
    found: &mut Vec<Diagnostic>,
) -> Scenario {
    let mut made = Vec::new();
    for (Named { name, title, .. }, parts) in networks {
        let mut own = Vec::new();
        let network = Assembly::new().finish(parts, &mut own);
        let own = network::of_one(&name, found, own);
        found.extend(own);
        made.extend(network.map(|network| Scenario { name, title, budget: None, ..network }));
    }
    scenario.with_networks(made, moves, found)
}

/// The files of a chain, the base first as far as it was reached.
fn chain(origin: Origin, shelf: &Shelf<'_>, found: &mut Vec<Diagnostic>) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut visited = Visited::default();
    let mut next = Some((origin, None));
    while let Some((origin, wanted_at)) = next.take() {
        let text = match (shelf.read)(&origin, wanted_at.as_ref()) {
            Ok(text) => text,
            Err(error) => {
                found.push(*error);
                break;
            }
        };
        visited.add(&origin, shelf);
        let part = part(origin.clone(), &text, found);
        if let Content::Overlay(Overlay { extends: Some((name, place)), .. }) = &part.content {
            match visited.next(&origin, name, place, shelf) {
                Ok(base) => next = Some((base, Some(place.clone()))),
                Err(error) => found.push(*error),
            }
        }
        parts.push(part);
    }
    parts.reverse();
    parts
}

impl Part {
    /// What it says of networks.
    fn networks(&self) -> &[Own] {
        match &self.content {
            Content::Overlay(overlay) => &overlay.networks,
            Content::Base(_) | Content::Nothing => &[],
        }
    }

    /// What it moves.
    fn moves(&self) -> &[Move] {
        match &self.content {
            Content::Overlay(overlay) => &overlay.moves,
            Content::Base(_) | Content::Nothing => &[],
        }
    }

    /// The same as a network reads it: what the file says of all, then what it says of this one.
    fn of_network(&self, name: &str) -> Self {
        let mut part = self.clone();
        let own = self.networks().iter().find(|own| own.name == name);
        if let (Content::Overlay(overlay), Some(own)) = (&mut part.content, own) {
            overlay.changes.extend(own.changes.iter().cloned());
            overlay.schedule.extend(own.schedule.iter().cloned());
        }
        part
    }
}

/// Reads one file.
fn part(origin: Origin, text: &Text, found: &mut Vec<Diagnostic>) -> Part {
    let mut part = Part {
        origin,
        stem: text.stem.clone(),
        title: String::new(),
        because: String::new(),
        sources: BTreeMap::new(),
        economics: None,
        budget: None,
        content: Content::Nothing,
    };
    let (root, complaints) = match Kind::Scenario.parsed(text) {
        Ok(parsed) => parsed,
        Err(errors) => {
            found.extend(errors);
            return part;
        }
    };
    let mut reader = Reader::new(text, complaints);
    let root = root.get_ref();
    let wanted = match side(root) {
        Side::Base => {
            part.content = Content::Base(base::read(&mut reader, root));
            Wanted::Every
        }
        Side::Overlay => {
            part.content = Content::Overlay(overlay::read(&mut reader, root));
            part.budget = budget::read(&mut reader, root);
            Wanted::Some
        }
    };
    part.economics = economics::read(&mut reader, root, wanted);
    let heads = ["title", "because"].map(|key| head(&mut reader, root, key));
    [part.title, part.because] = heads.map(Option::unwrap_or_default);
    part.sources = reader.sources(root);
    found.extend(reader.finish());
    part
}

fn head(reader: &mut Reader<'_>, root: &DeTable<'_>, key: &str) -> Option<String> {
    let known = overlay::KEYS.iter().copied();
    let misspelt = root
        .keys()
        .filter(|name| !overlay::KEYS.contains(&name.get_ref().as_ref()))
        .filter_map(|name| names::nearest(name.get_ref(), known.clone()))
        .collect();
    let about = match key {
        "title" => "a title in a few words",
        _ => "a sentence that says why the scenario is as it is",
    };
    reader.required_text(root, key, None, &misspelt, about)
}

/// The two sides of a chain of scenario files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Base,
    Overlay,
}

/// A file that speaks of changes, or that has no section of parameters, is an overlay, even if
/// it forgot to say what it extends.
fn side(root: &DeTable<'_>) -> Side {
    let said = ["extends", "set", "scale", "schedule", "network", "move", "budget"];
    let changes = said.iter().any(|key| root.contains_key(*key));
    let sections = root.keys().any(|key| names::is_prefix(names::section(key.get_ref())));
    if sections && !changes { Side::Base } else { Side::Overlay }
}

/// What has been put together so far.
#[derive(Default)]
struct Assembly {
    entries: Vec<Option<Entry>>,
    /// The values of the base.
    base: Vec<f64>,
    sources: BTreeMap<String, (Source, Location)>,
    /// What is said of each line of `[economics]`.
    economics: Vec<Option<Entry>>,
    /// Where the value of each changed parameter was last given.
    last: BTreeMap<usize, Location>,
}

impl Assembly {
    /// Nothing yet.
    fn new() -> Self {
        Self { economics: vec![None; TERMS.len()], ..Self::default() }
    }

    /// Applies the files from the base out; nothing if there is no complete base.
    fn finish(mut self, parts: Vec<Part>, found: &mut Vec<Diagnostic>) -> Option<Scenario> {
        let last = parts.last()?;
        let (name, title, because) = (last.stem.clone(), last.title.clone(), last.because.clone());
        let mut files = Vec::new();
        let (mut schedule, mut budget) = (Vec::new(), None);
        let reached_base = !matches!(parts.first()?.content, Content::Overlay(_));
        for part in parts {
            self.take_sources(part.sources, found);
            // As of a line of prices: the last that says it.
            budget = part.budget.or(budget);
            let whose = matches!(part.content, Content::Overlay(_)).then_some(&*part.stem);
            self.take_economics(part.economics, whose, reached_base, found);
            match part.content {
                Content::Base(entries) => self.base(entries, found),
                Content::Overlay(overlay) => {
                    let mut altered = Vec::new();
                    for change in &overlay.changes {
                        altered.push(self.change(change, &part.stem, reached_base, found));
                    }
                    found.extend(effect::unscaled(&overlay.changes, &altered));
                    for change in overlay.schedule.iter().flat_map(|block| &block.changes) {
                        self.known_source(change.source.as_ref(), reached_base, found);
                    }
                    schedule.extend(overlay.schedule);
                }
                Content::Nothing => {}
            }
            files.push(part.origin);
        }
        let entries: Vec<Entry> = self.entries.into_iter().collect::<Option<_>>()?;
        if entries.len() != Parameters::specs().len() {
            return None;
        }
        for (index, place) in self.last {
            found.extend(implausible(index, &entries[index], place));
        }
        let start: Vec<f64> = entries.iter().map(|entry| entry.value).collect();
        let plausible = entries.iter().map(|entry| (entry.low, entry.high)).collect();
        let (timeline, problems) = timeline::build(&start, &plausible, &schedule);
        found.extend(problems);
        let sources = self.sources.into_iter().map(|(id, (source, _))| (id, source)).collect();
        let economics = self.economics.into_iter().collect::<Option<_>>();
        let economics = economics.map(|entries| Economics { entries });
        let size_alone = effect::size_alone(&entries, &schedule);
        let warnings = Vec::new();
        Some(Scenario {
            name,
            title,
            because,
            files,
            entries,
            sources,
            economics,
            budget,
            timeline,
            warnings,
            schedule,
            base: self.base,
            size_alone,
            weighed: Vec::new(),
            networks: Vec::new(),
            moves: Vec::new(),
        })
    }

    fn take_sources(
        &mut self,
        sources: BTreeMap<String, (Source, Location)>,
        found: &mut Vec<Diagnostic>,
    ) {
        for (id, (source, place)) in sources {
            if let Some((_, first)) = self.sources.get(&id) {
                found.push(
                    Diagnostic::error(place, format!("the source `{id}` is given twice"))
                        .about(&*id)
                        .found(format!("the same name in `{}`", first.file))
                        .allowed("a name that no extended file uses"),
                );
            } else {
                self.sources.insert(id, (source, place));
            }
        }
    }

    fn take_economics(
        &mut self,
        given: Option<Vec<Given>>,
        whose: Option<&str>,
        reached_base: bool,
        found: &mut Vec<Diagnostic>,
    ) {
        for (place, entry) in given.into_iter().flatten() {
            let source = (entry.source.clone(), entry.source_at.clone());
            self.known_source(Some(&source), reached_base, found);
            self.economics[place] = Some(entry.kept(whose));
        }
    }

    fn known_source(
        &self,
        source: Option<&(String, Location)>,
        reached_base: bool,
        found: &mut Vec<Diagnostic>,
    ) {
        if let Some((id, place)) = source
            && reached_base
            && !self.sources.contains_key(id)
        {
            let nearest = names::nearest(id, self.sources.keys().map(String::as_str));
            found.push(
                Diagnostic::error(place.clone(), format!("unknown source `{id}`"))
                    .about("source")
                    .allowed("a name in `[sources]`")
                    .nearest(nearest),
            );
        }
    }

    fn base(&mut self, entries: Vec<Option<BaseEntry>>, found: &mut Vec<Diagnostic>) {
        for entry in entries {
            let entry = entry.map(|entry| {
                let source = (entry.source, entry.source_at);
                self.known_source(Some(&source), true, found);
                self.last.insert(self.entries.len(), entry.value_at);
                self.base.push(entry.value);
                Entry {
                    value: entry.value,
                    low: entry.low,
                    high: entry.high,
                    basis: entry.basis,
                    source: source.0,
                    note: entry.note,
                    overridden_by: None,
                }
            });
            self.entries.push(entry);
        }
    }

    /// Applies a change; says whether it alters the value, or cannot be judged.
    fn change(
        &mut self,
        change: &Change,
        stem: &str,
        reached_base: bool,
        found: &mut Vec<Diagnostic>,
    ) -> bool {
        self.known_source(change.source.as_ref(), reached_base, found);
        let Some(Some(entry)) = self.entries.get_mut(change.parameter) else { return true };
        let spec = &Parameters::specs()[change.parameter];
        let mut value = change.action.after(entry.value, 1.0);
        if is_whole(spec) {
            value = value.round();
        }
        if let Action::Scale(factor) = change.action
            && impossible(spec, value).is_some()
        {
            let message = format!("scaling takes `{}` outside the possible range", spec.path);
            found.push(
                Diagnostic::error(change.place.clone(), message)
                    .about(&*spec.path)
                    .found(format!("{} x {factor} = {value}", entry.value))
                    .allowed(possible(spec)),
            );
            return true;
        }
        // Adding zero turns a negative zero, which has bits of its own, into zero.
        let value = value + 0.0;
        let altered = value.to_bits() != entry.value.to_bits();
        entry.value = value;
        entry.basis = change.basis.unwrap_or(Basis::Assumed);
        if let Some((source, _)) = &change.source {
            entry.source.clone_from(source);
        }
        if change.note.is_some() {
            entry.note.clone_from(&change.note);
        }
        entry.overridden_by = Some(stem.to_owned());
        self.last.insert(change.parameter, change.place.clone());
        altered
    }
}

/// A warning for a value outside its plausible range.
fn implausible(index: usize, entry: &Entry, place: Location) -> Option<Diagnostic> {
    if (entry.low..=entry.high).contains(&entry.value) {
        return None;
    }
    let spec = &Parameters::specs()[index];
    let message = format!("`{}` is outside its plausible range", spec.path);
    Some(
        Diagnostic::warning(place, message)
            .about(&*spec.path)
            .found(entry.value.to_string())
            .allowed(plausible_range(spec, (entry.low, entry.high))),
    )
}
