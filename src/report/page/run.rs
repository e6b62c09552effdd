//! The report on one run: levels, year by year, and where further runs would lie. What a change would do is not in
//! it: that takes two scenarios on the same draws.

use std::ops::Range;

use crate::model::kinds::Cause;
use crate::model::observe::M;
use crate::model::units::{PRICE_YEAR, WEEKS_PER_YEAR};
use crate::report::Error;
use crate::report::number::{brief, short};
use crate::report::page::arm::Arm;
use crate::report::page::board::{Answer, Board, Cell, Column, Figure, OptionRow};
use crate::report::page::compare::{IN_FULL, by_basis, by_source, lines};
use crate::report::page::doubt::{self, Asked, Doubted};
use crate::report::page::estimate::{Estimate, pounds};
use crate::report::page::networks;
use crate::report::page::record::Record;
use crate::report::page::run_sheets;
use crate::report::page::source::Source;
use crate::report::page::words::{self, rests_on};
use crate::report::results::{Holds, Spread, possible};

/// A run, read back from its folder.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) record: Record,
    pub(crate) arm: Arm,
    /// Chance and parameters apart, where the replicates have draws.
    pub(crate) doubts: Vec<Doubted>,
}

impl Ran {
    /// Measured weeks.
    pub(crate) fn weeks(&self) -> usize {
        self.record.run.weeks as usize
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

    /// A metric over a span of weeks: the middle run, and where runs lie.
    pub(crate) fn over(&self, metric: M, span: &Range<usize>, factor: f64) -> Option<Estimate> {
        let each = self.arm.rows(metric).mean(span);
        let spread = Spread::of(each.into_iter().flatten(), possible(metric)).times(factor);
        // Intervals of one page mean one thing: none where too few runs have the figure.
        let interval = spread.range().filter(|_| spread.holds() == Holds::of(self.runs()));
        Some(Estimate { value: spread.median()?, interval })
    }

    /// The last year, or all weeks of a shorter run.
    pub(crate) fn last(&self) -> Range<usize> {
        self.weeks().saturating_sub(WEEKS_PER_YEAR as usize)..self.weeks()
    }

    /// What intervals hold.
    pub(crate) fn held(&self) -> String {
        match (Holds::of(self.runs()), self.runs()) {
            (Holds::Nothing, _) => "one run has none".to_owned(),
            (Holds::AllRuns, 2) => "both runs".to_owned(),
            (Holds::AllRuns, runs) => format!("all {runs} runs"),
            (Holds::NineInTen, _) => "where nine further runs in ten are expected".to_owned(),
        }
    }
}

/// Makes the board of a run.
pub(crate) fn board(source: Source<'_>, text: &str) -> Result<Board, Error> {
    let read = Record::read(text).and_then(|record| {
        let scenario = record.scenario.clone().ok_or("run.toml names no scenario".to_owned())?;
        Ok((record, scenario))
    });
    let (record, scenario) = match read {
        Ok(read) => read,
        Err(what) => {
            source.wrong(what);
            return source.sound(Board::default());
        }
    };
    let arm = Arm::read(&source, "", &scenario, &record.run.replicates);
    let doubts = doubt::read(&source, &record);
    let networks = networks::read(&source, &record);
    let (arm, doubts) = source.sound((arm, doubts))?;
    let ran = Ran { record, arm, doubts };
    let mut board = Board::default();
    first(&mut board, &ran);
    board.panels = run_sheets::panels(&ran);
    board.sheets = run_sheets::sheets(&ran);
    board.sheets.extend(networks.of_run(&ran.record, &ran.arm.name, &ran.held()));
    board.assumptions = doubt::drawn(&ran.record, &ran.arm).into_iter().collect();
    board.assumptions.extend([by_basis(&ran.arm), by_source(&ran.arm)]);
    board.full = IN_FULL;
    board.record = lines(&ran.record);
    board.command.clone_from(&ran.record.reproduce);
    Ok(board)
}

/// What a column of the first page holds.
struct Shown {
    metric: M,
    column: Column,
    /// The same in the table beside the page.
    unit: String,
    factor: f64,
    say: fn(f64) -> String,
}

fn columns(ran: &Ran) -> Vec<Shown> {
    let yearly = ran.a_year();
    let shown = |metric, name, about: &str, unit: &str, factor, say| Shown {
        metric,
        column: Column { name, about: about.to_owned() },
        unit: unit.to_owned(),
        factor,
        say,
    };
    let money = format!("pounds of {PRICE_YEAR} a year");
    vec![
        shown(
            M::LifeSatisfaction,
            "Life satisfaction",
            "adults, 0 to 10",
            "points of 10",
            1.0,
            short,
        ),
        shown(M::CostAll, "Spending", "pounds a year", &money, ran.list(), pounds),
        shown(
            M::GpRequests,
            "GP appointments",
            "asked for, a year",
            "appointments a year",
            yearly,
            brief,
        ),
        shown(M::WaitMedian, "Wait", "weeks, median", "weeks", 1.0, brief),
        shown(
            M::FirstContacts,
            "People first seen",
            "by a link worker, a year",
            "people a year",
            yearly,
            brief,
        ),
        shown(
            M::Connected,
            "Starts",
            "at an activity or service, a year",
            "starts a year",
            yearly,
            brief,
        ),
        shown(
            M::FullTimeWorkers,
            "Link workers",
            "in post, full-time",
            "full-time posts",
            ran.list() / run_sheets::NETWORK,
            brief,
        ),
    ]
}

fn first(board: &mut Board, ran: &Ran) {
    let title = &ran.arm.title;
    let years = words::years(ran.record.run.weeks);
    board.question = format!("{} people, {years}: {title}", brief(ran.list()));
    let last = ran.last();
    let of = |metric: M, factor: f64| ran.over(metric, &last, factor).map(|found| found.value);
    let when =
        if ran.weeks() > WEEKS_PER_YEAR as usize { "in the last year" } else { "in this run" };
    let seen = of(M::FirstContacts, ran.a_year()).filter(|seen| *seen >= 0.5);
    board.headline = match (seen, of(M::WaitMedian, 1.0)) {
        (Some(seen), Some(wait)) => format!(
            "{title}: a link worker first sees about {} people a year, after a wait of {} weeks, {when}",
            brief(seen),
            brief(wait)
        ),
        _ => format!("{title}: next to nobody is seen by a link worker {when}"),
    };
    let all = 0..ran.weeks();
    let mut periods = vec![("All weeks", all.clone())];
    if ran.weeks() >= 2 * WEEKS_PER_YEAR as usize {
        periods = vec![
            ("First year", 0..WEEKS_PER_YEAR as usize),
            ("Last year", last.clone()),
            ("All weeks", all),
        ];
    }
    let columns = columns(ran);
    board.options = periods.iter().map(|(name, span)| row(ran, &columns, name, span)).collect();
    board.first = "When";
    board.columns = columns.into_iter().map(|shown| shown.column).collect();
    board.notes = format!(
        "The middle of {}; below each number: {}. Pounds in prices of {PRICE_YEAR}. A number a year is for this list \
         of {} people.",
        words::runs(ran.runs()),
        ran.held(),
        brief(ran.list())
    );
    board.answers = answers(ran, &last, when);
    "From year to year".clone_into(&mut board.picture);
    board.how = format!("Line: the middle of the runs. Band: {}.", ran.held());
    board.rests_on = rests_on(&ran.arm, &ran.record);
    board.cannot_tell = vec![
        "What a change would do: kith compare holds two scenarios against each other on the same people and luck."
            .to_owned(),
        format!(
            "How far the {} assumed numbers move this: kith sensitivity asks.",
            words::count(ran.arm.parameters.iter().filter(|it| it.basis == "assumed").count())
        ),
        "What happens in one practice, or to carers, or in hospital budgets: not in the model.".to_owned(),
    ];
    let level = |name: &str, unit: &str, value: f64| Figure {
        option: String::new(),
        name: name.to_owned(),
        unit: unit.to_owned(),
        found: Estimate::level(value),
        source: "run.toml",
    };
    board.named.extend([
        level("people on the list", "people", ran.list()),
        level("runs", "runs", ran.runs() as f64),
        level("weeks", "weeks", ran.weeks() as f64),
    ]);
    for (found, asked) in doubted(ran) {
        board.named.extend(found.figures("", &asked));
    }
}

fn row(ran: &Ran, columns: &[Shown], name: &str, span: &Range<usize>) -> OptionRow {
    let cell = |shown: &Shown| {
        let Some(found) = ran.over(shown.metric, span, shown.factor) else {
            return Cell::plain("\u{2013}".to_owned(), "no figure".to_owned());
        };
        let figure = Figure {
            option: name.to_owned(),
            name: format!("{}, {}", shown.column.name, shown.column.about),
            unit: shown.unit.clone(),
            found,
            source: "weekly.csv, run by run",
        };
        Cell {
            figures: vec![figure],
            ..Cell::plain((shown.say)(found.value), found.between(shown.say))
        }
    };
    OptionRow {
        rank: String::new(),
        sign: String::new(),
        name: name.to_owned(),
        about: format!("weeks {} to {}", span.start, span.end),
        cells: columns.iter().map(cell).collect(),
        is_base: false,
    }
}

/// The figures of which both doubts are told, where the replicates have draws.
fn doubted(ran: &Ran) -> Vec<(&Doubted, Asked<'static>)> {
    let period = if ran.weeks() >= WEEKS_PER_YEAR as usize { "last_year" } else { "all_weeks" };
    let asked = |name, unit, factor| Asked { name, unit, factor, say: brief };
    let told = [
        ("first_contacts", asked("people first seen", "a year", ran.a_year())),
        ("wait_median", asked("median wait", "weeks", 1.0)),
    ];
    let find = |metric| doubt::find(&ran.doubts, &ran.arm.name, metric, period);
    told.into_iter().filter_map(|(metric, asked)| Some((find(metric)?, asked))).collect()
}

/// Answers, each with a figure of the last year.
fn answers(ran: &Ran, last: &Range<usize>, when: &str) -> Vec<Answer> {
    let said = |metric: M, factor: f64, say: fn(f64) -> String, unit: &str| {
        ran.over(metric, last, factor).map_or("not observed".to_owned(), |found| {
            let between = found.between(say);
            let around = if between.is_empty() { between } else { format!(" ({between})") };
            format!("{}{unit}{around}", say(found.value))
        })
    };
    let social: Option<f64> = ran.over(M::GpRequests, last, 1.0).map(|whole| {
        let part = ran.over(M::gp_requests(Cause::SocialNeed), last, 1.0);
        part.map_or(0.0, |part| part.value) / whole.value * 100.0
    });
    vec![
        Answer {
            asks: "What does it cost?",
            says: format!("{} a year {when}.", said(M::CostAll, ran.list(), pounds, "")),
        },
        Answer {
            asks: "How long do people wait?",
            says: format!(
                "Half wait no longer than {} {when}.",
                said(M::WaitMedian, 1.0, brief, " weeks")
            ),
        },
        Answer {
            asks: "What do GPs see of it?",
            says: format!(
                "{} appointments are asked for a year{}.",
                said(M::GpRequests, ran.a_year(), brief, ""),
                social.map_or_else(String::new, |share| {
                    format!(", about {share:.0} in 100 because of a social need")
                })
            ),
        },
        Answer {
            asks: "How sure is this?",
            says: match ran.runs() {
                _ if ran.record.draws.is_some() => {
                    let said = doubted(ran).into_iter().map(|(found, asked)| found.said(&asked));
                    let said: Vec<String> = said.collect();
                    format!("{} The brackets hold both.", said.join(" "))
                }
                1 => "One run says nothing of luck.".to_owned(),
                runs => format!(
                    "The brackets are luck alone, from {}. How far the model may be wrong is not in them.",
                    words::runs(runs)
                ),
            },
        },
    ]
}
