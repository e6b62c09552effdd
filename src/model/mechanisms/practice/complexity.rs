//! Complex and difficult cases: who they are, when doctors pass them on, and the risk that link
//! workers come to carry.
//!
//! ```text
//! complex      clinical complexity above clinical_from, or a need that is severe
//! difficult    a social need in somebody with difficult_visits or more to the practice in the last year
//! passed on    offers (`referral`) x exp(sum of what holds for the person):
//!              complex: belief_weight x (GP's mean belief in the workers - ref.belief)
//!              a severe need that a statutory service answers for: wait_power x ln(the longest such wait /
//!              usual_wait)
//!              difficult: frustration_weight x ((1 - criteria) x the GP's frustration - ref.frustration)
//!              + passing_on_weight x passing_on, the motive that is not told
//! passed on    a difficult patient who accepts, with chance passing_on: inappropriate with chance
//!              i + passing_on_unfitting x (1 - i), i from `referral`
//! risk         -> risk_held x complex cases held / caseload x (1 - risk_trained x A) x (1 - risk_supervised x
//!              workforce.supervision) x (1 - risk_unclear x (clarity of the role, `role` - ref.role_clarity)), between
//!              0 and 1, by workforce.half_life; A = mean of workforce.training and the worker's background in mental health
//! adverse      events in a week: Poisson, mean adverse_per_year / 52 x risk; each brings an urgent visit and a
//!              request to the GP of a complex case held, by lot, and stress rises by adverse_stress of what is
//!              missing
//! ```
//!
//! **Claims.** A078 and A122 (complex people as a group of their own), A125 (belief brings harder
//! cases), A126 and A204 (waits of statutory services), A141 (difficult patients), A142 (risk beyond
//! training), A153 (background), A164 (passing patients on).
//! **Evidence.** Directions: Tierney 2020, Calderon-Larranaga 2021, Turk 2024. Sizes are assumed;
//! references are what the baseline itself gives, so that a change is told from how things are.

use crate::model::kinds::Cause;
use crate::model::mechanisms::poisson;
use crate::model::mechanisms::reference::factor;
use crate::model::now::Now;
use crate::model::observe::{M, Observations};
use crate::model::parameters::Parameters as All;
use crate::model::random::{Purpose, Who};
use crate::model::spec::parameters;
use crate::model::units::WEEKS_PER_YEAR;
use crate::model::world::{Fixed, Needs, Post, Request, Severity, Staff, Worker, World};

parameters! {
    /// Complex and difficult cases.
    Parameters {
        /// Clinical complexity above which a case is complex without a severe need.
        clinical_from: Share [0.0, 1.0] "A078 A122";
        /// Visits to the practice in a year from which somebody with a social need is found difficult.
        difficult_visits: Count [1.0, 500.0] "A141";
        /// Rise of offers to complex cases for a whole unit of a GP's belief in the link workers, on a
        /// logarithmic scale.
        belief_weight: LogRatio [0.0, 5.0] "A125";
        /// Power of the wait for a statutory service, over the wait that doctors are used to, in offers
        /// to people with a severe need for it.
        wait_power: Ratio [0.0, 3.0] "A126 A204";
        /// Wait for each statutory service that doctors are used to.
        usual_wait: Weeks [0.1, 520.0] by Service "A126 A204";
        /// How far practices keep to clear criteria of referral.
        criteria: Share [0.0, 1.0] "A141";
        /// Rise of offers to difficult patients for a whole unit of a GP's frustration, without
        /// criteria, on a logarithmic scale.
        frustration_weight: LogRatio [0.0, 5.0] "A141";
        /// How far practices refer difficult patients so as to be rid of them.
        passing_on: Share [0.0, 1.0] "A141 A164";
        /// Rise of offers to difficult patients where practices refer all of them so as to be rid of
        /// them, on a logarithmic scale.
        passing_on_weight: LogRatio [0.0, 5.0] "A164";
        /// Share of otherwise fitting referrals that are inappropriate when they are made so as to be
        /// rid of a difficult patient.
        passing_on_unfitting: Share [0.0, 1.0] "A164";
        /// Risk beyond training of a link worker all of whose cases are complex and held for want of an
        /// onward route.
        risk_held: Ratio [0.0, 10.0] "A142";
        /// Share of a link worker's risk beyond training that full training and background take away.
        risk_trained: Share [0.0, 1.0] "A142 A153";
        /// Share of a link worker's risk beyond training that full supervision takes away.
        risk_supervised: Share [0.0, 1.0] "A134 A142";
        /// Relative rise of a link worker's risk beyond training for a unit of clarity that the role lacks
        /// against its reference.
        risk_unclear: Ratio [0.0, 5.0] "A138 A142";
        /// Adverse events in a year of a link worker at full risk.
        adverse_per_year: PerYear [0.0, 52.0] "A142";
        /// Share of what is missing to full stress that an adverse event adds to a link worker's.
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
        weight += p.belief_weight * (belief - all.reference.belief);
    }
    if is_difficult(all, world.people.visits_of_year(person)) {
        weight += p.frustration_weight
            * ((1.0 - p.criteria) * frustration - all.reference.frustration)
            + p.passing_on_weight * p.passing_on;
    }
    let longest = needs
        .iter()
        .filter(|&need| needs.severity(need) == Severity::Severe)
        .filter_map(crate::model::kinds::Need::service)
        .map(|service| world.services[service as usize].wait / p.usual_wait[service as usize])
        .fold(0.0, f64::max);
    if longest > 0.0 {
        weight += p.wait_power * libm::log(longest);
    }
    // Most people are neither complex nor difficult, and wait for nobody.
    if weight == 0.0 { 1.0 } else { libm::exp(weight) }
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
        * factor(-p.risk_unclear, worker.clarity, all.reference.role_clarity)
}

/// Adverse events of the week: the case in hand goes back to the GP, and the worker will feel it.
pub fn step(world: &mut World, now: Now, seen: &mut Observations) {
    let Now { all, draws, .. } = now;
    let p = &all.complexity;
    for number in 0..world.posts.len() {
        let Some(worker) = world.posts[number].worker() else { continue };
        let rate = p.adverse_per_year / WEEKS_PER_YEAR * worker.risk;
        let id = Who(number as u32);
        let events = poisson(draws.uniform(Purpose::Adverse, id, 0, 0), rate);
        seen.add_total(M::AdverseEvents, f64::from(events), 1.0);
        if events == 0 {
            continue;
        }
        world.desk.adverse.push((number, events));
        let lot = |person: u32| draws.words(Purpose::Adverse, Who(person), 1, 0)[0];
        let mut held: Vec<(u32, u32)> = world
            .clients
            .iter()
            .filter(|client| client.post as usize == number && client.held_complex())
            .map(|client| (lot(client.person), client.person))
            .collect();
        held.sort_unstable();
        for &(_, person) in held.iter().take(events as usize) {
            seen.count(M::UrgentVisits, world.people.fixed[person as usize].fifth);
            world.desk.pending.push(Request { person, cause: Cause::Medical, staff: Staff::Gp });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::kinds::{Fifth, Need, Sex};
    use crate::model::world::Traits;

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
