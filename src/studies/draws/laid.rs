//! Draws laid under scenarios: each replicate has the values of a draw, the same in every arm. What a scenario or
//! the command line says itself stays as it is there, and so that arms differ in what they say alone, it is drawn
//! in no other arm either.

use crate::model::parameters::Parameters;
use crate::report::number::full;
use crate::report::record::DrawsRead;
use crate::report::rows::Writer;
use crate::runs::parallel::Courses;
use crate::scenario::{Origin, Scenario};
use crate::studies::draws::ParameterDraws;
use std::io::{self, Write};
use std::sync::Arc;

/// How often each draw is run, with luck of its own: twice, to tell chance from parameters.
pub const RUNS_OF_EACH: u32 = 2;

/// A table of draws laid under the arms of a run or a comparison, or under the points of a sweep.
#[derive(Clone, Debug)]
pub struct Laid {
    table: Arc<ParameterDraws>,
    /// Parameters that are drawn, by their numbers, in the order of the table.
    drawn: Vec<usize>,
    /// Those of the table that are not, since a scenario, a point or the command line says them.
    held: Vec<usize>,
}

/// The path of a parameter.
fn path(parameter: usize) -> &'static str {
    Parameters::specs()[parameter].path.as_str()
}

impl Laid {
    /// Draws under these arms; `hold` names more parameters that keep their values, and `swept` are those that
    /// points have other values of.
    ///
    /// # Errors
    /// In a sentence, if a parameter that is to be held is none of the table, or nothing is left to be drawn.
    pub fn under(
        table: &Arc<ParameterDraws>,
        arms: &[&Scenario],
        hold: &[String],
        swept: &[usize],
    ) -> Result<Self, String> {
        let paths = table.paths();
        if let Some(unknown) = hold.iter().find(|named| !paths.contains(&named.as_str())) {
            let nearest = paths.iter().max_by(|a, b| {
                strsim::jaro_winkler(a, unknown).total_cmp(&strsim::jaro_winkler(b, unknown))
            });
            return Err(format!(
                "`{unknown}` is no parameter of {}, so it cannot be held; the nearest is `{}`",
                table.origin,
                nearest.copied().unwrap_or_default()
            ));
        }
        let says = |parameter: usize, arm: &&Scenario| {
            let mut worlds = arm.worlds().into_iter().chain([*arm]);
            worlds.any(|world| {
                world.changes(parameter) || world.entries[parameter].overridden_by.is_some()
            })
        };
        let parameters = table.columns().flat_map(|(_, parameters, _)| parameters.to_vec());
        let (still, drawn): (Vec<usize>, Vec<usize>) = parameters.partition(|&parameter| {
            let named = hold.iter().any(|named| named == path(parameter));
            named || swept.contains(&parameter) || arms.iter().any(|arm| says(parameter, arm))
        });
        if drawn.is_empty() {
            return Err(format!(
                "nothing is left to be drawn from {}: scenarios, points or --hold say every parameter in it",
                table.origin
            ));
        }
        Ok(Self { table: Arc::clone(table), drawn, held: still })
    }

    /// What is drawn in one draw: the number of each parameter, and its value, in the order of the table.
    #[must_use]
    pub fn values(&self, draw: usize) -> Vec<(usize, f64)> {
        let mut values = self.table.values(draw);
        values.retain(|(parameter, _)| self.drawn.contains(parameter));
        values
    }

    /// The draw that a replicate of a sweep has: one after the other share one.
    #[must_use]
    pub fn of_replicate(&self, replicate: u32) -> usize {
        self.table.at(replicate / RUNS_OF_EACH)
    }

    /// The course of each arm in each of so many replicates.
    #[must_use]
    pub fn courses(&self, arms: &[&Scenario], replicates: u32) -> Courses {
        let chosen: Vec<usize> = (0..replicates).map(|place| self.table.at(place)).collect();
        let mut distinct = chosen.clone();
        distinct.sort_unstable();
        distinct.dedup();
        let values: Vec<_> = distinct.iter().map(|&draw| self.values(draw)).collect();
        let place = |draw| distinct.partition_point(|&other| other < draw);
        let places = chosen.into_iter().map(place).collect();
        Courses::drawn(arms, places, values.len(), |draw, course| course.holding(&values[draw]))
    }

    /// The draws.
    #[must_use]
    pub fn drawn_from(&self) -> &ParameterDraws {
        &self.table
    }

    /// The table that they are from.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.table.origin
    }

    /// Paths of what is not drawn though the table has it.
    #[must_use]
    pub fn held(&self) -> Vec<&'static str> {
        self.held.iter().map(|&parameter| path(parameter)).collect()
    }

    /// What records say of these draws, with the copy of the table.
    #[must_use]
    pub fn read(&self, copy: &str) -> DrawsRead {
        let owned = |parameters: &[usize]| {
            parameters.iter().map(|&parameter| path(parameter).to_owned()).collect()
        };
        DrawsRead {
            table: copy.to_owned(),
            model: self.table.model.clone(),
            runs_of_each: RUNS_OF_EACH,
            parameters: owned(&self.drawn),
            held: owned(&self.held),
        }
    }

    /// Writes which draw each replicate of a run has, and its values.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn table(&self, out: &mut dyn Write, replicates: &[u32]) -> io::Result<()> {
        self.list(out, replicates.iter().map(|&replicate| (replicate, self.table.at(replicate))))
    }

    /// The same of so many replicates of a sweep.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn table_of_sweep(&self, out: &mut dyn Write, replicates: u32) -> io::Result<()> {
        self.list(out, (0..replicates).map(|replicate| (replicate, self.of_replicate(replicate))))
    }

    /// Writes which draw each of some replicates has, and its values.
    fn list(
        &self,
        out: &mut dyn Write,
        replicates: impl Iterator<Item = (u32, usize)>,
    ) -> io::Result<()> {
        let mut rows = Writer::from_writer(out);
        let head = ["replicate", "draw"].into_iter();
        rows.write_record(head.chain(self.drawn.iter().map(|&parameter| path(parameter))))?;
        for (replicate, draw) in replicates {
            let values = self.values(draw).into_iter().map(|(_, value)| full(value));
            let names = [replicate.to_string(), draw.to_string()].into_iter();
            rows.write_record(names.chain(values))?;
        }
        rows.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn table(text: &str) -> Arc<ParameterDraws> {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        file.write_all(text.as_bytes()).expect("written");
        Arc::new(ParameterDraws::read(file.path()).expect("a sound table"))
    }

    fn named(name: &str) -> Scenario {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
        crate::scenario::load(&folder.join(name).with_extension("toml")).expect("a scenario")
    }

    #[test]
    fn what_one_arm_says_itself_is_drawn_in_none() {
        let (base, other) = (named("baseline"), named("expansion"));
        let says = (0..Parameters::specs().len()).find(|&it| other.changes(it)).expect("a change");
        let (value, said) = (base.entries[says].value, path(says));
        let text = format!("trust.at_start,{said}\n0.2,{value}\n0.4,{value}\n");
        let draws = table(&text);
        let arms = [&base, &other];
        let laid = Laid::under(&draws, &arms, &[], &[]).expect("one is left");
        assert_eq!((laid.held(), laid.drawn.len()), (vec![said], 1));
        let courses = laid.courses(&arms, 3);
        let found: Vec<f64> = [0, 1, 2]
            .map(|number| {
                let arms = courses.at(courses.place(number)).remove(0);
                let values = arms.iter().map(|arm| arm.at(0).all.trust.at_start.to_bits());
                let values: Vec<u64> = values.collect();
                assert_eq!(values[0], values[1], "arms share the draw");
                f64::from_bits(values[0])
            })
            .into();
        assert_eq!(found, [0.2, 0.4, 0.2]);
        let alone = Laid::under(&draws, &[&base], &[], &[]).expect("both are left");
        assert!(alone.held().is_empty());
        let named = [said.to_owned()];
        let one = Laid::under(&draws, &[&base], &named, &[]).expect("one is left");
        assert_eq!(one.held(), [said]);
        let wrong =
            Laid::under(&draws, &[&base], &["trust.at_strat".to_owned()], &[]).expect_err("no");
        assert!(wrong.contains("the nearest is `trust.at_start`"), "{wrong}");
        let all = ["trust.at_start".to_owned(), said.to_owned()];
        let nothing = Laid::under(&draws, &[&base], &all, &[]).expect_err("nothing is left");
        assert!(nothing.contains("nothing is left"), "{nothing}");
    }
}
