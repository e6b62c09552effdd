//! The made population beside the margins it was made from: a table that says how far synthesis
//! keeps its word.

use crate::model::engine::Rules;
use crate::model::kinds::{AgeBand, Fifth, Need, Sex};
use crate::model::world::World;

/// One margin: what was published or asked for, and what was made.
#[derive(Clone, Debug)]
pub struct PopulationCheck {
    /// What is counted.
    pub name: String,
    /// Unit of both figures.
    pub unit: &'static str,
    /// Value that synthesis was to meet.
    pub wanted: f64,
    /// Value that it made.
    pub made: f64,
    /// Largest difference that still agrees.
    pub tolerance: f64,
    /// Where the wanted value is from.
    pub source: &'static str,
}

impl PopulationCheck {
    /// Whether the made value is near enough.
    #[must_use]
    pub fn agrees(&self) -> bool {
        (self.made - self.wanted).abs() <= self.tolerance
    }
}

/// Sums over the people of any number of neighbourhoods.
#[derive(Clone, Debug, Default)]
pub struct PopulationCount {
    people: f64,
    adults: f64,
    women: f64,
    ages: [f64; AgeBand::COUNT],
    fifths: [f64; Fifth::COUNT],
    several_conditions: f64,
    over_80: [f64; 2],
    no_car: f64,
    needs: [f64; Need::COUNT],
    low_mood_16_to_64: [f64; 2],
    lonely: [[f64; 2]; Fifth::COUNT],
    wellbeing: [f64; 2],
    activation: [f64; 3],
    frailty: [f64; 2],
    trust: f64,
    practices: [f64; 2],
}

impl PopulationCount {
    /// Adds everybody of a neighbourhood.
    pub fn add(&mut self, world: &World) {
        let people = &world.people;
        for (person, who) in people.fixed.iter().enumerate() {
            let needs = people.needs[person];
            self.people += 1.0;
            self.women += f64::from(u8::from(who.sex == Sex::Female));
            self.ages[who.band() as usize] += 1.0;
            self.fifths[who.fifth as usize] += 1.0;
            self.several_conditions += f64::from(u8::from(who.conditions >= 2));
            if who.age >= 80 {
                self.over_80[0] += 1.0;
                self.over_80[1] += f64::from(u8::from(who.conditions >= 2));
            }
            self.no_car += f64::from(u8::from(!who.car));
            self.frailty[0] += f64::from(who.frailty);
            self.frailty[1] += f64::from(who.frailty) * f64::from(who.frailty);
            if !who.adult() {
                continue;
            }
            self.adults += 1.0;
            self.trust += who.traits().trust;
            for need in needs.iter() {
                self.needs[need as usize] += 1.0;
            }
            if who.age < 65 {
                self.low_mood_16_to_64[0] += 1.0;
                self.low_mood_16_to_64[1] += f64::from(u8::from(needs.has(Need::LowMood)));
            }
            let lonely = &mut self.lonely[who.fifth as usize];
            lonely[0] += 1.0;
            lonely[1] += f64::from(u8::from(needs.has(Need::Loneliness)));
            let wellbeing = people.slow[person].wellbeing.share() * 10.0;
            self.wellbeing[0] += wellbeing;
            self.wellbeing[1] += wellbeing * wellbeing;
            if who.conditions > 0 {
                let activation = people.slow[person].activation.share() * 100.0;
                self.activation[0] += 1.0;
                self.activation[1] += activation;
                self.activation[2] += activation * activation;
            }
        }
        self.practices[0] += world.practices.len() as f64;
        self.practices[1] +=
            world.practices.iter().map(|practice| f64::from(practice.list)).sum::<f64>();
    }

    /// Each margin beside what was made.
    #[must_use]
    #[allow(clippy::too_many_lines)] // one table, a line for each margin
    pub fn checks(&self, rules: &Rules) -> Vec<PopulationCheck> {
        let all = &rules.all;
        let percent = |part: f64, whole: f64| 100.0 * part / whole.max(1.0);
        let row = |name: String, unit, wanted, made, tolerance, source| PopulationCheck {
            name,
            unit,
            wanted,
            made,
            tolerance,
            source,
        };
        let weights: f64 = all.population.age.iter().sum();
        let mut margins = vec![
            row(
                "women".into(),
                "%",
                100.0 * all.population.female,
                percent(self.women, self.people),
                1.0,
                "Census 2021",
            ),
            row(
                "two or more conditions".into(),
                "%",
                14.8,
                percent(self.several_conditions, self.people),
                1.5,
                "Valabhji 2023",
            ),
            row(
                "two or more conditions at 80 and over".into(),
                "%",
                68.2,
                percent(self.over_80[1], self.over_80[0]),
                8.0,
                "Valabhji 2023",
            ),
            row(
                "without a car".into(),
                "%",
                23.5,
                percent(self.no_car, self.people),
                2.0,
                "Census 2021, recalled",
            ),
            row(
                "common mental-health condition, 18 to 64".into(),
                "%",
                22.6,
                percent(self.low_mood_16_to_64[1], self.low_mood_16_to_64[0]),
                4.0,
                "APMS 2023/4",
            ),
            row(
                "trust in others".into(),
                "share",
                0.65,
                self.trust / self.adults.max(1.0),
                0.04,
                "ONS, two in three trust neighbours",
            ),
            row(
                "life satisfaction, mean".into(),
                "points",
                7.45,
                self.wellbeing[0] / self.adults.max(1.0),
                0.12,
                "APS 2023",
            ),
            row(
                "life satisfaction, spread".into(),
                "points",
                1.8,
                spread(self.adults, self.wellbeing),
                0.25,
                "recalled",
            ),
            row(
                "activation with a condition, mean".into(),
                "PAM points",
                57.7,
                self.activation[1] / self.activation[0].max(1.0),
                2.0,
                "Barker 2018",
            ),
            row(
                "frailty, mean".into(),
                "ratio",
                1.0,
                self.frailty[0] / self.people.max(1.0),
                0.02,
                "by construction",
            ),
            row(
                "frailty, variance".into(),
                "ratio",
                1.0 / all.consulting.frailty_shape,
                variance(self.people, self.frailty),
                0.03,
                "by construction",
            ),
            row(
                "list of a practice".into(),
                "people",
                all.population.list,
                self.practices[1] / self.practices[0].max(1.0),
                1_500.0,
                "PMC5647923",
            ),
        ];
        for (k, &band) in AgeBand::ALL.iter().enumerate() {
            let wanted = 100.0 * all.population.age[k] / weights;
            margins.push(row(
                band.label().into(),
                "%",
                wanted,
                percent(self.ages[k], self.people),
                0.8,
                "Census 2021",
            ));
        }
        for (k, &fifth) in Fifth::ALL.iter().enumerate() {
            margins.push(row(
                format!("fifth: {}", fifth.label()),
                "%",
                20.0,
                percent(self.fifths[k], self.people),
                2.5,
                "fifths of the country",
            ));
        }
        for (fifth, wanted, tolerance) in [(Fifth::Most, 12.0, 3.0), (Fifth::Least, 5.0, 1.5)] {
            let [adults, lonely] = self.lonely[fifth as usize];
            margins.push(row(
                format!("lonely, {}", fifth.label()),
                "%",
                wanted,
                percent(lonely, adults),
                tolerance,
                "DCMS, recalled",
            ));
        }
        for (need, wanted, tolerance) in [(Need::Loneliness, 7.0, 0.7), (Need::Money, 12.0, 2.5)] {
            margins.push(row(
                format!("need: {}", need.label()),
                "%",
                wanted,
                percent(self.needs[need as usize], self.adults),
                tolerance,
                "DCMS 2024; FCA",
            ));
        }
        margins
    }
}

fn variance(count: f64, [sum, squares]: [f64; 2]) -> f64 {
    let mean = sum / count.max(1.0);
    (squares / count.max(1.0) - mean * mean).max(0.0)
}

fn spread(count: f64, sums: [f64; 2]) -> f64 {
    variance(count, sums).sqrt()
}
