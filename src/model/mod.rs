//! The model: all that results follow from, and nothing else. It does no input or output, reads no
//! clock, holds no global and takes no generator; it imports nothing of the rest of the house.

pub(crate) mod abreast;
pub mod arithmetic;
pub mod characteristics;
pub mod engine;
pub mod kinds;
pub mod mechanisms;
pub mod now;
pub mod observe;
pub mod parameters;
pub mod random;
pub mod spec;
pub mod synthesis;
pub mod units;
pub mod world;
