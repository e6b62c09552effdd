//! From a visit to a referral: the need is recognised, the scheme offered, the offer accepted.
//!
//! recognised   logit = base + cause + holism + context - workload
//! offered      `offer_at_full` x buy-in x belief x recall x ease ^ time x integration   (all needed: a
//!              product) x what doctors pass on beyond that (`complexity`)
//! accepted     logit = base + trust in the messenger + framing + talk + room - stigma
//!                      - medical attribution - statutory image - overwhelm + readiness
//!
//! Who refuses may see the offer as a way to keep them from the doctor, and come again. Who is
//! recognised and not offered anything may be told about an organisation directly (`signposting`).
//!
//! **Claims.** A001 (buy-in of every group is needed), A002-A012 (why offers are refused), A086,
//! A093-A096, A099 (what moves referral), A104, A108, A112, A177, A178 (holistic and fragmental
//! practice), A083 (GPs' own signposting), A006, A139 (unfitting referrals).
//! **Evidence.** 20.6 accepted referrals per 1,000 a year; 12 % of offers declined, 22 % in 2019;
//! women 60 %, the two most deprived fifths 42 % (CPRD 2023); 96 % of clinicians signpost directly
//! (Moore 2022). Weights are assumed; constants are calibrated.

use crate::axes::{Cause, Need, Pathway};
use crate::mechanisms::{
    complexity, handover, integration, log_odds, logistic, lowered, overwhelm, raised, signposting,
};
use crate::observe::{M, Observations};
use crate::random::{Purpose, WeekDraws, Who};
use crate::scenario::Parameters as All;
use crate::scenario::spec::parameters;
use crate::world::{
    Contact, Fit, Fixed, Level, Motive, NEVER, People, Request, Route, Staff, World,
};

parameters! {
    /// Recognition, offer and acceptance.
    Parameters {
        /// Whether the scheme takes referrals at all.
        open: Share [0.0, 1.0] "";
        /// Share of visits for a social need at which it is recognised, all else at its middle.
        recognised_at_social_visit: Share [0.0, 1.0] "A108";
        /// The same at a visit with another cause, by somebody with a need.
        recognised_at_other_visit: Share [0.0, 1.0] "A108";
        /// Weight of the GP's holism.
        holism_weight: LogOdds [0.0, 10.0] "A104 A177";
        /// Weight of what the GP knows of the person's context.
        context_weight: LogOdds [0.0, 10.0] "A112 A178";
        /// Weight of workload above capacity.
        workload_weight: LogOdds [0.0, 20.0] "A108";
        /// Share of recognised people who are offered the scheme when everything favours it.
        offer_at_full: Share [0.0, 1.0] "A001 A086";
        /// How much more the effort of a referral weighs for a unit of workload above capacity.
        ease_workload: Ratio [0.0, 10.0] "A095 A108";
        /// How much less other staff offer than GPs, at the same buy-in.
        other_staff_ratio: Ratio [0.0, 1.0] "A106";
        /// Offers for each further need or severe need, against one need.
        offer_per_need: Ratio [0.0, 3.0] "";
        /// Offers to lonely people, against others with as many needs.
        offer_lonely_ratio: Ratio [0.1, 10.0] "";
        /// Offers in the most deprived fifth (and the reverse in the least), all else equal.
        offer_deprivation_tilt: LogRatio [-0.9, 0.9] "";
        /// Share of offers accepted, all else at its middle.
        accepted_at_middle: Share [0.0, 1.0] "A016";
        /// Weight of trust in the GP, when the GP is the messenger.
        trust_weight: LogOdds [0.0, 10.0] "A003";
        /// Share of offers that are discussed, not handed out as a leaflet.
        informed_talk: Share [0.0, 1.0] "A004 A005";
        /// Weight of such a talk.
        talk_weight: LogOdds [0.0, 10.0] "A004 A005";
        /// Quality of public information on what a link worker does.
        information: Share [0.0, 1.0] "A006";
        /// Weight of being seen at the practice.
        co_location_weight: LogOdds [0.0, 10.0] "A094";
        /// Weight of sensitivity to stigma.
        stigma_weight: LogOdds [0.0, 10.0] "A008";
        /// Stigma that the service carries.
        stigma_level: Share [0.0, 1.0] "A008";
        /// Weight of the conviction that one's problems are medical.
        attribution_weight: LogOdds [0.0, 10.0] "A009";
        /// Share of people who take the link worker for social services.
        statutory_image: Share [0.0, 1.0] "A007";
        /// Weight of that image.
        statutory_weight: LogOdds [0.0, 10.0] "A007";
        /// Share of people who read a referral as a way to keep them from the doctor.
        blocking_image: Share [0.0, 1.0] "A002";
        /// Weight of that reading.
        blocking_weight: LogOdds [0.0, 10.0] "A002";
        /// Weight of feeling overwhelmed.
        overwhelm_weight: LogOdds [0.0, 10.0] "A011";
        /// Weight of readiness.
        readiness_weight: LogOdds [0.0, 10.0] "A010";
        /// Overwhelm for each severe need.
        overwhelm_per_severe_need: Share [0.0, 1.0] "A011";
        /// Overwhelm for a unit of hardship.
        overwhelm_per_hardship: Share [0.0, 1.0] "A011";
        /// Share of refusals after which the person comes to the GP again.
        revisit_share: Share [0.0, 1.0] "A002 A009";
        /// Share of offers that take up a further GP appointment.
        talk_visit_share: Share [0.0, 1.0] "A100";
        /// Share of accepted referrals that are unfitting, at no referral skill and clarity.
        unfitting_at_no_skill: Share [0.0, 1.0] "A102 A139";
        /// Relative fall of that share with a clear role, around its middle.
        unfitting_clarity: Ratio [0.0, 2.0] "A139";
        /// Relative fall of that share with public information, around its middle.
        unfitting_information: Ratio [0.0, 2.0] "A006";
        /// Relative fall of that share with what GPs know of local organisations, around its middle.
        unfitting_knowledge: Ratio [0.0, 5.0] "A114";
        /// Knowledge of local organisations at which it is as it is.
        knowledge_at_middle: Share [0.0, 1.0] "A114";
        /// Rise of what the GP knows of the person, for each visit about a social need.
        context_gain_per_visit: Share [0.0, 1.0] "A113";
        /// Loss of that knowledge when the person is handed over and the GP is not holistic.
        context_loss_at_handover: Share [0.0, 1.0] "A178";
        /// Share of people recognised and not offered the scheme who are told about an organisation.
        signposted_share: Share [0.0, 1.0] "A083";
        /// Share of needs that end after perfect signposting.
        resolved_per_signpost: Share [0.0, 1.0] "A053 A083";
        /// Share of accepted referrals that reach a link worker's list.
        share_reaching_link_workers: Share [0.0, 1.0] "";
        /// Self-referrals for each request because of a social need, at full visibility.
        self_referral_share: Share [0.0, 1.0] "A018";
        /// Weight of activation, in tens of points above 55, in referring oneself.
        self_referral_activation: LogOdds [0.0, 5.0] "A018";
        /// Weight of readiness in referring oneself.
        self_referral_readiness: LogOdds [0.0, 10.0] "A010 A018";
        /// Weight of feeling overwhelmed against it.
        self_referral_overwhelm: LogOdds [0.0, 10.0] "A011 A018";
    }
}

/// Chance that the need behind a visit is recognised; the middle is in log-odds.
#[must_use]
fn recognition(all: &All, middle: f64, holism: f64, context: f64, workload: f64) -> f64 {
    let p = &all.referral;
    logistic(
        middle + p.holism_weight * (holism - 0.5) + p.context_weight * (context - 0.5)
            - p.workload_weight * (workload - 1.0).max(-0.5),
    )
}

/// Chance that a person accepts.
#[must_use]
fn acceptance(
    all: &All,
    who: &Fixed,
    trust_gp: f64,
    talk: bool,
    room: f64,
    overwhelm: f64,
    images: f64,
) -> f64 {
    let p = &all.referral;
    let traits = who.traits();
    logistic(
        log_odds(p.accepted_at_middle)
            + p.trust_weight * (trust_gp - 0.7)
            + if talk { p.talk_weight } else { 0.0 }
            + p.co_location_weight * room
            - p.stigma_weight * p.stigma_level * traits.stigma
            - p.attribution_weight * (traits.attribution - 0.3)
            - images
            - p.overwhelm_weight * overwhelm
            + p.readiness_weight * (traits.readiness - 0.5),
    )
}

/// Goes through the week's visits.
pub fn step(
    world: &mut World,
    all: &All,
    hardship: &[f64],
    draws: WeekDraws,
    week: i32,
    seen: &mut Observations,
) {
    let visits = std::mem::take(&mut world.desk.visits);
    let at_social = log_odds(all.referral.recognised_at_social_visit);
    let at_other = log_odds(all.referral.recognised_at_other_visit);
    for visit in &visits {
        let person = visit.person as usize;
        if world.people.fixed[person].adult() && world.people.needs[person].any() {
            let middle = if visit.cause == Cause::Medical { at_other } else { at_social };
            consider(world, *visit, middle, all, hardship, week, draws, seen);
        }
    }
    world.desk.visits = visits;
}

#[allow(clippy::too_many_arguments)]
fn consider(
    world: &mut World,
    visit: Request,
    middle: f64,
    all: &All,
    hardship: &[f64],
    week: i32,
    draws: WeekDraws,
    seen: &mut Observations,
) {
    let p = &all.referral;
    let person = visit.person as usize;
    let id = Who(visit.person);
    let who = world.people.fixed[person];
    let needs = world.people.needs[person];
    let gp = &world.gps[who.gp as usize];
    let practice = &world.practices[who.practice as usize];
    let context = world.people.context[person].share();
    if visit.cause == Cause::SocialNeed && visit.staff == Staff::Gp {
        seen.add_for(M::ContextAtVisit, who.fifth, context, 1.0);
        world.people.context[person] =
            Level::of(raised(context, p.context_gain_per_visit * gp.holism));
    }
    let open_needs = needs.iter().filter(|&need| !needs.hides(need)).count();
    let occasion = visit.cause as u8;
    let seen_need = recognition(all, middle, gp.holism, context, practice.workload);
    if open_needs == 0 || !draws.happens(seen_need, Purpose::Recognise, id, occasion) {
        return;
    }
    seen.count(M::Recognised, who.fifth);
    let free = world.people.client_row(person).is_none_or(|row| {
        let client = &world.clients[row];
        let lately = client.since != NEVER && week - client.since <= 12;
        client.pathway.may_be_offered() && !lately && !world.desk.accepted.contains(&row)
    });
    let offer = if free { offer_chance(all, world, visit, open_needs) } else { 0.0 };
    let [offered, talk, statutory, blocking] = draws.uniforms(Purpose::Offer, id, occasion, 0);
    if offered >= offer {
        signposting::signpost(world, person, all, draws, occasion, seen);
        return;
    }
    seen.count(M::Offered, who.fifth);
    if visit.staff == Staff::Other {
        seen.count(M::OfferedByStaff, who.fifth);
    }
    let row = world.open_row(person);
    let referrer = world.people.fixed[person].gp;
    let overwhelm = overwhelm(
        p.overwhelm_per_severe_need,
        p.overwhelm_per_hardship,
        needs,
        hardship[who.fifth as usize],
    );
    let talk = talk < p.informed_talk;
    let statutory = if statutory < p.statutory_image { p.statutory_weight } else { 0.0 };
    let blocks = blocking < p.blocking_image;
    let images = statutory + if blocks { p.blocking_weight } else { 0.0 };
    let room = all.practice.co_location;
    let trust = world.clients[row].trust_gp;
    let accepted = acceptance(all, &who, trust, talk, room, overwhelm, images);
    let [accepts, fits, revisits, talks] = draws.uniforms(Purpose::Accept, id, occasion, 0);
    if talks < p.talk_visit_share {
        world.desk.pending.push(Request {
            person: visit.person,
            cause: Cause::ReferralTalk,
            staff: Staff::Gp,
        });
    }
    seen.add_for(M::DeclinedShare, who.fifth, f64::from(u8::from(accepts >= accepted)), 1.0);
    if accepts >= accepted {
        world.move_client(row, Pathway::Declined, week, seen);
        if blocks {
            world.clients[row].trust_gp = lowered(world.clients[row].trust_gp, 0.1);
        }
        if revisits < p.revisit_share {
            world.desk.pending.push(Request {
                person: visit.person,
                cause: Cause::Revisit,
                staff: Staff::Gp,
            });
        }
        return;
    }
    seen.count(M::Accepted, who.fifth);
    let gp = &world.gps[referrer as usize];
    let unfitting = p.unfitting_at_no_skill
        * (1.0 - gp.skill)
        * (1.0 + p.unfitting_clarity * (0.5 - all.workforce.role_clarity))
        * (1.0 + p.unfitting_information * (0.5 - p.information))
        * (1.0 + p.unfitting_knowledge * (p.knowledge_at_middle - gp.knowledge)).max(0.0);
    let handed_over = p.context_loss_at_handover * (1.0 - gp.holism);
    let known = world.people.context[person].share();
    world.clients[row].background = handover::background(all, known);
    world.people.context[person] = Level::of(lowered(known, handed_over));
    let difficult = complexity::is_difficult(all, world.people.visits_of_year(person));
    let shed =
        difficult && draws.happens(all.complexity.shedding, Purpose::Accept, id, 100 + occasion);
    let unfitting =
        if shed { raised(unfitting, all.complexity.shedding_unfitting) } else { unfitting };
    let client = &mut world.clients[row];
    client.begin_spell();
    client.motive = if shed { Motive::Shedding } else { Motive::Help };
    client.route = Route::Clinician;
    seen.add_total(M::Inappropriate, f64::from(u8::from(fits < unfitting)), 1.0);
    client.gp = referrer;
    client.fit = if fits < unfitting { Fit::Unfitting } else { Fit::Fitting };
    client.expectation_gap = if talk { 0.25 } else { 0.5 } * (1.3 - 0.6 * p.information);
    // Buy-in starts from how readily the person accepted: a reluctant yes is a weak one.
    client.buy_in = (accepted - 0.25 * client.expectation_gap).clamp(0.05, 0.98);
    world.desk.accepted.push(row);
}

/// Accepted referrals of this week join a list, or are handled by somebody else.
pub fn admit(world: &mut World, all: &All, week: i32, draws: WeekDraws, seen: &mut Observations) {
    for row in std::mem::take(&mut world.desk.accepted) {
        admit_one(world, row, all, week, draws, seen);
    }
}

fn admit_one(
    world: &mut World,
    row: usize,
    all: &All,
    week: i32,
    draws: WeekDraws,
    seen: &mut Observations,
) {
    let person = world.clients[row].person;
    let practice = world.people.fixed[person as usize].practice;
    let [reaches, tie, ..] = draws.uniforms(Purpose::Route, Who(person), 0, 0);
    let recent = world.people.recent[person as usize];
    let difficult = complexity::is_difficult(all, world.people.visits_of_year(person as usize));
    let complex = complexity::is_complex(
        all.complexity.clinical_from,
        &world.people.fixed[person as usize],
        world.people.needs[person as usize],
    );
    seen.add_total(M::ComplexReferrals, f64::from(u8::from(complex)), 1.0);
    seen.add_total(M::DifficultReferrals, f64::from(u8::from(difficult)), 1.0);
    let now = People::bucket(week);
    let client = &mut world.clients[row];
    (client.complex, client.difficult) = (complex, difficult);
    client.referred = week;
    client.before = std::array::from_fn(|month| recent[(now + 1 + month) % recent.len()]);
    client.after = [0; crate::world::BUCKETS];
    client.momentum = 1.0;
    // Trust is given in advance, so that a wait can take it away.
    let others = world.people.fixed[person as usize].traits().trust;
    client.trust_worker = client.trust_worker.max(all.trust.of_a_stranger(others));
    client.contact = Contact::None;
    let post = world.choose_post(practice, tie);
    match post {
        Some(post) if reaches < all.referral.share_reaching_link_workers => {
            world.clients[row].post = post as u8;
            world.move_client(row, Pathway::Waiting, week, seen);
        }
        _ => world.move_client(row, Pathway::Elsewhere, week, seen),
    }
}

fn offer_chance(all: &All, world: &World, visit: Request, needs: usize) -> f64 {
    let p = &all.referral;
    let who = &world.people.fixed[visit.person as usize];
    let gp = &world.gps[who.gp as usize];
    let practice = &world.practices[who.practice as usize];
    let (mut belief, mut serving) = (0.0, 0.0);
    for (number, post) in world.posts.iter().enumerate() {
        if post.serves(who.practice) {
            belief += gp.belief[number];
            serving += 1.0;
        }
    }
    if serving == 0.0 {
        return 0.0;
    }
    let backed = match visit.staff {
        Staff::Gp => gp.buy_in,
        Staff::Other => p.other_staff_ratio * practice.staff_buy_in,
    };
    // Effort weighs most on those who are short of time.
    let pressed = 1.0 + p.ease_workload * (practice.workload - 1.0).max(0.0);
    let lonely = if world.people.needs[visit.person as usize].has(Need::Loneliness) {
        p.offer_lonely_ratio
    } else {
        1.0
    };
    let severe = world.people.needs[visit.person as usize].severe();
    let burden = 1.0 + p.offer_per_need * (needs + severe - 1) as f64;
    let tilt = 1.0 + p.offer_deprivation_tilt * who.fifth.gradient();
    let belief = belief / serving;
    let passed = complexity::passed_on(all, world, visit.person as usize, belief, gp.frustration);
    p.open
        * p.offer_at_full
        * backed
        * belief
        * passed
        * practice.visibility
        * libm::pow(practice.ease, pressed)
        * integration::offers(all, practice)
        * burden
        * lonely
        * tilt
}
