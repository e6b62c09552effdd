//! How organisations begin and end: what one is like when it is made, whether it lasts another week,
//! and whether a closed slot is filled again. The equations stand in the opening of `vcs`.
use crate::model::kinds::{Fifth, Offer};
use crate::model::mechanisms::community::policy;
use crate::model::mechanisms::community::vcs::costs;
use crate::model::mechanisms::{as_trait, chance, reporting};
use crate::model::now::Now;
use crate::model::observe::{M, Observations};
use crate::model::parameters::Parameters as All;
use crate::model::random::{Draws, Purpose, Who, normal_quantile};
use crate::model::units::WEEKS_PER_YEAR;
use crate::model::world::{Founders, Leanings, Organisation, SizeClass, World};

/// Least full places of an organisation: with fewer it is no group.
const LEAST_PLACES: f64 = 2.0;

/// What the draws decide by which an organisation is made.
#[derive(Clone, Copy)]
#[repr(u8)]
enum Lot {
    Size,
    Places,
    Pull,
    Fee,
    Travel,
    Evening,
    Culture,
    Leader,
    Grant,
    Mixed,
    Taste,
    Company,
    Hour,
    Vocation,
}

/// An organisation for a slot, in the first locality: what it is depends on the slot and the generation alone.
#[must_use]
pub fn make(
    all: &All,
    slot: usize,
    generation: u32,
    offer: Offer,
    fifth: Fifth,
    setup: Draws,
) -> Organisation {
    let p = &all.vcs;
    let draw = |what: Lot| {
        let who = Who(slot as u32);
        setup.week(0).uniform(Purpose::MakeOrganisation, who, what as u8, generation)
    };
    let trait_ =
        |what: Lot, mean: f64, spread: f64| as_trait(mean + spread * normal_quantile(draw(what)));
    let size = match draw(Lot::Size) {
        u if u < p.small_share => SizeClass::Small,
        u if u < p.small_share + p.middle_share * (1.0 - p.small_share) => SizeClass::Middle,
        _ => SizeClass::Large,
    };
    let mean = if size == SizeClass::Small { p.small_places } else { p.large_places };
    // Half the variance is taken off, so that the mean stays what it is.
    let z = p.places_spread * normal_quantile(draw(Lot::Places));
    let places = (mean * libm::exp(z - p.places_spread * p.places_spread / 2.0)).max(LEAST_PLACES);
    let pull = p.own_demand * libm::exp(p.own_demand_spread * normal_quantile(draw(Lot::Pull)));
    let first_end = (draw(Lot::Grant) * p.contract_years * WEEKS_PER_YEAR) as i32;
    let vocation = trait_(Lot::Vocation, p.vocation, p.trait_spread);
    Organisation {
        offer,
        generation,
        vocation,
        dedication: vocation,
        closed: None,
        size,
        fifth,
        locality: 0,
        places,
        capacity: places.round() as u32,
        pull,
        visitors: (places * pull.min(1.0)) as u32,
        queue: 0,
        clients: 0,
        client_queue: 0,
        fee: if draw(Lot::Fee) < p.free_share { 0.0 } else { p.fee / (1.0 - p.free_share) },
        travel: trait_(Lot::Travel, p.travel, p.trait_spread),
        evening: draw(Lot::Evening) < p.evening_share,
        cultural_fit: trait_(Lot::Culture, p.cultural_fit, p.trait_spread),
        leanings: Leanings {
            taste: all.suits.variety * draw(Lot::Taste),
            company: all.suits.variety * draw(Lot::Company),
            hour: all.suits.variety * draw(Lot::Hour),
        },
        adapted: 0.0,
        mixed: trait_(Lot::Mixed, p.mixed_membership, p.mixed_membership_spread),
        trust_gp: all.partnership.trust_prior,
        reach: (1.0 - all.partnership.closure) * all.partnership.reach_prior,
        leader: trait_(Lot::Leader, p.leader, p.leader_spread),
        training: p.training,
        time_taken: 0.0,
        strain: all.reference.strain,
        buy_in: p.buy_in,
        valued: all.practice.co_design,
        unfitting: p.start_unfitting,
        reputation: all.feedback.reputation_usual,
        administration: 0.0,
        contract_end: first_end,
    }
}

/// Rate a week at which an organisation of this size closes, by the dedication of its people, its shortfall of grants as a share of
/// income and by the weeks that are left of its grant.
fn closing_rate(all: &All, size: SizeClass, dedication: f64, shortfall: f64, left: i32) -> f64 {
    let p = &all.vcs;
    let small = match size {
        SizeClass::Small => 1.0 + reporting(all),
        SizeClass::Middle => 0.0,
        SizeClass::Large => -1.0,
    };
    let short = (libm::log2(p.long_grant_years / p.contract_years)).max(0.0);
    let length = p.contract_years * WEEKS_PER_YEAR;
    // Closing gathers before grants end; over a whole grant the rate is the same.
    let near = f64::from(left) <= p.expiry_weeks;
    let gathered = if near { 1.0 + p.expiry_weight } else { 1.0 };
    let mean = 1.0 + p.expiry_weight * (p.expiry_weeks / length).min(1.0);
    gathered / mean * p.closing_per_year / WEEKS_PER_YEAR
        * libm::exp(
            p.shortfall_weight * shortfall
                + p.small_weight * small
                + p.short_contract_weight * short
                - p.vocation_stays * (dedication - all.reference.vcs_vocation),
        )
}

/// Whether the organisation lasts another week.
pub(crate) fn survive(
    world: &mut World,
    number: usize,
    now: Now,
    policy: &policy::Tables,
    seen: &mut Observations,
) {
    let Now { all, week, draws, .. } = now;
    let p = &all.vcs;
    let fifth = world.organisations[number].fifth as usize;
    let grants = costs::grants(world, policy, fifth);
    let organisation = &mut world.organisations[number];
    let shortfall = p.grant_share(organisation.size) * (1.0 - grants).max(0.0);
    let length = p.contract_years * WEEKS_PER_YEAR;
    while organisation.contract_end <= week {
        organisation.contract_end += length.ceil() as i32;
        world.desk.renewed.push(number);
    }
    let left = organisation.contract_end - week;
    let rate = closing_rate(all, organisation.size, organisation.dedication, shortfall, left);
    if draws.happens(chance(rate), Purpose::Survival, Who(number as u32), 0) {
        organisation.closed = Some(week);
        organisation.visitors = 0;
        organisation.queue = 0;
        seen.add_total(M::VcsClosures, 1.0, 0.0);
        world.desk.churned += 1;
    }
}

/// Whether a closed slot is filled again.
pub(crate) fn found(
    world: &mut World,
    number: usize,
    now: Now,
    hours: f64,
    seen: &mut Observations,
) {
    let Now { all, setup, draws, .. } = now;
    let p = &all.vcs;
    let old = &world.organisations[number];
    let nobody_left = old.clients == 0 && old.client_queue == 0;
    let grants = all.vcs.grants_level.min(1.0)
        * (1.0 - all.policy.austerity * all.policy.grants_cut_at_full)
        * world.commissioner.grants.min(1.0);
    let rate = (1.0 + p.founding_per_hour * hours) * grants / p.refounding;
    if nobody_left && draws.happens(chance(rate), Purpose::Survival, Who(number as u32), 1) {
        let generation = old.generation + 1;
        // A worker who founds looks for what is missing; others bring back what there was.
        let by_worker = p.founding_per_hour * hours / (1.0 + p.founding_per_hour * hours);
        let seeks = draws.happens(
            by_worker * all.development.gap_seeking,
            Purpose::Survival,
            Who(number as u32),
            2,
        );
        let gap = if seeks { missing(world) } else { None };
        let old = &world.organisations[number];
        let offer = gap.unwrap_or(old.offer);
        let locality = old.locality;
        let young = make(all, number, generation, offer, old.fifth, setup);
        let mixed = if gap.is_some() { all.development.founded_mixed } else { young.mixed };
        world.found(
            number,
            Organisation { locality, visitors: 0, mixed, ..young },
            Founders::Others,
        );
        seen.add_total(M::VcsFoundings, 1.0, 0.0);
    }
}

/// The kind of offer most often looked for in vain, for each place there is of it.
#[must_use]
pub fn missing(world: &World) -> Option<Offer> {
    let mut places = [1.0; Offer::COUNT];
    for host in world.organisations.iter().filter(|host| host.open()) {
        places[host.offer as usize] += f64::from(host.capacity);
    }
    most_lacking(&world.gaps, &places)
}

/// The kind of offer with the largest gap for its places, if any has a gap.
fn most_lacking(gaps: &[f64; Offer::COUNT], places: &[f64; Offer::COUNT]) -> Option<Offer> {
    let lack = |offer: Offer| gaps[offer as usize] / places[offer as usize];
    Offer::ALL
        .iter()
        .copied()
        .filter(|&offer| lack(offer) > 0.0)
        .max_by(|&a, &b| lack(a).total_cmp(&lack(b)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::mechanisms::tests::baseline;

    #[test]
    fn the_small_and_the_short_of_grants_close_first() {
        let all = baseline();
        let usual = all.reference.vcs_vocation;
        let rate = |size, shortfall| closing_rate(&all, size, usual, shortfall, 1_000);
        assert!(rate(SizeClass::Small, 0.0) > rate(SizeClass::Middle, 0.0));
        assert!(rate(SizeClass::Middle, 0.0) > rate(SizeClass::Large, 0.0));
        let dedicated = closing_rate(&all, SizeClass::Middle, usual + 0.2, 0.0, 1_000);
        let stays = libm::exp(-0.2 * all.vcs.vocation_stays);
        assert!((dedicated / rate(SizeClass::Middle, 0.0) - stays).abs() < 1e-12);
        let shorter = rate(SizeClass::Middle, 0.1) / rate(SizeClass::Middle, 0.0);
        assert!((shorter - libm::exp(0.1 * all.vcs.shortfall_weight)).abs() < 1e-12);
    }

    #[test]
    fn closing_gathers_before_a_grant_ends_and_is_the_same_over_all_of_it() {
        let mut all = baseline();
        let grant = (all.vcs.contract_years * WEEKS_PER_YEAR) as i32;
        let over = |all: &All| -> f64 {
            (1..=grant).map(|left| closing_rate(all, SizeClass::Middle, 0.7, 0.0, left)).sum()
        };
        let gathered = over(&all);
        all.vcs.expiry_weight = 0.0;
        assert!((gathered / over(&all) - 1.0).abs() < 1e-9, "{gathered}");
    }

    #[test]
    fn fees_keep_their_mean_whatever_the_share_that_is_free() {
        let mut all = baseline();
        all.vcs.free_share = 0.2;
        let setup = Draws::new(1, 0, 0);
        let fee = |slot| make(&all, slot, 0, Offer::Social, Fifth::Middle, setup).fee;
        let mean = (0..4_000).map(fee).sum::<f64>() / 4_000.0;
        assert!((mean / all.vcs.fee - 1.0).abs() < 0.05, "{mean}");
    }

    #[test]
    fn what_lacks_most_is_the_gap_over_the_places_there_are() {
        let mut gaps = [0.0; Offer::COUNT];
        let mut places = [1.0; Offer::COUNT];
        assert_eq!(most_lacking(&gaps, &places), None);
        (gaps[Offer::Social as usize], places[Offer::Social as usize]) = (6.0, 31.0);
        (gaps[Offer::Carers as usize], places[Offer::Carers as usize]) = (3.0, 11.0);
        assert_eq!(most_lacking(&gaps, &places), Some(Offer::Carers));
    }
}
