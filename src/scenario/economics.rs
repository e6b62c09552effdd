//! What decisions on money rest on: what a year of one more point of life satisfaction is worth, to whom,
//! discounted at which rates, and how far grants turn into places.
//!
//! These are no parameters of the model. No mechanism reads them, so no run can depend on them: the hash of a
//! scenario is that of what its people live through, and another price makes no other world. They stand in a
//! section of their own, `[economics]`, in the same form as parameters. A base gives all of them or none; a line
//! of `[economics]` in an overlay takes the place of the base's.
//!
//! **Lenses.** A price goes with its own discount rates, and never with another's: that of the payer, whose
//! money would buy something else; that of the National Health Service; that of the Treasury, which asks what
//! a year is worth to society.

use std::ops::Range;

use toml::de::DeTable;

use crate::model::kinds::Fifth;
use crate::scenario::Entry;
use crate::scenario::base::{BaseEntry, ENTRY, Shared, field};
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::names;
use crate::scenario::reader::{Misspelt, Reader, Value, describe, join};

/// The name of the section.
pub(crate) const SECTION: &str = "economics";

/// One line of the section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term {
    /// What the payer's money buys elsewhere.
    PayerPrice,
    /// Discount rate of the payer's costs.
    PayerCosts,
    /// Discount rate of effects beside the payer's price.
    PayerEffects,
    /// What money of the National Health Service buys elsewhere.
    NhsPrice,
    /// Discount rate of its costs.
    NhsCosts,
    /// Discount rate of effects beside its price.
    NhsEffects,
    /// What a year is worth to society.
    TreasuryPrice,
    /// Discount rate of costs beside it.
    TreasuryCosts,
    /// Discount rate of effects beside it.
    TreasuryEffects,
    /// Prices of 2019.
    Deflator2019,
    /// Prices of 2020/21.
    Deflator2020,
    /// Prices of 2021/22.
    Deflator2021,
    /// Prices of 2022/23.
    Deflator2022,
    /// Prices of 2023/24.
    Deflator2023,
    /// Years of spending.
    SpendingYears,
    /// Years after the money ends.
    YearsAfter,
    /// Gain that may be left at the end.
    GainLeft,
    /// Places that open for each that grants pay.
    Additionality,
    /// Opportunity cost that falls on the most deprived fifth, in the named gradient.
    CostMost,
    /// The second fifth.
    CostSecond,
    /// The middle fifth.
    CostMiddle,
    /// The fourth fifth.
    CostFourth,
    /// The least deprived fifth.
    CostLeast,
    /// What taking away all travel barriers costs.
    TransportPrice,
    /// What paying all fees costs.
    FeesPrice,
    /// Clients for whom the intensive package is meant.
    IntensiveClients,
    /// Pay for posts that end with the money.
    RedundancyWeeks,
    /// Rise of pay beyond prices.
    PayGrowth,
    /// People to whom a decision applies.
    DecisionPeople,
    /// Years for which it holds.
    DecisionYears,
    /// Years until a study tells.
    StudyYears,
    /// People whose study would say as much as is known now.
    StudyKnown,
    /// What a study costs whatever its size.
    StudyFixed,
    /// What each person of a study costs.
    StudyEach,
    /// What money of an integrated care board buys elsewhere.
    BoardPrice,
    /// What money of a primary care network buys elsewhere.
    NetworkPrice,
    /// What a council's public-health grant buys elsewhere.
    CouncilPrice,
    /// What new money of the Treasury buys elsewhere.
    NewMoneyPrice,
}

/// What is known of a line before any file is read.
#[derive(Clone, Copy, Debug)]
pub struct Declared {
    /// Which line it is.
    pub term: Term,
    /// Its name in the section.
    pub name: &'static str,
    /// Its unit, as files write it.
    pub unit: &'static str,
    /// Smallest possible value.
    pub min: f64,
    /// Largest possible value.
    pub max: f64,
    /// What it means, in a sentence.
    pub about: &'static str,
}

const PRICE: &str = "pounds of 2023/24 per WELLBY";
const RATE: &str = "% a year";
const INDEX: &str = "index, 100 in 2019";
const SHARE: &str = "share";
const YEARS: &str = "years";
const POUNDS: &str = "pounds of 2023/24";
const FOR_A_THOUSAND: &str = "pounds of 2023/24 per year per 1,000 people";

/// Every line, in the order of files. A WELLBY is a year of one more point of life satisfaction (0 to 10) of
/// one person.
#[rustfmt::skip]
pub const TERMS: [Declared; 38] = [
    Declared { term: Term::PayerPrice, name: "payer_price", unit: PRICE, min: 1.0, max: 1e6, about: "What the payer's money would buy elsewhere: pounds for each WELLBY that other spending of the payer yields." },
    Declared { term: Term::PayerCosts, name: "payer_costs_rate", unit: RATE, min: 0.0, max: 20.0, about: "Rate at which costs are discounted beside the payer's price." },
    Declared { term: Term::PayerEffects, name: "payer_effects_rate", unit: RATE, min: 0.0, max: 20.0, about: "Rate at which effects are discounted beside the payer's price." },
    Declared { term: Term::NhsPrice, name: "nhs_price", unit: PRICE, min: 1.0, max: 1e6, about: "What money of the National Health Service would buy elsewhere: pounds for each WELLBY." },
    Declared { term: Term::NhsCosts, name: "nhs_costs_rate", unit: RATE, min: 0.0, max: 20.0, about: "Rate at which costs are discounted beside the price of the National Health Service." },
    Declared { term: Term::NhsEffects, name: "nhs_effects_rate", unit: RATE, min: 0.0, max: 20.0, about: "Rate at which effects are discounted beside the price of the National Health Service." },
    Declared { term: Term::TreasuryPrice, name: "treasury_price_2019", unit: "pounds of 2019 per WELLBY", min: 1.0, max: 1e6, about: "What a WELLBY is worth to society, in prices of 2019." },
    Declared { term: Term::TreasuryCosts, name: "treasury_costs_rate", unit: RATE, min: 0.0, max: 20.0, about: "Rate at which costs are discounted beside the Treasury's value." },
    Declared { term: Term::TreasuryEffects, name: "treasury_effects_rate", unit: RATE, min: 0.0, max: 20.0, about: "Rate at which effects are discounted beside the Treasury's value, without real growth of the value of a WELLBY." },
    Declared { term: Term::Deflator2019, name: "deflator_2019", unit: INDEX, min: 1.0, max: 1000.0, about: "Level of prices in 2019." },
    Declared { term: Term::Deflator2020, name: "deflator_2020_21", unit: INDEX, min: 1.0, max: 1000.0, about: "Level of prices in 2020/21." },
    Declared { term: Term::Deflator2021, name: "deflator_2021_22", unit: INDEX, min: 1.0, max: 1000.0, about: "Level of prices in 2021/22." },
    Declared { term: Term::Deflator2022, name: "deflator_2022_23", unit: INDEX, min: 1.0, max: 1000.0, about: "Level of prices in 2022/23." },
    Declared { term: Term::Deflator2023, name: "deflator_2023_24", unit: INDEX, min: 1.0, max: 1000.0, about: "Level of prices in 2023/24, the price year of all money here." },
    Declared { term: Term::SpendingYears, name: "spending_years", unit: YEARS, min: 1.0, max: 40.0, about: "Years for which a budget is spent." },
    Declared { term: Term::YearsAfter, name: "years_after", unit: YEARS, min: 0.0, max: 40.0, about: "Years after the spending for which everybody is followed." },
    Declared { term: Term::GainLeft, name: "gain_left", unit: SHARE, min: 0.0, max: 1.0, about: "Share of the gain that may still be to come when a run ends; more is said." },
    Declared { term: Term::Additionality, name: "additionality", unit: SHARE, min: 0.05, max: 1.0, about: "Net places that open for each place that further grants to organisations pay for." },
    Declared { term: Term::CostMost, name: "cost_most_deprived", unit: SHARE, min: 0.0, max: 1.0, about: "Share of what spending displaces that the most deprived fifth would have had, in the named gradient." },
    Declared { term: Term::CostSecond, name: "cost_second", unit: SHARE, min: 0.0, max: 1.0, about: "The same of the second fifth." },
    Declared { term: Term::CostMiddle, name: "cost_middle", unit: SHARE, min: 0.0, max: 1.0, about: "The same of the middle fifth." },
    Declared { term: Term::CostFourth, name: "cost_fourth", unit: SHARE, min: 0.0, max: 1.0, about: "The same of the fourth fifth." },
    Declared { term: Term::CostLeast, name: "cost_least_deprived", unit: SHARE, min: 0.0, max: 1.0, about: "The same of the least deprived fifth." },
    Declared { term: Term::TransportPrice, name: "transport_price", unit: FOR_A_THOUSAND, min: 1.0, max: 1e6, about: "What it costs to take away all travel barriers of clients, for each 1,000 registered people." },
    Declared { term: Term::FeesPrice, name: "fees_price", unit: FOR_A_THOUSAND, min: 1.0, max: 1e6, about: "What it costs to pay all fees of clients at organisations, for each 1,000 registered people." },
    Declared { term: Term::IntensiveClients, name: "intensive_clients", unit: SHARE, min: 0.01, max: 1.0, about: "Share of link workers' sessions that are with people for whom the intensive package is meant." },
    Declared { term: Term::RedundancyWeeks, name: "redundancy_weeks", unit: "weeks of pay", min: 0.0, max: 104.0, about: "Weeks of what a post costs that are paid once for each post that ends with the money." },
    Declared { term: Term::PayGrowth, name: "pay_growth", unit: RATE, min: 0.0, max: 10.0, about: "Rise of what further posts cost beyond the rise of prices." },
    Declared { term: Term::DecisionPeople, name: "decision_people", unit: "people", min: 1.0, max: 1e8, about: "Registered people of all lists to which a decision on the same question applies." },
    Declared { term: Term::DecisionYears, name: "decision_years", unit: YEARS, min: 0.0, max: 100.0, about: "Years for which such a decision holds." },
    Declared { term: Term::StudyYears, name: "study_years", unit: YEARS, min: 0.0, max: 40.0, about: "Years until a study tells: what is decided before gains nothing of it." },
    Declared { term: Term::StudyKnown, name: "study_known", unit: "people", min: 1.0, max: 1e6, about: "People whose study would say as much of a parameter as its range or its draws say now." },
    Declared { term: Term::StudyFixed, name: "study_fixed", unit: POUNDS, min: 0.0, max: 1e9, about: "What a study costs whatever its size." },
    Declared { term: Term::StudyEach, name: "study_each", unit: "pounds of 2023/24 per person", min: 0.0, max: 1e6, about: "What each person in a study costs." },
    Declared { term: Term::BoardPrice, name: "board_price", unit: PRICE, min: 1.0, max: 1e6, about: "What money of an integrated care board would buy elsewhere: pounds for each WELLBY. Of lines that a board is said to pay." },
    Declared { term: Term::NetworkPrice, name: "network_price", unit: PRICE, min: 1.0, max: 1e6, about: "The same of a primary care network." },
    Declared { term: Term::CouncilPrice, name: "council_price", unit: PRICE, min: 1.0, max: 1e6, about: "The same of a council's public-health grant." },
    Declared { term: Term::NewMoneyPrice, name: "new_money_price", unit: PRICE, min: 1.0, max: 1e6, about: "The same of money that is new, from the Treasury." },
];

/// The checked section: one entry for each of `TERMS`, in their order.
#[derive(Clone, Debug, PartialEq)]
pub struct Economics {
    pub(crate) entries: Vec<Entry>,
}

/// Whose price it is, with its discount rates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lens {
    /// What the payer's money buys elsewhere: the base case of a fixed budget.
    Payer,
    /// What money of the National Health Service buys elsewhere.
    Nhs,
    /// What a year is worth to society.
    Treasury,
}

impl Lens {
    /// All of them, the base case first.
    pub const ALL: [Self; 3] = [Self::Payer, Self::Nhs, Self::Treasury];

    /// Its word in tables.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Payer => "payer",
            Self::Nhs => "nhs",
            Self::Treasury => "treasury",
        }
    }

    /// Its name in sentences.
    #[must_use]
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Payer => "what the payer's money buys elsewhere",
            Self::Nhs => "what NHS money buys elsewhere",
            Self::Treasury => "the Treasury's value",
        }
    }

    /// The line of its price.
    #[must_use]
    pub fn price(self) -> Term {
        match self {
            Self::Payer => Term::PayerPrice,
            Self::Nhs => Term::NhsPrice,
            Self::Treasury => Term::TreasuryPrice,
        }
    }
}

impl Economics {
    /// Whether an overlay says another price than the baseline.
    #[must_use]
    pub fn changed(&self) -> bool {
        self.entries.iter().any(|entry| entry.overridden_by.is_some())
    }

    /// What is said of a line.
    #[must_use]
    pub fn entry(&self, term: Term) -> &Entry {
        &self.entries[term as usize]
    }

    /// The value of a line.
    #[must_use]
    pub fn value(&self, term: Term) -> f64 {
        self.entry(term).value
    }

    /// The price of a WELLBY through a lens in prices of the price year, for one value of its line.
    #[must_use]
    pub fn in_price_year(&self, lens: Lens, value: f64) -> f64 {
        match lens {
            Lens::Payer | Lens::Nhs => value,
            Lens::Treasury => {
                value * self.value(Term::Deflator2023) / self.value(Term::Deflator2019)
            }
        }
    }

    /// The price of a WELLBY through a lens, in prices of the price year.
    #[must_use]
    pub fn price(&self, lens: Lens) -> f64 {
        self.in_price_year(lens, self.value(lens.price()))
    }

    /// Rates at which costs and effects are discounted through a lens, as shares a year.
    #[must_use]
    pub fn rates(&self, lens: Lens) -> (f64, f64) {
        let (costs, effects) = match lens {
            Lens::Payer => (Term::PayerCosts, Term::PayerEffects),
            Lens::Nhs => (Term::NhsCosts, Term::NhsEffects),
            Lens::Treasury => (Term::TreasuryCosts, Term::TreasuryEffects),
        };
        (self.value(costs) / 100.0, self.value(effects) / 100.0)
    }

    /// Shares of what spending displaces that each fifth would have had, in the named gradient: they add up
    /// to 1 whatever the file's add up to.
    #[must_use]
    pub fn gradient(&self) -> [f64; Fifth::COUNT] {
        let terms =
            [Term::CostMost, Term::CostSecond, Term::CostMiddle, Term::CostFourth, Term::CostLeast];
        let shares = terms.map(|term| self.value(term));
        let sum: f64 = shares.iter().sum();
        shares.map(|share| if sum > 0.0 { share / sum } else { 1.0 / Fifth::COUNT as f64 })
    }
}

/// Which lines a file has to give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// All of them.
    Every,
    /// Those that differ.
    Some,
}

/// A line of a file, by its place among `TERMS`.
pub(crate) type Given = (usize, BaseEntry);

/// Reads the section of a file, if it has one.
pub(crate) fn read(
    reader: &mut Reader<'_>,
    root: &DeTable<'_>,
    wanted: Wanted,
) -> Option<Vec<Given>> {
    let value = root.get(SECTION)?;
    let table = reader.table(value, SECTION)?;
    let mut misspelt = Misspelt::new();
    let mut given = Vec::new();
    let mut seen = [false; TERMS.len()];
    for (key, value) in table {
        let name = key.get_ref().as_ref();
        let Some(place) = TERMS.iter().position(|declared| declared.name == name) else {
            let nearest = names::nearest(name, TERMS.iter().map(|declared| declared.name));
            misspelt.extend(nearest.clone());
            let allowed = TERMS.map(|declared| format!("`{}`", declared.name)).join(", ");
            reader.unknown(key, &join(SECTION, name), Some(allowed), nearest);
            continue;
        };
        seen[place] = true;
        given.extend(line(reader, &TERMS[place], value, key.span()).map(|entry| (place, entry)));
    }
    for (declared, _) in TERMS.iter().zip(seen).filter(|(_, seen)| !seen) {
        if wanted == Wanted::Every && !misspelt.contains(declared.name) {
            reader.missing(Some(value.span()), &join(SECTION, declared.name), possible(declared));
        }
    }
    Some(given)
}

fn possible(declared: &Declared) -> String {
    format!("{} to {} ({})", declared.min, declared.max, declared.unit)
}

fn line(
    reader: &mut Reader<'_>,
    declared: &Declared,
    value: &Value<'_>,
    at: Range<usize>,
) -> Option<BaseEntry> {
    let path = join(SECTION, declared.name);
    let Some(fields) = value.get_ref().as_table() else {
        reader.wrong_type(value, &path, "{ value, unit, low, high, basis, source }");
        return None;
    };
    let misspelt = reader.unknown_keys(fields, ENTRY);
    let mut number = |key: &str| {
        let value = field(reader, fields, (&path, key), &at, &misspelt, possible(declared))?;
        let number = reader.number(value, &join(&path, key))?;
        if (declared.min..=declared.max).contains(&number) {
            return Some(number);
        }
        let message = format!("`{}` is outside the possible range", join(&path, key));
        let error = Diagnostic::error(reader.place(value.span()), message).about(&*path);
        reader.push(error.found(describe(value.get_ref())).allowed(possible(declared)));
        None
    };
    let (value, low, high) = (number("value"), number("low"), number("high"));
    let shared = Shared::read(reader, fields, (&path, declared.unit), &at, &misspelt)?;
    let (value, low, high) = (value?, low?, high?);
    if !(low <= value && value <= high) {
        let span = fields.get("low").map_or(at, toml::Spanned::span);
        let message = format!("`{path}` does not lie from its `low` to its `high`");
        let error = Diagnostic::error(reader.place(span), message).about(&*path);
        let found = format!("value {value}, low {low}, high {high}");
        reader.push(error.found(found).allowed("low, value and high in this order"));
        return None;
    }
    let value_at = reader.place(fields.get("value")?.span());
    Some(shared.entry([value, low, high], value_at))
}

impl BaseEntry {
    /// What is kept of a line of the section.
    pub(crate) fn kept(self, overridden_by: Option<&str>) -> Entry {
        Entry {
            value: self.value,
            low: self.low,
            high: self.high,
            basis: self.basis,
            source: self.source,
            note: self.note,
            overridden_by: overridden_by.map(str::to_owned),
        }
    }
}

/// Whether a line is drawn where parameters are: its range says what nobody knows. Rates, deflators and the
/// Treasury's value are conventions, and so is the horizon. Prices of payers are drawn where they are named.
#[must_use]
pub fn is_drawn(term: Term) -> bool {
    matches!(
        term,
        Term::PayerPrice
            | Term::NhsPrice
            | Term::Additionality
            | Term::TransportPrice
            | Term::FeesPrice
            | Term::IntensiveClients
            | Term::RedundancyWeeks
            | Term::PayGrowth
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::units::PRICE_YEAR;
    use crate::scenario::load_text;

    fn mine(lines: &str) -> Result<crate::scenario::Scenario, crate::scenario::Diagnostics> {
        let text = format!(
            "title = \"Mine\"\nextends = \"baseline\"\nbecause = \"A test.\"\n[economics]\n{lines}\n"
        );
        load_text("mine", &[("mine", &text)])
    }

    #[test]
    fn lines_stand_in_their_order_and_money_names_its_year() {
        for (place, declared) in TERMS.iter().enumerate() {
            assert_eq!(declared.term as usize, place, "{}", declared.name);
            let money = declared.unit.contains("pounds");
            assert!(!money || declared.unit.contains(" of 20"), "{}", declared.name);
        }
        assert!(PRICE.contains(PRICE_YEAR) && TERMS[13].name.contains("2023_24"));
    }

    #[test]
    fn a_line_of_an_overlay_takes_the_place_of_the_bases() {
        let base = mine("").expect("a scenario").economics.expect("the baseline has the section");
        let line = "payer_price = { value = 900, unit = \"pounds of 2023/24 per WELLBY\", low = 500, high = \
                    1000, basis = \"assumed\", source = \"design\" }";
        let scenario = mine(line).expect("a scenario");
        let ours = scenario.economics.as_ref().expect("it has the section");
        assert_eq!(ours.price(Lens::Payer).to_bits(), 900_f64.to_bits());
        assert_eq!(ours.entry(Term::PayerPrice).overridden_by.as_deref(), Some("mine"));
        assert_eq!(ours.price(Lens::Treasury).to_bits(), base.price(Lens::Treasury).to_bits());
        // A price makes no other world.
        assert_eq!(scenario.hash(), mine("").expect("a scenario").hash());
    }

    #[test]
    fn everything_wrong_with_the_section_is_said_with_its_line() {
        let line = |name: &str, value: f64, unit: &str| {
            format!(
                "{name} = {{ value = {value}, unit = \"{unit}\", low = 0.3, high = 1, basis = \"assumed\", \
                 source = \"design\" }}\n"
            )
        };
        let wrong = line("additionalty", 0.5, "share")
            + &line("additionality", 2.0, "share")
            + &line("gain_left", 0.5, "pounds")
            + "spending_years = 5\n";
        let found = mine(&wrong).expect_err("much is wrong").to_string();
        for part in [
            "unknown key `economics.additionalty`",
            "`economics.additionality.value` is outside the possible range",
            "`economics.gain_left` has another unit",
            "`economics.spending_years` is of the wrong type",
            "mine.toml:5",
            "mine.toml:8",
        ] {
            assert!(found.contains(part), "{part}: {found}");
        }
        let base = include_str!("../../scenarios/baseline.toml");
        let less: Vec<&str> = base.lines().filter(|line| !line.starts_with("nhs_price")).collect();
        let found = load_text("baseline", &[("baseline", &less.join("\n"))])
            .expect_err("a line is missing");
        assert!(found.to_string().contains("missing `economics.nhs_price`"), "{found}");
    }

    #[test]
    fn the_treasurys_value_is_told_in_the_price_year_and_gradients_add_up() {
        let base = mine("").expect("a scenario").economics.expect("the section");
        let price = base.price(Lens::Treasury) / base.value(Term::TreasuryPrice);
        assert!((1.1..1.3).contains(&price), "{price}");
        assert!((base.gradient().iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert_eq!(base.rates(Lens::Treasury), (0.035, 0.015));
    }
}
