//! A link worker's week: how paid hours are split before any patient is seen.
//!
//! patients = paid - (networking + checking + development + promotion + administration + feedback
//!            + training + travel) - scope creep
//! networking, checking, development are squeezed by a share of the pressure of the list
//! beyond the most that may go to all else, these and promotion give way to patients
//!
//! **Claims.** A057 (protected time), A109 (promotion where practices are not engaged), A110 (shared
//! leadership frees networking), A118 (tasks crowd out), A121 (under scarcity development loses),
//! A198 (assessments), A207 (spare hands).
//! **Evidence.** 1,575 paid hours a year, about 60 % with patients (design budget); 42 % record
//! outcomes often (NHSE survey 2023). The split is assumed and swept.

use crate::mechanisms::{lowered, reporting};
use crate::observe::{M, Observations};
use crate::scenario::Parameters as All;
use crate::scenario::spec::parameters;
use crate::units::WEEKS_PER_YEAR;
use crate::world::{Hours, World};

parameters! {
    /// Split of a link worker's hours.
    Parameters {
        /// Hours a full-time link worker works in a year, leave and sickness taken off.
        worked_per_year: HoursPerYear [500.0, 2500.0] "";
        /// Share of hours for building ties with organisations.
        networking: Share [0.0, 0.5] "A057 A161";
        /// Share for checking what local provision there is.
        checking: Share [0.0, 0.5] "A057";
        /// Share for founding and adapting groups.
        development: Share [0.0, 0.5] "A066 A175";
        /// Share for presenting the service to practices, at middling engagement.
        promotion: Share [0.0, 0.5] "A109 A111";
        /// Share for assessments and administration, without targets.
        administration: Share [0.0, 0.5] "A198";
        /// Share for feedback to referrers and organisations.
        feedback: Share [0.0, 0.5] "A100";
        /// Share for training, supervision and peers.
        training: Share [0.0, 0.5] "A132 A134";
        /// Share for travel, for each practice beyond the first.
        travel_per_practice: Share [0.0, 0.2] "A116";
        /// Further share for reports and assessments at full reporting burden.
        reporting_at_full: Share [0.0, 0.5] "A193 A198";
        /// Reporting burden and assessment quotas.
        reporting_burden: Share [0.0, 1.0] "A193 A195 A198";
        /// Share of networking, checking and development that full pressure takes away.
        squeeze: Share [0.0, 1.0] "A121";
        /// Wait at which pressure is full.
        full_pressure: Weeks [1.0, 104.0] "A121";
        /// Share of hours that may go to all else than patients before some of it gives way.
        away_most: Share [0.0, 1.0] "A118";
        /// Share of what is beyond it that networking, checking, development and promotion lose; the
        /// rest is time with patients.
        gives_way: Share [0.0, 1.0] "A118";
        /// Share of hours that full scope creep takes from patients.
        creep: Share [0.0, 0.5] "A140 A207";
        /// Weeks of induction, over which a new worker's hours come to full use.
        induction: Weeks [0.0, 104.0] "A129";
        /// Share of patient hours that a new worker can use in the first week.
        induction_start: Share [0.0, 1.0] "A129";
    }
}

/// Splits every worker's week.
pub fn step(world: &mut World, all: &All, week: i32, seen: &mut Observations) {
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
        let mean = |value: fn(&crate::world::Practice) -> f64| {
            served.iter().map(|&practice| value(practice)).sum::<f64>() / count
        };
        let engagement = mean(|practice| practice.culture);
        let pressure = (mean(|practice| practice.wait) / p.full_pressure).clamp(0.0, 1.0);
        let Some(worker) = post.worker() else { continue };
        let paid = p.worked_per_year / WEEKS_PER_YEAR * post.full_time;
        let shared = all.practice.shared_leadership;
        let left_over = lowered(1.0, p.squeeze * pressure);
        let promotion = p.promotion * (1.6 - 1.2 * engagement) * (1.25 - 0.5 * shared);
        let freed = (p.promotion - promotion).max(0.0) * shared;
        let mut hours = Hours {
            patients: 0.0,
            networking: (p.networking + freed) * left_over * (0.6 + 0.8 * worker.proactivity),
            checking: p.checking * left_over,
            development: p.development * lowered(left_over, p.squeeze * pressure),
            promotion,
            administration: p.administration + p.reporting_at_full * reporting(all),
            feedback: p.feedback * (0.5 + 0.5 * all.feedback.share),
            training: p.training,
            travel: p.travel_per_practice * (count - 1.0).min(6.0),
        };
        let creep = p.creep * worker.creep;
        hours.give_way(p.gives_way * (hours.total() + creep - p.away_most).max(0.0));
        let tenure = f64::from(week - worker.since);
        let settled = if p.induction > 0.0 { (tenure / p.induction).clamp(0.0, 1.0) } else { 1.0 };
        let usable = p.induction_start + (1.0 - p.induction_start) * settled;
        let rest = (1.0 - hours.total() - creep).max(0.05);
        // What induction and scope creep take is no time with patients: it counts as training and
        // as administration.
        hours.patients = rest * usable;
        hours.training += rest * (1.0 - usable);
        hours.administration += (1.0 - hours.total()).max(0.0);
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
