//! The flags that ask what if an arrow of the theory were not there, turned, or stronger: they act on the
//! weights that carry a claim.

use std::fmt::Write as _;

use crate::cli::{Failure, Result, complain};
use crate::scenario::Scenario;
use crate::studies::theory::form::acts::{Act, Asked, act};

/// Acts on the weights that carry claims.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "What if an arrow were another")]
pub(crate) struct Arrows {
    /// Take out the weights that carry this claim, such as A033; may be given again.
    #[arg(long, value_name = "CLAIM")]
    without: Vec<String>,
    /// Turn the weights that carry this claim, so that they act the other way; may be given again. They
    /// may then be where no scenario may put them: such a model is wrong on purpose.
    #[arg(long, value_name = "CLAIM")]
    turn: Vec<String>,
    /// Make the weights that carry this claim so many times as strong, as in A033=2; may be given again.
    #[arg(long, value_name = "CLAIM=FACTOR", value_parser = times)]
    times: Vec<(String, f64)>,
}

/// Reads `CLAIM=FACTOR`.
fn times(text: &str) -> std::result::Result<(String, f64), String> {
    let (claim, factor) = text.split_once('=').ok_or("write CLAIM=FACTOR, as in A033=2")?;
    match factor.parse::<f64>() {
        Ok(number) if number.is_finite() && number >= 0.0 => Ok((claim.to_owned(), number)),
        _ => {
            Err(format!("`{factor}` is no number of 0 or more; `--turn {claim}` turns its weights"))
        }
    }
}

impl Arrows {
    /// What is asked for, in the order of the flags.
    fn asked(&self) -> Vec<Asked> {
        let one = |act: Act| move |claim: &String| Asked { act, claim: claim.clone() };
        let without = self.without.iter().map(one(Act::Without));
        let turned = self.turn.iter().map(one(Act::Turn));
        let times = self.times.iter();
        let times = times.map(|(claim, n)| Asked { act: Act::Times(*n), claim: claim.clone() });
        without.chain(turned).chain(times).collect()
    }

    /// Acts on the weights of scenarios, and says what became of those of the first.
    pub(crate) fn apply<'a>(
        &self,
        scenarios: impl IntoIterator<Item = &'a mut Scenario>,
        quiet: bool,
    ) -> Result<()> {
        let asked = self.asked();
        if asked.is_empty() {
            return Ok(());
        }
        for (number, scenario) in scenarios.into_iter().enumerate() {
            let changed = act(scenario, &asked).map_err(|wrong| {
                let wrong: Vec<String> =
                    wrong.iter().map(|reason| reason.replace('\n', "\n  ")).collect();
                Failure::Input(wrong.join("\nerror: "))
            })?;
            if number == 0 && !quiet {
                for one in &changed {
                    complain(&format!("note: {one}"));
                }
            }
        }
        Ok(())
    }

    /// These flags as a command line takes them.
    pub(crate) fn flags(&self) -> String {
        let mut text = String::new();
        for (flag, claims) in [("without", &self.without), ("turn", &self.turn)] {
            for claim in claims {
                write!(text, " --{flag} {claim}").expect("writing to a string");
            }
        }
        for (claim, factor) in &self.times {
            write!(text, " --times {claim}={factor}").expect("writing to a string");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_factor_is_a_number_of_nothing_or_more() {
        assert_eq!(times("A033=2"), Ok(("A033".to_owned(), 2.0)));
        assert!(times("A033=-1").is_err_and(|said| said.contains("--turn A033")));
        assert!(times("A033").is_err() && times("A033=x").is_err());
    }

    #[test]
    fn flags_are_said_as_they_were_given() {
        let arrows = Arrows {
            without: vec!["A033".into()],
            turn: vec!["A008".into()],
            times: vec![("A034".into(), 0.5)],
        };
        assert_eq!(arrows.flags(), " --without A033 --turn A008 --times A034=0.5");
    }
}
