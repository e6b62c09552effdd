//! What a page asks of the module: requests and answers in bytes, so that a module needs three exports and no
//! glue. A request is a length (four bytes, the least first), as many bytes of JSON, and the rest as it is;
//! an answer is the same.
//!
//! | `ask` | with | answers |
//! |---|---|---|
//! | `given` | `texts`: names and texts of further scenarios | nothing |
//! | `plan` | `wish` | the two texts, the command, where levers stand, what is doubtful |
//! | `warm_up` | nothing | nothing, after a tiny run |
//! | `cell` | `wish`, `run` | bytes of the cell |
//! | `begin` | `wish` | nothing; what was gathered is forgotten |
//! | `take` | `run`, and the bytes of its cell | how many runs are there |
//! | `view` | nothing | what is shown |
//! | `table` | `name` | bytes of the table |
//! | `side_by_side` | `rows` | small pictures |
//! | `together` | `runs`: letters and curves of kept runs | a picture for each figure over time |

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::page::kept::{KeptRun, together};
use crate::page::levers::LEVERS;
use crate::page::pictures::side_by_side;
use crate::page::view::Seen;
use crate::page::wish::{AREA, Asked, MINE, Texts, Wish};
use crate::page::{MARKED, MODEL};
use crate::runs::{Arm, Made, Replicate, RunSize, Twins, run_cell, run_cell_twins};
use crate::scenario::{Diagnostic, Scenario};

/// A request.
#[derive(Debug, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case", deny_unknown_fields)]
enum Request {
    Given { texts: Texts },
    Plan { wish: Wish },
    WarmUp,
    Cell { wish: Wish, run: u32 },
    Begin { wish: Wish },
    Take { run: u32 },
    View,
    Table { name: String },
    SideBySide { rows: Vec<[f64; 3]> },
    Together { runs: Vec<KeptRun> },
}

/// A wish, read.
#[derive(Debug)]
struct Plan {
    wish: Wish,
    asked: Asked,
    rules: Vec<Arm>,
    size: RunSize,
}

/// What a module holds between requests.
#[derive(Debug, Default)]
pub struct Desk {
    given: Texts,
    plan: Option<Plan>,
    gathered: BTreeMap<u32, Made>,
}

/// People, weeks and runs of a warm-up: the smallest runs that let a browser find what is worth its while to optimise.
pub(crate) const WARM_UP: Wish = Wish {
    start: String::new(),
    people: 500,
    weeks: 52,
    runs: 1,
    seed: 1,
    today: BTreeMap::new(),
    moved: BTreeMap::new(),
};

impl Desk {
    /// Answers a request. Whatever is wrong is an answer too, with `error`.
    pub fn ask(&mut self, request: &[u8]) -> Vec<u8> {
        let (head, rest) = match self.answer(request) {
            Ok(answer) => answer,
            Err(error) => (json!({ "error": error }), Vec::new()),
        };
        framed(&head, &rest)
    }

    fn answer(&mut self, request: &[u8]) -> Result<(Value, Vec<u8>), String> {
        let (head, rest) = parted(request).ok_or("a request is a length, JSON and bytes")?;
        let request: Request =
            serde_json::from_slice(head).map_err(|error| format!("not a request: {error}"))?;
        let said = |head: Value| Ok((head, Vec::new()));
        match request {
            Request::Given { texts } => {
                *self = Self { given: texts, ..Self::default() };
                said(json!({ "model": MODEL, "mark": MARKED }))
            }
            Request::Plan { wish } => said(plan(&wish, &self.given)?),
            Request::WarmUp => {
                let start = crate::page::wish::BASELINE.to_owned();
                self.plan_of(Wish { start, ..WARM_UP })?.cell(0);
                said(json!({}))
            }
            Request::Cell { wish, run } => {
                let made = self.plan_of(wish)?.cell(run);
                let mut bytes = Vec::new();
                ciborium::into_writer(&made, &mut bytes).map_err(|error| error.to_string())?;
                Ok((json!({ "run": run }), bytes))
            }
            Request::Begin { wish } => {
                self.gathered.clear();
                self.plan_of(wish)?;
                said(json!({}))
            }
            Request::Take { run } => {
                let made: Made =
                    ciborium::from_reader(rest).map_err(|error| format!("not a cell: {error}"))?;
                self.gathered.insert(run, made);
                said(json!({ "runs": self.gathered.len() }))
            }
            Request::View => {
                #[expect(
                    clippy::redundant_closure_for_method_calls,
                    reason = "the method is of one lifetime, the closure of any"
                )]
                let view = self.seen(|seen| seen.view())?;
                said(serde_json::to_value(view).map_err(|error| error.to_string())?)
            }
            Request::Table { name } => {
                let table = self.seen(|seen| seen.table(&name))??;
                Ok((json!({ "name": name }), table))
            }
            Request::SideBySide { rows } => said(json!({ "svgs": side_by_side(&rows) })),
            Request::Together { runs } => said(json!({ "pictures": together(&runs) })),
        }
    }

    /// The plan of a wish: the one at hand, or read anew.
    fn plan_of(&mut self, wish: Wish) -> Result<&Plan, String> {
        if self.plan.as_ref().is_none_or(|plan| plan.wish != wish) {
            self.plan = Some(Plan::of(wish, &self.given)?);
        }
        self.plan.as_ref().ok_or_else(|| "no plan".to_owned())
    }

    /// What was gathered, in the order of the runs.
    fn seen<T>(&self, of: impl FnOnce(&Seen<'_>) -> T) -> Result<T, String> {
        let plan = self.plan.as_ref().ok_or("nothing was begun")?;
        if self.gathered.is_empty() {
            return Err("no run is done yet".to_owned());
        }
        let (replicates, twins) =
            folded(self.gathered.iter().map(|(&run, made)| (run, made.clone())));
        Ok(of(&Seen { arms: &plan.asked.arms(), replicates: &replicates, twins: &twins }))
    }
}

/// Runs in the order in which they come: those of each arm, and the twins of each after the first.
pub(crate) fn folded(
    made: impl Iterator<Item = (u32, Made)>,
) -> (Vec<Vec<Replicate>>, Vec<Vec<Twins>>) {
    let (mut replicates, mut twins): (Vec<Vec<Replicate>>, Vec<Vec<Twins>>) =
        (Vec::new(), Vec::new());
    for (number, (outcomes, pairs)) in made {
        replicates.resize_with(outcomes.len(), Vec::new);
        twins.resize_with(pairs.len(), Vec::new);
        for (arm, outcome) in replicates.iter_mut().zip(outcomes) {
            let (observations, studies) = (outcome.observations, outcome.studies);
            arm.push(Replicate { number, observations, studies });
        }
        twins.iter_mut().zip(pairs).for_each(|(all, one)| all.push(one));
    }
    (replicates, twins)
}

impl Asked {
    /// The scenarios, the area first.
    pub(crate) fn arms(&self) -> Vec<&Scenario> {
        std::iter::once(&self.area).chain(&self.mine).collect()
    }
}

impl Plan {
    fn of(wish: Wish, given: &[(String, String)]) -> Result<Self, String> {
        let asked = wish.asked(given)?;
        let size = RunSize::of(asked.area.start());
        let rules = Arm::all(asked.arms().iter().map(|arm| &arm.timeline));
        Ok(Self { wish, asked, rules, size })
    }

    /// One run.
    fn cell(&self, run: u32) -> Made {
        cell(&self.rules, &self.size, run)
    }
}

/// One run of one neighbourhood, with twins where there is something to compare.
pub(crate) fn cell(rules: &[Arm], size: &RunSize, run: u32) -> Made {
    if rules.len() > 1 {
        run_cell_twins(rules, size, run, 0)
    } else {
        (run_cell(rules, size, run, 0), Vec::new())
    }
}

/// What a wish comes to, before anything is run.
fn plan(wish: &Wish, given: &[(String, String)]) -> Result<Value, String> {
    let asked = wish.asked(given)?;
    let texts = wish.texts(given)?;
    let last = asked.mine.as_ref().unwrap_or(&asked.area);
    let ends = |scenario: &Scenario| -> BTreeMap<&str, f64> {
        LEVERS.iter().map(|lever| (lever.id, lever.at_end(scenario))).collect()
    };
    let unmoved = Wish { moved: BTreeMap::new(), ..wish.clone() }.asked(given)?;
    // Sizes of runs have limits of their own on the page.
    let of_sizes = |it: &&Diagnostic| it.path.as_ref().is_some_and(|path| path.starts_with("run."));
    let warnings: Vec<String> = last
        .warnings
        .iter()
        .filter(|it| !of_sizes(it))
        .map(|it| {
            it.path
                .as_ref()
                .map_or_else(|| it.message.clone(), |path| format!("{path}: {}", it.message))
        })
        .collect();
    let size = RunSize::of(asked.area.start());
    let command = match &asked.mine {
        Some(_) => format!("kith compare {AREA}.toml {MINE}.toml"),
        None => format!("kith run {AREA}.toml"),
    };
    Ok(json!({
        "texts": texts,
        "title": last.title,
        "because": last.because,
        "command": command,
        "hash": last.hash(),
        "today": ends(&asked.area),
        "start": ends(unmoved.mine.as_ref().unwrap_or(&unmoved.area)),
        "warnings": warnings,
        "person_weeks": f64::from(size.people) * f64::from(size.weeks + size.warm_up) * asked.arms().len() as f64,
    }))
}

fn framed(head: &impl Serialize, rest: &[u8]) -> Vec<u8> {
    let head = serde_json::to_vec(head).expect("JSON of texts and numbers");
    let mut all = (head.len() as u32).to_le_bytes().to_vec();
    all.extend(head);
    all.extend(rest);
    all
}

fn parted(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    rest.split_at_checked(u32::from_le_bytes(*length) as usize)
}
