//! What a single run leaves behind: its tables, its pictures and the record of it.

use crate::report::charts::Set;
use crate::report::charts::publish::publish;
use crate::report::dictionary;
use crate::report::error::Error;
use crate::report::folder::{Kind, Staging};
use crate::report::page;
use crate::report::record::Record;
use crate::report::results::Results;
use crate::report::run;
use crate::report::tables;
use crate::report::tables::ParameterRow;
use crate::runs::Shown;

/// Whether a run is also drawn, and reported on a page. The page costs less than a second beside minutes of running,
/// and is what most people open: it comes with the pictures. Who asks for tables only, as scripts do that run many,
/// gets none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pictures {
    /// As SVG and PNG, and as a page.
    Drawn,
    /// Tables only.
    LeftOut,
}

/// Writes everything a run leaves behind into a staging folder, the record last.
///
/// # Errors
/// If a file cannot be written. Nothing is published then: drop the staging folder.
pub fn write(
    staging: &Staging,
    record: &Record,
    parameters: &[ParameterRow],
    results: &Results<'_>,
    pictures: Pictures,
) -> Result<(), Error> {
    write_tables(staging, "", parameters, results)?;
    if pictures == Pictures::Drawn {
        let (charts, footer) = (run::every(results), run::footer(results));
        publish(staging, &[Set { prefix: String::new(), charts, footer }])?;
        page::ready(staging, Kind::Run, |out| record.write(None, out))?.write(staging)?;
    }
    staging.record(|files, out| record.write(Some(files), out))
}

/// Writes the tables of one run into a folder of the staging folder; the folder is
/// empty or ends in a slash.
pub(crate) fn write_tables(
    staging: &Staging,
    folder: &str,
    parameters: &[ParameterRow],
    results: &Results<'_>,
) -> Result<(), Error> {
    let name = |file: &str| format!("{folder}{file}");
    staging.file(&name("weekly.csv"), |out| tables::weekly(out, results))?;
    staging.file(&name("summary.csv"), |out| tables::summary(out, results))?;
    staging.file(&name("funnel.csv"), |out| tables::funnel(out, results))?;
    staging.file(&name("targets.csv"), |out| tables::targets(out, results))?;
    if results.shown == Shown::All {
        let file = name("visits_around_referral.csv");
        staging.file(&file, |out| tables::around_referral(out, results))?;
    }
    staging.file(&name("dictionary.csv"), |out| dictionary::write(out))?;
    staging.file(&name("parameters.csv"), |out| tables::parameters(out, parameters))
}
