//! The answer: what options cost and bring through each lens, how they stand, what is best and how sure that is,
//! what it would be worth to know more, for whom, and what would turn the ranking.

use crate::model::kinds::{BudgetLine, Fifth};
use crate::model::units::PENCE_PER_POUND;
use crate::scenario::economics::{Economics, Lens};
use crate::scenario::line::Line;
use crate::scenario::payer::Purse;
use crate::studies::budget::draws::{Column, Drawn, Nearness};
use crate::studies::budget::figures::{Figures, LENSES};
use crate::studies::budget::plan::{Budget, Found};
use crate::studies::budget::run::{Choice, Draw};
use crate::studies::budget::split::Split;
use crate::studies::budget::studied::Studied;
use crate::studies::economics::breaks;
use crate::studies::economics::decide::{self, Curve, Decision, break_even, curve, decide};
use crate::studies::economics::fifths::{EQUAL, nets, turning_weight};
use crate::studies::economics::information::{Information, information};
use crate::studies::economics::matched::matched;
use crate::studies::economics::partial::{Partial, partial};
use crate::studies::economics::sample::Sample;
use crate::studies::economics::standing::{Standing, standings};

/// Draws or runs from which on nine in ten of them are told; of fewer, all.
pub const NINE_IN_TEN: usize = 20;

/// Prices between which acceptability is told, and how many.
const CURVE: (f64, f64, usize) = (100.0, 30_000.0, 61);

/// Largest weight on the most deprived fifth that is tried.
const MOST_WEIGHT: f64 = 100.0;

/// What was asked and run.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The budget.
    pub budget: &'a Budget,
    /// The options, without nothing more.
    pub options: &'a [Choice],
    /// What decisions rest on.
    pub economics: &'a Economics,
    /// Who pays what, and what is ring-fenced.
    pub purse: &'a Purse,
    /// What is not known.
    pub drawn: &'a Drawn,
    /// How near draws are to what is published, where they were held to it.
    pub nearness: Option<Nearness>,
    /// How prices of lines differ from the list.
    pub found: &'a Found,
    /// Draws that are done.
    pub draws: &'a [Draw],
    /// One draw at the middle of everything, with replicates of its own, in which the options stand first and
    /// after them those that tell of additionality.
    pub centre: &'a Draw,
    /// The options of the centre.
    pub centre_options: &'a [Choice],
    /// What a post costs in a year, by the price list at the middle of everything.
    pub post: f64,
    /// How dear a GP appointment is.
    pub visit: f64,
    /// Posts that a full-time one is cut into.
    pub full_time_share: f64,
}

/// A mean with where nine in ten draws lie, or all of few.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// Mean over draws.
    pub mean: f64,
    /// Low end.
    pub low: f64,
    /// High end.
    pub high: f64,
}

/// An option through a lens.
#[derive(Clone, Debug, PartialEq)]
pub struct Through {
    /// Pounds.
    pub cost: Spread,
    /// WELLBYs.
    pub effect: Spread,
    /// How it stands by means.
    pub standing: Standing,
    /// The price above which it is worth more than nothing more.
    pub break_even: Option<f64>,
    /// Net benefit at the price of the lens, in pounds.
    pub benefit: Spread,
    /// Share of draws in which it is best of all, with chance taken out of draws.
    pub best_without_chance: f64,
    /// Share of the variance of its net benefit that is chance.
    pub chance: Option<f64>,
}

/// Everything through one lens.
#[derive(Clone, Debug, PartialEq)]
pub struct View {
    /// The lens.
    pub lens: Lens,
    /// Its price in each draw.
    pub prices: Vec<f64>,
    /// Costs and effects.
    pub sample: Sample,
    /// Each option, nothing more first.
    pub options: Vec<Through>,
    /// What is decided at its price.
    pub decision: Decision,
    /// What knowing all is worth.
    pub information: Option<Information>,
    /// What knowing each group of what is drawn is worth, the most first.
    pub groups: Vec<(String, usize, Partial)>,
    /// WELLBYs of each fifth less those it gives up, by option: opportunity cost equal, and in the gradient.
    pub nets: [Vec<[f64; Fifth::COUNT]>; 2],
    /// The weight on the most deprived fifth at which another option is best.
    pub weight: Option<(f64, usize)>,
    /// The dearest post at which each option is best.
    pub dearest: Vec<Option<f64>>,
    /// Additionality at which grants and the best without them are worth the same, at the middle of everything.
    pub additionality: Vec<f64>,
}

/// What an option comes to beside money.
#[derive(Clone, Debug, PartialEq)]
pub struct Beside {
    /// GP appointments freed, or taken up where it is below nought.
    pub freed: Spread,
    /// First contacts with a link worker.
    pub helped: Spread,
    /// Weeks that the median wait is longer.
    pub wait: Option<Spread>,
    /// WELLBYs, undiscounted, on the list; and with what movers took with them.
    pub undiscounted: [Spread; 2],
    /// Pounds by line of the account, undiscounted.
    pub lines: [f64; BudgetLine::COUNT],
    /// Pounds for what has no price in the model, undiscounted.
    pub bought: f64,
    /// Pounds a year that were planned on each line, and that no line could take up.
    pub planned: [f64; Line::COUNT],
    /// Pounds a year that no line could take up.
    pub refused: f64,
    /// Pounds of the payer in each year of spending.
    pub paid: Vec<f64>,
    /// Share of the gain that is still to come, where it falls.
    pub to_come: Option<f64>,
}

/// The answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Names of the options, nothing more first.
    pub names: Vec<String>,
    /// The splits.
    pub splits: Vec<Split>,
    /// Through each lens.
    pub views: Vec<View>,
    /// Beside money, nothing more left out.
    pub beside: Vec<Beside>,
    /// What studies would be worth before choosing, by the payer's lens.
    pub studied: Vec<Studied>,
    /// Acceptability through each lens.
    pub curves: Vec<Curve>,
    /// Deviation by chance alone of cost and effect at the middle of everything, payer's lens, by option.
    pub luck: Vec<Spread>,
}

/// Mean and range of values over draws.
#[must_use]
pub fn spread(values: &[f64]) -> Spread {
    let mean = values.iter().sum::<f64>() / values.len().max(1) as f64;
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let place = share * (sorted.len() - 1) as f64;
        let (below, rest) = (place.floor() as usize, place.fract());
        let next = sorted[(below + 1).min(sorted.len() - 1)];
        sorted[below] + rest * (next - sorted[below])
    };
    // Of few draws all are told: nine in ten of them would be a guess.
    let ends = if values.len() >= NINE_IN_TEN { (0.05, 0.95) } else { (0.0, 1.0) };
    if sorted.is_empty() {
        return Spread { mean: 0.0, low: 0.0, high: 0.0 };
    }
    Spread { mean, low: at(ends.0), high: at(ends.1) }
}

impl View {
    /// The price of a WELLBY, a mean where it is drawn.
    #[must_use]
    pub fn price(&self) -> f64 {
        self.prices.iter().sum::<f64>() / self.prices.len() as f64
    }
}

impl Asked<'_> {
    /// A figure of an option in each draw: the mean over its replicates.
    fn each(&self, option: usize, figure: impl Fn(&Figures) -> f64) -> Vec<f64> {
        let of = |draw: &Draw| {
            let all: f64 = draw.cells.iter().map(|cell| figure(&cell[option])).sum();
            all / draw.cells.len() as f64
        };
        self.draws.iter().map(of).collect()
    }

    /// Costs and effects through a lens.
    #[must_use]
    pub fn sample(&self, lens: usize) -> Sample {
        let mut cells = Vec::new();
        for cell in self.draws.iter().flat_map(|draw| &draw.cells) {
            cells.push((0.0, 0.0));
            cells.extend(cell.iter().map(|figures| figures.through(lens)));
        }
        let replicates = self.draws[0].cells.len();
        Sample::new(self.options.len() + 1, replicates, cells)
    }

    /// The price of a lens in each draw.
    fn prices(&self, lens: Lens) -> Vec<f64> {
        let term = lens.price();
        let usual = self.economics.value(term);
        let of =
            |draw| self.economics.in_price_year(lens, self.drawn.term(term, draw).unwrap_or(usual));
        (0..self.draws.len()).map(of).collect()
    }

    /// Means of a figure by fifth, over draws and replicates.
    fn by_fifth(
        &self,
        option: usize,
        figure: impl Fn(&Figures, usize) -> f64,
    ) -> [f64; Fifth::COUNT] {
        std::array::from_fn(|fifth| {
            let each = self.each(option, |figures| figure(figures, fifth));
            each.iter().sum::<f64>() / each.len() as f64
        })
    }

    fn view(&self, place: usize) -> View {
        let lens = Lens::ALL[place];
        let (sample, prices) = (self.sample(place), self.prices(lens));
        let benefit = sample.benefit(&prices);
        let means: Vec<(f64, f64)> =
            (0..sample.options).map(|option| sample.mean(option)).collect();
        let standing = standings(&means);
        let matched = matched(&benefit);
        let best_without_chance = decide::of_draws(&matched.draws).probability;
        let rows = benefit.by_draw();
        let of_draws = |option: usize| -> Vec<(f64, f64)> {
            (0..sample.draws()).map(|draw| sample.of_draw(draw, option)).collect()
        };
        let options = (0..sample.options).map(|option| {
            let of = of_draws(option);
            Through {
                cost: spread(&of.iter().map(|of| of.0).collect::<Vec<_>>()),
                effect: spread(&of.iter().map(|of| of.1).collect::<Vec<_>>()),
                standing: standing[option],
                break_even: break_even(means[option]),
                benefit: spread(&rows.iter().map(|row| row[option]).collect::<Vec<_>>()),
                best_without_chance: best_without_chance[option],
                chance: matched.chance[option],
            }
        });
        let options = options.collect();
        let decision = decide(&benefit);
        let price = prices.iter().sum::<f64>() / prices.len() as f64;
        let nets = [EQUAL, self.economics.gradient()].map(|shares| {
            let of = |option: usize| {
                let effects = self.by_fifth(option, |figures, fifth| figures.effects[place][fifth]);
                nets(&effects, means[option + 1].0, price, &shares)
            };
            let options = (0..self.options.len()).map(of);
            std::iter::once([0.0; Fifth::COUNT]).chain(options).collect::<Vec<_>>()
        });
        let mean_decision: Vec<f64> = nets_total(&nets[0]);
        let best = crate::studies::economics::sample::largest(&mean_decision);
        let weight = turning_weight(&nets[0], best, MOST_WEIGHT);
        let dearest = self.dearest(lens, price, &means);
        View {
            lens,
            weight,
            dearest,
            information: information(&benefit),
            groups: self.groups(&benefit),
            additionality: self.turning_additionality(place, price),
            prices,
            sample,
            options,
            decision,
            nets,
        }
    }

    /// The dearest post at which each option is best, at the numbers of posts there are.
    fn dearest(&self, lens: Lens, price: f64, means: &[(f64, f64)]) -> Vec<Option<f64>> {
        let workers = |option: usize| -> f64 {
            let pounds =
                |figures: &Figures| figures.line(BudgetLine::Workers) as f64 / PENCE_PER_POUND;
            let spent = self.each(option, pounds);
            // Discounted as all costs of the option are.
            let whole = |figures: &Figures| figures.whole() as f64 / PENCE_PER_POUND;
            let all: f64 = self.each(option, whole).iter().sum();
            let (plain, counts) = if lens == Lens::Payer && !self.purse.is_plain() {
                let plain = |f: &Figures| f.payers.iter().map(|paid| paid.cost).sum::<f64>();
                let weight =
                    |draw: &Draw| draw.spending[option].worth.weight(BudgetLine::Workers as usize);
                let weights: f64 = self.draws.iter().map(weight).sum();
                (self.each(option, plain).iter().sum(), weights / self.draws.len() as f64)
            } else {
                (means[option + 1].0 * self.draws.len() as f64, 1.0)
            };
            let rate = if all.abs() > 0.0 { plain / all } else { 1.0 };
            spent.iter().sum::<f64>() / spent.len() as f64 * rate * counts
        };
        let of = |option: usize| {
            let now = price * means[option].1 - means[option].0;
            (now, if option == 0 { 0.0 } else { workers(option - 1) })
        };
        let all: Vec<(f64, f64)> = (0..means.len()).map(of).collect();
        (0..all.len()).map(|option| breaks::dearest(&all, option, self.post)).collect()
    }

    /// What knowing each group of what is drawn is worth.
    fn groups(
        &self,
        benefit: &crate::studies::economics::Benefit,
    ) -> Vec<(String, usize, Partial)> {
        let mut names: Vec<&str> = self.drawn.columns.iter().map(Column::group).collect();
        names.sort_unstable();
        names.dedup();
        let mut found: Vec<(String, usize, Partial)> = names
            .into_iter()
            .filter_map(|name| {
                let columns: Vec<usize> = (0..self.drawn.columns.len())
                    .filter(|&at| self.drawn.columns[at].group() == name)
                    .collect();
                let known: Vec<Vec<f64>> = self.drawn.rows[..self.draws.len()]
                    .iter()
                    .map(|row| columns.iter().map(|&at| row[at]).collect())
                    .collect();
                Some((name.to_owned(), columns.len(), partial(benefit, &known)?))
            })
            .collect();
        found.sort_by(|a, b| b.2.value.total_cmp(&a.2.value).then(a.0.cmp(&b.0)));
        found
    }

    /// Additionality at which all on grants is worth as much as the best option without grants.
    fn turning_additionality(&self, place: usize, price: f64) -> Vec<f64> {
        let worth = |option: usize| {
            let cells = self.centre.cells.iter();
            let each = cells.map(|cell| {
                let (cost, effect) = cell[option].through(place);
                price * effect - cost
            });
            each.sum::<f64>() / self.centre.cells.len() as f64
        };
        let grants = Split::all(Line::Grants);
        let mut points: Vec<(f64, f64)> = self
            .centre_options
            .iter()
            .enumerate()
            .filter(|(_, choice)| choice.split == grants)
            .map(|(at, choice)| {
                let usual = self.economics.value(crate::scenario::economics::Term::Additionality);
                (choice.additionality.unwrap_or(usual), worth(at))
            })
            .collect();
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        let others = self.centre_options.iter().enumerate();
        let level = others
            .filter(|(_, choice)| choice.split.share(Line::Grants) <= 0.0)
            .map(|(at, _)| worth(at))
            .fold(0.0, f64::max);
        breaks::crossings(&points, level)
    }

    fn beside(&self, option: usize) -> Beside {
        let of = |figure: &dyn Fn(&Figures) -> f64| spread(&self.each(option, figure));
        let mean = |figure: &dyn Fn(&Figures) -> f64| of(figure).mean;
        let waits: Option<Vec<f64>> = self
            .draws
            .iter()
            .map(|draw| {
                let all: Vec<f64> =
                    draw.cells.iter().filter_map(|cell| cell[option].wait).collect();
                (!all.is_empty()).then(|| all.iter().sum::<f64>() / all.len() as f64)
            })
            .collect();
        let planned = |line: usize| {
            let all = self.draws.iter().map(|draw| draw.spending[option].planned[line]);
            all.sum::<f64>() / self.draws.len() as f64
        };
        let refused = self.draws.iter().map(|draw| draw.spending[option].refused);
        let years = self.budget.years as usize;
        let (before, last) = (mean(&|f| f.last_years[0]), mean(&|f| f.last_years[1]));
        let all: f64 = mean(&|f| f.undiscounted.iter().sum());
        let kept = last / before;
        let left = last * kept / (1.0 - kept);
        let falls = last > 0.0 && kept < 1.0 && kept > 0.0 && all > 0.0;
        Beside {
            freed: of(&|f| -f.visits.iter().sum::<f64>()),
            helped: of(&|f| f.helped),
            wait: waits.map(|waits| spread(&waits)),
            undiscounted: [of(&|f| f.undiscounted.iter().sum()), of(&|f| f.with_movers)],
            lines: std::array::from_fn(|at| {
                mean(&|f| f.line(BudgetLine::ALL[at]) as f64 / PENCE_PER_POUND)
            }),
            bought: mean(&|f| f.bought.iter().sum::<i64>() as f64 / PENCE_PER_POUND),
            planned: std::array::from_fn(planned),
            refused: refused.sum::<f64>() / self.draws.len() as f64,
            paid: (0..years).map(|year| mean(&|f| f.paid[year] as f64 / PENCE_PER_POUND)).collect(),
            to_come: falls.then(|| left / (all + left)),
        }
    }

    /// Works the answer out.
    #[must_use]
    pub fn answer(&self) -> Answer {
        let splits: Vec<Split> = std::iter::once(Split::NOTHING)
            .chain(self.options.iter().map(|choice| choice.split.clone()))
            .collect();
        let views: Vec<View> = (0..LENSES).map(|place| self.view(place)).collect();
        let curves = views.iter().map(|view| {
            let mut at = decide::prices(CURVE.0, CURVE.1, CURVE.2);
            at.extend(Lens::ALL.map(|lens| self.economics.price(lens)));
            at.sort_by(f64::total_cmp);
            curve(&view.sample, &at)
        });
        let luck = (0..self.options.len()).map(|option| {
            let price = self.economics.price(Lens::Payer);
            let each: Vec<f64> = self
                .centre
                .cells
                .iter()
                .map(|cell| {
                    let (cost, effect) = cell[option].through(0);
                    price * effect - cost
                })
                .collect();
            spread(&each)
        });
        Answer {
            names: splits.iter().map(Split::label).collect(),
            curves: curves.collect(),
            luck: luck.collect(),
            beside: (0..self.options.len()).map(|option| self.beside(option)).collect(),
            studied: self.studied(&views[0].sample.benefit(&views[0].prices), &views[0].groups),
            splits,
            views,
        }
    }
}

fn nets_total(nets: &[[f64; Fifth::COUNT]]) -> Vec<f64> {
    nets.iter().map(|net| net.iter().sum()).collect()
}
