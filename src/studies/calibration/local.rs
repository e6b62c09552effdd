//! Local figures in the place of published ones: a table with the columns of `targets.csv`, as `kith localise` writes it,
//! beside the study that names it. A row of use `calibrate` stands for the published figure of its id; other rows are
//! left alone.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::runs::{Target, TargetUse, calibrated};
use crate::scenario::diagnostic::{Diagnostic, Location};
use crate::scenario::names;

/// A table of local figures.
#[derive(Clone, Debug)]
pub struct Local {
    /// The file.
    pub file: PathBuf,
    /// Its rows that stand for published figures.
    pub rows: Vec<Target>,
}

impl Local {
    /// Reads the table of this name beside a study that names it in a place.
    ///
    /// # Errors
    /// Everything that is wrong in it.
    pub(crate) fn beside(study: &Path, name: &str, at: &Location) -> Result<Self, Vec<Diagnostic>> {
        let refused = |message: String, found: String, allowed: &str| {
            let error = Diagnostic::error(at.clone(), message).about("targets");
            Err(vec![error.found(found).allowed(allowed)])
        };
        if name.contains(['/', '\\']) {
            let message = "`targets` leaves the folder of the study".to_owned();
            let allowed = "the name of a table in the same folder";
            return refused(message, format!("text \"{name}\""), allowed);
        }
        let file = study.with_file_name(name);
        let shown: Arc<str> = file.display().to_string().as_str().into();
        let text = match std::fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) => {
                let allowed = "a table as `kith localise` writes it, in the same folder";
                let message = format!("cannot read `{shown}`");
                return refused(message, error.kind().to_string(), allowed);
            }
        };
        match rows(&shown, &text) {
            (rows, wrong) if wrong.is_empty() => Ok(Self { file, rows }),
            (_, wrong) => Err(wrong),
        }
    }
}

/// The rows of a table that stand for published figures, and what is wrong in it.
fn rows(file: &Arc<str>, text: &str) -> (Vec<Target>, Vec<Diagnostic>) {
    let (mut rows, mut wrong): (Vec<Target>, Vec<Diagnostic>) = Default::default();
    let mut table = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    for row in table.deserialize::<Target>() {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                let wanted = "the columns and rows of `targets.csv` of any run";
                let place = Location::whole(file);
                let message = Diagnostic::error(place, "not a table of figures");
                wrong.push(message.found(error.to_string()).allowed(wanted));
                break;
            }
        };
        if row.purpose != TargetUse::Calibrate {
            continue;
        }
        let problem = if calibrated().iter().all(|published| published.id != row.id) {
            Some("is no figure that parameters are chosen by")
        } else if !(row.low <= row.published && row.published <= row.high && row.published > 0.0) {
            Some("has no value above 0 between its low and its high")
        } else if rows.iter().any(|other| other.id == row.id) {
            Some("stands twice")
        } else {
            None
        };
        let Some(problem) = problem else {
            rows.push(row);
            continue;
        };
        let ids = calibrated().iter().map(|published| published.id.as_str());
        let nearest = names::nearest(&row.id, ids).filter(|nearest| *nearest != row.id);
        let error = Diagnostic::error(Location::whole(file), format!("`{}` {problem}", row.id));
        wrong.push(
            error
                .allowed("ids of use `calibrate` in `targets.csv` of any run, each once")
                .nearest(nearest),
        );
    }
    (rows, wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "id,use,name,unit,published,low,high,source,scenario,seen,estimator,note\n";

    fn of(text: &str) -> (Vec<Target>, String) {
        let (rows, wrong) = rows(&"a.csv".into(), &format!("{HEAD}{text}"));
        (rows, wrong.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn rows_of_a_place_stand_for_the_published_figures_of_their_ids() {
        let (rows, wrong) =
            of("T07,calibrate,A,u,9,7,11,f,,,e,n\nL-PC02,prior,B,u,3,3,3,f,,,e,n\n");
        assert!(wrong.is_empty(), "{wrong}");
        assert_eq!(rows.len(), 1);
        assert_eq!((rows[0].id.as_str(), rows[0].published), ("T07", 9.0));
    }

    #[test]
    fn wrong_rows_are_named_with_the_nearest_id() {
        let (_, wrong) = of("T7,calibrate,A,u,9,7,11,f,,,e,n\nT08,calibrate,A,u,9,10,11,f,,,e,n\n");
        assert!(wrong.contains("`T7` is no figure"), "{wrong}");
        assert!(wrong.contains("`T08` has no value above 0 between"), "{wrong}");
        let (_, wrong) = of("T07,calibrate,A\n");
        assert!(wrong.contains("not a table of figures"), "{wrong}");
    }
}
