//! Who was there: every study follows people who were registered throughout its window.

use crate::model::world::World;

/// Whether one and the same person had this place of the list from one week to the week before another.
#[must_use]
pub fn registered(world: &World, person: usize, from: i32, to: i32) -> bool {
    world.people.registered(person, from, to)
}

/// The same, and has it still: for studies that ask at the end what people are like.
#[must_use]
pub fn still_there(world: &World, person: usize, from: i32, to: i32) -> bool {
    i32::from(world.people.entered[person]) <= from && registered(world, person, from, to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::tests::{baseline, small_world};

    #[test]
    fn who_comes_later_was_not_there_and_who_has_gone_is_not_there_still() {
        let (_, mut world) = small_world(baseline());
        let place = 7;
        let birthday = (0..52).find(|&week| {
            let at = world.people.birthdays.in_week(week);
            at.into_iter().any(|at| world.people.birthdays.place(at) == place)
        });
        let week = birthday.expect("everybody has a birthday");
        assert!(still_there(&world, place, 0, 104));
        world.people.change_hands(place, week + 52);
        assert!(
            registered(&world, place, 0, week + 52) && registered(&world, place, week + 52, 104)
        );
        assert!(!registered(&world, place, 0, week + 53));
        assert!(!still_there(&world, place, 0, week + 52));
        assert!(still_there(&world, place, week + 52, 200));
    }
}
