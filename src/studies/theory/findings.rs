//! The findings as a page of plain text: what came of each class, then every claim that is not
//! supported, with what was found and why the model gives something else.

use std::io::{self, Write};

use crate::report::number::short;
use crate::studies::theory::contexts;
use crate::studies::theory::record::TheoryRecord;
use crate::studies::theory::run::{Finding, Found};
use crate::studies::theory::summary::theory_summary;
use crate::studies::theory::tables::{severed, status};
use crate::studies::theory::verdict::Verdict;

/// Writes the page.
pub(crate) fn write(
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
         `findings.md` from the folder of results.\n\n<!-- model {} -->\n",
        record.asked(),
        run.done(),
        record.model,
        run.people,
        run.weeks,
        run.replicates,
        run.seed,
        record.model
    )?;
    writeln!(out, "```text\n{}```\n", theory_summary(findings))?;
    for verdict in Verdict::ALL {
        if !verdict.is_otherwise() {
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
    supported(out, findings)?;
    for verdict in [Verdict::NoCut, Verdict::ByConstruction, Verdict::HeldApart] {
        let of: Vec<&Finding> = findings.iter().filter(|it| it.verdict == verdict).collect();
        if !of.is_empty() {
            writeln!(out, "\n## {}: {}\n", capital(verdict.label()), of.len())?;
            ids(out, &of)?;
        }
    }
    matrix(out, findings)
}

/// For whom and where: each context of each claim.
fn matrix(out: &mut dyn Write, findings: &[Finding]) -> io::Result<()> {
    let all = || findings.iter().flat_map(|it| it.contexts.iter().map(move |one| (it, one)));
    if all().next().is_none() {
        return Ok(());
    }
    writeln!(out, "\n## For whom and where\n")?;
    writeln!(out, "| Claim | Context | The outcome was to | Effect here | Effect there | |")?;
    writeln!(out, "|---|---|---|---:|---:|---|")?;
    for (finding, one) in all() {
        let number = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), short);
        writeln!(
            out,
            "| {} | {} | {} | {} | {} | {} |",
            finding.id,
            one.name,
            one.expect,
            number(one.here),
            number(one.effect),
            contexts::says(one.status)
        )?;
    }
    Ok(())
}

fn one(out: &mut dyn Write, finding: &Finding) -> io::Result<()> {
    writeln!(out, "- **{}** ({}). {}", finding.id, finding.class, finding.claim)?;
    let effects: Vec<String> = finding.effects.iter().map(effect).collect();
    let cut = match (finding.severed, finding.mediated) {
        (Some(severed), Some(share)) => {
            format!("; when cut, the outcome: {} ({} of it)", self::severed(severed), short(share))
        }
        _ => String::new(),
    };
    writeln!(out, "  *Found:* {}{cut}.", effects.join("; "))?;
    let why = finding.why_not().unwrap_or("Not explained yet.");
    writeln!(out, "  *Why:* {why}")
}

/// An effect in words.
fn effect(found: &Found) -> String {
    let number = |value: Option<f64>| value.map_or_else(|| "nothing".to_owned(), short);
    format!(
        "`{}` {} ({} to {}; {} by {}): {}",
        found.reading,
        number(found.effect),
        number(found.low),
        number(found.high),
        found.expect,
        short(found.smallest),
        status(found.status)
    )
}

/// The supported claims, and where draws were made, which of them are robust.
fn supported(out: &mut dyn Write, findings: &[Finding]) -> io::Result<()> {
    let all: Vec<&Finding> =
        findings.iter().filter(|finding| finding.verdict == Verdict::Supported).collect();
    writeln!(out, "\n## Supported: {}\n", all.len())?;
    let drawn = all.iter().filter_map(|finding| finding.robust.as_ref().map(|r| (*finding, r)));
    let (robust, others): (Vec<_>, Vec<_>) = drawn.partition(|(_, it)| it.robust);
    if robust.is_empty() && others.is_empty() {
        return ids(out, &all);
    }
    let (chance, contingent): (Vec<_>, Vec<_>) =
        others.into_iter().partition(|(_, it)| it.by_chance());
    for (kind, of) in [
        ("Robust: the sign of the first outcome holds in at least nine draws of ten", robust),
        ("Fails by chance alone: in the draws no more often than at the baseline's values", chance),
    ] {
        writeln!(out, "{kind}: {}.\n", of.len())?;
        ids(out, &of.iter().map(|(finding, _)| *finding).collect::<Vec<_>>())?;
        writeln!(out)?;
    }
    writeln!(out, "Contingent: {}.\n", contingent.len())?;
    for (finding, robust) in contingent {
        let on: Vec<String> =
            robust.on.iter().map(|on| format!("{} `{}`", on.side(), on.path)).collect();
        let on = if on.is_empty() { "no single parameter".into() } else { on.join(", ") };
        let usual = robust.usual.map_or_else(|| "–".to_owned(), short);
        writeln!(
            out,
            "- {} ({}): holds in {} of the draws, {usual} of the baseline's replicates; on {on}",
            finding.id,
            finding.class,
            short(robust.share)
        )?;
    }
    Ok(())
}

/// The names of claims, in lines of a readable length.
fn ids(out: &mut dyn Write, findings: &[&Finding]) -> io::Result<()> {
    for line in findings.chunks(24) {
        let ids: Vec<&str> = line.iter().map(|finding| finding.id.as_str()).collect();
        writeln!(out, "{}", ids.join(" "))?;
    }
    Ok(())
}

fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
