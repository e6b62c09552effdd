//! The theory as experiments: every file of claims is sound, names what exists, and is complete
//! for its group; mechanisms and claims name one another.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use kith::scenario;
use kith::scenario::claims::{self, Claim, Contrast, Shift};

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn claims() -> Vec<Claim> {
    claims::load(&here("scenarios/theory")).unwrap_or_else(|found| panic!("{found}"))
}

/// The group of every listed claim.
fn listed() -> BTreeMap<String, String> {
    let mut rows = csv::Reader::from_path(here("scenarios/theory/claims.csv")).expect("the list");
    rows.records()
        .map(|row| row.expect("a row"))
        .map(|row| (row[0].to_owned(), row[1].to_owned()))
        .collect()
}

#[test]
fn every_arm_of_every_claim_is_possible() {
    let baseline = scenario::load(&here("scenarios/baseline.toml")).expect("the baseline");
    for claim in claims() {
        let Some(test) = claim.test() else { continue };
        let levers: Vec<&Shift> = match &test.contrast {
            Contrast::Difference { lever }
            | Contrast::Slope { lever }
            | Contrast::Variance { lever }
            | Contrast::Temporary { lever } => vec![lever],
            Contrast::Interaction { lever, with } => vec![lever, with],
            Contrast::TwoSided { lever, other } => vec![lever, other],
            Contrast::Order { arms } | Contrast::Threshold { arms, .. } => arms.iter().collect(),
        };
        let further = test.sever.iter().chain(test.context.as_ref().map(|context| &context.shift));
        for piece in levers.into_iter().chain(further) {
            claims::timeline(&baseline, &[&test.base, piece])
                .unwrap_or_else(|found| panic!("{}: {found}", claim.id));
        }
    }
}

#[test]
fn the_list_has_all_claims_and_their_groups() {
    let listed = listed();
    assert_eq!(listed.len(), 240);
    assert!((1..=240).all(|number| listed.contains_key(&format!("A{number:03}"))));
    assert_eq!(listed.values().collect::<BTreeSet<_>>().len(), 15);
}
