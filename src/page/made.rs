//! The file itself: the markup stands in `templates/page/`, and here is what goes into it. The module is
//! packed with gzip and written as base64 into a script element of a type of its own. The page's own rules
//! (its content-security policy) let run only scripts that carry a word made from everything in the file:
//! nobody who writes a scenario can know it beforehand.

use std::io::Write as _;

use askama::Template;
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;

use crate::model::units::PRICE_YEAR;
use crate::page::desk::WARM_UP;
use crate::page::levers::{From, LEVERS, Lever, TODAY};
use crate::page::pictures::Picture;
use crate::page::view::{Seen, View};
use crate::page::wish::{PEOPLE, RUNS, Texts, WEEKS, Wish};
use crate::page::{MARKED, MODEL};
use crate::report::number::grouped;
use crate::runs::Compared;
use crate::scenario::Scenario;

/// Most bytes that a page should have: what can be sent by mail and opens at once.
pub const LARGEST: usize = 1_500_000;

const STYLE: &str = include_str!("../../templates/page/page.css");
const SCRIPT: &str = include_str!("../../templates/page/page.js");
const WORKER: &str = include_str!("../../templates/page/worker.js");

/// Memory of a worker with nothing in it, as browsers give it, in bytes.
const BYTES_OF_A_MODULE: u32 = 8_000_000;
/// Memory of a worker for each person in each world, in bytes: measured, see `docs/page.md`.
const BYTES_OF_A_PERSON: u32 = 400;
/// Memory of the worker that gathers, for each week of each run, in bytes: measured, see `docs/page.md`.
const BYTES_OF_A_WEEK: u32 = 25_000;

/// A scenario to start from, with what was found of it before.
pub struct Start {
    /// Its name, as requests have it.
    pub name: String,
    /// Its title on the page.
    pub title: String,
    /// Why it is as it is.
    pub because: String,
    /// What was found.
    pub view: View,
}

impl Start {
    /// What was found, in sentences.
    fn lines(&self) -> Vec<&str> {
        self.view.figures.iter().map(|figure| &*figure.sentence).collect()
    }

    /// The pictures that stand for a scenario: more would make the file large.
    fn few(&self) -> impl Iterator<Item = &Picture> {
        self.view.pictures.iter().filter(|it| matches!(it.id, "requests" | "wait" | "fifths"))
    }
}

/// What is seen of a comparison in which each arm after the first stands against it; the first alone comes
/// first.
#[must_use]
pub fn views(arms: &[&Scenario], compared: &Compared) -> Vec<View> {
    let alone = Seen { arms: &arms[..1], replicates: &compared.arms[..1], twins: &[] }.view();
    let others = (1..arms.len()).map(|arm| {
        let replicates = [compared.arms[0].clone(), compared.arms[arm].clone()];
        let twins = [compared.twins[arm - 1].clone()];
        Seen { arms: &[arms[0], arms[arm]], replicates: &replicates, twins: &twins }.view()
    });
    std::iter::once(alone).chain(others).collect()
}

/// All that goes into a page.
pub struct Contents {
    /// Where its controls stand at first, and what the report made before is of.
    pub wish: Wish,
    /// The scenarios to start from; the first is the baseline.
    pub starts: Vec<Start>,
    /// Texts of scenarios that are not inside the program, by their names.
    pub texts: Texts,
    /// Where the levers stand in the baseline.
    pub baseline: Vec<(&'static str, f64)>,
    /// The module.
    pub module: Vec<u8>,
}

/// What is wrong with a module, in a sentence.
///
/// # Errors
/// If it is no module of a page, or of another model.
pub fn checked(module: &[u8]) -> Result<(), String> {
    let has = |words: &str| module.windows(words.len()).any(|window| window == words.as_bytes());
    if !module.starts_with(b"\0asm") {
        Err("this is no WebAssembly".to_owned())
    } else if !has(crate::page::MARK) {
        Err("this is WebAssembly, but not the module of a page of Kith".to_owned())
    } else if !has(MARKED) {
        Err(format!("this module is of another model than the program, which has model {MODEL}"))
    } else {
        Ok(())
    }
}

#[derive(Template)]
#[template(path = "page/page.html")]
struct Page<'a> {
    nonce: &'a str,
    style: &'a str,
    script: &'a str,
    worker: &'a str,
    module: &'a str,
    data: &'a str,
    starts: &'a [Start],
    before: &'a [Start],
    before_size: String,
    wish: &'a Wish,
    levers: Vec<(&'a Lever, f64)>,
    today: Vec<(&'a Lever, f64)>,
    people: (u32, u32),
    weeks: (u32, u32),
    runs: (u32, u32),
    prices: &'a str,
    version: &'a str,
    model: &'a str,
}

impl Contents {
    /// The file.
    ///
    /// # Panics
    /// If a text cannot be written to memory.
    #[must_use]
    pub fn html(&self) -> String {
        let module = packed(&self.module);
        let data = self.data();
        let views: Vec<String> = self
            .starts
            .iter()
            .map(|it| format!("{}\n{}\n{}", it.title, it.because, json!(it.view)))
            .collect();
        let all = [&*data, &*views.concat(), &*module, STYLE, SCRIPT, WORKER];
        let nonce = all.iter().fold(blake3::Hasher::new(), |mut hash, part| {
            hash.update(part.as_bytes());
            hash
        });
        let wish = &self.wish;
        let runs = if wish.runs == 1 { "run" } else { "runs" };
        let place = |id| self.baseline.iter().find(|(one, _)| *one == id).map_or(0.0, |it| it.1);
        let placed = |lever: &'static Lever| (lever, place(lever.id));
        let page = Page {
            nonce: &nonce.finalize().to_hex()[..32],
            style: STYLE,
            script: SCRIPT,
            worker: WORKER,
            module: &module,
            data: &data,
            starts: &self.starts,
            before: &self.starts,
            before_size: format!(
                "{} {runs} of {} people over {} weeks, with seed {}.",
                wish.runs,
                grouped(wish.people),
                wish.weeks,
                wish.seed
            ),
            wish,
            levers: LEVERS.iter().filter(|lever| lever.from != From::Area).map(placed).collect(),
            today: TODAY.iter().filter_map(|id| Lever::named(id)).map(placed).collect(),
            people: PEOPLE,
            weeks: WEEKS,
            runs: RUNS,
            prices: PRICE_YEAR,
            version: env!("CARGO_PKG_VERSION"),
            model: MODEL,
        };
        page.render().expect("a page in memory")
    }

    /// What the scripts are told.
    fn data(&self) -> String {
        let names: Vec<&str> = self.starts.iter().map(|start| &*start.name).collect();
        let baseline: serde_json::Map<String, serde_json::Value> =
            self.baseline.iter().map(|&(id, place)| (id.to_owned(), json!(place))).collect();
        let data = json!({
            "model": MODEL,
            "wish": self.wish,
            "levers": LEVERS,
            "starts": names,
            "texts": self.texts,
            "baseline": baseline,
            "bytes": { "module": BYTES_OF_A_MODULE, "person": BYTES_OF_A_PERSON, "week": BYTES_OF_A_WEEK },
            "warm_up_person_weeks": f64::from(WARM_UP.people) * f64::from(WARM_UP.weeks) * 2.0,
        });
        // No text may end the element that it stands in.
        data.to_string().replace('<', "\\u003c")
    }
}

/// Bytes with gzip, as base64. No time of day goes into them.
fn packed(bytes: &[u8]) -> String {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(bytes).expect("writing to memory");
    BASE64_STANDARD.encode(gzip.finish().expect("writing to memory"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_of_another_model_is_refused() {
        let module = |words: &str| [b"\0asm".as_slice(), words.as_bytes()].concat();
        assert!(checked(b"#!/bin/sh").is_err_and(|why| why.contains("no WebAssembly")));
        assert!(checked(&module("anything")).is_err_and(|why| why.contains("not the module")));
        let other = module("kith page of model 0123456789abcdef");
        assert!(checked(&other).is_err_and(|why| why.contains("another model")));
        assert_eq!(checked(&module(MARKED)), Ok(()));
    }

    #[test]
    fn what_is_packed_can_be_unpacked() {
        use std::io::Read as _;
        let bytes = BASE64_STANDARD.decode(packed(b"some bytes")).expect("base64");
        let mut unpacked = String::new();
        flate2::read::GzDecoder::new(&*bytes).read_to_string(&mut unpacked).expect("gzip");
        assert_eq!(unpacked, "some bytes");
    }
}
