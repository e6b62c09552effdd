//! The economics of options: costs and effects of several options over draws of parameters and paired
//! replicates in, and what a decision needs out. Pure: nothing here runs, reads or writes anything.
//!
//! Every option is told against the first, *nothing more*, whose costs and effects are nought. Decisions rest
//! on means over draws: of skewed draws a median may lie on one side of a price and the mean on the other.
//!
//! ```text
//! net benefit      NB = price x effect - cost, of each draw at its own price
//! expected loss    of an option: mean over draws of (the best NB of the draw - its NB)
//! best             the option with the highest mean NB; the frontier of an acceptability curve is its share
//! ```

pub mod breaks;
pub mod decide;
pub mod fifths;
pub mod information;
pub mod matched;
pub mod partial;
pub mod sample;
pub mod search;
pub mod select;
pub mod standing;
pub mod study;

pub use decide::{Curve, Decision, curve, decide};
pub use sample::{Benefit, Sample};
pub use standing::{Standing, standings};
