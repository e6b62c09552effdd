//! Pages with figures, as `kith check` judges them: each says of which model its figures are, and a
//! model that has moved on since is a warning.
//!
//! ```text
//! <!-- model 0123456789abcdef -->
//! ```

use std::path::Path;

use crate::cli::{counted, warn};
use crate::report::Record;
use crate::scenario::diagnostic::Diagnostic;
use crate::scenario::{Diagnostics, Origin, file};

/// What stands around the name of a model.
const LABEL: [&str; 2] = ["<!-- model ", " -->"];

/// Whether a file is a page of text.
pub(super) fn is_page(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "md")
}

/// One line on a page, after a warning on each of its labels that names another model.
pub(super) fn of_page(path: &Path) -> Result<String, Diagnostics> {
    let text = file::read(&Origin::File(path.to_owned()), None)
        .map_err(|error| Diagnostics::new(vec![*error]))?;
    let now = Record::model();
    let (mut labels, mut stale) = (0, Vec::new());
    for (at, _) in text.body.match_indices(LABEL[0]) {
        let start = at + LABEL[0].len();
        let Some(length) = text.body[start..].find(LABEL[1]) else { continue };
        labels += 1;
        let named = &text.body[start..start + length];
        if named != now {
            let place = text.place(start..start + length);
            let warning = Diagnostic::warning(place, "these figures are of another model");
            stale.push(warning.found(format!("model {named}")).allowed(format!("model {now}")));
        }
    }
    warn(&stale);
    let labels = counted(labels, "label of a model", "labels of models");
    Ok(format!("ok, a page, {labels}, {} of another than this", stale.len()))
}
