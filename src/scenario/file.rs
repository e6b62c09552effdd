//! Files of a scenario: reading their bytes, and finding the file that a name means.

use crate::scenario::chain;
use crate::scenario::legible;
use crate::scenario::names;
use crate::scenario::syntax;
use std::fs;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::scenario::Scenario;
use crate::scenario::chain::Shelf;
use crate::scenario::diagnostic::{Diagnostic, Diagnostics, Location, Text};
use crate::scenario::kind::Kind;
use crate::scenario::load::from;
use crate::scenario::origin::{BUILT_IN, Origin};

/// Largest scenario file, in bytes.
const LARGEST: u64 = 1 << 20;

/// Reads a scenario file, or the scenario of a name inside the program, and what it extends.
///
/// # Errors
/// Everything that is wrong in any of the files.
pub fn load(path: &Path) -> Result<Scenario, Diagnostics> {
    load_from(Origin::at(path))
}

/// The same, with several networks: for who looks at values alone.
///
/// # Errors
/// Everything that is wrong in any of the files.
pub fn load_with_networks(path: &Path) -> Result<Scenario, Diagnostics> {
    load_whole(path)?.without_budget()
}

/// The same, with several networks and with pounds that are still to be spent: for who runs all networks, and a pilot of
/// the pounds.
///
/// # Errors
/// Everything that is wrong in any of the files.
pub fn load_whole(path: &Path) -> Result<Scenario, Diagnostics> {
    whole_from(Origin::at(path))
}

/// The same of a text whose origin is known.
pub(crate) fn whole_from(origin: Origin) -> Result<Scenario, Diagnostics> {
    from(origin, &Shelf { read: &read, unique: &unique, beside: &beside })
}

/// The same of a text whose origin is known.
pub(crate) fn load_from(origin: Origin) -> Result<Scenario, Diagnostics> {
    whole_from(origin)?.without_budget()?.without_networks()
}

impl Kind {
    /// The kind of the file at a path, as far as its keys tell.
    #[must_use]
    pub fn at(path: &Path) -> Option<Self> {
        let text = read(&Origin::at(path), None).ok()?;
        Self::of(syntax::parsed(&text).ok()?.0.get_ref())
    }
}

impl Origin {
    /// What a path, or the name of a scenario, stands for.
    #[must_use]
    pub fn at(path: &Path) -> Self {
        Self::named(Path::new(""), path)
    }

    /// What a path from a folder, or the name of a scenario, stands for: the file, the file of that
    /// name with its ending, or what is inside the program; the path itself if there is nothing.
    pub(crate) fn named(folder: &Path, name: &Path) -> Self {
        let there = |path: &Path| path.metadata().is_ok_and(|there| !there.is_dir());
        let (path, ended) = (folder.join(name), folder.join(ended(name)));
        if there(&path) {
            return Self::File(path);
        }
        match (there(&ended), Self::built_in(name, &ended)) {
            (true, _) => Self::File(ended),
            (false, Some(inside)) => inside,
            (false, None) => Self::File(path),
        }
    }

    /// What is there.
    ///
    /// # Errors
    /// If a file cannot be read.
    pub fn bytes(&self) -> io::Result<Vec<u8>> {
        match self {
            Self::File(path) => fs::read(path),
            Self::BuiltIn { text, .. } => Ok(text.as_bytes().to_owned()),
            Self::Given { text, .. } => Ok(text.as_bytes().to_owned()),
        }
    }
}

/// Reads a text. `wanted_at` is the `extends` that named it, if one did.
pub(crate) fn read(origin: &Origin, wanted_at: Option<&Location>) -> Result<Text, Box<Diagnostic>> {
    match origin {
        Origin::File(path) => read_file(path, wanted_at),
        Origin::BuiltIn { .. } | Origin::Given { .. } => chain::text(origin),
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
const SHELVES: &[&str] = &["", "scenarios", "scenarios/studies", "scenarios/evaluations"];

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

/// What a name beside a text means: the file there, or what is inside the program; beside what is
/// inside, always what is inside. A link that leads out of the folder is handed back.
fn beside(origin: &Origin, name: &str) -> Result<Origin, PathBuf> {
    let from = origin.place();
    let path = from.with_file_name(chain::full(name));
    if (origin.inside().is_some() || !path.exists())
        && let Some(inside) = Origin::built_in(Path::new(name), &path)
    {
        return Ok(inside);
    }
    let known = unique(&path);
    if path.exists() && known.parent() != Some(&*unique(folder_of(from))) {
        return Err(known);
    }
    Ok(Origin::File(path))
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

/// A path with the ending of a scenario file, unless it has that.
fn ended(name: &Path) -> PathBuf {
    match (name.extension(), name.file_name()) {
        (Some(ending), _) if ending == "toml" => name.to_owned(),
        (_, None) => name.to_owned(),
        (_, Some(last)) => {
            let mut last = last.to_owned();
            last.push(".toml");
            name.with_file_name(last)
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_scenario_is_inside_the_program() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
        let shipped = stems(&folder);
        let inside: Vec<&str> = BUILT_IN.iter().map(|(name, _)| *name).collect();
        assert_eq!(inside, shipped, "list it in src/scenario/origin.rs");
    }

    #[test]
    fn a_file_comes_first_and_a_path_is_no_name() {
        let home = tempfile::tempdir().expect("a temporary folder");
        let at = |name: &str| Origin::named(home.path(), Path::new(name));
        let place = home.path().join("austerity.toml");
        assert_eq!(at("austerity").inside(), Some("austerity"));
        assert_eq!(at("austerity").place(), place);
        assert_eq!(at("austerity").to_string(), "austerity (built in)");
        for none in ["austerity.toml", "./austerity", "of/austerity", "austerity/", "", ".."] {
            let path = Origin::File(home.path().join(none));
            assert_eq!(at(none), path, "{none}");
        }
        fs::create_dir(home.path().join("austerity")).expect("a folder of that name");
        assert_eq!(at("austerity").inside(), Some("austerity"));
        fs::write(&place, "title = \"Mine\"\n").expect("a file");
        assert_eq!(at("austerity"), Origin::File(place));
    }
}
