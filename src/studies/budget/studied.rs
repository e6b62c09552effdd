//! Studies that could be made before a sum is spent: what each would be worth for all to whom such a decision applies, and
//! what it costs.

use rayon::prelude::*;

use crate::scenario::economics::{Economics, Lens, SECTION, Term};
use crate::studies::budget::answer::Asked;
use crate::studies::budget::draws::Column;
use crate::studies::economics::Benefit;
use crate::studies::economics::partial::Partial;
use crate::studies::economics::study::{Decision, Study, studies};

/// Studies of a group of what is drawn, one of each size, by the payer's lens.
#[derive(Clone, Debug, PartialEq)]
pub struct Studied {
    /// The group: a section of the scenario.
    pub group: String,
    /// What a study of each size would be worth and cost.
    pub studies: Vec<Study>,
}

impl Studied {
    /// The study that is worth most after its cost.
    #[must_use]
    pub fn best(&self) -> Option<&Study> {
        self.studies.iter().max_by(|a, b| a.net().total_cmp(&b.net()))
    }
}

impl Asked<'_> {
    /// To whom the decision applies, and what a study costs.
    #[must_use]
    pub fn decision(&self) -> Decision {
        let value = |term| Economics::value(self.economics, term);
        Decision {
            people: value(Term::DecisionPeople) / self.budget.people,
            years: value(Term::DecisionYears),
            study_years: value(Term::StudyYears),
            spending_years: f64::from(self.budget.years),
            rate: self.economics.rates(Lens::Payer).0,
            known: value(Term::StudyKnown),
            fixed: value(Term::StudyFixed),
            each: value(Term::StudyEach),
        }
    }

    /// Studies of every group that is worth knowing at all: no study can be worth more. Prices are found out by no
    /// study of people.
    pub(crate) fn studied(
        &self,
        benefit: &Benefit,
        groups: &[(String, usize, Partial)],
    ) -> Vec<Studied> {
        let decision = self.decision();
        let told = groups.iter().filter(|(name, _, found)| found.value > 0.0 && name != SECTION);
        let told: Vec<&str> = told.map(|(name, ..)| name.as_str()).collect();
        let of = |group: &&str| {
            let drawn = &self.drawn;
            let columns: Vec<usize> = (0..drawn.columns.len())
                .filter(|&at| Column::group(&drawn.columns[at]) == *group)
                .collect();
            let known: Vec<Vec<f64>> = drawn.rows[..self.draws.len()]
                .iter()
                .map(|row| columns.iter().map(|&at| row[at]).collect())
                .collect();
            let studies = studies(benefit, &known, &decision)?;
            Some(Studied { group: (*group).to_owned(), studies })
        };
        told.par_iter().filter_map(of).collect()
    }
}
