//! A chain of scenarios: from the one that was asked for along `extends` to the base. Names never
//! lead out of the folder, and a circle ends with a message. Where texts come from is said by a shelf.

use std::path::{Path, PathBuf};

use crate::scenario::diagnostic::{Diagnostic, Location, Text};
use crate::scenario::overlay::bad_name;
use crate::scenario::reader::short;

/// Most files of one chain.
const LONGEST: usize = 16;

/// Where the texts of scenarios are found.
pub(crate) struct Shelf<'a> {
    /// The text at a path; the place is that of the `extends` that named it, if one did.
    pub(crate) read: &'a dyn Fn(&Path, Option<&Location>) -> Result<Text, Box<Diagnostic>>,
    /// One path for one file, however it is written.
    pub(crate) unique: &'a dyn Fn(&Path) -> PathBuf,
    /// Where the second file, which lies beside the first by its name, really lies, if it does not.
    pub(crate) strays: &'a dyn Fn(&Path, &Path) -> Option<PathBuf>,
}

/// The text of a scenario, which must not be empty.
pub(crate) fn filled(shown: &str, stem: String, body: String) -> Result<Text, Box<Diagnostic>> {
    if body.trim().is_empty() {
        let whole = Location { file: shown.into(), position: None };
        let error = Diagnostic::error(whole, "the file is empty").allowed(
            "a base with `title`, `because`, `[sources]` and every parameter, \
             or an overlay with `title`, `extends` and `because`",
        );
        return Err(Box::new(error));
    }
    Ok(Text::new(shown, stem, body))
}

/// The files visited so far, so that a circle is seen.
#[derive(Debug, Default)]
pub(crate) struct Visited(Vec<(PathBuf, String)>);

impl Visited {
    pub(crate) fn add(&mut self, path: &Path, shelf: &Shelf<'_>) {
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        self.0.push(((shelf.unique)(path), name.unwrap_or_default()));
    }

    /// The path of the file an `extends` names, seen from the file that says so.
    pub(crate) fn next(
        &self,
        from: &Path,
        name: &str,
        place: &Location,
        shelf: &Shelf<'_>,
    ) -> Result<PathBuf, Box<Diagnostic>> {
        let error = |message: &str| Diagnostic::error(place.clone(), message).about("extends");
        if let Some(problem) = bad_name(name) {
            let error = error(problem)
                .found(format!("text \"{}\"", short(name)))
                .allowed("the name of a file in the same folder, such as \"baseline\"");
            return Err(Box::new(error));
        }
        let full = format!("{}.toml", name.strip_suffix(".toml").unwrap_or(name));
        let path = from.with_file_name(&full);
        if let Some(place) = (shelf.strays)(from, &path) {
            let error = error("`extends` leaves the folder of the scenario through a link")
                .found(format!("`{full}`, which is `{}`", place.display()))
                .allowed("a file that is in the same folder itself");
            return Err(Box::new(error));
        }
        let known = (shelf.unique)(&path);
        if let Some(start) = self.0.iter().position(|(visited, _)| *visited == known) {
            let circle: Vec<&str> = self.0[start..].iter().map(|(_, name)| name.as_str()).collect();
            let circle = circle.join(" extends ");
            let error = error("`extends` goes round in a circle")
                .found(format!("{circle} extends {full}"))
                .allowed("a chain that ends in a base, which extends nothing");
            return Err(Box::new(error));
        }
        if self.0.len() >= LONGEST {
            let error = error("`extends` makes too long a chain")
                .found(format!("{} files before this one", self.0.len()))
                .allowed(format!("at most {LONGEST} files"));
            return Err(Box::new(error));
        }
        Ok(path)
    }
}
