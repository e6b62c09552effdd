//! Do the intervals of a paired difference hold what they promise? Two hundred small studies with
//! seeds of their own compare no scheme with the baseline; the long-run value is the mean of them
//! all, which is known fourteen times better than any one of them knows it. Of the 90 % intervals
//! 86 to 94 % should hold it, over the metrics together; for one metric by itself chance alone
//! moves the share of two hundred by two points either way, so that each may be as far as seven off.

use kith::scenario;
use std::path::Path;
use std::sync::atomic::AtomicBool;

use kith::model::observe::{Group, M, Observations};
use kith::runs::{Difference, RunSize, Students, Watch, run};

const STUDIES: u32 = 200;
const REPLICATES: u32 = 8;
const WEEKS: usize = 26;

#[test]
fn nine_in_ten_intervals_of_a_paired_difference_hold_the_long_run_value() {
    let arms = ["no_social_prescribing", "baseline"].map(|name| {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name);
        scenario::load(&file.with_extension("toml")).unwrap_or_else(|found| panic!("{found}"))
    });
    let timelines = arms.each_ref().map(|arm| &arm.timeline);
    let metrics = [M::GpRequests, M::PracticeRequests, M::LifeSatisfaction, M::AnyNeed];
    let never = AtomicBool::new(false);
    let watch = Watch { cell_done: &|| (), stop: &never };
    let students = Students::up_to(REPLICATES as usize);
    let studies: Vec<[Difference; 4]> = (0..STUDIES)
        .map(|seed| {
            let plan = RunSize {
                seed: 1_000 + seed,
                replicates: REPLICATES,
                neighbourhoods: 1,
                people: 3_000,
                weeks: WEEKS as u32,
                warm_up: 40,
            };
            let found = run(&timelines, &plan, &watch);
            metrics.map(|metric| {
                let value = |seen: &Observations| seen.value_over(metric, Group::All, 0..WEEKS);
                let pairs = found[0].iter().zip(&found[1]);
                let differences: Vec<f64> = pairs
                    .map(|(without, with)| {
                        value(&with.observations).unwrap() - value(&without.observations).unwrap()
                    })
                    .collect();
                Difference::of(&differences).unwrap()
            })
        })
        .collect();
    let mut together = 0.0;
    for (at, metric) in metrics.into_iter().enumerate() {
        let long_run =
            studies.iter().map(|study| study[at].mean).sum::<f64>() / studies.len() as f64;
        let holds = |study: &&[Difference; 4]| {
            let [_, (low, high), _] = study[at].intervals(&students).unwrap();
            (low..=high).contains(&long_run)
        };
        let held = studies.iter().filter(holds).count() as f64 / studies.len() as f64;
        println!("{metric:?}: long-run difference {long_run:.4}, held by {:.1} %", held * 100.0);
        assert!((0.83..=0.97).contains(&held), "{metric:?}: {held}");
        together += held / metrics.len() as f64;
    }
    assert!((0.86..=0.94).contains(&together), "all metrics: {together}");
}
