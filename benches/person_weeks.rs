//! How many person-weeks pass in a second: `cargo bench`. Whole weeks of a neighbourhood that has
//! been warmed up outside the measurement, and two parts of a week: the scan of everybody's
//! clocks, and the census. One element is one person in one week.

use kith::model::engine;
use kith::model::engine::census;
use kith::model::engine::clocks;
use kith::model::synthesis;
use kith::scenario;
use std::hint::black_box;
use std::path::Path;
use std::time::Duration;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use kith::model::engine::Rules;
use kith::model::observe::Observations;
use kith::model::random::Draws;
use kith::model::synthesis::NeighbourhoodNumber;
use kith::model::world::World;

const PEOPLE: u32 = 50_000;
/// Weeks of one measurement: a year, so that all seasons of the engine's own (a census every
/// fourth week, a new bucket of visits) are in it.
const WEEKS: i32 = 52;

/// A neighbourhood at the start of its first measured week.
struct Warm {
    world: World,
    rules: Rules,
    setup: Draws,
}

impl Warm {
    fn up(scenario: &str) -> Self {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(scenario);
        let scenario =
            scenario::load(&file.with_extension("toml")).unwrap_or_else(|found| panic!("{found}"));
        let epoch = scenario.timeline.at(0);
        let rules = Rules::new(epoch.parameters.clone(), &epoch.values);
        let setup = Draws::new(1, 0, 0);
        let place = NeighbourhoodNumber { number: 0, of: 1 };
        let mut world =
            synthesis::neighbourhood(&rules, place, PEOPLE, WEEKS as u32, -WEEKS, setup);
        engine::begin(&mut world, &rules, -WEEKS, setup);
        let mut seen = Observations::new(0);
        for week in -WEEKS..0 {
            engine::week(&mut world, &rules, week, setup, &mut seen);
        }
        Self { world, rules, setup }
    }

    fn year(&self, world: &mut World) -> Observations {
        let mut seen = Observations::new(WEEKS as usize);
        for week in 0..WEEKS {
            engine::week(world, &self.rules, week, self.setup, &mut seen);
        }
        seen
    }
}

fn whole_weeks(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("person_weeks");
    group.sample_size(10).measurement_time(Duration::from_secs(10));
    group.throughput(Throughput::Elements(u64::from(PEOPLE) * WEEKS as u64));
    for scenario in ["baseline", "no_social_prescribing"] {
        let warm = Warm::up(scenario);
        group.bench_function(scenario, |bencher| {
            bencher.iter_batched_ref(
                || warm.world.clone(),
                |world| warm.year(world),
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

fn parts_of_a_week(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("parts");
    group.sample_size(20).measurement_time(Duration::from_secs(3));
    group.throughput(Throughput::Elements(u64::from(PEOPLE)));
    let Warm { mut world, rules, setup } = Warm::up("baseline");
    let mut week = 0;
    group.bench_function("clocks", |bencher| {
        bencher.iter(|| {
            week = (week + 1) % 1_000;
            clocks::strike(&mut world, setup.week(week));
            black_box(world.desk.struck.len())
        });
    });
    world.desk.struck.clear();
    // A week with a census, and everybody's states as old as they are in the middle of a run.
    let mut seen = Observations::new(WEEKS as usize);
    engine::week(&mut world, &rules, 0, setup, &mut seen);
    group.bench_function("census", |bencher| {
        bencher.iter(|| census::take(black_box(&world), &rules, 0, &mut seen));
    });
    group.finish();
}

criterion_group!(benches, whole_weeks, parts_of_a_week);
criterion_main!(benches);
