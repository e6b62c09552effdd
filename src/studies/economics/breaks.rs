//! Break-evens: how dear a post may be, how much a client has to gain, and how many of the places that grants
//! pay have to be further ones, for a choice to turn. All of means.

/// The largest price at which an option is best, where the net benefit of every option falls with a price in a
/// straight line: each is its net benefit now and how much of that price it pays (its spending on what is
/// priced). Nothing if it is best at no price, infinite if at any.
#[must_use]
pub fn dearest(options: &[(f64, f64)], option: usize, price: f64) -> Option<f64> {
    let (mut low, mut high) = (0.0_f64, f64::INFINITY);
    // Net benefit at another price: now + spending x (1 - other / price).
    let (here, spent) = options[option];
    for (at, &(there, theirs)) in options.iter().enumerate() {
        if at == option {
            continue;
        }
        let (ahead, more) = (here - there + spent - theirs, (spent - theirs) / price);
        if more > 0.0 {
            high = high.min(ahead / more);
        } else if more < 0.0 {
            low = low.max(ahead / more);
        } else if ahead < 0.0 {
            return None;
        }
    }
    (high >= low).then_some(high)
}

/// The gain of each client at which an option is worth its cost: `cost / (price x clients)`.
#[must_use]
pub fn gain_per_client(cost: f64, price: f64, clients: f64) -> Option<f64> {
    (clients > 0.0).then(|| cost / price / clients)
}

/// Where a line through points (given in rising order of the first) crosses another, which is level: the
/// crossings between neighbours, in a straight line.
#[must_use]
pub fn crossings(points: &[(f64, f64)], level: f64) -> Vec<f64> {
    let pairs = points.windows(2);
    pairs
        .filter_map(|pair| {
            let [(x0, y0), (x1, y1)] = [pair[0], pair[1]];
            let (below, above) = (y0 - level, y1 - level);
            let crosses = (below < 0.0 && above >= 0.0) || (below >= 0.0 && above < 0.0);
            crosses.then(|| x0 + (x1 - x0) * below / (below - above))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_the_dearest_price_both_are_worth_the_same_to_a_millionth() {
        // Nothing more; posts worth 900 of which 400 are their price of 100; half as many, and grants.
        let options = [(0.0, 0.0), (900.0, 400.0), (700.0, 200.0)];
        let dearest = dearest(&options, 1, 100.0).expect("it is best now");
        let at = |(now, spent): (f64, f64)| now + spent * (1.0 - dearest / 100.0);
        assert!((at(options[1]) - at(options[2])).abs() < 1e-6, "{dearest}");
        assert!((dearest - 200.0).abs() < 1e-9);
        assert_eq!(super::dearest(&options, 2, 100.0), Some(450.0));
        assert_eq!(super::dearest(&[(0.0, 0.0), (-5.0, 0.0)], 1, 1.0), None);
        assert_eq!(super::dearest(&[(0.0, 0.0), (5.0, 0.0)], 1, 1.0), Some(f64::INFINITY));
    }

    #[test]
    fn a_client_has_to_gain_what_the_money_would_buy_elsewhere() {
        assert_eq!(gain_per_client(100_000.0, 2_500.0, 400.0), Some(0.1));
        assert_eq!(gain_per_client(1.0, 1.0, 0.0), None);
    }

    #[test]
    fn a_line_crosses_a_level_between_its_points() {
        let points = [(0.3, -2.0), (0.65, 1.0), (1.0, 4.0)];
        let found = crossings(&points, 0.0);
        assert!(found.len() == 1 && (found[0] - (0.3 + 0.35 * 2.0 / 3.0)).abs() < 1e-12);
        assert!(crossings(&points, 9.0).is_empty());
    }
}
