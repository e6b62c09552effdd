//! What is named or explained with some words: parameters, metrics and claims.

use std::fmt::Write as _;

use crate::model::observe::METRICS;
use crate::model::parameters::Parameters;
use crate::scenario::names;
use crate::studies::theory::read::Claim;

/// One line on each thing in whose name or meaning every word stands, whatever the case; nothing if
/// there is none.
pub(super) fn found(words: &[String], claims: &[Claim]) -> Option<String> {
    let words: Vec<String> = words.iter().map(|word| word.to_lowercase()).collect();
    let holds = |texts: &[&str]| {
        let text = texts.join(" ").to_lowercase();
        words.iter().all(|word| text.contains(word))
    };
    let mut parameters: Vec<[String; 2]> = Vec::new();
    for spec in Parameters::specs() {
        // The labels of an axis have one meaning: they are one line, unless a word is of one label.
        let (axis, label) = names::axis(&spec.path).unwrap_or((&spec.path, ""));
        let together = !label.is_empty() && holds(&[axis, &spec.about, spec.claims]);
        let path = if together { axis } else { &spec.path };
        let line = [path.to_owned(), spec.about.clone()];
        if holds(&[&spec.path, &spec.about, spec.claims]) && parameters.last() != Some(&line) {
            parameters.push(line);
        }
    }
    let metrics = METRICS.iter().filter(|metric| holds(&[metric.name, metric.label, metric.about]));
    let metrics = metrics.map(|metric| [metric.name.to_owned(), metric.about.to_owned()]).collect();
    let claims = claims.iter().filter(|claim| holds(&[&claim.id, &claim.claim]));
    let claims = claims.map(|claim| [claim.id.clone(), claim.claim.clone()]).collect();
    let all = [("Parameters", parameters), ("Metrics", metrics), ("Claims", claims)];
    let mut text = String::new();
    for (title, lines) in all.into_iter().filter(|(_, lines)| !lines.is_empty()) {
        let gap = if text.is_empty() { "" } else { "\n" };
        let width = lines.iter().map(|[name, _]| name.len()).max().unwrap_or(0);
        writeln!(text, "{gap}{title} ({})", lines.len()).expect("writing to a string");
        for [name, about] in lines {
            writeln!(text, "  {name:width$}  {about}").expect("writing to a string");
        }
    }
    (!text.is_empty()).then(|| text + "\n`kith explain NAME` says more of each.\n")
}
