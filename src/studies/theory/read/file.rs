//! Reading the files of claims. Nothing stops at the first error: each claim takes what it can and
//! notes what is wrong, in the words in which scenario files are judged.

use crate::scenario::file;
use crate::scenario::names;
use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

use crate::scenario::diagnostic::{Diagnostic, Diagnostics, Location, Text};
use crate::scenario::kind::Kind;
use crate::scenario::origin::Origin;
use crate::scenario::reader::{Misspelt, Reader};
use crate::studies::theory::read::arms::{contexts, contrast, cut, optional_shift};
use crate::studies::theory::read::expected::{effects, judge_ranking, whole, word};
use crate::studies::theory::read::listed::{Listed, listed};
use crate::studies::theory::read::{
    Claim, Class, Configuration, Contrast, Cut, Expect, Fitted, Test, Tested,
};

const FILE: &[&str] = &["group", "title", "claim"];
const CLAIM: &[&str] = &[
    "id",
    "claim",
    "source",
    "class",
    "note",
    "finding",
    "fitted",
    "untestable",
    "contrast",
    "base",
    "lever",
    "with",
    "levers",
    "other_base",
    "arms",
    "step",
    "mechanism",
    "outcome",
    "sever",
    "no_cut",
    "by_construction",
    "context",
    "contexts",
    "replicates",
    "people",
];
/// Keys that make an experiment.
const TEST: &[&str] = &[
    "contrast",
    "base",
    "lever",
    "with",
    "levers",
    "other_base",
    "arms",
    "step",
    "mechanism",
    "outcome",
    "sever",
    "no_cut",
    "by_construction",
    "context",
    "contexts",
    "replicates",
    "people",
];
/// Reads every file of claims in a folder (`a01.toml` and so on), in the order of their names, and
/// holds them against the list of claims, `claims.csv`, beside them.
///
/// # Errors
/// Everything that is wrong in any of the files.
pub fn load(folder: &Path) -> Result<Vec<Claim>, Diagnostics> {
    load_from(&files_of(folder))
}

/// The same of texts whose origins are known, the list of claims last.
///
/// # Errors
/// Everything that is wrong in any of the texts.
///
/// # Panics
/// If there is not even a list.
pub fn load_from(origins: &[Origin]) -> Result<Vec<Claim>, Diagnostics> {
    let mut found = Vec::new();
    let (list, files) = origins.split_last().expect("a list of claims");
    let listed = listed(list, &mut found);
    let mut claims: Vec<Claim> = Vec::new();
    for origin in files {
        match file::read(origin, None) {
            Ok(text) => claims.extend(one_file(origin.place(), &text, &mut found)),
            Err(error) => found.push(*error),
        }
    }
    if claims.is_empty() && found.is_empty() {
        let folder = list.place().parent().unwrap_or(Path::new(""));
        let place = Location { file: folder.display().to_string().into(), position: None };
        let error = Diagnostic::error(place, "there are no claims in this folder");
        found.push(error.allowed("files such as `a01.toml`"));
    }
    judge_ids(&claims, &listed, &mut found);
    for claim in &mut claims {
        if let Some(listed) = listed.get(&claim.id) {
            claim.configuration = listed.configuration.clone();
        }
    }
    if found.is_empty() { Ok(claims) } else { Err(Diagnostics::new(found)) }
}

/// Every file that `load` reads, the list of claims last.
#[must_use]
pub fn files_of(folder: &Path) -> Vec<Origin> {
    let all = files(folder).into_iter().chain([folder.join(LIST)]);
    all.map(Origin::File).collect()
}

/// The claims inside the program, in the places of the files of a folder.
#[must_use]
pub fn built_in(folder: &Path) -> Vec<Origin> {
    let texts = BUILT_IN.iter().map(|&(name, text)| (name, text, format!("{name}.toml")));
    let all = texts.chain([("claims", CLAIMS, LIST.to_owned())]);
    all.map(|(name, text, file)| Origin::BuiltIn { name, text, place: folder.join(file) }).collect()
}

/// Texts of claims that are inside the program.
macro_rules! built_in {
    ($($name:literal)+) => {
        &[$( ($name, include_str!(concat!("../../../../scenarios/theory/", $name, ".toml"))) ),+]
    };
}

const BUILT_IN: &[(&str, &str)] = built_in! {
    "a01" "a02" "a03" "a04" "a05" "a06" "a07" "a08" "a09" "a10" "a11" "a12" "a13" "a14" "a15"
};

/// The list of claims, which is inside the program too.
const CLAIMS: &str = include_str!("../../../../scenarios/theory/claims.csv");

/// The list of claims.
const LIST: &str = "claims.csv";

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .collect();
    files.sort();
    files
}

/// Notes ids that no list has, that stand in the wrong group, or that come twice.
fn judge_ids(claims: &[Claim], listed: &BTreeMap<String, Listed>, found: &mut Vec<Diagnostic>) {
    let mut first: BTreeMap<&str, &Claim> = BTreeMap::new();
    for claim in claims {
        let error = |message: String| Diagnostic::error(claim.place.clone(), message).about("id");
        match listed.get(&claim.id) {
            None => found.push(
                error(format!("unknown claim `{}`", claim.id))
                    .allowed("an id that `claims.csv` lists")
                    .nearest(nearest_id(&claim.id, listed.keys().map(String::as_str))),
            ),
            Some(Listed { group, .. }) if *group != claim.group => found.push(
                error(format!("`{}` is not of this group", claim.id))
                    .found(format!("group {}", claim.group))
                    .allowed(format!("group {group}, as `claims.csv` says")),
            ),
            Some(_) => {}
        }
        if let Some(before) = first.insert(&claim.id, claim) {
            found.push(
                error(format!("`{}` is given twice", claim.id))
                    .found(format!("the same id in `{}`", before.place.file))
                    .allowed("each claim once"),
            );
        }
    }
}

/// The nearest right id for a wrong one.
pub(crate) fn nearest_id<'a>(
    wrong: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    // Names are compared in lower case; ids are in capitals.
    let known: Vec<String> = known.into_iter().map(str::to_lowercase).collect();
    names::nearest(wrong, known.iter().map(String::as_str)).map(|id| id.to_uppercase())
}

/// Whether the list inside the program has a claim.
pub(crate) fn is_claim(id: &str) -> bool {
    ids().any(|known| known == id)
}

/// The nearest claim of the list inside the program.
pub(crate) fn nearest_claim(wrong: &str) -> Option<String> {
    nearest_id(wrong, ids())
}

/// The claims of the list inside the program.
fn ids() -> impl Iterator<Item = &'static str> {
    CLAIMS.lines().skip(1).filter_map(|row| row.split(',').next())
}

fn one_file(path: &Path, text: &Text, found: &mut Vec<Diagnostic>) -> Vec<Claim> {
    let (root, complaints) = match Kind::Theory.parsed(text) {
        Ok(parsed) => parsed,
        Err(errors) => {
            found.extend(errors);
            return Vec::new();
        }
    };
    let mut reader = Reader::new(text, complaints);
    let root = root.get_ref();
    let misspelt = reader.unknown_keys(root, FILE);
    let group = reader.required_text(root, "group", None, &misspelt, "a group such as \"A5\"");
    let title = reader.required_text(root, "title", None, &misspelt, "what the group is about");
    let mut claims = Vec::new();
    match root.get("claim").map(|value| (value, value.get_ref())) {
        Some((_, DeValue::Array(array))) => {
            for value in array {
                let Some(table) = reader.table(value, "claim") else { continue };
                let group = [&group, &title].map(|text| text.clone().unwrap_or_default());
                claims.extend(claim(&mut reader, table, value.span(), group, path));
            }
        }
        Some((value, _)) => reader.wrong_type(value, "claim", "claims under `[[claim]]`"),
        None => reader.missing(None, "claim", "claims under `[[claim]]`".into()),
    }
    found.extend(reader.finish());
    claims
}

fn claim(
    reader: &mut Reader<'_>,
    table: &DeTable<'_>,
    at: Range<usize>,
    [group, title]: [String; 2],
    path: &Path,
) -> Option<Claim> {
    let misspelt = reader.unknown_keys(table, CLAIM);
    let mut text = |key: &str, about: &str| {
        reader.required_text(table, key, Some(at.clone()), &misspelt, about)
    };
    let id = text("id", "an id such as \"A013\"");
    let says = text("claim", "what the claim says, in our own words");
    let source = text("source", "the paper that says it, and where");
    let labels: Vec<&str> = Class::ALL.iter().map(|class| class.label()).collect();
    let class = word(reader, table, "class", &labels, Some((&at, &misspelt)));
    let note = reader.optional_text(table, "note");
    let finding = reader.optional_text(table, "finding");
    let words: Vec<&str> = Fitted::ALL.iter().map(|fitted| fitted.label()).collect();
    let fitted = word(reader, table, "fitted", &words, None).map(|which| Fitted::ALL[which]);
    let tested = match table.get("untestable") {
        Some(value) => {
            let reason = reader.text(value, "untestable");
            for key in table.keys().filter(|key| TEST.contains(&key.get_ref().as_ref())) {
                let message = format!("`{}` beside `untestable`", key.get_ref());
                reader.push(
                    Diagnostic::error(reader.place(key.span()), message)
                        .about("untestable")
                        .allowed("an experiment, or the reason why there is none"),
                );
            }
            reason.map(Tested::No)
        }
        None => test(reader, table, &at, &misspelt).map(|test| Tested::Yes(Box::new(test))),
    };
    let place = table.get("id").map_or_else(|| reader.place(at), |id| reader.place(id.span()));
    Some(Claim {
        id: id?,
        group,
        title,
        claim: says?,
        // It stands in the list, which is read beside the files.
        configuration: Configuration::default(),
        source: source?,
        class: Class::ALL[class?],
        note,
        finding,
        fitted,
        tested: tested?,
        file: path.to_owned(),
        place,
    })
}

fn test(
    reader: &mut Reader<'_>,
    table: &DeTable<'_>,
    at: &Range<usize>,
    misspelt: &Misspelt,
) -> Option<Test> {
    let base = optional_shift(reader, table, "base");
    let cut = cut(reader, table, at, misspelt);
    let which = match table.get("contrast") {
        Some(_) => word(reader, table, "contrast", Contrast::LABELS, None),
        None => Some(0),
    };
    let contrast = which.and_then(|which| contrast(reader, table, which, at, misspelt));
    let label = which.map_or("difference", |which| Contrast::LABELS[which]);
    let mechanism = effects(reader, table, "mechanism", label);
    let outcome = effects(reader, table, "outcome", label);
    if outcome.is_empty() && !table.contains_key("outcome") && !misspelt.contains("outcome") {
        reader.missing(Some(at.clone()), "outcome", "what should follow, in `outcome`".into());
    }
    if let Some(contrast) = &contrast {
        judge_ranking(reader, at, contrast, &mechanism, &outcome);
    }
    if let Some(Cut::By(_)) = cut
        && !outcome.is_empty()
        && outcome.iter().all(|effect| effect.expect == Expect::Same)
    {
        let place = reader.place(at.clone());
        let error = Diagnostic::error(place, "there is no outcome that a cut could take away");
        reader
            .push(error.about("sever").allowed("an outcome that goes `up` or `down`, or `no_cut`"));
    }
    let mut count = |key: &str, least: f64, most: f64| {
        let value = table.get(key)?;
        whole(reader, value, key, least, most).map(|count| count as u32)
    };
    let replicates = count("replicates", 3.0, 10_000.0);
    let people = count("people", 200.0, 300_000.0);
    let contexts = contexts(reader, table);
    Some(Test {
        base: base.unwrap_or_default(),
        contrast: contrast?,
        mechanism,
        outcome,
        cut: cut?,
        contexts,
        replicates,
        people,
    })
}
