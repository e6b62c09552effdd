//! Connection: from a goal that is ready to a place at an organisation or service.
//!
//! options    organisations open to the scheme that serve the need and that the worker knows
//! fit        travel x fee x timing x culture x disability x area, each 1 when nothing is in the way;
//!            solving together, background, adapting and co-design each take a part of what is
//!            solving takes time with the person and a flexible role
//! choice     the option with the best fit, tie and queue; the fit as far as the worker knows the place
//! taken up   logit = base + fit + confidence + trust + legitimacy of help - hidden needs - hardship (lifestyle aims)
//! no option  the case is held; the worker keeps it
//!
//! **Claims.** A015, A022, A216 (fit and choice), A025, A027, A028, A030 (legitimacy, barriers, going
//! along), A056 (no sector, no gain), A058 (co-design and obstacles), A057, A112, A113 (knowledge of
//! provision), A137, A149 (a flexible role), A156 (ties open doors), A144, A208 (holding), A170-A174,
//! A183 (fees, timing, travel, variety, culture), A012 (hardship and lifestyle).
//! **Evidence.** 42 % of people contacted start an activity or service (38-75 %; Bu 2024); uptake of
//! exercise referral 66 % (Pavey 2012). Weights are assumed.

use crate::axes::{Need, Offer, Pathway};
use crate::mechanisms::{development, link_work, log_odds, logistic, lowered, raised, workforce};
use crate::observe::{M, Observations};
use crate::random::{Purpose, WeekDraws, Who};
use crate::scenario::Parameters as All;
use crate::scenario::spec::parameters;
use crate::world::{Fit, Fixed, GoalStage, Mobility, Organisation, Place, Severity, World};

parameters! {
    /// Matching and take-up.
    Parameters {
        /// Share of proposals taken up, all else at its middle.
        taken_up_at_middle: Share [0.0, 1.0] "A028";
        /// Weight of the fit between person and organisation.
        fit_weight: LogOdds [0.0, 10.0] "A015 A022 A173";
        /// Weight of confidence.
        confidence_weight: LogOdds [0.0, 10.0] "A028 A030";
        /// Weight of trust in the link worker.
        trust_weight: LogOdds [0.0, 10.0] "A060";
        /// Weight of how legitimate it is to accept help.
        legitimacy_weight: LogOdds [0.0, 10.0] "A025";
        /// Weight of a need that is still kept hidden: telling comes before trying.
        hidden_weight: LogOdds [0.0, 10.0] "A024";
        /// Weight of hardship against lifestyle aims.
        hardship_weight: LogOdds [0.0, 10.0] "A012";
        /// Share of practical obstacles solved together.
        barrier_solving: Share [0.0, 1.0] "A027";
        /// How much the length of a session tells on that share, as a power.
        solving_time: Ratio [0.0, 2.0] "A022";
        /// How much more of them a fully flexible role solves, against none.
        solving_flexibility: Ratio [0.0, 2.0] "A137";
        /// Flexibility at which it neither adds nor takes.
        flexibility_at_middle: Share [0.0, 1.0] "A137";
        /// How far off the picture of a fit may be, where a worker knows nothing of the organisation.
        misjudgement: Share [0.0, 1.0] "A057 A112 A113";
        /// Share of people low in confidence whom the worker accompanies.
        accompaniment: Share [0.0, 1.0] "A030";
        /// Rise in log-odds when accompanied.
        accompaniment_gain: LogOdds [0.0, 10.0] "A030";
        /// Hours that going along takes.
        accompaniment_hours: Hours [0.0, 10.0] "A030 A213";
        /// Loss of fit for a full travel barrier without a car.
        travel_loss: Share [0.0, 1.0] "A172 A183";
        /// Share of travel barriers that transport support removes.
        transport_support: Share [0.0, 1.0] "A058 A172";
        /// Loss of fit for each pound of fee, at middling deprivation.
        fee_loss: Share [0.0, 1.0] "A170";
        /// Share of fees that are paid for people.
        fee_subsidy: Share [0.0, 1.0] "A170";
        /// Loss of fit of daytime offers for people tied down by work or caring.
        timing_loss: Share [0.0, 1.0] "A171";
        /// Loss of fit for each step between the person's fifth and the organisation's area.
        area_loss: Share [0.0, 1.0] "A206";
        /// Loss of fit for people of a minority at an organisation that does not fit them.
        cultural_loss: Share [0.0, 1.0] "A174";
        /// Loss of fit for people with a disability.
        disability_loss: Share [0.0, 1.0] "A058";
        /// Share of practical obstacles that full co-design at the start takes away.
        co_design_solves: Share [0.0, 1.0] "A058";
        /// Fit below which an organisation is no option.
        smallest_fit: Share [0.0, 1.0] "A216";
        /// Share of doors closed to the scheme that a full tie of the worker opens.
        tie_opens: Share [0.0, 1.0] "A156";
        /// Queue, in places, at which an organisation no longer takes names.
        longest_queue: Share [0.0, 10.0] "A166";
        /// Share of severe needs that are sent to a statutory service.
        statutory_share: Share [0.0, 1.0] "A126 A144";
    }
}

/// What kinds of organisation can meet a need.
#[must_use]
pub fn serves(need: Need) -> &'static [Offer] {
    match need {
        Need::Loneliness => &[Offer::Social, Offer::Arts, Offer::Activity],
        Need::LowMood => &[Offer::Support, Offer::Arts, Offer::Activity],
        Need::Money | Need::Housing => &[Offer::Advice],
        Need::Work => &[Offer::Skills, Offer::Advice],
        Need::Food => &[Offer::Food, Offer::Advice],
        Need::Lifestyle => &[Offer::Activity, Offer::Arts],
        Need::Caring => &[Offer::Carers],
        Need::Bereavement => &[Offer::Support, Offer::Social],
        Need::Practical => &[Offer::Help],
    }
}

/// Share of practical obstacles solved together: it takes time, and a role that allows it.
fn solved_together(all: &All) -> f64 {
    let p = &all.connection;
    let time = link_work::time_tells(all, p.solving_time);
    let free = p.solving_flexibility * (workforce::flexibility(all) - p.flexibility_at_middle);
    (p.barrier_solving * time * (1.0 + free)).clamp(0.0, 1.0)
}

/// What is left of a practical obstacle after what is foreseen, designed away and solved together.
fn left_of_obstacles(all: &All, background: f64) -> f64 {
    (1.0 - solved_together(all))
        * (1.0 - all.handover.foreseen * background)
        * (1.0 - all.connection.co_design_solves * all.practice.co_design)
}

/// How well an organisation fits a person, 0 to 1, with so much left of obstacles.
fn fit(all: &All, who: &Fixed, organisation: &Organisation, left: f64) -> f64 {
    let p = &all.connection;
    let left = left * (1.0 - all.development.adapted_solves * organisation.adapted);
    let travel = if who.car { 0.3 } else { 1.0 };
    let steps = (f64::from(who.fifth as u8) - f64::from(organisation.fifth as u8)).abs();
    let keep = |loss: f64| 1.0 - (loss * left).clamp(0.0, 1.0);
    let travel = keep(p.travel_loss * organisation.travel * travel * (1.0 - p.transport_support));
    let poverty = 1.0 + who.fifth.gradient();
    let fee = keep(p.fee_loss * organisation.fee * (1.0 - p.fee_subsidy) * poverty);
    let timing = keep(if who.tied && !organisation.evening { p.timing_loss } else { 0.0 });
    let culture =
        1.0 - if who.minority { p.cultural_loss * (1.0 - organisation.cultural_fit) } else { 0.0 };
    let disability = keep(if who.mobility == Mobility::Limited { p.disability_loss } else { 0.0 });
    let area = 1.0 - (p.area_loss * steps).min(1.0);
    travel * fee * timing * culture * disability * area * (0.7 + 0.3 * organisation.leader)
}

/// Looks for a place for everybody whose goal is ready.
pub fn step(
    world: &mut World,
    all: &All,
    hardship: &[f64],
    week: i32,
    draws: WeekDraws,
    seen: &mut Observations,
) {
    for row in 0..world.clients.len() {
        let client = &world.clients[row];
        let waits = matches!(client.pathway, Pathway::Active | Pathway::Held);
        if !waits || client.stage != GoalStage::Ready || client.place != Place::None {
            continue;
        }
        // A held case is tried again when the worker next meets the person.
        if client.pathway == Pathway::Held
            && client.due != week + all.link_work.weeks_between_sessions as i32
        {
            continue;
        }
        if let Some(goal) = client.goal {
            connect(world, row, goal, all, hardship, week, draws, seen);
        }
    }
}

#[allow(clippy::too_many_arguments)]
fn connect(
    world: &mut World,
    row: usize,
    goal: Need,
    all: &All,
    hardship: &[f64],
    week: i32,
    draws: WeekDraws,
    seen: &mut Observations,
) {
    let p = &all.connection;
    let person = world.clients[row].person as usize;
    let who = world.people.fixed[person];
    let id = Who(person as u32);
    let severe = world.people.needs[person].severity(goal) == Severity::Severe;
    if let Some(service) = goal.service()
        && severe
        && draws.happens(p.statutory_share, Purpose::Statutory, id, goal as u8)
    {
        let wait = world.services[service as usize].wait;
        world.clients[row].place =
            Place::ServiceQueue { service, until: week + wait.ceil() as i32 };
        world.services[service as usize].clients += 1;
        hold(world, row, week, seen);
        return;
    }
    let Some((number, fit)) = choose(world, row, goal, all, draws) else {
        development::note(world, serves(goal));
        give_up_or_hold(world, row, goal, all, week, seen);
        return;
    };
    let client = &world.clients[row];
    seen.add_total(M::MatchQuality, fit, 1.0);
    let shy = client.confidence < 0.5;
    let goes_along = shy && draws.happens(p.accompaniment, Purpose::TakeUp, id, 1);
    let lifestyle = if goal == Need::Lifestyle { p.hardship_weight } else { 0.0 };
    let poverty = hardship[who.fifth as usize].max(0.0) + 0.5 * who.fifth.gradient().max(0.0);
    let needs = world.people.needs[person];
    let hides = needs.iter().any(|need| needs.hides(need));
    let odds = log_odds(p.taken_up_at_middle)
        + p.fit_weight * (fit - 0.6)
        + p.confidence_weight * (client.confidence - 0.5)
        + p.trust_weight * (client.trust_worker - 0.5)
        + p.legitimacy_weight * (client.mind.legitimacy - 0.7)
        + (who.traits().affiliation - 0.5)
        - lifestyle * poverty
        - if hides { p.hidden_weight } else { 0.0 }
        - if client.fit == Fit::Unfitting { 1.0 } else { 0.0 }
        + if goes_along { p.accompaniment_gain } else { 0.0 };
    if goes_along {
        world.posts[client.post as usize].owed += p.accompaniment_hours;
    }
    let unfitting = client.fit == Fit::Unfitting;
    let organisation = &mut world.organisations[number];
    organisation.unfitting += 0.1 * (f64::from(u8::from(unfitting)) - organisation.unfitting);
    let client = &mut world.clients[row];
    client.plan_fit = fit;
    if draws.uniform(Purpose::TakeUp, id, 0, 0) >= logistic(odds) {
        client.confidence = lowered(client.confidence, 0.1);
        client.put_aside(goal);
        client.goal = None;
        client.stage = GoalStage::Preparing;
        return;
    }
    client.stage = GoalStage::Preparing;
    client.place = Place::Queue { organisation: number as u16, since: week };
    client.due = week + all.link_work.weeks_between_calls as i32;
    world.organisations[number].client_queue += 1;
    world.move_client(row, Pathway::Queueing, week, seen);
}

/// The best option that the worker knows of, and its fit.
fn choose(
    world: &World,
    row: usize,
    goal: Need,
    all: &All,
    draws: WeekDraws,
) -> Option<(usize, f64)> {
    let p = &all.connection;
    let client = &world.clients[row];
    let who = &world.people.fixed[client.person as usize];
    let post = &world.posts[client.post as usize];
    let worker = post.worker()?;
    let learnt = all.targets.learning_matching * world.scheme.learning;
    let left = left_of_obstacles(all, client.background);
    let mut best: Option<(f64, usize, f64)> = None;
    for (number, organisation) in world.organisations.iter().enumerate() {
        if !organisation.open() || !serves(goal).contains(&organisation.offer) {
            continue;
        }
        let [known, welcome, chance, _] =
            draws.uniforms(Purpose::Match, Who(client.person), 0, number as u32);
        let queue = f64::from(organisation.queue + organisation.client_queue);
        let closed_door = queue > p.longest_queue * f64::from(organisation.capacity)
            || welcome >= raised(0.3 + 0.7 * organisation.buy_in, p.tie_opens * post.ties[number]);
        if known >= raised(worker.knowledge[number], learnt) || closed_door {
            continue;
        }
        let fit = fit(all, who, organisation, left);
        if fit < p.smallest_fit {
            continue;
        }
        let room = f64::from(organisation.free()) - queue;
        let wait = (-room / f64::from(organisation.capacity.max(1))).clamp(0.0, 1.0);
        let off = p.misjudgement * (1.0 - worker.knowledge[number]) * (2.0 * chance - 1.0);
        let value =
            fit + off + 0.2 * post.ties[number] + 0.1 * organisation.reputation - 0.5 * wait;
        if best.is_none_or(|(most, ..)| value > most) {
            best = Some((value, number, fit));
        }
    }
    best.map(|(_, number, fit)| (number, fit))
}

fn hold(world: &mut World, row: usize, week: i32, seen: &mut Observations) {
    if world.clients[row].pathway != Pathway::Held {
        world.move_client(row, Pathway::Held, week, seen);
    }
}

fn give_up_or_hold(
    world: &mut World,
    row: usize,
    goal: Need,
    all: &All,
    week: i32,
    seen: &mut Observations,
) {
    let limit = (f64::from(world.clients[row].steps) + all.link_work.held_limit) as u8;
    let held_for = f64::from(week - world.clients[row].since);
    let spacing = all.link_work.weeks_between_sessions;
    if world.clients[row].pathway == Pathway::Held && held_for >= spacing * f64::from(limit) {
        let client = &mut world.clients[row];
        client.put_aside(goal);
        client.goal = None;
        client.stage = GoalStage::Preparing;
        world.move_client(row, Pathway::Active, week, seen);
    } else {
        hold(world, row, week, seen);
    }
}
