//! Link workers in post with a network, from the staff of networks. Those whom others employ for it stand there too, as
//! contracted services: without them half would be missing.

use crate::localise::folder::{Cell, Folder, Origin, Taken};
use crate::localise::form::Kind;
use crate::scenario::diagnostic::Diagnostic;

/// Link workers of a network.
#[derive(Clone, Debug, Default)]
pub(crate) struct Workforce {
    /// Full-time equivalents that the network employs, and that others do.
    pub(crate) employed: f64,
    pub(crate) contracted: f64,
    /// Rows that are link workers.
    pub(crate) link_workers: u32,
    pub(crate) origin: Origin,
}

impl Workforce {
    /// All of them.
    pub(crate) fn full_time(&self) -> f64 {
        self.employed + self.contracted
    }
}

/// Whether a role is that of a link worker.
fn is_link_worker(role: &str) -> bool {
    let role = role.to_lowercase();
    role.contains("social prescrib") || role.contains("link worker")
}

/// Reads the link workers of a network.
pub(crate) fn read(folder: &mut Folder, network: &str) -> Option<Workforce> {
    let place = folder.whole(Kind::Workforce)?;
    let mut found = Workforce::default();
    found.origin = folder.each(Kind::Workforce, |row| {
        let [_, _, of, source, role, detailed] = row.texts();
        if of != network {
            return Ok(Taken::No);
        }
        if !is_link_worker(role) && !is_link_worker(detailed) {
            return Ok(Taken::Yes);
        }
        let Cell::Number(full_time) = row.number(6)? else { return Ok(Taken::Suppressed) };
        found.link_workers += 1;
        if source.to_lowercase().contains("contracted") {
            found.contracted += full_time;
        } else {
            found.employed += full_time;
        }
        Ok(Taken::Yes)
    });
    if found.origin.rows == 0 {
        let error = Diagnostic::error(place, format!("no staff of {network} in this file"));
        folder.found.push(error.allowed(format!("rows whose PCN_CODE is {network}")));
        return None;
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_of_link_workers_are_known_by_their_words() {
        for role in ["Social Prescribing Link Worker", "Social prescribing link workers"] {
            assert!(is_link_worker(role), "{role}");
        }
        for other in ["Health and Wellbeing Coach", "Care Coordinator", "Social Worker"] {
            assert!(!is_link_worker(other), "{other}");
        }
    }
}
