//! Names the model by its source. Results of two models are never taken for results of one.

#[path = "src/digest.rs"]
mod digest;

use std::path::Path;

fn main() {
    for root in digest::MODEL {
        println!("cargo::rerun-if-changed={root}");
    }
    println!("cargo::rerun-if-changed=src/digest.rs");
    println!("cargo::rerun-if-changed=Cargo.lock");
    println!("cargo::rustc-env=KITH_MODEL={}", digest::of_model(Path::new(".")));
}
