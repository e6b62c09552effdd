//! `kith report`, as its user meets it: one page from the files of a finished folder.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use tempfile::TempDir;

use crate::command_line::kith;
use crate::common::{in_memory, rows, scenarios};

/// Titles that would do harm in a page that took them for markup, with `hit` for what they would do.
const HOSTILE: &str = include_str!("page/hostile.txt");

/// A small comparison and a small run, made once for all tests.
static MADE: LazyLock<TempDir> = LazyLock::new(|| {
    let home = in_memory();
    let small = ["--people", "1500", "--weeks", "156", "--replicates", "4", "--quiet"];
    let file = |name: &str| scenarios().join(name).with_extension("toml");
    for (command, names, place) in [
        ("compare", ["baseline", "expansion", "waiting_lists"].as_slice(), "pair"),
        ("run", &["baseline"], "one"),
    ] {
        let files = names.iter().map(|name| file(name));
        let output = home.path().join(place);
        kith().arg(command).args(files).args(small).arg("--output").arg(output).assert().code(0);
    }
    let designs = ["evaluate", "before_after_gp", "survey_life_satisfaction", "--people", "1500"];
    let small = ["--replicates", "3", "--quiet", "--output"];
    kith().args(designs).args(small).arg(home.path().join("designs")).assert().code(0);
    home
});

fn made(name: &str) -> PathBuf {
    MADE.path().join(name)
}

/// Makes a page of a folder, and reads it and the table beside it.
fn report(folder: &Path) -> (String, Vec<BTreeMap<String, String>>) {
    let home = in_memory();
    let page = home.path().join("page.html");
    kith().arg("report").arg(folder).arg("-o").arg(&page).arg("--quiet").assert().code(0);
    let table = fs::read(home.path().join("page.csv")).unwrap();
    (fs::read_to_string(&page).unwrap(), table_rows(&table))
}

fn table_rows(bytes: &[u8]) -> Vec<BTreeMap<String, String>> {
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).expect("spreadsheets know it is Unicode");
    csv::Reader::from_reader(text).deserialize().map(Result::unwrap).collect()
}

/// A copy of a folder of results, with a change to the text of one of its files.
fn changed(folder: &Path, file: &str, change: impl FnOnce(String) -> String) -> TempDir {
    fn copy(from: &Path, to: &Path) {
        fs::create_dir_all(to).unwrap();
        for entry in fs::read_dir(from).unwrap() {
            let path = entry.unwrap().path();
            let there = to.join(path.file_name().unwrap());
            if path.is_dir() {
                copy(&path, &there);
            } else {
                fs::copy(&path, &there).unwrap();
            }
        }
    }
    let home = in_memory();
    copy(folder, home.path());
    let path = home.path().join(file);
    fs::write(&path, change(fs::read_to_string(&path).unwrap())).unwrap();
    home
}

#[test]
fn the_page_in_a_folder_is_the_one_made_of_its_files_again() {
    for name in ["pair", "one", "designs"] {
        let folder = made(name);
        let (page, table) = report(&folder);
        assert!(page == fs::read_to_string(folder.join("report.html")).unwrap(), "{name}");
        assert_eq!(table, table_rows(&fs::read(folder.join("report.csv")).unwrap()), "{name}");
        assert!(page.len() < 1_000_000, "{name}: {} bytes", page.len());
        let record = fs::read_to_string(folder.join("run.toml")).unwrap();
        assert!(record.contains("\"report.html\"") && record.contains("\"report.csv\""));
    }
}

#[test]
fn who_asks_for_tables_only_gets_no_page() {
    let home = in_memory();
    let output = home.path().join("bare");
    let words = ["--people", "500", "--weeks", "52", "--replicates", "1", "--quiet", "--no-charts"];
    let file = scenarios().join("baseline.toml");
    kith().arg("run").arg(file).args(words).arg("--output").arg(&output).assert().code(0);
    assert!(!output.join("report.html").exists() && !output.join("report.csv").exists());
    // The tables are enough to make it later.
    let (page, _) = report(&output);
    assert!(page.contains("One run says nothing of luck"), "{page}");
}

/// What stands between a beginning and an end, everywhere in a text.
fn between<'a>(text: &'a str, from: &'a str, to: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(from).skip(1).filter_map(move |rest| rest.split(to).next())
}

/// The first page without markup, style and pictures.
fn first_page(page: &str) -> String {
    let sheet = between(page, "<section class=\"sheet\"", "</section>").next().expect("a sheet");
    let sheet = sheet.split("<nav").next().expect("text");
    let mut text = String::new();
    let mut rest = sheet.split_once('>').expect("an attribute").1;
    while let Some((before, markup)) = rest.split_once('<') {
        text.push_str(before);
        text.push(' ');
        let end = if markup.starts_with("svg") { "</svg>" } else { ">" };
        rest = markup.split_once(end).map_or("", |(_, after)| after);
    }
    text + rest
}

/// The numbers of a text, as they are written.
fn numbers(text: &str) -> BTreeSet<String> {
    let part = |c: char| c.is_ascii_digit() || c == ',' || c == '.';
    let words = text.split(|c: char| !part(c));
    let trimmed = words.map(|word| word.trim_matches(|c| c == ',' || c == '.').to_owned());
    trimmed.filter(|word| word.chars().any(|c| c.is_ascii_digit())).collect()
}

/// A number of the table with so many significant digits, as the page writes it, without its sign.
fn said(value: f64, digits: usize) -> String {
    let rounded: f64 = format!("{:.*e}", digits - 1, value.abs()).parse().unwrap();
    let decimals = match rounded {
        0.0 => 0,
        value => (digits as i32 - 1 - libm::log10(value).floor() as i32).max(0) as usize,
    };
    let text = format!("{rounded:.decimals$}");
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut apart = String::new();
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            apart.push(',');
        }
        apart.push(digit);
    }
    apart + rest
}

#[test]
fn every_number_on_the_first_page_is_one_of_its_table_or_of_the_record() {
    for name in ["pair", "one"] {
        let (page, table) = report(&made(name));
        let mut known = BTreeSet::new();
        for row in &table {
            for column in ["value", "low90", "high90"] {
                if let Ok(value) = row[column].parse::<f64>() {
                    known.extend([said(value, 2), said(value, 3), format!("{:.0}", value.abs())]);
                }
            }
        }
        // What is neither a result nor of the run: page numbers, the scale, the year of prices, the program.
        let plain = ["0", "1", "10", "100", "2023", "24", "0.1.0", "9", "90"];
        known.extend(plain.map(str::to_owned));
        let record = fs::read_to_string(made(name).join("run.toml")).unwrap();
        let record: toml::Table = record.parse().unwrap();
        let text = first_page(&page);
        // The command and the titles stand on the page as they are in the record, with whatever numbers they have.
        let mut told = record["reproduce"].as_str().unwrap().to_owned();
        for key in ["base", "scenario"] {
            told += record.get(key).map_or("", |it| it["title"].as_str().unwrap());
        }
        for other in record.get("others").and_then(toml::Value::as_array).into_iter().flatten() {
            told += other["title"].as_str().unwrap();
        }
        known.extend(numbers(&told));
        let parameters = rows(
            &made(name).join(if name == "pair" { "baseline" } else { "" }).join("parameters.csv"),
        );
        for basis in ["", "measured", "derived", "calibrated", "assumed"] {
            let count =
                parameters.iter().filter(|row| basis.is_empty() || row["basis"] == basis).count();
            known.insert(said(count as f64, 7).split('.').next().unwrap().to_owned());
        }
        let strange: Vec<String> = numbers(&text).difference(&known).cloned().collect();
        // Weeks, places and counts of the run.
        let strange: Vec<&String> = strange
            .iter()
            .filter(|word| {
                word.parse::<u32>().is_ok_and(|count| count > 312) || word.parse::<u32>().is_err()
            })
            .collect();
        assert!(strange.is_empty(), "{name}: {strange:?} in {text}");
        assert!(numbers(&text).len() > 25, "{name}: {text}");
    }
}

#[test]
fn the_table_beside_the_page_is_that_of_the_comparison() {
    let (_, table) = report(&made("pair"));
    let find = |rows: &[BTreeMap<String, String>],
                wanted: &[(&str, &str)]|
     -> BTreeMap<String, String> {
        let is =
            |row: &&BTreeMap<String, String>| wanted.iter().all(|(key, value)| row[*key] == *value);
        rows.iter().find(is).unwrap_or_else(|| panic!("{wanted:?}")).clone()
    };
    let number = |row: &BTreeMap<String, String>, column: &str| row[column].parse::<f64>().unwrap();
    let near = |a: f64, b: f64| (a - b).abs() <= 1e-3 * (a.abs() + b.abs()) + 1e-9;
    let twins = rows(&made("pair").join("twins.csv"));
    let differences = rows(&made("pair").join("differences_summary.csv"));
    for (scenario, title) in
        [("expansion", "Expansion to 9,000 link workers"), ("waiting_lists", "Waiting lists")]
    {
        let gained = find(
            &twins,
            &[
                ("scenario", scenario),
                ("measure", "life_satisfaction_years_gained"),
                ("by", "all"),
                ("weeks", "104"),
                ("discount_percent", "0.0"),
            ],
        );
        let ours = find(&table, &[("option", title), ("figure", "WELLBYs a year")]);
        for (here, there) in [("value", "value"), ("low90", "low90"), ("high90", "high90")] {
            assert!(near(number(&ours, here), number(&gained, there) / 2.0), "{ours:?} {gained:?}");
        }
        // Both change after a year: what differs over all three years is what differs over the last two.
        let asked = find(
            &differences,
            &[
                ("scenario", scenario),
                ("metric", "gp_requests"),
                ("period", "all_weeks"),
                ("group", "all"),
            ],
        );
        let ours = find(&table, &[("option", title), ("figure", "GP appointments asked for")]);
        let a_year = 1_500.0 / 1_000.0 * 52.0 * 156.0 / 104.0;
        assert!(
            near(number(&ours, "value"), number(&asked, "difference") * a_year),
            "{ours:?} {asked:?}"
        );
        assert!(
            near(number(&ours, "low90"), number(&asked, "low90") * a_year),
            "{ours:?} {asked:?}"
        );
        let fifths: f64 = table
            .iter()
            .filter(|row| row["option"] == title && row["figure"].ends_with(" fifth"))
            .filter(|row| row["unit"] == "WELLBYs a year")
            .map(|row| number(row, "value"))
            .sum();
        let whole =
            number(&find(&table, &[("option", title), ("figure", "WELLBYs a year")]), "value");
        assert!((fifths - whole).abs() < 1e-3 * whole.abs().max(1.0), "{fifths} {whole}");
    }
}

#[test]
fn a_page_asks_for_nothing_and_its_links_lead_somewhere() {
    for name in ["pair", "one", "designs"] {
        let (page, _) = report(&made(name));
        assert!(page.contains("content=\"default-src 'none'; style-src 'unsafe-inline'"));
        for word in [
            "<script", "<link", "<iframe", "<object", "<img", "src=", "url(", "@import", "http:",
            "https:",
        ] {
            let found = page.match_indices(word);
            let found = found.map(|(at, _)| page[at..].chars().take(80).collect::<String>());
            let found: Vec<String> = found.filter(|text| !text.starts_with("http-equiv")).collect();
            assert!(found.is_empty(), "{name}: {found:?}");
        }
        let ids: Vec<&str> = between(&page, " id=\"", "\"").collect();
        let unique: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), unique.len(), "{name}: {ids:?}");
        let links: Vec<&str> = between(&page, "href=\"", "\"").collect();
        assert!(links.len() >= 2, "{links:?}");
        for link in links {
            assert!(link.strip_prefix('#').is_some_and(|id| unique.contains(id)), "{link}");
        }
        for label in between(&page, "aria-labelledby=\"", "\"") {
            assert!(unique.contains(label), "{label}");
        }
        let pictures = page.matches("<svg ").count();
        let told = page.matches("<svg role=\"img\" aria-label=\"").count();
        let least = if name == "designs" { 2 } else { 10 };
        assert!(
            told > least && pictures == told + page.matches("<svg aria-hidden=\"true\"").count()
        );
    }
}

#[test]
fn hostile_titles_stay_text() {
    let titles: Vec<&str> = HOSTILE.lines().filter(|line| !line.is_empty()).collect();
    assert!(titles.len() >= 100, "{}", titles.len());
    for title in titles {
        let quoted = toml::Value::String(title.to_owned()).to_string();
        let hostile = changed(&made("one"), "run.toml", |text| {
            let at = text.find("title = ").expect("a title");
            let end = at + text[at..].find('\n').expect("a line");
            format!("{}title = {quoted}{}", &text[..at], &text[end..])
        });
        let (page, _) = report(hostile.path());
        // Every tag of the page is one of the template or of a picture.
        let known =
            ["script", "img", "iframe", "object", "embed", "base", "form", "input", "video", "a"];
        for tag in between(&page, "<", ">") {
            let name: String = tag.chars().take_while(char::is_ascii_alphanumeric).collect();
            let name = name.to_lowercase();
            let link = name == "a" && tag.starts_with("a href=\"#part-1-");
            assert!(link || !known.contains(&name.as_str()), "{title}: <{tag}>");
            assert!(
                !tag.to_lowercase().contains(" on") || !tag.contains("hit"),
                "{title}: <{tag}>"
            );
        }
        assert!(page.contains("hit"), "{title} is not shown");
    }
}

#[test]
fn a_damaged_or_foreign_folder_is_refused_with_all_that_is_wrong() {
    let refused = |folder: &Path| {
        let home = in_memory();
        let output = home.path().join("page.html");
        let run = kith().arg("report").arg(folder).arg("-o").arg(&output).output().unwrap();
        assert_eq!(run.status.code(), Some(65));
        assert!(!output.exists() && !home.path().join("page.csv").exists());
        String::from_utf8(run.stderr).unwrap()
    };
    let pair = made("pair");
    let missing = changed(&pair, "run.toml", |text| text);
    fs::remove_file(missing.path().join("twins.csv")).unwrap();
    fs::remove_file(missing.path().join("expansion/funnel.csv")).unwrap();
    let text = refused(missing.path());
    assert!(text.contains("twins.csv") && text.contains("expansion/funnel.csv"), "{text}");
    let column = changed(&pair, "twins.csv", |text| text.replacen("low90", "low", 1));
    let text = refused(column.path());
    assert!(
        text.contains("twins.csv has no column `low90` (it has scenario, base, whose"),
        "{text}"
    );
    let cell = changed(&made("one"), "weekly.csv", |text| {
        let row = "baseline,2,5,all,gp_requests,";
        let at = text.find(row).expect("a row") + row.len();
        format!("{}many{}", &text[..at], &text[at..])
    });
    let text = refused(cell.path());
    assert!(
        text.contains("weekly.csv, line ")
            && text.contains("`many")
            && text.contains("is no number"),
        "{text}"
    );
    let designs =
        changed(&made("designs"), "designs.csv", |text| text.replace("bias_error", "error"));
    assert!(refused(designs.path()).contains("designs.csv has no column `bias_error`"));
    let torn = changed(&made("one"), "weekly.csv", |text| text[..text.len() / 2].to_owned());
    assert!(refused(torn.path()).contains("weekly.csv"), "a torn table");
    let foreign = in_memory();
    fs::write(foreign.path().join("notes.txt"), "mine").unwrap();
    assert!(refused(foreign.path()).contains("holds no results of Kith"));
    assert!(refused(&foreign.path().join("nowhere")).contains("is not there"));
    let theory = changed(&pair, "run.toml", |text| text.replacen("kith compare", "kith theory", 1));
    assert!(
        refused(theory.path())
            .contains("holds results of `kith theory`, of which there is no report")
    );
}

#[test]
fn pages_are_not_replaced_unasked() {
    let home = in_memory();
    let page = home.path().join("page.html");
    fs::write(&page, "mine").unwrap();
    let again = |words: &[&str]| {
        kith().arg("report").arg(made("one")).arg("-o").arg(&page).args(words).output().unwrap()
    };
    assert_eq!(again(&[]).status.code(), Some(65));
    assert_eq!(fs::read_to_string(&page).unwrap(), "mine");
    assert!(!home.path().join("page.csv").exists());
    assert_eq!(again(&["--force"]).status.code(), Some(0));
    assert!(fs::read_to_string(&page).unwrap().starts_with("<!doctype html>"));
    let several = home.path().join("both.html");
    let both = [made("one"), made("pair")];
    kith().arg("report").args(&both).arg("-o").arg(&several).assert().code(0);
    let text = fs::read_to_string(&several).unwrap();
    assert!(text.contains("id=\"part-1\"") && text.contains("id=\"part-2\""));
}

#[test]
fn the_page_on_an_evaluation_says_what_its_tables_say() {
    let folder = made("designs");
    let (page, table) = report(&folder);
    let text = first_page(&page);
    for row in rows(&folder.join("designs.csv")) {
        for (column, figure) in
            [("found", "found"), ("truth", "truth"), ("bias", "bias"), ("published", "published")]
        {
            let Ok(wanted) = row[column].parse::<f64>() else { continue };
            let of = |it: &&BTreeMap<String, String>| {
                it["option"] == row["design"] && it["figure"] == figure
            };
            let found = table.iter().find(of).unwrap_or_else(|| panic!("{figure} of {row:?}"));
            let value: f64 = found["value"].parse().expect("a figure");
            assert!((value - wanted).abs() <= 1e-5 * wanted.abs(), "{figure}: {value} {wanted}");
            assert!(text.contains(&said(wanted, 2)), "{figure} {wanted}: {text}");
        }
        assert!(text.contains(&row["unit"]), "{text}");
    }
    // As many intervals hold the truth as the table of studies says.
    let studies = rows(&folder.join("studies.csv"));
    let figure = |row: &BTreeMap<String, String>, column: &str| row[column].parse::<f64>().ok();
    let holds = studies.iter().filter(|row| {
        let [low, high, truth] = ["low", "high", "truth"].map(|column| figure(row, column));
        low.zip(high).zip(truth).is_some_and(|((low, high), truth)| (low..=high).contains(&truth))
    });
    assert!(text.contains(&format!("{} of ", holds.count())), "{text}");
}

#[test]
fn a_workbook_holds_the_figures_the_assumptions_and_the_tables() {
    let home = in_memory();
    let book = home.path().join("board.xlsx");
    let make = |book: &Path| kith().arg("report").arg(made("pair")).arg("-o").arg(book).assert();
    make(&book).code(0);
    let bytes = fs::read(&book).unwrap();
    // Not replaced unasked, and the same when it is made again.
    make(&book).code(65);
    let again = home.path().join("again.xlsx");
    make(&again).code(0);
    assert!(bytes == fs::read(&again).unwrap());
    let files = unpacked(&bytes);
    let list = &files["xl/workbook.xml"];
    for name in ["First page", "Assumptions", "Decisions", "twins", "differences_summary"] {
        assert!(list.contains(&format!("<sheet name=\"{name}\"")), "{name}: {list}");
    }
    // Every parameter of the base is there, what the others change, and the prices: texts are told once.
    let texts = &files["xl/sharedStrings.xml"];
    for part in ["link_workers.per_50k", "economics.payer_price", "waiting_lists", "who decides"] {
        assert!(texts.contains(&format!(">{part}<")), "{part}");
    }
    let (_, table) = report(&made("pair"));
    let first = &files["xl/worksheets/sheet1.xml"];
    assert_eq!(first.matches("<row ").count(), table.len() + 1);
    let figure = table.iter().find(|row| row["value"].parse::<f64>().is_ok()).expect("a figure");
    let value: f64 = figure["value"].parse().unwrap();
    assert!(first.contains(&format!("<v>{value}</v>")), "{value}");
    assert!(files.values().all(|text| !text.contains("<f>")), "a text is taken for a formula");
}

/// The files of a ZIP archive, by its directory.
fn unpacked(bytes: &[u8]) -> BTreeMap<String, String> {
    let word = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
    let half = |at: usize| u16::from_le_bytes(bytes[at..at + 2].try_into().unwrap()) as usize;
    let mut files = BTreeMap::new();
    let mut place = word(bytes.len() - 6);
    while &bytes[place..place + 4] == b"PK\x01\x02" {
        let (length, more) = (half(place + 28), half(place + 30) + half(place + 32));
        let name = String::from_utf8(bytes[place + 46..place + 46 + length].to_vec()).unwrap();
        let head = word(place + 42);
        let data = head + 30 + half(head + 26) + half(head + 28);
        let packed = &bytes[data..data + word(place + 20)];
        let mut text = String::new();
        if half(place + 10) == 0 {
            text.push_str(std::str::from_utf8(packed).unwrap());
        } else {
            let mut packed = flate2::read::DeflateDecoder::new(packed);
            std::io::Read::read_to_string(&mut packed, &mut text).unwrap();
        }
        files.insert(name, text);
        place += 46 + length + more;
    }
    files
}
