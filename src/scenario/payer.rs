//! Who pays each line of a budget, and how much of its money may be spent on that line only.
//!
//! A payer's pound is worth what it would buy elsewhere, and that differs: each has a price of a WELLBY of its own in
//! `[economics]`. Ring-fenced money buys nothing elsewhere: where it is not spent on its line it goes back.

use crate::scenario::economics::Term;
use crate::scenario::line::Line;
use crate::scenario::names;

/// Whose money it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Payer {
    /// An integrated care board.
    Board,
    /// A primary care network.
    Network,
    /// A council, by its public-health grant.
    Council,
    /// The Treasury: money that is new.
    Treasury,
}

/// Who pays each line, where it is said.
pub type Payers = [Option<Payer>; Line::COUNT];

/// Pounds a year of each line that may be spent on it only.
pub type Fences = [f64; Line::COUNT];

/// What goes with the money of a budget.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Purse {
    /// Who pays each line; those of which nothing is said are the usual payer's.
    pub payers: Payers,
    /// What is ring-fenced.
    pub fences: Fences,
}

impl Payer {
    /// How many there are.
    pub const COUNT: usize = 4;

    /// All of them.
    pub const ALL: [Self; Self::COUNT] =
        [Self::Board, Self::Network, Self::Council, Self::Treasury];

    /// Its name on command lines, in files and in tables.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Board => "board",
            Self::Network => "network",
            Self::Council => "council",
            Self::Treasury => "treasury",
        }
    }

    /// Its name in sentences.
    #[must_use]
    pub fn phrase(self) -> &'static str {
        match self {
            Self::Board => "the integrated care board",
            Self::Network => "the primary care network",
            Self::Council => "the council\u{2019}s public-health grant",
            Self::Treasury => "new money of the Treasury",
        }
    }

    /// The line of what its money buys elsewhere.
    #[must_use]
    pub fn price(self) -> Term {
        match self {
            Self::Board => Term::BoardPrice,
            Self::Network => Term::NetworkPrice,
            Self::Council => Term::CouncilPrice,
            Self::Treasury => Term::NewMoneyPrice,
        }
    }

    /// The payer of this name.
    ///
    /// # Errors
    /// A sentence, with the nearest name.
    pub fn named(name: &str) -> Result<Self, String> {
        let labels = Self::ALL.map(Self::label);
        Self::ALL.into_iter().find(|payer| payer.label() == name).ok_or_else(|| {
            let nearest = names::nearest(name, labels);
            let nearest =
                nearest.map_or_else(String::new, |near| format!("; the nearest is `{near}`"));
            format!("there is no payer `{name}`{nearest}. There are {}", labels.join(", "))
        })
    }
}

impl Purse {
    /// Whether nothing is said of any line.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        *self == Self::default()
    }

    /// Payers that are named.
    #[must_use]
    pub fn named(&self) -> Vec<Payer> {
        Payer::ALL.into_iter().filter(|&payer| self.payers.contains(&Some(payer))).collect()
    }

    /// Pounds a year that are ring-fenced, on all lines.
    #[must_use]
    pub fn fenced(&self) -> f64 {
        self.fences.iter().sum()
    }
}

/// Reads `grants=council,posts=board`.
///
/// # Errors
/// Everything that is wrong with it, in a sentence each.
pub fn read_payers(text: &str) -> Result<Payers, String> {
    each(text, "grants=council", Payer::named)
}

/// Reads `grants=100000`, in pounds a year.
///
/// # Errors
/// Everything that is wrong with it, in a sentence each.
pub fn read_fences(text: &str) -> Result<Fences, String> {
    let pounds = |text: &str| match text.replace('_', "").parse::<f64>() {
        Ok(pounds) if pounds > 0.0 && pounds.is_finite() => Ok(pounds),
        _ => Err(format!("`{text}` is no sum of pounds above nought, as in 100000")),
    };
    each(text, "grants=100000", pounds).map(|fences| fences.map(Option::unwrap_or_default))
}

/// Reads a value for each of several lines.
fn each<T: Copy>(
    text: &str,
    example: &str,
    read: impl Fn(&str) -> Result<T, String>,
) -> Result<[Option<T>; Line::COUNT], String> {
    let mut all = [None; Line::COUNT];
    let mut wrong = Vec::new();
    for part in text.split(',') {
        let Some((name, value)) = part.split_once('=') else {
            wrong.push(format!("`{part}` does not say of a line, as in {example}"));
            continue;
        };
        let line = Line::named(name.trim()).map_err(|why| wrong.push(why)).ok();
        let value = read(value.trim()).map_err(|why| wrong.push(why)).ok();
        let Some(line) = line else { continue };
        if all[line as usize].is_some() {
            wrong.push(format!("`{}` is given twice", line.label()));
        }
        all[line as usize] = value;
    }
    if wrong.is_empty() { Ok(all) } else { Err(wrong.join("; ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn payers_and_fences_are_read_and_what_is_wrong_is_said_at_once() {
        let payers = read_payers("grants=council, posts=board").expect("two payers");
        assert_eq!(payers[Line::Grants as usize], Some(Payer::Council));
        let purse = Purse { payers, ..Purse::default() };
        assert_eq!(purse.named(), [Payer::Board, Payer::Council]);
        assert!(!purse.is_plain() && Purse::default().is_plain());
        let fences = read_fences("grants=100_000").expect("a fence");
        let purse = Purse { fences, ..Purse::default() };
        assert!((purse.fenced() - 100_000.0).abs() < 1e-9 && !purse.is_plain());
        let found = read_payers("grant=concil,posts,posts=board,posts=board").expect_err("much");
        for part in ["nearest is `grants`", "nearest is `council`", "as in grants=council", "twice"]
        {
            assert!(found.contains(part), "{part}: {found}");
        }
        let found = read_fences("grants=-5,places=3").expect_err("both are wrong");
        assert!(found.contains("above nought") && found.contains("buy grants"), "{found}");
    }
}
