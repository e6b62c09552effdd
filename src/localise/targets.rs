//! Local figures that no parameter holds, beside which a run can be held: a table with the columns of `targets.csv`. A
//! row whose id is one of that table's is the same figure for this place.

use std::io;

/// A local figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// The id of the national figure of the same kind; one of its own, beginning with `L`, where there is none.
    pub id: String,
    /// What is measured.
    pub name: String,
    /// Its unit.
    pub unit: &'static str,
    /// The figure.
    pub value: f64,
    /// How far from it a run may lie, as a share of it: assumed. Nothing where a run has no such figure.
    pub width: Option<f64>,
    /// Files, date and rows.
    pub source: String,
    /// The formula.
    pub estimator: String,
    /// What weakens it.
    pub note: String,
}

/// The columns of `targets.csv` of any run, without what only a run knows.
const HEADER: [&str; 12] = [
    "id",
    "use",
    "name",
    "unit",
    "published",
    "low",
    "high",
    "source",
    "scenario",
    "seen",
    "estimator",
    "note",
];

/// The table.
///
/// # Errors
/// Never but for want of memory.
pub fn csv(targets: &[Target]) -> io::Result<String> {
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(HEADER)?;
    for target in targets {
        let ends =
            target.width.map(|width| (target.value * (1.0 - width), target.value * (1.0 + width)));
        let (low, high) = ends.unwrap_or((target.value, target.value));
        let figures =
            [target.value, low, high].map(|figure| super::overlay::rounded(figure).to_string());
        let purpose = if target.width.is_some() { "calibrate" } else { "prior" };
        let [value, low, high] = &figures;
        out.write_record([
            &*target.id,
            purpose,
            &target.name,
            target.unit,
            value,
            low,
            high,
            &target.source,
            "",
            "",
            &target.estimator,
            &target.note,
        ])?;
    }
    let bytes = out.into_inner().map_err(csv::IntoInnerError::into_error)?;
    String::from_utf8(bytes).map_err(io::Error::other)
}
