//! Scores: what a service asks its clients on a form, and so all that a study of its records can see.
//!
//! ```text
//! first form   filled in with the referral to a link worker, by the person alone: chance asked_first
//! last form    in the week in which case and place are both over, whichever ends later, with the worker or the
//!              leader beside: chance asked_last by how the spell ended; none of those who never had a contact
//! ended        dropped out: of support, or of a course after the case was closed; lost: the worker left; planned:
//!              an ending that was prepared for; completed: a course or service seen to its end; else lost
//! a record     holds each score with chance record_share, the same at both ends of a spell
//! satisfaction N(L + c, wellbeing.score_error), rounded, 0 to 10; L = life satisfaction
//! loneliness   N(l + c x r, loneliness.score_error), rounded, 3 to 9; l = level of loneliness
//! activation   N(A + c x r, activation.score_error), rounded, 0 to 100; A = activation
//! wellbeing    N(wellbeing_mean + wellbeing_slope x (L - wellbeing.national_mean) + c x r, wellbeing_error),
//!              rounded, 7 to 35
//! courtesy     c = courtesy on the last form, 0 on the first; r = courtesy_ratio of the score
//! ```
//!
//! Published scores run from the referral or the start of support to its end, so the first form is that of the
//! referral: nobody waits for it, and no worker looks on. There is no state behind the short WEMWBS: it
//! is read from life satisfaction.
//!
//! **Claims.** None: this is how services look at what they do.
//! **Evidence.** 42 % of link workers record outcomes often (NHS England 2023). Of the first forms, of the last
//! ones by ending, of which scores a record holds and of courtesy there is no figure of their own: assumed from
//! what services do, and not from the share of clients with paired scores, which is to come of it.
//! Short WEMWBS in England: mean 23.5, standard deviation 3.9 (Ng Fat 2017); a correlation of 0.6 with life
//! satisfaction is assumed.

use crate::model::kinds::{Pathway, Score, SpellEnd};
use crate::model::mechanisms::people::loneliness;
use crate::model::now::Now;
use crate::model::parameters::Parameters as All;
use crate::model::random::{Purpose, Who};
use crate::model::spec::parameters;
use crate::model::world::{Client, Course, Ending, Form, NEVER, Scoring, Support, World};

parameters! {
    /// Scores at the start and the end of support.
    Parameters {
        /// Share of people referred to a link worker who fill in the first form.
        asked_first: Share [0.0, 1.0] "";
        /// Share of clients who fill in the last form, by how their support ended.
        asked_last: Share [0.0, 1.0] by SpellEnd "";
        /// Share of records that hold each score.
        record_share: Share [0.0, 1.0] by Score "";
        /// Points by which life satisfaction is told too high out of courtesy, where the worker asks.
        courtesy: Points [0.0, 2.0] "";
        /// Courtesy on each score, against that on life satisfaction: by the standard deviations of the
        /// two, and below zero where less is better.
        courtesy_ratio: Ratio [-20.0, 20.0] by Score "";
        /// Short WEMWBS of people with the national mean of life satisfaction.
        wellbeing_mean: Count [7.0, 35.0] "";
        /// Rise of the short WEMWBS for a point of life satisfaction.
        wellbeing_slope: Ratio [0.0, 5.0] "";
        /// Standard deviation of the error of one score on the short WEMWBS.
        wellbeing_error: Count [0.0, 10.0] "";
    }
}

/// Ends of the scale of the short WEMWBS: seven answers of 1 to 5.
const WELLBEING: (f64, f64) = (7.0, 35.0);

/// Occasions of draws, each with room for the errors of all scores.
mod occasion {
    /// Whether the first form is filled in; the errors follow.
    pub(crate) const FIRST: u8 = 20;
    /// Whether the last form is filled in; the errors follow.
    pub(crate) const LAST: u8 = 30;
    /// Whether a record holds the first score; the others follow.
    pub(crate) const RECORD: u8 = 40;
}

/// Where somebody stands who is asked.
#[derive(Clone, Copy, Debug)]
struct Standing {
    life_satisfaction: f64,
    loneliness: f64,
    activation: f64,
}

/// What is written on a form, with these errors in standard deviations and this courtesy in points of
/// life satisfaction, where the record holds every score.
fn filled_in(
    all: &All,
    is: Standing,
    z: [f64; Score::COUNT],
    courtesy: f64,
) -> [f64; Score::COUNT] {
    let p = &all.scores;
    let polite = |score: Score| courtesy * p.courtesy_ratio[score as usize];
    let life = polite(Score::LifeSatisfaction) + all.wellbeing.score_error * z[0];
    let lonely = is.loneliness + polite(Score::Loneliness);
    let activation = polite(Score::Activation) + all.activation.score_error * z[2];
    let above = is.life_satisfaction - all.wellbeing.national_mean;
    let wellbeing = p.wellbeing_mean
        + p.wellbeing_slope * above
        + polite(Score::Wellbeing)
        + p.wellbeing_error * z[3];
    [
        (is.life_satisfaction + life).round().clamp(0.0, 10.0),
        loneliness::score(all, lonely, z[1]),
        (is.activation + activation).round().clamp(0.0, 100.0),
        wellbeing.round().clamp(WELLBEING.0, WELLBEING.1),
    ]
}

/// How a spell ended that is over.
fn ended(client: &Client, week: i32) -> SpellEnd {
    // A place that was left after the case was closed: the spell ended with it.
    let after_case = client.course == Course::Left && client.since < week;
    match (client.pathway, client.ending, client.course) {
        (Pathway::DroppedOut, ..) => SpellEnd::DroppedOut,
        (Pathway::WorkerLeft, ..) => SpellEnd::Lost,
        _ if after_case => SpellEnd::DroppedOut,
        (_, Ending::Planned, _) => SpellEnd::Planned,
        (_, _, Course::Completed) => SpellEnd::Completed,
        _ => SpellEnd::Lost,
    }
}

/// Forms of those who were referred this week, and of those whose spell is over.
pub fn step(world: &mut World, now: Now) {
    let Now { week, .. } = now;
    for row in world.in_touch.clone() {
        let client = &world.clients[row];
        if client.referred == week && client.scoring != Scoring::Open {
            if client.pathway == Pathway::Waiting {
                begin(world, row, now);
            }
        } else if client.gone() {
            // Nobody asks those who have left the list for a last form.
            world.clients[row].scoring = Scoring::Closed;
        } else if client.scoring == Scoring::Open
            && client.support() == Support::None
            && client.pathway != Pathway::Waiting
        {
            end(world, row, now);
        }
    }
}

fn begin(world: &mut World, row: usize, now: Now) {
    let form = ask(world, row, now, (now.all.scores.asked_first, 0.0, occasion::FIRST));
    let client = &mut world.clients[row];
    client.scoring = Scoring::Open;
    client.first_form = form;
    client.last_form = Form::default();
}

fn end(world: &mut World, row: usize, now: Now) {
    let Now { all, week, .. } = now;
    let client = &world.clients[row];
    // Only a spell of which the referral stands for can have had a contact since.
    let met = client.first_contact != NEVER && client.first_contact >= client.referred;
    let asked = if met { all.scores.asked_last[ended(client, week) as usize] } else { 0.0 };
    let form = ask(world, row, now, (asked, all.scores.courtesy, occasion::LAST));
    let client = &mut world.clients[row];
    client.scoring = Scoring::Closed;
    client.last_form = form;
}

/// The form of a client, asked with this chance and answered with this courtesy.
fn ask(world: &World, row: usize, now: Now, (chance, courtesy, first): (f64, f64, u8)) -> Form {
    let Now { all, draws, .. } = now;
    let person = world.clients[row].person;
    let id = Who(person);
    if !draws.happens(chance, Purpose::Measure, id, first) {
        return Form::default();
    }
    let at = person as usize;
    let (state, who) = (&world.people.slow[at], &world.people.fixed[at]);
    let is = Standing {
        life_satisfaction: state.wellbeing.share() * 10.0,
        loneliness: loneliness::level(all, who, world.people.needs[at]),
        activation: state.activation.share() * 100.0,
    };
    let errors =
        std::array::from_fn(|score| draws.normal(Purpose::Measure, id, first + 1 + score as u8));
    let scores = filled_in(all, is, errors, courtesy);
    let generation = u32::from(world.people.generation[at]);
    let held = |score: Score| {
        let share = all.scores.record_share[score as usize];
        let lot = occasion::RECORD + score as u8;
        let holds = draws.lasting().uniform(Purpose::Measure, id, lot, generation) < share;
        holds.then_some(scores[score as usize] as u8)
    };
    Form {
        life_satisfaction: held(Score::LifeSatisfaction),
        loneliness: held(Score::Loneliness),
        activation: held(Score::Activation),
        wellbeing: held(Score::Wellbeing),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::tests::{baseline, now, small_world};

    const STANDS: Standing = Standing { life_satisfaction: 5.2, loneliness: 6.4, activation: 54.7 };

    #[test]
    fn without_error_and_courtesy_scores_are_the_states_rounded() {
        let mut all = baseline();
        all.wellbeing.national_mean = 5.2;
        all.scores.wellbeing_mean = 23.5;
        let at = |z: f64| filled_in(&all, STANDS, [z; 4], 0.0).map(|score| score as u8);
        assert_eq!(at(0.0), [5, 6, 55, 24]);
        assert_eq!(at(99.0), [10, 9, 100, 35]);
        assert_eq!(at(-99.0), [0, 3, 0, 7]);
    }

    #[test]
    fn courtesy_makes_every_score_look_better() {
        let mut all = baseline();
        all.scores.courtesy_ratio = [1.0, -1.0, 7.0, 2.0];
        let at =
            |courtesy: f64| filled_in(&all, STANDS, [0.0; 4], courtesy).map(|score| score as i32);
        let (plain, polite) = (at(0.0), at(1.0));
        let gains: Vec<i32> =
            polite.iter().zip(plain).map(|(polite, plain)| polite - plain).collect();
        assert_eq!(gains, [1, -1, 7, 2]);
    }

    #[test]
    fn a_spell_is_asked_when_it_begins_and_when_case_and_place_are_over() {
        let mut all = baseline();
        all.scores.asked_first = 1.0;
        all.scores.asked_last = [1.0; SpellEnd::COUNT];
        all.scores.record_share = [1.0, 0.0, 1.0, 0.0];
        let (_, mut world) = small_world(all.clone());
        let row = world.open_row(&all, 7);
        world.be_in_touch(row);
        let go = |world: &mut World, week| step(world, now(&all, week));
        let client = &mut world.clients[row];
        (client.referred, client.pathway, client.since) = (3, Pathway::Waiting, 3);
        go(&mut world, 3);
        let first = world.clients[row].first_form;
        assert!(first.life_satisfaction.is_some() && first.activation.is_some());
        assert!(first.loneliness.is_none() && first.wellbeing.is_none());
        let client = &mut world.clients[row];
        (client.first_contact, client.pathway) = (5, Pathway::Active);
        go(&mut world, 9);
        assert_eq!(world.clients[row].scoring, Scoring::Open);
        let client = &mut world.clients[row];
        (client.pathway, client.since, client.ending) = (Pathway::GoalsMet, 12, Ending::Planned);
        go(&mut world, 12);
        let client = &world.clients[row];
        assert_eq!((client.scoring, client.first_form), (Scoring::Closed, first));
        assert!(client.last_form.life_satisfaction.is_some());
    }

    #[test]
    fn nobody_is_asked_at_the_end_who_was_never_met() {
        let mut all = baseline();
        all.scores.asked_last = [1.0; SpellEnd::COUNT];
        let (_, mut world) = small_world(all.clone());
        let row = world.open_row(&all, 7);
        world.be_in_touch(row);
        let client = &mut world.clients[row];
        (client.referred, client.scoring) = (3, Scoring::Open);
        client.pathway = Pathway::LostToWait;
        step(&mut world, now(&all, 8));
        assert_eq!(world.clients[row].last_form, Form::default());
        assert_eq!(world.clients[row].scoring, Scoring::Closed);
    }

    #[test]
    fn how_a_spell_ended_is_read_from_what_ended_last() {
        let mut client = Client::new(0, 0.5, 0.5);
        let mut end = |pathway, ending, course, since| {
            (client.pathway, client.ending, client.course) = (pathway, ending, course);
            client.since = since;
            ended(&client, 10)
        };
        let (met, left) = (Pathway::GoalsMet, Pathway::WorkerLeft);
        assert_eq!(end(met, Ending::Planned, Course::None, 10), SpellEnd::Planned);
        assert_eq!(end(met, Ending::Unplanned, Course::Completed, 4), SpellEnd::Completed);
        assert_eq!(end(met, Ending::Planned, Course::Left, 4), SpellEnd::DroppedOut);
        assert_eq!(end(met, Ending::Unplanned, Course::Left, 10), SpellEnd::Lost);
        assert_eq!(end(left, Ending::Unplanned, Course::None, 10), SpellEnd::Lost);
        let gone = end(Pathway::DroppedOut, Ending::Unplanned, Course::Completed, 4);
        assert_eq!(gone, SpellEnd::DroppedOut);
    }
}
