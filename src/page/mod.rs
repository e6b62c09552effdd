//! The simulator in one file: what `kith page` puts into a page, and what the page asks of the module
//! inside it.
//!
//! ```text
//! sliders -> Wish -> two scenarios as text -> cells, each on a worker -> Desk -> View -> what is seen
//! ```
//!
//! A page has sliders ([`levers`]), and where they stand is a [`Wish`]. It becomes two texts, `area.toml`
//! and `mine.toml`, which anybody can run with `kith compare`: the page has no other way to a result. Its
//! workers run one cell each ([`Desk::ask`], `cell`); one more gathers them in the order of their
//! replicates and says what is to be shown ([`view`]). All of it is text, tables and pictures made here:
//! the scripts of the page move controls and put texts in their places.

pub mod desk;
pub mod figures;
pub mod kept;
pub mod levers;
#[cfg(feature = "program")]
pub mod made;
pub mod pictures;
pub mod view;
pub mod wish;

pub use desk::Desk;
pub use wish::Wish;

/// What a module and a page say to each other of the model that they are of, before its digest.
pub const MARK: &str = "kith page of model ";

/// The mark with the digest: the program looks for it in a module, so that no page gets another model.
pub const MARKED: &str = concat!("kith page of model ", env!("KITH_MODEL"));

/// The digest of the model.
pub const MODEL: &str = env!("KITH_MODEL");
