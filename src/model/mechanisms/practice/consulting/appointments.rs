//! The appointments there are: who gets one, and what happens to a request that is not met.

use crate::model::kinds::{Cause, Fifth};
use crate::model::mechanisms::weekly;
use crate::model::now::Now;
use crate::model::observe::{M, Observations};
use crate::model::random::{Purpose, WeekDraws, Who};
use crate::model::units::WEEKS_PER_HALF_YEAR;
use crate::model::world::{BUCKET_WEEKS, People, Request, Staff, Stay, World, pence};

/// Requests or visits of one week by fifth, cause and staff: counted here and put down once.
#[derive(Default)]
struct Tally([[[u32; Staff::COUNT]; Cause::COUNT]; Fifth::COUNT]);

impl Tally {
    fn count(&mut self, request: Request, fifth: Fifth) {
        self.0[fifth as usize][request.cause as usize][request.staff as usize] += 1;
    }

    fn by_fifth(&self) -> impl Iterator<Item = (Fifth, &[[u32; Staff::COUNT]; Cause::COUNT])> {
        Fifth::ALL.iter().copied().zip(&self.0)
    }

    fn all(causes: &[[u32; Staff::COUNT]; Cause::COUNT]) -> u32 {
        causes.as_flattened().iter().sum()
    }

    fn of_gps(causes: &[[u32; Staff::COUNT]; Cause::COUNT]) -> u32 {
        causes.iter().map(|staff| staff[Staff::Gp as usize]).sum()
    }
}

/// Gives the appointments there are: proposals are on the desk, one pass settles them.
pub fn give(world: &mut World, now: Now, seen: &mut Observations) {
    let Now { all, draws, .. } = now;
    let p = &all.consulting;
    let practices = world.practices.len();
    let mut asked = vec![[0_u32; Staff::COUNT]; practices];
    let (mut requests, mut complex) = (Tally::default(), 0);
    for request in &world.desk.requests {
        let who = &world.people.fixed[request.person as usize];
        asked[who.practice as usize][request.staff as usize] += 1;
        requests.count(*request, who.fifth);
        let hard = who.complexity() > all.complexity.clinical_from;
        complex += u32::from(hard && request.staff == Staff::Gp);
    }
    seen.add_total(M::GpRequestsComplex, f64::from(complex), 0.0);
    for (fifth, causes) in requests.by_fifth() {
        seen.count_times(M::PracticeRequests, fifth, Tally::all(causes));
        seen.count_times(M::GpRequests, fifth, Tally::of_gps(causes));
        for &cause in Cause::ALL {
            seen.count_times(
                M::gp_requests(cause),
                fifth,
                causes[cause as usize][Staff::Gp as usize],
            );
        }
    }
    let by = weekly(p.workload_half_life);
    for (practice, asked) in world.practices.iter_mut().zip(&asked) {
        let gps = practice.gp_appointments();
        let capacity = gps + practice.other_capacity;
        let requests = f64::from(asked[0] + asked[1]);
        practice.workload += by * (f64::from(asked[0]) / gps - practice.workload);
        seen.add_total(M::Workload, requests, capacity);
    }
    let unmet = choose_unmet(world, &asked, draws);
    let requests = std::mem::take(&mut world.desk.requests);
    world.ledger.requests = requests.len() as u64;
    world.desk.visits.clear();
    let mut visits = Tally::default();
    for (request, unmet) in requests.iter().zip(unmet) {
        if unmet {
            refuse(world, *request, now, seen);
        } else {
            visits.count(*request, world.people.fixed[request.person as usize].fifth);
            attend(world, *request, now);
        }
    }
    for (fifth, causes) in visits.by_fifth() {
        let of_gps = Tally::of_gps(causes);
        seen.count_times(M::PracticeVisits, fifth, Tally::all(causes));
        seen.count_times(M::GpVisits, fifth, of_gps);
        seen.spend(M::CostGp, fifth, i64::from(of_gps) * pence(p.gp_visit_cost));
        for &cause in Cause::ALL {
            seen.count_times(
                M::gp_visits(cause),
                fifth,
                causes[cause as usize][Staff::Gp as usize],
            );
        }
    }
    world.ledger.visits = world.desk.visits.len() as u64;
    world.desk.requests = requests;
    world.desk.requests.clear();
}

/// Which requests cannot be met: in each practice and staff group, the unlucky ones in a lottery
/// keyed by person, so that no row number is favoured.
fn choose_unmet(world: &World, asked: &[[u32; Staff::COUNT]], draws: WeekDraws) -> Vec<bool> {
    let mut unmet = vec![false; world.desk.requests.len()];
    let short: Vec<[usize; Staff::COUNT]> = (world.practices.iter().zip(asked))
        .map(|(practice, asked)| {
            let capacity = [practice.gp_appointments(), practice.other_capacity];
            [0, 1].map(|staff| asked[staff].saturating_sub(capacity[staff] as u32) as usize)
        })
        .collect();
    if short.as_flattened().iter().all(|&short| short == 0) {
        return unmet;
    }
    let mut tickets = vec![[Vec::new(), Vec::new()]; short.len()];
    let lots = draws.each(Purpose::RequestLottery, &world.desk.requests, Request::occasion);
    for (index, (request, [ticket, ..])) in lots.enumerate() {
        let practice = world.people.fixed[request.person as usize].practice as usize;
        if short[practice][request.staff as usize] > 0 {
            tickets[practice][request.staff as usize].push((ticket, request.person, index));
        }
    }
    for (tickets, short) in tickets.iter_mut().flatten().zip(short.into_iter().flatten()) {
        if short > 0 {
            let (unlucky, last, _) = tickets.select_nth_unstable(short - 1);
            for &(_, _, index) in unlucky.iter().chain([&*last]) {
                unmet[index] = true;
            }
        }
    }
    unmet
}

fn refuse(world: &mut World, request: Request, now: Now, seen: &mut Observations) {
    let Now { all, draws, .. } = now;
    let p = &all.consulting;
    let person = request.person as usize;
    let fifth = world.people.fixed[person].fifth;
    seen.count(M::UnmetRequests, fifth);
    world.ledger.unmet += 1;
    let what = draws.uniform(Purpose::Unmet, Who(request.person), request.cause as u8, 0);
    if what < p.retry_share {
        world.ledger.retried += 1;
        world.desk.pending.push(request);
    } else if what < p.retry_share + p.unmet_urgent_share {
        world.ledger.urgent += 1;
        world.desk.urgent.push((request.person, Stay::Home));
        seen.count(M::UrgentVisits, fifth);
        seen.spend(M::CostUrgent, fifth, pence(p.urgent_visit_cost));
    } else {
        world.ledger.given_up += 1;
    }
}

fn attend(world: &mut World, request: Request, now: Now) {
    let week = now.week;
    let person = request.person as usize;
    let bucket = &mut world.people.recent[person][People::bucket(week)];
    *bucket = bucket.saturating_add(1);
    if week >= 0 && world.people.halves_each > 0 {
        let half = (week as usize / WEEKS_PER_HALF_YEAR).min(world.people.halves_each - 1);
        let visits = &mut world.people.halves[person * world.people.halves_each + half];
        *visits = visits.saturating_add(1);
    }
    world.desk.visits.push(request);
}

/// Opens a new four-week bucket when one begins.
pub fn turn_buckets(world: &mut World, week: i32) {
    if week.rem_euclid(BUCKET_WEEKS) == 0 {
        let now = People::bucket(week);
        world.people.recent.iter_mut().for_each(|buckets| buckets[now] = 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::tests::{baseline, now, small_world};
    use crate::model::random::Draws;
    use crate::model::world::Ledger;

    /// Requests to see a GP of the first practice, of so many of its people.
    fn requests(world: &World, count: usize) -> Vec<Request> {
        let of_first = |&person: &u32| world.people.fixed[person as usize].practice == 0;
        let people = (0..world.people.len() as u32).filter(of_first).take(count);
        people.map(|person| Request { person, cause: Cause::Medical, staff: Staff::Gp }).collect()
    }

    #[test]
    fn as_many_are_unmet_as_there_are_more_requests_than_appointments_whatever_their_order() {
        let (_, mut world) = small_world(baseline());
        world.practices[0].gp_capacity = 7.9;
        world.desk.requests = requests(&world, 20);
        let mut asked = vec![[0; 2]; world.practices.len()];
        asked[0][Staff::Gp as usize] = 20;
        let draws = Draws::new(1, 0, 0).week(3);
        let who = |world: &World, unmet: Vec<bool>| {
            let mut who: Vec<u32> = world.desk.requests.iter().map(|r| r.person).collect();
            let mut unmet = unmet.into_iter();
            who.retain(|_| unmet.next() == Some(true));
            who.sort_unstable();
            who
        };
        let first = who(&world, choose_unmet(&world, &asked, draws));
        assert_eq!(first.len(), 13);
        world.desk.requests.reverse();
        assert_eq!(who(&world, choose_unmet(&world, &asked, draws)), first);
        let next = who(&world, choose_unmet(&world, &asked, Draws::new(1, 0, 0).week(4)));
        assert_ne!(next, first, "other weeks have other luck");
        world.practices[0].gp_capacity = 20.0;
        assert!(!choose_unmet(&world, &asked, draws).contains(&true));
    }

    #[test]
    fn an_unmet_request_is_tried_again_is_urgent_or_is_given_up() {
        let mut all = baseline();
        let (_, mut world) = small_world(all.clone());
        world.practices[0].gp_capacity = 0.0;
        let mut seen = Observations::new(1);
        for (retry, urgent) in [(1.0, 0.0), (0.0, 1.0), (0.0, 0.0)] {
            (all.consulting.retry_share, all.consulting.unmet_urgent_share) = (retry, urgent);
            world.desk.requests = requests(&world, 10);
            world.desk.pending.clear();
            world.ledger = Ledger::default();
            give(&mut world, now(&all, 0), &mut seen);
            let ledger = &world.ledger;
            let found = [ledger.unmet, ledger.retried, ledger.urgent, ledger.given_up];
            let retried = (retry * 10.0) as u64;
            let urgent = (urgent * 10.0) as u64;
            assert_eq!(found, [10, retried, urgent, 10 - retried - urgent]);
            assert_eq!(world.desk.pending.len() as u64, retried);
        }
    }
}
