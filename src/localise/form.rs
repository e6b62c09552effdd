//! The forms of the public files that are known: which columns each must have, whatever the file is called, and what
//! a file that nearly has them was probably meant to be.

use crate::scenario::diagnostic::{Diagnostic, Location};
use crate::scenario::names;
use std::sync::Arc;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// Which practices are in which network.
    Members,
    /// Patients registered, by practice, sex and single year of age.
    Ages,
    /// Patients registered, by practice and small area.
    Areas,
    /// Indices of Deprivation 2025, for the small areas of 2021.
    Index2025,
    /// Indices of Deprivation 2019, for the small areas of 2011.
    Index2019,
    /// Which small areas of 2011 became which of 2021.
    Lookup,
    /// Staff of networks.
    Workforce,
    /// Indicators of the Network Contract.
    Indicators,
    /// Appointments by practice.
    Appointments,
    /// The register of charities.
    Charities,
    /// The small area of 2011 of each postcode.
    Postcodes2011,
    /// The small area of 2021 of each postcode.
    Postcodes2021,
}

/// The form of a file.
#[derive(Debug)]
pub(crate) struct Form {
    /// What it holds.
    pub(crate) kind: Kind,
    /// What it is called in sentences.
    pub(crate) name: &'static str,
    /// The columns that are read, in capitals, in the order in which readers take them; one that ends in `*` may go on.
    pub(crate) columns: &'static [&'static str],
    /// The column that gives a file away where others are missing.
    pub(crate) mark: &'static str,
    /// The columns that say when, by their places, the larger part first.
    pub(crate) when: &'static [usize],
    /// What is told of the date where no column says it.
    pub(crate) edition: &'static str,
    /// A column of a form of earlier years that is no longer read.
    pub(crate) former: &'static str,
}

const NO_DATE: &str = "no date in the file";

/// The end of the heading of deciles, which names the year in no file.
const DECILE: &str = "INDEX OF MULTIPLE DEPRIVATION (IMD) DECILE*";

/// Every form that is known.
pub(crate) const FORMS: &[Form] = &[
    Form {
        kind: Kind::Ages,
        name: "patients registered by age and sex",
        columns: &["EXTRACT_DATE", "ORG_CODE", "SEX", "AGE", "NUMBER_OF_PATIENTS"],
        mark: "AGE",
        when: &[0],
        edition: NO_DATE,
        former: "TOTAL_ALL",
    },
    Form {
        kind: Kind::Areas,
        name: "patients registered by small area (LSOA)",
        columns: &["EXTRACT_DATE", "PRACTICE_CODE", "LSOA_CODE", "SEX", "NUMBER_OF_PATIENTS"],
        mark: "LSOA_CODE",
        when: &[0],
        edition: NO_DATE,
        former: "ALL_PATIENTS",
    },
    Form {
        kind: Kind::Index2025,
        name: "Indices of Deprivation 2025",
        columns: &["LSOA CODE (2021)", DECILE],
        mark: "LSOA CODE (2021)",
        when: &[],
        edition: "2025",
        former: "",
    },
    Form {
        kind: Kind::Index2019,
        name: "Indices of Deprivation 2019",
        columns: &["LSOA CODE (2011)", DECILE],
        mark: "LSOA CODE (2011)",
        when: &[],
        edition: "2019",
        former: "",
    },
    Form {
        kind: Kind::Lookup,
        name: "the lookup from small areas of 2011 to those of 2021",
        columns: &["LSOA11CD", "LSOA21CD"],
        mark: "LSOA11CD",
        when: &[],
        edition: NO_DATE,
        former: "",
    },
    Form {
        kind: Kind::Workforce,
        name: "staff of primary care networks",
        columns: &[
            "CENSUS_YEAR",
            "CENSUS_MONTH",
            "PCN_CODE",
            "DATA_SOURCE",
            "STAFF_ROLE",
            "DETAILED_STAFF_ROLE",
            "FTE",
        ],
        mark: "DETAILED_STAFF_ROLE",
        when: &[0, 1],
        edition: NO_DATE,
        former: "",
    },
    Form {
        kind: Kind::Indicators,
        name: "indicators of the Network Contract",
        columns: &["ACH_DATE", "PRACTICE_CODE", "IND_CODE", "MEASURE", "VALUE"],
        mark: "IND_CODE",
        when: &[0],
        edition: NO_DATE,
        former: "",
    },
    Form {
        kind: Kind::Appointments,
        name: "appointments by practice",
        columns: &[
            "APPOINTMENT_MONTH_START_DATE",
            "GP_CODE",
            "PCN_CODE",
            "HCP_TYPE",
            "APPT_STATUS",
            "COUNT_OF_APPOINTMENTS",
        ],
        mark: "COUNT_OF_APPOINTMENTS",
        when: &[],
        edition: NO_DATE,
        former: "",
    },
    Form {
        kind: Kind::Charities,
        name: "the register of charities",
        columns: &[
            "REGISTERED_CHARITY_NUMBER",
            "LINKED_CHARITY_NUMBER",
            "CHARITY_REGISTRATION_STATUS",
            "CHARITY_CONTACT_POSTCODE",
        ],
        mark: "CHARITY_REGISTRATION_STATUS",
        when: &[],
        edition: NO_DATE,
        former: "",
    },
    Form {
        kind: Kind::Postcodes2011,
        name: "postcodes and their small areas of 2011",
        columns: &["PCDS", "LSOA11*"],
        mark: "PCDS",
        when: &[],
        edition: NO_DATE,
        former: "",
    },
    Form {
        kind: Kind::Postcodes2021,
        name: "postcodes and their small areas of 2021",
        columns: &["PCDS", "LSOA21*"],
        mark: "LSOA21CD",
        when: &[],
        edition: NO_DATE,
        former: "",
    },
    Form {
        kind: Kind::Members,
        name: "practices and their networks",
        columns: &["PRACTICE_CODE", "PCN_CODE"],
        mark: "PCN_CODE",
        when: &[],
        edition: NO_DATE,
        former: "",
    },
];

impl Kind {
    /// Its form.
    pub(crate) fn form(self) -> &'static Form {
        FORMS.iter().find(|form| form.kind == self).expect("every kind has a form")
    }
}

/// A heading as it is compared: capitals, one blank where there were several or a line ended.
pub(crate) fn plain(heading: &str) -> String {
    let heading = heading.trim_start_matches('\u{feff}');
    heading.split_whitespace().collect::<Vec<_>>().join(" ").to_uppercase()
}

fn is(column: &str, heading: &str) -> bool {
    column.strip_suffix('*').map_or(column == heading, |start| heading.starts_with(start))
}

/// What a file is.
#[derive(Debug)]
pub(crate) enum Recognised {
    /// A file of this form; where each of its columns stands.
    As(&'static Form, Vec<usize>),
    /// Nothing that is known.
    Nothing,
}

/// Recognises a file by its headings.
///
/// # Errors
/// If it is of a known form but for columns that are missing: each of them.
pub(crate) fn recognise(
    file: &Arc<str>,
    headings: &[String],
) -> Result<Recognised, Vec<Diagnostic>> {
    let place = |column: &str| headings.iter().position(|heading| is(column, heading));
    let full = |form: &&Form| form.columns.iter().all(|column| place(column).is_some());
    if let Some(form) = FORMS.iter().filter(full).max_by_key(|form| form.columns.len()) {
        let places = form.columns.iter().filter_map(|column| place(column)).collect();
        return Ok(Recognised::As(form, places));
    }
    let there = |form: &Form| form.columns.iter().filter(|column| place(column).is_some()).count();
    let near = |form: &&Form| {
        let former = !form.former.is_empty() && place(form.former).is_some();
        let marked = place(form.mark).is_some() && there(form) * 2 >= form.columns.len();
        former || marked || there(form) * 3 >= form.columns.len() * 2
    };
    let likeness = |form: &&Form| there(form) * FORMS.len() / form.columns.len();
    let Some(form) = FORMS.iter().filter(near).max_by_key(likeness) else {
        return Ok(Recognised::Nothing);
    };
    let text = headings.join(",");
    let here = Location::in_line(file, (1, 0), &text, 0..text.len());
    if !form.former.is_empty() && place(form.former).is_some() {
        let message = format!("an old form of {}", form.name);
        let error = Diagnostic::error(here, message).found(format!("a column {}", form.former));
        let allowed = format!("a file of later years, with {}", listed(form.columns));
        return Err(vec![error.allowed(allowed)]);
    }
    let missing = form.columns.iter().filter(|column| place(column).is_none());
    let wrong = missing.map(|column| {
        let column = column.trim_end_matches('*');
        let message = format!("this looks like {}, but {column} is missing", form.name);
        let error = Diagnostic::error(here.clone(), message);
        let free = headings.iter().filter(|heading| !form.columns.iter().any(|c| is(c, heading)));
        let nearest = near_capitals(column, free.map(String::as_str));
        error.found(listed_headings(headings)).allowed(listed(form.columns)).nearest(nearest)
    });
    Err(wrong.collect())
}

/// The nearest heading, all of which are capitals.
fn near_capitals<'a>(column: &str, headings: impl Iterator<Item = &'a str>) -> Option<String> {
    let lower: Vec<(String, &str)> =
        headings.map(|heading| (heading.to_lowercase(), heading)).collect();
    let nearest = names::nearest(column, lower.iter().map(|(lower, _)| lower.as_str()))?;
    lower.iter().find(|(lower, _)| *lower == nearest).map(|(_, heading)| (*heading).to_owned())
}

fn listed(columns: &[&str]) -> String {
    format!("the columns {}", columns.join(", ").replace('*', " ..."))
}

/// Most headings that a message repeats.
const MOST_HEADINGS: usize = 12;

fn listed_headings(headings: &[String]) -> String {
    if headings.len() <= MOST_HEADINGS {
        // They stand in the line that is shown.
        return format!("{} other columns", headings.len());
    }
    let shown = headings.iter().take(MOST_HEADINGS).cloned().collect::<Vec<_>>().join(", ");
    format!("{shown} and {} more", headings.len() - MOST_HEADINGS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headings(text: &str) -> Vec<String> {
        text.split(',').map(plain).collect()
    }

    fn kind(text: &str) -> Option<Kind> {
        match recognise(&"a.csv".into(), &headings(text)) {
            Ok(Recognised::As(form, _)) => Some(form.kind),
            _ => None,
        }
    }

    #[test]
    fn both_generations_of_headings_are_known_in_any_case_and_with_a_mark_before_them() {
        let old = "PUBLICATION,EXTRACT_DATE,ORG_TYPE,ORG_CODE,POSTCODE,SEX,AGE,NUMBER_OF_PATIENTS";
        let new = "\u{feff}extract_date,sub_icb_location_code,org_code,postcode,sex,age,number_of_patients";
        assert_eq!([kind(old), kind(new)], [Some(Kind::Ages); 2]);
        let index = "LSOA\n code (2021),LSOA name (2021),Index of Multiple Deprivation (IMD)\r\nDecile (where 1 is most deprived 10% of LSOAs)";
        assert_eq!(kind(index), Some(Kind::Index2025));
        assert_eq!(kind(&index.replace("2021", "2011")), Some(Kind::Index2019));
        assert_eq!(kind("PRACTICE_CODE,PRACTICE_NAME,PCN_CODE"), Some(Kind::Members));
        assert_eq!(kind("name,colour"), None);
    }

    #[test]
    fn a_missing_column_is_named_with_the_nearest_heading() {
        let text = headings("EXTRACT_DATE,ORG_CODES,SEX,AGE,NUMBER_OF_PATIENTS");
        let wrong = recognise(&"a.csv".into(), &text).expect_err("a column is missing");
        assert_eq!(wrong.len(), 1);
        assert!(wrong[0].message.ends_with("ORG_CODE is missing"), "{}", wrong[0].message);
        assert_eq!(wrong[0].nearest.as_deref(), Some("ORG_CODES"));
    }

    #[test]
    fn an_old_form_is_named_as_one() {
        let text = headings("PRACTICE_CODE,LSOA_CODE,MALE_PATIENTS,FEMALE_PATIENTS,ALL_PATIENTS");
        let wrong = recognise(&"a.csv".into(), &text).expect_err("an old form");
        assert!(wrong[0].message.starts_with("an old form of"), "{}", wrong[0].message);
    }
}
