//! Which worlds a design is lived in. The first is the one that the study sees; with the others it shares every
//! draw, and twins in them say the truth.
//!
//! ```text
//! clients      seen: everybody has it. Truth: the same person kept from it, nearly all others not; two worlds,
//!              each with other tenths kept
//! persons      seen: those with lots below a half wait. Truth: the mirror, in which the others wait
//! practices    seen: every other practice has it. Truth: the mirror, in which the others have it
//! steps        seen: practices begin one after another. Truth: none ever does
//! everywhere   seen: all begin. Truth: none does
//! on, off      everybody has it, nobody does: how far that is from the truth of the design is interference
//! ```

use crate::runs::evaluation::Rule;
use crate::studies::evaluation::design::{Design, Family};

/// Worlds of a trial of persons that its truth needs: the one that is seen and its mirror.
pub const MIRRORED: usize = 2;

/// Share of clients who are kept from the scheme in one world: few, so that each lives among clients.
const TENTH: f64 = 0.1;

/// Worlds in which a tenth is kept.
pub const TENTHS: usize = 2;

/// Where half of the lots lie.
const HALF: f64 = 0.5;

/// The rules of the worlds, the one that is seen first.
#[must_use]
pub fn rules(design: &Design) -> Vec<Rule> {
    let (from, until) = (design.when.from, design.when.until);
    let keeping = |low: f64, high: f64, wait| Rule::keeping(from, until, (low, high), wait);
    let on = Rule::everybody(from, until);
    let off = keeping(0.0, 1.0, None);
    match design.estimator.family() {
        Family::Clients => {
            let tenth = |at: usize| {
                let low = TENTH * at as f64;
                keeping(low, low + TENTH, None)
            };
            let kept = (0..TENTHS).map(tenth);
            [on].into_iter().chain(kept).chain([off]).collect()
        }
        Family::Persons => {
            let wait = design.wait;
            vec![keeping(0.0, HALF, wait), keeping(HALF, 1.0, wait), on, off]
        }
        Family::Practices => {
            let dealt = |first, second| Rule::dealt(vec![first, second]);
            let from = Some(from);
            vec![dealt(from, None), dealt(None, from), dealt(from, from), dealt(None, None)]
        }
        Family::Steps => {
            let steps = design.starts.iter().map(|&week| Some(week));
            let steps = steps.chain((0..design.never).map(|_| None)).collect();
            let first = design.starts.iter().copied().min();
            vec![Rule::dealt(steps), Rule::dealt(vec![None]), Rule::dealt(vec![first])]
        }
        Family::Everywhere => vec![Rule::dealt(vec![Some(from)]), Rule::dealt(vec![None])],
    }
}
