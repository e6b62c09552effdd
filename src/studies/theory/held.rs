//! Claims held apart: a third of those that the plan for the model does not name, drawn by lot. Nobody
//! looks at what becomes of them while the model is changed, so that they can say afterwards whether it
//! was only taught to pass. They are not run, and so cannot leak, until somebody asks with `--open`.
//!
//! The lot of a claim is the digest of the seed and its id, and the lowest third is drawn. The seed was
//! written down before any of the work; it is not to be changed, nor is the list of those named.

/// The draw, as it was made before the work began: a test holds that the seed gives it.
const DRAWN: [&str; 59] = [
    "A004", "A006", "A007", "A014", "A016", "A020", "A021", "A022", "A032", "A036", "A040", "A046",
    "A047", "A049", "A052", "A057", "A059", "A067", "A069", "A072", "A076", "A082", "A085", "A088",
    "A093", "A095", "A101", "A102", "A116", "A118", "A120", "A127", "A130", "A133", "A135", "A136",
    "A145", "A146", "A147", "A157", "A158", "A159", "A168", "A169", "A171", "A172", "A176", "A179",
    "A191", "A195", "A197", "A201", "A208", "A216", "A218", "A220", "A229", "A234", "A235",
];

/// Whether a claim is held apart.
#[must_use]
pub fn is_apart(id: &str) -> bool {
    DRAWN.contains(&id)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Written down before the work began.
    const SEED: &str = "2026-11-28";

    /// Claims that the plan for the model names: they are looked at while it is changed.
    const NAMED: [&str; 63] = [
        "A001", "A008", "A009", "A013", "A018", "A019", "A027", "A033", "A034", "A038", "A045",
        "A051", "A053", "A056", "A065", "A068", "A074", "A077", "A084", "A100", "A112", "A113",
        "A119", "A123", "A124", "A125", "A128", "A129", "A137", "A138", "A139", "A140", "A144",
        "A148", "A149", "A164", "A173", "A178", "A181", "A182", "A183", "A184", "A185", "A192",
        "A194", "A199", "A203", "A206", "A209", "A210", "A211", "A212", "A214", "A219", "A223",
        "A225", "A226", "A227", "A228", "A231", "A236", "A238", "A239",
    ];

    /// The lowest third of those not named, by the digest of the seed and their ids.
    fn drawn() -> Vec<String> {
        let ids = (1..=240).map(|number| format!("A{number:03}"));
        let lot = |id: &str| *blake3::hash(format!("held apart {SEED} {id}").as_bytes()).as_bytes();
        let mut unnamed: Vec<String> = ids.filter(|id| !NAMED.contains(&id.as_str())).collect();
        unnamed.sort_by_key(|id| lot(id));
        unnamed.truncate(unnamed.len() / 3);
        unnamed.sort();
        unnamed
    }

    #[test]
    fn the_third_that_is_held_apart_is_the_one_that_the_seed_draws() {
        assert_eq!(drawn(), DRAWN);
        assert_eq!(DRAWN.len(), (240 - NAMED.len()) / 3);
        assert!(NAMED.iter().all(|id| !is_apart(id)));
    }
}
