//! What goes on in practices: consulting, referral and signposting, and whether link workers belong.
//! What describes a practice and its GPs is declared here, and read by most of them.

pub mod buy_in;
pub mod complexity;
pub mod consulting;
pub mod integration;
pub mod navigator;
pub mod referral;
pub mod signposting;
pub mod usual_care;

use crate::model::spec::parameters;

parameters! {
    /// Practices and their GPs.
    Parameters {
        /// Mean buy-in of GPs by their own attitude, and at the start.
        gp_buy_in: Share [0.0, 1.0] "A001 A086";
        /// Standard deviation of buy-in between GPs, by their own attitude.
        gp_spread: Share [0.0, 0.5] "A105";
        /// Half-life of GPs' buy-in on its way to its target; holism, frustration and other staff's
        /// buy-in share it.
        half_life: Weeks [1.0, 520.0] "A086";
        /// Weight of the practice's culture in a GP's buy-in.
        culture_weight: Share [0.0, 1.0] "A105";
        /// How many times as much as another GP a leader counts in a practice's culture.
        leader_weight: Ratio [1.0, 20.0] "A088";
        /// Weight of a GP's own attitude in their buy-in.
        own_weight: Share [0.0, 1.0] "A105";
        /// Share of GPs who think the service one more fad.
        sceptic_share: Share [0.0, 1.0] "A086 A105";
        /// Buy-in, by their own attitude, of GPs who think the service one more fad.
        sceptic_buy_in: Share [0.0, 1.0] "A086 A105";
        /// Buy-in, at least, of the leader of each practice, who is won over and speaks for the
        /// service.
        leader_endorses: Share [0.0, 1.0] "A088";
        /// Buy-in, at least, of one GP of no special standing in each practice, who is won over and
        /// speaks for the service.
        member_endorses: Share [0.0, 1.0] "A088";
        /// Weight of belief in the link workers in a GP's buy-in.
        belief_weight: Share [0.0, 1.0] "A103";
        /// Weight in a GP's buy-in of how permanent the scheme seems.
        permanence_weight: Share [0.0, 1.0] "A087";
        /// Label of a pilot: how short-lived the scheme is said to be.
        pilot_label: Share [0.0, 1.0] "A087";
        /// Belief in link workers of GPs in practices where there are none.
        belief_without_workers: Share [0.0, 1.0] "A103";
        /// Rise of GPs' buy-in for a whole unit of understanding the service as a complement to
        /// medicine.
        framing_weight: Share [0.0, 1.0] "A111";
        /// How far practices understand the service as a complement to medicine when the run begins.
        framing_at_start: Share [0.0, 1.0] "A111";
        /// Share of the missing understanding of the service that an hour of promotion at a practice
        /// gives.
        framing_per_hour: Share [0.0, 1.0] "A111";
        /// Half-life of a practice's understanding of the service without promotion.
        framing_half_life: Weeks [1.0, 1000.0] "A111";
        /// Rise of GPs' buy-in for a whole unit of the integration score.
        integration_gain: Share [0.0, 1.0] "A223 A225";
        /// How steeply GPs open the way to the scheme to those of whose link workers they believe more, and
        /// shut it to others, in log-odds for a whole unit of belief.
        door: LogOdds [0.0, 40.0] "A100 A239";
        /// Rise of GPs' buy-in for a room given to the worker for the whole week.
        room_signal: Share [0.0, 1.0] "A091";
        /// Rise of GPs' buy-in for a whole unit of ease of the referral route.
        ease_gain: Share [0.0, 1.0] "A098";
        /// Rise of GPs' buy-in for a whole unit of their trust in organisations.
        vcs_trust_gain: Share [0.0, 1.0] "A168";
        /// Wait of people referred that costs no buy-in of GPs.
        wait_without_loss: Weeks [0.0, 52.0] "A117";
        /// Buy-in of GPs lost for each week that people referred wait beyond what costs none.
        wait_loss: Share [0.0, 0.5] "A014 A117";
        /// Share of practices with a champion.
        champion_share: Share [0.0, 1.0] "A089 A090";
        /// Credibility of a practice's champion for the service.
        champion_credibility: Share [0.0, 1.0] "A088 A089";
        /// What GPs are led to expect of link workers, as belief in them, at the references of clarity and
        /// information.
        promised: Share [0.0, 1.0] "A006 A139";
        /// Rise of what GPs are led to expect for a unit of the role that they understand less of than at
        /// the reference.
        promised_unclear: Share [0.0, 1.0] "A139";
        /// Fall of what GPs are led to expect for a unit of public information above its reference.
        promised_information: Share [0.0, 1.0] "A006";
        /// Share of the distance from what GPs meet to what they were led to expect that experience leaves.
        promise_kept: Share [0.0, 1.0] "A139";
        /// Half-life of what GPs expect of link workers.
        expects_half_life: Weeks [1.0, 520.0] "A139";
        /// Fall of a GP's buy-in for a unit by which link workers are less than expected.
        expectation_loss: Share [0.0, 1.0] "A139";
        /// Rise of GPs' buy-in where all link workers who serve the practice are of full professional
        /// standing.
        standing_gain: Share [0.0, 1.0] "A148";
        /// Rise of GPs' buy-in that a fully credible champion brings.
        champion_gain: Share [0.0, 1.0] "A088 A089";
        /// Share of what is missing to a seat in the team that a fully credible champion gets for the worker.
        champion_seat: Share [0.0, 1.0] "A090";
        /// Responsibility for the service shared by GPs, managers and the link worker.
        shared_leadership: Share [0.0, 1.0] "A110 A221";
        /// Share of the week that the link worker is at the practice, where premises allow it.
        co_location: Share [0.0, 1.0] "A091 A093 A094";
        /// Shortage of premises, as the share of rooms that it takes from the link worker.
        estate_pressure: Share [0.0, 1.0] "A092";
        /// Link workers' seat in the multidisciplinary team: 1 for a full member.
        mdt_seat: Share [0.0, 1.0] "A067 A222";
        /// How far referral is built into the practice's records.
        it_integration: Share [0.0, 1.0] "A095 A096";
        /// How far practices can shape their own referral route.
        adaptability: Share [0.0, 1.0] "A097";
        /// How far all parties design the service together.
        co_design: Share [0.0, 1.0] "A058 A098 A167";
        /// Ease of the referral route without any help.
        ease_base: Share [0.0, 1.0] "A095";
        /// Ease that referral built into the records adds.
        ease_it: Share [0.0, 1.0] "A095";
        /// Ease that co-design adds.
        ease_co_design: Share [0.0, 1.0] "A098";
        /// Share of its first ease that a referral route which cannot be shaped keeps.
        route_ease_kept: Share [0.0, 1.0] "A097";
        /// Half-life of the ease of a referral route on its way to what shaping keeps of it.
        ease_half_life: Weeks [1.0, 1000.0] "A097";
        /// Buy-in of nurses, reception and other staff by themselves.
        staff_buy_in: Share [0.0, 1.0] "A106";
        /// Share of the way from their own buy-in to the GPs' culture that other staff are drawn.
        staff_backing: Share [0.0, 1.0] "A106";
        /// Mean holism of GPs, as their leaning to see the whole person, at the reference of buy-in.
        holism: Share [0.0, 1.0] "A104 A177";
        /// Standard deviation between GPs of their holism at the start.
        holism_spread: Share [0.0, 0.5] "A104 A177";
        /// Rise of a GP's holism for a whole unit of buy-in.
        holism_per_buy_in: Share [0.0, 1.0] "A104";
        /// Frustration of a GP without options for cases that are not medical.
        frustration_without_options: Share [0.0, 1.0] "A082";
        /// Share of a GP's frustration that full knowledge of visible options takes away.
        frustration_relief: Share [0.0, 1.0] "A082";
        /// Rise of a GP's frustration for a unit of workload above capacity.
        frustration_workload: Share [0.0, 1.0] "A108";
    }
}
