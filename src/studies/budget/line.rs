//! The lines on which a budget can be spent: which lever of the model each moves, what it costs by the price
//! list, and how far it goes.
//!
//! ```text
//! posts       per_50k + e; a year: e x people / 50,000 x full_time_share x (post_cost x pay + support_cost x
//!             (supervision + training) / 2)
//! grants      grants_level + additionality x e; a year: e x the grants of the level 1, which are per_thousand x
//!             people / 1,000 x places x place_cost x share that grants pay, over sizes of organisations
//! support     supervision and training, the share e of what is missing to 1; a year: e x posts x support_cost x what is
//!             missing of both / 2
//! navigators  coverage + e; a year: e x what contacts at all desks would cost
//! ```
//!
//! A price list is not what is spent: posts stand empty for a while, organisations differ in size, contacts come as
//! they come. So a pilot run moves each lever and finds by how much its money differs from the list (`plan`).

use crate::model::kinds::BudgetLine;
use crate::model::parameters::Parameters;
use crate::model::units::THOUSAND;
use crate::scenario::names;

/// Registered people for which posts are stated.
const FIFTY_THOUSAND: f64 = 50_000.0;

/// Most posts of a neighbourhood that the model numbers.
const MOST_POSTS: f64 = 60.0;

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
}

/// What people may want to spend money on and the model has no price for.
const UNPRICED: [(&str, &str); 6] = [
    (
        "transport",
        "connection.transport_support moves the outcome and no line counts what it costs",
    ),
    ("fees", "connection.fee_subsidy moves the outcome and no line counts what it costs"),
    ("promotion", "hours for promotion come out of link workers' paid hours: buy posts"),
    ("intensive", "the intensive package takes link workers' hours: buy posts"),
    ("places", "organisations open places with grants: buy grants"),
    ("training", "it is part of support"),
];

impl Line {
    /// How many there are.
    pub const COUNT: usize = 4;

    /// All of them.
    pub const ALL: [Self; Self::COUNT] =
        [Self::Posts, Self::Grants, Self::Support, Self::Navigators];

    /// Its name on command lines and in tables.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Posts => "posts",
            Self::Grants => "grants",
            Self::Support => "support",
            Self::Navigators => "navigators",
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
        }
    }

    /// The line of this name.
    ///
    /// # Errors
    /// A sentence, with the nearest name, or why the model cannot spend on it.
    pub fn named(name: &str) -> Result<Self, String> {
        if let Some(line) = Self::ALL.into_iter().find(|line| line.label() == name) {
            return Ok(line);
        }
        let listed = Self::ALL.map(Self::label).join(", ");
        if let Some((_, why)) = UNPRICED.iter().find(|(unpriced, _)| *unpriced == name) {
            return Err(format!("no money can be put on `{name}`: {why}. There are {listed}"));
        }
        let nearest = names::nearest(name, Self::ALL.iter().map(|line| line.label()));
        let nearest = nearest.map_or_else(String::new, |near| format!("; the nearest is `{near}`"));
        Err(format!("there is no line `{name}`{nearest}. There are {listed}"))
    }

    /// The lines of the account on which its money shows.
    #[must_use]
    pub fn counted(self) -> &'static [BudgetLine] {
        match self {
            Self::Posts => &[BudgetLine::Workers, BudgetLine::Support],
            Self::Grants => &[BudgetLine::Organisations],
            Self::Support => &[BudgetLine::Support],
            Self::Navigators => &[BudgetLine::Navigators],
        }
    }

    /// The parameters that it moves.
    #[must_use]
    pub fn levers(self) -> &'static [&'static str] {
        match self {
            Self::Posts => &["link_workers.per_50k"],
            Self::Grants => &["vcs.grants_level"],
            Self::Support => &["workforce.supervision", "workforce.training"],
            Self::Navigators => &["navigator.coverage"],
        }
    }

    /// Pounds a year by the price list for the whole of its extent 1, in neighbourhoods of so many people in
    /// all; for support with so many full-time posts for 50,000.
    #[must_use]
    pub fn list_price(self, all: &Parameters, people: f64, per_50k: f64) -> f64 {
        let (workers, vcs) = (&all.workforce, &all.vcs);
        let posts = people / FIFTY_THOUSAND * all.link_workers.full_time_share;
        match self {
            Self::Posts => {
                let support = workers.support_cost * (workers.supervision + workers.training) / 2.0;
                posts * (workers.post_cost * workers.pay + support)
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
        }
    }

    /// The largest extent that is possible, in neighbourhoods of so many people each.
    ///
    /// # Panics
    /// If a lever is no parameter: the tests see to it that each is.
    #[must_use]
    pub fn most(self, all: &Parameters, people: f64) -> f64 {
        let possible = |path: &str| {
            let place = names::parameter(path).expect("a lever is a parameter");
            Parameters::specs()[place].max
        };
        match self {
            Self::Posts => {
                let here = MOST_POSTS * FIFTY_THOUSAND / people;
                possible("link_workers.per_50k").min(here) - all.link_workers.per_50k
            }
            Self::Grants => possible("vcs.grants_level") - all.vcs.grants_level,
            Self::Support => 1.0,
            Self::Navigators => possible("navigator.coverage") - all.navigator.coverage,
        }
    }

    /// Moves its levers among the values of all parameters. A share of `additionality` of what grants pay opens
    /// places.
    ///
    /// # Panics
    /// If a lever is no parameter: the tests see to it that each is.
    pub fn apply(self, extent: f64, additionality: f64, values: &mut [f64]) {
        if extent <= 0.0 {
            return;
        }
        for path in self.levers() {
            let value = &mut values[names::parameter(path).expect("a lever is a parameter")];
            *value += match self {
                Self::Posts | Self::Navigators => extent,
                Self::Grants => additionality * extent,
                Self::Support => extent * (1.0 - *value),
            };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn baseline() -> (Vec<f64>, Parameters) {
        let text = include_str!("../../../scenarios/baseline.toml");
        let scenario =
            crate::scenario::load_text("baseline", &[("baseline", text)]).expect("a base");
        (scenario.values(), scenario.start().clone())
    }

    #[test]
    fn a_post_costs_what_the_price_list_says_and_levers_move_by_their_extent() {
        let (values, all) = baseline();
        let price = Line::Posts.list_price(&all, 50_000.0, 0.0);
        let by_hand = all.link_workers.full_time_share
            * (all.workforce.post_cost * all.workforce.pay + 3_000.0 * (0.35 + 0.4) / 2.0);
        assert!((price - by_hand).abs() < 1e-6, "{price}");
        for line in Line::ALL {
            let mut moved = values.clone();
            line.apply(0.5, 0.4, &mut moved);
            let changed: Vec<usize> = (0..values.len())
                .filter(|&at| moved[at].to_bits() != values[at].to_bits())
                .collect();
            let levers: Vec<usize> =
                line.levers().iter().map(|path| names::parameter(path).unwrap()).collect();
            assert_eq!(changed.len(), levers.len(), "{}", line.label());
            assert!(levers.iter().all(|lever| changed.contains(lever)));
            assert!(line.most(&all, 50_000.0) > 0.0 && line.list_price(&all, 50_000.0, 2.6) > 0.0);
            line.apply(0.0, 0.4, &mut moved.clone());
        }
        let mut moved = values.clone();
        Line::Grants.apply(2.0, 0.5, &mut moved);
        let grants = names::parameter("vcs.grants_level").unwrap();
        assert!((moved[grants] - values[grants] - 1.0).abs() < 1e-12, "half of it opens places");
    }

    #[test]
    fn a_wrong_name_is_answered_with_the_nearest_or_with_the_reason() {
        assert_eq!(Line::named("grants"), Ok(Line::Grants));
        assert!(Line::named("grant").unwrap_err().contains("the nearest is `grants`"));
        assert!(Line::named("transport").unwrap_err().contains("no line counts what it costs"));
    }
}
