//! Results of cells on the disk, in parts. A part only ever grows, by one sealed piece for each
//! cell: a mark, the length, the key, the figures, and a checksum over all of them. A piece is on
//! the disk before the next one begins, so that a crash tears at most the pieces at hand; a torn
//! or damaged piece has no seal, counts as never written, and does not harm its neighbours. No
//! process writes to a part of another, so shards and restarts never meet in one file.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::report::error::Error;
use crate::studies::sweep::plan::Key;

/// The first bytes of every part.
const HEAD: &[u8; 12] = b"kith part 1\n";

/// The first bytes of every piece.
const MARK: &[u8; 4] = b"\xf1cel";

/// Bytes of a piece before its key: mark and length.
const FRONT: usize = 8;

/// Bytes of a key and of a seal.
const SIXTEEN: usize = 16;

/// Bytes after which a part is full and the next one begins.
const FULL: u64 = 32 << 20;

/// Where the result of a cell is.
#[derive(Clone, Copy, Debug)]
struct Slot {
    part: u32,
    offset: u64,
    length: u32,
    seal: [u8; SIXTEEN],
}

/// A stretch of a part that is no piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The part.
    pub part: PathBuf,
    /// Where the stretch begins.
    pub offset: u64,
    /// How many bytes it has.
    pub bytes: u64,
}

/// The parts of a sweep, as they were found.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    parts: Vec<PathBuf>,
    slots: BTreeMap<Key, Slot>,
    /// What is torn or damaged: cells that were there are run again.
    pub damage: Vec<Damage>,
    open: Option<(u32, File)>,
}

impl Store {
    /// Looks through all parts in a folder; none is no error.
    ///
    /// # Errors
    /// If a part cannot be read, or two parts hold different results of one cell.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        let mut store = Self {
            folder: folder.to_owned(),
            parts: names(folder)?,
            slots: BTreeMap::new(),
            damage: Vec::new(),
            open: None,
        };
        for part in 0..store.parts.len() {
            let path = store.parts[part].clone();
            let bytes = fs::read(&path).map_err(|cause| Error::failed("read", &path, cause))?;
            store.take(part as u32, &path, &bytes)?;
        }
        Ok(store)
    }

    fn take(&mut self, part: u32, path: &Path, bytes: &[u8]) -> Result<(), Error> {
        let mut at = if bytes.starts_with(HEAD) { HEAD.len() } else { 0 };
        let mut torn: Option<usize> = None;
        while at < bytes.len() {
            if let Some(piece) = piece(&bytes[at..]) {
                self.damaged(path, torn.take(), at);
                let slot = Slot { part, offset: at as u64, length: piece.length, seal: piece.seal };
                let first = *self.slots.entry(piece.key).or_insert(slot);
                if first.seal != piece.seal {
                    return Err(Error::Refused(format!(
                        "{} and {} hold different results of one cell ({}): one of them is not \
                         what this model makes",
                        self.parts[first.part as usize].display(),
                        path.display(),
                        piece.key
                    )));
                }
                at += piece.length as usize;
            } else {
                torn.get_or_insert(at);
                let next = bytes[at + 1..].windows(MARK.len()).position(|window| window == MARK);
                at = next.map_or(bytes.len(), |next| at + 1 + next);
            }
        }
        self.damaged(path, torn, bytes.len());
        Ok(())
    }

    fn damaged(&mut self, part: &Path, from: Option<usize>, to: usize) {
        if let Some(from) = from {
            let (offset, bytes) = (from as u64, (to - from) as u64);
            self.damage.push(Damage { part: part.to_owned(), offset, bytes });
        }
    }

    /// Whether the result of a cell is there.
    #[must_use]
    pub fn has(&self, key: &Key) -> bool {
        self.slots.contains_key(key)
    }

    /// How many results there are, of whatever cells.
    #[must_use]
    pub fn results(&self) -> usize {
        self.slots.len()
    }

    /// The figures of a cell, if they are there; the seal is tried again.
    ///
    /// # Errors
    /// If the part cannot be read or has changed since it was looked through.
    pub fn read(&mut self, key: &Key) -> Result<Option<Vec<f64>>, Error> {
        let Some(slot) = self.slots.get(key).copied() else { return Ok(None) };
        let path = &self.parts[slot.part as usize];
        let failed = |cause: io::Error| Error::failed("read", path, cause);
        if self.open.as_ref().is_none_or(|(part, _)| *part != slot.part) {
            self.open = Some((slot.part, File::open(path).map_err(failed)?));
        }
        let Some((_, file)) = &mut self.open else { unreachable!("just opened") };
        let mut bytes = vec![0; slot.length as usize];
        file.seek(SeekFrom::Start(slot.offset)).map_err(failed)?;
        file.read_exact(&mut bytes).map_err(failed)?;
        match piece(&bytes) {
            Some(piece) if piece.key == *key => Ok(Some(piece.figures)),
            _ => Err(failed(io::Error::other("the part has changed while it was read"))),
        }
    }

    /// The folder of the parts.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

/// A sealed piece.
struct Piece {
    key: Key,
    figures: Vec<f64>,
    seal: [u8; SIXTEEN],
    /// Bytes of the whole piece.
    length: u32,
}

/// The piece at the start of some bytes, if it is whole.
fn piece(bytes: &[u8]) -> Option<Piece> {
    let front = bytes.get(..FRONT)?;
    if !front.starts_with(MARK) {
        return None;
    }
    let inside = u32::from_le_bytes(front[4..].try_into().ok()?) as usize;
    let body = bytes.get(..FRONT.checked_add(inside)?)?;
    let seal: [u8; SIXTEEN] = bytes.get(body.len()..body.len() + SIXTEEN)?.try_into().ok()?;
    if inside < SIXTEEN || seal != seal_of(body) {
        return None;
    }
    let key = Key(body[FRONT..FRONT + SIXTEEN].try_into().ok()?);
    let figures = body[FRONT + SIXTEEN..].chunks_exact(8);
    let figures = figures.map(|f| f64::from_le_bytes(f.try_into().expect("eight bytes"))).collect();
    Some(Piece { key, figures, seal, length: (body.len() + SIXTEEN) as u32 })
}

fn seal_of(body: &[u8]) -> [u8; SIXTEEN] {
    blake3::hash(body).as_bytes()[..SIXTEEN].try_into().expect("sixteen bytes")
}

/// Bytes that a cell of this many figures takes.
#[must_use]
pub fn piece_bytes(figures: usize) -> u64 {
    (FRONT + SIXTEEN + 8 * figures + SIXTEEN) as u64
}

/// The parts in a folder, in order of their names.
fn names(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let failed = |cause| Error::failed("read", folder, cause);
    let entries = match fs::read_dir(folder) {
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(failed)?,
    };
    let mut names = Vec::new();
    for entry in entries {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_some_and(|ending| ending == "part") {
            names.push(path);
        }
    }
    names.sort();
    Ok(names)
}

/// Adds results, in a part of its own.
#[derive(Debug)]
pub struct Appender {
    folder: PathBuf,
    part: Option<(PathBuf, File, u64)>,
}

impl Appender {
    /// An appender that has not written anything yet.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), part: None }
    }

    /// Adds the results of some cells; they are on the disk when this returns.
    ///
    /// # Errors
    /// If they cannot be written, such as when the disk is full. Nothing of them is left then.
    pub fn append(&mut self, results: &[(Key, &[f64])]) -> Result<(), Error> {
        let mut bytes = Vec::new();
        for (key, figures) in results {
            let begin = bytes.len();
            bytes.extend_from_slice(MARK);
            bytes.extend_from_slice(&((SIXTEEN + 8 * figures.len()) as u32).to_le_bytes());
            bytes.extend_from_slice(&key.0);
            figures.iter().for_each(|figure| bytes.extend_from_slice(&figure.to_le_bytes()));
            let seal = seal_of(&bytes[begin..]);
            bytes.extend_from_slice(&seal);
        }
        if self.part.as_ref().is_some_and(|(_, _, length)| *length >= FULL) {
            self.part = None;
        }
        let (path, file, length) = match &mut self.part {
            Some(part) => part,
            none => none.insert(begin(&self.folder)?),
        };
        let written = file.write_all(&bytes).and_then(|()| file.sync_data());
        if let Err(cause) = written {
            // A torn piece would be noticed; still, leave nothing half-written.
            let _ = file.set_len(*length).and_then(|()| file.sync_data());
            let error = Error::failed("write", path, cause);
            self.part = None;
            return Err(error);
        }
        *length += bytes.len() as u64;
        Ok(())
    }
}

/// A new part, which nobody else has.
fn begin(folder: &Path) -> Result<(PathBuf, File, u64), Error> {
    fs::create_dir_all(folder).map_err(|cause| Error::failed("create", folder, cause))?;
    let last = names(folder)?.pop();
    let number = |path: PathBuf| path.file_stem()?.to_str()?.parse::<u32>().ok();
    let mut next = last.and_then(number).map_or(1, |last| last + 1);
    loop {
        let path = folder.join(format!("{next:06}.part"));
        match OpenOptions::new().append(true).create_new(true).open(&path) {
            Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => next += 1,
            Err(cause) => return Err(Error::failed("create", &path, cause)),
            Ok(mut file) => {
                let written = file.write_all(HEAD).and_then(|()| file.sync_all());
                if let Err(cause) =
                    written.and_then(|()| crate::report::folder::sync_folder(folder))
                {
                    let _ = fs::remove_file(&path);
                    return Err(Error::failed("write", &path, cause));
                }
                return Ok((path, file, HEAD.len() as u64));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: u8) -> Key {
        Key([number; 16])
    }

    /// A folder with one part of three cells.
    fn three() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let mut appender = Appender::new(folder.path());
        for number in 1..=3 {
            let figures = [f64::from(number), f64::NAN, -0.5];
            appender.append(&[(key(number), &figures)]).unwrap();
        }
        let part = folder.path().join("000001.part");
        (folder, part)
    }

    fn there(store: &Store) -> Vec<bool> {
        (1..=3).map(|number| store.has(&key(number))).collect()
    }

    #[test]
    fn what_was_written_is_read_to_the_bit() {
        let (folder, part) = three();
        let mut store = Store::open(folder.path()).unwrap();
        assert_eq!((there(&store), store.damage.len()), (vec![true; 3], 0));
        let figures = store.read(&key(2)).unwrap().unwrap();
        let bits: Vec<u64> = figures.iter().map(|figure| figure.to_bits()).collect();
        assert_eq!(bits, [2.0_f64, f64::NAN, -0.5].map(f64::to_bits));
        assert_eq!(fs::metadata(part).unwrap().len(), 12 + 3 * piece_bytes(3));
        assert!(store.read(&key(9)).unwrap().is_none());
    }

    #[test]
    fn a_part_cut_anywhere_keeps_the_cells_before_the_cut() {
        let (folder, part) = three();
        let whole = fs::read(&part).unwrap();
        let piece = piece_bytes(3) as usize;
        for cut in 0..whole.len() {
            fs::write(&part, &whole[..cut]).unwrap();
            let store = Store::open(folder.path()).unwrap();
            let sound = cut.saturating_sub(HEAD.len()) / piece;
            assert_eq!(store.results(), sound, "cut at {cut}");
            let between = cut == 0 || (cut >= 12 && (cut - 12) % piece == 0);
            assert_eq!(store.damage.is_empty(), between, "cut at {cut}");
        }
    }

    #[test]
    fn a_flipped_bit_anywhere_costs_its_own_cell_and_no_other() {
        let (folder, part) = three();
        let whole = fs::read(&part).unwrap();
        let piece = piece_bytes(3) as usize;
        for at in HEAD.len()..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x10;
            fs::write(&part, &bytes).unwrap();
            let store = Store::open(folder.path()).unwrap();
            let mut expected = vec![true; 3];
            expected[(at - HEAD.len()) / piece] = false;
            assert_eq!(there(&store), expected, "byte {at}");
            assert_eq!(store.damage.len(), 1, "byte {at}");
        }
    }

    #[test]
    fn every_appender_has_parts_of_its_own_and_the_same_result_may_come_twice() {
        let (folder, _) = three();
        let mut other = Appender::new(folder.path());
        other.append(&[(key(3), &[3.0, f64::NAN, -0.5]), (key(4), &[4.0])]).unwrap();
        assert_eq!(names(folder.path()).unwrap().len(), 2);
        assert_eq!(Store::open(folder.path()).unwrap().results(), 4);
        other.append(&[(key(1), &[7.0])]).unwrap();
        assert!(matches!(Store::open(folder.path()), Err(Error::Refused(_))));
    }

    #[test]
    fn a_part_that_is_read_after_it_changed_is_refused() {
        let (folder, part) = three();
        let mut store = Store::open(folder.path()).unwrap();
        let mut bytes = fs::read(&part).unwrap();
        bytes[30] ^= 1;
        fs::write(&part, bytes).unwrap();
        assert!(store.read(&key(1)).is_err());
        assert!(store.read(&key(2)).unwrap().is_some());
    }
}
