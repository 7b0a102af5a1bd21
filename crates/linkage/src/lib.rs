//! Record linkage.
mod compare;
mod date;
mod error;
mod identifier;
mod lexicon;
pub mod normalise;
mod spec;
mod table;

pub use compare::levels;
pub use error::{Error, Result};
pub use spec::{Block, Compare, Decide, Input, Kind, Mode, Spec, Transform};
pub use table::{Table, TableBuilder};
