//! The binary: reads the command line, calls a room, turns its errors into sentences.

mod commands;

use std::process::ExitCode;

/// A linkage walks through hundreds of mebibytes in no order: pages of two mebibytes instead of four kibibytes spare it
/// a tenth of its time, and this allocator asks for them (how is said in `.cargo/config.toml`).
#[cfg(all(unix, target_pointer_width = "64"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    commands::run()
}
