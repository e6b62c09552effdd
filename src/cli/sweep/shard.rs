//! One machine's part of the work: said outright, or read from what a cluster tells its jobs.

use std::env;

/// One machine's part of the work, numbered from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Shard {
    pub(crate) number: usize,
    pub(crate) of: usize,
}

impl Shard {
    /// All of the work.
    pub(crate) const WHOLE: Self = Self { number: 0, of: 1 };
}

/// The word by which a part is read from the cluster.
const AUTO: &str = "auto";

/// What clusters call the number of one of many alike jobs, and the number of the first.
const NUMBERS: [(&str, usize); 3] =
    [("SLURM_ARRAY_TASK_ID", 1), ("HQ_TASK_ID", 1), ("JOB_COMPLETION_INDEX", 0)];

/// Reads `I/N`, `auto/N` or `auto`.
pub(crate) fn shard(text: &str) -> Result<Shard, String> {
    let told = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
    match text.split_once('/') {
        None if text == AUTO => whole_array(told),
        Some((AUTO, of)) => {
            let of = whole(of).filter(|&of| of > 0).ok_or_else(usage)?;
            one_of(of, told)
        }
        Some((number, of)) => match (whole(number), whole(of)) {
            (Some(number), Some(of)) if 1 <= number && number <= of => {
                Ok(Shard { number: number - 1, of })
            }
            _ => Err(usage()),
        },
        None => Err(usage()),
    }
}

fn usage() -> String {
    "write I/N, as in 1/4 for the first of four; in a job array auto/N, or auto under Slurm"
        .to_owned()
}

fn whole(text: &str) -> Option<usize> {
    text.parse().ok()
}

/// The part whose number the cluster tells, of so many.
fn one_of(of: usize, told: impl Fn(&str) -> Option<String>) -> Result<Shard, String> {
    let found = NUMBERS.iter().find_map(|&(name, first)| Some((name, first, told(name)?)));
    let Some((name, first, text)) = found else {
        let names = NUMBERS.map(|(name, _)| name).join(", ");
        return Err(format!("no cluster says which part this is: none of {names} is set"));
    };
    let number = whole(&text).and_then(|number| number.checked_sub(first));
    match number.filter(|&number| number < of) {
        Some(number) => Ok(Shard { number, of }),
        None => Err(format!(
            "{name} is {text}: the elements of {of} parts are {first} to {}",
            of + first - 1
        )),
    }
}

/// The part that an element of a Slurm array without gaps does: Slurm tells how many there are.
fn whole_array(told: impl Fn(&str) -> Option<String>) -> Result<Shard, String> {
    let number = |name: &str| {
        let name = format!("SLURM_ARRAY_TASK_{name}");
        let text = told(&name).ok_or_else(|| {
            format!("{name} is not set: `auto` is for Slurm arrays; elsewhere say how many, auto/N")
        })?;
        whole(&text).ok_or_else(|| format!("{name} is {text}, which is no number"))
    };
    let [id, first, last, of] = [number("ID")?, number("MIN")?, number("MAX")?, number("COUNT")?];
    let gaps = of.saturating_sub(1);
    let step = last.saturating_sub(first).checked_div(gaps).unwrap_or(1).max(1);
    let even = first + step * gaps == last;
    let place = id.checked_sub(first).filter(|gap| even && gap % step == 0);
    match place.map(|gap| gap / step).filter(|&number| number < of) {
        Some(number) => Ok(Shard { number, of }),
        None => Err(format!(
            "the array has gaps ({of} elements from {first} to {last}): say how many parts there are, auto/N"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told<'a>(all: &'a [(&str, &str)]) -> impl Fn(&str) -> Option<String> + use<'a> {
        |name| all.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned())
    }

    #[test]
    fn a_part_is_said_outright() {
        assert_eq!(shard("2/5"), Ok(Shard { number: 1, of: 5 }));
        for wrong in ["0/5", "6/5", "1", "a/b", "", "1/0", "automatic", "auto/0", "auto/x"] {
            assert!(shard(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn each_cluster_tells_which_of_so_many() {
        let slurm = [("SLURM_ARRAY_TASK_ID", "3")];
        assert_eq!(one_of(4, told(&slurm)), Ok(Shard { number: 2, of: 4 }));
        assert_eq!(one_of(4, told(&[("HQ_TASK_ID", "1")])), Ok(Shard { number: 0, of: 4 }));
        let index = [("JOB_COMPLETION_INDEX", "0")];
        assert_eq!(one_of(4, told(&index)), Ok(Shard { number: 0, of: 4 }));
        assert!(one_of(2, told(&slurm)).unwrap_err().contains("SLURM_ARRAY_TASK_ID is 3"));
        assert!(one_of(2, told(&[("HQ_TASK_ID", "0")])).is_err());
        assert!(one_of(2, told(&[])).unwrap_err().contains("JOB_COMPLETION_INDEX"));
    }

    #[test]
    fn an_array_without_gaps_says_how_many_there_are() {
        let array = |id, first, last, of| {
            let all = [
                ("SLURM_ARRAY_TASK_ID", id),
                ("SLURM_ARRAY_TASK_MIN", first),
                ("SLURM_ARRAY_TASK_MAX", last),
                ("SLURM_ARRAY_TASK_COUNT", of),
            ];
            whole_array(told(&all))
        };
        assert_eq!(array("7", "5", "8", "4"), Ok(Shard { number: 2, of: 4 }));
        assert_eq!(array("4", "0", "6", "4"), Ok(Shard { number: 2, of: 4 }));
        assert_eq!(array("9", "9", "9", "1"), Ok(Shard { number: 0, of: 1 }));
        assert!(array("7", "1", "7", "3").unwrap().number == 2, "1-7:3");
        assert!(array("7", "1", "8", "3").unwrap_err().contains("gaps"));
        assert!(array("2", "1", "7", "3").is_err());
        assert!(array("x", "1", "7", "3").unwrap_err().contains("SLURM_ARRAY_TASK_ID is x"));
        assert!(whole_array(told(&[])).unwrap_err().contains("auto/N"));
    }
}
