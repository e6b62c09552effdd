//! What a pound of an option counts for by the payer's lens, where it is said who pays which line or what is
//! ring-fenced.
//!
//! ```text
//! counts for   payer_price / price of the payer of the line, of what is not ring-fenced; nought of what is
//! given up     pounds x counts for / payer_price                                        WELLBYs
//! ```
//!
//! So the lens goes on standing beside one price, and its net benefit is `payer_price` x (WELLBYs gained - given up).
//! A line of the account on which several lines of the budget show is shared out among them as planned. On what none of
//! the option's lines pays (payments for starts where only posts are paid for) money is that of the line whose account it
//! is; places that clients hold are the usual payer's.

use crate::model::kinds::BudgetLine;
use crate::model::parameters::Parameters;
use crate::scenario::line::{Line, Prices};
use crate::scenario::payer::{Payer, Purse};

/// Lines of the account, and after them what has no price in the model.
pub const ACCOUNTS: usize = BudgetLine::COUNT + 1;

/// The place of what has no price in the model.
pub const BOUGHT: usize = BudgetLine::COUNT;

/// The usual payer, and after it those that may be named.
pub const PAYERS: usize = 1 + Payer::COUNT;

/// How an option's money is counted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Worth {
    /// Share of each line of the account that each payer pays.
    pub paid: [[f64; PAYERS]; ACCOUNTS],
    /// The same of what is ring-fenced.
    pub fenced: [[f64; PAYERS]; ACCOUNTS],
    /// What a pound of each payer counts for.
    pub counts: [f64; PAYERS],
}

impl Worth {
    /// All is the usual payer's, and a pound counts for a pound.
    pub const PLAIN: Self = {
        let mut paid = [[0.0; PAYERS]; ACCOUNTS];
        let mut account = 0;
        while account < ACCOUNTS {
            paid[account][0] = 1.0;
            account += 1;
        }
        Self { paid, fenced: [[0.0; PAYERS]; ACCOUNTS], counts: [1.0; PAYERS] }
    };

    /// How the money of an option is counted that plans so many pounds a year on each line. `price` is what a WELLBY
    /// costs elsewhere: that of the usual payer, or of one that is named.
    #[must_use]
    pub fn of(
        purse: &Purse,
        planned: &[f64; Line::COUNT],
        (all, prices): (&Parameters, &Prices),
        price: impl Fn(Option<Payer>) -> f64,
    ) -> Self {
        if purse.is_plain() {
            return Self::PLAIN;
        }
        let mut worth = Self { paid: [[0.0; PAYERS]; ACCOUNTS], ..Self::PLAIN };
        for (place, counts) in worth.counts.iter_mut().enumerate().skip(1) {
            *counts = price(None) / price(Some(Payer::ALL[place - 1]));
        }
        let slot = |line: Line| purse.payers[line as usize].map_or(0, |payer| 1 + payer as usize);
        for account in 0..ACCOUNTS {
            let on = |line: Line| {
                let at = line as usize;
                if planned[at] > 0.0 {
                    planned[at] * shows(line, account, all, prices)
                } else {
                    0.0
                }
            };
            let whole: f64 = Line::ALL.into_iter().map(on).sum();
            if whole <= 0.0 {
                worth.paid[account][home(account).map_or(0, slot)] = 1.0;
                continue;
            }
            for line in Line::ALL {
                let share = on(line) / whole;
                if share > 0.0 {
                    let fenced = (purse.fences[line as usize] / planned[line as usize]).min(1.0);
                    worth.paid[account][slot(line)] += share;
                    worth.fenced[account][slot(line)] += share * fenced;
                }
            }
        }
        worth
    }

    /// What a pound on a line of the account counts for.
    #[must_use]
    pub fn weight(&self, account: usize) -> f64 {
        let parts = self.paid[account].iter().zip(&self.fenced[account]).zip(self.counts);
        parts.map(|((paid, fenced), counts)| (paid - fenced) * counts).sum()
    }
}

/// Share of the money of a line of the budget that shows on a line of the account.
fn shows(line: Line, account: usize, all: &Parameters, prices: &Prices) -> f64 {
    let counted = line.counted();
    if counted.is_empty() {
        return if account == BOUGHT { 1.0 } else { 0.0 };
    }
    if !counted.iter().any(|&of| of as usize == account) {
        return 0.0;
    }
    let workers = &all.workforce;
    let post = workers.post_cost * workers.pay * prices.rise;
    let support = workers.support_cost * (workers.supervision + workers.training) / 2.0;
    match (line.is_posts(), account == BudgetLine::Support as usize) {
        (false, _) => 1.0,
        (true, true) => support / (post + support),
        (true, false) => post / (post + support),
    }
}

/// The line of the budget whose account it is.
fn home(account: usize) -> Option<Line> {
    match BudgetLine::ALL.get(account)? {
        BudgetLine::Workers => Some(Line::Posts),
        BudgetLine::Support => Some(Line::Support),
        BudgetLine::Organisations => Some(Line::Grants),
        BudgetLine::Navigators => Some(Line::Navigators),
        BudgetLine::Places => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::tests::baseline;
    use crate::scenario::payer::{read_fences, read_payers};

    fn prices() -> Prices {
        Prices {
            additionality: 1.0,
            transport: 1.0,
            fees: 1.0,
            intensive_clients: 0.25,
            rise: 1.0,
            growth: 0.0,
            redundancy: 0.0,
        }
    }

    fn worth(payers: &str, fences: Option<&str>, planned: &[(Line, f64)]) -> Worth {
        let mut purse = Purse { payers: read_payers(payers).expect("payers"), ..Purse::default() };
        if let Some(fences) = fences {
            purse.fences = read_fences(fences).expect("fences");
        }
        let mut pounds = [0.0; Line::COUNT];
        for &(line, a_year) in planned {
            pounds[line as usize] = a_year;
        }
        let price = |payer: Option<Payer>| match payer {
            None => 1_200.0,
            Some(Payer::Council) => 600.0,
            Some(_) => 2_400.0,
        };
        Worth::of(&purse, &pounds, (&baseline(), &prices()), price)
    }

    #[test]
    fn a_pound_counts_for_what_its_payer_would_buy_and_a_fenced_one_for_nothing() {
        let planned = [(Line::Grants, 100.0), (Line::Posts, 300.0)];
        let found = worth("grants=council,posts=board", None, &planned);
        let of = |worth: &Worth, line: BudgetLine| worth.weight(line as usize);
        assert!((of(&found, BudgetLine::Organisations) - 2.0).abs() < 1e-12);
        assert!((of(&found, BudgetLine::Workers) - 0.5).abs() < 1e-12);
        assert!((of(&found, BudgetLine::Places) - 1.0).abs() < 1e-12);
        let found = worth("grants=council", Some("grants=75"), &planned);
        assert!((of(&found, BudgetLine::Organisations) - 0.5).abs() < 1e-12);
        assert!((of(&found, BudgetLine::Workers) - 1.0).abs() < 1e-12);
        // What no line of the option pays is that of the line whose account it is; nothing of it is fenced.
        let posts = [(Line::Posts, 300.0)];
        let found = worth("grants=council", Some("grants=75"), &posts);
        assert!((of(&found, BudgetLine::Organisations) - 2.0).abs() < 1e-12);
        let more = worth("grants=council", Some("grants=500"), &planned);
        assert!(of(&more, BudgetLine::Organisations).abs() < 1e-12, "no more than all of it");
    }

    #[test]
    fn an_account_on_which_two_lines_show_is_shared_out_as_planned() {
        let planned = [(Line::Posts, 300.0), (Line::Support, 10.0)];
        let found = worth("support=council", None, &planned);
        let all = baseline();
        let post = all.workforce.post_cost * all.workforce.pay;
        let support =
            all.workforce.support_cost * (all.workforce.supervision + all.workforce.training) / 2.0;
        let with_posts = 300.0 * support / (post + support);
        let share = 10.0 / (10.0 + with_posts);
        let wanted = share * 2.0 + (1.0 - share);
        assert!((found.weight(BudgetLine::Support as usize) - wanted).abs() < 1e-12);
        for paid in found.paid {
            assert!((paid.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        }
        let plain = Worth::of(&Purse::default(), &[1.0; 8], (&all, &prices()), |_| 1.0);
        assert!(
            plain == Worth::PLAIN
                && (0..ACCOUNTS).all(|at| plain.weight(at).to_bits() == 1_f64.to_bits())
        );
    }
}
