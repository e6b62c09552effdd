//! Ages and sexes in a table of one's own: `age,female,male`, or `age,sex,number`. Ages are single years or bands, as
//! `7`, `15-19` or `85+`; years are divided evenly where a band of the table lies in several of the model.

use std::io;
use std::path::Path;
use std::sync::Arc;

use csv::StringRecord;

use crate::localise::ages::{Of, Tally, Years};
use crate::localise::form::plain;
use crate::scenario::diagnostic::{Diagnostic, Diagnostics, Location};
use crate::scenario::slip;

/// Ages and sexes, and which rows were divided.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OwnAges {
    /// The numbers.
    pub tally: Tally,
    /// Bands of the table that lie in several of the model, as they are written.
    pub divided: Vec<String>,
}

/// The two forms of a table.
#[derive(Clone, Copy, Debug)]
enum Form {
    /// Age, women, men.
    Columns { age: usize, female: usize, male: usize },
    /// Age, sex, number.
    Rows { age: usize, sex: usize, number: usize },
}

const ALLOWED: &str = "`age,female,male` or `age,sex,number`";

/// Reads a table of ages and sexes.
///
/// # Errors
/// Everything that is wrong in it.
pub fn load(path: &Path) -> Result<OwnAges, Diagnostics> {
    let name: Arc<str> = path.display().to_string().as_str().into();
    let text = std::fs::read_to_string(path).map_err(|error| {
        let cannot = Diagnostic::error(Location::whole(&name), "cannot read the file");
        let reason = match error.kind() {
            io::ErrorKind::InvalidData => "text that is not UTF-8".to_owned(),
            kind => kind.to_string(),
        };
        Diagnostics::new(vec![cannot.found(reason).allowed("a CSV file saved as UTF-8")])
    })?;
    read(&name, &text)
}

/// Reads the text of a table.
fn read(name: &Arc<str>, text: &str) -> Result<OwnAges, Diagnostics> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let mut rows = reader.records();
    let whole = || Location::whole(name);
    let only = |error| Err(Diagnostics::new(vec![error]));
    let Some(Ok(head)) = rows.next() else {
        return only(Diagnostic::error(whole(), "the table is empty").allowed(ALLOWED));
    };
    let Some(form) = form(&head) else {
        let error = Diagnostic::error(at(name, &head, None), "not a table of ages and sexes");
        let found = head.iter().collect::<Vec<_>>().join(",");
        return only(error.found(found).allowed(format!("the columns {ALLOWED}")));
    };
    let (mut own, mut found) = (OwnAges::default(), Vec::new());
    let mut seen: Vec<(u8, u8, Of)> = Vec::new();
    for row in rows {
        match row {
            Ok(row) if row.iter().all(str::is_empty) => {}
            Ok(row) => take(&mut own, &mut seen, form, (name, &row), &mut found),
            Err(error) => found.push(Diagnostic::error(whole(), error.to_string())),
        }
    }
    if found.is_empty() && own.tally.people() <= 0.0 {
        found
            .push(Diagnostic::error(whole(), "the table counts nobody").allowed("numbers above 0"));
    }
    if found.is_empty() { Ok(own) } else { Err(Diagnostics::new(found)) }
}

fn form(head: &StringRecord) -> Option<Form> {
    let headings: Vec<String> = head.iter().map(plain).collect();
    let place = |names: &[&str]| headings.iter().position(|heading| names.contains(&&**heading));
    let age = place(&["AGE", "AGES", "AGE BAND", "AGE_BAND"])?;
    let female = place(&["FEMALE", "FEMALES", "WOMEN", "F"]);
    let male = place(&["MALE", "MALES", "MEN", "M"]);
    if let (Some(female), Some(male)) = (female, male) {
        return Some(Form::Columns { age, female, male });
    }
    let sex = place(&["SEX", "GENDER"])?;
    let number = place(&["NUMBER", "PEOPLE", "COUNT", "NUMBER_OF_PATIENTS", "PATIENTS"])?;
    Some(Form::Rows { age, sex, number })
}

/// A cell of a row; the whole row when none is meant.
fn at(name: &Arc<str>, row: &StringRecord, cell: Option<usize>) -> Location {
    let text = row.iter().collect::<Vec<_>>().join(",");
    let cell = cell.filter(|&cell| cell < row.len());
    let start = cell.map_or(0, |cell| row.iter().take(cell).map(|text| text.len() + 1).sum());
    let end = cell.map_or(text.len(), |cell| start + row[cell].len());
    let (line, byte) = row.position().map_or((1, 0), |at| (at.line() as usize, at.byte() as usize));
    Location::in_line(name, (line, byte), &text, start..end)
}

fn take(
    own: &mut OwnAges,
    seen: &mut Vec<(u8, u8, Of)>,
    form: Form,
    (name, row): (&Arc<str>, &StringRecord),
    found: &mut Vec<Diagnostic>,
) {
    let cell = |place: usize| row.get(place).unwrap_or_default();
    let mut wrong = |place: usize, message: &str, allowed: &str, nearest: Option<String>| {
        let error = Diagnostic::error(at(name, row, Some(place)), message);
        let said = if cell(place).is_empty() {
            "nothing".to_owned()
        } else {
            format!("`{}`", cell(place))
        };
        found.push(error.found(said).allowed(allowed).nearest(nearest));
    };
    let age = match form {
        Form::Columns { age, .. } | Form::Rows { age, .. } => age,
    };
    if cell(age).eq_ignore_ascii_case("all") || cell(age).eq_ignore_ascii_case("total") {
        return;
    }
    let years = match Years::read(cell(age)) {
        None => {
            return wrong(age, "not an age", "a year or a band, as `7`, `15-19` or `85+`", None);
        }
        Some(years @ Years::From(_)) if !years.in_one_band() => {
            let allowed = "an open band from 85 or later: the model has bands to 84";
            return wrong(age, "a band without an end begins too early", allowed, None);
        }
        Some(years) => years,
    };
    let cells = match form {
        Form::Columns { female, male, .. } => vec![(female, Of::Female), (male, Of::Male)],
        Form::Rows { sex, number, .. } => match Of::read(cell(sex)) {
            // The sum of the two stands in rows of its own.
            Some(Of::All) => return,
            Some(of) => vec![(number, of)],
            None => return wrong(sex, "not a sex", "female or male", None),
        },
    };
    let (from, to) = match years {
        Years::Between(from, to) => (from, to),
        Years::From(from) => (from, u8::MAX),
    };
    for (place, of) in cells {
        let text = cell(place);
        let number = text.parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 0.0);
        let Some(number) = number else {
            wrong(place, "not a number of people", "a number not below 0", slip::number(text));
            continue;
        };
        if seen.iter().any(|&(a, b, sex)| sex == of && a <= to && from <= b) {
            wrong(age, "an age that stands twice", "bands that do not overlap", None);
            return;
        }
        seen.push((from, to, of));
        own.tally.add(years, of, number);
    }
    if !years.in_one_band() && !own.divided.iter().any(|text| text == cell(age)) {
        own.divided.push(cell(age).to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<OwnAges, Diagnostics> {
        read(&"ages.csv".into(), text)
    }

    #[test]
    fn both_forms_of_a_table_say_the_same() {
        let columns = of("age,female,male\n0-4,10,20\n5-9,30,30\n85+,6,4\n").expect("a table");
        let rows = of(
            "Age,Sex,Number\n0-4,F,10\n0-4,M,20\n5-9,female,30\n5-9,male,30\n85+,F,6\n85+,M,4\nALL,F,46\n",
        );
        assert_eq!(columns, rows.expect("a table"));
        assert_eq!(columns.tally.people().round() as u32, 100);
        assert!(columns.divided.is_empty());
    }

    #[test]
    fn a_band_across_those_of_the_model_is_divided_and_named() {
        let own = of("age,female,male\n0-9,10,10\n10-19,10,10\n").expect("a table");
        assert_eq!(own.divided, ["0-9", "10-19"]);
        assert!((own.tally.bands[0] - 10.0).abs() < 1e-9, "{:?}", own.tally);
    }

    #[test]
    fn everything_wrong_in_a_table_is_said_at_once() {
        let wrong = "age,female,male\nold,1,2\n75+,1,2\n5,\"1,200\",x\n6,1,2\n6,1,2\n";
        let found = of(wrong).expect_err("a wrong table").to_string();
        for part in
            ["not an age", "begins too early", "did you mean `1200`?", "found `x`", "stands twice"]
        {
            assert!(found.contains(part), "{part} is not in\n{found}");
        }
        let found = of("years,people\n1,2\n").expect_err("no table").to_string();
        assert!(found.contains("found years,people"), "{found}");
    }
}
