//! Each column of the world has one owner, and a mechanism asks another for a number, never for a
//! change: read off the sources of the model. A column is a field of one of the rows below; whoever
//! assigns it, borrows it to change it, or lengthens or empties it writes it. A method of the world
//! that is called for a cause (`client.tell_again(share)`) writes in the world. Where a row is made
//! nothing is owned yet: synthesis, and whoever makes an organisation or a worker, own nothing by it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use crate::borders::{mechanism, paths, sources};
use crate::common::root;

/// The rows whose columns are owned, and the names that a row of each has in the sources.
const ROWS: &[(&str, &[&str])] = &[
    ("People", &["people"]),
    ("Client", &["client", "clients"]),
    ("Mind", &["mind"]),
    ("Worker", &["worker"]),
    ("Post", &["post", "posts"]),
    ("Organisation", &["organisation", "organisations", "host"]),
    ("Gp", &["gp", "gps"]),
    ("Practice", &["practice", "practices"]),
    ("Integration", &["parts", "integration"]),
    ("Commissioner", &["commissioner"]),
    ("Scheme", &["scheme"]),
    ("Service", &["service", "services"]),
];

/// Columns with two owners, each with its reason.
const EXCEPTIONS: &[(&str, &str)] = &[
    // What a session or others in a group give on the spot, `outlook` lets fade week by week.
    ("Client", "hope"),
    ("Mind", "motivation"),
    ("Mind", "legitimacy"),
];

/// What follows a column where it is written.
const WRITES: &[&str] = &["=", "+=", "-=", "*=", "/=", "|=", "&="];

/// Methods that change a column in place.
const CHANGES: &[&str] =
    &["push", "pop", "clear", "extend", "append", "resize", "fill", "iter_mut", "insert", "retain"];

fn word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// A place in the world that a source names: `world.clients[row].mind.hope` by its parts.
struct Named<'a> {
    parts: Vec<&'a str>,
    /// What stands before it.
    before: &'a str,
    /// What stands after it.
    after: &'a str,
}

/// Every place that is named by more than one part, indexes left out.
fn named(code: &str) -> Vec<Named<'_>> {
    let mut all = Vec::new();
    let mut at = 0;
    while let Some(start) = code[at..].find(word).map(|start| at + start) {
        let (mut parts, mut end) = (Vec::new(), start);
        loop {
            let rest = &code[end..];
            let length = rest.find(|c| !word(c)).unwrap_or(rest.len());
            parts.push(&rest[..length]);
            end += length;
            while code[end..].starts_with('[') {
                end += bracket(&code[end..]);
            }
            let next = code[end..].trim_start();
            let dot = code.len() - next.len();
            let follows = next.strip_prefix('.').is_some_and(|rest| rest.starts_with(word));
            if !follows {
                break;
            }
            end = dot + 1;
        }
        if parts.len() > 1 {
            all.push(Named {
                parts,
                before: code[..start].trim_end(),
                after: code[end..].trim_start(),
            });
        }
        at = end;
    }
    all
}

/// Length of a bracket, with what is in it.
fn bracket(code: &str) -> usize {
    let mut depth = 0;
    for (at, c) in code.char_indices() {
        match c {
            '[' => depth += 1,
            ']' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    code.len()
}

/// Whether what is assigned begins after this.
fn is_written(after: &str) -> bool {
    let sign: String = after.chars().take_while(|c| "=+-*/|&<>!".contains(*c)).collect();
    WRITES.contains(&sign.as_str())
}

/// Whether a place stands in a list to the left of an assignment: `(a.x, a.y) = (0, 0)`.
fn in_a_written_list(named: &Named<'_>) -> bool {
    let inside = |text: &str| text.chars().all(|c| word(c) || "., \n".contains(c));
    let opens = named.before.rfind('(').is_some_and(|at| inside(&named.before[at + 1..]));
    named.after.find(')').is_some_and(|at| {
        opens && inside(&named.after[..at]) && is_written(named.after[at + 1..].trim_start())
    })
}

/// The columns of each row.
fn columns(world: &BTreeMap<String, String>) -> BTreeMap<&'static str, BTreeSet<String>> {
    let fields = |row: &str| {
        let head = format!("pub struct {row} {{");
        let body = world.values().find_map(|code| code.split_once(&head)).expect("a row").1;
        let body = body.split_once("\n}").expect("its end").0;
        let field =
            |line: &str| Some(line.trim().strip_prefix("pub ")?.split_once(':')?.0.to_owned());
        body.lines().filter_map(field).collect::<BTreeSet<_>>()
    };
    ROWS.iter().map(|(row, _)| (*row, fields(row))).collect()
}

/// The owner that a source is, as far as columns go.
fn owner(file: &str) -> Option<String> {
    let parts: Vec<&str> = file.trim_end_matches(".rs").split('/').collect();
    match parts.as_slice() {
        ["model", "engine", "mod"] => Some("engine".to_owned()),
        ["model", "mechanisms", _, name, ..] | ["model", "engine", name] => {
            Some((*name).to_owned())
        }
        ["model", "world", ..] => Some("world".to_owned()),
        // Whoever makes the world owns none of it.
        _ => None,
    }
}

/// The row whose column a place is, by the names of its parts; `own` is the row of `self`.
fn column<'a>(
    parts: &[&'a str],
    own: Option<&'static str>,
    columns: &BTreeMap<&'static str, BTreeSet<String>>,
) -> Option<(&'static str, &'a str)> {
    let row = |name: &str| match name {
        "self" => own,
        _ => ROWS.iter().find(|(_, names)| names.contains(&name)).map(|(row, _)| *row),
    };
    let mut pairs = parts.windows(2).filter_map(|pair| Some((row(pair[0])?, pair[1])));
    pairs.rfind(|(row, field)| columns[row].contains(*field))
}

/// The places that a stretch of code writes.
fn written(code: &str) -> Vec<Vec<&str>> {
    let mut places = Vec::new();
    for named in named(code) {
        let lent = named.before.ends_with("&mut");
        if lent || is_written(named.after) || in_a_written_list(&named) {
            places.push(named.parts);
        } else if let Some((method, place)) = named.parts.split_last()
            && CHANGES.contains(method)
            && place.len() > 1
            && named.after.starts_with('(')
        {
            places.push(place.to_vec());
        }
    }
    places
}

/// The row of `self` in each stretch of a source: that of the `impl` around it.
fn stretches(code: &str) -> Vec<(Option<&'static str>, &str)> {
    let mut all = Vec::new();
    for (number, stretch) in code.split("\nimpl ").enumerate() {
        let own = ROWS.iter().find(|(row, _)| stretch.starts_with(&format!("{row} {{")));
        all.push((own.filter(|_| number > 0).map(|(row, _)| *row), stretch));
    }
    all
}

/// Who writes each column.
fn writers() -> BTreeMap<(&'static str, String), BTreeSet<String>> {
    let model = sources("model");
    let world = sources("model/world");
    let columns = columns(&world);
    let mut writers: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
    for (file, code) in &model {
        let Some(owner) = owner(file) else { continue };
        let mut write = |row: &'static str, field: &str| {
            let column = (row, field.to_owned());
            writers.entry(column).or_default().insert(owner.clone());
        };
        for (own, stretch) in stretches(code) {
            for place in written(stretch) {
                if let Some((row, field)) = column(&place, own, &columns) {
                    write(row, field);
                }
            }
        }
        // A row that is taken apart may be changed by its parts.
        for (row, _) in ROWS {
            for apart in code.split(&format!("let {row} {{")).skip(1) {
                let fields = apart.split('}').next().unwrap_or_default().split(',').map(str::trim);
                fields.filter(|field| columns[row].contains(*field)).for_each(|it| write(row, it));
            }
        }
    }
    writers
}

#[test]
fn every_column_has_one_owner() {
    let writers = writers();
    assert!(writers.len() > 100, "only {} columns are written", writers.len());
    let several: BTreeMap<_, _> = writers.iter().filter(|(_, owners)| owners.len() > 1).collect();
    let excepted = |row: &str, field: &str| EXCEPTIONS.contains(&(row, field));
    let wrong: Vec<String> = several
        .iter()
        .filter(|((row, field), _)| !excepted(row, field))
        .map(|((row, field), owners)| format!("{row}.{field}: {owners:?}"))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(EXCEPTIONS.len() <= 3);
    for (row, field) in EXCEPTIONS {
        let still = several.keys().any(|(other, column)| other == row && column == field);
        assert!(still, "{row}.{field} has one owner: it is no exception any more");
    }
}

/// What is said of each column where it is declared.
fn said() -> BTreeMap<(&'static str, String), String> {
    let mut said = BTreeMap::new();
    for file in ["people", "clients", "agents"] {
        let text = fs::read_to_string(root().join(format!("src/model/world/{file}.rs")));
        let text = text.expect("a file of the world");
        for (row, _) in ROWS {
            let Some((_, body)) = text.split_once(&format!("pub struct {row} {{")) else {
                continue;
            };
            let mut about = String::new();
            for line in body.split("\n}").next().unwrap_or_default().lines().map(str::trim) {
                if let Some(words) = line.strip_prefix("///") {
                    about.push_str(words);
                } else if let Some(field) = line.strip_prefix("pub ") {
                    let field = field.split(':').next().expect("a name").to_owned();
                    said.insert((*row, field), std::mem::take(&mut about));
                }
            }
        }
    }
    said
}

#[test]
fn the_owner_of_a_column_is_named_where_it_is_declared() {
    let writers = writers();
    let mut wrong = Vec::new();
    for ((row, field), about) in said() {
        let named = about.split_once("Owner: ").map_or("", |(_, named)| named);
        let named: BTreeSet<&str> = named.split('`').skip(1).step_by(2).collect();
        let column = (row, field);
        let owners = writers.get(&column).into_iter().flatten().map(String::as_str);
        let owners: BTreeSet<&str> = owners.collect();
        if named != owners {
            let (row, field) = column;
            wrong.push(format!("{row}.{field} is said to be of {named:?} and is of {owners:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_row_is_changed_under_a_name_that_the_test_does_not_know() {
    // A column that is written under an unknown name would be nobody's.
    let columns = columns(&sources("model/world"));
    let every: BTreeSet<&String> = columns.values().flatten().collect();
    let mut wrong = Vec::new();
    for (file, code) in sources("model").iter().filter(|(file, _)| owner(file).is_some()) {
        for (own, stretch) in stretches(code) {
            for place in written(stretch) {
                let last = place.last().expect("a place has a part").to_string();
                let known = column(&place, own, &columns).is_some();
                let other =
                    ["desk", "ledger", "world", "self", "hours", "sum", "state", "p", "all"];
                let elsewhere = other.contains(&place[place.len() - 2]);
                if every.contains(&last) && !known && !elsewhere {
                    wrong.push(format!("{file}: {}", place.join(".")));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_writes_a_column_is_seen_and_what_reads_it_is_not() {
    let seen = |code| written(code).iter().map(|place| place.join(".")).collect::<Vec<_>>();
    assert_eq!(seen("world.clients[row].mind.hope = 1.0;"), ["world.clients.mind.hope"]);
    assert_eq!(seen("client.x += a[b[0]].c;"), ["client.x"]);
    assert_eq!(seen("(post.held, post.complex) = (0, 0);"), ["post.held", "post.complex"]);
    assert_eq!(seen("let t = &mut gp.belief[n]; gp.skill == 1.0;"), ["gp.belief"]);
    assert_eq!(seen("post.ties.push(0.0); post.ties.len()"), ["post.ties"]);
    assert!(seen("if client.x == 1 && client.y <= 2 { f(client.x, client.y) }").is_empty());
    assert!(seen("match client.place { Place::None => client.x, _ => 0 }").is_empty());
}

/// The functions of a source that take something to change, beside what is observed.
fn changing(code: &str) -> BTreeSet<&str> {
    let heads = code.split("fn ").skip(1).filter_map(|rest| {
        let (name, rest) = rest.split_once('(')?;
        let arguments = rest.split_once(") ").map_or(rest, |(arguments, _)| arguments);
        let lent = arguments.replace("&mut Observations", "");
        lent.contains("&mut ").then_some(name)
    });
    heads.filter(|name| name.chars().all(word)).collect()
}

#[test]
fn a_mechanism_asks_another_for_a_number_and_never_for_a_change() {
    let sources = sources("model/mechanisms");
    let name = |file: &str| {
        let parts: Vec<&str> = file.trim_end_matches(".rs").split('/').collect();
        mechanism(&parts).map(|(_, name)| name.to_owned())
    };
    let mut changes: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (file, code) in &sources {
        if let Some(name) = name(file) {
            changes.entry(name).or_default().extend(changing(code));
        }
    }
    assert!(changes["trust"].contains("step") && !changes["trust"].contains("trust_after"));
    let mut wrong = Vec::new();
    for (file, code) in &sources {
        let Some(here) = name(file) else { continue };
        let others: BTreeSet<&str> = paths(code)
            .iter()
            .filter_map(|path| mechanism(path).map(|(_, there)| there))
            .filter(|there| *there != here)
            .collect();
        for there in others {
            for function in changes.get(there).into_iter().flatten() {
                if code.contains(&format!("{there}::{function}(")) {
                    wrong.push(format!("{file} calls {there}::{function}"));
                }
            }
        }
        // A function that is brought in by its own name would hide from that.
        for path in paths(code) {
            if let (Some((_, there)), Some(last)) = (mechanism(&path), path.last())
                && there != here
                && changes.get(there).is_some_and(|changes| changes.contains(last))
            {
                wrong.push(format!("{file} uses {}", path.join("::")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The phases of the engine's opening: number and name.
fn phases_of_the_opening(engine: &str) -> Vec<(String, String)> {
    let lines = engine.lines().take_while(|line| line.starts_with("//!"));
    lines
        .filter_map(|line| {
            let (number, rest) = line.trim_start_matches("//!").trim().split_once(". ")?;
            let name = rest.trim().split("  ").next()?.trim();
            number.parse::<u32>().ok().map(|_| (number.to_owned(), name.to_owned()))
        })
        .collect()
}

#[test]
fn the_phases_of_the_engine_are_one_list() {
    let engine = fs::read_to_string(root().join("src/model/engine/mod.rs")).expect("the engine");
    let opening = phases_of_the_opening(&engine);
    assert!(opening.len() > 10, "{opening:?}");
    let body = engine.split_once("pub fn week(").expect("the week").1;
    let body = body.split_once("\n}\n").expect("its end").0;
    let marks = body.lines().filter_map(|line| line.trim().strip_prefix("// "));
    let marked: Vec<(String, String)> = marks
        .filter_map(|mark| mark.split_once(". "))
        .map(|(number, name)| (number.to_owned(), name.to_owned()))
        .collect();
    // The first is what a timeline brings, before the week.
    assert_eq!(opening[1..], marked);
    assert_eq!(opening[0].1, "policy");
    let numbers: Vec<String> = (1..=opening.len()).map(|number| number.to_string()).collect();
    assert_eq!(opening.iter().map(|(number, _)| number.clone()).collect::<Vec<_>>(), numbers);
    // Every phase does something, and nothing is done outside a phase.
    let calls = |part: &str| part.matches("(world").count();
    let mut parts = body.split("// ").skip(1);
    assert!(parts.all(|part| calls(part) > 0), "a phase without a call");
    let before = body.split("// ").next().expect("the head of the week");
    assert_eq!(calls(before), 0, "a call outside a phase");
}
