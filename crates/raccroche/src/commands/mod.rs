//! One file per subcommand; this one only dispatches.

use std::process::ExitCode;

/// Parses the arguments and runs the subcommand.
pub(crate) fn run() -> ExitCode {
    ExitCode::SUCCESS
}
