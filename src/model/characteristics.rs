//! By what people are told apart beside the fifth of deprivation of where they live: age, sex, belonging to a cultural
//! minority, and a disability that limits where they can go. Everybody is in one category of each.

use serde::{Deserialize, Serialize};

use crate::model::kinds::{AgeBand, Fifth, axis};
use crate::model::world::people::{Fixed, Mobility};

axis! {
    /// A characteristic of people, as far as the model holds it.
    #[derive(Serialize, Deserialize)]
    Characteristic {
        /// Age in years.
        Age = "age",
        /// Sex as recorded by the practice.
        Sex = "sex",
        /// Belonging to a cultural minority: which one is not told.
        Minority = "cultural_minority",
        /// A disability that limits where somebody can go.
        Disability = "disability",
    }
}

axis! {
    /// A category of a characteristic, those of each next to each other.
    Category {
        /// Children: their life satisfaction is not modelled.
        Under18 = "under_18",
        /// 18 to 44.
        From18 = "18_to_44",
        /// 45 to 64.
        From45 = "45_to_64",
        /// 65 and over.
        From65 = "65_and_over",
        /// Women and girls.
        Female = "female",
        /// Men and boys.
        Male = "male",
        /// People of a cultural minority.
        Minority = "minority",
        /// All others.
        NoMinority = "no_minority",
        /// People whom a disability limits.
        Limited = "limited",
        /// All others.
        Free = "not_limited",
    }
}

impl Category {
    /// Its name in sentences and beside figures.
    #[must_use]
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Under18 => "under 18",
            Self::From18 => "18 to 44",
            Self::From45 => "45 to 64",
            Self::From65 => "65 and over",
            Self::Female => "women and girls",
            Self::Male => "men and boys",
            Self::Minority => "cultural minority",
            Self::NoMinority => "no cultural minority",
            Self::Limited => "limited by a disability",
            Self::Free => "not limited",
        }
    }
}

/// A figure for each category.
pub type ByCategory<T> = [T; Category::COUNT];

impl Characteristic {
    /// The categories of it, by their places.
    #[must_use]
    pub fn categories(self) -> std::ops::Range<usize> {
        match self {
            Self::Age => Category::Under18 as usize..Category::Female as usize,
            Self::Sex => Category::Female as usize..Category::Minority as usize,
            Self::Minority => Category::Minority as usize..Category::Limited as usize,
            Self::Disability => Category::Limited as usize..Category::COUNT,
        }
    }
}

/// A category of each characteristic, in a byte: what somebody is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Profile(u8);

impl Profile {
    /// How many there are.
    pub const COUNT: usize = 4 * 2 * 2 * 2;

    /// That of a person as they are now.
    #[must_use]
    #[inline]
    pub fn of(who: &Fixed) -> Self {
        let band = AgeBand::of(who.age);
        let older = u8::from(band >= AgeBand::Age45) + u8::from(band >= AgeBand::Age65);
        let age = u8::from(who.adult()) + older;
        let sex = who.sex as u8;
        let others = u8::from(!who.minority);
        let free = u8::from(who.mobility == Mobility::Free);
        Self(age | sex << 2 | others << 3 | free << 4)
    }

    /// Its place among all.
    #[must_use]
    #[inline]
    pub fn place(self) -> usize {
        usize::from(self.0)
    }

    /// The categories, one of each characteristic.
    #[must_use]
    pub fn categories(self) -> [Category; Characteristic::COUNT] {
        let bit =
            |of: Category, place: u8| Category::at(of as usize + usize::from(self.0 >> place & 1));
        [
            Category::at(usize::from(self.0 & 3)),
            bit(Category::Female, 2),
            bit(Category::Minority, 3),
            bit(Category::Limited, 4),
        ]
    }

    /// Sums by category of figures by profile.
    #[must_use]
    pub fn by_category(figures: &[i64; Self::COUNT]) -> ByCategory<i64> {
        let mut sums = [0; Category::COUNT];
        for (place, figure) in (0..).zip(figures) {
            Self(place).categories().into_iter().for_each(|of| sums[of as usize] += figure);
        }
        sums
    }
}

/// How many people, or which share of them, by fifth and by category: in which proportion money is for them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Weights {
    /// By fifth.
    pub fifths: [f64; Fifth::COUNT],
    /// By category.
    pub categories: ByCategory<f64>,
}

impl Weights {
    /// Adds so much of a person.
    pub fn add(&mut self, who: &Fixed, weight: f64) {
        self.fifths[who.fifth as usize] += weight;
        for category in Profile::of(who).categories() {
            self.categories[category as usize] += weight;
        }
    }

    /// All for one fifth, and by category as these are.
    #[must_use]
    pub fn in_fifth(&self, fifth: Fifth) -> Self {
        let mut fifths = [0.0; Fifth::COUNT];
        fifths[fifth as usize] = 1.0;
        Self { fifths, categories: self.categories }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::kinds::Sex;

    fn somebody(age: u8, sex: Sex) -> Fixed {
        let mut who = crate::model::mechanisms::tests::somebody();
        (who.age, who.sex) = (age, sex);
        who
    }

    #[test]
    fn everybody_is_in_one_category_of_each_characteristic() {
        let mut seen = std::collections::BTreeSet::new();
        let mut figures = [0; Profile::COUNT];
        for age in 0..100 {
            for sex in [Sex::Female, Sex::Male] {
                for (minority, mobility) in [
                    (false, Mobility::Free),
                    (true, Mobility::Free),
                    (false, Mobility::Limited),
                    (true, Mobility::Limited),
                ] {
                    let mut who = somebody(age, sex);
                    (who.minority, who.mobility) = (minority, mobility);
                    let profile = Profile::of(&who);
                    let of = profile.categories();
                    for (characteristic, category) in Characteristic::ALL.iter().zip(of) {
                        assert!(characteristic.categories().contains(&(category as usize)));
                    }
                    let wanted = match age {
                        0..18 => Category::Under18,
                        18..45 => Category::From18,
                        45..65 => Category::From45,
                        _ => Category::From65,
                    };
                    assert_eq!((of[0], of[1] == Category::Male), (wanted, sex == Sex::Male));
                    assert_eq!(of[2] == Category::Minority, minority);
                    assert_eq!(of[3] == Category::Limited, mobility == Mobility::Limited);
                    seen.insert(profile.place());
                    figures[profile.place()] += 1;
                }
            }
        }
        assert_eq!(seen.len(), Profile::COUNT);
        let sums = Profile::by_category(&figures);
        assert_eq!(sums, [144, 216, 160, 280, 400, 400, 400, 400, 400, 400]);
        let covered = Characteristic::ALL.iter().flat_map(|of| of.categories());
        assert!(covered.eq(0..Category::COUNT));
    }

    #[test]
    fn weights_are_of_people_and_of_a_fifth_by_everybodys_categories() {
        let mut weights = Weights::default();
        weights.add(&somebody(30, Sex::Female), 0.25);
        weights.add(&somebody(70, Sex::Male), 0.75);
        let percent = |shares: &[f64]| -> Vec<i64> {
            shares.iter().map(|share| (share * 100.0).round() as i64).collect()
        };
        assert_eq!(percent(&weights.fifths), [0, 0, 100, 0, 0]);
        assert_eq!(percent(&weights.categories[..6]), [0, 25, 0, 75, 25, 75]);
        let there = weights.in_fifth(Fifth::Least);
        assert_eq!(percent(&there.fifths), [0, 0, 0, 0, 100]);
        assert_eq!(percent(&there.categories), percent(&weights.categories));
    }
}
