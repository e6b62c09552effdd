//! The report on an evaluation: its folder, read back, and the board that is made of it. What designs find stands beside
//! what was published and the truth of their own estimand, each design in its own unit.

use crate::report::Error;
use crate::report::charts::Body;
use crate::report::charts::forest::{Row, Valued};
use crate::report::number::brief;
use crate::report::page::board::{
    Answer, Board, Cell, Column, Figure, Grid, OptionRow, Pictured, Sheet,
};
use crate::report::page::estimate::{Estimate, Verdict, signed};
use crate::report::page::evaluation_read::{All, Design, Power, Record, read};
use crate::report::page::signs::{SIGNS, letter, sign};
use crate::report::page::source::Source;
use crate::report::page::words::capital;

/// Designs on the first page, at most, and in one picture.
const SHOWN: usize = SIGNS.len();
const IN_A_PICTURE: usize = 16;

/// Makes the board of an evaluation.
pub(crate) fn board(source: Source<'_>, text: &str) -> Result<Board, Error> {
    let record: Record = match toml::from_str(text) {
        Ok(record) => record,
        Err(error) => {
            source.wrong(format!("run.toml is no record of an evaluation: {}", error.message()));
            return source.sound(Board::default());
        }
    };
    let all = read(source, record)?;
    let shown = &all.designs[..all.designs.len().min(SHOWN)];
    let left = all.designs.len() - shown.len();
    let more = if left > 0 {
        format!(" The first {} of {} designs; all of them follow.", shown.len(), all.designs.len())
    } else {
        String::new()
    };
    Ok(Board {
        question: "What would studies find of social prescribing, and how far is that from the truth in the same \
                   worlds?"
            .to_owned(),
        headline: headline(&all.designs),
        answers: answers(&all),
        first: "Design",
        columns: [
            ("Published", "with its own interval"),
            ("Found here", "mean over studies"),
            ("Truth here", "of the design\u{2019}s own question, by twins"),
            ("Bias", "found less truth"),
            ("Intervals that hold it", "of 95 %, of its studies"),
        ]
        .map(|(name, about)| Column { name, about: about.to_owned() })
        .into(),
        options: shown.iter().enumerate().map(|(place, design)| row(place, design)).collect(),
        notes: format!(
            "Simulated, not observed. Each row has a unit of its own. Small print: where the mean over all studies lies \
             nine times in ten. A cross marks a bias that is clear of chance, a question mark one that is not.{more}"
        ),
        picture: "Published, found and true".to_owned(),
        how: "Each row on a scale of its own, zero in the middle. Lines: published interval, else 90 % of the mean over \
              studies."
            .to_owned(),
        panels: vec![forest("three_numbers", "What designs find, and the truth", shown, three)],
        rests_on: rests_on(&all),
        cannot_tell: vec![
            "How large a bias is in the real world: who takes part, and why, is as the model has it.".to_owned(),
            "What no design here looks at: other outcomes, other places, longer times.".to_owned(),
        ],
        sheets: sheets(&all.designs),
        assumptions: power(&all.powers).into_iter().collect(),
        full: "Every study stands in studies.csv, every design with its source in designs.csv, what the columns mean in \
               dictionary.csv.",
        record: lines(&all.record),
        command: all.record.reproduce.clone(),
        named: named(&all),
    })
}

/// Designs whose bias is clear of chance, and those whose effect has another sign than the truth, both clear.
fn astray(designs: &[Design]) -> (usize, usize) {
    let clear = |of: Option<Estimate>| of.filter(Estimate::clear);
    let biased = designs.iter().filter(|design| clear(design.bias).is_some());
    let turned = designs.iter().filter(|design| {
        clear(design.found)
            .zip(clear(design.truth))
            .is_some_and(|(found, truth)| (found.value < 0.0) != (truth.value < 0.0))
    });
    (biased.count(), turned.count())
}

fn headline(designs: &[Design]) -> String {
    let all = designs.len();
    match astray(designs) {
        (0, _) if all == 1 => "These studies show no clear bias of the design".to_owned(),
        (_, _) if all == 1 => {
            "What the design finds is not the truth of its own question".to_owned()
        }
        (0, _) => format!("None of {all} designs has a bias that is clear of chance"),
        (biased, 0) => format!(
            "{biased} of {all} designs find something else than the truth of their own question"
        ),
        (biased, turned) => format!(
            "{biased} of {all} designs find something else than the truth, {turned} with the other sign"
        ),
    }
}

fn answers(all: &All) -> Vec<Answer> {
    let designs = &all.designs;
    let named = |wanted: &dyn Fn(&&Design) -> bool| -> String {
        let names: Vec<&str> =
            designs.iter().filter(wanted).map(|design| design.title.as_str()).collect();
        if names.is_empty() { "None of them.".to_owned() } else { format!("{}.", names.join("; ")) }
    };
    let small =
        |design: &&Design| design.bias.is_some_and(|bias| !bias.clear()) && design.studies > 1;
    let [studies, held] =
        [0, 1].map(|at| designs.iter().map(|design| design.held[at]).sum::<usize>());
    let enough = all.powers.iter().find(|power| power.seen >= 0.8);
    let people = match (enough, all.powers.is_empty()) {
        (Some(_), _) => "By design and size at the end of this report.".to_owned(),
        (None, false) => "More than were simulated, for every design.".to_owned(),
        (None, true) => "Not drawn here: ask with --power.".to_owned(),
    };
    vec![
        Answer { asks: "Which designs show no clear bias?", says: named(&small) },
        Answer {
            asks: "Which find the other sign?",
            says: named(&|design| {
                design.found.zip(design.truth).is_some_and(|(found, truth)| {
                    found.clear() && truth.clear() && (found.value < 0.0) != (truth.value < 0.0)
                })
            }),
        },
        Answer {
            asks: "Do their intervals hold the truth?",
            says: format!("{held} of {studies} do; of intervals of 95 % some 95 in 100 should."),
        },
        Answer { asks: "How many people does a study need?", says: people },
    ]
}

fn figure(design: &Design, name: &str, found: Estimate) -> Figure {
    Figure {
        option: design.name.clone(),
        name: name.to_owned(),
        unit: design.unit.clone(),
        found,
        source: "designs.csv",
    }
}

fn row(place: usize, design: &Design) -> OptionRow {
    let cell = |name: &str, found: Option<Estimate>, verdict: Verdict| match found {
        Some(found) => Cell {
            verdict,
            figures: vec![figure(design, name, found)],
            ..Cell::plain(signed(found.value), found.between(signed))
        },
        None => Cell::plain("\u{2013}".to_owned(), String::new()),
    };
    let judged = match design.bias {
        Some(bias) if bias.clear() => Verdict::Worse,
        Some(_) => Verdict::Unclear,
        None => Verdict::Plain,
    };
    let [studies, held, _] = design.held;
    let level = |name: &str, count: usize| Figure {
        unit: "studies".to_owned(),
        source: "studies.csv",
        ..figure(design, name, Estimate::level(count as f64))
    };
    let intervals = Cell {
        figures: vec![
            level("studies with an interval", studies),
            level("intervals that hold the truth", held),
        ],
        ..Cell::plain(format!("{held} of {studies}"), String::new())
    };
    let used = if design.calibrated { "; parameters were chosen by it" } else { "" };
    OptionRow {
        rank: (place + 1).to_string(),
        sign: sign(SIGNS[place].0, SIGNS[place].1),
        name: format!("{} {}", letter(place), design.title),
        about: format!("{}, {}{used}", design.estimator.replace('_', " "), design.unit),
        cells: vec![
            cell("published", design.published, Verdict::Plain),
            cell("found", design.found, Verdict::Plain),
            cell("truth", design.truth, Verdict::Plain),
            cell("bias", design.bias, judged),
            intervals,
        ],
        is_base: false,
    }
}

/// Marks of a row of a picture.
type Marks = fn(&Design) -> [Option<Estimate>; 3];

fn three(design: &Design) -> [Option<Estimate>; 3] {
    [design.published, design.found, design.truth]
}

fn biased(design: &Design) -> [Option<Estimate>; 3] {
    [None, design.bias, design.truth]
}

fn forest(name: &'static str, title: &str, designs: &[Design], marks: Marks) -> Pictured {
    let valued =
        |of: Option<Estimate>| of.map(|of| Valued { value: of.value, interval: of.interval });
    let said = |of: Option<Estimate>| of.map_or_else(|| "none".to_owned(), |of| signed(of.value));
    let row = |design: &Design| {
        let numbers = marks(design).map(said).join(" | ");
        Row {
            label: design.name.replace('_', " "),
            marks: marks(design).map(valued),
            text: format!("{numbers} {}", design.unit),
        }
    };
    let rows: Vec<Row> = designs.iter().map(row).collect();
    let told: Vec<String> = rows.iter().map(|row| format!("{}: {}", row.label, row.text)).collect();
    Pictured {
        name,
        whose: None,
        title: title.to_owned(),
        how: "Grey: published. Blue: found here, or found less truth where nothing is published. Red: the truth. Each row \
              on a scale of its own."
            .to_owned(),
        size: (960.0, 60.0 + 34.0 * rows.len() as f64),
        label: format!("{title}. {}", told.join("; ")),
        body: Body::Forest(rows),
        grid: Grid::default(),
        source: "designs.csv",
        wide: true,
    }
}

/// All designs, so many in a picture, with their numbers.
fn sheets(designs: &[Design]) -> Vec<Sheet> {
    const NAMES: [(&str, &str, &str); 4] = [
        ("designs", "all_designs", "all_biases"),
        ("designs-2", "all_designs_2", "all_biases_2"),
        ("designs-3", "all_designs_3", "all_biases_3"),
        ("designs-4", "all_designs_4", "all_biases_4"),
    ];
    let sheet = |(chunk, (name, first, second)): (
        &[Design],
        (&'static str, &'static str, &'static str),
    )| {
        let cell = |of: Option<Estimate>| match of {
            Some(of) if of.interval.is_some() => {
                format!("{} ({})", signed(of.value), of.between(signed))
            }
            Some(of) => signed(of.value),
            None => "none".to_owned(),
        };
        let row = |design: &Design| {
            let figures =
                [design.published, design.found, design.truth, design.bias, design.interference];
            let [studies, held, clear] = design.held;
            let names =
                [capital(&design.title), design.outcome.replace('_', " "), design.unit.clone()];
            let counts = [
                design.studies.to_string(),
                format!("{held} of {studies}"),
                format!("{clear} of {studies}"),
            ];
            names.into_iter().chain(figures.map(cell)).chain(counts).collect()
        };
        let head = [
            "Design",
            "Outcome",
            "Unit",
            "Published",
            "Found",
            "Truth",
            "Bias",
            "Interference",
            "Studies",
            "Intervals that hold the truth",
            "Intervals without zero",
        ];
        let grid = Grid {
            caption: "What each design finds".to_owned(),
            head: head.map(str::to_owned).into(),
            rows: chunk.iter().map(row).collect(),
        };
        let (_, turned) = astray(chunk);
        let title = match turned {
            0 => "What designs find, beside what was published and the truth".to_owned(),
            turned => format!("{turned} of {} designs find the other sign", chunk.len()),
        };
        let clear = astray(chunk).0;
        let biases = format!("The bias of {clear} of {} designs is clear of chance", chunk.len());
        Sheet {
            name,
            title: "All designs".to_owned(),
            lead: "Interference: everybody with the scheme against nobody, less the truth for the same people: what others\u{2019} \
                   places take or give."
                .to_owned(),
            pictures: vec![
                Pictured { grid: grid.clone(), ..forest(first, &title, chunk, three) },
                Pictured { grid, ..forest(second, &biases, chunk, biased) },
            ],
            tables: Vec::new(),
        }
    };
    designs.chunks(IN_A_PICTURE).zip(NAMES).map(sheet).collect()
}

fn rests_on(all: &All) -> Vec<String> {
    let designs = &all.designs;
    let studies: usize = designs.iter().map(|design| design.studies).sum();
    let chosen = designs.iter().filter(|design| design.calibrated).count();
    let published = designs.iter().filter(|design| design.published.is_some()).count();
    vec![
        format!(
            "{studies} simulated studies of {} designs, one for each replicate; every person of a study has a twin without \
             the scheme, with the same luck.",
            designs.len()
        ),
        format!(
            "Published effects that stand beside designs: {published}; parameters were chosen by {chosen} of these."
        ),
        "Intervals hold luck of people and worlds; parameters are taken as known.".to_owned(),
    ]
}

/// What studies of each size see.
fn power(powers: &[Power]) -> Option<Grid> {
    let row = |power: &Power| {
        let share = |share: f64| format!("{:.0} %", share * 100.0);
        vec![
            power.design.replace('_', " "),
            brief(power.people),
            share(power.seen),
            share(power.coverage),
        ]
    };
    (!powers.is_empty()).then(|| Grid {
        caption: "Studies of each size: those whose interval leaves zero out, and those whose interval holds the truth".to_owned(),
        head: ["Design", "People", "See an effect", "Hold the truth"].map(str::to_owned).into(),
        rows: powers.iter().map(row).collect(),
    })
}

fn lines(record: &Record) -> Vec<(&'static str, String)> {
    let mut lines = vec![("Program", record.program.clone())];
    lines.extend(record.commit.clone().map(|commit| ("Commit", commit)));
    lines.push(("Model", record.model.clone()));
    for design in &record.designs {
        let size = &design.run;
        let worlds = format!(
            "{}: {} worlds of {} neighbourhoods with {} people, {} weeks, seed {}",
            design.title, size.replicates, size.neighbourhoods, size.people, size.weeks, size.seed
        );
        lines.push(("Design", worlds));
    }
    lines
}

/// Figures that sentences name and the table does not hold.
fn named(all: &All) -> Vec<Figure> {
    let level = |name: &str, unit: &str, value: usize| Figure {
        option: String::new(),
        name: name.to_owned(),
        unit: unit.to_owned(),
        found: Estimate::level(value as f64),
        source: "designs.csv",
    };
    let designs = &all.designs;
    let (biased, turned) = astray(designs);
    let sum = |of: fn(&Design) -> usize| designs.iter().map(of).sum::<usize>();
    vec![
        level("designs", "designs", designs.len()),
        level("designs with a bias that is clear of chance", "designs", biased),
        level("designs that find the other sign", "designs", turned),
        level("studies", "studies", sum(|design| design.studies)),
        level("studies with an interval", "studies", sum(|design| design.held[0])),
        level("intervals that hold the truth", "studies", sum(|design| design.held[1])),
        level(
            "designs with a published effect",
            "designs",
            sum(|d| usize::from(d.published.is_some())),
        ),
        level(
            "designs by which parameters were chosen",
            "designs",
            sum(|d| usize::from(d.calibrated)),
        ),
    ]
}
