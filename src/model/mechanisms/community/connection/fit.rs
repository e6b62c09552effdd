//! How well an organisation fits a person, and what is done about the obstacles between them. The
//! equations stand in the opening of `connection`.

use crate::model::mechanisms::community::place;
use crate::model::mechanisms::link_work::role;
use crate::model::mechanisms::link_work::sessions;
use crate::model::mechanisms::people::means;
use crate::model::mechanisms::reference::factor;
use crate::model::parameters::Parameters as All;
use crate::model::world::{Fixed, Mobility, Organisation};

/// Share of practical obstacles solved together: it takes time, and a role that allows it.
fn solved_together(all: &All) -> f64 {
    let p = &all.connection;
    let time = sessions::time_tells(all, p.solving_time);
    let free =
        factor(p.solving_flexibility, role::flexibility(all), all.reference.role_flexibility);
    (p.barrier_solving * time * free).clamp(0.0, 1.0)
}

/// What is left of a practical obstacle after what is foreseen, designed away and solved together.
pub(crate) fn left_of_obstacles(all: &All, background: f64) -> f64 {
    (1.0 - solved_together(all))
        * (1.0 - all.handover.obstacles_foreseen * background)
        * (1.0 - all.connection.co_design_solves * all.practice.co_design)
}

/// How well an organisation fits a person, 0 to 1, with so much left of obstacles.
pub(crate) fn fit(all: &All, who: &Fixed, organisation: &Organisation, left: f64) -> f64 {
    let p = &all.connection;
    let left = left * (1.0 - all.development.adapted_solves * organisation.adapted);
    let travel = if who.car { p.travel_by_car } else { 1.0 };
    let steps = (f64::from(who.fifth as u8) - f64::from(organisation.fifth as u8)).abs();
    let keep = |loss: f64| 1.0 - (loss * left).clamp(0.0, 1.0);
    let travel = keep(p.travel_loss * organisation.travel * travel * (1.0 - p.transport_support));
    let poverty = (1.0 + p.fee_tilt * means::gradient(all, who)).max(0.0);
    let fee = keep(p.fee_loss * organisation.fee * (1.0 - p.fee_subsidy) * poverty);
    let timing = keep(if who.tied && !organisation.evening { p.timing_loss } else { 0.0 });
    let culture =
        1.0 - if who.minority { p.cultural_loss * (1.0 - organisation.cultural_fit) } else { 0.0 };
    let disability = keep(if who.mobility == Mobility::Limited { p.disability_loss } else { 0.0 });
    let area = 1.0 - (p.area_loss * steps).min(1.0);
    let leader = 1.0 - p.leader_loss + p.leader_loss * organisation.leader;
    let way = keep(place::lost(all, who, organisation.locality));
    travel * way * fee * timing * culture * disability * area * leader
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::kinds::{Fifth, Offer};
    use crate::model::mechanisms::community::vcs;
    use crate::model::mechanisms::tests::{baseline, small_world, somebody};
    use crate::model::random::Draws;

    #[test]
    fn an_organisation_fits_less_the_more_is_in_the_way() {
        let all = baseline();
        let p = &all.connection;
        let offer = Offer::Social;
        let mut host = vcs::make(&all, 0, 0, offer, Fifth::Middle, Draws::new(1, 0, 0));
        (host.travel, host.fee, host.leader, host.adapted) = (0.0, 0.0, 1.0, 0.0);
        let mut who = somebody();
        assert!((fit(&all, &who, &host, 1.0) - 1.0).abs() < 1e-12, "nothing is in the way");
        who.mobility = Mobility::Limited;
        assert!((fit(&all, &who, &host, 0.5) - (1.0 - 0.5 * p.disability_loss)).abs() < 1e-12);
        assert!((fit(&all, &who, &host, 0.0) - 1.0).abs() < 1e-12, "all obstacles are solved");
        host.leader = 0.0;
        assert!((fit(&all, &who, &host, 0.0) - (1.0 - p.leader_loss)).abs() < 1e-12);
        who.minority = true;
        host.cultural_fit = 0.0;
        let both = (1.0 - p.leader_loss) * (1.0 - p.cultural_loss);
        assert!((fit(&all, &who, &host, 0.0) - both).abs() < 1e-12);
    }

    /// The best place that there is for people with and without a car, on average.
    fn best(all: &All) -> [f64; 2] {
        let (_, world) = small_world(all.clone());
        let mut sums = [[0.0; 2]; 2];
        for who in world.people.fixed.iter().filter(|who| who.adult()) {
            let fits = world.organisations.iter().map(|host| fit(all, who, host, 1.0));
            let sum = &mut sums[usize::from(who.car)];
            *sum = [sum[0] + fits.fold(0.0, f64::max), sum[1] + 1.0];
        }
        sums.map(|[sum, people]| sum / people)
    }

    #[test]
    fn merging_the_localities_changes_for_whom_there_is_a_place() {
        let mut all = baseline();
        (all.population.localities, all.vcs.per_thousand) = (6.0, 20.0);
        let apart = best(&all);
        all.population.localities = 1.0;
        let merged = best(&all);
        assert!(merged[0] > apart[0] && merged[1] > apart[1], "{merged:?} {apart:?}");
        // Who has no car is kept from more by the way.
        assert!(apart[0] / merged[0] < apart[1] / merged[1] - 0.01, "{merged:?} {apart:?}");
    }

    #[test]
    fn obstacles_are_solved_in_time_and_by_a_free_role_but_never_beyond_all() {
        let mut all = baseline();
        (all.link_work.session_hours, all.workforce.registration) = (0.5, 0.0);
        all.workforce.role_flexibility = all.reference.role_flexibility;
        assert!((solved_together(&all) - all.connection.barrier_solving).abs() < 1e-12);
        all.workforce.role_flexibility = 1.0;
        assert!(solved_together(&all) > all.connection.barrier_solving);
        (all.link_work.session_hours, all.connection.barrier_solving) = (5.0, 1.0);
        assert!((solved_together(&all) - 1.0).abs() < 1e-12);
    }
}
