//! Names the model by its source, so that results of two models are never taken for results of one; and takes out
//! of the font what measuring text needs.

#[path = "src/digest.rs"]
mod digest;

use std::path::{Path, PathBuf};
use std::{env, fs};

/// The font of pictures.
const FONT: &str = "src/report/fonts/LiberationSans-Regular.ttf";

/// Tables of the font that say how wide letters are, and which are drawn together. Outlines are 19 parts in 20 of it.
const WIDTHS: [&[u8]; 7] = [b"OS/2", b"cmap", b"head", b"hhea", b"hmtx", b"kern", b"maxp"];

fn main() {
    for root in digest::MODEL {
        println!("cargo::rerun-if-changed={root}");
    }
    println!("cargo::rerun-if-changed=src/digest.rs");
    println!("cargo::rerun-if-changed=Cargo.lock");
    println!("cargo::rerun-if-changed={FONT}");
    println!("cargo::rustc-env=KITH_MODEL={}", digest::of_model(Path::new(".")));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo says where to build"));
    let font = fs::read(FONT).expect("the font is there");
    fs::write(out.join("widths.ttf"), widths(&font)).expect("what is built can be written");
}

/// A font with the tables that are measured by, and no other.
fn widths(font: &[u8]) -> Vec<u8> {
    const HEAD: usize = 12;
    const ENTRY: usize = 16;
    let number = |at: usize| u32::from_be_bytes(font[at..at + 4].try_into().expect("four bytes"));
    let tables = usize::from(u16::from_be_bytes([font[4], font[5]]));
    let entries = font[HEAD..HEAD + tables * ENTRY].chunks_exact(ENTRY);
    let kept: Vec<usize> = (0..)
        .step_by(ENTRY)
        .zip(entries)
        .filter(|(_, entry)| WIDTHS.contains(&&entry[..4]))
        .map(|(at, _)| HEAD + at)
        .collect();
    let mut made = font[..HEAD].to_vec();
    made[4..6].copy_from_slice(&(kept.len() as u16).to_be_bytes());
    let mut bodies = Vec::new();
    for at in kept {
        let (begin, length) = (number(at + 8) as usize, number(at + 12) as usize);
        let moved = HEAD + WIDTHS.len() * ENTRY + bodies.len();
        made.extend(&font[at..at + 8]);
        made.extend((moved as u32).to_be_bytes());
        made.extend(&font[at + 12..at + ENTRY]);
        bodies.extend(&font[begin..begin + length]);
        bodies.resize(bodies.len().next_multiple_of(4), 0);
    }
    made.extend(bodies);
    made
}
