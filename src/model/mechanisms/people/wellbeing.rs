//! Wellbeing: life satisfaction as a person's life stands. Gains are held up by what goes on (a
//! need that is over, a group one belongs to), and fade when it stops.
//!
//! ```text
//! usual level  u ~ N(set, spread); the less, the more prone to needs and the less to groups (`need`)
//! target       T = u - within_share x sum over needs of need_points (x severe_ratio if severe) - illness_points
//!              (in an episode) - crisis.points (in a crisis) + capital.within_share x member_points (in a
//!              group), between 0 and 10
//! a week       towards T by half_life, with what capital above its base adds (`settle`)
//! score        N(life satisfaction, score_error), rounded, between 0 and 10 (`scores`)
//! other ONS    question_mean + question_slope x (life satisfaction - national_mean), for the census alone
//! ```
//!
//! What a need or a group is worth is read off differences between people, who differ in more than that.
//! The share `within_share` of it moves with the need; the rest belongs to the person, is there before the
//! need and stays when it ends. A panel with fixed effects tells the share from below, since an answer
//! that is wrong now and then dilutes it; a cross-section, which takes it for 1, tells it from above.
//!
//! **Claims.** A070, A071, A073 (joining and capital raise wellbeing), A240 (value lies in ties that
//! last).
//! **Evidence.** Mean 7.45 (APS 2023), standard deviation 1.8 (recalled), clients 4.7 at entry
//! (Green social prescribing). Weights of needs are calibrated to these; their order is assumed. With
//! fixed effects, coefficients of life satisfaction come nearer to nothing than in cross-sections, a part
//! of which is error of measurement (Clark 2018, The Origins of Happiness); for loneliness in
//! Understanding Society a part stays as well (Seifert 2024). The share is 0.5, between the two.

use crate::model::mechanisms::people::crisis;
use crate::model::parameters::Parameters as All;
use crate::model::spec::parameters;
use crate::model::world::{Fixed, Health, Membership, Needs};

parameters! {
    /// Life satisfaction.
    Parameters {
        /// Mean over all adults of life satisfaction without needs, illness, crisis or groups.
        usual_level: Points [0.0, 10.0] "";
        /// Standard deviation between people of life satisfaction without needs, illness, crisis or
        /// groups.
        spread: Points [0.0, 5.0] "";
        /// Life satisfaction of people without the need above that of people with it, who are alike in
        /// all else that is recorded of them.
        need_points: Points [0.0, 10.0] by Need "";
        /// Share of the difference that needs make between people which a need makes within one person;
        /// the rest belongs to the person.
        within_share: Share [0.0, 1.0] "";
        /// Life satisfaction lost to a severe need, against a need that is present and not severe.
        severe_ratio: Ratio [1.0, 10.0] "";
        /// Life satisfaction lost in an episode of illness.
        illness_points: Points [0.0, 10.0] "";
        /// Life satisfaction of people in a group above that of others.
        member_points: Points [0.0, 10.0] "A070 A240";
        /// National mean of life satisfaction, at which the other ONS questions have their means.
        national_mean: Points [0.0, 10.0] "";
        /// National mean of the answers to each other ONS question on personal wellbeing.
        question_mean: Points [0.0, 10.0] by Question "";
        /// Change of the answer to each other ONS question for a point of life satisfaction.
        question_slope: Points [-5.0, 5.0] by Question "";
        /// Half-life of life satisfaction on its way to its target.
        half_life: Weeks [0.1, 500.0] "";
        /// Standard deviation of the error of one measured score of life satisfaction.
        score_error: Points [0.0, 5.0] "";
    }
}

/// Where wellbeing tends, as a person's life stands.
#[must_use]
#[inline]
pub fn target(all: &All, who: &Fixed, needs: Needs, health: Health, membership: Membership) -> f64 {
    let p = &all.wellbeing;
    let lost = p.within_share * needs.weigh(&p.need_points, p.severe_ratio);
    // No branches: whoever comes next may have any of these.
    let is = |is: bool| f64::from(u8::from(is));
    let ill = is(health == Health::Ill) * p.illness_points;
    let member =
        is(membership == Membership::Member) * (all.capital.within_share * p.member_points);
    let target = f64::from(who.wellbeing_usual) - lost - ill + member;
    (target - crisis::added(&all.crisis.points, needs)).clamp(0.0, 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::kinds::Need;
    use crate::model::mechanisms::tests::{baseline, somebody};
    use crate::model::world::Severity;

    #[test]
    fn needs_and_illness_lower_wellbeing_and_a_group_raises_it() {
        let all = baseline();
        let mut who = somebody();
        who.wellbeing_usual = 8.0;
        let at = |needs, health, group| target(&all, &who, needs, health, group);
        let (none, usual, alone) = (Needs::default(), Health::Usual, Membership::None);
        let mut lonely = none;
        lonely.start(Need::Loneliness, Severity::Severe, false);
        let p = &all.wellbeing;
        let lost = p.within_share * p.need_points[Need::Loneliness as usize] * p.severe_ratio;
        let gained = all.capital.within_share * p.member_points;
        assert!((at(none, usual, alone) - 8.0).abs() < 1e-6);
        assert!((at(lonely, usual, alone) - (8.0 - lost)).abs() < 1e-6);
        assert!((at(none, Health::Ill, alone) - (8.0 - p.illness_points)).abs() < 1e-6);
        assert!((at(none, usual, Membership::Member) - (8.0 + gained)).abs() < 1e-6);
    }
}
