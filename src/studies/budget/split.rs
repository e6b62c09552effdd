//! How a sum is split over lines: the splits that are ready made, and those of the user.

use crate::scenario::line::Line;

/// How far shares may add up to another sum than 1: what thirds leave in two decimals.
const TOLERANCE: f64 = 0.011;

/// A way to spend a sum.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    /// Share of the sum on each line; together 1, or nought for nothing more.
    pub shares: [f64; Line::COUNT],
}

/// Shares of the sum that may be spent on one line only.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fenced(pub [f64; Line::COUNT]);

impl Fenced {
    /// Whether nothing is ring-fenced.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.0.iter().all(|&share| share <= 0.0)
    }

    /// A split in which what is ring-fenced stays on its lines and the rest is split as this one says.
    #[must_use]
    pub fn keep(&self, split: &Split) -> Split {
        if self.is_nothing() {
            return split.clone();
        }
        let free = (1.0 - self.0.iter().sum::<f64>()).max(0.0);
        Split { shares: std::array::from_fn(|at| self.0[at] + free * split.shares[at]) }
    }

    /// The line on which a split spends less than is ring-fenced for it, if there is one.
    #[must_use]
    pub fn broken(&self, split: &Split) -> Option<Line> {
        let less = |line: &Line| split.share(*line) < self.0[*line as usize] - 1e-9;
        Line::ALL.into_iter().find(less)
    }

    /// A split of another sum, so many times as large: what is ring-fenced stays, the rest of it grows or shrinks in
    /// proportion. A sum that is smaller than what is ring-fenced goes on that.
    #[must_use]
    pub fn scaled(&self, split: &Split, times: f64) -> Split {
        let fenced: f64 = self.0.iter().sum();
        if self.is_nothing() {
            return split.clone();
        }
        let (free, left) = (1.0 - fenced, (times - fenced).max(0.0));
        let part = if free > 0.0 { left / free } else { 0.0 };
        let pounds: [f64; Line::COUNT] =
            std::array::from_fn(|at| self.0[at] + part * (split.shares[at] - self.0[at]).max(0.0));
        let sum: f64 = pounds.iter().sum();
        Split { shares: pounds.map(|pounds| pounds / sum) }
    }
}

impl Split {
    /// Nothing is spent.
    pub const NOTHING: Self = Self { shares: [0.0; Line::COUNT] };

    /// All of it on one line.
    #[must_use]
    pub fn all(line: Line) -> Self {
        let mut shares = [0.0; Line::COUNT];
        shares[line as usize] = 1.0;
        Self { shares }
    }

    /// The share of a line.
    #[must_use]
    pub fn share(&self, line: Line) -> f64 {
        self.shares[line as usize]
    }

    /// The ready-made splits: all on posts, all on grants, half each, all on support.
    #[must_use]
    pub fn ready_made() -> Vec<Self> {
        let mut half = Self::NOTHING;
        half.shares[Line::Posts as usize] = 0.5;
        half.shares[Line::Grants as usize] = 0.5;
        vec![Self::all(Line::Posts), Self::all(Line::Grants), half, Self::all(Line::Support)]
    }

    /// Its name in tables: `posts_50_grants_50`.
    #[must_use]
    pub fn label(&self) -> String {
        let lines = self.lines();
        match lines[..] {
            [] => "nothing_more".to_owned(),
            [line] => line.label().to_owned(),
            _ => {
                let part = |line: &Line| {
                    let percent = format!("{:.1}", self.share(*line) * 100.0);
                    let percent = percent.trim_end_matches(".0").replace('.', "p");
                    format!("{}_{percent}", line.label())
                };
                lines.iter().map(part).collect::<Vec<_>>().join("_")
            }
        }
    }

    /// Its name in sentences.
    #[must_use]
    pub fn phrase(&self) -> String {
        let lines = self.lines();
        match lines[..] {
            [] => "nothing more".to_owned(),
            [line] => format!("all on {}", line.phrase()),
            _ => {
                let part = |line: &Line| {
                    format!("{:.0} % on {}", self.share(*line) * 100.0, line.phrase())
                };
                lines.iter().map(part).collect::<Vec<_>>().join(", ")
            }
        }
    }

    /// Its name beside a line of a picture.
    #[must_use]
    pub fn short(&self) -> String {
        let lines = self.lines();
        let part = |line: &Line| match lines.len() {
            1 => line.label().to_owned(),
            _ => format!("{} {:.0}", line.label(), self.share(*line) * 100.0),
        };
        let parts: Vec<String> = lines.iter().map(part).collect();
        if parts.is_empty() { "nothing more".to_owned() } else { parts.join(", ") }
    }

    /// The lines on which it spends.
    #[must_use]
    pub fn lines(&self) -> Vec<Line> {
        Line::ALL.into_iter().filter(|&line| self.share(line) > 0.0).collect()
    }

    /// As a command line takes it.
    #[must_use]
    pub fn text(&self) -> String {
        let part = |line: Line| format!("{}={}", line.label(), self.share(line));
        self.lines().into_iter().map(part).collect::<Vec<_>>().join(",")
    }

    /// Reads `posts=0.5,grants=0.5`.
    ///
    /// # Errors
    /// Everything that is wrong with it, in a sentence each.
    pub fn read(text: &str) -> Result<Self, String> {
        let (mut split, mut wrong) = (Self::NOTHING, Vec::new());
        let mut seen = Vec::new();
        for part in text.split(',') {
            let Some((name, share)) = part.split_once('=') else {
                wrong.push(format!("`{part}` is no LINE=SHARE, as in posts=0.5"));
                continue;
            };
            let line = Line::named(name.trim()).map_err(|why| wrong.push(why)).ok();
            let share = match share.trim().parse::<f64>() {
                Ok(share) if share.is_finite() && share >= 0.0 => Some(share),
                Ok(share) if share < 0.0 => {
                    wrong.push(format!("`{name}` has a share below nought, {share}"));
                    None
                }
                _ => {
                    wrong.push(format!("`{}` is no share from 0 to 1", share.trim()));
                    None
                }
            };
            if let (Some(line), Some(share)) = (line, share) {
                if seen.contains(&line) {
                    wrong.push(format!("`{}` is given twice", line.label()));
                }
                seen.push(line);
                split.shares[line as usize] = share;
            }
        }
        let sum: f64 = split.shares.iter().sum();
        if wrong.is_empty() && (sum - 1.0).abs() > TOLERANCE {
            wrong.push(format!("the shares of `{text}` add up to {sum}, not to 1"));
        }
        if !wrong.is_empty() {
            return Err(wrong.join("; "));
        }
        split.shares.iter_mut().for_each(|share| *share /= sum);
        Ok(split)
    }

    /// Every split over these lines in steps of one in so many: of three lines and fifths there are 21.
    #[must_use]
    pub fn grid(lines: &[Line], steps: usize) -> Vec<Self> {
        fn fill(lines: &[Line], left: usize, steps: usize, so_far: &Split, all: &mut Vec<Split>) {
            let [line, rest @ ..] = lines else { return };
            let least = if rest.is_empty() { left } else { 0 };
            for taken in (least..=left).rev() {
                let mut split = so_far.clone();
                split.shares[*line as usize] = taken as f64 / steps as f64;
                if rest.is_empty() {
                    all.push(split);
                } else {
                    fill(rest, left - taken, steps, &split, all);
                }
            }
        }
        let mut all = Vec::new();
        fill(lines, steps, steps, &Self::NOTHING, &mut all);
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_are_read_and_named() {
        let split = Split::read("posts=0.5, grants=0.5").expect("a split");
        assert_eq!(split, Split::ready_made()[2]);
        assert_eq!(
            (split.label().as_str(), split.text().as_str()),
            ("posts_50_grants_50", "posts=0.5,grants=0.5")
        );
        assert_eq!(split.phrase(), "50 % on link-worker posts, 50 % on grants to organisations");
        assert_eq!(Split::NOTHING.label(), "nothing_more");
        let thirds = Split::read("posts=0.33,grants=0.33,support=0.33").expect("thirds");
        assert!((thirds.shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert_eq!(thirds.label(), "posts_33p3_grants_33p3_support_33p3");
    }

    #[test]
    fn what_is_impossible_is_refused_all_at_once() {
        let found = Split::read("post=0.5,grants=-1,support=x,transport").unwrap_err();
        for part in [
            "nearest is `posts`",
            "below nought",
            "`x` is no share",
            "`transport` is no LINE=SHARE",
        ] {
            assert!(found.contains(part), "{part}: {found}");
        }
        assert!(Split::read("posts=0.5,grants=0.3").unwrap_err().contains("add up to 0.8"));
        assert!(Split::read("posts=0.5,posts=0.5").unwrap_err().contains("given twice"));
        assert!(Split::read("posts=inf").is_err() && Split::read("").is_err());
    }

    #[test]
    fn what_is_ring_fenced_stays_on_its_line() {
        let mut fenced = Fenced([0.0; Line::COUNT]);
        assert_eq!(fenced.keep(&Split::all(Line::Posts)), Split::all(Line::Posts));
        fenced.0[Line::Grants as usize] = 0.25;
        let posts = fenced.keep(&Split::all(Line::Posts));
        assert_eq!(posts.text(), "posts=0.75,grants=0.25");
        assert_eq!(fenced.keep(&Split::all(Line::Grants)), Split::all(Line::Grants));
        assert_eq!(fenced.broken(&Split::all(Line::Posts)), Some(Line::Grants));
        assert_eq!(fenced.broken(&posts), None);
        // Of half the sum, half is what is ring-fenced; of less, all.
        assert_eq!(fenced.scaled(&posts, 0.5).text(), "posts=0.5,grants=0.5");
        assert_eq!(fenced.scaled(&posts, 0.1), Split::all(Line::Grants));
        assert_eq!(fenced.scaled(&posts, 1.0), posts);
    }

    #[test]
    fn a_grid_of_three_lines_in_fifths_has_twenty_one_splits() {
        let grid = Split::grid(&[Line::Posts, Line::Grants, Line::Support], 5);
        assert_eq!(grid.len(), 21);
        let mut names: Vec<String> = grid.iter().map(Split::label).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), 21);
        assert!(grid.iter().all(|split| (split.shares.iter().sum::<f64>() - 1.0).abs() < 1e-12));
        assert_eq!(Split::grid(&[Line::Posts], 5), [Split::all(Line::Posts)]);
    }
}
