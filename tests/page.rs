//! The page of `kith page`, as far as no browser is needed: what the file holds, and that what its module
//! answers is what the command line gives, to the byte. What a browser does with it is held by `.ci/run`.

use std::fs;
use std::path::Path;

use kith::page::{Desk, MARKED};
use serde_json::{Value, json};

use crate::command_line::kith;
use crate::common::in_memory;

/// Something that the program takes for its module.
fn module(folder: &Path) -> std::path::PathBuf {
    let path = folder.join("module.wasm");
    fs::write(&path, [b"\0asm".as_slice(), MARKED.as_bytes()].concat()).expect("a file");
    path
}

const SMALL: [&str; 7] = ["--people", "500", "--weeks", "104", "--replicates", "2", "--quiet"];

/// Makes a small page of some scenarios.
fn page(folder: &Path, scenarios: &[&str]) -> String {
    let output = folder.join("kith.html");
    let mut command = kith();
    command.current_dir(folder).arg("page").args(scenarios).args(SMALL);
    command.arg("--module").arg(module(folder)).arg("--output").arg(&output).arg("--force");
    command.assert().code(0);
    fs::read_to_string(output).expect("a page")
}

/// Asks a desk: the head of the answer and the bytes behind it.
fn ask(desk: &mut Desk, head: &Value, rest: &[u8]) -> (Value, Vec<u8>) {
    let head = head.to_string();
    let request = [&(head.len() as u32).to_le_bytes(), head.as_bytes(), rest].concat();
    let answer = desk.ask(&request);
    let length = u32::from_le_bytes(answer[..4].try_into().expect("four bytes")) as usize;
    let head = serde_json::from_slice(&answer[4..4 + length]).expect("JSON");
    (head, answer[4 + length..].to_vec())
}

#[test]
fn tables_of_the_page_are_those_of_the_command_that_it_names() {
    let wish = json!({
        "start": "austerity", "people": 700, "weeks": 60, "runs": 3, "seed": 5,
        "today": { "posts": 4.0 }, "moved": { "grants": 80.0, "organisations": 2.5 },
    });
    let mut desk = Desk::default();
    let (plan, _) = ask(&mut desk, &json!({ "ask": "plan", "wish": wish }), &[]);
    let folder = in_memory();
    for text in plan["texts"].as_array().expect("texts") {
        let name = format!("{}.toml", text[0].as_str().expect("a name"));
        fs::write(folder.path().join(name), text[1].as_str().expect("a text")).expect("a file");
    }
    assert_eq!(plan["command"], "kith compare area.toml mine.toml");
    let sizes = ["--output", "out", "--quiet", "--no-charts"];
    let mut command = kith();
    command.current_dir(folder.path()).args(["compare", "area.toml", "mine.toml"]).args(sizes);
    command.assert().code(0);

    // Each cell by a desk of its own, as workers make them, and taken in another order.
    ask(&mut desk, &json!({ "ask": "begin", "wish": wish }), &[]);
    for run in [2, 0, 1] {
        let mut worker = Desk::default();
        let (_, cell) = ask(&mut worker, &json!({ "ask": "cell", "wish": wish, "run": run }), &[]);
        let (told, _) = ask(&mut desk, &json!({ "ask": "take", "run": run }), &cell);
        assert!(told["error"].is_null(), "{told}");
    }
    for (name, path) in [
        ("weekly", "mine/weekly.csv"),
        ("summary", "mine/summary.csv"),
        ("funnel", "mine/funnel.csv"),
        ("differences_summary", "differences_summary.csv"),
        ("twins", "twins.csv"),
    ] {
        let (_, table) = ask(&mut desk, &json!({ "ask": "table", "name": name }), &[]);
        let there = fs::read(folder.path().join("out").join(path)).expect("a table");
        assert!(!table.is_empty() && table == there, "{name} differs");
    }
    let (view, _) = ask(&mut desk, &json!({ "ask": "view" }), &[]);
    assert_eq!(view["runs"], 3);
    assert_eq!(view["figures"].as_array().map(Vec::len), Some(7));
    assert_eq!(view["pictures"].as_array().map(Vec::len), Some(6));
}

#[test]
fn an_absolute_figure_is_the_rate_times_the_list() {
    let wish = json!({ "start": "no_social_prescribing", "people": 2_000, "weeks": 52, "runs": 2, "seed": 1 });
    let mut desk = Desk::default();
    ask(&mut desk, &json!({ "ask": "begin", "wish": wish }), &[]);
    for run in 0..2 {
        let (_, cell) = ask(&mut desk, &json!({ "ask": "cell", "wish": wish, "run": run }), &[]);
        ask(&mut desk, &json!({ "ask": "take", "run": run }), &cell);
    }
    let (view, _) = ask(&mut desk, &json!({ "ask": "view" }), &[]);
    let figure = |id: &str| -> Value {
        let all = view["figures"].as_array().expect("figures");
        all.iter().find(|figure| figure["id"] == id).expect(id).clone()
    };
    let (_, table) = ask(&mut desk, &json!({ "ask": "table", "name": "differences_summary" }), &[]);
    let mut rows = csv::Reader::from_reader(table.as_slice());
    let head = rows.headers().expect("a head").clone();
    let column = |name: &str| head.iter().position(|it| it == name).expect(name);
    let row = rows.records().map(|row| row.expect("a row")).find(|row| {
        &row[column("period")] == "last_year"
            && &row[column("group")] == "all"
            && &row[column("metric")] == "first_contacts"
    });
    let rate: f64 = row.expect("a row")[column("difference")].parse().expect("a number");
    // People of a run vary about the list, and the rate is told to six digits.
    let helped = figure("helped")["numbers"][0].as_f64().expect("a number");
    assert!(helped < 0.0, "nobody is seen without a scheme: {helped}");
    assert!((helped / (rate * 2.0 * 52.0) - 1.0).abs() < 0.02, "{helped} of {rate}");
    assert_eq!(
        figure("helped")["worth"],
        if figure("helped")["said"] == "no clear difference" { "unclear" } else { "worse" }
    );
}

#[test]
fn whatever_a_module_is_asked_it_answers() {
    let mut desk = Desk::default();
    for request in [&b""[..], b"\x01", b"\xff\xff\xff\xff{}", b"\x02\0\0\0{}", b"\x03\0\0\0\"a\""] {
        let answer = desk.ask(request);
        assert!(String::from_utf8_lossy(&answer).contains("error"), "{request:?}");
    }
    for asked in [
        json!({ "ask": "view" }),
        json!({ "ask": "take", "run": 0 }),
        json!({ "ask": "table", "name": "weekly" }),
        json!({ "ask": "nothing" }),
        json!({ "ask": "plan", "wish": { "start": "<script>", "people": 500, "weeks": 52, "runs": 1, "seed": 1 } }),
        json!({ "ask": "plan", "wish": { "start": "area", "people": 500, "weeks": 52, "runs": 1, "seed": 1 } }),
        json!({ "ask": "cell", "run": 0, "wish": { "start": "baseline", "people": 5, "weeks": 52, "runs": 1, "seed": 1 } }),
    ] {
        let (answer, _) = ask(&mut desk, &asked, b"no cell");
        assert!(answer["error"].as_str().is_some_and(|it| it.len() > 10), "{asked}: {answer}");
    }
}

#[test]
fn the_file_asks_nobody_for_anything_and_is_the_same_each_time() {
    let folder = in_memory();
    let page = page(folder.path(), &["expansion", "austerity"]);
    let policy = page.split("Content-Security-Policy\" content=\"").nth(1).expect("rules");
    let policy = policy.split('"').next().expect("rules");
    let nonce =
        policy.split("'nonce-").nth(1).and_then(|it| it.split('\'').next()).expect("a nonce");
    assert_eq!(
        policy,
        format!(
            "default-src 'none'; script-src 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'nonce-{nonce}'; \
             worker-src blob:; base-uri 'none'; form-action 'none'"
        )
    );
    // Names of XML, which nobody looks up, are all that looks like an address.
    let rest = page.replace("http://www.w3.org/2000/svg", "");
    for word in [
        "http:",
        "https:",
        "//cdn",
        "url(",
        "@import",
        "data:",
        "<link",
        "<img",
        "<iframe",
        " style=",
        "innerHTML",
    ] {
        assert!(!rest.contains(word), "{word}");
    }
    for element in page.split("<script").skip(1) {
        let element = element.split('>').next().expect("an element");
        let inert = ["application/json", "text/plain", "application/x-kith-module"];
        assert!(
            element.contains(nonce)
                || inert.iter().any(|it| element.contains(&format!("type=\"{it}\""))),
            "{element}"
        );
    }
    assert!(page.contains("may not reach any network"));
    // Today has two pictures, each scenario beside it three: one is against today.
    assert_eq!(page.matches("<article").count(), 3);
    assert_eq!(page.matches("<svg xmlns").count(), 2 + 3 * 2);
    assert!(page.len() < 500_000, "{} bytes without a module", page.len());
    assert!(page == self::page(folder.path(), &["expansion", "austerity"]));
}

#[test]
fn what_somebody_wrote_is_text_in_the_page() {
    let folder = in_memory();
    let title = "</script><script>alert(1)</script><img src=x onerror=alert(1)>";
    let text = format!(
        "title = {title:?}\nextends = \"baseline\"\nbecause = {title:?}\n# {title}\n[set]\n\
         \"link_workers.per_50k\" = 5\n"
    );
    fs::write(folder.path().join("mine_own.toml"), text).expect("a file");
    let page = page(folder.path(), &["mine_own.toml"]);
    assert!(!page.contains("<script>alert") && !page.contains("<img src"), "it could be run");
    assert!(
        page.contains("&#60;img src=x onerror=alert(1)&#62;")
            || page.contains("&lt;img src=x onerror=alert(1)&gt;")
    );
    assert!(page.contains("\\u003c/script>"), "the text of the file is there, and ends no element");
}

#[test]
fn without_a_module_it_is_said_how_to_get_one() {
    let folder = in_memory();
    let missing =
        kith().current_dir(folder.path()).args(["page", "--module", "no.wasm"]).assert().code(65);
    assert!(String::from_utf8_lossy(&missing.get_output().stderr).contains("no.wasm"));
    fs::write(folder.path().join("other.wasm"), b"\0asm kith page of model 0123456789abcdef")
        .expect("a file");
    let other = kith()
        .current_dir(folder.path())
        .args(["page", "--module", "other.wasm"])
        .assert()
        .code(65);
    let said = String::from_utf8_lossy(&other.get_output().stderr).into_owned();
    assert!(said.contains("another model") && said.contains("page/build"), "{said}");
    assert!(!folder.path().join("kith.html").exists());
}

#[test]
fn a_file_that_is_there_is_kept_unless_it_may_be_replaced() {
    let folder = in_memory();
    fs::write(folder.path().join("kith.html"), "mine").expect("a file");
    let module = module(folder.path());
    let mut command = kith();
    command
        .current_dir(folder.path())
        .args(["page", "austerity"])
        .args(SMALL)
        .arg("--module")
        .arg(&module);
    command.assert().code(2);
    assert_eq!(fs::read_to_string(folder.path().join("kith.html")).expect("a file"), "mine");
    command.arg("--force").assert().code(0);
    assert!(
        fs::read_to_string(folder.path().join("kith.html"))
            .expect("a file")
            .starts_with("<!doctype html>")
    );
    assert_eq!(
        fs::read_dir(folder.path()).expect("a folder").count(),
        2,
        "something is left beside it"
    );
}

#[test]
fn two_scenarios_of_one_name_and_the_baseline_are_refused() {
    let folder = in_memory();
    let module = module(folder.path());
    for (scenarios, said) in [
        (["austerity", "austerity"], "two scenarios"),
        (["austerity", "baseline"], "in every page already"),
        (["austerity", "england"], "other people"),
    ] {
        let mut command = kith();
        command
            .current_dir(folder.path())
            .arg("page")
            .args(scenarios)
            .args(SMALL)
            .arg("--module")
            .arg(&module);
        let output = command.assert().code(65);
        let error = String::from_utf8_lossy(&output.get_output().stderr).into_owned();
        assert!(error.contains(said), "{error}");
    }
}
