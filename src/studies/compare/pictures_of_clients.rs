//! The pictures of twins: what clients gain, each, by what kind of people they are.

use crate::report::charts::steps::Step;
use crate::report::charts::{Body, Chart};
use crate::report::sense::Sense;
use crate::runs::{By, HORIZON, LIFE_CHANGED};
use crate::studies::compare::pictures::{FIFTHS, step};
use crate::studies::compare::{ClientGain, Pair, client_gains};

/// Every picture of twins; none where nobody was followed for long enough.
pub(crate) fn every(pair: &Pair<'_>) -> Vec<Chart> {
    let gains = client_gains(pair);
    let Some(all) = gains.iter().find(|gain| gain.by == By::All) else { return Vec::new() };
    let kinds = [By::Fifth, By::Activation, By::Complexity];
    vec![
        chart(pair, "clients_by_kind", all, &gains, &kinds),
        chart(pair, "clients_by_need", all, &gains, &[By::Need]),
    ]
}

fn chart(
    pair: &Pair<'_>,
    name: &'static str,
    all: &ClientGain,
    gains: &[ClientGain],
    kinds: &[By],
) -> Chart {
    let shown = |by: By| gains.iter().filter(move |gain| gain.by == by);
    let groups: Vec<&ClientGain> = kinds.iter().flat_map(|&by| shown(by)).collect();
    let mut steps: Vec<Step> = groups.iter().map(|gain| row(pair, &label(gain), gain)).collect();
    steps.push(row(pair, "all clients", all));
    let (gained, lost) = all.gained_and_lost;
    let by_gain =
        |a: &&&ClientGain, b: &&&ClientGain| a.life_years.mean.total_cmp(&b.life_years.mean);
    let ends = (groups.iter().max_by(by_gain), groups.iter().min_by(by_gain));
    let most = match ends {
        (Some(most), Some(least)) if apart(pair, least, most) => {
            format!("; the mean gain is largest for {}, smallest for {}", label(most), label(least))
        }
        _ => String::new(),
    };
    Chart {
        name,
        sentence: format!(
            "{:.0} % of clients gain and {:.0} % lose more than {LIFE_CHANGED} life-satisfaction \
             years against their twins{most}",
            gained * 100.0,
            lost * 100.0
        ),
        subtitle: format!(
            "{} minus {}, each client against the same person in the other arm, over {HORIZON} \
             weeks from the referral. Whiskers and brackets: 90 % interval of the mean; then the \
             shares who gain and who lose more than {LIFE_CHANGED} years.",
            pair.other.title, pair.base.title
        ),
        data: "twins.csv: whose = clients",
        body: Body::Steps { steps, unit: "difference, life-satisfaction years a client".into() },
    }
}

/// Whether the mean gains of two groups are clearly apart: their 95 % intervals do not touch.
fn apart(pair: &Pair<'_>, least: &ClientGain, most: &ClientGain) -> bool {
    let interval = |gain: &ClientGain| gain.life_years.intervals(pair.students).map(|all| all[2]);
    let ends = interval(least).zip(interval(most));
    ends.is_some_and(|((_, below), (above, _))| below < above)
}

fn row(pair: &Pair<'_>, label: &str, gain: &ClientGain) -> Step {
    let (gained, lost) = gain.gained_and_lost;
    let mut row = step(pair, label, (0.0, Sense::More), Some(gain.life_years));
    row.text = format!("{}, {:.0} % up, {:.0} % down", row.text, gained * 100.0, lost * 100.0);
    row
}

/// A group as the picture names it.
fn label(gain: &ClientGain) -> String {
    match gain.by {
        By::Fifth => {
            let found = FIFTHS.iter().find(|(fifth, _)| *fifth as u8 == gain.group);
            let name = found.map_or("", |(_, name)| *name);
            if name.ends_with("fifth") { name.to_owned() } else { format!("{name} fifth") }
        }
        By::Activation => format!("activation level {}", gain.group),
        By::Complexity => format!("{} complexity", gain.by.group(gain.group)),
        _ => gain.by.group(gain.group).replace('_', " "),
    }
}
