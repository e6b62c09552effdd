//! Pounds in a scenario: `[budget]` of an overlay says how many pounds a year go on each line, for how many registered
//! people, and when.
//!
//! ```toml
//! [budget]
//! from = "1 year"     # first week of spending
//! years = 5           # left out: to the end of the run
//! people = 50_000     # for whom the pounds are; a run of other sizes has its part
//! posts = 240_000     # pounds a year on each line
//! grants = 160_000
//! [budget.payer]      # who pays a line, where it is not the usual payer
//! grants = "council"
//! [budget.ring_fence] # pounds a year of a line that may be spent on it only
//! grants = 100_000
//! ```
//!
//! How far pounds go is known only once a pilot run has seen what each lever costs: until then a scenario with a budget
//! is a wish. [`Scenario::spend`] makes a change of its parameters of it; commands that run no pilot refuse it.

use std::ops::Range;

use toml::de::{DeTable, DeValue};

use crate::model::parameters::Parameters;
use crate::scenario::diagnostic::{Diagnostic, Diagnostics, Gravity, Location};
use crate::scenario::line::Line;
use crate::scenario::names;
use crate::scenario::overlay::{Action, Change};
use crate::scenario::payer::{Payer, Purse};
use crate::scenario::reader::{Reader, Value, describe, join};
use crate::scenario::schedule::{Block, Times, time};
use crate::scenario::{Scenario, timeline};

/// The name of the section.
pub(crate) const SECTION: &str = "budget";

/// Keys that are no lines.
pub(crate) const HEAD: [&str; 5] = ["from", "years", "people", PAYER, RING_FENCE];

/// The tables of who pays lines, and of what is ring-fenced.
const PAYER: &str = "payer";
const RING_FENCE: &str = "ring_fence";

/// Most years for which money is spent.
pub(crate) const MOST_YEARS: f64 = 40.0;

/// Most pounds a year on a line, and most people for whom they are: of all England.
pub(crate) const MOST: f64 = 1e11;

/// Pounds that are to be spent.
#[derive(Clone, Debug, PartialEq)]
pub struct Sum {
    /// First week of spending.
    pub from: u32,
    /// Years of spending; nothing for all that are left of the run.
    pub years: Option<u32>,
    /// Registered people for whom the pounds are.
    pub people: f64,
    /// What goes on each line, in pounds a year.
    pub lines: Vec<Pounds>,
    /// Who pays lines, and what is ring-fenced of them in pounds a year.
    pub purse: Purse,
    /// Where the section stands.
    pub place: Location,
}

/// Pounds on one line.
#[derive(Clone, Debug, PartialEq)]
pub struct Pounds {
    /// The line.
    pub line: Line,
    /// Pounds a year, above nought.
    pub a_year: f64,
    /// Where it is said.
    pub place: Location,
}

/// Reads the section of an overlay, if it has one.
pub(crate) fn read(reader: &mut Reader<'_>, root: &DeTable<'_>) -> Option<Sum> {
    let (key, value) = root.get_key_value(SECTION)?;
    let table = reader.table(value, SECTION)?;
    let known = || HEAD.into_iter().chain(Line::ALL.map(Line::label));
    let misspelt = {
        let wrong = |name: &str| !known().any(|known| known == name);
        let keys = table
            .keys()
            .filter(|key| wrong(key.get_ref()) && Line::refused(key.get_ref()).is_none());
        keys.filter_map(|key| names::nearest(key.get_ref(), known())).collect()
    };
    let mut sum_lines = Vec::new();
    let mut lines_given = false;
    for (key, value) in table {
        let name = key.get_ref().as_ref();
        let path = join(SECTION, name);
        if HEAD.contains(&name) {
            continue;
        }
        if let Some(line) = Line::ALL.into_iter().find(|line| line.label() == name) {
            lines_given = true;
            let a_year = amount(reader, value, &path, "pounds a year");
            let place = reader.place(key.span());
            sum_lines.extend(a_year.map(|a_year| Pounds { line, a_year, place }));
        } else if let Some(why) = Line::refused(name) {
            lines_given = true;
            let message = format!("no money can be put on `{name}`");
            let error = Diagnostic::error(reader.place(key.span()), message).about(path);
            reader.push(error.found(why).allowed(listed(Line::ALL.map(Line::label))));
        } else {
            let nearest = names::nearest(name, known());
            lines_given |= nearest.is_some();
            reader.unknown(key, &path, Some(listed(known())), nearest);
        }
    }
    if !lines_given {
        let path = join(SECTION, "posts");
        let all = listed(Line::ALL.map(Line::label));
        reader.missing(Some(key.span()), &path, format!("pounds a year on at least one of {all}"));
    }
    let from =
        needed(reader, table, "from", key.span(), &misspelt, "a week, or text such as \"1 year\"")
            .and_then(|value| time(reader, value, "from", 0));
    let people = needed(
        reader,
        table,
        "people",
        key.span(),
        &misspelt,
        "registered people for whom the pounds are",
    )
    .and_then(|value| amount(reader, value, &join(SECTION, "people"), "people"));
    let years = match table.get("years") {
        None => Some(None),
        Some(value) => years(reader, value).map(Some),
    };
    let purse = purse(reader, table, &sum_lines);
    Some(Sum {
        purse,
        from: from? as u32,
        years: years?,
        people: people?,
        lines: sum_lines,
        place: reader.place(key.span()),
    })
}

/// Reads who pays lines, and what is ring-fenced of them.
fn purse(reader: &mut Reader<'_>, table: &DeTable<'_>, lines: &[Pounds]) -> Purse {
    let mut purse = Purse::default();
    each_line(reader, table, PAYER, lines, |reader, pounds, value, path| {
        let Some(name) = reader.text(value, path) else { return };
        match Payer::named(&name) {
            Ok(payer) => purse.payers[pounds.line as usize] = Some(payer),
            Err(why) => {
                let error = Diagnostic::error(reader.place(value.span()), why).about(path);
                let allowed = listed(Payer::ALL.map(Payer::label));
                reader.push(error.found(describe(value.get_ref())).allowed(allowed));
            }
        }
    });
    each_line(reader, table, RING_FENCE, lines, |reader, pounds, value, path| {
        let Some(fence) = amount(reader, value, path, "pounds a year") else { return };
        if fence <= pounds.a_year {
            purse.fences[pounds.line as usize] = fence;
            return;
        }
        let message =
            format!("more is ring-fenced for `{}` than is spent on it", pounds.line.label());
        let error = Diagnostic::error(reader.place(value.span()), message).about(path);
        let allowed = format!("at most {}, the pounds a year on the line", pounds.a_year);
        reader.push(error.found(describe(value.get_ref())).allowed(allowed));
    });
    purse
}

/// Hands over what a table inside the section says of each line on which there is money.
fn each_line(
    reader: &mut Reader<'_>,
    table: &DeTable<'_>,
    section: &str,
    lines: &[Pounds],
    mut take: impl FnMut(&mut Reader<'_>, &Pounds, &Value<'_>, &str),
) {
    let Some(value) = table.get(section) else { return };
    let section = join(SECTION, section);
    let Some(table) = reader.table(value, &section) else { return };
    let labels = || lines.iter().map(|pounds| pounds.line.label());
    for (key, value) in table {
        let name = key.get_ref().as_ref();
        let path = join(&section, name);
        if let Some(pounds) = lines.iter().find(|pounds| pounds.line.label() == name) {
            take(reader, pounds, value, &path);
        } else {
            let allowed = format!("lines on which pounds are spent: {}", listed(labels()));
            reader.unknown(key, &path, Some(allowed), names::nearest(name, labels()));
        }
    }
}

fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn needed<'t, 'i>(
    reader: &mut Reader<'_>,
    table: &'t DeTable<'i>,
    key: &str,
    at: Range<usize>,
    misspelt: &crate::scenario::reader::Misspelt,
    allowed: &str,
) -> Option<&'t Value<'i>> {
    let found = table.get(key);
    if found.is_none() && !misspelt.contains(key) {
        reader.missing(Some(at), &join(SECTION, key), allowed.to_owned());
    }
    found
}

/// A number above nought.
fn amount(reader: &mut Reader<'_>, value: &Value<'_>, path: &str, of: &str) -> Option<f64> {
    let number = reader.number(value, path)?;
    if number > 0.0 && number <= MOST {
        return Some(number);
    }
    let message = format!("`{path}` is outside the possible range");
    let error = Diagnostic::error(reader.place(value.span()), message).about(path);
    let cuts = "; cuts are a scenario of their own, as in `austerity`";
    let allowed = format!("{of} above 0, at most {MOST:e}{}", if number < 0.0 { cuts } else { "" });
    reader.push(error.found(describe(value.get_ref())).allowed(allowed));
    None
}

fn years(reader: &mut Reader<'_>, value: &Value<'_>) -> Option<u32> {
    let path = join(SECTION, "years");
    let number = reader.number(value, &path)?;
    let whole = matches!(value.get_ref(), DeValue::Integer(_)) || number.fract().abs() <= 0.0;
    if whole && (1.0..=MOST_YEARS).contains(&number) {
        return Some(number as u32);
    }
    let message = format!("`{path}` is no number of whole years of spending");
    let error = Diagnostic::error(reader.place(value.span()), message).about(path);
    reader.push(error.found(describe(value.get_ref())).allowed(format!("1 to {MOST_YEARS}")));
    None
}

impl Scenario {
    /// The same, if it has no budget that is still a wish.
    ///
    /// # Errors
    /// If it has one.
    pub(crate) fn without_budget(self) -> Result<Self, Diagnostics> {
        let Some(sum) = &self.budget else { return Ok(self) };
        let message = "pounds have to be tried out before they are a scenario";
        let error = Diagnostic::error(sum.place.clone(), message).about(SECTION);
        let error = error.found("a section `[budget]`");
        Err(Diagnostics::new(vec![
            error.allowed("`kith run` and `kith compare`, which run a pilot first"),
        ]))
    }

    /// Spends the budget: these parameters, by their numbers, change by so much while the money is spent. What is
    /// doubtful about that is added to the warnings. On an error the scenario stays as it was.
    ///
    /// # Errors
    /// If a parameter is led outside what is possible.
    pub fn spend(&mut self, moved: &[(usize, f64)], until: Option<u32>) -> Result<(), Diagnostics> {
        let Some(sum) = self.budget.clone() else { return Ok(()) };
        let there = &self.timeline.at(sum.from as i32).values;
        let change = |&(parameter, by): &(usize, f64)| {
            let (now, most) = (there[parameter], Parameters::specs()[parameter].max);
            // What rounding lifts over the end is no step beyond it.
            let by = if now + by > most && now + by <= most * (1.0 + 1e-12) {
                (most - now).next_down()
            } else {
                by
            };
            let place = sum.place.clone();
            Change {
                parameter,
                action: Action::Add(by),
                place,
                basis: None,
                source: None,
                note: None,
            }
        };
        let changes = moved.iter().map(change).collect();
        let times = Times { from: sum.from as i32, over: 0, until: until.map(|week| week as i32) };
        let mut schedule = self.schedule.clone();
        schedule.push(Block { times, changes });
        let start: Vec<f64> = self.entries.iter().map(|entry| entry.value).collect();
        let plausible = self.entries.iter().map(|entry| (entry.low, entry.high)).collect();
        let (timeline, found) = timeline::build(&start, &plausible, &schedule);
        let mut found = Diagnostics::new(found);
        if found.count(Gravity::Error) > 0 {
            return Err(found);
        }
        // What other entries of the schedule do was said when they were read.
        let own = |diagnostic: &Diagnostic| diagnostic.place == sum.place;
        self.warnings = std::mem::take(&mut found).into_vec().into_iter().filter(own).collect();
        (self.schedule, self.timeline, self.budget) = (schedule, timeline, None);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::chain::Shelf;
    use crate::scenario::{Origin, load};

    /// The scenario of an overlay with this section.
    fn with(section: &str) -> Result<Scenario, Diagnostics> {
        let text = format!(
            "title = \"Mine\"\nextends = \"baseline\"\nbecause = \"A test.\"\n[budget]\n{section}\n"
        );
        let origin = Origin::Given { place: "mine.toml".into(), text: text.as_str().into() };
        let read = |origin: &Origin, _: Option<&Location>| crate::scenario::chain::text(origin);
        let beside = |_: &Origin, name: &str| {
            let place = std::path::PathBuf::from(crate::scenario::chain::full(name));
            Ok(Origin::built_in(std::path::Path::new(name), &place).expect("it is inside"))
        };
        let unique = std::path::Path::to_path_buf;
        load::from(origin, &Shelf { read: &read, unique: &unique, beside: &beside })
    }

    #[test]
    fn pounds_are_read_and_are_a_wish_until_they_are_spent() {
        let mut scenario = with("from = \"1 year\"\nyears = 2\npeople = 50_000\nposts = 240_000")
            .expect("a scenario");
        let sum = scenario.budget.clone().expect("a budget");
        assert_eq!((sum.from, sum.years, sum.lines[0].line), (52, Some(2), Line::Posts));
        assert!(scenario.clone().without_budget().is_err() && scenario.check_effect().is_ok());
        let posts = names::parameter("link_workers.per_50k").expect("a parameter");
        scenario.spend(&[(posts, 1.5)], Some(156)).expect("it is possible");
        let course: Vec<f64> =
            [51, 52, 155, 156].map(|week| scenario.timeline.at(week).values[posts]).into();
        assert_eq!(course, [2.6, 4.1, 4.1, 2.6]);
        assert!(scenario.changed().contains(&"link_workers.per_50k"));
        // What is done to the scenario afterwards leaves what was bought.
        scenario.with_value("run.replicates", 3.0).expect("a size");
        assert!((scenario.timeline.at(60).values[posts] - 4.1).abs() < 1e-12);
        assert!(scenario.without_budget().is_ok());
    }

    #[test]
    fn what_leads_too_far_is_refused_at_the_section_and_a_lever_may_be_taken_to_its_end() {
        let section = "from = 0\npeople = 50_000\nsupport = 9_000";
        let mut scenario = with(section).expect("a scenario");
        let training = names::parameter("workforce.training").expect("a parameter");
        let found = scenario.spend(&[(training, 0.7)], None).expect_err("beyond 1").to_string();
        assert!(found.contains("mine.toml:4") && found.contains("workforce.training"), "{found}");
        let left = 1.0 - scenario.timeline.at(0).values[training];
        scenario.spend(&[(training, left)], None).expect("to its end");
    }

    #[test]
    fn who_pays_and_what_is_ring_fenced_is_read_of_lines_with_money() {
        let lines = "from = 0\npeople = 9\nposts = 100\ngrants = 50\n";
        let more = "[budget.payer]\ngrants = \"council\"\n[budget.ring_fence]\ngrants = 50\n";
        let purse =
            with(&format!("{lines}{more}")).expect("a scenario").budget.expect("a budget").purse;
        assert_eq!(purse.payers[Line::Grants as usize], Some(Payer::Council));
        assert!((purse.fenced() - 50.0).abs() < 1e-12);
        let wrong = "[budget.payer]\ngrants = \"concil\"\nfees = \"board\"\n[budget.ring_fence]\nposts = 101\n";
        let found = with(&format!("{lines}{wrong}")).expect_err("all of it").to_string();
        for part in [
            "the nearest is `council`",
            "mine.toml:10",
            "`budget.payer.fees`",
            "more is ring-fenced for `posts`",
            "at most 100",
        ] {
            assert!(found.contains(part), "{part}: {found}");
        }
    }

    #[test]
    fn everything_wrong_is_said_at_once_with_its_line() {
        let wrong = "form = 3\npeople = -1\nyears = 2.5\npost = 1\nplaces = 5\ngrants = \"much\"\n";
        let found = with(wrong).expect_err("much is wrong").to_string();
        for part in [
            "unknown key `budget.form`",
            "`from`",
            "mine.toml:6",
            "people above 0",
            "no number of whole years",
            "unknown key `budget.post`",
            "no money can be put on `places`",
            "buy grants",
            "`budget.grants` is of the wrong type",
        ] {
            assert!(found.contains(part), "{part}: {found}");
        }
        let found = with("from = 0\npeople = 9").expect_err("no line").to_string();
        assert!(found.contains("missing `budget.posts`"), "{found}");
    }
}
