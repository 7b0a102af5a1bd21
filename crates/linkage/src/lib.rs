//! Probabilistic record linkage (Fellegi-Sunter): normalise, block, compare, weigh, assign, explain.
//!
//! Finds which rows of two files, or of one, are of one person, without labels, and says why. It knows names, dates,
//! codes and identifiers and nothing of schools; it reads and writes no file. A linkage goes:
//!
//! 1. a [`Spec`] says what to compare; [`TableBuilder`] encodes each file's rows for it;
//! 2. [`link`] (or [`dedupe`]) learns a [`Model`], produces pairs by blocking rules, weighs them and decides;
//! 3. [`Linkage::explain`] gives the waterfall of any pair.
//!
//! Same inputs, same outputs, whatever the number of threads: work is cut in pieces of fixed size and put together in
//! order.
//!
//! ```
//! use raccroche_linkage::{Options, Spec, TableBuilder, link};
//!
//! let spec = Spec::from_toml(r#"
//!     [input]
//!     id = "id"
//!     [[compare]]
//!     columns = ["nom"]
//!     kind = "surname"
//!     [[compare]]
//!     columns = ["prenom"]
//!     kind = "given_names"
//!     [[compare]]
//!     columns = ["ne"]
//!     kind = "date"
//! "#)?;
//! let columns = ["id", "nom", "prenom", "ne"];
//! let mut left = TableBuilder::new(&spec, &columns)?;
//! left.push_row(1, &["a", "Lefèvre", "Inès", "2008-03-05"])?;
//! let mut right = TableBuilder::new(&spec, &columns)?;
//! right.push_row(1, &["b", "LEFEVRE", "INES", "05/03/2008"])?;
//! let linkage = link(&spec, left.finish(), right.finish(), &Options::default())?;
//! assert_eq!((linkage.links[0].left, linkage.links[0].right), (0, 0));
//! # Ok::<(), raccroche_linkage::Error>(())
//! ```

mod block;
mod blocks;
mod compare;
mod course;
mod date;
mod decide;
mod error;
mod estimate;
mod explain;
mod guess;
mod identifier;
mod lexicon;
mod model;
pub mod normalise;
mod records;
mod report;
mod row_ids;
mod run;
mod score;
mod search;
mod spec;
mod table;
mod terms;

pub use compare::levels;
pub use course::OnPhase;
pub use decide::{Decision, Link};
pub use error::{Error, Result};
pub use explain::{ExplainedStep, Explanation};
pub use guess::{Guess, Sample, guess};
pub use model::{ComparisonModel, LevelModel, Model};
pub use report::{PhaseReport, Report, RuleReport};
pub use run::{Deduplication, Linkage, Options, dedupe, explain, explain_within, link};
pub use score::{probability, weight};
pub use spec::{Block, Compare, Decide, Input, Kind, Mode, Scope, Spec, Transform};
pub use table::{Table, TableBuilder};
