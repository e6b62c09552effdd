//! The summary: how many claims have which verdict, by class, with what cannot fail counted apart, claims
//! as fitted beside the others, and the claims held apart by themselves.

use std::fmt::Write as _;

use crate::studies::theory::luck::Luck;
use crate::studies::theory::read::Class;
use crate::studies::theory::robust::Robust;
use crate::studies::theory::run::Finding;
use crate::studies::theory::turned;
use crate::studies::theory::verdict::{Status, Verdict};

/// Verdicts by class, the emergent claims first; then those that nothing can fail to support; then the
/// claims as fitted beside those nobody had looked at; then the claims held apart.
#[must_use]
pub fn theory_summary(findings: &[Finding]) -> String {
    let mut summary = String::new();
    let (apart, others): (Vec<&Finding>, Vec<&Finding>) =
        findings.iter().partition(|finding| finding.apart);
    by_class(&mut summary, &others);
    for proof in ["no cut", "by construction"] {
        let of: Vec<&Finding> = others.iter().copied().filter(|it| it.proof == proof).collect();
        if !of.is_empty() {
            let _ = writeln!(summary, "{proof}, counted apart: {}", tally(&of));
        }
    }
    for (fitted, what) in [(true, "as fitted"), (false, "not looked at before a change")] {
        let of = |it: &&Finding| it.is_counted() && it.fitted.is_some() == fitted;
        let of: Vec<&Finding> = others.iter().copied().filter(of).collect();
        if !of.is_empty() {
            let _ = writeln!(summary, "{what}: {}", rate(&of));
        }
    }
    if let Some(turned) = turned::said(&others) {
        let _ = writeln!(summary, "turned: {turned}");
    }
    let sealed = apart.iter().filter(|it| it.verdict == Verdict::HeldApart).count();
    if sealed > 0 {
        let _ = writeln!(summary, "held apart: {sealed} claims, not run until --open");
    }
    let opened: Vec<&Finding> =
        apart.into_iter().filter(|it| it.verdict != Verdict::HeldApart).collect();
    if !opened.is_empty() {
        let _ = writeln!(summary, "\nThe claims held apart, opened:");
        by_class(&mut summary, &opened);
        if let Some(turned) = turned::said(&opened) {
            let _ = writeln!(summary, "turned: {turned}");
        }
        for proof in ["no cut", "by construction"] {
            let of: Vec<&Finding> = opened.iter().copied().filter(|it| it.proof == proof).collect();
            if !of.is_empty() {
                let _ = writeln!(summary, "{proof}, counted apart: {}", tally(&of));
            }
        }
    }
    summary
}

fn by_class(summary: &mut String, findings: &[&Finding]) {
    for class in Class::ALL.iter().rev() {
        let of_class = |it: &&Finding| it.class == class.label() && it.proof == "cut";
        let of: Vec<&Finding> = findings.iter().copied().filter(of_class).collect();
        if of.is_empty() {
            continue;
        }
        let _ = writeln!(summary, "{:<9} {}", class.label(), rate(&of));
        for line in when_cut(&of) {
            let _ = writeln!(summary, "          {line}");
        }
        if let Some(draws) = by_draws(&of) {
            let _ = writeln!(summary, "          {draws}");
        }
        for (share, what) in by_luck(&of) {
            let _ = writeln!(summary, "          by luck: {:.0} % in {what}", 100.0 * share);
        }
    }
}

/// How many are supported of those that could have been, and what became of the others.
fn rate(findings: &[&Finding]) -> String {
    let of = |verdict: Verdict| findings.iter().filter(|it| it.verdict == verdict).count();
    let others = said(findings, |verdict| verdict != Verdict::Supported);
    format!(
        "{} of {} tested supported ({} claims{}{others})",
        of(Verdict::Supported),
        findings.iter().filter(|it| it.is_counted()).count(),
        findings.len(),
        if others.is_empty() { "" } else { ": " },
    )
}

/// How many have each verdict.
fn tally(findings: &[&Finding]) -> String {
    said(findings, |_| true)
}

fn said(findings: &[&Finding], of: impl Fn(Verdict) -> bool) -> String {
    let count = |verdict| findings.iter().filter(|it| it.verdict == verdict).count();
    let all = Verdict::ALL.into_iter().filter(|&verdict| of(verdict) && count(verdict) > 0);
    let said: Vec<String> =
        all.map(|verdict| format!("{} {}", count(verdict), verdict.label())).collect();
    said.join(", ")
}

/// The supported of these claims.
fn supported<'a>(findings: &'a [&Finding]) -> impl Iterator<Item = &'a Finding> {
    findings.iter().copied().filter(|it| it.verdict == Verdict::Supported)
}

/// Of the claims whose effects are there, how many outcomes go with their mechanism; of the supported
/// ones, how many do in other contexts what they should.
fn when_cut(findings: &[&Finding]) -> Vec<String> {
    let there = [Verdict::Supported, Verdict::AnotherWay];
    let cut = findings.iter().filter(|it| there.contains(&it.verdict)).count();
    let contexts: Vec<Status> =
        supported(findings).flat_map(|it| &it.contexts).map(|one| one.status).collect();
    let hold = contexts.iter().filter(|&&status| status == Status::Holds).count();
    let mut lines = Vec::new();
    if cut > 0 {
        let goes = supported(findings).count();
        lines.push(format!("mechanism cut: half or more of the effect goes in {goes} of {cut}"));
    }
    if !contexts.is_empty() {
        lines.push(format!("other contexts: as expected in {hold} of {}", contexts.len()));
    }
    lines
}

/// How many supported claims are robust, where draws were made, and how many of the others fail no more
/// often than by chance.
fn by_draws(findings: &[&Finding]) -> Option<String> {
    let tried: Vec<&Robust> =
        supported(findings).filter_map(|finding| finding.robust.as_ref()).collect();
    let draws = tried.iter().map(|robust| robust.draws).max()?;
    let robust = tried.iter().filter(|it| it.robust).count();
    let chance = tried.iter().filter(|it| !it.robust && it.by_chance()).count();
    Some(format!(
        "robust: {robust} of {} supported in {draws} draws; {chance} of the others fail by chance alone",
        tried.len()
    ))
}

/// Share of tests that are supported by luck, in each model of it that was tried.
pub(crate) fn by_luck(findings: &[&Finding]) -> Vec<(f64, &'static str)> {
    let share = |of: fn(&Finding) -> Option<Luck>| {
        let tried = findings.iter().copied().filter_map(of);
        let all = tried.fold(Luck::default(), |all, luck| Luck {
            tried: all.tried + luck.tried,
            supported: all.supported + luck.supported,
        });
        (all.tried > 0).then(|| f64::from(all.supported) / f64::from(all.tried))
    };
    let scrambled = share(|finding| finding.scrambled).map(|share| (share, "scrambled models"));
    let swapped = share(|finding| finding.swapped).map(|share| (share, "swapped levers"));
    [scrambled, swapped].into_iter().flatten().collect()
}
