//! What can go wrong inside the engine: a specification, a model or a table that does not hold together.

/// An error of the engine. Reading files is not its business, so there is no I/O here.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The specification is not one.
    #[error("specification: {0}")]
    Spec(String),
    /// The saved model does not fit the specification.
    #[error("model: {0}")]
    Model(String),
    /// A row or table has not the declared columns, or there are too many rows (2^31).
    #[error("table: {0}")]
    Table(String),
    /// The caller asked to stop.
    #[error("cancelled")]
    Cancelled,
}

/// Shorthand for this crate.
pub type Result<T> = std::result::Result<T, Error>;
