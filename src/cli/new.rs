//! `kith new`: a scenario of one's own area from a few answers. Who gives no flag for a question is asked it, where
//! somebody sits at the keyboard; nobody else ever is.

use std::collections::BTreeMap;
use std::fmt::{Display, Write as _};
use std::io::{self, BufRead, IsTerminal};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use crate::cli::overlay::{england, judged, outside, taken, usual};
use crate::cli::run::quoted;
use crate::cli::whole;
use crate::cli::{Exit, Failure, Result, say};
use crate::localise::answers::{Answers, Posts, Standing, overlay};
use crate::localise::england::Baseline;
use crate::localise::own;
use crate::model::parameters::Parameters;
use crate::scenario::names;

/// Arguments of `kith new`.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  kith new 'North Moor'
  kith new moor --pcn-size 41000 --deprivation 3 --posts 2.4 --organisations 70
  kith new moor --deprivation 30,25,20,15,10 --ages ages.csv --over practice.mdt_seat=0.5

What is not given is asked, if standard input is a terminal; an empty answer leaves England's value. Deprivation is a
decile, 1 the most deprived, or the shares of people in the five national fifths, the most deprived first. --ages takes
`age,female,male` or `age,sex,number`, by single years or bands. docs/my-area.md says what the model cannot hold.")]
pub struct New {
    /// What the scenario is called; the file is named after it.
    name: String,
    /// The file to write.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Registered people.
    #[arg(long, value_name = "N", value_parser = count)]
    pcn_size: Option<f64>,
    /// Decile, 1 the most deprived, or shares of the five fifths.
    #[arg(long, value_name = "DECILE|a,b,c,d,e")]
    deprivation: Option<Standing>,
    /// Full-time posts of link workers.
    #[arg(long, value_name = "N", value_parser = count, conflicts_with = "posts_per_50k")]
    posts: Option<f64>,
    /// Full-time posts of link workers for 50,000 people.
    #[arg(long, value_name = "X", value_parser = count)]
    posts_per_50k: Option<f64>,
    /// Organisations that could take part.
    #[arg(long, value_name = "N", value_parser = count)]
    organisations: Option<f64>,
    /// A table of ages and sexes.
    #[arg(long, value_name = "FILE.csv")]
    ages: Option<PathBuf>,
    /// Another parameter and its value; may be given several times.
    #[arg(long, value_name = "FIELD=VALUE")]
    over: Vec<String>,
    /// Replace a file that is there.
    #[arg(long)]
    force: bool,
}

/// A number that counts something.
fn count(text: &str) -> std::result::Result<f64, String> {
    let number = text.trim().parse::<f64>().ok();
    let number = number.filter(|number| number.is_finite() && *number >= 0.0);
    number.ok_or_else(|| "a number not below 0 is wanted, without commas".to_owned())
}

/// Writes the scenario.
///
/// # Errors
/// If an answer is wrong, or the file cannot be written.
pub fn execute(args: &New) -> Result<Exit> {
    if args.name.trim().is_empty() || args.name.contains(['/', '\\']) {
        let message = format!("`{}` is no name: a few words, without / and \\", args.name);
        return Err(Failure::Input(message));
    }
    let file = args.output.clone().unwrap_or_else(|| usual(&args.name));
    if let Some(exit) = taken(&[&file], args.force) {
        return Ok(exit);
    }
    let baseline = england()?;
    let mut wanted = Wanted {
        people: args.pcn_size,
        standing: args.deprivation,
        posts: args.posts.map(Posts::Count).or(args.posts_per_50k.map(Posts::Per50k)),
        organisations: args.organisations,
        ages: args.ages.clone(),
    };
    if io::stdin().is_terminal() {
        wanted.ask(&mut io::stdin().lock(), &mut |question| say(question), &baseline)?;
    }
    let over = over(&args.over);
    let ages = wanted.ages.as_deref().map(own::load).transpose();
    let (over, ages) = match (over, ages) {
        (Ok(over), Ok(ages)) => (over, ages),
        (Err(wrong), Err(found)) => return Err(Failure::Input(format!("{wrong}\n{found}"))),
        (Err(wrong), _) => return Err(Failure::Input(wrong)),
        (_, Err(found)) => return Err(found.into()),
    };
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let answers = Answers {
        name: args.name.trim().to_owned(),
        people: wanted.people,
        standing: wanted.standing,
        posts: wanted.posts,
        organisations: wanted.organisations,
        ages: ages.zip(wanted.ages.as_deref().map(name)),
        over,
    };
    let answered = overlay(&answers, &baseline);
    let text = answered.overlay.toml(&baseline.values);
    let scenario = judged(&file, &text)?;
    whole::write(&[(&file, text.as_bytes())], args.force)?;
    let mut told = String::new();
    for line in answered.told.into_iter().chain(outside(&scenario)) {
        writeln!(told, "{line}.").expect("writing to a string");
    }
    let settings = answered.overlay.settings.len();
    let settings = crate::cli::counted(settings, "value of its own", "values of its own");
    writeln!(told, "{}: {settings}, the rest England's. To run it:", file.display())
        .expect("writing to a string");
    writeln!(told, "  kith run {}", quoted(&file)).expect("writing to a string");
    say(&told)?;
    Ok(Exit::Done)
}

/// Parameters and their values, as `--over` has them; everything wrong at once.
fn over(given: &[String]) -> std::result::Result<Vec<(String, f64)>, String> {
    let (mut over, mut wrong) = (BTreeMap::new(), Vec::new());
    for text in given {
        let Some((path, value)) = text.split_once('=') else {
            wrong.push(format!(
                "--over {text}: a parameter and a value are wanted, as run.people=40000"
            ));
            continue;
        };
        let (path, value) = (path.trim(), value.trim());
        let parameters = names::parameters(path);
        if parameters.is_empty() {
            let nearest = names::nearest_path(path);
            let hint =
                nearest.map_or_else(String::new, |name| format!(" (did you mean `{name}`?)"));
            wrong.push(format!(
                "--over {text}: unknown parameter `{path}`{hint}; `kith explain` lists them"
            ));
        }
        let Some(number) = value.parse::<f64>().ok().filter(|number| number.is_finite()) else {
            wrong.push(format!("--over {text}: `{value}` is no number"));
            continue;
        };
        for parameter in parameters {
            let spec = &Parameters::specs()[parameter];
            if over.insert(spec.path.clone(), number).is_some() {
                wrong.push(format!("--over {text}: `{}` is given twice", spec.path));
            }
        }
    }
    if wrong.is_empty() { Ok(over.into_iter().collect()) } else { Err(wrong.join("\n")) }
}

/// What flags say, and what is still to be asked.
#[derive(Debug, Default)]
struct Wanted {
    people: Option<f64>,
    standing: Option<Standing>,
    posts: Option<Posts>,
    organisations: Option<f64>,
    ages: Option<PathBuf>,
}

/// A number as somebody answers it.
struct Number(f64);

impl FromStr for Number {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Self, String> {
        count(text).map(Self)
    }
}

impl Wanted {
    /// Asks what no flag said, one question after another.
    fn ask(
        &mut self,
        answers: &mut dyn BufRead,
        say: &mut dyn FnMut(&str) -> Result<()>,
        baseline: &Baseline,
    ) -> Result<()> {
        let mut number = |question: &str, usual: &dyn Display, given| -> Result<Option<f64>> {
            match given {
                Some(given) => Ok(Some(given)),
                None => Ok(answer::<Number>(answers, say, question, usual)?.map(|Number(n)| n)),
            }
        };
        self.people = number("Registered people", &baseline.value("run.people"), self.people)?;
        self.organisations = number(
            "Organisations that could take part",
            &format!("England's {} per 1,000", baseline.value("vcs.per_thousand")),
            self.organisations,
        )?;
        if self.posts.is_none() {
            let usual = format!("England's {} for 50,000", baseline.value("link_workers.per_50k"));
            self.posts = number("Full-time link workers", &usual, None)?.map(Posts::Count);
        }
        if self.standing.is_none() {
            let question =
                "Deprivation: a decile, 1 the most deprived, or shares of the five fifths";
            self.standing = answer(answers, say, question, &"England's")?;
        }
        if self.ages.is_none() {
            let question = "A CSV of ages and sexes";
            self.ages = answer::<PathBuf>(answers, say, question, &"England's")?;
        }
        Ok(())
    }
}

/// Asks one question until the answer can be used. An empty answer, and the end of answers, leave what is usual.
fn answer<T>(
    answers: &mut dyn BufRead,
    say: &mut dyn FnMut(&str) -> Result<()>,
    question: &str,
    usual: &dyn Display,
) -> Result<Option<T>>
where
    T: FromStr,
    T::Err: Display,
{
    loop {
        say(&format!("{question} [{usual}]: "))?;
        let mut line = String::new();
        let read = answers.read_line(&mut line)?;
        let line = line.trim();
        if read == 0 || line.is_empty() {
            return Ok(None);
        }
        match line.parse() {
            Ok(answer) => return Ok(Some(answer)),
            Err(wrong) => say(&format!("{wrong}\n"))?,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_asked_again_until_the_answer_can_be_used() {
        let baseline = england().expect("the baseline");
        let mut asked = Vec::new();
        let mut say = |text: &str| {
            asked.push(text.to_owned());
            Ok(())
        };
        let mut wanted = Wanted { organisations: Some(70.0), ..Wanted::default() };
        let mut answers = io::Cursor::new("41,000\n41000\n\npoor\n3\n");
        wanted.ask(&mut answers, &mut say, &baseline).expect("answers");
        assert_eq!((wanted.people, wanted.organisations), (Some(41_000.0), Some(70.0)));
        assert_eq!((wanted.posts, wanted.standing), (None, Some(Standing::Decile(3))));
        assert_eq!(wanted.ages, None);
        assert!(asked[0].starts_with("Registered people [50000]"), "{asked:?}");
        assert!(asked.iter().all(|text| !text.contains("Organisations")), "{asked:?}");
    }

    #[test]
    fn everything_wrong_with_other_parameters_is_said_at_once() {
        let given = ["practice.mdt_set=1", "run.people", "run.weeks=x"].map(str::to_owned);
        let wrong = over(&given).expect_err("three mistakes");
        assert_eq!(wrong.lines().count(), 3, "{wrong}");
        assert!(wrong.contains("did you mean `practice.mdt_seat`?"), "{wrong}");
        let right = over(&["vcs.offer_weights=1".to_owned()]).expect("all labels of an axis");
        assert_eq!(right.len(), 9);
    }
}
