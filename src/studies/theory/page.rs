//! The page: every claim, how it was tested, and what came of it, in one file that needs no
//! network. The markup stands in `templates/theory.html`; here is what it says.

use crate::studies::theory::contexts;
use crate::studies::theory::pictures;
use crate::studies::theory::turned;
use std::collections::BTreeMap;
use std::io::{self, Write};

use askama::Template;

use crate::report::number::short;
use crate::studies::theory::design::Design;
use crate::studies::theory::form::archetypes::Archetype;
use crate::studies::theory::form::diagram::{self, ArrowRow};
use crate::studies::theory::form::views::{ReadingRow, RivalsView, Turn, readings, rivals, turns};
use crate::studies::theory::form::{self, Measured, Shown};
use crate::studies::theory::luck::Luck;
use crate::studies::theory::read::{Class, Level, PAPERS, Setting, Words};
use crate::studies::theory::record::TheoryRecord;
use crate::studies::theory::run::{Finding, Found};
use crate::studies::theory::summary::by_luck;
use crate::studies::theory::tables::{half, status};
use crate::studies::theory::verdict::{Status, Verdict};

/// All that the page says.
#[derive(Template)]
#[template(path = "theory.html")]
struct Page<'a> {
    record: &'a TheoryRecord,
    done: String,
    verdicts: Vec<Word>,
    classes: Vec<ClassRow>,
    turned: Option<String>,
    groups: Vec<GroupRow<'a>>,
    contexts: Vec<ContextRow<'a>>,
    claims: Vec<ClaimView<'a>>,
    papers: [&'static str; 4],
    levels: &'static [Level],
    settings: &'static [Setting],
    theory: String,
    loops: String,
    arrows: Vec<ArrowRow>,
    turns: Vec<Turn>,
    rivals: Vec<RivalsView<'a>>,
    archetypes: &'a [Archetype],
    readings: Vec<ReadingRow<'a>>,
}

/// A claim in one context.
struct ContextRow<'a> {
    id: &'a str,
    name: &'a str,
    expect: &'static str,
    here: String,
    there: String,
    says: &'static str,
}

/// A word that the page shows and filters by.
#[derive(Clone, Copy)]
struct Word {
    /// For classes of the style and values of the filter.
    slug: &'static str,
    label: &'static str,
    mark: &'static str,
    says: &'static str,
}

struct ClassRow {
    label: &'static str,
    tested: usize,
    counts: Vec<usize>,
    supported: String,
    luck: Vec<(String, &'static str)>,
}

struct GroupRow<'a> {
    group: &'a str,
    title: &'a str,
    counts: Vec<usize>,
    all: usize,
}

struct ClaimView<'a> {
    finding: &'a Finding,
    verdict: Word,
    /// The verdict as tables show it.
    shown: Shown,
    class: &'static str,
    design: Vec<(String, Vec<Line>)>,
    compared: &'static str,
    effects: Vec<EffectView<'a>>,
    further: Vec<String>,
}

impl ClaimView<'_> {
    /// The papers, as the filter takes them.
    fn papers(&self) -> String {
        let cited = &self.finding.configuration.cited;
        cited.iter().map(|it| it.paper).collect::<Vec<_>>().join("; ")
    }

    /// The settings, as the filter takes them.
    fn settings(&self) -> String {
        let settings = &self.finding.configuration.settings;
        settings.iter().map(|it| it.label()).collect::<Vec<_>>().join("; ")
    }
}

/// A change of a parameter, as a line.
struct Line {
    about: String,
    path: String,
    to: String,
}

struct EffectView<'a> {
    found: &'a Found,
    half: &'static str,
    expect: &'static str,
    number: String,
    interval: String,
    smallest: String,
    adjusted: String,
    status: String,
    says: &'static str,
    pictures: Vec<String>,
}

/// Writes the page.
pub(crate) fn write(
    mut out: &mut dyn Write,
    record: &TheoryRecord,
    findings: &[Finding],
    form: &Measured,
) -> io::Result<()> {
    let page = Page {
        record,
        done: record.run.done(),
        verdicts: Verdict::ALL.into_iter().map(word).collect(),
        classes: classes(findings),
        turned: turned::said(&findings.iter().filter(|it| !it.apart).collect::<Vec<_>>()),
        groups: groups(findings),
        contexts: findings.iter().flat_map(context_rows).collect(),
        claims: findings.iter().map(claim).collect(),
        papers: PAPERS,
        levels: Level::ALL,
        settings: Setting::ALL,
        theory: diagram::theory(findings).svg(),
        loops: diagram::loops(findings).svg(),
        arrows: diagram::rows(findings),
        turns: turns(findings, form),
        rivals: rivals(form),
        archetypes: &form.archetypes,
        readings: readings(form),
    };
    page.write_into(&mut out)
}

fn context_rows(finding: &Finding) -> impl Iterator<Item = ContextRow<'_>> {
    let number = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), short);
    finding.contexts.iter().map(move |one| ContextRow {
        id: &finding.id,
        name: &one.name,
        expect: one.expect,
        here: number(one.here),
        there: number(one.effect),
        says: contexts::says(one.status),
    })
}

/// A verdict, its mark, and what it says.
fn word(verdict: Verdict) -> Word {
    let says = match verdict {
        Verdict::Supported => {
            "All that the claim expects was found, large enough to matter, and goes with its mechanism."
        }
        Verdict::AnotherWay => {
            "All that the claim expects was found, but most of the outcome stays when its mechanism is cut."
        }
        Verdict::MechanismOnly => {
            "What should move first did; what should follow did not, or not clearly."
        }
        Verdict::OutcomeOnly => {
            "The outcome came as expected, but the mechanism named did not, or not clearly."
        }
        Verdict::TooSmall => "It goes the right way or nowhere, by too little to matter, for sure.",
        Verdict::Contradicted => "Something goes the other way, by as much as matters.",
        Verdict::Unclear => "So many replicates cannot tell.",
        Verdict::NoCut => {
            "All that the claim expects was found, but nothing in the model can cut its mechanism: counted apart."
        }
        Verdict::ByConstruction => {
            "It could not be otherwise: a parameter states it, or it is a product of chances. Counted apart."
        }
        Verdict::HeldApart => {
            "Drawn by lot before the work on the model began: not run until somebody asks with --open."
        }
        Verdict::Untested => "There is no experiment yet.",
    };
    let Shown { slug, label, mark } = form::of(verdict);
    Word { slug, label, mark, says }
}

fn class(label: &str) -> &'static str {
    match Class::ALL.iter().find(|class| class.label() == label) {
        Some(Class::BuiltIn) => "built in",
        Some(Class::OneStep) => "one step",
        Some(Class::Emergent) | None => "emergent",
    }
}

fn classes(findings: &[Finding]) -> Vec<ClassRow> {
    let row = |class: &Class| {
        let of: Vec<&Finding> =
            findings.iter().filter(|finding| finding.class == class.label()).collect();
        let counts = counts(&of);
        let counted: Vec<&Finding> = of.iter().copied().filter(|it| it.is_counted()).collect();
        let tested = counted.len();
        let percent = |share: f64| format!("{:.0} %", 100.0 * share);
        ClassRow {
            label: self::class(class.label()),
            supported: match tested {
                0 => "–".to_owned(),
                tested => {
                    let supported = |it: &&&Finding| it.verdict == Verdict::Supported;
                    percent(counted.iter().filter(supported).count() as f64 / tested as f64)
                }
            },
            tested,
            counts,
            luck: by_luck(&of).into_iter().map(|(s, what)| (percent(s), what)).collect(),
        }
    };
    // The emergent ones first: no parameter says what they say.
    Class::ALL.iter().rev().map(row).filter(|row| row.counts.iter().sum::<usize>() > 0).collect()
}

fn groups(findings: &[Finding]) -> Vec<GroupRow<'_>> {
    let mut order: Vec<&str> = Vec::new();
    let mut members: BTreeMap<&str, Vec<&Finding>> = BTreeMap::new();
    for finding in findings {
        if !order.contains(&finding.group.as_str()) {
            order.push(&finding.group);
        }
        members.entry(&finding.group).or_default().push(finding);
    }
    let row = |group| {
        let of = &members[group];
        GroupRow { group, title: &of[0].title, counts: counts(of), all: of.len() }
    };
    order.into_iter().map(row).collect()
}

/// How many have each verdict.
fn counts(findings: &[&Finding]) -> Vec<usize> {
    let of = |verdict| findings.iter().filter(|finding| finding.verdict == verdict).count();
    Verdict::ALL.into_iter().map(of).collect()
}

fn claim(finding: &Finding) -> ClaimView<'_> {
    ClaimView {
        finding,
        verdict: word(finding.verdict),
        shown: form::shown(finding),
        class: class(finding.class),
        design: finding.design.as_ref().map(pieces).unwrap_or_default(),
        compared: finding.design.as_ref().map_or("", |design| design.compared),
        effects: finding.effects.iter().map(|found| effect(finding, found)).collect(),
        further: further(finding),
    }
}

/// The pieces of an experiment that change something, each with a name for readers.
fn pieces(design: &Design) -> Vec<(String, Vec<Line>)> {
    let name = |key: &str| match key.split_once(' ') {
        Some(("arm", number)) => format!("Arm {number}"),
        Some((_, number)) => format!("Lever {number}"),
        None if key == "with" => "Second lever".to_owned(),
        None if key == "other_base" => "Other base".to_owned(),
        None => "Lever".to_owned(),
    };
    let lines = |words: &[Words]| words.iter().map(line).collect::<Vec<_>>();
    let mut all = Vec::new();
    all.extend([("All arms".to_owned(), lines(&design.base))]);
    for piece in &design.pieces {
        let mut changes = lines(&piece.changes);
        if changes.is_empty() {
            let about = "nothing beside what all arms have".to_owned();
            changes.push(Line { about, path: String::new(), to: String::new() });
        }
        all.push((name(&piece.name), changes));
    }
    all.push(("Mechanism severed by".to_owned(), lines(&design.sever)));
    if let Some(reason) = &design.uncut {
        let line = Line { about: reason.clone(), path: String::new(), to: String::new() };
        all.push(("Not severed".to_owned(), vec![line]));
    }
    for context in &design.contexts {
        all.push((format!("Context: {}", context.name), lines(&context.changes)));
    }
    all.retain(|(_, lines)| !lines.is_empty());
    all
}

fn line(words: &Words) -> Line {
    let was = words.baseline.map_or_else(String::new, |value| format!(" (baseline {value})"));
    let when = words.when.as_ref().map_or_else(String::new, |when| format!(", {when}"));
    Line {
        about: words.about.clone(),
        path: words.path.clone(),
        to: format!("{}{was}{when}", words.to),
    }
}

fn effect<'a>(finding: &Finding, found: &'a Found) -> EffectView<'a> {
    let ordered = matches!(finding.contrast, Some("order" | "threshold" | "ranking"));
    let number = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), short);
    EffectView {
        found,
        half: half(found.half),
        expect: match found.expect {
            "up" => "▲ up",
            "down" => "▼ down",
            "same" => "= the same",
            "peak" => "∩ a peak between",
            "dip" => "∪ a dip between",
            other => other,
        },
        number: number(found.effect),
        interval: match (found.low, found.high) {
            (Some(low), Some(high)) => format!("({} to {})", short(low), short(high)),
            _ => String::new(),
        },
        smallest: short(found.smallest),
        adjusted: match found.adjusted {
            Some(chance) if chance < 0.001 => "under 0.001".to_owned(),
            chance => number(chance),
        },
        status: status(found.status),
        says: match found.status {
            Status::Holds => "as expected",
            Status::Small => "the right way, too small",
            Status::Unclear => "cannot tell",
            Status::Nothing => "too small to matter",
            Status::Against => "the other way",
        },
        pictures: [pictures::effect(found), pictures::arms(found).filter(|_| ordered)]
            .into_iter()
            .flatten()
            .collect(),
    }
}

/// What else was found: mediation, context, robustness, luck.
fn further(finding: &Finding) -> Vec<String> {
    let mut said_of = Vec::new();
    if let Some(share) = finding.mediated {
        said_of.push(format!(
            "With the mechanism severed, {:.0} % of the first outcome goes (share mediated {share:.2}).",
            100.0 * share
        ));
    }
    for context in &finding.contexts {
        let effect = context.effect.map_or_else(|| "–".to_owned(), short);
        said_of.push(contexts::sentence(context, &effect));
    }
    if let Some(fitted) = finding.fitted {
        said_of.push(format!("As fitted: looked at before a change ({fitted})."));
    }
    if finding.apart && finding.verdict != Verdict::HeldApart {
        said_of.push("One of the claims held apart, opened.".to_owned());
    }
    if let Some(robust) = &finding.robust {
        let on: Vec<String> =
            robust.on.iter().map(|on| format!("{} {}", on.side(), on.path)).collect();
        let word = if robust.robust { "Robust" } else { "Contingent" };
        let on = if on.is_empty() { String::new() } else { format!(", on {}", on.join(", ")) };
        said_of.push(format!(
            "{word}{on}: the sign of the first outcome holds in {:.0} % of {} draws of all parameters{}.",
            100.0 * robust.share,
            robust.draws,
            robust.usual.map_or_else(String::new, |usual| format!(
                ", and in {:.0} % of single replicates at the baseline's values",
                100.0 * usual
            ))
        ));
    }
    for (luck, what) in [
        (finding.scrambled, "scrambled models"),
        (finding.swapped, "experiments with the lever of another claim"),
    ] {
        if let Some(Luck { tried, supported }) = luck {
            said_of.push(format!("Supported by luck in {supported} of {tried} {what}."));
        }
    }
    said_of.extend(finding.turned.as_ref().map(turned::said_of));
    said_of
}
