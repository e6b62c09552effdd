//! The appointments there are: who gets one, and what happens to a request that is not met.

use crate::model::mechanisms::weekly;
use crate::model::observe::{M, Observations};
use crate::model::parameters::Parameters as All;
use crate::model::random::{Purpose, WeekDraws, Who};
use crate::model::units::WEEKS_PER_HALF_YEAR;
use crate::model::world::{BUCKET_WEEKS, BUCKETS, People, Request, Staff, World, pence};

/// Gives the appointments there are: proposals are on the desk, one pass settles them.
pub fn give(world: &mut World, all: &All, week: i32, draws: WeekDraws, seen: &mut Observations) {
    let p = &all.consulting;
    let practices = world.practices.len();
    let mut asked = vec![[0_u32; 2]; practices];
    for request in &world.desk.requests {
        let who = &world.people.fixed[request.person as usize];
        asked[who.practice as usize][request.staff as usize] += 1;
        seen.count(M::PracticeRequests, who.fifth);
        if request.staff == Staff::Gp {
            seen.count(M::GpRequests, who.fifth);
            seen.count(M::gp_requests(request.cause), who.fifth);
            if who.complexity() > all.complexity.clinical_from {
                seen.add_total(M::GpRequestsComplex, 1.0, 0.0);
            }
        }
    }
    let by = weekly(p.workload_half_life);
    for (practice, asked) in world.practices.iter_mut().zip(&asked) {
        let capacity = practice.gp_capacity + practice.other_capacity;
        let requests = f64::from(asked[0] + asked[1]);
        practice.workload += by * (f64::from(asked[0]) / practice.gp_capacity - practice.workload);
        seen.add_total(M::Workload, requests, capacity);
    }
    let unmet = choose_unmet(world, &asked, draws);
    let requests = std::mem::take(&mut world.desk.requests);
    world.ledger.requests = requests.len() as u64;
    world.desk.visits.clear();
    for (request, unmet) in requests.iter().zip(unmet) {
        if unmet {
            refuse(world, *request, all, draws, seen);
        } else {
            attend(world, *request, all, week, seen);
        }
    }
    world.ledger.visits = world.desk.visits.len() as u64;
    world.desk.requests = requests;
    world.desk.requests.clear();
}

/// Which requests cannot be met: in each practice and staff group, the unlucky ones in a lottery
/// keyed by person, so that no row number is favoured.
fn choose_unmet(world: &World, asked: &[[u32; 2]], draws: WeekDraws) -> Vec<bool> {
    let mut unmet = vec![false; world.desk.requests.len()];
    for (number, practice) in world.practices.iter().enumerate() {
        for staff in [Staff::Gp, Staff::Other] {
            let capacity = match staff {
                Staff::Gp => practice.gp_capacity,
                Staff::Other => practice.other_capacity,
            } as u32;
            let short = asked[number][staff as usize].saturating_sub(capacity) as usize;
            if short == 0 {
                continue;
            }
            let mut tickets: Vec<(u32, u32, usize)> = world
                .desk
                .requests
                .iter()
                .enumerate()
                .filter(|(_, request)| {
                    request.staff == staff
                        && world.people.fixed[request.person as usize].practice as usize == number
                })
                .map(|(index, request)| {
                    let ticket = draws.words(
                        Purpose::RequestLottery,
                        Who(request.person),
                        request.cause as u8,
                        0,
                    )[0];
                    (ticket, request.person, index)
                })
                .collect();
            tickets.sort_unstable();
            for &(_, _, index) in tickets.iter().take(short) {
                unmet[index] = true;
            }
        }
    }
    unmet
}

fn refuse(
    world: &mut World,
    request: Request,
    all: &All,
    draws: WeekDraws,
    seen: &mut Observations,
) {
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
        seen.count(M::UrgentVisits, fifth);
        seen.spend(M::CostUrgent, fifth, pence(p.urgent_visit_cost));
    } else {
        world.ledger.given_up += 1;
    }
}

fn attend(world: &mut World, request: Request, all: &All, week: i32, seen: &mut Observations) {
    let person = request.person as usize;
    let who = &world.people.fixed[person];
    seen.count(M::PracticeVisits, who.fifth);
    if request.staff == Staff::Gp {
        seen.count(M::GpVisits, who.fifth);
        seen.count(M::gp_visits(request.cause), who.fifth);
        seen.spend(M::CostGp, who.fifth, pence(all.consulting.gp_visit_cost));
    }
    let bucket = &mut world.people.recent[person][People::bucket(week)];
    *bucket = bucket.saturating_add(1);
    if week >= 0 && world.people.halves_each > 0 {
        let half = (week as usize / WEEKS_PER_HALF_YEAR).min(world.people.halves_each - 1);
        let visits = &mut world.people.halves[person * world.people.halves_each + half];
        *visits = visits.saturating_add(1);
    }
    if let Some(row) = world.people.client_row(person) {
        let client = &mut world.clients[row];
        if client.referred != crate::model::world::NEVER && week > client.referred {
            let after = ((week - client.referred - 1) / BUCKET_WEEKS) as usize;
            if after < BUCKETS {
                client.after[after] = client.after[after].saturating_add(1);
            }
        }
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
