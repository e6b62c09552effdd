use crate::model::observe::Observations;
use crate::report::folder::*;
use crate::report::record::write_record;
use crate::runs::{Begun, Outcome, RunSize, Studies};

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn try_out(path: &Path, existing: Existing) -> Result<Destination, Error> {
    Destination::try_out(path, Kind::Run, existing, 100_000)
}

/// Fills a staging folder with a small set of results.
fn fill(staging: &Staging<'_>, command: &str, text: &str) -> Result<(), Error> {
    staging.file("weekly.csv", |out| out.write_all(text.as_bytes()))?;
    staging.file("charts/a.svg", |out| out.write_all(b"<svg/>"))?;
    let record = format!("program = 'kith 0.1.0'\nmodel = 'm'\nreproduce = '{command} a.toml'");
    let record: toml::Table = record.parse().unwrap();
    staging.record(|files, out| write_record(out, "What", Some(files), &record))
}

fn publish(path: &Path, existing: Existing, text: &str) -> Result<(), Error> {
    let target = try_out(path, existing)?;
    let staging = target.stage()?;
    fill(&staging, "kith run", text)?;
    staging.publish()
}

fn weekly(path: &Path) -> String {
    fs::read_to_string(path.join("weekly.csv")).unwrap()
}

/// A folder in which to work, and the place of results in it.
fn home() -> (TempDir, PathBuf) {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("baseline");
    (home, path)
}

#[test]
fn results_appear_whole_and_leave_nothing_beside_them() {
    let (home, _) = home();
    let path = home.path().join("output/baseline");
    publish(&path, Existing::Keep, "one").unwrap();
    assert_eq!(names(&home.path().join("output")), ["baseline"]);
    assert_eq!(names(&path), ["charts", "run.toml", "weekly.csv"]);
    let record = fs::read_to_string(path.join("run.toml")).unwrap();
    let record: toml::Table = record.parse().unwrap();
    assert_eq!(record["files"].to_string(), r#"["charts/a.svg", "run.toml", "weekly.csv"]"#);
}

#[test]
fn results_that_are_there_are_refused_unless_they_may_be_replaced() {
    let (home, path) = home();
    publish(&path, Existing::Keep, "one").unwrap();
    assert!(matches!(publish(&path, Existing::Keep, "two"), Err(Error::Exists(_))));
    assert_eq!(weekly(&path), "one");
    publish(&path, Existing::Replace, "two").unwrap();
    assert_eq!(weekly(&path), "two");
    assert_eq!(names(home.path()), ["baseline"]);
}

#[test]
fn a_folder_that_is_no_result_is_never_replaced() {
    let (home, path) = home();
    fs::create_dir(&path).unwrap();
    publish(&path, Existing::Keep, "an empty folder may be filled").unwrap();
    fs::remove_file(path.join("run.toml")).unwrap();
    let refused = |path: &Path| match try_out(path, Existing::Replace) {
        Err(Error::Refused(message)) => message,
        other => panic!("{other:?}"),
    };
    assert!(refused(&path).contains("there is no run.toml"));
    let before = names(&path);
    for record in ["title = \"A scenario\"\n", "no toml", "program = \"other\"\n"] {
        fs::write(path.join("run.toml"), record).unwrap();
        assert!(refused(&path).contains("no record of them"), "{record}");
        fs::remove_file(path.join("run.toml")).unwrap();
    }
    assert_eq!(names(&path), before);
    let file = home.path().join("file");
    fs::write(&file, "text").unwrap();
    assert!(refused(&file).contains("is a file, not a folder"));
    assert!(refused(&file.join("below")).contains("file is a file, not a folder"));
}

#[test]
fn what_somebody_put_beside_results_is_named_and_keeps_them() {
    let (home, path) = home();
    publish(&path, Existing::Keep, "one").unwrap();
    fs::write(path.join("notes.md"), "mine").unwrap();
    fs::create_dir(path.join("letters")).unwrap();
    fs::write(path.join("charts/mine.svg"), "mine").unwrap();
    let Err(error) = try_out(&path, Existing::Replace) else { panic!("replaced") };
    assert!(error.to_string().contains(": charts/mine.svg, letters/, notes.md. Move"), "{error}");
    assert_eq!(names(home.path()), ["baseline"]);
    assert_eq!(names(&path), ["charts", "letters", "notes.md", "run.toml", "weekly.csv"]);
}

#[test]
fn results_of_another_command_or_an_earlier_version_are_never_replaced() {
    let (home, path) = home();
    publish(&path, Existing::Keep, "one").unwrap();
    let whole = fs::read_to_string(path.join("run.toml")).unwrap();
    for (kind, existing) in [(Kind::Compare, Existing::Replace), (Kind::Sweep, Existing::Keep)] {
        let Err(error) = Destination::try_out(&path, kind, existing, 0) else { panic!("{kind:?}") };
        assert!(error.to_string().contains("holds results of `kith run`, which"), "{error}");
    }
    fs::write(path.join("run.toml"), format!("{whole}\n[sweep]\nname = 's'\n")).unwrap();
    let Err(error) = try_out(&path, Existing::Replace) else { panic!("replaced a sweep") };
    assert!(error.to_string().contains("`kith sweep`, which `kith run` does not"), "{error}");
    let mut older: toml::Table = whole.parse().unwrap();
    older.remove("files");
    fs::write(path.join("run.toml"), older.to_string()).unwrap();
    let Err(error) = try_out(&path, Existing::Replace) else { panic!("replaced an older one") };
    assert!(error.to_string().contains("earlier version"), "{error}");
    assert_eq!(names(home.path()), ["baseline"]);
}

#[test]
fn a_failed_write_leaves_the_old_results_and_no_debris() {
    let (home, path) = home();
    publish(&path, Existing::Keep, "one").unwrap();
    let target = try_out(&path, Existing::Replace).unwrap();
    let staging = target.stage().unwrap();
    let error = staging.file("weekly.csv", |_| Err(io::Error::other("disk is full"))).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("cannot write {}: disk is full", target.path().join("weekly.csv").display())
    );
    drop(staging);
    drop(target);
    assert_eq!(weekly(&path), "one");
    assert_eq!(names(home.path()), ["baseline"]);
}

#[test]
fn where_nothing_can_be_exchanged_two_renames_do_and_a_failed_one_is_taken_back() {
    let (home, path) = home();
    publish(&path, Existing::Keep, "one").unwrap();
    let target = try_out(&path, Existing::Replace).unwrap();
    let missing = home.path().join("missing");
    assert!(target.work().replace(&missing).is_err());
    assert_eq!(weekly(&path), "one");
    let staging = target.stage().unwrap();
    fill(&staging, "kith run", "two").unwrap();
    let old = target.work().rename_twice(staging.folder.path()).unwrap();
    assert_eq!((weekly(&path), weekly(&old)), ("two".to_owned(), "one".to_owned()));
    drop(staging);
    drop(target);
    // As after a kill before the old results were removed: the next call removes them.
    publish(&path, Existing::Replace, "three").unwrap();
    assert_eq!((weekly(&path), names(home.path())), ("three".to_owned(), vec!["baseline".into()]));
}

#[test]
fn a_kill_between_two_renames_is_put_right_by_the_next_call() {
    let (home, path) = home();
    publish(&path, Existing::Keep, "one").unwrap();
    let hidden = work::beside(&path);
    fs::create_dir(&hidden).unwrap();
    fs::write(hidden.join("lock"), "").unwrap();
    fs::rename(&path, hidden.join("old")).unwrap();
    assert!(matches!(try_out(&path, Existing::Keep), Err(Error::Exists(_))), "nothing is back");
    assert_eq!(weekly(&path), "one");
    assert_eq!(names(home.path()), ["baseline"]);
}

#[test]
fn what_a_killed_call_left_is_swept_up_and_what_it_did_not_make_is_named() {
    let (home, path) = home();
    let hidden = work::beside(&path);
    let left = |name: &str| hidden.join(name);
    publish(&left("new.whole"), Existing::Keep, "never published").unwrap();
    publish(&left("new.mixed"), Existing::Keep, "old ones").unwrap();
    fs::write(left("new.mixed").join("letter"), "put here in the last moment").unwrap();
    fs::create_dir_all(left("new.torn/charts")).unwrap();
    fs::write(left("new.torn/charts/a.svg"), "half").unwrap();
    fs::write(left("new.torn/run.toml.partial"), "prog").unwrap();
    // A plan is whole with its record, which lists no files, since a sweep is never replaced.
    fs::create_dir_all(left("new.plan/inputs/studies")).unwrap();
    let plan =
        "program = \"kith 0.1.0\"\nmodel = \"0123\"\nreproduce = \"kith sweep a\"\n[sweep]\n";
    fs::write(left("new.plan/run.toml"), plan).unwrap();
    fs::write(left("lock"), "").unwrap();
    let target = try_out(&path, Existing::Keep).unwrap();
    assert_eq!(names(&hidden), ["lock", "new.mixed"]);
    assert_eq!(names(&left("new.mixed")), ["letter", "run.toml"]);
    assert!(target.notes()[0].contains("new.mixed holds what Kith did not make"));
    fs::remove_dir_all(left("new.mixed")).unwrap();
    drop(target);
    assert_eq!(names(home.path()), Vec::<String>::new());
}

#[test]
fn what_earlier_versions_left_is_swept_up_or_named() {
    let (home, path) = home();
    let beside = |name: &str| home.path().join(name);
    for name in [".baseline.Ab3dE6.partial", ".baseline.Ab3dE7.partial", ".baseline.mine.partial"] {
        fs::create_dir(beside(name)).unwrap();
    }
    fs::write(beside(".baseline.Ab3dE6.partial/room"), "ZZZ").unwrap();
    fs::write(beside(".baseline.Ab3dE7.partial/letter"), "mine").unwrap();
    publish(&beside(".baseline.Ab3dE8.old/old"), Existing::Keep, "old").unwrap();
    let target = try_out(&path, Existing::Keep).unwrap();
    assert!(target.notes()[0].contains(".old/old holds results"), "{:?}", target.notes());
    drop(target);
    assert_eq!(
        names(home.path()),
        [".baseline.Ab3dE7.partial", ".baseline.Ab3dE8.old", ".baseline.mine.partial"]
    );
}

#[test]
fn two_at_once_never_work_on_one_folder() {
    let (home, path) = home();
    let first = try_out(&path, Existing::Keep).unwrap();
    let Err(error) = try_out(&path, Existing::Keep) else { panic!("both work there") };
    assert!(matches!(error, Error::Held(_)), "{error}");
    assert!(error.to_string().contains(&format!("(process {})", std::process::id())), "{error}");
    drop(first);
    drop(try_out(&path, Existing::Keep).unwrap());
    assert_eq!(names(home.path()), Vec::<String>::new());
    // A folder of that name which is none of Kith's is left alone.
    fs::create_dir(work::beside(&path)).unwrap();
    fs::write(work::beside(&path).join("lock"), "mine").unwrap();
    let Err(error) = try_out(&path, Existing::Keep) else { panic!("took a folder") };
    assert!(error.to_string().contains(".baseline.partial is in the way"), "{error}");
    assert_eq!(names(&work::beside(&path)), ["lock"]);
}

#[test]
fn many_at_once_get_the_folder_one_after_the_other() {
    let (home, path) = home();
    let wins = std::sync::atomic::AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..20 {
                    match publish(&path, Existing::Replace, "theirs") {
                        Ok(()) => wins.fetch_add(1, std::sync::atomic::Ordering::Relaxed),
                        Err(Error::Held(_)) => 0,
                        Err(error) => panic!("{error}"),
                    };
                }
            });
        }
    });
    assert!(wins.into_inner() > 0);
    assert_eq!((weekly(&path), names(home.path())), ("theirs".into(), vec!["baseline".into()]));
}

#[test]
fn results_that_appear_meanwhile_are_kept() {
    let (home, path) = home();
    let target = try_out(&path, Existing::Keep).unwrap();
    let staging = target.stage().unwrap();
    fill(&staging, "kith run", "mine").unwrap();
    publish(&home.path().join("theirs"), Existing::Keep, "theirs").unwrap();
    fs::rename(home.path().join("theirs"), &path).unwrap();
    assert!(matches!(staging.publish(), Err(Error::Exists(_))));
    assert_eq!(weekly(&path), "theirs");
    drop(target);
    assert_eq!(names(home.path()), ["baseline"]);
}

#[test]
fn a_disk_without_room_is_asked_and_not_filled() {
    let (home, path) = home();
    let tried = Destination::try_out(&path, Kind::Run, Existing::Keep, 1 << 60);
    let error = tried.unwrap_err().to_string();
    assert!(error.contains(&home.path().display().to_string()), "{error}");
    assert!(error.contains("may take up to 1152921504.6 GB") && error.contains("free"), "{error}");
    assert_eq!(names(home.path()), Vec::<String>::new());
}

#[cfg(unix)]
#[test]
fn a_link_stands_for_its_folder_and_one_to_nowhere_is_refused_at_once() {
    let (home, path) = home();
    let link = home.path().join("link");
    std::os::unix::fs::symlink("baseline", &link).unwrap();
    let Err(error) = try_out(&link, Existing::Keep) else { panic!("a link to nowhere") };
    assert!(error.to_string().contains("link is a link to baseline, which is not there"));
    fs::create_dir(&path).unwrap();
    publish(&link, Existing::Keep, "one").unwrap();
    publish(&link, Existing::Replace, "two").unwrap();
    assert!(link.is_symlink());
    assert_eq!(weekly(&path), "two");
}

#[test]
fn names_as_long_as_the_system_takes_are_names_of_results() {
    let (home, _) = home();
    let path = home.path().join("x".repeat(250));
    publish(&path, Existing::Keep, "one").unwrap();
    publish(&path, Existing::Replace, "two").unwrap();
    assert_eq!(names(home.path()).len(), 1);
    assert!(try_out(&home.path().join("x".repeat(256)), Existing::Keep).is_err());
}

#[test]
fn replicates_outlive_a_call_until_results_are_published() {
    let (home, path) = home();
    let plan =
        RunSize { seed: 1, replicates: 3, neighbourhoods: 1, people: 0, weeks: 8, warm_up: 0 };
    let courses = crate::runs::parallel::Courses::same(&[]);
    let made = |weeks| -> Begun {
        let (observations, studies) = (Observations::new(weeks), Studies::default());
        let made = (vec![Outcome { observations, studies }], Vec::new());
        Begun { done: [0].into(), made }
    };
    let target = try_out(&path, Existing::Keep).unwrap();
    let replicates = target.replicates(&courses, &plan, None);
    replicates.keep(0, &made(8)).unwrap();
    replicates.keep(2, &made(8)).unwrap();
    drop(target);
    let hidden = work::beside(&path);
    assert_eq!(names(&hidden), ["lock", "replicates"]);

    let target = try_out(&path, Existing::Keep).unwrap();
    let replicates = target.replicates(&courses, &plan, None);
    let there = replicates.there(&[0, 1, 2]);
    assert_eq!(there.keys().copied().collect::<Vec<_>>(), [0, 2]);
    assert_eq!(there[&2], made(8));
    // Another run has others; a torn one is none.
    let other = RunSize { seed: 2, ..plan };
    assert!(target.replicates(&courses, &other, None).there(&[0, 1, 2]).is_empty());
    let file = hidden.join("replicates").join(&names(&hidden.join("replicates"))[0]);
    let bytes = fs::read(&file).unwrap();
    fs::write(&file, &bytes[..bytes.len() - 1]).unwrap();
    assert_eq!(replicates.there(&[0, 1, 2]).len(), 1);

    // Results that are not complete take them along, and the next call finds them there.
    let staging = target.stage().unwrap();
    replicates.take_along(&staging, &[0, 1, 2]).unwrap();
    fill(&staging, "kith run", "one of three").unwrap();
    staging.publish().unwrap();
    drop(target);
    assert_eq!(names(home.path()), ["baseline"]);
    assert_eq!(names(&path.join("replicates")).len(), 1);
    let target = try_out(&path, Existing::Replace).unwrap();
    assert_eq!(target.replicates(&courses, &plan, None).there(&[0, 1, 2]).len(), 1);
    let staging = target.stage().unwrap();
    fill(&staging, "kith run", "all").unwrap();
    staging.publish().unwrap();
    assert_eq!(names(&path), ["charts", "run.toml", "weekly.csv"]);
}
