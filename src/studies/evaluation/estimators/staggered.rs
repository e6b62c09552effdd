//! A roll-out in steps, by Callaway and Sant'Anna (2021) without covariates: each group that begins together is
//! compared, period by period, with those who never begin, from the period before its start; effects are then
//! averaged by the size of groups. Units are practices, each with its mean.
//!
//! ```text
//! ATT(g, t)    mean over the group of (y_t - y_(g-1)) less the same mean over those who never begin, t >= g
//! effect       sum of n_g ATT(g, t) / sum of n_g, over all g and t >= g
//! error        from the influence of each unit, that of the weights included: sqrt(sum of squares) / n
//! ```

use crate::studies::evaluation::estimators::Estimate;

/// A unit: its outcome in each period, and the period in which it begins, if it does.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// Outcomes, period by period.
    pub outcomes: Vec<f64>,
    /// First period with the scheme, after the first of all.
    pub start: Option<usize>,
}

/// The average effect over groups and periods; nothing without a group or without anybody who never begins.
#[must_use]
pub fn callaway_santanna(units: &[Unit]) -> Option<Estimate> {
    let all = units.len() as f64;
    let never: Vec<usize> = (0..units.len()).filter(|&at| units[at].start.is_none()).collect();
    let periods = units.first()?.outcomes.len();
    let mut starts: Vec<usize> = units.iter().filter_map(|unit| unit.start).collect();
    starts.sort_unstable();
    starts.dedup();
    starts.retain(|&start| start > 0 && start < periods);
    if never.is_empty() || starts.is_empty() {
        return None;
    }
    // Of each pair of group and period: the group's share, the effect, and the influence of each unit.
    let mut cells: Vec<(usize, f64, f64, Vec<f64>)> = Vec::new();
    for &start in &starts {
        let group: Vec<usize> =
            (0..units.len()).filter(|&at| units[at].start == Some(start)).collect();
        for period in start..periods {
            let change = |at: usize| units[at].outcomes[period] - units[at].outcomes[start - 1];
            let mean =
                |of: &[usize]| of.iter().map(|&at| change(at)).sum::<f64>() / of.len() as f64;
            let (theirs, others) = (mean(&group), mean(&never));
            let mut influence = vec![0.0; units.len()];
            for &at in &group {
                influence[at] += all / group.len() as f64 * (change(at) - theirs);
            }
            for &at in &never {
                influence[at] -= all / never.len() as f64 * (change(at) - others);
            }
            cells.push((start, group.len() as f64 / all, theirs - others, influence));
        }
    }
    let shares: f64 = cells.iter().map(|(_, share, ..)| share).sum();
    let value = cells.iter().map(|(_, share, effect, _)| share * effect).sum::<f64>() / shares;
    let influence = |at: usize| {
        let member = |start: usize| f64::from(u8::from(units[at].start == Some(start)));
        let surprise: f64 = cells.iter().map(|(start, share, ..)| member(*start) - share).sum();
        let each = cells.iter().map(|(start, share, effect, influence)| {
            let weight = (member(*start) - share) / shares - surprise * share / (shares * shares);
            share / shares * influence[at] + weight * effect
        });
        each.sum::<f64>()
    };
    let squares: f64 = (0..units.len()).map(|at| influence(at) * influence(at)).sum();
    Some(Estimate {
        value,
        standard_error: squares.sqrt() / all,
        freedom: units.len() - 1,
        treated: units.len() - never.len(),
        controls: never.len(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(outcomes: &[f64], start: Option<usize>) -> Unit {
        Unit { outcomes: outcomes.to_vec(), start }
    }

    #[test]
    fn effects_that_grow_are_averaged_over_groups_and_periods() {
        // Time adds 1 a period; the scheme takes 2 in its first period, 4 in its second and third.
        let units = [
            unit(&[5.0, 4.0, 3.0, 4.0], Some(1)),
            unit(&[7.0, 6.0, 5.0, 6.0], Some(1)),
            unit(&[3.0, 4.0, 5.0, 4.0], Some(3)),
            unit(&[1.0, 2.0, 3.0, 4.0], None),
            unit(&[2.0, 3.0, 4.0, 5.0], None),
        ];
        let found = callaway_santanna(&units).unwrap();
        // ATT -2, -4, -4 for two units and -2 for one: (2 x 10 + 2) / 7.
        assert!((found.value + 22.0 / 7.0).abs() < 1e-12);
        assert_eq!((found.treated, found.controls), (3, 2));
        // Within groups all change alike: what is left is the luck of how large groups are.
        assert!(found.standard_error > 0.0);
        assert!(callaway_santanna(&units[..3]).is_none());
        assert!(callaway_santanna(&units[3..]).is_none());
    }

    #[test]
    fn one_group_and_one_period_give_the_difference_of_two_means() {
        let units = [
            unit(&[0.0, 1.0], Some(1)),
            unit(&[0.0, 3.0], Some(1)),
            unit(&[0.0, 0.0], None),
            unit(&[0.0, 2.0], None),
        ];
        let found = callaway_santanna(&units).unwrap();
        assert!((found.value - 1.0).abs() < 1e-12);
        // Variance of each mean by n: 1 / 2.
        assert!((found.standard_error - 1.0).abs() < 1e-12);
    }
}
