//! Results that are copied from one sweep to another: between folders of one plan, and where cells
//! of two plans are equal.

use crate::report::error::Error;
use crate::studies::sweep::figures::{Figure, count};
use crate::studies::sweep::folder::SweepFolder;
use crate::studies::sweep::plan::Key;
use crate::studies::sweep::store::{Appender, Store};

/// What came of another sweep's results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reused {
    /// So many cells were taken over.
    Taken(usize),
    /// So many cells are there, without some of the figures that are asked for.
    Lacking(usize),
}

/// Results that are copied at once.
const BATCH: usize = 256;

impl SweepFolder {
    /// Copies the results that another folder of the same plan has and this one has not.
    ///
    /// # Errors
    /// If the plans differ, or a part cannot be read or written.
    pub fn gather(&self, from: &Self) -> Result<usize, Error> {
        let unlike = from.record.unlike(&self.record);
        if !unlike.is_empty() {
            return Err(Error::Refused(format!(
                "{} and {} are sweeps of two plans:\n  {}",
                self.path.display(),
                from.path.display(),
                unlike.join("\n  ")
            )));
        }
        let here = Store::open(&self.parts())?;
        let places: Vec<usize> = (0..count(&self.layout())).collect();
        let wanted = self.cells.iter().map(|cell| cell.key).filter(|key| !here.has(key));
        self.copy(from, wanted, &places)
    }

    /// Copies the results of these cells that another sweep has, of whatever plan: equal keys are
    /// equal cells. Figures are found by what they are about.
    ///
    /// # Errors
    /// If a part cannot be read or written.
    pub fn reuse(&self, from: &Self, wanted: &[Key]) -> Result<Reused, Error> {
        let (asked, theirs) = (self.layout(), from.layout());
        let place = |figure: &Figure| theirs.iter().position(|there| there == figure);
        if let Some(mut places) = asked.iter().map(place).collect::<Option<Vec<usize>>>() {
            // Equal keys are of one model, and so of the same targets.
            places.extend(theirs.len()..count(&theirs));
            return Ok(Reused::Taken(self.copy(from, wanted.iter().copied(), &places)?));
        }
        let there = Store::open(&from.parts())?;
        Ok(Reused::Lacking(wanted.iter().filter(|key| there.has(key)).count()))
    }

    /// Copies results of cells, with their figures at these places; how many there were.
    fn copy(
        &self,
        from: &Self,
        wanted: impl Iterator<Item = Key>,
        places: &[usize],
    ) -> Result<usize, Error> {
        let mut there = Store::open(&from.parts())?;
        let mut appender = Appender::new(&self.parts());
        let mut copied = 0;
        let mut batch: Vec<(Key, Vec<f64>)> = Vec::new();
        let mut append = |batch: &mut Vec<(Key, Vec<f64>)>| {
            let results: Vec<_> = batch.iter().map(|(key, figures)| (*key, &**figures)).collect();
            appender.append(&results)?;
            batch.clear();
            Ok::<(), Error>(())
        };
        for key in wanted {
            let Some(figures) = there.read(&key)? else { continue };
            let figure = |&place: &usize| figures.get(place).copied();
            let Some(figures) = places.iter().map(figure).collect() else {
                return Err(Error::Refused(format!(
                    "{}: the result {key} has {} figures, and not those of its plan",
                    from.path.display(),
                    figures.len()
                )));
            };
            batch.push((key, figures));
            copied += 1;
            if batch.len() == BATCH {
                append(&mut batch)?;
            }
        }
        if !batch.is_empty() {
            append(&mut batch)?;
        }
        Ok(copied)
    }
}
