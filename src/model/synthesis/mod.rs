//! Synthesis: a neighbourhood made from published margins. The same seed, replicate and
//! neighbourhood always give the same people; each person's draws are their own, so that one more
//! person changes nobody else. Slow states start at their stationary distribution, so that without
//! a scheme nothing drifts.
//!
//! ```text
//! neighbourhood  deprivation a = (z at (number + 1/2) / how many + area) x sqrt(area_variance); size the mean or, for more
//!              than one, mean x exp(v z - v^2 / 2), v = network_variation, from network_least to network_most
//!              times the mean
//! practices    people / list of them, 1 to 32, rounded; lists in proportion to exp(s z), z within list_bound,
//!              s^2 = ln(1 + list_variation^2); deprivation of each a + (z - mean over people) x
//!              sqrt(practice_variance x area_variance)
//! GPs          list / 1,000 x consulting.gps_per_thousand, one at least; the first is the leader; buy-in
//!              (`buy_in`) and holism, N(practice.holism, practice.holism_spread), by one z, both between
//!              LOWEST_TRAIT and HIGHEST_TRAIT; trust in organisations and knowledge of them their prior +
//!              start.bridge x their bridge (`brokerage`); skill feedback.skill_prior + start.skill;
//!              frustration practice.frustration_without_options x start.frustration; all 1 at most
//! practice     power = practice.shared_leadership x start.power; infrastructure, ease and clarity at their targets;
//!              accommodation ref.accommodation; workload 1; visibility, identity, effect, news and wait from
//!              [start]
//! practice of a person  by lot in proportion to lists; usual GP by even lot
//! age          a band by its share; within it evenly, in a living list as people survive (`living`); women
//!              with chance female
//! deprivation  that of the practice + z x sqrt(1 - area_variance x (1 + practice_variance)), cut into the national
//!              fifths; d runs from 1 in the most deprived to -1 in the least
//! locality     floor(K Phi(s w + sqrt(1 - s^2) z)), K = localities, s = segregation, w = (a - deprivation of the place)
//!              / sqrt(1 - area_variance): from the poorest to the richest; it is that of the place on the list
//! conditions   Poisson, mean conditions of the age x exp(conditions_tilt x d), MOST_CONDITIONS at most
//! advantage    of a person over others of the fifth, A = z; what goes with it is drawn as r A + sqrt(1 - r^2) z
//!              in the place of z, r = advantage of trust, readiness, ease (the opposite of stigma), simplicity (of
//!              complexity), activation or satisfaction; lots of a car, of not being tied and of no disability are
//!              Phi(r A + sqrt(1 - r^2) Phi^-1(lot)), so that shares stay
//! traits       N(mean, trait_spread), between 0 and 1; the mean of complexity is + complexity_per_condition x
//!              conditions, those of trust and readiness are - trait_tilt x d
//! margins      no car with chance no_car and a minority with chance minority, of the fifth; tied in the daytime
//!              with chance tied_young to 64 and tied_old from 65; a limiting disability with chance disabled +
//!              disabled_per_condition x conditions
//! frailty      gamma with mean 1 and shape consulting.frailty_shape
//! usual levels of `wellbeing` and `activation`, that of activation - activation_tilt x d; needs and membership of `need`; illness of `illness`
//! held         each need with chance start.held: taken down a step (`relapse`), so that usual care and signposting
//!              have helped before the run begins as they do in it
//! slow states  at their targets
//! context      evenly between start.context - start.context_range / 2 and + start.context_range / 2
//! who comes later  to a living list: the same draws again, for the next person of the place; practice, fifth,
//!              locality and sex are the place's, and the age is by `living`
//! a birthday   conditions, complexity, tied in the daytime, disability and usual activation are those of the new age, by
//!              the draws that made the person; who turns 18 has needs and groups as they are drawn here
//! organisations  thousands of people x vcs.per_thousand x T, rounded, T = sum over fifths of their share of people
//!              x (1 - vcs.density_tilt x d); kinds in turn in proportion to vcs.offer_weights, fifths by lot in proportion
//!              to the parts of T, localities by the people of the fifth
//! ```
//!
//! z is a standard normal draw, its own for each of these.
//!
//! **Evidence.** Ages: Census 2021. Conditions by age and fifth: Valabhji 2023 (14.8 % have two or
//! more; 68 % at 80 and over; odds 2.26 most against least deprived). No car: Census 2021 (recalled).
//! Practices of 10,000 with a coefficient of variation of 0.6; primary care networks of 14 to 120
//! thousand. Trust: two in three trust their neighbours (ONS). Spreads of traits are assumed.

pub(crate) mod advantage;
pub mod people;
pub mod practices;

use std::collections::BTreeMap;

use rand::RngExt;

use crate::model::characteristics::Weights;
use crate::model::engine::Rules;
use crate::model::kinds::{Fifth, Offer, Service as ServiceKind};
use crate::model::mechanisms::community::commissioner;
use crate::model::mechanisms::community::feedback;
use crate::model::mechanisms::community::place;
use crate::model::mechanisms::community::statutory;
use crate::model::mechanisms::link_work::posts;
use crate::model::mechanisms::practice::consulting;
use crate::model::random::{Draws, Purpose, Stream, normal_quantile};
use crate::model::spec::parameters;
use crate::model::units::THOUSAND;
use crate::model::world::{Allocation, Desk, Ledger, Localities, Scheme, World};

parameters! {
    /// Who lives in a neighbourhood.
    Parameters {
        /// Share of the population in each age band.
        age: Share [0.0, 1.0] by AgeBand "";
        /// Share of the population who are women.
        female: Share [0.0, 1.0] "";
        /// Share of the variance of deprivation that lies between neighbourhoods.
        area_variance: Share [0.0, 1.0] "A206";
        /// Variance of deprivation between practices of one neighbourhood, as a share of that between
        /// neighbourhoods.
        practice_variance: Share [0.0, 1.0] "A206";
        /// Deprivation of the neighbourhoods that are made, in standard deviations among all: above 0 for poor areas,
        /// below for rich ones.
        area: Deviations [-3.0, 3.0] "A206";
        /// Localities of a neighbourhood; 1 if they are merged.
        localities: Count [1.0, 12.0] "A181 A182 A206";
        /// Correlation of the standing of a place within its neighbourhood with the standing of its locality: how
        /// far poor and rich live apart.
        segregation: Share [0.0, 1.0] "A181 A182 A206 A214";
        /// Mean number of long-term conditions at each age, in the middle fifth.
        conditions: Count [0.0, 20.0] by AgeBand "";
        /// Rise on a logarithmic scale of the mean number of long-term conditions in the most deprived
        /// fifth, and fall in the least.
        conditions_tilt: LogRatio [-2.0, 2.0] "";
        /// Share of people without the use of a car, by fifth.
        no_car: Share [0.0, 1.0] by Fifth "A172 A183";
        /// Share of people of 18 to 64 who are tied down by work or caring in the daytime.
        tied_young: Share [0.0, 1.0] "A171";
        /// Share of people of 65 and over who are tied down by work or caring in the daytime.
        tied_old: Share [0.0, 1.0] "A171";
        /// Share of people of a cultural minority, by fifth.
        minority: Share [0.0, 1.0] by Fifth "A174";
        /// Share of people without long-term conditions who live with a disability that limits where they can go.
        disabled: Share [0.0, 1.0] "A058";
        /// Rise of the share of people with a disability that limits where they can go, for each
        /// long-term condition.
        disabled_per_condition: Share [0.0, 1.0] "A058";
        /// Mean clinical complexity of people without long-term conditions.
        complexity: Share [0.0, 1.0] "A078";
        /// Rise of clinical complexity for each long-term condition.
        complexity_per_condition: Share [0.0, 1.0] "A078";
        /// Mean ease with which people make contacts.
        sociability: Share [0.0, 1.0] "A054";
        /// Mean liking of people for groups.
        affiliation: Share [0.0, 1.0] "A075";
        /// Mean sensitivity of people to the stigma of accepting help.
        stigma: Share [0.0, 1.0] "A008";
        /// Mean conviction of people that their problems are medical.
        attribution: Share [0.0, 1.0] "A009";
        /// Mean initial trust of people in others.
        trust: Share [0.0, 1.0] "A004";
        /// Mean energy and room for change that people have, before hardship and load.
        readiness: Share [0.0, 1.0] "A010 A059";
        /// Fall of mean readiness and trust in the most deprived fifth, and rise in the least.
        trait_tilt: Share [0.0, 0.5] "A211";
        /// Standard deviation of every trait between people.
        trait_spread: Share [0.0, 0.5] "A211";
        /// Correlation, within a fifth, of a person's advantage with what goes with it.
        advantage: Share [0.0, 0.95] by Favoured "A018 A194 A209 A211";
        /// Fall of mean usual activation in the most deprived fifth, and rise in the least.
        activation_tilt: PamPoints [0.0, 20.0] "A018 A194 A209";
        /// Mean number of people registered with a practice.
        list: People [500.0, 100_000.0] "";
        /// Standard deviation of the list sizes of practices, over their mean.
        list_variation: Ratio [0.0, 2.0] "";
        /// Size beyond which no list of a practice goes, up or down, on the logarithmic scale of sizes.
        list_bound: Deviations [0.1, 5.0] "";
        /// Spread on a logarithmic scale of the sizes of neighbourhoods, where a run has more than one.
        network_variation: Ratio [0.0, 2.0] "";
        /// Size of the smallest neighbourhood, over the mean.
        network_least: Ratio [0.01, 1.0] "";
        /// Size of the largest neighbourhood, over the mean.
        network_most: Ratio [1.0, 20.0] "";
    }
}

parameters! {
    /// State of practices, their GPs and link workers, and what GPs know, when the warm-up begins.
    Start {
        /// Visibility of the service in a practice when the warm-up begins.
        visibility: Share [0.0, 1.0] "";
        /// Power that is shared with link workers when the warm-up begins, over the responsibility shared
        /// in the practice.
        power: Ratio [0.0, 1.0] "";
        /// Identity of link workers in a practice when the warm-up begins.
        identity: Share [0.0, 1.0] "";
        /// Effect of link workers that a practice sees when the warm-up begins.
        effect: Share [0.0, 1.0] "";
        /// News that a GP hears in a week when the warm-up begins.
        news: PerWeek [0.0, 10.0] "";
        /// Wait of people referred that a practice has met with when the warm-up begins.
        wait: Weeks [0.0, 104.0] "";
        /// Bridge that link workers make between GPs and organisations when the warm-up begins.
        bridge: Share [0.0, 1.0] "";
        /// Frustration of GPs when the warm-up begins, over that of a GP without options.
        frustration: Ratio [0.0, 2.0] "";
        /// Skill of GPs in using the service when the warm-up begins, above what they have untaught.
        skill: Share [0.0, 1.0] "";
        /// Mean knowledge that GPs have of a person's social context when the warm-up begins.
        context: Share [0.0, 1.0] "";
        /// Range, between the person least known and the person best known, of what GPs know of social
        /// contexts when the warm-up begins.
        context_range: Share [0.0, 1.0] "";
        /// Share of people with each need whose need is a step less when the warm-up begins, because
        /// something other than the scheme helped.
        held: Share [0.0, 1.0] by Need "";
        /// Longest time that a link worker who is in post when the warm-up begins has been there; the times
        /// are spread evenly below it.
        worker_years: Years [0.0, 40.0] "";
        /// Least knowledge of each organisation in a link worker who is in post when the warm-up begins.
        worker_knowledge: Share [0.0, 1.0] "";
        /// Tie with each organisation of a link worker who is in post when the warm-up begins.
        worker_ties: Share [0.0, 1.0] "";
        /// Belief of GPs in each link worker who is in post when the warm-up begins.
        worker_belief: Share [0.0, 1.0] "";
    }
}

/// Middle of the slice of the distribution of deprivation that a neighbourhood stands for.
const MIDDLE: f64 = 0.5;

/// Uniform draws nearer to 0 or 1 than this are taken as this, so that normal ones are finite.
const FURTHEST: f64 = 1e-12;

/// Where a neighbourhood stands among all: its number and how many there are.
#[derive(Clone, Copy, Debug)]
pub struct NeighbourhoodNumber {
    /// Number of the neighbourhood.
    pub number: u32,
    /// How many neighbourhoods there are.
    pub of: u32,
}

impl NeighbourhoodNumber {
    /// The only one: its size is that which is asked for, and its deprivation that of its values.
    pub const ONLY: Self = Self { number: 0, of: 1 };
}

/// Makes a neighbourhood with about this many people, for a run of this many measured weeks, as it is
/// in `week`, the first of the warm-up.
#[must_use]
pub fn neighbourhood(
    rules: &Rules,
    number: NeighbourhoodNumber,
    people: u32,
    weeks: u32,
    week: i32,
    setup: Draws,
) -> World {
    let all = &rules.all;
    let p = &all.population;
    // Deprivation of neighbourhoods is spread evenly over its distribution, the middle one for one.
    let rank = (f64::from(number.number) + MIDDLE) / f64::from(number.of.max(1));
    let area = (normal_quantile(rank) + p.area) * libm::sqrt(p.area_variance);
    let size = if number.of == 1 {
        people
    } else {
        // Sizes vary as primary care networks do, deprivation or not.
        let z = normal(&mut setup.stream(Purpose::MakeNeighbourhood, 0, 0));
        let spread = p.network_variation;
        (f64::from(people) * libm::exp(spread * z - spread * spread / 2.0))
            .clamp(f64::from(people) * p.network_least, f64::from(people) * p.network_most)
            as u32
    };
    let practices = practices::practices(all, size, setup);
    let gps = practices::gps(all, &practices, setup);
    let people = people::registered(rules, size, area, &practices, &gps, weeks, week, setup);
    let mut shares = Weights::default();
    for who in &people.fixed {
        shares.add(who, 1.0 / people.len() as f64);
    }
    let localities = Localities::of(&people.fixed, place::count(all));
    let thousands = people.len() as f64 / THOUSAND;
    let services =
        std::array::from_fn(|kind| statutory::at_start(all, ServiceKind::at(kind), thousands));
    let usual_requests = consulting::capacity::usual_requests(all, &people.clocks);
    let mut world = World {
        in_touch: Vec::new(),
        people,
        clients: Vec::new(),
        gps,
        practices,
        posts: Vec::new(),
        organisations: Vec::new(),
        services,
        care: BTreeMap::new(),
        open_door: all.partnership.reach_prior * all.partnership.trust_prior,
        gaps: [0.0; Offer::COUNT],
        directory: 1.0,
        usual_requests,
        shares,
        localities,
        moved_away: [0.0; Fifth::COUNT],
        commissioner: commissioner::at_start(all, week),
        scheme: Scheme { trust: all.targets.trust_start, learning: 0.0, gaming: 0.0 },
        allocation: Allocation::default(),
        desk: Desk::default(),
        ledger: Ledger::default(),
    };
    practices::organisations(&mut world, all, setup);
    posts::fund(&mut world, all, week, setup, true);
    feedback::meet_posts(&mut world, all, true);
    world
}

/// A standard normal draw, by quantile. `rand_distr` would take `exp` and `ln` from the platform,
/// whose last bits differ; `libm` does not.
fn normal(stream: &mut Stream) -> f64 {
    normal_quantile(stream.random::<f64>().clamp(FURTHEST, 1.0 - FURTHEST))
}
