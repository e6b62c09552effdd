//! Characters that steer instead of saying something: control characters, which a terminal obeys
//! and no SVG may hold, marks that turn the direction of what follows, and characters nobody sees,
//! so that two names look alike. Texts with them are refused when they are read, and they are
//! taken out of whatever is said.

use std::borrow::Cow;

/// Whether a character steers. Marks that scripts need to be written (joiners, and the plain marks
/// of direction) do not.
fn steers(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}' // A hyphen that shows at the end of a line only.
                | '\u{180e}'
                | '\u{200b}' // A space without width.
                | '\u{2028}'..='\u{202e}' // Ends of lines and paragraphs; embeddings, overrides.
                | '\u{2060}'..='\u{206f}' // Invisible operators, isolates, old format characters.
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{fffe}'..='\u{ffff}' // No characters: XML refuses them.
                | '\u{e0000}'..='\u{e007f}' // Tags.
        )
}

/// The first character of a line that steers, as a message names it.
pub(crate) fn steering(line: &str) -> Option<String> {
    line.chars().find(|&c| steers(c)).map(named)
}

/// The first character that steers in a text of several lines.
pub(crate) fn steering_in_lines(text: &str) -> Option<String> {
    text.replace("\r\n", "\n").chars().find(|&c| steers(c) && c != '\n' && c != '\t').map(named)
}

fn named(c: char) -> String {
    match c {
        '\n' => "a second line".to_owned(),
        '\t' => "a tab".to_owned(),
        c => format!("the character U+{:04X}, which is not seen", u32::from(c)),
    }
}

/// A text as it can be shown: what steers, lines and tabs apart, is replaced by a sign.
#[must_use]
pub fn clean(text: &str) -> Cow<'_, str> {
    let wrong = |c: char| steers(c) && c != '\n' && c != '\t';
    if !text.contains(wrong) {
        return Cow::Borrowed(text);
    }
    let sign = |c: char| match c {
        c if !wrong(c) => c,
        // The pictures of control characters are in their order.
        c @ '\0'..'\u{20}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        _ => '\u{fffd}',
    };
    Cow::Owned(text.chars().map(sign).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_is_refused_and_what_scripts_need_is_not() {
        for steered in ["a\u{1b}[31mb", "a\u{202e}b", "a\u{200b}b", "a\u{85}b", "a\u{ffff}b", "\0"]
        {
            assert!(steering(steered).is_some(), "{steered:?}");
            assert!(!clean(steered).chars().any(steers), "{steered:?}");
        }
        for plain in ["Café, 1.5 °C — “so”", "नमस्ते", "می\u{200c}خواهم", "👩\u{200d}⚕\u{fe0f}"]
        {
            assert_eq!(steering(plain), None, "{plain}");
            assert_eq!(clean(plain), plain);
        }
        assert_eq!(steering("a\nb").as_deref(), Some("a second line"));
        assert_eq!(steering_in_lines("a\n\tb\r\nc"), None);
        assert!(steering_in_lines("a\rb").is_some());
        assert_eq!(clean("a\u{1b}b\nc\rd"), "a\u{241b}b\nc\u{240d}d");
    }
}
