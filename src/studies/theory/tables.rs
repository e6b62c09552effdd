//! The theory's results: one row for each claim, one for each effect, and the table that a person
//! reads. The headline counts the claims that no parameter states: the emergent ones.

use crate::studies::theory::findings;
use crate::studies::theory::form;
use crate::studies::theory::page;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use crate::report::error::Error;
use crate::report::folder::Staging;
use crate::report::number::{short, written, written_or_empty};
use crate::report::rows::Writer;
use crate::studies::theory::luck::Luck;
use crate::studies::theory::read::Class;
use crate::studies::theory::robust::Robust;
use crate::studies::theory::run::{Finding, Found, Half};
use crate::studies::theory::verdict::{Status, Verdict};

use crate::studies::theory::record::TheoryRecord;

const CLAIMS: [&str; 30] = [
    "id",
    "group",
    "verdict",
    "class",
    "contrast",
    "outcome",
    "expect",
    "effect",
    "low",
    "high",
    "smallest",
    "adjusted_p",
    "mediated",
    "context",
    "context_effect",
    "context_result",
    "sign_holds",
    "draws",
    "sign_at_baseline",
    "contingent_on",
    "scrambled",
    "scrambled_supported",
    "swapped",
    "swapped_supported",
    "replicates",
    "people",
    "weeks",
    "claim",
    "untested_because",
    "finding",
];
const EFFECTS: [&str; 14] = [
    "id",
    "half",
    "reading",
    "unit",
    "from",
    "to",
    "expect",
    "effect",
    "low",
    "high",
    "smallest",
    "adjusted_p",
    "replicates",
    "status",
];

/// Writes the results of the theory into a staging folder, the record last.
///
/// # Errors
/// If a file cannot be written.
pub fn write_theory(
    staging: &Staging,
    record: &TheoryRecord,
    findings: &[Finding],
    form: &form::Measured,
) -> Result<(), Error> {
    staging.file("theory.csv", |out| claims(out, findings))?;
    staging.file("effects.csv", |out| effects(out, findings))?;
    staging.file("configurations.csv", |out| form::table::write(out, findings))?;
    staging.file("findings.md", |out| findings::write(out, record, findings))?;
    form.write(staging, record.run.replicates)?;
    staging.file("index.html", |out| page::write(out, record, findings, form))?;
    staging.record(|files, out| record.write(files, out))
}

fn claims(out: &mut dyn Write, findings: &[Finding]) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    rows.write_record(CLAIMS)?;
    for finding in findings {
        let first = headline(finding);
        let number = |of: fn(&Found) -> Option<f64>| written_or_empty(first.and_then(of));
        let context = finding.context.as_ref();
        rows.write_record([
            finding.id.clone(),
            finding.group.clone(),
            finding.verdict.label().to_owned(),
            finding.class.to_owned(),
            finding.contrast.unwrap_or_default().to_owned(),
            first.map_or_else(String::new, |found| found.reading.clone()),
            first.map_or_else(String::new, |found| found.expect.to_owned()),
            number(|found| found.effect),
            number(|found| found.low),
            number(|found| found.high),
            number(|found| Some(found.smallest)),
            number(|found| found.adjusted),
            written_or_empty(finding.mediated),
            context.map_or_else(String::new, |context| context.expect.to_owned()),
            written_or_empty(context.and_then(|context| context.effect)),
            context.map_or_else(String::new, |context| status(context.status)),
            written_or_empty(finding.robust.as_ref().map(|robust| robust.share)),
            finding.robust.as_ref().map_or_else(String::new, |robust| robust.draws.to_string()),
            written_or_empty(finding.robust.as_ref().and_then(|robust| robust.usual)),
            finding.robust.as_ref().map_or_else(String::new, contingent_on),
            luck(finding.scrambled, |luck| luck.tried),
            luck(finding.scrambled, |luck| luck.supported),
            luck(finding.swapped, |luck| luck.tried),
            luck(finding.swapped, |luck| luck.supported),
            first.map_or_else(String::new, |found| found.replicates.to_string()),
            finding.people.to_string(),
            finding.weeks.to_string(),
            finding.claim.clone(),
            finding.untested.clone().unwrap_or_default(),
            finding.why_not().unwrap_or_default().to_owned(),
        ])?;
    }
    rows.flush()
}

fn effects(out: &mut dyn Write, findings: &[Finding]) -> io::Result<()> {
    let mut rows = Writer::from_writer(out);
    rows.write_record(EFFECTS)?;
    for finding in findings {
        for found in &finding.effects {
            rows.write_record([
                finding.id.clone(),
                half(found.half).to_owned(),
                found.reading.clone(),
                found.unit.to_owned(),
                found.weeks[0].to_string(),
                found.weeks[1].to_string(),
                found.expect.to_owned(),
                written_or_empty(found.effect),
                written_or_empty(found.low),
                written_or_empty(found.high),
                written(found.smallest),
                written_or_empty(found.adjusted),
                found.replicates.to_string(),
                status(found.status),
            ])?;
        }
    }
    rows.flush()
}

/// The parameters on which a sign depends, the strongest first.
fn contingent_on(robust: &Robust) -> String {
    robust.on.iter().map(|on| on.path.as_str()).collect::<Vec<_>>().join(" ")
}

fn luck(luck: Option<Luck>, of: fn(Luck) -> u32) -> String {
    luck.map_or_else(String::new, |luck| of(luck).to_string())
}

pub(crate) fn half(half: Half) -> &'static str {
    match half {
        Half::Mechanism => "mechanism",
        Half::Outcome => "outcome",
    }
}

pub(crate) fn status(status: Status) -> String {
    match status {
        Status::Holds => "holds",
        Status::Small => "small",
        Status::Unclear => "unclear",
        Status::Nothing => "nothing",
        Status::Against => "against",
    }
    .to_owned()
}

/// The effect that stands for a claim: its first outcome.
fn headline(finding: &Finding) -> Option<&Found> {
    finding.effects.iter().find(|found| found.half == Half::Outcome)
}

/// The findings as a table for a terminal, each effect on a line of its own.
#[must_use]
pub fn theory_table(findings: &[Finding]) -> String {
    let mut table = String::new();
    for finding in findings {
        let _ =
            write!(table, "{}  {:<19}  {:<8}", finding.id, finding.verdict.label(), finding.class);
        if let Some(share) = finding.mediated {
            let _ = write!(table, "  mediated {share:.2}");
        }
        if let Some(context) = &finding.context {
            let _ = write!(table, "  context: {} {}", context.expect, status(context.status));
        }
        if let Some(robust) = &finding.robust {
            let word = if robust.robust { "robust" } else { "contingent" };
            let _ = write!(table, "  {word} {:.2} of {} draws", robust.share, robust.draws);
            if let Some(usual) = robust.usual {
                let _ = write!(table, " (baseline {usual:.2})");
            }
            for (number, on) in robust.on.iter().enumerate() {
                let joint = if number == 0 { ", on" } else { "," };
                let _ = write!(table, "{joint} {} ({:+.1})", on.path, on.difference);
            }
        }
        for (luck, what) in
            [(finding.scrambled, "scrambled models"), (finding.swapped, "swapped levers")]
        {
            if let Some(Luck { tried, supported }) = luck {
                let _ = write!(table, "  passes {supported} of {tried} {what}");
            }
        }
        table.push('\n');
        if let Some(reason) = &finding.untested {
            let _ = writeln!(table, "      {reason}");
        }
        for found in &finding.effects {
            let number = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), short);
            let _ = writeln!(
                table,
                "      {:<9} {:<44} {:<4} {:>9} [{}, {}] smallest {}: {}",
                half(found.half),
                found.reading,
                found.expect,
                number(found.effect),
                number(found.low),
                number(found.high),
                short(found.smallest),
                status(found.status),
            );
        }
    }
    table
}

/// Verdicts by class, the emergent claims first.
#[must_use]
pub fn theory_summary(findings: &[Finding]) -> String {
    let mut counts: BTreeMap<(&str, Verdict), usize> = BTreeMap::new();
    for finding in findings {
        *counts.entry((finding.class, finding.verdict)).or_default() += 1;
    }
    let mut summary = String::new();
    for class in Class::ALL.iter().rev() {
        let of = |verdict: Verdict| counts.get(&(class.label(), verdict)).copied().unwrap_or(0);
        let all: usize = Verdict::ALL.into_iter().map(of).sum();
        if all == 0 {
            continue;
        }
        let tested = all - of(Verdict::Untested);
        let said: Vec<String> = Verdict::ALL
            .into_iter()
            .filter(|&verdict| verdict != Verdict::Supported && of(verdict) > 0)
            .map(|verdict| format!("{} {}", of(verdict), verdict.label()))
            .collect();
        let _ = writeln!(
            summary,
            "{:<9} {} of {} tested supported ({} claims{}{})",
            class.label(),
            of(Verdict::Supported),
            tested,
            all,
            if said.is_empty() { "" } else { ": " },
            said.join(", ")
        );
        for line in when_cut(findings, *class) {
            let _ = writeln!(summary, "          {line}");
        }
        if let Some(draws) = by_draws(findings, *class) {
            let _ = writeln!(summary, "          {draws}");
        }
        for (share, what) in by_luck(findings, *class) {
            let _ = writeln!(summary, "          by luck: {:.0} % in {what}", 100.0 * share);
        }
    }
    summary
}

/// The supported claims of a class.
fn supported(findings: &[Finding], class: Class) -> impl Iterator<Item = &Finding> {
    findings.iter().filter(move |it| it.class == class.label() && it.verdict == Verdict::Supported)
}

/// How many supported claims of a class lose their effect with their mechanism, and how many do in another
/// context what they should.
fn when_cut(findings: &[Finding], class: Class) -> Vec<String> {
    let mediated: Vec<f64> =
        supported(findings, class).filter_map(|finding| finding.mediated).collect();
    let contexts: Vec<Status> =
        supported(findings, class).filter_map(|finding| Some(finding.context?.status)).collect();
    let half = mediated.iter().filter(|&&share| share >= 0.5).count();
    let hold = contexts.iter().filter(|&&status| status == Status::Holds).count();
    let mut lines = Vec::new();
    if !mediated.is_empty() {
        lines.push(format!(
            "mechanism cut: half or more of the effect goes in {half} of {}",
            mediated.len()
        ));
    }
    if !contexts.is_empty() {
        lines.push(format!("another context: as expected in {hold} of {}", contexts.len()));
    }
    lines
}

/// How many supported claims of a class are robust, where draws were made, and how many of the others
/// fail no more often than by chance.
fn by_draws(findings: &[Finding], class: Class) -> Option<String> {
    let tried: Vec<&Robust> =
        supported(findings, class).filter_map(|finding| finding.robust.as_ref()).collect();
    let draws = tried.iter().map(|robust| robust.draws).max()?;
    let robust = tried.iter().filter(|it| it.robust).count();
    let chance = tried.iter().filter(|it| !it.robust && it.by_chance()).count();
    Some(format!(
        "robust: {robust} of {} supported in {draws} draws; {chance} of the others fail by chance alone",
        tried.len()
    ))
}

/// Share of tests of a class that are supported by luck, in each model of it that was tried.
pub(crate) fn by_luck(findings: &[Finding], class: Class) -> Vec<(f64, &'static str)> {
    let share = |of: fn(&Finding) -> Option<Luck>| {
        let of_class = findings.iter().filter(|finding| finding.class == class.label());
        let all = of_class.filter_map(of).fold(Luck::default(), |all, luck| Luck {
            tried: all.tried + luck.tried,
            supported: all.supported + luck.supported,
        });
        (all.tried > 0).then(|| f64::from(all.supported) / f64::from(all.tried))
    };
    let scrambled = share(|finding| finding.scrambled).map(|share| (share, "scrambled models"));
    let swapped = share(|finding| finding.swapped).map(|share| (share, "swapped levers"));
    [scrambled, swapped].into_iter().flatten().collect()
}
