//! Small pictures of effects, as SVG inside the page: an interval against the smallest effect that
//! matters, and the values of several arms. Never colour alone: the words stand beside each.

use std::fmt::Write as _;

use crate::report::number::short;
use crate::studies::theory::run::Found;

const WIDTH: f64 = 220.0;
const HEIGHT: f64 = 26.0;
const MARGIN: f64 = 8.0;

/// An effect with its interval, on a band within which nothing matters. The side of the expected
/// way is shaded, unless nothing is expected to change.
pub(crate) fn effect(found: &Found) -> Option<String> {
    let (effect, low, high) = (found.effect?, found.low?, found.high?);
    let smallest = found.smallest;
    // An interval far wider than what matters is cut at the edge rather than shrinking the rest.
    let reach = [effect.abs() * 1.3, smallest * 2.5, low.abs(), high.abs()];
    let reach = reach.into_iter().fold(0.0, f64::max).min(8.0 * effect.abs().max(smallest));
    if reach <= 0.0 || !reach.is_finite() {
        return None;
    }
    let x = |value: f64| {
        let share = (value / reach).clamp(-1.0, 1.0);
        WIDTH / 2.0 + share * (WIDTH / 2.0 - MARGIN)
    };
    let middle = HEIGHT / 2.0;
    let mut svg = open(&format!(
        "{} with interval {} to {}; the smallest that matters is {}",
        short(effect),
        short(low),
        short(high),
        short(smallest)
    ));
    let mut draw =
        |text: std::fmt::Arguments<'_>| svg.write_fmt(text).expect("writing to a string");
    let wanted = match found.expect {
        "up" | "peak" => Some((x(smallest), WIDTH)),
        "down" | "dip" => Some((0.0, x(-smallest))),
        "same" => Some((x(-smallest), x(smallest))),
        _ => None,
    };
    if let Some((from, to)) = wanted {
        let width = to - from;
        draw(format_args!(
            r#"<rect class="want" x="{from:.1}" y="0" width="{width:.1}" height="{HEIGHT}"/>"#
        ));
    }
    for edge in [-smallest, smallest] {
        let edge = x(edge);
        draw(format_args!(
            r#"<line class="edge" x1="{edge:.1}" y1="0" x2="{edge:.1}" y2="{HEIGHT}"/>"#
        ));
    }
    let zero = x(0.0);
    draw(format_args!(
        r#"<line class="zero" x1="{zero:.1}" y1="0" x2="{zero:.1}" y2="{HEIGHT}"/>"#
    ));
    let (from, to) = (x(low), x(high));
    draw(format_args!(
        r#"<line class="range" x1="{from:.1}" y1="{middle}" x2="{to:.1}" y2="{middle}"/>"#
    ));
    for (end, cut, step) in [(from, low < -reach, 5.0), (to, high > reach, -5.0)] {
        let back = end + step;
        if cut {
            // An arrow: it goes on beyond the picture.
            draw(format_args!(
                r#"<path class="range" fill="none" d="M{back:.1} {} L{end:.1} {middle} L{back:.1} {}"/>"#,
                middle - 4.0,
                middle + 4.0
            ));
        } else {
            draw(format_args!(
                r#"<line class="range" x1="{end:.1}" y1="{}" x2="{end:.1}" y2="{}"/>"#,
                middle - 4.0,
                middle + 4.0
            ));
        }
    }
    draw(format_args!(r#"<circle class="dot" cx="{:.1}" cy="{middle}" r="4"/>"#, x(effect)));
    svg.push_str("</svg>");
    Some(svg)
}

/// The means of three arms or more, as a line of dots from the lowest to the highest.
pub(crate) fn arms(found: &Found) -> Option<String> {
    let arms = &found.arms;
    let (low, high) = arms.iter().fold((f64::MAX, f64::MIN), |(a, b), &x| (a.min(x), b.max(x)));
    if arms.len() < 3 || high - low <= 0.0 {
        return None;
    }
    let values: Vec<String> = arms.iter().map(|&arm| short(arm)).collect();
    let mut svg = open(&format!("means of the arms in order: {}", values.join(", ")));
    let step = (WIDTH - 2.0 * MARGIN) / (arms.len() - 1) as f64;
    let points: Vec<(f64, f64)> = (0..)
        .zip(arms)
        .map(|(number, arm)| {
            let height = (arm - low) / (high - low);
            (MARGIN + step * f64::from(number), HEIGHT - 5.0 - height * (HEIGHT - 10.0))
        })
        .collect();
    let line: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
    let _ = write!(svg, r#"<polyline class="range" fill="none" points="{}"/>"#, line.join(" "));
    for (x, y) in points {
        let _ = write!(svg, r#"<circle class="dot" cx="{x:.1}" cy="{y:.1}" r="3"/>"#);
    }
    svg.push_str("</svg>");
    Some(svg)
}

/// The head of a picture; the text is made of numbers and words of ours, with nothing to escape.
fn open(label: &str) -> String {
    format!(
        r#"<svg role="img" aria-label="{label}" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}">"#
    )
}
