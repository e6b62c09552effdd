//! The reference: the state of people, practices, link workers and organisations at which base
//! chances and rates are stated. It is no mechanism: equations of other files are told from here.
//!
//! ```text
//! term     weight x (state - ref), added to log-odds or to a logarithm
//! factor   1 + weight x (state - ref), not below 0
//! ```
//!
//! In the equations of the mechanisms these levels are written `ref.` and their name. At the
//! reference a term is 0 and a factor 1, so a base chance is the chance itself. Where two groups of
//! people differ in a state (all adults, and those with social needs) each has its own. No reference
//! is a share of 0, since some equations divide by theirs.
//!
//! **Evidence.** None is needed: another reference with another base is the same model. A reference
//! alone moved is another base, so each has a range. Values are near what the baseline gives.

use crate::model::spec::parameters;

parameters! {
    /// Levels at which base chances and rates are stated.
    Parameters {
        /// Activation of adults at which base rates of consulting, urgent care and admission are
        /// stated.
        activation: PamPoints [0.0, 100.0] "";
        /// Activation of adults with social needs at which base chances of referral, support and self-
        /// care are stated.
        activation_with_needs: PamPoints [0.0, 99.0] "";
        /// Sociability of adults at which social capital and belonging to a group are stated.
        sociability: Share [0.01, 1.0] "";
        /// Liking for groups at which base chances of taking up and staying with an activity are
        /// stated.
        affiliation: Share [0.01, 1.0] "";
        /// Readiness for change at which base chances of accepting a referral and of coming by oneself
        /// are stated.
        readiness: Share [0.01, 1.0] "";
        /// Conviction that one's problems are medical at which the base chance of accepting a referral
        /// is stated.
        attribution: Share [0.01, 1.0] "";
        /// Trust in the GP at which the base chance of accepting a referral is stated.
        trust_gp: Share [0.01, 1.0] "";
        /// A GP's knowledge of the person's social context at which the base chance of recognising a
        /// need is stated.
        context: Share [0.01, 1.0] "";
        /// Clients' buy-in at which the base chance of being reached at the first call is stated.
        buy_in: Share [0.01, 1.0] "";
        /// Clients' buy-in at which the base loss from the waiting list is stated.
        buy_in_waiting: Share [0.01, 1.0] "";
        /// Mean of clients' buy-in and trust in the link worker at which the base rate of dropping out is
        /// stated.
        attachment: Share [0.01, 1.0] "";
        /// Momentum of clients at which the base loss from the waiting list is stated.
        momentum_waiting: Share [0.01, 1.0] "";
        /// Momentum of clients at which the base chance of being reached at the first call is stated.
        momentum_first_call: Share [0.01, 1.0] "";
        /// Clients' self-confidence at which base chances of a step and of taking up an activity are
        /// stated.
        confidence: Share [0.01, 1.0] "";
        /// Clients' hope at which the index of health behaviour is stated.
        hope: Share [0.01, 1.0] "";
        /// Trust in the link worker at which base chances of a step and of taking up an activity are
        /// stated.
        trust_worker: Share [0.01, 1.0] "";
        /// Legitimacy of accepting help at which the base chance of taking up an activity is stated.
        legitimacy: Share [0.01, 1.0] "";
        /// Motivation of clients in support at which the base rate of dropping out is stated.
        motivation_in_support: Share [0.01, 1.0] "";
        /// Motivation of participants at which the base rate of leaving an activity is stated.
        motivation_in_activity: Share [0.01, 1.0] "";
        /// Difficulty of a goal at which the base chance of a step is stated.
        difficulty: Share [0.01, 1.0] "";
        /// Match of a person and an organisation at which base chances of taking up an activity, of
        /// staying, and of a need ending there are stated.
        fit: Share [0.01, 1.0] "";
        /// Share of a neighbourhood's organisations within reach of adults at which belonging to a group is stated.
        reach: Share [0.01, 1.0] "";
        /// Mean of leader, match and confidence at which the base rate of participants leaving is stated.
        appeal: Share [0.01, 1.0] "";
        /// Quality of a session at which the base chance of a step is stated.
        quality: Share [0.01, 1.0] "A155";
        /// GPs' buy-in at which their holism is stated.
        gp_buy_in: Share [0.01, 1.0] "A104";
        /// GPs' holism at which the base chance of recognising a need is stated.
        holism: Share [0.01, 1.0] "";
        /// GPs' belief in link workers at which complex cases are offered the scheme as other cases
        /// are.
        belief: Share [0.01, 1.0] "A125";
        /// GPs' knowledge of local organisations at which the base share of inappropriate referrals is
        /// stated.
        gp_knowledge: Share [0.01, 1.0] "A114";
        /// GPs' trust in organisations at which their buy-in and the base share of people signposted
        /// are stated.
        trust_vcs: Share [0.01, 1.0] "A168";
        /// GPs' frustration, times the lack of referral criteria, at which difficult patients are
        /// offered the scheme as others are.
        frustration: Share [0.01, 1.0] "A141";
        /// A practice's understanding of the service at which GPs' buy-in is stated.
        framing: Share [0.01, 1.0] "A111";
        /// Share of the week in which a practice has a room for the worker at which GPs' buy-in is
        /// stated.
        room: Share [0.01, 1.0] "A091";
        /// Visibility of the service at which offers are stated.
        visibility: Share [0.01, 1.0] "A090";
        /// Ease of the referral route at which GPs' buy-in is stated.
        ease: Share [0.01, 1.0] "A098";
        /// Quality of public information at which expectations and the base share of inappropriate
        /// referrals are stated.
        information: Share [0.01, 1.0] "";
        /// Integration score at which offers, steps and stress are stated.
        integration: Share [0.01, 1.0] "A225 A227";
        /// Accommodation at which offers are stated, and from which a practice starts.
        accommodation: Share [0.01, 1.0] "A226";
        /// Responsibility shared in a practice at which hours of promotion are stated.
        leadership: Share [0.01, 1.0] "";
        /// Buy-in of a practice's GPs at which hours of promotion are stated.
        culture: Share [0.01, 1.0] "";
        /// Standing of navigators at which the base chance of being heard out is stated.
        navigator_standing: Share [0.01, 1.0] "";
        /// Clarity of the navigator's role at which the quality of contacts and the base chance of
        /// being heard out are stated.
        navigator_clarity: Share [0.01, 1.0] "";
        /// Training of navigators at which the quality of contacts and the base chance of signposting
        /// being followed are stated.
        navigator_training: Share [0.01, 1.0] "";
        /// Mismatch felt, of a medical place with help that is not, at which the base chance of a
        /// navigator being heard out is stated.
        mismatch: Share [0.01, 1.0] "";
        /// Clarity of the link worker's role at which risk, expectations and the base share of inappropriate
        /// referrals are stated.
        role_clarity: Share [0.01, 1.0] "";
        /// Looseness of the link worker's role at which its flexibility and clarity are stated.
        looseness: Share [0.01, 1.0] "A137 A138 A139";
        /// Flexibility of the link worker's role at which proactivity, obstacles solved together, fitted help
        /// and fulfilment are stated.
        role_flexibility: Share [0.01, 1.0] "A137";
        /// Link workers' vocation at which the quality of sessions is stated.
        vocation: Share [0.01, 1.0] "A154";
        /// Relational style of link work at which the quality of sessions is stated.
        relational_style: Share [0.01, 1.0] "";
        /// A worker's background in the field of a goal at which base chances of a step and of an
        /// ending without an organisation are stated.
        background: Share [0.01, 1.0] "";
        /// Link workers' proactivity at which hours of networking are stated.
        proactivity: Share [0.01, 1.0] "";
        /// Link workers' load, as hours needed over hours there are, at which stress and fairness are
        /// stated.
        load: Ratio [0.0, 5.0] "";
        /// Link workers' stress at which the base rate of leaving is stated.
        stress: Share [0.01, 1.0] "";
        /// Link workers' fulfilment at which the base rate of leaving is stated.
        fulfilment: Share [0.01, 1.0] "";
        /// Link workers' sense of fair pay at which the base rate of leaving is stated.
        fairness: Share [0.01, 1.0] "";
        /// Discrepancy between the job and what was expected at which the base rate of leaving is
        /// stated.
        discrepancy: Share [0.01, 1.0] "";
        /// Boundaries that link workers keep at which stress and dependency are stated.
        boundaries: Share [0.01, 1.0] "";
        /// Link workers' resilience at which stress is stated.
        resilience: Share [0.01, 1.0] "";
        /// Link workers' professional identity at which fulfilment is stated.
        identity: Share [0.01, 1.0] "";
        /// Ties of a link worker with organisations at which GPs' belief in the worker is stated.
        ties: Share [0.01, 1.0] "A120";
        /// Trust within the scheme at which ties won in an hour are stated.
        scheme_trust: Share [0.01, 1.0] "";
        /// Quality of an organisation's leader at which gains from taking part and needs ending there
        /// are stated.
        leader: Share [0.01, 1.0] "";
        /// Training of organisations at which their quality and GPs' trust in them are stated.
        vcs_training: Share [0.01, 1.0] "A168";
        /// Dedication of the people of organisations at which their closing, and the places that strain costs,
        /// are stated.
        vcs_vocation: Share [0.01, 1.0] "A154";
        /// Mix of people in an organisation at which gains of ties are stated.
        mixed_membership: Share [0.01, 1.0] "";
        /// Strain of organisations at which their places and buy-in are stated.
        strain: Share [0.01, 1.0] "";
        /// Strain of an organisation at which the base rate of its participants leaving is stated.
        strain_of_host: Share [0.01, 1.0] "";
        /// Organisations' trust in GPs at which their buy-in is stated.
        vcs_trust_gp: Share [0.01, 1.0] "A164 A176";
    }
}

/// A factor that is 1 at the reference, changes by `weight` for a unit of the state, and is not
/// below 0.
#[must_use]
#[inline]
pub(crate) fn factor(weight: f64, state: f64, reference: f64) -> f64 {
    (1.0 + weight * (state - reference)).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_factor_is_one_at_the_reference_and_moves_by_its_weight() {
        assert!((factor(0.7, 0.4, 0.4) - 1.0).abs() < f64::EPSILON);
        assert!((factor(0.5, 0.8, 0.4) - 1.2).abs() < 1e-12);
        assert!(factor(-0.5, 0.8, 0.4) < 1.0);
    }
}
