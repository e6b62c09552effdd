//! Local figures that no parameter holds: referrals and appointments, beside which a run can be held.

use crate::localise::england::THOUSAND;
use crate::localise::settings::{Local, Made, SMALLEST_COUNT};
use crate::localise::targets::Target;

/// Months of a year.
const MONTHS: f64 = 12.0;

/// How far a run may lie from local counts of appointments, and of coded referrals: assumed. Practices count
/// appointments alike to about a tenth, and code referrals much less alike.
const WIDTHS: (f64, f64) = (0.1, 0.25);

/// People of these practices alone.
fn people_of<'a>(local: &Local, mut practices: impl Iterator<Item = &'a String>) -> Option<f64> {
    let lists = &local.registered.as_ref()?.lists;
    practices.try_fold(0.0, |sum, practice| Some(sum + lists.get(practice)?))
}

/// Referrals, as local figures.
pub(crate) fn referrals(made: &mut Made, local: &Local) {
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
pub(crate) fn appointments(made: &mut Made, local: &Local) {
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
