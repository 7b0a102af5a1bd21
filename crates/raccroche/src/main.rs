//! The binary: reads the command line, calls a room, turns its errors into sentences.

mod commands;

use std::process::ExitCode;

fn main() -> ExitCode {
    commands::run()
}
