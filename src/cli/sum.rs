//! A sum of money that is to be spent, as commands take it: in which scenario, how much, when, for whom, and what
//! is not known.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::cli::draws;
use crate::cli::progress::Progress;
use crate::cli::run::{self as one, quoted};
use crate::cli::sizes::RunSizes;
use crate::cli::{Failure, Result, complain, named_file, tell_built_in, warn};
use crate::model::units::WEEKS_PER_YEAR;
use crate::report::Inputs;
use crate::runs::{RunSize, Watch};
use crate::scenario::economics::{Economics, Term};
use crate::scenario::payer::{Fences, Payers, Purse, read_fences, read_payers};
use crate::scenario::{self, Origin, Scenario, names};
use crate::studies::budget::draws::{Drawn, Nearness};
use crate::studies::budget::plan::{Budget, Found};
use crate::studies::budget::split::Fenced;
use crate::studies::budget::{Line, Prices, Split};
use crate::studies::draws::ParameterDraws;

/// Draws of the parameters that are usual.
const DRAWS: usize = 16;

/// Replicates of each draw that are usual: two are the fewest that tell chance.
const EACH: u32 = 2;

/// Candidates for each draw over plausible ranges.
const CANDIDATES: usize = 4;

/// Years of the runs by which candidates are held to what is published.
const HELD_YEARS: u32 = 2;

/// Most people of those runs.
const HELD_PEOPLE: u32 = 20_000;

/// A sum that is to be spent.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Sum {
    /// The scenario in which the money comes: a file, the name of one in `scenarios`, or of one inside the
    /// program.
    #[arg(value_parser = named_file())]
    pub(crate) scenario: PathBuf,
    /// The sum, in pounds of 2023/24, for everybody in the scenario: over all years, or with --per-year in each.
    #[arg(long, value_name = "POUNDS", allow_hyphen_values = true, value_parser = pounds)]
    pub(crate) pounds: f64,
    /// The sum is for each year.
    #[arg(long)]
    pub(crate) per_year: bool,
    /// Years of spending; those of the scenario's `[economics]` when not given.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=40))]
    pub(crate) years: Option<u32>,
    /// The first week of spending.
    #[arg(long, value_name = "WEEK", default_value_t = 0, value_parser = clap::value_parser!(u32).range(0..=1040))]
    pub(crate) from: u32,
    /// Who pays a line, as in grants=council,posts=board: board, network, council or treasury (new money). What is
    /// given up for it is counted at what that payer's money buys elsewhere.
    #[arg(long, value_name = "LINE=PAYER,...", value_parser = read_payers)]
    pub(crate) payer: Option<Payers>,
    /// Pounds a year of a line that may be spent on it only, as in grants=100000.
    #[arg(long, value_name = "LINE=POUNDS,...", value_parser = read_fences)]
    pub(crate) ring_fence: Option<Fences>,
    /// Draws of parameters, as `kith calibrate` writes them (posterior.csv): a column for each path, a row for
    /// each draw. Without it plausible ranges are drawn.
    #[arg(long, value_name = "FILE")]
    pub(crate) draws: Option<PathBuf>,
    /// How many draws of parameters.
    #[arg(long, value_name = "N", default_value_t = DRAWS, value_parser = number)]
    pub(crate) number: usize,
    /// Draw nothing: all that differs between draws is chance.
    #[arg(long, conflicts_with = "draws")]
    pub(crate) certain: bool,
    #[command(flatten)]
    pub(crate) sizes: RunSizes,
}

/// Reads a sum.
fn pounds(text: &str) -> std::result::Result<f64, String> {
    match text.replace([',', '_'], "").parse::<f64>() {
        Ok(pounds) if pounds > 0.0 && pounds.is_finite() => Ok(pounds),
        Ok(pounds) if pounds <= 0.0 => {
            Err("a sum is above nought: cuts are a scenario of their own, as in austerity"
                .to_owned())
        }
        _ => Err(format!("`{text}` is no sum of pounds, as in 400000")),
    }
}

/// Fewest draws that say anything.
const LEAST: usize = 3;

/// Reads a number of draws.
fn number(text: &str) -> std::result::Result<usize, String> {
    match text.parse::<usize>() {
        Ok(number) if (LEAST..=10_000).contains(&number) => Ok(number),
        _ => Err("from 3 to 10000 draws".to_owned()),
    }
}

/// What is to be run.
pub(crate) struct Ready {
    pub(crate) scenario: Scenario,
    pub(crate) economics: Economics,
    pub(crate) budget: Budget,
    pub(crate) size: RunSize,
    pub(crate) inputs: Inputs,
    pub(crate) draws: Option<ParameterDraws>,
    /// Who pays what, and what is ring-fenced, in pounds a year and as shares of the sum.
    pub(crate) purse: Purse,
    pub(crate) fenced: Fenced,
}

/// How work is watched.
pub(crate) struct Stage<'a> {
    pub(crate) stop: &'a Arc<AtomicBool>,
    pub(crate) quiet: bool,
}

impl Stage<'_> {
    /// Does some work of so many cells under a bar.
    pub(crate) fn watched<T>(
        &self,
        cells: u64,
        noun: &'static str,
        work: impl FnOnce(&Watch<'_>) -> T,
    ) -> T {
        let progress = Progress::of(noun, cells, self.quiet, Arc::clone(self.stop));
        let cell_done = || progress.advance();
        let done = work(&Watch { cell_done: &cell_done, stop: self.stop });
        progress.finish();
        done
    }
}

/// What has to be open for posts to be of any use.
const OPEN: &str = "referral.open";

impl Sum {
    /// The scenario, checked, with the sizes of the command line.
    pub(crate) fn ready(&self, quiet: bool, splits: &[Split]) -> Result<Ready> {
        let mut scenario = scenario::load(&self.scenario)?;
        let Some(economics) = scenario.economics.clone() else {
            return Err(Failure::Input(format!(
                "{} has no section `[economics]`, on which every figure of a budget rests: take it over from \
                 the baseline (`kith scenarios baseline`)",
                scenario.files[0]
            )));
        };
        let years =
            self.years.unwrap_or(economics.value(Term::SpendingYears).round() as u32).max(1);
        let after = economics.value(Term::YearsAfter);
        let weeks = f64::from(self.from) + (f64::from(years) + after) * WEEKS_PER_YEAR;
        let mut sizes = self.sizes.clone();
        sizes.each.weeks = sizes.each.weeks.or(Some(weeks.round() as u32));
        sizes.each.replicates = sizes.each.replicates.or(Some(EACH));
        sizes.apply(&mut scenario)?;
        let size = RunSize::of(scenario.start());
        let until = self.from + years * WEEKS_PER_YEAR as u32;
        if size.weeks <= until {
            return Err(Failure::Input(format!(
                "the money is spent until week {until}, and the run ends in week {}: give more --weeks, so \
                 that what comes after the spending is seen",
                size.weeks
            )));
        }
        let people = f64::from(size.people) * f64::from(size.neighbourhoods);
        let a_year = if self.per_year { self.pounds } else { self.pounds / f64::from(years) };
        let each = f64::from(size.people);
        let budget = Budget { a_year, from: self.from, years, people, each };
        let open = names::parameter(OPEN).expect("a parameter");
        if scenario.timeline.at(self.from as i32).values[open] < 0.5 {
            return Err(Failure::Input(format!(
                "nobody is referred in {} in week {}, so that posts would serve nobody: set `{OPEN} = 1` in it",
                scenario.name, self.from
            )));
        }
        if !quiet {
            tell_built_in([&scenario]);
            warn(&scenario.warnings);
            self.doubt((&scenario, &economics), &budget, splits);
        }
        let draws = draws::read(self.draws.as_deref())?;
        let inputs = draws::with(one::inputs(&scenario)?, draws.as_ref())?;
        let (purse, fenced) = (self.purse(), self.fenced(a_year)?);
        Ok(Ready { scenario, economics, budget, size, inputs, draws, purse, fenced })
    }

    /// Says which levers are moved further than anybody thought of.
    fn doubt(
        &self,
        (scenario, economics): (&Scenario, &Economics),
        budget: &Budget,
        splits: &[Split],
    ) {
        let prices = Prices::of(economics, budget.years, |_| None).pilot();
        let all = &scenario.timeline.at(self.from as i32).parameters;
        let values = &scenario.timeline.at(self.from as i32).values;
        let ranges: Vec<(f64, f64)> =
            scenario.entries.iter().map(|entry| (entry.low, entry.high)).collect();
        let list = Found([1.0; Line::COUNT]);
        let mut moved: Vec<(&str, String)> = Vec::new();
        for split in splits {
            for path in budget.spending(split, all, &list, &prices).implausible(&ranges, values) {
                match moved.iter_mut().find(|(known, _)| *known == path) {
                    Some((_, by)) => *by = format!("{by}; {}", split.phrase()),
                    None => moved.push((path, split.phrase())),
                }
            }
        }
        for (path, by) in moved {
            complain(&format!(
                "warning: `{path}` is moved beyond its plausible range, further than anybody has looked, by: {by}"
            ));
        }
    }

    /// What `[economics]` says of prices, at the middle of everything.
    pub(crate) fn prices(ready: &Ready) -> Prices {
        Prices::of(&ready.economics, ready.budget.years, |_| None)
    }

    /// Who pays what, and what is ring-fenced.
    pub(crate) fn purse(&self) -> Purse {
        Purse {
            payers: self.payer.unwrap_or_default(),
            fences: self.ring_fence.unwrap_or_default(),
        }
    }

    /// Shares of the sum that are ring-fenced.
    ///
    /// # Errors
    /// If they are more than the sum.
    fn fenced(&self, a_year: f64) -> Result<Fenced> {
        let purse = self.purse();
        if purse.fenced() > a_year * (1.0 + 1e-9) {
            return Err(Failure::Input(format!(
                "{} pounds a year are ring-fenced, and only {a_year} are there to be spent in a year",
                purse.fenced()
            )));
        }
        Ok(Fenced(purse.fences.map(|pounds| pounds / a_year)))
    }

    /// What is not known. Nothing if it was stopped.
    pub(crate) fn drawn(
        &self,
        ready: &Ready,
        number: usize,
        stage: &Stage<'_>,
    ) -> Option<(Drawn, Option<Nearness>)> {
        let Ready { scenario, size, draws, .. } = ready;
        if self.certain {
            return Some((Drawn::nothing(number), None));
        }
        if let Some(draws) = draws {
            let named = (scenario, &self.purse().named()[..]);
            return Some((Drawn::table(draws, named, number, size.seed), None));
        }
        let candidates = number * CANDIDATES;
        let drawn = Drawn::ranges(scenario, &self.purse().named(), candidates, size.seed);
        let held = RunSize {
            weeks: HELD_YEARS * WEEKS_PER_YEAR as u32,
            people: size.people.min(HELD_PEOPLE),
            neighbourhoods: 1,
            ..*size
        };
        let kept = stage.watched(candidates as u64, "candidates", |watch| {
            drawn.held(&scenario.timeline, &held, number, watch)
        });
        kept.map(|(drawn, nearness)| (drawn, Some(nearness)))
    }

    /// The flags that say what is asked.
    pub(crate) fn flags(&self, draws: Option<&Path>) -> String {
        let mut text = format!(" --pounds {}", self.pounds);
        if self.per_year {
            text.push_str(" --per-year");
        }
        if let Some(years) = self.years {
            write!(text, " --years {years}").expect("writing to a string");
        }
        if self.from > 0 {
            write!(text, " --from {}", self.from).expect("writing to a string");
        }
        let purse = self.purse();
        let line = |line: Line| (line.label(), line as usize);
        let payers = Line::ALL
            .map(line)
            .into_iter()
            .filter_map(|(label, at)| Some(format!("{label}={}", purse.payers[at]?.label())));
        let fences = Line::ALL.map(line).into_iter().filter(|(_, at)| purse.fences[*at] > 0.0);
        let fences = fences.map(|(label, at)| format!("{label}={}", purse.fences[at]));
        for (flag, said) in
            [("payer", payers.collect::<Vec<_>>()), ("ring-fence", fences.collect::<Vec<_>>())]
        {
            if !said.is_empty() {
                write!(text, " --{flag} {}", said.join(",")).expect("writing to a string");
            }
        }
        if let Some(draws) = draws {
            write!(text, " --draws {}", quoted(draws)).expect("writing to a string");
        }
        write!(text, " --number {}", self.number).expect("writing to a string");
        if self.certain {
            text.push_str(" --certain");
        }
        text
    }

    /// The same in a folder of results, of the copy of the draws there, after that of the scenario.
    pub(crate) fn copied(&self, ready: &Ready) -> (String, String) {
        let inputs = &ready.inputs;
        let file = ready.scenario.files.last().expect("a scenario has a file");
        let draws = self
            .draws
            .as_ref()
            .map(|path| PathBuf::from(inputs.copy_of(&Origin::File(path.clone()))));
        (quoted(Path::new(inputs.copy_of(file))), self.flags(draws.as_deref()))
    }
}
