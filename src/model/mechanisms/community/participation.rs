//! Participation: what a place does, week by week, and when people leave.
//!
//! ```text
//! queue       a client queueing for a place loses patience with chance queue_loss_per_week a week, and is let
//!             down; so too when the organisation closes
//! quality     L = leader + training_gain x (training of the staff - ref.vcs_training), between 0 and 1
//! leaving     chance 1 - exp(-rate) a week; at once when the organisation closes
//!             rate = leave_per_week x F x exp(leave_weight x (ref.appeal - (L + M + confidence) / 3)
//!                    + match_weight x (ref.fit - M)
//!                    + motivation_weight x (ref.motivation_in_activity - motivation)
//!                    + strain_weight x (strain - ref.strain_of_host))
//!                    x (1 - call_effect) once the link worker has called; F by illness, crisis and caring
//!                    (`stopping`); M = match of person and place (`connection`)
//! ties        x <- x + gain x E x L / ref.leader x (1 + ties_match x (M - ref.fit)) x I x (1 - x), each of the five
//!             resources, while motivation is outlook.motivation_threshold at least; I: ties make ties (`capital`)
//!             for the two kinds of tie, else 1; E = ease_floor + (1 - ease_floor) x (affiliation
//!             + sociability) / 2
//! gain        bonding: bonding_gain of the offer x (1 - bonding_mixed x m); bridging: bridging_gain x
//!             (1 + bridging_mixed x m), m = (mix of members - ref.mixed_membership) / ref.mixed_membership; psychological:
//!             psychological_gain; cognitive and instrumental: their gain + bridging_feeds x what bridging
//!             ties bring beyond bridging_gain
//! a week      confidence <- + confidence_gain of what is missing; trust in organisations <- + trust_gain x L
//!             of what is missing; dependency on the worker <- - endings.dependency_loss_with_ties x
//!             (bonding + bridging) / 2 of itself
//! need eased  taken down a step (`relapse`), chance a week resolution_per_week x L / ref.leader x (1 - strain_quality x strain) x M /
//!             ref.fit x (1 - difficulty_slows x difficulty), x severe_ratio if it is severe
//! completed   after course_weeks; stays on as a member with chance stays_on x affiliation /
//!             ref.affiliation, so that the gain is held up
//! left early  confidence <- - confidence_loss of itself, and the need is set aside
//! service     of a statutory kind: starts when the wait is over and a place is free (`usual_care`), takes the need down a step with chance
//!             service_resolution_per_week a week and ends then, and lasts service_weeks at most
//! calls       the first one first_call weeks after the start
//! ```
//!
//! **Claims.** A029, A046, A047 (what keeps people coming), A045, A051, A054, A061, A069-A071 (ties,
//! resources, isolation), A064, A066 (mixed members, members alike), A075, A076 (affiliation,
//! motivation and its threshold), A034 (ties moderate dependency), A168 (trained staff), A240 (ties
//! that last).
//! **Evidence.** 49 % of starters complete (43-54 %; Pavey 2012, Artlift); stopping community activity
//! costs more than starting gains (Munford 2020: validation). Gains by kind of offer are assumed.

use crate::model::kinds::{Pathway, Resource};
use crate::model::mechanisms::people::capital;
use crate::model::mechanisms::people::stopping;
use crate::model::mechanisms::reference::factor;
use crate::model::mechanisms::{chance, raised};
use crate::model::now::Now;
use crate::model::observe::{M, Observations};
use crate::model::parameters::Parameters as All;
use crate::model::random::{Purpose, Who};
use crate::model::spec::parameters;
use crate::model::world::{Contact, Course, News, Place, Severity, Shared, State, Step, World};

parameters! {
    /// Participation in organisations and services.
    Parameters {
        /// Planned length of a client's participation in an organisation.
        course_weeks: Weeks [1.0, 260.0] "";
        /// Rate at which participants leave an organisation early in a week, with everything at its
        /// reference.
        leave_per_week: PerWeek [0.0, 1.0] "A047";
        /// Weight of the mean of leader, match and confidence in participants' staying.
        leave_weight: LogRatio [0.0, 10.0] "A029 A046 A047";
        /// Weight of the match of person and place by itself in participants' staying.
        match_weight: LogRatio [0.0, 10.0] "A015 A173";
        /// Weight of motivation in participants' staying.
        motivation_weight: LogRatio [0.0, 10.0] "A046 A076";
        /// Share of participants' early leaving that follow-up calls prevent.
        call_effect: Share [0.0, 1.0] "A029";
        /// Weight of the organisation's strain in participants' early leaving.
        strain_weight: LogRatio [0.0, 10.0] "A166 A169";
        /// Share of missing bonding ties won in a week of participation, by kind of offer.
        bonding_gain: Share [0.0, 0.5] by Offer "A061 A066";
        /// Share of missing bridging ties won in a week of participation, by kind of offer.
        bridging_gain: Share [0.0, 0.5] by Offer "A064";
        /// Share of missing cognitive resources won in a week of participation, by kind of offer.
        cognitive_gain: Share [0.0, 0.5] by Offer "A069";
        /// Share of missing psychological resources won in a week of participation, by kind of offer.
        psychological_gain: Share [0.0, 0.5] by Offer "A069 A070";
        /// Share of missing instrumental resources won in a week of participation, by kind of offer.
        instrumental_gain: Share [0.0, 0.5] by Offer "A064 A069";
        /// Share of the gains of participation that somebody gets who neither wishes for company nor makes
        /// contacts easily.
        ease_floor: Share [0.0, 1.0] "A075";
        /// Relative rise of all gains of participation for a unit of the match above its reference.
        ties_match: Ratio [0.0, 5.0] "A015 A056";
        /// Relative rise of bonding ties won in a group of people all alike, and fall in one wholly mixed.
        bonding_mixed: Share [0.0, 1.0] "A061 A066";
        /// Relative rise of bridging ties won in a group wholly mixed, and fall in one of people all alike.
        bridging_mixed: Share [0.0, 1.0] "A064";
        /// Cognitive and instrumental resources won for a unit of bridging ties won beyond what the offer
        /// usually brings.
        bridging_feeds: Ratio [0.0, 5.0] "A064";
        /// Quality that full training of the staff adds to an organisation, against none.
        training_gain: Share [0.0, 1.0] "A168";
        /// Chance a week that the need that brought the participant ends, with leader and fit at their
        /// references, without strain and difficulty.
        resolution_per_week: PerWeek [0.0, 1.0] "A070";
        /// Chance that participation ends a severe need, against another need.
        severe_ratio: Ratio [0.0, 1.0] "";
        /// Share of the chance that participation ends a need which full strain of the organisation takes away.
        strain_quality: Share [0.0, 1.0] "A169";
        /// Share of the chance that participation ends a need which full difficulty of the need takes away.
        difficulty_slows: Share [0.0, 1.0] "A045";
        /// Chance a week that a statutory service ends the need of somebody it sees.
        service_resolution_per_week: PerWeek [0.0, 1.0] "";
        /// Longest time that a statutory service sees somebody.
        service_weeks: Weeks [1.0, 260.0] "";
        /// Share of participants who complete that stay on as members, at the reference of affiliation.
        stays_on: Share [0.0, 1.0] "A240";
        /// Share of missing confidence won in a week of participation.
        confidence_gain: Share [0.0, 0.5] "A041";
        /// Share of confidence lost by a participant who leaves early.
        confidence_loss: Share [0.0, 1.0] "A047";
        /// Share of missing trust in voluntary organisations won in a week of participation under a leader of
        /// full quality.
        trust_gain: Share [0.0, 0.5] "A061";
        /// Weeks from the start of participation to the link worker's first follow-up call.
        first_call: Weeks [1.0, 52.0] "A029";
        /// Share of clients queueing for a place who lose patience in a week.
        queue_loss_per_week: PerWeek [0.0, 1.0] "A169";
    }
}

/// Reasons to stay whose mean tells on leaving: the leader, the fit, and one's confidence.
const REASONS: f64 = 3.0;

/// Quality of a place: trained staff stand for it as a good leader does.
fn quality(all: &All, leader: f64, training: f64) -> f64 {
    let better = all.participation.training_gain * (training - all.reference.vcs_training);
    (leader + better).clamp(0.0, 1.0)
}

/// Rate a week of leaving early, without follow-up calls.
fn leave_rate(all: &All, appeal: f64, matched: f64, motivation: f64, strain: f64) -> f64 {
    let (p, at) = (&all.participation, &all.reference);
    p.leave_per_week
        * libm::exp(
            p.leave_weight * (at.appeal - appeal)
                + p.match_weight * (at.fit - matched)
                + p.motivation_weight * (at.motivation_in_activity - motivation)
                + p.strain_weight * (strain - at.strain_of_host),
        )
}

/// A week of everybody who has a place or queues for one.
pub fn step(world: &mut World, now: Now, seen: &mut Observations) {
    let Now { all, week, draws, .. } = now;
    for row in std::mem::take(&mut world.desk.seen_by_service) {
        started(world, row, now, seen);
    }
    for row in world.in_touch.clone() {
        match world.clients[row].place {
            Place::None | Place::ServiceQueue { .. } => {}
            Place::Queue { organisation, .. } => {
                queue(world, row, organisation as usize, now, seen);
            }
            Place::Attend { organisation, since } => {
                attend(world, row, organisation as usize, since, now, seen);
            }
            Place::ServiceUse { service, until } => {
                let client = &world.clients[row];
                let id = Who(client.person);
                let ends = draws.happens(
                    all.participation.service_resolution_per_week,
                    Purpose::Resolve,
                    id,
                    1,
                );
                let goal = client.goal;
                if let Some(goal) = goal
                    && ends
                {
                    world.reach_goal(row, goal, None, seen);
                }
                if ends || until <= week {
                    world.leave_service(row, service);
                    world.clients[row].end_course(Course::Completed);
                    back_to_worker(world, row, week, seen);
                }
            }
        }
    }
}

fn queue(world: &mut World, row: usize, organisation: usize, now: Now, seen: &mut Observations) {
    let Now { all, week, draws, .. } = now;
    let id = Who(world.clients[row].person);
    let gone = draws.happens(all.participation.queue_loss_per_week, Purpose::Participate, id, 2);
    if gone || !world.organisations[organisation].open() {
        world.leave_queue(row, organisation);
        world.clients[row].meets(Contact::LetDown);
        back_to_worker(world, row, week, seen);
    }
}

fn attend(
    world: &mut World,
    row: usize,
    number: usize,
    since: i32,
    now: Now,
    seen: &mut Observations,
) {
    let Now { all, week, draws, .. } = now;
    let (p, at) = (&all.participation, &all.reference);
    let person = world.clients[row].person as usize;
    let id = Who(person as u32);
    let who = world.people.fixed[person];
    let fifth = who.fifth;
    let traits = who.traits();
    let host = &world.organisations[number];
    let (strain, offer, open) = (host.strain, host.offer as usize, host.open());
    let leader = quality(all, host.leader, host.training);
    let mixed = (host.mixed - at.mixed_membership) / at.mixed_membership;
    let client = &world.clients[row];
    let called = client.calls > 0 && client.pathway == Pathway::Attending;
    let matched = client.plan_fit;
    let appeal = (leader + matched + client.confidence) / REASONS;
    let rate = leave_rate(all, appeal, matched, client.mind.motivation, strain)
        * stopping::factor(&all.stopping, world.people.health[person], world.people.needs[person])
        * if called { 1.0 - p.call_effect } else { 1.0 };
    let [leaves, resolves, stays, _] = draws.uniforms(Purpose::Participate, id, 0, 0);
    let mut state = State::of(&world.people.slow[person]);
    let ease =
        p.ease_floor + (1.0 - p.ease_floor) * (traits.affiliation + traits.sociability) / 2.0;
    let base =
        capital::base(all, &who, world.people.needs[person], world.people.membership[person]);
    let introduced = capital::introductions(all, &state.capital, &base);
    let bonding = p.bonding_gain[offer] * (1.0 - p.bonding_mixed * mixed);
    let bridging = p.bridging_gain[offer] * (1.0 + p.bridging_mixed * mixed);
    let suited = factor(p.ties_match, matched, at.fit);
    // People from other circles bring information and skills.
    let brought = p.bridging_feeds * (bridging - p.bridging_gain[offer]);
    let gains = [
        bonding * introduced,
        bridging * introduced,
        p.cognitive_gain[offer] + brought,
        p.psychological_gain[offer],
        p.instrumental_gain[offer] + brought,
    ];
    // Without motivation, being there gives nothing.
    if client.mind.motivation >= all.outlook.motivation_threshold {
        for (r, gain) in gains.into_iter().enumerate() {
            state.capital[r] = raised(state.capital[r], gain * ease * leader / at.leader * suited);
        }
    }
    world.people.keep(person, &state);
    world.desk.touched.push(person as u32);
    let gained =
        state.capital[Resource::Bonding as usize] + state.capital[Resource::Bridging as usize];
    let client = &mut world.clients[row];
    client.gain_confidence(p.confidence_gain);
    client.trust_vcs = raised(client.trust_vcs, p.trust_gain * leader);
    client.stand_alone(all.endings.dependency_loss_with_ties * gained / 2.0);
    if let Some(goal) = client.goal.filter(|&goal| world.people.needs[person].has(goal)) {
        let severe = world.people.needs[person].severity(goal) == Severity::Severe;
        let quality = leader / at.leader * (1.0 - p.strain_quality * strain) * matched / at.fit;
        let difficulty = all.need.difficulty[goal as usize];
        let ends = p.resolution_per_week
            * quality
            * (1.0 - p.difficulty_slows * difficulty)
            * if severe { p.severe_ratio } else { 1.0 };
        if resolves < ends {
            world.reach_goal(row, goal, Some(number), seen);
            // What is left of a severe need is still what the person comes for.
            let left = world.people.needs[person].has(goal).then_some(goal);
            world.clients[row].work_on(left);
        }
    }
    let done = f64::from(week - since) >= p.course_weeks;
    if done {
        seen.count(M::Completed, fifth);
        seen.add_for(M::CompletionShare, fifth, 1.0, 1.0);
        world.desk.news.push(News { client: row, organisation: Some(number) });
        if stays < p.stays_on * traits.affiliation / at.affiliation {
            world.desk.joined.push(person as u32);
        }
        world.leave_place(row, number);
        world.clients[row].end_course(Course::Completed);
        back_to_worker(world, row, week, seen);
    } else if leaves < chance(rate) || !open {
        seen.count(M::LeftActivity, fifth);
        seen.add_for(M::CompletionShare, fifth, 0.0, 1.0);
        let client = &mut world.clients[row];
        client.lose_confidence(p.confidence_loss);
        if !open {
            client.meets(Contact::LetDown);
        }
        if let Some(goal) = client.goal {
            client.put_aside(goal);
        }
        client.end_course(Course::Left);
        world.leave_place(row, number);
        back_to_worker(world, row, week, seen);
    }
}

/// Clients who got a place this week start there.
pub fn take_up(world: &mut World, now: Now, seen: &mut Observations) {
    for row in std::mem::take(&mut world.desk.started) {
        started(world, row, now, seen);
    }
}

/// Records that something was started at an organisation or service.
fn started(world: &mut World, row: usize, now: Now, seen: &mut Observations) {
    let Now { all, week, draws, .. } = now;
    if let Place::Attend { organisation, .. } = world.clients[row].place {
        world.desk.shared.push(Shared { client: row, organisation });
        world.hand_over(row, Step::Start, all, draws, seen);
    }
    let client = &mut world.clients[row];
    let who = &world.people.fixed[client.person as usize];
    let fifth = who.fifth;
    if let Some(goal) = client.goal {
        seen.count(M::started(goal), fifth);
    }
    if client.start() {
        seen.count(M::FirstStarts, fifth);
        seen.taken_up(who, 1.0, 0.0);
    }
    seen.count(M::Connected, fifth);
    seen.count(M::PlacesFound, fifth);
    if client.pathway.on_caseload() {
        world.move_client(row, Pathway::Attending, week, seen);
        world.clients[row].meet_again(week + all.participation.first_call as i32);
    }
}

/// Somebody whose place ended and whose case is open goes back to the worker's list.
fn back_to_worker(world: &mut World, row: usize, week: i32, seen: &mut Observations) {
    let client = &mut world.clients[row];
    client.come_back_to_work();
    if client.pathway.on_caseload() && client.pathway != Pathway::Active {
        client.meet_again(week + 1);
        client.forget_calls();
        world.move_client(row, Pathway::Active, week, seen);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::tests::baseline;

    #[test]
    fn people_leave_at_the_base_rate_where_everything_is_at_its_reference() {
        let all = baseline();
        let at = &all.reference;
        let (appeal, motivation, strain) =
            (at.appeal, at.motivation_in_activity, at.strain_of_host);
        let rate = |appeal, matched, motivation, strain| {
            leave_rate(&all, appeal, matched, motivation, strain)
        };
        let base = rate(appeal, at.fit, motivation, strain);
        assert!((base - all.participation.leave_per_week).abs() < 1e-12);
        assert!(rate(1.0, at.fit, motivation, strain) < base);
        assert!(rate(appeal, 0.2, motivation, strain) > base);
        assert!(rate(appeal, at.fit, 1.0, strain) < base);
        assert!(rate(appeal, at.fit, motivation, 1.0) > base);
    }

    #[test]
    fn trained_staff_stand_for_quality_within_its_ends() {
        let all = baseline();
        let at = all.reference.vcs_training;
        assert!((quality(&all, 0.5, at) - 0.5).abs() < 1e-12);
        assert!(quality(&all, 0.5, 1.0) > quality(&all, 0.5, 0.0));
        assert!((quality(&all, 1.0, 1.0) - 1.0).abs() < 1e-12);
    }
}
