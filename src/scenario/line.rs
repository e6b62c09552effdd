//! The lines on which a budget can be spent: which lever of the model each moves, what it costs by the price
//! list, and how far it goes. Below `e` is how far, `N` the full-time posts for 50,000 people there are.
//!
//! ```text
//! posts       per_50k + e; a year: e x people / 50,000 x full_time_share x (post_cost x pay x rise + support_cost x
//!             (supervision + training) / 2)
//! grants      grants_level + additionality x e; a year: e x the grants of the level 1, which are per_thousand x
//!             people / 1,000 x places x place_cost x share that grants pay, over sizes of organisations
//! support     supervision and training, the share e of what is missing to 1; a year: e x posts x support_cost x what is
//!             missing of both / 2
//! navigators  coverage + e; a year: e x what contacts at all desks would cost
//! transport   transport_support, the share e of what is missing to 1; a year: e x missing x people / 1,000 x transport_price
//! fees        fee_subsidy alike, by fees_price
//! promotion   e more posts, whose hours go to promotion: of p it becomes p + e (1 - p) / (N + e); a year: as posts
//! intensive   e more posts, whose hours the intensive package takes: intensive_share + e / (N x intensive_clients x
//!             (intensive_hours - 1)); a year: as posts
//! rise        the mean of (1 + pay_growth)^t over the years of spending
//! ```
//!
//! A price list is not what is spent: posts stand empty for a while, organisations differ in size, contacts come as
//! they come. So a pilot run moves each lever and finds by how much its money differs from the list (`plan`).
//! Transport and fees have no price in the model: `[economics]` has an assumed one, and what is planned on them is spent.

use crate::model::kinds::BudgetLine;
use crate::model::parameters::Parameters;
use crate::model::units::THOUSAND;
use crate::scenario::economics::{Economics, Term};
use crate::scenario::names;

/// Registered people for which posts are stated.
pub(crate) const FIFTY_THOUSAND: f64 = 50_000.0;

/// Most posts of a neighbourhood that the model numbers.
pub(crate) const MOST_POSTS: f64 = 60.0;

/// A line of a budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Line {
    /// Posts for link workers, with the support that those in post have.
    Posts,
    /// Grants to organisations.
    Grants,
    /// Supervision and training of link workers.
    Support,
    /// Reception staff as navigators.
    Navigators,
    /// Ways to organisations, paid for clients.
    Transport,
    /// Fees of organisations, paid for clients.
    Fees,
    /// Hours in which the service is presented to practices.
    Promotion,
    /// The intensive package.
    Intensive,
}

/// What people may want to spend money on and cannot by itself, with the reason.
const UNPRICED: [(&str, &str); 2] = [
    ("places", "organisations open places with grants: buy grants"),
    ("training", "it is part of support"),
];

/// What `[economics]` says of prices, in one draw or at the middle of everything.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Prices {
    /// Places that open for each that grants pay.
    pub additionality: f64,
    /// Pounds a year for 1,000 people without travel barriers.
    pub transport: f64,
    /// Pounds a year for 1,000 people without fees.
    pub fees: f64,
    /// Share of sessions that are with people for whom the intensive package is meant.
    pub intensive_clients: f64,
    /// Years over which pay rises, as a mean factor on what a post costs.
    pub rise: f64,
    /// Rise of pay, as a share a year.
    pub growth: f64,
    /// Weeks of pay for each post that ends.
    pub redundancy: f64,
}

impl Prices {
    /// The prices at which pilots run: every place that is paid for opens, and pay stands still.
    #[must_use]
    pub fn pilot(self) -> Self {
        Self { additionality: 1.0, rise: 1.0, growth: 0.0, ..self }
    }

    /// Prices where so many years are paid for. `drawn` gives the value of a line where it is not that of the file.
    #[must_use]
    pub fn of(economics: &Economics, years: u32, drawn: impl Fn(Term) -> Option<f64>) -> Self {
        let value = |term| drawn(term).unwrap_or_else(|| economics.value(term));
        let growth = value(Term::PayGrowth) / 100.0;
        let (logarithm, years) = (libm::log(1.0 + growth), f64::from(years));
        let rise = if growth > 0.0 {
            (libm::pow(1.0 + growth, years) - 1.0) / (logarithm * years)
        } else {
            1.0
        };
        Self {
            additionality: value(Term::Additionality),
            transport: value(Term::TransportPrice),
            fees: value(Term::FeesPrice),
            intensive_clients: value(Term::IntensiveClients),
            rise,
            growth,
            redundancy: value(Term::RedundancyWeeks),
        }
    }
}

/// Posts that the intensive package for everybody for whom it is meant takes, for each that there is.
fn intensive_posts(clients: f64, hours: f64) -> f64 {
    clients * (hours - 1.0)
}

impl Line {
    /// How many there are.
    pub const COUNT: usize = 8;

    /// All of them.
    pub const ALL: [Self; Self::COUNT] = [
        Self::Posts,
        Self::Grants,
        Self::Support,
        Self::Navigators,
        Self::Transport,
        Self::Fees,
        Self::Promotion,
        Self::Intensive,
    ];

    /// All of them in the order in which they are bought: posts before what acts on whoever is in post.
    pub const BOUGHT: [Self; Self::COUNT] = [
        Self::Posts,
        Self::Promotion,
        Self::Intensive,
        Self::Support,
        Self::Grants,
        Self::Navigators,
        Self::Transport,
        Self::Fees,
    ];

    /// Its name on command lines, in files and in tables.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Posts => "posts",
            Self::Grants => "grants",
            Self::Support => "support",
            Self::Navigators => "navigators",
            Self::Transport => "transport",
            Self::Fees => "fees",
            Self::Promotion => "promotion",
            Self::Intensive => "intensive",
        }
    }

    /// Its name in sentences.
    #[must_use]
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Posts => "link-worker posts",
            Self::Grants => "grants to organisations",
            Self::Support => "supervision and training",
            Self::Navigators => "navigators at reception",
            Self::Transport => "ways to organisations",
            Self::Fees => "fees of organisations",
            Self::Promotion => "promotion in practices",
            Self::Intensive => "the intensive package",
        }
    }

    /// The line of this name.
    ///
    /// # Errors
    /// A sentence, with the nearest name, or why no money can be put on it.
    pub fn named(name: &str) -> Result<Self, String> {
        if let Some(line) = Self::ALL.into_iter().find(|line| line.label() == name) {
            return Ok(line);
        }
        let listed = Self::ALL.map(Self::label).join(", ");
        if let Some(why) = Self::refused(name) {
            return Err(format!("no money can be put on `{name}`: {why}. There are {listed}"));
        }
        let nearest = names::nearest(name, Self::ALL.iter().map(|line| line.label()));
        let nearest = nearest.map_or_else(String::new, |near| format!("; the nearest is `{near}`"));
        Err(format!("there is no line `{name}`{nearest}. There are {listed}"))
    }

    /// Why no money can be put on what has this name, where there is a reason.
    #[must_use]
    pub fn refused(name: &str) -> Option<&'static str> {
        UNPRICED.iter().find(|(unpriced, _)| *unpriced == name).map(|(_, why)| *why)
    }

    /// The lines of the account on which its money shows; none for what has no price in the model.
    #[must_use]
    pub fn counted(self) -> &'static [BudgetLine] {
        match self {
            Self::Posts | Self::Promotion | Self::Intensive => {
                &[BudgetLine::Workers, BudgetLine::Support]
            }
            Self::Grants => &[BudgetLine::Organisations],
            Self::Support => &[BudgetLine::Support],
            Self::Navigators => &[BudgetLine::Navigators],
            Self::Transport | Self::Fees => &[],
        }
    }

    /// Whether it pays for link workers' posts.
    #[must_use]
    pub fn is_posts(self) -> bool {
        matches!(self, Self::Posts | Self::Promotion | Self::Intensive)
    }

    /// The parameters that it moves.
    #[must_use]
    pub fn levers(self) -> &'static [&'static str] {
        match self {
            Self::Posts => &["link_workers.per_50k"],
            Self::Grants => &["vcs.grants_level"],
            Self::Support => &["workforce.supervision", "workforce.training"],
            Self::Navigators => &["navigator.coverage"],
            Self::Transport => &["connection.transport_support"],
            Self::Fees => &["connection.fee_subsidy"],
            Self::Promotion => &["hours.promotion", "link_workers.per_50k"],
            Self::Intensive => &["link_work.intensive_share", "link_workers.per_50k"],
        }
    }

    /// Pounds a year by the price list for the whole of its extent 1, in neighbourhoods of so many people in
    /// all; for support with so many full-time posts for 50,000.
    #[must_use]
    pub fn list_price(self, all: &Parameters, people: f64, per_50k: f64, prices: &Prices) -> f64 {
        let (workers, vcs) = (&all.workforce, &all.vcs);
        let posts = people / FIFTY_THOUSAND * all.link_workers.full_time_share;
        match self {
            Self::Posts | Self::Promotion | Self::Intensive => {
                let support = workers.support_cost * (workers.supervision + workers.training) / 2.0;
                posts * (workers.post_cost * workers.pay * prices.rise + support)
            }
            Self::Grants => {
                let small = vcs.small_share * vcs.small_places * vcs.grant_share_small;
                let large = (1.0 - vcs.small_share) * vcs.large_places * vcs.grant_share_large;
                people / THOUSAND * vcs.per_thousand * (small + large) * vcs.place_cost
            }
            Self::Support => {
                let missing = 2.0 - workers.supervision - workers.training;
                posts * per_50k * workers.support_cost * missing / 2.0
            }
            Self::Navigators => {
                let navigators = &all.navigator;
                people * navigators.hour_cost * navigators.contacts * navigators.minutes_ratio
            }
            Self::Transport => {
                people / THOUSAND * prices.transport * (1.0 - all.connection.transport_support)
            }
            Self::Fees => people / THOUSAND * prices.fees * (1.0 - all.connection.fee_subsidy),
        }
    }

    /// The largest extent that is possible, in neighbourhoods of so many people each with so many full-time posts
    /// for 50,000.
    ///
    /// # Panics
    /// If a lever is no parameter: the tests see to it that each is.
    #[must_use]
    pub fn most(self, all: &Parameters, people: f64, per_50k: f64, prices: &Prices) -> f64 {
        let possible = |path: &str| {
            let place = names::parameter(path).expect("a lever is a parameter");
            Parameters::specs()[place].max
        };
        let posts =
            possible("link_workers.per_50k").min(MOST_POSTS * FIFTY_THOUSAND / people) - per_50k;
        match self {
            Self::Posts => posts,
            Self::Grants => {
                (possible("vcs.grants_level") - all.vcs.grants_level) / prices.additionality
            }
            Self::Support | Self::Transport | Self::Fees => 1.0,
            Self::Navigators => possible("navigator.coverage") - all.navigator.coverage,
            Self::Promotion => {
                let (now, end) = (all.hours.promotion, possible("hours.promotion"));
                posts.min(per_50k * (end - now) / (1.0 - end))
            }
            Self::Intensive => {
                let each = intensive_posts(prices.intensive_clients, all.link_work.intensive_hours);
                posts.min(per_50k * each * (1.0 - all.link_work.intensive_share))
            }
        }
    }

    /// Moves its levers among the values of all parameters. A share of what grants pay opens places.
    ///
    /// # Panics
    /// If a lever is no parameter: the tests see to it that each is.
    pub fn apply(self, extent: f64, prices: &Prices, values: &mut [f64]) {
        if extent <= 0.0 {
            return;
        }
        let of = |path: &str| names::parameter(path).expect("a lever is a parameter");
        let posts = of("link_workers.per_50k");
        match self {
            Self::Posts => values[posts] += extent,
            Self::Navigators => values[of("navigator.coverage")] += extent,
            Self::Grants => values[of("vcs.grants_level")] += prices.additionality * extent,
            Self::Support | Self::Transport | Self::Fees => {
                for path in self.levers() {
                    let value = &mut values[of(path)];
                    *value += extent * (1.0 - *value);
                }
            }
            Self::Promotion => {
                let there = values[posts];
                let promotion = &mut values[of("hours.promotion")];
                *promotion += extent * (1.0 - *promotion) / (there + extent);
                values[posts] += extent;
            }
            Self::Intensive => {
                let hours = values[of("link_work.intensive_hours")];
                let whole = values[posts] * intensive_posts(prices.intensive_clients, hours);
                let share = &mut values[of("link_work.intensive_share")];
                *share = (*share + extent / whole).min(1.0);
                values[posts] += extent;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn baseline() -> (Vec<f64>, Parameters, Prices) {
        let text = include_str!("../../scenarios/baseline.toml");
        let scenario =
            crate::scenario::load_text("baseline", &[("baseline", text)]).expect("a base");
        let economics = scenario.economics.as_ref().expect("it has the section");
        let prices = Prices::of(economics, 5, |_| None);
        (scenario.values(), scenario.start().clone(), prices)
    }

    #[test]
    fn a_post_costs_what_the_price_list_says_and_levers_move_by_their_extent() {
        let (values, all, prices) = baseline();
        let price = Line::Posts.list_price(&all, 50_000.0, 0.0, &prices.pilot());
        let by_hand = all.link_workers.full_time_share
            * (all.workforce.post_cost * all.workforce.pay + 3_000.0 * (0.35 + 0.4) / 2.0);
        assert!((price - by_hand).abs() < 1e-6, "{price}");
        for line in Line::ALL {
            let mut moved = values.clone();
            line.apply(0.1, &prices, &mut moved);
            let changed: Vec<usize> = (0..values.len())
                .filter(|&at| moved[at].to_bits() != values[at].to_bits())
                .collect();
            let levers: Vec<usize> =
                line.levers().iter().map(|path| names::parameter(path).unwrap()).collect();
            assert_eq!(changed.len(), levers.len(), "{}", line.label());
            assert!(levers.iter().all(|lever| changed.contains(lever)));
            let price = line.list_price(&all, 50_000.0, 2.6, &prices);
            assert!(line.most(&all, 50_000.0, 2.6, &prices) > 0.0 && price > 0.0);
            let before = moved.clone();
            line.apply(0.0, &prices, &mut moved);
            assert_eq!(moved, before);
        }
        let mut moved = values.clone();
        Line::Grants.apply(2.0, &Prices { additionality: 0.5, ..prices }, &mut moved);
        let grants = names::parameter("vcs.grants_level").unwrap();
        assert!((moved[grants] - values[grants] - 1.0).abs() < 1e-12, "half of it opens places");
    }

    #[test]
    fn a_wrong_name_is_answered_with_the_nearest_or_with_the_reason() {
        assert_eq!(Line::named("grants"), Ok(Line::Grants));
        assert!(Line::named("grant").unwrap_err().contains("the nearest is `grants`"));
        assert!(Line::named("places").unwrap_err().contains("buy grants"));
    }

    #[test]
    fn what_posts_for_promotion_and_the_package_take_is_not_taken_from_patients() {
        let (values, all, prices) = baseline();
        let of = |path: &str| names::parameter(path).unwrap();
        let (posts, promotion) = (of("link_workers.per_50k"), of("hours.promotion"));
        let mut moved = values.clone();
        Line::Promotion.apply(0.3, &prices, &mut moved);
        let others = |values: &[f64]| values[posts] * (1.0 - values[promotion]);
        assert!((others(&moved) - others(&values)).abs() < 1e-12);
        // At the most that can be bought the lever is at its end.
        let share = of("link_work.intensive_share");
        for (line, lever) in [(Line::Promotion, promotion), (Line::Intensive, share)] {
            let mut moved = values.clone();
            line.apply(line.most(&all, 50_000.0, values[posts], &prices), &prices, &mut moved);
            assert!((moved[lever] - Parameters::specs()[lever].max).abs() < 1e-12);
        }
    }

    #[test]
    fn pay_that_rises_makes_a_post_dearer_over_the_years_of_spending() {
        let (_, all, prices) = baseline();
        let still = Prices { rise: 1.0, ..prices };
        let price = |prices: &Prices| Line::Posts.list_price(&all, 50_000.0, 0.0, prices);
        // By hand: the mean of 1.01^t over five years is 1.0252.
        assert!((prices.rise - 1.0252).abs() < 1e-4, "{}", prices.rise);
        assert!(price(&prices) > price(&still) && prices.pilot().rise.to_bits() == 1_f64.to_bits());
    }
}
