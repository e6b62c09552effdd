//! The report on a budget: its folder, read back, and the board that is made of it. Words that `summary.txt` has are
//! taken from there, so that they stand in one place.

use serde::Deserialize;

use crate::model::kinds::Fifth;
use crate::report::Error;
use crate::report::charts::marks::{Colour, GREY};
use crate::report::charts::panel::Marker;
use crate::report::number::brief;
use crate::report::page::board::{Board, Grid};
use crate::report::page::budget_pictures as pictures;
use crate::report::page::estimate::Estimate;
use crate::report::page::groups::{self, Group};
use crate::report::page::signs::{SIGNS, letter};
use crate::report::page::source::{Source, number, there};
use crate::report::page::sum::{Made, Sum};
use crate::report::page::{budget_first, payers, prices};

/// The name of the option in which nothing is spent.
pub(crate) const NOTHING: &str = "nothing_more";

/// The lens of the first page.
pub(crate) const PAYER: &str = "payer";

/// What `run.toml` says of a budget.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Record {
    #[serde(flatten)]
    pub(crate) made: Made,
    pub(crate) budget: Asked,
}

/// What was asked.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Asked {
    #[serde(flatten)]
    pub(crate) sum: Sum,
    /// What intervals hold.
    pub(crate) held: String,
    pub(crate) draws: usize,
    pub(crate) drawn: usize,
    pub(crate) source: String,
    pub(crate) ways: Vec<Named>,
}

/// A way to spend the money, by its names.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Named {
    /// In tables.
    pub(crate) name: String,
    /// Beside a line.
    pub(crate) label: String,
    /// In a sentence.
    pub(crate) phrase: String,
}

/// A way to spend the money, with what comes of it beyond nothing more.
#[derive(Clone, Debug)]
pub(crate) struct Way {
    pub(crate) named: Named,
    pub(crate) letter: Option<char>,
    pub(crate) colour: Colour,
    pub(crate) marker: Marker,
    /// Through each lens, in the order of the table.
    pub(crate) through: Vec<Through>,
    /// GP appointments freed, first contacts with a link worker, and weeks of median wait.
    pub(crate) freed: Option<Estimate>,
    pub(crate) seen: Option<Estimate>,
    pub(crate) wait: Option<Estimate>,
    /// WELLBYs of each fifth by the payer's lens, before and after what is given up.
    pub(crate) fifths: [Option<f64>; Fifth::COUNT],
    pub(crate) nets: [Option<f64>; Fifth::COUNT],
    /// The same of other groups, net of what is given up.
    pub(crate) groups: Vec<Group>,
    /// Pounds a year that were planned, and share of them that was spent in each year.
    pub(crate) planned: Option<f64>,
    pub(crate) shares: Vec<f64>,
    /// Cost and effect of each draw by the payer's lens.
    pub(crate) dots: Vec<(f64, f64)>,
}

/// A way through a lens.
#[derive(Clone, Debug)]
pub(crate) struct Through {
    pub(crate) cost: Estimate,
    pub(crate) effect: Estimate,
    pub(crate) benefit: Estimate,
    pub(crate) standing: String,
    pub(crate) beaten_by: String,
    /// Pounds for each further WELLBY, on the frontier.
    pub(crate) ratio: Option<f64>,
    pub(crate) is_best: bool,
    /// Of 100 draws, with chance taken out, and with it.
    pub(crate) sure: f64,
    pub(crate) probability: f64,
    /// Pounds that are lost on average against the best way of each draw.
    pub(crate) loss: f64,
}

/// A point of the curves over prices.
#[derive(Clone, Debug)]
pub(crate) struct Priced {
    pub(crate) option: String,
    pub(crate) price: f64,
    /// The lens whose price it is, if one's.
    pub(crate) price_of: String,
    pub(crate) probability: f64,
    pub(crate) is_best: bool,
    pub(crate) loss: f64,
}

/// A budget.
#[derive(Debug)]
pub(crate) struct Budgeted {
    pub(crate) record: Record,
    /// Nothing more, then the others, the one with the highest mean net benefit at the payer's price first.
    pub(crate) ways: Vec<Way>,
    /// The curves of the payer's lens.
    pub(crate) curve: Vec<Priced>,
    /// Lenses with their prices, in the order of the table.
    pub(crate) lenses: Vec<(String, f64)>,
    /// What knowing each group, or all, would be worth by the payer's lens, and its error.
    pub(crate) worth: Vec<(String, f64, f64)>,
    /// Paragraphs of `summary.txt`, line by line.
    pub(crate) said: Vec<Vec<String>>,
    /// Prices as the scenario has them.
    pub(crate) prices: Vec<prices::Price>,
    /// Who pays, where that is said.
    pub(crate) payers: Option<Grid>,
}

/// Makes the board of a budget.
pub(crate) fn board(source: Source<'_>, text: &str) -> Result<Board, Error> {
    let record: Record = match toml::from_str(text) {
        Ok(record) => record,
        Err(error) => {
            source.wrong(format!("run.toml is no record of a budget: {}", error.message()));
            return source.sound(Board::default());
        }
    };
    let all = Budgeted::read(source, record)?;
    let mut board = Board::default();
    budget_first::fill(&mut board, &all);
    board.sheets = vec![pictures::prices(&all), pictures::for_whom(&all), pictures::spent(&all)];
    board.assumptions = vec![prices::grid(&all.prices), worth(&all)];
    board.full = "Every price, with its range, basis and source, stands in the scenario (inputs/); what was drawn in \
                  drawn.csv; every figure above in the tables named below it.";
    let (asked, made) = (&all.record.budget, &all.record.made);
    let own = [
        ("Draws", format!("{} of {} things: {}", asked.draws, asked.drawn, asked.source)),
        ("Runs", format!("{} of each option in each draw", made.run.replicates)),
    ];
    board.record = made.lines(&asked.sum, own);
    board.command.clone_from(&made.reproduce);
    Ok(board)
}

impl Budgeted {
    fn read(source: Source<'_>, mut record: Record) -> Result<Self, Error> {
        let clean = |text: &mut String| *text = crate::scenario::clean(text).into_owned();
        record.made.clean();
        for Named { name, label, phrase } in &mut record.budget.ways {
            [name, label, phrase].into_iter().for_each(clean);
        }
        let mut ways: Vec<Way> = record.budget.ways.iter().cloned().map(Way::new).collect();
        if ways.first().is_none_or(|way| way.named.name != NOTHING) || ways.len() < 2 {
            source.wrong("run.toml names no way to spend the money".to_owned());
            return source.sound(()).and(Err(Error::Refused(String::new())));
        }
        let lenses = options(&source, &mut ways);
        beside(&source, &mut ways);
        fifths(&source, &mut ways);
        let people = record.made.list();
        groups(&source, &mut ways, people);
        spent(&source, &mut ways);
        dots(&source, &mut ways);
        let curve = curve(&source);
        let worth = information(&source);
        let said = source.paragraphs("summary.txt");
        if let Some(way) = ways.iter().find(|way| way.through.len() != lenses.len()) {
            source.wrong(format!("options.csv has no row of {} for each lens", way.named.name));
        }
        let prices = prices::read(&source, &record.made.scenario.files);
        let payers = payers::read(&source, &ways);
        let mut all =
            source.sound(Self { record, ways, curve, lenses, worth, said, prices, payers })?;
        all.ways[1..].sort_by(|a, b| b.payer().benefit.value.total_cmp(&a.payer().benefit.value));
        for (place, way) in all.ways[1..].iter_mut().enumerate() {
            (way.colour, way.marker) = SIGNS[place % SIGNS.len()];
            way.letter = Some(letter(place));
        }
        Ok(all)
    }

    /// The ways that spend something, the best first.
    pub(crate) fn spending(&self) -> &[Way] {
        &self.ways[1..]
    }

    /// A way by the name that tables have for it.
    pub(crate) fn way(&self, name: &str) -> Option<&Way> {
        self.ways.iter().find(|way| way.named.name == name)
    }

    /// The way that is best through a lens.
    pub(crate) fn best(&self, lens: usize) -> &Way {
        self.ways.iter().find(|way| way.through[lens].is_best).unwrap_or(&self.ways[0])
    }
}

impl Way {
    fn new(named: Named) -> Self {
        Self {
            named,
            letter: None,
            colour: GREY,
            marker: Marker::Disc,
            through: Vec::new(),
            freed: None,
            seen: None,
            wait: None,
            fifths: [None; Fifth::COUNT],
            nets: [None; Fifth::COUNT],
            groups: Vec::new(),
            planned: None,
            shares: Vec::new(),
            dots: Vec::new(),
        }
    }

    /// Through the payer's lens.
    pub(crate) fn payer(&self) -> &Through {
        &self.through[0]
    }

    /// Its letter and the name beside a line.
    pub(crate) fn label(&self) -> String {
        match self.letter {
            Some(letter) => format!("{letter} {}", self.named.label),
            None => self.named.label.clone(),
        }
    }
}

/// The way of a row; nothing is told of others.
fn of<'a>(ways: &'a mut [Way], name: &str) -> Result<&'a mut Way, String> {
    ways.iter_mut()
        .find(|way| way.named.name == name)
        .ok_or_else(|| format!("`{}` is no way that run.toml names", crate::scenario::clean(name)))
}

fn options(source: &Source<'_>, ways: &mut [Way]) -> Vec<(String, f64)> {
    let mut lenses: Vec<(String, f64)> = Vec::new();
    let columns = [
        "lens",
        "price",
        "option",
        "cost",
        "cost_low",
        "cost_high",
        "effect",
        "effect_low",
        "effect_high",
        "net_benefit",
        "net_benefit_low",
        "net_benefit_high",
        "standing",
        "beaten_by",
        "pounds_per_wellby",
        "best",
        "probability_best_without_chance",
        "probability_best",
        "expected_loss",
    ];
    source.rows("options.csv", columns, |cells| {
        let three = |at: usize| -> Result<Estimate, String> {
            let interval = Some((there(cells[at + 1])?, there(cells[at + 2])?));
            Ok(Estimate { value: there(cells[at])?, interval })
        };
        let (lens, price) = (cells[0].to_owned(), there(cells[1])?);
        if !lenses.iter().any(|(known, _)| *known == lens) {
            lenses.push((lens, price));
        }
        of(ways, cells[2])?.through.push(Through {
            cost: three(3)?,
            effect: three(6)?,
            benefit: three(9)?,
            standing: cells[12].to_owned(),
            beaten_by: cells[13].to_owned(),
            ratio: number(cells[14])?,
            is_best: cells[15] == "yes",
            sure: there(cells[16])? * 100.0,
            probability: there(cells[17])? * 100.0,
            loss: there(cells[18])?,
        });
        Ok(())
    });
    lenses
}

fn beside(source: &Source<'_>, ways: &mut [Way]) {
    let columns = ["option", "what", "mean", "low", "high"];
    source.rows("beside.csv", columns, |[option, what, mean, low, high]| {
        let way = of(ways, option)?;
        let found = Estimate { value: there(mean)?, interval: Some((there(low)?, there(high)?)) };
        match what {
            "freed_gp_appointments" => way.freed = Some(found),
            "first_contacts" => way.seen = Some(found),
            "wait" => way.wait = Some(found),
            _ => {}
        }
        Ok(())
    });
}

fn fifths(source: &Source<'_>, ways: &mut [Way]) {
    source.rows("fifths.csv", ["lens", "option", "fifth", "effect", "net"], |cells| {
        let [lens, option, fifth, effect, net] = cells;
        let way = of(ways, option)?;
        let place = Fifth::ALL.iter().position(|it| it.label() == fifth);
        if let Some(place) = place.filter(|_| lens == PAYER) {
            way.fifths[place] = number(effect)?;
            way.nets[place] = number(net)?;
        }
        Ok(())
    });
}

/// What each person of a group gains less what they give up. Folders of earlier versions have no such table.
fn groups(source: &Source<'_>, ways: &mut [Way], people: f64) {
    if source.text("groups.csv").is_none() {
        return;
    }
    let columns = [
        "lens",
        "option",
        "by",
        "group",
        "share_of_list",
        "net",
        "pounds_undiscounted",
        "share_gaining",
        "share_losing",
    ];
    source.rows("groups.csv", columns, |cells| {
        let [lens, option, by, group, share, net, pounds, gaining, losing] = cells;
        let way = of(ways, option)?;
        let there = there(share)? * people;
        if lens == PAYER && there > 0.0 {
            let each = number(net)?.map(|net| net / there);
            *groups::of(&mut way.groups, by, group) = Group {
                by: by.to_owned(),
                name: group.to_owned(),
                each: each.map(|value| Estimate { value, interval: None }),
                gaining: number(gaining)?,
                losing: number(losing)?,
                pounds: number(pounds)?.map(|pounds| pounds / there),
            };
        }
        Ok(())
    });
}

fn spent(source: &Source<'_>, ways: &mut [Way]) {
    source.rows("spent.csv", ["option", "line", "planned_a_year", "share"], |cells| {
        let [option, line, planned, share] = cells;
        if line == "paid" {
            let way = of(ways, option)?;
            way.planned = number(planned)?;
            way.shares.extend(number(share)?);
        }
        Ok(())
    });
}

fn dots(source: &Source<'_>, ways: &mut [Way]) {
    source.rows("draws.csv", ["option", "cost_payer", "effect_payer"], |[option, cost, effect]| {
        let dot = (there(cost)?, there(effect)?);
        of(ways, option)?.dots.push(dot);
        Ok(())
    });
}

fn curve(source: &Source<'_>) -> Vec<Priced> {
    let columns =
        ["lens", "price", "price_of", "option", "probability_best", "frontier", "expected_loss"];
    let mut curve = Vec::new();
    source.rows("ceac.csv", columns, |[lens, price, price_of, option, probability, best, loss]| {
        if lens == PAYER {
            curve.push(Priced {
                option: option.to_owned(),
                price: there(price)?,
                price_of: price_of.to_owned(),
                probability: there(probability)? * 100.0,
                is_best: best == "yes",
                loss: there(loss)?,
            });
        }
        Ok(())
    });
    curve
}

fn information(source: &Source<'_>) -> Vec<(String, f64, f64)> {
    let mut worth = Vec::new();
    let columns = ["lens", "what", "value", "standard_error"];
    source.rows("information.csv", columns, |[lens, what, value, error]| {
        if lens == PAYER {
            worth.push((what.to_owned(), there(value)?, there(error)?));
        }
        Ok(())
    });
    worth
}

/// Groups of what is drawn of which something can be told.
const GROUPS: usize = 8;

fn worth(all: &Budgeted) -> Grid {
    let mut rows: Vec<&(String, f64, f64)> = all.worth.iter().collect();
    rows.sort_by(|a, b| (b.0 == "all").cmp(&(a.0 == "all")).then(b.1.total_cmp(&a.1)));
    let rows = rows.into_iter().take(1 + GROUPS).map(|(what, value, error)| {
        let unclear = *value <= 2.0 * error;
        vec![
            what.replace('_', " "),
            format!("{} pounds", brief(value.max(0.0))),
            brief(*error),
            if unclear { "may be nought" } else { "" }.to_owned(),
        ]
    });
    Grid {
        caption: "What knowing it before choosing would be worth, by the payer\u{2019}s price: no more, for any study"
            .to_owned(),
        head: ["What is drawn", "Worth", "Standard error", "How sure"].map(str::to_owned).into(),
        rows: rows.collect(),
    }
}
