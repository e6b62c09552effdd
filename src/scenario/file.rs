//! Files of a scenario: reading their bytes, and finding the file that a name means.

use crate::scenario::chain;
use crate::scenario::legible;
use crate::scenario::load::from;
use crate::scenario::names;
use crate::scenario::syntax;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::scenario::Scenario;
use crate::scenario::chain::Shelf;
use crate::scenario::diagnostic::{Diagnostic, Diagnostics, Location, Text};
use crate::scenario::kind::Kind;

/// Largest scenario file, in bytes.
const LARGEST: u64 = 1 << 20;

/// Reads a scenario file and the files it extends.
///
/// # Errors
/// Everything that is wrong in any of the files.
pub fn load(path: &Path) -> Result<Scenario, Diagnostics> {
    from(path, &Shelf { read: &read, unique: &unique, strays: &strays })
}

impl Kind {
    /// The kind of the file at a path, as far as its keys tell.
    #[must_use]
    pub fn at(path: &Path) -> Option<Self> {
        let text = read(path, None).ok()?;
        Self::of(syntax::parsed(&text).ok()?.0.get_ref())
    }
}

/// Reads a file. `wanted_at` is the `extends` that named it, if one did.
pub(crate) fn read(path: &Path, wanted_at: Option<&Location>) -> Result<Text, Box<Diagnostic>> {
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
        return Err(Box::new(folder(path, here)));
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
    chain::filled(&shown, stem, body)
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
/// study of that name, with or without its ending. The name itself if there is none.
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
    // A bare name on the command line is looked for on every shelf.
    if here.position.is_none() && folder.as_os_str().is_empty() {
        others.extend(SHELVES.iter().flat_map(|shelf| stems(Path::new(shelf))));
    }
    let nearest = stem.and_then(|stem| names::nearest(&stem, others.iter().map(String::as_str)));
    Diagnostic::error(here, format!("there is no file `{shown}`"))
        .allowed("a scenario file that exists")
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

/// Where a file beside another really lies, if a link leads out of its folder.
fn strays(from: &Path, to: &Path) -> Option<PathBuf> {
    let known = unique(to);
    let beside = known.parent() == Some(&*unique(folder_of(from)));
    (to.exists() && !beside).then_some(known)
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

/// Refuses a folder where a file is wanted, with the command that takes it, if one does.
fn folder(path: &Path, here: Location) -> Diagnostic {
    let shown = path.display();
    let mut inside = stems(path);
    let holds = |name: &str| inside.iter().any(|stem| stem == name);
    let allowed = if holds("run") {
        format!("a file; for a result folder `kith reproduce {shown}`")
    } else if path.join("claims.csv").is_file() {
        format!("a file; for a folder of claims `kith theory --claims {shown}`")
    } else if let Some(first) = (!inside.is_empty()).then(|| inside.swap_remove(0)) {
        format!("a file, such as `{}`", path.join(format!("{first}.toml")).display())
    } else {
        "a file".to_owned()
    };
    Diagnostic::error(here, format!("`{shown}` is a folder")).allowed(allowed)
}
