//! Link work: calls to new people, sessions, the joint plan, steps towards goals.
//!
//! ```text
//! hours        patients' hours of the week less what is owed; due contacts first, the longest due first,
//!              then new people by urgency, while hours last; what the last contact takes beyond them is
//!              owed in the next week
//! urgency      weeks waited + (1 - c) x urgency_weeks x N + c x (creaming_activation x (A
//!              - ref.activation_with_needs) / 10 - creaming_severe x N); N = severe needs, A = activation,
//!              c = creaming (`targets`)
//! first call   reached: logit = log-odds(reached_at_reference) + reached_momentum_weight x
//!              (M - ref.momentum_first_call) + reached_buy_in_weight x (B - ref.buy_in); M = momentum,
//!              B = buy-in; then those too little fit for the work are asked to come later (`targets`)
//! contacts     a first contact takes first_hours, less what `handover` saves, and notes_hours; a session
//!              session_hours, x intensive_hours in the intensive package, and notes_hours; a call
//!              call_hours; a missed session and a first call without a contact missed_hours; a contact with
//!              somebody who is held held_hours, whatever is done in it, and if missed no more than that
//! ceiling      nobody new is taken on while the caseload is caseload_ceiling x full time of the post, or more
//! missed       chance missed_share x exp(-missed_activation_slope x (A - ref.activation_with_needs) / 10);
//!              then M <- M - missed_momentum x M
//! quality      Q = (skill + empathy) / 2 x (1 - stress_weight x stress)
//!              x (1 + vocation_weight x (vocation - ref.vocation)) x (1 + relational_style_weight x (relational_style
//!              - ref.relational_style))
//!              x (1 - boundary_cost x (boundary - boundary_optimum) / (1 - boundary_optimum), if above it)
//!              x (session_hours / half an hour) ^ session_length_power, between 0 and 1
//! a session    the expectation gap falls by expectation_closed of itself; legitimacy rises by permission_giving
//!              x outlook.permission_gain x Q and psychological resources by care_gain x Q of what is missing
//! disclosure   of the first hidden need, where T > disclosure_trust + disclosure_stigma x sensitivity to
//!              stigma x referral.stigma_level, T = trust in the worker: chance disclosure_share x
//!              (disclosure_floor + Q); then GP visits, Poisson, mean visits_per_disclosure x
//!              (visits_floor + clinical complexity), six at most
//! left out     of the plan, with chance as `integration` says x (1 - range_flexibility x (flexibility of the role
//!              - ref.role_flexibility))
//! plan         of the needs that are told, not set aside and not left out the one of least
//!              goal_ordering x difficulty + (1 - goal_ordering) x lot - basic_first (if it is basic)
//!              - 2 x lifestyle_first (if it is lifestyle), whenever there is no goal; where all are left out
//!              and no goal was reached yet, of all that are told
//! a step       logit = log-odds(step_at_reference) + step_confidence x (C - ref.confidence)
//!              + step_trust x (T - ref.trust_worker) + step_quality x (Q - ref.quality)
//!              + step_activation x Z - step_difficulty x (D - ref.difficulty) - step_overwhelm x overwhelm
//!              - step_load x (mental load - readiness, if above 0) + step_background x (K - ref.background)
//!              + problems shared with clinicians (`integration`) + intensive_gain (intensive package)
//!              - step_unfitting (inappropriate referral); C = confidence,
//!              Z = (A - ref.activation_with_needs) / 10, times 1 - tailoring where it is below 0,
//!              tailoring x (1 + tailoring_flexibility x (flexibility of the role - ref.role_flexibility)), 1 at most,
//!              D = difficulty of the goal, and severe_difficulty more if the need is severe,
//!              K = the worker's background: in mental health for low mood and bereavement, in welfare
//!              rights for money, housing, work and food, else proactivity;
//!              overwhelm = referral.overwhelm_per_severe_need x severe needs
//!              + referral.overwhelm_per_hardship x hardship of the person (`means`, if above 0), 1 at most
//! success      C and hope <- + confidence_gain of what is missing; motivation <- + outlook.motivation_per_step
//!              of what is missing; A <- A + activation_gain x (activation_floor + (1 - activation_floor) x
//!              tailoring) x (100 - A) / (100 - ref.activation_with_needs)
//! failure      motivation <- - outlook.motivation_per_step of itself; C <- - confidence_loss x (1 +
//!              loss_difficulty x (D - ref.difficulty)) of itself
//! goal         takes 1 + steps_per_difficulty x D successes, rounded down; then the worker's own work takes
//!              the need down a step (`relapse`) with chance direct_resolution x (1 + direct_background x (K - ref.background)), or
//!              else `connection` looks for a place
//! drop-out     after a session, chance drop_out_per_session x exp(drop_out_weight x (ref.attachment
//!              - (B + T) / 2 + drop_out_expectation x expectation gap) + drop_out_difficulty x difficulty x
//!              (drop_out_confidence - C) + drop_out_motivation x (ref.motivation_in_support - motivation)
//!              + drop_out_unfitting (inappropriate referral)), 0.9 at most
//! closing      no goal left: goals met; session_cap sessions, and deprived_extra_sessions more in the two
//!              most deprived fifths: session limit, but for people who are held where held_past_limit is on
//! calls        every weeks_between_calls to those who attend or queue for a place; after follow_up_calls
//!              of them the next goal
//! reported     as a success: a case with a goal reached; another with chance gaming (`targets`)
//! load         of a post -> hours used / hours for patients, and successes -> goals reached in the week's
//!              sessions, both by memory_half_life
//! ```
//!
//! The intensive package is for people of the two most deprived fifths with two long-term conditions or more,
//! of whom a lasting lot gives the share `intensive_share` the package.
//!
//! **Claims.** A015, A016, A020-A028 (relation, disclosure, plan, support), A039-A046, A055 (order of
//! goals, tailoring, basic needs first), A061, A077 (disclosure and GP visits), A119, A122 (load),
//! A153, A157 (background), A154, A155 (dedication and skill), A179, A180 (open-ended work and caps), A194, A199 (selection under
//! targets), A212, A213 (intensive help).
//! **Evidence.** 6-12 contacts in guidance, many 1-3 in practice; first contact 60 minutes, later 30
//! (recalled); 10 % of sessions missed (analogues), fewer at high activation (Barker 2018). Weights
//! are assumed.

pub mod contacts;
pub mod goals;

use crate::model::kinds::Pathway;
use crate::model::mechanisms::practice::complexity;
use crate::model::mechanisms::weekly;
use crate::model::now::Now;
use crate::model::observe::{M, Observations};
use crate::model::parameters::Parameters as All;
use crate::model::spec::parameters;
use crate::model::world::World;

parameters! {
    /// Sessions and goals.
    Parameters {
        /// Length of a first contact with a link worker.
        first_hours: Hours [0.05, 5.0] "A231 A235";
        /// Length of a later session with a link worker.
        session_hours: Hours [0.05, 5.0] "A020 A022";
        /// Hours of notes after each contact of a link worker.
        notes_hours: Hours [0.0, 2.0] "";
        /// Length of a follow-up call by a link worker.
        call_hours: Hours [0.0, 2.0] "A029";
        /// Hours that a link worker loses with a missed session or a fruitless first call.
        missed_hours: Hours [0.0, 2.0] "";
        /// Weeks between sessions with a link worker.
        weeks_between_sessions: Weeks [1.0, 26.0] "A023";
        /// Weeks between follow-up calls by a link worker.
        weeks_between_calls: Weeks [1.0, 52.0] "A029";
        /// Follow-up calls to a client who attends an organisation, before the next goal.
        follow_up_calls: Count [0.0, 24.0] "A029";
        /// Most sessions with a link worker in one spell of support.
        session_cap: Sessions [1.0, 200.0] "A039 A040 A180";
        /// Further sessions that people in the two most deprived fifths may have.
        deprived_extra_sessions: Sessions [0.0, 200.0] "A040 A212";
        /// Share of people reached and willing at the first call of a link worker, with momentum and buy-in at
        /// their references.
        reached_at_reference: Share [0.0, 1.0] "A016";
        /// Weight of momentum in being reached at the first call.
        reached_momentum_weight: LogOdds [0.0, 10.0] "A013";
        /// Weight of buy-in in being reached at the first call.
        reached_buy_in_weight: LogOdds [0.0, 10.0] "A016";
        /// Share of sessions missed, at the reference of activation.
        missed_share: Share [0.0, 1.0] "";
        /// Fall of missed sessions for ten points of activation, on a logarithmic scale.
        missed_activation_slope: LogRatio [0.0, 1.0] "";
        /// Share of momentum lost with a missed session.
        missed_momentum: Share [0.0, 1.0] "";
        /// Weeks of waiting that a severe need counts for in the order of new people.
        urgency_weeks: Weeks [0.0, 52.0] "";
        /// Preference of link workers for people who are easy to help, without pay for results.
        creaming: Share [0.0, 1.0] "A194";
        /// Weeks of waiting that ten points of activation count for with link workers who prefer people who are
        /// easy to help.
        creaming_activation: Weeks [0.0, 52.0] "A194";
        /// Weeks of waiting that a severe need counts against with link workers who prefer people who are easy
        /// to help.
        creaming_severe: Weeks [0.0, 104.0] "A194";
        /// Extent to which link workers work in a relational style, not a brisk one.
        relational_style: Share [0.0, 1.0] "A031 A151 A177 A179";
        /// Relative rise of the quality of a session with the relational style of link work.
        relational_style_weight: Ratio [0.0, 1.0] "A031 A177 A179";
        /// Power of a session's length in its quality.
        session_length_power: Ratio [0.0, 2.0] "A020 A022";
        /// Strength of a link worker's boundaries above which they cost closeness.
        boundary_optimum: Share [0.0, 1.0] "A032";
        /// Share of a session's quality lost at full boundaries of the link worker.
        boundary_cost: Share [0.0, 1.0] "A032";
        /// How much more a link worker with full vocation makes of a session than one without any.
        vocation_weight: Ratio [0.0, 1.0] "A154";
        /// Share of a session's quality lost at full stress of the link worker.
        stress_weight: Share [0.0, 1.0] "A119 A198";
        /// Rise of the chance that a hidden need is told in a session, for a unit of the session's quality,
        /// where trust suffices.
        disclosure_share: Share [0.0, 1.0] "A024 A061";
        /// Chance that a hidden need is told in a session without quality, as a share of its rise for a unit of
        /// quality.
        disclosure_floor: Ratio [0.0, 1.0] "A024";
        /// Trust in the link worker above which a person without sensitivity to stigma tells a hidden need.
        disclosure_trust: Share [0.0, 1.0] "A024";
        /// How much full sensitivity to stigma, at full stigma, raises the trust at which a hidden need is
        /// told.
        disclosure_stigma: Share [0.0, 1.0] "A008 A024";
        /// Rise of the mean of GP visits that follow when a hidden need is told, for a unit of clinical
        /// complexity.
        visits_per_disclosure: Count [0.0, 20.0] "A077";
        /// GP visits that follow when a hidden need is told by somebody without clinical complexity, as a share
        /// of their rise for a unit of complexity.
        visits_floor: Ratio [0.0, 1.0] "A077";
        /// Chance that a step towards a goal succeeds, with everything at its reference.
        step_at_reference: Share [0.0, 1.0] "A041";
        /// Weight of the client's confidence in the success of a step.
        step_confidence: LogOdds [0.0, 10.0] "A041 A044";
        /// Weight of trust in the link worker in the success of a step.
        step_trust: LogOdds [0.0, 10.0] "A060";
        /// Weight of the quality of the session in the success of a step.
        step_quality: LogOdds [0.0, 10.0] "A119 A154 A155";
        /// Weight of the goal's difficulty in the success of a step.
        step_difficulty: LogOdds [0.0, 10.0] "A041 A042";
        /// What the difficulty of a goal grows by when the need is severe.
        severe_difficulty: Share [0.0, 1.0] "A041 A055";
        /// Further steps that a goal of full difficulty takes, beyond the first.
        steps_per_difficulty: Count [0.0, 20.0] "A041";
        /// Weight of the link worker's background in the field of the goal in the success of a step.
        step_background: LogOdds [0.0, 10.0] "A153 A157";
        /// Fall in log-odds of a step after an inappropriate referral.
        step_unfitting: LogOdds [0.0, 10.0] "A139";
        /// Weight of ten points of activation in the success of a step, where help is not tailored to it.
        step_activation: LogOdds [0.0, 5.0] "A043 A044";
        /// Weight of being overwhelmed in the failure of a step.
        step_overwhelm: LogOdds [0.0, 10.0] "A011";
        /// Weight of a mental load beyond what the person is ready for in the failure of a step.
        step_load: LogOdds [0.0, 10.0] "A026";
        /// Share of clients with whom the link worker makes a plan together.
        plan_share: Share [0.0, 1.0] "A026";
        /// Extent to which link workers give clients permission in sessions to accept help.
        permission_giving: Share [0.0, 1.0] "A025";
        /// Extent to which link workers tailor help to a client's activation.
        tailoring: Share [0.0, 1.0] "A044";
        /// Relative rise of tailoring with the flexibility of the link worker's role.
        tailoring_flexibility: Ratio [0.0, 3.0] "A137";
        /// Relative fall of the share of needs that link workers leave out of a plan with the flexibility of
        /// their role.
        range_flexibility: Ratio [0.0, 3.0] "A137";
        /// Extent to which goals are taken from easy to hard, not in any order.
        goal_ordering: Share [0.0, 1.0] "A041 A042";
        /// Extent to which basic needs are taken before all other goals.
        basic_first: Share [0.0, 1.0] "A055 A209 A210";
        /// Extent to which lifestyle is put before all other goals.
        lifestyle_first: Share [0.0, 1.0] "A215";
        /// Share of missing confidence, and of missing hope, won by a step that succeeds.
        confidence_gain: Share [0.0, 1.0] "A041";
        /// Share of confidence lost by a step that fails, at the reference of difficulty.
        confidence_loss: Share [0.0, 1.0] "A042";
        /// Relative rise of the confidence lost by a step that fails with the difficulty of the goal.
        loss_difficulty: Ratio [0.0, 2.0] "A042";
        /// Activation won by a step that succeeds, with help fully tailored, at the reference of activation.
        activation_gain: PamPoints [0.0, 20.0] "A044 A045";
        /// Share of the activation won by a success that remains when help is not tailored at all.
        activation_floor: Share [0.0, 1.0] "A044";
        /// Share of missing psychological resources won by being cared for in a session of full quality.
        care_gain: Share [0.0, 1.0] "A021 A031";
        /// Share of the gap between expectation and experience that a session closes.
        expectation_closed: Share [0.0, 1.0] "A005";
        /// Half-life of the averages of a post's use of its hours with patients and of its successes.
        memory_half_life: Weeks [0.5, 104.0] "A119 A151";
        /// Share of goals of a kind that the link worker's own work ends once the steps are taken, at the
        /// reference of background.
        direct_resolution: Share [0.0, 1.0] by Need "A055 A157";
        /// Relative rise of the goals that the link worker's own work ends with the worker's background in the
        /// field.
        direct_background: Ratio [0.0, 2.0] "A157";
        /// Share of clients who drop out after a session, with everything at its reference.
        drop_out_per_session: Share [0.0, 1.0] "A016";
        /// Weight of the mean of buy-in and trust in dropping out.
        drop_out_weight: LogRatio [0.0, 10.0] "A005 A016";
        /// Weight of the gap between expectation and experience in dropping out, as a part of the weight of
        /// buy-in and trust.
        drop_out_expectation: Ratio [0.0, 5.0] "A005";
        /// Rise of dropping out with a goal of full difficulty, for a unit of confidence missing.
        drop_out_difficulty: LogRatio [0.0, 10.0] "A042";
        /// Confidence at which the difficulty of a goal does not tell on dropping out.
        drop_out_confidence: Share [0.0, 1.0] "A042";
        /// Weight of missing motivation in dropping out.
        drop_out_motivation: LogRatio [0.0, 10.0] "A042 A199";
        /// Rise of dropping out after an inappropriate referral.
        drop_out_unfitting: LogRatio [0.0, 5.0] "A139";
        /// Share of people in the two most deprived fifths, with two long-term conditions or more, who get
        /// the intensive package.
        intensive_share: Share [0.0, 1.0] "A212";
        /// Length of a session of the intensive package, against another one.
        intensive_hours: Ratio [1.0, 10.0] "A213";
        /// Rise in log-odds of a step with the intensive package.
        intensive_gain: LogOdds [0.0, 5.0] "A212";
        /// Sessions after which a goal for which no organisation is found is set aside, beyond one for each step
        /// taken; 0 to set it aside at once.
        held_limit: Sessions [0.0, 100.0] "A144 A205 A208";
        /// Hours of a link worker that a contact with somebody who is held takes: listening, chasing services,
        /// looking for a way on.
        held_hours: Hours [0.0, 10.0] "A124 A144";
        /// Whether people who are held stay on the caseload beyond the limit of sessions, until there is a way
        /// on or they give up.
        held_past_limit: Switch [0.0, 1.0] "A140 A144 A203";
        /// People on the caseload of a full-time link worker from which nobody new is taken on.
        caseload_ceiling: People [1.0, 1000.0] "A124 A144";
    }
}

impl Parameters {
    /// Whether a post of this share of full time takes nobody new with so many people on its caseload.
    fn full(&self, caseload: u32, full_time: f64) -> bool {
        f64::from(caseload) >= self.caseload_ceiling * full_time
    }
}

/// The length of a session at which skill alone tells, in hours: the unit of its power, not a level.
const HALF_AN_HOUR: f64 = 0.5;

/// Occasions of draws whose purpose link work has more than one use for.
mod occasion {
    /// Whether a failure is reported as a success.
    pub(crate) const REPORT: u8 = 8;
    /// Whether an ending after goals were met was prepared.
    pub(crate) const GOALS_MET: u8 = 2;
    /// Whether an ending at the limit of sessions was prepared.
    pub(crate) const SESSION_LIMIT: u8 = 3;
    /// Whether somebody has the intensive package.
    pub(crate) const INTENSIVE: u8 = 100;
    /// Whether the first need stays out of the plan; the others follow.
    pub(crate) const LEFT_OUT: u8 = 120;
}

/// How much the length of a session tells, by this power: one for half an hour.
#[must_use]
pub fn time_tells(all: &All, power: f64) -> f64 {
    libm::pow(all.link_work.session_hours / HALF_AN_HOUR, power)
}

/// Every post's week with its patients.
pub fn step(world: &mut World, now: Now, seen: &mut Observations) {
    let Now { all, week, .. } = now;
    let mut lists = vec![(Vec::new(), Vec::new()); world.posts.len()];
    for (number, hours) in std::mem::take(&mut world.desk.promised) {
        world.posts[number].owed += hours;
    }
    for post in &mut world.posts {
        (post.caseload, post.held, post.taken_on) = (0, 0, 0);
        (post.complex, post.complex_held, post.difficult) = (0, 0, 0);
    }
    for &row in &world.in_touch {
        let client = &world.clients[row];
        let number = client.post as usize;
        if client.pathway == Pathway::Waiting && client.since < week {
            lists[number].1.push(row);
        } else if client.pathway.on_caseload() {
            let person = client.person as usize;
            let who = &world.people.fixed[person];
            let from = all.complexity.clinical_from;
            let complex = complexity::is_complex(from, who, world.people.needs[person]);
            let post = &mut world.posts[number];
            post.caseload += 1;
            post.held += u32::from(client.pathway == Pathway::Held);
            post.complex += u32::from(complex);
            post.complex_held += u32::from(client.held_complex());
            post.difficult += u32::from(client.difficult);
            if client.due <= week {
                lists[number].0.push(row);
            }
        }
    }
    let smooth = weekly(all.link_work.memory_half_life);
    for (number, (due, new)) in lists.into_iter().enumerate() {
        let Some(worker) = world.posts[number].worker().cloned() else { continue };
        let available = world.posts[number].hours.patients;
        let owed = world.posts[number].owed;
        let mut left = available - owed;
        let mut successes = 0;
        for row in now.by_lot(world, due, |client| f64::from(client.due)) {
            if left <= 0.0 {
                break;
            }
            let before = world.clients[row].goals_reached;
            left -= now.due_contact(world, row, &worker, seen);
            successes += u32::from(world.clients[row].goals_reached > before);
        }
        let urgency = |world: &World, row: usize| now.urgency(world, row);
        let mut ranked: Vec<(f64, u32, usize)> =
            new.into_iter().map(|row| (-urgency(world, row), now.lot(world, row), row)).collect();
        ranked.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        for (_, _, row) in ranked {
            let post = &world.posts[number];
            let caseload = post.caseload + post.taken_on;
            if left <= 0.0 || all.link_work.full(caseload, post.full_time) {
                break;
            }
            left -= now.first_contact(world, row, &worker, seen);
        }
        let post = &mut world.posts[number];
        // Work started in the last hour of the week is finished in the next.
        post.owed = (-left).max(0.0);
        post.used = available - left.max(0.0);
        world.ledger.hours_owed_before += owed;
        world.ledger.hours_worked += available - owed - left;
        world.ledger.hours_used += post.used;
        world.ledger.hours_owed_after += post.owed;
        let ratio = if available > 0.0 { post.used / available } else { 0.0 };
        post.load += smooth * (ratio - post.load);
        post.success += smooth * (f64::from(successes) - post.success);
        let paid = post.hours.total();
        seen.add_total(M::Utilisation, post.used, available);
        seen.add_total(M::HoursPatients, post.used, paid);
        seen.add_total(M::HoursIdle, available - post.used, paid);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::tests::baseline;

    #[test]
    fn a_caseload_at_its_ceiling_takes_nobody_new() {
        let mut p = baseline().link_work;
        p.caseload_ceiling = 40.0;
        assert!(!p.full(19, 0.5) && p.full(20, 0.5) && p.full(41, 1.0));
    }

    #[test]
    fn the_length_of_a_session_tells_by_its_power() {
        let mut all = baseline();
        all.link_work.session_hours = HALF_AN_HOUR;
        assert!((time_tells(&all, 0.7) - 1.0).abs() < 1e-12);
        all.link_work.session_hours = 2.0 * HALF_AN_HOUR;
        assert!((time_tells(&all, 0.5) - 2.0_f64.sqrt()).abs() < 1e-12);
        assert!((time_tells(&all, 0.0) - 1.0).abs() < 1e-12);
    }
}
