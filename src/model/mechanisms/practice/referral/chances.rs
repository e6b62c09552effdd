//! The chances on the way to a referral: pure rules of what people and practices are like.

use crate::model::arithmetic::{ROUNDED, Rising};
use crate::model::kinds::{Cause, Need};
use crate::model::mechanisms::people::crisis;
use crate::model::mechanisms::practice::buy_in;
use crate::model::mechanisms::practice::complexity;
use crate::model::mechanisms::practice::integration;
use crate::model::mechanisms::reference::factor;
use crate::model::mechanisms::{log_odds, logistic};
use crate::model::parameters::Parameters as All;
use crate::model::world::{Fixed, Gp, Practice, Request, Staff, World};

/// Log-odds that the need behind a visit is recognised, with a middle.
#[must_use]
pub(crate) fn recognition(all: &All, middle: f64, holism: f64, context: f64, workload: f64) -> f64 {
    let p = &all.referral;
    middle
        + p.holism_weight * (holism - all.reference.holism)
        + p.context_weight * (context - all.reference.context)
        - p.workload_weight * (workload - 1.0).max(-p.slack_counted)
}

/// Log-odds above which nobody's need is recognised, whatever the GP knows, with this middle.
fn most_recognition(all: &All, world: &World, middle: f64) -> f64 {
    // A weight may be turned round (`--turn`), so that either end may be the higher.
    let by = |gp: &Gp| {
        let workload = world.practices[gp.practice as usize].workload;
        [0.0, 1.0].map(|context| recognition(all, middle, gp.holism, context, workload))
    };
    world.gps.iter().flat_map(by).fold(f64::NEG_INFINITY, f64::max)
}

/// Chance that a person accepts.
#[must_use]
pub(crate) fn acceptance(
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
        log_odds(p.accepted_at_reference)
            + p.trust_weight * (trust_gp - all.reference.trust_gp)
            + if talk { p.talk_weight } else { 0.0 }
            + p.co_location_weight * room
            - p.stigma_weight * p.stigma_level * traits.stigma
            - p.attribution_weight * (traits.attribution - all.reference.attribution)
            - images
            - p.overwhelm_weight * overwhelm
            + p.readiness_weight * (traits.readiness - all.reference.readiness),
    )
}

/// Share of accepted referrals that are inappropriate, by a GP of this skill and knowledge, where this
/// much of the role is understood.
#[must_use]
pub(crate) fn unfitting(all: &All, skill: f64, knowledge: f64, understood: f64) -> f64 {
    let (p, at) = (&all.referral, &all.reference);
    p.unfitting_at_no_skill
        * (1.0 - skill)
        * factor(-p.unfitting_clarity, understood, at.role_clarity)
        * factor(-p.unfitting_information, p.information, at.information)
        * factor(-p.unfitting_knowledge, knowledge, at.gp_knowledge)
}

/// Gap between what somebody expects and what the scheme does, after a talk or a leaflet, from those who
/// understand this much of the role.
#[must_use]
pub(crate) fn expectation_gap(all: &All, talk: bool, understood: f64) -> f64 {
    let (p, at) = (&all.referral, &all.reference);
    let gap = if talk { p.gap_after_talk } else { p.gap_after_leaflet };
    let unclear = factor(-p.gap_clarity, understood, at.role_clarity);
    (gap * factor(-p.gap_information, p.information, at.information) * unclear).min(1.0)
}

/// How far the service comes to mind and is easily reached, in so far as that counts by itself.
fn seen(all: &All, practice: &Practice) -> f64 {
    let (p, at) = (&all.referral, &all.reference);
    // Effort weighs most on those who are short of time.
    let pressed = 1.0 + p.ease_workload * (practice.workload - 1.0).max(0.0);
    libm::pow(practice.visibility, p.seen_power)
        * libm::pow(practice.ease, p.seen_power * pressed)
        * libm::pow(at.visibility * at.ease, 1.0 - p.seen_power)
}

/// What the visits of one week have in common: nothing that happens at a visit changes it.
#[derive(Clone, Debug)]
pub struct Common<'a> {
    /// Chances by log-odds.
    pub(crate) odds: &'a Rising,
    /// Log-odds that a need is recognised at a visit of each cause, all else at the reference.
    pub(crate) recognised: [f64; Cause::COUNT],
    /// Chance above which nobody's need is recognised at a visit for a medical cause.
    pub(crate) most_recognised: f64,
    practices: Vec<Offering>,
    /// Belief of each GP in the posts that serve the practice, and the door that it opens; nothing where
    /// none does.
    belief: Vec<Option<[f64; 2]>>,
}

/// What a practice gives to the chance of an offer.
#[derive(Clone, Copy, Debug)]
struct Offering {
    seen: f64,
    integration: f64,
}

impl<'a> Common<'a> {
    /// That of the week at hand.
    #[must_use]
    pub fn new(all: &All, world: &World, odds: &'a Rising) -> Self {
        let p = &all.referral;
        let of_practice = |practice: &Practice| Offering {
            seen: seen(all, practice),
            integration: integration::offers(all, practice),
        };
        let recognised: [f64; Cause::COUNT] = std::array::from_fn(|cause| {
            log_odds(if cause == Cause::Medical as usize {
                p.recognised_at_other_visit
            } else {
                p.recognised_at_social_visit
            })
        });
        let medical = recognised[Cause::Medical as usize];
        let belief = |gp: &Gp| {
            let (mut belief, mut serving) = (0.0, 0.0);
            for (number, post) in world.posts.iter().enumerate() {
                if post.serves(gp.practice) {
                    belief += gp.belief[number];
                    serving += 1.0;
                }
            }
            let belief = belief / serving;
            (serving > 0.0).then(|| [belief, buy_in::door(all, belief)])
        };
        Self {
            odds,
            recognised,
            most_recognised: logistic(most_recognition(all, world, medical)) / ROUNDED,
            practices: world.practices.iter().map(of_practice).collect(),
            belief: world.gps.iter().map(belief).collect(),
        }
    }
}

pub(crate) fn offer_chance(
    all: &All,
    world: &World,
    visit: Request,
    needs: usize,
    common: &Common,
) -> f64 {
    let p = &all.referral;
    let who = &world.people.fixed[visit.person as usize];
    let gp = &world.gps[who.gp as usize];
    let practice = &world.practices[who.practice as usize];
    let Some([belief, door]) = common.belief[who.gp as usize] else { return 0.0 };
    let Offering { seen, integration } = common.practices[who.practice as usize];
    let backed = match visit.staff {
        Staff::Gp => gp.buy_in,
        Staff::Other => p.other_staff_ratio * practice.staff_buy_in,
    };
    let lonely = if world.people.needs[visit.person as usize].has(Need::Loneliness) {
        p.offer_lonely_ratio
    } else {
        1.0
    };
    let severe = world.people.needs[visit.person as usize].severe();
    let burden = 1.0 + p.offer_per_need * (needs + severe - 1) as f64;
    let tilt = 1.0 + p.offer_deprivation_tilt * who.fifth.gradient();
    let passed = complexity::passed_on(all, world, visit.person as usize, belief, gp.frustration);
    p.open
        * p.offer_at_full
        * backed
        * belief
        * door
        * passed
        * seen
        * integration
        * burden
        * lonely
        * tilt
        * crisis::factor(&all.crisis.offer_ratio, world.people.needs[visit.person as usize])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::tests::{baseline, small_world, somebody};

    #[test]
    fn a_need_is_recognised_at_its_base_chance_and_less_by_the_busy() {
        let all = baseline();
        let at = |workload| {
            let (holism, context) = (all.reference.holism, all.reference.context);
            logistic(recognition(&all, log_odds(0.4), holism, context, workload))
        };
        assert!((at(1.0) - 0.4).abs() < 1e-12);
        assert!(at(1.2) < at(1.0) && at(0.8) > at(1.0));
        assert!((at(0.0) - at(1.0 - all.referral.slack_counted)).abs() < 1e-12);
    }

    #[test]
    fn nobodys_need_is_likelier_to_be_seen_than_the_bound_whichever_way_the_weights_are() {
        let mut all = baseline();
        let (_, world) = small_world(all.clone());
        for [holism, context, workload] in
            [[1.0, 2.0, 3.0], [-1.0, 2.0, -3.0], [1.0, -2.0, 0.0], [-1.0, -2.0, 3.0]]
        {
            all.referral.holism_weight = holism;
            all.referral.context_weight = context;
            all.referral.workload_weight = workload;
            let most = most_recognition(&all, &world, -1.0);
            for gp in &world.gps {
                for context in [0.0, 0.3, 1.0] {
                    let practice = &world.practices[gp.practice as usize];
                    let at = recognition(&all, -1.0, gp.holism, context, practice.workload);
                    assert!(at <= most, "{at} above {most}");
                }
            }
        }
    }

    #[test]
    fn trust_and_talk_win_people_and_images_and_overwhelm_lose_them() {
        let all = baseline();
        let at = |trust, talk, overwhelm, images| {
            acceptance(&all, &somebody(), trust, talk, 0.5, overwhelm, images)
        };
        let usual = at(0.7, false, 0.0, 0.0);
        assert!(at(0.9, false, 0.0, 0.0) > usual && at(0.7, true, 0.0, 0.0) > usual);
        assert!(at(0.7, false, 0.8, 0.0) < usual && at(0.7, false, 0.0, 1.0) < usual);
    }

    #[test]
    fn a_talk_and_public_information_bring_expectations_near() {
        let mut all = baseline();
        all.referral.information = all.reference.information;
        let clear = all.reference.role_clarity;
        let gap = |all: &All, talk| expectation_gap(all, talk, clear);
        assert!((gap(&all, true) - all.referral.gap_after_talk).abs() < 1e-12);
        assert!(gap(&all, true) < gap(&all, false));
        let unclear = 1.0 + 0.3 * all.referral.gap_clarity;
        assert!(
            (expectation_gap(&all, true, clear - 0.3) / gap(&all, true) - unclear).abs() < 1e-12
        );
        all.referral.information += 0.5;
        let told = all.referral.gap_after_talk * (1.0 - 0.5 * all.referral.gap_information);
        assert!((gap(&all, true) - told).abs() < 1e-12);
    }

    #[test]
    fn skill_and_knowledge_make_referrals_fit() {
        let all = baseline();
        let at = &all.reference;
        let p = &all.referral;
        let clear = at.role_clarity + 0.2;
        let unfitting = |skill, knowledge| unfitting(&all, skill, knowledge, clear);
        let base = factor(-p.unfitting_clarity, clear, at.role_clarity)
            * factor(-p.unfitting_information, p.information, at.information);
        let usual = unfitting(0.0, at.gp_knowledge);
        assert!((usual - all.referral.unfitting_at_no_skill * base).abs() < 1e-12);
        assert!(unfitting(0.5, at.gp_knowledge) < usual);
        assert!(unfitting(0.0, 1.0) < usual && unfitting(1.0, 0.0).abs() < 1e-12);
    }
}
