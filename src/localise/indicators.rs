//! Indicators of the Network Contract on social prescribing, by practice. `PC01` is the number of registered patients
//! referred to a social prescribing service since the first of April, beside those who declined. What `PC02`, `PC03` and
//! `PC20` count is defined in papers that are not part of this program: their sums are given as they are.

use std::collections::{BTreeMap, BTreeSet};

use crate::localise::ages::absent;
use crate::localise::date;
use crate::localise::folder::{Cell, Folder, Origin, Taken};
use crate::localise::form::Kind;
use crate::localise::members::Members;

/// The indicators that are read.
const CODES: [&str; 4] = ["PC01", "PC02", "PC03", "PC20"];

/// The month in which the year of the contract begins.
const FIRST_MONTH: u32 = 4;

const MONTHS_PER_YEAR: u32 = 12;

/// What the indicators of a network say.
#[derive(Clone, Debug, Default)]
pub(crate) struct Indicators {
    /// Values by practice, of each indicator and measure.
    pub(crate) values: BTreeMap<(String, String), ByPractice>,
    /// Months since the year began, that of the figures among them.
    pub(crate) months: u32,
    pub(crate) origin: Origin,
}

/// A value of each practice that reports one.
pub(crate) type ByPractice = BTreeMap<String, f64>;

impl Indicators {
    /// The first measure of an indicator that says one of these words.
    fn measure(&self, code: &str, words: &[&str]) -> Option<&ByPractice> {
        let says = |measure: &str| {
            let measure = measure.to_lowercase();
            !measure.contains("denominator") && words.iter().any(|word| measure.contains(word))
        };
        let mut values = self.values.iter();
        values.find(|((of, measure), _)| of == code && says(measure)).map(|(_, values)| values)
    }

    /// People referred.
    pub(crate) fn referred(&self) -> Option<&ByPractice> {
        self.measure("PC01", &["numerator", "count", "referred"])
    }

    /// People who declined.
    pub(crate) fn declined(&self) -> Option<&ByPractice> {
        self.measure("PC01", &["declin", "pca", "adjustment", "dissent"])
    }
}

/// An indicator as it is compared: `PC-01`, `pc01` and `PC01` are one.
fn code(text: &str) -> String {
    text.replace(['-', ' '], "").to_uppercase()
}

/// Reads the indicators of a network.
pub(crate) fn read(folder: &mut Folder, members: &Members) -> Option<Indicators> {
    let place = folder.whole(Kind::Indicators)?;
    let mut found = Indicators::default();
    let mut there: BTreeSet<String> = BTreeSet::new();
    let mut seen: BTreeSet<(String, String, String)> = BTreeSet::new();
    found.origin = folder.each(Kind::Indicators, |row| {
        let [_, practice, indicator, measure] = row.texts();
        let code = code(indicator);
        if !members.has(practice) || !CODES.contains(&&*code) {
            return Ok(Taken::No);
        }
        there.insert(practice.to_owned());
        let date = date::read(row, &[0])?;
        found.months = (date.month + MONTHS_PER_YEAR - FIRST_MONTH) % MONTHS_PER_YEAR + 1;
        if !seen.insert((practice.to_owned(), code.clone(), measure.to_owned())) {
            let message = format!("{practice}, {code}, {measure} stands twice");
            let allowed = "each practice, indicator and measure once";
            return Err(Box::new(row.wrong(4, &message).allowed(allowed)));
        }
        let Cell::Number(value) = row.number(4)? else { return Ok(Taken::Suppressed) };
        let values = found.values.entry((code, measure.to_owned())).or_default();
        values.insert(practice.to_owned(), value);
        Ok(Taken::Yes)
    });
    absent(folder, members, place, |practice| there.contains(*practice));
    (!found.values.is_empty()).then_some(found)
}
