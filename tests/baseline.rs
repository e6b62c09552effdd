//! The baseline as a person reads it: one file in which every line carries the meaning of its parameter,
//! and an axis stands in one row. The layout and the comments are made from the program; to renew them
//! after a change of values or meanings: `KITH_RENEW=1 cargo test baseline_is`.

use std::fmt::Write as _;
use std::fs;

use crate::common::{root, scenarios, shipped};
use kith::model::parameters::Parameters;
use kith::scenario::economics::TERMS;
use kith::scenario::{Entry, Scenario, names};

/// What the file says of itself.
const HEAD: &str = "\
# Every parameter of the model: its value, unit, plausible range (low, high), basis and source. What stands
# behind a line is its meaning, made from the program: `KITH_RENEW=1 cargo test baseline_is` renews it. A row
# with several values has one for each label of an axis; the range of each is its value times low_ratio and
# high_ratio. `kith explain NAME` says more of each.
";

/// A text in quotes, as TOML has it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// What a line says beside its numbers, from the basis on.
fn known(entry: &Entry) -> String {
    let note =
        entry.note.as_ref().map_or_else(String::new, |note| format!(", note = {}", quoted(note)));
    format!("basis = \"{}\", source = {}{note} }}", entry.basis, quoted(&entry.source))
}

/// The line of one parameter.
fn line(name: &str, index: usize, scenario: &Scenario) -> String {
    let (entry, unit) = (&scenario.entries[index], Parameters::specs()[index].unit.text());
    let Entry { value, low, high, .. } = entry;
    let known = known(entry);
    format!("{name} = {{ value = {value}, unit = \"{unit}\", low = {low}, high = {high}, {known}")
}

/// A number with so many decimals at most.
fn rounded(number: f64, decimals: usize) -> f64 {
    // Adding zero turns a negative zero into zero.
    format!("{number:.decimals$}").parse::<f64>().expect("a number") + 0.0
}

/// The ratio of all ends of ranges to their values, if there is one; as short as it can be.
fn ratio(entries: &[&Entry], end: fn(&Entry) -> f64) -> Option<f64> {
    let first = entries.iter().find(|entry| entry.value.abs() > 0.0)?;
    (0..=4).map(|decimals| rounded(end(first) / first.value, decimals)).find(|ratio| {
        let fits =
            |entry: &&Entry| rounded(entry.value * ratio, 9).to_bits() == end(entry).to_bits();
        entries.iter().all(fits)
    })
}

/// The row of an axis; nothing if its labels differ in more than their values.
fn row(name: &str, labels: &[usize], scenario: &Scenario) -> Option<String> {
    let entries: Vec<&Entry> = labels.iter().map(|&index| &scenario.entries[index]).collect();
    let (first, unit) = (entries[0], Parameters::specs()[labels[0]].unit.text());
    if entries.iter().any(|entry| known(entry) != known(first)) {
        return None;
    }
    let (low, high) = (ratio(&entries, |e| e.low)?, ratio(&entries, |e| e.high)?);
    let values: Vec<String> = labels
        .iter()
        .map(|&index| {
            let (_, label) = names::axis(&Parameters::specs()[index].path).expect("an axis");
            format!("{label} = {}", scenario.entries[index].value)
        })
        .collect();
    let values = values.join(", ");
    Some(format!(
        "{name} = {{ value = {{ {values} }}, unit = \"{unit}\", low_ratio = {low}, high_ratio = {high}, {}",
        known(first)
    ))
}

/// A section: its lines and rows, then the axes whose labels differ in more than their values.
fn section(name: &str, scenario: &Scenario) -> String {
    let specs = Parameters::specs();
    let (mut rows, mut tables) = (String::new(), String::new());
    let mut done: Vec<&str> = Vec::new();
    for index in names::under(name) {
        let (path, about) = (specs[index].path.as_str(), &specs[index].about);
        let Some((axis, _)) = names::axis(path) else {
            let name = path.rsplit('.').next().expect("a name");
            writeln!(rows, "{} # {about}", line(name, index, scenario)).expect("a line");
            continue;
        };
        if done.contains(&axis) {
            continue;
        }
        done.push(axis);
        let labels = names::under(axis);
        let (_, name) = axis.split_once('.').expect("a section and a name");
        if let Some(row) = row(name, &labels, scenario) {
            writeln!(rows, "{row} # {about}").expect("a row");
            continue;
        }
        writeln!(tables, "\n[{axis}] # {about}").expect("a head");
        for index in labels {
            let (_, label) = names::axis(&specs[index].path).expect("an axis");
            writeln!(tables, "{}", line(label, index, scenario)).expect("a line");
        }
    }
    format!("[{name}]\n{rows}{tables}")
}

/// The section of what decisions on money rest on.
fn economics(scenario: &Scenario) -> String {
    let section = scenario.economics.as_ref().expect("the baseline has the section");
    let mut rows = String::new();
    for declared in &TERMS {
        let (entry, name, unit) = (section.entry(declared.term), declared.name, declared.unit);
        let (known, about) = (known(entry), declared.about);
        let Entry { value, low, high, .. } = entry;
        writeln!(
            rows,
            "{name} = {{ value = {value}, unit = \"{unit}\", low = {low}, high = {high}, {known} # {about}"
        )
        .expect("a line");
    }
    format!("[economics]\n{rows}")
}

/// A base as a file.
fn written(scenario: &Scenario) -> String {
    let Scenario { title, because, sources, .. } = scenario;
    let mut text = format!("{HEAD}title = {}\nbecause = \"\"\"\n{because}\"\"\"\n", quoted(title));
    for name in names::sections() {
        write!(text, "\n{}", section(name, scenario)).expect("a section");
    }
    write!(text, "\n{}", economics(scenario)).expect("a section");
    text.push_str("\n[sources]\n");
    for (id, source) in sources {
        write!(text, "{id} = {{ title = {}, year = {}", quoted(&source.title), source.year)
            .expect("a source");
        for (key, said) in [("link", &source.link), ("note", &source.note)] {
            if let Some(said) = said {
                write!(text, ", {key} = {}", quoted(said)).expect("a text");
            }
        }
        text.push_str(" }\n");
    }
    text
}

/// What a scenario says of its parameters, to the bit.
fn bits(scenario: &Scenario) -> Vec<(u64, u64, u64, Entry)> {
    let bits = |entry: &Entry| {
        (entry.value.to_bits(), entry.low.to_bits(), entry.high.to_bits(), entry.clone())
    };
    scenario.entries.iter().map(bits).collect()
}

#[test]
fn the_baseline_is_as_a_person_reads_it() {
    let path = scenarios().join("baseline.toml");
    let baseline = shipped("baseline");
    let made = written(&baseline);
    // What is written says the same, whatever the form of what was read.
    let home = tempfile::tempdir().expect("a temporary folder");
    let copy = home.path().join("baseline.toml");
    fs::write(&copy, &made).expect("a copy");
    let again = kith::scenario::load(&copy).unwrap_or_else(|found| panic!("{found}"));
    assert_eq!(bits(&again), bits(&baseline));
    assert_eq!((again.title, again.because), (baseline.title, baseline.because));
    assert_eq!(again.sources, baseline.sources);
    assert_eq!(again.economics, baseline.economics);
    if std::env::var_os("KITH_RENEW").is_some() {
        fs::write(&path, &made).expect("the baseline");
        return;
    }
    let kept = fs::read_to_string(&path).expect("the baseline");
    let first = made.lines().zip(kept.lines()).find(|(made, kept)| made != kept);
    assert!(
        made == kept,
        "{} is not as the program writes it. Renew it: KITH_RENEW=1 cargo test baseline_is\n\
         first difference: {first:?}",
        path.strip_prefix(root()).expect("a file of the project").display()
    );
}
