//! `kith evaluate`: published designs, applied to what they would see of the model. A design is a file
//! (`read`). It says which worlds are lived (`worlds`), what a study would take from their records
//! (`taken`), and by which estimator (`estimators`); twins of those worlds say the truth that it is after.
//! Three numbers come of it: what was published, what the design finds here, and the truth here.

pub mod around;
pub mod design;
pub mod estimators;
mod export;
pub mod found;
mod pictures;
pub mod power;
pub mod read;
pub mod results;
pub mod sentences;
pub(crate) mod tables;
pub mod taken;
pub mod worlds;

pub use design::{Design, Estimator, Outcome};
