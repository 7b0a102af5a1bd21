//! The verdict and the obligation de formation: each hard case by name, then properties.

mod cas;
mod proprietes;
mod table;
