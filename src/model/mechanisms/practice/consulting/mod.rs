//! Who asks for an appointment, with whom and why; what the practice can give; what happens to
//! the rest.
//!
//! ```text
//! medical rate a week  medical_per_year / 52 x age_ratio x sex x (1 + deprivation_tilt x d) x C x frailty
//!              x illness_ratio (in an episode) x crisis.medical_ratio (in a crisis) x E
//! sex          from 15 to 64, f = female_ratio: 2 f / (1 + f) for women, 2 / (1 + f) for men; else 1
//! conditions   C = 1 + rise_per_condition x (long-term conditions - population.conditions of the age),
//!              LEAST_RATIO at least
//! activated    E = 1 + (1 - complexity_shield x clinical complexity) x (exp(-activation_slope x (A -
//!              ref.activation) / 10) - 1) for adults, 1 for children
//! social rate a week  (sum over needs of social_per_year (x severe_ratio if severe) x social_illness_ratio (in
//!              an episode) x crisis.social_ratio (in a crisis) x exp(-R) + crisis.requests_per_year (in a
//!              crisis)) / 52 x sqrt(frailty)
//! relief       R = capital_relief x (mean over resources of capital above its base, if above 0)
//!              + activation_relief x (A - usual level, if above 0) / 10
//! requests     medical ones: Poisson with the rate, MOST_REQUESTS at most; social: one, with chance
//!              1 - exp(-rate)
//! displaced    a social request of somebody on a caseload goes to the link worker with chance displaced_share
//!              x trust in the worker
//! asked of     a GP with chance gp_share of the cause, else nurses and other staff
//! expected     U = requests a week that the clocks of all registered people stand for as the run begins, over
//!              their number, of GPs and of others by gp_share: whatever the parameters, before anybody is
//!              refused or referred
//! capacity     a week, of GPs list x U of GPs x gp_supply x capacity_level; of others list x U of others x
//!              other_supply x capacity_level
//! left         to GPs: capacity less what the scheme takes (`elsewhere`)
//! unmet        as many as are above what is left, of each practice and kind of staff, by a lottery keyed by person:
//!              a share retry_share is asked again next week, unmet_urgent_share is taken to urgent care, the
//!              rest is given up
//! workload     W -> requests for GPs / what is left to them, by workload_half_life
//! urgent care  with each medical request, chance urgent_per_request x exp(-urgent_activation_slope x (A -
//!              ref.activation) / 10); of these admission_share x exp(-admission_activation_slope x (A -
//!              ref.activation) / 10) are admitted
//! cost         gp_visit_cost, urgent_visit_cost and admission_cost for each
//! ```
//!
//! The count of a week is the Poisson quantile of one draw, so it is monotone in the rate. Counts
//! over a year are then negative binomial by frailty and episodes; they are never drawn as such.
//! A is activation in points; d runs from 1 in the most deprived fifth to -1 in the least.
//!
//! **Claims.** A074 (capital and activation lower reliance), A049 (activation and hospital use),
//! A078 (complex conditions keep their visits), A108 and A188 (workload), A144 (visits displaced).
//! **Evidence.** 5.8 appointments a person-year, 46 % with a GP (`IfG` 2024). Capacity is a ratio to demand: what
//! is known is what was given, 0.58 GPs of all grades for 1,000 people with 4,499 appointments each a year
//! (`IfG` 2024), 2.61 a person, and how much more was asked is not. So the ratio is a parameter, not the
//! supply: two per cent more or less of it decide how much is refused. 19 % of GP time on what is not health (Citizens Advice 2015); activation level
//! 4 against 1: 0.82 GP, 0.68 A&E, 0.62 admissions (Barker 2018); +0.18 visits in the most deprived
//! fifth (Vestesson 2023); A&E 325 and admissions 89 per 1,000 a year. Age and sex ratios are
//! recalled from `QResearch`; shares after an unmet request are assumed.

pub mod appointments;
pub mod capacity;

pub use appointments::{give, turn_buckets};

use crate::model::arithmetic::{Chances, poisson_from};
use crate::model::kinds::{AgeBand, Cause, Fifth, Sex};
use crate::model::mechanisms::people::crisis;
use crate::model::mechanisms::{ByActivation, chance};
use crate::model::now::Now;
use crate::model::observe::{M, Observations};
use crate::model::parameters::Parameters as All;
use crate::model::random::{Purpose, WORD_VALUES, WORDS, Who, u32_to_unit_f64};
use crate::model::spec::parameters;
use crate::model::units::WEEKS_PER_YEAR;
use crate::model::world::{Fixed, Health, Needs, Request, Staff, Stay, World, pence};

parameters! {
    /// Consulting and what practices can give.
    Parameters {
        /// Medical requests for an appointment in a year of a person aged 25 to 44 in the middle fifth,
        /// of the mean number of conditions and frailty, at the reference of activation.
        medical_per_year: PerYear [0.0, 50.0] "";
        /// Medical requests at each age, against 25 to 44.
        age_ratio: Ratio [0.05, 20.0] by AgeBand "";
        /// Medical requests of women against men, from 15 to 64.
        female_ratio: Ratio [0.2, 5.0] "";
        /// Relative change of medical requests in the most deprived fifth, and the reverse in the
        /// least.
        deprivation_tilt: LogRatio [-0.9, 0.9] "";
        /// Relative rise of medical requests for each long-term condition above the mean of the age.
        rise_per_condition: Ratio [0.0, 3.0] "";
        /// Shape of the gamma distribution of frailty, by which people of like age and health differ in
        /// requests: smaller means more difference.
        frailty_shape: Ratio [0.1, 50.0] "";
        /// Medical requests in an episode of illness, against other weeks.
        illness_ratio: Ratio [1.0, 50.0] "";
        /// Fall of medical requests for ten points of activation, on a logarithmic scale.
        activation_slope: LogRatio [0.0, 1.0] "A074";
        /// Requests in a year because of each need that is present and not severe.
        social_per_year: PerYear [0.0, 30.0] by Need "A074 A203";
        /// Requests because of a severe need, against a need that is present and not severe.
        severe_ratio: Ratio [1.0, 10.0] "";
        /// Requests because of social needs in an episode of illness, against other weeks: people come
        /// more, and say more.
        social_illness_ratio: Ratio [1.0, 10.0] "";
        /// Share of what activation saves in medical requests that full clinical complexity takes away.
        complexity_shield: Share [0.0, 1.0] "A078";
        /// Fall of requests because of social needs for a unit of social capital above what life
        /// supports, on a logarithmic scale.
        capital_relief: LogRatio [0.0, 10.0] "A074";
        /// Fall of requests because of social needs for ten points of activation above the person's
        /// usual level, on a logarithmic scale.
        activation_relief: LogRatio [0.0, 3.0] "A074";
        /// Share of requests with each cause that are for a GP.
        gp_share: Share [0.0, 1.0] by Cause "";
        /// Full-time GPs for a thousand registered people, among whom a list is shared; how much they can
        /// give is a ratio to what is asked.
        gps_per_thousand: PerThousand [0.05, 3.0] "A188";
        /// Appointments that GPs can give, over the requests for a GP that are expected of the list as the
        /// run begins.
        gp_supply: Ratio [0.05, 5.0] "A188";
        /// Appointments that nurses and other staff can give, over the requests for them that are expected of
        /// the list as the run begins.
        other_supply: Ratio [0.05, 5.0] "A188";
        /// Capacity of general practice, against that of the baseline: both supplies are multiplied by it.
        capacity_level: Ratio [0.05, 5.0] "A108 A188";
        /// Half-life of the memory that a practice has of its workload.
        workload_half_life: Weeks [0.5, 100.0] "A108";
        /// Share of unmet requests that are made again in the next week.
        retry_share: Share [0.0, 1.0] "";
        /// Share of unmet requests that are taken to urgent care.
        unmet_urgent_share: Share [0.0, 1.0] "";
        /// Urgent-care visits for each medical request, at the reference of activation.
        urgent_per_request: Share [0.0, 1.0] "A049";
        /// Fall of urgent-care visits for ten points of activation beyond that of medical requests, on
        /// a logarithmic scale.
        urgent_activation_slope: LogRatio [0.0, 1.0] "A049";
        /// Share of urgent-care visits that end in an admission, at the reference of activation.
        admission_share: Share [0.0, 1.0] "A049";
        /// Fall of the share of urgent-care visits that end in an admission for ten points of
        /// activation, on a logarithmic scale.
        admission_activation_slope: LogRatio [0.0, 1.0] "A049";
        /// Share of requests because of social needs that clients of full trust take to the link worker
        /// instead of the practice.
        displaced_share: Share [0.0, 1.0] "A144";
        /// Cost of a GP visit.
        gp_visit_cost: Pounds [0.0, 500.0] "";
        /// Cost of an urgent-care visit.
        urgent_visit_cost: Pounds [0.0, 2000.0] "";
        /// Cost of an emergency admission.
        admission_cost: Pounds [0.0, 20000.0] "";
    }
}

/// Least that being free of conditions leaves of the medical rate: it stays above zero.
const LEAST_RATIO: f64 = 0.2;

/// Chance below which the bounds of `count` hold, so that nearly no draw needs a logarithm.
const BOUNDED_BELOW: f64 = 0.9;

/// Two or more have the chance c^2 / 2 + c^3 / 6 + c^4 / 12 + ... + c^k / (k (k - 1)) + ...: its first terms.
const TWO: [f64; 4] = [1.0 / 2.0, 1.0 / 6.0, 1.0 / 12.0, 1.0 / 20.0];

/// The next one, and what comes after it, are below a geometric series that begins with it.
const TWO_REST: f64 = 1.0 / 30.0;

/// Three or more have a chance below so many times c^3.
const THREE: f64 = 1.0 / 4.0;

/// Chance below which the bound of three or more holds.
const THREE_BELOW: f64 = 0.4;

/// How far a draw keeps from a bound, so that it holds whatever the last digits are rounded to.
const ROUNDED: f64 = 1e-9;

/// Most medical requests of one person in a week: each has an occasion of its own among draws.
const MOST_REQUESTS: u32 = 6;

/// Occasion of the request because of a social need, after those of medical ones.
const SOCIAL_REQUEST: u8 = 7;

/// What the rates need, worked out once for one set of parameters.
#[derive(Clone, Debug)]
pub struct Tables {
    /// Medical requests a week by age, sex and fifth, all else at its middle.
    usual: [[[f64; Fifth::COUNT]; Sex::COUNT]; AgeBand::COUNT],
    medical: ByActivation,
    urgent: ByActivation,
    admission: ByActivation,
    /// Chances of asking by the rate.
    pub chances: Chances,
}

impl Tables {
    /// The tables for one set of parameters.
    #[must_use]
    pub fn new(all: &All) -> Self {
        let p = &all.consulting;
        let usual = |band: AgeBand, sex: Sex, fifth: Fifth| {
            p.medical_per_year / WEEKS_PER_YEAR
                * p.age_ratio[band as usize]
                * sex_ratio(p, band, sex)
                * (1.0 + p.deprivation_tilt * fifth.gradient())
        };
        Self {
            usual: std::array::from_fn(|band| {
                std::array::from_fn(|sex| {
                    Fifth::each(|fifth| usual(AgeBand::at(band), Sex::at(sex), fifth))
                })
            }),
            medical: ByActivation::new(p.activation_slope, all.reference.activation),
            urgent: ByActivation::new(p.urgent_activation_slope, all.reference.activation),
            admission: ByActivation::new(p.admission_activation_slope, all.reference.activation),
            chances: Chances::default(),
        }
    }
}

/// Medical rate of a sex against the mean of both, which differs from 15 to 64 only.
fn sex_ratio(p: &Parameters, band: AgeBand, sex: Sex) -> f64 {
    match (band, sex) {
        (AgeBand::Age15 | AgeBand::Age25 | AgeBand::Age45, Sex::Female) => {
            2.0 * p.female_ratio / (1.0 + p.female_ratio)
        }
        (AgeBand::Age15 | AgeBand::Age25 | AgeBand::Age45, Sex::Male) => {
            2.0 / (1.0 + p.female_ratio)
        }
        _ => 1.0,
    }
}

/// Medical requests a week.
#[must_use]
#[inline]
pub fn medical_rate(
    all: &All,
    tables: &Tables,
    who: &Fixed,
    needs: Needs,
    health: Health,
    activation: f64,
) -> f64 {
    let p = &all.consulting;
    let band = who.band() as usize;
    let above_mean = f64::from(who.conditions) - all.population.conditions[band];
    let ill = if health == Health::Ill { p.illness_ratio } else { 1.0 };
    // What activation saves, it saves where the condition allows.
    let shield = p.complexity_shield * who.complexity();
    let activated = if who.adult() {
        1.0 + (1.0 - shield) * (tables.medical.at(activation) - 1.0)
    } else {
        1.0
    };
    tables.usual[band][who.sex as usize][who.fifth as usize]
        * (1.0 + p.rise_per_condition * above_mean).max(LEAST_RATIO)
        * f64::from(who.frailty)
        * ill
        * crisis::factor(&all.crisis.medical_ratio, needs)
        * activated
}

/// Requests a week because of social needs, for somebody whose capital stands so far above what
/// their life supports.
#[must_use]
pub fn social_rate(
    all: &All,
    who: &Fixed,
    needs: Needs,
    health: Health,
    capital_gap: f64,
    activation: f64,
) -> f64 {
    let p = &all.consulting;
    let raw = needs.weigh(&p.social_per_year, p.severe_ratio);
    let activated = (activation - f64::from(who.activation_usual)) / 10.0;
    // Without a scheme the gaps are the passing marks of needs and illness: relief is for gains.
    let relief = p.capital_relief * capital_gap.max(0.0) + p.activation_relief * activated.max(0.0);
    let frailty = libm::sqrt(f64::from(who.frailty));
    let ill = if health == Health::Ill { p.social_illness_ratio } else { 1.0 };
    let eased = 1.0 - chance(relief);
    let worse = crisis::factor(&all.crisis.social_ratio, needs);
    // Distress itself is no need, and nothing but the end of the crisis relieves it.
    let distress = crisis::added(&all.crisis.requests_per_year, needs);
    (raw * ill * worse * eased + distress) / WEEKS_PER_YEAR * frailty
}

/// How many requests a week's draw stands for, given that there is at least one.
#[must_use]
fn count(draw: u32, threshold: u32) -> u32 {
    let chance = f64::from(threshold) / WORD_VALUES;
    let drawn = f64::from(draw) / WORD_VALUES;
    if chance < BOUNDED_BELOW {
        let square = chance * chance;
        let two = square * TWO.iter().rev().fold(0.0, |sum, term| sum * chance + term);
        let rest = square * square * square * TWO_REST / (1.0 - chance);
        if drawn > two + rest + ROUNDED {
            return 1;
        }
        let three = square * chance * THREE;
        if chance < THREE_BELOW && drawn < two - ROUNDED && drawn > three + ROUNDED {
            return 2;
        }
    }
    let rate = -libm::log(1.0 - chance);
    // The draw below the threshold, turned round, so that small draws stand for many requests.
    let uniform = 1.0 - u32_to_unit_f64(draw);
    poisson_from(uniform, rate, 1.0 - chance).max(1)
}

/// Turns the clocks that struck into requests; the lots are those of the first one (`Purpose::Request`).
pub fn ask(
    world: &mut World,
    person: usize,
    draw: &[u32; WORDS],
    lots: [u32; WORDS],
    now: Now,
    tables: &Tables,
    seen: &mut Observations,
) {
    let Now { all, draws, .. } = now;
    let clocks = world.people.clocks[person];
    let id = Who(person as u32);
    let fifth = world.people.fixed[person].fifth;
    if draw[0] < clocks.consult {
        let activation = world.people.slow[person].activation.share() * 100.0;
        for occasion in 0..count(draw[0], clocks.consult).min(MOST_REQUESTS) as u8 {
            let [staff, urgent, admitted, _] = match occasion {
                0 => lots.map(u32_to_unit_f64),
                _ => draws.uniforms(Purpose::Request, id, occasion, 0),
            };
            push(world, person, Cause::Medical, staff, all);
            if let Some(stay) = urgent_care(all, tables, activation, urgent, admitted, fifth, seen)
            {
                world.desk.urgent.push((id.0, stay));
            }
        }
    }
    if draw[3] < clocks.social {
        let [staff, displaced, ..] = draws.uniforms(Purpose::Request, id, SOCIAL_REQUEST, 0);
        let trust = match world.people.client_row(person).map(|row| &world.clients[row]) {
            Some(client) if client.pathway.on_caseload() => client.trust_worker,
            _ => 0.0,
        };
        if displaced < all.consulting.displaced_share * trust {
            seen.count(M::RequestsDisplaced, fifth);
        } else {
            push(world, person, Cause::SocialNeed, staff, all);
        }
    }
}

/// Puts a request on the desk; the draw decides of whom it is asked.
pub fn push(world: &mut World, person: usize, cause: Cause, staff: f64, all: &All) {
    let staff =
        if staff < all.consulting.gp_share[cause as usize] { Staff::Gp } else { Staff::Other };
    world.desk.requests.push(Request { person: person as u32, cause, staff });
}

fn urgent_care(
    all: &All,
    tables: &Tables,
    activation: f64,
    urgent: f64,
    admitted: f64,
    fifth: Fifth,
    seen: &mut Observations,
) -> Option<Stay> {
    let p = &all.consulting;
    if urgent >= p.urgent_per_request * tables.urgent.at(activation) {
        return None;
    }
    seen.count(M::UrgentVisits, fifth);
    seen.spend(M::CostUrgent, fifth, pence(p.urgent_visit_cost));
    if admitted >= p.admission_share * tables.admission.at(activation) {
        return Some(Stay::Home);
    }
    seen.count(M::Admissions, fifth);
    seen.spend(M::CostUrgent, fifth, pence(p.admission_cost));
    Some(Stay::Admitted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::kinds::Phase;
    use crate::model::mechanisms::poisson;
    use crate::model::mechanisms::tests::{baseline, somebody};
    use crate::model::random::threshold;
    use crate::model::world::Severity;

    #[test]
    fn activation_and_illness_move_medical_requests_and_complexity_shields_them() {
        let all = baseline();
        let tables = Tables::new(&all);
        let at = |who: &Fixed, health, activation| {
            medical_rate(&all, &tables, who, Needs::default(), health, activation)
        };
        let who = somebody();
        let usual = at(&who, Health::Usual, all.reference.activation);
        let ill = at(&who, Health::Ill, all.reference.activation);
        assert!((ill / usual - all.consulting.illness_ratio).abs() < 1e-9);
        assert!(at(&who, Health::Usual, 90.0) < usual && at(&who, Health::Usual, 20.0) > usual);
    }

    #[test]
    fn requests_because_of_needs_rise_with_severity_and_fall_with_capital() {
        let all = baseline();
        let mut who = somebody();
        who.activation_usual = 60.0;
        let rate = |severity, gap| {
            let mut needs = Needs::default();
            needs.start(crate::model::kinds::Need::Money, severity, false);
            social_rate(&all, &who, needs, Health::Usual, gap, 60.0)
        };
        let present = rate(Severity::Present, 0.0);
        let ratio = rate(Severity::Severe, 0.0) / present;
        assert!((ratio - all.consulting.severe_ratio).abs() < 1e-9);
        assert!(rate(Severity::Present, 0.1) < present);
        assert!((rate(Severity::Present, -0.1) - present).abs() < 1e-15);
    }

    #[test]
    fn in_a_crisis_people_come_more_for_whatever_reason_and_without_any_need() {
        let mut all = baseline();
        (all.crisis.medical_ratio, all.crisis.requests_per_year) = ([1.5, 2.0], [2.0, 8.0]);
        let tables = Tables::new(&all);
        let mut who = somebody();
        who.activation_usual = 60.0;
        let rates = |phase| {
            let mut needs = Needs::default();
            needs.set_crisis(phase);
            let medical = medical_rate(&all, &tables, &who, needs, Health::Usual, 60.0);
            (medical, social_rate(&all, &who, needs, Health::Usual, 0.0, 60.0))
        };
        let (usual, none) = rates(None);
        let (medical, distress) = rates(Some(Phase::Peak));
        assert!((medical / usual - 2.0).abs() < 1e-9 && none.abs() < f64::EPSILON);
        assert!((distress - 8.0 / WEEKS_PER_YEAR).abs() < 1e-12);
    }

    #[test]
    fn small_draws_stand_for_many_requests_and_the_largest_for_one() {
        let often = threshold(0.9);
        assert_eq!(count(often - 1, often), 1);
        assert!(count(0, often) > 5);
        let counts: Vec<u32> = (0..10).map(|k| count(often / 10 * k, often)).collect();
        assert!(counts.windows(2).all(|pair| pair[0] >= pair[1]));
    }

    #[test]
    fn bounds_give_the_count_that_the_logarithm_gives() {
        for chance in (1..1000).map(|k| f64::from(k) / 1_000.0).chain([1e-6, 1e-5, 0.399_999]) {
            let threshold = threshold(chance);
            let rate = -libm::log(1.0 - f64::from(threshold) / WORD_VALUES);
            for part in (0..400).map(|k| f64::from(k * k) / 160_000.0) {
                let draw = (f64::from(threshold) * part) as u32;
                let wanted = poisson(1.0 - u32_to_unit_f64(draw), rate).max(1);
                assert_eq!(count(draw, threshold), wanted, "{draw} of {threshold}");
            }
        }
    }
}
