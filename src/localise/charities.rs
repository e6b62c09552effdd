//! Charities where people of a network live. A charity stands in the register at somebody's address; the small area of
//! its postcode is shared between the networks whose people live there.
//!
//! ```text
//! organisations of the network = sum over registered charities of
//!                                people of the network in the charity's area / people of all practices there
//! ```

use std::collections::{BTreeMap, BTreeSet};

use crate::localise::areas::{Areas, Lookup, mixed};
use crate::localise::folder::{Folder, Origin, Taken};
use crate::localise::form::Kind;

/// Charities of a network.
#[derive(Clone, Debug, Default)]
pub(crate) struct Charities {
    /// How many, each as far as its area is the network's.
    pub(crate) organisations: f64,
    /// How many have an address in any area of the network.
    pub(crate) addresses: u32,
    /// How many registered charities have no postcode that is known.
    pub(crate) unplaced: u32,
    pub(crate) register: Origin,
    pub(crate) postcodes: Origin,
}

/// A postcode as it is compared: capitals without blanks.
fn plain(postcode: &str) -> String {
    postcode.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_uppercase()
}

/// Reads the charities of a network, where the folder has the area of each postcode.
pub(crate) fn read(folder: &mut Folder, areas: &Areas) -> Option<Charities> {
    let kinds = [Kind::Postcodes2021, Kind::Postcodes2011];
    let kind = kinds.into_iter().find(|&kind| folder.has(kind))?;
    if !folder.has(Kind::Charities) {
        return None;
    }
    let mut at: BTreeMap<String, u32> = BTreeMap::new();
    let register = folder.each(Kind::Charities, |row| {
        let [_, linked, status, postcode] = row.texts();
        // What is linked to a charity is part of it.
        if !status.eq_ignore_ascii_case("registered") || !matches!(linked, "0" | "") {
            return Ok(Taken::No);
        }
        *at.entry(plain(postcode)).or_default() += 1;
        Ok(Taken::Yes)
    });
    let mut found = Charities { register, ..Charities::default() };
    let share = |area: &str| {
        let ours = areas.network.get(area).copied().unwrap_or(0.0);
        let all = areas.everybody.get(area).copied().unwrap_or(0.0);
        if all > 0.0 { ours / all } else { 0.0 }
    };
    // Postcodes may be of the other census than lists: then by the lookup, or not at all.
    let lookup = Lookup::read(folder, kind == Kind::Postcodes2011);
    let mut there: BTreeSet<String> = BTreeSet::new();
    let mut placed = 0;
    found.postcodes = folder.each(kind, |row| {
        let [postcode, area] = row.texts();
        let became = lookup.as_ref().map_or(&[][..], |lookup| lookup.of(area));
        let mut part = share(area);
        if areas.everybody.contains_key(area) {
            if areas.network.contains_key(area) && !there.contains(area) {
                there.insert(area.to_owned());
            }
        } else {
            let parts = became.iter().map(|area| share(area));
            part = parts.sum::<f64>() / became.len().max(1) as f64;
            for area in became.iter().filter(|area| areas.network.contains_key(*area)) {
                there.insert(area.clone());
            }
        }
        let Some(count) = at.remove(&plain(postcode)) else { return Ok(Taken::No) };
        placed += count;
        if part > 0.0 {
            found.addresses += count;
            found.organisations += f64::from(count) * part;
        }
        Ok(Taken::Yes)
    });
    found.unplaced = at.values().sum();
    let absent: Vec<String> =
        areas.network.keys().filter(|area| !there.contains(*area)).cloned().collect();
    if !absent.is_empty() && placed > 0 {
        let place = folder.whole(kind).expect("a file of this kind");
        let years = if kind == Kind::Postcodes2021 { (2021, 2011) } else { (2011, 2021) };
        let error = mixed(place, &absent, areas.network.len(), kind.form().name, years);
        folder.found.push(error);
        return None;
    }
    (placed > 0).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn postcodes_are_the_same_with_and_without_blanks() {
        assert_eq!([plain("zz1 1aa"), plain(" ZZ11AA ")], ["ZZ11AA", "ZZ11AA"]);
    }
}
