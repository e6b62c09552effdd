//! The fingerprints of runs, for whoever loads this as WebAssembly (`run.mjs`).

mod fingerprint;

/// How many runs there are.
#[unsafe(no_mangle)]
pub extern "C" fn runs() -> u32 {
    fingerprint::SCENARIOS.len() as u32
}

/// The fingerprint of a run.
#[unsafe(no_mangle)]
pub extern "C" fn fingerprint(number: u32) -> u64 {
    fingerprint::fingerprint(number as usize)
}
