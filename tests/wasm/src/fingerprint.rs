//! A few small runs of scenarios given as texts, each as one number: two builds that give the same
//! number give the same figures and the same pictures, to the bit.

use kith::embed;
use kith::embed::RunSize;
use kith::model::observe::{Group, M};

/// Scenarios in which much happens.
pub(crate) const SCENARIOS: [&str; 4] =
    ["austerity", "targets_and_creaming", "whole_system", "mine"];

/// A scenario that is not inside the program.
const MINE: &str = "\
title = \"A page's own scenario\"
extends = \"baseline\"
because = \"A text that a page was given.\"

[set]
\"link_workers.per_50k\" = 6

[[schedule]]
from = \"6 months\"
set.\"vcs.grants_level\" = 0.5
";

/// The fingerprint of a run of one of the scenarios.
///
/// # Panics
/// If there is no such scenario.
#[must_use]
pub(crate) fn fingerprint(number: usize) -> u64 {
    let texts = [("mine", MINE)];
    let scenario =
        embed::load_text(SCENARIOS[number], &texts).unwrap_or_else(|found| panic!("{found}"));
    let size = RunSize {
        seed: 11,
        neighbourhoods: 2,
        people: 1_500,
        weeks: 78,
        warm_up: 26,
        replicates: 1,
    };
    let replicate = embed::replicate(&scenario.timeline, &size, 0);
    let mut print = Print(0xcbf2_9ce4_8422_2325);
    for &metric in M::ALL {
        for &group in metric.metric().by.groups() {
            for (week, value) in embed::weekly(&replicate, metric, group) {
                print.eat(&(week as u64).to_le_bytes());
                print.eat(&value.map_or(u64::MAX, f64::to_bits).to_le_bytes());
            }
        }
    }
    let all =
        (0..78).filter_map(|week| replicate.observations.value(M::GpRequests, Group::All, week));
    assert!(all.sum::<f64>() > 0.0, "nothing happened");
    for picture in embed::pictures(&scenario, &[replicate]) {
        print.eat(picture.svg.as_bytes());
    }
    print.0
}

/// Bytes gathered into one number, after Fowler, Noll and Vo (FNV-1a).
struct Print(u64);

impl Print {
    fn eat(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
}
