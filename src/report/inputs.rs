//! What results came from: copies of all files that were read, beside the results, each with its
//! digest. With them a folder says what it was made of, and is made again from wherever it lies.
//! Files that name each other by their places keep those places in the copies.

use std::fs;
use std::path::{Component, Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::report::error::Error;
use crate::report::folder::Staging;
use crate::scenario::Origin;

/// The folder of the copies, in the folder of the results.
pub const INPUTS: &str = "inputs";

/// A file that was read, as records list it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// Its copy, from the folder of the results.
    pub copy: String,
    /// The file, as it was named.
    pub file: String,
    /// Digest of what is in it.
    pub digest: String,
}

impl Input {
    /// Why the copy in a folder of results is not what was read there, if it is not.
    ///
    /// # Errors
    /// In words.
    pub fn check(&self, folder: &Path) -> Result<(), String> {
        let copy = Path::new(&self.copy);
        let inside = copy.components().all(|part| matches!(part, Component::Normal(_)));
        if !inside || !copy.starts_with(INPUTS) {
            return Err(format!("{} is no place in the folder", self.copy));
        }
        match fs::read(folder.join(copy)) {
            Ok(bytes) if digest(&bytes) == self.digest => Ok(()),
            Ok(_) => Err(format!("{} is not what was read: it has been altered", self.copy)),
            Err(cause) => Err(format!("{} cannot be read: {cause}", self.copy)),
        }
    }

    /// Whether what was read is there, and is another by now.
    #[must_use]
    pub fn has_changed(&self) -> bool {
        let now = Origin::again(&self.file);
        now.bytes().is_ok_and(|bytes| digest(&bytes) != self.digest)
    }
}

/// A digest of what is in a file.
#[must_use]
pub(crate) fn digest(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex()[..32].to_owned()
}

/// Files that were read, with what was in them.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    files: Vec<(Input, Vec<u8>)>,
}

impl Inputs {
    /// Adds texts that keep their places to each other, below a folder of the copies. One that is
    /// inside the program gets the place that a file of its name would have had.
    ///
    /// # Errors
    /// If one cannot be read.
    pub fn with<'a>(
        mut self,
        below: &str,
        origins: impl IntoIterator<Item = &'a Origin>,
    ) -> Result<Self, Error> {
        let mut read: Vec<(PathBuf, String, Vec<u8>)> = Vec::new();
        for origin in origins {
            let place = origin.place();
            let bytes = origin.bytes().map_err(|cause| Error::failed("read", place, cause))?;
            read.push((plain(place), origin.to_string(), bytes));
        }
        let root = common(read.iter().map(|(path, ..)| path.as_path()));
        // Another file of the same name may have come before: then these have a folder of their own.
        let free = |folder: &PathBuf| {
            read.iter().all(|(path, _, bytes)| {
                let copy = copy(folder, path, &root);
                self.files.iter().all(|(input, before)| input.copy != copy || before == bytes)
            })
        };
        let first = Path::new(INPUTS).join(below);
        let mut folder = first.clone();
        for number in 2.. {
            if free(&folder) {
                break;
            }
            folder = first.join(number.to_string());
        }
        for (path, file, bytes) in read {
            let copy = copy(&folder, &path, &root);
            let twice =
                self.files.iter().any(|(input, _)| input.copy == copy && input.file == file);
            if !twice {
                self.files.push((Input { copy, file, digest: digest(&bytes) }, bytes));
            }
        }
        Ok(self)
    }

    /// The files that a folder of results has copies of.
    ///
    /// # Errors
    /// If one cannot be read.
    pub fn of_folder(folder: &Path, listed: &[Input]) -> Result<Self, Error> {
        let read = |input: &Input| {
            let path = folder.join(&input.copy);
            let bytes = fs::read(&path).map_err(|cause| Error::failed("read", &path, cause))?;
            Ok((input.clone(), bytes))
        };
        Ok(Self { files: listed.iter().map(read).collect::<Result<_, Error>>()? })
    }

    /// The files, for a record.
    #[must_use]
    pub fn listed(&self) -> Vec<Input> {
        self.files.iter().map(|(input, _)| input.clone()).collect()
    }

    /// The copy of a file, from the folder of the results.
    ///
    /// # Panics
    /// If the file is not among them.
    #[must_use]
    pub fn copy_of(&self, origin: &Origin) -> &str {
        let file = origin.to_string();
        let found = self.files.iter().find(|(input, _)| input.file == file);
        found.map(|(input, _)| input.copy.as_str()).expect("a file that was read")
    }

    /// Writes the copies into a folder of the staging folder, which is empty or ends in a slash.
    ///
    /// # Errors
    /// If one cannot be written.
    pub fn write(&self, staging: &Staging<'_>, folder: &str) -> Result<(), Error> {
        self.files.iter().try_for_each(|(input, bytes)| {
            staging.file(&format!("{folder}{}", input.copy), |out| out.write_all(bytes))
        })
    }
}

/// Where the copy of a file is.
fn copy(folder: &Path, path: &Path, root: &Path) -> String {
    let inside = folder.join(path.strip_prefix(root).unwrap_or(path));
    let parts = inside.components().map(|part| part.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}

/// A path from the root, without `.` and `..`: what `..` means is a matter of names here, so that it
/// means the same among the copies.
fn plain(path: &Path) -> PathBuf {
    let full = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut plain = PathBuf::new();
    for part in full.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}

/// The innermost folder that all files are in.
fn common<'a>(mut files: impl Iterator<Item = &'a Path>) -> PathBuf {
    let folder = |file: &Path| file.parent().unwrap_or(Path::new("")).to_owned();
    let Some(first) = files.next() else { return PathBuf::new() };
    let mut common = folder(first);
    for file in files {
        while !folder(file).starts_with(&common) {
            common.pop();
        }
    }
    common
}

#[cfg(test)]
mod tests {
    use super::*;

    fn home(files: &[(&str, &str)]) -> tempfile::TempDir {
        let home = tempfile::tempdir().expect("a temporary folder");
        for (name, text) in files {
            let path = home.path().join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
        home
    }

    fn copies(inputs: &Inputs) -> Vec<String> {
        inputs.listed().into_iter().map(|input| input.copy).collect()
    }

    #[test]
    fn files_keep_their_places_to_each_other_and_the_copies_of_copies_are_where_they_were() {
        let home = home(&[("s/base.toml", "b"), ("s/studies/one.toml", "o"), ("mine.csv", "m")]);
        let at = |name: &str| home.path().join(name);
        let file = |name: &str| Origin::File(at(name));
        let (study, base) = (file("s/studies/one.toml"), file("s/studies/../base.toml"));
        let table = file("mine.csv");
        let inputs = Inputs::default().with("", [&study, &base]).unwrap();
        let inputs = inputs.with("design", [&table]).unwrap();
        let expected = ["inputs/studies/one.toml", "inputs/base.toml", "inputs/design/mine.csv"];
        assert_eq!(copies(&inputs), expected);
        assert_eq!(inputs.copy_of(&base), "inputs/base.toml");
        for (input, bytes) in &inputs.files {
            let path = at("out").join(&input.copy);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        let (study, base) =
            (file("out/inputs/studies/one.toml"), file("out/inputs/studies/../base.toml"));
        let again = Inputs::default().with("", [&study, &base]).unwrap();
        assert_eq!(copies(&again), expected[..2]);
        let listed = inputs.listed();
        assert!(listed.iter().all(|input| input.check(&at("out")).is_ok() && !input.has_changed()));
        fs::write(at("out/inputs/base.toml"), "x").unwrap();
        fs::write(at("mine.csv"), "y").unwrap();
        let said: Vec<_> = listed.iter().filter_map(|i| i.check(&at("out")).err()).collect();
        assert_eq!(said, ["inputs/base.toml is not what was read: it has been altered"]);
        let changed: Vec<bool> = listed.iter().map(Input::has_changed).collect();
        assert_eq!(changed, [false, false, true]);
        let outside = Input { copy: "inputs/../../x".into(), ..listed[0].clone() };
        assert!(outside.check(&at("out")).is_err());
    }

    #[test]
    fn two_files_of_one_name_have_two_copies_and_one_file_has_one() {
        let home = home(&[("a/x.toml", "1"), ("b/x.toml", "2"), ("b/y.toml", "3")]);
        let at = |name: &str| Origin::File(home.path().join(name));
        let (one, two, three) = (at("a/x.toml"), at("b/x.toml"), at("b/y.toml"));
        let inputs = Inputs::default().with("", [&one]).unwrap();
        let inputs = inputs.with("", [&two, &three]).unwrap().with("", [&one]).unwrap();
        assert_eq!(copies(&inputs), ["inputs/x.toml", "inputs/2/x.toml", "inputs/2/y.toml"]);
    }

    #[test]
    fn a_text_inside_the_program_has_a_copy_beside_who_named_it() {
        let home = home(&[("mine/plan.toml", "p"), ("mine/baseline.toml", "another baseline")]);
        let at = |name: &str| home.path().join("mine").join(name);
        let named = |name: &str| Origin::built_in(Path::new(name), &at(&format!("{name}.toml")));
        let (plan, file) = (Origin::File(at("plan.toml")), Origin::File(at("baseline.toml")));
        let inside = named("baseline").expect("a scenario of that name");
        let inputs = Inputs::default().with("", [&inside, &plan]).unwrap();
        assert_eq!(copies(&inputs), ["inputs/baseline.toml", "inputs/plan.toml"]);
        let listed = &inputs.listed()[0];
        assert_eq!((&*listed.file, listed.has_changed()), ("baseline (built in)", false));
        assert!(Input { digest: "0".into(), ..listed.clone() }.has_changed());
        // Another baseline, of a file: neither takes the place of the other.
        let both = inputs.with("", [&file]).unwrap();
        assert_eq!(copies(&both)[2], "inputs/2/baseline.toml");
        assert_eq!(both.copy_of(&file), "inputs/2/baseline.toml");
        assert_eq!(both.copy_of(&inside), "inputs/baseline.toml");
    }
}
