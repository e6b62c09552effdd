//! A comparison, read back from its folder: the options, each with its figures against the base.

use crate::model::characteristics::Characteristic;
use crate::model::kinds::{BudgetLine, Fifth};
use crate::model::observe::M;
use crate::model::units::WEEKS_PER_YEAR;
use crate::report::Error;
use crate::report::charts::marks::Colour;
use crate::report::charts::panel::Marker;
use crate::report::page::arm::Arm;
use crate::report::page::doubt::{self, Doubted};
use crate::report::page::estimate::Estimate;
use crate::report::page::groups::{self, Group};
use crate::report::page::networks::{self, Networks};
use crate::report::page::prices::{self, Price};
use crate::report::page::record::{Differs, Record};
use crate::report::page::signs::{SIGNS, letter};
use crate::report::page::source::{Source, number, whole};
use crate::runs::Students;

/// A comparison.
#[derive(Debug)]
pub(crate) struct Compared {
    pub(crate) record: Record,
    pub(crate) base: Arm,
    /// The options, the one that gains most first.
    pub(crate) options: Vec<Choice>,
    pub(crate) prices: Vec<Price>,
    /// Chance and parameters apart, where the replicates have draws.
    pub(crate) doubts: Vec<Doubted>,
    pub(crate) students: Students,
    /// What differs network by network, where there are networks.
    pub(crate) networks: Networks,
    /// Rate at which pounds per WELLBY are discounted, in per cent a year.
    pub(crate) discount: f64,
}

/// An option: a scenario and what it does against the base.
#[derive(Debug)]
pub(crate) struct Choice {
    pub(crate) arm: Arm,
    /// Its letter, for pictures.
    pub(crate) letter: char,
    pub(crate) colour: Colour,
    pub(crate) marker: Marker,
    /// Where it parts from the base.
    pub(crate) differs: Option<Differs>,
    /// From which week gains and pounds are counted.
    pub(crate) from: i32,
    /// WELLBYs a year, and pounds a year, both undiscounted.
    pub(crate) gain: Option<Estimate>,
    pub(crate) pounds: Option<Estimate>,
    /// Pounds for a WELLBY, both discounted; nothing where one is better in both.
    pub(crate) price: Option<Estimate>,
    /// WELLBYs a year of each fifth.
    pub(crate) fifths: [Option<Estimate>; 5],
    /// What each person of other groups gains over all weeks.
    pub(crate) groups: Vec<Group>,
    /// Pounds a year of each line of the budget.
    pub(crate) lines: Vec<(&'static str, Estimate)>,
    /// Share of clients who gain, and who lose, against their twins.
    pub(crate) clients: Option<(f64, f64)>,
    /// GP appointments asked for, and people first seen, a year.
    pub(crate) requests: Option<Estimate>,
    pub(crate) seen: Option<Estimate>,
    /// Weeks of wait.
    pub(crate) wait: Option<Estimate>,
    /// Whether it cannot be told apart from the option before it.
    pub(crate) tied: bool,
}

/// A row of `twins.csv`.
struct Twin {
    scenario: String,
    whose: String,
    from: i32,
    weeks: usize,
    discount: f64,
    by: String,
    group: String,
    measure: String,
    found: Option<Estimate>,
}

impl Compared {
    /// Reads the folder of a comparison.
    pub(crate) fn read(source: Source<'_>, record: Record) -> Result<Self, Error> {
        let Some(base) = record.base.clone() else {
            source.wrong("run.toml names no base".to_owned());
            return source.sound(()).and(Err(Error::Refused(String::new())));
        };
        let runs = record.run.replicates.clone();
        let arm = |scenario: &crate::report::page::record::Scenario| {
            Arm::read(&source, &format!("{}/", scenario.name), scenario, &runs)
        };
        let base_arm = arm(&base);
        let others: Vec<Arm> = record.others.iter().map(arm).collect();
        if others.is_empty() {
            source.wrong("run.toml names no scenario beside the base".to_owned());
        }
        let twins = twins(&source);
        let prices = prices::read(&source, &base.files);
        let doubts = doubt::read(&source, &record);
        let networks = networks::read(&source, &record);
        let (base, others) = source.sound((base_arm, others))?;
        let students = Students::up_to(runs.len());
        let discount = record.discount_percent.unwrap_or(0.0);
        let mut compared = Self {
            record,
            base,
            options: Vec::new(),
            prices,
            doubts,
            students,
            networks,
            discount,
        };
        let mut options: Vec<Choice> =
            others.into_iter().map(|arm| compared.choice(arm, &twins)).collect();
        let most = |a: &Choice, b: &Choice| {
            let gain = |it: &Choice| it.gain.map_or(f64::NEG_INFINITY, |gain| gain.value);
            gain(b).total_cmp(&gain(a))
        };
        options.sort_by(most);
        for (place, option) in options.iter_mut().enumerate() {
            let (colour, marker) = SIGNS[place % SIGNS.len()];
            (option.colour, option.marker) = (colour, marker);
            option.letter = letter(place);
        }
        for place in 1..options.len() {
            options[place].tied = !compared.apart(&options[place - 1], &options[place]);
        }
        compared.options = options;
        Ok(compared)
    }

    /// People of the list.
    pub(crate) fn list(&self) -> f64 {
        self.record.run.list()
    }

    /// What turns a rate per 1,000 people a week into a number a year for this list.
    pub(crate) fn a_year(&self) -> f64 {
        self.record.run.a_year()
    }

    /// Runs.
    pub(crate) fn runs(&self) -> usize {
        self.record.run.replicates.len()
    }

    /// The weeks over which an option is told: from its change to the end.
    pub(crate) fn span(&self, from: i32) -> std::ops::Range<usize> {
        usize::try_from(from).unwrap_or(0)..self.record.run.weeks as usize
    }

    /// Whether the WELLBYs of two options differ clearly, run by run on the same draws, as the census counts
    /// them.
    fn apart(&self, one: &Choice, other: &Choice) -> bool {
        let whole = self.span(one.from.min(other.from));
        let of = |arm: &Arm| arm.rows(M::LifeSatisfactionSummed).mean(&whole);
        let found = Estimate::paired(&of(&other.arm), &of(&one.arm), &self.students);
        found.is_some_and(|found| found.clear())
    }

    fn choice(&self, arm: Arm, twins: &[Twin]) -> Choice {
        let mine: Vec<&Twin> = twins.iter().filter(|twin| twin.scenario == arm.name).collect();
        let money = |twin: &&&Twin| twin.whose == "everybody" && twin.measure == "pounds_spent";
        let all = mine.iter().filter(money).map(|twin| (twin.weeks, twin.from)).max();
        let (weeks, from) = all.unwrap_or((self.record.run.weeks as usize, 0));
        let rates = mine.iter().filter(money).map(|twin| twin.discount);
        let rate = rates.fold(0.0, f64::max);
        let of = |measure: &str, by: &str, group: &str, discount: f64| {
            let wanted = |twin: &&&Twin| {
                twin.whose == "everybody"
                    && (twin.weeks, twin.from) == (weeks, from)
                    && (twin.discount - discount).abs() < 1e-9
                    && twin.measure == measure
                    && twin.by == by
                    && twin.group == group
            };
            mine.iter().find(wanted).and_then(|twin| twin.found)
        };
        let yearly = WEEKS_PER_YEAR / weeks.max(1) as f64;
        let a_year = |found: Estimate| found.times(yearly);
        let clients = |measure: &str| {
            let wanted = |twin: &&&Twin| {
                twin.whose == "clients" && twin.by == "all" && twin.measure == measure
            };
            mine.iter().find(wanted).and_then(|twin| twin.found).map(|found| found.value)
        };
        let span = self.span(from);
        let paired = |metric: M| {
            let (base, other) = (self.base.rows(metric), arm.rows(metric));
            Estimate::paired(&base.mean(&span), &other.mean(&span), &self.students)
        };
        let flow = |metric: M| paired(metric).map(|found| found.times(self.a_year()));
        let lines = BudgetLine::ALL.iter().filter_map(|line| {
            let found = of("pounds_spent", "line", line.label(), 0.0)?;
            Some((line.label(), a_year(found)))
        });
        Choice {
            letter: 'A',
            colour: SIGNS[0].0,
            marker: SIGNS[0].1,
            differs: self.record.differs.iter().find(|it| it.scenario == arm.name).cloned(),
            from,
            gain: of("life_satisfaction_years_gained", "all", "all", 0.0).map(a_year),
            pounds: of("pounds_spent", "all", "all", 0.0).map(a_year),
            price: of("pounds_per_life_satisfaction_year", "all", "all", rate),
            fifths: Fifth::each(|fifth| {
                of("life_satisfaction_years_gained", "fifth", fifth.label(), 0.0).map(a_year)
            }),
            groups: groups(&mine),
            lines: lines.collect(),
            clients: clients("share_gained").zip(clients("share_lost")),
            requests: flow(M::GpRequests),
            seen: flow(M::FirstContacts),
            wait: paired(M::WaitMedian),
            tied: false,
            arm,
        }
    }
}

/// What each person gains, by their groups: everybody, over all weeks.
fn groups(mine: &[&Twin]) -> Vec<Group> {
    let mut all = Vec::new();
    let known: Vec<&str> = Characteristic::ALL.iter().map(|of| of.label()).collect();
    for twin in mine {
        if twin.whose == "everybody" && known.contains(&twin.by.as_str()) {
            let group = groups::of(&mut all, &twin.by, &twin.group);
            let share = twin.found.map(|found| found.value);
            match twin.measure.as_str() {
                "life_satisfaction_years" => group.each = twin.found,
                "share_gained" => group.gaining = share,
                "share_lost" => group.losing = share,
                _ => {}
            }
        }
    }
    all
}

impl Choice {
    /// Its name where there is little room: its letter, and as much of its title as fits.
    pub(crate) fn short(&self, room: f64, size: f64) -> String {
        let full = format!("{} {}", self.letter, self.arm.title);
        fitted(&full, room, size)
    }
}

/// A text, cut where it would be wider than the room for it.
pub(crate) fn fitted(text: &str, room: f64, size: f64) -> String {
    use crate::report::charts::lettering::text_width;
    if text_width(text, size) <= room {
        return text.to_owned();
    }
    let mut cut = String::new();
    for letter in text.chars() {
        cut.push(letter);
        if text_width(&format!("{cut}\u{2026}"), size) > room {
            cut.pop();
            break;
        }
    }
    format!("{}\u{2026}", cut.trim_end())
}

fn twins(source: &Source<'_>) -> Vec<Twin> {
    let columns = [
        "scenario",
        "whose",
        "from_week",
        "weeks",
        "discount_percent",
        "by",
        "group",
        "measure",
        "value",
        "low90",
        "high90",
    ];
    let mut twins = Vec::new();
    source.rows("twins.csv", columns, |cells| {
        let [scenario, whose, from, weeks, discount, by, group, measure, value, low, high] = cells;
        let interval = number(low)?.zip(number(high)?);
        twins.push(Twin {
            scenario: scenario.to_owned(),
            whose: whose.to_owned(),
            from: whole(from)?,
            weeks: whole(weeks)?,
            discount: number(discount)?.unwrap_or(0.0),
            by: by.to_owned(),
            group: group.to_owned(),
            measure: measure.to_owned(),
            found: number(value)?.map(|value| Estimate { value, interval }),
        });
        Ok(())
    });
    twins
}
