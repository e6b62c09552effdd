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

use crate::localise::ages::{Registered, Tally};
use crate::localise::appointments::Appointments;
use crate::localise::areas::{Areas, Deprivation};
use crate::localise::charities::Charities;
use crate::localise::fifths::{Place, Shares, furthest, told};
use crate::localise::folder::Origin;
use crate::localise::indicators::Indicators;
use crate::localise::members::Members;
use crate::localise::overlay::{Overlay, Setting, Source, rounded};
use crate::localise::targets::Target;
use crate::localise::workforce::Workforce;
use crate::model::kinds::{AgeBand, Fifth};
use crate::scenario::{Scenario, names};

/// Registered people for whom posts are counted.
const POSTS_FOR: f64 = 50_000.0;

/// Registered people for whom organisations and referrals are counted.
const THOUSAND: f64 = 1_000.0;

/// Months of a year.
const MONTHS: f64 = 12.0;

/// Practices from which the spread of their lists is told.
const PRACTICES_FOR_A_SPREAD: usize = 3;

/// Counts below this are not told: they may be of a few people.
const SMALLEST_COUNT: f64 = 5.0;

/// How far the shares of fifths may lie from what the model makes before it is said.
const FAR: f64 = 0.03;

/// How far two counts of the same people may lie apart before it is said.
const APART: f64 = 0.05;

/// How far a run may lie from local counts of appointments, and of coded referrals: assumed. Practices count
/// appointments alike to about a tenth, and code referrals much less alike.
const WIDTHS: (f64, f64) = (0.1, 0.25);

/// England, as the baseline has it.
#[derive(Clone, Debug)]
pub struct Baseline {
    /// One value for each declaration.
    pub values: Vec<f64>,
    /// Low and high ends of the plausible range of the same.
    pub ranges: Vec<(f64, f64)>,
}

impl Baseline {
    /// The values of a scenario that is one.
    #[must_use]
    pub fn of(scenario: &Scenario) -> Self {
        Self {
            values: scenario.entries.iter().map(|entry| entry.value).collect(),
            ranges: scenario.entries.iter().map(|entry| (entry.low, entry.high)).collect(),
        }
    }

    /// The value of a parameter.
    ///
    /// # Panics
    /// If there is none of that path: paths are written in this program.
    #[must_use]
    pub fn value(&self, path: &str) -> f64 {
        self.values[names::parameter(path).expect("the path of a parameter")]
    }

    /// The place of a neighbourhood without further word.
    #[must_use]
    pub fn place(&self) -> Place {
        let [area, variance] =
            ["population.area", "population.area_variance"].map(|path| self.value(path));
        Place { area, variance }
    }

    /// The place whose people have these shares of fifths.
    #[must_use]
    pub fn place_of(&self, shares: Shares) -> Place {
        let at = names::parameter("population.area_variance").expect("the path of a parameter");
        Place::of_shares(shares, self.ranges[at])
    }

    /// `link_workers.per_50k` under which people at this place have so many full-time posts.
    #[must_use]
    pub fn posts_per_50k(&self, posts: f64, people: f64, place: Place) -> f64 {
        let tilt = self.value("link_workers.deprivation_tilt");
        posts / people * POSTS_FOR / (1.0 + tilt * place.gradient())
    }

    /// `vcs.per_thousand` under which people at this place have so many organisations.
    #[must_use]
    pub fn organisations_per_thousand(&self, organisations: f64, people: f64, place: Place) -> f64 {
        let tilt = self.value("vcs.density_tilt");
        let shares = place.shares();
        let parts = Fifth::ALL
            .iter()
            .map(|&fifth| shares[fifth as usize] * (1.0 - tilt * fifth.gradient()).max(0.0));
        organisations / people * THOUSAND / parts.sum::<f64>()
    }
}

/// The paths of the shares of age bands.
pub(crate) fn age_paths() -> impl Iterator<Item = String> {
    AgeBand::LABELS.iter().map(|label| format!("population.age.{label}"))
}

/// Ages and sexes as settings.
#[must_use]
pub fn of_tally(tally: &Tally, source: Option<&'static str>, from: &str) -> Vec<Setting> {
    let shares =
        age_paths().zip(tally.shares()).zip(tally.bands).map(|((path, share), people)| Setting {
            path,
            value: rounded(share),
            basis: "measured",
            source,
            note: format!("{people:.0} of {:.0} people. {from}", tally.people()),
        });
    let mut settings: Vec<Setting> = shares.collect();
    if let Some(women) = tally.women() {
        let note =
            format!("{:.0} women of {:.0} people. {from}", tally.female, tally.female + tally.male);
        let path = "population.female".to_owned();
        settings.push(Setting { path, value: rounded(women), basis: "measured", source, note });
    }
    settings
}

/// The two settings of a place, after shares that were found.
#[must_use]
pub fn of_place(
    place: Place,
    basis: &'static str,
    source: Option<&'static str>,
    from: &str,
) -> Vec<Setting> {
    let note = format!(
        "The model makes {} of it, the most deprived fifth first. {from}",
        told(place.shares())
    );
    let values = [("population.area", place.area), ("population.area_variance", place.variance)];
    let setting = |(path, value): (&str, f64)| Setting {
        path: path.to_owned(),
        value: rounded(value),
        basis,
        source,
        note: note.clone(),
    };
    values.into_iter().map(setting).collect()
}

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

    fn stays(&mut self, what: &str, why: &str) {
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
        from.push_str(&format!(
            "; {:.0} people of no known area in England left out",
            areas.elsewhere
        ));
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

/// People of these practices alone.
fn people_of<'a>(local: &Local, mut practices: impl Iterator<Item = &'a String>) -> Option<f64> {
    let lists = &local.registered.as_ref()?.lists;
    practices.try_fold(0.0, |sum, practice| Some(sum + lists.get(practice)?))
}

/// Referrals, as local figures.
fn referrals(made: &mut Made, local: &Local) {
    let Some(found) = &local.indicators else {
        made.stays("the figure of referrals", "no indicators of the Network Contract");
        return;
    };
    let origin = &found.origin;
    let coding = "Coded by practices: systems code so differently that places differ by a factor of two for it alone.";
    let referred = found.referred().filter(|all| all.values().sum::<f64>() >= SMALLEST_COUNT);
    match referred.and_then(|all| Some((all, people_of(local, all.keys())?))) {
        Some((all, people)) => {
            let count: f64 = all.values().sum();
            made.targets.push(Target {
                id: "T07".to_owned(),
                name: "Referred to social prescribing".to_owned(),
                unit: "per 1,000 people a year",
                value: count / people * THOUSAND * MONTHS / f64::from(found.months),
                width: Some(WIDTHS.1),
                source: origin.to_string(),
                estimator: format!(
                    "PC01: {count:.0} people referred / {people:.0} people of {} practices x 1,000 x 12 / {} months \
                     since the first of April.",
                    all.len(),
                    found.months
                ),
                note: format!(
                    "People, whether they accept or not. {coding} The range, a quarter either way, is assumed."
                ),
            });
        }
        None => made.stays(
            "the figure of referrals",
            "no PC01, or no list sizes of the practices that report it",
        ),
    }
    if let (Some(referred), Some(declined)) = (referred, found.declined()) {
        // A practice of which one of the two is suppressed is in neither.
        let both = declined.iter().filter_map(|(practice, no)| Some((no, referred.get(practice)?)));
        let (declined, referred) =
            both.fold((0.0, 0.0), |sums, (no, yes)| (sums.0 + no, sums.1 + yes));
        if declined >= SMALLEST_COUNT {
            made.targets.push(Target {
                id: "T08".to_owned(),
                name: "Offers declined".to_owned(),
                unit: "%",
                value: 100.0 * declined / (declined + referred),
                width: Some(WIDTHS.1),
                source: origin.to_string(),
                estimator: format!(
                    "PC01: {declined:.0} declined / ({declined:.0} + {referred:.0} referred), in practices that \
                     report both."
                ),
                note: format!("{coding} The range, a quarter either way, is assumed."),
            });
        }
    }
    for ((code, measure), values) in &found.values {
        let sum: f64 = values.values().sum();
        if code == "PC01" || sum < SMALLEST_COUNT {
            continue;
        }
        made.targets.push(Target {
            id: format!("L-{code}-{}", measure.to_lowercase().replace(' ', "_")),
            name: format!("{code}, {measure}"),
            unit: "as the indicator counts",
            value: sum,
            width: None,
            source: origin.to_string(),
            estimator: format!("Sum over {} practices.", values.len()),
            note: "No figure of a run: what it counts is defined in the papers of the contract."
                .to_owned(),
        });
    }
}

/// Appointments, as local figures.
fn appointments(made: &mut Made, local: &Local) {
    let what = "the figure of appointments";
    let Some(found) = &local.appointments else {
        made.stays(what, "no appointments by practice");
        return;
    };
    let (origin, months) = (&found.origin, found.months.len());
    let seasons = if months < MONTHS as usize {
        " Fewer than twelve months: seasons are not evened out."
    } else {
        ""
    };
    match people_of(local, found.practices.iter()) {
        Some(people) => made.targets.push(Target {
            id: "T03".to_owned(),
            name: "Appointments with all practice staff".to_owned(),
            unit: "per person a year",
            value: found.held / people * MONTHS / months as f64,
            width: Some(WIDTHS.0),
            source: origin.to_string(),
            estimator: format!(
                "{:.0} appointments that patients did not stay away from / {people:.0} people of {} practices x 12 / {months} \
                 months.",
                found.held,
                found.practices.len()
            ),
            note: format!("Bookings, not people.{seasons} The range, a tenth either way, is assumed."),
        }),
        None => made.stays(what, "no list sizes of the practices in it"),
    }
    let known = found.gp + found.others;
    if known >= SMALLEST_COUNT {
        made.targets.push(Target {
            id: "T04".to_owned(),
            name: "GP share of appointments".to_owned(),
            unit: "%",
            value: 100.0 * found.gp / known,
            width: Some(WIDTHS.0),
            source: origin.to_string(),
            estimator: format!("{:.0} with a GP / {known:.0} of known staff.", found.gp),
            note: format!("Link workers stand among others.{seasons} The range, a tenth either way, is assumed."),
        });
    }
}
