//! Who asks for an appointment, with whom and why; what the practice can give; what becomes of
//! the rest.
//!
//! medical rate   m x age x sex x fifth x conditions x frailty x illness x exp(-slope (A - 60) / 10)
//! social rate    sum over needs x exp(-relief (capital gap) - relief (A - set point) / 10)
//! demand is requests; visits are what is met; where requests exceed capacity a lottery decides,
//! and an unmet request is tried again, taken to urgent care, or given up.
//!
//! The count of a week is the Poisson quantile of one draw, so it is monotone in the rate. Counts
//! over a year are then negative binomial by frailty and episodes; they are never drawn as such.
//!
//! **Claims.** A074 (capital and activation lower reliance), A049 (activation and hospital use),
//! A078 (complex conditions keep their visits), A108 and A188 (workload), A144 (visits displaced).
//! **Evidence.** 5.8 appointments a person-year, 46 % with a GP (`IfG` 2024); 4,499 appointments a GP
//! and year (same); 19 % of GP time on what is not health (Citizens Advice 2015); activation level
//! 4 against 1: 0.82 GP, 0.68 A&E, 0.62 admissions (Barker 2018); +0.18 visits in the most deprived
//! fifth (Vestesson 2023); A&E 325 and admissions 89 per 1,000 a year. Age and sex ratios are
//! recalled from `QResearch`; shares after an unmet request are assumed.

use crate::axes::{AgeBand, Cause, Fifth, Sex};
use crate::mechanisms::{ByActivation, chance, poisson, weekly};
use crate::observe::{M, Observations};
use crate::random::{Purpose, WeekDraws, Who};
use crate::scenario::Parameters as All;
use crate::scenario::spec::parameters;
use crate::units::WEEKS_PER_YEAR;
use crate::world::{BUCKETS, Fixed, Health, Needs, People, Request, Staff, World};

parameters! {
    /// Consulting and what practices can give.
    Parameters {
        /// Requests a year for medical reasons, at the reference person.
        medical_per_year: PerYear [0.0, 50.0] "";
        /// Rate by age, against 25 to 44.
        age_ratio: Ratio [0.05, 20.0] by AgeBand "";
        /// Rate of women against men at 15 to 64.
        female_ratio: Ratio [0.2, 5.0] "";
        /// Relative change of the medical rate in the most deprived fifth, and the reverse in the least.
        deprivation_tilt: LogRatio [-0.9, 0.9] "";
        /// Relative rise for each long-term condition above the mean of the age.
        rise_per_condition: Ratio [0.0, 3.0] "";
        /// Shape of the gamma distribution of frailty: smaller means people differ more.
        frailty_shape: Ratio [0.1, 50.0] "";
        /// Medical rate in an episode of illness, against usual.
        illness_ratio: Ratio [1.0, 50.0] "";
        /// Fall of the medical rate for ten points of activation, on a logarithmic scale.
        activation_slope: LogRatio [0.0, 1.0] "A074";
        /// Requests a year because of a need that is present.
        social_per_year: PerYear [0.0, 30.0] by Need "A074 A203";
        /// Requests because of a severe need, against one that is present.
        severe_ratio: Ratio [1.0, 10.0] "";
        /// Social rate in an episode of illness, against usual: people come more, and say more.
        social_illness_ratio: Ratio [1.0, 10.0] "";
        /// Fall of the social rate for a unit of capital above its base, on a logarithmic scale.
        capital_relief: LogRatio [0.0, 10.0] "A074";
        /// Fall of the social rate for ten points of activation above the set point.
        activation_relief: LogRatio [0.0, 3.0] "A074";
        /// Share of requests that are for a GP, by cause.
        gp_share: Share [0.0, 1.0] by Cause "";
        /// Full-time GPs for a thousand registered people.
        gps_per_thousand: PerThousand [0.05, 3.0] "A188";
        /// Appointments that a full-time GP gives in a year.
        appointments_per_gp: PerYear [500.0, 12000.0] "A188";
        /// Appointments a person and year that other staff can give.
        other_appointments: PerYear [0.1, 20.0] "A188";
        /// Capacity of general practice, against the baseline.
        capacity_level: Ratio [0.05, 5.0] "A108 A188";
        /// Half-life of the memory of workload.
        workload_half_life: Weeks [0.5, 100.0] "A108";
        /// Share of unmet requests that are made again next week.
        retry_share: Share [0.0, 1.0] "";
        /// Share of unmet requests that are taken to urgent care.
        unmet_urgent_share: Share [0.0, 1.0] "";
        /// Urgent-care visits for each medical request, at 60 points of activation.
        urgent_per_request: Share [0.0, 1.0] "A049";
        /// Fall of urgent visits for ten points of activation, beyond that of requests.
        urgent_activation_slope: LogRatio [0.0, 1.0] "A049";
        /// Share of urgent visits that end in an admission, at 60 points of activation.
        admission_share: Share [0.0, 1.0] "A049";
        /// Fall of that share for ten points of activation.
        admission_activation_slope: LogRatio [0.0, 1.0] "A049";
        /// Share of social requests that somebody with full trust takes to the link worker instead.
        displaced_share: Share [0.0, 1.0] "A144";
        /// Cost of a GP visit.
        gp_visit_cost: Pounds [0.0, 500.0] "";
        /// Cost of an urgent-care visit.
        urgent_visit_cost: Pounds [0.0, 2000.0] "";
        /// Cost of an emergency admission.
        admission_cost: Pounds [0.0, 20000.0] "";
    }
}

/// What the rates need, worked out once for one set of parameters.
#[derive(Clone, Debug)]
pub struct Tables {
    /// Medical requests a week by age, sex and fifth, all else at its middle.
    usual: [[[f64; Fifth::COUNT]; Sex::COUNT]; AgeBand::COUNT],
    medical: ByActivation,
    urgent: ByActivation,
    admission: ByActivation,
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
            medical: ByActivation::new(p.activation_slope),
            urgent: ByActivation::new(p.urgent_activation_slope),
            admission: ByActivation::new(p.admission_activation_slope),
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
    health: Health,
    activation: f64,
) -> f64 {
    let p = &all.consulting;
    let band = who.band() as usize;
    let above_mean = f64::from(who.conditions) - all.population.conditions[band];
    let ill = if health == Health::Ill { p.illness_ratio } else { 1.0 };
    let activated = if who.adult() { tables.medical.at(activation) } else { 1.0 };
    tables.usual[band][who.sex as usize][who.fifth as usize]
        * (1.0 + p.rise_per_condition * above_mean).max(0.2)
        * f64::from(who.frailty)
        * ill
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
    let activated = (activation - f64::from(who.activation_set)) / 10.0;
    // Without a scheme the gaps are the passing marks of needs and illness: relief is for gains.
    let relief = p.capital_relief * capital_gap.max(0.0) + p.activation_relief * activated.max(0.0);
    let frailty = libm::sqrt(f64::from(who.frailty));
    let ill = if health == Health::Ill { p.social_illness_ratio } else { 1.0 };
    let eased = 1.0 - chance(relief);
    raw / WEEKS_PER_YEAR * frailty * ill * eased
}

/// How many requests a week's draw stands for, given that there is at least one.
#[must_use]
fn count(draw: u32, threshold: u32) -> u32 {
    let chance = f64::from(threshold) / 4_294_967_296.0;
    let drawn = f64::from(draw) / 4_294_967_296.0;
    if chance < 0.4 && drawn > chance * chance {
        // Two or more have a chance below rate^2 / 2, which is below chance^2 for such rates.
        return 1;
    }
    let rate = -libm::log(1.0 - chance);
    // The draw below the threshold, turned round, so that small draws stand for many requests.
    let uniform = 1.0 - (f64::from(draw) + 0.5) / 4_294_967_296.0;
    poisson(uniform, rate).max(1)
}

/// Turns the clocks that struck into requests.
pub fn ask(
    world: &mut World,
    person: usize,
    draw: &[u32; 4],
    all: &All,
    tables: &Tables,
    draws: WeekDraws,
    seen: &mut Observations,
) {
    let clocks = world.people.clocks[person];
    let id = Who(person as u32);
    let fifth = world.people.fixed[person].fifth;
    if draw[0] < clocks.consult {
        let activation = world.people.slow[person].activation.share() * 100.0;
        for occasion in 0..count(draw[0], clocks.consult).min(6) as u8 {
            let [staff, urgent, admitted, _] = draws.uniforms(Purpose::Request, id, occasion, 0);
            push(world, person, Cause::Medical, staff, all);
            urgent_care(all, tables, activation, urgent, admitted, fifth, seen);
        }
    }
    if draw[3] < clocks.social {
        let [staff, displaced, ..] = draws.uniforms(Purpose::Request, id, 7, 0);
        let trust = match world.people.client_row(person).map(|row| &world.clients[row]) {
            Some(client) if client.pathway.on_caseload() => client.trust_worker,
            _ => 0.0,
        };
        if displaced < all.consulting.displaced_share * trust {
            seen.count(M::Displaced, fifth);
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
) {
    let p = &all.consulting;
    if urgent < p.urgent_per_request * tables.urgent.at(activation) {
        seen.count(M::Urgent, fifth);
        seen.add_for(M::CostUrgent, fifth, p.urgent_visit_cost, 0.0);
        if admitted < p.admission_share * tables.admission.at(activation) {
            seen.count(M::Admissions, fifth);
            seen.add_for(M::CostUrgent, fifth, p.admission_cost, 0.0);
        }
    }
}

/// Gives the appointments there are: proposals are on the desk, one pass settles them.
pub fn give(world: &mut World, all: &All, week: i32, draws: WeekDraws, seen: &mut Observations) {
    let p = &all.consulting;
    let practices = world.practices.len();
    let mut asked = vec![[0_u32; 2]; practices];
    for request in &world.desk.requests {
        let who = &world.people.fixed[request.person as usize];
        asked[who.practice as usize][request.staff as usize] += 1;
        seen.count(M::PracticeRequests, who.fifth);
        if request.staff == Staff::Gp {
            seen.count(M::GpRequests, who.fifth);
            seen.count(M::gp_requests(request.cause), who.fifth);
        }
    }
    let by = weekly(p.workload_half_life);
    for (practice, asked) in world.practices.iter_mut().zip(&asked) {
        let capacity = practice.gp_capacity + practice.other_capacity;
        let requests = f64::from(asked[0] + asked[1]);
        practice.workload += by * (f64::from(asked[0]) / practice.gp_capacity - practice.workload);
        seen.add_total(M::Workload, requests, capacity);
    }
    let unmet = choose_unmet(world, &asked, draws);
    let requests = std::mem::take(&mut world.desk.requests);
    world.ledger.requests = requests.len() as u64;
    world.desk.visits.clear();
    for (request, unmet) in requests.iter().zip(unmet) {
        if unmet {
            refuse(world, *request, all, draws, seen);
        } else {
            attend(world, *request, all, week, seen);
        }
    }
    world.ledger.visits = world.desk.visits.len() as u64;
    world.desk.requests = requests;
    world.desk.requests.clear();
}

/// Which requests cannot be met: in each practice and staff group, the unlucky ones in a lottery
/// keyed by person, so that no row number is favoured.
fn choose_unmet(world: &World, asked: &[[u32; 2]], draws: WeekDraws) -> Vec<bool> {
    let mut unmet = vec![false; world.desk.requests.len()];
    for (number, practice) in world.practices.iter().enumerate() {
        for staff in [Staff::Gp, Staff::Other] {
            let capacity = match staff {
                Staff::Gp => practice.gp_capacity,
                Staff::Other => practice.other_capacity,
            } as u32;
            let short = asked[number][staff as usize].saturating_sub(capacity) as usize;
            if short == 0 {
                continue;
            }
            let mut tickets: Vec<(u32, u32, usize)> = world
                .desk
                .requests
                .iter()
                .enumerate()
                .filter(|(_, request)| {
                    request.staff == staff
                        && world.people.fixed[request.person as usize].practice as usize == number
                })
                .map(|(index, request)| {
                    let ticket = draws.words(
                        Purpose::RequestLottery,
                        Who(request.person),
                        request.cause as u8,
                        0,
                    )[0];
                    (ticket, request.person, index)
                })
                .collect();
            tickets.sort_unstable();
            for &(_, _, index) in tickets.iter().take(short) {
                unmet[index] = true;
            }
        }
    }
    unmet
}

fn refuse(
    world: &mut World,
    request: Request,
    all: &All,
    draws: WeekDraws,
    seen: &mut Observations,
) {
    let p = &all.consulting;
    let person = request.person as usize;
    let fifth = world.people.fixed[person].fifth;
    seen.count(M::UnmetRequests, fifth);
    world.ledger.unmet += 1;
    let what = draws.uniform(Purpose::Unmet, Who(request.person), request.cause as u8, 0);
    if what < p.retry_share {
        world.ledger.retried += 1;
        world.desk.pending.push(request);
    } else if what < p.retry_share + p.unmet_urgent_share {
        world.ledger.urgent += 1;
        seen.count(M::Urgent, fifth);
        seen.add_for(M::CostUrgent, fifth, p.urgent_visit_cost, 0.0);
    } else {
        world.ledger.given_up += 1;
    }
}

fn attend(world: &mut World, request: Request, all: &All, week: i32, seen: &mut Observations) {
    let person = request.person as usize;
    let who = &world.people.fixed[person];
    seen.count(M::PracticeVisits, who.fifth);
    if request.staff == Staff::Gp {
        seen.count(M::GpVisits, who.fifth);
        seen.count(M::gp_visits(request.cause), who.fifth);
        seen.add_total(M::CostGp, all.consulting.gp_visit_cost, 0.0);
    }
    let bucket = &mut world.people.recent[person][People::bucket(week)];
    *bucket = bucket.saturating_add(1);
    if week >= 0 && world.people.halves_each > 0 {
        let half = (week as usize / 26).min(world.people.halves_each - 1);
        let visits = &mut world.people.halves[person * world.people.halves_each + half];
        *visits = visits.saturating_add(1);
    }
    if let Some(row) = world.people.client_row(person) {
        let client = &mut world.clients[row];
        if client.referred != crate::world::NEVER && week > client.referred {
            let after = (week - client.referred - 1) as usize / 4;
            if after < BUCKETS {
                client.after[after] = client.after[after].saturating_add(1);
            }
        }
    }
    world.desk.visits.push(request);
}

/// Opens a new four-week bucket when one begins.
pub fn turn_buckets(world: &mut World, week: i32) {
    if week.rem_euclid(4) == 0 {
        let now = People::bucket(week);
        world.people.recent.iter_mut().for_each(|buckets| buckets[now] = 0);
    }
}
