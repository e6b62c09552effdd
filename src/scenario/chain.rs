//! A chain of scenarios: from the one that was asked for along `extends` to the base. Names never
//! lead out of the folder, and a circle ends with a message. Where texts come from is said by a texts.

use std::path::{Path, PathBuf};

use crate::scenario::diagnostic::{Diagnostic, Location, Text};
use crate::scenario::origin::Origin;
use crate::scenario::overlay::bad_name;
use crate::scenario::reader::short;

/// Most texts of one chain.
const LONGEST: usize = 16;

/// How the text of an origin is read; the location is that of the `extends` that named it, if one
/// did.
pub(crate) type Read<'a> = dyn Fn(&Origin, Option<&Location>) -> Result<Text, Box<Diagnostic>> + 'a;

/// Where the texts of scenarios are found.
pub(crate) struct Shelf<'a> {
    /// The text of an origin.
    pub(crate) read: &'a Read<'a>,
    /// One path for one file, however it is written.
    pub(crate) unique: &'a dyn Fn(&Path) -> PathBuf,
    /// What a name means beside a text, or the place outside its folder to which a link leads.
    pub(crate) beside: &'a dyn Fn(&Origin, &str) -> Result<Origin, PathBuf>,
}

/// The name of a file, with its ending.
pub(crate) fn full(name: &str) -> String {
    format!("{}.toml", name.strip_suffix(".toml").unwrap_or(name))
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

/// The text of an origin that is no file.
///
/// # Panics
/// If it is a file: whoever calls has ruled that out.
pub(crate) fn text(origin: &Origin) -> Result<Text, Box<Diagnostic>> {
    let text = match origin {
        Origin::BuiltIn { text, .. } => text,
        Origin::Given { text, .. } => &**text,
        Origin::File(_) => unreachable!("a file is read elsewhere"),
    };
    let stem = origin.inside().map_or_else(|| origin.stem(), str::to_owned);
    filled(&origin.to_string(), stem, text.to_owned())
}

/// The texts visited so far, so that a circle is seen.
#[derive(Debug, Default)]
pub(crate) struct Visited(Vec<(PathBuf, String)>);

impl Visited {
    pub(crate) fn add(&mut self, origin: &Origin, texts: &Shelf<'_>) {
        let path = origin.place();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        // What is inside the program makes no circle with files that would be in its place.
        let known = match origin.inside() {
            Some(_) => PathBuf::new(),
            None => (texts.unique)(path),
        };
        self.0.push((known, name.unwrap_or_default()));
    }

    /// What an `extends` names, seen from the text that says so.
    pub(crate) fn next(
        &self,
        origin: &Origin,
        name: &str,
        place: &Location,
        texts: &Shelf<'_>,
    ) -> Result<Origin, Box<Diagnostic>> {
        let error = |message: &str| Diagnostic::error(place.clone(), message).about("extends");
        if let Some(problem) = bad_name(name) {
            let error = error(problem)
                .found(format!("text \"{}\"", short(name)))
                .allowed("the name of a file in the same folder, such as \"baseline\"");
            return Err(Box::new(error));
        }
        let full = full(name);
        let next = (texts.beside)(origin, name).map_err(|known| {
            let error = error("`extends` leaves the folder of the scenario through a link")
                .found(format!("`{full}`, which is `{}`", known.display()))
                .allowed("a file that is in the same folder itself");
            Box::new(error)
        })?;
        let known = (texts.unique)(next.place());
        let visited = |(visited, _): &(PathBuf, String)| *visited == known;
        if next.inside().is_none()
            && let Some(start) = self.0.iter().position(visited)
        {
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
        Ok(next)
    }
}
