//! The theory's results: one row for each claim, one for each effect, and the table that a person
//! reads. The headline counts the claims that no parameter states: the emergent ones.

use crate::studies::theory::contexts;
use crate::studies::theory::findings;
use crate::studies::theory::form;
use crate::studies::theory::page;
use crate::studies::theory::turned;
use std::fmt::Write as _;
use std::io::{self, Write};

use crate::report::error::Error;
use crate::report::folder::Staging;
use crate::report::number::{short, written, written_or_empty};
use crate::report::rows::Writer;
use crate::studies::theory::luck::Luck;
use crate::studies::theory::robust::Robust;
use crate::studies::theory::run::{Finding, Found, Half};
use crate::studies::theory::verdict::{Severed, Status, Verdict};

use crate::studies::theory::record::TheoryRecord;

const CLAIMS: [&str; 33] = [
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
    "proof",
    "mediated",
    "severed",
    "contexts_as_expected",
    "contexts",
    "fitted",
    "held_apart",
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
const EFFECTS: [&str; 15] = [
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
    "smallest_because",
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
    staging.file("contexts.csv", |out| contexts::write(out, findings))?;
    staging.file("configurations.csv", |out| form::table::write(out, findings))?;
    staging.file("findings.md", |out| findings::write(out, record, findings))?;
    if findings.iter().any(|finding| finding.turned.is_some()) {
        staging.file("turned.csv", |out| turned::write(out, findings))?;
    }
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
        let contexts = &finding.contexts;
        let hold = contexts.iter().filter(|one| one.status == Status::Holds).count();
        let of_contexts = |count: usize| match contexts.len() {
            0 => String::new(),
            _ => count.to_string(),
        };
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
            finding.proof.to_owned(),
            written_or_empty(finding.mediated),
            finding.severed.map_or_else(String::new, |severed| self::severed(severed).to_owned()),
            of_contexts(hold),
            of_contexts(contexts.len()),
            finding.fitted.unwrap_or_default().to_owned(),
            if finding.apart { "yes" } else { "no" }.to_owned(),
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
                found.smallest_because.clone(),
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
            write!(table, "{}  {:<22}  {:<8}", finding.id, finding.verdict.label(), finding.class);
        if let Some(share) = finding.mediated {
            let _ = write!(table, "  mediated {share:.2}");
        }
        if let Some(severed) = finding.severed {
            let _ = write!(table, "  when cut: {}", self::severed(severed));
        }
        if let Some(fitted) = finding.fitted {
            let _ = write!(table, "  as fitted ({fitted})");
        }
        if finding.verdict == Verdict::HeldApart {
            let _ = write!(table, "  until --open");
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
        if let Some(turned) = &finding.turned {
            let _ = writeln!(table, "      {}", turned::said_of(turned));
        }
        let number = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), short);
        for found in &finding.effects {
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
        for one in &finding.contexts {
            let _ = writeln!(
                table,
                "      context   {:<44} {:<8} {:>9} [{}, {}]: {}",
                one.name,
                one.expect,
                number(one.effect),
                number(one.low),
                number(one.high),
                contexts::says(one.status),
            );
        }
    }
    table
}

/// What became of an outcome when its mechanism was cut, in a word.
pub(crate) fn severed(severed: Severed) -> &'static str {
    match severed {
        Severed::Goes => "goes",
        Severed::Stays => "stays",
        Severed::Unclear => "unclear",
    }
}
