//! Files of a scenario: reading their bytes, and following `extends` from the file that was asked
//! for to the base. Names never lead out of the folder, and a circle ends with a message.

use crate::scenario::kind;
use crate::scenario::legible;
use crate::scenario::names;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::scenario::diagnostic::{Diagnostic, Location, Text};
use crate::scenario::origin::{BUILT_IN, Origin};
use crate::scenario::overlay::bad_name;
use crate::scenario::reader::short;

/// Largest scenario file, in bytes.
const LARGEST: u64 = 1 << 20;

/// Most files of one chain.
pub(crate) const LONGEST_CHAIN: usize = 16;

/// Reads a text. `wanted_at` is the `extends` that named it, if one did.
pub(crate) fn read(origin: &Origin, wanted_at: Option<&Location>) -> Result<Text, Box<Diagnostic>> {
    match origin {
        Origin::File(path) => read_file(path, wanted_at),
        Origin::BuiltIn { name, text, .. } => {
            Ok(Text::new(&origin.to_string(), (*name).to_owned(), (*text).to_owned()))
        }
    }
}

fn read_file(path: &Path, wanted_at: Option<&Location>) -> Result<Text, Box<Diagnostic>> {
    let shown = path.display().to_string();
    let whole = Location { file: shown.as_str().into(), position: None };
    let here = wanted_at.unwrap_or(&whole).clone();
    let cannot = |error: &io::Error| {
        let message = format!("cannot read `{shown}`");
        Box::new(Diagnostic::error(here.clone(), message).found(reason(error)))
    };
    let kind = std::fs::metadata(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Box::new(missing(path, &shown, here.clone())),
        _ => cannot(&error),
    })?;
    if kind.is_dir() {
        return Err(Box::new(kind::folder(path, here)));
    }
    if !kind.is_file() {
        let error = Diagnostic::error(here, format!("`{shown}` is not a file"));
        return Err(Box::new(error.allowed("a text file")));
    }
    let stem = path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into());
    if let Some(wrong) = legible::steering(&stem) {
        let error = Diagnostic::error(here, "the name of a file cannot be shown");
        return Err(Box::new(error.found(wrong).allowed("a name of characters that are seen")));
    }
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes))
        .map_err(|error| cannot(&error))?;
    if bytes.len() as u64 > LARGEST {
        let error = Diagnostic::error(whole, "the file is too large")
            .found("more than 1 MiB")
            .allowed("at most 1 MiB (1,048,576 bytes)");
        return Err(Box::new(error));
    }
    let body = text(bytes, &whole)?;
    if body.trim().is_empty() {
        let error = Diagnostic::error(whole, "the file is empty").allowed(
            "a base with `title`, `because`, `[sources]` and every parameter, \
             or an overlay with `title`, `extends` and `because`",
        );
        return Err(Box::new(error));
    }
    Ok(Text::new(&shown, stem, body))
}

/// The text of a file, without a byte order mark.
pub(crate) fn text(bytes: Vec<u8>, whole: &Location) -> Result<String, Box<Diagnostic>> {
    // Plain letters in UTF-16 have a zero beside each, whether or not a mark says so.
    let utf16 = matches!(bytes[..], [0xff, 0xfe, ..] | [0xfe, 0xff, ..])
        || matches!(bytes[..], [0, 1..=255, ..] | [1..=255, 0, ..]);
    let wrong = |found: String| {
        let error = Diagnostic::error(whole.clone(), "the file is not UTF-8 text");
        Box::new(error.found(found).allowed("text saved as UTF-8"))
    };
    if utf16 {
        return Err(wrong("UTF-16, which some editors call Unicode".to_owned()));
    }
    let body = String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        wrong(match error.as_bytes().get(at) {
            Some(byte) => format!("the byte 0x{byte:02x} at offset {at}"),
            None => format!("the file cut off at offset {at}"),
        })
    })?;
    Ok(body.strip_prefix('\u{feff}').map_or(body.clone(), str::to_owned))
}

/// Where a name is looked for that is no path to a file, from the working folder.
const SHELVES: &[&str] = &["", "scenarios", "scenarios/studies"];

/// The file that a name on the command line means: what it is the path of, or the scenario or
/// study of that name, with or without its ending. The name itself if there is none: it may be that
/// of a scenario inside the program.
#[must_use]
pub fn find(name: PathBuf) -> PathBuf {
    // A device or a pipe is what it is, and refused when read.
    if name.metadata().is_ok_and(|there| !there.is_dir()) {
        return name;
    }
    let ended = name.file_name().map(|last| {
        let mut ended = last.to_owned();
        ended.push(".toml");
        name.with_file_name(ended)
    });
    let names = || std::iter::once(&name).chain(&ended);
    let candidates =
        SHELVES.iter().flat_map(|shelf| names().map(|name| Path::new(shelf).join(name)));
    candidates.into_iter().find(|path| path.is_file()).unwrap_or(name)
}

/// The reason the system gives, without the number that differs between systems.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "no permission to read it".to_owned(),
        io::ErrorKind::InvalidInput => "a name that no file can have".to_owned(),
        kind => kind.to_string(),
    }
}

fn missing(path: &Path, shown: &str, here: Location) -> Diagnostic {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let folder = path.parent().unwrap_or(Path::new(""));
    let mut others = stems(folder);
    others.extend(BUILT_IN.iter().map(|(name, _)| (*name).to_owned()));
    // A bare name on the command line is looked for on every shelf.
    if here.position.is_none() && folder.as_os_str().is_empty() {
        others.extend(SHELVES.iter().flat_map(|shelf| stems(Path::new(shelf))));
    }
    let nearest = stem.and_then(|stem| names::nearest(&stem, others.iter().map(String::as_str)));
    Diagnostic::error(here, format!("there is no file `{shown}`"))
        .allowed(
            "a file that exists, or the name of a scenario that is built in: `kith scenarios` lists \
             them",
        )
        .nearest(nearest)
}

/// Names of the TOML files in a folder, in order.
pub(crate) fn stems(folder: &Path) -> Vec<String> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut stems: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter_map(|name| name.strip_suffix(".toml").map(str::to_owned))
        .collect();
    stems.sort();
    stems
}

/// The files visited so far, so that a circle is seen.
#[derive(Debug, Default)]
pub(crate) struct Visited(Vec<(PathBuf, String)>);

impl Visited {
    pub(crate) fn add(&mut self, origin: &Origin) {
        let path = origin.place();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        // What is inside the program makes no circle with files that would be in its place.
        let known = if origin.inside().is_some() { PathBuf::new() } else { unique(path) };
        self.0.push((known, name.unwrap_or_default()));
    }

    /// What an `extends` names, seen from the text that says so: the file beside it, or what is
    /// inside the program; of that, always what is inside.
    pub(crate) fn next(
        &self,
        origin: &Origin,
        name: &str,
        place: &Location,
    ) -> Result<Origin, Box<Diagnostic>> {
        let from = origin.place();
        let error = |message: &str| Diagnostic::error(place.clone(), message).about("extends");
        if let Some(problem) = bad_name(name) {
            let error = error(problem)
                .found(format!("text \"{}\"", short(name)))
                .allowed("the name of a file in the same folder, such as \"baseline\"");
            return Err(Box::new(error));
        }
        let full = format!("{}.toml", name.strip_suffix(".toml").unwrap_or(name));
        let path = from.with_file_name(&full);
        if (origin.inside().is_some() || !path.exists())
            && let Some(inside) = Origin::built_in(Path::new(name), &path)
        {
            return self.short_enough(place).map(|()| inside);
        }
        let known = unique(&path);
        if path.exists() && known.parent() != Some(&*unique(folder_of(from))) {
            let error = error("`extends` leaves the folder of the scenario through a link")
                .found(format!("`{full}`, which is `{}`", known.display()))
                .allowed("a file that is in the same folder itself");
            return Err(Box::new(error));
        }
        if let Some(start) = self.0.iter().position(|(visited, _)| *visited == known) {
            let circle: Vec<&str> = self.0[start..].iter().map(|(_, name)| name.as_str()).collect();
            let circle = circle.join(" extends ");
            let error = error("`extends` goes round in a circle")
                .found(format!("{circle} extends {full}"))
                .allowed("a chain that ends in a base, which extends nothing");
            return Err(Box::new(error));
        }
        self.short_enough(place).map(|()| Origin::File(path))
    }

    fn short_enough(&self, place: &Location) -> Result<(), Box<Diagnostic>> {
        if self.0.len() < LONGEST_CHAIN {
            return Ok(());
        }
        let error = Diagnostic::error(place.clone(), "`extends` makes too long a chain")
            .about("extends")
            .found(format!("{} files before this one", self.0.len()))
            .allowed(format!("at most {LONGEST_CHAIN} files"));
        Err(Box::new(error))
    }
}

/// The folder a file is named in.
fn folder_of(path: &Path) -> &Path {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

/// One path for one file, however it is written.
fn unique(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}
