//! States of the model and the arrows between them, `states.csv` and `arrows.csv` beside this file. An
//! arrow says from which state to which a weight acts, with which sign, and which claims it carries. Some
//! arrows have no weight: what they say follows from counting, or from a product in which all are needed.

use std::sync::LazyLock;

use crate::model::observe::M;
use crate::model::parameters::Parameters;
use crate::scenario::names;
use crate::studies::theory::read::{Level, Setting};

/// Where a state stands in Carpiano's schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// What is there before: structures, and a person's own lot.
    Antecedent,
    /// Trust and connection.
    Cohesion,
    /// What ties bring.
    Capital,
    /// Being able and willing.
    Activation,
    /// What follows.
    Outcome,
}

impl Stage {
    /// Every stage, in order.
    pub const ALL: &[Self] =
        &[Self::Antecedent, Self::Cohesion, Self::Capital, Self::Activation, Self::Outcome];

    /// The word that the table uses.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Antecedent => "antecedent",
            Self::Cohesion => "cohesion",
            Self::Capital => "capital",
            Self::Activation => "activation",
            Self::Outcome => "outcome",
        }
    }

    /// The head of its column.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Antecedent => "What is there before",
            Self::Cohesion => "Social cohesion",
            Self::Capital => "Social capital",
            Self::Activation => "Activation",
            Self::Outcome => "Outcomes",
        }
    }
}

/// A state of the model.
#[derive(Clone, Debug)]
pub struct State {
    /// Its name in tables.
    pub name: &'static str,
    /// Its name for people.
    pub label: &'static str,
    /// Its level.
    pub level: Level,
    /// Its setting.
    pub setting: Setting,
    /// The metric that it is seen by, where there is one.
    pub metric: Option<M>,
    /// Its stage and place in the diagram of the programme theory, where it is drawn.
    pub stage: Option<(Stage, (f64, f64))>,
    /// Its place in the diagram of loops, where it is drawn.
    pub in_loops: Option<(f64, f64)>,
}

/// Which way an arrow acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// More of one, more of the other.
    Plus,
    /// More of one, less of the other.
    Minus,
}

impl Sign {
    /// As a mark.
    #[must_use]
    pub fn mark(self) -> &'static str {
        match self {
            Self::Plus => "+",
            Self::Minus => "−",
        }
    }

    /// The sign of two arrows in a row.
    #[must_use]
    pub fn then(self, other: Self) -> Self {
        if self == other { Self::Plus } else { Self::Minus }
    }
}

/// The weight of an arrow.
#[derive(Clone, Debug)]
pub struct Weight {
    /// Its path; of an axis, without the label.
    pub path: &'static str,
    /// Its parameters: one, or one for each label.
    pub parameters: Vec<usize>,
    /// The value at which the arrow is not there.
    pub nothing: f64,
}

/// An arrow between two states.
#[derive(Clone, Debug)]
pub struct Arrow {
    /// The state that acts.
    pub from: usize,
    /// The state that it acts on.
    pub to: usize,
    /// Which way.
    pub sign: Sign,
    /// By which weight; nothing where it follows from counting.
    pub weight: Option<Weight>,
    /// The claims that it carries.
    pub claims: Vec<&'static str>,
}

/// All states and arrows.
#[derive(Clone, Debug)]
pub struct Map {
    /// The states.
    pub states: Vec<State>,
    /// The arrows.
    pub arrows: Vec<Arrow>,
}

static MAP: LazyLock<Map> = LazyLock::new(|| {
    read(STATES, ARROWS).unwrap_or_else(|wrong| panic!("the map of arrows: {}", wrong.join("; ")))
});

const STATES: &str = include_str!("states.csv");
const ARROWS: &str = include_str!("arrows.csv");

/// All states and arrows.
#[must_use]
pub fn map() -> &'static Map {
    &MAP
}

impl Map {
    /// The number of a state.
    #[must_use]
    pub fn state(&self, name: &str) -> Option<usize> {
        self.states.iter().position(|state| state.name == name)
    }

    /// The arrows from one state to another.
    pub fn between(&self, from: usize, to: usize) -> impl Iterator<Item = &Arrow> {
        self.arrows.iter().filter(move |arrow| arrow.from == from && arrow.to == to)
    }
}

/// Reads both tables; everything that is wrong at once.
fn read(states: &'static str, arrows: &'static str) -> Result<Map, Vec<String>> {
    let mut wrong = Vec::new();
    let mut map = Map { states: Vec::new(), arrows: Vec::new() };
    for row in states.lines().skip(1) {
        let cells: Vec<&str> = row.split(',').collect();
        let [name, label, level, setting, metric, stage, x, y, loop_x, loop_y] = cells[..] else {
            wrong.push(format!("{row}: not ten cells"));
            continue;
        };
        let level = Level::ALL.iter().copied().find(|it| it.label() == level);
        let setting = Setting::ALL.iter().copied().find(|it| it.label() == setting);
        let metric = M::ALL.iter().copied().find(|it| it.metric().name == metric).or_else(|| {
            if !metric.is_empty() {
                wrong.push(format!("{name}: unknown metric {metric}"));
            }
            None
        });
        let (Some(level), Some(setting)) = (level, setting) else {
            wrong.push(format!("{name}: unknown level or setting"));
            continue;
        };
        if map.state(name).is_some() {
            wrong.push(format!("{name} comes twice"));
        }
        let known = Stage::ALL.iter().copied().find(|it| it.label() == stage);
        if known.is_none() && !stage.is_empty() {
            wrong.push(format!("{name}: unknown stage {stage}"));
        }
        let place = |x: &str, y: &str| x.parse().ok().zip(y.parse().ok());
        let stage = known.zip(place(x, y));
        let in_loops = place(loop_x, loop_y);
        map.states.push(State { name, label, level, setting, metric, stage, in_loops });
    }
    for row in arrows.lines().skip(1) {
        match arrow(&map, row) {
            Ok(arrow) => map.arrows.push(arrow),
            Err(reason) => wrong.push(format!("{row}: {reason}")),
        }
    }
    if wrong.is_empty() { Ok(map) } else { Err(wrong) }
}

fn arrow(map: &Map, row: &'static str) -> Result<Arrow, String> {
    let cells: Vec<&str> = row.split(',').collect();
    let [from, to, sign, path, nothing, claims] = cells[..] else {
        return Err("not six cells".into());
    };
    let state = |name: &str| map.state(name).ok_or_else(|| format!("no state {name}"));
    let sign = match sign {
        "+" => Sign::Plus,
        "-" => Sign::Minus,
        other => return Err(format!("no sign {other}")),
    };
    let weight = if path.is_empty() {
        None
    } else {
        let parameters = names::parameters(path);
        if parameters.is_empty() {
            return Err(format!("no parameter {path}"));
        }
        let nothing: f64 = nothing.parse().map_err(|_| format!("no number {nothing}"))?;
        Some(Weight { path, parameters, nothing })
    };
    let claims: Vec<&str> = claims.split_whitespace().collect();
    if let Some(weight) = &weight {
        let spec = &Parameters::specs()[weight.parameters[0]];
        let carried: Vec<&str> = spec.claims.split_whitespace().collect();
        if let Some(claim) = claims.iter().find(|claim| !carried.contains(claim)) {
            return Err(format!("{path} does not carry {claim}"));
        }
    }
    Ok(Arrow { from: state(from)?, to: state(to)?, sign, weight, claims })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::model::units::Unit;

    #[test]
    fn every_arrow_names_states_and_parameters_that_exist() {
        let found = read(STATES, ARROWS).unwrap_or_else(|wrong| panic!("{}", wrong.join("\n")));
        assert!(found.arrows.len() > 300);
        let ends: BTreeSet<usize> =
            found.arrows.iter().flat_map(|arrow| [arrow.from, arrow.to]).collect();
        assert_eq!(ends.len(), found.states.len(), "a state without an arrow");
        for arrow in &found.arrows {
            let Some(weight) = &arrow.weight else { continue };
            assert!(!arrow.claims.is_empty(), "{} carries no claim", weight.path);
            for &number in &weight.parameters {
                let spec = &Parameters::specs()[number];
                let possible = spec.min..=spec.max;
                assert!(possible.contains(&weight.nothing), "{} cannot be nothing", spec.path);
            }
        }
    }

    #[test]
    fn wrong_tables_are_refused_line_by_line() {
        let wrong = read(
            "state,label,level,setting,metric,stage,x,y,loop_x,loop_y\na,a,policy,system,none_such,,,,,\n\
             b,b,up,system,,,,,,\n",
            "from,to,sign,parameter,nothing,claims\na,c,+,waiting.momentum_weight,0,A013\n\
             a,a,up,,,\na,a,+,waiting.weight,0,\na,a,+,waiting.momentum_weight,0,A100\n",
        )
        .expect_err("wrong tables");
        assert_eq!(wrong.len(), 6, "{wrong:?}");
        assert!(wrong[5].contains("does not carry A100"), "{wrong:?}");
    }

    #[test]
    fn every_weight_with_a_sign_that_carries_a_claim_is_an_arrow() {
        let drawn: BTreeSet<usize> = map()
            .arrows
            .iter()
            .filter_map(|arrow| arrow.weight.as_ref())
            .flat_map(|weight| weight.parameters.iter().copied())
            .collect();
        let missing: Vec<&str> = Parameters::specs()
            .iter()
            .enumerate()
            .filter(|(number, spec)| {
                let signed = matches!(spec.unit, Unit::LogOdds | Unit::LogRatio);
                signed && !spec.claims.is_empty() && !drawn.contains(number)
            })
            .map(|(_, spec)| spec.path.as_str())
            .collect();
        assert_eq!(missing, Vec::<&str>::new(), "add it to arrows.csv");
    }
}
