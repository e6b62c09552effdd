//! From a few answers on one's area to an overlay. What was not answered stays England's and stands in the file as a
//! comment.

use std::str::FromStr;

use crate::localise::england::{Baseline, THOUSAND, of_place, of_tally};
use crate::localise::fifths::{Place, Shares, furthest, told};
use crate::localise::overlay::{Overlay, Setting, rounded};
use crate::localise::own::OwnAges;
use crate::model::kinds::Fifth;

/// How far five shares may be from a whole, for rounding.
const ROUNDING: f64 = 0.02;

/// How far shares may lie from what the model makes before it is said.
const FAR: f64 = 0.03;

/// How deprived an area is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Standing {
    /// By its tenth, 1 the most deprived.
    Decile(u8),
    /// By the shares of its people in each national fifth, the most deprived first.
    Fifths(Shares),
}

impl FromStr for Standing {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        const ALLOWED: &str =
            "a decile from 1, the most deprived, to 10, or five shares as 30,25,20,15,10";
        let parts: Vec<&str> =
            text.split(',').map(|part| part.trim().trim_end_matches('%').trim()).collect();
        let numbers: Option<Vec<f64>> = parts.iter().map(|part| part.parse().ok()).collect();
        let numbers = numbers.filter(|all| all.iter().all(|n: &f64| n.is_finite() && *n >= 0.0));
        match numbers.as_deref() {
            Some([decile]) if decile.fract() == 0.0 && (1.0..=10.0).contains(decile) => {
                Ok(Self::Decile(*decile as u8))
            }
            Some([_]) => Err(format!("{text} is no decile: {ALLOWED}")),
            Some(shares) if shares.len() == Fifth::COUNT => {
                let sum: f64 = shares.iter().sum();
                let whole =
                    [1.0, 100.0].into_iter().find(|whole| (sum / whole - 1.0).abs() <= ROUNDING);
                if whole.is_none() {
                    return Err(format!(
                        "the five shares are {sum} together: they must be 1 or 100"
                    ));
                }
                Ok(Self::Fifths(std::array::from_fn(|fifth| shares[fifth] / sum)))
            }
            Some(shares) => Err(format!("{} shares: {ALLOWED}", shares.len())),
            None => Err(ALLOWED.to_owned()),
        }
    }
}

/// How many link workers an area has.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Posts {
    /// Full-time posts in all.
    Count(f64),
    /// Full-time posts for 50,000 people.
    Per50k(f64),
}

/// What was answered.
#[derive(Clone, Debug, Default)]
pub struct Answers {
    /// What the scenario is called.
    pub name: String,
    /// Registered people.
    pub people: Option<f64>,
    /// How deprived it is.
    pub standing: Option<Standing>,
    /// Its link workers.
    pub posts: Option<Posts>,
    /// Its organisations, in all.
    pub organisations: Option<f64>,
    /// Its ages and sexes, and the name of their file.
    pub ages: Option<(OwnAges, String)>,
    /// Other parameters.
    pub over: Vec<(String, f64)>,
}

/// What was made of answers.
#[derive(Clone, Debug)]
pub struct Answered {
    /// The scenario.
    pub overlay: Overlay,
    /// What the model cannot hold of them.
    pub told: Vec<String>,
}

/// What is noted of a number that somebody gave.
const GIVEN: &str = "As it was answered; write here where it is from.";

/// Makes an overlay of answers.
#[must_use]
pub fn overlay(answers: &Answers, baseline: &Baseline) -> Answered {
    let (mut settings, mut told) = (Vec::new(), Vec::new());
    let mut set = |path: &str, value: f64, basis: &'static str, note: String| {
        let value = rounded(value);
        settings.push(Setting { path: path.to_owned(), value, basis, source: None, note });
    };
    let people = answers.people.unwrap_or_else(|| baseline.value("run.people"));
    let note =
        if answers.people.is_some() { GIVEN } else { "England's: nothing else was answered." };
    set("run.people", people, "assumed", note.to_owned());
    let place = answers.standing.map(|standing| place(standing, baseline, &mut told));
    let at = place.as_ref().map_or_else(|| baseline.place(), |(place, _)| *place);
    let gradient = at.gradient();
    match answers.posts {
        Some(Posts::Count(posts)) => {
            let tilt = baseline.value("link_workers.deprivation_tilt");
            let note = format!(
                "{posts} full-time posts / {people} people x 50,000 / (1 {tilt:+} x {gradient:.3}): the tilt of posts \
                 times the mean place on the gradient of deprivation. {GIVEN}"
            );
            let value = baseline.posts_per_50k(posts, people, at);
            set("link_workers.per_50k", value, "assumed", note);
        }
        Some(Posts::Per50k(posts)) => {
            let note = format!("Before the tilt of posts by deprivation. {GIVEN}");
            set("link_workers.per_50k", posts, "assumed", note);
        }
        None => {}
    }
    if let Some(organisations) = answers.organisations {
        let value = baseline.organisations_per_thousand(organisations, people, at);
        let plain = organisations / people * THOUSAND;
        let note = format!(
            "{organisations} organisations / {people} people x 1,000 = {plain:.3}, over {:.3}, which the density of the \
             model is in a place so deprived. {GIVEN}",
            plain / value
        );
        set("vcs.per_thousand", value, "assumed", note);
    }
    if let Some((place, from)) = place {
        settings.extend(of_place(place, "assumed", None, &from));
    }
    if let Some((own, file)) = &answers.ages {
        settings.extend(of_tally(&own.tally, None, &format!("From {file}.")));
        told.push(
            "ages: the model has eight bands, and within a band people are spread evenly; it has one share of women for all \
             ages"
                .to_owned(),
        );
        if !own.divided.is_empty() {
            told.push(format!(
                "ages: {} lie in several bands of the model, and were divided evenly by years",
                own.divided.join(", ")
            ));
        }
    }
    for (path, value) in &answers.over {
        settings.retain(|setting| setting.path != *path);
        let (path, value) = (path.clone(), *value);
        settings.push(Setting {
            path,
            value,
            basis: "assumed",
            source: None,
            note: GIVEN.to_owned(),
        });
    }
    let offered = [
        "population.area",
        "link_workers.per_50k",
        "vcs.per_thousand",
        "population.list",
        "population.female",
    ];
    let offered =
        offered.into_iter().filter(|path| settings.iter().all(|setting| setting.path != *path));
    let offered = offered.map(str::to_owned).collect();
    let because = "My area, from a few answers: what is not set here is England's.".to_owned();
    let remarks = vec![
        "Every line says what it is, its unit and England's value. Lines that begin with # are England's: take the # away \
         to set another."
            .to_owned(),
    ];
    let overlay = Overlay {
        title: answers.name.clone(),
        because,
        remarks,
        settings,
        offered,
        sources: Vec::new(),
    };
    Answered { overlay, told }
}

/// Where an area lies, and how that was found.
fn place(standing: Standing, baseline: &Baseline, said: &mut Vec<String>) -> (Place, String) {
    match standing {
        Standing::Decile(decile) => {
            let place = Place::of_decile(decile, baseline.place().variance);
            let from = format!(
                "Decile {decile}: the middle of that tenth of all neighbourhoods, -normal quantile(({decile} - 0.5) / 10). \
                 Assumed."
            );
            (place, from)
        }
        Standing::Fifths(shares) => {
            let place = baseline.place_of(shares);
            let miss = furthest(shares, place.shares());
            if miss > FAR {
                said.push(format!(
                    "deprivation: the model cannot hold {}: its own shares are {}. People of a neighbourhood lie around one \
                     middle, so rich and poor side by side are narrowed",
                    told(shares),
                    told(place.shares())
                ));
            }
            let from =
                format!("Answered {}: the nearest place of the model. {GIVEN}", told(shares));
            (place, from)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deprivation_is_a_decile_or_five_shares() {
        assert_eq!("3".parse(), Ok(Standing::Decile(3)));
        let shares = Standing::Fifths([0.4, 0.3, 0.1, 0.1, 0.1]);
        let Ok(Standing::Fifths(read)) = "40%, 30, 10, 10, 10".parse() else {
            panic!("five shares")
        };
        assert!(furthest(read, [0.4, 0.3, 0.1, 0.1, 0.1]) < 1e-12, "{shares:?}");
        for (wrong, why) in [
            ("11", "no decile"),
            ("2.5", "no decile"),
            ("0.5,0.5", "2 shares"),
            ("1,1,1,1,1", "5 together"),
            ("poor", "a decile from 1"),
            ("-1", "a decile from 1"),
        ] {
            let said = wrong.parse::<Standing>().expect_err(wrong);
            assert!(said.contains(why), "{wrong}: {said}");
        }
    }
}
