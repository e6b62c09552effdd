//! Why people stop going to a group: they fall ill, come into a crisis, or have somebody to care for.
//!
//! ```text
//! factor       F = illness_ratio (in an episode) x crisis_ratio (in a crisis) x caring_ratio (caring for somebody)
//! usual        U = (1 + (illness_ratio - 1) x share of weeks ill) x (1 + (crisis_ratio - 1) x share of weeks in a
//!              crisis) x (1 + (caring_ratio - 1) x share of such people who care for somebody)
//! own group    is left with the chance of `need`, x F / U
//! place        of a client at an organisation is left at the rate of `participation`, x F
//! a dip        when a group is left life satisfaction falls by dip_points at once
//! ```
//!
//! U is the mean of F over a person's weeks, so that belonging is as common as it would be without all
//! this. Those who stop have other troubles, and a study that compares them with those who start reads
//! these as the price of stopping: nothing here is asymmetric but for the dip, which is a switch.
//!
//! **Claims.** A046, A047 (what keeps people coming), A240 (ties that last).
//! **Evidence.** Directions: illness, caring and other troubles are what people name who gave up a
//! group or an exercise referral (Pavey 2012; Calderon-Larranaga 2021). Sizes assumed. A dip is off:
//! none is asked for by evidence.

use crate::model::kinds::Need;
use crate::model::mechanisms::people::crisis;
use crate::model::mechanisms::people::illness;
use crate::model::parameters::Parameters as All;
use crate::model::spec::parameters;
use crate::model::world::{Fixed, Health, Needs};

parameters! {
    /// Why people stop going to a group.
    Parameters {
        /// Speed at which people leave groups in an episode of illness, against other weeks.
        illness_ratio: Ratio [1.0, 20.0] "A047";
        /// Speed at which people leave groups in a crisis, against other weeks.
        crisis_ratio: Ratio [1.0, 20.0] "A047";
        /// Speed at which people who care for somebody leave groups, against others.
        caring_ratio: Ratio [1.0, 20.0] "A047";
        /// Life satisfaction lost at once by leaving a group, beyond what belonging to it gave; 0 for
        /// no dip.
        dip_points: Points [0.0, 10.0] "A240";
    }
}

/// How much faster somebody leaves a group, as life now stands.
#[must_use]
#[inline]
pub fn factor(p: &Parameters, health: Health, needs: Needs) -> f64 {
    let mut factor = 1.0;
    if health == Health::Ill {
        factor *= p.illness_ratio;
    }
    if needs.crisis().is_some() {
        factor *= p.crisis_ratio;
    }
    if needs.has(Need::Caring) {
        factor *= p.caring_ratio;
    }
    factor
}

/// What the mean of this factor over a person's weeks is made of, worked out once for one set of parameters.
#[derive(Clone, Debug)]
pub struct Tables {
    /// By long-term conditions.
    illness: Vec<f64>,
    /// By needs that bring on crises.
    crisis: [f64; crisis::BROUGHT_ON],
    caring: f64,
}

impl Tables {
    /// The tables for one set of parameters.
    #[must_use]
    pub fn new(all: &All) -> Self {
        let p = &all.stopping;
        let illness = |conditions: u8| {
            1.0 + (p.illness_ratio - 1.0) * illness::share_of_weeks(all, conditions)
        };
        let in_crisis = |brought_on: usize| crisis::at_start(all, brought_on).iter().sum::<f64>();
        Self {
            illness: (0..=u8::MAX).map(illness).collect(),
            crisis: std::array::from_fn(|needs| 1.0 + (p.crisis_ratio - 1.0) * in_crisis(needs)),
            caring: p.caring_ratio - 1.0,
        }
    }

    /// The mean of an adult with these needs, of whose like such a share care for somebody.
    #[must_use]
    #[inline]
    pub fn usual(&self, who: &Fixed, needs: Needs, caring: f64) -> f64 {
        self.illness[who.conditions as usize]
            * self.crisis[crisis::brought_on(needs)]
            * (1.0 + self.caring * caring)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::kinds::Phase;
    use crate::model::mechanisms::tests::{baseline, somebody};
    use crate::model::world::Severity;

    #[test]
    fn troubles_make_people_stop_and_their_usual_factor_is_the_mean() {
        let mut all = baseline();
        let p = &mut all.stopping;
        (p.illness_ratio, p.crisis_ratio, p.caring_ratio) = (2.0, 3.0, 1.5);
        let who = somebody();
        let (ill, caring) = (illness::share_of_weeks(&all, who.conditions), 0.2);
        let [building, peak] = crisis::at_start(&all, 0);
        let mut mean = 0.0;
        for (health, a) in [(Health::Usual, 1.0 - ill), (Health::Ill, ill)] {
            for (phase, b) in [
                (None, 1.0 - building - peak),
                (Some(Phase::Building), building),
                (Some(Phase::Peak), peak),
            ] {
                for (severity, c) in [(Severity::Absent, 1.0 - caring), (Severity::Severe, caring)]
                {
                    let mut needs = Needs::default();
                    needs.start(Need::Caring, severity, false);
                    needs.set_crisis(phase);
                    mean += a * b * c * factor(&all.stopping, health, needs);
                }
            }
        }
        assert!((mean - Tables::new(&all).usual(&who, Needs::default(), caring)).abs() < 1e-12);
        assert!(mean > 1.0);
    }
}
