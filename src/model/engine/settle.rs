//! Slow states of everybody, in closed form: capital, activation and wellbeing are settled when
//! a person is touched, not every week.
//!
//! ```text
//! capital      c <- c + k_c (B - c)                         B from `capital`
//! activation   A <- A + k_A (T_A + s + w_A (c - B) - A)     T_A from `activation`
//! own level    s <- s + k_s (lasting (A - T_A) - s)         k_s from activation.own_half_life
//! wellbeing    L <- L + k_L (T_L + w_L (c - B) - L)         T_L from `wellbeing`
//! k            1 - 2 ^ (-1 / half-life); w from `capital`, summed over the resources
//! ```
//!
//! Between touches B, `T_A` and `T_L` stand still, so c - B decays by (1 - `k_c`) a week and wellbeing
//! solves exactly: with q = 1 - k, g = 1 - `k_c` and D the weighted gap of capital at the start,
//! `x_n` = T + (`x_0` - T) q^n + k D (g^n - q^n) / (g - q). Activation and its own level are linear in the
//! two of them and in D, by what a table of powers holds. Touching somebody in between changes nothing but
//! the rounding of a stored level, which the tests hold.

use crate::model::engine::Rules;
use crate::model::kinds::Resource;
use crate::model::mechanisms::people::activation;
use crate::model::mechanisms::people::capital;
use crate::model::mechanisms::people::wellbeing;
use crate::model::mechanisms::weekly;
use crate::model::parameters::Parameters as All;
use crate::model::world::{People, State};

/// Longest span, in weeks, whose decay stands in a table.
const TABLE: usize = 512;

/// Decay of the slow states for one set of parameters.
#[derive(Clone, Debug)]
pub struct Tables {
    /// Levels of capital that life supports.
    pub levels: capital::Levels,
    /// What is left of each state after so many weeks, and what the gap of capital has done to it; the
    /// last row stands for all longer spans.
    spans: Vec<Span>,
}

/// What comes of the slow states in some weeks in which nothing touches the person.
#[derive(Clone, Copy, Debug, Default)]
struct Span {
    /// What is kept of the gap of capital.
    capital: f64,
    /// What is kept of wellbeing above its target.
    wellbeing: f64,
    /// What the gap of capital has added to it: k (g^n - q^n) / (g - q).
    added: f64,
    activation: Moved,
}

/// Activation above its target and how far its own level has moved, after so many weeks.
#[derive(Clone, Copy, Debug, Default)]
struct Moved {
    /// For each unit of activation above its target at the start.
    above: [f64; 2],
    /// For each unit by which the own level had moved at the start.
    own: [f64; 2],
    /// For each unit of the gap of capital at the start.
    gap: [f64; 2],
}

impl Moved {
    /// The state and its own level.
    #[inline]
    fn solve(&self, x: f64, target: f64, own: f64, drive: f64) -> (f64, f64) {
        let of = |k: usize| (x - target) * self.above[k] + own * self.own[k];
        (target + of(0) + drive * self.gap[0], of(1) + drive * self.gap[1])
    }
}

/// Spans of 0, 1, 2, ... weeks, by the same steps week by week, so that equal half-lives are no special
/// case.
fn spans(all: &All) -> Vec<Span> {
    let p = &all.activation;
    let kept = |half_life: f64| 1.0 - weekly(half_life);
    let (capital, wellbeing) = (kept(all.capital.half_life), kept(all.wellbeing.half_life));
    let (activation, own) = (kept(p.half_life), weekly(p.own_half_life));
    let moved = |[above, moved]: [f64; 2], gap: f64| {
        [
            activation * above + (1.0 - activation) * moved + (1.0 - activation) * gap,
            (1.0 - own) * moved + own * p.lasting * above,
        ]
    };
    let step = |now: &Span| {
        let next = Moved {
            above: moved(now.activation.above, 0.0),
            own: moved(now.activation.own, 0.0),
            gap: moved(now.activation.gap, now.capital),
        };
        Some(Span {
            capital: now.capital * capital,
            wellbeing: now.wellbeing * wellbeing,
            added: wellbeing * now.added + (1.0 - wellbeing) * now.capital,
            activation: next,
        })
    };
    let start = Moved { above: [1.0, 0.0], own: [0.0, 1.0], gap: [0.0, 0.0] };
    let start = Span { capital: 1.0, wellbeing: 1.0, added: 0.0, activation: start };
    let mut spans: Vec<Span> = std::iter::successors(Some(start), step).take(TABLE).collect();
    let longest = Span { activation: spans[TABLE - 1].activation, ..Span::default() };
    spans.push(longest);
    spans
}

impl Tables {
    /// The tables for one set of parameters.
    #[must_use]
    pub fn new(all: &All) -> Self {
        Self { levels: capital::Levels::new(all), spans: spans(all) }
    }

    /// A state after this many weeks in which nothing touched the person.
    #[must_use]
    #[inline]
    pub fn after(
        &self,
        all: &All,
        from: State,
        base: &[f64; Resource::COUNT],
        targets: (f64, f64),
        weeks: usize,
    ) -> State {
        let span = &self.spans[weeks.min(TABLE)];
        let mut gap = [0.0; Resource::COUNT];
        let (mut for_wellbeing, mut for_activation) = (0.0, 0.0);
        for r in 0..Resource::COUNT {
            gap[r] = from.capital[r] - base[r];
            for_wellbeing += all.capital.wellbeing_points[r] * gap[r];
            for_activation += all.capital.activation_points[r] * gap[r];
        }
        for_wellbeing *= all.capital.within_share;
        let mut capital = *base;
        for (level, gap) in capital.iter_mut().zip(gap) {
            *level += gap * span.capital;
        }
        let above = from.wellbeing - targets.0;
        let wellbeing = targets.0 + above * span.wellbeing + for_wellbeing * span.added;
        let (activation, own) =
            span.activation.solve(from.activation, targets.1, from.own, for_activation);
        State {
            wellbeing: wellbeing.clamp(0.0, 10.0),
            activation: activation.clamp(0.0, 100.0),
            own,
            capital,
        }
    }
}

/// A person's slow states as they are this week, without writing them.
#[must_use]
#[inline]
pub fn state_at(rules: &Rules, people: &People, person: usize, week: i32) -> State {
    let all = &rules.all;
    let from = State::of(&people.slow[person]);
    let weeks = (week - i32::from(people.settled[person])).max(0) as usize;
    if weeks == 0 {
        return from;
    }
    let who = &people.fixed[person];
    let (needs, membership) = (people.needs[person], people.membership[person]);
    let base = rules.settle.levels.of(who, needs, membership);
    let health = people.health[person];
    let targets = (
        wellbeing::target(all, who, needs, health, membership),
        activation::target(all, who, needs, health),
    );
    rules.settle.after(all, from, base, targets, weeks)
}

/// Brings a person's slow states up to this week, so that what drives them may change.
#[inline]
pub fn settle(rules: &Rules, people: &mut People, person: usize, week: i32) {
    if i32::from(people.settled[person]) < week {
        let state = state_at(rules, people, person, week);
        people.keep(person, &state);
        people.settled[person] = week as i16;
    }
}

/// How far a person's capital stands above what their life supports, over the five resources.
#[must_use]
#[inline]
pub fn capital_gap(rules: &Rules, people: &People, person: usize) -> f64 {
    let (needs, membership) = (people.needs[person], people.membership[person]);
    let base = rules.settle.levels.of(&people.fixed[person], needs, membership);
    let held = people.slow[person].capital;
    (0..Resource::COUNT).map(|r| held[r].share() - base[r]).sum::<f64>() / Resource::COUNT as f64
}
