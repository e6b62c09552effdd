//! Balances of the current week: requests, hours and pence. Pence are whole, so that what is spent for
//! each fifth, and for each category of a characteristic, adds up to what is spent in all, to the penny.

use crate::model::characteristics::{ByCategory, Characteristic, Profile, Weights};
use crate::model::kinds::{BudgetLine, Fifth};
use crate::model::observe::{M, Observations};
use crate::model::units::PENCE_PER_POUND;
use crate::model::world::people::Fixed;

/// What is spent in a week, by line of the budget and by fifth of the people it is spent on, in pence.
pub type Pence = [[i64; Fifth::COUNT]; BudgetLine::COUNT];

/// The same by category of each characteristic of those people.
pub type CategoryPence = [ByCategory<i64>; BudgetLine::COUNT];

/// Most parts that pence are shared out into.
const MOST: usize = Fifth::COUNT;

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
    /// The same by category.
    pub by_category: CategoryPence,
}

impl Ledger {
    /// Spends pounds, rounded to the penny, on a line of the budget for a person.
    pub fn pay(&mut self, line: BudgetLine, who: &Fixed, pounds: f64, seen: &mut Observations) {
        let pence = pence(pounds);
        self.enter(line, who.fifth, pence, seen);
        for category in Profile::of(who).categories() {
            self.by_category[line as usize][category as usize] += pence;
        }
    }

    /// Spends pounds, rounded to the penny, on a line of the budget for many people, in proportion to these
    /// weights.
    pub fn pay_shared(
        &mut self,
        line: BudgetLine,
        weights: &Weights,
        pounds: f64,
        seen: &mut Observations,
    ) {
        let pence = pence(pounds);
        for (&fifth, pence) in Fifth::ALL.iter().zip(shared_out(pence, &weights.fifths)) {
            self.enter(line, fifth, pence, seen);
        }
        for characteristic in Characteristic::ALL {
            let categories = characteristic.categories();
            let shares = shared_out(pence, &weights.categories[categories.clone()]);
            let of_line = &mut self.by_category[line as usize][categories];
            of_line.iter_mut().zip(shares).for_each(|(sum, pence)| *sum += pence);
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

/// Pence shared out in proportion to weights, to the penny, nought after the last: each share is rounded down,
/// and the pence left over go where most was cut off, the first of equals before the others. Without any weight
/// all have the same.
fn shared_out(pence: i64, weights: &[f64]) -> [i64; MOST] {
    let parts = weights.len();
    let sum: f64 = weights.iter().sum();
    let even = [1.0; MOST];
    let (weights, sum) = if sum > 0.0 { (weights, sum) } else { (&even[..parts], parts as f64) };
    let mut exact = [0.0; MOST];
    for (exact, weight) in exact.iter_mut().zip(weights) {
        *exact = pence as f64 * weight / sum;
    }
    let mut shares = exact.map(|share| share.floor() as i64);
    let mut order: [usize; MOST] = std::array::from_fn(|at| at);
    let order = &mut order[..parts];
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
        assert_eq!(shared_out(7, &[1.0, 2.0]), [2, 5, 0, 0, 0]);
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
        let of_fifth = |fifth, minority| {
            let mut who = crate::model::mechanisms::tests::somebody();
            (who.fifth, who.minority) = (fifth, minority);
            who
        };
        let who = of_fifth(Fifth::Most, true);
        ledger.pay(BudgetLine::Places, &who, 1.006, &mut seen);
        let mut weights = Weights::default();
        weights.add(&who, 1.0);
        weights.add(&of_fifth(Fifth::Least, false), 2.0);
        ledger.pay_shared(BudgetLine::Workers, &weights, 0.5, &mut seen);
        assert_eq!(ledger.spent(BudgetLine::Places), 101);
        assert_eq!(ledger.pence[BudgetLine::Workers as usize], [17, 0, 0, 0, 33]);
        let spent = |group| seen.pence(M::CostAll, group, 0..1);
        assert_eq!(spent(Group::All), 151);
        assert_eq!(spent(Group::Only(Fifth::Most)), 118);
        assert_eq!(seen.pence(M::CostLinkWorkers, Group::Only(Fifth::Least), 0..1), 33);
        let minority = Characteristic::Minority.categories();
        let of = |line: BudgetLine| &ledger.by_category[line as usize];
        assert_eq!(of(BudgetLine::Workers)[minority.clone()], [17, 33]);
        assert_eq!(of(BudgetLine::Places)[minority], [101, 0]);
        for characteristic in Characteristic::ALL {
            for &line in BudgetLine::ALL {
                let sum: i64 = of(line)[characteristic.categories()].iter().sum();
                assert_eq!(sum, ledger.spent(line), "{characteristic:?} {line:?}");
            }
        }
    }
}
