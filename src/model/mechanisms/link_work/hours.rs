//! A link worker's week: how paid hours are split before any patient is seen.
//!
//! ```text
//! paid          worked_per_year / 52 x full time of the post; all that follows are shares of it
//! pressure      P = wait of the practices served / full_pressure, 1 at most
//! networking    (networking + F) x (1 - pressed_by_list x P) x (1 + networking_proactivity x (proactivity
//!               - ref.proactivity))
//! checking      checking x (1 - pressed_by_list x P)
//! development   development x (1 - pressed_by_list x P)^2
//! promotion     R = promotion x (1 - promotion_culture x (E - ref.culture)) x (1 - promotion_shared x (S
//!               - ref.leadership)), E = culture of the practices served, S = practice.shared_leadership;
//!               F = (promotion - R, if that is above 0) x S
//! administration  administration + reporting_at_full x (1 - (1 - reporting_burden) (1 - targets.forms x
//!               targets.pay_share))
//! feedback      feedback x (feedback_floor + (1 - feedback_floor) x feedback.to_referrers)
//! training      training
//! travel        travel_per_practice x further practices (`posts`)
//! scope creep   C = creep x scope creep of the worker
//! no factor     of these is below 0
//! gives way     what all these and C are beyond away_limit, times given_up_beyond_limit, is taken from networking,
//!               checking, development and promotion in proportion
//! patients      U x what is left after all these and C, a twentieth at least;
//!               U = induction_start + (1 - induction_start) x weeks in post / induction, 1 at most
//! the rest      what induction takes of the time with patients is training, what scope creep takes is
//!               administration
//! ```
//!
//! **Claims.** A057 (protected time), A109 (promotion where practices are not engaged), A110 (shared
//! leadership frees networking), A118 (tasks crowd out), A121 (under scarcity development loses),
//! A198 (assessments), A207 (spare hands).
//! **Evidence.** 1,575 paid hours a year, about 60 % with patients (design budget); 42 % record
//! outcomes often (NHSE survey 2023). The split is assumed and swept.

use crate::model::mechanisms::reference::factor;
use crate::model::mechanisms::{lowered, reporting};
use crate::model::now::Now;
use crate::model::observe::{M, Observations};
use crate::model::parameters::Parameters as All;
use crate::model::spec::parameters;
use crate::model::units::WEEKS_PER_YEAR;
use crate::model::world::{Hours, Worker, World};

parameters! {
    /// Split of a link worker's hours.
    Parameters {
        /// Hours a full-time link worker works in a year, leave and sickness taken off.
        worked_per_year: HoursPerYear [500.0, 2500.0] "";
        /// Share of a link worker's paid hours for building ties with organisations.
        networking: Share [0.0, 0.5] "A057 A161";
        /// Relative rise of the hours for networking with a link worker's proactivity.
        networking_proactivity: Ratio [0.0, 2.0] "A156";
        /// Share of a link worker's paid hours for checking what local provision there is.
        checking: Share [0.0, 0.5] "A057";
        /// Share of a link worker's paid hours for founding and adapting groups.
        development: Share [0.0, 0.5] "A066 A175";
        /// Share of a link worker's paid hours for presenting the service to practices, at the references
        /// of their culture and of responsibility shared in them.
        promotion: Share [0.0, 0.5] "A109 A111";
        /// Relative fall of the hours for promotion with the culture of the practices served.
        promotion_culture: Ratio [0.0, 2.0] "A109";
        /// Relative fall of the hours for promotion with responsibility shared in the practices.
        promotion_shared: Ratio [0.0, 2.0] "A110";
        /// Share of a link worker's paid hours for assessments and administration, without targets.
        administration: Share [0.0, 0.5] "A198";
        /// Share of a link worker's paid hours for feedback, when all news reaches the referrers.
        feedback: Share [0.0, 0.5] "A100";
        /// Share of the hours for feedback that is spent even where no news reaches a referrer.
        feedback_floor: Share [0.0, 1.0] "A100";
        /// Share of a link worker's paid hours for training, supervision and peers.
        training: Share [0.0, 0.5] "A132 A134";
        /// Share of a link worker's paid hours for travel, for each practice beyond the first.
        travel_per_practice: Share [0.0, 0.2] "A116";
        /// Further share of a link worker's paid hours for reports and assessments at full reporting burden.
        reporting_at_full: Share [0.0, 0.5] "A193 A198";
        /// Burden of reports and quotas of assessments that is laid on link workers, without pay by targets.
        reporting_burden: Share [0.0, 1.0] "A193 A195 A198";
        /// Share of networking, checking and development that full pressure of the waiting list takes away.
        pressed_by_list: Share [0.0, 1.0] "A121";
        /// Wait for a first contact at which the pressure of the waiting list is full.
        full_pressure: Weeks [1.0, 104.0] "A121";
        /// Share of a link worker's hours that tasks away from patients may take before some of them give way.
        away_limit: Share [0.0, 1.0] "A118";
        /// Share of the hours away from patients beyond that limit which networking, checking, development
        /// and promotion lose; the rest is lost to time with patients.
        given_up_beyond_limit: Share [0.0, 1.0] "A118";
        /// Share of a link worker's hours that full scope creep takes from patients.
        creep: Share [0.0, 0.5] "A140 A207";
        /// Weeks of induction, over which a new worker's hours come to full use.
        induction: Weeks [0.0, 104.0] "A129";
        /// Share of the hours with patients that a new link worker can use in the first week.
        induction_start: Share [0.0, 1.0] "A129";
    }
}

/// Share of paid hours that is left for patients whatever else is asked, so that a week always sums
/// to what is paid.
const LEAST_REST: f64 = 0.05;

/// How much of a worker's first weeks is of use: rises evenly over the induction.
fn usable(p: &Parameters, weeks: f64) -> f64 {
    let settled = if p.induction > 0.0 { (weeks / p.induction).clamp(0.0, 1.0) } else { 1.0 };
    p.induction_start + (1.0 - p.induction_start) * settled
}

/// What the practices that a worker serves have in common, and how many there are beyond the first.
struct Served {
    culture: f64,
    wait: f64,
    further: f64,
}

/// How a week of a worker who came this many weeks ago is split, as shares of paid hours.
fn split(all: &All, worker: &Worker, weeks: f64, served: &Served) -> Hours {
    let (p, at) = (&all.hours, &all.reference);
    let pressure = (served.wait / p.full_pressure).clamp(0.0, 1.0);
    let shared = all.practice.shared_leadership;
    let left_over = lowered(1.0, p.pressed_by_list * pressure);
    let promotion = p.promotion
        * factor(-p.promotion_culture, served.culture, at.culture)
        * factor(-p.promotion_shared, shared, at.leadership);
    let freed = (p.promotion - promotion).max(0.0) * shared;
    let mut hours = Hours {
        patients: 0.0,
        networking: (p.networking + freed)
            * left_over
            * factor(p.networking_proactivity, worker.proactivity, at.proactivity),
        checking: p.checking * left_over,
        development: p.development * lowered(left_over, p.pressed_by_list * pressure),
        promotion,
        administration: p.administration + p.reporting_at_full * reporting(all),
        feedback: p.feedback
            * (p.feedback_floor + (1.0 - p.feedback_floor) * all.feedback.to_referrers),
        training: p.training,
        travel: p.travel_per_practice * served.further,
    };
    let creep = p.creep * worker.creep;
    hours.give_way(p.given_up_beyond_limit * (hours.total() + creep - p.away_limit).max(0.0));
    let usable = usable(p, weeks);
    let rest = (1.0 - hours.total() - creep).max(LEAST_REST);
    // What induction and scope creep take is no time with patients: it counts as training and
    // as administration.
    hours.patients = rest * usable;
    hours.training += rest * (1.0 - usable);
    hours.administration += (1.0 - hours.total()).max(0.0);
    hours
}

/// Splits every worker's week.
pub fn step(world: &mut World, now: Now, seen: &mut Observations) {
    let Now { all, week, .. } = now;
    let p = &all.hours;
    world.ledger.hours_paid = 0.0;
    for post in &mut world.posts {
        post.hours = Hours::default();
        let served: Vec<_> = world
            .practices
            .iter()
            .enumerate()
            .filter(|(number, _)| post.practices >> number & 1 == 1)
            .map(|(_, practice)| practice)
            .collect();
        let count = served.len().max(1) as f64;
        let mean = |value: fn(&crate::model::world::Practice) -> f64| {
            served.iter().map(|&practice| value(practice)).sum::<f64>() / count
        };
        let served = Served {
            culture: mean(|practice| practice.culture),
            wait: mean(|practice| practice.wait),
            further: all.link_workers.further(post.practices),
        };
        let Some(worker) = post.worker() else { continue };
        let paid = p.worked_per_year / WEEKS_PER_YEAR * post.full_time;
        let mut hours = split(all, worker, f64::from(week - worker.since), &served);
        let scale = paid / hours.total();
        for part in [
            &mut hours.patients,
            &mut hours.networking,
            &mut hours.checking,
            &mut hours.development,
            &mut hours.promotion,
            &mut hours.administration,
            &mut hours.feedback,
            &mut hours.training,
            &mut hours.travel,
        ] {
            *part *= scale;
        }
        world.ledger.hours_paid += paid;
        for (metric, part) in [
            (M::HoursNetworking, hours.networking),
            (M::HoursChecking, hours.checking),
            (M::HoursDevelopment, hours.development),
            (M::HoursPromotion, hours.promotion),
            (M::HoursAdministration, hours.administration),
            (M::HoursFeedback, hours.feedback),
            (M::HoursTraining, hours.training),
            (M::HoursTravel, hours.travel),
        ] {
            seen.add_total(metric, part, paid);
        }
        post.hours = hours;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::link_work::{posts, workforce};
    use crate::model::mechanisms::tests::baseline;
    use crate::model::random::Draws;

    fn worker(all: &All) -> Worker {
        workforce::make(all, &posts::vacant(all, 1.0, 0, 0), 0, 0, Draws::new(1, 0, 0))
    }

    #[test]
    fn a_week_is_split_without_a_rest_and_a_long_list_squeezes_what_can_wait() {
        let all = baseline();
        let worker = worker(&all);
        let week = |wait| split(&all, &worker, 200.0, &Served { culture: 0.6, wait, further: 1.0 });
        let (calm, pressed) = (week(0.0), week(100.0));
        for hours in [&calm, &pressed] {
            assert!((hours.total() - 1.0).abs() < 1e-12, "{hours:?}");
        }
        assert!(pressed.patients > calm.patients, "{calm:?} {pressed:?}");
        let left = 1.0 - all.hours.pressed_by_list;
        assert!((pressed.checking / calm.checking - left).abs() < 1e-12);
        assert!((pressed.development / calm.development - left * left).abs() < 1e-12);
    }

    #[test]
    fn no_task_takes_less_than_no_time_whatever_the_weights() {
        let mut all = baseline();
        let p = &mut all.hours;
        (p.promotion_culture, p.promotion_shared, p.networking_proactivity) = (2.0, 2.0, 2.0);
        (all.reference.culture, all.reference.proactivity) = (0.0, 1.0);
        let mut worker = worker(&all);
        worker.proactivity = 0.0;
        let served = Served { culture: 1.0, wait: 0.0, further: 0.0 };
        let hours = split(&all, &worker, 200.0, &served);
        assert!(hours.promotion >= 0.0 && hours.networking >= 0.0, "{hours:?}");
        assert!((hours.total() - 1.0).abs() < 1e-12, "{hours:?}");
    }

    #[test]
    fn induction_rises_evenly_to_full_use() {
        let p = baseline().hours;
        assert!((usable(&p, 0.0) - p.induction_start).abs() < 1e-12);
        let half = f64::midpoint(p.induction_start, 1.0);
        assert!((usable(&p, p.induction / 2.0) - half).abs() < 1e-12);
        assert!((usable(&p, 10.0 * p.induction) - 1.0).abs() < 1e-12);
    }
}
