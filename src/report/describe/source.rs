//! What the sources say of themselves: openings of modules, the week's order, and the documented
//! fields of agents. They are read as text, as they were compiled, so that the description cannot
//! say anything else than the code does.

/// The opening of a module.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Opening {
    /// The first paragraph.
    pub(crate) lead: String,
    /// The equations, line by line.
    pub(crate) equations: String,
    /// The paragraphs that begin with a name in bold: claims, evidence.
    pub(crate) notes: Vec<String>,
}

/// A constant of an equation: its name, its value, and why it is no parameter.
pub(crate) type Constant = [String; 3];

/// A documented type and its documented parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Kind {
    pub(crate) name: String,
    pub(crate) about: String,
    /// Name and meaning of each field or variant.
    pub(crate) parts: Vec<(String, String)>,
}

/// The opening of a source.
pub(crate) fn opening(source: &str) -> Opening {
    let lines = source.lines().take_while(|line| line.starts_with("//!"));
    let lines: Vec<&str> = lines.map(|line| line.trim_start_matches("//!")).collect();
    let mut opening = Opening::default();
    for paragraph in lines.split(|line| line.is_empty()).filter(|p| !p.is_empty()) {
        let joined = || paragraph.iter().map(|line| line.trim()).collect::<Vec<_>>().join(" ");
        if opening.lead.is_empty() {
            opening.lead = joined();
        } else if paragraph[0].trim_start().starts_with("**") {
            let text = joined();
            let starts = text.match_indices("**").step_by(2).map(|(at, _)| at);
            let starts: Vec<usize> = starts.chain([text.len()]).collect();
            let notes = starts.windows(2).map(|pair| text[pair[0]..pair[1]].trim().to_owned());
            opening.notes.extend(notes);
        } else {
            if !opening.equations.is_empty() {
                opening.equations.push('\n');
            }
            // In the sources equations stand in a fence, so that they keep their lines there too.
            for line in paragraph.iter().filter(|line| !line.trim_start().starts_with("```")) {
                opening.equations.push_str(line.strip_prefix(' ').unwrap_or(line));
                opening.equations.push('\n');
            }
        }
    }
    opening
}

/// Whether a source names a claim, alone or in a run of claims such as `A020-A028`.
pub(crate) fn names_claim(source: &str, claim: &str) -> bool {
    fn id(text: &str) -> Option<&str> {
        let digits = |id: &&str| id.starts_with('A') && id[1..].bytes().all(|b| b.is_ascii_digit());
        text.get(..4).filter(digits)
    }
    source.match_indices('A').any(|(at, _)| {
        let Some(first) = id(&source[at..]) else { return false };
        let last = source[at + 4..].strip_prefix('-').and_then(id);
        first == claim || last.is_some_and(|last| (first..=last).contains(&claim))
    })
}

/// The constants that stand above the equations of a source, with their reasons.
pub(crate) fn constants(source: &str) -> Vec<Constant> {
    let mut constants = Vec::new();
    let (mut reason, mut item) = (Vec::new(), String::new());
    for line in source.lines().take_while(|line| !line.starts_with("#[cfg(test)]")) {
        if let Some(said) = line.strip_prefix("///") {
            reason.push(said.trim());
            continue;
        }
        let begins = ["const ", "pub const ", "pub(crate) const "];
        if !item.is_empty() || begins.iter().any(|begins| line.starts_with(begins)) {
            item.push_str(line.trim());
            item.push(' ');
            if !line.ends_with(';') {
                continue;
            }
        }
        let after = std::mem::take(&mut item);
        let after = after.split_once("const ").map_or("", |(_, after)| after);
        if let (Some((name, _)), Some((_, value))) =
            (after.split_once(':'), after.split_once(" = "))
        {
            let value = value.trim().trim_end_matches(';').replace(", ]", "]").replace("[ ", "[");
            constants.push([name.to_owned(), value, reason.join(" ")]);
        }
        reason.clear();
    }
    constants
}

/// The order of the week, as the engine's opening numbers it: number, name, what happens.
pub(crate) fn phases(engine: &str) -> Vec<(String, String)> {
    let lines = engine.lines().take_while(|line| line.starts_with("//!"));
    lines
        .filter_map(|line| {
            let text = line.trim_start_matches("//!").trim();
            let numbered = text.starts_with(|c: char| c.is_ascii_digit());
            let (phase, about) = text.split_once("  ").or_else(|| text.split_once(": "))?;
            numbered.then(|| (phase.trim().to_owned(), about.trim().to_owned()))
        })
        .collect()
}

/// The calls that the engine's week makes, in order.
pub(crate) fn calls(engine: &str) -> Vec<String> {
    let body = engine.split_once("pub fn week(").map_or("", |(_, after)| after);
    let body = body.split_once("\n}\n").map_or(body, |(body, _)| body);
    let call = |line: &str| {
        let (name, arguments) = line.trim().split_once('(')?;
        let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || "_:".contains(c));
        (plain && arguments.starts_with("world")).then(|| name.to_owned())
    };
    body.lines().filter_map(call).collect()
}

/// What the engine says of a function of its own.
pub(crate) fn function(engine: &str, name: &str) -> String {
    let before = engine.split_once(&format!("fn {name}(")).map_or("", |(before, _)| before);
    let doc: Vec<&str> = before.lines().rev().skip_while(|line| !line.starts_with("///")).collect();
    let mut doc: Vec<&str> = doc.into_iter().map_while(|line| line.strip_prefix("///")).collect();
    doc.reverse();
    doc.concat().trim().to_owned()
}

/// The sections of the parameters: name, module in which each is declared, and what it is about.
pub(crate) fn sections(parameters: &str) -> Vec<[String; 3]> {
    let list = parameters.rsplit_once("sections! {").map_or("", |(_, after)| after);
    let mut about = "";
    let mut sections = Vec::new();
    for line in list.lines().take_while(|line| !line.starts_with('}')).map(str::trim) {
        if let Some(said) = line.strip_prefix("///") {
            about = said.trim().trim_end_matches('.');
        } else if let Some((section, group)) = line.trim_end_matches(',').split_once(": ") {
            let module = group.split_once("::").map_or("", |(module, _)| module);
            sections.push([section, module, about].map(str::to_owned));
        }
    }
    sections
}

/// The public types of a source that say what each of their parts is. `opener` is what stands before
/// a type's name.
pub(crate) fn kinds(source: &str, openers: &[&str]) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = Vec::new();
    let (mut doc, mut inside) = (String::new(), None::<usize>);
    for line in source.lines().take_while(|line| !line.starts_with("#[cfg(test)]")) {
        let indent = line.len() - line.trim_start().len();
        let text = line.trim();
        if let Some(said) = text.strip_prefix("///") {
            if !doc.is_empty() {
                doc.push(' ');
            }
            doc.push_str(said.trim());
            continue;
        }
        if text.starts_with('#') {
            continue;
        }
        match inside {
            None => {
                let opened = openers.iter().find_map(|opener| line.strip_prefix(opener));
                let name = opened.and_then(|rest| rest.strip_suffix(" {"));
                let word = |name: &&str| name.chars().all(|c| c.is_ascii_alphanumeric());
                if let Some(name) = name.filter(word) {
                    let about = std::mem::take(&mut doc);
                    kinds.push(Kind { name: name.to_owned(), about, parts: Vec::new() });
                    inside = Some(indent);
                }
            }
            Some(outer) if text == "}" && indent == outer => inside = None,
            Some(outer) if indent == outer + 4 && !doc.is_empty() => {
                let name = text.trim_start_matches("pub ").trim_start_matches("(super) ");
                let end = name.find([':', ',', ' ', '{', '(']).unwrap_or(name.len());
                let label = text.split_once(" = \"").and_then(|(_, rest)| rest.split_once('"'));
                let name = label.map_or(&name[..end], |(label, _)| label);
                if let Some(kind) = kinds.last_mut() {
                    kind.parts.push((name.to_owned(), std::mem::take(&mut doc)));
                }
            }
            Some(_) => {}
        }
        doc.clear();
    }
    kinds.retain(|kind| !kind.parts.is_empty());
    kinds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_opening_has_a_lead_equations_and_notes() {
        let found = opening(
            "//! One: two\n//! three.\n//!\n//! ```text\n//! a <- b\n//!   c\n//! ```\n//!\n//! **Claims.** A001.\n//! **Evidence.** None.\n\nuse x;\n//! no\n",
        );
        assert_eq!(found.lead, "One: two three.");
        assert_eq!(found.equations, "a <- b\n  c\n");
        assert_eq!(found.notes, ["**Claims.** A001.", "**Evidence.** None."]);
    }

    #[test]
    fn a_claim_is_named_alone_or_in_a_run() {
        let text = "//! **Claims.** A014 (waits), A020-A028 (trust), A0999.";
        for (claim, named) in [("A014", true), ("A020", true), ("A025", true), ("A029", false)] {
            assert_eq!(names_claim(text, claim), named, "{claim}");
        }
    }

    #[test]
    fn constants_are_read_with_their_reasons_and_those_of_tests_are_not() {
        let source = "//! A file.\n/// Least of\n/// all.\npub const LEAST: f64 = 0.05;\n\n/// Edges.\n\
                      const EDGES: [f64; 2] = [\n    0.3,\n    -0.3,\n];\n\n/// A rule.\nfn rule() {\n    \
                      const INSIDE: u8 = 3;\n}\n\n#[cfg(test)]\nconst TRIED: u8 = 7;\n";
        let found = constants(source);
        let wanted = [["LEAST", "0.05", "Least of all."], ["EDGES", "[0.3, -0.3]", "Edges."]];
        assert_eq!(found, wanted);
    }

    #[test]
    fn types_are_read_with_their_parts_and_nothing_nested() {
        let source = "/// An agent.\n#[derive(Debug)]\npub struct Agent {\n    /// Its trust,\n    /// a share.\n    pub trust: f64,\n    hidden: u8,\n}\n\n/// A place.\npub enum Place {\n    /// None.\n    None,\n    /// Queue.\n    Queue {\n        /// Which.\n        number: u16,\n    },\n}\n";
        let found = kinds(source, &["pub struct ", "pub enum "]);
        let names: Vec<_> = found.iter().map(|kind| (&*kind.name, kind.parts.len())).collect();
        assert_eq!(names, [("Agent", 1), ("Place", 2)]);
        assert_eq!(found[0].parts[0], ("trust".to_owned(), "Its trust, a share.".to_owned()));
    }
}
