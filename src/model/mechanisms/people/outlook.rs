//! Outlook: what goes on in the mind of somebody who was referred, and what it leads to.
//!
//! ```text
//! overwhelm    O = referral.overwhelm_per_severe_need x severe needs + referral.overwhelm_per_hardship x H (if
//!              above 0), 1 at most
//! readiness    R -> (readiness trait + v, between 0 and 1) x (1 - readiness_loss x O), by readiness_half_life
//! motivation   M -> (R + buy-in + hope) / 3 + motivation_shift, between 0 and 1, by motivation_half_life; a step
//!              that succeeds raises it by motivation_per_step of what is missing, one that fails lowers it by
//!              as much of itself (`link_work`); peers raise it (`peers`)
//! hope         -> readiness trait + hope_shift + v, between 0 and 1, by hope_half_life; a step that succeeds raises
//!              it (`link_work`)
//! own view     v -> lasting x (hope - readiness trait - hope_shift) by own_half_life; 0 before the first referral
//! dead end     who leaves the scheme without a goal reached, or is lost to it while waiting, loses disappointment
//!              of readiness and of hope
//! load         -> (load_base + load_per_need x (needs - 1, if above 0) + O, 1 at most), x (1 - plan_relief) if
//!              there is a plan made together and was a first contact, by load_half_life
//! legitimacy   of accepting help -> g = legitimacy_at_start - legitimacy_stigma x stigma trait x
//!              referral.stigma_level, between 0 and 1, by legitimacy_half_life; a session raises it by
//!              link_work.permission_giving x permission_gain x quality of what is missing (`link_work`)
//! rumination     D -> U x (1 - distraction x N, between 0 and 1), by rumination_half_life; U = rumination_base +
//!              rumination_low_mood (in low mood) + rumination_per_need x other needs, 1 at most;
//!              N = bonding and bridging ties above their base (`capital`), if above 0
//! wellbeing    + within_share x rumination_points x (U - D, if above 0) x (1 - 2 ^ (-w / wellbeing.half_life)):
//!              what less rumination holds up, worked off at the speed at which wellbeing fades
//! family       with chance 1 - exp(-family_per_month x w / weeks in a month x F), F = (hope - the larger of
//!              family_threshold and the readiness trait) / (1 - family_threshold), if above 0: ties with family
//!              and friends are taken up, bonding rises by family_gain of what is missing; what is won so fades
//!              by capital.half_life
//! help sought  with chance 1 - exp(-help_per_month x w / weeks in a month x (legitimacy - g, if above 0)), by
//!              those with a need and without a place: one need, each as likely, is taken down a
//!              step (`relapse`) with chance help_resolves x activation / 100
//! ```
//!
//! w is the weeks since the person was last looked at: one for those in touch with the scheme, four or
//! fewer for former clients. At a referral readiness, load, rumination and motivation begin at their
//! targets, and a plan is made together with chance `link_work.plan_share`; hope and legitimacy begin
//! at theirs until the first contact of all. H is the person's hardship (`means`). Nothing here acts on people who
//! were never referred.
//!
//! **Claims.** A010, A011, A055 (readiness), A012, A041, A042, A076 (motivation), A025 (leave to accept
//! help), A026 (plan and mental load), A071 (new ties and rumination), A072 (outlook and family),
//! A052 (hope), A184 (a dead end), A240 (what lasts).
//! **Evidence.** Directions: Tierney 2020; sizes and speeds assumed, swept.

use crate::model::kinds::{Need, Resource};
use crate::model::mechanisms::people::capital;
use crate::model::mechanisms::people::means;
use crate::model::mechanisms::{
    SHORTEST_WAY, chance, lowered, mean, overwhelm, raised, towards, within,
};
use crate::model::now::Now;
use crate::model::observe::{M, Observations};
use crate::model::parameters::Parameters as All;
use crate::model::random::{Purpose, Who};
use crate::model::spec::parameters;
use crate::model::world::{Client, Fixed, Membership, NEVER, Needs, Place, Plan, State, World};

parameters! {
    /// What goes on in clients' minds.
    Parameters {
        /// Share of a client's readiness that is lost when fully overwhelmed.
        readiness_loss: Share [0.0, 1.0] "A010 A011";
        /// Half-life of clients' readiness on its way to what life leaves of it.
        readiness_half_life: Weeks [0.5, 260.0] "A010 A055";
        /// Shift of clients' motivation against the mean of readiness, buy-in and hope.
        motivation_shift: Share [-1.0, 1.0] "A076";
        /// Half-life of clients' motivation on its way to what readiness, buy-in and hope give.
        motivation_half_life: Weeks [0.5, 260.0] "A041 A076";
        /// Share of missing motivation won by a step that succeeds, and of motivation lost by one that
        /// fails.
        motivation_per_step: Share [0.0, 1.0] "A041 A042";
        /// Motivation below which taking part in an activity gives no ties and no resources.
        motivation_threshold: Share [0.0, 1.0] "A076";
        /// Shift of clients' usual hope against their readiness.
        hope_shift: Share [-1.0, 1.0] "A052";
        /// Half-life of clients' hope on its way back to what is usual for them.
        hope_half_life: Weeks [0.5, 520.0] "A052";
        /// Share of clients' hope above or below what was usual for them which becomes usual, if it stays.
        lasting: Share [0.0, 1.0] "A052 A240";
        /// Half-life of what is usual for clients on its way to what they have become.
        own_half_life: Weeks [1.0, 1000.0] "A052 A240";
        /// Share of readiness and of hope lost by a client whom the scheme left without anything reached.
        disappointment: Share [0.0, 1.0] "A184";
        /// Mental load of a client with one need who is not overwhelmed.
        load_base: Share [0.0, 1.0] "A026";
        /// Rise of a client's mental load for each need beyond the first.
        load_per_need: Share [0.0, 1.0] "A026";
        /// Share of a client's mental load that a plan made together takes away.
        plan_relief: Share [0.0, 1.0] "A026";
        /// Half-life of clients' mental load on its way to what their life puts on them.
        load_half_life: Weeks [0.5, 260.0] "A026";
        /// Legitimacy of accepting help, in the eyes of a client without shame, before any session.
        legitimacy_at_start: Share [0.0, 1.0] "A025";
        /// Legitimacy of accepting help that full sensitivity to stigma takes away, at full stigma of
        /// the service.
        legitimacy_stigma: Share [0.0, 1.0] "A008 A025";
        /// Share of the missing legitimacy of accepting help that is won in a session of full quality
        /// in which the worker says that it is legitimate.
        permission_gain: Share [0.0, 1.0] "A025";
        /// Half-life of the legitimacy of accepting help that was won in sessions, once they stop.
        legitimacy_half_life: Weeks [0.5, 520.0] "A025";
        /// Contacts with organisations that a client makes unaided in a month, for a unit of legitimacy
        /// won.
        help_per_month: PerMonth [0.0, 5.0] "A025";
        /// Share of contacts made unaided with organisations after which a need ends, at full
        /// activation.
        help_resolves: Share [0.0, 1.0] "A025";
        /// Rumination of a client without any need.
        rumination_base: Share [0.0, 1.0] "A071";
        /// Rise of rumination with low mood.
        rumination_low_mood: Share [0.0, 1.0] "A071";
        /// Rise of rumination with each need other than low mood.
        rumination_per_need: Share [0.0, 1.0] "A071";
        /// Share of rumination that a unit of new ties takes away.
        distraction: Ratio [0.0, 20.0] "A071";
        /// Half-life of rumination on its way to what a client's needs and new ties make of it.
        rumination_half_life: Weeks [0.5, 260.0] "A071";
        /// Life satisfaction of people with a whole unit less of rumination above that of others.
        rumination_points: Points [0.0, 10.0] "A071";
        /// Share of the difference that rumination makes between people which less of it makes within
        /// one person.
        within_share: Share [0.0, 1.0] "A071";
        /// Hope from which clients take up ties with family and friends again.
        family_threshold: Share [0.0, 1.0] "A072";
        /// Ties with family and friends that a client of full hope takes up again in a month.
        family_per_month: PerMonth [0.0, 5.0] "A072";
        /// Share of missing bonding ties won by one tie with family or friends that is taken up again.
        family_gain: Share [0.0, 1.0] "A072";
    }
}

/// Rumination that a person's troubles bring, without new ties.
#[must_use]
pub fn usual_rumination(all: &All, needs: Needs) -> f64 {
    let p = &all.outlook;
    let low = if needs.has(Need::LowMood) { p.rumination_low_mood } else { 0.0 };
    let others = needs.iter().filter(|&need| need != Need::LowMood).count() as f64;
    (p.rumination_base + low + p.rumination_per_need * others).min(1.0)
}

/// Legitimacy of accepting help before anybody gave leave.
#[must_use]
pub fn first_legitimacy(all: &All, who: &Fixed) -> f64 {
    let p = &all.outlook;
    let shame = who.traits().stigma * all.referral.stigma_level;
    (p.legitimacy_at_start - p.legitimacy_stigma * shame).clamp(0.0, 1.0)
}

/// Hope that is usual for somebody before the scheme.
fn usual_hope(all: &All, who: &Fixed) -> f64 {
    who.traits().readiness + all.outlook.hope_shift
}

/// Motivation that readiness, buy-in and hope give.
#[must_use]
fn usual_motivation(all: &All, readiness: f64, buy_in: f64, hope: f64) -> f64 {
    (mean([readiness, buy_in, hope]) + all.outlook.motivation_shift).clamp(0.0, 1.0)
}

/// Where the parts of a client's mind tend.
struct Targets {
    readiness: f64,
    motivation: f64,
    hope: f64,
    own: f64,
    load: f64,
    legitimacy: f64,
    rumination: f64,
}

impl Targets {
    fn new(all: &All, who: &Fixed, needs: Needs, hardship: f64, ties: f64, now: &Client) -> Self {
        let p = &all.outlook;
        let overwhelm = overwhelm(
            all.referral.overwhelm_per_severe_need,
            all.referral.overwhelm_per_hardship,
            needs,
            hardship,
        );
        let usual = (who.traits().readiness + now.mind.own).clamp(0.0, 1.0);
        let readiness = usual * (1.0 - p.readiness_loss * overwhelm);
        let further = (needs.iter().count() as f64 - 1.0).max(0.0);
        let planned = now.mind.plan == Plan::Together && now.first_contact != NEVER;
        let relief = if planned { p.plan_relief } else { 0.0 };
        let load = p.load_base + p.load_per_need * further + overwhelm;
        Self {
            readiness,
            motivation: usual_motivation(all, now.mind.readiness, now.buy_in, now.hope),
            hope: (usual_hope(all, who) + now.mind.own).clamp(0.0, 1.0),
            own: p.lasting * (now.hope - usual_hope(all, who)),
            load: load.min(1.0) * (1.0 - relief),
            legitimacy: first_legitimacy(all, who),
            rumination: usual_rumination(all, needs)
                * (1.0 - (p.distraction * ties).clamp(0.0, 1.0)),
        }
    }

    /// The mind of somebody who has just been referred.
    fn begin(&self, all: &All, client: &mut Client, lot: f64) {
        if client.first_contact == NEVER {
            client.hope = self.hope;
            client.mind.legitimacy = self.legitimacy;
        }
        let mind = &mut client.mind;
        mind.readiness = self.readiness;
        mind.load = self.load;
        mind.rumination = self.rumination;
        mind.plan = if lot < all.link_work.plan_share { Plan::Together } else { Plan::Alone };
        mind.motivation = usual_motivation(all, mind.readiness, client.buy_in, client.hope);
    }

    fn approach(&self, client: &mut Client, by: &Ways) {
        client.hope = towards(client.hope, self.hope, by.hope);
        let mind = &mut client.mind;
        for (state, target, by) in [
            (&mut mind.readiness, self.readiness, by.readiness),
            (&mut mind.motivation, self.motivation, by.motivation),
            (&mut mind.own, self.own, by.own),
            (&mut mind.load, self.load, by.load),
            (&mut mind.legitimacy, self.legitimacy, by.legitimacy),
            (&mut mind.rumination, self.rumination, by.rumination),
            (&mut mind.family, 0.0, by.family),
        ] {
            *state = towards(*state, target, by);
        }
    }
}

/// Shares of their way that the parts of a client's mind go in some weeks.
struct Ways {
    readiness: f64,
    motivation: f64,
    hope: f64,
    own: f64,
    load: f64,
    legitimacy: f64,
    rumination: f64,
    family: f64,
    wellbeing: f64,
}

impl Ways {
    fn new(all: &All, weeks: f64) -> Self {
        let p = &all.outlook;
        Self {
            readiness: within(weeks, p.readiness_half_life),
            motivation: within(weeks, p.motivation_half_life),
            hope: within(weeks, p.hope_half_life),
            own: within(weeks, p.own_half_life),
            load: within(weeks, p.load_half_life),
            legitimacy: within(weeks, p.legitimacy_half_life),
            rumination: within(weeks, p.rumination_half_life),
            family: within(weeks, all.capital.half_life),
            wellbeing: within(weeks, all.wellbeing.half_life),
        }
    }
}

/// Weeks up to which the shares are worked out once for all: nearly everybody is looked at again after
/// one week, or after four.
const USUAL_WEEKS: i32 = 4;

/// A week of everybody who was referred.
pub fn step(world: &mut World, now: Now, seen: &mut Observations) {
    let Now { all, hardship, week, draws, .. } = now;
    let p = &all.outlook;
    disappoint(world, all, week);
    let usual: Vec<Ways> =
        (0..=USUAL_WEEKS).map(|weeks| Ways::new(all, f64::from(weeks))).collect();
    for row in world.looked_at() {
        let client = &mut world.clients[row];
        if client.gone() {
            continue;
        }
        let person = client.person as usize;
        let fixed = world.people.fixed[person];
        let who = &fixed;
        let needs = world.people.needs[person];
        let hardship = means::hardship(all, who, hardship);
        if client.referred == week {
            client.mind.since = week;
            let lot = draws.uniform(Purpose::Outlook, Who(client.person), 0, 0);
            Targets::new(all, who, needs, hardship, 0.0, client).begin(all, client, lot);
            continue;
        }
        if client.mind.since == NEVER || i32::from(world.people.settled[person]) != week {
            continue;
        }
        let since = week - client.mind.since;
        let weeks = f64::from(since);
        let longer = (since > USUAL_WEEKS).then(|| Ways::new(all, weeks));
        let by = longer.as_ref().unwrap_or(&usual[since.min(USUAL_WEEKS) as usize]);
        client.mind.since = week;
        let mut state = State::of(&world.people.slow[person]);
        let ties = new_ties(all, who, needs, world.people.membership[person], &state);
        Targets::new(all, who, needs, hardship, ties, client).approach(client, by);
        // What keeps wellbeing up is worked off at the speed at which it fades.
        let relief = (usual_rumination(all, needs) - client.mind.rumination).max(0.0);
        let points = p.within_share * p.rumination_points;
        let held = points * relief * by.wellbeing;
        state.wellbeing = (state.wellbeing + held).min(10.0);
        let [renews, seeks, resolves, which] =
            draws.uniforms(Purpose::Outlook, Who(client.person), 1, 0);
        let months = weeks / crate::model::units::WEEKS_PER_MONTH;
        // Somebody who always looked ahead with hope sees family and friends without the scheme.
        let usual = p.family_threshold.max(who.traits().readiness);
        let above = (client.hope - usual) / (1.0 - p.family_threshold).max(SHORTEST_WAY);
        if renews < chance(p.family_per_month * months * above.max(0.0)) {
            let bonding = &mut state.capital[Resource::Bonding as usize];
            let after = raised(*bonding, p.family_gain);
            client.mind.family = (client.mind.family + after - *bonding).min(1.0);
            *bonding = after;
            seen.count(M::FamilyTiesRenewed, who.fifth);
        }
        world.people.keep(person, &state);
        let leave = (client.mind.legitimacy - first_legitimacy(all, who)).max(0.0);
        let free = client.place == Place::None && needs.any();
        if free && seeks < chance(p.help_per_month * months * leave) {
            seen.count(M::HelpSought, who.fifth);
            let open: Vec<Need> = needs.iter().collect();
            if resolves < p.help_resolves * state.activation / 100.0 {
                let need = open[((which * open.len() as f64) as usize).min(open.len() - 1)];
                world.people.needs[person].help(need);
            }
        }
    }
}

/// Who ended this week without anything reached is the less ready for it and looks ahead with less hope.
fn disappoint(world: &mut World, all: &All, week: i32) {
    let lost = all.outlook.disappointment;
    for &row in &world.in_touch {
        let client = &mut world.clients[row];
        if client.came_to_nothing(week) {
            client.hope = lowered(client.hope, lost);
            client.mind.readiness = lowered(client.mind.readiness, lost);
        }
    }
}

/// Ties, bonding and bridging, above what the person's life supports.
fn new_ties(all: &All, who: &Fixed, needs: Needs, member: Membership, state: &State) -> f64 {
    let base = capital::base(all, who, needs, member);
    let gap = |tie: Resource| state.capital[tie as usize] - base[tie as usize];
    (gap(Resource::Bonding) + gap(Resource::Bridging)).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::tests::{baseline, somebody};
    use crate::model::world::{Severity, Traits};

    #[test]
    fn motivation_is_the_mean_of_what_gives_it_and_stays_between_its_ends() {
        let mut all = baseline();
        all.outlook.motivation_shift = 0.1;
        assert!((usual_motivation(&all, 0.2, 0.4, 0.9) - 0.6).abs() < 1e-12);
        assert!((usual_motivation(&all, 1.0, 1.0, 1.0) - 1.0).abs() < f64::EPSILON);
    }

    #[test]
    fn troubles_make_people_ruminate_and_low_mood_most() {
        let all = baseline();
        let mut needs = Needs::default();
        let none = usual_rumination(&all, needs);
        needs.start(Need::Money, Severity::Present, false);
        let worried = usual_rumination(&all, needs);
        needs.start(Need::LowMood, Severity::Present, false);
        let low = usual_rumination(&all, needs);
        assert!(none < worried && low - worried > worried - none && low <= 1.0);
    }

    #[test]
    fn the_ashamed_find_help_less_legitimate() {
        let all = baseline();
        let ashamed = |stigma| {
            let traits = Traits { stigma, ..somebody().traits() };
            let who =
                Fixed::new(50, crate::model::kinds::Sex::Female, somebody().fifth, 0, 0, &traits);
            first_legitimacy(&all, &who)
        };
        assert!((ashamed(0.0) - all.outlook.legitimacy_at_start).abs() < 1e-12);
        assert!(ashamed(1.0) < ashamed(0.5));
    }
}
