//! From what files say of a network to parameters and local figures, each with its formula.
//!
//! ```text
//! run.people                     people registered
//! population.age                 people of a band / people
//! population.female              women / (women + men)
//! population.list                people / practices
//! population.list_variation      standard deviation of lists / their mean, of three practices or more
//! population.area, area_variance from the shares of the fifths (`fifths`)
//! link_workers.per_50k           full-time equivalents / people x 50,000 / (1 + link_workers.deprivation_tilt x D)
//! vcs.per_thousand               organisations / people x 1,000 / (1 - vcs.density_tilt x D)
//! ```
//!
//! D is the mean place of the people on the gradient of deprivation, 1 in the most deprived fifth to -1 in the least, as
//! the model makes them: the model has posts and organisations follow it, and a count that was seen follows it already.

use crate::localise::ages::Registered;
use crate::localise::appointments::Appointments;
use crate::localise::areas::{Areas, Deprivation};
use crate::localise::charities::Charities;
use crate::localise::england::{Baseline, THOUSAND, of_place, of_tally};
use crate::localise::fifths::{Place, furthest, told};
use crate::localise::figures::{appointments, referrals};
use crate::localise::folder::Origin;
use crate::localise::indicators::Indicators;
use crate::localise::members::Members;
use crate::localise::overlay::{Overlay, Setting, Source, rounded};
use crate::localise::targets::Target;
use crate::localise::workforce::Workforce;

/// Practices from which the spread of their lists is told.
const PRACTICES_FOR_A_SPREAD: usize = 3;

/// Counts below this are not told: they may be of a few people.
pub(crate) const SMALLEST_COUNT: f64 = 5.0;

/// How far the shares of fifths may lie from what the model makes before it is said.
const FAR: f64 = 0.03;

/// How far two counts of the same people may lie apart before it is said.
const APART: f64 = 0.05;

/// Everything that files of a folder say of a network.
#[derive(Clone, Debug)]
pub(crate) struct Local {
    pub(crate) members: Members,
    pub(crate) registered: Option<Registered>,
    pub(crate) areas: Option<Areas>,
    pub(crate) deprivation: Option<Deprivation>,
    pub(crate) workforce: Option<Workforce>,
    pub(crate) indicators: Option<Indicators>,
    pub(crate) appointments: Option<Appointments>,
    pub(crate) charities: Option<Charities>,
    pub(crate) has_index: bool,
    pub(crate) has_charities: bool,
}

/// What is made of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Made {
    pub(crate) overlay: Overlay,
    pub(crate) targets: Vec<Target>,
    pub(crate) told: Vec<String>,
    pub(crate) absent: Vec<String>,
}

impl Made {
    fn set(
        &mut self,
        (path, value): (&str, f64),
        basis: &'static str,
        source: &'static str,
        note: String,
    ) {
        let (path, value) = (path.to_owned(), rounded(value));
        self.overlay.settings.push(Setting { path, value, basis, source: Some(source), note });
    }

    fn source(&mut self, name: &'static str, title: &str, origin: &Origin, usual_year: u32) {
        let year = year(origin).unwrap_or(usual_year);
        let note = format!("{origin}.");
        self.overlay.sources.push(Source { name, title: title.to_owned(), year, note });
    }

    pub(crate) fn stays(&mut self, what: &str, why: &str) {
        self.absent.push(format!("{what}: {why}"));
    }
}

/// The year of files.
fn year(origin: &Origin) -> Option<u32> {
    origin.date.get(..4)?.parse().ok()
}

/// Makes settings and figures of what files say.
pub(crate) fn of(local: &Local, baseline: &Baseline) -> Made {
    let mut made = Made::default();
    let network = &local.members.network;
    made.told.push(format!(
        "{} practices, by {}",
        local.members.practices.len(),
        local.members.origin
    ));
    let origins = [
        local.registered.as_ref().map(|all| &all.origin),
        local.areas.as_ref().map(|all| &all.origin),
        local.workforce.as_ref().map(|all| &all.origin),
        local.deprivation.as_ref().map(|all| &all.origin),
    ];
    let usual_year = origins.into_iter().flatten().filter_map(year).max().unwrap_or(2025);
    let people = people(&mut made, local, usual_year);
    let place = place(&mut made, local, baseline, usual_year).unwrap_or_else(|| baseline.place());
    posts(&mut made, local, baseline, (people, place), usual_year);
    organisations(&mut made, local, baseline, (people, place), usual_year);
    referrals(&mut made, local);
    appointments(&mut made, local);
    made.overlay.title = format!("Network {network}");
    made.overlay.because = format!(
        "The network {network} as public files have it: {} values are its own, and everything else is England's.",
        made.overlay.settings.len()
    );
    made.overlay.remarks = vec![
        "Made from public files by `kith localise`. Each note has the formula, the files, their date and their rows."
            .to_owned(),
        "No forecast for this place follows from it: docs/my-area.md says what stays England's.".to_owned(),
    ];
    made.overlay.remarks.extend(made.absent.iter().map(|line| format!("Stays England's: {line}.")));
    made
}

/// List sizes, ages and sexes.
fn people(made: &mut Made, local: &Local, usual_year: u32) -> Option<f64> {
    const SOURCE: &str = "local_lists";
    let Some(registered) = &local.registered else {
        made.stays("ages and sexes", "no file of patients registered by age and sex");
        let Some(areas) = &local.areas else {
            made.stays("list size and practices", "no file of patients registered");
            return None;
        };
        let people = (areas.network.values().sum::<f64>() + areas.elsewhere).round();
        made.source(
            SOURCE,
            "Patients registered by practice and small area",
            &areas.origin,
            usual_year,
        );
        let note = format!("Sum over areas. {}.", areas.origin);
        made.set(("run.people", people), "measured", SOURCE, note);
        return Some(people);
    };
    let origin = &registered.origin;
    made.source(SOURCE, "Patients registered by practice, age and sex", origin, usual_year);
    let lists: Vec<f64> = registered.lists.values().copied().collect();
    let (people, practices) = (lists.iter().sum::<f64>(), lists.len());
    made.set(
        ("run.people", people.round()),
        "measured",
        SOURCE,
        format!("Sum of {practices} lists. {origin}."),
    );
    made.overlay.settings.extend(of_tally(&registered.tally, Some(SOURCE), &format!("{origin}.")));
    if registered.tally.women().is_none() {
        made.stays("the share of women", "the files have no sexes");
    }
    let mean = people / practices as f64;
    let note = format!("{people:.0} people / {practices} practices. {origin}.");
    made.set(("population.list", mean), "measured", SOURCE, note);
    if practices >= PRACTICES_FOR_A_SPREAD {
        let squares = lists.iter().map(|list| (list - mean) * (list - mean));
        let spread = (squares.sum::<f64>() / (practices - 1) as f64).sqrt();
        let note = format!(
            "Standard deviation {spread:.0} / mean {mean:.0} of {practices} lists. {origin}."
        );
        made.set(("population.list_variation", spread / mean), "derived", SOURCE, note);
    } else {
        made.stays("the spread of list sizes", "it takes three practices");
    }
    made.told.push(format!("{people:.0} people registered. {origin}"));
    if origin.suppressed > 0 {
        made.told.push(format!(
            "{} suppressed cells count as nobody: lists are so much too small",
            origin.suppressed
        ));
    }
    Some(people)
}

/// Deprivation.
fn place(made: &mut Made, local: &Local, baseline: &Baseline, usual_year: u32) -> Option<Place> {
    const SOURCE: &str = "local_deprivation";
    let what = "deprivation";
    let Some(areas) = &local.areas else {
        made.stays(what, "no file of patients registered by small area");
        return None;
    };
    let Some(found) = &local.deprivation else {
        let why =
            if local.has_index { "no index fits the areas" } else { "no Indices of Deprivation" };
        made.stays(what, why);
        return None;
    };
    let place = baseline.place_of(found.shares);
    let mut from = format!(
        "Found {} of {:.0} people in {} areas: fifth = (decile + 1) / 2, whole; by {} ({}) and {}",
        told(found.shares),
        found.people,
        found.joined.matched + found.joined.looked_up,
        found.index,
        found.origin.files.join(" and "),
        areas.origin,
    );
    if let Some(lookup) = &found.lookup {
        let files = lookup.files.join(" and ");
        let some = format!(
            "; {} areas by {files}, evenly where one became several",
            found.joined.looked_up
        );
        from.push_str(&some);
    }
    if areas.elsewhere > 0.0 {
        let some = format!("; {:.0} people of no known area in England left out", areas.elsewhere);
        from.push_str(&some);
    }
    let title = format!("{}, and patients registered by small area", found.index);
    made.source(SOURCE, &title, &areas.origin, usual_year);
    made.overlay.settings.extend(of_place(place, "derived", Some(SOURCE), &format!("{from}.")));
    made.told.push(format!("fifths, the most deprived first: {from}"));
    if let Some(registered) = &local.registered {
        let (by_area, by_age) =
            (found.people + areas.elsewhere, registered.lists.values().sum::<f64>());
        if (by_area / by_age - 1.0).abs() > APART {
            made.told.push(format!(
                "{by_area:.0} patients by area are not {by_age:.0} by age: files of different dates, or many cells \
                 suppressed"
            ));
        }
    }
    let miss = furthest(found.shares, place.shares());
    if miss > FAR {
        made.told.push(format!(
            "the model cannot hold these shares: its own are {}, {:.0} points off at the furthest. People of a \
             neighbourhood lie around one middle; rich and poor side by side are narrowed",
            told(place.shares()),
            100.0 * miss
        ));
    }
    Some(place)
}

/// Link workers.
fn posts(
    made: &mut Made,
    local: &Local,
    baseline: &Baseline,
    (people, place): (Option<f64>, Place),
    usual_year: u32,
) {
    const SOURCE: &str = "local_staff";
    let what = "link workers";
    let Some(found) = &local.workforce else {
        made.stays(what, "no file of staff of networks");
        return;
    };
    let Some(people) = people else {
        made.stays(what, "staff are there, and no list size to divide them by");
        return;
    };
    if found.link_workers == 0 {
        let why = format!("{} rows of staff, and no link worker among them", found.origin.rows);
        made.stays(what, &why);
        return;
    }
    made.source(SOURCE, "Staff of primary care networks", &found.origin, usual_year);
    let gradient = place.gradient();
    let note = format!(
        "{:.2} full-time equivalents ({:.2} employed, {:.2} contracted) / {people:.0} people x 50,000 / (1 {:+} x \
         {gradient:.3}), which is the tilt of posts times the mean place on the gradient. In post: posts that stand empty \
         are not among them. {}.",
        found.full_time(),
        found.employed,
        found.contracted,
        baseline.value("link_workers.deprivation_tilt"),
        found.origin,
    );
    let value = baseline.posts_per_50k(found.full_time(), people, place);
    made.set(("link_workers.per_50k", value), "derived", SOURCE, note);
    made.told.push(format!("{:.2} link workers, full time. {}", found.full_time(), found.origin));
}

/// Organisations.
fn organisations(
    made: &mut Made,
    local: &Local,
    baseline: &Baseline,
    (people, place): (Option<f64>, Place),
    usual_year: u32,
) {
    const SOURCE: &str = "local_charities";
    let what = "organisations";
    let Some(found) = &local.charities else {
        let why = match (local.has_charities, local.areas.is_some()) {
            (false, _) => "no register of charities",
            (true, false) => {
                "a register of charities, and no file of patients by small area to place them"
            }
            (true, true) => {
                "a register of charities, and no file with the small area of each postcode (PCDS, LSOA21)"
            }
        };
        made.stays(what, why);
        return;
    };
    let Some(people) = people else {
        made.stays(what, "no list size to divide charities by");
        return;
    };
    if found.organisations < SMALLEST_COUNT {
        made.stays(what, "fewer than five charities in the network's areas");
        return;
    }
    made.source(SOURCE, "Register of charities", &found.register, usual_year);
    let density = baseline.organisations_per_thousand(found.organisations, people, place);
    let plain = found.organisations / people * THOUSAND;
    let note = format!(
        "{:.1} charities ({} addresses, each by the share of its area's patients that are the network's) / {people:.0} \
         people x 1,000 = {plain:.3}, over {:.3}, which the density of the model is in a place so deprived. At a \
         trustee's address, groups that are not registered absent. {}; areas by {}.",
        found.organisations,
        found.addresses,
        plain / density,
        found.register,
        found.postcodes.files.join(" and "),
    );
    made.set(("vcs.per_thousand", density), "derived", SOURCE, note);
    made.told.push(format!(
        "{:.0} charities where the people live. {}",
        found.organisations, found.register
    ));
    if found.unplaced > 0 {
        made.told.push(format!("charities with a postcode of no known area: {}", found.unplaced));
    }
}
