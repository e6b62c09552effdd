//! The pictures of the page: small, for a column of the page, with a table behind each. One arm is blue, and
//! what it is judged against is grey and dashed. Few runs are drawn each by itself; from eight on a band
//! holds all of them.

use serde::Serialize;

use crate::model::kinds::Fifth;
use crate::model::observe::{Cadence, Group, M, Observations};
use crate::model::units::{THOUSAND, WEEKS_PER_YEAR};
use crate::page::figures::{Figure, a_year, each, years};
use crate::page::kept::Curve;
use crate::report::charts::marks::{
    self, Align, BLUE, Colour, Dash, GREY, GRID, INK, PAPER, Point, SKY, Sheet,
};
use crate::report::charts::panel::{Axis, Frame, Label, Layer, Marker, Panel, draw};
use crate::report::charts::svg;
use crate::report::funnel::Stage;
use crate::report::number::{brief, short};
use crate::report::results::Results;
use crate::runs::{Account, Difference, Lives, Students};
use crate::studies::compare::{Pair, Sign};

/// A picture with what stands around it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Picture {
    /// Its name in files.
    pub id: &'static str,
    /// What it shows.
    pub title: String,
    /// How to read it.
    pub how: String,
    /// The picture as SVG, with a text alternative.
    pub svg: String,
    /// The head of the table behind it.
    pub head: Vec<String>,
    /// Its rows, the first cell a name.
    pub rows: Vec<Vec<String>>,
}

/// Width of a picture in points, near what it has on the page: letters keep their size.
pub(crate) const WIDTH: f64 = 430.0;
/// Height of a picture of curves.
pub(crate) const HEIGHT: f64 = 232.0;
/// Size of letters.
const TEXT: f64 = 13.0;
/// From so many runs on a band is drawn, and not each run.
const BAND: usize = 8;
/// Weeks on either side of a week over which flows are averaged: a quarter in all.
const SIDE: usize = 6;
/// Weeks between two points of a curve: those of a census.
const STEP: usize = 4;

/// What the arms are called at the ends of lines.
const OURS: &str = "this run";
const NOTHING: &str = "nothing more";

/// A figure over time, in every run: the year, and a value for each run that has one.
struct Course(Vec<(f64, Vec<f64>)>);

impl Course {
    /// Of values for each run at each week.
    fn of(weeks: usize, values: impl Fn(usize) -> Vec<f64>) -> Self {
        let points =
            (0..weeks).step_by(STEP).map(|week| (week as f64 / WEEKS_PER_YEAR, values(week)));
        Self(points.filter(|(_, values)| !values.is_empty()).collect())
    }

    fn runs(&self) -> usize {
        self.0.iter().map(|(_, values)| values.len()).max().unwrap_or(0)
    }

    fn mean(&self) -> Vec<Point> {
        self.0.iter().map(|(year, values)| (*year, mean(values))).collect()
    }

    fn edge(&self, pick: fn(f64, f64) -> f64) -> Vec<Point> {
        let edge = |values: &Vec<f64>| values.iter().copied().reduce(pick).unwrap_or(0.0);
        self.0.iter().map(|(year, values)| (*year, edge(values))).collect()
    }

    /// Each run: the points at which all runs have a value.
    fn lines(&self) -> Vec<Vec<Point>> {
        let runs = self.runs();
        let whole = |point: &&(f64, Vec<f64>)| point.1.len() == runs;
        let line = |run: usize| {
            self.0.iter().filter(whole).map(|(year, values)| (*year, values[run])).collect()
        };
        (0..runs).map(line).collect()
    }

    /// Runs or band, and the mean on top.
    fn layers(&self) -> Vec<Layer> {
        let line = |pieces, colour, width| Layer::Line {
            pieces,
            colour,
            width,
            dash: Dash::Solid,
            marker: Marker::None,
        };
        let mut layers = match self.runs() {
            0 | 1 => Vec::new(),
            2..BAND => vec![line(self.lines(), SKY, 0.9)],
            _ => vec![Layer::Band {
                low: self.edge(f64::min),
                high: self.edge(f64::max),
                colour: BLUE,
                opacity: 0.2,
            }],
        };
        layers.push(line(vec![self.mean()], BLUE, 2.6));
        layers
    }

    fn extent(&self) -> (f64, f64) {
        let all = self.0.iter().flat_map(|(_, values)| values);
        all.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), &value| {
            (low.min(value), high.max(value))
        })
    }

    fn last(&self) -> Option<f64> {
        self.0.last().map(|(_, values)| mean(values))
    }
}

pub(crate) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

/// A metric in the weeks around one, if flows; at the census, if a stock.
fn around(seen: &Observations, metric: M, week: usize) -> Option<f64> {
    let side = if metric.metric().cadence == Cadence::Weekly { SIDE } else { 0 };
    seen.value_over(metric, Group::All, week.saturating_sub(side)..week + side + 1)
}

/// How the runs are drawn, in words.
fn drawn(runs: usize) -> String {
    match runs {
        0 | 1 => "Line: one run.".to_owned(),
        2..BAND => format!("Thick: mean of {runs} runs. Thin: each run."),
        _ => format!("Line: mean. Band: all {runs} runs."),
    }
}

/// What a picture over time is of.
pub(crate) struct Timed {
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    pub(crate) how: &'static str,
    pub(crate) heading: &'static str,
    metric: M,
    /// What a value of the metric is multiplied by.
    times: fn(&Observations) -> f64,
    pub(crate) shape: Shape,
    /// Least that the axis spans.
    pub(crate) least: f64,
}

/// What is drawn of two arms.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Both.
    Levels,
    /// What differs: where that is little against the level.
    Difference,
}

fn one(_: &Observations) -> f64 {
    1.0
}

pub(crate) const TIMED: [Timed; 4] = [
    Timed {
        id: "requests",
        title: "GP appointments asked for",
        how: "Against nothing more, smoothed over a quarter.",
        heading: "a year against nothing more; fewer is better",
        metric: M::GpRequests,
        times: a_year,
        shape: Shape::Difference,
        least: 20.0,
    },
    Timed {
        id: "wait",
        title: "Wait for a first contact",
        how: "Half of those first seen waited no longer. Who is still waiting or lost is not in it.",
        heading: "weeks",
        metric: M::WaitMedian,
        times: one,
        shape: Shape::Levels,
        least: 4.0,
    },
    Timed {
        id: "wellbeing",
        title: "Life satisfaction of adults",
        how: "Mean of everybody on the list against nothing more, helped or not.",
        heading: "points of 10 against nothing more; more is better",
        metric: M::LifeSatisfaction,
        times: one,
        shape: Shape::Difference,
        least: 0.01,
    },
    Timed {
        id: "helped",
        title: "People who see a link worker",
        how: "First contacts, as a year's rate, smoothed over a quarter.",
        heading: "first contacts, a year",
        metric: M::FirstContacts,
        times: a_year,
        shape: Shape::Levels,
        least: 10.0,
    },
];

/// Every picture of a pair, or of the area alone.
pub(crate) fn pictures(
    base: &Results<'_>,
    pair: Option<&Pair<'_>>,
    found: &[Figure],
) -> Vec<Picture> {
    let mut all: Vec<Picture> = TIMED.iter().map(|what| timed(what, base, pair)).collect();
    // What was found of a thing belongs to the title of its picture.
    for picture in &mut all {
        if let Some(figure) = found.iter().find(|figure| figure.id == picture.id) {
            picture.title = format!("{}: {}", picture.title, figure.said);
        }
    }
    all.push(funnel(base, pair));
    all.extend(pair.map(fifths));
    all
}

fn values(results: &Results<'_>, what: &Timed, week: usize) -> Vec<f64> {
    let value = |seen: &Observations| Some(around(seen, what.metric, week)? * (what.times)(seen));
    results.replicates.iter().filter_map(|it| value(&it.observations)).collect()
}

/// The figures over time of what is compared, as a page keeps them.
pub(crate) fn curves(base: &Results<'_>, pair: Option<&Pair<'_>>) -> Vec<Curve> {
    let curve =
        |what: &Timed| Curve { id: what.id.to_owned(), points: ours(what, base, pair).mean() };
    TIMED.iter().map(curve).collect()
}

/// What is drawn in blue: what differs, or the last arm.
fn ours(what: &Timed, base: &Results<'_>, pair: Option<&Pair<'_>>) -> Course {
    let weeks = base.weeks();
    match pair {
        None => Course::of(weeks, |week| values(base, what, week)),
        Some(pair) if what.shape == Shape::Difference => {
            let of = |seen: &Observations, week| {
                Some(around(seen, what.metric, week)? * (what.times)(seen))
            };
            Course::of(weeks, |week| pair.each(|seen| of(seen, week)))
        }
        Some(pair) => Course::of(weeks, |week| values(pair.other, what, week)),
    }
}

fn timed(what: &Timed, base: &Results<'_>, pair: Option<&Pair<'_>>) -> Picture {
    let weeks = base.weeks();
    let difference = what.shape == Shape::Difference;
    let ours = ours(what, base, pair);
    let grey = pair.map(|_| {
        if difference {
            let last = ours.0.last().map_or(0.0, |(year, _)| *year);
            vec![(0.0, 0.0), (last, 0.0)]
        } else {
            Course::of(weeks, |week| values(base, what, week)).mean()
        }
    });
    let (mut low, mut high) = ours.extent();
    for &(_, value) in grey.iter().flatten() {
        (low, high) = (low.min(value), high.max(value));
    }
    let axis = match (difference, pair) {
        (true, Some(_)) => through_zero(low, high, what.least),
        (true, None) => Axis::around(low, high, 0.1 * high.abs()),
        (false, _) => Axis::from_zero(high.max(0.0), what.least),
    };
    let mut layers = Vec::new();
    let mut labels: Vec<Label> = Vec::new();
    let name = if pair.is_some() { OURS } else { "today" };
    if let Some(grey) = grey {
        labels.extend(grey.last().map(|&(_, value)| Label {
            value,
            text: NOTHING.into(),
            colour: GREY,
        }));
        layers.push(Layer::Line {
            pieces: vec![grey],
            colour: GREY,
            width: 2.0,
            dash: Dash::Short,
            marker: Marker::None,
        });
    }
    layers.extend(ours.layers());
    labels.extend(ours.last().map(|value| Label { value, text: name.into(), colour: BLUE }));
    let mut sheet = Sheet::default();
    let frame = Frame { left: 52.0, top: 34.0, right: WIDTH - 116.0, bottom: HEIGHT - 44.0 };
    let heading = match (difference, pair) {
        (true, None) => what.heading.split(" against").next().unwrap_or(what.heading),
        _ => what.heading,
    };
    let panel = Panel {
        heading: heading.into(),
        years: weeks as f64 / WEEKS_PER_YEAR,
        axis,
        layers,
        labels,
    };
    draw(&mut sheet, frame, &panel);
    let how = match (difference, pair) {
        (true, None) => "Smoothed over a quarter.",
        _ => what.how,
    };
    let (head, rows) = by_year(what, base, pair);
    let last = rows.last().map_or_else(String::new, |row| {
        let cells: Vec<String> =
            head.iter().zip(row).skip(1).map(|(name, cell)| format!("{name} {cell}")).collect();
        format!(". In year {}: {}", row[0], cells.join("; "))
    });
    let alternative = format!("{}, {heading}{last}", what.title);
    Picture {
        id: what.id,
        title: what.title.to_owned(),
        how: format!("{how} {}", drawn(ours.runs())),
        svg: inline(&sheet.marks, (WIDTH, HEIGHT), &alternative),
        head,
        rows,
    }
}

/// An axis with zero on it.
pub(crate) fn through_zero(low: f64, high: f64, least: f64) -> Axis {
    let (low, high) = (low.min(0.0), high.max(0.0));
    let (low, high) = if low.is_finite() && high.is_finite() { (low, high) } else { (0.0, 0.0) };
    let missing = (least - (high - low)).max(0.0) / 2.0;
    Axis::around(low - missing, high + missing, 0.0)
}

/// What a picture over time shows, year by year.
fn by_year(
    what: &Timed,
    base: &Results<'_>,
    pair: Option<&Pair<'_>>,
) -> (Vec<String>, Vec<Vec<String>>) {
    let year = WEEKS_PER_YEAR as usize;
    let value = |seen: &Observations, at: usize| {
        let span = at * year..(at + 1) * year;
        Some(seen.value_over(what.metric, Group::All, span)? * (what.times)(seen))
    };
    let middle = |results: &Results<'_>, at: usize| {
        let all: Vec<f64> =
            results.replicates.iter().filter_map(|it| value(&it.observations, at)).collect();
        if all.is_empty() { "\u{2013}".to_owned() } else { short(mean(&all)) }
    };
    let mut head =
        vec!["year".to_owned(), if pair.is_some() { NOTHING } else { "today" }.to_owned()];
    if pair.is_some() {
        head.extend([OURS, "difference", "95 % interval"].map(str::to_owned));
    }
    let row = |at: usize| {
        let mut row = vec![(at + 1).to_string(), middle(base, at)];
        if let Some(pair) = pair {
            row.push(middle(pair.other, at));
            row.extend(apart(Difference::of(&pair.each(|seen| value(seen, at))), pair.students));
        }
        row
    };
    (head, (0..base.weeks() / year).map(row).collect())
}

/// A difference and its interval as cells.
fn apart(found: Option<Difference>, students: &Students) -> [String; 2] {
    let Some(found) = found else { return ["\u{2013}".to_owned(), "\u{2013}".to_owned()] };
    let interval = found.intervals(students).map(|all| all[2]);
    let around = interval.map_or_else(
        || "one run".to_owned(),
        |(low, high)| format!("{} to {}", short(low), short(high)),
    );
    [short(found.mean), around]
}

/// The funnel: people a year, from a recognised need on.
fn funnel(base: &Results<'_>, pair: Option<&Pair<'_>>) -> Picture {
    let people = |stage: Stage, results: &Results<'_>| {
        let of = |seen: &Observations| {
            Some(stage.rate(seen)? * seen.people(Group::All) as f64 / THOUSAND)
        };
        let all: Vec<f64> =
            results.replicates.iter().filter_map(|it| of(&it.observations)).collect();
        mean(&all)
    };
    let counts: Vec<(Stage, f64, Option<f64>)> = Stage::EVERY
        .iter()
        .map(|&stage| (stage, people(stage, base), pair.map(|pair| people(stage, pair.other))))
        .collect();
    let most =
        counts.iter().map(|(_, base, ours)| ours.unwrap_or(*base).max(*base)).fold(1e-9, f64::max);
    let (left, row, top) = (178.0, 33.0, 6.0);
    let height = top + row * counts.len() as f64 + 4.0;
    let x = |value: f64| left + (WIDTH - 58.0 - left) * value / most;
    let mut sheet = Sheet::default();
    for (at, &(stage, base, ours)) in counts.iter().enumerate() {
        let y = top + row * at as f64;
        sheet.text((0.0, y + 9.0), stage.label(), TEXT, INK, Align::Start);
        sheet.rectangle((left, y + 2.0), (x(ours.unwrap_or(base)), y + 16.0), BLUE);
        sheet.text(
            (x(ours.unwrap_or(base)) + 6.0, y + 9.0),
            brief(ours.unwrap_or(base)),
            TEXT,
            INK,
            Align::Start,
        );
        if ours.is_some() {
            let corners = [
                (left, y + 19.0),
                (x(base), y + 19.0),
                (x(base), y + 26.0),
                (left, y + 26.0),
                (left, y + 19.0),
            ];
            sheet.line(&corners, GREY, 1.4);
            sheet.text((x(base) + 6.0, y + 23.0), brief(base), TEXT - 1.0, GREY, Align::Start);
        }
    }
    let name = if pair.is_some() { OURS } else { "today" };
    let mut head = vec!["step".to_owned(), name.to_owned()];
    head.extend(pair.map(|_| NOTHING.to_owned()));
    head.push("lost before it".to_owned());
    let rows: Vec<Vec<String>> = counts
        .iter()
        .map(|&(stage, base, ours)| {
            let mut row = vec![stage.label().to_owned(), short(ours.unwrap_or(base))];
            row.extend(ours.map(|_| short(base)));
            row.push(stage.loss().to_owned());
            row
        })
        .collect();
    let alternative: Vec<String> = rows
        .iter()
        .map(|row| format!("{} {}", row[0], row[1..row.len() - 1].join(" against ")))
        .collect();
    let outline = if pair.is_some() { " Outline: nothing more." } else { "" };
    Picture {
        id: "funnel",
        title: "Who is helped, and who is lost".to_owned(),
        how: format!("People a year on this list, mean of the runs.{outline}"),
        svg: inline(
            &sheet.marks,
            (WIDTH, height),
            &format!("People a year. {}", alternative.join("; ")),
        ),
        head,
        rows,
    }
}

/// Wellbeing by fifth of deprivation.
fn fifths(pair: &Pair<'_>) -> Picture {
    let years = years(pair);
    let rows: Vec<(Fifth, Option<Difference>)> = Fifth::ALL
        .iter()
        .map(|&fifth| {
            let gained = |account: &Account| {
                account.life_years(Lives::OfTheList, Some(fifth), account.weeks(), 0.0) / years
            };
            (fifth, Difference::of(&each(pair, gained)))
        })
        .collect();
    let interval = |found: &Difference| {
        found.intervals(pair.students).map_or((found.mean, found.mean), |all| all[2])
    };
    let (low, high) = rows
        .iter()
        .filter_map(|(_, found)| found.as_ref())
        .map(interval)
        .fold((0.0_f64, 0.0_f64), |(low, high), (from, to)| (low.min(from), high.max(to)));
    let axis = through_zero(low, high, 0.5);
    let (left, right, row) = (128.0, WIDTH - 66.0, 30.0);
    let bottom = row * rows.len() as f64 + 4.0;
    let height = bottom + 22.0;
    let x = |value: f64| left + (right - left) * (value - axis.low) / (axis.high - axis.low);
    let mut sheet = Sheet::default();
    for tick in axis.ticks() {
        let colour = if tick.abs() < axis.step * 1e-6 { INK } else { GRID };
        sheet.line(&[(x(tick), 2.0), (x(tick), bottom)], colour, 1.0);
    }
    for tick in axis.ticks().step_by(2) {
        sheet.text((x(tick), bottom + 10.0), short(tick), TEXT - 1.0, GREY, Align::Middle);
    }
    for (at, (fifth, found)) in rows.iter().enumerate() {
        let y = row * (at as f64 + 0.5);
        sheet.text((0.0, y), name_of(*fifth), TEXT, INK, Align::Start);
        let Some(found) = found else { continue };
        let (from, to) = interval(found);
        let bar = vec![(x(from), y - 6.0), (x(to), y - 6.0), (x(to), y + 6.0), (x(from), y + 6.0)];
        sheet.fill(bar, BLUE, 0.28);
        let clear = pair.sign(found) == Sign::Clear;
        dot(&mut sheet, (x(found.mean), y), if clear { BLUE } else { PAPER });
        let said =
            if pair.sign(found) == Sign::Unclear { "unclear".to_owned() } else { plus(found.mean) };
        sheet.text((WIDTH - 2.0, y), said, TEXT, INK, Align::End);
    }
    let table: Vec<Vec<String>> = rows
        .iter()
        .map(|(fifth, found)| {
            let [mean, around] = apart(*found, pair.students);
            vec![name_of(*fifth).to_owned(), mean, around]
        })
        .collect();
    let said: Vec<String> =
        table.iter().map(|row| format!("{} {} ({})", row[0], row[1], row[2])).collect();
    Picture {
        id: "fifths",
        title: "Who gains: wellbeing by fifth of deprivation".to_owned(),
        how:
            "WELLBYs a year against nothing more. Bar: 95 % interval of the mean. Hollow: unclear."
                .to_owned(),
        svg: inline(&sheet.marks, (WIDTH, height), &format!("WELLBYs a year. {}", said.join("; "))),
        head: ["fifth", "WELLBYs a year", "95 % interval"].map(str::to_owned).into(),
        rows: table,
    }
}

fn name_of(fifth: Fifth) -> &'static str {
    ["1, most deprived", "2", "3", "4", "5, least deprived"][fifth as usize]
}

fn plus(value: f64) -> String {
    if value > 0.0 { format!("+{}", brief(value)) } else { brief(value) }
}

/// A disc with a rim.
fn dot(sheet: &mut Sheet, (x, y): Point, colour: Colour) {
    /// Corners of a disc.
    const CORNERS: u32 = 16;
    let ring = |radius: f64| -> Vec<Point> {
        (0..CORNERS)
            .map(|corner| {
                let turn = std::f64::consts::TAU * f64::from(corner) / f64::from(CORNERS);
                (x + radius * libm::cos(turn), y + radius * libm::sin(turn))
            })
            .collect()
    };
    sheet.fill(ring(6.0), BLUE, 1.0);
    sheet.fill(ring(4.0), colour, 1.0);
}

/// Kept runs side by side: for each the mean and the interval of one figure, on one axis with zero on it.
#[must_use]
pub fn side_by_side(rows: &[[f64; 3]]) -> Vec<String> {
    let (wide, high) = (150.0, 24.0);
    let ends = rows.iter().flatten();
    let (low, top) = ends.fold((0.0_f64, 0.0_f64), |(low, top), &end| (low.min(end), top.max(end)));
    let span = (top - low).max(f64::MIN_POSITIVE);
    let x = |value: f64| 8.0 + (wide - 16.0) * (value - low) / span;
    rows.iter()
        .map(|&[middle, from, to]| {
            let mut sheet = Sheet::default();
            sheet.line(&[(x(0.0), 0.0), (x(0.0), high)], INK, 1.2);
            let bar = vec![(x(from), 6.0), (x(to), 6.0), (x(to), 18.0), (x(from), 18.0)];
            sheet.fill(bar, BLUE, 0.28);
            let clear = from > 0.0 || to < 0.0;
            dot(&mut sheet, (x(middle), 12.0), if clear { BLUE } else { PAPER });
            let said = format!("{}, {} to {}", brief(middle), brief(from), brief(to));
            inline(&sheet.marks, (wide, high), &said)
        })
        .collect()
}

/// A picture within the page that can also be kept as a file by itself.
pub(crate) fn inline(marks: &[marks::Mark], size: marks::Size, label: &str) -> String {
    let text = svg::inline(marks, size, label);
    text.replacen("<svg ", "<svg xmlns=\"http://www.w3.org/2000/svg\" ", 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::run::samples::{others, replicates, results};
    use crate::studies::compare::Comparison;

    #[test]
    fn few_runs_are_drawn_one_by_one_and_eight_as_a_band() {
        let course =
            |runs: usize| Course::of(60, |week| (0..runs).map(|run| (week + run) as f64).collect());
        let kinds = |runs: usize| -> Vec<usize> {
            let pieces = |layer: &Layer| match layer {
                Layer::Band { .. } | Layer::Strip { .. } => 0,
                Layer::Line { pieces, .. } => pieces.len(),
            };
            course(runs).layers().iter().map(pieces).collect()
        };
        assert_eq!((kinds(1), kinds(3), kinds(8)), (vec![1], vec![3, 1], vec![0, 1]));
        assert_eq!(course(3).mean()[0], (0.0, 1.0));
    }

    #[test]
    fn every_picture_says_what_it_shows_and_has_a_table() {
        let (ours, theirs) = (replicates(3, 110), others(3, 110, 0.2));
        let comparison = Comparison::new(results(&ours), vec![results(&theirs)], Vec::new());
        let pair = comparison.pairs().next().expect("a pair");
        let alone = pictures(&comparison.base, None, &[]);
        let compared = pictures(&comparison.base, Some(&pair), &[]);
        assert_eq!((alone.len(), compared.len()), (5, 6));
        for picture in alone.iter().chain(&compared) {
            assert!(picture.svg.starts_with("<svg ") && picture.svg.contains("aria-label=\""));
            assert!(!picture.svg.contains(" id=\""), "{}: a name could be there twice", picture.id);
            assert!(!picture.rows.is_empty(), "{}", picture.id);
            assert!(
                picture.rows.iter().all(|row| row.len() == picture.head.len()),
                "{}",
                picture.id
            );
        }
        let requests = &compared[0];
        assert_eq!((requests.id, requests.rows.len()), ("requests", 2), "two whole years");
    }

    #[test]
    fn kept_runs_share_an_axis_with_zero_on_it() {
        let drawn = side_by_side(&[[2.0, 1.0, 3.0], [-1.0, -2.0, 0.5]]);
        let zero = |svg: &String| {
            svg.split("points=\"").nth(1).and_then(|it| it.split(',').next()).map(str::to_owned)
        };
        assert_eq!(drawn.len(), 2);
        assert_eq!(zero(&drawn[0]), zero(&drawn[1]));
        assert!(drawn[0].contains("2.0, 1.0 to 3.0"), "{}", drawn[0]);
    }
}
