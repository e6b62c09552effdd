//! Counters of the processor for this thread, read between the parts of a week. Many machines have none to read:
//! rented ones above all. Then that is said, and nothing is made up.

/// What is counted, in the order of the readings.
pub(crate) const NAMES: [&str; 4] = ["cycles", "instructions", "cache misses", "branch misses"];

/// What has been counted since the counters were opened, in the order of [`NAMES`].
pub(crate) type Reading = [u64; NAMES.len()];

#[cfg(target_os = "linux")]
mod here {
    use super::{NAMES, Reading};
    use perf_event::events::Hardware;
    use perf_event::{Builder, Counter, Group};

    /// A group of counters that run together.
    pub(crate) struct Counters {
        group: Group,
        each: Vec<Counter>,
    }

    impl Counters {
        /// Opens the counters of [`NAMES`].
        ///
        /// # Errors
        /// Why there are none here.
        pub(crate) fn hardware() -> Result<Self, String> {
            Self::of(&[
                Builder::new(Hardware::CPU_CYCLES),
                Builder::new(Hardware::INSTRUCTIONS),
                Builder::new(Hardware::CACHE_MISSES),
                Builder::new(Hardware::BRANCH_MISSES),
            ])
        }

        /// Opens some counters as a group, and starts them.
        ///
        /// # Errors
        /// Which of them cannot be had, and why.
        pub(crate) fn of(events: &[Builder; NAMES.len()]) -> Result<Self, String> {
            let mut group = Group::new().map_err(|error| format!("the system says: {error}"))?;
            let mut each = Vec::new();
            for (name, event) in NAMES.iter().zip(events) {
                let opened = group.add(event);
                each.push(opened.map_err(|error| format!("no {name}: the system says: {error}"))?);
            }
            group.enable().map_err(|error| format!("they do not start: {error}"))?;
            Ok(Self { group, each })
        }

        /// What they say now.
        ///
        /// # Errors
        /// If they cannot be read, or did not run all the time, so that what they say is no count.
        pub(crate) fn read(&mut self) -> Result<Reading, String> {
            let data =
                self.group.read().map_err(|error| format!("they cannot be read: {error}"))?;
            if data.time_running() != data.time_enabled() {
                return Err("the processor has too few to run them all the time".to_owned());
            }
            let mut reading = Reading::default();
            for (count, counter) in reading.iter_mut().zip(&self.each) {
                *count = data[counter];
            }
            Ok(reading)
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod here {
    use super::Reading;

    /// No counters: only Linux has the call that reads them here.
    pub(crate) struct Counters;

    impl Counters {
        /// # Errors
        /// Always.
        pub(crate) fn hardware() -> Result<Self, String> {
            Err("they are read under Linux only".to_owned())
        }

        /// # Errors
        /// Never, since there are none.
        pub(crate) fn read(&mut self) -> Result<Reading, String> {
            Ok(Reading::default())
        }
    }
}

pub(crate) use here::Counters;

/// The columns of a part, each after a bar: cycles, instructions for a cycle, then the misses for a thousand
/// person-weeks.
pub(crate) fn columns(counted: Reading, person_weeks: f64) -> String {
    let [cycles, instructions, cache, branch] = counted.map(|count| count as f64);
    format!(
        " {:.1} | {:.2} | {:.1} | {:.1} |",
        cycles / person_weeks,
        instructions / cycles,
        cache / person_weeks * 1e3,
        branch / person_weeks * 1e3
    )
}

/// The head of those columns, in two lines of a table.
pub(crate) const HEADS: [&str; 2] = [
    " Cycles a person-week | Instructions a cycle | Cache misses, a thousand person-weeks | Branch misses, a thousand person-weeks |",
    "---:|---:|---:|---:|",
];
