//! Complex and difficult cases: who they are, when doctors pass them on, and the risk that link
//! workers come to carry.
//!
//! complex     clinical complexity above a share, or a need that is severe
//! difficult   a social need in somebody who comes to the practice very often
//! passed on   offers x exp(weight (belief - middle)) to complex cases
//!                    x (wait / usual wait) ^ power to those with a severe need a service answers for
//!                    x exp(weight ((1 - criteria) frustration - middle)) to difficult ones
//!                    and further with shedding, the motive that is not told
//! risk        towards weight x complex cases held / caseload x (1 - trained) x (1 - supervised)
//! adverse     events a year x risk: an urgent visit, the case goes back to the GP, stress
//!
//! **Claims.** A078 and A122 (complex people as a group of their own), A125 (belief brings harder
//! cases), A126 and A204 (waits of statutory services), A141 (difficult patients), A142 (risk beyond
//! training), A153 (background), A164 (shedding).
//! **Evidence.** Directions: Tierney 2020, Calderon-Larranaga 2021, Turk 2024. Sizes are assumed; the
//! middles are what the baseline itself gives, so that a change is told from how things are.

use crate::axes::Cause;
use crate::mechanisms::{poisson, raised};
use crate::observe::{M, Observations};
use crate::random::{Purpose, WeekDraws, Who};
use crate::scenario::Parameters as All;
use crate::scenario::spec::parameters;
use crate::units::WEEKS_PER_YEAR;
use crate::world::{Fixed, Needs, Post, Request, Severity, Staff, Worker, World};

parameters! {
    /// Complex and difficult cases.
    Parameters {
        /// Clinical complexity above which a case is complex without a severe need.
        clinical_from: Share [0.0, 1.0] "A078 A122";
        /// Visits to the practice in a year from which somebody with a social need is found difficult.
        difficult_visits: Count [1.0, 500.0] "A141";
        /// Rise of offers to complex cases with a GP's belief in the workers.
        belief_weight: LogRatio [0.0, 5.0] "A125";
        /// Belief at which complex cases are offered the scheme as their needs alone say.
        belief_at_middle: Share [0.0, 1.0] "A125";
        /// Rise of offers to people with a severe need, as a power of the wait for the service over the usual.
        wait_power: Ratio [0.0, 3.0] "A126 A204";
        /// Wait for each service that doctors are used to.
        usual_wait: Weeks [0.1, 520.0] by Service "A126 A204";
        /// Clear criteria of referral, to which practices keep.
        criteria: Share [0.0, 1.0] "A141";
        /// Rise of offers to difficult patients by a GP of full frustration, without criteria.
        frustration_weight: LogRatio [0.0, 5.0] "A141";
        /// Frustration times lack of criteria at which difficult patients are offered as others are.
        frustration_at_middle: Share [0.0, 1.0] "A141";
        /// Extent to which practices pass difficult patients on to be rid of them.
        shedding: Share [0.0, 1.0] "A141 A164";
        /// Rise of offers to difficult patients with full shedding.
        shedding_weight: LogRatio [0.0, 5.0] "A164";
        /// Share of those passed on so, at full shedding, whose referral does not fit.
        shedding_unfitting: Share [0.0, 1.0] "A164";
        /// Risk of a worker all of whose cases are complex and held.
        risk_held: Ratio [0.0, 10.0] "A142";
        /// Share of that risk that full training and background take away.
        risk_trained: Share [0.0, 1.0] "A142 A153";
        /// Share of that risk that full supervision takes away.
        risk_supervised: Share [0.0, 1.0] "A134 A142";
        /// Adverse events in a year of a worker at full risk.
        adverse_per_year: PerYear [0.0, 52.0] "A142";
        /// Share of a worker's remaining calm that an adverse event takes away.
        adverse_stress: Share [0.0, 1.0] "A142";
    }
}

/// Whether a person's case is complex, with this clinical complexity to be above.
#[must_use]
pub fn is_complex(clinical_from: f64, who: &Fixed, needs: Needs) -> bool {
    who.complexity() > clinical_from || needs.severe() > 0
}

/// Whether doctors find somebody with these visits in a year, and a social need, difficult.
#[must_use]
pub fn is_difficult(all: &All, visits: u32) -> bool {
    f64::from(visits) >= all.complexity.difficult_visits
}

/// Offers of the scheme to this person, over what their needs alone would bring.
#[must_use]
pub fn passed_on(all: &All, world: &World, person: usize, belief: f64, frustration: f64) -> f64 {
    let p = &all.complexity;
    let needs = world.people.needs[person];
    let mut weight = 0.0;
    if is_complex(p.clinical_from, &world.people.fixed[person], needs) {
        weight += p.belief_weight * (belief - p.belief_at_middle);
    }
    if is_difficult(all, world.people.visits_of_year(person)) {
        weight += p.frustration_weight
            * ((1.0 - p.criteria) * frustration - p.frustration_at_middle)
            + p.shedding_weight * p.shedding;
    }
    let longest = needs
        .iter()
        .filter(|&need| needs.severity(need) == Severity::Severe)
        .filter_map(crate::axes::Need::service)
        .map(|service| world.services[service as usize].wait / p.usual_wait[service as usize])
        .fold(0.0, f64::max);
    if longest > 0.0 {
        weight += p.wait_power * libm::log(longest);
    }
    libm::exp(weight)
}

/// Where the risk that a worker carries beyond training tends.
#[must_use]
pub fn risk(all: &All, post: &Post, worker: &Worker) -> f64 {
    let p = &all.complexity;
    let exposed = f64::from(post.complex_held) / f64::from(post.caseload.max(1));
    let able = f64::midpoint(all.workforce.training, worker.mental_health);
    p.risk_held
        * exposed
        * (1.0 - p.risk_trained * able)
        * (1.0 - p.risk_supervised * all.workforce.supervision)
}

/// Adverse events of the week: the case in hand goes back to the GP, and the worker feels it.
pub fn step(world: &mut World, all: &All, draws: WeekDraws, seen: &mut Observations) {
    let p = &all.complexity;
    for number in 0..world.posts.len() {
        let Some(worker) = world.posts[number].worker_mut() else { continue };
        let rate = p.adverse_per_year / WEEKS_PER_YEAR * worker.risk;
        let id = Who(number as u32);
        let events = poisson(draws.uniform(Purpose::Adverse, id, 0, 0), rate);
        for _ in 0..events {
            worker.stress = raised(worker.stress, p.adverse_stress);
        }
        seen.add_total(M::AdverseEvents, f64::from(events), 1.0);
        if events == 0 {
            continue;
        }
        let lot = |person: u32| draws.words(Purpose::Adverse, Who(person), 1, 0)[0];
        let mut held: Vec<(u32, u32)> = world
            .clients
            .iter()
            .filter(|client| client.post as usize == number && client.held_complex())
            .map(|client| (lot(client.person), client.person))
            .collect();
        held.sort_unstable();
        for &(_, person) in held.iter().take(events as usize) {
            seen.count(M::Urgent, world.people.fixed[person as usize].fifth);
            world.desk.pending.push(Request { person, cause: Cause::Medical, staff: Staff::Gp });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::axes::{Fifth, Need, Sex};
    use crate::world::Traits;

    #[test]
    fn a_severe_need_or_a_complex_condition_makes_a_case_complex() {
        let who = |complexity| {
            let traits = Traits {
                complexity,
                sociability: 0.5,
                affiliation: 0.5,
                stigma: 0.5,
                attribution: 0.5,
                trust: 0.5,
                readiness: 0.5,
            };
            Fixed::new(50, Sex::Female, Fifth::Middle, 0, 0, &traits)
        };
        let mut needs = Needs::default();
        needs.start(Need::Money, Severity::Present, false);
        assert!(!is_complex(0.5, &who(0.1), needs));
        assert!(is_complex(0.5, &who(0.9), needs));
        needs.start(Need::LowMood, Severity::Severe, false);
        assert!(is_complex(0.5, &who(0.1), needs));
    }
}
