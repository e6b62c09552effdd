//! What somebody asks of the page, and the two scenarios that it comes to, as texts: the area as it is, and
//! what is to be. Both can be run with `kith compare`, and give there what the page gives.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

use crate::page::levers::{From, LEVERS, Lever, TODAY};
use crate::report::number::{brief, full};
use crate::scenario::{Diagnostics, Scenario, load_text, names};
use crate::studies::compare::unlike;

/// The scenario that everything is judged against, unless the area differs from it.
pub const BASELINE: &str = "baseline";

/// Where the controls of the page stand.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wish {
    /// The scenario to start from, by its name.
    pub start: String,
    /// People on the list.
    pub people: u32,
    /// Measured weeks.
    pub weeks: u32,
    /// Runs.
    pub runs: u32,
    /// Seed of all draws.
    pub seed: u32,
    /// Levers that stand elsewhere today than in the baseline, as shown.
    #[serde(default)]
    pub today: BTreeMap<String, f64>,
    /// Levers that were moved, as shown.
    #[serde(default)]
    pub moved: BTreeMap<String, f64>,
}

impl Default for Wish {
    /// A large practice over five years: a first picture within seconds.
    fn default() -> Self {
        Self {
            start: BASELINE.to_owned(),
            people: 10_000,
            weeks: 260,
            runs: 8,
            seed: 1,
            today: BTreeMap::new(),
            moved: BTreeMap::new(),
        }
    }
}

/// Least and most of each size that the page takes.
pub const PEOPLE: (u32, u32) = (500, 120_000);
/// Weeks: from a year to ten.
pub const WEEKS: (u32, u32) = (52, 520);
/// Runs.
pub const RUNS: (u32, u32) = (1, 200);

/// The two scenarios of a wish, checked.
#[derive(Debug)]
pub struct Asked {
    /// The area as it is.
    pub area: Scenario,
    /// What is to be; nothing where that is the area as it is.
    pub mine: Option<Scenario>,
}

/// Texts of scenarios by their names.
pub type Texts = Vec<(String, String)>;

impl Wish {
    /// What is wrong with it, in sentences; nothing if it can be read as scenarios.
    #[must_use]
    pub fn problems(&self) -> Vec<String> {
        let mut found = Vec::new();
        let sizes = [
            ("people on the list", self.people, PEOPLE),
            ("weeks", self.weeks, WEEKS),
            ("runs", self.runs, RUNS),
        ];
        for (name, size, (least, most)) in sizes {
            if !(least..=most).contains(&size) {
                found.push(format!("{name}: {size}; allowed is {least} to {most}"));
            }
        }
        let places =
            self.today.iter().map(|it| (true, it)).chain(self.moved.iter().map(|it| (false, it)));
        for (today, (id, &place)) in places {
            let there = |lever: &&Lever| {
                if today { TODAY.contains(&lever.id) } else { lever.from != From::Area }
            };
            match Lever::named(id).filter(there) {
                None => found.push(format!("there is no control `{id}`")),
                Some(lever) if !(lever.low..=lever.high).contains(&place) => found.push(format!(
                    "{}: {place}; allowed is {} to {} {}",
                    lever.label, lever.low, lever.high, lever.unit
                )),
                Some(_) => {}
            }
        }
        found
    }

    /// The scenarios.
    ///
    /// # Errors
    /// Everything that is wrong with the controls or in the texts.
    pub fn asked(&self, given: &[(String, String)]) -> Result<Asked, String> {
        let problems = self.problems();
        if !problems.is_empty() {
            return Err(problems.join("\n"));
        }
        let texts = self.texts(given)?;
        let all: Vec<(&str, &str)> =
            given.iter().chain(&texts).map(|(name, text)| (&**name, &**text)).collect();
        let read = |name: &str| -> Result<Scenario, String> {
            let said = |found: Diagnostics| found.to_string();
            let mut scenario = load_text(name, &all).map_err(said)?;
            scenario.check_effect().map_err(said)?;
            Ok(scenario)
        };
        let area = read(AREA)?;
        let mine = texts.iter().any(|(name, _)| name == MINE).then(|| read(MINE)).transpose()?;
        let found = mine.as_ref().map_or_else(Vec::new, |mine| unlike(&area, mine));
        if found.is_empty() {
            return Ok(Asked { area, mine });
        }
        Err(format!(
            "this scenario is of other people than the area, and cannot be compared with it person by \
             person:\n{}",
            found.join("\n")
        ))
    }

    /// The texts of the scenarios, by their names.
    ///
    /// # Errors
    /// If there is no scenario to start from.
    pub fn texts(&self, given: &[(String, String)]) -> Result<Texts, String> {
        let start = self.start(given)?;
        let area = format!(
            "title = \"The area as it is\"\nextends = \"{BASELINE}\"\nbecause = \"The list and the \
             services that a change is judged against.\"\n\n[set]\n{}{}",
            self.sizes(),
            self.always(&BTreeMap::new(), None)
        );
        let mut texts = vec![(AREA.to_owned(), area)];
        let moved: Vec<(&Lever, f64)> =
            LEVERS.iter().filter_map(|lever| Some((lever, *self.moved.get(lever.id)?))).collect();
        if self.start == BASELINE && moved.is_empty() {
            return Ok(texts);
        }
        let mut mine = format!(
            "title = {}\nextends = {}\nbecause = \"Made on the page of Kith, model {}.\"\n\n[set]\n{}",
            quoted(&self.title(&start, &moved)),
            quoted(&self.start),
            crate::page::MODEL,
            self.sizes()
        );
        let always: BTreeMap<&str, f64> = moved
            .iter()
            .filter(|(lever, _)| lever.from == From::Always)
            .map(|&(lever, place)| (lever.id, place))
            .collect();
        mine += &self.always(&always, Some(&start));
        let now = moved.iter().filter(|(lever, _)| lever.from == From::Now);
        let lines: String = now.map(|&(lever, place)| line("set.", lever, place)).collect();
        if !lines.is_empty() {
            write!(mine, "\n[[schedule]]\nfrom = 0\n{lines}").expect("writing to a string");
        }
        texts.push((MINE.to_owned(), mine));
        Ok(texts)
    }

    fn sizes(&self) -> String {
        let sizes = [
            ("people", self.people),
            ("weeks", self.weeks),
            ("replicates", self.runs),
            ("seed", self.seed),
            ("neighbourhoods", 1),
        ];
        sizes.map(|(name, size)| format!("\"run.{name}\" = {size}\n")).concat()
    }

    /// What holds all the time: what was moved for good, and what stands elsewhere today, unless the scenario
    /// to start from has a word of its own on it.
    fn always(&self, moved: &BTreeMap<&str, f64>, start: Option<&Scenario>) -> String {
        let place = |lever: &Lever| {
            let place = moved.get(lever.id).copied().or_else(|| self.stands_today(lever, start));
            place.map(|place| line("", lever, place))
        };
        LEVERS.iter().filter_map(place).collect()
    }

    /// Where a lever stands elsewhere today, unless the scenario to start from has a word of its own on it.
    fn stands_today(&self, lever: &Lever, start: Option<&Scenario>) -> Option<f64> {
        let number = names::parameter(lever.path).expect("the parameter of a lever");
        let own = start.is_some_and(|start| start.entries[number].overridden_by.is_some());
        self.today.get(lever.id).copied().filter(|_| !own)
    }

    /// The scenario to start from.
    fn start(&self, given: &[(String, String)]) -> Result<Scenario, String> {
        if self.start == AREA || self.start == MINE {
            return Err(format!("`{}` is a name that the page gives itself", self.start));
        }
        let all: Vec<(&str, &str)> = given.iter().map(|(name, text)| (&**name, &**text)).collect();
        load_text(&self.start, &all).map_err(|found| found.to_string())
    }

    /// What the scenario is called: where it starts and what was moved from where it stood.
    fn title(&self, start: &Scenario, moved: &[(&Lever, f64)]) -> String {
        let stood = |lever: &Lever| {
            self.stands_today(lever, Some(start)).unwrap_or_else(|| lever.at_end(start))
        };
        let said: Vec<String> = moved
            .iter()
            .filter(|(lever, place)| stood(lever).to_bits() != place.to_bits())
            .map(|(lever, place)| {
                format!("{} {}", lever.label.to_lowercase(), place_said(lever, *place))
            })
            .collect();
        match (self.start == BASELINE, said.is_empty()) {
            (_, true) => start.title.clone(),
            (true, false) => capitalised(&said.join(", ")),
            (false, false) => format!("{}, with {}", start.title, said.join(", ")),
        }
    }
}

/// The name of the area as it is.
pub const AREA: &str = "area";
/// The name of what is to be.
pub const MINE: &str = "mine";

/// A place of a lever as it is said: `6.8` or `35 %`.
fn place_said(lever: &Lever, place: f64) -> String {
    let number = if place >= 10.0 { format!("{place}") } else { brief_tenths(place) };
    if lever.unit.starts_with('%') { format!("{number} %") } else { number }
}

fn brief_tenths(place: f64) -> String {
    if place.fract().abs() < f64::EPSILON { format!("{place}") } else { brief(place) }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A line of a scenario that gives a parameter the value of a place.
fn line(before: &str, lever: &Lever, place: f64) -> String {
    format!("{before}\"{}\" = {}\n", lever.path, full(lever.value(place)))
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(levers: &[(&str, f64)]) -> Wish {
        let moved = levers.iter().map(|&(id, place)| (id.to_owned(), place)).collect();
        Wish { moved, ..Wish::default() }
    }

    #[test]
    fn levers_change_what_they_say_from_the_week_they_say() {
        let wish = moved(&[
            ("posts", 6.8),
            ("supervision", 35.0),
            ("organisations", 3.0),
            ("grants", 130.0),
        ]);
        let asked = wish.asked(&[]).expect("a wish");
        let mine = asked.mine.expect("something is moved");
        let of = |scenario: &Scenario, path: &str, week: i32| {
            scenario.timeline.at(week).values[names::parameter(path).expect(path)].to_bits()
        };
        for week in [-1, 0, 259] {
            let posts = if week < 0 { 2.6_f64 } else { 6.8 };
            assert_eq!(of(&mine, "link_workers.per_50k", week), posts.to_bits());
            assert_eq!(of(&mine, "vcs.per_thousand", week), 3.0_f64.to_bits());
            assert_eq!(of(&asked.area, "vcs.per_thousand", week), 1.8_f64.to_bits());
        }
        assert_eq!(of(&mine, "vcs.grants_level", 0), 1.3_f64.to_bits());
        assert_eq!(
            mine.title,
            "Link-worker posts 6.8, grants to organisations 130 %, organisations 3"
        );
    }

    #[test]
    fn a_lever_has_the_last_word_over_the_scenario_it_starts_from() {
        let wish = Wish { start: "expansion".to_owned(), ..moved(&[("posts", 5.0)]) };
        let mine = wish.asked(&[]).expect("a wish").mine.expect("a scenario");
        for week in [0, 100, 259] {
            assert!((mine.timeline.at(week).parameters.link_workers.per_50k - 5.0).abs() < 1e-12);
        }
        let reach =
            |week: i32| mine.timeline.at(week).parameters.referral.share_reaching_link_workers;
        assert!(reach(259) > 0.9 && reach(0) < 0.6, "the rest of it stays");
        assert!(mine.title.starts_with("Expansion to 9,000 link workers, with "), "{}", mine.title);
    }

    #[test]
    fn deprivation_is_of_the_area_and_of_both_and_no_policy_moves_it() {
        let today = [("deprivation".to_owned(), -1.3)].into();
        let wish = Wish { today, ..moved(&[("grants", 60.0)]) };
        let asked = wish.asked(&[]).expect("a wish");
        for scenario in [&asked.area, asked.mine.as_ref().expect("a policy")] {
            let area = names::parameter("population.area").expect("a parameter");
            assert_eq!(scenario.timeline.at(0).values[area].to_bits(), (-1.3_f64).to_bits());
        }
        let refused = moved(&[("deprivation", 1.0)]).asked(&[]).unwrap_err();
        assert!(refused.contains("there is no control `deprivation`"), "{refused}");
    }

    #[test]
    fn nothing_moved_is_the_area_alone_and_today_is_told_of_both() {
        assert!(Wish::default().asked(&[]).expect("a wish").mine.is_none());
        let today = [("posts".to_owned(), 4.0)].into();
        let wish = Wish { today, ..moved(&[("grants", 60.0)]) };
        let asked = wish.asked(&[]).expect("a wish");
        let posts = |scenario: &Scenario| scenario.start().link_workers.per_50k;
        assert!((posts(&asked.area) - 4.0).abs() < 1e-12);
        assert!((posts(&asked.mine.expect("grants are moved")) - 4.0).abs() < 1e-12);
        let today = [("posts".to_owned(), 4.0)].into();
        let start = "no_social_prescribing".to_owned();
        let none = Wish { start, today, ..Wish::default() }.asked(&[]).expect("a wish");
        assert!(posts(&none.mine.expect("a scenario")) < 1e-12, "its own word stands");
    }

    #[test]
    fn what_is_wrong_is_said_all_at_once() {
        let wish = Wish { people: 3, runs: 1_000, ..moved(&[("posts", 99.0), ("nonsense", 1.0)]) };
        let said = wish.asked(&[]).expect_err("wrong");
        for word in ["500 to 120000", "1 to 200", "Link-worker posts: 99", "no control `nonsense`"]
        {
            assert!(said.contains(word), "{said}");
        }
        let wish = Wish { start: "austerty".to_owned(), ..Wish::default() };
        assert!(wish.asked(&[]).expect_err("wrong").contains("austerity"));
        let england = Wish { start: "england".to_owned(), ..Wish::default() };
        assert!(england.asked(&[]).expect_err("other people").contains("population.network"));
    }
}
