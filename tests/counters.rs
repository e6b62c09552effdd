//! The counters that `examples/laps.rs` reads, as far as this machine has any.

#[path = "../examples/laps/counters.rs"]
mod read;

use read::{Counters, HEADS, columns};

/// Work that takes cycles and instructions.
fn work() -> u64 {
    (0..2_000_000_u64)
        .fold(1, |sum, number| std::hint::black_box(sum ^ number.wrapping_mul(sum | 1)))
}

#[test]
fn counters_count_or_say_why_there_are_none() {
    let counted = Counters::hardware().and_then(|mut counters| {
        let before = counters.read()?;
        work();
        Ok((before, counters.read()?))
    });
    match counted {
        Ok((before, after)) => {
            let more: Vec<u64> =
                after.iter().zip(before).map(|(after, before)| after - before).collect();
            assert!(more[0] > 500_000 && more[1] > 2_000_000, "{more:?}");
        }
        Err(why) => assert!(why.len() > 10, "no reason: {why}"),
    }
}

/// The way of the hardware counters, gone with counters that every Linux has.
#[cfg(target_os = "linux")]
#[test]
fn a_group_of_counters_is_read_as_a_whole() {
    use perf_event::Builder;
    use perf_event::events::Software;
    let events =
        [Software::TASK_CLOCK, Software::PAGE_FAULTS, Software::DUMMY, Software::CPU_CLOCK];
    let Ok(mut counters) = Counters::of(&events.map(Builder::new)) else {
        // A system may forbid even these; then laps says so, and there is nothing to read here either.
        assert!(Counters::hardware().is_err());
        return;
    };
    let before = counters.read().expect("a reading");
    // So much is never taken from what others gave back.
    let pages = std::hint::black_box(vec![1_u8; 64 << 20]);
    work();
    let after = counters.read().expect("a reading");
    drop(pages);
    assert!(after[0] > before[0] && after[1] > before[1], "{before:?} {after:?}");
    assert_eq!(after[2], 0, "a dummy counts nothing");
}

#[test]
fn columns_are_for_a_person_week() {
    assert_eq!(columns([3_000, 6_000, 10, 5], 1_000.0), " 3.0 | 2.00 | 10.0 | 5.0 |");
    let bars = |text: &str| text.matches('|').count();
    assert!(HEADS.iter().all(|head| bars(head) == bars(&columns([1; 4], 1.0))));
}
