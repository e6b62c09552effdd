//! Balances of the current week: requests, hours and pence. Pence are whole, so that what is spent for
//! each fifth adds up to what is spent in all, to the penny.

use crate::model::kinds::{BudgetLine, Fifth};
use crate::model::observe::{M, Observations};
use crate::model::units::PENCE_PER_POUND;

/// What is spent in a week, by line of the budget and by fifth of the people it is spent on, in pence.
pub type Pence = [[i64; Fifth::COUNT]; BudgetLine::COUNT];

/// Balances that must come out even every week.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Ledger {
    /// Requests made.
    pub requests: u64,
    /// Requests met.
    pub visits: u64,
    /// Requests not met.
    pub unmet: u64,
    /// Of the unmet, tried again next week.
    pub retried: u64,
    /// Of the unmet, taken to urgent care.
    pub urgent: u64,
    /// Of the unmet, given up.
    pub given_up: u64,
    /// Put off until this week by people who have left the list.
    pub lapsed: u64,
    /// Hours paid to link workers in post.
    pub hours_paid: f64,
    /// Hours owed to patients from the week before.
    pub hours_owed_before: f64,
    /// Hours that the week's contacts took.
    pub hours_worked: f64,
    /// Hours of patients' time that were used up.
    pub hours_used: f64,
    /// Hours owed to patients in the week after.
    pub hours_owed_after: f64,
    /// Pence spent.
    pub pence: Pence,
}

impl Ledger {
    /// Spends pounds, rounded to the penny, on a line of the budget for people of a fifth.
    pub fn pay(&mut self, line: BudgetLine, fifth: Fifth, pounds: f64, seen: &mut Observations) {
        self.enter(line, fifth, pence(pounds), seen);
    }

    /// Spends pounds, rounded to the penny, on a line of the budget for people of all fifths, in
    /// proportion to these weights.
    pub fn pay_shared(
        &mut self,
        line: BudgetLine,
        weights: &[f64; Fifth::COUNT],
        pounds: f64,
        seen: &mut Observations,
    ) {
        for (&fifth, pence) in Fifth::ALL.iter().zip(shared_out(pence(pounds), weights)) {
            self.enter(line, fifth, pence, seen);
        }
    }

    fn enter(&mut self, line: BudgetLine, fifth: Fifth, pence: i64, seen: &mut Observations) {
        self.pence[line as usize][fifth as usize] += pence;
        seen.spend(M::spending(line), fifth, pence);
        seen.spend(M::CostAll, fifth, pence);
    }

    /// Pence spent on a line of the budget.
    #[must_use]
    pub fn spent(&self, line: BudgetLine) -> i64 {
        self.pence[line as usize].iter().sum()
    }
}

/// Pounds in whole pence, halves away from zero.
#[must_use]
pub fn pence(pounds: f64) -> i64 {
    (pounds * PENCE_PER_POUND).round() as i64
}

/// Pence shared out in proportion to weights, to the penny: each share is rounded down, and the pence
/// left over go where most was cut off, the first of equals before the others. Without any weight all
/// fifths have the same.
fn shared_out(pence: i64, weights: &[f64; Fifth::COUNT]) -> [i64; Fifth::COUNT] {
    let sum: f64 = weights.iter().sum();
    let even = [1.0; Fifth::COUNT];
    let (weights, sum) = if sum > 0.0 { (weights, sum) } else { (&even, Fifth::COUNT as f64) };
    let exact = weights.map(|weight| pence as f64 * weight / sum);
    let mut shares = exact.map(|share| share.floor() as i64);
    let mut order: [usize; Fifth::COUNT] = std::array::from_fn(|at| at);
    // A stable sort: equals stay in their order.
    order.sort_by(|&a, &b| (exact[b] - exact[b].floor()).total_cmp(&(exact[a] - exact[a].floor())));
    let left = pence - shares.iter().sum::<i64>();
    for &at in order.iter().cycle().take(usize::try_from(left).unwrap_or(0)) {
        shares[at] += 1;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::observe::Group;

    #[test]
    fn shares_add_up_to_the_penny_and_follow_the_weights() {
        assert_eq!(shared_out(100, &[1.0, 1.0, 0.0, 0.0, 2.0]), [25, 25, 0, 0, 50]);
        assert_eq!(shared_out(2, &[1.0, 1.0, 1.0, 0.0, 0.0]), [1, 1, 0, 0, 0]);
        assert_eq!(shared_out(7, &[0.0; 5]), [2, 2, 1, 1, 1]);
        for pence in [0, 1, 99, 80_308, 1_234_567] {
            for weights in [[0.3, 0.1, 0.25, 0.05, 0.3], [1e-9, 3.0, 7.0, 0.0, 11.0]] {
                let shares = shared_out(pence, &weights);
                assert_eq!(shares.iter().sum::<i64>(), pence, "{weights:?}");
                let sum: f64 = weights.iter().sum();
                for (share, weight) in shares.iter().zip(weights) {
                    assert!((*share as f64 - pence as f64 * weight / sum).abs() < 1.0);
                }
            }
        }
    }

    #[test]
    fn what_is_paid_is_in_the_ledger_and_seen_by_fifth_and_in_all() {
        let (mut ledger, mut seen) = (Ledger::default(), Observations::new(1));
        seen.open(0);
        ledger.pay(BudgetLine::Places, Fifth::Most, 1.006, &mut seen);
        ledger.pay_shared(BudgetLine::Workers, &[1.0, 0.0, 0.0, 0.0, 2.0], 0.5, &mut seen);
        assert_eq!(ledger.spent(BudgetLine::Places), 101);
        assert_eq!(ledger.pence[BudgetLine::Workers as usize], [17, 0, 0, 0, 33]);
        let spent = |group| seen.pence(M::CostAll, group, 0..1);
        assert_eq!(spent(Group::All), 151);
        assert_eq!(spent(Group::Only(Fifth::Most)), 118);
        assert_eq!(seen.pence(M::CostLinkWorkers, Group::Only(Fifth::Least), 0..1), 33);
    }
}
