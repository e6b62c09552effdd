//! The names a scenario file may use for parameters, taken from the declarations: full paths,
//! paths of parameters that differ along an axis (one name for all their labels), and the
//! sections they are in. Also the nearest right name for a wrong one.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::model::parameters::Parameters;

/// Sections that hold for a whole run, so that no schedule can change them.
pub const FIXED_SECTIONS: &[&str] = &["run", "population", "start", "living"];

/// Sections whose values count things and so are whole numbers.
pub const WHOLE_SECTIONS: &[&str] = &["run"];

/// Longest wrong name for which a right one is looked for.
const LONGEST_NAME: usize = 100;

/// Names that parameters had, with what each is called now.
const RENAMED: &[(&str, &str)] = &[
    ("activation.set", "activation.usual_level"),
    ("complexity.belief_at_middle", "reference.belief"),
    ("complexity.frustration_at_middle", "reference.frustration"),
    ("complexity.shedding", "complexity.passing_on"),
    ("complexity.shedding_unfitting", "complexity.passing_on_unfitting"),
    ("complexity.shedding_weight", "complexity.passing_on_weight"),
    ("connection.flexibility_at_middle", "reference.role_flexibility"),
    ("connection.taken_up_at_middle", "connection.taken_up_at_reference"),
    ("feedback.share", "feedback.to_referrers"),
    ("feedback.ties_at_middle", "reference.ties"),
    ("feelings.limits_loss", "feelings.boundaries_loss"),
    ("handover.foreseen", "handover.obstacles_foreseen"),
    ("handover.passed", "handover.knowledge_passed_on"),
    ("handover.saved", "handover.first_contact_saved"),
    ("hours.away_most", "hours.away_limit"),
    ("hours.gives_way", "hours.given_up_beyond_limit"),
    ("hours.squeeze", "hours.pressed_by_list"),
    ("integration.accommodation_at_middle", "reference.accommodation"),
    ("integration.score_at_middle", "reference.integration"),
    ("link_work.leave_giving", "link_work.permission_giving"),
    ("link_work.lifestyle_frame", "link_work.lifestyle_first"),
    ("link_work.quality_at_middle", "reference.quality"),
    ("link_work.reached_at_middle", "link_work.reached_at_reference"),
    ("link_work.relational", "link_work.relational_style"),
    ("link_work.relational_weight", "link_work.relational_style_weight"),
    ("link_work.step_at_middle", "link_work.step_at_reference"),
    ("link_work.time_power", "link_work.session_length_power"),
    ("link_work.vocation_at_middle", "reference.vocation"),
    ("navigator.fixed_switch", "navigator.fixed_role_times"),
    ("navigator.heard_at_middle", "navigator.heard_out_at_reference"),
    ("navigator.heard_at_reference", "navigator.heard_out_at_reference"),
    ("navigator.picked_up", "navigator.needs_noticed"),
    ("outlook.brooding_base", "outlook.rumination_base"),
    ("outlook.brooding_half_life", "outlook.rumination_half_life"),
    ("outlook.brooding_low_mood", "outlook.rumination_low_mood"),
    ("outlook.brooding_per_need", "outlook.rumination_per_need"),
    ("outlook.brooding_points", "outlook.rumination_points"),
    ("outlook.leave_gain", "outlook.permission_gain"),
    ("participation.training_at_middle", "reference.vcs_training"),
    ("partnership.shed_loss", "partnership.inappropriate_loss"),
    ("practice.ease_at_middle", "reference.ease"),
    ("practice.ease_kept", "practice.route_ease_kept"),
    ("practice.framing_at_middle", "reference.framing"),
    ("practice.holism_at_buy_in", "reference.gp_buy_in"),
    ("practice.room_at_middle", "reference.room"),
    ("practice.vcs_trust_at_middle", "reference.trust_vcs"),
    ("practice.wait_free", "practice.wait_without_loss"),
    ("reference.mixed", "reference.mixed_membership"),
    ("reference.relational", "reference.relational_style"),
    ("referral.accepted_at_middle", "referral.accepted_at_reference"),
    ("referral.knowledge_at_middle", "reference.gp_knowledge"),
    ("targets.bar", "targets.lowest_fitness_taken_on"),
    ("targets.bar_complexity", "targets.fitness_lost_to_complexity"),
    ("targets.bending", "targets.gaming"),
    ("targets.bending_half_life", "targets.gaming_half_life"),
    ("vcs.mixed", "vcs.mixed_membership"),
    ("vcs.mixed_spread", "vcs.mixed_membership_spread"),
    ("vcs.trust_at_middle", "reference.vcs_trust_gp"),
    ("wellbeing.set", "wellbeing.usual_level"),
];

/// Names that metrics had, with what each is called now.
const RENAMED_METRICS: &[(&str, &str)] = &[
    ("brooding", "rumination"),
    ("limits_kept", "boundaries_kept"),
    ("pointers_followed", "navigator_signposts_followed"),
    ("pointers_given", "navigator_signposts"),
];

struct Names {
    parameters: BTreeMap<&'static str, usize>,
    /// Every proper prefix of a path, with the parameters under it.
    prefixes: BTreeMap<&'static str, Vec<usize>>,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let mut names = Names { parameters: BTreeMap::new(), prefixes: BTreeMap::new() };
    for (index, spec) in Parameters::specs().iter().enumerate() {
        names.parameters.insert(&spec.path, index);
        for (dot, _) in spec.path.match_indices('.') {
            names.prefixes.entry(&spec.path[..dot]).or_default().push(index);
        }
    }
    names
});

/// The section a path is in: its first part.
#[must_use]
pub fn section(path: &str) -> &str {
    path.split('.').next().unwrap_or(path)
}

/// The parameter with this full path.
#[must_use]
pub fn parameter(path: &str) -> Option<usize> {
    NAMES.parameters.get(path).copied()
}

/// The parameters a change of this path changes: one, or one for each label of an axis, or none
/// when the path names no parameter.
#[must_use]
pub fn parameters(path: &str) -> Vec<usize> {
    match (parameter(path), NAMES.prefixes.get(path)) {
        (Some(index), _) => vec![index],
        (None, Some(under)) if path.contains('.') => under.clone(),
        _ => Vec::new(),
    }
}

/// The path of all labels of an axis, and the label, if a path has both.
#[must_use]
pub fn axis(path: &str) -> Option<(&str, &str)> {
    path.rsplit_once('.').filter(|(axis, _)| axis.contains('.'))
}

/// The parameters at this path or under it, in the order of the declarations.
#[must_use]
pub fn under(path: &str) -> Vec<usize> {
    parameter(path)
        .map_or_else(|| NAMES.prefixes.get(path).cloned().unwrap_or_default(), |index| vec![index])
}

/// Whether paths of parameters begin with this one.
#[must_use]
pub fn is_prefix(path: &str) -> bool {
    NAMES.prefixes.contains_key(path)
}

/// Every section, in the order of the declarations.
#[must_use]
pub fn sections() -> Vec<&'static str> {
    let mut sections: Vec<&str> =
        Parameters::specs().iter().map(|spec| section(&spec.path)).collect();
    sections.dedup();
    sections
}

/// The nearest right path for a wrong one: what an old name is called now, or else the nearest
/// among its neighbours, then among all paths, then the parameter whose last part is exactly the
/// wrong name; for a name without its section the last two the other way round.
#[must_use]
pub fn nearest_path(wrong: &str) -> Option<String> {
    if let Some((_, now)) = RENAMED.iter().find(|(old, _)| *old == wrong) {
        return Some((*now).to_owned());
    }
    let all = || NAMES.parameters.keys().chain(NAMES.prefixes.keys()).copied();
    if let Some((parent, last)) = wrong.rsplit_once('.')
        && is_prefix(parent)
    {
        let children = all().filter_map(|path| {
            path.strip_prefix(parent)?.strip_prefix('.').filter(|rest| !rest.contains('.'))
        });
        if let Some(child) = nearest(last, children) {
            return Some(format!("{parent}.{child}"));
        }
    }
    let last = wrong.rsplit('.').next()?;
    let bare = || all().find(|path| path.rsplit('.').next() == Some(last)).map(str::to_owned);
    // A name without its section is more likely forgotten than misspelt.
    if wrong.contains('.') {
        nearest(wrong, all()).or_else(bare)
    } else {
        bare().or_else(|| nearest(wrong, all()))
    }
}

/// The candidate that is fewest slips of the finger away, if any is near enough. An old name of a
/// metric stands for its new one.
pub(crate) fn nearest<'a>(
    wrong: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    if wrong.is_empty() || wrong.len() > LONGEST_NAME {
        return None;
    }
    let wrong = wrong.to_lowercase();
    let now = RENAMED_METRICS.iter().find(|(old, _)| *old == wrong);
    let wrong = now.map_or(wrong, |(_, now)| (*now).to_owned());
    candidates
        .into_iter()
        .filter_map(|right| {
            let limit = (wrong.len().max(right.len()) / 3).max(1);
            if wrong.len().abs_diff(right.len()) > limit {
                return None;
            }
            let distance = strsim::damerau_levenshtein(&wrong, right);
            (distance <= limit).then_some((distance, right))
        })
        .min()
        .map(|(_, right)| right.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::observe::METRICS;

    #[test]
    fn a_wrong_path_finds_its_neighbour_and_a_bare_name_its_section() {
        assert_eq!(nearest_path("run.weaks").as_deref(), Some("run.weeks"));
        assert_eq!(nearest_path("rum.people").as_deref(), Some("run.people"));
        assert_eq!(nearest_path("practice.room_at_middle").as_deref(), Some("reference.room"));
        assert_eq!(nearest_path("seed").as_deref(), Some("run.seed"));
        assert_eq!(nearest_path("nothing like it at all"), None);
        assert_eq!(nearest_path(""), None);
    }

    #[test]
    fn every_old_name_leads_to_a_parameter_of_now() {
        for (old, now) in RENAMED {
            assert!(parameter(old).is_none() && parameter(now).is_some(), "{old}, {now}");
            assert_eq!(nearest_path(old).as_deref(), Some(*now));
        }
    }

    #[test]
    fn every_old_name_of_a_metric_leads_to_one_of_now() {
        let metrics = || METRICS.iter().map(|metric| metric.name);
        for (old, now) in RENAMED_METRICS {
            assert!(metrics().all(|name| name != *old), "{old}");
            assert_eq!(nearest(old, metrics()).as_deref(), Some(*now));
        }
    }

    #[test]
    fn a_section_is_no_parameter_though_everything_is_under_it() {
        assert!(parameters("run").is_empty());
        assert!(is_prefix("run") && !is_prefix("") && !is_prefix("run.weeks"));
        assert!(!under("run").is_empty());
        assert_eq!(parameters("run.seed"), under("run.seed"));
    }
}
