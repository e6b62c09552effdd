//! The search for the best of many options: all of them on a few common draws, then only those that may be best on
//! more, until one is told apart from the others, what is left is known to be no matter, or the draws are used
//! up. The stated error is shared out among the rounds, so that the chance that the true best is ever dropped
//! is at most that.

use crate::studies::economics::select::{Selection, select};

/// How a search goes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rule {
    /// Most rounds.
    pub rounds: usize,
    /// Chance at most that the true best is dropped.
    pub error: f64,
    /// Options within this of the one ahead are as good.
    pub no_matter: f64,
}

/// How a search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// One is best.
    Clear,
    /// Those that are left are as good as each other.
    NoMatter,
    /// Those that are left cannot be told apart by so many draws.
    Undecided,
    /// It was stopped.
    Stopped,
}

/// What a search found.
#[derive(Clone, Debug, PartialEq)]
pub struct Searched {
    /// Samples of each option, as far as it was run.
    pub samples: Vec<Vec<f64>>,
    /// The options that may be best, the one ahead first.
    pub left: Vec<usize>,
    /// What is known of them, by their places in the round before the last was dropped.
    pub last: Option<(Vec<usize>, Selection)>,
    /// Rounds.
    pub rounds: usize,
    /// How it ended.
    pub end: End,
}

/// What runs options: of these, in a round, a row of further samples each; nothing if it was stopped.
pub type Run<'a> = dyn FnMut(&[usize], usize) -> Option<Vec<Vec<f64>>> + 'a;

/// Searches among so many options. `run` gives for a round further samples of some of them: of each a row, all
/// on the same draws; nothing if it was stopped.
pub fn search(options: usize, rule: &Rule, run: &mut Run<'_>) -> Searched {
    let mut found = Searched {
        samples: vec![Vec::new(); options],
        left: (0..options).collect(),
        last: None,
        rounds: 0,
        end: End::Undecided,
    };
    for round in 0..rule.rounds {
        let Some(more) = run(&found.left, round) else {
            found.end = End::Stopped;
            return found;
        };
        for (&option, more) in found.left.iter().zip(more) {
            found.samples[option].extend(more);
        }
        found.rounds = round + 1;
        let rows: Vec<Vec<f64>> =
            found.left.iter().map(|&option| found.samples[option].clone()).collect();
        let Some(selection) = select(&rows, rule.error / rule.rounds as f64) else { continue };
        let among = found.left.clone();
        found.left = selection.may_be_best().into_iter().map(|place| among[place]).collect();
        let (clear, no_matter) = (selection.is_clear(), selection.is_no_matter(rule.no_matter));
        found.last = Some((among, selection));
        if clear || no_matter {
            found.end = if clear { End::Clear } else { End::NoMatter };
            return found;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::studies::economics::matched::tests::normal;

    const DRAWS: u32 = 12;

    /// Samples of options with these worths, with luck in common and of their own.
    fn run(
        worth: &[f64],
        own: f64,
        seed: u32,
    ) -> impl FnMut(&[usize], usize) -> Option<Vec<Vec<f64>>> + use<'_> {
        move |options: &[usize], round: usize| {
            let of = |&option: &usize| -> Vec<f64> {
                let luck = |draw: u32| {
                    let number = round as u32 * DRAWS + draw;
                    20.0 * normal(seed, number, 0, 200)
                        + own * normal(seed, number, 1, option as u8)
                };
                (0..DRAWS).map(|draw| worth[option] + luck(draw)).collect()
            };
            Some(options.iter().map(of).collect())
        }
    }

    const RULE: Rule = Rule { rounds: 6, error: 0.05, no_matter: 0.05 };

    #[test]
    fn the_top_of_a_concave_hill_over_twenty_one_splits_is_found() {
        // A sum over three lines, each worth less the more there is of it: by hand the best is 3, 1 and 1 fifths.
        let worth: Vec<f64> = (0..=5_i32)
            .rev()
            .flat_map(|a| (0..=5 - a).rev().map(move |b| (a, b, 5 - a - b)))
            .map(|(a, b, c)| {
                let root = |fifths: i32| libm::sqrt(f64::from(fifths) / 5.0);
                10.0 * (1.7 * root(a) + root(b) + 0.9 * root(c))
            })
            .collect();
        assert_eq!(worth.len(), 21);
        let best = (0..21).max_by(|&a, &b| worth[a].total_cmp(&worth[b])).unwrap();
        for seed in 0..20 {
            let found = search(21, &RULE, &mut run(&worth, 0.4, seed));
            assert_eq!((found.end, found.left[0]), (End::Clear, best), "seed {seed}");
            // Most are dropped in the first round.
            let once = found.samples.iter().filter(|row| row.len() == DRAWS as usize).count();
            assert!(found.rounds == 1 || once > 10, "{once} after {} rounds", found.rounds);
        }
    }

    #[test]
    fn options_that_overlap_cannot_be_told_apart_or_are_no_matter() {
        let worth = [5.0, 4.95, 0.0];
        let wide = search(3, &RULE, &mut run(&worth, 3.0, 1));
        assert_eq!(wide.end, End::Undecided);
        let mut left = wide.left.clone();
        left.sort_unstable();
        assert_eq!(left, [0, 1], "the third is far behind");
        let rule = Rule { no_matter: 2.0, ..RULE };
        assert_eq!(search(3, &rule, &mut run(&worth, 3.0, 1)).end, End::NoMatter);
        assert_eq!(search(3, &RULE, &mut |_, _| None).end, End::Stopped);
    }
}
