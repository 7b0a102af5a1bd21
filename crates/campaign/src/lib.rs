//! A campaign of the SIEI: registers in, one verdict for each young person out, with the evidence and the lists.
//!
//! Everybody of the previous registers ends in exactly one category; the sums are checked before anything is written,
//! and the folder appears whole or not at all. [`Campaign::load`] reads `CAMPAIGN.toml`, [`run()`] does the rest:
//!
//! 1. registers are read, each with its quality report ([`raccroche_registers`]);
//! 2. lines are tied to persons (`identity` is the only module that knows [`raccroche_linkage`]), human decisions
//!    first;
//! 3. persons keep the number that the previous campaign gave them;
//! 4. the domain's rule concludes ([`raccroche_domain::juger`], where the table of precedence is);
//! 5. verdicts, lists by PSAD, sheets by school, accounting and changes are written.

mod assemble;
mod bilan;
mod config;
mod corrections;
mod error;
mod former_school;
mod gaps;
mod html;
mod identity;
mod judge;
mod lists;
mod people;
mod previous;
mod progress;
mod rapprocher;
mod results;
mod run;
mod sheet;
mod soundness;
mod suivi;
mod verdicts;
mod zoning;

pub use bilan::{Bilan, PsadBilan, SourceBilan};
pub use config::{Campaign, SourceFile, Zonings};
pub use corrections::{CorrectionReport, CorrectionState};
pub use error::CampaignError;
pub use gaps::Gaps;
pub use lists::Section;
pub use progress::{OnProgress, Progress, RunOptions};
pub use rapprocher::{Ressemblance, ressemblances};
pub use results::{read_bilan, read_quality};
pub use run::{learn_model, run};
pub use suivi::{Fiche, Proche, Raison, ScolariteLue, to_follow};
pub use verdicts::{VerdictRendu, read_verdicts};
