//! For whom beyond fifths: tables by age, sex, belonging to a cultural minority and disability, and what of them is
//! assumed.

use crate::model::characteristics::{Category, Characteristic};
use crate::report::number::brief;
use crate::report::page::board::Grid;
use crate::report::page::estimate::{Estimate, signed};

/// What is assumed, and what is found: said wherever groups are told apart.
pub(crate) const ASSUMED: &str = "Assumed, as parameters: how many people are of a cultural minority, by fifth, or \
    limited by a disability, by conditions; how much more often women than men and one age than another have needs and \
    ask for appointments; how much of the fit of a place people of a minority or with a disability lose. Found: what \
    comes of it for each group. The model holds no other difference by minority, and not which one it is. Children\u{2019}s \
    life satisfaction is not modelled: who is under 18 at the start gains only once they have come of age.";

/// What is told of a group.
#[derive(Clone, Debug, Default)]
pub(crate) struct Group {
    pub(crate) by: String,
    pub(crate) name: String,
    /// WELLBYs for each person.
    pub(crate) each: Option<Estimate>,
    /// Share of these people who gain, and who lose.
    pub(crate) gaining: Option<f64>,
    pub(crate) losing: Option<f64>,
    /// Pounds for each person, where they are told.
    pub(crate) pounds: Option<f64>,
}

/// The group of a name among those that were read, which is made if it is not there.
pub(crate) fn of<'a>(groups: &'a mut Vec<Group>, by: &str, name: &str) -> &'a mut Group {
    let same = |it: &Group| it.by == by && it.name == name;
    let place = groups.iter().position(same).unwrap_or_else(|| {
        let (by, name) = (by.to_owned(), name.to_owned());
        groups.push(Group { by, name, ..Group::default() });
        groups.len() - 1
    });
    &mut groups[place]
}

/// What stands above pictures and tables: what is assumed is said once, where groups are told.
pub(crate) fn lead(fifths: &str, tables: &[Grid]) -> String {
    if tables.is_empty() {
        fifths.to_owned()
    } else {
        format!("{fifths} Below, by group. {ASSUMED}")
    }
}

/// A table of an option for every 1,000 people of each group; nothing where no group was told.
pub(crate) fn grid(caption: String, says: &str, groups: &[Group]) -> Option<Grid> {
    let with_pounds = groups.iter().any(|it| it.pounds.is_some());
    let mut head = vec!["For 1,000 people".to_owned(), says.to_owned()];
    if with_pounds {
        head.push("Pounds".to_owned());
    }
    head.extend(["Gain, of 100", "Lose, of 100"].map(str::to_owned));
    let mut rows = Vec::new();
    for characteristic in Characteristic::ALL {
        for place in characteristic.categories() {
            let category = Category::at(place);
            let wanted =
                |it: &&Group| it.by == characteristic.label() && it.name == category.label();
            let Some(found) = groups.iter().find(wanted) else { continue };
            let each = found.each.map(|each| each.times(1_000.0));
            let mut row = vec![category.phrase().to_owned()];
            row.push(each.map_or_else(String::new, |each| match each.interval {
                Some(_) => format!("{} ({})", signed(each.value), each.between(signed)),
                None => signed(each.value),
            }));
            if with_pounds {
                row.push(found.pounds.map_or_else(String::new, |each| brief(each * 1_000.0)));
            }
            let of_100 =
                |share: Option<f64>| share.map_or_else(String::new, |it| brief(it * 100.0));
            row.extend([of_100(found.gaining), of_100(found.losing)]);
            rows.push(row);
        }
    }
    (!rows.is_empty()).then_some(Grid { caption, head, rows })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_stand_in_their_order_and_what_is_not_told_is_left_empty() {
        let mut groups = Vec::new();
        of(&mut groups, "sex", "male").gaining = Some(0.12);
        of(&mut groups, "age", "65_and_over").each =
            Some(Estimate { value: 0.002, interval: Some((-0.001, 0.005)) });
        of(&mut groups, "sex", "male").losing = Some(0.1);
        assert_eq!(groups.len(), 2);
        let grid = grid("Anybody".to_owned(), "WELLBYs", &groups).expect("two rows");
        assert_eq!(grid.head.len(), 4);
        assert_eq!(grid.rows[0][..2], ["65 and over", "+2.0 (\u{2212}1.0 to +5.0)"]);
        assert_eq!(grid.rows[1], ["men and boys", "", "12", "10"]);
        assert!(super::grid(String::new(), "WELLBYs", &[]).is_none());
    }
}
