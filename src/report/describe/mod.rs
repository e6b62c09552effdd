//! The description of the model under the headings of ODD (Grimm et al. 2020) and ODD+D (Müller et
//! al. 2013), made from the program itself: declarations of parameters, the list of metrics, the
//! engine's week, the openings of the mechanisms, the documented states of agents. The few sentences
//! that no code can say stand in `templates/model.md`.

pub mod source;

use crate::scenario::names;
use askama::Template;

use crate::model::observe::{Breakdown, Cadence, METRICS};
use crate::model::parameters::{Parameters, Run};
use crate::model::spec::Spec;
use crate::report::describe::source::{Constant, Kind, Opening};
use crate::runs::published;
use crate::scenario::{Entry, Scenario};

/// A source that is described: its module, its file, and what is in it.
type Source = (&'static str, &'static str, &'static str);

/// The sources that are described.
macro_rules! sources {
    ($folder:literal: $($name:ident $file:literal),+ $(,)?) => {
        &[$( (
            stringify!($name),
            concat!("src/model/", $folder, $file),
            include_str!(concat!("../../model/", $folder, $file)),
        ) ),+]
    };
}

const ENGINE: &str = include_str!("../../model/engine/mod.rs");
const SYNTHESIS: &str = include_str!("../../model/synthesis/mod.rs");
const SECTIONS: &str = include_str!("../../model/parameters.rs");
const AXES: &str = include_str!("../../model/kinds.rs");
const CLAIMS: &str = include_str!("../../../scenarios/theory/claims.csv");
const RANDOM: &str = include_str!("../../model/random.rs");

const WORLD: &[Source] = sources! { "world/":
    people "people.rs", needs "needs.rs", clients "clients.rs", agents "agents.rs", ledger "ledger.rs", localities "localities.rs",
};

const MECHANISMS: &[Source] = sources! { "mechanisms/":
    activation "people/activation.rs", brokerage "community/brokerage.rs", buy_in "practice/buy_in.rs", capital "people/capital.rs", commissioner "community/commissioner.rs",
    complexity "practice/complexity.rs", connection "community/connection/mod.rs", consulting "practice/consulting/mod.rs",
    crisis "people/crisis.rs",
    development "community/development.rs", elsewhere "community/elsewhere.rs", endings "link_work/endings.rs", feedback "community/feedback.rs",
    feelings "link_work/feelings.rs", handover "link_work/handover.rs", hours "link_work/hours.rs", illness "people/illness.rs",
    living "people/living.rs", loneliness "people/loneliness.rs", means "people/means.rs",
    integration "practice/integration.rs", sessions "link_work/sessions/mod.rs", navigator "practice/navigator.rs",
    need "people/need/mod.rs", outlook "people/outlook.rs", participation "community/participation.rs",
    partnership "community/partnership.rs", peers "community/peers.rs", place "community/place.rs", policy "community/policy.rs", posts "link_work/posts.rs",
    reference "reference.rs", role "link_work/role.rs", relapse "people/relapse.rs", stopping "people/stopping.rs", referral "practice/referral/mod.rs", self_care "people/self_care.rs",
    scores "link_work/scores.rs", signposting "practice/signposting.rs", statutory "community/statutory.rs", targets "link_work/targets.rs", trust "link_work/trust.rs", usual_care "practice/usual_care.rs", vcs "community/vcs/mod.rs",
    suits "community/suits.rs",
    waiting "link_work/waiting.rs", wellbeing "people/wellbeing.rs", workforce "link_work/workforce/mod.rs",
};

/// Further files of mechanisms, and of synthesis, which have more than one.
const PARTS: &[Source] = sources! { "":
    connection "mechanisms/community/connection/fit.rs",
    connection "mechanisms/community/connection/pointer.rs",
    consulting "mechanisms/practice/consulting/appointments.rs",
    consulting "mechanisms/practice/consulting/capacity.rs",
    need "mechanisms/people/need/stages.rs", need "mechanisms/people/need/tables.rs", need "mechanisms/people/need/proneness.rs", sessions "mechanisms/link_work/sessions/contacts.rs", sessions "mechanisms/link_work/sessions/goals.rs",
    referral "mechanisms/practice/referral/chances.rs",
    synthesis "synthesis/advantage.rs", synthesis "synthesis/people.rs", synthesis "synthesis/practices.rs",
    vcs "mechanisms/community/vcs/costs.rs", vcs "mechanisms/community/vcs/lives.rs", workforce "mechanisms/link_work/workforce/turnover.rs",
};

/// Files beside the mechanisms in which equations stand, by the names of their modules.
const BESIDE: &[Source] = sources! { "":
    clocks "engine/clocks.rs", turnover "engine/turnover.rs", settle "engine/settle.rs", census "engine/census.rs",
    engine "engine/mod.rs", people "world/people.rs", needs "world/needs.rs", clients "world/clients.rs",
    agents "world/agents.rs", localities "world/localities.rs", birthdays "world/birthdays.rs", random "random.rs", abreast "abreast.rs",
    units "units.rs", arithmetic "arithmetic.rs",
};

/// The mechanisms that are described, by the names of their modules.
#[must_use]
pub fn mechanisms() -> Vec<&'static str> {
    MECHANISMS.iter().map(|(name, ..)| *name).collect()
}

/// The sources in which a claim stands: its equation, or a parameter that carries it.
#[must_use]
pub fn files_of(claim: &str) -> Vec<String> {
    let all = MECHANISMS.iter().chain(PARTS).chain(BESIDE);
    let named = all.filter(|(.., text)| source::names_claim(text, claim));
    named.map(|(_, file, _)| (*file).to_owned()).collect()
}

#[derive(Template)]
#[template(path = "model.md", escape = "none")]
struct Model<'a> {
    run: &'a Run,
    claims: usize,
    scenario: &'a Scenario,
    targets: Vec<[String; 6]>,
    states: Vec<Kind>,
    axes: Vec<Kind>,
    phases: Vec<(String, String)>,
    calls: Vec<(String, String)>,
    purposes: Vec<(String, String)>,
    metrics: Vec<[&'static str; 5]>,
    synthesis: Opening,
    submodels: Vec<Submodel>,
    sources: Vec<(String, String)>,
}

struct Submodel {
    section: String,
    about: String,
    opening: Opening,
    rows: Vec<[String; 7]>,
    constants: Vec<Constant>,
}

/// The description of the model with the values of a scenario, as Markdown.
///
/// # Panics
/// Never: writing to a string does not fail.
#[must_use]
pub fn markdown(scenario: &Scenario) -> String {
    let submodels = submodels(scenario);
    let model = Model {
        run: &scenario.start().run,
        claims: CLAIMS.lines().skip(1).filter(|line| !line.is_empty()).count(),
        scenario,
        targets: targets(),
        states: WORLD
            .iter()
            .flat_map(|(.., text)| source::kinds(text, &["pub struct ", "pub enum "]))
            .collect(),
        axes: source::kinds(AXES, &["    "]),
        phases: source::phases(ENGINE),
        calls: source::calls(ENGINE).into_iter().map(|call| (call_about(&call), call)).collect(),
        purposes: source::kinds(RANDOM, &["pub enum "]).remove(0).parts,
        metrics: METRICS
            .iter()
            .map(|metric| {
                let taken = match metric.cadence {
                    Cadence::Weekly => "every week",
                    Cadence::FourWeekly => "every four weeks",
                };
                let by = match metric.by {
                    Breakdown::Total => "all",
                    Breakdown::Fifths => "all, and by fifth",
                };
                [metric.name, metric.unit, taken, by, metric.about]
            })
            .collect(),
        synthesis: source::opening(SYNTHESIS),
        submodels,
        sources: scenario
            .sources
            .iter()
            .map(|(name, source)| {
                let link =
                    source.link.as_ref().map_or_else(String::new, |link| format!(" <{link}>"));
                (name.clone(), format!("{} ({}).{link}", cell(&source.title), source.year))
            })
            .collect(),
    };
    let text = model.render().expect("writing to a string");
    // Parts that say nothing leave gaps behind.
    let mut tidy = String::with_capacity(text.len());
    let mut blank = false;
    for line in text.lines().map(str::trim_end) {
        if !(line.is_empty() && blank) {
            tidy.push_str(line);
            tidy.push('\n');
        }
        blank = line.is_empty();
    }
    tidy
}

/// The sections of the parameters with the mechanisms they belong to, then what has no section.
fn submodels(scenario: &Scenario) -> Vec<Submodel> {
    let mut told: Vec<String> = Vec::new();
    let mut submodels = Vec::new();
    for [section, module, about] in source::sections(SECTIONS) {
        // A module of two sections is told with the first; synthesis has a chapter of its own.
        let first = !told.contains(&module);
        let opening = if module == "synthesis" { "" } else { text_of(&module) };
        submodels.push(Submodel {
            opening: source::opening(if first { opening } else { "" }),
            rows: rows(scenario, &section),
            constants: if first { constants_of(&module) } else { Vec::new() },
            section,
            about,
        });
        told.push(module);
    }
    let without = MECHANISMS.iter().filter(|(module, ..)| !told.iter().any(|told| told == module));
    for (module, _, text) in without.chain(BESIDE) {
        let (mut opening, constants) = (source::opening(text), constants_of(module));
        if module == &"engine" {
            // The order of the week has a chapter of its own.
            opening.equations.clear();
        }
        if !opening.equations.is_empty() || !constants.is_empty() {
            let (section, about) = ((*module).to_owned(), first_words(&opening.lead));
            submodels.push(Submodel { section, about, opening, rows: Vec::new(), constants });
        }
    }
    submodels
}

/// The constants of a module, over all its files.
fn constants_of(module: &str) -> Vec<Constant> {
    let parts = PARTS.iter().filter(|(name, ..)| *name == module).map(|(.., text)| *text);
    std::iter::once(text_of(module)).chain(parts).flat_map(source::constants).collect()
}

/// The source of a module, or nothing for one that is not described.
fn text_of(module: &str) -> &'static str {
    match module {
        "synthesis" => SYNTHESIS,
        _ => MECHANISMS
            .iter()
            .chain(BESIDE)
            .find(|(name, ..)| *name == module)
            .map_or("", |(.., text)| text),
    }
}

/// What a call of the week is about: the first words of its module, or of the engine's function.
fn call_about(call: &str) -> String {
    let lead = match call.split_once("::") {
        Some((module, _)) => source::opening(text_of(module)).lead,
        None => source::function(ENGINE, call),
    };
    first_words(&lead)
}

/// The first words of a text, up to a stop.
fn first_words(text: &str) -> String {
    text.split(['.', ':', ';']).next().unwrap_or_default().to_owned()
}

/// The parameters of a section, those along an axis in one row.
fn rows(scenario: &Scenario, section: &str) -> Vec<[String; 7]> {
    let specs = Parameters::specs();
    let mut rows: Vec<[String; 7]> = Vec::new();
    let mut last = String::new();
    for index in names::under(section) {
        let (spec, entry) = (&specs[index], &scenario.entries[index]);
        let axis = names::axis(&spec.path);
        let (path, label) = axis.map_or((&*spec.path, None), |(axis, label)| (axis, Some(label)));
        let value = value(label, entry);
        if path == last && label.is_some() {
            let row = rows.last_mut().expect("the axis has begun");
            row[2] = format!("{}; {value}", row[2]);
            for (cell, more) in [(4, entry.basis.text()), (5, &entry.source)] {
                if !row[cell].split(", ").any(|said| said == more) {
                    row[cell] = format!("{}, {more}", row[cell]);
                }
            }
            continue;
        }
        path.clone_into(&mut last);
        rows.push(row(spec, path, value, entry));
    }
    rows
}

fn row(spec: &Spec, path: &str, value: String, entry: &Entry) -> [String; 7] {
    [
        format!("`{path}`"),
        cell(&spec.about),
        value,
        spec.unit.text().to_owned(),
        entry.basis.text().to_owned(),
        entry.source.clone(),
        spec.claims.to_owned(),
    ]
}

/// A value with its range, and the label it has along an axis.
fn value(label: Option<&str>, entry: &Entry) -> String {
    let label = label.map_or_else(String::new, |label| format!("{label} "));
    format!("{label}{} ({} to {})", entry.value, entry.low, entry.high)
}

fn targets() -> Vec<[String; 6]> {
    let target = |target: &crate::runs::Target| {
        [
            target.id.clone(),
            cell(&target.name),
            target.published.to_string(),
            format!("{} to {}", target.low, target.high),
            cell(&target.unit),
            format!("{:?}", target.purpose).to_lowercase(),
        ]
    };
    published().iter().map(target).collect()
}

/// Text that may stand in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
