//! What is spent more, and what comes of it: pounds, life-satisfaction years, and the one for the other,
//! over the first year, the first five and all weeks, undiscounted and discounted. Both are counted from
//! the first week in which the arms differ. Years are those of people on the list; beside them stand the
//! same with what people who moved away took with them.

use crate::model::kinds::{BudgetLine, Fifth};
use crate::model::observe::Observations;
use crate::model::units::{PRICE_YEAR, THOUSAND, WEEKS_PER_YEAR};
use crate::report::number::{full, short};
use crate::runs::{Account, By, Difference, Lives, Spent, Tally, Twins, Whose, ratio};
use crate::studies::compare::sentences::{Sign, signed};
use crate::studies::compare::{Beyond, Pair};
use std::fmt::Write as _;

/// Discount rate of the Treasury and of NICE for costs, in per cent a year: the default of a comparison.
pub const DISCOUNT: f64 = 3.5;

/// Years after which gains and spending are also told, beside the whole run.
const CUTS: [usize; 2] = [1, 5];

/// Pounds below which a rate for each pound would be noise over nothing.
const LEAST_POUNDS: f64 = 1.0;

/// Life-satisfaction years below which pounds for each would be.
const LEAST_YEARS: f64 = 1e-3;

/// A figure of money: over how many weeks, at which discount, by what it is told apart, and what it is.
#[derive(Clone, Debug)]
pub(crate) struct Figure {
    /// Weeks from the first in which the arms differ.
    pub(crate) weeks: usize,
    /// Discount rate, in per cent a year.
    pub(crate) discount: f64,
    /// By what the figure is told apart: all, budget line or fifth.
    pub(crate) by: &'static str,
    /// Which of these.
    pub(crate) group: &'static str,
    /// Name of the measure.
    pub(crate) measure: &'static str,
    /// Its value over the replicates, if there is one.
    pub(crate) found: Option<Difference>,
}

/// The first week that counts and the number of weeks, the same in every replicate.
pub(crate) fn span(pair: &Pair<'_>) -> Option<(i32, usize)> {
    let account = pair.twins.first()?.account();
    Some((account.first(), account.weeks()))
}

/// Spans of weeks that are told, the whole last.
fn horizons(weeks: usize) -> Vec<usize> {
    let cuts = CUTS.map(|years| years * WEEKS_PER_YEAR as usize);
    cuts.into_iter().filter(|&cut| cut < weeks).chain([weeks]).collect()
}

/// Every figure of money of a pair.
pub(crate) fn figures(pair: &Pair<'_>) -> Vec<Figure> {
    let Some((_, all)) = span(pair) else { return Vec::new() };
    let mut figures = Vec::new();
    let rates = if pair.discount > 0.0 { vec![0.0, pair.discount] } else { vec![0.0] };
    for (weeks, discount) in
        horizons(all).into_iter().flat_map(|weeks| rates.iter().map(move |&rate| (weeks, rate)))
    {
        let mut push = |by, group, measure, found| {
            figures.push(Figure { weeks, discount, by, group, measure, found });
        };
        let (pounds, years) =
            (spent(pair, Spent::All, weeks, discount), gained(pair, None, weeks, discount));
        push("all", "all", "pounds_spent", Difference::of(&pounds));
        push("all", "all", "life_satisfaction_years_gained", Difference::of(&years));
        push(
            "all",
            "all",
            "life_satisfaction_years_per_1000_pounds",
            for_thousands(&years, &pounds),
        );
        push("all", "all", "pounds_per_life_satisfaction_year", price(&pounds, &years));
        let with_movers = lived(pair, Lives::WithMovers, None, weeks, discount);
        let found = Difference::of(&with_movers);
        push("all", "all", "life_satisfaction_years_gained_with_movers", found);
        let found = price(&pounds, &with_movers);
        push("all", "all", "pounds_per_life_satisfaction_year_with_movers", found);
        if weeks == all && discount <= 0.0 {
            let visits = tallied(pair, Tally::visits);
            push("all", "all", "practice_visits_per_1000_pounds", for_thousands(&visits, &pounds));
            if is_over(pair) {
                push("all", "all", "share_of_gain_to_come", left(pair));
            }
        }
        if pair.beyond.iter().flatten().any(|beyond| beyond.has_no_price()) {
            let [base, other] = pair.beyond.map(|arm| {
                let (from, _) = span(pair)?;
                Some(arm?.without_price((from, weeks), discount / 100.0))
            });
            let more = other.unwrap_or(0.0) - base.unwrap_or(0.0);
            let found = Difference::of(&vec![more; pair.twins.len()]);
            push("line", "no_price_in_the_model", "pounds_spent", found);
        }
        for &line in BudgetLine::ALL {
            let found = Difference::of(&spent(pair, Spent::Line(line), weeks, discount));
            push("line", line.label(), "pounds_spent", found);
        }
        for &fifth in Fifth::ALL {
            let pounds = Difference::of(&spent(pair, Spent::Fifth(fifth), weeks, discount));
            push("fifth", fifth.label(), "pounds_spent", pounds);
            let years = Difference::of(&gained(pair, Some(fifth), weeks, discount));
            push("fifth", fifth.label(), "life_satisfaction_years_gained", years);
        }
    }
    figures
}

/// Of each replicate.
fn each(pair: &Pair<'_>, figure: impl Fn(&Account) -> f64) -> Vec<f64> {
    pair.twins.iter().map(|twins| figure(twins.account())).collect()
}

fn spent(pair: &Pair<'_>, what: Spent, weeks: usize, discount: f64) -> Vec<f64> {
    let counted = each(pair, |account| account.pounds(what, weeks, discount / 100.0));
    let Some((from, _)) = span(pair) else { return counted };
    let of = |arm: Option<&Beyond>, seen: &Observations| {
        arm.map_or(0.0, |beyond| beyond.pounds(what, seen, (from, weeks), discount / 100.0))
    };
    let more = pair.base.replicates.iter().map(|replicate| {
        let [base, other] = pair.beyond.map(|arm| of(arm, &replicate.observations));
        other - base
    });
    counted.iter().zip(more).map(|(counted, more)| counted + more).collect()
}

fn gained(pair: &Pair<'_>, whose: Option<Fifth>, weeks: usize, discount: f64) -> Vec<f64> {
    lived(pair, Lives::OfTheList, whose, weeks, discount)
}

fn lived(
    pair: &Pair<'_>,
    lives: Lives,
    whose: Option<Fifth>,
    weeks: usize,
    discount: f64,
) -> Vec<f64> {
    each(pair, |account| account.life_years(lives, whose, weeks, discount / 100.0))
}

fn tallied(pair: &Pair<'_>, figure: fn(&Tally) -> f64) -> Vec<f64> {
    let all = pair.twins.iter().map(|twins| twins.tally(Whose::Everybody, By::All, 0));
    all.map(|tally| tally.map_or(0.0, figure)).collect()
}

fn mean(values: &[f64]) -> f64 {
    Difference::of(values).map_or(0.0, |found| found.mean)
}

/// Something for each thousand pounds spent.
fn for_thousands(of: &[f64], pounds: &[f64]) -> Option<Difference> {
    let thousands: Vec<f64> = pounds.iter().map(|pounds| pounds / THOUSAND).collect();
    if mean(pounds).abs() > LEAST_POUNDS { ratio(of, &thousands) } else { None }
}

/// Pounds for a life-satisfaction year. Where more is spent and less is gained, or the other way round,
/// there is no price: one arm is better in both.
fn price(pounds: &[f64], years: &[f64]) -> Option<Difference> {
    let (spent, gained) = (mean(pounds), mean(years));
    let both = spent.abs() > LEAST_POUNDS && gained.abs() > LEAST_YEARS;
    if both && spent * gained > 0.0 { ratio(pounds, years) } else { None }
}

/// Whether the arms have been alike again for the two years from which what is left of a gain is told. A
/// gain that is still being bought says nothing of what would be left of it.
fn is_over(pair: &Pair<'_>) -> bool {
    let until = pair.parting.and_then(|parting| parting.until_week);
    let two_years = 2 * WEEKS_PER_YEAR as i32;
    until
        .zip(span(pair))
        .is_some_and(|(until, (from, weeks))| until + two_years <= from + weeks as i32)
}

/// The share of the gain that is still to come, of all replicates together: of single ones it would be
/// mostly noise.
fn left(pair: &Pair<'_>) -> Option<Difference> {
    let accounts: Vec<&Account> = pair.twins.iter().map(Twins::account).collect();
    let left = Account::gain_left(&accounts)?;
    Difference::of(&[left])
}

/// A sentence on spending and what came of it.
pub(crate) fn said(pair: &Pair<'_>) -> Vec<String> {
    let Some((from, weeks)) = span(pair) else { return Vec::new() };
    let when = format!("in the {weeks} weeks from week {from}");
    let found = figures(pair);
    let of = |measure: &str, discount: f64| {
        let wanted = |it: &&Figure| {
            it.by == "all"
                && it.weeks == weeks
                && it.measure == measure
                && (it.discount - discount).abs() <= 0.0
        };
        found.iter().find(wanted).and_then(|it| it.found)
    };
    let Some(spent) = of("pounds_spent", 0.0) else { return Vec::new() };
    if pair.sign(&spent) == Sign::Same {
        return Vec::new();
    }
    if pair.sign(&spent) == Sign::Unclear {
        let interval = spent.intervals(pair.students).map(|all| all[2]);
        let around = interval.map_or_else(String::new, |(low, high)| {
            format!(" (95 % interval {} to {})", signed(low), signed(high))
        });
        return vec![format!(
            "Spending {when}: no clear difference, {} pounds{around}, prices of {PRICE_YEAR}",
            signed(spent.mean)
        )];
    }
    let (more, for_each, turned) =
        if spent.mean < 0.0 { ("less", "saved", -1.0) } else { ("more", "spent", 1.0) };
    let mut text = format!(
        "{} pounds {more} are spent {when}, prices of {PRICE_YEAR}",
        short(spent.mean.abs())
    );
    if let Some(rate) = of("life_satisfaction_years_per_1000_pounds", 0.0) {
        let error = rate.standard_error.map_or_else(|| "not known".to_owned(), short);
        write!(text, "; for each 1,000 pounds {for_each}, {} life-satisfaction years in these weeks (standard \
             error {error})",
            signed(rate.mean * turned)).expect("writing to a string");
    }
    if let Some(price) = of("pounds_per_life_satisfaction_year", 0.0) {
        write!(text, ", or {} pounds for one", short(price.mean)).expect("writing to a string");
        let discounted = of("pounds_per_life_satisfaction_year", pair.discount);
        if let (true, Some(price)) = (pair.discount > 0.0, discounted) {
            let rate = full(pair.discount);
            write!(text, " ({} with both discounted at {rate} % a year)", short(price.mean))
                .expect("writing to a string");
        }
    }
    let mut lines = vec![text];
    if let (Some(list), Some(all)) = (
        of("life_satisfaction_years_gained", 0.0),
        of("life_satisfaction_years_gained_with_movers", 0.0),
    ) && (all.mean - list.mean).abs() > LEAST_YEARS
    {
        lines.push(format!(
            "Of people on the list, the difference is {} life-satisfaction years in these weeks; with what \
             those who moved away took with them, {}",
            signed(list.mean),
            signed(all.mean)
        ));
    }
    if let Some(left) = of("share_of_gain_to_come", 0.0) {
        lines.push(format!(
            "If it goes on falling as in the last two years, about {} % of the gain in life satisfaction \
             is still to come when the run ends",
            short(left.mean * 100.0)
        ));
    }
    lines
}
