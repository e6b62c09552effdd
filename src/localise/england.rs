//! England beside an area: the values of the baseline, and what an area has in its terms. Posts and organisations of the
//! model follow deprivation, so a count that was seen is divided by what the model makes of it there.

use crate::localise::ages::Tally;
use crate::localise::fifths::{Place, Shares, told};
use crate::localise::overlay::{Setting, rounded};
use crate::model::kinds::{AgeBand, Fifth};
use crate::scenario::{Scenario, names};

/// Registered people for whom posts are counted.
const POSTS_FOR: f64 = 50_000.0;

/// Registered people for whom organisations and referrals are counted.
pub(crate) const THOUSAND: f64 = 1_000.0;

/// England, as the baseline has it.
#[derive(Clone, Debug)]
pub struct Baseline {
    /// One value for each declaration.
    pub values: Vec<f64>,
    /// Low and high ends of the plausible range of the same.
    pub ranges: Vec<(f64, f64)>,
}

impl Baseline {
    /// The values of a scenario that is one.
    #[must_use]
    pub fn of(scenario: &Scenario) -> Self {
        Self {
            values: scenario.entries.iter().map(|entry| entry.value).collect(),
            ranges: scenario.entries.iter().map(|entry| (entry.low, entry.high)).collect(),
        }
    }

    /// The value of a parameter.
    ///
    /// # Panics
    /// If there is none of that path: paths are written in this program.
    #[must_use]
    pub fn value(&self, path: &str) -> f64 {
        self.values[names::parameter(path).expect("the path of a parameter")]
    }

    /// The place of a neighbourhood without further word.
    #[must_use]
    pub fn place(&self) -> Place {
        let [area, variance] =
            ["population.area", "population.area_variance"].map(|path| self.value(path));
        Place { area, variance }
    }

    /// The place whose people have these shares of fifths.
    ///
    /// # Panics
    /// Never: the path is one of the model's.
    #[must_use]
    pub fn place_of(&self, shares: Shares) -> Place {
        let at = names::parameter("population.area_variance").expect("the path of a parameter");
        Place::of_shares(shares, self.ranges[at])
    }

    /// `link_workers.per_50k` under which people at this place have so many full-time posts.
    #[must_use]
    pub fn posts_per_50k(&self, posts: f64, people: f64, place: Place) -> f64 {
        let tilt = self.value("link_workers.deprivation_tilt");
        posts / people * POSTS_FOR / (1.0 + tilt * place.gradient())
    }

    /// `vcs.per_thousand` under which people at this place have so many organisations.
    #[must_use]
    pub fn organisations_per_thousand(&self, organisations: f64, people: f64, place: Place) -> f64 {
        let tilt = self.value("vcs.density_tilt");
        let shares = place.shares();
        let parts = Fifth::ALL
            .iter()
            .map(|&fifth| shares[fifth as usize] * (1.0 - tilt * fifth.gradient()).max(0.0));
        organisations / people * THOUSAND / parts.sum::<f64>()
    }
}

/// The paths of the shares of age bands.
pub(crate) fn age_paths() -> impl Iterator<Item = String> {
    AgeBand::LABELS.iter().map(|label| format!("population.age.{label}"))
}

/// Ages and sexes as settings.
#[must_use]
pub fn of_tally(tally: &Tally, source: Option<&'static str>, from: &str) -> Vec<Setting> {
    let shares =
        age_paths().zip(tally.shares()).zip(tally.bands).map(|((path, share), people)| Setting {
            path,
            value: rounded(share),
            basis: "measured",
            source,
            note: format!("{people:.0} of {:.0} people. {from}", tally.people()),
        });
    let mut settings: Vec<Setting> = shares.collect();
    if let Some(women) = tally.women() {
        let note =
            format!("{:.0} women of {:.0} people. {from}", tally.female, tally.female + tally.male);
        let path = "population.female".to_owned();
        settings.push(Setting { path, value: rounded(women), basis: "measured", source, note });
    }
    settings
}

/// The two settings of a place, after shares that were found.
#[must_use]
pub fn of_place(
    place: Place,
    basis: &'static str,
    source: Option<&'static str>,
    from: &str,
) -> Vec<Setting> {
    let note = format!(
        "The model makes {} of it, the most deprived fifth first. {from}",
        told(place.shares())
    );
    let values = [("population.area", place.area), ("population.area_variance", place.variance)];
    let setting = |(path, value): (&str, f64)| Setting {
        path: path.to_owned(),
        value: rounded(value),
        basis,
        source,
        note: note.clone(),
    };
    values.into_iter().map(setting).collect()
}
