//! `kith reproduce`: a result folder again from its record, compared to the bit. The record's own
//! command is run into a folder that is thrown away. Only the table of the machine may differ.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use clap::Parser;
use toml::Table;

use crate::cli::sweep::summary::SUMMARY;
use crate::cli::{Cli, Exit, Failure, Result, complain, counted, say};
use crate::report::{INPUTS, Input, Kind, Record};
use crate::studies::sweep::folder::SweepFolder;
use crate::studies::sweep::store::Store;

/// Arguments of `kith reproduce`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  kith reproduce output/austerity
  kith reproduce output/first --threads 2

The record (run.toml) names the command, the model, and the files that were read, of which copies
are in the folder (inputs/): so it can be made again wherever it lies. Copies are held against their
digests first. Results of another version of the model cannot be made again to the bit: then that is
said, and nothing is run, unless --anyway is given.")]
pub struct Reproduce {
    /// A folder of results: of a run, a comparison, a test of the theory, or a sweep.
    folder: PathBuf,
    /// Threads; all processors when not given.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// Run the record's command though the model is another, and say what differs.
    #[arg(long)]
    anyway: bool,
    /// Print nothing but errors.
    #[arg(long)]
    quiet: bool,
}

/// Makes results again and compares.
///
/// # Errors
/// If the folder holds no record that can be run, or was made by another version of the model.
pub fn execute(args: &Reproduce) -> Result<Exit> {
    let shown = args.folder.display();
    let record = record(&args.folder)?;
    let text = |key: &str| record.get(key).and_then(|value| value.as_str());
    let Some(command) = text("reproduce") else {
        return Err(Failure::Input(format!("{shown}/run.toml does not say how to run it again")));
    };
    if text("model") != Some(Record::model().as_str()) {
        let theirs = text("model").unwrap_or("a model that the record does not name");
        let program = text("program").unwrap_or("an unknown program");
        let message = format!(
            "{shown} was made by another version of the model: {theirs} ({program}); this is {} \
             ({})",
            Record::model(),
            Record::program()
        );
        if !args.anyway {
            let hint = "Use the program that made it, or --anyway to see what differs";
            return Err(Failure::Input(format!("{message}.\n{hint}")));
        }
        complain(&format!("warning: {message}"));
    }
    if let Some(part) = part(&args.folder, &record) {
        return Err(Failure::Input(format!("{shown} {part}: what its command makes is more")));
    }
    let inputs = match record.get("inputs") {
        Some(inputs) => inputs.clone().try_into::<Vec<Input>>().map_err(|error| {
            Failure::Input(format!("{shown}/run.toml lists no inputs: {}", error.message()))
        })?,
        // The first records have none: their command is run where it was run then.
        None => Vec::new(),
    };
    copies_are_sound(&inputs, &args.folder)?;
    if !args.quiet {
        for input in inputs.iter().filter(|input| input.has_changed()) {
            let Input { file, copy, .. } = input;
            complain(&format!("note: {file} has changed since; the copy of then is used, {copy}"));
        }
    }
    let beside = tempfile::tempdir()?;
    let again = beside.path().join("again");
    let exit = crate::cli::execute(line(args, command, &again)?)?;
    if exit != Exit::Done {
        return Ok(exit);
    }
    let wrong = differences(&args.folder, &again)?;
    if wrong.is_empty() {
        if !args.quiet {
            let files = counted(files(&again)?.len(), "file is", "files are");
            say(&format!("{shown}: {files} the same to the bit\n"))?;
        }
        return Ok(Exit::Done);
    }
    complain(&format!("error: {shown} is not what its command makes:\n  {}", wrong.join("\n  ")));
    Ok(Exit::BadInput)
}

/// What is missing in results that are not complete, in words.
fn part(folder: &Path, record: &Table) -> Option<String> {
    let run = record.get("run").and_then(toml::Value::as_table)?;
    let count = |key: &str| run.get(key).and_then(toml::Value::as_integer);
    if let (Some(done), Some(asked)) = (count("replicates_done"), count("replicates_asked"))
        && done < asked
    {
        return Some(format!("holds {done} of {asked} replicates, since its run was stopped"));
    }
    if run.get("partial").and_then(toml::Value::as_bool) == Some(true) {
        return Some("holds a part of what was asked, since its run was stopped".to_owned());
    }
    record.get("sweep")?;
    let folder = SweepFolder::open(folder).ok()?;
    let made = folder.made(&Store::open(&folder.parts()).ok()?);
    if made.partial() {
        return Some(format!("holds {made}"));
    }
    match folder.record.tables {
        Some(tables) if tables.partial() => Some(format!("has tables of {tables}")),
        None if !folder.path().join("dictionary.csv").is_file() => {
            Some("has all cells, and no tables yet (`kith sweep merge` writes them)".to_owned())
        }
        _ => None,
    }
}

/// Holds the copies in a folder of results against their digests.
pub(crate) fn copies_are_sound(inputs: &[Input], folder: &Path) -> Result<()> {
    let wrong: Vec<String> = inputs.iter().filter_map(|input| input.check(folder).err()).collect();
    if wrong.is_empty() {
        return Ok(());
    }
    Err(Failure::Input(format!(
        "{} does not hold what it was made of:\n  {}",
        folder.display(),
        wrong.join("\n  ")
    )))
}

/// The words of a record's command, with the copies where they are from here.
pub(crate) fn carried(command: &str, folder: &Path) -> Vec<String> {
    let copy = |word: String| {
        let inside = Path::new(&word).starts_with(INPUTS);
        if inside { folder.join(&word).display().to_string() } else { word }
    };
    words(command).into_iter().map(copy).collect()
}

fn record(folder: &Path) -> Result<Table> {
    let path = folder.join("run.toml");
    let cannot = |why: String| Failure::Input(format!("{}: {why}", path.display()));
    let text = fs::read_to_string(&path).map_err(|error| cannot(error.to_string()))?;
    text.parse().map_err(|error: toml::de::Error| cannot(format!("no record: {}", error.message())))
}

/// The record's command, quiet, into another folder.
fn line(args: &Reproduce, command: &str, again: &Path) -> Result<Cli> {
    let mut all = carried(command, &args.folder);
    let called = all.get(..2).unwrap_or_default().join(" ");
    let known = Kind::EVERY.iter().any(|kind| kind.command() == called);
    let output = || ["--output".to_owned(), again.display().to_string(), "--quiet".to_owned()];
    all.extend(output());
    if let Some(threads) = args.threads {
        all.extend(["--threads".to_owned(), threads.to_string()]);
    }
    let draws = ["run", "compare"].contains(&all.get(1).map_or("", String::as_str));
    if draws && !args.folder.join("charts").is_dir() {
        all.push("--no-charts".to_owned());
    }
    let parsed = Cli::try_parse_from(&all);
    match parsed {
        Ok(cli) if known => Ok(cli),
        _ => {
            Err(Failure::Input(format!("the record's command is none of this program: {command}")))
        }
    }
}

/// Which files differ, in words.
fn differences(folder: &Path, again: &Path) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    for file in files(folder)?.union(&files(again)?) {
        let [there, here] = [folder, again].map(|folder| content(folder, file));
        let problem = match (there?, here?) {
            (Some(there), Some(here)) if there == here => continue,
            (Some(_), Some(_)) => "differs",
            (Some(_), None) => "is made no more",
            (None, _) => "is missing",
        };
        wrong.push(format!("{file} {problem}"));
    }
    Ok(wrong)
}

/// What is compared of a file: of the record, all but the machine, the clock, the places of
/// files and the list of what may be replaced.
fn content(folder: &Path, file: &str) -> io::Result<Option<Vec<u8>>> {
    let bytes = match fs::read(folder.join(file)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        bytes => bytes?,
    };
    if file.rsplit('/').next() != Some("run.toml") {
        return Ok(Some(bytes));
    }
    let record = String::from_utf8_lossy(&bytes).parse::<Table>().map_err(io::Error::other)?;
    // What was read is compared file by file; where it lay is no matter.
    let other = ["machine", "commit", "inputs", "files"];
    let kept = record.into_iter().filter(|(key, _)| !other.contains(&key.as_str()));
    Ok(Some(kept.collect::<Table>().to_string().into_bytes()))
}

/// Every file of a folder, by its path inside. Parts of a sweep are not among them: their order is
/// that in which cells were done, and the tables hold what is in them. Nor is its summary, which follows
/// from them.
fn files(folder: &Path) -> io::Result<BTreeSet<String>> {
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !entry.file_type()?.is_dir() {
            names.insert(name);
        } else if name != "parts" && name != SUMMARY {
            names
                .extend(files(&entry.path())?.into_iter().map(|inside| format!("{name}/{inside}")));
        }
    }
    Ok(names)
}

/// The words of a command, as `quoted` wrote them.
fn words(command: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let (mut quote, mut escape) = (false, false);
    for c in command.chars() {
        match c {
            _ if escape => {
                word.get_or_insert_default().push(c);
                escape = false;
            }
            '\'' => {
                quote = !quote;
                word.get_or_insert_default();
            }
            '\\' if !quote => escape = true,
            ' ' if !quote => words.extend(word.take()),
            _ => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::run::quoted;

    #[test]
    fn words_are_what_was_quoted() {
        let paths = ["a b.toml", "it's here.toml", "plain.toml", ""];
        let line: Vec<String> = paths.iter().map(|path| quoted(Path::new(path))).collect();
        assert_eq!(
            words(&format!("kith run {}", line.join(" "))),
            [&["kith", "run"], &paths[..]].concat()
        );
    }
}
