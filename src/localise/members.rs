//! The practices of a network: from the list of practices and networks, or from appointments, which name both.

use std::collections::BTreeSet;

use crate::localise::folder::{Folder, Origin, Taken};
use crate::localise::form::Kind;
use crate::scenario::diagnostic::{Diagnostic, Location};

/// Most other networks that are kept to find the nearest to one that is not there.
const MOST_OTHERS: usize = 5_000;

/// A network and its practices.
#[derive(Clone, Debug, Default)]
pub(crate) struct Members {
    pub(crate) network: String,
    pub(crate) practices: BTreeSet<String>,
    pub(crate) origin: Origin,
}

impl Members {
    pub(crate) fn has(&self, practice: &str) -> bool {
        self.practices.contains(practice)
    }
}

/// Reads which practices a network has. Nothing, and an error in the folder, if no file says it.
pub(crate) fn read(folder: &mut Folder, network: &str) -> Option<Members> {
    let kind = [Kind::Members, Kind::Appointments].into_iter().find(|&kind| folder.has(kind));
    let Some(kind) = kind else {
        let place = Location::whole(&"the folder".into());
        let message = format!("no file says which practices {network} has");
        let error = Diagnostic::error(place, message);
        folder.found.push(error.allowed(
            "a list of practices and networks, with PRACTICE_CODE and PCN_CODE, or appointments by practice",
        ));
        return None;
    };
    let mut members = Members { network: network.to_owned(), ..Members::default() };
    let mut others: BTreeSet<String> = BTreeSet::new();
    let columns = if kind == Kind::Members { (0, 1) } else { (1, 2) };
    members.origin = folder.each(kind, |row| {
        let (practice, of) = (row.text(columns.0), row.text(columns.1));
        if of == network {
            if !members.practices.contains(practice) {
                members.practices.insert(practice.to_owned());
            }
            return Ok(Taken::Yes);
        }
        if others.len() < MOST_OTHERS && !others.contains(of) {
            others.insert(of.to_owned());
        }
        Ok(Taken::No)
    });
    if members.practices.is_empty() {
        let place = folder.whole(kind).expect("a file of this kind");
        let nearest = near(network, &others);
        let error = Diagnostic::error(place, format!("no practice of the network {network}"));
        let found = format!("{} other networks", others.len());
        folder.found.push(
            error.found(found).allowed("the code of a network in this file").nearest(nearest),
        );
        return None;
    }
    Some(members)
}

/// The first code that differs in one character.
fn near(code: &str, others: &BTreeSet<String>) -> Option<String> {
    let differ = |other: &str| {
        let pairs = code.chars().zip(other.chars());
        pairs.filter(|(a, b)| a != b).count() + code.len().abs_diff(other.len())
    };
    others.iter().find(|other| differ(other) == 1).cloned()
}
