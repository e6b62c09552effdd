//! Records as files: what a study would hold of everybody registered in one replicate, as Parquet, so that
//! anybody can run an estimator of their own; and apart from that what no study could hold. Nobody in them is
//! a real person, and the files say so.

use std::io::{self, Write};

use crate::model::world::{Assigned, Form};
use crate::report::error::Error;
use crate::report::folder::Staging;
use crate::runs::Arm;
use crate::runs::evaluation::live;
use crate::runs::records::{Kind as Seen, Person, Records};
use crate::studies::evaluation::design::Design;
use crate::studies::evaluation::tables::{self, Column};
use crate::studies::evaluation::worlds::rules;
use crate::studies::sweep::columns::{Cell, Kind, Parquet};

/// What every file says of itself.
const SYNTHETIC: &str = "synthetic: simulated by Kith, no real person";

/// The replicate that is exported.
const EXPORTED: u32 = 0;

/// Columns of `people.parquet`.
pub(crate) const PEOPLE: [Column; 24] = [
    ("neighbourhood", "", "Number of the neighbourhood, from 0"),
    ("person", "", "Number of the person there, from 0"),
    ("practice", "", "Number of the practice there, from 0"),
    ("fifth", "", "Fifth of deprivation, from 0, the most deprived"),
    ("age", "years", "Age as the records begin, or as the person comes"),
    ("sex", "", "Sex as recorded: female or male"),
    ("conditions", "count", "Long-term conditions at the same time"),
    ("from_week", "week", "First week on the list, or of the records"),
    ("to_week", "week", "The week after the last"),
    ("enrolled_week", "week", "Week in which the person first accepted, in the weeks of enrolment"),
    ("assigned", "", "What the lot of a trial said: taken_on or kept; empty where there is none"),
    ("referred_week", "week", "Week in which the person was first taken on"),
    ("contacted_week", "week", "Week of the first contact with a link worker"),
    ("closed_week", "week", "Week in which the first spell was over"),
    (
        "practice_starts",
        "week",
        "Week from which the practice has the scheme; empty where all always have it",
    ),
    ("first_life_satisfaction", "points", "Life satisfaction on the first form, 0 to 10"),
    ("first_loneliness", "points", "Loneliness on it, 3 to 9"),
    ("first_activation", "points", "Activation on it, 0 to 100"),
    ("first_wellbeing", "points", "Short WEMWBS on it, 7 to 35"),
    ("last_life_satisfaction", "points", "Life satisfaction on the last form"),
    ("last_loneliness", "points", "Loneliness on it"),
    ("last_activation", "points", "Activation on it"),
    ("last_wellbeing", "points", "Short WEMWBS on it"),
    ("synthetic", "", "Says that nobody here is a real person"),
];

/// Columns of `visits.parquet` and, with the world before them, of `truth_visits.parquet`.
pub(crate) const VISITS: [Column; 7] = [
    ("world", "", "0: what the study sees; the others: twins, as docs/evaluate.md lists them"),
    ("neighbourhood", "", "Number of the neighbourhood"),
    ("person", "", "Number of the person there"),
    ("week", "week", "Week of the visits; weeks without any have no row"),
    ("gp_visits", "count", "Visits to a GP"),
    ("practice_visits", "count", "Visits to anybody of the practice"),
    ("urgent_visits", "count", "Visits to urgent care"),
];

/// Columns of `truth_life.parquet`.
pub(crate) const LIFE: [Column; 5] = [
    ("world", "", "0: what the study sees; the others: twins, as docs/evaluate.md lists them"),
    ("neighbourhood", "", "Number of the neighbourhood"),
    ("person", "", "Number of the person there"),
    ("week", "week", "Week"),
    ("life_satisfaction", "points of 10", "True life satisfaction, which nobody sees"),
];

/// Writes the records of the first replicate into a folder of the staging folder, its name with a slash, and the
/// rows that the study there estimates from.
///
/// # Errors
/// If a file cannot be written.
pub(crate) fn records(staging: &Staging<'_>, folder: &str, design: &Design) -> Result<(), Error> {
    let size = design.size();
    let arm = Arm::new(&design.scenario.timeline);
    let rules = rules(design);
    let said = || {
        vec![("kith".to_owned(), SYNTHETIC.to_owned()), ("design".to_owned(), design.name.clone())]
    };
    let table = |columns: &[Column], kinds: &[Kind]| {
        let columns: Vec<(String, Kind)> = columns
            .iter()
            .zip(kinds)
            .map(|((name, ..), kind)| ((*name).to_owned(), *kind))
            .collect();
        Parquet::new(&columns, said(), Vec::new())
    };
    let failed = |name: &str, cause: &io::Error| {
        Error::Refused(format!("{folder}{name} could not be made: {cause}"))
    };
    let (mut people, mut visits) = (
        table(&PEOPLE, &people_kinds()).map_err(|cause| failed("people", &cause))?,
        table(&VISITS, &[Kind::Whole; 7]).map_err(|cause| failed("visits", &cause))?,
    );
    let life_kinds = [Kind::Whole, Kind::Whole, Kind::Whole, Kind::Whole, Kind::Number];
    let (mut twins, mut life) = (
        table(&VISITS, &[Kind::Whole; 7]).map_err(|cause| failed("truth_visits", &cause))?,
        table(&LIFE, &life_kinds).map_err(|cause| failed("truth_life", &cause))?,
    );
    let mut all: Option<crate::studies::evaluation::taken::Taken> = None;
    for neighbourhood in 0..size.neighbourhoods {
        let place = (EXPORTED, neighbourhood);
        let worlds = live(&arm, &rules, &size, place);
        let setup = crate::model::random::Draws::new(size.seed, EXPORTED, neighbourhood);
        let starts = rules[0].weeks(worlds[0].practices(), setup, neighbourhood);
        let mut write = || -> io::Result<()> {
            for (number, person) in worlds[0].people().iter().enumerate() {
                let id = (neighbourhood, number);
                people_row(&mut people, id, person, &starts)?;
                visits_rows(&mut visits, 0, id, &worlds[0], person)?;
                let client = person.case.enrolled.is_some() || person.case.referred.is_some();
                for (world, records) in worlds.iter().enumerate().filter(|_| client) {
                    let twin = &records.people()[number];
                    if world > 0 {
                        visits_rows(&mut twins, world, id, records, twin)?;
                    }
                    life_rows(&mut life, world, id, records, twin)?;
                }
            }
            Ok(())
        };
        write().map_err(|cause| failed("records", &cause))?;
        let taken = crate::studies::evaluation::taken::take(design, &worlds, place);
        match &mut all {
            None => all = Some(taken),
            Some(all) => all.join(taken),
        }
    }
    let files =
        [("people", people), ("visits", visits), ("truth_visits", twins), ("truth_life", life)];
    for (name, table) in files {
        let bytes = table.finish().map_err(|cause| failed(name, &cause))?;
        staging.file(&format!("{folder}{name}.parquet"), |out| out.write_all(&bytes))?;
    }
    if let Some(all) = all {
        let number = design.who.number as usize;
        let name = format!("{folder}rows.csv");
        staging.file(&name, |out: &mut dyn Write| tables::rows(out, &all.rows, number))?;
    }
    Ok(())
}

fn people_kinds() -> [Kind; PEOPLE.len()] {
    std::array::from_fn(|at| match PEOPLE[at].0 {
        "sex" | "assigned" | "synthetic" => Kind::Text,
        "neighbourhood" | "person" | "practice" | "fifth" | "age" | "conditions" | "from_week"
        | "to_week" => Kind::Whole,
        // Numbers, so that one may be missing.
        _ => Kind::Number,
    })
}

fn people_row(
    table: &mut Parquet<Vec<u8>>,
    (neighbourhood, number): (u32, usize),
    person: &Person,
    starts: &[i32],
) -> io::Result<()> {
    let whole = |value: i64| Cell::Whole(value);
    let week = |week: Option<i32>| Cell::Number(week.map_or(f64::NAN, f64::from));
    let case = person.case;
    let assigned = match case.enrolled {
        Some((_, Assigned::Kept)) => "kept",
        Some((_, Assigned::TakenOn)) => "taken_on",
        None => "",
    };
    let start = starts.get(usize::from(person.practice)).copied();
    let forms = [case.first, case.last].into_iter().flat_map(scores);
    let head = [
        whole(neighbourhood.into()),
        whole(number as i64),
        whole(person.practice.into()),
        whole(person.fifth as i64),
        whole(person.age.into()),
        Cell::Text(person.sex.label()),
        whole(person.conditions.into()),
        whole(person.from.into()),
        whole(person.to.into()),
        week(case.enrolled.map(|(week, _)| week)),
        Cell::Text(assigned),
        week(case.referred),
        week(case.contacted),
        week(case.closed),
        week(start.filter(|&week| week < i32::MAX)),
    ];
    let forms = forms.map(|score| Cell::Number(score.map_or(f64::NAN, f64::from)));
    table.row(head.into_iter().chain(forms).chain([Cell::Text(SYNTHETIC)]))
}

fn scores(form: Form) -> [Option<u8>; 4] {
    [form.life_satisfaction, form.loneliness, form.activation, form.wellbeing]
}

fn visits_rows(
    table: &mut Parquet<Vec<u8>>,
    world: usize,
    (neighbourhood, number): (u32, usize),
    records: &Records,
    person: &Person,
) -> io::Result<()> {
    for week in person.from..person.to {
        let counts = Seen::ALL.map(|kind| i64::from(records.visits(kind, person, week, week + 1)));
        if counts.iter().any(|&count| count > 0) {
            let head = [world as i64, neighbourhood.into(), number as i64, week.into()];
            table.row(head.into_iter().chain(counts).map(Cell::Whole))?;
        }
    }
    Ok(())
}

fn life_rows(
    table: &mut Parquet<Vec<u8>>,
    world: usize,
    (neighbourhood, number): (u32, usize),
    records: &Records,
    person: &Person,
) -> io::Result<()> {
    for week in records.looks(person) {
        let Some(life) = records.life(person, week) else { continue };
        let head = [world as i64, neighbourhood.into(), number as i64, week.into()];
        table.row(head.map(Cell::Whole).into_iter().chain([Cell::Number(life)]))?;
    }
    Ok(())
}
