//! Scores of clients, as a study of a service's records sees them: first forms of those who were
//! contacted, and gains of those whose record has a first and a last score. Forms belong to the client,
//! whoever lives in the row afterwards, so that nobody has to be registered still.

use serde::{Deserialize, Serialize};

use crate::model::kinds::Score;
use crate::model::world::{Client, Form, Scoring, World};
use crate::runs::studies::sum;

/// Sums over clients.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scores {
    /// Of each score: first ones of clients contacted, and their sum.
    first: [[i64; 2]; Score::COUNT],
    /// Of each score: pairs, and the sum of last less first.
    paired: [[i64; 2]; Score::COUNT],
    /// Clients contacted whose support is over; those of them with a pair of any score.
    ended: [i64; 2],
}

/// The scores of a form, in the order of their axis.
fn scores(form: Form) -> [Option<u8>; Score::COUNT] {
    [form.life_satisfaction, form.loneliness, form.activation, form.wellbeing]
}

impl Scores {
    /// Takes everybody referred in the measured weeks and contacted.
    pub fn take(&mut self, world: &World) {
        let met =
            |client: &&Client| client.referred >= 0 && client.first_contact >= client.referred;
        for client in world.clients.iter().filter(met) {
            let ended = client.scoring == Scoring::Closed;
            self.one(client.first_form, client.last_form, ended);
        }
    }

    fn one(&mut self, first: Form, last: Form, ended: bool) {
        let mut paired = false;
        for (score, (first, last)) in scores(first).into_iter().zip(scores(last)).enumerate() {
            let Some(first) = first else { continue };
            sum(&mut self.first[score], &[1, i64::from(first)]);
            if let Some(last) = last.filter(|_| ended) {
                sum(&mut self.paired[score], &[1, i64::from(last) - i64::from(first)]);
                paired = true;
            }
        }
        if ended {
            sum(&mut self.ended, &[1, i64::from(paired)]);
        }
    }

    /// Adds the sums of another neighbourhood.
    pub fn add(&mut self, other: &Self) {
        self.first.iter_mut().zip(&other.first).for_each(|(mine, theirs)| sum(mine, theirs));
        self.paired.iter_mut().zip(&other.paired).for_each(|(mine, theirs)| sum(mine, theirs));
        sum(&mut self.ended, &other.ended);
    }

    /// Mean of the first scores.
    #[must_use]
    pub fn first(&self, score: Score) -> Option<f64> {
        mean(self.first[score as usize])
    }

    /// Mean of last less first, among those with both.
    #[must_use]
    pub fn gain(&self, score: Score) -> Option<f64> {
        mean(self.paired[score as usize])
    }

    /// Clients with a pair of any score, in per cent of those whose support is over.
    #[must_use]
    pub fn paired_share(&self) -> Option<f64> {
        mean(self.ended).map(|share| 100.0 * share)
    }
}

fn mean([count, sum]: [i64; 2]) -> Option<f64> {
    (count > 0).then(|| sum as f64 / count as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(life: Option<u8>, loneliness: Option<u8>) -> Form {
        Form { life_satisfaction: life, loneliness, ..Form::default() }
    }

    #[test]
    fn gains_are_those_of_clients_with_both_scores_whose_support_is_over() {
        let mut scores = Scores::default();
        scores.one(form(Some(4), Some(8)), form(Some(7), Some(6)), true);
        scores.one(form(Some(5), None), form(None, Some(3)), true);
        scores.one(form(None, None), form(Some(9), Some(3)), true);
        scores.one(form(Some(6), None), form(None, None), false);
        assert_eq!(scores.first(Score::LifeSatisfaction), Some(5.0));
        assert_eq!(scores.gain(Score::LifeSatisfaction), Some(3.0));
        assert_eq!(scores.gain(Score::Loneliness), Some(-2.0));
        assert_eq!(scores.gain(Score::Wellbeing), None);
        assert!((scores.paired_share().unwrap() - 100.0 / 3.0).abs() < 1e-9);
        let mut twice = scores.clone();
        twice.add(&scores);
        assert_eq!(twice.paired_share(), scores.paired_share());
    }
}
