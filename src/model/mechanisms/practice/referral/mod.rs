//! From a visit to a referral: the need is recognised, the scheme offered, the offer accepted.
//!
//! ```text
//! recognised   at a visit of an adult with a need that is not hidden: logit = log-odds(recognised_at_other_visit
//!              if the cause is medical, else recognised_at_social_visit) + holism_weight x (holism - ref.holism)
//!              + context_weight x (context - ref.context) - workload_weight x (workload - 1, -slack_counted at
//!              least)
//! offered      to those who are not on a list or caseload and whose last step on the pathway is more than
//!              lately ago, with chance open x offer_at_full x B x belief x passed on x seen x integration
//!              x (1 + offer_per_need x (needs not hidden + severe needs - 1))
//!              x offer_lonely_ratio (lonely) x (1 + offer_deprivation_tilt x d) x crisis.offer_ratio (in a
//!              crisis): a product, as all are needed
//!              B = buy-in of the GP, or other_staff_ratio x buy-in of other staff; belief = mean over the posts
//!              that serve the practice, 0 without one; passed on from `complexity`, integration from
//!              `integration`
//! seen         visibility ^ s x ease ^ (s p) x (ref.visibility x ref.ease) ^ (1 - s), s = seen_power, p = 1 +
//!              ease_workload x (workload - 1, if above 0): what is left of being seen and easily reached
//!              acts as a part of being integrated
//! accepted     logit = log-odds(accepted_at_reference) + trust_weight x (T - ref.trust_gp) + talk_weight (if
//!              talked about) + co_location_weight x practice.co_location - stigma_weight x stigma_level x
//!              stigma trait - attribution_weight x (attribution - ref.attribution) - statutory_weight (if taken
//!              for social services) - blocking_weight (if read as keeping from the doctor)
//!              - overwhelm_weight x O + readiness_weight x (readiness trait - ref.readiness)
//! images       talked about, taken for social services and read as keeping from the doctor: each by its own lot,
//!              with chances informed_talk, statutory_image and blocking_image
//! trust        T in the GP, and in organisations, gp_trust_base + gp_trust_gain x trust trait, 1 at most, at the first
//!              offer
//! overwhelm    O = overwhelm_per_severe_need x severe needs + overwhelm_per_hardship x hardship of the
//!              person (`means`, if above 0), 1 at most
//! declined     T falls by blocking_loss of itself if read as keeping from the doctor; with chance revisit_share
//!              the person comes to the GP again next week
//! time         of the GP for each offer that they talk about (`elsewhere`)
//! talk         with chance talk_visit_share an offer takes up a further GP appointment next week
//! inappropriate  with chance i = unfitting_at_no_skill x (1 - skill) x (1 - unfitting_clarity x
//!              (U - ref.role_clarity)) x (1 - unfitting_information x (information -
//!              ref.information)) x (1 - unfitting_knowledge x (GP's knowledge - ref.gp_knowledge));
//!              more when passed on to be rid of somebody (`complexity`); U = what the practice understands of the
//!              role (`role`)
//! gap          of expectations = gap_after_talk or gap_after_leaflet, x (1 - gap_information x (information -
//!              ref.information)) x (1 - gap_clarity x (U - ref.role_clarity)), 1 at most
//! buy-in       = chance of accepting - gap_buy_in x gap, LEAST_BUY_IN at least and HIGHEST_TRAIT at most
//! context      what the GP knows of the person, c: a visit to the GP for a social need raises it by
//!              context_gain_per_visit x holism of what is missing; an accepted referral lowers it by
//!              context_loss_at_handover x (1 - holism) of itself
//! listed       with chance share_reaching_link_workers, at the post that serves the practice with the least
//!              (caseload + waiting + vacancy_counts_as if vacant) / share of full time, ties by lot; the rest
//!              are handled elsewhere (`navigator`). Momentum begins at 1, trust in the worker where `trust` says
//! ```
//!
//! Who refuses may see the offer as a way to keep them from the doctor, and come again. Who is
//! recognised and not offered anything may be told about an organisation directly (`signposting`).
//! d runs from 1 in the most deprived fifth to -1 in the least.
//!
//! **Claims.** A001 (buy-in of every group is needed), A002-A012 (why offers are refused), A086,
//! A093-A096, A099 (what moves referral), A104, A108, A112, A177, A178 (holistic and fragmental
//! practice), A083 (GPs' own signposting), A006, A139 (unfitting referrals).
//! **Evidence.** 20.6 accepted referrals per 1,000 a year; 12 % of offers declined, 22 % in 2019;
//! women 60 %, the two most deprived fifths 42 % (CPRD 2023); 96 % of clinicians signpost directly
//! (Moore 2022). Weights are assumed; constants are calibrated.

pub mod chances;

use crate::model::mechanisms::link_work::handover;
use crate::model::mechanisms::practice::complexity;
pub use chances::Common;

use crate::model::mechanisms::practice::referral::chances::{
    acceptance, expectation_gap, offer_chance, recognition, unfitting,
};

use crate::model::kinds::{Cause, Pathway};
use crate::model::mechanisms::people::means;
use crate::model::mechanisms::{HIGHEST_TRAIT, lowered, overwhelm, raised};
use crate::model::now::Now;
use crate::model::observe::{M, Observations};
use crate::model::random::{Purpose, Who};
use crate::model::spec::parameters;
use crate::model::world::{
    Assigned, Fit, Level, Motive, NEVER, Referral, Request, Route, Staff, World,
};

parameters! {
    /// Recognition, offer and acceptance.
    Parameters {
        /// Share of offers that are made: 1 where the scheme takes referrals, 0 where it takes none.
        open: Share [0.0, 1.0] "";
        /// Weeks after a step on the pathway within which nobody is offered the scheme again.
        lately: Weeks [0.0, 520.0] "";
        /// Share of visits for a social need at which the need is recognised, at the reference and at
        /// full capacity.
        recognised_at_social_visit: Share [0.0, 1.0] "A108";
        /// Share of visits with another cause, by somebody with a social need, at which the need is
        /// recognised, at the reference and at full capacity.
        recognised_at_other_visit: Share [0.0, 1.0] "A108";
        /// Weight of the GP's holism in the odds that a need is recognised.
        holism_weight: LogOdds [0.0, 10.0] "A104 A177";
        /// Weight of what the GP knows of the person's social context in the odds that a need is
        /// recognised.
        context_weight: LogOdds [0.0, 10.0] "A112 A178";
        /// Weight of workload above capacity in the odds that a need is not recognised.
        workload_weight: LogOdds [0.0, 20.0] "A108";
        /// Slack of a practice, as a share of capacity, up to which it adds to the chance that a need
        /// is recognised.
        slack_counted: Share [0.0, 1.0] "A108";
        /// Share of recognised people with one need who are offered the scheme when everything favours
        /// it.
        offer_at_full: Share [0.0, 1.0] "A001 A086";
        /// Power with which the service's visibility and the ease of the route count in offers by themselves;
        /// the rest of what they do acts through integration.
        seen_power: Ratio [0.0, 2.0] "A090 A095 A225";
        /// Rise of the power with which ease of the route counts in offers, for a unit of workload
        /// above capacity.
        ease_workload: Ratio [0.0, 10.0] "A095 A108";
        /// Offers by nurses and other staff, against those by GPs of the same buy-in.
        other_staff_ratio: Ratio [0.0, 1.0] "A106";
        /// Relative rise of offers for each further need and for each severe need.
        offer_per_need: Ratio [0.0, 3.0] "";
        /// Offers to lonely people, against others with as many needs.
        offer_lonely_ratio: Ratio [0.1, 10.0] "";
        /// Relative change of offers in the most deprived fifth (and the reverse in the least), all
        /// else equal.
        offer_deprivation_tilt: LogRatio [-0.9, 0.9] "";
        /// Share of offers accepted at the reference, as a leaflet, by people who are not overwhelmed
        /// and feel no stigma.
        accepted_at_reference: Share [0.0, 1.0] "A016";
        /// Trust in their GP, and in organisations, of people who trust nobody, at the first offer.
        gp_trust_base: Share [0.0, 1.0] "A003";
        /// Rise of trust in the GP, and in organisations, for full trust in others, at the first offer.
        gp_trust_gain: Share [0.0, 1.0] "A003";
        /// Weight of trust in the GP, as the messenger, in the odds that an offer is accepted.
        trust_weight: LogOdds [0.0, 10.0] "A003";
        /// Share of offers that are discussed, not handed out as a leaflet.
        informed_talk: Share [0.0, 1.0] "A004 A005";
        /// Weight of an informed talk in the odds that an offer is accepted, against a leaflet.
        talk_weight: LogOdds [0.0, 10.0] "A004 A005";
        /// Quality of public information on what a link worker does.
        information: Share [0.0, 1.0] "A006";
        /// Weight in the odds that an offer is accepted of a link worker who is at the practice the
        /// whole week.
        co_location_weight: LogOdds [0.0, 10.0] "A094";
        /// Weight of sensitivity to stigma, at full stigma of the service, in the odds that an offer is
        /// refused.
        stigma_weight: LogOdds [0.0, 10.0] "A008";
        /// Stigma that the service carries.
        stigma_level: Share [0.0, 1.0] "A008";
        /// Weight of the conviction that one's problems are medical in the odds that an offer is
        /// refused.
        attribution_weight: LogOdds [0.0, 10.0] "A009";
        /// Share of people who take the link worker for social services.
        statutory_image: Share [0.0, 1.0] "A007";
        /// Weight in the odds that an offer is refused of taking the link worker for social services.
        statutory_weight: LogOdds [0.0, 10.0] "A007";
        /// Share of people who read a referral as a way to keep them from the doctor.
        blocking_image: Share [0.0, 1.0] "A002";
        /// Weight in the odds that an offer is refused of reading it as a way to keep one from the
        /// doctor.
        blocking_weight: LogOdds [0.0, 10.0] "A002";
        /// Share of trust in the GP lost by somebody who refuses an offer as a way to keep them from
        /// the doctor.
        blocking_loss: Share [0.0, 1.0] "A002";
        /// Weight of being overwhelmed in the odds that an offer is refused.
        overwhelm_weight: LogOdds [0.0, 10.0] "A011";
        /// Weight of readiness in the odds that an offer is accepted.
        readiness_weight: LogOdds [0.0, 10.0] "A010";
        /// Rise of how overwhelmed a person is for each severe need.
        overwhelm_per_severe_need: Share [0.0, 1.0] "A011";
        /// Rise of how overwhelmed a person is for a unit of hardship.
        overwhelm_per_hardship: Share [0.0, 1.0] "A011";
        /// Share of refusals after which the person comes to the GP again.
        revisit_share: Share [0.0, 1.0] "A002 A009";
        /// Share of offers that take up a further GP appointment.
        talk_visit_share: Share [0.0, 1.0] "A100";
        /// Gap between expectations and what the scheme does, after an informed talk, at the reference
        /// of public information.
        gap_after_talk: Share [0.0, 1.0] "A005";
        /// Gap between expectations and what the scheme does, after a leaflet, at the reference of
        /// public information.
        gap_after_leaflet: Share [0.0, 1.0] "A005";
        /// Relative fall of the gap between expectations and what the scheme does, for a whole unit of
        /// public information.
        gap_information: Ratio [0.0, 2.0] "A006";
        /// Relative rise of the gap between expectations and what the scheme does for a unit of the role that
        /// those who refer understand less of than at the reference.
        gap_clarity: Ratio [0.0, 5.0] "A139";
        /// Buy-in lost by a client whose expectations are wholly apart from what the scheme does.
        gap_buy_in: Share [0.0, 1.0] "A005";
        /// Share of accepted referrals that are inappropriate by a GP without referral skill, at the
        /// reference.
        unfitting_at_no_skill: Share [0.0, 1.0] "A102 A139";
        /// Relative fall of inappropriate referrals for a whole unit of clarity of the link worker's
        /// role.
        unfitting_clarity: Ratio [0.0, 2.0] "A139";
        /// Relative fall of inappropriate referrals for a whole unit of public information.
        unfitting_information: Ratio [0.0, 2.0] "A006";
        /// Relative fall of inappropriate referrals for a whole unit of GPs' knowledge of local
        /// organisations.
        unfitting_knowledge: Ratio [0.0, 5.0] "A114";
        /// Share of what is missing to a GP's knowledge of a person's context that a visit about a
        /// social need adds, with a fully holistic GP.
        context_gain_per_visit: Share [0.0, 1.0] "A113";
        /// Share of a GP's knowledge of a person's context that is lost when the person is referred by
        /// a GP without holism.
        context_loss_at_handover: Share [0.0, 1.0] "A178";
        /// Share of people recognised and not offered the scheme who are told about an organisation, at
        /// the reference of trust in organisations.
        signposted_share: Share [0.0, 1.0] "A083";
        /// Signposting of people who are offered the scheme at the same visit, against that of others.
        signposted_beside: Ratio [0.0, 1.0] "";
        /// Share of people told by a professional of an organisation who go there by themselves, at the
        /// references of activation and fit.
        signpost_followed: Share [0.0, 1.0] "A053 A083";
        /// Weight of ten points of activation in the odds that a professional's signposting is followed.
        signpost_activation: LogOdds [0.0, 5.0] "A043 A053";
        /// Share of people who go where a professional pointed them whose need ends there, at the reference
        /// of fit.
        resolved_per_signpost: Share [0.0, 1.0] "A053";
        /// Share of accepted referrals that reach a link worker's list; the rest are handled by
        /// reception, another role or a leaflet.
        share_reaching_link_workers: Share [0.0, 1.0] "";
        /// Clients that a vacant post counts for, when a referral goes to the post with the shortest
        /// list.
        vacancy_counts_as: Count [0.0, 1000.0] "";
        /// Self-referrals for each request because of a social need, at full visibility and the
        /// reference, by people who are not overwhelmed.
        self_referral_share: Share [0.0, 1.0] "A018";
        /// Weight of ten points of activation in the odds of referring oneself.
        self_referral_activation: LogOdds [0.0, 5.0] "A018";
        /// Weight of readiness in the odds of referring oneself.
        self_referral_readiness: LogOdds [0.0, 10.0] "A010 A018";
        /// Weight of being overwhelmed in the odds of not referring oneself.
        self_referral_overwhelm: LogOdds [0.0, 10.0] "A011 A018";
        /// Buy-in of people who come to the link worker by themselves.
        self_buy_in: Share [0.0, 1.0] "A018";
        /// Gap between expectations and what the scheme does, of people who come to the link worker by
        /// themselves.
        self_gap: Share [0.0, 1.0] "A018";
    }
}

/// Least buy-in of somebody who accepted a referral.
const LEAST_BUY_IN: f64 = 0.05;

/// Occasion from which those of passing a patient on stand among the draws of accepting.
const PASSED_ON: u8 = 100;

/// What comes of a visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Considered {
    /// No need is recognised.
    Nothing,
    /// A need is recognised, and the scheme is not offered.
    PassedOver,
    /// The scheme is offered.
    Offered,
}

/// Notes that a GP talked about the scheme at a visit.
fn take_time(world: &mut World, visit: Request, practice: u8, talk: bool) {
    if talk && visit.staff == Staff::Gp {
        world.desk.talked.push(practice);
    }
}

/// Whether nothing stands against an offer to somebody: no list or caseload, no step taken lately, and no
/// evaluation that keeps them or their practice out.
fn may_be_offered(world: &World, person: usize, now: Now) -> bool {
    let Now { all, week, .. } = now;
    let allocation = &world.allocation;
    allocation.takes_part(world.people.fixed[person].practice, week)
        && world.people.client_row(person).is_none_or(|row| {
            let client = &world.clients[row];
            let within = |since: i32| f64::from(week - since) <= all.referral.lately;
            let lately = client.since != NEVER && within(client.since);
            client.pathway.may_be_offered()
                && !allocation.keeps(row)
                && !lately
                && !world.desk.accepted.contains(&row)
        })
}

/// Considers a visit: is a need recognised, the scheme offered, the offer accepted? The lot is that of
/// `Purpose::Recognise`.
pub fn consider(
    world: &mut World,
    visit: Request,
    lot: f64,
    common: &Common,
    now: Now,
    seen: &mut Observations,
) -> Considered {
    let Now { all, hardship, week, draws, .. } = now;
    let p = &all.referral;
    let person = visit.person as usize;
    let gp_request = |cause| Request { person: visit.person, cause, staff: Staff::Gp };
    // Most lots recognise nobody, whoever it is.
    if visit.cause == Cause::Medical && lot >= common.most_recognised {
        return Considered::Nothing;
    }
    if !world.people.fixed[person].adult() || !world.people.needs[person].any() {
        return Considered::Nothing;
    }
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
    let open_needs = needs.open();
    let occasion = visit.cause as u8;
    let recognised = recognition(
        all,
        common.recognised[visit.cause as usize],
        gp.holism,
        context,
        practice.workload,
    );
    if open_needs == 0 || !common.odds.is_above(recognised, lot) {
        return Considered::Nothing;
    }
    seen.count(M::Recognised, who.fifth);
    let free = may_be_offered(world, person, now);
    let offer = if free { offer_chance(all, world, visit, open_needs, common) } else { 0.0 };
    let [offered, talk, statutory, blocking] = draws.uniforms(Purpose::Offer, id, occasion, 0);
    if offered >= offer {
        return Considered::PassedOver;
    }
    seen.count(M::Offered, who.fifth);
    if visit.staff == Staff::Other {
        seen.count(M::OfferedByOtherStaff, who.fifth);
    }
    let row = world.open_row(all, person);
    let referrer = world.people.fixed[person].gp;
    let overwhelm = overwhelm(
        p.overwhelm_per_severe_need,
        p.overwhelm_per_hardship,
        needs,
        means::hardship(all, &who, hardship),
    );
    let talk = talk < p.informed_talk;
    let statutory = if statutory < p.statutory_image { p.statutory_weight } else { 0.0 };
    let blocks = blocking < p.blocking_image;
    let images = statutory + if blocks { p.blocking_weight } else { 0.0 };
    let room = all.practice.co_location;
    let trust = world.clients[row].trust_gp;
    let accepted = acceptance(all, &who, trust, talk, room, overwhelm, images);
    let [accepts, fits, revisits, talks] = draws.uniforms(Purpose::Accept, id, occasion, 0);
    take_time(world, visit, who.practice, talk);
    if talks < p.talk_visit_share {
        world.desk.pending.push(gp_request(Cause::ReferralTalk));
    }
    seen.add_for(M::DeclinedShare, who.fifth, f64::from(u8::from(accepts >= accepted)), 1.0);
    if accepts >= accepted {
        world.move_client(row, Pathway::Declined, week, seen);
        if blocks {
            world.clients[row].trust_gp = lowered(world.clients[row].trust_gp, p.blocking_loss);
        }
        if revisits < p.revisit_share {
            world.desk.pending.push(gp_request(Cause::Revisit));
        }
        return Considered::Offered;
    }
    seen.count(M::Accepted, who.fifth);
    let gp = &world.gps[referrer as usize];
    let understood = world.practices[gp.practice as usize].role_understood;
    let unfitting = unfitting(all, gp.skill, gp.knowledge, understood);
    let handed_over = p.context_loss_at_handover * (1.0 - gp.holism);
    let known = world.people.context[person].share();
    world.people.context[person] = Level::of(lowered(known, handed_over));
    let difficult = complexity::is_difficult(all, world.people.visits_of_year(person));
    let passed_on = difficult
        && draws.happens(all.complexity.passing_on, Purpose::Accept, id, PASSED_ON + occasion);
    let unfitting =
        if passed_on { raised(unfitting, all.complexity.passing_on_unfitting) } else { unfitting };
    seen.add_total(M::InappropriateShare, f64::from(u8::from(fits < unfitting)), 1.0);
    let expectation_gap = expectation_gap(all, talk, understood);
    world.clients[row].accept(Referral {
        route: Route::Clinician,
        gp: referrer,
        motive: if passed_on { Motive::PassingOn } else { Motive::Help },
        fit: if fits < unfitting { Fit::Unfitting } else { Fit::Fitting },
        background: handover::background(all, known),
        // Buy-in starts from how readily the person accepted: a reluctant yes is a weak one.
        buy_in: (accepted - p.gap_buy_in * expectation_gap).clamp(LEAST_BUY_IN, HIGHEST_TRAIT),
        expectation_gap,
    });
    world.desk.accepted.push(row);
    Considered::Offered
}

/// Accepted referrals of this week join a list, or are handled by somebody else.
pub fn admit(world: &mut World, now: Now, seen: &mut Observations) {
    for row in std::mem::take(&mut world.desk.accepted) {
        if assigned(world, row, now) == Assigned::TakenOn {
            admit_one(world, row, now, seen);
        }
    }
    for row in world.allocation.due(now.week) {
        if !world.clients[row].gone() {
            admit_one(world, row, now, seen);
        }
    }
}

/// Whether somebody who accepted is taken on at once: always, unless an evaluation has them wait.
fn assigned(world: &mut World, row: usize, now: Now) -> Assigned {
    let client = &world.clients[row];
    if client.referred != NEVER {
        return Assigned::TakenOn;
    }
    let who = (client.person, world.people.generation[client.person as usize]);
    world.allocation.enrol(row, who, now.week, now.draws)
}

fn admit_one(world: &mut World, row: usize, now: Now, seen: &mut Observations) {
    let Now { all, week, draws, .. } = now;
    let person = world.clients[row].person;
    let practice = world.people.fixed[person as usize].practice;
    let [reaches, tie, ..] = draws.uniforms(Purpose::Route, Who(person), 0, 0);
    let difficult = complexity::is_difficult(all, world.people.visits_of_year(person as usize));
    let complex = complexity::is_complex(
        all.complexity.clinical_from,
        &world.people.fixed[person as usize],
        world.people.needs[person as usize],
    );
    seen.add_total(M::ComplexReferrals, f64::from(u8::from(complex)), 1.0);
    seen.add_total(M::DifficultReferrals, f64::from(u8::from(difficult)), 1.0);
    let client = &mut world.clients[row];
    (client.complex, client.difficult) = (complex, difficult);
    let others = world.people.fixed[person as usize].traits().trust;
    client.admit(week, all.trust.of_a_stranger(others));
    let post = world.choose_post(all, practice, tie);
    match post {
        Some(post) if reaches < all.referral.share_reaching_link_workers => {
            world.clients[row].assign(post);
            world.move_client(row, Pathway::Waiting, week, seen);
        }
        _ => world.move_client(row, Pathway::Elsewhere, week, seen),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::arithmetic::{Rising, logistic};
    use crate::model::mechanisms::tests::{baseline, now, small_world};
    use crate::model::random::Draws;

    fn lot(visit: Request, week: i32) -> f64 {
        let draws = Draws::new(1, 0, 0).week(week);
        draws.uniform(Purpose::Recognise, Who(visit.person), visit.cause as u8, 0)
    }

    #[test]
    fn an_accepted_referral_joins_a_list_or_is_handled_elsewhere_and_trust_is_given_in_advance() {
        for (share, pathway) in [(1.0, Pathway::Waiting), (0.0, Pathway::Elsewhere)] {
            let mut all = baseline();
            all.referral.share_reaching_link_workers = share;
            all.link_workers.per_50k = 60.0;
            let (_, mut world) = small_world(all.clone());
            let row = world.open_row(&all, 7);
            world.desk.accepted.push(row);
            let mut seen = Observations::new(9);
            admit(&mut world, now(&all, 5), &mut seen);
            let client = &world.clients[row];
            assert_eq!((client.pathway, client.referred), (pathway, 5));
            let others = world.people.fixed[7].traits().trust;
            assert!((client.trust_worker - all.trust.of_a_stranger(others)).abs() < 1e-12);
            assert!((client.momentum - 1.0).abs() < 1e-12);
            assert!(world.desk.accepted.is_empty());
        }
    }

    #[test]
    fn who_is_kept_by_an_evaluation_waits_and_a_practice_that_takes_no_part_offers_nothing() {
        use crate::model::world::{Allocation, Enrolment};
        let mut all = baseline();
        all.referral.share_reaching_link_workers = 1.0;
        all.link_workers.per_50k = 60.0;
        let wait = Some(4);
        let everybody = Enrolment { from: 0, until: 52, low: 0.0, high: 1.0, wait };
        let (_, mut world) = small_world(all.clone());
        world.allocation = Allocation::new(Vec::new(), Some(everybody));
        let row = world.open_row(&all, 7);
        world.desk.accepted.push(row);
        let mut seen = Observations::new(9);
        for week in 5..9 {
            admit(&mut world, now(&all, week), &mut seen);
            assert_eq!(world.clients[row].pathway, Pathway::NotReferred, "week {week}");
        }
        admit(&mut world, now(&all, 9), &mut seen);
        let client = &world.clients[row];
        assert_eq!((client.pathway, client.referred), (Pathway::Waiting, 9));
        // The same visits in a neighbourhood whose practices have not begun.
        all.referral.recognised_at_social_visit = 0.9;
        world.allocation = Allocation::new(vec![10; world.practices.len()], None);
        let odds = Rising::new(logistic);
        let common = Common::new(&all, &world, &odds);
        for person in 0..world.people.len() as u32 {
            let visit = Request { person, cause: Cause::SocialNeed, staff: Staff::Gp };
            let found =
                consider(&mut world, visit, lot(visit, 9), &common, now(&all, 9), &mut seen);
            assert_ne!(found, Considered::Offered);
        }
    }

    #[test]
    fn what_nobody_sees_is_not_offered_and_what_is_always_offered_is_accepted_or_declined() {
        let mut all = baseline();
        let visits = |world: &World| -> Vec<Request> {
            let all = 0..world.people.len() as u32;
            all.map(|person| Request { person, cause: Cause::SocialNeed, staff: Staff::Gp })
                .collect()
        };
        for seen_at_all in [true, false] {
            let recognised = if seen_at_all { 0.9 } else { 0.0 };
            all.referral.recognised_at_social_visit = recognised;
            let (_, mut world) = small_world(all.clone());
            let mut seen = Observations::new(1);
            let odds = Rising::new(logistic);
            let common = Common::new(&all, &world, &odds);
            for visit in visits(&world) {
                consider(&mut world, visit, lot(visit, 0), &common, now(&all, 0), &mut seen);
            }
            let accepted = world.desk.accepted.len();
            let declined =
                world.clients.iter().filter(|client| client.pathway == Pathway::Declined).count();
            assert_eq!(accepted + declined, world.clients.len(), "a row is opened by an offer");
            assert_eq!(accepted > 0 && declined > 0, seen_at_all);
        }
    }
}
