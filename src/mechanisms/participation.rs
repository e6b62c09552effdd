//! Participation: what a place does, week by week, and when people leave.
//!
//! leaving     rate x exp(weight (0.6 - leader, fit, confidence, calls) - motivation + strain)
//! ties        x <- x + gain by kind of offer x mix of members x (1 - x) x affiliation, above a threshold
//!             of motivation; what bridging ties bring beyond the usual feeds cognitive and
//!             instrumental resources
//! quality     leader + gain (training - middle)
//! need ends   chance a week x quality x fit x (1 - difficulty / 2), severe: x ratio
//! completed   after the planned weeks; some stay on as members, and the gain is held up
//!
//! **Claims.** A029, A046, A047 (what keeps people coming), A045, A051, A054, A061, A069-A071 (ties,
//! resources, isolation), A064, A066 (mixed members, members alike), A075, A076 (affiliation,
//! motivation and its threshold), A034 (ties moderate dependency), A168 (trained staff), A240 (ties
//! that last).
//! **Evidence.** 49 % of starters complete (43-54 %; Pavey 2012, Artlift); stopping community activity
//! costs more than starting gains (Munford 2020: validation). Gains by kind of offer are assumed.

use crate::axes::{Pathway, Resource};
use crate::mechanisms::handover::{self, Step};
use crate::mechanisms::{chance, lowered, raised};
use crate::observe::{M, Observations};
use crate::random::{Purpose, WeekDraws, Who};
use crate::scenario::Parameters as All;
use crate::scenario::spec::parameters;
use crate::world::{Contact, GoalStage, Membership, News, Place, Severity, Shared, State, World};

parameters! {
    /// Participation in organisations and services.
    Parameters {
        /// Planned length of a participation.
        course_weeks: Weeks [1.0, 260.0] "";
        /// Rate of leaving early in a week, all else at its middle.
        leave_per_week: PerWeek [0.0, 1.0] "A047";
        /// Weight of leader, fit and confidence in leaving.
        leave_weight: LogRatio [0.0, 10.0] "A029 A046 A047";
        /// Weight of motivation in leaving.
        motivation_weight: LogRatio [0.0, 10.0] "A046 A076";
        /// Share of early leaving that follow-up calls prevent.
        call_effect: Share [0.0, 1.0] "A029";
        /// Rise of early leaving with full strain of the organisation.
        strain_weight: LogRatio [0.0, 10.0] "A166 A169";
        /// Bonding ties won in a week.
        bonding_gain: Share [0.0, 0.5] by Offer "A061 A066";
        /// Bridging ties won in a week.
        bridging_gain: Share [0.0, 0.5] by Offer "A064";
        /// Cognitive resources won in a week.
        cognitive_gain: Share [0.0, 0.5] by Offer "A069";
        /// Psychological resources won in a week.
        psychological_gain: Share [0.0, 0.5] by Offer "A069 A070";
        /// Instrumental resources won in a week.
        instrumental_gain: Share [0.0, 0.5] by Offer "A064 A069";
        /// Rise of bonding ties in a group of people all alike, and fall in one wholly mixed.
        bonding_mixed: Share [0.0, 1.0] "A061 A066";
        /// Rise of bridging ties in a group wholly mixed, and fall in one of people all alike.
        bridging_mixed: Share [0.0, 1.0] "A064";
        /// Cognitive and instrumental resources for each bridging tie won beyond the usual.
        bridging_feeds: Ratio [0.0, 5.0] "A064";
        /// Quality that full training of the staff adds, against none.
        training_gain: Share [0.0, 1.0] "A168";
        /// Training that neither adds to quality nor takes from it.
        training_at_middle: Share [0.0, 1.0] "A168";
        /// Chance a week that the need that brought the person ends, at full quality and fit.
        resolution_per_week: PerWeek [0.0, 1.0] "A070";
        /// The same for severe needs, against others.
        severe_ratio: Ratio [0.0, 1.0] "";
        /// Chance a week that a statutory service ends the need.
        service_resolution_per_week: PerWeek [0.0, 1.0] "";
        /// Length of a statutory service.
        service_weeks: Weeks [1.0, 260.0] "";
        /// Share of those who complete and like groups who stay on as members.
        stays_on: Share [0.0, 1.0] "A240";
        /// Confidence won in a week of participation.
        confidence_gain: Share [0.0, 0.5] "A041";
        /// Share of people who, queueing for a place, lose patience in a week.
        queue_loss_per_week: PerWeek [0.0, 1.0] "A169";
    }
}

/// A week of everybody who has a place or queues for one.
pub fn step(world: &mut World, all: &All, week: i32, draws: WeekDraws, seen: &mut Observations) {
    for row in 0..world.clients.len() {
        match world.clients[row].place {
            Place::None => {}
            Place::Queue { organisation, .. } => {
                queue(world, row, organisation as usize, all, week, draws, seen);
            }
            Place::Attend { organisation, since } => {
                attend(world, row, organisation as usize, since, all, week, draws, seen);
            }
            Place::ServiceQueue { service, until } => {
                if until <= week {
                    let client = &mut world.clients[row];
                    client.place = Place::ServiceUse {
                        service,
                        until: week + all.participation.service_weeks as i32,
                    };
                    started(world, row, all, week, draws, seen);
                }
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
                    world.services[service as usize].clients -= 1;
                    world.clients[row].place = Place::None;
                    back_to_worker(world, row, week, seen);
                }
            }
        }
    }
}

fn queue(
    world: &mut World,
    row: usize,
    organisation: usize,
    all: &All,
    week: i32,
    draws: WeekDraws,
    seen: &mut Observations,
) {
    let id = Who(world.clients[row].person);
    let gone = draws.happens(all.participation.queue_loss_per_week, Purpose::Participate, id, 2);
    if gone || !world.organisations[organisation].open() {
        let host = &mut world.organisations[organisation];
        host.client_queue = host.client_queue.saturating_sub(1);
        let client = &mut world.clients[row];
        client.place = Place::None;
        client.goal = None;
        client.contact = Contact::LetDown;
        back_to_worker(world, row, week, seen);
    }
}

#[allow(clippy::too_many_arguments)]
fn attend(
    world: &mut World,
    row: usize,
    number: usize,
    since: i32,
    all: &All,
    week: i32,
    draws: WeekDraws,
    seen: &mut Observations,
) {
    let p = &all.participation;
    let person = world.clients[row].person as usize;
    let id = Who(person as u32);
    let who = world.people.fixed[person];
    let fifth = who.fifth;
    let traits = who.traits();
    let host = &world.organisations[number];
    let (strain, offer, open) = (host.strain, host.offer as usize, host.open());
    // Trained staff stand for quality as a good leader does.
    let leader =
        (host.leader + p.training_gain * (host.training - p.training_at_middle)).clamp(0.0, 1.0);
    let mixed = 2.0 * (host.mixed - 0.5);
    let client = &world.clients[row];
    let called = client.calls > 0 && client.pathway == Pathway::Attending;
    let rate = p.leave_per_week
        * libm::exp(
            p.leave_weight * (0.6 - (leader + client.plan_fit + client.confidence) / 3.0)
                + p.motivation_weight * (0.7 - client.mind.motivation)
                + p.strain_weight * (strain - 0.4),
        )
        * if called { 1.0 - p.call_effect } else { 1.0 };
    let [leaves, resolves, stays, _] = draws.uniforms(Purpose::Participate, id, 0, 0);
    let mut state = State::of(&world.people.slow[person]);
    let ease = 0.4 + 0.6 * (traits.affiliation + traits.sociability) / 2.0;
    let bonding = p.bonding_gain[offer] * (1.0 - p.bonding_mixed * mixed);
    let bridging = p.bridging_gain[offer] * (1.0 + p.bridging_mixed * mixed);
    // People from other circles bring information and skills.
    let brought = p.bridging_feeds * (bridging - p.bridging_gain[offer]);
    let gains = [
        bonding,
        bridging,
        p.cognitive_gain[offer] + brought,
        p.psychological_gain[offer],
        p.instrumental_gain[offer] + brought,
    ];
    // Without motivation, being there gives nothing.
    if client.mind.motivation >= all.outlook.motivation_threshold {
        for (r, gain) in gains.into_iter().enumerate() {
            state.capital[r] = raised(state.capital[r], gain * ease * leader / 0.6);
        }
    }
    world.people.slow[person] = state.stored();
    world.desk.touched.push(person as u32);
    let gained =
        state.capital[Resource::Bonding as usize] + state.capital[Resource::Bridging as usize];
    let client = &mut world.clients[row];
    client.confidence = raised(client.confidence, p.confidence_gain);
    client.trust_vcs = raised(client.trust_vcs, 0.02 * leader);
    client.dependency =
        lowered(client.dependency, all.endings.dependency_loss_with_ties * gained / 2.0);
    if let Some(goal) = client.goal.filter(|&goal| world.people.needs[person].has(goal)) {
        let severe = world.people.needs[person].severity(goal) == Severity::Severe;
        let quality = leader / 0.6 * (1.0 - 0.5 * strain) * world.clients[row].plan_fit / 0.6;
        let difficulty = all.need.difficulty[goal as usize];
        let ends = p.resolution_per_week
            * quality
            * (1.0 - 0.5 * difficulty)
            * if severe { p.severe_ratio } else { 1.0 };
        if resolves < ends {
            world.reach_goal(row, goal, Some(number), seen);
        }
    }
    let done = f64::from(week - since) >= p.course_weeks;
    if done {
        seen.count(M::Completed, fifth);
        seen.add_for(M::CompletionShare, fifth, 1.0, 1.0);
        world.desk.news.push(News { client: row, organisation: Some(number) });
        if stays < p.stays_on * 2.0 * traits.affiliation {
            world.people.membership[person] = Membership::Member;
        }
        vacate(world, row, number);
        back_to_worker(world, row, week, seen);
    } else if leaves < chance(rate) || !open {
        seen.count(M::LeftActivity, fifth);
        seen.add_for(M::CompletionShare, fifth, 0.0, 1.0);
        let client = &mut world.clients[row];
        client.confidence = lowered(client.confidence, 0.08);
        if !open {
            client.contact = Contact::LetDown;
        }
        if let Some(goal) = client.goal {
            client.put_aside(goal);
        }
        vacate(world, row, number);
        back_to_worker(world, row, week, seen);
    }
}

/// Records that something was started at an organisation or service.
pub fn started(
    world: &mut World,
    row: usize,
    all: &All,
    week: i32,
    draws: WeekDraws,
    seen: &mut Observations,
) {
    if let Place::Attend { organisation, .. } = world.clients[row].place {
        world.desk.shared.push(Shared { client: row, organisation });
        handover::pass_on(world, row, Step::Start, all, draws, seen);
    }
    let client = &mut world.clients[row];
    let who = &world.people.fixed[client.person as usize];
    let fifth = who.fifth;
    if let Some(goal) = client.goal {
        seen.count(M::started(goal), fifth);
    }
    if !client.started {
        client.started = true;
        seen.count(M::FirstStarts, fifth);
        seen.taken_up(who, 1.0, 0.0);
    }
    seen.count(M::Connected, fifth);
    if client.pathway.on_caseload() {
        world.move_client(row, Pathway::Attending, week, seen);
        world.clients[row].due = week + 2;
    }
}

fn vacate(world: &mut World, row: usize, number: usize) {
    let host = &mut world.organisations[number];
    host.clients = host.clients.saturating_sub(1);
    world.clients[row].place = Place::None;
    world.clients[row].goal = None;
}

/// Somebody whose place ended and whose case is open goes back to the worker's list.
fn back_to_worker(world: &mut World, row: usize, week: i32, seen: &mut Observations) {
    let client = &mut world.clients[row];
    client.stage = GoalStage::Preparing;
    if client.pathway.on_caseload() && client.pathway != Pathway::Active {
        client.due = week + 1;
        client.calls = 0;
        world.move_client(row, Pathway::Active, week, seen);
    }
}
