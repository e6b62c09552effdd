//! Organisations of the voluntary and community sector: places, own visitors, queues, strain,
//! buy-in, closing and founding.
//!
//! ```text
//! how many     per_thousand for 1,000 people, x (1 - density_tilt x d) in each fifth, d from 1 (most deprived)
//!              to -1 (least); kinds in turn by the weights `mix`
//! what it is   small with chance small_share, of the others middling with chance middle_share, else large;
//!              full places Y = small_places or large_places x exp(places_spread x z - places_spread^2 / 2),
//!              two at least; pull own_demand x exp(own_demand_spread x z); free of charge with chance
//!              free_share, otherwise fee / (1 - free_share); travel, cultural fit ~ N(travel, trait_spread),
//!              N(cultural_fit, trait_spread), leader ~ N(leader, leader_spread), mix of members ~ N(mixed,
//!              mixed_membership_spread), each between 0.02 and 0.98; leanings by `suits`; open outside working hours with chance evening_share;
//!              starts with Y x pull visitors, Y at most, training, buy_in, start_unfitting, a sense of being
//!              valued as practice.co_design, strain ref.strain, and a grant that ends within contract_years
//! income       I = 1 - g + g x grants, those of the fifth (`policy`) as the commissioner has them follow, g = grant_share_small or grant_share_large
//! places       -> Y x I x (1 - L x strain) / (1 - L x ref.strain), L = places_lost_to_strain x (1 - vocation_holds
//!              x (dedication - ref.vcs_vocation)), one at most, less those that
//!              go short for time that the scheme takes (`elsewhere`), none at least; places_per_week of the distance a week, rounded by lot
//! own visitors leave: Poisson, mean visitors / visitor_weeks; come: Poisson, mean Y x pull / visitor_weeks x
//!              exp(demand_per_hardship x hardship + demand_from_services x (1 - statutory capacity)); give
//!              up queueing: Poisson, mean queue x queue_loss_per_week
//! places free  each goes to a client with chance client_priority where both kinds queue, else to the kind
//!              that does; clients by the longest wait
//! administration -> burden of reports x (1 if small, else burden_others)
//! strain       -> strain_base + strain_queue x (all who queue) / places + strain_administration x
//!              administration + strain_shortfall x (1 - I), 1 at most
//! dedication   of its people -> vocation x (1 - dedication_worn x (strain - ref.strain, if above 0)), by
//!              valued_half_life; vocation ~ N(vocation, trait_spread), and dedication begins there
//! buy-in       -> buy_in + valued_gain x valued + trust_gain x (trust in the practices - ref.vcs_trust_gp)
//!              - unfitting_loss x U - strain_loss x (strain - ref.strain, if above 0); these three by half_life
//! valued       -> practice.co_design by valued_half_life; reports raise it (`feedback`)
//! training     -> the parameter training by training_half_life
//! unfitting    U of referrals: U <- U + unfitting_per_referral x (1 or 0 - U) a referral, and U <- U -
//!              unfitting_fade x U a week
//! closing      chance 1 - exp(-rate) a week; rate = closing_per_year / 52 x exp(shortfall_weight x g x (1 -
//!              grants) + small_weight x s + short_contract_weight x log2(long_grant_years / contract_years),
//!              if above 0, - vocation_stays x (dedication - ref.vcs_vocation)) x e; s = 1 + burden of reports if small, 0 if middling, -1 if large;
//!              e = (1 + expiry_weight in the last expiry_weeks of a grant) / its mean over the grant
//! founding     of a closed slot where no client is left, chance 1 - exp(-rate) a week; rate = (1 + h) x
//!              grants_level (1 at most) x (1 - policy.austerity x policy.grants_cut_at_full) x what grants follow
//!              the commissioner (1 at most) / refounding,
//!              h = founding_per_hour x hours of development of all workers; with chance h / (1 + h) x
//!              development.gap_seeking it offers what is missing, with members mixed by
//!              development.founded_mixed; workers know it by workforce.knowledge_at_hire and have no tie
//! cost         granted, Y x place_cost x g x grants a year, for people of the fifth of the area; payment_per_start
//!              for each client who starts. A place that a client holds costs places_charged x (place_cost / 52
//!              x (1 - g x grants) - payment_per_start / participation.course_weeks) a week, if above 0:
//!              what it costs beyond what grants and the payment have paid of it, so that nothing is paid twice
//! ```
//!
//! **Who is charged.** Grants and payments are the public purse. What a client's place costs beyond them is
//! borne by an organisation's other income, its volunteers' expenses or the client's fee; it is a line of its
//! own, counted as the scheme's, since without the scheme the client would not hold the place
//! (`places_charged` 0 leaves it to others). Places of own visitors are charged to nobody, and places in
//! statutory services have no price here: their number does not depend on the scheme.
//!
//! **Claims.** A056, A066, A165-A169 (what organisations need), A175 (new groups), A185, A187, A190,
//! A191, A195 (funding, churn, burden on the small), A154 (vocation), A181, A182 (where provision is), A217.
//! **Evidence.** 1.8 organisations per 1,000 people, 0.5 to 1.5 times that from most to least deprived
//! places; half are full, a third have room (CAF 2023); a third of income is public; 3.5 % close a
//! year; small ones lost most income in the cuts of 2008-13 (NCVO). Weights assumed. A place: a member of a time
//! bank costs below 450 pounds a year, befriending 80 (Knapp 2010), an exercise course of 16 weeks 385 (Edwards
//! 2013), all in prices of about 2010, which is 1.4 times as much in 2023/24: some 110 to 1,300 a year.

pub mod costs;
pub mod lives;

pub use lives::{make, missing};

use crate::model::mechanisms::community::policy;
use crate::model::mechanisms::reference::factor;
use crate::model::mechanisms::{lowered, poisson, raised, reporting, towards, weekly};
use crate::model::now::Now;
use crate::model::observe::{M, Observations};
use crate::model::parameters::Parameters as All;
use crate::model::random::{Purpose, Who};
use crate::model::spec::parameters;
use crate::model::world::{Fit, Organisation, Place, SizeClass, World};

parameters! {
    /// Voluntary and community organisations.
    Parameters {
        /// Organisations that could take part in the scheme, for a thousand registered people.
        per_thousand: PerThousand [0.0, 20.0] "A056";
        /// Weight of each kind of offer among organisations.
        offer_weights: Ratio [0.0, 20.0] by Offer "A173";
        /// Relative lack of organisations in areas of the most deprived fifth, and surplus in the least.
        density_tilt: LogRatio [-0.95, 0.95] "A182 A206";
        /// Level of grants to organisations, against the baseline.
        grants_level: Ratio [0.0, 5.0] "A187";
        /// Relative rise of grants in areas of the most deprived fifth, and fall in the least.
        redistribution: LogRatio [-0.9, 0.9] "A181 A182";
        /// Share of the income of small organisations that is public.
        grant_share_small: Share [0.0, 1.0] "A187";
        /// Share of the income of middling and large organisations that is public.
        grant_share_large: Share [0.0, 1.0] "A187";
        /// Share of organisations that are small.
        small_share: Share [0.0, 1.0] "A195";
        /// Share of organisations that are middling, of those that are not small.
        middle_share: Share [0.0, 1.0] "A195";
        /// Mean places of a small organisation.
        small_places: Places [1.0, 500.0] "";
        /// Mean places of a middling or large organisation.
        large_places: Places [1.0, 1000.0] "";
        /// Standard deviation between organisations of a size of their places, on a logarithmic scale.
        places_spread: LogRatio [0.0, 2.0] "";
        /// Share of the distance to the places that money and strain allow which an organisation covers in a
        /// week.
        places_per_week: Share [0.0, 1.0] "A187";
        /// Demand of own visitors over the places of an organisation, in the median organisation.
        own_demand: Ratio [0.0, 5.0] "A166";
        /// Standard deviation between organisations of the demand of own visitors over places, on a
        /// logarithmic scale.
        own_demand_spread: LogRatio [0.0, 2.0] "";
        /// Mean weeks that an organisation's own visitor stays.
        visitor_weeks: Weeks [1.0, 520.0] "";
        /// Rise of the demand of organisations' own visitors for a unit of hardship.
        demand_per_hardship: LogRatio [0.0, 3.0] "A203";
        /// Rise of the demand of organisations' own visitors where there are no statutory services left.
        demand_from_services: LogRatio [0.0, 3.0] "A187 A217";
        /// Share of own visitors queueing at an organisation who give up in a week.
        queue_loss_per_week: PerWeek [0.0, 1.0] "A169";
        /// Chance that a free place goes to a client of the scheme, where own visitors queue too.
        client_priority: Share [0.0, 1.0] "A166";
        /// Half-life of an organisation's strain, administration and buy-in on their way to their levels.
        half_life: Weeks [1.0, 260.0] "A166";
        /// Buy-in to the scheme of an organisation without trouble, not valued, with trust in the practices
        /// at its reference.
        buy_in: Share [0.0, 1.0] "A001 A165";
        /// Buy-in that being a fully valued partner adds to an organisation.
        valued_gain: Share [0.0, 1.0] "A167 A185";
        /// Buy-in that an organisation wins for a unit of trust in the practices above its reference.
        trust_gain: Share [0.0, 1.0] "A164 A176";
        /// Buy-in that an organisation loses when all referrals to it are inappropriate.
        unfitting_loss: Share [0.0, 1.0] "A165";
        /// Weight of one referral in an organisation's memory of how many were inappropriate.
        unfitting_per_referral: Share [0.0, 1.0] "A165";
        /// Share of an organisation's memory of inappropriate referrals lost in a week.
        unfitting_fade: Share [0.0, 1.0] "A165";
        /// Share of inappropriate referrals that an organisation begins with in its memory.
        start_unfitting: Share [0.0, 1.0] "";
        /// Strain of an organisation without a queue, reports or a shortfall.
        strain_base: Share [0.0, 1.0] "A166";
        /// Strain of an organisation with a queue as long as all its places.
        strain_queue: Share [0.0, 5.0] "A166";
        /// Strain of an organisation under full administration.
        strain_administration: Share [0.0, 1.0] "A195";
        /// Strain of an organisation that has lost all its income.
        strain_shortfall: Share [0.0, 1.0] "A187";
        /// Burden of reports on an organisation that is not small, against a small one.
        burden_others: Share [0.0, 1.0] "A195";
        /// Half-life of an organisation's sense of being a valued partner.
        valued_half_life: Weeks [1.0, 1000.0] "A167";
        /// Buy-in that an organisation loses for a unit of strain above its reference.
        strain_loss: Share [0.0, 1.0] "A166";
        /// Share of an organisation's places lost at full strain.
        places_lost_to_strain: Share [0.0, 0.9] "A169";
        /// Mean vocation of the people of organisations.
        vocation: Share [0.0, 1.0] "A154";
        /// Share of their vocation that full strain above its reference takes from an organisation's people.
        dedication_worn: Share [0.0, 1.0] "A154 A166";
        /// Relative fall of the places that strain costs an organisation for a unit of its people's
        /// dedication above the reference.
        vocation_holds: Ratio [0.0, 5.0] "A154";
        /// Weight of the dedication of its people in an organisation's staying open.
        vocation_stays: LogRatio [0.0, 5.0] "A154";
        /// Rate at which a middling organisation with full grants closes in a year.
        closing_per_year: PerYear [0.0, 5.0] "A187";
        /// Weight of the shortfall of grants, as a share of income, in the closing of an organisation.
        shortfall_weight: LogRatio [0.0, 10.0] "A187 A190";
        /// Weight of size in the closing of an organisation: for one class smaller.
        small_weight: LogRatio [0.0, 5.0] "A195";
        /// Length of organisations' grants.
        contract_years: Years [0.25, 20.0] "A190";
        /// Weight of short grants in the closing of an organisation: for each halving below the length that
        /// is long enough.
        short_contract_weight: LogRatio [0.0, 5.0] "A190";
        /// Length of grants from which a longer one does not keep an organisation from closing.
        long_grant_years: Years [0.25, 20.0] "A190";
        /// Relative rise of closing in the last weeks of a grant; over a whole grant closing is the same.
        expiry_weight: Ratio [0.0, 20.0] "A189 A190";
        /// Weeks before the end of a grant in which closing gathers.
        expiry_weeks: Weeks [0.0, 260.0] "A189 A190";
        /// Mean weeks until another organisation takes the place of a closed one, without link workers.
        refounding: Weeks [4.0, 2000.0] "A175";
        /// Relative rise of founding for an hour a week that link workers have for development.
        founding_per_hour: Ratio [0.0, 10.0] "A066 A175";
        /// Training of organisations' staff.
        training: Share [0.0, 1.0] "A168";
        /// Half-life of organisations' training on its way to what it is meant to be.
        training_half_life: Weeks [1.0, 1000.0] "A168";
        /// Mean quality of organisations' leaders.
        leader: Share [0.0, 1.0] "A047";
        /// Standard deviation between organisations of the quality of leaders.
        leader_spread: Share [0.0, 0.5] "";
        /// Mean fee of a visit to an organisation.
        fee: Pounds [0.0, 100.0] "A170";
        /// Share of organisations that are free of charge.
        free_share: Share [0.0, 0.99] "A170";
        /// Share of organisations open outside working hours.
        evening_share: Share [0.0, 1.0] "A171";
        /// Mean fit of organisations to people of a cultural minority.
        cultural_fit: Share [0.0, 1.0] "A174";
        /// Standard deviation between organisations of the travel barrier and of the fit to a cultural minority.
        trait_spread: Share [0.0, 0.5] "";
        /// Mean mix of organisations' members: 0 all alike, 1 from every circle.
        mixed_membership: Share [0.0, 1.0] "A064";
        /// Standard deviation between organisations of the mix of members.
        mixed_membership_spread: Share [0.0, 0.5] "A064";
        /// Mean travel barrier of organisations.
        travel: Share [0.0, 1.0] "A172";
        /// Yearly cost of a place at an organisation, whoever pays for it.
        place_cost: PoundsPerYear [0.0, 20000.0] "";
        /// Payment to an organisation for each client who starts there.
        payment_per_start: Pounds [0.0, 5000.0] "";
        /// Share of what places that clients hold cost, beyond grants and payments, that is counted as
        /// spending on the scheme.
        places_charged: Share [0.0, 1.0] "";
    }
}

/// Occasion of the lot by which places are rounded.
const ROUNDING: u8 = 3;

/// Most of its places that strain can cost an organisation: what is possible of the parameter.
const MOST_LOST: f64 = 0.9;

impl Parameters {
    /// Share of the income of an organisation of this size that is public.
    fn grant_share(&self, size: SizeClass) -> f64 {
        if size == SizeClass::Small { self.grant_share_small } else { self.grant_share_large }
    }

    /// Share of the places lost at full strain where people have this dedication.
    fn lost_to_strain(&self, dedication: f64, reference: f64) -> f64 {
        let held = factor(-self.vocation_holds, dedication, reference);
        (self.places_lost_to_strain * held).min(MOST_LOST)
    }

    /// Where the dedication of people with this vocation tends, under so much strain above the reference.
    fn dedication(&self, vocation: f64, strain: f64) -> f64 {
        lowered(vocation, self.dedication_worn * strain)
    }

    /// Where strain tends, by queues over places, the load of administration, and income over full income.
    fn strain(&self, waiting: f64, administration: f64, income: f64) -> f64 {
        let strain = self.strain_base
            + self.strain_queue * waiting
            + self.strain_administration * administration
            + self.strain_shortfall * (1.0 - income).max(0.0);
        strain.min(1.0)
    }
}

/// Where the buy-in of an organisation tends.
fn buy_in(all: &All, host: &Organisation) -> f64 {
    let (p, at) = (&all.vcs, &all.reference);
    let valued = p.valued_gain * host.valued;
    let buy_in = p.buy_in + valued + p.trust_gain * (host.trust_gp - at.vcs_trust_gp)
        - p.unfitting_loss * host.unfitting
        - p.strain_loss * (host.strain - at.strain).max(0.0);
    buy_in.clamp(0.0, 1.0)
}

/// A week of every organisation.
pub fn step(world: &mut World, now: Now, policy: &policy::Tables, seen: &mut Observations) {
    let Now { all, .. } = now;
    take_note(world, all);
    let queues = client_queues(world);
    let hours: f64 = world.posts.iter().map(|post| post.hours.development).sum();
    for (number, queue) in queues.iter().enumerate() {
        if world.organisations[number].open() {
            run(world, number, now, policy, seen);
            admit(world, number, queue, now, seen);
            lives::survive(world, number, now, policy, seen);
        } else {
            lives::found(world, number, now, hours, seen);
        }
    }
    costs::charge_places(world, all, policy, seen);
}

/// What organisations noticed this week: whom link workers sent them, and what they heard of clients.
fn take_note(world: &mut World, all: &All) {
    for (number, fit) in std::mem::take(&mut world.desk.referred_on) {
        let host = &mut world.organisations[number];
        let unfitting = f64::from(u8::from(fit == Fit::Unfitting));
        host.unfitting += all.vcs.unfitting_per_referral * (unfitting - host.unfitting);
    }
    for number in std::mem::take(&mut world.desk.reports) {
        let host = &mut world.organisations[number];
        host.valued = raised(host.valued, all.feedback.valued_per_report);
    }
}

/// Clients in each organisation's queue, longest wait first, ties by lot.
fn client_queues(world: &World) -> Vec<Vec<usize>> {
    let mut queues = vec![Vec::new(); world.organisations.len()];
    for &row in &world.in_touch {
        if let Place::Queue { organisation, since } = world.clients[row].place {
            queues[organisation as usize].push((since, row));
        }
    }
    queues
        .into_iter()
        .map(|mut queue| {
            queue.sort_unstable();
            queue.into_iter().map(|(_, row)| row).collect()
        })
        .collect()
}

/// Funding, own visitors, strain and buy-in of one organisation.
fn run(
    world: &mut World,
    number: usize,
    now: Now,
    policy: &policy::Tables,
    seen: &mut Observations,
) {
    let Now { all, draws, .. } = now;
    let (p, at) = (&all.vcs, &all.reference);
    let id = Who(number as u32);
    let fifth = world.organisations[number].fifth as usize;
    let grants = costs::grants(world, policy, fifth);
    let organisation = &mut world.organisations[number];
    let share = p.grant_share(organisation.size);
    let income = 1.0 - share + share * grants;
    let lost = p.lost_to_strain(organisation.dedication, at.vcs_vocation);
    let level = income * (1.0 - lost * organisation.strain);
    let target = organisation.places * level / (1.0 - lost * at.strain);
    let target = (target - organisation.time_taken).max(0.0);
    let smooth = towards(f64::from(organisation.capacity), target, p.places_per_week);
    let up = draws.happens(smooth.fract(), Purpose::Visitors, id, ROUNDING);
    organisation.capacity = smooth.floor() as u32 + u32::from(up);

    let [gone, come, lost, _] = draws.uniforms(Purpose::Visitors, id, 0, 0);
    let leaving = poisson(gone, f64::from(organisation.visitors) / p.visitor_weeks)
        .min(organisation.visitors);
    organisation.visitors -= leaving;
    let unserved = (1.0 - policy.statutory).max(0.0);
    let hardship = libm::exp(
        p.demand_per_hardship * policy.hardship[fifth] + p.demand_from_services * unserved,
    );
    // Nobody comes twice in a week: with hardship far beyond what is plausible more would be drawn.
    let arrivals =
        poisson(come, organisation.places * organisation.pull * hardship / p.visitor_weeks)
            .min(world.people.len() as u32);
    let impatient = poisson(lost, f64::from(organisation.queue) * p.queue_loss_per_week)
        .min(organisation.queue);
    let free = organisation.free();
    let served = (organisation.queue + arrivals).min(free);
    // An own visitor who would have found a place, had no client of the scheme taken it.
    let turned_away = organisation.queue + arrivals - served;
    let displaced = turned_away.min(organisation.clients).min(arrivals);
    seen.add_total(M::VcsDisplaced, f64::from(displaced), 0.0);
    let organisation = &mut world.organisations[number];
    organisation.queue = (organisation.queue + arrivals).saturating_sub(impatient);

    let speed = weekly(p.half_life);
    let waiting = f64::from(organisation.queue + organisation.client_queue)
        / f64::from(organisation.capacity.max(1));
    let small = if organisation.size == SizeClass::Small { 1.0 } else { p.burden_others };
    let burden = reporting(all) * small;
    organisation.administration = towards(organisation.administration, burden, speed);
    let strain = p.strain(waiting, organisation.administration, income);
    organisation.strain = towards(organisation.strain, strain, speed);
    organisation.buy_in = towards(organisation.buy_in, buy_in(all, organisation), speed);
    organisation.valued =
        towards(organisation.valued, all.practice.co_design, weekly(p.valued_half_life));
    organisation.dedication = towards(
        organisation.dedication,
        p.dedication(organisation.vocation, organisation.strain - at.strain),
        weekly(p.valued_half_life),
    );
    organisation.training =
        towards(organisation.training, p.training, weekly(p.training_half_life));
    organisation.unfitting = lowered(organisation.unfitting, p.unfitting_fade);
    costs::pay_grant(world, number, all, policy, seen);
}

/// Gives the free places to the two queues, clients getting a share of the draws.
fn admit(world: &mut World, number: usize, queue: &[usize], now: Now, seen: &mut Observations) {
    let Now { all, week, draws, .. } = now;
    let mut waiting = queue.iter().copied().filter(|&row| {
        matches!(world.clients[row].place, Place::Queue { organisation, .. } if organisation as usize == number)
    }).collect::<Vec<_>>().into_iter().peekable();
    let free = world.organisations[number].free();
    for place in 0..free {
        let own = world.organisations[number].queue > 0;
        let clients = waiting.peek().is_some();
        let lot = draws.uniform(Purpose::Visitors, Who(number as u32), 1, place);
        if clients && (!own || lot < all.vcs.client_priority) {
            let Some(row) = waiting.next() else { break };
            world.take_place(row, number, week);
            costs::pay_start(world, row, all, seen);
        } else if own {
            let host = &mut world.organisations[number];
            host.queue -= 1;
            host.visitors += 1;
        } else {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::kinds::{Fifth, Offer};
    use crate::model::mechanisms::tests::baseline;
    use crate::model::random::Draws;

    #[test]
    fn strain_adds_up_and_ends_at_one() {
        let p = baseline().vcs;
        assert!((p.strain(0.0, 0.0, 1.0) - p.strain_base).abs() < 1e-12);
        let poor = p.strain_base + p.strain_shortfall * 0.5;
        assert!((p.strain(0.0, 0.0, 0.5) - poor).abs() < 1e-12);
        assert!((p.strain(10.0, 1.0, 0.0) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn vocation_holds_places_under_strain_and_is_worn_by_it() {
        let mut p = baseline().vcs;
        (p.places_lost_to_strain, p.vocation_holds, p.dedication_worn) = (0.4, 1.0, 0.5);
        assert!((p.lost_to_strain(0.7, 0.7) - 0.4).abs() < 1e-12);
        assert!((p.lost_to_strain(0.9, 0.7) - 0.32).abs() < 1e-12);
        assert!((p.dedication(0.8, 0.5) - 0.6).abs() < 1e-12);
        assert!((p.dedication(0.8, -0.2) - 0.8).abs() < 1e-12);
    }

    #[test]
    fn buy_in_falls_with_inappropriate_referrals_and_with_strain_beyond_the_reference() {
        let all = baseline();
        let mut host = make(&all, 0, 0, Offer::Social, Fifth::Middle, Draws::new(1, 0, 0));
        (host.valued, host.unfitting, host.strain) = (0.0, 0.0, 0.0);
        host.trust_gp = all.reference.vcs_trust_gp;
        assert!((buy_in(&all, &host) - all.vcs.buy_in).abs() < 1e-12);
        host.strain = all.reference.strain + 0.2;
        let strained = all.vcs.buy_in - 0.2 * all.vcs.strain_loss;
        assert!((buy_in(&all, &host) - strained).abs() < 1e-12);
        host.unfitting = 0.5;
        assert!(buy_in(&all, &host) < strained);
    }
}
