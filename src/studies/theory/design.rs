//! The experiment of a claim in words, for those who read results and not files of claims.

use serde::Serialize;

use crate::scenario::Scenario;
use crate::studies::theory::read::{Claim, Shift, Words};

/// The experiment of a claim in words.
#[derive(Clone, Debug, Serialize)]
pub struct Design {
    /// How arms are compared.
    pub compared: &'static str,
    /// What all arms have in common, beside the baseline.
    pub base: Vec<Words>,
    /// What the arms change, by the keys that files use.
    pub pieces: Vec<Piece>,
    /// What cuts the mechanism, in all arms.
    pub sever: Vec<Words>,
    /// Why nothing cuts it, where nothing does.
    pub uncut: Option<String>,
    /// What is different in each other context, by its name.
    pub contexts: Vec<Piece>,
}

/// A piece of the arms, or a context.
#[derive(Clone, Debug, Serialize)]
pub struct Piece {
    /// Its key.
    pub name: String,
    /// What it changes; nothing where the arm is as the base is.
    pub changes: Vec<Words>,
}

impl Design {
    /// The design of a claim that has an experiment.
    #[must_use]
    pub fn of(claim: &Claim, scenario: &Scenario) -> Option<Self> {
        let test = claim.test()?;
        let words = |shift: &Shift| shift.words(scenario);
        let pieces = test.contrast.pieces();
        let several = |name: &str| pieces.iter().filter(|(other, _)| *other == name).count() > 1;
        let piece = |(number, (name, shift)): (usize, &(&'static str, &Shift))| Piece {
            name: if several(name) { format!("{name} {}", number + 1) } else { (*name).to_owned() },
            changes: words(shift),
        };
        Some(Self {
            compared: test.contrast.about(),
            base: words(&test.base),
            pieces: pieces.iter().enumerate().map(piece).collect(),
            sever: test.cut.shift().map(words).unwrap_or_default(),
            uncut: test.cut.reason().map(str::to_owned),
            contexts: test
                .contexts
                .iter()
                .map(|one| Piece { name: one.name.clone(), changes: words(&one.shift) })
                .collect(),
        })
    }
}
