//! The configurations as a table: one row for each claim, with what came of it.

use std::io::{self, Write};

use crate::report::rows::Writer;
use crate::studies::theory::form::shown;
use crate::studies::theory::read::Setting;
use crate::studies::theory::run::Finding;

const COLUMNS: [&str; 14] = [
    "id",
    "group",
    "papers",
    "level",
    "setting",
    "basis",
    "lever",
    "context",
    "mechanism",
    "outcome",
    "direction",
    "class",
    "verdict",
    "claim",
];

/// Writes the table.
pub(crate) fn write(out: &mut dyn Write, findings: &[Finding]) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    rows.write_record(COLUMNS)?;
    for finding in findings {
        let said = &finding.configuration;
        let settings: Vec<&str> = said.settings.iter().copied().map(Setting::label).collect();
        rows.write_record([
            &finding.id,
            &finding.group,
            &said.cited_said(),
            said.level.label(),
            &settings.join("; "),
            said.basis.label(),
            &said.lever,
            &said.context,
            &said.mechanism,
            &said.outcome,
            &said.direction,
            finding.class,
            shown(finding).label,
            &finding.claim,
        ])?;
    }
    rows.flush()
}
