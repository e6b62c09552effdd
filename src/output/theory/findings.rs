//! The findings as a page of plain text: what came of each class, then every claim that is not
//! supported, with what was found and why the model gives something else.

use std::io::{self, Write};

use super::{TheoryRecord, headline, theory_summary};
use crate::experiment::theory::{Finding, Found, Verdict};
use crate::output::number::said;

/// Writes the page.
pub(super) fn write(
    out: &mut dyn Write,
    record: &TheoryRecord,
    findings: &[Finding],
) -> io::Result<()> {
    let run = &record.run;
    writeln!(out, "# What came of the theory's claims\n")?;
    writeln!(
        out,
        "Made by `{}` ({}; model {}): {} people, {} weeks, {} replicates or more, seed {}. Written by the\n\
         program from its results and from `finding` in `scenarios/theory/`; renewed by copying\n\
         `findings.md` from the folder of results.\n",
        record.reproduce,
        run.done(),
        record.model,
        run.people,
        run.weeks,
        run.replicates,
        run.seed
    )?;
    writeln!(out, "```text\n{}```\n", theory_summary(findings))?;
    for verdict in Verdict::ALL {
        if matches!(verdict, Verdict::Supported | Verdict::Untested) {
            continue;
        }
        let of: Vec<&Finding> = findings.iter().filter(|it| it.verdict == verdict).collect();
        if of.is_empty() {
            continue;
        }
        writeln!(out, "## {}: {}\n", capital(verdict.label()), of.len())?;
        for finding in of {
            one(out, finding)?;
        }
    }
    let untested = findings.iter().filter(|finding| finding.verdict == Verdict::Untested);
    for (number, finding) in untested.enumerate() {
        if number == 0 {
            writeln!(out, "## Untested\n")?;
        }
        let reason = finding.untested.as_deref().unwrap_or("no reason is given");
        writeln!(
            out,
            "- **{}** ({}). {} *Untested:* {reason}.",
            finding.id, finding.class, finding.claim
        )?;
    }
    let supported: Vec<&str> = findings
        .iter()
        .filter(|finding| finding.verdict == Verdict::Supported)
        .map(|finding| finding.id.as_str())
        .collect();
    writeln!(out, "\n## Supported: {}\n\n{}", supported.len(), supported.join(" "))
}

fn one(out: &mut dyn Write, finding: &Finding) -> io::Result<()> {
    writeln!(out, "- **{}** ({}). {}", finding.id, finding.class, finding.claim)?;
    if let Some(found) = headline(finding) {
        writeln!(out, "  *Found:* {}.", outcome(found))?;
    }
    let why = finding.why_not().unwrap_or("Not explained yet.");
    writeln!(out, "  *Finding:* {why}")
}

/// The first outcome in words.
fn outcome(found: &Found) -> String {
    let number = |value: Option<f64>| value.map_or_else(|| "nothing".to_owned(), said);
    format!(
        "`{}` {} ({} to {}), expected {}, smallest that matters {}",
        found.reading,
        number(found.effect),
        number(found.low),
        number(found.high),
        found.expect,
        said(found.smallest)
    )
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
