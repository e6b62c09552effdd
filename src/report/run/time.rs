//! The pictures over time.

use crate::model::kinds::{Cause, Fifth};
use crate::model::observe::{Group, M, Period};
use crate::model::units::PRICE_YEAR;
use crate::report::charts::curves::{Curve, Window};
use crate::report::charts::marks::{
    BLUE, Colour, Dash, GREEN, GREY, ORANGE, PURPLE, SKY, VERMILLION,
};
use crate::report::charts::panel::{Axis, Marker, Panel};
use crate::report::charts::{Body, Chart};
use crate::report::number::{in_a_hundred, short};
use crate::report::results::{Holds, Results};
use crate::report::sentences::{
    GP_REQUESTS, LIFE_SATISFACTION, Number, Subject, WAIT, course, held, of_spreads,
};

/// Weeks in a year of a run.
const YEAR: f64 = 52.0;

fn years(results: &Results<'_>) -> f64 {
    results.weeks() as f64 / YEAR
}

/// How bands are read, when there are any.
fn bands(results: &Results<'_>) -> String {
    let Some(held) = held(results) else { return "One run: no spread is known.".to_owned() };
    match results.holds() {
        Holds::NineInTen => {
            "Line: the median of the runs; band: where nine further runs in ten are expected."
                .to_owned()
        }
        _ => format!("Line: the median of the runs; band: {held}."),
    }
}

fn cut(axis: Axis) -> &'static str {
    if axis.low > 0.0 { " (the axis does not start at 0)" } else { "" }
}

pub(crate) fn gp_requests(results: &Results<'_>) -> Chart {
    let weekly = Curve::of(results, M::GpRequests, Group::All, 1.0, Window::Week);
    let smooth = Curve::of(results, M::GpRequests, Group::All, 1.0, Window::Around);
    let (low, high) = smooth.extent();
    // The weekly line may leave the axis in a freak week; the bands may not.
    let axis = Axis::around(low * 0.97, high * 1.03, 0.2 * high);
    let mut layers = vec![weekly.line(Colour(0xa8, 0xa8, 0xa8), 0.8, Dash::Solid, Marker::None)];
    layers.extend(smooth.fan(BLUE));
    Chart {
        name: "gp_requests",
        sentence: course(results, GP_REQUESTS, M::GpRequests, Group::All),
        subtitle: format!(
            "Demand for GP appointments, met or not. Thick line and bands: centred 13-week means; \
             thin grey line: single weeks. {}",
            bands(results)
        ),
        data: "weekly.csv: gp_requests",
        body: Body::Panels(vec![Panel {
            heading: format!("requests per 1,000 people a week{}", cut(axis)),
            years: years(results),
            axis,
            layers,
            labels: smooth.fan_labels(BLUE),
        }]),
    }
}

/// Causes other than medical.
const CAUSES: [(Cause, &str); 6] = [
    (Cause::SocialNeed, "social need"),
    (Cause::Disclosure, "need told to the link worker"),
    (Cause::SelfCare, "self-care advice"),
    (Cause::Return, "return after support ended"),
    (Cause::Revisit, "revisit after refusal"),
    (Cause::ReferralTalk, "the referral talk itself"),
];

pub(crate) fn gp_requests_by_cause(results: &Results<'_>) -> Chart {
    // All runs together: medians of parts would not add up to the median of the whole.
    let pooled = results.pooled();
    let weeks = 0..results.weeks();
    let of_all = |metric| pooled.value_over(metric, Group::All, weeks.clone());
    let all = of_all(M::GpRequests).unwrap_or(0.0);
    let medical = of_all(M::GpRequestsMedical).unwrap_or(0.0);
    let percent = if all > 0.0 { (all - medical) / all * 100.0 } else { 0.0 };
    let largest = CAUSES
        .iter()
        .filter_map(|&(cause, name)| Some((of_all(M::gp_requests(cause))?, name)))
        .max_by(|a, b| a.0.total_cmp(&b.0));
    let largest = largest.map_or_else(String::new, |(rate, name)| {
        format!("; the largest part is {name}, at {} per 1,000 people a week", short(rate))
    });
    let panel = |(cause, name): (Cause, &str)| {
        let curve = Curve::of(results, M::gp_requests(cause), Group::All, 1.0, Window::Around);
        Panel {
            heading: name.into(),
            years: years(results),
            axis: Axis::from_zero(curve.extent().1.max(0.0), 0.01),
            layers: curve.fan(BLUE),
            labels: Vec::new(),
        }
    };
    Chart {
        name: "gp_requests_by_cause",
        sentence: format!("{} of 100 GP requests are not medical{largest}", in_a_hundred(percent)),
        subtitle: format!(
            "Requests per 1,000 people a week, centred 13-week means; each panel has its own axis. {} Medical \
             requests are left out: at {} per 1,000 people a week they would hide the rest.",
            bands(results),
            short(medical)
        ),
        data: "weekly.csv: gp_requests_social_need to gp_requests_referral_talk",
        body: Body::Panels(CAUSES.map(panel).into()),
    }
}

pub(crate) fn life_satisfaction(results: &Results<'_>) -> Chart {
    let curve = Curve::of(results, M::LifeSatisfaction, Group::All, 1.0, Window::Week);
    let (low, high) = curve.extent();
    let axis = Axis::around(low, high, 0.4);
    Chart {
        name: "life_satisfaction",
        sentence: course(results, LIFE_SATISFACTION, M::LifeSatisfaction, Group::All),
        subtitle: format!("Mean of all adults, from a census every four weeks. {}", bands(results)),
        data: "weekly.csv: life_satisfaction",
        body: Body::Panels(vec![Panel {
            heading: format!("life satisfaction, points of 10{}", cut(axis)),
            years: years(results),
            axis,
            layers: curve.fan(GREEN),
            labels: curve.fan_labels(GREEN),
        }]),
    }
}

/// How each fifth is told apart, with and without colour.
const FIFTHS: [(Fifth, &str, Colour, Dash, Marker); 5] = [
    (Fifth::Most, "most deprived fifth", VERMILLION, Dash::Solid, Marker::Up),
    (Fifth::Second, "second", ORANGE, Dash::Long, Marker::Square),
    (Fifth::Middle, "middle", GREY, Dash::Short, Marker::Disc),
    (Fifth::Fourth, "fourth", SKY, Dash::Mixed, Marker::Diamond),
    (Fifth::Least, "least deprived fifth", BLUE, Dash::Solid, Marker::Down),
];

pub(crate) fn life_satisfaction_by_fifth(results: &Results<'_>) -> Chart {
    let (mut layers, mut labels) = (Vec::new(), Vec::new());
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for (fifth, name, colour, dash, marker) in FIFTHS {
        let curve = Curve::of(results, M::LifeSatisfaction, Group::Only(fifth), 1.0, Window::Week);
        let values = curve.median().concat();
        low = values.iter().map(|point| point.1).fold(low, f64::min);
        high = values.iter().map(|point| point.1).fold(high, f64::max);
        layers.push(curve.line(colour, 2.2, dash, marker));
        labels.extend(curve.label(name, colour));
    }
    let axis = Axis::around(low, high, 0.4);
    let gap = |period: Period| {
        results.spread((f64::NEG_INFINITY, f64::INFINITY), |seen| {
            let span = period.span(seen.weeks())?;
            let of = |fifth| seen.value_over(M::LifeSatisfaction, Group::Only(fifth), span.clone());
            Some(of(Fifth::Least)? - of(Fifth::Most)?)
        })
    };
    let subject = Subject {
        name: "The gap in life satisfaction between the least and the most deprived fifth",
        number: Number::One,
        unit: "points",
    };
    let sentence = of_spreads(results, subject, &Period::EVERY.map(gap));
    Chart {
        name: "life_satisfaction_by_fifth",
        sentence,
        subtitle: "Mean of adults in each fifth of deprivation, from a census every four weeks. \
                   Lines: the median of the runs."
            .into(),
        data: "weekly.csv: life_satisfaction by group",
        body: Body::Panels(vec![Panel {
            heading: format!("life satisfaction, points of 10{}", cut(axis)),
            years: years(results),
            axis,
            layers,
            labels,
        }]),
    }
}

pub(crate) fn waits(results: &Results<'_>) -> Chart {
    let median = Curve::of(results, M::WaitMedian, Group::All, 1.0, Window::Week);
    let slow = Curve::of(results, M::WaitP90, Group::All, 1.0, Window::Week);
    let highest = median.extent().1.max(slow.extent().1).max(0.0);
    let mut layers = slow.bands(ORANGE, 0.22);
    layers.extend(median.bands(BLUE, 0.22));
    layers.push(slow.line(ORANGE, 2.2, Dash::Long, Marker::Square));
    layers.push(median.line(BLUE, 2.4, Dash::Solid, Marker::Disc));
    let labels = [
        median.label("half waited no longer", BLUE),
        slow.label("nine in ten waited no longer", ORANGE),
    ];
    let read = held(results).map_or_else(String::new, |held| format!(" Bands: {held}."));
    Chart {
        name: "waits",
        sentence: course(results, WAIT, M::WaitMedian, Group::All),
        subtitle: format!(
            "From accepted referral to first contact, of people first seen in each four weeks. \
             Lines: the median of the runs.{read} People still waiting or lost are not in it."
        ),
        data: "weekly.csv: wait_median, wait_p90",
        body: Body::Panels(vec![Panel {
            heading: "weeks waited".into(),
            years: years(results),
            axis: Axis::from_zero(highest, 4.0),
            layers,
            labels: labels.into_iter().flatten().collect(),
        }]),
    }
}

pub(crate) fn spending(results: &Results<'_>) -> Chart {
    // People of the list in one run: money is told for all of them.
    let list = results.pooled().people(Group::All) as f64 / results.replicates.len() as f64;
    let curve = Curve::of(results, M::CostAll, Group::All, list, Window::Around);
    let spent =
        Period::EVERY.map(|period| results.during(M::CostAll, Group::All, period).times(list));
    let subject = Subject { name: "Spending", number: Number::One, unit: "pounds a year" };
    Chart {
        name: "spending",
        sentence: of_spreads(results, subject, &spent),
        subtitle: format!(
            "All lines of the budget at a yearly rate, for this list, in prices of {PRICE_YEAR}; centred 13-week means. \
             GP visits and hospital care are not in it. {}",
            bands(results)
        ),
        data: "weekly.csv: cost_all, times the people of the list",
        body: Body::Panels(vec![Panel {
            heading: format!("pounds of {PRICE_YEAR} a year"),
            years: years(results),
            axis: Axis::from_zero(curve.extent().1.max(0.0), 1.0),
            layers: curve.fan(BLUE),
            labels: curve.fan_labels(BLUE),
        }]),
    }
}

/// One of several small panels.
struct Small {
    metric: M,
    heading: &'static str,
    factor: f64,
    window: Window,
    least: f64,
    colour: Colour,
}

fn small(results: &Results<'_>, panels: [Small; 3]) -> Body {
    let panels = panels.map(|Small { metric, heading, factor, window, least, colour }| {
        let curve = Curve::of(results, metric, Group::All, factor, window);
        Panel {
            heading: heading.into(),
            years: years(results),
            axis: Axis::from_zero(curve.extent().1.max(0.0), least),
            layers: curve.fan(colour),
            labels: Vec::new(),
        }
    });
    Body::Panels(panels.into())
}

pub(crate) fn link_workers(results: &Results<'_>) -> Chart {
    let stress = Subject {
        name: "Link workers' stress",
        number: Number::One,
        unit: "on a scale from 0 to 1",
    };
    Chart {
        name: "link_workers",
        sentence: course(results, stress, M::Stress, Group::All),
        subtitle: format!(
            "Stress and vacant posts from a census every four weeks; utilisation as a centred \
             13-week mean. {}",
            bands(results)
        ),
        data: "weekly.csv: stress, vacant_posts, utilisation",
        body: small(
            results,
            [
                Small {
                    metric: M::Stress,
                    heading: "stress, 0 to 1",
                    factor: 1.0,
                    window: Window::Around,
                    least: 1.0,
                    colour: VERMILLION,
                },
                Small {
                    metric: M::VacantPosts,
                    heading: "vacant posts, % of posts",
                    factor: 1.0,
                    window: Window::Around,
                    least: 20.0,
                    colour: BLUE,
                },
                Small {
                    metric: M::Utilisation,
                    heading: "patient hours used, %",
                    factor: 100.0,
                    window: Window::Around,
                    least: 100.0,
                    colour: GREEN,
                },
            ],
        ),
    }
}

pub(crate) fn voluntary_sector(results: &Results<'_>) -> Chart {
    let places = Subject {
        name: "Use of places in voluntary organisations",
        number: Number::One,
        unit: "% of places",
    };
    Chart {
        name: "voluntary_sector",
        sentence: course(results, places, M::VcsUse, Group::All),
        subtitle: format!(
            "Places and full organisations from a census every four weeks; closures in the \
             year around each week, less at both ends. {}",
            bands(results)
        ),
        data: "weekly.csv: vcs_use, vcs_full, vcs_closures",
        body: small(
            results,
            [
                Small {
                    metric: M::VcsUse,
                    heading: "places in use, % of places",
                    factor: 1.0,
                    window: Window::Around,
                    least: 100.0,
                    colour: BLUE,
                },
                Small {
                    metric: M::VcsFull,
                    heading: "full, % of organisations",
                    factor: 1.0,
                    window: Window::Around,
                    least: 20.0,
                    colour: ORANGE,
                },
                Small {
                    metric: M::VcsClosures,
                    heading: "closing per 50,000 people a year",
                    factor: YEAR * 50.0,
                    window: Window::Year,
                    least: 1.0,
                    colour: PURPLE,
                },
            ],
        ),
    }
}
