//! The theory as experiments: every file of claims is sound, names what exists, and is complete
//! for its group; mechanisms and claims name one another.

use kith::scenario;
use kith::studies::theory;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use kith::studies::theory::read::Claim;

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn claims() -> Vec<Claim> {
    theory::read::load(&here("scenarios/theory")).unwrap_or_else(|found| panic!("{found}"))
}

/// The group of every listed claim.
fn listed() -> BTreeMap<String, String> {
    let mut rows = csv::Reader::from_path(here("scenarios/theory/claims.csv")).expect("the list");
    rows.records()
        .map(|row| row.expect("a row"))
        .map(|row| (row[0].to_owned(), row[1].to_owned()))
        .collect()
}

#[test]
fn every_arm_of_every_claim_is_possible() {
    let baseline = scenario::load(&here("scenarios/baseline.toml")).expect("the baseline");
    for claim in claims() {
        let Some(test) = claim.test() else { continue };
        let levers = test.contrast.pieces().into_iter().map(|(_, piece)| piece);
        let further = test.cut.shift().into_iter();
        let further = further.chain(test.contexts.iter().map(|context| &context.shift));
        for piece in levers.chain(further) {
            theory::read::timeline(&baseline, &[&test.base, piece])
                .unwrap_or_else(|found| panic!("{}: {found}", claim.id));
        }
    }
}

#[test]
fn the_list_has_all_claims_and_their_groups() {
    let listed = listed();
    assert_eq!(listed.len(), 240);
    assert!((1..=240).all(|number| listed.contains_key(&format!("A{number:03}"))));
    assert_eq!(listed.values().collect::<BTreeSet<_>>().len(), 15);
}

#[test]
fn every_claim_has_an_experiment_or_a_reason_why_not() {
    let written: BTreeSet<String> = claims().into_iter().map(|claim| claim.id).collect();
    let missing: Vec<String> =
        listed().into_iter().filter(|(id, _)| !written.contains(id)).map(|(id, _)| id).collect();
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn every_group_that_is_begun_is_whole() {
    let claims = claims();
    let begun: BTreeSet<&str> = claims.iter().map(|claim| claim.group.as_str()).collect();
    let written: BTreeSet<&str> = claims.iter().map(|claim| claim.id.as_str()).collect();
    for (id, group) in listed() {
        assert!(
            !begun.contains(group.as_str()) || written.contains(id.as_str()),
            "{id} of {group}"
        );
    }
}

/// Ids in a text, with the ids between the ends of ranges such as `A020-A028`.
fn ids(text: &str) -> BTreeSet<String> {
    let mut ids = BTreeSet::new();
    let mut before: Option<(usize, u32)> = None;
    for (at, _) in text.match_indices('A') {
        let digits = text.get(at + 1..at + 4).filter(|d| d.bytes().all(|b| b.is_ascii_digit()));
        let ends = text[at..].chars().nth(4).is_none_or(|next| !next.is_ascii_alphanumeric());
        let Some(number) = digits.filter(|_| ends).and_then(|d| d.parse::<u32>().ok()) else {
            continue;
        };
        let first = match before {
            Some((end, first)) if text.get(end..at) == Some("-") => first,
            _ => number,
        };
        ids.extend((first..=number).map(|number| format!("A{number:03}")));
        before = Some((at + 4, number));
    }
    ids
}

/// The claims each mechanism, and synthesis, names in its opening and in its parameters; the files of
/// a mechanism that has a folder count together.
fn named() -> BTreeMap<String, BTreeSet<String>> {
    let files = |folder: &Path| -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).expect("a folder of mechanisms");
        entries.map(|entry| entry.expect("a file").path()).collect()
    };
    let read = |path: &Path| ids(&fs::read_to_string(path).expect("a mechanism"));
    let of = |path: PathBuf| {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let found = if path.is_dir() {
            files(&path).iter().flat_map(|file| read(file)).collect()
        } else {
            read(&path)
        };
        (name, found)
    };
    let rooms = ["people", "practice", "link_work", "community"];
    let rooms = rooms.map(|room| here("src/model/mechanisms").join(room));
    // Synthesis is where traits come from.
    let all = rooms.iter().flat_map(|room| files(room)).chain([here("src/model/synthesis")]);
    all.map(of).collect()
}

#[test]
fn ids_are_read_out_of_prose() {
    let found = ids("**Claims.** A015, A020-A022 (x), A1234, BA7, A03; \"A055 A209\"");
    assert_eq!(
        found.into_iter().collect::<Vec<_>>(),
        ["A015", "A020", "A021", "A022", "A055", "A209"]
    );
}

#[test]
fn every_mechanism_names_claims_that_exist() {
    let listed = listed();
    for (module, ids) in named() {
        for id in &ids {
            assert!(listed.contains_key(id), "{module} names {id}, which is no claim");
        }
        // Illness, births and deaths, how services score what they do and the list of modules carry no claim.
        let without = ["mod", "illness", "living", "scores"];
        assert!(!ids.is_empty() || without.contains(&module.as_str()), "{module}");
    }
}

/// Claims that no one mechanism carries: they are about the system as a whole, about what is measured,
/// or about what the model leaves out.
const OF_NO_ONE_MECHANISM: [&str; 18] = [
    "A072", "A079", "A081", "A084", "A115", "A124", "A164", "A184", "A186", "A192", "A196", "A197",
    "A201", "A220", "A228", "A237", "A238", "A239",
];

#[test]
fn every_claim_is_named_by_a_mechanism_unless_it_is_of_none() {
    let known: BTreeSet<String> = named().into_values().flatten().collect();
    let unnamed: Vec<String> = listed().into_keys().filter(|id| !known.contains(id)).collect();
    assert!(
        unnamed.iter().all(|id| OF_NO_ONE_MECHANISM.contains(&id.as_str())),
        "no mechanism names {unnamed:?}"
    );
}

/// A folder with the list of claims and one file of claims.
fn folder(claims: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let list = fs::read_to_string(here("scenarios/theory/claims.csv")).expect("the list");
    fs::write(folder.path().join("claims.csv"), list).expect("the list");
    fs::write(folder.path().join("a01.toml"), claims).expect("the claims");
    folder
}

#[test]
fn everything_wrong_with_a_file_is_said_at_once_with_its_line() {
    let folder = folder(
        r#"group = "A1"
title = "Wrong in many ways"

[[claim]]
id = "A999"
claim = "c"
source = "s"
class = "builtin"
contrast = "difference"
lever = { set = { "waiting.outreech_share" = 1.0 } }
with = { set = { "waiting.outreach_share" = 3.0 } }
mechanism = [ { metric = "client_trsut", expect = "up" } ]
outcome = [
    { metric = "client_trust", expect = "peak" },
    { metric = "client_trust", expect = "up", smallest = -1, form = 3 },
    { metric = "client_trust", expect = "up", group = "most_deprived" },
    { metric = "client_trust", expect = "up", from = 100, to = 90 },
    { metric = "client_trust", expect = "up", smallest = 0.1 },
    { metric = "client_trust", expect = "up", because = "it is so" },
]
context = { expect = "hold", set = { "waiting.outreach_share" = 1.0 } }

[[claim]]
id = "A019"
claim = "c"
source = "s"
class = "emergent"
untestable = "no lever"
lever = { set = { "waiting.outreach_share" = 1.0 } }
"#,
    );
    let found = theory::read::load(folder.path()).expect_err("a wrong file");
    let said: Vec<String> = found
        .iter()
        .map(|error| {
            let line = error.place.position.as_ref().map_or(0, |at| at.line);
            format!("{line}: {}", error.message)
        })
        .collect();
    assert_eq!(
        said,
        [
            "4: missing `sever`",
            "8: unknown `class`",
            "10: unknown key `waiting.outreech_share`",
            "11: `with` has no place in the contrast `difference`",
            "12: unknown metric `client_trsut`",
            "14: unknown `expect`",
            "15: `smallest` is not above zero",
            "15: unknown key `form`",
            "16: `client_trust` is taken for everybody only",
            "17: too few weeks",
            "18: missing `because`",
            "19: `because` of nothing",
            "21: `context` is now a list",
            "29: `lever` beside `untestable`",
        ]
    );
}

#[test]
fn the_keys_of_a_contrast_are_asked_for_and_refused_elsewhere() {
    let claim = |id: &str, rest: &str| {
        format!(
            "[[claim]]\nid = \"{id}\"\nclaim = \"c\"\nsource = \"s\"\nclass = \"emergent\"\n\
             no_cut = \"n\"\n{rest}\n"
        )
    };
    let lever = "{ set = { \"waiting.outreach_share\" = 1.0 } }";
    let effect =
        |rest: &str| format!("outcome = [ {{ metric = \"stress\", expect = \"up\"{rest} }} ]");
    let text = [
        "group = \"A1\"\ntitle = \"t\"\n".to_owned(),
        claim(
            "A001",
            &format!("contrast = \"together\"\nlevers = [{lever}, {lever}]\n{}", effect("")),
        ),
        claim(
            "A002",
            &format!("contrast = \"together\"\nlevers = [{lever}, {lever}, {{}}]\n{}", effect("")),
        ),
        claim("A003", &format!("contrast = \"later\"\nlever = {lever}\n{}", effect(""))),
        claim("A004", &format!("lever = {lever}\n{}", effect(", early_from = 0"))),
        claim(
            "A005",
            &format!("contrast = \"ranking\"\narms = [{{}}, {lever}]\n{}", effect(", first = 3")),
        ),
        claim("A006", &format!("contrast = \"ranking\"\narms = [{{}}, {lever}]\n{}", effect(""))),
        claim("A007", &format!("lever = {lever}\n{}", effect(", first = 1"))),
    ];
    let found = theory::read::load(folder(&text.concat()).path()).expect_err("wrong contrasts");
    let said: Vec<&str> = found.iter().map(|error| error.message.as_str()).collect();
    assert_eq!(
        said,
        [
            "too few levers",
            "`levers` changes nothing",
            "missing `early_from`",
            "`early_from` has a place in the contrast `later` only",
            "all yardsticks agree",
            "no such arm",
            "missing `first`",
            "`first` has a place in the contrast `ranking` only",
        ]
    );
}

#[test]
fn ids_are_held_against_the_list() {
    let claim = |id: &str| {
        format!(
            "[[claim]]\nid = \"{id}\"\nclaim = \"c\"\nsource = \"s\"\nclass = \"emergent\"\n\
             untestable = \"why\"\n"
        )
    };
    let text = format!(
        "group = \"A1\"\ntitle = \"t\"\n{}{}{}{}",
        claim("A001"),
        claim("A001"),
        claim("A020"),
        claim("A2400")
    );
    let found = theory::read::load(folder(&text).path()).expect_err("wrong ids").to_string();
    for said in ["`A001` is given twice", "`A020` is not of this group", "unknown claim `A2400`"] {
        assert!(found.contains(said), "{said} is missing from:\n{found}");
    }
}

fn kith(args: &[&str]) -> assert_cmd::assert::Assert {
    let mut command = assert_cmd::Command::cargo_bin("kith").expect("the program");
    command.current_dir(here(".")).arg("theory").args(args).assert()
}

#[test]
fn verdicts_do_not_depend_on_threads_or_on_what_else_is_run() {
    let size = ["--people", "3000", "--weeks", "156", "--replicates", "3", "--json", "--quiet"];
    let run = |args: &[&str]| {
        let out = kith(&[args, &size].concat()).success().get_output().stdout.clone();
        serde_json::from_slice::<serde_json::Value>(&out).expect("JSON")
    };
    let one = run(&["A103", "--threads", "1"]);
    let two = run(&["A103", "--threads", "3"]);
    assert_eq!(one, two);
    assert_eq!(one[0]["verdict"], "supported", "{one}");
    let beside = run(&["A103", "A092", "--threads", "2"]);
    let effects = |found: &serde_json::Value, id: &str| {
        let all = found.as_array().expect("findings");
        let finding = all.iter().find(|finding| finding["id"] == id).expect("the claim");
        finding["effects"][1]["effect"].clone()
    };
    assert_eq!(effects(&one, "A103"), effects(&beside, "A103"));
}

#[test]
fn results_are_kept_when_a_folder_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().join("theory");
    let output = output.to_str().expect("a plain path");
    let args =
        ["A025", "A051", "--people", "2000", "--weeks", "20", "--replicates", "2", "--quiet"];
    let args: Vec<&str> = args.into_iter().chain(["--output", output]).collect();
    kith(&args).success();
    kith(&args).code(2);
    let mut rows =
        csv::Reader::from_path(Path::new(output).join("theory.csv")).expect("theory.csv");
    let header = rows.headers().expect("a header").clone();
    let verdict = header.iter().position(|name| name == "verdict").expect("a verdict");
    let reason = header.iter().position(|name| name == "untested_because").expect("a reason");
    let rows: Vec<csv::StringRecord> = rows.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), 2);
    assert!(rows.iter().all(|row| &row[verdict] == "untested" && !row[reason].is_empty()));
    assert_eq!(&rows[1][reason], "needs 156 weeks");
}

#[test]
fn a_wrong_name_is_answered_with_the_nearest_right_one() {
    let error = |args: &[&str]| {
        String::from_utf8(kith(args).code(65).get_output().stderr.clone()).expect("text")
    };
    assert!(error(&["A01"]).contains("did you mean `A0"), "{}", error(&["A01"]));
    assert!(error(&["--group", "A99"]).contains("no group `A99`"));
    let list = kith(&["--list", "--group", "A3"]).success().get_output().stdout.clone();
    assert_eq!(String::from_utf8(list).expect("text").lines().count(), 15);
}

/// Claims that are built in or one step from a parameter, with effects that a few replicates of a small
/// neighbourhood show. One that fails has lost its mechanism.
const SURE: [&str; 6] = ["A023", "A077", "A103", "A107", "A167", "A233"];

#[test]
fn claims_near_to_a_parameter_are_supported() {
    let size = ["--people", "6000", "--replicates", "5", "--json", "--quiet"];
    let out = kith(&[&SURE[..], &size].concat()).success().get_output().stdout.clone();
    let found: serde_json::Value = serde_json::from_slice(&out).expect("JSON");
    let found = found.as_array().expect("findings");
    assert_eq!(found.len(), SURE.len());
    for finding in found {
        assert_ne!(finding["class"], "emergent", "{}", finding["id"]);
        assert_eq!(finding["verdict"], "supported", "{finding:#}");
    }
}

#[test]
fn luck_and_robustness_are_counted_and_repeat() {
    let size = ["--people", "1500", "--replicates", "3", "--json", "--quiet"];
    let more = ["--scrambled", "2", "--robust", "3"];
    let run = |threads: &str| {
        let args = [&["A103", "A107", "A110"][..], &size, &more, &["--threads", threads]].concat();
        let out = kith(&args).success().get_output().stdout.clone();
        serde_json::from_slice::<serde_json::Value>(&out).expect("JSON")
    };
    let found = run("1");
    assert_eq!(found, run("2"));
    for finding in found.as_array().expect("findings") {
        assert_eq!(finding["scrambled"]["tried"], 2, "{finding:#}");
        assert_eq!(finding["swapped"]["tried"], 2, "{finding:#}");
        // So few people may have nobody to read the effect from in some draw.
        let draws = finding["robust"]["draws"].as_u64().expect("a count");
        assert!((2..=3).contains(&draws), "{finding:#}");
    }
    let plain = kith(&[&["A103", "A107", "A110"][..], &size].concat());
    let plain: serde_json::Value =
        serde_json::from_slice(&plain.success().get_output().stdout).expect("JSON");
    assert_eq!(plain[0]["effects"], found[0]["effects"], "what is tried besides changes nothing");
}

#[test]
fn the_page_is_whole_and_escapes_what_files_say() {
    let claims = folder(
        "group = \"A1\"\ntitle = \"Ways & <means>\"\n[[claim]]\nid = \"A001\"\n\
         claim = \"<script>alert('1')</script> & more\"\nsource = \"s\"\nclass = \"emergent\"\n\
         untestable = \"no <lever>\"\n",
    );
    let output = claims.path().join("results");
    let (claims, path) = (claims.path().to_str().expect("plain"), output.to_str().expect("plain"));
    kith(&["--claims", claims, "--output", path, "--quiet"]).success();
    let page = fs::read_to_string(output.join("index.html")).expect("the page");
    assert!(!page.contains("<script>alert") && page.contains("&#60;script&#62;"), "{page}");
    assert!(page.contains("no &#60;lever&#62;") && page.contains("Ways &#38; "), "{page}");
    assert!(page.trim_end().ends_with("</html>"));
    for outside in ["http://", "https://", "src=", "@import", "url("] {
        assert!(!page.contains(outside), "the page asks for {outside}");
    }
}

/// A claim with what is said beside it, in a file of its own.
fn claim(rest: &str) -> tempfile::TempDir {
    folder(&format!(
        "group = \"A1\"\ntitle = \"t\"\n[[claim]]\nid = \"A002\"\nclaim = \"c\"\nsource = \"s\"\n\
         class = \"built_in\"\nlever = {{ set = {{ \"referral.blocking_image\" = 0.6 }} }}\n{rest}\n"
    ))
}

const OUTCOME: &str = "outcome = [ { metric = \"declined_share\", expect = \"up\" } ]";
const SEVER: &str = "sever = { set = { \"referral.blocking_weight\" = 0.0 } }";

#[test]
fn a_claim_without_a_cut_says_why_or_is_refused() {
    let said = |rest: &str| match theory::read::load(claim(rest).path()) {
        Ok(claims) => claims[0].test().expect("a test").cut.reason().unwrap_or("cut").to_owned(),
        Err(found) => found.iter().next().expect("an error").message.clone(),
    };
    assert_eq!(said(OUTCOME), "missing `sever`");
    assert_eq!(said(&format!("{OUTCOME}\n{SEVER}")), "cut");
    assert_eq!(said(&format!("{OUTCOME}\nno_cut = \"no weight\"")), "no weight");
    assert_eq!(said(&format!("{OUTCOME}\nby_construction = \"a product\"")), "a product");
    let both = format!("{OUTCOME}\n{SEVER}\nno_cut = \"no weight\"");
    assert_eq!(said(&both), "`sever` and `no_cut` are both given");
    let same = OUTCOME.replace("up", "same");
    let nothing = "there is no outcome that a cut could take away";
    assert_eq!(said(&format!("{same}\n{SEVER}")), nothing);
}

#[test]
fn contexts_are_a_list_of_names_and_expectations() {
    let one = |rest: &str| {
        let context = "expect = \"hold\", set = { \"referral.stigma_level\" = 0.8 }";
        let list = format!("contexts = [ {} ]", rest.replace("REST", context));
        theory::read::load(claim(&format!("{OUTCOME}\n{SEVER}\n{list}")).path())
    };
    let claims =
        one("{ name = \"here\", REST }, { name = \"there\", REST }").expect("two contexts");
    let names: Vec<&str> =
        claims[0].test().expect("a test").contexts.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["here", "there"]);
    let wrong = one("{ REST }, { name = \"x\", REST }, { name = \"x\", REST, expcet = 1 }");
    let wrong = wrong.expect_err("wrong contexts").to_string();
    for said in ["missing `name`", "two contexts are called `x`", "unknown key `expcet`"] {
        assert!(wrong.contains(said), "{said} is missing from:\n{wrong}");
    }
}

/// Exceptions to the table of sizes are few, and each says why.
#[test]
fn few_claims_have_a_yardstick_of_their_own() {
    let claims = claims();
    let tests = claims.iter().filter_map(|claim| Some((&claim.id, claim.test()?)));
    let own: Vec<&String> = tests
        .filter(|(_, test)| test.mechanism.iter().chain(&test.outcome).any(|it| it.own_size))
        .map(|(id, _)| id)
        .collect();
    assert_eq!(own, ["A002", "A043", "A082"]);
}

/// Claims that speak of staffing: how many link workers there are, in how many posts, or that there are none.
const OF_STAFFING: [&str; 13] = [
    "A043", "A062", "A065", "A078", "A084", "A085", "A122", "A123", "A135", "A136", "A148", "A155",
    "A160",
];

#[test]
fn one_staffing_holds_for_all_claims_that_do_not_speak_of_it() {
    let specs = kith::model::parameters::Parameters::specs();
    let number = |path: &str| specs.iter().position(|spec| spec.path == path).expect("a parameter");
    let (posts, share) = (number("link_workers.per_50k"), number("link_workers.full_time_share"));
    let baseline = scenario::load(&here("scenarios/baseline.toml")).expect("the baseline");
    let hours = |values: &[f64]| values[posts] * values[share];
    let usual = hours(&baseline.values());
    let claims = claims();
    let other: Vec<&str> = claims
        .iter()
        .filter(|claim| {
            let Some(test) = claim.test() else { return false };
            let base = theory::read::timeline(&baseline, &[&test.base]).expect("a base");
            // Several short posts may share the hours of the baseline, so that there are heads to count.
            (hours(&base.epochs()[0].values) / usual - 1.0).abs() > 0.02
        })
        .map(|claim| claim.id.as_str())
        .filter(|id| !OF_STAFFING.contains(id))
        .collect();
    assert_eq!(other, ["A184"], "with and without a scheme");
}

#[test]
fn a_context_is_a_row_of_its_table_and_of_the_page() {
    let two = "contexts = [ { name = \"nobody cares\", expect = \"vanish\", set = { \"referral.blocking_weight\" = 0.0 } }, \
               { name = \"<stigma>\", expect = \"hold\", set = { \"referral.stigma_level\" = 0.8 } } ]";
    let claims = claim(&format!("{OUTCOME}\n{SEVER}\n{two}"));
    let output = claims.path().join("results");
    let (folder, path) = (claims.path().to_str().expect("plain"), output.to_str().expect("plain"));
    let size = ["--people", "3000", "--replicates", "4", "--claims", folder, "--output", path];
    kith(&[&size[..], &["--quiet"]].concat()).success();
    let rows = |name: &str| -> Vec<csv::StringRecord> {
        let mut rows = csv::Reader::from_path(output.join(name)).expect("a table");
        rows.records().map(|row| row.expect("a row")).collect()
    };
    let contexts = rows("contexts.csv");
    assert_eq!(contexts.len(), 2);
    assert_eq!(
        (&contexts[0][0], &contexts[0][2], &contexts[0][9]),
        ("A002", "nobody cares", "holds")
    );
    let page = fs::read_to_string(output.join("index.html")).expect("the page");
    assert!(page.contains("For whom and where") && page.contains("&#60;stigma&#62;"), "{page}");
    let text = fs::read_to_string(output.join("findings.md")).expect("the findings");
    assert!(text.contains("| A002 | nobody cares | vanish |"), "{text}");
}

/// Everything that a run says and writes, but the record, which holds the clock, and the copies of inputs.
fn everything_said(ids: &[&str], more: &[&str]) -> (String, BTreeMap<String, String>) {
    let home = tempfile::tempdir().expect("a folder");
    let output = home.path().join("theory");
    let size = ["--people", "1500", "--replicates", "3", "--scrambled", "1", "--robust", "2"];
    let path = ["--output", output.to_str().expect("a plain path")];
    let run = kith(&[ids, &size, more, &path].concat()).success();
    let out = run.get_output().clone();
    let said = [out.stdout, out.stderr].map(|bytes| String::from_utf8(bytes).expect("text"));
    let names = ["theory.csv", "effects.csv", "contexts.csv", "findings.md", "index.html"];
    let files = names.map(|name| {
        (name.to_owned(), fs::read_to_string(output.join(name)).expect("a file of results"))
    });
    (said.concat(), files.into())
}

#[test]
fn nothing_of_the_claims_held_apart_shows_until_they_are_opened() {
    // A004, A007 and A049 are held apart; A103 and A110 are not.
    let apart = ["A004", "A007", "A049"];
    let shown = ["A103", "A110"];
    let (said, files) = everything_said(&[&apart[..], &shown].concat(), &[]);
    let (_, alone) = everything_said(&shown, &[]);
    let rows = |text: &str, ids: &[&str]| -> Vec<String> {
        let of = |line: &&str| ids.iter().any(|id| line.starts_with(id));
        text.lines().filter(of).map(str::to_owned).collect()
    };
    for name in ["theory.csv", "effects.csv", "contexts.csv"] {
        // What is shown is to the bit what it is without them: no adjustment tells of them either.
        assert_eq!(rows(&files[name], &shown), rows(&alone[name], &shown), "{name}");
    }
    assert_eq!(rows(&files["effects.csv"], &apart), Vec::<String>::new());
    assert_eq!(rows(&files["contexts.csv"], &apart), Vec::<String>::new());
    let mut table = csv::Reader::from_reader(files["theory.csv"].as_bytes());
    let header = table.headers().expect("a header").clone();
    for row in table.records().map(|row| row.expect("a row")) {
        if apart.contains(&&row[0]) {
            let told: Vec<&str> = header
                .iter()
                .zip(&row)
                .filter(|(_, value)| !value.is_empty())
                .map(|(name, _)| name)
                .collect();
            let known = [
                "id",
                "group",
                "verdict",
                "class",
                "contrast",
                "proof",
                "held_apart",
                "people",
                "weeks",
                "claim",
            ];
            assert_eq!(told, known, "{row:?}");
            assert_eq!(&row[2], "held apart");
        }
    }
    for text in files.values().chain([&said]) {
        for id in apart {
            // A diagram is one line, and an arrow of it may carry several claims.
            let pieces = |line: &'_ str| -> Vec<String> {
                let apart = |c| line.contains("<svg") && matches!(c, '>' | ',');
                line.split(apart).map(str::to_owned).collect()
            };
            let lines = text.lines().flat_map(pieces);
            for line in lines.filter(|line| line.contains(id)) {
                for verdict in
                    ["supported", "unclear", "contradicted", "by another way", "too small"]
                {
                    let legend = line.contains("<option") || line.contains("<article");
                    assert!(legend || !line.contains(verdict), "{id}: {line}");
                }
            }
        }
    }
    let explained = assert_cmd::Command::cargo_bin("kith").expect("the program");
    let mut explained = explained;
    let explained = explained.current_dir(here(".")).args(["explain", "A004"]).assert().success();
    let explained = String::from_utf8(explained.get_output().stdout.clone()).expect("text");
    assert!(explained.contains("held apart") && !explained.contains("finding"), "{explained}");
    let (said, opened) = everything_said(&[&apart[..], &shown].concat(), &["--open"]);
    assert!(said.contains("The claims held apart, opened:"), "{said}");
    assert!(!rows(&opened["effects.csv"], &apart).is_empty());
    assert_eq!(rows(&opened["effects.csv"], &shown), rows(&files["effects.csv"], &shown));
}

#[cfg(unix)]
#[test]
fn a_stopped_test_keeps_the_claims_that_are_complete() {
    use std::io::{BufRead, BufReader, Read};
    use std::process::{Command, Stdio};

    let home = tempfile::tempdir().expect("a folder");
    let output = home.path().join("theory");
    let mut child = Command::new(assert_cmd::cargo::cargo_bin!("kith"))
        .current_dir(here("."))
        .args(["theory", "--group", "A3", "--threads", "1", "--people", "1000"])
        .args(["--replicates", "20", "--output"])
        .arg(&output)
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut lines = BufReader::new(child.stderr.take().expect("a pipe"));
    let mut line = String::new();
    while !line.contains("cells simulated") {
        line.clear();
        assert!(lines.read_line(&mut line).expect("a line") > 0, "no line of progress");
    }
    let sent = Command::new("kill").args(["-TERM", &child.id().to_string()]).status();
    assert!(sent.expect("kill is there").success());
    let mut said = String::new();
    lines.read_to_string(&mut said).expect("the rest");
    assert_eq!(child.wait().expect("the program").code(), Some(75), "{said}");
    assert!(said.contains("of 11 claims") && said.contains("--force"), "{said}");
    let record = fs::read_to_string(output.join("run.toml")).expect("the record");
    assert!(record.contains("partial = true"), "{record}");
    let page = fs::read_to_string(output.join("index.html")).expect("the page");
    assert!(page.contains("This is a part."));
    let mut rows = csv::Reader::from_path(output.join("theory.csv")).expect("theory.csv");
    let verdicts: Vec<String> =
        rows.records().map(|row| row.expect("a row")[2].to_owned()).collect();
    let run = |verdict: &&String| !["untested", "held apart"].contains(&verdict.as_str());
    let tested = verdicts.iter().filter(run).count();
    assert!(tested > 0 && verdicts.len() < 15, "{verdicts:?}");
}

/// Papers that a source names.
fn papers(source: &str) -> BTreeSet<&'static str> {
    let named = |paper: &&&str| {
        let (author, year) = paper.rsplit_once(' ').expect("an author and a year");
        source.contains(&format!("{author} {year}"))
    };
    theory::read::PAPERS.iter().filter(named).copied().collect()
}

#[test]
fn every_claim_has_its_configuration_and_the_papers_of_its_source() {
    for claim in claims() {
        let said = &claim.configuration;
        for words in [&said.lever, &said.context, &said.mechanism, &said.outcome] {
            assert!(!words.is_empty() && !words.ends_with('.'), "{}: {words}", claim.id);
        }
        let listed: BTreeSet<&str> = said.cited.iter().map(|cited| cited.paper).collect();
        assert_eq!(listed, papers(&claim.source), "{}: {}", claim.id, claim.source);
    }
}
