//! How options stand to each other by mean cost and mean effect: which of them another beats in both, which a
//! mixture of two others beats, and what each step along the frontier costs.

/// How an option stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Standing {
    /// On the frontier; what each further WELLBY costs against the option before it there, which the first
    /// has not.
    Frontier(Option<f64>),
    /// Another, by its place, costs no more and brings no less.
    Dominated(usize),
    /// A mixture of its neighbours on the frontier costs no more and brings no less.
    Extended,
}

/// How every option stands, in their order. Each is a mean cost and a mean effect.
#[must_use]
pub fn standings(options: &[(f64, f64)]) -> Vec<Standing> {
    let beats = |a: usize, b: usize| {
        let ((cost, effect), (other_cost, other_effect)) = (options[a], options[b]);
        let same = cost.total_cmp(&other_cost).is_eq() && effect.total_cmp(&other_effect).is_eq();
        // Of options that are alike in both the first stands for all.
        a != b && cost <= other_cost && effect >= other_effect && (!same || a < b)
    };
    let by: Vec<Option<usize>> =
        (0..options.len()).map(|b| (0..options.len()).find(|&a| beats(a, b))).collect();
    let mut left: Vec<usize> = (0..options.len()).filter(|&at| by[at].is_none()).collect();
    // What is not dominated costs more the more it brings.
    left.sort_by(|&a, &b| options[a].1.total_cmp(&options[b].1).then(a.cmp(&b)));
    let step = |from: usize, to: usize| {
        (options[to].0 - options[from].0) / (options[to].1 - options[from].1)
    };
    let mut frontier: Vec<usize> = Vec::new();
    for &next in &left {
        while let [.., before, last] = frontier[..]
            && step(before, last) >= step(last, next)
        {
            frontier.pop();
        }
        frontier.push(next);
    }
    let standing = |at: usize| match (by[at], frontier.iter().position(|&on| on == at)) {
        (Some(by), _) => Standing::Dominated(by),
        (None, Some(0)) => Standing::Frontier(None),
        (None, Some(place)) => Standing::Frontier(Some(step(frontier[place - 1], at))),
        (None, None) => Standing::Extended,
    };
    (0..options.len()).map(standing).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_frontier_has_rising_steps_and_says_what_is_beaten_by_what() {
        // A textbook case: nothing, a cheap step, a mixture's victim, a dear step, and one beaten outright.
        let options = [(0.0, 0.0), (100.0, 1.0), (260.0, 1.5), (400.0, 3.0), (450.0, 2.5)];
        let found = standings(&options);
        assert_eq!(found[0], Standing::Frontier(None));
        assert_eq!(found[1], Standing::Frontier(Some(100.0)));
        assert_eq!(found[2], Standing::Extended);
        assert_eq!(found[3], Standing::Frontier(Some(150.0)));
        assert_eq!(found[4], Standing::Dominated(3));
    }

    #[test]
    fn what_harms_and_costs_is_beaten_by_nothing_more_and_what_saves_is_the_start() {
        let found = standings(&[(0.0, 0.0), (5.0, -1.0), (-5.0, 1.0), (3.0, 2.0), (3.0, 2.0)]);
        assert_eq!(found[0], Standing::Dominated(2));
        assert_eq!(found[1], Standing::Dominated(0));
        assert_eq!(found[2], Standing::Frontier(None));
        assert_eq!(found[3], Standing::Frontier(Some(8.0)));
        assert_eq!(found[4], Standing::Dominated(3));
    }
}
