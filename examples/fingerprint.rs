//! Prints the fingerprint of each of a few small runs, one a line. `.ci/run` compares them with those
//! of the same runs in WebAssembly (`tests/wasm`).

#[path = "../tests/wasm/src/fingerprint.rs"]
mod fingerprint;

fn main() {
    for number in 0..fingerprint::SCENARIOS.len() {
        println!("{:016x}", fingerprint::fingerprint(number));
    }
}
