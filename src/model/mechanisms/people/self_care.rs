//! Self-care: people who are more activated live in healthier ways, after a while; those with a
//! long-term condition also when they look ahead with hope.
//!
//! ```text
//! behaviour    B -> usual + per_activation x (A - ref.activation_with_needs) / 10 + per_hope x (hope - ref.hope)
//!              (with a long-term condition), between 0 and 1, by half_life; it begins there at the first
//!              contact of all
//! gained       G = B - B at the first contact of all, if above 0
//! lifestyle    the need is taken down a step (`relapse`) with chance 1 - exp(-lifestyle_per_month x w / weeks in a month x G)
//! illness      an episode ends with chance 1 - exp(-illness_per_month x w / weeks in a month x G)
//! ```
//!
//! A is activation in points; w is the weeks since the person was last looked at (`outlook`). Only what
//! was gained since the first contact acts: what people did before is part of the natural course.
//!
//! **Claims.** A048 (activation and healthier behaviour), A052 (outlook and self-care).
//! **Evidence.** Direction: Tierney 2020; Hibbard 2007 for behaviour after activation. Sizes assumed.

use crate::model::kinds::Need;
use crate::model::mechanisms::{chance, towards, within};
use crate::model::now::Now;
use crate::model::observe::{M, Observations};
use crate::model::parameters::Parameters as All;
use crate::model::random::{Purpose, Who};
use crate::model::spec::parameters;
use crate::model::world::{Client, Health, NEVER, World};

parameters! {
    /// Healthier ways of living.
    Parameters {
        /// Index of health behaviour at the reference of activation and hope.
        usual: Share [0.0, 1.0] "";
        /// Rise of the index of health behaviour for ten points of activation.
        per_activation: Share [0.0, 1.0] "A048";
        /// Rise of the index of health behaviour for a unit of hope, in people with a long-term
        /// condition.
        per_hope: Share [0.0, 1.0] "A052";
        /// Half-life of health behaviour on its way to what activation and hope support.
        half_life: Weeks [0.5, 260.0] "A048";
        /// Rate a month at which the lifestyle need ends, for a whole unit of health behaviour gained.
        lifestyle_per_month: PerMonth [0.0, 5.0] "A048";
        /// Rate a month at which an episode of illness ends early, for a whole unit of health behaviour
        /// gained.
        illness_per_month: PerMonth [0.0, 5.0] "A048";
    }
}

/// The index that activation and hope support.
#[must_use]
pub fn target(all: &All, activation: f64, hope: f64, conditions: u8) -> f64 {
    let p = &all.self_care;
    let hopeful = if conditions > 0 { p.per_hope * (hope - all.reference.hope) } else { 0.0 };
    let tens = p.per_activation * (activation - all.reference.activation_with_needs) / 10.0;
    (p.usual + tens + hopeful).clamp(0.0, 1.0)
}

/// What somebody does at the first contact of all, before the link worker has any part in it.
fn begin(all: &All, client: &mut Client, conditions: u8) {
    client.behaviour = target(all, client.entry_activation, client.entry_hope, conditions);
    client.entry_behaviour = client.behaviour;
}

/// Weeks up to which the share of the way is worked out once for all: nearly everybody is looked at again
/// after one week, or after four.
const USUAL_WEEKS: usize = 4;

/// A week of everybody who has or had a link worker.
pub fn step(world: &mut World, now: Now, seen: &mut Observations) {
    let Now { all, week, draws, .. } = now;
    let p = &all.self_care;
    let usual: [f64; USUAL_WEEKS + 1] =
        std::array::from_fn(|weeks| within(weeks as f64, p.half_life));
    for row in world.looked_at() {
        let client = &mut world.clients[row];
        if client.gone() {
            continue;
        }
        let person = client.person as usize;
        if client.first_contact != NEVER && client.behaviour.is_nan() {
            begin(all, client, world.people.fixed[person].conditions);
        }
        let settled = i32::from(world.people.settled[person]) == week;
        if client.first_contact == NEVER || !settled {
            continue;
        }
        let since = week - client.mind.since;
        let weeks = f64::from(since);
        let by = usual.get(since as usize).copied().unwrap_or_else(|| within(weeks, p.half_life));
        let who = &world.people.fixed[person];
        let activation = world.people.slow[person].activation.share() * 100.0;
        let target = target(all, activation, client.hope, who.conditions);
        client.behaviour = towards(client.behaviour, target, by);
        let gained = (client.behaviour - client.entry_behaviour).max(0.0);
        let months = weeks / crate::model::units::WEEKS_PER_MONTH;
        let [lifestyle, illness, ..] = draws.uniforms(Purpose::Outlook, Who(client.person), 2, 0);
        let needs = world.people.needs[person];
        if needs.has(Need::Lifestyle) && lifestyle < chance(p.lifestyle_per_month * months * gained)
        {
            world.people.needs[person].help(Need::Lifestyle);
            seen.count(M::HealthierWays, who.fifth);
        }
        if world.people.health[person] == Health::Ill
            && illness < chance(p.illness_per_month * months * gained)
        {
            world.desk.recovered.push(client.person);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::tests::baseline;

    #[test]
    fn behaviour_is_usual_at_the_reference_and_hope_counts_for_the_ill_alone() {
        let all = baseline();
        let at = |tens: f64, hope, conditions| {
            let activation = all.reference.activation_with_needs + 10.0 * tens;
            target(&all, activation, all.reference.hope + hope, conditions)
        };
        let p = &all.self_care;
        assert!((at(0.0, 0.0, 1) - p.usual).abs() < 1e-12);
        assert!((at(1.0, 0.3, 0) - p.usual - p.per_activation).abs() < 1e-12);
        assert!((at(0.0, 0.3, 2) - p.usual - 0.3 * p.per_hope).abs() < 1e-12);
        assert!((0.0..=1.0).contains(&at(9.0, 0.5, 3)));
    }
}
