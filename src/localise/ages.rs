//! Ages and sexes, as the model has them: shares of eight bands of age, one share of women for all ages. What it cannot
//! hold is lost: single years within a band, and sexes that differ by age.

use std::collections::{BTreeMap, BTreeSet};

use crate::localise::folder::{Cell, Folder, Origin, Taken};
use crate::localise::form::Kind;
use crate::localise::members::Members;
use crate::model::kinds::AgeBand;
use crate::scenario::diagnostic::{Diagnostic, Location};

/// The age from which files have one group, at the least.
const OPEN_FROM: u8 = AgeBand::EDGES[AgeBand::COUNT - 1];

/// Numbers of people by band of age, and by sex where that is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    /// People in each band.
    pub bands: [f64; AgeBand::COUNT],
    /// Women and girls.
    pub female: f64,
    /// Men and boys.
    pub male: f64,
}

/// Whom a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Of {
    /// Women and girls.
    Female,
    /// Men and boys.
    Male,
    /// Everybody.
    All,
}

impl Of {
    /// What a cell says of sex.
    pub(crate) fn read(text: &str) -> Option<Self> {
        match text.to_lowercase().as_str() {
            "female" | "females" | "f" | "women" => Some(Self::Female),
            "male" | "males" | "m" | "men" => Some(Self::Male),
            "all" | "persons" | "person" | "both" | "total" => Some(Self::All),
            _ => None,
        }
    }
}

/// Years of age: from the first to the last, or on without an end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Years {
    /// From the first to the last of them.
    Between(u8, u8),
    /// From this one on.
    From(u8),
}

impl Years {
    /// What a cell says of age: `7`, `15-19`, `85+`, `90 and over`.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase();
        let open = ["+", " and over", " or over", " plus", "_over", " and older"];
        if let Some(from) = open.iter().find_map(|end| text.strip_suffix(end)) {
            return Some(Self::From(from.trim().parse().ok()?));
        }
        let text = text.replace(" to ", "-");
        let parts: Vec<&str> = text.split(['-', '–', '_']).map(str::trim).collect();
        let (from, to) = match parts[..] {
            [one] => (one.parse().ok()?, one.parse().ok()?),
            [from, to] => (from.parse().ok()?, to.parse().ok()?),
            _ => return None,
        };
        (from <= to).then_some(Self::Between(from, to))
    }

    /// Whether the years lie in one band of the model, so that nothing need be divided.
    pub(crate) fn in_one_band(self) -> bool {
        match self {
            Self::Between(from, to) => AgeBand::of(from) == AgeBand::of(to),
            Self::From(from) => from >= OPEN_FROM,
        }
    }
}

impl Tally {
    /// Adds people of these years, evenly over the years where they lie in several bands.
    pub(crate) fn add(&mut self, years: Years, of: Of, people: f64) {
        let (from, to) = match years {
            Years::Between(from, to) => (from, to),
            Years::From(from) => (from, from),
        };
        let each = people / f64::from(to - from + 1);
        for age in from..=to {
            self.bands[AgeBand::of(age) as usize] += each;
        }
        match of {
            Of::Female => self.female += people,
            Of::Male => self.male += people,
            Of::All => {}
        }
    }

    /// Everybody.
    #[must_use]
    pub fn people(&self) -> f64 {
        self.bands.iter().sum()
    }

    /// The share of each band.
    #[must_use]
    pub fn shares(&self) -> [f64; AgeBand::COUNT] {
        self.bands.map(|people| people / self.people())
    }

    /// The share of women, where sexes are known.
    #[must_use]
    pub fn women(&self) -> Option<f64> {
        Some(self.female / (self.female + self.male)).filter(|share| share.is_finite())
    }
}

/// Patients registered with the practices of a network.
#[derive(Clone, Debug, Default)]
pub(crate) struct Registered {
    pub(crate) tally: Tally,
    /// People registered with each practice.
    pub(crate) lists: BTreeMap<String, f64>,
    pub(crate) origin: Origin,
}

/// Reads patients registered by age and sex.
pub(crate) fn read(folder: &mut Folder, members: &Members) -> Option<Registered> {
    if !folder.has(Kind::Ages) {
        return None;
    }
    let mut cells: BTreeMap<(String, Of, Option<u8>), f64> = BTreeMap::new();
    let mut totals: BTreeMap<String, f64> = BTreeMap::new();
    let origin = folder.each(Kind::Ages, |row| {
        let [_, practice, sex, age] = row.texts();
        if !members.has(practice) {
            return Ok(Taken::No);
        }
        let of = Of::read(sex)
            .ok_or_else(|| row.wrong(2, "not a sex").allowed("MALE, FEMALE or ALL"))?;
        let years = if age.eq_ignore_ascii_case("all") {
            None
        } else {
            let allowed = "0 to 94, 95+ or ALL";
            let years = Years::read(age).filter(|years| years.in_one_band());
            Some(years.ok_or_else(|| row.wrong(3, "not an age").allowed(allowed))?)
        };
        let first = years.map(|years| match years {
            Years::Between(from, _) | Years::From(from) => from,
        });
        let Cell::Number(people) = row.number(4)? else { return Ok(Taken::Suppressed) };
        if years.is_none() && of == Of::All {
            totals.insert(practice.to_owned(), people);
        }
        if cells.insert((practice.to_owned(), of, first), people).is_some() {
            let wrong = row.wrong(4, &format!("{practice}, {sex}, {age} stands twice"));
            let allowed = "each practice, sex and age once, in one of the files";
            return Err(Box::new(wrong.allowed(allowed)));
        }
        Ok(Taken::Yes)
    });
    let mut registered = Registered { origin, ..Registered::default() };
    let by_sex = cells.keys().any(|(_, of, age)| *of != Of::All && age.is_some());
    for ((practice, of, age), people) in &cells {
        let Some(age) = *age else { continue };
        if by_sex == (*of == Of::All) {
            continue;
        }
        registered.tally.add(Years::Between(age, age), *of, *people);
        *registered.lists.entry(practice.clone()).or_default() += people;
    }
    // A file of totals says how long lists are, and nothing of ages.
    for (practice, people) in totals {
        registered.lists.entry(practice).or_insert(people);
    }
    if let Some(place) = folder.whole(Kind::Ages) {
        let sexes: BTreeSet<Of> =
            cells.keys().filter(|(.., age)| age.is_some()).map(|(_, of, _)| *of).collect();
        folder.found.extend(one_sex(place.clone(), &sexes));
        absent(folder, members, place, |practice| registered.lists.contains_key(*practice));
    }
    (registered.tally.people() > 0.0).then_some(registered)
}

/// An error where files have one sex alone, as they do who forget the file of the other.
pub(crate) fn one_sex(place: Location, there: &BTreeSet<Of>) -> Option<Diagnostic> {
    let (has, lacks) = match there.iter().collect::<Vec<_>>()[..] {
        [Of::Female] => ("women", "men"),
        [Of::Male] => ("men", "women"),
        _ => return None,
    };
    let error = Diagnostic::error(place, format!("{has} are in the folder, and {lacks} are not"));
    Some(error.allowed("the file of the other sex beside this one, or one of everybody"))
}

/// Notes practices of the network of which a file has no row: an error if that is all of them.
pub(crate) fn absent(
    folder: &mut Folder,
    members: &Members,
    place: Location,
    there: impl Fn(&&String) -> bool,
) {
    let absent: Vec<String> =
        members.practices.iter().filter(|practice| !there(practice)).cloned().collect();
    if absent.len() == members.practices.len() {
        let message = format!("no practice of {} in this file", members.network);
        let error = Diagnostic::error(place, message);
        folder.found.push(error.allowed(format!("rows of {}", listed(&members.practices))));
    } else if !absent.is_empty() {
        let message =
            format!("{} practices of {} are not in this file", absent.len(), members.network);
        let warning =
            Diagnostic::warning(place, message).found(format!("no row of {}", listed(&absent)));
        folder
            .found
            .push(warning.allowed("every practice of the network: what is missing is left out"));
    }
}

fn listed<'a>(codes: impl IntoIterator<Item = &'a String>) -> String {
    codes.into_iter().map(String::as_str).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_read_as_people_write_them() {
        for (text, years) in [
            ("7", Years::Between(7, 7)),
            ("15-19", Years::Between(15, 19)),
            ("15 – 19", Years::Between(15, 19)),
            ("15 to 19", Years::Between(15, 19)),
            ("95+", Years::From(95)),
            ("85 and over", Years::From(85)),
        ] {
            assert_eq!(Years::read(text), Some(years), "{text}");
        }
        for none in ["", "old", "19-15", "-5", "300"] {
            assert_eq!(Years::read(none), None, "{none}");
        }
    }

    #[test]
    fn people_of_several_bands_are_divided_evenly_by_years() {
        let mut tally = Tally::default();
        tally.add(Years::Between(0, 9), Of::Female, 100.0);
        tally.add(Years::From(90), Of::Male, 50.0);
        assert_eq!(tally.bands.map(|people| people.round() as u32), [50, 50, 0, 0, 0, 0, 0, 50]);
        assert_eq!(tally.women(), Some(100.0 / 150.0));
        assert!((tally.shares().iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert!(Years::From(85).in_one_band() && !Years::From(75).in_one_band());
    }
}
