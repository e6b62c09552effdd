//! A run with plausible shapes, for tests of tables, sentences and pictures.

use crate::model::kinds::{Cause, Fifth, Pathway};
use crate::model::observe::{M, Observations};
use crate::report::results::Results;
use crate::runs::{Replicate, Shown, Studies};

/// People in each group of the sample.
const PEOPLE: [i64; 6] = [50_000, 10_000, 10_000, 10_000, 10_000, 10_000];

/// A pseudo-random share from an address: noise that is the same every time.
fn noise(replicate: u32, week: usize, what: u64) -> f64 {
    let mut x = u64::from(replicate) << 40 | (week as u64) << 16 | what;
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (x ^ (x >> 31)) as f64 / u64::MAX as f64 - 0.5
}

fn observed(replicate: u32, weeks: usize) -> Observations {
    let mut seen = Observations::new(weeks);
    seen.set_people(PEOPLE);
    let lean = noise(replicate, 0, 99) * 2.0;
    for week in 0..weeks {
        seen.open(week as i32);
        let year = week as f64 / 52.0;
        let wobble = |what: u64| 1.0 + 0.12 * noise(replicate, week, what);
        let mut flow = |metric: M, per_thousand: f64, what: u64| {
            for &fifth in Fifth::ALL {
                let tilt = 1.3 - 0.15 * f64::from(fifth as u8);
                seen.add_for(
                    metric,
                    fifth,
                    (per_thousand * 10.0 * tilt * wobble(what)).round(),
                    0.0,
                );
            }
        };
        flow(M::GpRequests, 51.0 + 0.4 * year + lean, 1);
        let causes = [45.0, 4.2 - 0.2 * year, 0.12, 0.25, 0.18 * year, 0.1, 0.35];
        for (&cause, rate) in Cause::ALL.iter().zip(causes) {
            flow(M::gp_requests(cause), rate, 2 + cause as u64);
        }
        flow(M::Recognised, 2.6, 20);
        flow(M::Offered, 0.9, 21);
        flow(M::Accepted, 0.62, 22);
        flow(M::NotReached, 0.07, 23);
        flow(M::LostWaiting, 0.06 + 0.01 * year, 24);
        flow(M::FirstContacts, 0.41 - 0.01 * year, 25);
        flow(M::Sessions, 1.9, 26);
        flow(M::Connected, 0.3, 27);
        flow(M::Completed, 0.19, 28);
        if noise(replicate, week, 29) > 0.44 {
            seen.count(M::VcsClosures, Fifth::Middle);
        }
        for _ in 0..20 {
            seen.moved(Pathway::NotReferred, Pathway::Waiting);
            seen.moved(Pathway::Waiting, Pathway::Active);
        }
        seen.moved(Pathway::Declined, Pathway::Waiting);
        let hours = [44.0, 8.0, 16.0, 9.0, 6.0, 7.0, 3.0, 1.0, 4.0, 2.0];
        let kinds = [
            M::HoursPatients,
            M::HoursIdle,
            M::HoursAdministration,
            M::HoursTravel,
            M::HoursTraining,
            M::HoursNetworking,
            M::HoursChecking,
            M::HoursDevelopment,
            M::HoursFeedback,
            M::HoursPromotion,
        ];
        for (metric, hours) in kinds.into_iter().zip(hours) {
            seen.add_total(metric, hours * wobble(40), 100.0);
        }
        seen.add_total(M::Utilisation, 44.0 * wobble(41), 52.0);
        seen.add_total(M::Exits, if week % 13 == 0 { 0.2 } else { 0.0 }, 2.6);
        for person in 0..20 {
            let spread = 4.0 + 12.0 * (0.5 + noise(replicate, week, 50 + person));
            seen.waited((spread * (0.6 + 0.12 * year + 0.05 * lean)) as i32);
        }
        if seen.census_due() {
            for &fifth in Fifth::ALL {
                let level = 7.05 + 0.2 * f64::from(fifth as u8) - 0.012 * year + 0.01 * lean;
                let level = level + 0.02 * noise(replicate, week, 60 + fifth as u64);
                seen.add_for(M::LifeSatisfaction, fifth, level * 8_000.0, 8_000.0);
            }
            let approach = |from: f64, to: f64| to + (from - to) / (1.0 + year);
            seen.add_total(M::Stress, approach(0.3, 0.52) * wobble(70), 1.0);
            seen.add_total(M::VacantPosts, approach(0.04, 0.15) * wobble(71), 1.0);
            seen.add_total(M::VcsUse, approach(0.7, 0.93) * wobble(72).min(1.05), 1.0);
            seen.add_total(M::VcsFull, approach(0.2, 0.55) * wobble(73), 1.0);
        }
    }
    seen
}

/// So many replicates of the sample.
pub(crate) fn replicates(count: u32, weeks: usize) -> Vec<Replicate> {
    (0..count).map(|number| replicate(number, observed(number, weeks))).collect()
}

/// As many with other noise, and with this many GP requests more in each week.
pub(crate) fn others(count: u32, weeks: usize, more: f64) -> Vec<Replicate> {
    let observed = |number| {
        let mut seen = observed(number + 1_000, weeks);
        for week in 0..weeks {
            seen.open(week as i32);
            seen.add_for(M::GpRequests, Fifth::Middle, more, 0.0);
        }
        seen
    };
    (0..count).map(|number| replicate(number, observed(number))).collect()
}

fn replicate(number: u32, observations: Observations) -> Replicate {
    Replicate { number, observations, studies: Studies::default() }
}

/// So many replicates of a thousand people in sixty weeks, of whom two have a first contact each,
/// after thirteen weeks.
pub(crate) fn scarce(count: u32) -> Vec<Replicate> {
    let observed = || {
        let mut seen = Observations::new(60);
        seen.set_people([1_000, 200, 200, 200, 200, 200]);
        for week in [10, 30] {
            seen.open(week);
            seen.count(M::FirstContacts, Fifth::Middle);
            seen.waited(13);
        }
        seen
    };
    (0..count).map(|number| replicate(number, observed())).collect()
}

/// Results of the sample.
pub(crate) fn results(replicates: &[Replicate]) -> Results<'_> {
    Results {
        scenario: "sample",
        title: "Sample",
        changed: &[],
        shown: Shown::All,
        replicates,
        second: &[],
    }
}

/// Draws the sample's pictures where a person can look at them:
/// `KITH_PICTURES=pictures cargo test --lib pictures`.
#[test]
fn pictures_of_long_short_and_single_runs_can_be_drawn() {
    let home = tempfile::tempdir().unwrap();
    let folder = std::env::var_os("KITH_PICTURES").map_or(home.path().to_owned(), Into::into);
    for (name, count, weeks) in [("long", 20, 260), ("short", 3, 30), ("single", 1, 104)] {
        let sample = replicates(count, weeks);
        let charts = crate::report::run::every(&results(&sample));
        let footer = crate::report::run::footer(&results(&sample));
        let base = folder.join(name);
        std::fs::create_dir_all(&base).unwrap();
        for chart in &charts {
            let svg = crate::report::charts::drawn(chart, &footer);
            std::fs::write(base.join(format!("{}.svg", chart.name)), svg).unwrap();
            let marks = crate::report::charts::laid_out(chart, &footer);
            let png = base.join(format!("{}.png", chart.name));
            crate::report::charts::png::png(&marks, &png).unwrap();
        }
    }
}
