//! Social capital of a person: two kinds of tie and three kinds of resource, each relaxing to a
//! level that the person's life supports.
//!
//! base      B = level + sociability weight x (sociability - 1/2) + member gain - lonely loss - low-mood loss
//! a week    x <- x + fade (B - x)
//!
//! **Claims.** A051, A069, A070 (joining builds resources), A073 (capital raises wellbeing), A075
//! (those who shun groups gain less).
//! **Evidence.** Levels after ONS social-capital headline figures (2021/22: 95 % have somebody
//! there, 36 % exchange favours); weights and the half-life are assumed, the latter informed by
//! the persistence of gains (4-24 months).

use crate::axes::{Need, Resource};
use crate::scenario::Parameters as All;
use crate::scenario::spec::parameters;
use crate::world::{Fixed, Membership, Needs};

parameters! {
    /// Social capital.
    Parameters {
        /// Level in a person of middling sociability, no group, no loneliness.
        level: Share [0.0, 1.0] by Resource "A069";
        /// Weight of sociability.
        sociability_weight: Share [0.0, 1.0] by Resource "A054";
        /// Gain from belonging to a group.
        member_gain: Share [0.0, 1.0] by Resource "A051 A070";
        /// Loss with loneliness.
        lonely_loss: Share [0.0, 1.0] by Resource "A070";
        /// Loss with low mood.
        low_mood_loss: Share [0.0, 1.0] by Resource "";
        /// Life satisfaction for a whole unit of each resource above its base.
        wellbeing_points: Points [0.0, 10.0] by Resource "A073";
        /// Activation for a whole unit of each resource above its base.
        activation_points: PamPoints [0.0, 100.0] by Resource "A051";
        /// Half-life of capital above or below what the person's life supports.
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
    let sociability = who.sociability() - 0.5;
    let member = f64::from(u8::from(membership == Membership::Member));
    let lonely = f64::from(u8::from(needs.has(Need::Loneliness)));
    let low_mood = f64::from(u8::from(needs.has(Need::LowMood)));
    std::array::from_fn(|r| {
        (p.level[r] + p.sociability_weight[r] * sociability + p.member_gain[r] * member
            - p.lonely_loss[r] * lonely
            - p.low_mood_loss[r] * low_mood)
            .clamp(0.0, 1.0)
    })
}
