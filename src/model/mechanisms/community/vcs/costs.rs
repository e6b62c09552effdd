//! What organisations cost: grants, payments, and the places that clients hold. The equations stand in
//! the opening of `vcs`.

use crate::model::kinds::BudgetLine;
use crate::model::mechanisms::community::policy;
use crate::model::observe::Observations;
use crate::model::parameters::Parameters as All;
use crate::model::units::WEEKS_PER_YEAR;
use crate::model::world::{Organisation, Place, World};

/// Grants to organisations of a fifth: what policy gives, as far as the commissioner has it follow.
pub(crate) fn grants(world: &World, policy: &policy::Tables, fifth: usize) -> f64 {
    policy.grants[fifth] * world.commissioner.grants
}

/// Share of what a place costs that the grant of an organisation pays.
fn granted(all: &All, world: &World, host: &Organisation, policy: &policy::Tables) -> f64 {
    all.vcs.grant_share(host.size) * grants(world, policy, host.fifth as usize)
}

/// Pays a week of the grant of an organisation. The places that more money opens are not paid for a
/// second time: a grant is for the places that the organisation has by itself.
pub(crate) fn pay_grant(
    world: &mut World,
    number: usize,
    all: &All,
    policy: &policy::Tables,
    seen: &mut Observations,
) {
    let host = &world.organisations[number];
    let whose = world.shares.in_fifth(host.fifth);
    let a_year = host.places * all.vcs.place_cost * granted(all, world, host, policy);
    world.ledger.pay_shared(BudgetLine::Organisations, &whose, a_year / WEEKS_PER_YEAR, seen);
}

/// Pays an organisation for a client who starts.
pub(crate) fn pay_start(world: &mut World, row: usize, all: &All, seen: &mut Observations) {
    let who = &world.people.fixed[world.clients[row].person as usize];
    world.ledger.pay(BudgetLine::Organisations, who, all.vcs.payment_per_start, seen);
}

/// Charges a week of every place that a client holds.
pub(crate) fn charge_places(
    world: &mut World,
    all: &All,
    policy: &policy::Tables,
    seen: &mut Observations,
) {
    for &row in &world.in_touch {
        let client = &world.clients[row];
        let Place::Attend { organisation, .. } = client.place else { continue };
        let host = &world.organisations[organisation as usize];
        if host.open() {
            let pounds = place(all, granted(all, world, host, policy));
            let who = &world.people.fixed[client.person as usize];
            world.ledger.pay(BudgetLine::Places, who, pounds, seen);
        }
    }
}

/// Pounds that a client's place is charged in a week, where grants pay this share of what it costs.
fn place(all: &All, granted: f64) -> f64 {
    let p = &all.vcs;
    let left = p.place_cost / WEEKS_PER_YEAR * (1.0 - granted)
        - p.payment_per_start / all.participation.course_weeks;
    p.places_charged * left.max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::tests::baseline;

    #[test]
    fn a_place_is_paid_once_whoever_pays() {
        let mut all = baseline();
        let whole = all.vcs.place_cost / WEEKS_PER_YEAR;
        (all.vcs.payment_per_start, all.vcs.places_charged) = (0.0, 1.0);
        assert!((place(&all, 0.4) - 0.6 * whole).abs() < 1e-12);
        assert!(place(&all, 1.0).abs() < 1e-12 && place(&all, 1.5).abs() < 1e-12);
        // A payment per start pays for the planned weeks.
        all.vcs.payment_per_start = 0.25 * whole * all.participation.course_weeks;
        assert!((place(&all, 0.4) - 0.35 * whole).abs() < 1e-12);
        all.vcs.places_charged = 0.0;
        assert!(place(&all, 0.0).abs() < 1e-12);
    }
}
