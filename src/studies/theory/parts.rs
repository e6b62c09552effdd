//! From arms to numbers: which arms a contrast needs, and which figures of each replicate say
//! whether an effect is there. Every contrast comes down to parts, each a list of paired
//! differences with the way it should go.

use crate::studies::theory::read::{Contrast, Effect, Expect, Shift};

/// How a part bears on an effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// It has to hold.
    Needed,
    /// It must not go the other way by as much as matters.
    Guard,
}

/// Paired differences of the replicates, and the way they should go.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// How it bears on the effect.
    pub role: Role,
    /// Up, down or the same.
    pub expect: Expect,
    /// One difference for each replicate that has all arms.
    pub values: Vec<f64>,
    /// The smallest that matters.
    pub smallest: f64,
}

/// The pieces of each arm, from the baseline up. `over` is laid on the base of every arm, `last`
/// on top of everything.
#[must_use]
pub fn arms<'a>(
    base: &'a Shift,
    contrast: &'a Contrast,
    over: Option<&'a Shift>,
    last: Option<&'a Shift>,
) -> Vec<Vec<&'a Shift>> {
    let levers: Vec<(&Shift, Vec<&Shift>)> = match contrast {
        Contrast::Difference { lever }
        | Contrast::Slope { lever }
        | Contrast::Variance { lever }
        | Contrast::Temporary { lever }
        | Contrast::Later { lever }
        | Contrast::TwoPeaks { lever } => vec![(base, vec![]), (base, vec![lever])],
        Contrast::Interaction { lever, with } => {
            vec![(base, vec![]), (base, vec![lever]), (base, vec![with]), (base, vec![lever, with])]
        }
        Contrast::TwoSided { lever, other } => {
            vec![(base, vec![]), (base, vec![lever]), (other, vec![]), (other, vec![lever])]
        }
        Contrast::Together { levers } => {
            let alone = levers.iter().map(|lever| (base, vec![lever]));
            let all = (base, levers.iter().collect());
            [(base, vec![])].into_iter().chain(alone).chain([all]).collect()
        }
        Contrast::Order { arms }
        | Contrast::Threshold { arms, .. }
        | Contrast::Ranking { arms } => arms.iter().map(|arm| (base, vec![arm])).collect(),
    };
    levers
        .into_iter()
        .map(|(base, levers)| [base].into_iter().chain(over).chain(levers).chain(last).collect())
        .collect()
}

/// The parts of an effect. `values` holds a reading for each arm and replicate, `others` the same
/// for the other weeks of a temporary or later effect, `smallest` is the size that matters.
#[must_use]
pub fn parts(
    contrast: &Contrast,
    effect: &Effect,
    values: &[Vec<Option<f64>>],
    others: &[Vec<Option<f64>>],
    smallest: f64,
) -> Vec<Part> {
    let whole = complete(values);
    let part = |role, expect, values| Part { role, expect, values, smallest };
    let needed = |expect, of: &dyn Fn(&[f64]) -> f64| {
        part(Role::Needed, expect, whole.iter().map(|row| of(row)).collect())
    };
    match contrast {
        Contrast::Difference { .. } | Contrast::Slope { .. } => {
            vec![needed(effect.expect, &|row| row[1] - row[0])]
        }
        Contrast::Temporary { .. } => {
            let gone = complete(others).iter().map(|row| row[1] - row[0]).collect();
            vec![
                needed(effect.expect, &|row| row[1] - row[0]),
                part(Role::Needed, Expect::Same, gone),
            ]
        }
        Contrast::Later { .. } => {
            // All four figures of a replicate: late without and with the lever, early the same.
            let all: Vec<Vec<Option<f64>>> = values.iter().chain(others).cloned().collect();
            let grown =
                complete(&all).iter().map(|row| row[1] - row[0] - row[3] + row[2]).collect();
            vec![part(Role::Needed, effect.expect, grown)]
        }
        Contrast::Together { levers } => {
            let count = levers.len();
            vec![needed(effect.expect, &|row| {
                let alone: f64 = row[1..=count].iter().map(|value| value - row[0]).sum();
                row[count + 1] - row[0] - alone
            })]
        }
        Contrast::Ranking { arms } => {
            let first = effect.first.unwrap_or(0);
            let others = (0..arms.len()).filter(|&arm| arm != first);
            others.map(|arm| needed(effect.expect, &|row| row[first] - row[arm])).collect()
        }
        Contrast::TwoPeaks { .. } => {
            vec![part(Role::Needed, effect.expect, two_peaks(&whole))]
        }
        Contrast::Interaction { .. } => {
            vec![needed(effect.expect, &|row| row[3] - row[1] - row[2] + row[0])]
        }
        Contrast::TwoSided { .. } => vec![
            needed(effect.expect, &|row| row[1] - row[0]),
            needed(effect.expect.opposite(), &|row| row[3] - row[2]),
        ],
        Contrast::Variance { .. } => {
            let middles = [0, 1].map(|arm| median(whole.iter().map(|row| row[arm]).collect()));
            let spread = |row: &[f64], arm: usize| (row[arm] - middles[arm]).abs();
            vec![needed(effect.expect, &|row| spread(row, 1) - spread(row, 0))]
        }
        Contrast::Order { .. } => order(effect.expect, &whole)
            .into_iter()
            .map(|(role, expect, values)| part(role, expect, values))
            .collect(),
        Contrast::Threshold { step, .. } => {
            let step = *step;
            vec![needed(effect.expect, &|row| {
                let others = (row.len() - 2).max(1) as f64;
                let jump = row[step] - row[step - 1];
                jump - (row[row.len() - 1] - row[0] - jump) / others
            })]
        }
    }
}

/// Last less first, and no step the other way; or an arm between the ends beyond both ends.
fn order(expect: Expect, whole: &[Vec<f64>]) -> Vec<(Role, Expect, Vec<f64>)> {
    let Some(last) = whole.first().map(|row| row.len() - 1) else {
        return vec![(Role::Needed, expect, Vec::new())];
    };
    let less = |arm: usize, other: usize| -> Vec<f64> {
        whole.iter().map(|row| row[arm] - row[other]).collect()
    };
    if matches!(expect, Expect::Up | Expect::Down | Expect::Same) {
        let ends = (Role::Needed, expect, less(last, 0));
        let steps = (1..=last).map(|arm| (Role::Guard, expect, less(arm, arm - 1)));
        return std::iter::once(ends).chain(steps).collect();
    }
    let (sign, way) = if expect == Expect::Peak { (1.0, Expect::Up) } else { (-1.0, Expect::Down) };
    let height = |arm: usize| sign * mean(whole, |row| row[arm]);
    let top = (1..last).max_by(|&a, &b| height(a).total_cmp(&height(b))).unwrap_or(last);
    vec![(Role::Needed, way, less(top, 0)), (Role::Needed, way, less(top, last))]
}

/// Fewest replicates whose spread is looked at for two groups.
const FEWEST_TO_SPLIT: usize = 10;

/// How far the replicates of the second arm fall into two groups, less the first arm: the
/// jackknife's pseudo-values, one for each replicate, whose mean and error are those of the
/// difference. Nothing for few replicates, in which any spread looks like two groups.
fn two_peaks(whole: &[Vec<f64>]) -> Vec<f64> {
    let n = whole.len();
    if n < FEWEST_TO_SPLIT {
        return Vec::new();
    }
    let more = |without: Option<usize>| {
        split(&column(whole, 1, without)) - split(&column(whole, 0, without))
    };
    let all = more(None);
    (0..n).map(|one| n as f64 * all - (n as f64 - 1.0) * more(Some(one))).collect()
}

/// One arm of all replicates but one, from low to high.
fn column(whole: &[Vec<f64>], arm: usize, without: Option<usize>) -> Vec<f64> {
    let rows = whole.iter().enumerate().filter(|(row, _)| Some(*row) != without);
    let mut column: Vec<f64> = rows.map(|(_, row)| row[arm]).collect();
    column.sort_by(f64::total_cmp);
    column
}

/// Share of the variance that goes when values, from low to high, are cut into two groups where
/// that takes away most: 0.64 for a bell, 0.75 for an even spread, 1 for two points. Either group
/// has at least a fifth of the values, so that one far-off value makes no group.
fn split(sorted: &[f64]) -> f64 {
    let n = sorted.len();
    let mean = |list: &[f64]| list.iter().sum::<f64>() / list.len() as f64;
    let middle = mean(sorted);
    let total: f64 = sorted.iter().map(|value| (value - middle) * (value - middle)).sum();
    let least = n.div_ceil(5).max(1);
    if total <= 0.0 || n < 2 * least {
        return 0.0;
    }
    let between = |cut: usize| {
        let (low, high) = sorted.split_at(cut);
        let apart = |list: &[f64]| {
            let away = mean(list) - middle;
            list.len() as f64 * away * away
        };
        (apart(low) + apart(high)) / total
    };
    (least..=n - least).map(between).fold(0.0, f64::max)
}

/// How large the arms are by a reading: the largest mean of an arm.
pub(crate) fn scale(values: &[Vec<Option<f64>>]) -> f64 {
    means(values).into_iter().fold(0.0, |largest: f64, mean| largest.max(mean.abs()))
}

/// Mean of each arm over the replicates in which every arm has a value.
pub(crate) fn means(values: &[Vec<Option<f64>>]) -> Vec<f64> {
    let whole = complete(values);
    let arms = whole.first().map_or(0, Vec::len);
    (0..arms).map(|arm| mean(&whole, |row| row[arm])).collect()
}

/// The replicates in which every arm has a value.
fn complete(values: &[Vec<Option<f64>>]) -> Vec<Vec<f64>> {
    let replicates = values.iter().map(Vec::len).min().unwrap_or(0);
    (0..replicates).filter_map(|r| values.iter().map(|arm| arm[r]).collect()).collect()
}

fn mean(rows: &[Vec<f64>], of: impl Fn(&[f64]) -> f64) -> f64 {
    rows.iter().map(|row| of(row)).sum::<f64>() / rows.len().max(1) as f64
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::observe::{Group, M};
    use crate::studies::theory::read::{Reading, Whom};
    use crate::studies::theory::sizes::{Size, Smallest};

    fn effect(expect: Expect) -> Effect {
        let whom = Whom::Group(Group::All);
        let reading = Reading { metric: M::Stress, over: None, whom, weeks: 0..52 };
        let size = Size { smallest: Smallest::Percent(10.0), because: "a tenth".into() };
        Effect { reading, expect, size, own_size: true, others: None, first: None }
    }

    fn shifts(count: usize) -> Vec<Shift> {
        vec![Shift::default(); count]
    }

    fn values(arms: &[&[f64]]) -> Vec<Vec<Option<f64>>> {
        arms.iter().map(|arm| arm.iter().copied().map(Some).collect()).collect()
    }

    #[test]
    fn an_interaction_is_what_both_do_beyond_the_sum_of_each() {
        let [lever, with] = [Shift::default(), Shift::default()];
        let contrast = Contrast::Interaction { lever, with };
        let runs = values(&[&[1.0, 2.0], &[2.0, 3.0], &[3.0, 4.0], &[7.0, 5.0]]);
        let parts = parts(&contrast, &effect(Expect::Up), &runs, &[], 0.5);
        assert_eq!(parts[0].values, [3.0, 0.0]);
        assert!((parts[0].smallest - 0.5).abs() < 1e-12);
        let matters = effect(Expect::Up).size.smallest.of(scale(&runs));
        assert!((matters - 0.6).abs() < 1e-12, "10 % of the largest arm");
    }

    #[test]
    fn a_peak_stands_above_both_ends() {
        let contrast = Contrast::Order { arms: shifts(4) };
        let runs = values(&[&[1.0, 1.0], &[2.0, 2.0], &[4.0, 3.0], &[2.0, 2.0]]);
        let parts = parts(&contrast, &effect(Expect::Peak), &runs, &[], 0.5);
        assert_eq!(parts[0].values, [3.0, 2.0]);
        assert_eq!(parts[1].values, [2.0, 1.0]);
        assert!(parts.iter().all(|part| part.expect == Expect::Up));
    }

    #[test]
    fn an_order_is_guarded_at_every_step() {
        let contrast = Contrast::Order { arms: shifts(3) };
        let runs = values(&[&[1.0], &[0.0], &[3.0]]);
        let parts = parts(&contrast, &effect(Expect::Up), &runs, &[], 0.5);
        assert_eq!(parts[0].values, [2.0]);
        assert_eq!(parts[1].values, [-1.0]);
        assert_eq!((parts[0].role, parts[1].role), (Role::Needed, Role::Guard));
    }

    #[test]
    fn a_threshold_is_a_step_above_the_others() {
        let contrast = Contrast::Threshold { arms: shifts(4), step: 2 };
        let runs = values(&[&[0.0], &[1.0], &[6.0], &[7.0]]);
        let parts = parts(&contrast, &effect(Expect::Up), &runs, &[], 0.5);
        assert_eq!(parts[0].values, [4.0]);
    }

    #[test]
    fn a_bundle_is_more_than_the_sum_of_its_levers() {
        let contrast = Contrast::Together { levers: shifts(3) };
        let base = Shift::default();
        assert_eq!(arms(&base, &contrast, None, None).len(), 5);
        let runs = values(&[&[1.0, 1.0], &[2.0, 2.0], &[3.0, 2.0], &[1.0, 2.0], &[6.0, 4.0]]);
        let parts = parts(&contrast, &effect(Expect::Up), &runs, &[], 0.5);
        assert_eq!(parts[0].values, [2.0, 0.0], "5 against 1 + 2 + 0; 3 against 1 + 1 + 1");
    }

    #[test]
    fn a_difference_that_grows_is_late_less_early() {
        let contrast = Contrast::Later { lever: Shift::default() };
        let late = values(&[&[1.0, 1.0], &[4.0, 2.0]]);
        let early = vec![vec![Some(1.0), Some(1.0)], vec![Some(0.5), None]];
        let parts = parts(&contrast, &effect(Expect::Up), &late, &early, 0.5);
        assert_eq!(parts[0].values, [3.5], "the second replicate has no early figure");
    }

    #[test]
    fn a_yardstick_puts_its_arm_before_each_other() {
        let contrast = Contrast::Ranking { arms: shifts(3) };
        let runs = values(&[&[1.0], &[5.0], &[4.0]]);
        let yardstick = Effect { first: Some(1), ..effect(Expect::Up) };
        let parts = parts(&contrast, &yardstick, &runs, &[], 0.5);
        let differences: Vec<_> = parts.iter().map(|part| part.values[0]).collect();
        assert_eq!(differences, [4.0, 1.0]);
        assert!(parts.iter().all(|part| part.role == Role::Needed));
    }

    #[test]
    fn two_groups_are_told_from_a_spread_and_from_a_stray() {
        let even: Vec<f64> = (0..20).map(f64::from).collect();
        let two: Vec<f64> =
            (0..20).map(|i| f64::from(i % 10) * 0.1 + f64::from(i / 10) * 10.0).collect();
        let stray: Vec<f64> = (0..20).map(|i| if i < 19 { f64::from(i) } else { 500.0 }).collect();
        assert!((split(&even) - 0.75).abs() < 0.01, "{}", split(&even));
        assert!(split(&two) > 0.98 && split(&stray) < 0.5, "{} {}", split(&two), split(&stray));
        assert!(split(&[1.0; 20]).abs() < 1e-12);
        let contrast = Contrast::TwoPeaks { lever: Shift::default() };
        let runs = values(&[&even, &two]);
        let found = parts(&contrast, &effect(Expect::Up), &runs, &[], 0.5);
        assert_eq!(found[0].values.len(), 20);
        let summary = crate::studies::theory::stats::Summary::of(&found[0].values).expect("twenty");
        assert!((summary.mean - 0.24).abs() < 0.05 && summary.p() < 0.01, "{summary:?}");
        let few = values(&[&even[..8], &two[6..14]]);
        assert!(parts(&contrast, &effect(Expect::Up), &few, &[], 0.5)[0].values.is_empty());
    }

    #[test]
    fn a_replicate_without_some_arm_does_not_count() {
        let contrast = Contrast::Difference { lever: Shift::default() };
        let runs = vec![vec![Some(1.0), None], vec![Some(3.0), Some(2.0)]];
        let parts = parts(&contrast, &effect(Expect::Up), &runs, &[], 0.5);
        assert_eq!(parts[0].values, [2.0]);
    }

    #[test]
    fn what_severs_is_laid_on_last_and_a_context_first() {
        let [base, lever, over, last] = std::array::from_fn(|_| Shift::default());
        let contrast = Contrast::Difference { lever };
        let arms = arms(&base, &contrast, Some(&over), Some(&last));
        let Contrast::Difference { lever } = &contrast else { unreachable!() };
        let same = |found: &[&Shift], right: &[&Shift]| {
            found.len() == right.len() && found.iter().zip(right).all(|(a, b)| std::ptr::eq(*a, *b))
        };
        assert!(same(&arms[0], &[&base, &over, &last]));
        assert!(same(&arms[1], &[&base, &over, lever, &last]));
    }
}
