//! How far a run has come: a bar when a person watches, plain lines when not, or nothing.

use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;

use indicatif::{ProgressBar, ProgressStyle};

use crate::cli::complain;
use crate::runs::RunSize;

/// Lines a whole run prints when nobody watches.
const LINES: u64 = 10;

/// How far a run has come.
pub(crate) struct Progress {
    shown: Shown,
    noun: &'static str,
    total: u64,
    done: AtomicU64,
    stop: Arc<AtomicBool>,
    stop_said: AtomicBool,
    started: Instant,
}

/// What is shown of it.
enum Shown {
    Bar(ProgressBar),
    Lines,
    Nothing,
}

impl Progress {
    /// So many neighbourhoods of a plan, none done: they are its replicates where each has one.
    pub(crate) fn of_run(plan: &RunSize, left: u64, quiet: bool, stop: Arc<AtomicBool>) -> Self {
        let noun = if plan.neighbourhoods == 1 { "replicates" } else { "neighbourhoods" };
        Self::of(noun, left, quiet, stop)
    }

    /// A run of this many things, none done.
    pub(crate) fn of(noun: &'static str, total: u64, quiet: bool, stop: Arc<AtomicBool>) -> Self {
        let shown = match (quiet, std::io::stderr().is_terminal()) {
            (true, _) => Shown::Nothing,
            (false, true) => Shown::Bar(bar(total, noun)),
            (false, false) => Shown::Lines,
        };
        let zero = AtomicU64::new(0);
        let unsaid = AtomicBool::new(false);
        Self { shown, noun, total, done: zero, stop, stop_said: unsaid, started: Instant::now() }
    }

    /// One more of them is done.
    pub(crate) fn advance(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        match &self.shown {
            Shown::Bar(bar) => bar.inc(1),
            Shown::Lines if done * LINES / self.total > (done - 1) * LINES / self.total => {
                complain(&line(done, self.total, self.noun, self.started.elapsed().as_secs_f64()));
            }
            Shown::Lines | Shown::Nothing => {}
        }
        if self.stop.load(Ordering::Relaxed) && !self.stop_said.swap(true, Ordering::Relaxed) {
            let text = format!("stopping: the {} at hand are finished first", self.noun);
            match &self.shown {
                Shown::Bar(bar) => bar.println(text),
                Shown::Lines => complain(&text),
                Shown::Nothing => {}
            }
        }
    }

    /// The run is over: the bar goes.
    pub(crate) fn finish(&self) {
        if let Shown::Bar(bar) = &self.shown {
            bar.finish_and_clear();
        }
    }
}

fn bar(total: u64, noun: &str) -> ProgressBar {
    let style = ProgressStyle::with_template(&format!(
        "{{wide_bar}} {{pos}} of {{len}} {noun}, {{elapsed}} so far, {{eta}} left",
    ));
    ProgressBar::new(total).with_style(style.expect("the template is well-formed"))
}

/// A line for a log file.
fn line(done: u64, total: u64, noun: &str, seconds: f64) -> String {
    let left = seconds * (total - done) as f64 / done as f64;
    let left = match left {
        _ if done == total => String::new(),
        ..90.0 => format!(", about {left:.0} s left"),
        _ => format!(", about {:.0} min left", left / 60.0),
    };
    format!("{done} of {total} {noun} simulated{left}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_say_how_much_is_left() {
        assert_eq!(line(1, 4, "cells", 10.0), "1 of 4 cells simulated, about 30 s left");
        assert_eq!(line(1, 4, "cells", 60.0), "1 of 4 cells simulated, about 3 min left");
        assert_eq!(line(4, 4, "cells", 60.0), "4 of 4 cells simulated");
    }
}
