//! The diagrams of the page, as SVG: the programme theory in Carpiano's columns and the four levels, and
//! the loops in the triangle of the three settings. States are boxes, arrows carry a sign, a claim and
//! the mark of its verdict; an arrow is a link to the claim.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::studies::theory::form::loops::{LOOPS, Loop};
use crate::studies::theory::form::map::{Arrow, Map, Sign, Stage, State, map};
use crate::studies::theory::form::{Shown, shown};
use crate::studies::theory::read::Level;
use crate::studies::theory::run::Finding;

/// Width of both pictures: a screen of 1280 pixels less its margins.
const WIDTH: f64 = 1180.0;

/// Height of a box.
const BOX: f64 = 27.0;

/// The bands of the levels in the diagram of the programme theory: what is decided above comes first.
const BANDS: [(Level, f64, f64); 4] = [
    (Level::Policy, 34.0, 110.0),
    (Level::Organisational, 116.0, 325.0),
    (Level::Interpersonal, 331.0, 750.0),
    (Level::Individual, 756.0, 985.0),
];

/// Width of a letter of the labels, and height of a line, by the font of the page at its widest.
const LETTER: f64 = 7.0;
const LINE: f64 = 14.0;

/// Points that stand for a curve.
const POINTS: usize = 60;

/// A rectangle, by its middle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Rect {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) w: f64,
    pub(crate) h: f64,
}

impl Rect {
    fn holds(&self, (x, y): (f64, f64), margin: f64) -> bool {
        (x - self.x).abs() < self.w / 2.0 + margin && (y - self.y).abs() < self.h / 2.0 + margin
    }

    pub(crate) fn meets(&self, other: &Self) -> bool {
        (self.x - other.x).abs() < f64::midpoint(self.w, other.w)
            && (self.y - other.y).abs() < f64::midpoint(self.h, other.h)
    }
}

/// All arrows from one state to another, drawn as one.
struct Edge<'a> {
    from: usize,
    to: usize,
    arrows: Vec<&'a Arrow>,
}

impl Edge<'_> {
    fn sign(&self) -> &'static str {
        let first = self.arrows[0].sign;
        let same = self.arrows.iter().all(|arrow| arrow.sign == first);
        if same { first.mark() } else { "±" }
    }

    /// Its claims, each once, in their order.
    fn claims(&self) -> Vec<&str> {
        let mut claims: Vec<&str> =
            self.arrows.iter().flat_map(|arrow| arrow.claims.iter().copied()).collect();
        claims.sort_unstable();
        claims.dedup();
        claims
    }
}

/// What is drawn: where states stand, which arrows, and what is known of claims.
pub(crate) struct Picture<'a> {
    map: &'a Map,
    boxes: BTreeMap<usize, Rect>,
    edges: Vec<Edge<'a>>,
    verdicts: BTreeMap<&'a str, Shown>,
    height: f64,
    /// What lies behind: bands, columns and their names.
    ground: String,
    label: &'static str,
}

/// A label that found its place.
struct Placed {
    area: Rect,
    text: String,
}

/// The programme theory: columns of Carpiano's schema, bands of the four levels.
pub(crate) fn theory(findings: &[Finding]) -> Picture<'_> {
    let map = map();
    let mut ground = String::new();
    for (level, top, bottom) in BANDS {
        let _ = write!(
            ground,
            r#"<rect class="band" x="0" y="{top}" width="{WIDTH}" height="{}"/><text class="name" x="6" y="{}">{}</text>"#,
            bottom - top,
            top + 15.0,
            level.label()
        );
    }
    let column = WIDTH / Stage::ALL.len() as f64;
    for (number, stage) in Stage::ALL.iter().enumerate() {
        let x = column * (number as f64 + 0.5);
        let _ = write!(ground, r#"<text class="head" x="{x}" y="18">{}</text>"#, stage.title());
    }
    let boxes = boxes(map, |state| state.stage.map(|(_, place)| place));
    let edges = edges(map, &boxes, |arrow| arrow.weight.is_some());
    let label = "The programme theory: states in Carpiano's columns and four levels, arrows with the \
                 claims that they carry";
    let height = BANDS[3].2 + 6.0;
    Picture { map, boxes, edges, verdicts: verdicts(findings), height, ground, label }
}

/// The boxes of the states that have a place.
fn boxes(map: &Map, place: impl Fn(&State) -> Option<(f64, f64)>) -> BTreeMap<usize, Rect> {
    let one = |(at, state): (usize, &State)| {
        let (x, y) = place(state)?;
        let w = state.label.chars().count() as f64 * LETTER + 22.0;
        Some((at, Rect { x, y, w, h: BOX }))
    };
    map.states.iter().enumerate().filter_map(one).collect()
}

/// The loops, in the triangle of practice, link work and organisations around the person.
pub(crate) fn loops(findings: &[Finding]) -> Picture<'_> {
    let map = map();
    let boxes = boxes(map, |state| state.in_loops);
    let steps: Vec<(usize, usize)> = LOOPS
        .iter()
        .flat_map(Loop::steps)
        .filter_map(|(from, to)| Some((map.state(from)?, map.state(to)?)))
        .collect();
    let edges = edges(map, &boxes, |arrow| steps.contains(&(arrow.from, arrow.to)));
    let mut ground = String::new();
    for (class, points, name, x, y) in [
        (
            "zone practice",
            "0,40 520,40 520,420 200,480 200,690 0,690",
            "General practice",
            8.0,
            58.0,
        ),
        ("zone work", "540,40 1180,40 1180,465 950,465 640,380 540,380", "Link work", 552.0, 58.0),
        ("zone places", "740,650 1180,560 1180,985 740,985", "Organisations", 1076.0, 975.0),
        ("zone policy", "0,830 400,900 520,985 0,985", "Policy and place", 8.0, 975.0),
    ] {
        let _ = write!(
            ground,
            r#"<polygon class="{class}" points="{points}"/><text class="name" x="{x}" y="{y}">{name}</text>"#
        );
    }
    let _ = write!(ground, r#"<text class="name" x="250" y="660">The person</text>"#);
    let label = "The loops of the theory, in the triangle of practice, link work and organisations around \
                 the person: states and the arrows between them";
    Picture { map, boxes, edges, verdicts: verdicts(findings), height: 1000.0, ground, label }
}

fn verdicts(findings: &[Finding]) -> BTreeMap<&str, Shown> {
    findings.iter().map(|finding| (finding.id.as_str(), shown(finding))).collect()
}

/// The arrows between boxes, those of the same two together.
fn edges<'a>(
    map: &'a Map,
    boxes: &BTreeMap<usize, Rect>,
    wanted: impl Fn(&&Arrow) -> bool,
) -> Vec<Edge<'a>> {
    let mut edges: Vec<Edge<'a>> = Vec::new();
    let drawn = |arrow: &&Arrow| boxes.contains_key(&arrow.from) && boxes.contains_key(&arrow.to);
    for arrow in map.arrows.iter().filter(drawn).filter(wanted) {
        match edges.iter_mut().find(|edge| edge.from == arrow.from && edge.to == arrow.to) {
            Some(edge) => edge.arrows.push(arrow),
            None => edges.push(Edge { from: arrow.from, to: arrow.to, arrows: vec![arrow] }),
        }
    }
    edges
}

impl Picture<'_> {
    /// The picture as SVG.
    pub(crate) fn svg(&self) -> String {
        let mut svg = format!(
            r#"<svg class="diagram" role="group" aria-label="{}" viewBox="0 0 {WIDTH} {:.0}" width="{WIDTH}" height="{:.0}">{}"#,
            self.label, self.height, self.height, self.ground
        );
        let curves: Vec<Vec<(f64, f64)>> = self.edges.iter().map(|edge| self.curve(edge)).collect();
        let mut taken: Vec<Placed> = Vec::new();
        for (edge, curve) in self.edges.iter().zip(&curves) {
            taken.extend(self.label_of(edge, curve, &taken));
            svg.push_str(&self.edge(edge, curve));
        }
        // Boxes over the arrows, labels over the boxes' shadows: nothing hides a word.
        for (state, rect) in &self.boxes {
            let _ = write!(
                svg,
                r#"<rect class="state" x="{:.1}" y="{:.1}" width="{:.1}" height="{:.1}" rx="5"/><text class="state" x="{:.1}" y="{:.1}">{}</text>"#,
                rect.x - rect.w / 2.0,
                rect.y - rect.h / 2.0,
                rect.w,
                rect.h,
                rect.x,
                rect.y + 4.0,
                self.map.states[*state].label
            );
        }
        for label in &taken {
            svg.push_str(&label.text);
        }
        svg.push_str("</svg>");
        svg
    }

    /// A curve from box to box that crosses as few others as can be.
    fn curve(&self, edge: &Edge<'_>) -> Vec<(f64, f64)> {
        let (from, to) = (self.boxes[&edge.from], self.boxes[&edge.to]);
        let bends = [0.1, -0.1, 0.2, -0.2, 0.32, -0.32, 0.0, 0.46, -0.46, 0.62, -0.62];
        let one = |bend: f64| {
            let (dx, dy) = (to.x - from.x, to.y - from.y);
            let middle =
                (f64::midpoint(from.x, to.x) - dy * bend, f64::midpoint(from.y, to.y) + dx * bend);
            let at = |number: usize| {
                let t = number as f64 / POINTS as f64;
                let way = |a: f64, b: f64, c: f64| {
                    (1.0 - t) * (1.0 - t) * a + 2.0 * t * (1.0 - t) * b + t * t * c
                };
                (way(from.x, middle.0, to.x), way(from.y, middle.1, to.y))
            };
            let outside = |point: &(f64, f64)| !from.holds(*point, 1.0) && !to.holds(*point, 5.0);
            (0..=POINTS).map(at).filter(outside).collect::<Vec<_>>()
        };
        let cost = |curve: &Vec<(f64, f64)>| {
            let others = self.boxes.iter().filter(|(at, _)| **at != edge.from && **at != edge.to);
            let crossed =
                others.filter(|(_, rect)| curve.iter().any(|&at| rect.holds(at, 3.0))).count();
            let out = curve.iter().any(|(x, y)| {
                !(4.0..=WIDTH - 4.0).contains(x) || !(4.0..=self.height - 4.0).contains(y)
            });
            crossed + if out || curve.len() < 4 { 10 } else { 0 }
        };
        let curves: Vec<Vec<(f64, f64)>> = bends.iter().map(|&bend| one(bend)).collect();
        curves.into_iter().min_by_key(cost).unwrap_or_default()
    }

    /// The verdict of an edge: that of its claims where they agree, else mixed.
    fn slug(&self, edge: &Edge<'_>) -> &'static str {
        let mut slugs = edge
            .claims()
            .into_iter()
            .map(|claim| self.verdicts.get(claim).map_or("other", |shown| shown.slug));
        let Some(first) = slugs.next() else { return "counted" };
        if slugs.all(|slug| slug == first) { first } else { "mixed" }
    }

    /// The claim to whose row an edge leads: its first that was run.
    fn linked<'b>(&self, edge: &'b Edge<'_>) -> Option<&'b str> {
        edge.claims().into_iter().find(|claim| self.verdicts.contains_key(claim))
    }

    fn said(&self, edge: &Edge<'_>) -> String {
        let claims: Vec<String> = edge
            .claims()
            .into_iter()
            .map(|claim| match self.verdicts.get(claim) {
                Some(shown) => format!("{claim} {}", shown.label),
                None => format!("{claim} not run"),
            })
            .collect();
        let by = if claims.is_empty() { "by counting".to_owned() } else { claims.join(", ") };
        let states = &self.map.states;
        format!("{} {} {}: {by}", states[edge.from].label, edge.sign(), states[edge.to].label)
    }

    fn edge(&self, edge: &Edge<'_>, curve: &[(f64, f64)]) -> String {
        let mut path = String::new();
        for (number, (x, y)) in curve.iter().enumerate() {
            let _ = write!(path, "{}{x:.1} {y:.1}", if number == 0 { "M" } else { "L" });
        }
        let class = self.slug(edge);
        let head = head(curve);
        let drawn = format!(
            r#"<path class="way" d="{path}"/><path class="hit" d="{path}"/><path class="head" d="{head}"/>"#
        );
        let title = self.said(edge);
        match self.linked(edge) {
            Some(claim) => format!(
                r##"<a class="arrow {class}" href="#row-{claim}" aria-label="{title}"><title>{title}</title>{drawn}</a>"##
            ),
            None => format!(r#"<g class="arrow {class}"><title>{title}</title>{drawn}</g>"#),
        }
    }

    /// The label of an edge where it meets no box and no other label; nothing if there is no such place.
    fn label_of(&self, edge: &Edge<'_>, curve: &[(f64, f64)], taken: &[Placed]) -> Option<Placed> {
        let claims = edge.claims();
        let text = match claims.split_first() {
            None => edge.sign().to_owned(),
            Some((first, others)) => {
                let mark = self.verdicts.get(first).map_or("", |shown| shown.mark);
                let more = match others.len() {
                    0 => String::new(),
                    more => format!(" +{more}"),
                };
                let said = format!("{} {first}{more} {mark}", edge.sign());
                said.trim_end().to_owned()
            }
        };
        let w = text.chars().count() as f64 * LETTER + 4.0;
        let order = [50, 42, 58, 34, 66, 26, 74, 20, 80, 14, 86];
        let places = order.iter().filter_map(|percent| curve.get(curve.len() * percent / 100));
        let areas = places
            .flat_map(|&(x, y)| [0.0, -9.0, 9.0].map(|shift| Rect { x, y: y + shift, w, h: LINE }));
        let free = |area: &Rect| {
            let inside = area.x - w / 2.0 > 2.0 && area.x + w / 2.0 < WIDTH - 2.0 && area.y > 8.0;
            let covers = area.holds(*curve.last().unwrap_or(&(0.0, 0.0)), 6.0);
            inside
                && !covers
                && self.boxes.values().all(|rect| !rect.meets(area))
                && taken.iter().all(|other| !other.area.meets(area))
        };
        let area = areas.into_iter().find(free)?;
        let class = self.slug(edge);
        let drawn = format!(
            r#"<text class="label {class}" x="{:.1}" y="{:.1}">{text}</text>"#,
            area.x,
            area.y + 4.0
        );
        // The arrow itself is the link that a keyboard finds; its label is one for a mouse.
        let text = match self.linked(edge) {
            Some(claim) => {
                format!(r##"<a href="#row-{claim}" tabindex="-1" aria-hidden="true">{drawn}</a>"##)
            }
            None => drawn,
        };
        Some(Placed { area, text })
    }

    /// How many arrows are drawn, and how many of them have a label.
    #[cfg(test)]
    fn labelled(&self) -> (usize, usize) {
        let mut taken: Vec<Placed> = Vec::new();
        for edge in &self.edges {
            taken.extend(self.label_of(edge, &self.curve(edge), &taken));
        }
        (self.edges.len(), taken.len())
    }
}

/// The head of an arrow at the end of a curve.
fn head(curve: &[(f64, f64)]) -> String {
    let Some(&(x, y)) = curve.last() else { return String::new() };
    let (fx, fy) = curve[curve.len().saturating_sub(4)];
    let length = ((x - fx) * (x - fx) + (y - fy) * (y - fy)).sqrt().max(1.0);
    let (dx, dy) = ((x - fx) / length, (y - fy) / length);
    let corner = |side: f64| (x - 8.0 * dx + side * 4.0 * dy, y - 8.0 * dy - side * 4.0 * dx);
    let ((ax, ay), (bx, by)) = (corner(1.0), corner(-1.0));
    format!("M{:.1} {:.1}L{ax:.1} {ay:.1}L{bx:.1} {by:.1}Z", x + 3.0 * dx, y + 3.0 * dy)
}

/// An arrow as a row of the table below a diagram.
pub(crate) struct ArrowRow {
    pub(crate) from: &'static str,
    pub(crate) sign: &'static str,
    pub(crate) to: &'static str,
    pub(crate) claims: Vec<(&'static str, Option<Shown>)>,
    pub(crate) weight: &'static str,
}

/// Every arrow that carries a claim, as rows.
pub(crate) fn rows(findings: &[Finding]) -> Vec<ArrowRow> {
    let map = map();
    let verdicts = verdicts(findings);
    let row = |arrow: &'static Arrow| ArrowRow {
        from: map.states[arrow.from].label,
        sign: match arrow.sign {
            Sign::Plus => "+",
            Sign::Minus => "−",
        },
        to: map.states[arrow.to].label,
        claims: arrow.claims.iter().map(|&it| (it, verdicts.get(it).copied())).collect(),
        weight: arrow.weight.as_ref().map_or("", |weight| weight.path),
    };
    map.arrows.iter().filter(|arrow| !arrow.claims.is_empty()).map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_box_lies_on_another() {
        for picture in [theory(&[]), loops(&[])] {
            let boxes: Vec<_> = picture.boxes.iter().collect();
            for (number, (a, one)) in boxes.iter().enumerate() {
                assert!(one.x - one.w / 2.0 >= 0.0 && one.x + one.w / 2.0 <= WIDTH, "{one:?}");
                for (b, other) in &boxes[number + 1..] {
                    let names = [**a, **b].map(|at| picture.map.states[at].label);
                    assert!(!one.meets(other), "{names:?}");
                }
            }
        }
    }

    #[test]
    fn every_state_stands_in_its_column_and_its_band() {
        let column = WIDTH / Stage::ALL.len() as f64;
        for state in &map().states {
            let Some((stage, (x, y))) = state.stage else { continue };
            assert_eq!(Stage::ALL[(x / column) as usize], stage, "{}", state.name);
            let band = BANDS.iter().find(|(level, ..)| *level == state.level).expect("a band");
            assert!(y > band.1 + 14.0 && y < band.2 - 14.0, "{} leaves its band", state.name);
        }
    }

    #[test]
    fn nearly_every_arrow_has_a_label() {
        for picture in [theory(&[]), loops(&[])] {
            let (all, labelled) = picture.labelled();
            assert!(all > 30 && labelled * 20 >= all * 19, "{labelled} of {all}");
        }
    }

    #[test]
    fn a_head_points_along_its_curve() {
        assert_eq!(head(&[(0.0, 0.0), (10.0, 0.0)]), "M13.0 0.0L2.0 -4.0L2.0 4.0Z");
        assert_eq!(head(&[]), "");
    }
}
