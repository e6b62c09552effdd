//! Reading a design. The head, the scenario and the sizes are those of any study.

mod judge;

use std::path::Path;

use toml::de::{DeTable, DeValue};

use crate::model::parameters::Parameters;
use crate::runs::{RunSize, TargetUse, published};
use crate::scenario::diagnostic::{Diagnostic, Diagnostics, Gravity};
use crate::scenario::kind::Kind;
use crate::scenario::reader::{Misspelt, Reader, Value, describe};
use crate::scenario::{Origin, Scenario, file, names};
use crate::studies::calibration::read::{count, number, section};
use crate::studies::evaluation::design::{
    Asked, Clients, Covariate, Design, Estimator, Outcome, Published, Sample, Weeks,
};
use crate::studies::evaluation::estimators::before_after::Measure;
use crate::studies::sweep::read::file::{Head, head};
use crate::studies::theory::read::{whole, word};

const FILE: &[&str] = &[
    "title",
    "because",
    "scenarios",
    "estimator",
    "outcome",
    "measure",
    "run",
    "who",
    "when",
    "comparator",
    "allocation",
    "survey",
    "published",
];
const WHO: &[&str] = &["clients", "number", "age_from", "visits_from", "followed", "note"];
const WHEN: &[&str] = &["from", "until", "before", "after", "note"];
const COMPARATOR: &[&str] = &["covariates", "caliper", "lag", "note"];
const ALLOCATION: &[&str] = &["wait", "starts", "never", "note"];
const SURVEY: &[&str] = &["asked", "answer", "deprived", "satisfied", "note"];
const PUBLISHED: &[&str] = &["value", "low", "high", "source", "id", "calibrated", "note"];

/// Longest time of a design, in weeks: ten years.
const LONGEST: f64 = 520.0;

/// Reads a design and its scenario.
///
/// # Errors
/// Everything that is wrong in any of the files.
pub fn load_design(path: &Path) -> Result<Design, Diagnostics> {
    let origin = Origin::at(path);
    let text = file::read(&origin, None).map_err(|error| Diagnostics::new(vec![*error]))?;
    let (root, complaints) = Kind::Evaluation.parsed(&text).map_err(Diagnostics::new)?;
    let root = root.get_ref();
    let mut reader = Reader::new(&text, complaints);
    let misspelt = reader.unknown_keys(root, FILE);
    let Head { title, because, mut scenarios, sizes, mut elsewhere, .. } =
        head(&mut reader, root, path, &misspelt);
    if scenarios.len() > 1
        && let Some(value) = root.get("scenarios")
    {
        let error = Diagnostic::error(reader.place(value.span()), "several scenarios");
        let error = error.about("scenarios").found(scenarios.len().to_string());
        reader.push(error.allowed("one: the scheme that is evaluated"));
    }
    let lived = lived(&sizes, scenarios.first());
    let rest = rest(&mut reader, root, &misspelt, lived);
    elsewhere.extend(reader.finish());
    if elsewhere.iter().all(|found| found.severity != Gravity::Error) {
        for scenario in &mut scenarios {
            for &(parameter, size) in &sizes {
                let set = scenario.with_value(&Parameters::specs()[parameter].path, size);
                set.map_err(|found| elsewhere.extend(found.into_vec())).ok();
            }
        }
    }
    let found = Diagnostics::new(elsewhere);
    let (Some(title), Some(because), Some(scenario), Some(rest), 0) =
        (title, because, scenarios.into_iter().next(), rest, found.count(Gravity::Error))
    else {
        return Err(found);
    };
    Ok(Design {
        name: text.stem.clone(),
        title,
        because,
        file: origin,
        scenario,
        estimator: rest.estimator,
        outcome: rest.outcome,
        measure: rest.measure,
        who: rest.who,
        when: rest.when,
        covariates: rest.covariates,
        caliper: rest.caliper,
        wait: rest.wait,
        starts: rest.starts,
        never: rest.never,
        lag: rest.lag,
        asked: rest.asked,
        published: rest.published,
    })
}

/// What a design says beyond the head of any study.
struct Rest {
    estimator: Estimator,
    outcome: Outcome,
    measure: Measure,
    who: Sample,
    when: Weeks,
    covariates: Vec<Covariate>,
    caliper: f64,
    wait: Option<i32>,
    starts: Vec<i32>,
    never: u32,
    lag: u32,
    asked: Asked,
    published: Option<Published>,
}

/// First week of the run and the week after its last, where both are known.
fn lived(sizes: &[(usize, f64)], scenario: Option<&Scenario>) -> Option<(i32, i32)> {
    let run = &scenario?.start().run;
    let size = |path: &str, own: f64| {
        let given = sizes.iter().find(|(at, _)| Parameters::specs()[*at].path == path);
        given.map_or(own, |(_, size)| *size) as i32
    };
    Some((-size("run.warm_up_weeks", run.warm_up_weeks), size("run.weeks", run.weeks)))
}

/// Reads it, and judges its parts by each other where they stand.
fn rest(
    reader: &mut Reader<'_>,
    root: &DeTable<'_>,
    misspelt: &Misspelt,
    lived: Option<(i32, i32)>,
) -> Option<Rest> {
    let whole_file = 0..0;
    let required = Some((&whole_file, misspelt));
    let estimator = word(reader, root, "estimator", &Estimator::WORDS, required);
    let estimator = estimator.map(|place| Estimator::ALL[place]);
    let outcome = word(reader, root, "outcome", &Outcome::WORDS, required).map(Outcome::at);
    let measure = measure(reader, root, estimator);
    let who = who(reader, root);
    let when = when(reader, root);
    let comparator = section(reader, root, "comparator", COMPARATOR);
    let covariates = covariates(reader, comparator);
    let caliper = number(reader, comparator, "caliper", (0.5, 0.0, 100.0));
    let lag = count(reader, comparator, "lag", (3, 0.0, 52.0));
    let allocation = section(reader, root, "allocation", ALLOCATION);
    let wait = allocation.filter(|table| table.contains_key("wait"));
    let wait = wait.and_then(|table| count(reader, Some(table), "wait", (1, 1.0, LONGEST)));
    let starts = starts(reader, allocation);
    let never = count(reader, allocation, "never", (1, 0.0, 100.0));
    let asked = asked(reader, root);
    let published = published_result(reader, root);
    if let (Some(estimator), Some(when), Some(lived)) = (estimator, when, lived) {
        judge::windows(reader, root, (estimator, outcome), when, lived);
        judge::wait(reader, allocation, estimator, when, wait);
        judge::starts(reader, root, allocation, (estimator, lived.1), starts.as_deref());
    }
    Some(Rest {
        estimator: estimator?,
        outcome: outcome?,
        measure: measure?,
        who: who?,
        when: when?,
        covariates: covariates?,
        caliper: caliper?,
        wait: wait.map(|weeks| weeks as i32),
        starts: starts.unwrap_or_default(),
        never: never?,
        lag: lag?,
        asked: asked?,
        published,
    })
}

impl Design {
    /// The sizes of its worlds.
    #[must_use]
    pub fn size(&self) -> RunSize {
        RunSize::of(self.scenario.start())
    }
}

/// The measure; per cent only where there is a mean before, and standard deviations only in trials of persons.
fn measure(
    reader: &mut Reader<'_>,
    root: &DeTable<'_>,
    estimator: Option<Estimator>,
) -> Option<Measure> {
    let Some(value) = root.get("measure") else { return Some(Measure::Difference) };
    let measure = word(reader, root, "measure", &["difference", "percent", "deviations"], None)?;
    let (measure, unlike, simple, allowed) = match measure {
        0 => return Some(Measure::Difference),
        1 => (
            Measure::Percent,
            "no per cent of this estimator",
            [Estimator::BeforeAfter, Estimator::Completers],
            "per cent of the mean before for `before_after` and `completers`",
        ),
        _ => (
            Measure::Deviations,
            "no standard deviations of this estimator",
            [Estimator::Randomised, Estimator::PerProtocol],
            "standard deviations of the outcome before for `randomised` and `per_protocol`",
        ),
    };
    if estimator.is_some_and(|estimator| !simple.contains(&estimator)) {
        let error = Diagnostic::error(reader.place(value.span()), unlike);
        let found = reader.text(value, "measure").unwrap_or_default();
        reader.push(error.about("measure").found(found).allowed(allowed));
    }
    Some(measure)
}

fn who(reader: &mut Reader<'_>, root: &DeTable<'_>) -> Option<Sample> {
    let table = section(reader, root, "who", WHO);
    let clients = match table.filter(|table| table.contains_key("clients")) {
        Some(table) => word(reader, table, "clients", &Clients::WORDS, None),
        None => Some(1),
    };
    let many = (0, 0.0, 1_000_000.0);
    let people = count(reader, table, "number", many);
    let age_from = count(reader, table, "age_from", (18, 18.0, 100.0));
    let visits_from = count(reader, table, "visits_from", (0, 0.0, 100.0));
    let followed = number(reader, table, "followed", (1.0, 0.05, 1.0));
    Some(Sample {
        clients: if clients? == 0 { Clients::Referred } else { Clients::Contacted },
        number: people?,
        age_from: age_from?,
        visits_from: visits_from?,
        followed: followed?,
    })
}

fn when(reader: &mut Reader<'_>, root: &DeTable<'_>) -> Option<Weeks> {
    let table = section(reader, root, "when", WHEN);
    let from = count(reader, table, "from", (0, 0.0, LONGEST));
    let until = count(reader, table, "until", (52, 1.0, LONGEST));
    let before = count(reader, table, "before", (52, 4.0, LONGEST));
    let after = count(reader, table, "after", (52, 4.0, LONGEST));
    let weeks = |weeks: u32| weeks as i32;
    Some(Weeks {
        from: weeks(from?),
        until: weeks(until?),
        before: weeks(before?),
        after: weeks(after?),
    })
}

/// A list of whole values under a key, each judged alone.
fn list<'t, 'i>(
    reader: &mut Reader<'_>,
    table: Option<&'t DeTable<'i>>,
    (key, allowed): (&str, &str),
) -> Option<&'t [Value<'i>]> {
    let value = table?.get(key)?;
    if let DeValue::Array(array) = value.get_ref() {
        return Some(array);
    }
    reader.wrong_type(value, key, allowed);
    None
}

fn covariates(reader: &mut Reader<'_>, table: Option<&DeTable<'_>>) -> Option<Vec<Covariate>> {
    if table.is_none_or(|table| !table.contains_key("covariates")) {
        return Some(Covariate::ALL.to_vec());
    }
    let allowed = "a list of `age`, `conditions`, `visits`; sex and fifth are always shared";
    let array = list(reader, table, ("covariates", allowed))?;
    let mut covariates = Vec::new();
    for value in array {
        let Some(text) = reader.text(value, "covariates") else { continue };
        let place = Covariate::WORDS.iter().position(|word| *word == text);
        if let Some(place) = place {
            covariates.push(Covariate::ALL[place]);
            continue;
        }
        let error = Diagnostic::error(reader.place(value.span()), "unknown covariate");
        let error = error.about("covariates").found(describe(value.get_ref())).allowed(allowed);
        reader.push(error.nearest(names::nearest(&text, Covariate::WORDS)));
    }
    Some(covariates)
}

fn starts(reader: &mut Reader<'_>, table: Option<&DeTable<'_>>) -> Option<Vec<i32>> {
    let allowed = "a list of weeks, such as [26, 52]";
    let array = list(reader, table, ("starts", allowed))?;
    let weeks = array.iter().filter_map(|value| whole(reader, value, "starts", 0.0, LONGEST));
    Some(weeks.map(|week| week as i32).collect())
}

fn asked(reader: &mut Reader<'_>, root: &DeTable<'_>) -> Option<Asked> {
    let table = section(reader, root, "survey", SURVEY);
    let asked = number(reader, table, "asked", (1.0, 0.001, 1.0));
    let answer = number(reader, table, "answer", (1.0, 0.01, 1.0));
    let deprived = number(reader, table, "deprived", (0.0, -1.0, 1.0));
    let satisfied = number(reader, table, "satisfied", (0.0, -1.0, 1.0));
    Some(Asked { asked: asked?, answer: answer?, deprived: deprived?, satisfied: satisfied? })
}

fn published_result(reader: &mut Reader<'_>, root: &DeTable<'_>) -> Option<Published> {
    let table = section(reader, root, "published", PUBLISHED)?;
    let at = root.get("published").map(toml::Spanned::span);
    let misspelt = Misspelt::new();
    if !table.contains_key("value") {
        reader.missing(at.clone(), "published.value", "the effect that was published".into());
    }
    let value = table.get("value").and_then(|value| reader.number(value, "value"));
    let end = |reader: &mut Reader<'_>, key: &str| {
        table.get(key).and_then(|value| reader.number(value, key))
    };
    let (low, high) = (end(reader, "low"), end(reader, "high"));
    if let (Some(low), Some(high), Some(at)) = (low, high, table.get("low"))
        && low > high
    {
        let error = Diagnostic::error(reader.place(at.span()), "`low` is above `high`");
        reader.push(error.about("low").found(low.to_string()).allowed("at most `high`"));
    }
    let about = "where it stands: authors, year, place";
    let source = reader.required_text(table, "source", at, &misspelt, about);
    let id = reader.optional_text(table, "id");
    let calibrated = match table.get("calibrated").map(|value| (value, value.get_ref())) {
        None => false,
        Some((_, DeValue::Boolean(truth))) => *truth,
        Some((value, _)) => {
            reader.wrong_type(value, "calibrated", "true or false");
            false
        }
    };
    if let (Some(id), Some(value)) = (&id, table.get("id")) {
        let rows = published();
        let row = rows.iter().find(|row| row.id == *id);
        let at = reader.place(value.span());
        match row.map(|row| row.purpose == TargetUse::Calibrate) {
            None => {
                let error = Diagnostic::error(at, format!("unknown target `{id}`")).about("id");
                let error = error.allowed("an id of docs/validation.md");
                let ids = rows.iter().map(|row| row.id.as_str());
                reader.push(error.nearest(names::nearest(id, ids)));
            }
            Some(chosen) if chosen != calibrated => {
                let said =
                    if chosen { "parameters were chosen by it" } else { "it judges the model" };
                let error = Diagnostic::error(at, format!("`{id}`: {said}")).about("calibrated");
                reader.push(error.found(calibrated.to_string()).allowed(chosen.to_string()));
            }
            Some(_) => {}
        }
    }
    Some(Published { value: value?, low, high, source: source?, id, calibrated })
}
