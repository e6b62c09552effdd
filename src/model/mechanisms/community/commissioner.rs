//! The commissioner: somebody who sees a part of what the scheme does, late and blurred, comes to believe
//! in it or not, and at the end of a contract renews, cuts or expands.
//!
//! ```text
//! seen         of four things an index, 1 where all is as expected, between 0 and MOST_SEEN:
//!              use       new clients a year / (expected_clients x full-time posts)
//!              results   r + gaming x (1 - r, if above 0), r = goals reached / (expected_goals x new clients)
//!              cost      expected_cost x new clients a year / spending a year on posts and their support
//!              demand    1 + demand_counts x (workload of practices when the contract began - workload now)
//! report       S = mean of the four by weight_use, weight_results, weight_cost and weight_demand
//!              + noise x (1 - noise_reported x burden of reports) x z, z ~ N(0, 1); written every report_weeks
//!              and read when the next is written, so that what is known is old
//! buy-in       B -> start + seen_gain x (what is known - 1) + trusted_gain x (mean buy-in of GPs - ref.gp_buy_in),
//!              between 0 and 1, by half_life; it begins at start
//! decision     when contract_years are over: funding F <- F x exp(response x (B - renews_at)), least to most
//! what follows posts wanted x F (`posts`); grants x (1 + grants_follow x (F - 1)) (`vcs`)
//! threat       of a cut, in the last workforce.insecure_weeks of a contract: threat_known x (1 - exp(response x
//!              (B - renews_at)), if above 0); workers leave more (`workforce`), and GPs take the scheme for
//!              less permanent (`buy_in`)
//! ```
//!
//! Without a response, as in the baseline, funding is what the scenario schedules, and buy-in acts on nothing.
//! A loop closes with it: what can be seen brings funding, funding brings what can be seen.
//!
//! **Claims.** A087 (permanence), A189, A190 (short contracts and the threat of cuts), A192, A193 (evidence that is
//! asked for, and bent), A223 (showing that the role makes a difference).
//! **Evidence.** No response in the baseline: posts of 2019-24 were paid by a national scheme, by a formula of
//! list sizes, whatever a place could show. Where funds were local, contracts of one to three years were usual
//! (recalled). What a commissioner expects is near what the baseline gives; weights and speeds are assumed.

use crate::model::kinds::BudgetLine;
use crate::model::mechanisms::{reporting, towards, weekly};
use crate::model::now::Now;
use crate::model::parameters::Parameters as All;
use crate::model::random::{Purpose, Who, normal_quantile};
use crate::model::spec::parameters;
use crate::model::units::{PENCE_PER_POUND, WEEKS_PER_YEAR};
use crate::model::world::{Commissioner, World};

parameters! {
    /// Who pays for the scheme, and what they go by.
    Parameters {
        /// How steeply a commissioner expands, or cuts, for a unit of buy-in above or below that at which a
        /// contract is renewed as it is.
        response: LogRatio [0.0, 10.0] "A189 A190 A223";
        /// Length of the contract of the scheme, at whose end its funding is decided.
        contract_years: Years [0.25, 20.0] "A087 A189";
        /// Buy-in at which a commissioner renews a contract as it is.
        renews_at: Share [0.0, 1.0] "A223";
        /// Least funding that a commissioner leaves, against what is scheduled.
        least: Ratio [0.0, 1.0] "A189";
        /// Most funding that a commissioner grants, against what is scheduled.
        most: Ratio [1.0, 10.0] "A223";
        /// How far grants to organisations follow what a commissioner decides on posts.
        grants_follow: Share [0.0, 1.0] "A190";
        /// Buy-in of a commissioner at the start, and where all is as expected.
        start: Share [0.0, 1.0] "A223";
        /// Rise of a commissioner's buy-in for a report of twice what was expected.
        seen_gain: Share [0.0, 1.0] "A223";
        /// Rise of a commissioner's buy-in for a unit of GPs' buy-in above its reference: whom they trust.
        trusted_gain: Share [0.0, 1.0] "A223";
        /// Half-life of a commissioner's buy-in on its way to its level.
        half_life: Weeks [1.0, 520.0] "A223";
        /// Weeks between reports to a commissioner, each of which is read when the next is written.
        report_weeks: Weeks [1.0, 260.0] "A192";
        /// Standard deviation of what a report says around what it is about, without any burden of reports.
        noise: Ratio [0.0, 5.0] "A192";
        /// Share of the noise of a commissioner's reports that a full burden of reports takes away.
        noise_reported: Share [0.0, 1.0] "A192 A193";
        /// Weight of use in what a commissioner goes by.
        weight_use: Ratio [0.0, 20.0] "A201";
        /// Weight of results in what a commissioner goes by.
        weight_results: Ratio [0.0, 20.0] "A201";
        /// Weight of cost in what a commissioner goes by.
        weight_cost: Ratio [0.0, 20.0] "A201";
        /// Weight of demand for GPs in what a commissioner goes by.
        weight_demand: Ratio [0.0, 20.0] "A201";
        /// New clients a year of a full-time link worker that a commissioner expects.
        expected_clients: PerYear [1.0, 5000.0] "A158";
        /// Goals reached for each new client that a commissioner expects.
        expected_goals: Ratio [0.01, 20.0] "A223";
        /// Spending on link workers for each new client that a commissioner expects.
        expected_cost: Pounds [1.0, 20000.0] "A223";
        /// How much a fall of practices' workload by one, against the start of the contract, counts for, where
        /// one is all that is expected.
        demand_counts: Ratio [0.0, 100.0] "A223";
        /// How far a cut that a commissioner has in mind is known before it is decided.
        threat_known: Share [0.0, 1.0] "A189";
    }
}

/// Most that an index is taken for: twice what was expected convinces anybody.
const MOST_SEEN: f64 = 2.0;

/// Least that an expectation is divided by.
const LEAST: f64 = 1e-9;

/// What can be seen of the scheme in a week.
struct Visible {
    /// Full-time posts that are funded.
    posts: f64,
    /// New clients a year.
    clients: f64,
    /// Goals reached a year.
    goals: f64,
    /// Share of failures that are reported as successes.
    gaming: f64,
    /// Pounds a year for posts and their support.
    pounds: f64,
    /// Fall of the workload of practices since the contract began.
    relieved: f64,
}

impl Parameters {
    /// What a report would say, before its noise.
    fn index(&self, it: &Visible) -> f64 {
        let over = |value: f64, expected: f64| (value / expected.max(LEAST)).clamp(0.0, MOST_SEEN);
        let results = over(it.goals, self.expected_goals * it.clients);
        let seen = [
            (self.weight_use, over(it.clients, self.expected_clients * it.posts)),
            (self.weight_results, results + it.gaming * (1.0 - results).max(0.0)),
            (self.weight_cost, over(self.expected_cost * it.clients, it.pounds)),
            (self.weight_demand, (1.0 + self.demand_counts * it.relieved).clamp(0.0, MOST_SEEN)),
        ];
        let weights: f64 = seen.iter().map(|(weight, _)| weight).sum();
        seen.iter().map(|(weight, seen)| weight * seen).sum::<f64>() / weights.max(LEAST)
    }

    /// Standard deviation of a report around that, under a burden of reports.
    fn blur(&self, burden: f64) -> f64 {
        self.noise * (1.0 - self.noise_reported * burden)
    }

    /// Funding after a decision, over funding before, within no bounds.
    fn decided(&self, buy_in: f64) -> f64 {
        libm::exp(self.response * (buy_in - self.renews_at))
    }

    /// What is known of a cut that a commissioner of this buy-in has in mind.
    fn threat(&self, buy_in: f64) -> f64 {
        self.threat_known * (1.0 - self.decided(buy_in)).max(0.0)
    }
}

/// A commissioner of whom nothing has been asked yet, at the start of a contract.
#[must_use]
pub fn at_start(all: &All, week: i32) -> Commissioner {
    let p = &all.commissioner;
    Commissioner {
        buy_in: p.start,
        funding: 1.0,
        grants: 1.0,
        threat: 0.0,
        known: 1.0,
        written: 1.0,
        workload: 1.0,
        pounds: 0.0,
        report_due: week + weeks(p.report_weeks),
        contract_end: week + weeks(p.contract_years * WEEKS_PER_YEAR),
    }
}

/// So many whole weeks, one at least.
fn weeks(weeks: f64) -> i32 {
    (weeks.round() as i32).max(1)
}

/// A week of the commissioner.
pub fn step(world: &mut World, now: Now) {
    let Now { all, week, draws, .. } = now;
    let p = &all.commissioner;
    let speed = weekly(p.half_life);
    let spent = world.ledger.spent(BudgetLine::Workers) + world.ledger.spent(BudgetLine::Support);
    let a_year = spent as f64 / PENCE_PER_POUND * WEEKS_PER_YEAR;
    let count = world.practices.len().max(1) as f64;
    let workload = world.practices.iter().map(|practice| practice.workload).sum::<f64>() / count;
    let gps = world.gps.len().max(1) as f64;
    let trusted = world.gps.iter().map(|gp| gp.buy_in).sum::<f64>() / gps;
    let funded = || world.posts.iter().filter(|post| post.funded);
    let visible = Visible {
        posts: funded().map(|post| post.full_time).sum(),
        clients: funded().map(|post| post.intake).sum::<f64>() * WEEKS_PER_YEAR,
        goals: funded().map(|post| post.success).sum::<f64>() * WEEKS_PER_YEAR,
        gaming: world.scheme.gaming,
        pounds: towards(world.commissioner.pounds, a_year, speed),
        relieved: world.commissioner.workload - workload,
    };
    let commissioner = &mut world.commissioner;
    commissioner.pounds = visible.pounds;
    if week >= commissioner.report_due {
        // Where nobody is funded there is nothing to report.
        commissioner.known = commissioner.written;
        let [lot, ..] = draws.uniforms(Purpose::Commission, Who(0), 0, 0);
        if visible.posts > 0.0 {
            commissioner.written =
                p.index(&visible) + p.blur(reporting(all)) * normal_quantile(lot);
        }
        commissioner.report_due = week + weeks(p.report_weeks);
    }
    let buy_in = p.start
        + p.seen_gain * (commissioner.known - 1.0)
        + p.trusted_gain * (trusted - all.reference.gp_buy_in);
    commissioner.buy_in = towards(commissioner.buy_in, buy_in.clamp(0.0, 1.0), speed);
    let left = f64::from(commissioner.contract_end - week);
    let near = left < all.workforce.insecure_weeks;
    commissioner.threat = if near { p.threat(commissioner.buy_in) } else { 0.0 };
    if week < commissioner.contract_end {
        return;
    }
    commissioner.contract_end = week + weeks(p.contract_years * WEEKS_PER_YEAR);
    commissioner.workload = workload;
    let funding = commissioner.funding * p.decided(commissioner.buy_in);
    commissioner.funding = funding.clamp(p.least, p.most);
    commissioner.grants = 1.0 + p.grants_follow * (commissioner.funding - 1.0);
    world.desk.funds_decided = true;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::tests::{baseline, now, small_world};

    fn as_expected(p: &Parameters) -> Visible {
        let clients = 3.0 * p.expected_clients;
        Visible {
            posts: 3.0,
            clients,
            goals: p.expected_goals * clients,
            gaming: 0.0,
            pounds: p.expected_cost * clients,
            relieved: 0.0,
        }
    }

    #[test]
    fn what_is_as_expected_is_one_and_what_is_bent_hides_what_is_missing() {
        let mut p = baseline().commissioner;
        assert!((p.index(&as_expected(&p)) - 1.0).abs() < 1e-12);
        (p.weight_use, p.weight_cost, p.weight_demand, p.weight_results) = (0.0, 0.0, 0.0, 1.0);
        let poor = Visible { goals: 0.0, ..as_expected(&p) };
        assert!(p.index(&poor).abs() < 1e-12);
        assert!((p.index(&Visible { gaming: 0.4, ..poor }) - 0.4).abs() < 1e-12);
        (p.weight_results, p.weight_demand, p.demand_counts) = (0.0, 1.0, 10.0);
        let relieved = Visible { relieved: 0.05, ..as_expected(&p) };
        assert!((p.index(&relieved) - 1.5).abs() < 1e-12);
    }

    #[test]
    fn reports_that_are_asked_for_blur_less() {
        let mut p = baseline().commissioner;
        (p.noise, p.noise_reported) = (0.4, 0.5);
        assert!((p.blur(0.0) - 0.4).abs() < 1e-12 && (p.blur(1.0) - 0.2).abs() < 1e-12);
    }

    #[test]
    fn without_a_response_a_contract_is_renewed_as_it_is_whatever_is_thought_of_it() {
        let mut p = baseline().commissioner;
        assert_eq!(p.response.to_bits(), 0.0_f64.to_bits(), "the baseline follows its schedule");
        for buy_in in [0.0, 0.3, 1.0] {
            assert_eq!(p.decided(buy_in).to_bits(), 1.0_f64.to_bits());
            assert_eq!(p.threat(buy_in).to_bits(), 0.0_f64.to_bits());
        }
        (p.response, p.renews_at, p.threat_known) = (2.0, 0.5, 0.5);
        assert!((p.decided(0.5) - 1.0).abs() < 1e-12);
        assert!((p.decided(0.8) - libm::exp(0.6)).abs() < 1e-12);
        assert!((p.threat(0.2) - 0.5 * (1.0 - libm::exp(-0.6))).abs() < 1e-12);
        assert!(p.threat(0.8).abs() < 1e-12);
    }

    #[test]
    fn funds_are_decided_when_a_contract_ends_within_bounds_and_posts_follow() {
        let mut all = baseline();
        all.link_workers.per_50k = 60.0;
        let p = &mut all.commissioner;
        (p.response, p.start, p.renews_at, p.least) = (10.0, 0.0, 1.0, 0.4);
        (p.seen_gain, p.trusted_gain, p.grants_follow) = (0.0, 0.0, 0.5);
        let (_, mut world) = small_world(all.clone());
        world.commissioner.contract_end = 1;
        step(&mut world, now(&all, 0));
        assert!(!world.desk.funds_decided);
        let funded = |world: &World| -> f64 {
            world.posts.iter().filter(|post| post.funded).map(|post| post.full_time).sum()
        };
        let before = funded(&world);
        step(&mut world, now(&all, 1));
        assert!(world.desk.funds_decided);
        assert!((world.commissioner.funding - 0.4).abs() < 1e-12);
        assert!((world.commissioner.grants - 0.7).abs() < 1e-12);
        let setup = crate::model::random::Draws::new(1, 0, 0);
        crate::model::mechanisms::link_work::posts::fund(&mut world, &all, 1, setup, false);
        let after = funded(&world);
        assert!(before > 0.0 && (after - 0.4 * before).abs() < 1e-9, "{after} {before}");
    }

    #[test]
    fn a_report_is_read_when_the_next_is_written() {
        let mut all = baseline();
        all.link_workers.per_50k = 60.0;
        (all.commissioner.noise, all.commissioner.report_weeks) = (0.0, 4.0);
        let (_, mut world) = small_world(all.clone());
        world.commissioner.report_due = 0;
        let known = world.commissioner.known;
        step(&mut world, now(&all, 0));
        let written = world.commissioner.written;
        assert!((world.commissioner.known - known).abs() < 1e-12 && written < 1.0, "no goals yet");
        step(&mut world, now(&all, 3));
        assert!((world.commissioner.known - known).abs() < 1e-12);
        step(&mut world, now(&all, 4));
        assert!((world.commissioner.known - written).abs() < 1e-12);
    }
}
