//! Connection: from a goal that is ready to a place at an organisation or service.
//!
//! ```text
//! when        a goal is ready and there is no place; a held case again when the worker next meets the person
//! severe      a severe need that a statutory service answers for goes there with chance statutory_share, unless
//!             the person is in the care of a service (`usual_care`)
//! serves      loneliness: social, arts, activity; low mood: support, arts, activity; money and housing:
//!             advice; work: skills, advice; food: food, advice; lifestyle: activity, arts; caring: carers;
//!             bereavement: support, social; practical: help
//! options     open organisations that serve the need, with a queue of longest_queue x places at most and a
//!             match of smallest_fit at least; known by a lot of the week, with chance (1 - (1 - k) (1 -
//!             targets.learning_matching x learning)) x (1 - narrowed_by_stress x the worker's stress), k = the
//!             worker's knowledge of it; open to the scheme by
//!             a lot of the week, with chance 1 - (1 - door) (1 - tie_opens x tie),
//!             door = door_floor + (1 - door_floor) x the organisation's buy-in
//! match       M = F x S, S how well it suits the person's taste, company and hour (`suits`)
//! fit         F = travel x way (`place`) x fee x timing x culture x disability x area x leader
//! travel      1 - o x travel_loss x travel trouble x (1 - transport_support), x travel_by_car with a car
//! fee         1 - o x fee_loss x fee x (1 - fee_subsidy) x (1 + fee_tilt x gradient of the person (`means`), 0 at least)
//! timing      1 - o x timing_loss for people tied down in the daytime, unless it is open outside working hours
//! culture     1 - cultural_loss x (1 - cultural fit) for people of a minority
//! disability  1 - o x disability_loss for people whom a disability limits
//! area        1 - area_loss x fifths between the person and the organisation (d: the person's place on the
//!             gradient of deprivation, from 1 in the most deprived fifth to -1 in the least)
//! leader      1 - leader_loss x (1 - quality of the leader)
//! obstacles   o = (1 - solved) (1 - handover.obstacles_foreseen x background) (1 - co_design_solves x
//!             practice.co_design) (1 - development.adapted_solves x adapted)
//! solved      barrier_solving x (link_work.session_hours / half an hour) ^ solving_time x (1 +
//!             solving_flexibility x (flexibility of the role - ref.role_flexibility)), between 0 and 1
//! choice      the option with the most M + misjudgement x (1 - k) x lot from -1 to 1 + choice_tie x tie
//!             + choice_reputation x reputation - choice_wait x W, W = (queue - free places) / places, 0 to 1
//! taken up    logit = log-odds(taken_up_at_reference) + fit_weight x (M - ref.fit) + confidence_weight x
//!             (confidence - ref.confidence) + trust_weight x (trust in the worker - ref.trust_worker)
//!             + legitimacy_weight x (legitimacy - ref.legitimacy) + affiliation_weight x (affiliation
//!             - ref.affiliation) - hardship_weight x (hardship of the person (`means`) + deprivation_hardship
//!             x d, each if above 0) for lifestyle - hidden_weight if a need is hidden - unfitting_weight after an
//!             inappropriate referral + accompaniment_gain if the worker goes along
//! goes along  with people below ref.confidence, with chance accompaniment; takes accompaniment_hours
//! declined    confidence falls by confidence_loss of itself, and the need is set aside
//! no option   the case is held, and set aside after held_limit and the steps taken, in sessions; at once where
//!             held_limit is 0
//! ```
//!
//! **Claims.** A015, A022, A216 (fit and choice), A025, A027, A028, A030 (legitimacy, barriers, going
//! along), A056 (no sector, no gain), A058 (co-design and obstacles), A057, A112, A113 (knowledge of
//! provision), A119 (stress narrows what comes to mind), A137, A149 (a flexible role), A156 (ties open
//! doors), A144, A208 (holding), A170-A174, A183 (fees, timing, travel, variety, culture), A012
//! (hardship and lifestyle).
//! **Evidence.** 42 % of people contacted start an activity or service (38-75 %; Bu 2024); uptake of
//! exercise referral 66 % (Pavey 2012). Weights are assumed.

pub mod fit;
pub mod pointer;

use crate::model::kinds::{Need, Offer, Pathway};
use crate::model::mechanisms::community::suits;
use crate::model::mechanisms::people::means;
use crate::model::mechanisms::{log_odds, logistic, raised};
use crate::model::now::Now;
use crate::model::observe::{M, Observations};
use crate::model::random::{Purpose, Who};
use crate::model::spec::parameters;
use crate::model::world::{Fit, GoalStage, Place, Severity, World};

parameters! {
    /// Matching and take-up.
    Parameters {
        /// Share of proposed places that are taken up, with everything at its reference.
        taken_up_at_reference: Share [0.0, 1.0] "A028";
        /// Weight of the match of person and organisation in taking up a place.
        fit_weight: LogOdds [0.0, 10.0] "A015 A022 A173";
        /// Weight of the client's confidence in taking up a place.
        confidence_weight: LogOdds [0.0, 10.0] "A028 A030";
        /// Weight of trust in the link worker in taking up a place.
        trust_weight: LogOdds [0.0, 10.0] "A060";
        /// Weight of how legitimate it is to accept help in taking up a place.
        legitimacy_weight: LogOdds [0.0, 10.0] "A025";
        /// Weight of the person's wish for company in taking up a place.
        affiliation_weight: LogOdds [0.0, 10.0] "A075";
        /// Fall in log-odds of taking up a place after an inappropriate referral.
        unfitting_weight: LogOdds [0.0, 10.0] "A139";
        /// Fall in log-odds of taking up a place while another need is kept hidden: telling comes before
        /// trying.
        hidden_weight: LogOdds [0.0, 10.0] "A024";
        /// Weight of hardship against taking up a place for a lifestyle aim.
        hardship_weight: LogOdds [0.0, 10.0] "A012";
        /// Hardship against lifestyle aims that living in the most deprived fifth adds to that of the time.
        deprivation_hardship: Ratio [0.0, 5.0] "A012";
        /// Share of confidence lost by a client who declines a place.
        confidence_loss: Share [0.0, 1.0] "A028";
        /// Share of practical obstacles that link worker and client solve together, in half an hour, at the
        /// reference of the role's flexibility.
        barrier_solving: Share [0.0, 1.0] "A027";
        /// Power of a session's length in the share of practical obstacles solved together.
        solving_time: Ratio [0.0, 2.0] "A022";
        /// How much more of practical obstacles a fully flexible role solves than one without any
        /// flexibility, relative to the reference.
        solving_flexibility: Ratio [0.0, 2.0] "A137";
        /// How far off the picture of a match may be of somebody who knows nothing of the organisation.
        misjudgement: Share [0.0, 1.0] "A057 A112 A113";
        /// Share of the organisations that a link worker knows which do not come to mind under full stress.
        narrowed_by_stress: Share [0.0, 1.0] "A119";
        /// Share of clients whose confidence is below its reference whom the link worker accompanies to a
        /// place.
        accompaniment: Share [0.0, 1.0] "A030";
        /// Rise in log-odds of taking up a place when the link worker goes along.
        accompaniment_gain: LogOdds [0.0, 10.0] "A030";
        /// Hours that it takes a link worker to go along.
        accompaniment_hours: Hours [0.0, 10.0] "A030 A213";
        /// Share of the fit of a place lost to a full travel barrier without a car.
        travel_loss: Share [0.0, 1.0] "A172 A183";
        /// Share of a travel barrier that is left for somebody with a car.
        travel_by_car: Share [0.0, 1.0] "A172";
        /// Share of travel barriers that transport support removes.
        transport_support: Share [0.0, 1.0] "A058 A172";
        /// Share of the fit of a place lost to each pound of fee, in the middle fifth of deprivation.
        fee_loss: Share [0.0, 1.0] "A170";
        /// Share of organisations' fees that is paid for clients.
        fee_subsidy: Share [0.0, 1.0] "A170";
        /// Relative rise of the loss by a fee in the most deprived fifth, and fall in the least.
        fee_tilt: LogRatio [0.0, 1.0] "A170 A211";
        /// Share of the fit of a daytime place lost by people tied down by work or caring.
        timing_loss: Share [0.0, 1.0] "A171";
        /// Share of the fit of a place lost for each fifth of deprivation between the person and the
        /// organisation's area.
        area_loss: Share [0.0, 1.0] "A206";
        /// Share of the fit of a place lost by people of a minority at an organisation that does not fit
        /// them at all.
        cultural_loss: Share [0.0, 1.0] "A174";
        /// Share of the fit of a place lost by people whom a disability limits.
        disability_loss: Share [0.0, 1.0] "A058";
        /// Share of the fit of a place lost where its leader has no quality.
        leader_loss: Share [0.0, 1.0] "A047";
        /// Share of practical obstacles that a service fully designed together with its users takes away.
        co_design_solves: Share [0.0, 1.0] "A058";
        /// Match of a person and a place below which it is not proposed.
        smallest_fit: Share [0.0, 1.0] "A216";
        /// Share of organisations closed to the scheme that open to a link worker with a full tie.
        tie_opens: Share [0.0, 1.0] "A156";
        /// Chance that an organisation without any buy-in is open to the scheme.
        door_floor: Share [0.0, 1.0] "A165";
        /// Fit that a full tie of the link worker counts for in the choice of a place.
        choice_tie: Share [0.0, 1.0] "A156";
        /// Fit that a full reputation of the organisation counts for in the choice of a place.
        choice_reputation: Share [0.0, 1.0] "A168";
        /// Fit that a queue as long as all its places counts against in the choice of a place.
        choice_wait: Share [0.0, 1.0] "A166";
        /// Queue, as a share of its places, above which an organisation takes no more names.
        longest_queue: Share [0.0, 10.0] "A166";
        /// Share of severe needs with a statutory service to answer for them that are sent there.
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

impl Parameters {
    /// Chance that an organisation of this buy-in is open to a worker with this tie.
    fn welcome(&self, buy_in: f64, tie: f64) -> f64 {
        raised(self.door_floor + (1.0 - self.door_floor) * buy_in, self.tie_opens * tie)
    }
}

/// Looks for a place for everybody whose goal is ready.
pub fn step(world: &mut World, now: Now, seen: &mut Observations) {
    let Now { all, week, .. } = now;
    for row in world.in_touch.clone() {
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
            connect(world, row, goal, now, seen);
        }
    }
}

fn connect(world: &mut World, row: usize, goal: Need, now: Now, seen: &mut Observations) {
    let Now { all, hardship, week, draws, .. } = now;
    let p = &all.connection;
    let person = world.clients[row].person as usize;
    let who = world.people.fixed[person];
    let id = Who(person as u32);
    let severe = world.people.needs[person].severity(goal) == Severity::Severe;
    if let Some(service) = goal.service()
        && severe
        && !world.care.contains_key(&id.0)
        && draws.happens(p.statutory_share, Purpose::Statutory, id, goal as u8)
    {
        let wait = world.services[service as usize].wait;
        world.wait_for_service(row, service, week + wait.ceil() as i32);
        hold(world, row, week, seen);
        return;
    }
    let Some((number, fit)) = choose(world, row, goal, now) else {
        world.desk.unserved.push(serves(goal));
        give_up_or_hold(world, row, goal, now, seen);
        return;
    };
    let client = &world.clients[row];
    seen.add_total(M::MatchQuality, fit, 1.0);
    let at = &all.reference;
    let shy = client.confidence < at.confidence;
    let goes_along = shy && draws.happens(p.accompaniment, Purpose::TakeUp, id, 1);
    let lifestyle = if goal == Need::Lifestyle { p.hardship_weight } else { 0.0 };
    let poverty = means::hardship(all, &who, hardship).max(0.0)
        + p.deprivation_hardship * who.fifth.gradient().max(0.0);
    let needs = world.people.needs[person];
    let hides = needs.iter().any(|need| needs.hides(need));
    let odds = log_odds(p.taken_up_at_reference)
        + p.fit_weight * (fit - at.fit)
        + p.confidence_weight * (client.confidence - at.confidence)
        + p.trust_weight * (client.trust_worker - at.trust_worker)
        + p.legitimacy_weight * (client.mind.legitimacy - at.legitimacy)
        + p.affiliation_weight * (who.traits().affiliation - at.affiliation)
        - lifestyle * poverty
        - if hides { p.hidden_weight } else { 0.0 }
        - if client.fit == Fit::Unfitting { p.unfitting_weight } else { 0.0 }
        + if goes_along { p.accompaniment_gain } else { 0.0 };
    if goes_along {
        world.desk.promised.push((client.post as usize, p.accompaniment_hours));
    }
    world.desk.referred_on.push((number, client.fit));
    let client = &mut world.clients[row];
    client.plan_fit = fit;
    if draws.uniform(Purpose::TakeUp, id, 0, 0) >= logistic(odds) {
        client.lose_confidence(p.confidence_loss);
        client.give_up(goal);
        return;
    }
    client.meet_again(week + all.link_work.weeks_between_calls as i32);
    world.join_queue(row, number, week);
    world.move_client(row, Pathway::Queueing, week, seen);
}

/// The best option that the worker knows of, and how well it matches.
fn choose(world: &World, row: usize, goal: Need, now: Now) -> Option<(usize, f64)> {
    let Now { all, draws, .. } = now;
    let p = &all.connection;
    let client = &world.clients[row];
    let who = &world.people.fixed[client.person as usize];
    let post = &world.posts[client.post as usize];
    let worker = post.worker()?;
    let learnt = all.targets.learning_matching * world.scheme.learning;
    let left = fit::left_of_obstacles(all, client.background);
    let generation = world.people.generation[client.person as usize];
    let leanings = suits::of_person(draws, client.person, generation);
    let minds = 1.0 - p.narrowed_by_stress * worker.stress;
    let mut best: Option<(f64, usize, f64)> = None;
    for (number, organisation) in world.organisations.iter().enumerate() {
        if !organisation.open() || !serves(goal).contains(&organisation.offer) {
            continue;
        }
        let [known, welcome, chance, _] =
            draws.uniforms(Purpose::Match, Who(client.person), 0, number as u32);
        let queue = f64::from(organisation.queue + organisation.client_queue);
        let closed_door = queue > p.longest_queue * f64::from(organisation.capacity)
            || welcome >= p.welcome(organisation.buy_in, post.ties[number]);
        if known >= raised(worker.knowledge[number], learnt) * minds || closed_door {
            continue;
        }
        let fit =
            fit::fit(all, who, organisation, left) * suits::suits(all, leanings, organisation);
        if fit < p.smallest_fit {
            continue;
        }
        let room = f64::from(organisation.free()) - queue;
        let wait = (-room / f64::from(organisation.capacity.max(1))).clamp(0.0, 1.0);
        let off = p.misjudgement * (1.0 - worker.knowledge[number]) * (2.0 * chance - 1.0);
        let value = fit
            + off
            + p.choice_tie * post.ties[number]
            + p.choice_reputation * organisation.reputation
            - p.choice_wait * wait;
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

fn give_up_or_hold(world: &mut World, row: usize, goal: Need, now: Now, seen: &mut Observations) {
    let Now { all, week, .. } = now;
    if all.link_work.held_limit < 1.0 {
        world.clients[row].give_up(goal);
        if world.clients[row].pathway == Pathway::Held {
            world.move_client(row, Pathway::Active, week, seen);
        }
        return;
    }
    let limit = (f64::from(world.clients[row].steps) + all.link_work.held_limit) as u8;
    let held_for = f64::from(week - world.clients[row].since);
    let spacing = all.link_work.weeks_between_sessions;
    if world.clients[row].pathway == Pathway::Held && held_for >= spacing * f64::from(limit) {
        world.clients[row].give_up(goal);
        world.move_client(row, Pathway::Active, week, seen);
    } else {
        hold(world, row, week, seen);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::tests::{baseline, now, small_world};

    #[test]
    fn a_goal_without_a_way_on_is_held_or_set_aside_at_once() {
        for (limit, pathway) in [(0.0, Pathway::Active), (2.0, Pathway::Held)] {
            let mut all = baseline();
            all.link_work.held_limit = limit;
            let (_, mut world) = small_world(all.clone());
            let mut seen = Observations::new(1);
            let row = world.open_row(&all, 3);
            world.move_client(row, Pathway::Active, 0, &mut seen);
            world.clients[row].work_on(Some(Need::Money));
            give_up_or_hold(&mut world, row, Need::Money, now(&all, 1), &mut seen);
            assert_eq!(world.clients[row].pathway, pathway);
            assert_eq!(world.clients[row].set_aside(Need::Money), limit < 1.0);
        }
    }

    #[test]
    fn a_full_tie_opens_a_part_of_the_closed_doors() {
        let p = baseline().connection;
        assert!((p.welcome(0.0, 0.0) - p.door_floor).abs() < 1e-12);
        assert!((p.welcome(1.0, 0.0) - 1.0).abs() < 1e-12);
        let left = (1.0 - p.door_floor) * (1.0 - p.tie_opens);
        assert!((p.welcome(0.0, 1.0) - (1.0 - left)).abs() < 1e-12);
    }
}
