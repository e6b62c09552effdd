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
    let [member, lonely, low_mood] = circumstances(needs, membership);
    supported(all, who.sociability(), member, lonely, low_mood)
}

/// Circumstances that move the levels.
const CIRCUMSTANCES: usize = 3;

/// What moves the levels beside sociability: a group, loneliness, low mood.
fn circumstances(needs: Needs, membership: Membership) -> [bool; CIRCUMSTANCES] {
    [membership == Membership::Member, needs.has(Need::Loneliness), needs.has(Need::LowMood)]
}

fn supported(
    all: &All,
    sociability: f64,
    member: bool,
    lonely: bool,
    low_mood: bool,
) -> [f64; Resource::COUNT] {
    let p = &all.capital;
    let sociability = sociability - all.reference.sociability;
    let [member, lonely, low_mood] = [member, lonely, low_mood].map(|is| f64::from(u8::from(is)));
    let mut levels = [0.0; Resource::COUNT];
    for (r, level) in levels.iter_mut().enumerate() {
        *level = (p.level[r] + p.sociability_weight[r] * sociability + p.member_gain[r] * member
            - p.lonely_loss[r] * lonely
            - p.low_mood_loss[r] * low_mood)
            .clamp(0.0, 1.0);
    }
    levels
}

/// The levels that life supports, worked out once for one set of parameters: for each step in which
/// sociability is stored, those of all circumstances.
#[derive(Clone, Debug)]
pub struct Levels(Vec<[[f64; Resource::COUNT]; 1 << CIRCUMSTANCES]>);

impl Levels {
    /// The levels for one set of parameters.
    #[must_use]
    pub fn new(all: &All) -> Self {
        let of = |step: u8| {
            std::array::from_fn(|bits| {
                let is = |bit: usize| bits >> bit & 1 != 0;
                supported(all, Fixed::trait_of(step), is(0), is(1), is(2))
            })
        };
        Self((0..=u8::MAX).map(of).collect())
    }

    /// Those of a person: what `base` gives.
    #[must_use]
    #[inline]
    pub fn of(&self, who: &Fixed, needs: Needs, membership: Membership) -> &[f64; Resource::COUNT] {
        let [member, lonely, low_mood] = circumstances(needs, membership).map(usize::from);
        &self.0[who.sociability_step() as usize][member | lonely << 1 | low_mood << 2]
    }
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
    use crate::model::kinds::{Fifth, Sex};
    use crate::model::mechanisms::tests::{baseline, somebody};
    use crate::model::world::{Severity, Traits};

    #[test]
    fn the_table_holds_what_the_equation_gives() {
        let all = baseline();
        let levels = Levels::new(&all);
        for step in 0..=u8::MAX {
            let traits = Traits { sociability: Fixed::trait_of(step), ..somebody().traits() };
            let who = Fixed::new(50, Sex::Female, Fifth::Middle, 0, 0, &traits);
            for bits in 0..1 << CIRCUMSTANCES {
                let mut needs = Needs::default();
                for (bit, need) in [(2, Need::Loneliness), (4, Need::LowMood)] {
                    if bits & bit != 0 {
                        needs.start(need, Severity::Present, false);
                    }
                }
                let member = if bits & 1 != 0 { Membership::Member } else { Membership::None };
                let wanted = base(&all, &who, needs, member).map(f64::to_bits);
                assert_eq!(levels.of(&who, needs, member).map(f64::to_bits), wanted);
            }
        }
    }

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
