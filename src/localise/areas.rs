//! Where people registered with a network live, and in which national fifths of deprivation these small areas are.
//! Areas of 2011 and of 2021 are never mixed: codes that both have are the same place, and others are joined by a
//! lookup or refused.

use std::collections::{BTreeMap, BTreeSet};

use crate::localise::ages::{Of, absent, one_sex};
use crate::localise::fifths::Shares;
use crate::localise::folder::{Cell, Folder, Origin, Taken};
use crate::localise::form::Kind;
use crate::localise::members::Members;
use crate::scenario::diagnostic::{Diagnostic, Location};

/// How the code of a small area in England begins.
const ENGLISH: &str = "E01";

/// Most tenths of deprivation.
const TENTHS: u8 = 10;

/// People registered by small area.
#[derive(Clone, Debug, Default)]
pub(crate) struct Areas {
    /// Those of the network.
    pub(crate) network: BTreeMap<String, f64>,
    /// Those of every practice in the file.
    pub(crate) everybody: BTreeMap<String, f64>,
    /// Those of the network whose area is not known, or not in England.
    pub(crate) elsewhere: f64,
    pub(crate) origin: Origin,
}

/// What becomes of small areas when they are joined with another file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Joined {
    /// Areas found under their own code.
    pub(crate) matched: usize,
    /// Areas found by the lookup.
    pub(crate) looked_up: usize,
}

/// How deprived the places are in which people of a network live.
#[derive(Clone, Debug)]
pub(crate) struct Deprivation {
    pub(crate) shares: Shares,
    pub(crate) people: f64,
    pub(crate) joined: Joined,
    /// The index, with what it is called.
    pub(crate) origin: Origin,
    pub(crate) index: &'static str,
    /// The lookup, where one was needed.
    pub(crate) lookup: Option<Origin>,
}

/// Numbers by whether a row is of everybody or of one sex.
#[derive(Clone, Copy, Debug, Default)]
struct Counted {
    all: f64,
    by_sex: f64,
}

/// Reads where people live.
pub(crate) fn read(folder: &mut Folder, members: &Members) -> Option<Areas> {
    let place = folder.whole(Kind::Areas)?;
    let mut network: BTreeMap<String, Counted> = BTreeMap::new();
    let mut everybody: BTreeMap<String, Counted> = BTreeMap::new();
    let mut seen: BTreeSet<(String, String, Of)> = BTreeSet::new();
    let mut there: BTreeSet<String> = BTreeSet::new();
    let origin = folder.each(Kind::Areas, |row| {
        let [_, practice, area, sex] = row.texts();
        let of = Of::read(sex)
            .ok_or_else(|| row.wrong(3, "not a sex").allowed("MALE, FEMALE or ALL"))?;
        let ours = members.has(practice);
        let number = row.number(4)?;
        let add = |to: &mut BTreeMap<String, Counted>| {
            let Cell::Number(people) = number else { return };
            if !to.contains_key(area) {
                to.insert(area.to_owned(), Counted::default());
            }
            let counted = to.get_mut(area).expect("an area that was just put there");
            if of == Of::All { counted.all += people } else { counted.by_sex += people }
        };
        add(&mut everybody);
        if !ours {
            return Ok(Taken::No);
        }
        add(&mut network);
        there.insert(practice.to_owned());
        if !seen.insert((practice.to_owned(), area.to_owned(), of)) {
            let message = format!("{practice}, {area}, {sex} stands twice");
            let allowed = "each practice, area and sex once, in one of the files";
            return Err(Box::new(row.wrong(4, &message).allowed(allowed)));
        }
        Ok(if number == Cell::Suppressed { Taken::Suppressed } else { Taken::Yes })
    });
    absent(folder, members, place.clone(), |practice| there.contains(*practice));
    let sexes: BTreeSet<Of> = seen.iter().map(|(.., of)| *of).collect();
    folder.found.extend(one_sex(place, &sexes));
    let is_all = network.values().any(|counted| counted.all > 0.0);
    let one = |counted: Counted| if is_all { counted.all } else { counted.by_sex };
    let flat = |all: BTreeMap<String, Counted>| -> BTreeMap<String, f64> {
        all.into_iter().map(|(area, counted)| (area, one(counted))).collect()
    };
    let (mut network, everybody) = (flat(network), flat(everybody));
    let abroad: Vec<String> =
        network.keys().filter(|area| !area.starts_with(ENGLISH)).cloned().collect();
    let elsewhere = abroad.iter().filter_map(|area| network.remove(area)).sum();
    network.retain(|_, people| *people > 0.0);
    (!network.is_empty()).then_some(Areas { network, everybody, elsewhere, origin })
}

/// An index of deprivation: the tenth of each area.
struct Index {
    tenths: BTreeMap<String, u8>,
    kind: Kind,
    origin: Origin,
}

fn index(folder: &mut Folder, kind: Kind) -> Option<Index> {
    if !folder.has(kind) {
        return None;
    }
    let mut tenths: BTreeMap<String, u8> = BTreeMap::new();
    let origin = folder.each(kind, |row| {
        let [area, tenth] = row.texts();
        let number = tenth.parse::<f64>().ok().filter(|n| n.fract() == 0.0);
        let number = number.filter(|n| (1.0..=f64::from(TENTHS)).contains(n));
        let allowed = "a whole number from 1, the most deprived, to 10";
        let number = number.ok_or_else(|| row.wrong(1, "not a decile").allowed(allowed))?;
        match tenths.insert(area.to_owned(), number as u8) {
            Some(before) if before != number as u8 => {
                let message = format!("{area} has two deciles");
                Err(Box::new(row.wrong(1, &message).allowed(format!("one, as {before} before"))))
            }
            _ => Ok(Taken::Yes),
        }
    });
    Some(Index { tenths, kind, origin })
}

/// From each area to what it became, in the direction that is asked for.
pub(crate) struct Lookup {
    to: BTreeMap<String, Vec<String>>,
    pub(crate) origin: Origin,
}

impl Lookup {
    /// What an area became; nothing if the lookup does not have it.
    pub(crate) fn of(&self, area: &str) -> &[String] {
        self.to.get(area).map_or(&[], Vec::as_slice)
    }

    /// Reads the lookup: from 2011 to 2021, or back.
    pub(crate) fn read(folder: &mut Folder, forward: bool) -> Option<Self> {
        if !folder.has(Kind::Lookup) {
            return None;
        }
        let mut to: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let origin = folder.each(Kind::Lookup, |row| {
            let [old, new] = row.texts();
            let (from, into) = if forward { (old, new) } else { (new, old) };
            let known = to.entry(from.to_owned()).or_default();
            if !known.iter().any(|area| area == into) {
                known.push(into.to_owned());
            }
            Ok(Taken::Yes)
        });
        Some(Self { to, origin })
    }
}

/// Joins areas with the index that has them all. Of two indices the later is tried first.
pub(crate) fn deprivation(folder: &mut Folder, areas: &Areas) -> Option<Deprivation> {
    let kinds = [Kind::Index2025, Kind::Index2019];
    let before = folder.found.len();
    let indices: Vec<Index> = kinds.into_iter().filter_map(|kind| index(folder, kind)).collect();
    // An index that could not be read whole lacks areas for that alone.
    if folder.found.len() > before {
        return None;
    }
    let absent = |index: &Index| -> Vec<String> {
        areas.network.keys().filter(|area| !index.tenths.contains_key(*area)).cloned().collect()
    };
    if let Some(index) = indices.iter().find(|index| absent(index).is_empty()) {
        return Some(shares(areas, index, None));
    }
    for index in &indices {
        let lookup = Lookup::read(folder, index.kind == Kind::Index2025);
        let Some(lookup) = lookup else { continue };
        let known = |area: &String| index.tenths.contains_key(area);
        let all = |area: &String| {
            let became = lookup.of(area);
            !became.is_empty() && became.iter().all(known)
        };
        if absent(index).iter().all(all) {
            return Some(shares(areas, index, Some(lookup)));
        }
    }
    let first = indices.first()?;
    let absent = absent(first);
    let (theirs, ours) = vintages(first.kind);
    let place = folder.whole(Kind::Areas).expect("areas are from a file");
    folder.found.push(mixed(
        place,
        &absent,
        areas.network.len(),
        first.kind.form().name,
        (theirs, ours),
    ));
    None
}

/// The years of the areas of an index, and those of areas that it does not have.
fn vintages(kind: Kind) -> (u32, u32) {
    if kind == Kind::Index2025 { (2021, 2011) } else { (2011, 2021) }
}

/// Areas of one census beside a file of the other.
pub(crate) fn mixed(
    place: Location,
    absent: &[String],
    all: usize,
    file: &str,
    (theirs, ours): (u32, u32),
) -> Diagnostic {
    let message =
        format!("{file}: it lacks areas of the network; areas of {ours} are not those of {theirs}");
    let few = absent.iter().take(3).map(String::as_str).collect::<Vec<_>>().join(", ");
    Diagnostic::error(place, message)
        .found(format!("{} of {all} areas of the network, as {few}", absent.len()))
        .allowed(format!(
            "areas of {theirs} (in every file), or a lookup with LSOA11CD and LSOA21CD in the folder"
        ))
}

fn shares(areas: &Areas, index: &Index, lookup: Option<Lookup>) -> Deprivation {
    let (mut shares, mut joined) = (Shares::default(), Joined::default());
    let people: f64 = areas.network.values().sum();
    let fifth = |tenth: u8| usize::from((tenth - 1) / 2);
    for (area, number) in &areas.network {
        let share = number / people;
        if let Some(&tenth) = index.tenths.get(area) {
            shares[fifth(tenth)] += share;
            joined.matched += 1;
            continue;
        }
        let became = lookup.as_ref().map_or(&[][..], |lookup| lookup.of(area));
        for area in became {
            shares[fifth(index.tenths[area])] += share / became.len() as f64;
        }
        joined.looked_up += 1;
    }
    let lookup = lookup.filter(|_| joined.looked_up > 0).map(|lookup| lookup.origin);
    let (origin, index) = (index.origin.clone(), index.kind.form().name);
    Deprivation { shares, people, joined, origin, index, lookup }
}
