//! Kept runs in one picture for each figure over time: the mean of each run, with its letter at the end of its
//! line. A page keeps the curves of a run with its figures, and asks for pictures of all that it keeps.

use serde::{Deserialize, Serialize};

use crate::page::pictures::{
    HEIGHT, Picture, Shape, TIMED, Timed, WIDTH, inline, mean, through_zero,
};
use crate::report::charts::marks::{BLUE, Colour, Dash, GREY, INK, PURPLE, Point, SKY, Sheet};
use crate::report::charts::panel::{Axis, Frame, Label, Layer, Marker, Panel, draw};
use crate::report::number::short;

/// The course of one figure of a run: the mean over its runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// Which picture it is of.
    pub id: String,
    /// Years, and values in the unit of the picture.
    pub points: Vec<Point>,
}

/// A run as a page keeps it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeptRun {
    /// What it is called.
    pub letter: String,
    /// Its figures over time.
    pub curves: Vec<Curve>,
}

/// What lines look like, by their place: two of them never differ by colour alone, and none has the colour of better
/// or worse.
const LOOKS: [(Colour, Dash, Marker); 4] = [
    (BLUE, Dash::Solid, Marker::Disc),
    (PURPLE, Dash::Long, Marker::Square),
    (INK, Dash::Mixed, Marker::Up),
    (SKY, Dash::Solid, Marker::Diamond),
];

/// A picture for each figure over time of which there is a curve.
pub(crate) fn together(runs: &[KeptRun]) -> Vec<Picture> {
    TIMED.iter().filter_map(|what| picture(what, runs)).collect()
}

fn picture(what: &Timed, runs: &[KeptRun]) -> Option<Picture> {
    let curve = |run: &KeptRun| {
        let found = run.curves.iter().find(|curve| curve.id == what.id)?;
        let whole = |&(year, value): &Point| year.is_finite() && value.is_finite();
        let points: Vec<Point> = found.points.iter().copied().filter(whole).collect();
        (!points.is_empty()).then(|| (run.letter.clone(), points))
    };
    let curves: Vec<(String, Vec<Point>)> = runs.iter().filter_map(curve).collect();
    let all = || curves.iter().flat_map(|(_, points)| points);
    let years = all().map(|(year, _)| *year).reduce(f64::max)?;
    let (low, high) = all().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), (_, value)| {
        (low.min(*value), high.max(*value))
    });
    let difference = what.shape == Shape::Difference;
    let axis = if difference {
        through_zero(low, high, what.least)
    } else {
        Axis::from_zero(high.max(0.0), what.least)
    };
    let line = |points: Vec<Point>, (colour, dash, marker): (Colour, Dash, Marker), width| {
        Layer::Line { pieces: vec![points], colour, width, dash, marker }
    };
    let mut layers = Vec::new();
    if difference {
        let nothing = vec![(0.0, 0.0), (years, 0.0)];
        layers.push(line(nothing, (GREY, Dash::Short, Marker::None), 2.0));
    }
    let looks = LOOKS.iter().cycle();
    layers.extend(
        curves
            .iter()
            .zip(looks.clone())
            .map(|((_, points), &look)| line(points.clone(), look, 2.4)),
    );
    let label =
        |((letter, points), &(colour, ..)): (&(String, Vec<Point>), &(Colour, Dash, Marker))| {
            points.last().map(|&(_, value)| Label { value, text: letter.clone(), colour })
        };
    let labels = curves.iter().zip(looks).filter_map(label).collect();
    let mut sheet = Sheet::default();
    let frame = Frame { left: 52.0, top: 34.0, right: WIDTH - 60.0, bottom: HEIGHT - 44.0 };
    let years = years.ceil().max(1.0);
    draw(&mut sheet, frame, &Panel { heading: what.heading.into(), years, axis, layers, labels });
    let head =
        std::iter::once("year".to_owned()).chain(curves.iter().map(|(name, _)| name.clone()));
    let row = |year: usize| {
        let of = |(_, points): &(String, Vec<Point>)| {
            let inside = points.iter().filter(|(at, _)| *at as usize == year);
            let values: Vec<f64> = inside.map(|(_, value)| *value).collect();
            if values.is_empty() { "\u{2013}".to_owned() } else { short(mean(&values)) }
        };
        std::iter::once((year + 1).to_string()).chain(curves.iter().map(of)).collect()
    };
    let rows: Vec<Vec<String>> = (0..years as usize).map(row).collect();
    let last = rows.last().map_or_else(String::new, |row| {
        let each = curves.iter().zip(&row[1..]).map(|((name, _), cell)| format!("{name} {cell}"));
        format!("In year {}: {}", row[0], each.collect::<Vec<_>>().join(", "))
    });
    Some(Picture {
        id: what.id,
        title: what.title.to_owned(),
        how: format!("{} Lines: the mean of each kept run.", what.how),
        svg: inline(
            &sheet.marks,
            (WIDTH, HEIGHT),
            &format!("Kept runs: {}, {}. {last}", what.title, what.heading),
        ),
        head: head.collect(),
        rows,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(letter: &str, level: f64) -> KeptRun {
        let points = (0..26).map(|at| (f64::from(at) / 13.0, level)).collect();
        KeptRun { letter: letter.into(), curves: vec![Curve { id: "requests".into(), points }] }
    }

    #[test]
    fn kept_runs_are_drawn_in_one_picture_and_told_year_by_year() {
        let drawn = together(&[run("A", -20.0), run("B", 40.0)]);
        assert_eq!(drawn.len(), 1, "of one figure there are curves");
        let picture = &drawn[0];
        assert_eq!(picture.head, ["year", "A", "B"]);
        assert_eq!(picture.rows, [["1", "\u{2212}20.0", "40.0"], ["2", "\u{2212}20.0", "40.0"]]);
        assert!(picture.svg.contains("In year 2: A \u{2212}20.0, B 40.0"), "{}", picture.svg);
        for colour in ["#0072B2", "#CC79A7"] {
            assert!(picture.svg.contains(colour), "{colour}");
        }
        assert!(together(&[]).is_empty());
    }

    #[test]
    fn what_is_no_number_is_drawn_nowhere() {
        let mut odd = run("A", 1.0);
        odd.curves[0].points = vec![(0.0, f64::NAN), (f64::INFINITY, 1.0)];
        assert!(together(&[odd]).is_empty());
    }
}
