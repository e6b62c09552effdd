//! Appointments of a network's practices: how many that took place, and how many of them were with a GP.

use std::collections::BTreeSet;

use crate::localise::date::{self, Date};
use crate::localise::folder::{Cell, Folder, Origin, Taken};
use crate::localise::form::Kind;
use crate::localise::members::Members;

/// Appointments of all months in the folder.
#[derive(Clone, Debug, Default)]
pub(crate) struct Appointments {
    /// Those that did not fail for the patient's staying away.
    pub(crate) held: f64,
    /// Of these, with a GP, and with any other of the staff.
    pub(crate) gp: f64,
    pub(crate) others: f64,
    /// Practices that are in the files.
    pub(crate) practices: BTreeSet<String>,
    pub(crate) months: BTreeSet<Date>,
    pub(crate) origin: Origin,
}

/// Reads the appointments of a network. Months add up; one month stands in one file.
pub(crate) fn read(folder: &mut Folder, members: &Members) -> Option<Appointments> {
    if !folder.has(Kind::Appointments) {
        return None;
    }
    let mut found = Appointments::default();
    found.origin = folder.each(Kind::Appointments, |row| {
        let [_, practice, _, staff, status] = row.texts();
        if !members.has(practice) {
            return Ok(Taken::No);
        }
        if !found.practices.contains(practice) {
            found.practices.insert(practice.to_owned());
        }
        found.months.insert(date::read(row, &[0])?);
        let Cell::Number(count) = row.number(5)? else { return Ok(Taken::Suppressed) };
        if status.eq_ignore_ascii_case("dna") || status.to_lowercase().contains("not attend") {
            return Ok(Taken::Yes);
        }
        found.held += count;
        match staff.to_lowercase().as_str() {
            "gp" => found.gp += count,
            "unknown" | "" => {}
            _ => found.others += count,
        }
        Ok(Taken::Yes)
    });
    if let (Some(first), Some(last)) = (found.months.first(), found.months.last()) {
        found.origin.date =
            if first == last { first.to_string() } else { format!("{first} to {last}") };
    }
    (found.held > 0.0).then_some(found)
}
