//! Draws of parameters that belong together, such as the posterior of a calibration: what published
//! figures leave of several parameters at once. A draw lays its values under all that a scenario, a claim or a
//! policy says itself.
//!
//! A table has a row a draw: `weight` (equal where there is none), `model` (the digest of the model of which
//! they are draws), and a column for every parameter, as `kith calibrate` writes `posterior.csv`.

mod laid;

pub use laid::{Laid, RUNS_OF_EACH};

use std::path::Path;

use crate::model::parameters::Parameters;
use crate::scenario::diagnostic::{Diagnostic, Diagnostics, Location, Text};
use crate::scenario::{Entry, Origin, file};
use crate::studies::sweep::read::{Factor, Values, list};

/// The column with weights.
const WEIGHT: &str = "weight";

/// The column with the model.
const MODEL: &str = "model";

/// Draws with their weights.
#[derive(Clone, Debug)]
pub struct ParameterDraws {
    factors: Vec<Factor>,
    weights: Vec<f64>,
    /// Digest of the model of which they are draws, where the table says so.
    pub model: Option<String>,
    /// The table.
    pub origin: Origin,
}

impl ParameterDraws {
    /// Reads a table of draws.
    ///
    /// # Errors
    /// Everything that is wrong with the table, each with its line.
    pub fn read(path: &Path) -> Result<Self, Diagnostics> {
        let factors = list::read(path)?;
        let shown = path.display().to_string();
        let whole = || Location { file: shown.as_str().into(), position: None };
        let wrong = |message: &str| Diagnostic::error(whole(), message);
        let fail = |error: Diagnostic| Diagnostics::new(vec![error]);
        let bytes = std::fs::read(path).map_err(|error| {
            fail(wrong("the table of draws cannot be read").found(error.to_string()))
        })?;
        let body = file::text(bytes, &whole()).map_err(|error| fail(*error))?;
        let text = Text::new(&shown, String::new(), body);
        let mut rows =
            csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(text.body.as_bytes());
        let header = rows.headers().cloned().unwrap_or_default();
        let column = |name: &str| header.iter().position(|cell| cell == name);
        let (weight, model) = (column(WEIGHT), column(MODEL));
        let (mut weights, mut models, mut found) = (Vec::new(), Vec::new(), Vec::new());
        for (number, row) in rows.records().enumerate() {
            let Ok(row) = row else { continue };
            let cell = |at: Option<usize>| at.and_then(|at| row.get(at));
            models.extend(cell(model).map(str::to_owned));
            let given = cell(weight).map_or(Some(1.0), |text| text.parse().ok());
            let given = given.filter(|weight: &f64| weight.is_finite() && *weight >= 0.0);
            weights.extend(given);
            if given.is_none() {
                let begin = row.position().map_or(0, |at| at.byte() as usize);
                let place = text.place(begin..text.body.len());
                let message = format!("the weight of draw {number} is no weight");
                let error = Diagnostic::error(place, message).about(WEIGHT);
                let error = error.found(cell(weight).unwrap_or_default());
                found.push(error.allowed("a number from 0 up"));
            }
        }
        models.dedup();
        if models.len() > 1 {
            let error = wrong("draws of several models in one table").about(MODEL);
            found.push(error.found(models.join(", ")).allowed("draws of one model"));
        }
        let total: f64 = weights.iter().sum();
        if found.is_empty() && total <= 0.0 {
            let error = wrong("no draw has a weight above nothing").about(WEIGHT);
            found.push(error.allowed("at least one weight above 0"));
        }
        if !found.is_empty() {
            return Err(Diagnostics::new(found));
        }
        let origin = Origin::again(&shown);
        Ok(Self { factors, weights, model: models.pop(), origin })
    }

    /// Which draws stand for all of them when there are so many places: each as often as its weight says, to
    /// within one.
    #[must_use]
    pub fn choose(&self, places: u32) -> Vec<usize> {
        let sum: f64 = self.weights.iter().sum();
        let (mut draw, mut passed) = (0, self.weights[0]);
        (0..places)
            .map(|place| {
                // At even distances along the sum of weights.
                let wanted = (f64::from(place) + 0.5) / f64::from(places) * sum;
                while passed < wanted && draw + 1 < self.weights.len() {
                    draw += 1;
                    passed += self.weights[draw];
                }
                draw
            })
            .collect()
    }

    /// The draw at a place of a list without an end, of which every beginning has each draw about as often as its
    /// weight says: places are spread over the sum of weights by van der Corput's sequence. So a list that
    /// is cut short, or made longer, has no other draws at the places that are left.
    ///
    /// # Panics
    /// Never: a table has a weight above nothing.
    #[must_use]
    pub fn at(&self, place: u32) -> usize {
        let share = f64::from(place.reverse_bits()) / (f64::from(u32::MAX) + 1.0);
        let wanted = share * self.weights.iter().sum::<f64>();
        let mut passed = 0.0;
        let beyond = self.weights.iter().position(|weight| {
            passed += weight;
            passed > wanted
        });
        // Of rounding at the very end.
        let last = || self.weights.iter().rposition(|weight| *weight > 0.0);
        beyond.or_else(last).expect("a weight above nothing")
    }

    /// The columns, each as a factor with a level for every draw.
    #[must_use]
    pub fn factors(&self) -> &[Factor] {
        &self.factors
    }

    /// The weights of the draws, which add up to one.
    #[must_use]
    pub fn shares(&self) -> Vec<f64> {
        let all: f64 = self.weights.iter().sum();
        self.weights.iter().map(|weight| weight / all).collect()
    }

    /// What is drawn: the path of each column, its parameters, and its value in each draw.
    pub fn columns(&self) -> impl Iterator<Item = (&str, &[usize], &[f64])> {
        self.factors.iter().map(|factor| {
            let Values::Levels(levels) = &factor.values else {
                unreachable!("a table has levels");
            };
            (factor.path.as_str(), &*factor.parameters, &**levels)
        })
    }

    /// The values of one draw, each with the number of its parameter.
    #[must_use]
    pub fn values(&self, draw: usize) -> Vec<(usize, f64)> {
        let values = |(_, parameters, values): (&str, &[usize], &[f64])| {
            let value = values[draw];
            parameters.iter().map(|&parameter| (parameter, value)).collect::<Vec<_>>()
        };
        self.columns().flat_map(values).collect()
    }

    /// One draw on top of what a scenario has: all values, and the place of each drawn one in its plausible
    /// range, 0 at the low end and 1 at the high one.
    #[must_use]
    pub fn over(&self, entries: &[Entry], draw: usize) -> (Vec<f64>, Vec<Option<f64>>) {
        let mut values: Vec<f64> = entries.iter().map(|entry| entry.value).collect();
        let mut places = vec![None; entries.len()];
        for (parameter, value) in self.values(draw) {
            let Entry { low, high, .. } = entries[parameter];
            values[parameter] = value;
            places[parameter] = (low < high).then(|| (value - low) / (high - low));
        }
        (values, places)
    }

    /// Why these draws are not those of this program's model, if they are not.
    #[must_use]
    pub fn foreign(&self) -> Option<String> {
        let here = crate::report::Record::model();
        let theirs = self.model.as_deref().filter(|model| *model != here)?;
        Some(format!(
            "the draws of {} are of model {theirs}, this is {here}: run `kith calibrate` again to renew them",
            self.origin
        ))
    }

    /// Paths of the parameters that are drawn.
    #[must_use]
    pub fn paths(&self) -> Vec<&'static str> {
        let drawn = self.factors.iter().flat_map(|factor| &factor.parameters);
        drawn.map(|&parameter| Parameters::specs()[parameter].path.as_str()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn table(text: &str) -> Result<ParameterDraws, Diagnostics> {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        file.write_all(text.as_bytes()).expect("written");
        ParameterDraws::read(file.path())
    }

    #[test]
    fn every_draw_comes_as_often_as_its_weight_says() {
        let text = "draw,weight,model,trust.at_start\n0,3,m,0.2\n1,1,m,0.4\n2,0,m,0.6\n";
        let draws = table(text).expect("a sound table");
        assert_eq!(draws.choose(8), [0, 0, 0, 0, 0, 0, 1, 1]);
        assert_eq!(draws.choose(1), [0]);
        assert_eq!(draws.model.as_deref(), Some("m"));
        assert!((draws.values(1)[0].1 - 0.4).abs() < 1e-12 && draws.foreign().is_some());
        assert_eq!(draws.paths(), ["trust.at_start"]);
    }

    #[test]
    fn every_beginning_of_the_list_has_each_draw_as_its_weight_says() {
        let text = "weight,trust.at_start\n0,0.1\n3,0.2\n1,0.4\n0,0.6\n";
        let draws = table(text).expect("a sound table");
        let places: Vec<usize> = (0..8).map(|place| draws.at(place)).collect();
        assert_eq!(places, [1, 1, 1, 2, 1, 1, 1, 2]);
        for count in [10, 100, 333] {
            let light = (0..count).filter(|&place| draws.at(place) == 2).count();
            assert!((light as f64 - f64::from(count) / 4.0).abs() <= 2.0, "{light} of {count}");
        }
        let alike = table("trust.at_start\n0.2\n0.4\n0.6\n").expect("a sound table");
        let counts = [0, 1, 2].map(|draw| (0..20).filter(|&at| alike.at(at) == draw).count());
        assert!(counts.iter().all(|count| (5..=8).contains(count)), "{counts:?}");
    }

    #[test]
    fn draws_without_weights_count_alike() {
        let draws = table("trust.at_start\n0.2\n0.4\n").expect("a sound table");
        assert_eq!((draws.choose(4), draws.foreign()), (vec![0, 0, 1, 1], None));
    }

    #[test]
    fn what_is_wrong_with_a_table_is_said() {
        for (text, about) in [
            ("weight,trust.at_start\n-1,0.2\n", "the weight of draw 0 is no weight"),
            ("weight,trust.at_start\n0,0.2\n", "no draw has a weight above nothing"),
            ("model,trust.at_start\na,0.2\nb,0.2\n", "draws of several models"),
            ("weight,trust.at_strat\n1,0.2\n", "unknown parameter"),
        ] {
            let wrong = table(text).expect_err(about).to_string();
            assert!(wrong.contains(about), "{wrong}");
        }
        let late = table("weight,trust.at_start\n1,0.2\nmuch,0.3\n").expect_err("no weight");
        assert!(late.to_string().contains(":3:"), "{late}");
    }
}
