//! Social capital of a person: two kinds of tie and three kinds of resource, each relaxing to a
//! level that the person's life supports.
//!
//! ```text
//! base         B = level + sociability_weight x (sociability - ref.sociability) + member_gain (in a group)
//!              - lonely_loss (lonely) - low_mood_loss (in low mood), between 0 and 1, for each resource
//! a week       c <- c + (1 - 2 ^ (-1 / half_life)) x (B - c), solved over any number of weeks in `settle`
//! ties make ties  gains of both kinds of tie by taking part x (1 + ties_make_ties x mean over the two of
//!              (c - B), if above 0): who has won some meets further people through them (`participation`)
//! feeds        within_share x wellbeing_points x (c - B) adds to where wellbeing tends, activation_points x
//!              (c - B) to where activation tends, summed over the resources
//! ```
//!
//! **Claims.** A051, A068 (ties make ties), A069, A070 (joining builds resources), A073 (capital raises wellbeing), A075
//! (those who shun groups gain less).
//! **Evidence.** Levels after ONS social-capital headline figures (2021/22: 95 % have somebody
//! there, 36 % exchange favours); weights and the half-life are assumed, the latter informed by
//! the persistence of gains (4-24 months).

use crate::model::kinds::{Need, Resource};
use crate::model::parameters::Parameters as All;
use crate::model::spec::parameters;
use crate::model::world::{Fixed, Membership, Needs};

parameters! {
    /// Social capital.
    Parameters {
        /// Level of each resource that life supports in a person of reference sociability, without a
        /// group, loneliness or low mood.
        level: Share [0.0, 1.0] by Resource "A069";
        /// Rise of the level of each resource for a whole unit of sociability.
        sociability_weight: Share [0.0, 1.0] by Resource "A054";
        /// Rise of the level of each resource that belonging to a group brings.
        member_gain: Share [0.0, 1.0] by Resource "A051 A070";
        /// Fall of the level of each resource with loneliness.
        lonely_loss: Share [0.0, 1.0] by Resource "A070";
        /// Fall of the level of each resource with low mood.
        low_mood_loss: Share [0.0, 1.0] by Resource "";
        /// Life satisfaction of people with a whole unit more of each resource above that of others.
        wellbeing_points: Points [0.0, 10.0] by Resource "A073";
        /// Share of the difference that ties, resources and groups make between people which winning
        /// them makes within one person.
        within_share: Share [0.0, 1.0] "A073 A240";
        /// Activation for a whole unit of each resource above the level that life supports.
        activation_points: PamPoints [0.0, 100.0] by Resource "A051";
        /// Rise of the ties that taking part wins in a week, for a whole unit of ties already won above the
        /// level that life supports.
        ties_make_ties: Ratio [0.0, 20.0] "A068";
        /// Half-life of social capital above or below the level that life supports.
        half_life: Weeks [1.0, 1000.0] "A068 A073";
    }
}

/// Levels that the person's life supports.
#[must_use]
#[inline]
pub fn base(
    all: &All,
    who: &Fixed,
    needs: Needs,
    membership: Membership,
) -> [f64; Resource::COUNT] {
    let p = &all.capital;
    let sociability = who.sociability() - all.reference.sociability;
    let member = f64::from(u8::from(membership == Membership::Member));
    let lonely = f64::from(u8::from(needs.has(Need::Loneliness)));
    let low_mood = f64::from(u8::from(needs.has(Need::LowMood)));
    let mut levels = [0.0; Resource::COUNT];
    for (r, level) in levels.iter_mut().enumerate() {
        *level = (p.level[r] + p.sociability_weight[r] * sociability + p.member_gain[r] * member
            - p.lonely_loss[r] * lonely
            - p.low_mood_loss[r] * low_mood)
            .clamp(0.0, 1.0);
    }
    levels
}

/// Factor of the ties that taking part wins, by the ties held and those that life supports.
#[must_use]
pub fn introductions(
    all: &All,
    held: &[f64; Resource::COUNT],
    base: &[f64; Resource::COUNT],
) -> f64 {
    let won = |tie: Resource| held[tie as usize] - base[tie as usize];
    let won = f64::midpoint(won(Resource::Bonding), won(Resource::Bridging));
    1.0 + all.capital.ties_make_ties * won.max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::tests::{baseline, somebody};
    use crate::model::world::Severity;

    #[test]
    fn a_group_raises_every_level_and_loneliness_lowers_it_by_what_is_declared() {
        let all = baseline();
        let p = &all.capital;
        let mut lonely = Needs::default();
        lonely.start(Need::Loneliness, Severity::Present, false);
        let who = somebody();
        let alone = base(&all, &who, Needs::default(), Membership::None);
        let member = base(&all, &who, Needs::default(), Membership::Member);
        let isolated = base(&all, &who, lonely, Membership::None);
        for r in 0..Resource::COUNT {
            assert!((member[r] - alone[r] - p.member_gain[r]).abs() < 1e-9);
            assert!((alone[r] - isolated[r] - p.lonely_loss[r]).abs() < 1e-9);
            assert!((0.0..=1.0).contains(&isolated[r]));
        }
    }

    #[test]
    fn ties_won_make_further_ties_and_ties_lost_do_not_cost_them() {
        let mut all = baseline();
        all.capital.ties_make_ties = 2.0;
        let base = [0.4; Resource::COUNT];
        assert!((introductions(&all, &[0.6; Resource::COUNT], &base) - 1.4).abs() < 1e-12);
        assert!((introductions(&all, &[0.2; Resource::COUNT], &base) - 1.0).abs() < 1e-12);
    }
}
