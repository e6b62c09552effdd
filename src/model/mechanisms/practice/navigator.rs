//! Care navigators: existing reception staff who give brief contacts. No tie can grow; signposting is
//! enough only for those who are confident and able.
//!
//! ```text
//! contact      with adults who have a need that is not hidden, at visits to other staff, with chance coverage x
//!              (needs_noticed x Q, 1 at most); and once, a week later, with referrals handled outside link work
//! quality      Q = (1 + quality_clarity x (clarity / ref.navigator_clarity - 1)) x sqrt(minutes_ratio)
//!              x (1 + quality_training x (training - ref.navigator_training))
//! clarity      -> clarity_base + fixed_role_times x (1 - clarity_base) - clarity_busy x (workload - 1, if above 0),
//!              between 0 and 1, by clarity_half_life; it begins there
//! tells        a hidden need comes to light with chance 1 - exp(-rapport x minutes_ratio x contacts x
//!              (rapport_untrained + (1 - rapport_untrained) x training))
//! mismatch     F = (mismatch_floor + (1 - mismatch_floor) x attribution trait) x (1 - explanation): a medical
//!              place, help that is not
//! heard        logit = log-odds(heard_out_at_reference) + standing_weight x (standing - ref.navigator_standing)
//!              + clarity_weight x (clarity - ref.navigator_clarity) - mismatch_weight x (F - ref.mismatch)
//! leads to     for one need that is not hidden, each as likely, an organisation as in `signposting`, with the
//!              knowledge that navigators have; or nowhere
//! followed     if it leads somewhere: logit = log-odds(followed) + activation_weight x (activation
//!              - ref.activation_with_needs) / 10 + connection.fit_weight x (M - ref.fit) + training_weight x
//!              (training - ref.navigator_training) + contact_gain x (contacts - 1), M the match there
//! helped       of those who follow, with chance resolved x M / ref.fit, 1 at most: the need ends; for loneliness
//!              or lifestyle the person also joins a group, with a chance of the affiliation trait
//! cost         hour_cost x contacts x minutes_ratio x MINUTES / 60
//! ```
//!
//! Further contacts follow within the week, and cost as much as the first.
//!
//! **Claims.** A018, A043, A053 (signposting suits the able), A229-A236 (what reception can and cannot do).
//! **Evidence.** Little literature (Tierney 2020): sizes assumed. 14 % of accepted referrals are
//! taken to be handled by such roles at first.

use crate::model::kinds::{BudgetLine, Need, Pathway};
use crate::model::mechanisms::community::connection::pointer::{self, Serving};
use crate::model::mechanisms::reference::factor;
use crate::model::mechanisms::{chance, log_odds, logistic, raised, towards, weekly};
use crate::model::now::Now;
use crate::model::observe::{M, Observations};
use crate::model::parameters::Parameters as All;
use crate::model::random::{Purpose, Who, u32_to_unit_f64};
use crate::model::spec::parameters;
use crate::model::units::MINUTES_PER_HOUR;
use crate::model::world::{Fixed, Request, Staff, World};

parameters! {
    /// Care navigators at reception.
    Parameters {
        /// Share of practices' contacts with nurses and other staff that navigators cover.
        coverage: Share [0.0, 1.0] "A229";
        /// Share of social needs that reception picks up in passing, in three minutes, at the
        /// reference.
        needs_noticed: Share [0.0, 1.0] "A231";
        /// Minutes that a navigator's contact lasts, over three.
        minutes_ratio: Ratio [0.1, 30.0] "A231 A232";
        /// Training of navigators in communication.
        training: Share [0.0, 1.0] "A233";
        /// Extent to which navigators explain the offer of non-medical help.
        explanation: Share [0.0, 1.0] "A230";
        /// Extent to which navigators change role at fixed points of the day.
        fixed_role_times: Share [0.0, 1.0] "A234";
        /// Clarity of a navigator's role without fixed points of the day.
        clarity_base: Share [0.0, 1.0] "A234";
        /// Clarity of a navigator's role lost at a desk whose work is double its capacity.
        clarity_busy: Share [0.0, 1.0] "A234";
        /// Half-life of the clarity of navigators' role on its way to what the rules of the day give.
        clarity_half_life: Weeks [1.0, 104.0] "A234";
        /// Share of the quality of a navigator's contact that rests on clarity of role.
        quality_clarity: Share [0.0, 1.0] "A234";
        /// Relative rise of the quality of a navigator's contact for a whole unit of training.
        quality_training: Ratio [0.0, 2.0] "A233";
        /// Standing of navigators, as people see it.
        standing: Share [0.0, 1.0] "A229";
        /// Share of contacts in which the person hears the navigator out, at the reference.
        heard_out_at_reference: Share [0.0, 1.0] "A229";
        /// Weight of standing in the odds that a navigator is heard out.
        standing_weight: LogOdds [0.0, 10.0] "A229";
        /// Weight of a clear role in the odds that a navigator is heard out.
        clarity_weight: LogOdds [0.0, 10.0] "A234";
        /// Weight of the mismatch felt, between a medical place and help that is not, in the odds that
        /// a navigator is not heard out.
        mismatch_weight: LogOdds [0.0, 10.0] "A230";
        /// Mismatch felt, without explanation, by somebody who does not think the trouble medical.
        mismatch_floor: Share [0.0, 1.0] "A230";
        /// Rate at which a hidden need comes to light in three minutes, in fully trained hands.
        rapport: Share [0.0, 1.0] "A231 A233";
        /// Share of a fully trained navigator's rapport that one without training reaches.
        rapport_untrained: Share [0.0, 1.0] "A233";
        /// Contacts of a navigator with each person.
        contacts: Count [1.0, 12.0] "A232";
        /// Rise in the log-odds that a navigator's signposting is followed, for each contact beyond the
        /// first.
        contact_gain: LogOdds [0.0, 5.0] "A232";
        /// Weight of training in the odds that a navigator's signposting is followed.
        training_weight: LogOdds [0.0, 5.0] "A233";
        /// Knowledge that navigators have of each local organisation.
        knowledge: Share [0.0, 1.0] "A053 A236";
        /// Share of navigators' signposting to an organisation that is followed after one contact, at the
        /// reference.
        followed: Share [0.0, 1.0] "A053 A232";
        /// Weight of ten points of activation in the odds that a navigator's signposting is followed.
        activation_weight: LogOdds [0.0, 5.0] "A043 A053";
        /// Share of people who go where a navigator pointed them whose need ends there, at the reference of
        /// fit.
        resolved: Share [0.0, 1.0] "A053";
        /// Cost of an hour of reception staff.
        hour_cost: Pounds [0.0, 200.0] "A235";
    }
}

/// Minutes of a contact that others are told from: `minutes_ratio` says how many times as long it is.
const MINUTES: f64 = 3.0;

/// Occasion of the contact with a referral that went elsewhere, after those of visits by cause.
const ELSEWHERE: u8 = 9;

/// Occasion from which those of what is heard and told stand among the draws of navigators.
const HEARD: u8 = 20;

/// Occasion from which those of what is followed stand among the draws of navigators.
const FOLLOWED: u8 = 10;

/// Clarity that the rules of the day give at a desk with this workload.
#[must_use]
pub fn clarity(all: &All, workload: f64) -> f64 {
    let p = &all.navigator;
    let busy = p.clarity_busy * (workload - 1.0).max(0.0);
    (raised(p.clarity_base, p.fixed_role_times) - busy).clamp(0.0, 1.0)
}

/// Quality of a contact at this clarity of role: 1 at the reference, for the shortest contact.
fn quality(all: &All, clarity: f64) -> f64 {
    let p = &all.navigator;
    let clear = towards(1.0, clarity / all.reference.navigator_clarity, p.quality_clarity);
    let trained = factor(p.quality_training, p.training, all.reference.navigator_training);
    clear * libm::sqrt(p.minutes_ratio) * trained
}

/// Mismatch that a person feels who came to a medical place.
fn mismatch(all: &All, who: &Fixed) -> f64 {
    let p = &all.navigator;
    raised(p.mismatch_floor, who.traits().attribution) * (1.0 - p.explanation)
}

/// Brief contacts of this week: at the desk, and with referrals handled outside link work.
pub fn step(world: &mut World, serving: &Serving, now: Now, seen: &mut Observations) {
    let Now { all, week, draws, .. } = now;
    let p = &all.navigator;
    for practice in &mut world.practices {
        let target = clarity(all, practice.workload);
        practice.navigator_clarity =
            towards(practice.navigator_clarity, target, weekly(p.clarity_half_life));
    }
    let picks: Vec<f64> = world
        .practices
        .iter()
        .map(|practice| {
            p.coverage * (p.needs_noticed * quality(all, practice.navigator_clarity)).min(1.0)
        })
        .collect();
    let visits = std::mem::take(&mut world.desk.visits);
    if p.coverage > 0.0 {
        let others = visits.iter().filter(|visit| visit.staff == Staff::Other);
        let at_desk: Vec<Request> = others.copied().collect();
        let most = picks.iter().fold(0.0_f64, |most, &pick| most.max(pick));
        for (visit, lots) in draws.each(Purpose::Navigator, &at_desk, Request::occasion) {
            // Most lots pick nobody, whoever it is.
            let lot = u32_to_unit_f64(lots[0]);
            if lot >= most {
                continue;
            }
            let person = visit.person as usize;
            let (who, needs) = (&world.people.fixed[person], world.people.needs[person]);
            if who.adult() && needs.open() > 0 && lot < picks[who.practice as usize] {
                contact(world, serving, person, now, visit.cause as u8, seen);
            }
        }
    }
    world.desk.visits = visits;
    // Referrals that went elsewhere get their one contact in the week after.
    for row in world.in_touch.clone() {
        let client = &world.clients[row];
        if client.pathway == Pathway::Elsewhere && client.since == week - 1 {
            contact(world, serving, client.person as usize, now, ELSEWHERE, seen);
        }
    }
}

fn contact(
    world: &mut World,
    serving: &Serving,
    person: usize,
    now: Now,
    occasion: u8,
    seen: &mut Observations,
) {
    let Now { all, draws, .. } = now;
    let p = &all.navigator;
    let who = world.people.fixed[person];
    let practice = &world.practices[who.practice as usize];
    seen.count(M::NavigatorContacts, who.fifth);
    let pounds = p.hour_cost * p.contacts * p.minutes_ratio * MINUTES / MINUTES_PER_HOUR;
    world.ledger.pay(BudgetLine::Navigators, &who, pounds, seen);
    let id = Who(person as u32);
    let [heard, tells, ..] = draws.uniforms(Purpose::Navigator, id, HEARD + occasion, 0);
    let needs = world.people.needs[person];
    let rapport =
        p.rapport * p.minutes_ratio * p.contacts * raised(p.rapport_untrained, p.training);
    let hidden = needs.iter().find(|&need| needs.hides(need));
    let told = hidden.filter(|_| tells < chance(rapport));
    if hidden.is_some() {
        seen.add_total(M::NavigatorTold, f64::from(u8::from(told.is_some())), 1.0);
    }
    if let Some(need) = told {
        world.people.needs[person].disclose(need);
    }
    let needs = world.people.needs[person];
    let open: Vec<Need> = needs.iter().filter(|&need| !needs.hides(need)).collect();
    seen.add_total(M::NavigatorNeeds, open.len() as f64, 0.0);
    let felt = mismatch(all, &who);
    let odds = log_odds(p.heard_out_at_reference)
        + p.standing_weight * (p.standing - all.reference.navigator_standing)
        + p.clarity_weight * (practice.navigator_clarity - all.reference.navigator_clarity)
        - p.mismatch_weight * (felt - all.reference.mismatch);
    let declines = heard >= logistic(odds);
    seen.add_total(M::NavigatorMismatch, felt, 1.0);
    seen.add_for(M::NavigatorDeclined, who.fifth, f64::from(u8::from(declines)), 1.0);
    if declines {
        return;
    }
    let activation = world.people.slow[person].activation.share() * 100.0;
    let further = p.training_weight * (p.training - all.reference.navigator_training)
        + p.contact_gain * (p.contacts - 1.0);
    let [follows, resolves, which, joins] =
        draws.uniforms(Purpose::Navigator, id, FOLLOWED + occasion, 0);
    let led = open.get((which * open.len() as f64) as usize).and_then(|&need| {
        let occasion = FOLLOWED + occasion;
        let matched =
            pointer::leads_to(world, serving.of(need), person, p.knowledge, occasion, now, seen)?;
        Some((need, matched))
    });
    let followed = led.filter(|&(_, matched)| {
        let base = p.followed;
        let alone = pointer::follows(all, base, p.activation_weight, activation, matched);
        alone > 0.0 && follows < logistic(log_odds(alone) + further)
    });
    let goes = f64::from(u8::from(followed.is_some()));
    seen.count(M::NavigatorSignposts, who.fifth);
    let led = f64::from(u8::from(led.is_some()));
    seen.add_for(M::NavigatorSignpostsFollowed, who.fifth, goes, led);
    let Some((need, matched)) = followed else { return };
    seen.count(M::PointerStarts, who.fifth);
    seen.count(M::PlacesFound, who.fifth);
    world.desk.touched.push(person as u32);
    if resolves < pointer::helps(all, p.resolved, matched) {
        world.people.needs[person].help(need);
    }
    if matches!(need, Need::Loneliness | Need::Lifestyle) && joins < who.traits().affiliation {
        world.desk.joined.push(person as u32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::tests::{baseline, somebody};

    #[test]
    fn a_clear_role_training_and_time_make_a_contact_good() {
        let mut all = baseline();
        let clear = all.reference.navigator_clarity;
        (all.navigator.training, all.navigator.minutes_ratio) =
            (all.reference.navigator_training, 1.0);
        assert!((quality(&all, clear) - 1.0).abs() < 1e-12);
        assert!(quality(&all, 0.5 * clear) < 1.0);
        all.navigator.minutes_ratio = 4.0;
        assert!((quality(&all, clear) - 2.0).abs() < 1e-12);
    }

    #[test]
    fn a_busy_desk_blurs_the_role_and_explanation_takes_the_mismatch_away() {
        let mut all = baseline();
        assert!(clarity(&all, 1.5) < clarity(&all, 1.0));
        assert!((clarity(&all, 0.5) - clarity(&all, 1.0)).abs() < f64::EPSILON);
        all.navigator.explanation = 1.0;
        assert!(mismatch(&all, &somebody()).abs() < f64::EPSILON);
    }
}
