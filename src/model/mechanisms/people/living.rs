//! A living list: people are born, grow older, move in and away, and die; a death leaves others bereaved.
//!
//! ```text
//! place        a row is a place on the list, with its practice, fifth and sex; whoever leaves it is followed at
//!              once by somebody new. Its birthdays fall in one week of the year, by lot
//! ages         n(a) = share of the band x l(a) / sum of l over the band; l(0) = 1, l(a + 1) = l(a) x (1 - d(a)),
//!              d the deaths of both sexes together, by population.female. The same for women and men
//! at a birthday  of a person of age a
//!   dies       chance d(a) = deaths_women or deaths_men of the band, for a year
//!   moves away chance m(a) = moves_out of the band, or 1 - d(a) - n(a + 1) / n(a) where that is more; all who
//!              are in the last year of age
//!   grows older  otherwise, to a + 1; margins follow the new age by the draws that made the person
//! comes        at age a, in proportion to e(a) = n(a) - n(a - 1) x (1 - d(a - 1) - m(a - 1)), e(0) = n(0): births
//! bereaved     a death tries t = B x c_max / D others of a circle of CIRCLE places, by even lot; who is tried is
//!              bereaved with chance c / c_max, c the chance a week of bereavement by `need` and c_max the largest;
//!              D = chance a week that somebody of the list dies. The clock of `need` has c x (1 - B)
//! share        B = bereaved_share, MOST_TRIED x D / c_max at most
//! accounts     people who move away keep what they gained, fading: M <- M x 2 ^ (-1 / gain_half_life) + life
//!              satisfaction of the adults who move away this week, by fifth
//! ```
//!
//! By e the ages of women and of men stand still, as the list was made (`synthesis`), whatever the chances;
//! who comes is drawn as synthesis draws, so nothing drifts. Margins that come with age (long-term
//! conditions, complexity, disability, ties by day) are read again from the person's own draws when they
//! reach another band or stage; needs and groups follow the stage of life by the smallest change that
//! keeps their law (`need`). Who turns 18 has needs and groups as synthesis gives them. M is linear: the
//! difference of two scenarios in it is exactly the fading gain of those who moved away.
//!
//! Everything here hangs on the place, on how many people have had it, and on the week: no scenario of a
//! comparison changes who is born, moves or dies, and one place more changes nobody else's lot, but for
//! those of the last circle.
//!
//! What it leaves out: within an age and sex, deaths and moves come to the well and the ill, the poor and
//! the rich alike; people stay whole years; nobody's household comes and goes together.
//!
//! **Claims.** None of the causal graph: who is there when a scheme acts, and for how long.
//! **Evidence.** Deaths: ONS, deaths registered in England and Wales in 2022 (577,160, or 9.6 for 1,000
//! people), rates by age and sex as in the national life tables (recalled). Moves: about a tenth of a list leaves in a year (recalled), most
//! among young adults; the split by age is assumed. Births follow: 10.8 for 1,000 people a year, as
//! England has (10.4). The share of bereavements that come of deaths in the list is assumed: others mourn
//! people who were on another list.

use rand_distr::weighted::WeightedIndex;

use crate::model::kinds::{AgeBand, Sex};
use crate::model::mechanisms::weekly;
use crate::model::parameters::Parameters as All;
use crate::model::spec::parameters;
use crate::model::units::WEEKS_PER_YEAR;

parameters! {
    /// Births, deaths, moves and birthdays.
    Parameters {
        /// Whether people grow older, are born, die and move: 0 for a closed list.
        open: Switch [0.0, 1.0] "";
        /// Chance that a woman of each age dies within a year.
        deaths_women: Share [0.0, 1.0] by AgeBand "";
        /// Chance that a man of each age dies within a year.
        deaths_men: Share [0.0, 1.0] by AgeBand "";
        /// Chance that somebody of each age moves away within a year; more where ages could not stand
        /// still otherwise.
        moves_out: Share [0.0, 1.0] by AgeBand "";
        /// Share of bereavements that deaths among the people of the list bring; the others come of deaths
        /// elsewhere.
        bereaved_share: Share [0.0, 1.0] "";
        /// Half-life of the gain that people who move away take with them.
        gain_half_life: Weeks [1.0, 1000.0] "";
    }
}

/// Years of age that there are: nobody is made older than the last.
pub const AGES: usize = AgeBand::EDGES[AgeBand::COUNT] as usize;

/// Places of a circle: about as many people as somebody knows well enough to mourn, or to be mourned by.
pub const CIRCLE: usize = 64;

/// Most people whom one death tries, so that each has a draw of their own.
pub const MOST_TRIED: f64 = 100.0;

/// What becomes of somebody at a birthday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Is a year older.
    Stays,
    /// Moves away.
    Moves,
    /// Has died.
    Dies,
}

/// The law of births, deaths and moves for one set of parameters.
#[derive(Clone, Debug)]
pub struct Tables {
    /// Whether the list lives.
    pub open: bool,
    /// Bands of age, by their shares; none where no band has a share.
    pub bands: Option<WeightedIndex<f64>>,
    /// Share of a band up to the end of each age.
    within: [f64; AGES],
    sexes: [Balance; Sex::COUNT],
    /// Chance a week that a person of the list dies; 0 in a closed one.
    pub deaths_a_week: f64,
    /// Share of the gain of people who moved away that is left after a week.
    pub kept: f64,
}

/// Who goes and who comes, of one sex, so that ages stand still.
#[derive(Clone, Debug)]
struct Balance {
    /// Chance of dying in a year, by age.
    dies: [f64; AGES],
    /// Chance of dying or moving away in a year, by age.
    goes: [f64; AGES],
    /// Share of those who come up to each age.
    comes: [f64; AGES],
}

impl Balance {
    /// The balance of these shares by age, for these chances of dying and moving away.
    fn new(ages: &[f64; AGES], dies: &[f64; AGES], moves: &[f64; AGES]) -> Self {
        let mut goes = [1.0; AGES];
        let mut comes = [0.0; AGES];
        comes[0] = ages[0];
        for age in 0..AGES {
            let next = ages.get(age + 1).copied().unwrap_or(0.0);
            let too_many = if ages[age] > 0.0 { 1.0 - next / ages[age] } else { 0.0 };
            goes[age] = (dies[age] + moves[age]).max(too_many).min(1.0);
            if let Some(comes) = comes.get_mut(age + 1) {
                *comes = (next - ages[age] * (1.0 - goes[age])).max(0.0);
            }
        }
        let all: f64 = comes.iter().sum();
        let mut sum = 0.0;
        let comes = comes.map(|share| {
            sum += share;
            sum / all
        });
        Self { dies: *dies, goes, comes }
    }
}

/// Survivors to each age, of one who is born.
fn survivors(dies: &[f64; AGES]) -> [f64; AGES] {
    let mut next = 1.0;
    dies.map(|chance| {
        let left = next;
        next *= 1.0 - chance;
        left
    })
}

/// A value of each age, from that of its band.
fn by_age(bands: &[f64; AgeBand::COUNT]) -> [f64; AGES] {
    std::array::from_fn(|age| bands[AgeBand::of(age as u8) as usize])
}

/// Chance of dying in a year at each age, of women and men together.
fn of_both(all: &All) -> [f64; AGES] {
    let [women, others] = [&all.living.deaths_women, &all.living.deaths_men].map(by_age);
    let female = all.population.female;
    std::array::from_fn(|age| female * women[age] + (1.0 - female) * others[age])
}

/// Share of each age in the population: those of the bands, within a band as people survive.
fn ages(shares: &[f64; AgeBand::COUNT], left: &[f64; AGES]) -> [f64; AGES] {
    let sum: f64 = shares.iter().sum();
    let mut bands = [0.0; AgeBand::COUNT];
    for (age, left) in left.iter().enumerate() {
        bands[AgeBand::of(age as u8) as usize] += left;
    }
    std::array::from_fn(|age| {
        let band = AgeBand::of(age as u8) as usize;
        let share = match sum {
            _ if sum > 0.0 => shares[band] / sum,
            // No band has a share: all are in the last.
            _ => f64::from(u8::from(band == AgeBand::COUNT - 1)),
        };
        let first = age == AgeBand::EDGES[band] as usize;
        // Where nobody lives on, a band is its first year.
        if bands[band] > 0.0 {
            share * left[age] / bands[band]
        } else {
            share * f64::from(u8::from(first))
        }
    })
}

impl Tables {
    /// The law for one set of parameters.
    #[must_use]
    pub fn new(all: &All) -> Self {
        let (p, people) = (&all.living, &all.population);
        let sexes = [&p.deaths_women, &p.deaths_men].map(by_age);
        let both = of_both(all);
        let ages = ages(&people.age, &survivors(&both));
        let moves = by_age(&p.moves_out);
        let mut within = ages;
        for band in AgeBand::EDGES.windows(2) {
            let band = &mut within[band[0] as usize..band[1] as usize];
            let all: f64 = band.iter().sum();
            let mut sum = 0.0;
            for share in band {
                sum += *share;
                *share = if all > 0.0 { sum / all } else { 1.0 };
            }
        }
        let deaths: f64 = ages.iter().zip(both).map(|(share, dies)| share * dies).sum();
        Self {
            open: p.open,
            bands: WeightedIndex::new(people.age).ok(),
            within,
            sexes: sexes.map(|dies| Balance::new(&ages, &dies, &moves)),
            deaths_a_week: if p.open { deaths / WEEKS_PER_YEAR } else { 0.0 },
            kept: 1.0 - weekly(p.gain_half_life),
        }
    }

    /// What becomes of somebody of this sex and age at a birthday.
    #[must_use]
    pub fn fate(&self, sex: Sex, age: u8, lot: f64) -> Fate {
        let (law, age) = (&self.sexes[sex as usize], (age as usize).min(AGES - 1));
        match lot {
            _ if lot < law.dies[age] => Fate::Dies,
            _ if lot < law.goes[age] => Fate::Moves,
            _ => Fate::Stays,
        }
    }

    /// The age of somebody of this sex who comes to the list: 0 for one who is born.
    #[must_use]
    pub fn comes_at(&self, sex: Sex, lot: f64) -> u8 {
        picked(&self.sexes[sex as usize].comes, lot)
    }

    /// An age within a band.
    #[must_use]
    pub fn age_within(&self, band: usize, lot: f64) -> u8 {
        let (from, to) = (AgeBand::EDGES[band], AgeBand::EDGES[band + 1]);
        from + picked(&self.within[from as usize..to as usize], lot)
    }
}

/// The place that a lot picks out of rising shares.
fn picked(rising: &[f64], lot: f64) -> u8 {
    rising.partition_point(|&share| share <= lot).min(rising.len() - 1) as u8
}

/// How many others a death tries, and the share of bereavements that this brings about, where the largest
/// chance a week of bereavement is so much and somebody of the list dies with such a chance.
#[must_use]
pub fn bereaved(wanted: f64, largest: f64, deaths_a_week: f64) -> (f64, f64) {
    if largest <= 0.0 || deaths_a_week <= 0.0 {
        return (0.0, 0.0);
    }
    let tried = (wanted * largest / deaths_a_week).min(MOST_TRIED);
    (tried, (tried * deaths_a_week / largest).min(wanted))
}

/// The place that one try of a death in a place falls on: any other of its circle alike. None for one who
/// is alone in it.
#[must_use]
pub fn tried(place: usize, places: usize, lot: f64) -> Option<usize> {
    let first = place / CIRCLE * CIRCLE;
    let circle = (places - first).min(CIRCLE);
    let others = circle.checked_sub(1).filter(|&others| others > 0)?;
    let step = 1 + ((lot * others as f64) as usize).min(others - 1);
    Some(first + (place - first + step) % circle)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::tests::baseline;

    /// Shares by age after so many years in expectation.
    fn after(law: &Balance, ages: &[f64; AGES], years: usize) -> [f64; AGES] {
        (0..years).fold(*ages, |now, _| {
            let gone: f64 = now.iter().zip(law.goes).map(|(share, goes)| share * goes).sum();
            std::array::from_fn(|age| {
                let before = age.checked_sub(1);
                let stay = before.map_or(0.0, |before| now[before] * (1.0 - law.goes[before]));
                let come = law.comes[age] - before.map_or(0.0, |before| law.comes[before]);
                stay + gone * come
            })
        })
    }

    fn shares(all: &All) -> [f64; AGES] {
        ages(&all.population.age, &survivors(&of_both(all)))
    }

    #[test]
    fn ages_of_women_and_men_are_what_they_were_after_fifty_years() {
        let mut odd = baseline();
        odd.population.age = [0.3, 0.0, 0.1, 0.1, 0.0, 0.2, 0.0, 0.3];
        odd.living.moves_out = [0.0; AgeBand::COUNT];
        let mut deadly = baseline();
        deadly.living.deaths_women = [1.0; AgeBand::COUNT];
        deadly.living.moves_out = [1.0; AgeBand::COUNT];
        for all in [&baseline(), &odd, &deadly] {
            let (law, start) = (Tables::new(all), shares(all));
            assert!((start.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            for balance in &law.sexes {
                let end = after(balance, &start, 50);
                for (age, (a, b)) in start.iter().zip(end).enumerate() {
                    assert!((a - b).abs() < 1e-12, "age {age}: {a} becomes {b}");
                }
                assert!((balance.comes[AGES - 1] - 1.0).abs() < 1e-12);
                assert!(balance.goes.iter().all(|goes| (0.0..=1.0).contains(goes)));
            }
        }
    }

    #[test]
    fn as_many_are_born_die_and_move_as_in_england() {
        let all = baseline();
        let (law, start) = (Tables::new(&all), shares(&all));
        let deaths = law.deaths_a_week * WEEKS_PER_YEAR * 1_000.0;
        assert!((8.5..11.0).contains(&deaths), "{deaths} for 1,000 people");
        for balance in &law.sexes {
            let goes: f64 = start.iter().zip(balance.goes).map(|(share, goes)| share * goes).sum();
            assert!((0.09..0.14).contains(&goes), "{goes} leave in a year");
            assert!((0.009..0.012).contains(&start[0]), "{} are born", start[0]);
        }
    }

    #[test]
    fn lots_pick_fates_and_ages_as_often_as_their_chances_say() {
        let law = Tables::new(&baseline());
        let lots = || (0..100_000).map(|lot| (f64::from(lot) + 0.5) / 100_000.0);
        let count = |fate| {
            lots().filter(|&lot| law.fate(Sex::Male, 80, lot) == fate).count() as f64 / 100_000.0
        };
        let (dies, goes) = (law.sexes[1].dies[80], law.sexes[1].goes[80]);
        assert!((count(Fate::Dies) - dies).abs() < 1e-4);
        assert!((count(Fate::Moves) - (goes - dies)).abs() < 1e-4);
        let born = lots().filter(|&lot| law.comes_at(Sex::Female, lot) == 0).count() as f64;
        assert!((born / 100_000.0 - law.sexes[0].comes[0]).abs() < 1e-4);
        for (band, edges) in AgeBand::EDGES.windows(2).enumerate() {
            let seen: std::collections::BTreeSet<u8> =
                lots().map(|lot| law.age_within(band, lot)).collect();
            assert_eq!(seen, (edges[0]..edges[1]).collect(), "band {band}");
        }
        assert_eq!(law.fate(Sex::Female, 99, 0.999_999), Fate::Moves, "nobody turns 100");
    }

    #[test]
    fn deaths_bring_about_the_share_of_bereavements_that_is_said() {
        let (tries, share) = bereaved(0.5, 0.004, 0.000_2);
        assert!((tries - 10.0).abs() < 1e-12 && (share - 0.5).abs() < 1e-12);
        // Where so few die, no more can be tried.
        let (tries, share) = bereaved(0.5, 0.004, 0.000_001);
        assert!((tries - MOST_TRIED).abs() < 1e-12 && share < 0.05);
        assert_eq!(bereaved(0.5, 0.004, 0.0), (0.0, 0.0));
        assert_eq!(bereaved(0.5, 0.0, 0.1), (0.0, 0.0));
    }

    #[test]
    fn every_other_place_of_a_circle_is_tried_alike_and_none_beyond_it() {
        for (place, places, others) in [(70, 200, 63), (130, 131, 2), (5, 300, 63)] {
            let mut hits = std::collections::BTreeMap::<usize, usize>::new();
            for lot in 0..others * 10 {
                let at = tried(place, places, (lot as f64 + 0.5) / (others * 10) as f64);
                *hits.entry(at.expect("others")).or_default() += 1;
            }
            assert_eq!(hits.len(), others);
            assert!(hits.values().all(|&hits| hits == 10));
            assert!(
                hits.keys().all(|&at| at != place && at / CIRCLE == place / CIRCLE && at < places)
            );
        }
        assert_eq!(tried(128, 129, 0.3), None, "alone in the last circle");
    }
}
