//! Time taken from elsewhere: what the scheme takes of the hours of GPs and of organisations, which
//! would have gone to others.
//!
//! ```text
//! of a practice  hours a week H = talk_hours x offers that GPs talked about + news_hours x news heard
//!                + meeting_hours x seat in the team (`buy_in`), where a worker who serves it is in post
//!                appointments H / appointment_hours fewer from GPs in the next week, MOST_TAKEN of all at most
//! of an organisation  hours h = referral_hours x clients sent to it + report_hours x reports that it heard + say_hours
//!                x practice.co_design x residents whom it asked (`suits`) + contact_share x hours of networking of all workers / open
//!                organisations; places that go short T -> h / place_hours, by half_life
//! ```
//!
//! Nothing else follows from here. Fewer appointments leave requests unmet and make doctors busier (`consulting`);
//! fewer places make queues, and queues strain (`vcs`). A talk for which somebody comes again is a request of its
//! own (`referral`), and what the worker spends stands in `hours`.
//!
//! **Claims.** A100 (a referral costs a consultation a little), A108 (workload crowds out), A166, A169 (organisations
//! swamped), A184 (a bare scheme can do harm).
//! **Evidence.** A consultation with a GP takes about ten minutes (9.2 in Irving 2017, recalled). How long a talk, a
//! piece of news, a meeting or a referral takes on the other side has not been timed: assumed, in minutes that would
//! not be noticed one by one.

use crate::model::mechanisms::{seat, towards, weekly};
use crate::model::parameters::Parameters as All;
use crate::model::spec::parameters;
use crate::model::world::World;

parameters! {
    /// Time that the scheme takes from elsewhere.
    Parameters {
        /// Hours of a GP that talking about the scheme adds to a consultation.
        talk_hours: Hours [0.0, 1.0] "A100 A184";
        /// Hours of a GP that a piece of news of a client takes.
        news_hours: Hours [0.0, 1.0] "A184";
        /// Hours of GPs in a week that meetings with a link worker take who has a full seat in the team.
        meeting_hours: HoursPerWeek [0.0, 20.0] "A184";
        /// Hours of a GP that an appointment takes.
        appointment_hours: Hours [0.05, 1.0] "";
        /// Hours of an organisation that a client takes whom a link worker sends, beside the place.
        referral_hours: Hours [0.0, 10.0] "A166 A184";
        /// Hours of an organisation that hearing of a client takes.
        report_hours: Hours [0.0, 10.0] "A184";
        /// Hours of an organisation that asking a resident what they want takes, in a service fully designed
        /// together.
        say_hours: Hours [0.0, 10.0] "A185";
        /// Hours of an organisation that an hour of a link worker's networking takes.
        contact_share: Ratio [0.0, 5.0] "A184";
        /// Hours of an organisation in a week that a place takes.
        place_hours: HoursPerWeek [0.05, 40.0] "";
        /// Half-life of the average of what organisations spend on the scheme.
        half_life: Weeks [0.5, 260.0] "A184";
    }
}

/// Most of the appointments of a practice that the scheme can take.
const MOST_TAKEN: f64 = 0.5;

impl Parameters {
    /// Hours of the GPs of a practice in a week.
    fn of_gps(&self, talks: f64, news: f64, seat: f64) -> f64 {
        self.talk_hours * talks + self.news_hours * news + self.meeting_hours * seat
    }
}

/// A week's time.
pub fn step(world: &mut World, all: &All) {
    practices(world, all);
    organisations(world, all);
}

fn practices(world: &mut World, all: &All) {
    let p = &all.elsewhere;
    let mut talks = vec![0.0; world.practices.len()];
    for number in std::mem::take(&mut world.desk.talked) {
        talks[number as usize] += 1.0;
    }
    let mut gps = vec![0.0; world.practices.len()];
    world.gps.iter().for_each(|gp| gps[gp.practice as usize] += 1.0);
    for (number, practice) in world.practices.iter_mut().enumerate() {
        let mut serving = world.posts.iter().filter(|post| post.serves(number as u8));
        let present = serving.any(|post| post.worker().is_some());
        let seat = if present { seat(all, practice.champion) } else { 0.0 };
        let hours = p.of_gps(talks[number], practice.news * gps[number], seat);
        practice.time_taken = (hours / p.appointment_hours).min(MOST_TAKEN * practice.gp_capacity);
    }
}

fn organisations(world: &mut World, all: &All) {
    let p = &all.elsewhere;
    let open = world.organisations.iter().filter(|host| host.open()).count().max(1) as f64;
    let contact = world.posts.iter().map(|post| post.hours.networking).sum::<f64>() / open;
    let mut hours = vec![p.contact_share * contact; world.organisations.len()];
    for &(number, _) in &world.desk.referred_on {
        hours[number] += p.referral_hours;
    }
    for &number in &world.desk.reports {
        hours[number] += p.report_hours;
    }
    for number in std::mem::take(&mut world.desk.asked) {
        hours[number] += p.say_hours * all.practice.co_design;
    }
    let speed = weekly(p.half_life);
    for (host, hours) in world.organisations.iter_mut().zip(hours) {
        let hours = if host.open() { hours } else { 0.0 };
        host.time_taken = towards(host.time_taken, hours / p.place_hours, speed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::tests::{baseline, small_world};
    use crate::model::world::Fit;

    #[test]
    fn talks_news_and_meetings_cost_the_practice_appointments_and_no_scheme_costs_none() {
        let mut all = baseline();
        all.link_workers.per_50k = 30.0;
        let (_, mut world) = small_world(all.clone());
        let p = &mut all.elsewhere;
        (p.talk_hours, p.news_hours, p.meeting_hours, p.appointment_hours) = (0.1, 0.2, 0.5, 0.2);
        all.practice.mdt_seat = 1.0;
        let mut gps = 0.0;
        world.gps.iter().filter(|gp| gp.practice == 0).for_each(|_| gps += 1.0);
        world.practices[0].gp_capacity = 100.0;
        world.practices[0].news = 1.0 / gps;
        world.desk.talked = vec![0, 0, 0];
        step(&mut world, &all);
        let taken = (0.1 * 3.0 + 0.2 + 0.5) / 0.2;
        assert!((world.practices[0].time_taken - taken).abs() < 1e-9);
        assert!(world.desk.talked.is_empty());
        world.practices[0].gp_capacity = 4.0;
        step(&mut world, &all);
        assert!((world.practices[0].time_taken - 2.0).abs() < 1e-12, "never more than half");
        world.posts.clear();
        world.practices[0].news = 0.0;
        step(&mut world, &all);
        assert!(world.practices[0].time_taken.abs() < 1e-12);
    }

    #[test]
    fn clients_reports_and_visitors_cost_an_organisation_places() {
        let mut all = baseline();
        all.link_workers.per_50k = 30.0;
        let (_, mut world) = small_world(all.clone());
        all.practice.co_design = 1.0;
        let p = &mut all.elsewhere;
        (p.half_life, p.place_hours, p.contact_share) = (1.0, 0.5, 1.0);
        (p.referral_hours, p.report_hours, p.say_hours) = (1.0, 0.5, 0.25);
        world.organisations.iter_mut().for_each(|host| host.time_taken = 0.0);
        let open = world.organisations.iter().filter(|host| host.open()).count() as f64;
        world.posts.iter_mut().for_each(|post| post.hours.networking = 0.0);
        world.posts[0].hours.networking = 2.0 * open;
        world.desk.referred_on = vec![(0, Fit::Fitting), (0, Fit::Fitting)];
        world.desk.reports = vec![0];
        world.desk.asked = vec![0];
        step(&mut world, &all);
        // Half of the way in a half-life.
        let places = |hours: f64| 0.5 * hours / 0.5;
        assert!((world.organisations[0].time_taken - places(4.75)).abs() < 1e-9);
        world.posts.clear();
        world.desk.referred_on.clear();
        world.desk.reports.clear();
        step(&mut world, &all);
        let left = world.organisations[0].time_taken;
        assert!((left - 0.5 * places(4.75)).abs() < 1e-9, "it passes: {left}");
    }
}
