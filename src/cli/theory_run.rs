//! What `kith theory` runs: the claims as they are, in scrambled models, and in draws of all that is
//! uncertain.

use crate::studies::draws::ParameterDraws;
use crate::studies::theory;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::cli::progress::Progress;
use crate::cli::theory::Theory;
use crate::cli::{complain, counted};
use crate::runs::{RunSize, Watch};
use crate::scenario::Scenario;
use crate::studies::theory::arm_table::{ArmTable, Base, Cuts, Extent};
use crate::studies::theory::luck::{Luck, Swaps, can_fail};
use crate::studies::theory::measured::Measured;
use crate::studies::theory::read::{Claim, Test};
use crate::studies::theory::record::TheoryMade;
use crate::studies::theory::robust::Draw;
use crate::studies::theory::run::{Finding, Sources};
use crate::studies::theory::turned::Plan;

/// What a command runs.
pub(crate) struct Run<'a> {
    pub(crate) args: &'a Theory,
    pub(crate) claims: &'a [Claim],
    pub(crate) baseline: &'a Scenario,
    pub(crate) plan: &'a RunSize,
    /// What published figures leave, where a table of it was named.
    pub(crate) draws: Option<&'a ParameterDraws>,
    pub(crate) stop: &'a Arc<AtomicBool>,
}

/// What came of it.
pub(crate) struct Tried {
    pub(crate) findings: Vec<Finding>,
    pub(crate) made: TheoryMade,
}

impl Tried {
    /// Whether something that was asked for is missing.
    pub(crate) fn stopped(&self) -> bool {
        self.made.partial
    }
}

impl Run<'_> {
    /// The claims as they are, then in scrambled models, then in draws of all parameters. A signal
    /// keeps what is complete by then.
    pub(crate) fn all(&self, mut table: ArmTable) -> Tried {
        let Self { args, claims, plan, .. } = *self;
        let asked = |count: Option<u32>| count.unwrap_or(0);
        let swaps = asked(args.scrambled);
        let swaps = theory::luck::swap_levers(&mut table, claims, self.baseline, plan, swaps);
        if !args.placed.quiet && !claims.is_empty() {
            let arms = counted(table.arms(), "arm", "different arms");
            let weeks = u64::from(plan.weeks + plan.warm_up) * table.people();
            let work = format!("{:.1} thousand million people's weeks", weeks as f64 / 1e9);
            complain(&format!("{}, {arms}, {work}", counted(claims.len(), "claim", "claims")));
        }
        let measured = self.table(table);
        let mut findings = theory::run::judge(claims, self.baseline, plan, &measured);
        let mut made = TheoryMade {
            claims_asked: claims.len(),
            claims_done: findings.len(),
            scrambled_asked: asked(args.scrambled),
            draws_asked: asked(args.robust),
            ..TheoryMade::default()
        };
        if !self.stopped() {
            made.scrambled_done = self.scramble(&mut findings, &swaps, &measured);
            (made.turned_done, made.turned_asked) = self.turn(&mut findings);
            made.draws_done = self.draw(&mut findings, &measured);
        }
        made.partial = made.claims_done < made.claims_asked
            || made.scrambled_done < made.scrambled_asked
            || made.turned_done < made.turned_asked
            || made.draws_done < made.draws_asked;
        Tried { findings, made }
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    fn table(&self, table: ArmTable) -> Measured {
        let progress =
            Progress::of("cells", table.work(), self.args.placed.quiet, Arc::clone(self.stop));
        let cell_done = || progress.advance();
        let measured = table.run(self.plan, &Watch { cell_done: &cell_done, stop: self.stop });
        progress.finish();
        measured
    }

    /// Runs the claims in scrambled models and judges them with levers of other claims; says how
    /// many models were complete.
    fn scramble(&self, findings: &mut [Finding], swaps: &Swaps, measured: &Measured) -> u32 {
        let (claims, plan) = (self.claims, self.plan);
        let Some(models) = self.args.scrambled else { return 0 };
        let swapped = swaps.luck(claims, plan, measured);
        for (finding, luck) in findings.iter_mut().zip(swapped) {
            finding.swapped = Some(luck).filter(|luck| luck.tried > 0);
        }
        let mut luck = vec![Luck::default(); claims.len()];
        let mut done = 0;
        for number in 0..models {
            let mirrored = theory::luck::mirrored(plan.seed, number);
            let extent = |test: &Test| Extent::of(test, plan);
            let base = Base::Mirrored(&mirrored);
            let table = ArmTable::on(claims, self.baseline, base, Cuts::Too, extent);
            let measured = self.table(table);
            if self.stopped() {
                break;
            }
            let sources = Sources {
                effect: &|number, effect| measured.main(claims, number, effect),
                severed: &|number, effect| measured.severed(claims, number, effect),
            };
            let verdicts = theory::run::verdicts(claims, plan, &sources);
            for (number, verdict) in verdicts.into_iter().enumerate() {
                if can_fail(&claims[number]) {
                    luck[number].count(verdict);
                }
            }
            done += 1;
        }
        for (finding, luck) in findings.iter_mut().zip(luck) {
            finding.scrambled = Some(luck).filter(|luck| luck.tried > 0);
        }
        done
    }

    /// Runs the supported claims with their own weights turned, and with those of another claim; says
    /// how many were, of how many that can be.
    fn turn(&self, findings: &mut [Finding]) -> (usize, usize) {
        let (claims, plan) = (self.claims, self.plan);
        if !self.args.turned {
            return (0, 0);
        }
        let turns = Plan::new(claims, findings);
        let others = turns.others(claims, plan.seed);
        let whose: [&dyn Fn(usize) -> Option<usize>; 2] = [&Some, &|number| others[number]];
        let [own, other] =
            whose.map(|whose| self.table(turns.table(claims, self.baseline, plan, whose)));
        if self.stopped() {
            return (0, turns.count());
        }
        let came = turns.judge(claims, plan, &others, [&own, &other]);
        for (finding, turned) in findings.iter_mut().zip(came) {
            finding.turned = turned;
        }
        (turns.count(), turns.count())
    }

    /// Tries the signs in draws of all that is uncertain; says how many draws were complete.
    fn draw(&self, findings: &mut [Finding], usual: &Measured) -> u32 {
        let (claims, plan) = (self.claims, self.plan);
        let Some(draws) = self.args.robust.filter(|_| !self.stopped()) else { return 0 };
        let progress =
            Progress::of("draws", u64::from(draws), self.args.placed.quiet, Arc::clone(self.stop));
        let watch = Watch { cell_done: &|| {}, stop: self.stop };
        let chosen = self.draws.map_or_else(Vec::new, |table| table.choose(draws));
        let mut tried: Vec<Draw> = Vec::new();
        for number in 0..draws {
            let (values, places) = match self.draws {
                None => theory::robust::drawn(self.baseline, plan.seed, number),
                Some(draws) => draws.over(&self.baseline.entries, chosen[number as usize]),
            };
            let base = Base::Drawn(&values);
            let extent = |test: &Test| theory::robust::extent(test, plan);
            let table = ArmTable::on(claims, self.baseline, base, Cuts::Not, extent);
            let measured = table.run(plan, &watch);
            if self.stopped() {
                break;
            }
            tried.push(theory::robust::draw(claims, &measured, places));
            progress.advance();
        }
        progress.finish();
        for (number, finding) in findings.iter_mut().enumerate() {
            let usual = theory::robust::usual(claims, number, usual);
            finding.robust = theory::robust::robust(&tried, number, usual);
        }
        tried.len() as u32
    }
}
