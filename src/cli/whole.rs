//! Files that stand by themselves, written whole or not at all.

use std::io::Write as _;
use std::path::Path;

use crate::cli::run::quoted;
use crate::cli::{Failure, Result};
use crate::studies::sweep::folder::pending;

/// Writes files, each beside its place first, and all of them there before the first is put in its place. Without
/// `force` none is replaced, not even one that has come in the meantime.
pub(crate) fn write(files: &[(&Path, &[u8])], force: bool) -> Result<()> {
    let mut ready = Vec::new();
    for &(path, bytes) in files {
        let cannot = |error: std::io::Error| {
            Failure::Input(format!("cannot write {}: {error}", quoted(path)))
        };
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let mut file = pending(folder.unwrap_or(Path::new(".")), &name).map_err(cannot)?;
        file.write_all(bytes).and_then(|()| file.as_file().sync_all()).map_err(cannot)?;
        ready.push((file, path, cannot));
    }
    for (file, path, cannot) in ready {
        let placed = if force { file.persist(path) } else { file.persist_noclobber(path) };
        placed.map_err(|error| cannot(error.error))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn all_are_written_or_none_and_nothing_is_replaced_unasked() {
        let home = tempfile::tempdir().expect("a folder");
        let (one, two) = (home.path().join("one"), home.path().join("two"));
        let nowhere = home.path().join("none/three");
        let said = |bytes: &'static [u8]| [(one.as_path(), bytes), (two.as_path(), bytes)];
        assert!(write(&[(&one, b"a"), (&nowhere, b"a")], false).is_err());
        assert!(!one.exists(), "half of it was written");
        write(&said(b"a"), false).expect("written");
        assert!(write(&said(b"b"), false).is_err());
        assert_eq!(fs::read(&one).expect("a file"), b"a");
        write(&said(b"b"), true).expect("replaced");
        assert_eq!(fs::read(&two).expect("a file"), b"b");
        assert_eq!(fs::read_dir(home.path()).expect("a folder").count(), 2, "something is left");
    }
}
